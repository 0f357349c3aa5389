//! One statement: its text for both engines, its parameters, its answer.

use std::ops;

use sqlx::{
    AssertSqlSafe, PgConnection, Postgres, SqlSafeStr as _, SqlStr, Sqlite, SqliteConnection,
};

use crate::{
    column::{Bind, Columns, Row},
    db::Engine,
    error::{Error, Result},
    faults,
    turns::Turn,
};

/// SQL text: usually one for both engines.
#[derive(Clone, Debug)]
pub struct Sql {
    pub(crate) sqlite: SqlStr,
    pub(crate) postgres: SqlStr,
}

impl Sql {
    pub fn per_engine(sqlite: &'static str, postgres: &'static str) -> Self {
        Self { sqlite: sqlite.into_sql_str(), postgres: postgres.into_sql_str() }
    }

    /// Put together from constants of ours, never from what somebody typed.
    pub fn assembled(text: String) -> Self {
        let text = AssertSqlSafe(text).into_sql_str();
        Self { sqlite: text.clone(), postgres: text }
    }

    /// `start ($1, $2, …) end`: rows of many keys in one statement.
    pub(crate) fn listed(start: &str, keys: usize, end: &str) -> Self {
        let places: Vec<String> = (1..=keys).map(|n| format!("${n}")).collect();
        Self::assembled(format!("{start} ({}) {end}", places.join(", ")))
    }

    /// `start ($1, $2), ($3, $4) … end`: many rows in one statement.
    pub(crate) fn rows(start: &str, rows: usize, columns: usize, end: &str) -> Self {
        let mut text = String::with_capacity(start.len() + end.len() + rows * columns * 6);
        text.push_str(start);
        for row in 0..rows {
            text.push_str(if row == 0 { " (" } else { ", (" });
            for column in 0..columns {
                let separator = if column == 0 { "$" } else { ", $" };
                text.push_str(separator);
                text.push_str(&(row * columns + column + 1).to_string());
            }
            text.push(')');
        }
        text.push(' ');
        text.push_str(end);
        Self::assembled(text)
    }
}

/// Rows in one statement at most: SQLite takes 32 766 parameters, PostgreSQL 65 535.
pub(crate) const ROWS: usize = 500;

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self::per_engine(text, text)
    }
}

pub(crate) type Text<DB> = sqlx::query::Query<'static, DB, <DB as sqlx::Database>::Arguments>;

pub(crate) enum Lite<'t> {
    Own(&'t mut SqliteConnection),
    Lent(&'t mut Turn),
}

type LiteConnection<'t> = Box<dyn ops::DerefMut<Target = SqliteConnection> + Send + 't>;

impl<'t> Lite<'t> {
    async fn connection(self) -> Result<LiteConnection<'t>> {
        Ok(match self {
            Self::Own(conn) => Box::new(conn),
            Self::Lent(turn) => Box::new(turn.connection().await?),
        })
    }
}

pub(crate) type On<'t> = Engine<(Lite<'t>, Text<Sqlite>), (&'t mut PgConnection, Text<Postgres>)>;

#[must_use = "a query does nothing until it is fetched or executed"]
pub struct Query<'t> {
    pub(crate) on: On<'t>,
    pub(crate) whole: &'t mut bool,
}

impl Query<'_> {
    /// The next `$N`.
    pub fn bind(mut self, value: impl Bind) -> Self {
        let value = value.stored();
        self.on = match self.on {
            Engine::Sqlite((conn, text)) => Engine::Sqlite((conn, text.bind(value))),
            Engine::Postgres((conn, text)) => Engine::Postgres((conn, text.bind(value))),
        };
        self
    }

    /// How many rows it changed.
    ///
    /// # Errors
    /// [`Error`], and the unit of work is spoiled.
    pub async fn execute(self) -> Result<u64> {
        noted(self.whole, async {
            Ok(match self.on {
                Engine::Sqlite((conn, text)) => {
                    text.execute(&mut **conn.connection().await?).await?.rows_affected()
                }
                Engine::Postgres((conn, text)) => text.execute(conn).await?.rows_affected(),
            })
        })
        .await
    }

    /// # Errors
    /// [`Error`], and the unit of work is spoiled.
    pub async fn fetch_all<T: Row>(self) -> Result<Vec<T>> {
        noted(self.whole, async {
            Ok(match self.on {
                Engine::Sqlite((conn, text)) => {
                    let rows = text.fetch_all(&mut **conn.connection().await?).await?;
                    rows.iter()
                        .map(|row| T::of(Columns::Sqlite(row)))
                        .collect::<sqlx::Result<_>>()?
                }
                Engine::Postgres((conn, text)) => {
                    let rows = text.fetch_all(conn).await?;
                    rows.iter()
                        .map(|row| T::of(Columns::Postgres(row)))
                        .collect::<sqlx::Result<_>>()?
                }
            })
        })
        .await
    }

    /// # Errors
    /// [`Error`], and the unit of work is spoiled.
    pub async fn fetch_optional<T: Row>(self) -> Result<Option<T>> {
        Ok(self.fetch_all().await?.into_iter().next())
    }

    /// # Errors
    /// [`Error::Missing`] if there is none: that alone spoils nothing.
    pub async fn fetch_one<T: Row>(self) -> Result<T> {
        self.fetch_optional().await?.ok_or(Error::Missing)
    }
}

/// Lets no statement follow one that failed or was dropped half-way.
async fn noted<T>(whole: &mut bool, statement: impl Future<Output = Result<T>>) -> Result<T> {
    if !std::mem::replace(whole, false) {
        return Err(Error::Spoiled);
    }
    faults::step();
    let answer = statement.await?;
    *whole = true;
    Ok(answer)
}
