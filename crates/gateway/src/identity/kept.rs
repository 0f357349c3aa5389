//! Something fetched that is kept until it ends, renewed before, and not asked for again at once after a failure:
//! visitors are no lever to make us hammer somebody. Not here: what is kept.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::Duration;
use model::Moment;
use tokio::sync::Mutex;

use super::SignInFailure;

/// Least time between two tries at something that failed, or that is asked anew out of turn.
pub(in crate::identity) const PATIENCE: Duration = Duration::seconds(30);
/// Nothing is kept longer without a look whether it is still so (*Regole tecniche*: "refresh at least daily").
const DAY: Duration = Duration::hours(24);

/// Something that ends.
pub(in crate::identity) trait Ends {
    /// When it ends.
    fn ends(&self) -> Moment;
}

#[derive(Debug)]
pub(in crate::identity) struct Kept<T> {
    held: RwLock<Option<Held<T>>>,
    /// The last try, if it failed: read without waiting for who tries again.
    failed: RwLock<Option<Failed>>,
    /// Whoever holds it fetches; the others wait for what comes.
    gate: Mutex<()>,
}

#[derive(Debug)]
struct Held<T> {
    what: Arc<T>,
    at: Moment,
}

#[derive(Debug, Clone, Copy)]
struct Failed {
    at: Moment,
    failure: SignInFailure,
}

impl<T> Default for Kept<T> {
    fn default() -> Kept<T> {
        Kept { held: RwLock::default(), failed: RwLock::default(), gate: Mutex::default() }
    }
}

impl<T: Ends> Kept<T> {
    /// What is kept and has not ended.
    pub(in crate::identity) fn held(&self, now: Moment) -> Option<Arc<T>> {
        self.last().filter(|what| now < what.ends())
    }

    /// What was kept last, ended or not.
    pub(in crate::identity) fn last(&self) -> Option<Arc<T>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(|held| held.what.clone())
    }

    /// What is kept, or else what `make` brings.
    ///
    /// # Errors
    /// Why `make` failed, now or less than `patience` ago.
    pub(in crate::identity) async fn get(
        &self,
        now: Moment,
        patience: Duration,
        make: impl Future<Output = Result<T, SignInFailure>>,
    ) -> Result<Arc<T>, SignInFailure> {
        if let Some(held) = self.held(now) {
            return Ok(held);
        }
        self.made((now, patience), || self.held(now), make).await
    }

    /// Keeps what was kept before a restart, if nothing newer is; it is time to ask for it anew.
    pub(in crate::identity) fn recall(&self, what: T) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        held.get_or_insert_with(|| Held { what: Arc::new(what), at: Moment(0) });
    }

    /// What `make` brings, although something is kept; that stays if it fails. What is newer than [`PATIENCE`] is
    /// not asked for again.
    ///
    /// # Errors
    /// Why `make` failed, now or less than [`PATIENCE`] ago.
    pub(in crate::identity) async fn anew(
        &self,
        now: Moment,
        make: impl Future<Output = Result<T, SignInFailure>>,
    ) -> Result<Arc<T>, SignInFailure> {
        let recent = || {
            let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
            let recent = held.as_ref().filter(|held| now - held.at < PATIENCE);
            recent.map(|held| held.what.clone()).filter(|what| now < what.ends())
        };
        self.made((now, PATIENCE), recent, make).await
    }

    /// The same where it is time for it: nothing is kept, a third of its life or less is left, or it is a day old.
    /// None if it is not time, or if it failed; then what is kept stays.
    pub(in crate::identity) async fn renewed(
        &self,
        now: Moment,
        make: impl Future<Output = Result<T, SignInFailure>>,
    ) -> Option<Arc<T>> {
        if !self.is_due(now) {
            return None;
        }
        self.anew(now, make).await.ok()
    }

    fn is_due(&self, now: Moment) -> bool {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().is_none_or(|held| {
            let (life, left) = (held.what.ends() - held.at, held.what.ends() - now);
            left * 3 <= life || now - held.at >= DAY
        })
    }

    async fn made(
        &self,
        (now, patience): (Moment, Duration),
        enough: impl Fn() -> Option<Arc<T>>,
        make: impl Future<Output = Result<T, SignInFailure>>,
    ) -> Result<Arc<T>, SignInFailure> {
        let told = || enough().map(Ok).or_else(|| self.failure(now, patience).map(Err));
        if let Some(told) = told() {
            return told;
        }
        let _alone = self.gate.lock().await;
        // Somebody may have brought it, or failed, while we waited.
        if let Some(told) = told() {
            return told;
        }
        match make.await {
            Ok(what) => {
                let what = Arc::new(what);
                let held = Held { what: what.clone(), at: now };
                *self.held.write().unwrap_or_else(PoisonError::into_inner) = Some(held);
                *self.failed.write().unwrap_or_else(PoisonError::into_inner) = None;
                Ok(what)
            }
            Err(failure) => {
                let failed = Failed { at: now, failure };
                *self.failed.write().unwrap_or_else(PoisonError::into_inner) = Some(failed);
                Err(failure)
            }
        }
    }

    /// Why the last try failed, if that is less than `patience` ago.
    fn failure(&self, now: Moment, patience: Duration) -> Option<SignInFailure> {
        let failed = self.failed.read().unwrap_or_else(PoisonError::into_inner);
        failed.filter(|failed| now - failed.at < patience).map(|failed| failed.failure)
    }
}
