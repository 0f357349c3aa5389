//! P12: how long the compiler takes. Minutes, so only when all is asked for; otherwise what stands there is told.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use super::{Bench, figures::Line};

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Builds in a folder of their own, and a check after one edit; or the size of the binary.
#[must_use]
pub fn times(bench: &Bench) -> Vec<Line> {
    if !bench.sizes.is_full {
        let size = bench.sportello.as_ref().and_then(|path| fs::metadata(path).ok());
        let line = match size {
            Some(size) => Line::value("P12.size", size.len() as f64 / 1e6, "MB"),
            None => Line::absent("P12", "sportello IS NOT BUILT beside this binary"),
        };
        return vec![line.note("building times only with BENCH_FULL=1")];
    }
    let aside = bench.folder.join("target");
    let aside = aside.to_str().expect("UTF-8");
    let mut lines = vec![
        took("P12.check", &["check", "--workspace", "--quiet"], None).goal("-"),
        took("P12.demo", &["build", "--workspace", "--bin", "sportello"], Some(aside)).goal("≤600"),
        took("P12.tests", &["test", "--workspace", "--no-run"], Some(aside)).goal("≤900"),
        took("P12.release", &["build", "--release", "-p", "sportello"], Some(aside)).goal("≤1200"),
    ];
    let edited = top().join("crates/desk/src/lib.rs");
    let touched = File::options().append(true).open(edited);
    let later = |file: File| {
        let at = file.metadata()?.modified()?;
        file.set_modified(at + Duration::from_secs(1))
    };
    touched.and_then(later).expect("a file is touched");
    lines.push(took("P12.edit", &["check", "--workspace", "--quiet"], None).goal("≤15"));
    lines
}

fn took(id: &str, arguments: &[&str], aside: Option<&str>) -> Line {
    let mut cargo = Command::new("cargo");
    cargo.args(arguments).current_dir(top()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Some(folder) = aside {
        cargo.env("CARGO_TARGET_DIR", folder);
    }
    let start = Instant::now();
    match cargo.status() {
        Ok(status) if status.success() => {
            Line::value(id, start.elapsed().as_secs_f64(), "s").note("once")
        }
        Ok(status) => Line::absent(id, &format!("cargo ended with {status}")),
        Err(error) => Line::absent(id, &format!("cargo did not start: {error}")),
    }
}
