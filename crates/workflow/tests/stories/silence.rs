//! What happens when nobody answers: silence of each meaning, timers that come late, in order.

use crate::common::desk::{Desk, citizen, clerk, filled, responsible};
use crate::common::{at, day, permit, person, residence};
use model::{Digest, FileId, Lang};
use workflow::clock::{AlarmKind, ClockView, compute};
use workflow::{
    Act, Actor, Code, Command, Effect, Event, Extend, Item, Outcome, Promise, Request, Silence,
    TermStart, Timer, Who, Workflow,
};

fn clock(desk: &Desk, today: &str) -> ClockView {
    let application = desk.application.as_ref().unwrap();
    compute(desk.compiled.definition(), application, &model::Calendar::default(), day(today))
}

fn words(desk: &Desk, today: &str) -> Vec<String> {
    let view = clock(desk, today);
    view.sentences.iter().map(|said| said.text.get(Lang::It).to_owned()).collect()
}

fn last(desk: &Desk) -> Event {
    let (record, payload) = desk.chain.last().unwrap();
    record.entry(payload).unwrap().event
}

/// Residence, with silence that refuses.
fn refusing() -> Workflow {
    let mut workflow = residence();
    workflow.term.silence = Silence::Refusal;
    workflow.term.silence_norm = Some("L. 241/1990, art. 25, c. 4".into());
    let tacit = workflow.moves.iter_mut().find(|mv| mv.act == Act::Silence).unwrap();
    tacit.to = "annulled".into();
    workflow
}

#[test]
fn silence_means_what_the_law_says_on_the_day_after_and_not_before() {
    // 45 days from 11 March 2027 end on Sunday 25 April, a holiday: Monday 26.
    for (workflow, meaning, outcome, said) in [
        (residence(), Silence::Assent, Outcome::Positive, "accolta"),
        (refusing(), Silence::Refusal, Outcome::Negative, "respinta"),
    ] {
        let norm = workflow.term.silence_norm.clone().unwrap();
        let mut desk = Desk::sent(workflow, "2027-03-11");
        let before = words(&desk, "2027-04-26");
        assert_eq!(
            before.last().unwrap(),
            &format!(
                "Se entro quella data non arriva una risposta, la domanda si considera {said}."
            )
        );
        assert_eq!(desk.elapse("2027-04-26"), Err(Code::NothingDue));
        assert_eq!(
            words(&desk, "2027-04-27").last().unwrap(),
            &format!("Senza una risposta entro quella data, la domanda si considera {said}.")
        );
        let alarms = clock(&desk, "2027-04-27").alarms;
        let alarm = alarms.last().unwrap();
        assert_eq!((alarm.kind, alarm.on), (AlarmKind::Silence, day("2027-04-27")));
        assert_eq!(alarm.why.norm, norm);

        desk.elapse("2027-04-27").unwrap();
        let Event::SilenceMatured { meaning: got, norm: cited, term_end, .. } = last(&desk) else {
            panic!("no silence")
        };
        assert_eq!((got, cited, term_end), (meaning, norm, day("2027-04-26")));
        let application = desk.application.as_ref().unwrap();
        assert_eq!(application.closed.unwrap().outcome, outcome);
        assert_eq!(desk.elapse("2027-04-27"), Err(Code::Ended));
    }
}

#[test]
fn silence_that_means_nothing_calls_the_substitute_and_the_office_can_still_answer() {
    let mut desk = Desk::sent(permit(), "2027-03-01");
    desk.make("2027-03-02", &clerk(), "take").unwrap();
    assert!(!words(&desk, "2027-03-31").iter().any(|said| said.contains("sostitutivo")));
    assert_eq!(desk.elapse("2027-04-01"), Err(Code::NothingDue));
    let late = clock(&desk, "2027-04-01");
    assert!(late.has_run_out(day("2027-04-01")));
    let said = late.sentences.last().unwrap();
    assert!(said.text.get(Lang::It).starts_with("Ci si può rivolgere al titolare"));
    assert_eq!(said.norm, "L. 241/1990, art. 2, c. 9-ter");
    let alarm = late.alarms.last().unwrap();
    assert_eq!((alarm.kind, alarm.on), (AlarmKind::Substitute, day("2027-04-01")));
    assert!(alarm.why.is_for_office);
    // What is asked for now suspends nothing, and takes no remedy away.
    let mut asked = Request::of("ask");
    asked.items.push(Item { path: "p".into(), reason: "r".into(), ..Item::default() });
    desk.request("2027-04-05", &clerk(), asked).unwrap();
    assert!(clock(&desk, "2027-04-06").has_run_out(day("2027-04-06")));
    assert!(clock(&desk, "2027-04-06").suspension().is_none());
    assert!(words(&desk, "2027-04-06")[1].starts_with("Il termine era già scaduto"));
    // The citizen still has thirty days to answer, and time still ends the wait.
    assert_eq!(desk.elapse("2027-05-05"), Err(Code::NothingDue));
    desk.elapse("2027-05-06").unwrap();
    desk.request("2027-05-07", &responsible(), filled("grant", &[("permit", "1")])).unwrap();
}

#[test]
fn timers_that_fell_due_while_nobody_was_there_fire_once_each_and_in_order() {
    let mut desk = Desk::sent(residence(), "2027-03-10");
    desk.make("2027-03-11", &clerk(), "register").unwrap();
    desk.make("2027-04-20", &responsible(), "notify").unwrap();
    // Ten days to Friday 30 April; the term stands still from 20 to 30 April, 11 days: 24 April
    // and 11 is Wednesday 5 May. Nobody is there until 15 June.
    let mut made = Vec::new();
    while desk.elapse("2027-06-15").is_ok() {
        made.push((last(&desk).kind(), desk.state().to_owned()));
        assert!(made.len() < 9, "time has no end: {made:?}");
    }
    assert_eq!(
        made,
        [("moved", "registered".to_owned()), ("silence_matured", "confirmed".to_owned())]
    );
    let Event::SilenceMatured { term_end, .. } = last(&desk) else { panic!("no silence") };
    assert_eq!(term_end, day("2027-05-05"));
    // Written down on 15 June, it is of 6 May.
    let application = desk.application.as_ref().unwrap();
    assert_eq!(application.closed.unwrap().at, at("2027-06-15"));
    assert_eq!(clock(&desk, "2027-06-16").ended_on, Some(day("2027-05-06")));
    assert_eq!(
        words(&desk, "2027-06-16").last().unwrap(),
        "Il procedimento si è concluso il 6 maggio 2027: 57 giorni, di cui 11 di sospensione."
    );
}

/// A permit in which time makes moves that change no state, each written as it is.
fn reminding(timers: &[(&str, u32, Option<u32>)]) -> Workflow {
    let mut workflow = permit();
    for (id, days, order) in timers {
        let after = serde_json::json!({"days": days, "from": "sent"});
        workflow.moves.push(
            serde_json::from_value(serde_json::json!({
                "id": id, "label": "Promemoria", "from": ["sent"], "to": "sent", "who": ["timer"],
            }))
            .unwrap(),
        );
        workflow.timers.push(Timer {
            id: (*id).into(),
            after: serde_json::from_value(after).unwrap(),
            states: vec!["sent".into()],
            then: (*id).into(),
            order: *order,
        });
    }
    workflow
}

#[test]
fn of_several_timers_the_one_due_first_goes_first_then_the_lower_order() {
    let workflow =
        reminding(&[("c", 9, Some(2)), ("b", 9, Some(1)), ("d", 11, None), ("a", 8, Some(7))]);
    let mut desk = Desk::sent(workflow, "2027-03-01");
    let fired = |desk: &Desk| {
        let moves = &desk.application.as_ref().unwrap().moves;
        moves.iter().map(|made| made.id.clone()).collect::<Vec<_>>()
    };
    desk.elapse("2027-03-11").unwrap();
    assert_eq!(fired(&desk), ["a"]);
    desk.elapse("2027-03-11").unwrap();
    desk.elapse("2027-03-11").unwrap();
    assert_eq!(fired(&desk), ["a", "b", "c"]);
    // Each of them has fired; the last is not due yet.
    assert_eq!(desk.elapse("2027-03-11"), Err(Code::NothingDue));
    let Some(Promise::Timers(running)) = desk.promises.last() else { panic!("no timers") };
    assert_eq!(running.iter().map(|due| due.id.as_str()).collect::<Vec<_>>(), ["d"]);
    desk.elapse("2027-03-13").unwrap();
    assert_eq!(desk.elapse("2027-12-13"), Err(Code::NothingDue));
    assert_eq!(fired(&desk), ["a", "b", "c", "d"]);
}

#[test]
fn a_timer_whose_move_is_shut_gives_way_to_the_next() {
    let mut workflow = reminding(&[("a", 8, Some(1)), ("b", 9, Some(2))]);
    let first = workflow.moves.iter_mut().find(|mv| mv.id == "a").unwrap();
    first.guard = Some("kind == \"garage\"".into());
    first.refusal = Some("No".into());
    let mut desk = Desk::sent(workflow, "2027-03-01");
    desk.elapse("2027-03-15").unwrap();
    assert_eq!(desk.application.as_ref().unwrap().moves[0].id, "b");
    assert_eq!(desk.elapse("2027-03-15"), Err(Code::Guard));
}

#[test]
fn a_timer_fires_at_midnight_in_italy_and_not_a_moment_before() {
    // The last Sunday of March 2027 loses an hour: Easter, between the sending and the end.
    let mut desk = Desk::sent(reminding(&[("a", 30, None)]), "2027-03-01");
    let Some(Promise::Timers(timers)) = desk.promises.last() else { panic!("no timers") };
    let fires_at = timers[0].fires_at;
    assert_eq!(fires_at.rfc3339(), "2027-03-31T22:00:00Z");
    let early = fires_at - chrono::Duration::microseconds(1);
    let elapse = |desk: &Desk, now| desk.decide(now, &Actor::time(), &Command::Elapse);
    assert_eq!(elapse(&desk, early).unwrap_err().code, Code::NothingDue);
    let decision = elapse(&desk, fires_at).unwrap();
    desk.keep(decision);
    assert_eq!(elapse(&desk, fires_at).unwrap_err().code, Code::NothingDue);
}

#[test]
fn a_term_that_has_run_out_is_not_extended() {
    let head = Actor::staff(person(5), [Who::Head]);
    let sent = || {
        let mut desk = Desk::sent(permit(), "2027-03-01");
        desk.make("2027-03-02", &clerk(), "take").unwrap();
        desk
    };
    sent().make("2027-03-31", &head, "extend").unwrap();
    assert_eq!(sent().make("2027-04-01", &head, "extend"), Err(Code::TermOver));
}

#[test]
fn no_act_gives_back_a_term_that_has_become_an_assent() {
    let mut workflow = residence();
    workflow.term.from = TermStart::CompetentOffice;
    let effect = Effect::Extend(Extend { days: 30, norm: "Regolamento, art. 9".into() });
    workflow.moves.iter_mut().find(|mv| mv.id == "register").unwrap().effects.push(effect);
    let transfer = Command::Transfer { office: "altro".into(), reason: "r".into() };
    let desk = || Desk::sent(workflow.clone(), "2027-03-11");
    // The last day is Monday 26 April.
    desk().run("2027-04-26", &clerk(), &transfer).unwrap();
    desk().make("2027-04-26", &clerk(), "register").unwrap();
    assert_eq!(desk().run("2027-04-27", &clerk(), &transfer), Err(Code::AssentMatured));
    assert_eq!(desk().make("2027-04-27", &clerk(), "register"), Err(Code::AssentMatured));
    let reject = desk().make("2027-04-27", &responsible(), "reject");
    assert_eq!(reject, Err(Code::AssentMatured));
    // Where the term runs from the first receipt, an office may still hand it on.
    Desk::sent(residence(), "2027-03-11").run("2027-04-27", &clerk(), &transfer).unwrap();
}

#[test]
fn neither_time_nor_the_payment_platform_keeps_papers_or_corrects() {
    let mut desk = Desk::sent(permit(), "2027-03-01");
    let (file, digest) = (FileId(uuid::Uuid::nil()), Digest::of(b"pdf"));
    let keep = Command::Keep { file, letter: "receipt".into(), digest, number: None };
    let correct = Command::Correct { seq: 1, reason: "r".into(), data: Default::default() };
    for actor in [Actor::time(), Actor::payment(), citizen()] {
        assert_eq!(desk.run("2027-03-02", &actor, &keep), Err(Code::NotYours));
        assert_eq!(desk.run("2027-03-02", &actor, &correct), Err(Code::NotYours));
    }
    desk.run("2027-03-02", &Actor::register(), &keep).unwrap();
}
