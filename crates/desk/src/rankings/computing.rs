//! Computing a round: applications are read some at a time and their worth is kept, sealed; when all are read they are
//! put in order. Whoever goes on after an interruption goes on where it was.

use std::collections::BTreeSet;

use chrono::Duration;
use model::{ApplicationId, Digest, Moment};
use procedure::ranking::{CompiledRanking, Score};
use ranking::Candidate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{
    Write,
    applications::Application,
    rankings::{self as rows, Aside},
};
use uuid::Uuid;

use super::{Later, Ranking, Work, criteria};
use crate::{Desk, Error, Loaded, Result, facts::Nothing, jobs::Failed};

/// Applications read at a time.
const PIECE: i64 = 50;
/// How long one step reads before another job has its turn.
const STEP: Duration = Duration::seconds(20);

/// What an application is worth, as it is kept. Sealed: the lines tell of health and means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Worth {
    pub before: Vec<Option<i64>>,
    pub lines: Vec<i64>,
    pub ties: Vec<Option<i64>>,
    pub received: i64,
    pub number: String,
}

impl Worth {
    fn score(&self, wants: Vec<String>) -> Score {
        Score {
            before: self.before.clone(),
            lines: self.lines.clone(),
            ties: self.ties.clone(),
            wants,
        }
    }
}

/// Goes on until the round is computed, or the step is over. What trying again cannot mend is the office's to see.
pub(crate) async fn compute(desk: &Desk, id: Uuid, round: i64) -> Result<(), Failed> {
    match desk.compute_on(id, round).await {
        Err(error @ Error::Broken(_)) => Err(Failed::ForGood(error.to_string())),
        done => Ok(done?),
    }
}

/// From the beginning of the first day to the end of the last.
pub(super) fn span(row: &Ranking) -> (Moment, Moment) {
    let midnight =
        |day: chrono::NaiveDate| model::rome_to_moment(day.and_time(chrono::NaiveTime::default()));
    (midnight(row.received_from), midnight(row.received_to + Duration::days(1)))
}

/// One that could not be read.
fn unread(row: &Application) -> rows::Entry {
    rows::Entry {
        application: row.id,
        position: 0,
        points: 0,
        tie: None,
        wants: "[]".to_owned(),
        state: row.now.state.clone(),
        aside: Aside::Unreadable,
        layer: 0,
        content: String::new(),
    }
}

/// What the content of an entry is sealed for.
pub(super) fn context((ranking, round): (Uuid, i64), application: ApplicationId) -> String {
    format!("ranked {ranking} {round} {application}")
}

/// The one that is being computed, if it still is.
fn wanted(row: Option<Ranking>, round: i64) -> Option<Ranking> {
    row.filter(|row| row.round == round && row.work == Work::Computing)
}

impl Desk {
    async fn compute_on(&self, id: Uuid, round: i64) -> Result<()> {
        let begun = self.now();
        let row = rows::get(&mut self.db.peek().await?, id).await?;
        let Some(shown) = wanted(row, round).map(|row| row.shown) else { return Ok(()) };
        let listed = match shown {
            Some(shown) => rows::listed(&mut self.db.peek().await?, (id, shown)).await?,
            None => BTreeSet::new(),
        };
        loop {
            let row = rows::get(&mut self.db.peek().await?, id).await?;
            let Some(row) = wanted(row, round) else { return Ok(()) };
            let compiled = self.ranked_by(&row.procedure, row.revision).await?;
            let criteria = criteria(&compiled)?;
            if self.now() >= begun + STEP {
                let mut tx = self.db.write().await?;
                let next = Later::Compute { ranking: id, round, after: row.gathered };
                self.promise_ranking(&mut tx, &[next]).await?;
                tx.commit().await?;
                self.ring();
                return Ok(());
            }
            let mut read = self.db.peek().await?;
            let batch = rows::received(&mut read, &row, span(&row), PIECE).await?;
            drop(read);
            if batch.is_empty() {
                return self.put_in_order(&row, criteria).await;
            }
            self.gather_worth(&row, (criteria, &listed), &batch).await?;
        }
    }

    /// A round will not be computed.
    pub(crate) async fn cannot_compute(
        &self,
        tx: &mut Write,
        (id, round): (Uuid, i64),
    ) -> Result<()> {
        let Some(row) = wanted(rows::lock(tx, id).await?, round) else { return Ok(()) };
        let now = Ranking { work: Work::Failed, ..row.clone() };
        if rows::update(tx, &row, &now).await? {
            self.log_ranking(tx, id, (None, "failed"), &json!({ "round": round })).await?;
        }
        Ok(())
    }

    async fn gather_worth(
        &self,
        row: &Ranking,
        (criteria, listed): (&CompiledRanking, &BTreeSet<ApplicationId>),
        batch: &[Application],
    ) -> Result<()> {
        let mut entries = Vec::new();
        for application in batch {
            entries.push(match self.load(application.id).await {
                Ok(loaded) => self.worth_of(row, (criteria, listed), &loaded)?,
                // One that cannot be read keeps nobody else from a place: the office is told which.
                Err(error @ (Error::Broken(_) | Error::NotFound)) => {
                    tracing::error!(application = %application.id, %error, "it cannot be ranked");
                    unread(application)
                }
                Err(error) => return Err(error),
            });
        }
        let now = Ranking { gathered: batch.last().map(|last| last.id), ..row.clone() };
        let mut tx = self.db.write().await?;
        // Who comes second with the same piece writes nothing.
        if rows::update(&mut tx, row, &now).await? {
            rows::keep(&mut tx, (row.id, row.round), &entries).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// What an application is worth, and whether it takes part.
    fn worth_of(
        &self,
        row: &Ranking,
        (criteria, listed): (&CompiledRanking, &BTreeSet<ApplicationId>),
        loaded: &Loaded,
    ) -> Result<rows::Entry> {
        let names = loaded.answers.bindings(&loaded.procedure.form, &Nothing);
        // Points are counted on the day on which somebody applied.
        let at = rule::Context { today: loaded.sent_at().day(), calendar: self.calendar() };
        let score = criteria.score(&names, &at);
        let worth = Worth {
            before: score.before.clone(),
            lines: score.lines.clone(),
            ties: score.ties.clone(),
            received: loaded.sent_at().0,
            number: loaded.number().to_owned(),
        };
        let text = serde_json::to_string(&worth).map_err(Error::broken)?;
        let state = loaded.application.state.clone();
        // Sent on a revision that says no moves of a ranking, or does not ask what it reads: nothing could follow.
        let is_ranked = loaded.procedure.ranking.is_some()
            && criteria.reads_only(loaded.procedure.form.names());
        let is_open = loaded.application.closed.is_none();
        // Who is in the public list stays in, also while something is asked of them.
        let is_in = criteria.definition.among.contains(&state)
            || (is_open && listed.contains(&loaded.id()));
        let aside = match (is_ranked, is_in) {
            _ if loaded.application.office != row.office => Aside::Office,
            (false, _) => Aside::Revision,
            (true, false) => Aside::State,
            (true, true) => Aside::In,
        };
        Ok(rows::Entry {
            application: loaded.id(),
            position: 0,
            points: score.total(),
            tie: None,
            wants: serde_json::to_string(&score.wants).map_err(Error::broken)?,
            state,
            aside,
            layer: loaded.layers.last().map_or(0, |(seq, _)| i64::from(*seq)),
            content: self.sealed_text(&context((row.id, row.round), loaded.id()), &text),
        })
    }

    pub(super) fn worth(&self, of: (Uuid, i64), entry: &rows::Entry) -> Result<Worth> {
        let text = self.opened_text(&context(of, entry.application), &entry.content)?;
        serde_json::from_str(&text).map_err(Error::broken)
    }

    /// All are read: who takes part is put in order.
    async fn put_in_order(&self, row: &Ranking, criteria: &CompiledRanking) -> Result<()> {
        let of = (row.id, row.round);
        let mut entries = rows::entries(&mut self.db.peek().await?, of).await?;
        let mut candidates = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            if entry.aside != Aside::In {
                continue;
            }
            let worth = self.worth(of, entry)?;
            let wants: Vec<String> = serde_json::from_str(&entry.wants).map_err(Error::broken)?;
            let score = worth.score(wants);
            let keys = criteria.keys(&score, (&row.seed, &worth.number), worth.received);
            candidates.push(Candidate { id: (worth.number, at), keys, wants: score.wants });
        }
        let mut list = String::new();
        for ranked in ranking::order(candidates) {
            let (number, at) = &ranked.candidate.id;
            let entry = &mut entries[*at];
            entry.position = i64::from(ranked.position);
            entry.tie = ranked
                .after_by
                .filter(|by| *by != criteria.key_of_points())
                .and_then(|by| i64::try_from(by).ok());
            list.push_str(&format!("{}\t{number}\t{}\n", ranked.position, entry.points));
        }
        let now = Ranking { work: Work::Computed, ..row.clone() };
        let mut tx = self.db.write().await?;
        if !rows::update(&mut tx, row, &now).await? {
            return Ok(());
        }
        rows::rewrite(&mut tx, of, &entries).await?;
        rows::clear_but(&mut tx, row.id, (row.round, row.shown.unwrap_or(row.round))).await?;
        let done = rows::Done {
            seq: 0,
            at: self.now(),
            person: None,
            what: "computed".to_owned(),
            detail: serde_json::json!({ "round": row.round, "read": entries.len() }).to_string(),
            digest: Some(Digest::of(list.as_bytes())),
        };
        rows::log(&mut tx, row.id, &done).await?;
        Ok(tx.commit().await?)
    }
}
