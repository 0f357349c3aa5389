//! Words of applications: folded, found by their beginning, in any order. Which words there are is
//! the caller's choice; what a `sensitive` field holds is never among them.

use std::collections::BTreeSet;

use model::ApplicationId;

use crate::{
    Read, Result, Write,
    query::{ROWS, Sql},
};

/// The end of the range of texts that begin with `prefix`: no text has the last character of all.
pub(crate) fn last_after(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

/// Makes these the words of an application, instead of those it had.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn index(tx: &mut Write, application: ApplicationId, words: &[String]) -> Result<()> {
    tx.query("DELETE FROM word WHERE application = $1").bind(application).execute().await?;
    add(tx, application, words).await
}

/// Adds words to those an application has.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn add(tx: &mut Write, application: ApplicationId, words: &[String]) -> Result<()> {
    let words: BTreeSet<&str> = words.iter().map(String::as_str).collect();
    let words: Vec<&str> = words.into_iter().collect();
    for words in words.chunks(ROWS) {
        let insert = "INSERT INTO word (word, application) VALUES";
        let mut query = tx.query(Sql::rows(
            insert,
            words.len(),
            2,
            "ON CONFLICT (word, application) DO NOTHING",
        ));
        for word in words {
            query = query.bind(*word).bind(application);
        }
        query.execute().await?;
    }
    Ok(())
}

/// A word this frequent is checked row by row along the queue; a rarer one is started from.
const FREQUENT: i64 = 20_000;
/// So many applications can be named in one question.
const FEW: usize = 1000;

/// The applications that have all these beginnings of words; none if they are too many to name.
pub(crate) async fn few(read: &mut Read, words: &[String]) -> Result<Option<Vec<ApplicationId>>> {
    let mut rarest: Option<(i64, &String)> = None;
    for word in words {
        let (n,): (i64,) = read
            .query(
                "SELECT count(*) FROM (SELECT 1 FROM word WHERE word >= $1 AND word < $2 LIMIT $3)
                 AS found",
            )
            .bind(word.as_str())
            .bind(last_after(word))
            .bind(FREQUENT)
            .fetch_one()
            .await?;
        if rarest.is_none_or(|(least, _)| n < least) {
            rarest = Some((n, word));
        }
    }
    let Some((n, rarest)) = rarest.filter(|(n, _)| *n < FREQUENT) else { return Ok(None) };
    // With one word there is nothing to narrow.
    if words.len() == 1 && n > FEW as i64 * 2 {
        return Ok(None);
    }
    let mut sql =
        String::from("SELECT DISTINCT application FROM word w WHERE w.word >= $1 AND w.word < $2");
    for index in 0..words.len() {
        let (from, to) = (2 * index + 3, 2 * index + 4);
        sql += &format!(
            " AND EXISTS (SELECT 1 FROM word o WHERE o.application = w.application
                AND o.word >= ${from} AND o.word < ${to})"
        );
    }
    sql += &format!(" LIMIT {}", FEW + 1);
    let mut query = read.query(Sql::assembled(sql)).bind(rarest.as_str()).bind(last_after(rarest));
    for word in words {
        query = query.bind(word.as_str()).bind(last_after(word));
    }
    let found: Vec<(ApplicationId,)> = query.fetch_all().await?;
    Ok((found.len() <= FEW).then(|| found.into_iter().map(|(id,)| id).collect()))
}
