//! What an office is told when somebody is away or works there no longer: who, what is in their hands, who stands in.

use std::{collections::BTreeMap, fmt::Write as _};

use chrono::NaiveDate;
use model::{Lang, PersonId};
use store::{Read, absences, people, queue, roles};
use words::{Value, Words};

use crate::{Desk, Result};

/// One line for each who is away since this morning, or since one on which nobody was there to tell. What was written
/// down when it had begun is told on the next morning.
pub(crate) async fn lines(
    desk: &Desk,
    office: &str,
    (since, today): (NaiveDate, NaiveDate),
) -> Result<String> {
    let words = Words::of(Lang::It);
    let mut read = desk.db.read().await?;
    let mut text = String::new();
    let away = absences::on_day(&mut read, today).await?;
    let staff = roles::staff_of(&mut read, office, desk.now()).await?;
    for row in &away {
        let written = row.written_at.day();
        let told_on = if written < row.first_on { row.first_on } else { next(written) };
        let Some(person) = staff.iter().find(|one| one.person == row.person) else { continue };
        if told_on <= since || told_on > today {
            continue;
        }
        let many = in_hand(&mut read, row, office).await?;
        if many == 0 {
            continue;
        }
        let is_there = |one: &&roles::Staff| {
            Some(one.person) == row.substitute && away.iter().all(|it| it.person != one.person)
        };
        let substitute = staff.iter().find(is_there);
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
    left_behind(desk, &mut read, office, &mut text).await?;
    Ok(text)
}

/// One line for each who works there no longer and still has something in hand, every morning until nobody has.
async fn left_behind(desk: &Desk, read: &mut Read, office: &str, text: &mut String) -> Result<()> {
    let gone = desk.gone(read).await?;
    let mut many = BTreeMap::<PersonId, i64>::new();
    for held in gone.held(|held| held.office == office) {
        *many.entry(held.person).or_default() += held.n;
    }
    let queue = format!("{}/ufficio?assegnata=non-piu-qui", desk.address);
    for (person, many) in many {
        let Some(person) = people::get(read, person).await? else { continue };
        let name = format!("{} {}", person.given_name, person.family_name);
        let values = [
            ("name", Value::from(name.as_str())),
            ("n", many.into()),
            ("queue", queue.as_str().into()),
        ];
        let _ = writeln!(text, "{}\n", Words::of(Lang::It).with("mail-morning-gone", &values));
    }
    Ok(())
}

fn next(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

/// Open applications of an office in their hands, as far as they are counted.
async fn in_hand(read: &mut Read, row: &absences::Absence, office: &str) -> Result<i64> {
    let filter = queue::Filter {
        offices: vec![office.to_owned()],
        assignee: queue::Assignee::Person(row.person),
        ..queue::Filter::default()
    };
    Ok(queue::count(read, &filter).await?.n)
}
