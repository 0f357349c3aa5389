//! What can be proved of a form before anybody fills it: questions nobody is ever asked, conditions nobody can ever
//! meet, answers nobody can give. Where it cannot be decided it says so. What is wrong whatever is answered is in
//! `compile`.

use model::Lang;
use rule::analyse::{self, Answer, Finding, satisfiable};
use rule::{Expect, Labels as _, Names, Rule, Table, Value};

use crate::compile::rule_fault;
use crate::compiled::{Compiled, CompiledField, Computation, Demand, Limit};
use crate::definition::{Bound, Kind};
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

/// Most entries of a register that are drawn one under the other: where several are chosen, nothing searches.
const DRAWN: usize = 200;

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
            let shown = step.visible.as_ref().filter(|_| is_possible).map(|rule| (rule, true));
            let locks = |work: &mut Self, demand: &'a Demand, shown: &[Wanted<'a>], at: String| {
                let Some(rule) = demand.rule() else { return };
                let rules: Vec<_> = shown.iter().copied().chain([(rule, true)]).collect();
                work.never(&rules, &form.names, FaultKind::NeverLocked, at);
            };
            locks(self, &step.locked, shown.as_slice(), format!("{document}.locked"));
            for (n, &section) in step.sections.iter().enumerate() {
                let section = &form.sections[section];
                let document = format!("{document}.sections[{n}]");
                let rules: Vec<_> =
                    section.visible.iter().map(|rule| (rule, true)).chain(shown).collect();
                if section.visible.is_some() {
                    let place = format!("{document}.visible");
                    self.never(&rules, &form.names, FaultKind::NeverAsked, place);
                }
                locks(self, &section.locked, &rules, format!("{document}.locked"));
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
        if let Demand::When(rule) = &field.locked {
            self.never(&with(rule, true), names, FaultKind::NeverLocked, at("locked"));
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
        self.branches(field, &shown, names);
        self.answerable(field, &shown, names);
        let are = field.choices.register.as_ref().map_or(0, |(_, register)| register.len());
        if matches!(field.kind(), Kind::ManyOf | Kind::Ranked) && are > DRAWN {
            let fault = FaultKind::TooManyToDraw { most: DRAWN, are };
            self.found.faults.push(fault.at(at("options_from")));
        }
    }

    /// No part of what computes or bounds an answer is out of reach.
    fn branches(&mut self, field: &CompiledField, shown: &[Wanted<'_>], names: &Names) {
        let def = &field.def;
        let value = match &field.value {
            Some(Computation::Rule(rule)) => Some(rule).zip(def.value.as_deref()),
            _ => None,
        };
        let count = field.count.as_ref().zip(def.count.as_deref());
        let rules = [
            ("value", value),
            ("count", count),
            ("min", bound(field.min.as_ref(), def.min.as_ref())),
            ("max", bound(field.max.as_ref(), def.max.as_ref())),
        ];
        for (key, rule) in rules {
            let Some(rule) = rule else { continue };
            let place = format!("{}.{key}", field.document);
            let (faults, is_decided) = analyse::unreached(rule, shown, names);
            self.found.faults.extend(faults.into_iter().map(|fault| rule_fault(&place, fault)));
            if !is_decided {
                self.found.undecided.push(place);
            }
        }
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
        let section = &self.form.sections[field.section];
        let around = [&field.locked, &section.locked, &self.form.steps[section.step].locked];
        let is_locked = around.into_iter().any(|demand| matches!(demand, Demand::Fixed(true)));
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

/// The rule of a bound that answers decide, with its text.
fn bound<'f>(limit: Option<&'f Limit>, bound: Option<&'f Bound>) -> Option<(&'f Rule, &'f str)> {
    match (limit, bound) {
        (Some(Limit::Given(rule)), Some(Bound::Rule(text))) => Some((rule, text.as_str())),
        _ => None,
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
