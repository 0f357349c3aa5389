//! The offices of the municipality, as its configuration or an administrator describes them.

use crate::{Read, Result, Write, column::row};

/// An office (*ufficio*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    pub id: String,
    /// JSON.
    pub data: String,
    /// Place in lists.
    pub position: i64,
}
row!(Office { id, data, position });

/// All of them, in their order: a municipality has some tens.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn list(read: &mut Read) -> Result<Vec<Office>> {
    read.query("SELECT id, data, position FROM office ORDER BY position, id").fetch_all().await
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: &str) -> Result<Option<Office>> {
    read.query("SELECT id, data, position FROM office WHERE id = $1")
        .bind(id)
        .fetch_optional()
        .await
}

/// Makes an office, or describes it anew.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn put(tx: &mut Write, office: &Office) -> Result<()> {
    tx.query(
        "INSERT INTO office (id, data, position) VALUES ($1, $2, $3)
         ON CONFLICT (id) DO UPDATE SET data = excluded.data, position = excluded.position",
    )
    .bind(office.id.as_str())
    .bind(office.data.as_str())
    .bind(office.position)
    .execute()
    .await?;
    Ok(())
}
