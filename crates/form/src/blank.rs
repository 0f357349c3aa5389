//! The document that is offered beside an attachment, to be printed and signed (*modello da compilare*): its text with
//! the answers so far. What is hidden, wrong or missing leaves a line to write on by hand.

use model::Lang;
use model::prose::Block;
use rule::Context;

use crate::answers::Scope;
use crate::check::{Checked, check_with_row};
use crate::compiled::{At, Compiled};
use crate::definition::Blank;
use crate::facts::Facts;
use crate::filled::Filling;
use crate::raw::Raw;
use crate::show::{RowWriter, Writer};

/// What stands for a missing answer: room for a name by hand, and narrower than a line of print.
const GAP: &str = "____________________________";

/// A document ready to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    pub title: String,
    pub body: Vec<Block>,
    /// The language it is in; Italian where it does not exist in the one asked for.
    pub lang: Lang,
}

/// Fills the document that is offered beside the attachment at `path`; none if none is, or if nobody can give a file
/// there now.
#[must_use]
pub fn of_draft(
    form: &Compiled,
    raw: &Raw,
    checked: &Checked,
    facts: &Facts<'_>,
    (path, lang): (&str, Lang),
) -> Option<Filled> {
    let at = form.locate(path)?;
    let field = &form.fields[at.field];
    let Blank { title, body, .. } = field.def.template.as_ref()?;
    let row = field.group.zip(at.row);
    let begun = row.and_then(|row| with_first_rows(form, raw, checked, facts, row));
    let checked = begun.as_ref().unwrap_or(checked);
    if !checked.is_open(path) {
        return None;
    }
    let lang = body.lang_of(lang);
    let (_, template) = field.blank.iter().find(|(of, _)| *of == lang)?;
    let scope = Scope { form, answers: &checked.answers, more: facts.more, row };
    let writer = RowWriter { writer: Writer { form, facts, lang }, group: field.group };
    let context = Context { today: facts.today, calendar: facts.calendar };
    let filling = Filling::new(&writer, lang).with_gap(GAP);
    let text = template.render(&scope, &context, &filling);
    Some(Filled { title: title.get(lang).to_owned(), body: filling.prose(&text), lang })
}

/// The draft as its page shows it: a group that needs rows has its first before anything is written in it. None if the
/// draft has all the rows around.
fn with_first_rows(
    form: &Compiled,
    raw: &Raw,
    checked: &Checked,
    facts: &Facts<'_>,
    innermost: At<'_>,
) -> Option<Checked> {
    let mut rows: Vec<At<'_>> =
        std::iter::successors(Some(innermost), |&row| form.outer(row)).collect();
    rows.reverse();
    let mut begun: Option<(Raw, Checked)> = None;
    for (_, place) in rows {
        let (raw, checked) = begun.as_ref().map_or((raw, checked), |(raw, checked)| (raw, checked));
        let (group, row) = place.rsplit_once('.')?;
        if checked.shows_first_row(group) && raw.next_row(group) == row {
            begun = Some(check_with_row(form, raw, facts, (group, row)));
        }
    }
    begun.map(|(_, checked)| checked)
}
