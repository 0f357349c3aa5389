//! The legal clock, told as stories with their dates.

use crate::common::{at, day};
use chrono::NaiveDate;
use model::municipality::{CalendarSettings, Patron};
use model::{Calendar, Digest, Lang};
use workflow::clock::{ClockView, IntervalEnd, compute};
use workflow::{
    Application, Author, Cause, ClockState, Data, DayKind, Done, Entry, Event, Outcome, Step,
    TermChange, TermStart, Who, Workflow,
};

pub struct Story {
    pub workflow: Workflow,
    pub calendar: Calendar,
    entries: Vec<Entry>,
}

pub fn suspended(cause: Cause, most: Option<u32>) -> TermChange {
    TermChange::Suspended { cause, norm: "la norma".into(), most }
}

impl Story {
    pub fn sent(workflow: Workflow, on: &str) -> Self {
        let sent = Event::Sent {
            procedure: "prova".into(),
            revision: 1,
            number: "2027/000001".into(),
            office: "ufficio".into(),
            state: workflow.start.clone(),
            answers: Digest::of(b""),
            paid: Vec::new(),
        };
        let calendar = Calendar::default();
        Self { workflow, calendar, entries: Vec::new() }.then(on, sent)
    }

    pub fn then(mut self, on: &str, event: Event) -> Self {
        let seq = u32::try_from(self.entries.len()).unwrap() + 1;
        let author = Author { who: Who::Clerk, person: Some(crate::common::person(1)) };
        self.entries.push(Entry { seq, at: at(on), author, event });
        self
    }

    pub fn done(&self, to: &str, term: &[TermChange]) -> Done {
        let from = Application::replay(&self.entries).unwrap().state;
        Done {
            step: Step { move_id: "m".into(), from, to: to.into() },
            data: Data::new(),
            letters: Default::default(),
            term: term.to_vec(),
            ends: None,
        }
    }

    pub fn moved(self, on: &str, to: &str, term: &[TermChange]) -> Self {
        let done = self.done(to, term);
        self.then(on, Event::Moved { done })
    }

    pub fn asked(self, on: &str, most: Option<u32>) -> Self {
        self.moved(on, "to_integrate", &[suspended(Cause::Integration, most)])
    }

    pub fn answered(self, on: &str) -> Self {
        self.moved(on, "examined", &[TermChange::Resumed])
    }

    pub fn notified(self, on: &str) -> Self {
        let done = self.done("notice", &[suspended(Cause::RefusalNotice, None)]);
        self.then(on, Event::RefusalNotified { done, until: day(on) })
    }

    pub fn observed(self, on: &str) -> Self {
        let done = self.done("examined", &[]);
        self.then(on, Event::ObservationsGiven { done })
    }

    pub fn view(&self, today: &str) -> ClockView {
        let application = Application::replay(&self.entries).unwrap();
        compute(&self.workflow, &application, &self.calendar, day(today))
    }

    /// Due dates as `office / citizen`.
    pub fn due(&self, today: &str) -> String {
        let view = self.view(today);
        let show = |due: Option<NaiveDate>| due.map_or("-".into(), |due| due.to_string());
        format!("{} / {}", show(view.due_on_office), show(view.due_on_citizen))
    }

    fn words(&self, today: &str) -> Vec<String> {
        self.view(today).sentences.iter().map(|said| said.text.get(Lang::It).to_owned()).collect()
    }
}

fn permit(on: &str) -> Story {
    Story::sent(crate::common::permit(), on)
}

#[test]
fn thirty_days_do_not_count_the_first() {
    // 31 March 2027 is a Wednesday.
    assert_eq!(permit("2027-03-01").due("2027-03-01"), "2027-03-31 / 2027-03-31");
    let view = permit("2027-03-01").view("2027-03-11");
    assert_eq!(view.state, ClockState::Running);
}

#[test]
fn an_end_on_a_holiday_moves_and_a_saturday_is_read_both_ways() {
    // 25 April 2027 is a Sunday and a holiday.
    assert_eq!(permit("2027-03-26").due("2027-03-26"), "2027-04-26 / 2027-04-26");
    // 24 April 2027 is a Saturday, the next day too moves.
    assert_eq!(permit("2027-03-25").due("2027-03-25"), "2027-04-24 / 2027-04-26");
    let mut patron = permit("2027-05-25");
    patron.calendar = Calendar::new(&CalendarSettings {
        patron: Some(Patron { name: "San Giovanni".into(), month: 6, day: 24 }),
        ..CalendarSettings::default()
    });
    assert_eq!(patron.due("2027-05-25"), "2027-06-24 / 2027-06-25");
}

#[test]
fn months_end_on_the_same_day_number_and_working_days_skip_holidays() {
    let mut workflow = crate::common::permit();
    workflow.term.days = None;
    workflow.term.months = Some(1);
    assert_eq!(
        Story::sent(workflow.clone(), "2028-01-31").due("2028-01-31"),
        "2028-02-29 / 2028-02-29"
    );
    workflow.term.months = None;
    workflow.term.days = Some(2);
    workflow.term.calendar = DayKind::Working;
    // From Friday before Easter 2027 (28 March): Monday is a holiday.
    assert_eq!(Story::sent(workflow, "2027-03-26").due("2027-03-26"), "2027-03-31 / 2027-03-31");
}

#[test]
fn an_integration_suspends_from_the_request_to_the_answer() {
    let story = permit("2027-03-01").asked("2027-03-11", None);
    let open = story.view("2027-03-15");
    assert_eq!(open.state, ClockState::Suspended);
    assert_eq!(open.intervals[0].at_most, Some(day("2027-04-10")));
    // As long as it can last: 30 days more than the first 31 March.
    assert_eq!(story.due("2027-03-15"), "2027-04-30 / 2027-04-30");

    let answered = story.answered("2027-03-21");
    // 9 days stand still by one reading, 11 by the other: 9 and 11 April, a Sunday.
    assert_eq!(answered.due("2027-03-22"), "2027-04-09 / 2027-04-12");
    assert_eq!(answered.view("2027-03-22").state, ClockState::Running);
    assert_eq!(answered.view("2027-03-22").suspended_days, 11);
}

#[test]
fn a_suspension_for_documents_never_lasts_more_than_thirty_days() {
    let story = permit("2027-03-01").asked("2027-03-11", Some(90));
    let lapsed = story.view("2027-04-11");
    assert_eq!(lapsed.state, ClockState::Running);
    assert_eq!(lapsed.intervals[0].end, IntervalEnd::Lapsed);
    assert_eq!(lapsed.intervals[0].until, Some(day("2027-04-10")));
    assert_eq!(story.due("2027-04-11"), "2027-04-30 / 2027-04-30");
    // A late answer gives no day more, nor does an answer on the last day.
    assert_eq!(story.answered("2027-04-20").due("2027-04-21"), "2027-04-30 / 2027-04-30");
    // Ten days given to the citizen suspend for ten.
    assert_eq!(
        permit("2027-03-01").asked("2027-03-09", Some(10)).due("2027-03-10"),
        "2027-04-10 / 2027-04-12"
    );
}

#[test]
fn a_day_to_answer_moves_off_holidays_whoever_asked_for_what() {
    // Ten days after 11 March 2027 are a Sunday, for documents as for observations.
    let asked = permit("2027-03-01").asked("2027-03-11", Some(10));
    let notified = permit("2027-03-01").notified("2027-03-11");
    for story in [asked, notified] {
        let view = story.view("2027-03-12");
        assert_eq!(view.suspended_until(), Some(day("2027-03-22")));
        assert_eq!(view.timers[0].last_day, day("2027-03-22"));
    }
}

#[test]
fn a_day_to_answer_may_be_later_than_the_longest_suspension() {
    let story = permit("2027-03-01");
    let done = story.done("to_integrate", &[suspended(Cause::Integration, None)]);
    // Thirty days end on Saturday 10 April 2027: the citizen has until Monday, the term has not.
    let until = day("2027-04-12");
    let asked =
        story.then("2027-03-11", Event::IntegrationAsked { done, items: Vec::new(), until });
    let view = asked.view("2027-04-11");
    assert_eq!(view.intervals[0].until, Some(day("2027-04-10")));
    assert_eq!(view.suspended_until(), None);
    assert_eq!(view.timers[0].last_day, day("2027-04-12"));
}

#[test]
fn a_second_suspension_for_documents_changes_no_date() {
    let story = permit("2027-03-01").asked("2027-03-11", None).answered("2027-03-21");
    let before = story.due("2027-04-02");
    let again = story.asked("2027-04-01", None);
    assert_eq!(again.due("2027-04-02"), before);
    assert_eq!(again.view("2027-04-02").state, ClockState::Running);
    assert_eq!(again.view("2027-04-02").intervals.len(), 1);
}

#[test]
fn a_notice_before_refusal_suspends_for_ten_days_or_ten_after_the_observations() {
    let notified = permit("2027-03-01").notified("2027-03-09");
    // Ten days end on 19 March, a Friday; the day of the notice is suspended by one reading.
    assert_eq!(notified.due("2027-03-10"), "2027-04-10 / 2027-04-12");
    assert_eq!(notified.view("2027-03-20").intervals[0].end, IntervalEnd::Lapsed);
    assert_eq!(notified.view("2027-03-20").state, ClockState::Running);

    let observed = permit("2027-03-01").notified("2027-03-09").observed("2027-03-15");
    let view = observed.view("2027-03-16");
    assert_eq!(view.state, ClockState::Suspended);
    assert_eq!(view.suspended_until(), Some(day("2027-03-25")));
    assert_eq!(
        observed.words("2027-03-16")[1],
        "Il termine è sospeso dal 9 marzo 2027 perché è stato inviato il preavviso di rigetto; le \
         osservazioni sono arrivate e resta sospeso per altri dieci giorni, fino al 25 marzo 2027."
    );
    assert_eq!(view.intervals[0].until, Some(day("2027-03-25")));
    // 15 or 17 days suspended.
    assert_eq!(observed.due("2027-03-16"), "2027-04-15 / 2027-04-19");
    assert_eq!(observed.view("2027-03-26").state, ClockState::Running);

    // Observations after the ten days no longer move the term.
    let late = permit("2027-03-01").notified("2027-03-09").observed("2027-03-30");
    assert_eq!(late.due("2027-03-31"), "2027-04-10 / 2027-04-12");
}

#[test]
fn a_suspension_without_limit_has_no_date_until_it_ends() {
    let story =
        permit("2027-03-01").moved("2027-03-11", "to_integrate", &[suspended(Cause::Other, None)]);
    assert_eq!(story.due("2027-05-01"), "- / -");
    assert_eq!(story.answered("2027-05-10").due("2027-05-11"), "2027-05-29 / 2027-05-31");
    // It does not bring a term back that was already over.
    let late =
        permit("2027-03-01").moved("2027-04-05", "to_integrate", &[suspended(Cause::Other, None)]);
    assert_eq!(late.due("2027-05-01"), "2027-03-31 / 2027-03-31");
    assert!(late.view("2027-05-01").has_run_out(day("2027-05-01")));
}

#[test]
fn a_special_law_can_extend_or_restart() {
    let extended = permit("2027-03-01").moved(
        "2027-03-11",
        "examined",
        &[TermChange::Extended { days: 10, norm: "art. 9".into() }],
    );
    // 10 April 2027 is a Saturday.
    assert_eq!(extended.due("2027-03-12"), "2027-04-10 / 2027-04-12");
    let restarted = permit("2027-03-01").asked("2027-03-05", None).moved(
        "2027-03-11",
        "examined",
        &[TermChange::Restarted { norm: "DPR 184/2006, art. 6, c. 5".into() }],
    );
    assert_eq!(restarted.due("2027-03-12"), "2027-04-10 / 2027-04-12");
    assert_eq!(restarted.view("2027-03-12").started_on, day("2027-03-11"));
}

#[test]
fn only_where_the_law_says_so_the_term_runs_from_the_competent_office() {
    let transfer = || Event::Transferred { from: "a".into(), to: "b".into(), reason: "r".into() };
    let story = permit("2027-03-01").then("2027-03-04", transfer());
    assert_eq!(story.due("2027-03-05"), "2027-03-31 / 2027-03-31");
    let mut workflow = crate::common::permit();
    workflow.term.from = TermStart::CompetentOffice;
    let story = Story::sent(workflow, "2027-03-02").then("2027-03-08", transfer());
    assert_eq!(story.due("2027-03-09"), "2027-04-07 / 2027-04-07");
}

#[test]
fn silence_matures_the_day_after_the_later_date() {
    let story = Story::sent(crate::common::residence(), "2027-03-10");
    // 45 days: 24 April is a Saturday, 25 a Sunday.
    assert_eq!(story.due("2027-03-10"), "2027-04-24 / 2027-04-26");
    let view = story.view("2027-03-10");
    assert_eq!(view.timers[0].id, "silence");
    assert_eq!(view.timers[0].last_day, day("2027-04-26"));
    assert_eq!(view.timers[0].fires_at.rome().to_string(), "2027-04-27 00:00:00");
    assert!(!story.view("2027-04-26").has_run_out(day("2027-04-26")));
    assert!(story.view("2027-04-27").has_run_out(day("2027-04-27")));
}

#[test]
fn a_deadline_inside_the_procedure_is_met_or_late() {
    // Friday: two working days are Monday and Tuesday.
    let story = Story::sent(crate::common::residence(), "2027-03-12");
    let deadline = |story: &Story, today: &str| story.view(today).deadlines[0].clone();
    assert_eq!(deadline(&story, "2027-03-12").on, day("2027-03-16"));
    assert!(!deadline(&story, "2027-03-16").is_late);
    assert!(deadline(&story, "2027-03-17").is_late);
    let mut done = story.done("registered", &[]);
    done.step.move_id = "register".into();
    let met = story.then("2027-03-15", Event::Taken { done });
    assert_eq!(deadline(&met, "2027-05-01").met_on, Some(day("2027-03-15")));
    assert!(!deadline(&met, "2027-05-01").is_late);
}

#[test]
fn the_end_stops_everything() {
    let story = permit("2027-03-01").asked("2027-03-11", None);
    let mut done = story.done("withdrawn", &[TermChange::Stopped]);
    done.ends = Some(Outcome::Withdrawn);
    let story = story.then("2027-03-14", Event::Withdrawn { done });
    let view = story.view("2027-09-01");
    assert_eq!((view.state, view.ended_on), (ClockState::Stopped, Some(day("2027-03-14"))));
    assert_eq!((view.alarms.len(), view.timers.len()), (0, 0));
    assert_eq!(
        story.words("2027-09-01"),
        [
            "Il termine è di 30 giorni e decorre dal 1º marzo 2027; il primo giorno non si conta.",
            "Il termine è stato sospeso dall'11 marzo 2027 al 14 marzo 2027 perché sono stati \
             chiesti documenti o informazioni.",
            "Il procedimento si è concluso il 14 marzo 2027: 13 giorni, di cui 4 di sospensione.",
        ]
    );
}

#[test]
fn the_clock_explains_itself_with_its_norms() {
    let story = permit("2027-03-25");
    let view = story.view("2027-03-25");
    assert_eq!(
        story.words("2027-03-25"),
        [
            "Il termine è di 30 giorni e decorre dal 25 marzo 2027; il primo giorno non si conta.",
            "L'ultimo giorno sarebbe il 24 aprile 2027, sabato: il termine passa al 26 aprile 2027.",
            "L'ufficio deve rispondere entro il 26 aprile 2027.",
            "La norma si può leggere in due modi: per prudenza l'ufficio si regola sul 24 aprile \
             2027.",
        ]
    );
    assert!(view.sentences.iter().all(|said| !said.norm.is_empty()));
    let of_the_office = view.sentences.iter().map(|said| said.is_for_office);
    assert_eq!(of_the_office.collect::<Vec<_>>(), [false, false, false, true]);
    assert!(view.sentences.iter().all(|said| said.text.exact(Lang::En).is_some()));
    assert_eq!(
        story.words("2027-04-27")[2..],
        [
            "Il termine è scaduto il 26 aprile 2027.",
            "Ci si può rivolgere al titolare del potere sostitutivo, che conclude il procedimento \
             in metà del tempo.",
        ]
    );
    assert_eq!(
        permit("2027-03-01").asked("2027-03-11", None).words("2027-03-12")[1..],
        [
            "Il termine è sospeso dall'11 marzo 2027 perché sono stati chiesti documenti o \
             informazioni; riparte con la risposta o, al più tardi, dopo il 10 aprile 2027.",
            "Se la sospensione dura fino al limite, l'ufficio deve rispondere entro il 30 aprile 2027.",
        ]
    );
}

#[test]
fn a_date_that_a_holiday_moved_is_told_with_its_reason_from_the_first_day() {
    let (workflow, calendar) = (crate::common::permit(), Calendar::default());
    let told = |on: &str| -> Vec<String> {
        let reasons = workflow::clock::first_reasons(&workflow, day(on), &calendar);
        reasons.iter().map(|said| said.text.get(Lang::It).to_owned()).collect()
    };
    let moved = told("2026-11-26");
    assert_eq!(moved.len(), 2, "{moved:?}");
    assert!(moved[0].starts_with("Il termine è di 30 giorni e decorre dal 26 novembre 2026"));
    assert!(moved[1].starts_with("L'ultimo giorno sarebbe il 26 dicembre 2026"), "{}", moved[1]);
    assert!(moved[1].ends_with("il termine passa al 28 dicembre 2026."), "{}", moved[1]);
    assert_eq!(told("2026-11-30").len(), 1, "that day counts as it stands");
}
