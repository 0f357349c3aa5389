//! Why an errand was not done, named by what helps.

use crate::Error;

/// Why an errand was not done.
#[derive(Debug)]
pub(crate) enum Failed {
    /// Trying again may help.
    ForNow(String),
    /// Trying again will help, when another machine is back, be it in a week.
    Waits(String),
    /// It will not.
    ForGood(String),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::ForGood(error.to_string()),
            other => Self::ForNow(other.to_string()),
        }
    }
}

impl From<store::Error> for Failed {
    fn from(error: store::Error) -> Self {
        Error::from(error).into()
    }
}
