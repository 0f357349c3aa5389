//! Whether a document may be published, as far as it can be known from the document alone. Types of rules are checked
//! in `compile`; the offices and people of an installation are asked in `installation`.

use std::collections::BTreeSet;

use form::definition::{Condition, Field};
use model::category;
use rule::Rule;
use rule::analyse::{Answer, satisfiable, unreached};
use workflow::{Act, Effect, Move, Who};

use crate::cases;
use crate::compile::{Compiled, names_of, of_move, of_office_fields};
use crate::document::{Local, Phase};
use crate::fault::Fault;
use crate::fees;
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
    proof.locals();
    proof.fees();
    proof.dues();
    proof.letters();
    proof.moves();
    proof.opinions();
    proof.forms();
    proof.workflow();
    for (path, lang) in languages::missing(&compiled.procedure) {
        proof.fault(FaultKind::LanguageMissing(lang), &path);
    }
    for path in languages::silent(&compiled.procedure) {
        if proof.faults.iter().all(|fault| fault.path != path) {
            proof.fault(FaultKind::TextMissing, &path);
        }
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
        let workflow = &procedure.workflow;
        let mut named = vec![("id".to_owned(), procedure.id.as_str(), '-')];
        named.extend(procedure.local.keys().map(|key| (format!("local.{key}"), key.as_str(), '_')));
        let list = |list: &str, ids: Vec<_>| {
            let ids = ids.into_iter().enumerate();
            ids.map(|(at, id)| (format!("{list}[{at}].id"), id, '_')).collect::<Vec<_>>()
        };
        let lists = [
            list("workflow.states", workflow.states.iter().map(|it| it.id.as_str()).collect()),
            list("workflow.moves", workflow.moves.iter().map(|it| it.id.as_str()).collect()),
            list("workflow.timers", workflow.timers.iter().map(|it| it.id.as_str()).collect()),
            list(
                "workflow.deadlines",
                workflow.deadlines.iter().map(|it| it.id.as_str()).collect(),
            ),
            list("letters", procedure.letters.iter().map(|it| it.id.as_str()).collect()),
            list("fees", procedure.fees.iter().map(|it| it.id.as_str()).collect()),
        ];
        named.extend(lists.into_iter().flatten());
        for (path, id, joint) in named {
            if !is_id(id, joint) {
                self.fault(FaultKind::BadId { id: id.to_owned(), joint }, &path);
            }
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
        if procedure.sheet.substitute.is_empty() {
            self.fault(FaultKind::NoSubstitute, "sheet.substitute");
        }
        if procedure.workflow.routing.is_empty() {
            self.fault(FaultKind::NoRouting, "workflow.routing");
        }
        let asks_files = self.compiled.form.paths().any(|(_, kind)| kind.is_files());
        if asks_files && procedure.sheet.needed.items.is_empty() {
            self.fault(FaultKind::NeededSilent, "sheet.needed");
        }
    }

    fn locals(&mut self) {
        for (key, local) in &self.compiled.procedure.local {
            let (Local::Integer { source, .. }
            | Local::Money { source, .. }
            | Local::Text { source, .. }
            | Local::List { source, .. }) = local;
            if source.is_empty() {
                self.fault(FaultKind::SourceMissing, &format!("local.{key}.source"));
            }
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
        if let Some(form) = &compiled.office_fields {
            look(form, &of_office_fields);
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

    /// Each fee is due for somebody, each exemption somebody's, and a test case says what comes of it.
    fn dues(&mut self) {
        let compiled = self.compiled;
        let tests = compiled.procedure.tests.iter();
        let tried: BTreeSet<String> =
            tests.flat_map(|case| cases::fees_tried(compiled, case)).collect();
        for (index, fee) in compiled.fees.iter().enumerate() {
            let path = format!("fees[{index}]");
            let mut wanted: Vec<(&Rule, bool)> = fee.when.iter().map(|rule| (rule, true)).collect();
            let when = format!("{path}.when");
            let mut is_due = wanted.is_empty() || self.can_be(&wanted, FaultKind::FeeNever, &when);
            for (at, (rule, _)) in fee.exempt.iter().enumerate().take_while(|_| is_due) {
                wanted.push((rule, true));
                let path = format!("{path}.exempt[{at}].when");
                self.can_be(&wanted, FaultKind::ExemptionNever, &path);
                wanted.pop();
                wanted.push((rule, false));
            }
            if is_due && !fee.exempt.is_empty() {
                is_due = self.can_be(&wanted, FaultKind::FeeNever, &format!("{path}.exempt"));
            }
            let when: Vec<(&Rule, bool)> = fee.when.iter().map(|rule| (rule, true)).collect();
            self.branches((&fee.amount, &fee.fee.amount), &when, &format!("{path}.amount"));
            if is_due && !tried.contains(&fee.fee.id) {
                let kind = FaultKind::FeeUntried(fee.fee.id.clone());
                self.fault(kind, &format!("{path}.id"));
            }
        }
    }

    /// No part of a rule is out of reach, where others come out as wanted.
    fn branches(&mut self, rule: (&Rule, &str), given: &[(&Rule, bool)], path: &str) {
        let (found, is_decided) = unreached(rule, given, self.compiled.form.names());
        self.faults.extend(found.into_iter().map(|fault| Fault::of_rule(self.places, path, fault)));
        if !is_decided {
            self.undecided.push(path.to_owned());
        }
    }

    /// Whether some answers may make all rules come out as wanted; a fault if none can.
    fn can_be(&mut self, rules: &[(&Rule, bool)], kind: FaultKind, path: &str) -> bool {
        match satisfiable(rules, self.compiled.form.names()) {
            Answer::No => {
                self.fault(kind, path);
                return false;
            }
            Answer::Unknown => self.undecided.push(path.to_owned()),
            Answer::Yes(_) => {}
        }
        true
    }

    /// What is proved of guards and routing.
    fn workflow(&mut self) {
        let compiled = self.compiled;
        let names = fees::with_sums(compiled.form.names().clone());
        let asked_by =
            |mv: &Move<Field>| compiled.asked_by(&mv.id).map(names_of).unwrap_or_default();
        let scope = workflow::Scope { names: &names, asked_by: &asked_by };
        let found = workflow::analyse(&compiled.procedure.workflow, &scope);
        let faults = found.faults.into_iter();
        self.faults.extend(faults.map(|fault| Fault::of_workflow(self.places, fault)));
        self.undecided.extend(found.undecided);
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

    /// What an opinion shows is there.
    fn opinions(&mut self) {
        let compiled = self.compiled;
        for (index, opinion) in compiled.procedure.workflow.opinions.iter().enumerate() {
            for (at, section) in opinion.shows.iter().enumerate() {
                if !compiled.form.section_ids().any(|id| id == section) {
                    let path = format!("workflow.opinions[{index}].shows[{at}]");
                    self.fault(FaultKind::UnknownSection(section.clone()), &path);
                }
            }
        }
    }

    fn moves(&mut self) {
        for (index, mv) in self.compiled.procedure.workflow.moves.iter().enumerate() {
            self.without_templates(&mv.fields, &format!("workflow.moves[{index}].fields"));
        }
        self.without_templates(&self.compiled.procedure.office_fields, "office_fields");
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
                Effect::Letter(id) | Effect::Mail(id) | Effect::Propose(id) => Some(id),
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
