//! Texts that an office keeps ready. What stands in their holes is said by the room above.

use model::{Moment, PersonId};
use uuid::Uuid;

use crate::{Read, Result, Write, column::row, query::Sql};

/// A text under a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadyText {
    pub id: Uuid,
    pub office: String,
    /// None: for all that the office does.
    pub procedure: Option<String>,
    pub title: String,
    pub text: String,
    pub changed_by: PersonId,
    pub changed_at: Moment,
}
row!(ReadyText { id, office, procedure, title, text, changed_by, changed_at });

/// # Errors
/// [`Error`](crate::Error).
pub async fn add(tx: &mut Write, text: &ReadyText) -> Result<()> {
    tx.query(
        "INSERT INTO ready_text (id, office, procedure, title, text, changed_by, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(text.id)
    .bind(text.office.as_str())
    .bind(text.procedure.as_deref())
    .bind(text.title.as_str())
    .bind(text.text.as_str())
    .bind(text.changed_by)
    .bind(text.changed_at)
    .execute()
    .await?;
    Ok(())
}

/// What `text` says from now on. False if it is gone.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn change(tx: &mut Write, text: &ReadyText) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE ready_text SET procedure = $2, title = $3, text = $4, changed_by = $5,
                changed_at = $6 WHERE id = $1",
        )
        .bind(text.id)
        .bind(text.procedure.as_deref())
        .bind(text.title.as_str())
        .bind(text.text.as_str())
        .bind(text.changed_by)
        .bind(text.changed_at)
        .execute()
        .await?;
    Ok(changed > 0)
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn delete(tx: &mut Write, id: Uuid) -> Result<()> {
    tx.query("DELETE FROM ready_text WHERE id = $1").bind(id).execute().await?;
    Ok(())
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: Uuid) -> Result<Option<ReadyText>> {
    read.query(
        "SELECT id, office, procedure, title, text, changed_by, changed_at FROM ready_text
         WHERE id = $1",
    )
    .bind(id)
    .fetch_optional()
    .await
}

/// Every text of these offices, by title.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_offices(read: &mut Read, offices: &[String]) -> Result<Vec<ReadyText>> {
    if offices.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=offices.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "SELECT id, office, procedure, title, text, changed_by, changed_at FROM ready_text
         WHERE office IN ({}) ORDER BY title, id",
        places.join(", ")
    );
    let query = read.query(Sql::assembled(sql));
    offices.iter().fold(query, |query, office| query.bind(office.as_str())).fetch_all().await
}
