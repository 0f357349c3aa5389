//! The answers of the standards; forged, broken and foreign texts. Each check of the parent has a text here that only
//! it keeps out.

use josekit::{
    jwe::{
        self, A256GCMKW, Dir, JweEncrypter, JweHeader, RSA_OAEP, RSA_OAEP_256,
        alg::rsaes::RsaesJweAlgorithm,
    },
    jwk::{
        Jwk,
        alg::ec::EcCurve::{P256, P384, P521},
    },
    jws::{self, HS256, JwsHeader, JwsSigner, RS384},
};

use super::*;

/// RFC 7515 A.2.1 and A.3.1: header and claims.
const JOE: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const RS256_HEADER: &str = "eyJhbGciOiJSUzI1NiJ9";
const ES256_HEADER: &str = "eyJhbGciOiJFUzI1NiJ9";
const RS256_SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
const ES256_SIGNATURE: &str =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

fn rsa_of_rfc_7515() -> Value {
    json!({ "kty": "RSA", "e": "AQAB", "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ" })
}

fn ec_of_rfc_7515() -> Value {
    json!({
        "kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    })
}

fn set(keys: &[Value]) -> KeySet {
    KeySet::parse(&json!({ "keys": keys })).unwrap()
}

fn claims() -> Map<String, Value> {
    json!({ "sub": "anna", "n": 1 }).as_object().unwrap().clone()
}

fn part(value: &Value) -> String {
    keys::text(value.to_string())
}

/// A text of this header, signed by whoever signs.
fn forged(header: &Value, signer: &dyn JwsSigner) -> String {
    let message = format!("{}.{}", part(header), part(&Value::Object(claims())));
    let signature = signer.sign(message.as_bytes()).unwrap();
    format!("{message}.{}", keys::text(signature))
}

fn own(usage: KeyUsage) -> OwnKey {
    OwnKey::generate(usage, 2048).unwrap()
}

#[test]
fn the_signatures_of_the_standard() {
    let (rsa, ec) = (rsa_of_rfc_7515(), ec_of_rfc_7515());
    for (header, signature, key) in
        [(RS256_HEADER, RS256_SIGNATURE, &rsa), (ES256_HEADER, ES256_SIGNATURE, &ec)]
    {
        let token = format!("{header}.{JOE}.{signature}");
        let jws = verify(&token, &set(std::slice::from_ref(key))).unwrap();
        assert_eq!(jws.claims["iss"], "joe");
        // Without a name it is taken only where one key alone fits.
        assert!(verify(&token, &set(&[rsa.clone(), ec.clone()])).is_ok());
        let two = set(&[rsa.clone(), rsa.clone(), ec.clone(), ec.clone()]);
        assert_eq!(verify(&token, &two), Err(JoseFault::UnknownKey));
        // One letter of the claims changed.
        let changed = format!("{header}.{}.{signature}", JOE.replacen("Jqb2Ui", "Jqb2Qi", 1));
        assert_eq!(verify(&changed, &set(std::slice::from_ref(key))), Err(JoseFault::BadSignature));
    }
}

#[test]
fn the_thumbprint_of_the_standard() {
    let key = json!({ "kty": "RSA", "e": "AQAB", "alg": "RS256", "kid": "2011-04-29", "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw" });
    let thumbprint = own::thumbprint(key.as_object().unwrap());
    assert_eq!(thumbprint.as_deref(), Some("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"));
}

#[test]
fn what_we_sign_is_read_with_our_public_key_only() {
    let (key, other) = (own(KeyUsage::Sign), own(KeyUsage::Sign));
    let token = key.sign(Some("entity-statement+jwt"), &claims()).unwrap();
    let keys = set(&[other.public(), key.public()]);
    let jws = verify(&token, &keys).unwrap();
    assert_eq!(jws.claims, claims());
    let header = json!({ "alg": "RS256", "kid": key.kid(), "typ": "entity-statement+jwt" });
    assert_eq!(Value::Object(jws.header), header);
    assert_eq!(verify(&token, &set(&[other.public()])), Err(JoseFault::UnknownKey));
    // Somebody else under our name.
    let mut theirs = other.public();
    theirs["kid"] = json!(key.kid());
    assert_eq!(verify(&token, &set(&[theirs])), Err(JoseFault::BadSignature));
    assert_eq!(own(KeyUsage::Decrypt).sign(None, &claims()), Err(JoseFault::UnknownKey));
    assert!(
        !verify(&key.sign(None, &claims()).unwrap(), &keys).unwrap().header.contains_key("typ")
    );
}

#[test]
fn every_algorithm_of_the_list_is_read_and_no_other() {
    use josekit::jws::{ES256, ES256K, ES384, ES512, EdDSA, PS256, PS384, PS512, RS256, RS512};
    let rsa = Jwk::generate_rsa_key(2048).unwrap();
    let ec = |curve| Jwk::generate_ec_key(curve).unwrap();
    let signed = |key: &Jwk, signer: &dyn JwsSigner| {
        let public = serde_json::to_value(key.to_public_key().unwrap().as_ref()).unwrap();
        let header = json!({ "alg": signer.algorithm().name() });
        verify(&forged(&header, signer), &set(&[public])).map(|jws| jws.claims)
    };
    for signer in [RS256.signer_from_jwk(&rsa).unwrap(), RS512.signer_from_jwk(&rsa).unwrap()] {
        assert_eq!(signed(&rsa, &signer), Ok(claims()), "{}", signer.algorithm().name());
    }
    for signer in [PS256.signer_from_jwk(&rsa).unwrap(), PS512.signer_from_jwk(&rsa).unwrap()] {
        assert_eq!(signed(&rsa, &signer), Ok(claims()), "{}", signer.algorithm().name());
    }
    for (alg, curve) in [(ES256, P256), (ES384, P384), (ES512, P521)] {
        let key = ec(curve);
        let signer = alg.signer_from_jwk(&key).unwrap();
        assert_eq!(signed(&key, &signer), Ok(claims()), "{}", alg.name());
    }
    let forbidden = |word: &str| Err(JoseFault::Forbidden(word.to_owned()));
    assert_eq!(signed(&rsa, &RS384.signer_from_jwk(&rsa).unwrap()), forbidden("RS384"));
    assert_eq!(signed(&rsa, &PS384.signer_from_jwk(&rsa).unwrap()), forbidden("PS384"));
    let key = ec(josekit::jwk::alg::ec::EcCurve::Secp256k1);
    assert_eq!(signed(&key, &ES256K.signer_from_jwk(&key).unwrap()), forbidden("ES256K"));
    let key = Jwk::generate_ed_key(josekit::jwk::alg::ed::EdCurve::Ed25519).unwrap();
    assert_eq!(signed(&key, &EdDSA.signer_from_jwk(&key).unwrap()), forbidden("EdDSA"));
}

#[test]
fn a_text_that_nobody_signed_or_that_the_public_key_signed_is_forbidden() {
    let key = own(KeyUsage::Sign);
    let keys = set(&[key.public()]);
    let body = part(&Value::Object(claims()));
    for alg in ["none", "None", "NONE", ""] {
        let header = part(&json!({ "alg": alg, "kid": key.kid() }));
        let fault = Err(JoseFault::Forbidden(alg.to_owned()));
        assert_eq!(verify(&format!("{header}.{body}."), &keys), fault);
    }
    // The classic: the public key, in every form a careless reader might take for a secret.
    let public = key.public();
    for secret in [public.to_string(), public["n"].as_str().unwrap().to_owned()] {
        let signer = HS256.signer_from_bytes(secret).unwrap();
        let header = json!({ "alg": "HS256", "kid": key.kid() });
        let fault = Err(JoseFault::Forbidden("HS256".to_owned()));
        assert_eq!(verify(&forged(&header, &signer), &keys), fault);
    }
    let header = part(&json!({ "kid": key.kid() }));
    assert_eq!(verify(&format!("{header}.{body}."), &keys), Err(JoseFault::Malformed));
}

#[test]
fn a_key_is_used_only_for_what_it_is() {
    let private = Jwk::generate_rsa_key(2048).unwrap();
    let public = serde_json::to_value(private.to_public_key().unwrap().as_ref()).unwrap();
    let with = |name: &str, value: Value| {
        let mut key = public.clone();
        key["kid"] = json!("k");
        key[name] = value;
        set(&[key])
    };
    let signer = josekit::jws::RS256.signer_from_jwk(&private).unwrap();
    let header = json!({ "alg": "RS256", "kid": "k" });
    let token = forged(&header, &signer);
    assert!(verify(&token, &with("use", json!("sig"))).is_ok());
    assert!(verify(&token, &with("alg", json!("RS256"))).is_ok());
    for (name, value) in [("use", "enc"), ("use", "x"), ("alg", "PS256"), ("alg", "RSA-OAEP")] {
        assert_eq!(
            verify(&token, &with(name, json!(value))),
            Err(JoseFault::UnknownKey),
            "{value}"
        );
    }
    let found = verify(&token, &with("key_ops", json!(["encrypt"])));
    assert_eq!(found, Err(JoseFault::BadSignature));
    // An algorithm of another kind of key.
    let token = forged(&json!({ "alg": "ES256", "kid": "k" }), &signer);
    assert_eq!(verify(&token, &with("use", json!("sig"))), Err(JoseFault::UnknownKey));
    // Another curve than the algorithm's.
    let mut key = ec_of_rfc_7515();
    key["kid"] = json!("k");
    let token = format!("{}.{JOE}.{ES256_SIGNATURE}", part(&json!({ "alg": "ES384", "kid": "k" })));
    assert_eq!(verify(&token, &set(&[key])), Err(JoseFault::UnknownKey));
}

#[test]
fn headers_that_would_change_the_rules_are_refused_and_keys_inside_not_looked_at() {
    let key = own(KeyUsage::Sign);
    let keys = set(&[key.public()]);
    let private = Jwk::from_bytes(key.private_text()).unwrap();
    let signer = josekit::jws::RS256.signer_from_jwk(&private).unwrap();
    let good = json!({ "alg": "RS256", "kid": key.kid() });
    assert!(verify(&forged(&good, &signer), &keys).is_ok());
    for crit in [json!(["exp"]), json!([]), Value::Null] {
        let mut header = good.clone();
        header["crit"] = crit;
        assert_eq!(verify(&forged(&header, &signer), &keys), Err(JoseFault::Malformed));
    }
    let mut header = good.clone();
    header["kid"] = json!(7);
    assert_eq!(verify(&forged(&header, &signer), &keys), Err(JoseFault::Malformed));
    // A stranger signs and brings the key along.
    let stranger = Jwk::generate_rsa_key(2048).unwrap();
    let brought = serde_json::to_value(stranger.to_public_key().unwrap().as_ref()).unwrap();
    let signer = josekit::jws::RS256.signer_from_jwk(&stranger).unwrap();
    let mut header = good.clone();
    header["jwk"] = brought;
    assert_eq!(verify(&forged(&header, &signer), &keys), Err(JoseFault::BadSignature));
    header["kid"] = json!("theirs");
    assert_eq!(verify(&forged(&header, &signer), &keys), Err(JoseFault::UnknownKey));
}

#[test]
fn a_text_of_another_form_is_malformed() {
    let key = own(KeyUsage::Sign);
    let keys = set(&[key.public()]);
    let token = key.sign(None, &claims()).unwrap();
    let large = json!({ "a": "a".repeat(LARGEST) }).as_object().unwrap().clone();
    for text in [
        String::new(),
        "..".to_owned(),
        token.replace('.', " "),
        format!("{token}."),
        format!("{token}="),
        format!(" {token}"),
        token.rsplit_once('.').unwrap().0.to_owned(),
        key.sign(None, &large).unwrap(),
        // Claims that are a list; RFC 7515 A.4 signs a word.
        format!("{}.{}.AAAA", part(&json!({ "alg": "RS256" })), part(&json!([1]))),
        "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AAAA".to_owned(),
    ] {
        let start: String = text.chars().take(40).collect();
        assert_eq!(verify(&text, &keys), Err(JoseFault::Malformed), "{start}");
    }
    let empty = format!("{}.", token.rsplit_once('.').unwrap().0);
    assert_eq!(verify(&empty, &keys), Err(JoseFault::BadSignature));
    let mut zeros = ec_of_rfc_7515();
    zeros["kid"] = json!("k");
    let header = part(&json!({ "alg": "ES256", "kid": "k" }));
    let nothing = format!("{header}.{JOE}.{}", keys::text([0; 64]));
    assert_eq!(verify(&nothing, &set(&[zeros])), Err(JoseFault::BadSignature));
}

#[test]
fn a_set_holds_public_keys_that_could_be_used() {
    let rsa = rsa_of_rfc_7515();
    let small = Jwk::generate_rsa_key(1024).unwrap();
    let small = serde_json::to_value(small.to_public_key().unwrap().as_ref()).unwrap();
    let mut forge_all = rsa.clone();
    forge_all["e"] = json!("AQ");
    let mut even = rsa.clone();
    even["e"] = json!("Ag");
    let mut endless = rsa.clone();
    endless["n"] = json!("_".repeat(1_400));
    let mut not_text = rsa.clone();
    not_text["kid"] = json!(7);
    for key in [
        small,
        forge_all,
        even,
        endless,
        not_text,
        json!({ "kty": "oct", "k": "c2VjcmV0" }),
        json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }),
        json!({ "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU" }),
        json!({ "kty": "EC", "crv": "P-256", "x": "f83O", "y": "x_FE" }),
        json!({ "kty": "EC", "crv": "P-384", "x": ec_of_rfc_7515()["x"], "y": ec_of_rfc_7515()["y"] }),
        json!({ "kty": "EC", "crv": "secp256k1", "x": ec_of_rfc_7515()["x"], "y": ec_of_rfc_7515()["y"] }),
        json!({ "kty": "RSA" }),
        json!("RSA"),
        Value::Null,
    ] {
        assert!(set(std::slice::from_ref(&key)).is_empty(), "{key}");
        assert_eq!(set(&[key, rsa.clone()]), set(std::slice::from_ref(&rsa)));
    }
    assert_eq!(KeySet::parse(&json!([rsa])), Some(set(std::slice::from_ref(&rsa))));
    for no_set in [json!({}), json!({ "keys": {} }), json!("keys"), Value::Null] {
        assert_eq!(KeySet::parse(&no_set), None);
    }
    assert!(KeySet::parse(&json!(vec![rsa.clone(); 50])).is_some());
    assert_eq!(KeySet::parse(&json!(vec![rsa.clone(); 51])), None);
    // What is secret never stays in a set, whoever put it there.
    let private: Value = serde_json::from_str(&own(KeyUsage::Sign).private_text()).unwrap();
    let kept = set(&[private]).to_value();
    let names: Vec<&String> = kept["keys"][0].as_object().unwrap().keys().collect();
    assert!(["d", "p", "q", "dp", "dq", "qi"].iter().all(|s| !names.iter().any(|n| n == s)));
    let written = serde_json::to_string(&set(std::slice::from_ref(&rsa))).unwrap();
    assert_eq!(serde_json::from_str::<KeySet>(&written).unwrap(), set(&[rsa]));
    assert!(serde_json::from_str::<KeySet>("7").is_err());
}

#[test]
fn a_key_of_ours_is_stored_whole_and_printed_without_its_secret() {
    for usage in [KeyUsage::Sign, KeyUsage::Decrypt] {
        let key = own(usage);
        let again = OwnKey::parse(&key.private_text()).unwrap();
        assert_eq!((again.kid(), again.usage()), (key.kid(), usage));
        assert_eq!(again.public(), key.public());
        let thumbprint = own::thumbprint(key.public().as_object().unwrap()).unwrap();
        assert_eq!(key.kid(), thumbprint);
        let public = key.public().to_string();
        assert!(!public.contains("\"d\"") && public.contains("\"use\""));
        let private: Value = serde_json::from_str(&key.private_text()).unwrap();
        let secret = private["d"].as_str().unwrap();
        assert!(!format!("{key:?}").contains(&secret[..8]) && format!("{key:?}").len() < 100);
        // A key from elsewhere keeps the name it is known by.
        let renamed = key.private_text().replace(key.kid(), "federation-2026");
        assert_eq!(OwnKey::parse(&renamed).unwrap().kid(), "federation-2026");
    }
    // What it says of algorithms does not count: the header of a seal does.
    let key = own(KeyUsage::Decrypt);
    let mut private: Value = serde_json::from_str(&key.private_text()).unwrap();
    private["alg"] = json!("RSA-OAEP-256");
    private["key_ops"] = json!(["unwrapKey"]);
    let again = OwnKey::parse(&private.to_string()).unwrap();
    assert_eq!(again.public(), key.public());
    let token = sealed(&*encrypter(RSA_OAEP, &key), "A128CBC-HS256", &[], b"anna");
    assert!(decrypt(&token, &[again]).is_ok());
    assert_eq!(own(KeyUsage::Sign).public()["alg"], "RS256");
    assert_eq!(own(KeyUsage::Decrypt).public()["alg"], "RSA-OAEP-256");
    assert!(OwnKey::generate(KeyUsage::Sign, 1024).is_err());
    let public = own(KeyUsage::Sign).public().to_string();
    for text in ["", "{}", &public, r#"{"kty":"oct","k":"AAAA","use":"sig"}"#] {
        assert!(OwnKey::parse(text).is_none(), "{text}");
    }
}

/// A text sealed for a public key, whatever the header says besides.
fn sealed(
    encrypter: &dyn JweEncrypter,
    enc: &str,
    extra: &[(&str, Value)],
    plain: &[u8],
) -> String {
    let mut header = JweHeader::new();
    header.set_content_encryption(enc);
    for (name, value) in extra {
        header.set_claim(name, Some(value.clone())).unwrap();
    }
    jwe::serialize_compact(plain, &header, encrypter).unwrap()
}

fn encrypter(alg: RsaesJweAlgorithm, key: &OwnKey) -> Box<dyn JweEncrypter> {
    let mut public = Jwk::from_map(key.public().as_object().unwrap().clone()).unwrap();
    // Providers seal with an algorithm that we did not register.
    public.set_parameter("alg", None).unwrap();
    Box::new(alg.encrypter_from_jwk(&public).unwrap())
}

#[test]
fn a_seal_is_opened_with_every_algorithm_of_the_list_whatever_we_registered() {
    let (key, other) = (own(KeyUsage::Decrypt), own(KeyUsage::Decrypt));
    let keys = [own(KeyUsage::Sign), other, key.clone()];
    for alg in [RSA_OAEP, RSA_OAEP_256] {
        for enc in ["A128CBC-HS256", "A256CBC-HS512"] {
            let by = encrypter(alg, &key);
            let named = sealed(&*by, enc, &[("cty", json!("JWT"))], b"anna");
            assert_eq!(decrypt(&named, &keys).as_deref(), Ok(&b"anna"[..]), "{alg} {enc}");
            // Without a name each key is tried.
            let mut public = Jwk::from_map(key.public().as_object().unwrap().clone()).unwrap();
            public.set_parameter("alg", None).unwrap();
            public.set_parameter("kid", None).unwrap();
            let nameless = alg.encrypter_from_jwk(&public).unwrap();
            let nameless = sealed(&nameless, enc, &[], b"anna");
            assert_eq!(decrypt(&nameless, &keys).as_deref(), Ok(&b"anna"[..]), "{alg} {enc}");
            assert_eq!(decrypt(&nameless, &keys[..2]), Err(JoseFault::BadSignature));
            assert_eq!(decrypt(&nameless, &keys[..1]), Err(JoseFault::UnknownKey));
            assert_eq!(decrypt(&named, &keys[..2]), Err(JoseFault::UnknownKey));
        }
    }
}

#[test]
#[expect(deprecated, reason = "a forger does not mind")]
fn a_seal_of_another_algorithm_is_forbidden() {
    let key = own(KeyUsage::Decrypt);
    let keys = [key.clone()];
    let forbidden = |word: &str| Err(JoseFault::Forbidden(word.to_owned()));
    let kid = ("kid", json!(key.kid()));
    let token = sealed(&*encrypter(jwe::RSA1_5, &key), "A128CBC-HS256", &[], b"anna");
    assert_eq!(decrypt(&token, &keys), forbidden("RSA1_5"));
    let token = sealed(&*encrypter(jwe::RSA_OAEP_512, &key), "A128CBC-HS256", &[], b"anna");
    assert_eq!(decrypt(&token, &keys), forbidden("RSA-OAEP-512"));
    for enc in ["A128GCM", "A256GCM", "A192CBC-HS384"] {
        let token = sealed(&*encrypter(RSA_OAEP, &key), enc, &[], b"anna");
        assert_eq!(decrypt(&token, &keys), forbidden(enc));
    }
    let direct = Dir.encrypter_from_bytes([7; 32]).unwrap();
    let token = sealed(&direct, "A128CBC-HS256", std::slice::from_ref(&kid), b"anna");
    assert_eq!(decrypt(&token, &keys), forbidden("dir"));
    let shared = A256GCMKW.encrypter_from_bytes([7; 32]).unwrap();
    let token = sealed(&shared, "A128CBC-HS256", &[kid], b"anna");
    assert_eq!(decrypt(&token, &keys), forbidden("A256GCMKW"));
}

#[test]
fn a_seal_that_was_changed_does_not_open() {
    let key = own(KeyUsage::Decrypt);
    let keys = [key.clone()];
    for enc in ["A128CBC-HS256", "A256CBC-HS512"] {
        let token = sealed(&*encrypter(RSA_OAEP_256, &key), enc, &[], &[b'a'; 40]);
        let parts: Vec<&str> = token.split('.').collect();
        for index in 1..5 {
            let mut bytes = keys::bytes(parts[index]).unwrap();
            for position in [0, bytes.len() - 1] {
                bytes[position] ^= 1;
                let mut changed: Vec<String> =
                    parts.iter().map(|part| (*part).to_owned()).collect();
                changed[index] = keys::text(&bytes);
                let found = decrypt(&changed.join("."), &keys);
                assert_eq!(found, Err(JoseFault::BadSignature), "{enc} {index} {position}");
                bytes[position] ^= 1;
            }
            // Cut short, also to nothing: half a tag is no tag.
            for length in [0, bytes.len() / 2] {
                let mut cut: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
                cut[index] = keys::text(&bytes[..length]);
                assert_eq!(decrypt(&cut.join("."), &keys), Err(JoseFault::BadSignature));
            }
        }
        // The header is sealed too.
        let header = object(parts[0]).unwrap();
        let mut changed = header.clone();
        changed.insert("cty".to_owned(), json!("JWT"));
        let changed = part(&Value::Object(changed));
        let changed = format!("{changed}.{}", parts[1..].join("."));
        assert_eq!(decrypt(&changed, &keys), Err(JoseFault::BadSignature));
    }
}

#[test]
fn a_seal_of_another_form_is_malformed() {
    let key = own(KeyUsage::Decrypt);
    let keys = [key.clone()];
    let by = encrypter(RSA_OAEP_256, &key);
    let enc = "A128CBC-HS256";
    let good = sealed(&*by, enc, &[], b"anna");
    let inflated = sealed(&*by, enc, &[("zip", json!("DEF"))], &[b'a'; 1_000]);
    let mut critical = JwsHeader::new();
    critical.set_claim("crit", Some(json!(["exp"]))).unwrap();
    let critical = part(&json!({
        "alg": "RSA-OAEP-256", "enc": enc, "kid": key.kid(), "crit": ["exp"], "exp": 1,
    }));
    for token in [
        String::new(),
        "....".to_owned(),
        format!("{good}."),
        good.replacen('.', "", 1),
        format!("{good}="),
        inflated,
        format!("{critical}.{}", good.split_once('.').unwrap().1),
        sealed(&*by, enc, &[], &vec![b'a'; LARGEST]),
        jws::serialize_compact(
            b"{}",
            &JwsHeader::new(),
            &HS256.signer_from_bytes([7; 32]).unwrap(),
        )
        .unwrap(),
    ] {
        let start: String = token.chars().take(40).collect();
        assert_eq!(decrypt(&token, &keys), Err(JoseFault::Malformed), "{start}");
    }
    assert!(decrypt(&good, &keys).is_ok());
}
