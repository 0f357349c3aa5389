//! What somebody may try with an application: any command, by anybody, likely or not.

use chrono::Days;
use model::{Digest, FileId};
use proptest::prelude::*;
use workflow::{
    Actor, Amendment, Answering, Asking, Command, Consulted, Enclosed, Handling, Item, Part,
    ReopenedFor, Request, Verdict, Who,
};

use super::{Life, actors, parts, person};

/// One thing that somebody tries, some days after the one before. Numbers choose among what the
/// workflow has.
#[derive(Debug, Clone)]
pub struct Attempt {
    what: u8,
    chosen: u16,
    by: u8,
    pub(super) wait: u64,
    days: u32,
    pub(super) is_partial: bool,
}

impl Attempt {
    /// It puts the application on the next revision, which has the same workflow.
    pub(super) fn revises(&self) -> bool {
        self.what == 35
    }
}

pub fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let wait = prop_oneof![12 => 0_u64..3, 4 => 0_u64..12, 1 => 0_u64..60];
    // Opinions are long stories: asked, held up, supplied, put off.
    let what = prop_oneof![3 => 0_u8..36, 1 => 23_u8..29];
    let attempt = (what, any::<u16>(), any::<u8>(), wait, 0_u32..100, any::<bool>());
    let attempt = attempt.prop_map(|(what, chosen, by, wait, days, is_partial)| Attempt {
        what,
        chosen,
        by,
        wait,
        days,
        is_partial,
    });
    proptest::collection::vec(attempt, 0..40)
}

pub(super) fn command<F>(life: &Life<'_, F>, attempt: &Attempt) -> (Command, Actor) {
    let (chosen, all) = (usize::from(attempt.chosen), actors());
    let anybody = all[usize::from(attempt.by) % all.len()].clone();
    let moves = &life.compiled.definition().moves;
    // Lives go on for a while: an end is chosen one time in eight.
    let ends = |id: &str| life.compiled.state(id).is_some_and(|state| state.ends.is_some());
    let may_end = attempt.days.is_multiple_of(8);
    let here: Vec<_> = moves
        .iter()
        .filter(|mv| mv.from.contains(&life.application.state) && (may_end || !ends(&mv.to)))
        .collect();
    let request = |id: &str| {
        let mut request = Request::of(id);
        let days = attempt.days.to_string();
        for (field, text) in
            [("days", days.as_str()), ("amount", "16"), ("reference", "x"), ("question", "?")]
        {
            request.data.insert(field.into(), vec![text.into()]);
        }
        request.items.push(Item { path: "p".into(), reason: "r".into(), ..Item::default() });
        Command::Move(request)
    };
    // What has ended is taken back now and then, mostly by who may.
    if life.application.closed.is_some() && attempt.what >= 28 {
        let cause = ReopenedFor::ALL[chosen % ReopenedFor::ALL.len()];
        let heads =
            [Actor::staff(person(3), [Who::Responsible]), Actor::staff(person(5), [Who::Head])];
        let by = if attempt.is_partial { anybody } else { heads[chosen % 2].clone() };
        let reason = if chosen % 7 == 0 { "" } else { "r" }.to_owned();
        return (Command::Reopen { cause, reason }, by);
    }
    match attempt.what {
        // A move from here by somebody of its own, so that stories go on.
        0..=13 if !here.is_empty() => {
            let mv = here[chosen % here.len()];
            let able: Vec<_> = all
                .iter()
                .filter(|actor| parts(actor).iter().any(|part| mv.who.contains(part)))
                .collect();
            match able.get(usize::from(attempt.by) % able.len().max(1)) {
                Some(actor) if actor.part == Part::Time => (Command::Elapse, (*actor).clone()),
                Some(actor) => (request(&mv.id), (*actor).clone()),
                None => (request(&mv.id), anybody),
            }
        }
        0..=16 => (request(&moves[chosen % moves.len()].id), anybody),
        17 | 18 => (Command::Elapse, Actor::time()),
        19 => (Command::Elapse, anybody),
        20 => {
            let to = (chosen % 3 > 0).then(|| person(attempt.days as u8 % 9 + 1));
            let reason = if chosen % 2 == 0 { "r" } else { "" };
            (Command::Assign { to, reason: reason.into() }, anybody)
        }
        21 => {
            let office = format!("ufficio-{}", chosen % 3);
            (Command::Transfer { office, reason: "r".into() }, anybody)
        }
        22 => {
            let (file, digest) = (FileId(person(50).0), Digest::of(b""));
            (Command::Keep { file, letter: "l".into(), digest, number: None }, anybody)
        }
        23 | 24 => {
            let office = ["polizia", "ufficio-1", "ufficio-0"][chosen % 3].to_owned();
            let opinion = (chosen % 2 == 0).then(|| "roads".to_owned());
            let (of, question) = (Consulted::Office(office), "?".to_owned());
            let shows = Vec::new();
            let staff: Vec<_> = all.iter().filter(|it| parts(it).contains(&Who::Clerk)).collect();
            let by = match attempt.is_partial {
                true => anybody,
                false => staff[usize::from(attempt.by) % staff.len()].clone(),
            };
            let enclosed = Enclosed::default();
            let asking = Asking { opinion, of, question, days: attempt.days, shows, enclosed };
            (Command::AskOpinion(asking), by)
        }
        25..=28 => {
            // One that is awaited, mostly by who may end it; sometimes any number, by anybody.
            let awaited: Vec<_> = life.application.open_opinions().collect();
            let opined = awaited.get(chosen % awaited.len().max(1));
            let asked = opined.map_or(attempt.days % 6, |it| it.seq);
            let ends = |actor: &&Actor| match &actor.part {
                Part::Consulted(of) => opined.is_some_and(|it| it.question.of == *of),
                Part::Staff(_) => attempt.what < 27 && parts(actor).len() == 1,
                _ => false,
            };
            let able: Vec<_> = all.iter().filter(ends).collect();
            let able = able.get(usize::from(attempt.by) % able.len().max(1));
            let by = able.map_or(anybody, |actor| (*actor).clone());
            let verdict = Verdict::ALL[chosen % 3];
            let text = if chosen % 5 == 0 { "" } else { "r" }.to_owned();
            match attempt.what {
                25 if opined.is_some_and(|it| it.is_held_up()) => {
                    let how = Handling::Supply { text, enclosed: Enclosed::default() };
                    (Command::HandleOpinion { asked, how }, by)
                }
                26 if chosen % 2 == 0 => {
                    let from =
                        opined.map_or(life.application.last_at.day(), |it| it.question.until);
                    let until = from + Days::new(u64::from(attempt.days % 30));
                    (
                        Command::HandleOpinion {
                            asked,
                            how: Handling::PutOff { until, reason: text },
                        },
                        by,
                    )
                }
                27 if opined.is_some_and(|it| it.needs.is_none()) => {
                    (Command::HandleOpinion { asked, how: Handling::HoldUp { text } }, by)
                }
                25 => (Command::RemindOpinion { asked }, by),
                26 => (Command::RevokeOpinion { asked, reason: text }, by),
                _ => {
                    let files = Vec::new();
                    (Command::GiveOpinion(Answering { asked, verdict, text, files }), by)
                }
            }
        }
        29 | 30 => {
            // The round whose points wait, mostly; a path that was asked, or not.
            let round = life.application.rounds.last();
            let asked = round.map_or(attempt.days % 6, |round| round.seq);
            let asked = if chosen % 7 == 0 { asked + 1 } else { asked };
            let paths = if chosen % 5 == 0 { vec!["q".to_owned()] } else { vec!["p".to_owned()] };
            let by =
                if attempt.is_partial { anybody } else { Actor::staff(person(2), [Who::Clerk]) };
            (Command::ClosePoints { asked, paths }, by)
        }
        32 | 33 => {
            let layer = Digest::of(&[attempt.by]);
            let amendment = Amendment { layer, answers: layer, paths: vec!["p".into()] };
            let reason = if chosen % 4 == 0 { "" } else { "r" }.to_owned();
            (Command::Amend { amendment, reason }, anybody)
        }
        34 => {
            let cause = ReopenedFor::ALL[chosen % ReopenedFor::ALL.len()];
            (Command::Reopen { cause, reason: "r".into() }, anybody)
        }
        _ => {
            let seq = attempt.days % 6;
            (Command::Correct { seq, reason: "r".into(), data: Default::default() }, anybody)
        }
    }
}
