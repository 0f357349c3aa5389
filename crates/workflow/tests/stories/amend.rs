//! Answers changed after they were sent: who may, until when, and what the chain keeps of it.

use crate::common::desk::{Desk, citizen, clerk};
use crate::common::{permit, person, residence};
use model::Digest;
use workflow::{
    Actor, AmendedFor, Amendment, Application, Code, Command, Event, Item, Request, Who,
};

fn amendment(n: u8) -> Amendment {
    Amendment {
        layer: Digest::of(&[n]),
        answers: Digest::of(&[n, n]),
        paths: vec!["vehicles.r1.plate".into()],
    }
}

fn change(n: u8, reason: &str) -> Command {
    Command::Amend { amendment: amendment(n), reason: reason.into() }
}

fn layers(desk: &Desk) -> Vec<(u32, AmendedFor, Option<String>)> {
    let layers = &desk.application.as_ref().unwrap().layers;
    layers.iter().map(|layer| (layer.seq, layer.cause, layer.reason.clone())).collect()
}

#[test]
fn a_citizen_changes_answers_until_somebody_takes_charge() {
    let mut desk = Desk::sent(permit(), "2027-03-01");
    let sent = desk.application.as_ref().unwrap().answers;
    desk.run("2027-03-02", &citizen(), &change(1, "")).unwrap();
    assert_eq!(layers(&desk), [(2, AmendedFor::Change, None)]);
    let application = desk.application.as_ref().unwrap();
    assert_eq!((application.answers, application.stands), (sent, amendment(1).answers));
    // Assigned to somebody: it is in their hands.
    desk.run(
        "2027-03-02",
        &clerk(),
        &Command::Assign { to: Some(person(2)), reason: String::new() },
    )
    .unwrap();
    assert_eq!(desk.run("2027-03-03", &citizen(), &change(2, "")), Err(Code::TakenInCharge));
    // Taken, then given back: somebody has begun.
    desk.run("2027-03-03", &clerk(), &Command::Assign { to: None, reason: "r".into() }).unwrap();
    desk.make("2027-03-03", &clerk(), "take").unwrap();
    desk.run("2027-03-03", &clerk(), &Command::Assign { to: None, reason: "r".into() }).unwrap();
    assert_eq!(desk.run("2027-03-04", &citizen(), &change(2, "")), Err(Code::TakenInCharge));
}

#[test]
fn what_silence_has_answered_is_not_changed_any_more_though_time_has_not_moved_yet() {
    // The last day is Monday 26 April.
    let desk = || Desk::sent(residence(), "2027-03-11");
    desk().run("2027-04-26", &citizen(), &change(1, "")).unwrap();
    assert_eq!(desk().run("2027-04-27", &citizen(), &change(1, "")), Err(Code::Ended));
    // Where silence means nothing the office still has to answer, and it is not in charge yet.
    Desk::sent(permit(), "2027-03-01").run("2027-04-27", &citizen(), &change(1, "")).unwrap();
}

#[test]
fn the_office_says_why_and_nobody_else_changes_anything() {
    let mut desk = Desk::sent(permit(), "2027-03-01");
    assert_eq!(desk.run("2027-03-02", &clerk(), &change(1, "  ")), Err(Code::Incomplete));
    desk.run("2027-03-02", &clerk(), &change(1, " Al telefono ")).unwrap();
    assert_eq!(layers(&desk), [(2, AmendedFor::Correction, Some("Al telefono".into()))]);
    for (actor, code) in [
        (Actor::time(), Code::NotYours),
        (Actor::register(), Code::NotYours),
        (Actor::payment(), Code::NotYours),
        (Actor::staff(person(4), []), Code::NotYours),
        (Actor::staff(person(1), [Who::Clerk]), Code::Conflict),
    ] {
        assert_eq!(desk.run("2027-03-02", &actor, &change(2, "Perché")), Err(code));
    }
    desk.make("2027-03-03", &citizen(), "withdraw").unwrap();
    for actor in [citizen(), clerk()] {
        assert_eq!(desk.run("2027-03-04", &actor, &change(2, "Perché")), Err(Code::Ended));
    }
}

#[test]
fn what_an_answer_changes_stands_before_the_answer_in_one_decision() {
    let mut desk = Desk::sent(permit(), "2027-03-01");
    desk.make("2027-03-02", &clerk(), "take").unwrap();
    let taking = Request { amendment: Some(amendment(1)), ..Request::of("ask") };
    let items = vec![Item {
        path: "vehicles.r1.plate".into(),
        question: String::new(),
        reason: "Illeggibile".into(),
    }];
    let asking = Request { items, ..taking };
    assert_eq!(desk.request("2027-03-03", &clerk(), asking.clone()), Err(Code::NothingAsked));
    desk.request("2027-03-03", &clerk(), Request { amendment: None, ..asking }).unwrap();
    let answer = Request { amendment: Some(amendment(1)), ..Request::of("answer") };
    desk.request("2027-03-05", &citizen(), answer).unwrap();
    let events: Vec<Event> =
        desk.chain.iter().map(|(record, payload)| record.entry(payload).unwrap().event).collect();
    let kinds: Vec<&str> = events.iter().map(Event::kind).collect();
    let wanted = ["sent", "taken", "integration_asked", "amended", "integration_answered"];
    assert_eq!(kinds, wanted);
    assert_eq!(layers(&desk), [(4, AmendedFor::Integration, None)]);
    // The chain read back says the same.
    let entries: Vec<_> =
        desk.chain.iter().map(|(record, payload)| record.entry(payload).unwrap()).collect();
    let again = Application::replay(&entries).unwrap();
    assert_eq!(again.stands, amendment(1).answers);
    assert_eq!(again.layers[0].amendment, amendment(1));
}

#[test]
fn points_are_closed_by_the_office_once_the_answer_came() {
    let mut desk = Desk::sent(permit(), "2027-03-01");
    desk.make("2027-03-02", &clerk(), "take").unwrap();
    let item = |path: &str| Item {
        path: path.into(),
        question: format!("Domanda {path}"),
        reason: " Illeggibile ".into(),
    };
    let nothing =
        Request { data: [("days".into(), vec!["20".into()])].into(), ..Request::of("ask") };
    assert_eq!(desk.request("2027-03-03", &clerk(), nothing), Err(Code::Incomplete));
    let mute =
        Request { items: vec![Item { reason: " ".into(), ..item("a") }], ..Request::of("ask") };
    assert_eq!(desk.request("2027-03-03", &clerk(), mute), Err(Code::Incomplete));
    let long = Request {
        items: vec![Item { reason: "x".repeat(2_001), ..item("a") }],
        ..Request::of("ask")
    };
    assert_eq!(desk.request("2027-03-03", &clerk(), long), Err(Code::Incomplete));
    // Asked twice it is one point.
    let twice = [item("a"), item("b"), item("a")].to_vec();
    desk.request("2027-03-03", &clerk(), Request { items: twice, ..Request::of("ask") }).unwrap();
    let round = |desk: &Desk| desk.application.as_ref().unwrap().rounds[0].clone();
    let asked = round(&desk).seq;
    assert_eq!((round(&desk).items.len(), &*round(&desk).items[0].reason), (2, "Illeggibile"));
    let close = |asked: u32, paths: &[&str]| Command::ClosePoints {
        asked,
        paths: paths.iter().map(|path| (*path).to_owned()).collect(),
    };
    assert_eq!(desk.run("2027-03-04", &clerk(), &close(asked, &["a"])), Err(Code::NothingAsked));
    desk.make("2027-03-05", &citizen(), "answer").unwrap();
    for (actor, paths, code) in [
        (citizen(), &["a"][..], Code::NotYours),
        (clerk(), &[][..], Code::NothingAsked),
        (clerk(), &["a", "c"][..], Code::NothingAsked),
    ] {
        assert_eq!(desk.run("2027-03-06", &actor, &close(asked, paths)), Err(code));
    }
    assert_eq!(
        desk.run("2027-03-06", &clerk(), &close(asked + 1, &["a"])),
        Err(Code::NothingAsked)
    );
    desk.run("2027-03-06", &clerk(), &close(asked, &["a"])).unwrap();
    assert_eq!(desk.run("2027-03-06", &clerk(), &close(asked, &["a"])), Err(Code::NothingAsked));
    let open = |desk: &Desk| -> Vec<String> {
        let application = desk.application.as_ref().unwrap();
        application.open_points().map(|item| item.path.clone()).collect()
    };
    assert_eq!(open(&desk), ["b"]);
    assert_eq!((round(&desk).answered.is_some(), round(&desk).closed.len()), (true, 1));
}
