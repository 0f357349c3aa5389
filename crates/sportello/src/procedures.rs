//! Procedures from the command line: checked, put in their canonical text, imported, exported.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use desk::{catalogue::NotImported, revising::Outcome};
use gateway::clock::Clock;
use model::Lang;
use procedure::Surroundings;

use crate::{
    Failure,
    config::Config,
    files::Files,
    out::line,
    serve,
    town::{self, Common},
};

/// Prints every kind of field and every brick, one a line with what it accepts.
pub fn kinds() {
    for kind in form::Kind::ALL {
        let [accepts, _] = kind.traits().accepts;
        line(format_args!("{:20} {accepts}", kind.name()));
    }
    for brick in form::brick::all() {
        let fields: Vec<&str> = brick.fields.iter().map(|field| field.id.as_str()).collect();
        let title = brick.title.get(Lang::It);
        line(format_args!("brick {:14} {title}: {}", brick.id, fields.join(", ")));
    }
}

/// Prints every reason why a file is refused, as `file:line:column: reason`.
///
/// # Errors
/// A file that cannot be read at all.
pub fn check(files: &[PathBuf]) -> Result<ExitCode, Failure> {
    let mut is_good = true;
    for file in files {
        let text = read(file)?;
        let around = around(file)?;
        let compiled = procedure::read(&text).map_err(|fault| vec![fault]).and_then(|source| {
            let compiled = procedure::compile(&source, &around)?;
            Ok((source, compiled))
        });
        let faults = match compiled {
            Ok((source, compiled)) => {
                for path in &compiled.undecided {
                    let at = source.places.find_inside(path, None);
                    line(format_args!(
                        "{}:{}:{}: {path}: non siamo riusciti a stabilire se qualcuno può rispettare questa regola",
                        file.display(),
                        at.line,
                        at.column
                    ));
                }
                Vec::new()
            }
            Err(faults) => faults,
        };
        for fault in &faults {
            line(format_args!("{}:{}", file.display(), fault.line(Lang::It)));
        }
        is_good &= faults.is_empty();
    }
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Rewrites files in their canonical text; those that are, stay untouched.
///
/// # Errors
/// The first file that cannot be read or written.
pub fn fmt(files: &[PathBuf]) -> Result<(), Failure> {
    for file in files {
        let text = read(file)?;
        let source = procedure::read(&text)
            .map_err(|fault| format!("{}:{}", file.display(), fault.line(Lang::It)))?;
        let canonical = procedure::write(&source.procedure);
        if canonical != text {
            std::fs::write(file, canonical).map_err(|e| format!("{}: {e}", file.display()))?;
        }
    }
    Ok(())
}

/// Imports files, and publishes them if asked; those for which somebody is missing only if that is said to be known.
///
/// # Errors
/// The installation cannot be opened.
pub async fn import(
    config: &Config,
    slug: &str,
    (publish, although_unstaffed): (bool, bool),
    files: &[PathBuf],
) -> Result<ExitCode, Failure> {
    let desk = open(config, slug).await?;
    let mut is_good = true;
    for file in files {
        match desk.import(&read(file)?, None).await {
            Ok(imported) => {
                let (id, revision) = (imported.procedure.as_str(), imported.revision);
                let lacks = match publish {
                    true => desk.unstaffed(id, revision).await?,
                    false => Vec::new(),
                };
                for fault in &lacks {
                    line(format_args!("{id}: {}", fault.message.get(Lang::It)));
                }
                let is_held = !lacks.is_empty() && !although_unstaffed;
                if publish && !is_held {
                    desk.publish(id, revision, None).await?;
                }
                is_good &= !is_held;
                let state = match (publish, is_held) {
                    (true, true) => "draft, --although-unstaffed publishes it all the same",
                    (true, false) => "published",
                    (false, _) => "draft",
                };
                line(format_args!("{id} revision {revision}: {state}"));
            }
            Err(NotImported::Refused(faults)) => {
                is_good = false;
                for fault in faults {
                    line(format_args!("{}:{}", file.display(), fault.line(Lang::It)));
                }
            }
            Err(NotImported::Desk(error)) => return Err(error.into()),
        }
    }
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The canonical text of a revision, or of the one in use.
///
/// # Errors
/// There is none.
pub async fn export(
    config: &Config,
    slug: &str,
    procedure: &str,
    revision: Option<u32>,
) -> Result<String, Failure> {
    let desk = open(config, slug).await?;
    let revision = match revision {
        Some(revision) => revision,
        None => desk.in_use(procedure).await?.1,
    };
    Ok(desk.revision_text(procedure, revision).await?)
}

/// Says what becomes of applications under way on another revision, and does it if asked.
///
/// # Errors
/// There is no such procedure or revision.
pub async fn revise(
    config: &Config,
    slug: &str,
    procedure: &str,
    (to, reason, really): (Option<u32>, &str, bool),
) -> Result<ExitCode, Failure> {
    let desk = open(config, slug).await?;
    let to = match to {
        Some(revision) => revision,
        None => desk.in_use(procedure).await?.1,
    };
    for (from, changes) in desk.what_changes(procedure, to).await? {
        line(format_args!("from revision {from} to revision {to}:"));
        for change in &changes {
            line(format_args!("  {}", change.message.get(Lang::It)));
        }
        if changes.is_empty() {
            line(format_args!("  only words change"));
        }
    }
    let rows = desk.revise(procedure, (to, reason), really).await?;
    let mut stops = 0;
    for row in &rows {
        match &row.outcome {
            Outcome::Moves if really => line(format_args!("{}: moved", row.number)),
            Outcome::Moves => line(format_args!("{}: can be moved", row.number)),
            Outcome::Stops(why) => {
                stops += 1;
                line(format_args!("{}: stays: {}", row.number, why.get(Lang::It)));
            }
        }
    }
    let moved = if really { "moved" } else { "can be moved" };
    line(format_args!(
        "{procedure} revision {to}: {} {moved}, {stops} stay; others are on it or closed",
        rows.len() - stops
    ));
    Ok(ExitCode::SUCCESS)
}

/// The desk of one municipality of a configuration.
pub(crate) async fn open(config: &Config, slug: &str) -> Result<desk::Desk, Failure> {
    let common = Common {
        keys: serve::keys(config)?,
        clock: Clock::System,
        limits: store::Limits::default(),
        scanner: config.scanner.scanner(),
        previews: gateway::previews::Previews::Absent,
    };
    town::desk(&serve::place(config, slug)?, &common).await
}

fn read(file: &Path) -> Result<String, Failure> {
    Ok(std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?)
}

/// The registers beside a procedure file: `<municipality>/procedures/x.yaml` has
/// `<municipality>/registers/`.
fn around(file: &Path) -> Result<Surroundings, Failure> {
    // Also of a file that is named from within its folder.
    let file = file.canonicalize().unwrap_or_else(|_| file.to_path_buf());
    let town =
        file.parent().and_then(Path::parent).filter(|folder| folder.join("registers").is_dir());
    match town {
        Some(folder) => town::surroundings(&Files::folder(folder)?),
        None => Ok(Surroundings::default()),
    }
}
