//! A file of an application as the office sees it: its pages as images one below the other, a picture, a text. The file
//! itself is never opened in this origin; what is shown was drawn by the desk.

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, Query},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use desk::previews::{Seen, Sheet, Shows, TOGETHER};
use model::{ApplicationId, FileId};
use serde::Deserialize;

use super::{address, trail};
use crate::{Answer, Frame, Page, Problem, apply::id, session::Staff, show};

/// How large pages are shown: word in the address, pixels across, key of the words. The first fits the window.
const ZOOMS: [(&str, u32, &str); 4] = [
    ("", 1000, "preview-zoom-fit"),
    ("150", 1500, "preview-zoom-150"),
    ("200", 2000, "preview-zoom-200"),
    ("piena", 6000, "preview-zoom-full"),
];

/// Nothing is run, nothing is fetched, nobody keeps it.
const ALONE: &str = "default-src 'none'; style-src 'none'; sandbox";

/// What an address asks besides the file.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// How large.
    #[serde(default)]
    zoom: String,
    /// From which page on.
    #[serde(default)]
    pagina: String,
}

impl Asked {
    fn zoom(&self) -> (&'static str, u32) {
        let known = ZOOMS.iter().find(|(word, ..)| *word == self.zoom);
        known.map_or((ZOOMS[0].0, ZOOMS[0].1), |(word, width, _)| (*word, *width))
    }

    fn from(&self) -> u32 {
        self.pagina.parse().unwrap_or(1)
    }
}

/// A page of it.
struct Leaf {
    n: u32,
    /// Where its image is.
    image: String,
    /// Where the words on it are; empty for a picture.
    words: String,
    /// What the image is called: «Pagina 2 di 5 di planimetria.pdf».
    named: String,
    /// «Pagina 2 di 5»; empty for a picture.
    caption: String,
    width: u32,
    height: u32,
}

struct Zoom {
    label: String,
    url: String,
    is_current: bool,
}

#[derive(Template)]
#[template(path = "page/office/preview.html")]
struct PreviewPage {
    frame: Frame,
    name: String,
    size: u64,
    /// Where it is downloaded.
    file: String,
    back: String,
    leaves: Vec<Leaf>,
    zooms: Vec<Zoom>,
    /// The pages fit the window.
    fits: bool,
    /// Other parts of a long file.
    earlier: Option<(String, String)>,
    later: Option<(String, String)>,
    /// What it says, for a text.
    text: Option<String>,
    /// The text goes on.
    is_cut: bool,
    /// Why nothing is to be seen; empty if something is.
    nothing: String,
}

/// The parts of an address.
type At = (String, String);

fn at((application, file): &At) -> Result<(ApplicationId, FileId), Problem> {
    Ok((id(application)?, file.parse().map_err(|_| Problem::NotFound)?))
}

pub(super) async fn page(
    page: Page,
    Staff(session): Staff,
    Path(place): Path<At>,
    Query(asked): Query<Asked>,
) -> Answer {
    let Seen { name, size, shows } =
        page.town.desk.look_at(&session, at(&place)?, asked.from()).await?;
    let here = address(&place.0);
    let file = format!("{here}/file/{}", place.1);
    let back = format!("{here}{}", trail::query(&page));
    let frame = page.frame(name.clone()).crumb(page.t("office-queue"), trail::queue(&page));
    let frame = frame.crumb(page.t("preview-application"), back.clone());
    let drawing = Drawing { page: &page, name: &name, base: file.clone(), asked };
    let mut shown = PreviewPage {
        leaves: Vec::new(),
        zooms: Vec::new(),
        fits: drawing.asked.zoom().0.is_empty(),
        earlier: None,
        later: None,
        text: None,
        is_cut: false,
        nothing: String::new(),
        name: name.clone(),
        size,
        file,
        back,
        frame,
    };
    match shows {
        Shows::Pages { from, sheets, n } => {
            shown.leaves = drawing.leaves(&sheets, from, Some(n));
            shown.earlier = (from > 1).then(|| drawing.part(from - TOGETHER, n));
            let next = from + TOGETHER;
            shown.later = (next <= n).then(|| drawing.part(next, n));
            shown.zooms = drawing.zooms(from);
        }
        Shows::Picture(sheet) => {
            shown.leaves = drawing.leaves(&[sheet], 1, None);
            shown.zooms = drawing.zooms(1);
        }
        Shows::Text(text, is_cut) => (shown.text, shown.is_cut) = (Some(text), is_cut),
        Shows::Nothing(is_passing) => {
            let key = if is_passing { "preview-busy" } else { "preview-none" };
            shown.nothing = page.t(key).into_owned();
        }
    }
    show(shown)
}

/// What the links and images of a file have in common.
struct Drawing<'a> {
    page: &'a Page,
    name: &'a str,
    /// Address of the file.
    base: String,
    asked: Asked,
}

impl Drawing<'_> {
    /// Address at which the file is shown so, on the way that one came.
    fn url(&self, zoom: &str, from: u32) -> String {
        let way = trail::query(self.page);
        let mut asked = Vec::new();
        asked.extend((!zoom.is_empty()).then(|| format!("zoom={zoom}")));
        asked.extend((from > 1).then(|| format!("pagina={from}")));
        asked.extend(way.strip_prefix('?').map(str::to_owned));
        match asked.is_empty() {
            true => format!("{}/anteprima", self.base),
            false => format!("{}/anteprima?{}", self.base, asked.join("&")),
        }
    }

    fn zooms(&self, from: u32) -> Vec<Zoom> {
        let current = self.asked.zoom().0;
        let zoom = |(word, _, key): &(&str, u32, &str)| Zoom {
            label: self.page.t(key).into_owned(),
            url: self.url(word, from),
            is_current: *word == current,
        };
        ZOOMS.iter().map(zoom).collect()
    }

    /// A link to a part of a long file.
    fn part(&self, from: u32, n: u32) -> (String, String) {
        let values = [
            ("from", i64::from(from).into()),
            ("to", i64::from((from + TOGETHER - 1).min(n)).into()),
        ];
        let label = self.page.words.with("preview-part", &values).into_owned();
        (label, self.url(self.asked.zoom().0, from))
    }

    /// The pages of `n`, or one picture.
    fn leaves(&self, sheets: &[Sheet], from: u32, n: Option<u32>) -> Vec<Leaf> {
        let words = self.page.words;
        let (zoom, wanted) = self.asked.zoom();
        let query = if zoom.is_empty() { String::new() } else { format!("?zoom={zoom}") };
        let leaf = |(page, sheet): (u32, &Sheet)| {
            let (width, height) = sides(*sheet, wanted, n.is_none());
            let values = |n: u32| [("page", i64::from(page).into()), ("n", i64::from(n).into())];
            let caption = n.map(|n| words.with("preview-page", &values(n)).into_owned());
            let named = match &caption {
                Some(caption) => {
                    let values = [("page", caption.as_str().into()), ("name", self.name.into())];
                    words.with("preview-page-of", &values)
                }
                None => words.with("preview-picture", &[("name", self.name.into())]),
            };
            Leaf {
                n: page,
                image: format!("{}/vista/{page}{query}", self.base),
                words: match n {
                    Some(_) => format!("{}/testo/{page}{}", self.base, trail::query(self.page)),
                    None => String::new(),
                },
                named: named.into_owned(),
                caption: caption.unwrap_or_default(),
                width,
                height,
            }
        };
        (from..).zip(sheets).map(leaf).collect()
    }
}

/// What an image measures on the page: a picture is not made larger than it is.
fn sides(sheet: Sheet, wanted: u32, is_picture: bool) -> (u32, u32) {
    let (width, height) = (f64::from(sheet.width), f64::from(sheet.height));
    let wide = match is_picture {
        true => f64::from(wanted).min(width),
        false => f64::from(wanted),
    };
    let pixels = |it: f64| it.clamp(1.0, 100_000.0) as u32;
    (pixels(wide), pixels(wide * height / width))
}

/// The image of a page, alone.
pub(super) async fn image(
    page: Page,
    Staff(session): Staff,
    Path((application, file, n)): Path<(String, String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let n: u32 = n.parse().map_err(|_| Problem::NotFound)?;
    let wanted = (n, asked.zoom().1);
    let image = page.town.desk.image_of(&session, at(&(application, file))?, wanted).await?;
    Ok(match image {
        Some(image) => alone(StatusCode::OK, &image.media_type, image.bytes),
        // Said where the page would stand: nobody is left before a broken image.
        None => {
            let text = page.t("preview-page-none").into_owned();
            let drawn = NothingDrawn { text }.render().map_err(Problem::internal)?;
            alone(StatusCode::UNPROCESSABLE_ENTITY, "image/svg+xml", drawn.into_bytes())
        }
    })
}

/// A sentence as an image.
#[derive(Template)]
#[template(path = "part/nothing_drawn.svg", escape = "html")]
struct NothingDrawn {
    text: String,
}

fn alone(status: StatusCode, media_type: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_DISPOSITION, "inline"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_SECURITY_POLICY, ALONE),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    (status, headers, Body::from(bytes)).into_response()
}

#[derive(Template)]
#[template(path = "page/office/preview_words.html")]
struct WordsPage {
    frame: Frame,
    lines: Vec<String>,
    back: String,
}

/// The words on a page, for who does not see its image.
pub(super) async fn words(
    page: Page,
    Staff(session): Staff,
    Path((application, file, n)): Path<(String, String, String)>,
) -> Answer {
    let n: u32 = n.parse().map_err(|_| Problem::NotFound)?;
    let place = (application, file);
    let (name, words) = page.town.desk.words_of(&session, at(&place)?, n).await?;
    let here = address(&place.0);
    let way = trail::query(&page);
    let values = [("n", i64::from(n).into()), ("name", name.as_str().into())];
    let title = page.words.with("preview-words-title", &values).into_owned();
    let back = Drawing {
        page: &page,
        name: &name,
        base: format!("{here}/file/{}", place.1),
        asked: Asked::default(),
    }
    .url("", n);
    let frame = page.frame(title).crumb(page.t("office-queue"), trail::queue(&page));
    let frame = frame.crumb(page.t("preview-application"), format!("{here}{way}"));
    show(WordsPage {
        lines: words.unwrap_or_default().lines().map(str::to_owned).collect(),
        back: format!("{back}#pagina-{n}"),
        frame: frame.crumb(name, back),
    })
}
