//! A file of an application as the office sees it: its pages as images one below the other, a picture, a text. The file
//! itself is never opened in this origin; what is shown was drawn by the desk.

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, Query},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use desk::previews::{Seen, Sheet, Shows, Size, TOGETHER, Unit, View, Why, part, parts, pixels};
use model::{ApplicationId, FileId};
use serde::Deserialize;

use super::{address, trail};
use crate::{Answer, Frame, Page, Problem, apply::id, session::Staff, show};

/// How large pages are shown: word in the address, how large that is, key of the words. The first fits the window.
const ZOOMS: [(&str, Size, &str); 5] = [
    ("", Size::Width(1000), "preview-zoom-fit"),
    ("150", Size::Width(1500), "preview-zoom-150"),
    ("200", Size::Width(2000), "preview-zoom-200"),
    ("400", Size::Width(4000), "preview-zoom-400"),
    FULL,
];
/// As sharp as drawings are printed.
const FULL: (&str, Size, &str) = ("piena", Size::Dots(300), "preview-zoom-full");
/// Most pixels of an image: what is larger comes part by part, as far as it is in sight.
const WHOLE: u64 = 9_000_000;

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
    /// Quarters of a turn to the right.
    #[serde(default)]
    giro: String,
    /// Column and row of a part: `2,0`.
    #[serde(default)]
    parte: String,
}

impl Asked {
    fn zoom(&self) -> (&'static str, Size) {
        let known = ZOOMS.iter().find(|(word, ..)| *word == self.zoom);
        known.map_or((ZOOMS[0].0, ZOOMS[0].1), |(word, size, _)| (*word, *size))
    }

    fn turn(&self) -> u8 {
        self.giro.parse().ok().filter(|turn| *turn < 4).unwrap_or(0)
    }

    /// How an image is asked for.
    fn view(&self) -> View {
        let part = self.parte.split_once(',');
        let part = part.and_then(|(column, row)| Some((column.parse().ok()?, row.parse().ok()?)));
        View { size: self.zoom().1, turn: self.turn(), part }
    }

    fn from(&self) -> u32 {
        self.pagina.parse().unwrap_or(1)
    }
}

/// A page of it.
struct Leaf {
    n: u32,
    /// Its images, row by row: one, or the parts of a large one.
    rows: Vec<Vec<Piece>>,
    /// Where the words on it are; empty for what is made of pixels.
    words: String,
    /// What the image is called: «Pagina 2 di 5 di planimetria.pdf».
    named: String,
    /// «Pagina 2 di 5»; empty for a picture.
    caption: String,
}

impl Leaf {
    /// It is one image.
    fn is_whole(&self) -> bool {
        self.rows.iter().map(Vec::len).sum::<usize>() == 1
    }
}

/// An image of a page, or of a part of it.
struct Piece {
    url: String,
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
    /// What is shown was inside a signed envelope.
    is_signed: bool,
    /// Where it is downloaded.
    file: String,
    back: String,
    leaves: Vec<Leaf>,
    zooms: Vec<Zoom>,
    /// Where the pages are turned to the right; empty for a text.
    turned: String,
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
    let Seen { name, size, is_signed, shows } =
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
        turned: String::new(),
        fits: drawing.asked.zoom().0.is_empty(),
        earlier: None,
        later: None,
        text: None,
        is_cut: false,
        nothing: String::new(),
        name: name.clone(),
        size,
        is_signed,
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
            shown.zooms = drawing.zooms(&sheets, from);
            shown.turned = drawing.turned(from);
        }
        Shows::Picture(sheet) => {
            shown.leaves = drawing.leaves(&[sheet], 1, None);
            shown.zooms = drawing.zooms(&[sheet], 1);
            shown.turned = drawing.turned(1);
        }
        Shows::Text(text, is_cut) => (shown.text, shown.is_cut) = (Some(text), is_cut),
        Shows::Nothing(why) => {
            let key = match why {
                Why::NotShown => "preview-none",
                Why::Busy => "preview-busy",
                Why::Telephone => "preview-telephone",
                Why::Detached => "preview-detached",
            };
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
    fn url(&self, (zoom, turn): (&str, u8), from: u32) -> String {
        let way = trail::query(self.page);
        let mut asked = Vec::new();
        asked.extend((!zoom.is_empty()).then(|| format!("zoom={zoom}")));
        asked.extend((turn > 0).then(|| format!("giro={turn}")));
        asked.extend((from > 1).then(|| format!("pagina={from}")));
        asked.extend(way.strip_prefix('?').map(str::to_owned));
        match asked.is_empty() {
            true => format!("{}/anteprima", self.base),
            false => format!("{}/anteprima?{}", self.base, asked.join("&")),
        }
    }

    fn turned(&self, from: u32) -> String {
        self.url((self.asked.zoom().0, (self.asked.turn() + 1) % 4), from)
    }

    /// Ways to be larger than the window, up to the full size of the widest page.
    fn zooms(&self, sheets: &[Sheet], from: u32) -> Vec<Zoom> {
        let (current, turn) = (self.asked.zoom().0, self.asked.turn());
        let wide = |sheet: &Sheet| Some(pixels(*sheet, in_parts(FULL.1, turn))?.0);
        let full = sheets.iter().filter_map(wide).max().unwrap_or(0);
        let is_less = |size: &Size| match size {
            Size::Width(width) => *width < full,
            Size::Dots(_) => true,
        };
        let zoom = |(word, _, key): &(&str, Size, &str)| Zoom {
            label: self.page.t(key).into_owned(),
            url: self.url((word, turn), from),
            is_current: *word == current,
        };
        let first = ZOOMS.iter().take(1);
        first.chain(ZOOMS.iter().skip(1).filter(|(_, size, _)| is_less(size))).map(zoom).collect()
    }

    /// A link to a part of a long file.
    fn part(&self, from: u32, n: u32) -> (String, String) {
        let values = [
            ("from", i64::from(from).into()),
            ("to", i64::from((from + TOGETHER - 1).min(n)).into()),
        ];
        let label = self.page.words.with("preview-part", &values).into_owned();
        (label, self.url((self.asked.zoom().0, self.asked.turn()), from))
    }

    /// The pages of `n`, or one picture.
    fn leaves(&self, sheets: &[Sheet], from: u32, n: Option<u32>) -> Vec<Leaf> {
        let words = self.page.words;
        let leaf = |(page, sheet): (u32, &Sheet)| {
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
                rows: self.rows(page, *sheet),
                words: match sheet.unit {
                    Unit::Points => {
                        format!("{}/testo/{page}{}", self.base, trail::query(self.page))
                    }
                    Unit::Pixels => String::new(),
                },
                named: named.into_owned(),
                caption: caption.unwrap_or_default(),
            }
        };
        (from..).zip(sheets).map(leaf).collect()
    }

    /// The images of a page: parts of it where the whole would be too large for one.
    fn rows(&self, page: u32, sheet: Sheet) -> Vec<Vec<Piece>> {
        let ((zoom, size), turn) = (self.asked.zoom(), self.asked.turn());
        let url = |place: Option<(u32, u32)>| {
            let mut asked = Vec::new();
            asked.extend((!zoom.is_empty()).then(|| format!("zoom={zoom}")));
            asked.extend((turn > 0).then(|| format!("giro={turn}")));
            asked.extend(place.map(|(column, row)| format!("parte={column},{row}")));
            let query =
                if asked.is_empty() { String::new() } else { format!("?{}", asked.join("&")) };
            format!("{}/vista/{page}{query}", self.base)
        };
        let whole = pixels(sheet, in_parts(size, turn)).unwrap_or((1, 1));
        if u64::from(whole.0) * u64::from(whole.1) <= WHOLE {
            return vec![vec![Piece { url: url(None), width: whole.0, height: whole.1 }]];
        }
        let (columns, rows) = parts(whole);
        let piece = |place: (u32, u32)| {
            let (width, height) = part(whole, place)?;
            Some(Piece { url: url(Some(place)), width, height })
        };
        let row = |row| (0..columns).filter_map(|column| piece((column, row))).collect();
        (0..rows).map(row).collect()
    }
}

/// A page that comes part by part.
fn in_parts(size: Size, turn: u8) -> View {
    View { size, turn, part: Some((0, 0)) }
}

/// The image of a page, alone.
pub(super) async fn image(
    page: Page,
    Staff(session): Staff,
    Path((application, file, n)): Path<(String, String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let n: u32 = n.parse().map_err(|_| Problem::NotFound)?;
    let wanted = (n, asked.view());
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
    .url(("", 0), n);
    let frame = page.frame(title).crumb(page.t("office-queue"), trail::queue(&page));
    let frame = frame.crumb(page.t("preview-application"), format!("{here}{way}"));
    show(WordsPage {
        lines: words.unwrap_or_default().lines().map(str::to_owned).collect(),
        back: format!("{back}#pagina-{n}"),
        frame: frame.crumb(name, back),
    })
}
