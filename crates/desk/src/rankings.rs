//! Rankings (*graduatorie*): the office has one computed, publishes it for observations, approves it; places are offered
//! and go to the next when they are free again. Who comes before whom is decided in `ranking`, what points are given for
//! in the procedure; each thing that happens to an application is a move of its workflow.

mod acts;
mod asking;
mod computing;
mod following;
mod own;
mod pages;

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use model::{
    Localized,
    access::{self, Action, Relation, Tie},
};
use procedure::Compiled;
use serde::{Deserialize, Serialize};
use store::{jobs, procedures, rankings as rows};
use uuid::Uuid;

use crate::{
    Desk, Error, Result,
    catalogue::{Published, number},
    jobs::{Errand, Failed, promise},
    session::Session,
};

pub use asking::Asking;
pub use own::{Own, OwnList};
pub use pages::{LeftOut, Line, List, Logged, Page, Public, Why};
pub use rows::{Aside, Ranking, Stage, Work};

pub(crate) use following::{concerns, offers};

/// Rankings that a page lists.
const ALL: i64 = 500;
/// Longest title.
const TITLE: usize = 200;
/// Most places of a list.
pub const PLACES: u32 = 10_000;

/// What a ranking is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// Of which procedure.
    pub procedure: String,
    /// What people read above it.
    pub title: String,
    /// Days of receipt of the applications that it looks at, the first and the last.
    pub received: (NaiveDate, NaiveDate),
    /// Places, by list.
    pub places: BTreeMap<String, u32>,
}

/// An application that a job of a ranking is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Later {
    /// Go on computing a round, after the last application that was read.
    Compute { ranking: Uuid, round: i64, after: Option<model::ApplicationId> },
    /// Make the moves that follow for an application from where the ranking is.
    Forward { ranking: Uuid, application: model::ApplicationId, since: model::Moment },
    /// Offer the place that was given at that moment.
    Offer { ranking: Uuid, application: model::ApplicationId, given: model::Moment },
    /// It has changed by that event: what it waits for may be possible now, a place may be free again.
    Follow { application: model::ApplicationId, event: Uuid },
}

impl Later {
    /// Its own name: the same one is promised once.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Compute { ranking, round, after } => {
                let after = after.map_or_else(String::new, |after| after.to_string());
                format!("rank {ranking} {round} {after}")
            }
            Self::Forward { ranking, application, since } => {
                format!("ranked {ranking} {application} {}", since.0)
            }
            Self::Offer { ranking, application, given } => {
                format!("place {ranking} {application} {}", given.0)
            }
            Self::Follow { event, .. } => format!("rank after {event}"),
        }
    }
}

/// Goes on with what was promised.
pub(crate) async fn go_on(desk: &Desk, later: &Later) -> std::result::Result<(), Failed> {
    match later {
        Later::Compute { ranking, round, .. } => computing::compute(desk, *ranking, *round).await,
        Later::Forward { ranking, application, .. } | Later::Offer { ranking, application, .. } => {
            following::bring_forward(desk, (*ranking, *application)).await
        }
        Later::Follow { application, .. } => following::follow(desk, *application).await,
    }
}

/// What somebody may do with a ranking.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct May {
    /// Have one computed, and computed again.
    pub compute: bool,
    /// Publish, approve, give places.
    pub decide: bool,
    /// Only read, for an application in it is theirs or names them (L. 241/1990 art. 6-bis).
    pub abstains: bool,
}

impl Desk {
    /// Whether somebody reads rankings: those of an office with a procedure that has them.
    #[must_use]
    pub fn reads_rankings(&self, session: &Session) -> bool {
        let known = self.revisions.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        session.is_staff()
            && known.values().filter(|compiled| compiled.ranking.is_some()).any(|compiled| {
                let own = &compiled.procedure;
                let relation = Relation::application(Tie::None, &own.sheet.office, &own.id);
                access::allowed(&session.roles, Action::ReadApplication, &relation)
            })
    }

    /// The procedures of which somebody may have a ranking computed: id and title.
    ///
    /// # Errors
    /// Storage.
    pub async fn rankable(&self, session: &Session) -> Result<Vec<(String, Localized)>> {
        let own = self.published().await?.into_iter().filter(|published| {
            published.compiled.ranking.is_some() && may_make(session, &published.compiled)
        });
        let named = |published: Published| {
            let procedure = &published.compiled.procedure;
            (procedure.id.clone(), procedure.title.clone())
        };
        Ok(own.map(named).collect())
    }

    /// The lists for which a new ranking asks the places: id and name.
    ///
    /// # Errors
    /// Not theirs.
    pub async fn rankable_lists(
        &self,
        session: &Session,
        procedure: &str,
    ) -> Result<(Arc<Compiled>, Vec<(String, Localized)>)> {
        let (compiled, _) = self.in_use(procedure).await?;
        if compiled.ranking.is_none() || !may_make(session, &compiled) {
            return Err(self.denied(session, "ranking", None).await);
        }
        let lists = compiled.ranking_lists(self.today());
        Ok((compiled, lists))
    }

    /// Has a ranking computed.
    ///
    /// # Errors
    /// Not theirs.
    pub async fn begin_ranking(&self, session: &Session, new: New) -> Result<Uuid> {
        let (compiled, lists) = self.rankable_lists(session, &new.procedure).await?;
        let revision = self.last_published(&new.procedure).await?;
        let (id, now) = (self.clock.id(), self.now());
        let token = self.clock.token();
        let places: BTreeMap<_, _> = lists
            .into_iter()
            .map(|(id, _)| {
                let n = new.places.get(&id).copied().unwrap_or(0).min(PLACES);
                (id, n)
            })
            .collect();
        let row = Ranking {
            id,
            office: compiled.procedure.sheet.office.clone(),
            procedure: new.procedure,
            title: new.title.trim().chars().take(TITLE).collect(),
            work: Work::Computing,
            stage: Stage::Draft,
            version: 1,
            received_from: new.received.0,
            received_to: new.received.1,
            places: serde_json::to_string(&places).map_err(Error::broken)?,
            seed: token[..8].iter().map(|byte| format!("{byte:02x}")).collect(),
            round: 1,
            revision,
            shown: None,
            shown_revision: None,
            gathered: None,
            created_at: now,
            created_by: session.person.id,
            published_at: None,
            claims_until: None,
            approved_at: None,
            act: String::new(),
            public_until: None,
        };
        let mut tx = self.db.write().await?;
        rows::add(&mut tx, &row).await?;
        self.log_ranking(&mut tx, id, (Some(session), "begun"), &places).await?;
        self.promise_ranking(&mut tx, &[Later::Compute { ranking: id, round: 1, after: None }])
            .await?;
        tx.commit().await?;
        self.ring();
        Ok(id)
    }

    /// The rankings that somebody of the office reads, the newest first.
    ///
    /// # Errors
    /// Not of the office.
    pub async fn rankings(&self, session: &Session) -> Result<Vec<Ranking>> {
        if !Self::has_queue(session) {
            return Err(self.denied(session, "rankings", None).await);
        }
        let all = rows::all(&mut self.db.peek().await?, ALL).await?;
        let is_theirs = |row: &Ranking| {
            access::allowed(&session.roles, Action::ReadApplication, &of(row, false))
        };
        Ok(all.into_iter().filter(is_theirs).collect())
    }

    /// A ranking, for who may do this with it, and the procedure as it is in use.
    async fn ranking_for(
        &self,
        session: &Session,
        id: Uuid,
        action: Action,
    ) -> Result<(Ranking, Arc<Compiled>, May)> {
        let mut read = self.db.read().await?;
        let row = rows::get(&mut read, id).await?.ok_or(Error::NotFound)?;
        let abstains = rows::concerns(&mut read, id, session.person.id).await?;
        drop(read);
        let relation = of(&row, abstains);
        let allows =
            |action| session.is_staff() && access::allowed(&session.roles, action, &relation);
        if !allows(action) {
            return Err(self.denied(session, "ranking", None).await);
        }
        let may =
            May { compute: allows(Action::Process), decide: allows(Action::Decide), abstains };
        let compiled = self.ranked_by(&row.procedure, row.revision).await?;
        Ok((row, compiled, may))
    }

    /// The procedure of a ranking in the revision that says how it is computed.
    async fn ranked_by(&self, procedure: &str, revision: i64) -> Result<Arc<Compiled>> {
        self.revision(procedure, number(revision)).await
    }

    /// The revision of a procedure that was last published, be it closed to new applications.
    async fn last_published(&self, procedure: &str) -> Result<i64> {
        let row = procedures::get(&mut self.db.peek().await?, procedure).await?;
        row.and_then(|row| row.current).ok_or(Error::NotFound)
    }

    /// Writes down what was done; whoever writes holds the ranking.
    async fn log_ranking(
        &self,
        tx: &mut store::Write,
        ranking: Uuid,
        (by, what): (Option<&Session>, &str),
        detail: &impl Serialize,
    ) -> Result<()> {
        let done = rows::Done {
            seq: 0,
            at: self.now(),
            person: by.map(|session| session.person.id),
            what: what.to_owned(),
            detail: serde_json::to_string(detail).map_err(Error::broken)?,
            digest: None,
        };
        Ok(rows::log(tx, ranking, &done).await?)
    }

    async fn promise_ranking(&self, tx: &mut store::Write, all: &[Later]) -> Result<()> {
        let promises: Vec<_> =
            all.iter().map(|later| promise(self, &Errand::Ranking(*later), self.now())).collect();
        jobs::promise_all(tx, &promises).await?;
        Ok(())
    }
}

/// How somebody stands to a ranking.
fn of(row: &Ranking, abstains: bool) -> Relation<'_> {
    let tie = if abstains { Tie::Conflict } else { Tie::None };
    Relation::application(tie, &row.office, &row.procedure)
}

fn may_make(session: &Session, compiled: &Compiled) -> bool {
    let procedure = &compiled.procedure;
    let relation = Relation::application(Tie::None, &procedure.sheet.office, &procedure.id);
    session.is_staff() && access::allowed(&session.roles, Action::Process, &relation)
}

/// Places by list, as they are kept.
fn places(row: &Ranking) -> Result<BTreeMap<String, u32>> {
    serde_json::from_str(&row.places).map_err(Error::broken)
}

/// The criteria of the procedure, which a ranking cannot be without.
fn criteria(compiled: &Compiled) -> Result<&procedure::ranking::CompiledRanking> {
    compiled.ranking.as_ref().ok_or(Error::NotFound)
}
