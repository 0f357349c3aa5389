//! Numbers of the protocol register for what leaves: each letter that a move makes has its own, of the same row of
//! numbers as what comes, taken in the unit of work that promises it.

use std::borrow::Cow;

use chrono::Datelike;
use store::{Write, applications, events, register};
use workflow::Decision;

use crate::{Desk, Result, loaded::protocol, sending::REGISTER};

/// A letter with the number that it was given.
pub(crate) struct Numbered {
    letter: String,
    year: i64,
    number: i64,
}

impl Desk {
    /// The decision with the numbers of its letters.
    pub(crate) async fn registered<'a>(
        &self,
        tx: &mut Write,
        decision: &'a Decision,
    ) -> Result<(Cow<'a, Decision>, Vec<Numbered>)> {
        let mut given = Vec::new();
        let Some(last) = decision.events.last() else {
            return Ok((Cow::Borrowed(decision), given));
        };
        let year = i64::from(last.at.day().year());
        for letter in decision.letters() {
            let number = applications::next_number(tx, REGISTER, year).await?;
            given.push(Numbered { letter: letter.clone(), year, number });
        }
        if given.is_empty() {
            return Ok((Cow::Borrowed(decision), given));
        }
        let mut decision = decision.clone();
        let numbers = given.iter().map(|it| (it.letter.clone(), protocol(it.year, it.number)));
        decision.numbered(numbers);
        Ok((Cow::Owned(decision), given))
    }

    /// Writes the numbers down, with the event that names them.
    pub(crate) async fn write_numbers(
        &self,
        tx: &mut Write,
        event: &events::Event,
        given: Vec<Numbered>,
    ) -> Result<()> {
        for Numbered { letter, year, number } in given {
            let (application, at) = (event.application, event.at);
            let entry = register::Entry { year, number, application, event: event.id, letter, at };
            register::enter(tx, &entry).await?;
        }
        Ok(())
    }
}
