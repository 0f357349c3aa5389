//! The office's queue: open applications with the most urgent first, the archive with the newest
//! first, filtered, page by page, with counts. Sizes of the standing queues are kept by the writer.

use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use model::{ApplicationId, Moment, PersonId};
use uuid::Uuid;

use crate::{
    Query, Read, Result, Sql,
    applications::{Application, columns},
    search::{self, last_after},
};

/// How `due_on` says that no term runs: it sorts last.
pub(crate) const NO_TERM: &str = "9999-12-31";

/// Which applications, and in which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// Not closed; the date to answer by decides, none comes last.
    #[default]
    Open,
    /// Closed; the last sent first.
    Closed,
    /// All; the last sent first.
    Any,
}

/// To whom they are assigned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Assignee {
    #[default]
    Anybody,
    Nobody,
    Person(PersonId),
}

/// What a clerk asks the queue for. Everything left empty asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub which: Which,
    /// Empty: every office. Who may see which office is decided before.
    pub offices: Vec<String>,
    /// Besides those offices: one procedure of an office, or of all of them.
    pub parts: Vec<(Option<String>, String)>,
    /// Without those that this person sent.
    pub not_of: Option<PersonId>,
    /// Without those that name this person: asked only of who is [named](crate::parties::naming) at all, for it costs.
    pub not_naming: Option<PersonId>,
    /// Without these.
    pub without: Vec<ApplicationId>,
    pub states: Vec<String>,
    pub procedure: Option<String>,
    pub assignee: Assignee,
    /// `running`, `suspended` or `stopped`.
    pub clock: Option<String>,
    /// To be answered before this day.
    pub due_before: Option<NaiveDate>,
    /// Sent at or after.
    pub since: Option<Moment>,
    /// Sent before.
    pub until: Option<Moment>,
    /// Beginnings of words, folded; each must be found.
    pub words: Vec<String>,
}

/// Where a page ended. As text it can stand in a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    Urgent(NaiveDate, ApplicationId),
    Newest(Moment, ApplicationId),
}

impl Cursor {
    /// The cursor after this row.
    #[must_use]
    pub fn after(row: &Application, which: Which) -> Self {
        match which {
            Which::Open => Self::Urgent(row.now.due_on.unwrap_or(no_term()), row.id),
            Which::Closed | Which::Any => Self::Newest(row.sent_at, row.id),
        }
    }
}

fn no_term() -> NaiveDate {
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX)
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Urgent(day, id) => write!(f, "d{}.{}", day.format("%Y%m%d"), id.0.simple()),
            Self::Newest(at, id) => write!(f, "m{}.{}", at.0, id.0.simple()),
        }
    }
}

/// A text that is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a place in a list")]
pub struct NotACursor;

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (place, id) = text.split_once('.').ok_or(NotACursor)?;
        let id = id.parse::<Uuid>().map(ApplicationId).map_err(|_| NotACursor)?;
        if let Some(day) = place.strip_prefix('d') {
            let day = NaiveDate::parse_from_str(day, "%Y%m%d").map_err(|_| NotACursor)?;
            Ok(Self::Urgent(day, id))
        } else {
            let at = place.strip_prefix('m').and_then(|at| at.parse().ok()).ok_or(NotACursor)?;
            Ok(Self::Newest(Moment(at), id))
        }
    }
}

/// A count that stops at [`CAP`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    pub n: i64,
    /// True: there are more than `n`, to be shown as "1000+".
    pub is_capped: bool,
}

/// Beyond this nobody counts.
pub const CAP: i64 = 1000;

/// A value bound to a filter's `$N`.
#[derive(Clone)]
enum Value {
    Text(String),
    Id(Uuid),
    Number(i64),
}

/// SQL that is put together from constants, and its parameters.
#[derive(Default)]
struct Asked {
    values: Vec<Value>,
}

impl Asked {
    fn text(&mut self, text: impl Into<String>) -> String {
        self.value(Value::Text(text.into()))
    }

    fn id(&mut self, id: Uuid) -> String {
        self.value(Value::Id(id))
    }

    fn number(&mut self, number: i64) -> String {
        self.value(Value::Number(number))
    }

    fn value(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn query<'t>(self, read: &'t mut Read, sql: String) -> Query<'t> {
        self.values.into_iter().fold(read.query(Sql::assembled(sql)), |query, value| match value {
            Value::Text(text) => query.bind(text),
            Value::Id(id) => query.bind(id),
            Value::Number(number) => query.bind(number),
        })
    }
}

/// More branches than this are asked as one list.
const BRANCHES: usize = 24;

impl Filter {
    /// Everything but offices and states, as ` AND …`.
    fn common(&self, asked: &mut Asked, driven: &[ApplicationId], by_words: bool) -> String {
        let mut sql = String::new();
        match self.which {
            Which::Open => sql.push_str(" AND closed_at IS NULL"),
            Which::Closed => sql.push_str(" AND closed_at IS NOT NULL"),
            Which::Any => {}
        }
        if let Some(procedure) = &self.procedure {
            sql += &format!(" AND procedure = {}", asked.text(procedure));
        }
        match self.assignee {
            Assignee::Anybody => {}
            Assignee::Nobody => sql.push_str(" AND assignee IS NULL"),
            Assignee::Person(person) => {
                sql += &format!(" AND assignee = {}", asked.id(person.0));
            }
        }
        if let Some(person) = self.not_of {
            sql += &format!(" AND person <> {}", asked.id(person.0));
        }
        if let Some(person) = self.not_naming {
            sql += &format!(
                " AND id NOT IN (SELECT party.application FROM party
                    JOIN person ON person.fiscal_code = party.fiscal_code WHERE person.id = {})",
                asked.id(person.0)
            );
        }
        if !self.without.is_empty() {
            let ids: Vec<String> = self.without.iter().map(|id| asked.id(id.0)).collect();
            sql += &format!(" AND id NOT IN ({})", ids.join(", "));
        }
        if let Some(clock) = &self.clock {
            sql += &format!(" AND clock = {}", asked.text(clock));
        }
        if let Some(day) = self.due_before {
            sql += &format!(" AND due_on < {}", asked.text(day.format("%Y-%m-%d").to_string()));
        }
        if let Some(since) = self.since {
            sql += &format!(" AND sent_at >= {}", asked.number(since.0));
        }
        if let Some(until) = self.until {
            sql += &format!(" AND sent_at < {}", asked.number(until.0));
        }
        if by_words {
            let ids: Vec<String> = driven.iter().map(|id| asked.id(id.0)).collect();
            sql += &format!(" AND id IN ({})", ids.join(", "));
        } else {
            for word in &self.words {
                let (from, to) = (asked.text(word), asked.text(last_after(word)));
                sql += &format!(
                    " AND EXISTS (SELECT 1 FROM word w WHERE w.application = application.id
                        AND w.word >= {from} AND w.word < {to})"
                );
            }
        }
        sql
    }

    /// One condition for each office and state, so that each is one range of one index.
    fn branches(&self, asked: &mut Asked) -> Vec<String> {
        if !self.parts.is_empty() {
            let mut ways = Vec::new();
            for office in &self.offices {
                ways.push(format!("office = {}", asked.text(office)));
            }
            for (office, procedure) in &self.parts {
                let office =
                    office.as_ref().map(|office| format!("office = {} AND ", asked.text(office)));
                let procedure = asked.text(procedure);
                ways.push(format!("({}procedure = {procedure})", office.unwrap_or_default()));
            }
            let mut sql = format!(" AND ({})", ways.join(" OR "));
            let states: Vec<String> = self.states.iter().map(|state| asked.text(state)).collect();
            if !states.is_empty() {
                sql += &format!(" AND state IN ({})", states.join(", "));
            }
            return vec![sql];
        }
        let by_state = self.which == Which::Open && !self.states.is_empty();
        let count = self.offices.len().max(1) * if by_state { self.states.len() } else { 1 };
        let one_list = count > BRANCHES || self.offices.is_empty();
        let mut list = |column: &str, values: &[String]| match values {
            [] => String::new(),
            values => {
                let values: Vec<String> = values.iter().map(|value| asked.text(value)).collect();
                format!(" AND {column} IN ({})", values.join(", "))
            }
        };
        if one_list {
            return vec![list("office", &self.offices) + &list("state", &self.states)];
        }
        let states: Vec<String> = if by_state {
            self.states.iter().map(|state| list("state", std::slice::from_ref(state))).collect()
        } else {
            vec![list("state", &self.states)]
        };
        let mut branches = Vec::with_capacity(count);
        for office in &self.offices {
            let office = list("office", std::slice::from_ref(office));
            branches.extend(states.iter().map(|state| format!("{office}{state}")));
        }
        branches
    }
}

/// Applications that have all the words, if they are few enough to start from; else none.
async fn drive(read: &mut Read, words: &[String]) -> Result<Option<Vec<ApplicationId>>> {
    match words {
        [] => Ok(None),
        words => search::few(read, words).await,
    }
}

/// One page of the queue, `limit` rows at most, after the last row seen.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn page(
    read: &mut Read,
    filter: &Filter,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Application>> {
    let driven = drive(read, &filter.words).await?;
    if driven.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let mut asked = Asked::default();
    let common = filter.common(&mut asked, driven.as_deref().unwrap_or_default(), driven.is_some());
    let order = match filter.which {
        Which::Open => "due_on, id",
        Which::Closed | Which::Any => "sent_at DESC, id DESC",
    };
    let seek = match after {
        Some(Cursor::Urgent(day, id)) if filter.which == Which::Open => {
            let day = asked.text(day.format("%Y-%m-%d").to_string());
            format!(" AND (due_on, id) > ({day}, {})", asked.id(id.0))
        }
        Some(Cursor::Newest(at, id)) if filter.which != Which::Open => {
            format!(" AND (sent_at, id) < ({}, {})", asked.number(at.0), asked.id(id.0))
        }
        _ => String::new(),
    };
    let limit = asked.number(limit);
    let selects: Vec<String> = filter
        .branches(&mut asked)
        .iter()
        .map(|branch| {
            format!(
                "SELECT {columns} FROM (SELECT {columns} FROM application
                  WHERE 1 = 1{branch}{common}{seek} ORDER BY {order} LIMIT {limit}) AS branch",
                columns = columns!()
            )
        })
        .collect();
    let sql = match selects.as_slice() {
        [one] => one.clone(),
        many => format!(
            "SELECT {} FROM ({}) AS page ORDER BY {order} LIMIT {limit}",
            columns!(),
            many.join(" UNION ALL ")
        ),
    };
    asked.query(read, sql).fetch_all().await
}

/// How many rows a filter finds, up to [`CAP`].
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn count(read: &mut Read, filter: &Filter) -> Result<Count> {
    let driven = drive(read, &filter.words).await?;
    if driven.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Count { n: 0, is_capped: false });
    }
    let mut asked = Asked::default();
    let common = filter.common(&mut asked, driven.as_deref().unwrap_or_default(), driven.is_some());
    let limit = asked.number(CAP + 1);
    let selects: Vec<String> = filter
        .branches(&mut asked)
        .iter()
        .map(|branch| {
            format!(
                "SELECT 1 FROM (SELECT 1 FROM application WHERE 1 = 1{branch}{common}
                 LIMIT {limit}) AS branch"
            )
        })
        .collect();
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM ({}) AS found LIMIT {limit}) AS capped",
        selects.join(" UNION ALL ")
    );
    let (n,): (i64,) = asked.query(read, sql).fetch_one().await?;
    Ok(Count { n: n.min(CAP), is_capped: n > CAP })
}
