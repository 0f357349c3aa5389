//! The configuration file, with the environment laid over it. Knows paths and
//! addresses; what a municipality says of itself is in its own folder.

use std::{collections::BTreeMap, fmt, net::SocketAddr, path::Path, path::PathBuf};

use gateway::{
    identity::{ProviderConfig, TrustMark},
    payment::PagoPaConfig,
};
use serde::{Deserialize, Serialize};
use url::Url;

/// Prefix of the environment variables that override keys: `SPORTELLO__SERVER__LISTEN`.
const PREFIX: &str = "SPORTELLO__";

/// Stands where a secret does.
const HIDDEN: &str = "hidden";

/// Everything an installation says of itself.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where it listens.
    pub server: Server,
    /// Where it keeps what people gave it.
    pub storage: Storage,
    /// Who runs the jobs.
    #[serde(default)]
    pub work: Work,
    /// How mail leaves.
    pub mail: Mail,
    /// Who looks for harm in files.
    #[serde(default)]
    pub scanner: Scanner,
    /// How it logs.
    #[serde(default)]
    pub log: Log,
    /// What is kept of sign-ins.
    #[serde(default)]
    pub sign_in: SignIn,
    /// The municipalities it serves, by slug.
    pub municipality: BTreeMap<String, Town>,
}

/// Listeners and what stands before them.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address of the public pages.
    pub listen: SocketAddr,
    /// Address of metrics and readiness; loopback or a private network.
    pub operator: SocketAddr,
    /// Visitors come over TLS.
    #[serde(default)]
    pub tls: bool,
    /// Header with the visitor's address, set by a trusted proxy; empty for none.
    #[serde(default)]
    pub client_address: String,
}

/// Database, files and keys.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Storage {
    /// URL with `{slug}`.
    pub database: String,
    /// Folder with `{slug}`.
    pub files: String,
    /// Key file.
    pub keys: PathBuf,
}

/// Whether this process also works off the jobs.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// `serve` runs the worker too.
    pub inside: bool,
}

impl Default for Work {
    fn default() -> Self {
        Self { inside: true }
    }
}

/// How mail leaves.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Mail {
    /// Each message is a file.
    Folder {
        /// Where they are written.
        folder: PathBuf,
    },
    /// A mail server.
    Smtp {
        /// Its name.
        host: String,
        /// Its port.
        port: u16,
        /// `none`, `starttls` or `tls`.
        #[serde(default)]
        security: String,
        /// User, if it asks for one.
        #[serde(default)]
        user: String,
        /// Password, if it asks for one.
        #[serde(default, skip_serializing)]
        password: String,
    },
}

/// Who looks for harm in files.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Scanner {
    /// Where clamd listens: `host:port`, or `unix:` and a path; empty for nobody.
    pub address: String,
}

impl Scanner {
    /// The scanner itself.
    #[must_use]
    pub fn scanner(&self) -> gateway::scanner::Scanner {
        match self.address.as_str() {
            "" => gateway::scanner::Scanner::Absent,
            address => gateway::scanner::Scanner::Clamd(address.into()),
        }
    }
}

/// Logging.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// `json` or `text`.
    pub format: String,
    /// Filter, as `RUST_LOG` writes it.
    pub level: String,
}

impl Default for Log {
    fn default() -> Self {
        Self { format: "json".to_owned(), level: "info".to_owned() }
    }
}

/// What is kept of sign-ins.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Months that the log of sign-ins is kept.
    pub log_months: u32,
}

/// The rules of SPID and CIE ask for no less.
const LOG_MONTHS: u32 = 24;

impl Default for SignIn {
    fn default() -> Self {
        Self { log_months: LOG_MONTHS }
    }
}

/// One municipality of the installation.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Town {
    /// Its folder: `municipality.toml`, `procedures/`, `content/`, `theme/`.
    pub folder: PathBuf,
    /// Address of its desk as its people write it (`https://servizi.example.it:8443`), where it is not its desk's
    /// host on the usual port: providers send people back there, and letters name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Url>,
    /// Who it is to identity providers.
    #[serde(default)]
    pub relying_party: Party,
    /// Who lets its people in.
    #[serde(default)]
    pub provider: Vec<toml::Table>,
    /// The payment platform, if its people can pay online.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<toml::Table>,
}

/// Who a municipality is to identity providers, where it is not what `municipality.toml` says.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Its entity identifier; the address of its desk, if it is in a federation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Institutional certified mail; the municipality's.
    #[serde(default)]
    pub contacts: Vec<String>,
    /// Who vouches for it; the trust anchors of its federations.
    #[serde(default)]
    pub authority_hints: Vec<String>,
    /// Its logo, SVG.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_uri: Option<Url>,
    /// What they certify.
    #[serde(default)]
    pub trust_marks: Vec<Mark>,
    /// More of them in a file: JSON, a list of `{"id", "trust_mark"}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust_marks_file: Option<PathBuf>,
}

/// A trust mark as whoever issued it gave it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// What is certified.
    pub id: String,
    /// The signed text.
    pub trust_mark: String,
}

impl Party {
    /// All trust marks, those of the file too.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn trust_marks(&self) -> Result<Vec<TrustMark>, Refused> {
        let mut marks = self.trust_marks.clone();
        if let Some(file) = &self.trust_marks_file {
            let why = |error: &dyn fmt::Display| Refused(format!("{}: {error}", file.display()));
            let text = std::fs::read_to_string(file).map_err(|error| why(&error))?;
            let more: Vec<Mark> = serde_json::from_str(&text).map_err(|error| why(&error))?;
            marks.extend(more);
        }
        let marks = marks.into_iter();
        Ok(marks.map(|Mark { id, trust_mark }| TrustMark { id, trust_mark }).collect())
    }
}

/// Why a configuration was refused, in one line a person can act on.
#[derive(Debug)]
pub struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

impl Config {
    /// Reads the file and lays the environment over it.
    pub fn read(
        path: &Path,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Refused> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Refused(format!("{}: {error}", path.display())))?;
        Self::parse(&text, environment)
            .map_err(|Refused(why)| Refused(format!("{}: {why}", path.display())))
    }

    /// The same from a text.
    pub fn parse(
        text: &str,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Refused> {
        let mut table: toml::Table = text.parse().map_err(|error| Refused(format!("{error}")))?;
        for (name, value) in environment {
            if let Some(path) = name.strip_prefix(PREFIX) {
                let keys: Vec<String> = path.split("__").map(str::to_lowercase).collect();
                lay(&mut table, &keys, &value)
                    .ok_or_else(|| Refused(format!("{name} does not name a key")))?;
            }
        }
        let config: Self = table.try_into().map_err(|error| Refused(format!("{error}")))?;
        if config.sign_in.log_months < LOG_MONTHS {
            return Err(Refused(format!(
                "sign_in.log_months: the log of sign-ins is kept {LOG_MONTHS} months at least"
            )));
        }
        for (slug, town) in &config.municipality {
            town.providers()
                .map_err(|error| Refused(format!("municipality.{slug}.provider: {error}")))?;
            town.payment()
                .map_err(|error| Refused(format!("municipality.{slug}.payment: {error}")))?;
        }
        Ok(config)
    }

    /// What is in force, for people to read: without secrets.
    ///
    /// # Errors
    /// It cannot be written, which no file can cause.
    pub fn printed(&self) -> Result<String, toml::ser::Error> {
        let mut config = self.clone();
        if let Ok(mut url) = Url::parse(&config.storage.database)
            && url.password().is_some()
            && url.set_password(Some(HIDDEN)).is_ok()
        {
            // The place of the municipality's name is not one of an address.
            config.storage.database = url.to_string().replace("%7Bslug%7D", "{slug}");
        }
        for provider in config.municipality.values_mut().flat_map(|town| &mut town.provider) {
            if let Some(secret) = provider.get_mut("client_secret") {
                *secret = HIDDEN.into();
            }
        }
        for payment in config.municipality.values_mut().filter_map(|town| town.payment.as_mut()) {
            payment.insert("key".to_owned(), HIDDEN.into());
        }
        toml::to_string(&config)
    }
}

impl Town {
    /// Its providers.
    ///
    /// # Errors
    /// A key that is missing, unknown or wrong.
    pub fn providers(&self) -> Result<Vec<ProviderConfig>, toml::de::Error> {
        self.provider.iter().map(|table| table.clone().try_into()).collect()
    }

    /// Its payment platform.
    ///
    /// # Errors
    /// A key that is missing, unknown or wrong.
    pub fn payment(&self) -> Result<Option<PagoPaConfig>, toml::de::Error> {
        self.payment.clone().map(toml::Table::try_into).transpose()
    }
}

/// Sets one key; numbers and yes/no are read as such.
fn lay(table: &mut toml::Table, keys: &[String], value: &str) -> Option<()> {
    let (key, rest) = keys.split_first()?;
    if rest.is_empty() {
        let value = match value {
            "true" => true.into(),
            "false" => false.into(),
            number => {
                number.parse::<i64>().map_or_else(|_| toml::Value::from(value), toml::Value::from)
            }
        };
        table.insert(key.clone(), value);
        return Some(());
    }
    let inner = table.entry(key.clone()).or_insert_with(|| toml::Table::new().into());
    match (inner, rest) {
        // One of several blocks, by its place, counted from 0.
        (toml::Value::Array(blocks), [place, rest @ ..]) if !rest.is_empty() => {
            let block = blocks.get_mut(place.parse::<usize>().ok()?)?;
            lay(block.as_table_mut()?, rest, value)
        }
        (inner, rest) => lay(inner.as_table_mut()?, rest, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../../config/sportello.toml");

    #[test]
    fn the_shipped_file_is_read() {
        let config = Config::parse(SHIPPED, std::iter::empty()).unwrap();
        assert!(config.work.inside);
        assert!(config.municipality.contains_key("grugliasco"));
    }

    /// What the file shows as comments, as if somebody took the `#` away.
    fn examples() -> String {
        let from = SHIPPED.find("#   [municipality.grugliasco.relying_party]").unwrap();
        let (keys, blocks) = SHIPPED[from..].split_once("# Keys of every block:").unwrap();
        let (_, blocks) = blocks.split_once("# A regional gateway").unwrap();
        let lines = keys.lines().chain(blocks.lines());
        lines.filter_map(|line| line.strip_prefix("#   ")).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_example_of_the_shipped_file_works() {
        let text = format!("{SHIPPED}\n{}", examples());
        let config = Config::parse(&text, std::iter::empty()).unwrap();
        let town = &config.municipality["grugliasco"];
        assert_eq!(town.relying_party.trust_marks().unwrap().len(), 1);
        let providers = town.providers().unwrap();
        let ids: Vec<_> = providers.iter().map(|provider| provider.id.as_str()).collect();
        assert_eq!(ids, ["regione", "europa", "spid", "cie", "comune"]);
        let party = gateway::identity::RelyingParty {
            client_id: town.relying_party.client_id.clone(),
            ..Default::default()
        };
        let callback = Url::parse("https://servizi.example.it/accedi/ritorno").unwrap();
        let keys = gateway::identity::ClientKeys::default();
        gateway::identity::Providers::open(providers, &callback, party, keys).unwrap();
    }

    #[test]
    fn every_key_of_a_provider_is_explained() {
        let asked = Config::parse(
            &format!("{SHIPPED}\n[[municipality.grugliasco.provider]]\nnonsense = 1\n"),
            std::iter::empty(),
        );
        let known = asked.unwrap_err().to_string();
        let known: Vec<_> = known.split('`').skip(3).step_by(2).collect();
        assert!(known.len() > 20, "{known:?}");
        let is_inside = |c: char| c.is_ascii_lowercase() || c == '_';
        let list = SHIPPED.split("# Keys of every block:").nth(1).unwrap();
        let explained: Vec<_> =
            list.split("# A regional").next().unwrap().split(|c| !is_inside(c)).collect();
        for key in known {
            assert!(explained.contains(&key), "{key}");
        }
    }

    #[test]
    fn the_environment_wins() {
        let set = [
            ("SPORTELLO__SERVER__LISTEN".to_owned(), "127.0.0.1:81".to_owned()),
            ("SPORTELLO__SERVER__TLS".to_owned(), "false".to_owned()),
            ("HOME".to_owned(), "elsewhere".to_owned()),
        ];
        let config = Config::parse(SHIPPED, set.into_iter()).unwrap();
        assert_eq!(config.server.listen.port(), 81);
        assert!(!config.server.tls);
    }

    #[test]
    fn what_is_printed_holds_no_secret() {
        const COMPOSE: &str = include_str!("../../../config/compose.toml");
        let set = [(
            "SPORTELLO__STORAGE__DATABASE",
            "postgres://desk:s3cret@db/x?options[search_path]={slug}",
        )];
        let set = set.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let text = COMPOSE.replace("client_secret = \"compose\"", "client_secret = \"s3cret\"");
        let config = Config::parse(&text, set).unwrap();
        let printed = config.printed().unwrap();
        assert!(!printed.contains("s3cret"), "{printed}");
        assert!(
            printed.contains("postgres://desk:hidden@db/x?options[search_path]={slug}"),
            "{printed}"
        );
        assert!(printed.contains("address = \"http://localhost:8080/\""), "{printed}");
    }

    #[test]
    fn a_secret_may_stand_in_the_environment() {
        let name = "SPORTELLO__MUNICIPALITY__GRUGLIASCO__PROVIDER__0__CLIENT_SECRET";
        let text = include_str!("../../../config/compose.toml");
        let set = [(name.to_owned(), "from elsewhere".to_owned())];
        let config = Config::parse(text, set.into_iter()).unwrap();
        let providers = config.municipality["grugliasco"].providers().unwrap();
        assert_eq!(providers[0].client_secret.expose(), "from elsewhere");
        let set = [(name.replace("__0__", "__9__"), "x".to_owned())];
        assert!(Config::parse(text, set.into_iter()).is_err(), "there are not so many");
    }

    #[test]
    fn a_provider_without_its_keys_is_named() {
        let text = format!("{SHIPPED}\n[[municipality.grugliasco.provider]]\nid = \"spid\"\n");
        let refused = Config::parse(&text, std::iter::empty()).unwrap_err().to_string();
        assert!(refused.starts_with("municipality.grugliasco.provider"), "{refused}");
    }

    #[test]
    fn an_unknown_key_is_named() {
        let set = [("SPORTELLO__SERVER__LISTNE".to_owned(), "x".to_owned())];
        let refused = Config::parse(SHIPPED, set.into_iter()).unwrap_err();
        assert!(refused.to_string().contains("listne"), "{refused}");
    }
}
