//! An application as it was right after one of its events, on one page that can be printed.

use askama::Template;
use axum::extract::Path;
use form::summary;
use workflow::Outcome;

use super::{
    address,
    application::{TermClock, term},
    trail,
};
use crate::{
    Answer, Frame, Page, Problem,
    apply::id,
    dossier::{PaperLine, paper_lines, told},
    session::Staff,
    show,
    view::{Files, Told, ToldStep, flat},
};

/// A file that had been given: what it is called, its size, and where it is; empty if it cannot be opened any more.
struct GivenLine {
    name: String,
    size: String,
    url: String,
}

#[derive(Template)]
#[template(path = "page/office/version.html")]
struct VersionPage {
    frame: Frame,
    /// When the event was, in words.
    at: String,
    number: String,
    service: String,
    state: String,
    /// How it had ended; empty while it ran.
    ended: String,
    office: String,
    assignee: String,
    revision: String,
    clock: TermClock,
    steps: Vec<ToldStep>,
    given: Vec<GivenLine>,
    papers: Vec<PaperLine>,
    /// What the office had written down for itself.
    own: Vec<ToldStep>,
    previous: Option<String>,
    next: Option<String>,
    back: String,
    files_url: String,
}

pub(super) async fn page(
    page: Page,
    Staff(session): Staff,
    Path((application, seq)): Path<(String, String)>,
) -> Answer {
    let seq: u32 = seq.parse().map_err(|_| Problem::NotFound)?;
    let desk = &page.town.desk;
    let earlier = desk.earlier(&session, id(&application)?, seq).await?;
    let (loaded, words) = (&earlier.loaded, page.words);
    let then = &loaded.application;
    let here = address(&application);
    let trail = trail::query(&page);
    let back = format!("{here}{trail}");
    let at = words.moment(then.last_at);
    let of_office = earlier.office.as_ref().zip(loaded.office_form()).map(|(answers, form)| {
        loaded.with_office_facts(desk, |facts| summary::of_answers(form, answers, facts, page.lang))
    });
    let ended = then.closed.map(|closed| match closed.outcome {
        Outcome::Positive => "version-ended-positive",
        Outcome::Negative => "version-ended-negative",
        Outcome::Withdrawn => "version-ended-withdrawn",
    });
    let of_event = |seq: u32| format!("{here}/versioni/{seq}{trail}");
    let given = earlier.given.iter().map(|file| GivenLine {
        name: file.name.clone(),
        size: words.size(file.size),
        url: match file.is_open {
            true => format!("{here}/file/{}", file.id),
            false => String::new(),
        },
    });
    show(VersionPage {
        number: loaded.number().to_owned(),
        service: loaded.called(desk, page.lang),
        state: loaded.state(&then.state, true).get(page.lang).to_owned(),
        ended: ended.map(|key| page.t(key).into_owned()).unwrap_or_default(),
        office: desk.office_name(&then.office).get(page.lang).to_owned(),
        assignee: earlier
            .assignee
            .clone()
            .unwrap_or_else(|| page.t("account-assignee-none").into_owned()),
        revision: then.revision.to_string(),
        clock: term(&page, (loaded, &earlier.clock), then.last_at.day()),
        steps: told(&page, (loaded, &earlier.files), &loaded.answers),
        given: given.collect(),
        papers: paper_lines(&page, (loaded, &earlier.papers), &format!("{here}/documenti")),
        own: flat(of_office.unwrap_or_default(), &Files::new()),
        previous: earlier.previous.map(of_event),
        next: earlier.next.map(of_event),
        files_url: format!("{here}/file"),
        frame: page
            .frame(words.with("version-title", &[("at", at.as_str().into())]))
            .crumb(page.t("office-queue"), trail::queue(&page))
            .crumb(loaded.number().to_owned(), back.clone()),
        at,
        back,
    })
}
