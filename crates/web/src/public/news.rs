//! *Novità*: news, statements and notices.

use askama::Template;
use axum::extract::Path;
use model::municipality::Office;

use crate::{
    Answer, Frame, Page, Problem,
    catalogue::{News, NewsKind},
    frame::{RatingOf, Section},
    show,
};

use super::{Card, Topic, topics};

impl NewsKind {
    pub(super) const ALL: [NewsKind; 3] =
        [NewsKind::Notizie, NewsKind::Comunicati, NewsKind::Avvisi];

    /// Its part of an address.
    pub(super) fn slug(self) -> &'static str {
        match self {
            NewsKind::Notizie => "notizie",
            NewsKind::Comunicati => "comunicati",
            NewsKind::Avvisi => "avvisi",
        }
    }

    /// Key of its name.
    pub(super) fn key(self) -> &'static str {
        match self {
            NewsKind::Notizie => "chrome-news-notizie",
            NewsKind::Comunicati => "chrome-news-comunicati",
            NewsKind::Avvisi => "chrome-news-avvisi",
        }
    }

    fn by_slug(slug: &str) -> Result<NewsKind, Problem> {
        NewsKind::ALL.into_iter().find(|kind| kind.slug() == slug).ok_or(Problem::NotFound)
    }
}

#[derive(Template)]
#[template(path = "page/public/news.html")]
struct NewsPage {
    frame: Frame,
    cards: Vec<Card>,
}

pub(super) async fn page(page: Page) -> Answer {
    let news = page.town.content.news.iter();
    show(NewsPage {
        cards: news.map(|news| Card::news(news, page.words)).collect(),
        frame: page
            .frame(page.t("chrome-news"))
            .is(Section::News)
            .describe(page.t("public-news-intro"))
            .rate(RatingOf::Page),
    })
}

#[derive(Template)]
#[template(path = "page/public/list.html")]
struct KindPage {
    frame: Frame,
    intro: String,
    empty: String,
    cards: Vec<Card>,
    hook: &'static str,
}

pub(super) async fn kind(page: Page, Path(slug): Path<String>) -> Answer {
    let kind = NewsKind::by_slug(&slug)?;
    let news = page.town.content.news.iter().filter(|news| news.kind == kind);
    let intro = page.t(&format!("public-news-{slug}-intro")).into_owned();
    show(KindPage {
        cards: news.map(|news| Card::news(news, page.words)).collect(),
        frame: page
            .frame(page.t(kind.key()))
            .under(Section::News)
            .describe(&intro)
            .rate(RatingOf::Page),
        empty: page.t("public-news-none").into_owned(),
        intro,
        hook: "",
    })
}

#[derive(Template)]
#[template(path = "page/public/news_item.html")]
struct ItemPage {
    frame: Frame,
    news: News,
    office: Option<Office>,
    topics: Vec<Topic>,
}

pub(super) async fn item(page: Page, Path((slug, id)): Path<(String, String)>) -> Answer {
    let kind = NewsKind::by_slug(&slug)?;
    let mut news = page.town.content.news.iter();
    let news = news.find(|news| news.kind == kind && news.id == id).ok_or(Problem::NotFound)?;
    let news = news.clone();
    let frame = page
        .frame(news.title.get(page.lang))
        .under(Section::News)
        .crumb(page.t(kind.key()), format!("/novita/{slug}"))
        .describe(news.summary.get(page.lang));
    show(ItemPage {
        office: page.town.municipality.office(&news.office).cloned(),
        topics: topics(&news.topics),
        news,
        frame,
    })
}
