//! A citizen fills and sends: drafts, steps, files, summary, sending. What is asked and what is wrong is said by
//! `form`; what is kept by `desk`.

mod files;
mod outlook;
mod place;
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
use model::{ApplicationId, FileId, Lang, Localized};

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
    /// «Hai già una bozza …, salvata il …».
    pub sentence: String,
    pub saved: String,
    /// When it was begun, and the step that it goes on with.
    pub facts: String,
    pub procedure: String,
    pub title: String,
    /// What tells it from others of the procedure; empty where nothing does.
    pub subject: String,
}

/// An application that was sent and has not ended.
pub(crate) struct Sent {
    pub url: String,
    /// «Hai già inviato … il …, numero …».
    pub sentence: String,
    pub state: String,
}

/// The drafts of whoever is signed in as a citizen, the last saved first; none where they cannot be read now.
pub(crate) async fn begun(page: &Page, citizen: Result<Citizen, Problem>) -> Vec<Begun> {
    let Ok(Citizen(session)) = citizen else { return Vec::new() };
    drafts(page, &session).await.unwrap_or_default()
}

/// What whoever is signed in as a citizen has begun and sent of one procedure; nothing where it cannot be read now.
pub(crate) async fn before(
    page: &Page,
    citizen: Result<Citizen, Problem>,
    procedure: &str,
) -> (Vec<Begun>, Vec<Sent>) {
    let Ok(Citizen(session)) = citizen else { return (Vec::new(), Vec::new()) };
    let mut drafts = drafts(page, &session).await.unwrap_or_default();
    drafts.retain(|draft| draft.procedure == procedure);
    (drafts, sent(page, &session, procedure).await.unwrap_or_default())
}

async fn drafts(page: &Page, session: &Session) -> desk::Result<Vec<Begun>> {
    let desk = &page.town.desk;
    let drafts = desk.drafts(session).await?;
    let begun = drafts.iter().map(|draft| Begun {
        url: format!("/bozze/{}", draft.id),
        sentence: told(
            page,
            "apply-draft-there",
            &draft.subject,
            &[("date", &page.words.moment(draft.saved_at))],
        ),
        saved: page.words.ago(draft.saved_at.day(), desk.today()),
        subject: draft.subject.get(page.lang).to_owned(),
        facts: standing(page, draft),
        procedure: draft.procedure.procedure.id.clone(),
        title: draft.procedure.procedure.title.get(page.lang).to_owned(),
    });
    Ok(begun.collect())
}

/// A sentence about a draft or an application, which names what tells it from others where something does.
fn told(page: &Page, key: &str, subject: &Localized, values: &[(&str, &str)]) -> String {
    let subject = subject.get(page.lang);
    let key = if subject.is_empty() { key.to_owned() } else { format!("{key}-named") };
    let subject = (!subject.is_empty()).then_some(("subject", subject));
    let values: Vec<_> =
        values.iter().copied().chain(subject).map(|(name, it)| (name, it.into())).collect();
    page.words.with(&key, &values).into_owned()
}

/// The applications for a procedure that whoever is signed in has sent and that have not ended.
async fn sent(page: &Page, session: &Session, procedure: &str) -> desk::Result<Vec<Sent>> {
    let running = page.town.desk.running(session, procedure).await?;
    let sent = running.iter().map(|mine| {
        let date = page.words.moment(mine.sent_at);
        let values = [("date", date.as_str()), ("number", mine.number.as_str())];
        Sent {
            url: format!("/pratiche/{}", mine.id),
            sentence: told(page, "apply-sent-there", &mine.subject, &values),
            state: mine.state.get(page.lang).to_owned(),
        }
    });
    Ok(sent.collect())
}

/// When a draft was begun, and the step that it goes on with.
pub(crate) fn standing(page: &Page, draft: &Line) -> String {
    let begun = page.words.moment(draft.begun_at);
    let begun = page.words.with("apply-draft-begun", &[("date", begun.as_str().into())]);
    let step = match &draft.step {
        Some(step) => page.words.with("apply-draft-step", &[("step", step.get(page.lang).into())]),
        None => page.t("apply-draft-ready"),
    };
    format!("{begun}. {step}")
}

#[derive(Template)]
#[template(path = "page/apply/choose.html")]
struct ChoosePage {
    frame: Frame,
    procedure: String,
    service: String,
    /// The language of the service, where it is not the page's.
    lang: Option<Lang>,
    drafts: Vec<Begun>,
    sent: Vec<Sent>,
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
    let sent = sent(&page, &session, &procedure).await?;
    if mine.is_empty() && sent.is_empty() {
        let id = desk.begin_draft(&session, &procedure).await?;
        return Ok(Redirect::to(&format!("/bozze/{id}")).into_response());
    }
    let title = &compiled.procedure.title;
    let heading = match (mine.is_empty(), sent.is_empty()) {
        (false, true) => "apply-draft-choose-title",
        (true, _) => "apply-sent-choose-title",
        (false, false) => "apply-both-choose-title",
    };
    let sheet = &compiled.procedure.sheet;
    let address = format!("/servizi/{}/{procedure}", sheet.category);
    let frame = page.frame(page.t(heading)).under(Section::Services);
    show(ChoosePage {
        frame: frame.crumb(title.get(page.lang), address),
        service: title.get(page.lang).to_owned(),
        lang: title.other_than(page.lang),
        procedure,
        drafts: mine,
        sent,
    })
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
    let desk::dossier::Download { name, media_type, bytes } = file;
    let body = axum::body::Body::from_stream(bytes.chunks);
    handed((&name, media_type), (bytes.size, body), inline)
}

/// A paper that was only just printed, to be looked at.
pub(crate) fn paper(name: &str, bytes: Vec<u8>) -> axum::response::Response {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    handed((name, "application/pdf".to_owned()), (size, bytes.into()), true)
}

fn handed(
    (name, media_type): (&str, String),
    (size, body): (u64, axum::body::Body),
    inline: bool,
) -> axum::response::Response {
    use axum::http::header;
    let shown =
        inline && matches!(media_type.as_str(), "application/pdf" | "image/jpeg" | "image/png");
    let name: String = url::form_urlencoded::byte_serialize(name.as_bytes())
        .collect::<String>()
        .replace('+', "%20");
    let how = if shown { "inline" } else { "attachment" };
    (
        [
            (header::CONTENT_TYPE, media_type),
            (header::CONTENT_DISPOSITION, format!("{how}; filename*=UTF-8''{name}")),
            (header::CACHE_CONTROL, "private, no-store".to_owned()),
            (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
            (header::CONTENT_LENGTH, size.to_string()),
        ],
        body,
    )
        .into_response()
}
