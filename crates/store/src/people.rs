//! Persons: one row for each human known to the desk, citizen or clerk, keyed by who says so.

use model::{Moment, PersonId, fold::fold};

use crate::{Read, Result, Write, column::row, query::Sql, search::last_after};

/// A human. The same one may be citizen and clerk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    /// `cf:` and the fiscal code, or the id of the provider, `:` and its name for the person.
    pub key: String,
    /// Upper case, without spaces; none for who comes by eIDAS.
    pub fiscal_code: Option<String>,
    pub given_name: String,
    pub family_name: String,
    /// JSON: what the identity provider said beside.
    pub attributes: String,
    pub created_at: Moment,
    pub updated_at: Moment,
}
row!(Person { id, key, fiscal_code, given_name, family_name, attributes, created_at, updated_at });

macro_rules! columns {
    () => {
        "id, key, fiscal_code, given_name, family_name, attributes, created_at, updated_at"
    };
}

/// Keeps what the identity provider said at this sign-in. Whoever has the same key is the same
/// person and keeps id and `created_at`: the person as kept is the answer.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn enter(tx: &mut Write, person: &Person) -> Result<Person> {
    tx.query(concat!(
        "INSERT INTO person (",
        columns!(),
        ", folded) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (key) DO UPDATE SET fiscal_code = excluded.fiscal_code,
            given_name = excluded.given_name, family_name = excluded.family_name,
            attributes = excluded.attributes, updated_at = excluded.updated_at,
            folded = excluded.folded
         RETURNING ",
        columns!()
    ))
    .bind(person.id)
    .bind(person.key.as_str())
    .bind(person.fiscal_code.as_deref())
    .bind(person.given_name.as_str())
    .bind(person.family_name.as_str())
    .bind(person.attributes.as_str())
    .bind(person.created_at)
    .bind(person.updated_at)
    .bind(fold(&format!("{} {}", person.family_name, person.given_name)))
    .fetch_one()
    .await
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: PersonId) -> Result<Option<Person>> {
    read.query(concat!("SELECT ", columns!(), " FROM person WHERE id = $1"))
        .bind(id)
        .fetch_optional()
        .await
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn by_key(read: &mut Read, key: &str) -> Result<Option<Person>> {
    read.query(concat!("SELECT ", columns!(), " FROM person WHERE key = $1"))
        .bind(key)
        .fetch_optional()
        .await
}

/// Persons whose family name and given name begin with `text`, or whose fiscal code does;
/// by name. `after` is the last one seen. The empty text finds all.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn find(
    read: &mut Read,
    text: &str,
    after: Option<PersonId>,
    limit: i64,
) -> Result<Vec<Person>> {
    let name = fold(text);
    let code: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let code = code.to_uppercase();
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM person
          WHERE ((folded >= $1 AND folded < $2) OR (fiscal_code >= $3 AND fiscal_code < $4))
            AND ($5 IS NULL
                 OR (folded, id) > ((SELECT last.folded FROM person AS last WHERE last.id = $5), $5))
          ORDER BY folded, id LIMIT $6"
    ))
    .bind(name.as_str())
    .bind(last_after(&name))
    .bind(code.as_str())
    .bind(last_after(&code))
    .bind(after)
    .bind(limit)
    .fetch_all()
    .await
}

/// What else is done for this person at the same time waits here until the unit ends.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn lock(tx: &mut Write, person: PersonId) -> Result<()> {
    let alone = "SELECT id FROM person WHERE id = $1";
    let shared = "SELECT id FROM person WHERE id = $1 FOR UPDATE";
    let _: Option<(PersonId,)> =
        tx.query(Sql::per_engine(alone, shared)).bind(person).fetch_optional().await?;
    Ok(())
}
