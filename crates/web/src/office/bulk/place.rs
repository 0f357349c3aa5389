//! Which applications and which act, as the addresses and forms of an act on many say it, and back.

use std::collections::BTreeMap;

use desk::bulk::{Act, Of, TICKED};
use model::ApplicationId;
use url::form_urlencoded::{self, Serializer};

use crate::{
    Page,
    apply::Body,
    frame::OFFICE_BULKS,
    office::queue::{View, told},
};

/// Acts without more: word in the address.
const ACTS: [(&str, Act); 8] = [
    ("prendi", Act::Take),
    ("lascia", Act::Leave),
    ("assegna", Act::Assign),
    ("etichetta", Act::PutLabel),
    ("togli", Act::TakeLabel),
    ("trasmetti", Act::Transfer),
    ("scrivi", Act::Message),
    ("annota", Act::Note),
];
/// Stands before a move: its procedure and its id follow.
const MOVE: &str = "passaggio";

/// The word of an act in the address.
pub(super) fn word(act: &Act) -> String {
    if let Act::Move { procedure, id } = act {
        return format!("{MOVE}:{procedure}:{id}");
    }
    ACTS.iter().find(|(_, known)| known == act).map_or("", |(word, _)| word).to_owned()
}

fn act(word: &str) -> Option<Act> {
    let mut parts = word.splitn(3, ':');
    match (parts.next()?, parts.next(), parts.next()) {
        (MOVE, Some(procedure), Some(id)) => {
            Some(Act::Move { procedure: procedure.to_owned(), id: id.to_owned() })
        }
        (word, None, None) => {
            ACTS.iter().find(|(known, _)| *known == word).map(|(_, act)| act.clone())
        }
        _ => None,
    }
}

/// Which applications of the queue, and which act.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub view: View,
    pub ticked: Vec<ApplicationId>,
    /// Only those that were ticked are meant, be it none.
    pub only_ticked: bool,
    pub act: Option<Act>,
}

impl Place {
    pub fn of_query(query: Option<&str>) -> Place {
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            values.entry(name.into_owned()).or_default().push(value.into_owned());
        }
        Place::of(&values)
    }

    /// What a page of questions posts: in one field, so that no question can have the name of a filter.
    pub fn of_body(body: &Body) -> Place {
        let all = body.values.get("_dove").and_then(|values| values.first());
        Place::of_query(all.map(String::as_str))
    }

    fn of(values: &BTreeMap<String, Vec<String>>) -> Place {
        let all = |name: &str| values.get(name).map(Vec::as_slice).unwrap_or_default();
        let ticked = all("pratica").iter().filter_map(|id| id.parse().ok()).take(TICKED);
        Place {
            view: View::of(values),
            ticked: ticked.collect(),
            only_ticked: !all("segnate").is_empty(),
            act: all("azione").iter().find_map(|word| act(word)),
        }
    }

    /// The applications that are meant.
    pub fn of_desk(&self) -> Of {
        match self.only_ticked {
            true => Of::Ticked(self.ticked.clone()),
            false => Of::View(Box::new(self.view.asked.clone())),
        }
    }

    pub fn is_none_ticked(&self) -> bool {
        self.only_ticked && self.ticked.is_empty()
    }

    /// Names and values, but for the act.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.view.pairs();
        if self.only_ticked {
            pairs.push(("segnate", "1".to_owned()));
            pairs.extend(self.ticked.iter().map(|id| ("pratica", id.to_string())));
        }
        pairs
    }

    /// All of it, for one field of a form.
    pub fn whole(&self) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(self.pairs());
        if let Some(act) = &self.act {
            query.append_pair("azione", &word(act));
        }
        query.finish()
    }

    /// Address of a page below.
    pub fn url(&self, below: &str) -> String {
        format!("{OFFICE_BULKS}/{below}?{}", self.whole())
    }

    /// Which applications, in words.
    pub fn told(&self, page: &Page, n: i64) -> String {
        let found = page.words.n("office-found", n);
        match self.only_ticked {
            true => page.words.n("bulk-ticked", n).into_owned(),
            false => format!("{} · {found}", told(page, &self.view.asked)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_its_address() {
        let id = "01900000-0000-7000-8000-000000000001";
        let query = format!(
            "vista=in-ritardo&stato=sent&segnate=1&pratica={id}&azione=passaggio%3Apermesso-ztl%3Atake"
        );
        let place = Place::of_query(Some(&query));
        assert_eq!(place.ticked.len(), 1);
        assert_eq!(place.whole(), query);
        for (word, act) in ACTS {
            assert_eq!(Place::of_query(Some(&format!("azione={word}"))).act, Some(act));
        }
    }

    #[test]
    fn what_cannot_be_read_is_no_act_and_nothing_that_was_ticked_is_not_everything() {
        for query in ["azione=altro", "azione=passaggio:x", "azione=prendi:x", "pratica=x"] {
            assert_eq!(Place::of_query(Some(query)), Place::default(), "{query}");
        }
        let none = Place::of_query(Some("segnate=1"));
        assert!(none.is_none_ticked());
        assert_eq!(none.of_desk(), Of::Ticked(Vec::new()));
    }
}
