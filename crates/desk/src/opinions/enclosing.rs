//! What can be shown one by one to who gives an opinion: files that came with the application or after it, letters.

use std::collections::BTreeSet;

use form::{FileFact, FileState};
use model::{Lang, Localized};
use serde_json::Value;
use store::{documents::Document, files::File};
use workflow::{Enclosed, RECEIPT};

use super::fields::{FILE, PAPER};
use crate::{
    dossier::{paper, paper_name},
    loaded::Loaded,
    small_form::{label, option},
};

/// All that can be chosen, but for what was shown already: as it stands now, and not what another answer has replaced.
pub(super) fn choices(
    loaded: &Loaded,
    (files, papers): (&[File], &[Document]),
    shown: Option<&Enclosed>,
) -> Vec<Value> {
    let form = &loaded.procedure.form;
    let mut there: BTreeSet<String> = loaded.answers.files(form);
    there.extend(loaded.files_of_events());
    let is_shown = |row: &&File| shown.is_some_and(|it| it.files.contains(&row.id));
    let of_files = files
        .iter()
        .filter(|row| there.contains(&row.id.to_string()) && !is_shown(row))
        .map(|row| option(format!("{FILE}{}", row.id), label(&named(loaded, row))));
    let of_papers = papers
        .iter()
        // The receipt says every answer, and would show what no section was ticked for.
        .filter(|row| row.kind != RECEIPT)
        .filter(|row| !shown.is_some_and(|it| it.papers.contains(&row.id)))
        .map(|row| {
            let paper = paper(row.clone());
            let number = paper.number.map(|number| format!(" ({number})")).unwrap_or_default();
            let name = |lang| format!("{}{number}", paper.title.get(lang));
            option(format!("{PAPER}{}", row.id), label(&in_each(name)))
        });
    of_files.chain(of_papers).collect()
}

/// What a file is called, and what it answers: two may have one name.
fn named(loaded: &Loaded, row: &File) -> Localized {
    let of_answer = || loaded.procedure.form.label(&row.path);
    let of_move = || {
        let (id, _) = row.path.strip_prefix("move.")?.split_once('.')?;
        let (_, mv) = loaded.procedure.workflow.find_move(id)?;
        Some(mv.label.clone())
    };
    let place = of_move().or_else(of_answer);
    in_each(|lang| match &place {
        Some(place) => format!("{} ({})", row.name, place.get(lang)),
        None => row.name.clone(),
    })
}

fn in_each(text: impl Fn(Lang) -> String) -> Localized {
    Lang::ALL.into_iter().map(|lang| (lang, text(lang))).collect()
}

/// What is known of a letter, as of a file.
pub(super) fn fact_of(row: &Document, number: &str) -> FileFact {
    FileFact {
        name: paper_name(row, number),
        size: u64::try_from(row.size).unwrap_or(0),
        media_type: row.media_type.clone(),
        about: Localized::default(),
        is_signed: false,
        state: FileState::Ready,
    }
}
