//! An instant, and what the clock on an Italian wall says at that instant.
//! It never asks for the time: that is `gateway::clock`.

use std::ops::{Add, Sub};

use chrono::{DateTime, Duration, LocalResult, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Europe::Rome;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Microseconds since 1970-01-01T00:00:00 UTC.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    pub fn from_utc(at: DateTime<Utc>) -> Moment {
        Moment(at.timestamp_micros())
    }

    /// The instant as chrono's type; outside chrono's range (±262 000 years) the nearest end of it.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(if self.0 < 0 {
            DateTime::<Utc>::MIN_UTC
        } else {
            DateTime::<Utc>::MAX_UTC
        })
    }

    /// Date and time in Italy, daylight saving included.
    pub fn rome(self) -> NaiveDateTime {
        // chrono panics on local times beyond its range: stay one day inside it.
        let at = self.utc().clamp(
            DateTime::<Utc>::MIN_UTC + Duration::days(1),
            DateTime::<Utc>::MAX_UTC - Duration::days(1),
        );
        at.with_timezone(&Rome).naive_local()
    }

    /// The day in Italy.
    pub fn day(self) -> NaiveDate {
        self.rome().date()
    }

    /// RFC 3339 in UTC with `Z` and whole seconds: for machines, `<time datetime>`.
    pub fn rfc3339(self) -> String {
        self.utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    }
}

/// The instant at which clocks in Italy show this date and time. The hour that happens twice in
/// autumn is taken the first time; the hour that never happens in spring moves forward by one hour.
pub fn rome_to_moment(local: NaiveDateTime) -> Moment {
    match Rome.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Moment::from_utc(at.to_utc()),
        // Not shown by any clock: read it with the offset before the change, UTC+1.
        LocalResult::None => Moment(local.and_utc().timestamp_micros()) - Duration::hours(1),
    }
}

impl Add<Duration> for Moment {
    type Output = Moment;

    fn add(self, length: Duration) -> Moment {
        Moment(self.0.saturating_add(micros(length)))
    }
}

impl Sub<Duration> for Moment {
    type Output = Moment;

    fn sub(self, length: Duration) -> Moment {
        Moment(self.0.saturating_sub(micros(length)))
    }
}

impl Sub<Moment> for Moment {
    type Output = Duration;

    fn sub(self, earlier: Moment) -> Duration {
        Duration::microseconds(self.0.saturating_sub(earlier.0))
    }
}

fn micros(length: Duration) -> i64 {
    length.num_microseconds().unwrap_or(if length < Duration::zero() { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::from_utc(text.parse().unwrap())
    }

    fn local(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn rome_knows_summer_and_winter() {
        assert_eq!(at("2026-07-01T22:30:00Z").rome(), local("2026-07-02T00:30:00"));
        assert_eq!(at("2026-01-01T22:30:00Z").rome(), local("2026-01-01T23:30:00"));
        assert_eq!(at("2026-12-31T23:00:00Z").day().to_string(), "2027-01-01");
    }

    #[test]
    fn local_times_become_instants_also_when_clocks_change() {
        for (wall, instant) in [
            ("2026-07-02T00:30:00", "2026-07-01T22:30:00Z"),
            ("2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),
            ("2026-03-29T02:30:00", "2026-03-29T01:30:00Z"),
        ] {
            assert_eq!(rome_to_moment(local(wall)), at(instant), "{wall}");
        }
    }

    #[test]
    fn the_ends_of_time_are_survived() {
        for end in [Moment(i64::MIN), Moment(i64::MAX)] {
            let _ = (end.rome(), end.rfc3339(), end + Duration::MAX, end - Duration::MAX);
        }
        assert_eq!(at("2026-01-01T00:00:00Z").rfc3339(), "2026-01-01T00:00:00Z");
    }
}
