//! Claims as different gateways write them, and the rules that must not bend.

use model::{
    Localized,
    access::{Role, RoleAt},
};
use serde_json::json;

use super::*;
use crate::identity::{Audience, ClientAuth, ConfigFault, GroupRole, Scheme, Userinfo};

fn citizens() -> ProviderConfig {
    let mut config = ProviderConfig::new(
        "spid",
        Localized::it("SPID e CIE"),
        Audience::Citizen,
        "https://login.example.it",
    );
    config.client_id = "desk".to_owned();
    config.client_secret = crate::identity::Secret::new("s");
    config
}

fn read(config: &ProviderConfig, claims: Value) -> Result<Identity, SignInFailure> {
    identity(config, "sub-1", 2, claims.as_object().unwrap())
}

#[test]
fn the_claims_of_spid_and_cie_are_read_without_any_map() {
    let person = read(
        &citizens(),
        json!({
            "https://attributes.eid.gov.it/fiscal_number": "TINIT-RSSMRA80A01H501U",
            "given_name": " Mario\n", "family_name": "Rossi", "birthdate": "1980-01-01",
            "gender": "male", "place_of_birth": {"locality": "H501", "region": "RM"},
            "email": "mario@example.it", "phone_number": "3331234567", "groups": ["admin"],
        }),
    )
    .unwrap();
    assert_eq!(person.key, "cf:RSSMRA80A01H501U");
    assert_eq!(person.fiscal_code.unwrap().as_str(), "RSSMRA80A01H501U");
    assert_eq!((person.given_name.as_str(), person.family_name.as_str()), ("Mario", "Rossi"));
    assert_eq!(person.birth_date.unwrap().to_string(), "1980-01-01");
    assert_eq!(person.birth_place.as_deref(), Some("H501"));
    assert_eq!(person.sex.as_deref(), Some("m"));
    assert_eq!((person.level, person.roles), (2, None));
    assert_eq!((person.provider.as_str(), person.provider_label.as_str()), ("spid", "SPID e CIE"));
}

#[test]
fn a_gateway_with_names_of_its_own_is_read_through_the_map() {
    let mut config = citizens();
    config.claims.fiscal_code = "codice_fiscale".to_owned();
    config.claims.given_name = "persona.nome".to_owned();
    config.claims.family_name = "persona.cognome".to_owned();
    let person = read(
        &config,
        json!({
            "codice_fiscale": "bncnna75e50f205h",
            "persona": {"nome": "Anna", "cognome": "Bianchi"}, "birthdate": "1975", "gender": 7,
        }),
    )
    .unwrap();
    assert_eq!(person.key, "cf:BNCNNA75E50F205H");
    assert_eq!((person.given_name.as_str(), person.birth_date, person.sex), ("Anna", None, None));
}

#[test]
fn without_a_good_fiscal_code_nobody_comes_in_unless_the_configuration_says_so() {
    let mut config = citizens();
    let name = "https://attributes.eid.gov.it/fiscal_number";
    let none = json!({"given_name": "Ana", "family_name": "Silva"});
    let wrong = json!({"given_name": "A", "family_name": "B", name: "TINIT-RSSMRA80A01H501X"});
    let foreign = json!({"given_name": "A", "family_name": "B", name: "TINES-RSSMRA80A01H501U"});
    for claims in [&none, &wrong, &foreign] {
        assert_eq!(read(&config, claims.clone()), Err(SignInFailure::NoFiscalCode), "{claims}");
    }
    config.without_fiscal_code = true;
    let person = read(&config, none).unwrap();
    assert_eq!((person.key.as_str(), person.fiscal_code), ("spid:sub-1", None));
    assert_eq!(read(&config, wrong), Err(SignInFailure::NoFiscalCode));
    // Who comes through the eIDAS node is the same person at every gateway that says so.
    let european = json!({
        "given_name": "Ana", "family_name": "Silva",
        "https://attributes.eid.gov.it/spid_code": "ES/IT/12345678X",
    });
    assert_eq!(read(&config, european).unwrap().key, "eidas:ES/IT/12345678X");
    let nameless = json!({"given_name": "", "family_name": "B"});
    assert_eq!(read(&config, nameless), Err(SignInFailure::Nonsense));
}

#[test]
fn behind_a_gateway_it_is_told_who_checked_the_credentials() {
    let mut config = citizens();
    config.without_fiscal_code = true;
    config.claims.checked_by = "idp".to_owned();
    let mut claims = json!({"given_name": "Ana", "family_name": "Silva", "idp": "Identità Uno"});
    let person = read(&config, claims.clone()).unwrap();
    assert_eq!(person.provider_label, "SPID e CIE (Identità Uno)");
    claims.as_object_mut().unwrap().remove("idp");
    assert_eq!(read(&config, claims).unwrap().provider_label, "SPID e CIE");
}

#[test]
fn what_is_asked_one_by_one_stands_at_the_top_of_userinfo() {
    let asked = citizens().claims.asked(Scheme::Plain);
    let names: Vec<&String> = asked["userinfo"].as_object().unwrap().keys().collect();
    assert!(names.contains(&&"place_of_birth".to_owned()), "{names:?}");
    assert!(names.contains(&&"https://attributes.eid.gov.it/fiscal_number".to_owned()));
    assert!(asked.get("id_token").is_none(), "the national rules allow none there");
}

#[test]
fn a_federation_leaves_little_open() {
    let config = || {
        let mut config = ProviderConfig::federated(
            "spid",
            Localized::it("SPID"),
            Scheme::Spid,
            "https://registry.example.it",
        );
        config.bare_userinfo = false;
        config
    };
    assert_eq!(config().check(), Ok(()));
    let settled = config().settled();
    assert!(settled.request_object && settled.requires_at_hash && settled.ask_claims);
    assert_eq!((settled.auth, settled.userinfo), (ClientAuth::PrivateKeyJwt, Userinfo::Jwe));
    assert_eq!((settled.prompt(1), settled.prompt(2)), ("consent", "consent login"));
    assert!(settled.scopes.is_empty(), "SPID knows no scope but openid");
    let mut loose = config();
    loose.assumed_level = Some(2);
    loose.prompt = Some("login".to_owned());
    let settled = loose.settled();
    assert_eq!((settled.level_of(None), settled.prompt(2)), (0, "consent login"));
    let asked = |scheme| settled.claims.asked(scheme)["userinfo"].as_object().unwrap().len();
    assert_eq!((asked(Scheme::Spid), asked(Scheme::Cie)), (9, 8), "CIE knows no spid_code");
    type Break = fn(&mut ProviderConfig);
    let broken: [(Break, &str); 7] = [
        (|c| c.scheme = Scheme::Eidas, "spid or cie"),
        (|c| c.audience = Audience::Staff, "not staff"),
        (|c| c.issuer = "https://one.example.it".to_owned(), "gateway's"),
        (|c| c.federation.as_mut().unwrap().trust_anchor = "http://a.example".to_owned(), "https"),
        (|c| c.federation.as_mut().unwrap().keys = Some(json!({"keys": []})), "public keys"),
        (|c| c.bare_userinfo = true, "for tests"),
        (|c| c.least_level = 0, "1 to 3"),
    ];
    for (breaks, why) in broken {
        let mut config = config();
        breaks(&mut config);
        let found = config.check().unwrap_err().why;
        assert!(found.contains(why), "{found} / {why}");
    }
}

#[test]
fn who_shares_a_machine_is_asked_anew() {
    let mut config = citizens();
    assert_eq!(config.prompt(2), "login");
    config.prompt = Some(String::new());
    assert_eq!(config.prompt(2), "");
    config.prompt = None;
    config.audience = Audience::Staff;
    assert_eq!(config.prompt(2), "");
}

#[test]
fn a_second_factor_is_one_of_those_named() {
    let mut config = citizens();
    let used = |means: Value| json!({ "amr": means }).as_object().unwrap().clone();
    assert!(config.has_second_factor(&used(json!([]))));
    config.second_factor = vec!["otp".to_owned(), "hwk".to_owned()];
    assert!(config.has_second_factor(&used(json!(["pwd", "otp"]))));
    for missing in [json!(["pwd"]), json!([]), json!("otp"), json!(null)] {
        assert!(!config.has_second_factor(&used(missing.clone())), "{missing}");
    }
}

#[test]
fn groups_give_roles_to_staff_only_and_once() {
    let mut config = citizens();
    config.audience = Audience::Staff;
    config.without_fiscal_code = true;
    config.claims.groups = "realm_access.roles".to_owned();
    let clerk =
        GroupRole { role: Role::Clerk, office: Some("anagrafe".to_owned()), procedure: None };
    let auditor = GroupRole { role: Role::Auditor, office: None, procedure: None };
    config.groups.insert("a".to_owned(), vec![clerk.clone(), auditor]);
    config.groups.insert("b".to_owned(), vec![clerk]);
    let claims = json!({
        "given_name": "Ada", "family_name": "B",
        "realm_access": {"roles": ["b", "a", "unknown", 3]},
    });
    let roles = read(&config, claims).unwrap().roles;
    let expect =
        vec![RoleAt::in_office(Role::Clerk, "anagrafe"), RoleAt::everywhere(Role::Auditor)];
    assert_eq!(roles, Some(expect));
    let outside = json!({"given_name": "Ada", "family_name": "B"});
    assert_eq!(read(&config, outside).unwrap().roles, Some(Vec::new()), "in no group any more");
}

#[test]
fn levels_are_those_of_the_map_or_the_one_vouched_for() {
    let mut config = citizens();
    let l2 = "https://www.spid.gov.it/SpidL2";
    assert_eq!(config.acr_values(2), [l2]);
    config.levels.insert("urn:l2".to_owned(), 2);
    assert_eq!(config.acr_values(2), [l2, "urn:l2"]);
    config.levels.retain(|_, level| *level != 1);
    assert_eq!(config.acr_values(1), [l2, "urn:l2"], "the lowest that there is");
    assert!(config.acr_values(4).is_empty());
    assert_eq!((config.level_of(Some(l2)), config.level_of(Some("1"))), (2, 0));
    assert_eq!(config.level_of(None), 0);
    config.assumed_level = Some(1);
    assert_eq!((config.level_of(None), config.level_of(Some(l2))), (1, 2));
}

#[test]
fn a_configuration_that_could_not_work_is_refused_at_once() {
    type Break = fn(&mut ProviderConfig);
    let broken: [(Break, &str); 8] = [
        (|c| c.id = "A b".to_owned(), "id must be"),
        (|c| c.label = Localized::default(), "label"),
        (|c| c.issuer = "login".to_owned(), "no address"),
        (|c| c.issuer = "http://login.example.it".to_owned(), "https"),
        (|c| c.issuer = "http://127.0.0.1:9".to_owned(), "https"),
        (|c| c.client_secret = crate::identity::Secret::new(""), "client_secret"),
        (|c| c.assumed_level = Some(4), "1 to 3"),
        (|c| c.levels.clear(), "nobody could come in"),
    ];
    for (breaks, why) in broken {
        let mut config = citizens();
        assert_eq!(config.check(), Ok(()));
        breaks(&mut config);
        let ConfigFault { why: found, .. } = config.check().unwrap_err();
        assert!(found.contains(why), "{found} / {why}");
    }
    let mut config = citizens();
    config.insecure_loopback = true;
    for (issuer, works) in [
        ("http://127.0.0.1:9", true),
        ("http://localhost:9", true),
        ("http://[::1]:9", true),
        ("http://login.example.it", false),
        ("http://127.0.0.1.example.it", false),
    ] {
        config.issuer = issuer.to_owned();
        assert_eq!(config.check().is_ok(), works, "{issuer}");
    }
}

#[test]
fn a_block_of_the_configuration_file_is_read_and_a_misspelt_key_is_not() {
    let text = r#"
        id = "comune"
        label = { it = "Accesso del personale", en = "Staff" }
        audience = "staff"
        issuer = "https://login.example.it/realms/comune"
        client_id = "sportello"
        client_secret = "molto segreto"
        auth = "secret_post"
        assumed_level = 2
        claims = { fiscal_code = "cf", groups = "realm_access.roles" }
        [groups]
        vigili = [{ role = "clerk", office = "polizia-locale" }]
    "#;
    let config: ProviderConfig = toml::from_str(text).unwrap();
    assert_eq!(config.check(), Ok(()));
    assert_eq!((config.claims.fiscal_code.as_str(), config.levels.len()), ("cf", 3));
    assert_eq!(config.claims.email, "email");
    assert!(!format!("{config:?}").contains("molto segreto"));
    assert!(toml::from_str::<ProviderConfig>(&text.replace("auth", "auhT")).is_err());
    let blind = text.replace("assumed_level", "without_fiscal_code = true\nassumed_level");
    let blind: ProviderConfig = toml::from_str(&blind).unwrap();
    assert!(blind.check().is_err(), "own applications would not be noticed");
}
