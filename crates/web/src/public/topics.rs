//! The topics (*argomenti*) of the national vocabulary, and what each gathers.

use askama::Template;
use axum::extract::Path;
use model::category::{TOPICS, topic_by_slug};

use crate::{Answer, Frame, Page, Problem, catalogue::Catalogue, frame::RatingOf, show};

use super::{Card, Topic, topic};

#[derive(Template)]
#[template(path = "page/public/topics.html")]
struct TopicsPage {
    frame: Frame,
    topics: Vec<Topic>,
}

pub(super) async fn all(page: Page) -> Answer {
    let catalogue = page.town.catalogue();
    let used = TOPICS.into_iter().filter(|name| is_used(&page, &catalogue, name));
    show(TopicsPage {
        topics: used.map(topic).collect(),
        frame: page
            .frame(page.t("public-topics"))
            .describe(page.t("public-topics-intro"))
            .rate(RatingOf::Page),
    })
}

fn is_used(page: &Page, catalogue: &Catalogue, name: &str) -> bool {
    let content = &page.town.content;
    let has = |topics: &[String]| topics.iter().any(|topic| topic == name);
    catalogue.on_topic(name).next().is_some()
        || content.news.iter().any(|news| has(&news.topics))
        || content.events.iter().any(|event| has(&event.topics))
        || content.places.iter().any(|place| has(&place.topics))
}

#[derive(Template)]
#[template(path = "page/public/topic.html")]
struct TopicPage {
    frame: Frame,
    offices: Vec<Card>,
    news: Vec<Card>,
    services: Vec<Card>,
    living: Vec<Card>,
}

pub(super) async fn one(page: Page, Path(slug): Path<String>) -> Answer {
    let name = topic_by_slug(&slug).ok_or(Problem::NotFound)?;
    let (lang, words) = (page.lang, page.words);
    let has = |topics: &[String]| topics.iter().any(|topic| topic == name);
    let catalogue = page.town.catalogue();
    let content = &page.town.content;
    let mut offices: Vec<Card> = Vec::new();
    for service in catalogue.on_topic(name) {
        let office = page.town.municipality.office(&service.sheet.office);
        let card = office.map(|office| Card::office(office, lang));
        if let Some(card) = card.filter(|card| offices.iter().all(|known| known.url != card.url)) {
            offices.push(card);
        }
    }
    let events = content.events.iter().filter(|event| has(&event.topics));
    let places = content.places.iter().filter(|place| has(&place.topics));
    show(TopicPage {
        news: content
            .news
            .iter()
            .filter(|news| has(&news.topics))
            .map(|news| Card::news(news, words))
            .collect(),
        services: catalogue.on_topic(name).map(|service| Card::service(service, lang)).collect(),
        living: events
            .map(|event| Card::event(event, words))
            .chain(places.map(|place| Card::place(place, lang)))
            .collect(),
        offices,
        frame: page.frame(name).crumb(page.t("public-topics"), "/argomenti").rate(RatingOf::Page),
    })
}
