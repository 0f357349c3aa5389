//! The labels that an application bears, and putting them on and off.

use axum::{
    Form,
    extract::Path,
    response::{IntoResponse, Redirect},
};
use desk::dossier::Dossier;
use serde::Deserialize;
use uuid::Uuid;

use super::{Choice, Tag};
use crate::{Answer, Page, Problem, apply::id, office::address, session::Staff};

/// A label that is borne.
pub(super) struct Mark {
    pub id: Uuid,
    pub tag: Tag,
    /// What the button says that takes it off.
    pub button: String,
}

pub(super) fn marks(page: &Page, dossier: &Dossier) -> Vec<Mark> {
    let mark = |label: &desk::labels::Label| {
        let named = [("name", label.name.as_str().into())];
        Mark {
            id: label.id,
            tag: Tag::of(label),
            button: page.words.with("label-take-off", &named).into_owned(),
        }
    };
    dossier.labels.iter().map(mark).collect()
}

pub(super) fn more_marks(dossier: &Dossier) -> Vec<Choice> {
    let choice = |label: &desk::labels::Label| Choice {
        id: label.id.to_string(),
        label: label.name.clone(),
        is_selected: false,
    };
    dossier.more_labels.iter().map(choice).collect()
}

/// Which label, and whether it is put on or taken off.
#[derive(Debug, Deserialize)]
pub(in crate::office) struct Marking {
    #[serde(default)]
    etichetta: String,
    #[serde(default)]
    togli: String,
}

pub(in crate::office) async fn label(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
    Form(form): Form<Marking>,
) -> Answer {
    let put = form.togli.is_empty();
    let label = if put { &form.etichetta } else { &form.togli };
    let label = label.parse().map_err(|_| Problem::NotFound)?;
    page.town.desk.label(&session, id(&application)?, (label, put)).await?;
    Ok(Redirect::to(&format!("{}#etichette", address(&application))).into_response())
}
