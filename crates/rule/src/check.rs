//! Gives every node of a tree its type, or says what is wrong with it: all faults of a rule at once,
//! but none that only follows from another.

use std::sync::Arc;

use chrono::NaiveDate;
use regex::RegexBuilder;
use rust_decimal::Decimal;

use crate::diagnostics::{FaultKind, Span, nearest};
use crate::eval;
use crate::functions::{self, Function, ORDERED};
use crate::node::{Loop, Node, Op};
use crate::tree::{Expr, ExprKind, Operator, Word};
use crate::types::{Names, Options, Type};
use crate::value::Value;

/// Name of the day, part of the language.
pub(crate) const TODAY: &str = "today";
/// Largest compiled regular expression, in bytes.
const PATTERN: usize = 1 << 18;

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
        let names = self.names.root().iter().map(|(known, _)| known);
        let variables = self.variables.iter().map(|variable| variable.name.as_ref());
        let near = nearest(&name.text, names.chain(variables).chain([TODAY]));
        let near = near.or_else(|| self.elsewhere(&name.text));
        self.fault(name.span, FaultKind::UnknownName { name: name.text.to_string(), near })
    }

    /// The whole path of a field of that name inside a record, as somebody forgets `applicant.`.
    fn elsewhere(&self, name: &str) -> Option<String> {
        self.names.root().iter().find_map(|(record, ty)| match ty {
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

    fn binary(
        &mut self,
        operator: Operator,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Option<Node> {
        let (left, right) = (self.node(left), self.node(right));
        let (left, right) = (left?, right?);
        let ty = match operator {
            Operator::Equal | Operator::NotEqual => self.equality(&left, &right, span)?,
            Operator::In => self.membership(&left, &right, span)?,
            Operator::Less
            | Operator::LessOrEqual
            | Operator::Greater
            | Operator::GreaterOrEqual => self.order(&left, &right, span)?,
            _ => self.arithmetic(operator, &left, &right, span)?,
        };
        let op = Op::Binary(operator, Box::new(left), Box::new(right));
        Some(Node::new(op, ty, span))
    }

    /// Neither side is `null` or an empty text: comparing with what is empty is always false.
    fn compared(&mut self, sides: [&Node; 2]) -> Option<()> {
        let is_nothing = |node: &&Node| {
            node.constant().is_some_and(|value| match value {
                Value::Text(text) => text.is_empty(),
                value => *value == Value::Empty,
            })
        };
        match sides.into_iter().find(is_nothing) {
            Some(node) => self.fault(node.span, FaultKind::ComparedWithNull),
            None => Some(()),
        }
    }

    fn mismatch<T>(&mut self, left: &Node, right: &Node, span: Span) -> Option<T> {
        let kind = FaultKind::Mismatch { left: left.ty.clone(), right: right.ty.clone() };
        self.fault(span, kind)
    }

    fn equality(&mut self, left: &Node, right: &Node, span: Span) -> Option<Type> {
        self.compared([left, right])?;
        if left.ty.joined(&right.ty).is_none() {
            return self.mismatch(left, right, span);
        }
        if let Some(record) = [left, right].into_iter().find(|side| holds_record(&side.ty)) {
            return self.fault(record.span, FaultKind::NotComparable { ty: record.ty.clone() });
        }
        self.options(left, right)?;
        self.options(right, left)?;
        Some(Type::Bool)
    }

    fn order(&mut self, left: &Node, right: &Node, span: Span) -> Option<Type> {
        self.compared([left, right])?;
        if left.ty.joined(&right.ty).is_none() {
            return self.mismatch(left, right, span);
        }
        match [left, right].into_iter().find(|side| !(ORDERED.1)(&side.ty)) {
            Some(side) => self.fault(side.span, FaultKind::NotComparable { ty: side.ty.clone() }),
            None => Some(Type::Bool),
        }
    }

    fn membership(&mut self, left: &Node, right: &Node, span: Span) -> Option<Type> {
        let item = match &right.ty {
            Type::List(item) => item.as_ref().clone(),
            Type::Any => Type::Any,
            _ => return self.wrong(right, "list"),
        };
        if left.ty.joined(&item).is_none() {
            return self.mismatch(left, right, span);
        }
        if holds_record(&left.ty) {
            return self.fault(left.span, FaultKind::NotComparable { ty: left.ty.clone() });
        }
        self.options(left, right)?;
        self.options(right, left)?;
        Some(Type::Bool)
    }

    /// What is compared with a choice must be one of its options.
    fn options(&mut self, choice: &Node, other: &Node) -> Option<()> {
        let (Some(options), Some(value)) = (&choice.options, other.constant()) else {
            return Some(());
        };
        let ids = match value {
            Value::List(items) => items.as_ref(),
            value => std::slice::from_ref(value),
        };
        for id in ids {
            if let Value::Text(id) = id
                && !options.contains(id)
            {
                let known: Vec<&str> = options.iter().map(AsRef::as_ref).take(12).collect();
                let more = if options.len() > known.len() { ", …" } else { "" };
                let near = nearest(id, options.iter().map(AsRef::as_ref));
                let known = known.join(", ") + more;
                let kind = FaultKind::UnknownOption { id: id.to_string(), near, known };
                return self.fault(other.span, kind);
            }
        }
        Some(())
    }

    fn arithmetic(
        &mut self,
        operator: Operator,
        left: &Node,
        right: &Node,
        span: Span,
    ) -> Option<Type> {
        use Type::{Any, Decimal, Int, Money, Text};
        let ty = match (operator, &left.ty, &right.ty) {
            (Operator::Add, Text, Text | Any) | (Operator::Add, Any, Text) => Text,
            (Operator::Remainder, Int | Any, Int | Any) => Int,
            (_, Int, Int) => Int,
            (_, Int | Decimal, Int | Decimal) if operator != Operator::Remainder => Decimal,
            (Operator::Add | Operator::Subtract, Money, Money) => Money,
            (Operator::Multiply, Money, Int | Decimal) => Money,
            (Operator::Multiply, Int | Decimal, Money) => Money,
            (Operator::Divide, Money, Int | Decimal) => Money,
            (Operator::Divide, Money, Money) => Decimal,
            (_, Any, Int | Decimal | Money | Any) | (_, Int | Decimal | Money, Any)
                if operator != Operator::Remainder =>
            {
                Any
            }
            _ => return self.no_arithmetic(operator, left, right, span),
        };
        Some(ty)
    }

    fn no_arithmetic<T>(
        &mut self,
        operator: Operator,
        left: &Node,
        right: &Node,
        span: Span,
    ) -> Option<T> {
        let wanted = match operator {
            Operator::Add => "addable",
            Operator::Remainder => "int",
            _ => "number_or_money",
        };
        let is_wrong = |node: &&Node| match (operator, &node.ty) {
            (_, Type::Bool | Type::List(_) | Type::Record(_)) => true,
            (Operator::Add, _) => false,
            (Operator::Remainder, ty) => *ty != Type::Int,
            (_, ty) => *ty == Type::Text,
        };
        match [left, right].into_iter().find(is_wrong) {
            Some(node) => self.wrong(node, wanted),
            None => self.mismatch(left, right, span),
        }
    }

    fn call(&mut self, name: &Word, args: &[Expr], span: Span) -> Option<Node> {
        let wanted = Loop::TABLE.iter().find(|(known, _)| *known == name.text.as_ref());
        match (wanted, args) {
            (Some((_, each)), [list, variable, body]) => {
                return self.over_rows(*each, list, variable, body, span);
            }
            (Some((_, Loop::Count)), [_]) => {
                return self.function(Function::Size, name, args, span);
            }
            (Some(_), _) => return self.wrong_count(name),
            (None, _) => {}
        }
        match name.text.as_ref() {
            "date" => self.date(name, args, span),
            "money" => self.money(name, args, span),
            "matches" => self.matches(name, args, span),
            text => match Function::find(text) {
                Some(function) => self.function(function, name, args, span),
                None => {
                    let near = nearest(text, functions::usage().map(|(known, _)| known));
                    let kind = FaultKind::UnknownFunction { name: text.to_owned(), near };
                    self.fault(name.span, kind)
                }
            },
        }
    }

    fn wrong_count<T>(&mut self, name: &Word) -> Option<T> {
        let usage = functions::usage().find(|(known, _)| *known == name.text.as_ref());
        let usage = usage.map_or("", |(_, usage)| usage);
        self.fault(name.span, FaultKind::WrongCount { name: name.text.to_string(), usage })
    }

    fn over_rows(
        &mut self,
        each: Loop,
        list: &Expr,
        variable: &Expr,
        body: &Expr,
        span: Span,
    ) -> Option<Node> {
        let list = self.node(list)?;
        let ExprKind::Name(name) = &variable.kind else {
            return self.fault(variable.span, FaultKind::NotAName);
        };
        let is_taken = self.names.get(&name.text).is_some()
            || name.text.as_ref() == TODAY
            || self.variables.iter().any(|own| own.name == name.text);
        if is_taken {
            return self.fault(name.span, FaultKind::NameTaken(name.text.to_string()));
        }
        let item = match &list.ty {
            Type::List(item) => item.as_ref().clone(),
            Type::Any => Type::Any,
            _ => return self.wrong(&list, "list"),
        };
        let (origin, options) = (list.origin.clone(), list.options.clone());
        self.variables.push(Variable { name: name.text.clone(), ty: item, origin, options });
        let body = if each == Loop::Map { self.node(body) } else { self.bool(body) };
        self.variables.pop();
        let body = body?;
        let (ty, origin, options) = match each {
            Loop::Exists | Loop::All => (Type::Bool, None, None),
            Loop::Count => (Type::Int, None, None),
            Loop::Filter => (list.ty.clone(), list.origin.clone(), list.options.clone()),
            Loop::Map => (Type::list(body.ty.clone()), body.origin.clone(), body.options.clone()),
        };
        let op = Op::Loop(each, Box::new(list), Box::new(body));
        Some(Node { origin, options, ..Node::new(op, ty, span) })
    }

    fn function(
        &mut self,
        function: Function,
        name: &Word,
        args: &[Expr],
        span: Span,
    ) -> Option<Node> {
        let nodes = self.nodes(args)?;
        let types: Vec<Type> = nodes.iter().map(|node| node.ty.clone()).collect();
        let ty = match function.result(&types) {
            Ok(ty) => ty,
            Err(None) => return self.wrong_count(name),
            Err(Some((index, kind))) => {
                let place = nodes.get(index).map_or(name.span, |node| node.span);
                return self.fault(place, kind);
            }
        };
        if function == Function::Euro
            && let Some(value) = nodes[0].constant()
        {
            let Some(cents) = eval::exact_cents(value) else {
                let text = args[0].to_string();
                return self.fault(nodes[0].span, FaultKind::BadMoney(text));
            };
            return Some(Node::new(Op::Constant(Value::Money(cents)), Type::Money, span));
        }
        let keeps = matches!(function, Function::First | Function::Distinct | Function::OrElse);
        let from = nodes.first().filter(|_| keeps);
        let origin = from.and_then(|node| node.origin.clone());
        let options = from.and_then(|node| node.options.clone());
        Some(Node { origin, options, ..Node::new(Op::Call(function, nodes), ty, span) })
    }

    /// The one text a function wants written out.
    fn literal(&mut self, name: &Word, arg: &Expr) -> Option<Arc<str>> {
        match &arg.kind {
            ExprKind::Text(text) => Some(text.clone()),
            _ => self.fault(arg.span, FaultKind::NeedsLiteral { name: name.text.to_string() }),
        }
    }

    fn date(&mut self, name: &Word, args: &[Expr], span: Span) -> Option<Node> {
        let [arg] = args else { return self.wrong_count(name) };
        let text = self.literal(name, arg)?;
        match iso_date(&text) {
            Some(date) => Some(Node::new(Op::Constant(Value::Date(date)), Type::Date, span)),
            None => self.fault(arg.span, FaultKind::BadDate(text.to_string())),
        }
    }

    fn money(&mut self, name: &Word, args: &[Expr], span: Span) -> Option<Node> {
        let [arg] = args else { return self.wrong_count(name) };
        let text = self.literal(name, arg)?;
        let cents = Decimal::from_str_exact(&text).ok();
        match cents.and_then(|amount| eval::exact_cents(&Value::Decimal(amount))) {
            Some(cents) => Some(Node::new(Op::Constant(Value::Money(cents)), Type::Money, span)),
            None => self.fault(arg.span, FaultKind::BadMoney(text.to_string())),
        }
    }

    fn matches(&mut self, name: &Word, args: &[Expr], span: Span) -> Option<Node> {
        let [text, pattern] = args else { return self.wrong_count(name) };
        let node = self.node(text)?;
        if !node.ty.fits(&Type::Text) {
            return self.wrong(&node, "text");
        }
        let written = self.literal(name, pattern)?;
        match RegexBuilder::new(&written).size_limit(PATTERN).build() {
            Ok(regex) => Some(Node::new(Op::Matches(Box::new(node), regex), Type::Bool, span)),
            Err(_) => self.fault(pattern.span, FaultKind::BadPattern(written.to_string())),
        }
    }
}

/// A record, or a list of them: they are not compared whole.
fn holds_record(ty: &Type) -> bool {
    match ty {
        Type::Record(_) => true,
        Type::List(item) => holds_record(item),
        _ => false,
    }
}

/// A date written `2026-01-31` and in no other way.
fn iso_date(text: &str) -> Option<NaiveDate> {
    let is_iso = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    is_iso.then(|| text.parse().ok()).flatten()
}
