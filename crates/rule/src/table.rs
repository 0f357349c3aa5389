//! Decision tables (*tabelle di decisione*): what an author fills in row by row instead of writing one
//! long rule. Compiled, evaluated, explained here; proved in `analyse`. How a table is kept in a
//! document is not decided here.

mod compile;
mod faults;
mod test;

use std::sync::Arc;

use model::Lang;

pub use self::faults::{TableFault, TablePart};
pub(crate) use self::test::Test;
use crate::eval::Evaluation;
use crate::explain::{self, Explanation};
use crate::node::{Node, Op};
use crate::rule::{Expect, Rule};
use crate::types::{Names, Type};
use crate::value::{Bindings, Context, Labels, Value};

/// Most columns of a table.
pub const MOST_INPUTS: usize = 12;
/// Most rows of a table.
pub const MOST_ROWS: usize = 1000;

/// A table as its author writes it.
///
/// # Cells
/// A cell says which values of its column the row is for. It is a rule without what it is about:
///
/// | cell | rule |
/// |---|---|
/// | empty, `-` | any value, also none |
/// | `<= 10`, `!= "x"`, `in ["a", "b"]` | `column <= 10`, … |
/// | `"a"` or `"a", "b"` | `column in ["a", "b"]` |
/// | `10 .. 20` | `column >= 10 && column <= 20` |
/// | `10 ..< 20` | `column >= 10 && column < 20` |
/// | `10 ..`, `.. 20`, `..< 20` | `column >= 10`, … |
/// | `null` | `is_empty(column)` |
/// | `not (…)` | `!(…)` |
/// | tests with commas between them | `… \|\| …` |
///
/// So a missing value is met by `-`, by `null`, and by what is the opposite of something it does not
/// meet: `!= "x"`, `not ("x")`. Values are written out: what depends on an answer or on the day is a
/// column of its own.
///
/// In a column of money plain numbers are euro: `<= 7500` is `<= eur(7500)`. They have at most two
/// decimals, so that a point between thousands is not taken for one. Everything else is typed as in
/// the rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableText {
    /// What the result depends on, one rule a column: yes/no, a number, money, a text, a date.
    pub inputs: Vec<String>,
    /// How rows are chosen.
    pub hit: Hit,
    pub rows: Vec<RowText>,
    /// The result where no row matches.
    pub otherwise: Option<String>,
}

/// A row as its author writes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowText {
    /// A cell for each column.
    pub when: Vec<String>,
    /// The result: a rule, which may read answers.
    pub then: String,
}

/// How rows are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hit {
    /// The first row that matches, in order.
    #[default]
    First,
    /// The one row that matches. Where two do there is no result; the analysis finds such answers.
    Only,
    /// The results of all rows that match are added, what is missing left out. Where none matches and
    /// there is no `otherwise` the sum is zero.
    Sum,
}

/// A decision table that is well written and well typed. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Table(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    inputs: Vec<Rule>,
    hit: Hit,
    rows: Vec<TableRow>,
    otherwise: Option<Rule>,
    ty: Type,
    paths: Vec<Arc<str>>,
}

#[derive(Debug)]
struct TableRow {
    tests: Vec<Test>,
    then: Rule,
}

impl Table {
    /// Reads and type-checks a table: at most [`MOST_INPUTS`] columns and [`MOST_ROWS`] rows, each
    /// text as long as a rule. All results are of the one type that `expect` says or that they have
    /// in common.
    ///
    /// # Errors
    /// All that is wrong and where; never empty.
    pub fn compile(
        text: &TableText,
        names: &Names,
        expect: &Expect,
    ) -> Result<Table, Vec<TableFault>> {
        compile::compile(text, names, expect).map(|parts| Table(Arc::new(parts)))
    }

    /// The type of what it gives.
    #[must_use]
    pub fn ty(&self) -> &Type {
        &self.0.ty
    }

    /// How its rows are chosen.
    #[must_use]
    pub fn hit(&self) -> Hit {
        self.0.hit
    }

    /// The paths its columns and results read, each once, in the order of the text.
    #[must_use]
    pub fn paths(&self) -> &[Arc<str>] {
        &self.0.paths
    }

    /// Its value. Never fails; empty where no row matches and nothing is said for that, and where two
    /// rows match and only one may.
    #[must_use]
    pub fn eval(&self, bindings: &dyn Bindings, context: &Context<'_>) -> Value {
        let mut evaluation = Evaluation::new(bindings, context);
        let rows = self.rows_that_match(&mut evaluation);
        self.result(&rows, &mut evaluation)
    }

    /// The rows that decide, by their index in order: for `first` at most one, otherwise all that
    /// match.
    #[must_use]
    pub fn matching(&self, bindings: &dyn Bindings, context: &Context<'_>) -> Vec<usize> {
        self.rows_that_match(&mut Evaluation::new(bindings, context))
    }

    /// Why it gives what it gives, in words: which rows are taken and what meets them.
    #[must_use]
    pub fn explain(
        &self,
        bindings: &dyn Bindings,
        context: &Context<'_>,
        labels: &dyn Labels,
        lang: Lang,
    ) -> Explanation {
        explain::table(self, Evaluation::new(bindings, context), labels, lang)
    }

    pub(crate) fn rows_that_match(&self, evaluation: &mut Evaluation<'_>) -> Vec<usize> {
        let inputs: Vec<Value> =
            self.0.inputs.iter().map(|input| evaluation.value(input.node())).collect();
        let matches =
            |row: &TableRow| row.tests.iter().zip(&inputs).all(|(test, value)| test.holds(value));
        let matching = self.0.rows.iter().enumerate().filter(|(_, row)| matches(row));
        let most = if self.0.hit == Hit::First { 1 } else { usize::MAX };
        matching.map(|(index, _)| index).take(most).collect()
    }

    /// What the table gives when these rows match.
    pub(crate) fn result(&self, rows: &[usize], evaluation: &mut Evaluation<'_>) -> Value {
        let value = match (rows, &self.0.otherwise, self.0.hit) {
            ([], Some(otherwise), _) => evaluation.value(otherwise.node()),
            (rows, _, Hit::Sum) => {
                let results =
                    rows.iter().map(|row| evaluation.value(self.0.rows[*row].then.node()));
                let results = Value::list(results.collect::<Vec<_>>());
                evaluation.sum(&self.0.ty, &results)
            }
            ([row], ..) => evaluation.value(self.0.rows[*row].then.node()),
            _ => Value::Empty,
        };
        match (value, &self.0.ty) {
            (Value::Int(number), Type::Decimal) => Value::Decimal(number.into()),
            (value, _) => value,
        }
    }

    pub(crate) fn inputs(&self) -> impl ExactSizeIterator<Item = &Node> {
        self.0.inputs.iter().map(Rule::node)
    }

    pub(crate) fn row_count(&self) -> usize {
        self.0.rows.len()
    }

    /// The tests of a row, one for each input.
    pub(crate) fn tests(&self, row: usize) -> &[Test] {
        &self.0.rows[row].tests
    }

    /// The result of a row as a tree.
    pub(crate) fn then(&self, row: usize) -> &Node {
        self.0.rows[row].then.node()
    }

    pub(crate) fn otherwise(&self) -> Option<&Node> {
        self.0.otherwise.as_ref().map(Rule::node)
    }

    /// What a row asks, as one condition.
    pub(crate) fn condition(&self, row: usize) -> Node {
        let tests = self.inputs().zip(self.tests(row));
        let asked = tests.map(|(input, test)| test.node(input)).collect();
        Node::new(Op::All(asked), Type::Bool, crate::Span::default())
    }
}
