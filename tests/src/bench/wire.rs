//! P8: bytes on the wire of a first visit and of the next one, as a browser that keeps what it may keep.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::{
    Method, StatusCode,
    header::{ACCEPT_ENCODING, CACHE_CONTROL, ETAG, HeaderMap, IF_NONE_MATCH},
};
use scraper::{Html, Selector};

use super::{
    Bench,
    figures::Line,
    load::Asker,
    site::{How, Site},
};
use crate::installation::Engine;

/// Pages that are visited, by the name of their line.
const PAGES: [(&str, &str); 2] =
    [("home", "/"), ("sheet", "/servizi/mobilita-trasporti/permesso-ztl")];
/// What all of a page may weigh, in KB of 1000 bytes; a repeat visit; the page unpacked.
const FIRST: f64 = 150.0;
const AGAIN: f64 = 12.0;
const RAW: f64 = 60.0;

/// An answer as it came.
struct Came {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Came {
    /// Head and body.
    fn bytes(&self) -> usize {
        let head: usize =
            self.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        "HTTP/1.1 200 OK\r\n\r\n".len() + head + self.body.len()
    }
}

async fn get(asker: &Asker, path: &str, packed: &str, tag: Option<&str>) -> Came {
    let mut request = asker.ask(Method::GET, path, "").header(ACCEPT_ENCODING, packed);
    if let Some(tag) = tag {
        request = request.header(IF_NONE_MATCH, tag);
    }
    let answer = request.send().await.unwrap_or_else(|error| panic!("{path}: {error}"));
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = answer.bytes().await.expect("a whole answer").to_vec();
    assert!(status.is_success() || status == StatusCode::NOT_MODIFIED, "{path}: {status}");
    Came { status, headers, body }
}

/// Each page with all that it brings.
pub async fn bytes(bench: &Bench) -> Vec<Line> {
    let site = Site::new(bench, "p8", Engine::Sqlite).await;
    let server = site.serve(bench, How::default()).await;
    let asker = Asker::new(&server.address);
    let mut lines = Vec::new();
    for (name, path) in PAGES {
        lines.extend(visit(&asker, name, path).await);
    }
    lines
}

async fn visit(asker: &Asker, name: &str, path: &str) -> Vec<Line> {
    const PACKED: &str = "br, zstd, gzip";
    let plain = String::from_utf8(get(asker, path, "identity", None).await.body).expect("UTF-8");
    let page = get(asker, path, PACKED, None).await;
    let mut kinds = BTreeMap::from([("html", page.bytes())]);
    let mut again = match page.headers.get(ETAG).and_then(|tag| tag.to_str().ok()) {
        Some(tag) => get(asker, path, PACKED, Some(tag)).await.bytes(),
        None => page.bytes(),
    };
    let mut asked = Vec::new();
    for part in parts(asker, &plain).await {
        let came = get(asker, &part, PACKED, None).await;
        *kinds.entry(kind(&part)).or_default() += came.bytes();
        let kept = came.headers.get(CACHE_CONTROL).and_then(|kept| kept.to_str().ok());
        if !kept.unwrap_or_default().contains("max-age=") {
            let tag = came.headers.get(ETAG).and_then(|tag| tag.to_str().ok());
            let next = get(asker, &part, PACKED, tag).await;
            again += next.bytes();
            asked.push(format!("{part} {}", next.status.as_u16()));
        }
    }
    let kb = |bytes: usize| bytes as f64 / 1e3;
    let told: Vec<String> =
        kinds.iter().map(|(kind, bytes)| format!("{kind} {:.1}", kb(*bytes))).collect();
    let asked = if asked.is_empty() { "only the page".to_owned() } else { asked.join(", ") };
    vec![
        Line::value(&format!("P8.{name}"), kb(kinds.values().sum()), "KB")
            .ceiling(FIRST)
            .note(told.join(", ")),
        Line::value("P8.again", kb(again), "KB")
            .ceiling(AGAIN)
            .note(format!("{name}, asks again for: {asked}")),
        Line::value("P8.raw", kb(plain.len()), "KB").ceiling(RAW).note(name),
    ]
}

/// What the page brings with it: stylesheets and what they show with, scripts, icons, the crest; no pictures.
async fn parts(asker: &Asker, page: &str) -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    for (selector, attribute) in [
        ("link[rel~=stylesheet]", "href"),
        ("link[rel~=preload]", "href"),
        ("link[rel~=icon]", "href"),
        ("script[src]", "src"),
        ("img[src]", "src"),
        ("use[href]", "href"),
    ] {
        let selector = Selector::parse(selector).expect("a selector");
        let page = Html::parse_document(page);
        for element in page.select(&selector) {
            let address = element.attr(attribute).unwrap_or_default();
            let address = address.split('#').next().unwrap_or_default();
            if address.starts_with("/assets/")
                || address.starts_with("/theme.css")
                || address.starts_with("/stemma.svg")
            {
                parts.insert(address.to_owned());
            }
        }
    }
    let sheets: Vec<String> = parts.iter().filter(|part| kind(part) == "css").cloned().collect();
    for sheet in sheets {
        let text = get(asker, &sheet, "identity", None).await.body;
        let text = String::from_utf8(text).expect("UTF-8");
        for address in text.split("url(").skip(1).filter_map(|rest| rest.split(')').next()) {
            let address = address.trim_matches(['"', '\'']);
            // The three weights of the page's typeface. Others come only where they are used.
            if address.to_lowercase().contains("titillium") && address.ends_with("woff2") {
                let name = address.rsplit('/').next().unwrap_or_default();
                parts.insert(format!("/assets/{name}"));
            }
        }
    }
    parts
}

fn kind(address: &str) -> &'static str {
    let path = address.split('?').next().unwrap_or_default();
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "css",
        "js" => "js",
        "woff2" => "fonts",
        "svg" | "png" | "ico" => "icons and crest",
        _ => "other",
    }
}
