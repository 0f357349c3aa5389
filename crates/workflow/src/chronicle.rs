//! An application's chain as it is taken along: one text that whoever has it verifies without the installation. What it
//! cannot say is whether events were left out at its end: its last hash is told, to be compared with one kept elsewhere.

use std::fmt;

use model::{ApplicationId, Digest};
use serde::{Deserialize, Serialize};

use crate::{
    chain::{Broken, Payload, Record, Why, verify},
    event::Event,
};

/// What the text is called, and its version.
const FORM: &str = "sportello-chronicle-1";

/// The chain of one application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chronicle {
    form: String,
    pub application: ApplicationId,
    /// Of the register.
    pub number: String,
    /// The answers as they were frozen when it was sent; none where retention has erased them.
    pub answers: Option<String>,
    events: Vec<Link>,
}

/// A record, and what it is about while that was not erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Link {
    #[serde(flatten)]
    record: Record,
    /// Hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    payload: Option<String>,
}

/// What a chronicle proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proved {
    /// How many events there are.
    pub events: usize,
    /// Numbers of those of which only the record is left.
    pub erased: Vec<u32>,
    /// Hash of the last one.
    pub head: Digest,
    /// Whether the answers are those that were sent; none where nothing is left to compare.
    pub answers: Option<bool>,
}

/// Why a text is no chronicle.
#[derive(Debug)]
pub struct Unlike(String);

impl fmt::Display for Unlike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it is not a chronicle of an application: {}", self.0)
    }
}

impl std::error::Error for Unlike {}

impl Chronicle {
    /// Takes a chain along as it is.
    #[must_use]
    pub fn of(
        application: ApplicationId,
        number: String,
        answers: Option<String>,
        chain: impl IntoIterator<Item = (Record, Option<Payload>)>,
    ) -> Self {
        let link = |(record, payload): (Record, Option<Payload>)| {
            let (salt, payload) = payload.map(|it| (digits(it.salt), it.text)).unzip();
            Link { record, salt, payload }
        };
        let events = chain.into_iter().map(link).collect();
        Self { form: FORM.to_owned(), application, number, answers, events }
    }

    /// Reads one back.
    ///
    /// # Errors
    /// [`Unlike`] if the text is something else.
    pub fn read(text: &str) -> Result<Self, Unlike> {
        let read: Self = serde_json::from_str(text).map_err(|error| Unlike(error.to_string()))?;
        match read.form == FORM {
            true => Ok(read),
            false => Err(Unlike(format!("its form is {:?}, known is {FORM:?}", read.form))),
        }
    }

    /// Verifies it from the first event to the last.
    ///
    /// # Errors
    /// [`Broken`] at the first event that does not hold.
    pub fn prove(&self) -> Result<Proved, Broken> {
        // Salt that was spoilt, or went without its payload, is no salt of that payload.
        let payload = |link: &Link| {
            let text = link.payload.clone()?;
            let salt = link.salt.as_deref().and_then(bytes).unwrap_or_default();
            Some(Payload { salt, text })
        };
        let payloads: Vec<Option<Payload>> = self.events.iter().map(payload).collect();
        let records = self.events.iter().map(|link| &link.record);
        let chain = records.zip(payloads.iter().map(Option::as_ref));
        let verified = verify(self.application, chain)?;
        let first = self.events.first().zip(payloads.first().and_then(Option::as_ref));
        let first = first.map(|(link, payload)| Event::read(&link.record.kind, &payload.text));
        let sent = match first {
            Some(Ok(Event::Sent { answers, number, .. })) if number == self.number => Some(answers),
            // It goes by the number of another.
            Some(Ok(Event::Sent { .. })) => return Err(Broken { seq: 1, why: Why::Payload }),
            _ => None,
        };
        let both = self.answers.as_ref().zip(sent);
        Ok(Proved {
            events: verified.events,
            erased: verified.erased,
            head: verified.head,
            answers: both.map(|(text, sent)| Digest::of(text.as_bytes()) == sent),
        })
    }
}

fn digits(salt: [u8; 16]) -> String {
    salt.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(digits: &str) -> Option<[u8; 16]> {
    let mut salt = [0; 16];
    for (at, byte) in salt.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    (digits.len() == 32).then_some(salt)
}

#[cfg(test)]
mod tests {
    use model::{Moment, PersonId};
    use uuid::Uuid;

    use super::*;
    use crate::definition::Who;
    use crate::{
        chain::{genesis, seal},
        event::{Author, Entry},
    };

    const ANSWERS: &str = r#"{"plate":"AB123CD"}"#;

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    /// It is sent, then handed from one to the next.
    fn chronicle() -> Chronicle {
        let application = ApplicationId(Uuid::from_u128(7));
        let sent = Event::Sent {
            procedure: "permesso-ztl".to_owned(),
            revision: 1,
            number: "2027/000001".to_owned(),
            office: "polizia-locale".to_owned(),
            state: "received".to_owned(),
            answers: Digest::of(ANSWERS.as_bytes()),
            paid: Vec::new(),
        };
        let handed =
            |n| Event::Assigned { to: Some(person(n)), reason: Some(format!("turno {n}")) };
        let mut previous = genesis(application);
        let events = [sent, handed(1), handed(2), handed(3)];
        let chain = (1..).zip(events).map(|(seq, event)| {
            let author = Author { who: Who::Head, person: Some(person(9)) };
            let entry = Entry { seq, at: Moment(i64::from(seq) * 1_000), author, event };
            let id = Uuid::from_u128(100 + u128::from(seq));
            let (record, payload) = seal(&entry, id, [seq as u8; 16], previous);
            previous = record.hash;
            (record, Some(payload))
        });
        let chain: Vec<_> = chain.collect();
        Chronicle::of(application, "2027/000001".to_owned(), Some(ANSWERS.to_owned()), chain)
    }

    fn text(chronicle: &Chronicle) -> String {
        serde_json::to_string(chronicle).unwrap_or_default()
    }

    fn broken(chronicle: &Chronicle) -> Option<(u32, Why)> {
        let read = Chronicle::read(&text(chronicle)).ok();
        read.and_then(|read| read.prove().err()).map(|broken| (broken.seq, broken.why))
    }

    #[test]
    fn it_proves_itself_wherever_it_was_taken() {
        let whole = chronicle();
        let read = Chronicle::read(&text(&whole)).map_err(|error| error.to_string());
        let proved = read.as_ref().map(Chronicle::prove);
        assert_eq!(proved, Ok(whole.prove()));
        let proved = whole.prove().map(|it| (it.events, it.erased, it.answers));
        assert_eq!(proved, Ok((4, Vec::new(), Some(true))));
    }

    #[test]
    fn what_was_done_to_it_is_told_with_its_place() {
        // An event was removed, at the beginning, in the middle.
        for (at, seq) in [(0, 1), (2, 3)] {
            let mut less = chronicle();
            less.events.remove(at);
            assert_eq!(broken(&less), Some((seq, Why::Order)));
        }
        // Removed, and those after it were given new numbers.
        let mut less = chronicle();
        less.events.remove(2);
        less.events[2].record.seq = 3;
        assert_eq!(broken(&less), Some((3, Why::Previous)));
        let mut exchanged = chronicle();
        exchanged.events.swap(1, 2);
        assert_eq!(broken(&exchanged), Some((2, Why::Order)));
        // A byte of what an event says, of its salt, of its record.
        let mut said = chronicle();
        said.events[1].payload =
            said.events[1].payload.as_ref().map(|it| it.replace("turno", "turna"));
        assert_eq!(broken(&said), Some((2, Why::Payload)));
        for salt in ["", "zz", "00"] {
            let mut salted = chronicle();
            salted.events[3].salt = Some(salt.to_owned());
            assert_eq!(broken(&salted), Some((4, Why::Payload)));
        }
        let mut late = chronicle();
        late.events[2].record.at = Moment(2_999);
        assert_eq!(broken(&late), Some((3, Why::Hash)));
        // Another's chain is not this one's.
        let mut other = chronicle();
        other.application = ApplicationId(Uuid::from_u128(8));
        assert_eq!(broken(&other), Some((1, Why::Previous)));
    }

    #[test]
    fn answers_are_compared_with_those_that_were_sent() {
        let answers = |chronicle: &Chronicle| chronicle.prove().map(|it| it.answers);
        let mut changed = chronicle();
        changed.answers = Some(ANSWERS.replace('1', "2"));
        assert_eq!(answers(&changed), Ok(Some(false)));
        // What was erased by law is neither wrong nor proved.
        let mut erased = chronicle();
        (erased.events[0].payload, erased.events[0].salt) = (None, None);
        assert_eq!(answers(&erased), Ok(None));
        assert_eq!(erased.prove().map(|it| it.erased), Ok(vec![1]));
        let mut erased = chronicle();
        erased.answers = None;
        assert_eq!(answers(&erased), Ok(None));
    }

    #[test]
    fn what_is_no_chronicle_says_so() {
        let other = text(&chronicle()).replace(FORM, "something-else");
        for text in ["", "{}", "[]", other.as_str()] {
            assert!(Chronicle::read(text).is_err(), "{text}");
        }
    }
}
