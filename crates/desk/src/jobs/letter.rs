//! Makes a letter of a procedure: a projection of the event that promised it, over the answers and what the
//! move was given.

use std::sync::Arc;

use model::ApplicationId;
use store::documents;
use uuid::Uuid;

use super::{
    Failed,
    receipt::{keep, printed},
};
use crate::Desk;

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
    let Some(data) = desk.letter_of(&loaded, letter).await? else {
        return Err(Failed::ForGood(format!("the procedure has no letter {letter}")));
    };
    let (title, number) = (loaded.letter_title(letter), loaded.number_of(letter));
    let press = Arc::clone(&desk.press);
    let bytes = printed(move || press.letter(&data)).await?;
    keep(desk, (id, event), (letter, title, number), bytes).await
}
