//! What an installation is made of before it starts: how its mail leaves, who lets its people in, what time it is.

use std::{net::SocketAddr, path::PathBuf};

use gateway::{
    clock::Clock,
    identity::{ClientKeys, ProviderConfig},
    scanner::Scanner,
};
use sportello::{
    config::Party,
    town::{MailWay, Pay},
};
use tokio::net::TcpListener;

use crate::{
    installation::{Engine, Installation},
    small_disk::SmallDisk,
};

/// An installation about to start. Its address is known already, so that providers can be told of it.
pub struct Plan {
    pub(crate) engine: Engine,
    pub(crate) listener: TcpListener,
    pub(crate) clock: Clock,
    pub(crate) mail: MailWay,
    pub(crate) payment: Pay,
    /// Real providers; without them people come in by twins in memory.
    pub(crate) providers: Option<Vec<ProviderConfig>>,
    /// Who the municipality is to them.
    pub(crate) party: Party,
    /// Keys of the relying party.
    pub(crate) keys: ClientKeys,
    /// Who looks for harm in files.
    pub(crate) scanner: Scanner,
    /// Where databases and files lie, if not with those of other tests and in memory.
    pub(crate) disk: Option<PathBuf>,
}

impl Plan {
    /// On a Monday morning in March 2027, with mail in memory and twins of two providers.
    pub async fn new(engine: Engine) -> Self {
        let start = chrono::NaiveDate::from_ymd_opt(2027, 3, 1)
            .and_then(|day| day.and_hms_opt(9, 0, 0))
            .expect("a day");
        Self {
            engine,
            listener: TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port"),
            clock: Clock::manual(model::rome_to_moment(start)),
            mail: MailWay::Memory,
            payment: Pay::Nowhere,
            providers: None,
            party: Party::default(),
            keys: ClientKeys::default(),
            scanner: Scanner::Absent,
            disk: None,
        }
    }

    /// Mail leaves in this way.
    #[must_use]
    pub fn mail(mut self, way: MailWay) -> Self {
        self.mail = way;
        self
    }

    /// This one looks for harm in files.
    #[must_use]
    pub fn scanner(mut self, scanner: &Scanner) -> Self {
        self.scanner = scanner.clone();
        self
    }

    /// People pay online there.
    #[must_use]
    pub fn payment(mut self, at: Pay) -> Self {
        self.payment = at;
        self
    }

    /// Databases and files lie on this disk.
    #[must_use]
    pub fn disk(mut self, disk: &SmallDisk) -> Self {
        self.disk = Some(disk.shared("desk"));
        self
    }

    /// These providers let people in, over OpenID Connect. What they sign is of today, so the clock stands
    /// where the machine's does; it still moves only when it is moved.
    #[must_use]
    pub fn providers(mut self, providers: Vec<ProviderConfig>) -> Self {
        self.providers = Some(providers);
        self.clock = Clock::manual(Clock::System.now());
        self
    }

    /// What the configuration says of the relying party.
    #[must_use]
    pub fn party(mut self, party: Party) -> Self {
        self.party = party;
        self
    }

    /// Keys of the relying party, made before it starts so that providers can be told of them.
    #[must_use]
    pub fn keys(mut self, keys: &ClientKeys) -> Self {
        self.keys = keys.clone();
        self
    }

    /// Address of the first municipality, without a path.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://localhost:{}", self.listens().port())
    }

    /// Where a provider may send people back to: the first municipality's callback.
    #[must_use]
    pub fn callback(&self) -> String {
        format!("{}{}", self.address(), web::CALLBACK)
    }

    pub(crate) fn listens(&self) -> SocketAddr {
        self.listener.local_addr().expect("an address")
    }

    /// Starts it.
    pub async fn start(self) -> Installation {
        Installation::of(self).await
    }
}
