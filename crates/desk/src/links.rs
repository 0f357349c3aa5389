//! Applications that have to do with each other (*pratiche collegate*): said by the office, of applications that who says it
//! may read, with who and when; taken away with trace. Each end shows of the other what its reader may read.

use std::collections::BTreeMap;

use form::{Checked, Raw};
use model::{
    ApplicationId, Localized, Moment, PersonId,
    access::{self, Action, Tie},
};
use serde_json::json;
use store::{
    Read, applications,
    applications::Application,
    links::{self, Link},
    people,
};
use uuid::Uuid;

pub use store::links::Kind;

use crate::{
    Desk, Error, Result,
    admission::{level, relation_to},
    catalogue::number,
    loaded::{Loaded, protocol},
    moves::{NotMade, data},
    paper::said,
    session::{Session, USUAL_LEVEL},
    small_form::{compiled, option, words},
};

/// Links of one application that are shown.
const SHOWN: i64 = 100;
/// Longest reason, in characters.
const REASON: u32 = 300;

const NUMBER: &str = "number";
const KIND: &str = "kind";
const WHY: &str = "why";

/// The word of a kind, in forms and in keys of sentences.
#[must_use]
pub fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Related => "related",
        Kind::Follows => "follows",
        Kind::Duplicates => "duplicates",
    }
}

const KINDS: [Kind; 3] = [Kind::Related, Kind::Follows, Kind::Duplicates];

/// An application as another one names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its id.
    pub id: ApplicationId,
    /// Protocol number.
    pub number: String,
    /// What it is.
    pub title: Localized,
}

/// A link as one end of it shows it.
#[derive(Debug, Clone)]
pub struct Linked {
    /// Its id.
    pub id: Uuid,
    /// How one stands to the other.
    pub kind: Kind,
    /// This end says so of the other.
    pub is_from: bool,
    /// The other end; none for who may not read it.
    pub other: Option<Named>,
    /// Why; empty for none, and for who may not read the other end.
    pub reason: String,
    /// Who said so, and when; the name is empty for citizens.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Who took it away and when, if somebody has.
    pub removed: Option<(String, Moment)>,
    /// Its reader may take it away.
    pub may_remove: bool,
}

/// The form by which one is linked, with what was typed.
#[derive(Debug)]
pub struct Linking {
    /// The application.
    pub loaded: Loaded,
    /// What is asked.
    pub form: form::Compiled,
    /// What was typed, looked at.
    pub checked: Checked,
}

/// What the reason of a link is sealed for.
fn context(link: Uuid) -> String {
    format!("link {link}")
}

impl Desk {
    /// The links of an application, for who may read it. Citizens meet those whose other end is theirs.
    pub(crate) async fn links_of(
        &self,
        read: &mut Read,
        session: &Session,
        loaded: &Loaded,
    ) -> Result<Vec<Linked>> {
        let me = loaded.id();
        let rows = links::of_application(read, me, SHOWN).await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let other = |row: &Link| if row.application == me { row.other } else { row.application };
        let ids: Vec<ApplicationId> = rows.iter().map(other).collect();
        let readable = self.readable_of(read, session, &ids).await?;
        let mut names = BTreeMap::new();
        let mut linked = Vec::new();
        let may_write = loaded.allows(session, Action::WriteNote);
        for row in rows {
            let end = readable.get(&other(&row)).cloned();
            let (is_staff, is_there) = (session.is_staff(), row.removed_at.is_none());
            if !is_staff && (end.is_none() || !is_there) {
                continue;
            }
            let is_open = is_staff && end.is_some();
            let removed = match (row.removed_by, row.removed_at) {
                (Some(by), Some(at)) if is_open => Some((name(read, &mut names, by).await?, at)),
                (_, Some(at)) => Some((String::new(), at)),
                _ => None,
            };
            linked.push(Linked {
                id: row.id,
                kind: row.kind,
                is_from: row.application == me,
                reason: match is_open && !row.reason.is_empty() {
                    true => self.opened_text(&context(row.id), &row.reason)?,
                    false => String::new(),
                },
                by: match is_open {
                    true => name(read, &mut names, row.person).await?,
                    false => String::new(),
                },
                at: row.at,
                may_remove: removed.is_none() && is_open && may_write,
                removed,
                other: end,
            });
        }
        Ok(linked)
    }

    /// What of these applications somebody may read, as another page names it.
    pub(crate) async fn readable_of(
        &self,
        read: &mut Read,
        session: &Session,
        ids: &[ApplicationId],
    ) -> Result<BTreeMap<ApplicationId, Named>> {
        let naming = store::parties::naming(read, session.person.id).await?;
        let mut readable = BTreeMap::new();
        for row in applications::listed(read, ids).await? {
            let relation = relation_to(session, &row, naming.contains(&row.id));
            if !access::allowed(&session.roles, Action::ReadApplication, &relation) {
                continue;
            }
            let procedure = self.revision(&row.procedure, number(row.revision)).await?;
            if session.level < level(&procedure).min(USUAL_LEVEL) {
                continue;
            }
            let title = procedure.procedure.title.clone();
            let named = Named { id: row.id, number: protocol(row.year, row.number), title };
            readable.insert(row.id, named);
        }
        Ok(readable)
    }

    /// The form by which an application is linked to another, with what was typed.
    ///
    /// # Errors
    /// Not theirs.
    pub async fn linking(
        &self,
        session: &Session,
        id: ApplicationId,
        raw: &Raw,
    ) -> Result<Linking> {
        let loaded = self.admitted(session, id, Action::WriteNote).await?;
        self.write_reading(session, &loaded, "link").await?;
        let kinds = KINDS.map(|kind| {
            let word = word(kind);
            option(word.to_owned(), words(&format!("link-kind-{word}")))
        });
        let fields = json!([
            {
                "id": NUMBER, "kind": "line", "label": words("link-number"),
                "help": words("link-number-help"), "max_length": 20,
            },
            { "id": KIND, "kind": "one_of", "label": words("link-kind"), "options": kinds },
            {
                "id": WHY, "kind": "line", "label": words("link-why"), "required": false,
                "help": words("link-why-help"), "max_length": REASON,
            },
        ]);
        let form = compiled("link", fields).ok_or_else(|| Error::broken("the form of links"))?;
        let checked = self.check_alone(&form, raw);
        Ok(Linking { loaded, form, checked })
    }

    /// Links an application to the one of a number.
    ///
    /// # Errors
    /// Something is missing; there is no such application, or none that they may read, which is the same; it is linked
    /// so already.
    pub async fn link(
        &self,
        session: &Session,
        id: ApplicationId,
        raw: &Raw,
    ) -> std::result::Result<(), NotMade> {
        let Linking { form, checked, .. } = self.linking(session, id, raw).await?;
        if !checked.is_complete() {
            return Err(NotMade::Incomplete(Box::new(checked)));
        }
        let mut typed = data(&form, &checked);
        let mut text = |path: &str| {
            typed.remove(path).unwrap_or_default().into_iter().next().unwrap_or_default()
        };
        let (wanted, kind, why) = (text(NUMBER), text(KIND), text(WHY));
        let kind = KINDS.into_iter().find(|it| word(*it) == kind).ok_or(Error::NotFound)?;
        let other = self.by_number(session, &wanted).await?;
        let other = other.ok_or_else(|| Error::Refused(said("link-none")))?;
        if other == id {
            return Err(Error::Refused(said("link-self")).into());
        }
        let link = self.clock.id();
        let mut tx = self.db.write().await?;
        let there = links::of_application(&mut tx, id, SHOWN).await?;
        // What two say of each other is said once, whoever says it: only what follows has a direction.
        let is_same = |row: &Link| {
            let ends = (row.application, row.other);
            row.removed_at.is_none()
                && row.kind == kind
                && (ends == (id, other) || (kind != Kind::Follows && ends == (other, id)))
        };
        if there.iter().any(is_same) {
            return Err(Error::Refused(said("link-there")).into());
        }
        let why = why.trim();
        let new = Link {
            id: link,
            application: id,
            other,
            kind,
            reason: match why.is_empty() {
                true => String::new(),
                false => self.sealed_text(&context(link), why),
            },
            person: session.person.id,
            at: self.now(),
            removed_at: None,
            removed_by: None,
        };
        match links::add(&mut tx, &new).await? {
            true => Ok(tx.commit().await?),
            false => Err(Error::Refused(said("link-there")).into()),
        }
    }

    /// The application of a number that somebody may read and work with, the last if there are several; what is not
    /// theirs is as if it did not exist, and is written down.
    pub(crate) async fn by_number(
        &self,
        session: &Session,
        typed: &str,
    ) -> Result<Option<ApplicationId>> {
        let mut read = self.db.read().await?;
        let naming = store::parties::naming(&mut read, session.person.id).await?;
        let rows = self.of_number(&mut read, typed).await?;
        drop(read);
        let is_open = |row: &Application| {
            let relation = relation_to(session, row, naming.contains(&row.id));
            relation.tie != Tie::Conflict
                && access::allowed(&session.roles, Action::ReadApplication, &relation)
        };
        if let Some(row) = rows.iter().find(|row| is_open(row)) {
            return Ok(Some(row.id));
        }
        if let Some(row) = rows.first() {
            self.write_denial(session, "link", Some(row.id)).await;
        }
        Ok(None)
    }

    /// Takes a link away, from either end: it stays, and says by whom and when.
    ///
    /// # Errors
    /// There is none, or not for them.
    pub async fn unlink(&self, session: &Session, id: ApplicationId, link: Uuid) -> Result<()> {
        self.admitted(session, id, Action::WriteNote).await?;
        let mut tx = self.db.write().await?;
        let row = links::get(&mut tx, link).await?.ok_or(Error::NotFound)?;
        let other = match (row.application, row.other) {
            (one, other) if one == id => other,
            (one, other) if other == id => one,
            _ => return Err(Error::NotFound),
        };
        if !self.readable_of(&mut tx, session, &[other]).await?.contains_key(&other) {
            return Err(Error::NotFound);
        }
        links::remove(&mut tx, link, session.person.id, self.now()).await?;
        Ok(tx.commit().await?)
    }
}

/// Given name and family name, looked up once.
pub(crate) async fn name(
    read: &mut Read,
    known: &mut BTreeMap<PersonId, String>,
    person: PersonId,
) -> Result<String> {
    if let Some(name) = known.get(&person) {
        return Ok(name.clone());
    }
    let row = people::get(read, person).await?;
    let name = row.map(|row| format!("{} {}", row.given_name, row.family_name)).unwrap_or_default();
    known.insert(person, name.clone());
    Ok(name)
}
