//! What the office types for a ranking: what a new one is to be, the act that approves it, how many places there are.
//! Small forms, read by the engine of forms, so that what is wrong is told at its place.

use std::collections::BTreeMap;

use form::{Checked, Raw};
use model::Localized;
use rule::Value;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{New, PLACES};
use crate::{
    Desk, Error, Result,
    facts::Nothing,
    moves::NotMade,
    session::Session,
    small_form::{self, words as sentence},
};

const TITLE: &str = "title";
const FROM: &str = "received_from";
const TO: &str = "received_to";
const ACT: &str = "act";

/// A small form with what was typed.
#[derive(Debug)]
pub struct Asking {
    pub form: form::Compiled,
    pub raw: Raw,
    pub checked: Checked,
}

/// Id of the question about the places of a list, by its position.
fn place(at: usize) -> String {
    format!("places_{}", at + 1)
}

/// «Posti: Nido A».
fn places_of(name: &Localized) -> Localized {
    let said = |lang| {
        let values = [("list", name.get(lang).into())];
        (lang, words::Words::of(lang).with("ranking-places-of", &values).into_owned())
    };
    model::Lang::ALL.into_iter().map(said).collect()
}

type Lists = Vec<(String, Localized)>;

fn fields_of(lists: &[(String, Localized)]) -> Vec<Json> {
    let field = |(at, (_, name)): (usize, &(String, Localized))| {
        let label = match name.is_empty() {
            true => sentence("ranking-places-one"),
            false => small_form::label(&places_of(name)),
        };
        json!({ "id": place(at), "kind": "integer", "label": label, "min": 0, "max": PLACES })
    };
    lists.iter().enumerate().map(field).collect()
}

fn typed(checked: &Checked, lists: &[(String, Localized)]) -> BTreeMap<String, u32> {
    let of = |(at, (id, _)): (usize, &(String, Localized))| {
        let n = match checked.answers.value(&place(at)) {
            Value::Int(n) => u32::try_from(*n).unwrap_or(0),
            _ => 0,
        };
        (id.clone(), n)
    };
    lists.iter().enumerate().map(of).collect()
}

impl Desk {
    /// The form of a new ranking, with what was typed.
    ///
    /// # Errors
    /// Not theirs.
    pub async fn new_ranking(
        &self,
        session: &Session,
        procedure: &str,
        raw: Raw,
    ) -> Result<(Localized, Asking)> {
        let (compiled, lists) = self.rankable_lists(session, procedure).await?;
        let order = json!([{
            "rule": format!("{TO} >= {FROM}"),
            "message": sentence("ranking-received-order"),
        }]);
        let mut fields = vec![
            json!({ "id": TITLE, "kind": "line", "label": sentence("ranking-name"),
                    "help": sentence("ranking-name-help"), "max_length": super::TITLE }),
            json!({ "id": FROM, "kind": "date", "label": sentence("ranking-received-from") }),
            json!({ "id": TO, "kind": "date", "label": sentence("ranking-received-to"), "check": order }),
        ];
        fields.extend(fields_of(&lists));
        Ok((compiled.procedure.title.clone(), self.asking("new", fields, raw)?))
    }

    /// Has a ranking computed, as it was typed.
    ///
    /// # Errors
    /// See [`NotMade`].
    pub async fn begin_ranking_as(
        &self,
        session: &Session,
        procedure: &str,
        raw: Raw,
    ) -> std::result::Result<Uuid, NotMade> {
        let (_, asking) = self.new_ranking(session, procedure, raw).await?;
        let (_, lists) = self.rankable_lists(session, procedure).await?;
        let answers = &asking.checked.answers;
        let day = |path: &str| match answers.value(path) {
            Value::Date(day) => Some(*day),
            _ => None,
        };
        let (Some(from), Some(to), true) = (day(FROM), day(TO), asking.checked.is_complete())
        else {
            return Err(NotMade::Incomplete(Box::new(asking.checked)));
        };
        let new = New {
            procedure: procedure.to_owned(),
            title: text(&asking.checked, TITLE),
            received: (from, to),
            places: typed(&asking.checked, &lists),
        };
        Ok(self.begin_ranking(session, new).await?)
    }

    /// The form of the act that approves.
    ///
    /// # Errors
    /// None that is expected.
    pub fn asked_act(&self, raw: Raw) -> Result<Asking> {
        let field = json!({ "id": ACT, "kind": "line", "label": sentence("ranking-act"),
                            "help": sentence("ranking-act-help"), "max_length": super::TITLE });
        self.asking("approval", vec![field], raw)
    }

    /// Approves a ranking by the act that was typed.
    ///
    /// # Errors
    /// See [`NotMade`].
    pub async fn approve_ranking_as(
        &self,
        session: &Session,
        of: (Uuid, i64),
        raw: Raw,
    ) -> std::result::Result<(), NotMade> {
        let asking = self.asked_act(raw)?;
        if !asking.checked.is_complete() {
            return Err(NotMade::Incomplete(Box::new(asking.checked)));
        }
        Ok(self.approve_ranking(session, of, &text(&asking.checked, ACT)).await?)
    }

    /// The form of the places; as they are, if nothing was typed.
    ///
    /// # Errors
    /// None that is expected.
    pub fn asked_places(&self, lists: &[super::List], raw: Raw) -> Result<Asking> {
        let mut raw = raw;
        for (at, list) in lists.iter().enumerate() {
            if !raw.has(&place(at)) {
                raw.put(place(at), list.places.to_string());
            }
        }
        let lists: Lists = lists.iter().map(|list| (list.id.clone(), list.name.clone())).collect();
        self.asking("places", fields_of(&lists), raw)
    }

    /// Changes the places to what was typed.
    ///
    /// # Errors
    /// See [`NotMade`].
    pub async fn set_ranking_places_as(
        &self,
        session: &Session,
        (id, version): (Uuid, i64),
        raw: Raw,
    ) -> std::result::Result<(), NotMade> {
        let page = self.ranking_page(session, id).await?;
        let asking = self.asked_places(&page.lists, raw)?;
        if !asking.checked.is_complete() {
            return Err(NotMade::Incomplete(Box::new(asking.checked)));
        }
        let lists: Lists = page.lists.into_iter().map(|list| (list.id, list.name)).collect();
        let wanted = typed(&asking.checked, &lists);
        Ok(self.set_ranking_places(session, (id, version), &wanted).await?)
    }

    fn asking(&self, id: &str, fields: Vec<Json>, raw: Raw) -> Result<Asking> {
        let form = small_form::compiled(id, Json::Array(fields))
            .ok_or_else(|| Error::broken("the form of a ranking"))?;
        let alone = form::Facts::on(self.today());
        let facts = form::Facts { calendar: self.calendar(), more: &Nothing, ..alone };
        let checked = form::check(&form, &raw, &facts);
        Ok(Asking { form, raw, checked })
    }
}

fn text(checked: &Checked, path: &str) -> String {
    match checked.answers.value(path) {
        Value::Text(text) => text.to_string(),
        _ => String::new(),
    }
}
