//! Turns a form into one that can be filled, or says everything that is wrong with it. All that can
//! be known before anybody fills the form is refused here, so that `check` never fails.

mod computed;
mod infer;
mod keys;
mod limits;
mod names;
mod open;
mod order;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::{Lang, Localized};
use regex::RegexBuilder;
use rule::{Expect, Names, Rule, Template, Type};

use self::names::{Among, Reach};
use self::open::{Opened, Opening};
use crate::compiled::{
    self, BIRTH_PLACES, Choices, Compiled, CompiledField, CompiledSection, CompiledStep, Demand,
    Limit, Setting,
};
use crate::definition::{Blank, Bound, Choice, Condition, Field, FieldCheck, Form, Kind};
use crate::faults::{Fault, FaultKind, Place};
use crate::kinds::Holds;

/// After so many faults no further rules are looked at.
const FAULTS: usize = 200;

/// Largest compiled regular expression, in bytes.
const PATTERN: usize = 1 << 20;

/// Compiles a form in its setting.
///
/// # Errors
/// Every fault found, or the first few hundred, in no particular order of importance; never empty.
pub fn compile(form: &Form, setting: &Setting) -> Result<Compiled, Vec<Fault>> {
    let faults = limits::faults(form);
    if faults.is_empty() { compiled(form, setting) } else { Err(faults) }
}

/// The same of a form of any size.
fn compiled(form: &Form, setting: &Setting) -> Result<Compiled, Vec<Fault>> {
    let mut work = Work::begin(form, setting);
    let Reach { base, rows } = work.reach();
    let fields: Vec<CompiledField> =
        (0..work.opened.len()).map(|index| work.field(index, (&base, &rows))).collect();
    let eligibility = work.conditions(&form.eligibility, &base, "form.eligibility");
    let sections = std::mem::take(&mut work.sections);
    let (steps, compiled_sections) = work.frame(form, &sections, &base);
    let mut compiled = Compiled {
        steps,
        sections: compiled_sections,
        fields,
        by_path: std::mem::take(&mut work.by_path),
        order: Vec::new(),
        locals: setting.locals.clone(),
        names: base,
        rows,
        birth_places: BIRTH_PLACES
            .iter()
            .filter_map(|name| setting.registers.get(*name).cloned())
            .collect(),
        eligibility,
    };
    work.faults.extend(order::arrange(&mut compiled));
    if work.faults.is_empty() { Ok(compiled) } else { Err(work.faults) }
}

/// What a rule outside of the form may read, and the paths of the form among it, even if rules of the form are
/// wrong. None if the type of a computed line cannot be known.
#[must_use]
pub fn lent_names(form: &Form, setting: &Setting) -> Option<(Names, Vec<String>)> {
    if !limits::faults(form).is_empty() {
        return None;
    }
    let work = Work::begin(form, setting);
    let is_known =
        |(field, ty): (&Opened, &Option<Type>)| field.def.kind != Kind::Computed || ty.is_some();
    if !work.opened.iter().zip(&work.types).all(is_known) {
        return None;
    }
    let base = work.names(None, &work.all);
    Some((base, work.opened.into_iter().map(|field| field.path).collect()))
}

/// The type a rule sees for a kind; none for what holds no value or whose value must be inferred.
fn type_of(kind: Kind) -> Option<Type> {
    match kind.traits().holds {
        Holds::Text => Some(Type::Text),
        Holds::Int => Some(Type::Int),
        Holds::Decimal => Some(Type::Decimal),
        Holds::Money => Some(Type::Money),
        Holds::Date => Some(Type::Date),
        Holds::Bool => Some(Type::Bool),
        Holds::Texts => Some(Type::list(Type::Text)),
        Holds::Computed | Holds::Nothing => None,
    }
}

/// A fault of a rule, put in its place in the document.
pub(crate) fn rule_fault(path: &str, fault: rule::Fault) -> Fault {
    Fault {
        path: path.to_owned(),
        code: fault.code,
        place: Some(Place {
            start: fault.span.start,
            end: fault.span.end,
            line: fault.line,
            column: fault.column,
        }),
        message: fault.message,
    }
}

struct Work<'a> {
    setting: &'a Setting,
    opened: Vec<Opened>,
    by_path: BTreeMap<String, usize>,
    /// Outermost fields of each section, and the step of the section.
    sections: Vec<(usize, Vec<usize>)>,
    types: Vec<Option<Type>>,
    /// Every field.
    all: Among,
    faults: Vec<Fault>,
}

impl<'a> Work<'a> {
    /// Opens a form and finds the types of its fields.
    fn begin(form: &Form, setting: &'a Setting) -> Self {
        let Opening { fields: opened, by_path, sections, faults } = open::open(form);
        let types = opened.iter().map(|field| type_of(field.def.kind)).collect();
        let all = Among::of(&opened, 0..opened.len());
        let mut work = Work { setting, opened, by_path, sections, types, all, faults };
        work.faults.extend(open::places(&work.opened));
        work.infer();
        work
    }

    /// The closed choices of a field: a register is not closed, it changes by itself.
    fn choices(&self, field: &Field) -> Option<Vec<Choice>> {
        match field.options_from.as_deref().map(|from| from.split_once('.')) {
            None => Some(field.options.clone()),
            Some(Some(("local", key))) => {
                self.setting.locals.get(key).map(|local| local.choices.clone())
            }
            Some(_) => None,
        }
    }

    fn rule(&mut self, text: &str, names: &Names, expect: Expect, path: &str) -> Option<Rule> {
        if self.faults.len() >= FAULTS {
            return None;
        }
        match Rule::compile(text, names, expect) {
            Ok(rule) => Some(rule),
            Err(faults) => {
                self.faults.extend(faults.into_iter().map(|fault| rule_fault(path, fault)));
                None
            }
        }
    }

    /// Conditions with what is said where they do not hold; `path` is where they stand.
    fn conditions(
        &mut self,
        written: &[FieldCheck],
        names: &Names,
        path: &str,
    ) -> Vec<compiled::Condition> {
        let mut conditions = Vec::new();
        for (n, condition) in written.iter().enumerate() {
            let path = format!("{path}[{n}]");
            if condition.message.is_empty() {
                self.faults.push(FaultKind::NeededKey { key: "message" }.at(&path));
            }
            let rule = self.rule(&condition.rule, names, Expect::Bool, &format!("{path}.rule"));
            let message = condition.message.clone();
            let reads = Vec::new();
            conditions.extend(rule.map(|rule| compiled::Condition { rule, message, reads }));
        }
        conditions
    }

    fn demand(&mut self, condition: &Condition, names: &Names, path: &str) -> Demand {
        match condition {
            Condition::Fixed(yes) => Demand::Fixed(*yes),
            Condition::Rule(text) => self
                .rule(text, names, Expect::Bool, path)
                .map_or(Demand::Fixed(false), Demand::When),
        }
    }

    fn limit(
        &mut self,
        bound: Option<&Bound>,
        names: &Names,
        kind: Kind,
        path: &str,
    ) -> Option<Limit> {
        match bound? {
            Bound::Number(number) => Some(Limit::Number(*number)),
            Bound::Rule(text) => {
                let expect = match kind {
                    Kind::Money => Expect::Type(Type::Money),
                    kind if kind.traits().holds == Holds::Decimal => Expect::Type(Type::Decimal),
                    _ => Expect::Type(Type::Int),
                };
                self.rule(text, names, expect, path).map(Limit::Given)
            }
        }
    }

    fn field(
        &mut self,
        index: usize,
        (base, rows): (&Names, &BTreeMap<usize, Names>),
    ) -> CompiledField {
        let opened = &self.opened[index];
        let (def, document) = (opened.def.clone(), opened.document.clone());
        let names = opened.group.and_then(|group| rows.get(&group)).unwrap_or(base);
        self.faults.extend(open::ranges(&def, &document));
        let at = |key: &str| format!("{document}.{key}");
        let visible = def
            .visible
            .as_ref()
            .and_then(|text| self.rule(text, names, Expect::Bool, &at("visible")));
        let required = self.demand(&def.required, names, &at("required"));
        let never = Condition::Fixed(false);
        let locked = self.demand(def.locked.as_ref().unwrap_or(&never), names, &at("locked"));
        let value = self.computed(index, names, &document);
        let checks = self.conditions(&def.check, names, &at("check"));
        let choices = self.choose(&def, names, &document);
        let min = self.limit(def.min.as_ref(), names, def.kind, &at("min"));
        let max = self.limit(def.max.as_ref(), names, def.kind, &at("max"));
        let count = def
            .count
            .as_ref()
            .and_then(|text| self.rule(text, names, Expect::Type(Type::Int), &at("count")));
        let row_names = rows.get(&index).unwrap_or(base);
        let row_title = self.templates(&def.row_title, row_names, &at("row_title"));
        let save_as = def.save_as.as_ref().map(|text| Localized::it(text.clone()));
        let save_as = self.templates(&save_as.unwrap_or_default(), names, &at("save_as"));
        let blank = self.blank(def.template.as_ref(), names, &at("template"));
        let pattern = self.pattern(&def, &document);
        let opened = &self.opened[index];
        CompiledField {
            path: opened.path.clone(),
            inner: opened.inner.clone(),
            section: opened.section,
            parent: opened.parent,
            children: opened.children.clone(),
            group: opened.group,
            ty: self.types[index].clone(),
            visible,
            required,
            locked,
            value,
            checks,
            choices,
            min,
            max,
            count,
            row_title,
            blank,
            save_as: save_as.into_iter().next().map(|(_, template)| template),
            pattern,
            is_read: false,
            document,
            def,
        }
    }

    fn choose(&mut self, def: &Field, names: &Names, document: &str) -> Choices {
        if !def.kind.is_chosen() {
            return Choices::default();
        }
        let from = def.options_from.as_deref();
        let unknown = |work: &mut Self, name: &str| {
            let fault = FaultKind::UnknownSource { name: name.to_owned(), known: work.sources() };
            work.faults.push(fault.at(format!("{document}.options_from")));
            Choices::default()
        };
        if from.is_some() && !def.options.is_empty() {
            self.faults.push(FaultKind::NoChoices.at(document));
        }
        if let Some((name, register)) = from
            .and_then(|from| from.strip_prefix("register."))
            .map(|name| (name, self.setting.registers.get(name).cloned()))
        {
            let Some(register) = register else {
                return unknown(self, &format!("register.{name}"));
            };
            let register = Some((name.to_owned(), register));
            return Choices { register, ..Choices::default() };
        }
        let entries: Arc<[Choice]> = match from {
            Some(from) => match self.listed(from) {
                Some(entries) => entries,
                None => return unknown(self, from),
            },
            None => def.options.clone().into(),
        };
        if entries.is_empty() {
            self.faults.push(FaultKind::NoChoices.at(document));
        }
        let mut rules = Vec::new();
        let mut seen = BTreeSet::new();
        for (n, choice) in entries.iter().enumerate() {
            let path = format!("{document}.options[{n}]");
            if !seen.insert(choice.id.as_str()) {
                self.faults.push(
                    FaultKind::DuplicateId { id: choice.id.clone() }.at(format!("{path}.id")),
                );
            }
            if choice.label.is_empty() {
                self.faults.push(FaultKind::NeededKey { key: "label" }.at(&path));
            }
            let rule = choice
                .visible
                .as_ref()
                .and_then(|text| self.rule(text, names, Expect::Bool, &format!("{path}.visible")));
            rules.extend(rule.map(|rule| (n, rule)));
        }
        Choices { entries, rules, register: None }
    }

    /// A list that the municipality sets for itself.
    fn listed(&self, from: &str) -> Option<Arc<[Choice]>> {
        let local = self.setting.locals.get(from.strip_prefix("local.")?)?;
        (!local.choices.is_empty()).then(|| local.choices.clone().into())
    }

    fn sources(&self) -> String {
        let locals = self.setting.locals.iter().filter(|(_, local)| !local.choices.is_empty());
        let names: Vec<String> = locals
            .map(|(key, _)| format!("local.{key}"))
            .chain(self.setting.registers.keys().map(|name| format!("register.{name}")))
            .collect();
        names.join(", ")
    }

    fn templates(&mut self, text: &Localized, names: &Names, path: &str) -> Vec<(Lang, Template)> {
        let mut templates = Vec::new();
        for (lang, text, path) in text.placed(path) {
            match Template::compile(text, names) {
                Ok(template) => templates.push((lang, template)),
                Err(faults) => {
                    self.faults.extend(faults.into_iter().map(|fault| rule_fault(&path, fault)));
                }
            }
        }
        templates
    }

    /// The templates of the document that is offered beside an attachment.
    fn blank(&mut self, blank: Option<&Blank>, names: &Names, path: &str) -> Vec<(Lang, Template)> {
        let Some(Blank { title, body, .. }) = blank else { return Vec::new() };
        for (key, text) in [("title", title), ("body", body)] {
            if text.is_empty() {
                self.faults.push(FaultKind::NeededKey { key }.at(path));
            }
        }
        self.templates(body, names, &format!("{path}.body"))
    }

    fn pattern(&mut self, def: &Field, document: &str) -> Option<regex::Regex> {
        let text = def.pattern.as_ref().filter(|_| def.kind == Kind::Pattern)?;
        let Ok(pattern) = RegexBuilder::new(&format!("^(?:{text})$")).size_limit(PATTERN).build()
        else {
            self.faults.push(FaultKind::BadPattern.at(format!("{document}.pattern")));
            return None;
        };
        if def.example.as_ref().is_some_and(|example| !pattern.is_match(example)) {
            self.faults.push(FaultKind::BadExample.at(format!("{document}.example")));
        }
        Some(pattern)
    }

    fn frame(
        &mut self,
        form: &Form,
        opened: &[(usize, Vec<usize>)],
        names: &Names,
    ) -> (Vec<CompiledStep>, Vec<CompiledSection>) {
        let mut sections = Vec::new();
        let mut steps = Vec::new();
        for (s, step) in form.steps.iter().enumerate() {
            let document = format!("form.steps[{s}]");
            let visible = step.visible.as_ref().and_then(|text| {
                self.rule(text, names, Expect::Bool, &format!("{document}.visible"))
            });
            let never = Condition::Fixed(false);
            let locked = step.locked.as_ref().unwrap_or(&never);
            let locked = self.demand(locked, names, &format!("{document}.locked"));
            let first = sections.len();
            for (n, section) in step.sections.iter().enumerate() {
                let path = format!("{document}.sections[{n}]");
                let visible = section.visible.as_ref().and_then(|text| {
                    self.rule(text, names, Expect::Bool, &format!("{path}.visible"))
                });
                let locked = section.locked.as_ref().unwrap_or(&never);
                let locked = self.demand(locked, names, &format!("{path}.locked"));
                sections.push(CompiledSection {
                    id: section.id.clone(),
                    step: s,
                    title: section.title.clone(),
                    help: section.help.clone(),
                    visible,
                    locked,
                    fields: opened
                        .get(sections.len())
                        .map(|(_, fields)| fields.clone())
                        .unwrap_or_default(),
                });
            }
            steps.push(CompiledStep {
                id: step.id.clone(),
                title: step.title.clone(),
                help: step.help.clone(),
                visible,
                locked,
                sections: (first..sections.len()).collect(),
            });
        }
        (steps, sections)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each line is computed from the one after it.
    fn chain(length: usize) -> Form {
        let line = |n: usize| Field {
            id: format!("f{n}"),
            kind: Kind::Computed,
            label: Localized::it("Riga"),
            value: Some(if n + 1 < length { format!("f{} + 1", n + 1) } else { "1".to_owned() }),
            ..Field::default()
        };
        Form::of_fields("only", (0..length).map(line).collect())
    }

    /// Each group has a line that is computed from a row, and one outside that counts the rows.
    fn groups(length: usize) -> Form {
        let line = |id: String, value: String| Field {
            id,
            kind: Kind::Computed,
            label: Localized::it("Riga"),
            value: Some(value),
            ..Field::default()
        };
        let group = |n: usize| Field {
            id: format!("g{n}"),
            kind: Kind::Group,
            label: Localized::it("Righe"),
            fields: vec![
                Field {
                    id: "amount".to_owned(),
                    kind: Kind::Integer,
                    label: Localized::it("Quanti"),
                    ..Field::default()
                },
                line("more".to_owned(), "row.amount + 1".to_owned()),
            ],
            ..Field::default()
        };
        let both =
            |n: usize| [line(format!("s{n}"), format!("sum(g{n}.map(r, r.more))")), group(n)];
        Form::of_fields("only", (0..length).flat_map(both).collect())
    }

    /// Forms far beyond the limits: work that grew with the square of them would take hours here.
    #[test]
    fn the_work_grows_with_the_form() {
        const LONG: usize = 10_000;
        for form in [chain(LONG), groups(LONG / 2)] {
            let compiled = compiled(&form, &Setting::default());
            let compiled = compiled.unwrap_or_else(|faults| panic!("{:?}", faults.first()));
            assert!(
                compiled
                    .fields
                    .iter()
                    .all(|field| field.kind() != Kind::Computed || field.ty == Some(Type::Int))
            );
            assert!(compiled.order.len() >= LONG);
        }
    }
}
