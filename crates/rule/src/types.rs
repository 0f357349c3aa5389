//! Types of the rule language and the names a rule may read. Only what is known before anybody
//! answers: no values here.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::value::Value;

/// The type of an expression. Every type may also be without a value: an answer not given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Type {
    /// Not known before it is evaluated; agrees with every type. The type of `null`.
    #[default]
    Any,
    Bool,
    Int,
    /// An exact decimal.
    Decimal,
    /// Euro, in whole cents.
    Money,
    Text,
    Date,
    List(Arc<Type>),
    Record(Arc<Shape>),
}

impl Type {
    /// A list of `item`.
    #[must_use]
    pub fn list(item: Type) -> Type {
        Type::List(Arc::new(item))
    }

    pub(crate) fn is_number(&self) -> bool {
        matches!(self, Type::Int | Type::Decimal | Type::Any)
    }

    /// A value of this type may stand where `wanted` is asked for: whole numbers stand for decimals.
    #[must_use]
    pub fn fits(&self, wanted: &Type) -> bool {
        match (self, wanted) {
            (Type::Any, _) | (_, Type::Any) | (Type::Int, Type::Decimal) => true,
            (Type::List(item), Type::List(wanted)) => item.fits(wanted),
            (Type::Record(shape), Type::Record(wanted)) => {
                wanted.entries.iter().all(|(name, entry)| {
                    shape.entries.get(name).is_some_and(|own| own.ty.fits(&entry.ty))
                })
            }
            (one, other) => one == other,
        }
    }

    /// The one type that both fit, if there is one.
    pub(crate) fn joined(&self, other: &Type) -> Option<Type> {
        if self.fits(other) && *other != Type::Any {
            Some(other.clone())
        } else {
            other.fits(self).then(|| self.clone())
        }
    }
}

/// The technical name, as the documentation of the language writes it.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Any => f.write_str("any"),
            Type::Bool => f.write_str("bool"),
            Type::Int => f.write_str("int"),
            Type::Decimal => f.write_str("decimal"),
            Type::Money => f.write_str("money"),
            Type::Text => f.write_str("text"),
            Type::Date => f.write_str("date"),
            Type::List(item) => write!(f, "list({item})"),
            Type::Record(_) => f.write_str("record"),
        }
    }
}

/// The fields of a record: name and type of each, in order of name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shape {
    entries: BTreeMap<Arc<str>, Entry>,
}

/// A named thing: its type and, for a choice, the ids it can be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Entry {
    ty: Type,
    options: Option<Options>,
    range: Range,
}

/// The least and the most a number, an amount or a date can be, both included, where it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Range {
    pub least: Option<Value>,
    pub most: Option<Value>,
}

/// Ids a choice can be, in order.
pub(crate) type Options = Arc<[Arc<str>]>;

impl Shape {
    /// The type of the field `name` of this record.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Type> {
        self.entries.get(name).map(|entry| &entry.ty)
    }

    /// Every field with its type.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Type)> {
        self.entries.iter().map(|(name, entry)| (name.as_ref(), &entry.ty))
    }

    pub(crate) fn options(&self, name: &str) -> Option<&Options> {
        self.entries.get(name)?.options.as_ref()
    }

    /// Changes what stands at `path`, made if it is not there; what stands before it becomes records.
    fn change(&mut self, path: &str, change: &mut dyn FnMut(&mut Entry)) {
        let (first, rest) = match path.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (path, None),
        };
        let entry = self.entries.entry(Arc::from(first)).or_default();
        let Some(rest) = rest else { return change(entry) };
        let mut shape = match std::mem::take(&mut entry.ty) {
            Type::Record(shape) => shape,
            _ => Arc::default(),
        };
        Arc::make_mut(&mut shape).change(rest, change);
        *entry = Entry { ty: Type::Record(shape), ..Entry::default() };
    }
}

/// The names in reach of a rule (*ambiente dei nomi*), built by adding one path at a time. Dotted
/// paths make nested records. `today` is part of the language and need not be added.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    root: Shape,
    /// Names that are in reach unless one of these is called the same.
    base: Option<Arc<Names>>,
}

impl Names {
    /// No names but those of the language.
    #[must_use]
    pub fn new() -> Names {
        Names::default()
    }

    /// No further names yet above those of `base`, which are shared.
    #[must_use]
    pub fn over(base: &Arc<Names>) -> Names {
        Names { root: Shape::default(), base: Some(base.clone()) }
    }

    /// Adds `path`, or changes its type.
    #[must_use]
    pub fn with(mut self, path: &str, ty: Type) -> Names {
        self.root.change(path, &mut |entry| *entry = Entry { ty: ty.clone(), ..Entry::default() });
        self
    }

    /// Says which ids the choice at `path` can be: comparing it with another id is a fault. For a
    /// list of ids, which ids can be in it. The name must have been added already.
    #[must_use]
    pub fn with_options<T: AsRef<str>>(
        mut self,
        path: &str,
        ids: impl IntoIterator<Item = T>,
    ) -> Names {
        let ids: Options = ids.into_iter().map(|id| Arc::from(id.as_ref())).collect();
        self.root.change(path, &mut |entry| entry.options = Some(ids.clone()));
        self
    }

    /// Says the least and the most that a number, an amount or a date at `path` can be, both included,
    /// so that the analysis of a table asks for no rows beyond. Rules do not look at it. The name must
    /// have been added already.
    #[must_use]
    pub fn with_range(mut self, path: &str, least: Option<Value>, most: Option<Value>) -> Names {
        let range = Range { least, most };
        self.root.change(path, &mut |entry| entry.range = range.clone());
        self
    }

    /// The type at a dotted path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Type> {
        let mut ids = path.split('.');
        let Some(mut ty) = self.root.get(ids.next()?) else {
            return self.base.as_ref()?.get(path);
        };
        for id in ids {
            let Type::Record(shape) = ty else { return None };
            ty = shape.get(id)?;
        }
        Some(ty)
    }

    /// These names, not those under them, as the type of a record: how the rows of a group are typed.
    #[must_use]
    pub fn into_type(self) -> Type {
        Type::Record(Arc::new(self.root))
    }

    /// What has no dot before it, with its type.
    pub(crate) fn outermost(&self) -> impl Iterator<Item = (&str, &Type)> {
        let layers = std::iter::successors(Some(self), |names| names.base.as_deref());
        layers.flat_map(|names| names.root.iter())
    }

    pub(crate) fn options(&self, path: &str) -> Option<&Options> {
        self.entry(path)?.options.as_ref()
    }

    pub(crate) fn range(&self, path: &str) -> Option<&Range> {
        self.entry(path).map(|entry| &entry.range)
    }

    fn entry(&self, path: &str) -> Option<&Entry> {
        let first = path.split('.').next()?;
        if let Some(base) = self.base.as_ref().filter(|_| !self.root.entries.contains_key(first)) {
            return base.entry(path);
        }
        let (shape, name) = match path.rsplit_once('.') {
            None => (&self.root, path),
            Some((record, name)) => match self.get(record)? {
                Type::Record(shape) => (shape.as_ref(), name),
                _ => return None,
            },
        };
        shape.entries.get(name)
    }
}
