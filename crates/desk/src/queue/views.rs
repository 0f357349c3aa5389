//! Views of the queue that clerks keep under a name, for themselves or for an office they work in, and the columns they
//! want to see. A view is what is asked, never what is found: each reader finds what they may read.

use model::{
    PersonId,
    access::{self, Action, Role},
};
use store::views;
use uuid::Uuid;

use super::{Asked, Column};
use crate::{Desk, Error, Result, session::Session};

/// Views of one person at most, and shared ones of one office.
pub const VIEWS: usize = 30;
/// Longest name of a view, in characters.
pub const NAME: usize = 60;

/// A view under a name.
#[derive(Debug, Clone)]
pub struct View {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The office that shares it.
    pub office: Option<String>,
    /// Who made it, by name.
    pub author: String,
    /// Who asks has made it: may rename and replace it.
    pub is_own: bool,
    /// Who asks may delete it: its author, or the head of the office that shares it.
    pub may_delete: bool,
    /// What it asks.
    pub asked: Asked,
}

/// Why a view is not kept.
#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    #[error("no name")]
    NoName,
    #[error("name too long")]
    LongName,
    /// The person has one of that name.
    #[error("name taken")]
    TakenName,
    /// The person has [`VIEWS`].
    #[error("too many")]
    TooMany,
    /// The office has [`VIEWS`].
    #[error("too many of the office")]
    TooManyShared,
    #[error(transparent)]
    Desk(#[from] Error),
}

impl From<store::Error> for NotKept {
    fn from(error: store::Error) -> Self {
        Self::Desk(error.into())
    }
}

impl Desk {
    /// Offices that somebody may share a view with: where they work, not where they only look.
    #[must_use]
    pub fn shares_with(&self, session: &Session) -> Vec<String> {
        let works = |role: Role| role != Role::Auditor;
        let at: Vec<_> = access::places(&session.roles, Action::ReadApplication)
            .into_iter()
            .filter(|at| works(at.role))
            .map(|at| at.office.as_deref())
            .collect();
        let all = self.municipality.offices.iter().map(|office| office.id.clone());
        all.filter(|id| at.iter().any(|at| at.is_none_or(|at| at == id))).collect()
    }

    /// The views that somebody can open: their own, then those shared with them, each by name.
    ///
    /// # Errors
    /// Nobody with a queue.
    pub async fn views(&self, session: &Session) -> Result<Vec<View>> {
        if !Self::has_queue(session) {
            return Err(self.denied(session, "views", None).await);
        }
        let mut read = self.db.read().await?;
        self.views_in(&mut read, session).await
    }

    pub(super) async fn views_in(
        &self,
        read: &mut store::Read,
        session: &Session,
    ) -> Result<Vec<View>> {
        let me = session.person.id;
        let places = access::places(&session.roles, Action::ReadApplication);
        let offices: Option<Vec<String>> = places.iter().map(|at| at.office.clone()).collect();
        let mut rows = views::of_person(read, me).await?;
        let shared = views::shared(read, offices.as_deref()).await?;
        rows.extend(shared.into_iter().filter(|row| row.owner != me));
        let mut all = Vec::new();
        for row in rows {
            // One of a later program, or of none: it is not offered, and nothing is lost.
            let Ok(asked) = serde_json::from_str::<Asked>(&row.asked) else { continue };
            let author = if row.owner == me {
                String::new()
            } else {
                let author = store::people::get(read, row.owner).await?;
                author
                    .map(|row| format!("{} {}", row.given_name, row.family_name))
                    .unwrap_or_default()
            };
            all.push(View {
                is_own: row.owner == me,
                may_delete: may_delete(session, &row),
                id: row.id,
                name: row.name,
                office: row.office,
                author,
                asked: asked.tidied(),
            });
        }
        all.sort_by_key(|view| (!view.is_own, view.name.to_lowercase()));
        Ok(all)
    }

    /// Keeps a view under a new name; its id.
    ///
    /// # Errors
    /// See [`NotKept`].
    pub async fn keep_view(
        &self,
        session: &Session,
        name: &str,
        office: Option<&str>,
        asked: &Asked,
    ) -> Result<Uuid, NotKept> {
        if !Self::has_queue(session) {
            return Err(self.denied(session, "views", None).await.into());
        }
        let office = self.shared_with(session, office).await?;
        let name = checked(name)?;
        let (me, now) = (session.person.id, self.now());
        let mut tx = self.db.write().await?;
        let own = views::of_person(&mut tx, me).await?;
        if own.len() >= VIEWS {
            return Err(NotKept::TooMany);
        }
        let new = views::View {
            id: self.clock.id(),
            owner: me,
            office,
            name,
            asked: written(asked)?,
            created_at: now,
            changed_at: now,
        };
        fits(&mut tx, &own, &new).await?;
        views::add(&mut tx, &new).await?;
        tx.commit().await?;
        Ok(new.id)
    }

    /// Gives one's own view another name, and shares it or not.
    ///
    /// # Errors
    /// See [`NotKept`]; it is somebody else's.
    pub async fn rename_view(
        &self,
        session: &Session,
        id: Uuid,
        name: &str,
        office: Option<&str>,
    ) -> Result<(), NotKept> {
        let row = self.own_view(session, id).await?;
        let office = match office {
            // Where it was shared before it may stay, also after its author has left that office.
            Some(same) if row.office.as_deref() == Some(same) => row.office.clone(),
            other => self.shared_with(session, other).await?,
        };
        let changed = views::View { name: checked(name)?, office, changed_at: self.now(), ..row };
        let mut tx = self.db.write().await?;
        let own = views::of_person(&mut tx, session.person.id).await?;
        fits(&mut tx, &own, &changed).await?;
        views::change(&mut tx, &changed).await?;
        Ok(tx.commit().await?)
    }

    /// Lets one's own view ask something else.
    ///
    /// # Errors
    /// It is somebody else's.
    pub async fn replace_view(&self, session: &Session, id: Uuid, asked: &Asked) -> Result<()> {
        let row = self.own_view(session, id).await?;
        let changed = views::View { asked: written(asked)?, changed_at: self.now(), ..row };
        let mut tx = self.db.write().await?;
        views::change(&mut tx, &changed).await?;
        Ok(tx.commit().await?)
    }

    /// Deletes a view: one's own, or one that the office shares whose head one is.
    ///
    /// # Errors
    /// Neither.
    pub async fn delete_view(&self, session: &Session, id: Uuid) -> Result<()> {
        let row = views::get(&mut self.db.peek().await?, id).await?;
        let Some(row) = row.filter(|row| Self::has_queue(session) && may_delete(session, row))
        else {
            return Err(self.denied(session, "view", None).await);
        };
        let mut tx = self.db.write().await?;
        views::delete(&mut tx, row.id).await?;
        Ok(tx.commit().await?)
    }

    /// The columns that somebody sees in the queue.
    ///
    /// # Errors
    /// Storage.
    pub async fn columns(&self, session: &Session) -> Result<Vec<Column>> {
        columns_of(&mut self.db.peek().await?, session.person.id).await
    }

    /// Keeps the columns that somebody wants to see, in their order; none at all: the usual ones.
    ///
    /// # Errors
    /// Nobody with a queue.
    pub async fn choose_columns(&self, session: &Session, columns: &[Column]) -> Result<()> {
        if !Self::has_queue(session) {
            return Err(self.denied(session, "columns", None).await);
        }
        let columns = Column::tidied(columns);
        let columns = serde_json::to_string(&columns).map_err(Error::broken)?;
        let mut tx = self.db.write().await?;
        views::choose_columns(&mut tx, session.person.id, &columns).await?;
        Ok(tx.commit().await?)
    }

    /// The office to share with, if it is one they work in.
    async fn shared_with(&self, session: &Session, office: Option<&str>) -> Result<Option<String>> {
        match office {
            None => Ok(None),
            Some(id) if self.shares_with(session).iter().any(|own| own == id) => {
                Ok(Some(id.to_owned()))
            }
            Some(_) => Err(self.denied(session, "view", None).await),
        }
    }

    async fn own_view(&self, session: &Session, id: Uuid) -> Result<views::View> {
        let row = views::get(&mut self.db.peek().await?, id).await?;
        let own = row.filter(|row| Self::has_queue(session) && row.owner == session.person.id);
        match own {
            Some(row) => Ok(row),
            None => Err(self.denied(session, "view", None).await),
        }
    }
}

/// The author, or the head of the office that shares it.
fn may_delete(session: &Session, row: &views::View) -> bool {
    let is_head = |office: &str| {
        session
            .roles
            .iter()
            .any(|at| at.role == Role::Head && at.office.as_deref().is_none_or(|own| own == office))
    };
    row.owner == session.person.id || row.office.as_deref().is_some_and(is_head)
}

fn checked(name: &str) -> Result<String, NotKept> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.chars().filter(|c| !c.is_control()).count() {
        0 => Err(NotKept::NoName),
        n if n > NAME => Err(NotKept::LongName),
        _ => Ok(name.chars().filter(|c| !c.is_control()).collect()),
    }
}

/// Whether a view can stand beside the others of its author and of its office.
async fn fits(
    tx: &mut store::Write,
    own: &[views::View],
    new: &views::View,
) -> Result<(), NotKept> {
    let name = new.name.to_lowercase();
    if own.iter().any(|other| other.id != new.id && other.name.to_lowercase() == name) {
        return Err(NotKept::TakenName);
    }
    if let Some(office) = &new.office {
        let shared = views::shared(tx, Some(std::slice::from_ref(office))).await?;
        if shared.iter().filter(|other| other.id != new.id).count() >= VIEWS {
            return Err(NotKept::TooManyShared);
        }
    }
    Ok(())
}

fn written(asked: &Asked) -> Result<String> {
    let kept = Asked { after: None, ..asked.clone() }.tidied();
    serde_json::to_string(&kept).map_err(Error::broken)
}

pub(super) async fn columns_of(read: &mut store::Read, person: PersonId) -> Result<Vec<Column>> {
    let kept = views::columns(read, person).await?;
    let kept = kept.and_then(|kept| serde_json::from_str::<Vec<Column>>(&kept).ok());
    let kept = kept.map(|kept| Column::tidied(&kept)).filter(|kept| !kept.is_empty());
    Ok(kept.unwrap_or_else(|| Column::USUAL.to_vec()))
}
