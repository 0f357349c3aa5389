//! The rule language: a typed subset of CEL over the answers of a form, the day, the application. It
//! reads, type-checks, evaluates, explains and analyses rules and decision tables, and fills texts
//! with holes. Pure and
//! bounded: no clock, no failure while evaluating. Deliberately not here: forms, labels, sentences of
//! the interface.
//!
//! # The language
//! Values: yes/no, whole numbers, exact decimals, money, text, dates, lists, records. Operators, from
//! the loosest: `? :`, `||`, `&&`, `== != < <= > >= in`, `+ -`, `* / %`, `!` and unary `-`, `.`.
//! Relations do not chain. Texts in single or double quotes. `eur(16.00)` or `money("16.00")` is an
//! amount, `date("2026-01-31")` a date, `null` no value, `today` the day. Functions may be written
//! `f(x, y)` or `x.f(y)`: see [`usage`].
//!
//! # What is empty
//! Any value may be missing. A comparison with a missing side is false, but for `!=`, which is always
//! the opposite of `==`. Arithmetic and dates with a missing side give nothing; so do a division by
//! zero and a result out of range. A condition that is missing counts as no. A missing list has no
//! rows: `size` and `sum` are zero, `exists` no, `all` yes. `sum`, and `min` and `max` of a list, pass
//! over what is missing. Two whole numbers divide without rest, as in CEL; money is rounded to the
//! cent, halves away from zero.
//!
//! # Time
//! `add_months` and `add_years` end on the same day number, or on the last day of a month that is too
//! short; `months_between` and `years_between` count what can be added in that way without going
//! beyond the second day, and are negative when it comes first (art. 2963 of the civil code). An age is
//! another thing: by `age_on`, who was born on 29 February is a year older on 1 March of common years.

pub mod analyse;
mod check;
mod diagnostics;
mod eval;
mod explain;
mod functions;
mod lexer;
mod node;
mod parse;
mod print;
mod rule;
mod table;
mod template;
mod tree;
mod types;
mod value;

pub use diagnostics::{Fault, Span, nearest};
pub use explain::Explanation;
pub use functions::usage;
pub use rule::{Expect, Mentions, Rule, format};
pub use rust_decimal::Decimal;
pub use table::{Hit, MOST_INPUTS, MOST_ROWS, RowText, Table, TableFault, TablePart, TableText};
pub use template::Template;
pub use types::{Names, Shape, Type};
pub use value::{Bindings, Context, Labels, Row, Show, Value, WorkingDays};
