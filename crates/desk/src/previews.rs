//! What the office sees of a file without opening it: its pages drawn as images, a picture written anew, a text as text;
//! of a signed envelope what is inside.
//! Seen is read: it is written down as a download is.

use gateway::previews::{Fault, Image, Kind, Looks, NotDrawn};
use model::{ApplicationId, FileId};

use crate::{
    Desk, Error, Result,
    dossier::{Download, LOOKED},
    session::Session,
};

pub use gateway::previews::{Sheet, Size, Unit, View, part, parts, pixels};

/// Pages that are shown one below the other.
pub const TOGETHER: u32 = 20;
/// What telephones photograph in.
const HEIC: &str = "image/heic";

/// A file that is looked at.
#[derive(Debug)]
pub struct Seen {
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// It came out of a signed envelope, and nobody has looked at the signature.
    pub is_signed: bool,
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
        /// Their sizes.
        sheets: Vec<Sheet>,
        /// How many there are in all.
        n: u32,
    },
    /// A picture of that size.
    Picture(Sheet),
    /// A text, and whether it goes on.
    Text(String, bool),
    /// Nothing.
    Nothing(Why),
}

/// Why there is nothing to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Nobody draws such files, or this one.
    NotShown,
    /// Later there may be something.
    Busy,
    /// A photograph of a telephone, as only telephones write them.
    Telephone,
    /// A signature whose document is another file.
    Detached,
}

/// Whether a file of this type can be looked at.
#[must_use]
pub fn is_shown(media_type: &str) -> bool {
    media_type == HEIC || Kind::of(media_type).is_some()
}

/// Whether there is an image of its beginning.
#[must_use]
pub fn is_drawn(media_type: &str) -> bool {
    Kind::of(media_type).is_some_and(|kind| kind != Kind::Text)
}

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
        let download = self.seen(session, at).await?;
        let (kind, is_heic) = (Kind::of(&download.media_type), download.media_type == HEIC);
        let (name, size) = (download.name, download.bytes.size);
        let shows = match kind {
            Some(kind) => match self.previews.looks(kind, download.bytes).await {
                Ok(looks) => shows(looks, from),
                Err(NotDrawn::Fault(Fault::Detached)) => Shows::Nothing(Why::Detached),
                Err(NotDrawn::Busy | NotDrawn::Broken(_)) => Shows::Nothing(Why::Busy),
                Err(_) => Shows::Nothing(Why::NotShown),
            },
            None if is_heic => Shows::Nothing(Why::Telephone),
            None => Shows::Nothing(Why::NotShown),
        };
        let is_signed = kind == Some(Kind::Signed) && !matches!(shows, Shows::Nothing(_));
        Ok(Seen { name, size, is_signed, shows })
    }

    /// A page of a file, from 1, or a part of it; none if it cannot be drawn.
    ///
    /// # Errors
    /// There is none of that application, or not for them; it was not found clean.
    pub async fn image_of(
        &self,
        session: &Session,
        at: (ApplicationId, FileId),
        page: (u32, View),
    ) -> Result<Option<Image>> {
        let seen = self.seen(session, at).await?;
        let Some(kind) = Kind::of(&seen.media_type) else { return Ok(None) };
        Ok(drawn(self.previews.image(kind, page, seen.bytes).await))
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
        let Download { name, media_type, bytes } = self.seen(session, at).await?;
        let Some(kind) = Kind::of(&media_type) else { return Ok((name, None)) };
        Ok((name, drawn(self.previews.words(kind, page, bytes).await)))
    }

    /// A file that somebody may look at. Its pages come one by one: looking is written down once.
    async fn seen(
        &self,
        session: &Session,
        (application, file): (ApplicationId, FileId),
    ) -> Result<Download> {
        let row = self.readable_file(session, file, LOOKED).await?;
        match row.application == Some(application) {
            true => self.download(row).await,
            false => Err(Error::NotFound),
        }
    }
}

fn shows(looks: Looks, from: u32) -> Shows {
    let (sheets, n) = match looks {
        Looks::Pages(sheets, n) => (sheets, n),
        Looks::Picture(sheet) => return Shows::Picture(sheet),
        Looks::Text(text, is_cut) => return Shows::Text(text, is_cut),
    };
    // From where a part begins, so that each page has one place.
    // Of a file of very many pages only so many are known; the others are for whoever takes the file.
    let known = u32::try_from(sheets.len()).unwrap_or(u32::MAX);
    let n = n.min(known);
    let from = (from.clamp(1, n.max(1)) - 1) / TOGETHER * TOGETHER;
    let (first, many) =
        (usize::try_from(from).unwrap_or(0), usize::try_from(TOGETHER).unwrap_or(0));
    let sheets: Vec<Sheet> = sheets.into_iter().skip(first).take(many).collect();
    match sheets.is_empty() {
        true => Shows::Nothing(Why::NotShown),
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
