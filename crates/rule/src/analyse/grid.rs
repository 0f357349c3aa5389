//! A table cut into the cases that its rows tell apart: for each column the few values that stand for
//! all it can be, and which rows each of them meets. Walks their combinations.

use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;

use super::domain;
use super::rows::Rows;
use crate::functions::Function;
use crate::node::{Node, Op};
use crate::table::{Table, Test};
use crate::types::{Names, Range, Type};
use crate::value::Value;

/// Most tests of a value by a cell while a table is cut.
const TESTS: usize = 20_000_000;

/// Values of a column that the same rows are for.
pub(super) struct Class {
    /// One of them, the easiest to say.
    pub value: Value,
    pub rows: Rows,
}

pub(super) struct Column {
    /// Those of a column that is answered; then that of the missing value, if it can be missing.
    pub classes: Vec<Class>,
    /// How many of them are of an answered column.
    pub answered: usize,
    /// The text that stands for every other one, where any text can be answered.
    pub other: Option<Value>,
    pub range: Range,
}

pub(super) struct Grid {
    pub columns: Vec<Column>,
    pub rows: usize,
}

/// The column that keeps a table from being cut, by its index.
pub(super) struct NotCut(pub usize);

impl Grid {
    pub fn cut(table: &Table, names: &Names) -> Result<Grid, NotCut> {
        let rows = table.row_count();
        let mut left = TESTS;
        let mut columns = Vec::new();
        for (index, input) in table.inputs().enumerate() {
            let tests: Vec<&Test> = (0..rows).map(|row| &table.tests(row)[index]).collect();
            columns.push(column(input, &tests, names, &mut left).ok_or(NotCut(index))?);
        }
        Ok(Grid { columns, rows })
    }

    /// Every class of every column.
    pub fn everything(&self) -> Vec<Vec<usize>> {
        self.columns.iter().map(|column| (0..column.classes.len()).collect()).collect()
    }

    /// The rows that a combination of some columns meets.
    pub fn met(&self, among: &Rows, chosen: &[Choice]) -> Rows {
        let mut rows = among.clone();
        for (column, class) in chosen {
            rows.keep(&self.columns[*column].classes[*class].rows);
        }
        rows
    }
}

fn column(input: &Node, tests: &[&Test], names: &Names, left: &mut usize) -> Option<Column> {
    let mut constants = Vec::new();
    let is_ordered =
        tests.iter().fold(false, |ordered, test| test.gather(&mut constants) | ordered);
    let range = range(input, names);
    constants.extend(range.least.iter().chain(&range.most).cloned());
    let options = input.options.as_ref();
    if is_ordered && input.ty == Type::Text {
        // The text that stands for all others has no place in an order: every option has its own.
        constants.extend(options?.iter().cloned().map(Value::Text));
    }
    let values = domain::of(&input.ty, options, &constants)?;
    // Most cells of a column repeat others: each is tested once.
    let mut distinct: Vec<(&Test, Rows)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (row, test) in tests.iter().enumerate() {
        let at = *known.entry(format!("{test:?}")).or_insert(distinct.len());
        if at == distinct.len() {
            distinct.push((test, Rows::none(tests.len())));
        }
        distinct[at].1.insert(row);
    }
    *left = left.checked_sub(values.len().checked_mul(distinct.len())?)?;
    let met = |value: &Value| {
        let mut rows = Rows::none(tests.len());
        let holding = distinct.iter().filter(|(test, _)| test.holds(value));
        holding.for_each(|(_, own)| rows.add(own));
        rows
    };
    let can_be = |value: &Value| match (value, options) {
        (Value::Empty, _) => false,
        (Value::Text(id), Some(options)) => options.contains(id),
        (value, _) => is_within(value, &range),
    };
    let mut answered: Vec<Value> = values.into_iter().filter(can_be).collect();
    answered.sort_by_key(ease);
    let mut classes: Vec<Class> = Vec::new();
    let mut seen = HashSet::new();
    for value in &answered {
        let rows = met(value);
        if seen.insert(rows.clone()) {
            classes.push(Class { value: value.clone(), rows });
        }
    }
    let is_free_text = input.ty == Type::Text && options.is_none();
    let other = answered.iter().find(|value| is_free_text && !constants.contains(value)).cloned();
    let answered = classes.len();
    if !input.is_always_answered() {
        classes.push(Class { value: Value::Empty, rows: met(&Value::Empty) });
    }
    Some(Column { classes, answered, other, range })
}

/// What a column can be at least and at most.
fn range(input: &Node, names: &Names) -> Range {
    let whole = |least, most: Option<i64>| Range {
        least: Some(Value::Int(least)),
        most: most.map(Value::Int),
    };
    match &input.op {
        Op::Path(path) => names.range(path).cloned().unwrap_or_default(),
        Op::Call(Function::Size, _) | Op::Loop(crate::node::Loop::Count, ..) => whole(0, None),
        Op::Call(Function::Month, _) => whole(1, Some(12)),
        Op::Call(Function::Day, _) => whole(1, Some(31)),
        Op::Call(Function::Weekday, _) => whole(1, Some(7)),
        _ => Range::default(),
    }
}

fn is_within(value: &Value, range: &Range) -> bool {
    let compare = |bound: &Value| crate::eval::compare(value, bound);
    range.least.as_ref().and_then(compare).is_none_or(std::cmp::Ordering::is_ge)
        && range.most.as_ref().and_then(compare).is_none_or(std::cmp::Ordering::is_le)
}

/// What is said first of values that stand for the same: what is not negative, nearest to zero.
fn ease(value: &Value) -> (bool, Decimal) {
    let number = match value {
        Value::Int(number) | Value::Money(number) => Decimal::from(*number),
        Value::Decimal(number) => *number,
        _ => Decimal::ZERO,
    };
    (number.is_sign_negative() && !number.is_zero(), number.abs())
}

/// A column and one of its classes.
pub(super) type Choice = (usize, usize);

/// What a walk is told of a combination that no row meets.
pub(super) enum Then {
    GoOn,
    /// Not what was looked for; the same rows may be left by what is.
    PassOver,
    Stop,
}

/// How a walk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// Everything was seen.
    Seen,
    /// Everything was seen, and something passed over.
    PassedOver,
    Stopped,
    /// There were too many combinations.
    TooMany,
}

/// A walk over combinations in search of those that none of some rows meets.
pub(super) struct Walk<'a> {
    grid: &'a Grid,
    /// The columns in the order they are gone through.
    order: Vec<usize>,
    /// For each column the classes it may have.
    domain: Vec<Vec<usize>>,
    /// For each step the rows that ask for nothing from there on.
    sure: Vec<Rows>,
    /// What needs no second look: a step and the rows that are left there.
    seen: HashSet<(usize, Rows)>,
    chosen: Vec<Choice>,
    left: &'a mut u64,
}

impl<'a> Walk<'a> {
    pub fn new(
        grid: &'a Grid,
        order: Vec<usize>,
        domain: Vec<Vec<usize>>,
        left: &'a mut u64,
    ) -> Walk<'a> {
        let mut sure = vec![Rows::before(grid.rows, grid.rows)];
        for column in order.iter().rev() {
            let mut rows = sure[sure.len() - 1].clone();
            for class in &domain[*column] {
                rows.keep(&grid.columns[*column].classes[*class].rows);
            }
            sure.push(rows);
        }
        sure.reverse();
        Walk { grid, order, domain, sure, seen: HashSet::new(), chosen: Vec::new(), left }
    }

    /// Goes on from step `at`, where `rows` are left. `found` is given columns with their classes:
    /// whatever the other columns are, no row meets them.
    pub fn run(
        &mut self,
        at: usize,
        rows: &Rows,
        found: &mut dyn FnMut(&[Choice]) -> Then,
    ) -> Ended {
        if self.domain.iter().any(Vec::is_empty) {
            return Ended::Seen;
        }
        if rows.is_empty() {
            return match found(&self.chosen) {
                Then::GoOn => Ended::Seen,
                Then::PassOver => Ended::PassedOver,
                Then::Stop => Ended::Stopped,
            };
        }
        if rows.meets(&self.sure[at]) || self.seen.contains(&(at, rows.clone())) {
            return Ended::Seen;
        }
        let column = self.order[at];
        let mut ended = Ended::Seen;
        for index in 0..self.domain[column].len() {
            let class = self.domain[column][index];
            let Some(left) = self.left.checked_sub(1) else { return Ended::TooMany };
            *self.left = left;
            let rows = rows.both(&self.grid.columns[column].classes[class].rows);
            self.chosen.push((column, class));
            let below = self.run(at + 1, &rows, found);
            self.chosen.pop();
            match below {
                Ended::Seen => {}
                Ended::PassedOver => ended = Ended::PassedOver,
                Ended::Stopped | Ended::TooMany => return below,
            }
        }
        if ended == Ended::Seen {
            self.seen.insert((at, rows.clone()));
        }
        ended
    }
}
