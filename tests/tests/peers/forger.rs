//! A federation of ours with one provider that keeps every rule, but for the one that it is told to break: what a
//! sign-in must be refused for is then the only thing wrong with it. Anchor and provider live at one address.

mod above;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use axum::{
    Form, Json, Router,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use gateway::clock::Clock;
use josekit::{
    jwe::{self, JweHeader, RSA_OAEP_256},
    jwk::{Jwk, alg::rsa::RsaKeyPair},
    jws::{HS256, JwsHeader, RS256, deserialize_compact, serialize_compact},
};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

/// The rule that is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    None,
    /// Times a little off, as two clocks may be.
    ClockOff,
    /// Every answer is long, and not too long.
    Long,
    AnchorHuge,
    ListHuge,
    VouchedHuge,
    ProviderHuge,
    /// Its metadata name another issuer than itself.
    MetadataIssuer,
    /// They name addresses of a network that nobody outside reaches.
    MetadataTokenInside,
    MetadataPersonInside,
    /// No flaw: the keys stand apart, signed.
    KeysApart,
    KeysPlain,
    KeysOfAnotherKey,
    KeysIssuer,
    KeysSubject,
    KeysOver,
    AnswerOfAnother,
    AnswerOfNobody,
    TokenNonce,
    TokenIssuer,
    TokenAudience,
    TokenOver,
    TokenOfTheFuture,
    TokenOld,
    TokenNotBefore,
    TokenOfAnotherKey,
    TokenUnsigned,
    TokenByOurPublicKey,
    TokenWithoutAtHash,
    TokenAtHash,
    TokenLevelLow,
    TokenWithoutLevel,
    TokenWithoutName,
    TokenUsedBefore,
    TokenHuge,
    TokenLeadsAway,
    PersonOfAnotherSubject,
    PersonPlain,
    PersonOnlySigned,
    PersonByRsa15,
    PersonOfAnotherKey,
    PersonIssuer,
    PersonAudience,
    PersonOver,
    PersonOfTheFuture,
    PersonWithoutTimes,
    PersonHuge,
    PersonLeadsAway,
    PersonWithoutCode,
    PersonCodeWrong,
    /// A time so many seconds after now.
    TokenEnds(i64),
    TokenIssued(i64),
    TokenStarts(i64),
    PersonEnds(i64),
    PersonIssued(i64),
}

/// The federation.
#[derive(Clone)]
pub struct Forger(Arc<Inner>);

struct Inner {
    address: String,
    key: RsaKeyPair,
    other: RsaKeyPair,
    flaw: Mutex<Flaw>,
    /// What the last request asked, by code.
    asked: Mutex<HashMap<String, Map<String, Value>>>,
    /// Who asked last.
    client: Mutex<String>,
    /// The access token that it gives.
    access: Mutex<String>,
    revoked: Mutex<Vec<String>>,
    /// Tokens given so far, each with a name of its own.
    given: Mutex<u32>,
    clock: Mutex<Clock>,
}

const KID: &str = "forger";
/// The one access token that it gives, unless it is told another.
pub const ACCESS: &str = "an-access-token";
/// What it calls Mario.
pub const SUBJECT: &str = "pairwise-of-mario";
/// By how many letters a long answer is longer than it need be.
pub const LONG: usize = 600_000;

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// The claims of a signed text, believed as it stands.
pub fn claims(token: &str) -> Map<String, Value> {
    let middle = token.trim().split('.').nth(1).expect("three parts");
    let bytes = URL_SAFE_NO_PAD.decode(middle).expect("base64url");
    serde_json::from_slice(&bytes).expect("claims")
}

impl Forger {
    /// Starts it.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let pair = || RS256.generate_key_pair(2048).expect("a key");
        let forger = Self(Arc::new(Inner {
            address,
            key: pair(),
            other: pair(),
            flaw: Mutex::new(Flaw::None),
            asked: Mutex::default(),
            client: Mutex::default(),
            access: Mutex::new(ACCESS.to_owned()),
            revoked: Mutex::default(),
            given: Mutex::default(),
            clock: Mutex::new(Clock::System),
        }));
        let router = Router::new()
            .route("/.well-known/openid-federation", get(above::anchor))
            .route("/list", get(above::list))
            .route("/fetch", get(above::fetch))
            .route("/op/.well-known/openid-federation", get(above::provider))
            .route("/op/keys", get(above::keys))
            .route("/op/authorization", get(authorize))
            .route("/op/token", post(token))
            .route("/op/userinfo", get(userinfo))
            .route("/op/revocation", post(revoke))
            // Where it leads whoever follows it away: what they find there is good.
            .route("/elsewhere/token", post(tokens))
            .route("/elsewhere/userinfo", get(person))
            .with_state(forger.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        forger
    }

    /// The anchor's entity identifier.
    pub fn anchor(&self) -> &str {
        &self.0.address
    }

    /// The provider's entity identifier.
    pub fn provider(&self) -> String {
        format!("{}/op", self.0.address)
    }

    /// From now on its clock shows what this one does.
    pub fn goes_by(&self, clock: &Clock) {
        *self.0.clock.lock().expect("nobody panicked") = clock.clone();
    }

    fn now(&self) -> i64 {
        self.0.clock.lock().expect("nobody panicked").now().utc().timestamp()
    }

    /// From now on this rule is broken.
    pub fn breaks(&self, flaw: Flaw) {
        *self.0.flaw.lock().expect("nobody panicked") = flaw;
    }

    /// From now on it gives an access token that says itself how long it lives; which.
    pub fn gives_for(&self, minutes: i64) -> String {
        let said =
            json!({ "iss": self.provider(), "iat": self.now(), "exp": self.now() + minutes * 60 });
        let token = self.sign("at+jwt", &said);
        token.clone_into(&mut self.0.access.lock().expect("nobody panicked"));
        token
    }

    /// What was given back.
    pub fn revoked(&self) -> Vec<String> {
        self.0.revoked.lock().expect("nobody panicked").clone()
    }

    fn flaw(&self) -> Flaw {
        *self.0.flaw.lock().expect("nobody panicked")
    }

    /// By how many letters an answer is longer than it need be.
    fn padding(&self, huge: Flaw) -> usize {
        match self.flaw() {
            Flaw::Long => LONG,
            flaw if flaw == huge => 1_000_000,
            _ => 0,
        }
    }

    fn jwks(&self) -> Value {
        let mut key: Map<String, Value> = self.0.key.to_jwk_public_key().into();
        key.insert("kid".to_owned(), json!(KID));
        key.insert("use".to_owned(), json!("sig"));
        json!({ "keys": [key] })
    }

    fn sign(&self, kind: &str, claims: &Value) -> String {
        self.sign_with(&self.0.key, kind, claims)
    }

    fn sign_with(&self, key: &RsaKeyPair, kind: &str, claims: &Value) -> String {
        let mut header = JwsHeader::new();
        header.set_key_id(KID);
        header.set_token_type(kind);
        let signer = RS256.signer_from_jwk(&key.to_jwk_private_key()).expect("a signer");
        serialize_compact(claims.to_string().as_bytes(), &header, &signer).expect("signed")
    }

    /// The claims of a text that it signed, from the first letter to the last.
    pub fn verified(&self, text: &str) -> Map<String, Value> {
        let verifier = RS256.verifier_from_jwk(&self.0.key.to_jwk_public_key());
        let read = deserialize_compact(text, &verifier.expect("a verifier"));
        let (payload, _) = read.expect("signed by it");
        serde_json::from_slice(&payload).expect("claims")
    }

    fn statement(&self, huge: Flaw, claims: Value) -> Response {
        let mut claims = claims;
        claims["padding"] = json!("x".repeat(self.padding(huge)));
        claims["iat"] = json!(self.now());
        claims["exp"] = json!(self.now() + 3_600);
        let kind = [(header::CONTENT_TYPE, "application/entity-statement+jwt")];
        (kind, self.sign("entity-statement+jwt", &claims)).into_response()
    }
}

type Asked = HashMap<String, String>;

/// Sends the person straight back.
async fn authorize(State(forger): State<Forger>, Query(outside): Query<Asked>) -> Redirect {
    let inside = claims(&outside["request"]);
    for name in ["client_id", "response_type", "scope", "code_challenge", "code_challenge_method"] {
        assert_eq!(inside[name], json!(outside[name]), "{name}");
    }
    let text = |name: &str| inside[name].as_str().unwrap_or_else(|| panic!("no {name}")).to_owned();
    assert!(text("state").len() >= 32 && text("nonce").len() >= 32);
    assert!(text("state").bytes().all(|c| c.is_ascii_alphanumeric()));
    assert!(!inside.contains_key("sub"), "could be shown as a client assertion");
    assert_eq!(inside["code_challenge_method"], json!("S256"));
    assert_eq!(inside["ui_locales"], json!("it en"));
    let mut back = url::Url::parse(&text("redirect_uri")).expect("our address");
    let code = format!("code-{}", text("nonce"));
    back.query_pairs_mut().append_pair("state", &text("state")).append_pair("code", &code);
    match forger.flaw() {
        Flaw::AnswerOfNobody => {}
        Flaw::AnswerOfAnother => {
            back.query_pairs_mut().append_pair("iss", forger.anchor());
        }
        _ => {
            back.query_pairs_mut().append_pair("iss", &forger.provider());
        }
    }
    *forger.0.client.lock().expect("nobody panicked") = text("client_id");
    forger.0.asked.lock().expect("nobody panicked").insert(code, inside);
    Redirect::to(back.as_str())
}

async fn token(State(forger): State<Forger>, form: Form<Asked>) -> Response {
    match forger.flaw() {
        Flaw::TokenLeadsAway => Redirect::temporary("/elsewhere/token").into_response(),
        _ => tokens(State(forger), form).await,
    }
}

async fn tokens(State(forger): State<Forger>, Form(form): Form<Asked>) -> Response {
    let asked = forger.0.asked.lock().expect("nobody panicked").remove(&form["code"]);
    let refused =
        || (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    let Some(asked) = asked else { return refused() };
    // Who brings the code began the sign-in (PKCE S256, RFC 7636 § 4.6).
    let verifier = &form["code_verifier"];
    assert!(verifier.len() >= 43, "a secret that could be guessed");
    let challenge = URL_SAFE_NO_PAD.encode(model::Digest::of(verifier.as_bytes()).0);
    if asked["code_challenge"] != json!(challenge) {
        return refused();
    }
    let proof = claims(&form["client_assertion"]);
    assert_eq!(proof["iss"], asked["client_id"]);
    assert_eq!(proof["sub"], asked["client_id"]);
    assert_eq!(proof["aud"], json!([format!("{}/token", forger.provider())]));
    let access = forger.0.access.lock().expect("nobody panicked").clone();
    let digest = model::Digest::of(access.as_bytes()).0;
    let mut said = json!({
        "iss": forger.provider(), "sub": SUBJECT, "aud": asked["client_id"],
        "iat": forger.now(), "nbf": forger.now(), "exp": forger.now() + 300, "jti": forger.name(),
        "nonce": asked["nonce"], "acr": asked["acr_values"].as_str().unwrap_or("").split(' ').next(),
        "at_hash": URL_SAFE_NO_PAD.encode(&digest[..16]),
    });
    let mut without = |name: &str| {
        said.as_object_mut().expect("claims").remove(name);
    };
    match forger.flaw() {
        Flaw::TokenWithoutAtHash => without("at_hash"),
        Flaw::TokenWithoutLevel => without("acr"),
        Flaw::TokenWithoutName => without("jti"),
        Flaw::TokenNonce => said["nonce"] = json!("of another sign-in, 32 letters and more"),
        Flaw::TokenIssuer => said["iss"] = json!(forger.anchor()),
        Flaw::TokenAudience => said["aud"] = json!("https://another.example"),
        Flaw::ClockOff => said["exp"] = json!(forger.now() - 150),
        // Well beyond what clocks may be apart: the desk's stands still while the test runs.
        Flaw::TokenOver => said["exp"] = json!(forger.now() - 600),
        Flaw::TokenOfTheFuture => said["iat"] = json!(forger.now() + 240),
        Flaw::TokenNotBefore => said["nbf"] = json!(forger.now() + 240),
        Flaw::TokenEnds(after) => said["exp"] = json!(forger.now() + after),
        Flaw::TokenIssued(after) => said["iat"] = json!(forger.now() + after),
        Flaw::TokenStarts(after) => said["nbf"] = json!(forger.now() + after),
        Flaw::TokenOld => said["iat"] = json!(forger.now() - 1200),
        Flaw::TokenAtHash => said["at_hash"] = json!(URL_SAFE_NO_PAD.encode(&digest[16..])),
        Flaw::TokenLevelLow => said["acr"] = json!("https://www.spid.gov.it/SpidL1"),
        _ => {}
    }
    let id_token = match forger.flaw() {
        Flaw::TokenUnsigned => format!("{}.{}.", part(&json!({ "alg": "none" })), part(&said)),
        Flaw::TokenOfAnotherKey => forger.sign_with(&forger.0.other, "JWT", &said),
        Flaw::TokenByOurPublicKey => {
            let secret = forger.0.key.to_pem_public_key();
            let mut header = JwsHeader::new();
            header.set_key_id(KID);
            let signer = HS256.signer_from_bytes(&secret).expect("a signer");
            serialize_compact(said.to_string().as_bytes(), &header, &signer).expect("signed")
        }
        _ => forger.sign("JWT", &said),
    };
    Json(json!({
        "access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": id_token,
        "padding": " ".repeat(forger.padding(Flaw::TokenHuge)),
    }))
    .into_response()
}

impl Forger {
    /// The names of the tokens given so far.
    pub fn names(&self) -> Vec<String> {
        let given = *self.0.given.lock().expect("nobody panicked");
        (1..=given).map(named).collect()
    }

    /// The name of the next token, or that of the last once more.
    fn name(&self) -> String {
        let mut given = self.0.given.lock().expect("nobody panicked");
        *given += u32::from(self.flaw() != Flaw::TokenUsedBefore);
        named(*given)
    }
}

fn named(given: u32) -> String {
    format!("00000000-0000-4000-8000-{given:012}")
}

/// Host of somebody who stands before municipalities.
pub const AGGREGATOR: &str = "aggregatore.localhost";

/// What an address of the desk answers, whatever this machine knows of names.
pub async fn asked(address: &str) -> reqwest::Response {
    let client =
        reqwest::Client::builder().no_proxy().resolve(AGGREGATOR, ([127, 0, 0, 1], 0).into());
    client.build().expect("a client").get(address).send().await.expect("it answers")
}

/// The relying party's key for what is sealed, as its own configuration says.
async fn sealing_key(client: &str) -> Jwk {
    let address = format!("{}/.well-known/openid-federation", client.trim_end_matches('/'));
    let said = asked(&address).await.text().await.expect("a text");
    let metadata = claims(&said)["metadata"]["openid_relying_party"].clone();
    let keys = metadata["jwks"]["keys"].as_array().expect("keys").clone();
    let key = keys.into_iter().find(|key| key["use"] == "enc").expect("a key to seal for");
    let mut key = key.as_object().expect("a key").clone();
    key.remove("alg");
    Jwk::from_map(key).expect("a key")
}

async fn userinfo(State(forger): State<Forger>) -> Response {
    match forger.flaw() {
        Flaw::PersonLeadsAway => Redirect::temporary("/elsewhere/userinfo").into_response(),
        _ => person(State(forger)).await,
    }
}

async fn person(State(forger): State<Forger>) -> Response {
    let flaw = forger.flaw();
    let client = forger.0.client.lock().expect("nobody panicked").clone();
    let mut said = json!({
        "iss": forger.provider(), "sub": SUBJECT, "aud": client, "iat": forger.now(), "exp": forger.now() + 300,
        "given_name": "Mario", "family_name": "Rossi", "birthdate": "1980-01-01",
        "gender": "male", "place_of_birth": { "locality": "H501", "region": "RM" },
        "email": "mario@example.it",
        "https://attributes.eid.gov.it/fiscal_number": "TINIT-RSSMRA80A01H501U",
    });
    match flaw {
        Flaw::PersonOfAnotherSubject => said["sub"] = json!("pairwise-of-anna"),
        Flaw::PersonIssuer => said["iss"] = json!(forger.anchor()),
        Flaw::PersonAudience => said["aud"] = json!("https://another.example"),
        Flaw::ClockOff => said["exp"] = json!(forger.now() - 150),
        Flaw::PersonEnds(after) => said["exp"] = json!(forger.now() + after),
        Flaw::PersonIssued(after) => said["iat"] = json!(forger.now() + after),
        Flaw::PersonOver => said["exp"] = json!(forger.now() - 600),
        Flaw::PersonOfTheFuture => said["iat"] = json!(forger.now() + 240),
        Flaw::PersonWithoutTimes => {
            said.as_object_mut().expect("claims").remove("exp");
        }
        Flaw::PersonWithoutCode => {
            let name = "https://attributes.eid.gov.it/fiscal_number";
            said.as_object_mut().expect("claims").remove(name);
        }
        Flaw::PersonCodeWrong => {
            let name = "https://attributes.eid.gov.it/fiscal_number";
            said[name] = json!("TINIT-RSSMRA80A01H501X");
        }
        _ => {}
    }
    if flaw == Flaw::PersonPlain {
        return Json(said).into_response();
    }
    let key = if flaw == Flaw::PersonOfAnotherKey { &forger.0.other } else { &forger.0.key };
    let signed = forger.sign_with(key, "JWT", &said);
    let kind = [(header::CONTENT_TYPE, "application/jwt")];
    if flaw == Flaw::PersonOnlySigned {
        return (kind, signed).into_response();
    }
    let ours = sealing_key(&client).await;
    let mut header = JweHeader::new();
    header.set_content_encryption("A256CBC-HS512");
    header.set_content_type("JWT");
    header.set_key_id(ours.key_id().expect("a name"));
    let sealed = if flaw == Flaw::PersonByRsa15 {
        #[expect(deprecated, reason = "that is the point")]
        let encrypter = jwe::RSA1_5.encrypter_from_jwk(&ours).expect("an encrypter");
        jwe::serialize_compact(signed.as_bytes(), &header, &encrypter)
    } else {
        let encrypter = RSA_OAEP_256.encrypter_from_jwk(&ours).expect("an encrypter");
        jwe::serialize_compact(signed.as_bytes(), &header, &encrypter)
    };
    let padding = " ".repeat(forger.padding(Flaw::PersonHuge));
    (kind, sealed.expect("sealed") + &padding).into_response()
}

async fn revoke(State(forger): State<Forger>, Form(form): Form<Asked>) -> StatusCode {
    assert!(form.contains_key("client_assertion"), "nobody proved who they are");
    forger.0.revoked.lock().expect("nobody panicked").push(form["token"].clone());
    StatusCode::OK
}
