//! What can be proved of a form before anybody fills it: questions nobody is ever asked, conditions nobody can ever
//! meet, answers nobody can give. Where it cannot be decided it says so. What is wrong whatever is answered is in
//! `compile`.

use model::Lang;
use rule::analyse::{self, Answer, Finding, satisfiable};
use rule::{Expect, Labels as _, Names, Rule, Table, Value};

use crate::compiled::{Compiled, CompiledField, Computation, Demand};
use crate::definition::Kind;
use crate::explain::Words;
use crate::faults::{Fault, FaultKind};

/// What came of looking at a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Analysis {
    pub faults: Vec<Fault>,
    /// Places in the document of rules that are too intricate to be decided.
    pub undecided: Vec<String>,
}

/// Names of what can be wrong with the rows of a table, whose sentences are the rule language's.
pub const TABLE_CODES: [&str; 4] = [GAP, OVERLAP, COVERED, IMPOSSIBLE];
const GAP: &str = "table_gap";
const OVERLAP: &str = "table_overlap";
const COVERED: &str = "table_row_covered";
const IMPOSSIBLE: &str = "table_row_impossible";

/// Looks at every rule that shows, needs, offers or checks something.
#[must_use]
pub fn analyse(form: &Compiled) -> Analysis {
    let mut work = Work { form, found: Analysis::default() };
    work.frame();
    for index in 0..form.fields.len() {
        work.field(index);
    }
    let eligible: Vec<_> = form.eligibility.iter().map(|condition| &condition.rule).collect();
    let place = |n| format!("form.eligibility[{n}].rule");
    work.met((&[], &form.names), &eligible, FaultKind::NobodyEligible, place);
    work.found
}

/// A rule and what it has to come out as.
type Wanted<'a> = (&'a Rule, bool);

struct Work<'a> {
    form: &'a Compiled,
    found: Analysis,
}

impl<'a> Work<'a> {
    /// A fault if no answers make all rules come out as wanted. Says whether some answers may.
    fn never(
        &mut self,
        rules: &[Wanted<'_>],
        names: &Names,
        fault: FaultKind,
        place: String,
    ) -> bool {
        match satisfiable(rules, names) {
            Answer::No => {
                self.found.faults.push(fault.at(place));
                return false;
            }
            Answer::Unknown => self.found.undecided.push(place),
            Answer::Yes(_) => {}
        }
        true
    }

    /// Conditions that some answers must meet, each by itself and all together, where a place is shown.
    fn met(
        &mut self,
        (shown, names): (&[Wanted<'a>], &Names),
        conditions: &[&'a Rule],
        fault: FaultKind,
        place: impl Fn(usize) -> String,
    ) {
        let mut above = shown.to_vec();
        for (n, rule) in conditions.iter().enumerate() {
            let alone: Vec<_> = shown.iter().copied().chain([(*rule, true)]).collect();
            let is_first = above.len() == shown.len();
            if !self.never(&alone, names, fault.clone(), place(n)) {
                continue;
            }
            above.push((rule, true));
            if !is_first && satisfiable(&above, names) == Answer::No {
                self.found.faults.push(FaultKind::NeverRightTogether.at(place(n)));
                above.pop();
            }
        }
    }

    fn frame(&mut self) {
        let form = self.form;
        for (s, step) in form.steps.iter().enumerate() {
            let document = format!("form.steps[{s}]");
            let is_possible = step.visible.as_ref().is_none_or(|rule| {
                let place = format!("{document}.visible");
                self.never(&[(rule, true)], &form.names, FaultKind::NeverAsked, place)
            });
            for (n, &section) in step.sections.iter().enumerate() {
                let Some(rule) = &form.sections[section].visible else { continue };
                let mut rules = vec![(rule, true)];
                rules
                    .extend(step.visible.as_ref().filter(|_| is_possible).map(|rule| (rule, true)));
                let place = format!("{document}.sections[{n}].visible");
                self.never(&rules, &form.names, FaultKind::NeverAsked, place);
            }
        }
    }

    fn field(&mut self, index: usize) {
        let form = self.form;
        let field = &form.fields[index];
        let names = form.names_in(field.group);
        let shown = self.shown(index);
        let at = |key: &str| format!("{}.{key}", field.document);
        if field.visible.is_some()
            && !self.never(&shown, names, FaultKind::NeverAsked, at("visible"))
        {
            return;
        }
        let with = |rule: &'a Rule, wanted: bool| -> Vec<Wanted<'a>> {
            shown.iter().copied().chain([(rule, wanted)]).collect()
        };
        if let Demand::When(rule) = &field.required {
            self.never(&with(rule, true), names, FaultKind::NeverRequired, at("required"));
        }
        let checks: Vec<_> = field.checks.iter().map(|check| &check.rule).collect();
        let place = |n| at(&format!("check[{n}].rule"));
        self.met((&shown, names), &checks, FaultKind::NeverRight, place);
        for (choice, rule) in &field.choices.rules {
            let place = at(&format!("options[{choice}].visible"));
            self.never(&with(rule, true), names, FaultKind::NeverOffered, place);
        }
        if let Some(Computation::Table(table)) = &field.value {
            self.table(table, field);
        }
        self.answerable(field, &shown, names);
    }

    /// A table has a row for everything that can be answered, and no row in vain.
    fn table(&mut self, table: &Table, field: &CompiledField) {
        let form = self.form;
        let place = format!("{}.table", field.document);
        for found in analyse::table(table, form.names_in(field.group)) {
            let code = match &found {
                // What is asked is answered before anything is sent.
                Finding::Missing(_) => continue,
                Finding::Gap(case) if case.is_certain => GAP,
                Finding::Overlap { case, .. } if case.is_certain => OVERLAP,
                Finding::Covered { .. } => COVERED,
                Finding::Impossible { .. } => IMPOSSIBLE,
                Finding::Gap(_)
                | Finding::Overlap { .. }
                | Finding::TooMany
                | Finding::NotDecided { .. } => {
                    self.found.undecided.push(place.clone());
                    continue;
                }
            };
            let sentence = |lang| {
                let words = Words::in_group(form, lang, field.group);
                (lang, found.sentence(table, &words, lang))
            };
            let message = Lang::ALL.into_iter().map(sentence).collect();
            let fault = Fault { path: place.clone(), code, place: None, message };
            self.found.faults.push(fault);
        }
    }

    /// The rules that show a field: its own, those around it in the same row or outside of rows, its section's and
    /// step's. A rule of an outer row calls that one `row`: it means another thing here and is left out.
    fn shown(&self, index: usize) -> Vec<Wanted<'a>> {
        let form = self.form;
        let field = &form.fields[index];
        let section = &form.sections[field.section];
        let outer = form.steps[section.step].visible.iter().chain(&section.visible);
        let is_here = |at: &usize| {
            let group = form.fields[*at].group;
            group.is_none() || group == field.group
        };
        let chain = form.chain(index).filter(is_here);
        let inner = chain.filter_map(|at| form.fields[at].visible.as_ref());
        inner.chain(outer).map(|rule| (rule, true)).collect()
    }

    /// A question that needs an answer can be given one.
    fn answerable(&mut self, field: &CompiledField, shown: &[Wanted<'_>], names: &Names) {
        let Demand::Fixed(true) = field.required else { return };
        let has_source = field.def.prefill.as_ref().is_some_and(|sources| !sources.is_empty());
        let is_locked = matches!(field.locked, Demand::Fixed(true));
        if is_locked && field.value.is_none() && !has_source && field.kind().holds_an_answer() {
            let place = format!("{}.locked", field.document);
            self.found.faults.push(FaultKind::LockedEmpty.at(place));
        }
        let choices = &field.choices;
        if field.kind() != Kind::OneOf
            || choices.entries.is_empty()
            || choices.rules.len() < choices.entries.len()
        {
            return;
        }
        let none = choices.rules.iter().map(|(_, rule)| (rule, false));
        // Before they are answered nothing is offered yet: that is no fault.
        let read = choices.rules.iter().flat_map(|(_, rule)| rule.paths());
        let answered: Vec<Rule> = read
            .filter_map(|path| Rule::compile(&format!("has({path})"), names, Expect::Bool).ok())
            .collect();
        let answered = answered.iter().map(|rule| (rule, true));
        let rules: Vec<Wanted<'_>> = shown.iter().copied().chain(none).chain(answered).collect();
        match satisfiable(&rules, names) {
            Answer::Yes(given) => {
                let place = format!("{}.options", field.document);
                let given: Vec<_> = given.iter().filter(|(_, value)| !value.is_empty()).collect();
                let told = |lang| {
                    let words = Words::in_group(self.form, lang, field.group);
                    let pairs = given.iter().map(|(path, value)| told(path, value, &words, lang));
                    (lang, pairs.collect::<Vec<_>>().join(", "))
                };
                let told = Lang::ALL.into_iter().map(told).collect();
                self.found.faults.push(FaultKind::NothingOffered { answers: told }.at(place));
            }
            Answer::Unknown => self.found.undecided.push(format!("{}.options", field.document)),
            Answer::No => {}
        }
    }
}

/// An answer as its question calls it: «Tipo di richiesta» = «Rinnovo».
fn told(path: &str, value: &Value, words: &Words<'_>, lang: Lang) -> String {
    let label = words.label(path).unwrap_or_else(|| path.to_owned());
    let option = match value {
        Value::Text(id) => words.option(path, id),
        Value::Bool(is) => words.option(path, &is.to_string()),
        _ => None,
    };
    match (lang, option) {
        (Lang::It, Some(option)) => format!("«{label}» = «{option}»"),
        (Lang::En, Some(option)) => format!("“{label}” = “{option}”"),
        (Lang::It, None) => format!("«{label}» = {}", crate::show::told(value)),
        (Lang::En, None) => format!("“{label}” = {}", crate::show::told(value)),
    }
}
