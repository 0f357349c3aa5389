//! What was posted after the session ended, or with one of too low a level: nothing typed is lost. The page holds
//! every answer until its author has signed in again and sends it once more.

use askama::Template;
use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect},
};

use crate::{
    Answer, Frame, Page, Problem,
    apply::{Body, FileStream, NoFiles, Receiver, read},
};

#[derive(Template)]
#[template(path = "page/expired.html")]
struct ExpiredPage {
    frame: Frame,
    action: String,
    sign_in: String,
    /// Names and values to post again.
    fields: Vec<(String, String)>,
    /// What the button that was pressed says.
    button: String,
    had_files: bool,
}

/// Most that is read of somebody who is not signed in, files passed over included, in bytes.
const UNKNOWN: usize = 64_000_000;

/// Files cannot be held by a page: it only says that they came.
#[derive(Default)]
struct Passed {
    any: bool,
}

impl Receiver for Passed {
    const LIMIT: usize = UNKNOWN;

    async fn receive(&mut self, _: String, _: String, _: FileStream<'_>) -> Result<(), Problem> {
        self.any = true;
        Ok(())
    }
}

/// Who is signed in, with what they posted; else the answer that keeps it until they are again, at this same address.
pub(crate) async fn signed_in<T>(
    page: &Page,
    who: Result<T, Problem>,
    request: Request,
) -> Result<(T, Request), Answer> {
    match who {
        Ok(who) => Ok((who, request)),
        Err(Problem::SignIn(to)) => Err(self::page(page, page.path.clone(), to, request).await),
        Err(problem) => Err(Err(problem)),
    }
}

/// Who is signed in, with the form that they posted, which holds no files; else as [`signed_in`].
pub(crate) async fn posted<T>(
    page: &Page,
    who: Result<T, Problem>,
    request: Request,
) -> Result<(T, Body), Answer> {
    let (who, request) = signed_in(page, who, request).await?;
    match read(request, &mut NoFiles).await {
        Ok(body) => Ok((who, body)),
        Err(problem) => Err(Err(problem)),
    }
}

/// Keeps what was posted to `action`, or goes to `sign_in` if nothing was.
pub(crate) async fn page(page: &Page, action: String, sign_in: String, request: Request) -> Answer {
    let mut files = Passed::default();
    let body = read(request, &mut files).await?;
    if body.values.is_empty() {
        return Ok(Redirect::to(&sign_in).into_response());
    }
    let shown = ExpiredPage {
        frame: page.frame(page.t("apply-expired-title")).without_contacts(),
        action,
        sign_in,
        fields: fields(&body),
        button: body.button,
        had_files: files.any,
    };
    let html = shown.render().map_err(Problem::internal)?;
    let mut answer = (StatusCode::UNAUTHORIZED, Html(html)).into_response();
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

/// What a page posts, as it would post it again.
fn fields(body: &Body) -> Vec<(String, String)> {
    let own = [("_seen", body.seen.clone()), ("_client", body.client.clone())];
    let mut fields: Vec<_> = own.map(|(name, value)| (name.to_owned(), value)).into();
    fields.push(("_seq".to_owned(), body.seq.to_string()));
    if body.shown.version > 0 {
        fields.push(("_version".to_owned(), body.shown.to_string()));
    }
    for (path, values) in &body.values {
        fields.push((path.clone(), String::new()));
        let given = values.iter().filter(|value| !value.is_empty());
        fields.extend(given.map(|value| (path.clone(), value.clone())));
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_posted_is_posted_again_as_it_was() {
        let posted = "_seen=7+a%3D1&_client=tab&_seq=12&_version=3&name=Ada&zones=&zones=a&zones=b&notes=&_do=avanti";
        let form = |text: &str| {
            let form = axum::http::Request::post("/").body(axum::body::Body::from(text.to_owned()));
            form.unwrap()
        };
        let body = read(form(posted), &mut Passed::default()).await.unwrap();
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        pairs.extend_pairs(fields(&body)).append_pair("_do", &body.button);
        let again = read(form(&pairs.finish()), &mut Passed::default()).await.unwrap();
        assert_eq!(again.values, body.values);
        assert_eq!((&again.seen[..], &again.client[..], again.seq), ("7 a=1", "tab", 12));
        assert_eq!((&again.button[..], again.shown.version), ("avanti", 3));
    }
}
