//! Makes a letter of a procedure: a projection of the event that promised it, over the answers and what the
//! move was given.

use std::sync::Arc;

use model::{ApplicationId, Lang};
use store::documents;
use uuid::Uuid;
use words::Words;
use workflow::{Signatory, Who};

use super::{
    Failed,
    receipt::{keep, printed},
};
use crate::{Desk, loaded::Loaded};

pub(super) async fn make(
    desk: &Desk,
    id: ApplicationId,
    event: Uuid,
    letter: &str,
) -> Result<(), Failed> {
    if documents::of_event(&mut desk.db.peek().await?, event, letter).await?.is_some() {
        return Ok(());
    }
    let loaded = desk.load(id).await?.until(event);
    let person = desk.person(loaded.applicant()).await?;
    let Some((written, signed_by)) = loaded.write(desk, letter, Lang::It) else {
        return Err(Failed::ForGood(format!("the procedure has no letter {letter}")));
    };
    let at = loaded.application.last_at;
    let title = loaded.letter_title(letter);
    let signatory = match signed_by {
        Some(signatory) => Some(signature(desk, &loaded, signatory).await?),
        None => None,
    };
    let data = desk.letter(&loaded, &person, written, signatory, at);
    let press = Arc::clone(&desk.press);
    let bytes = printed(move || press.letter(&data)).await?;
    keep(desk, id, event, (letter, title), bytes).await
}

/// Name and office of who signs: who made the move, if it is theirs to sign, else the holder of the post.
async fn signature(
    desk: &Desk,
    loaded: &Loaded,
    signatory: Signatory,
) -> Result<(String, String), Failed> {
    let words = Words::of(Lang::It);
    let role = words.t(match signatory {
        Signatory::Clerk => "role-clerk",
        Signatory::Responsible => "role-responsible",
        Signatory::Head => "role-head",
    });
    let post = match signatory {
        Signatory::Clerk => Who::Clerk,
        Signatory::Responsible => Who::Responsible,
        Signatory::Head => Who::Head,
    };
    let author =
        loaded.entries.last().map(|entry| &entry.author).filter(|author| author.who == post);
    let name = match author.and_then(|author| author.person) {
        Some(person) => desk.person(person).await?.name(),
        None => desk
            .holder(&loaded.application.office, &loaded.row.procedure, signatory)
            .await?
            .unwrap_or_else(|| {
                desk.office(&loaded.application.office)
                    .map(|office| office.responsible.get(Lang::It).to_owned())
                    .unwrap_or_default()
            }),
    };
    Ok((name, role.into_owned()))
}
