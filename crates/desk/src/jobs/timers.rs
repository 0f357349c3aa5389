//! Timers that have fallen due: time makes its moves.

use std::panic::AssertUnwindSafe;

use chrono::Duration;
use futures_util::FutureExt;
use model::ApplicationId;
use store::timers;

use crate::{Desk, Error, Result};

/// Timers worked off at once.
const TIMERS: i64 = 100;
/// When a timer that could not elapse is looked at again.
const LATER: Duration = Duration::minutes(10);

impl Desk {
    pub(super) async fn work_off_timers(&self) -> Result<usize> {
        let due = timers::due(&mut self.db.peek().await?, self.now(), TIMERS).await?;
        let mut made = 0;
        for timer in due {
            let elapsed = AssertUnwindSafe(self.elapse(timer.application)).catch_unwind().await;
            let broken = |_| Err(Error::broken("a timer broke its worker"));
            match elapsed.unwrap_or_else(broken) {
                Ok(true) => made += 1,
                // Somebody was first: it is looked at again in the next round.
                Ok(false) | Err(Error::Stale) => {}
                // One that cannot be read keeps nobody else waiting.
                Err(error) => {
                    let (application, timer) = (timer.application, &timer.id);
                    tracing::error!(%application, %timer, %error, "a timer could not elapse");
                    self.put_off(application, timer).await?;
                }
            }
        }
        Ok(made)
    }

    /// Looks at a timer again later.
    async fn put_off(&self, application: ApplicationId, timer: &str) -> Result<()> {
        let mut tx = self.db.write().await?;
        timers::put_off(&mut tx, application, timer, self.now() + LATER).await?;
        Ok(tx.commit().await?)
    }
}
