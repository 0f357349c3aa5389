//! What stands above a sign-in in the forger's federation: the statements of anchor and provider, and the provider's keys.

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use serde_json::json;

use super::{Flaw, Forger};

pub(super) async fn anchor(State(forger): State<Forger>) -> Response {
    let address = forger.anchor();
    forger.statement(
        Flaw::AnchorHuge,
        json!({
            "iss": address, "sub": address, "jwks": forger.jwks(),
            "constraints": { "max_path_length": 1 },
            "metadata": { "federation_entity": {
                "organization_name": "Ancora di prova",
                "federation_fetch_endpoint": format!("{address}/fetch"),
                "federation_list_endpoint": format!("{address}/list"),
            } },
        }),
    )
}

pub(super) async fn list(State(forger): State<Forger>) -> Response {
    let padding = " ".repeat(forger.padding(Flaw::ListHuge));
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (kind, json!([forger.provider()]).to_string() + &padding).into_response()
}

pub(super) async fn fetch(State(forger): State<Forger>) -> Response {
    forger.statement(
        Flaw::VouchedHuge,
        json!({
            "iss": forger.anchor(), "sub": forger.provider(), "jwks": forger.jwks(),
        }),
    )
}

pub(super) async fn provider(State(forger): State<Forger>) -> Response {
    let me = forger.provider();
    let mut metadata = json!({
        "issuer": me, "organization_name": "Identità di prova",
        "authorization_endpoint": format!("{me}/authorization"),
        "token_endpoint": format!("{me}/token"),
        "userinfo_endpoint": format!("{me}/userinfo"),
        "revocation_endpoint": format!("{me}/revocation"),
    });
    match forger.flaw() {
        Flaw::KeysApart
        | Flaw::KeysPlain
        | Flaw::KeysOfAnotherKey
        | Flaw::KeysIssuer
        | Flaw::KeysSubject
        | Flaw::KeysOver => metadata["signed_jwks_uri"] = json!(format!("{me}/keys")),
        _ => metadata["jwks"] = forger.jwks(),
    }
    match forger.flaw() {
        Flaw::MetadataIssuer => metadata["issuer"] = json!(forger.anchor()),
        Flaw::MetadataTokenInside => metadata["token_endpoint"] = json!("https://10.0.0.1/token"),
        Flaw::MetadataPersonInside => {
            metadata["userinfo_endpoint"] = json!("http://169.254.169.254/");
        }
        _ => {}
    }
    forger.statement(
        Flaw::ProviderHuge,
        json!({
            "iss": me, "sub": me, "jwks": forger.jwks(), "authority_hints": [forger.anchor()],
            "metadata": { "openid_provider": metadata },
        }),
    )
}

/// Its keys for tokens, where they stand apart (OpenID Federation § 5.2.1).
pub(super) async fn keys(State(forger): State<Forger>) -> Response {
    let flaw = forger.flaw();
    let mut said = forger.jwks();
    if flaw == Flaw::KeysPlain {
        return Json(said).into_response();
    }
    let (me, other) = (forger.provider(), forger.anchor().to_owned());
    said["iss"] = json!(if flaw == Flaw::KeysIssuer { &other } else { &me });
    said["sub"] = json!(if flaw == Flaw::KeysSubject { &other } else { &me });
    said["iat"] = json!(forger.now() - 1_200);
    said["exp"] =
        json!(if flaw == Flaw::KeysOver { forger.now() - 600 } else { forger.now() + 900 });
    let key = if flaw == Flaw::KeysOfAnotherKey { &forger.0.other } else { &forger.0.key };
    let kind = [(header::CONTENT_TYPE, "application/jwk-set+jwt")];
    (kind, forger.sign_with(key, "jwk-set+jwt", &said)).into_response()
}
