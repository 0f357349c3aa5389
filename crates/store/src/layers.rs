//! What was changed of answers after they were sent, as the events that say so know it: by their digest.

use model::ApplicationId;

use crate::{Read, Result, Write, column::row};

/// One layer over the answers of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    pub application: ApplicationId,
    /// Number of its event.
    pub seq: i64,
    /// Sealed text.
    pub content: String,
}
row!(Layer { application, seq, content });

/// # Errors
/// [`Error::Conflict`](crate::Error::Conflict) if the event has one already.
pub async fn add(tx: &mut Write, layer: &Layer) -> Result<()> {
    tx.query("INSERT INTO layer (application, seq, content) VALUES ($1, $2, $3)")
        .bind(layer.application)
        .bind(layer.seq)
        .bind(layer.content.as_str())
        .execute()
        .await?;
    Ok(())
}

/// In the order in which they lie over one another.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_application(read: &mut Read, application: ApplicationId) -> Result<Vec<Layer>> {
    read.query("SELECT application, seq, content FROM layer WHERE application = $1 ORDER BY seq")
        .bind(application)
        .fetch_all()
        .await
}
