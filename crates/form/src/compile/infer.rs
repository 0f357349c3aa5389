//! The types of computed lines: each is found after those it reads, from what its rule speaks of alone.

use std::collections::BTreeSet;

use rule::{Expect, Mentions, Rule, Table, Type};

use super::Work;
use super::names::Among;
use super::order;
use crate::compiled::row_path;
use crate::definition::Kind;

impl Work<'_> {
    /// Finds the types of computed lines. One whose type cannot be known keeps none.
    pub(super) fn infer(&mut self) {
        let reads: Vec<Vec<usize>> =
            (0..self.opened.len()).map(|field| self.spoken_of(field)).collect();
        // Who reads itself through others is told when the form is arranged.
        let (order, _) = order::sorted(&reads);
        for field in order {
            if self.is_computed(field) {
                self.types[field] = self.type_of(field, &reads[field]);
            }
        }
    }

    fn is_computed(&self, field: usize) -> bool {
        self.opened[field].def.kind == Kind::Computed
    }

    fn type_of(&self, field: usize, reads: &[usize]) -> Option<Type> {
        let (def, group) = (&self.opened[field].def, self.opened[field].group);
        let names = self.names(group, &Among::of(&self.opened, reads.iter().copied()));
        if let Some(text) = &def.value {
            return Rule::compile(text, &names, Expect::Any).ok().map(|rule| rule.ty().clone());
        }
        let table = Table::compile(&def.table.as_ref()?.into(), &names, &Expect::Any);
        table.ok().map(|table| table.ty().clone())
    }

    /// The fields that a computed line speaks of; of a composite or group only those inside it that it calls by their id.
    fn spoken_of(&self, field: usize) -> Vec<usize> {
        if !self.is_computed(field) {
            return Vec::new();
        }
        let def = &self.opened[field].def;
        let mut mentions = Mentions::default();
        def.value.iter().for_each(|text| mentions.read(text));
        if let Some(table) = &def.table {
            let table = rule::TableText::from(table);
            let results = table.rows.iter().map(|row| &row.then).chain(&table.otherwise);
            table.inputs.iter().chain(results).for_each(|text| mentions.read(text));
        }
        let mut found = BTreeSet::new();
        for path in &mentions.paths {
            let Some((named, is_whole)) = self.named(path, self.opened[field].group) else {
                continue;
            };
            if is_whole {
                self.whole(named, &mut found);
            } else {
                self.inside(named, &mentions, &mut found);
            }
        }
        found.into_iter().collect()
    }

    /// The field at the longest beginning of a path, as a rule in a row of `group` writes it, and whether the rule reads
    /// all that stands inside it: a composite, or a row, called by its own name.
    fn named(&self, path: &str, group: Option<usize>) -> Option<(usize, bool)> {
        let (mut bare, is_row) = match row_path(path) {
            None => (path.to_owned(), false),
            Some((out, inner)) => {
                let group = (0..out).try_fold(group?, |group, _| self.opened[group].group)?;
                let around = &self.opened[group].path;
                if inner.is_empty() {
                    (around.clone(), true)
                } else {
                    (format!("{around}.{inner}"), false)
                }
            }
        };
        let whole = bare.len();
        loop {
            if let Some(&field) = self.by_path.get(&bare) {
                let is_composite = self.opened[field].def.kind == Kind::Set;
                return Some((field, bare.len() == whole && (is_row || is_composite)));
            }
            bare.truncate(bare.rfind('.')?);
        }
    }

    fn whole(&self, field: usize, found: &mut BTreeSet<usize>) {
        if found.insert(field) {
            self.opened[field].children.iter().for_each(|&child| self.whole(child, found));
        }
    }

    fn inside(&self, field: usize, mentions: &Mentions, found: &mut BTreeSet<usize>) {
        if !found.insert(field) || self.opened[field].children.is_empty() {
            return;
        }
        for id in &mentions.ids {
            if let Some(&child) = self.by_path.get(&format!("{}.{id}", self.opened[field].path)) {
                self.inside(child, mentions, found);
            }
        }
    }
}
