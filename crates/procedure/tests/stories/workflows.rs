//! Every workflow that ships, under any sequence of commands: what is asserted is in `sequences`.

use std::sync::LazyLock;

use chrono::{Days, NaiveDate};
use form::Field;
use proptest::prelude::*;
use workflow::Compiled;

use crate::sequences::{attempts, play, unguarded};
use crate::shipped::SHIPPED;
use crate::{around, document, read};

static WORKFLOWS: LazyLock<Vec<Compiled<Field>>> = LazyLock::new(|| {
    let compiled = |(town, id)| {
        let compiled = procedure::compile_kept(&read(&document(town, id)), &around(town));
        unguarded(compiled.unwrap_or_else(|faults| panic!("{faults:?}")).workflow.definition())
    };
    SHIPPED.into_iter().map(compiled).collect()
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_sequence_of_commands_keeps_every_invariant_of_what_ships(
        which in 0..WORKFLOWS.len(), sent in 0_u64..900, attempts in attempts(),
    ) {
        let first: NaiveDate = "2026-11-01".parse().unwrap();
        play(&WORKFLOWS[which], &attempts, first + Days::new(sent))?;
    }
}
