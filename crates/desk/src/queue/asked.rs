//! What is asked of the queue, as an address says it or a saved view keeps it, and the rows it stands for. It is always
//! laid over what its reader may read: nothing here adds to that.

use chrono::{Days, NaiveDate, NaiveTime};
use model::{Moment, PersonId};
use serde::{Deserialize, Serialize};
use store::queue::{self, Cursor, Filter};
use uuid::Uuid;

use super::reach::Reach;

/// Most values of one kind in one filter.
const VALUES: usize = 40;
/// Longest text that is searched for, in characters.
const TEXT: usize = 200;

/// Which part of the queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// With messages that nobody of the office has read, ended or not.
    Messages,
    /// Ended.
    Closed,
}

/// In whose hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// Of who asks, also in a view that a colleague shares.
    Mine,
    Nobodys,
    /// Of who works there no longer.
    Gone,
    Of(PersonId),
}

/// How near the term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    Late,
    Today,
    /// From today on, today and so many days more.
    Within(u8),
    Suspended,
    None,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The nearest term first.
    Term,
    /// The last sent first.
    Newest,
    /// The first sent first.
    Oldest,
    /// Where something happened last first.
    Changed,
}

/// What a row shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    Term,
    Number,
    Applicant,
    Procedure,
    State,
    Assignee,
    SentOn,
    LastEvent,
    Office,
}

impl Column {
    /// All of them.
    pub const ALL: [Column; 9] = [
        Column::Term,
        Column::Number,
        Column::Applicant,
        Column::Procedure,
        Column::State,
        Column::Assignee,
        Column::SentOn,
        Column::LastEvent,
        Column::Office,
    ];

    /// Those of who has chosen none.
    pub const USUAL: [Column; 6] = [
        Column::Term,
        Column::Number,
        Column::Applicant,
        Column::Procedure,
        Column::State,
        Column::Assignee,
    ];

    /// Each once; the number, which opens the application, is always among them.
    #[must_use]
    pub fn tidied(columns: &[Column]) -> Vec<Column> {
        let mut tidied: Vec<Column> = Vec::new();
        for column in columns {
            if !tidied.contains(column) {
                tidied.push(*column);
            }
        }
        if !tidied.is_empty() && !tidied.contains(&Column::Number) {
            tidied.insert(0, Column::Number);
        }
        tidied
    }
}

/// What is asked of the queue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Which part.
    pub tab: Tab,
    /// Words, numbers, names, in any order.
    pub text: String,
    /// Only these procedures.
    pub procedures: Vec<String>,
    /// Only these states.
    pub states: Vec<String>,
    /// Only in these hands.
    pub whose: Option<Whose>,
    /// Only with such a term.
    pub term: Option<Term>,
    /// Sent on this day or later.
    pub from: Option<NaiveDate>,
    /// Sent on this day or earlier.
    pub to: Option<NaiveDate>,
    /// Only of these offices.
    pub offices: Vec<String>,
    /// Only those that bear one of these labels.
    pub labels: Vec<Uuid>,
    /// None: the usual one of the part.
    pub order: Option<Order>,
    /// Empty: those that its reader has chosen.
    pub columns: Vec<Column>,
    /// Rows after this one.
    #[serde(skip)]
    pub after: Option<Cursor>,
}

impl Asked {
    /// Without what the part says already or cannot have, each value once, within bounds.
    #[must_use]
    pub fn tidied(mut self) -> Asked {
        if matches!(self.tab, Tab::Mine | Tab::Unassigned) {
            self.whose = None;
        }
        if matches!(self.tab, Tab::Late | Tab::Waiting | Tab::Closed) {
            self.term = None;
        }
        if self.order == Some(self.usual_order())
            || (self.tab == Tab::Closed && self.order == Some(Order::Term))
        {
            self.order = None;
        }
        for values in [&mut self.procedures, &mut self.states, &mut self.offices] {
            values.retain(|value| !value.is_empty() && value.len() <= TEXT);
            let mut seen = std::collections::BTreeSet::new();
            values.retain(|value| seen.insert(value.clone()));
            values.truncate(VALUES);
        }
        self.labels.sort_unstable();
        self.labels.dedup();
        self.labels.truncate(VALUES);
        self.columns = Column::tidied(&self.columns);
        self.text = self.text.trim().chars().take(TEXT).collect();
        self
    }

    /// The order that its part has if nobody chooses another.
    #[must_use]
    pub fn usual_order(&self) -> Order {
        if self.tab == Tab::Closed { Order::Newest } else { Order::Term }
    }

    /// The order it has.
    #[must_use]
    pub fn order(&self) -> Order {
        self.order.unwrap_or(self.usual_order())
    }

    /// Something besides the part is asked.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        !self.text.is_empty()
            || !self.procedures.is_empty()
            || !self.states.is_empty()
            || self.whose.is_some()
            || self.term.is_some()
            || self.from.is_some()
            || self.to.is_some()
            || !self.offices.is_empty()
            || !self.labels.is_empty()
    }

    /// The rows it stands for, but for the words and for who works there no longer.
    pub(super) fn filter(&self, reach: &Reach, me: PersonId, today: NaiveDate) -> Filter {
        let mut filter = match self.tab {
            // Also what another office has given them.
            Tab::Mine => reach.by_name.clone(),
            _ => reach.filter.clone(),
        };
        let late = queue::Term::Due { from: None, before: today };
        match self.whose {
            // In whose hands that is, only storage knows.
            None | Some(Whose::Gone) => {}
            Some(Whose::Mine) => filter.assignee = queue::Assignee::Person(me),
            Some(Whose::Nobodys) => filter.assignee = queue::Assignee::Nobody,
            Some(Whose::Of(person)) => filter.assignee = queue::Assignee::Person(person),
        }
        filter.term = match self.term {
            None => queue::Term::Any,
            Some(Term::Late) => late,
            Some(Term::Today) => within(today, 0),
            Some(Term::Within(days)) => within(today, days),
            Some(Term::Suspended) => queue::Term::Suspended,
            Some(Term::None) => queue::Term::None,
        };
        match self.tab {
            Tab::Mine => filter.assignee = queue::Assignee::Person(me),
            Tab::Office => {}
            Tab::Unassigned => filter.assignee = queue::Assignee::Nobody,
            Tab::Late => filter.term = late,
            Tab::Waiting => filter.waits = Some(true),
            Tab::Messages => {
                filter.which = queue::Which::Any;
                filter.is_unread = true;
            }
            Tab::Closed => filter.which = queue::Which::Closed,
        }
        filter.order = match self.order() {
            Order::Term => queue::Order::Term,
            Order::Newest => queue::Order::Newest,
            Order::Oldest => queue::Order::Oldest,
            Order::Changed => queue::Order::Changed,
        };
        filter.procedures.clone_from(&self.procedures);
        filter.states.clone_from(&self.states);
        filter.chosen.clone_from(&self.offices);
        filter.labels.clone_from(&self.labels);
        filter.since = self.from.map(begins);
        filter.until = self.to.and_then(|day| day.succ_opt()).map(begins);
        filter
    }
}

fn within(today: NaiveDate, days: u8) -> queue::Term {
    let before = today.checked_add_days(Days::new(u64::from(days) + 1)).unwrap_or(NaiveDate::MAX);
    queue::Term::Due { from: Some(today), before }
}

/// When a day begins in Italy.
fn begins(day: NaiveDate) -> Moment {
    model::rome_to_moment(day.and_time(NaiveTime::MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_takes_no_filter_that_contradicts_it() {
        let asked = |tab| {
            Asked {
                tab,
                whose: Some(Whose::Nobodys),
                term: Some(Term::Today),
                order: Some(Order::Term),
                ..Asked::default()
            }
            .tidied()
        };
        assert_eq!(asked(Tab::Mine).whose, None);
        assert_eq!(asked(Tab::Late).term, None);
        assert_eq!(asked(Tab::Closed).order(), Order::Newest);
        assert_eq!(asked(Tab::Office).whose, Some(Whose::Nobodys));
        assert_eq!(asked(Tab::Office).term, Some(Term::Today));
    }

    #[test]
    fn the_number_is_always_shown() {
        let columns = Column::tidied(&[Column::State, Column::State]);
        assert_eq!(columns, [Column::Number, Column::State]);
        assert!(Column::tidied(&[]).is_empty());
    }

    #[test]
    fn a_kept_view_reads_what_it_knows() {
        let asked: Asked = serde_json::from_str(r#"{"tab":"late","once":1}"#).unwrap();
        assert_eq!(asked, Asked { tab: Tab::Late, ..Asked::default() });
        let term = Asked { term: Some(Term::Within(3)), ..Asked::default() };
        let again: Asked = serde_json::from_str(&serde_json::to_string(&term).unwrap()).unwrap();
        assert_eq!(again, term);
    }
}
