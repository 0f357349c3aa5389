//! Terms and holidays as tables: known Easters, known bridges of the year, the legal counting.

use super::*;
use crate::municipality::{Closing, Patron};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Patron on 13 June, closed 24 to 31 December 2026.
fn town(saturday: bool, patron: bool) -> Calendar {
    Calendar::new(&CalendarSettings {
        patron: Some(Patron { name: "Sant'Antonio".into(), month: 6, day: 13 }),
        saturday_moves_term: saturday,
        patron_moves_term: patron,
        closings: vec![Closing {
            from: day("2026-12-24"),
            to: day("2026-12-31"),
            reason: Localized::it("Chiusura natalizia"),
        }],
    })
}

#[test]
fn easter_falls_on_its_known_days() {
    for date in [
        "1818-03-22",
        "1886-04-25",
        "1943-04-25",
        "1961-04-02",
        "2000-04-23",
        "2008-03-23",
        "2019-04-21",
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2027-03-28",
        "2038-04-25",
        "2049-04-18",
        "2285-03-22",
    ] {
        assert_eq!(easter(day(date).year()), Some(day(date)), "{date}");
    }
    assert_eq!(easter(1500), None);
}

#[test]
fn holidays_have_their_years() {
    let name = |date| holiday_on(day(date)).map(|holiday| holiday.it);
    for (date, expected) in [
        ("2025-10-04", None),
        ("2026-10-04", Some("San Francesco d'Assisi")),
        ("2030-10-04", Some("San Francesco d'Assisi")),
        ("2000-06-02", None),
        ("2001-06-02", Some("Festa della Repubblica")),
        ("1980-01-06", None),
        ("2026-01-06", Some("Epifania")),
        ("2011-03-17", Some("150º anniversario dell'Unità d'Italia")),
        ("2012-03-17", None),
        ("2026-04-06", Some("Lunedì dell'Angelo")),
        ("2026-04-07", None),
        ("2026-08-14", None),
    ] {
        assert_eq!(name(date), expected, "{date}");
    }
}

#[test]
fn a_day_off_has_its_reason() {
    let town = town(false, false);
    assert_eq!(town.day_off(day("2026-06-12")), None);
    // 13 June 2026 is a Saturday: the weekday is the stronger reason.
    assert_eq!(town.day_off(day("2026-06-13")), Some(DayOff::Saturday));
    assert_eq!(town.day_off(day("2028-06-13")), Some(DayOff::Patron("Sant'Antonio".into())));
    assert_eq!(town.day_off(day("2026-07-05")), Some(DayOff::Sunday));
    assert!(matches!(town.day_off(day("2026-12-25")), Some(DayOff::Holiday(_))));
    assert_eq!(
        town.day_off(day("2026-12-28")),
        Some(DayOff::Closing(Localized::it("Chiusura natalizia")))
    );
}

#[test]
fn working_days_are_counted() {
    let town = town(false, false);
    for (from, n, to) in [
        ("2026-07-01", 0, "2026-07-01"),
        ("2026-07-01", 1, "2026-07-02"),
        ("2026-07-03", 1, "2026-07-06"),
        // Liberation Day is a Saturday, Labour Day a Friday, in 2026.
        ("2026-04-24", 5, "2026-05-04"),
        ("2026-12-23", 1, "2027-01-04"),
        ("2026-07-06", -1, "2026-07-03"),
        ("2028-06-12", 1, "2028-06-14"),
    ] {
        assert_eq!(town.add_working_days(day(from), n), Some(day(to)), "{from} {n}");
    }
    assert_eq!(town.working_days_between(day("2026-07-03"), day("2026-07-06")), Some(1));
    assert_eq!(town.working_days_between(day("2026-07-06"), day("2026-07-03")), Some(-1));
    assert_eq!(town.working_days_between(day("2026-07-04"), day("2026-07-05")), Some(0));
    assert_eq!(town.add_working_days(day("2026-07-03"), i64::MAX), None);
    assert_eq!(town.add_working_days(day("2026-07-03"), i64::MIN), None);
    assert_eq!(town.working_days_between(NaiveDate::MIN, NaiveDate::MAX), None);
}

#[test]
fn a_term_does_not_count_its_first_day_and_moves_off_holidays() {
    use Length::{Days, Months, WorkingDays};
    for (start, length, counted, end) in [
        ("2026-06-01", Days(30), "2026-07-01", "2026-07-01"),
        // 4 July 2026 is a Saturday: it stands. 5 July, a Sunday, moves.
        ("2026-06-04", Days(30), "2026-07-04", "2026-07-04"),
        ("2026-06-05", Days(30), "2026-07-05", "2026-07-06"),
        ("2026-09-04", Days(30), "2026-10-04", "2026-10-05"),
        ("2027-09-04", Days(30), "2027-10-04", "2027-10-05"),
        ("2025-09-05", Days(30), "2025-10-05", "2025-10-06"),
        // Christmas, Saint Stephen (Saturday), Sunday.
        ("2026-11-25", Days(30), "2026-12-25", "2026-12-28"),
        // Easter Sunday and Monday.
        ("2026-03-06", Days(30), "2026-04-05", "2026-04-07"),
        // A closing of the offices does not move a term.
        ("2026-11-29", Days(30), "2026-12-29", "2026-12-29"),
        ("2026-06-01", Days(0), "2026-06-01", "2026-06-01"),
        ("2026-01-31", Months(1), "2026-02-28", "2026-02-28"),
        ("2028-01-31", Months(1), "2028-02-29", "2028-02-29"),
        ("2026-02-28", Months(1), "2026-03-28", "2026-03-28"),
        ("2026-03-15", Months(6), "2026-09-15", "2026-09-15"),
        ("2025-06-14", Months(12), "2026-06-14", "2026-06-15"),
        ("2026-07-03", WorkingDays(10), "2026-07-17", "2026-07-17"),
    ] {
        let got = town(false, false).term_end(day(start), length).unwrap();
        assert_eq!((got.counted, got.end), (day(counted), day(end)), "{start} {length:?}");
        assert_eq!(got.moved_by.is_some(), counted != end, "{start} {length:?}");
    }
}

#[test]
fn saturday_and_patron_move_a_term_only_where_the_municipality_says_so() {
    let end = |saturday, patron, start| {
        town(saturday, patron).term_end(day(start), Length::Days(30)).unwrap().end.to_string()
    };
    assert_eq!(end(false, false, "2026-06-04"), "2026-07-04");
    assert_eq!(end(true, false, "2026-06-04"), "2026-07-06");
    // 13 June 2028 is a Tuesday.
    assert_eq!(end(true, false, "2028-05-14"), "2028-06-13");
    assert_eq!(end(false, true, "2028-05-14"), "2028-06-14");
    // 13 June 2026 is a Saturday and the patron's day.
    assert_eq!(end(false, true, "2026-05-14"), "2026-06-15");
    let readings = town(false, false).readings(day("2026-06-04"), Length::Days(30)).unwrap();
    assert_eq!(readings, Readings { office: day("2026-07-04"), citizen: day("2026-07-06") });
}

#[test]
fn ages_are_completed_years() {
    for (birth, on, age) in [
        ("2008-07-01", "2026-06-30", 17),
        ("2008-07-01", "2026-07-01", 18),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2026-07-01", "2026-06-30", -1),
    ] {
        assert_eq!(age_on(day(birth), day(on)), age, "{birth} {on}");
    }
}

#[test]
fn the_ends_of_the_calendar_are_survived() {
    let town = town(true, true);
    for length in [Length::Days(u32::MAX), Length::WorkingDays(u32::MAX), Length::Months(u32::MAX)]
    {
        assert_eq!(town.term_end(NaiveDate::MAX, length), None);
    }
    assert_eq!(add_months(day("2026-01-01"), i64::MIN), None);
    assert!(town.day_off(NaiveDate::MIN).is_some() || town.is_working_day(NaiveDate::MIN));
}

proptest! {
    #[test]
    fn the_office_is_never_later_than_the_citizen(start in 0i64..40_000, days in 0u32..400, working: bool) {
        let town = town(false, false);
        let start = day("1990-01-01") + Duration::days(start);
        let length = if working { Length::WorkingDays(days) } else { Length::Days(days) };
        let readings = town.readings(start, length).unwrap();
        let own = town.term_end(start, length).unwrap();
        prop_assert!(readings.office <= own.end && own.end <= readings.citizen);
        prop_assert!(own.counted <= own.end && (own.end - own.counted).num_days() < 5);
        prop_assert!(own.end.weekday() != Weekday::Sun && holiday_on(own.end).is_none());
    }

    #[test]
    fn counting_forth_and_back_agree(start in 0i64..20_000, n in 1i64..300) {
        let town = town(false, false);
        let start = day("2000-01-01") + Duration::days(start);
        let end = town.add_working_days(start, n).unwrap();
        prop_assert!(town.is_working_day(end));
        prop_assert_eq!(town.working_days_between(start, end), Some(n));
        prop_assert_eq!(town.working_days_between(end, start).map(|d| d <= 0), Some(true));
        prop_assert_eq!(town.is_working_day(end), town.day_off(end).is_none());
    }
}
