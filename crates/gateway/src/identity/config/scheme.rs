//! What differs between the national schemes, as data. Not here: the flow, which is one for all.

use serde::Deserialize;

/// A national scheme. What differs between them is written here and nowhere else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// None: a button with the provider's own name.
    #[default]
    Plain,
    Spid,
    Cie,
    /// The node through which persons of other countries come (Regulation (EU) 910/2014).
    Eidas,
}

impl Scheme {
    /// Whether an answer must say who gives it (RFC 9207).
    pub(in crate::identity) const fn requires_iss(self) -> bool {
        matches!(self, Scheme::Cie)
    }

    /// Whether the scopes `profile` and `email` exist.
    pub(in crate::identity) const fn knows_scopes(self) -> bool {
        matches!(self, Scheme::Cie)
    }

    /// Whether a name of the person beside the fiscal code exists (`spid_code`).
    pub(in crate::identity) const fn names_persons(self) -> bool {
        !matches!(self, Scheme::Cie)
    }

    /// Whether tokens are given back also when a session ends by itself, and the refresh token with them.
    pub(in crate::identity) const fn revokes_all(self) -> bool {
        !matches!(self, Scheme::Cie)
    }
}
