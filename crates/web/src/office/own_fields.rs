//! What the office writes down for itself on an application: its part of the page, and the page on which it is written.

use axum::{
    extract::{Path, Request},
    response::{IntoResponse, Redirect},
};
use desk::{Loaded, moves::NotMade, office_fields::OfficeFields, session::Session};
use form::{Raw, summary};

use super::{
    act::{self, Act, Refused},
    address,
};
use crate::{
    Answer, Page, Problem,
    apply::id,
    expired,
    session::Staff,
    small_form::{drawn, not_made},
    view::{Files, ToldStep, flat},
};

/// The state of the fields over which the page writes.
const OVER: &str = "_over";

/// The fields on the page of their application.
pub(super) struct OwnFields {
    pub steps: Vec<ToldStep>,
    /// Nobody has written anything yet.
    pub is_empty: bool,
    /// Who changed what and when, in words, the last first.
    pub changes: Vec<String>,
    pub can_write: bool,
}

pub(super) async fn part(
    page: &Page,
    session: &Session,
    loaded: &Loaded,
) -> Result<Option<OwnFields>, Problem> {
    let desk = &page.town.desk;
    let Some(part) = desk.office_part(session, loaded).await? else { return Ok(None) };
    let Some(form) = loaded.office_form() else { return Ok(None) };
    let steps = loaded.with_office_facts(desk, |facts| {
        summary::of_answers(form, &part.checked.answers, facts, page.lang)
    });
    let changes = part.changes.iter().map(|change| {
        let labels: Vec<_> = change.labels.iter().map(|label| label.get(page.lang)).collect();
        let (at, labels) = (page.words.moment(change.at), labels.join(", "));
        let values = [
            ("at", at.as_str().into()),
            ("name", change.by.as_str().into()),
            ("what", labels.as_str().into()),
        ];
        page.words.with("office-fields-changed", &values).into_owned()
    });
    Ok(Some(OwnFields {
        steps: flat(steps, &Files::new()),
        is_empty: part.changes.is_empty(),
        changes: changes.collect(),
        can_write: part.may_write,
    }))
}

async fn draw(
    page: &Page,
    session: &Session,
    application: &str,
    (typed, over, tell): (Option<Raw>, Option<i64>, bool),
    why: String,
) -> Answer {
    let desk = &page.town.desk;
    let fields = desk.office_fields(session, id(application)?, typed).await?;
    let OfficeFields { loaded, raw, checked, seq } = fields;
    let Some(form) = loaded.office_form() else { return Err(Problem::NotFound) };
    let drawn =
        loaded.with_office_facts(desk, |facts| drawn(page, form, (&raw, &checked, tell), facts));
    let act = Act {
        word: "dati",
        title: page.t("office-fields-title").into_owned(),
        lead: page.t("office-fields-lead").into_owned(),
        confirm: page.t("office-fields-confirm").into_owned(),
        effects: Vec::new(),
        hidden: vec![(OVER, over.unwrap_or(seq).to_string())],
        refreshes: true,
        typed: Vec::new(),
    };
    act::draw(page, &loaded, act, (drawn, Refused { why, ..Refused::default() }))
}

pub(super) async fn ask(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
) -> Answer {
    draw(&page, &session, &application, (None, None, false), String::new()).await
}

pub(super) async fn keep(
    page: Page,
    staff: Result<Staff, Problem>,
    Path(application): Path<String>,
    request: Request,
) -> Answer {
    let (Staff(session), body) = match expired::posted(&page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let again = body.button == "aggiorna";
    let mut raw: Raw = body.values.into_iter().collect();
    let over = raw.get(OVER).first().and_then(|over| over.parse().ok()).unwrap_or(0);
    raw.remove(OVER);
    if again {
        return draw(&page, &session, &application, (Some(raw), Some(over), false), String::new())
            .await;
    }
    let done = page.town.desk.keep_office_fields(&session, id(&application)?, (raw.clone(), over));
    match done.await {
        Ok(()) => {
            let here = address(&application);
            Ok(Redirect::to(&format!("{here}?fatto=1#dati")).into_response())
        }
        Err(why) => {
            // Somebody was first: what was typed stays, over what stands now, and its author is told to compare.
            let over = match &why {
                NotMade::Desk(desk::Error::Stale) => None,
                _ => Some(over),
            };
            let (why, tell) = not_made(&page, why, "office-fields-stale")?;
            draw(&page, &session, &application, (Some(raw), over, tell), why).await
        }
    }
}
