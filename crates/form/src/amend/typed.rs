//! The texts that, typed, give the answers that were sent: to open a question again with its answer in it.

use rule::Value;

use crate::answers::Answers;
use crate::compiled::Compiled;
use crate::definition::Kind;
use crate::raw::Raw;

/// Every answer and every group of rows as it would have been typed. Computed lines are not typed.
#[must_use]
pub fn typed(form: &Compiled, answers: &Answers) -> Raw {
    let rows = answers.rows.iter().map(|(path, rows)| (path.clone(), rows.clone()));
    let values = answers.values.iter().filter_map(|(path, value)| {
        let field = form.at(path).filter(|field| field.value.is_none())?;
        Some((path.clone(), texts(field.kind(), value)))
    });
    rows.chain(values).collect()
}

/// What reads as the value: [`kinds::read`](crate::kinds::read) turned round.
pub(super) fn texts(kind: Kind, value: &Value) -> Vec<String> {
    let text = match value {
        Value::Empty | Value::Record(_) => return Vec::new(),
        Value::List(list) => return list.iter().flat_map(|entry| texts(kind, entry)).collect(),
        Value::Text(text) => text.to_string(),
        Value::Bool(yes) if kind == Kind::YesNo => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Decimal(number) => number.to_string().replace('.', ","),
        Value::Money(cents) => {
            let (sign, cents) = (if *cents < 0 { "-" } else { "" }, cents.unsigned_abs());
            format!("{sign}{},{:02}", cents / 100, cents % 100)
        }
        Value::Date(date) => date.format("%d/%m/%Y").to_string(),
    };
    vec![text]
}
