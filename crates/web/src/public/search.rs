//! The search over everything published, by kind.

mod everyday;
pub(super) mod near;

use std::borrow::Cow;

use askama::Template;
use axum::extract::Query as Ask;
use model::category::TOPICS;
use serde::Deserialize;

use crate::{Answer, Frame, Page, show};

use super::{Card, Query, topic};
use near::{Asked, Rank, only_near, sift};

/// One kind of result: its name in addresses, its title, what was found.
struct Group {
    id: &'static str,
    title: Cow<'static, str>,
    cards: Vec<Card>,
    /// Shown; a kind that was not chosen only says how many it has.
    is_open: bool,
}

#[derive(Template)]
#[template(path = "page/public/search.html")]
struct SearchPage {
    frame: Frame,
    query: String,
    /// Kind that was chosen, empty for all.
    kind: String,
    groups: Vec<Group>,
    total: usize,
    /// Nothing answers in full: what is shown may be what was meant.
    is_near: bool,
}

#[derive(Default, Deserialize)]
pub(super) struct From {
    #[serde(default)]
    q: String,
    #[serde(default)]
    tipo: String,
}

pub(super) async fn page(page: Page, Ask(asked): Ask<From>) -> Answer {
    let query = Query { q: asked.q }.words();
    let found: Vec<_> = if query.is_empty() { Vec::new() } else { find(&page, &query).into() };
    let is_near = only_near(found.iter().flat_map(|(_, _, cards)| cards).map(|(rank, _)| rank));
    let all: Vec<_> =
        found.into_iter().map(|(id, key, cards)| (id, key, sift(cards, is_near))).collect();
    let chosen = all.iter().any(|(id, _, _)| *id == asked.tipo);
    let kind = if chosen { asked.tipo } else { String::new() };
    let groups: Vec<Group> = all
        .into_iter()
        .filter(|(_, _, cards)| !cards.is_empty())
        .map(|(id, key, cards)| Group {
            id,
            title: page.t(key),
            is_open: kind.is_empty() || kind == id,
            cards,
        })
        .collect();
    show(SearchPage {
        total: groups.iter().map(|group| group.cards.len()).sum(),
        frame: page.frame(page.t("common-search")),
        query,
        kind,
        groups,
        is_near,
    })
}

type Found = (&'static str, &'static str, Vec<(Rank, Card)>);

fn find(page: &Page, query: &str) -> [Found; 6] {
    let (lang, words) = (page.lang, page.words);
    let content = &page.town.content;
    let catalogue = page.town.catalogue();
    let asked = Asked::new(query, lang);
    let keep = |found: Vec<(Card, String)>| -> Vec<(Rank, Card)> {
        let ranked = found.into_iter().map(|(card, more)| (card.rank(&asked, &more), card));
        ranked.filter_map(|(rank, card)| Some((rank?, card))).collect()
    };
    let services = catalogue
        .services()
        .iter()
        .map(|service| (Card::service(service, lang), service.more_words(lang)));
    let offices = page
        .town
        .municipality
        .offices
        .iter()
        .map(|office| (Card::office(office, lang), office.competences.get(lang).to_owned()));
    let news = content.news.iter().map(|each| (Card::news(each, words), each.topics.join(" ")));
    let events =
        content.events.iter().map(|each| (Card::event(each, words), each.topics.join(" ")));
    let places = content.places.iter().map(|each| (Card::place(each, lang), each.topics.join(" ")));
    let topics = TOPICS.into_iter().map(topic).map(|topic| {
        let card = Card {
            eyebrow: String::new(),
            title: topic.name.to_owned(),
            text: String::new(),
            url: topic.url,
        };
        (card, String::new())
    });
    [
        ("servizi", "chrome-services", keep(services.collect())),
        ("uffici", "chrome-offices", keep(offices.collect())),
        ("novita", "chrome-news", keep(news.collect())),
        ("eventi", "chrome-events", keep(events.collect())),
        ("luoghi", "chrome-places", keep(places.collect())),
        ("argomenti", "public-topics", keep(topics.collect())),
    ]
}
