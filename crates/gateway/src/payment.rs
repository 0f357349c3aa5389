//! People pay here: a position with its notice number is opened at the payment platform, a cart leads the payer to
//! the platform's own pages, and whether it was paid is asked of the platform, never of the browser that comes back.
//! Shaped after pagoPA: *posizioni debitorie* (GPD) and *Checkout*. Not here: what is due, and what follows from it.

mod memory;
mod pagopa;

use std::sync::Arc;

use chrono::NaiveDate;
use model::{Moment, Money};
use url::Url;

pub use memory::Book;
pub use pagopa::PagoPaConfig;

/// How people pay. Cheap to clone; clones of one in memory share its book.
#[derive(Debug, Clone)]
pub struct Payments(Way);

#[derive(Debug, Clone)]
enum Way {
    PagoPa(Arc<pagopa::PagoPa>),
    Memory(Book),
}

/// Something that somebody owes (*posizione debitoria*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// Its own name (*IUPD*): opening it twice opens it once.
    pub key: String,
    /// Fiscal code of who owes; `ANONIMO` where there is none.
    pub fiscal_code: String,
    /// Who owes, for people.
    pub name: String,
    /// Where the platform writes to.
    pub email: Option<String>,
    /// What it is for, 140 characters at most.
    pub subject: String,
    /// More than nothing.
    pub amount: Money,
    /// The last day on which it can be paid.
    pub until: NaiveDate,
}

/// How a position stands at the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It can be paid.
    Due,
    /// It was paid.
    Paid(Receipt),
    /// Its last day is over, or it was withdrawn.
    Over,
    /// It was paid and given back.
    Refunded,
}

/// What proves a payment (*ricevuta telematica*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// When it was paid.
    pub at: Moment,
    /// Its name at the platform.
    pub id: String,
    /// Who took the money, for people.
    pub through: String,
}

/// Where the platform sends the payer back to. Nothing follows from which of them it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returns {
    pub ok: Url,
    pub cancel: Url,
    pub error: Url,
}

/// Why the platform did not do what was asked. The texts go to logs: they name nobody.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaymentFailure {
    /// Try again later.
    #[error("the payment platform cannot be used now: {0}")]
    Away(String),
    /// It refuses, or says what cannot be read.
    #[error("the payment platform refuses: {0}")]
    Refused(String),
    /// There is no such position.
    #[error("no such position")]
    Unknown,
}

impl Payments {
    /// At the national platform, or one that speaks like it.
    ///
    /// # Errors
    /// TLS cannot be used on this machine.
    pub fn pagopa(config: PagoPaConfig) -> Result<Self, PaymentFailure> {
        Ok(Self(Way::PagoPa(Arc::new(pagopa::PagoPa::new(config)?))))
    }

    /// The twin: a book in which tests pay.
    #[must_use]
    pub fn memory(book: Book) -> Self {
        Self(Way::Memory(book))
    }

    /// Opens a position; its notice number (*numero avviso*, 18 digits). One that is there already is found.
    ///
    /// # Errors
    /// See [`PaymentFailure`].
    pub async fn open(&self, position: &Position) -> Result<String, PaymentFailure> {
        match &self.0 {
            Way::PagoPa(platform) => platform.open(position).await,
            Way::Memory(book) => book.open(position),
        }
    }

    /// The page of the platform on which a position is paid now.
    ///
    /// # Errors
    /// See [`PaymentFailure`].
    pub async fn cart(
        &self,
        position: &Position,
        notice: &str,
        returns: &Returns,
    ) -> Result<Url, PaymentFailure> {
        match &self.0 {
            Way::PagoPa(platform) => platform.cart(position, notice, returns).await,
            Way::Memory(book) => book.cart(returns),
        }
    }

    /// How a position stands.
    ///
    /// # Errors
    /// See [`PaymentFailure`].
    pub async fn look(&self, key: &str) -> Result<Standing, PaymentFailure> {
        match &self.0 {
            Way::PagoPa(platform) => platform.look(key).await,
            Way::Memory(book) => book.look(key),
        }
    }

    /// Takes back a position that was not paid: nobody can pay it any more.
    ///
    /// # Errors
    /// See [`PaymentFailure`]; it was paid meanwhile.
    pub async fn withdraw(&self, key: &str) -> Result<(), PaymentFailure> {
        match &self.0 {
            Way::PagoPa(platform) => platform.withdraw(key).await,
            Way::Memory(book) => book.withdraw(key),
        }
    }
}
