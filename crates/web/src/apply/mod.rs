//! A citizen fills and sends: drafts, steps, files, summary, sending. What is asked and what is wrong is said by
//! `form`; what is kept by `desk`.

mod files;
mod outlook;
mod posted;
mod register;
mod report;
mod send;
mod step;
mod uploads;
mod way;

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};
use desk::{
    draft::Line,
    session::{Session, USUAL_LEVEL},
};
use model::{ApplicationId, FileId};

use crate::{Answer, Frame, Page, Problem, frame::ACCOUNT, frame::Section, session::Citizen, show};

pub(crate) use files::at;
pub(crate) use posted::{Body, FileStream, NoFiles, Receiver, read};

/// Largest body of a page with files, in bytes: several files of the largest size a procedure can allow.
pub(crate) const FILES: usize = 520 * 1_000_000;

crate::route::area! {
    get "/domanda/{procedure}" Person => start;
    post "/domanda/{procedure}" Person => start_anew;
    get "/bozze/{draft}" Person => resume;
    get "/bozze/{draft}/elimina" Person => ask_delete;
    post "/bozze/{draft}/elimina" Person => delete;
    post "/bozze/{draft}/campi" Person => step::fields;
    get "/bozze/{draft}/modelli/{path}" Person => blank;
    get "/bozze/{draft}/segnala" Person => report::ask;
    post "/bozze/{draft}/segnala" Person => report::post;
    get "/bozze/{draft}/riepilogo" Person => send::summary;
    post "/bozze/{draft}/invia" Person => send::send;
    get "/bozze/{draft}/passi/{step}" Person => step::page;
    post "/bozze/{draft}/passi/{step}" Person => step::post;
    options "/bozze/{draft}/caricamenti" Everyone => uploads::options;
    post "/bozze/{draft}/caricamenti" Person => uploads::begin;
    head "/caricamenti/{upload}" Person => uploads::state;
    patch "/caricamenti/{upload}" Person => uploads::receive;
    delete "/caricamenti/{upload}" Person => uploads::give_up;
    post "/caricamenti/{upload}" Person => uploads::instead;
    get "/pratiche/{application}/inviata" Person => send::sent;
    get "/file/{file}" Person => file;
    get "/registri/{register}" Everyone => register::search;
}

/// An id out of an address; anything else is not found.
pub(crate) fn id(text: &str) -> Result<ApplicationId, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

/// A draft that its person can go on with.
pub(crate) struct Begun {
    pub url: String,
    /// «Continua la bozza del …».
    pub words: String,
    pub saved: String,
    pub procedure: String,
    pub title: String,
}

/// The drafts of whoever is signed in as a citizen, the last saved first; none where they cannot be read now.
pub(crate) async fn begun(page: &Page, citizen: Result<Citizen, Problem>) -> Vec<Begun> {
    let Ok(Citizen(session)) = citizen else { return Vec::new() };
    drafts(page, &session).await.unwrap_or_default()
}

async fn drafts(page: &Page, session: &Session) -> desk::Result<Vec<Begun>> {
    let desk = &page.town.desk;
    let continued = |draft: &Line| {
        let saved = page.words.moment(draft.saved_at);
        let values = [("date", saved.as_str().into())];
        page.words.with("apply-draft-continue", &values).into_owned()
    };
    let drafts = desk.drafts(session).await?;
    let begun = drafts.iter().map(|draft| Begun {
        url: format!("/bozze/{}", draft.id),
        words: continued(draft),
        saved: page.words.ago(draft.saved_at.day(), desk.today()),
        procedure: draft.procedure.procedure.id.clone(),
        title: draft.procedure.procedure.title.get(page.lang).to_owned(),
    });
    Ok(begun.collect())
}

#[derive(Template)]
#[template(path = "page/apply/choose.html")]
struct ChoosePage {
    frame: Frame,
    procedure: String,
    drafts: Vec<Begun>,
}

async fn start(
    page: Page,
    citizen: Result<Citizen, Problem>,
    Path(procedure): Path<String>,
) -> Answer {
    let desk = &page.town.desk;
    let (compiled, _) = desk.in_use(&procedure).await?;
    let level = compiled.procedure.sheet.access.level.unwrap_or(USUAL_LEVEL);
    let Citizen(session) = match citizen {
        // Whoever comes in to fill a form is asked at once for the level that sending it needs.
        Err(Problem::SignIn(_)) => return Err(Problem::Level(level)),
        citizen => citizen?,
    };
    if !compiled.procedure.sheet.is_active() {
        return Err(Problem::BadRequest("apply-closed-lead"));
    }
    session.reaches(level)?;
    let mut mine = drafts(&page, &session).await?;
    mine.retain(|draft| draft.procedure == procedure);
    if mine.is_empty() {
        let id = desk.begin_draft(&session, &procedure).await?;
        return Ok(Redirect::to(&format!("/bozze/{id}")).into_response());
    }
    let title = compiled.procedure.title.get(page.lang);
    show(ChoosePage { frame: page.frame(title).under(Section::Services), procedure, drafts: mine })
}

async fn start_anew(
    page: Page,
    Citizen(session): Citizen,
    Path(procedure): Path<String>,
) -> Answer {
    let id = page.town.desk.begin_draft(&session, &procedure).await?;
    Ok(Redirect::to(&format!("/bozze/{id}")).into_response())
}

/// Goes on where the citizen left: the first step with something to do, else the summary.
async fn resume(page: Page, Citizen(session): Citizen, Path(draft): Path<String>) -> Answer {
    let open = page.town.desk.draft(&session, id(&draft)?).await?;
    if open.is_sent {
        return Ok(Redirect::to(&format!("/pratiche/{draft}/inviata")).into_response());
    }
    let form = &open.procedure.form;
    let to = match form::route::resume(form, &open.checked) {
        Some(step) => format!("/bozze/{draft}/passi/{step}"),
        None => format!("/bozze/{draft}/riepilogo"),
    };
    Ok(Redirect::to(&to).into_response())
}

#[derive(Template)]
#[template(path = "page/apply/delete.html")]
struct DeletePage {
    frame: Frame,
    /// What the draft is for.
    service: String,
    action: String,
    back: String,
}

async fn ask_delete(page: Page, Citizen(session): Citizen, Path(draft): Path<String>) -> Answer {
    let open = page.town.desk.draft(&session, id(&draft)?).await?;
    show(DeletePage {
        service: open.procedure.procedure.title.get(page.lang).to_owned(),
        frame: page.frame(page.t("apply-delete-confirm-title")),
        action: format!("/bozze/{draft}/elimina"),
        back: ACCOUNT.to_owned(),
    })
}

async fn delete(page: Page, Citizen(session): Citizen, Path(draft): Path<String>) -> Answer {
    page.town.desk.delete_draft(&session, id(&draft)?).await?;
    Ok(Redirect::to(&format!("{ACCOUNT}/bozze?eliminata=1")).into_response())
}

async fn file(page: Page, Citizen(session): Citizen, Path(file): Path<String>) -> Answer {
    let file: FileId = file.parse().map_err(|_| Problem::NotFound)?;
    Ok(download(page.town.desk.file(&session, file).await?, false))
}

/// A document to print and sign for an attachment of a draft, by the path of the attachment.
async fn blank(
    page: Page,
    Citizen(session): Citizen,
    Path((draft, path)): Path<(String, String)>,
) -> Answer {
    let desk = &page.town.desk;
    match desk.blank(&session, id(&draft)?, &path, page.lang).await? {
        Some(printed) => Ok(download(printed, false)),
        // It is one's own, and asks for it no more.
        None => Ok(Redirect::to(&format!("/bozze/{draft}")).into_response()),
    }
}

/// Where the documents to print and sign of a draft are.
fn blanks_url(draft: &str) -> String {
    format!("/bozze/{draft}/modelli")
}

/// A file on its way to the browser: saved, or shown in a sandbox where it is a picture or a PDF.
pub(crate) fn download(file: desk::dossier::Download, inline: bool) -> axum::response::Response {
    use axum::http::header;
    let shown = inline
        && matches!(file.media_type.as_str(), "application/pdf" | "image/jpeg" | "image/png");
    let name: String = url::form_urlencoded::byte_serialize(file.name.as_bytes())
        .collect::<String>()
        .replace('+', "%20");
    let how = if shown { "inline" } else { "attachment" };
    (
        [
            (header::CONTENT_TYPE, file.media_type),
            (header::CONTENT_DISPOSITION, format!("{how}; filename*=UTF-8''{name}")),
            (header::CACHE_CONTROL, "private, no-store".to_owned()),
            (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
            (header::CONTENT_LENGTH, file.bytes.size.to_string()),
        ],
        axum::body::Body::from_stream(file.bytes.chunks),
    )
        .into_response()
}
