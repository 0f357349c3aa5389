//! The authorization endpoint (RFC 6749 § 4.1.1): a request is checked, somebody is chosen, a code goes
//! back. The page holds the request itself, so it is checked again with the choice; no session is kept.

use std::sync::Arc;

use axum::{
    Form,
    extract::{
        Query, State,
        rejection::{FormRejection, QueryRejection},
    },
    response::{IntoResponse, Redirect, Response},
};
use gateway::keys;
use serde::Deserialize;
use url::Url;

use crate::{Client, Provider, clients, page, persons, token::Grant};

/// The levels of SPID, which are those of eIDAS (*low*, *substantial*, *high*).
pub(crate) const LEVELS: [&str; 3] = [
    "https://www.spid.gov.it/SpidL1",
    "https://www.spid.gov.it/SpidL2",
    "https://www.spid.gov.it/SpidL3",
];

/// What a client asks. A parameter that is missing is empty: both mean the same (RFC 6749 § 3.1).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub response_type: String,
    pub client_id: String,
    pub redirect_uri: String,
    pub scope: String,
    pub state: String,
    pub nonce: String,
    pub code_challenge: String,
    pub code_challenge_method: String,
    pub acr_values: String,
    pub prompt: String,
    pub request: String,
    pub request_uri: String,
}

/// What the page sends: the request again, and who was chosen; nobody if the visitor gives up.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Chosen {
    #[serde(flatten)]
    asked: Asked,
    person: String,
}

const UNREADABLE: &str =
    "La richiesta di accesso non si legge. Torna al sito del Comune e riprova.";
const UNKNOWN_CLIENT: &str =
    "Il servizio che ti ha mandato qui non è tra quelli della dimostrazione.";
const FOREIGN_REDIRECT: &str =
    "L'indirizzo a cui tornare dopo l'accesso non è tra quelli della dimostrazione.";

/// Why there is no code.
enum Refused {
    /// Nobody to tell but who is looking: client or address are not known.
    Here(&'static str),
    /// The client is told (RFC 6749 § 4.1.2.1).
    There { error: &'static str, description: &'static str },
}

pub(crate) async fn ask(
    State(provider): State<Arc<Provider>>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let Ok(Query(asked)) = asked else { return page::problem(UNREADABLE) };
    let checked = check(&provider, &asked).and_then(|client| {
        let must_be_silent = asked.prompt.split(' ').any(|wish| wish == "none");
        if must_be_silent { Err(told("login_required", "nobody is signed in")) } else { Ok(client) }
    });
    match checked {
        Ok(client) => page::choose(client, &asked),
        Err(refused) => answer_refused(&provider, &asked, &refused),
    }
}

pub(crate) async fn answer(
    State(provider): State<Arc<Provider>>,
    chosen: Result<Form<Chosen>, FormRejection>,
) -> Response {
    let Ok(Form(Chosen { asked, person })) = chosen else { return page::problem(UNREADABLE) };
    match check(&provider, &asked).and_then(|client| grant(&provider, &asked, client, &person)) {
        Ok(code) => back(&provider, &asked, &[("code", &code)]),
        Err(refused) => answer_refused(&provider, &asked, &refused),
    }
}

/// The client, if its request may be answered.
fn check(provider: &Provider, asked: &Asked) -> Result<Client, Refused> {
    let client = clients::named(&asked.client_id).ok_or(Refused::Here(UNKNOWN_CLIENT))?;
    if !provider.settings.redirects.contains(&asked.redirect_uri) {
        return Err(Refused::Here(FOREIGN_REDIRECT));
    }
    if !asked.request.is_empty() {
        return Err(told("request_not_supported", "request objects are not supported"));
    }
    if !asked.request_uri.is_empty() {
        return Err(told("request_uri_not_supported", "request objects are not supported"));
    }
    if asked.response_type != "code" {
        return Err(told("unsupported_response_type", "response_type must be code"));
    }
    if !asked.scope.split(' ').any(|scope| scope == "openid") {
        return Err(told("invalid_scope", "scope must contain openid"));
    }
    if asked.state.is_empty() || asked.nonce.is_empty() {
        return Err(told("invalid_request", "state and nonce are mandatory"));
    }
    if asked.code_challenge_method != "S256" || !is_challenge(&asked.code_challenge) {
        return Err(told("invalid_request", "PKCE with S256 is mandatory"));
    }
    Ok(client)
}

/// A digest of 32 bytes in base64url (RFC 7636 § 4.2).
fn is_challenge(text: &str) -> bool {
    let is_base64url = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
    text.len() == 43 && text.bytes().all(is_base64url)
}

/// A code for who was chosen.
fn grant(
    provider: &Provider,
    asked: &Asked,
    client: Client,
    person: &str,
) -> Result<String, Refused> {
    if person.is_empty() {
        return Err(told("access_denied", "nobody was chosen"));
    }
    let person = persons::with_code(client.kind, person)
        .ok_or(told("access_denied", "nobody of that code comes in by this door"))?;
    let (code, now) = (keys::text(provider.clock.token()), provider.clock.now());
    let grant = Grant {
        client: client.id,
        redirect: asked.redirect_uri.clone(),
        challenge: asked.code_challenge.clone(),
        nonce: asked.nonce.clone(),
        level: level(&asked.acr_values),
        person,
        at: now,
    };
    provider.codes.keep(code.clone(), grant, now);
    Ok(code)
}

/// The first level that the client asks for, for its list is in order of preference; else the second.
fn level(acr_values: &str) -> &'static str {
    let known = |asked: &str| LEVELS.into_iter().find(|level| *level == asked);
    acr_values.split(' ').find_map(known).unwrap_or(LEVELS[1])
}

fn told(error: &'static str, description: &'static str) -> Refused {
    Refused::There { error, description }
}

fn answer_refused(provider: &Provider, asked: &Asked, refused: &Refused) -> Response {
    match refused {
        Refused::Here(text) => page::problem(text),
        Refused::There { error, description } => {
            back(provider, asked, &[("error", error), ("error_description", description)])
        }
    }
}

/// To the client, with its state and with who answers (RFC 9207).
fn back(provider: &Provider, asked: &Asked, said: &[(&str, &str)]) -> Response {
    let Ok(mut url) = Url::parse(&asked.redirect_uri) else {
        return page::problem(FOREIGN_REDIRECT);
    };
    let mut query = url.query_pairs_mut();
    query.extend_pairs(said);
    if !asked.state.is_empty() {
        query.append_pair("state", &asked.state);
    }
    query.append_pair("iss", &provider.settings.issuer);
    drop(query);
    Redirect::to(url.as_str()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_is_the_first_one_asked_that_exists() {
        assert_eq!(level(""), LEVELS[1]);
        assert_eq!(level("urn:other"), LEVELS[1]);
        assert_eq!(level(&format!("urn:other {} {}", LEVELS[2], LEVELS[0])), LEVELS[2]);
    }

    #[test]
    fn a_challenge_is_a_digest_in_base64url() {
        assert!(is_challenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
        for wrong in ["", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", "short"] {
            assert!(!is_challenge(wrong), "{wrong}");
        }
    }
}
