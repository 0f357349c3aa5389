//! The two small forms around an opinion: what is asked, and what is answered. They are read like every other form.

use std::sync::LazyLock;

use model::Localized;
use serde_json::{Value, json};
use workflow::{LONGEST_DAYS, USUAL_DAYS, Verdict};

use crate::{
    Desk,
    loaded::Loaded,
    small_form::{compiled, label, option, words},
};

/// Whom: an office, an opinion that is foreseen, or somebody outside.
pub(super) const WHOM: &str = "whom";
pub(super) const NAME: &str = "name";
pub(super) const EMAIL: &str = "email";
pub(super) const QUESTION: &str = "question";
pub(super) const DAYS: &str = "days";
pub(super) const SHOWS: &str = "shows";
/// What `whom` says for somebody outside.
pub(super) const OUTSIDE: &str = "outside";
/// What stands before the id of an office, and of an opinion.
pub(super) const OFFICE: &str = "office-";
pub(super) const FORESEEN: &str = "opinion-";

/// What an opinion comes to, its text, its files.
pub(super) const VERDICT: &str = "verdict";
pub(super) const TEXT: &str = "text";
/// Path of the files of an answer.
pub(super) const FILES: &str = "files";

/// What is asked of whom asks: made for each application, whose offices and sections it names.
pub(super) fn question_form(desk: &Desk, loaded: &Loaded) -> Option<form::Compiled> {
    let workflow = &loaded.procedure.workflow;
    let own = &loaded.application.office;
    let foreseen = workflow.definition().opinions.iter().filter(|opinion| {
        opinion.office != *own
            && !loaded
                .application
                .open_opinions()
                .any(|awaited| awaited.question.opinion.as_deref() == Some(opinion.id.as_str()))
    });
    let foreseen: Vec<(String, Value)> = foreseen
        .map(|opinion| (format!("{FORESEEN}{}", opinion.id), label(&opinion.label)))
        .collect();
    let named: Vec<String> = foreseen.iter().map(|(id, _)| format!("\"{id}\"")).collect();
    let mut whom: Vec<Value> = foreseen.into_iter().map(|(id, label)| option(id, label)).collect();
    let offices = desk.municipality.offices.iter().filter(|office| office.id != *own);
    whom.extend(
        offices.map(|office| option(format!("{OFFICE}{}", office.id), label(&office.name))),
    );
    whom.push(option(OUTSIDE.to_owned(), words("opinion-whom-outside")));
    let is_outside = format!("{WHOM} == \"{OUTSIDE}\"");
    // What is foreseen says itself what is shown.
    let is_free = match named.as_slice() {
        [] => "true".to_owned(),
        ids => format!("!has({WHOM}) || !({WHOM} in [{}])", ids.join(", ")),
    };
    let sections = sections(loaded).map(|(id, title)| option(id.to_owned(), label(title)));
    let sections: Vec<Value> = sections.collect();
    let mut fields = vec![
        json!({ "id": WHOM, "kind": "one_of", "label": words("opinion-whom"), "options": whom }),
        json!({
            "id": NAME, "kind": "line", "label": words("opinion-outside-name"),
            "help": words("opinion-outside-name-help"), "visible": is_outside,
        }),
        json!({
            "id": EMAIL, "kind": "email", "label": words("opinion-outside-email"),
            "help": words("opinion-outside-email-help"), "visible": is_outside,
        }),
        json!({
            "id": QUESTION, "kind": "paragraph", "label": words("opinion-question"),
            "help": words("opinion-question-help"),
        }),
        json!({
            "id": DAYS, "kind": "integer", "label": words("opinion-days"),
            "help": words("opinion-days-help"), "min": 1, "max": LONGEST_DAYS,
        }),
    ];
    if !sections.is_empty() {
        fields.push(json!({
            "id": SHOWS, "kind": "many_of", "label": words("opinion-shows"),
            "help": words("opinion-shows-help"), "visible": is_free, "options": sections,
        }));
    }
    compiled("question", Value::Array(fields))
}

/// The sections that have a name, and can be shown or not.
fn sections(loaded: &Loaded) -> impl Iterator<Item = (&str, &Localized)> {
    let form = &loaded.procedure.form;
    form.section_ids().filter_map(|id| Some((id, form.section_title(id)?)))
}

/// What stands in it before anything is typed: nothing is shown until it is chosen.
pub(super) fn first_values() -> form::Raw {
    let mut raw = form::Raw::default();
    raw.set(DAYS.to_owned(), vec![USUAL_DAYS.to_string()]);
    raw
}

/// What is asked of whom answers.
#[must_use]
pub fn answer_form() -> Option<&'static form::Compiled> {
    static FORM: LazyLock<Option<form::Compiled>> = LazyLock::new(|| {
        let verdicts: Vec<Value> = Verdict::ALL
            .into_iter()
            .map(|verdict| {
                let key = format!("opinion-answer-{}", verdict.word());
                json!({ "id": verdict.word(), "label": words(&key) })
            })
            .collect();
        let needs_text = format!("{VERDICT} in [\"conditions\", \"against\"]");
        compiled(
            "answer",
            json!([
                {
                    "id": VERDICT, "kind": "one_of", "label": words("opinion-answer"),
                    "options": verdicts,
                },
                {
                    "id": TEXT, "kind": "paragraph", "label": words("opinion-answer-text"),
                    "help": words("opinion-answer-text-help"), "required": needs_text,
                },
                {
                    "id": FILES, "kind": "attachment", "label": words("opinion-answer-files"),
                    "help": words("opinion-answer-files-help"), "required": false,
                    "types": ["pdf", "p7m", "jpg", "png"], "max_files": 5,
                },
            ]),
        )
    });
    FORM.as_ref()
}
