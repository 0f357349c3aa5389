//! Whether an installation has the offices and the people that a document names: the part of the proof that is asked
//! when it is published.

use std::collections::BTreeSet;

use workflow::{Signatory, Who};

use crate::compile::Compiled;
use crate::fault::Fault;
use crate::place::Places;
use crate::sentences::FaultKind;

/// What the offices and people of an installation leave unanswered: offices that do not exist,
/// moves that nobody in an office may make, letters that nobody there may sign. `is_staffed` says
/// whether somebody active plays a part in an office. Empty means that it may be published here.
///
/// The roles of a move stand for one another: one of them must be somebody's, also where citizens,
/// the platform or time may make it too, for these cannot be relied on.
#[must_use]
pub fn prove_installation(
    compiled: &Compiled,
    places: &Places,
    offices: &[&str],
    is_staffed: &dyn Fn(&str, Who) -> bool,
) -> Vec<Fault> {
    let procedure = &compiled.procedure;
    let routing = procedure.workflow.routing.iter().enumerate();
    let named = routing
        .map(|(index, rule)| (rule.office.as_str(), format!("workflow.routing[{index}].office")));
    let named =
        std::iter::once((procedure.sheet.office.as_str(), "sheet.office".to_owned())).chain(named);
    let mut faults = Vec::new();
    let mut known = BTreeSet::new();
    for (office, path) in named {
        if !offices.contains(&office) {
            faults.push(FaultKind::UnknownOffice(office.to_owned()).at(places, &path));
        } else if path != "sheet.office" {
            known.insert(office);
        }
    }
    for office in known {
        faults.extend(unplayed(compiled, places, office, is_staffed));
    }
    faults
}

fn unplayed(
    compiled: &Compiled,
    places: &Places,
    office: &str,
    is_staffed: &dyn Fn(&str, Who) -> bool,
) -> Vec<Fault> {
    let procedure = &compiled.procedure;
    let mut faults = Vec::new();
    for (index, mv) in procedure.workflow.moves.iter().enumerate() {
        let mut staff = mv.who.iter().filter(|who| is_staff(**who)).peekable();
        if staff.peek().is_some() && !staff.any(|who| is_staffed(office, *who)) {
            let (office, mv) = (office.to_owned(), mv.id.clone());
            let path = format!("workflow.moves[{index}].who");
            faults.push(FaultKind::NobodyPlays { office, mv }.at(places, &path));
        }
    }
    for (index, letter) in procedure.letters.iter().enumerate() {
        let signs = letter.signed_by.map(|signatory| match signatory {
            Signatory::Clerk => Who::Clerk,
            Signatory::Responsible => Who::Responsible,
            Signatory::Head => Who::Head,
        });
        if signs.is_some_and(|who| !is_staffed(office, who)) {
            let (office, letter) = (office.to_owned(), letter.id.clone());
            let path = format!("letters[{index}].signed_by");
            faults.push(FaultKind::NobodySigns { office, letter }.at(places, &path));
        }
    }
    faults
}

fn is_staff(who: Who) -> bool {
    match who {
        Who::Clerk | Who::Responsible | Who::Head | Who::Protocol => true,
        Who::Applicant | Who::Delegate | Who::Payment | Who::Timer => false,
    }
}
