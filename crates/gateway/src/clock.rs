//! The one place that asks what time it is, invents ids and throws dice. Everybody else is told.
//! Not here: what a term or a calendar makes of an instant (`model`, `workflow`).

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

use chrono::{Duration, NaiveDate, Utc};
use model::Moment;
use uuid::{ContextV7, Timestamp, Uuid};

/// Where time comes from. Cheap to clone; clones of a manual clock show the same time.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's.
    System,
    /// One that moves only when it is moved: for tests.
    Manual(Arc<Hands>),
}

/// What a manual clock shows, and its own order of ids: it may stand before or after the system's.
#[derive(Debug)]
pub struct Hands {
    at: AtomicI64,
    order: Mutex<ContextV7>,
}

/// Keeps the order of ids made within one millisecond (RFC 9562 § 6.2).
static ORDER: Mutex<ContextV7> = Mutex::new(ContextV7::new());

impl Clock {
    /// A clock that shows `at` until it is moved.
    pub fn manual(at: Moment) -> Clock {
        Clock::Manual(Arc::new(Hands { at: AtomicI64::new(at.0), order: Mutex::default() }))
    }

    /// The instant.
    #[expect(clippy::disallowed_methods, reason = "this is the place that asks")]
    pub fn now(&self) -> Moment {
        match self {
            Clock::System => Moment::from_utc(Utc::now()),
            Clock::Manual(hands) => Moment(hands.at.load(Ordering::SeqCst)),
        }
    }

    /// The day in Italy (Europe/Rome).
    pub fn today(&self) -> NaiveDate {
        self.now().day()
    }

    /// A new id: UUID version 7 of this clock's time, so ids made later sort later.
    pub fn id(&self) -> Uuid {
        let micros = self.now().0.max(0);
        let seconds = (micros / 1_000_000) as u64;
        let nanos = ((micros % 1_000_000) * 1_000) as u32;
        let order = match self {
            Clock::System => &ORDER,
            Clock::Manual(hands) => &hands.order,
        };
        Uuid::new_v7(Timestamp::from_unix(order, seconds, nanos))
    }

    /// 256 random bits: a session token, a nonce. Random on a manual clock too.
    pub fn token(&self) -> [u8; 32] {
        rand::random()
    }

    /// Moves a manual clock by a length, also back. The system's clock is not moved.
    pub fn advance(&self, length: Duration) {
        self.set(self.now() + length);
    }

    /// Sets a manual clock. The system's clock is not set.
    pub fn set(&self, to: Moment) {
        if let Clock::Manual(hands) = self {
            hands.at.store(to.0, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_moved_and_for_all_its_clones() {
        let start = Moment::from_utc("2026-03-28T23:30:00Z".parse().unwrap());
        let clock = Clock::manual(start);
        let clone = clock.clone();
        assert_eq!((clock.now(), clock.now()), (start, start));
        assert_eq!(clock.today().to_string(), "2026-03-29");
        clock.advance(Duration::hours(24));
        assert_eq!(clone.now() - start, Duration::hours(24));
        clone.set(start);
        assert_eq!(clock.now(), start);
    }

    #[test]
    fn ids_sort_by_time_and_do_not_repeat() {
        let clock = Clock::manual(Moment::from_utc("2026-01-01T00:00:00Z".parse().unwrap()));
        let mut ids = Vec::new();
        for _ in 0..100 {
            ids.push(clock.id());
            ids.push(clock.id());
            clock.advance(Duration::milliseconds(1));
        }
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        let (seconds, _) = ids[0].get_timestamp().unwrap().to_unix();
        assert_eq!(seconds, 1_767_225_600);
        assert_eq!(ids[0].get_version_num(), 7);
    }

    #[test]
    fn the_system_clock_moves_and_tokens_differ() {
        let clock = Clock::System;
        clock.advance(Duration::days(400));
        assert!(clock.now() - Clock::System.now() < Duration::days(1));
        assert_ne!(clock.token(), clock.token());
    }
}
