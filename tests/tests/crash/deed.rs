//! What is done for people and may be cut off anywhere: how it is prepared, done, and done again.

use chrono::Duration;
use desk::{
    Desk, Error,
    bulk::{Act, Of, Wanted},
    moves::{NotMade, Wish},
    session::Session,
};
use form::Raw;
use gateway::clock::Clock;
use model::ApplicationId;
use store::{applications, drafts, jobs};
use tests::direct::{Complete, Signed, permit, session, sign_in};

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
    /// The worker takes an application that a clerk takes with many: a message follows.
    Bulk,
}

impl Deed {
    /// Events of an application at the end.
    pub fn events(self) -> i64 {
        match self {
            Self::Send | Self::Work => 1,
            Self::Take | Self::Bulk => 2,
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

async fn work(desk: &Desk) {
    while desk.work_once().await.expect("the worker works") > 0 {}
}

impl Case {
    /// Everything up to the deed.
    pub async fn prepare(desk: &Desk, deed: Deed) -> Self {
        let me = sign_in(desk, "citizens", "mario").await;
        let Complete { token, draft: id, proof, .. } = permit(desk, &me).await;
        let mut case = Self { session: token, application: id, proof, version: 0 };
        if deed == Deed::Send {
            return case;
        }
        desk.send(&me.session, id, &case.proof).await.expect("sent");
        if deed == Deed::Work {
            return case;
        }
        work(desk).await;
        let Signed { token, session: clerk } = sign_in(desk, "staff", "vigile").await;
        case.session = token;
        case.version = case.row(desk).await.expect("sent").version;
        if deed == Deed::Bulk {
            let act = Act::Move { procedure: "permesso-ztl".to_owned(), id: "take".to_owned() };
            let wanted = Wanted { of: Of::Ticked(vec![id]), act, raw: Raw::new() };
            let bulk = desk.begin_bulk(&clerk, wanted).await.expect("begun");
            work(desk).await;
            desk.confirm_bulk(&clerk, bulk).await.expect("confirmed");
            desk.clock.advance(desk.longest_undo());
        }
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
            Deed::Work | Deed::Bulk => work(desk).await,
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
            Deed::Work | Deed::Bulk => {
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
            Deed::Work | Deed::Bulk => {
                clock.advance(Duration::minutes(7));
                work(desk).await;
            }
        }
        assert!(self.is_done(desk, deed).await, "not done by doing it again");
        self.number(desk).await.expect("sent")
    }
}
