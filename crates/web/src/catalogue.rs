//! What a municipality publishes: its services, and the texts of the site (news, events, places,
//! questions). Built from files and revisions that others have read; knows no path and no database.

use std::cmp::Reverse;

use chrono::NaiveDate;
use model::{Localized, fold};
use procedure::sheet::{Leaflet, Sheet};
use serde::{Deserialize, Serialize};

/// The services, in alphabetical order of their Italian title.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    services: Vec<Service>,
}

/// One published service.
#[derive(Debug, Clone)]
pub struct Service {
    /// Id of the procedure or leaflet: the last part of its address.
    pub id: String,
    pub title: Localized,
    pub sheet: Sheet,
    /// A form stands behind the sheet.
    pub is_online: bool,
    /// Day of the last publication, if known.
    pub updated: Option<NaiveDate>,
}

impl Service {
    /// Address where filling begins.
    pub fn start(&self) -> String {
        format!("/domanda/{}", self.id)
    }

    /// Address of its sheet.
    pub fn url(&self) -> String {
        format!("/servizi/{}/{}", self.sheet.category, self.id)
    }

    /// Words by which it is found besides what a list shows of it.
    pub fn more_words(&self, lang: model::Lang) -> String {
        let sheet = &self.sheet;
        let topics = sheet.topics.join(" ");
        format!("{topics} {} {}", sheet.addressed.get(lang), sheet.description.get(lang))
    }
}

impl From<Leaflet> for Service {
    fn from(leaflet: Leaflet) -> Service {
        Service {
            id: leaflet.id,
            title: leaflet.title,
            sheet: leaflet.sheet,
            is_online: false,
            updated: None,
        }
    }
}

impl Catalogue {
    /// An id given twice keeps the first: pass what can be done online before what can only be read.
    pub fn new(services: impl IntoIterator<Item = impl Into<Service>>) -> Catalogue {
        let mut all: Vec<Service> = Vec::new();
        for service in services.into_iter().map(Into::into) {
            if !all.iter().any(|known| known.id == service.id) {
                all.push(service);
            }
        }
        all.sort_by_cached_key(|service| fold::fold(service.title.get(model::Lang::It)));
        Catalogue { services: all }
    }

    pub fn services(&self) -> &[Service] {
        &self.services
    }

    pub fn get(&self, id: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.id == id)
    }

    pub fn in_category<'a>(&'a self, slug: &'a str) -> impl Iterator<Item = &'a Service> {
        self.services.iter().filter(move |service| service.sheet.category == slug)
    }

    pub fn of_office<'a>(&'a self, office: &'a str) -> impl Iterator<Item = &'a Service> {
        self.services.iter().filter(move |service| service.sheet.office == office)
    }

    pub fn on_topic<'a>(&'a self, topic: &'a str) -> impl Iterator<Item = &'a Service> {
        self.services
            .iter()
            .filter(move |service| service.sheet.topics.iter().any(|each| each == topic))
    }
}

/// The texts of a site.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// Services that can only be read about.
    pub leaflets: Vec<Leaflet>,
    /// Newest first.
    pub news: Vec<News>,
    /// In the order of their first day.
    pub events: Vec<Event>,
    pub places: Vec<Place>,
    pub questions: Vec<Question>,
}

/// The second-level page a piece of news stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NewsKind {
    Notizie,
    Comunicati,
    Avvisi,
}

/// A piece of news (*notizia*), a statement or a notice.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct News {
    pub id: String,
    pub kind: NewsKind,
    pub title: Localized,
    pub summary: Localized,
    pub date: NaiveDate,
    /// Office that wrote it (*a cura di*).
    pub office: String,
    #[serde(default)]
    pub topics: Vec<String>,
    /// Whole text, prose.
    pub text: Localized,
}

/// An event (*evento*).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub id: String,
    pub title: Localized,
    pub summary: Localized,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Hours in words: "dalle 9:00 alle 18:00".
    pub hours: Localized,
    /// Id of a place.
    pub place: String,
    pub cost: Localized,
    pub audience: Localized,
    /// Office to ask.
    pub office: String,
    #[serde(default)]
    pub topics: Vec<String>,
    pub text: Localized,
}

/// A place (*luogo*).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub id: String,
    /// Type in the national list: "Parco e giardino".
    pub kind: Localized,
    pub title: Localized,
    pub summary: Localized,
    pub address: String,
    pub cap: String,
    pub town: String,
    /// How to get in, also with a disability.
    pub access: Localized,
    /// Office to ask.
    pub office: String,
    #[serde(default)]
    pub topics: Vec<String>,
    pub text: Localized,
}

/// A frequent question with its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub question: Localized,
    pub answer: Localized,
}

/// Why a file of content was refused, for whoever edits it.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {why}")]
pub struct ContentFault {
    pub file: String,
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Site {
    #[serde(default)]
    news: Vec<News>,
    #[serde(default)]
    events: Vec<Event>,
    #[serde(default)]
    places: Vec<Place>,
    #[serde(default)]
    questions: Vec<Question>,
}

impl Content {
    /// Reads the files below `content/`, given with their path inside it: `services/*.yaml` are
    /// leaflets, every other `*.toml` holds lists of news, events, places or questions.
    ///
    /// # Errors
    /// The first file that cannot be read as what it is, or a sheet that may not be published.
    pub fn read<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Content, ContentFault> {
        let mut content = Content::default();
        for (file, text) in files {
            let fault = |why: String| ContentFault { file: file.to_owned(), why };
            if file.starts_with("services/") && file.ends_with(".yaml") {
                let leaflet = Leaflet::read(text).map_err(|why| fault(why.to_string()))?;
                let gaps = leaflet.sheet.gaps();
                if !gaps.is_empty() {
                    return Err(fault(format!("missing or too long: {}", gaps.join(", "))));
                }
                content.leaflets.push(leaflet);
            } else if file.ends_with(".toml") {
                let site: Site = toml::from_str(text).map_err(|why| fault(why.to_string()))?;
                content.news.extend(site.news);
                content.events.extend(site.events);
                content.places.extend(site.places);
                content.questions.extend(site.questions);
            }
        }
        content.news.sort_by_key(|news| Reverse(news.date));
        content.events.sort_by_key(|event| event.from);
        content.places.sort_by_cached_key(|place| fold::fold(place.title.get(model::Lang::It)));
        Ok(content)
    }
}
