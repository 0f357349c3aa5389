//! The workers of what may last long, exports, acts on many applications, rankings that are computed: each has its own,
//! and nobody waits behind it.

use chrono::Duration;
use store::jobs::{self, Kinds};
use tokio::sync::Notify;

use super::{NAP, errand::FEW};
use crate::{Desk, Result};

/// The kinds that have a worker of their own.
pub(super) const EXPORT: &str = "export";
pub(super) const BULK: &str = "bulk";
pub(super) const RANK: &str = "rank";
/// What one step may take: it stops by itself long before, but for putting an export together, which is one step and
/// writes all files of all its applications.
pub(super) const LONGEST_STEP: std::time::Duration = std::time::Duration::from_secs(4 * 3600);
/// Until when nobody else goes on with it: it is renewed for as long as its worker is at it.
const LEASE: Duration = Duration::minutes(6);
/// How often it is renewed.
const RENEWED: std::time::Duration = std::time::Duration::from_secs(60);

impl Desk {
    /// Works on what may last long, of one kind, and never ends.
    pub(super) async fn work_apart(&self, kind: &'static str, bell: &Notify) {
        loop {
            match self.step_of(kind).await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => tracing::warn!(kind, %error, "the worker could not work"),
            }
            tokio::select! {
                () = bell.notified() => {}
                () = tokio::time::sleep(NAP) => {}
            }
        }
    }

    /// Goes on with an act on many applications, if one waits; how many did.
    ///
    /// # Errors
    /// Storage.
    pub async fn step_of_bulk(&self) -> Result<usize> {
        self.step_of(BULK).await
    }

    /// Goes on with one of a kind, if one waits.
    pub(super) async fn step_of(&self, kind: &'static str) -> Result<usize> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        self.give_up_spent(&mut tx, (Kinds::Of(kind), FEW)).await?;
        let batch = jobs::claim_of(&mut tx, (now, now + LEASE), Kinds::Of(kind), 1).await?;
        tx.commit().await?;
        for job in &batch {
            tokio::select! {
                done = self.work_off(job) => done?,
                () = self.hold(job) => {
                    tracing::warn!(job = %job.id, kind, "somebody else goes on with a job");
                }
            }
        }
        Ok(batch.len())
    }

    /// Keeps a job while its worker is at it; ends when somebody else has it.
    async fn hold(&self, job: &jobs::Job) {
        loop {
            tokio::time::sleep(RENEWED).await;
            let renewed = async {
                let mut tx = self.db.write().await?;
                let is_theirs = jobs::renew(&mut tx, job, self.now() + LEASE).await?;
                tx.commit().await?;
                Ok::<_, store::Error>(is_theirs)
            };
            match renewed.await {
                Ok(true) => {}
                Ok(false) => return,
                // The lease is longer than one minute: the next time is soon enough.
                Err(error) => tracing::warn!(job = %job.id, %error, "a job was not renewed"),
            }
        }
    }
}
