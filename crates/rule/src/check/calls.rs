//! Types of calls: functions, loops over rows, and the literals that are written as calls.

use std::sync::Arc;

use chrono::NaiveDate;
use regex::RegexBuilder;
use rust_decimal::Decimal;

use super::{Checker, TODAY, Variable};
use crate::diagnostics::{FaultKind, Span, nearest};
use crate::eval;
use crate::functions::{self, Function};
use crate::node::{Loop, Node, Op};
use crate::tree::{Expr, ExprKind, Word};
use crate::types::Type;
use crate::value::Value;

/// Largest compiled regular expression, in bytes.
const PATTERN: usize = 1 << 18;

impl Checker<'_> {
    pub(super) fn call(&mut self, name: &Word, args: &[Expr], span: Span) -> Option<Node> {
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
/// A date written `2026-01-31` and in no other way.
fn iso_date(text: &str) -> Option<NaiveDate> {
    let is_iso = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    is_iso.then(|| text.parse().ok()).flatten()
}
