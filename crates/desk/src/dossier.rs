//! An application with everything that happened to it (*fascicolo*): loaded, its chain read, shown to those it
//! is open to. Opening one that is not is logged and looks as if it did not exist.

use std::collections::BTreeMap;

use form::FileFact;
use model::{
    ApplicationId, FileId, Lang, Localized, Moment, PersonId,
    access::{self, Action},
    fold,
};
use store::{
    applications, documents, files,
    labels::{self, Label},
    logs, notes, parties, people,
};
use workflow::{ClockView, Signatory};

use crate::{
    Desk, Error, Result,
    admission::{level, relation, relation_to},
    bulk::Pending,
    catalogue::number,
    facts,
    folders::Folder,
    links::Linked,
    loaded::{Loaded, protocol},
    notes::context as note_context,
    presence::Present,
    readings::Reading,
    session::{Session, USUAL_LEVEL},
};

/// How many notes and other applications are shown.
const SHOWN: i64 = 50;
/// How many readings are shown beside the application.
const LATEST: i64 = 8;

/// An application opened by somebody it is open to.
#[derive(Debug)]
pub struct Dossier {
    /// The application.
    pub loaded: Loaded,
    /// Its clock today.
    pub clock: ClockView,
    /// What is due.
    pub fees: Vec<procedure::FeeDue>,
    /// Papers: receipt and letters.
    pub documents: Vec<Paper>,
    /// Files that came with it, by id.
    pub files: BTreeMap<String, FileFact>,
    /// Who opened it last, the newest first.
    pub readings: Vec<Reading>,
    /// Notes of the office; empty for citizens.
    pub notes: Vec<Note>,
    /// Who has said that they abstain from it, with their names; empty for who does not give out its work.
    pub abstaining: Vec<(PersonId, String)>,
    /// Labels of its office that it bears; empty for who reads no notes.
    pub labels: Vec<Label>,
    /// Labels of its office that could be put on it.
    pub more_labels: Vec<Label>,
    /// By which the page calls a note that it will send: sent twice it is kept once.
    pub key: String,
    /// How many messages were written on it.
    pub messages: i64,
    /// How many messages wait for its reader's side.
    pub unread: i64,
    /// What is about to happen to it with many others; citizens are told when it has happened.
    pub pending: Option<Pending>,
    /// Names of the people its events mention.
    pub names: BTreeMap<PersonId, String>,
    /// Who holds the post of responsible for the procedure, where somebody does.
    pub responsible: Option<String>,
    /// Applications that have to do with it.
    pub links: Vec<Linked>,
    /// Files in which it is, and whether its reader keeps each; empty for citizens.
    pub folders: Vec<(Folder, bool)>,
    /// Colleagues who have it open, too; empty for citizens.
    pub present: Vec<Present>,
    /// Other applications of the same person that this reader may open.
    pub others: Vec<(ApplicationId, String, Localized)>,
}

/// A paper of an application.
#[derive(Debug, Clone)]
pub struct Paper {
    /// Its id.
    pub id: uuid::Uuid,
    /// `receipt` or the letter's id.
    pub kind: String,
    /// What it is called.
    pub title: Localized,
    /// Its own number in the protocol register.
    pub number: Option<String>,
    /// Bytes.
    pub size: u64,
    /// When it was made.
    pub at: Moment,
}

/// A note of the office.
#[derive(Debug, Clone)]
pub struct Note {
    /// Its id.
    pub id: uuid::Uuid,
    /// Who wrote it.
    pub author: String,
    /// When.
    pub at: Moment,
    /// What it says.
    pub text: String,
    /// By whom and when it was struck, if it was.
    pub struck: Option<(String, Moment)>,
    /// Its reader may strike it.
    pub may_strike: bool,
}

/// What a file was read for that was looked at page by page.
pub(crate) const LOOKED: &str = "preview";
/// How long looking at files is one reading.
const LOOKING: chrono::Duration = chrono::Duration::minutes(10);

/// A file to be sent to the browser.
pub struct Download {
    /// What it is called.
    pub name: String,
    /// Its type by content.
    pub media_type: String,
    /// Its bytes, as they are read.
    pub bytes: gateway::vault::Reading,
}

impl Desk {
    /// Opens an application for somebody it is open to. Staff's opening is written down before anything is
    /// shown.
    ///
    /// # Errors
    /// There is none, or not for them.
    pub async fn dossier(&self, session: &Session, id: ApplicationId) -> Result<Dossier> {
        let loaded = self.admitted(session, id, Action::ReadApplication).await?;
        self.write_reading(session, &loaded, "open").await?;
        let mut read = self.db.read().await?;
        let documents = documents::of_application(&mut read, id).await?;
        let received = files::of_application(&mut read, id).await?;
        let readings = self.readings_of(&mut read, &loaded, None, LATEST).await?;
        let sees_notes = session.is_staff()
            && access::allowed(&session.roles, Action::ReadNote, &relation(session, &loaded));
        let notes = if sees_notes {
            notes::of_application(&mut read, id, None, SHOWN).await?
        } else {
            Vec::new()
        };
        let (labels, more_labels) = if sees_notes {
            let office = loaded.application.office.as_str();
            let borne = labels::borne(&mut read, &[id]).await?.into_iter().map(|(_, label)| label);
            let borne: Vec<_> = borne.filter(|label| label.office == office).collect();
            let mut more = labels::of_offices(&mut read, &[office.to_owned()]).await?;
            more.retain(|label| label.archived_at.is_none() && !borne.contains(label));
            (borne, more)
        } else {
            (Vec::new(), Vec::new())
        };
        let pending = match session.is_staff() {
            true => self.pending(&mut read, &[id]).await?.remove(&id),
            false => None,
        };
        let messages = store::messages::count(&mut read, id).await?;
        let mut others = Vec::new();
        let naming = parties::naming(&mut read, session.person.id).await?;
        for row in applications::of_person(&mut read, loaded.row.person, None, SHOWN).await? {
            let relation = relation_to(session, &row, naming.contains(&row.id));
            if row.id != id && access::allowed(&session.roles, Action::ReadApplication, &relation) {
                others.push(row);
            }
        }
        let mut names = BTreeMap::new();
        let mut mentioned = vec![loaded.row.person];
        let abstaining = match loaded.allows(session, Action::Assign) {
            true => parties::declared(&mut read, id).await?,
            false => Vec::new(),
        };
        mentioned.extend(&abstaining);
        for entry in &loaded.entries {
            mentioned.extend(entry.author.person);
            if let workflow::Event::Assigned { to, .. } = &entry.event {
                mentioned.extend(*to);
            }
        }
        mentioned
            .extend(notes.iter().flat_map(|note| [Some(note.author), note.struck_by]).flatten());
        for person in mentioned {
            if let std::collections::btree_map::Entry::Vacant(place) = names.entry(person)
                && let Some(row) = people::get(&mut read, person).await?
            {
                place.insert(format!("{} {}", row.given_name, row.family_name));
            }
        }
        let links = self.links_of(&mut read, session, &loaded).await?;
        let folders = self.folders_of(&mut read, session, &loaded).await?;
        let present = match session.is_staff() {
            true => self.others(&mut read, session, id).await?,
            false => Vec::new(),
        };
        drop(read);
        let mut visible = Vec::new();
        for row in others {
            let procedure = self.revision(&row.procedure, number(row.revision)).await?;
            if session.level < level(&procedure).min(USUAL_LEVEL) {
                continue;
            }
            let title = procedure.procedure.title.clone();
            visible.push((row.id, protocol(row.year, row.number), title));
        }
        let office = &loaded.application.office;
        let responsible = self.holder((office, &loaded), Signatory::Responsible, None).await?;
        let name = |id: PersonId| names.get(&id).cloned().unwrap_or_default();
        Ok(Dossier {
            clock: loaded.clock(self),
            fees: loaded.fees(self),
            documents: documents
                .into_iter()
                .filter(|document| session.is_staff() || document.visible_to_citizen)
                .map(paper)
                .collect(),
            files: facts::of_files(&received),
            readings,
            notes: notes
                .into_iter()
                .map(|note| {
                    Ok(Note {
                        id: note.id,
                        may_strike: loaded.may_strike(session, &note),
                        author: name(note.author),
                        at: note.at,
                        text: self.opened_text(&note_context(id, note.id), &note.text)?,
                        struck: note
                            .struck_at
                            .map(|at| (note.struck_by.map(name).unwrap_or_default(), at)),
                    })
                })
                .collect::<Result<_>>()?,
            abstaining: abstaining.into_iter().map(|person| (person, name(person))).collect(),
            labels,
            more_labels,
            key: self.clock.id().simple().to_string(),
            pending,
            messages,
            unread: self.unread(session, &loaded).await?,
            responsible,
            links,
            folders,
            present,
            others: visible,
            names,
            loaded,
        })
    }

    /// A paper of an application, for somebody it is open to.
    ///
    /// # Errors
    /// There is none, or not for them.
    pub async fn paper(
        &self,
        session: &Session,
        application: ApplicationId,
        paper: uuid::Uuid,
    ) -> Result<Download> {
        let loaded = self.admitted(session, application, Action::ReadApplication).await?;
        let row = documents::get(&mut self.db.peek().await?, paper).await?;
        let row = row
            .filter(|row| row.application == application)
            .filter(|row| session.is_staff() || row.visible_to_citizen)
            .ok_or(Error::NotFound)?;
        self.write_reading(session, &loaded, "paper").await?;
        Ok(Download {
            name: file_name(&title(&row), loaded.number()),
            media_type: row.media_type,
            bytes: self.vault.get(&row.sha256).await.map_err(Error::broken)?,
        })
    }

    /// A file that came with an application or a draft, for somebody it is open to.
    ///
    /// # Errors
    /// There is none, or not for them, or not at this level; it was not found clean.
    pub async fn file(&self, session: &Session, id: FileId) -> Result<Download> {
        let row = self.readable_file(session, id, "file").await?;
        self.download(row).await
    }

    /// What is known of a file, for somebody it is open to. Reading it is written down.
    pub(crate) async fn readable_file(
        &self,
        session: &Session,
        id: FileId,
        purpose: &str,
    ) -> Result<files::File> {
        let row = files::get(&mut self.db.peek().await?, id).await?;
        let row = row.filter(|row| row.removed_at.is_none()).ok_or(Error::NotFound)?;
        match (row.application, row.draft) {
            (Some(application), _) => {
                let loaded = self.admitted(session, application, Action::ReadApplication).await?;
                // What others answered to the office is the office's.
                if !session.is_staff() && row.path.starts_with("opinion.") {
                    return Err(self.denied(session, "file", Some(application)).await);
                }
                // What waits for an act, an answer or a message is of who chose it until it is sent.
                let is_shut = row.waits_since.is_some() && row.person != session.person.id;
                // Some that were named before it was written down that they wait.
                if is_shut && !loaded.files_given().contains(&row.id.to_string()) {
                    return Err(self.denied(session, "file", Some(application)).await);
                }
                if purpose != LOOKED || !self.has_looked(session, application).await? {
                    self.write_reading(session, &loaded, purpose).await?;
                }
            }
            (None, Some(draft)) if row.person == session.person.id && !session.is_staff() => {
                self.draft(session, ApplicationId(draft)).await?;
            }
            (None, draft) => {
                return Err(self.denied(session, "file", draft.map(ApplicationId)).await);
            }
        }
        Ok(row)
    }

    /// Whether somebody began to look at files of an application a moment ago: that was written down.
    async fn has_looked(&self, session: &Session, id: ApplicationId) -> Result<bool> {
        let last = logs::readings(&mut self.db.peek().await?, id, None, SHOWN).await?;
        let (me, now) = (session.person.id, self.now());
        let is_that =
            |it: &logs::Reading| it.person == me && it.purpose == LOOKED && it.at + LOOKING > now;
        Ok(last.iter().any(is_that))
    }
}

fn title(row: &documents::Document) -> Localized {
    serde_json::from_str(&row.title).unwrap_or_else(|_| Localized::it(row.kind.clone()))
}

/// `ricevuta-2026-000032.pdf`: what the paper is called, in letters and digits that every system takes.
fn file_name(title: &Localized, number: &str) -> String {
    format!("{}-{}.pdf", fold::slug(title.get(Lang::It)), number.replace('/', "-"))
}

/// What a paper is saved as.
pub(crate) fn paper_name(row: &documents::Document, number: &str) -> String {
    file_name(&title(row), number)
}

pub(crate) fn paper(row: documents::Document) -> Paper {
    Paper {
        id: row.id,
        title: title(&row),
        number: row.number,
        kind: row.kind,
        size: u64::try_from(row.size).unwrap_or(0),
        at: row.created_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_saved_under_its_italian_name() {
        let name = |title: &str| file_name(&Localized::both(title, "Receipt"), "2026/000032");
        assert_eq!(name("Ricevuta"), "ricevuta-2026-000032.pdf");
        assert_eq!(name("Città, «visto»: l'atto"), "citta-visto-l-atto-2026-000032.pdf");
    }
}
