//! Opinions of others, told as stories: asked, asked again, given, no longer needed, and never come.

use crate::common::desk::{Desk, citizen, clerk, filled, responsible};
use crate::common::{consulting, day, person};
use workflow::{
    Act, Actor, Answering, Asking, Author, Code, Command, Consulted, Enclosed, Event, Handling,
    Opined, OpinionEnd, Verdict, Who,
};

fn office(id: &str) -> Consulted {
    Consulted::Office(id.to_owned())
}

/// Somebody of the office that was asked.
fn police() -> Actor {
    Actor::consulted(person(20), office("polizia"))
}

fn asking(of: Consulted) -> Asking {
    let question = "Il passaggio resta libero?".to_owned();
    let (shows, enclosed) = (vec!["place".to_owned()], Enclosed::default());
    Asking { opinion: None, of, question, days: 20, shows, enclosed }
}

fn giving(asked: u32, verdict: Verdict, text: &str) -> Command {
    Command::GiveOpinion(Answering { asked, verdict, text: text.to_owned(), files: Vec::new() })
}

fn examined() -> Desk {
    let mut desk = Desk::sent(consulting(), "2027-03-01");
    desk.make("2027-03-02", &clerk(), "take").unwrap();
    desk
}

/// In the state that waits for the opinion of the roads.
fn heard() -> Desk {
    let mut desk = examined();
    let hear = filled("hear", &[("question", " Si può passare? ")]);
    desk.request("2027-03-03", &clerk(), hear).unwrap();
    desk
}

fn last(desk: &Desk) -> &Opined {
    desk.application.as_ref().unwrap().opinions.last().unwrap()
}

fn events(desk: &Desk) -> Vec<(&'static str, Author)> {
    let entries = desk.chain.iter().map(|(record, payload)| record.entry(payload).unwrap());
    entries.map(|entry| (entry.event.kind(), entry.author)).collect()
}

#[test]
fn a_move_asks_waits_and_goes_on_when_the_opinion_comes() {
    let mut desk = heard();
    assert_eq!(desk.state(), "opinion");
    let opined = last(&desk);
    assert_eq!((opined.question.text.as_str(), opined.seq), ("Si può passare?", 3));
    assert_eq!(opined.question.of, office("polizia"));
    // Twenty days from 3 March: 23 March 2027 is a Tuesday.
    assert_eq!(opined.question.until, day("2027-03-23"));

    let given = giving(3, Verdict::Conditions, " Lascia un metro e mezzo. ");
    desk.run("2027-03-10", &police(), &given).unwrap();
    assert_eq!(desk.state(), "examined");
    assert_eq!(desk.promised(), ["mail granted"], "what follows the move is promised");
    let end = last(&desk).end.clone().unwrap();
    let OpinionEnd::Given { on, by, verdict, text, .. } = end else { panic!("it was given") };
    assert_eq!((on, by, verdict), (day("2027-03-10"), Some(person(20)), Verdict::Conditions));
    assert_eq!(text, "Lascia un metro e mezzo.");
    let by_clerk = Author { who: Who::Clerk, person: Some(person(2)) };
    assert_eq!(
        events(&desk)[2..],
        [
            ("opinion_asked", by_clerk),
            ("moved", by_clerk),
            ("opinion_given", Author { who: Who::Consulted, person: Some(person(20)) }),
            ("moved", Author { who: Who::Consulted, person: None }),
        ]
    );
    assert_eq!(desk.run("2027-03-11", &police(), &given), Err(Code::NotAwaited));
}

#[test]
fn an_opinion_that_never_comes_does_not_stop_the_case() {
    let mut desk = heard();
    assert_eq!(desk.elapse("2027-03-23"), Err(Code::NothingDue), "the whole last day is theirs");
    desk.elapse("2027-03-24").unwrap();
    assert_eq!(desk.state(), "examined");
    assert_eq!(last(&desk).end, None);
    // It may still come, and moves nothing any more.
    desk.run("2027-03-25", &police(), &giving(3, Verdict::Favourable, "")).unwrap();
    assert_eq!(desk.state(), "examined");
    assert_eq!(events(&desk).last().unwrap().0, "opinion_given");
}

#[test]
fn what_is_no_longer_needed_is_taken_back_with_a_reason() {
    let mut desk = heard();
    let revoke = |reason: &str| Command::RevokeOpinion { asked: 3, reason: reason.to_owned() };
    assert_eq!(desk.run("2027-03-04", &clerk(), &revoke(" ")), Err(Code::Incomplete));
    assert_eq!(desk.run("2027-03-04", &police(), &revoke("x")), Err(Code::NotYours));
    desk.run("2027-03-04", &clerk(), &revoke("Domanda cambiata")).unwrap();
    assert_eq!(desk.state(), "examined", "nothing is awaited any more");
    let end = OpinionEnd::Revoked { on: day("2027-03-04"), reason: "Domanda cambiata".into() };
    assert_eq!(last(&desk).end, Some(end));
    let late = giving(3, Verdict::Against, "No");
    assert_eq!(desk.run("2027-03-05", &police(), &late), Err(Code::NotAwaited));
}

#[test]
fn the_case_waits_until_the_last_of_several_has_come() {
    let mut desk = examined();
    desk.run("2027-03-02", &clerk(), &Command::AskOpinion(asking(office("verde")))).unwrap();
    desk.request("2027-03-03", &clerk(), filled("hear", &[("question", "?")])).unwrap();
    desk.run("2027-03-04", &police(), &giving(4, Verdict::Favourable, "")).unwrap();
    assert_eq!(desk.state(), "opinion", "the other office has not answered");
    let green = Actor::consulted(person(21), office("verde"));
    desk.run("2027-03-05", &green, &giving(3, Verdict::Favourable, "")).unwrap();
    assert_eq!(desk.state(), "examined");
}

#[test]
fn who_may_ask_and_answer_and_what() {
    let mut desk = examined();
    let ask = |of: Consulted| Command::AskOpinion(asking(of));
    let mut refused = |actor: &Actor, command: Command| desk.run("2027-03-03", actor, &command);
    assert_eq!(refused(&citizen(), ask(office("verde"))), Err(Code::NotYours));
    assert_eq!(refused(&clerk(), ask(office("polizia-locale"))), Err(Code::SameOffice));
    let silent = Asking { question: "  ".into(), ..asking(office("verde")) };
    assert_eq!(refused(&clerk(), Command::AskOpinion(silent)), Err(Code::Incomplete));
    for days in [0, 91] {
        let asked = Asking { days, ..asking(office("verde")) };
        assert_eq!(refused(&clerk(), Command::AskOpinion(asked)), Err(Code::Incomplete), "{days}");
    }
    let of = |id: &str, of: &str| Asking { opinion: Some(id.into()), ..asking(office(of)) };
    let strange = Command::AskOpinion(of("roads", "verde"));
    assert_eq!(refused(&clerk(), strange), Err(Code::UnknownOpinion), "it has its own office");
    let unknown = Command::AskOpinion(of("trees", "verde"));
    assert_eq!(refused(&clerk(), unknown), Err(Code::UnknownOpinion));
    let roads = Command::AskOpinion(of("roads", "polizia"));
    refused(&clerk(), roads.clone()).unwrap();
    assert_eq!(refused(&responsible(), roads), Err(Code::AlreadyAsked));
    let hear = desk.request("2027-03-03", &clerk(), filled("hear", &[("question", "?")]));
    assert_eq!(hear, Err(Code::AlreadyAsked));
    let shut = desk.offers("2027-03-03", &clerk()).into_iter().find(|offer| offer.mv.id == "hear");
    assert_eq!(shut.unwrap().shut.map(|refusal| refusal.code), Some(Code::AlreadyAsked));

    // Another office, a party, a clerk of the office in charge, nobody in particular.
    let mut refused = |actor: &Actor, command: Command| desk.run("2027-03-04", actor, &command);
    let say = || giving(3, Verdict::Favourable, "");
    let green = Actor::consulted(person(21), office("verde"));
    assert_eq!(refused(&green, say()), Err(Code::NotYours));
    assert_eq!(refused(&clerk(), say()), Err(Code::NotYours));
    assert_eq!(refused(&citizen(), say()), Err(Code::NotYours));
    assert_eq!(refused(&Actor::register(), say()), Err(Code::NotYours));
    let party = Actor::consulted(person(1), office("polizia"));
    assert_eq!(refused(&party, say()), Err(Code::Conflict));
    assert_eq!(refused(&police(), giving(3, Verdict::Against, " ")), Err(Code::Incomplete));
    assert_eq!(refused(&police(), giving(2, Verdict::Favourable, "")), Err(Code::NotAwaited));
    // Whose opinion is asked makes no move.
    let heard = desk.make("2027-03-04", &police(), "heard");
    assert_eq!(heard, Err(Code::NotYours));
}

#[test]
fn it_is_asked_for_again_once_a_day() {
    let mut desk = heard();
    let remind = Command::RemindOpinion { asked: 3 };
    desk.run("2027-03-20", &clerk(), &remind).unwrap();
    assert_eq!(desk.run("2027-03-20", &clerk(), &remind), Err(Code::AlreadyAsked));
    desk.run("2027-03-24", &clerk(), &remind).unwrap();
    assert_eq!(last(&desk).reminded, [(day("2027-03-20"), false), (day("2027-03-24"), false)]);
}

#[test]
fn time_asks_again_once_before_the_last_day_and_once_after_it() {
    let mut desk = heard();
    let remind = Command::RemindOpinion { asked: 3 };
    let mut by_time = |on: &str| desk.run(on, &Actor::time(), &remind);
    // 23 March is the last day.
    assert_eq!(by_time("2027-03-19"), Err(Code::NothingDue));
    by_time("2027-03-20").unwrap();
    assert_eq!(by_time("2027-03-21"), Err(Code::NothingDue));
    assert_eq!(by_time("2027-03-23"), Err(Code::NothingDue));
    by_time("2027-03-24").unwrap();
    assert_eq!(by_time("2027-03-30"), Err(Code::NothingDue));
    // More time has its own two days; who was asked shortly before needs no second message.
    let put_off = |until: &str| {
        let how = Handling::PutOff { until: day(until), reason: "Sopralluogo".to_owned() };
        Command::HandleOpinion { asked: 3, how }
    };
    desk.run("2027-03-31", &clerk(), &put_off("2027-04-09")).unwrap();
    let mut by_time = |on: &str| desk.run(on, &Actor::time(), &remind);
    assert_eq!(by_time("2027-04-05"), Err(Code::NothingDue));
    by_time("2027-04-06").unwrap();
    assert_eq!(by_time("2027-04-07"), Err(Code::NothingDue));
    desk.run("2027-04-08", &clerk(), &put_off("2027-04-10")).unwrap();
    let mut by_time = |on: &str| desk.run(on, &Actor::time(), &remind);
    assert_eq!(by_time("2027-04-09"), Err(Code::NothingDue));
    by_time("2027-04-12").unwrap();
    let told: Vec<_> = last(&desk).reminded.iter().map(|(_, by_time)| *by_time).collect();
    assert_eq!(told, [true; 4]);
    desk.run("2027-04-13", &police(), &giving(3, Verdict::Favourable, "")).unwrap();
    assert_eq!(desk.run("2027-04-14", &Actor::time(), &remind), Err(Code::NotAwaited));
}

#[test]
fn more_time_is_given_with_a_reason_and_moves_what_waits_for_the_day() {
    let mut desk = heard();
    let put_off = |until: &str, reason: &str| {
        let how = Handling::PutOff { until: day(until), reason: reason.to_owned() };
        Command::HandleOpinion { asked: 3, how }
    };
    let mut refused = |actor: &Actor, command: Command| desk.run("2027-03-20", actor, &command);
    assert_eq!(refused(&clerk(), put_off("2027-03-23", "r")), Err(Code::Incomplete), "no later");
    assert_eq!(refused(&clerk(), put_off("2027-07-01", "r")), Err(Code::Incomplete), "too late");
    assert_eq!(refused(&clerk(), put_off("2027-03-30", " ")), Err(Code::Incomplete));
    assert_eq!(refused(&police(), put_off("2027-03-30", "r")), Err(Code::NotYours));
    refused(&clerk(), put_off("2027-03-30", " Sopralluogo ")).unwrap();
    assert_eq!(last(&desk).question.until, day("2027-03-30"));
    assert_eq!(desk.elapse("2027-03-24"), Err(Code::NothingDue), "the case waits as long");
    desk.elapse("2027-03-31").unwrap();
    assert_eq!(desk.state(), "examined");
}

#[test]
fn who_is_asked_says_once_what_they_miss_and_time_stands_still() {
    let mut desk = heard();
    let of = |how: Handling| Command::HandleOpinion { asked: 3, how };
    let hold_up = |text: &str| of(Handling::HoldUp { text: text.to_owned() });
    let supply =
        |text: &str| of(Handling::Supply { text: text.to_owned(), enclosed: Enclosed::default() });
    assert_eq!(desk.run("2027-03-10", &clerk(), &supply("r")), Err(Code::NothingAsked));
    assert_eq!(desk.run("2027-03-10", &clerk(), &hold_up("r")), Err(Code::NotYours));
    assert_eq!(desk.run("2027-03-10", &police(), &hold_up(" ")), Err(Code::Incomplete));
    desk.run("2027-03-10", &police(), &hold_up(" La pianta quotata ")).unwrap();
    assert_eq!(last(&desk).needs.as_ref().unwrap().text, "La pianta quotata");
    assert_eq!(last(&desk).last_day(), None);
    let remind = Command::RemindOpinion { asked: 3 };
    assert_eq!(desk.run("2027-03-20", &Actor::time(), &remind), Err(Code::NotAwaited));
    assert_eq!(desk.elapse("2027-04-24"), Err(Code::NothingDue), "nobody is late");
    assert_eq!(desk.run("2027-04-26", &clerk(), &supply(" ")), Err(Code::Incomplete));
    desk.run("2027-04-26", &clerk(), &supply("Eccola")).unwrap();
    // Fifteen days from when it came: 11 May 2027 is a Tuesday.
    assert_eq!(last(&desk).last_day(), Some(day("2027-05-11")));
    assert_eq!(desk.run("2027-04-27", &police(), &hold_up("Altro")), Err(Code::AlreadyAsked));
    desk.elapse("2027-05-12").unwrap();
    assert_eq!(desk.state(), "examined");
    // Who lets the day pass has nothing more to ask for.
    let mut desk = heard();
    assert_eq!(desk.run("2027-03-24", &police(), &hold_up("La pianta")), Err(Code::TermOver));
}

#[test]
fn single_files_are_shown_alone_or_beside_sections() {
    let mut desk = examined();
    let file = model::FileId(person(50).0);
    let mut ask = |shows: Vec<String>, opinion: Option<String>, of: &str| {
        let enclosed = Enclosed { files: vec![file], papers: vec![person(51).0] };
        let asked = Asking { shows, opinion, enclosed, ..asking(office(of)) };
        desk.run("2027-03-03", &clerk(), &Command::AskOpinion(asked)).unwrap();
        last(&desk).question.clone()
    };
    let alone = ask(Vec::new(), None, "verde");
    assert!(!alone.shows_section("place") && alone.enclosed.files == [file]);
    let beside = ask(vec!["place".to_owned()], None, "tributi");
    assert!(beside.shows_section("place") && !beside.shows_section("who"));
    // One that is foreseen shows what it says that it shows.
    let foreseen = ask(Vec::new(), Some("roads".to_owned()), "polizia");
    assert!(foreseen.shows_section("who"));
}

#[test]
fn the_end_of_the_case_is_the_end_of_the_wait() {
    let mut desk = examined();
    desk.run("2027-03-02", &clerk(), &Command::AskOpinion(asking(office("verde")))).unwrap();
    let withdraw = desk.compiled.definition().moves.iter().find(|mv| mv.act == Act::Withdraw);
    let withdraw = withdraw.unwrap().id.clone();
    desk.make("2027-03-03", &citizen(), &withdraw).unwrap();
    let application = desk.application.as_ref().unwrap();
    assert_eq!(application.open_opinions().count(), 0);
    let green = Actor::consulted(person(21), office("verde"));
    let say = giving(3, Verdict::Favourable, "");
    assert_eq!(desk.run("2027-03-04", &green, &say), Err(Code::Ended));
}

#[test]
fn rules_and_letters_read_what_came_of_it() {
    let mut workflow = consulting();
    let grant = workflow.moves.iter_mut().find(|mv| mv.id == "grant").unwrap();
    let rule = r#"!application.has_open_opinions && opinion.roads.verdict != "against""#;
    grant.guard = Some(rule.to_owned());
    grant.refusal = Some("Il parere non c'è, o è contrario.".into());
    let mut desk = Desk::sent(workflow, "2027-03-01");
    desk.make("2027-03-02", &clerk(), "take").unwrap();
    let grant = || filled("grant", &[("permit", "1")]);
    let asked = Asking { opinion: Some("roads".into()), ..asking(office("polizia")) };
    desk.run("2027-03-02", &clerk(), &Command::AskOpinion(asked)).unwrap();
    assert_eq!(desk.request("2027-03-03", &responsible(), grant()), Err(Code::Guard));
    desk.run("2027-03-03", &police(), &giving(3, Verdict::Against, "No")).unwrap();
    assert_eq!(desk.request("2027-03-04", &responsible(), grant()), Err(Code::Guard));
    let again = Asking { opinion: Some("roads".into()), ..asking(office("polizia")) };
    desk.run("2027-03-04", &clerk(), &Command::AskOpinion(again)).unwrap();
    desk.run("2027-03-05", &police(), &giving(5, Verdict::Favourable, "")).unwrap();
    desk.request("2027-03-06", &responsible(), grant()).unwrap();
}

#[test]
fn what_is_written_is_read_again() {
    let desk = heard();
    for (record, payload) in &desk.chain {
        let entry = record.entry(payload).unwrap();
        assert_eq!(Event::read(entry.event.kind(), &entry.event.payload()).unwrap(), entry.event);
    }
    let (record, payload) = &desk.chain[2];
    assert_eq!(
        (record.kind.as_str(), payload.text.as_str()),
        (
            "opinion_asked",
            r#"{"question":{"of":{"office":"polizia"},"opinion":"roads","text":"Si può passare?","until":"2027-03-23"}}"#
        )
    );
}
