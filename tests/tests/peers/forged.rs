//! Every way in which a provider of a federation, or whoever pretends to be one, breaks one rule of the protocol: nobody
//! comes in. The same provider, keeping every rule, lets the person in.

use gateway::identity::{ClientKeys, ProviderConfig, Scheme};
use model::Localized;
use reqwest::StatusCode;
use tests::{
    installation::{Engine, Installation},
    plan::Plan,
};

use crate::{
    forger::{ACCESS, Flaw, Forger},
    identity::nobody_came_in,
};

const NOT_UNDERSTOOD: &str = "Non possiamo accettare la risposta";
const LOW: &str = "Serve un livello di sicurezza più alto";
const USED: &str = "Questo accesso è già stato usato o è scaduto";

/// Each broken rule, and what the person reads.
const FLAWS: [(Flaw, &str); 25] = [
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
    // A session that nobody ends is over by itself, while the token still lives.
    me.get("/accedi/spid?da=/area-personale").await;
    me.expect("Mario Rossi");
    installation.clock.advance(chrono::Duration::minutes(31));
    installation.settle().await;
    assert_eq!(forger.revoked().len(), 1, "after half an hour the token has ended by itself");
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
