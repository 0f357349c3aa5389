//! A person in front of the pages: opens, reads, fills by label, presses buttons. Speaks real HTTP, keeps
//! cookies as a browser does, and fails loudly on a missing label, a dead link or a page in error.

mod sent;

use std::{collections::BTreeMap, net::SocketAddr};

use reqwest::{
    StatusCode,
    header::{COOKIE, HeaderMap, LOCATION, ORIGIN, SET_COOKIE},
};
use scraper::{ElementRef, Html, Selector};
use url::Url;

pub use sent::{Sent, Written};

/// One browser: its cookies, the page it shows, what was typed and not yet sent. A clone is another tab.
#[derive(Clone)]
pub struct Visitor {
    client: reqwest::Client,
    cookies: BTreeMap<(String, String), String>,
    url: Url,
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
    /// What was typed, by the `name` of the input.
    typed: BTreeMap<String, Vec<String>>,
    files: Vec<(String, String, Vec<u8>)>,
}

impl Visitor {
    /// A new browser that finds `hosts` at `server` whatever their port says.
    #[must_use]
    pub fn new(start: &str, hosts: &[(&str, SocketAddr)]) -> Self {
        let mut client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(std::time::Duration::from_secs(30));
        for (host, address) in hosts {
            client = client.resolve(host, *address);
        }
        Self {
            client: client.build().unwrap_or_default(),
            cookies: BTreeMap::new(),
            url: Url::parse(start).unwrap_or_else(|error| panic!("{start}: {error}")),
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: Vec::new(),
            typed: BTreeMap::new(),
            files: Vec::new(),
        }
    }

    /// Opens an address, following redirects, and expects a page.
    pub async fn open(&mut self, address: &str) -> &mut Self {
        self.get(address).await;
        assert!(self.status.is_success(), "{} answered {}\n{}", self.url, self.status, self.text());
        self
    }

    /// Opens an address and takes whatever comes.
    pub async fn get(&mut self, address: &str) -> StatusCode {
        let url = self.join(address);
        self.go(url, None).await;
        self.status
    }

    /// Asks for an address without following where it leads, and says where that is.
    pub async fn hop(&mut self, address: &str) -> String {
        let url = self.join(address);
        let answer = self.ask(url, None).await;
        answer.unwrap_or_else(|| panic!("{address} answered {}\n{}", self.status, self.text()))
    }

    /// Follows the link with these words.
    pub async fn follow(&mut self, words: &str) -> &mut Self {
        let href = {
            let page = self.page();
            let links: Vec<_> = select(&page, "a[href]")
                .filter(|a| told(*a) == words || a.attr("aria-label") == Some(words))
                .filter_map(|a| a.attr("href").map(str::to_owned))
                .collect();
            let Some(first) = links.first().cloned() else {
                panic!("no link «{words}» at {}\n{}", self.url, self.text())
            };
            assert!(
                links.iter().all(|link| *link == first),
                "links «{words}» at {} lead to different places: {links:?}",
                self.url
            );
            first
        };
        self.open(&href).await
    }

    /// Types into the field with this label, or chooses the option with this text in a group or a select.
    pub fn fill(&mut self, label: &str, value: &str) -> &mut Self {
        let (name, value) = self.field(label, value);
        self.typed.insert(name, vec![value]);
        self
    }

    /// Ticks the box with this label, also when others of the same group are ticked.
    pub fn tick(&mut self, label: &str) -> &mut Self {
        let (name, value) = {
            let page = self.page();
            let input = self.labelled(&page, label);
            let value = input.attr("value").unwrap_or("on").to_owned();
            (attribute(input, "name"), value)
        };
        self.typed.entry(name).or_default().push(value);
        self
    }

    /// Chooses a file for the field with this label.
    pub fn attach(&mut self, label: &str, name: &str, bytes: &[u8]) -> &mut Self {
        let field = {
            let page = self.page();
            attribute(self.labelled(&page, label), "name")
        };
        self.files.push((field, name.to_owned(), bytes.to_vec()));
        self
    }

    /// Types into the input with this name: for who goes through a form whose labels need not be known.
    pub fn put(&mut self, name: &str, values: &[String]) -> &mut Self {
        self.typed.insert(name.to_owned(), values.to_vec());
        self
    }

    /// Chooses a file for the input with this name.
    pub fn give(&mut self, name: &str, file: &str, bytes: &[u8]) -> &mut Self {
        self.files.push((name.to_owned(), file.to_owned(), bytes.to_vec()));
        self
    }

    /// Presses the button with these words: sends its form with what it held and what was typed.
    pub async fn press(&mut self, words: &str) -> &mut Self {
        self.submit(words).await;
        assert!(
            self.status.is_success(),
            "«{words}» led to {}: {}\n{}",
            self.url,
            self.status,
            self.text()
        );
        self
    }

    /// Presses the button and takes whatever comes.
    pub async fn submit(&mut self, words: &str) -> StatusCode {
        let sent = self.prepare(words);
        self.send(sent).await
    }

    /// What pressing a button would send: to send it twice, or later.
    #[must_use]
    pub fn prepare(&mut self, words: &str) -> Sent {
        let page = self.page();
        let button = select(&page, "button, input[type=submit]")
            .find(|b| {
                told(*b) == words
                    || b.attr("value") == Some(words)
                    || b.attr("aria-label") == Some(words)
            })
            .unwrap_or_else(|| panic!("no button «{words}» at {}\n{}", self.url, self.text()));
        let form = match button.attr("form") {
            Some(id) => select(&page, "form").find(|form| form.attr("id") == Some(id)),
            None => {
                button.ancestors().filter_map(ElementRef::wrap).find(|e| e.value().name() == "form")
            }
        }
        .unwrap_or_else(|| panic!("button «{words}» stands in no form"));
        let mut fields = held(&page, form);
        for (name, values) in std::mem::take(&mut self.typed) {
            fields.retain(|(held, _)| *held != name);
            fields.extend(values.into_iter().map(|value| (name.clone(), value)));
        }
        if let Some(name) = button.attr("name") {
            fields.push((name.to_owned(), button.attr("value").unwrap_or_default().to_owned()));
        }
        let action = button.attr("formaction").or(form.attr("action")).unwrap_or_default();
        Sent {
            url: if action.is_empty() { self.url.clone() } else { self.join(action) },
            post: form.attr("method").is_some_and(|m| m.eq_ignore_ascii_case("post")),
            how: match form.attr("enctype") {
                Some("multipart/form-data") => Written::Multipart,
                _ => Written::Plain,
            },
            fields,
            files: std::mem::take(&mut self.files),
        }
    }

    /// Sends what was prepared.
    pub async fn send(&mut self, sent: Sent) -> StatusCode {
        let mut url = sent.url.clone();
        if !sent.post {
            url.query_pairs_mut().clear().extend_pairs(&sent.fields);
            self.go(url, None).await;
            return self.status;
        }
        self.go(url, Some(sent)).await;
        self.status
    }

    /// Whether the page says these words.
    #[must_use]
    pub fn sees(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    /// Fails unless the page says these words.
    pub fn expect(&mut self, words: &str) -> &mut Self {
        assert!(self.sees(words), "«{words}» is not said at {}\n{}", self.url, self.text());
        self
    }

    /// Fails if the page says these words.
    pub fn expect_not(&mut self, words: &str) -> &mut Self {
        assert!(!self.sees(words), "«{words}» is said at {}\n{}", self.url, self.text());
        self
    }

    /// The words of the page, as one line.
    #[must_use]
    pub fn text(&self) -> String {
        let page = self.page();
        select(&page, "body").map(told).collect::<Vec<_>>().join(" ")
    }

    /// The text of the first element that a CSS selector finds.
    #[must_use]
    pub fn find(&self, selector: &str) -> Option<String> {
        select(&self.page(), selector).map(told).next()
    }

    /// The attribute of every element that a CSS selector finds.
    #[must_use]
    pub fn all(&self, selector: &str, attribute: &str) -> Vec<String> {
        let page = self.page();
        select(&page, selector).filter_map(|e| e.attr(attribute).map(str::to_owned)).collect()
    }

    /// The path shown in the address bar.
    #[must_use]
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// The whole address.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Status of the last answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Headers of the last answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Bytes of the last answer.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// Forgets all cookies: another person at the same machine.
    pub fn forget(&mut self) {
        self.cookies.clear();
    }

    /// Puts a cookie into the browser, on the host that is shown.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        let host = self.url.host_str().unwrap_or_default().to_owned();
        self.cookies.insert((host, name.to_owned()), value.to_owned());
    }

    /// The value of a cookie, by name.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|((_, n), _)| n == name).map(|(_, value)| value.as_str())
    }

    fn page(&self) -> Html {
        Html::parse_document(&String::from_utf8_lossy(&self.body))
    }

    fn join(&self, address: &str) -> Url {
        self.url.join(address).unwrap_or_else(|error| panic!("{address}: {error}"))
    }

    async fn go(&mut self, url: Url, sent: Option<Sent>) {
        let (mut url, mut sent) = (url, sent);
        for _ in 0..10 {
            let Some(target) = self.ask(url, sent.take()).await else { return };
            url = self.join(&target);
        }
        panic!("{url} redirects for ever");
    }

    /// One request and its answer; where it leads, if elsewhere.
    async fn ask(&mut self, url: Url, sent: Option<Sent>) -> Option<String> {
        let origin = url.origin().ascii_serialization();
        let mut request = match &sent {
            None => self.client.get(url.clone()),
            Some(sent) => {
                let same = self.url.origin() == url.origin();
                let site = if same { "same-origin" } else { "cross-site" };
                let from = self.url.origin().ascii_serialization();
                let request = self
                    .client
                    .post(url.clone())
                    .header("sec-fetch-site", site)
                    .header(ORIGIN, if same { &origin } else { &from });
                sent.onto(request)
            }
        };
        let host = url.host_str().unwrap_or_default().to_owned();
        let jar: Vec<String> = self
            .cookies
            .iter()
            .filter(|((h, _), _)| *h == host)
            .map(|((_, name), value)| format!("{name}={value}"))
            .collect();
        if !jar.is_empty() {
            request = request.header(COOKIE, jar.join("; "));
        }
        let answer = request.send().await.unwrap_or_else(|error| panic!("{url}: {error}"));
        for cookie in answer.headers().get_all(SET_COOKIE) {
            self.keep(&host, cookie.to_str().unwrap_or_default());
        }
        self.status = answer.status();
        self.headers = answer.headers().clone();
        self.url = url;
        self.body = answer.bytes().await.map(|b| b.to_vec()).unwrap_or_default();
        self.typed.clear();
        self.files.clear();
        let leads = self.status.is_redirection() && self.status != StatusCode::NOT_MODIFIED;
        let target = self.headers.get(LOCATION).and_then(|l| l.to_str().ok());
        target.filter(|_| leads).map(str::to_owned)
    }

    fn keep(&mut self, host: &str, cookie: &str) {
        let (pair, rest) = cookie.split_once(';').unwrap_or((cookie, ""));
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let key = (host.to_owned(), name.trim().to_owned());
        if value.is_empty() || rest.to_lowercase().contains("max-age=0") {
            self.cookies.remove(&key);
        } else {
            self.cookies.insert(key, value.to_owned());
        }
    }

    fn field(&self, label: &str, value: &str) -> (String, String) {
        let page = self.page();
        if let Some(group) = select(&page, "fieldset").find(|f| {
            f.select(&css("legend")).next().is_some_and(|legend| matches(&told(legend), label))
        }) && let Some(option) = group.select(&css("label")).find(|l| matches(&told(*l), value))
        {
            let input = target(&page, option).unwrap_or_else(|| panic!("«{value}» labels nothing"));
            return (attribute(input, "name"), input.attr("value").unwrap_or("on").to_owned());
        }
        let input = self.labelled(&page, label);
        if input.value().name() == "select" {
            let option = input
                .select(&css("option"))
                .find(|o| told(*o) == value || o.attr("value") == Some(value))
                .unwrap_or_else(|| panic!("«{label}» offers no «{value}»"));
            return (attribute(input, "name"), option.attr("value").unwrap_or_default().to_owned());
        }
        (attribute(input, "name"), value.to_owned())
    }

    fn labelled<'p>(&self, page: &'p Html, label: &str) -> ElementRef<'p> {
        select(page, "label")
            .filter(|l| matches(&told(*l), label))
            .find_map(|l| target(page, l))
            .unwrap_or_else(|| panic!("no field «{label}» at {}\n{}", self.url, self.text()))
    }
}

/// What a form holds before anybody types: every enabled input with its value.
fn held(page: &Html, form: ElementRef<'_>) -> Vec<(String, String)> {
    let id = form.attr("id").unwrap_or("\u{0}");
    select(page, "input, select, textarea")
        .filter(|input| {
            input.attr("form") == Some(id)
                || (input.attr("form").is_none()
                    && input.ancestors().any(|ancestor| ancestor.id() == form.id()))
        })
        .filter(|input| input.attr("disabled").is_none())
        .filter(|input| {
            !input
                .ancestors()
                .filter_map(ElementRef::wrap)
                .any(|a| a.value().name() == "fieldset" && a.attr("disabled").is_some())
        })
        .filter_map(|input| {
            let name = input.attr("name")?.to_owned();
            let value = match input.value().name() {
                "textarea" => input.text().collect::<String>().trim_start_matches('\n').to_owned(),
                "select" => {
                    let chosen = input.select(&css("option[selected]")).next();
                    let option = chosen.or_else(|| input.select(&css("option")).next())?;
                    option.attr("value").map_or_else(|| told(option), str::to_owned)
                }
                _ => match input.attr("type").unwrap_or("text") {
                    "checkbox" | "radio" => {
                        input.attr("checked")?;
                        input.attr("value").unwrap_or("on").to_owned()
                    }
                    "submit" | "button" | "file" | "image" | "reset" => return None,
                    _ => input.attr("value").unwrap_or_default().to_owned(),
                },
            };
            Some((name, value))
        })
        .collect()
}

/// A label as a person reads it: without the mark of optional fields.
fn matches(told: &str, wanted: &str) -> bool {
    told == wanted
        || told.strip_suffix('*').is_some_and(|t| t.trim_end() == wanted)
        || ["(facoltativo)", ", obbligatorio", "(optional)", ", required"]
            .iter()
            .any(|end| told.strip_suffix(end).is_some_and(|t| t.trim_end() == wanted))
}

/// The input a label is for, or holds.
fn target<'p>(page: &'p Html, label: ElementRef<'p>) -> Option<ElementRef<'p>> {
    match label.attr("for") {
        Some(id) => select(page, "input, select, textarea").find(|e| e.attr("id") == Some(id)),
        None => label.select(&css("input, select, textarea")).next(),
    }
}

fn attribute(element: ElementRef<'_>, name: &str) -> String {
    element.attr(name).unwrap_or_else(|| panic!("no {name} on {}", element.html())).to_owned()
}

/// The words of an element, blanks folded, without scripts and what is hidden from everybody.
fn told(element: ElementRef<'_>) -> String {
    let mut words = String::new();
    gather(element, &mut words);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn gather(element: ElementRef<'_>, words: &mut String) {
    if matches!(element.value().name(), "script" | "style" | "template" | "svg")
        || element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
    {
        return;
    }
    for child in element.children() {
        if let Some(text) = child.value().as_text() {
            words.push_str(text);
        } else if let Some(inner) = ElementRef::wrap(child) {
            words.push(' ');
            gather(inner, words);
            words.push(' ');
        }
    }
}

fn select<'p>(page: &'p Html, selector: &str) -> impl Iterator<Item = ElementRef<'p>> {
    page.select(&css(selector)).collect::<Vec<_>>().into_iter()
}

fn css(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"))
}
