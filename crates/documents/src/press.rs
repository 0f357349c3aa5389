//! The press: Typst with fixed files in memory. It sees no disk, no network and no clock.

use std::sync::{Arc, LazyLock};

use chrono::{Datelike, Timelike};
use model::Moment;
use serde_json::Value;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::faces::FACES;
use crate::ink::{Ink, Trust};
use crate::{Blank, DocumentError, Letter, Press, Receipt, page};

/// Papers after which the results of earlier ones are forgotten; templates stay warm meanwhile.
const REMEMBER: usize = 4;

/// Makes a receipt. See [`Press::receipt`].
///
/// # Errors
/// [`DocumentError`]: only the crest can be wrong; no text is.
pub fn receipt(receipt: &Receipt) -> Result<Vec<u8>, DocumentError> {
    let ident = format!("receipt {}", receipt.code);
    let crest = receipt.letterhead.crest.as_ref();
    let job = Job { template: 0, crest, made_at: receipt.made_at, ident };
    job.print(&|ink| page::receipt(receipt, ink))
}

/// Makes a letter. See [`Press::letter`].
///
/// # Errors
/// [`DocumentError`]: only the crest can be wrong; no text is.
pub fn letter(letter: &Letter) -> Result<Vec<u8>, DocumentError> {
    let ident = format!("letter {} {} {:?}", letter.code, letter.title, letter.about);
    let crest = letter.letterhead.crest.as_ref();
    let job = Job { template: 1, crest, made_at: letter.made_at, ident };
    job.print(&|ink| page::letter(letter, ink))
}

/// Makes a document to be signed. See [`Press::blank`].
///
/// # Errors
/// [`DocumentError`]: never because of a text.
pub fn blank(blank: &Blank) -> Result<Vec<u8>, DocumentError> {
    let ident = format!("blank {} {} {}", blank.service, blank.title, blank.made_at.0);
    let job = Job { template: 2, crest: None, made_at: blank.made_at, ident };
    job.print(&|ink| page::blank(blank, ink))
}

/// The press as a value, for those who take a [`Press`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Typst;

impl Press for Typst {
    fn receipt(&self, paper: &Receipt) -> Result<Vec<u8>, DocumentError> {
        receipt(paper)
    }

    fn letter(&self, paper: &Letter) -> Result<Vec<u8>, DocumentError> {
        letter(paper)
    }

    fn blank(&self, paper: &Blank) -> Result<Vec<u8>, DocumentError> {
        blank(paper)
    }
}

/// One paper to print.
struct Job<'a> {
    /// Its place in [`Works::sources`].
    template: usize,
    /// The crest of its letterhead.
    crest: Option<&'a Arc<[u8]>>,
    made_at: Moment,
    /// What makes the file the same file when it is made again.
    ident: String,
}

impl Job<'_> {
    /// Prints with every face; if the press refuses a text, with the letters it surely has; if it
    /// refuses still, without the crest, to know whom to blame.
    fn print(&self, data: &dyn Fn(&Ink) -> Value) -> Result<Vec<u8>, DocumentError> {
        let crest = self.crest;
        let outcome = self
            .attempt(data(&Ink::new(Trust::Faces)), crest)
            .or_else(|_| self.attempt(data(&Ink::new(Trust::Latin)), crest))
            .map_err(|reason| {
                let mut bare = data(&Ink::new(Trust::Latin));
                bare["head"]["crest"] = Value::Bool(false);
                match crest.is_some() && self.attempt(bare, None).is_ok() {
                    true => DocumentError::Crest(reason),
                    false => DocumentError::Press(reason),
                }
            });
        typst::comemo::evict(REMEMBER);
        outcome
    }

    fn attempt(&self, data: Value, crest: Option<&Arc<[u8]>>) -> Result<Vec<u8>, String> {
        let works = WORKS.as_ref().map_err(Clone::clone)?;
        let sheet = Sheet {
            works,
            main: works.sources[self.template].id(),
            data: Bytes::from_string(data.to_string()),
            crest: crest.map(|svg| Bytes::new(Arc::clone(svg))),
        };
        let document = typst::compile(&sheet).output.map_err(reasons)?;
        let options = PdfOptions {
            ident: Smart::Custom(self.ident.clone()),
            creator: Smart::Custom(Some("Sportello".to_owned())),
            timestamp: timestamp(self.made_at),
            standards: works.standards.clone(),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options).map_err(reasons)
    }
}

/// A moment as the file's own date; outside the years of PDF dates, the first of them.
fn timestamp(at: Moment) -> Option<Timestamp> {
    let utc = at.utc().naive_utc();
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    let date = Datetime::from_ymd_hms(
        utc.year().clamp(1, 9999),
        part(utc.month()),
        part(utc.day()),
        part(utc.hour()),
        part(utc.minute()),
        part(utc.second()),
    );
    date.map(Timestamp::new_utc)
}

fn reasons(faults: impl IntoIterator<Item = SourceDiagnostic>) -> String {
    let messages: Vec<String> = faults.into_iter().map(|fault| fault.message.to_string()).collect();
    messages.join("; ")
}

/// What every paper shares: the templates, read once, and the standard library of Typst.
struct Works {
    library: LazyHash<Library>,
    /// `receipt.typ`, `letter.typ`, `blank.typ`, and what they import.
    sources: [Source; 6],
    data: FileId,
    crest: FileId,
    standards: PdfStandards,
}

/// Ids of files are never freed, so the paths are few and fixed: data changes, names do not.
static WORKS: LazyLock<Result<Works, String>> = LazyLock::new(|| {
    let id = |path: &str| match VirtualPath::new(path) {
        Ok(path) => Ok(RootedPath::new(VirtualRoot::Project, path).intern()),
        Err(error) => Err(format!("{path}: {error:?}")),
    };
    let source = |path: &str, text: &str| Ok::<_, String>(Source::new(id(path)?, text.to_owned()));
    Ok(Works {
        // Headers of rows are still an extra of Typst's accessibility.
        library: LazyHash::new(
            Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build(),
        ),
        sources: [
            source("/receipt.typ", include_str!("../../../templates/letter/receipt.typ"))?,
            source("/letter.typ", include_str!("../../../templates/letter/letter.typ"))?,
            source("/blank.typ", include_str!("../../../templates/letter/blank.typ"))?,
            source("/page.typ", include_str!("../../../templates/letter/page.typ"))?,
            source("/sheet.typ", include_str!("../../../templates/letter/sheet.typ"))?,
            source("/words.typ", include_str!("../../../templates/letter/words.typ"))?,
        ],
        data: id("/data.json")?,
        crest: id("/crest.svg")?,
        standards: PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
            .map_err(|error| error.message().to_string())?,
    })
});

/// The world as one paper sees it.
struct Sheet<'a> {
    works: &'a Works,
    main: FileId,
    data: Bytes,
    crest: Option<Bytes>,
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.works.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FACES.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let source = self.works.sources.iter().find(|source| source.id() == id);
        source.cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.works.data {
            return Ok(self.data.clone());
        }
        self.crest.clone().filter(|_| id == self.works.crest).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FACES.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests;
