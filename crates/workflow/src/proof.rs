//! The proof of a workflow before it is published: everything it names exists, every state can be
//! reached and left, time and law fit together. Rules and templates are type-checked in `compile`;
//! offices and people are asked of the installation elsewhere.

mod opinions;
mod routing;

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::LONGEST_SUSPENSION;
use crate::definition::{
    Act, After, Anchor, ClockState, Effect, Letter, Move, National, Outcome, Silence, Timer, Who,
    Workflow,
};
use crate::event::OWN_LETTERS;
use crate::fault::{Fault, FaultKind};

/// Every fault of a workflow and its letters, in the order of the document.
#[must_use]
pub fn proof<F>(workflow: &Workflow<F>, letters: &[Letter]) -> Vec<Fault> {
    let mut proof = Proof { workflow, faults: Vec::new() };
    proof.term();
    proof.routing();
    proof.distribution();
    proof.ids(letters);
    proof.states();
    proof.moves(letters);
    proof.timers();
    proof.deadlines();
    proof.opinions();
    // Where an application begins or goes is not known: what it cannot come to is no fault of its own.
    let is_lost = |fault: &Fault| matches!(fault.code, "unknown_state" | "start_ends");
    if !proof.faults.iter().any(is_lost) {
        proof.reach();
    }
    proof.faults
}

struct Proof<'a, F> {
    workflow: &'a Workflow<F>,
    faults: Vec<Fault>,
}

impl<F> Proof<'_, F> {
    fn fault(&mut self, kind: FaultKind, path: impl Into<String>) {
        self.faults.push(kind.at(path));
    }

    fn ends(&self, id: &str) -> Option<Outcome> {
        self.workflow.states.iter().find(|state| state.id == id)?.ends
    }

    fn has_state(&self, id: &str) -> bool {
        self.workflow.states.iter().any(|state| state.id == id)
    }

    /// A timer makes this move in this state.
    fn has_timer(&self, mv: &Move<F>, state: &str) -> bool {
        let mut timers = self.workflow.timers.iter();
        timers.any(|timer| timer.then == mv.id && timer.states.iter().any(|id| id == state))
    }

    /// The term can be suspended while an application is in this state.
    fn can_be_suspended(&self, id: &str) -> bool {
        let suspends = |effect: &Effect| matches!(effect, Effect::Suspend(_));
        let mut states = self.workflow.states.iter();
        states.any(|state| state.id == id && state.clock == ClockState::Suspended)
            || self.workflow.moves.iter().any(|mv| mv.to == id && mv.effects.iter().any(suspends))
    }

    /// The state is one in which the citizen is asked for an integration.
    fn is_asked_in(&self, id: &str) -> bool {
        let mut moves = self.workflow.moves.iter();
        moves.any(|mv| mv.to == id && mv.act == Act::AskIntegration)
    }

    fn length(&mut self, days: Option<u32>, months: Option<u32>, path: &str) {
        let is_one = matches!((days, months), (Some(1..), None) | (None, Some(1..)));
        if !is_one {
            self.fault(FaultKind::TermLength, path);
        }
    }

    fn after(&mut self, after: &After, path: &str) {
        // Zero days after a date that is itself an end means "when that day has passed".
        let is_end = matches!(
            after.from,
            Anchor::TermEnd | Anchor::SuspensionEnd | Anchor::OpinionEnd | Anchor::AnswerEnd
        );
        if !(is_end && after.days == Some(0) && after.months.is_none()) {
            self.length(after.days, after.months, path);
        }
    }

    fn term(&mut self) {
        let term = &self.workflow.term;
        self.length(term.days, term.months, "workflow.term");
        if term.norm.trim().is_empty() {
            self.fault(FaultKind::NormMissing, "workflow.term.norm");
        }
        let has_norm = term.silence_norm.as_ref().is_some_and(|norm| !norm.trim().is_empty());
        if term.silence != Silence::None && !has_norm {
            self.fault(FaultKind::SilenceWithoutNorm, "workflow.term.silence");
        }
        if self.workflow.suspension_days > LONGEST_SUSPENSION {
            self.fault(FaultKind::LongSuspension, "workflow.suspension_days");
        }
    }

    fn ids(&mut self, letters: &[Letter]) {
        let workflow = self.workflow;
        let lists: [(&str, Vec<&str>); 6] = [
            ("workflow.states", workflow.states.iter().map(|it| it.id.as_str()).collect()),
            ("workflow.moves", workflow.moves.iter().map(|it| it.id.as_str()).collect()),
            ("workflow.timers", workflow.timers.iter().map(|it| it.id.as_str()).collect()),
            ("workflow.deadlines", workflow.deadlines.iter().map(|it| it.id.as_str()).collect()),
            ("workflow.opinions", workflow.opinions.iter().map(|it| it.id.as_str()).collect()),
            ("letters", letters.iter().map(|it| it.id.as_str()).collect()),
        ];
        for (list, ids) in lists {
            let mut seen = BTreeSet::new();
            for (at, id) in ids.into_iter().enumerate() {
                if !seen.insert(id) {
                    self.fault(FaultKind::DuplicateId(id.into()), format!("{list}[{at}].id"));
                }
                if list == "letters" && OWN_LETTERS.contains(&id) {
                    self.fault(FaultKind::ReservedLetter(id.into()), format!("{list}[{at}].id"));
                }
            }
        }
    }

    fn states(&mut self) {
        let start = self.workflow.start.as_str();
        if !self.has_state(start) {
            self.fault(FaultKind::UnknownState(start.into()), "workflow.start");
        }
        if self.ends(start).is_some() {
            self.fault(FaultKind::StartEnds, "workflow.start");
        }
        for (at, state) in self.workflow.states.iter().enumerate() {
            let (path, is_end) = (format!("workflow.states[{at}]"), state.ends.is_some());
            if is_end && state.clock != ClockState::Stopped {
                self.fault(FaultKind::EndRuns(state.id.clone()), path.clone());
            }
            let is_closed = state.national == National::Closed;
            if is_end && !is_closed {
                self.fault(FaultKind::EndNotClosed(state.id.clone()), format!("{path}.national"));
            }
            if is_closed && !is_end {
                self.fault(FaultKind::ClosedNotEnd(state.id.clone()), format!("{path}.national"));
            }
        }
    }

    fn moves(&mut self, letters: &[Letter]) {
        let workflow = self.workflow;
        let notices = workflow.moves.iter().filter(|mv| mv.act == Act::NoticeOfRefusal);
        let noticed =
            closure(&edges(workflow, |_, _| true, false), notices.map(|mv| mv.to.as_str()));
        for (at, mv) in workflow.moves.iter().enumerate() {
            let path = format!("workflow.moves[{at}]");
            self.move_refers(mv, letters, &path);
            if mv.denies_part && mv.act != Act::Grant {
                self.fault(FaultKind::DeniesNothing, format!("{path}.denies_part"));
            }
            if mv.needs_notice() {
                for (position, from) in mv.from.iter().enumerate() {
                    if !noticed.contains(from.as_str()) {
                        let path = format!("{path}.from[{position}]");
                        self.fault(FaultKind::RefusalWithoutNotice, path);
                    }
                }
            }
            if mv.guard.is_some() && mv.refusal.is_none() {
                self.fault(FaultKind::GuardSilent, path.clone());
            }
            self.move_in_time(mv, &path);
            self.move_and_term(mv, &path);
            self.norms(mv, &path);
            self.paid_once(mv, at);
        }
    }

    /// The platform makes one move only with what was paid.
    fn paid_once(&mut self, mv: &Move<F>, at: usize) {
        let registers =
            |mv: &Move<F>| mv.act == Act::RegisterPayment && mv.who.contains(&Who::Payment);
        let mut above = self.workflow.moves.iter().take(at).filter(|mv| registers(mv));
        let rival = above.find(|other| other.from.iter().any(|from| mv.from.contains(from)));
        if let Some(rival) = rival.filter(|_| registers(mv)) {
            let (first, second) = (rival.id.clone(), mv.id.clone());
            let path = format!("workflow.moves[{at}].who");
            self.fault(FaultKind::PaymentsCompete { first, second }, path);
        }
    }

    /// A norm that is named is said; no act suspends for longer than the law lets it.
    fn norms(&mut self, mv: &Move<F>, path: &str) {
        let is_blank = |norm: &str| norm.trim().is_empty();
        if mv.without_notice.as_deref().is_some_and(is_blank) {
            self.fault(FaultKind::NormMissing, format!("{path}.without_notice"));
        }
        for (at, effect) in mv.effects.iter().enumerate() {
            let (key, norm) = match effect {
                Effect::Suspend(suspend) => ("suspend", suspend.norm.as_deref()),
                Effect::Extend(extend) => ("extend", Some(extend.norm.as_str())),
                Effect::Restart(restart) => ("restart", Some(restart.norm.as_str())),
                Effect::Letter(_)
                | Effect::Mail(_)
                | Effect::Propose(_)
                | Effect::Resume
                | Effect::Opinion(_) => {
                    continue;
                }
            };
            if norm.is_some_and(is_blank) {
                self.fault(FaultKind::NormMissing, format!("{path}.effects[{at}].{key}.norm"));
            }
            if let Effect::Suspend(suspend) = effect
                && mv.act == Act::AskIntegration
                && suspend.days.is_some_and(|days| days > LONGEST_SUSPENSION)
            {
                let path = format!("{path}.effects[{at}].suspend.days");
                self.fault(FaultKind::LongSuspension, path);
            }
        }
    }

    fn move_refers(&mut self, mv: &Move<F>, letters: &[Letter], path: &str) {
        if mv.from.is_empty() {
            self.fault(FaultKind::NothingFrom, format!("{path}.from"));
        }
        for (at, from) in mv.from.iter().enumerate() {
            if !self.has_state(from) {
                let kind = FaultKind::UnknownState(from.clone());
                self.fault(kind, format!("{path}.from[{at}]"));
            } else if self.ends(from).is_some() {
                let kind = FaultKind::EndHasMoves(from.clone());
                self.fault(kind, format!("{path}.from[{at}]"));
            }
        }
        if !self.has_state(&mv.to) {
            self.fault(FaultKind::UnknownState(mv.to.clone()), format!("{path}.to"));
        }
        if mv.who.is_empty() {
            self.fault(FaultKind::NobodyMoves, format!("{path}.who"));
        }
        for (at, id) in mv.other_than.iter().enumerate() {
            let path = format!("{path}.other_than[{at}]");
            if !self.workflow.moves.iter().any(|it| it.id == *id) {
                self.fault(FaultKind::UnknownMove(id.clone()), path);
            } else if !mv
                .who
                .iter()
                .any(|who| matches!(who, Who::Clerk | Who::Responsible | Who::Head | Who::Protocol))
            {
                self.fault(FaultKind::NoOtherPerson(mv.id.clone()), path);
            }
        }
        for (at, effect) in mv.effects.iter().enumerate() {
            if let Effect::Letter(id) | Effect::Mail(id) | Effect::Propose(id) = effect
                && !letters.iter().any(|letter| letter.id == *id)
            {
                let kind = FaultKind::UnknownLetter(id.clone());
                self.fault(kind, format!("{path}.effects[{at}]"));
            }
        }
    }

    fn move_in_time(&mut self, mv: &Move<F>, path: &str) {
        let is_timed = self.workflow.timers.iter().any(|timer| timer.then == mv.id);
        if mv.who == [Who::Timer] && !mv.fields.is_empty() {
            self.fault(FaultKind::TimeAsks, format!("{path}.fields"));
        }
        if mv.who.contains(&Who::Timer) && !is_timed {
            self.fault(FaultKind::TimeNeverComes(mv.id.clone()), format!("{path}.who"));
        }
        for (at, state) in mv.from.iter().enumerate() {
            if mv.who == [Who::Timer] && is_timed && !self.has_timer(mv, state) {
                let (mv, state) = (mv.id.clone(), state.clone());
                self.fault(FaultKind::NoTimerHere { mv, state }, format!("{path}.from[{at}]"));
            }
        }
        if mv.act == Act::Silence {
            if mv.who != [Who::Timer] {
                self.fault(FaultKind::SilenceByPerson, format!("{path}.who"));
            }
            let wanted = match self.workflow.term.silence {
                Silence::None => {
                    self.fault(FaultKind::SilenceWithoutMeaning, format!("{path}.act"));
                    return;
                }
                Silence::Assent => Outcome::Positive,
                Silence::Refusal => Outcome::Negative,
            };
            if self.ends(&mv.to) != Some(wanted) {
                self.fault(FaultKind::SilenceElsewhere, format!("{path}.to"));
            }
            // Who was answered by silence gets something in writing (L. 241/1990 art. 20 c. 2-bis).
            if !mv.effects.iter().any(|effect| matches!(effect, Effect::Letter(_))) {
                self.fault(FaultKind::SilenceUnwritten, format!("{path}.act"));
            }
        }
    }

    fn move_and_term(&mut self, mv: &Move<F>, path: &str) {
        let Some(to) = self.workflow.states.iter().find(|state| state.id == mv.to) else { return };
        let decides = matches!(mv.act, Act::Grant | Act::Refuse | Act::Withdraw | Act::Silence);
        let comes_running = self
            .workflow
            .states
            .iter()
            .any(|state| mv.from.contains(&state.id) && state.clock != ClockState::Stopped);
        if to.clock == ClockState::Stopped && to.ends.is_none() && !decides && comes_running {
            let kind = FaultKind::StoppedWithoutDecision(to.id.clone());
            self.fault(kind, format!("{path}.to"));
        }
        let suspend = mv.effects.iter().find_map(|effect| match effect {
            Effect::Suspend(suspend) => Some(suspend),
            _ => None,
        });
        let suspends = suspend.is_some() || to.clock == ClockState::Suspended;
        let comes_suspended = self
            .workflow
            .states
            .iter()
            .all(|state| !mv.from.contains(&state.id) || state.clock == ClockState::Suspended);
        let is_named = suspend.is_some_and(|suspend| suspend.norm.is_some());
        let has_own_norm = matches!(mv.act, Act::AskIntegration | Act::NoticeOfRefusal);
        if suspends && !comes_suspended && !is_named && !has_own_norm {
            self.fault(FaultKind::SuspensionWithoutNorm, path.to_owned());
        }
    }

    fn timers(&mut self) {
        let workflow = self.workflow;
        for (at, timer) in workflow.timers.iter().enumerate() {
            let path = format!("workflow.timers[{at}]");
            self.after(&timer.after, &format!("{path}.after"));
            let mv = workflow.moves.iter().find(|mv| mv.id == timer.then);
            match mv {
                None => {
                    let kind = FaultKind::UnknownMove(timer.then.clone());
                    self.fault(kind, format!("{path}.then"));
                }
                Some(mv) if !mv.who.contains(&Who::Timer) => {
                    self.fault(FaultKind::NotForTime(mv.id.clone()), format!("{path}.then"));
                }
                Some(_) => {}
            }
            for (position, state) in timer.states.iter().enumerate() {
                let path = format!("{path}.in[{position}]");
                if !self.has_state(state) {
                    self.fault(FaultKind::UnknownState(state.clone()), path);
                } else if mv.is_some_and(|mv| !mv.from.contains(state)) {
                    let (timer, state) = (timer.id.clone(), state.clone());
                    self.fault(FaultKind::TimerMoveElsewhere { timer, state }, path);
                } else if timer.after.from == Anchor::SuspensionEnd && !self.can_be_suspended(state)
                {
                    let (timer, state) = (timer.id.clone(), state.clone());
                    self.fault(FaultKind::TimerWithoutSuspension { timer, state }, path);
                } else if timer.after.from == Anchor::AnswerEnd && !self.is_asked_in(state) {
                    let (timer, state) = (timer.id.clone(), state.clone());
                    self.fault(FaultKind::TimerWithoutRequest { timer, state }, path);
                }
            }
            if timer.after.from == Anchor::OpinionEnd && !self.asks_opinions() {
                let kind = FaultKind::TimerWithoutOpinion(timer.id.clone());
                self.fault(kind, format!("{path}.after.from"));
            }
            if timer.states.is_empty() {
                self.fault(FaultKind::TimerNowhere(timer.id.clone()), format!("{path}.in"));
            }
            if let Some(rival) = workflow.timers.iter().take(at).find(|it| compete(it, timer)) {
                let (first, second) = (rival.id.clone(), timer.id.clone());
                self.fault(FaultKind::TimersCompete { first, second }, path);
            }
        }
        if workflow.term.silence == Silence::None {
            return;
        }
        for (at, state) in workflow.states.iter().enumerate() {
            let is_timed = workflow.timers.iter().any(|timer| {
                timer.states.contains(&state.id)
                    && workflow
                        .moves
                        .iter()
                        .any(|mv| mv.id == timer.then && self.ends(&mv.to).is_some())
            });
            if state.clock == ClockState::Running && !is_timed {
                self.fault(FaultKind::SilenceNotTimed, format!("workflow.states[{at}]"));
            }
        }
    }

    fn deadlines(&mut self) {
        for (at, deadline) in self.workflow.deadlines.iter().enumerate() {
            let path = format!("workflow.deadlines[{at}]");
            self.after(&deadline.after, &format!("{path}.after"));
            if matches!(
                deadline.after.from,
                Anchor::StateEntry | Anchor::SuspensionEnd | Anchor::OpinionEnd | Anchor::AnswerEnd
            ) {
                self.fault(FaultKind::DeadlineAnchor, format!("{path}.after"));
            }
            if deadline.norm.trim().is_empty() {
                self.fault(FaultKind::NormMissing, format!("{path}.norm"));
            }
            if deadline.met_by.is_empty() {
                self.fault(FaultKind::DeadlineNeverMet, format!("{path}.met_by"));
            }
            for (position, id) in deadline.met_by.iter().enumerate() {
                if !self.workflow.moves.iter().any(|mv| mv.id == *id) {
                    let kind = FaultKind::UnknownMove(id.clone());
                    self.fault(kind, format!("{path}.met_by[{position}]"));
                }
            }
        }
    }

    /// Every state can be reached, and left towards an end, also without the citizen.
    fn reach(&mut self) {
        let workflow = self.workflow;
        // Time makes a move only where a timer runs.
        let is_possible =
            |mv: &Move<F>, from: &str| mv.who != [Who::Timer] || self.has_timer(mv, from);
        let forward = edges(workflow, is_possible, false);
        let reached = closure(&forward, [workflow.start.as_str()]);
        let ends = workflow.states.iter().filter(|state| state.ends.is_some());
        let ends: Vec<_> = ends.map(|state| state.id.as_str()).collect();
        let to_an_end = closure(&edges(workflow, is_possible, true), ends.iter().copied());
        let by_office_or_time = |mv: &Move<F>, from: &str| {
            // What the office registers somebody has paid.
            let is_alone = mv.act != Act::RegisterPayment;
            is_alone
                && mv.who.iter().any(|who| match who {
                    Who::Applicant | Who::Delegate | Who::Payment => false,
                    Who::Timer => self.has_timer(mv, from),
                    // It comes, or the office says that it is no longer needed.
                    Who::Consulted => true,
                    // The office has it computed and approved, and it makes its moves then.
                    Who::Ranking => true,
                    Who::Clerk | Who::Responsible | Who::Head | Who::Protocol => true,
                })
        };
        let alone = closure(&edges(workflow, by_office_or_time, true), ends.iter().copied());
        for (at, state) in workflow.states.iter().enumerate() {
            let id = state.id.as_str();
            let kind = if !reached.contains(id) {
                FaultKind::Unreachable(id.into())
            } else if !to_an_end.contains(id) {
                FaultKind::NoEnd(id.into())
            } else if !alone.contains(id) {
                FaultKind::NoEndWithoutCitizen(id.into())
            } else {
                continue;
            };
            self.fault(kind, format!("workflow.states[{at}]"));
        }
    }
}

/// Two timers of one state may fall on one day, whatever they count from: holidays move ends on. Nothing says which
/// goes first.
fn compete(one: &Timer, other: &Timer) -> bool {
    one.order == other.order && one.states.iter().any(|state| other.states.contains(state))
}

/// From each state to those that moves lead to, or backward.
fn edges<F>(
    workflow: &Workflow<F>,
    is_taken: impl Fn(&Move<F>, &str) -> bool,
    is_backward: bool,
) -> BTreeMap<&str, Vec<&str>> {
    let mut edges: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for mv in &workflow.moves {
        for from in mv.from.iter().filter(|from| is_taken(mv, from)) {
            let (from, to) = (from.as_str(), mv.to.as_str());
            let (key, value) = if is_backward { (to, from) } else { (from, to) };
            edges.entry(key).or_default().push(value);
        }
    }
    edges
}

fn closure<'a>(
    edges: &BTreeMap<&'a str, Vec<&'a str>>,
    start: impl IntoIterator<Item = &'a str>,
) -> BTreeSet<&'a str> {
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&str> = start.into_iter().collect();
    while let Some(state) = open.pop() {
        if reached.insert(state) {
            open.extend(edges.get(state).into_iter().flatten());
        }
    }
    reached
}
