//! Tables of fees inside a step.

use super::{Item, ProseKind, StepView};

/// Puts the rows into every table; whether there is any.
pub(super) fn put(view: &mut StepView, rows: &[(String, String)]) -> bool {
    let tables = view.sections.iter_mut().map(|section| within(&mut section.items, rows));
    tables.fold(false, |any, one| any | one)
}

fn within(items: &mut [Item], rows: &[(String, String)]) -> bool {
    let mut any = false;
    for item in items {
        any |= match item {
            Item::Prose(prose) if prose.kind == ProseKind::Fees => {
                prose.rows = rows.to_vec();
                true
            }
            Item::Set(set) => within(&mut set.items, rows),
            Item::Group(group) => {
                group.rows.iter_mut().fold(false, |any, row| any | within(&mut row.items, rows))
            }
            Item::Control(_) | Item::Prose(_) => false,
        };
    }
    any
}

/// Whatever is answered brings the page up to date.
pub(super) fn follow(items: &mut [Item]) {
    for item in items {
        match item {
            Item::Control(control) => control.depends = true,
            Item::Set(set) => follow(&mut set.items),
            Item::Group(group) => group.rows.iter_mut().for_each(|row| follow(&mut row.items)),
            Item::Prose(_) => {}
        }
    }
}
