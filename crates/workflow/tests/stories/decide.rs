//! What may be done, told as stories: the permit from sending to payment, and every refusal.

use crate::common::desk::{Desk, citizen, clerk, filled, responsible};
use crate::common::{at, day, permit, person, residence};
use model::{Digest, FileId, Lang, Money};
use rule::Value;
use workflow::{
    Act, Actor, Application, Cause, Code, Command, Event, Item, Outcome, Promise, Request, Silence,
    Who,
};

fn asked() -> Request {
    Request {
        items: vec![Item {
            path: "vehicles.r1.plate".into(),
            question: String::new(),
            reason: "Illeggibile".into(),
        }],
        ..Request::of("ask")
    }
}

fn examined() -> Desk {
    let mut desk = Desk::sent(permit(), "2027-03-01");
    desk.make("2027-03-02", &clerk(), "take").unwrap();
    desk
}

fn last_event(desk: &Desk) -> Event {
    let (record, payload) = desk.chain.last().unwrap();
    record.entry(payload).unwrap().event
}

#[test]
fn a_permit_goes_from_sending_to_payment() {
    let mut desk = Desk::sent(permit(), "2027-03-01");
    assert_eq!(desk.application.as_ref().unwrap().office, "polizia-locale");
    desk.make("2027-03-02", &clerk(), "take").unwrap();
    assert_eq!(desk.application.as_ref().unwrap().assignee, Some(person(2)));

    desk.request("2027-03-11", &clerk(), asked()).unwrap();
    assert_eq!(desk.promised(), ["letter integration", "mail integration"]);
    assert_eq!(desk.application.as_ref().unwrap().asked.as_ref().unwrap().until, day("2027-04-12"));
    desk.make("2027-03-21", &citizen(), "answer").unwrap();
    assert_eq!(desk.application.as_ref().unwrap().asked, None);

    desk.request("2027-03-22", &responsible(), filled("grant", &[("permit", "ZTL-12")])).unwrap();
    let application = desk.application.as_ref().unwrap();
    assert_eq!(application.decided.unwrap().outcome, Outcome::Positive);
    assert_eq!((application.closed, desk.state()), (None, "to_pay"));
    assert!(matches!(last_event(&desk), Event::Decided { letter: Some(l), .. } if l == "granted"));

    assert_eq!(desk.make("2027-03-23", &clerk(), "paid"), Err(Code::Incomplete));
    let unreadable = filled("paid", &[("amount", "tanto"), ("reference", "CRO 1")]);
    assert_eq!(desk.request("2027-03-23", &clerk(), unreadable), Err(Code::Incomplete));
    let paid = filled("paid", &[("amount", "16,00"), ("reference", "CRO 1")]);
    desk.request("2027-03-23", &clerk(), paid).unwrap();
    let application = desk.application.as_ref().unwrap();
    assert_eq!(application.closed.unwrap().outcome, Outcome::Positive);
    assert_eq!(application.paid, Money(1600));
}

#[test]
fn less_than_is_due_is_kept_and_moves_nothing() {
    let mut desk = examined();
    desk.request("2027-03-22", &responsible(), filled("grant", &[("permit", "ZTL-12")])).unwrap();
    let pay = |amount| filled("paid", &[("amount", amount), ("reference", "CRO 1")]);
    desk.answers.insert("fees.due".into(), Value::Money(1600));
    desk.request("2027-03-23", &clerk(), pay("6,00")).unwrap();
    assert_eq!((desk.state(), desk.promised()), ("to_pay", Vec::new()));
    let application = desk.application.as_ref().unwrap();
    assert_eq!((application.paid, application.closed), (Money(600), None));
    desk.answers.insert("fees.due".into(), Value::Money(1000));
    desk.request("2027-03-24", &clerk(), pay("10,00")).unwrap();
    assert_eq!(desk.state(), "granted");
    assert_eq!(desk.application.as_ref().unwrap().paid, Money(1600));
}

#[test]
fn answers_choose_the_office() {
    let mut desk = Desk::new(permit());
    desk.answers.insert("kind".into(), Value::text("garage"));
    desk.send(at("2027-03-01")).unwrap();
    assert_eq!(desk.application.as_ref().unwrap().office, "edilizia");
    // A workflow without routing leaves it to the office of the procedure.
    let desk = Desk::sent(residence(), "2027-03-01");
    assert_eq!(desk.application.as_ref().unwrap().office, "anagrafe");
}

#[test]
fn everybody_makes_only_their_own_moves_from_the_right_state() {
    let mut desk = Desk::sent(permit(), "2027-03-01");
    assert_eq!(desk.make("2027-03-02", &citizen(), "take"), Err(Code::NotYours));
    assert_eq!(desk.make("2027-03-02", &clerk(), "refuse"), Err(Code::NotYours));
    assert_eq!(desk.make("2027-03-02", &clerk(), "fly"), Err(Code::UnknownMove));
    assert_eq!(desk.make("2027-03-02", &Actor::time(), "take"), Err(Code::NotYours));
    assert_eq!(desk.make("2027-03-02", &responsible(), "refuse"), Err(Code::WrongState));
    let nobody = Actor::staff(person(4), []);
    assert_eq!(desk.make("2027-03-02", &nobody, "take"), Err(Code::NotYours));
    assert_eq!(desk.run("2027-03-02", &clerk(), &Command::Elapse), Err(Code::NotYours));
    // A citizen's role is not had by having a role in the office.
    let wrong = Actor::staff(person(4), [Who::Applicant]);
    assert_eq!(desk.make("2027-03-02", &wrong, "withdraw"), Err(Code::NotYours));
    assert_eq!(desk.state(), "sent");
}

#[test]
fn nobody_handles_their_own_application() {
    let mut desk = Desk::sent(permit(), "2027-03-01");
    let party = Actor::staff(person(1), [Who::Clerk, Who::Responsible]);
    assert_eq!(desk.make("2027-03-02", &party, "take"), Err(Code::Conflict));
    let assign = |to| Command::Assign { to: Some(person(to)), reason: String::new() };
    assert_eq!(desk.run("2027-03-02", &party, &assign(2)), Err(Code::Conflict));
    assert_eq!(desk.run("2027-03-02", &responsible(), &assign(1)), Err(Code::Conflict));
    desk.run("2027-03-02", &responsible(), &assign(2)).unwrap();
    assert_eq!(desk.application.as_ref().unwrap().assignee, Some(person(2)));
}

/// Out of somebody else's hands with a reason, which stays in the record; out of one's own without.
#[test]
fn who_takes_over_says_why() {
    let mut desk = Desk::sent(permit(), "2027-03-01");
    let assign = |to: Option<u128>, why: &str| Command::Assign {
        to: to.map(person),
        reason: why.to_owned(),
    };
    let (ada, bea) = (Actor::staff(person(2), [Who::Clerk]), Actor::staff(person(3), [Who::Clerk]));
    let held = |desk: &Desk| desk.application.as_ref().unwrap().assignee;
    desk.run("2027-03-02", &ada, &assign(Some(2), "")).unwrap();
    for to in [Some(3), Some(4), None] {
        let taken = desk.run("2027-03-03", &bea, &assign(to, "  "));
        assert_eq!(taken, Err(Code::Incomplete), "{to:?}");
    }
    assert_eq!(held(&desk), Some(person(2)));
    desk.run("2027-03-03", &bea, &assign(Some(3), " Ada è in ferie ")).unwrap();
    assert_eq!(held(&desk), Some(person(3)));
    let told = format!("{:?}", desk.chain.last().unwrap().1);
    assert!(told.contains("Ada è in ferie") && !told.contains("ferie "), "{told}");
    desk.run("2027-03-04", &bea, &assign(None, "")).unwrap();
    assert_eq!(held(&desk), None);
}

#[test]
fn an_integration_says_what_is_missing_and_suspends_once() {
    let mut desk = examined();
    assert_eq!(desk.make("2027-03-11", &clerk(), "ask"), Err(Code::Incomplete));
    let mut vague = asked();
    vague.items[0].reason = "  ".into();
    assert_eq!(desk.request("2027-03-11", &clerk(), vague), Err(Code::Incomplete));
    desk.request("2027-03-11", &clerk(), asked()).unwrap();
    desk.make("2027-03-21", &citizen(), "answer").unwrap();
    assert_eq!(desk.request("2027-03-22", &clerk(), asked()), Err(Code::SecondSuspension));
    let offers = desk.offers("2027-03-22", &clerk());
    let shut = offers.iter().find(|offer| offer.mv.act == Act::AskIntegration).unwrap();
    let reason = shut.shut.as_ref().unwrap().reason.get(Lang::It);
    assert!(reason.contains("non ammette una seconda sospensione"), "{reason}");
}

#[test]
fn the_clerk_gives_fewer_days_but_never_more_than_the_law() {
    for (days, until) in [("10", "2027-03-22"), ("90", "2027-04-12"), ("zero", "2027-04-12")] {
        let mut desk = examined();
        let mut request = filled("ask", &[("days", days)]);
        request.items = asked().items;
        desk.request("2027-03-11", &clerk(), request).unwrap();
        let asked = desk.application.as_ref().unwrap().asked.clone().unwrap();
        assert_eq!(asked.until, day(until), "{days}");
    }
}

#[test]
fn time_ends_an_integration_nobody_answers() {
    let mut desk = examined();
    assert_eq!(desk.elapse("2027-03-11"), Err(Code::NothingDue));
    desk.request("2027-03-11", &clerk(), asked()).unwrap();
    let Some(Promise::Timers(timers)) = desk.promises.last() else { panic!("no timers") };
    // Thirty days end on a Saturday.
    assert_eq!(timers[0].last_day, day("2027-04-12"));
    assert_eq!(desk.elapse("2027-04-12"), Err(Code::NothingDue));
    let by_hand = desk.make("2027-04-12", &Actor::time(), "integration_lapsed");
    assert_eq!(by_hand, Err(Code::NotYours));
    desk.elapse("2027-04-13").unwrap();
    assert_eq!(desk.state(), "examined");
    assert_eq!(desk.elapse("2027-04-13"), Err(Code::NothingDue));
}

#[test]
fn a_refusal_follows_its_notice_and_hears_the_citizen() {
    let refuse = |desk: &mut Desk, on: &str| desk.make(on, &responsible(), "refuse");
    let mut desk = examined();
    assert_eq!(refuse(&mut desk, "2027-03-05"), Err(Code::NoticeNeeded));
    desk.make("2027-03-08", &responsible(), "notify").unwrap();
    let Event::RefusalNotified { until, done } = last_event(&desk) else { panic!("no notice") };
    assert_eq!(until, day("2027-03-18"));
    assert!(matches!(
        done.term[..],
        [workflow::TermChange::Suspended { cause: Cause::RefusalNotice, .. }]
    ));

    let mut silent = examined();
    silent.make("2027-03-08", &responsible(), "notify").unwrap();
    assert_eq!(silent.elapse("2027-03-18"), Err(Code::NothingDue));
    silent.elapse("2027-03-19").unwrap();
    let notify = silent.make("2027-03-19", &responsible(), "notify");
    assert_eq!(notify, Err(Code::SecondNotice));
    refuse(&mut silent, "2027-03-19").unwrap();
    assert_eq!(silent.application.as_ref().unwrap().closed.unwrap().outcome, Outcome::Negative);

    desk.make("2027-03-10", &citizen(), "observe").unwrap();
    // Observations do not end the suspension: it goes on for ten days.
    assert!(last_event(&desk).done().unwrap().term.is_empty());
    // What was observed is answered, or it is no refusal.
    assert_eq!(refuse(&mut desk, "2027-03-11"), Err(Code::ObservationsUnanswered));
    let answered = filled("refuse", &[("observations", "La targa resta di un altro")]);
    desk.request("2027-03-11", &responsible(), answered).unwrap();
    assert_eq!(desk.state(), "refused");
}

#[test]
fn a_refusal_waits_for_the_ten_days_even_from_another_state() {
    let mut workflow = permit();
    let refuse = workflow.moves.iter_mut().find(|mv| mv.id == "refuse").unwrap();
    refuse.from.push("notice".into());
    let mut desk = Desk::sent(workflow, "2027-03-01");
    desk.make("2027-03-02", &clerk(), "take").unwrap();
    desk.make("2027-03-08", &responsible(), "notify").unwrap();
    let early = desk.make("2027-03-18", &responsible(), "refuse");
    assert_eq!(early, Err(Code::ObservationsAwaited));
    desk.make("2027-03-19", &responsible(), "refuse").unwrap();
}

#[test]
fn silence_grants_and_no_later_act_undoes_it() {
    let mut desk = Desk::sent(residence(), "2027-03-10");
    desk.make("2027-03-11", &clerk(), "register").unwrap();
    // 45 days end on Saturday 24 April; the later reading is Monday 26.
    assert_eq!(desk.elapse("2027-04-26"), Err(Code::NothingDue));
    let late = desk.make("2027-04-27", &responsible(), "notify");
    assert_eq!(late, Err(Code::AssentMatured));
    desk.elapse("2027-04-28").unwrap();
    assert_eq!(desk.promised(), ["letter tacit"]);
    let Event::SilenceMatured { meaning, term_end, norm, .. } = last_event(&desk) else {
        panic!("no silence")
    };
    assert_eq!((meaning, term_end), (Silence::Assent, day("2027-04-26")));
    assert_eq!(norm, "L. 241/1990, art. 20");
    let application = desk.application.as_ref().unwrap();
    assert_eq!(application.closed.unwrap().outcome, Outcome::Positive);
    assert_eq!(application.decided.unwrap().silence, Some(Silence::Assent));
}

#[test]
fn a_notice_in_time_stops_the_silence() {
    let mut desk = Desk::sent(residence(), "2027-03-10");
    desk.make("2027-03-11", &clerk(), "register").unwrap();
    desk.make("2027-04-23", &responsible(), "notify").unwrap();
    assert_eq!(desk.elapse("2027-04-28"), Err(Code::NothingDue));
    desk.make("2027-05-01", &citizen(), "observe").unwrap();
    assert_eq!(desk.elapse("2027-05-02"), Err(Code::NothingDue));
    let answered = filled("annul", &[("observations", "La casa resta vuota")]);
    desk.request("2027-05-03", &responsible(), answered).unwrap();
    assert_eq!(desk.application.as_ref().unwrap().closed.unwrap().outcome, Outcome::Negative);
}

#[test]
fn a_norm_can_spare_the_notice() {
    let mut desk = Desk::sent(residence(), "2027-03-10");
    desk.make("2027-03-11", &responsible(), "reject").unwrap();
    assert_eq!(desk.state(), "annulled");
}

#[test]
fn what_is_closed_stays_closed_but_its_papers_can_still_be_kept() {
    let mut desk = examined();
    desk.make("2027-03-05", &citizen(), "withdraw").unwrap();
    assert_eq!(desk.application.as_ref().unwrap().closed.unwrap().outcome, Outcome::Withdrawn);
    assert_eq!(desk.make("2027-03-06", &clerk(), "take"), Err(Code::Ended));
    assert_eq!(desk.make("2027-03-06", &citizen(), "withdraw"), Err(Code::Ended));
    let assign = Command::Assign { to: None, reason: String::new() };
    assert_eq!(desk.run("2027-03-06", &clerk(), &assign), Err(Code::Ended));
    assert_eq!(desk.elapse("2027-12-06"), Err(Code::Ended));
    assert!(desk.offers("2027-03-06", &citizen()).is_empty());
    let keep = Command::Keep {
        file: FileId(uuid::Uuid::from_u128(5)),
        letter: "withdrawn".into(),
        digest: Digest::of(b"pdf"),
        number: None,
    };
    assert_eq!(desk.run("2027-03-06", &citizen(), &keep), Err(Code::NotYours));
    desk.run("2027-03-06", &Actor::register(), &keep).unwrap();
    assert_eq!(desk.application.as_ref().unwrap().documents.len(), 1);
}

#[test]
fn another_office_receives_it_with_a_reason() {
    let mut desk = examined();
    let transfer = |office: &str, reason: &str| Command::Transfer {
        office: office.into(),
        reason: reason.into(),
    };
    let run = |desk: &mut Desk, command: &Command| desk.run("2027-03-05", &clerk(), command);
    assert_eq!(run(&mut desk, &transfer("polizia-locale", "?")), Err(Code::SameOffice));
    assert_eq!(run(&mut desk, &transfer("edilizia", " ")), Err(Code::Incomplete));
    run(&mut desk, &transfer("edilizia", "È un passo carraio")).unwrap();
    let application = desk.application.as_ref().unwrap();
    assert_eq!((application.office.as_str(), application.assignee), ("edilizia", None));
}

#[test]
fn a_correction_names_an_event_that_exists() {
    let mut desk = examined();
    let correct = |seq| Command::Correct {
        seq,
        reason: "Persona sbagliata".into(),
        data: Default::default(),
    };
    assert_eq!(desk.run("2027-03-05", &responsible(), &correct(0)), Err(Code::UnknownEvent));
    assert_eq!(desk.run("2027-03-05", &responsible(), &correct(3)), Err(Code::UnknownEvent));
    assert_eq!(desk.run("2027-03-05", &citizen(), &correct(2)), Err(Code::NotYours));
    assert_eq!(desk.run("2027-03-05", &clerk(), &correct(2)), Err(Code::NotYours));
    desk.run("2027-03-05", &responsible(), &correct(2)).unwrap();
}

#[test]
fn a_guard_speaks_when_it_is_shut() {
    let mut desk = examined();
    let refusal = desk
        .decide(at("2027-03-05"), &responsible(), &Command::Move(Request::of("grant")))
        .unwrap_err();
    assert_eq!(refusal.code, Code::Guard);
    assert_eq!(refusal.reason.get(Lang::It), "Scrivi il numero del permesso.");
    desk.request("2027-03-05", &responsible(), filled("grant", &[("permit", "1")])).unwrap();
}

#[test]
fn moves_are_offered_the_likeliest_first_and_shut_ones_say_why() {
    let desk = examined();
    let both = Actor::staff(person(3), [Who::Clerk, Who::Responsible]);
    let offered: Vec<_> = desk
        .offers("2027-03-05", &both)
        .iter()
        .map(|offer| (offer.mv.id.clone(), offer.shut.as_ref().map(|shut| shut.code)))
        .collect();
    assert_eq!(
        offered,
        [
            // What the guard of the grant reads has not been asked yet.
            ("grant".to_owned(), None),
            ("ask".to_owned(), None),
            ("notify".to_owned(), None),
            ("refuse".to_owned(), Some(Code::NoticeNeeded)),
        ]
    );
    let citizens: Vec<_> =
        desk.offers("2027-03-05", &citizen()).iter().map(|offer| offer.mv.id.clone()).collect();
    assert_eq!(citizens, ["withdraw"]);
}

#[test]
fn a_clock_that_steps_back_does_not_unorder_events() {
    let mut desk = examined();
    desk.make("2027-02-01", &citizen(), "withdraw").unwrap();
    let last = desk.chain.last().unwrap();
    assert_eq!(last.0.at, at("2027-03-02"));
    let entries: Vec<_> =
        desk.chain.iter().map(|(record, payload)| record.entry(payload).unwrap()).collect();
    assert_eq!(Application::replay(&entries), desk.application);
}

#[test]
fn what_one_person_did_another_looks_at() {
    let mut workflow = permit();
    let ask = workflow.moves.iter_mut().find(|mv| mv.id == "ask").unwrap();
    ask.other_than = vec!["take".into()];
    let mut desk = Desk::sent(workflow, "2027-03-01");
    desk.make("2027-03-02", &clerk(), "take").unwrap();
    assert_eq!(desk.request("2027-03-03", &clerk(), asked()), Err(Code::SamePerson));
    let colleague = Actor::staff(person(7), [Who::Clerk]);
    desk.request("2027-03-03", &colleague, asked()).unwrap();
}

#[test]
fn a_decision_is_taken_back_by_who_answers_for_it_and_a_new_term_runs() {
    let mut desk = examined();
    let reopen = |reason: &str| Command::Reopen {
        cause: workflow::ReopenedFor::Annulment,
        reason: reason.into(),
    };
    let early = desk.run("2027-03-03", &responsible(), &reopen("Mancava il parere"));
    assert_eq!(early, Err(Code::NotDecided));
    desk.make("2027-03-08", &responsible(), "notify").unwrap();
    desk.elapse("2027-03-19").unwrap();
    desk.make("2027-03-19", &responsible(), "refuse").unwrap();
    let application = desk.application.as_ref().unwrap();
    assert!(application.closed.is_some() && application.notice.is_some());
    assert_eq!(desk.run("2027-04-01", &clerk(), &reopen("No")), Err(Code::NotYours));
    assert_eq!(desk.run("2027-04-01", &responsible(), &reopen(" ")), Err(Code::Incomplete));
    desk.run("2027-04-01", &responsible(), &reopen("Mancava il parere")).unwrap();
    assert_eq!(desk.state(), "examined");
    let application = desk.application.clone().unwrap();
    assert!(application.closed.is_none() && application.decided.is_none());
    assert_eq!(application.taken_back[0].was.outcome, Outcome::Negative);
    let clock = workflow::clock::compute(
        desk.compiled.definition(),
        &application,
        &model::Calendar::default(),
        day("2027-04-01"),
    );
    assert_eq!((clock.started_on, clock.ended_on), (day("2027-04-01"), None));
    assert!(clock.intervals.is_empty(), "suspensions are of the term before");
    // Nobody is refused without a notice, this time either; and the law gives it again.
    assert_eq!(desk.make("2027-04-02", &responsible(), "refuse"), Err(Code::NoticeNeeded));
    desk.make("2027-04-02", &responsible(), "notify").unwrap();
    desk.elapse("2027-04-19").unwrap();
    desk.make("2027-04-19", &responsible(), "refuse").unwrap();
    assert_eq!(desk.state(), "refused");
}

#[test]
fn what_was_granted_is_annulled_within_six_months_and_later_only_for_falsehood() {
    let granted = || {
        let mut desk = examined();
        desk.request("2027-03-05", &responsible(), filled("grant", &[("permit", "1")])).unwrap();
        desk
    };
    let reopen = |cause| Command::Reopen { cause, reason: "Mancava il parere".into() };
    let annul = reopen(workflow::ReopenedFor::Annulment);
    granted().run("2027-09-05", &responsible(), &annul).unwrap();
    let late = granted().run("2027-09-06", &responsible(), &annul);
    assert_eq!(late, Err(Code::TooLateToAnnul));
    for cause in workflow::ReopenedFor::ALL {
        if cause != workflow::ReopenedFor::Annulment {
            granted().run("2027-09-06", &responsible(), &reopen(cause)).unwrap();
        }
    }
    // Nobody relies on a refusal.
    let mut desk = examined();
    desk.make("2027-03-08", &responsible(), "notify").unwrap();
    desk.elapse("2027-03-19").unwrap();
    desk.make("2027-03-19", &responsible(), "refuse").unwrap();
    desk.run("2027-12-01", &responsible(), &annul).unwrap();
}

#[test]
fn what_its_citizen_gave_up_is_not_taken_up_again() {
    let mut workflow = permit();
    let withdraw = workflow.moves.iter_mut().find(|mv| mv.id == "withdraw").unwrap();
    withdraw.from.push("to_pay".into());
    let mut desk = Desk::sent(workflow, "2027-03-01");
    desk.make("2027-03-02", &clerk(), "take").unwrap();
    desk.request("2027-03-03", &responsible(), filled("grant", &[("permit", "ZTL-1")])).unwrap();
    let reopen =
        Command::Reopen { cause: workflow::ReopenedFor::Revocation, reason: "Cambiata".into() };
    desk.make("2027-03-04", &citizen(), "withdraw").unwrap();
    assert_eq!(desk.run("2027-03-05", &responsible(), &reopen), Err(Code::NotDecided));
}

#[test]
fn where_the_term_stood_still_a_decision_is_taken_back_to_the_beginning() {
    let mut workflow = permit();
    let grant = workflow.moves.iter_mut().find(|mv| mv.id == "grant").unwrap();
    grant.from.push("notice".into());
    let mut desk = Desk::sent(workflow, "2027-03-01");
    desk.make("2027-03-02", &clerk(), "take").unwrap();
    desk.make("2027-03-08", &responsible(), "notify").unwrap();
    desk.request("2027-03-09", &responsible(), filled("grant", &[("permit", "ZTL-1")])).unwrap();
    let reopen =
        Command::Reopen { cause: workflow::ReopenedFor::Mistake, reason: "Sbagliata".into() };
    desk.run("2027-03-10", &responsible(), &reopen).unwrap();
    assert_eq!(desk.state(), "sent");
    // What was done before is nothing that was done now.
    let application = desk.application.as_ref().unwrap();
    assert_eq!(application.made("take"), None);
    desk.make("2027-03-11", &clerk(), "take").unwrap();
    assert_eq!(desk.application.as_ref().unwrap().made("take").unwrap().day(), day("2027-03-11"));
}
