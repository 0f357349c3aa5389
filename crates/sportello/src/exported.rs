//! What was taken out of an installation, verified by itself: no database, no configuration, no key.

use std::{fs::File, io::Read as _, path::Path, process::ExitCode};

use desk::exports::CHRONICLE;
use workflow::{Broken, Chronicle, Why};
use zip::ZipArchive;

use crate::{Failure, out::line};

/// Longest chronicle that is read, in bytes.
const LONGEST: u64 = 64 * 1024 * 1024;

/// Verifies the chronicles in a ZIP, or the one that the file is.
pub(crate) fn verify(path: &Path) -> Result<ExitCode, Failure> {
    let mut head = Vec::new();
    File::open(path)?.take(4).read_to_end(&mut head)?;
    let file = File::open(path)?;
    let (mut is_good, mut count) = (true, 0_usize);
    // Each is told before the next is read: what claims to be an export may be anything.
    let mut tell = |name: &str, text: Result<String, String>| {
        let found = text.and_then(|text| found(&text));
        is_good &= found.is_ok();
        count += 1;
        let (Ok(said) | Err(said)) = found;
        line(format_args!("{}: {}", one_line(name), one_line(&said)));
    };
    if head.starts_with(b"PK") {
        let mut archive = ZipArchive::new(file)?;
        for at in 0..archive.len() {
            let entry = archive.by_index(at)?;
            let name = entry.name()?.into_owned();
            let folder = match name.strip_suffix(CHRONICLE) {
                Some("") => "",
                Some(rest) if rest.ends_with('/') => rest.trim_end_matches('/'),
                _ => continue,
            };
            tell(folder, bounded(entry));
        }
    } else {
        tell(&path.display().to_string(), bounded(file));
    }
    if count == 0 {
        line(format_args!(
            "{}: no {CHRONICLE} is in it, so nothing can be verified",
            path.display()
        ));
        return Ok(ExitCode::FAILURE);
    }
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A text of a stranger's, on one line and without orders to a terminal.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// The text of a chronicle, or why there is none.
fn bounded(file: impl std::io::Read) -> Result<String, String> {
    let mut text = String::new();
    match file.take(LONGEST + 1).read_to_string(&mut text) {
        Ok(_) if u64::try_from(text.len()).is_ok_and(|n| n > LONGEST) => {
            Err("NOT VERIFIED: it is longer than any chronicle".to_owned())
        }
        Ok(_) => Ok(text),
        Err(error) => Err(format!("CHANGED: it cannot be read: {error}")),
    }
}

/// What holds of a chronicle, or what was changed in it and where.
fn found(text: &str) -> Result<String, String> {
    let chronicle = Chronicle::read(text).map_err(|error| format!("CHANGED: {error}"))?;
    let number = &chronicle.number;
    let proved =
        chronicle.prove().map_err(|broken| format!("{number} CHANGED: {}", told(broken)))?;
    let erased = match proved.erased.len() {
        0 => String::new(),
        n => format!(", of {n} of which only the record is left, as the law has it"),
    };
    let answers = match proved.answers {
        Some(true) => "the answers are those that were sent",
        Some(false) => {
            return Err(format!("{number} CHANGED: its answers are not those that event 1 sealed"));
        }
        None => "of the answers nothing is left to compare",
    };
    Ok(format!(
        "{number} holds together: {} events, each as it was sealed after the one before{erased}; {answers}. The last hash is {}: \
         that the whole was not written anew, and that no event followed, only the installation says, by the same hash",
        proved.events, proved.head
    ))
}

/// Where a chain does not hold, in words.
fn told(Broken { seq, why }: Broken) -> String {
    let why = match why {
        Why::Order => "is not in its place: one was left out, put in or exchanged",
        Why::Previous => "does not follow the one before it: one was left out, put in or changed",
        Why::Hash => "has another instant, author or kind than was sealed",
        Why::Payload => "says something else than was sealed",
    };
    format!("event {seq} {why}")
}
