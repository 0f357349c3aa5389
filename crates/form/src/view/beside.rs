//! Answers that were replaced unseen, said at their questions.

use std::collections::BTreeMap;

use model::Lang;

use super::{BesideView, Control, Item, SectionView, Widget};
use crate::merge::{Beside, Sort, mark};
use crate::show::yes_no;

/// By path, the oldest first.
type Earlier = BTreeMap<String, Vec<Beside>>;

/// Puts them at their questions; which these are: id in the page and label, in order.
pub(super) fn put(
    sections: &mut [SectionView],
    earlier: &Earlier,
    lang: Lang,
) -> Vec<(String, String)> {
    let mut asked = Vec::new();
    if !earlier.is_empty() {
        sections.iter_mut().for_each(|it| within(&mut it.items, (earlier, lang), &mut asked));
    }
    asked
}

fn within(items: &mut [Item], known: (&Earlier, Lang), asked: &mut Vec<(String, String)>) {
    for item in items {
        match item {
            Item::Control(control) if !control.is_locked => {
                if let Some(earlier) = known.0.get(&control.path) {
                    let beside = earlier.iter().map(|Beside(values, _)| BesideView {
                        text: told(control, values, known.1),
                        mark: mark(values, Sort::Answer),
                    });
                    control.beside = beside.collect();
                    control.mark = mark(&control.values, Sort::Answer);
                    asked.push((control.id.clone(), control.label.clone()));
                }
            }
            Item::Set(set) => within(&mut set.items, known, asked),
            Item::Group(group) => {
                group.rows.iter_mut().for_each(|row| within(&mut row.items, known, asked));
            }
            Item::Control(_) | Item::Prose(_) => {}
        }
    }
}

/// As people read it: of choices their names.
fn told(control: &Control, values: &[String], lang: Lang) -> String {
    let one = |value: &String| match control.options.iter().find(|it| it.value == *value) {
        Some(option) => option.label.clone(),
        None if matches!(control.widget, Widget::Box) => yes_no(value == "true", lang).to_owned(),
        None => value.clone(),
    };
    values.iter().map(one).collect::<Vec<_>>().join(", ")
}
