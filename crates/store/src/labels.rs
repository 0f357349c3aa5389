//! Labels that an office puts on applications. One that is archived stays where it was put, and is put nowhere else.

use model::{ApplicationId, Moment, PersonId};
use uuid::Uuid;

use crate::{Read, Result, Write, column::row, query::Sql};

/// A label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub id: Uuid,
    pub office: String,
    pub name: String,
    /// A word that the pages know.
    pub colour: String,
    pub archived_at: Option<Moment>,
}
row!(Label { id, office, name, colour, archived_at });

/// # Errors
/// [`Error`](crate::Error).
pub async fn add(tx: &mut Write, label: &Label) -> Result<()> {
    tx.query("INSERT INTO label (id, office, name, colour) VALUES ($1, $2, $3, $4)")
        .bind(label.id)
        .bind(label.office.as_str())
        .bind(label.name.as_str())
        .bind(label.colour.as_str())
        .execute()
        .await?;
    Ok(())
}

/// Another name, another colour, archived or not: what `label` says.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn change(tx: &mut Write, label: &Label) -> Result<()> {
    tx.query("UPDATE label SET name = $2, colour = $3, archived_at = $4 WHERE id = $1")
        .bind(label.id)
        .bind(label.name.as_str())
        .bind(label.colour.as_str())
        .bind(label.archived_at)
        .execute()
        .await?;
    Ok(())
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: Uuid) -> Result<Option<Label>> {
    read.query("SELECT id, office, name, colour, archived_at FROM label WHERE id = $1")
        .bind(id)
        .fetch_optional()
        .await
}

/// Every label of these offices, by name.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_offices(read: &mut Read, offices: &[String]) -> Result<Vec<Label>> {
    if offices.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=offices.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "SELECT id, office, name, colour, archived_at FROM label WHERE office IN ({})
         ORDER BY name, id",
        places.join(", ")
    );
    let query = read.query(Sql::assembled(sql));
    offices.iter().fold(query, |query, office| query.bind(office.as_str())).fetch_all().await
}

/// Puts a label on an application; one that it bears already stays as it was put.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn put(
    tx: &mut Write,
    label: &Label,
    on: ApplicationId,
    (by, at): (PersonId, Moment),
) -> Result<()> {
    tx.query(
        "INSERT INTO labelled (label, application, office, person, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (label, application) DO NOTHING",
    )
    .bind(label.id)
    .bind(on)
    .bind(label.office.as_str())
    .bind(by)
    .bind(at)
    .execute()
    .await?;
    Ok(())
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn take_off(tx: &mut Write, label: Uuid, from: ApplicationId) -> Result<()> {
    tx.query("DELETE FROM labelled WHERE label = $1 AND application = $2")
        .bind(label)
        .bind(from)
        .execute()
        .await?;
    Ok(())
}

/// The labels that these applications bear, each with its application; of each application by name. Also those of an
/// office that had it before.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn borne(read: &mut Read, by: &[ApplicationId]) -> Result<Vec<(ApplicationId, Label)>> {
    if by.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=by.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "SELECT labelled.application, label.id, label.office, label.name, label.colour,
                label.archived_at
         FROM labelled JOIN label ON label.id = labelled.label
         WHERE labelled.application IN ({}) ORDER BY label.name, label.id",
        places.join(", ")
    );
    let query = by.iter().fold(read.query(Sql::assembled(sql)), |query, id| query.bind(*id));
    let rows: Vec<Borne> = query.fetch_all().await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let Borne { application, id, office, name, colour, archived_at } = row;
            (application, Label { id, office, name, colour, archived_at })
        })
        .collect())
}

struct Borne {
    application: ApplicationId,
    id: Uuid,
    office: String,
    name: String,
    colour: String,
    archived_at: Option<Moment>,
}
row!(Borne { application, id, office, name, colour, archived_at });
