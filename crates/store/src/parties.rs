//! Who is named in an application, by fiscal code: the applicant, another parent, a delegate, who signs too. Whoever of
//! them works at the office abstains (L. 241/1990 art. 6-bis); so does who says that they must.

use std::collections::BTreeSet;

use model::{ApplicationId, Moment, PersonId};

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
        let again = "ON CONFLICT (fiscal_code, application) DO UPDATE SET declared_at = NULL";
        let mut query = tx.query(Sql::rows(insert, codes.len(), 2, again));
        for code in codes {
            query = query.bind(code.as_str()).bind(application);
        }
        query.execute().await?;
    }
    Ok(())
}

/// Adds somebody who says that they abstain. False if they had to already.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn declare(
    tx: &mut Write,
    application: ApplicationId,
    fiscal_code: &str,
    now: Moment,
) -> Result<bool> {
    let query = tx.query(
        "INSERT INTO party (fiscal_code, application, declared_at) VALUES ($1, $2, $3)
         ON CONFLICT (fiscal_code, application) DO NOTHING",
    );
    Ok(query.bind(fiscal_code).bind(application).bind(now).execute().await? > 0)
}

/// Takes out somebody who had said so. False if they had not, or are named.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn take_back(
    tx: &mut Write,
    application: ApplicationId,
    person: PersonId,
) -> Result<bool> {
    let query = tx.query(
        "DELETE FROM party WHERE application = $1 AND declared_at IS NOT NULL
           AND fiscal_code IN (SELECT fiscal_code FROM person WHERE id = $2)",
    );
    Ok(query.bind(application).bind(person).execute().await? > 0)
}

/// Who has said that they abstain, in the order in which they did.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn declared(read: &mut Read, application: ApplicationId) -> Result<Vec<PersonId>> {
    let declared: Vec<(PersonId,)> = read
        .query(
            "SELECT person.id FROM party JOIN person ON person.fiscal_code = party.fiscal_code
             WHERE party.application = $1 AND party.declared_at IS NOT NULL
             ORDER BY party.declared_at, person.id",
        )
        .bind(application)
        .fetch_all()
        .await?;
    Ok(declared.into_iter().map(|(id,)| id).collect())
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
