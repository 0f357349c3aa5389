//! What people think of pages and services (*valutazione*), without their names.

use model::Moment;
use uuid::Uuid;

use crate::{Read, Result, Write, column::row, column::words};

/// What was rated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Page,
    Service,
}
words!(Kind { Page = "page", Service = "service" });

/// One rating.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    pub id: Uuid,
    pub at: Moment,
    pub kind: Kind,
    pub url: String,
    pub title: String,
    /// 1 to 5.
    pub stars: i64,
    /// JSON: what was ticked.
    pub answers: String,
    pub text: String,
    /// The procedure.
    pub service: Option<String>,
}
row!(Rating { id, at, kind, url, title, stars, answers, text, service });

/// How a page or service stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    pub url: String,
    /// How many ratings.
    pub n: i64,
    /// Sum of their stars.
    pub stars: i64,
    pub last_at: Moment,
}
row!(Score { url, n, stars, last_at });

impl Score {
    /// Mean of the stars in hundredths: 437 is 4,37.
    #[must_use]
    pub const fn hundredths(&self) -> i64 {
        if self.n == 0 { 0 } else { (self.stars * 200 + self.n) / (2 * self.n) }
    }
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn add(tx: &mut Write, rating: &Rating) -> Result<()> {
    tx.query(
        "INSERT INTO rating (id, at, kind, url, title, stars, answers, text, service)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(rating.id)
    .bind(rating.at)
    .bind(rating.kind)
    .bind(rating.url.as_str())
    .bind(rating.title.as_str())
    .bind(rating.stars)
    .bind(rating.answers.as_str())
    .bind(rating.text.as_str())
    .bind(rating.service.as_deref())
    .execute()
    .await?;
    Ok(())
}

/// Scores by address after the last one seen.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn scores(read: &mut Read, after: Option<&str>, limit: i64) -> Result<Vec<Score>> {
    read.query(
        "SELECT url, count(*) AS n, CAST(sum(stars) AS BIGINT) AS stars, max(at) AS last_at
         FROM rating WHERE url > $1 GROUP BY url ORDER BY url LIMIT $2",
    )
    .bind(after.unwrap_or_default())
    .bind(limit)
    .fetch_all()
    .await
}

/// Ratings of one address, the newest first, before the last one seen.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_url(
    read: &mut Read,
    url: &str,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Rating>> {
    read.query(
        "SELECT id, at, kind, url, title, stars, answers, text, service FROM rating
         WHERE url = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
    )
    .bind(url)
    .bind(before.unwrap_or(Uuid::max()))
    .bind(limit)
    .fetch_all()
    .await
}
