//! What was given out and may be shown once or for a while: codes and access tokens. In memory,
//! bounded: the oldest goes when too many are out.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::Duration;
use gateway::keys;
use model::Moment;

/// Most values kept at a time.
const MOST: usize = 1_000;

/// Values by a secret text, each for the same length of time.
#[derive(Debug)]
pub(crate) struct Store<T> {
    life: Duration,
    kept: Mutex<VecDeque<Kept<T>>>,
}

#[derive(Debug)]
struct Kept<T> {
    key: String,
    until: Moment,
    value: T,
}

impl<T: Clone> Store<T> {
    pub(crate) fn new(life: Duration) -> Store<T> {
        Store { life, kept: Mutex::default() }
    }

    /// How long a value is kept.
    pub(crate) fn life(&self) -> Duration {
        self.life
    }

    pub(crate) fn keep(&self, key: String, value: T, now: Moment) {
        let mut kept = self.living(now);
        if kept.len() >= MOST {
            kept.pop_front();
        }
        kept.push_back(Kept { key, until: now + self.life, value });
    }

    /// The value, which is nobody's afterwards.
    pub(crate) fn take(&self, key: &str, now: Moment) -> Option<T> {
        let mut kept = self.living(now);
        let index = kept.iter().position(|one| keys::same(&one.key, key))?;
        kept.remove(index).map(|one| one.value)
    }

    /// The value, which stays.
    pub(crate) fn find(&self, key: &str, now: Moment) -> Option<T> {
        let kept = self.living(now);
        kept.iter().find(|one| keys::same(&one.key, key)).map(|one| one.value.clone())
    }

    fn living(&self, now: Moment) -> MutexGuard<'_, VecDeque<Kept<T>>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|one| now < one.until);
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: usize) -> String {
        format!("key-{n}")
    }

    #[test]
    fn a_value_is_taken_once_and_in_time() {
        let (store, start) = (Store::new(Duration::seconds(60)), Moment(0));
        store.keep(key(1), "one", start);
        store.keep(key(2), "two", start);
        assert_eq!(store.find("key-1", start), Some("one"));
        assert_eq!(store.take("key-1", start + Duration::seconds(59)), Some("one"));
        assert_eq!(store.take("key-1", start + Duration::seconds(59)), None);
        assert_eq!(store.take("key-2", start + Duration::seconds(60)), None);
        assert_eq!(store.find("", start), None);
    }

    #[test]
    fn the_oldest_goes_when_too_many_are_out() {
        let (store, start) = (Store::new(Duration::seconds(60)), Moment(0));
        for n in 0..=MOST {
            store.keep(key(n), n, start);
        }
        assert_eq!(store.find(&key(0), start), None);
        assert_eq!(store.find(&key(1), start), Some(1));
        assert_eq!(store.find(&key(MOST), start), Some(MOST));
        assert_eq!(store.living(start).len(), MOST);
    }
}
