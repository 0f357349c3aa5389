//! What can be promised: every kind of errand, its name, what it may take.

use chrono::NaiveDate;
use model::{ApplicationId, FileId, Moment, PersonId};
use serde::{Deserialize, Serialize};
use store::jobs::TRIES;
use uuid::Uuid;

use super::{
    LONGEST, LONGEST_SCAN,
    apart::{BULK, EXPORT, LONGEST_STEP, RANK},
};
use crate::{digests, rankings};

/// Tries of what somebody waits for: about ten minutes of them.
pub(super) const FEW: i64 = 8;

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
    /// Give what somebody has where they work no longer to its office.
    GiveBack {
        /// Whose it was.
        person: PersonId,
        /// Who took their roles.
        by: PersonId,
        /// When.
        at: Moment,
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
    /// Tell somebody of the staff what has happened around them.
    Digest {
        /// Whom.
        person: PersonId,
        /// Of what they are told this often.
        cadence: digests::Cadence,
        /// Until when they were told before.
        since: Moment,
        /// Until when they are told now.
        until: Moment,
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
    /// Ask somebody outside once more for an opinion, because of its last day.
    RemindOpinion {
        /// On which application.
        application: ApplicationId,
        /// Number of the event that asked.
        asked: u32,
        /// The day on which that was found.
        on: NaiveDate,
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
            | Self::RemindOpinion { .. }
            | Self::Message { .. }
            | Self::Mail { .. }
            | Self::Warn { .. }
            | Self::Report { .. }
            | Self::Morning { .. }
            | Self::Digest { .. }
            | Self::Emergency { .. }
            | Self::NotMe { .. } => "mail",
            Self::Revoke { .. } => "revoke",
            Self::Distribute { .. } | Self::GiveBack { .. } => "distribution",
            Self::Export { .. } => EXPORT.kind,
            Self::Bulk { .. } => BULK.kind,
            Self::Ranking(rankings::Later::Compute { .. }) => RANK.kind,
            Self::Ranking(_) => "ranking",
            Self::Scan { .. } => "scan",
            Self::Standing { .. } => "standing",
            Self::Look { .. } | Self::Follow { .. } | Self::Unwait { .. } => "payment",
            Self::Letter { .. } => "letter",
        }
    }

    /// Its own name: the same errand is promised once.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Receipt { application, .. } => format!("receipt {application}"),
            Self::Confirm { application } => format!("confirm {application}"),
            Self::Corrected { event, .. } => format!("corrected {event}"),
            Self::Opinion { event, .. } => format!("opinion {event}"),
            Self::RemindOpinion { application, asked, on } => {
                format!("remind opinion {application} {asked} {on}")
            }
            Self::Message { message, .. } => format!("message {message}"),
            Self::Letter { event, letter, .. } => format!("letter {event} {letter}"),
            Self::Distribute { event, .. } => format!("distribution {event}"),
            Self::GiveBack { person, at, .. } => format!("give back {person} {}", at.0),
            Self::Mail { event, letter, .. } => format!("mail {event} {letter}"),
            Self::Scan { file } => format!("scan {file}"),
            Self::Warn { draft, at } => format!("warn {draft} {}", at.0),
            Self::Morning { office, today, .. } => format!("morning {office} {today}"),
            Self::Digest { person, cadence, until, .. } => {
                format!("digest {person} {} {}", cadence.word(), until.0)
            }
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
    /// How often it is tried: who waits for a table wants to know today that there will be none.
    pub(super) fn tries(&self) -> i64 {
        match self {
            Self::Export { .. }
            | Self::Bulk { .. }
            | Self::Ranking(rankings::Later::Compute { .. }) => FEW,
            _ => TRIES,
        }
    }

    /// What it may take.
    pub(super) fn longest(&self) -> std::time::Duration {
        match self {
            Self::Scan { .. } => LONGEST_SCAN,
            Self::Export { .. }
            | Self::Bulk { .. }
            | Self::Ranking(rankings::Later::Compute { .. }) => LONGEST_STEP,
            _ => LONGEST,
        }
    }
}
