//! What an office reads in the morning of opinions: those that it is to give soon or should have given, and those that
//! it waits for in vain.

use std::fmt::Write as _;

use chrono::{Days, NaiveDate};
use model::Lang;
use store::{applications, opinions};
use words::{Value, Words};

use crate::{Desk, Result, loaded::protocol};

/// How many days before its last day an office is reminded of an opinion.
const NEAR: Days = Days::new(3);

/// One line for each, between two mornings; empty if there is nothing to say.
pub(crate) async fn lines(
    desk: &Desk,
    office: &str,
    (since, today): (NaiveDate, NaiveDate),
) -> Result<String> {
    let after = |day: NaiveDate| day.checked_add_days(Days::new(1)).unwrap_or(day);
    let ahead = |day: NaiveDate| day.checked_add_days(NEAR).unwrap_or(day);
    let yesterday = today.pred_opt().unwrap_or(today);
    let (near, over) = ((after(ahead(since)), ahead(today)), (since, yesterday));
    let mut text = String::new();
    for (days, is_asked, key) in [
        (near, true, "mail-morning-opinion-near"),
        (over, true, "mail-morning-opinion-over"),
        (over, false, "mail-morning-opinion-missing"),
    ] {
        let mut read = desk.db.peek().await?;
        for row in opinions::due_between(&mut read, office, days, is_asked).await? {
            let Some(of) = applications::get(&mut read, row.application).await? else { continue };
            let words = Words::of(Lang::It);
            let (number, on) = (protocol(of.year, of.number), words.date(row.until_on));
            let other = match is_asked {
                true => desk.office_name(&of.now.office),
                false => match &row.office {
                    Some(office) => desk.office_name(office),
                    None => crate::paper::said("mail-morning-opinion-outside"),
                },
            };
            let values = [
                ("number", Value::from(number.as_str())),
                ("office", other.get(Lang::It).into()),
                ("on", on.as_str().into()),
            ];
            let page = match is_asked {
                true => format!("ufficio/pareri/{}/{}", row.application, row.seq),
                false => format!("ufficio/pratiche/{}", row.application),
            };
            let _ = writeln!(text, "{}\n  {}/{page}\n", words.with(key, &values), desk.address);
        }
    }
    Ok(text)
}
