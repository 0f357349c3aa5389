//! What an office reads in the morning of opinions: those that it is to give soon or should have given, and those that
//! it waits for in vain; and who is outside, who reads no such message and is asked once more on the same days.

use std::fmt::Write as _;

use chrono::{Days, NaiveDate};
use model::{ApplicationId, Lang};
use store::{applications, opinions};
use words::{Value, Words};
use workflow::{Actor, Command, NEAR_DAYS};

use crate::{
    Desk, Result,
    jobs::{Errand, Failed},
    loaded::protocol,
};

/// How many days before its last day an office is reminded of an opinion.
const NEAR: Days = Days::new(NEAR_DAYS);

/// Last days of opinions that two mornings are near to, and those that have passed.
fn days((since, today): (NaiveDate, NaiveDate)) -> [(NaiveDate, NaiveDate); 2] {
    let after = |day: NaiveDate| day.checked_add_days(Days::new(1)).unwrap_or(day);
    let ahead = |day: NaiveDate| day.checked_add_days(NEAR).unwrap_or(day);
    let yesterday = today.pred_opt().unwrap_or(today);
    [(after(ahead(since)), ahead(today)), (since, yesterday)]
}

/// Who outside is to be asked once more on the morning of a day.
pub(crate) async fn outside(
    desk: &Desk,
    (since, today): (NaiveDate, NaiveDate),
) -> Result<Vec<Errand>> {
    let mut errands = Vec::new();
    for days in days((since, today)) {
        for row in opinions::outside_between(&mut desk.db.peek().await?, days).await? {
            let asked = u32::try_from(row.seq).unwrap_or(0);
            let application = row.application;
            errands.push(Errand::RemindOpinion { application, asked, on: today });
        }
    }
    Ok(errands)
}

/// Asks somebody outside once more, unless it came, is not needed any more, or they were asked again already.
pub(crate) async fn remind(
    desk: &Desk,
    id: ApplicationId,
    asked: u32,
) -> std::result::Result<(), Failed> {
    let loaded = desk.load(id).await?;
    let command = Command::RemindOpinion { asked };
    let decision = loaded.decide(desk, None, |facts| {
        let workflow = &loaded.procedure.workflow;
        workflow::decide(workflow, &loaded.application, &command, &Actor::time(), facts)
    });
    match decision {
        Ok(decision) => Ok(desk.keep(&loaded, &decision, None).await?),
        Err(_) => Ok(()),
    }
}

/// One line for each, between two mornings; empty if there is nothing to say.
pub(crate) async fn lines(
    desk: &Desk,
    office: &str,
    (since, today): (NaiveDate, NaiveDate),
) -> Result<String> {
    let [near, over] = days((since, today));
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
