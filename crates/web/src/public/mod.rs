//! The pages that everybody reads: the institutional site and the sheets of its services.
//! Read only, but for the rating at their foot. Deliberately without forms of procedures.

mod administration;
mod feedback;
mod help;
mod home;
mod legal;
mod living;
mod news;
mod rankings;
mod search;
mod services;
mod sheet;
mod topics;

use crate::catalogue::{Event, News, Place, Service};
use model::{Lang, category, municipality::Office};
use search::near::{Asked, Rank};

crate::route::area! {
    get "/" Everyone => home::page;
    get "/servizi" Everyone => services::all;
    get "/servizi/{category}" Everyone => services::category;
    get "/servizi/{category}/{service}" Everyone => sheet::page;
    get "/servizi/{category}/{service}/condizioni" Everyone => sheet::conditions;
    get "/argomenti" Everyone => topics::all;
    get "/argomenti/{topic}" Everyone => topics::one;
    get "/amministrazione" Everyone => administration::page;
    get "/amministrazione/aree-amministrative" Everyone => administration::areas;
    get "/amministrazione/uffici" Everyone => administration::offices;
    get "/amministrazione/uffici/{office}" Everyone => administration::office;
    get "/novita" Everyone => news::page;
    get "/novita/{kind}" Everyone => news::kind;
    get "/novita/{kind}/{item}" Everyone => news::item;
    get "/graduatorie" Everyone => rankings::all;
    get "/graduatorie/{ranking}" Everyone => rankings::page;
    get "/vivere-il-comune" Everyone => living::page;
    get "/vivere-il-comune/luoghi" Everyone => living::places;
    get "/vivere-il-comune/luoghi/{place}" Everyone => living::place;
    get "/vivere-il-comune/eventi" Everyone => living::events;
    get "/vivere-il-comune/eventi/{event}" Everyone => living::event;
    get "/cerca" Everyone => search::page;
    get "/domande-frequenti" Everyone => help::questions;
    get "/assistenza" Everyone => help::assistance;
    get "/prenota-appuntamento" Everyone => help::appointment;
    get "/note-legali" Everyone => legal::notes;
    get "/privacy" Everyone => legal::privacy;
    get "/mappa-del-sito" Everyone => legal::map;
    post "/feedback" Everyone => feedback::send;
    get "/feedback/grazie" Everyone => feedback::thanks;
}

/// A chip of a topic: its name as the national vocabulary spells it, and its address.
struct Topic {
    name: &'static str,
    url: String,
}

/// The topics of a thing; names outside the vocabulary are left out.
fn topics(names: &[String]) -> Vec<Topic> {
    names.iter().filter_map(|name| category::topic(name)).map(topic).collect()
}

fn topic(name: &'static str) -> Topic {
    Topic { name, url: format!("/argomenti/{}", category::topic_slug(name)) }
}

/// One line of a list or one card: what every kind of content can be shown as.
struct Card {
    /// Kind or category, above the title.
    eyebrow: String,
    title: String,
    text: String,
    url: String,
}

impl Card {
    fn service(service: &Service, lang: Lang) -> Card {
        let category = category::Category::by_slug(&service.sheet.category);
        Card {
            eyebrow: category.map_or("", |category| category.name(lang)).to_owned(),
            title: service.title.get(lang).to_owned(),
            text: service.sheet.summary.get(lang).to_owned(),
            url: service.url(),
        }
    }

    fn office(office: &Office, lang: Lang) -> Card {
        Card {
            eyebrow: String::new(),
            title: office.name.get(lang).to_owned(),
            text: office.description.get(lang).to_owned(),
            url: format!("/amministrazione/uffici/{}", office.id),
        }
    }

    fn news(news: &News, words: &words::Words) -> Card {
        let kind = words.t(news.kind.key());
        Card {
            eyebrow: format!("{kind} · {}", words.date(news.date)),
            title: news.title.get(words.lang()).to_owned(),
            text: news.summary.get(words.lang()).to_owned(),
            url: format!("/novita/{}/{}", news.kind.slug(), news.id),
        }
    }

    fn event(event: &Event, words: &words::Words) -> Card {
        Card {
            eyebrow: event.days(words),
            title: event.title.get(words.lang()).to_owned(),
            text: event.summary.get(words.lang()).to_owned(),
            url: format!("/vivere-il-comune/eventi/{}", event.id),
        }
    }

    fn place(place: &Place, lang: Lang) -> Card {
        Card {
            eyebrow: place.kind.get(lang).to_owned(),
            title: place.title.get(lang).to_owned(),
            text: place.summary.get(lang).to_owned(),
            url: format!("/vivere-il-comune/luoghi/{}", place.id),
        }
    }

    /// How well it answers; `more` are words that are not shown.
    fn rank(&self, asked: &Asked, more: &str) -> Option<Rank> {
        asked.rank(&self.title, &format!("{} {} {more}", self.text, self.eyebrow))
    }
}

/// What was typed into a search box.
#[derive(Default, serde::Deserialize)]
struct Query {
    #[serde(default)]
    q: String,
}

impl Query {
    /// The words, cut to a length that nobody types.
    fn words(&self) -> String {
        self.q.trim().chars().take(200).collect()
    }
}
