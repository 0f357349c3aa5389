//! What somebody of the demo's offices has done with many applications at once.

use desk::{
    bulk::{Act, Of, Wanted},
    queue::Asked,
};
use form::Raw;
use serde::Deserialize;

use super::{Stage, enter, settle};
use crate::Failure;

/// A label that somebody puts on all that they find so.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bulk {
    /// Key of who.
    of: String,
    label: String,
    asked: Asked,
}

/// Tries it, says yes, and lets it be done.
pub(super) async fn act(stage: &Stage<'_>, bulk: &Bulk) -> Result<(), Failure> {
    let desk = stage.desk;
    let session = enter(stage, &bulk.of).await?;
    let labels = desk.queue(&session, &bulk.asked).await?.labels;
    let label = labels.iter().find(|label| label.name == bulk.label);
    let label = label.ok_or_else(|| format!("no label {}", bulk.label))?.id;
    let wanted = Wanted {
        of: Of::View(Box::new(bulk.asked.clone())),
        act: Act::PutLabel,
        raw: Raw::from_iter([("label", vec![format!("label-{label}")])]),
    };
    let id = desk.begin_bulk(&session, wanted).await.map_err(|error| error.to_string())?;
    settle(desk).await?;
    desk.confirm_bulk(&session, id).await?;
    settle(desk).await
}
