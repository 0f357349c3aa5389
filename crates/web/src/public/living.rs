//! *Vivere il Comune*: places and events.

use askama::Template;
use axum::extract::Path;
use model::municipality::Office;
use words::Words;

use crate::{
    Answer, Frame, Page, Problem,
    catalogue::{Event, Place},
    frame::{RatingOf, Section},
    show,
};

use super::{Card, Topic, topics};

impl Event {
    /// "12 marzo 2027", or "dal 12 marzo 2027 al 14 marzo 2027".
    pub(super) fn days(&self, words: &Words) -> String {
        if self.from == self.to {
            return words.date(self.from);
        }
        let (from, to) = (words.date(self.from), words.date(self.to));
        words.with("public-event-days", &[("from", from.into()), ("to", to.into())]).into_owned()
    }
}

#[derive(Template)]
#[template(path = "page/public/living.html")]
struct LivingPage {
    frame: Frame,
    events: Vec<Card>,
    places: Vec<Card>,
}

pub(super) async fn page(page: Page) -> Answer {
    let content = &page.town.content;
    show(LivingPage {
        events: content.events.iter().take(6).map(|each| Card::event(each, page.words)).collect(),
        places: content.places.iter().take(6).map(|each| Card::place(each, page.lang)).collect(),
        frame: page
            .frame(page.t("chrome-living"))
            .is(Section::Living)
            .describe(page.t("public-living-intro"))
            .rate(RatingOf::Page),
    })
}

#[derive(Template)]
#[template(path = "page/public/list.html")]
struct ListPage {
    frame: Frame,
    intro: String,
    empty: String,
    cards: Vec<Card>,
    hook: &'static str,
}

pub(super) async fn places(page: Page) -> Answer {
    let places = page.town.content.places.iter();
    list(&page, "places", places.map(|place| Card::place(place, page.lang)).collect(), "")
}

pub(super) async fn events(page: Page) -> Answer {
    let events = page.town.content.events.iter();
    let cards = events.map(|event| Card::event(event, page.words)).collect();
    list(&page, "events", cards, "event-link")
}

fn list(page: &Page, what: &str, cards: Vec<Card>, hook: &'static str) -> Answer {
    let intro = page.t(&format!("public-{what}-intro")).into_owned();
    show(ListPage {
        frame: page
            .frame(page.t(&format!("chrome-{what}")))
            .under(Section::Living)
            .describe(&intro)
            .rate(RatingOf::Page),
        empty: page.t(&format!("public-{what}-none")).into_owned(),
        intro,
        cards,
        hook,
    })
}

#[derive(Template)]
#[template(path = "page/public/place.html")]
struct PlacePage {
    frame: Frame,
    place: Place,
    office: Option<Office>,
    topics: Vec<Topic>,
}

pub(super) async fn place(page: Page, Path(id): Path<String>) -> Answer {
    let mut places = page.town.content.places.iter();
    let place = places.find(|place| place.id == id).ok_or(Problem::NotFound)?.clone();
    let frame = page
        .frame(place.title.get(page.lang))
        .under(Section::Living)
        .crumb(page.t("chrome-places"), "/vivere-il-comune/luoghi")
        .describe(place.summary.get(page.lang));
    show(PlacePage {
        office: page.town.municipality.office(&place.office).cloned(),
        topics: topics(&place.topics),
        place,
        frame,
    })
}

#[derive(Template)]
#[template(path = "page/public/event.html")]
struct EventPage {
    frame: Frame,
    days: String,
    event: Event,
    place: Option<Place>,
    office: Option<Office>,
    topics: Vec<Topic>,
}

pub(super) async fn event(page: Page, Path(id): Path<String>) -> Answer {
    let content = &page.town.content;
    let event = content.events.iter().find(|event| event.id == id).ok_or(Problem::NotFound)?;
    let event = event.clone();
    let frame = page
        .frame(event.title.get(page.lang))
        .under(Section::Living)
        .crumb(page.t("chrome-events"), "/vivere-il-comune/eventi")
        .describe(event.summary.get(page.lang));
    show(EventPage {
        days: event.days(page.words),
        place: content.places.iter().find(|place| place.id == event.place).cloned(),
        office: page.town.municipality.office(&event.office).cloned(),
        topics: topics(&event.topics),
        event,
        frame,
    })
}
