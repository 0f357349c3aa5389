//! The office's queue: open applications with the most urgent first, the archive with the newest
//! first, or in another order; filtered, page by page, with counts. Sizes of the standing queues: `tally`.

mod filter;

use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use model::{ApplicationId, Moment, PersonId};
use uuid::Uuid;

use self::filter::Asked;
use crate::{
    Read, Result,
    applications::{Application, columns},
    column::row,
    search,
};

/// How `due_on` says that no term runs: it sorts last.
pub(crate) const NO_TERM: &str = "9999-12-31";

/// Which applications.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// Not closed.
    #[default]
    Open,
    Closed,
    Any,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The date to answer by decides, none comes last: of open ones only.
    #[default]
    Term,
    /// The last sent first.
    Newest,
    /// The first sent first.
    Oldest,
    /// Where something happened last first.
    Changed,
}

impl Order {
    const fn sql(self, is_backwards: bool) -> &'static str {
        match (self, is_backwards) {
            (Self::Term, false) => "due_on, id",
            (Self::Term, true) => "due_on DESC, id DESC",
            (Self::Newest, false) | (Self::Oldest, true) => "sent_at DESC, id DESC",
            (Self::Oldest, false) | (Self::Newest, true) => "sent_at, id",
            (Self::Changed, false) => "last_event_at DESC, id DESC",
            (Self::Changed, true) => "last_event_at, id",
        }
    }

    /// The same order, by what no index is in the order of: few rows are found and then sorted.
    const fn sorted(self, is_backwards: bool) -> &'static str {
        match (self, is_backwards) {
            (Self::Term, false) => "due_on || '', id",
            (Self::Term, true) => "due_on || '' DESC, id DESC",
            (Self::Newest, false) | (Self::Oldest, true) => "sent_at + 0 DESC, id DESC",
            (Self::Oldest, false) | (Self::Newest, true) => "sent_at + 0, id",
            (Self::Changed, false) => "last_event_at + 0 DESC, id DESC",
            (Self::Changed, true) => "last_event_at + 0, id",
        }
    }

    /// Whether what is less comes first.
    const fn is_ascending(self) -> bool {
        matches!(self, Self::Term | Self::Oldest)
    }
}

/// How the term stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Term {
    #[default]
    Any,
    /// It runs, and ends on a day from the first one on, if there is one, and before the other.
    Due {
        from: Option<NaiveDate>,
        before: NaiveDate,
    },
    Suspended,
    /// There is no day to answer by, and it is not suspended.
    None,
}

/// To whom they are assigned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Assignee {
    #[default]
    Anybody,
    Nobody,
    Person(PersonId),
}

/// Somebody, and the office and the procedure of what they have.
pub type Hands = (PersonId, String, String);

/// What a clerk asks the queue for. Everything left empty asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub which: Which,
    pub order: Order,
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
    /// Of the offices above only these: it takes away and never adds.
    pub chosen: Vec<String>,
    pub states: Vec<String>,
    pub procedures: Vec<String>,
    pub assignee: Assignee,
    /// Only those in one of these hands, as far as they are of that office and procedure.
    pub hands: Option<Vec<Hands>>,
    pub term: Term,
    /// Only those that wait for somebody else than their office, or that do not.
    pub waits: Option<bool>,
    /// To be answered before this day, whether the term runs or not.
    pub due_before: Option<NaiveDate>,
    /// Sent at or after.
    pub since: Option<Moment>,
    /// Sent before.
    pub until: Option<Moment>,
    /// Only those on which the citizen has written what nobody has read.
    pub is_unread: bool,
    /// Only those that bear one of these labels, of the office that has them.
    pub labels: Vec<Uuid>,
    /// Beginnings of words, folded; each must be found.
    pub words: Vec<String>,
    /// They are known to be few, by a [`count`] that was not capped: found first and sorted then. Else the order is
    /// walked until a page is full.
    pub is_few: bool,
    /// From the end to the beginning: what comes before a place, the nearest first.
    pub is_backwards: bool,
}

/// Where a page ended. As text it can stand in a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    Urgent(NaiveDate, ApplicationId),
    Newest(Moment, ApplicationId),
    Oldest(Moment, ApplicationId),
    Changed(Moment, ApplicationId),
}

impl Cursor {
    /// The cursor after this row.
    #[must_use]
    pub fn after(row: &Application, order: Order) -> Self {
        match order {
            Order::Term => Self::Urgent(row.now.due_on.unwrap_or(no_term()), row.id),
            Order::Newest => Self::Newest(row.sent_at, row.id),
            Order::Oldest => Self::Oldest(row.sent_at, row.id),
            Order::Changed => Self::Changed(row.now.last_event_at, row.id),
        }
    }

    /// The order it is a place of.
    #[must_use]
    pub fn order(self) -> Order {
        match self {
            Self::Urgent(..) => Order::Term,
            Self::Newest(..) => Order::Newest,
            Self::Oldest(..) => Order::Oldest,
            Self::Changed(..) => Order::Changed,
        }
    }

    /// What comes after it in the direction of the filter, as ` AND …`; nothing if it is of another order.
    fn seek(self, filter: &Filter, asked: &mut Asked) -> String {
        if self.order() != filter.order {
            return String::new();
        }
        let (column, place, id) = match self {
            Self::Urgent(day, id) => ("due_on", asked.text(day.format("%Y-%m-%d").to_string()), id),
            Self::Newest(at, id) | Self::Oldest(at, id) => ("sent_at", asked.number(at.0), id),
            Self::Changed(at, id) => ("last_event_at", asked.number(at.0), id),
        };
        let beyond = if filter.order.is_ascending() == filter.is_backwards { "<" } else { ">" };
        format!(" AND ({column}, id) {beyond} ({place}, {})", asked.id(id.0))
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
            Self::Oldest(at, id) => write!(f, "p{}.{}", at.0, id.0.simple()),
            Self::Changed(at, id) => write!(f, "e{}.{}", at.0, id.0.simple()),
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
        let moment = |at: &str| at.parse().map(Moment).map_err(|_| NotACursor);
        let (order, place) = place.split_at_checked(1).ok_or(NotACursor)?;
        match order {
            "d" => {
                let day = NaiveDate::parse_from_str(place, "%Y%m%d").map_err(|_| NotACursor)?;
                Ok(Self::Urgent(day, id))
            }
            "m" => Ok(Self::Newest(moment(place)?, id)),
            "p" => Ok(Self::Oldest(moment(place)?, id)),
            "e" => Ok(Self::Changed(moment(place)?, id)),
            _ => Err(NotACursor),
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
    let common = filter.common(&mut asked, driven.as_deref());
    let branches = filter.branches(&mut asked);
    let order = filter.order.sql(filter.is_backwards);
    // The order of terms has an index for what is mostly asked.
    let within = match filter.is_few && filter.order != Order::Term {
        true => filter.order.sorted(filter.is_backwards),
        false => order,
    };
    let seek = after.map(|after| after.seek(filter, &mut asked)).unwrap_or_default();
    let limit = asked.number(limit);
    let selects: Vec<String> = branches
        .iter()
        .map(|branch| {
            format!(
                "SELECT {columns} FROM (SELECT {columns} FROM application
                  WHERE 1 = 1{branch}{common}{seek} ORDER BY {within} LIMIT {limit}) AS branch",
                columns = columns!()
            )
        })
        .collect();
    let sql = match selects.as_slice() {
        [] => return Ok(Vec::new()),
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
    let none = Count { n: 0, is_capped: false };
    let driven = drive(read, &filter.words).await?;
    if driven.as_ref().is_some_and(Vec::is_empty) {
        return Ok(none);
    }
    let mut asked = Asked::default();
    let common = filter.common(&mut asked, driven.as_deref());
    let branches = filter.branches(&mut asked);
    let limit = asked.number(CAP + 1);
    let selects: Vec<String> = branches
        .iter()
        .map(|branch| {
            format!(
                "SELECT 1 FROM (SELECT 1 FROM application WHERE 1 = 1{branch}{common}
                 LIMIT {limit}) AS branch"
            )
        })
        .collect();
    if selects.is_empty() {
        return Ok(none);
    }
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM ({}) AS found LIMIT {limit}) AS capped",
        selects.join(" UNION ALL ")
    );
    let (n,): (i64,) = asked.query(read, sql).fetch_one().await?;
    Ok(Count { n: n.min(CAP), is_capped: n > CAP })
}

/// Applications that are alike in what may be done with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    pub procedure: String,
    pub revision: i64,
    pub office: String,
    pub state: String,
    /// How many.
    pub n: i64,
}
row!(Kind { procedure, revision, office, state, n });

/// What the rows of a filter are, `most` of them at most.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn kinds(read: &mut Read, filter: &Filter, most: i64) -> Result<Vec<Kind>> {
    let driven = drive(read, &filter.words).await?;
    if driven.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let mut asked = Asked::default();
    let common = filter.common(&mut asked, driven.as_deref());
    let branches = filter.branches(&mut asked);
    if branches.is_empty() {
        return Ok(Vec::new());
    }
    let limit = asked.number(most);
    let selects: Vec<String> = branches
        .iter()
        .map(|branch| {
            format!(
                "SELECT procedure, revision, office, state FROM
                    (SELECT procedure, revision, office, state FROM application
                     WHERE 1 = 1{branch}{common} LIMIT {limit}) AS branch"
            )
        })
        .collect();
    let sql = format!(
        "SELECT procedure, revision, office, state, count(*) AS n
         FROM (SELECT procedure, revision, office, state FROM ({}) AS every LIMIT {limit}) AS found
         GROUP BY procedure, revision, office, state
         ORDER BY procedure, revision, office, state",
        selects.join(" UNION ALL ")
    );
    asked.query(read, sql).fetch_all().await
}
