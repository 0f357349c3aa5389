//! What happens later: papers, mail, time. Every errand is promised in the unit of work that causes it and is
//! safe to run twice. The worker claims with a lease, backs off, and parks what keeps failing.

mod apart;
mod confirm;
mod corrected;
mod emergency;
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

use chrono::{Duration, NaiveDate};
use gateway::scanner;
use model::{ApplicationId, FileId, Moment, PersonId};
use serde::{Deserialize, Serialize};
use store::jobs::{self, Kinds};
use uuid::Uuid;

use apart::{BULK, EXPORT, LONGEST_STEP, RANK};
pub(crate) use failed::Failed;
pub(crate) use mail::deliver;

use crate::{
    Desk, Error, Result, bulk, distribution, draft::report, exports, messages, morning, opinions,
    payments, rankings,
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
/// Kinds that wait for other machines: they are worked off beside the others.
const APART: [&str; 3] = ["payment", "scan", "standing"];
/// How often what nobody needs is thrown away: see [`Desk::purge`].
const PURGE: Duration = Duration::hours(1);
/// How often sessions that are over by themselves are looked for: see [`Desk::sweep_sessions`].
const SWEEP: Duration = Duration::minutes(1);
/// Longest sleep of a worker that nobody wakes: another node may have promised something.
const NAP: std::time::Duration = std::time::Duration::from_secs(5);

/// Something to be done later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Errand {
    /// Make the receipt of a sending.
    Receipt {
        /// Which application.
        application: ApplicationId,
        /// The event it is a projection of.
        event: Uuid,
    },
    /// Tell the citizen that the application was received.
    Confirm {
        /// Which application.
        application: ApplicationId,
    },
    /// Tell the citizen that the office has put an answer right, or taken a decision back.
    Corrected {
        /// Which application.
        application: ApplicationId,
        /// The event that says so.
        event: Uuid,
    },
    /// Give an application to somebody of the office that it came to.
    Distribute {
        /// Which application.
        application: ApplicationId,
        /// The event by which it came.
        event: Uuid,
    },
    /// Make a letter.
    Letter {
        /// Which application.
        application: ApplicationId,
        /// The event it is a projection of.
        event: Uuid,
        /// Which letter.
        letter: String,
    },
    /// Send a letter's text to the citizen.
    Mail {
        /// Which application.
        application: ApplicationId,
        /// The event it tells of.
        event: Uuid,
        /// Which letter.
        letter: String,
    },
    /// Look for harm in a file.
    Scan {
        /// Which file.
        file: FileId,
    },
    /// Tell a person that a draft will be deleted.
    Warn {
        /// Which draft.
        draft: ApplicationId,
        /// When it was found that nobody goes on with it.
        at: Moment,
    },
    /// Tell an office of its terms.
    Morning {
        /// Which office.
        office: String,
        /// The last day that it was told of.
        since: NaiveDate,
        /// The day until which it is told.
        today: NaiveDate,
    },
    /// Tell the office that data which a source gave are wrong.
    Report {
        /// In which draft.
        draft: ApplicationId,
        /// When its person said so.
        at: Moment,
        /// What, sealed.
        text: Vec<u8>,
    },
    /// Give back what the provider gave for a session that is over.
    Revoke {
        /// Which session.
        session: Uuid,
    },
    /// Ask a provider whether somebody of the staff still is one of its people.
    Standing {
        /// In which session.
        session: Uuid,
        /// When it was found that it is time to ask.
        at: Moment,
    },
    /// Tell a person that the sessions were ended that they do not know.
    NotMe {
        /// Who.
        person: PersonId,
        /// They said so while they acted for the municipality.
        #[serde(default)]
        is_staff: bool,
        /// Which session they do not know.
        session: Uuid,
        /// Name of its provider.
        method: String,
        /// Browser and system.
        device: String,
        /// When it was begun.
        since: Moment,
    },
    /// Look whether something was paid.
    Look {
        /// Which payment.
        payment: Uuid,
        /// How often it was looked at since the person went there.
        times: u32,
        /// When they did.
        since: Moment,
    },
    /// Do what follows from a payment.
    Follow {
        /// Which payment.
        payment: Uuid,
    },
    /// See that nobody pays any more what an application does not wait for.
    Unwait {
        /// Which application.
        application: ApplicationId,
        /// The event after which it waits no more.
        event: Uuid,
    },
    /// Tell whom an opinion is asked of, or who asked it, what became of it.
    Opinion {
        /// Of which application.
        application: ApplicationId,
        /// The event that says so.
        event: Uuid,
        /// The link for somebody outside, sealed; empty for everybody else.
        #[serde(default)]
        link: Vec<u8>,
    },
    /// Tell the citizen that the office has written.
    Message {
        /// On which application.
        application: ApplicationId,
        /// Which message.
        message: Uuid,
    },
    /// Go on with an export.
    Export {
        /// Which.
        export: Uuid,
        /// How many pieces of it lay in the vault.
        parts: i64,
    },
    /// Go on with an act on many applications.
    Bulk {
        /// Which.
        bulk: Uuid,
        /// Which step: each is promised once.
        step: String,
    },
    /// Go on with a ranking.
    Ranking(rankings::Later),
    /// Tell the municipality that a break-glass administrator came in.
    Emergency {
        /// By which session.
        session: Uuid,
    },
}

impl Errand {
    /// The word of its kind, as the administrator's page lists it.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Receipt { .. } => "receipt",
            Self::Confirm { .. }
            | Self::Corrected { .. }
            | Self::Opinion { .. }
            | Self::Message { .. }
            | Self::Mail { .. }
            | Self::Warn { .. }
            | Self::Report { .. }
            | Self::Morning { .. }
            | Self::Emergency { .. }
            | Self::NotMe { .. } => "mail",
            Self::Revoke { .. } => "revoke",
            Self::Distribute { .. } => "distribution",
            Self::Export { .. } => EXPORT,
            Self::Bulk { .. } => BULK,
            Self::Ranking(rankings::Later::Compute { .. }) => RANK,
            Self::Ranking(_) => "ranking",
            Self::Scan { .. } => "scan",
            Self::Standing { .. } => "standing",
            Self::Look { .. } | Self::Follow { .. } | Self::Unwait { .. } => "payment",
            Self::Letter { .. } => "letter",
        }
    }

    /// Its own name: the same errand is promised once.
    fn name(&self) -> String {
        match self {
            Self::Receipt { application, .. } => format!("receipt {application}"),
            Self::Confirm { application } => format!("confirm {application}"),
            Self::Corrected { event, .. } => format!("corrected {event}"),
            Self::Opinion { event, .. } => format!("opinion {event}"),
            Self::Message { message, .. } => format!("message {message}"),
            Self::Letter { event, letter, .. } => format!("letter {event} {letter}"),
            Self::Distribute { event, .. } => format!("distribution {event}"),
            Self::Mail { event, letter, .. } => format!("mail {event} {letter}"),
            Self::Scan { file } => format!("scan {file}"),
            Self::Warn { draft, at } => format!("warn {draft} {}", at.0),
            Self::Morning { office, today, .. } => format!("morning {office} {today}"),
            Self::Report { draft, at, .. } => format!("report {draft} {}", at.0),
            Self::Revoke { session } => format!("revoke {session}"),
            Self::Export { export, parts } => format!("export {export} {parts}"),
            Self::Bulk { bulk, step } => format!("bulk {bulk} {step}"),
            Self::Ranking(later) => later.name(),
            Self::Standing { session, at } => format!("standing {session} {}", at.0),
            Self::NotMe { session, .. } => format!("not-me {session}"),
            Self::Emergency { session } => format!("emergency {session}"),
            Self::Look { payment, times, since } => format!("look {payment} {} {times}", since.0),
            Self::Follow { payment } => format!("follow {payment}"),
            Self::Unwait { event, .. } => format!("unwait {event}"),
        }
    }
}

impl Errand {
    /// What it may take.
    fn longest(&self) -> std::time::Duration {
        match self {
            Self::Scan { .. } => LONGEST_SCAN,
            Self::Export { .. }
            | Self::Bulk { .. }
            | Self::Ranking(rankings::Later::Compute { .. }) => LONGEST_STEP,
            _ => LONGEST,
        }
    }
}

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
        tokio::select! {
            () = self.work_in_turn(stop) => {}
            () = self.work_apart(EXPORT, &self.export_bell) => {}
            () = self.work_apart(BULK, &self.bulk_bell) => {}
            () = self.work_apart(RANK, &self.rank_bell) => {}
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
                        () = self.bell.notified() => {}
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
        let apart =
            [self.step_of(EXPORT).await?, self.step_of(BULK).await?, self.step_of(RANK).await?];
        Ok(self.turn_once().await? + apart.iter().sum::<usize>())
    }

    async fn turn_once(&self) -> Result<usize> {
        let elapsed = self.work_off_timers().await?;
        let now = self.now();
        let mut tx = self.db.write().await?;
        let until = now + LEASE;
        let batch =
            jobs::claim_of(&mut tx, (now, until), Kinds::But([EXPORT, BULK, RANK]), BATCH).await?;
        tx.commit().await?;
        // What waits for another machine keeps nobody else waiting.
        let (apart, in_turn): (Vec<_>, Vec<_>) =
            batch.into_iter().partition(|job| APART.contains(&job.kind.as_str()));
        let last_start = until - Duration::from_std(LONGEST).unwrap_or(LEASE);
        let in_turn = async {
            let mut done = 0;
            for (at, job) in in_turn.iter().enumerate() {
                // Too late to be sure that nobody else has it.
                if self.now() >= last_start {
                    let mut tx = self.db.write().await?;
                    jobs::give_back(&mut tx, &in_turn[at..], self.now()).await?;
                    tx.commit().await?;
                    break;
                }
                done += 1;
                self.work_off(job).await?;
            }
            Ok::<_, Error>(done)
        };
        let beside = futures_util::future::try_join_all(apart.iter().map(|job| self.work_off(job)));
        let (done, beside) = futures_util::future::join(in_turn, beside).await;
        beside?;
        Ok(done? + apart.len() + elapsed)
    }

    async fn work_off(&self, job: &jobs::Job) -> Result<()> {
        let outcome = match serde_json::from_str::<Errand>(&job.payload) {
            Ok(errand) => tokio::time::timeout(errand.longest(), self.run(&errand))
                .await
                .unwrap_or_else(|_| Err(Failed::ForNow("it took too long".to_owned()))),
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
                jobs::fail(&mut tx, job, &why, self.now()).await?;
            }
            Err(Failed::Waits(why)) => {
                tracing::warn!(job = %job.id, kind = %job.kind, attempt = job.attempt, %why, "a job waits");
                jobs::wait(&mut tx, job, &why, self.now()).await?;
            }
            Err(Failed::ForGood(why)) => {
                tracing::error!(job = %job.id, kind = %job.kind, %why, "a job was parked");
                jobs::park(&mut tx, job, &why, self.now()).await?;
            }
        }
        Ok(tx.commit().await?)
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
            Errand::Scan { file } => scan::look(self, *file).await,
            Errand::Warn { draft, at } => warn::send(self, *draft, *at).await,
            Errand::Morning { office, since, today } => {
                morning::tell(self, office, (*since, *today)).await
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
