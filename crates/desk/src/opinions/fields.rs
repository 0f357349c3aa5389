//! The small forms around an opinion: what is asked, what is answered, until when there is more time, what is sent after.
//! They are read like every other form.

use std::{collections::BTreeSet, sync::LazyLock};

use ::words::Words;
use chrono::NaiveDate;
use model::{Lang, Localized};
use serde_json::{Value, json};
use workflow::{LONGEST_DAYS, Opined, USUAL_DAYS, Verdict};

use crate::{
    Desk,
    beside::office_label,
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

/// What is shown one by one, and what the office attaches itself.
pub(super) const ENCLOSED: &str = "enclosed";
pub(super) const OWN: &str = "own";
/// What stands before the id of a file, and of a letter.
pub(super) const FILE: &str = "file-";
pub(super) const PAPER: &str = "paper-";
/// The later day, why, and that it is after the end of the term.
pub(super) const UNTIL: &str = "until";
pub(super) const REASON: &str = "reason";
const ANYWAY: &str = "anyway";

/// What an opinion comes to, its text, its files.
pub(super) const VERDICT: &str = "verdict";
pub(super) const TEXT: &str = "text";
/// Path of the files of an answer.
pub(super) const FILES: &str = "files";

/// What is asked of whom asks: made for each application, whose offices and sections it names. Where nobody works says so:
/// whoever will may still answer.
pub(super) fn question_form(
    (desk, empty): (&Desk, &BTreeSet<String>),
    loaded: &Loaded,
    choices: Vec<Value>,
) -> Option<form::Compiled> {
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
        .map(|opinion| {
            let name = office_label(&opinion.label, empty.contains(&opinion.office));
            (format!("{FORESEEN}{}", opinion.id), label(&name))
        })
        .collect();
    let named: Vec<String> = foreseen.iter().map(|(id, _)| format!("\"{id}\"")).collect();
    let mut whom: Vec<Value> = foreseen.into_iter().map(|(id, label)| option(id, label)).collect();
    let offices = desk.municipality.offices.iter().filter(|office| office.id != *own);
    whom.extend(offices.map(|office| {
        let name = office_label(&office.name, empty.contains(&office.id));
        option(format!("{OFFICE}{}", office.id), label(&name))
    }));
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
        // Nothing at all is shown to nobody: a part, or a document.
        let is_needed = match choices.is_empty() {
            true => format!("!has({OWN})"),
            false => format!("!has({OWN}) && !has({ENCLOSED})"),
        };
        fields.push(json!({
            "id": SHOWS, "kind": "many_of", "label": words("opinion-shows"),
            "help": words("opinion-shows-help"), "visible": is_free, "required": is_needed,
            "options": sections,
        }));
    }
    fields.extend(enclosing(choices));
    compiled("question", Value::Array(fields))
}

/// What can be shown besides: what there is, and what the office attaches.
fn enclosing(choices: Vec<Value>) -> Vec<Value> {
    let mut fields = Vec::new();
    if !choices.is_empty() {
        fields.push(json!({
            "id": ENCLOSED, "kind": "many_of", "label": words("opinion-enclosed"),
            "help": words("opinion-enclosed-help"), "required": false, "options": choices,
        }));
    }
    fields.push(own());
    fields
}

fn own() -> Value {
    json!({
        "id": OWN, "kind": "attachment", "label": words("opinion-own"),
        "help": words("opinion-own-help"), "required": false,
        "types": ["pdf", "p7m", "jpg", "png"], "max_files": 5,
    })
}

/// What the office attaches, alone: what it takes does not depend on the rest of a form.
pub(super) fn own_form() -> Option<&'static form::Compiled> {
    static FORM: LazyLock<Option<form::Compiled>> =
        LazyLock::new(|| compiled("own", Value::Array(vec![own()])));
    FORM.as_ref()
}

/// What is sent to whom misses something.
pub(super) fn supply_form(choices: Vec<Value>) -> Option<form::Compiled> {
    let mut fields = vec![json!({
        "id": TEXT, "kind": "paragraph", "label": words("opinion-supply-text"), "required": false,
    })];
    fields.extend(enclosing(choices));
    compiled("supply", Value::Array(fields))
}

/// Until when there is more time. A day after the end of the term is possible, and is said first.
pub(super) fn put_off_form(
    desk: &Desk,
    loaded: &Loaded,
    opined: &Opined,
) -> Option<form::Compiled> {
    let mut fields = vec![
        json!({
            "id": UNTIL, "kind": "date", "label": words("opinion-put-off-until"),
            "help": on("opinion-put-off-until-help", opined.question.until),
        }),
        json!({
            "id": REASON, "kind": "paragraph", "label": words("opinion-put-off-why"),
            "help": words("opinion-put-off-why-help"),
        }),
    ];
    if let Some(due) = loaded.clock(desk).due_on_office {
        fields.push(json!({
            "id": ANYWAY, "kind": "declaration", "label": on("opinion-put-off-anyway", due),
            "visible": format!("has({UNTIL}) && {UNTIL} > date(\"{due}\")"),
        }));
    }
    compiled("later", Value::Array(fields))
}

/// A sentence of the interface that names a day.
fn on(key: &str, day: NaiveDate) -> Value {
    let said: Localized = Lang::ALL
        .into_iter()
        .map(|lang| {
            let words = Words::of(lang);
            let day = words.date(day);
            (lang, words.with(key, &[("date", day.as_str().into())]).into_owned())
        })
        .collect();
    label(&said)
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
