//! The operators one by one, together, and from two superiors; the policies that the Italian rules print.

use super::{super::policy::Policy, *};

type Vector<'a> = (&'a str, Value, Option<Value>, Result<Option<Value>, &'a str>);

fn policy(parameter: &str, operators: &Value) -> Result<Policy, String> {
    let policies = map(json!({ "t": { parameter: operators } }));
    Policy::read(&policies, &[]).map_err(|fault| fault.to_string())
}

/// What is left of a parameter, or why nothing may be.
fn applied(
    policy: &Policy,
    parameter: &str,
    found: &Option<Value>,
) -> Result<Option<Value>, String> {
    let mut metadata = map(json!({ "t": {} }));
    if let Some(found) = found {
        metadata["t"][parameter] = found.clone();
    }
    policy.apply(&mut metadata).map_err(|fault| fault.to_string())?;
    Ok(metadata["t"].get(parameter).cloned())
}

fn check(vectors: Vec<Vector<'_>>) {
    for (parameter, operators, found, expected) in vectors {
        let left = policy(parameter, &operators).and_then(|p| applied(&p, parameter, &found));
        match (&left, &expected) {
            (Ok(left), Ok(expected)) => assert_eq!(left, expected, "{operators} on {found:?}"),
            (Err(why), Err(words)) => assert!(why.contains(words), "{operators}: {why}"),
            _ => panic!("{operators} on {found:?}: {left:?}, not {expected:?}"),
        }
    }
}

fn some(value: Value) -> Option<Value> {
    Some(value)
}

#[test]
fn each_operator_alone() {
    check(vec![
        ("p", json!({ "value": "a" }), None, Ok(some(json!("a")))),
        ("p", json!({ "value": ["a"] }), some(json!(["b"])), Ok(some(json!(["a"])))),
        ("p", json!({ "value": null }), some(json!("b")), Ok(None)),
        ("p", json!({ "value": false }), some(json!(true)), Ok(some(json!(false)))),
        (
            "p",
            json!({ "add": ["a", "b"] }),
            some(json!(["b", "c"])),
            Ok(some(json!(["b", "c", "a"]))),
        ),
        ("p", json!({ "add": ["a"] }), None, Ok(some(json!(["a"])))),
        ("p", json!({ "add": "a" }), None, Ok(some(json!(["a"])))),
        ("p", json!({ "add": ["a"] }), some(json!("b")), Err("add meets no list")),
        ("p", json!({ "add": { "a": 1 } }), None, Err("wants a list")),
        ("p", json!({ "default": "a" }), None, Ok(some(json!("a")))),
        ("p", json!({ "default": "a" }), some(json!(null)), Ok(some(json!("a")))),
        ("p", json!({ "default": "a" }), some(json!("b")), Ok(some(json!("b")))),
        ("p", json!({ "default": null }), None, Err("default is null")),
        ("p", json!({ "one_of": ["a", "b"] }), some(json!("b")), Ok(some(json!("b")))),
        ("p", json!({ "one_of": ["a", "b"] }), some(json!("c")), Err("not one of those")),
        ("p", json!({ "one_of": ["a", "b"] }), None, Ok(None)),
        ("p", json!({ "one_of": [] }), None, Err("leaves nothing")),
        ("p", json!({ "one_of": "a" }), None, Err("wants a list")),
        ("p", json!({ "subset_of": ["a", "b"] }), some(json!(["b", "c"])), Ok(some(json!(["b"])))),
        ("p", json!({ "subset_of": ["a", "b"] }), some(json!(["c"])), Ok(some(json!([])))),
        ("p", json!({ "subset_of": ["a"] }), None, Ok(None)),
        ("p", json!({ "subset_of": ["a"] }), some(json!("a")), Err("meets no list")),
        ("p", json!({ "subset_of": 7 }), None, Err("wants a list")),
        (
            "p",
            json!({ "superset_of": ["a"] }),
            some(json!(["b", "a"])),
            Ok(some(json!(["b", "a"]))),
        ),
        ("p", json!({ "superset_of": ["a", "c"] }), some(json!(["a"])), Err("more than there is")),
        ("p", json!({ "superset_of": ["a"] }), None, Ok(None)),
        ("p", json!({ "superset_of": ["a"] }), some(json!("a")), Err("meets no list")),
        ("p", json!({ "essential": true }), some(json!("a")), Ok(some(json!("a")))),
        ("p", json!({ "essential": true }), None, Err("essential and missing")),
        ("p", json!({ "essential": true }), some(json!(null)), Err("essential and missing")),
        ("p", json!({ "essential": false }), None, Ok(None)),
        ("p", json!({ "essential": "yes" }), None, Err("neither true nor false")),
        ("p", json!("a"), None, Err("not an object")),
        // Not known, and nobody says that it must be.
        ("p", json!({ "regexp": "^a" }), some(json!("b")), Ok(some(json!("b")))),
    ]);
}

#[test]
fn operators_are_applied_in_their_order() {
    check(vec![
        (
            "p",
            json!({ "value": ["a"], "add": ["a"], "superset_of": ["a"], "subset_of": ["a", "b"], "essential": true }),
            None,
            Ok(some(json!(["a"]))),
        ),
        ("p", json!({ "add": ["a"], "default": ["b"] }), None, Ok(some(json!(["a"])))),
        ("p", json!({ "default": "c", "one_of": ["a"] }), None, Err("not one of those")),
        (
            "p",
            json!({ "default": ["a", "c"], "subset_of": ["a", "b"] }),
            None,
            Ok(some(json!(["a"]))),
        ),
        (
            "p",
            json!({ "subset_of": ["a", "b"], "superset_of": ["b"] }),
            some(json!(["b", "c"])),
            Ok(some(json!(["b"]))),
        ),
        (
            "p",
            json!({ "subset_of": ["a", "b"], "superset_of": ["b"] }),
            some(json!(["a", "c"])),
            Err("more than there is"),
        ),
        (
            "p",
            json!({ "add": ["a"], "subset_of": ["a"] }),
            some(json!(["c"])),
            Ok(some(json!(["a"]))),
        ),
        // The table of § 6.1.3.1.8.
        (
            "p",
            json!({ "essential": true, "subset_of": ["a", "b", "c"] }),
            some(json!(["a", "e"])),
            Ok(some(json!(["a"]))),
        ),
        (
            "p",
            json!({ "essential": true, "subset_of": ["a", "b", "c"] }),
            some(json!(["d", "e"])),
            Ok(some(json!([]))),
        ),
        ("p", json!({ "essential": true, "subset_of": ["a", "b", "c"] }), None, Err("essential")),
        ("p", json!({ "essential": false, "subset_of": ["a", "b", "c"] }), None, Ok(None)),
        // `scope` is words in a text, `jwks` keys in a set.
        (
            "scope",
            json!({ "subset_of": ["openid", "email"], "superset_of": ["openid"] }),
            some(json!("openid profile email")),
            Ok(some(json!("openid email"))),
        ),
        (
            "scope",
            json!({ "superset_of": ["openid"] }),
            some(json!("email")),
            Err("more than there is"),
        ),
        ("scope", json!({ "default": ["openid", "email"] }), None, Ok(some(json!("openid email")))),
        ("scope", json!({ "value": "openid" }), some(json!("email")), Ok(some(json!("openid")))),
        (
            "jwks",
            json!({ "subset_of": [{ "kid": "a" }] }),
            some(json!({ "keys": [{ "kid": "a" }, { "kid": "b" }] })),
            Ok(some(json!({ "keys": [{ "kid": "a" }] }))),
        ),
        (
            "jwks",
            json!({ "value": { "keys": [{ "kid": "a" }] } }),
            some(json!({ "keys": [] })),
            Ok(some(json!({ "keys": [{ "kid": "a" }] }))),
        ),
    ]);
}

#[test]
fn operators_that_contradict_each_other_are_refused() {
    for (operators, words) in [
        (json!({ "value": "a", "one_of": ["b"] }), "not among one_of"),
        (json!({ "value": ["a"], "add": ["b"] }), "lacks what add"),
        (json!({ "value": ["a"], "superset_of": ["b"] }), "lacks what superset_of"),
        (json!({ "value": ["a", "b"], "subset_of": ["a"] }), "more than subset_of"),
        (json!({ "value": "a", "subset_of": ["a"] }), "more than subset_of"),
        (json!({ "value": null, "essential": true }), "takes away what is essential"),
        (json!({ "value": null, "default": "a" }), "takes away what default"),
        (json!({ "value": null, "one_of": ["a"] }), "takes away"),
        (json!({ "value": null, "add": ["a"] }), "takes away"),
        (json!({ "value": null, "superset_of": ["a"] }), "takes away"),
        (json!({ "one_of": ["a"], "add": ["a"] }), "one_of stands with"),
        (json!({ "one_of": ["a"], "subset_of": ["a"] }), "one_of stands with"),
        (json!({ "one_of": ["a"], "superset_of": ["a"] }), "one_of stands with"),
        (json!({ "subset_of": ["a"], "superset_of": ["a", "b"] }), "superset_of asks for more"),
        (json!({ "subset_of": ["a"], "add": ["b"] }), "add adds what"),
    ] {
        let found = policy("p", &operators).unwrap_err();
        assert!(found.contains(words), "{operators}: {found}");
    }
    assert!(policy("p", &json!({ "value": null, "essential": false, "subset_of": ["a"] })).is_ok());
}

#[test]
fn the_policies_of_two_superiors_are_combined_or_refused() {
    let merged = |above: Value, below: Value| {
        let below = policy("p", &below)?;
        policy("p", &above)?.over(below).map_err(|fault| fault.to_string())
    };
    for (above, below, together) in [
        (json!({ "value": "a" }), json!({ "value": "a" }), json!({ "value": "a" })),
        (
            json!({ "add": ["a", "b"] }),
            json!({ "add": ["b", "c"] }),
            json!({ "add": ["a", "b", "c"] }),
        ),
        (json!({ "default": "a" }), json!({ "default": "a" }), json!({ "default": "a" })),
        (
            json!({ "one_of": ["a", "b"] }),
            json!({ "one_of": ["b", "c"] }),
            json!({ "one_of": ["b"] }),
        ),
        (
            json!({ "subset_of": ["a", "b"] }),
            json!({ "subset_of": ["b", "c"] }),
            json!({ "subset_of": ["b"] }),
        ),
        (json!({ "subset_of": ["a"] }), json!({ "subset_of": ["b"] }), json!({ "subset_of": [] })),
        (
            json!({ "superset_of": ["a"] }),
            json!({ "superset_of": ["b"] }),
            json!({ "superset_of": ["a", "b"] }),
        ),
        (json!({ "essential": true }), json!({ "essential": false }), json!({ "essential": true })),
        (json!({ "essential": false }), json!({ "essential": true }), json!({ "essential": true })),
        (
            json!({ "value": "a" }),
            json!({ "essential": true }),
            json!({ "value": "a", "essential": true }),
        ),
        (json!({}), json!({ "value": "a" }), json!({ "value": "a" })),
    ] {
        assert_eq!(merged(above.clone(), below.clone()), policy("p", &together), "{above} {below}");
    }
    for (above, below, words) in [
        (json!({ "value": "a" }), json!({ "value": "b" }), "different values"),
        (json!({ "value": "a" }), json!({ "value": null }), "different values"),
        (json!({ "default": "a" }), json!({ "default": "b" }), "different defaults"),
        (json!({ "one_of": ["a"] }), json!({ "one_of": ["b"] }), "leaves nothing"),
        (json!({ "subset_of": ["a"] }), json!({ "superset_of": ["b"] }), "asks for more"),
        (json!({ "subset_of": ["a"] }), json!({ "add": ["b"] }), "add adds what"),
        (json!({ "subset_of": ["a"] }), json!({ "value": ["a", "b"] }), "more than subset_of"),
        (json!({ "essential": true }), json!({ "value": null }), "takes away what is essential"),
        (json!({ "one_of": ["a"] }), json!({ "subset_of": ["a"] }), "one_of stands with"),
    ] {
        let found = merged(above.clone(), below.clone()).unwrap_err();
        assert!(found.contains(words), "{above} {below}: {found}");
    }
    // Other parameters and other types stand side by side.
    let read = |policies: Value| Policy::read(&map(policies), &[]).unwrap();
    let together = read(json!({ "t": { "p": { "value": 1 } } }))
        .over(read(json!({ "t": { "q": { "value": 2 } }, "u": { "p": { "value": 3 } } })))
        .unwrap();
    let mut metadata = map(json!({ "t": {} }));
    together.apply(&mut metadata).unwrap();
    assert_eq!(Value::Object(metadata), json!({ "t": { "p": 1, "q": 2 } }));
}

#[test]
fn critical_operators_must_be_known() {
    let policies = map(json!({ "t": { "p": { "regexp": "a" } } }));
    let critical = |name: &str| Policy::read(&policies, &[name.to_owned()]);
    assert!(critical("regexp").is_err());
    assert!(critical("superset_of").is_ok());
}

/// EN 7 of the *Regole tecniche*: what the anchor asks of a relying party. What we say of ourselves meets it.
#[test]
fn what_we_say_of_ourselves_meets_the_italian_policy() {
    let signing = json!({ "one_of": ["RS256", "RS512", "ES256", "ES512", "PS256", "PS512"], "essential": true });
    let wrapping = json!({ "one_of": ["RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"], "essential": true });
    let content = json!({ "one_of": ["A128CBC-HS256", "A256CBC-HS512"], "essential": true });
    let both = ["authorization_code", "refresh_token"];
    let policies = map(json!({ "openid_relying_party": {
        "jwks": { "value": us().keys.core_jwks() },
        "grant_types": { "subset_of": both, "superset_of": both },
        "id_token_signed_response_alg": signing,
        "userinfo_signed_response_alg": signing,
        "userinfo_encrypted_response_alg": wrapping,
        "userinfo_encrypted_response_enc": content,
        "id_token_encrypted_response_alg": { "one_of": ["RSA-OAEP"] },
        "token_endpoint_auth_method": { "one_of": ["private_key_jwt"] },
        "client_registration_types": { "one_of": ["automatic"] },
        "response_types": { "value": ["code"] },
        "scope": { "superset_of": ["openid"], "subset_of": ["openid", "offline_access"] },
        "contacts": { "add": ["tech@example.it"] },
    } }));
    let own = super::super::own::entity_configuration(&us(), start()).unwrap();
    let said = crate::identity::jose::unverified(&own).unwrap().claims;
    let mut metadata = map(said["metadata"].clone());
    Policy::read(&policies, &[]).unwrap().apply(&mut metadata).unwrap();
    let mut expected = said["metadata"]["openid_relying_party"].clone();
    expected["contacts"] = json!(["comune@pec.example.it", "tech@example.it"]);
    assert_eq!(metadata["openid_relying_party"], expected);
}

/// EN 7: what the anchor asks of a provider, `one_of` also of lists and of true and false.
#[test]
fn the_italian_policy_for_providers() {
    let signing = json!(["RS256", "RS512", "ES256", "ES512", "PS256", "PS512"]);
    check(vec![
        (
            "response_types_supported",
            json!({ "one_of": ["code"] }),
            some(json!(["code"])),
            Ok(some(json!(["code"]))),
        ),
        (
            "subject_types_supported",
            json!({ "one_of": ["pairwise"] }),
            some(json!(["pairwise", "public"])),
            Ok(some(json!(["pairwise"]))),
        ),
        (
            "userinfo_signing_alg_values_supported",
            json!({ "one_of": signing }),
            some(json!(["RS256", "RS384", "HS256"])),
            Ok(some(json!(["RS256"]))),
        ),
        (
            "userinfo_signing_alg_values_supported",
            json!({ "one_of": signing }),
            some(json!(["RS384", "HS256"])),
            Err("none of it is allowed"),
        ),
        (
            "claims_parameter_supported",
            json!({ "one_of": ["true"] }),
            some(json!(true)),
            Ok(some(json!(true))),
        ),
        (
            "claims_parameter_supported",
            json!({ "one_of": ["true"] }),
            some(json!(false)),
            Err("not one of those"),
        ),
        (
            "acr_values_supported",
            json!({ "subset_of": ["https://www.spid.gov.it/SpidL1", "https://www.spid.gov.it/SpidL2"] }),
            some(json!(["https://www.spid.gov.it/SpidL2", "https://www.spid.gov.it/SpidL3"])),
            Ok(some(json!(["https://www.spid.gov.it/SpidL2"]))),
        ),
        (
            "request_authentication_methods_supported",
            json!({ "one_of": ["request_object"] }),
            some(json!({ "ar": ["request_object"] })),
            Ok(some(json!({ "ar": ["request_object"] }))),
        ),
        ("p", json!({ "one_of": [{ "a": 1 }] }), some(json!({ "a": 2 })), Err("not one of those")),
    ]);
}
