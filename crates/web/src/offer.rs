//! The place that a ranking offers, on the pages by which its citizen accepts or declines it.

use std::collections::BTreeMap;

use desk::{Loaded, session::Session};
use form::{
    FileFact, Raw,
    summary::{self, Line},
};

use crate::Page;

/// What the offer said, until when it stands, and what silence does; nothing where no place is offered.
pub(crate) fn offered(
    page: &Page,
    session: &Session,
    loaded: &Loaded,
    files: &BTreeMap<String, FileFact>,
) -> Vec<(String, String)> {
    let desk = &page.town.desk;
    let Some(until) = desk.offered_until(loaded).filter(|_| !session.is_staff()) else {
        return Vec::new();
    };
    let mut told = said(page, loaded, files);
    told.push((page.t("ranking-offer-until").into_owned(), page.words.date(until)));
    let workflow = &loaded.procedure.workflow;
    let lapse = loaded.clock(desk).timers.into_iter().next();
    let lapses_to = lapse.and_then(|lapse| Some(workflow.find_move(&lapse.then)?.1.to.as_str()));
    let ends =
        lapses_to.and_then(|to| workflow.state(to)).is_some_and(|state| state.ends.is_some());
    let passes = if ends { "ranking-offer-passes-and-ends" } else { "ranking-offer-passes" };
    told.push((page.t("ranking-offer-silence").into_owned(), page.t(passes).into_owned()));
    told
}

/// What was written with the offer, question by question.
fn said(page: &Page, loaded: &Loaded, files: &BTreeMap<String, FileFact>) -> Vec<(String, String)> {
    let ranking = loaded.procedure.ranking.as_ref();
    let offer = ranking.map(|ranking| ranking.definition.offer.move_id.as_str());
    let mut made = loaded.entries.iter().rev().filter_map(|entry| entry.event.done());
    let last = made.find(|done| Some(done.step.move_id.as_str()) == offer);
    let Some((done, form)) = last.and_then(|done| Some((done, loaded.asked(&done.step.move_id)?)))
    else {
        return Vec::new();
    };
    let raw: Raw = done.data.clone().into_iter().collect();
    let steps = loaded.move_facts(&page.town.desk, files).with(|facts| {
        let answers = form::check(form, &raw, facts).answers;
        summary::of_answers(form, &answers, facts, page.lang)
    });
    let sections = steps.into_iter().flat_map(|step| step.sections);
    let lines = sections.flat_map(|section| section.lines);
    lines
        .filter_map(|line| match line {
            Line::Answer(answer) => Some((answer.question, answer.answer)),
            Line::Rows { .. } | Line::Heading(..) | Line::End => None,
        })
        .collect()
}
