//! The names that rules of a form may read: those of the form and its setting and, in a group, those of the row and of
//! the rows around it.

use std::collections::BTreeMap;
use std::sync::Arc;

use rule::{Names, Type};

use super::open::Opened;
use super::{Work, computed};
use crate::compiled::{OUTER, ROW};
use crate::definition::Kind;

/// Some fields of a form by the innermost group they stand in, in order.
#[derive(Debug, Default)]
pub(super) struct Among(BTreeMap<Option<usize>, Vec<usize>>);

impl Among {
    pub fn of(opened: &[Opened], fields: impl IntoIterator<Item = usize>) -> Self {
        let mut among = Self::default();
        for field in fields {
            among.0.entry(opened[field].group).or_default().push(field);
        }
        among
    }

    fn within(&self, group: Option<usize>) -> &[usize] {
        self.0.get(&group).map_or(&[], Vec::as_slice)
    }
}

/// The names in reach of every place of a form.
pub(super) struct Reach {
    /// Outside of rows.
    pub base: Arc<Names>,
    /// In the rows of each group.
    pub rows: BTreeMap<usize, Names>,
}

impl Work<'_> {
    /// The names in reach of every place, each row's above those that all share.
    pub(super) fn reach(&self) -> Reach {
        let base = Arc::new(self.names(None, &self.all));
        let mut around: BTreeMap<usize, Type> = BTreeMap::new();
        let mut rows = BTreeMap::new();
        // A group comes after the one around it.
        for (group, field) in self.opened.iter().enumerate() {
            if field.def.kind != Kind::Group {
                continue;
            }
            let row = self.row(group, &self.all);
            let outer = field.group.and_then(|outer| around.get(&outer));
            let mut names = Names::over(&base).with(ROW, row.clone().into_type());
            let mut seen_from_inside = row;
            if let Some(outer) = outer {
                names = names.with(OUTER, outer.clone());
                seen_from_inside = seen_from_inside.with(OUTER, outer.clone());
            }
            around.insert(group, seen_from_inside.into_type());
            rows.insert(group, names);
        }
        Reach { base, rows }
    }

    /// The names in reach in the rows of a group or outside of all, as far as they are among these.
    pub(super) fn names(&self, group: Option<usize>, among: &Among) -> Names {
        let mut names = Names::default();
        for (key, local) in &self.setting.locals {
            names = names.with(&format!("local.{key}"), local.ty.clone());
        }
        for (name, ty) in &self.setting.names {
            names = names.with(name, ty.clone());
        }
        for &field in among.within(None) {
            names = self.name(names, field, &self.opened[field].path, among);
        }
        // The rows in reach, from the inside out.
        let around = std::iter::successors(group, |&group| self.opened[group].group);
        for (out, group) in around.enumerate() {
            let way = if out == 0 { ROW.to_owned() } else { [OUTER].repeat(out).join(".") };
            for &field in among.within(Some(group)) {
                let path = format!("{way}.{}", self.opened[field].inner);
                names = self.name(names, field, &path, among);
            }
        }
        names
    }

    fn name(&self, names: Names, index: usize, path: &str, among: &Among) -> Names {
        let def = &self.opened[index].def;
        if def.kind == Kind::Group {
            return names.with(path, Type::list(self.row(index, among).into_type()));
        }
        let Some(ty) = &self.types[index] else { return names };
        let mut names = names.with(path, ty.clone());
        if def.kind.is_number() {
            let (least, most) = computed::range(def);
            names = names.with_range(path, least, most);
        }
        match self.choices(def) {
            Some(choices) if !choices.is_empty() => {
                names.with_options(path, choices.iter().map(|choice| choice.id.as_str()))
            }
            _ => names,
        }
    }

    /// What a row of a group holds.
    fn row(&self, group: usize, among: &Among) -> Names {
        let fields = among.within(Some(group)).iter();
        fields.fold(Names::default(), |row, &field| {
            self.name(row, field, &self.opened[field].inner, among)
        })
    }
}
