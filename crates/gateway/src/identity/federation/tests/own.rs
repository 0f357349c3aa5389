//! What we say, against the files of `golden/`; how we are.

use super::*;
use crate::identity::jose;

/// Header and claims of a text of ours, with keys and signed texts left out: they differ every time.
fn told(text: &str) -> Value {
    let jws = jose::verify(text, &KeySet::parse(&us().keys.federation_jwks()).unwrap()).unwrap();
    let mut told = json!({ "header": jws.header, "claims": jws.claims });
    mask(&mut told);
    told
}

fn mask(value: &mut Value) {
    let us = us();
    let keys = us.keys.federation.iter().chain(&us.keys.sign).chain(&us.keys.decrypt);
    let names = ["federation 1", "federation 2", "sign", "decrypt"];
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let kid = |key: &OwnKey| member.as_str() == Some(key.kid());
                let found = keys.clone().position(kid);
                match (name.as_str(), found) {
                    ("n" | "x" | "y", _) => *member = json!("…"),
                    ("kid", Some(index)) => *member = json!(names[index]),
                    _ => mask(member),
                }
            }
        }
        Value::Array(members) => members.iter_mut().for_each(mask),
        Value::String(text) if text.matches('.').count() == 2 && text.starts_with("eyJ") => {
            let sub = jose::unverified(text).unwrap().claims;
            *text = format!(
                "{} says of {}",
                sub["iss"].as_str().unwrap(),
                sub["sub"].as_str().unwrap()
            );
        }
        _ => {}
    }
}

#[track_caller]
fn golden(found: &Value, file: &str) {
    let expected: Value = serde_json::from_str(file).unwrap();
    assert_eq!(*found, expected, "found\n{}", serde_json::to_string_pretty(found).unwrap());
}

#[test]
fn our_configuration_says_what_the_rules_want() {
    let world = World::with_us();
    let us = with_marks(vec![world.mark(&key(ANCHOR), &json!({}))]);
    let text = super::super::own::entity_configuration(&us, world.now()).unwrap();
    golden(&told(&text), include_str!("../golden/configuration.json"));
}

#[test]
fn before_a_federation_takes_us_in_there_is_nothing_that_it_would_say() {
    let us = us();
    let say = |party: RelyingParty, keys: ClientKeys| {
        let us = Ourselves { party: Arc::new(party), keys: Arc::new(keys), ..us.clone() };
        super::super::own::entity_configuration(&us, start())
    };
    let lonely =
        RelyingParty { authority_hints: Vec::new(), logo_uri: None, ..(*us.party).clone() };
    let told = told(&say(lonely, (*us.keys).clone()).unwrap());
    let claims = told["claims"].as_object().unwrap();
    assert!(!claims.contains_key("authority_hints") && !claims.contains_key("trust_marks"));
    assert!(claims["metadata"]["federation_entity"].get("logo_uri").is_none());
    let nameless = RelyingParty { client_id: None, ..(*us.party).clone() };
    assert_eq!(say(nameless, (*us.keys).clone()), None);
    assert_eq!(say((*us.party).clone(), ClientKeys::default()), None);
}

#[tokio::test]
async fn we_resolve_what_we_know_already_and_ask_nobody() {
    let (world, federation) = (World::with_us(), federation());
    let good = world.mark(&key(ANCHOR), &json!({}));
    let at = (world.now() - Moment(0)).num_seconds();
    let ending = world.mark(&key(ANCHOR), &json!({ "exp": at + 600 }));
    let ended = world.mark(&key(ANCHOR), &json!({ "exp": at - 1 }));
    let others = world.mark(&key(ANCHOR), &json!({ "sub": ONE }));
    let us = with_marks(vec![good, ending, ended, others]);
    assert_eq!(federation.resolve(ONE, &us, world.now()), None);
    assert_eq!(federation.resolve(US, &us, world.now()), None);
    assert_eq!(world.asked("https://"), 0);
    federation.refresh(&world, &world.clock).await;
    federation.refresh_ours(&us, &world, &world.clock).await;
    let before = world.asked("https://");
    let provider = federation.resolve(ONE, &us, world.now()).unwrap();
    golden(&told(&provider), include_str!("../golden/resolve_provider.json"));
    let ours = federation.resolve(US, &us, world.now()).unwrap();
    golden(&told(&ours), include_str!("../golden/resolve_ours.json"));
    // Eleven minutes later one mark more is over.
    world.pass(minutes(11));
    let later = told(&federation.resolve(US, &us, world.now()).unwrap());
    assert_eq!(later["claims"]["trust_marks"].as_array().unwrap().len(), 1);
    for unknown in ["https://three.example.it", MIDDLE, ANCHOR, ""] {
        assert_eq!(federation.resolve(unknown, &us, world.now()), None, "{unknown}");
    }
    assert_eq!(world.asked("https://"), before);
    // What has ended is known no more.
    world.pass(Duration::hours(48));
    assert_eq!(federation.resolve(ONE, &us, world.now()), None);
    assert_eq!(federation.resolve(US, &us, world.now()), None);
}

#[tokio::test]
async fn whoever_looks_after_us_reads_when_things_end_and_why_they_are_broken() {
    let (world, federation) = (World::with_us(), federation());
    let at = (world.now() - Moment(0)).num_seconds();
    let good = world.mark(&key(ANCHOR), &json!({}));
    let ended = world.mark(&key(ANCHOR), &json!({ "exp": at - 1 }));
    let us = with_marks(vec![good.clone(), ended, good]);
    world.vouch(ANCHOR, TWO, &json!({ "exp": at - 1 }));
    world.vouch(ANCHOR, ONE, &json!({ "exp": at + 3_600 }));
    let status = format!(
        "{ANCHOR}/trust_mark_status?id={}&sub={}",
        "https%3A%2F%2Fanchor.example.it%2Fopenid_relying_party%2Fpublic%2F",
        "https%3A%2F%2Fsa.example.it%2Fc_x000%2F",
    );
    world.put(&status, Ok(r#"{"active":true}"#.to_owned()));
    let found = federation.health(&us, &world, &world.clock).await.unwrap();
    let (hour, day) = (Duration::hours(1), Duration::hours(24));
    let now = world.now();
    let what = |name: &str, ends_at: Moment, fault: Option<&str>| Health {
        what: name.to_owned(),
        ends_at: fault.is_none().then_some(ends_at),
        fault: fault.map(str::to_owned),
    };
    let mark = format!("trust mark {MARK}");
    let expected = [
        what(&format!("trust anchor {ANCHOR}"), now + day * 2, None),
        what(&format!("provider {ONE}"), now + hour, None),
        what(
            &format!("provider {TWO}"),
            now,
            Some(
                "what https://anchor.example.it says of https://two.example.it/oidc/op/: it has expired",
            ),
        ),
        what(&format!("relying party {US}"), now + day, None),
        what(&mark, now + day * 30, None),
        what(&mark, now, Some("it has expired")),
        what(&mark, now + day * 30, None),
    ];
    assert_eq!(found, expected);
    // The mark of another federation is judged there.
    let other = TrustMark {
        id: "https://other.example.it/mark".to_owned(),
        ..us.party.trust_marks[0].clone()
    };
    let us_in_two = with_marks(vec![other.clone(), us.party.trust_marks[0].clone()]);
    let found = federation.health(&us_in_two, &world, &world.clock).await.unwrap();
    assert_eq!(found[4..], expected[4..5]);
    let found = federation.health(&with_marks(vec![other]), &world, &world.clock).await.unwrap();
    assert_eq!(found[4].what, format!("trust mark under {ANCHOR}"));
    assert!(found[4].fault.is_some() && found.len() == 5, "{found:?}");
    world.put(&status, Ok(r#"{"active":false}"#.to_owned()));
    world.pass(minutes(1));
    let found = federation.health(&us, &world, &world.clock).await.unwrap();
    assert_eq!(found[4].fault.as_deref(), Some("its issuer says that it is not active"));
    world.put(&status, Err(SignInFailure::ProviderSlow));
    world.pass(minutes(1));
    let found = federation.health(&us, &world, &world.clock).await.unwrap();
    let slow = "its issuer does not say whether it is active: provider too slow";
    assert_eq!(found[4].fault.as_deref(), Some(slow));
    world.down("https://anchor");
    world.pass(minutes(1));
    let failure = federation.health(&us, &world, &world.clock).await.unwrap_err();
    assert_eq!(failure, SignInFailure::ProviderDown);
}

#[tokio::test]
async fn a_federation_that_knows_other_keys_of_ours_is_told_about() {
    let keys = us().keys.federation_jwks();
    let other = jwks(&[own("next federation").public()]);
    let fixed = |jwks: Value| json!({ "jwks": keys, "metadata_policy": { "openid_relying_party": { "jwks": jwks } } });
    for (said, fault) in [
        (json!({ "jwks": keys }), None),
        (fixed(json!({ "value": us().keys.core_jwks() })), None),
        (
            fixed(
                json!({ "value": jwks(&[own("old sign").public(), us().keys.decrypt[0].public()]) }),
            ),
            Some("the federation does not know our keys of the protocol"),
        ),
        (
            fixed(json!({ "value": jwks(&[us().keys.sign[0].public()]) })),
            Some("the federation does not know our keys of the protocol"),
        ),
        (
            json!({ "jwks": other }),
            Some(
                "what https://sa.example.it/c_x000/ says of https://sa.example.it/c_x000/: no key fits",
            ),
        ),
    ] {
        let (world, federation) = (World::with_us(), federation());
        world.vouch(MIDDLE, US, &said);
        let found = federation.health(&us(), &world, &world.clock).await.unwrap();
        assert_eq!(found[3].fault.as_deref(), fault, "{said}");
    }
}

/// The desk's handlers wait for these on any thread.
#[test]
fn what_waits_for_a_federation_can_move_between_threads() {
    fn is_send<T: Send>(_: T) {}
    let (world, federation, us) = (World::with_us(), federation(), us());
    is_send(federation.providers(&world, &world.clock));
    is_send(federation.chain(ONE, &world, &world.clock));
    is_send(federation.refresh(&world, &world.clock));
    is_send(federation.health(&us, &world, &world.clock));
}
