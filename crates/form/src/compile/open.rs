//! Opens bricks and flattens the tree of fields: each field gets its path, its parent, its group and
//! the condition it inherits. Rules are still text here.

use std::collections::BTreeMap;

use super::keys;
use crate::brick;
use crate::definition::{Bound, Condition, Field, Form, Kind};
use crate::faults::{Fault, FaultKind};

/// A field in its place, before its rules are compiled.
#[derive(Debug)]
pub struct Opened {
    pub def: Field,
    pub path: String,
    pub inner: String,
    pub section: usize,
    pub parent: Option<usize>,
    pub children: Vec<usize>,
    pub group: Option<usize>,
    pub document: String,
}

/// The tree of a form laid flat, in order, each field before those inside it.
#[derive(Debug, Default)]
pub struct Opening {
    pub fields: Vec<Opened>,
    pub by_path: BTreeMap<String, usize>,
    /// Outermost fields of each section, and the step of the section.
    pub sections: Vec<(usize, Vec<usize>)>,
    pub faults: Vec<Fault>,
}

/// Where the fields that are being opened stand.
#[derive(Clone, Copy)]
struct Standing<'a> {
    section: usize,
    parent: Option<usize>,
    group: Option<usize>,
    /// Path before the field, rows left out.
    path: &'a str,
    /// The same inside the row.
    inner: &'a str,
    required: &'a Condition,
}

/// Names that mean something in rules by themselves.
const RESERVED: [&str; 12] = [
    "row",
    "outer",
    "self",
    "today",
    "local",
    "application",
    "move",
    "fees",
    "true",
    "false",
    "null",
    "in",
];

/// Deepest composite.
const DEPTH: usize = 12;

/// Most groups one inside the other.
const GROUPS: usize = 3;

pub fn open(form: &Form) -> Opening {
    let mut opening = Opening::default();
    let mut steps = Vec::new();
    let mut sections = Vec::new();
    if form.steps.is_empty() {
        opening.faults.push(FaultKind::NothingAsked.at("form.steps"));
    }
    for (s, step) in form.steps.iter().enumerate() {
        let document = format!("form.steps[{s}]");
        opening.id(&step.id, &document, &mut steps);
        if step.sections.is_empty() {
            opening.faults.push(FaultKind::NothingAsked.at(format!("{document}.sections")));
        }
        for (n, section) in step.sections.iter().enumerate() {
            let document = format!("{document}.sections[{n}]");
            opening.id(&section.id, &document, &mut sections);
            if section.fields.is_empty() {
                opening.faults.push(FaultKind::NothingAsked.at(format!("{document}.fields")));
            }
            let standing = Standing {
                section: opening.sections.len(),
                parent: None,
                group: None,
                path: "",
                inner: "",
                required: &both(&step.required, &section.required),
            };
            opening.sections.push((s, Vec::new()));
            let outermost =
                opening.fields(&section.fields, standing, &format!("{document}.fields"), 0);
            if let Some(last) = opening.sections.last_mut() {
                last.1 = outermost;
            }
        }
    }
    opening
}

impl Opening {
    fn id<'a>(&mut self, id: &'a str, document: &str, seen: &mut Vec<&'a str>) {
        if !is_id(id) {
            self.faults.push(FaultKind::BadId { id: id.to_owned() }.at(format!("{document}.id")));
        } else if seen.contains(&id) {
            self.faults
                .push(FaultKind::DuplicateId { id: id.to_owned() }.at(format!("{document}.id")));
        }
        seen.push(id);
    }

    fn fields(
        &mut self,
        fields: &[Field],
        standing: Standing<'_>,
        document: &str,
        depth: usize,
    ) -> Vec<usize> {
        let fields = fields.iter().enumerate();
        fields
            .map(|(n, field)| self.field(field, standing, format!("{document}[{n}]"), depth))
            .collect()
    }

    fn field(
        &mut self,
        field: &Field,
        standing: Standing<'_>,
        document: String,
        depth: usize,
    ) -> usize {
        self.faults.extend(keys::faults(field, &document));
        let path = join(standing.path, &field.id);
        let inner = join(standing.inner, &field.id);
        self.own_id(field, &path, &document);
        let required = both(standing.required, &field.required);
        let index = self.fields.len();
        let inside = self.inside(field, standing, &inner, &document, depth);
        let kind = match field.kind {
            Kind::Brick | Kind::Period => Kind::Set,
            kind => kind,
        };
        let def = Field { kind, required: required.clone(), fields: Vec::new(), ..field.clone() };
        self.by_path.entry(path.clone()).or_insert(index);
        self.fields.push(Opened {
            def,
            path: path.clone(),
            inner: inner.clone(),
            section: standing.section,
            parent: standing.parent,
            children: Vec::new(),
            group: standing.group,
            document: document.clone(),
        });
        let always = Condition::Fixed(true);
        let within = if field.kind == Kind::Group {
            Standing {
                parent: Some(index),
                group: Some(index),
                path: &path,
                inner: "",
                required: &always,
                ..standing
            }
        } else {
            Standing {
                parent: Some(index),
                path: &path,
                inner: &inner,
                required: &required,
                ..standing
            }
        };
        let children = self.fields(&inside, within, &format!("{document}.fields"), depth + 1);
        self.fields[index].children = children;
        index
    }

    fn own_id(&mut self, field: &Field, path: &str, document: &str) {
        let id = field.id.clone();
        let fault = if !is_id(&id) {
            FaultKind::BadId { id }
        } else if RESERVED.contains(&id.as_str()) {
            FaultKind::ReservedId { id }
        } else if self.by_path.contains_key(path) {
            FaultKind::DuplicateId { id: path.to_owned() }
        } else {
            return;
        };
        self.faults.push(fault.at(format!("{document}.id")));
    }

    /// The fields that stand inside this one, a brick's opened.
    fn inside(
        &mut self,
        field: &Field,
        standing: Standing<'_>,
        inner: &str,
        document: &str,
        depth: usize,
    ) -> Vec<Field> {
        if field.kind == Kind::Group && self.groups_around(standing.group) >= GROUPS {
            self.faults.push(FaultKind::GroupsTooDeep { most: GROUPS }.at(document));
            return Vec::new();
        }
        if depth >= DEPTH {
            self.faults.push(FaultKind::NothingAsked.at(document));
            return Vec::new();
        }
        let name = match field.kind {
            Kind::Period => Some("period"),
            Kind::Brick | Kind::Group => field.brick.as_deref(),
            _ => None,
        };
        let Some(name) = name else { return field.fields.clone() };
        let place = match (field.kind, standing.group) {
            (Kind::Group, _) => "row".to_owned(),
            (_, Some(_)) => format!("row.{inner}"),
            (_, None) => join(standing.path, &field.id),
        };
        let named = Field { brick: Some(name.to_owned()), ..field.clone() };
        let Some(fields) = brick::expand(&named, &place) else {
            let known: Vec<&str> = brick::all().map(|brick| brick.id.as_str()).collect();
            let fault = FaultKind::UnknownBrick { name: name.to_owned(), known: known.join(", ") };
            self.faults.push(fault.at(format!("{document}.brick")));
            return Vec::new();
        };
        let known = brick::find(name).map(brick::paths).unwrap_or_default();
        for (n, path) in field.omit.iter().enumerate() {
            if !known.contains(path) {
                let fault = FaultKind::UnknownPath { path: path.clone() };
                self.faults.push(fault.at(format!("{document}.omit[{n}]")));
            }
        }
        fields
    }
}

impl Opening {
    /// How many groups a field stands in, whose innermost is this one.
    fn groups_around(&self, group: Option<usize>) -> usize {
        std::iter::successors(group, |&group| self.fields[group].group).count()
    }
}

/// The outer condition on the inner one.
fn both(outer: &Condition, inner: &Condition) -> Condition {
    match (outer, inner) {
        (Condition::Fixed(true), other) | (other, Condition::Fixed(true)) => other.clone(),
        (Condition::Fixed(false), _) | (_, Condition::Fixed(false)) => Condition::Fixed(false),
        (Condition::Rule(outer), Condition::Rule(inner)) => {
            Condition::Rule(format!("({outer}) && ({inner})"))
        }
    }
}

fn join(prefix: &str, id: &str) -> String {
    if prefix.is_empty() { id.to_owned() } else { format!("{prefix}.{id}") }
}

fn is_id(id: &str) -> bool {
    id.len() <= 40
        && id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// Places on a map without an address beside them, in their section and among the same rows.
pub fn places(fields: &[Opened]) -> impl Iterator<Item = Fault> {
    let is_place = |it: &&Opened| matches!(it.def.kind, Kind::Point | Kind::Outline);
    let is_address = |it: &Opened| {
        it.def.options_from.as_deref() == Some("register.streets")
            || matches!(it.def.autocomplete.as_deref(), Some("street-address" | "address-line1"))
    };
    let has_address = move |place: &&Opened| {
        let stands = |it: &&Opened| (it.section, it.group) == (place.section, place.group);
        fields.iter().filter(stands).any(is_address)
    };
    let alone = fields.iter().filter(is_place).filter(move |place| !has_address(place));
    alone.map(|place| FaultKind::PlaceAlone.at(&place.document))
}

/// Faults of numbers that contradict each other or go beyond what the product holds.
pub fn ranges(field: &Field, document: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let (Some(Bound::Number(min)), Some(Bound::Number(max))) = (&field.min, &field.max)
        && min > max
    {
        faults.push(FaultKind::EmptyRange.at(format!("{document}.min")));
    }
    if let Some(Bound::Number(min)) = field.min
        && matches!(field.kind, Kind::ManyOf | Kind::Ranked)
        && !field.options.is_empty()
        && usize::try_from(min).is_ok_and(|min| min > field.options.len())
    {
        let are = field.options.len();
        faults.push(FaultKind::TooFewChoices { min, are }.at(format!("{document}.min")));
    }
    if field.min_files.is_some_and(|min| min > field.max_files.unwrap_or(1)) {
        faults.push(FaultKind::EmptyRange.at(format!("{document}.min_files")));
    }
    let limits = [
        ("max_files", field.max_files, 50),
        ("max_mb", field.max_mb, 100),
        ("max_length", field.max_length, 20_000),
        // What the page on privacy promises, in months.
        ("remember", field.remember, 24),
    ];
    for (key, value, max) in limits {
        if value.is_some_and(|value| value > max) {
            faults.push(FaultKind::TooLarge { max }.at(format!("{document}.{key}")));
        }
    }
    faults
}
