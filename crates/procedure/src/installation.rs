//! Whether an installation has the offices and the people that a document names: the part of the proof that is asked
//! when it is published.

use std::collections::BTreeSet;

use model::municipality::Office;
use workflow::{Signatory, Who};

use crate::compile::Compiled;
use crate::fault::Fault;
use crate::place::Places;
use crate::sentences::FaultKind;

/// What the offices and people of an installation leave unanswered: offices that do not exist or do
/// not say how they are reached, moves that nobody in an office may make, letters that nobody there
/// may sign. `is_staffed` says whether somebody active plays a part in an office. Empty means that it
/// may be published here.
///
/// The roles of a move stand for one another: one of them must be somebody's, also where citizens,
/// the platform or time may make it too, for these cannot be relied on.
#[must_use]
pub fn prove_installation(
    compiled: &Compiled,
    places: &Places,
    offices: &[Office],
    is_staffed: &dyn Fn(&str, Who) -> bool,
) -> Vec<Fault> {
    let procedure = &compiled.procedure;
    let mut faults = Vec::new();
    let mut met = BTreeSet::new();
    let mut meet = |id: &str, path: &str| {
        let Some(office) = offices.iter().find(|office| office.id == id) else {
            faults.push(FaultKind::UnknownOffice(id.to_owned()).at(places, path));
            return;
        };
        let lacks = unsaid(office);
        if met.insert(id.to_owned()) && !lacks.is_empty() {
            faults.push(FaultKind::OfficeSilent { office: id.to_owned(), lacks }.at(places, path));
        }
    };
    meet(&procedure.sheet.office, "sheet.office");
    for (index, rule) in procedure.workflow.routing.iter().enumerate() {
        meet(&rule.office, &format!("workflow.routing[{index}].office"));
    }
    for (index, opinion) in procedure.workflow.opinions.iter().enumerate() {
        meet(&opinion.office, &format!("workflow.opinions[{index}].office"));
    }
    let routed: BTreeSet<&str> =
        procedure.workflow.routing.iter().map(|rule| rule.office.as_str()).collect();
    for office in routed.into_iter().filter(|id| met.contains(*id)) {
        faults.extend(unplayed(compiled, places, office, is_staffed));
    }
    let answers = [Who::Clerk, Who::Responsible, Who::Head];
    for (index, opinion) in procedure.workflow.opinions.iter().enumerate() {
        let office = &opinion.office;
        if met.contains(office) && !answers.iter().any(|who| is_staffed(office, *who)) {
            let (office, opinion) = (office.clone(), opinion.id.clone());
            let path = format!("workflow.opinions[{index}].office");
            faults.push(FaultKind::NobodyAnswers { office, opinion }.at(places, &path));
        }
    }
    faults
}

/// What receipts and sheets must say of an office and it does not (law 241/1990 art. 8 and 18-bis, D.Lgs 33/2013
/// art. 35 c. 1 c and d), in Italian and English.
fn unsaid(office: &Office) -> Vec<(&'static str, &'static str)> {
    [
        (office.phone.is_empty(), ("il telefono", "telephone")),
        (office.email.is_empty(), ("l’e-mail", "e-mail")),
        (office.pec.is_empty(), ("la PEC", "certified e-mail")),
        (office.address.is_empty(), ("l’indirizzo", "address")),
        (office.hours.is_empty(), ("gli orari", "hours")),
        (office.responsible.is_empty(), ("il responsabile del procedimento", "responsible")),
    ]
    .into_iter()
    .filter_map(|(is_unsaid, name)| is_unsaid.then_some(name))
    .collect()
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
        Who::Applicant
        | Who::Delegate
        | Who::Payment
        | Who::Timer
        | Who::Consulted
        | Who::Ranking => false,
    }
}
