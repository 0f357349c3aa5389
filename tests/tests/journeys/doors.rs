//! Who may open what: every address × everybody, municipalities apart, and what was refused written down.

use std::fmt::Write as _;

use reqwest::StatusCode;
use store::payments;
use tests::{
    direct::sign_in,
    installation::{Engine, Installation},
    sender::{MORE, Sender},
    visitor::{Sent, Visitor, Written},
};

use crate::{
    filling::{at_office, permit, send},
    on_both_engines,
};

on_both_engines!(everybody_at_every_door, municipalities_are_apart);

/// What a browser says of a form that another site sends.
const ELSEWHERE: [(&str, &str); 2] =
    [("sec-fetch-site", "cross-site"), ("origin", "https://altrove.example")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_other_site_frames_a_page_or_sends_a_form() {
    let installation = Installation::start(Engine::Sqlite).await;
    let mut mario = installation.as_("mario", "/area-personale").await;
    for at in ["/", "/accedi", "/area-personale", "/servizi"] {
        mario.open(at).await;
        let policy =
            mario.headers()["content-security-policy"].to_str().expect("a text").to_owned();
        assert!(policy.contains("frame-ancestors 'none'"), "{at}: {policy}");
    }
    let cookie = format!("session={}", mario.cookie("session").expect("he is in"));
    for elsewhere in ELSEWHERE {
        let out = reqwest::Client::new().post(format!("{}/esci", installation.address));
        let answer = out.header("cookie", &cookie).header(elsewhere.0, elsewhere.1).send().await;
        assert_eq!(answer.expect("an answer").status(), StatusCode::FORBIDDEN, "{elsewhere:?}");
    }
    mario.open("/area-personale").await.expect("Mario Rossi");
    mario.press("Esci").await;
    assert_eq!(mario.cookie("session"), None);
}

/// Everybody who can stand before a door; the owner of the files last.
const EVERYBODY: [&str; 9] = [
    "nobody",
    "anna",
    "vigile",
    "anagrafe",
    "responsabile",
    "amministratore",
    "revisore",
    "mario-staff",
    "mario",
];

/// An id that nothing has.
const NOBODY: &str = "01a00000-0000-7000-8000-000000000000";

/// Files of mario, for the addresses.
struct Files {
    application: String,
    paper: String,
    file: String,
    payment: String,
}

async fn files(installation: &Installation) -> Files {
    let mut mario = permit(installation, "mario", "Abito nella ZTL").await;
    let application = send(installation, &mut mario).await;
    mario.open(&application).await;
    let last = |links: Vec<String>| {
        let link = links.first().cloned().unwrap_or_else(|| panic!("no link\n{}", mario.text()));
        link.rsplit('/').next().unwrap_or_default().to_owned()
    };
    let application = application.rsplit('/').next().unwrap_or_default().to_owned();
    Files {
        payment: payment(installation, &application).await,
        paper: last(mario.all("a[href*='/documenti/']", "href")),
        file: last(mario.all("a[href*='/file/']", "href")),
        application,
    }
}

/// Something that the application's person has paid.
async fn payment(installation: &Installation, application: &str) -> String {
    let desk = installation.desk();
    let me = sign_in(desk, "citizens", "mario").await.session.person.id;
    let now = desk.now();
    let payment = payments::Payment {
        id: desk.clock.id(),
        draft: application.parse().expect("an id"),
        person: me,
        phase: payments::Phase::Release,
        state: payments::State::Paid,
        amount: model::Money(3600),
        subject: "Permesso".to_owned(),
        payable_until: now.day(),
        notice: Some("300000000000000001".to_owned()),
        sending: None,
        receipt: Some("RT-1".to_owned()),
        through: Some("Banca di prova".to_owned()),
        created_at: now,
        started_at: Some(now),
        looked_at: Some(now),
        paid_at: Some(now),
    };
    let mut tx = desk.db.write().await.expect("storage");
    payments::add(&mut tx, &payment).await.expect("added");
    tx.commit().await.expect("kept");
    payment.id.to_string()
}

/// A draft of mario's, begun anew if the last one was thrown away.
async fn draft(mario: &mut Visitor) -> String {
    let url = mario.url().join("/domanda/permesso-ztl").expect("an address");
    mario.send(Sent { url, post: true, how: Written::Plain, fields: vec![], files: vec![] }).await;
    mario.path().split('/').nth(2).unwrap_or_default().to_owned()
}

/// A draft of mario's says what makes it offer a document to sign.
async fn hosted(installation: &Installation, draft: &str) {
    let desk = installation.desk();
    let me = sign_in(desk, "citizens", "mario").await.session;
    let id = draft.parse().expect("an id");
    let open = desk.draft(&me, id).await.expect("a draft");
    let guest = open.answer("doors", "kind", &["guest".to_owned()]);
    desk.save(&me, id, &[guest]).await.expect("saved");
}

/// A file of mario's on its way into a draft.
async fn upload(installation: &Installation, mario: &Visitor, draft: &str) -> String {
    let sender = Sender::of(installation, mario);
    let heard = sender.announce(draft, "vehicles.r1.registration", ("carta.pdf", 100)).await;
    heard.location().rsplit('/').next().unwrap_or_default().to_owned()
}

fn address(path: &str, files: &Files, (draft, upload): (&str, &str)) -> String {
    [
        ("{upload}", upload),
        ("{application}", files.application.as_str()),
        ("{paper}", &files.paper),
        ("{file}", &files.file),
        ("{draft}", draft),
        ("{payment}", &files.payment),
        ("{procedure}", "permesso-ztl"),
        ("{service}", "permesso-ztl"),
        ("{category}", "mobilita-trasporti"),
        ("{provider}", "citizens"),
        ("{revision}", "1"),
        ("{topic}", "residenza"),
        ("{office}", "anagrafe"),
        ("{chapter}", "cittadini"),
        ("{session}", NOBODY),
        ("{job}", NOBODY),
        ("{view}", NOBODY),
        ("{bulk}", NOBODY),
        ("{label}", NOBODY),
        ("{text}", NOBODY),
        ("{note}", NOBODY),
        ("{page}", "1"),
        ("{link}", NOBODY),
        ("{folder}", NOBODY),
        ("{register}", "streets"),
        ("{path}", "host_statement"),
        // Not possible in the state it is in, for anybody.
        ("{section}", "vehicles"),
        ("{seq}", "1"),
        ("{step}", if path.starts_with("/bozze") { "general" } else { "grant" }),
    ]
    .iter()
    .fold(path.to_owned(), |path, (name, value)| path.replace(name, value))
}

/// Addresses that end the session or only work in the middle of something.
const APART: [&str; 7] = [
    "/esci",
    "/accedi/ritorno",
    "/accedi/{provider}",
    "/assets/{file}",
    "/demo/campi",
    "/demo/campi/modelli/{path}",
    "/demo/mail",
];

async fn browser(installation: &Installation, who: &str) -> Visitor {
    match who {
        "nobody" => installation.visitor(),
        who => installation.as_(who, "/").await,
    }
}

/// What one finds behind a door.
fn found(visitor: &Visitor) -> String {
    match visitor.status() {
        _ if visitor.path().starts_with("/accedi") || visitor.path() == "/ufficio/accedi" => {
            "door".to_owned()
        }
        StatusCode::OK => "open".to_owned(),
        StatusCode::NOT_FOUND => "-".to_owned(),
        StatusCode::FORBIDDEN => "role".to_owned(),
        other => other.as_u16().to_string(),
    }
}

async fn everybody_at_every_door(installation: Installation) {
    let files = files(&installation).await;
    let mut owner = installation.as_("mario", "/").await;
    let mut table = String::new();
    let _ = writeln!(table, "{:62}{}", "", EVERYBODY.map(|who| format!("{who:15}")).concat());
    let mut asked_for_anothers = 0;
    for route in web::ROUTES.iter().copied().flatten() {
        if APART.contains(&route.path)
            || route.path.contains("{picture}")
            || route.path.contains("{item}")
            || route.path.contains("{place}")
            || route.path.contains("{event}")
            || route.path.contains("{kind}")
        {
            continue;
        }
        let named = format!("{:4} {}", route.method.to_uppercase(), route.path);
        let mut row = format!("{named:62}");
        for who in EVERYBODY {
            let draft = match ["{draft}", "{upload}"].iter().any(|id| route.path.contains(id)) {
                true => draft(&mut owner).await,
                false => String::new(),
            };
            if route.path.contains("{path}") {
                hosted(&installation, &draft).await;
            }
            let upload = match route.path.contains("{upload}") {
                true => upload(&installation, &owner, &draft).await,
                false => String::new(),
            };
            let address = address(route.path, &files, (&draft, &upload));
            let mut visitor = browser(&installation, who).await;
            let mut said = None;
            if route.method == "get" {
                visitor.get(&address).await;
            } else if route.path.contains("/caricamenti") {
                let sender = Sender::of(&installation, &visitor);
                let method = route.method.to_uppercase();
                let headers = [MORE, ("upload-offset", "0"), ("upload-length", "9")];
                said = Some(sender.say(&method, &address, &headers, &[]).await.status);
            } else {
                let url = visitor.url().join(&address).expect("an address");
                // Whoever may take it over does it on a page that has been overtaken.
                let may_take = ["/subentra", "/lascia"].iter().any(|end| route.path.ends_with(end));
                let version = if may_take { "0" } else { "1" };
                let given =
                    [("_version", version), ("stars", "5"), ("text", "Prova"), ("person", NOBODY)];
                let fields =
                    given.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
                let how = if ["/importa", "/registri"].iter().any(|end| route.path.ends_with(end)) {
                    Written::Multipart
                } else if route.path.ends_with("/campi") {
                    Written::Json("[]".to_owned())
                } else {
                    Written::Plain
                };
                visitor.send(Sent { url, post: true, how, fields, files: vec![] }).await;
            }
            let is_personal = ["{application}", "{draft}", "{file}", "{upload}", "{payment}"]
                .iter()
                .any(|id| route.path.contains(id) && route.method != "options");
            let found = match said {
                Some(StatusCode::NOT_FOUND) => "-".to_owned(),
                Some(status) => status.as_u16().to_string(),
                None => found(&visitor),
            };
            assert!(
                visitor.status().as_u16() < 500 && !found.starts_with('5'),
                "{who} broke {address}: {}",
                visitor.text()
            );
            if is_personal && ["anna", "anagrafe"].contains(&who) {
                assert!(!["open", "role"].contains(&found.as_str()), "{who} opened {address}");
                if found == "-" {
                    asked_for_anothers += 1;
                }
            }
            if !upload.is_empty() {
                // A draft holds so many that wait, and no more.
                let sender = Sender::of(&installation, &owner);
                sender.say("DELETE", &format!("/caricamenti/{upload}"), &[], &[]).await;
            }
            let _ = write!(row, "{found:15}");
        }
        let _ = writeln!(table, "{}", row.trim_end());
    }
    // Nothing that was tried has moved the application.
    installation.again(&mut owner, "mario", &format!("/pratiche/{}", files.application)).await;
    assert_eq!(owner.all(".happening time", "datetime").len(), 1, "{}", owner.text());
    insta::with_settings!({ prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("doors", table);
    });
    let mut read = installation.desk().db.peek().await.expect("storage");
    let denials = store::logs::denials(&mut read, None, 10_000).await.expect("storage");
    let logged = denials
        .iter()
        .filter(|denial| denial.application.is_some() || denial.what == "other role")
        .count();
    assert!(logged >= asked_for_anothers, "{logged} of {asked_for_anothers} were written down");
}

async fn municipalities_are_apart(installation: Installation) {
    let files = files(&installation).await;
    let application = format!("/pratiche/{}", files.application);
    // The same person, signed in at the other municipality, finds nothing of the first.
    let mut there = installation.visitor_of("borgo-esempio.localhost");
    installation.sign_in(&mut there, "mario", "/area-personale").await;
    there.expect("Comune di Borgo Esempio").expect("Non hai domande in corso.");
    for address in [application.clone(), format!("/file/{}", files.file)] {
        assert_eq!(there.get(&address).await, StatusCode::NOT_FOUND, "{address}");
    }
    // A session of one host is none on the other.
    let mut here = at_office(&installation, "vigile", &application).await;
    here.expect("2027/000001");
    let token = here.cookie("session").expect("signed in").to_owned();
    let mut thief = installation.visitor_of("borgo-esempio.localhost");
    thief.set_cookie("session", &token);
    thief.open("/ufficio").await;
    assert_eq!(thief.path(), "/ufficio/accedi");
    // Numbers are counted apart.
    installation.sign_in(&mut there, "mario", "/domanda/permesso-ztl").await;
    there.expect("Informativa sulla privacy");
    // An unknown host has no municipality.
    let mut lost = installation.visitor_of("altrove.localhost");
    assert_eq!(lost.get("/").await, StatusCode::MISDIRECTED_REQUEST);
    lost.expect("Nessun Comune a questo indirizzo");
}
