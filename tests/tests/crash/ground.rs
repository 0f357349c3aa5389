//! The place that outlives its processes: a folder with keys, files and mail, and a database; and the process
//! that dies in it.

use std::{
    fs,
    path::PathBuf,
    process::{Command, ExitStatus},
    sync::Arc,
};

use chrono::Duration;
use desk::{Desk, House};
use documents::{Blank, DocumentError, Letter, Press, Receipt};
use gateway::{clock::Clock, keys::Keyring, previews::Previews, scanner::Scanner};
use model::{ApplicationId, Moment};
use sportello::{
    files::Files,
    town::{self, Common, MailWay, Place},
};
use store::Limits;
use tests::{
    installation::{Engine, folder, people, twins},
    published::published,
};

use crate::deed::{Case, Deed};

/// Tells a child process that it is the victim, and of what.
const VICTIM: &str = "CRASH_VICTIM";

/// Where everything lies.
pub struct Ground {
    folder: PathBuf,
    database: String,
    /// Its time.
    pub clock: Clock,
}

/// Papers are not the subject here, so they are plain.
struct Plain;

impl Press for Plain {
    fn receipt(&self, receipt: &Receipt) -> Result<Vec<u8>, DocumentError> {
        Ok(format!("%PDF-1.4\n% {receipt:?}\n").into_bytes())
    }

    fn letter(&self, letter: &Letter) -> Result<Vec<u8>, DocumentError> {
        Ok(format!("%PDF-1.4\n% {letter:?}\n").into_bytes())
    }

    fn blank(&self, blank: &Blank) -> Result<Vec<u8>, DocumentError> {
        Ok(format!("%PDF-1.4\n% {blank:?}\n").into_bytes())
    }
}

impl Ground {
    /// A new one, with the procedures that ship.
    pub fn new(engine: Engine, name: &str) -> Self {
        let folder = folder(&format!("crash-{name}"));
        let start = chrono::NaiveDate::from_ymd_opt(2027, 3, 1)
            .and_then(|day| day.and_hms_opt(9, 0, 0))
            .expect("a day");
        let clock = Clock::manual(model::rome_to_moment(start));
        let keys = Keyring::with_new_key("", &clock).expect("keys");
        fs::write(folder.join("keys.toml"), keys).expect("a file of keys");
        let database = published(engine, "grugliasco", &clock, None);
        Self { folder, database, clock }
    }

    /// Starts a desk here: nothing is known but what lies on disk.
    pub async fn open(&self) -> Desk {
        let keys = fs::read_to_string(self.folder.join("keys.toml")).expect("the file of keys");
        let common = Common {
            clock: self.clock.clone(),
            keys: Keyring::parse(&keys).expect("keys"),
            limits: Limits::default(),
            scanner: Scanner::Absent,
            previews: Previews::Absent,
        };
        let place = Place {
            files: Files::shipped("grugliasco"),
            database: self.database.clone(),
            vault: Some(self.folder.join("files")),
            mail: MailWay::Folder(self.mail_folder()),
            payment: town::Pay::Nowhere,
            providers: twins(),
            party: sportello::config::Party::default(),
            log_months: 24,
            address: Some("http://localhost".to_owned()),
            tls: false,
        };
        let desk = town::twin(&place, &common, people()).await.expect("a desk");
        Desk::open(House {
            db: desk.db.clone(),
            clock: desk.clock.clone(),
            keys: desk.keys.clone(),
            vault: desk.vault.clone(),
            scanner: desk.scanner.clone(),
            previews: Previews::Absent,
            mail: desk.mail.clone(),
            payments: desk.payments.clone(),
            press: Arc::new(Plain),
            providers: desk.providers.clone(),
            municipality: Arc::clone(&desk.municipality),
            crest: desk.crest.clone(),
            around: desk.around.clone(),
            address: desk.address.clone(),
            places: desk.places.clone(),
            log_months: desk.log_months,
        })
    }

    fn mail_folder(&self) -> PathBuf {
        self.folder.join("mail")
    }

    /// How many messages left.
    pub fn mails(&self) -> usize {
        let entries = fs::read_dir(self.mail_folder()).into_iter().flatten().flatten();
        entries.filter(|entry| entry.path().extension().is_some_and(|it| it == "eml")).count()
    }

    /// Works off everything, also what a dead worker had claimed: its lease runs out.
    pub async fn work_off(&self, desk: &Desk) {
        for _ in 0..2 {
            while desk.work_once().await.expect("the worker works") > 0 {}
            self.clock.advance(Duration::minutes(3));
        }
        let counts = desk.pulse().await.expect("storage answers");
        assert_eq!((counts.waiting, counts.running, counts.parked), (0, 0, 0), "jobs are left");
    }

    /// Lets a process do what the case is about, and die at a statement of it.
    pub fn kill(&self, test: &str, deadly: u64, case: &Case) -> Died {
        let victim = serde_json::json!({
            "folder": self.folder,
            "database": self.database,
            "at": self.clock.now().0,
            "deadly": deadly,
            "session": case.session,
            "application": case.application.to_string(),
            "proof": case.proof,
            "version": case.version,
        });
        let output = Command::new(std::env::current_exe().expect("this test"))
            .args(["--exact", test, "--nocapture", "--test-threads=1"])
            .env(VICTIM, victim.to_string())
            .output()
            .expect("a process");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Died { status: output.status, said: text(&output.stdout), trouble: text(&output.stderr) }
    }
}

/// How a victim ended.
#[derive(Debug)]
pub struct Died {
    pub status: ExitStatus,
    said: String,
    #[expect(dead_code, reason = "shown when a test fails")]
    trouble: String,
}

/// What a victim says once it is told that its deed is done.
const ACKNOWLEDGED: &str = "acknowledged ";

impl Died {
    /// The number that it had told before it ended.
    pub fn acknowledged(&self) -> Option<String> {
        let (_, rest) = self.said.split_once(ACKNOWLEDGED)?;
        rest.split_whitespace().next().map(str::to_owned)
    }
}

/// The process that dies.
pub struct Victim {
    ground: Ground,
    case: Case,
    deadly: u64,
}

impl Victim {
    /// This process, if it is one.
    pub fn me() -> Option<Self> {
        let told = std::env::var(VICTIM).ok()?;
        let told: serde_json::Value = serde_json::from_str(&told).expect("what to do");
        let text = |key: &str| told[key].as_str().expect(key).to_owned();
        let number = |key: &str| told[key].as_i64().expect(key);
        let ground = Ground {
            folder: text("folder").into(),
            database: text("database"),
            clock: Clock::manual(Moment(number("at"))),
        };
        let case = Case {
            session: text("session"),
            application: ApplicationId(text("application").parse().expect("an id")),
            proof: text("proof"),
            version: number("version"),
        };
        Some(Self { ground, case, deadly: told["deadly"].as_u64().expect("a statement") })
    }

    /// Does the deed with the switch on, and tells the number if it lives.
    pub async fn act(self, deed: Deed) {
        let desk = self.ground.open().await;
        let ready = self.case.ready(&desk).await;
        store::faults::abort_at(self.deadly);
        self.case.perform(&desk, &ready, deed).await.expect("done");
        store::faults::abort_at(0);
        println!("{ACKNOWLEDGED}{}", self.case.number(&desk).await.expect("a number"));
    }
}
