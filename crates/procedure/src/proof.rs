//! Whether a document may be published. What can be known from the document alone, and what needs
//! the offices and people of an installation. Types and rules are checked in `compile`.

use std::collections::BTreeSet;

use form::definition::{Condition, Field};
use model::category;
use workflow::{Act, Effect, Signatory, Silence, Who};

use crate::cases;
use crate::compile::{Compiled, of_move};
use crate::document::Phase;
use crate::fault::Fault;
use crate::languages;
use crate::place::Places;
use crate::sentences::FaultKind;
use crate::sheet::SUMMARY_MAX;

/// Every fault of a document whose parts compile, and the places that could not be decided.
pub(crate) fn faults(compiled: &Compiled, places: &Places) -> (Vec<Fault>, Vec<String>) {
    let mut proof = Proof { compiled, places, faults: Vec::new(), undecided: Vec::new() };
    proof.ids();
    proof.sheet();
    proof.law();
    proof.fees();
    proof.letters();
    proof.moves();
    proof.forms();
    for (path, lang) in languages::missing(&compiled.procedure) {
        proof.fault(FaultKind::LanguageMissing(lang), &path);
    }
    for (index, case) in compiled.procedure.tests.iter().enumerate() {
        for (path, kind) in cases::misses(compiled, case) {
            proof.fault(kind, &format!("tests[{index}].{path}"));
        }
    }
    (proof.faults, proof.undecided)
}

struct Proof<'a> {
    compiled: &'a Compiled,
    places: &'a Places,
    faults: Vec<Fault>,
    undecided: Vec<String>,
}

impl Proof<'_> {
    fn fault(&mut self, kind: FaultKind, path: &str) {
        self.faults.push(kind.at(self.places, path));
    }

    fn ids(&mut self) {
        let procedure = &self.compiled.procedure;
        if !is_id(&procedure.id, '-') {
            self.fault(FaultKind::BadId(procedure.id.clone()), "id");
        }
        for key in procedure.local.keys().filter(|key| !is_id(key, '_')) {
            self.fault(FaultKind::BadId(key.clone()), &format!("local.{key}"));
        }
    }

    fn sheet(&mut self) {
        let sheet = &self.compiled.procedure.sheet;
        let longest = sheet.summary.iter().map(|(_, text)| text.chars().count()).max();
        for gap in sheet.gaps() {
            let kind = match (gap, longest) {
                ("summary", Some(is @ 1..)) => FaultKind::SummaryLong { most: SUMMARY_MAX, is },
                _ => FaultKind::Gap(gap),
            };
            self.fault(kind, &format!("sheet.{gap}"));
        }
        let slug = &sheet.category;
        if !slug.is_empty() && category::Category::by_slug(slug).is_none() {
            self.fault(FaultKind::UnknownCategory(slug.clone()), "sheet.category");
        }
        for (index, topic) in sheet.topics.iter().enumerate() {
            if !category::TOPICS.contains(&topic.as_str()) {
                let path = format!("sheet.topics[{index}]");
                self.fault(FaultKind::UnknownTopic(topic.clone()), &path);
            }
        }
        for at in sheet.intake.out_of_order() {
            self.fault(FaultKind::WindowOrder, &format!("sheet.intake.windows[{at}]"));
        }
        if sheet.intake.cap == Some(0) {
            self.fault(FaultKind::CapZero, "sheet.intake.cap");
        }
        if sheet.access.level.is_some_and(|level| !(1..=3).contains(&level)) {
            self.fault(FaultKind::BadLevel, "sheet.access.level");
        }
    }

    /// What law 241/1990 and D.Lgs 33/2013 want said; office and term are asked for elsewhere.
    fn law(&mut self) {
        let procedure = &self.compiled.procedure;
        if procedure.sheet.law.is_empty() {
            self.fault(FaultKind::NoLaw, "sheet.law");
        }
        if procedure.sheet.remedies.is_empty() {
            self.fault(FaultKind::NoRemedies, "sheet.remedies");
        }
        let is_meaningless = procedure.workflow.term.silence == Silence::None;
        if is_meaningless && procedure.sheet.substitute.is_empty() {
            self.fault(FaultKind::NoSubstitute, "sheet.substitute");
        }
        if procedure.workflow.routing.is_empty() {
            self.fault(FaultKind::NoRouting, "workflow.routing");
        }
    }

    /// What is proved of each form: the citizen's, and that of each move.
    fn forms(&mut self) {
        let compiled = self.compiled;
        let mut look = |form: &form::Compiled, lead: &dyn Fn(&str) -> String| {
            let found = form::analyse(form);
            self.faults.extend(Fault::of_form(self.places, found.faults, lead));
            self.undecided.extend(found.undecided.iter().map(|path| lead(path)));
        };
        look(&compiled.form, &str::to_owned);
        for (index, mv) in compiled.procedure.workflow.moves.iter().enumerate() {
            if let Some(form) = compiled.asked_by(&mv.id) {
                look(form, &|path| of_move(index, path));
            }
        }
    }

    fn fees(&mut self) {
        let procedure = &self.compiled.procedure;
        let mut seen = BTreeSet::new();
        for (index, fee) in procedure.fees.iter().enumerate() {
            if !seen.insert(&fee.id) {
                let path = format!("fees[{index}].id");
                self.fault(FaultKind::DuplicateId(fee.id.clone()), &path);
            }
            if fee.source.is_empty() {
                self.fault(FaultKind::SourceMissing, &format!("fees[{index}].source"));
            }
        }
        if !procedure.fees.is_empty() && procedure.sheet.cost.is_empty() {
            self.fault(FaultKind::CostSilent, "fees");
        }
        let is_registered =
            procedure.workflow.moves.iter().any(|mv| mv.act == Act::RegisterPayment);
        if procedure.fees.iter().any(|fee| fee.phase == Phase::Release) && !is_registered {
            self.fault(FaultKind::PaymentNeverRegistered, "fees");
        }
        for (index, mv) in procedure.workflow.moves.iter().enumerate() {
            if mv.act == Act::RegisterPayment && mv.who.contains(&Who::Payment) {
                self.told_by_the_platform(index, &mv.fields);
            }
        }
    }

    /// The payment platform makes this move: it can be made with what a payment says.
    fn told_by_the_platform(&mut self, index: usize, fields: &[Field]) {
        for (at, field) in fields.iter().enumerate() {
            let is_asked = !field.kind.is_prose()
                && field.value.is_none()
                && field.required != Condition::Fixed(false);
            if is_asked && !["amount", "reference", "paid_on"].contains(&field.id.as_str()) {
                let path = format!("workflow.moves[{index}].fields[{at}]");
                self.fault(FaultKind::PaymentAsks(field.id.clone()), &path);
            }
        }
    }

    fn moves(&mut self) {
        for (index, mv) in self.compiled.procedure.workflow.moves.iter().enumerate() {
            self.without_templates(&mv.fields, &format!("workflow.moves[{index}].fields"));
        }
    }

    /// The page of a move has no draft whose answers a template could hold.
    fn without_templates(&mut self, fields: &[Field], path: &str) {
        for (at, field) in fields.iter().enumerate() {
            if field.template.is_some() {
                self.fault(FaultKind::TemplateOfMove, &format!("{path}[{at}].template"));
            }
            self.without_templates(&field.fields, &format!("{path}[{at}].fields"));
        }
    }

    fn letters(&mut self) {
        let procedure = &self.compiled.procedure;
        let effects = procedure.workflow.moves.iter().flat_map(|mv| &mv.effects);
        let used: BTreeSet<&String> = effects
            .filter_map(|effect| match effect {
                Effect::Letter(id) | Effect::Mail(id) => Some(id),
                _ => None,
            })
            .collect();
        for (index, letter) in procedure.letters.iter().enumerate() {
            if !used.contains(&letter.id) {
                let path = format!("letters[{index}].id");
                self.fault(FaultKind::LetterUnused(letter.id.clone()), &path);
            }
        }
    }
}

fn is_id(id: &str, joint: char) -> bool {
    id.len() <= 60
        && id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joint)
}

/// What the offices and people of an installation leave unanswered: offices that do not exist,
/// moves that nobody in an office may make, letters that nobody there may sign. `is_staffed` says
/// whether somebody active plays a part in an office. Empty means that it may be published here.
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
        if offices.contains(&office) {
            known.insert(office);
        } else {
            faults.push(FaultKind::UnknownOffice(office.to_owned()).at(places, &path));
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
        let needs_staff = mv
            .who
            .iter()
            .all(|who| matches!(who, Who::Clerk | Who::Responsible | Who::Head | Who::Protocol));
        if needs_staff && !mv.who.iter().any(|who| is_staffed(office, *who)) {
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
