//! The commands about identity: keys of the relying party, the way in for an emergency, the log of sign-ins.

use serde_json::Value;

use crate::installation::{prepared, said, text};

/// A provider that asks for keys of ours, on a port where nobody listens.
const GATEWAY: &str = r#"
[[municipality.grugliasco.provider]]
id = "gateway"
audience = "citizen"
label = "Identità regionale"
issuer = "http://127.0.0.1:9"
client_id = "desk"
auth = "private_key_jwt"
insecure_loopback = true
"#;

/// `identity-keys` of the one municipality.
fn keys(more: &[&str]) -> Vec<String> {
    let words = ["identity-keys", "--municipality", "grugliasco"].iter().chain(more);
    words.map(|word| (*word).to_owned()).collect()
}

#[test]
fn keys_are_made_changed_and_dropped_and_nothing_serves_without_them() {
    let here = prepared("identity-keys");
    here.say(GATEWAY);
    let keyless = here.run(&["serve"]);
    let why = said(&keyless);
    assert!(!keyless.status.success(), "{why}");
    assert!(why.contains("identity-keys --municipality grugliasco new"), "{why}");
    let good = |more: &[&str]| here.good(&keys(more));
    let made = good(&["new"]);
    let active = |list: &str, purpose: &str| {
        let line = list.lines().find(|line| line.starts_with(purpose) && line.contains(" active "));
        line.and_then(|line| line.split_whitespace().nth(2)).map(str::to_owned)
    };
    let first = active(&made, "sign").unwrap();
    assert!(active(&made, "federation").is_some() && active(&made, "decrypt").is_some(), "{made}");
    let second = good(&["new", "--purpose", "sign"]);
    assert!(second.contains(" waiting "), "{second}");
    let second = second.split_whitespace().nth(2).unwrap().to_owned();

    // Both are published, and nothing else of them.
    let shown = good(&["show"]);
    assert!(shown.contains(&first) && shown.contains(&second), "{shown}");
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["core"]["keys"].as_array().unwrap().len(), 3);
    assert_eq!(shown["federation"]["keys"].as_array().unwrap().len(), 1);
    for key in shown["core"]["keys"].as_array().unwrap() {
        assert!(key.get("d").is_none() && key.get("p").is_none() && key["kid"].is_string());
    }

    let refused = here.run(&keys(&["drop", &first]));
    assert!(!refused.status.success() && said(&refused).contains("in use"), "{}", said(&refused));
    let early = here.run(&keys(&["use", &second]));
    assert!(!early.status.success() && said(&early).contains("register it"), "{}", said(&early));
    good(&["use", "--force", &second]);
    assert_eq!(active(&good(&["list"]), "sign").as_ref(), Some(&second));
    let early = here.run(&keys(&["drop", &first]));
    assert!(!early.status.success() && said(&early).contains("remember"), "{}", said(&early));
    assert!(!here.run(&keys(&["use", "nobody"])).status.success());
    // One name of 64 begins like a flag.
    let odd = here.run(&keys(&["use", "-nobody"]));
    assert!(!odd.status.success() && said(&odd).contains("-nobody: "), "{}", said(&odd));
    good(&["drop", "--force", &first]);
    assert!(!good(&["list"]).contains(&first));
}

#[test]
fn an_administrator_is_made_for_an_emergency_and_ended() {
    let here = prepared("recover");
    let recover = ["admin", "recover", "--municipality", "grugliasco", "--name"];
    let with = |name| recover.iter().copied().chain([name]).collect::<Vec<_>>();
    let nameless = here.run(&with("Ada"));
    assert!(!nameless.status.success() && said(&nameless).contains("family name"));
    let made = here.good(&with("Ada De Neri"));
    let link = made.lines().map(str::trim).find(|line| line.contains("/ufficio/emergenza?codice="));
    let token = link.unwrap().split_once("codice=").unwrap().1;
    assert_eq!(token.len(), 43, "{made}");
    assert!(made.contains("otpauth://totp/") && made.contains("issuer="), "{made}");
    let other = here.good(&with("Ada De Neri"));
    assert!(!other.contains(token), "each one is another");
    let ended = here.good(&["admin", "end", "--municipality", "grugliasco"]);
    assert!(ended.contains("no way in is left"), "{ended}");
    let of =
        ["admin", "remove", "--municipality", "grugliasco", "--fiscal-code", "RSSMRA80A01H501U"];
    assert!(!here.run(&of).status.success(), "nobody of that name has roles");
    assert!(!here.run(&of[..4]).status.success(), "of whom");
}

#[test]
fn a_log_of_sign_ins_is_never_kept_too_short() {
    let here = prepared("identity-log-months");
    here.say("[sign_in]\nlog_months = 23\n");
    let output = here.run(&["config"]);
    assert!(!output.status.success(), "{}", text(&output));
    assert!(said(&output).contains("sign_in.log_months"), "{}", said(&output));
}
