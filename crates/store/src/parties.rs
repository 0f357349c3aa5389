//! Who is named in an application, by fiscal code: the applicant, another parent, a delegate, who signs too. Whoever of
//! them works at the office abstains (L. 241/1990 art. 6-bis).

use std::collections::BTreeSet;

use model::{ApplicationId, PersonId};

use crate::{
    Read, Result, Write,
    query::{ROWS, Sql},
};

/// Adds fiscal codes to those an application names.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn name(
    tx: &mut Write,
    application: ApplicationId,
    fiscal_codes: &BTreeSet<String>,
) -> Result<()> {
    let codes: Vec<&String> = fiscal_codes.iter().collect();
    for codes in codes.chunks(ROWS) {
        let insert = "INSERT INTO party (fiscal_code, application) VALUES";
        let again = "ON CONFLICT (fiscal_code, application) DO NOTHING";
        let mut query = tx.query(Sql::rows(insert, codes.len(), 2, again));
        for code in codes {
            query = query.bind(code.as_str()).bind(application);
        }
        query.execute().await?;
    }
    Ok(())
}

/// The persons known to the desk whom an application names.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_application(
    read: &mut Read,
    application: ApplicationId,
) -> Result<BTreeSet<PersonId>> {
    let known: Vec<(PersonId,)> = read
        .query(
            "SELECT person.id FROM party JOIN person ON person.fiscal_code = party.fiscal_code
             WHERE party.application = $1",
        )
        .bind(application)
        .fetch_all()
        .await?;
    Ok(known.into_iter().map(|(id,)| id).collect())
}

/// The applications that name a person: none for almost everybody.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn naming(read: &mut Read, person: PersonId) -> Result<BTreeSet<ApplicationId>> {
    let named: Vec<(ApplicationId,)> = read
        .query(
            "SELECT party.application FROM party
             JOIN person ON person.fiscal_code = party.fiscal_code WHERE person.id = $1",
        )
        .bind(person)
        .fetch_all()
        .await?;
    Ok(named.into_iter().map(|(id,)| id).collect())
}
