//! The certified provider as each kind of gateway that a municipality may have before it: how we prove who we are, how
//! requests and attributes travel, what attributes and levels are called. And what a person meets there: a higher
//! level that a procedure asks, every anomaly of SPID's table, sign-out, two tabs.

use std::collections::BTreeMap;

use chrono::Duration;
use gateway::identity::{
    Audience, ClientAuth, ClientKeys, GroupRole, ProviderConfig, Secret, Userinfo,
};
use model::{Localized, access::Role};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{
    direct::{Signed, complete, session},
    installation::{Engine, Installation},
    node::Node,
    plan::Plan,
    visitor::Visitor,
};

use crate::identity::{consent, nobody_came_in};

const CLIENT: &str = "sportello-prova";
const SECRET: &str = "una parola: d'ordine + 1%";

/// How one gateway wants it.
struct Way {
    auth: ClientAuth,
    userinfo: Userinfo,
    /// What the provider is told (provider.mjs).
    options: Value,
    /// What the configuration says besides.
    settings: fn(&mut ProviderConfig),
}

/// Strict: as SPID and CIE want it, but for the federation.
fn strict() -> Way {
    Way {
        auth: ClientAuth::PrivateKeyJwt,
        userinfo: Userinfo::Jwe,
        options: json!({
            "clientAuth": "private_key_jwt", "requestObject": true, "userinfo": "jwe",
            "subjectType": "pairwise",
        }),
        settings: |config| {
            config.request_object = true;
            config.ask_claims = true;
        },
    }
}

/// With words of its own for attributes and levels.
fn other_words() -> Way {
    Way {
        auth: ClientAuth::SecretPost,
        userinfo: Userinfo::Jws,
        options: json!({
            "clientAuth": "client_secret_post", "userinfo": "jws", "names": "other",
        }),
        settings: |config| {
            let claims = &mut config.claims;
            for (name, theirs) in [
                (&mut claims.fiscal_code, "codice_fiscale"),
                (&mut claims.given_name, "nome"),
                (&mut claims.family_name, "cognome"),
                (&mut claims.birth_date, "data_di_nascita"),
                (&mut claims.birth_place, "luogo_di_nascita.locality"),
                (&mut claims.sex, "sesso"),
                (&mut claims.email, "posta"),
                (&mut claims.phone, "cellulare"),
                (&mut claims.identifier, "identificativo"),
            ] {
                *name = theirs.to_owned();
            }
            config.levels =
                BTreeMap::from([1, 2, 3].map(|level| (format!("urn:livello:{level}"), level)));
        },
    }
}

fn plain() -> Way {
    Way {
        auth: ClientAuth::SecretBasic,
        userinfo: Userinfo::Json,
        options: json!({}),
        settings: |config| config.ask_claims = true,
    }
}

/// A gateway of this kind, and a desk behind it.
async fn start(way: &Way, more: impl FnOnce(&mut ProviderConfig)) -> (Node, Installation) {
    let keys = ClientKeys::generate().expect("keys");
    let plan = Plan::new(Engine::Sqlite).await;
    let mut options = way.options.clone();
    options["jwks"] = keys.core_jwks();
    options["backchannel"] = json!(format!("{}/accedi/gateway/fine", plan.address()));
    let node = Node::start(
        "oidc-provider",
        "provider.mjs",
        &[CLIENT, SECRET, &plan.callback(), "", &options.to_string()],
    );
    let issuer = node.next()["issuer"].as_str().expect("an issuer").to_owned();
    let mut config = ProviderConfig::new(
        "gateway",
        Localized::it("Il tuo ingresso"),
        Audience::Citizen,
        &issuer,
    );
    config.client_id = CLIENT.to_owned();
    config.client_secret = Secret::new(SECRET);
    config.insecure_loopback = true;
    config.auth = way.auth;
    config.userinfo = way.userinfo;
    (way.settings)(&mut config);
    more(&mut config);
    let installation = plan.providers(vec![config]).keys(&keys).start().await;
    (node, installation)
}

/// Signs in from the page that was asked for.
async fn sign_in(me: &mut Visitor, who: &str) {
    assert_eq!(me.path(), "/accedi", "{}", me.text());
    me.follow("Il tuo ingresso").await;
    consent(me, who).await;
}

/// Whoever has consented once is not asked again.
async fn again(me: &mut Visitor, who: &str) {
    me.fill("Utente", who).fill("Password", who).press("Entra").await;
}

fn tokens(node: &mut Node) -> (i64, i64) {
    node.tell(r#"{"do":"tokens"}"#);
    let said = node.next();
    (said["issued"].as_i64().expect("a number"), said["revoked"].as_i64().expect("a number"))
}

/// In, at what the form knows of the person, out: and the token is given back.
async fn in_and_out(way: Way) {
    let (mut node, installation) = start(&way, |_| ()).await;
    let mut mario = installation.visitor();
    mario.open("/area-personale").await;
    sign_in(&mut mario, "mario").await;
    assert_eq!((mario.status(), mario.path()), (StatusCode::OK, "/area-personale"));
    mario.expect("Mario Rossi").open("/domanda/permesso-ztl").await;
    mario.tick("Ho letto e compreso l'informativa sulla privacy").press("Avanti").await;
    mario.expect("RSSMRA80A01H501U").expect("Roma");
    installation.settle().await;
    assert_eq!(tokens(&mut node), (1, 0), "the session lives");
    mario.press("Esci").await;
    installation.settle().await;
    assert_eq!(tokens(&mut node), (1, 1), "the provider has its token back");
    assert_eq!(mario.cookie("session"), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_as_strict_as_spid() {
    in_and_out(strict()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_with_words_of_its_own() {
    in_and_out(other_words()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_says_everything_in_the_open() {
    in_and_out(plain()).await;
}

/// What the provider says went wrong is told in our words, for each number of SPID's table.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_anomaly_is_told_in_plain_words() {
    let (_node, installation) = start(&plain(), |_| ()).await;
    for (number, title) in [
        ("nr19", "Hai sbagliato troppe volte le credenziali"),
        ("nr20", "La tua identità non ha il livello richiesto"),
        ("nr21", "È passato troppo tempo"),
        ("nr22", "Non hai dato il consenso"),
        ("nr23", "La tua identità digitale è sospesa"),
        // Of no table: what is left is that the person did not come in.
        ("nr24", "Hai annullato l'accesso"),
        ("nr25", "Hai annullato l'accesso"),
        ("nr30", "Questa identità non va bene qui"),
    ] {
        let mut me = installation.visitor();
        me.open("/area-personale").await;
        me.follow("Il tuo ingresso").await;
        let links = me.all("a", "href");
        let link = links.iter().find(|link| link.ends_with(&format!("/{number}")));
        me.get(link.expect("the anomaly's link")).await;
        nobody_came_in(&installation, &mut me, title).await;
        me.expect_not("ErrorCode").expect_not(number);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_alone_is_not_enough() {
    let (_node, installation) = start(&plain(), |_| ()).await;
    let mut luca = installation.visitor();
    luca.open("/area-personale").await;
    sign_in(&mut luca, "luca").await;
    nobody_came_in(&installation, &mut luca, "Serve un livello di sicurezza più alto").await;
}

/// A European without fiscal code is somebody, the same one the next time, and sends what everybody sends.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_of_another_country_comes_in() {
    let (_node, installation) = start(&plain(), |config| config.without_fiscal_code = true).await;
    let mut lena = installation.visitor();
    for _ in 0..2 {
        lena = installation.visitor();
        lena.open("/area-personale").await;
        sign_in(&mut lena, "lena").await;
        assert_eq!((lena.status(), lena.path()), (StatusCode::OK, "/area-personale"));
        lena.expect("Lena Muster");
    }
    lena.open("/domanda/permesso-ztl").await;
    lena.tick("Ho letto e compreso l'informativa sulla privacy").press("Avanti").await;
    lena.expect("Se non hai un codice fiscale italiano lascia vuoto");
    let desk = installation.desk();
    let token = lena.cookie("session").expect("a session").to_owned();
    let me = Signed { session: session(desk, &token).await, token };
    // Her country says no more of her.
    let by_hand = [("applicant.birth_place", "Berlin"), ("applicant.sex", "f")];
    let draft = complete(desk, &me, PERMIT, &by_hand).await;
    let sent = desk.send(&me.session, draft.draft, &draft.proof).await.expect("sent");
    installation.settle().await;
    lena.open(&format!("/pratiche/{sent}")).await;
    lena.expect("Ricevuta").expect("Lena Muster");
    let mut read = installation.desk().db.peek().await.expect("storage answers");
    let persons: Vec<(String,)> =
        read.query("SELECT key FROM person").fetch_all().await.expect("rows");
    assert_eq!(persons, [("eidas:DE/IT/0123456789ABCDEF".to_owned(),)]);
}

const PERMIT: (&str, &str) = ("permesso-ztl", "Un residente con un'automobile");

/// The permit asks another level than the usual one.
pub async fn ask(installation: &Installation, level: u8) {
    let desk = installation.desk();
    let (_, revision) = desk.in_use("permesso-ztl").await.expect("in use");
    let text = desk.revision_text("permesso-ztl", revision).await.expect("its text");
    let other = text.replace("    level: 2\n", &format!("    level: {level}\n"));
    assert_ne!(other, text);
    let imported = desk.import(&other, None).await.expect("imported");
    desk.publish(&imported.procedure, imported.revision, None).await.expect("published");
}

/// A procedure that asks level 1 opens at level 1; everything else waits for the usual level, and leads there and back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_procedure_may_ask_a_lower_level() {
    let (_node, installation) = start(&plain(), |_| ()).await;
    ask(&installation, 1).await;

    let mut mario = installation.visitor();
    mario.open("/domanda/permesso-ztl").await;
    mario.follow("Il tuo ingresso").await;
    consent(&mut mario, "mario").await;
    mario.expect("Ho letto e compreso l'informativa sulla privacy");
    let draft = mario.path().to_owned();
    let level = "SELECT level FROM session WHERE ended_at IS NULL";
    assert_eq!(crate::identity::count(&installation, level).await, 1);

    mario.open("/domanda/dichiarazione-residenza").await;
    assert_eq!(mario.path(), "/accedi", "{}", mario.text());
    mario.expect("serve un accesso di livello 2");
    mario.open("/area-personale").await;
    assert_eq!(mario.path(), "/accedi", "{}", mario.text());
    mario.follow("Il tuo ingresso").await;
    again(&mut mario, "mario").await;
    assert_eq!((mario.status(), mario.path()), (StatusCode::OK, "/area-personale"));
    assert_eq!(crate::identity::count(&installation, level).await, 2);
    mario.open(&draft).await;
    mario.expect("Ho letto e compreso l'informativa sulla privacy");
}

/// A procedure that asks level 3 gets it, after it is said why; what was begun is still there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_procedure_may_ask_a_higher_level() {
    let (_node, installation) = start(&plain(), |_| ()).await;
    ask(&installation, 3).await;

    let mut mario = installation.visitor();
    mario.open("/area-personale").await;
    sign_in(&mut mario, "mario").await;
    mario.expect("Mario Rossi").open("/domanda/permesso-ztl").await;
    assert_eq!(mario.path(), "/accedi", "{}", mario.text());
    mario.expect("Per questo servizio serve un accesso di livello 3").expect("Mario Rossi");
    mario.follow("Il tuo ingresso").await;
    again(&mut mario, "mario").await;
    assert_eq!(mario.status(), StatusCode::OK, "{}", mario.text());
    mario.expect("Ho letto e compreso l'informativa sulla privacy");
}

/// Two tabs that both left for the provider both arrive.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tabs_may_sign_in_at_once() {
    let (_node, installation) = start(&plain(), |_| ()).await;
    let mut tab = installation.visitor();
    let first = tab.hop("/accedi/gateway?da=/area-personale").await;
    let second = tab.hop("/accedi/gateway?da=/area-personale/pratiche").await;
    tab.open(&first).await;
    consent(&mut tab, "mario").await;
    assert_eq!(tab.path(), "/area-personale", "{}", tab.text());
    tab.open(&second).await;
    again(&mut tab, "mario").await;
    assert_eq!(tab.path(), "/area-personale/pratiche", "{}", tab.text());
    let sql = "SELECT count(*) FROM session WHERE ended_at IS NULL";
    assert_eq!(crate::identity::count(&installation, sql).await, 1, "one browser, one session");
}

/// With this value in place of a session's nobody is in.
async fn opens_nothing(installation: &Installation, value: &str) {
    let mut thief = installation.visitor();
    thief.set_cookie("session", value);
    thief.open("/area-personale").await;
    assert_eq!(thief.path(), "/accedi", "{}", thief.text());
    thief.expect_not("Rossi").expect_not("Bianchi");
}

/// Whatever stood in the browser before: who signs in, and who steps up, gets a value that nobody knew, and the one
/// before opens nothing any more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_was_planted_opens_nothing() {
    let (_node, installation) = start(&plain(), |_| ()).await;
    let mut anna = installation.visitor();
    anna.open("/area-personale").await;
    sign_in(&mut anna, "anna").await;
    // One that lives, and one that never was.
    let hers = anna.cookie("session").expect("she is in").to_owned();
    for planted in [hers, "A".repeat(43)] {
        let mut mario = installation.visitor();
        mario.set_cookie("session", &planted);
        mario.open("/accedi/gateway?da=/area-personale").await;
        consent(&mut mario, "mario").await;
        mario.expect("Mario Rossi");
        let first = mario.cookie("session").expect("he is in").to_owned();
        mario.open("/accedi?da=/area-personale&livello=3").await;
        mario.follow("Il tuo ingresso").await;
        again(&mut mario, "mario").await;
        mario.expect("Mario Rossi");
        let second = mario.cookie("session").expect("he is in").to_owned();
        assert!(first != planted && second != first && second != planted);
        opens_nothing(&installation, &planted).await;
        opens_nothing(&installation, &first).await;
    }
    anna.open("/area-personale").await;
    assert_eq!(anna.path(), "/accedi", "her session was known to somebody else");
}

fn staff(config: &mut ProviderConfig) {
    config.audience = Audience::Staff;
    config.scopes.push("groups".to_owned());
    let clerk =
        GroupRole { role: Role::Clerk, office: Some("polizia-locale".to_owned()), procedure: None };
    config.groups = BTreeMap::from([("polizia-locale".to_owned(), vec![clerk])]);
    config.second_factor = vec!["otp".to_owned(), "hwk".to_owned()];
}

async fn at_work(installation: &Installation, who: &str) -> Visitor {
    let mut me = installation.visitor();
    me.open("/ufficio").await;
    assert_eq!(me.path(), "/ufficio/accedi", "{}", me.text());
    me.follow("Il tuo ingresso").await;
    consent(&mut me, who).await;
    me
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn staff_need_a_second_factor() {
    let (_node, installation) = start(&plain(), staff).await;
    let ugo = at_work(&installation, "ugo").await;
    assert_eq!(ugo.path(), "/ufficio", "{}", ugo.text());
    // Who came by password alone stays outside, whatever the groups say.
    let (_node, installation) = start(&plain(), |config| {
        staff(config);
        config.second_factor = vec!["hwk".to_owned()];
    })
    .await;
    let mut ugo = at_work(&installation, "ugo").await;
    nobody_came_in(&installation, &mut ugo, "Serve un secondo fattore").await;
}

/// Staff come in at the usual level at least, also where no second factor is asked; at a higher one where the
/// configuration says so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn staff_need_a_level() {
    let without = |config: &mut ProviderConfig| {
        staff(config);
        config.second_factor.clear();
    };
    let (_node, installation) = start(&plain(), without).await;
    let mut teo = at_work(&installation, "teo").await;
    nobody_came_in(&installation, &mut teo, "Serve un livello di sicurezza più alto").await;
    // Nor by asking less.
    let mut teo = installation.visitor();
    teo.open("/accedi/gateway?da=/ufficio&livello=1").await;
    consent(&mut teo, "teo").await;
    nobody_came_in(&installation, &mut teo, "Serve un livello di sicurezza più alto").await;
    let ugo = at_work(&installation, "ugo").await;
    assert_eq!(ugo.path(), "/ufficio", "{}", ugo.text());
    // Where the configuration asks the highest, the one below does not do.
    let (_node, installation) = start(&plain(), |config| {
        staff(config);
        config.least_level = 3;
    })
    .await;
    let mut ida = at_work(&installation, "ida").await;
    nobody_came_in(&installation, &mut ida, "Serve un livello di sicurezza più alto").await;
    let ugo = at_work(&installation, "ugo").await;
    assert_eq!(ugo.path(), "/ufficio", "{}", ugo.text());
}

/// What the provider says of groups is the truth at each sign-in: who has left all of them has no role any more, also
/// where they are in already; who is back has it again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_left_the_group_has_no_role_any_more() {
    let (mut node, installation) = start(&plain(), staff).await;
    let mut before = at_work(&installation, "ugo").await;
    assert_eq!(before.path(), "/ufficio", "{}", before.text());
    node.command(&json!({ "do": "groups", "name": "ugo", "groups": ["altri"] }));
    let ugo = at_work(&installation, "ugo").await;
    assert_eq!(ugo.status(), StatusCode::FORBIDDEN);
    assert_eq!(ugo.find("h1").as_deref(), Some("Non hai un ruolo in questo Comune"));
    assert_eq!(ugo.cookie("session"), None);
    before.open("/ufficio").await;
    assert_eq!(before.path(), "/ufficio/accedi", "{}", before.text());
    node.command(&json!({ "do": "groups", "name": "ugo", "groups": ["polizia-locale"] }));
    let ugo = at_work(&installation, "ugo").await;
    assert_eq!(ugo.path(), "/ufficio", "{}", ugo.text());
}

/// A provider that shuts an account, or takes somebody out of a group, tells nobody: it is asked every two minutes, with
/// a refresh token where it gives one and with the access token where not.
async fn whom_the_provider_forgets(way: &Way, given: (i64, i64)) {
    let (mut node, installation) = start(way, staff).await;
    let police = json!({ "do": "groups", "name": "eva", "groups": ["polizia-locale"] });
    node.command(&police);
    let mut ugo = at_work(&installation, "ugo").await;
    let mut eva = at_work(&installation, "eva").await;
    let ask = async |of: usize| {
        installation.clock.advance(Duration::minutes(2));
        assert_eq!(installation.desk().ask_after_staff().await.expect("asked"), of);
        assert_eq!(installation.desk().ask_after_staff().await.expect("asked"), 0, "once");
        installation.settle().await;
    };
    // Asked again and again, whoever is still there stays in.
    ask(2).await;
    ugo.open("/ufficio").await;
    eva.open("/ufficio").await;
    assert_eq!((ugo.path(), eva.path()), ("/ufficio", "/ufficio"));
    node.command(&json!({ "do": "shut", "name": "ugo" }));
    node.command(&json!({ "do": "groups", "name": "eva", "groups": ["altri"] }));
    ask(2).await;
    ugo.open("/ufficio").await;
    eva.open("/ufficio").await;
    assert_eq!((ugo.path(), eva.path()), ("/ufficio/accedi", "/ufficio/accedi"));
    // What is over is asked after no more.
    ask(0).await;
    // What was given last goes back as at any other end.
    let (issued, revoked) = tokens(&mut node);
    assert_eq!((issued, revoked), given, "issued and given back");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_the_provider_forgets_is_out_within_two_minutes() {
    whom_the_provider_forgets(&plain(), (2, 2)).await;
    let mut way = plain();
    way.options["refresh"] = json!(true);
    whom_the_provider_forgets(&way, (5, 2)).await;
}

/// The municipality's own provider says that somebody is out: they are, at the next click.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_the_provider_signs_out_is_out_at_once() {
    let (mut node, installation) = start(&plain(), staff).await;
    let mut ugo = at_work(&installation, "ugo").await;
    assert_eq!(ugo.path(), "/ufficio", "{}", ugo.text());
    node.tell(r#"{"do":"logout","name":"ugo"}"#);
    let said = node.next();
    assert_eq!(said["sessions"], json!(1), "{said}");
    ugo.open("/ufficio").await;
    assert_eq!(ugo.path(), "/ufficio/accedi");
    // Nobody else can say so.
    let forged = format!("{}/accedi/gateway/fine", installation.address);
    let answer = reqwest::Client::new()
        .post(forged)
        .header("content-type", "application/x-www-form-urlencoded")
        .body("logout_token=a.b.c")
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
}
