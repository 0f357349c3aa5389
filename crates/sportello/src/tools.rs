//! The operator's tools: logs, migrations, keys, routes, verification. The doctor lives next door.

use std::{io::Write as _, process::ExitCode};

use gateway::{clock::Clock, keys::Keyring};
use tracing_subscriber::EnvFilter;

use crate::{
    Failure,
    config::{self, Config},
    out::line,
    procedures, serve, signin_log,
};

/// Starts logging: JSON lines for machines, text for people. Never personal data.
pub fn log(log: &config::Log) {
    let filter = EnvFilter::try_new(&log.level).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if log.format == "json" { builder.json().try_init() } else { builder.try_init() };
    if let Err(error) = started {
        eprintln!("sportello: logging did not start: {error}");
    }
}

/// Migrates every database, or says which need it.
///
/// # Errors
/// A database that cannot be opened or migrated.
pub async fn migrate(config: &Config, check: bool) -> Result<ExitCode, Failure> {
    let mut needed = false;
    for slug in config.municipality.keys() {
        let url = config.storage.database.replace("{slug}", slug);
        let db = serve::database(&url).await?;
        if check {
            let pending = db.pending().await?.len();
            needed |= pending > 0;
            line(format_args!("{slug}: {pending} migrations to run"));
        } else {
            db.migrate().await?;
            line(format_args!("{slug}: up to date"));
        }
        db.close().await;
    }
    Ok(if needed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Adds a key to the key file, which only its owner may read.
///
/// # Errors
/// The file cannot be read or written.
pub fn new_key(config: &Config) -> Result<(), Failure> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let path = &config.storage.keys;
    let before = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(format!("{}: {error}", path.display()).into()),
    };
    let text = Keyring::with_new_key(&before, &Clock::System)?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let fresh = path.with_extension("new");
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&fresh)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&fresh, path)?;
    line(format_args!("{}: a new key seals from now on", path.display()));
    Ok(())
}

/// Prints the table of addresses.
pub fn routes() {
    for area in web::ROUTES {
        for route in *area {
            line(format_args!(
                "{:6} {:50} {:?}",
                route.method.to_uppercase(),
                route.path,
                route.who
            ));
        }
    }
}

/// Verifies every chain of events, and the log of sign-ins.
///
/// # Errors
/// The installation cannot be opened.
pub async fn verify(config: &Config, only: Option<&str>) -> Result<ExitCode, Failure> {
    let mut is_good = true;
    for slug in config.municipality.keys().filter(|slug| only.is_none_or(|only| only == *slug)) {
        let desk = procedures::open(config, slug).await?;
        let report = desk.verify().await?;
        line(format_args!(
            "{slug}: {} applications, {} events, {} erased, numbers 1 to {} without gaps: {}",
            report.applications,
            report.events,
            report.erased,
            report.numbers,
            if report.gaps.is_empty() { "yes" } else { "NO" }
        ));
        for problem in report.broken.iter().chain(&report.gaps) {
            line(format_args!("{slug}: {problem}"));
        }
        is_good &= report.broken.is_empty() && report.gaps.is_empty();
        is_good &= signin_log::verify(slug, &desk).await?;
    }
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
