//! Texts that an office keeps ready (*testi pronti*) for messages and notes, for all that it does or for one procedure.
//! Their holes are few words in braces, looked at when a text is kept and filled when it is used.

use form::{Checked, Raw};
use model::{
    Lang, Localized,
    access::{self, Action},
};
use serde_json::{Value, json};
use store::ready_texts;
use uuid::Uuid;
use words::Words;

pub use store::ready_texts::ReadyText;

use crate::{
    Desk, Error, Result,
    loaded::Loaded,
    moves::{NotMade, data},
    paper::{said, said_with},
    session::Session,
    small_form::{compiled, label, option, words},
};

/// What can stand in braces.
pub const HOLES: [&str; 5] = ["number", "name", "procedure", "until", "office"];
/// What stands where there is nothing to say.
const NOTHING: &str = "____";
/// Most texts of an office.
const MOST: usize = 100;

const OFFICE: &str = "office";
const PROCEDURE: &str = "procedure";
const TITLE: &str = "title";
const TEXT: &str = "text";
/// What `procedure` says for all of them.
const ALL: &str = "all";

/// The texts that somebody keeps, with a form to make or change one.
#[derive(Debug)]
pub struct Texts {
    pub texts: Vec<ReadyText>,
    /// What the procedures are called that texts are for.
    pub procedures: Vec<(String, Localized)>,
    pub form: form::Compiled,
    pub checked: Checked,
}

/// A text as it can be put into what somebody writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    pub id: Uuid,
    pub title: String,
    /// With its holes filled, where it is for one application.
    pub text: String,
}

/// The first hole of a text that says nothing, as it is written; a brace without its other is one.
#[must_use]
pub fn wrong_hole(text: &str) -> Option<String> {
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        rest = &rest[at..];
        let end = rest.find('}').filter(|_| rest.starts_with('{'));
        let Some(end) = end else { return Some(rest.chars().take(12).collect()) };
        if !HOLES.contains(&&rest[1..end]) {
            return Some(rest[..=end].chars().take(40).collect());
        }
        rest = &rest[end + 1..];
    }
    None
}

/// A text with its holes filled, by what stands for each of them; what says nothing leaves a line.
fn filled(text: &str, values: &[String; 5]) -> String {
    let of = |hole: &str| HOLES.iter().zip(values).find(|(known, _)| **known == hole);
    let (mut whole, mut rest) = (String::new(), text);
    while let Some((before, (hole, after))) =
        rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        let value = of(hole).map_or("", |(_, value)| value);
        whole.push_str(before);
        whole.push_str(if value.is_empty() { NOTHING } else { value });
        rest = after;
    }
    whole + rest
}

impl Desk {
    /// The texts that can be used on an application, by title, with its data in their holes.
    ///
    /// # Errors
    /// Storage.
    pub async fn ready_for(&self, loaded: &Loaded) -> Result<Vec<Ready>> {
        let office = std::slice::from_ref(&loaded.application.office);
        let texts = ready_texts::of_offices(&mut self.db.peek().await?, office).await?;
        let procedure = &loaded.row.procedure;
        let usable = texts
            .into_iter()
            .filter(|text| text.procedure.as_ref().is_none_or(|own| own == procedure));
        let usable: Vec<_> = usable.collect();
        if usable.is_empty() {
            return Ok(Vec::new());
        }
        let values = self.in_holes(loaded).await?;
        let ready = usable.into_iter().map(|text| Ready {
            id: text.id,
            title: text.title,
            text: filled(&text.text, &values),
        });
        Ok(ready.collect())
    }

    /// The texts of the offices that somebody writes notes for, by title, with their holes as they are.
    pub(crate) async fn ready_texts(&self, session: &Session) -> Result<Vec<Ready>> {
        let writes = |office: &&String| {
            access::places(&session.roles, Action::WriteNote)
                .iter()
                .any(|at| at.office.as_ref().is_none_or(|own| own == *office))
        };
        let offices = self.municipality.offices.iter().map(|office| &office.id);
        let offices: Vec<String> = offices.filter(writes).cloned().collect();
        let texts = ready_texts::of_offices(&mut self.db.peek().await?, &offices).await?;
        let ready = |text: ReadyText| Ready { id: text.id, title: text.title, text: text.text };
        Ok(texts.into_iter().map(ready).collect())
    }

    /// A text with what an application says in its holes.
    pub(crate) async fn filled_for(&self, loaded: &Loaded, text: &str) -> Result<String> {
        Ok(filled(text, &self.in_holes(loaded).await?))
    }

    /// What an application says in each of the [`HOLES`].
    async fn in_holes(&self, loaded: &Loaded) -> Result<[String; 5]> {
        let words = Words::of(Lang::It);
        Ok([
            loaded.number().to_owned(),
            self.person(loaded.applicant()).await?.name(),
            loaded.procedure.procedure.title.get(Lang::It).to_owned(),
            self.until(loaded).map(|day| words.date(day)).unwrap_or_default(),
            self.office_name(&loaded.application.office).get(Lang::It).to_owned(),
        ])
    }

    /// The next day that matters: by when the citizen answers, where they are asked, or the office.
    fn until(&self, loaded: &Loaded) -> Option<chrono::NaiveDate> {
        let application = &loaded.application;
        let asked = application.asked.as_ref().map(|asked| asked.until);
        let notice = application.notice.map(|notice| notice.until);
        let due = || loaded.clock(self).due_on_citizen;
        match application.closed {
            Some(_) => None,
            None => asked.or(notice).or_else(due),
        }
    }

    /// The page of texts, with what was typed.
    ///
    /// # Errors
    /// They keep none.
    pub async fn kept_texts(&self, session: &Session, raw: &Raw) -> Result<Texts> {
        let offices = self.keeper(session).await?;
        let texts = ready_texts::of_offices(&mut self.db.peek().await?, &offices).await?;
        let procedures = self.titles().await?;
        let form = self.text_form(&offices, &procedures)?;
        let checked = self.check_alone(&form, raw);
        Ok(Texts { texts, procedures, form, checked })
    }

    /// One text that somebody keeps, with a form to change it and what was typed, or what stands.
    ///
    /// # Errors
    /// They keep none of that id.
    pub async fn kept_text(
        &self,
        session: &Session,
        id: Uuid,
        raw: Option<&Raw>,
    ) -> Result<(ReadyText, Raw, Texts)> {
        let text = self.text_of(session, id).await?;
        let procedure = text.procedure.clone().unwrap_or_else(|| ALL.to_owned());
        let stands = Raw::from_iter([
            (PROCEDURE, vec![procedure]),
            (TITLE, vec![text.title.clone()]),
            (TEXT, vec![text.text.clone()]),
        ]);
        let raw = raw.cloned().unwrap_or(stands);
        let procedures = self.titles().await?;
        let form = self.text_form(std::slice::from_ref(&text.office), &procedures)?;
        let checked = self.check_alone(&form, &raw);
        Ok((text, raw, Texts { texts: Vec::new(), procedures, form, checked }))
    }

    async fn text_of(&self, session: &Session, id: Uuid) -> Result<ReadyText> {
        let offices = self.keeper(session).await?;
        let text = ready_texts::get(&mut self.db.peek().await?, id).await?;
        match text.filter(|text| offices.contains(&text.office)) {
            Some(text) => Ok(text),
            None => Err(self.denied(session, "text", None).await),
        }
    }

    /// The procedures in use, by title.
    async fn titles(&self) -> Result<Vec<(String, Localized)>> {
        let published = self.published().await?;
        let mut titles: Vec<(String, Localized)> = published
            .iter()
            .map(|one| (one.compiled.procedure.id.clone(), one.compiled.procedure.title.clone()))
            .collect();
        titles.sort_by(|a, b| a.1.get(Lang::It).cmp(b.1.get(Lang::It)));
        Ok(titles)
    }

    fn text_form(
        &self,
        offices: &[String],
        procedures: &[(String, Localized)],
    ) -> Result<form::Compiled> {
        let mut fields = self.office_field(offices);
        let mut options = vec![option(ALL.to_owned(), words("text-procedure-all"))];
        options.extend(procedures.iter().map(|(id, title)| option(id.clone(), label(title))));
        fields.extend([
            json!({
                "id": PROCEDURE, "kind": "one_of", "label": words("text-procedure"),
                "options": options,
            }),
            json!({
                "id": TITLE, "kind": "line", "label": words("text-title"),
                "help": words("text-title-help"), "max_length": 80,
            }),
            json!({
                "id": TEXT, "kind": "paragraph", "label": words("text-text"),
                "help": label(&holes_help()), "max_length": crate::messages::LONGEST,
            }),
        ]);
        compiled("text", Value::Array(fields)).ok_or_else(|| Error::broken("the form of texts"))
    }

    /// Keeps a new text, or changes the one of an id.
    ///
    /// # Errors
    /// Something is missing, a hole says nothing, or there are too many.
    pub async fn keep_text(
        &self,
        session: &Session,
        id: Option<Uuid>,
        raw: &Raw,
    ) -> std::result::Result<(), NotMade> {
        let (known, shown) = match id {
            Some(id) => {
                let (text, _, shown) = self.kept_text(session, id, Some(raw)).await?;
                (Some(text), shown)
            }
            None => (None, self.kept_texts(session, raw).await?),
        };
        if !shown.checked.is_complete() {
            return Err(NotMade::Incomplete(Box::new(shown.checked)));
        }
        let mut said_of = data(&shown.form, &shown.checked);
        let mut value = |path: &str| said_of.remove(path).unwrap_or_default().join("\n");
        let text = value(TEXT);
        if let Some(hole) = wrong_hole(&text) {
            let values = [("hole", hole.as_str().into())];
            return Err(Error::Refused(said_with("text-wrong-hole", &values)).into());
        }
        let office = match &known {
            Some(text) => text.office.clone(),
            None => self.chosen_office(session, &value(OFFICE)).await?,
        };
        let new = ReadyText {
            id: known.as_ref().map_or_else(|| self.clock.id(), |known| known.id),
            procedure: Some(value(PROCEDURE)).filter(|id| id != ALL),
            title: value(TITLE),
            text,
            changed_by: session.person.id,
            changed_at: self.now(),
            office,
        };
        let mut tx = self.db.write().await?;
        if known.is_some() {
            ready_texts::change(&mut tx, &new).await?;
        } else {
            let office = std::slice::from_ref(&new.office);
            if ready_texts::of_offices(&mut tx, office).await?.len() >= MOST {
                return Err(Error::Refused(said("text-too-many")).into());
            }
            ready_texts::add(&mut tx, &new).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Throws a text away. What was written with it stays.
    ///
    /// # Errors
    /// They keep none of that id.
    pub async fn delete_text(&self, session: &Session, id: Uuid) -> Result<()> {
        self.text_of(session, id).await?;
        let mut tx = self.db.write().await?;
        ready_texts::delete(&mut tx, id).await?;
        Ok(tx.commit().await?)
    }
}

/// What can stand in braces, in words.
fn holes_help() -> Localized {
    holes_in("text-text-help")
}

/// A sentence that names all the [`HOLES`] as they are written.
#[must_use]
pub fn holes_in(key: &str) -> Localized {
    let braced = HOLES.map(|hole| (hole, format!("{{{hole}}}")));
    let values = braced.each_ref().map(|(hole, braced)| (*hole, braced.as_str().into()));
    said_with(key, &values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_that_says_nothing_is_found() {
        for good in
            ["", "Gentile {name}, pratica {number} ({procedure}) entro il {until}. {office}"]
        {
            assert_eq!(wrong_hole(good), None, "{good}");
        }
        for (text, hole) in [
            ("Gentile {nome}", "{nome}"),
            ("{name} { name }", "{ name }"),
            ("{name} e {", "{"),
            ("a } b", "} b"),
            ("{{name}}", "{{name}"),
            ("{}", "{}"),
        ] {
            assert_eq!(wrong_hole(text).as_deref(), Some(hole), "{text}");
        }
    }

    #[test]
    fn what_says_nothing_leaves_a_line() {
        let values = ["", "Ada {}", "", "", ""].map(str::to_owned);
        assert_eq!(filled("{name}, {number}!", &values), "Ada {}, ____!");
        assert_eq!(filled("niente", &values), "niente");
    }
}
