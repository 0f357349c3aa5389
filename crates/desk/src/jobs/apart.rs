//! The workers of what may last long, exports, acts on many applications, rankings that are computed, and of what waits for
//! another machine: each has its own, and nobody waits behind it.

use std::array;

use chrono::Duration;
use futures_util::future::try_join_all;
use store::jobs::{self, Kinds};
use tokio::sync::Notify;

use super::{LEASE, NAP, errand::FEW};
use crate::{Desk, Result};

/// A kind that has a worker of its own.
#[derive(Debug)]
pub(super) struct Apart {
    pub kind: &'static str,
    /// How many are worked off at once.
    at_once: i64,
    /// After how many dead workers one is given up.
    tries: i64,
    /// Until when nobody else goes on with one: it is renewed for as long as its worker is at it.
    lease: Duration,
}

impl Apart {
    const fn long(kind: &'static str) -> Self {
        Self { kind, at_once: 1, tries: FEW, lease: Duration::minutes(6) }
    }

    const fn waiting(kind: &'static str) -> Self {
        Self { kind, at_once: 10, tries: jobs::TRIES, lease: LEASE }
    }
}

/// What may last long.
pub(super) const EXPORT: Apart = Apart::long("export");
pub(super) const BULK: Apart = Apart::long("bulk");
pub(super) const RANK: Apart = Apart::long("rank");
/// All that have a worker of their own.
pub(super) const APART: [Apart; 6] = [
    EXPORT,
    BULK,
    RANK,
    Apart::waiting("payment"),
    Apart::waiting("scan"),
    Apart::waiting("standing"),
];
/// All others.
pub(super) const IN_TURN: Kinds = Kinds::But([
    APART[0].kind,
    APART[1].kind,
    APART[2].kind,
    APART[3].kind,
    APART[4].kind,
    APART[5].kind,
]);
/// What one step may take: it stops by itself long before, but for putting an export together, which is one step and
/// writes all files of all its applications.
pub(super) const LONGEST_STEP: std::time::Duration = std::time::Duration::from_secs(4 * 3600);
/// How often a lease is renewed.
const RENEWED: std::time::Duration = std::time::Duration::from_secs(60);
/// Shortest time between two looks at what is due: one that is promised meanwhile begins so much later.
const BREATH: std::time::Duration = std::time::Duration::from_millis(100);

/// Rung when something is due for a worker.
#[derive(Debug)]
pub(crate) struct Bells {
    /// Something was promised: what it is for is looked up.
    pub promised: Notify,
    pub(super) turn: Notify,
    pub(super) apart: [Notify; APART.len()],
}

impl Bells {
    pub(crate) fn new() -> Self {
        let apart = array::from_fn(|_| Notify::new());
        Self { promised: Notify::new(), turn: Notify::new(), apart }
    }
}

impl Desk {
    /// Looks, when something was promised here and every few seconds for what another node has promised, what is due, and
    /// rings for whoever works on it; never ends.
    pub(super) async fn look_out(&self) {
        loop {
            match self.due_kinds().await {
                Ok(kinds) => {
                    for kind in kinds {
                        let apart = APART.iter().position(|apart| apart.kind == kind);
                        let bell = apart.map(|at| &self.bells.apart[at]);
                        bell.unwrap_or(&self.bells.turn).notify_one();
                    }
                }
                Err(error) => tracing::warn!(%error, "nobody could see what is due"),
            }
            tokio::time::sleep(BREATH).await;
            tokio::select! {
                () = self.bells.promised.notified() => {}
                () = tokio::time::sleep(NAP) => {}
            }
        }
    }

    async fn due_kinds(&self) -> Result<Vec<String>> {
        Ok(jobs::due_kinds(&mut self.db.peek().await?, self.now()).await?)
    }

    /// Works on all of one kind that are due, whenever it is rung for; never ends.
    pub(super) async fn work_apart(&self, apart: &Apart, bell: &Notify) {
        loop {
            bell.notified().await;
            loop {
                match self.step_of(apart).await {
                    Ok(0) => break,
                    Ok(_) => {}
                    Err(error) => {
                        tracing::warn!(kind = apart.kind, %error, "the worker could not work");
                        break;
                    }
                }
            }
        }
    }

    /// Goes on with an act on many applications, if one waits; how many did.
    ///
    /// # Errors
    /// Storage.
    pub async fn step_of_bulk(&self) -> Result<usize> {
        self.step_of(&BULK).await
    }

    /// Goes on with those of a kind that are due, as many as at once; how many.
    pub(super) async fn step_of(&self, apart: &Apart) -> Result<usize> {
        let (now, kinds) = (self.now(), Kinds::Of(apart.kind));
        let mut tx = self.db.write().await?;
        self.give_up_spent(&mut tx, (kinds, apart.tries)).await?;
        let batch = jobs::claim_of(&mut tx, (now, now + apart.lease), kinds, apart.at_once).await?;
        tx.commit().await?;
        try_join_all(batch.iter().map(|job| self.work_off_held(apart, job))).await?;
        Ok(batch.len())
    }

    async fn work_off_held(&self, apart: &Apart, job: &jobs::Job) -> Result<()> {
        tokio::select! {
            done = self.work_off(job) => done,
            () = self.hold(apart, job) => {
                let kind = apart.kind;
                tracing::warn!(job = %job.id, kind, "somebody else goes on with a job");
                Ok(())
            }
        }
    }

    /// Keeps a job while its worker is at it; ends when somebody else has it.
    async fn hold(&self, apart: &Apart, job: &jobs::Job) {
        loop {
            tokio::time::sleep(RENEWED).await;
            let renewed = async {
                let mut tx = self.db.write().await?;
                let is_theirs = jobs::renew(&mut tx, job, self.now() + apart.lease).await?;
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
