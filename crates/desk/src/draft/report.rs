//! A datum that a source gave and nobody can change here is wrong: its person tells the office, which tells the source.

use std::fmt::Write as _;

use form::view::{self, Given};
use gateway::mail::Message;
use model::{ApplicationId, Lang, Moment};
use store::{drafts, jobs};
use words::{Value, Words};

use super::Open;
use crate::{
    Desk, Error, Result,
    catalogue::number,
    jobs::{Errand, Failed, deliver, promise},
    session::Session,
};

/// Most characters of what is wrong: who writes more is told.
pub const LONGEST_REPORT: u32 = 2_000;

/// What a report is sealed for.
fn context(draft: ApplicationId) -> String {
    format!("report {draft}")
}

impl Open {
    /// What sources answered in it that nobody can change here.
    #[must_use]
    pub fn given(&self, desk: &Desk, lang: Lang) -> Vec<Given> {
        view::given(&self.procedure.form, &self.checked, &self.facts(desk), lang)
    }
}

impl Desk {
    /// Promises that the office is told what is wrong with data that a source gave.
    ///
    /// # Errors
    /// Not one's draft, nothing in it was given, or storage.
    pub async fn report(&self, session: &Session, id: ApplicationId, said: &str) -> Result<()> {
        let open = self.draft(session, id).await?;
        let given = open.given(self, Lang::It);
        if given.is_empty() || open.is_sent {
            return Err(Error::NotFound);
        }
        let mut data = String::new();
        for one in given {
            let _ = writeln!(data, "- {}: {} ({})", one.label, one.shown, one.source);
        }
        let text = serde_json::to_vec(&(data, said.trim())).map_err(Error::broken)?;
        let text = self.keys.seal(&context(id), &text, &self.clock);
        let now = self.now();
        let errand = Errand::Report { draft: id, at: now, text };
        let mut tx = self.db.write().await?;
        jobs::promise(&mut tx, &promise(self, &errand, now)).await?;
        let what = format!("draft {id}");
        self.audit(&mut tx, Some(session.person.id), "datum reported", &what).await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }
}

/// Writes to the office of the procedure.
pub(crate) async fn send(
    desk: &Desk,
    (id, at): (ApplicationId, Moment),
    sealed: &[u8],
) -> std::result::Result<(), Failed> {
    let text = desk.keys.open(&context(id), sealed).map_err(Error::broken)?;
    let (given, said): (String, String) = serde_json::from_slice(&text).map_err(Error::broken)?;
    let draft = drafts::get(&mut desk.db.peek().await?, id.0).await?;
    // Thrown away meanwhile.
    let Some(draft) = draft else { return Ok(()) };
    let person = desk.person(draft.person).await?;
    let compiled = desk.revision(&draft.procedure, number(draft.revision)).await?;
    let (town, procedure) = (&desk.municipality, &compiled.procedure);
    let office = town.offices.iter().find(|office| office.id == procedure.sheet.office);
    let to = office.map(|office| &office.email).filter(|email| !email.is_empty());
    let words = Words::of(Lang::It);
    let (name, moment) = (person.name(), words.moment(at));
    let values = [
        ("name", Value::from(name.as_str())),
        ("code", person.fiscal_code.as_deref().unwrap_or("-").into()),
        ("email", person.attributes.email.as_deref().unwrap_or("-").into()),
        ("service", procedure.title.get(Lang::It).into()),
        ("moment", moment.as_str().into()),
        ("given", given.as_str().into()),
        ("said", said.as_str().into()),
    ];
    let message = Message {
        to: to.unwrap_or(&town.contacts.email).clone(),
        subject: words.with("mail-report-subject", &values).into_owned(),
        text: words.with("mail-report-text", &values).into_owned(),
        attachments: Vec::new(),
        key: format!("{id}.report.{}", at.0),
    };
    deliver(desk, None, message).await
}
