//! How far a provider's clock and ours may stand apart, to the second.

use gateway::identity::Scheme;

use crate::{
    forged::{desk, federation},
    forger::{Flaw, Forger},
};

/// Three minutes (Avviso SPID 41), before and after; and a token is ten minutes old at most.
const TIMES: [(Flaw, bool); 12] = [
    (Flaw::TokenEnds(-179), true),
    (Flaw::TokenEnds(-181), false),
    (Flaw::TokenIssued(179), true),
    (Flaw::TokenIssued(181), false),
    (Flaw::TokenIssued(-599), true),
    (Flaw::TokenIssued(-601), false),
    (Flaw::TokenStarts(179), true),
    (Flaw::TokenStarts(181), false),
    (Flaw::PersonEnds(-179), true),
    (Flaw::PersonEnds(-181), false),
    (Flaw::PersonIssued(179), true),
    (Flaw::PersonIssued(181), false),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_clocks_may_stand_three_minutes_apart_and_no_more() {
    let forger = Forger::start().await;
    let installation = desk(vec![federation("spid", Scheme::Spid, &forger)]).await;
    forger.goes_by(&installation.clock);
    let mut otherwise = Vec::new();
    for (flaw, comes_in) in TIMES {
        forger.breaks(flaw);
        let mut me = installation.visitor();
        me.get("/accedi/spid?da=/area-personale").await;
        println!("{flaw:?}: {} at {}", me.status(), me.path());
        let title = me.find("h1");
        let is_refused = title.as_deref() == Some("Non possiamo accettare la risposta");
        let is_in = me.cookie("session").is_some() && me.path() == "/area-personale";
        if (is_in, is_refused) != (comes_in, !comes_in) {
            otherwise.push((flaw, title));
        }
    }
    assert_eq!(otherwise, []);
}
