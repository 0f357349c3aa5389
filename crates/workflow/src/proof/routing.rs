//! What is proved of where an application goes: to which office, and into whose hands there.

use super::Proof;
use crate::{definition::Who, fault::FaultKind};

impl<F> Proof<'_, F> {
    pub(super) fn routing(&mut self) {
        let routing = &self.workflow.routing;
        let Some(last) = routing.len().checked_sub(1) else { return };
        for (at, rule) in routing.iter().enumerate() {
            if at == last && rule.when.is_some() {
                self.fault(FaultKind::RoutingOpen, format!("workflow.routing[{at}]"));
            }
            if at != last && rule.when.is_none() {
                self.fault(FaultKind::RoutingAfterElse, format!("workflow.routing[{at}]"));
            }
        }
    }

    pub(super) fn distribution(&mut self) {
        let rules = &self.workflow.distribution;
        for (at, rule) in rules.iter().enumerate() {
            if at + 1 < rules.len() && rule.when.is_none() {
                self.fault(FaultKind::RoutingAfterElse, format!("workflow.distribution[{at}]"));
            }
            let works = |who: &Who| matches!(who, Who::Clerk | Who::Responsible | Who::Head);
            if rule.among.is_empty() || !rule.among.iter().all(works) {
                let path = format!("workflow.distribution[{at}].among");
                self.fault(FaultKind::DistributedToNobody, path);
            }
        }
    }
}
