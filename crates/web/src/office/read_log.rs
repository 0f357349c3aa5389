//! The log of readings and refusals for those who control: filtered by application, person and day, some rows at a time.

use askama::Template;
use axum::extract::Query;
use chrono::NaiveDate;
use desk::read_log::{Asked, Denial, Log, Look, Part, Rows};
use model::PersonId;
use serde::Deserialize;
use uuid::Uuid;

use super::queue::Choice;
use crate::{
    Answer, Frame, Page,
    frame::OFFICE_LOG,
    readings::{what, who, why},
    session::Staff,
    show,
};

/// The parts: word in the address, key of the words.
const PARTS: [(Part, &str, &str); 3] = [
    (Part::Readings, "", "log-part-readings"),
    (Part::Denials, "negati", "log-part-denials"),
    (Part::Looks, "registro", "log-part-looks"),
];

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    parte: String,
    #[serde(default)]
    pratica: String,
    #[serde(default)]
    persona: String,
    #[serde(default)]
    giorno: String,
    #[serde(default)]
    da: String,
}

impl Wanted {
    fn part(&self) -> Part {
        let known = PARTS.iter().find(|(_, word, _)| *word == self.parte);
        known.map_or(Part::Readings, |(part, ..)| *part)
    }

    fn asked(&self) -> Asked {
        Asked {
            part: self.part(),
            number: self.pratica.trim().to_owned(),
            person: self.persona.parse().ok().map(PersonId),
            day: self.giorno.parse().ok(),
            before: self.da.parse().ok(),
        }
    }

    fn is_filtered(&self) -> bool {
        [&self.pratica, &self.persona, &self.giorno].into_iter().any(|it| !it.trim().is_empty())
    }

    /// The address of a part of the log with the same filters.
    fn url(&self, part: &str, from: Option<Uuid>) -> String {
        let from = from.map(|from| from.to_string()).unwrap_or_default();
        let pairs = [
            ("parte", part),
            ("pratica", self.pratica.trim()),
            ("persona", self.persona.as_str()),
            ("giorno", self.giorno.as_str()),
            ("da", from.as_str()),
        ];
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        match url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish() {
            query if query.is_empty() => OFFICE_LOG.to_owned(),
            query => format!("{OFFICE_LOG}?{query}"),
        }
    }
}

struct PartTab {
    label: String,
    url: String,
    is_current: bool,
}

#[derive(Template)]
#[template(path = "page/office/read_log.html")]
struct LogPage {
    frame: Frame,
    tabs: Vec<PartTab>,
    /// Word of the part that is shown, and what it is called.
    part: String,
    title: String,
    /// The filters narrow this part.
    has_filters: bool,
    number: String,
    persons: Vec<Choice>,
    day: String,
    /// Where everything is shown, if not everything is.
    clear: Option<String>,
    heads: Vec<String>,
    /// Cells in the order of the heads.
    rows: Vec<Vec<String>>,
    first: Option<String>,
    next: Option<String>,
}

pub(super) async fn page(
    page: Page,
    Staff(session): Staff,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let asked = wanted.asked();
    let log = page.town.desk.read_log(&session, &asked).await?;
    let (_, word, key) =
        PARTS.into_iter().find(|(part, ..)| *part == asked.part).unwrap_or(PARTS[0]);
    let tabs = PARTS.iter().filter(|(part, ..)| log.is_whole || *part != Part::Looks);
    let tabs = tabs.map(|(part, word, key)| PartTab {
        label: page.t(key).into_owned(),
        url: wanted.url(word, None),
        is_current: *part == asked.part,
    });
    let person = |(id, name): &(PersonId, String)| Choice {
        is_selected: asked.person == Some(*id),
        id: id.0.to_string(),
        label: name.clone(),
    };
    let (heads, rows) = table(&page, &log);
    show(LogPage {
        tabs: tabs.collect(),
        part: word.to_owned(),
        title: page.t(key).into_owned(),
        has_filters: asked.part != Part::Looks,
        number: asked.number.clone(),
        persons: log.staff.iter().map(person).collect(),
        day: asked.day.map(|day: NaiveDate| day.to_string()).unwrap_or_default(),
        clear: wanted.is_filtered().then(|| Wanted::default().url(word, None)),
        heads: heads.iter().map(|key| page.t(key).into_owned()).collect(),
        rows,
        first: asked.before.map(|_| wanted.url(word, None)),
        next: log.next.map(|from| wanted.url(word, Some(from))),
        frame: page.frame(page.t("log-title")),
    })
}

/// Keys of the heads, and the rows.
fn table(page: &Page, log: &Log) -> (Vec<&'static str>, Vec<Vec<String>>) {
    match &log.rows {
        Rows::Readings(rows) => {
            let row = |(number, reading): &(String, _)| {
                let desk::readings::Reading { at, .. } = reading;
                let (who, what) = (who(page, reading, true), what(page, reading));
                vec![page.words.moment(*at), who, number.clone(), what, why(page, reading)]
            };
            let heads = vec!["log-when", "log-who", "log-application", "log-what", "log-why"];
            (heads, rows.iter().map(row).collect())
        }
        Rows::Denials(rows) => {
            let heads = vec!["log-when", "log-who", "log-application", "log-what"];
            (heads, rows.iter().map(|row| denied(page, row)).collect())
        }
        Rows::Looks(rows) => {
            let heads = vec!["log-when", "log-who", "log-what"];
            (heads, rows.iter().map(|row| looked(page, row, log)).collect())
        }
    }
}

fn denied(page: &Page, row: &Denial) -> Vec<String> {
    let what = match row.what.as_str() {
        word @ ("application" | "file" | "draft" | "opinion" | "administration") => word,
        "other role" => "role",
        _ => "other",
    };
    let what = page.t(&format!("log-denied-{what}"));
    vec![
        page.words.moment(row.at),
        row.name.clone().unwrap_or_else(|| page.t("log-nobody").into_owned()),
        row.number.clone().unwrap_or_else(|| page.t("log-no-application").into_owned()),
        format!("{what} · {}", row.path),
    ]
}

fn looked(page: &Page, row: &Look, log: &Log) -> Vec<String> {
    let Some(of) = &row.of else {
        return vec![page.words.moment(row.at), row.name.clone(), String::new()];
    };
    let key = PARTS.iter().find(|(part, ..)| *part == of.part).map_or(PARTS[0].2, |it| it.2);
    let mut what = vec![page.t(key).into_owned()];
    let mut say = |key: &str, name: &'static str, value: &str| {
        what.push(page.words.with(key, &[(name, value.into())]).into_owned());
    };
    if !of.number.is_empty() {
        say("log-looked-number", "number", &of.number);
    }
    if let Some((_, name)) = log.staff.iter().find(|(person, _)| Some(*person) == of.person) {
        say("log-looked-person", "name", name);
    }
    if let Some(day) = of.day {
        say("log-looked-day", "date", &page.words.date(day));
    }
    vec![page.words.moment(row.at), row.name.clone(), what.join(", ")]
}
