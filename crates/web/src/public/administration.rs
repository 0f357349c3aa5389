//! *Amministrazione*: areas and offices of the municipality.

use askama::Template;
use axum::extract::Path;
use model::municipality::{Area, Office};

use crate::{
    Answer, Frame, Page, Problem,
    frame::{RatingOf, Section},
    show,
};

use super::Card;

#[derive(Template)]
#[template(path = "page/public/administration.html")]
struct AdministrationPage {
    frame: Frame,
}

pub(super) async fn page(page: Page) -> Answer {
    let frame = page
        .frame(page.t("chrome-administration"))
        .is(Section::Administration)
        .describe(page.t("public-administration-intro"))
        .rate(RatingOf::Page);
    show(AdministrationPage { frame })
}

#[derive(Template)]
#[template(path = "page/public/areas.html")]
struct AreasPage {
    frame: Frame,
    areas: Vec<(Area, Vec<Card>)>,
}

pub(super) async fn areas(page: Page) -> Answer {
    let town = &page.town.municipality;
    let offices_of = |area: &Area| {
        let offices = town.offices.iter().filter(|office| office.area == area.id);
        offices.map(|office| Card::office(office, page.lang)).collect()
    };
    let areas = town.areas.iter().map(|area| (area.clone(), offices_of(area))).collect();
    let frame = page
        .frame(page.t("chrome-areas"))
        .under(Section::Administration)
        .describe(page.t("public-areas-intro"))
        .rate(RatingOf::Page);
    show(AreasPage { frame, areas })
}

#[derive(Template)]
#[template(path = "page/public/list.html")]
struct OfficesPage {
    frame: Frame,
    intro: String,
    empty: String,
    cards: Vec<Card>,
    hook: &'static str,
}

pub(super) async fn offices(page: Page) -> Answer {
    let mut offices: Vec<&Office> = page.town.municipality.offices.iter().collect();
    offices.sort_by_cached_key(|office| model::fold::fold(office.name.get(page.lang)));
    let intro = page.t("public-offices-intro").into_owned();
    show(OfficesPage {
        cards: offices.into_iter().map(|office| Card::office(office, page.lang)).collect(),
        frame: page
            .frame(page.t("chrome-offices"))
            .under(Section::Administration)
            .describe(&intro)
            .rate(RatingOf::Page),
        empty: page.t("public-offices-none").into_owned(),
        intro,
        hook: "",
    })
}

#[derive(Template)]
#[template(path = "page/public/office.html")]
struct OfficePage {
    frame: Frame,
    office: Office,
    area: Option<Area>,
    services: Vec<Card>,
}

pub(super) async fn office(page: Page, Path(id): Path<String>) -> Answer {
    let town = &page.town.municipality;
    let office = town.office(&id).ok_or(Problem::NotFound)?.clone();
    let catalogue = page.town.catalogue();
    let frame = page
        .frame(office.name.get(page.lang))
        .under(Section::Administration)
        .crumb(page.t("chrome-offices"), "/amministrazione/uffici")
        .describe(office.description.get(page.lang))
        .rate(RatingOf::Page);
    show(OfficePage {
        area: town.area(&office.area).cloned(),
        services: catalogue
            .of_office(&id)
            .map(|service| Card::service(service, page.lang))
            .collect(),
        office,
        frame,
    })
}
