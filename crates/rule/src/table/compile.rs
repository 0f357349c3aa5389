//! From the text of a table to a table: every part is read and typed, and all that is wrong in any of
//! them is found at once.

use std::sync::Arc;

use super::{Hit, MOST_INPUTS, MOST_ROWS, Parts, RowText, TableFault, TablePart, TableRow};
use super::{TableText, Test};
use crate::check::cells;
use crate::diagnostics::{Fault, FaultKind, Span, TableFaultKind};
use crate::eval::compare;
use crate::node::Node;
use crate::parse::cell::{self, CellTest, CellTestKind};
use crate::rule::{self, Expect, Rule};
use crate::tree::{Expr, Operator};
use crate::types::{Names, Type};
use crate::value::Value;

type Faults = Vec<(Span, FaultKind)>;

pub(super) fn compile(
    text: &TableText,
    names: &Names,
    expect: &Expect,
) -> Result<Parts, Vec<TableFault>> {
    let mut reading = Reading { names, expect, ty: None, faults: Vec::new() };
    reading.limits(text);
    if !reading.faults.is_empty() {
        return Err(reading.faults);
    }
    let inputs = reading.inputs(text);
    let mut rows = Vec::new();
    for (index, row) in text.rows.iter().enumerate() {
        rows.extend(reading.row(index, row, &inputs, text.hit));
    }
    let otherwise = text
        .otherwise
        .as_ref()
        .and_then(|written| reading.result(TablePart::Otherwise, written, text.hit));
    if !reading.faults.is_empty() {
        return Err(reading.faults);
    }
    let inputs: Vec<Rule> = inputs.into_iter().flatten().collect();
    let mut paths: Vec<Arc<str>> = Vec::new();
    let results = rows.iter().map(|row: &TableRow| &row.then).chain(&otherwise);
    for path in inputs.iter().chain(results).flat_map(Rule::paths) {
        if !paths.contains(path) {
            paths.push(path.clone());
        }
    }
    let ty = reading.ty.unwrap_or_default();
    Ok(Parts { inputs, hit: text.hit, rows, otherwise, ty, paths })
}

struct Reading<'a> {
    names: &'a Names,
    expect: &'a Expect,
    /// The type of the results so far.
    ty: Option<Type>,
    faults: Vec<TableFault>,
}

impl Reading<'_> {
    fn note(&mut self, part: TablePart, text: &str, faults: Faults) {
        let faults = faults.into_iter().map(|fault| Fault::new(text, fault));
        self.faults.extend(faults.map(|fault| TableFault { part, fault }));
    }

    fn fault(&mut self, part: TablePart, kind: TableFaultKind) {
        self.note(part, "", vec![(Span::default(), FaultKind::Table(kind))]);
    }

    fn limits(&mut self, text: &TableText) {
        if text.inputs.is_empty() {
            self.fault(TablePart::Whole, TableFaultKind::NoInputs);
        }
        if text.rows.is_empty() {
            self.fault(TablePart::Whole, TableFaultKind::NoRows);
        }
        if text.inputs.len() > MOST_INPUTS {
            self.fault(TablePart::Whole, TableFaultKind::TooManyInputs { most: MOST_INPUTS });
        }
        if text.rows.len() > MOST_ROWS {
            self.fault(TablePart::Whole, TableFaultKind::TooManyRows { most: MOST_ROWS });
        }
    }

    /// The columns; `None` for one that is wrong, of whose cells nothing can be said.
    fn inputs(&mut self, text: &TableText) -> Vec<Option<Rule>> {
        let mut inputs: Vec<Option<Rule>> = Vec::new();
        for (index, written) in text.inputs.iter().enumerate() {
            let part = TablePart::Input(index);
            let input = match rule::compile(written, self.names, Expect::Any) {
                Ok(rule) => self.input(part, written, rule, &inputs),
                Err(faults) => {
                    self.note(part, written, faults);
                    None
                }
            };
            inputs.push(input);
        }
        inputs
    }

    fn input(
        &mut self,
        part: TablePart,
        written: &str,
        rule: Rule,
        before: &[Option<Rule>],
    ) -> Option<Rule> {
        let span = rule.node().span;
        let own = rule.to_string();
        let is_same =
            |other: &Option<Rule>| other.as_ref().is_some_and(|other| other.to_string() == own);
        let kind = match rule.ty() {
            Type::List(_) | Type::Record(_) | Type::Any => {
                TableFaultKind::InputNotSimple { ty: rule.ty().clone() }
            }
            _ => match before.iter().position(is_same) {
                Some(other) => TableFaultKind::SameInput { other: other + 1 },
                None => return Some(rule),
            },
        };
        self.note(part, written, vec![(span, FaultKind::Table(kind))]);
        None
    }

    fn row(
        &mut self,
        index: usize,
        row: &RowText,
        inputs: &[Option<Rule>],
        hit: Hit,
    ) -> Option<TableRow> {
        let (found, wanted) = (row.when.len(), inputs.len());
        if found != wanted {
            self.fault(TablePart::Row(index), TableFaultKind::WrongCells { found, wanted });
        }
        let mut tests = Vec::new();
        for (column, (written, input)) in row.when.iter().zip(inputs).enumerate() {
            let typed = input.as_ref().map(|input| (input.node(), self.names));
            match compiled_cell(written, typed) {
                Ok(test) => tests.push(test),
                Err(faults) => {
                    self.note(TablePart::Cell { row: index, input: column }, written, faults);
                }
            }
        }
        let then = self.result(TablePart::Then(index), &row.then, hit)?;
        Some(TableRow { tests, then })
    }

    fn result(&mut self, part: TablePart, written: &str, hit: Hit) -> Option<Rule> {
        let rule = match rule::compile(written, self.names, self.expect.clone()) {
            Ok(rule) => rule,
            Err(faults) => {
                self.note(part, written, faults);
                return None;
            }
        };
        let (span, ty) = (rule.node().span, rule.ty().clone());
        let is_added = matches!(ty, Type::Int | Type::Decimal | Type::Money | Type::Any);
        if hit == Hit::Sum && !is_added {
            let kind = FaultKind::Table(TableFaultKind::NotAdded { ty });
            self.note(part, written, vec![(span, kind)]);
            return None;
        }
        let before = self.ty.take().unwrap_or_default();
        match before.joined(&ty) {
            Some(joined) => {
                self.ty = Some(joined);
                Some(rule)
            }
            None => {
                let kind = TableFaultKind::MixedResults { first: before.clone(), other: ty };
                self.ty = Some(before);
                self.note(part, written, vec![(span, FaultKind::Table(kind))]);
                None
            }
        }
    }
}

/// Reads a cell and, where its column is known, types it.
fn compiled_cell(written: &str, input: Option<(&Node, &Names)>) -> Result<Test, Faults> {
    let cell = cell::parse(written).map_err(|fault| vec![fault])?;
    let Some((input, names)) = input else { return Ok(Test::Anything) };
    let writes_decimals = matches!(input.ty, Type::Money | Type::Decimal);
    if let Some(span) = cell.decimal_comma.filter(|_| writes_decimals) {
        let text = written.get(span.start..span.end).unwrap_or_default().to_owned();
        return Err(vec![(span, FaultKind::Table(TableFaultKind::DecimalComma { text }))]);
    }
    if cell.tests.is_empty() {
        return Ok(Test::Anything);
    }
    let mut typing = Typing { input, names, faults: Vec::new() };
    let test = typing.tests(&cell.tests);
    if typing.faults.is_empty() { Ok(test) } else { Err(typing.faults) }
}

struct Typing<'a> {
    input: &'a Node,
    names: &'a Names,
    faults: Faults,
}

impl Typing<'_> {
    /// The value of an operand; empty, with a fault noted, when it is wrong.
    fn value(&mut self, operator: Operator, operand: &Expr) -> Value {
        match cells::operand(self.input, operator, operand, self.names) {
            Ok(value) => value,
            Err(faults) => {
                self.faults.extend(faults);
                Value::Empty
            }
        }
    }

    /// One test for all of them; values that only stand beside each other become one list.
    fn tests(&mut self, tests: &[CellTest]) -> Test {
        let mut values = Vec::new();
        let mut others = Vec::new();
        for test in tests {
            match &test.kind {
                CellTestKind::Value(operand) => values.push(self.value(Operator::Equal, operand)),
                _ => others.push(self.test(test)),
            }
        }
        if !values.is_empty() {
            others.insert(0, Test::OneOf(values));
        }
        match others.len() {
            1 => others.remove(0),
            _ => Test::Any(others),
        }
    }

    fn test(&mut self, test: &CellTest) -> Test {
        match &test.kind {
            CellTestKind::Missing => Test::Missing,
            CellTestKind::Not(inner) => Test::Not(Box::new(self.tests(inner))),
            CellTestKind::Value(operand) => Test::OneOf(vec![self.value(Operator::Equal, operand)]),
            CellTestKind::Relation(Operator::In, operand) => {
                match self.value(Operator::In, operand) {
                    Value::List(items) => Test::OneOf(items.to_vec()),
                    _ => Test::OneOf(Vec::new()),
                }
            }
            CellTestKind::Relation(operator, operand) => {
                Test::Compare(*operator, self.value(*operator, operand))
            }
            CellTestKind::Range { from, to, leaves_end } => {
                let end = if *leaves_end { Operator::Less } else { Operator::LessOrEqual };
                let from = from.as_ref().map(|from| self.value(Operator::GreaterOrEqual, from));
                let to = to.as_ref().map(|to| self.value(end, to));
                match (from, to) {
                    (Some(from), Some(to)) => {
                        let order = compare(&from, &to);
                        if order.is_some_and(|order| order.is_gt() || *leaves_end && order.is_eq())
                        {
                            let kind = FaultKind::Table(TableFaultKind::EmptyRange);
                            self.faults.push((test.span, kind));
                        }
                        Test::Between { from, to, leaves_end: *leaves_end }
                    }
                    (Some(from), None) => Test::Compare(Operator::GreaterOrEqual, from),
                    (None, to) => Test::Compare(end, to.unwrap_or_default()),
                }
            }
        }
    }
}
