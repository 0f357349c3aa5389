//! The files that npm built into `dist/`, embedded and served under names that hold their hash.
//! Not the theme nor the crest: those belong to one municipality (`theme.rs`).

use std::collections::BTreeMap;

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};

use crate::Problem;

/// One embedded file.
pub struct Asset {
    /// Name without hash, as code and templates say it.
    pub name: &'static str,
    /// Name with hash.
    pub file: &'static str,
    /// Path on every host.
    pub url: &'static str,
    kind: &'static str,
    plain: &'static [u8],
    br: Option<&'static [u8]>,
    gz: Option<&'static [u8]>,
}

mod embedded {
    use super::Asset;

    include!(concat!(env!("OUT_DIR"), "/assets.rs"));
}

pub(crate) use embedded::COLOURS;
pub use embedded::FILES;

/// Names of places by their Belfiore code: `H501` is «Roma (RM)».
#[must_use]
pub fn places() -> BTreeMap<String, String> {
    // Made by our own build; a test reads it.
    serde_json::from_str(embedded::PLACES).unwrap_or_default()
}

/// National registers, as CSV by name: municipalities, provinces, countries, classes of driving licences.
#[must_use]
pub fn registers() -> BTreeMap<String, String> {
    // Made by our own build; a test reads it.
    serde_json::from_str(embedded::REGISTERS).unwrap_or_default()
}

/// Path of the asset called `name`; empty if there is none, which a test of the templates refuses.
pub fn url(name: &str) -> &'static str {
    FILES.iter().find(|asset| asset.name == name).map_or("", |asset| asset.url)
}

const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// `GET /assets/{file}`.
pub(crate) async fn file(
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asset = FILES.iter().find(|asset| asset.file == file).ok_or(Problem::NotFound)?;
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let (encoding, bytes) = choose(asset, accepted.unwrap_or_default());
    let mut response = ([(header::CONTENT_TYPE, asset.kind)], bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, FOREVER);
    if asset.br.is_some() {
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Ok(response)
}

/// The smallest form that the browser accepts (RFC 9110 §12.5.3; a weight of zero is a refusal).
fn choose(asset: &Asset, accepted: &str) -> (Option<&'static str>, &'static [u8]) {
    let accepts = |coding: &str| {
        accepted.split(',').any(|part| {
            let mut pieces = part.split(';').map(str::trim);
            let named = pieces.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
            let refused = pieces.any(|piece| {
                piece.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q == 0.0))
            });
            named && !refused
        })
    };
    match (asset.br, asset.gz) {
        (Some(bytes), _) if accepts("br") => (Some("br"), bytes),
        (_, Some(bytes)) if accepts("gzip") => (Some("gzip"), bytes),
        _ => (None, asset.plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn css() -> &'static Asset {
        FILES.iter().find(|asset| asset.name == "sportello.css").unwrap()
    }

    #[test]
    fn the_smallest_accepted_form_is_sent() {
        assert_eq!(choose(css(), "gzip, deflate, br").0, Some("br"));
        assert_eq!(choose(css(), "gzip, br;q=0").0, Some("gzip"));
        assert_eq!(choose(css(), "").0, None);
        assert!(choose(css(), "br").1.len() < css().plain.len());
    }

    #[test]
    fn places_are_called_as_they_are_today_and_those_of_once_are_known() {
        let places = places();
        for (code, name) in [
            ("H501", "Roma (RM)"),
            ("L219", "Torino (TO)"),
            // Founded in one province, in another today; an accent; a name that was read wrongly.
            ("A074", "Agliè (TO)"),
            ("C294", "Châtillon (AO)"),
            // Merged into another in 2017; given away in 1947; a state; a state that was.
            ("A012", "Abetone (PT)"),
            ("D620", "Fiume (FU)"),
            ("Z404", "Stati Uniti d'America"),
            ("Z118", "Repubblica Socialista Federale di Jugoslavia"),
        ] {
            assert_eq!(places.get(code).map(String::as_str), Some(name), "{code}");
        }
        assert!(places.len() > 10_000);
        let odd = |name: &String| name.contains(['\u{fffd}', 'Ã', '=']);
        assert_eq!(places.values().find(|name| odd(name)), None);
    }

    #[test]
    fn national_registers_say_what_there_is_and_what_there_was() {
        let all = registers();
        let lines = |name: &str| all[name].lines().count();
        assert!(lines("municipalities") > 7_900 && lines("countries") > 190);
        assert_eq!((lines("provinces"), lines("licence_classes")), (108, 18));
        for (name, line) in [
            ("municipalities", "e216,\"Grugliasco (TO)\",,"),
            ("municipalities", "a012,\"Abetone (PT)\",,2017-01-01"),
            ("countries", "z401,\"Canada\",,"),
            ("provinces", "to,Torino (TO)"),
        ] {
            assert!(all[name].lines().any(|found| found == line), "{line}");
        }
    }

    #[test]
    fn first_visit_stays_within_its_bytes() {
        // performance.md P8: stylesheet, script and icons over the wire.
        let wire = |name: &str| {
            let asset = FILES.iter().find(|asset| asset.name == name).unwrap();
            choose(asset, "br").1.len()
        };
        assert!(wire("sportello.css") <= 40 * 1024);
        assert!(wire("sportello.js") <= 17 * 1024);
        assert!(wire("icons.svg") <= 8 * 1024);
        let css = std::str::from_utf8(css().plain).unwrap();
        assert!(css.contains("--bootstrap-italia-version"), "the State's validator reads it");
        assert!(!css.contains("url(data:application") && !css.contains("//fonts"));
    }
}
