//! Whatever a program says to the door for files in parts, in any order: a small model says what it must hear. Nothing is
//! answered by a failure of the server, no acknowledged byte is lost, and files are what was sent.

mod steps;

use std::panic::AssertUnwindSafe;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::{FutureExt, future::join_all};
use proptest::{prelude::*, test_runner::TestRunner};
use tests::{
    installation::{Engine, Installation},
    sender::{Heard, MORE, Sender},
};

use crate::{
    filling::PDF,
    uploads::{MB, begun, pdf},
};
use steps::{About, Fault, Much, Size, Start, Step, step};

/// What the question takes, and how many uploads of a draft may wait.
const FILES: usize = 2;
const WAITING: usize = 20;
/// So much of a beginning shows what a file is.
const TELLING: usize = 64 * 1024;

/// What the server must hold of a file.
#[derive(Debug)]
struct Held {
    at: String,
    content: Vec<u8>,
    is_pdf: bool,
    received: usize,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    File,
    Gone,
}

impl Held {
    /// Bytes that a program sends from a place on; after the announced ones come others.
    fn bytes(&self, start: usize, length: usize) -> Vec<u8> {
        let mut bytes = self.content.get(start..).unwrap_or_default().to_vec();
        bytes.resize(length, b'!');
        bytes
    }
}

struct Model<'a> {
    me: Sender,
    stranger: &'a Sender,
    draft: String,
    path: String,
    held: Vec<Held>,
}

impl Model<'_> {
    fn count(&self, state: State) -> usize {
        self.held.iter().filter(|held| held.state == state).count()
    }

    /// Takes bytes as the server must; what it answers.
    fn take(&mut self, n: usize, start: u64, mut left: usize) -> u16 {
        let is_full = self.count(State::File) >= FILES;
        let held = &mut self.held[n];
        match held.state {
            State::Gone => return 404,
            State::File => return 409,
            State::Waiting if start != held.received as u64 => return 409,
            State::Waiting => {}
        }
        while left > 0 {
            let part = left.min(MB);
            if held.received + part > held.content.len() {
                return 409;
            }
            let shows = held.received == 0 && (part >= TELLING || part == held.content.len());
            if shows && !held.is_pdf {
                held.state = State::Gone;
                return 422;
            }
            held.received += part;
            left -= part;
        }
        if held.received == held.content.len() {
            let is_taken = held.is_pdf && !is_full;
            held.state = if is_taken { State::File } else { State::Gone };
            return if is_taken { 204 } else { 422 };
        }
        204
    }

    /// Asks with a fault, if there is one.
    async fn ask(
        &self,
        fault: Fault,
        (method, is_posted): (&str, bool),
        at: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Heard {
        let version = match fault {
            Fault::NoVersion => None,
            Fault::OtherVersion => Some(("tus-resumable", "0.2.2")),
            _ => Some(("tus-resumable", "1.0.0")),
        };
        let meant = if fault == Fault::Method { "PUT" } else { method };
        let meant = is_posted.then_some(("x-http-method-override", meant));
        let headers = headers.iter().copied().chain(version).chain(meant).collect::<Vec<_>>();
        let method = if is_posted { "POST" } else { method };
        let sender = if fault == Fault::Stranger { self.stranger } else { &self.me };
        let heard = sender.ask(method, at, &headers, body).await;
        assert!(!heard.status.is_server_error(), "{heard:?}");
        heard
    }

    async fn announce(&mut self, size: &Size, about: &About, fault: Fault) {
        let length = match size {
            Size::Of { bytes, .. } => Some(bytes.to_string()),
            Size::Large(bytes) => Some(bytes.to_string()),
            Size::Odd(odd) => Some((*odd).to_owned()),
            Size::Missing => None,
        };
        let pairs = |path: &str, name: &str| {
            format!("filename {},path {}", STANDARD.encode(name), STANDARD.encode(path))
        };
        let metadata = match about {
            About::Named(name) => Some(pairs(&self.path, name)),
            About::OtherQuestion => Some(pairs("elsewhere.x", "a.pdf")),
            About::Garbage(garbage) => Some(garbage.clone()),
            About::Missing => None,
        };
        let headers =
            [("upload-length", length.as_deref()), ("upload-metadata", metadata.as_deref())];
        let headers: Vec<_> =
            headers.iter().filter_map(|(name, it)| Some((*name, (*it)?))).collect();
        let at = format!("/bozze/{}/caricamenti", self.draft);
        let heard = self.ask(fault, ("POST", false), &at, &headers, Vec::new()).await;
        let expected = match (fault, size, about) {
            (Fault::Stranger, ..) => 401,
            (Fault::NoVersion | Fault::OtherVersion, ..) => 412,
            (_, Size::Odd(_) | Size::Missing, _) => 400,
            (_, _, About::Garbage(_) | About::Missing) => 400,
            (_, _, About::OtherQuestion) => 404,
            (_, Size::Large(0), _) => 422,
            (_, Size::Large(_), _) => 413,
            _ if self.count(State::File) >= FILES || self.count(State::Waiting) >= WAITING => 422,
            _ => 201,
        };
        assert_eq!(heard.status.as_u16(), expected, "{heard:?}");
        let Size::Of { bytes, is_pdf } = *size else { return };
        if expected == 201 {
            assert_eq!(heard.offset(), Some(0));
            let content = if is_pdf { pdf(bytes) } else { vec![7; bytes] };
            let at = heard.location().to_owned();
            self.held.push(Held { at, content, is_pdf, received: 0, state: State::Waiting });
        }
    }

    /// What any request about an upload hears by its fault alone.
    fn refusal(fault: Fault, is_posted: bool) -> Option<u16> {
        match fault {
            Fault::Method if is_posted => Some(405),
            Fault::Stranger => Some(401),
            Fault::NoVersion | Fault::OtherVersion => Some(412),
            _ => None,
        }
    }

    fn place(&self, n: usize, fault: Fault) -> String {
        match fault {
            Fault::NoSuch(id) => format!("/caricamenti/{id}"),
            _ => self.held[n].at.clone(),
        }
    }

    async fn send(
        &mut self,
        n: usize,
        (start, much): (&Start, &Much),
        fault: Fault,
        is_posted: bool,
    ) {
        let held = &self.held[n];
        let missing = held.content.len() - held.received;
        let length = match much {
            Much::All => missing,
            Much::Some(part) => missing * part / 1000,
            Much::Beyond(more) => missing + more,
        };
        let body = held.bytes(held.received, length);
        let from = match start {
            Start::Right => Some(held.received as u64),
            Start::Off(by) => (held.received as u64).checked_add_signed(*by).or(Some(u64::MAX)),
            Start::Odd(_) | Start::Missing => None,
        };
        let said = match start {
            Start::Odd(odd) => Some((*odd).to_owned()),
            _ => from.map(|from| from.to_string()),
        };
        let kind = if fault == Fault::Kind { ("content-type", "application/pdf") } else { MORE };
        let mut headers = vec![kind];
        headers.extend(said.as_deref().map(|said| ("upload-offset", said)));
        let at = self.place(n, fault);
        let heard = self.ask(fault, ("PATCH", is_posted), &at, &headers, body).await;
        let expected = match (Self::refusal(fault, is_posted), from) {
            (Some(refusal), _) => refusal,
            (None, _) if fault == Fault::Kind => 415,
            (None, None) => 400,
            (None, _) if matches!(fault, Fault::NoSuch(_)) => 404,
            (None, Some(from)) => self.take(n, from, length),
        };
        assert_eq!(heard.status.as_u16(), expected, "{heard:?}");
        if expected == 204 {
            assert_eq!(heard.offset(), Some(self.held[n].received as u64), "acknowledged");
        }
    }

    async fn at_once(&mut self, n: usize, lengths: &[usize]) {
        let held = &self.held[n];
        let (start, missing) = (held.received, held.content.len() - held.received);
        let lengths: Vec<usize> = lengths.iter().map(|one| (*one).min(missing)).collect();
        let was = held.state;
        let bodies: Vec<_> = lengths.iter().map(|one| held.bytes(start, *one)).collect();
        let sending = bodies.iter().map(|body| self.me.send(&held.at, start, body));
        let (heard, looked) = tokio::join!(join_all(sending), self.me.look(&held.at));
        let statuses: Vec<u16> = heard.iter().map(|heard| heard.status.as_u16()).collect();
        let looked = looked.status.as_u16();
        if was != State::Waiting {
            let each = self.take(n, start as u64, 1);
            assert!(statuses.iter().all(|status| *status == each), "{statuses:?}");
            return;
        }
        let heard = |wanted: &[u16]| -> Vec<usize> {
            (0..lengths.len()).filter(|n| wanted.contains(&statuses[*n])).collect()
        };
        if !self.held[n].is_pdf && !heard(&[422]).is_empty() {
            // Each that shows what it is is refused, also beside one that was taken before.
            self.held[n].state = State::Gone;
            assert!(heard(&[204]).len() <= 1, "{statuses:?}");
        } else {
            let winners = heard(&[204, 422]);
            let [winner] = winners[..] else { panic!("{statuses:?}: one is taken") };
            let expected = self.take(n, start as u64, lengths[winner]);
            assert_eq!(statuses[winner], expected, "{statuses:?}");
        }
        // Those who lose hear that, or that all is over.
        let is_over = self.held[n].state != State::Waiting;
        let may_be = if is_over { &[204, 422, 409, 404][..] } else { &[204, 409] };
        assert_eq!(heard(may_be).len(), lengths.len(), "{statuses:?}");
        let is_gone = self.held[n].state == State::Gone;
        assert!(looked == 200 || is_gone && [404, 422].contains(&looked), "{looked}");
    }

    /// What is known of an upload is what was acknowledged of it.
    async fn expect(&self, n: usize) {
        let held = &self.held[n];
        let heard = self.me.look(&held.at).await;
        let expected = match held.state {
            State::Gone => (404, None),
            _ => (200, Some(held.received as u64)),
        };
        assert_eq!((heard.status.as_u16(), heard.offset()), expected, "{heard:?}");
        if held.state != State::Gone {
            assert_eq!(heard.headers["upload-length"], held.content.len().to_string());
        }
    }

    async fn take_step(&mut self, step: &Step) {
        let touched = match step {
            Step::Announce { size, about, fault } => {
                self.announce(size, about, *fault).await;
                self.held.len().checked_sub(1)
            }
            Step::Options => {
                let at = format!("/bozze/{}/caricamenti", self.draft);
                let heard = self.me.ask("OPTIONS", &at, &[], Vec::new()).await;
                assert_eq!(heard.status.as_u16(), 204);
                assert_eq!(heard.headers["tus-version"], "1.0.0");
                None
            }
            Step::Send { which, .. }
            | Step::Look { which, .. }
            | Step::GiveUp { which, .. }
            | Step::AtOnce { which, .. } => {
                (!self.held.is_empty()).then(|| which.index(self.held.len()))
            }
        };
        let Some(n) = touched else { return };
        match step {
            Step::Send { start, much, fault, is_posted, .. } => {
                self.send(n, (start, much), *fault, *is_posted).await;
            }
            Step::Look { fault, is_posted, .. } | Step::GiveUp { fault, is_posted, .. } => {
                let is_end = matches!(step, Step::GiveUp { .. });
                let (method, done) = if is_end { ("DELETE", 204) } else { ("HEAD", 200) };
                let at = self.place(n, *fault);
                let heard = self.ask(*fault, (method, *is_posted), &at, &[], Vec::new()).await;
                let is_there =
                    self.held[n].state != State::Gone && !matches!(fault, Fault::NoSuch(_));
                let usual = if is_there { done } else { 404 };
                let expected = Self::refusal(*fault, *is_posted).unwrap_or(usual);
                assert_eq!(heard.status.as_u16(), expected, "{heard:?}");
                if expected == 204 && self.held[n].state == State::Waiting {
                    self.held[n].state = State::Gone;
                }
            }
            Step::AtOnce { lengths, .. } => self.at_once(n, lengths).await,
            Step::Announce { .. } | Step::Options => {}
        }
        self.expect(n).await;
    }
}

/// One story: what is sent and heard, and what is there in the end.
async fn story(installation: &Installation, stranger: &Sender, steps: &[Step]) {
    let (mut browser, me, draft, path) = begun(installation, "mario").await;
    let desk = installation.desk();
    let id = draft.parse().expect("an id");
    let mut model = Model { me, stranger, draft, path, held: Vec::new() };
    let told = async {
        for step in steps {
            model.take_step(step).await;
        }
        for n in 0..model.held.len() {
            model.expect(n).await;
        }
        let mut read = desk.db.peek().await.expect("storage");
        let waiting = store::uploads::of_draft(&mut read, id).await.expect("storage");
        assert_eq!(waiting.len(), model.count(State::Waiting));
        let files = store::files::of_draft(&mut read, id).await.expect("storage");
        drop(read);
        let mut found = Vec::new();
        for file in files {
            assert!(!file.name.is_empty() && !file.name.contains(['/', '\r', '\n']));
            let bytes = desk.vault.get_bytes(&file.sha256).await.expect("the vault");
            assert_eq!(bytes.len() as i64, file.size);
            found.push(bytes.to_vec());
        }
        let mut sent: Vec<_> = model.held.iter().filter(|held| held.state == State::File).collect();
        sent.sort_by(|one, other| one.content.cmp(&other.content));
        found.sort();
        assert!(sent.iter().map(|held| &held.content).eq(&found), "files are what was sent");
    };
    let told = AssertUnwindSafe(told).catch_unwind().await;
    for held in model.held.iter().filter(|held| held.state == State::Waiting) {
        model.me.say("DELETE", &held.at, &[], &[]).await;
    }
    // The next story begins from nothing.
    browser.open(&format!("/bozze/{}/elimina", model.draft)).await;
    browser.press("Elimina la bozza").await;
    desk.purge().await.expect("storage");
    if let Err(panic) = told {
        std::panic::resume_unwind(panic);
    }
    let left = desk.vault.uploads().await.expect("the vault");
    let is_left = |held: &Held| left.iter().any(|id| held.at.ends_with(&id.to_string()));
    assert!(!model.held.iter().any(is_left), "parts are left");
}

#[test]
fn whatever_is_sent_is_answered_and_kept_as_the_protocol_says() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let installation = runtime.block_on(Installation::start(Engine::Sqlite));
    let stranger = Sender::of(&installation, &installation.visitor());
    let config = ProptestConfig {
        source_file: Some(file!()),
        max_shrink_iters: 200,
        ..ProptestConfig::with_cases(24)
    };
    let first = (PDF.len()..3000_usize).prop_map(|bytes| Step::Announce {
        size: Size::Of { bytes, is_pdf: true },
        about: About::Named("carta.pdf"),
        fault: Fault::None,
    });
    let steps = (first, prop::collection::vec(step(), 1..24));
    let stories = TestRunner::new(config).run(&steps, |(first, mut steps)| {
        steps.insert(0, first);
        runtime.block_on(story(&installation, &stranger, &steps));
        Ok(())
    });
    if let Err(broken) = stories {
        panic!("{broken}");
    }
}
