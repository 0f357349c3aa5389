//! Texts far longer than any answer: told at their place, in a time that grows with the text and not with its square.

use std::time::{Duration, Instant};

use form::kinds::Shape;
use form::showcase::showcase;
use form::{Facts, Field, Form, Kind, Raw, Setting, check, compile};

use crate::support::{checked, fields, problems, today};

/// What makes a reader go over the same text again and again, if anything does.
const PIECES: [&str; 5] = ["1", "1 ", "a", ".,/:-+@", "0,0\n"];

/// A text of so many characters.
fn long(piece: &str, length: usize) -> String {
    piece.chars().cycle().take(length).collect()
}

/// One question of each kind that is answered.
fn one_of_each() -> Vec<Field> {
    let sections = showcase(false).form.steps.into_iter().flat_map(|step| step.sections);
    let fields = sections.flat_map(|section| section.fields);
    let mut fields: Vec<Field> = fields.filter(|field| field.id.ends_with("_empty")).collect();
    fields.iter_mut().for_each(|field| field.template = None);
    fields
}

#[test]
fn every_kind_answers_endless_texts_in_a_time_that_grows_with_them() {
    let asked = one_of_each();
    let is_asked = |kind: &Kind| asked.iter().any(|field| field.kind == *kind);
    let answered = [Shape::Single, Shape::Choices, Shape::Files];
    let missing: Vec<Kind> = Kind::ALL
        .into_iter()
        .filter(|kind| answered.contains(&kind.shape()) && !is_asked(kind))
        .collect();
    assert_eq!(missing, [Kind::Computed], "asked of nobody");
    let mut form = Form::of_fields("only", asked);
    // Beside a place on a map its address is asked too.
    let address = Field { autocomplete: Some("street-address".to_owned()), ..Field::default() };
    let label = model::Localized::it("Indirizzo");
    form.steps[0].sections[0].fields.push(Field { id: "address".to_owned(), label, ..address });
    let form = compile(&form, &Setting::default()).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let start = Instant::now();
    for piece in PIECES {
        let text = long(piece, 100_000);
        let raw: Raw = form.paths().map(|(path, _)| (path, vec![text.clone()])).collect();
        let checked = check(&form, &raw, &Facts::on(today()));
        assert!(!checked.problems_at("line_empty").any(|problem| problem.is_missing()));
        let too_long = checked.problems_at("line_empty").map(|problem| problem.code());
        assert_eq!(too_long.collect::<Vec<_>>(), ["too_long"], "{piece:?}");
    }
    // What grows with the square of a text takes minutes for one of this length.
    let taken = start.elapsed();
    assert!(taken < Duration::from_secs(5), "{taken:?}");
}

#[test]
fn a_text_is_cut_off_at_its_length_before_it_is_read() {
    for (kind, length) in [("line", 250), ("email", 250), ("url", 2000), ("paragraph", 5000)] {
        let form = fields(&format!("- {{id: a, kind: {kind}, label: Domanda}}")).unwrap();
        let said = |text: &str| problems(&checked(&form, &[("a", text)]));
        assert!(!said(&long("è", length)).contains(&"a too_long".to_owned()), "{kind}");
        // Blanks around it are not counted.
        let blanks = format!("  {}  ", long("è", length));
        assert!(!said(&blanks).contains(&"a too_long".to_owned()), "{kind}");
        assert_eq!(said(&long("è", length + 1)), ["a too_long"], "{kind}");
    }
    let own = fields("- {id: a, kind: line, label: Domanda, max_length: 3}").unwrap();
    assert_eq!(problems(&checked(&own, &[("a", "abcd")])), ["a too_long"]);
    assert_eq!(checked(&own, &[("a", "abc")]).answers.canonical(&own), r#"{"a":"abc"}"#);
}
