//! What a layer changes, question by question, as people read it.

use model::Lang;

use super::Layer;
use crate::answers::Answers;
use crate::compiled::{Compiled, Located};
use crate::definition::Kind;
use crate::facts::Facts;
use crate::show::Writer;
use crate::view::build::row_title;

/// A question with its answer before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub path: String,
    /// With the row it stands in.
    pub question: String,
    /// Empty if there was none.
    pub before: String,
    /// Empty if there is none any more.
    pub after: String,
}

/// What is otherwise from one to the other, in the order of the form.
#[must_use]
pub fn changes(
    form: &Compiled,
    (before, after): (&Answers, &Answers),
    facts: &Facts<'_>,
    lang: Lang,
) -> Vec<Changed> {
    let writer = Writer { form, facts, lang };
    let layer = Layer::between(before, after);
    let mut found: Vec<(usize, Changed)> = layer
        .paths()
        .filter_map(|path| {
            let Located { field, row } = form.locate(path)?;
            let compiled = &form.fields[field];
            let title = |answers: &Answers| {
                let (group, row) = (compiled.group?, row?);
                let (outer, id) = row.rsplit_once('.')?;
                let number = answers.rows(outer).iter().position(|at| at == id)?;
                Some(row_title(&writer, answers, group, (number + 1, row)))
            };
            let said = |answers: &Answers| match compiled.kind() {
                Kind::Group => {
                    let rows = answers.rows(path).iter().enumerate();
                    let titles = rows.map(|(n, row)| {
                        row_title(&writer, answers, field, (n + 1, &format!("{path}.{row}")))
                    });
                    titles.collect::<Vec<_>>().join("; ")
                }
                _ => writer.field(compiled, answers.value(path)),
            };
            let label = compiled.label().get(lang).to_owned();
            let question = match title(after).or_else(|| title(before)) {
                Some(title) => format!("{title}: {label}"),
                None => label,
            };
            let path = path.to_owned();
            Some((field, Changed { path, question, before: said(before), after: said(after) }))
        })
        .collect();
    found.sort_by_key(|(field, _)| *field);
    found.into_iter().map(|(_, changed)| changed).collect()
}
