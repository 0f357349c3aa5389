//! The ID token: whose it is, for whom, of when, for which sign-in. Signatures by public keys only;
//! `none` and shared secrets are not in the list, so they cannot be let in by a setting.

use std::{str::FromStr, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use openidconnect::{
    AccessToken, AccessTokenHash, ClaimsVerificationError, ClientId, IssuerUrl, Nonce,
    SignatureVerificationError,
    core::{CoreIdToken, CoreIdTokenVerifier, CoreJwsSigningAlgorithm},
};

use super::{
    Begun, SignInFailure, Told,
    counter::{Counter, TokenAnswer},
};

const ALGORITHMS: [CoreJwsSigningAlgorithm; 6] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
];
/// How far two clocks may stand apart (Avviso SPID 41: three minutes).
const LEEWAY: Duration = Duration::from_secs(180);
/// How old a token may be that comes straight from the token endpoint.
const OLDEST: Duration = Duration::from_secs(600);

/// Why a token was refused.
#[derive(Debug)]
pub(super) enum Refused {
    /// Signed with a key the provider had not shown when it was last asked.
    UnknownKey,
    Because(SignInFailure),
}

impl From<Refused> for SignInFailure {
    fn from(refused: Refused) -> SignInFailure {
        match refused {
            Refused::UnknownKey => SignInFailure::InvalidToken,
            Refused::Because(failure) => failure,
        }
    }
}

impl From<SignInFailure> for Refused {
    fn from(failure: SignInFailure) -> Refused {
        Refused::Because(failure)
    }
}

/// Everything of OpenID Connect Core § 3.1.3.7 and `at_hash` (§ 3.1.3.8), which only gateways may leave out.
pub(super) fn verify(
    desk: &Counter<'_>,
    tokens: &TokenAnswer,
    begun: &Begun,
) -> Result<Told, Refused> {
    let token = CoreIdToken::from_str(&tokens.id_token).map_err(|_| SignInFailure::InvalidToken)?;
    let issuer = desk.known.metadata.issuer.clone();
    let issuer = IssuerUrl::new(issuer).map_err(|_| SignInFailure::Nonsense)?;
    let client = ClientId::new(desk.client_id());
    let now = desk.clock.now().utc();
    let is_federation = desk.oidc.config.federation.is_some();
    // There it is what we are registered with.
    let allowed = if is_federation { &ALGORITHMS[..1] } else { &ALGORITHMS[..] }.to_vec();
    let verifier =
        CoreIdTokenVerifier::new_public_client(client, issuer, desk.known.core_keys.clone())
            .set_allowed_algs(allowed)
            .set_time_fn(move || now - LEEWAY)
            .set_issue_time_verifier_fn(move |issued| {
                let is_of_now = now - OLDEST <= issued && issued <= now + LEEWAY;
                if is_of_now { Ok(()) } else { Err("not issued now".to_owned()) }
            });
    let nonce = Nonce::new(begun.nonce.clone());
    let claims = token.claims(&verifier, &nonce).map_err(|error| refused(&error))?;
    match claims.access_token_hash() {
        None if desk.oidc.config.requires_at_hash => return Err(SignInFailure::InvalidToken.into()),
        None => {}
        Some(stated) => {
            let trouble = |_| SignInFailure::InvalidToken;
            let algorithm = token.signing_alg().map_err(|_| SignInFailure::InvalidToken)?;
            let key = token.signing_key(&verifier).map_err(|_| SignInFailure::InvalidToken)?;
            let access = AccessToken::new(tokens.access_token.clone());
            let actual = AccessTokenHash::from_token(&access, algorithm, key).map_err(trouble)?;
            if actual != *stated {
                return Err(SignInFailure::InvalidToken.into());
            }
        }
    }
    // All claims, also those OpenID Connect does not know: the text is verified by now.
    let all = payload(&tokens.id_token).ok_or(SignInFailure::InvalidToken)?;
    let starts = all.get("nbf").and_then(serde_json::Value::as_i64);
    if starts.is_some_and(|starts| starts > (now + LEEWAY).timestamp()) {
        return Err(SignInFailure::InvalidToken.into());
    }
    // It serves once, by its name.
    if is_federation && all.get("jti").and_then(serde_json::Value::as_str).is_none() {
        return Err(SignInFailure::InvalidToken.into());
    }
    Ok(Told {
        subject: claims.subject().to_string(),
        acr: claims.auth_context_ref().map(|acr| acr.to_string()),
        claims: all,
    })
}

fn payload(token: &str) -> Option<serde_json::Map<String, serde_json::Value>> {
    let middle = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(middle).ok()?).ok()
}

fn refused(error: &ClaimsVerificationError) -> Refused {
    tracing::warn!(%error, "an ID token was refused");
    match error {
        ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::NoMatchingKey,
        ) => Refused::UnknownKey,
        ClaimsVerificationError::InvalidIssuer(_) => SignInFailure::WrongIssuer.into(),
        ClaimsVerificationError::InvalidNonce(_) => SignInFailure::Replayed.into(),
        _ => SignInFailure::InvalidToken.into(),
    }
}
