//! Every way in which a provider of a federation, or whoever pretends to be one, breaks one rule of the protocol: nobody
//! comes in. The same provider, keeping every rule, lets the person in.

use std::collections::BTreeSet;

use chrono::Duration;
use desk::signin_log::{Looking, Wanted};
use gateway::identity::{ClientKeys, MessageKind, ProviderConfig, Scheme};
use model::Localized;
use reqwest::StatusCode;
use serde_json::{Value, json};
use sportello::config::Party;
use tests::{
    installation::{Engine, Installation},
    plan::Plan,
    visitor::Visitor,
};

use crate::{
    forger::{ACCESS, AGGREGATOR, Flaw, Forger, LONG, SUBJECT, asked, claims},
    identity::{count, nobody_came_in},
};

const NOT_UNDERSTOOD: &str = "Non possiamo accettare la risposta";
const LOW: &str = "Serve un livello di sicurezza più alto";
const USED: &str = "Questo accesso è già stato usato o è scaduto";

/// Each broken rule, and what the person reads.
const FLAWS: [(Flaw, &str); 32] = [
    (Flaw::AnswerOfAnother, NOT_UNDERSTOOD),
    (Flaw::TokenNonce, USED),
    (Flaw::TokenIssuer, NOT_UNDERSTOOD),
    (Flaw::TokenAudience, NOT_UNDERSTOOD),
    (Flaw::TokenOver, NOT_UNDERSTOOD),
    (Flaw::TokenOfTheFuture, NOT_UNDERSTOOD),
    (Flaw::TokenOld, NOT_UNDERSTOOD),
    (Flaw::TokenNotBefore, NOT_UNDERSTOOD),
    (Flaw::TokenOfAnotherKey, NOT_UNDERSTOOD),
    (Flaw::TokenUnsigned, NOT_UNDERSTOOD),
    (Flaw::TokenByOurPublicKey, NOT_UNDERSTOOD),
    (Flaw::TokenWithoutAtHash, NOT_UNDERSTOOD),
    (Flaw::TokenAtHash, NOT_UNDERSTOOD),
    (Flaw::TokenLevelLow, LOW),
    (Flaw::TokenWithoutLevel, LOW),
    (Flaw::TokenWithoutName, NOT_UNDERSTOOD),
    (Flaw::TokenHuge, NOT_UNDERSTOOD),
    (Flaw::TokenLeadsAway, NOT_UNDERSTOOD),
    (Flaw::PersonOfAnotherSubject, NOT_UNDERSTOOD),
    (Flaw::PersonPlain, NOT_UNDERSTOOD),
    (Flaw::PersonOnlySigned, NOT_UNDERSTOOD),
    (Flaw::PersonByRsa15, NOT_UNDERSTOOD),
    (Flaw::PersonOfAnotherKey, NOT_UNDERSTOOD),
    (Flaw::PersonIssuer, NOT_UNDERSTOOD),
    (Flaw::PersonAudience, NOT_UNDERSTOOD),
    (Flaw::PersonOver, NOT_UNDERSTOOD),
    (Flaw::PersonOfTheFuture, NOT_UNDERSTOOD),
    (Flaw::PersonWithoutTimes, NOT_UNDERSTOOD),
    (Flaw::PersonHuge, NOT_UNDERSTOOD),
    (Flaw::PersonLeadsAway, NOT_UNDERSTOOD),
    (Flaw::PersonCodeWrong, "Manca il tuo codice fiscale"),
    // Of the one before.
    (Flaw::TokenUsedBefore, USED),
];

/// The providers of a forger's federation.
pub fn federation(id: &str, scheme: Scheme, forger: &Forger) -> ProviderConfig {
    let mut config = ProviderConfig::federated(id, Localized::it(id), scheme, forger.anchor());
    config.insecure_loopback = true;
    config
}

/// A desk that knows these.
pub async fn desk(known: Vec<ProviderConfig>) -> Installation {
    let keys = ClientKeys::generate().expect("keys");
    Plan::new(Engine::Sqlite).await.providers(known).keys(&keys).start().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_breaks_one_rule_lets_nobody_in() {
    let forger = Forger::start().await;
    let known = vec![federation("spid", Scheme::Spid, &forger)];
    let installation = desk(known).await;
    let mut let_in = Vec::new();
    for (flaw, why) in FLAWS {
        forger.breaks(flaw);
        let mut me = installation.visitor();
        me.get("/accedi/spid?da=/area-personale").await;
        println!("{flaw:?}: {} at {}", me.status(), me.path());
        if me.cookie("session").is_some() {
            let_in.push(flaw);
        } else if let_in.is_empty() {
            nobody_came_in(&installation, &mut me, why).await;
        }
    }
    assert_eq!(let_in, [], "each of these broke a rule and came in");
    // None of them had anything else wrong with it.
    for flaw in [Flaw::None, Flaw::ClockOff, Flaw::Long, Flaw::AnswerOfNobody] {
        forger.breaks(flaw);
        let mut me = installation.visitor();
        me.get("/accedi/spid?da=/area-personale").await;
        println!("{flaw:?}: {} at {}", me.status(), me.path());
        assert_eq!((me.status(), me.path()), (StatusCode::OK, "/area-personale"));
        me.expect("Mario Rossi");
    }
    // Who has no fiscal code is let in by no federation; the message is the same as for a wrong one.
    forger.breaks(Flaw::PersonWithoutCode);
    let mut me = installation.visitor();
    me.get("/accedi/spid?da=/area-personale").await;
    assert_eq!(me.find("h1").as_deref(), Some("Manca il tuo codice fiscale"));
}

/// Comes in, or not, with what this flaw makes of the answers.
async fn try_with(installation: &Installation, forger: &Forger, flaw: Flaw) -> Visitor {
    forger.breaks(flaw);
    // After a failure nobody is asked for half a minute.
    installation.clock.advance(Duration::seconds(31));
    let mut me = installation.visitor();
    me.get("/accedi/spid?da=/area-personale").await;
    println!("{flaw:?}: {} at {}", me.status(), me.path());
    me
}

/// What is longer than a megabyte is not read, be it as good as it may; what is shorter is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_that_is_too_long_vouches_for_nobody() {
    let forger = Forger::start().await;
    let installation = desk(vec![federation("spid", Scheme::Spid, &forger)]).await;
    let mut believed = Vec::new();
    for flaw in [Flaw::AnchorHuge, Flaw::ListHuge, Flaw::VouchedHuge, Flaw::ProviderHuge] {
        let me = try_with(&installation, &forger, flaw).await;
        believed.extend(Some(flaw).filter(|_| me.path() != "/accedi/spid"));
    }
    assert_eq!(believed, [], "somebody was sent to the provider");
    try_with(&installation, &forger, Flaw::Long).await.expect("Mario Rossi");
}

/// A provider's metadata are held against its name and against where anybody may be called, before somebody leaves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_leaves_for_a_provider_whose_metadata_name_another_or_an_address_inside() {
    let forger = Forger::start().await;
    let installation = desk(vec![federation("spid", Scheme::Spid, &forger)]).await;
    forger.goes_by(&installation.clock);
    let mut believed = Vec::new();
    for flaw in [Flaw::MetadataIssuer, Flaw::MetadataTokenInside, Flaw::MetadataPersonInside] {
        let mut me = try_with(&installation, &forger, flaw).await;
        if me.path() == "/accedi/spid" {
            nobody_came_in(&installation, &mut me, NOT_UNDERSTOOD).await;
        } else {
            believed.push(flaw);
        }
        // What vouched for it is over, so it is asked anew.
        installation.clock.advance(Duration::hours(1));
    }
    assert_eq!(believed, [], "somebody was sent to the provider");
    try_with(&installation, &forger, Flaw::None).await.expect("Mario Rossi");
}

/// A provider's keys may stand apart (`signed_jwks_uri`) if the provider signed them with what the anchor vouches for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_that_stand_apart_are_the_providers_own() {
    let forger = Forger::start().await;
    let installation = desk(vec![federation("spid", Scheme::Spid, &forger)]).await;
    let mut believed = Vec::new();
    for flaw in [
        Flaw::KeysPlain,
        Flaw::KeysOfAnotherKey,
        Flaw::KeysIssuer,
        Flaw::KeysSubject,
        Flaw::KeysOver,
    ] {
        let mut me = try_with(&installation, &forger, flaw).await;
        if me.path() == "/accedi/spid" {
            nobody_came_in(&installation, &mut me, NOT_UNDERSTOOD).await;
        } else {
            believed.push(flaw);
        }
    }
    assert_eq!(believed, [], "somebody was sent to the provider");
    try_with(&installation, &forger, Flaw::KeysApart).await.expect("Mario Rossi");
    // They end after a quarter of an hour, while the statements that vouch for the provider go on.
    installation.clock.advance(Duration::minutes(15));
    forger.breaks(Flaw::KeysOver);
    let mut me = installation.visitor();
    me.get("/accedi/spid?da=/area-personale").await;
    assert_eq!(me.path(), "/accedi/spid", "{}", me.text());
}

/// A code that was taken from somebody else's browser is of no use: it is changed only for who has the secret of the
/// request that it answers, and nobody has that but the sign-in which asked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_changed_only_with_the_secret_of_its_own_sign_in() {
    let forger = Forger::start().await;
    let installation = desk(vec![federation("spid", Scheme::Spid, &forger)]).await;
    let mut browsers = Vec::new();
    for _ in 0..2 {
        let mut me = installation.visitor();
        let leaving = me.hop("/accedi/spid?da=/area-personale").await;
        let back = me.hop(&leaving).await;
        let code = code_of(&back);
        browsers.push((me, back, code));
    }
    let codes: Vec<_> = browsers.iter().map(|(_, _, code)| code.clone()).collect();
    assert_ne!(codes[0], codes[1]);
    // Each with the other's code; who answers and for which sign-in is as it was.
    for ((mut me, back, code), other) in browsers.into_iter().zip(codes.iter().rev()) {
        me.get(&back.replace(&code, other)).await;
        nobody_came_in(&installation, &mut me, USED).await;
    }
    assert_eq!(forger.names(), Vec::<String>::new(), "a token was given for another's code");
    installation.visitor().open("/accedi/spid?da=/area-personale").await.expect("Mario Rossi");
    assert_eq!(forger.names().len(), 1);
}

/// The code in the address by which somebody comes back.
fn code_of(back: &str) -> String {
    let back = url::Url::parse(back).expect("an address");
    let code = back.query_pairs().find(|(name, _)| name == "code").expect("a code").1;
    code.into_owned()
}

/// Whatever a link asked for, who has signed in is on a page of ours.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_to_our_own_pages_does_a_sign_in_lead() {
    let forger = Forger::start().await;
    let installation = desk(vec![federation("spid", Scheme::Spid, &forger)]).await;
    for (asked, lands) in [
        ("/area-personale/pratiche", "/area-personale/pratiche"),
        ("https://evil.example/", "/area-personale"),
        ("//evil.example/", "/area-personale"),
        ("/\\evil.example/", "/area-personale"),
        ("\\\\evil.example/", "/area-personale"),
        ("javascript:alert(1)", "/area-personale"),
    ] {
        let asked: String = url::form_urlencoded::byte_serialize(asked.as_bytes()).collect();
        let mut me = installation.visitor();
        let mut leads = format!("/accedi/spid?da={asked}");
        // To the provider, back, and on.
        for _ in 0..3 {
            leads = me.hop(&leads).await;
        }
        assert_eq!(leads, lands, "{asked}");
        // Also from the door, for whoever is in already.
        me.open(&format!("/accedi?da={asked}")).await;
        let links = me.all("main a", "href");
        assert!(!links.iter().any(|link| link.contains("evil")), "{links:?}");
        me.follow("Continua come Mario Rossi").await;
        assert_eq!(me.path(), lands);
    }
}

/// Whatever ends a session, the provider gets its token back, once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_session_was_given_goes_back_at_its_end() {
    let forger = Forger::start().await;
    let installation = desk(vec![federation("spid", Scheme::Spid, &forger)]).await;
    let mut me = installation.visitor();
    me.get("/accedi/spid?da=/area-personale").await;
    me.expect("Mario Rossi");
    installation.settle().await;
    assert_eq!(forger.revoked(), Vec::<String>::new(), "the session lives");
    me.press("Esci").await;
    installation.settle().await;
    installation.settle().await;
    assert_eq!(forger.revoked(), [ACCESS]);
    // Five minutes are what `expires_in` says; the token lives for fifteen (Avviso SPID 41).
    me.get("/accedi/spid?da=/area-personale").await;
    me.expect("Mario Rossi");
    installation.clock.advance(Duration::minutes(6));
    me.open("/area-personale").await;
    me.press("Esci").await;
    installation.settle().await;
    assert_eq!(forger.revoked().len(), 2);
}

/// A session that ends by itself gives back what lives longer than it, once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_outlives_a_session_goes_back_when_it_is_over() {
    let forger = Forger::start().await;
    let installation = desk(vec![federation("spid", Scheme::Spid, &forger)]).await;
    // One that is over with its session, and one that is not: the reference implementation's live for so long.
    installation.visitor().open("/accedi/spid?da=/area-personale").await.expect("Mario Rossi");
    let lives = forger.gives_for(33);
    installation.visitor().open("/accedi/spid?da=/area-personale").await.expect("Mario Rossi");
    installation.clock.advance(Duration::minutes(29));
    assert_eq!(installation.desk().sweep_sessions().await.expect("storage answers"), 0);
    installation.clock.advance(Duration::minutes(2));
    assert_eq!(installation.desk().sweep_sessions().await.expect("storage answers"), 2);
    installation.settle().await;
    assert_eq!(forger.revoked(), [lives.as_str()]);
    assert_eq!(installation.desk().sweep_sessions().await.expect("storage answers"), 0);
    installation.settle().await;
    assert_eq!(forger.revoked(), [lives.as_str()]);
}

/// What a sign-in begins with is written down when an answer comes, and not before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_only_leaves_fills_no_log() {
    let forger = Forger::start().await;
    let installation = desk(vec![federation("spid", Scheme::Spid, &forger)]).await;
    let rows = "SELECT count(*) FROM signin_log";
    let mut me = installation.visitor();
    me.hop("/accedi/spid?da=/area-personale").await;
    assert_eq!(count(&installation, rows).await, 0);
    me.get("/accedi/spid?da=/area-personale").await;
    me.expect("Mario Rossi");
    let kinds = "SELECT count(DISTINCT kind) FROM signin_log";
    // Chain, request and answer of authentication, of the token, of the person.
    assert_eq!(count(&installation, kinds).await, 7);
    assert!(installation.desk().verify_log().await.expect("storage answers").broken.is_empty());
}

/// What was said is found by each name that an authority may know: of the code, of the token, of the person.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_is_found_by_code_token_and_subject() {
    let forger = Forger::start().await;
    let installation = desk(vec![federation("spid", Scheme::Spid, &forger)]).await;
    let mut codes = Vec::new();
    for _ in 0..2 {
        let mut me = installation.visitor();
        let leaving = me.hop("/accedi/spid?da=/area-personale").await;
        let back = me.hop(&leaving).await;
        me.open(&back).await.expect("Mario Rossi");
        codes.push(code_of(&back));
    }
    let looking = Looking { who: "prova".into(), why: "prova".into(), opens: false };
    let of = async |wanted: Wanted| {
        let look = installation.desk().look_into_log(&wanted, &looking).await;
        let found = look.expect("storage answers").next().await.expect("storage answers");
        let signins: BTreeSet<_> = found.iter().map(|entry| entry.signin).collect();
        let kinds: BTreeSet<_> = found.into_iter().map(|entry| entry.kind).collect();
        (signins, kinds.len())
    };
    let mut each = Vec::new();
    for (code, jti) in codes.into_iter().zip(forger.names()) {
        let by_code = of(Wanted { code: Some(code), ..Wanted::default() }).await;
        // The whole sign-in, from the chain to what was said of the person.
        assert_eq!((by_code.0.len(), by_code.1), (1, 7));
        assert_eq!(of(Wanted { jti: Some(jti), ..Wanted::default() }).await, by_code);
        each.extend(by_code.0);
    }
    assert_ne!(each[0], each[1]);
    let subject = Some(SUBJECT.to_owned());
    let by_subject = of(Wanted { subject, ..Wanted::default() }).await;
    assert_eq!(by_subject, (each.into_iter().collect(), 7));
    let nobody = Wanted { subject: Some("nobody".into()), ..Wanted::default() };
    assert_eq!(of(nobody).await, (BTreeSet::new(), 0));
}

/// What is long, and not too long to be believed, is written down to its last letter: of a signed text a part proves
/// nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_said_at_length_is_written_down_whole() {
    let forger = Forger::start().await;
    let installation = desk(vec![federation("spid", Scheme::Spid, &forger)]).await;
    let mut me = try_with(&installation, &forger, Flaw::Long).await;
    // Megabytes are sealed: a machine with much else to do may ask for another try.
    for _ in 0..4 {
        if me.status() == StatusCode::SERVICE_UNAVAILABLE {
            me = try_with(&installation, &forger, Flaw::Long).await;
        }
    }
    me.expect("Mario Rossi");
    let wanted = Wanted { subject: Some(SUBJECT.to_owned()), ..Wanted::default() };
    let looking = Looking { who: "prova".into(), why: "prova".into(), opens: true };
    let look = installation.desk().look_into_log(&wanted, &looking).await;
    let found = look.expect("storage answers").next().await.expect("storage answers");
    let said = |kind: MessageKind| {
        let entry = found.iter().find(|entry| entry.kind == kind.word());
        entry.and_then(|entry| entry.body.as_deref()).unwrap_or_else(|| panic!("no {kind:?}"))
    };
    let padding = |said: &Value| said.as_str().map(str::len);
    let chain: Vec<_> =
        said(MessageKind::Chain).lines().map(|text| forger.verified(text)).collect();
    let about: Vec<_> = chain.iter().map(|statement| statement["sub"].clone()).collect();
    assert_eq!(about, [json!(forger.provider()), json!(forger.provider()), json!(forger.anchor())]);
    assert!(chain.iter().all(|statement| padding(&statement["padding"]) == Some(LONG)));
    let token: Value = serde_json::from_str(said(MessageKind::TokenResponse)).expect("JSON");
    assert_eq!(padding(&token["padding"]), Some(LONG));
    let token = forger.verified(token["id_token"].as_str().expect("a token"));
    let person = forger.verified(said(MessageKind::UserinfoResponse));
    assert_eq!((&token["sub"], &person["sub"]), (&json!(SUBJECT), &json!(SUBJECT)));
}

/// Nobody came in, and what the provider gave for it goes back at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_given_for_nobody_goes_back() {
    let forger = Forger::start().await;
    let installation = desk(vec![federation("spid", Scheme::Spid, &forger)]).await;
    forger.breaks(Flaw::PersonCodeWrong);
    let mut me = installation.visitor();
    me.get("/accedi/spid?da=/area-personale").await;
    nobody_came_in(&installation, &mut me, "Manca il tuo codice fiscale").await;
    assert_eq!(forger.revoked(), [ACCESS]);
    // The desk itself may find out only afterwards.
    forger.breaks(Flaw::TokenUsedBefore);
    me.get("/accedi/spid?da=/area-personale").await;
    nobody_came_in(&installation, &mut me, USED).await;
    assert_eq!(forger.revoked(), [ACCESS, ACCESS]);
}

/// Federations may know a municipality at the host of an aggregator, below a path: its configuration is there, and
/// people come back by there, to the municipality's own host.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_municipality_may_be_known_at_an_aggregator() {
    let forger = Forger::start().await;
    let keys = ClientKeys::generate().expect("keys");
    let plan = Plan::new(Engine::Sqlite).await;
    let at = format!("{}/c_e216/", plan.address().replace("localhost", AGGREGATOR));
    let party = Party { client_id: Some(at.clone()), ..Party::default() };
    let known = vec![federation("spid", Scheme::Spid, &forger)];
    let installation = plan.providers(known).keys(&keys).party(party).start().await;
    let said = asked(&format!("{at}.well-known/openid-federation")).await;
    assert_eq!(said.headers()["content-type"], "application/entity-statement+jwt");
    let said = claims(&said.text().await.expect("a text"));
    assert_eq!((&said["iss"], &said["sub"]), (&json!(at), &json!(at)));
    let party = &said["metadata"]["openid_relying_party"];
    assert_eq!(party["redirect_uris"], json!([format!("{at}accedi/ritorno")]));
    let other = at.replace("c_e216", "c_l219");
    let other = asked(&format!("{other}.well-known/openid-federation")).await;
    assert_eq!(other.status(), StatusCode::MISDIRECTED_REQUEST);
    let mut me = installation.visitor_of(AGGREGATOR);
    me.get(&format!("{}/accedi/spid?da=/area-personale", installation.address)).await;
    assert_eq!((me.status(), me.path()), (StatusCode::OK, "/area-personale"), "{}", me.text());
    assert_eq!(me.url().host_str(), Some("localhost"));
    me.expect("Mario Rossi");
    // What is known of a provider is told there too.
    let known = format!("{at}resolve?sub={}&anchor={}", forger.provider(), forger.anchor());
    let known = asked(&known).await;
    assert_eq!(known.status(), StatusCode::OK);
    assert_eq!(known.headers()["content-type"], "application/entity-statement+jwt");
    let known = claims(&known.text().await.expect("a text"));
    assert_eq!((&known["iss"], &known["sub"]), (&json!(at), &json!(forger.provider())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cie_says_who_answers() {
    let forger = Forger::start().await;
    let known = vec![federation("cie", Scheme::Cie, &forger)];
    let installation = desk(known).await;
    let mut me = installation.visitor();
    forger.breaks(Flaw::AnswerOfNobody);
    me.get("/accedi/cie?da=/area-personale").await;
    nobody_came_in(&installation, &mut me, NOT_UNDERSTOOD).await;
    forger.breaks(Flaw::None);
    me.get("/accedi/cie?da=/area-personale").await;
    me.expect("Mario Rossi");
}
