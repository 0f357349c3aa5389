//! The term of an application at a glance, with what must be done inside it.

use chrono::NaiveDate;
use workflow::{ClockState, ClockView};

use crate::{
    Page,
    dossier::{self, ClockLine},
};
use desk::Loaded;

/// The clock at a glance.
pub(in crate::office) struct Clock {
    /// By when the office must act, in words.
    pub sentence: String,
    /// How much of the term has passed, in hundredths; none if it has no end in sight.
    pub passed: Option<u32>,
    pub is_late: bool,
    pub lines: Vec<ClockLine>,
}

/// The clock at a glance as it stands on a day, with its sentences below.
pub(in crate::office) fn glance(
    page: &Page,
    (loaded, clock): (&Loaded, &ClockView),
    today: NaiveDate,
) -> Clock {
    let words = page.words;
    let due = clock.due_on_office;
    let inside = deadlines(page, (loaded, clock), today);
    let is_late = clock.state == ClockState::Running
        && (due.is_some_and(|due| due < today) || inside.iter().any(|(_, is_late)| *is_late));
    let sentence = match (clock.state, due) {
        (ClockState::Running, Some(due)) => {
            let (date, left) = (words.date(due), words.relative(due, today));
            let values = [("date", date.as_str().into()), ("left", left.as_str().into())];
            words.with("office-clock-due", &values).into_owned()
        }
        (ClockState::Suspended, _) => suspended(page, clock),
        (ClockState::Stopped, _) if loaded.application.closed.is_none() => {
            words.t("office-clock-decided").into_owned()
        }
        (ClockState::Stopped, _) => words.t("office-clock-stopped").into_owned(),
        (ClockState::Running, None) => words.t("office-term-none").into_owned(),
    };
    let passed = due.filter(|_| clock.state != ClockState::Stopped).map(|due| {
        let whole = (due - clock.started_on).num_days().max(1);
        let gone = (today - clock.started_on).num_days().clamp(0, whole);
        u32::try_from(gone * 100 / whole).unwrap_or(100)
    });
    let told = inside.iter().map(|(line, _)| line.text.as_str()).chain([sentence.as_str()]);
    let sentence = told.collect::<Vec<_>>().join(" ");
    let mut lines = dossier::reasons(page, clock.sentences.iter().cloned());
    lines.extend(inside.into_iter().map(|(line, _)| line));
    Clock { sentence, passed, is_late, lines }
}

/// The term stands still: until when, where it is known.
fn suspended(page: &Page, clock: &ClockView) -> String {
    let Some(until) = clock.suspended_until() else {
        return page.t("office-clock-suspended").into_owned();
    };
    let key = match clock.waits_for_citizen() {
        true => "office-clock-suspended-answer",
        false => "office-clock-suspended-until",
    };
    page.words.with(key, &[("date", page.words.date(until).as_str().into())]).into_owned()
}

/// What must still be done inside the procedure, and whether its day has passed.
fn deadlines(
    page: &Page,
    (loaded, clock): (&Loaded, &ClockView),
    today: NaiveDate,
) -> Vec<(ClockLine, bool)> {
    let words = page.words;
    let open = clock
        .deadlines
        .iter()
        .filter(|deadline| clock.state != ClockState::Stopped && deadline.met_on.is_none());
    let known = &loaded.procedure.workflow.definition().deadlines;
    open.filter_map(|deadline| {
        let defined = known.iter().find(|known| known.id == deadline.id)?;
        let (date, left) = (words.date(deadline.on), words.relative(deadline.on, today));
        let text = words.with(
            "office-clock-deadline",
            &[
                ("label", defined.label.get(page.lang).into()),
                ("date", date.as_str().into()),
                ("left", left.as_str().into()),
            ],
        );
        let line = ClockLine { text: text.into_owned(), norm: defined.norm.clone() };
        Some((line, deadline.is_late))
    })
    .collect()
}
