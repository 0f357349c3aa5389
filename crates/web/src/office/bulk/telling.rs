//! How an act on many stands, in words.

use desk::bulk::{Act, Bulk, Outcome, State, Wanted};

use crate::Page;

/// How it stands, in one sentence.
pub(super) fn stands(page: &Page, bulk: &Bulk) -> String {
    let words = page.words;
    let n = |outcome| words.number(bulk.count(outcome));
    let (ready, shut) = (n(Outcome::Ready), n(Outcome::Shut));
    let (done, refused) = (n(Outcome::Done), n(Outcome::Refused));
    let (undone, kept) = (n(Outcome::Undone), n(Outcome::Kept));
    let met = words.number(bulk.n);
    let at = bulk.starts_at.map(|at| words.moment(at)).unwrap_or_default();
    let values = [
        ("ready", ready.as_str().into()),
        ("shut", shut.as_str().into()),
        ("done", done.as_str().into()),
        ("refused", refused.as_str().into()),
        ("undone", undone.as_str().into()),
        ("kept", kept.as_str().into()),
        ("met", met.as_str().into()),
        ("at", at.as_str().into()),
    ];
    let pick = |names: &[&str]| -> Vec<_> {
        values.iter().filter(|(name, _)| names.contains(name)).cloned().collect()
    };
    let (key, names): (&str, &[&str]) = match bulk.state {
        State::Trying => ("bulk-stands-trying", &["met"]),
        State::Tried if bulk.count(Outcome::Ready) == 0 => ("bulk-stands-none", &[]),
        State::Tried if bulk.count(Outcome::Shut) == 0 => ("bulk-stands-all", &["ready"]),
        State::Tried => ("bulk-stands-tried", &["ready", "shut"]),
        State::Held => ("bulk-stands-held", &["at"]),
        State::Running => ("bulk-stands-running", &["done", "ready"]),
        State::Done if bulk.count(Outcome::Refused) == 0 => ("bulk-stands-done", &["done"]),
        State::Done => ("bulk-stands-done-but", &["done", "refused"]),
        State::Stopped => ("bulk-stands-stopped", &["done", "ready"]),
        State::Cancelled => ("bulk-stands-cancelled", &[]),
        State::Failed => ("bulk-stands-failed", &["done"]),
        State::Undoing => ("bulk-stands-undoing", &["undone"]),
        State::Undone if bulk.count(Outcome::Kept) == 0 => ("bulk-stands-undone", &["undone"]),
        State::Undone => ("bulk-stands-undone-but", &["undone", "kept"]),
    };
    words.with(key, &pick(names)).into_owned()
}

/// What else there is to know, in sentences.
pub(super) fn more(page: &Page, bulk: &Bulk) -> Vec<String> {
    let words = page.words;
    let leaves = bulk.wanted.act.leaves_the_house();
    let mut more = Vec::new();
    if !bulk.by.is_empty() {
        more.push(words.with("bulk-by", &[("name", bulk.by.as_str().into())]).into_owned());
    }
    match bulk.state {
        State::Trying | State::Tried => more.push(page.t("bulk-nothing-done").into_owned()),
        State::Held => {
            more.push(words.n("bulk-held-n", bulk.count(Outcome::Ready)).into_owned());
            more.push(page.t("bulk-held-colleagues").into_owned());
        }
        State::Done | State::Stopped if leaves && bulk.count(Outcome::Done) > 0 => {
            more.push(match bulk.wanted.act {
                Act::Transfer => page.t("bulk-done-stays-transfer").into_owned(),
                _ => page.t("bulk-done-stays").into_owned(),
            });
        }
        _ => {}
    }
    if bulk.state == State::Tried && bulk.count(Outcome::Ready) > 0 {
        let minutes = page.town.desk.longest_undo().num_minutes();
        let key = match bulk.wanted.act {
            _ if leaves => "bulk-will-wait",
            Act::Note => "bulk-will-start-note",
            _ => "bulk-will-start",
        };
        more.push(match leaves {
            true => words.n(key, minutes).into_owned(),
            false => page.t(key).into_owned(),
        });
    }
    more
}

/// What was typed, question by question.
pub(super) fn typed(
    page: &Page,
    question: &desk::bulk::Question,
    wanted: &Wanted,
) -> Vec<(String, String)> {
    let Some(form) = question.form() else { return Vec::new() };
    let alone = form::Facts::on(page.town.desk.today());
    let facts = form::Facts { calendar: page.town.desk.calendar(), ..alone };
    let asked = form::view::Asked {
        step: form.step_ids().next().unwrap_or_default(),
        lang: page.lang,
        missing: form::view::Missing::Untold,
    };
    let view = form::view::step(form, &wanted.raw, &question.checked, &facts, asked);
    let items = view.into_iter().flat_map(|view| view.sections).flat_map(|it| it.items);
    items
        .filter_map(|item| match item {
            form::view::Item::Control(control) => {
                let chosen = control.options.iter().filter(|option| option.is_selected);
                let chosen: Vec<_> = chosen.map(|option| option.label.clone()).collect();
                let text = match chosen.is_empty() {
                    true => wanted.raw.get(&control.path).join(", "),
                    false => chosen.join(", "),
                };
                Some((control.label.clone(), text))
            }
            _ => None,
        })
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

/// How many are done of how many, while that moves.
pub(super) fn progress(bulk: &Bulk) -> Option<(i64, i64)> {
    let sum = |all: &[Outcome]| all.iter().map(|outcome| bulk.count(*outcome)).sum();
    let done: i64 = match bulk.state {
        State::Running => sum(&[Outcome::Done, Outcome::Refused]),
        State::Undoing => sum(&[Outcome::Undone, Outcome::Kept]),
        _ => return None,
    };
    let left = if bulk.state == State::Running { Outcome::Ready } else { Outcome::Done };
    Some((done, done + bulk.count(left)))
}
