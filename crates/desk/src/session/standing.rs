//! Staff that are no longer staff: a provider that shuts an account need not tell anybody, so it is asked.

use chrono::Duration;
use store::{jobs, sessions};

use crate::{
    Desk, Result,
    jobs::{Errand, promise},
};

/// How long somebody stays in after the provider has shut their account without a word.
const ASKED: Duration = Duration::minutes(2);
/// Sessions looked at in one unit of work.
const BATCH: i64 = 200;

impl Desk {
    /// Promises that the providers of staff are asked whether those who are in still are their people; of how many
    /// sessions. To be called every minute.
    ///
    /// # Errors
    /// Storage.
    pub async fn ask_after_staff(&self) -> Result<usize> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        let sessions = sessions::to_ask(&mut tx, now, now - ASKED, BATCH).await?;
        let errands: Vec<_> = sessions
            .iter()
            .map(|id| promise(self, &Errand::Standing { session: *id, at: now }, now))
            .collect();
        jobs::promise_all(&mut tx, &errands).await?;
        tx.commit().await?;
        if !sessions.is_empty() {
            self.ring();
        }
        Ok(sessions.len())
    }
}
