//! Notes of the office on an application, and the form for one more.

use axum::{
    extract::{Path, Request},
    response::{IntoResponse, Redirect},
};
use desk::{dossier::Dossier, ready_texts::Ready};

use super::{Shown, draw};
use crate::{
    Answer, Page, Problem,
    apply::{NoFiles, id, read},
    expired,
    frame::OFFICE_SIGN_IN,
    messages::{KEY, READY, inserted},
    office::address,
    session::Staff,
    signin::at_door,
};

pub(super) struct NoteLine {
    pub author: String,
    pub at: String,
    pub text: String,
    /// By whom and when it was struck, in words; empty if it was not.
    pub struck: String,
    /// Where it is struck; empty where the reader may not.
    pub strike: String,
    /// What the button says to who does not see the note.
    pub button: String,
}

/// The form of a note, with what was typed.
#[derive(Default)]
pub(super) struct Noting {
    pub text: String,
    /// By which the page calls what it sends.
    pub key: String,
    /// Id of the text that is to be put in; empty for none.
    pub chosen: String,
    /// What is wrong; empty if nothing is.
    pub problem: String,
}

impl Noting {
    /// Puts in the text that was chosen.
    pub fn insert(&mut self, ready: &[Ready]) {
        if let Some(one) = ready.iter().find(|one| one.id.to_string() == self.chosen) {
            self.text = inserted(&self.text, &one.text);
        }
    }
}

pub(super) fn lines(page: &Page, dossier: &Dossier, base: &str) -> Vec<NoteLine> {
    let words = page.words;
    let line = |note: &desk::dossier::Note| {
        let at = words.moment(note.at);
        let struck = note.struck.as_ref().map(|(name, at)| {
            let at = words.moment(*at);
            let values = [("name", name.as_str().into()), ("at", at.as_str().into())];
            words.with("office-note-struck", &values).into_owned()
        });
        let named = [("name", note.author.as_str().into()), ("at", at.as_str().into())];
        NoteLine {
            button: words.with("office-note-strike-which", &named).into_owned(),
            author: note.author.clone(),
            at,
            text: note.text.clone(),
            struck: struck.unwrap_or_default(),
            strike: match note.may_strike {
                true => format!("{base}/note/{}/annulla", note.id),
                false => String::new(),
            },
        }
    };
    dossier.notes.iter().map(line).collect()
}

/// A note of the office.
pub(in crate::office) async fn note(
    page: Page,
    staff: Result<Staff, Problem>,
    Path(application): Path<String>,
    request: Request,
) -> Answer {
    let here = address(&application);
    let Staff(session) = match staff {
        // Whoever signs in again comes back to the application: the note has no page of its own.
        Err(Problem::SignIn(_)) => {
            let to = at_door(OFFICE_SIGN_IN, &here, None);
            return expired::page(&page, page.path.clone(), to, request).await;
        }
        staff => staff?,
    };
    let body = read(request, &mut NoFiles).await?;
    let value = |name: &str| body.values.get(name).and_then(|values| values.first());
    if !body.values.contains_key("text") {
        return Err(Problem::BadRequest("problem-bad-request-text"));
    }
    let text = value("text").cloned().unwrap_or_default();
    let key = value(KEY).cloned().unwrap_or_default();
    let mut noting = Noting { text, key, ..Noting::default() };
    if body.button == "inserisci" {
        noting.chosen = value(READY).cloned().unwrap_or_default();
        return draw(&page, &session, &application, Shown { noting, ..Shown::default() }).await;
    }
    if noting.text.trim().is_empty() {
        noting.problem = page.t("office-note-empty").into_owned();
        return draw(&page, &session, &application, Shown { noting, ..Shown::default() }).await;
    }
    let written = (noting.text.as_str(), noting.key.as_str());
    match page.town.desk.note(&session, id(&application)?, written).await {
        Ok(()) => Ok(Redirect::to(&format!("{here}#note")).into_response()),
        Err(desk::Error::Refused(why)) => {
            noting.problem = why.get(page.lang).to_owned();
            draw(&page, &session, &application, Shown { noting, ..Shown::default() }).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Strikes a note: it stays, struck through.
pub(in crate::office) async fn strike(
    page: Page,
    Staff(session): Staff,
    Path((application, note)): Path<(String, String)>,
) -> Answer {
    let note = note.parse().map_err(|_| Problem::NotFound)?;
    page.town.desk.strike_note(&session, id(&application)?, note).await?;
    Ok(Redirect::to(&format!("{}#note", address(&application))).into_response())
}
