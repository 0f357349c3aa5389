//! The twin of a provider in memory: answers at once, knows the persons it was given, and applies the
//! same rules to them as to a real provider's claims. It checks no protocol: there is none.

use std::sync::Arc;

use serde_json::{Map, Value};
use url::Url;

use super::{Begun, Callback, Identity, ProviderConfig, SignInFailure, claims};
use crate::clock::Clock;
use crate::keys;

/// Somebody whom the twin knows.
#[derive(Debug, Clone)]
pub struct MemoryPerson {
    /// The `code` with which a callback means this person.
    pub code: String,
    /// Level of assurance that is reached.
    pub level: u8,
    /// What a real provider would say: claims by the names of the configuration's claim map.
    pub claims: Map<String, Value>,
}

/// Where the twins' answers come to, which is nowhere.
pub(super) fn nowhere() -> Url {
    // `.invalid` never resolves (RFC 6761).
    #[expect(clippy::expect_used, reason = "a constant that is an address")]
    Url::parse("https://desk.invalid/").expect("an address")
}

#[derive(Debug)]
pub(super) struct Memory {
    config: ProviderConfig,
    persons: Arc<[MemoryPerson]>,
}

impl Memory {
    pub(super) fn new(config: ProviderConfig, persons: Arc<[MemoryPerson]>) -> Memory {
        Memory { config, persons }
    }

    pub(super) fn config(&self) -> &ProviderConfig {
        &self.config
    }

    pub(super) fn begin(&self, level: u8, clock: &Clock) -> Begun {
        let state = keys::text(clock.token());
        Begun {
            // `.invalid` never resolves (RFC 6761).
            url: format!("https://provider.invalid/{}?state={state}", self.config.id),
            state,
            nonce: keys::text(clock.token()),
            verifier: keys::text(clock.token()),
            level,
            choice: None,
            is_staff: self.config.is_staff(),
            messages: Vec::new(),
        }
    }

    pub(super) fn finish(&self, level: u8, callback: &Callback) -> Result<Identity, SignInFailure> {
        if let Some(failure) = SignInFailure::of_answer(callback) {
            return Err(failure);
        }
        let code = callback.code.as_deref().ok_or(SignInFailure::Nonsense)?;
        let person = self.persons.iter().find(|person| person.code == code);
        let person = person.ok_or(SignInFailure::CodeRefused)?;
        if person.level < level {
            return Err(SignInFailure::LevelTooLow);
        }
        claims::identity(&self.config, &person.code, person.level, &person.claims)
    }
}
