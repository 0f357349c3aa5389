//! What is thrown away, and when: ended sessions, old jobs, drafts that nobody went on with, files that nothing
//! names any more. Applications are not: the plan of the archive decides about them.

use chrono::{Duration, NaiveDate};
use model::{ApplicationId, Moment, municipality::Retention};
use store::{drafts, files, jobs, sessions, signins};

use crate::{
    Desk, Result,
    jobs::{Errand, promise},
};

/// How long a file that nothing names yet may be about to be named, and a deleted draft be missed.
const GRACE: Duration = Duration::days(1);
/// Drafts and files in one round.
const BATCH: i64 = 200;

impl Desk {
    /// Throws away what nobody needs any more, and tells whose drafts will be next. To be called every hour.
    ///
    /// # Errors
    /// Storage, or the vault.
    pub async fn purge(&self) -> Result<()> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        sessions::purge(&mut tx, now - Duration::days(1)).await?;
        signins::purge(&mut tx, now).await?;
        jobs::purge(&mut tx, now - Duration::days(90)).await?;
        drafts::purge_sent_answers(&mut tx, now - Duration::days(30)).await?;
        let (kept, notice) = (self.drafts_kept(), Duration::days(Retention::NOTICE.into()));
        let gone = drafts::Gone { saved: now - kept, warned: now - notice, deleted: now - GRACE };
        drafts::purge(&mut tx, gone, BATCH).await?;
        let warned = drafts::warn(&mut tx, now - (kept - notice), now, BATCH).await?;
        let errands: Vec<_> = warned
            .into_iter()
            .map(|draft| Errand::Warn { draft: ApplicationId(draft), at: now })
            .map(|errand| promise(self, &errand, now))
            .collect();
        jobs::promise_all(&mut tx, &errands).await?;
        files::forget_abandoned(&mut tx, now - GRACE, BATCH).await?;
        tx.commit().await?;
        self.clear_shelf(now).await
    }

    /// The last day of a draft that nobody goes on with.
    #[must_use]
    pub fn draft_ends(&self, saved_at: Moment) -> NaiveDate {
        (saved_at + self.drafts_kept()).day()
    }

    /// The last day of a draft whose person was told at that moment.
    pub(crate) fn warned_until(&self, at: Moment) -> NaiveDate {
        (at + Duration::days(Retention::NOTICE.into())).day()
    }

    fn drafts_kept(&self) -> Duration {
        Duration::days(self.municipality.retention.draft_days.into())
    }

    /// Discards contents of the vault that nothing names: of files forgotten, refused after they had come in, or
    /// given to a process that died. A 256th of the vault each hour.
    async fn clear_shelf(&self, now: Moment) -> Result<()> {
        let hours = now.0.div_euclid(Duration::hours(1).num_milliseconds());
        let shelf = u8::try_from(hours.rem_euclid(256)).unwrap_or_default();
        for content in self.vault.shelf(shelf).await.map_err(crate::Error::broken)? {
            if files::is_named(&mut self.db.peek().await?, content).await? {
                continue;
            }
            self.vault.discard(&content, now - GRACE).await.map_err(crate::Error::broken)?;
        }
        self.vault.sweep().await.map_err(crate::Error::broken)?;
        Ok(())
    }
}
