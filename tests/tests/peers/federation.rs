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
    node::Node,
    plan::Plan,
    visitor::Visitor,
};

use crate::{
    forger::{asked, claims},
    gateway::ask,
};

/// What the door calls the providers: by the name in the federation where one chooses, else by the button.
const SPID: &str = "Identità SPID di prova";
const CIE: &str = "Entra con CIE";

/// A federation that has taken the first municipality in, and not the second.
struct World {
    scheme: Scheme,
    peer: Node,
    /// Entity identifiers of the anchor and of its provider.
    anchor: String,
    provider: String,
    installation: Installation,
    /// The municipalities' keys for federations.
    keys: Value,
}

async fn world(scheme: Scheme) -> World {
    world_with(scheme, true).await
}

/// With or without trust marks, which it then asks of everybody.
async fn world_with(scheme: Scheme, marks: bool) -> World {
    let profile = name(scheme);
    let keys = ClientKeys::generate().expect("keys");
    let plan = Plan::new(Engine::Sqlite).await;
    let options = json!({
        "profile": profile,
        "require_marks": marks,
        "parties": [{ "entity_id": plan.address(), "jwks": keys.federation_jwks() }],
    });
    let peer = Node::python("spid-cie", "provider.py", &[&options.to_string()]);
    let said = peer.next();
    let address = |name: &str| said[name].as_str().expect("an address").to_owned();
    let (anchor, provider) = (address("anchor"), address("provider"));
    let mut config =
        ProviderConfig::federated(profile, Localized::it("Identità di prova"), scheme, &anchor);
    config.insecure_loopback = true;
    // The reference implementation says neither for whom nor until when.
    config.bare_userinfo = true;
    let said = said["trust_marks"][plan.address()].as_array().expect("marks");
    let said = said.iter().filter(|_| marks).map(mark).collect();
    let party = Party { trust_marks: said, ..Party::default() };
    let installation = plan.providers(vec![config]).keys(&keys).party(party).start().await;
    // A little behind the provider's, so that it can move on without going beyond what a clock may be off.
    installation.clock.advance(Duration::seconds(-150));
    World { scheme, peer, anchor, provider, installation, keys: keys.federation_jwks() }
}

fn name(scheme: Scheme) -> &'static str {
    if scheme == Scheme::Cie { "cie" } else { "spid" }
}

fn door(scheme: Scheme) -> &'static str {
    if scheme == Scheme::Cie { CIE } else { SPID }
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
async fn arrives(world: &World, level: u8) -> Visitor {
    let mut me = world.installation.visitor();
    me.open(&format!("/accedi?da=/area-personale&livello={level}")).await;
    me.follow(door(world.scheme)).await;
    sign_in(&mut me, "mario").await;
    assert_eq!((me.status(), me.path()), (StatusCode::OK, "/area-personale"), "{}", me.text());
    me.expect("Mario Rossi");
    me
}

/// Of the sessions that live.
async fn levels(installation: &Installation) -> Vec<i64> {
    let mut read = installation.desk().db.peek().await.expect("storage answers");
    let sql = "SELECT level FROM session WHERE ended_at IS NULL ORDER BY id";
    let rows: Vec<(i64,)> = read.query(sql).fetch_all().await.expect("rows");
    rows.into_iter().map(|(level,)| level).collect()
}

/// In, out, in at the highest level; half a way and back.
async fn mario_comes_in(world: &mut World) {
    let mut mario = arrives(world, 2).await;
    world.installation.settle().await;
    assert_eq!(world.peer.command(&json!({ "do": "tokens" }))["revoked"], json!(0));
    mario.press("Esci").await;
    world.installation.settle().await;
    assert_eq!(world.peer.command(&json!({ "do": "tokens" }))["revoked"], json!(1));
    // The highest level, and what the provider knows stands in the form: the place by its name.
    let mut mario = arrives(world, 3).await;
    assert_eq!(levels(&world.installation).await, [3]);
    mario.open("/domanda/permesso-ztl").await;
    mario.tick("Ho letto e compreso l'informativa sulla privacy").press("Avanti").await;
    mario.expect("RSSMRA80A01H501U").expect("Roma").expect_not("H501,");
    let mut anna = world.installation.visitor();
    anna.open("/accedi?da=/area-personale").await;
    anna.follow(door(world.scheme)).await;
    let back = anna.all("a", "href");
    let back = back.iter().find(|link| link.contains("redirect_uri=")).expect("a way back");
    anna.get(&back.clone()).await;
    assert_eq!(anna.cookie("session"), None);
    assert_eq!(anna.find("h1").as_deref(), Some("Hai annullato l'accesso"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mario_comes_in_with_spid_and_his_token_goes_back() {
    mario_comes_in(&mut world(Scheme::Spid).await).await;
}

/// CIE, and its keys may change too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mario_comes_in_with_cie_and_his_token_goes_back() {
    let mut world = world(Scheme::Cie).await;
    mario_comes_in(&mut world).await;
    keys_change(&mut world).await;
}

/// The lowest level, where a procedure asks no more; the personal area does. From there up by one level after the other:
/// what was a session before is none any more, and its token goes back.
async fn from_the_lowest_level_up(scheme: Scheme) {
    let World { mut peer, installation, .. } = world(scheme).await;
    ask(&installation, 1).await;
    let mut me = installation.visitor();
    me.open("/domanda/permesso-ztl").await;
    me.follow(door(scheme)).await;
    sign_in(&mut me, "mario").await;
    me.expect("Ho letto e compreso l'informativa sulla privacy");
    assert_eq!(levels(&installation).await, [1]);
    me.open("/area-personale/accessi").await;
    assert_eq!(me.path(), "/accedi", "{}", me.text());
    for (now, next) in [(1, 2), (2, 3)] {
        let before = me.cookie("session").expect("a session").to_owned();
        me.open(&format!("/accedi?da=/area-personale/accessi&livello={next}")).await;
        me.expect(&format!("serve un accesso di livello {next}."));
        me.expect(&format!("Ora sei dentro come Mario Rossi con un accesso di livello {now}."));
        me.follow(door(scheme)).await;
        sign_in(&mut me, "mario").await;
        assert_eq!(me.path(), "/area-personale/accessi", "{}", me.text());
        me.expect(&format!("livello {next}")).expect_not(&format!("livello {now}"));
        assert_ne!(me.cookie("session"), Some(before.as_str()));
        assert_eq!(levels(&installation).await, [next]);
    }
    installation.settle().await;
    assert_eq!(peer.command(&json!({ "do": "tokens" }))["revoked"], json!(2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_procedure_may_ask_the_lowest_level() {
    from_the_lowest_level_up(Scheme::Spid).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_procedure_may_ask_the_lowest_level_of_cie() {
    from_the_lowest_level_up(Scheme::Cie).await;
}

/// What is known of a provider is told to whoever asks (resolve), and nobody is asked because a stranger wants to know.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_known_of_a_provider_is_told_to_whoever_asks() {
    let world = world(Scheme::Spid).await;
    let resolve = async |anchor: &str| {
        let mut address = world.installation.address.clone() + "/resolve?";
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("sub", &world.provider).append_pair("anchor", anchor);
        address.push_str(&query.finish());
        asked(&address).await
    };
    assert_eq!(resolve(&world.anchor).await.status(), StatusCode::NOT_FOUND, "nobody came by");
    arrives(&world, 2).await;
    let known = resolve(&world.anchor).await;
    assert_eq!(known.status(), StatusCode::OK);
    assert_eq!(known.headers()["content-type"], "application/entity-statement+jwt");
    let known = claims(&known.text().await.expect("a text"));
    let (ours, theirs) = (json!(world.installation.address), json!(world.provider));
    assert_eq!((&known["iss"], &known["sub"]), (&ours, &theirs));
    assert_eq!(known["metadata"]["openid_provider"]["issuer"], theirs);
    assert_eq!(known["trust_chain"].as_array().map(Vec::len), Some(3));
    assert_eq!(resolve("https://altro.example").await.status(), StatusCode::NOT_FOUND);
}

/// A municipality that no federation has taken in may ask: nobody answers it. When it is taken in, the same door
/// leads to the provider's page.
async fn the_second_is_refused_until_it_is_taken_in(scheme: Scheme) {
    let mut world = world_with(scheme, false).await;
    let mut me = world.installation.visitor_of("borgo-esempio.localhost");
    me.open("/accedi?da=/area-personale").await;
    let own = me.url().origin().ascii_serialization();
    let links = me.all("a", "href");
    let starts = format!("/accedi/{}", name(scheme));
    let leave = links.iter().find(|link| link.starts_with(&starts)).expect("a way out");
    let leave = format!("{own}{leave}");
    let status = me.get(&leave).await;
    assert!(status.is_client_error(), "{status} {}", me.text());
    assert!(!me.sees("Password"), "{}", me.text());
    assert_eq!(me.cookie("session"), None);
    world.peer.command(&json!({ "do": "adopt", "entity_id": own, "jwks": world.keys }));
    world.peer.command(&json!({ "do": "forget" }));
    me.open(&leave).await.expect("Username").expect("Password");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_municipality_that_was_not_taken_in_is_refused() {
    the_second_is_refused_until_it_is_taken_in(Scheme::Spid).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cie_refuses_a_municipality_that_was_not_taken_in() {
    the_second_is_refused_until_it_is_taken_in(Scheme::Cie).await;
}

/// What the anchor vouched for serves as long as it said, and no longer; then the door says so.
async fn the_anchor_goes_down_and_comes_back(scheme: Scheme) {
    let mut world = world(scheme).await;
    let address = format!("/accedi/{}?da=/area-personale", name(scheme));
    world.peer.command(&json!({ "do": "life", "seconds": 150 }));
    arrives(&world, 2).await;
    world.peer.command(&json!({ "do": "down", "who": "anchor" }));
    world.installation.clock.advance(Duration::seconds(100));
    arrives(&world, 2).await;
    world.installation.clock.advance(Duration::seconds(250));
    let mut me = world.installation.visitor();
    me.open("/accedi?da=/area-personale").await;
    if scheme == Scheme::Spid {
        me.expect("l'elenco dei gestori SPID non è disponibile");
    }
    me.get(&address).await;
    assert_eq!(me.status(), StatusCode::SERVICE_UNAVAILABLE, "{}", me.text());
    assert_eq!(me.find("h1").as_deref(), Some("Il servizio di accesso non risponde"));
    // Up again: within half a minute the desk asks anew.
    world.peer.command(&json!({ "do": "up", "who": "anchor" }));
    world.peer.command(&json!({ "do": "life", "seconds": null }));
    world.installation.clock.advance(Duration::seconds(31));
    me.open("/accedi?da=/area-personale").await;
    me.expect_not("non è disponibile");
    me.follow(door(scheme)).await.expect("Username");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_anchor_may_be_down_for_a_while() {
    the_anchor_goes_down_and_comes_back(Scheme::Spid).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_anchor_of_cie_may_be_down_for_a_while() {
    the_anchor_goes_down_and_comes_back(Scheme::Cie).await;
}

/// Keys change without a word: whoever signs in meanwhile comes in.
async fn keys_change(world: &mut World) {
    for of in ["core", "provider", "anchor"] {
        let said = world.peer.command(&json!({ "do": "keys", "of": of, "step": "replace" }));
        assert!(said.get("error").is_none(), "{said}");
        // A stranger's token is no lever to make us call more often.
        world.installation.clock.advance(Duration::seconds(31));
        arrives(world, 2).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_may_change() {
    let mut world = world(Scheme::Spid).await;
    arrives(&world, 2).await;
    keys_change(&mut world).await;
}
