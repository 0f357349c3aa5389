//! Files in which an office keeps applications together (*fascicoli*, D.Lgs. 82/2005 art. 41): each has a number and a
//! title, and belongs to one office. It opens nothing: of what is in it each reader meets what they may read.

use std::collections::BTreeMap;

use chrono::Datelike;
use form::{Checked, Raw};
use model::{
    ApplicationId, Moment,
    access::{self, Action},
};
use serde_json::json;
use store::{applications, folders};
use uuid::Uuid;

pub use store::folders::Folder;

use crate::{
    Desk, Error, Result,
    links::{Named, name},
    loaded::Loaded,
    moves::{NotMade, data},
    paper::said,
    session::Session,
    small_form::{compiled, option, words},
};

/// Files on one page.
pub const PAGE: i64 = 50;
/// Files that are offered to choose from, the last ones.
const OFFERED: i64 = 20;
/// Applications of a file that are shown, those that were taken out among them.
const SHOWN: i64 = 500;
/// Longest title, in characters.
const TITLE_MAX: u32 = 120;

const WHICH: &str = "which";
const NUMBER: &str = "number";
const TITLE: &str = "title";
/// What `which` says for a new file, and for one that is called by its number.
const NEW: &str = "new";
const OTHER: &str = "other";

/// `2027/12`: how a file is called.
#[must_use]
pub fn called(folder: &Folder) -> String {
    format!("{}/{}", folder.year, folder.number)
}

/// An application in a file.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The application; none for who may not read it.
    pub named: Option<Named>,
    /// Who put it there; empty for who may not read it.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Who took it out and when, if somebody has.
    pub removed: Option<(String, Moment)>,
    /// Its reader may take it out.
    pub may_remove: bool,
}

/// A file that was opened.
#[derive(Debug)]
pub struct Opened {
    /// The file.
    pub folder: Folder,
    /// What is in it, and what was.
    pub kept: Vec<Kept>,
    /// Its reader may give it another title.
    pub may_write: bool,
    /// The form of its title.
    pub form: form::Compiled,
    /// What was typed, looked at.
    pub checked: Checked,
}

/// The form by which an application is put into a file, with what was typed.
#[derive(Debug)]
pub struct Filing {
    /// The application.
    pub loaded: Loaded,
    /// What is asked.
    pub form: form::Compiled,
    /// What was typed, looked at.
    pub checked: Checked,
}

impl Desk {
    /// The offices whose files somebody meets, or keeps.
    fn folders_within(&self, session: &Session, action: Action) -> Vec<String> {
        if !session.is_staff() {
            return Vec::new();
        }
        let places = access::places(&session.roles, action);
        let is_there = |office: &String| {
            places.iter().any(|at| at.office.as_ref().is_none_or(|own| own == office))
        };
        let offices = self.municipality.offices.iter().map(|office| office.id.clone());
        offices.filter(is_there).collect()
    }

    /// Whether somebody meets files of any office.
    #[must_use]
    pub fn has_folders(session: &Session) -> bool {
        session.is_staff() && !access::places(&session.roles, Action::ReadNote).is_empty()
    }

    /// The files of somebody's offices, the last first, before the last one seen; and whether there are more.
    ///
    /// # Errors
    /// They meet none.
    pub async fn folders(
        &self,
        session: &Session,
        before: Option<Uuid>,
    ) -> Result<(Vec<Folder>, bool)> {
        let offices = self.folders_within(session, Action::ReadNote);
        if offices.is_empty() {
            return Err(self.denied(session, "folders", None).await);
        }
        let mut read = self.db.peek().await?;
        let mut rows = folders::of_offices(&mut read, &offices, before, PAGE + 1).await?;
        let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let has_more = rows.len() > page;
        rows.truncate(page);
        Ok((rows, has_more))
    }

    /// A file of one of somebody's offices.
    async fn folder_of(&self, session: &Session, id: Uuid, action: Action) -> Result<Folder> {
        let row = folders::get(&mut self.db.peek().await?, id).await?;
        let offices = self.folders_within(session, action);
        match row.filter(|row| offices.contains(&row.office)) {
            Some(row) => Ok(row),
            None => Err(self.denied(session, "folder", None).await),
        }
    }

    /// Opens a file, with what was typed for its title or what stands.
    ///
    /// # Errors
    /// There is none, or not for them.
    pub async fn folder(
        &self,
        session: &Session,
        id: Uuid,
        raw: Option<&Raw>,
    ) -> Result<(Opened, Raw)> {
        let folder = self.folder_of(session, id, Action::ReadNote).await?;
        let may_write = self.folders_within(session, Action::WriteNote).contains(&folder.office);
        let mut read = self.db.read().await?;
        let rows = folders::inside(&mut read, id, SHOWN).await?;
        let ids: Vec<ApplicationId> = rows.iter().map(|row| row.application).collect();
        let readable = self.readable_of(&mut read, session, &ids).await?;
        let (mut names, mut kept) = (BTreeMap::new(), Vec::new());
        for row in rows {
            let named = readable.get(&row.application).cloned();
            let is_open = named.is_some();
            let removed = match (row.removed_by, row.removed_at) {
                (Some(by), Some(at)) if is_open => {
                    Some((name(&mut read, &mut names, by).await?, at))
                }
                (_, Some(at)) => Some((String::new(), at)),
                _ => None,
            };
            kept.push(Kept {
                by: match is_open {
                    true => name(&mut read, &mut names, row.person).await?,
                    false => String::new(),
                },
                at: row.at,
                may_remove: may_write && is_open && removed.is_none(),
                removed,
                named,
            });
        }
        drop(read);
        let raw = raw.cloned();
        let raw = raw.unwrap_or_else(|| Raw::from_iter([(TITLE, vec![folder.title.clone()])]));
        let form = compiled("folder", json!([title_field("true")]));
        let form = form.ok_or_else(|| Error::broken("the form of files"))?;
        let checked = self.check_alone(&form, &raw);
        Ok((Opened { folder, kept, may_write, form, checked }, raw))
    }

    /// Gives a file another title.
    ///
    /// # Errors
    /// Not theirs, or no title.
    pub async fn entitle_folder(
        &self,
        session: &Session,
        id: Uuid,
        raw: &Raw,
    ) -> std::result::Result<(), NotMade> {
        self.folder_of(session, id, Action::WriteNote).await?;
        let (Opened { form, checked, .. }, _) = self.folder(session, id, Some(raw)).await?;
        if !checked.is_complete() {
            return Err(NotMade::Incomplete(Box::new(checked)));
        }
        let title = data(&form, &checked).remove(TITLE).unwrap_or_default().join(" ");
        let mut tx = self.db.write().await?;
        folders::entitle(&mut tx, id, title.trim()).await?;
        Ok(tx.commit().await?)
    }

    /// The form by which an application is put into a file, with what was typed.
    ///
    /// # Errors
    /// Not theirs.
    pub async fn filing(&self, session: &Session, id: ApplicationId, raw: &Raw) -> Result<Filing> {
        let loaded = self.admitted(session, id, Action::WriteNote).await?;
        self.write_reading(session, &loaded, "folder").await?;
        let offices = self.folders_within(session, Action::WriteNote);
        let mut read = self.db.peek().await?;
        let last = folders::of_offices(&mut read, &offices, None, OFFERED).await?;
        drop(read);
        let mut which = vec![option(NEW.to_owned(), words("folder-new"))];
        which.extend(last.iter().map(|folder| {
            let text = format!("{} · {}", called(folder), folder.title);
            option(format!("f{}", folder.id.simple()), json!({ "it": text, "en": text }))
        }));
        if !last.is_empty() {
            which.push(option(OTHER.to_owned(), words("folder-other")));
        }
        let mut fields = vec![
            json!({ "id": WHICH, "kind": "one_of", "label": words("folder-which"), "options": which }),
            title_field(&format!("{WHICH} == \"{NEW}\"")),
        ];
        if !last.is_empty() {
            fields.push(json!({
                "id": NUMBER, "kind": "line", "label": words("folder-number"),
                "help": words("folder-number-help"), "max_length": 20,
                "visible": format!("{WHICH} == \"{OTHER}\""),
            }));
        }
        let form = compiled("filing", json!(fields));
        let form = form.ok_or_else(|| Error::broken("the form of filing"))?;
        let checked = self.check_alone(&form, raw);
        Ok(Filing { loaded, form, checked })
    }

    /// Puts an application into a file, or opens a new one of its office with it; the file's id.
    ///
    /// # Errors
    /// Something is missing; there is no such file, or none of their offices; it is there already.
    pub async fn put_into_folder(
        &self,
        session: &Session,
        id: ApplicationId,
        raw: &Raw,
    ) -> std::result::Result<Uuid, NotMade> {
        let Filing { loaded, form, checked } = self.filing(session, id, raw).await?;
        if !checked.is_complete() {
            return Err(NotMade::Incomplete(Box::new(checked)));
        }
        let mut typed = data(&form, &checked);
        let mut text = |path: &str| {
            typed.remove(path).unwrap_or_default().into_iter().next().unwrap_or_default()
        };
        let (which, wanted, title) = (text(WHICH), text(NUMBER), text(TITLE));
        let (now, me) = (self.now(), session.person.id);
        let known = match which.as_str() {
            NEW => None,
            OTHER => Some(self.folder_called(session, &wanted).await?),
            chosen => {
                let chosen = chosen.strip_prefix('f').and_then(|id| id.parse().ok());
                let chosen = chosen.ok_or(Error::NotFound)?;
                Some(self.folder_of(session, chosen, Action::WriteNote).await?)
            }
        };
        let mut tx = self.db.write().await?;
        let folder = match known {
            Some(folder) => folder.id,
            None => {
                let year = i64::from(self.today().year());
                let folder = Folder {
                    id: self.clock.id(),
                    year,
                    number: applications::next_number(&mut tx, folders::REGISTER, year).await?,
                    office: loaded.application.office.clone(),
                    title: title.trim().to_owned(),
                    person: me,
                    at: now,
                };
                folders::open(&mut tx, &folder).await?;
                folder.id
            }
        };
        let inside = folders::Inside {
            id: self.clock.id(),
            folder,
            application: id,
            person: me,
            at: now,
            removed_at: None,
            removed_by: None,
        };
        if !folders::put(&mut tx, &inside).await? {
            return Err(Error::Refused(said("folder-there")).into());
        }
        tx.commit().await?;
        Ok(folder)
    }

    /// The file of a number that is of somebody's offices; any other is as if it did not exist.
    async fn folder_called(&self, session: &Session, typed: &str) -> Result<Folder> {
        let none = || Error::Refused(said("folder-none"));
        let (year, number) = crate::queue::year_and_number(typed).ok_or_else(none)?;
        let year = year.unwrap_or_else(|| i64::from(self.today().year()));
        let row = folders::by_number(&mut self.db.peek().await?, year, number).await?;
        let offices = self.folders_within(session, Action::WriteNote);
        row.filter(|row| offices.contains(&row.office)).ok_or_else(none)
    }

    /// Takes an application out of a file: the file says by whom and when.
    ///
    /// # Errors
    /// Not theirs, or not in it.
    pub async fn take_out_of_folder(
        &self,
        session: &Session,
        id: ApplicationId,
        folder: Uuid,
    ) -> Result<()> {
        self.admitted(session, id, Action::WriteNote).await?;
        self.folder_of(session, folder, Action::WriteNote).await?;
        let mut tx = self.db.write().await?;
        let of = (folder, id);
        if !folders::take_out(&mut tx, of, session.person.id, self.now()).await? {
            return Err(Error::NotFound);
        }
        Ok(tx.commit().await?)
    }

    /// The files in which an application is, of those that somebody meets, and whether they keep each.
    pub(crate) async fn folders_of(
        &self,
        read: &mut store::Read,
        session: &Session,
        loaded: &Loaded,
    ) -> Result<Vec<(Folder, bool)>> {
        let (meets, keeps) = (
            self.folders_within(session, Action::ReadNote),
            self.folders_within(session, Action::WriteNote),
        );
        let may = loaded.allows(session, Action::WriteNote);
        let rows = match meets.is_empty() {
            true => Vec::new(),
            false => folders::of_application(read, loaded.id()).await?,
        };
        let rows = rows.into_iter().filter(|row| meets.contains(&row.office));
        Ok(rows
            .map(|row| {
                let keeps = may && keeps.contains(&row.office);
                (row, keeps)
            })
            .collect())
    }
}

/// The question for a title.
fn title_field(visible: &str) -> serde_json::Value {
    json!({
        "id": TITLE, "kind": "line", "label": words("folder-title"),
        "help": words("folder-title-help"), "max_length": TITLE_MAX, "visible": visible,
    })
}
