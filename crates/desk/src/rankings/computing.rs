//! Computing a round: applications are read some at a time and their worth is kept, sealed; when all are read they are
//! put in order. Whoever goes on after an interruption goes on where it was.

use chrono::Duration;
use model::{ApplicationId, Digest, Moment};
use procedure::ranking::{CompiledRanking, Score};
use ranking::Candidate;
use serde::{Deserialize, Serialize};
use store::{applications::Application, rankings as rows};
use uuid::Uuid;

use super::{Later, Ranking, Work, criteria};
use crate::{Desk, Error, Result, facts::Nothing, jobs::Failed};

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

/// Goes on until the round is computed, or the step is over.
pub(crate) async fn compute(desk: &Desk, id: Uuid, round: i64) -> Result<(), Failed> {
    let begun = desk.now();
    let mut read = 0;
    loop {
        let row = rows::get(&mut desk.db.peek().await.map_err(Error::from)?, id).await?;
        let is_wanted = |row: &Ranking| row.round == round && row.work == Work::Computing;
        let Some(row) = row.filter(is_wanted) else { return Ok(()) };
        let compiled = desk.ranked_by(&row.procedure).await?;
        let criteria = criteria(&compiled)?;
        let batch = rows::received(
            &mut desk.db.peek().await.map_err(Error::from)?,
            &row,
            span(&row),
            PIECE,
        )
        .await?;
        if batch.is_empty() {
            return Ok(desk.put_in_order(&row, criteria).await?);
        }
        if desk.now() >= begun + STEP {
            let mut tx = desk.db.write().await?;
            let next = Later::Compute { ranking: id, round, gathered: read };
            desk.promise_ranking(&mut tx, &[next]).await?;
            tx.commit().await?;
            return Ok(());
        }
        read += i64::try_from(batch.len()).unwrap_or(0);
        desk.gather_worth(&row, criteria, &batch).await?;
    }
}

/// From the beginning of the first day to the end of the last.
fn span(row: &Ranking) -> (Moment, Moment) {
    let midnight =
        |day: chrono::NaiveDate| model::rome_to_moment(day.and_time(chrono::NaiveTime::default()));
    (midnight(row.received_from), midnight(row.received_to + Duration::days(1)))
}

/// What the content of an entry is sealed for.
pub(super) fn context((ranking, round): (Uuid, i64), application: ApplicationId) -> String {
    format!("ranked {ranking} {round} {application}")
}

impl Desk {
    async fn gather_worth(
        &self,
        row: &Ranking,
        criteria: &CompiledRanking,
        batch: &[Application],
    ) -> Result<()> {
        let mut entries = Vec::new();
        for application in batch {
            let loaded = self.load(application.id).await?;
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
            entries.push(rows::Entry {
                application: application.id,
                position: 0,
                points: score.total(),
                tie: None,
                wants: serde_json::to_string(&score.wants).map_err(Error::broken)?,
                state: loaded.application.state.clone(),
                content: self.sealed_text(&context((row.id, row.round), application.id), &text),
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
            if !criteria.definition.among.contains(&entry.state) {
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
        rows::clear(&mut tx, of).await?;
        rows::keep(&mut tx, of, &entries).await?;
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
