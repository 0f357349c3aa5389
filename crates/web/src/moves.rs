//! The page of a move, for citizens and for the office: its small form, what will follow, and what to
//! say when it cannot be made. What was typed stays on the page. Not the rules of moves: `workflow`.

use axum::extract::Request;
use desk::{
    moves::{NotMade, Wish},
    session::Session,
};
use form::{Kind, view::Item};
use model::ApplicationId;
use workflow::{Act, ClockState, Effect, Event};

use crate::{
    Frame, Page, Problem,
    integration::{Answering, Requesting, answering, requesting},
    letters::{self, LetterView},
    offer::offered,
    seen::{Seen, meanwhile},
    small_form::{self, Drawn, Posted, With, not_made},
    timeline::Happening,
};

/// A move that is asked for.
pub(crate) struct Asking {
    pub title: String,
    pub number: String,
    pub service: String,
    pub help: String,
    pub items: Vec<Item>,
    /// What is wrong, with the place of each, for the list at the top.
    pub problems: Vec<(String, String)>,
    /// Files that came before: path and id, to be posted again with the page.
    pub kept: Vec<(String, String)>,
    /// What will follow.
    pub effects: Vec<String>,
    pub seen: Seen,
    /// What has happened since the page that was posted; empty where nobody was first.
    pub meanwhile: Vec<Happening>,
    /// Why it cannot be made now; empty if it can.
    pub refusal: String,
    /// It cannot be made at all now: the form would be for nothing.
    pub is_shut: bool,
    /// What the office asked, for the citizen who answers: question and text.
    pub asked: Vec<(String, String)>,
    /// What that stands under: the key of its words.
    pub asked_title: &'static str,
    /// The last day for the answer, in words; empty if there is none.
    pub until: String,
    /// What was typed for a move that is gone, to be copied: question and text.
    pub typed: Vec<(String, String)>,
    pub is_withdrawal: bool,
    /// What the office may ask again.
    pub requesting: Requesting,
    /// What the citizen answers again, in its place.
    pub answering: Answering,
    /// Letters that leave with it, for the office.
    pub letters: Vec<LetterView>,
}

impl Asking {
    /// The page, whose title says first that something is wrong.
    pub fn titled(&self, frame: Frame) -> Frame {
        let is_refused = !self.refusal.is_empty() && !self.is_shut;
        if is_refused { frame.wrong() } else { small_form::titled(frame, &self.problems) }
    }
}

/// What came of a posted move.
pub(crate) enum Outcome {
    Done,
    Again(Box<Asking>),
    /// A letter as the paper that it would become.
    Paper(String, Vec<u8>),
    /// Somebody was first, the move is no longer on offer, and nothing was typed for it.
    Gone,
}

/// The page of a move before anything was typed.
pub(crate) async fn ask(
    page: &Page,
    session: &Session,
    id: ApplicationId,
    step: &str,
) -> Result<Asking, Problem> {
    let wish = page.town.desk.first_wish(session, id, step).await?;
    drawn(page, session, id, &wish, false).await?.ok_or(Problem::NotFound)
}

/// Draws a move; none if it is not on offer in this state.
async fn drawn(
    page: &Page,
    session: &Session,
    id: ApplicationId,
    wish: &Wish,
    tell: bool,
) -> Result<Option<Asking>, Problem> {
    let desk = &page.town.desk;
    let lang = page.lang;
    let (loaded, checked, files) = desk.check_move(session, id, wish).await?;
    let choices = loaded.choices(desk, session);
    let Some(choice) = choices.into_iter().find(|choice| choice.id == wish.id) else {
        return Ok(gone(page, &loaded, wish));
    };
    let mv = &choice.what;
    let is_open = choice.shut.is_none();
    let requesting = requesting(page, session, &loaded, (wish, &checked, tell), mv).await?;
    let answering = match is_open {
        true => answering(page, session, &loaded, (wish, tell)).await?,
        false => None,
    };
    let Drawn { items, mut problems, mut kept } = match loaded.asked(&wish.id) {
        Some(form) => loaded
            .move_facts(desk, &files)
            .with(|facts| small_form::drawn(page, form, (&wish.raw, &checked, tell), facts)),
        None => Drawn::default(),
    };
    problems.extend(requesting.problems(page));
    let letters = match is_open {
        true => letters::letters(page, session, &loaded, (wish, &checked, tell)).await?,
        false => Vec::new(),
    };
    problems.extend(letters::problems(&letters));
    let (mut asked, mut answering) = match (mv.act, answering) {
        (_, Some(answering)) => (asked(page, &loaded), answering),
        (Act::AnswerIntegration | Act::Observations, None) => {
            (asked(page, &loaded), Answering::default())
        }
        (Act::Refuse, None) => (observed(page, &loaded), Answering::default()),
        _ => (offered(page, session, &loaded, &files), Answering::default()),
    };
    // Each point stands by its question.
    asked.retain(|(_, text)| !text.is_empty());
    problems.splice(0..0, std::mem::take(&mut answering.problems));
    kept.append(&mut answering.kept);
    Ok(Some(Asking {
        title: mv.label.get(lang).to_owned(),
        number: loaded.number().to_owned(),
        service: loaded.procedure.procedure.title.get(lang).to_owned(),
        help: mv.help.as_ref().map_or_else(String::new, |help| help.get(lang).to_owned()),
        problems,
        kept,
        effects: effects(page, session, &loaded, mv),
        seen: Seen::of(&loaded),
        meanwhile: Vec::new(),
        is_shut: choice.shut.is_some(),
        typed: if choice.shut.is_some() { typed(page, &loaded, wish) } else { Vec::new() },
        refusal: choice
            .shut
            .map_or_else(String::new, |refusal| refusal.reason.get(lang).to_owned()),
        asked,
        asked_title: match mv.act {
            Act::Refuse => "office-move-observed",
            Act::AnswerIntegration | Act::Observations => "account-move-asked",
            _ => "ranking-offer-title",
        },
        requesting,
        answering,
        letters,
        until: until(page, &loaded, mv.act),
        is_withdrawal: mv.act == Act::Withdraw,
        items,
    }))
}

/// A move that somebody or time took away while a person wrote: what they wrote is not lost.
fn gone(page: &Page, loaded: &desk::Loaded, wish: &Wish) -> Option<Asking> {
    let typed = typed(page, loaded, wish);
    let known = loaded.procedure.workflow.definition().moves.iter().find(|mv| mv.id == wish.id)?;
    (!typed.is_empty()).then(|| Asking {
        title: known.label.get(page.lang).to_owned(),
        number: loaded.number().to_owned(),
        service: loaded.procedure.procedure.title.get(page.lang).to_owned(),
        help: String::new(),
        items: Vec::new(),
        problems: Vec::new(),
        kept: Vec::new(),
        effects: Vec::new(),
        seen: Seen::of(loaded),
        meanwhile: Vec::new(),
        refusal: page.t("office-move-gone").into_owned(),
        is_shut: true,
        asked: Vec::new(),
        asked_title: "account-move-asked",
        until: String::new(),
        typed,
        is_withdrawal: known.act == Act::Withdraw,
        requesting: Requesting::default(),
        answering: Answering::default(),
        letters: Vec::new(),
    })
}

/// By when the citizen must make this move.
fn until(page: &Page, loaded: &desk::Loaded, act: Act) -> String {
    let application = &loaded.application;
    let until = match act {
        Act::AnswerIntegration => application.asked.as_ref().map(|asked| asked.until),
        Act::Observations => application.notice.map(|notice| notice.until),
        _ => None,
    };
    until.map_or_else(String::new, |day| {
        let day = page.words.date(day);
        page.words.with("account-event-deadline-answer", &[("date", day.as_str().into())]).into()
    })
}

/// What the last event of an application asks for, as the office wrote it.
fn asked(page: &Page, loaded: &desk::Loaded) -> Vec<(String, String)> {
    loaded.entries.last().map_or_else(Vec::new, |last| written(page, loaded, &last.event))
}

/// What the citizen observed on the notice, for whoever must answer it.
fn observed(page: &Page, loaded: &desk::Loaded) -> Vec<(String, String)> {
    let entries = loaded.entries.iter().map(|entry| &entry.event);
    let given = entries.filter(|event| matches!(event, Event::ObservationsGiven { .. }));
    given.flat_map(|event| written(page, loaded, event)).collect()
}

/// The texts that were written with a move, each under its question.
fn written(page: &Page, loaded: &desk::Loaded, event: &Event) -> Vec<(String, String)> {
    let done = event.done().and_then(|done| Some((done, loaded.asked(&done.step.move_id)?)));
    let Some((done, form)) = done else { return Vec::new() };
    let is_text = |path: &str| form.kind_at(path) == Some(Kind::Paragraph);
    done.data
        .iter()
        .filter(|(path, _)| is_text(path))
        .map(|(path, values)| {
            let label = form.label(path);
            let label = label.map_or_else(|| path.clone(), |l| l.get(page.lang).to_owned());
            (label, values.join(", "))
        })
        .collect()
}

/// What was typed into the fields of a move, question by question.
fn typed(page: &Page, loaded: &desk::Loaded, wish: &Wish) -> Vec<(String, String)> {
    let form = loaded.asked(&wish.id);
    let given = form.map_or_else(Vec::new, |form| small_form::typed(page, form, &wish.raw));
    given.into_iter().chain(letters::typed(page, loaded, &wish.raw)).collect()
}

/// What an effect of a move does, in a sentence for the one who makes it; `name` is that of the letter, or of the office that
/// is asked.
pub(crate) fn effect_told(
    page: &Page,
    is_staff: bool,
    (mv, effect): (&workflow::Move<form::Field>, &Effect),
    name: &str,
) -> String {
    let say = |key: &str, name: &str, value: &str| {
        page.words.with(key, &[(name, value.into())]).into_owned()
    };
    match effect {
        Effect::Letter(_) => say("office-move-consequence-letter", "title", name),
        Effect::Propose(_) => say("office-move-consequence-propose", "title", name),
        Effect::Mail(_) if is_staff => page.t("office-move-consequence-mail").into(),
        Effect::Mail(_) => page.t("account-move-consequence-mail").into(),
        Effect::Suspend(suspend) => {
            let norm = suspend.norm.as_deref().unwrap_or(match mv.act {
                Act::NoticeOfRefusal => "L. 241/1990, art. 10-bis",
                _ => "L. 241/1990, art. 2, c. 7",
            });
            say("office-move-consequence-suspend", "norm", norm)
        }
        // The term waits for ten days more: what was observed is weighed first.
        Effect::Resume if mv.act == Act::Observations => {
            page.t("office-move-consequence-resume-observed").into()
        }
        Effect::Resume => page.t("office-move-consequence-resume").into(),
        Effect::Extend(extend) => {
            let days = page.words.days(extend.days);
            page.words
                .with(
                    "office-move-consequence-extend",
                    &[("days", days.as_str().into()), ("norm", extend.norm.as_str().into())],
                )
                .into_owned()
        }
        Effect::Restart(restart) => say("office-move-consequence-restart", "norm", &restart.norm),
        Effect::Opinion(_) => say("office-move-consequence-opinion", "office", name),
    }
}

/// What will follow a move, in sentences for the one who makes it.
fn effects(
    page: &Page,
    session: &Session,
    loaded: &desk::Loaded,
    mv: &workflow::Move<form::Field>,
) -> Vec<String> {
    let say = |key: &str, name: &str, value: &str| {
        page.words.with(key, &[(name, value.into())]).into_owned()
    };
    let name = |effect: &Effect| match effect {
        Effect::Letter(id) | Effect::Propose(id) => {
            loaded.letter_title(id).get(page.lang).to_owned()
        }
        Effect::Opinion(id) => {
            let foreseen = loaded.procedure.workflow.opinion(id);
            let name = foreseen.map(|opinion| page.town.desk.office_name(&opinion.office));
            name.map_or_else(|| id.clone(), |name| name.get(page.lang).to_owned())
        }
        _ => String::new(),
    };
    let of_effect =
        |effect: &Effect| effect_told(page, session.is_staff(), (mv, effect), &name(effect));
    // A term that runs has nothing to take up again.
    let stands_still = loaded.clock(&page.town.desk).state == ClockState::Suspended;
    let effects = mv.effects.iter().filter(|it| stands_still || **it != Effect::Resume);
    let mut all: Vec<String> = effects.map(of_effect).collect();
    if let Some(state) = loaded.procedure.workflow.state(&mv.to) {
        let name = if session.is_staff() { &state.office } else { &state.citizen };
        let key = match (state.ends.is_some(), loaded.application.state == state.id) {
            _ if mv.act == Act::RegisterPayment => "office-move-consequence-paid",
            (true, _) => "office-move-consequence-final",
            (false, false) => "office-move-consequence-state",
            (false, true) => return all,
        };
        all.insert(0, say(key, "state", name.get(page.lang)));
    }
    all
}

/// Makes a posted move, or draws its page again with what is wrong.
pub(crate) async fn make(
    page: &Page,
    session: &Session,
    at: (ApplicationId, &str),
    request: Request,
) -> Result<Outcome, Problem> {
    let (id, step) = at;
    let posted = small_form::posted(page, session, With::Move(id, step), request).await?;
    let Posted { raw, shown, mut refusal, only_looks, letter, .. } = posted;
    let mut wish = Wish { id: step.to_owned(), raw, version: shown.version };
    let mut tell = false;
    let mut is_late = false;
    if let Some((what, letter)) = letter.filter(|_| refusal.is_empty()) {
        match letters::asked(page, session, id, &mut wish, (&what, &letter)).await? {
            letters::Done::Paper(name, bytes) => return Ok(Outcome::Paper(name, bytes)),
            letters::Done::Opened => {}
            letters::Done::NotYet => {
                tell = true;
                refusal = page.t("office-letter-not-yet").into_owned();
            }
        }
    }
    if refusal.is_empty() && !only_looks {
        match page.town.desk.make_move(session, id, &wish).await {
            Ok(()) => return Ok(Outcome::Done),
            Err(why) => {
                is_late = matches!(why, NotMade::Desk(desk::Error::Stale));
                (refusal, tell) = not_made(page, why, stale(session))?;
            }
        }
    }
    let Some(mut asking) = drawn(page, session, id, &wish, tell).await? else {
        return Ok(Outcome::Gone);
    };
    if is_late {
        asking.meanwhile = meanwhile(page, session, id, shown.last).await?;
    }
    // A move that is gone says so itself.
    if !refusal.is_empty() && asking.typed.is_empty() {
        asking.refusal = refusal;
    }
    Ok(Outcome::Again(Box::new(asking)))
}

/// How somebody is told that they were not the first.
pub(crate) fn stale(session: &Session) -> &'static str {
    if session.is_staff() { "office-move-stale" } else { "account-move-stale" }
}
