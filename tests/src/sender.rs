//! A program that sends files in parts, as tus 1.0 says, on behalf of whoever is signed in; also one whose line breaks.

use std::net::SocketAddr;

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Method, StatusCode, header::HeaderMap};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{installation::Installation, visitor::Visitor};

/// The media type of bytes that follow on others.
pub const MORE: (&str, &str) = ("content-type", "application/offset+octet-stream");

/// One program.
pub struct Sender {
    client: reqwest::Client,
    server: SocketAddr,
    cookie: String,
}

/// What it heard.
#[derive(Debug)]
pub struct Heard {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body, as text.
    pub text: String,
}

impl Heard {
    /// How much of a file is there.
    #[must_use]
    pub fn offset(&self) -> Option<u64> {
        self.headers.get("upload-offset")?.to_str().ok()?.parse().ok()
    }

    /// Where a file is sent to.
    #[must_use]
    pub fn location(&self) -> &str {
        self.headers.get("location").and_then(|at| at.to_str().ok()).unwrap_or_default()
    }
}

impl Sender {
    /// A program in somebody's browser.
    #[must_use]
    pub fn of(installation: &Installation, visitor: &Visitor) -> Self {
        let server = installation.listens;
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .resolve("localhost", server)
            .build()
            .expect("a client");
        let cookie = visitor.cookie("session").unwrap_or_default();
        Self { client, server, cookie: format!("session={cookie}") }
    }

    /// Asks anything.
    pub async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Heard {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let url = format!("http://localhost:{}{path}", self.server.port());
        let mut request = self.client.request(method, url).header("cookie", &self.cookie);
        request = request.header("sec-fetch-site", "same-origin").body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.expect("an answer");
        let (status, headers) = (answer.status(), answer.headers().clone());
        Heard { status, headers, text: answer.text().await.expect("a text") }
    }

    /// Asks in the protocol's version.
    pub async fn say(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Heard {
        let headers = [&[("tus-resumable", "1.0.0")], headers].concat();
        self.ask(method, path, &headers, body.to_vec()).await
    }

    /// Announces a file for a question of a draft.
    pub async fn announce(&self, draft: &str, path: &str, (name, size): (&str, usize)) -> Heard {
        let metadata = format!("filename {},path {}", STANDARD.encode(name), STANDARD.encode(path));
        let (at, size) = (format!("/bozze/{draft}/caricamenti"), size.to_string());
        self.say("POST", &at, &[("upload-length", &size), ("upload-metadata", &metadata)], &[])
            .await
    }

    /// Sends bytes that follow on those before `offset`.
    pub async fn send(&self, at: &str, offset: usize, bytes: &[u8]) -> Heard {
        self.say("PATCH", at, &[MORE, ("upload-offset", &offset.to_string())], bytes).await
    }

    /// Asks how far a file is.
    pub async fn look(&self, at: &str) -> Heard {
        self.say("HEAD", at, &[], &[]).await
    }

    /// Sends bytes over a line that breaks after them, though more were promised.
    pub async fn break_off(&self, at: &str, offset: usize, (bytes, promised): (&[u8], usize)) {
        let mut line = TcpStream::connect(self.server).await.expect("a line");
        let head = format!(
            "PATCH {at} HTTP/1.1\r\nhost: localhost:{}\r\ncookie: {}\r\nsec-fetch-site: same-origin\r\n\
             tus-resumable: 1.0.0\r\n{}: {}\r\nupload-offset: {offset}\r\ncontent-length: {promised}\r\n\r\n",
            self.server.port(),
            self.cookie,
            MORE.0,
            MORE.1,
        );
        line.write_all(head.as_bytes()).await.expect("a line");
        line.write_all(bytes).await.expect("a line");
        line.shutdown().await.expect("a line");
        // What the server still says, until it hangs up.
        let _ = line.read_to_end(&mut Vec::new()).await;
    }
}
