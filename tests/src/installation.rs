//! An installation for a journey: two municipalities on one engine, served over real HTTP on loopback, with a
//! clock that the test moves, people of a provider in memory, and mail that is kept.

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

use chrono::Duration;
use desk::Desk;
use gateway::{
    clock::Clock,
    identity::{Audience, GroupRole, MemoryPerson, ProviderConfig},
    keys::Keyring,
    previews::Previews,
};
use model::{Localized, Moment, access::Role};
use sportello::{
    files::Files,
    serve,
    town::{self, Common, Place},
};
use store::{Limits, jobs};
use web::{App, Settings};

use crate::{plan::Plan, published::published, visitor::Visitor};

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded.
    Sqlite,
    /// Served.
    Postgres,
}

/// A running installation.
pub struct Installation {
    /// Address of the first municipality.
    pub address: String,
    /// Where it listens.
    pub listens: SocketAddr,
    /// Where the first municipality's database lies.
    database: String,
    /// Its desks, the first municipality's first.
    pub desks: Vec<Desk>,
    /// Its time.
    pub clock: Clock,
}

/// Staff and citizens that the provider in memory knows, with their groups.
pub const PEOPLE: [(&str, &str, &str, &str, &str); 12] = [
    ("mario", "Mario", "Rossi", "RSSMRA80A01H501U", ""),
    ("anna", "Anna", "Bianchi", "BNCNNA75E50F205H", ""),
    ("vigile", "Ugo", "Verdi", "VRDGUO70A01L219W", "police"),
    ("vigile2", "Ada", "Neri", "", "police"),
    ("anagrafe", "Ivo", "Gialli", "", "registry"),
    ("commercio", "Ada", "Ocra", "", "land"),
    ("responsabile", "Eva", "Blu", "", "responsible"),
    ("amministratore", "Pia", "Viola", "", "administrator"),
    ("revisore", "Leo", "Grigi", "", "auditor"),
    ("scuola", "Ida", "Rosa", "", "schools"),
    ("scuola2", "Lia", "Bruni", "", "schools"),
    ("mario-staff", "Mario", "Rossi", "RSSMRA80A01H501U", "police"),
];

impl Installation {
    /// Starts one, on a Monday morning in March 2027.
    pub async fn start(engine: Engine) -> Self {
        Plan::new(engine).await.start().await
    }

    /// Starts what was planned.
    pub(crate) async fn of(plan: Plan) -> Self {
        let listens = plan.listens();
        let Plan { engine, listener, clock, mail, payment, providers, party, keys, disk, scanner } =
            plan;
        let common = Common {
            keys: Keyring::passing(&clock),
            clock: clock.clone(),
            limits: Limits::default(),
            scanner,
            previews: Previews::Memory,
        };
        let mut desks = Vec::new();
        let mut databases = Vec::new();
        let mut towns = Vec::new();
        for slug in ["grugliasco", "borgo-esempio"] {
            let database = published(engine, slug, &clock, disk.as_deref());
            databases.push(database.clone());
            let host = if slug == "grugliasco" { "localhost" } else { "borgo-esempio.localhost" };
            let place = Place {
                files: Files::shipped(slug),
                database: database.clone(),
                vault: disk.as_ref().map(|disk| disk.join(slug)),
                mail: mail.clone(),
                payment: payment.clone(),
                providers: providers.clone().unwrap_or_else(twins),
                party: party.clone(),
                log_months: 24,
                address: Some(format!("http://{host}:{}", listens.port())),
                tls: false,
            };
            let desk = match &providers {
                Some(_) => town::desk(&place, &common).await,
                None => town::twin(&place, &common, people()).await,
            };
            let desk = desk.expect("a desk");
            desk.providers.set_keys(keys.clone());
            towns.push(town::pages(&place.files, &desk).await.expect("pages"));
            desks.push(desk);
        }
        let router = serve::router(App::new(towns, Settings::default()));
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        let address = format!("http://localhost:{}", listens.port());
        Self { address, listens, database: databases.swap_remove(0), desks, clock }
    }

    /// The first municipality's desk.
    #[must_use]
    pub fn desk(&self) -> &Desk {
        &self.desks[0]
    }

    /// A new browser on the first municipality's home.
    #[must_use]
    pub fn visitor(&self) -> Visitor {
        self.visitor_of("localhost")
    }

    /// A new browser on another host's home.
    #[must_use]
    pub fn visitor_of(&self, host: &str) -> Visitor {
        let address = format!("http://{host}:{}/", self.listens.port());
        Visitor::new(&address, &[(host, self.listens), ("localhost", self.listens)])
    }

    /// Signs somebody in, landing at `to`.
    pub async fn sign_in(&self, visitor: &mut Visitor, who: &str, to: &str) {
        let is_staff =
            PEOPLE.iter().any(|(code, _, _, _, group)| *code == who && !group.is_empty());
        let provider = if is_staff { "staff" } else { "citizens" };
        let to: String = url::form_urlencoded::byte_serialize(to.as_bytes()).collect();
        let leaving = visitor.hop(&format!("/accedi/{provider}?da={to}")).await;
        let state = url::Url::parse(&leaving)
            .ok()
            .and_then(|url| {
                url.query_pairs().find(|(k, _)| k == "state").map(|(_, v)| v.into_owned())
            })
            .unwrap_or_else(|| panic!("«{leaving}» holds no state"));
        visitor.open(&format!("{}?state={state}&code={who}", web::CALLBACK)).await;
    }

    /// A browser in which somebody is signed in, at `to`.
    pub async fn as_(&self, who: &str, to: &str) -> Visitor {
        let mut visitor = self.visitor();
        self.sign_in(&mut visitor, who, to).await;
        visitor
    }

    /// Makes the PostgreSQL database refuse writes, or take them again.
    pub async fn read_only(&self, on: bool) {
        store::testing::read_only(&self.database, on).await;
    }

    /// Holds the SQLite file so that nobody can write.
    pub async fn hold(&self) -> store::testing::Held {
        store::testing::hold(&self.database).await
    }

    /// Opens an address as somebody whose session may have ended meanwhile: then they sign in again.
    pub async fn again(&self, visitor: &mut Visitor, who: &str, to: &str) {
        visitor.open(to).await;
        if visitor.path().contains("/accedi") {
            self.sign_in(visitor, who, to).await;
        }
    }

    /// Works off all that is due now, and fails if anything is left or parked.
    pub async fn settle(&self) {
        for desk in &self.desks {
            while desk.work_once().await.expect("the worker works") > 0 {}
            let counts = desk.pulse().await.expect("storage answers");
            let left = (counts.waiting, counts.running, counts.parked);
            assert_eq!(left, (0, 0, 0), "jobs are left: {:?}", self.troubles(desk).await);
        }
    }

    /// What kept jobs from being done.
    async fn troubles(&self, desk: &Desk) -> Vec<String> {
        let mut read = desk.db.peek().await.expect("storage answers");
        let mut all = Vec::new();
        for state in [jobs::State::Waiting, jobs::State::Parked] {
            let lines = jobs::page(&mut read, state, None, 9).await.expect("storage answers");
            all.extend(lines.into_iter().filter_map(|line| line.last_error));
        }
        all
    }

    /// Lets days pass, with the work of each.
    pub async fn days(&self, n: i64) {
        for _ in 0..n {
            self.clock.advance(Duration::days(1));
            self.settle().await;
        }
    }

    /// The moment.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Subjects of what was mailed so far by the first municipality.
    #[must_use]
    pub fn subjects(&self) -> Vec<String> {
        self.desk().mail.sent().into_iter().map(|sent| sent.message.subject).collect()
    }
}

/// The two providers that stand in memory.
#[must_use]
pub fn twins() -> Vec<ProviderConfig> {
    let mut citizens = ProviderConfig::new(
        "citizens",
        Localized::it("Identità di prova"),
        Audience::Citizen,
        "http://127.0.0.1:1",
    );
    citizens.insecure_loopback = true;
    let mut staff = ProviderConfig::new(
        "staff",
        Localized::it("Identità del Comune"),
        Audience::Staff,
        "http://127.0.0.1:1",
    );
    staff.insecure_loopback = true;
    staff.without_fiscal_code = true;
    let at = |role, office: Option<&str>| GroupRole {
        role,
        office: office.map(str::to_owned),
        procedure: None,
    };
    staff.groups = BTreeMap::from([
        ("police".to_owned(), vec![at(Role::Clerk, Some("polizia-locale"))]),
        ("registry".to_owned(), vec![at(Role::Clerk, Some("anagrafe"))]),
        ("land".to_owned(), vec![at(Role::Responsible, Some("commercio"))]),
        ("schools".to_owned(), vec![at(Role::Responsible, Some("istruzione"))]),
        (
            "responsible".to_owned(),
            vec![
                at(Role::Responsible, Some("polizia-locale")),
                at(Role::Responsible, Some("anagrafe")),
            ],
        ),
        (
            "administrator".to_owned(),
            vec![
                at(Role::ProcedureAdmin, None),
                at(Role::SiteAdmin, None),
                at(Role::SystemAdmin, None),
            ],
        ),
        ("auditor".to_owned(), vec![at(Role::Auditor, None)]),
    ]);
    vec![citizens, staff]
}

/// What those providers say of [`PEOPLE`] and of a crowd.
#[must_use]
pub fn people() -> Vec<MemoryPerson> {
    let names = gateway::identity::ClaimMap::default();
    PEOPLE
        .iter()
        .map(|(code, given, family, fiscal_code, group)| {
            let mut claims = serde_json::Map::new();
            let mut put = |name: &str, value: serde_json::Value| {
                claims.insert(name.to_owned(), value);
            };
            put("sub", (*code).into());
            put(&names.given_name, (*given).into());
            put(&names.family_name, (*family).into());
            if !fiscal_code.is_empty() {
                put(&names.fiscal_code, format!("TINIT-{fiscal_code}").into());
                let reference = chrono::NaiveDate::from_ymd_opt(2027, 1, 1).expect("a day");
                let code: model::FiscalCode = fiscal_code.parse().expect("a valid code");
                let born = code.decode(reference).expect("not provisional").birth;
                put(&names.birth_date, born.to_string().into());
                put("place_of_birth", serde_json::json!({ "locality": "Roma" }));
                put(&names.sex, if given.ends_with('a') { "female" } else { "male" }.into());
            }
            if group.is_empty() {
                put(&names.email, format!("{code}@example.it").into());
            } else {
                put(&names.groups, vec![*group].into());
            }
            MemoryPerson { code: (*code).to_owned(), level: 2, claims }
        })
        .chain(crate::bench::people::citizens(CROWD))
        .collect()
}

/// Further citizens, `c0` and so on, for when many come at once.
const CROWD: usize = 40;

/// A folder of this test alone.
#[must_use]
pub fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/tmp").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}
