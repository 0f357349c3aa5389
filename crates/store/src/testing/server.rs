//! One private PostgreSQL server for all test processes of one user, made from Debian's packages in
//! the temporary folder (a checkout may lie where the user `postgres` cannot go). It listens on a
//! socket only, writes without fsync, and is stopped and erased by a watchdog two minutes after the
//! last test process.

use std::{
    fs::{self, File},
    io::Write as _,
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _},
        net::UnixStream,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use super::{Template, is_left_behind, must};

/// Files of this user's tests.
pub(super) fn base() -> PathBuf {
    let base = std::env::temp_dir().join(format!("sportello-tests-{}", user()));
    must(fs::create_dir_all(&base), "make a temporary folder");
    base
}

fn user() -> u32 {
    must(fs::metadata("/proc/self"), "see who they are").uid()
}

/// Names this set of migrations.
pub(super) fn shape() -> String {
    crate::migrate::shape().to_string()[..16].to_owned()
}

/// One test process at a time, until it is dropped.
pub(super) fn lock(base: &Path) -> File {
    let file = must(File::create(base.join("lock")), "open their lock");
    must(file.lock(), "take their lock");
    file
}

/// Removes the files of processes that are gone.
pub(super) fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(is_left_behind) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Tells the watchdog that this process lives: a lock, shared, until it ends.
pub(super) fn stay(base: &Path) {
    static IN_USE: OnceLock<File> = OnceLock::new();
    IN_USE.get_or_init(|| {
        let mut file = must(File::create(base.join("in_use")), "say that they run");
        must(file.lock_shared(), "say that they run");
        // The watchdog looks at the file's time.
        must(file.write_all(b"."), "say that they run");
        file
    });
}

/// A server that runs.
pub(super) struct Server {
    /// Of the socket.
    folder: PathBuf,
}

/// The server, started if nobody has.
pub(super) async fn running() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    if let Some(server) = SERVER.get() {
        return server;
    }
    let base = base();
    let _one_at_a_time = lock(&base);
    if let Some(server) = SERVER.get() {
        return server;
    }
    stay(&base);
    let server = Server { folder: base.join("postgres") };
    if UnixStream::connect(server.folder.join(".s.PGSQL.5432")).is_err() {
        start(&base, &server.folder);
    }
    SERVER.get_or_init(|| server)
}

impl Server {
    fn url(&self, database: &str) -> String {
        format!("postgres://sportello@localhost/{database}?host={}", self.folder.display())
    }

    async fn operator(&self) -> PgConnection {
        must(PgConnection::connect(&self.url("postgres")).await, "reach their PostgreSQL server")
    }

    /// Makes the database to copy from, if nobody has.
    async fn keep(&self, operator: &mut PgConnection, template: Template) {
        let _one_at_a_time = lock(&base());
        let known: i64 = must(
            sqlx::query_scalar("SELECT count(*) FROM pg_database WHERE datname = $1")
                .bind(&template.name)
                .fetch_one(&mut *operator)
                .await,
            "look for the PostgreSQL template",
        );
        if known > 0 {
            return;
        }
        run(operator, "DROP DATABASE IF EXISTS making WITH (FORCE)".to_owned()).await;
        run(operator, "CREATE DATABASE making".to_owned()).await;
        let name = template.name.clone();
        template.make(self.url("making")).await;
        run(operator, format!("ALTER DATABASE making RENAME TO {name}")).await;
    }

    /// A copy of the template, in a folder of the caller's if told. It costs about a tenth of a second.
    pub(super) async fn database(
        &self,
        name: &str,
        template: Template,
        folder: Option<&Path>,
    ) -> String {
        let mut operator = self.operator().await;
        let original = template.name.clone();
        self.keep(&mut operator, template).await;
        run(&mut operator, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        let mut create = format!("CREATE DATABASE {name} TEMPLATE {original}");
        if let Some(folder) = folder {
            let own = folder.join(name);
            must(fs::create_dir_all(&own), "make a folder for a PostgreSQL database");
            if user() == 0 {
                must(command(&["chown", "postgres:", text(&own)]), "give PostgreSQL its folder");
            }
            run(&mut operator, format!("CREATE TABLESPACE {name} LOCATION '{}'", own.display()))
                .await;
            create.push_str(&format!(" TABLESPACE {name}"));
        }
        run(&mut operator, create).await;
        let names: Vec<String> = must(
            sqlx::query_scalar("SELECT datname FROM pg_database").fetch_all(&mut operator).await,
            "see the databases of earlier tests",
        );
        for old in names.iter().filter(|name| is_left_behind(name)).take(2) {
            // Another process may be quicker.
            let drop = AssertSqlSafe(format!("DROP DATABASE IF EXISTS {old} WITH (FORCE)"));
            let _ = sqlx::query(drop).execute(&mut operator).await;
        }
        let _ = operator.close().await;
        self.url(name)
    }
}

async fn run(operator: &mut PgConnection, sql: String) {
    let done = sqlx::query(AssertSqlSafe(sql)).execute(operator).await;
    must(done, "prepare a PostgreSQL database");
}

const SETTINGS: &str = "-c listen_addresses= -c max_connections=200 -c shared_buffers=64MB \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal \
    -c max_wal_senders=0 -c jit=off -c autovacuum=off";

/// Stops the server when nobody has used it for two minutes, unless somebody just comes.
const WATCHDOG: &str = r#"
base=$1; shift
while sleep 15; do
    exec 9>"$base/lock"; flock 9
    if [ ! -S "$base/postgres/.s.PGSQL.5432" ]; then exit; fi
    if [ -z "$(find "$base/in_use" -mmin -2)" ] && flock -n "$base/in_use" true; then
        "$@" stop -m immediate
        rm -rf "$base/postgres" "$base/sqlite"
        exit
    fi
    exec 9>&-
done
"#;

fn start(base: &Path, folder: &Path) {
    let programs = programs();
    let data = folder.join("data");
    let _ = fs::remove_dir_all(folder);
    must(fs::create_dir_all(folder), "make a folder for PostgreSQL");
    let private = fs::Permissions::from_mode(0o700);
    must(fs::set_permissions(folder, private), "make a private folder for PostgreSQL");
    if user() == 0 {
        must(command(&["chown", "postgres:", text(folder)]), "give PostgreSQL its folder");
    }
    let program = |name: &str| programs.join(name).display().to_string();
    let (initdb, pg_ctl) = (program("initdb"), program("pg_ctl"));
    // PostgreSQL refuses to run as root.
    let by: &[&str] = if user() == 0 { &["runuser", "-u", "postgres", "--"] } else { &[] };
    let made = [&initdb, "-D", text(&data), "-U", "sportello", "-A", "trust", "-E", "UTF8"];
    let made = [by, &made, &["--no-locale", "--no-sync"]].concat();
    must(command(&made), "make a PostgreSQL cluster");
    let settings = format!("{SETTINGS} -c unix_socket_directories='{}'", folder.display());
    let log = folder.join("log");
    let control = [by, &[&pg_ctl, "-D", text(&data)]].concat();
    let started = ["-l", text(&log), "-o", &settings, "-w", "start"];
    must(command(&[control.as_slice(), &started].concat()), "start PostgreSQL");
    let watchdog = ["setsid", "--fork", "sh", "-c", WATCHDOG, "watchdog", text(base)];
    must(command(&[&watchdog, control.as_slice()].concat()), "start the watchdog of PostgreSQL");
}

/// The newest PostgreSQL that Debian has installed.
fn programs() -> PathBuf {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|version| {
            let number = version.file_name().to_str()?.parse().ok()?;
            let programs = version.path().join("bin");
            programs.join("initdb").exists().then_some((number, programs))
        })
        .collect();
    found.sort();
    match found.pop() {
        Some((_, programs)) => programs,
        None => panic!(
            "these tests need a PostgreSQL server of their own: install Debian's package \
             `postgresql` (apt-get install postgresql; it need not run)"
        ),
    }
}

fn text(path: &Path) -> &str {
    must(path.to_str().ok_or("not UTF-8"), "name a file")
}

fn command(words: &[&str]) -> Result<(), String> {
    let status = Command::new(words[0])
        .args(&words[1..])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .current_dir("/")
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{}` ended with {status}", words.join(" "))),
        Err(error) => Err(format!("`{}` did not start: {error}", words[0])),
    }
}
