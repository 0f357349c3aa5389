//! What somebody of the staff is told by e-mail of the work around them (*riepilogo*): as often as they choose, procedure
//! by procedure, and nothing at all until they have. An office is told of its terms by `morning` whatever they choose.

mod news;

use std::collections::BTreeMap;

use chrono::{Duration, DurationRound as _, NaiveDate, Timelike as _};
use form::{Checked, Raw};
use model::{Localized, Moment, PersonId, access::Action, rome_to_moment};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{absences, digests, jobs, settings};

pub(crate) use news::tell;

use crate::{
    Desk, Error, Result,
    jobs::{Errand, promise},
    moves::{NotMade, data},
    paper::{said, said_with},
    session::Session,
    small_form::{compiled, label, option, words},
};

/// The field of the address, by name.
pub const ADDRESS: &str = "address";
const USUAL: &str = "usual";
/// The hours of a working day, by the clocks of Italy, at which somebody may be told.
const HOURS: std::ops::RangeInclusive<u32> = 7..=18;
/// The last hour that was looked at, among the settings.
const KEY: &str = "digests";

/// How often somebody is told of something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cadence {
    /// At most once an hour of a working day.
    Hourly,
    /// Each working morning.
    Daily,
    /// The first working morning of a week.
    Weekly,
    #[default]
    Never,
}

impl Cadence {
    /// All of them, the most frequent first.
    pub const ALL: [Cadence; 4] = [Self::Hourly, Self::Daily, Self::Weekly, Self::Never];

    /// Its name for programs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hourly => "hourly",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Never => "never",
        }
    }

    /// The cadence of a [`Cadence::word`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Cadence> {
        Self::ALL.into_iter().find(|cadence| cadence.word() == word)
    }

    /// Whether who was told until an instant is to be told again at this one.
    fn is_due(self, until: Moment, now: Moment) -> bool {
        let (told, today) = (until.day(), now.day());
        match self {
            Self::Hourly => until < now,
            Self::Daily => told < today || until.rome().hour() < *HOURS.start(),
            Self::Weekly => week(told) < week(today),
            Self::Never => false,
        }
    }
}

/// The week of a day, by its Monday.
fn week(day: NaiveDate) -> NaiveDate {
    day.week(chrono::Weekday::Mon).first_day()
}

/// What somebody chose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    pub usual: Cadence,
    /// Procedures of which they want to be told otherwise.
    pub but: BTreeMap<String, Cadence>,
}

impl Choices {
    /// How often they are told of a procedure.
    #[must_use]
    pub fn of(&self, procedure: &str) -> Cadence {
        self.but.get(procedure).copied().unwrap_or(self.usual)
    }

    fn has(&self, cadence: Cadence) -> bool {
        self.usual == cadence || self.but.values().any(|one| *one == cadence)
    }

    fn is_nothing(&self) -> bool {
        [Cadence::Hourly, Cadence::Daily, Cadence::Weekly].iter().all(|one| !self.has(*one))
    }
}

/// The page on which somebody chooses.
#[derive(Debug)]
pub struct Digest {
    /// What they chose, or choose now.
    pub choices: Choices,
    /// Procedures of their offices, by title.
    pub procedures: Vec<(String, Localized)>,
    /// Address and usual cadence.
    pub raw: Raw,
    pub form: form::Compiled,
    pub checked: Checked,
}

impl Desk {
    /// The page on which somebody chooses what they are told, with what was typed.
    ///
    /// # Errors
    /// They process nothing.
    pub async fn digest(
        &self,
        session: &Session,
        typed: Option<(&Raw, &BTreeMap<String, Cadence>)>,
    ) -> Result<Digest> {
        if !Self::processes(session) {
            return Err(self.denied(session, "digest", None).await);
        }
        let row = digests::get(&mut self.db.peek().await?, session.person.id).await?;
        let kept = row.as_ref().map(choices).unwrap_or_default();
        let raw = typed.map_or_else(
            || {
                Raw::from_iter([
                    (ADDRESS, row.iter().map(|row| row.address.clone()).collect()),
                    (USUAL, vec![kept.usual.word().to_owned()]),
                ])
            },
            |(raw, _)| raw.clone(),
        );
        let usual = raw.get(USUAL).first().and_then(|word| Cadence::from_word(word));
        let choices = Choices {
            usual: usual.unwrap_or(kept.usual),
            but: typed.map_or(kept.but, |(_, but)| but.clone()),
        };
        let form = choosing(&self.domains().join(", "))
            .ok_or_else(|| Error::broken("the form of a digest"))?;
        let checked = self.check_alone(&form, &raw);
        let procedures = self.procedures_for(session, Action::Process).await?;
        Ok(Digest { choices, procedures, raw, form, checked })
    }

    /// Keeps what somebody chose. Who begins now is told of what comes from now on.
    ///
    /// # Errors
    /// What was typed lacks something, or the address is none at work; they process nothing.
    pub async fn choose_digest(
        &self,
        session: &Session,
        raw: &Raw,
        but: &BTreeMap<String, Cadence>,
    ) -> std::result::Result<(), NotMade> {
        let Digest { form, checked, choices, procedures, .. } =
            self.digest(session, Some((raw, but))).await?;
        if !checked.is_complete() {
            return Err(NotMade::Incomplete(Box::new(checked)));
        }
        let data = data(&form, &checked);
        let address = data.get(ADDRESS).and_then(|all| all.first()).cloned().unwrap_or_default();
        if address.is_empty() && !choices.is_nothing() {
            return Err(Error::Refused(said("digest-no-address")).into());
        }
        if !address.is_empty() && !self.is_at_work(&address) {
            let domains = self.domains().join(", ");
            let values = [("domains", domains.as_str().into())];
            return Err(Error::Refused(said_with("digest-address-elsewhere", &values)).into());
        }
        let now = self.now();
        let mut tx = self.db.write().await?;
        let before = digests::lock(&mut tx, session.person.id).await?;
        let mut row = digests::Digest {
            person: session.person.id,
            address,
            choices: serde_json::to_string(&choices).map_err(Error::broken)?,
            hourly_until: before.as_ref().map_or(now, |row| row.hourly_until),
            daily_until: before.as_ref().map_or(now, |row| row.daily_until),
            weekly_until: before.as_ref().map_or(now, |row| row.weekly_until),
        };
        if let Some(mut before) = before {
            // What was to be told the other way is told this way: once too often rather than never.
            let chosen = self::choices(&before);
            for (procedure, _) in &procedures {
                let untold = until(&mut before, chosen.of(procedure)).map(|told| *told);
                if let (Some(untold), Some(told)) = (untold, until(&mut row, choices.of(procedure)))
                {
                    *told = untold.min(*told);
                }
            }
        }
        digests::keep(&mut tx, &row).await?;
        self.audit(&mut tx, Some(session.person.id), "digest chosen", &row.choices).await?;
        Ok(tx.commit().await?)
    }

    /// Whether an address is of the municipality: of the domain of one of its own.
    fn is_at_work(&self, address: &str) -> bool {
        domain(address).is_some_and(|own| self.domains().contains(&own))
    }

    /// How addresses of the municipality end: `@comune.example.it`.
    fn domains(&self) -> Vec<String> {
        let town = &self.municipality;
        let offices = town.offices.iter().map(|office| &office.email);
        let mut all: Vec<_> =
            offices.chain([&town.contacts.email]).filter_map(|one| domain(one)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Promises, once an hour of a working day, that everybody is told who is to be; whether it was time. Who is away is
    /// told of everything when they are back. To be called every minute.
    ///
    /// # Errors
    /// Storage.
    pub async fn send_digests(&self) -> Result<bool> {
        let rome = self.now().rome();
        let is_time = HOURS.contains(&rome.hour()) && self.calendar().is_working_day(self.today());
        if !is_time {
            return Ok(false);
        }
        // The whole hour: whoever of several nodes comes second promises the same.
        let now = rome_to_moment(rome.duration_trunc(Duration::hours(1)).map_err(Error::broken)?);
        let hour = now.rfc3339();
        let last = settings::get(&mut self.db.peek().await?, KEY).await?;
        if last.as_deref() == Some(hour.as_str()) {
            return Ok(false);
        }
        let mut tx = self.db.write().await?;
        let away = absences::on_day(&mut tx, self.today()).await?;
        let mut promised = Vec::new();
        for mut row in digests::lock_all(&mut tx).await? {
            if away.iter().any(|absence| absence.person == row.person) {
                continue;
            }
            let chosen = choices(&row);
            let person = row.person;
            for cadence in [Cadence::Hourly, Cadence::Daily, Cadence::Weekly] {
                let Some(told) = until(&mut row, cadence) else { continue };
                if !cadence.is_due(*told, now) {
                    continue;
                }
                let since = std::mem::replace(told, now);
                if chosen.has(cadence) {
                    let errand = Errand::Digest { person, cadence, since, until: now };
                    promised.push(promise(self, &errand, self.now()));
                }
            }
            digests::told(&mut tx, &row).await?;
        }
        jobs::promise_all(&mut tx, &promised).await?;
        settings::put(&mut tx, KEY, &hour).await?;
        tx.commit().await?;
        self.ring();
        Ok(true)
    }
}

/// What a row says was chosen; one of a later program says nothing.
fn choices(row: &digests::Digest) -> Choices {
    serde_json::from_str(&row.choices).unwrap_or_default()
}

fn until(row: &mut digests::Digest, cadence: Cadence) -> Option<&mut Moment> {
    match cadence {
        Cadence::Hourly => Some(&mut row.hourly_until),
        Cadence::Daily => Some(&mut row.daily_until),
        Cadence::Weekly => Some(&mut row.weekly_until),
        Cadence::Never => None,
    }
}

/// How an address ends, with the sign before.
fn domain(address: &str) -> Option<String> {
    address.rsplit_once('@').map(|(_, at)| format!("@{}", at.to_lowercase()))
}

fn choosing(domains: &str) -> Option<form::Compiled> {
    let help = said_with("digest-address-help", &[("domains", domains.into())]);
    let cadences = Cadence::ALL.map(|cadence| {
        option(cadence.word().to_owned(), words(&format!("digest-{}", cadence.word())))
    });
    let fields = json!([
        {
            "id": ADDRESS, "kind": "email", "label": words("digest-address"),
            "help": label(&help), "required": false,
        },
        { "id": USUAL, "kind": "one_of", "label": words("digest-usual"), "options": cadences },
    ]);
    compiled("digest", fields)
}

/// Who a digest is for and of which stretch of time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub person: PersonId,
    pub cadence: Cadence,
    /// Told until here before.
    pub since: Moment,
    pub until: Moment,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str, hour: u32) -> Moment {
        let day: NaiveDate = day.parse().expect("a day");
        rome_to_moment(day.and_hms_opt(hour, 0, 0).expect("an hour"))
    }

    #[test]
    fn each_cadence_is_due_once() {
        // 1 March 2027 is a Monday.
        let monday = at("2027-03-01", 7);
        assert!(Cadence::Hourly.is_due(at("2027-02-26", 18), monday));
        assert!(!Cadence::Hourly.is_due(monday, monday));
        assert!(Cadence::Daily.is_due(at("2027-02-26", 7), monday));
        assert!(!Cadence::Daily.is_due(monday, at("2027-03-01", 8)));
        assert!(Cadence::Weekly.is_due(at("2027-02-26", 9), monday));
        assert!(!Cadence::Weekly.is_due(monday, at("2027-03-05", 7)));
        // On a week that begins with a holiday, on its first working day.
        assert!(Cadence::Weekly.is_due(at("2027-03-26", 9), at("2027-03-30", 7)));
        assert!(!Cadence::Never.is_due(at("2020-01-01", 7), monday));
    }

    #[test]
    fn a_procedure_may_be_told_otherwise() {
        let but = BTreeMap::from([("a".to_owned(), Cadence::Hourly)]);
        let choices = Choices { usual: Cadence::Never, but };
        assert_eq!((choices.of("a"), choices.of("b")), (Cadence::Hourly, Cadence::Never));
        assert!(choices.has(Cadence::Hourly) && !choices.is_nothing());
    }
}
