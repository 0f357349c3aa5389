//! Who else of the office has an application open, so that two do not work on one thing without knowing. It is told, and
//! shuts nothing: who acts second is told what has changed (`moves`).

use chrono::Duration;
use model::{
    ApplicationId, Moment,
    access::{Action, allowed},
};
use store::{Write, applications, parties, presence};

use crate::{Desk, Error, Result, admission::relation_to, session::Session};

/// Whoever was not seen for so long has it open no longer: so long a page without a script may be read.
const GONE: Duration = Duration::minutes(15);
/// Rows forgotten with each that is written: more than come.
const FORGOTTEN: i64 = 20;

/// A colleague who has an application open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// By name.
    pub name: String,
    /// Since when.
    pub since: Moment,
}

/// Somebody has an application open, still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staying {
    /// Who else has.
    pub others: Vec<Present>,
    /// When this was written down: who leaves says so.
    pub seen_at: Moment,
    /// The application's version now.
    pub version: i64,
}

impl Desk {
    /// Keeps somebody of the staff among those who have an application open.
    ///
    /// # Errors
    /// Not theirs.
    pub async fn stay(&self, session: &Session, id: ApplicationId) -> Result<Staying> {
        let row = self.glimpsed(session, id).await?;
        let seen_at = self.now();
        let mut tx = self.db.write().await?;
        self.see(&mut tx, session, id).await?;
        let others = self.others(&mut tx, session, id).await?;
        tx.commit().await?;
        Ok(Staying { others, seen_at, version: row.version })
    }

    /// Somebody has closed a page that was last seen at that moment; what they have opened since stays open.
    ///
    /// # Errors
    /// Not theirs.
    pub async fn leave(&self, session: &Session, id: ApplicationId, seen_at: Moment) -> Result<()> {
        self.glimpsed(session, id).await?;
        let mut tx = self.db.write().await?;
        presence::leave(&mut tx, (id, session.person.id), seen_at).await?;
        Ok(tx.commit().await?)
    }

    /// The row of an application that somebody of the staff may read: nothing of it is shown.
    async fn glimpsed(
        &self,
        session: &Session,
        id: ApplicationId,
    ) -> Result<applications::Application> {
        let mut read = self.db.read().await?;
        let row = applications::get(&mut read, id).await?.ok_or(Error::NotFound)?;
        let naming = parties::naming(&mut read, session.person.id).await?;
        drop(read);
        let relation = relation_to(session, &row, naming.contains(&id));
        match session.is_staff() && allowed(&session.roles, Action::ReadApplication, &relation) {
            true => Ok(row),
            false => Err(self.denied(session, "application", Some(id)).await),
        }
    }

    /// Writes down that somebody has it open, and forgets who has left long ago.
    pub(crate) async fn see(
        &self,
        tx: &mut Write,
        session: &Session,
        id: ApplicationId,
    ) -> Result<()> {
        let now = self.now();
        presence::see(tx, (id, session.person.id), now, now - GONE).await?;
        presence::forget(tx, now - GONE * 2, FORGOTTEN).await?;
        Ok(())
    }

    /// Who else has it open.
    pub(crate) async fn others(
        &self,
        read: &mut store::Read,
        session: &Session,
        id: ApplicationId,
    ) -> Result<Vec<Present>> {
        let rows = presence::others(read, (id, session.person.id), self.now() - GONE).await?;
        let present = |row: presence::Present| Present {
            name: format!("{} {}", row.given_name, row.family_name),
            since: row.opened_at,
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
