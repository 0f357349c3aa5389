//! What an operator does about real identity providers, and sees: the doctor at a federation that is well, ill and
//! away; keys of ours that change under people who sign in; a server that starts while the trust anchor is away; a
//! gateway inside the municipality's own network.

use std::{
    fs,
    time::{Duration, Instant},
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use openssl::{
    asn1::Asn1Time,
    bn::{BigNum, MsbOption},
    ec::{EcGroup, EcKey},
    hash::MessageDigest,
    nid::Nid,
    pkey::{PKey, Private},
    x509::{
        X509, X509NameBuilder,
        extension::{BasicConstraints, SubjectAlternativeName},
    },
};
use serde_json::{Value, json};
use tests::{node::Node, visitor::Visitor};

use crate::{
    Server,
    installation::{Installation, demo_issuer, prepared, said, text},
};

const TOWN: [&str; 2] = ["--municipality", "grugliasco"];
/// By which name the federation's one provider stands at the door.
const SPID: &str = "Identità SPID di prova";

/// A federation that has taken the installation in, and asks everybody for trust marks.
struct World {
    here: Installation,
    peer: Node,
    entity: String,
    provider: String,
    anchor: String,
}

impl World {
    fn new(name: &str) -> Self {
        let here = prepared(name);
        let entity = format!("http://localhost:{}", here.listen.port());
        let options = json!({ "profile": "spid", "parties": [], "require_marks": true });
        let peer = Node::python("spid-cie", "provider.py", &[&options.to_string()]);
        let told = peer.next();
        let address = |name: &str| told[name].as_str().unwrap().to_owned();
        let (anchor, provider) = (address("anchor"), address("provider"));
        let staff = demo_provider::STAFF;
        // Somebody lets staff in too, or the doctor would miss that.
        let staff = format!(
            "[[municipality.grugliasco.provider]]\nid = \"staff\"\naudience = \"staff\"\n\
             label = \"Comune\"\nissuer = \"{}\"\nclient_id = \"{}\"\nclient_secret = \"{}\"\n\
             insecure_loopback = true\ngroups = {{ x = [{{ role = \"auditor\" }}] }}\n",
            demo_issuer(&here),
            staff.id,
            staff.secret,
        );
        here.say(&format!(
            "address = \"{entity}\"\n[[municipality.grugliasco.provider]]\nid = \"spid\"\n\
             scheme = \"spid\"\naudience = \"citizen\"\nlabel = \"SPID\"\n\
             insecure_loopback = true\nbare_userinfo = true\n\
             federation = {{ trust_anchor = \"{anchor}\", \
             provider_marks = [\"{anchor}/openid_provider/public/\"] }}\n\
             {staff}[municipality.grugliasco.relying_party]\ntrust_marks_file = \"{}\"\n",
            here.folder.join("marks.json").display(),
        ));
        let mut world = Self { here, peer, entity, provider, anchor };
        fs::write(world.here.folder.join("marks.json"), "[]").unwrap();
        world.keys(&["new"]);
        world.adopted(&Value::Null);
        world
    }

    fn command(&mut self, order: &Value) -> Value {
        self.peer.command(order)
    }

    /// `identity-keys` of the municipality.
    fn keys(&self, more: &[&str]) -> String {
        self.here.good(&["identity-keys"].iter().chain(&TOWN).chain(more).collect::<Vec<_>>())
    }

    /// The keys that are published.
    fn shown(&self) -> Value {
        serde_json::from_str(&self.keys(&["show"])).unwrap()
    }

    /// The anchor takes our federation keys of now, under this policy, and gives us the trust mark.
    fn adopted(&mut self, policy: &Value) {
        let jwks = &self.shown()["federation"];
        let order =
            json!({ "do": "adopt", "entity_id": self.entity, "jwks": jwks, "policy": policy });
        let told = self.command(&order);
        let marks = told["trust_marks"].to_string();
        fs::write(self.here.folder.join("marks.json"), marks).unwrap();
    }

    /// The provider looks at us anew, as it does at the latest when our chain ends.
    fn looks_again(&mut self) {
        self.command(&json!({ "do": "forget" }));
    }

    fn visitor(&self) -> Visitor {
        Visitor::new(&format!("{}/", self.entity), &[("localhost", self.here.listen)])
    }

    /// As far as the provider's page; whether it takes what we asked.
    async fn asks(&self, me: &mut Visitor) -> bool {
        me.open("/accedi?da=/area-personale").await;
        let to = me.all("a", "href").into_iter().find(|link| link.starts_with("/accedi/spid"));
        me.get(&to.unwrap()).await.is_success() && me.sees("Username")
    }

    /// Comes in through the provider's own pages.
    async fn mario_comes_in(&self) {
        let mut me = self.visitor();
        me.open("/accedi?da=/area-personale").await;
        me.follow(SPID).await;
        me.fill("Username", "mario").fill("Password", "mario").press("Login").await;
        if me.sees("AGREE") {
            me.press("AGREE").await;
        }
        assert_eq!((me.status().as_u16(), me.path()), (200, "/area-personale"), "{}", me.text());
        me.expect("Mario Rossi");
    }

    fn doctor(&self) -> (bool, String) {
        doctor(&self.here)
    }

    /// What the doctor says is wrong with it, and nothing else is.
    fn ails(&self, what: &str) {
        let (is_well, told) = self.doctor();
        assert!(!is_well, "{told}");
        let wrong: Vec<_> = told.lines().filter(|line| line.starts_with("WRONG")).collect();
        assert!(wrong.len() == 1 && wrong[0].contains(what), "«{what}» not in\n{wrong:#?}");
    }
}

fn doctor(here: &Installation) -> (bool, String) {
    let output = here.run(&["doctor"]);
    (output.status.success(), format!("{}{}", text(&output), said(&output)))
}

/// Waits until something is seen; the server looks for changes every ten seconds.
async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !is_so().await {
        assert!(begun.elapsed() < Duration::from_secs(40), "{what}");
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_sees_what_ails_a_federation() {
    let mut world = World::new("doctor-federation");
    let server = Server::start(&world.here);
    let (is_well, told) = world.doctor();
    assert!(is_well, "{told}");
    let World { anchor, provider, entity, .. } = &world;
    for what in [
        "provider spid: answers".to_owned(),
        format!("provider spid, trust anchor {anchor}: until "),
        format!("provider spid, provider {provider}: until "),
        format!("provider spid, relying party {entity}: until "),
        format!("provider spid, trust mark {anchor}/openid_relying_party/public/: until "),
        format!("provider spid, clock of {anchor}: right"),
    ] {
        let line = told.lines().find(|line| line.contains(&what));
        assert!(line.is_some_and(|line| line.starts_with("ok ")), "«{what}» not in\n{told}");
    }
    let (anchor, entity) = (anchor.clone(), entity.clone());
    let order = |what: &str, who: &str| json!({ "do": what, "who": who });

    world.command(&order("down", "anchor"));
    world.ails("provider spid: ");
    world.command(&order("up", "anchor"));
    world.command(&order("down", "provider"));
    // Nobody is left to choose from, and that is all there is to say.
    world.ails("provider spid: ");
    world.command(&order("up", "provider"));

    // Our trust mark is withdrawn, missing, about to end.
    let mark = |active: bool| json!({ "do": "mark", "entity_id": entity, "active": active });
    world.command(&mark(false));
    world.ails("its issuer says that it is not active");
    world.command(&mark(true));
    let marks = world.here.folder.join("marks.json");
    let good = fs::read_to_string(&marks).unwrap();
    fs::write(&marks, "[]").unwrap();
    world.ails("none of ours is of this federation");
    let jwks = &world.shown()["federation"];
    let told = world.command(&json!({
        "do": "adopt", "entity_id": entity, "jwks": jwks, "mark_life": 6 * 24 * 3600
    }));
    fs::write(&marks, told["trust_marks"].to_string()).unwrap();
    let (is_well, told) = world.doctor();
    let soon = told.lines().find(|line| line.starts_with("soon") && line.contains("trust mark"));
    assert!(is_well && soon.is_some(), "{told}");
    fs::write(&marks, good).unwrap();

    // The provider's own mark is withdrawn: then this anchor does not list it either.
    let provider = world.provider.clone();
    let mark = |active: bool| json!({ "do": "mark", "entity_id": provider, "active": active });
    world.command(&mark(false));
    world.ails(&format!("providers under {anchor}: it lists no provider"));
    world.command(&mark(true));

    // The anchor knows other keys of the protocol; none of ours; nobody of our name.
    let core = &world.shown()["core"];
    let stranger = json!({ "keys": [{ "kty": "RSA", "kid": "other", "n": core["keys"][0]["n"], "e": "AQAB" }] });
    world.adopted(&json!({ "openid_relying_party": { "jwks": { "value": stranger } } }));
    world.ails("the federation does not know our keys of the protocol");
    world.adopted(&Value::Null);
    assert!(world.doctor().0);
    world.command(&json!({ "do": "drop", "entity_id": entity }));
    world.ails(&format!("relying party {entity}"));
    server.stop();
}

/// Three keys change while people come in, each as the handbook says: published, known, used, forgotten.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn our_keys_change_while_people_come_in() {
    let mut world = World::new("rotation");
    let server = Server::start(&world.here);
    world.mario_comes_in().await;
    let before = world.shown();
    let kids = |shown: &Value, of: &str| -> Vec<String> {
        let keys = shown[of]["keys"].as_array().unwrap().iter();
        keys.map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
    };
    let old: Vec<String> = [kids(&before, "federation"), kids(&before, "core")].concat();
    let made = world.keys(&["new"]);
    let new: Vec<&str> = made.lines().filter_map(|line| line.split_whitespace().nth(2)).collect();
    assert_eq!((old.len(), new.len()), (3, 3), "{made}");
    // The running server publishes them beside those in use, and signs with these.
    until("the new keys are published", async || published(&world).await.len() == 6).await;
    world.mario_comes_in().await;

    // Used before the provider has seen it, a key is refused: that is what the waiting is for.
    let sign = new[1];
    let of = |state: &str| {
        let list = world.keys(&["list"]);
        let found = list.lines().filter(|line| line.contains(&format!(" {state} ")));
        found.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!((of("active").len(), of("waiting").len()), (3, 3));
    world.keys(&["use", "--force", sign]);
    until("the new key signs", async || !world.asks(&mut world.visitor()).await).await;
    // Once it has looked again, all is well: with each of the three in use, and the old ones still published.
    world.adopted(&Value::Null);
    world.looks_again();
    world.mario_comes_in().await;
    for kid in [new[0], new[2]] {
        world.keys(&["use", "--force", kid]);
    }
    until("the new key signs for the federation", async || signer(&world).await == new[0]).await;
    world.mario_comes_in().await;
    world.looks_again();
    world.mario_comes_in().await;
    assert!(world.doctor().0, "{}", world.doctor().1);

    // The old ones go; the provider sees it, and seals for the new one.
    for kid in &old {
        world.keys(&["drop", "--force", kid]);
    }
    until("the old keys are gone", async || published(&world).await.len() == 3).await;
    world.adopted(&Value::Null);
    world.looks_again();
    world.mario_comes_in().await;
    assert!(world.doctor().0, "{}", world.doctor().1);
    server.stop();
}

/// Our entity configuration: its header's `kid`, and its claims.
async fn configuration(world: &World) -> (String, Value) {
    let mut me = world.visitor();
    me.open("/.well-known/openid-federation").await;
    let text = String::from_utf8_lossy(me.bytes()).into_owned();
    let mut parts = text.split('.').map(|part| {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(part).unwrap();
        serde_json::from_slice::<Value>(&bytes).unwrap()
    });
    let header = parts.next().unwrap();
    (header["kid"].as_str().unwrap().to_owned(), parts.next().unwrap())
}

async fn signer(world: &World) -> String {
    configuration(world).await.0
}

/// All public keys that the running server shows.
async fn published(world: &World) -> Vec<Value> {
    let (_, said) = configuration(world).await;
    let core = &said["metadata"]["openid_relying_party"]["jwks"]["keys"];
    let keys = |keys: &Value| keys.as_array().unwrap().clone();
    [keys(&said["jwks"]["keys"]), keys(core)].concat()
}

/// What the anchor said last is good until it ends, also for a server that did not hear it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_starts_while_the_anchor_is_away_lets_people_in() {
    let mut world = World::new("anchor-away");
    let server = Server::start(&world.here);
    world.mario_comes_in().await;
    server.stop();
    world.command(&json!({ "do": "down", "who": "anchor" }));
    let server = Server::start(&world.here);
    world.mario_comes_in().await;
    server.stop();
}

/// A certificate authority of the municipality's own, and a certificate of it for this machine that ends in so many
/// days: both and the key in PEM.
fn certificates(days: u32) -> (String, String, String) {
    let key = || {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
    };
    let named = |name: &str| {
        let mut builder = X509NameBuilder::new().unwrap();
        builder.append_entry_by_text("CN", name).unwrap();
        builder.build()
    };
    let certificate = |name: &str, of: &PKey<Private>, days: u32| {
        let mut builder = X509::builder().unwrap();
        let mut number = BigNum::new().unwrap();
        number.rand(64, MsbOption::MAYBE_ZERO, false).unwrap();
        builder.set_version(2).unwrap();
        builder.set_serial_number(&number.to_asn1_integer().unwrap()).unwrap();
        builder.set_subject_name(&named(name)).unwrap();
        builder.set_issuer_name(&named("Comune")).unwrap();
        builder.set_pubkey(of).unwrap();
        builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
        builder.set_not_after(&Asn1Time::days_from_now(days).unwrap()).unwrap();
        builder
    };
    let (authority, server) = (key(), key());
    let mut root = certificate("Comune", &authority, 30);
    root.append_extension(BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
    root.sign(&authority, MessageDigest::sha256()).unwrap();
    let root = root.build();
    let mut leaf = certificate("localhost", &server, days);
    let context = leaf.x509v3_context(Some(&root), None);
    let names = SubjectAlternativeName::new().dns("localhost").build(&context).unwrap();
    leaf.append_extension(names).unwrap();
    leaf.sign(&authority, MessageDigest::sha256()).unwrap();
    let pem = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        pem(root.to_pem().unwrap()),
        pem(leaf.build().to_pem().unwrap()),
        pem(server.private_key_to_pem_pkcs8().unwrap()),
    )
}

/// A provider over TLS, whose certificate is of the municipality's own authority.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_inside_has_a_certificate_of_ones_own_authority() {
    let here = prepared("inside");
    let address = format!("http://localhost:{}", here.listen.port());
    let (authority, certificate, key) = certificates(5);
    let options =
        json!({ "host": "localhost", "tls": { "key": key, "cert": certificate } }).to_string();
    let callback = format!("{address}/accedi/ritorno");
    let arguments = ["desk", "secret", callback.as_str(), "", options.as_str()];
    let peer = Node::start("oidc-provider", "provider.mjs", &arguments);
    let issuer = peer.next()["issuer"].as_str().unwrap().to_owned();
    assert!(issuer.starts_with("https://localhost:"), "{issuer}");
    let file = here.folder.join("ca.pem");
    fs::write(&file, authority).unwrap();
    let block = |more: &str| {
        format!(
            "[[municipality.grugliasco.provider]]\nid = \"inside\"\naudience = \"citizen\"\n\
             label = \"Dentro\"\nissuer = \"{issuer}\"\nclient_id = \"desk\"\n\
             client_secret = \"secret\"\n{more}"
        )
    };
    here.say(&format!("address = \"{address}\"\n{}", block("insecure_loopback = true\n")));
    let (_, told) = doctor(&here);
    assert!(told.contains("WRONG grugliasco provider inside: "), "{told}");
    let believed = format!("ca_file = \"{}\"\n", file.display());
    here.say(&believed);
    let (_, told) = doctor(&here);
    assert!(told.contains("ok    grugliasco provider inside: answers"), "{told}");
    let ends = format!("soon  grugliasco provider inside, certificate of {issuer}: ends on ");
    assert!(told.contains(&ends), "{told}");
    // It leads there.
    let server = Server::start(&here);
    let mut me = Visitor::new(&format!("{address}/"), &[("localhost", here.listen)]);
    let leads = me.hop("/accedi/inside?da=/area-personale").await;
    assert!(leads.starts_with(&format!("{issuer}/auth?")), "{leads}");
    server.stop();
    // A file that is none is told before anybody tries.
    fs::write(&file, "no certificate").unwrap();
    let refused = here.run(&["serve"]);
    assert!(!refused.status.success() && said(&refused).contains("ca_file"), "{}", said(&refused));
}
