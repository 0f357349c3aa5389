//! Applications of the demo that belong together: linked to each other, kept in a file of their office.

use desk::{Desk, moves::NotMade, session::Session};
use form::Raw;
use model::ApplicationId;

use crate::Failure;

/// Links an application or puts it into a file, if that is what a story tells.
///
/// # Errors
/// The desk refuses it.
pub(super) async fn put(
    desk: &Desk,
    session: &Session,
    id: ApplicationId,
    (what, raw): (&str, &Raw),
) -> Result<bool, Failure> {
    let put = match what {
        "link" => {
            // The last one of the same person and procedure.
            let dossier = desk.dossier(session, id).await?;
            let title = &dossier.loaded.procedure.procedure.title;
            let other = dossier.others.iter().find(|(_, _, other)| other == title);
            let (_, number, _) = other.ok_or("there is no other one")?;
            let mut raw = raw.clone();
            raw.set("number".to_owned(), vec![number.clone()]);
            desk.link(session, id, &raw).await
        }
        "folder" => {
            // A file that is there already is named by its title, a new one as well.
            let mut raw = raw.clone();
            let (known, _) = desk.folders(session, None).await?;
            let title = raw.first("title").to_owned();
            let which = match known.iter().find(|folder| folder.title == title) {
                Some(folder) => format!("f{}", folder.id.simple()),
                None => "new".to_owned(),
            };
            raw.set("which".to_owned(), vec![which]);
            desk.put_into_folder(session, id, &raw).await.map(|_| ())
        }
        _ => return Ok(false),
    };
    put.map_err(|error| match error {
        NotMade::Desk(desk::Error::Refused(why)) => why.get(model::Lang::It).to_owned(),
        other => other.to_string(),
    })?;
    Ok(true)
}
