//! The two clients that the provider knows. Their secrets are public: they guard invented persons.

use crate::Kind;

/// A relying party of the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client {
    /// Its `client_id`.
    pub id: &'static str,
    /// What it shows at the token endpoint.
    pub secret: &'static str,
    /// Whom it can ask for.
    pub kind: Kind,
}

/// The citizens' door.
pub const CITIZENS: Client =
    Client { id: "demo-cittadini", secret: "segreto-di-prova-cittadini", kind: Kind::Citizen };

/// The door of persons of other countries.
pub const EUROPEANS: Client =
    Client { id: "demo-europei", secret: "segreto-di-prova-europei", kind: Kind::European };

/// The staff's door.
pub const STAFF: Client =
    Client { id: "demo-personale", secret: "segreto-di-prova-personale", kind: Kind::Staff };

pub(crate) fn named(id: &str) -> Option<Client> {
    [CITIZENS, EUROPEANS, STAFF].into_iter().find(|client| client.id == id)
}
