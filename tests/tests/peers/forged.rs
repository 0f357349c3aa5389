//! Every way in which a provider of a federation, or whoever pretends to be one, breaks one rule of the protocol: nobody
//! comes in. The same provider, keeping every rule, lets the person in.

use gateway::identity::{ClientKeys, ProviderConfig, Scheme};
use model::Localized;
use reqwest::StatusCode;
use serde_json::json;
use sportello::config::Party;
use tests::{
    installation::{Engine, Installation},
    plan::Plan,
};

use crate::{
    forger::{ACCESS, AGGREGATOR, Flaw, Forger, asked, claims},
    identity::{count, nobody_came_in},
};

const NOT_UNDERSTOOD: &str = "Non possiamo accettare la risposta";
const LOW: &str = "Serve un livello di sicurezza più alto";
const USED: &str = "Questo accesso è già stato usato o è scaduto";

/// Each broken rule, and what the person reads.
const FLAWS: [(Flaw, &str); 27] = [
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
    (Flaw::PersonOfAnotherSubject, NOT_UNDERSTOOD),
    (Flaw::PersonPlain, NOT_UNDERSTOOD),
    (Flaw::PersonOnlySigned, NOT_UNDERSTOOD),
    (Flaw::PersonByRsa15, NOT_UNDERSTOOD),
    (Flaw::PersonOfAnotherKey, NOT_UNDERSTOOD),
    (Flaw::PersonIssuer, NOT_UNDERSTOOD),
    (Flaw::PersonAudience, NOT_UNDERSTOOD),
    (Flaw::PersonOver, NOT_UNDERSTOOD),
    (Flaw::PersonWithoutTimes, NOT_UNDERSTOOD),
    (Flaw::PersonCodeWrong, "Manca il tuo codice fiscale"),
    // Of the one before.
    (Flaw::TokenUsedBefore, USED),
];

/// The providers of a forger's federation.
fn federation(id: &str, scheme: Scheme, forger: &Forger) -> ProviderConfig {
    let mut config = ProviderConfig::federated(id, Localized::it(id), scheme, forger.anchor());
    config.insecure_loopback = true;
    config
}

async fn desk(known: Vec<ProviderConfig>) -> Installation {
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
        } else {
            nobody_came_in(&installation, &mut me, why).await;
        }
    }
    assert_eq!(let_in, [], "each of these broke a rule and came in");
    // None of them had anything else wrong with it.
    for flaw in [Flaw::None, Flaw::ClockOff, Flaw::AnswerOfNobody] {
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
    installation.clock.advance(chrono::Duration::minutes(6));
    me.open("/area-personale").await;
    me.press("Esci").await;
    installation.settle().await;
    assert_eq!(forger.revoked().len(), 2);
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
