//! Says in words which row of a table is taken and why.

use model::Lang;

use super::{Explanation, Telling, phrases};
use crate::eval::{Evaluation, is_yes};
use crate::node::Op;
use crate::table::{Hit, Table, Test};
use crate::value::{Labels, Value};

pub(crate) fn table(
    table: &Table,
    mut evaluation: Evaluation<'_>,
    labels: &dyn Labels,
    lang: Lang,
) -> Explanation {
    let rows = table.rows_that_match(&mut evaluation);
    let value = table.result(&rows, &mut evaluation);
    let phrases = phrases::Phrases { labels, lang };
    let mut telling = Telling { evaluation, phrases, reasons: Vec::new() };
    for row in &rows {
        telling.tell_row(table, *row);
    }
    if rows.is_empty() {
        telling.tell_no_row(table);
    }
    let is_contested = table.hit() == Hit::Only && rows.len() > 1;
    if is_contested {
        let one = telling.phrases.pick("può valere una riga sola", "only one row may apply");
        telling.say(one.to_owned());
    }
    for row in rows.iter().filter(|_| !is_contested) {
        telling.tell_result(table.then(*row));
    }
    if rows.is_empty()
        && let Some(otherwise) = table.otherwise()
    {
        telling.tell_result(otherwise);
    }
    Explanation { holds: is_yes(&value), value, reasons: telling.reasons, lang }
}

impl Telling<'_> {
    /// vale la riga 2: «ISEE» è 8.000,00 €, da 7.500,01 € a 12.000,00 €.
    fn tell_row(&mut self, table: &Table, row: usize) {
        let before = std::mem::take(&mut self.reasons);
        for (input, test) in table.inputs().zip(table.tests(row)) {
            match test {
                Test::Anything => {}
                Test::Between { from, to, leaves_end } => {
                    let value = self.evaluation.value(input);
                    let reason = self.phrases.ranged(input, &value, (from, to), *leaves_end);
                    self.say(reason);
                }
                test => self.tell(&test.node(input)),
            }
        }
        let inside = std::mem::replace(&mut self.reasons, before);
        let applies = match self.phrases.lang {
            Lang::It => format!("vale la riga {}", row + 1),
            Lang::En => format!("row {} applies", row + 1),
        };
        if inside.is_empty() {
            let always = self.phrases.pick("che non chiede nulla", "which asks for nothing");
            return self.say(format!("{applies}, {always}"));
        }
        let why = phrases::joined(&inside, self.phrases.lang);
        self.say(format!("{applies}: {why}"));
    }

    /// nessuna riga vale: «ISEE» è 90.000,00 €.
    fn tell_no_row(&mut self, table: &Table) {
        let mut inputs = Vec::new();
        for input in table.inputs() {
            let value = self.evaluation.value(input);
            inputs.push(self.phrases.is(input, &value));
        }
        let none = self.phrases.pick("nessuna riga vale", "no row applies");
        let why = phrases::joined(&inputs, self.phrases.lang);
        self.say(format!("{none}: {why}"));
    }

    /// What a result that is not written out is made of.
    fn tell_result(&mut self, then: &crate::node::Node) {
        if !matches!(then.op, Op::Constant(_)) && self.evaluation.value(then) != Value::Empty {
            self.tell(then);
        }
    }
}
