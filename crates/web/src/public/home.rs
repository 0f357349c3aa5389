//! The home page, in the order of the national model, with what exists.

use std::cmp::Reverse;

use askama::Template;
use axum::extract::State;

use crate::{
    Answer, App, Demo, Frame, Page, Problem,
    apply::{Begun, begun},
    frame::RatingOf,
    session::Citizen,
    show,
};

use super::{Card, Topic, topic};

#[derive(Template)]
#[template(path = "page/public/home.html")]
struct HomePage {
    frame: Frame,
    /// What the person who is signed in has begun.
    drafts: Vec<Begun>,
    lead: Option<Card>,
    news: Vec<Card>,
    services: Vec<Card>,
    events: Vec<Card>,
    topics: Vec<Topic>,
    places: Vec<Card>,
    demo: Option<Demo>,
}

pub(super) async fn page(
    State(app): State<App>,
    page: Page,
    citizen: Result<Citizen, Problem>,
) -> Answer {
    let mut drafts = begun(&page, citizen).await;
    drafts.truncate(3);
    let (lang, words) = (page.lang, page.words);
    let title = page.town.municipality.title.get(lang).to_owned();
    let content = &page.town.content;
    let catalogue = page.town.catalogue();
    let mut news = content.news.iter().map(|news| Card::news(news, words));
    let lead = news.next();
    let news = news.take(3).collect();
    // What can be done online first: that is what most people come for.
    let mut services: Vec<_> = catalogue.services().iter().collect();
    services.sort_by_key(|service| !service.is_online);
    let services = services.into_iter().take(6).map(|service| Card::service(service, lang));
    let events = content.events.iter().take(4).map(|event| Card::event(event, words));
    let places = content.places.iter().take(3).map(|place| Card::place(place, lang));
    let mut counted: Vec<(usize, &'static str)> = model::category::TOPICS
        .into_iter()
        .map(|name| (catalogue.on_topic(name).count(), name))
        .filter(|(count, _)| *count > 0)
        .collect();
    counted.sort_by_key(|(count, _)| Reverse(*count));
    let topics = counted.into_iter().take(8).map(|(_, name)| topic(name)).collect();
    show(HomePage {
        drafts,
        lead,
        news,
        services: services.collect(),
        events: events.collect(),
        places: places.collect(),
        topics,
        demo: app.settings().demo.clone(),
        frame: page.frame(title).describe(page.t("public-home-description")).rate(RatingOf::Page),
    })
}
