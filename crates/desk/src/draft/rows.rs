//! Rows of a group: added and taken away on what the draft holds at that moment, whatever another tab did.

use form::{ROWS, Raw};
use model::ApplicationId;

use super::saving::too_many_rows;
use crate::{Desk, Error, Result, session::Session};

impl Desk {
    /// Adds an empty row to a group; its id.
    ///
    /// # Errors
    /// Not one's draft, already sent, or no such group; it has as many rows as it can have ([`Error::Refused`]).
    pub async fn add_row(
        &self,
        session: &Session,
        id: ApplicationId,
        group: &str,
    ) -> Result<String> {
        let most = self.draft(session, id).await?.checked.most_rows(group);
        let most = most.map_or(ROWS, |most| usize::try_from(most).unwrap_or(ROWS).min(ROWS));
        let mut added = String::new();
        self.change_rows(session, id, group, |raw, rows| {
            if rows.len() >= most {
                return Err(too_many_rows(most));
            }
            added = raw.next_row(group);
            rows.push(added.clone());
            Ok(())
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
        let take = |_: &Raw, rows: &mut Vec<String>| {
            rows.retain(|id| id != row);
            Ok(())
        };
        self.change_rows(session, id, group, take).await
    }

    async fn change_rows(
        &self,
        session: &Session,
        id: ApplicationId,
        group: &str,
        change: impl FnOnce(&Raw, &mut Vec<String>) -> Result<()>,
    ) -> Result<()> {
        let (_, procedure) = self.own_draft(session, id).await?;
        if procedure.form.kind_at(group) != Some(form::Kind::Group) {
            return Err(Error::NotFound);
        }
        let mut tx = self.db.write().await?;
        let mut held = self.held(&mut tx, (id, session.person.id), &procedure, self.now()).await?;
        let mut rows = held.values(group).to_vec();
        change(&held.raw(), &mut rows)?;
        held.put(group, rows);
        held.keep(&mut tx).await?;
        Ok(tx.commit().await?)
    }
}
