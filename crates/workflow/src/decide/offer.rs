//! The moves somebody can make now, the likeliest first, and why the others are shut.

use super::{Actor, Code, Facts, Refusal, law};
use crate::application::Application;
use crate::compile::Compiled;
use crate::definition::{Act, Move};

/// A move offered to somebody, open or shut.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer<'c, F> {
    pub mv: &'c Move<F>,
    /// Why it is shut, if it is.
    pub shut: Option<Refusal>,
}

/// The moves of this person from the present state: open ones first, each group in order of
/// likelihood. Moves that belong to others or to other states are not offered. A guard over what
/// the move itself asks is not tried before it has been asked.
#[must_use]
pub fn offers<'c, F>(
    compiled: &'c Compiled<F>,
    application: &Application,
    actor: &Actor,
    facts: &Facts<'_>,
) -> Vec<Offer<'c, F>> {
    let mut offers: Vec<_> = compiled
        .definition()
        .moves
        .iter()
        .enumerate()
        .filter_map(|(index, mv)| {
            let mut shut = law::may(compiled, application, (index, mv), actor, facts).err();
            if shut.is_none() && !compiled.guard_reads_move(index) {
                shut = law::guard(compiled, application, (index, mv), facts).err();
            }
            let is_elsewhere = shut.as_ref().is_some_and(|refusal| {
                matches!(refusal.code, Code::NotYours | Code::WrongState | Code::Ended)
            });
            (!is_elsewhere).then_some(Offer { mv, shut })
        })
        .collect();
    offers.sort_by_key(|offer| (offer.shut.is_some(), likelihood(offer.mv.act)));
    offers
}

/// Lower is likelier. Within one number the workflow's own order holds.
const fn likelihood(act: Act) -> u8 {
    match act {
        Act::Take | Act::AnswerIntegration | Act::Observations => 0,
        Act::Other | Act::RegisterPayment => 1,
        Act::Grant => 2,
        Act::AskIntegration => 3,
        Act::NoticeOfRefusal => 4,
        Act::Refuse => 5,
        Act::Silence => 6,
        Act::Withdraw => 7,
    }
}
