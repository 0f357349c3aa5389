//! Several pages answer one question, in any order of typing, sending, lost answers, requests that come twice or late.

use std::collections::BTreeSet;

use form::merge::{Save, Shown, Sort, Stored, mark};
use proptest::prelude::*;

/// What a page does.
#[derive(Debug, Clone)]
enum Step {
    Type(usize),
    /// The request arrives; whether the page learns of it.
    Send(usize, bool),
    /// One of the requests of a page arrives once more.
    Again(usize, prop::sample::Index),
    /// The page is drawn anew.
    Look(usize),
    /// The person chooses among the answers that the page shows.
    Choose(usize),
}

/// An answer on its way.
#[derive(Debug, Clone)]
struct Sent {
    text: Vec<String>,
    seq: i64,
    shown: Shown,
    arrived: bool,
}

#[derive(Debug, Default)]
struct Page {
    base: String,
    sent: Vec<Sent>,
    /// Every text that this page has shown or that was typed into it.
    saw: BTreeSet<String>,
}

fn said(stored: &Stored) -> BTreeSet<String> {
    stored.values.iter().chain(stored.earlier.iter().flat_map(|it| &it.0)).cloned().collect()
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let page = 0..3_usize;
    let step = prop_oneof![
        3 => page.clone().prop_map(Step::Type),
        3 => (page.clone(), any::<bool>()).prop_map(|(page, told)| Step::Send(page, told)),
        2 => (page.clone(), any::<prop::sample::Index>()).prop_map(|(page, at)| Step::Again(page, at)),
        1 => page.clone().prop_map(Step::Look),
        1 => page.prop_map(Step::Choose),
    ];
    prop::collection::vec(step, 1..60)
}

fn arrive(stored: &mut Stored, page: usize, sent: &Sent) {
    let client = page.to_string();
    let save = Save { values: &sent.text, client: &client, seq: sent.seq, shown: &sent.shown };
    if let Some(next) = stored.with(&save, Sort::Answer) {
        *stored = next;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// A text goes away only under the hands of a page that has shown it, or by a choice; what comes again changes nothing.
    #[test]
    fn no_answer_goes_unseen(steps in steps()) {
        let mut stored = Stored::default();
        let mut pages: [Page; 3] = Default::default();
        for page in &mut pages {
            page.base = mark(&[], Sort::Answer);
        }
        for (number, step) in (1_i64..).zip(steps) {
            let before = stored.clone();
            match step {
                Step::Type(at) => {
                    let page = &mut pages[at];
                    let text = format!("t{number}");
                    page.saw.insert(text.clone());
                    let shown = Shown::Touched(page.base.clone());
                    page.sent.push(Sent { text: vec![text], seq: number, shown, arrived: false });
                }
                Step::Send(at, told) => {
                    let Some(sent) = pages[at].sent.last_mut() else { continue };
                    let was_there = std::mem::replace(&mut sent.arrived, true);
                    let sent = sent.clone();
                    arrive(&mut stored, at, &sent);
                    if was_there {
                        prop_assert_eq!(&stored, &before);
                    }
                    if told && stored.values == sent.text {
                        pages[at].base = mark(&stored.values, Sort::Answer);
                    }
                    for gone in said(&before).difference(&said(&stored)) {
                        prop_assert!(pages[at].saw.contains(gone), "{} went unseen", gone);
                    }
                    if !was_there {
                        let stands = stored.values == sent.text;
                        prop_assert!(stands, "the later answer stands: {:?}", stored);
                    }
                }
                Step::Again(at, which) => {
                    let arrived: Vec<Sent> =
                        pages[at].sent.iter().filter(|sent| sent.arrived).cloned().collect();
                    if !arrived.is_empty() {
                        arrive(&mut stored, at, which.get(&arrived));
                        prop_assert_eq!(&stored, &before);
                    }
                }
                Step::Look(at) => {
                    pages[at].base = mark(&stored.values, Sort::Answer);
                    pages[at].saw.extend(said(&stored));
                }
                Step::Choose(at) => {
                    let shows = stored.earlier.first().map(|it| it.0.clone());
                    if let Some(values) = shows.filter(|it| pages[at].saw.contains(&it[0])) {
                        prop_assert!(stored.choose(Some(0), &mark(&values, Sort::Answer)));
                        prop_assert_eq!(&stored.values, &values);
                    }
                }
            }
        }
    }
}
