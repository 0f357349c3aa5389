//! Rows of a group: added and taken away on what the draft holds at that moment, whatever another tab did.

use form::Raw;
use model::ApplicationId;
use store::drafts;

use crate::{Desk, Error, Result, session::Session};

impl Desk {
    /// Adds an empty row to a group; its id.
    ///
    /// # Errors
    /// Not one's draft, already sent, or no such group.
    pub async fn add_row(
        &self,
        session: &Session,
        id: ApplicationId,
        group: &str,
    ) -> Result<String> {
        let mut added = String::new();
        self.change_rows(session, id, group, |raw, rows| {
            added = raw.next_row(group);
            rows.push(added.clone());
        })
        .await?;
        Ok(added)
    }

    /// Takes a row away. What was typed in it stays with the draft, out of sight.
    ///
    /// # Errors
    /// Not one's draft, already sent, or no such group.
    pub async fn take_row(
        &self,
        session: &Session,
        id: ApplicationId,
        group: &str,
        row: &str,
    ) -> Result<()> {
        self.change_rows(session, id, group, |_, rows| rows.retain(|id| id != row)).await
    }

    async fn change_rows(
        &self,
        session: &Session,
        id: ApplicationId,
        group: &str,
        change: impl FnOnce(&Raw, &mut Vec<String>),
    ) -> Result<()> {
        let open = self.draft(session, id).await?;
        if open.procedure.form.kind_at(group) != Some(form::Kind::Group) {
            return Err(Error::NotFound);
        }
        let own = self.own(id, session.person.id, self.now());
        let mut tx = self.db.write().await?;
        let raw = self.raw_now(&mut tx, &own).await?;
        let mut rows = raw.get(group).to_vec();
        change(&raw, &mut rows);
        drafts::save(&mut tx, own.save(), &[self.typed(id, &open.procedure, group, &rows)?])
            .await?;
        Ok(tx.commit().await?)
    }
}
