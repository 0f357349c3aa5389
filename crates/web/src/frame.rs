//! What every page has around its content: language, municipality, person, path, breadcrumbs.
//! `Page` is the extractor of a handler; `Frame` is what its template holds.

use std::{borrow::Cow, convert::Infallible, sync::Arc};

use askama::{Template, filters::Safe};
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, Method, Uri, header, request::Parts},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use model::{
    Lang, Localized,
    category::{CATEGORIES, Category},
    municipality::Municipality,
    prose,
};
use words::Words;

use crate::{App, Problem, Town, assets, person::SignedIn};

/// Addresses of other areas that the frame links to.
pub const SIGN_IN: &str = "/accedi";
pub const SIGN_OUT: &str = "/esci";
pub const ACCOUNT: &str = "/area-personale";
pub const OFFICE: &str = "/ufficio";
pub const OFFICE_SIGN_IN: &str = "/ufficio/accedi";
pub const OFFICE_OPINIONS: &str = "/ufficio/pareri";
pub const OFFICE_ABSENCES: &str = "/ufficio/assenze";
pub const OFFICE_DIGEST: &str = "/ufficio/avvisi";
pub const OFFICE_TEXTS: &str = "/ufficio/testi";
pub const OFFICE_FOLDERS: &str = "/ufficio/fascicoli";
pub const OFFICE_LABELS: &str = "/ufficio/etichette";
pub const OFFICE_EXPORTS: &str = "/ufficio/esportazioni";
pub const OFFICE_BULKS: &str = "/ufficio/in-blocco";
pub const OFFICE_RANKINGS: &str = "/ufficio/graduatorie";
pub const OFFICE_FIGURES: &str = "/ufficio/statistiche";
pub const OFFICE_LOG: &str = "/ufficio/letture";
pub const EMERGENCY: &str = "/ufficio/emergenza";
pub const OFFICE_SESSIONS: &str = "/ufficio/accessi";
pub const ADMIN: &str = "/gestione";
pub const GUIDE: &str = "/guida";

const LANG_COOKIE: &str = "lang";

/// What a request says before its handler runs: where it arrived and in which language.
#[derive(Clone)]
pub struct Page {
    pub town: Arc<Town>,
    pub lang: Lang,
    pub words: &'static Words,
    pub person: Option<SignedIn>,
    /// Path without query.
    pub path: String,
    query: String,
    /// Visitors come over TLS.
    pub tls: bool,
    /// The address may be asked again with GET: only then a language switch makes sense.
    is_read: bool,
}

impl Page {
    fn arrive(app: &App, method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Page> {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let host = host.or(uri.host())?;
        let town = app.town(host).or_else(|| app.aggregated(host, uri.path()))?.clone();
        let query = uri.query().unwrap_or_default().to_owned();
        // The language is chosen, never guessed from Accept-Language: inspectors' browsers ask for
        // English and the Italian labels are what the State checks.
        let lang = asked_lang(&query).or_else(|| cookie_lang(headers)).unwrap_or_default();
        Some(Page {
            town,
            lang,
            words: Words::of(lang),
            person: None,
            path: uri.path().to_owned(),
            query,
            tls: app.settings().tls,
            is_read: matches!(*method, Method::GET | Method::HEAD),
        })
    }

    /// Starts the frame of a page with this title (also the last breadcrumb and the first heading).
    pub fn frame(&self, title: impl Into<String>) -> Frame {
        Frame {
            page: self.clone(),
            title: title.into(),
            description: String::new(),
            crumbs: Vec::new(),
            here: String::new(),
            section: None,
            rating: None,
            has_contacts: true,
            sprite: assets::url("icons.svg"),
        }
    }

    /// As if it had been asked at this path: for an answer whose own address works only once.
    pub fn at(&self, path: &str) -> Page {
        Page { path: path.to_owned(), query: String::new(), ..self.clone() }
    }

    /// The door, for a sign-in of this level from which one comes back to this page; to the personal area from what
    /// cannot be asked again.
    pub fn step_up(&self, level: u8) -> String {
        let back = match (self.is_read, self.query.as_str()) {
            (false, _) => ACCOUNT.to_owned(),
            (true, "") => self.path.clone(),
            (true, query) => format!("{}?{query}", self.path),
        };
        crate::signin::at_door(SIGN_IN, &back, Some(level))
    }

    /// What stands after the path.
    pub(crate) fn query(&self) -> &str {
        &self.query
    }

    /// The sentence called `key`.
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        self.words.t(key)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Page {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Page, Problem> {
        let mut page = parts.extensions.get::<Page>().cloned().ok_or(Problem::WrongHost)?;
        page.person = parts.extensions.get::<SignedIn>().cloned();
        Ok(page)
    }
}

/// The outermost layer that knows the municipality: finds it, or shows the wrong-host page, and
/// keeps a language that was asked for.
pub(crate) async fn arrive(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let found = Page::arrive(&app, request.method(), request.uri(), request.headers());
    let Some(page) = found else {
        return crate::problem::wrong_host();
    };
    let asked = asked_lang(&page.query);
    request.extensions_mut().insert(page);
    let mut response = next.run(request).await;
    if let Some(lang) = asked {
        let secure = if app.settings().tls { "; Secure" } else { "" };
        let cookie = format!(
            "{LANG_COOKIE}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax{secure}",
            lang.tag()
        );
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

fn asked_lang(query: &str) -> Option<Lang> {
    query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(|tag| tag.parse().ok())
}

fn cookie_lang(headers: &HeaderMap) -> Option<Lang> {
    let all = headers.get_all(header::COOKIE);
    let pairs = all.iter().filter_map(|value| value.to_str().ok()).flat_map(|all| all.split(';'));
    pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == LANG_COOKIE)
        .and_then(|(_, tag)| tag.parse().ok())
}

/// The four entries of the national menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Administration,
    News,
    Services,
    Living,
}

impl Section {
    /// In the order of the menu, with the hook that the State's validator looks for.
    pub const MENU: [(Section, &'static str); 4] = [
        (Section::Administration, "management"),
        (Section::News, "news"),
        (Section::Services, "all-services"),
        (Section::Living, "live"),
    ];
}

/// One step of the breadcrumbs above the page itself.
#[derive(Debug, Clone)]
pub struct Crumb {
    pub label: String,
    pub url: String,
}

/// Which question the stars at the foot of a page ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RatingOf {
    /// How clear this page is.
    Page,
    /// How easy this service was; holds the id of the procedure.
    Service(String),
}

/// The frame of one page; field of every page's template under the name `frame`.
#[derive(Clone)]
pub struct Frame {
    pub page: Page,
    pub title: String,
    /// For search engines; empty for none.
    pub description: String,
    /// From the first level down, without Home and without the page itself.
    pub crumbs: Vec<Crumb>,
    /// The page itself as the breadcrumb names it, if shorter than its title.
    pub here: String,
    pub section: Option<Section>,
    pub rating: Option<RatingOf>,
    /// The box "Contatta il comune" stands before the footer.
    pub has_contacts: bool,
    /// Address of the icon sprite.
    pub sprite: &'static str,
}

impl Frame {
    #[must_use]
    pub fn crumb(mut self, label: impl Into<String>, url: impl Into<String>) -> Frame {
        self.crumbs.push(Crumb { label: label.into(), url: url.into() });
        self
    }

    /// Names the page shorter in its breadcrumb.
    #[must_use]
    pub fn here(mut self, short: impl Into<String>) -> Frame {
        self.here = short.into();
        self
    }

    /// Something on the page is wrong: who cannot see it reads its title first. The breadcrumb names the page as ever.
    #[must_use]
    pub fn wrong(mut self) -> Frame {
        if self.here.is_empty() {
            self.here.clone_from(&self.title);
        }
        self.title = self.say("apply-wrong-title", "title", &self.title);
        self
    }

    /// Puts the page under one of the four menu entries, with its breadcrumb.
    #[must_use]
    pub fn under(mut self, section: Section) -> Frame {
        self.section = Some(section);
        let (label, url) = self.section_link(section);
        self.crumb(label, url)
    }

    /// The page *is* one of the four menu entries.
    #[must_use]
    pub fn is(mut self, section: Section) -> Frame {
        self.section = Some(section);
        self
    }

    #[must_use]
    pub fn describe(mut self, text: impl Into<String>) -> Frame {
        self.description = text.into();
        self
    }

    #[must_use]
    pub fn rate(mut self, rating: RatingOf) -> Frame {
        self.rating = Some(rating);
        self
    }

    /// Leaves out the contacts box, on pages that are contacts themselves.
    #[must_use]
    pub fn without_contacts(mut self) -> Frame {
        self.has_contacts = false;
        self
    }

    pub fn lang(&self) -> Lang {
        self.page.lang
    }

    pub fn town(&self) -> &Municipality {
        &self.page.town.municipality
    }

    /// Name of the municipality as a heading.
    pub fn town_name(&self) -> &str {
        self.text(&self.town().title)
    }

    /// The sentence called `key`.
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        self.page.words.t(key)
    }

    /// The sentence called `key`, counted.
    pub fn n(&self, key: &str, n: impl Counted) -> Cow<'static, str> {
        self.page.words.n(key, n.count())
    }

    /// The sentence called `key` with one variable, `$value`.
    pub fn with(&self, key: &str, value: &str) -> Cow<'static, str> {
        self.page.words.with(key, &[("value", value.into())])
    }

    /// A text in the language of the page.
    pub fn text<'a>(&self, text: &'a Localized) -> &'a str {
        text.get(self.page.lang)
    }

    /// ` lang="it"` where a text exists only in another language than the page's (WCAG 3.1.2).
    pub fn lang_attr(&self, text: &Localized) -> Safe<String> {
        self.tongue(&text.other_than(self.page.lang))
    }

    /// The same of a language that is known to be another one.
    pub fn tongue(&self, lang: &Option<Lang>) -> Safe<String> {
        Safe(lang.map(|lang| format!(" lang=\"{}\"", lang.tag())).unwrap_or_default())
    }

    /// Prose as HTML; its headings are `<h3>`.
    pub fn prose(&self, text: &Localized) -> Safe<String> {
        Safe(prose::html(&prose::parse(self.text(text)), 3))
    }

    pub fn date(&self, date: &chrono::NaiveDate) -> String {
        self.page.words.date(*date)
    }

    /// Hashed address of an asset.
    pub fn asset(&self, name: &str) -> &'static str {
        assets::url(name)
    }

    /// Whole text of `<title>`.
    pub fn window_title(&self) -> String {
        let town = self.town_name();
        if self.title == town { town.to_owned() } else { format!("{} - {town}", self.title) }
    }

    pub fn section_link(&self, section: Section) -> (String, &'static str) {
        let (key, url) = match section {
            Section::Administration => ("chrome-administration", "/amministrazione"),
            Section::News => ("chrome-news", "/novita"),
            Section::Services => ("chrome-services", "/servizi"),
            Section::Living => ("chrome-living", "/vivere-il-comune"),
        };
        (self.t(key).into_owned(), url)
    }

    pub fn is_in(&self, section: &Section) -> bool {
        self.section == Some(*section)
    }

    /// `aria-current` of a menu entry: the page itself, or a page below it.
    pub fn current(&self, section: &Section, url: &str) -> &'static str {
        match self.is_in(section) {
            true if self.page.path == url => "page",
            true => "true",
            false => "",
        }
    }

    /// The same page in another language; the home page where this one cannot be asked again.
    pub fn in_lang(&self, lang: &str) -> String {
        if !self.page.is_read {
            return format!("/?lang={lang}");
        }
        let kept = self
            .page
            .query
            .split('&')
            .filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
        let query: Vec<&str> = kept.collect();
        let mark = if query.is_empty() { "" } else { "&" };
        format!("{}?{}{mark}lang={lang}", self.page.path, query.join("&"))
    }

    /// Sign-in; it leads to the personal area.
    pub fn sign_in(&self) -> String {
        SIGN_IN.to_owned()
    }

    /// Digits of a telephone number as printed: `800 000 000` → `800000000`.
    pub fn tel(&self, number: &str) -> String {
        number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }

    /// The categories that hold a service, in alphabetical order: empty ones are hidden.
    pub fn categories(&self) -> Vec<&'static Category> {
        let catalogue = self.page.town.catalogue();
        let filled = |category: &&Category| catalogue.in_category(category.slug).next().is_some();
        CATEGORIES.iter().filter(filled).collect()
    }

    /// Second level of *Amministrazione*: what exists.
    pub fn administration(&self) -> [(Cow<'static, str>, &'static str); 2] {
        [
            (self.t("chrome-areas"), "/amministrazione/aree-amministrative"),
            (self.t("chrome-offices"), "/amministrazione/uffici"),
        ]
    }

    /// Second level of *Novità*.
    pub fn news(&self) -> [(Cow<'static, str>, &'static str); 3] {
        [
            (self.t("chrome-news-notizie"), "/novita/notizie"),
            (self.t("chrome-news-comunicati"), "/novita/comunicati"),
            (self.t("chrome-news-avvisi"), "/novita/avvisi"),
        ]
    }

    /// The five answers under the stars: what is stored, and what is read.
    pub fn rating_answers(&self, question: &str) -> [(&'static str, Cow<'static, str>); 5] {
        ["clear", "complete", "sure", "technical", "other"]
            .map(|id| (id, self.t(&format!("rating-{question}-{id}"))))
    }

    /// Mail link for reports of problems in town.
    pub fn disservice(&self) -> String {
        format!("mailto:{}", self.town().contacts.disservice_email)
    }

    /// Privacy notice: the declared address, or our own page.
    pub fn privacy(&self) -> &str {
        match self.town().links.privacy.as_str() {
            "" => "/privacy",
            url => url,
        }
    }
}

/// A number in a template, which is sometimes behind references.
pub trait Counted {
    fn count(&self) -> i64;
}

impl Counted for usize {
    fn count(&self) -> i64 {
        i64::try_from(*self).unwrap_or(i64::MAX)
    }
}

impl Counted for u32 {
    fn count(&self) -> i64 {
        i64::from(*self)
    }
}

impl<T: Counted + ?Sized> Counted for &T {
    fn count(&self) -> i64 {
        (**self).count()
    }
}

/// Answer of a page's handler.
pub type Answer = Result<Response, Problem>;

/// Renders a page.
///
/// # Errors
/// `Problem::Internal` if the template fails, which only a full memory could cause.
pub fn show(page: impl Template) -> Answer {
    Ok(Html(page.render().map_err(Problem::internal)?).into_response())
}

impl From<Infallible> for Problem {
    fn from(never: Infallible) -> Problem {
        match never {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_asked_for_or_remembered() {
        assert_eq!(asked_lang("q=a&lang=en"), Some(Lang::En));
        assert_eq!(asked_lang("language=en"), None);
        assert_eq!(asked_lang("lang=xx"), None);
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=b; lang=en"));
        assert_eq!(cookie_lang(&headers), Some(Lang::En));
    }
}
