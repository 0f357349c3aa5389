//! What can go wrong in storage, named by what the caller can do about it.

use std::sync::Arc;

use sqlx::{error::ErrorKind, sqlite::SqliteError};

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Only where nobody expected it: expected conflicts are answers, not errors.
    #[error("the record already exists")]
    Conflict(#[source] sqlx::Error),
    #[error("the record is still referred to, or refers to nothing")]
    Dangling(#[source] sqlx::Error),
    #[error("no such record")]
    Missing,
    /// Nothing was done: worth trying again later (503 + Retry-After).
    #[error("storage is busy")]
    Busy,
    /// The engine cannot be reached, is starting, stopping or closed.
    #[error("storage is away")]
    Away(#[source] Option<sqlx::Error>),
    /// The disk is full, or the database (or this reader) may not be written.
    #[error("storage cannot be written")]
    Unwritable(#[source] sqlx::Error),
    /// The unit held its turn too long and was rolled back.
    #[error("the unit of work took too long")]
    Expired,
    /// An earlier statement failed or was interrupted; PostgreSQL would answer
    /// COMMIT with a silent ROLLBACK, SQLite would keep half a unit.
    #[error("an earlier statement of this unit failed")]
    Spoiled,
    /// The COMMIT a unit shared with its neighbours failed.
    #[error("the commit failed")]
    Lost(#[source] Arc<sqlx::Error>),
    #[error("storage failed")]
    Engine(#[source] sqlx::Error),
    #[error("migration failed")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

impl Error {
    /// Whether the same request may succeed later without anybody changing it: 503, not 500.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Busy | Self::Away(_) | Self::Unwritable(_) | Self::Expired | Self::Lost(_)
        )
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let Some(cause) = error.as_database_error() else {
            return match error {
                sqlx::Error::PoolTimedOut => Self::Busy,
                sqlx::Error::Io(_)
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::Tls(_) => Self::Away(Some(error)),
                _ => Self::Engine(error),
            };
        };
        match cause.kind() {
            ErrorKind::UniqueViolation => return Self::Conflict(error),
            ErrorKind::ForeignKeyViolation => return Self::Dangling(error),
            _ => {}
        }
        let code = cause.code().unwrap_or_default();
        if cause.try_downcast_ref::<SqliteError>().is_some() {
            // The low byte is the primary code: https://www.sqlite.org/rescode.html
            return match code.parse::<u32>().map(|code| code & 0xff) {
                Ok(5 | 6) => Self::Busy,
                Ok(8 | 13) => Self::Unwritable(error),
                Ok(10 | 14) => Self::Away(Some(error)),
                _ => Self::Engine(error),
            };
        }
        // https://www.postgresql.org/docs/current/errcodes-appendix.html
        match &*code {
            "40001" | "40P01" | "55P03" | "53300" => Self::Busy,
            "25006" | "53100" => Self::Unwritable(error),
            "25P03" => Self::Expired,
            code if code.starts_with("08") || code.starts_with("57P") => Self::Away(Some(error)),
            _ => Self::Engine(error),
        }
    }
}
