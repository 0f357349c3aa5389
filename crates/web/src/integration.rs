//! What an integration request asks, question by question: for the office that asks it, and for the citizen who answers
//! each in its place. What may be asked, and what comes of it, is said by `desk`.

use std::collections::BTreeMap;

use desk::{
    Loaded,
    integration::{self, ANSWER, POINTS, REASON},
    moves::Wish,
    session::Session,
};
use form::{
    Checked,
    amend::{self, Askable},
    summary,
    view::{self, Control, Item, Missing, OptionView, SectionView, Widget},
};
use workflow::{Act, ClockState, Move, Request};

use crate::{
    Page, Problem, small_form,
    view::{Files, ToldStep, flat, wrong_items},
};

/// What the office may ask again.
#[derive(Default)]
pub(crate) struct Requesting {
    pub sections: Vec<AskSection>,
    /// By when an answer is awaited and what becomes of the term, if it is asked today.
    pub foreseen: Vec<String>,
}

/// A section of the answers.
pub(crate) struct AskSection {
    pub title: String,
    pub lines: Vec<AskLine>,
}

/// A question that can be asked again.
pub(crate) struct AskLine {
    /// Id of its box in the page; the reason stands at `<id>-why`.
    pub id: String,
    pub path: String,
    pub question: String,
    /// As it was answered; empty if it was not.
    pub answer: String,
    pub is_asked: bool,
    pub reason: String,
    /// It is asked and nobody said why.
    pub lacks_reason: bool,
}

impl AskLine {
    /// Names of the inputs.
    pub fn name(&self) -> &'static str {
        POINTS
    }

    pub fn reason_name(&self) -> String {
        format!("{REASON}{}", self.path)
    }
}

/// What the citizen was asked, to be answered in its place.
#[derive(Default)]
pub(crate) struct Answering {
    pub points: Vec<AnswerPoint>,
    /// Questions that the new answers make appear.
    pub more: Vec<Item>,
    /// The whole application as it stands, to be read.
    pub rest: Vec<ToldStep>,
    /// An answer on the page may change what it asks.
    pub depends: bool,
    /// What is wrong, with the place of each.
    pub problems: Vec<(String, String)>,
    /// Files that came before: path and id.
    pub kept: Vec<(String, String)>,
}

/// A point, with the questions that answer it.
pub(crate) struct AnswerPoint {
    pub question: String,
    pub reason: String,
    pub items: Vec<Item>,
}

/// What a move asks again of the answers; nothing if it is another move.
pub(crate) async fn requesting(
    page: &Page,
    session: &Session,
    loaded: &Loaded,
    (wish, checked, tell): (&Wish, &Checked, bool),
    mv: &Move<form::Field>,
) -> Result<Requesting, Problem> {
    if mv.act != Act::AskIntegration {
        return Ok(Requesting::default());
    }
    let files = page.town.desk.files_of(loaded).await?;
    let asked: BTreeMap<String, String> = integration::asked(&wish.raw).into_iter().collect();
    let mut number = 0;
    let mut line = |one: Askable| {
        number += 1;
        let typed = wish.raw.get(&format!("{REASON}{}", one.path)).join(" ");
        let reason = asked.get(&one.path);
        AskLine {
            id: format!("chiedi-{number}"),
            is_asked: reason.is_some(),
            lacks_reason: tell && reason.is_some_and(String::is_empty),
            reason: typed,
            question: match one.is_group {
                true => {
                    let group = [("question", one.question.as_str().into())];
                    page.words.with("integration-ask-rows", &group).into_owned()
                }
                false => one.question,
            },
            path: one.path,
            answer: one.answer,
        }
    };
    let sections = loaded.askable(&page.town.desk, &files, page.lang).into_iter();
    let sections: Vec<AskSection> = sections
        .map(|section| {
            let lines = section.questions.into_iter().map(&mut line).collect();
            AskSection { title: section.title, lines }
        })
        .collect();
    Ok(Requesting { sections, foreseen: foreseen(page, session, loaded, (wish, checked)) })
}

impl Requesting {
    /// Points without a reason, for the list at the top.
    pub fn problems(&self, page: &Page) -> Vec<(String, String)> {
        let lines = self.sections.iter().flat_map(|section| &section.lines);
        let lacking = lines.filter(|line| line.lacks_reason).map(|line| {
            let question = [("question", line.question.as_str().into())];
            let text = page.words.with("integration-reason-missing", &question);
            (format!("{}-why", line.id), text.into_owned())
        });
        lacking.collect()
    }
}

/// By when an answer is awaited, and where the term ends then: said before anything is confirmed.
fn foreseen(
    page: &Page,
    session: &Session,
    loaded: &Loaded,
    (wish, checked): (&Wish, &Checked),
) -> Vec<String> {
    let (desk, words) = (&page.town.desk, page.words);
    let Some(decision) = desk.foreseen(session, loaded, (wish, checked), Request::default()) else {
        return Vec::new();
    };
    let Some(asked) = &decision.after.asked else { return Vec::new() };
    let say = |key: &str, date| {
        let date = words.date(date);
        words.with(key, &[("date", date.as_str().into())]).into_owned()
    };
    let mut said = vec![say("integration-foreseen-until", asked.until)];
    // The clock says what stands still: a suspension that the law does not give is in no interval of it.
    let is_suspended = decision.clock.state == ClockState::Suspended;
    let stands = match is_suspended {
        true => "integration-foreseen-stands",
        false => "integration-foreseen-runs",
    };
    said.push(page.t(stands).into_owned());
    let answered =
        workflow::if_answered(&loaded.procedure.workflow, &decision.after, desk.calendar());
    let Some((then, due)) = answered.and_then(|then| Some((then.clone(), then.due_on_citizen?)))
    else {
        return said;
    };
    let unanswered = decision.clock.due_on_citizen;
    match then.restarted.filter(|(on, _)| *on == asked.until) {
        Some((_, norm)) => {
            let date = words.date(due);
            let values = [("date", date.as_str().into()), ("norm", norm.as_str().into())];
            said.push(words.with("integration-foreseen-anew", &values).into_owned());
            said.extend(unanswered.map(|due| say("integration-foreseen-unanswered", due)));
        }
        None if is_suspended => said.push(say("integration-foreseen-due", due)),
        None => said.push(say("integration-foreseen-due-all-the-same", due)),
    }
    said
}

/// What a move lets the citizen answer again; none if it opens nothing.
pub(crate) async fn answering(
    page: &Page,
    session: &Session,
    loaded: &Loaded,
    (wish, tell): (&Wish, bool),
) -> Result<Option<Answering>, Problem> {
    let desk = &page.town.desk;
    let Some(reopened) = desk.reopened(session, loaded, &wish.id).await? else { return Ok(None) };
    let form = &loaded.procedure.form;
    let again = reopened.check(desk, form, &integration::answers(&wish.raw));
    let missing = if tell { Missing::Told } else { Missing::Untold };
    let mut depends = false;
    let steps = form.step_ids().filter_map(|step| {
        let asked = view::Asked { step, lang: page.lang, missing };
        let view = reopened
            .with_facts(desk, |facts| view::step(form, &again.draft, &again.checked, facts, asked));
        view.inspect(|view| depends |= view.depends)
    });
    let sections: Vec<SectionView> = steps.flat_map(|view| view.sections).collect();
    let of = |keeps: &dyn Fn(&str) -> bool| {
        let mut items = amend::only(sections.clone(), &|path| {
            keeps(path) && (reopened.amending.is_open(path) || again.is_new(path))
        });
        items.iter_mut().for_each(prefixed);
        items
    };
    let within = |path: &str, outer: &str| {
        path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let asked = loaded.application.asked.as_ref().map_or(&[][..], |asked| &asked.items);
    let points: Vec<AnswerPoint> = asked
        .iter()
        .map(|item| AnswerPoint {
            question: integration::question(form, item, page.lang),
            reason: item.reason.clone(),
            items: of(&|path| within(path, &item.path)),
        })
        .collect();
    let more = of(&|path| !asked.iter().any(|item| within(path, &item.path)));
    let all = || points.iter().map(|point| &point.items[..]).chain([&more[..]]);
    let mut problems: Vec<_> = all().flat_map(wrong_items).collect();
    if tell && problems.is_empty() {
        // What the change makes wrong elsewhere has no place on this page.
        problems.extend(again.problems.iter().map(|it| (String::new(), it.say(page.lang))));
    }
    let mut kept = Vec::new();
    all().for_each(|items| emptied(items, &mut kept));
    kept.extend(all().flat_map(small_form::kept));
    let files: &Files = &reopened.files;
    let rest = reopened
        .with_facts(desk, |facts| summary::of_answers(form, &loaded.answers, facts, page.lang));
    let rest = flat(rest, files);
    Ok(Some(Answering { points, more, rest, depends, problems, kept }))
}

/// Gives the inputs the names that answers have on the page of a move.
fn prefixed(item: &mut Item) {
    match item {
        Item::Control(control) => {
            let Control { path, id, options, .. } = &mut **control;
            *path = format!("{ANSWER}{path}");
            *id = format!("r-{id}");
            options.iter_mut().for_each(|OptionView { id, .. }| *id = format!("r-{id}"));
        }
        Item::Set(set) => {
            set.id = format!("r-{}", set.id);
            set.items.iter_mut().for_each(prefixed);
        }
        Item::Group(group) => {
            group.path = format!("{ANSWER}{}", group.path);
            group.id = format!("r-{}", group.id);
            for row in &mut group.rows {
                row.id = format!("r-{}", row.id);
                row.items.iter_mut().for_each(prefixed);
            }
        }
        Item::Prose(_) => {}
    }
}

/// The questions for files, each named without any: what is taken off the page stays off it.
fn emptied(items: &[Item], marks: &mut Vec<(String, String)>) {
    for item in items {
        match item {
            Item::Control(control) if control.widget == Widget::Files => {
                marks.push((control.path.clone(), String::new()));
            }
            Item::Control(_) | Item::Prose(_) => {}
            Item::Set(set) => emptied(&set.items, marks),
            Item::Group(group) => group.rows.iter().for_each(|row| emptied(&row.items, marks)),
        }
    }
}
