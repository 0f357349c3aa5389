//! When somebody of the staff is away (*assenze*), and who stands in for them: nothing is in the hands of somebody absent
//! without somebody being told.

mod gone;
mod morning;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use form::{Checked, Raw};
use model::{
    Lang, PersonId,
    access::{self, Action, Role, RoleAt},
};
use serde_json::{Value, json};
use store::{Read, absences, roles};
use uuid::Uuid;

pub use gone::{Gone, Missing};
pub(crate) use {gone::give_back, morning::lines};

use crate::{
    Desk, Error, Result,
    facts::Nothing,
    moves::{NotMade, data},
    paper::said,
    session::Session,
    small_form,
};

const WHO: &str = "who";
const FIRST: &str = "first";
const LAST: &str = "last";
const SUBSTITUTE: &str = "substitute";
/// Stands before the id of a person in a choice.
const PERSON: &str = "person-";
/// What `substitute` says for nobody.
const NOBODY: &str = "nobody";

/// Some days on which somebody is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: Uuid,
    pub person: PersonId,
    /// Family name and given name.
    pub name: String,
    pub first_on: NaiveDate,
    pub last_on: NaiveDate,
    /// Who stands in, by name; empty for nobody.
    pub substitute: String,
    /// The reader may take it back.
    pub may_end: bool,
}

/// The page of absences.
#[derive(Debug)]
pub struct Calendar {
    /// Those of one's colleagues that are not over, the first to begin first.
    pub lines: Vec<Line>,
    pub form: form::Compiled,
    pub checked: Checked,
}

/// Somebody who is away today, as one of their colleagues is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    pub person: PersonId,
    /// Given name and family name.
    pub name: String,
    /// Their last day away.
    pub until: NaiveDate,
    /// Who stands in: works in the same office, and is there today.
    pub substitute: Option<PersonId>,
    /// Given name and family name; empty for nobody.
    pub substitute_name: String,
}

impl Calendar {
    /// Runs `take` over the world around the form.
    pub fn with_facts<T>(desk: &Desk, take: impl FnOnce(&form::Facts<'_>) -> T) -> T {
        let alone = form::Facts::on(desk.today());
        take(&form::Facts { calendar: desk.calendar(), more: &Nothing, ..alone })
    }
}

/// Somebody of the staff, by name both ways round.
struct Colleague {
    family_first: String,
    given_first: String,
    offices: Vec<Option<String>>,
}

type Colleagues = BTreeMap<PersonId, Colleague>;

impl Desk {
    /// Whether somebody gives applications to others somewhere.
    #[must_use]
    pub fn assigns(session: &Session) -> bool {
        session.is_staff() && !access::places(&session.roles, Action::Assign).is_empty()
    }

    /// Those who work in the offices where somebody does something, oneself among them.
    async fn staff_around(
        &self,
        read: &mut Read,
        session: &Session,
        action: Action,
    ) -> Result<Colleagues> {
        let places = access::places(&session.roles, action);
        // Who assigns for one procedure only says nothing of the whole work of others.
        let is_whole = |at: &&&RoleAt| action != Action::Assign || at.procedure.is_none();
        let reaches = |office: &Option<String>| {
            places.iter().filter(is_whole).any(|at| match (&at.office, office) {
                (Some(own), Some(office)) => own == office,
                (None, _) => true,
                (Some(_), None) => false,
            })
        };
        let mut staff = Colleagues::new();
        for row in roles::everybody(read, self.now()).await? {
            let role = Role::from_word(&row.role);
            let is_of_the_desk = matches!(role, Some(Role::Clerk | Role::Responsible | Role::Head));
            if is_of_the_desk && reaches(&row.office) {
                let colleague = staff.entry(row.person).or_insert_with(|| Colleague {
                    family_first: format!("{} {}", row.family_name, row.given_name),
                    given_first: format!("{} {}", row.given_name, row.family_name),
                    offices: Vec::new(),
                });
                colleague.offices.push(row.office);
            }
        }
        Ok(staff)
    }

    /// The page of absences, with what was typed.
    ///
    /// # Errors
    /// Not staff of any office.
    pub async fn absences(&self, session: &Session, raw: &Raw) -> Result<Calendar> {
        if !Self::processes(session) {
            return Err(self.denied(session, "absences", None).await);
        }
        let mut read = self.db.read().await?;
        let staff = self.staff_around(&mut read, session, Action::Process).await?;
        let mine = self.staff_around(&mut read, session, Action::Assign).await?;
        let rows = absences::from_day(&mut read, self.today()).await?;
        drop(read);
        let me = session.person.id;
        let name = |id: PersonId| staff.get(&id).map(|one| one.family_first.clone());
        let line = |row: absences::Absence| {
            Some(Line {
                id: row.id,
                person: row.person,
                name: name(row.person)?,
                first_on: row.first_on,
                last_on: row.last_on,
                substitute: row.substitute.and_then(name).unwrap_or_default(),
                may_end: row.person == me || mine.contains_key(&row.person),
            })
        };
        let lines = rows.into_iter().filter_map(line).collect();
        let form = absence_form(&staff, &mine, me)
            .ok_or_else(|| Error::broken("the form of an absence"))?;
        let checked = Calendar::with_facts(self, |facts| form::check(&form, raw, facts));
        Ok(Calendar { lines, form, checked })
    }

    /// Writes down that somebody is away: oneself, or somebody whose work one assigns.
    ///
    /// # Errors
    /// What was typed lacks something, days that are taken, a substitute who is away; not theirs.
    pub async fn add_absence(
        &self,
        session: &Session,
        raw: &Raw,
    ) -> std::result::Result<(), NotMade> {
        let Calendar { form, checked, .. } = self.absences(session, raw).await?;
        if !checked.is_complete() {
            return Err(NotMade::Incomplete(Box::new(checked)));
        }
        let data = data(&form, &checked);
        let text =
            |path: &str| data.get(path).and_then(|all| all.first()).map_or("", String::as_str);
        let person = |path: &str| text(path).strip_prefix(PERSON).and_then(|id| id.parse().ok());
        let me = session.person.id;
        let who = person(WHO).unwrap_or(me);
        let substitute: Option<PersonId> = person(SUBSTITUTE);
        let day = |path: &str| text(path).parse::<NaiveDate>().map_err(|_| Error::NotFound);
        let (first_on, last_on) = (day(FIRST)?, day(LAST)?);
        let refused = |key: &str| NotMade::from(Error::Refused(said(key)));
        if substitute == Some(who) {
            return Err(refused("absence-of-oneself"));
        }
        let mut read = self.db.read().await?;
        let staff = self.staff_around(&mut read, session, Action::Process).await?;
        drop(read);
        if substitute.is_some_and(|substitute| !together(&staff, who, substitute)) {
            return Err(refused("absence-substitute-elsewhere"));
        }
        let mut tx = self.db.write().await?;
        let overlaps = |of: PersonId, rows: &[absences::Absence]| {
            rows.iter()
                .any(|row| row.person == of && row.first_on <= last_on && first_on <= row.last_on)
        };
        let rows = absences::from_day(&mut tx, self.today()).await?;
        if overlaps(who, &rows) {
            return Err(refused("absence-twice"));
        }
        if substitute.is_some_and(|substitute| overlaps(substitute, &rows)) {
            return Err(refused("absence-substitute-away"));
        }
        let absence = absences::Absence {
            id: self.clock.id(),
            person: who,
            first_on,
            last_on,
            substitute,
            written_by: me,
            written_at: self.now(),
        };
        absences::add(&mut tx, &absence).await?;
        let what = format!("person {who} from {first_on} to {last_on}");
        self.audit(&mut tx, Some(me), "absence written", &what).await?;
        Ok(tx.commit().await?)
    }

    /// Takes an absence back.
    ///
    /// # Errors
    /// There is none, or it is not theirs to take back.
    pub async fn end_absence(&self, session: &Session, id: Uuid) -> Result<()> {
        let Calendar { lines, .. } = self.absences(session, &Raw::default()).await?;
        if !lines.iter().any(|line| line.id == id && line.may_end) {
            return Err(self.denied(session, "absence", None).await);
        }
        let mut tx = self.db.write().await?;
        if absences::end(&mut tx, id, self.now()).await? {
            let what = format!("absence {id}");
            self.audit(&mut tx, Some(session.person.id), "absence taken back", &what).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Those of one's offices who are away today.
    ///
    /// # Errors
    /// Storage.
    pub async fn away(&self, session: &Session) -> Result<Vec<Away>> {
        let mut read = self.db.read().await?;
        let today = self.today();
        let rows = absences::on_day(&mut read, today).await?;
        if rows.is_empty() || !session.is_staff() {
            return Ok(Vec::new());
        }
        let staff = self.staff_around(&mut read, session, Action::Process).await?;
        let is_there = |id: &PersonId| rows.iter().all(|row| row.person != *id);
        let away = rows.iter().filter_map(|row| {
            let colleague = staff.get(&row.person)?;
            let substitute = row.substitute.filter(is_there);
            let substitute = substitute.filter(|id| together(&staff, row.person, *id));
            let name = substitute.and_then(|id| staff.get(&id));
            Some(Away {
                person: row.person,
                name: colleague.given_first.clone(),
                until: row.last_on,
                substitute,
                substitute_name: name.map(|one| one.given_first.clone()).unwrap_or_default(),
            })
        });
        Ok(away.collect())
    }
}

/// Whether two work in one office.
fn together(staff: &Colleagues, one: PersonId, other: PersonId) -> bool {
    let (Some(one), Some(other)) = (staff.get(&one), staff.get(&other)) else { return false };
    one.offices.iter().any(|office| office.is_none() || other.offices.contains(office))
        || other.offices.contains(&None)
}

fn absence_form(staff: &Colleagues, mine: &Colleagues, me: PersonId) -> Option<form::Compiled> {
    let choice = |(id, one): (&PersonId, &Colleague)| {
        let name = json!({ "it": one.family_first, "en": one.family_first });
        small_form::option(format!("{PERSON}{id}"), name)
    };
    let mut fields = Vec::new();
    if mine.keys().any(|id| *id != me) {
        let who: Vec<Value> = mine.iter().map(choice).collect();
        fields.push(json!({
            "id": WHO, "kind": "one_of", "label": small_form::words("absence-who"), "options": who,
        }));
    }
    let nobody = small_form::option(NOBODY.to_owned(), small_form::words("absence-nobody"));
    let substitutes: Vec<Value> = staff.iter().map(choice).chain([nobody]).collect();
    fields.extend([
        json!({
            "id": FIRST, "kind": "date", "label": small_form::words("absence-first"),
            "check": [{
                "rule": format!("{FIRST} <= add_years(today, 1)"),
                "message": small_form::words("absence-too-far"),
            }],
        }),
        json!({
            "id": LAST, "kind": "date", "label": small_form::words("absence-last"),
            "help": small_form::words("absence-last-help"),
            "check": [
                { "rule": format!("{LAST} >= {FIRST}"), "message": small_form::words("absence-order") },
                { "rule": format!("{LAST} >= today"), "message": small_form::words("absence-over") },
                {
                    "rule": format!("{LAST} <= add_years({FIRST}, 1)"),
                    "message": small_form::words("absence-too-long"),
                },
            ],
        }),
        json!({
            "id": SUBSTITUTE, "kind": "one_of", "label": small_form::words("absence-substitute"),
            "help": small_form::words("absence-substitute-help"), "options": substitutes,
        }),
    ]);
    small_form::compiled("absence", Value::Array(fields))
}

/// What is said of somebody who is away, in one sentence.
#[must_use]
pub fn sentence(away: &Away, lang: Lang) -> String {
    let words = words::Words::of(lang);
    let until = words.date(away.until);
    let key = match away.substitute_name.as_str() {
        "" => "absence-away",
        _ => "absence-away-covered",
    };
    let values = [
        ("name", away.name.as_str().into()),
        ("until", until.as_str().into()),
        ("substitute", away.substitute_name.as_str().into()),
    ];
    words.with(key, &values).into_owned()
}
