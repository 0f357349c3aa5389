//! Sportello: one binary that serves, works, migrates, checks and shows itself.

use std::process::ExitCode;

fn main() -> ExitCode {
    sportello::cli::main()
}
