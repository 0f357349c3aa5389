//! In whose hands an application is: taking it, leaving it, giving it to a colleague.

use axum::{
    Form,
    extract::Path,
    response::{IntoResponse, Redirect},
};
use desk::{
    absences::Missing,
    dossier::Dossier,
    moves::{Hand, NotHanded},
    session::Session,
};
use model::access::Action;
use serde::Deserialize;

use super::{Shown, draw};
use crate::{Answer, Page, Problem, apply::id, office::address, seen::Seen, session::Staff};

pub(super) struct Colleague {
    pub id: String,
    pub name: String,
    pub is_selected: bool,
}

pub(super) async fn colleagues(page: &Page, dossier: &Dossier) -> Result<Vec<Colleague>, Problem> {
    let application = &dossier.loaded.application;
    let procedure = dossier.loaded.procedure.procedure.id.as_str();
    let mut colleagues = vec![Colleague {
        id: String::new(),
        name: page.t("office-unassign").into_owned(),
        is_selected: application.assignee.is_none(),
    }];
    for (person, name) in page.town.desk.colleagues(&application.office, procedure).await? {
        // Whoever is named in it must abstain.
        if dossier.loaded.names(person) {
            continue;
        }
        let is_selected = application.assignee == Some(person);
        colleagues.push(Colleague { id: person.to_string(), name, is_selected });
    }
    Ok(colleagues)
}

/// In whose hands an application is, as who looks at it can change that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hands {
    /// It cannot be taken by who looks.
    Shut,
    Nobodys,
    Mine,
    Colleague,
    /// A colleague's, who is away or works there no longer.
    Away,
}

/// Who has it, and what is said of them if they are away or work there no longer.
pub(super) fn holder(page: &Page, dossier: &Dossier, missing: &Missing) -> (String, String) {
    let loaded = &dossier.loaded;
    let name = loaded.application.assignee.and_then(|person| dossier.names.get(&person));
    let Some(name) = name else {
        return (page.t("office-assignee-none").into_owned(), String::new());
    };
    let told = missing.told(loaded, name, page.lang);
    let name = match missing.is_gone(loaded) {
        true => page.words.with("office-assignee-gone", &[("name", name.as_str().into())]),
        false => name.as_str().into(),
    };
    (name.into_owned(), told)
}

impl Hands {
    pub fn of(session: &Session, dossier: &Dossier, missing: &Missing) -> Hands {
        let loaded = &dossier.loaded;
        if !loaded.allows(session, Action::Take) || loaded.application.closed.is_some() {
            return Hands::Shut;
        }
        match loaded.application.assignee {
            None => Hands::Nobodys,
            Some(person) if person == session.person.id => Hands::Mine,
            Some(_) if missing.has(loaded) => Hands::Away,
            Some(_) => Hands::Colleague,
        }
    }
}

/// To whom, why, decided on which version.
#[derive(Debug, Deserialize)]
pub(in crate::office) struct Assigning {
    #[serde(default)]
    person: String,
    #[serde(default)]
    motivo: String,
    #[serde(rename = "_version")]
    seen: Seen,
}

/// What was asked for, and back to the application with what came of it.
async fn hand(
    (page, session): (&Page, &Session),
    application: &str,
    hand: Hand,
    form: &Assigning,
) -> Answer {
    let how = (form.motivo.as_str(), form.seen.version);
    let how = match page.town.desk.hand(session, id(application)?, hand, how).await {
        Ok(()) => "fatto",
        Err(NotHanded::Desk(desk::Error::Stale)) => {
            let late = Shown::late(form.seen, &form.motivo);
            return draw(page, session, application, late).await;
        }
        Err(NotHanded::NoReason) => "motivo",
        Err(NotHanded::NotThere) => {
            let problem = page.t("office-assign-not-there").into_owned();
            return draw(page, session, application, Shown::not_given(problem, &form.motivo)).await;
        }
        Err(NotHanded::MustAbstain(why)) => {
            let problem = why.get(page.lang).to_owned();
            return draw(page, session, application, Shown::not_given(problem, &form.motivo)).await;
        }
        Err(NotHanded::Desk(error)) => return Err(error.into()),
    };
    Ok(Redirect::to(&format!("{}?{how}=1", address(application))).into_response())
}

pub(in crate::office) async fn take_over(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
    Form(form): Form<Assigning>,
) -> Answer {
    hand((&page, &session), &application, Hand::Take, &form).await
}

pub(in crate::office) async fn leave(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
    Form(form): Form<Assigning>,
) -> Answer {
    hand((&page, &session), &application, Hand::Leave, &form).await
}

pub(in crate::office) async fn assign(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
    Form(form): Form<Assigning>,
) -> Answer {
    let to = match form.person.as_str() {
        "" => None,
        person => Some(person.parse().map_err(|_| Problem::NotFound)?),
    };
    hand((&page, &session), &application, Hand::To(to), &form).await
}
