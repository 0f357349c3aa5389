//! `sportello demo`: everything in one process on loopback, with a municipality that has lived. An empty folder
//! becomes one in seconds; a second start keeps what visitors did.

mod others;
mod seed;

use std::{collections::BTreeMap, net::SocketAddr, path::Path};

use demo_provider::{Kind, Person};
use desk::Desk;
use gateway::{
    clock::Clock,
    identity::{Audience, GroupRole, MemoryPerson, ProviderConfig, Scheme, Secret},
    keys::Keyring,
    payment::{Book, PagoPaConfig},
    scanner::Scanner,
};
use model::{Localized, access::Role};
use store::Limits;
use tokio::net::TcpListener;
use url::Url;
use web::{App, Settings};

use crate::{
    Failure, config,
    files::Files,
    preview,
    serve::{self, Open},
    tools,
    town::{self, Common, MailWay, Pay, Place},
};

/// The municipalities that ship, the one that has lived first.
const TOWNS: [&str; 2] = ["grugliasco", "borgo-esempio"];

/// By which the demo's desks are known to its payment platform.
const PAYMENTS_KEY: &str = "dimostrazione";

/// Starts the demo and serves it until it is told to stop.
///
/// # Errors
/// A port that is taken, a folder that cannot be written.
pub async fn run(port: u16, dir: &Path, database: Option<&str>) -> Result<(), Failure> {
    tools::log(&config::Log { format: "text".to_owned(), level: "warn".to_owned() });
    let open = open(port, dir, database).await?;
    let provider = provider_address(port);
    let listener = TcpListener::bind(provider).await.map_err(|e| format!("{provider}: {e}"))?;
    let settings = demo_provider::Settings { issuer: issuer(port), redirects: redirects(port) };
    tokio::spawn(async move {
        if let Err(error) = demo_provider::serve(listener, settings).await {
            tracing::error!(%error, "the demo's identity provider failed");
        }
    });
    let pays = SocketAddr::from(([127, 0, 0, 1], port + 2));
    let listener = TcpListener::bind(pays).await.map_err(|e| format!("{pays}: {e}"))?;
    let settings = demo_payments::Settings {
        address: payments_address(port),
        key: PAYMENTS_KEY.to_owned(),
        returns: hosts(port),
        file: Some(dir.join("payments.json")),
    };
    tokio::spawn(async move {
        if let Err(error) = demo_payments::serve(listener, settings).await {
            tracing::error!(%error, "the demo's payment platform failed");
        }
    });
    greet(port);
    let listen = SocketAddr::from(([127, 0, 0, 1], port));
    serve::serve(open, listen, None, true, serve::asked_to_stop()).await
}

/// Opens the demo's installation in a folder, telling its stories into it the first time.
///
/// # Errors
/// The folder cannot be written, or its content is not ours.
pub async fn open(port: u16, dir: &Path, database: Option<&str>) -> Result<Open, Failure> {
    std::fs::create_dir_all(dir)?;
    let keys = keyring(dir)?;
    let mut towns = Vec::new();
    let mut desks = Vec::new();
    for slug in TOWNS {
        let common = Common {
            clock: Clock::System,
            keys: keys.clone(),
            limits: Limits::default(),
            // A twin: it knows the test string of EICAR and nothing else.
            scanner: Scanner::memory(),
            previews: preview::by_this_program(),
        };
        let mut place = place(slug, port, dir);
        if let Some(database) = database {
            place.database = database.replace("{slug}", slug);
        }
        let db = serve::database(&place.database).await?;
        db.migrate().await?;
        db.close().await;
        let desk = town::desk(&place, &common).await?;
        furnish(&desk, &place, &common).await.map_err(|error| format!("{slug}: {error}"))?;
        towns.push(town::pages(&place.files, &desk).await?);
        desks.push(desk);
    }
    let persons = demo_provider::persons().into_iter();
    let demo = web::Demo {
        mail_folder: dir.join("mail"),
        persons: persons
            .map(|person| (person.name(), person.what.to_owned(), person.kind == Kind::Staff))
            .collect(),
    };
    let settings = Settings { demo: Some(demo), ..Settings::default() };
    Ok(Open { app: App::new(towns, settings), desks })
}

/// Publishes what ships and, in a desk where nothing was published yet, tells the stories.
async fn furnish(desk: &Desk, place: &Place, common: &Common) -> Result<(), Failure> {
    if !desk.published().await?.is_empty() {
        return Ok(());
    }
    let today = desk.today();
    let clock = Clock::manual(model::rome_to_moment(
        (today - chrono::Duration::days(365)).and_hms_opt(8, 0, 0).unwrap_or_default(),
    ));
    let then = Common { clock: clock.clone(), scanner: Scanner::Absent, ..common.clone() };
    let book = Book::default();
    let before = Place { payment: Pay::Memory(book.clone()), ..place.clone() };
    let past = town::twin(&before, &then, twins()).await?;
    for (path, text) in place.files.below("procedures") {
        let imported = past.import(text, None).await.map_err(|error| match error {
            desk::catalogue::NotImported::Refused(faults) => {
                format!("{path}:{}", faults.first().map_or_else(String::new, ToString::to_string))
            }
            desk::catalogue::NotImported::Desk(error) => error.to_string(),
        })?;
        past.publish(&imported.procedure, imported.revision, None).await?;
    }
    if place.files.get("municipality.toml").is_some() && desk.municipality.slug == TOWNS[0] {
        let stage = seed::Stage { desk: &past, codes: &codes(), book: &book };
        seed::tell(&stage, &clock, today).await?;
    }
    past.db.close().await;
    Ok(())
}

fn place(slug: &str, port: u16, dir: &Path) -> Place {
    let home = dir.join(slug);
    let host = if slug == TOWNS[0] { "localhost".to_owned() } else { format!("{slug}.localhost") };
    Place {
        files: Files::shipped(slug),
        database: format!("sqlite:{}", home.join("desk.db").display()),
        vault: Some(home.join("files")),
        mail: MailWay::Folder(dir.join("mail")),
        payment: payments(port),
        providers: providers(port),
        party: config::Party::default(),
        log_months: config::SignIn::default().log_months,
        address: Some(format!("http://{host}:{port}")),
        tls: false,
    }
}

/// The demo's keys stand beside its data: nothing in it is secret.
fn keyring(dir: &Path) -> Result<Keyring, Failure> {
    let path = dir.join("keys.toml");
    if !path.exists() {
        std::fs::write(&path, Keyring::with_new_key("", &Clock::System)?)?;
    }
    Ok(Keyring::parse(&std::fs::read_to_string(&path)?)?)
}

fn provider_address(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port + 1))
}

fn issuer(port: u16) -> String {
    format!("http://127.0.0.1:{}", port + 1)
}

/// Every host of the demo.
fn hosts(port: u16) -> Vec<String> {
    ["localhost".to_owned(), "127.0.0.1".to_owned(), format!("{}.localhost", TOWNS[1])]
        .iter()
        .map(|host| format!("http://{host}:{port}"))
        .collect()
}

/// Where the provider may send people back to: the callback on every host.
fn redirects(port: u16) -> Vec<String> {
    hosts(port).iter().map(|host| format!("{host}{}", web::CALLBACK)).collect()
}

fn payments_address(port: u16) -> String {
    format!("http://127.0.0.1:{}", port + 2)
}

/// The demo's payment platform as both municipalities know it.
fn payments(port: u16) -> Pay {
    let at = |path: &str| Url::parse(&format!("{}/{path}", payments_address(port)));
    let (Ok(positions), Ok(checkout)) = (at("gpd"), at("checkout")) else { return Pay::Nowhere };
    Pay::PagoPa(Box::new(PagoPaConfig {
        positions,
        checkout,
        organization: "00000000000".to_owned(),
        iban: "IT60X0542811101000000123456".to_owned(),
        category: "9/0101108TS/".to_owned(),
        key: Secret::new(PAYMENTS_KEY),
        name: String::new(),
    }))
}

/// The demo's provider as both municipalities know it: one door for staff, and for citizens those of the national
/// schemes besides its own, which all lead to the same page.
fn providers(port: u16) -> Vec<ProviderConfig> {
    let of = |id: &str, label: Localized, audience| {
        let mut config = ProviderConfig::new(id, label, audience, &issuer(port));
        config.insecure_loopback = true;
        config
    };
    let by = |id: &str, label: Localized, scheme, client: demo_provider::Client| {
        let mut config = of(id, label, Audience::Citizen);
        config.scheme = scheme;
        config.client_id = client.id.to_owned();
        config.client_secret = Secret::new(client.secret);
        config
    };
    let citizens = |id, label, scheme| by(id, label, scheme, demo_provider::CITIZENS);
    let eidas = Localized::it("eIDAS");
    let mut europeans = by("demo-eidas", eidas, Scheme::Eidas, demo_provider::EUROPEANS);
    europeans.without_fiscal_code = true;
    let own = Localized::both("Identità digitale di prova", "Trial digital identity");
    let mut staff = of(
        "demo-staff",
        Localized::both("Identità di prova del Comune", "Trial identity of the municipality"),
        Audience::Staff,
    );
    staff.client_id = demo_provider::STAFF.id.to_owned();
    staff.client_secret = Secret::new(demo_provider::STAFF.secret);
    staff.groups = groups();
    vec![
        citizens("demo", own, Scheme::Plain),
        citizens("demo-spid", Localized::it("SPID"), Scheme::Spid),
        citizens("demo-cie", Localized::it("CIE"), Scheme::Cie),
        europeans,
        staff,
    ]
}

/// What the provider's groups are at the desk.
fn groups() -> BTreeMap<String, Vec<GroupRole>> {
    let at = |role, office: Option<&str>| GroupRole {
        role,
        office: office.map(str::to_owned),
        procedure: None,
    };
    let one = |group: &str, role, office| (group.to_owned(), vec![at(role, office)]);
    let many = |group: &str, role, offices: &[&str]| {
        (group.to_owned(), offices.iter().map(|office| at(role, Some(office))).collect())
    };
    let (land, services) =
        (["commercio", "edilizia-urbanistica"], ["tributi", "istruzione", "cultura-sport"]);
    BTreeMap::from([
        one("polizia-locale", Role::Clerk, Some("polizia-locale")),
        one("anagrafe", Role::Clerk, Some("anagrafe")),
        many("territorio", Role::Clerk, &land),
        many("servizi", Role::Clerk, &services),
        many("responsabili", Role::Responsible, &["polizia-locale", "anagrafe"]),
        many("dirigenti", Role::Responsible, &[land.as_slice(), &services].concat()),
        (
            "amministratori".to_owned(),
            vec![
                at(Role::ProcedureAdmin, None),
                at(Role::SiteAdmin, None),
                at(Role::SystemAdmin, None),
            ],
        ),
        one("revisori", Role::Auditor, None),
    ])
}

/// The provider's people, in memory, for the stories.
fn twins() -> Vec<MemoryPerson> {
    demo_provider::persons()
        .into_iter()
        .chain(others::OTHERS)
        .map(|person| MemoryPerson {
            code: person.code.to_owned(),
            level: 2,
            claims: person.claims(),
        })
        .collect()
}

/// Who plays whom in the stories: key, then provider and code.
fn codes() -> BTreeMap<String, (String, String)> {
    let persons = demo_provider::persons();
    let citizens = persons.iter().filter(|person| person.kind == Kind::Citizen);
    let mut codes: BTreeMap<String, (String, String)> = citizens
        .zip(1..)
        .map(|(person, n)| (format!("c{n}"), ("demo".to_owned(), person.code.to_owned())))
        .collect();
    let of_group = |group: &str| {
        let found = persons.iter().find(|person| person.groups.contains(&group));
        found.map(|person: &Person| ("demo-staff".to_owned(), person.code.to_owned()))
    };
    for (key, group) in [
        ("police", "polizia-locale"),
        ("registry", "anagrafe"),
        ("police_head", "responsabili"),
        ("registry_head", "responsabili"),
        ("land", "territorio"),
        ("services", "servizi"),
        ("head", "dirigenti"),
        ("administrator", "amministratori"),
        ("auditor", "revisori"),
    ] {
        if let Some(who) = of_group(group) {
            codes.insert(key.to_owned(), who);
        }
    }
    for (n, person) in (0..).zip(others::OTHERS) {
        codes.insert(others::key(n), ("demo".to_owned(), person.code.to_owned()));
    }
    codes
}

fn greet(port: u16) {
    println!("Sportello, dimostrazione\n");
    println!("  Comune di Grugliasco   http://localhost:{port}");
    println!("  Comune di Borgo Esempio   http://{}.localhost:{port}", TOWNS[1]);
    println!("  Posta inviata   http://localhost:{port}/demo/mail\n");
    println!("Persone di prova (nessuna password):");
    for person in demo_provider::persons() {
        println!("  {:24} {}", person.name(), person.what);
    }
    println!("\nCtrl-C per fermare; i dati restano nella cartella.");
}
