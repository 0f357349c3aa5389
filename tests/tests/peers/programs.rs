//! The identity providers of `tests/peers` by themselves: that they are what tests of the desk take them for, and
//! do what a test tells them. Nobody signs in here.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::node::Node;

/// A federation, and where it is.
struct Federation {
    program: Node,
    anchor: String,
    provider: String,
    reader: Reader,
}

impl Federation {
    fn start(options: &Value) -> Self {
        let program = Node::python("spid-cie", "provider.py", &[&options.to_string()]);
        let said = program.next();
        let word = |key: &str| said[key].as_str().expect("an address").to_owned();
        Self {
            anchor: word("anchor"),
            provider: word("provider"),
            program,
            reader: Reader::default(),
        }
    }

    /// What an entity says of itself.
    async fn about(&self, entity: &str) -> Statement {
        self.reader.statement(&format!("{entity}/.well-known/openid-federation")).await
    }

    /// What the anchor says of an entity.
    async fn vouched(&self, entity: &str) -> Option<Statement> {
        let address = format!("{}/fetch?sub={entity}", self.anchor);
        if self.reader.get(&address).await.status() == StatusCode::NOT_FOUND {
            return None;
        }
        Some(self.reader.statement(&address).await)
    }
}

/// A signed statement, its signature unread.
struct Statement {
    header: Value,
    claims: Value,
}

impl Statement {
    fn kids(&self) -> Vec<&str> {
        let keys = self.claims["jwks"]["keys"].as_array().expect("keys");
        keys.iter().filter_map(|key| key["kid"].as_str()).collect()
    }

    /// Whether it is valid for so many seconds; the clock may have struck between its two instants.
    fn lives(&self, seconds: i64) -> bool {
        let second = |claim: &str| self.claims[claim].as_i64().expect("a second");
        let life = second("exp") - second("iat");
        (seconds - 1..=seconds).contains(&life)
    }
}

/// Asks over HTTP.
#[derive(Default)]
struct Reader(reqwest::Client);

impl Reader {
    async fn get(&self, address: &str) -> reqwest::Response {
        let asked = self.0.get(address).send().await;
        asked.unwrap_or_else(|error| panic!("{address}: {error}"))
    }

    async fn statement(&self, address: &str) -> Statement {
        let answer = self.get(address).await;
        assert_eq!(answer.status(), StatusCode::OK, "{address}");
        let kind = &answer.headers()["content-type"];
        assert_eq!(kind, "application/entity-statement+jwt", "{address}");
        unsigned(&answer.text().await.expect("a text"))
    }

    async fn json(&self, address: &str) -> Value {
        let text = self.get(address).await.text().await.expect("a text");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{address}: {error}: {text}"))
    }
}

fn unsigned(text: &str) -> Statement {
    let mut parts = text.split('.').map(|part| {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64url");
        serde_json::from_slice(&bytes).unwrap_or_default()
    });
    let mut part = || parts.next().expect("three parts");
    Statement { header: part(), claims: part() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_federations_of_spid_and_cie_stand_side_by_side() {
    let spid = Federation::start(&json!({"profile": "spid"}));
    let cie = json!({"profile": "cie", "host": "localhost", "federation_alg": "ES256"});
    let cie = Federation::start(&cie);
    assert!(cie.anchor.starts_with("http://localhost:"), "{}", cie.anchor);
    for (federation, alg, scopes) in [
        (&spid, "RS256", json!(["openid", "offline_access"])),
        (&cie, "ES256", json!(["openid", "offline_access", "profile", "email"])),
    ] {
        let anchor = federation.about(&federation.anchor).await;
        assert_eq!(anchor.header["typ"], "entity-statement+jwt");
        assert_eq!(anchor.header["alg"], alg);
        assert_eq!(anchor.header["kid"], anchor.kids()[0]);
        assert_eq!(anchor.claims["iss"], *federation.anchor);
        let list = format!("{}/list?entity_type=openid_provider", federation.anchor);
        assert_eq!(federation.reader.json(&list).await, json!([federation.provider]));

        let provider = federation.about(&federation.provider).await;
        assert_eq!(provider.claims["authority_hints"], json!([federation.anchor]));
        assert_eq!(provider.claims["trust_marks"].as_array().map(Vec::len), Some(1));
        let vouched = federation.vouched(&federation.provider).await.expect("it is vouched for");
        assert_eq!(vouched.kids(), provider.kids());
        assert!(vouched.claims["metadata_policy"]["openid_provider"].is_object());

        let metadata = &provider.claims["metadata"]["openid_provider"];
        assert_eq!(metadata["scopes_supported"], scopes);
        let discovery = format!("{}/.well-known/openid-configuration", federation.provider);
        assert_eq!(federation.reader.json(&discovery).await, *metadata);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_federation_changes_as_it_is_told() {
    let mut spid = Federation::start(&json!({"profile": "spid", "parties": []}));
    let desk = "http://127.0.0.1:1";
    assert!(spid.vouched(desk).await.is_none());

    // Any public key does: nobody signs with it here.
    let keys = spid.about(&spid.provider).await.claims["jwks"].clone();
    let adopt = json!({"do": "adopt", "entity_id": desk, "jwks": keys, "mark_life": 60});
    let marks = spid.program.command(&adopt)["trust_marks"].clone();
    let mark = unsigned(marks[0]["trust_mark"].as_str().expect("a trust mark"));
    assert_eq!(mark.claims["sub"], desk);
    assert!(mark.lives(60), "{}", mark.claims);
    let vouched = spid.vouched(desk).await.expect("it is vouched for");
    let policy = &vouched.claims["metadata_policy"]["openid_relying_party"];
    assert_eq!(policy["token_endpoint_auth_method"]["one_of"], json!(["private_key_jwt"]));

    let asked = marks[0]["id"].as_str().expect("an id");
    let asked = format!("{}/trust_mark_status?sub={desk}&id={asked}", spid.anchor);
    assert_eq!(spid.reader.get(&asked).await.status(), StatusCode::OK);
    spid.program.command(&json!({"do": "mark", "entity_id": desk, "active": false}));
    assert_eq!(spid.reader.get(&asked).await.status(), StatusCode::NOT_FOUND);
    spid.program.command(&json!({"do": "drop", "entity_id": desk}));
    assert!(spid.vouched(desk).await.is_none());

    spid.program.command(&json!({"do": "down", "who": "anchor"}));
    let anchor = format!("{}/.well-known/openid-federation", spid.anchor);
    assert_eq!(spid.reader.get(&anchor).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    spid.about(&spid.provider).await;
    spid.program.command(&json!({"do": "up", "who": "anchor"}));

    spid.program.command(&json!({"do": "life", "seconds": 7}));
    assert!(spid.about(&spid.anchor).await.lives(7));
    assert!(spid.vouched(&spid.provider).await.expect("vouched").lives(7));

    let first = spid.about(&spid.anchor).await;
    for (step, keys, same) in [("announce", 2, true), ("switch", 2, false), ("drop", 1, false)] {
        spid.program.command(&json!({"do": "keys", "of": "anchor", "step": step}));
        let now = spid.about(&spid.anchor).await;
        assert_eq!(now.kids().len(), keys, "{step}");
        assert_eq!(now.header["kid"] == first.header["kid"], same, "{step}");
    }
    spid.program.command(&json!({"do": "keys", "of": "provider", "step": "replace"}));
    let provider = spid.about(&spid.provider).await;
    assert_eq!(spid.vouched(&spid.provider).await.expect("vouched").kids(), provider.kids());
    spid.program.tell(r#"{"do":"dance"}"#);
    assert!(spid.program.next()["error"].is_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_gateway_is_what_it_is_told_to_be() {
    let options = json!({
        "host": "localhost", "userinfo": "jws", "subjectType": "pairwise", "names": "other",
        "requestObject": true,
    });
    let callback = "http://127.0.0.1:1/accedi/ritorno";
    let arguments = ["prova", "segreto", callback, "", &options.to_string()];
    let mut node = Node::start("oidc-provider", "provider.mjs", &arguments);
    let issuer = node.next()["issuer"].as_str().expect("an issuer").to_owned();
    assert!(issuer.starts_with("http://localhost:"), "{issuer}");
    let discovery = format!("{issuer}/.well-known/openid-configuration");
    let discovery = Reader::default().json(&discovery).await;
    assert_eq!(discovery["acr_values_supported"][1], "urn:livello:2");
    assert_eq!(discovery["subject_types_supported"], json!(["pairwise"]));
    for (says, what) in [
        ("claims_parameter_supported", json!(true)),
        ("request_parameter_supported", json!(true)),
        ("require_signed_request_object", json!(true)),
        ("introspection_endpoint", json!(format!("{issuer}/token/introspection"))),
        ("revocation_endpoint", json!(format!("{issuer}/token/revocation"))),
    ] {
        assert_eq!(discovery[says], what, "{says}");
    }
    assert_eq!(node.command(&json!({"do": "tokens"}))["issued"], 0);
}
