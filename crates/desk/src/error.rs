//! What keeps a use case from being done, named by what the person can do about it.

use model::Localized;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a use case was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or not for this person: the two look the same from outside.
    #[error("not found")]
    NotFound,
    /// Somebody asked for what is not theirs. Shown as not found; it has been logged.
    #[error("not theirs: {0}")]
    NotTheirs(&'static str),
    /// Nobody is signed in, or no longer.
    #[error("sign-in needed")]
    SignInNeeded,
    /// Signed in at a lower level of assurance than this, which is needed.
    #[error("level {0} needed")]
    LevelTooLow(u8),
    /// Not allowed now, and why.
    #[error("refused: {}", .0.get(model::Lang::En))]
    Refused(Localized),
    /// Somebody else changed it meanwhile.
    #[error("changed meanwhile")]
    Stale,
    /// Worth trying again in a moment.
    #[error("busy")]
    Busy,
    /// Storage, keys or files failed.
    #[error(transparent)]
    Broken(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    pub(crate) fn broken(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Broken(cause.into())
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Missing => Self::NotFound,
            passing if passing.is_passing() => {
                tracing::warn!(error = ?passing, "storage cannot be used now");
                Self::Busy
            }
            other => Self::broken(other),
        }
    }
}

impl From<workflow::Refusal> for Error {
    fn from(refusal: workflow::Refusal) -> Self {
        Self::Refused(refusal.reason)
    }
}
