//! Whether applications of a procedure are taken now, and how many more: windows are the procedure's, what has come is
//! counted here, in the same unit of work that sends.

use model::{Lang, Localized, Moment, rome_to_moment};
use procedure::intake::{Door, Intake, When};
use store::{Write, applications};
use words::Words;

use crate::{Desk, Error, Result};

/// How things stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// They are taken, until then if there is an end, and so many more of so many if there is a cap.
    Open { until: Option<When>, left: Option<(u32, u32)> },
    /// From then on.
    NotYet(When),
    /// No more since then.
    Over(When),
    /// As many have come as are taken.
    Full(u32),
}

impl Standing {
    /// Applications are taken.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open { .. })
    }

    /// In a sentence; empty where there is nothing to say.
    #[must_use]
    pub fn sentence(self, words: &Words) -> String {
        let at = |key: &str, when: When| {
            let when = match when.time {
                Some(time) => words.moment(rome_to_moment(when.day.and_time(time))),
                None => words.date(when.day),
            };
            words.with(key, &[("when", when.as_str().into())]).into_owned()
        };
        match self {
            Self::Open { until, left } => {
                let until = until.map(|until| at("intake-until", until));
                let left = left.map(|(left, cap)| {
                    let values = [("left", i64::from(left).into()), ("cap", i64::from(cap).into())];
                    words.with("intake-left", &values).into_owned()
                });
                until.into_iter().chain(left).collect::<Vec<_>>().join(" ")
            }
            Self::NotYet(from) => at("intake-not-yet", from),
            Self::Over(since) => at("intake-over", since),
            Self::Full(cap) => {
                words.with("intake-full", &[("cap", i64::from(cap).into())]).into_owned()
            }
        }
    }

    fn refused(self) -> Error {
        let said = |lang| (lang, self.sentence(Words::of(lang)));
        Error::Refused(Lang::ALL.into_iter().map(said).collect::<Localized>())
    }
}

/// The register that counts what was sent of a procedure.
fn register(procedure: &str) -> String {
    format!("intake:{procedure}")
}

impl Desk {
    /// Whether applications of a procedure are taken now.
    ///
    /// # Errors
    /// Storage.
    pub async fn intake(&self, procedure: &str, intake: &Intake) -> Result<Standing> {
        let window = match intake.door(self.now()) {
            Door::NotYet(window) => return Ok(Standing::NotYet(window.opens)),
            Door::Over(window) => return Ok(Standing::Over(window.closes)),
            Door::Open(window) => window,
        };
        let until = window.map(|window| window.closes);
        let Some(cap) = intake.cap else { return Ok(Standing::Open { until, left: None }) };
        let series = Intake::series(window);
        let mut read = self.db.peek().await?;
        let come = applications::last_number(&mut read, &register(procedure), series).await?;
        let left = i64::from(cap).saturating_sub(come);
        Ok(match u32::try_from(left) {
            Ok(left @ 1..) => Standing::Open { until, left: Some((left, cap)) },
            _ => Standing::Full(cap),
        })
    }

    /// Applications are taken now.
    pub(crate) async fn takes(&self, procedure: &str, intake: &Intake) -> Result<()> {
        if intake.is_empty() {
            return Ok(());
        }
        let standing = self.intake(procedure, intake).await?;
        if standing.is_open() { Ok(()) } else { Err(standing.refused()) }
    }

    /// Takes one of the places there are. Others wait for this unit to end: it goes back if nothing is sent.
    pub(crate) async fn take_place(
        &self,
        tx: &mut Write,
        (procedure, intake): (&str, &Intake),
        now: Moment,
    ) -> Result<()> {
        let Some(cap) = intake.cap else { return Ok(()) };
        let window = match intake.door(now) {
            Door::Open(window) => window,
            Door::NotYet(window) => return Err(Standing::NotYet(window.opens).refused()),
            Door::Over(window) => return Err(Standing::Over(window.closes).refused()),
        };
        let series = Intake::series(window);
        let place = applications::next_number(tx, &register(procedure), series).await?;
        if place > i64::from(cap) {
            return Err(Standing::Full(cap).refused());
        }
        Ok(())
    }
}
