//! One step of a draft: drawn, posted, saved field by field.

use askama::Template;
use axum::{
    Json,
    extract::{Path, Query, Request, rejection::JsonRejection},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use desk::{
    draft::{Change, Open},
    session::Session,
};
use form::{
    merge::Shown,
    route,
    view::{self, Asked, Item, Missing, StepView},
};
use model::{FileId, Lang};
use serde::Deserialize;

use super::{
    Body, blanks_url, files, id,
    outlook::{self, Above, Outlook},
    place,
    posted::{client_id, settled},
    read,
    way::{SUMMARY, Way},
};
use crate::{
    Answer, Frame, Page, Problem, expired,
    frame::{SIGN_IN, Section},
    session::Citizen,
    show,
    signin::at_door,
};

/// What a redirect tells the page it leads to.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Told {
    /// The draft was saved by its button.
    #[serde(default)]
    salvata: Option<u8>,
    /// What was typed was brought back after the session ended.
    #[serde(default)]
    recuperato: Option<u8>,
    /// A row was added (`aggiunta`) or taken away (`tolta`).
    #[serde(default)]
    riga: Option<String>,
}

/// One mark of the stepper.
pub(super) struct Mark {
    pub title: String,
    /// Its language, where that is not the page's.
    pub lang: Option<Lang>,
    pub url: String,
    /// The step to save this page and go to; empty where there is nothing to save and a link will do.
    pub go: String,
    pub is_done: bool,
    pub is_current: bool,
}

#[derive(Template)]
#[template(path = "page/apply/step.html")]
struct StepPage {
    frame: Frame,
    /// The language of the service, where it is not the page's.
    lang: Option<Lang>,
    marks: Vec<Mark>,
    /// «Passo 2 di 6».
    count: String,
    view: StepView,
    problems: Vec<(String, String)>,
    action: String,
    seen: String,
    client: String,
    saved_at: String,
    notice: String,
    /// What is only said aloud: it is seen where it happened.
    aloud: String,
    outlook: Outlook,
    office: String,
    has_back: bool,
    /// The step was opened from the summary and is complete: the main button leads back there.
    is_for_summary: bool,
    draft: String,
    /// What this page seals with what waits on the device.
    key: String,
    fields_url: String,
    blanks_url: String,
    /// Questions with answers to choose from: id and name.
    to_choose: Vec<(String, String)>,
}

/// The stepper of a draft, with the summary as its last mark.
pub(super) fn marks(page: &Page, open: &Open, current: Option<&str>) -> Vec<Mark> {
    let steps = route::steps(&open.procedure.form, &open.checked);
    let go = |to: &str| current.map_or_else(String::new, |_| to.to_owned());
    let mut marks: Vec<Mark> = steps
        .iter()
        .map(|step| Mark {
            title: step.title.get(page.lang).to_owned(),
            lang: step.title.other_than(page.lang),
            url: format!("/bozze/{}/passi/{}", open.id, step.id),
            go: go(&step.id),
            is_done: step.completion.is_complete() && current != Some(step.id.as_str()),
            is_current: current == Some(step.id.as_str()),
        })
        .collect();
    marks.push(Mark {
        title: page.t("apply-summary").into_owned(),
        lang: None,
        url: format!("/bozze/{}/riepilogo", open.id),
        go: go(SUMMARY),
        is_done: false,
        is_current: current.is_none(),
    });
    marks
}

/// Which step it is, of how many: told as a guess while answers may still change how many there are.
pub(super) fn count(page: &Page, number: usize, (of, may_change): (usize, bool)) -> String {
    let key = if may_change { "apply-step-about" } else { "apply-step-count" };
    let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into();
    page.words.with(key, &[("n", n(number)), ("of", n(of))]).into_owned()
}

/// The frame of a page inside a flow: breadcrumbs down to the service stay visible.
pub(super) fn flow_frame(page: &Page, open: &Open, (count, part): (&str, &str)) -> Frame {
    let procedure = &open.procedure.procedure;
    let title = procedure.title.get(page.lang);
    let category = &procedure.sheet.category;
    let mut frame = page.frame(format!("{count}: {part} - {title}")).under(Section::Services);
    if let Some(known) = model::category::Category::by_slug(category) {
        frame = frame.crumb(known.name(page.lang), format!("/servizi/{category}"));
    }
    let sheet = format!("/servizi/{category}/{}", procedure.id);
    frame.crumb(title, sheet).here(part).without_contacts()
}

pub(super) async fn page(
    page: Page,
    Citizen(session): Citizen,
    Path(at): Path<(String, String)>,
    Query(way): Query<Way>,
    Query(told): Query<Told>,
) -> Answer {
    let notice = if told.recuperato.is_some() {
        page.t("apply-restored").into_owned()
    } else if told.salvata.is_some() {
        page.t("apply-saved").into_owned()
    } else {
        String::new()
    };
    let aloud = match told.riga.as_deref() {
        Some("aggiunta") => page.t("apply-row-added").into_owned(),
        Some("tolta") => page.t("apply-row-removed").into_owned(),
        _ => String::new(),
    };
    drawn(&page, &session, at, &way, Said { notice, aloud, refused: Vec::new() }).await
}

/// What a step says besides its questions.
struct Said {
    /// Something went well.
    notice: String,
    aloud: String,
    /// Files that were not taken.
    refused: Vec<files::Refused>,
}

async fn drawn(
    page: &Page,
    session: &Session,
    (draft, step): (String, String),
    way: &Way,
    said: Said,
) -> Answer {
    let desk = &page.town.desk;
    let open = desk.draft(session, id(&draft)?).await?;
    if open.is_sent {
        return Ok(Redirect::to(&format!("/pratiche/{draft}/inviata")).into_response());
    }
    let unfinished = desk.unfinished(&open).await?;
    let outlook = outlook::of(page, &open, Above::Step).await?;
    let form = &open.procedure.form;
    let told = way.told(&open.checked, &step);
    let asked = Asked { step: &step, lang: page.lang, missing: Missing::ToldAt(&told) };
    let facts = open.facts(desk);
    let Some(mut view) = view::step(form, &open.raw, &open.checked, &facts, asked) else {
        return Ok(Redirect::to(&format!("/bozze/{draft}")).into_response());
    };
    files::say(&mut view.sections, &said.refused);
    files::say_unfinished(&mut view.sections, unfinished);
    view::fees(&mut view, &fee_lines(page, &open));
    let to_choose = view::beside(&mut view.sections, &open.earlier, page.lang);
    let mut paths = Vec::new();
    for section in &view.sections {
        asked_paths(&section.items, &mut paths);
    }
    let seen: Vec<String> =
        paths.iter().map(|path| format!("{path}={}", open.mark(path))).collect();
    let problems = crate::view::problems(&view.sections);
    let marks = marks(page, &open, Some(&step));
    let is_complete = !open.checked.problems.iter().any(|problem| problem.step == step);
    let count = count(page, view.number, (marks.len(), route::may_change(form, &step)));
    let mut frame = flow_frame(page, &open, (&count, &view.title));
    if !problems.is_empty() {
        frame = frame.wrong();
    }
    show(StepPage {
        frame,
        lang: open.procedure.procedure.title.other_than(page.lang),
        count,
        marks,
        problems,
        action: way.to(&format!("/bozze/{draft}/passi/{step}")),
        seen: seen.join(" "),
        client: gateway::keys::text(&desk.clock.token()[..9]),
        saved_at: page.words.time(open.saved_at),
        notice: said.notice,
        aloud: said.aloud,
        outlook,
        office: format!("/amministrazione/uffici/{}", open.procedure.procedure.sheet.office),
        has_back: route::previous(form, &open.checked, &step).is_some(),
        is_for_summary: is_complete && way.is_from_summary(),
        key: desk.draft_key(&open),
        fields_url: format!("/bozze/{draft}/campi"),
        blanks_url: blanks_url(&draft),
        draft,
        to_choose,
        view,
    })
}

/// What is due from the answers so far, and why something is not.
fn fee_lines(page: &Page, open: &Open) -> Vec<(String, String)> {
    let desk = &page.town.desk;
    let said = |text: &model::Localized| text.get(page.lang).to_owned();
    let due =
        open.fees(desk).into_iter().map(|fee| (said(&fee.label), page.words.money(fee.amount)));
    let exempt = open.exempt(desk).into_iter().map(|it| (said(&it.label), said(&it.because)));
    due.chain(exempt).collect()
}

/// Every path that the page asks, so that what comes back can be compared with what was shown.
fn asked_paths<'v>(items: &'v [Item], paths: &mut Vec<&'v str>) {
    for item in items {
        match item {
            Item::Control(control) => paths.push(&control.path),
            Item::Set(set) => asked_paths(&set.items, paths),
            Item::Group(group) => {
                paths.push(&group.path);
                for row in &group.rows {
                    asked_paths(&row.items, paths);
                }
            }
            Item::Prose(_) => {}
        }
    }
}

pub(super) async fn post(
    page: Page,
    citizen: Result<Citizen, Problem>,
    Path((draft, step)): Path<(String, String)>,
    Query(way): Query<Way>,
    request: Request,
) -> Answer {
    let Citizen(session) = match citizen {
        Err(Problem::SignIn(to)) => {
            let here = way.to(&format!("/bozze/{draft}/passi/{step}"));
            return expired::page(&page, here, to, request).await;
        }
        citizen => citizen?,
    };
    let desk = &page.town.desk;
    let draft_id = id(&draft)?;
    let open = match desk.draft(&session, draft_id).await {
        Err(desk::Error::LevelTooLow(level)) => {
            let here = way.to(&format!("/bozze/{draft}/passi/{step}"));
            let to = at_door(SIGN_IN, &here, Some(level));
            return expired::page(&page, here, to, request).await;
        }
        open => open?,
    };
    let mut files =
        files::Attaching { page: &page, session: &session, open: &open, refused: Vec::new() };
    let body = read(request, &mut files).await?;
    let refused = files.refused;
    let changed = place::changed(&open, &body);
    desk.save(&session, draft_id, &body.changes(desk.now())).await?;
    if let Some(problem) = body.failed {
        return Err(problem);
    }
    if !refused.is_empty() {
        // The names of files are in no address: the page that says them is the answer itself.
        let way = if leads_on(&body.button) {
            way.telling(&desk.draft(&session, draft_id).await?.checked, &step)
        } else {
            way
        };
        let said = Said { notice: String::new(), aloud: String::new(), refused };
        let answer = drawn(&page, &session, (draft, step), &way, said).await?;
        let is_page = answer.status() == StatusCode::OK;
        let status = if is_page { StatusCode::UNPROCESSABLE_ENTITY } else { answer.status() };
        return Ok((status, answer).into_response());
    }
    let changed = changed.map(|path| (path, open.procedure.form.section_of(path)));
    let to = follow(&page, &session, (&draft, &step), (&way, &body, changed)).await?;
    Ok(Redirect::to(&to).into_response())
}

/// The button leads to another page, if nothing is missing on this one.
fn leads_on(button: &str) -> bool {
    let what = button.split_once(':').map_or(button, |(what, _)| what);
    let stays = [
        "aggiungi", "togli", "riprendi", "tieni", "rimuovi", "annulla", "carica", "salva",
        "aggiorna", "letto", "indietro", "vai",
    ];
    !stays.contains(&what)
}

/// A question that was answered anew, and its section.
type Changed<'a> = Option<(&'a str, Option<&'a str>)>;

/// Does what the button says and tells where to go.
async fn follow(
    page: &Page,
    session: &Session,
    (draft, step): (&str, &str),
    (way, body, changed): (&Way, &Body, Changed<'_>),
) -> Result<String, Problem> {
    let desk = &page.town.desk;
    let draft_id = id(draft)?;
    let summary = format!("/bozze/{draft}/riepilogo");
    let at = |step: &str| format!("/bozze/{draft}/passi/{step}");
    let here = way.to(&at(step));
    let telling = |what: &str| {
        let join = if here.contains('?') { '&' } else { '?' };
        format!("{here}{join}{what}")
    };
    let back = || way.back(&summary, step, changed.and_then(|(_, section)| section));
    let (what, on) = body.button.split_once(':').unwrap_or((&body.button, ""));
    match what {
        "aggiungi" => {
            let row = desk.add_row(session, draft_id, on).await?;
            let row = view::page_id(&format!("{on}.{row}"));
            Ok(format!("{}#{row}", telling("riga=aggiunta")))
        }
        "togli" => {
            let (group, row) = on.split_once(':').unwrap_or((on, ""));
            desk.take_row(session, draft_id, group, row).await?;
            Ok(format!("{}#{}", telling("riga=tolta"), place::beside(body, group, row)))
        }
        "riprendi" => {
            let (at, on) = on.split_once(':').ok_or(Problem::NotFound)?;
            let (mark, path) = on.split_once(':').ok_or(Problem::NotFound)?;
            let at = at.parse().map_err(|_| Problem::NotFound)?;
            chosen(desk.choose(session, draft_id, path, (Some(at), mark)).await)?;
            Ok(format!("{here}#{}", view::page_id(path)))
        }
        "tieni" => {
            let (mark, path) = on.split_once(':').ok_or(Problem::NotFound)?;
            chosen(desk.choose(session, draft_id, path, (None, mark)).await)?;
            Ok(format!("{here}#{}", view::page_id(path)))
        }
        "rimuovi" => {
            let file: FileId = on.parse().map_err(|_| Problem::NotFound)?;
            desk.detach(session, draft_id, file).await?;
            Ok(here)
        }
        "annulla" => {
            let upload = on.parse().map_err(|_| Problem::NotFound)?;
            desk.give_up(session, upload).await?;
            Ok(here)
        }
        "carica" => Ok(format!("{here}#{}", view::page_id(on))),
        "salva" => Ok(telling("salvata=1")),
        "aggiorna" => Ok(match changed {
            Some((path, _)) => format!("{here}#{}", view::page_id(path)),
            None => here,
        }),
        "vai" if on == SUMMARY => Ok(summary),
        "letto" => {
            desk.read_changes(session, draft_id).await?;
            Ok(here)
        }
        other => {
            let open = desk.draft(session, draft_id).await?;
            let form = &open.procedure.form;
            if other == "vai" {
                let is_known = route::steps(form, &open.checked).iter().any(|known| known.id == on);
                return Ok(if is_known { at(on) } else { here });
            }
            if other == "indietro" {
                let back = route::previous(form, &open.checked, step);
                return Ok(back.map_or(here, |step| at(&step)));
            }
            if open.checked.problems.iter().any(|problem| problem.step == step) {
                return Ok(format!("{}#errori", way.telling(&open.checked, step).to(&at(step))));
            }
            let is_done = way.is_from_summary() && open.checked.is_complete();
            if other == SUMMARY || is_done {
                return Ok(back());
            }
            Ok(match route::next(form, &open.checked, step) {
                Some(step) => way.quiet().to(&at(&step)),
                None => summary,
            })
        }
    }
}

/// What another tab has chosen meanwhile needs no choice any more: the page shows how it stands.
fn chosen(done: desk::Result<()>) -> Result<(), Problem> {
    match done {
        Err(desk::Error::Stale) => Ok(()),
        done => Ok(done?),
    }
}

/// One answer as a script sends it.
#[derive(Deserialize)]
pub(super) struct Typed {
    path: String,
    values: Vec<String>,
    client: String,
    seq: i64,
    shown: String,
}

/// Saves what a script sends while the person types, also what waited for the network.
pub(super) async fn fields(
    page: Page,
    Citizen(session): Citizen,
    Path(draft): Path<String>,
    typed: Result<Json<Vec<Typed>>, JsonRejection>,
) -> Answer {
    let desk = &page.town.desk;
    let Json(typed) = typed.map_err(|fault| match fault.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
        _ => Problem::BadRequest("problem-bad-request-text"),
    })?;
    let changes = typed.into_iter().map(|Typed { path, values, client, seq, shown }| Change {
        path,
        values: settled(values),
        client: client_id(&client),
        seq,
        shown: Shown::read(&shown),
    });
    match desk.save(&session, id(&draft)?, &changes.collect::<Vec<_>>()).await {
        Ok(saved) => Ok(Json(serde_json::json!({
            "saved_at": page.words.time(saved.at),
            "marks": saved.marks,
            "news": saved.is_news,
            "changed": saved.has_changed,
        }))
        .into_response()),
        Err(desk::Error::Stale) => Ok(StatusCode::CONFLICT.into_response()),
        Err(desk::Error::Refused(why)) => {
            let said = Json(serde_json::json!({ "problem": why.get(page.lang) }));
            Ok((StatusCode::PAYLOAD_TOO_LARGE, said).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
