//! An integration request with what came of it, point by point.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Application;
use crate::event::Item;

/// An integration request, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Number of the event that asked.
    pub seq: u32,
    pub on: NaiveDate,
    pub items: Vec<Item>,
    /// Number and day of the answer, once it came.
    pub answered: Option<(u32, NaiveDate)>,
    /// Paths of the items that the office asks no more of.
    pub closed: BTreeSet<String>,
}

impl Round {
    pub(super) fn asked(seq: u32, on: NaiveDate, items: &[Item]) -> Round {
        Round { seq, on, items: items.to_vec(), answered: None, closed: BTreeSet::new() }
    }

    /// Items that the office has not closed.
    pub fn open(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| !self.closed.contains(&item.path))
    }
}

impl Application {
    /// The integration request whose points wait for the office: the last, once it is awaited no more.
    #[must_use]
    pub fn to_check(&self) -> Option<&Round> {
        let is_over = self.asked.is_none() && self.closed.is_none();
        self.rounds.last().filter(|_| is_over)
    }

    /// Points that the office has asked for and not closed, while nothing is awaited of the citizen.
    pub fn open_points(&self) -> impl Iterator<Item = &Item> {
        self.to_check().into_iter().flat_map(Round::open)
    }
}
