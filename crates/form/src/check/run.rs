//! The two passes of a check: values, in the order in which they depend on one another; then, in the
//! order of the form, what is needed and what is wrong.

mod demands;
mod eligibility;

use std::collections::{BTreeMap, BTreeSet};

use rule::{Context, Rule, Value};

use super::holder;
use super::leaf;
use super::{Checked, Node, Problem};
use crate::answers::{Answers, Scope};
use crate::compiled::{Compiled, CompiledField};
use crate::definition::Kind;
use crate::facts::Facts;
use crate::kinds::Shape;
use crate::messages::ProblemKind;
use crate::raw::Raw;

/// Rows of a group beyond these are not looked at; their number is still a problem.
pub const ROWS: usize = 200;

/// Rows of a group in all the rows that hold it together, the same.
const ALL_ROWS: usize = 1000;

/// Greatest number of rows where the form says none.
const MOST_ROWS: u32 = 50;

pub fn run(form: &Compiled, raw: &Raw, facts: &Facts<'_>) -> Checked {
    let mut run = Run {
        form,
        raw,
        facts,
        context: Context { today: facts.today, calendar: facts.calendar },
        answers: Answers::default(),
        typed: Raw::new(),
        wrong: BTreeMap::new(),
        rows: vec![Vec::new(); form.fields.len()],
        shown: vec![Vec::new(); form.fields.len()],
        sections: vec![None; form.sections.len()],
        steps: vec![None; form.steps.len()],
        nodes: Vec::new(),
        problems: Vec::new(),
        broken: BTreeSet::new(),
    };
    for &field in &form.order {
        run.value(field);
    }
    for section in &form.sections {
        for &field in &section.fields {
            run.node(field, None);
        }
    }
    run.conditions();
    run.finish()
}

struct Run<'a> {
    form: &'a Compiled,
    raw: &'a Raw,
    facts: &'a Facts<'a>,
    context: Context<'a>,
    answers: Answers,
    typed: Raw,
    /// What reading found wrong, by path.
    wrong: BTreeMap<String, Vec<ProblemKind>>,
    /// The rows of each group, through all the rows that hold it.
    rows: Vec<Vec<Row>>,
    /// Whether a field is asked, by row; one entry outside of groups.
    shown: Vec<Vec<Option<bool>>>,
    sections: Vec<Option<bool>>,
    steps: Vec<Option<bool>>,
    nodes: Vec<Node>,
    /// The node and what is wrong with it.
    problems: Vec<(usize, ProblemKind)>,
    /// Fields with a problem of their own, with the position of the row.
    broken: BTreeSet<(usize, Option<usize>)>,
}

/// One row of a group.
#[derive(Clone)]
struct Row {
    /// `children.r1`, `children.r1.schools.r2`.
    place: String,
    /// Which of the rows of the outer group holds it.
    outer: Option<usize>,
}

impl<'a> Run<'a> {
    /// The rows a field stands in, by their number among those of its group; one `None` outside of groups.
    fn rows_of(&self, field: usize) -> Vec<Option<usize>> {
        match self.form.fields[field].group {
            Some(group) => (0..self.rows[group].len()).map(Some).collect(),
            None => vec![None],
        }
    }

    /// The place of the row a field stands in.
    fn row_place(&self, field: usize, row: Option<usize>) -> Option<&str> {
        let rows = &self.rows[self.form.fields[field].group?];
        rows.get(row?).map(|row| row.place.as_str())
    }

    /// The row in which `parent` stands, when what stands in it stands in `row`.
    fn row_around(&self, parent: usize, field: usize, row: Option<usize>) -> Option<usize> {
        let (around, own) = (self.form.fields[parent].group, self.form.fields[field].group);
        if around == own {
            return row;
        }
        self.rows[own?].get(row?)?.outer
    }

    /// The path of a field's answer in a row.
    fn place(&self, field: usize, row: Option<usize>) -> String {
        self.form.fields[field].place(self.row_place(field, row))
    }

    fn scope(&self, field: usize, row: Option<usize>) -> Scope<'_> {
        let row = self.form.fields[field].group.zip(self.row_place(field, row));
        Scope { form: self.form, answers: &self.answers, more: self.facts.more, row }
    }

    fn holds(&self, rule: &Rule, field: usize, row: Option<usize>) -> bool {
        rule.holds(&self.scope(field, row), &self.context)
    }

    fn is_section_shown(&mut self, section: usize) -> bool {
        if let Some(shown) = self.sections[section] {
            return shown;
        }
        let form = self.form;
        let compiled = &form.sections[section];
        let bare = Scope { form, answers: &self.answers, more: self.facts.more, row: None };
        let asks =
            |rule: &Option<Rule>| rule.as_ref().is_none_or(|rule| rule.holds(&bare, &self.context));
        let step =
            self.steps[compiled.step].unwrap_or_else(|| asks(&form.steps[compiled.step].visible));
        let shown = step && asks(&compiled.visible);
        self.steps[compiled.step] = Some(step);
        self.sections[section] = Some(shown);
        shown
    }

    fn is_shown(&mut self, field: usize, row: Option<usize>) -> bool {
        let at = row.unwrap_or(0);
        if let Some(Some(shown)) = self.shown[field].get(at) {
            return *shown;
        }
        let compiled = &self.form.fields[field];
        let outer = match compiled.parent {
            None => self.is_section_shown(compiled.section),
            Some(parent) => self.is_shown(parent, self.row_around(parent, field, row)),
        };
        let shown = outer
            && (!compiled.def.given_only || self.is_given(field, row))
            && compiled.visible.as_ref().is_none_or(|rule| self.holds(rule, field, row));
        let slots = &mut self.shown[field];
        if slots.len() <= at {
            slots.resize(at + 1, None);
        }
        slots[at] = Some(shown);
        shown
    }

    fn is_given(&self, field: usize, row: Option<usize>) -> bool {
        self.facts.origins.contains_key(&self.place(field, row))
    }

    fn value(&mut self, field: usize) {
        let form = self.form;
        let compiled = &form.fields[field];
        for row in self.rows_of(field) {
            if !self.is_shown(field, row) {
                continue;
            }
            if compiled.kind() == Kind::Group {
                self.open_rows(field, row);
                continue;
            }
            let path = self.place(field, row);
            let value = match &compiled.value {
                Some(rule) => rule.eval(&self.scope(field, row), &self.context),
                None => self.read(compiled, field, row, &path),
            };
            if !value.is_empty() {
                self.answers.values.insert(path, value);
            }
        }
    }

    /// Finds the rows of a group: those that the draft holds, or as many as the answers decide.
    fn open_rows(&mut self, group: usize, row: Option<usize>) {
        let path = self.place(group, row);
        let mut ids = self.raw.rows(&path);
        let names: Vec<String>;
        if let Some(rule) = &self.form.fields[group].count {
            let count = match rule.eval(&self.scope(group, row), &self.context) {
                Value::Int(count) => usize::try_from(count).unwrap_or(0).min(ROWS),
                _ => 0,
            };
            names = (1..=count).map(|n| format!("n{n}")).collect();
            let more = names.iter().map(String::as_str);
            let new: Vec<&str> = more.filter(|name| !ids.contains(name)).collect();
            ids.extend(new);
            ids.truncate(count);
        }
        let room = ALL_ROWS.saturating_sub(self.rows[group].len());
        let ids: Vec<String> = ids.into_iter().take(ROWS.min(room)).map(str::to_owned).collect();
        let rows = ids.iter().map(|id| Row { place: format!("{path}.{id}"), outer: row });
        self.rows[group].extend(rows);
        self.answers.rows.insert(path, ids);
    }

    /// Reads what was typed, or what an authoritative source says in its place.
    fn read(
        &mut self,
        compiled: &CompiledField,
        field: usize,
        row: Option<usize>,
        path: &str,
    ) -> Value {
        let (raw, facts) = (self.raw, self.facts);
        let origin = facts.origins.get(path).filter(|origin| origin.is_authoritative);
        let texts = origin.map_or(raw.get(path), |origin| &origin.values);
        if !texts.is_empty() {
            self.typed.set(path, texts.to_vec());
        }
        let offered = |choice: usize| {
            let mut rules = compiled.choices.rules.iter().filter(|(at, _)| *at == choice);
            rules.all(|(_, rule)| self.holds(rule, field, row))
        };
        let reading = leaf::Typed {
            field: compiled,
            texts,
            today: facts.today,
            files: facts.files,
            is_foreign: compiled.kind() == Kind::Plate
                && self.is_ticked_beside(field, row, "foreign"),
            is_given: self.is_authoritative(path),
        };
        let (value, wrong) = reading.read(&offered);
        if !wrong.is_empty() {
            self.wrong.insert(path.to_owned(), wrong);
        }
        value
    }

    /// The field of that id that stands beside this one.
    fn beside(&self, field: usize, id: &str) -> Option<usize> {
        let own = &self.form.fields[field];
        let path = match own.path.rsplit_once('.') {
            Some((outer, _)) => format!("{outer}.{id}"),
            None => id.to_owned(),
        };
        let other = *self.form.by_path.get(&path)?;
        (self.form.fields[other].parent == own.parent).then_some(other)
    }

    fn is_ticked_beside(&self, field: usize, row: Option<usize>, id: &str) -> bool {
        self.beside(field, id)
            .filter(|&other| self.form.fields[other].kind().is_box())
            .is_some_and(|other| leaf::is_ticked(self.raw.get(&self.place(other, row))))
    }

    fn node(&mut self, field: usize, row: Option<usize>) {
        let form: &'a Compiled = self.form;
        let compiled = &form.fields[field];
        let is_visible = self.is_shown(field, row);
        let path = self.place(field, row);
        let is_prose = compiled.kind().shape() == Shape::Prose;
        let is_asked = is_visible && !is_prose && compiled.value.is_none();
        let is_required = is_asked && self.demands(&compiled.required, field, row);
        let is_given = self.is_authoritative(&path);
        let is_locked =
            is_visible && (compiled.value.is_some() || is_given || self.is_locked(field, row));
        let is_group = compiled.kind() == Kind::Group;
        let rows = if is_group { self.row_limits((field, row), is_required) } else { (0, 0) };
        // A group that may stay empty is not needed, whatever its key says.
        let is_required = is_required && (!is_group || rows.0 > 0);
        let index = self.nodes.len();
        self.nodes.push(Node {
            field,
            row: self.row_place(field, row).map(str::to_owned),
            path: path.clone(),
            is_visible,
            is_required,
            is_locked,
            rows,
        });
        if is_asked {
            let found = self.problems_of(compiled, index, row);
            if !found.is_empty() {
                self.broken.insert((field, row));
            }
            self.problems.extend(found.into_iter().map(|problem| (index, problem)));
        }
        let inner_rows: Vec<Option<usize>> = if is_group {
            let rows = self.rows[field].iter().enumerate();
            rows.filter(|(_, inner)| inner.outer == row).map(|(at, _)| Some(at)).collect()
        } else {
            vec![row]
        };
        for row in inner_rows {
            for &child in &compiled.children {
                self.node(child, row);
            }
        }
    }

    fn row_limits(&self, (field, row): (usize, Option<usize>), is_required: bool) -> (u32, u32) {
        let compiled = &self.form.fields[field];
        if compiled.count.is_some() {
            let count = self.answers.rows(&self.place(field, row)).len();
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            return (count, count);
        }
        let scope = self.scope(field, row);
        let number = |limit: &Option<_>| {
            let value = leaf::limit(limit.as_ref()?, compiled.kind(), &scope, &self.context);
            match value {
                Value::Int(number) => Some(u32::try_from(number.max(0)).unwrap_or(u32::MAX)),
                _ => None,
            }
        };
        let min = number(&compiled.min).unwrap_or(u32::from(is_required));
        (min, number(&compiled.max).unwrap_or(MOST_ROWS))
    }

    /// What is missing or wrong with one visible field by itself.
    fn problems_of(
        &mut self,
        compiled: &CompiledField,
        index: usize,
        row: Option<usize>,
    ) -> Vec<ProblemKind> {
        let node = &self.nodes[index];
        if let Some(wrong) = self.wrong.remove(&node.path) {
            return wrong;
        }
        let missing =
            || vec![ProblemKind::Missing { label: compiled.label(), kind: compiled.kind() }];
        match compiled.kind().shape() {
            Shape::Composite | Shape::Prose => Vec::new(),
            Shape::Rows => {
                let (min, max) = node.rows;
                let seen = self.answers.rows(&node.path).len();
                if compiled.count.is_some() {
                    return Vec::new();
                }
                let count = self.raw.rows(&node.path).len();
                let max =
                    if count > seen { max.min(u32::try_from(seen).unwrap_or(max)) } else { max };
                let count = u32::try_from(count).unwrap_or(u32::MAX);
                if count == 0 {
                    return if node.is_required { missing() } else { Vec::new() };
                }
                let few = (count < min).then_some(ProblemKind::TooFewRows { min });
                let many = (count > max).then_some(ProblemKind::TooManyRows { max });
                few.into_iter().chain(many).collect()
            }
            _ => {
                let value = self.answers.value(&node.path);
                if leaf::is_missing(compiled.kind(), value) {
                    return if node.is_required { missing() } else { Vec::new() };
                }
                let scope = self.scope(node.field, row);
                let mut found = leaf::bounds(compiled, value, &scope, &self.context);
                if compiled.kind() == Kind::FiscalCode {
                    found.extend(self.contradiction(node.field, row, value));
                }
                found
            }
        }
    }

    /// What a fiscal code and the answers beside it contradict each other in. What one source says of both is its own
    /// affair: nobody can mend it here.
    fn contradiction(&self, field: usize, row: Option<usize>, code: &Value) -> Option<ProblemKind> {
        let Value::Text(text) = code else { return None };
        let is_given = self.is_authoritative(&self.place(field, row));
        let answered = holder::BESIDE.map(|id| {
            let path = self.beside(field, id).map(|other| self.place(other, row));
            match path.filter(|path| !(is_given && self.is_authoritative(path))) {
                Some(path) => self.answers.value(&path),
                None => &Value::Empty,
            }
        });
        let places = self.form.birth_places.iter().map(|register| &**register);
        holder::contradiction(text, answered, self.facts.today, places)
    }

    fn is_authoritative(&self, path: &str) -> bool {
        self.facts.origins.get(path).is_some_and(|origin| origin.is_authoritative)
    }

    /// Asks the conditions of the procedure, where what they read has no problem of its own.
    fn conditions(&mut self) {
        let mut found = Vec::new();
        for (index, node) in self.nodes.iter().enumerate() {
            let compiled = &self.form.fields[node.field];
            if compiled.checks.is_empty() || !node.is_visible {
                continue;
            }
            let is_answered = match compiled.kind().shape() {
                Shape::Composite => self.answers.says_under(&node.path),
                Shape::Rows => !self.answers.rows(&node.path).is_empty(),
                _ => !leaf::is_missing(compiled.kind(), self.answers.value(&node.path)),
            };
            if !is_answered {
                continue;
            }
            let row = node.row.as_deref().and_then(|place| {
                let rows = &self.rows[compiled.group?];
                rows.iter().position(|row| row.place == place)
            });
            for check in &compiled.checks {
                let is_about = |&(field, of): &(usize, Option<usize>)| {
                    check.reads.contains(&field) && self.is_reached((field, of), (node.field, row))
                };
                let is_ready = !self.broken.iter().any(is_about);
                if is_ready && !self.holds(&check.rule, node.field, row) {
                    found.push((index, ProblemKind::Condition { message: check.message.clone() }));
                }
            }
        }
        found.extend(self.ineligible());
        self.problems.extend(found);
        self.problems.sort_by_key(|(index, _)| *index);
    }

    /// A rule of a field in its row reads the other field in that row: it is the same row, one around it, or any of
    /// the rows of a list that it reads whole.
    fn is_reached(
        &self,
        (other, of): (usize, Option<usize>),
        (field, row): (usize, Option<usize>),
    ) -> bool {
        let theirs = self.form.fields[other].group;
        let (mut group, mut row) = (self.form.fields[field].group, row);
        loop {
            if group == theirs {
                return of == row;
            }
            let Some(around) = group else { return true };
            row = row.and_then(|row| self.rows[around].get(row)?.outer);
            group = self.form.fields[around].group;
        }
    }

    fn finish(mut self) -> Checked {
        for section in 0..self.form.sections.len() {
            self.is_section_shown(section);
        }
        let form = self.form;
        let found = std::mem::take(&mut self.problems);
        let nodes = self.nodes;
        let problem = |(index, kind): (usize, ProblemKind)| {
            let node: &Node = &nodes[index];
            let field = &form.fields[node.field];
            let section = &form.sections[field.section];
            Problem {
                path: node.path.clone(),
                label: field.label(),
                step: form.steps[section.step].id.clone(),
                section: section.id.clone(),
                kind,
            }
        };
        let problems = found.into_iter().map(problem).collect();
        Checked {
            answers: self.answers,
            problems,
            by_path: nodes.iter().enumerate().map(|(n, node)| (node.path.clone(), n)).collect(),
            nodes,
            sections: self.sections.into_iter().map(|shown| shown.unwrap_or(true)).collect(),
            steps: self.steps.into_iter().map(|shown| shown.unwrap_or(true)).collect(),
            typed: self.typed,
        }
    }
}
