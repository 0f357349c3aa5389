//! Rankings (*graduatorie*): who comes before whom, why, and who is given which place. Pure: points and wishes in, an
//! order and places out. Not here: where points come from (`procedure`), what an offer does (`workflow`).
//!
//! There is one order for all lists, so that giving places from the first to the last, to each the list it wants most
//! among those that still have one, is what deferred acceptance comes to: at one filling nobody wants a place that
//! somebody after them has, and nobody gains by saying another order of wishes than their own.

use std::collections::BTreeMap;

use model::Digest;

/// Who takes part, with what decides about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate<Id> {
    pub id: Id,
    /// What decides, in order: the first that differs says who goes first, and the lower does. The last ones must
    /// tell any two apart, or the id does.
    pub keys: Vec<i64>,
    /// The lists wanted, the most wanted first.
    pub wants: Vec<String>,
}

/// A candidate at their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked<Id> {
    pub candidate: Candidate<Id>,
    /// From 1.
    pub position: u32,
    /// Which key put them after the one before; none for the first.
    pub after_by: Option<usize>,
}

/// A key for which more is better.
#[must_use]
pub const fn highest(value: i64) -> i64 {
    // `MAX` stays free for what is not known.
    value.saturating_neg().saturating_sub(1)
}

/// The key of what is not known: after everything that is, in either direction.
pub const UNKNOWN: i64 = i64::MAX;

/// The key that a lot gives to a name: whoever knows the seed draws the same.
#[must_use]
pub fn lot(seed: &str, name: &str) -> i64 {
    let digest = Digest::of(format!("{seed}\n{name}").as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&digest.0[..8]);
    // Halved, so that it is never `UNKNOWN`.
    i64::from_be_bytes(first) >> 1
}

/// Puts candidates in order. The same candidates give the same order, however they come.
#[must_use]
pub fn order<Id: Ord + Clone>(mut candidates: Vec<Candidate<Id>>) -> Vec<Ranked<Id>> {
    candidates.sort_by(|one, other| one.keys.cmp(&other.keys).then(one.id.cmp(&other.id)));
    let mut ranked: Vec<Ranked<Id>> = Vec::with_capacity(candidates.len());
    for (position, candidate) in (1..).zip(candidates) {
        let after_by = ranked.last().map(|before| {
            let pairs = before.candidate.keys.iter().zip(&candidate.keys);
            pairs.take_while(|(one, other)| one == other).count()
        });
        ranked.push(Ranked { candidate, position, after_by });
    }
    ranked
}

/// Gives the places that are free: to each, from the first on, the list they want most among those that still have
/// one. Who is handed in has no place yet.
#[must_use]
pub fn fill<'a, Id: 'a>(
    mut free: BTreeMap<String, u32>,
    ordered: impl IntoIterator<Item = &'a Candidate<Id>>,
) -> Vec<(&'a Id, &'a str)> {
    let mut given = Vec::new();
    for candidate in ordered {
        let wanted = candidate.wants.iter().find_map(|list| {
            let left = free.get_mut(list).filter(|left| **left > 0)?;
            *left -= 1;
            Some(list.as_str())
        });
        given.extend(wanted.map(|list| (&candidate.id, list)));
    }
    given
}

/// The position of each among those who want a list, from 1, in the order they are handed in.
#[must_use]
pub fn positions<'a, Id: Ord + 'a>(
    list: &str,
    ordered: impl IntoIterator<Item = &'a Candidate<Id>>,
) -> BTreeMap<&'a Id, u32> {
    let wanting = ordered.into_iter().filter(|one| one.wants.iter().any(|want| want == list));
    wanting.map(|one| &one.id).zip(1..).collect()
}
