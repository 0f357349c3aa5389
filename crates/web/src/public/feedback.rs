//! The rating at the foot of pages and at the end of services (PNRR C.SI.2.5, C.SI.2.6, C.SE.1.7).
//! Nothing that names a person is kept: neither address nor session.

use askama::Template;
use axum::{
    extract::{Query as Ask, RawForm},
    response::{IntoResponse, Redirect},
};
use serde::Deserialize;
use url::form_urlencoded;

use crate::{Answer, Frame, Page, Problem, Town, show};

/// Longest free text, in characters.
const TEXT_MAX: usize = 200;

const ANSWERS: [&str; 5] = ["clear", "complete", "sure", "technical", "other"];

/// One opinion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// Path of the page that was rated.
    pub page: String,
    /// Id of the procedure, when a service was rated and not a page.
    pub service: Option<String>,
    /// 1–5, 5 is best.
    pub stars: u8,
    /// Some of `clear`, `complete`, `sure`, `technical`, `other`: what was liked (4–5 stars) or
    /// what was hard (1–3).
    pub answers: Vec<&'static str>,
    /// At most 200 characters.
    pub text: String,
}

impl Rating {
    /// Reads a posted form. `None`: filled by a robot, to be thanked and forgotten.
    fn read(form: &[u8]) -> Result<Option<Rating>, Problem> {
        let mut rating =
            Rating { page: "/".into(), service: None, stars: 0, answers: vec![], text: "".into() };
        let (mut liked, mut hard) = (Vec::new(), Vec::new());
        for (name, value) in form_urlencoded::parse(form) {
            let answer = || ANSWERS.into_iter().find(|answer| *answer == value);
            match &*name {
                "website" if !value.is_empty() => return Ok(None),
                "page" if is_path(&value) => rating.page = value.into_owned(),
                "service" => rating.service = Some(value.chars().take(100).collect()),
                "stars" => rating.stars = value.parse().unwrap_or(0),
                "positive" => liked.extend(answer()),
                "negative" => hard.extend(answer()),
                "text" => rating.text = value.trim().chars().take(TEXT_MAX).collect(),
                _ => {}
            }
        }
        rating.answers = match rating.stars {
            1..=3 => hard,
            4..=5 => liked,
            _ => return Err(Problem::BadRequest("rating-stars-missing")),
        };
        rating.answers.dedup();
        Ok(Some(rating))
    }
}

/// A path of this site, never another host.
fn is_path(text: &str) -> bool {
    text.starts_with('/')
        && !text.starts_with("//")
        && text.len() <= 500
        && !text.contains(['\\', '\r', '\n', '?', '#'])
}

/// `POST /feedback`.
pub(super) async fn send(page: Page, RawForm(form): RawForm) -> Answer {
    let rating = Rating::read(&form)?;
    let path = rating.as_ref().map_or("/", |rating| &rating.page);
    let back: String = form_urlencoded::byte_serialize(path.as_bytes()).collect();
    if let Some(rating) = &rating {
        keep(&page.town, rating).await?;
    }
    Ok(Redirect::to(&format!("/feedback/grazie?pagina={back}")).into_response())
}

/// The one line that stores a rating.
async fn keep(town: &Town, rating: &Rating) -> Result<(), Problem> {
    let stored = desk::rating::Rating {
        url: place(&rating.page, rating.service.as_deref()),
        title: String::new(),
        stars: rating.stars,
        answers: rating.answers.iter().map(|&answer| answer.to_owned()).collect(),
        text: rating.text.clone(),
        service: rating.service.clone(),
    };
    Ok(town.desk.rate(&stored).await?)
}

/// The page that is rated, without what would name somebody's application.
fn place(page: &str, service: Option<&str>) -> String {
    let is_public = !["/pratiche", "/bozze", "/area-personale", "/ufficio", "/gestione", "/file"]
        .iter()
        .any(|private| page.starts_with(private));
    match (is_public, service) {
        (true, _) => page.to_owned(),
        (false, Some(service)) => format!("/domanda/{service}"),
        (false, None) => String::new(),
    }
}

#[derive(Template)]
#[template(path = "page/public/thanks.html")]
struct ThanksPage {
    frame: Frame,
    back: String,
}

#[derive(Default, Deserialize)]
pub(super) struct Back {
    #[serde(default)]
    pagina: String,
}

pub(super) async fn thanks(page: Page, Ask(back): Ask<Back>) -> Answer {
    let back = if is_path(&back.pagina) { back.pagina } else { "/".to_owned() };
    show(ThanksPage { frame: page.frame(page.t("rating-thanks-title")), back })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &str) -> Option<Rating> {
        Rating::read(form.as_bytes()).unwrap()
    }

    #[test]
    fn stars_choose_which_answers_count() {
        let form =
            "page=%2Fservizi&stars=2&positive=clear&negative=technical&negative=other&text=+boh+";
        let rating = read(form).unwrap();
        assert_eq!((rating.page.as_str(), rating.stars), ("/servizi", 2));
        assert_eq!(rating.answers, ["technical", "other"]);
        assert_eq!(rating.text, "boh");
        assert_eq!(read("stars=5&positive=clear&negative=other").unwrap().answers, ["clear"]);
    }

    #[test]
    fn a_rating_names_nobody() {
        assert_eq!(place("/servizi", None), "/servizi");
        assert_eq!(place("/pratiche/01a2/inviata", Some("permesso-ztl")), "/domanda/permesso-ztl");
        assert_eq!(place("/pratiche/01a2", None), "");
    }

    #[test]
    fn what_no_page_would_send_is_refused_or_dropped() {
        for form in ["", "stars=0", "stars=6", "stars=-1", "stars=molte"] {
            assert!(Rating::read(form.as_bytes()).is_err(), "{form}");
        }
        assert_eq!(read("stars=5&website=http://spam.example"), None);
        let rating = read("stars=5&page=//evil.example&positive=xss&positive=clear").unwrap();
        assert_eq!((rating.page.as_str(), rating.answers), ("/", vec!["clear"]));
        let long = format!("stars=4&text={}", "è".repeat(500));
        assert_eq!(read(&long).unwrap().text.chars().count(), TEXT_MAX);
    }
}
