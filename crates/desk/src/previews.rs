//! What the office sees of a file without opening it: its pages drawn as images, a picture written anew, a text as text.
//! Seen is read: it is written down as a download is.

use futures_util::StreamExt;
use gateway::previews::{Image, Kind, NotDrawn};
use model::{ApplicationId, FileId};
use store::files;

use crate::{Desk, Error, Result, dossier::LOOKED, session::Session};

pub use gateway::previews::Sheet;

/// Pages that are shown one below the other.
pub const TOGETHER: u32 = 20;
/// Most of a text that is shown, in bytes.
const TEXT: usize = 256 * 1024;

/// A file that is looked at.
#[derive(Debug)]
pub struct Seen {
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// What there is to be seen.
    pub shows: Shows,
}

/// What there is to be seen of a file.
#[derive(Debug)]
pub enum Shows {
    /// Some pages one after the other, of so many.
    Pages {
        /// Number of the first that is shown, from 1.
        from: u32,
        /// Their sizes, in points.
        sheets: Vec<Sheet>,
        /// How many there are in all.
        n: u32,
    },
    /// A picture of that size, in pixels.
    Picture(Sheet),
    /// A text, and whether it goes on.
    Text(String, bool),
    /// Nothing; true if later there may be something.
    Nothing(bool),
}

/// Whether a file of this type can be looked at.
#[must_use]
pub fn is_shown(media_type: &str) -> bool {
    media_type == PLAIN || Kind::of(media_type).is_some()
}

const PLAIN: &str = "text/plain";

impl Desk {
    /// What there is to be seen of a file, from a page on.
    ///
    /// # Errors
    /// There is none of that application, or not for them; it was not found clean.
    pub async fn look_at(
        &self,
        session: &Session,
        at: (ApplicationId, FileId),
        from: u32,
    ) -> Result<Seen> {
        let row = self.seen(session, at).await?;
        let (kind, is_text) = (Kind::of(&row.media_type), row.media_type == PLAIN);
        let download = self.download(row).await?;
        let (name, size) = (download.name, download.bytes.size);
        let shows = match kind {
            Some(kind) => match self.previews.sheets(kind, download.bytes).await {
                Ok((sheets, n)) => shows(kind, (sheets, n), from),
                Err(why) => Shows::Nothing(is_passing(&why)),
            },
            None if is_text => {
                let (text, is_cut) = beginning(download.bytes).await?;
                Shows::Text(text, is_cut)
            }
            None => Shows::Nothing(false),
        };
        Ok(Seen { name, size, shows })
    }

    /// A page of a file, from 1, so many pixels wide; none if it cannot be drawn.
    ///
    /// # Errors
    /// There is none of that application, or not for them; it was not found clean.
    pub async fn image_of(
        &self,
        session: &Session,
        at: (ApplicationId, FileId),
        page: (u32, u32),
    ) -> Result<Option<Image>> {
        let row = self.seen(session, at).await?;
        let Some(kind) = Kind::of(&row.media_type) else { return Ok(None) };
        let file = self.download(row).await?.bytes;
        Ok(drawn(self.previews.image(kind, page, file).await))
    }

    /// The name of a file and the words on a page of it; no words if they cannot be read.
    ///
    /// # Errors
    /// There is none of that application, or not for them; it was not found clean.
    pub async fn words_of(
        &self,
        session: &Session,
        at: (ApplicationId, FileId),
        page: u32,
    ) -> Result<(String, Option<String>)> {
        let row = self.seen(session, at).await?;
        let name = row.name.clone();
        let Some(kind) = Kind::of(&row.media_type) else { return Ok((name, None)) };
        let file = self.download(row).await?.bytes;
        Ok((name, drawn(self.previews.words(kind, page, file).await)))
    }

    /// A file of this application that somebody may look at. Its pages come one by one: looking is written down once.
    async fn seen(
        &self,
        session: &Session,
        (application, file): (ApplicationId, FileId),
    ) -> Result<files::File> {
        let row = self.readable_file(session, file, LOOKED).await?;
        match row.application == Some(application) {
            true => Ok(row),
            false => Err(Error::NotFound),
        }
    }
}

fn shows(kind: Kind, (sheets, n): (Vec<Sheet>, u32), from: u32) -> Shows {
    if let (Kind::Picture, Some(picture)) = (kind, sheets.first()) {
        return Shows::Picture(*picture);
    }
    // From where a part begins, so that each page has one place.
    // Of a file of very many pages only so many are known; the others are for whoever takes the file.
    let known = u32::try_from(sheets.len()).unwrap_or(u32::MAX);
    let n = n.min(known);
    let from = (from.clamp(1, n.max(1)) - 1) / TOGETHER * TOGETHER;
    let (first, many) =
        (usize::try_from(from).unwrap_or(0), usize::try_from(TOGETHER).unwrap_or(0));
    let sheets: Vec<Sheet> = sheets.into_iter().skip(first).take(many).collect();
    match sheets.is_empty() {
        true => Shows::Nothing(false),
        false => Shows::Pages { from: from + 1, sheets, n },
    }
}

fn drawn<T>(what: std::result::Result<T, NotDrawn>) -> Option<T> {
    match what {
        Ok(drawn) => Some(drawn),
        Err(NotDrawn::Fault(why)) => {
            tracing::debug!(%why, "a file shows nothing");
            None
        }
        Err(why) => {
            tracing::warn!(%why, "a file was not drawn");
            None
        }
    }
}

fn is_passing(why: &NotDrawn) -> bool {
    matches!(why, NotDrawn::Busy | NotDrawn::Broken(_))
}

/// What a text begins with, and whether it goes on.
async fn beginning(mut file: gateway::vault::Reading) -> Result<(String, bool)> {
    let mut bytes = Vec::new();
    while bytes.len() <= TEXT
        && let Some(piece) = file.chunks.next().await
    {
        bytes.extend_from_slice(&piece.map_err(Error::broken)?);
    }
    let is_cut = bytes.len() > TEXT;
    bytes.truncate(TEXT);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    // A character that was cut in two is left out.
    Ok((text.trim_end_matches(char::REPLACEMENT_CHARACTER).to_owned(), is_cut))
}
