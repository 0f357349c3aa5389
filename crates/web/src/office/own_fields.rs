//! What the office writes down for itself on an application: its part of the page, and the page on which it is written.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    extract::{Path, Request},
    response::{IntoResponse, Redirect},
};
use desk::{Loaded, moves::NotMade, office_fields::OfficeFields, session::Session};
use form::{
    Answers, Raw,
    summary::{self, Line, SummaryStep},
};

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
    let told = |answers: &Answers| {
        loaded.with_office_facts(desk, |facts| summary::of_answers(form, answers, facts, page.lang))
    };
    let (mut changes, mut before) = (Vec::new(), BTreeMap::new());
    for state in &part.states {
        let now = lines(&told(&state.checked.answers));
        let (at, what) = (page.words.moment(state.at), changed(page, &before, &now).join("; "));
        let values = [
            ("at", at.as_str().into()),
            ("name", state.by.as_str().into()),
            ("what", what.as_str().into()),
        ];
        changes.push(page.words.with("office-fields-changed", &values).into_owned());
        before = now;
    }
    changes.reverse();
    let stands = part.states.last().map(|state| told(&state.checked.answers));
    Ok(Some(OwnFields {
        steps: flat(stands.unwrap_or_default(), &Files::new()),
        is_empty: part.states.is_empty(),
        changes,
        can_write: part.may_write,
    }))
}

/// Each answer that there is, by its path: question and answer.
fn lines(steps: &[SummaryStep]) -> BTreeMap<String, (String, String)> {
    let sections = steps.iter().flat_map(|step| &step.sections);
    let lines = sections.flat_map(|section| &section.lines).filter_map(|line| match line {
        Line::Answer(line) => {
            Some((line.path.clone(), (line.question.clone(), line.answer.clone())))
        }
        Line::Heading(..) | Line::Rows { .. } | Line::End => None,
    });
    lines.collect()
}

/// What was changed, question by question, with what stood there before.
fn changed(
    page: &Page,
    before: &BTreeMap<String, (String, String)>,
    now: &BTreeMap<String, (String, String)>,
) -> Vec<String> {
    let paths: BTreeSet<_> = before.keys().chain(now.keys()).collect();
    let say = |path: &String| {
        let answer = |all: &BTreeMap<String, (String, String)>| {
            all.get(path).map(|(_, answer)| answer.clone()).unwrap_or_default()
        };
        let (was, is) = (answer(before), answer(now));
        let question = now.get(path).or_else(|| before.get(path)).map(|(question, _)| question)?;
        let key = match (was.as_str(), is.as_str()) {
            (was, is) if was == is => return None,
            ("", _) => "office-fields-written",
            (_, "") => "office-fields-emptied",
            _ => "office-fields-replaced",
        };
        let values = [
            ("question", question.as_str().into()),
            ("before", was.as_str().into()),
            ("after", is.as_str().into()),
        ];
        Some(page.words.with(key, &values).into_owned())
    };
    paths.into_iter().filter_map(say).collect()
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
        // Somebody was first: what they changed and what was typed stand together, over what stands now.
        Err(NotMade::Desk(desk::Error::Stale)) => {
            let (of, typed) = (id(&application)?, (&raw, over));
            let merging = page.town.desk.merge_office_fields(&session, of, typed);
            let (merged, over, both) = merging.await?;
            let both: Vec<_> = both.iter().map(|label| label.get(page.lang)).collect();
            let why = match both.join(", ").as_str() {
                "" => page.t("office-fields-stale").into_owned(),
                both => {
                    page.words.with("office-fields-both", &[("what", both.into())]).into_owned()
                }
            };
            draw(&page, &session, &application, (Some(merged), Some(over), false), why).await
        }
        Err(why) => {
            let (why, tell) = not_made(&page, why, "office-fields-stale")?;
            draw(&page, &session, &application, (Some(raw), Some(over), tell), why).await
        }
    }
}
