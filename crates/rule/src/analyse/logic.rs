//! Rules as pure logic: atoms that are decided by one path and a constant, and atoms left free. Tries
//! every combination.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::{COMBINATIONS, domain};
use crate::eval::Evaluation;
use crate::functions::Function;
use crate::node::{Node, Op};
use crate::tree::Operator;
use crate::types::{Options, Type};
use crate::value::{Bindings, Context, Value, WorkingDays};

/// What a search found.
pub(super) enum Search {
    /// Answers that meet all.
    Found(BTreeMap<String, Value>),
    /// Some combination meets all, but it leaves atoms free that answers may not meet.
    Perhaps,
    Never,
    TooMany,
}

/// A condition built of atoms.
#[derive(Debug)]
pub(super) enum Formula {
    Fixed(bool),
    Atom(usize),
    Not(Box<Formula>),
    All(Vec<Formula>),
    Any(Vec<Formula>),
    Choose(Box<[Formula; 3]>),
}

/// The atoms of all rules together.
#[derive(Default)]
pub(super) struct Logic<'a> {
    atoms: Vec<Atom<'a>>,
    /// Constants each path is compared with.
    paths: BTreeMap<Arc<str>, Path>,
    /// Free atoms by their text.
    free: BTreeMap<String, usize>,
}

#[derive(Default)]
struct Path {
    ty: Type,
    options: Option<Options>,
    constants: Vec<Value>,
}

enum Atom<'a> {
    /// Decided by the value of one path.
    Decided {
        path: Arc<str>,
        node: &'a Node,
    },
    Free,
}

impl<'a> Logic<'a> {
    pub fn add(&mut self, node: &'a Node) -> Formula {
        match &node.op {
            Op::Constant(value) => Formula::Fixed(*value == Value::Bool(true)),
            Op::Not(inner) => Formula::Not(Box::new(self.add(inner))),
            Op::All(items) => Formula::All(items.iter().map(|item| self.add(item)).collect()),
            Op::Any(items) => Formula::Any(items.iter().map(|item| self.add(item)).collect()),
            Op::Choose(parts) if node.ty == Type::Bool => {
                let [condition, yes, no] = parts.as_ref();
                Formula::Choose(Box::new([self.add(condition), self.add(yes), self.add(no)]))
            }
            Op::Call(function @ (Function::IsEmpty | Function::Has), args)
                if args.iter().all(Node::is_always_answered) =>
            {
                Formula::Fixed(*function == Function::Has)
            }
            // A condition compared with yes or no is the condition, or its opposite.
            Op::Binary(operator @ (Operator::Equal | Operator::NotEqual), left, right)
                if left.ty == Type::Bool && left.is_always_answered() =>
            {
                match right.constant() {
                    Some(Value::Bool(wanted)) if *wanted == (*operator == Operator::Equal) => {
                        self.add(left)
                    }
                    Some(Value::Bool(_)) => Formula::Not(Box::new(self.add(left))),
                    _ => Formula::Atom(self.atom(node)),
                }
            }
            _ => Formula::Atom(self.atom(node)),
        }
    }

    fn atom(&mut self, node: &'a Node) -> usize {
        let Some((path_node, path, constant)) = decided(node) else {
            let next = self.atoms.len();
            let key = crate::analyse::witness::key(node);
            let at = *self.free.entry(key).or_insert(next);
            if at == next {
                self.atoms.push(Atom::Free);
            }
            return at;
        };
        let known = self.paths.entry(path.clone()).or_default();
        known.ty = path_node.ty.clone();
        known.options = path_node.options.clone();
        match constant {
            Some(Value::List(items)) => known.constants.extend(items.iter().cloned()),
            constant => known.constants.extend(constant.cloned()),
        }
        self.atoms.push(Atom::Decided { path, node });
        self.atoms.len() - 1
    }

    pub fn search(self, wanted: &[(Formula, bool)]) -> Search {
        let Some(table) = Table::new(self) else { return Search::TooMany };
        let total = table.sizes.iter().try_fold(1_u64, |total, size| {
            total.checked_mul(*size as u64).filter(|total| *total <= COMBINATIONS)
        });
        let Some(total) = total else { return Search::TooMany };
        let mut choice = vec![0; table.sizes.len()];
        for _ in 0..total {
            if wanted.iter().all(|(formula, wanted)| table.holds(formula, &choice) == *wanted) {
                let bindings = table.bindings(&choice);
                return bindings.map_or(Search::Perhaps, Search::Found);
            }
            for (digit, size) in choice.iter_mut().zip(&table.sizes) {
                *digit = (*digit + 1) % size;
                if *digit != 0 {
                    break;
                }
            }
        }
        Search::Never
    }
}

/// The path and the constant that alone decide a condition, if they do.
fn decided(node: &Node) -> Option<(&Node, Arc<str>, Option<&Value>)> {
    let path = |node: &Node| match &node.op {
        Op::Path(path) => Some(path.clone()),
        _ => None,
    };
    match &node.op {
        Op::Path(own) => Some((node, own.clone(), None)),
        Op::Call(Function::IsEmpty | Function::Has, args) => {
            let inner = args.first()?;
            let is_simple = !matches!(inner.ty, Type::Record(_) | Type::Any);
            Some((inner, path(inner).filter(|_| is_simple)?, None))
        }
        Op::Binary(Operator::In, item, list) => match (path(item), path(list)) {
            (Some(own), None) => list.constant().map(|ids| (item.as_ref(), own, Some(ids))),
            (None, Some(own)) if list.ty == Type::list(Type::Text) => {
                item.constant().map(|id| (list.as_ref(), own, Some(id)))
            }
            _ => None,
        },
        // The values that stand for a text or a list know nothing of order.
        Op::Binary(_, left, _) if matches!(left.ty, Type::List(_)) => None,
        Op::Binary(operator, left, _)
            if left.ty == Type::Text
                && !matches!(operator, Operator::Equal | Operator::NotEqual) =>
        {
            None
        }
        Op::Binary(_, left, right) => match (path(left), path(right)) {
            (Some(own), None) => right.constant().map(|value| (left.as_ref(), own, Some(value))),
            (None, Some(own)) => left.constant().map(|value| (right.as_ref(), own, Some(value))),
            _ => None,
        },
        _ => None,
    }
}

/// Every atom decided beforehand for every value of its path, so that trying is only looking up.
struct Table {
    /// Number of values of each digit: paths first, then free atoms.
    sizes: Vec<usize>,
    names: Vec<Arc<str>>,
    domains: Vec<Vec<Value>>,
    /// For each atom its digit, and what it is for each value of it.
    atoms: Vec<(usize, Vec<bool>)>,
}

impl Table {
    fn new(logic: Logic<'_>) -> Option<Table> {
        let mut table =
            Table { sizes: Vec::new(), names: Vec::new(), domains: Vec::new(), atoms: Vec::new() };
        for (name, path) in &logic.paths {
            // A list of rows, a record: asked only whether it is empty.
            let domain = match &path.ty {
                Type::List(item) if **item != Type::Text => {
                    vec![Value::Empty, Value::list([Value::Bool(true)])]
                }
                ty => domain::of(ty, path.options.as_ref(), &path.constants)?,
            };
            table.sizes.push(domain.len());
            table.names.push(name.clone());
            table.domains.push(domain);
        }
        for atom in &logic.atoms {
            let entry = match atom {
                Atom::Decided { path, node } => {
                    let digit = table.names.iter().position(|name| name == path)?;
                    let one = |value: &Value| holds(node, path, value);
                    (digit, table.domains[digit].iter().map(one).collect())
                }
                Atom::Free => {
                    table.sizes.push(2);
                    (table.sizes.len() - 1, vec![false, true])
                }
            };
            table.atoms.push(entry);
        }
        Some(table)
    }

    fn holds(&self, formula: &Formula, choice: &[usize]) -> bool {
        match formula {
            Formula::Fixed(yes) => *yes,
            Formula::Atom(atom) => {
                let (digit, table) = &self.atoms[*atom];
                table[choice[*digit]]
            }
            Formula::Not(inner) => !self.holds(inner, choice),
            Formula::All(items) => items.iter().all(|item| self.holds(item, choice)),
            Formula::Any(items) => items.iter().any(|item| self.holds(item, choice)),
            Formula::Choose(parts) => {
                let [condition, yes, no] = parts.as_ref();
                self.holds(if self.holds(condition, choice) { yes } else { no }, choice)
            }
        }
    }

    /// The answers of a combination; `None` when it leaves atoms free.
    fn bindings(&self, choice: &[usize]) -> Option<BTreeMap<String, Value>> {
        if self.sizes.len() > self.names.len() {
            return None;
        }
        let answers = self.names.iter().zip(&self.domains).zip(choice);
        let answers =
            answers.map(|((name, domain), digit)| (name.to_string(), domain[*digit].clone()));
        Some(answers.filter(|(_, value)| *value != Value::Empty).collect())
    }
}

struct One<'a>(&'a str, &'a Value);

impl Bindings for One<'_> {
    fn get(&self, path: &str) -> Value {
        if path == self.0 { self.1.clone() } else { Value::Empty }
    }
}

/// Every day is worked: what the analysis takes for a calendar, where none decides.
pub(crate) struct EveryDay;

impl WorkingDays for EveryDay {
    fn is_working_day(&self, _: NaiveDate) -> bool {
        true
    }
}

fn holds(node: &Node, path: &str, value: &Value) -> bool {
    let context = Context { today: NaiveDate::default(), calendar: &EveryDay };
    Evaluation::new(&One(path, value), &context).holds(node)
}
