//! OpenID Connect as relying party: authorization code with PKCE, ID token, `userinfo`, tokens given back; the same
//! for a gateway that describes itself and for the providers of a federation. Checks everything a provider says
//! before anybody believes it. Not here: who vouches for whom (`federation`), sessions, and the check that the answer
//! comes from the browser that began.

mod counter;
mod http;
mod known;
mod logout;
mod meeting;
mod request;
mod standing;
mod token;
mod userinfo;

use chrono::Duration;
use model::Moment;
use serde_json::{Map, Value};
use url::{Url, form_urlencoded};

use super::{
    Begun, Callback, Choice, ConfigFault, Health, Identity, Message, MessageIndex, MessageKind,
    Ourselves, ProviderConfig, SignInFailure, Tokens, Wanted, claims, federation::Federation,
};
use crate::clock::Clock;
use counter::{Counter, TokenAnswer};
use known::{Known, Source};
use request::Request;

pub(super) use http::Http;

/// How long an access token lives in a federation, whatever `expires_in` says, and where a gateway does not say (Avviso
/// SPID 41: 15 minutes, `expires_in` 5).
const TOKEN_LIFE: Duration = Duration::minutes(15);

#[derive(Debug)]
pub(super) struct Oidc {
    config: ProviderConfig,
    http: Http,
    source: Source,
}

impl Oidc {
    pub(super) fn new(config: ProviderConfig) -> Result<Oidc, ConfigFault> {
        let unread = |_| config.fault("ca_file is no file of certificates in PEM");
        let authorities = config.ca_file.as_deref().map_or(Ok(Vec::new()), http::authorities);
        let http = Http::new(config.insecure_loopback, authorities.map_err(unread)?)
            .map_err(|_| config.fault("no client for HTTPS could be made"))?;
        let source = Source::new(&config)?;
        Ok(Oidc { config, http, source })
    }

    pub(super) fn config(&self) -> &ProviderConfig {
        &self.config
    }

    pub(super) fn federation(&self) -> Option<&Federation> {
        self.source.federation()
    }

    pub(super) async fn choices(&self, clock: &Clock) -> Result<Vec<Choice>, SignInFailure> {
        let Some(federation) = self.federation() else { return Ok(Vec::new()) };
        let listed = self.told(federation.providers(&self.http, clock).await)?;
        Ok(listed
            .iter()
            .map(|one| Choice { id: one.entity_id.clone(), name: one.name.clone() })
            .collect())
    }

    pub(super) async fn refresh(&self, us: &Ourselves, clock: &Clock) {
        if let Some(federation) = self.federation() {
            federation.refresh(&self.http, clock).await;
            federation.refresh_ours(us, &self.http, clock).await;
        }
    }

    pub(super) async fn probe(
        &self,
        us: &Ourselves,
        clock: &Clock,
    ) -> Result<Vec<Health>, SignInFailure> {
        let mut found = Vec::new();
        let servers: Vec<String> = match self.federation() {
            Some(federation) => {
                found = self.told(federation.health(us, &self.http, clock).await)?;
                let listed = self.told(federation.providers(&self.http, clock).await)?;
                let ours = us.party.client_id.as_deref();
                let ids = listed.iter().map(|one| one.entity_id.as_str());
                ids.chain([federation.anchor_id()]).chain(ours).map(str::to_owned).collect()
            }
            None => {
                let asked = self.source.ask(&self.config, None, &self.http, clock).await;
                let known = self.told(asked)?;
                let more = known.metadata.addresses().map(ToString::to_string);
                more.chain([self.config.issuer.clone()]).collect()
            }
        };
        let servers: Vec<Url> = servers.iter().filter_map(|url| Url::parse(url).ok()).collect();
        found.extend(meeting::meet(&self.http, &servers, clock).await);
        Ok(found)
    }

    pub(super) async fn begin(
        &self,
        wanted: Wanted<'_>,
        us: &Ourselves,
        clock: &Clock,
    ) -> Result<Begun, SignInFailure> {
        let choice = self.told(self.choice(wanted.choice, clock).await)?;
        let known = self.known(choice.as_deref(), clock).await;
        let known = self.told(known)?;
        let request = Request::new(&self.config, us, &known, clock);
        let url = self.told(request.address(wanted.level))?;
        let mut messages = known.chain_message(clock);
        messages.push(Message {
            kind: MessageKind::AuthenticationRequest,
            at: clock.now(),
            index: MessageIndex {
                client_id: Some(request.client_id.clone()),
                ..url.object.as_deref().map(MessageIndex::of_token).unwrap_or_default()
            },
            body: url.address.to_string(),
        });
        Ok(Begun {
            url: url.address.into(),
            state: request.state,
            nonce: request.nonce,
            verifier: request.verifier,
            level: wanted.level,
            choice,
            is_staff: self.config.is_staff(),
            messages,
        })
    }

    /// Which provider of a federation is meant; none at a gateway.
    async fn choice(
        &self,
        asked: Option<&str>,
        clock: &Clock,
    ) -> Result<Option<String>, SignInFailure> {
        let (Some(federation), Some(anchor)) = (self.federation(), &self.config.federation) else {
            return Ok(None);
        };
        let only = anchor.provider.as_deref();
        match (asked, only) {
            (Some(asked), Some(only)) if asked != only => Err(SignInFailure::UnknownProvider),
            (Some(one), _) | (None, Some(one)) => Ok(Some(one.to_owned())),
            (None, None) => match &*federation.providers(&self.http, clock).await? {
                [one] => Ok(Some(one.entity_id.clone())),
                _ => Err(SignInFailure::UnknownProvider),
            },
        }
    }

    async fn known(
        &self,
        choice: Option<&str>,
        clock: &Clock,
    ) -> Result<std::sync::Arc<Known>, SignInFailure> {
        self.source.known(&self.config, choice, &self.http, clock).await
    }

    pub(super) async fn finish(
        &self,
        begun: &Begun,
        callback: &Callback,
        us: &Ourselves,
        clock: &Clock,
        messages: &mut Vec<Message>,
    ) -> Result<Identity, SignInFailure> {
        self.told(self.identity(begun, callback, us, clock, messages).await)
    }

    async fn identity(
        &self,
        begun: &Begun,
        callback: &Callback,
        us: &Ourselves,
        clock: &Clock,
        messages: &mut Vec<Message>,
    ) -> Result<Identity, SignInFailure> {
        messages.push(callback.message(clock));
        let mut known = self.known(begun.choice.as_deref(), clock).await?;
        let code = self.code(&known, callback)?;
        let desk = Counter { oidc: self, us, known: &known, clock };
        let tokens = desk.exchange(code, &begun.verifier, messages).await?;
        let told = match token::verify(&desk, &tokens, begun) {
            // Asked anew at most every half minute: a stranger's token is no lever to make us call.
            Err(token::Refused::UnknownKey) => {
                let choice = begun.choice.as_deref();
                known = self.source.ask(&self.config, choice, &self.http, clock).await?;
                messages.extend(known.chain_message(clock));
                let desk = Counter { oidc: self, us, known: &known, clock };
                token::verify(&desk, &tokens, begun)
            }
            first => first,
        }
        .map_err(SignInFailure::from);
        let desk = Counter { oidc: self, us, known: &known, clock };
        let identity = match told {
            Ok(told) => self.described(&desk, begun, told, &tokens, messages).await,
            Err(failure) => Err(failure),
        };
        if identity.is_err() {
            // Nobody came in: what was given for it goes back, if the provider takes it.
            let _ = desk.revoke(&tokens.access_token, messages).await;
        }
        let mut identity = identity?;
        // Those of staff also serve to ask whether they still are staff.
        let is_kept = known.metadata.revocation_endpoint.is_some() || self.config.is_staff();
        let (token, life, now) = (tokens.access_token, tokens.expires_in, clock.now());
        identity.tokens = is_kept.then(|| Tokens {
            choice: begun.choice.clone(),
            subject: identity.subject.clone(),
            ends_at: self.token_ends(&token, life, now),
            good_until: good_until(&token, life, now),
            access_token: token,
            refresh_token: tokens.refresh_token,
        });
        Ok(identity)
    }

    /// When an access token ends at the latest.
    fn token_ends(&self, token: &str, expires_in: Option<i64>, now: Moment) -> Moment {
        let [said, written] = ends(token, expires_in, now);
        let usual = match (&self.config.federation, said) {
            (None, Some(said)) => said,
            _ => now + TOKEN_LIFE,
        };
        [said, written].into_iter().flatten().fold(usual, Moment::max)
    }

    /// The person whom verified tokens speak of.
    async fn described(
        &self,
        desk: &Counter<'_>,
        begun: &Begun,
        told: Told,
        tokens: &TokenAnswer,
        messages: &mut Vec<Message>,
    ) -> Result<Identity, SignInFailure> {
        // Before anything of the person is asked for.
        let level = self.config.level_of(told.acr.as_deref());
        if level < begun.level {
            return Err(SignInFailure::LevelTooLow);
        }
        if !self.config.has_second_factor(&told.claims) {
            return Err(SignInFailure::NoSecondFactor);
        }
        let mut claims = told.claims;
        if desk.known.metadata.userinfo_endpoint.is_some() {
            let said = desk.userinfo(&tokens.access_token, messages).await?;
            if said.get("sub").and_then(Value::as_str) != Some(told.subject.as_str()) {
                return Err(SignInFailure::OtherPerson);
            }
            claims.extend(said);
        }
        claims::identity(&self.config, &told.subject, level, &claims)
    }

    /// The code of an answer that comes from whom we asked.
    fn code<'c>(&self, known: &Known, callback: &'c Callback) -> Result<&'c str, SignInFailure> {
        // Before anything else, also before an error is believed: a mix-up must not end another sign-in.
        let must_say = known.metadata.authorization_response_iss_parameter_supported
            || self.config.scheme.requires_iss() && self.config.federation.is_some();
        match &callback.iss {
            Some(iss) if *iss != known.metadata.issuer => return Err(SignInFailure::WrongIssuer),
            // Some leave it out of an error, which lets nobody in.
            None if must_say && callback.error.is_none() => {
                return Err(SignInFailure::WrongIssuer);
            }
            _ => {}
        }
        if let Some(failure) = SignInFailure::of_answer(callback) {
            return Err(failure);
        }
        callback.code.as_deref().ok_or(SignInFailure::Nonsense)
    }

    pub(super) async fn revoke(
        &self,
        tokens: &Tokens,
        us: &Ourselves,
        clock: &Clock,
        messages: &mut Vec<Message>,
    ) -> Result<(), SignInFailure> {
        let known = self.told(self.known(tokens.choice.as_deref(), clock).await)?;
        let desk = Counter { oidc: self, us, known: &known, clock };
        if clock.now() < tokens.ends_at {
            self.told(desk.revoke(&tokens.access_token, messages).await)?;
        }
        // CIE keeps the refresh token of a person who leaves; we ask for none there.
        match &tokens.refresh_token {
            Some(token) if self.config.scheme.revokes_all() => {
                self.told(desk.revoke(token, messages).await)
            }
            _ => Ok(()),
        }
    }

    /// Whose sessions a provider says are over (OpenID Connect Back-Channel Logout 1.0).
    pub(super) async fn logged_out(
        &self,
        token: &str,
        us: &Ourselves,
        clock: &Clock,
    ) -> Result<String, SignInFailure> {
        if self.config.federation.is_some() {
            // SPID and CIE have no such call.
            return Err(SignInFailure::UnknownProvider);
        }
        let told = async {
            let known = self.known(None, clock).await?;
            let desk = Counter { oidc: self, us, known: &known, clock };
            match logout::subject(&desk, token) {
                Err(token::Refused::UnknownKey) => {
                    let newer = self.source.ask(&self.config, None, &self.http, clock).await?;
                    logout::subject(&Counter { known: &newer, ..desk }, token)
                }
                first => first,
            }
            .map_err(SignInFailure::from)
        };
        self.told(told.await)
    }

    /// Leaves a trace for the operator, without anything of the person's.
    fn told<T>(&self, outcome: Result<T, SignInFailure>) -> Result<T, SignInFailure> {
        if let Err(failure) = &outcome {
            let provider = &self.config.id;
            if failure.is_our_trouble() {
                tracing::error!(provider, %failure, "sign-in failed");
            } else {
                tracing::info!(provider, %failure, "sign-in ended");
            }
        }
        outcome
    }
}

impl Callback {
    fn message(&self, clock: &Clock) -> Message {
        let said = [
            ("state", Some(&self.state)),
            ("code", self.code.as_ref()),
            ("iss", self.iss.as_ref()),
            ("error", self.error.as_ref()),
            ("error_description", self.error_description.as_ref()),
        ];
        let pairs = said.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let index = MessageIndex {
            code: self.code.clone(),
            iss: self.iss.clone(),
            ..MessageIndex::default()
        };
        Message { kind: MessageKind::AuthenticationResponse, at: clock.now(), index, body }
    }
}

/// The ends that a provider says of an access token: beside it, in seconds from `now`, and in it.
fn ends(token: &str, expires_in: Option<i64>, now: Moment) -> [Option<Moment>; 2] {
    let said = expires_in.map(|seconds| now + Duration::seconds(seconds));
    let written = MessageIndex::of_token(token).exp;
    let written = written.map(|exp| Moment(exp.saturating_mul(1_000_000)));
    // A day is more than any of them lives.
    [said, written.map(|end| end.min(now + Duration::days(1)))]
}

/// Until when an access token surely works, as far as the provider says so.
fn good_until(token: &str, expires_in: Option<i64>, now: Moment) -> Option<Moment> {
    ends(token, expires_in, now).into_iter().flatten().min()
}

/// What a verified ID token says.
struct Told {
    subject: String,
    acr: Option<String>,
    claims: Map<String, Value>,
}
