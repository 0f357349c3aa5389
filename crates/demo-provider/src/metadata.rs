//! What the provider says of itself (OpenID Connect Discovery § 3) and the key it signs with.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde_json::{Value, json};

use crate::{Provider, authorize::LEVELS, keys::ALGORITHM};

pub(crate) async fn discovery(State(provider): State<Arc<Provider>>) -> Json<Value> {
    let issuer = &provider.settings.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/jwks"),
        "scopes_supported": ["openid", "profile", "email"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "acr_values_supported": LEVELS,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
        "ui_locales_supported": ["it"],
    }))
}

pub(crate) async fn jwks(State(provider): State<Arc<Provider>>) -> Json<Value> {
    Json(provider.key.set())
}
