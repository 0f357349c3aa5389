//! Single values an administrator may change while the desk runs.

use crate::{Read, Result, Write};

/// The JSON under this key.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, key: &str) -> Result<Option<String>> {
    let row: Option<(String,)> =
        read.query("SELECT value FROM setting WHERE key = $1").bind(key).fetch_optional().await?;
    Ok(row.map(|(value,)| value))
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn put(tx: &mut Write, key: &str, value: &str) -> Result<()> {
    tx.query(
        "INSERT INTO setting (key, value) VALUES ($1, $2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
    .bind(key)
    .bind(value)
    .execute()
    .await?;
    Ok(())
}
