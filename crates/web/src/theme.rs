//! The colours of one municipality, laid over the one stylesheet as CSS variables, and its crest.
//! Which colours follow the theme, and how, was found when the stylesheet was built.

use std::{fmt::Write, sync::LazyLock};

use axum::{
    extract::{OriginalUri, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use model::municipality::Theme;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::{App, Page, Problem, assets};

/// How one variable of the stylesheet follows the primary colour.
#[derive(Deserialize)]
struct Variable {
    name: String,
    /// Three numbers for `rgba(var(…), α)` instead of a colour.
    bare: bool,
    alpha: f64,
    #[serde(flatten)]
    rule: Rule,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Rule {
    /// Red, green, blue: `factor × primary + add`, all 0–1.
    Mix { factor: f64, add: [f64; 3] },
    /// Hue turned by degrees; saturation and brightness on a line (slope, constant) over 0–1.
    Hsb { hue: f64, saturation: [f64; 2], brightness: [f64; 2] },
}

static VARIABLES: LazyLock<Vec<Variable>> =
    LazyLock::new(|| serde_json::from_str(assets::COLOURS).unwrap_or_default());

/// The stylesheet of a theme.
pub fn css(theme: Theme) -> String {
    let mut css = String::from(":root{");
    for Variable { name, bare, alpha, rule } in VARIABLES.iter() {
        let [r, g, b] = rule.colour(theme).map(|part| (part.clamp(0.0, 1.0) * 255.0).round());
        // Writing to a String cannot fail.
        let _ = match (bare, *alpha < 1.0) {
            (true, _) => write!(css, "{name}:{r},{g},{b};"),
            (false, true) => write!(css, "{name}:rgba({r},{g},{b},{alpha});"),
            (false, false) => {
                write!(css, "{name}:#{:02x}{:02x}{:02x};", r as u8, g as u8, b as u8)
            }
        };
    }
    css.push('}');
    css
}

/// Contrast of white text on the primary colour (WCAG 2.2, 1.4.3): must be at least 4.5.
pub fn contrast_with_white(theme: Theme) -> f64 {
    let linear = |part: f64| {
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let [r, g, b] = rgb(theme.hue, theme.saturation / 100.0, theme.brightness / 100.0).map(linear);
    1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05)
}

/// First digits of the hash of some bytes: makes an address change when its content does.
pub(crate) fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

impl Rule {
    fn colour(&self, theme: Theme) -> [f64; 3] {
        let (s, b) = (theme.saturation / 100.0, theme.brightness / 100.0);
        match self {
            Rule::Mix { factor, add } => {
                let primary = rgb(theme.hue, s, b);
                [0, 1, 2].map(|part| factor * primary[part] + add[part])
            }
            Rule::Hsb { hue, saturation, brightness } => rgb(
                theme.hue + hue,
                (saturation[0] * s + saturation[1]).clamp(0.0, 1.0),
                (brightness[0] * b + brightness[1]).clamp(0.0, 1.0),
            ),
        }
    }
}

/// Hue in degrees, saturation and brightness 0–1, to red, green and blue 0–1.
fn rgb(hue: f64, saturation: f64, brightness: f64) -> [f64; 3] {
    [5.0, 3.0, 1.0].map(|n| {
        let k = (n + hue.rem_euclid(360.0) / 60.0) % 6.0;
        brightness - brightness * saturation * k.min(4.0 - k).clamp(0.0, 1.0)
    })
}

/// `GET /theme.css`.
pub(crate) async fn stylesheet(
    State(_): State<App>,
    page: Page,
    OriginalUri(uri): OriginalUri,
) -> Response {
    let theme = &page.town.theme;
    own(theme.css.clone().into_bytes(), "text/css; charset=utf-8", &theme.css_url, &uri)
}

/// `GET /stemma.svg`: the coat of arms.
pub(crate) async fn crest(page: Page, OriginalUri(uri): OriginalUri) -> Result<Response, Problem> {
    let theme = &page.town.theme;
    if theme.crest.is_empty() {
        return Err(Problem::NotFound);
    }
    Ok(own(theme.crest.clone(), "image/svg+xml", &theme.crest_url, &uri))
}

/// A file of one municipality: kept for ever under its current address, asked again under any other.
fn own(bytes: Vec<u8>, kind: &'static str, url: &str, asked: &axum::http::Uri) -> Response {
    let current = asked.path_and_query().is_some_and(|asked| asked.as_str() == url);
    let keep = if current { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = ([(header::CONTENT_TYPE, kind)], bytes).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    const GREEN: Theme = Theme { hue: 160.0, saturation: 100.0, brightness: 48.0 };

    #[test]
    fn every_variable_of_the_stylesheet_has_a_colour() {
        let css = css(GREEN);
        assert!(!VARIABLES.is_empty());
        assert_eq!(css.matches("--t").count(), VARIABLES.len());
        // #007a52 is the primary colour of the national model for municipalities.
        assert!(css.contains("#007a52"), "{css}");
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        let white = Theme { hue: 0.0, saturation: 0.0, brightness: 100.0 };
        assert!((contrast_with_white(white) - 1.0).abs() < 1e-9);
        let black = Theme { hue: 0.0, saturation: 0.0, brightness: 0.0 };
        assert!((contrast_with_white(black) - 21.0).abs() < 1e-9);
        assert!(contrast_with_white(GREEN) > 4.5);
    }
}
