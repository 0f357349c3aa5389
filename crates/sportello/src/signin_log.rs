//! `sportello sign-in-log`: looks into the log of sign-ins, hands it over, verifies it. Whoever looks says why, and
//! both are written down.

use std::{fs, io::Write as _, os::unix::fs::MetadataExt as _, path::PathBuf, process::ExitCode};

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use desk::{
    Desk,
    signin_log::{Entry, LogReport, Looking, Wanted},
};
use model::FiscalCode;
use serde_json::json;

use crate::{Failure, config::Config, out::line, procedures};

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// Lists the messages of the sign-ins that are looked for, without what was said.
    Search(Search),
    /// Writes them with what was said to a file that only its owner can read: one JSON object a line.
    Export {
        #[command(flatten)]
        search: Search,
        /// The file, which must not be there.
        #[arg(long)]
        out: PathBuf,
    },
    /// Says whether the log is whole.
    Verify {
        /// Only this municipality.
        #[arg(long)]
        municipality: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// The municipality.
    #[arg(long)]
    municipality: String,
    /// Why it is looked for: goes into the audit with the user of this machine.
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    sought: Sought,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct Sought {
    /// Whose sign-ins.
    #[arg(long)]
    fiscal_code: Option<FiscalCode>,
    /// The code of an authorization.
    #[arg(long)]
    code: Option<String>,
    /// The name of a token.
    #[arg(long)]
    jti: Option<String>,
    /// How a provider calls the person.
    #[arg(long)]
    subject: Option<String>,
    /// First day: 2026-11-28.
    #[arg(long)]
    from: Option<NaiveDate>,
    /// Last day.
    #[arg(long)]
    to: Option<NaiveDate>,
}

/// Does it.
///
/// # Errors
/// The municipality cannot be opened; a file that is there already; a message that cannot be opened.
pub(crate) async fn run(config: &Config, what: What) -> Result<ExitCode, Failure> {
    match what {
        What::Search(search) => {
            let found = look(config, search, false, |entry| {
                let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
                let index = &entry.index;
                let (code, jti, sub) = (or(&index.code), or(&index.jti), or(&index.sub));
                let Entry { seq, signin, at, kind, provider, .. } = entry;
                let at = at.rfc3339();
                line(format_args!(
                    "{seq}\t{at}\t{signin}\t{kind}\t{provider}\tcode {code}\tjti {jti}\tsub {sub}"
                ));
                Ok(())
            });
            let found = found.await?;
            line(format_args!("{found} messages"));
            Ok(ExitCode::SUCCESS)
        }
        What::Export { search, out } => {
            let mut file = private(&out)?;
            let found = look(config, search, true, |entry| {
                writeln!(file, "{}", exported(entry))?;
                Ok(())
            });
            let found = found.await?;
            file.sync_all()?;
            line(format_args!("{}: {found} messages", out.display()));
            Ok(ExitCode::SUCCESS)
        }
        What::Verify { municipality } => {
            let mut is_good = true;
            for slug in config.municipality.keys() {
                if municipality.as_ref().is_none_or(|only| only == slug) {
                    is_good &= verify(slug, &procedures::open(config, slug).await?).await?;
                }
            }
            Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}

/// Verifies the log of one municipality and prints what was found: whether all is well.
///
/// # Errors
/// Storage.
pub(crate) async fn verify(slug: &str, desk: &Desk) -> Result<bool, Failure> {
    let LogReport { rows, first, last, head, broken } = desk.verify_log().await?;
    let head = head.map_or_else(|| "-".to_owned(), |head| head.to_string());
    line(format_args!(
        "{slug}: log of sign-ins, {rows} messages, {first} to {last}, head {head}: {}",
        if broken.is_empty() { "whole" } else { "NOT WHOLE" }
    ));
    for problem in &broken {
        line(format_args!("{slug}: log of sign-ins: {problem}"));
    }
    Ok(broken.is_empty())
}

async fn look(
    config: &Config,
    search: Search,
    opens: bool,
    mut each: impl FnMut(&Entry) -> Result<(), Failure>,
) -> Result<u64, Failure> {
    let Search { municipality, reason, sought } = search;
    let Sought { fiscal_code, code, jti, subject, from, to } = sought;
    let desk = procedures::open(config, &municipality).await?;
    let wanted = Wanted { fiscal_code, code, jti, subject, from, to };
    let looking = Looking { who: user(), why: reason, opens };
    let mut look = desk.look_into_log(&wanted, &looking).await?;
    let mut found = 0;
    loop {
        let entries = look.next().await?;
        if entries.is_empty() {
            break;
        }
        for entry in &entries {
            each(entry)?;
            found += 1;
        }
    }
    desk.db.close().await;
    Ok(found)
}

/// A new file that only its owner can read.
fn private(path: &PathBuf) -> Result<fs::File, Failure> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    Ok(file.map_err(|error| format!("{}: {error}", path.display()))?)
}

fn exported(entry: &Entry) -> serde_json::Value {
    let Entry { seq, signin, at, kind, provider, index, body } = entry;
    let mut exported = json!({
        "seq": seq,
        "sign_in": signin,
        "at": at.utc().to_rfc3339(),
        "kind": kind,
        "provider": provider,
    });
    if let (Some(exported), Ok(serde_json::Value::Object(index))) =
        (exported.as_object_mut(), serde_json::to_value(index))
    {
        exported.extend(index);
        exported.insert("body".to_owned(), json!(body));
    }
    exported
}

/// Who runs this on the machine: by the process, not by what the environment claims; and who became so, if `sudo`
/// says it.
pub(crate) fn user() -> String {
    let Ok(process) = fs::metadata("/proc/self") else { return "unknown".to_owned() };
    let uid = process.uid();
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let name = users.lines().find_map(|line| {
        let mut parts = line.split(':');
        let (name, number) = (parts.next()?, parts.nth(1)?);
        (number.parse() == Ok(uid)).then(|| name.to_owned())
    });
    let name = name.unwrap_or_else(|| "?".to_owned());
    match std::env::var("SUDO_USER") {
        Ok(before) => format!("{name} (uid {uid}), by sudo from {before}"),
        Err(_) => format!("{name} (uid {uid})"),
    }
}
