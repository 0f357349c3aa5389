//! Values in the one form both engines keep, and rows read by name.
//! What JSON means is the business of the rooms above: here it is text.

use chrono::NaiveDate;
use model::{ApplicationId, Digest, FileId, Moment, Money, PersonId};
use sqlx::{
    Decode, Encode, Postgres, Row as _, Sqlite, Type, error::BoxDynError, postgres::PgRow,
    sqlite::SqliteRow,
};
use uuid::Uuid;

/// What both drivers take as a parameter.
pub trait Parameter:
    for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres>
{
}
impl<T> Parameter for T where
    T: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres>
{
}

/// What both drivers give back.
pub trait Given:
    for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}
impl<T> Given for T where
    T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

/// A value that can be bound to `$N`.
pub trait Bind {
    type Stored: Parameter + 'static;

    fn stored(self) -> Self::Stored;
}

/// A value that can be read from a column.
pub trait Column: Sized {
    type Stored: Given;

    /// # Errors
    /// Whatever the column holds that is none of ours.
    fn read(stored: Self::Stored) -> Result<Self, BoxDynError>;
}

/// `type`, how it is kept, how it is written, how it is read.
macro_rules! column {
    ($($type:ty: $kept:ty, $write:expr, $read:expr;)*) => { $(
        impl Bind for $type {
            type Stored = $kept;
            fn stored(self) -> $kept { ($write)(self) }
        }
        impl Column for $type {
            type Stored = $kept;
            fn read(stored: $kept) -> Result<Self, BoxDynError> { ($read)(stored) }
        }
    )* };
}

column! {
    i64: i64, |it| it, Ok;
    bool: bool, |it| it, Ok;
    String: String, |it| it, Ok;
    Vec<u8>: Vec<u8>, |it| it, Ok;
    Uuid: Uuid, |it| it, Ok;
    PersonId: Uuid, |it: Self| it.0, |it| Ok(Self(it));
    ApplicationId: Uuid, |it: Self| it.0, |it| Ok(Self(it));
    FileId: Uuid, |it: Self| it.0, |it| Ok(Self(it));
    Moment: i64, |it: Self| it.0, |it| Ok(Self(it));
    Money: i64, |it: Self| it.0, |it| Ok(Self(it));
    NaiveDate: String, |it: Self| it.format("%Y-%m-%d").to_string(), |it: String| Ok(it.parse()?);
    Digest: Vec<u8>, |it: Self| it.0.to_vec(), |it: Vec<u8>| Ok(Self(it.as_slice().try_into()?));
}

impl Bind for &str {
    type Stored = String;

    fn stored(self) -> String {
        self.to_owned()
    }
}

impl Bind for &[u8] {
    type Stored = Vec<u8>;

    fn stored(self) -> Vec<u8> {
        self.to_vec()
    }
}

impl<T: Bind> Bind for Option<T> {
    type Stored = Option<T::Stored>;

    fn stored(self) -> Self::Stored {
        self.map(T::stored)
    }
}

impl<T: Column> Column for Option<T> {
    type Stored = Option<T::Stored>;

    fn read(stored: Self::Stored) -> Result<Self, BoxDynError> {
        stored.map(T::read).transpose()
    }
}

/// One row of an answer.
#[derive(Clone, Copy)]
pub enum Columns<'r> {
    Sqlite(&'r SqliteRow),
    Postgres(&'r PgRow),
}

impl Columns<'_> {
    /// # Errors
    /// If there is no such column or its value is of another kind.
    pub fn get<T: Column>(&self, name: &str) -> sqlx::Result<T> {
        let stored = match self {
            Self::Sqlite(row) => row.try_get(name)?,
            Self::Postgres(row) => row.try_get(name)?,
        };
        T::read(stored)
            .map_err(|source| sqlx::Error::ColumnDecode { index: name.to_owned(), source })
    }

    /// # Errors
    /// As [`Columns::get`], by position from 0.
    pub fn at<T: Column>(&self, index: usize) -> sqlx::Result<T> {
        let stored = match self {
            Self::Sqlite(row) => row.try_get(index)?,
            Self::Postgres(row) => row.try_get(index)?,
        };
        T::read(stored)
            .map_err(|source| sqlx::Error::ColumnDecode { index: index.to_string(), source })
    }
}

/// What a row becomes: a struct by [`row!`](crate::row), a tuple by position.
pub trait Row: Sized {
    /// # Errors
    /// If a column is missing or of another kind.
    fn of(columns: Columns<'_>) -> sqlx::Result<Self>;
}

macro_rules! tuple {
    ($($name:ident $index:tt),*) => {
        impl<$($name: Column),*> Row for ($($name,)*) {
            fn of(columns: Columns<'_>) -> sqlx::Result<Self> {
                Ok(($(columns.at::<$name>($index)?,)*))
            }
        }
    };
}
tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);

/// Reads a struct from the columns named as its fields.
macro_rules! row {
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl $crate::column::Row for $type {
            fn of(columns: $crate::column::Columns<'_>) -> sqlx::Result<Self> {
                Ok(Self { $($field: columns.get(stringify!($field))?),* })
            }
        }
    };
}
pub(crate) use row;

/// A closed set of words kept as `TEXT`.
macro_rules! words {
    ($type:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        impl $type {
            /// The word in the database.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }
        impl $crate::column::Bind for $type {
            type Stored = &'static str;
            fn stored(self) -> &'static str { self.word() }
        }
        impl $crate::column::Column for $type {
            type Stored = String;
            fn read(stored: String) -> Result<Self, sqlx::error::BoxDynError> {
                match stored.as_str() {
                    $($word => Ok(Self::$variant),)*
                    other => Err(format!("unknown word {other:?}").into()),
                }
            }
        }
    };
}
pub(crate) use words;
