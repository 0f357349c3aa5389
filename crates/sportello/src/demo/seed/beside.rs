//! What a story does beside the moves of its procedure.

use desk::{Desk, beside::Beside, moves::Wish, session::Session};
use form::Raw;
use model::ApplicationId;

use crate::Failure;

/// Does it, if it is such an act; whether it was.
pub(super) async fn act(
    desk: &Desk,
    session: &Session,
    id: ApplicationId,
    (word, raw): (&str, &Raw),
) -> Result<bool, Failure> {
    let Some(beside) = Beside::ALL.into_iter().find(|beside| beside.word() == word) else {
        return Ok(false);
    };
    let dossier = desk.dossier(session, id).await?;
    let mut raw = raw.clone();
    if beside == Beside::Rectify {
        let last = dossier.documents.iter().rev().find_map(|paper| paper.number.clone());
        raw.set("act".to_owned(), last.into_iter().collect());
    }
    let wish = Wish { id: word.to_owned(), raw, version: dossier.loaded.version() };
    desk.do_beside(session, id, (beside, &wish)).await.map_err(|error| error.to_string())?;
    Ok(true)
}
