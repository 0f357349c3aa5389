//! Which days are holidays, which are working days, and when a term ends.
//! It counts; what a term belongs to and what stops it is `workflow`. Never asks for today.

use chrono::{Datelike, Duration, Months, NaiveDate, Weekday};

use crate::Localized;
use crate::municipality::CalendarSettings;

/// A public holiday of the whole country.
#[derive(Debug, PartialEq, Eq)]
pub struct Holiday {
    pub it: &'static str,
    pub en: &'static str,
    when: When,
    /// First year of the holiday; it may have existed before, under older law.
    since: i32,
    /// Last year, where the law made it for a time only.
    until: Option<i32>,
    /// The law that makes the day a holiday.
    pub norm: &'static str,
}

#[derive(Debug, PartialEq, Eq)]
enum When {
    /// Month and day.
    Fixed(u32, u32),
    /// Days after Easter Sunday.
    Easter(i64),
}

const fn holiday(
    it: &'static str,
    en: &'static str,
    when: When,
    since: i32,
    norm: &'static str,
) -> Holiday {
    Holiday { it, en, when, since, until: None, norm }
}

const L260: &str = "L. 260/1949, art. 2";

/// Public holidays (*giorni festivi*) with the years in which they are. Sundays stand apart.
pub const HOLIDAYS: &[Holiday] = &[
    holiday("Capodanno", "New Year's Day", When::Fixed(1, 1), 1949, L260),
    holiday("Epifania", "Epiphany", When::Fixed(1, 6), 1986, "D.P.R. 792/1985"),
    holiday("Pasqua", "Easter Sunday", When::Easter(0), 1949, L260),
    holiday("Lunedì dell'Angelo", "Easter Monday", When::Easter(1), 1949, L260),
    holiday("Festa della Liberazione", "Liberation Day", When::Fixed(4, 25), 1949, L260),
    holiday("Festa del lavoro", "Labour Day", When::Fixed(5, 1), 1949, L260),
    holiday(
        "Festa della Repubblica",
        "Republic Day",
        When::Fixed(6, 2),
        2001,
        "L. 336/2000, art. 1",
    ),
    holiday("Assunzione di Maria", "Assumption Day", When::Fixed(8, 15), 1949, L260),
    holiday(
        "San Francesco d'Assisi",
        "Saint Francis of Assisi",
        When::Fixed(10, 4),
        2026,
        "L. 151/2025",
    ),
    holiday("Ognissanti", "All Saints' Day", When::Fixed(11, 1), 1949, L260),
    holiday("Immacolata Concezione", "Immaculate Conception", When::Fixed(12, 8), 1949, L260),
    holiday("Natale", "Christmas Day", When::Fixed(12, 25), 1949, L260),
    holiday("Santo Stefano", "Saint Stephen's Day", When::Fixed(12, 26), 1949, L260),
    Holiday {
        it: "150º anniversario dell'Unità d'Italia",
        en: "150th anniversary of Italian unification",
        when: When::Fixed(3, 17),
        since: 2011,
        until: Some(2011),
        norm: "D.L. 5/2011, art. 1",
    },
];

impl Holiday {
    pub fn name(&self) -> Localized {
        Localized::both(self.it, self.en)
    }

    /// The day of this holiday in `year`, if it is one in that year.
    pub fn in_year(&self, year: i32) -> Option<NaiveDate> {
        if year < self.since || self.until.is_some_and(|last| year > last) {
            return None;
        }
        match self.when {
            When::Fixed(month, day) => NaiveDate::from_ymd_opt(year, month, day),
            When::Easter(after) => easter(year)?.checked_add_signed(Duration::days(after)),
        }
    }
}

/// The national holiday that falls on `date`, Sundays apart.
pub fn holiday_on(date: NaiveDate) -> Option<&'static Holiday> {
    HOLIDAYS.iter().find(|holiday| match holiday.when {
        When::Fixed(month, day) if (month, day) != (date.month(), date.day()) => false,
        _ => holiday.in_year(date.year()) == Some(date),
    })
}

/// Easter Sunday of a Gregorian year, 1583 to 9999, by the anonymous ("Meeus") reckoning.
pub fn easter(year: i32) -> Option<NaiveDate> {
    if !(1583..=9999).contains(&year) {
        return None;
    }
    let golden = year % 19;
    let (century, of_century) = (year / 100, year % 100);
    let skipped = century - century / 4 - (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + skipped + 15) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let moved = (golden + 11 * epact + 22 * to_sunday) / 451;
    let day = epact + to_sunday - 7 * moved + 114;
    NaiveDate::from_ymd_opt(year, (day / 31) as u32, (day % 31 + 1) as u32)
}

/// Why a day is not a working day of the municipality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayOff {
    Sunday,
    Saturday,
    Holiday(&'static Holiday),
    /// The patron saint's day, by the saint's name.
    Patron(String),
    /// A closing of the municipality, with its reason. It never moves a term.
    Closing(Localized),
}

/// How long a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Calendar days.
    Days(u32),
    WorkingDays(u32),
    Months(u32),
}

/// When a term ends, and why then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermEnd {
    /// The day that counting alone gives.
    pub counted: NaiveDate,
    /// The last day of the term: `counted`, or the first day after it that is no holiday.
    pub end: NaiveDate,
    /// Why `counted` is not the last day; `None` when it is.
    pub moved_by: Option<DayOff>,
}

/// The last days of a term where readings of the law differ (Saturday, patron saint's day).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readings {
    /// The earliest: by this day the office acts, so that no refusal comes too late.
    pub office: NaiveDate,
    /// The latest: this day the citizen is told, so that nobody relies on silence too early.
    pub citizen: NaiveDate,
}

/// The calendar of one municipality: the country's holidays and its own settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    settings: CalendarSettings,
}

/// Longest stretch that is counted day by day: about 110 years. Beyond it counting answers `None`,
/// so that a rule typed by mistake cannot keep the machine busy.
const LONGEST: i64 = 40_000;

impl Calendar {
    pub fn new(settings: &CalendarSettings) -> Calendar {
        Calendar { settings: settings.clone() }
    }

    /// Why the offices do not work on `date`: the strongest reason, `None` on a working day.
    pub fn day_off(&self, date: NaiveDate) -> Option<DayOff> {
        if let Some(holiday) = holiday_on(date) {
            return Some(DayOff::Holiday(holiday));
        }
        match date.weekday() {
            Weekday::Sun => return Some(DayOff::Sunday),
            Weekday::Sat => return Some(DayOff::Saturday),
            _ => {}
        }
        if let Some(patron) = self.patron_on(date) {
            return Some(DayOff::Patron(patron.to_owned()));
        }
        let closing = self.settings.closings.iter().find(|c| (c.from..=c.to).contains(&date))?;
        Some(DayOff::Closing(closing.reason.clone()))
    }

    /// Monday to Friday, no holiday, not the patron saint's day, not closed.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
            && holiday_on(date).is_none()
            && self.patron_on(date).is_none()
            && !self.settings.closings.iter().any(|c| (c.from..=c.to).contains(&date))
    }

    /// The `n`th working day after `date` (before it, when negative); `date` itself for zero.
    /// `None` beyond the calendar or where more than 40 000 days would have to be looked at.
    pub fn add_working_days(&self, date: NaiveDate, n: i64) -> Option<NaiveDate> {
        let step = Duration::days(n.signum());
        let mut left = n.unsigned_abs();
        let mut day = date;
        for _ in 0..LONGEST {
            if left == 0 {
                return Some(day);
            }
            day = day.checked_add_signed(step)?;
            left -= u64::from(self.is_working_day(day));
        }
        None
    }

    /// Working days after `from` up to and including `to`; negative when `to` comes first.
    /// `None` when they are more than 40 000 days apart.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> Option<i64> {
        if (to - from).num_days().abs() > LONGEST {
            return None;
        }
        let count = |after: NaiveDate, upto: NaiveDate| {
            after
                .iter_days()
                .skip(1)
                .take_while(|d| *d <= upto)
                .filter(|d| self.is_working_day(*d))
                .count()
        };
        Some(if from <= to { count(from, to) as i64 } else { -(count(to, from) as i64) })
    }

    /// When a term that starts on `start` ends: the first day is not counted (*dies a quo*), months
    /// end on the same day number or the month's last, and a last day that is a holiday gives way to
    /// the next that is none (art. 2963 of the civil code, art. 155 of the code of civil procedure).
    /// `None` beyond the calendar.
    pub fn term_end(&self, start: NaiveDate, length: Length) -> Option<TermEnd> {
        let settings = &self.settings;
        self.end_with(start, length, settings.saturday_moves_term, settings.patron_moves_term)
    }

    /// The earliest and the latest last day among all readings of Saturday and of the patron
    /// saint's day, whatever the municipality has set.
    pub fn readings(&self, start: NaiveDate, length: Length) -> Option<Readings> {
        let strict = self.end_with(start, length, false, false)?.end;
        let mild = self.end_with(start, length, true, true)?.end;
        Some(Readings { office: strict, citizen: mild })
    }

    fn end_with(
        &self,
        start: NaiveDate,
        length: Length,
        saturday: bool,
        patron: bool,
    ) -> Option<TermEnd> {
        let counted = match length {
            Length::Days(days) => start.checked_add_signed(Duration::days(days.into()))?,
            Length::WorkingDays(days) => self.add_working_days(start, days.into())?,
            Length::Months(months) => add_months(start, months.into())?,
        };
        let moves = |date: NaiveDate| {
            self.day_off(date).filter(|off| match off {
                DayOff::Sunday | DayOff::Holiday(_) => true,
                // A Saturday that is also the patron saint's day moves by either setting.
                DayOff::Saturday => saturday || (patron && self.patron_on(date).is_some()),
                DayOff::Patron(_) => patron,
                DayOff::Closing(_) => false,
            })
        };
        let moved_by = moves(counted);
        let mut end = counted;
        while moves(end).is_some() {
            end = end.succ_opt()?;
        }
        Some(TermEnd { counted, end, moved_by })
    }

    fn patron_on(&self, date: NaiveDate) -> Option<&str> {
        let patron = self.settings.patron.as_ref()?;
        ((patron.month, patron.day) == (date.month(), date.day())).then_some(patron.name.as_str())
    }
}

/// The same day number `n` months later (earlier, when negative), or the last of that month
/// (art. 2963 c. 4 and 5 of the civil code). `None` beyond the calendar.
pub fn add_months(date: NaiveDate, n: i64) -> Option<NaiveDate> {
    let months = Months::new(u32::try_from(n.unsigned_abs()).ok()?);
    if n < 0 { date.checked_sub_months(months) } else { date.checked_add_months(months) }
}

/// Completed years on `day` of somebody born on `birth`; negative before birth. Who was born on
/// 29 February comes of age on 1 March of common years: a year of life must be wholly lived.
pub fn age_on(birth: NaiveDate, day: NaiveDate) -> i32 {
    let passed = (day.month(), day.day()) >= (birth.month(), birth.day());
    day.year() - birth.year() - i32::from(!passed)
}

#[cfg(test)]
mod tests;
