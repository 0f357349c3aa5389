//! A form ready to be filled: bricks opened, every rule compiled, fields in the order in which
//! their values can be computed. Built only by `compile`; it holds no answers.

mod decided;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use model::{Lang, Localized, fold};
use regex::Regex;
use rule::{Names, Rule, Template, Type, Value};

pub(crate) use decided::{Computation, Demand, Limit};

use crate::definition::{Choice, Field, FileType, Kind};
use crate::raw::is_row_id;
use crate::register::Register;

/// Largest file where the form says nothing, in MB of 10⁶ bytes.
const FILE_MB: u32 = 20;

/// Registers of the places where people are born; their ids are Belfiore codes.
pub(crate) const BIRTH_PLACES: [&str; 2] = ["municipalities", "countries"];

/// What an attachment takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub min_files: u32,
    pub max_files: u32,
    /// Size of one file, in MB of 10⁶ bytes.
    pub max_mb: u32,
    pub types: Vec<FileType>,
}

/// A value that each municipality sets for itself, as rules and choices see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Local {
    pub ty: Type,
    pub value: Value,
    /// For a list: its entries as choices of `options_from: local.<key>`.
    pub choices: Vec<Choice>,
    /// For a text: what people read. Rules compare with the value, which is one for all languages.
    pub text: Localized,
}

/// What surrounds a form when it is compiled.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    /// `local.<key>`.
    pub locals: BTreeMap<String, Local>,
    /// `register.<name>`: streets, schools, offices. Those called [`BIRTH_PLACES`] are what fiscal codes are compared
    /// with.
    pub registers: BTreeMap<String, Arc<Register>>,
    /// Further names that rules may read: `application.number`, or the answers of the application
    /// when a move's fields are compiled.
    pub names: Vec<(String, Type)>,
}

/// A form whose every rule is known to be right.
#[derive(Debug, Clone)]
pub struct Compiled {
    pub(crate) steps: Vec<CompiledStep>,
    pub(crate) sections: Vec<CompiledSection>,
    pub(crate) fields: Vec<CompiledField>,
    pub(crate) by_path: BTreeMap<String, usize>,
    /// Fields that have a value of their own, so that each comes after those it reads.
    pub(crate) order: Vec<usize>,
    pub(crate) locals: BTreeMap<String, Local>,
    pub(crate) names: Arc<Names>,
    /// Names in the rows of each group.
    pub(crate) rows: BTreeMap<usize, Names>,
    /// Where people are born, by Belfiore code.
    pub(crate) birth_places: Vec<Arc<Register>>,
    /// Who may send the form at all.
    pub(crate) eligibility: Vec<Condition>,
}

#[derive(Debug, Clone)]
pub(crate) struct CompiledStep {
    pub id: String,
    pub title: Localized,
    pub help: Localized,
    pub visible: Option<Rule>,
    pub locked: Demand,
    pub sections: Vec<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct CompiledSection {
    pub id: String,
    pub step: usize,
    pub title: Localized,
    pub help: Localized,
    pub visible: Option<Rule>,
    pub locked: Demand,
    /// Outermost fields, in order.
    pub fields: Vec<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct CompiledField {
    /// Path without rows: `vehicles.plate`.
    pub path: String,
    /// Path inside the innermost row; the whole path outside of groups.
    pub inner: String,
    /// The keys as written, bricks opened and children taken out.
    pub def: Field,
    pub section: usize,
    pub parent: Option<usize>,
    pub children: Vec<usize>,
    /// The group whose row the field stands in: the innermost one.
    pub group: Option<usize>,
    pub ty: Option<Type>,
    pub visible: Option<Rule>,
    pub required: Demand,
    pub locked: Demand,
    pub value: Option<Computation>,
    pub checks: Vec<Condition>,
    pub choices: Choices,
    pub min: Option<Limit>,
    pub max: Option<Limit>,
    /// How many rows a group has, where the answers decide it.
    pub count: Option<Rule>,
    pub row_title: Vec<(Lang, Template)>,
    /// The text of the document that is offered beside an attachment.
    pub blank: Vec<(Lang, Template)>,
    /// Of the name that files are given when they are sent.
    pub save_as: Option<Template>,
    pub pattern: Option<Regex>,
    /// A rule reads it: when it changes, other things may.
    pub is_read: bool,
    /// Place in the document: `form.steps[0].sections[1].fields[2]`.
    pub document: String,
}

impl CompiledField {
    /// What an attachment here takes.
    pub fn attachment(&self) -> Attachment {
        let def = &self.def;
        let types = if def.types.is_empty() {
            self.kind().file_types().to_vec()
        } else {
            def.types.clone()
        };
        Attachment {
            min_files: def.min_files.unwrap_or(1),
            max_files: def.max_files.unwrap_or(1),
            max_mb: def.max_mb.unwrap_or(FILE_MB),
            types,
        }
    }

    pub fn kind(&self) -> Kind {
        self.def.kind
    }

    /// The path of this field's answer in the row whose place is given, or outside of rows.
    pub fn place(&self, row: Option<&str>) -> String {
        match row {
            Some(row) => format!("{row}.{}", self.inner),
            None => self.path.clone(),
        }
    }

    /// What people call it: its label, else its id.
    pub fn label(&self) -> Localized {
        if self.def.label.is_empty() {
            Localized::it(self.def.id.clone())
        } else {
            self.def.label.clone()
        }
    }
}

/// A condition on the answer, compiled.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    pub rule: Rule,
    pub message: Localized,
    /// Fields it reads: it is not asked while one of them has a problem of its own.
    pub reads: Vec<usize>,
}

/// The choices of a question: those of the form, each with the rule that offers it, or those of a register.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choices {
    pub entries: Arc<[Choice]>,
    /// Position of an entry and its rule.
    pub rules: Vec<(usize, Rule)>,
    /// The register and what it is called.
    pub register: Option<(String, Arc<Register>)>,
}

/// One of the choices of a question.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Offer<'a> {
    /// Position among all of them.
    pub at: usize,
    pub id: &'a str,
    pub label: &'a Localized,
    pub help: Option<&'a Localized>,
}

impl Choices {
    /// The choice that a text names, by its id or by its label as people type it.
    pub fn named(&self, text: &str, on: NaiveDate) -> Option<Offer<'_>> {
        if let Some((_, register)) = &self.register {
            return register.named_at(text, on).map(|at| self.offer(at));
        }
        let folded = fold::fold(text);
        let says =
            |entry: &Choice| entry.label.iter().any(|(_, label)| fold::fold(label) == folded);
        let mut entries = self.entries.iter();
        let found = entries.position(|entry| entry.id == text);
        found.or_else(|| self.entries.iter().position(says)).map(|at| self.offer(at))
    }

    /// Those there are on that day, whatever the rules of the form say of them.
    pub fn on(&self, on: NaiveDate) -> Vec<Offer<'_>> {
        let (count, register) = match &self.register {
            Some((_, register)) => (register.len(), Some(register)),
            None => (self.entries.len(), None),
        };
        let is_there = |at: &usize| register.is_none_or(|register| register.at(*at).is_valid(on));
        (0..count).filter(is_there).map(|at| self.offer(at)).collect()
    }

    fn offer(&self, at: usize) -> Offer<'_> {
        match &self.register {
            Some((_, register)) => {
                let entry = register.at(at);
                Offer { at, id: &entry.id, label: &entry.label, help: None }
            }
            None => {
                let entry = &self.entries[at];
                Offer { at, id: &entry.id, label: &entry.label, help: Some(&entry.help) }
            }
        }
    }

    /// What the choice of that id is called, also if it is no longer there to be chosen.
    pub fn label(&self, id: &str) -> Option<&Localized> {
        match &self.register {
            Some((_, register)) => register.find(id).map(|entry| &entry.label),
            None => self.entries.iter().find(|entry| entry.id == id).map(|entry| &entry.label),
        }
    }

    /// How many there are to choose from on that day.
    pub fn count(&self, on: NaiveDate) -> usize {
        match &self.register {
            Some((_, register)) => register.valid(on).count(),
            None => self.entries.len(),
        }
    }
}

/// A field and, inside a group, the place of the row it stands in: `children.r1`, `children.r1.schools.r2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Located<'a> {
    pub field: usize,
    pub row: Option<&'a str>,
}

/// A row: its group and its place.
pub(crate) type At<'a> = (usize, &'a str);

/// What `row`, `outer`, `outer.outer` at the beginning of a path stand for: how many rows outwards, and what follows.
pub(crate) fn row_path(path: &str) -> Option<(usize, &str)> {
    let after = |word: &str, path: &'_ str| -> Option<usize> {
        let rest = path.strip_prefix(word)?;
        if rest.is_empty() {
            Some(path.len())
        } else {
            rest.starts_with('.').then_some(word.len() + 1)
        }
    };
    if let Some(at) = after(ROW, path) {
        return Some((0, &path[at..]));
    }
    let (mut out, mut rest) = (0, path);
    while let Some(at) = after(OUTER, rest) {
        out += 1;
        rest = &rest[at..];
    }
    (out > 0).then_some((out, rest))
}

/// In rules: the row in which the question stands.
pub(crate) const ROW: &str = "row";
/// In rules: the row in which the group of that row stands.
pub(crate) const OUTER: &str = "outer";

impl Compiled {
    /// The names that rules over the answers may read, for routing, guards, fees and letters.
    #[must_use]
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The names that rules in a row of `group` may read, or outside of all rows.
    pub(crate) fn names_in(&self, group: Option<usize>) -> &Names {
        group.and_then(|group| self.rows.get(&group)).unwrap_or(&self.names)
    }

    /// Value of `local.<key>`.
    #[must_use]
    pub fn local(&self, key: &str) -> Option<&Local> {
        self.locals.get(key)
    }

    /// Ids of the steps, in order.
    pub fn step_ids(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().map(|step| step.id.as_str())
    }

    /// Every path that holds an answer, without rows, with its kind: what a revision is compared by.
    pub fn paths(&self) -> impl Iterator<Item = (&str, Kind)> {
        self.fields.iter().map(|field| (field.path.as_str(), field.kind()))
    }

    /// The kind of what stands at a path, rows included.
    #[must_use]
    pub fn kind_at(&self, path: &str) -> Option<Kind> {
        self.locate(path).map(|at| self.fields[at.field].kind())
    }

    /// A path that may go through rows, without them.
    #[must_use]
    pub fn without_rows(&self, path: &str) -> Option<&str> {
        self.locate(path).map(|at| self.fields[at.field].path.as_str())
    }

    /// Nobody is asked for the answer at that path: a source gives it, or nobody does.
    #[must_use]
    pub fn is_given_only(&self, path: &str) -> bool {
        self.locate(path).is_some_and(|at| self.fields[at.field].def.given_only)
    }

    /// The answer at that path is kept encrypted and never searched.
    #[must_use]
    pub fn is_sensitive(&self, path: &str) -> bool {
        self.locate(path)
            .is_some_and(|at| self.chain(at.field).any(|field| self.fields[field].def.sensitive))
    }

    /// Answers outside of rows that are offered again: path, each source that then gives it, months.
    pub fn remembers(&self) -> impl Iterator<Item = (&str, &str, u32)> {
        let fields = self.fields.iter().filter(|field| field.group.is_none());
        let fields = fields.filter_map(|field| Some((field, field.def.remember?)));
        fields.flat_map(|(field, months)| {
            let names = field.def.prefill.iter().flatten();
            names.map(move |name| (field.path.as_str(), name.as_str(), months))
        })
    }

    /// What a step is called.
    #[must_use]
    pub fn step_title(&self, id: &str) -> Option<&Localized> {
        self.steps.iter().find(|step| step.id == id).map(|step| &step.title)
    }

    /// The step in which a path is asked.
    #[must_use]
    pub fn step_of(&self, path: &str) -> Option<&str> {
        let at = self.locate(path)?;
        Some(&self.steps[self.sections[self.fields[at.field].section].step].id)
    }

    /// The section in which a path is asked.
    #[must_use]
    pub fn section_of(&self, path: &str) -> Option<&str> {
        let at = self.locate(path)?;
        Some(&self.sections[self.fields[at.field].section].id)
    }

    /// Where in the order of the form a path is asked; rows stand where their group does.
    #[must_use]
    pub fn place_of(&self, path: &str) -> Option<usize> {
        self.locate(path).map(|at| at.field)
    }

    /// A change at that path may change what else is asked.
    #[must_use]
    pub fn is_read(&self, path: &str) -> bool {
        self.locate(path).is_some_and(|at| self.fields[at.field].is_read)
    }

    /// What the attachment at that path takes; none if no attachment stands there.
    #[must_use]
    pub fn attachment(&self, path: &str) -> Option<Attachment> {
        let field = &self.fields[self.locate(path)?.field];
        field.kind().is_files().then(|| field.attachment())
    }

    /// What can be chosen at a question on a day: id and name, whatever the rules of the form say of each.
    #[must_use]
    pub fn choices_at(&self, path: &str, on: NaiveDate) -> Vec<(String, Localized)> {
        let offers = self.at(path).map(|field| field.choices.on(on)).unwrap_or_default();
        offers.into_iter().map(|offer| (offer.id.to_owned(), offer.label.clone())).collect()
    }

    /// The name of a choice, also of one that is no longer there to be chosen.
    #[must_use]
    pub fn choice_label(&self, path: &str, id: &str) -> Option<Localized> {
        self.at(path)?.choices.label(id).cloned()
    }

    /// What people call what stands at that path.
    #[must_use]
    pub fn label(&self, path: &str) -> Option<Localized> {
        self.locate(path).map(|at| self.fields[at.field].label())
    }

    /// What the conditions of what stands at that path speak of stands in this form: nothing around it can change what they
    /// say.
    #[must_use]
    pub fn is_judged_alone(&self, path: &str) -> bool {
        let Some(at) = self.locate(path) else { return true };
        let field = &self.fields[at.field];
        let is_own = |path: &str| self.by_path.contains_key(&self.bare(path, field.group));
        field.checks.iter().all(|check| check.rule.paths().iter().all(|path| is_own(path)))
    }

    /// A rule answers what stands at that path.
    #[must_use]
    pub fn is_computed(&self, path: &str) -> bool {
        self.at(path).is_some_and(|field| field.value.is_some())
    }

    /// What stands at a path that may go through rows.
    pub(crate) fn at(&self, path: &str) -> Option<&CompiledField> {
        self.locate(path).map(|at| &self.fields[at.field])
    }

    pub(crate) fn find(&self, path: &str) -> Option<&CompiledField> {
        self.by_path.get(path).map(|&field| &self.fields[field])
    }

    /// Finds a path that may go through rows: `vehicles.r1.plate`.
    pub(crate) fn locate<'a>(&self, path: &'a str) -> Option<Located<'a>> {
        let mut bare = String::with_capacity(path.len());
        let (mut row, mut at) = (None, 0);
        while at < path.len() {
            let end = path[at..].find('.').map_or(path.len(), |length| at + length);
            if !bare.is_empty() {
                bare.push('.');
            }
            bare.push_str(&path[at..end]);
            at = end + 1;
            let is_group = self
                .by_path
                .get(&bare)
                .is_some_and(|&field| self.fields[field].kind() == Kind::Group);
            if is_group && at < path.len() {
                let end = path[at..].find('.').map(|length| at + length)?;
                if !is_row_id(&path[at..end]) {
                    return None;
                }
                row = Some(&path[..end]);
                at = end + 1;
            }
        }
        self.by_path.get(&bare).map(|&field| Located { field, row })
    }

    /// The row that holds the group of this row; none if no row does.
    pub(crate) fn outer<'a>(&self, (group, place): At<'a>) -> Option<At<'a>> {
        let field = &self.fields[group];
        let (path, _) = place.rsplit_once('.')?;
        let row = path.strip_suffix(field.inner.as_str())?.strip_suffix('.')?;
        Some((field.group?, row))
    }

    /// That many rows outwards.
    pub(crate) fn outwards<'a>(&self, row: At<'a>, times: usize) -> Option<At<'a>> {
        (0..times).try_fold(row, |row, _| self.outer(row))
    }

    /// The path without rows of what a rule in a row of `group` calls `path`.
    pub(crate) fn bare(&self, path: &str, group: Option<usize>) -> String {
        let Some((out, inner)) = row_path(path) else { return path.to_owned() };
        let group = (0..out).try_fold(group, |group, _| Some(self.fields[group?].group));
        match group.flatten() {
            Some(group) if inner.is_empty() => self.fields[group].path.clone(),
            Some(group) => format!("{}.{inner}", self.fields[group].path),
            None => path.to_owned(),
        }
    }

    /// The field and all that it stands in, from the inside out.
    pub(crate) fn chain(&self, field: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(field), |&field| self.fields[field].parent)
    }
}
