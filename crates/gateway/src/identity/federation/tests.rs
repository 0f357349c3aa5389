//! A federation in memory: an anchor, an intermediate, two providers, ourselves. What each of them says can be changed;
//! every refusal of the parent has a case here.

mod cache;
mod chain;
mod mark;
mod own;
mod policy;
mod vouched;

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, Mutex},
};

use josekit::{
    jwk::{Jwk, alg::ec::EcCurve},
    jws::{self, ES256, JwsHeader},
};
use serde_json::{Map, Value, json};
use url::Url;

use super::*;
use crate::identity::{ClientKeys, OwnKey, RelyingParty, TrustMark, jose::KeyUsage};

const ANCHOR: &str = "https://anchor.example.it";
const MIDDLE: &str = "https://sa.example.it";
const ONE: &str = "https://one.example.it";
const TWO: &str = "https://two.example.it/oidc/op/";
const US: &str = "https://sa.example.it/c_x000/";
/// In place of an answer: there is no such thing.
const NOT_FOUND: &str = "404";
const MARK: &str = "https://anchor.example.it/openid_relying_party/public/";

/// A key of somebody else's, on an elliptic curve: made in no time, while ours, of RSA, take some.
struct Key {
    kid: String,
    private: Jwk,
}

/// Keys by the names of those they belong to: the same ones for all worlds of a process.
static THEIRS: LazyLock<Mutex<BTreeMap<String, Arc<Key>>>> = LazyLock::new(Mutex::default);
static OURS: LazyLock<Mutex<BTreeMap<&str, OwnKey>>> = LazyLock::new(Mutex::default);

fn key(name: &str) -> Arc<Key> {
    let mut keys = THEIRS.lock().unwrap();
    let new = || {
        let private = Jwk::generate_ec_key(EcCurve::P256).unwrap();
        Arc::new(Key { kid: format!("key of {name}"), private })
    };
    keys.entry(name.to_owned()).or_insert_with(new).clone()
}

fn own(name: &'static str) -> OwnKey {
    let usage = if name == "decrypt" { KeyUsage::Decrypt } else { KeyUsage::Sign };
    let mut keys = OURS.lock().unwrap();
    keys.entry(name).or_insert_with(|| OwnKey::generate(usage, 2048).unwrap()).clone()
}

impl Key {
    fn kid(&self) -> &str {
        &self.kid
    }

    fn public(&self) -> Value {
        let mut public = map(json!({ "kid": self.kid, "use": "sig" }));
        public.extend(self.private.to_public_key().unwrap().as_ref().clone());
        Value::Object(public)
    }

    /// Without `kid`, if it is to be nameless.
    fn sign_as(&self, kid: Option<&str>, typ: Option<&str>, claims: &Map<String, Value>) -> String {
        let mut header = JwsHeader::new();
        if let Some(kid) = kid {
            header.set_key_id(kid);
        }
        if let Some(typ) = typ {
            header.set_token_type(typ);
        }
        let signer = ES256.signer_from_jwk(&self.private).unwrap();
        let claims = serde_json::to_vec(claims).unwrap();
        jws::serialize_compact(&claims, &header, &signer).unwrap()
    }

    fn sign(&self, typ: Option<&str>, claims: &Map<String, Value>) -> String {
        self.sign_as(Some(&self.kid), typ, claims)
    }
}

fn start() -> Moment {
    Moment::from_utc("2026-03-02T08:00:00Z".parse().unwrap())
}

fn minutes(minutes: i64) -> Duration {
    Duration::minutes(minutes)
}

fn jwks(keys: &[Value]) -> Value {
    json!({ "keys": keys })
}

fn map(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// Puts the members of one object over those of another; `null` takes one away.
fn over(claims: &mut Map<String, Value>, changes: &Value) {
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => claims.remove(name),
            value => claims.insert(name.clone(), value.clone()),
        };
    }
}

/// Pages by address, and what was asked of them.
struct World {
    clock: Clock,
    pages: Mutex<BTreeMap<String, Result<String, SignInFailure>>>,
    asked: Mutex<Vec<String>>,
}

impl Fetch for World {
    async fn text(&self, url: &Url) -> Result<String, SignInFailure> {
        self.asked.lock().unwrap().push(url.to_string());
        // Gives way, so that whoever asks at the same time meets whoever asked first.
        tokio::task::yield_now().await;
        let pages = self.pages.lock().unwrap();
        pages.get(url.as_str()).cloned().unwrap_or(Err(SignInFailure::Nonsense))
    }

    async fn form(
        &self,
        url: &Url,
        pairs: &[(&str, &str)],
    ) -> Result<Option<String>, SignInFailure> {
        let mut asked = url.clone();
        // Signed texts differ every time.
        let named = pairs.iter().filter(|(_, value)| !value.starts_with("eyJ"));
        asked.query_pairs_mut().extend_pairs(named);
        let answer = self.text(&asked).await?;
        Ok(Some(answer).filter(|answer| answer != NOT_FOUND))
    }
}

impl World {
    /// Where everything is as it should be.
    fn new() -> World {
        let world = World {
            clock: Clock::manual(start()),
            pages: Mutex::default(),
            asked: Mutex::default(),
        };
        world.say_all();
        world
    }

    /// The same, with ourselves below the intermediate.
    fn with_us() -> World {
        let world = World::new();
        world.vouch(MIDDLE, US, &json!({ "jwks": us().keys.federation_jwks() }));
        world
    }

    /// Everything said again, as of now.
    fn say_all(&self) {
        self.say(ANCHOR, &json!({}));
        self.say(MIDDLE, &json!({}));
        self.say(ONE, &json!({}));
        self.say(TWO, &json!({}));
        self.vouch(ANCHOR, ONE, &json!({}));
        self.vouch(ANCHOR, TWO, &json!({}));
        self.vouch(ANCHOR, MIDDLE, &json!({}));
        let list = json!([ONE, TWO]);
        self.put(&format!("{ANCHOR}/list?entity_type=openid_provider"), Ok(list.to_string()));
    }

    fn put(&self, url: &str, page: Result<String, SignInFailure>) {
        self.pages.lock().unwrap().insert(url.to_owned(), page);
    }

    /// Nobody at this host answers any more.
    fn down(&self, host: &str) {
        for (url, page) in self.pages.lock().unwrap().iter_mut() {
            if url.starts_with(host) {
                *page = Err(SignInFailure::ProviderDown);
            }
        }
    }

    fn put_configuration(&self, id: &str, text: String) {
        let url = Reach { insecure_loopback: false }.well_known(id).unwrap();
        self.put(url.as_str(), Ok(text));
    }

    fn put_statement(&self, by: &str, about: &str, text: String) {
        let mut url = Url::parse(&format!("{by}/fetch")).unwrap();
        url.query_pairs_mut().append_pair("sub", about);
        self.put(url.as_str(), Ok(text));
    }

    /// What an entity says of itself, with changes.
    fn say(&self, id: &str, changes: &Value) {
        let text = self.configuration(id, &key(id), changes);
        self.put_configuration(id, text);
    }

    /// What one entity says of another, with changes.
    fn vouch(&self, by: &str, about: &str, changes: &Value) {
        let text = self.statement(by, about, &key(by), changes);
        self.put_statement(by, about, text);
    }

    fn claims(&self, iss: &str, sub: &str) -> Map<String, Value> {
        let at = (self.clock.now() - Moment(0)).num_seconds();
        map(json!({
            "iss": iss,
            "sub": sub,
            "iat": at,
            "exp": at + 48 * 3_600,
            "jwks": jwks(&[key(sub).public()]),
        }))
    }

    fn configuration(&self, id: &str, signer: &Key, changes: &Value) -> String {
        let mut claims = self.claims(id, id);
        over(&mut claims, &profile(id));
        over(&mut claims, changes);
        signer.sign(Some("entity-statement+jwt"), &claims)
    }

    fn statement(&self, by: &str, about: &str, signer: &Key, changes: &Value) -> String {
        let mut claims = self.claims(by, about);
        over(&mut claims, changes);
        signer.sign(Some("entity-statement+jwt"), &claims)
    }

    /// A trust mark, as the anchor issues it to us.
    fn mark(&self, signer: &Key, changes: &Value) -> TrustMark {
        let at = (self.clock.now() - Moment(0)).num_seconds();
        let mut claims = map(json!({
            "iss": ANCHOR, "sub": US, "id": MARK, "iat": at, "exp": at + 30 * 24 * 3_600,
            "ref": "https://anchor.example.it/docs", "organization_type": "public",
            "id_code": { "ipa_code": "c_x000" }, "email": "comune@pec.example.it",
            "organization_name": "Comune di Prova",
        }));
        over(&mut claims, changes);
        TrustMark { id: MARK.to_owned(), trust_mark: signer.sign(None, &claims) }
    }

    /// How often an address that starts like this was asked.
    fn asked(&self, start: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|url| url.starts_with(start)).count()
    }

    fn now(&self) -> Moment {
        self.clock.now()
    }

    fn pass(&self, time: Duration) {
        self.clock.advance(time);
    }
}

/// What distinguishes an entity's configuration from the others'.
fn profile(id: &str) -> Value {
    let endpoints = json!({
        "organization_name": format!("Ente {id}"),
        "federation_fetch_endpoint": format!("{id}/fetch"),
        "federation_list_endpoint": format!("{id}/list"),
    });
    match id {
        ANCHOR => json!({
            "metadata": { "federation_entity": endpoints },
            "constraints": { "max_path_length": 1 },
            "trust_mark_issuers": { MARK: [ANCHOR, MIDDLE] },
        }),
        MIDDLE => json!({
            "metadata": { "federation_entity": endpoints },
            "authority_hints": [ANCHOR],
        }),
        _ => json!({
            "metadata": { "openid_provider": {
                "issuer": id,
                "organization_name": format!("Gestore {id}"),
                "logo_uri": format!("{id}/logo.svg"),
                "jwks": jwks(&[key("core").public()]),
            } },
            "authority_hints": [ANCHOR],
        }),
    }
}

fn anchor() -> AnchorConfig {
    AnchorConfig::new(ANCHOR)
}

fn federation() -> Federation {
    Federation::new(&anchor(), false).unwrap()
}

fn us() -> Ourselves {
    Ourselves {
        party: Arc::new(RelyingParty {
            client_id: Some(US.to_owned()),
            organization_name: "Comune di Prova".to_owned(),
            homepage_uri: "https://www.comune.prova.example.it".to_owned(),
            policy_uri: "https://sportello.example.it/privacy".to_owned(),
            logo_uri: Some("https://sportello.example.it/logo.svg".to_owned()),
            contacts: vec!["comune@pec.example.it".to_owned()],
            authority_hints: vec![MIDDLE.to_owned()],
            trust_marks: Vec::new(),
        }),
        keys: Arc::new(ClientKeys {
            federation: vec![own("federation"), own("next federation")],
            sign: vec![own("sign")],
            decrypt: vec![own("decrypt")],
        }),
        callback: Url::parse("https://sportello.example.it/accedi/ritorno").unwrap(),
    }
}

fn with_marks(marks: Vec<TrustMark>) -> Ourselves {
    let us = us();
    let party = RelyingParty { trust_marks: marks, ..(*us.party).clone() };
    Ourselves { party: Arc::new(party), ..us }
}
