//! The log of sign-ins over the years: whether it is whole, and what is old enough to go. It goes from its beginning,
//! and what stood before the first row that is left is remembered, so that the rest can still be verified.

use chrono::Months;
use model::{Digest, Moment, rome_to_moment};
use store::signin_log::{self, Row};

use super::{BEGINNING, ROW, context, text};
use crate::{Desk, Result};

/// Rows read at once.
const BATCH: i64 = 500;

/// What a verification found.
#[derive(Debug, Default)]
pub struct LogReport {
    /// How many rows there are.
    pub rows: u64,
    /// The number of the first row that is left, or would be.
    pub first: i64,
    /// The number of the last row; 0 before the first.
    pub last: i64,
    /// Hash of the last row: kept elsewhere, it shows later that nothing was put back.
    pub head: Option<Digest>,
    /// What is not as it was written, each in a line.
    pub broken: Vec<String>,
}

impl Desk {
    /// Reads the whole log and verifies it, as it stood when this began.
    ///
    /// # Errors
    /// Storage.
    pub async fn verify_log(&self) -> Result<LogReport> {
        let mut read = self.db.read().await?;
        let ends = signin_log::ends(&mut read).await?;
        let mut report = LogReport {
            first: ends.gone_seq + 1,
            last: ends.last_seq,
            head: ends.last_hash,
            ..LogReport::default()
        };
        let mut last = (ends.gone_seq, ends.gone_hash.unwrap_or(BEGINNING));
        loop {
            let rows =
                signin_log::after(&mut read, if report.rows == 0 { 0 } else { last.0 }, BATCH);
            let rows = rows.await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                self.verify_row(&row, last, &mut report)?;
                report.rows += 1;
                last = (row.seq, row.hash);
            }
        }
        if last != (ends.last_seq, ends.last_hash.unwrap_or(BEGINNING)) {
            report.broken.push(format!(
                "the log ends with row {}, and should with {}",
                last.0, ends.last_seq
            ));
        }
        if !self.holds(&ends)? {
            report.broken.push("what is known of its two ends was changed".to_owned());
        }
        Ok(report)
    }

    fn verify_row(&self, row: &Row, before: (i64, Digest), report: &mut LogReport) -> Result<()> {
        let (seq, expected) = (row.seq, before.0 + 1);
        if seq > expected {
            report.broken.push(format!("rows {expected} to {} are missing", seq - 1));
        } else if seq < expected {
            report.broken.push(format!("row {seq} should be gone"));
        } else if row.previous != before.1 {
            report.broken.push(format!("row {seq} does not follow on the row before it"));
        }
        if !self.keys.digests(ROW, text(row)?.as_bytes()).contains(&row.hash) {
            report.broken.push(format!("row {seq} was changed"));
        } else if let Err(error) = self.keys.open(&context(seq, row.signin), &row.body) {
            report.broken.push(format!("row {seq}: {error}"));
        }
        Ok(())
    }

    /// Forgets some rows that are older than the log is kept; how many.
    pub(crate) async fn purge_log(&self, limit: i64) -> Result<usize> {
        let before = self.log_begins();
        let mut tx = self.db.write().await?;
        let mut ends = signin_log::lock(&mut tx).await?;
        let holds = self.holds(&ends)?;
        let rows = signin_log::after(&mut tx, ends.gone_seq, limit).await?;
        let old: Vec<_> = rows.into_iter().take_while(|row| row.at < before).collect();
        let Some(last) = old.last() else { return Ok(0) };
        (ends.gone_seq, ends.gone_hash) = (last.seq, Some(last.hash));
        signin_log::forget(&mut tx, last.seq).await?;
        self.set_ends(&mut tx, ends, holds).await?;
        tx.commit().await?;
        Ok(old.len())
    }

    /// The first instant of which the log is kept.
    fn log_begins(&self) -> Moment {
        let day = self.today().checked_sub_months(Months::new(self.log_months));
        rome_to_moment(day.unwrap_or_default().and_hms_opt(0, 0, 0).unwrap_or_default())
    }
}
