//! The office's queue (*scrivania*): what is to be done, the nearest term first.

mod asked;
mod beside;
mod choices;
mod neighbours;
mod reach;
mod typed;
mod views;
mod walk;

use chrono::{Datelike, NaiveDate};
use model::{
    ApplicationId, Localized, Moment, PersonId,
    access::{self, Action, Role},
};
use store::{
    Read, applications, people, queue, roles,
    tally::{self, Sizes},
};

pub use asked::{Asked, Column, Order, Tab, Term, Whose};
pub use neighbours::{Neighbour, Neighbours};
pub use store::queue::Cursor;
pub use views::{NAME, NotKept, VIEWS, View};
pub(crate) use walk::{Walked, kind};

use uuid::Uuid;

use self::{beside::Beside, reach::Reach};
use crate::{
    Desk, Result, admission::relation_to, awaited::Turn, bulk::Pending, catalogue::number,
    labels::Label, loaded::protocol, session::Session,
};

/// How many years back a number without its year is looked for.
const YEARS: i64 = 9;

/// Rows of one page.
pub const PAGE: i64 = 20;

/// A page of the queue.
#[derive(Debug)]
pub struct Queue {
    /// Its rows.
    pub rows: Vec<Row>,
    /// How many rows there are in all, and whether that is only a lower bound.
    pub found: (i64, bool),
    /// Where the next page starts; none if this is the last.
    pub next: Option<Cursor>,
    /// Sizes of the standing parts.
    pub sizes: Sizes,
    /// Procedures to filter by.
    pub procedures: Vec<(String, Localized)>,
    /// States to filter by, each with all the names that procedures give it.
    pub states: Vec<(String, Vec<Localized>)>,
    /// Offices that its reader reaches, by id.
    pub offices: Vec<String>,
    /// Who works in them, by name.
    pub colleagues: Vec<(PersonId, String)>,
    /// What a row shows.
    pub columns: Vec<Column>,
    /// How many applications have messages that the office has not read, and whether that is only a lower bound.
    pub unread: (i64, bool),
    /// Labels to filter by.
    pub labels: Vec<Label>,
    /// Views that can be opened, each with how many rows its reader finds there and whether that is only a lower bound.
    pub views: Vec<(View, (i64, bool))>,
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
    /// Whose turn it is, where it is not the office's.
    pub turn: Option<Turn>,
    /// It has ended.
    pub is_closed: bool,
    /// To whom it is assigned.
    pub assignee: Option<(PersonId, String)>,
    /// They work there no longer.
    pub is_left_behind: bool,
    /// When it came.
    pub sent_at: Moment,
    /// When something happened last.
    pub last_event_at: Moment,
    /// Id of the office that has it.
    pub office: String,
    /// How many messages of its citizen nobody has read.
    pub unread: i64,
    /// Labels of its office that it bears, for who reads its notes.
    pub labels: Vec<Label>,
    /// What is about to happen to it with many others.
    pub pending: Option<Pending>,
    /// Its place in the list; none if it was found by its number alone and stands before all.
    pub place: Option<Cursor>,
}

/// What an asked page finds, before it is fetched.
struct Wanted {
    filter: queue::Filter,
    /// Found by their number alone: they stand first.
    numbered: Vec<applications::Application>,
    is_only_number: bool,
}

impl Desk {
    /// Whether somebody has a queue at all.
    #[must_use]
    pub fn has_queue(session: &Session) -> bool {
        session.is_staff() && !access::places(&session.roles, Action::ReadApplication).is_empty()
    }

    /// Whether somebody works on applications somewhere.
    #[must_use]
    pub fn processes(session: &Session) -> bool {
        session.is_staff() && !access::places(&session.roles, Action::Process).is_empty()
    }

    /// A page of the queue.
    ///
    /// # Errors
    /// Not staff of any office.
    pub async fn queue(&self, session: &Session, asked: &Asked) -> Result<Queue> {
        let reach = self.reach(session, Action::ReadApplication).await?;
        let me = session.person.id;
        let mut read = self.db.read().await?;
        let mut sizes = tally::sizes(&mut read, &reach.filter, me, self.today()).await?;
        if !reach.by_name.offices.is_empty() || !reach.by_name.parts.is_empty() {
            let mine = Asked { tab: Tab::Mine, ..Asked::default() };
            let mine = mine.filter(&reach, me, self.today());
            sizes.mine = queue::count(&mut read, &mine).await?.n;
        }
        let Wanted { mut filter, numbered, is_only_number } =
            self.wanted(&mut read, (session, &reach), asked).await?;
        let found = match standing(&sizes, asked) {
            Some(n) => (n, false),
            None => size(&mut read, &filter, (numbered.len(), is_only_number)).await?,
        };
        filter.is_few = !found.1 && found.0 <= queue::CAP;
        let mut rows = match is_only_number {
            true => Vec::new(),
            false => queue::page(&mut read, &filter, asked.after, PAGE + 1).await?,
        };
        let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let has_more = rows.len() > page;
        rows.truncate(page);
        let next = rows.last().filter(|_| has_more).map(|last| Cursor::after(last, filter.order));
        if asked.after.is_none() {
            rows.splice(0..0, numbered);
        }
        let mut kept = Vec::new();
        for view in self.views_in(&mut read, session).await? {
            let wanted = self.wanted(&mut read, (session, &reach), &view.asked).await?;
            let n = match standing(&sizes, &view.asked) {
                Some(n) => (n, false),
                None => {
                    let numbered = (wanted.numbered.len(), wanted.is_only_number);
                    size(&mut read, &wanted.filter, numbered).await?
                }
            };
            kept.push((view, n));
        }
        let unread = match (asked.tab, asked.is_filtered()) {
            (Tab::Messages, false) => found,
            _ => {
                let all = Asked { tab: Tab::Messages, ..Asked::default() };
                let all = all.filter(&reach, me, self.today());
                size(&mut read, &all, (0, false)).await?
            }
        };
        let columns = match asked.columns.as_slice() {
            [] => views::columns_of(&mut read, me).await?,
            columns => columns.to_vec(),
        };
        let offices = self.offices_within(&reach.filter);
        let colleagues = self.colleagues_within(&mut read, &offices).await?;
        let labels = self.labels_within(&mut read, session, &asked.labels).await?;
        let mut beside = Beside::of(&mut read, session, (&reach, &rows)).await?;
        let ids: Vec<ApplicationId> = rows.iter().map(|row| row.id).collect();
        beside.pending = self.pending(&mut read, &ids).await?;
        beside.gone = self.gone(&mut read).await?;
        drop(read);
        let mut lines = Vec::new();
        for row in rows {
            let is_numbered = filter.without.contains(&row.id);
            let place = (!is_numbered).then(|| Cursor::after(&row, filter.order));
            lines.push(Row { place, ..self.line(row, &beside).await? });
        }
        let mut procedures = Vec::new();
        let mut states = Vec::new();
        for published in self.published().await? {
            let compiled = &published.compiled;
            if !choices::is_within(&reach.filter, compiled) {
                continue;
            }
            let id = &compiled.procedure.id;
            procedures.push((id.clone(), compiled.procedure.title.clone()));
            let is_asked = asked.procedures.is_empty() || asked.procedures.contains(id);
            let is_closed = asked.tab == Tab::Closed;
            choices::add_states(&mut states, compiled, |state| {
                (is_asked && state.ends.is_some() == is_closed) || asked.states.contains(&state.id)
            });
        }
        Ok(Queue {
            rows: lines,
            found,
            next,
            sizes,
            procedures,
            states,
            offices,
            colleagues,
            columns,
            unread,
            labels,
            views: kept,
        })
    }

    /// What is asked, within what may be read.
    async fn wanted(
        &self,
        read: &mut Read,
        (session, reach): (&Session, &Reach),
        asked: &Asked,
    ) -> Result<Wanted> {
        let mut filter = asked.filter(reach, session.person.id, self.today());
        if asked.whose == Some(Whose::Gone) {
            filter.hands = Some(self.gone(read).await?.hands());
        }
        if !filter.labels.is_empty() {
            // Who reads no notes of an office finds nothing by its labels.
            let known = self.labels_within(read, session, &filter.labels).await?;
            filter.labels.retain(|id| known.iter().any(|label| label.id == *id));
            if filter.labels.is_empty() {
                filter.labels.push(Uuid::nil());
            }
        }
        filter.words = typed::joined(&asked.text);
        let plain = typed::words(&asked.text);
        if filter.words != plain && queue::count(read, &filter).await?.n == 0 {
            filter.words = plain;
        }
        let number = typed::number(&asked.text);
        let mut numbered = Vec::new();
        for row in self.numbered(read, number).await? {
            let relation = relation_to(session, &row, reach.naming.contains(&row.id));
            if access::allowed(&session.roles, Action::ReadApplication, &relation) {
                numbered.push(row);
            }
        }
        filter.without = numbered.iter().map(|row| row.id).collect();
        let is_only_number = number.is_some_and(|n| n.is_certain) && !numbered.is_empty();
        Ok(Wanted { filter, numbered, is_only_number })
    }

    /// Who works in these offices, by name.
    async fn colleagues_within(
        &self,
        read: &mut Read,
        offices: &[String],
    ) -> Result<Vec<(PersonId, String)>> {
        let works = |row: &roles::Staff| {
            let role = Role::from_word(&row.role);
            matches!(role, Some(Role::Clerk | Role::Responsible | Role::Head))
                && row.office.as_ref().is_none_or(|office| offices.contains(office))
        };
        let rows = roles::everybody(read, self.now()).await?;
        let mut staff: Vec<(PersonId, String)> = rows
            .into_iter()
            .filter(works)
            .map(|row| (row.person, format!("{} {}", row.family_name, row.given_name)))
            .collect();
        staff.dedup_by_key(|(person, _)| *person);
        Ok(staff)
    }

    /// Who can be given applications by somebody who assigns.
    pub(crate) async fn assignable(&self, session: &Session) -> Result<Vec<(PersonId, String)>> {
        let Reach { filter, .. } = self.reach(session, Action::Assign).await?;
        let offices = self.offices_within(&filter);
        self.colleagues_within(&mut self.db.peek().await?, &offices).await
    }

    /// The applications of what was typed as a number, the newest first.
    pub(crate) async fn of_number(
        &self,
        read: &mut Read,
        typed: &str,
    ) -> Result<Vec<applications::Application>> {
        self.numbered(read, typed::number(typed)).await
    }

    /// The applications of a number, the newest first.
    async fn numbered(
        &self,
        read: &mut Read,
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

    async fn line(&self, row: applications::Application, beside: &Beside) -> Result<Row> {
        let compiled = self.revision(&row.procedure, number(row.revision)).await?;
        Ok(Row {
            suspended_until: row.now.suspended_until,
            turn: row.now.waits.then(|| Turn::of(&compiled, &row.now.state)),
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
            is_left_behind: row.now.closed_at.is_none()
                && row
                    .now
                    .assignee
                    .is_some_and(|person| beside.gone.has(person, &row.now.office, &row.procedure)),
            assignee: row
                .now
                .assignee
                .map(|person| (person, beside.names.get(&person).cloned().unwrap_or_default())),
            unread: beside.unread.get(&row.id).copied().unwrap_or(0),
            labels: beside.labels.get(&row.id).cloned().unwrap_or_default(),
            pending: beside.pending.get(&row.id).cloned(),
            sent_at: row.sent_at,
            last_event_at: row.now.last_event_at,
            office: row.now.office,
            place: None,
        })
    }

    /// How many open applications within somebody's reach are in a colleague's hands, as far as they are counted.
    ///
    /// # Errors
    /// Not staff of any office.
    pub async fn in_hands_of(&self, session: &Session, colleague: PersonId) -> Result<i64> {
        let Reach { filter, .. } = self.reach(session, Action::ReadApplication).await?;
        let assignee = queue::Assignee::Person(colleague);
        let mut read = self.db.peek().await?;
        Ok(queue::count(&mut read, &queue::Filter { assignee, ..filter }).await?.n)
    }

    /// The open applications within somebody's reach that who has them left behind: how many, whether that is only a
    /// lower bound, and whose they are. None if there are none, or if it is not theirs to take them.
    ///
    /// # Errors
    /// Storage.
    pub async fn left_behind(
        &self,
        session: &Session,
    ) -> Result<Option<((i64, bool), Vec<String>)>> {
        if !Self::has_queue(session) || access::places(&session.roles, Action::Take).is_empty() {
            return Ok(None);
        }
        let gone = self.gone(&mut self.db.peek().await?).await?;
        let hands = gone.hands();
        if hands.is_empty() {
            return Ok(None);
        }
        let Reach { filter, .. } = self.reach(session, Action::ReadApplication).await?;
        let mut read = self.db.read().await?;
        let found = queue::Filter { hands: Some(hands), ..filter.clone() };
        let found = queue::count(&mut read, &found).await?;
        let mut names: Vec<String> = Vec::new();
        for held in gone.held(|held| walk::is_within(&filter, &held.office, &held.procedure)) {
            if let Some(person) = people::get(&mut read, held.person).await? {
                names.push(format!("{} {}", person.given_name, person.family_name));
            }
        }
        names.dedup();
        Ok((found.n > 0).then_some(((found.n, found.is_capped), names)))
    }

    /// The most urgent open application that somebody can do something with and that waits for nobody else: in their
    /// hands, in those of a colleague whom they stand in for, or of their offices and nobody's or of who works there no
    /// longer. Of those of one day their own comes first.
    ///
    /// # Errors
    /// Not staff of any office.
    pub async fn next_one(&self, session: &Session) -> Result<Option<ApplicationId>> {
        let Reach { by_name, .. } = self.reach(session, Action::ReadApplication).await?;
        let nobodys = match access::places(&session.roles, Action::Take).is_empty() {
            true => None,
            false => Some(queue::Filter {
                assignee: queue::Assignee::Nobody,
                waits: Some(false),
                ..self.reach(session, Action::Take).await?.filter
            }),
        };
        let mut read = self.db.read().await?;
        let mine = queue::Filter {
            assignee: queue::Assignee::Person(session.person.id),
            waits: Some(false),
            ..by_name
        };
        let away = self.away(session).await?;
        let covered = away.iter().filter(|away| away.substitute == Some(session.person.id));
        let covered = covered.filter_map(|away| {
            let assignee = queue::Assignee::Person(away.person);
            nobodys.clone().map(|nobodys| queue::Filter { assignee, ..nobodys })
        });
        let covered: Vec<_> = covered.collect();
        let gone = self.gone(&mut read).await?.hands();
        let left = nobodys.clone().filter(|_| !gone.is_empty());
        let left = left.map(|nobodys| queue::Filter {
            assignee: queue::Assignee::Anybody,
            hands: Some(gone),
            ..nobodys
        });
        // Each is the head of one range of an index; the first of those due on one day wins.
        let mut first: Option<applications::Application> = None;
        for filter in std::iter::once(mine).chain(covered).chain(nobodys).chain(left) {
            let row = queue::page(&mut read, &filter, None, 1).await?.pop();
            first = [first, row]
                .into_iter()
                .flatten()
                .min_by_key(|row| (row.now.due_on.is_none(), row.now.due_on));
        }
        Ok(first.map(|row| row.id))
    }
}

/// The year and the number that were typed.
pub(crate) fn year_and_number(typed: &str) -> Option<(Option<i64>, i64)> {
    typed::number(typed).map(|number| (number.year, number.count))
}

/// The size of a standing part, if nothing else is asked.
fn standing(sizes: &Sizes, asked: &Asked) -> Option<i64> {
    if asked.is_filtered() {
        return None;
    }
    match asked.tab {
        Tab::Mine => Some(sizes.mine),
        Tab::Office => Some(sizes.office),
        Tab::Unassigned => Some(sizes.unassigned),
        Tab::Late => Some(sizes.late),
        Tab::Waiting => Some(sizes.waiting),
        Tab::Messages | Tab::Closed => None,
    }
}

/// How many rows are found, those found by their number included, and whether that is only a lower bound.
async fn size(
    read: &mut Read,
    filter: &queue::Filter,
    (numbered, is_only_number): (usize, bool),
) -> Result<(i64, bool)> {
    let numbered = i64::try_from(numbered).unwrap_or(0);
    if is_only_number {
        return Ok((numbered, false));
    }
    let count = queue::count(read, filter).await?;
    Ok((count.n + numbered, count.is_capped))
}
