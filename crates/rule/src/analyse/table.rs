//! What can be known of a decision table before anybody answers: answers that no row is for, rows
//! that match together, rows that are never reached.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::grid::{Choice, Ended, Grid, NotCut, Then, Walk};
use super::rows::Rows;
use super::{Answer, COMBINATIONS, EveryDay, decide};
use crate::check::TODAY;
use crate::eval::Evaluation;
use crate::node::{Node, Op};
use crate::table::{Hit, Table, Test};
use crate::tree::Operator;
use crate::types::Names;
use crate::value::{Context, Value};

/// Most steps over combinations, for all questions about a table together.
const STEPS: u64 = 10 * COMBINATIONS;
/// Most findings of a kind.
const FINDINGS: usize = 20;
/// Most combinations of which it is asked whether columns that depend on each other allow them.
const QUESTIONS: usize = 100;
/// Most conditions of such a question.
const CONDITIONS: usize = 400;

/// Something found in a table. Rows are indexes, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// No row is for these answers, and there is no result for the other cases.
    Gap(Case),
    /// The same, but only where an answer is missing: harmless when the field is required.
    Missing(Case),
    /// Two rows are for the same answers where only one may be.
    Overlap { rows: [usize; 2], case: Case },
    /// A row that is never taken, because the rows `by` come first for all that it is for.
    Covered { row: usize, by: Vec<usize> },
    /// A row that no answers meet.
    Impossible { row: usize },
    /// Whether there is more was not decided: there are too many combinations.
    TooMany,
    /// Nothing was decided, because what is compared in the column of this index has too many cases
    /// or texts of no known order.
    NotDecided { input: usize },
}

/// Answers that stand for many: what each column is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// In the order of the columns.
    pub columns: Vec<Given>,
    /// Answers that come to this were found, or each column is a question of its own. Otherwise it
    /// was not decided whether columns can come out like this.
    pub is_certain: bool,
}

/// What a column is in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// Whatever it is, also missing.
    Anything,
    /// Whatever it is, but not missing.
    Answered,
    /// Without a value.
    Missing,
    /// A text that no cell names.
    OtherText,
    Value(Value),
}

/// Examines a table. Without findings it is proved that some row is taken for all answers, that no
/// two rows are where only one may be, and that each row is taken for some values of its columns.
///
/// Each column is cut at the values that its cells name, and every combination that makes a
/// difference is looked at. Columns are taken to be free of each other: where they are not all plain
/// names, findings that cannot be are left out as far as [`satisfiable`](super::satisfiable) knows,
/// and rows that are never reached for that reason alone are not found. At most 20 findings of a
/// kind are given, and mending one may show others.
#[must_use]
pub fn table(table: &Table, names: &Names) -> Vec<Finding> {
    let grid = match Grid::cut(table, names) {
        Ok(grid) => grid,
        Err(NotCut(input)) => return vec![Finding::NotDecided { input }],
    };
    let are_free = table.inputs().all(|input| matches!(input.op, Op::Path(_)));
    let mut examining = Examining {
        table,
        names,
        grid: &grid,
        are_free,
        steps: STEPS,
        questions: QUESTIONS,
        findings: Vec::new(),
        is_cut_short: false,
    };
    if table.hit() != Hit::Sum && table.otherwise().is_none() {
        examining.gaps();
    }
    if table.hit() == Hit::Only {
        examining.overlaps();
    }
    examining.unreached();
    let Examining { mut findings, is_cut_short, .. } = examining;
    if is_cut_short {
        findings.push(Finding::TooMany);
    }
    findings
}

struct Examining<'a> {
    table: &'a Table,
    names: &'a Names,
    grid: &'a Grid,
    /// Every column is a question of its own.
    are_free: bool,
    steps: u64,
    questions: usize,
    findings: Vec<Finding>,
    is_cut_short: bool,
}

impl Examining<'_> {
    fn gaps(&mut self) {
        let grid = self.grid;
        let mut known: Vec<Vec<Choice>> = Vec::new();
        let answered = grid.columns.iter().map(|column| (0..column.answered).collect()).collect();
        self.gaps_in((0..grid.columns.len()).collect(), answered, false, &mut known, FINDINGS);
        let most = known.len() + FINDINGS;
        for (at, column) in grid.columns.iter().enumerate() {
            if column.answered == column.classes.len() || known.len() == most {
                continue;
            }
            let mut domain = grid.everything();
            domain[at] = vec![column.answered];
            let others = (0..grid.columns.len()).filter(|other| *other != at);
            let order = std::iter::once(at).chain(others).collect();
            self.gaps_in(order, domain, true, &mut known, most);
        }
    }

    /// Combinations that no row is for, until there are `most`; those found before are in `known`.
    fn gaps_in(
        &mut self,
        order: Vec<usize>,
        domain: Vec<Vec<usize>>,
        is_missing: bool,
        known: &mut Vec<Vec<Choice>>,
        most: usize,
    ) {
        let grid = self.grid;
        let all = Rows::before(grid.rows, grid.rows);
        let mut steps = std::mem::take(&mut self.steps);
        let ended = Walk::new(grid, order, domain, &mut steps).run(0, &all, &mut |chosen| {
            let chosen = self.needed(chosen, &all);
            let has_missing =
                chosen.iter().any(|(column, class)| *class == grid.columns[*column].answered);
            let is_known = known.iter().any(|own| self.is_within(&chosen, own));
            if is_known || has_missing != is_missing {
                // Of free columns it is a gap that was found already, in this form or in another.
                return if is_known || self.are_free { Then::GoOn } else { Then::PassOver };
            }
            let Some(case) = self.case_of(&chosen) else { return Then::PassOver };
            let finding = if is_missing { Finding::Missing(case) } else { Finding::Gap(case) };
            self.findings.push(finding);
            known.push(chosen);
            if known.len() < most { Then::GoOn } else { Then::Stop }
        });
        self.steps = steps;
        self.is_cut_short |= ended == Ended::TooMany;
    }

    /// What is said by `known` is said of `chosen` too: a missing answer that meets the same rows as
    /// one that is given is nothing new.
    fn is_within(&self, chosen: &[Choice], known: &[Choice]) -> bool {
        known.iter().all(|(column, class)| {
            let classes = &self.grid.columns[*column].classes;
            chosen
                .iter()
                .any(|(other, own)| other == column && classes[*own].rows == classes[*class].rows)
        })
    }

    /// Of a combination that none of `among` meets, what is enough for that.
    fn needed(&self, chosen: &[Choice], among: &Rows) -> Vec<Choice> {
        let mut needed = chosen.to_vec();
        for one in chosen {
            let without: Vec<Choice> =
                needed.iter().copied().filter(|other| other != one).collect();
            if self.grid.met(among, &without).is_empty() {
                needed = without;
            }
        }
        needed
    }

    /// The case of a combination; `None` when no answers can come to it.
    fn case_of(&mut self, chosen: &[Choice]) -> Option<Case> {
        let case = self.case(chosen);
        if self.are_free {
            return Some(case);
        }
        // A class stands for many values, any of which may be the one that can be: it is asked for by
        // what every cell says of it.
        let mut wanted = Vec::new();
        for (at, class) in chosen {
            let column = &self.grid.columns[*at];
            let Some(input) = self.table.inputs().nth(*at) else { continue };
            let is_missing = *class == column.answered;
            wanted.push((Test::Missing.node(input), is_missing));
            for row in 0..self.grid.rows {
                let test = &self.table.tests(row)[*at];
                wanted.push((test.node(input), column.classes[*class].rows.has(row)));
            }
        }
        self.allowed(case, wanted)
    }

    /// The case, with the values of answers that meet the conditions; `None` when none can.
    fn allowed(&mut self, case: Case, mut wanted: Vec<(Node, bool)>) -> Option<Case> {
        let uncertain = Case { is_certain: false, ..case };
        if self.questions == 0 || wanted.len() > CONDITIONS {
            return Some(uncertain);
        }
        self.questions -= 1;
        for (input, column) in self.table.inputs().zip(&self.grid.columns) {
            let range = [
                (Operator::GreaterOrEqual, &column.range.least),
                (Operator::LessOrEqual, &column.range.most),
            ];
            for (operator, bound) in range {
                let bound = bound.iter().map(|bound| Test::Compare(operator, bound.clone()));
                let is_kept = bound.map(|test| Test::Any(vec![Test::Missing, test]).node(input));
                wanted.extend(is_kept.map(|node| (node, true)));
            }
        }
        let wanted: Vec<(&Node, bool)> =
            wanted.iter().map(|(node, holds)| (node, *holds)).collect();
        match decide(&wanted, self.names) {
            Answer::No => None,
            Answer::Yes(answers) => Some(self.come_to(&answers, uncertain)),
            Answer::Unknown => Some(uncertain),
        }
    }

    /// The case with what its columns are for these answers.
    fn come_to(&self, answers: &BTreeMap<String, Value>, case: Case) -> Case {
        let today = match answers.get(TODAY) {
            Some(Value::Date(today)) => *today,
            _ => NaiveDate::default(),
        };
        let context = Context { today, calendar: &EveryDay };
        let mut columns = case.columns;
        for (input, given) in self.table.inputs().zip(&mut columns) {
            if matches!(given, Given::Value(_) | Given::Missing) {
                let value = Evaluation::new(answers, &context).value(input);
                *given = if value.is_empty() { Given::Missing } else { Given::Value(value) };
            }
        }
        Case { columns, is_certain: true }
    }

    fn case(&self, chosen: &[Choice]) -> Case {
        let mut columns = vec![Given::Anything; self.grid.columns.len()];
        for (at, class) in chosen {
            let column = &self.grid.columns[*at];
            columns[*at] = match &column.classes[*class].value {
                Value::Empty => Given::Missing,
                _ if column.answered == 1 => Given::Answered,
                value if column.other.as_ref() == Some(value) => Given::OtherText,
                value => Given::Value(value.clone()),
            };
        }
        Case { columns, is_certain: true }
    }

    /// Pairs of rows that some combination meets both: first those met when everything is answered.
    fn overlaps(&mut self) {
        let mut found: Vec<[usize; 2]> = Vec::new();
        for with_missing in [false, true] {
            for row in 0..self.grid.rows {
                let mates: Vec<usize> =
                    self.mates(row, with_missing).iter().filter(|mate| *mate > row).collect();
                for mate in mates {
                    if found.len() == FINDINGS {
                        return;
                    }
                    let rows = [row, mate];
                    if !found.contains(&rows) && self.overlap(rows) {
                        found.push(rows);
                    }
                }
            }
        }
    }

    /// Rows that some combination meets together with `row`, itself among them.
    fn mates(&self, row: usize, with_missing: bool) -> Rows {
        let mut mates = Rows::before(self.grid.rows, self.grid.rows);
        for column in &self.grid.columns {
            let count = if with_missing { column.classes.len() } else { column.answered };
            let mut here = Rows::none(self.grid.rows);
            for class in column.classes.iter().take(count).filter(|class| class.rows.has(row)) {
                here.add(&class.rows);
            }
            mates.keep(&here);
        }
        mates
    }

    fn overlap(&mut self, rows: [usize; 2]) -> bool {
        let mut chosen = Vec::new();
        for (at, column) in self.grid.columns.iter().enumerate() {
            let asks = |row: &usize| self.table.tests(*row)[at] != Test::Anything;
            let is_both = |class: &super::grid::Class| rows.iter().all(|row| class.rows.has(*row));
            if rows.iter().any(asks)
                && let Some(class) = column.classes.iter().position(is_both)
            {
                chosen.push((at, class));
            }
        }
        let case = self.case(&chosen);
        let case = if self.are_free {
            Some(case)
        } else {
            let conditions = rows.map(|row| (self.table.condition(row), true));
            self.allowed(case, conditions.to_vec())
        };
        let is_found = case.is_some();
        self.findings.extend(case.map(|case| Finding::Overlap { rows, case }));
        is_found
    }

    fn unreached(&mut self) {
        let mut found = 0;
        for row in 0..self.grid.rows {
            let finding = self.unreached_row(row);
            found += usize::from(finding.is_some());
            self.findings.extend(finding);
            if found == FINDINGS {
                return;
            }
        }
    }

    fn unreached_row(&mut self, row: usize) -> Option<Finding> {
        let grid = self.grid;
        let mut domain: Vec<Vec<usize>> = Vec::new();
        let mut covering = Rows::before(row, grid.rows);
        for column in &grid.columns {
            let classes = column.classes.iter().enumerate();
            let own: Vec<usize> =
                classes.filter(|(_, class)| class.rows.has(row)).map(|(at, _)| at).collect();
            if own.is_empty() {
                return Some(Finding::Impossible { row });
            }
            own.iter().for_each(|class| covering.keep(&column.classes[*class].rows));
            domain.push(own);
        }
        if self.table.hit() != Hit::First {
            return None;
        }
        if let Some(by) = covering.iter().next() {
            return Some(Finding::Covered { row, by: vec![by] });
        }
        let mut before = self.mates(row, true);
        before.keep(&Rows::before(row, grid.rows));
        let order = (0..grid.columns.len()).collect();
        let mut steps = std::mem::take(&mut self.steps);
        let ended = Walk::new(grid, order, domain, &mut steps).run(0, &before, &mut |_| Then::Stop);
        self.steps = steps;
        match ended {
            Ended::Seen | Ended::PassedOver => {
                Some(Finding::Covered { row, by: before.iter().collect() })
            }
            Ended::Stopped => None,
            Ended::TooMany => {
                self.is_cut_short = true;
                None
            }
        }
    }
}
