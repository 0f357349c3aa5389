//! What of answers that were sent can be asked again, question by question, and how a page shows one point alone.

use std::collections::BTreeSet;

use model::Lang;

use super::Amending;
use super::typed::texts;
use crate::answers::Answers;
use crate::check::{Checked, check};
use crate::compiled::Compiled;
use crate::facts::Facts;
use crate::kinds::Shape;
use crate::show::Writer;
use crate::view::build::row_title;
use crate::view::{GroupView, Item, SectionView, SetView};

/// A section with what in it can be asked again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskableSection {
    pub id: String,
    pub title: String,
    pub questions: Vec<Askable>,
}

/// A question, a composite's question or a whole group of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Askable {
    pub path: String,
    /// With the row and the composite it stands in.
    pub question: String,
    /// As it was answered; empty if it was not.
    pub answer: String,
    /// Ids of the files, for an attachment.
    pub files: Vec<String>,
    /// Rows may come and go.
    pub is_group: bool,
}

/// What can be asked again of answers that were sent: every question that they show, answered or not, but for lines
/// that a rule computes, for what was declared, and for those of `vouched`, which only their source can change.
#[must_use]
pub fn askable(
    form: &Compiled,
    answers: &Answers,
    vouched: &BTreeSet<String>,
    facts: &Facts<'_>,
    lang: Lang,
) -> Vec<AskableSection> {
    let amending = Amending::new(form, answers, []);
    let origins = amending.origins();
    let stands = check(form, &amending.typed, &Facts { origins: &origins, ..*facts });
    let walk = Walk { form, answers, vouched, stands, writer: Writer { form, facts, lang } };
    let sections = form.sections.iter().map(|section| {
        let mut questions = Vec::new();
        walk.fields(&section.fields, None, "", &mut questions);
        AskableSection {
            id: section.id.clone(),
            title: section.title.get(lang).to_owned(),
            questions,
        }
    });
    sections.filter(|section| !section.questions.is_empty()).collect()
}

struct Walk<'a> {
    form: &'a Compiled,
    answers: &'a Answers,
    vouched: &'a BTreeSet<String>,
    stands: Checked,
    writer: Writer<'a>,
}

impl Walk<'_> {
    fn fields(&self, fields: &[usize], row: Option<&str>, within: &str, found: &mut Vec<Askable>) {
        for &index in fields {
            let field = &self.form.fields[index];
            let path = field.place(row);
            if !self.stands.is_visible(&path) || self.vouched.contains(&path) {
                continue;
            }
            let label = field.label().get(self.writer.lang).to_owned();
            let titled = |title: &str| match (within, title) {
                ("", title) => title.to_owned(),
                (within, "") => within.to_owned(),
                (within, title) => format!("{within}: {title}"),
            };
            match field.kind().shape() {
                Shape::Prose => {}
                Shape::Composite => {
                    let own = titled(field.def.label.get(self.writer.lang));
                    self.fields(&field.children, row, &own, found);
                }
                Shape::Rows => {
                    let rows = self.answers.rows(&path);
                    let titles: Vec<String> = rows
                        .iter()
                        .enumerate()
                        .map(|(n, row)| {
                            let place = format!("{path}.{row}");
                            row_title(&self.writer, self.answers, index, (n + 1, &place))
                        })
                        .collect();
                    found.push(Askable {
                        question: titled(&label),
                        answer: titles.join("; "),
                        files: Vec::new(),
                        is_group: true,
                        path: path.clone(),
                    });
                    for (row, title) in rows.iter().zip(&titles) {
                        let place = format!("{path}.{row}");
                        self.fields(&field.children, Some(&place), &titled(title), found);
                    }
                }
                _ if field.value.is_some() || field.kind().is_box() => {}
                _ => {
                    let value = self.answers.value(&path);
                    let files = match field.kind().is_files() {
                        true => texts(field.kind(), value),
                        false => Vec::new(),
                    };
                    found.push(Askable {
                        question: titled(&label),
                        answer: self.writer.field(field, value),
                        files,
                        is_group: false,
                        path,
                    });
                }
            }
        }
    }
}

/// What a page shows of its sections, only as far as `keeps` says of a path.
#[must_use]
pub fn only(sections: Vec<SectionView>, keeps: &dyn Fn(&str) -> bool) -> Vec<Item> {
    let items = sections.into_iter().flat_map(|section| section.items);
    items.filter_map(|item| kept(item, keeps)).collect()
}

fn kept(item: Item, keeps: &dyn Fn(&str) -> bool) -> Option<Item> {
    match item {
        Item::Prose(_) => None,
        Item::Control(control) => keeps(&control.path).then_some(Item::Control(control)),
        Item::Set(set) => {
            let items: Vec<Item> =
                set.items.into_iter().filter_map(|item| kept(item, keeps)).collect();
            (!items.is_empty()).then_some(Item::Set(SetView { items, ..set }))
        }
        Item::Group(group) => {
            let is_open = keeps(&group.path);
            let rows = group.rows.into_iter().filter_map(|mut row| {
                if is_open {
                    return Some(row);
                }
                row.items = row.items.into_iter().filter_map(|item| kept(item, keeps)).collect();
                row.can_remove = false;
                (!row.items.is_empty()).then_some(row)
            });
            let rows: Vec<_> = rows.collect();
            let can_add = group.can_add && is_open;
            (is_open || !rows.is_empty()).then_some(Item::Group(GroupView {
                rows,
                can_add,
                ..group
            }))
        }
    }
}
