//! The operator's tools: logs, migrations, keys, routes, verification, and the doctor.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    process::ExitCode,
    time::Duration,
};

use gateway::{clock::Clock, identity::Audience, keys::Keyring};
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

/// Looks at the installation. With `live`, only at a running server.
///
/// # Errors
/// Nothing can be looked at.
pub async fn doctor(config: &Config, live: bool) -> Result<ExitCode, Failure> {
    if live {
        let status = ask(config, "/healthz", "localhost")?;
        return Ok(if status == 200 { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let mut is_good = true;
    let mut say = |what: &str, found: Result<String, String>| match found {
        Ok(found) => line(format_args!("ok    {what}: {found}")),
        Err(why) => {
            is_good = false;
            line(format_args!("WRONG {what}: {why}"));
        }
    };
    say("keys", serve::keys(config).map(|_| "readable".to_owned()).map_err(|e| e.to_string()));
    if config.server.listen.ip().is_loopback() && config.server.client_address.is_empty() {
        let why = "server.client_address is empty: behind a proxy nobody is slowed down";
        say("visitors", Ok(why.to_owned()));
    }
    for slug in config.municipality.keys() {
        let url = config.storage.database.replace("{slug}", slug);
        let db = match serve::database(&url).await {
            Ok(db) => db,
            Err(error) => {
                say(&format!("{slug} database"), Err(error.to_string()));
                continue;
            }
        };
        let pending = db.pending().await.map(|all| all.len()).map_err(|error| error.to_string());
        say(
            &format!("{slug} database"),
            pending.and_then(|n| {
                if n == 0 {
                    Ok("up to date".to_owned())
                } else {
                    Err(format!("{n} migrations to run: sportello migrate"))
                }
            }),
        );
        db.close().await;
        let blind = serve::place(config, slug).map(|place| {
            let staff = place.providers.into_iter().filter(|one| one.audience == Audience::Staff);
            staff.filter(|one| one.without_fiscal_code).map(|one| one.id).collect::<Vec<_>>()
        });
        if let Ok(blind) = blind
            && !blind.is_empty()
        {
            let why =
                "staff come without fiscal code: who handles their own application is not noticed";
            say(&format!("{slug} provider {}", blind.join(", ")), Err(why.to_owned()));
        }
        match procedures::open(config, slug).await {
            Ok(desk) => {
                for audience in [Audience::Citizen, Audience::Staff] {
                    let offers: Vec<_> =
                        desk.providers.offers(audience).map(|offer| offer.id.to_owned()).collect();
                    if offers.is_empty() {
                        say(
                            &format!("{slug} sign-in"),
                            Err(format!("nobody lets in {audience:?}")),
                        );
                    }
                    for id in offers {
                        let probe = desk.providers.probe(&id, &Clock::System).await;
                        say(
                            &format!("{slug} provider {id}"),
                            probe.map(|_| "answers".to_owned()).map_err(|e| e.to_string()),
                        );
                    }
                }
                let host = desk.municipality.hosts.desk.clone();
                say(
                    &format!("{slug} host {host}"),
                    match ask(config, "/", &host) {
                        Ok(200) => Ok("served".to_owned()),
                        Ok(status) => {
                            Err(format!("answers {status}: does the proxy pass Host unchanged?"))
                        }
                        Err(error) => {
                            Err(format!("no server on {}: {error}", config.server.listen))
                        }
                    },
                );
            }
            Err(error) => say(slug, Err(error.to_string())),
        }
    }
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The status that our own server answers to a GET.
fn ask(config: &Config, path: &str, host: &str) -> Result<u16, Failure> {
    let mut address = config.server.listen;
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(2))?;
    stream.set_read_timeout(Some(Duration::from_secs(3)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
    let mut answer = [0_u8; 64];
    let n = stream.read(&mut answer)?;
    let text = String::from_utf8_lossy(&answer[..n]);
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok(status.ok_or("not an HTTP answer")?)
}
