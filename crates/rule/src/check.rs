//! Gives every node of a tree its type, or says what is wrong with it: all faults of a rule at once,
//! but none that only follows from another.

mod calls;
pub(crate) mod cells;
mod operators;

use std::sync::Arc;

use crate::diagnostics::{FaultKind, Span, nearest};
use crate::node::{Node, Op};
use crate::tree::{Expr, ExprKind, Word};
use crate::types::{Names, Options, Type};
use crate::value::Value;

/// Name of the day, part of the language.
pub(crate) const TODAY: &str = "today";

/// A typed tree and the paths it reads, in the order they first appear.
pub(crate) struct Checked {
    pub node: Node,
    pub paths: Vec<Arc<str>>,
}

/// Types `expr` in `names`.
pub(crate) fn check(expr: &Expr, names: &Names) -> Result<Checked, Vec<(Span, FaultKind)>> {
    let mut checker =
        Checker { names, variables: Vec::new(), paths: Vec::new(), faults: Vec::new() };
    match checker.node(expr) {
        Some(node) if checker.faults.is_empty() => Ok(Checked { node, paths: checker.paths }),
        _ => Err(checker.faults),
    }
}

struct Variable {
    name: Arc<str>,
    ty: Type,
    origin: Option<Arc<str>>,
    options: Option<Options>,
}

struct Checker<'a> {
    names: &'a Names,
    /// Innermost last.
    variables: Vec<Variable>,
    paths: Vec<Arc<str>>,
    faults: Vec<(Span, FaultKind)>,
}

impl Checker<'_> {
    /// Notes a fault; nothing can be said of what contains it.
    fn fault<T>(&mut self, span: Span, kind: FaultKind) -> Option<T> {
        self.faults.push((span, kind));
        None
    }

    fn nodes(&mut self, items: &[Expr]) -> Option<Vec<Node>> {
        // Every item is looked at, so that every fault is found.
        let nodes: Vec<Option<Node>> = items.iter().map(|item| self.node(item)).collect();
        nodes.into_iter().collect()
    }

    fn node(&mut self, expr: &Expr) -> Option<Node> {
        let node = self.unread(expr)?;
        Some(self.read(node))
    }

    /// A node that may yet become the beginning of a longer path.
    fn unread(&mut self, expr: &Expr) -> Option<Node> {
        let span = expr.span;
        let constant = |value, ty| Some(Node::new(Op::Constant(value), ty, span));
        match &expr.kind {
            ExprKind::Null => constant(Value::Empty, Type::Any),
            ExprKind::Bool(yes) => constant(Value::Bool(*yes), Type::Bool),
            ExprKind::Int(number) => constant(Value::Int(*number), Type::Int),
            ExprKind::Decimal(number) => constant(Value::Decimal(*number), Type::Decimal),
            ExprKind::Text(text) => constant(Value::Text(text.clone()), Type::Text),
            ExprKind::Name(name) => self.name(name),
            ExprKind::Select(inner, name) => self.select(inner, name, span),
            ExprKind::List(items) => self.list(items, span),
            ExprKind::Call { receiver, name, args } => {
                let all: Vec<Expr> =
                    receiver.as_deref().into_iter().chain(args.iter()).cloned().collect();
                self.call(name, &all, span)
            }
            ExprKind::Not(inner) => {
                let inner = self.bool(inner)?;
                Some(Node::new(Op::Not(Box::new(inner)), Type::Bool, span))
            }
            ExprKind::Negate(inner) => {
                let inner = self.node(inner)?;
                let ty = inner.ty.clone();
                if !ty.is_number() && ty != Type::Money {
                    return self.wrong(&inner, "number_or_money");
                }
                Some(Node::new(Op::Negate(Box::new(inner)), ty, span))
            }
            ExprKind::All(items) => Some(Node::new(Op::All(self.bools(items)?), Type::Bool, span)),
            ExprKind::Any(items) => Some(Node::new(Op::Any(self.bools(items)?), Type::Bool, span)),
            ExprKind::Binary(operator, left, right) => self.binary(*operator, left, right, span),
            ExprKind::Choose(parts) => self.choose(parts, span),
        }
    }

    fn wrong<T>(&mut self, node: &Node, wanted: &'static str) -> Option<T> {
        self.fault(node.span, FaultKind::WrongType { wanted, found: node.ty.clone() })
    }

    fn bool(&mut self, expr: &Expr) -> Option<Node> {
        let node = self.node(expr)?;
        if node.ty.fits(&Type::Bool) { Some(node) } else { self.wrong(&node, "bool") }
    }

    fn bools(&mut self, items: &[Expr]) -> Option<Vec<Node>> {
        let nodes: Vec<Option<Node>> = items.iter().map(|item| self.bool(item)).collect();
        nodes.into_iter().collect()
    }

    fn name(&mut self, name: &Word) -> Option<Node> {
        let found = self.variables.iter().rev().enumerate().find(|(_, own)| own.name == name.text);
        if let Some((outer, variable)) = found {
            return Some(Node {
                origin: variable.origin.clone(),
                options: variable.options.clone(),
                ..Node::new(Op::Variable(outer), variable.ty.clone(), name.span)
            });
        }
        if name.text.as_ref() == TODAY {
            return Some(Node::new(Op::Today, Type::Date, name.span));
        }
        if let Some(node) = self.path(&name.text, name.span) {
            return Some(node);
        }
        let names = self.names.outermost().map(|(known, _)| known);
        let variables = self.variables.iter().map(|variable| variable.name.as_ref());
        let near = nearest(&name.text, names.chain(variables).chain([TODAY]));
        let near = near.or_else(|| self.elsewhere(&name.text));
        self.fault(name.span, FaultKind::UnknownName { name: name.text.to_string(), near })
    }

    /// The whole path of a field of that name inside a record, as somebody forgets `applicant.`.
    fn elsewhere(&self, name: &str) -> Option<String> {
        self.names.outermost().find_map(|(record, ty)| match ty {
            Type::Record(shape) => shape.get(name).map(|_| format!("{record}.{name}")),
            _ => None,
        })
    }

    /// A path of the environment, not yet counted among those read.
    fn path(&self, path: &str, span: Span) -> Option<Node> {
        let ty = self.names.get(path)?.clone();
        let path: Arc<str> = Arc::from(path);
        Some(Node {
            options: self.names.options(&path).cloned(),
            origin: Some(path.clone()),
            ..Node::new(Op::Path(path), ty, span)
        })
    }

    /// A path counts as read where it is used whole: `applicant.kind`, not its `applicant`.
    fn read(&mut self, node: Node) -> Node {
        if let Op::Path(path) = &node.op
            && !self.paths.contains(path)
        {
            self.paths.push(path.clone());
        }
        node
    }

    fn select(&mut self, inner: &Expr, name: &Word, span: Span) -> Option<Node> {
        let inner = self.unread(inner)?;
        let shape = match &inner.ty {
            Type::Record(shape) => shape.clone(),
            Type::Any => Arc::default(),
            other => {
                let ty = other.clone();
                return self.fault(name.span, FaultKind::NotARecord { ty });
            }
        };
        if let (Op::Path(path), Type::Record(_)) = (&inner.op, &inner.ty)
            && let Some(node) = self.path(&format!("{path}.{}", name.text), span)
        {
            return Some(node);
        }
        let ty = match shape.get(&name.text) {
            Some(ty) => ty.clone(),
            None if inner.ty == Type::Any => Type::Any,
            None => {
                let near = nearest(&name.text, shape.iter().map(|(known, _)| known));
                let name_text = name.text.to_string();
                return self.fault(name.span, FaultKind::UnknownField { name: name_text, near });
            }
        };
        let options = shape.options(&name.text).cloned();
        let origin =
            inner.origin.as_ref().map(|origin| Arc::from(format!("{origin}.{}", name.text)));
        let inner = self.read(inner);
        let op = Op::Select(Box::new(inner), name.text.clone());
        Some(Node { origin, options, ..Node::new(op, ty, span) })
    }

    fn list(&mut self, items: &[Expr], span: Span) -> Option<Node> {
        let nodes = self.nodes(items)?;
        let mut ty = Type::Any;
        for node in &nodes {
            let Some(joined) = ty.joined(&node.ty) else {
                let kind = FaultKind::MixedList { first: ty, other: node.ty.clone() };
                return self.fault(node.span, kind);
            };
            ty = joined;
        }
        let values: Option<Vec<Value>> =
            nodes.iter().map(|node| node.constant().cloned()).collect();
        let op = match values {
            Some(values) => Op::Constant(Value::List(values.into())),
            None => Op::List(nodes),
        };
        Some(Node::new(op, Type::list(ty), span))
    }

    fn choose(&mut self, parts: &[Expr; 3], span: Span) -> Option<Node> {
        let [condition, yes, no] = parts;
        let (condition, yes, no) = (self.bool(condition), self.node(yes), self.node(no));
        let (condition, yes, no) = (condition?, yes?, no?);
        let Some(ty) = yes.ty.joined(&no.ty) else {
            let kind = FaultKind::Mismatch { left: yes.ty, right: no.ty.clone() };
            return self.fault(no.span, kind);
        };
        let options = yes.options.clone().filter(|options| no.options.as_ref() == Some(options));
        let op = Op::Choose(Box::new([condition, yes, no]));
        Some(Node { options, ..Node::new(op, ty, span) })
    }
}
