//! Types of the operators of two sides.

use super::Checker;
use crate::diagnostics::{FaultKind, Span, nearest};
use crate::functions::ORDERED;
use crate::node::{Node, Op};
use crate::tree::{Expr, Operator};
use crate::types::Type;
use crate::value::Value;

impl Checker<'_> {
    pub(super) fn binary(
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

    pub(super) fn equality(&mut self, left: &Node, right: &Node, span: Span) -> Option<Type> {
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

    pub(super) fn order(&mut self, left: &Node, right: &Node, span: Span) -> Option<Type> {
        self.compared([left, right])?;
        if left.ty.joined(&right.ty).is_none() {
            return self.mismatch(left, right, span);
        }
        match [left, right].into_iter().find(|side| !(ORDERED.1)(&side.ty)) {
            Some(side) => self.fault(side.span, FaultKind::NotComparable { ty: side.ty.clone() }),
            None => Some(Type::Bool),
        }
    }

    pub(super) fn membership(&mut self, left: &Node, right: &Node, span: Span) -> Option<Type> {
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
}

/// A record, or a list of them: they are not compared whole.
fn holds_record(ty: &Type) -> bool {
    match ty {
        Type::Record(_) => true,
        Type::List(item) => holds_record(item),
        _ => false,
    }
}
