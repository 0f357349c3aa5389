//! The proof of what is asked of others: that somebody else is asked, of something, and that what waits for it can come.

use super::Proof;
use crate::definition::{Act, Effect, LONGEST_DAYS, Move, Who};
use crate::fault::FaultKind;

impl<F> Proof<'_, F> {
    /// A move asks opinions.
    pub(super) fn asks_opinions(&self) -> bool {
        let effects = self.workflow.moves.iter().flat_map(|mv| &mv.effects);
        effects.into_iter().any(|effect| matches!(effect, Effect::Opinion(_)))
    }

    /// When the last opinion has come, one move follows.
    fn consulted_once(&mut self, mv: &Move<F>, at: usize) {
        let mut above = self.workflow.moves.iter().take(at);
        let rival = above.find(|other| {
            other.who.contains(&Who::Consulted)
                && other.guard.is_none()
                && other.from.iter().any(|from| mv.from.contains(from))
        });
        if let Some(rival) = rival {
            let (first, second) = (rival.id.clone(), mv.id.clone());
            let path = format!("workflow.moves[{at}].who");
            self.fault(FaultKind::ConsultedCompete { first, second }, path);
        }
    }

    /// Opinions can be asked of somebody else, and what follows them can come.
    pub(super) fn opinions(&mut self) {
        let workflow = self.workflow;
        for (at, opinion) in workflow.opinions.iter().enumerate() {
            let path = format!("workflow.opinions[{at}]");
            if !(1..=LONGEST_DAYS).contains(&opinion.days) {
                self.fault(FaultKind::OpinionDays, format!("{path}.days"));
            }
            if opinion.norm.trim().is_empty() {
                self.fault(FaultKind::NormMissing, format!("{path}.norm"));
            }
            let routing = &workflow.routing;
            if !routing.is_empty() && routing.iter().all(|rule| rule.office == opinion.office) {
                self.fault(FaultKind::OpinionOfItself, format!("{path}.office"));
            }
        }
        for (index, mv) in workflow.moves.iter().enumerate() {
            let path = format!("workflow.moves[{index}]");
            for (at, effect) in mv.effects.iter().enumerate() {
                if let Effect::Opinion(id) = effect
                    && !workflow.opinions.iter().any(|opinion| opinion.id == *id)
                {
                    let kind = FaultKind::UnknownOpinion(id.clone());
                    self.fault(kind, format!("{path}.effects[{at}]"));
                }
            }
            if mv.who.contains(&Who::Consulted) {
                self.consulted_once(mv, index);
                if !self.asks_opinions() {
                    let kind = FaultKind::ConsultedNever(mv.id.clone());
                    self.fault(kind, format!("{path}.who"));
                }
                if mv.act != Act::Other {
                    self.fault(FaultKind::ConsultedActs, format!("{path}.act"));
                }
                if !mv.fields.is_empty() {
                    self.fault(FaultKind::ConsultedAsks, format!("{path}.fields"));
                }
            }
        }
    }
}
