//! The summary, the sending, and what the citizen reads right after it.

use std::time::Duration;

use askama::Template;
use axum::{
    extract::{Path, Query, Request},
    response::{IntoResponse, Redirect, Response},
};
use desk::sending::NotSent;
use form::{
    summary,
    view::{self, Asked},
};
use model::{Lang, Money, calendar::Length};
use procedure::document::Phase;
use serde::Deserialize;
use workflow::Silence;

use super::{
    NoFiles, blanks_url, id,
    outlook::{self, Above, Outlook},
    read,
    step::{Mark, count, flow_frame, marks},
    way::Way,
};
use crate::{
    Answer, Frame, Page, Problem,
    dossier::{ClockLine, reasons},
    frame::{RatingOf, SIGN_IN, Section},
    session::Citizen,
    show,
    signin::at_door,
    view::{Told, ToldStep, flat},
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Flash {
    /// The terms were not accepted.
    #[serde(default)]
    termini: Option<u8>,
    /// The answers changed after the summary was read.
    #[serde(default)]
    cambiata: Option<u8>,
    /// The question whose revenue stamp was used before.
    #[serde(default)]
    marca: Option<String>,
}

#[derive(Template)]
#[template(path = "page/apply/summary.html")]
struct SummaryPage {
    frame: Frame,
    /// The language of the service, where it is not the page's.
    lang: Option<Lang>,
    marks: Vec<Mark>,
    count: String,
    draft: String,
    key: String,
    steps: Vec<ToldStep>,
    fees: Vec<(String, String, String)>,
    total: String,
    /// What is not due, and why.
    exempt: Vec<(String, String)>,
    effects: Vec<String>,
    terms: String,
    token: String,
    /// Questions with several answers to choose from, and files that broke off: address and words.
    beside: Vec<(String, String)>,
    unfinished: Vec<(String, String)>,
    /// What keeps it from being sent, step by step.
    /// What each step lacks.
    missing: Vec<Lack>,
    /// Nothing is missing or wrong.
    is_complete: bool,
    outlook: Outlook,
    terms_needed: bool,
    has_changed: bool,
    /// Where the serial of a stamp stands that was used before; empty if none was.
    stamp: String,
    /// What the button that sends says.
    send: String,
    /// What was paid already, in words; empty if nothing was.
    paid: String,
    back: String,
    office: String,
}

pub(super) async fn summary(
    page: Page,
    Citizen(session): Citizen,
    Path(draft): Path<String>,
    Query(flash): Query<Flash>,
) -> Answer {
    let desk = &page.town.desk;
    let open = desk.draft(&session, id(&draft)?).await?;
    if open.is_sent {
        return Ok(Redirect::to(&format!("/pratiche/{draft}/inviata")).into_response());
    }
    let outlook = outlook::of(&page, &open, Above::Summary).await?;
    let broken_off = desk.unfinished(&open).await?.into_iter();
    let form = &open.procedure.form;
    let facts = open.facts(desk);
    let mut steps = summary::of_draft(form, &open.checked, &facts, page.lang);
    summary::with_statements(&mut steps, form, page.lang);
    let steps = flat(steps, facts.files);
    let (fees, total) = fees(&page, &open);
    let exempt = open
        .exempt(desk)
        .into_iter()
        .map(|it| (it.label.get(page.lang).to_owned(), it.because.get(page.lang).to_owned()));
    let missing = missing(&page, &open);
    let asked_at = |path: &str| {
        let target = form::view::page_id(path);
        let step = form.step_of(path).filter(|_| open.checked.is_open(path))?;
        let way = Way::from_section(form.section_of(path));
        Some(format!("{}#{target}", way.to(&format!("/bozze/{draft}/passi/{step}"))))
    };
    let beside = open.earlier.keys().filter_map(|path| {
        let label = form.label(path).map(|label| label.get(page.lang).to_owned());
        Some((asked_at(path)?, label.unwrap_or_default()))
    });
    let beside = beside.collect();
    let unfinished = broken_off.filter_map(|file| Some((asked_at(&file.path)?, file.name)));
    let unfinished = unfinished.collect();
    let stamp = flash.marca.and_then(|marked| stamp_step(&open, &marked)).unwrap_or_default();
    let sum = |key: &str, sum: Money| {
        page.words.with(key, &[("amount", page.words.money(sum).as_str().into())]).into_owned()
    };
    let due = desk.due_before_sending(&open);
    let send = if due.0 > 0 { sum("pay-and-send", due) } else { page.t("apply-send").into_owned() };
    let mut effects = effects(&page, &open);
    if due.0 > 0 {
        effects.insert(0, sum("pay-send-effect", due));
    }
    let sheet = &open.procedure.procedure.sheet;
    let marks = marks(&page, &open, None);
    let count = count(&page, marks.len(), (marks.len(), false));
    let back = marks.iter().rev().nth(1).map_or_else(String::new, |mark| mark.url.clone());
    show(SummaryPage {
        frame: flow_frame(&page, &open, (&count, &page.t("apply-summary"))),
        lang: open.procedure.procedure.title.other_than(page.lang),
        key: desk.draft_key(&open),
        count,
        marks,
        steps,
        fees,
        total,
        exempt: exempt.collect(),
        effects,
        terms: sheet.conditions.get(page.lang).to_owned(),
        token: open.token.clone(),
        beside,
        unfinished,
        missing,
        is_complete: open.checked.is_complete(),
        outlook,
        terms_needed: flash.termini.is_some(),
        has_changed: flash.cambiata.is_some(),
        stamp,
        send,
        paid: if open.paid.0 > 0 { sum("pay-paid-before", open.paid) } else { String::new() },
        back,
        office: format!("/amministrazione/uffici/{}", sheet.office),
        draft,
    })
}

/// What a step lacks.
struct Lack {
    title: String,
    items: Vec<LackingItem>,
}

/// One thing to mend before sending.
struct LackingItem {
    /// Address of the question.
    url: String,
    /// What is wrong with it.
    text: String,
    /// The document to print and sign that belongs there: its address and what it is called; empty if none does.
    blank: (String, String),
}

fn missing(page: &Page, open: &desk::draft::Open) -> Vec<Lack> {
    let (form, facts) = (&open.procedure.form, open.facts(&page.town.desk));
    let steps = form::route::steps(form, &open.checked).into_iter();
    let missing = steps.filter_map(|line| {
        let asked = Asked { step: &line.id, lang: page.lang, missing: view::Missing::Told };
        let step = view::step(form, &open.raw, &open.checked, &facts, asked)?;
        let step_url = format!("/bozze/{}/passi/{}", open.id, line.id);
        let items = crate::view::wrongs(&step.sections).into_iter().map(|wrong| {
            let control = wrong.control.filter(|control| !control.template.is_empty());
            let blank = control.map(|control| {
                let address = format!("{}/{}", blanks_url(&open.id.to_string()), control.path);
                (address, control.template.clone())
            });
            let section = wrong.control.and_then(|control| form.section_of(&control.path));
            let way = Way::from_section(section).telling(&open.checked, &line.id);
            let url = format!("{}#{}", way.to(&step_url), wrong.at);
            LackingItem { url, text: wrong.text, blank: blank.unwrap_or_default() }
        });
        let items = items.collect();
        Some(Lack { title: step.title.clone(), items })
    });
    missing.filter(|step| !step.items.is_empty()).collect()
}

/// The summary says which revenue stamp was used before.
fn stamp_used(summary: &str, path: &str) -> Response {
    let at = form::view::page_id(path);
    Redirect::to(&format!("{summary}?marca={at}")).into_response()
}

/// The step in which a question stands, by its id in the page: where it is mended.
fn stamp_step(open: &desk::draft::Open, marked: &str) -> Option<String> {
    let paths = open.raw.iter().map(|(path, _)| path);
    let path = paths.into_iter().find(|path| form::view::page_id(path) == marked)?;
    let step = open.procedure.form.step_of(path)?;
    Some(format!(
        "{}#{marked}",
        Way::from_section(open.procedure.form.section_of(path))
            .to(&format!("/bozze/{}/passi/{step}", open.id))
    ))
}

/// What is due, and all of it together.
fn fees(page: &Page, open: &desk::draft::Open) -> (Vec<(String, String, String)>, String) {
    let due = open.fees(&page.town.desk);
    let total: model::Money = due.iter().map(|fee| fee.amount).sum();
    let lines = due
        .iter()
        .map(|fee| {
            let phase = match fee.phase {
                Phase::Filing => "apply-summary-phase-filing",
                Phase::Release => "apply-summary-phase-release",
            };
            let label = fee.label.get(page.lang).to_owned();
            (label, page.words.money(fee.amount), page.t(phase).into_owned())
        })
        .collect();
    (lines, page.words.money(total))
}

/// What happens when the button is pressed.
fn effects(page: &Page, open: &desk::draft::Open) -> Vec<String> {
    let desk = &page.town.desk;
    let definition = open.procedure.workflow.definition();
    let due = workflow::clock::first_dates(definition, desk.today(), desk.calendar());
    let date = due.map_or_else(String::new, |dates| page.words.date(dates.citizen));
    let silence = match definition.term.silence {
        Silence::Assent => "apply-summary-effect-assent",
        Silence::Refusal => "apply-summary-effect-refusal",
        Silence::None => "apply-summary-effect-none",
    };
    let substitute = open.procedure.procedure.sheet.substitute.get(page.lang);
    vec![
        page.t("apply-summary-effect-number").into_owned(),
        page.words.with("apply-summary-effect-due", &[("date", date.as_str().into())]).into_owned(),
        page.words.with(silence, &[("substitute", substitute.into())]).into_owned(),
    ]
}

pub(super) async fn send(
    page: Page,
    citizen: Result<Citizen, Problem>,
    Path(draft): Path<String>,
    request: Request,
) -> Answer {
    let summary = format!("/bozze/{draft}/riepilogo");
    let Citizen(session) = match citizen {
        // Whoever signs in again comes back to what they were reading.
        Err(Problem::SignIn(_)) => return Err(Problem::SignIn(at_door(SIGN_IN, &summary, None))),
        citizen => citizen?,
    };
    let body = read(request, &mut NoFiles).await?;
    if !body.accepted {
        return Ok(Redirect::to(&format!("{summary}?termini=1#errori")).into_response());
    }
    match page.town.desk.send(&session, id(&draft)?, &body.token).await {
        Ok(application) => {
            Ok(Redirect::to(&format!("/pratiche/{application}/inviata")).into_response())
        }
        Err(NotSent::Unpaid) => {
            let desk = &page.town.desk;
            match desk.pay_and_send(&session, id(&draft)?, &body.token).await {
                Ok(payment) => Ok(Redirect::to(&format!("/pagamenti/{payment}")).into_response()),
                Err(NotSent::Desk(error)) => Err(error.into()),
                Err(NotSent::StampUsed(path)) => Ok(stamp_used(&summary, &path)),
                Err(_) => Ok(Redirect::to(&format!("{summary}?cambiata=1")).into_response()),
            }
        }
        Err(NotSent::StampUsed(path)) => Ok(stamp_used(&summary, &path)),
        Err(NotSent::Changed) => Ok(Redirect::to(&format!("{summary}?cambiata=1")).into_response()),
        Err(NotSent::Incomplete) => Ok(Redirect::to(&summary).into_response()),
        Err(NotSent::Level(level)) => {
            Ok(Redirect::to(&at_door(SIGN_IN, &summary, Some(level))).into_response())
        }
        Err(NotSent::Desk(error)) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "page/apply/sent.html")]
struct SentPage {
    frame: Frame,
    thanks: String,
    due: String,
    /// Why it is that day.
    why: Vec<ClockLine>,
    mail: String,
    receipt: Option<(String, String)>,
    phases: Vec<(String, String, String)>,
    application: String,
}

/// How often, and how long, the receipt is waited for; after that the page looks for it by itself.
const LOOKS: u32 = 4;
const BETWEEN: Duration = Duration::from_millis(75);

pub(super) async fn sent(
    page: Page,
    Citizen(session): Citizen,
    Path(application): Path<String>,
) -> Answer {
    let desk = &page.town.desk;
    let application_id = id(&application)?;
    let mut dossier = desk.dossier(&session, application_id).await?;
    for _ in 0..LOOKS {
        if dossier.documents.iter().any(|paper| paper.kind == "receipt") {
            break;
        }
        tokio::time::sleep(BETWEEN).await;
        dossier = desk.dossier(&session, application_id).await?;
    }
    let loaded = &dossier.loaded;
    let procedure = &loaded.procedure.procedure;
    let words = page.words;
    let sent = words.moment(loaded.sent_at());
    let due = words.date(loaded.first_due(desk));
    let receipt = dossier.documents.iter().find(|paper| paper.kind == "receipt").map(|paper| {
        let size = words.size(paper.size);
        let label = words.with("apply-sent-receipt", &[("size", size.as_str().into())]);
        (format!("/pratiche/{application}/documenti/{}", paper.id), label.into_owned())
    });
    let mail = match desk::paper::address(loaded, &session.person) {
        Some(email) => words.with("apply-sent-mail", &[("email", email.as_str().into())]),
        None => words.t("apply-sent-no-mail"),
    };
    let phases = loaded.phases(desk);
    let phases = phases.into_iter().map(|phase| {
        let term = loaded.procedure.workflow.definition().term.length();
        // The answer is due on the day that was promised, which holidays may have moved.
        let on = match term {
            Length::Days(days) if days == phase.days => loaded.first_due(desk),
            _ => loaded.sent_at().day() + chrono::Duration::days(phase.days.into()),
        };
        (
            words.date(on),
            phase.title.get(page.lang).to_owned(),
            phase.text.get(page.lang).to_owned(),
        )
    });
    let title = procedure.title.get(page.lang);
    let category = &procedure.sheet.category;
    let frame = page
        .frame(page.t("apply-sent-title"))
        .under(Section::Services)
        .crumb(title, format!("/servizi/{category}/{}", procedure.id))
        .rate(RatingOf::Service(procedure.id.clone()));
    show(SentPage {
        frame,
        thanks: words
            .with(
                "apply-sent-thanks",
                &[("number", loaded.number().into()), ("date", sent.as_str().into())],
            )
            .into_owned(),
        why: reasons(&page, loaded.first_reasons(desk)),
        due: words.with("apply-sent-due", &[("date", due.as_str().into())]).into_owned(),
        mail: mail.into_owned(),
        receipt,
        phases: phases.collect(),
        application: format!("/pratiche/{application}"),
    })
}
