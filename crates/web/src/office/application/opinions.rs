//! The opinions that an office asked on an application, among its facts.

use chrono::NaiveDate;
use desk::dossier::Dossier;
use workflow::{Opined, OpinionEnd};

use crate::Page;

/// An opinion that was asked.
pub(super) struct OpinionLine {
    /// Number of the event that asked.
    pub asked: u32,
    pub name: String,
    /// Where it stands, in words.
    pub stands: String,
    /// How often it was asked for again; empty for never.
    pub reminded: String,
    /// What who is asked still needs, in their words; empty where they have said nothing, or got it.
    pub needs: String,
    pub is_awaited: bool,
    /// It stands still until the office sends what is missing.
    pub is_held_up: bool,
    pub is_late: bool,
}

/// The opinions that were asked, the last first.
pub(super) fn opinions(page: &Page, dossier: &Dossier) -> Vec<OpinionLine> {
    let (desk, words, loaded) = (&page.town.desk, page.words, &dossier.loaded);
    let is_open = loaded.application.closed.is_none();
    let said = |key: &str, day: NaiveDate, more: &str| {
        let day = words.date(day);
        words.with(key, &[("date", day.as_str().into()), ("more", more.into())]).into_owned()
    };
    let line = |opined: &Opined| {
        let is_awaited = is_open && opined.end.is_none();
        let until = opined.last_day().filter(|_| is_awaited);
        let held_up = opined.needs.as_ref().filter(|_| is_awaited && opined.is_held_up());
        let stands = match (&opined.end, held_up, until) {
            (Some(OpinionEnd::Given { on, verdict, .. }), ..) => {
                let verdict = words.t(&format!("opinion-verdict-{}", verdict.word()));
                let on = words.date(*on);
                let values = [("verdict", (&*verdict).into()), ("date", on.as_str().into())];
                words.with("opinion-stands-given", &values).into_owned()
            }
            (Some(OpinionEnd::Revoked { .. }), ..) => {
                words.t("opinion-stands-revoked").into_owned()
            }
            (None, Some(needs), _) => said("opinion-stands-held-up", needs.on, ""),
            (None, None, Some(until)) => {
                let (date, left) = (words.date(until), words.relative(until, desk.today()));
                let values = [("date", date.as_str().into()), ("left", left.as_str().into())];
                words.with("opinion-stands-awaited", &values).into_owned()
            }
            (None, None, None) => words.t("opinion-stands-closed").into_owned(),
        };
        let reminded = opined.reminded.last().map(|(on, _)| {
            let n = i64::try_from(opined.reminded.len()).unwrap_or(0);
            let by_time = opined.reminded.iter().filter(|(_, by_time)| *by_time).count();
            let by_time = i64::try_from(by_time).unwrap_or(0);
            let on = words.date(*on);
            let values = [("n", n.into()), ("auto", by_time.into()), ("date", on.as_str().into())];
            words.with("opinion-stands-reminded", &values).into_owned()
        });
        OpinionLine {
            asked: opined.seq,
            name: desk.opinion_name(loaded, opined).get(page.lang).to_owned(),
            stands,
            reminded: reminded.unwrap_or_default(),
            needs: held_up.map_or_else(String::new, |needs| needs.text.clone()),
            is_awaited,
            is_held_up: held_up.is_some(),
            is_late: until.is_some_and(|until| until < desk.today()),
        }
    };
    loaded.application.opinions.iter().rev().map(line).collect()
}
