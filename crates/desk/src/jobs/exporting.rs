//! The worker of exports: they may last long, and nobody waits behind them.

use chrono::Duration;
use store::jobs;

use super::NAP;
use crate::{Desk, Result};

/// The kind that has a worker of its own: it may last long, and keeps nobody waiting.
pub(super) const EXPORT: &str = "export";
/// What one step of an export may take: reading stops long before, putting together is one step.
pub(super) const LONGEST_EXPORT: std::time::Duration = std::time::Duration::from_secs(300);
/// Until when nobody else goes on with it.
const LEASE_EXPORT: Duration = Duration::minutes(6);

impl Desk {
    /// Works on what may last long, and never ends.
    pub(super) async fn work_on_exports(&self) {
        loop {
            match self.export_once().await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => tracing::warn!(%error, "the worker of exports could not work"),
            }
            tokio::select! {
                () = self.export_bell.notified() => {}
                () = tokio::time::sleep(NAP) => {}
            }
        }
    }

    /// Goes on with an export, if one waits.
    pub(super) async fn export_once(&self) -> Result<usize> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        let lease = (now, now + LEASE_EXPORT);
        let batch = jobs::claim_of(&mut tx, lease, (EXPORT, true), 1).await?;
        tx.commit().await?;
        for job in &batch {
            self.work_off(job).await?;
        }
        Ok(batch.len())
    }
}
