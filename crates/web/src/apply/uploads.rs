//! Files in parts, by the protocol tus 1.0.0 (core, creation, expiration, termination): a program announces a file, sends
//! it from where the last answer says, and asks how far it is after the line broke. What goes wrong is answered in JSON,
//! with the sentence for the person where there is one.

use std::io;

use axum::{
    Json,
    extract::{Path, Request},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use desk::{
    draft::{Announced, NotReceived, NotTaken, Upload},
    session::Session,
};
use futures_util::{Stream, StreamExt};
use gateway::vault::Chunk;
use uuid::Uuid;

use super::{files::sentence, id};
use crate::{Page, Problem, session::Citizen};

/// The version spoken here, and the only one.
const SPOKEN: HeaderValue = HeaderValue::from_static("1.0.0");
const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const VERSION: HeaderName = HeaderName::from_static("tus-version");
const EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
/// What a program says that may not use the method it means.
const OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");
/// Most bytes of a refused body that are read, so that the other side hears the answer: no file is larger.
const HEARD_OUT: usize = 100 * 1_000_000;

type Said = Result<Response, No>;

/// Why something was not done.
enum No {
    /// What a program makes of the status, and the sentence for its person, if there is one.
    Status(StatusCode, String),
    /// Another version is spoken.
    Version,
    /// One that has its page.
    Problem(Problem),
}

impl No {
    fn bare(status: StatusCode) -> No {
        No::Status(status, String::new())
    }
}

impl From<Problem> for No {
    fn from(problem: Problem) -> No {
        match problem {
            // A program is told so where a person would be led to the door.
            Problem::SignIn(_) | Problem::Level(_) => No::bare(StatusCode::UNAUTHORIZED),
            Problem::Conflict => No::bare(StatusCode::CONFLICT),
            problem => No::Problem(problem),
        }
    }
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        match self {
            No::Status(status, problem) => {
                (status, Json(serde_json::json!({ "problem": problem }))).into_response()
            }
            No::Version => {
                ([(VERSION, SPOKEN)], No::bare(StatusCode::PRECONDITION_FAILED)).into_response()
            }
            No::Problem(problem) => problem.into_response(),
        }
    }
}

/// What is spoken here.
pub(super) async fn options() -> Response {
    let extensions = HeaderValue::from_static("creation,expiration,termination");
    let spoken = [(RESUMABLE, SPOKEN), (VERSION, SPOKEN), (EXTENSION, extensions)];
    (StatusCode::NO_CONTENT, spoken).into_response()
}

/// Announces a file.
pub(super) async fn begin(
    page: Page,
    citizen: Result<Citizen, Problem>,
    Path(draft): Path<String>,
    headers: HeaderMap,
) -> Response {
    let begun = async {
        let session = session(citizen)?;
        is_spoken(&headers)?;
        let size = number(&headers, &LENGTH).ok_or_else(unread)?;
        let (path, name) = announced(&headers).ok_or_else(unread)?;
        let draft = id(&draft)?;
        let given = Announced { path, name: name.clone(), size };
        let upload = page.town.desk.begin_upload(&session, draft, given).await;
        let upload = upload.map_err(|why| refusal(&page, NotReceived { name, why }))?;
        let at = format!("/caricamenti/{}", upload.id);
        let at = HeaderValue::try_from(at).map_err(Problem::internal)?;
        Ok((StatusCode::CREATED, [(header::LOCATION, at)], told(&upload)).into_response())
    };
    with_version(begun.await)
}

/// How far a file is.
pub(super) async fn state(
    page: Page,
    citizen: Result<Citizen, Problem>,
    Path(upload): Path<String>,
    headers: HeaderMap,
) -> Response {
    let found = async {
        let session = session(citizen)?;
        is_spoken(&headers)?;
        let upload = page.town.desk.upload(&session, named(&upload)?).await;
        let upload = upload.map_err(|lost| refusal(&page, lost))?;
        Ok((StatusCode::OK, told(&upload)).into_response())
    };
    with_version(found.await)
}

/// Takes more of a file. What came is kept also if nobody waits for the answer any more.
pub(super) async fn receive(
    page: Page,
    citizen: Result<Citizen, Problem>,
    Path(upload): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let mut bytes = body.into_data_stream().map(|piece| piece.map_err(io::Error::other));
    let receiving = tokio::spawn(async move {
        let said = match session(citizen) {
            Ok(session) => received(&page, &session, &upload, (&parts.headers, &mut bytes)).await,
            Err(refused) => Err(refused),
        };
        if said.is_err() {
            hear_out(&mut bytes).await;
        }
        with_version(said)
    });
    receiving.await.unwrap_or_else(|error| Problem::internal(error).into_response())
}

async fn received<S>(
    page: &Page,
    session: &Session,
    upload: &str,
    (headers, bytes): (&HeaderMap, &mut S),
) -> Said
where
    S: Stream<Item = Chunk> + Send + Unpin,
{
    is_spoken(headers)?;
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    if kind != Some(b"application/offset+octet-stream") {
        return Err(No::bare(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let start = number(headers, &OFFSET).ok_or_else(unread)?;
    let upload = page.town.desk.receive(session, named(upload)?, start, bytes).await;
    let upload = upload.map_err(|lost| refusal(page, lost))?;
    Ok((StatusCode::NO_CONTENT, told(&upload)).into_response())
}

/// Gives a file up.
pub(super) async fn give_up(
    page: Page,
    citizen: Result<Citizen, Problem>,
    Path(upload): Path<String>,
    headers: HeaderMap,
) -> Response {
    let given_up = async {
        let session = session(citizen)?;
        is_spoken(&headers)?;
        let given_up = page.town.desk.give_up(&session, named(&upload)?).await;
        given_up.map_err(|error| refusal(&page, NotTaken::Desk(error).into()))?;
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    with_version(given_up.await)
}

/// Does what a program means that may only post: some networks let nothing else through.
pub(super) async fn instead(
    page: Page,
    citizen: Result<Citizen, Problem>,
    path: Path<String>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    match headers.get(OVERRIDE).map(HeaderValue::as_bytes) {
        Some(b"PATCH") => receive(page, citizen, path, request).await,
        Some(b"DELETE") => give_up(page, citizen, path, headers).await,
        Some(b"HEAD") => state(page, citizen, path, headers).await,
        _ => Problem::Method.into_response(),
    }
}

fn session(citizen: Result<Citizen, Problem>) -> Result<Session, No> {
    let Citizen(session) = citizen?;
    Ok(session)
}

fn is_spoken(headers: &HeaderMap) -> Result<(), No> {
    if headers.get(RESUMABLE) == Some(&SPOKEN) { Ok(()) } else { Err(No::Version) }
}

/// A number as the protocol writes it: digits alone, where Rust also reads a sign.
fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    let text = headers.get(name)?.to_str().ok()?;
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// The question that a file answers, and its name: `path` and `filename` of the metadata.
fn announced(headers: &HeaderMap) -> Option<(String, String)> {
    let pairs = headers.get(METADATA)?.to_str().ok()?;
    let value = |key: &str| {
        let mut pairs = pairs.split(',').filter_map(|pair| pair.trim().split_once(' '));
        let (_, value) = pairs.find(|(name, _)| *name == key)?;
        String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()
    };
    Some((value("path")?, value("filename")?))
}

fn named(upload: &str) -> Result<Uuid, No> {
    upload.parse().map_err(|_| Problem::NotFound.into())
}

/// How far a file is, and when it is given up (RFC 9110 § 5.6.7).
fn told(upload: &Upload) -> [(HeaderName, String); 4] {
    let expires = upload.expires_at.utc().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    [
        (OFFSET, upload.received.to_string()),
        (LENGTH, upload.size.to_string()),
        (EXPIRES, expires),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ]
}

fn with_version(said: Said) -> Response {
    let mut answer = said.unwrap_or_else(No::into_response);
    answer.headers_mut().insert(RESUMABLE, SPOKEN);
    answer
}

fn unread() -> No {
    No::bare(StatusCode::BAD_REQUEST)
}

fn refusal(page: &Page, NotReceived { name, why }: NotReceived) -> No {
    let status = match why {
        NotTaken::Desk(desk::Error::Refused(why)) => {
            return No::Status(StatusCode::UNPROCESSABLE_ENTITY, why.get(page.lang).to_owned());
        }
        NotTaken::Desk(error) => return Problem::from(error).into(),
        NotTaken::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    No::Status(status, sentence(page, &name, &why))
}

/// Reads what is left of a body: a browser that is cut off while it sends never sees why.
async fn hear_out<S>(bytes: &mut S)
where
    S: Stream<Item = Chunk> + Send + Unpin,
{
    let mut left = HEARD_OUT;
    while let Some(Ok(piece)) = bytes.next().await {
        let Some(less) = left.checked_sub(piece.len()) else { return };
        left = less;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_are_read_as_they_are_written() {
        let said = |pairs: &str| {
            announced(&HeaderMap::from_iter([(METADATA, HeaderValue::from_str(pairs).unwrap())]))
        };
        let known = Some(("proof".to_owned(), "è.pdf".to_owned()));
        assert_eq!(said("filename w6gucGRm,path cHJvb2Y="), known);
        assert_eq!(said("empty, path cHJvb2Y=,filename w6gucGRm"), known);
        for wrong in ["", "path cHJvb2Y=", "filename ,path cHJvb2Y", "filename /w==,path cHJvb2Y="]
        {
            assert_eq!(said(wrong), None, "{wrong}");
        }
    }
}
