//! What an office is told on the first morning of an absence: who is away, what is in their hands, who stands in.

use std::fmt::Write as _;

use chrono::NaiveDate;
use model::Lang;
use store::{absences, people, roles};
use words::{Value, Words};

use super::in_hand;
use crate::{Desk, Result};

/// One line for each who is away since this morning, or since one on which nobody was there to tell.
pub(crate) async fn lines(
    desk: &Desk,
    office: &str,
    (since, today): (NaiveDate, NaiveDate),
) -> Result<String> {
    let words = Words::of(Lang::It);
    let mut read = desk.db.read().await?;
    let mut text = String::new();
    let away = absences::from_day(&mut read, today).await?;
    let away = away.into_iter().filter(|row| since < row.first_on && row.first_on <= today);
    let staff = roles::staff_of(&mut read, office, desk.now()).await?;
    for row in away {
        let Some(person) = staff.iter().find(|one| one.person == row.person) else { continue };
        let many = in_hand(&mut read, row.person, vec![office.to_owned()]).await?;
        if many == 0 {
            continue;
        }
        let substitute = match row.substitute {
            Some(id) => people::get(&mut read, id).await?,
            None => None,
        };
        let substitute = substitute.map(|one| format!("{} {}", one.given_name, one.family_name));
        let name = format!("{} {}", person.given_name, person.family_name);
        let until = words.date(row.last_on);
        let key = match substitute {
            Some(_) => "mail-morning-absence-covered",
            None => "mail-morning-absence",
        };
        let values = [
            ("name", Value::from(name.as_str())),
            ("until", until.as_str().into()),
            ("n", many.into()),
            ("substitute", substitute.as_deref().unwrap_or_default().into()),
        ];
        let _ = writeln!(text, "{}\n", words.with(key, &values));
    }
    Ok(text)
}
