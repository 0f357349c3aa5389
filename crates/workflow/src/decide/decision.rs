//! What follows from an allowed command: events, promises, the application after them.

use model::Moment;

use super::Facts;
use crate::application::Application;
use crate::clock::{self, ClockView, TimerDue};
use crate::compile::Compiled;
use crate::event::{Author, Entry, Event};

/// What is promised with an event, in the same unit of work; each is safe to carry out twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Promise {
    /// Make the letter with this id.
    Letter(String),
    /// Send the letter with this id to the citizen.
    Mail(String),
    /// From now on these and no other timers of the application run.
    Timers(Vec<TimerDue>),
}

/// What follows from an allowed command.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// To be sealed and appended, in order.
    pub events: Vec<Entry>,
    pub effects: Vec<Promise>,
    /// The application after them.
    pub after: Application,
    /// Its clock on that day.
    pub clock: ClockView,
}

impl Decision {
    /// Gives each letter that is to be made its number in the register.
    pub fn numbered(&mut self, numbers: impl IntoIterator<Item = (String, String)>) {
        let Some(event) = self.events.last_mut().map(|entry| &mut entry.event) else { return };
        for (letter, number) in numbers {
            event.numbered(letter, number);
        }
    }

    /// Ids of the letters that are to be made.
    pub fn letters(&self) -> impl Iterator<Item = &String> {
        self.effects.iter().filter_map(|effect| match effect {
            Promise::Letter(id) => Some(id),
            Promise::Mail(_) | Promise::Timers(_) => None,
        })
    }
}

/// An application, and the events that one command adds to it.
pub(super) struct Story {
    pub after: Application,
    pub events: Vec<Entry>,
    pub now: Moment,
}

impl Story {
    pub fn goes_on(&mut self, author: Author, event: Event) {
        let entry = Entry {
            seq: self.after.seq.saturating_add(1),
            // A machine's clock can step back; the order of events cannot.
            at: self.now.max(self.after.last_at),
            author,
            event,
        };
        self.after = self.after.clone().apply(&entry);
        self.events.push(entry);
    }
}

pub(super) fn decision<F>(
    compiled: &Compiled<F>,
    after: Application,
    events: Vec<Entry>,
    mut effects: Vec<Promise>,
    facts: &Facts<'_>,
) -> Decision {
    let clock = clock::compute(compiled.definition(), &after, facts.calendar, facts.today());
    effects.push(Promise::Timers(clock.timers.clone()));
    Decision { events, effects, after, clock }
}
