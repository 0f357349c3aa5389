//! One application, as its citizen sees it: the state and the date first, what is asked, what happened,
//! papers, who deals with it and who opened it.

use askama::Template;
use axum::{
    extract::{Path, Query, Request},
    response::{IntoResponse, Redirect},
};
use desk::{account::What, dossier::Dossier, links::Linked};
use workflow::{Act, ClockState, Outcome as Ended, Silence};

use crate::{
    Answer, Frame, Page, Problem,
    apply::{download, id},
    dossier::{Button, ClockLine, Flash, Notice, PaperLine, answers, clock, papers},
    expired,
    frame::ACCOUNT,
    moves::{self, Asking, Outcome},
    pay,
    readings::{ReadingLine, lines},
    session::Citizen,
    show,
    timeline::{Happening, happenings},
    usual,
    view::{Told, ToldStep},
};

use super::{
    APPLICATIONS, Ask,
    late::{self, Late},
    ranking::{self, Standing},
};

#[derive(Template)]
#[template(path = "page/account/application.html")]
struct ApplicationPage {
    frame: Frame,
    notice: Option<Notice>,
    state: String,
    /// How it ended, as a class: `positive`, `negative`, `withdrawn`; empty while it runs.
    outcome: &'static str,
    /// What tells it from others of the procedure; empty where nothing does.
    subject: String,
    promise: String,
    /// What it means if nobody answers by then; empty where that says nothing.
    silence: String,
    /// How long such applications really take, and how many are before this one; empty where that says nothing.
    usual: String,
    before: String,
    /// What to do if the term has passed without an answer.
    late: Option<Late>,
    number: String,
    sent: String,
    /// Where it stands in a ranking that is published.
    ranking: Option<Standing>,
    /// What is asked, with the button that answers it.
    asks: Vec<Ask>,
    /// Words of the link to the messages, and its address.
    messages: String,
    messages_url: String,
    /// What else can be done.
    buttons: Vec<Button>,
    happenings: Vec<Happening>,
    papers: Vec<PaperLine>,
    /// One's own that the office has linked to it: how, what it is called, where it is.
    links: Vec<(String, String, String)>,
    /// Payments online: address and words.
    payments: Vec<(String, String)>,
    steps: Vec<ToldStep>,
    /// Sections that can still be answered again, below the address.
    amendable: Vec<String>,
    amend_url: String,
    /// Why the answer is due that day.
    why: Vec<ClockLine>,
    office: String,
    office_url: String,
    responsible: String,
    assignee: String,
    readers: Vec<ReadingLine>,
    readings_url: String,
    files_url: &'static str,
}

pub(super) async fn page(
    page: Page,
    Citizen(session): Citizen,
    Path(application): Path<String>,
    Query(flash): Query<Flash>,
) -> Answer {
    let desk = &page.town.desk;
    let dossier = desk.dossier(&session, id(&application)?).await?;
    let loaded = &dossier.loaded;
    let words = page.words;
    let lang = page.lang;
    let mut asked = desk.asked_of(&session, loaded);
    if dossier.unread > 0 {
        asked.push(What::Read(dossier.unread));
    }
    let answered = |id: &str| {
        asked
            .iter()
            .any(|what| matches!(what, What::Integrate(_, by) | What::Observe(_, by) if by == id))
    };
    let choices = loaded.choices(desk, &session);
    let open = choices.iter().filter(|choice| choice.shut.is_none() && !answered(&choice.id));
    let buttons = open.map(|choice| Button {
        label: choice.what.label.get(lang).to_owned(),
        url: format!("/pratiche/{application}/passaggi/{}", choice.id),
        is_first: matches!(choice.what.act, Act::AnswerIntegration | Act::Observations),
        is_take: false,
    });
    let payments = desk.payments_of(loaded).await?;
    let payments = payments.iter().map(|payment| pay::line(&page, payment)).collect();
    let usual = match loaded.application.closed {
        Some(_) => String::new(),
        None => usual::times(&page, &loaded.procedure.procedure.id, "usual-times-yours").await?,
    };
    let in_charge = &loaded.application.office;
    let office = desk.office_name(in_charge).get(lang).to_owned();
    let assignee = assignee(&page, &dossier, &office).await?;
    let sent = words.moment(loaded.sent_at());
    let frame = page
        .frame(loaded.procedure.procedure.title.get(lang))
        .crumb(page.t("account-title"), ACCOUNT)
        .crumb(page.t("account-tab-applications"), APPLICATIONS);
    show(ApplicationPage {
        notice: flash.notice(&page, "account-move-done", "account-move-stale"),
        state: loaded.state(&loaded.application.state, false).get(lang).to_owned(),
        outcome: loaded.application.closed.map_or("", |closed| match closed.outcome {
            Ended::Positive => "positive",
            Ended::Negative => "negative",
            Ended::Withdrawn => "withdrawn",
        }),
        subject: loaded.subject(desk).get(lang).to_owned(),
        promise: promise(&page, &dossier),
        silence: silence(&page, &dossier),
        usual,
        before: usual::before(&page, loaded).await?,
        late: late::of(&page, &dossier),
        ranking: ranking::of(&page, loaded).await?,
        number: frame.say("account-number", "number", loaded.number()),
        sent: frame.say("account-sent-on", "date", &sent),
        asks: asked.iter().map(|what| Ask::new(&page, loaded.id(), what)).collect(),
        messages_url: format!("/pratiche/{application}/messaggi"),
        messages: match dossier.messages {
            0 => page.t("message-write").into_owned(),
            n => words.n("message-all", n).into_owned(),
        },
        buttons: buttons.collect(),
        happenings: happenings(&page, &dossier, false),
        papers: papers(&page, &dossier, &format!("/pratiche/{application}/documenti")),
        links: linked(&page, &dossier),
        payments,
        steps: answers(&page, &dossier),
        amendable: loaded.amendable(desk, &session),
        amend_url: format!("/pratiche/{application}/correggi"),
        why: clock(&page, &dossier, false),
        office,
        office_url: format!("/amministrazione/uffici/{in_charge}"),
        responsible: desk.responsible(in_charge, dossier.responsible.as_deref(), lang),
        assignee,
        readers: lines(&page, &dossier.readings, false),
        readings_url: format!("/pratiche/{application}/letture"),
        files_url: "/file",
        frame,
    })
}

/// Who deals with it: the office itself where who had it works there no longer.
async fn assignee(page: &Page, dossier: &Dossier, office: &str) -> Result<String, Problem> {
    let loaded = &dossier.loaded;
    let name = loaded.application.assignee.and_then(|person| dossier.names.get(&person));
    let Some(name) = name else { return Ok(page.t("account-assignee-none").into_owned()) };
    if page.town.desk.is_left_behind(loaded).await? {
        return Ok(office.to_owned());
    }
    let Some(since) = loaded.held_since() else { return Ok(name.clone()) };
    let since = page.words.date(since.day());
    let values = [("name", name.as_str().into()), ("date", since.as_str().into())];
    Ok(page.words.with("account-assignee-since", &values).into_owned())
}

/// What silence means, beside the day by which an answer is due: what the law gives it, as long as it can still answer.
fn silence(page: &Page, dossier: &Dossier) -> String {
    let (clock, loaded) = (&dossier.clock, &dossier.loaded);
    let application = &loaded.application;
    let is_awaited = clock.state == ClockState::Running
        && clock.due_on_citizen.is_some()
        && !clock.has_run_out(page.town.desk.today());
    let is_answered = application.closed.is_some()
        || application.decided.is_some()
        || application.is_under_review();
    if !is_awaited || is_answered {
        return String::new();
    }
    let substitute = loaded.procedure.procedure.sheet.substitute.get(page.lang);
    let key = match loaded.procedure.workflow.definition().term.silence {
        Silence::Assent => "mail-receipt-silence-assent",
        Silence::Refusal => "mail-receipt-silence-refusal",
        Silence::None if substitute.is_empty() => return String::new(),
        Silence::None => "mail-receipt-silence-none",
    };
    page.words.with(key, &[("substitute", substitute.into())]).into_owned()
}

/// The most important sentence: by when the office must answer, or how it ended.
fn promise(page: &Page, dossier: &Dossier) -> String {
    let words = page.words;
    let dated = |key: &str, date: chrono::NaiveDate| {
        words.with(key, &[("date", words.date(date).as_str().into())]).into_owned()
    };
    let clock = &dossier.clock;
    if let Some(closed) = dossier.loaded.application.closed {
        return dated("account-ended", closed.at.day());
    }
    match (clock.state, clock.due_on_citizen) {
        // Whoever waits for the citizen says so; other suspensions end without them.
        (ClockState::Suspended, _) => match clock.suspended_until() {
            Some(until) if clock.waits_for_citizen() => dated("account-due-suspended", until),
            Some(until) => dated("account-due-suspended-until", until),
            None => words.t("account-due-suspended-other").into_owned(),
        },
        (ClockState::Running, Some(due)) if clock.has_run_out(page.town.desk.today()) => {
            dated("account-due-past", due)
        }
        (ClockState::Running, Some(due)) => dated("account-due", due),
        (ClockState::Running, None) | (ClockState::Stopped, _) => String::new(),
    }
}

/// One's own applications that the office has linked to this one.
fn linked(page: &Page, dossier: &Dossier) -> Vec<(String, String, String)> {
    let line = |link: &Linked| {
        let other = link.other.as_ref()?;
        let title = other.title.get(page.lang);
        let label = format!("{} · {title}", other.number);
        Some((crate::office::how(page, link), label, format!("/pratiche/{}", other.id)))
    };
    dossier.links.iter().filter_map(line).collect()
}

pub(super) async fn paper(
    page: Page,
    Citizen(session): Citizen,
    Path((application, paper)): Path<(String, String)>,
) -> Answer {
    let paper = paper.parse().map_err(|_| Problem::NotFound)?;
    Ok(download(page.town.desk.paper(&session, id(&application)?, paper).await?, false))
}

#[derive(Template)]
#[template(path = "page/account/move.html")]
struct MovePage {
    frame: Frame,
    asking: Asking,
    action: String,
    back: String,
}

pub(super) async fn ask(
    page: Page,
    Citizen(session): Citizen,
    Path((application, step)): Path<(String, String)>,
) -> Answer {
    let asking = moves::ask(&page, &session, id(&application)?, &step).await?;
    draw(&page, asking, &application, &step)
}

fn draw(page: &Page, asking: Asking, application: &str, step: &str) -> Answer {
    let back = format!("/pratiche/{application}");
    let frame = page
        .frame(asking.title.clone())
        .crumb(page.t("account-title"), ACCOUNT)
        .crumb(page.t("account-tab-applications"), APPLICATIONS)
        .crumb(asking.number.clone(), back.clone())
        .without_contacts();
    show(MovePage {
        frame: asking.titled(frame),
        action: format!("{back}/passaggi/{step}"),
        back,
        asking,
    })
}

pub(super) async fn make(
    page: Page,
    citizen: Result<Citizen, Problem>,
    Path((application, step)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let here = format!("/pratiche/{application}");
    let (Citizen(session), request) = match expired::signed_in(&page, citizen, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    match moves::make(&page, &session, (id(&application)?, &step), request).await? {
        // The office's letters are its own.
        Outcome::Paper(..) => Err(Problem::NotFound),
        Outcome::Done => Ok(Redirect::to(&format!("{here}?fatto=1")).into_response()),
        Outcome::Gone => Ok(Redirect::to(&format!("{here}?cambiata=1")).into_response()),
        Outcome::Again(asking) => draw(&page, *asking, &application, &step),
    }
}
