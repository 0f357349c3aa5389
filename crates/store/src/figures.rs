//! How many applications came, and how those that ended did, counted once each and kept by month: the pictures of an office
//! and what citizens are told of usual times are sums over few rows. What a month or a day of work is, is not said here.

use std::collections::BTreeMap;

use model::{ApplicationId, Moment};

use crate::{
    Read, Result, Sql, Write,
    column::row,
    query::{Query, ROWS},
    queue::Filter,
};

/// An application that came, and is in no count yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    pub office: String,
    pub procedure: String,
    pub sent_at: Moment,
}
row!(Came { office, procedure, sent_at });

/// How many came to an office in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intake {
    /// `2026-03`.
    pub month: String,
    pub office: String,
    pub procedure: String,
    pub n: i64,
}
row!(Intake { month, office, procedure, n });

/// Of those that ended alike, how many.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ended {
    /// `2026-03`, in which they ended.
    pub month: String,
    pub office: String,
    pub procedure: String,
    pub outcome: String,
    /// `kept`, `missed`, or `none`.
    pub term: String,
    /// From sending to the end.
    pub days: i64,
    /// Those of them on which the term did not stand still.
    pub worked: i64,
    pub n: i64,
}
row!(Ended { month, office, procedure, outcome, term, days, worked, n });

/// Open applications of an office and a procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub office: String,
    pub procedure: String,
    pub n: i64,
    /// The term runs and its day is past.
    pub late: i64,
    pub suspended: i64,
}
row!(Standing { office, procedure, n, late, suspended });

/// Takes at most `limit` applications whose coming is in no count into one.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn take_came(tx: &mut Write, limit: i64) -> Result<Vec<Came>> {
    macro_rules! take {
        ($lock:literal) => {
            concat!(
                "WITH came AS MATERIALIZED
                    (SELECT id FROM application WHERE counted = 0 ORDER BY id LIMIT $1 ",
                $lock,
                ")
                 UPDATE application SET counted = 1
                 WHERE counted = 0 AND id IN (SELECT id FROM came)
                 RETURNING office, procedure, sent_at"
            )
        };
    }
    tx.query(Sql::per_engine(take!(""), take!("FOR UPDATE SKIP LOCKED")))
        .bind(limit)
        .fetch_all()
        .await
}

/// Some that ended, and whose end is in no count.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn uncounted(read: &mut Read, limit: i64) -> Result<Vec<(ApplicationId, Moment)>> {
    read.query(
        "SELECT id, closed_at FROM application WHERE counted = 1 AND closed_at IS NOT NULL
             ORDER BY id LIMIT $1",
    )
    .bind(limit)
    .fetch_all()
    .await
}

/// Takes the end of an application, which was at this moment, into a count. False if it is in one, or has been taken back.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn take_ended(tx: &mut Write, id: ApplicationId, closed_at: Moment) -> Result<bool> {
    let taken = tx
        .query(
            "UPDATE application SET counted = 2 WHERE id = $1 AND counted = 1 AND closed_at = $2",
        )
        .bind(id)
        .bind(closed_at)
        .execute()
        .await?;
    Ok(taken > 0)
}

/// Takes the end of an application out of the count. False if it is in none.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn release_ended(tx: &mut Write, id: ApplicationId) -> Result<bool> {
    let released = tx
        .query("UPDATE application SET counted = 1 WHERE id = $1 AND counted = 2")
        .bind(id)
        .execute()
        .await?;
    Ok(released > 0)
}

/// Adds to what came, each month, office and procedure once.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn add_intake(tx: &mut Write, more: &[Intake]) -> Result<()> {
    for some in more.chunks(ROWS) {
        let sql = Sql::rows(
            "INSERT INTO intake (month, office, procedure, n) VALUES",
            some.len(),
            4,
            "ON CONFLICT (month, office, procedure) DO UPDATE SET n = intake.n + excluded.n",
        );
        let query = some.iter().fold(tx.query(sql), |query, one| {
            let query = query.bind(one.month.as_str()).bind(one.office.as_str());
            query.bind(one.procedure.as_str()).bind(one.n)
        });
        query.execute().await?;
    }
    Ok(())
}

/// Adds to what ended; in the order of their keys, so that two units never wait for each other crosswise.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn add_ended(tx: &mut Write, more: &[Ended]) -> Result<()> {
    let mut sums: BTreeMap<Ended, i64> = BTreeMap::new();
    for one in more {
        *sums.entry(Ended { n: 0, ..one.clone() }).or_default() += one.n;
    }
    let sums: Vec<_> = sums.into_iter().collect();
    for some in sums.chunks(ROWS) {
        let sql = Sql::rows(
            "INSERT INTO ended (month, office, procedure, outcome, term, days, worked, n) VALUES",
            some.len(),
            8,
            "ON CONFLICT (procedure, month, office, outcome, term, days, worked)
             DO UPDATE SET n = ended.n + excluded.n",
        );
        let query = some.iter().fold(tx.query(sql), |query, (one, n)| {
            let query = query.bind(one.month.as_str()).bind(one.office.as_str());
            let query = query.bind(one.procedure.as_str()).bind(one.outcome.as_str());
            query.bind(one.term.as_str()).bind(one.days).bind(one.worked).bind(*n)
        });
        query.execute().await?;
    }
    Ok(())
}

/// What a reader reaches, as ` AND (…)` from the place after `n` on, with its values.
pub(crate) fn within(reach: &Filter, n: usize) -> (String, Vec<&str>) {
    let mut values: Vec<&str> = Vec::new();
    let mut value = |text| {
        values.push(text);
        format!("${}", n + values.len())
    };
    let mut ways: Vec<String> = Vec::new();
    for office in &reach.offices {
        ways.push(format!("office = {}", value(office.as_str())));
    }
    for (office, procedure) in &reach.parts {
        let office = office.as_deref().map(|office| format!("office = {} AND ", value(office)));
        let procedure = value(procedure.as_str());
        ways.push(format!("({}procedure = {procedure})", office.unwrap_or_default()));
    }
    let mut sql = match ways.is_empty() {
        true => String::new(),
        false => format!(" AND ({})", ways.join(" OR ")),
    };
    for (column, chosen) in [("office", &reach.chosen), ("procedure", &reach.procedures)] {
        if !chosen.is_empty() {
            let places: Vec<String> = chosen.iter().map(|one| value(one.as_str())).collect();
            sql += &format!(" AND {column} IN ({})", places.join(", "));
        }
    }
    (sql, values)
}

pub(crate) fn bound<'t>(query: Query<'t>, values: &[&str]) -> Query<'t> {
    values.iter().fold(query, |query, value| query.bind(*value))
}

/// What came within a reach, from a month on.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn intake(read: &mut Read, reach: &Filter, since: &str) -> Result<Vec<Intake>> {
    let (within, values) = within(reach, 1);
    let sql = format!("SELECT month, office, procedure, n FROM intake WHERE month >= $1{within}");
    bound(read.query(Sql::assembled(sql)).bind(since), &values).fetch_all().await
}

/// What ended within a reach, from a month on.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn ended(read: &mut Read, reach: &Filter, since: &str) -> Result<Vec<Ended>> {
    let (within, values) = within(reach, 1);
    let sql = format!(
        "SELECT month, office, procedure, outcome, term, days, worked, n FROM ended
         WHERE month >= $1{within}"
    );
    bound(read.query(Sql::assembled(sql)).bind(since), &values).fetch_all().await
}

/// What stands open within a reach.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn standing(read: &mut Read, reach: &Filter, today: &str) -> Result<Vec<Standing>> {
    let (within, values) = within(reach, 1);
    let sql = format!(
        "SELECT office, procedure, CAST(sum(n) AS BIGINT) AS n,
                CAST(sum(CASE WHEN clock = 'running' AND due_on < $1 THEN n ELSE 0 END) AS BIGINT)
                    AS late,
                CAST(sum(CASE WHEN clock = 'suspended' THEN n ELSE 0 END) AS BIGINT) AS suspended
         FROM tally WHERE 1 = 1{within} GROUP BY office, procedure ORDER BY office, procedure"
    );
    bound(read.query(Sql::assembled(sql)).bind(today), &values).fetch_all().await
}

/// How many days applications of a procedure took from sending to a decision, since a month: days, how many.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn times(read: &mut Read, procedure: &str, since: &str) -> Result<Vec<(i64, i64)>> {
    read.query(
        "SELECT days, CAST(sum(n) AS BIGINT) FROM ended
         WHERE procedure = $1 AND month >= $2 AND outcome <> 'withdrawn'
         GROUP BY days ORDER BY days",
    )
    .bind(procedure)
    .bind(since)
    .fetch_all()
    .await
}

/// How many applications of an office wait in the same state of the same procedure and were sent before, up to `most`.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn before(
    read: &mut Read,
    (office, procedure, state): (&str, &str, &str),
    sent_at: Moment,
    most: i64,
) -> Result<i64> {
    let (n,): (i64,) = read
        .query(
            "SELECT count(*) FROM
                (SELECT 1 FROM application
                 WHERE office = $1 AND state = $2 AND procedure = $3 AND closed_at IS NULL
                   AND clock = 'running' AND sent_at < $4 LIMIT $5) AS found",
        )
        .bind(office)
        .bind(state)
        .bind(procedure)
        .bind(sent_at)
        .bind(most)
        .fetch_one()
        .await?;
    Ok(n)
}
