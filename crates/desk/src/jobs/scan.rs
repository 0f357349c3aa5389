//! Lets the scanner look at a file, and writes down what it said. Until then nobody is given the file; while the scanner
//! is away the errand waits.

use gateway::scanner::Found;
use model::FileId;
use store::files::{self, Scan};

use super::Failed;
use crate::Desk;

pub(super) async fn look(desk: &Desk, id: FileId) -> Result<(), Failed> {
    let row = files::get(&mut desk.db.peek().await?, id).await?;
    let Some(row) = row.filter(|row| row.state == Scan::Pending && row.removed_at.is_none()) else {
        return Ok(());
    };
    let for_now = |error: &dyn std::error::Error| Failed::ForNow(error.to_string());
    let file = desk.vault.get(&row.sha256).await.map_err(|error| for_now(&error))?;
    let (state, reason) =
        match desk.scanner.look(file).await.map_err(|away| Failed::Waits(away.to_string()))? {
            Found::Clean => (Scan::Clean, None),
            Found::TooLarge => (Scan::Unscanned, None),
            Found::Harmful(name) => {
                tracing::warn!(file = %id, %name, "a file is harmful");
                (Scan::Refused, Some(name))
            }
        };
    let mut tx = desk.db.write().await?;
    files::settle(&mut tx, id, state, reason.as_deref()).await?;
    Ok(tx.commit().await?)
}
