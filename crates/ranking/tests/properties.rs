//! What always holds of an order and of the places given by it.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use ranking::{Candidate, UNKNOWN, fill, highest, lot, order, positions};

const LISTS: [&str; 3] = ["a", "b", "c"];

fn wishes() -> impl Strategy<Value = Vec<String>> {
    let some = proptest::sample::subsequence(LISTS.to_vec(), 0..=3).prop_shuffle();
    some.prop_map(|lists| lists.into_iter().map(str::to_owned).collect())
}

/// Candidates with few different keys, so that ties are common.
fn candidates() -> impl Strategy<Value = Vec<Candidate<u32>>> {
    let one = (proptest::collection::vec(0_i64..3, 2), wishes());
    proptest::collection::vec(one, 0..25).prop_map(|all| {
        let numbered = (0..).zip(all);
        numbered.map(|(id, (keys, wants))| Candidate { id, keys, wants }).collect()
    })
}

fn places() -> impl Strategy<Value = BTreeMap<String, u32>> {
    proptest::collection::vec(0_u32..5, 3)
        .prop_map(|n| LISTS.iter().map(|list| (*list).to_owned()).zip(n).collect())
}

/// Who has which list.
fn given(free: &BTreeMap<String, u32>, all: &[Candidate<u32>]) -> BTreeMap<u32, String> {
    let ranked = order(all.to_vec());
    let ordered = ranked.iter().map(|one| &one.candidate);
    fill(free.clone(), ordered).into_iter().map(|(id, list)| (*id, list.to_owned())).collect()
}

proptest! {
    #[test]
    fn the_order_in_which_they_come_changes_nothing(
        (all, shuffled) in candidates().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        free in places(),
    ) {
        prop_assert_eq!(order(all.clone()), order(shuffled.clone()));
        prop_assert_eq!(given(&free, &all), given(&free, &shuffled));
    }

    #[test]
    fn every_place_in_the_order_has_its_reason(all in candidates()) {
        let ranked = order(all);
        for pair in ranked.windows(2) {
            let (one, other) = (&pair[0].candidate, &pair[1].candidate);
            prop_assert_eq!(pair[0].position + 1, pair[1].position);
            let by = pair[1].after_by.unwrap();
            prop_assert_eq!(&one.keys[..by], &other.keys[..by]);
            match by < one.keys.len() {
                true => prop_assert!(one.keys[by] < other.keys[by]),
                false => prop_assert!(one.id < other.id),
            }
        }
    }

    #[test]
    fn nobody_wants_a_place_that_is_empty_or_that_somebody_after_them_has(
        all in candidates(),
        free in places(),
    ) {
        let had = given(&free, &all);
        let ranked = order(all);
        for (list, most) in &free {
            prop_assert!(had.values().filter(|own| *own == list).count() <= *most as usize);
        }
        for (at, one) in ranked.iter().enumerate() {
            let one = &one.candidate;
            let own = had.get(&one.id);
            let rank = |list: &String| one.wants.iter().position(|want| want == list);
            prop_assert!(own.is_none_or(|list| rank(list).is_some()), "nobody has what they do not want");
            let better = one.wants.iter().take(own.and_then(rank).unwrap_or(usize::MAX));
            for list in better {
                let holders: Vec<_> = had.iter().filter(|(_, own)| *own == list).collect();
                prop_assert_eq!(holders.len(), free[list] as usize, "an empty place that is wanted");
                for (holder, _) in holders {
                    let before = ranked.iter().position(|other| other.candidate.id == *holder);
                    prop_assert!(before.unwrap() < at, "somebody after has it");
                }
            }
        }
    }

    #[test]
    fn nobody_gains_by_saying_other_wishes(all in candidates(), free in places(), lie in wishes()) {
        let honest = given(&free, &all);
        for (at, one) in all.iter().enumerate() {
            let rank = |had: &BTreeMap<u32, String>| {
                let own = had.get(&one.id)?;
                one.wants.iter().position(|want| want == own)
            };
            let mut others = all.clone();
            others[at].wants.clone_from(&lie);
            let (true_rank, lied) = (rank(&honest), rank(&given(&free, &others)));
            prop_assert!(lied.is_none_or(|lied| true_rank.is_some_and(|own| own <= lied)));
        }
    }

    /// A place given back goes to the first who waits and wants it, as if it had been free from the beginning.
    #[test]
    fn scrolling_gives_each_freed_place_to_the_first_who_waits(
        all in candidates(),
        free in places(),
        gone in proptest::collection::vec(any::<bool>(), 25),
    ) {
        let had = given(&free, &all);
        let (mut left, mut waiting) = (free.clone(), Vec::new());
        let mut back = BTreeSet::new();
        for ranked in order(all) {
            let id = ranked.candidate.id;
            match had.get(&id) {
                Some(list) if gone[id as usize] => { back.insert(list.clone()); }
                Some(list) => *left.get_mut(list).unwrap() -= 1,
                None => waiting.push(ranked.candidate),
            }
        }
        let before = left.clone();
        let next: Vec<_> = fill(left, &waiting);
        for (id, list) in &next {
            prop_assert!(back.contains(*list), "only what was given back is free and wanted");
            let one = waiting.iter().find(|one| one.id == **id).unwrap();
            prop_assert!(one.wants.iter().any(|want| want == list));
        }
        for (list, free) in before {
            let taken = next.iter().filter(|(_, own)| *own == list).count();
            let wanting = waiting.iter().filter(|one| one.wants.contains(&list));
            let placed: BTreeSet<u32> = next.iter().map(|(id, _)| **id).collect();
            let unplaced = wanting.filter(|one| !placed.contains(&one.id)).count();
            prop_assert!(taken == free as usize || unplaced == 0, "a place stays empty while somebody waits");
        }
    }

    #[test]
    fn a_key_of_more_goes_first_and_what_is_not_known_last(one: i64, other: i64) {
        prop_assert_eq!(one > other, highest(one) < highest(other) || highest(one) == highest(other) && one > other);
        prop_assert!(highest(one) < UNKNOWN);
    }
}

#[test]
fn a_lot_is_drawn_anew_by_whoever_knows_the_seed() {
    assert_eq!(lot("2027-Torino-14", "2027/000001"), lot("2027-Torino-14", "2027/000001"));
    assert_ne!(lot("2027-Torino-14", "2027/000001"), lot("2027-Torino-15", "2027/000001"));
    assert_ne!(lot("2027-Torino-14", "2027/000001"), lot("2027-Torino-14", "2027/000002"));
}

#[test]
fn each_has_a_position_in_each_list_they_want() {
    let one = |id, wants: &[&str]| Candidate {
        id,
        keys: vec![i64::from(id)],
        wants: wants.iter().map(|&list| list.to_owned()).collect(),
    };
    let all = [one(1, &["a"]), one(2, &["b", "a"]), one(3, &["b"]), one(4, &[])];
    assert_eq!(positions("a", &all), BTreeMap::from([(&1, 1), (&2, 2)]));
    assert_eq!(positions("b", &all), BTreeMap::from([(&2, 1), (&3, 2)]));
}
