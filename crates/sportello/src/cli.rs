//! The commands. Each does one thing, says what it did in a line, and ends with 1 when it could not.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use gateway::clock::Clock;

use crate::{
    Failure, admin,
    config::Config,
    demo, doctor, exported, first_values, identity_keys,
    out::{line, text},
    preview, procedures, serve, signin_log, tools,
};

/// The online desk of a municipality.
#[derive(Debug, Parser)]
#[command(name = "sportello", version)]
struct Arguments {
    /// The configuration file.
    #[arg(long, global = true, default_value = "config/sportello.toml")]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the pages, and works off the jobs if the configuration says so.
    Serve,
    /// Works off the jobs only.
    Work,
    /// Brings every database to this version.
    Migrate {
        /// Only says whether it is needed: 1 if it is.
        #[arg(long)]
        check: bool,
    },
    /// Starts everything with a demo municipality on loopback; a second start keeps its data.
    Demo {
        /// Port of the pages; the demo's identity provider and payment platform take the next two.
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Where it keeps its data.
        #[arg(long, default_value = "var/demo")]
        dir: PathBuf,
        /// Its databases, `{slug}` standing for the municipality; SQLite in the folder unless said.
        #[arg(long)]
        database: Option<String>,
    },
    /// Looks at the installation and says what is wrong with it.
    Doctor {
        /// Only asks a running server whether it lives.
        #[arg(long)]
        live: bool,
    },
    /// Prints the JSON Schema of a procedure.
    Schema,
    /// Lists what a form can ask, one a line with what it accepts: kinds of fields, then ready bricks.
    Kinds,
    /// Checks procedure files; every reason with file, line and column.
    Check {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Rewrites procedure files in their canonical text.
    Fmt {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Imports procedure files into a municipality.
    Import {
        /// The municipality.
        #[arg(long)]
        municipality: String,
        /// Publishes them too.
        #[arg(long)]
        publish: bool,
        /// Publishes also what nobody has the roles for yet.
        #[arg(long, requires = "publish")]
        although_unstaffed: bool,
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Prints the canonical text of a procedure.
    Export {
        /// The municipality.
        #[arg(long)]
        municipality: String,
        /// The procedure.
        procedure: String,
        /// The revision; the one in use if none is given.
        #[arg(long)]
        revision: Option<u32>,
    },
    /// Puts applications under way on another revision of their procedure. Says what would happen to each; does it with
    /// `--really`.
    Revise {
        /// The municipality.
        #[arg(long)]
        municipality: String,
        /// The procedure.
        procedure: String,
        /// The revision; the one in use if none is given.
        #[arg(long)]
        to: Option<u32>,
        /// Why: the office reads it in the history of each.
        #[arg(long, required_if_eq("really", "true"))]
        reason: Option<String>,
        /// Does it.
        #[arg(long)]
        really: bool,
    },
    /// Prints every address with its method and who may open it.
    Routes,
    /// Reads the chain of events of every application, and the log of sign-ins, and says whether they are whole.
    Verify {
        /// Only this municipality.
        #[arg(long)]
        municipality: Option<String>,
        /// What was taken out instead, without any database: a ZIP of folders, or the `cronologia.json` of one.
        #[arg(long, conflicts_with = "municipality")]
        file: Option<PathBuf>,
    },
    /// Keys that seal what is sensitive.
    Keys {
        #[command(subcommand)]
        what: Keys,
    },
    /// Keys by which identity providers know a municipality.
    IdentityKeys {
        /// The municipality.
        #[arg(long)]
        municipality: String,
        #[command(subcommand)]
        what: identity_keys::What,
    },
    /// What the municipality's own registers say of persons: first values of forms.
    FirstValues {
        #[command(subcommand)]
        what: first_values::What,
    },
    /// Administrators when nobody else can help.
    Admin {
        #[command(subcommand)]
        what: admin::What,
    },
    /// The log of sign-ins, which is kept for the authorities.
    SignInLog {
        #[command(subcommand)]
        what: signin_log::What,
    },
    /// Prints the configuration in force, without secrets.
    Config,
    /// Draws the file that comes in, within bounds of its own: asked by the server alone.
    #[command(name = preview::COMMAND, hide = true)]
    Preview {
        /// What is to be drawn.
        question: String,
    },
}

#[derive(Debug, Subcommand)]
enum Keys {
    /// Makes a new key; what was sealed with the others stays readable.
    New,
}

/// Reads the arguments and runs the command.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Command::Preview { question } = &arguments.command {
        return preview::run(question);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    match runtime.block_on(run(arguments)) {
        Ok(code) => code,
        Err(error) => failed(&error),
    }
}

fn failed(error: &Failure) -> ExitCode {
    eprintln!("sportello: {error}");
    ExitCode::FAILURE
}

async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let config = || Config::read(&arguments.config, std::env::vars());
    match arguments.command {
        Command::Serve => {
            let config = config()?;
            tools::log(&config.log);
            let open = serve::open(&config, Clock::System).await?;
            let works = config.work.inside;
            let operator = Some(config.server.operator);
            serve::serve(open, config.server.listen, operator, works, serve::asked_to_stop())
                .await?;
        }
        Command::Work => {
            let config = config()?;
            tools::log(&config.log);
            let open = serve::open(&config, Clock::System).await?;
            serve::work(open.desks, serve::asked_to_stop()).await;
        }
        Command::Migrate { check } => return tools::migrate(&config()?, check).await,
        Command::Demo { port, dir, database } => {
            demo::run(port, &dir, database.as_deref()).await?;
        }
        Command::Doctor { live } => return doctor::run(&config()?, live).await,
        Command::Schema => line(format_args!("{:#}", procedure::schema())),
        Command::Kinds => procedures::kinds(),
        Command::Check { files } => return procedures::check(&files),
        Command::Fmt { files } => procedures::fmt(&files)?,
        Command::Import { municipality, publish, although_unstaffed, files } => {
            let how = (publish, although_unstaffed);
            return procedures::import(&config()?, &municipality, how, &files).await;
        }
        Command::Export { municipality, procedure, revision } => {
            text(format_args!(
                "{}",
                procedures::export(&config()?, &municipality, &procedure, revision).await?
            ));
        }
        Command::Revise { municipality, procedure, to, reason, really } => {
            let reason = reason.unwrap_or_else(|| "-".to_owned());
            let how = (to, reason.as_str(), really);
            return procedures::revise(&config()?, &municipality, &procedure, how).await;
        }
        Command::Routes => tools::routes(),
        Command::Verify { file: Some(file), .. } => return exported::verify(&file),
        Command::Verify { municipality, file: None } => {
            return tools::verify(&config()?, municipality.as_deref()).await;
        }
        Command::Keys { what: Keys::New } => tools::new_key(&config()?)?,
        Command::FirstValues { what } => return first_values::run(&config()?, what).await,
        Command::Admin { what } => admin::run(&config()?, what).await?,
        Command::SignInLog { what } => return signin_log::run(&config()?, what).await,
        Command::IdentityKeys { municipality, what } => {
            identity_keys::run(&config()?, &municipality, what).await?;
        }
        Command::Config => text(format_args!("{}", config()?.printed()?)),
        // Answered before anything else was begun.
        Command::Preview { question } => return Ok(preview::run(&question)),
    }
    Ok(ExitCode::SUCCESS)
}
