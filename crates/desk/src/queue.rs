//! The office's queue (*scrivania*): what is to be done, the nearest term first.

mod choices;
mod typed;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use model::{
    ApplicationId, Localized, Moment, PersonId,
    access::{self, Action},
};
use store::{applications, parties, people, queue};

pub use store::queue::Cursor;

use crate::{
    Desk, Result, admission::relation_to, catalogue::number, loaded::protocol, session::Session,
};

/// How many years back a number without its year is looked for.
const YEARS: i64 = 9;

/// Rows of one page.
pub const PAGE: i64 = 20;

/// Which part of the queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    /// Assigned to who asks.
    Mine,
    /// Everything open of the offices.
    #[default]
    Office,
    /// Assigned to nobody.
    Unassigned,
    /// Past their date.
    Late,
    /// Waiting for the citizen or another office.
    Waiting,
    /// Ended.
    Closed,
}

/// What is asked of the queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Which part.
    pub tab: Tab,
    /// Words, numbers, names, in any order.
    pub text: String,
    /// Only this procedure.
    pub procedure: Option<String>,
    /// Only this state.
    pub state: Option<String>,
    /// Rows after this one.
    pub after: Option<Cursor>,
}

/// A page of the queue.
#[derive(Debug)]
pub struct Queue {
    /// Its rows.
    pub rows: Vec<Row>,
    /// How many rows there are in all, and whether that is only a lower bound.
    pub found: (i64, bool),
    /// Where the next page starts; none if this is the last.
    pub next: Option<Cursor>,
    /// Sizes of the parts.
    pub sizes: Vec<(Tab, i64, bool)>,
    /// Procedures to filter by.
    pub procedures: Vec<(String, Localized)>,
    /// States to filter by, each with all the names that procedures give it.
    pub states: Vec<(String, Vec<Localized>)>,
}

/// One application in the queue.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its id.
    pub id: ApplicationId,
    /// Protocol number.
    pub number: String,
    /// Family name and given name.
    pub applicant: String,
    /// What it is.
    pub procedure: Localized,
    /// Its state, as the office calls it.
    pub state: Localized,
    /// The date the office must act by.
    pub due_on: Option<NaiveDate>,
    /// The term is suspended.
    pub is_suspended: bool,
    /// The last day of the suspension, where one is known.
    pub suspended_until: Option<NaiveDate>,
    /// It has ended.
    pub is_closed: bool,
    /// To whom it is assigned.
    pub assignee: Option<(PersonId, String)>,
    /// When it came.
    pub sent_at: Moment,
}

impl Desk {
    /// Whether somebody has a queue at all.
    #[must_use]
    pub fn has_queue(session: &Session) -> bool {
        session.is_staff() && !access::places(&session.roles, Action::ReadApplication).is_empty()
    }

    /// What somebody may read as a list: whole offices, single procedures, nothing of their own.
    async fn reach(&self, session: &Session) -> Result<queue::Filter> {
        if !Self::has_queue(session) {
            return Err(self.denied(session, "queue", None).await);
        }
        let own = Some(session.person.id);
        let naming = parties::naming(&mut self.db.peek().await?, session.person.id).await?;
        let all = queue::Filter {
            not_of: own,
            not_naming: own.filter(|_| !naming.is_empty()),
            ..queue::Filter::default()
        };
        let mut reach = all.clone();
        for at in access::places(&session.roles, Action::ReadApplication) {
            match (at.office.clone(), at.procedure.clone()) {
                (None, None) => return Ok(all),
                (Some(office), None) => reach.offices.push(office),
                (office, Some(procedure)) => reach.parts.push((office, procedure)),
            }
        }
        reach.offices.sort_unstable();
        reach.offices.dedup();
        Ok(reach)
    }

    /// A page of the queue.
    ///
    /// # Errors
    /// Not staff of any office.
    pub async fn queue(&self, session: &Session, asked: &Asked) -> Result<Queue> {
        let reach = self.reach(session).await?;
        let today = self.today();
        let filter = |tab: Tab| {
            let mut filter = reach.clone();
            match tab {
                // Also what another office has given them.
                Tab::Mine => {
                    filter.offices.clear();
                    filter.parts.clear();
                    filter.assignee = queue::Assignee::Person(session.person.id);
                }
                Tab::Office => {}
                Tab::Unassigned => filter.assignee = queue::Assignee::Nobody,
                Tab::Late => {
                    filter.due_before = Some(today);
                    filter.clock = Some("running".to_owned());
                }
                Tab::Waiting => filter.clock = Some("suspended".to_owned()),
                Tab::Closed => filter.which = queue::Which::Closed,
            }
            filter
        };
        let mut wanted = filter(asked.tab);
        wanted.procedure.clone_from(&asked.procedure);
        wanted.states = asked.state.iter().cloned().collect();
        let mut read = self.db.read().await?;
        wanted.words = typed::joined(&asked.text);
        let plain = typed::words(&asked.text);
        if wanted.words != plain && queue::count(&mut read, &wanted).await?.n == 0 {
            wanted.words = plain;
        }
        let number = typed::number(&asked.text);
        let mut numbered = Vec::new();
        let naming = parties::naming(&mut read, session.person.id).await?;
        for row in self.numbered(&mut read, number).await? {
            let relation = relation_to(session, &row, naming.contains(&row.id));
            if access::allowed(&session.roles, Action::ReadApplication, &relation) {
                numbered.push(row);
            }
        }
        wanted.without = numbered.iter().map(|row| row.id).collect();
        let is_only_number = number.is_some_and(|n| n.is_certain) && !numbered.is_empty();
        let (mut rows, found) = if is_only_number {
            (Vec::new(), queue::Count { n: 0, is_capped: false })
        } else {
            (
                queue::page(&mut read, &wanted, asked.after, PAGE + 1).await?,
                queue::count(&mut read, &wanted).await?,
            )
        };
        let found = (found.n + i64::try_from(numbered.len()).unwrap_or(0), found.is_capped);
        let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let has_more = rows.len() > page;
        rows.truncate(page);
        let next = rows.last().filter(|_| has_more).map(|last| Cursor::after(last, wanted.which));
        if asked.after.is_none() {
            rows.splice(0..0, numbered);
        }
        let mut sizes = Vec::new();
        for tab in [Tab::Mine, Tab::Office, Tab::Unassigned, Tab::Late, Tab::Waiting] {
            let count = queue::count(&mut read, &filter(tab)).await?;
            sizes.push((tab, count.n, count.is_capped));
        }
        let mut names = BTreeMap::new();
        for person in rows.iter().filter_map(|row| row.now.assignee) {
            if let std::collections::btree_map::Entry::Vacant(place) = names.entry(person)
                && let Some(row) = people::get(&mut read, person).await?
            {
                place.insert(format!("{} {}", row.family_name, row.given_name));
            }
        }
        drop(read);
        let mut lines = Vec::new();
        for row in rows {
            lines.push(self.line(row, &names).await?);
        }
        let mut procedures = Vec::new();
        let mut states = Vec::new();
        for published in self.published().await? {
            let compiled = &published.compiled;
            if !choices::is_within(&reach, compiled) {
                continue;
            }
            procedures.push((compiled.procedure.id.clone(), compiled.procedure.title.clone()));
            if asked.procedure.as_deref().is_none_or(|own| own == compiled.procedure.id) {
                choices::add_states(&mut states, compiled);
            }
        }
        Ok(Queue { rows: lines, found, next, sizes, procedures, states })
    }

    /// The applications of a number, the newest first.
    async fn numbered(
        &self,
        read: &mut store::Read,
        number: Option<typed::Number>,
    ) -> Result<Vec<applications::Application>> {
        let Some(typed::Number { year, count, .. }) = number else { return Ok(Vec::new()) };
        let now = i64::from(self.today().year());
        let years = year.map_or_else(|| now - YEARS..=now, |year| year..=year);
        let mut rows = Vec::new();
        for year in years.rev() {
            rows.extend(applications::by_number(read, year, count).await?);
        }
        Ok(rows)
    }

    async fn line(
        &self,
        row: applications::Application,
        names: &BTreeMap<PersonId, String>,
    ) -> Result<Row> {
        let compiled = self.revision(&row.procedure, number(row.revision)).await?;
        Ok(Row {
            suspended_until: row.now.suspended_until,
            id: row.id,
            number: protocol(row.year, row.number),
            applicant: row.applicant_name,
            procedure: compiled.procedure.title.clone(),
            state: compiled
                .workflow
                .state(&row.now.state)
                .map_or_else(|| Localized::it(row.now.state.clone()), |state| state.office.clone()),
            due_on: row.now.due_on,
            is_suspended: row.now.clock == "suspended",
            is_closed: row.now.closed_at.is_some(),
            assignee: row
                .now
                .assignee
                .map(|person| (person, names.get(&person).cloned().unwrap_or_default())),
            sent_at: row.sent_at,
        })
    }

    /// The most urgent open application of one's offices that nobody has, for "next one".
    ///
    /// # Errors
    /// Not staff of any office.
    pub async fn next_one(&self, session: &Session) -> Result<Option<ApplicationId>> {
        let reach = self.reach(session).await?;
        let filter = queue::Filter { assignee: queue::Assignee::Nobody, ..reach };
        let rows = queue::page(&mut self.db.peek().await?, &filter, None, 1).await?;
        Ok(rows.first().map(|row| row.id))
    }
}
