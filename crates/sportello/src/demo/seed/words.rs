//! Words of the demo's offices: labels and texts that they keep, and what a story says in messages, notes, labels and
//! data of the office's own.

use desk::{Desk, session::Session};
use form::Raw;
use model::ApplicationId;
use serde::Deserialize;

use super::{Stage, enter};
use crate::Failure;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    label: Vec<LabelOf>,
    text: Vec<TextOf>,
}

/// A label that an office keeps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelOf {
    /// Key of who makes it.
    of: String,
    office: String,
    name: String,
    colour: String,
}

/// A text that an office keeps ready.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TextOf {
    /// Key of who writes it.
    of: String,
    office: String,
    #[serde(default = "all")]
    procedure: String,
    title: String,
    text: String,
}

fn all() -> String {
    "all".to_owned()
}

/// Makes the labels and texts of every office.
pub(super) async fn keep(stage: &Stage<'_>) -> Result<(), Failure> {
    let words: Words = toml::from_str(include_str!("words.toml"))?;
    let raw = |pairs: &[(&str, &str)]| -> Raw {
        pairs.iter().map(|(path, text)| ((*path).to_owned(), vec![(*text).to_owned()])).collect()
    };
    for label in &words.label {
        let session = enter(stage, &label.of).await?;
        let raw =
            raw(&[("office", &label.office), ("name", &label.name), ("colour", &label.colour)]);
        let kept = stage.desk.keep_label(&session, None, &raw).await;
        kept.map_err(|error| format!("label {}: {error}", label.name))?;
    }
    for text in &words.text {
        let session = enter(stage, &text.of).await?;
        let raw = raw(&[
            ("office", &text.office),
            ("procedure", &text.procedure),
            ("title", &text.title),
            ("text", text.text.trim()),
        ]);
        let kept = stage.desk.keep_text(&session, None, &raw).await;
        kept.map_err(|error| format!("text {}: {error}", text.title))?;
    }
    Ok(())
}

/// What a story says in words of an application; false if it is something else.
pub(super) async fn say(
    desk: &Desk,
    session: &Session,
    id: ApplicationId,
    (what, raw): (&str, &Raw),
) -> Result<bool, Failure> {
    match what.split_once(':').unwrap_or((what, "")) {
        ("message", _) => {
            let written = desk.write_message(session, id, (raw, "")).await;
            written.map_err(|error| error.to_string())?;
        }
        ("read", _) => _ = desk.conversation(session, id, None).await?,
        ("office_fields", _) => {
            let kept = desk.keep_office_fields(session, id, (raw.clone(), 0)).await;
            kept.map_err(|error| error.to_string())?;
        }
        ("note", _) => desk.note(session, id, (raw.first("text"), "")).await?,
        ("label", name) => {
            let labels = desk.dossier(session, id).await?.more_labels;
            let label = labels.iter().find(|label| label.name == name);
            let label = label.ok_or_else(|| format!("no label {name}"))?.id;
            desk.label(session, id, (label, true)).await?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}
