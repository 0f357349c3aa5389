//! `sportello admin`: the way in when no provider lets anybody in, and taking everything from a member of staff.
//! Not here: giving roles, which the provider's groups do.

use clap::{Args, Subcommand};
use model::FiscalCode;

use crate::{Failure, config::Config, out::line, procedures, signin_log::user};

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// Makes an administrator for an hour: prints, once, a link that holds for a quarter of an hour and the secret of
    /// its one-time codes. It is written down, and the municipality is told when somebody comes in by it.
    Recover {
        /// The municipality.
        #[arg(long)]
        municipality: String,
        /// Given name and family name of whoever comes in.
        #[arg(long)]
        name: String,
    },
    /// Ends every such way in, with the sessions and roles of whoever came in by one.
    End {
        /// The municipality.
        #[arg(long)]
        municipality: String,
    },
    /// Takes all roles from a member of staff and ends their sessions at once.
    Remove {
        /// The municipality.
        #[arg(long)]
        municipality: String,
        #[command(flatten)]
        who: Who,
    },
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Who {
    /// By fiscal code.
    #[arg(long)]
    fiscal_code: Option<FiscalCode>,
    /// By what the provider calls them: its id, a colon, and its name for the person.
    #[arg(long)]
    key: Option<String>,
}

/// Does it.
///
/// # Errors
/// The municipality cannot be opened; nobody is known by that name.
pub(crate) async fn run(config: &Config, what: What) -> Result<(), Failure> {
    match what {
        What::Recover { municipality, name } => {
            let desk = procedures::open(config, &municipality).await?;
            let names = name.trim().split_once(' ');
            let (given, family) = names.ok_or("--name takes a given name and a family name")?;
            let way = desk.make_recovery(given, family.trim(), &user()).await?;
            line(format_args!("Put this into an authenticator first (or type the secret):"));
            line(format_args!("  {}", way.otpauth));
            line(format_args!("  secret {}", way.secret));
            line(format_args!("Then open, before {}, once:", way.until.rfc3339()));
            line(format_args!("  {}", way.url));
            desk.db.close().await;
        }
        What::End { municipality } => {
            let desk = procedures::open(config, &municipality).await?;
            let ended = desk.end_recoveries(&user()).await?;
            line(format_args!("{municipality}: no way in is left; {ended} sessions ended"));
            desk.db.close().await;
        }
        What::Remove { municipality, who } => {
            let desk = procedures::open(config, &municipality).await?;
            let key = match (who.fiscal_code, who.key) {
                (Some(code), _) => format!("cf:{code}"),
                (None, Some(key)) => key,
                (None, None) => return Err("--fiscal-code or --key".into()),
            };
            let removed = desk.remove_staff_by_key(&key, &user()).await;
            let (name, held) =
                removed.map_err(|error| format!("{key}: {error}, or without roles"))?;
            line(format_args!("{name}: no roles any more; their sessions have ended"));
            if held > 0 {
                line(format_args!(
                    "Still in their hands: {held}; the queue of each office says so."
                ));
            }
            line(format_args!("What the provider's groups say counts again at the next sign-in."));
            desk.db.close().await;
        }
    }
    Ok(())
}
