//! What is wrong on a page, for a list far from the questions.

use std::collections::BTreeMap;

use form::view::{Control, Item, SectionView};
use model::fold;

/// A problem with the question it belongs to, unless it names it already, in whole words or between quotation marks.
fn named(question: &str, problem: &str) -> String {
    let words = |text: &str| format!(" {} ", fold::fold(text));
    let is_telling = question.chars().count() > SHORT;
    let is_quoted = [format!("«{question}»"), format!("“{question}”")];
    let is_named = is_quoted.iter().any(|it| problem.contains(it))
        || (is_telling && words(problem).contains(&words(question)));
    if is_named { problem.to_owned() } else { format!("{question}: {problem}") }
}

/// Labels up to so many letters are words that stand in any sentence: «Al».
const SHORT: usize = 3;

/// One thing that is wrong on a page, for a list far from the questions.
pub struct Wrong<'v> {
    /// Id of what it belongs to in the page.
    pub at: &'v str,
    pub text: String,
    /// The question, if it belongs to one.
    pub control: Option<&'v Control>,
}

/// What is wrong on a page with the place of each. Where several questions are called alike each says whose it is: by
/// its row, else by what it stands in.
#[must_use]
pub fn wrongs(sections: &[SectionView]) -> Vec<Wrong<'_>> {
    let mut list = List::of(sections.iter().map(|section| &section.items[..]));
    sections.iter().for_each(|section| list.take(&section.items, &section.title));
    list.all
}

/// The same, as pages of one step list it: id and text.
#[must_use]
pub fn problems(sections: &[SectionView]) -> Vec<(String, String)> {
    wrongs(sections).into_iter().map(|wrong| (wrong.at.to_owned(), wrong.text)).collect()
}

/// The same of items alone.
#[must_use]
pub fn wrong_items(items: &[Item]) -> Vec<(String, String)> {
    let mut list = List::of([items].into_iter());
    list.take(items, "");
    list.all.into_iter().map(|wrong| (wrong.at.to_owned(), wrong.text)).collect()
}

fn count<'v>(items: &'v [Item], labels: &mut BTreeMap<&'v str, usize>) {
    for item in items {
        match item {
            Item::Control(control) => *labels.entry(&control.label).or_default() += 1,
            Item::Set(set) => count(&set.items, labels),
            // Their rows say whose they are.
            Item::Group(_) | Item::Prose(_) => {}
        }
    }
}

struct List<'v> {
    /// How many questions are called so, those in rows apart.
    labels: BTreeMap<&'v str, usize>,
    all: Vec<Wrong<'v>>,
}

impl<'v> List<'v> {
    /// An empty list of what is wrong in these items.
    fn of(all: impl Iterator<Item = &'v [Item]>) -> Self {
        let mut labels = BTreeMap::new();
        all.for_each(|items| count(items, &mut labels));
        List { labels, all: Vec::new() }
    }

    fn take(&mut self, items: &'v [Item], place: &str) {
        for item in items {
            match item {
                Item::Control(control) => {
                    let is_alike = self.labels.get(control.label.as_str()).is_some_and(|n| *n > 1);
                    let place = if is_alike { place } else { "" };
                    self.all.extend(control.problems.iter().map(|problem| Wrong {
                        at: &control.id,
                        text: placed(place, &named(&control.label, problem)),
                        control: Some(control),
                    }));
                }
                Item::Set(set) => {
                    let own = |problem: &String| (set.id.as_str(), problem.clone());
                    self.all.extend(set.problems.iter().map(own).map(Wrong::bare));
                    self.take(&set.items, if set.legend.is_empty() { place } else { &set.legend });
                }
                Item::Group(group) => {
                    let own = |problem: &String| (group.id.as_str(), named(&group.label, problem));
                    self.all.extend(group.problems.iter().map(own).map(Wrong::bare));
                    for row in &group.rows {
                        let mut inside = List::of([&row.items[..]].into_iter());
                        inside.take(&row.items, "");
                        let inside = inside.all.into_iter().map(|wrong| {
                            let text = placed(&row.title, &wrong.text);
                            Wrong { text, ..wrong }
                        });
                        self.all.extend(inside);
                    }
                }
                Item::Prose(_) => {}
            }
        }
    }
}

impl<'v> Wrong<'v> {
    fn bare((at, text): (&'v str, String)) -> Self {
        Wrong { at, text, control: None }
    }
}

/// A problem with what its question stands in, where it is read far from it.
fn placed(place: &str, problem: &str) -> String {
    match place {
        "" => problem.to_owned(),
        place => format!("{} ({place})", problem.trim_end_matches('.')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use form::{
        Facts, Field, Form, Kind, Raw, Setting,
        view::{Asked, Missing},
    };
    use model::{Lang, Localized};

    #[test]
    fn a_problem_names_its_question_once() {
        let day = "Questo giorno non esiste nel calendario";
        assert_eq!(named("Al", day), format!("Al: {day}"));
        assert_eq!(
            named("Targa", "Scrivi la targa come sul libretto"),
            "Scrivi la targa come sul libretto"
        );
        assert_eq!(named("Al", "Manca la risposta a «Al»"), "Manca la risposta a «Al»");
        assert_eq!(named("Sex", "Choose an answer for “Sex”"), "Choose an answer for “Sex”");
        assert_eq!(named("Via", "Controlla la via"), "Via: Controlla la via");
    }

    #[test]
    fn problems_of_questions_called_alike_say_whose_they_are() {
        let field = |id: &str, kind, label: &str, fields| Field {
            id: id.to_owned(),
            kind,
            label: Localized::it(label),
            fields,
            ..Field::default()
        };
        let code = || field("code", Kind::FiscalCode, "Codice fiscale", Vec::new());
        let person = |id: &str, label: &str| field(id, Kind::Set, label, vec![code()]);
        let mut rows = field("others", Kind::Group, "Altri", vec![code()]);
        rows.row_label = Localized::it("Persona");
        let phone = field("phone", Kind::Phone, "Telefono", Vec::new());
        let fields = vec![person("me", "Chi chiede"), person("child", ""), rows, phone];
        let mut form = Form::of_fields("a", fields);
        form.steps[0].sections[0].title = Localized::it("Bambina");
        let form = form::compile(&form, &Setting::default()).unwrap();
        let facts = Facts::on("2026-11-29".parse().unwrap());
        let (raw, missing) = (Raw::new(), Missing::Told);
        let checked = form::check(&form, &raw, &facts);
        let asked = Asked { step: "a", lang: Lang::It, missing };
        let step = form::view::step(&form, &raw, &checked, &facts, asked).unwrap();
        let said: Vec<String> = problems(&step.sections).into_iter().map(|(_, it)| it).collect();
        let code = "Manca la risposta a «Codice fiscale»";
        assert_eq!(
            said,
            [
                format!("{code} (Chi chiede)"),
                format!("{code} (Bambina)"),
                format!("{code} (Persona 1)"),
                "Manca la risposta a «Telefono»".to_owned()
            ]
        );
        assert_eq!(placed("Lia", "Codice fiscale: ricopialo."), "Codice fiscale: ricopialo (Lia)");
    }
}
