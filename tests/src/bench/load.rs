//! The load generator: many clients that ask over HTTP on loopback. It shares the machine's cores with the server.

use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, stream};
use reqwest::{
    Client, Method, RequestBuilder, Response, StatusCode,
    header::{CONTENT_TYPE, COOKIE},
};

use super::figures::{Samples, millis};

/// What a load met.
#[derive(Debug, Default)]
pub struct Load {
    /// From the first question to the last answer.
    pub took: Duration,
    /// Each answer that was the wanted one, in milliseconds.
    pub times: Samples,
    /// How many those are.
    pub good: usize,
    /// How many were not.
    pub bad: usize,
}

impl Load {
    /// Wanted answers in a second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.good as f64 / self.took.as_secs_f64().max(1e-9)
    }
}

/// `clients` work off `jobs`; a job says whether it got the answer it wanted.
pub async fn load<J, F: Future<Output = bool>>(
    clients: usize,
    jobs: impl IntoIterator<Item = J>,
    ask: impl Fn(J) -> F,
) -> Load {
    let mut load = Load::default();
    let start = Instant::now();
    let jobs = jobs.into_iter().map(|job| {
        let answer = ask(job);
        async {
            let start = Instant::now();
            (answer.await, start.elapsed())
        }
    });
    let mut answers = stream::iter(jobs).buffer_unordered(clients);
    while let Some((is_good, time)) = answers.next().await {
        if is_good {
            load.good += 1;
            load.times.push(millis(time));
        } else {
            load.bad += 1;
        }
    }
    load.took = start.elapsed();
    load
}

/// A browser's way of asking, without a browser: no redirects followed, nothing unpacked.
#[derive(Debug, Clone)]
pub struct Asker {
    client: Client,
    /// Where the server is.
    pub address: String,
}

impl Asker {
    /// Asks there.
    #[must_use]
    pub fn new(address: &str) -> Self {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(Duration::from_secs(60))
            .build()
            .expect("a client");
        Self { client, address: address.to_owned() }
    }

    /// A question, as somebody whose session this is.
    pub fn ask(&self, method: Method, path: &str, session: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.address));
        let request = request.header("sec-fetch-site", "same-origin");
        if session.is_empty() {
            return request;
        }
        request.header(COOKIE, format!("session={session}"))
    }

    /// Whether a page comes, whole.
    pub async fn gets(&self, path: &str, session: &str) -> bool {
        match self.ask(Method::GET, path, session).send().await {
            Ok(answer) if answer.status() == StatusCode::OK => answer.bytes().await.is_ok(),
            _ => false,
        }
    }

    /// Posts a form.
    pub async fn post(
        &self,
        path: &str,
        session: &str,
        fields: &[(&str, &str)],
    ) -> Option<Response> {
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self
            .ask(Method::POST, path, session)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        request.body(body).send().await.ok()
    }
}
