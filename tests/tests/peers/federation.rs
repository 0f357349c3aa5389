//! SPID and CIE as they are: the Italian reference implementation with its own trust anchor, met as a relying party
//! that it has never seen. What keeps strangers out and what happens while the anchor is down or keys change.

use chrono::Duration;
use gateway::identity::{ClientKeys, ProviderConfig, Scheme};
use model::Localized;
use reqwest::StatusCode;
use serde_json::{Value, json};
use sportello::config::{Mark, Party};
use tests::{
    installation::{Engine, Installation},
    plan::Plan,
    visitor::Visitor,
};

use crate::{gateway::ask, node::Node};

/// What the door calls the providers: by the name in the federation where one chooses, else by the button.
const SPID: &str = "Identità SPID di prova";
const CIE: &str = "Entra con CIE";

/// A federation that has taken the first municipality in, and not the second.
struct World {
    peer: Node,
    installation: Installation,
}

async fn world(scheme: Scheme) -> World {
    let profile = if scheme == Scheme::Cie { "cie" } else { "spid" };
    let keys = ClientKeys::generate().expect("keys");
    let plan = Plan::new(Engine::Sqlite).await;
    let options = json!({
        "profile": profile,
        "require_marks": true,
        "parties": [{ "entity_id": plan.address(), "jwks": keys.federation_jwks() }],
    });
    let peer = Node::python("spid-cie", "provider.py", &[&options.to_string()]);
    let said = peer.next();
    let anchor = said["anchor"].as_str().expect("an address");
    let mut config =
        ProviderConfig::federated(profile, Localized::it("Identità di prova"), scheme, anchor);
    config.insecure_loopback = true;
    // The reference implementation says neither for whom nor until when.
    config.bare_userinfo = true;
    let marks = said["trust_marks"][plan.address()].as_array().expect("marks");
    let party = Party { trust_marks: marks.iter().map(mark).collect(), ..Party::default() };
    let installation = plan.providers(vec![config]).keys(&keys).party(party).start().await;
    // A little behind the provider's, so that it can move on without going beyond what a clock may be off.
    installation.clock.advance(Duration::seconds(-150));
    World { peer, installation }
}

fn mark(said: &Value) -> Mark {
    let text = |name: &str| said[name].as_str().expect("a text").to_owned();
    Mark { id: text("id"), trust_mark: text("trust_mark") }
}

/// Through the provider's own pages.
async fn sign_in(me: &mut Visitor, who: &str) {
    me.fill("Username", who).fill("Password", who).press("Login").await;
    if me.sees("AGREE") {
        me.press("AGREE").await;
    }
}

/// Comes in where the personal area was asked for, by the provider that the door shows.
async fn arrives(installation: &Installation, door: &str, level: u8) -> Visitor {
    let mut me = installation.visitor();
    me.open(&format!("/accedi?da=/area-personale&livello={level}")).await;
    me.follow(door).await;
    sign_in(&mut me, "mario").await;
    assert_eq!((me.status(), me.path()), (StatusCode::OK, "/area-personale"), "{}", me.text());
    me.expect("Mario Rossi");
    me
}

async fn levels(installation: &Installation) -> Vec<i64> {
    let mut read = installation.desk().db.peek().await.expect("storage answers");
    let sql = "SELECT level FROM session ORDER BY id";
    let rows: Vec<(i64,)> = read.query(sql).fetch_all().await.expect("rows");
    rows.into_iter().map(|(level,)| level).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mario_comes_in_with_spid_and_his_token_goes_back() {
    let World { mut peer, installation } = world(Scheme::Spid).await;
    let mut mario = arrives(&installation, SPID, 2).await;
    installation.settle().await;
    assert_eq!(peer.command(&json!({ "do": "tokens" }))["revoked"], json!(0));
    mario.press("Esci").await;
    installation.settle().await;
    assert_eq!(peer.command(&json!({ "do": "tokens" }))["revoked"], json!(1));
    // The highest level, and what the provider knows stands in the form: the place by its name.
    let mut mario = arrives(&installation, SPID, 3).await;
    assert_eq!(levels(&installation).await.pop(), Some(3));
    mario.open("/domanda/permesso-ztl").await;
    mario.tick("Ho letto e compreso l'informativa sulla privacy").press("Avanti").await;
    mario.expect("RSSMRA80A01H501U").expect("Roma").expect_not("H501,");
    // Half a way, and back.
    let mut anna = installation.visitor();
    anna.open("/accedi?da=/area-personale").await;
    anna.follow(SPID).await;
    let back = anna.all("a", "href");
    let back = back.iter().find(|link| link.contains("redirect_uri=")).expect("a way back");
    anna.get(&back.clone()).await;
    assert_eq!(anna.cookie("session"), None);
    assert_eq!(anna.find("h1").as_deref(), Some("Hai annullato l'accesso"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mario_comes_in_with_cie() {
    let World { peer: _peer, installation } = world(Scheme::Cie).await;
    arrives(&installation, CIE, 2).await;
}

/// The lowest level, where a procedure asks no more; the personal area does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_procedure_may_ask_the_lowest_level() {
    let World { peer: _peer, installation } = world(Scheme::Spid).await;
    ask(&installation, 1).await;
    let mut me = installation.visitor();
    me.open("/domanda/permesso-ztl").await;
    me.follow(SPID).await;
    sign_in(&mut me, "mario").await;
    me.expect("Ho letto e compreso l'informativa sulla privacy");
    assert_eq!(levels(&installation).await, [1]);
    me.open("/area-personale").await;
    assert_eq!(me.path(), "/accedi", "{}", me.text());
}

/// A municipality that no federation has taken in may ask: nobody answers it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_municipality_that_was_not_taken_in_is_refused() {
    let World { peer: _peer, installation } = world(Scheme::Spid).await;
    let mut me = installation.visitor_of("borgo-esempio.localhost");
    me.open("/accedi?da=/area-personale").await;
    let links = me.all("a", "href");
    let leave = links.iter().find(|link| link.starts_with("/accedi/spid")).expect("a way out");
    let leave = leave.clone();
    let status = me.get(&leave).await;
    assert!(status.is_client_error(), "{status} {}", me.text());
    assert!(!me.sees("Password"), "{}", me.text());
    assert_eq!(me.cookie("session"), None);
}

/// What the anchor vouched for serves as long as it said, and no longer; then the door says so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_anchor_may_be_down_for_a_while() {
    let World { mut peer, installation } = world(Scheme::Spid).await;
    peer.command(&json!({ "do": "life", "seconds": 150 }));
    arrives(&installation, SPID, 2).await;
    peer.command(&json!({ "do": "down", "who": "anchor" }));
    installation.clock.advance(Duration::seconds(100));
    arrives(&installation, SPID, 2).await;
    installation.clock.advance(Duration::seconds(250));
    let mut me = installation.visitor();
    me.open("/accedi?da=/area-personale").await;
    me.expect("l'elenco dei gestori SPID non è disponibile");
    me.get("/accedi/spid?da=/area-personale").await;
    assert_eq!(me.status(), StatusCode::SERVICE_UNAVAILABLE, "{}", me.text());
    assert_eq!(me.find("h1").as_deref(), Some("Il servizio di accesso non risponde"));
    // Up again: within half a minute the desk asks anew.
    peer.command(&json!({ "do": "up", "who": "anchor" }));
    peer.command(&json!({ "do": "life", "seconds": null }));
    installation.clock.advance(Duration::seconds(31));
    me.open("/accedi?da=/area-personale").await;
    me.expect_not("non è disponibile").expect(SPID);
}

/// Keys change without a word: whoever signs in meanwhile comes in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_may_change() {
    let World { mut peer, installation } = world(Scheme::Spid).await;
    arrives(&installation, SPID, 2).await;
    for of in ["core", "provider", "anchor"] {
        let said = peer.command(&json!({ "do": "keys", "of": of, "step": "replace" }));
        assert!(said.get("error").is_none(), "{said}");
        // A stranger's token is no lever to make us call more often.
        installation.clock.advance(Duration::seconds(31));
        arrives(&installation, SPID, 2).await;
    }
}
