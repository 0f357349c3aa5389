//! When applications are taken, and how many (*quando si può presentare la domanda*): windows and caps. Pure: it is
//! given the moment; how many have come is counted elsewhere.

use std::fmt;
use std::str::FromStr;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use model::{Moment, rome_to_moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When and how many. Nothing said means always, and as many as come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Intake {
    /// In order, none overlapping the next.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Window>,
    /// Most applications that are taken, in each window or in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<u32>,
}

/// From when until when, in the time of Rome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// A day, from its beginning, or a day and a time: `2027-01-10`, `2027-01-10T09:00`.
    pub opens: When,
    /// A day, until its end, or a day and a time, at which it is over.
    pub closes: When,
}

/// A day, or a day and a time of that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct When {
    pub day: NaiveDate,
    pub time: Option<NaiveTime>,
}

/// The text is neither a day nor a day and a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a day (2027-01-10) or a day and a time (2027-01-10T09:00) is expected")]
pub struct NotWhen;

impl FromStr for When {
    type Err = NotWhen;

    fn from_str(text: &str) -> Result<When, NotWhen> {
        let (day, time) = match text.split_once('T') {
            Some((day, time)) => {
                (day, Some(NaiveTime::parse_from_str(time, "%H:%M").map_err(|_| NotWhen)?))
            }
            None => (text, None),
        };
        let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").map_err(|_| NotWhen)?;
        Ok(When { day, time })
    }
}

impl TryFrom<String> for When {
    type Error = NotWhen;

    fn try_from(text: String) -> Result<When, NotWhen> {
        text.parse()
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.time {
            Some(time) => write!(f, "{}T{}", self.day, time.format("%H:%M")),
            None => write!(f, "{}", self.day),
        }
    }
}

impl From<When> for String {
    fn from(when: When) -> String {
        when.to_string()
    }
}

impl Window {
    /// The first moment in it.
    #[must_use]
    pub fn first(&self) -> Moment {
        let time = self.opens.time.unwrap_or(NaiveTime::MIN);
        rome_to_moment(NaiveDateTime::new(self.opens.day, time))
    }

    /// The first moment after it.
    #[must_use]
    pub fn over(&self) -> Moment {
        let end = match self.closes.time {
            Some(time) => NaiveDateTime::new(self.closes.day, time),
            None => {
                let next = self.closes.day.checked_add_days(Days::new(1));
                NaiveDateTime::new(next.unwrap_or(self.closes.day), NaiveTime::MIN)
            }
        };
        rome_to_moment(end)
    }
}

/// Whether applications are taken at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door<'a> {
    /// They are; in this window, if there are any.
    Open(Option<&'a Window>),
    /// Not yet: from this one on.
    NotYet(&'a Window),
    /// No more: the last one is over.
    Over(&'a Window),
}

impl Intake {
    /// Nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.windows.is_empty() && self.cap.is_none()
    }

    /// Whether applications are taken now.
    #[must_use]
    pub fn door(&self, now: Moment) -> Door<'_> {
        let Some(last) = self.windows.last() else { return Door::Open(None) };
        match self.windows.iter().find(|window| now < window.over()) {
            Some(window) if window.first() <= now => Door::Open(Some(window)),
            Some(window) => Door::NotYet(window),
            None => Door::Over(last),
        }
    }

    /// Under which number those of a window are counted: it stays the same when other windows are added.
    #[must_use]
    pub fn series(window: Option<&Window>) -> i64 {
        use chrono::Datelike as _;
        let day = window.map(|window| window.opens.day);
        day.map_or(0, |day| {
            i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
        })
    }

    /// Windows that end before they begin, or that begin before the one above is over, by position.
    pub(crate) fn out_of_order(&self) -> impl Iterator<Item = usize> {
        (0..self.windows.len()).filter(|&at| {
            let window = &self.windows[at];
            let is_after = at == 0 || self.windows[at - 1].over() <= window.first();
            window.over() <= window.first() || !is_after
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        rome_to_moment(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap())
    }

    fn intake(windows: &[(&str, &str)]) -> Intake {
        let window = |(opens, closes): &(&str, &str)| Window {
            opens: opens.parse().unwrap(),
            closes: closes.parse().unwrap(),
        };
        Intake { windows: windows.iter().map(window).collect(), cap: None }
    }

    #[test]
    fn a_window_lasts_to_the_end_of_its_last_day_or_to_its_time() {
        let intake =
            intake(&[("2027-01-10T09:00", "2027-02-10"), ("2027-06-01", "2027-06-30T12:00")]);
        let check = |now: &str, expect: &str| {
            let found = match intake.door(moment(now)) {
                Door::Open(window) => format!("open {}", window.unwrap().opens),
                Door::NotYet(window) => format!("not yet {}", window.opens),
                Door::Over(window) => format!("over {}", window.closes),
            };
            assert_eq!(found, expect, "{now}");
        };
        check("2027-01-10 08:59:59", "not yet 2027-01-10T09:00");
        check("2027-01-10 09:00:00", "open 2027-01-10T09:00");
        check("2027-02-10 23:59:59", "open 2027-01-10T09:00");
        check("2027-02-11 00:00:00", "not yet 2027-06-01");
        check("2027-06-30 11:59:59", "open 2027-06-01");
        check("2027-06-30 12:00:00", "over 2027-06-30T12:00");
        assert_eq!(Intake::default().door(moment("2027-01-01 00:00:00")), Door::Open(None));
        assert_eq!(Intake::series(intake.windows.first()), 20_270_110);
    }

    #[test]
    fn windows_that_overlap_or_end_before_they_begin_are_found() {
        let check = |windows: &[(&str, &str)], expect: &[usize]| {
            assert_eq!(intake(windows).out_of_order().collect::<Vec<_>>(), expect);
        };
        check(&[("2027-01-10", "2027-01-10")], &[]);
        check(&[("2027-01-10", "2027-01-09")], &[0]);
        check(&[("2027-01-10", "2027-01-20"), ("2027-01-20", "2027-01-30")], &[1]);
        check(&[("2027-01-10", "2027-01-20"), ("2027-01-21", "2027-01-30")], &[]);
    }

    #[test]
    fn days_and_times_are_written_as_they_are_read() {
        for text in ["2027-01-10", "2027-01-10T09:05"] {
            assert_eq!(text.parse::<When>().unwrap().to_string(), text);
        }
        for text in ["10/1/2027", "2027-02-30", "2027-01-10T25:00", "2027-01-10 09:00", ""] {
            assert_eq!(text.parse::<When>(), Err(NotWhen), "{text}");
        }
    }
}
