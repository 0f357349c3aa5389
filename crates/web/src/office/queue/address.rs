//! A view of the queue as its address says it, and back. What cannot be read there is passed over.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use desk::queue::{Asked, Column, Order, Tab, Term, Whose};
use url::form_urlencoded::{self, Serializer};
use uuid::Uuid;

use crate::frame::OFFICE;

/// The parts of the queue: word in the address, key of the words.
pub(super) const TABS: [(Tab, &str, &str); 7] = [
    (Tab::Mine, "mie", "office-tab-mine"),
    (Tab::Office, "", "office-tab-office"),
    (Tab::Unassigned, "non-assegnate", "office-tab-unassigned"),
    (Tab::Late, "in-ritardo", "office-tab-late"),
    (Tab::Waiting, "in-attesa", "office-tab-waiting"),
    (Tab::Messages, "messaggi", "office-tab-messages"),
    (Tab::Closed, "concluse", "office-tab-closed"),
];

/// Terms to filter by.
pub(super) const TERMS: [(Term, &str, &str); 7] = [
    (Term::Late, "in-ritardo", "office-term-late"),
    (Term::Today, "oggi", "office-term-today"),
    (Term::Within(3), "3", "office-term-3"),
    (Term::Within(10), "10", "office-term-10"),
    (Term::Within(30), "30", "office-term-30"),
    (Term::Suspended, "sospeso", "office-term-suspended"),
    (Term::None, "nessuno", "office-term-without"),
];

/// Orders.
pub(super) const ORDERS: [(Order, &str, &str); 4] = [
    (Order::Term, "termine", "office-order-term"),
    (Order::Newest, "recenti", "office-order-newest"),
    (Order::Oldest, "prime", "office-order-oldest"),
    (Order::Changed, "evento", "office-order-changed"),
];

/// Columns.
pub(crate) const COLUMNS: [(Column, &str, &str); 9] = [
    (Column::Term, "termine", "office-column-term"),
    (Column::Number, "numero", "office-column-number"),
    (Column::Applicant, "richiedente", "office-column-applicant"),
    (Column::Procedure, "procedimento", "office-column-procedure"),
    (Column::State, "stato", "office-column-state"),
    (Column::Assignee, "assegnata", "office-column-assignee"),
    (Column::SentOn, "inviata", "office-column-sent"),
    (Column::LastEvent, "evento", "office-column-changed"),
    (Column::Office, "ufficio", "office-column-office"),
];

const ME: &str = "io";
const NOBODY: &str = "nessuno";
const GONE: &str = "non-piu-qui";

/// What an address of the queue says.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct View {
    pub asked: Asked,
    /// The kept view it was opened as.
    pub kept: Option<Uuid>,
    /// What was done just now.
    pub flash: String,
}

fn word_of<T: Copy + PartialEq>(table: &[(T, &'static str, &str)], one: T) -> &'static str {
    table.iter().find(|(known, ..)| *known == one).map_or("", |(_, word, _)| word)
}

fn known<T: Copy>(table: &[(T, &str, &str)], word: &str) -> Option<T> {
    table.iter().find(|(_, known, _)| *known == word).map(|(known, ..)| *known)
}

/// As browsers send a date, or as people write one.
fn day(text: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%d/%m/%Y"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())
}

impl View {
    pub fn new(asked: Asked) -> View {
        View { asked, ..View::default() }
    }

    /// Of the part after the `?`.
    pub fn of_query(query: Option<&str>) -> View {
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            values.entry(name.into_owned()).or_default().push(value.into_owned());
        }
        View::of(&values)
    }

    /// Of what a form posted.
    pub fn of(values: &BTreeMap<String, Vec<String>>) -> View {
        let all = |name: &str| values.get(name).map(Vec::as_slice).unwrap_or_default();
        let one = |name: &str| {
            all(name).iter().find(|value| !value.is_empty()).map_or("", String::as_str)
        };
        let asked = Asked {
            tab: known(&TABS, one("vista")).unwrap_or_default(),
            text: one("q").to_owned(),
            procedures: all("procedimento").to_vec(),
            states: all("stato").to_vec(),
            whose: match one("assegnata") {
                ME => Some(Whose::Mine),
                NOBODY => Some(Whose::Nobodys),
                GONE => Some(Whose::Gone),
                person => person.parse().ok().map(Whose::Of),
            },
            term: known(&TERMS, one("termine")),
            from: day(one("dal")),
            to: day(one("al")),
            offices: all("ufficio").to_vec(),
            labels: all("etichetta").iter().filter_map(|id| id.parse().ok()).collect(),
            order: known(&ORDERS, one("ordine")),
            columns: one("colonne").split(',').filter_map(|word| known(&COLUMNS, word)).collect(),
            after: one("dopo").parse().ok(),
        };
        let nothing = if one("nessuna").is_empty() { "" } else { "nessuna" };
        View {
            asked: asked.tidied(),
            kept: one("salvata").parse().ok(),
            flash: [one("fatto"), nothing].concat(),
        }
    }

    /// Names and values, but for the place in the list.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let asked = &self.asked;
        let mut pairs =
            vec![("vista", word_of(&TABS, asked.tab).to_owned()), ("q", asked.text.clone())];
        let mut all = |name, values: &[String]| {
            pairs.extend(values.iter().map(|value| (name, value.clone())));
        };
        all("procedimento", &asked.procedures);
        all("stato", &asked.states);
        all("ufficio", &asked.offices);
        let labels: Vec<String> = asked.labels.iter().map(Uuid::to_string).collect();
        all("etichetta", &labels);
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let columns: Vec<_> =
            asked.columns.iter().map(|column| word_of(&COLUMNS, *column)).collect();
        pairs.extend([
            ("assegnata", whose_word(asked.whose)),
            ("termine", asked.term.map_or("", |term| word_of(&TERMS, term)).to_owned()),
            ("dal", day(asked.from)),
            ("al", day(asked.to)),
            ("ordine", asked.order.map_or("", |order| word_of(&ORDERS, order)).to_owned()),
            ("colonne", columns.join(",")),
            ("salvata", self.kept.map(|id| id.to_string()).unwrap_or_default()),
        ]);
        pairs.retain(|(_, value)| !value.is_empty());
        pairs
    }

    /// The same, without what the visible fields of the filter say.
    pub fn beside_filter(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.pairs();
        pairs.retain(|(name, _)| matches!(*name, "vista" | "colonne" | "salvata"));
        pairs
    }

    /// What stands after the address of a page, `?` included.
    pub fn query(&self) -> String {
        let query = Serializer::new(String::new()).extend_pairs(self.pairs()).finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }

    /// Address of this view, from its start or after a row.
    pub fn url(&self, after: Option<&str>) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(self.pairs());
        if let Some(after) = after {
            query.append_pair("dopo", after);
        }
        match query.finish().as_str() {
            "" => OFFICE.to_owned(),
            query => format!("{OFFICE}?{query}"),
        }
    }

    /// Where the same words may be found that are not looked for here: key of the words, and address.
    pub fn elsewhere(&self) -> Option<(&'static str, String)> {
        if self.asked.text.is_empty() {
            return None;
        }
        let (tab, key) = match self.asked.tab {
            Tab::Closed => (Tab::Office, "office-search-open"),
            _ => (Tab::Closed, "office-search-closed"),
        };
        Some((
            key,
            Self::new(Asked { tab, text: self.asked.text.clone(), ..Asked::default() }).url(None),
        ))
    }

    /// Address of this view but for what is changed of it, from its start.
    pub fn but(&self, change: impl FnOnce(&mut Asked)) -> String {
        let mut asked = self.asked.clone();
        change(&mut asked);
        View { asked: asked.tidied(), ..self.clone() }.url(None)
    }
}

/// Of an assignee.
pub(super) fn whose_word(whose: Option<Whose>) -> String {
    match whose {
        None => String::new(),
        Some(Whose::Mine) => ME.to_owned(),
        Some(Whose::Nobodys) => NOBODY.to_owned(),
        Some(Whose::Gone) => GONE.to_owned(),
        Some(Whose::Of(person)) => person.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_view_has_its_address() {
        let query = "vista=in-ritardo&q=via+Roma+%26+co&procedimento=permesso-ztl&stato=sent&stato=examined";
        let view = View::of_query(Some(query));
        assert_eq!(view.asked.tab, Tab::Late);
        assert_eq!(view.asked.states, ["sent", "examined"]);
        let url = view.url(Some("d20270312.0"));
        assert_eq!(url, format!("/ufficio?{query}&dopo=d20270312.0"));
        assert_eq!(View::default().url(None), OFFICE);
        assert!(view.asked.is_filtered() && !View::default().asked.is_filtered());
        let full = "vista=in-attesa&ufficio=a&ufficio=b&assegnata=io&dal=2026-01-02&al=2026-03-04&ordine=prime\
                    &colonne=numero%2Cstato&salvata=01900000-0000-7000-8000-000000000001";
        assert_eq!(View::of_query(Some(full)).query(), format!("?{full}"));
        for (term, word, _) in TERMS {
            let view = View::of_query(Some(&format!("termine={word}")));
            assert_eq!(view.asked.term, Some(term));
            assert_eq!(view.query(), format!("?termine={word}"));
        }
    }

    #[test]
    fn what_cannot_be_read_is_passed_over() {
        for query in [
            "vista=altro",
            "termine=4&ordine=x&colonne=x,y&dal=32/13/2026&al=&assegnata=luigi&dopo=zz&salvata=1",
            "procedimento=&stato=&ufficio=&q=+",
            "%FF%FE=%GG&&&=",
        ] {
            assert_eq!(View::of_query(Some(query)), View::default(), "{query}");
        }
        assert_eq!(View::of_query(Some("dal=3/1/2026")).query(), "?dal=2026-01-03");
    }
}
