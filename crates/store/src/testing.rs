//! A fresh, migrated database of either engine for any test of the workspace, and nothing to clean
//! up afterwards: what a test left behind goes when its process is gone.
//!
//! PostgreSQL is a private server (see `testing/server.rs`), SQLite a file beside it.

mod server;
mod trouble;

use std::{
    fs,
    hash::{Hash as _, Hasher as _},
    path::{Path, PathBuf},
    pin::Pin,
    sync::atomic::{AtomicU64, Ordering},
};

use crate::Db;

pub use trouble::{Held, hold, read_only};

/// Runs each `async fn name(db: Db)` once on SQLite and once on PostgreSQL, as two tests. Once in a
/// module; the crate that uses it needs tokio with `macros`.
#[macro_export]
macro_rules! both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite { $(
            #[::tokio::test(flavor = "multi_thread")]
            async fn $name() { super::$name($crate::testing::sqlite().await).await; }
        )* }
        mod postgres { $(
            #[::tokio::test(flavor = "multi_thread")]
            async fn $name() { super::$name($crate::testing::postgres().await).await; }
        )* }
    };
}

/// A migrated SQLite database of its own.
pub async fn sqlite() -> Db {
    open(&sqlite_url()).await
}

/// A migrated PostgreSQL database of its own.
pub async fn postgres() -> Db {
    open(&postgres_url()).await
}

async fn open(url: &str) -> Db {
    must(Db::open(url).await, "open a test database")
}

/// Where a migrated SQLite database of its own lies.
#[must_use]
pub fn sqlite_url() -> String {
    Template::migrated().sqlite(None)
}

/// Where a migrated PostgreSQL database of its own lies. It has a query part already: append with
/// `&`. The server is started by the first test that asks.
#[must_use]
pub fn postgres_url() -> String {
    Template::migrated().postgres(None)
}

/// What fills a migrated database, given where it lies.
type Fill = Box<dyn FnOnce(String) -> Pin<Box<dyn Future<Output = ()>>> + Send>;

/// A database that the first test that needs it makes; every test has a copy of its own.
pub struct Template {
    name: String,
    fill: Option<Fill>,
}

impl Template {
    fn migrated() -> Self {
        Self { name: format!("template_{}", server::shape()), fill: None }
    }

    /// A migrated one with something in it. Tests of one program share it under `name` (letters, digits and
    /// underscores), while they fill it alike.
    pub fn filled<F: Future<Output = ()> + 'static>(
        name: &str,
        fill: impl FnOnce(String) -> F + Send + 'static,
    ) -> Self {
        let name = format!("{name}_{}_{}", server::shape(), program());
        Self { name, fill: Some(Box::new(move |url| Box::pin(fill(url)))) }
    }

    /// Where a copy on SQLite lies; in a folder of the caller's (on a disk that fills up) if told.
    #[must_use]
    pub fn sqlite(self, own: Option<&Path>) -> String {
        let (name, own) = (name(), own.map(Path::to_owned));
        aside(async move || {
            let base = server::base();
            let folder = base.join("sqlite");
            let lock = server::lock(&base);
            server::stay(&base);
            must(fs::create_dir_all(&folder), "make a folder for test databases");
            server::sweep(&folder);
            let template = folder.join(format!("{}.db", self.name));
            if !template.exists() {
                let making = folder.join("making.db");
                for suffix in ["", "-wal", "-shm"] {
                    let _ = fs::remove_file(folder.join(format!("making.db{suffix}")));
                }
                self.make(sqlite_at(&making)).await;
                must(fs::rename(&making, &template), "keep the SQLite template");
            }
            drop(lock);
            let file = own.unwrap_or(folder).join(format!("{name}.db"));
            must(fs::copy(&template, &file), "copy the SQLite template");
            sqlite_at(&file)
        })
    }

    /// Where a copy on PostgreSQL lies, with a query part: append with `&`; in a folder of the caller's, which the
    /// user `postgres` may write, if told.
    #[must_use]
    pub fn postgres(self, own: Option<&Path>) -> String {
        let (name, own) = (name(), own.map(Path::to_owned));
        aside(async move || server::running().await.database(&name, self, own.as_deref()).await)
    }

    /// Makes what is copied.
    async fn make(self, url: String) {
        let db = open(&url).await;
        must(db.migrate().await, "migrate a template");
        db.close().await;
        if let Some(fill) = self.fill {
            fill(url).await;
        }
    }
}

/// Tells this build of this program from others: what another one filled may be filled otherwise.
fn program() -> String {
    // By the link that holds although the file has been built anew meanwhile.
    let about = must(fs::metadata("/proc/self/exe"), "look at themselves");
    let made = must(about.modified(), "see when they were built");
    let mut hash = std::hash::DefaultHasher::new();
    (about.len(), made).hash(&mut hash);
    format!("{:016x}", hash.finish())
}

fn sqlite_at(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// `t_<process>_<n>`: whose process is gone may be swept away.
fn name() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("t_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Whether the process that took this name is gone.
fn is_left_behind(name: &str) -> bool {
    let process = name.strip_prefix("t_").and_then(|rest| rest.split('_').next());
    process.is_some_and(|process| !PathBuf::from("/proc").join(process).exists())
}

/// On a thread with a runtime of its own, so that it may be called from anywhere.
fn aside<F: AsyncFnOnce() -> String + Send + 'static>(work: F) -> String {
    let done = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        must(runtime, "start a runtime").block_on(work())
    })
    .join();
    done.unwrap_or_else(|cause| std::panic::resume_unwind(cause))
}

/// Without its database a test has nothing to say.
fn must<T, E: std::fmt::Display>(answer: Result<T, E>, what: &str) -> T {
    answer.unwrap_or_else(|error| panic!("tests could not {what}: {error}"))
}
