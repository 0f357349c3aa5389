//! A filter of the queue as SQL that is put together from constants, with its parameters.

use model::ApplicationId;
use uuid::Uuid;

use super::{Assignee, Filter, Hands, Order, Term, Which};
use crate::{Query, Read, Sql, queue::NO_TERM, search::last_after};

/// A value bound to a filter's `$N`.
#[derive(Clone)]
enum Value {
    Text(String),
    Id(Uuid),
    Number(i64),
}

/// SQL that is put together from constants, and its parameters.
#[derive(Default)]
pub(super) struct Asked {
    values: Vec<Value>,
}

impl Asked {
    pub(super) fn text(&mut self, text: impl Into<String>) -> String {
        self.value(Value::Text(text.into()))
    }

    pub(super) fn id(&mut self, id: Uuid) -> String {
        self.value(Value::Id(id))
    }

    pub(super) fn number(&mut self, number: i64) -> String {
        self.value(Value::Number(number))
    }

    fn value(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    /// ` AND column IN (…)`; nothing where any value will do.
    fn list(&mut self, column: &str, values: &[String]) -> String {
        match values {
            [] => String::new(),
            [one] => format!(" AND {column} = {}", self.text(one)),
            values => {
                let values: Vec<String> = values.iter().map(|value| self.text(value)).collect();
                format!(" AND {column} IN ({})", values.join(", "))
            }
        }
    }

    pub(super) fn query<'t>(self, read: &'t mut Read, sql: String) -> Query<'t> {
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
    /// Everything but offices, states and procedures, as ` AND …`.
    pub(super) fn common(&self, asked: &mut Asked, driven: Option<&[ApplicationId]>) -> String {
        let mut sql = String::new();
        match self.which {
            Which::Open => sql.push_str(" AND closed_at IS NULL"),
            Which::Closed => sql.push_str(" AND closed_at IS NOT NULL"),
            Which::Any => {}
        }
        match self.assignee {
            Assignee::Anybody => {}
            Assignee::Nobody => sql.push_str(" AND assignee IS NULL"),
            Assignee::Person(person) => {
                sql += &format!(" AND assignee = {}", asked.id(person.0));
            }
        }
        if let Some(hands) = &self.hands {
            sql += &Self::in_hands(asked, hands);
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
        sql += &self.term(asked);
        sql += match self.waits {
            None => "",
            Some(true) => " AND waits",
            Some(false) => " AND NOT waits",
        };
        if let Some(day) = self.due_before {
            sql += &format!(" AND due_on < {}", asked.text(day.format("%Y-%m-%d").to_string()));
        }
        if let Some(since) = self.since {
            sql += &format!(" AND sent_at >= {}", asked.number(since.0));
        }
        if let Some(until) = self.until {
            sql += &format!(" AND sent_at < {}", asked.number(until.0));
        }
        if self.is_unread {
            sql.push_str(
                " AND id IN (SELECT message.application FROM message
                    WHERE message.office IS NULL AND message.read_at IS NULL)",
            );
        }
        if !self.labels.is_empty() {
            let labels: Vec<String> = self.labels.iter().map(|id| asked.id(*id)).collect();
            sql += &format!(
                " AND (id, office) IN (SELECT labelled.application, labelled.office FROM labelled
                    WHERE labelled.label IN ({}))",
                labels.join(", ")
            );
        }
        if let Some(driven) = driven {
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

    /// Found by who has them, of whom an index knows; the rest of the filter then looks at those few.
    fn in_hands(asked: &mut Asked, hands: &[Hands]) -> String {
        let ways: Vec<String> = hands
            .iter()
            .map(|(person, office, procedure)| {
                let (person, office) = (asked.id(person.0), asked.text(office));
                let procedure = asked.text(procedure);
                // By the index of assignees and by no other: the rest has whole archives behind it.
                format!(
                    "(h.assignee = {person} AND h.office || '' = {office}
                      AND h.procedure || '' = {procedure})"
                )
            })
            .collect();
        match ways.as_slice() {
            [] => " AND 1 = 0".to_owned(),
            ways => format!(
                " AND id IN (SELECT h.id FROM application h
                    WHERE h.closed_at IS NULL AND h.assignee IS NOT NULL AND ({}))",
                ways.join(" OR ")
            ),
        }
    }

    fn term(&self, asked: &mut Asked) -> String {
        match self.term {
            Term::Any => String::new(),
            Term::Due { from, before } => {
                let mut sql = String::from(" AND clock = 'running'");
                if let Some(from) = from {
                    let from = asked.text(from.format("%Y-%m-%d").to_string());
                    sql += &format!(" AND due_on >= {from}");
                }
                let before = asked.text(before.format("%Y-%m-%d").to_string());
                sql + &format!(" AND due_on < {before}")
            }
            Term::Suspended => String::from(" AND clock = 'suspended'"),
            Term::None => format!(" AND clock <> 'suspended' AND due_on = '{NO_TERM}'"),
        }
    }

    /// One condition for each office and, in the order of terms, for each state or else procedure, so that each is one
    /// range of one index. None at all: no row can be among those that may be read.
    pub(super) fn branches(&self, asked: &mut Asked) -> Vec<String> {
        if !self.parts.is_empty() {
            return vec![self.of_parts(asked)];
        }
        let offices: Vec<&String> = match (self.offices.as_slice(), self.chosen.as_slice()) {
            (any, []) => any.iter().collect(),
            ([], chosen) => chosen.iter().collect(),
            (may, chosen) => may.iter().filter(|office| chosen.contains(office)).collect(),
        };
        if offices.is_empty() && !self.chosen.is_empty() {
            return Vec::new();
        }
        let is_by_term = self.which == Which::Open && self.order == Order::Term;
        let (by_state, by_procedure) =
            (is_by_term && !self.states.is_empty(), is_by_term && self.states.is_empty());
        let split: &[String] = match (by_state, by_procedure) {
            (true, _) => &self.states,
            (_, true) => &self.procedures,
            _ => &[],
        };
        let count = offices.len() * split.len().max(1);
        if offices.is_empty() || count > BRANCHES {
            let offices: Vec<String> = offices.into_iter().cloned().collect();
            let office = asked.list("office", &offices);
            return vec![office + &self.kinds(asked)];
        }
        let mut branches = Vec::with_capacity(count);
        for office in offices {
            let office = asked.list("office", std::slice::from_ref(office));
            if split.is_empty() {
                branches.push(office + &self.kinds(asked));
                continue;
            }
            for one in split {
                let one = std::slice::from_ref(one);
                let kinds = if by_state {
                    asked.list("state", one) + &asked.list("procedure", &self.procedures)
                } else {
                    asked.list("procedure", one)
                };
                branches.push(format!("{office}{kinds}"));
            }
        }
        branches
    }

    fn kinds(&self, asked: &mut Asked) -> String {
        asked.list("state", &self.states) + &asked.list("procedure", &self.procedures)
    }

    fn of_parts(&self, asked: &mut Asked) -> String {
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
        let chosen = asked.list("office", &self.chosen);
        format!(" AND ({}){chosen}{}", ways.join(" OR "), self.kinds(asked))
    }
}
