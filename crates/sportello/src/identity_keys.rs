//! `sportello identity-keys`: the keys by which identity providers know a municipality. Public parts are printed,
//! private ones never. Not here: the keys that seal what is stored (`sportello keys`).

use clap::{Subcommand, ValueEnum};
use desk::identity_keys::{KeyLine, KeyState};
use gateway::identity::KeyPurpose;
use serde_json::{Value, json};

use crate::{Failure, config::Config, out::line, procedures};

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// Makes keys. The first of a purpose is used at once; others are published and wait for `use`.
    New {
        /// What for.
        #[arg(long, value_enum, default_value_t = Purpose::All)]
        purpose: Purpose,
    },
    /// Lists them.
    List,
    /// Uses a key from now on; the one that was used stays published.
    Use {
        /// Its name, as `list` prints it; it may begin with a hyphen.
        #[arg(allow_hyphen_values = true)]
        kid: String,
        /// Also one that others may not know yet.
        #[arg(long)]
        force: bool,
    },
    /// Forgets a key that is not in use.
    Drop {
        /// Its name, as `list` prints it; it may begin with a hyphen.
        #[arg(allow_hyphen_values = true)]
        kid: String,
        /// Also one that others may still remember.
        #[arg(long)]
        force: bool,
    },
    /// Prints the public keys, as a federation or a gateway registers them.
    Show,
}

/// What keys are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Purpose {
    /// Signs entity configurations.
    Federation,
    /// Signs requests.
    Sign,
    /// Opens what is sealed for us.
    Decrypt,
    /// One of each.
    All,
}

impl Purpose {
    fn each(self) -> Vec<KeyPurpose> {
        match self {
            Self::Federation => vec![KeyPurpose::Federation],
            Self::Sign => vec![KeyPurpose::Sign],
            Self::Decrypt => vec![KeyPurpose::Decrypt],
            Self::All => KeyPurpose::ALL.to_vec(),
        }
    }
}

/// Does it.
///
/// # Errors
/// The municipality cannot be opened; a key that is not there or cannot go.
pub(crate) async fn run(config: &Config, slug: &str, what: What) -> Result<(), Failure> {
    let desk = procedures::open(config, slug).await?;
    match what {
        What::New { purpose } => {
            for purpose in purpose.each() {
                print(&desk.new_identity_key(purpose).await?);
            }
        }
        What::List => {
            for key in desk.identity_keys().await? {
                print(&key);
            }
        }
        What::Use { kid, force } => {
            desk.use_identity_key(&kid, force).await.map_err(|error| format!("{kid}: {error}"))?;
            line(format_args!("{kid}: in use from now on"));
        }
        What::Drop { kid, force } => {
            desk.drop_identity_key(&kid, force).await.map_err(|error| format!("{kid}: {error}"))?;
            line(format_args!("{kid}: forgotten"));
        }
        What::Show => {
            let keys = desk.identity_keys().await?;
            let of = |is: fn(KeyPurpose) -> bool| -> Vec<&Value> {
                keys.iter().filter(|key| is(key.purpose)).map(|key| &key.public).collect()
            };
            let shown = json!({
                "client_id": desk.providers.client_id(),
                "federation": { "keys": of(|purpose| purpose == KeyPurpose::Federation) },
                "core": { "keys": of(|purpose| purpose != KeyPurpose::Federation) },
            });
            line(format_args!("{shown:#}"));
        }
    }
    desk.db.close().await;
    Ok(())
}

fn print(key: &KeyLine) {
    let state = match key.state {
        KeyState::Waiting => "waiting",
        KeyState::Active => "active",
        KeyState::Old => "old",
    };
    line(format_args!(
        "{:10} {:7} {}  made {}, {state} since {}",
        key.purpose.word(),
        state,
        key.kid,
        key.made_at.day(),
        key.changed_at.rfc3339(),
    ));
}
