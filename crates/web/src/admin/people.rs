//! Offices and the people who work in them, as the desk knows them; taking all roles from somebody who left.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use model::PersonId;
use serde::Deserialize;

use super::{PEOPLE, Tab, frame, tabs};
use crate::{Answer, Frame, Page, Problem, dossier::Notice, session::Staff, show};

struct OfficeLine {
    name: String,
    url: String,
    responsible: String,
    people: String,
}

#[derive(Template)]
#[template(path = "page/admin/offices.html")]
struct OfficesPage {
    frame: Frame,
    tabs: Vec<Tab>,
    offices: Vec<OfficeLine>,
}

pub(super) async fn offices(page: Page, Staff(session): Staff) -> Answer {
    let staff = page.town.desk.staff(&session).await?;
    let line = |office: &model::municipality::Office| {
        // Somebody with two roles in an office is one person.
        let here = staff.iter().filter(|line| line.office.as_deref() == Some(office.id.as_str()));
        let mut people: Vec<_> = here.map(|line| line.person).collect();
        people.sort_unstable();
        people.dedup();
        OfficeLine {
            name: office.name.get(page.lang).to_owned(),
            url: format!("/amministrazione/uffici/{}", office.id),
            responsible: office.responsible.get(page.lang).to_owned(),
            people: page.words.n("admin-office-people", people.len()).into_owned(),
        }
    };
    show(OfficesPage {
        offices: page.town.municipality.offices.iter().map(line).collect(),
        tabs: tabs(&page, &session),
        frame: frame(&page, "admin-tab-offices"),
    })
}

struct PersonLine {
    name: String,
    role: String,
    office: String,
    since: String,
    /// Where all roles are taken away; empty for oneself, and beside the further roles of one person.
    remove: String,
}

#[derive(Template)]
#[template(path = "page/admin/people.html")]
struct PeoplePage {
    frame: Frame,
    notice: Option<Notice>,
    tabs: Vec<Tab>,
    people: Vec<PersonLine>,
}

/// What a redirect tells the list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Flash {
    #[serde(default)]
    tolti: Option<u8>,
}

pub(super) async fn page(page: Page, Staff(session): Staff, Query(flash): Query<Flash>) -> Answer {
    let staff = page.town.desk.staff(&session).await?;
    let mut told = BTreeSet::from([session.person.id]);
    let line = |line: &desk::admin::StaffLine| PersonLine {
        remove: match told.insert(line.person) {
            true => remove_url(line.person),
            false => String::new(),
        },
        name: line.name.clone(),
        role: page.t(&format!("role-{}", line.role)).into_owned(),
        office: line.office.as_deref().map_or_else(
            || page.t("office-everywhere").into_owned(),
            |office| page.town.desk.office_name(office).get(page.lang).to_owned(),
        ),
        since: page.words.date(line.since.day()),
    };
    let notice = flash.tolti.map(|how| {
        let key = if how == 2 { "admin-person-given-back" } else { "admin-person-removed" };
        Notice { text: page.t(key).into_owned(), is_warning: false }
    });
    show(PeoplePage {
        notice,
        people: staff.iter().map(line).collect(),
        tabs: tabs(&page, &session),
        frame: frame(&page, "admin-tab-people"),
    })
}

fn remove_url(person: PersonId) -> String {
    format!("{PEOPLE}/{person}/togli")
}

#[derive(Template)]
#[template(path = "page/admin/remove.html")]
struct RemovePage {
    frame: Frame,
    name: String,
    roles: Vec<String>,
    /// How much they have in hand; empty for nothing.
    held: String,
    action: String,
    back: &'static str,
}

/// What taking all roles away means, before it is done.
pub(super) async fn ask_remove(
    page: Page,
    Staff(session): Staff,
    Path(person): Path<String>,
) -> Answer {
    let person: PersonId = person.parse().map_err(|_| Problem::NotFound)?;
    let staff = page.town.desk.staff(&session).await?;
    let theirs: Vec<_> = staff.iter().filter(|line| line.person == person).collect();
    let name = theirs.first().map(|line| line.name.clone()).ok_or(Problem::NotFound)?;
    let role = |line: &&desk::admin::StaffLine| {
        let office = line.office.as_deref();
        let office = office.map(|id| page.town.desk.office_name(id).get(page.lang).to_owned());
        let role = page.t(&format!("role-{}", line.role));
        office.map_or_else(|| role.clone().into_owned(), |office| format!("{role}, {office}"))
    };
    let held = match page.town.desk.in_hand_of(&session, person).await? {
        0 => String::new(),
        n => page.words.n("admin-person-holds", n).into_owned(),
    };
    show(RemovePage {
        held,
        roles: theirs.iter().map(role).collect(),
        frame: frame(&page, "admin-person-remove").crumb(page.t("admin-tab-people"), PEOPLE),
        name,
        action: remove_url(person),
        back: PEOPLE,
    })
}

/// Whether what they have in hand goes back to its office.
#[derive(Debug, Deserialize)]
pub(super) struct Removing {
    #[serde(default)]
    restituisci: Option<u8>,
}

pub(super) async fn remove(
    page: Page,
    Staff(session): Staff,
    Path(person): Path<String>,
    Form(form): Form<Removing>,
) -> Answer {
    let person = person.parse().map_err(|_| Problem::NotFound)?;
    let gives_back = form.restituisci.is_some();
    page.town.desk.remove_staff(&session, person, gives_back).await?;
    let how = if gives_back { 2 } else { 1 };
    Ok(Redirect::to(&format!("{PEOPLE}?tolti={how}")).into_response())
}
