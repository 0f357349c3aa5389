//! Who works at the office says that they abstain from an application (L. 241/1990 art. 6-bis): what they have in hand goes
//! back to the office, and from then on they are like somebody whom it names. Who gives out the work of the office reads why,
//! and may take it back.

use model::{ApplicationId, PersonId, access::Action};
use store::parties;
use words::{Value, Words};

use crate::{
    Desk, Error, Result,
    absences::Missing,
    loaded::Loaded,
    moves::{Hand, NotHanded},
    paper::said,
    session::Session,
};

impl Desk {
    pub(crate) async fn abstain(
        &self,
        session: &Session,
        loaded: &Loaded,
        reason: &str,
    ) -> Result<()> {
        let (id, me) = (loaded.id(), &session.person);
        let Some(fiscal_code) = &me.fiscal_code else {
            return Err(Error::Refused(said("abstain-unknown")));
        };
        let is_theirs = loaded.application.assignee == Some(me.id);
        let left =
            is_theirs.then(|| self.handed(session, loaded, Hand::Leave, ("", &Missing::default())));
        let left = left.transpose().map_err(|why| match why {
            NotHanded::Desk(error) => error,
            why => Error::broken(why),
        })?;
        let mut tx = self.db.write().await?;
        if let Some(decision) = &left {
            self.keep_in(&mut tx, loaded, (decision, None)).await?;
        }
        parties::declare(&mut tx, id, fiscal_code, self.now()).await?;
        let text = noted("abstain-note", &[("reason", reason.into())]);
        self.add_note(&mut tx, session, id, (&text, None)).await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// Takes back that somebody abstains: who gives out the work of the office sees no conflict.
    ///
    /// # Errors
    /// Not theirs to say, or nobody said so.
    pub async fn end_abstention(
        &self,
        session: &Session,
        id: ApplicationId,
        person: PersonId,
    ) -> Result<()> {
        // Who abstains is let through to no such act, and cannot end it for themselves.
        self.admitted(session, id, Action::Assign).await?;
        let name = self.person(person).await?.name();
        let mut tx = self.db.write().await?;
        if !parties::take_back(&mut tx, id, person).await? {
            return Err(Error::NotFound);
        }
        let text = noted("abstain-ended-note", &[("name", name.as_str().into())]);
        self.add_note(&mut tx, session, id, (&text, None)).await?;
        Ok(tx.commit().await?)
    }
}

/// What a note of the office says of it.
fn noted(key: &str, values: &[(&str, Value<'_>)]) -> String {
    Words::of(model::Lang::It).with(key, values).into_owned()
}
