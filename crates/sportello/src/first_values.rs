//! `sportello first-values`: what the municipality's own registers say of persons, handed over as files. Forms that
//! ask for it find it there, with its register and day.

use std::{fs, path::PathBuf, process::ExitCode};

use chrono::NaiveDate;
use clap::Subcommand;
use desk::prefill::{NotImported, Register};

use crate::{Failure, config::Config, out::line, procedures};

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// Takes a file in place of what the register said before.
    Import {
        /// The municipality.
        #[arg(long)]
        municipality: String,
        /// The register, as people know it: "Anagrafe comunale".
        #[arg(long)]
        register: String,
        /// The day of which it tells: 2026-12-31.
        #[arg(long)]
        on: NaiveDate,
        /// What it says is right: forms show it and let nobody change it.
        #[arg(long)]
        authoritative: bool,
        /// CSV: `fiscal_code`, then what forms call each value after `town.`
        file: PathBuf,
    },
    /// Lists the registers.
    List {
        /// The municipality.
        #[arg(long)]
        municipality: String,
    },
    /// Forgets all that a register says.
    Clear {
        /// The municipality.
        #[arg(long)]
        municipality: String,
        /// The register.
        #[arg(long)]
        register: String,
    },
}

/// Does it.
///
/// # Errors
/// The municipality cannot be opened, or the file.
pub(crate) async fn run(config: &Config, what: What) -> Result<ExitCode, Failure> {
    match what {
        What::Import { municipality, register, on, authoritative, file } => {
            let text = fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
            let desk = procedures::open(config, &municipality).await?;
            let register = Register { name: register, on, is_authoritative: authoritative };
            match desk.import_known(&register, &text).await {
                Ok(persons) => line(format_args!("{}: {persons} persons", register.name)),
                Err(NotImported::Unread(lines)) => {
                    for unread in lines {
                        line(format_args!("{}:{unread}", file.display()));
                    }
                    return Ok(ExitCode::FAILURE);
                }
                Err(NotImported::Desk(error)) => return Err(error.into()),
            }
            desk.db.close().await;
        }
        What::List { municipality } => {
            let desk = procedures::open(config, &municipality).await?;
            for told in desk.known_registers().await? {
                line(format_args!(
                    "{}: {} persons, of {}",
                    told.register, told.persons, told.told_on
                ));
            }
            desk.db.close().await;
        }
        What::Clear { municipality, register } => {
            let desk = procedures::open(config, &municipality).await?;
            let persons = desk.clear_known(&register).await?;
            line(format_args!("{register}: {persons} persons forgotten"));
            desk.db.close().await;
        }
    }
    Ok(ExitCode::SUCCESS)
}
