//! Letters with their holes filled.

use form::filled::Filling;
use model::prose::Block;
use model::{Lang, Localized};
use rule::{Bindings, Show, Value};

use crate::compile::{Compiled, OFFICE_FIELDS};

/// What a letter is written about.
#[derive(Clone, Copy)]
pub struct Occasion<'a> {
    /// The language asked for.
    pub lang: Lang,
    /// The day, the calendar and the names of files.
    pub facts: &'a form::Facts<'a>,
    /// Answers, `local.*`, `fees.*`, `application.*`, `office_fields.*`, and `move.*` of the move that makes it.
    pub bindings: &'a dyn Bindings,
    /// Id of the move that makes the letter.
    pub made_by: Option<&'a str>,
    /// Name of the office, for `application.office`.
    pub office: &'a Localized,
}

/// A letter ready to be printed or mailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Name of the kind of letter.
    pub title: String,
    /// One line.
    pub subject: String,
    /// The text.
    pub body: Vec<Block>,
    /// The language it is in; Italian where it does not exist in the one asked for.
    pub lang: Lang,
}

impl Compiled {
    /// Writes a letter; none if the document has no letter with that id.
    #[must_use]
    pub fn letter(&self, id: &str, occasion: &Occasion<'_>) -> Option<Rendered> {
        let letter = self.workflow.letter(id)?;
        let lang = letter.letter.body.lang_of(occasion.lang);
        let context =
            rule::Context { today: occasion.facts.today, calendar: occasion.facts.calendar };
        let writer = Writer { compiled: self, occasion, lang };
        let filling = Filling::new(&writer, lang);
        let written = letter.write(occasion.lang, occasion.bindings, &context, &filling);
        Some(Rendered {
            title: written.title,
            subject: filling.line(&written.subject),
            body: filling.prose(&written.body),
            lang: written.lang,
        })
    }
}

/// Shows what a letter names: the office and the state by their names, answers as the form writes them.
struct Writer<'a> {
    compiled: &'a Compiled,
    occasion: &'a Occasion<'a>,
    lang: Lang,
}

impl Show for Writer<'_> {
    fn show(&self, path: Option<&str>, value: &Value) -> String {
        match (path, value) {
            (Some("application.office"), _) => {
                return self.occasion.office.get(self.lang).to_owned();
            }
            (Some("application.state"), Value::Text(id)) => {
                if let Some(state) = self.compiled.workflow.state(id) {
                    return state.citizen.get(self.lang).to_owned();
                }
            }
            _ => {}
        }
        let asked = self.occasion.made_by.and_then(|id| self.compiled.asked_by(id));
        let office = self.compiled.office_fields.as_ref();
        let (form, path) = match (path.and_then(|path| path.split_once('.')), asked, office) {
            (Some(("move", inner)), Some(asked), _) => (asked, Some(inner)),
            (Some((OFFICE_FIELDS, inner)), _, Some(office)) => (office, Some(inner)),
            _ => (&self.compiled.form, path),
        };
        form::show::Writer { form, facts: self.occasion.facts, lang: self.lang }.show(path, value)
    }
}
