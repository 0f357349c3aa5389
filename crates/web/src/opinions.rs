//! The page of an opinion, for whoever was asked: the question, what was shown with it, the answer. What was typed
//! stays on the page. Who may have it is asked in `desk::opinions`.

use axum::extract::Request;
use desk::{
    opinions::{Consultation, answer_form},
    session::Session,
};
use form::{Raw, summary, view::Item};
use model::{ApplicationId, Lang};
use workflow::{Event, OpinionEnd};

use crate::{
    Answer, Page, Problem,
    apply::{Body, download, id},
    small_form::{self, Drawn, Posted, With, not_made},
    view::{Files, Told, ToldAnswer, ToldSection, ToldStep, flat, told_files},
};

/// Which opinion: the application, and the number of the event that asked.
pub(crate) type At = (ApplicationId, u32);

/// An opinion that somebody was asked for.
pub(crate) struct Consulting {
    pub title: String,
    /// The languages of the title and of the service, where they are not that of the page.
    pub title_lang: Option<Lang>,
    pub number: String,
    pub service: String,
    pub service_lang: Option<Lang>,
    /// The office that asks.
    pub by: String,
    pub question: String,
    /// Last day to answer, in words.
    pub until: String,
    pub is_late: bool,
    /// What was shown with the question.
    pub steps: Vec<ToldStep>,
    /// What was shown one by one, with what it stands under.
    pub enclosed: Vec<ToldSection>,
    /// It can still be answered.
    pub is_awaited: bool,
    /// What is missing can still be said.
    pub can_hold_up: bool,
    /// What was typed of it, and why it was not sent.
    pub lacking: (String, String),
    /// What was said of what is missing, and what the office answered, in words.
    pub needs: Vec<(String, String)>,
    /// It stands still until the office sends that.
    pub is_held_up: bool,
    /// What came of it, in words, where it did.
    pub end: String,
    /// What was answered.
    pub answer: Vec<ToldSection>,
    pub items: Vec<Item>,
    pub problems: Vec<(String, String)>,
    pub kept: Vec<(String, String)>,
    pub refusal: String,
    /// What was typed for one that is no longer awaited, to be copied.
    pub typed: String,
}

/// What came of a posted answer.
pub(crate) enum Outcome {
    Done,
    Again(Box<Consulting>),
}

/// The page before anything was typed.
pub(crate) async fn ask(page: &Page, session: &Session, at: At) -> Result<Consulting, Problem> {
    let consultation = page.town.desk.consultation(session, at.0, at.1).await?;
    let raw = consultation.first_values();
    Ok(drawn(page, session, &consultation, (&raw, false)))
}

fn drawn(
    page: &Page,
    session: &Session,
    consultation: &Consultation,
    (raw, tell): (&Raw, bool),
) -> Consulting {
    let (desk, words, lang) = (&page.town.desk, page.words, page.lang);
    let Consultation { loaded, opined, .. } = consultation;
    let question = &opined.question;
    let is_awaited = consultation.is_awaited();
    let checked = consultation.check(desk, raw);
    let Drawn { items, problems, kept } = match answer_form().filter(|_| is_awaited) {
        Some(form) => consultation
            .with_facts(desk, |facts| small_form::drawn(page, form, (raw, &checked, tell), facts)),
        None => Drawn::default(),
    };
    let text = match question.text.as_str() {
        "" => page.t("office-opinion-no-question").into_owned(),
        text => text.to_owned(),
    };
    let named = question.opinion.as_ref().map(|_| desk.opinion_name(loaded, opined));
    let service = &loaded.procedure.procedure.title;
    Consulting {
        title_lang: named.as_ref().and_then(|name| name.other_than(lang)),
        title: match named {
            Some(name) => name.get(lang).to_owned(),
            None => page.t("opinion-title").into_owned(),
        },
        number: loaded.number().to_owned(),
        service: service.get(lang).to_owned(),
        service_lang: service.other_than(lang),
        by: desk.office_name(&loaded.application.office).get(lang).to_owned(),
        question: text,
        until: words.date(question.until),
        is_late: is_awaited && opined.last_day().is_some_and(|until| until < desk.today()),
        steps: shown(page, consultation),
        enclosed: enclosed(page, consultation),
        can_hold_up: consultation.can_hold_up(desk),
        lacking: Default::default(),
        needs: needs(page, consultation),
        is_held_up: is_awaited && opined.is_held_up(),
        end: end(page, consultation),
        answer: given(page, session, consultation),
        problems,
        kept,
        items,
        is_awaited,
        refusal: String::new(),
        typed: if is_awaited { String::new() } else { raw.get("text").join("\n") },
    }
}

/// The sections that were shown, with their files.
fn shown(page: &Page, consultation: &Consultation) -> Vec<ToldStep> {
    let loaded = &consultation.loaded;
    let alone = form::Facts::on(loaded.sent_at().day());
    let facts =
        form::Facts { calendar: page.town.desk.calendar(), files: &consultation.files, ..alone };
    let form = &loaded.procedure.form;
    let mut told = summary::of_answers(form, &loaded.answers, &facts, page.lang);
    for step in &mut told {
        step.sections.retain(|section| consultation.shows(&section.id));
    }
    told.retain(|step| !step.sections.is_empty());
    flat(told, &consultation.files)
}

/// What was shown one by one.
fn enclosed(page: &Page, consultation: &Consultation) -> Vec<ToldSection> {
    told_alone(page, &consultation.enclosed(), &consultation.files).into_iter().collect()
}

/// Files that stand alone, below one question.
pub(crate) fn told_alone(page: &Page, ids: &[String], known: &Files) -> Option<ToldSection> {
    let files = told_files(ids, known);
    let question = page.t("opinion-enclosed-told").into_owned();
    let (id, title) = (String::new(), String::new());
    let (answer, problem) = (String::new(), String::new());
    let lines = vec![Told::Answer(ToldAnswer { question, lang: None, answer, files, problem })];
    let is_empty = matches!(&lines[..], [Told::Answer(answer)] if answer.files.is_empty());
    (!is_empty).then_some(ToldSection { id, title, lang: None, lines })
}

/// What was said of what is missing, each under the day that it was said.
fn needs(page: &Page, consultation: &Consultation) -> Vec<(String, String)> {
    let Some(needs) = &consultation.opined.needs else { return Vec::new() };
    let on = |key: &str, day: chrono::NaiveDate| {
        let day = page.words.date(day);
        page.words.with(key, &[("date", day.as_str().into())]).into_owned()
    };
    let mut told = vec![(on("opinion-needs-told", needs.on), needs.text.clone())];
    if let Some((day, text, _)) = &needs.supplied {
        told.push((on("opinion-supplied-told", *day), text.clone()));
    }
    told
}

/// Why it is not awaited any more.
fn end(page: &Page, consultation: &Consultation) -> String {
    let say = |key: &str, date: chrono::NaiveDate, reason: &str| {
        let date = page.words.date(date);
        let values = [("date", date.as_str().into()), ("reason", reason.into())];
        page.words.with(key, &values).into_owned()
    };
    match &consultation.opined.end {
        Some(OpinionEnd::Given { on, .. }) => say("opinion-end-given", *on, ""),
        Some(OpinionEnd::Revoked { on, reason }) => say("opinion-end-revoked", *on, reason),
        None if !consultation.is_awaited() => page.t("opinion-end-closed").into_owned(),
        None => String::new(),
    }
}

/// What was answered, for the one who did or their office.
fn given(page: &Page, session: &Session, consultation: &Consultation) -> Vec<ToldSection> {
    let opined = &consultation.opined;
    let is_theirs =
        |by: &Option<model::PersonId>| session.is_staff() || *by == Some(session.person.id);
    match &opined.end {
        Some(OpinionEnd::Given { by, .. }) if is_theirs(by) => {
            let entries = &consultation.loaded.entries;
            let event = entries.iter().map(|entry| &entry.event).find(
                |event| matches!(event, Event::OpinionGiven { asked, .. } if *asked == opined.seq),
            );
            event.map(|event| answered(page, event, &consultation.files)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// An opinion that was given, question by question.
pub(crate) fn answered(
    page: &Page,
    event: &Event,
    files: &std::collections::BTreeMap<String, form::FileFact>,
) -> Vec<ToldSection> {
    let Event::OpinionGiven { verdict, text, files: ids, .. } = event else { return Vec::new() };
    let Some(form) = answer_form() else { return Vec::new() };
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let raw = Raw::from_iter([
        ("verdict", vec![verdict.word().to_owned()]),
        ("text", vec![text.clone()]),
        ("files", ids),
    ]);
    let desk = &page.town.desk;
    let alone = form::Facts::on(desk.today());
    let facts = form::Facts { calendar: desk.calendar(), files, ..alone };
    let answers = form::check(form, &raw, &facts).answers;
    let told = summary::of_answers(form, &answers, &facts, page.lang);
    let mut sections: Vec<_> =
        flat(told, files).into_iter().flat_map(|step| step.sections).collect();
    // What was not written is not asked for.
    for section in &mut sections {
        section.lines.retain(|line| match line {
            Told::Answer(answer) => !answer.answer.is_empty() || !answer.files.is_empty(),
            _ => true,
        });
    }
    sections
}

/// Gives a posted answer, or draws its page again with what is wrong.
pub(crate) async fn answer(
    page: &Page,
    session: &Session,
    at: At,
    request: Request,
) -> Result<Outcome, Problem> {
    let desk = &page.town.desk;
    let posted = small_form::posted(page, session, With::Opinion(at.0, at.1), request).await?;
    let Posted { raw, mut refusal, only_looks, .. } = posted;
    let mut tell = false;
    if refusal.is_empty() && !only_looks {
        match desk.give_opinion(session, at, &raw).await {
            Ok(()) => return Ok(Outcome::Done),
            // Where the application went on while they wrote, the answer does not depend on it.
            Err(why) => (refusal, tell) = not_made(page, why, "opinion-again")?,
        }
    }
    let consultation = desk.consultation(session, at.0, at.1).await?;
    let mut drawn = drawn(page, session, &consultation, (&raw, tell));
    drawn.refusal = refusal;
    Ok(Outcome::Again(Box::new(drawn)))
}

/// Sends what is missing to answer, or draws the page again with why not.
pub(crate) async fn hold_up(
    page: &Page,
    session: &Session,
    at: At,
    body: Body,
) -> Result<Outcome, Problem> {
    let desk = &page.town.desk;
    let raw: Raw = body.values.into_iter().collect();
    let text = raw.get("manca").join("\n");
    let why = match desk.hold_up_opinion(session, at, &text).await {
        Ok(()) => return Ok(Outcome::Done),
        Err(desk::Error::Refused(why)) => why.get(page.lang).to_owned(),
        // Whatever went on meanwhile, what they miss they still miss.
        Err(desk::Error::Stale) => page.t("opinion-again").into_owned(),
        Err(error) => return Err(error.into()),
    };
    let mut again = ask(page, session, at).await?;
    again.lacking = (text, why);
    Ok(Outcome::Again(Box::new(again)))
}

/// Which opinion an address names.
pub(crate) fn place((application, asked): &(String, String)) -> Result<At, Problem> {
    Ok((id(application)?, asked.parse().map_err(|_| Problem::NotFound)?))
}

/// A file that was shown with a question, or belongs to its answer.
pub(crate) async fn file(
    page: &Page,
    session: &Session,
    (application, asked, file): (String, String, String),
) -> Answer {
    let at = place(&(application, asked))?;
    let file = file.parse().map_err(|_| Problem::NotFound)?;
    Ok(download(page.town.desk.consulted_file(session, at, file).await?, true))
}
