//! Whether somebody of the staff who is in already is still one of the provider's people. A provider that shuts an
//! account need not say so to anybody; what it gave for the session stops working then, so it is tried.

use super::{Counter, Oidc, good_until};
use crate::{
    clock::Clock,
    identity::{Message, SignInFailure, Standing, Tokens, claims, party::Ourselves},
};

impl Oidc {
    /// Tries what was given: the refresh token where there is one (RFC 6749 § 6), then the access token at `userinfo`.
    pub(in crate::identity) async fn standing(
        &self,
        tokens: &Tokens,
        us: &Ourselves,
        clock: &Clock,
        messages: &mut Vec<Message>,
    ) -> Standing {
        let Ok(known) = self.known(tokens.choice.as_deref(), clock).await else {
            return Standing::Unasked;
        };
        let desk = Counter { oidc: self, us, known: &known, clock };
        let newer = match &tokens.refresh_token {
            Some(refresh) => match desk.renew(refresh, messages).await {
                Ok(answer) => Some(Tokens {
                    ends_at: self.token_ends(&answer.access_token, answer.expires_in, clock.now()),
                    good_until: good_until(&answer.access_token, answer.expires_in, clock.now()),
                    refresh_token: answer.refresh_token.or_else(|| Some(refresh.clone())),
                    access_token: answer.access_token,
                    ..tokens.clone()
                }),
                Err(SignInFailure::CodeRefused) => return Standing::Gone,
                Err(_) => return Standing::Unasked,
            },
            None => None,
        };
        let good = newer.as_ref().unwrap_or(tokens);
        let may_show = newer.is_some() || good.good_until.is_some_and(|end| clock.now() < end);
        if known.metadata.userinfo_endpoint.is_none() || !may_show {
            return newer.map_or(Standing::Unasked, |tokens| Standing::Known {
                tokens: Some(tokens),
                roles: None,
            });
        }
        match desk.userinfo(&good.access_token, messages).await {
            Ok(said) if said.get("sub").and_then(|sub| sub.as_str()) == Some(&good.subject) => {
                Standing::Known { roles: claims::roles(&self.config, &said), tokens: newer }
            }
            Ok(_) | Err(SignInFailure::CodeRefused) => Standing::Gone,
            Err(_) if newer.is_some() => Standing::Known { tokens: newer, roles: None },
            Err(_) => Standing::Unasked,
        }
    }
}
