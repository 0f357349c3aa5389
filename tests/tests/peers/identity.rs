//! Signing in at a certified OpenID provider, by what a person sees; and every way in which nobody comes in:
//! then a page says why in plain words and no session is left behind.

use gateway::identity::{Audience, ProviderConfig, Secret};
use model::Localized;
use reqwest::StatusCode;
use tests::{
    installation::{Engine, Installation},
    node::Node,
    plan::Plan,
    visitor::Visitor,
};

const CLIENT: &str = "sportello-prova";
const SECRET: &str = "una parola: d'ordine + 1%";
const LABEL: &str = "Identità di prova";

/// A provider, and a desk that knows it with this secret.
async fn start(engine: Engine, secret: &str) -> (Node, Installation) {
    let plan = Plan::new(engine).await;
    let node = Node::start("oidc-provider", "provider.mjs", &[CLIENT, SECRET, &plan.callback()]);
    let said = node.next();
    let config = provider("gateway", said["issuer"].as_str().expect("an issuer"), secret);
    (node, plan.providers(vec![config]).start().await)
}

/// A provider of citizens on this machine.
pub fn provider(id: &str, issuer: &str, secret: &str) -> ProviderConfig {
    let mut config = ProviderConfig::new(id, Localized::it(LABEL), Audience::Citizen, issuer);
    config.client_id = CLIENT.to_owned();
    config.client_secret = Secret::new(secret);
    config.insecure_loopback = true;
    config
}

/// How many rows a table has.
pub async fn count(installation: &Installation, sql: &'static str) -> i64 {
    let mut read = installation.desk().db.peek().await.expect("storage answers");
    read.query(sql).fetch_one::<(i64,)>().await.expect("a count").0
}

/// Nobody came in: the page's title says why, what to do is said too, and nothing of a session is left.
pub async fn nobody_came_in(installation: &Installation, me: &mut Visitor, title: &str) {
    assert!(me.status().is_client_error() || me.status().is_server_error(), "{}", me.text());
    assert_eq!(me.find("h1").as_deref(), Some(title), "{}", me.text());
    me.expect("Quello che avevi salvato è al suo posto").expect("Torna all'accesso");
    nobody_is_in(installation, me).await;
}

async fn nobody_is_in(installation: &Installation, me: &mut Visitor) {
    assert_eq!(me.cookie("session"), None);
    assert_eq!(count(installation, "SELECT count(*) FROM session").await, 0);
    assert_eq!(count(installation, "SELECT count(*) FROM person").await, 0);
    let mut tab = me.clone();
    tab.get(&format!("{}/area-personale", installation.address)).await;
    assert_eq!(tab.path(), "/accedi");
}

/// A browser in front of the provider's page.
async fn at_the_provider(installation: &Installation) -> Visitor {
    let mut me = installation.visitor();
    me.open("/area-personale").await;
    assert_eq!(me.path(), "/accedi");
    me.follow(LABEL).await;
    me.expect("Utente");
    me
}

pub async fn consent(me: &mut Visitor, who: &str) {
    me.fill("Utente", who).fill("Password", who).press("Entra").await;
    me.expect("Vuoi inviare i tuoi dati al Comune?").submit("Acconsento").await;
}

async fn mario_arrives_where_he_wanted_to_go(engine: Engine) {
    let (_node, installation) = start(engine, SECRET).await;
    let mut mario = at_the_provider(&installation).await;
    consent(&mut mario, "mario").await;
    assert_eq!((mario.status(), mario.path()), (StatusCode::OK, "/area-personale"));
    mario.expect("Mario Rossi").open("/domanda/permesso-ztl").await;
    mario.tick("Ho letto e compreso l'informativa sulla privacy").press("Avanti").await;
    // What the provider vouches for stands in the form.
    mario.expect("RSSMRA80A01H501U").expect("Roma");
    assert_eq!(count(&installation, "SELECT count(*) FROM session").await, 1);
    let sql = "SELECT count(*) FROM person WHERE fiscal_code = 'RSSMRA80A01H501U'";
    assert_eq!(count(&installation, sql).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mario_arrives_where_he_wanted_to_go_on_sqlite() {
    mario_arrives_where_he_wanted_to_go(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mario_arrives_where_he_wanted_to_go_on_postgres() {
    mario_arrives_where_he_wanted_to_go(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_secret_lets_nobody_in() {
    let (_node, installation) = start(Engine::Sqlite, "another").await;
    let mut me = at_the_provider(&installation).await;
    consent(&mut me, "mario").await;
    nobody_came_in(&installation, &mut me, "Non possiamo accettare la risposta").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_is_down_is_told_as_such() {
    let (mut node, installation) = start(Engine::Sqlite, SECRET).await;
    node.stop();
    let mut me = installation.visitor();
    me.get("/accedi/gateway?da=/area-personale").await;
    nobody_came_in(&installation, &mut me, "Il servizio di accesso non risponde").await;
    // The public pages and the door itself do not need it.
    me.open("/").await;
    me.open("/accedi").await;
    me.expect(LABEL);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_turns_back_at_the_provider_is_not_in() {
    let (_node, installation) = start(Engine::Sqlite, SECRET).await;
    let mut me = at_the_provider(&installation).await;
    let back = me.all("a", "href");
    me.get(&back[0]).await;
    nobody_came_in(&installation, &mut me, "Hai annullato l'accesso").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_identity_without_fiscal_code_is_not_in() {
    let (_node, installation) = start(Engine::Sqlite, SECRET).await;
    let mut me = at_the_provider(&installation).await;
    consent(&mut me, "nemo").await;
    nobody_came_in(&installation, &mut me, "Manca il tuo codice fiscale").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_a_sign_in_is_none() {
    let (_node, installation) = start(Engine::Sqlite, SECRET).await;
    let mut me = installation.visitor();
    let leaving = me.hop("/accedi/gateway?da=/area-personale").await;
    let leaving = url::Url::parse(&leaving).expect("an address");
    let state = leaving.query_pairs().find(|(key, _)| key == "state").expect("a state").1;
    let issuer = leaving.origin().ascii_serialization();
    let callback = format!("{}{}", installation.address, web::CALLBACK);
    let answer = format!("{callback}?state={state}&code=inventato&iss={issuer}");

    // In front of the provider's page, and no further.
    me.open(leaving.as_str()).await;
    nobody_is_in(&installation, &mut me).await;
    // Somebody else's browser cannot finish it, whatever it was sent.
    let mut other = installation.visitor();
    other.get(&answer).await;
    nobody_came_in(&installation, &mut other, "Questo accesso non è più valido").await;
    // An invented code is refused by the provider, and the sign-in is used up.
    let mut same = me.clone();
    same.get(&answer).await;
    nobody_came_in(&installation, &mut same, "Questo accesso è già stato usato o è scaduto").await;
    consent(&mut me, "mario").await;
    nobody_came_in(&installation, &mut me, "Questo accesso non è più valido").await;
}

/// The provider says that its answers tell who gives them (RFC 9207): one that tells nobody, or another, is believed in
/// nothing, be it that somebody turned back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_of_nobody_or_of_another_is_not_understood() {
    const NOT_UNDERSTOOD: &str = "Non possiamo accettare la risposta";
    let (_node, installation) = start(Engine::Sqlite, SECRET).await;
    for (says, from, title) in [
        ("code=x", Some("http://127.0.0.1:1"), NOT_UNDERSTOOD),
        ("code=x", None, NOT_UNDERSTOOD),
        ("error=access_denied", Some("http://127.0.0.1:1"), NOT_UNDERSTOOD),
        ("error=server_error", Some("http://127.0.0.1:1"), NOT_UNDERSTOOD),
        // Its own are believed.
        ("error=access_denied", Some("itself"), "Hai annullato l'accesso"),
        ("error=server_error", Some("itself"), "Il servizio di accesso non risponde"),
        ("code=x", Some("itself"), "Questo accesso è già stato usato o è scaduto"),
    ] {
        println!("{says} from {from:?}");
        let mut me = installation.visitor();
        let leaving = me.hop("/accedi/gateway?da=/area-personale").await;
        let leaving = url::Url::parse(&leaving).expect("an address");
        let state = leaving.query_pairs().find(|(key, _)| key == "state").expect("a state").1;
        let itself = leaving.origin().ascii_serialization();
        let iss = from.map(|from| if from == "itself" { &itself } else { from });
        let iss = iss.map(|iss| format!("&iss={iss}")).unwrap_or_default();
        me.get(&format!("{}?state={state}&{says}{iss}", web::CALLBACK)).await;
        nobody_came_in(&installation, &mut me, title).await;
    }
}
