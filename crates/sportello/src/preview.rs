//! One file drawn in a process of its own, which the server starts and which starts nothing: it binds its own memory and
//! time before it reads a byte, so that what is hostile ends with it.

use std::{
    io::{self, Read as _, Write as _},
    process::ExitCode,
};

use gateway::previews::Previews;
use rustix::process::{Resource, Rlimit, setrlimit};

/// The command that asks for it.
pub(crate) const COMMAND: &str = "preview";
/// Most memory, in bytes: what a drawing at its largest needs, and this program itself.
const MEMORY: u64 = 1024 * 1024 * 1024;
/// Most seconds of a processor.
const SECONDS: u64 = 15;

/// This program draws for itself.
pub(crate) fn by_this_program() -> Previews {
    Previews::by_this_program(COMMAND)
}

/// Answers a question about the file that comes in.
pub(crate) fn run(question: &str) -> ExitCode {
    let bounds = [
        (Resource::As, MEMORY),
        (Resource::Cpu, SECONDS),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
    ];
    for (resource, most) in bounds {
        let most = Some(most);
        if setrlimit(resource, Rlimit { current: most, maximum: most }).is_err() {
            return ExitCode::FAILURE;
        }
    }
    match answered(question) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn answered(question: &str) -> io::Result<()> {
    let request = serde_json::from_str(question)?;
    let mut file = Vec::new();
    io::stdin().lock().read_to_end(&mut file)?;
    let mut out = io::stdout().lock();
    out.write_all(&previews::answer(&request, file))?;
    out.flush()
}
