//! A switch for tests of crashes: the process dies at its n-th statement.
//! Without the feature `faults` nothing of it is compiled.

#[cfg(feature = "faults")]
use std::sync::atomic::{AtomicU64, Ordering};

#[cfg(feature = "faults")]
static STEPS: AtomicU64 = AtomicU64::new(0);
#[cfg(feature = "faults")]
static DEADLY: AtomicU64 = AtomicU64::new(0);

/// From now on counts steps from 1, and aborts the process when it comes to step `n`; 0 never does.
///
/// A step stands before every statement, BEGIN, SAVEPOINT and COMMIT included, and one more after
/// every COMMIT: there the work is durable and nobody has been told.
#[cfg(feature = "faults")]
pub fn abort_at(n: u64) {
    STEPS.store(0, Ordering::SeqCst);
    DEADLY.store(n, Ordering::SeqCst);
}

/// How many steps were made since [`abort_at`].
#[cfg(feature = "faults")]
#[must_use]
pub fn steps() -> u64 {
    STEPS.load(Ordering::SeqCst)
}

/// One step further.
#[cfg(feature = "faults")]
pub(crate) fn step() {
    if STEPS.fetch_add(1, Ordering::SeqCst) + 1 == DEADLY.load(Ordering::SeqCst) {
        std::process::abort();
    }
}

#[cfg(not(feature = "faults"))]
#[inline(always)]
pub(crate) const fn step() {}
