//! What a page with a form posts: answers, the button that was pressed, files as they stream in.

use std::collections::BTreeMap;

use axum::{
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request, multipart::Field},
    http::header,
};
use desk::draft::Change;
use form::merge::Shown;
use futures_util::{Stream, StreamExt as _};
use model::Moment;

use crate::{Problem, seen::Seen};

/// A form that was posted. Files were handed on while they came.
#[derive(Debug, Default)]
pub(crate) struct Body {
    /// Answers by path; the empty value that marks a list as posted is left out of lists.
    pub values: BTreeMap<String, Vec<String>>,
    /// What the page had shown (`path=mark`, with a `!` before the mark of what was answered), which page it is, its
    /// count.
    pub seen: String,
    pub client: String,
    pub seq: i64,
    /// The button.
    pub button: String,
    /// What the page had shown of the application, for moves.
    pub shown: Seen,
    /// Terms were accepted.
    pub accepted: bool,
    /// The summary's token.
    pub token: String,
    /// What went wrong while the form came in. What was typed is kept first, then this is told.
    pub failed: Option<Problem>,
}

impl Body {
    /// The answers, each over what the page had shown. Without a script nothing counts the saves of a page: each is
    /// later than the one before.
    pub fn changes(&self, now: Moment) -> Vec<Change> {
        let seen: BTreeMap<&str, &str> =
            self.seen.split(' ').filter_map(|part| part.split_once('=')).collect();
        let seq = if self.seq > 0 { self.seq } else { now.0 };
        let changes = self.values.iter().map(|(path, values)| Change {
            path: path.clone(),
            values: values.clone(),
            client: self.client.clone(),
            seq,
            shown: Shown::read(seen.get(path.as_str()).copied().unwrap_or_default()),
        });
        changes.collect()
    }

    fn take(&mut self, name: &str, value: String) {
        match name {
            "_seen" => self.seen = value,
            "_client" => self.client = client_id(&value),
            "_seq" => self.seq = value.parse().unwrap_or(0),
            "_do" => self.button = value,
            "_version" => self.shown = value.parse().unwrap_or_default(),
            "_accept" => self.accepted = !value.is_empty(),
            "_token" => self.token = value,
            path => self.values.entry(path.to_owned()).or_default().push(value),
        }
    }

    /// Remembers the first thing that went wrong.
    fn fail(&mut self, problem: Problem) {
        self.failed.get_or_insert(problem);
    }

    fn settled(mut self) -> Self {
        for values in self.values.values_mut() {
            *values = settled(std::mem::take(values));
        }
        self
    }
}

/// A list that was posted with its empty mark and something else is that something.
pub(super) fn settled(mut values: Vec<String>) -> Vec<String> {
    if values.len() > 1 {
        values.retain(|value| !value.is_empty());
    }
    if values.iter().all(String::is_empty) {
        values.clear();
    }
    values
}

/// How a page calls itself, within bounds.
pub(super) fn client_id(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Who takes the files of a posted form while they come in.
pub(crate) trait Receiver: Send {
    /// Largest form that is read, its files included, in bytes.
    const LIMIT: usize;

    /// Takes one file, whole, before the next part of the form is read.
    fn receive(
        &mut self,
        path: String,
        name: String,
        bytes: FileStream<'_>,
    ) -> impl Future<Output = Result<(), Problem>> + Send;
}

/// For forms that bring no files: what comes anyway is passed over.
pub(crate) struct NoFiles;

impl Receiver for NoFiles {
    const LIMIT: usize = crate::BODY;

    async fn receive(&mut self, _: String, _: String, _: FileStream<'_>) -> Result<(), Problem> {
        Ok(())
    }
}

/// Reads a posted form; files are handed on while they come.
pub(crate) async fn read<R: Receiver>(
    mut request: Request,
    files: &mut R,
) -> Result<Body, Problem> {
    DefaultBodyLimit::max(R::LIMIT).apply(&mut request);
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let mut body = Body::default();
    if kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
        let mut parts = Multipart::from_request(request, &())
            .await
            .map_err(|_| Problem::BadRequest("problem-bad-request-text"))?;
        let mut left = crate::BODY;
        loop {
            let part = match parts.next_field().await {
                Ok(Some(part)) => part,
                Ok(None) => break,
                Err(error) => {
                    body.fail(error.into());
                    break;
                }
            };
            let name = part.name().unwrap_or_default().to_owned();
            let weight = PART + name.len() + part.file_name().map_or(0, str::len);
            left = left.checked_sub(weight).ok_or(Problem::TooLarge)?;
            match (name.strip_prefix("file:"), part.file_name().map(str::to_owned)) {
                // A browser posts an empty part where no file was chosen.
                (Some(_), Some(chosen)) if chosen.is_empty() => {}
                (Some(path), Some(chosen)) => {
                    let stream = part.map(|piece| piece.map_err(std::io::Error::other));
                    if let Err(problem) =
                        files.receive(path.to_owned(), chosen, Box::pin(stream)).await
                    {
                        body.fail(problem);
                    }
                }
                _ => {
                    let text = text(part, &mut left).await?;
                    body.take(&name, text);
                }
            }
        }
    } else {
        let bytes = axum::body::to_bytes(request.into_body(), crate::BODY);
        let bytes = bytes.await.map_err(|_| Problem::TooLarge)?;
        for (name, value) in url::form_urlencoded::parse(&bytes) {
            body.take(&name, value.into_owned());
        }
    }
    Ok(body.settled())
}

/// What each part of a form weighs besides what it says, in bytes.
const PART: usize = 64;

/// Text of one part. All parts but files share what is `left`: the limit of the whole form is for files.
async fn text(mut part: Field<'_>, left: &mut usize) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.chunk().await? {
        *left = left.checked_sub(piece.len()).ok_or(Problem::TooLarge)?;
        bytes.extend_from_slice(&piece);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The bytes of a file as they come.
pub(crate) type FileStream<'a> =
    std::pin::Pin<Box<dyn Stream<Item = gateway::vault::Chunk> + Send + 'a>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_loses_its_mark_and_a_text_keeps_its_emptiness() {
        let mut body = Body::default();
        for (name, value) in
            [("zones", ""), ("zones", "a"), ("zones", "b"), ("notes", ""), ("_do", "avanti")]
        {
            body.take(name, value.to_owned());
        }
        let body = body.settled();
        assert_eq!(body.values["zones"], ["a", "b"]);
        assert!(body.values["notes"].is_empty());
        assert_eq!(body.button, "avanti");
    }

    use crate::apply::FILES;

    /// Storage is away.
    struct Away;

    impl Receiver for Away {
        const LIMIT: usize = FILES;

        async fn receive(
            &mut self,
            _: String,
            _: String,
            _: FileStream<'_>,
        ) -> Result<(), Problem> {
            Err(Problem::Busy)
        }
    }

    #[tokio::test]
    async fn a_form_is_weighed_with_its_names_and_parts() {
        let form = |part: &str, times: usize| {
            let part =
                format!("--b\r\ncontent-disposition: form-data; name=\"{part}\"\r\n\r\n\r\n");
            axum::http::Request::post("/")
                .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
                .body(axum::body::Body::from(format!("{}--b--\r\n", part.repeat(times))))
                .unwrap()
        };
        let long = "n".repeat(100_000);
        assert!(read(form(&long, 2), &mut NoFiles).await.is_ok());
        for (name, times) in [(long.as_str(), 12), ("n", 20_000)] {
            let read = read(form(name, times), &mut Away).await;
            assert!(matches!(read, Err(Problem::TooLarge)), "{times}");
        }
    }

    #[tokio::test]
    async fn a_form_without_files_is_read_to_its_own_limit() {
        let file = "content-disposition: form-data; name=\"file:x\"; filename=\"a\"\r\n\r\n";
        let body = format!("--b\r\n{file}{}\r\n--b--\r\n", "x".repeat(2 * crate::BODY));
        let request = axum::http::Request::post("/")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
            .body(axum::body::Body::from(body))
            .unwrap();
        let body = read(request, &mut NoFiles).await.unwrap();
        assert!(matches!(body.failed, Some(Problem::TooLarge)), "{:?}", body.failed);
    }

    #[tokio::test]
    async fn a_file_that_cannot_be_kept_takes_no_typed_word_along() {
        let parts = [
            "content-disposition: form-data; name=\"before\"\r\n\r\nuno",
            "content-disposition: form-data; name=\"file:x\"; filename=\"a.pdf\"\r\n\r\n%PDF-",
            "content-disposition: form-data; name=\"after\"\r\n\r\ndue",
        ];
        let body: String = parts.iter().map(|part| format!("--b\r\n{part}\r\n")).collect();
        let request = axum::http::Request::post("/")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
            .body(axum::body::Body::from(format!("{body}--b--\r\n")))
            .unwrap();
        let body = read(request, &mut Away).await.unwrap();
        assert_eq!((&body.values["before"][0][..], &body.values["after"][0][..]), ("uno", "due"));
        assert!(matches!(body.failed, Some(Problem::Busy)));
    }
}
