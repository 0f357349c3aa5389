//! What clerks keep of the queue: views under a name, and the columns that they want to see. What a view asks for is
//! JSON to this room; what its reader may see of it is decided elsewhere.

use model::{Moment, PersonId};
use uuid::Uuid;

use crate::{Read, Result, Write, column::row, query::Sql};

/// A view of the queue under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub id: Uuid,
    /// Who made it.
    pub owner: PersonId,
    /// The office that shares it; none: nobody else sees it.
    pub office: Option<String>,
    pub name: String,
    /// JSON.
    pub asked: String,
    pub created_at: Moment,
    pub changed_at: Moment,
}
row!(View { id, owner, office, name, asked, created_at, changed_at });

/// # Errors
/// [`Error`](crate::Error).
pub async fn add(tx: &mut Write, view: &View) -> Result<()> {
    tx.query(
        "INSERT INTO saved_view (id, owner, office, name, asked, created_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(view.id)
    .bind(view.owner)
    .bind(view.office.as_deref())
    .bind(view.name.as_str())
    .bind(view.asked.as_str())
    .bind(view.created_at)
    .bind(view.changed_at)
    .execute()
    .await?;
    Ok(())
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: Uuid) -> Result<Option<View>> {
    read.query(
        "SELECT id, owner, office, name, asked, created_at, changed_at FROM saved_view
         WHERE id = $1",
    )
    .bind(id)
    .fetch_optional()
    .await
}

/// Those that a person made, by name.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_person(read: &mut Read, person: PersonId) -> Result<Vec<View>> {
    read.query(
        "SELECT id, owner, office, name, asked, created_at, changed_at FROM saved_view
         WHERE owner = $1 ORDER BY name, id",
    )
    .bind(person)
    .fetch_all()
    .await
}

/// Those that these offices share, by name; of every office if `offices` is none.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn shared(read: &mut Read, offices: Option<&[String]>) -> Result<Vec<View>> {
    let within = match offices {
        None => String::from("IS NOT NULL"),
        Some([]) => return Ok(Vec::new()),
        Some(offices) => {
            let places: Vec<String> = (1..=offices.len()).map(|n| format!("${n}")).collect();
            format!("IN ({})", places.join(", "))
        }
    };
    let sql = format!(
        "SELECT id, owner, office, name, asked, created_at, changed_at FROM saved_view
         WHERE office {within} ORDER BY name, id"
    );
    let offices = offices.unwrap_or_default().iter();
    let query =
        offices.fold(read.query(Sql::assembled(sql)), |query, office| query.bind(office.as_str()));
    query.fetch_all().await
}

/// Gives it another name, other sharing, other questions: what `view` says. False if it is gone.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn change(tx: &mut Write, view: &View) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE saved_view SET office = $2, name = $3, asked = $4, changed_at = $5
             WHERE id = $1",
        )
        .bind(view.id)
        .bind(view.office.as_deref())
        .bind(view.name.as_str())
        .bind(view.asked.as_str())
        .bind(view.changed_at)
        .execute()
        .await?;
    Ok(changed > 0)
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn delete(tx: &mut Write, id: Uuid) -> Result<()> {
    tx.query("DELETE FROM saved_view WHERE id = $1").bind(id).execute().await?;
    Ok(())
}

/// The columns that a person chose, as JSON.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn columns(read: &mut Read, person: PersonId) -> Result<Option<String>> {
    let row: Option<(String,)> = read
        .query("SELECT columns FROM queue_columns WHERE person = $1")
        .bind(person)
        .fetch_optional()
        .await?;
    Ok(row.map(|(columns,)| columns))
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn choose_columns(tx: &mut Write, person: PersonId, columns: &str) -> Result<()> {
    tx.query(
        "INSERT INTO queue_columns (person, columns) VALUES ($1, $2)
         ON CONFLICT (person) DO UPDATE SET columns = excluded.columns",
    )
    .bind(person)
    .bind(columns)
    .execute()
    .await?;
    Ok(())
}
