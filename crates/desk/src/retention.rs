//! What is thrown away, and when: ended sessions, old jobs, the log of sign-ins, drafts that nobody went on with, exports,
//! what became of acts on many applications, what is remembered of answers, files that nothing names any more. Applications
//! are not: the plan of the archive decides about them.

use chrono::{Duration, NaiveDate};
use model::{ApplicationId, Moment, municipality::Retention};
use store::{drafts, exports, files, jobs, mail, remembered, sessions, signins, uploads};

use crate::{
    Desk, Result,
    jobs::{Errand, promise},
};

/// How long a file that nothing names yet may be about to be named, and a deleted draft be missed.
pub(crate) const GRACE: Duration = Duration::days(1);
/// Rows of one unit of work.
const BATCH: usize = 200;

fn limit() -> i64 {
    i64::try_from(BATCH).unwrap_or(i64::MAX)
}

/// What is thrown away.
#[derive(Debug, Clone, Copy)]
enum What {
    Sessions,
    Signins,
    Jobs,
    /// That messages left.
    Mail,
    /// Answers of sent drafts, which were frozen with the application.
    Sent,
    Drafts(drafts::Gone),
    Files,
    /// Files on their way that nobody goes on with.
    Uploads,
    /// What was declared long ago, to be offered no longer.
    Remembered,
}

impl Desk {
    /// Throws away what nobody needs any more, and tells whose drafts will be next. To be called every hour.
    ///
    /// # Errors
    /// Storage, or the vault; what was thrown away before stays so.
    pub async fn purge(&self) -> Result<()> {
        let now = self.now();
        let (kept, notice) = (self.drafts_kept(), Duration::days(Retention::NOTICE.into()));
        let gone = drafts::Gone { saved: now - kept, warned: now - notice, deleted: now - GRACE };
        // One that cannot be done keeps none of the others from it.
        let mut done = self.purge_rows(gone, now).await;
        done = self.forget_waiting(now - kept).await.and(done);
        done = self.purge_exports(limit()).await.and(done);
        done = self.purge_rest(now - (kept - notice), now).await.and(done);
        done = self.clear_parts().await.and(done);
        self.clear_shelf(now).await.and(done)
    }

    async fn purge_rows(&self, gone: drafts::Gone, now: Moment) -> Result<()> {
        for what in [
            What::Sessions,
            What::Signins,
            What::Jobs,
            What::Mail,
            What::Sent,
            What::Drafts(gone),
            What::Files,
            What::Uploads,
            What::Remembered,
        ] {
            // Small units: nobody who writes for a person waits long.
            while self.purge_some(what, now).await? == BATCH {}
        }
        Ok(())
    }

    async fn purge_rest(&self, warned_before: Moment, now: Moment) -> Result<()> {
        while self.purge_bulks().await? > 0 {}
        while self.purge_log(limit()).await? == BATCH {}
        while self.warn_some(warned_before, now).await? == BATCH {}
        Ok(())
    }

    async fn purge_some(&self, what: What, now: Moment) -> Result<usize> {
        let (limit, day) = (limit(), Duration::days(1));
        let mut tx = self.db.write().await?;
        let gone = match what {
            // A day is longer than anything lives that must be given back.
            What::Sessions => sessions::purge(&mut tx, now - day, limit).await?,
            What::Signins => signins::purge(&mut tx, now, limit).await?,
            What::Jobs => jobs::purge(&mut tx, now - day * 90, limit).await?,
            What::Mail => mail::purge(&mut tx, now - day * 365, limit).await?,
            What::Sent => drafts::clear_sent(&mut tx, now - day * 30, limit).await?,
            What::Drafts(gone) => drafts::purge(&mut tx, gone, limit).await?,
            What::Files => files::forget_abandoned(&mut tx, now - GRACE, limit).await?,
            What::Uploads => uploads::expire(&mut tx, now, limit).await?,
            What::Remembered => remembered::forget(&mut tx, now, limit).await?,
        };
        tx.commit().await?;
        Ok(usize::try_from(gone).unwrap_or(BATCH))
    }

    /// Forgets files that were chosen for an act, an answer or a message which nobody has sent since. Those of before
    /// this was written down may be named by one.
    async fn forget_waiting(&self, before: Moment) -> Result<()> {
        let waiting = files::waiting(&mut self.db.peek().await?, before, limit()).await?;
        for file in &waiting {
            let Some(of) = file.application else { continue };
            let given = match self.load(of).await {
                Ok(loaded) => loaded.files_given(),
                Err(error) => {
                    tracing::error!(application = %of, %error, "a file that waits is kept");
                    continue;
                }
            };
            let mut tx = self.db.write().await?;
            match given.contains(&file.id.to_string()) {
                true => drop(files::name(&mut tx, of, &[file.id]).await?),
                false => drop(files::take_back(&mut tx, file.id, of, self.now()).await?),
            }
            tx.commit().await?;
        }
        Ok(())
    }

    /// Promises to tell some of those whose drafts were not saved since `before`.
    async fn warn_some(&self, before: Moment, now: Moment) -> Result<usize> {
        let mut tx = self.db.write().await?;
        let warned = drafts::warn(&mut tx, before, now, limit()).await?;
        let errands: Vec<_> = warned
            .iter()
            .map(|draft| Errand::Warn { draft: ApplicationId(*draft), at: now })
            .map(|errand| promise(self, &errand, now))
            .collect();
        jobs::promise_all(&mut tx, &errands).await?;
        tx.commit().await?;
        Ok(warned.len())
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

    /// Throws away parts of files that became whole, were given up, or whose draft is gone.
    async fn clear_parts(&self) -> Result<()> {
        for upload in self.vault.uploads().await.map_err(crate::Error::broken)? {
            let mut read = self.db.peek().await?;
            let is_needed = uploads::needs_parts(&mut read, upload).await?
                || exports::needs_parts(&mut read, upload).await?;
            drop(read);
            if !is_needed {
                self.vault.drop_parts(upload).await.map_err(crate::Error::broken)?;
            }
        }
        Ok(())
    }

    /// Discards contents of the vault that nothing names: of files forgotten, refused after they had come in, or
    /// given to a process that died. A 256th of the vault each hour.
    async fn clear_shelf(&self, now: Moment) -> Result<()> {
        let hours = now.utc().timestamp().div_euclid(Duration::hours(1).num_seconds());
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
