//! Every message of every sign-in, in one chain without gaps. Rows are only added, and go from the beginning when
//! they are old enough. What a hash is made of, and what is sealed in a body, is not known here.

use model::{Digest, Moment};
use uuid::Uuid;

use crate::{
    Read, Result, Write,
    column::row,
    query::{ROWS, Sql},
};

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// From 1, without gaps.
    pub seq: i64,
    /// Which sign-in.
    pub signin: Uuid,
    pub at: Moment,
    pub kind: String,
    /// Id of the provider.
    pub provider: String,
    pub client_id: Option<String>,
    pub code: Option<String>,
    pub jti: Option<String>,
    pub iss: Option<String>,
    pub sub: Option<String>,
    /// Seconds since 1970.
    pub iat: Option<i64>,
    /// Seconds since 1970.
    pub exp: Option<i64>,
    /// Keyed digest of the fiscal code, once known.
    pub person: Option<Digest>,
    /// Sealed by the caller.
    pub body: Vec<u8>,
    /// Hash of the row before.
    pub previous: Digest,
    pub hash: Digest,
}
row!(Row {
    seq,
    signin,
    at,
    kind,
    provider,
    client_id,
    code,
    jti,
    iss,
    sub,
    iat,
    exp,
    person,
    body,
    previous,
    hash,
});

macro_rules! columns {
    () => {
        "seq, signin, at, kind, provider, client_id, code, jti, iss, sub, iat, exp, person, body, \
         previous, hash"
    };
}

/// Both ends of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ends {
    /// The last row that went; 0 while none has.
    pub gone_seq: i64,
    pub gone_hash: Option<Digest>,
    /// The last row; 0 before the first.
    pub last_seq: i64,
    pub last_hash: Option<Digest>,
    /// Of the four, by the caller; none before the first row.
    pub proof: Option<Digest>,
}
row!(Ends { gone_seq, gone_hash, last_seq, last_hash, proof });

/// The ends of the chain. Whoever else would add to it waits until this unit is over, so ask for it last.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn lock(tx: &mut Write) -> Result<Ends> {
    macro_rules! ends {
        ($lock:literal) => {
            concat!(
                "SELECT gone_seq, gone_hash, last_seq, last_hash, proof FROM signin_log_ends
                 WHERE id = 1",
                $lock
            )
        };
    }
    tx.query(Sql::per_engine(ends!(""), ends!(" FOR UPDATE"))).fetch_one().await
}

/// The ends of the chain, to look at.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn ends(read: &mut Read) -> Result<Ends> {
    read.query(
        "SELECT gone_seq, gone_hash, last_seq, last_hash, proof FROM signin_log_ends WHERE id = 1",
    )
    .fetch_one()
    .await
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn set_ends(tx: &mut Write, ends: &Ends) -> Result<()> {
    tx.query(
        "UPDATE signin_log_ends SET gone_seq = $1, gone_hash = $2, last_seq = $3, last_hash = $4,
                proof = $5
         WHERE id = 1",
    )
    .bind(ends.gone_seq)
    .bind(ends.gone_hash)
    .bind(ends.last_seq)
    .bind(ends.last_hash)
    .bind(ends.proof)
    .execute()
    .await?;
    Ok(())
}

/// Adds rows, which follow on the last one.
///
/// # Errors
/// [`Error::Conflict`](crate::Error::Conflict) if one of that number is there.
pub async fn append(tx: &mut Write, rows: &[Row]) -> Result<()> {
    for rows in rows.chunks(ROWS) {
        let insert = concat!("INSERT INTO signin_log (", columns!(), ") VALUES");
        let mut query = tx.query(Sql::rows(insert, rows.len(), 16, ""));
        for row in rows {
            query = query
                .bind(row.seq)
                .bind(row.signin)
                .bind(row.at)
                .bind(row.kind.as_str())
                .bind(row.provider.as_str())
                .bind(row.client_id.as_deref())
                .bind(row.code.as_deref())
                .bind(row.jti.as_deref())
                .bind(row.iss.as_deref())
                .bind(row.sub.as_deref())
                .bind(row.iat)
                .bind(row.exp)
                .bind(row.person)
                .bind(row.body.as_slice())
                .bind(row.previous)
                .bind(row.hash);
        }
        query.execute().await?;
    }
    Ok(())
}

/// Rows after `after`, in their order.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn after(read: &mut Read, after: i64, limit: i64) -> Result<Vec<Row>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM signin_log WHERE seq > $1 ORDER BY seq LIMIT $2"
    ))
    .bind(after)
    .bind(limit)
    .fetch_all()
    .await
}

/// Whether somebody's message of a kind with this name is written down.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn holds(read: &mut Read, kind: &str, iss: &str, jti: &str) -> Result<bool> {
    let found: Option<(i64,)> = read
        .query(
            "SELECT seq FROM signin_log WHERE jti = $1 AND iss = $2 AND kind = $3
             ORDER BY seq LIMIT 1",
        )
        .bind(jti)
        .bind(iss)
        .bind(kind)
        .fetch_optional()
        .await?;
    Ok(found.is_some())
}

/// By what sign-ins are found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// Any of these; everybody if there are none.
    pub persons: Vec<Digest>,
    pub code: Option<String>,
    pub jti: Option<String>,
    pub sub: Option<String>,
    /// From this instant on.
    pub from: Option<Moment>,
    /// Before this one.
    pub to: Option<Moment>,
}

/// Every row after `after` of the sign-ins of which one row is sought, in their order.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn find(read: &mut Read, sought: &Sought, after: i64, limit: i64) -> Result<Vec<Row>> {
    const FIRST: usize = 8;
    let persons = match sought.persons.len() {
        0 => String::new(),
        n => {
            let places: Vec<_> = (0..n).map(|at| format!("${}", FIRST + at)).collect();
            format!("AND s.person IN ({})", places.join(", "))
        }
    };
    let sql = format!(
        "SELECT {} FROM signin_log WHERE seq > $1 AND signin IN
            (SELECT s.signin FROM signin_log s
             WHERE ($3 IS NULL OR s.code = $3) AND ($4 IS NULL OR s.jti = $4)
               AND ($5 IS NULL OR s.sub = $5) AND ($6 IS NULL OR s.at >= $6)
               AND ($7 IS NULL OR s.at < $7) {persons})
         ORDER BY seq LIMIT $2",
        columns!()
    );
    let mut query = read
        .query(Sql::assembled(sql))
        .bind(after)
        .bind(limit)
        .bind(sought.code.as_deref())
        .bind(sought.jti.as_deref())
        .bind(sought.sub.as_deref())
        .bind(sought.from)
        .bind(sought.to);
    for person in &sought.persons {
        query = query.bind(*person);
    }
    query.fetch_all().await
}

/// Forgets every row up to this one; how many.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn forget(tx: &mut Write, up_to: i64) -> Result<u64> {
    tx.query("DELETE FROM signin_log WHERE seq <= $1").bind(up_to).execute().await
}
