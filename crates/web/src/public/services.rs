//! The list of services, whole and by category, with a search that needs no script.

use askama::Template;
use axum::extract::{Path, Query as Ask};
use model::category::Category;

use crate::{
    Answer, Frame, Page, Problem,
    catalogue::Service,
    frame::{RatingOf, Section},
    show,
};

use super::{
    Card, Query,
    search::near::{Asked, only_near, sift},
};

#[derive(Template)]
#[template(path = "page/public/services.html")]
struct ServicesPage {
    frame: Frame,
    query: String,
    /// Address that the search form asks.
    action: String,
    services: Vec<Card>,
    /// None of them answers in full.
    is_near: bool,
    /// Services that can be done online, beside the list; only on the whole list.
    featured: Vec<Card>,
    /// The other way in: only on the whole list.
    categories: Vec<&'static Category>,
    /// Competent offices: only in a category.
    offices: Vec<Card>,
}

pub(super) async fn all(page: Page, Ask(query): Ask<Query>) -> Answer {
    let query = query.words();
    let catalogue = page.town.catalogue();
    let online = catalogue.services().iter().filter(|service| service.is_online);
    let featured = online.take(4).map(|service| Card::service(service, page.lang)).collect();
    let frame = page
        .frame(page.t("chrome-services"))
        .is(Section::Services)
        .describe(page.t("public-services-intro"))
        .rate(RatingOf::Page);
    let (services, is_near) = found(&page, &query, catalogue.services().iter());
    show(ServicesPage {
        services,
        is_near,
        action: "/servizi".to_owned(),
        featured,
        categories: frame.categories(),
        offices: Vec::new(),
        query,
        frame,
    })
}

pub(super) async fn category(
    page: Page,
    Path(slug): Path<String>,
    Ask(query): Ask<Query>,
) -> Answer {
    let category = Category::by_slug(&slug).ok_or(Problem::NotFound)?;
    let query = query.words();
    let catalogue = page.town.catalogue();
    let mut offices: Vec<Card> = Vec::new();
    for service in catalogue.in_category(&slug) {
        let office = page.town.municipality.office(&service.sheet.office);
        let card = office.map(|office| Card::office(office, page.lang));
        if let Some(card) = card.filter(|card| offices.iter().all(|known| known.url != card.url)) {
            offices.push(card);
        }
    }
    let intro = category.description(page.lang);
    let (services, is_near) = found(&page, &query, catalogue.in_category(&slug));
    show(ServicesPage {
        frame: page
            .frame(category.name(page.lang))
            .under(Section::Services)
            .describe(intro)
            .rate(RatingOf::Page),
        services,
        is_near,
        action: format!("/servizi/{slug}"),
        query,
        featured: Vec::new(),
        categories: Vec::new(),
        offices,
    })
}

/// The services that answer, and whether none does in full.
fn found<'a>(
    page: &Page,
    query: &str,
    services: impl Iterator<Item = &'a Service>,
) -> (Vec<Card>, bool) {
    let asked = Asked::new(query, page.lang);
    let ranked: Vec<_> = services
        .filter_map(|service| {
            let card = Card::service(service, page.lang);
            Some((card.rank(&asked, &service.more_words(page.lang))?, card))
        })
        .collect();
    let is_near = only_near(ranked.iter().map(|(rank, _)| rank));
    (sift(ranked, is_near), is_near)
}
