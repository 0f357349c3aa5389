//! What holds the rooms apart: rules that can be checked are checked here, not remembered.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Licences that may stand under the EUPL-1.2; the same list as `deny.toml`.
fn accepted_licences() -> BTreeSet<String> {
    let deny = read("deny.toml");
    let list = deny.split("allow = [").nth(1).and_then(|rest| rest.split(']').next()).unwrap();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(top().join(path.as_ref()))
        .unwrap_or_else(|e| panic!("{}: {e}", path.as_ref().display()))
}

/// Every file below a folder whose name ends so, with its path from the top.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut left = vec![top().join(folder)];
    while let Some(place) = left.pop() {
        for entry in fs::read_dir(&place).unwrap_or_else(|e| panic!("{}: {e}", place.display())) {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !matches!(name.as_str(), "node_modules" | "target" | "out") {
                    left.push(path);
                }
            } else if name.ends_with(ending) {
                let short = path.strip_prefix(top()).unwrap().to_string_lossy().into_owned();
                found.push((short, fs::read_to_string(&path).unwrap_or_default()));
            }
        }
    }
    assert!(!found.is_empty(), "no {ending} below {folder}");
    found.sort();
    found
}

fn sources() -> Vec<(String, String)> {
    files("crates", ".rs")
}

/// Code without its tests and comments: what a rule about code looks at.
fn code(text: &str) -> String {
    let text = text.split("\n#[cfg(test)]").next().unwrap_or_default();
    let lines =
        text.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

fn is_test(path: &str) -> bool {
    path.contains("/tests/")
        || path.ends_with("/tests.rs")
        || path.contains("/examples/")
        || path.ends_with("testing.rs")
}

fn nothing(found: Vec<String>, rule: &str) {
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

/// Lines of code of rooms other than `rooms` that hold one of `words`.
fn lines_with(words: &[&str], rooms: &[&str]) -> Vec<String> {
    sources()
        .into_iter()
        .filter(|(path, _)| {
            !rooms.iter().any(|room| path.starts_with(&format!("crates/{room}"))) && !is_test(path)
        })
        .flat_map(|(path, text)| {
            code(&text)
                .lines()
                .enumerate()
                .filter(|(_, line)| words.iter().any(|word| line.contains(word)))
                .map(|(number, line)| format!("{path}:{}: {}", number + 1, line.trim()))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn sql_stands_in_store_only() {
    let manifests = files("crates", "Cargo.toml").into_iter().chain(files("tests", "Cargo.toml"));
    let users: Vec<_> =
        manifests.filter(|(_, text)| text.contains("sqlx")).map(|(path, _)| path).collect();
    assert_eq!(users, ["crates/store/Cargo.toml"]);
    nothing(
        lines_with(&["INSERT INTO ", "DELETE FROM ", " SET \"", "SELECT count("], &["store"]),
        "SQL outside its room",
    );
}

#[test]
fn only_the_clock_asks_the_time_and_invents_ids() {
    nothing(
        lines_with(
            &["Utc::now(", "Local::now(", "SystemTime::now(", "Uuid::now_v7(", "Uuid::new_v4("],
            &["gateway/src/clock"],
        ),
        "the clock is an argument",
    );
}

#[test]
fn pure_rooms_wait_for_nothing_and_read_nothing() {
    const PURE: [&str; 10] = [
        "model",
        "rule",
        "ranking",
        "form",
        "workflow",
        "procedure",
        "words",
        "documents",
        "inside",
        "previews",
    ];
    let words =
        ["async fn", ".await", "tokio::", "std::env::", "std::fs::", "rand::", "Instant::now("];
    let others = ["store", "gateway", "desk", "web", "sportello", "demo-provider", "demo-payments"];
    nothing(lines_with(&words, &others), "pure crates are told everything");
    for room in PURE {
        let manifest = read(format!("crates/{room}/Cargo.toml"));
        let dependencies = manifest.split("[dependencies]").nth(1).unwrap_or_default();
        let dependencies = dependencies.split("\n[").next().unwrap_or_default();
        for crate_ in ["tokio", "sqlx", "reqwest", "axum", "rand"] {
            assert!(!dependencies.contains(&format!("\n{crate_}")), "{room} depends on {crate_}");
        }
    }
}

#[test]
fn rooms_open_doors_in_one_direction() {
    let may: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("model", &[][..]),
        ("rule", &["model"]),
        ("ranking", &["model"]),
        ("form", &["model", "rule"]),
        ("workflow", &["model", "rule"]),
        ("procedure", &["model", "rule", "form", "workflow", "ranking"]),
        ("words", &["model"]),
        ("documents", &["model", "words"]),
        ("inside", &[]),
        ("previews", &["inside"]),
        ("tables", &["model"]),
        ("gateway", &["model", "words", "inside", "previews"]),
        ("demo-provider", &["model", "words", "gateway"]),
        ("demo-payments", &["model", "words", "gateway", "demo-provider"]),
        ("store", &["model", "form", "workflow", "procedure"]),
        (
            "desk",
            &[
                "model",
                "rule",
                "form",
                "workflow",
                "ranking",
                "procedure",
                "words",
                "documents",
                "inside",
                "tables",
                "store",
                "gateway",
            ],
        ),
        (
            "web",
            &[
                "model",
                "rule",
                "form",
                "workflow",
                "procedure",
                "words",
                "documents",
                "store",
                "gateway",
                "desk",
            ],
        ),
    ]);
    let rooms: Vec<&str> = may.keys().copied().chain(["sportello"]).collect();
    for (path, manifest) in files("crates", "Cargo.toml") {
        let name = path.split('/').nth(1).unwrap();
        let Some(allowed) = may.get(name) else { continue };
        let dependencies = manifest.split("[dependencies]").nth(1).unwrap_or_default();
        let dependencies = dependencies.split("\n[").next().unwrap_or_default();
        for line in dependencies.lines() {
            let dependency = line.split(['.', ' ', '=']).next().unwrap_or_default();
            assert!(
                !rooms.contains(&dependency) || allowed.contains(&dependency),
                "{name} may not open {dependency}"
            );
        }
    }
}

#[test]
fn the_environment_is_read_in_the_binary_only() {
    nothing(
        lines_with(&["std::env::var", "env::var(", "env::args"], &["sportello"]),
        "environment and arguments are read in one place",
    );
}

#[test]
fn migrations_defer_nothing_and_never_roll_a_group_back() {
    let words = ["DEFERRED", "DEFERRABLE", "OR ROLLBACK"];
    let found = files("migrations", ".sql")
        .into_iter()
        .chain(
            sources()
                .into_iter()
                .filter(|(path, _)| path.starts_with("crates/store") && !is_test(path)),
        )
        .filter(|(_, text)| words.iter().any(|word| code(text).contains(word)))
        .map(|(path, _)| path)
        .collect();
    nothing(found, "one unit's mistake must not be its group's loss");
}

#[test]
fn templates_hold_nothing_inline() {
    let found = files("templates", ".html")
        .into_iter()
        .flat_map(|(path, text)| {
            text.lines()
                .enumerate()
                .filter(|(_, line)| {
                    let line = line.to_lowercase();
                    [
                        " style=\"",
                        " onclick=",
                        " onchange=",
                        " onsubmit=",
                        "<script>",
                        "<style",
                        "javascript:",
                    ]
                    .iter()
                    .any(|word| line.contains(word))
                })
                .map(|(number, line)| format!("{path}:{}: {}", number + 1, line.trim()))
                .collect::<Vec<_>>()
        })
        .collect();
    nothing(found, "the content security policy forbids it");
}

#[test]
fn a_label_meets_its_input_in_one_file() {
    let found = files("templates/page", ".html")
        .into_iter()
        .filter(|(path, _)| !path.starts_with("templates/page/public"))
        .flat_map(|(path, text)| {
            text.lines()
                .enumerate()
                .filter(|(_, line)| line.contains("<label"))
                .map(|(number, line)| format!("{path}:{}: {}", number + 1, line.trim()))
                .collect::<Vec<_>>()
        })
        .collect();
    nothing(found, "labels are written by part/form.html");
}

#[test]
fn files_open_with_what_they_are_for_and_stay_short() {
    let mut found = Vec::new();
    for (path, text) in sources().into_iter().chain(files("tests", ".rs")) {
        let lines = text.lines().count();
        if lines > 500 && !is_table(&path) {
            found.push(format!("{path}: {lines} lines: two things; name them"));
        }
        let build = path.ends_with("build.rs");
        if !text.starts_with("//!") && !build {
            found.push(format!("{path}: does not open with what it is for"));
        }
    }
    nothing(found, "structure is design");
}

/// Files that are tables of data.
fn is_table(path: &str) -> bool {
    ["crates/model/src/category.rs", "crates/rule/src/diagnostics.rs"].contains(&path)
}

/// What the two pages promise is held by tests that exist: `room::place::name`, or a whole file of them.
#[test]
fn every_promise_names_a_test_that_exists() {
    let sources = [sources(), files("tests", ".rs")].concat();
    let tests: BTreeSet<String> = sources
        .iter()
        .flat_map(|(_, text)| text.lines())
        .filter_map(|line| {
            let named = line.split_once("fn ").or_else(|| line.split_once("mod "));
            Some(named?.1.split(['(', '<', ';']).next()?.to_owned())
        })
        .collect();
    let mut missing = Vec::new();
    let mut found = 0;
    for page in ["SECURITY.md", "ARCHITECTURE.md"] {
        for line in read(page).lines().filter(|line| line.starts_with("| ")) {
            let promises = line.trim_end_matches([' ', '|']).rsplit(" | ").next().unwrap_or("");
            for name in promises.split('`').skip(1).step_by(2) {
                let Some((_, name)) = name.rsplit_once("::") else { continue };
                found += 1;
                if !tests.contains(name) {
                    missing.push(format!("{page}: {name}"));
                }
            }
        }
    }
    assert!(found > 50, "the tables are not read any more: {found}");
    nothing(missing, "a promise is held by a test that exists");
}

#[test]
fn nothing_speaks_of_this_machine() {
    let output = Command::new("git").args(["ls-files"]).current_dir(top()).output().unwrap();
    let listed = String::from_utf8(output.stdout).unwrap();
    let needles = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/fa", "rm")];
    let mut found = Vec::new();
    for path in listed.lines().filter(|path| !path.ends_with(".png")) {
        let Ok(text) = fs::read_to_string(top().join(path)) else { continue };
        for (number, line) in text.lines().enumerate() {
            if needles.iter().any(|needle| line.contains(needle)) {
                found.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    nothing(found, "paths of a machine");
}

#[test]
fn every_crate_has_a_licence_we_accept() {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--offline",
            "--filter-platform",
            "x86_64-unknown-linux-gnu",
        ])
        .current_dir(top())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let accepted = accepted_licences();
    let mut found = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or_default().replace('/', " OR ");
        if !is_accepted(&licence, &accepted) {
            found.push(format!("{name}: {licence}"));
        }
    }
    nothing(found, "licences that deny.toml does not list");
}

/// An SPDX expression of OR, AND and parentheses, read left to right with AND binding closer.
fn is_accepted(licence: &str, accepted: &BTreeSet<String>) -> bool {
    fn any(text: &str, accepted: &BTreeSet<String>) -> bool {
        split(text, " OR ").iter().any(|part| {
            split(part, " AND ").iter().all(|atom| {
                let atom = atom.trim();
                match atom.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
                    Some(inner) => any(inner, accepted),
                    None => accepted.contains(atom),
                }
            })
        })
    }
    any(licence, accepted)
}

/// Splits at a word outside parentheses.
fn split<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let (mut depth, mut start, mut parts) = (0_i32, 0, Vec::new());
    for (index, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth == 0 && text[index..].starts_with(word) => {
                parts.push(&text[start..index]);
                start = index + word.len();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[test]
fn licences_are_read_as_spdx_writes_them() {
    let accepted = BTreeSet::from(["MIT".to_owned(), "ISC".to_owned()]);
    for (licence, is) in [
        ("MIT", true),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0 AND MIT", false),
        ("(GPL-3.0 OR MIT) AND ISC", true),
        ("GPL-3.0", false),
        ("", false),
    ] {
        assert_eq!(is_accepted(licence, &accepted), is, "{licence}");
    }
}
