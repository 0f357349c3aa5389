//! What the desk of one municipality is made of, opened once and cheap to clone.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    ops::Deref,
    sync::{Arc, Mutex, RwLock},
};

use chrono::NaiveDate;
use documents::Press;
use gateway::{
    clock::Clock, identity::Providers, keys::Keyring, mail::Mail, payment::Payments,
    previews::Previews, scanner::Scanner, vault::Vault,
};
use model::{Calendar, Moment, municipality::Municipality};
use procedure::{Compiled, Surroundings};
use store::{Db, identity_keys::State as KeyState};

use crate::{jobs::Bells, registers::Held};

/// The parts of a desk.
pub struct House {
    /// Storage of this municipality alone.
    pub db: Db,
    /// Time, ids, randomness.
    pub clock: Clock,
    /// What seals sensitive answers.
    pub keys: Keyring,
    /// Files by content.
    pub vault: Vault,
    /// Who looks for harm in them.
    pub scanner: Scanner,
    /// Who draws what they look like.
    pub previews: Previews,
    /// How mail leaves.
    pub mail: Mail,
    /// Where people pay, if they can online.
    pub payments: Option<Payments>,
    /// Who makes papers.
    pub press: Arc<dyn Press>,
    /// Who lets people in.
    pub providers: Providers,
    /// What the municipality says of itself.
    pub municipality: Arc<Municipality>,
    /// Its coat of arms, SVG.
    pub crest: Option<Arc<[u8]>>,
    /// Its registers (streets).
    pub around: Surroundings,
    /// Address of the desk as people write it: `https://servizi.comune.…`.
    pub address: String,
    /// Names of places by the code that identity providers write.
    pub places: Places,
    /// Months that the log of sign-ins is kept.
    pub log_months: u32,
}

/// Names of municipalities and of foreign states, «Roma (RM)», by their Belfiore code. Empty where there is no table.
#[derive(Debug, Clone, Default)]
pub struct Places(Arc<BTreeMap<String, String>>);

impl Places {
    /// The name of a code.
    #[must_use]
    pub fn name(&self, belfiore: &str) -> Option<&str> {
        self.0.get(belfiore.to_uppercase().as_str()).map(String::as_str)
    }
}

impl From<BTreeMap<String, String>> for Places {
    fn from(table: BTreeMap<String, String>) -> Self {
        Self(Arc::new(table))
    }
}

/// One municipality's desk.
#[derive(Clone)]
pub struct Desk(Arc<Open>);

/// A house with what is kept in memory.
pub struct Open {
    house: House,
    calendar: Calendar,
    /// Compiled revisions: immutable, so kept for good.
    pub(crate) revisions: RwLock<HashMap<(String, u32), Arc<Compiled>>>,
    /// What procedures choose from now.
    pub(crate) registers: RwLock<Held>,
    /// When it was looked up how long filling takes, by procedure, and what was found.
    pub(crate) fillings: Mutex<HashMap<String, (Moment, Option<u16>)>>,
    /// When it was looked up how long applications of a procedure take, and what was found.
    pub(crate) times: Mutex<HashMap<String, (Moment, Option<crate::figures::Times>)>>,
    /// Rung after a commit that promised a job, and for each worker.
    pub(crate) bells: Bells,
    /// Keys by which providers know us, as they were last read.
    pub(crate) known_by: Mutex<Vec<(String, KeyState)>>,
}

impl Deref for Open {
    type Target = House;

    fn deref(&self) -> &House {
        &self.house
    }
}

impl Deref for Desk {
    type Target = Open;

    fn deref(&self) -> &Open {
        &self.0
    }
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Desk").field(&self.municipality.slug).finish()
    }
}

impl Desk {
    /// Opens a desk over its parts.
    #[must_use]
    pub fn open(house: House) -> Self {
        let calendar = Calendar::new(&house.municipality.calendar);
        Self(Arc::new(Open {
            calendar,
            registers: RwLock::new(Held::of(&house.around)),
            revisions: RwLock::default(),
            fillings: Mutex::default(),
            times: Mutex::default(),
            bells: Bells::new(),
            known_by: Mutex::default(),
            house,
        }))
    }

    /// The instant.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// The day in Rome.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.clock.today()
    }

    /// The municipality's calendar.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Tells the worker that something was promised.
    pub(crate) fn ring(&self) {
        self.bells.promised.notify_one();
    }
}
