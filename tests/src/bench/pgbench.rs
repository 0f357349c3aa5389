//! pgbench on the private PostgreSQL server: what the engine alone does with such statements.

use std::{fmt::Display, fs, path::PathBuf, process::Command};

use model::ApplicationId;

use super::Bench;

/// What it said.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// Transactions in a second.
    pub rate: f64,
    /// Average time of one, in milliseconds.
    pub latency: f64,
}

/// The newest that Debian has installed.
fn program() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|version| {
            let number = version.file_name().to_str()?.parse().ok()?;
            let program = version.path().join("bin/pgbench");
            program.is_file().then_some((number, program))
        })
        .collect();
    found.sort();
    found.pop().map(|(_, program)| program)
}

/// Runs a script for some seconds.
///
/// # Errors
/// It is not installed, or it failed: in words.
pub fn run(
    bench: &Bench,
    database: &str,
    script: &str,
    clients: usize,
    seconds: u32,
) -> Result<Run, String> {
    let program = program()
        .ok_or("pgbench IS MISSING (apt-get install postgresql; it need not run)".to_owned())?;
    let file = bench.folder.join("script.sql");
    fs::write(&file, script).map_err(|error| error.to_string())?;
    let output = Command::new(program)
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
        .arg(format!("--client={clients}"))
        .arg(format!("--time={seconds}"))
        .arg("--file")
        .arg(&file)
        .arg(database)
        .output()
        .map_err(|error| format!("pgbench did not start: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = |before: &str| {
        let rest = said.lines().find_map(|line| line.trim().strip_prefix(before))?;
        rest.split_whitespace().next()?.parse::<f64>().ok()
    };
    match (output.status.success(), number("tps = "), number("latency average = ")) {
        (true, Some(rate), Some(latency)) => Ok(Run { rate, latency }),
        _ => {
            let trouble = String::from_utf8_lossy(&output.stderr).into_owned();
            Err(format!("pgbench failed: {}", trouble.lines().last().unwrap_or_default()))
        }
    }
}

/// Statements like those of a sending, written by hand and not recorded: rows are copied from one that was sent, and
/// a draft and a file are inserted where a sending updates them.
#[must_use]
pub fn sending(sample: ApplicationId, session: impl Display) -> String {
    let new = "('00000000-0000-7000-8000-' || lpad(to_hex(:a::bigint), 12, '0'))::uuid";
    let event = "('00000000-0000-7000-9000-' || lpad(to_hex(:a::bigint), 12, '0'))::uuid";
    format!(
        "\\set a random(1, 281474976710655)
SELECT s.*, p.* FROM session s JOIN person p ON p.id = s.person WHERE s.id = '{session}';
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT * FROM draft WHERE id = '{sample}';
SELECT * FROM answer WHERE draft = '{sample}';
SELECT * FROM file WHERE draft = '{sample}';
COMMIT;
SELECT * FROM procedure WHERE id = 'permesso-ztl';
BEGIN READ WRITE;
INSERT INTO draft (id, person, procedure, revision, created_at, saved_at, sent_application, token)
  SELECT {new}, person, procedure, revision, created_at, saved_at, {new}, token
  FROM draft WHERE id = '{sample}';
INSERT INTO counter (register, year, last) VALUES ('protocol', 2000, 1)
  ON CONFLICT (register, year) DO UPDATE SET last = counter.last + 1 RETURNING last \\gset
INSERT INTO application (id, year, number, procedure, revision, person, office, assignee, state,
    national, sent_at, due_on, clock, closed_at, outcome, applicant_name, applicant_folded, draft,
    last_event_at, version, suspended_until, waits)
  SELECT {new}, 2000, :last::bigint, procedure, revision, person, office, assignee, state,
    national, sent_at, due_on, clock, closed_at, outcome, applicant_name, applicant_folded, {new},
    last_event_at, version, suspended_until, waits
  FROM application WHERE id = '{sample}';
INSERT INTO submission (application, answers, digest, evidence)
  SELECT {new}, answers, digest, evidence FROM submission WHERE application = '{sample}';
INSERT INTO event (id, application, seq, at, actor_kind, actor, kind, digest, previous, hash)
  SELECT {event}, {new}, seq, at, actor_kind, actor, kind, digest, previous, hash
  FROM event WHERE application = '{sample}' AND seq = 1;
INSERT INTO event_payload (event, salt, payload)
  SELECT {event}, p.salt, p.payload FROM event_payload p JOIN event e ON e.id = p.event
  WHERE e.application = '{sample}' AND e.seq = 1;
INSERT INTO file (id, draft, application, path, name, media_type, size, sha256, state, created_at, person)
  SELECT gen_random_uuid(), {new}, {new}, path, name, media_type, size, sha256, state, created_at, person
  FROM file WHERE application = '{sample}';
DELETE FROM timer WHERE application = {new};
INSERT INTO timer (application, id, due_at, move_id)
  SELECT {new}, id, due_at, move_id FROM timer WHERE application = '{sample}';
DELETE FROM word WHERE application = {new};
INSERT INTO word (word, application)
  SELECT word, {new} FROM word WHERE application = '{sample}';
INSERT INTO job (id, kind, payload, run_at, dedupe, created_at)
  SELECT gen_random_uuid(), kind, payload, run_at, kind || :a::text, created_at
  FROM job WHERE dedupe IN ('receipt {sample}', 'confirm {sample}');
COMMIT;
"
    )
}

/// The question of the queue: one page, its count, and who asks.
#[must_use]
pub fn queue(session: impl Display) -> String {
    let open = "FROM application WHERE office = 'polizia-locale' AND closed_at IS NULL";
    format!(
        "SELECT s.*, p.* FROM session s JOIN person p ON p.id = s.person WHERE s.id = '{session}';
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT * {open} ORDER BY due_on, id LIMIT 21;
SELECT count(*) FROM (SELECT 1 {open} LIMIT 1001) AS capped;
COMMIT;
"
    )
}
