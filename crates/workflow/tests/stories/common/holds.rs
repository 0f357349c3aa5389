//! What must hold of an application and its clock, whatever was done to it.

use chrono::NaiveDate;
use model::Lang;
use proptest::prelude::*;
use workflow::clock::{ClockView, IntervalEnd};
use workflow::{Application, Cause, ClockState, Workflow};

use super::Checked;

/// What must hold of a clock on any day.
pub fn holds<F>(
    view: &ClockView,
    application: &Application,
    workflow: &Workflow<F>,
    today: NaiveDate,
) -> Checked {
    for (at, one) in view.intervals.iter().enumerate() {
        let last = one.until.or(one.at_most);
        prop_assert!(last.is_none_or(|last| one.from <= last));
        let Some(next) = view.intervals.get(at + 1) else { continue };
        prop_assert!(one.until.is_some(), "only the last goes on: {:?}", view.intervals);
        prop_assert!(one.end != IntervalEnd::Open);
        prop_assert!(one.until <= Some(next.from), "they overlap: {:?}", view.intervals);
        prop_assert!(one.office_last < Some(next.from) || one.office_last == one.until);
    }
    for one in view.intervals.iter().filter(|one| one.cause == Cause::Integration) {
        let longest = workflow.suspension_days.min(30);
        let last = one.until.or(one.at_most).unwrap();
        prop_assert!((last - one.from).num_days() <= i64::from(longest));
        prop_assert!(one.days.is_some_and(|days| days <= longest));
    }
    // The later date is unknown only while nothing says when a suspension ends.
    match (view.due_on_office, view.due_on_citizen) {
        (office, Some(citizen)) => prop_assert!(office.is_some_and(|office| office <= citizen)),
        (_, None) => prop_assert!(view.intervals.last().is_some_and(|one| one.at_most.is_none())),
    }
    prop_assert!(view.started_on <= today);
    prop_assert!(view.due_on_office.is_none_or(|due| due >= view.started_on));
    prop_assert!(!(view.has_run_out(today) && view.state == ClockState::Suspended));
    // A final state ends every timer, every warning, every suspension.
    if application.closed.is_some() {
        prop_assert_eq!(view.state, ClockState::Stopped);
        prop_assert!(view.ended_on.is_some_and(|ended| ended <= today));
        prop_assert!(view.timers.is_empty() && view.alarms.is_empty());
        prop_assert!(view.suspension().is_none() && view.suspended_until().is_none());
        prop_assert!(view.intervals.iter().all(|one| one.end != IntervalEnd::Open));
    }
    let known = |id: &str| workflow.timers.iter().find(|timer| timer.id == id);
    for due in &view.timers {
        prop_assert!(known(&due.id).unwrap().states.contains(&application.state));
    }
    // What is closed was asked, and nothing is closed while an answer is awaited.
    for round in &application.rounds {
        let was_asked = |path: &String| round.items.iter().any(|item| item.path == *path);
        prop_assert!(round.closed.iter().all(was_asked));
    }
    let awaited = application.asked.as_ref().map(|asked| asked.seq);
    let awaited = application.rounds.iter().find(|round| Some(round.seq) == awaited);
    prop_assert!(awaited.is_none_or(|round| round.answered.is_none() && round.closed.is_empty()));
    prop_assert!(view.timers.windows(2).all(|two| two[0].fires_at <= two[1].fires_at));
    prop_assert!(view.alarms.windows(2).all(|two| two[0].on <= two[1].on));
    for said in view.sentences.iter().chain(view.dates.iter().map(|dated| &dated.why)) {
        prop_assert!(!said.norm.is_empty(), "{:?}", said);
        for lang in [Lang::It, Lang::En] {
            prop_assert!(said.text.exact(lang).is_some_and(|text| text.ends_with('.')));
        }
    }
    Ok(())
}
