//! What the municipality's own registers say of persons, as first values of forms. Sealed by the caller, who also knows
//! the digests under which a person is found.

use model::Digest;

use crate::{
    Read, Result, Write,
    column::row,
    query::{ROWS, Sql},
};

/// What one register says of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Keyed digest of the fiscal code.
    pub person: Digest,
    /// The register, as people know it: «Anagrafe comunale».
    pub register: String,
    /// The day of which it tells, ISO 8601.
    pub told_on: String,
    /// What it says cannot be changed in a form.
    pub is_authoritative: bool,
    pub said: Vec<u8>,
}
row!(Known { person, register, told_on, is_authoritative, said });

/// One register: of how many persons it tells, and of which day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub register: String,
    pub told_on: String,
    pub persons: i64,
}
row!(Told { register, told_on, persons });

/// Adds what a register says: of each person once.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn add(tx: &mut Write, all: &[Known]) -> Result<()> {
    for some in all.chunks(ROWS) {
        let insert = "INSERT INTO known (person, register, told_on, is_authoritative, said) VALUES";
        let mut query = tx.query(Sql::rows(insert, some.len(), 5, ""));
        for one in some {
            query = query
                .bind(one.person)
                .bind(one.register.as_str())
                .bind(one.told_on.as_str())
                .bind(one.is_authoritative)
                .bind(one.said.as_slice());
        }
        query.execute().await?;
    }
    Ok(())
}

/// Forgets all that a register says; of how many persons it was.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn clear(tx: &mut Write, register: &str) -> Result<u64> {
    tx.query("DELETE FROM known WHERE register = $1").bind(register).execute().await
}

/// What is known of a person.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_person(read: &mut Read, person: Digest) -> Result<Vec<Known>> {
    read.query(
        "SELECT person, register, told_on, is_authoritative, said FROM known
         WHERE person = $1 ORDER BY register",
    )
    .bind(person)
    .fetch_all()
    .await
}

/// The registers, by name.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn registers(read: &mut Read) -> Result<Vec<Told>> {
    read.query(
        "SELECT register, max(told_on) AS told_on, count(*) AS persons FROM known
         GROUP BY register ORDER BY register",
    )
    .fetch_all()
    .await
}
