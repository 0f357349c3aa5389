//! Labels of an office (*etichette*): who assigns in it keeps them, its clerks put them on applications. Who sends one
//! never sees them, and they decide nothing.

use form::{Checked, Raw};
use model::{
    ApplicationId,
    access::{self, Action},
};
use serde_json::{Value, json};
use store::labels;
use uuid::Uuid;

pub use store::labels::Label;

use crate::{
    Desk, Error, Result,
    moves::{NotMade, data},
    paper::said,
    session::Session,
    small_form::{compiled, label, option, words},
};

/// The colours that a label can have.
pub const COLOURS: [&str; 6] = ["grey", "blue", "green", "amber", "red", "violet"];
/// Most labels of an office in use.
const MOST: usize = 30;
/// Longest name, in characters.
const LONGEST: u32 = 30;

const OFFICE: &str = "office";
const NAME: &str = "name";
const COLOUR: &str = "colour";

/// The labels that somebody keeps, with a form to make or change one.
#[derive(Debug)]
pub struct Labels {
    /// Of all their offices, by office and name.
    pub labels: Vec<Label>,
    pub form: form::Compiled,
    pub checked: Checked,
}

impl Desk {
    /// Whether somebody keeps labels and texts of some office.
    #[must_use]
    pub fn keeps(session: &Session) -> bool {
        let places = access::places(&session.roles, Action::Assign);
        session.is_staff() && places.iter().any(|at| at.procedure.is_none())
    }

    /// The offices whose labels and texts somebody keeps: where they assign, whatever the procedure.
    #[must_use]
    pub fn keeps_for(&self, session: &Session) -> Vec<String> {
        if !session.is_staff() {
            return Vec::new();
        }
        let places = access::places(&session.roles, Action::Assign);
        let keeps = |office: &String| {
            places.iter().any(|at| {
                at.procedure.is_none() && at.office.as_ref().is_none_or(|own| own == office)
            })
        };
        let offices = self.municipality.offices.iter().map(|office| office.id.clone());
        offices.filter(keeps).collect()
    }

    /// The offices of somebody who keeps something of one.
    pub(crate) async fn keeper(&self, session: &Session) -> Result<Vec<String>> {
        match self.keeps_for(session) {
            offices if offices.is_empty() => Err(self.denied(session, "office", None).await),
            offices => Ok(offices),
        }
    }

    /// The page of labels, with what was typed.
    ///
    /// # Errors
    /// They keep none.
    pub async fn kept_labels(&self, session: &Session, raw: &Raw) -> Result<Labels> {
        let offices = self.keeper(session).await?;
        let labels = labels::of_offices(&mut self.db.peek().await?, &offices).await?;
        let form = self.label_form(&offices)?;
        let checked = self.check_alone(&form, raw);
        Ok(Labels { labels, form, checked })
    }

    /// One label that somebody keeps, with a form to change it and what was typed, or what stands.
    ///
    /// # Errors
    /// They keep none of that id.
    pub async fn kept_label(
        &self,
        session: &Session,
        id: Uuid,
        raw: Option<&Raw>,
    ) -> Result<(Label, Raw, Labels)> {
        let label = self.label_of(session, id).await?;
        let stands = Raw::from_iter([
            (NAME, vec![label.name.clone()]),
            (COLOUR, vec![label.colour.clone()]),
        ]);
        let raw = raw.cloned().unwrap_or(stands);
        let form = self.label_form(std::slice::from_ref(&label.office))?;
        let checked = self.check_alone(&form, &raw);
        Ok((label, raw, Labels { labels: Vec::new(), form, checked }))
    }

    async fn label_of(&self, session: &Session, id: Uuid) -> Result<Label> {
        let offices = self.keeper(session).await?;
        let label = labels::get(&mut self.db.peek().await?, id).await?;
        match label.filter(|label| offices.contains(&label.office)) {
            Some(label) => Ok(label),
            None => Err(self.denied(session, "label", None).await),
        }
    }

    fn label_form(&self, offices: &[String]) -> Result<form::Compiled> {
        let mut fields = self.office_field(offices);
        let colours = COLOURS
            .map(|colour| option(colour.to_owned(), words(&format!("label-colour-{colour}"))));
        fields.extend([
            json!({
                "id": NAME, "kind": "line", "label": words("label-name"),
                "help": words("label-name-help"), "max_length": LONGEST,
            }),
            json!({
                "id": COLOUR, "kind": "one_of", "label": words("label-colour"),
                "help": words("label-colour-help"), "options": colours,
            }),
        ]);
        compiled("label", Value::Array(fields)).ok_or_else(|| Error::broken("the form of labels"))
    }

    /// Asks for the office, where there are several.
    pub(crate) fn office_field(&self, offices: &[String]) -> Vec<Value> {
        if offices.len() < 2 {
            return Vec::new();
        }
        let options: Vec<Value> =
            offices.iter().map(|id| option(id.clone(), label(&self.office_name(id)))).collect();
        let title = words("office-keeps-office");
        vec![json!({ "id": OFFICE, "kind": "one_of", "label": title, "options": options })]
    }

    /// Looks at a small form that reads nothing but itself.
    pub(crate) fn check_alone(&self, form: &form::Compiled, raw: &Raw) -> Checked {
        let alone = form::Facts::on(self.today());
        form::check(form, raw, &form::Facts { calendar: self.calendar(), ..alone })
    }

    /// Makes a label, or changes the one of an id.
    ///
    /// # Errors
    /// Something is missing, there is one of that name, or there are too many.
    pub async fn keep_label(
        &self,
        session: &Session,
        id: Option<Uuid>,
        raw: &Raw,
    ) -> std::result::Result<(), NotMade> {
        let (known, form, checked) = match id {
            Some(id) => {
                let (label, _, shown) = self.kept_label(session, id, Some(raw)).await?;
                (Some(label), shown.form, shown.checked)
            }
            None => {
                let shown = self.kept_labels(session, raw).await?;
                (None, shown.form, shown.checked)
            }
        };
        if !checked.is_complete() {
            return Err(NotMade::Incomplete(Box::new(checked)));
        }
        let mut said_of = data(&form, &checked);
        let mut text = |path: &str| {
            said_of.remove(path).unwrap_or_default().into_iter().next().unwrap_or_default()
        };
        let office = match &known {
            Some(label) => label.office.clone(),
            None => self.chosen_office(session, &text(OFFICE)).await?,
        };
        let (name, colour) = (text(NAME).trim().to_owned(), text(COLOUR));
        let mut tx = self.db.write().await?;
        let there = labels::of_offices(&mut tx, std::slice::from_ref(&office)).await?;
        let is_same = |label: &&Label| {
            Some(label.id) != id && model::fold::fold(&label.name) == model::fold::fold(&name)
        };
        if there.iter().any(|label| is_same(&label)) {
            return Err(Error::Refused(said("label-taken-name")).into());
        }
        if known.is_none() && there.iter().filter(|it| it.archived_at.is_none()).count() >= MOST {
            return Err(Error::Refused(said("label-too-many")).into());
        }
        match known {
            Some(label) => labels::change(&mut tx, &Label { name, colour, ..label }).await?,
            None => {
                let id = self.clock.id();
                let new = Label { id, office, name, colour, archived_at: None };
                labels::add(&mut tx, &new).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    /// The office that was chosen, or the only one.
    pub(crate) async fn chosen_office(&self, session: &Session, chosen: &str) -> Result<String> {
        let offices = self.keeper(session).await?;
        match offices.as_slice() {
            [one] => Ok(one.clone()),
            several => several.iter().find(|id| *id == chosen).cloned().ok_or(Error::NotFound),
        }
    }

    /// Puts a label away, or takes it back into use. Where it was put it stays.
    ///
    /// # Errors
    /// They keep none of that id.
    pub async fn archive_label(&self, session: &Session, id: Uuid, away: bool) -> Result<()> {
        let label = self.label_of(session, id).await?;
        let archived_at = away.then(|| label.archived_at.unwrap_or(self.now()));
        let mut tx = self.db.write().await?;
        labels::change(&mut tx, &Label { archived_at, ..label }).await?;
        Ok(tx.commit().await?)
    }

    /// Puts a label of its office on an application, or takes it off.
    ///
    /// # Errors
    /// Not theirs; the office has no such label, or no longer.
    pub async fn label(
        &self,
        session: &Session,
        id: ApplicationId,
        (label, put): (Uuid, bool),
    ) -> Result<()> {
        let loaded = self.admitted(session, id, Action::WriteNote).await?;
        let mut tx = self.db.write().await?;
        let known = labels::get(&mut tx, label).await?;
        let known = known.filter(|label| label.office == loaded.application.office);
        let known = known.ok_or(Error::NotFound)?;
        match put {
            true if known.archived_at.is_some() => {
                return Err(Error::Refused(said("label-archived")));
            }
            true => labels::put(&mut tx, &known, id, (session.person.id, self.now())).await?,
            false => labels::take_off(&mut tx, label, id).await?,
        }
        Ok(tx.commit().await?)
    }
}
