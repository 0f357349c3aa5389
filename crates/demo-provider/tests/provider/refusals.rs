//! What the provider does not do: serve others than this machine, answer strangers, believe a wrong
//! secret, verifier or address.

use demo_provider::{CITIZENS, Client, Failure, STAFF, Settings, persons};
use gateway::clock::Clock;
use tokio::net::TcpListener;
use url::Url;

use crate::support::{CALLBACK, Served, hidden, served, told};

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A good request with some parameters changed; those that are empty are left out.
fn request(provider: &Served, changed: &[(&str, &str)]) -> String {
    let mut url: Url = format!("{}/authorize", provider.issuer).parse().unwrap();
    let good = [
        ("response_type", "code"),
        ("client_id", CITIZENS.id),
        ("redirect_uri", CALLBACK),
        ("scope", "openid profile"),
        ("state", "some-state"),
        ("nonce", "some-nonce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let is_changed = |name: &str| changed.iter().any(|(other, _)| *other == name);
    let kept = good.iter().filter(|(name, _)| !is_changed(name));
    let wanted = kept.chain(changed).filter(|(_, value)| !value.is_empty());
    url.query_pairs_mut().extend_pairs(wanted);
    url.into()
}

/// A fresh code for the first citizen.
async fn code(provider: &Served) -> String {
    let said = provider.choose(&request(provider, &[]), persons()[0].code).await;
    assert_eq!(said["state"], "some-state");
    said["code"].clone()
}

/// What an exchange with some fields changed is answered.
async fn exchanged(
    provider: &Served,
    client: Client,
    code: &str,
    changed: &[(&str, &str)],
) -> (u16, String) {
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    fields.retain(|(name, _)| !changed.iter().any(|(other, _)| other == name));
    fields.extend(changed);
    let response = provider.exchange(client, &fields).await;
    assert_eq!(response.headers()["cache-control"], "no-store");
    let status = response.status().as_u16();
    let body: serde_json::Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    (status, body["error"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn nobody_but_this_machine_is_served() {
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let settings = Settings { issuer: "http://0.0.0.0".to_owned(), redirects: Vec::new() };
    let failure = demo_provider::serve(listener, settings).await.unwrap_err();
    assert!(matches!(failure, Failure::NotLoopback(_)), "{failure}");
    assert!(failure.to_string().contains("is not loopback"));
}

#[tokio::test]
async fn a_redirect_must_be_an_address() {
    for wrong in ["", "/accedi/ritorno", "data:text/plain,x"] {
        let settings = Settings { issuer: String::new(), redirects: vec![wrong.to_owned()] };
        assert!(matches!(demo_provider::router(settings), Err(Failure::Redirect(_))), "{wrong}");
    }
}

#[tokio::test]
async fn strangers_are_not_sent_anywhere() {
    let provider = served().await;
    for changed in [
        ("client_id", "somebody"),
        ("client_id", ""),
        ("redirect_uri", "http://localhost:8080/elsewhere"),
        ("redirect_uri", "http://localhost:8080/accedi/ritorno/"),
        ("redirect_uri", "http://evil.example/accedi/ritorno"),
        ("redirect_uri", ""),
    ] {
        let page = provider.get(&request(&provider, &[changed])).await;
        assert_eq!(page.status(), 400, "{changed:?}");
        assert!(!page.headers().contains_key("location"));
        assert!(page.text().await.unwrap().contains("<h1>Richiesta non valida</h1>"));
    }
    let twice = format!("{}&client_id={}", request(&provider, &[]), STAFF.id);
    assert_eq!(provider.get(&twice).await.status(), 400);
}

#[tokio::test]
async fn a_client_is_told_what_its_request_lacks() {
    let provider = served().await;
    for (changed, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("response_type", ""), "unsupported_response_type"),
        (("scope", "profile"), "invalid_scope"),
        (("nonce", ""), "invalid_request"),
        (("state", ""), "invalid_request"),
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge", "short"), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge_method", ""), "invalid_request"),
        (("prompt", "none"), "login_required"),
        (("request", "x.y.z"), "request_not_supported"),
        (("request_uri", "https://x.example"), "request_uri_not_supported"),
    ] {
        let said = told(&provider.get(&request(&provider, &[changed])).await);
        assert_eq!(said["error"], error, "{changed:?}");
        assert_eq!(said["iss"], provider.issuer);
        assert_eq!(said.contains_key("state"), changed.0 != "state");
        assert!(!said.contains_key("code"));
    }
}

#[tokio::test]
async fn the_request_is_checked_again_with_the_choice() {
    let provider = served().await;
    let html = provider.get(&request(&provider, &[])).await.text().await.unwrap();
    let person = ("person".to_owned(), persons()[0].code.to_owned());
    let with = |name: &str, value: &str| {
        let mut form = hidden(&html);
        form.retain(|(other, _)| other != name);
        form.extend([(name.to_owned(), value.to_owned()), person.clone()]);
        form
    };
    let foreign = with("redirect_uri", "http://evil.example/");
    assert_eq!(provider.post(&foreign).await.status(), 400);
    let said = told(&provider.post(&with("code_challenge", "")).await);
    assert_eq!(said["error"], "invalid_request");
    // A citizen is nobody at the staff's door.
    let said = told(&provider.post(&with("client_id", STAFF.id)).await);
    assert_eq!(said["error"], "access_denied");
}

#[tokio::test]
async fn a_code_is_refused_to_whoever_it_was_not_given() {
    let provider = served().await;
    let grant = |error: &str| (400, error.to_owned());
    let given = code(&provider).await;
    assert_eq!(exchanged(&provider, CITIZENS, &given, &[]).await, (200, String::new()));
    assert_eq!(exchanged(&provider, CITIZENS, &given, &[]).await, grant("invalid_grant"));

    let given = code(&provider).await;
    assert_eq!(exchanged(&provider, STAFF, &given, &[]).await, grant("invalid_grant"));
    for wrong in [
        ("code_verifier", CHALLENGE),
        ("code_verifier", ""),
        ("redirect_uri", "http://borgo.localhost:8080/ritorno"),
        ("redirect_uri", ""),
    ] {
        let given = code(&provider).await;
        let refused = exchanged(&provider, CITIZENS, &given, &[wrong]).await;
        assert_eq!(refused, grant("invalid_grant"), "{wrong:?}");
    }
    let kind = ("grant_type", "refresh_token");
    let refused = exchanged(&provider, CITIZENS, "x", &[kind]).await;
    assert_eq!(refused, grant("unsupported_grant_type"));
}

#[tokio::test]
async fn a_client_must_prove_itself() {
    let provider = served().await;
    let given = code(&provider).await;
    for client in [
        Client { secret: "wrong", ..CITIZENS },
        Client { secret: STAFF.secret, ..CITIZENS },
        Client { id: "somebody", ..CITIZENS },
    ] {
        let refused = exchanged(&provider, client, &given, &[]).await;
        assert_eq!(refused, (401, "invalid_client".to_owned()));
    }
    // Who is not a client cannot use a code up.
    assert_eq!(exchanged(&provider, CITIZENS, &given, &[]).await.0, 200);
    let userinfo = format!("{}/userinfo", provider.issuer);
    assert_eq!(provider.get(&userinfo).await.status(), 401);
    let forged = provider.browser.get(userinfo).bearer_auth("x").send().await.unwrap();
    assert_eq!(forged.status(), 401);
    assert!(provider.desk().probe("demo", &Clock::System).await.is_ok());
}
