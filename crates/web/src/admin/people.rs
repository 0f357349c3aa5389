//! Offices and the people who work in them, as the desk knows them.

use askama::Template;

use super::{Tab, frame, tabs};
use crate::{Answer, Frame, Page, session::Staff, show};

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
}

#[derive(Template)]
#[template(path = "page/admin/people.html")]
struct PeoplePage {
    frame: Frame,
    tabs: Vec<Tab>,
    people: Vec<PersonLine>,
}

pub(super) async fn page(page: Page, Staff(session): Staff) -> Answer {
    let staff = page.town.desk.staff(&session).await?;
    let line = |line: &desk::admin::StaffLine| PersonLine {
        name: line.name.clone(),
        role: page.t(&format!("role-{}", line.role)).into_owned(),
        office: line.office.as_deref().map_or_else(
            || page.t("office-everywhere").into_owned(),
            |office| page.town.desk.office_name(office).get(page.lang).to_owned(),
        ),
        since: page.words.date(line.since.day()),
    };
    show(PeoplePage {
        people: staff.iter().map(line).collect(),
        tabs: tabs(&page, &session),
        frame: frame(&page, "admin-tab-people"),
    })
}
