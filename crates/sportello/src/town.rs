//! Opens a municipality: its files, database, vault, keys and providers become a desk and its pages.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, LazyLock},
};

use desk::{Desk, House, Places};
use form::Register;
use gateway::{
    clock::Clock,
    identity::{ClientKeys, MemoryPerson, ProviderConfig, Providers, RelyingParty},
    keys::Keyring,
    mail::{Mail, Sender, Server},
    payment::{Book, PagoPaConfig, Payments},
    previews::Previews,
    scanner::Scanner,
    vault::Vault,
};
use model::municipality::Municipality;
use procedure::{Surroundings, registers};
use store::{Db, Limits};
use url::Url;
use web::{Town, catalogue::Content};

use crate::{Failure, config, files::Files};

/// Read once for all municipalities.
static PLACES: LazyLock<Places> = LazyLock::new(|| Places::from(web::assets::places()));

/// What is the same for every municipality of a process.
#[derive(Clone)]
pub struct Common {
    /// Time, ids, randomness.
    pub clock: Clock,
    /// What seals.
    pub keys: Keyring,
    /// One budget of database sessions for all.
    pub limits: Limits,
    /// Who looks for harm in files.
    pub scanner: Scanner,
    /// Who draws what files look like.
    pub previews: Previews,
}

/// Where one municipality lives.
#[derive(Clone)]
pub struct Place {
    /// Its files.
    pub files: Files,
    /// Its database.
    pub database: String,
    /// Its vault; none keeps files in memory.
    pub vault: Option<PathBuf>,
    /// How its mail leaves.
    pub mail: MailWay,
    /// Where its people pay, if they can online.
    pub payment: Pay,
    /// Who lets its people in.
    pub providers: Vec<ProviderConfig>,
    /// Who it is to them.
    pub party: config::Party,
    /// Months that the log of sign-ins is kept.
    pub log_months: u32,
    /// Address of its desk as its people write it, without a path; none takes it from its hosts.
    pub address: Option<String>,
    /// Visitors come over TLS.
    pub tls: bool,
}

/// Where people pay.
#[derive(Debug, Clone, Default)]
pub enum Pay {
    /// Not online.
    #[default]
    Nowhere,
    /// At the national platform.
    PagoPa(Box<PagoPaConfig>),
    /// In a book of tests.
    Memory(Book),
}

/// How mail leaves.
#[derive(Debug, Clone)]
pub enum MailWay {
    /// Files in a folder.
    Folder(PathBuf),
    /// A server.
    Server(Server),
    /// Kept for tests.
    Memory,
}

impl MailWay {
    /// Reads it from the configuration.
    ///
    /// # Errors
    /// A word that means nothing.
    pub fn of(mail: &config::Mail) -> Result<Self, Failure> {
        use gateway::{identity::Secret, mail::Security};
        Ok(match mail {
            config::Mail::Folder { folder } => Self::Folder(folder.clone()),
            config::Mail::Smtp { host, port, security, user, password } => {
                let security = match security.as_str() {
                    "" | "none" => Security::None,
                    "starttls" => Security::StartTls,
                    "tls" => Security::Tls,
                    other => {
                        return Err(
                            format!("mail.security = \"{other}\": none, starttls or tls").into()
                        );
                    }
                };
                let login =
                    (!user.is_empty()).then(|| (user.clone(), Secret::new(password.as_str())));
                Self::Server(Server { host: host.clone(), port: *port, security, login })
            }
        })
    }
}

/// Reads what a municipality says of itself.
///
/// # Errors
/// The file is missing, cannot be read as what it is, or says what cannot be.
pub fn municipality(files: &Files) -> Result<Municipality, Failure> {
    let text = files.text("municipality.toml")?;
    let municipality: Municipality =
        toml::from_str(text).map_err(|error| format!("municipality.toml: {error}"))?;
    let faults: Vec<String> = municipality.faults().iter().map(ToString::to_string).collect();
    if faults.is_empty() {
        return Ok(municipality);
    }
    Err(format!("municipality.toml: {}", faults.join("; ")).into())
}

/// Registers that every municipality has, unless it has its own of that name.
static NATIONAL: LazyLock<BTreeMap<String, Arc<Register>>> = LazyLock::new(|| {
    let read = |(name, text): (String, String)| {
        // Made by our own build; a test reads them.
        Some((name, Arc::new(registers::read(&text).ok()?)))
    };
    web::assets::registers().into_iter().filter_map(read).collect()
});

/// Its registers.
///
/// # Errors
/// A line that cannot be read.
pub fn surroundings(files: &Files) -> Result<Surroundings, Failure> {
    let mut all = NATIONAL.clone();
    for (path, text) in files.below("registers") {
        if let Some(name) = path.strip_suffix(".csv") {
            let register = registers::read(text).map_err(|faults| {
                format!(
                    "registers/{path}: {}",
                    faults.first().map_or_else(String::new, ToString::to_string)
                )
            })?;
            all.insert(name.to_owned(), Arc::new(register));
        }
    }
    Ok(Surroundings { registers: all })
}

/// Opens the desk of a municipality. The database is there and migrated.
///
/// # Errors
/// Files, database, vault or providers.
pub async fn desk(place: &Place, common: &Common) -> Result<Desk, Failure> {
    let municipality = municipality(&place.files)?;
    let address = address(place, &municipality);
    let party = party(place, &municipality, &address)?;
    let callback = callback(&party, &address)?;
    let configs = place.providers.clone();
    let providers = Providers::open(configs, &callback, party, ClientKeys::default())?;
    furnish(place, common, municipality, providers).await
}

/// The same with the providers' twins in memory: how the demo signs its people in while it tells its stories,
/// and how tests do.
///
/// # Errors
/// As [`desk`].
pub async fn twin(
    place: &Place,
    common: &Common,
    persons: Vec<MemoryPerson>,
) -> Result<Desk, Failure> {
    let municipality = municipality(&place.files)?;
    let providers = Providers::memory(place.providers.clone(), persons);
    furnish(place, common, municipality, providers).await
}

/// Who a municipality is to its providers: what the configuration leaves open, its own file says.
fn party(
    place: &Place,
    municipality: &Municipality,
    address: &str,
) -> Result<RelyingParty, Failure> {
    let said = place.party.clone();
    let anchors = place.providers.iter().filter_map(|provider| provider.federation.as_ref());
    let mut anchors: Vec<String> = anchors.map(|anchor| anchor.trust_anchor.clone()).collect();
    anchors.dedup();
    let privacy = municipality.links.privacy.as_str();
    Ok(RelyingParty {
        client_id: said
            .client_id
            .clone()
            .or_else(|| (!anchors.is_empty()).then(|| address.to_owned())),
        organization_name: municipality.title.get(model::Lang::It).to_owned(),
        homepage_uri: address.to_owned(),
        policy_uri: if privacy.is_empty() {
            format!("{address}/privacy")
        } else {
            privacy.to_owned()
        },
        logo_uri: said.logo_uri.as_ref().map(ToString::to_string),
        contacts: if said.contacts.is_empty() {
            vec![municipality.contacts.pec.clone()]
        } else {
            said.contacts.clone()
        },
        authority_hints: if said.authority_hints.is_empty() {
            anchors
        } else {
            said.authority_hints.clone()
        },
        trust_marks: said.trust_marks()?,
    })
}

/// The one address to which providers send people back: that of the desk, or of the aggregator under whose host the
/// federations know it.
fn callback(party: &RelyingParty, address: &str) -> Result<Url, Failure> {
    let own = Url::parse(&format!("{address}{}", web::CALLBACK))?;
    let Some(identifier) = &party.client_id else { return Ok(own) };
    let identifier = Url::parse(identifier).map_err(|error| format!("client_id: {error}"))?;
    if identifier.origin() == own.origin() || identifier.path() == "/" {
        return Ok(own);
    }
    let below = identifier.as_str().trim_end_matches('/');
    Ok(Url::parse(&format!("{below}{}", web::CALLBACK))?)
}

fn address(place: &Place, municipality: &Municipality) -> String {
    place.address.clone().unwrap_or_else(|| {
        let scheme = if place.tls { "https" } else { "http" };
        format!("{scheme}://{}", municipality.hosts.desk)
    })
}

async fn furnish(
    place: &Place,
    common: &Common,
    municipality: Municipality,
    providers: Providers,
) -> Result<Desk, Failure> {
    let address = address(place, &municipality);
    let sender = Sender {
        name: municipality.title.get(model::Lang::It).to_owned(),
        address: municipality.contacts.email.clone(),
    };
    let mail = match &place.mail {
        MailWay::Folder(folder) => Mail::folder(folder.clone(), sender),
        MailWay::Server(server) => Mail::smtp(server.clone(), sender)?,
        MailWay::Memory => Mail::memory(),
    };
    let payments = match &place.payment {
        Pay::Nowhere => None,
        Pay::PagoPa(config) => {
            let mut config = PagoPaConfig::clone(config);
            if config.name.is_empty() {
                municipality.title.get(model::Lang::It).clone_into(&mut config.name);
            }
            Some(Payments::pagopa(config)?)
        }
        Pay::Memory(book) => Some(Payments::memory(book.clone())),
    };
    let vault = match &place.vault {
        Some(folder) => Vault::folder(folder, common.clock.clone())?,
        None => Vault::memory(common.clock.clone()),
    };
    let crest = place.files.get(&municipality.crest).map(Arc::from);
    Ok(Desk::open(House {
        db: Db::open_with(&place.database, common.limits.clone()).await?,
        clock: common.clock.clone(),
        keys: common.keys.clone(),
        vault,
        scanner: common.scanner.clone(),
        previews: common.previews.clone(),
        mail,
        payments,
        press: Arc::new(documents::Typst),
        providers,
        around: surroundings(&place.files)?,
        municipality: Arc::new(municipality),
        crest,
        address,
        places: PLACES.clone(),
        log_months: place.log_months,
    }))
}

/// The pages of a municipality over its desk.
///
/// # Errors
/// Its content cannot be read.
pub async fn pages(files: &Files, desk: &Desk) -> Result<Town, Failure> {
    let content = Content::read(files.below("content"))?;
    let crest = files.get(&desk.municipality.crest).unwrap_or_default().to_vec();
    let town = Town::new((*desk.municipality).clone(), crest, content, desk.clone());
    town.refresh().await?;
    Ok(town)
}
