//! For whom an application waits, in words.

use chrono::NaiveDate;
use desk::{Loaded, awaited::Awaited};

use crate::Page;

/// For whom an application waits, and until when.
pub(super) fn lines(page: &Page, loaded: &Loaded) -> Vec<String> {
    let words = page.words;
    let say = |key: &str, days: [Option<NaiveDate>; 2], name: &str| {
        let [since, until] = days.map(|day| day.map_or_else(String::new, |day| words.date(day)));
        let values = [
            ("since", since.as_str().into()),
            ("until", until.as_str().into()),
            ("name", name.into()),
        ];
        words.with(key, &values).into_owned()
    };
    let one = |awaited: Awaited| match awaited {
        Awaited::Answer { since, until } => {
            say("office-awaited-answer", [Some(since), Some(until)], "")
        }
        Awaited::Observations { since, until } => {
            say("office-awaited-observations", [Some(since), Some(until)], "")
        }
        Awaited::Offer { until } => say("office-awaited-offer", [None, Some(until)], ""),
        Awaited::Payment { due, until } => {
            say("office-awaited-payment", [None, Some(until)], &words.money(due))
        }
        Awaited::Opinion { of, since, until } => {
            say("office-awaited-opinion", [Some(since), Some(until)], of.get(page.lang))
        }
        Awaited::Missing { of, since } => {
            say("office-awaited-missing", [Some(since), None], of.get(page.lang))
        }
        Awaited::Others { until: Some(until) } => {
            say("office-awaited-others-until", [None, Some(until)], "")
        }
        Awaited::Outcome => words.t("office-awaited-outcome").into_owned(),
        Awaited::Others { until: None } => words.t("office-awaited-others").into_owned(),
    };
    page.town.desk.awaited(loaded).into_iter().map(one).collect()
}
