//! SQLite has one writer, so units of work take turns on one connection, and
//! units that wait share one COMMIT: an fsync serves many.
//!
//! One task owns the connection and lends it. Whoever is dropped, at whatever
//! await, ends that turn only; the owner's statements are never cancelled.
//!
//! No constraint may be DEFERRED and no conflict clause ROLLBACK: either makes
//! one unit's mistake the loss of its whole group (told as such, never hidden).

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::{
    sync::{MappedMutexGuard, Mutex, MutexGuard, mpsc, oneshot},
    time::{Instant, timeout},
};

use crate::{
    db::Limits,
    error::{Error, Result},
    faults,
};

/// Somebody waits for a turn.
type Ask = oneshot::Sender<Turn>;
/// Somebody waits for the COMMIT.
type Answer = oneshot::Sender<Result<()>>;

enum Wish {
    Turn(Ask),
    /// No turn after those already asked for; told when the file is closed.
    Close(oneshot::Sender<()>),
}

/// The queue before the one writing connection.
#[derive(Clone, Debug)]
pub(crate) struct Turns {
    wishes: mpsc::Sender<Wish>,
    limits: Limits,
    closed: Arc<AtomicBool>,
}

impl Turns {
    pub async fn open(options: SqliteConnectOptions, limits: &Limits) -> Result<Self> {
        let connection = SqliteConnection::connect_with(&options).await?;
        let (sender, wishes) = mpsc::channel(limits.queue);
        let lent = Arc::new(Mutex::new(Lent { connection, turn: 0 }));
        let limits = limits.clone();
        let owner = Owner { options, limits: limits.clone(), wishes, lent, closing: Vec::new() };
        tokio::spawn(owner.serve());
        Ok(Self { wishes: sender, limits, closed: Arc::default() })
    }

    /// First come, first served.
    pub async fn next(&self) -> Result<Turn> {
        if self.closed.load(Ordering::SeqCst) {
            return Err(Error::Away(None));
        }
        let (ask, turn) = oneshot::channel();
        self.wishes.try_send(Wish::Turn(ask)).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => Error::Busy,
            mpsc::error::TrySendError::Closed(_) => Error::Away(None),
        })?;
        let turn = timeout(self.limits.wait, turn).await;
        turn.ok().and_then(Result::ok).ok_or(Error::Busy)
    }

    pub async fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        let (sender, closed) = oneshot::channel();
        if self.wishes.send(Wish::Close(sender)).await.is_ok() {
            let _ = closed.await;
        }
    }
}

struct Lent {
    connection: SqliteConnection,
    /// Whose turn it is: a unit with an older number has had its time.
    turn: u64,
}

/// The right to the writing connection, until it ends or lasts too long.
pub(crate) struct Turn {
    lent: Arc<Mutex<Lent>>,
    number: u64,
    /// Dropped, it asks for a roll-back.
    end: oneshot::Sender<Answer>,
}

impl Turn {
    pub async fn connection(&mut self) -> Result<MappedMutexGuard<'_, SqliteConnection>> {
        let lent = self.lent.lock().await;
        if lent.turn != self.number {
            return Err(Error::Expired);
        }
        Ok(MutexGuard::map(lent, |lent| &mut lent.connection))
    }

    pub async fn commit(self) -> Result<()> {
        let (answer, kept) = oneshot::channel();
        self.end.send(answer).map_err(|_gone| Error::Expired)?;
        // The owner must be able to close the connection while somebody waits for the answer.
        drop(self.lent);
        kept.await.unwrap_or(Err(Error::Expired))
    }
}

struct Owner {
    options: SqliteConnectOptions,
    limits: Limits,
    wishes: mpsc::Receiver<Wish>,
    lent: Arc<Mutex<Lent>>,
    closing: Vec<oneshot::Sender<()>>,
}

impl Owner {
    async fn serve(mut self) {
        while let Some(wish) = self.wishes.recv().await {
            let Some(first) = self.ask_in(wish) else { continue };
            let mut released = Vec::new();
            let outcome = self.group(first, &mut released).await.map_err(Arc::new);
            if let Err(error) = &outcome {
                tracing::error!(%error, units = released.len(), "a group of units was lost");
                self.recover().await;
            }
            for answer in released {
                let _ = answer.send(outcome.clone().map_err(Error::Lost));
            }
        }
        // A leaked turn still holds it: then the connection closes with that.
        if let Some(lent) = Arc::into_inner(self.lent) {
            let _ = lent.into_inner().connection.close().await;
        }
        for told in self.closing {
            let _ = told.send(());
        }
    }

    fn ask_in(&mut self, wish: Wish) -> Option<Ask> {
        match wish {
            Wish::Turn(ask) => (!ask.is_closed()).then_some(ask),
            Wish::Close(told) => {
                self.wishes.close();
                self.closing.push(told);
                None
            }
        }
    }

    /// One transaction: a savepoint for each unit, until nobody waits. An ask
    /// that meets a failure is dropped, and so told that storage is busy.
    async fn group(&mut self, first: Ask, released: &mut Vec<Answer>) -> sqlx::Result<()> {
        let began = Instant::now();
        let (mut ask, mut sql) = (first, "BEGIN IMMEDIATE; SAVEPOINT unit");
        loop {
            let number = self.run(sql).await?;
            let (end, ended) = oneshot::channel();
            // Nobody there any more: the turn is dropped here, and so ended.
            let _ = ask.send(Turn { lent: self.lent.clone(), number, end });
            let answer = timeout(self.limits.turn, ended).await.ok().and_then(Result::ok);
            let keep = answer.is_some();
            released.extend(answer);
            let full = released.len() >= self.limits.group || began.elapsed() >= self.limits.age;
            let next = if full { None } else { self.waiting() };
            // Each pair in one go: a trip to the connection's thread costs as much as an INSERT.
            sql = match (keep, &next) {
                (true, Some(_)) => "RELEASE unit; SAVEPOINT unit",
                (false, Some(_)) => "ROLLBACK TO unit",
                (true, None) => "COMMIT",
                (false, None) => "ROLLBACK TO unit; COMMIT",
            };
            match next {
                Some(next) => ask = next,
                None => {
                    self.run(sql).await?;
                    faults::step();
                    return Ok(());
                }
            }
        }
    }

    fn waiting(&mut self) -> Option<Ask> {
        while let Ok(wish) = self.wishes.try_recv() {
            if let Some(ask) = self.ask_in(wish) {
                return Some(ask);
            }
        }
        None
    }

    /// The owner's own statement. It waits for the one that runs, and ends the turn.
    async fn run(&self, sql: &'static str) -> sqlx::Result<u64> {
        let mut lent = self.lent.lock().await;
        lent.turn += 1;
        faults::step();
        sqlx::query(sql).execute(&mut lent.connection).await?;
        Ok(lent.turn)
    }

    /// Nothing of a failed group may stay open.
    async fn recover(&self) {
        if self.run("ROLLBACK").await.is_err()
            && let Ok(fresh) = SqliteConnection::connect_with(&self.options).await
        {
            self.lent.lock().await.connection = fresh;
        }
    }
}
