//! What is done for people and may be cut off anywhere: how it is prepared, done, and done again.

use std::collections::BTreeMap;

use chrono::Duration;
use desk::{
    Desk, Error,
    draft::{Given, Posted},
    moves::{NotMade, Wish},
    session::Session,
};
use form::Raw;
use gateway::{clock::Clock, identity::Callback};
use model::ApplicationId;
use store::{applications, drafts, jobs};
use tests::filling::PDF;

/// What a victim does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// A citizen sends a complete draft.
    Send,
    /// A clerk takes an application: a message follows.
    Take,
    /// A clerk asks for what is missing: a letter and a message follow, the term stands still.
    Ask,
    /// The worker makes the receipt and sends the confirmation.
    Work,
}

impl Deed {
    /// Events of an application at the end.
    pub fn events(self) -> i64 {
        match self {
            Self::Send | Self::Work => 1,
            Self::Take => 2,
            Self::Ask => 3,
        }
    }

    /// Papers of an application at the end.
    pub fn papers(self) -> &'static [&'static str] {
        if self == Self::Ask { &["integration", "receipt"] } else { &["receipt"] }
    }
}

/// One application on which the deed is done.
pub struct Case {
    /// Cookie of who does it.
    pub session: String,
    /// Which application, or draft.
    pub application: ApplicationId,
    /// What the summary gave.
    pub proof: String,
    /// Version that the page showed.
    pub version: i64,
}

/// Signs somebody in.
async fn enter(desk: &Desk, provider: &str, code: &str) -> String {
    let leaving = desk.begin_sign_in(provider, 2, "/").await.expect("the twin answers");
    let url = url::Url::parse(&leaving.url).expect("an address");
    let state = url.query_pairs().find(|(name, _)| name == "state").expect("a state").1;
    let code = Some(code.to_owned());
    let callback = Callback { state: state.into_owned(), code, ..Callback::default() };
    desk.finish_sign_in(&callback, &leaving.browser, "Test").await.expect("let in").token
}

async fn session(desk: &Desk, token: &str) -> Session {
    desk.session(token, "/").await.expect("storage answers").expect("the session holds")
}

async fn work(desk: &Desk) {
    while desk.work_once().await.expect("the worker works") > 0 {}
}

/// A complete draft of a permit, with its file.
async fn draft(desk: &Desk, me: &Session) -> ApplicationId {
    let id = desk.begin_draft(me, "permesso-ztl").await.expect("a draft");
    let procedure = desk.draft(me, id).await.expect("the draft").procedure;
    let example =
        procedure.example("Un residente con un'automobile", desk.today()).expect("a case");
    let (mut values, mut papers) = (BTreeMap::new(), Vec::new());
    for (path, texts) in example.raw.iter().filter(|(path, _)| !path.starts_with("applicant.")) {
        if texts.first().is_some_and(|text| example.files.contains_key(text)) {
            papers.push(path.to_owned());
        } else {
            values.insert(path.to_owned(), texts.to_vec());
        }
    }
    assert!(!papers.is_empty(), "a draft with a file");
    let seen = i64::MAX.to_string();
    let posted = Posted { values, seen, client: "test".to_owned(), seq: 1 };
    desk.save(me, id, &posted).await.expect("saved");
    for path in papers {
        let bytes = futures_util::stream::iter([Ok(PDF.into())]);
        let given = Given { path, name: "carta.pdf".to_owned(), bytes };
        desk.attach(me, id, given).await.expect("attached");
    }
    id
}

impl Case {
    /// Everything up to the deed.
    pub async fn prepare(desk: &Desk, deed: Deed) -> Self {
        let citizen = enter(desk, "citizens", "mario").await;
        let me = session(desk, &citizen).await;
        let id = draft(desk, &me).await;
        let open = desk.draft(&me, id).await.expect("the draft");
        assert!(open.checked.is_complete(), "{:?}", open.checked.problems);
        let mut case = Self { session: citizen, application: id, proof: open.token, version: 0 };
        if deed == Deed::Send {
            return case;
        }
        desk.send(&me, id, &case.proof).await.expect("sent");
        if deed == Deed::Work {
            return case;
        }
        work(desk).await;
        case.session = enter(desk, "staff", "vigile").await;
        let clerk = session(desk, &case.session).await;
        case.version = case.row(desk).await.expect("sent").version;
        if deed == Deed::Ask {
            desk.make_move(&clerk, id, &case.wish(Deed::Take)).await.expect("taken");
            work(desk).await;
            case.version = case.row(desk).await.expect("taken").version;
        }
        case
    }

    fn wish(&self, deed: Deed) -> Wish {
        let given = |path: &str, text: &str| (path.to_owned(), vec![text.to_owned()]);
        let (id, raw) = match deed {
            Deed::Ask => {
                let raw = [given("reasons", "La carta è illeggibile"), given("days", "20")];
                ("ask", raw.into_iter().collect())
            }
            _ => ("take", Raw::new()),
        };
        Wish { id: id.to_owned(), raw, version: self.version }
    }

    async fn row(&self, desk: &Desk) -> Option<applications::Application> {
        let mut read = desk.db.peek().await.expect("storage answers");
        applications::get(&mut read, self.application).await.expect("storage answers")
    }

    /// The number of the application, if it was sent.
    pub async fn number(&self, desk: &Desk) -> Option<String> {
        self.row(desk).await.map(|row| format!("{}/{:06}", row.year, row.number))
    }

    /// Who does it, once signed in.
    pub async fn ready(&self, desk: &Desk) -> Session {
        session(desk, &self.session).await
    }

    /// The deed.
    pub async fn perform(&self, desk: &Desk, me: &Session, deed: Deed) -> Result<(), String> {
        match deed {
            Deed::Send => {
                let sent = desk.send(me, self.application, &self.proof).await;
                let sent = sent.map_err(|error| error.to_string())?;
                assert_eq!(sent, self.application);
            }
            Deed::Take | Deed::Ask => {
                let made = desk.make_move(me, self.application, &self.wish(deed)).await;
                made.map_err(|error| error.to_string())?;
            }
            Deed::Work => work(desk).await,
        }
        Ok(())
    }

    /// Whether the deed is there after the restart.
    pub async fn is_done(&self, desk: &Desk, deed: Deed) -> bool {
        let mut read = desk.db.peek().await.expect("storage answers");
        match deed {
            Deed::Send => {
                let draft = drafts::get(&mut read, self.application.0).await.expect("storage");
                let is_sent = draft.expect("the draft stays").sent_application.is_some();
                drop(read);
                assert_eq!(is_sent, self.row(desk).await.is_some(), "half sent");
                is_sent
            }
            Deed::Take | Deed::Ask => {
                drop(read);
                let version = self.row(desk).await.expect("it was sent before").version;
                assert!(version - self.version <= 1, "made twice");
                version > self.version
            }
            Deed::Work => {
                let counts = jobs::counts(&mut read).await.expect("storage");
                assert_eq!(counts.parked, 0, "given up");
                (counts.waiting, counts.running) == (0, 0)
            }
        }
    }

    /// The person, who was told nothing, does it again; the number they are told then.
    pub async fn again(&self, desk: &Desk, clock: &Clock, deed: Deed) -> String {
        let was_done = self.is_done(desk, deed).await;
        let me = self.ready(desk).await;
        match deed {
            Deed::Send => self.perform(desk, &me, deed).await.expect("sent, or found"),
            Deed::Take | Deed::Ask => {
                let made = desk.make_move(&me, self.application, &self.wish(deed)).await;
                match made {
                    Ok(()) => assert!(!was_done, "made twice"),
                    Err(NotMade::Desk(Error::Stale)) => assert!(was_done, "stale, yet not made"),
                    Err(other) => panic!("{other}"),
                }
            }
            // The lease of the dead runs out.
            Deed::Work => {
                clock.advance(Duration::minutes(3));
                work(desk).await;
            }
        }
        assert!(self.is_done(desk, deed).await, "not done by doing it again");
        self.number(desk).await.expect("sent")
    }
}
