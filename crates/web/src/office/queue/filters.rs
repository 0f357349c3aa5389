//! What the queue can be filtered by, and the filters that hold, each with its way out.

use desk::queue::{Queue, Tab, Whose};
use model::{Lang, Localized, PersonId};

use super::address::{ORDERS, TERMS, View, whose_word};
use crate::Frame;

/// Something to choose.
pub(crate) struct Choice {
    pub id: String,
    pub label: String,
    pub is_selected: bool,
}

/// A filter that holds.
pub(super) struct Chip {
    pub label: String,
    /// The view without it.
    pub url: String,
}

/// Everything that can be chosen.
pub(super) struct Choices {
    pub procedures: Vec<Choice>,
    pub states: Vec<Choice>,
    /// Empty where the part says it.
    pub whose: Vec<Choice>,
    /// Empty where the part says it.
    pub terms: Vec<Choice>,
    /// Empty for who reaches only one.
    pub offices: Vec<Choice>,
    /// Empty where the office has none.
    pub labels: Vec<Choice>,
    pub orders: Vec<Choice>,
    pub from: String,
    pub to: String,
}

impl Choices {
    /// How many values of a list are chosen, for its heading.
    pub fn chosen(choices: &[Choice]) -> usize {
        choices.iter().filter(|choice| choice.is_selected).count()
    }

    /// How many of the filters that do not stand in the first row are chosen.
    pub fn more(&self) -> usize {
        Self::chosen(&self.offices)
            + Self::chosen(&self.labels)
            + usize::from(!self.from.is_empty())
            + usize::from(!self.to.is_empty())
    }

    pub fn of(frame: &Frame, view: &View, queue: &Queue, me: PersonId) -> Choices {
        let asked = &view.asked;
        let lang = frame.page.lang;
        let of_term = |(term, word, key): &(_, &str, &str)| Choice {
            id: (*word).to_owned(),
            label: frame.t(key).into_owned(),
            is_selected: asked.term == Some(*term),
        };
        let of_order = |(order, word, key): &(_, &str, &str)| Choice {
            id: (*word).to_owned(),
            label: frame.t(key).into_owned(),
            is_selected: asked.order() == *order,
        };
        let has_terms = matches!(asked.tab, Tab::Mine | Tab::Office | Tab::Unassigned);
        let orders = ORDERS.iter().skip(usize::from(asked.tab == Tab::Closed));
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
        Choices {
            procedures: listed(&asked.procedures, titles(queue, lang)),
            states: listed(&asked.states, states(queue, lang)),
            whose: if matches!(asked.tab, Tab::Mine | Tab::Unassigned) {
                Vec::new()
            } else {
                whose(frame, asked.whose, queue, me)
            },
            terms: if has_terms { TERMS.iter().map(of_term).collect() } else { Vec::new() },
            offices: if queue.offices.len() > 1 {
                let names = queue.offices.iter().map(|id| (id.clone(), frame.office_name(id)));
                listed(&asked.offices, names.collect())
            } else {
                Vec::new()
            },
            labels: labels(frame, queue, &asked.labels),
            orders: orders.map(of_order).collect(),
            from: day(asked.from).unwrap_or_default(),
            to: day(asked.to).unwrap_or_default(),
        }
    }
}

/// Labels by name; of which office, where there are several.
fn labels(frame: &Frame, queue: &Queue, chosen: &[uuid::Uuid]) -> Vec<Choice> {
    let choice = |label: &desk::labels::Label| Choice {
        id: label.id.to_string(),
        label: match queue.offices.len() {
            0 | 1 => label.name.clone(),
            _ => format!("{} ({})", label.name, frame.office_name(&label.office)),
        },
        is_selected: chosen.contains(&label.id),
    };
    queue.labels.iter().map(choice).collect()
}

fn titles(queue: &Queue, lang: Lang) -> Vec<(String, String)> {
    let titles = queue.procedures.iter();
    titles.map(|(id, title)| (id.clone(), title.get(lang).to_owned())).collect()
}

/// A state that procedures call differently has all its names.
fn states(queue: &Queue, lang: Lang) -> Vec<(String, String)> {
    let name = |names: &[Localized]| {
        names.iter().map(|name| name.get(lang)).collect::<Vec<_>>().join(" / ")
    };
    queue.states.iter().map(|(id, names)| (id.clone(), name(names))).collect()
}

fn listed(chosen: &[String], all: Vec<(String, String)>) -> Vec<Choice> {
    let choice =
        |(id, label): (String, String)| Choice { is_selected: chosen.contains(&id), id, label };
    all.into_iter().map(choice).collect()
}

fn whose(frame: &Frame, chosen: Option<Whose>, queue: &Queue, me: PersonId) -> Vec<Choice> {
    let choice = |whose: Whose, label: String| Choice {
        id: whose_word(Some(whose)),
        label,
        is_selected: chosen == Some(whose),
    };
    let fixed = [
        choice(Whose::Mine, frame.t("office-whose-me").into_owned()),
        choice(Whose::Nobodys, frame.t("office-whose-nobody").into_owned()),
        choice(Whose::Gone, frame.t("office-whose-gone").into_owned()),
    ];
    let others = queue.colleagues.iter().filter(|(person, _)| *person != me);
    let others = others.map(|(person, name)| choice(Whose::Of(*person), name.clone()));
    fixed.into_iter().chain(others).collect()
}

/// The filters that hold, in the order of the form.
pub(super) fn chips(frame: &Frame, view: &View, queue: &Queue) -> Vec<Chip> {
    let asked = &view.asked;
    let words = frame.page.words;
    let lang = frame.page.lang;
    let mut chips = Vec::new();
    let mut chip = |key: &str, value: &str, url: String| {
        chips.push(Chip { label: words.with(key, &[("value", value.into())]).into_owned(), url });
    };
    if !asked.text.is_empty() {
        chip("office-chip-text", &asked.text, view.but(|asked| asked.text.clear()));
    }
    let named = |all: &[(String, String)], id: &String| {
        let found = all.iter().find(|(known, _)| known == id);
        found.map_or_else(|| id.clone(), |(_, name)| name.clone())
    };
    let (titles, states) = (titles(queue, lang), states(queue, lang));
    for id in &asked.procedures {
        let url = view.but(|asked| asked.procedures.retain(|other| other != id));
        chip("office-chip-procedure", &named(&titles, id), url);
    }
    for id in &asked.states {
        let url = view.but(|asked| asked.states.retain(|other| other != id));
        chip("office-chip-state", &named(&states, id), url);
    }
    if let Some((.., key)) = TERMS.iter().find(|(term, ..)| Some(*term) == asked.term) {
        chip("office-chip-term", &words.t(key), view.but(|asked| asked.term = None));
    }
    if let Some(whose) = asked.whose {
        let name = match whose {
            Whose::Mine => words.t("office-whose-me").into_owned(),
            Whose::Nobodys => words.t("office-whose-nobody").into_owned(),
            Whose::Gone => words.t("office-whose-gone").into_owned(),
            Whose::Of(person) => {
                let known = queue.colleagues.iter().find(|(known, _)| *known == person);
                known.map_or_else(
                    || words.t("office-whose-somebody").into_owned(),
                    |(_, name)| name.clone(),
                )
            }
        };
        chip("office-chip-assignee", &name, view.but(|asked| asked.whose = None));
    }
    if let Some(day) = asked.from {
        chip("office-chip-from", &words.date(day), view.but(|asked| asked.from = None));
    }
    if let Some(day) = asked.to {
        chip("office-chip-to", &words.date(day), view.but(|asked| asked.to = None));
    }
    for id in &asked.offices {
        let url = view.but(|asked| asked.offices.retain(|other| other != id));
        chip("office-chip-office", &frame.office_name(id), url);
    }
    for id in &asked.labels {
        let url = view.but(|asked| asked.labels.retain(|other| other != id));
        let known = queue.labels.iter().find(|label| label.id == *id);
        let name = known.map_or_else(String::new, |label| label.name.clone());
        chip("office-chip-label", &name, url);
    }
    chips
}
