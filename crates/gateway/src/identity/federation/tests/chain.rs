//! Who is believed: the good chains, and every way in which one is not.

use super::*;

type Outcome = Result<Chain, ChainFault>;

async fn climb(world: &World, entity: &str, own: Option<&str>) -> Outcome {
    let reach = Reach { insecure_loopback: false };
    let anchor = configuration(world, reach, ANCHOR, world.now()).await?;
    Way { fetch: world, reach, anchor: &anchor, now: world.now() }.climb(entity, own).await
}

async fn ours(world: &World) -> Outcome {
    let said = super::super::own::entity_configuration(&us(), world.now()).unwrap();
    climb(world, US, Some(&said)).await
}

/// What went wrong, in the operator's words.
fn why(outcome: Outcome) -> String {
    outcome.map(|chain| chain.statements).unwrap_err().to_string()
}

#[tokio::test]
async fn a_provider_below_the_anchor_is_believed() {
    let world = World::new();
    let soon = (world.now() - Moment(0)).num_seconds() + 600;
    world.vouch(
        ANCHOR,
        ONE,
        &json!({
            "exp": soon,
            "metadata_policy": { "openid_provider": { "contacts": { "value": ["a@example.it"] } } },
        }),
    );
    let chain = climb(&world, ONE, None).await.unwrap();
    let pages = world.pages.lock().unwrap();
    let page = |url: &str| pages[url].clone().unwrap();
    let expected = [
        page("https://one.example.it/.well-known/openid-federation"),
        page("https://anchor.example.it/fetch?sub=https%3A%2F%2Fone.example.it"),
        page("https://anchor.example.it/.well-known/openid-federation"),
    ];
    assert_eq!(chain.statements, expected);
    assert_eq!(chain.expires, Moment(soon * 1_000_000));
    assert_eq!(chain.metadata["openid_provider"]["issuer"], ONE);
    assert_eq!(chain.metadata["openid_provider"]["contacts"], json!(["a@example.it"]));
    assert!(chain.leaf_keys.get(key(ONE).kid()).is_some());
    assert!(!chain.has_intermediate());
}

#[tokio::test]
async fn a_relying_party_below_an_intermediate_is_believed() {
    let world = World::with_us();
    let at = (world.now() - Moment(0)).num_seconds();
    let policy = |grants: Value, contact: &str| {
        json!({ "openid_relying_party": {
            "grant_types": grants, "contacts": { "add": [contact] },
        } })
    };
    world.vouch(ANCHOR, MIDDLE, &json!({
        "metadata_policy": policy(json!({ "subset_of": ["authorization_code", "refresh_token"] }), "a@anchor.example.it"),
        "constraints": { "max_path_length": 1 },
        "exp": at + 700,
    }));
    world.vouch(MIDDLE, US, &json!({
        "jwks": us().keys.federation_jwks(),
        "metadata_policy": policy(json!({ "subset_of": ["authorization_code"] }), "b@sa.example.it"),
        // Itself stands over what we say, for the types that we have.
        "metadata": { "openid_relying_party": { "client_name": "Comune" }, "oauth_resource": {} },
        "constraints": { "max_path_length": 0 },
    }));
    let chain = ours(&world).await.unwrap();
    assert_eq!(chain.statements.len(), 4);
    assert_eq!(chain.expires, Moment((at + 700) * 1_000_000));
    let party = &chain.metadata["openid_relying_party"];
    assert_eq!(party["grant_types"], json!(["authorization_code"]));
    assert_eq!(party["client_name"], "Comune");
    // From the anchor downwards.
    let contacts = json!(["comune@pec.example.it", "a@anchor.example.it", "b@sa.example.it"]);
    assert_eq!(party["contacts"], contacts);
    assert!(!chain.metadata.contains_key("oauth_resource"));
    let above: Vec<&str> = chain.superiors.iter().map(|superior| superior.id.as_str()).collect();
    assert_eq!(above, [MIDDLE, ANCHOR]);
    assert!(chain.superiors[0].keys.get(key(MIDDLE).kid()).is_some());
    assert!(chain.leaf_keys.get(own("federation").kid()).is_some());
    // A clock that is ahead, by less than three minutes; a media type written out.
    world.vouch(ANCHOR, MIDDLE, &json!({ "iat": at + 170 }));
    let mut claims = world.claims(MIDDLE, MIDDLE);
    over(&mut claims, &profile(MIDDLE));
    let typ = Some("application/entity-statement+JWT");
    world.put_configuration(MIDDLE, key(MIDDLE).sign(typ, &claims));
    assert!(ours(&world).await.is_ok());
}

#[tokio::test]
async fn a_statement_that_says_the_wrong_thing_is_refused() {
    let world = World::new();
    let at = (world.now() - Moment(0)).num_seconds();
    let cases = [
        (json!({ "iss": TWO }), "by somebody else"),
        (json!({ "iss": "https://anchor.example.it/" }), "by somebody else"),
        (json!({ "sub": TWO }), "by somebody else"),
        (json!({ "sub": "https://one.example.it/" }), "by somebody else"),
        (json!({ "iss": null }), "by somebody else"),
        (json!({ "iat": at + 181 }), "not yet valid"),
        (json!({ "iat": null }), "claim iat"),
        (json!({ "exp": at }), "expired"),
        (json!({ "exp": null }), "claim exp"),
        (json!({ "exp": "tomorrow" }), "claim exp"),
        (json!({ "jwks": null }), "claim jwks"),
        (json!({ "jwks": { "keys": [] } }), "claim jwks"),
        (json!({ "metadata": [] }), "claim metadata"),
        (json!({ "metadata_policy": [] }), "claim metadata_policy"),
        (json!({ "metadata_policy": { "openid_provider": [] } }), "not an object"),
        (json!({ "metadata_policy_crit": ["regexp"] }), "critical operator"),
        (json!({ "constraints": { "max_path_length": -1 } }), "max_path_length"),
        (json!({ "constraints": { "max_path_length": "1" } }), "max_path_length"),
    ];
    for (changes, words) in cases {
        world.vouch(ANCHOR, ONE, &changes);
        let found = why(climb(&world, ONE, None).await);
        assert!(found.contains(words), "{changes}: {found}");
        assert!(found.starts_with("what https://anchor.example.it says of https://one"), "{found}");
    }
    world.vouch(ANCHOR, ONE, &json!({ "iat": at + 180, "exp": at + 1 }));
    assert!(climb(&world, ONE, None).await.is_ok());
    // The same of what the provider says of itself.
    for changes in [json!({ "iss": ANCHOR }), json!({ "sub": TWO }), json!({ "exp": at - 1 })] {
        world.say(ONE, &changes);
        let found = why(climb(&world, ONE, None).await);
        assert!(found.starts_with("what https://one.example.it says of https://one"), "{found}");
    }
}

#[tokio::test]
async fn what_the_rules_ignore_does_no_harm() {
    let world = World::new();
    world.vouch(
        ANCHOR,
        ONE,
        &json!({
            "crit": ["naming_constraints"], "aud": TWO, "trust_anchor_id": TWO,
            "policy_language_crit": ["regexp"],
            "constraints": { "naming_constraints": { "excluded": [".example.it"] } },
            "metadata_policy": { "openid_provider": { "issuer": { "regexp": "^x" } } },
            "metadata_policy_crit": ["value", "one_of"],
        }),
    );
    assert!(climb(&world, ONE, None).await.is_ok());
}

#[tokio::test]
async fn a_text_of_another_type_or_without_a_key_s_name_is_refused() {
    let world = World::new();
    let claims = world.claims(ANCHOR, ONE);
    for typ in [None, Some("JWT"), Some("trust-mark+jwt"), Some("resolve-response+jwt")] {
        world.put_statement(ANCHOR, ONE, key(ANCHOR).sign(typ, &claims));
        let found = why(climb(&world, ONE, None).await);
        assert!(found.contains("claim typ"), "{typ:?} {found}");
    }
    let text = key(ANCHOR).sign_as(None, Some("entity-statement+jwt"), &claims);
    world.put_statement(ANCHOR, ONE, text);
    assert!(why(climb(&world, ONE, None).await).contains("claim kid"));
    world.put_statement(ANCHOR, ONE, "<html>".to_owned());
    assert!(why(climb(&world, ONE, None).await).contains("not well made"));
}

#[tokio::test]
async fn each_is_signed_with_the_keys_that_the_one_above_names() {
    let thief = key("thief");
    // The anchor's statement, by somebody else under the anchor's name, and by nobody it knows.
    let world = World::with_us();
    let text = world.statement(ANCHOR, ONE, &thief, &json!({}));
    world.put_statement(ANCHOR, ONE, text);
    assert!(why(climb(&world, ONE, None).await).contains("no key fits"));
    // The provider's own words with other keys than those the anchor names: whoever holds the host of a provider
    // cannot speak for it.
    let world = World::with_us();
    let text = world.configuration(ONE, &thief, &json!({ "jwks": jwks(&[thief.public()]) }));
    world.put_configuration(ONE, text);
    assert!(why(climb(&world, ONE, None).await).contains("no key fits"));
    // With keys it does not even name itself, although the anchor does.
    let world = World::with_us();
    world.say(ONE, &json!({ "jwks": jwks(&[thief.public()]) }));
    assert!(why(climb(&world, ONE, None).await).contains("no key fits"));
    // The intermediate's configuration, and what it says of us, likewise.
    let world = World::with_us();
    let text = world.configuration(MIDDLE, &thief, &json!({ "jwks": jwks(&[thief.public()]) }));
    world.put_configuration(MIDDLE, text);
    assert!(why(ours(&world).await).contains("no key fits"));
    let world = World::with_us();
    let keys = json!({ "jwks": us().keys.federation_jwks() });
    let both = json!({ "jwks": jwks(&[key(MIDDLE).public(), thief.public()]) });
    world.say(MIDDLE, &both);
    let text = world.statement(MIDDLE, US, &thief, &keys);
    world.put_statement(MIDDLE, US, text);
    // Its configuration names the thief's key; the anchor, whose word counts, does not.
    assert!(why(ours(&world).await).contains("no key fits"));
    let world = World::with_us();
    world.vouch(MIDDLE, US, &json!({ "jwks": jwks(&[thief.public()]) }));
    assert!(why(ours(&world).await).contains("no key fits"));
}

#[tokio::test]
async fn nobody_is_believed_who_does_not_stand_below_the_anchor() {
    let world = World::new();
    let below = ChainFault::NotBelow;
    world.say(ONE, &json!({ "authority_hints": null }));
    assert_eq!(climb(&world, ONE, None).await.unwrap_err(), below);
    world.say(ONE, &json!({ "authority_hints": ["https://anchor.example.it/"] }));
    assert!(climb(&world, ONE, None).await.is_err());
    // Loops: the anchor itself, itself as its own superior, an intermediate below itself.
    world.say(ANCHOR, &json!({ "authority_hints": [ANCHOR] }));
    world.vouch(ANCHOR, ANCHOR, &json!({}));
    assert_eq!(climb(&world, ANCHOR, None).await.unwrap_err(), below);
    world.say(ONE, &json!({ "authority_hints": [ONE] }));
    let before = world.asked(ONE);
    assert_eq!(climb(&world, ONE, None).await.unwrap_err(), below);
    assert_eq!(world.asked(ONE), before + 1);
    world.say(ONE, &json!({ "authority_hints": [MIDDLE] }));
    world.say(MIDDLE, &json!({ "authority_hints": [MIDDLE, ONE] }));
    assert_eq!(climb(&world, ONE, None).await.unwrap_err(), below);
    // Two intermediates are one too many, whatever the anchor allows.
    world.say(ANCHOR, &json!({ "constraints": null }));
    world.say(MIDDLE, &json!({ "authority_hints": [TWO] }));
    assert_eq!(climb(&world, ONE, None).await.unwrap_err(), below);
    // The anchor knows nothing of it.
    let world = World::new();
    world.put(
        "https://anchor.example.it/fetch?sub=https%3A%2F%2Fone.example.it",
        Err(SignInFailure::Nonsense),
    );
    assert!(matches!(climb(&world, ONE, None).await, Err(ChainFault::Unreachable(..))));
}

#[tokio::test]
async fn an_intermediate_is_refused_where_the_anchor_allows_none() {
    let world = World::with_us();
    world.say(ANCHOR, &json!({ "constraints": { "max_path_length": 0 } }));
    assert_eq!(ours(&world).await.unwrap_err(), ChainFault::TooDeep);
    assert!(climb(&world, ONE, None).await.is_ok());
    let world = World::with_us();
    world.vouch(ANCHOR, MIDDLE, &json!({ "constraints": { "max_path_length": 0 } }));
    assert_eq!(ours(&world).await.unwrap_err(), ChainFault::TooDeep);
}

#[tokio::test]
async fn policies_that_contradict_each_other_or_the_metadata_end_the_chain() {
    let world = World::with_us();
    let policy = |ops: Value| json!({ "openid_relying_party": { "subject_type": ops } });
    let keys = us().keys.federation_jwks();
    world.vouch(
        ANCHOR,
        MIDDLE,
        &json!({ "metadata_policy": policy(json!({ "value": "pairwise" })) }),
    );
    let below = json!({ "jwks": keys, "metadata_policy": policy(json!({ "value": "public" })) });
    world.vouch(MIDDLE, US, &below);
    assert!(why(ours(&world).await).contains("two superiors set different values"));
    world.vouch(MIDDLE, US, &json!({ "jwks": keys }));
    assert!(ours(&world).await.is_ok());
    world.vouch(
        ANCHOR,
        MIDDLE,
        &json!({ "metadata_policy": policy(json!({ "one_of": ["public"] })) }),
    );
    assert!(why(ours(&world).await).contains("subject_type: it is not one of those allowed"));
}

#[tokio::test]
async fn only_the_first_few_superiors_are_looked_at() {
    let world = World::new();
    let many: Vec<String> = (0..20).map(|n| format!("https://sa{n}.example.it")).collect();
    world.say(ONE, &json!({ "authority_hints": many }));
    assert!(climb(&world, ONE, None).await.is_err());
    assert_eq!(world.asked("https://sa"), 5);
}

#[tokio::test]
async fn nobody_makes_us_call_an_address_of_his_choice() {
    for address in
        ["http://10.0.0.1/", "https://localhost/fetch", "http://127.0.0.1:80/", "file:///etc"]
    {
        let world = World::with_us();
        let forbidden = |outcome: Outcome| matches!(outcome, Err(ChainFault::Forbidden(_)));
        world.say(
            ANCHOR,
            &json!({ "metadata": { "federation_entity": {
            "federation_fetch_endpoint": address, "federation_list_endpoint": address,
        } } }),
        );
        assert!(forbidden(climb(&world, ONE, None).await), "{address}");
        assert!(federation().providers(&world, &world.clock).await.is_err());
        let world = World::with_us();
        world.say(ONE, &json!({ "authority_hints": [address] }));
        assert!(forbidden(climb(&world, ONE, None).await), "{address}");
        assert!(forbidden(climb(&world, address, None).await), "{address}");
        let world = World::with_us();
        world.say(
            MIDDLE,
            &json!({ "metadata": { "federation_entity": {
            "federation_fetch_endpoint": address,
        } } }),
        );
        assert!(forbidden(ours(&world).await), "{address}");
        assert_eq!(world.asked(address), 0);
    }
    let world = World::with_us();
    world.say(ANCHOR, &json!({ "metadata": { "federation_entity": {} } }));
    assert!(matches!(climb(&world, ONE, None).await, Err(ChainFault::NoEndpoint(..))));
}

#[test]
fn trust_marks_and_their_issuers_are_read_under_either_name() {
    let world = World::with_us();
    let read = |changes: &Value| {
        let text = world.configuration(ONE, &key(ONE), changes);
        Statement::configuration(&text, ONE, world.now()).unwrap()
    };
    let marks = read(&json!({ "trust_marks": [
        { "id": "a", "trust_mark": "1" },
        { "trust_mark_type": "b", "trust_mark": "2" },
        { "id": "a", "trust_mark_type": "b", "trust_mark": "3" },
        { "trust_mark": "nameless" },
        { "id": "empty" },
        "no mark",
    ] }))
    .marks;
    let mark = |id: &str, text: &str| TrustMark { id: id.to_owned(), trust_mark: text.to_owned() };
    assert_eq!(marks, [mark("a", "1"), mark("b", "2"), mark("a", "3")]);
    let many = vec![json!({ "id": "a", "trust_mark": "1" }); 30];
    assert_eq!(read(&json!({ "trust_marks": many })).marks.len(), 20);
    assert!(read(&json!({ "trust_marks": "none" })).marks.is_empty());
    let issuers = BTreeMap::from([(MARK.to_owned(), vec![ANCHOR.to_owned()])]);
    for name in ["trust_mark_issuers", "trust_marks_issuers"] {
        assert_eq!(read(&json!({ name: { MARK: [ANCHOR] } })).mark_issuers, issuers, "{name}");
    }
    assert!(read(&json!({})).mark_issuers.is_empty());
}
