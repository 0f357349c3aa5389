//! The one room that knows there are two engines.
//!
//! Everything above writes SQL once, with `$1` placeholders, and works in a [`Read`] or a
//! [`Write`]. SQLite's single writer lives next door (`turns.rs`).

use std::{ops, sync::Arc, time::Duration};

use sqlx::{
    Connection as _, PgPool, Postgres, Sqlite, SqlitePool, Transaction,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use crate::{
    error::{Error, Result},
    faults,
    query::{Lite, Query, Sql},
    tally::Changes,
    turns::{Turn, Turns},
};

/// What keeps a busy house fair. Clone one value into every [`Db::open_with`] of
/// a process: the budget is shared.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How long to wait for a turn, a connection or a lock before [`Error::Busy`].
    pub wait: Duration,
    /// How long a unit of work may keep the others waiting.
    pub turn: Duration,
    /// SQLite: how many units may wait for their turn.
    pub queue: usize,
    /// SQLite: how many units may share one COMMIT.
    pub group: usize,
    /// SQLite: how old a group may be and still take in a unit.
    pub age: Duration,
    /// SQLite: off only to measure what durability costs.
    pub fsync: bool,
    /// PostgreSQL: sessions at work at once, over all municipalities.
    pub budget: Arc<Semaphore>,
}

const POSTGRES_SESSIONS: u32 = 10;
const SQLITE_READERS: u32 = 4;

impl Default for Limits {
    fn default() -> Self {
        Self {
            wait: Duration::from_secs(2),
            turn: Duration::from_secs(5),
            queue: 256,
            group: 64,
            age: Duration::from_millis(50),
            fsync: true,
            budget: Arc::new(Semaphore::new(POSTGRES_SESSIONS as usize)),
        }
    }
}

/// One municipality's storage: cheap to clone, opened once.
#[derive(Clone, Debug)]
pub struct Db {
    pub(crate) engine: Engine<Files, PgPool>,
    limits: Limits,
}

#[derive(Clone, Debug)]
pub(crate) struct Files {
    pub options: SqliteConnectOptions,
    readers: SqlitePool,
    turns: Turns,
}

#[derive(Clone, Debug)]
pub(crate) enum Engine<S, P> {
    Sqlite(S),
    Postgres(P),
}

impl Db {
    /// `sqlite:path/to/file.db` or
    /// `postgres://host/database?options[search_path]=municipality`: the schema
    /// is part of the connection, so no query can leave it and no unit pays for it.
    ///
    /// # Errors
    /// A URL that is none, or a file that cannot be opened. PostgreSQL is not asked yet.
    pub async fn open(url: &str) -> Result<Self> {
        Self::open_with(url, Limits::default()).await
    }

    /// # Errors
    /// As [`Db::open`].
    pub async fn open_with(url: &str, limits: Limits) -> Result<Self> {
        let engine = if url.starts_with("postgres") {
            Engine::Postgres(postgres_pool(url.parse()?, &limits))
        } else {
            let options: SqliteConnectOptions = url
                .parse::<SqliteConnectOptions>()?
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(if limits.fsync {
                    SqliteSynchronous::Full
                } else {
                    SqliteSynchronous::Off
                })
                .foreign_keys(true)
                .busy_timeout(limits.wait);
            let turns = Turns::open(options.clone(), &limits).await?;
            let readers = SqlitePoolOptions::new()
                .max_connections(SQLITE_READERS)
                .acquire_timeout(limits.wait)
                .test_before_acquire(false)
                .connect_lazy_with(options.clone().pragma("query_only", "on"));
            Engine::Sqlite(Files { options, readers, turns })
        };
        Ok(Self { engine, limits })
    }

    /// `sqlite` or `postgres`, for logs and the administrator.
    #[must_use]
    pub const fn engine(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite(_) => "sqlite",
            Engine::Postgres(_) => "postgres",
        }
    }

    /// A snapshot from its first query on. The engine itself refuses writes.
    ///
    /// # Errors
    /// [`Error::Busy`] or [`Error::Away`].
    pub async fn read(&self) -> Result<Read> {
        match &self.engine {
            Engine::Sqlite(files) => Ok(Read::over(Session::Reader(files.readers.begin().await?))),
            Engine::Postgres(pool) => {
                self.begin(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ").await
            }
        }
    }

    /// For one query: it sends no BEGIN, so two queries may see two states.
    /// Writes are refused all the same.
    ///
    /// # Errors
    /// [`Error::Busy`] or [`Error::Away`].
    pub async fn peek(&self) -> Result<Read> {
        match &self.engine {
            Engine::Sqlite(files) => {
                Ok(Read::over(Session::Glance(files.readers.acquire().await?)))
            }
            Engine::Postgres(pool) => {
                let permit = self.permit().await?;
                let session = Session::Peek(pool.acquire().await?);
                Ok(Read { _permit: Some(permit), ..Read::over(session) })
            }
        }
    }

    /// A unit of work: nothing is kept until [`Write::commit`].
    ///
    /// Never open a second one inside: on SQLite it waits for the first.
    ///
    /// # Errors
    /// [`Error::Busy`] or [`Error::Away`].
    pub async fn write(&self) -> Result<Write> {
        let read = match &self.engine {
            Engine::Sqlite(files) => Read::over(Session::Turn(files.turns.next().await?)),
            Engine::Postgres(pool) => self.begin(pool, "BEGIN READ WRITE").await?,
        };
        Ok(Write { read, tally: Changes::default() })
    }

    /// Takes no new units, waits for those at work (a turn at most) and lets the files or
    /// connections go. Every clone is closed with it: what comes after is told [`Error::Away`].
    pub async fn close(&self) {
        let closed = async {
            match &self.engine {
                Engine::Sqlite(files) => {
                    files.turns.close().await;
                    files.readers.close().await;
                }
                Engine::Postgres(pool) => pool.close().await,
            }
        };
        // A unit that somebody forgot must not keep the process from ending.
        if timeout(self.limits.wait + self.limits.turn, closed).await.is_err() {
            tracing::warn!("a unit of work was still held when storage closed");
        }
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit> {
        let permit = timeout(self.limits.wait, self.limits.budget.clone().acquire_owned()).await;
        permit.ok().and_then(Result::ok).ok_or(Error::Busy)
    }

    /// In a task of its own: sqlx 0.9 hands a connection whose BEGIN was
    /// cancelled back to the pool with the transaction open.
    async fn begin(&self, pool: &PgPool, begin: &'static str) -> Result<Read> {
        let permit = self.permit().await?;
        let pool = pool.clone();
        let unit = tokio::spawn(async move {
            faults::step();
            let mut tries = 0..POSTGRES_SESSIONS;
            let tx = loop {
                match pool.begin_with(begin).await {
                    // The server has cut this connection; nothing was done, and the pool drops it.
                    Err(error) if was_cut(&error) && tries.next().is_some() => {}
                    answer => break answer?,
                }
            };
            Ok(Read { _permit: Some(permit), ..Read::over(Session::Unit(tx)) })
        });
        unit.await.unwrap_or(Err(Error::Busy))
    }
}

/// The connection died before its BEGIN did anything: the socket closed, or the server's last words
/// are that it ends this session (57P01 `admin_shutdown`, 57P02 `crash_shutdown`). Which of the two
/// is met first is chance.
fn was_cut(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    matches!(error, sqlx::Error::Io(_)) || matches!(code.as_deref(), Some("57P01" | "57P02"))
}

fn postgres_pool(options: PgConnectOptions, limits: &Limits) -> PgPool {
    let millis = |time: Duration| time.as_millis().to_string();
    let options = options.options([
        // A peek cannot write; BEGIN READ WRITE says so when it means to.
        ("default_transaction_read_only", "on".to_owned()),
        ("lock_timeout", millis(limits.wait)),
        ("idle_in_transaction_session_timeout", millis(limits.turn)),
    ]);
    PgPoolOptions::new()
        .max_connections(POSTGRES_SESSIONS)
        .acquire_timeout(limits.wait)
        // A municipality nobody visits gives its connections back.
        .idle_timeout(Duration::from_secs(30))
        // A round trip only for a connection that may have died meanwhile.
        .test_before_acquire(false)
        .before_acquire(|conn, meta| {
            Box::pin(async move {
                if meta.idle_for > Duration::from_secs(1) {
                    conn.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(options)
}

enum Session {
    Reader(Transaction<'static, Sqlite>),
    Glance(PoolConnection<Sqlite>),
    Turn(Turn),
    Peek(PoolConnection<Postgres>),
    Unit(Transaction<'static, Postgres>),
}

/// The right to ask. Every reading function of this crate takes `&mut Read`.
pub struct Read {
    session: Session,
    /// False while a statement runs, and for good if it fails or is dropped.
    whole: bool,
    _permit: Option<OwnedSemaphorePermit>,
}

/// The right to change. Derefs to [`Read`], so a unit of work can run every query a reader can.
/// Dropped, it rolls back.
pub struct Write {
    read: Read,
    /// What it changes of the sizes of queues: written last.
    pub(crate) tally: Changes,
}

impl Write {
    /// Answers when the unit is durable. An error means it was not kept (unless
    /// storage itself broke at the COMMIT); a dropped future means either.
    ///
    /// # Errors
    /// [`Error::Spoiled`], [`Error::Expired`], [`Error::Lost`], or what COMMIT itself says.
    pub async fn commit(self) -> Result<()> {
        let Self { mut read, tally } = self;
        if !read.whole {
            return Err(Error::Spoiled);
        }
        tally.write(&mut read).await?;
        match read.session {
            Session::Turn(turn) => turn.commit().await,
            Session::Unit(tx) => {
                faults::step();
                tx.commit().await?;
                faults::step();
                Ok(())
            }
            Session::Reader(_) | Session::Glance(_) | Session::Peek(_) => Ok(()),
        }
    }
}

impl ops::Deref for Write {
    type Target = Read;

    fn deref(&self) -> &Read {
        &self.read
    }
}

impl ops::DerefMut for Write {
    fn deref_mut(&mut self) -> &mut Read {
        &mut self.read
    }
}

impl Read {
    fn over(session: Session) -> Self {
        Self { session, whole: true, _permit: None }
    }

    /// A statement; nothing happens until it is fetched or executed.
    pub fn query(&mut self, sql: impl Into<Sql>) -> Query<'_> {
        let Sql { sqlite, postgres } = sql.into();
        let on = match &mut self.session {
            Session::Reader(tx) => Engine::Sqlite((Lite::Own(tx), sqlx::query(sqlite))),
            Session::Glance(conn) => Engine::Sqlite((Lite::Own(conn), sqlx::query(sqlite))),
            Session::Turn(turn) => Engine::Sqlite((Lite::Lent(turn), sqlx::query(sqlite))),
            Session::Peek(conn) => Engine::Postgres((&mut **conn, sqlx::query(postgres))),
            Session::Unit(tx) => Engine::Postgres((&mut **tx, sqlx::query(postgres))),
        };
        Query { on, whole: &mut self.whole }
    }
}
