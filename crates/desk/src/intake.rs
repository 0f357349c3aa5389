//! Whether applications of a procedure are taken now, and how many more: windows are the procedure's, what has come is
//! counted here, in the same unit of work that sends.

use model::{Lang, Localized, Moment, rome_to_moment};
use procedure::{
    Compiled,
    intake::{Door, Intake, When},
};
use store::{Write, applications};
use words::Words;

use crate::{Desk, Error, Result, draft::Open};

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
    /// The service cannot be used online now.
    Closed,
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
            Self::Closed => words.t("apply-closed-lead").into_owned(),
        }
    }

    pub(crate) fn refused(self) -> Error {
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

    /// Whether a draft could be sent now, as the revision in use says.
    ///
    /// # Errors
    /// Storage.
    pub async fn standing(&self, open: &Open) -> Result<Standing> {
        let Some(in_use) = open.in_use else { return Ok(Standing::Closed) };
        self.standing_of(&*self.revision(&open.procedure.procedure.id, in_use).await?).await
    }

    async fn standing_of(&self, in_use: &Compiled) -> Result<Standing> {
        let procedure = &in_use.procedure;
        if !procedure.sheet.is_active() {
            return Ok(Standing::Closed);
        }
        self.intake(&procedure.id, &procedure.sheet.intake).await
    }

    /// Applications are taken now, as the revision in use says.
    pub(crate) async fn takes(&self, in_use: &Compiled) -> Result<()> {
        let standing = self.standing_of(in_use).await?;
        if standing.is_open() { Ok(()) } else { Err(standing.refused()) }
    }

    /// Takes one of the places that there are by the revision in use. Others wait for this unit to end: it goes back if
    /// nothing is sent.
    pub(crate) async fn take_place(
        &self,
        tx: &mut Write,
        in_use: &Compiled,
        now: Moment,
    ) -> Result<()> {
        let (procedure, intake) = (&in_use.procedure.id, &in_use.procedure.sheet.intake);
        let window = match intake.door(now) {
            Door::Open(window) => window,
            Door::NotYet(window) => return Err(Standing::NotYet(window.opens).refused()),
            Door::Over(window) => return Err(Standing::Over(window.closes).refused()),
        };
        let series = Intake::series(window);
        // Counted also where there is no cap: one that comes later holds for what has come before.
        let place = applications::next_number(tx, &register(procedure), series).await?;
        match intake.cap {
            Some(cap) if place > i64::from(cap) => Err(Standing::Full(cap).refused()),
            _ => Ok(()),
        }
    }
}
