//! What became of each application of an act on many, for who asked or oversees it; and what is about to happen to one, for who reads it.

use std::collections::{BTreeMap, btree_map::Entry};

use model::{
    ApplicationId, Lang, Localized, Moment,
    access::{self, Action},
};
use store::{
    Read, applications,
    bulk::{self as rows, Line, Outcome},
    parties, people,
};
use tables::Cell;
use uuid::Uuid;

use crate::{
    Desk, Error, Result, admission::relation_to, catalogue::number, exports::sheet,
    loaded::protocol, session::Session,
};

/// Lines of a page.
const PAGE: i64 = 50;
/// Lines that are read at once for a table.
const PIECE: i64 = 500;

/// Which lines are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Those of one outcome.
    Of(Outcome),
    All,
}

/// An application of an act.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its place.
    pub n: i64,
    pub outcome: Outcome,
    pub why: Option<Localized>,
    /// What it is, for who still reads it.
    pub what: Option<What>,
}

/// What an application is.
#[derive(Debug, Clone)]
pub struct What {
    pub id: ApplicationId,
    /// Protocol number.
    pub number: String,
    /// Family name and given name.
    pub applicant: String,
    pub procedure: Localized,
}

/// Something is about to happen to an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    pub starts_at: Moment,
    /// Who asked, by name.
    pub by: String,
}

impl Desk {
    /// Some lines of an act, after the last one seen, and where those after them begin.
    ///
    /// # Errors
    /// There is none, or it is not theirs.
    pub async fn bulk_rows(
        &self,
        session: &Session,
        id: Uuid,
        (part, after): (Part, i64),
    ) -> Result<(Vec<Row>, Option<i64>)> {
        self.seen_bulk(session, id).await?;
        let mut read = self.db.read().await?;
        let limit = (after, PAGE + 1);
        let mut lines = match part {
            Part::Of(outcome) => rows::lines(&mut read, id, outcome, limit).await?,
            Part::All => rows::all(&mut read, id, limit).await?,
        };
        let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let has_more = lines.len() > page;
        lines.truncate(page);
        let next = lines.last().filter(|_| has_more).map(|last| last.n);
        Ok((self.rows_of(&mut read, session, lines).await?, next))
    }

    async fn rows_of(
        &self,
        read: &mut Read,
        session: &Session,
        lines: Vec<Line>,
    ) -> Result<Vec<Row>> {
        let ids: Vec<ApplicationId> = lines.iter().map(|line| line.application).collect();
        let naming = parties::naming(read, session.person.id).await?;
        let found = applications::of_ids(read, &ids).await?;
        let mut known = BTreeMap::new();
        for row in found {
            let relation = relation_to(session, &row, naming.contains(&row.id));
            if !access::allowed(&session.roles, Action::ReadApplication, &relation) {
                continue;
            }
            let compiled = self.revision(&row.procedure, number(row.revision)).await?;
            let what = What {
                id: row.id,
                number: protocol(row.year, row.number),
                applicant: row.applicant_name,
                procedure: compiled.procedure.title.clone(),
            };
            known.insert(row.id, what);
        }
        let row = |line: Line| Row {
            n: line.n,
            outcome: line.outcome,
            why: line.why.as_deref().and_then(|why| serde_json::from_str(why).ok()),
            what: known.get(&line.application).cloned(),
        };
        Ok(lines.into_iter().map(row).collect())
    }

    /// What became of each, as a table (CSV); `heads` and what an outcome is called are the caller's words.
    ///
    /// # Errors
    /// There is none, or it is not theirs.
    pub async fn bulk_table(
        &self,
        session: &Session,
        id: Uuid,
        (heads, called): (&[String], impl Fn(Outcome) -> String),
        lang: Lang,
    ) -> Result<Vec<u8>> {
        self.seen_bulk(session, id).await?;
        let mut read = self.db.read().await?;
        let mut cells: Vec<Vec<Cell>> = Vec::new();
        let mut after = 0;
        loop {
            let lines = rows::all(&mut read, id, (after, PIECE)).await?;
            let Some(last) = lines.last().map(|line| line.n) else { break };
            after = last;
            for row in self.rows_of(&mut read, session, lines).await? {
                let text = |text: &str| Cell::text(text);
                let (number, applicant, procedure) = match &row.what {
                    Some(what) => {
                        (text(&what.number), text(&what.applicant), text(what.procedure.get(lang)))
                    }
                    None => (Cell::Empty, Cell::Empty, Cell::Empty),
                };
                let why = row.why.as_ref().map_or(Cell::Empty, |why| text(why.get(lang)));
                cells.push(vec![number, applicant, procedure, text(&called(row.outcome)), why]);
            }
        }
        sheet(heads, &cells, lang)
    }

    /// What is about to happen to these applications, by an act on many that was confirmed.
    pub(crate) async fn pending(
        &self,
        read: &mut Read,
        ids: &[ApplicationId],
    ) -> Result<BTreeMap<ApplicationId, Pending>> {
        let mut all = BTreeMap::new();
        for row in rows::pending(read, ids).await? {
            if let Entry::Vacant(place) = all.entry(row.application) {
                let by = people::get(read, row.person).await?.ok_or(Error::NotFound)?;
                let by = format!("{} {}", by.given_name, by.family_name);
                place.insert(Pending { starts_at: row.starts_at, by });
            }
        }
        Ok(all)
    }
}
