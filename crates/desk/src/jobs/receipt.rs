//! Makes the receipt of a sending: a projection of its first event. The first bytes are kept; a second run finds
//! them.

use std::sync::Arc;

use model::{ApplicationId, Localized};
use store::{documents, files};
use uuid::Uuid;
use workflow::{RECEIPT, Signatory};

use super::Failed;
use crate::{
    Desk, Error,
    paper::{first_office, said},
};

pub(super) async fn make(desk: &Desk, id: ApplicationId, event: Uuid) -> Result<(), Failed> {
    if documents::of_event(&mut desk.db.peek().await?, event, RECEIPT).await?.is_some() {
        return Ok(());
    }
    let loaded = desk.load(id).await?;
    let person = desk.person(loaded.applicant()).await?;
    let received = files::of_application(&mut desk.db.peek().await?, id).await?;
    // Files that came later, with a move, are not part of what was sent.
    let sent: Vec<_> =
        received.into_iter().filter(|file| file.created_at <= loaded.sent_at()).collect();
    let office = first_office(&loaded);
    let holder = desk.holder((&office, &loaded), Signatory::Responsible, None).await?;
    let data = desk.receipt(&loaded, &person, &sent, (&office, holder.as_deref()));
    let press = Arc::clone(&desk.press);
    let bytes = printed(move || press.receipt(&data)).await?;
    keep(desk, (id, event), (RECEIPT, said("mail-receipt-title"), None), bytes).await
}

/// Prints where blocking is allowed.
pub(super) async fn printed(
    print: impl FnOnce() -> Result<Vec<u8>, ::documents::DocumentError> + Send + 'static,
) -> Result<Vec<u8>, Failed> {
    match tokio::task::spawn_blocking(print).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => Err(Failed::ForGood(error.to_string())),
        Err(error) => Err(Failed::ForNow(error.to_string())),
    }
}

/// Keeps a paper: its bytes first, then the row that names them.
pub(super) async fn keep(
    desk: &Desk,
    (application, event): (ApplicationId, Uuid),
    (kind, title, number): (&str, Localized, Option<String>),
    bytes: Vec<u8>,
) -> Result<(), Failed> {
    let stored =
        desk.vault.put_bytes(bytes).await.map_err(|error| Failed::ForNow(error.to_string()))?;
    let mut tx = desk.db.write().await?;
    documents::add(
        &mut tx,
        &documents::Document {
            id: desk.clock.id(),
            application,
            event,
            kind: kind.to_owned(),
            title: serde_json::to_string(&title).map_err(Error::broken)?,
            sha256: stored.sha256,
            size: i64::try_from(stored.size).unwrap_or(i64::MAX),
            media_type: "application/pdf".to_owned(),
            number,
            created_at: desk.now(),
            visible_to_citizen: true,
        },
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
