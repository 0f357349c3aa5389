//! What happens later: papers, mail, time. Every errand is promised in the unit of work that causes it and is
//! safe to run twice. The worker claims with a lease, backs off, and parks what keeps failing.

mod apart;
mod confirm;
mod corrected;
mod emergency;
mod errand;
mod failed;
mod letter;
mod mail;
mod not_me;
mod receipt;
mod revoke;
mod scan;
mod standing;
mod timers;
mod warn;

use std::panic::AssertUnwindSafe;

use chrono::Duration;
use futures_util::{FutureExt, future::join_all};
use gateway::scanner;
use model::Moment;
use store::{
    Write,
    jobs::{self, Kinds},
};

pub(crate) use apart::Bells;
use apart::{APART, IN_TURN};
pub use errand::Errand;
pub(crate) use failed::Failed;
pub(crate) use mail::deliver;

use crate::{
    Desk, Result, absences, bulk, digests, distribution, draft::report, exports, messages, morning,
    opinions, payments, rankings,
};

/// How long a worker has for a batch.
const LEASE: Duration = Duration::minutes(2);
/// Jobs claimed at once.
const BATCH: i64 = 10;
/// What a job may take: one that lasts longer is cut off and tried again, and none is begun that could last beyond
/// its lease.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(60);
/// The same of a scan: the scanner's patience with the largest file, and a little to write down what it said.
const LONGEST_SCAN: std::time::Duration =
    scanner::LONGEST.saturating_add(std::time::Duration::from_secs(10));
/// How often what nobody needs is thrown away: see [`Desk::purge`].
const PURGE: Duration = Duration::hours(1);
/// How often sessions that are over by themselves are looked for: see [`Desk::sweep_sessions`].
const SWEEP: Duration = Duration::minutes(1);
/// Longest sleep of a worker that nobody wakes: another node may have promised something.
const NAP: std::time::Duration = std::time::Duration::from_secs(5);

/// An errand as it is stored.
pub(crate) fn promise(desk: &Desk, errand: &Errand, now: Moment) -> jobs::Promise {
    jobs::Promise {
        id: desk.clock.id(),
        kind: errand.kind().to_owned(),
        payload: serde_json::to_string(errand).unwrap_or_default(),
        run_at: now,
        dedupe: Some(errand.name()),
        now,
    }
}

impl Desk {
    /// Works until it is told to stop.
    pub async fn work(&self, stop: impl Future<Output = ()>) {
        let workers = APART.iter().zip(&self.bells.apart);
        let apart = join_all(workers.map(|(apart, bell)| self.work_apart(apart, bell)));
        tokio::select! {
            () = self.work_in_turn(stop) => {}
            () = self.look_out() => {}
            _ = apart => {}
        }
    }

    async fn work_in_turn(&self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        let mut purged = self.now() - PURGE;
        let mut swept = self.now() - SWEEP;
        loop {
            if self.now() >= purged + PURGE {
                purged = self.now();
                if let Err(error) = self.purge().await {
                    tracing::warn!(%error, "nothing was thrown away");
                }
            }
            if self.now() >= swept + SWEEP {
                swept = self.now();
                if let Err(error) = self.sweep_sessions().await {
                    tracing::warn!(%error, "sessions were not swept");
                }
                if let Err(error) = self.good_morning().await {
                    tracing::warn!(%error, "offices were not told of their terms");
                }
                if let Err(error) = self.send_digests().await {
                    tracing::warn!(%error, "staff were not told of what has happened");
                }
                if let Err(error) = self.count_applications().await {
                    tracing::warn!(%error, "applications were not counted");
                }
                if let Err(error) = self.ask_after_staff().await {
                    tracing::warn!(%error, "providers were not asked after staff");
                }
            }
            let busy = match self.turn_once().await {
                Ok(done) => done > 0,
                Err(error) => {
                    tracing::warn!(%error, "the worker could not work");
                    false
                }
            };
            let rest = async {
                if !busy {
                    tokio::select! {
                        () = self.bells.turn.notified() => {}
                        () = tokio::time::sleep(NAP) => {}
                    }
                }
            };
            tokio::select! {
                biased;
                () = &mut stop => return,
                () = rest => {}
            }
        }
    }

    /// Does what is due now; how much it was.
    ///
    /// # Errors
    /// Storage.
    pub async fn work_once(&self) -> Result<usize> {
        let mut done = 0;
        for apart in &APART {
            done += self.step_of(apart).await?;
        }
        Ok(self.turn_once().await? + done)
    }

    async fn turn_once(&self) -> Result<usize> {
        let elapsed = self.work_off_timers().await?;
        let now = self.now();
        let mut tx = self.db.write().await?;
        self.give_up_spent(&mut tx, (IN_TURN, jobs::TRIES)).await?;
        let until = now + LEASE;
        let batch = jobs::claim_of(&mut tx, (now, until), IN_TURN, BATCH).await?;
        tx.commit().await?;
        let last_start = until - Duration::from_std(LONGEST).unwrap_or(LEASE);
        let mut done = elapsed;
        for (at, job) in batch.iter().enumerate() {
            // Too late to be sure that nobody else has it.
            if self.now() >= last_start {
                let mut tx = self.db.write().await?;
                jobs::give_back(&mut tx, &batch[at..], self.now()).await?;
                tx.commit().await?;
                break;
            }
            done += 1;
            self.work_off(job).await?;
        }
        Ok(done)
    }

    async fn work_off(&self, job: &jobs::Job) -> Result<()> {
        let errand = serde_json::from_str::<Errand>(&job.payload);
        let tries = errand.as_ref().map_or(jobs::TRIES, Errand::tries);
        let outcome = match &errand {
            // One that breaks its worker fails like any other: nobody else's work is lost with it.
            Ok(errand) => {
                let run = AssertUnwindSafe(self.run(errand)).catch_unwind();
                match tokio::time::timeout(errand.longest(), run).await {
                    Ok(Ok(outcome)) => outcome,
                    Ok(Err(_)) => Err(Failed::ForNow("it broke its worker".to_owned())),
                    Err(_) => Err(Failed::ForNow("it took too long".to_owned())),
                }
            }
            Err(error) => Err(Failed::ForGood(error.to_string())),
        };
        let mut tx = self.db.write().await?;
        match outcome {
            Ok(()) => {
                if !jobs::done(&mut tx, job, self.now()).await? {
                    tracing::warn!(job = %job.id, kind = %job.kind, "a job was done after its lease");
                }
            }
            Err(Failed::ForNow(why)) => {
                tracing::warn!(job = %job.id, kind = %job.kind, attempt = job.attempt, %why, "a job failed");
                if jobs::fail(&mut tx, job, &why, (tries, self.now())).await? {
                    self.say_parked(&mut tx, job).await?;
                }
            }
            Err(Failed::Waits(why)) => {
                tracing::warn!(job = %job.id, kind = %job.kind, attempt = job.attempt, %why, "a job waits");
                jobs::wait(&mut tx, job, &why, self.now()).await?;
            }
            Err(Failed::ForGood(why)) => {
                tracing::error!(job = %job.id, kind = %job.kind, %why, "a job was parked");
                if jobs::park(&mut tx, job, &why, self.now()).await? {
                    self.say_parked(&mut tx, job).await?;
                }
            }
        }
        Ok(tx.commit().await?)
    }

    /// Parks what has killed its worker each time.
    async fn give_up_spent(&self, tx: &mut Write, (kinds, tries): (Kinds, i64)) -> Result<()> {
        for job in jobs::park_spent(tx, kinds, (tries, self.now())).await? {
            tracing::error!(job = %job.id, kind = %job.kind, "a job that ends its worker was parked");
            self.say_parked(tx, &job).await?;
        }
        Ok(())
    }

    /// What somebody waits for and will not get says so, in the unit of work that parks its job.
    async fn say_parked(&self, tx: &mut Write, job: &jobs::Job) -> Result<()> {
        match serde_json::from_str::<Errand>(&job.payload) {
            Ok(Errand::Export { export, .. }) => exports::give_up(tx, export).await,
            Ok(Errand::Bulk { bulk, .. }) => bulk::give_up(self, tx, bulk).await,
            Ok(Errand::Ranking(rankings::Later::Compute { ranking, round, .. })) => {
                self.cannot_compute(tx, (ranking, round)).await
            }
            _ => Ok(()),
        }
    }

    async fn run(&self, errand: &Errand) -> std::result::Result<(), Failed> {
        match errand {
            Errand::Receipt { application, event } => {
                receipt::make(self, *application, *event).await
            }
            Errand::Confirm { application } => confirm::send(self, *application).await,
            Errand::Corrected { application, event } => {
                corrected::send(self, *application, *event).await
            }
            Errand::Opinion { application, event, link } => {
                opinions::tell(self, (*application, *event), link).await
            }
            Errand::RemindOpinion { application, asked, .. } => {
                opinions::due::remind(self, *application, *asked).await
            }
            Errand::Message { application, message } => {
                messages::tell(self, (*application, *message)).await
            }
            Errand::Letter { application, event, letter } => {
                letter::make(self, *application, *event, letter).await
            }
            Errand::Mail { application, event, letter } => {
                mail::send(self, *application, *event, letter).await
            }
            Errand::Distribute { application, .. } => {
                distribution::distribute(self, *application).await
            }
            Errand::GiveBack { person, by, .. } => absences::give_back(self, *person, *by).await,
            Errand::Scan { file } => scan::look(self, *file).await,
            Errand::Warn { draft, at } => warn::send(self, *draft, *at).await,
            Errand::Morning { office, since, today } => {
                morning::tell(self, office, (*since, *today)).await
            }
            Errand::Digest { person, cadence, since, until } => {
                let span = digests::Span {
                    person: *person,
                    cadence: *cadence,
                    since: *since,
                    until: *until,
                };
                digests::tell(self, span).await
            }
            Errand::Report { draft, at, text } => report::send(self, (*draft, *at), text).await,
            Errand::Revoke { session } => revoke::give_back(self, *session).await,
            Errand::Standing { session, .. } => standing::ask(self, *session).await,
            Errand::NotMe { person, is_staff, session, method, device, since } => {
                let (session, since, is_staff) = (*session, *since, *is_staff);
                let it = not_me::Strange { session, method, device, since, is_staff };
                not_me::send(self, *person, &it).await
            }
            Errand::Export { export, .. } => exports::go_on(self, *export).await,
            Errand::Bulk { bulk, .. } => bulk::go_on(self, *bulk).await,
            Errand::Ranking(later) => rankings::go_on(self, later).await,
            Errand::Emergency { session } => emergency::send(self, *session).await,
            Errand::Look { payment, times, since } => {
                payments::look(self, *payment, *times, *since).await
            }
            Errand::Follow { payment } => payments::follow(self, *payment).await,
            Errand::Unwait { application, .. } => payments::unwait(self, *application).await,
        }
    }
}
