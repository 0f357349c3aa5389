//! Types of the values that the cells of a decision table compare their column with. They are what
//! a rule `column <= value` would ask for, except that plain numbers are euro where the column is
//! money.

use chrono::NaiveDate;

use super::{Checker, TODAY};
use crate::analyse::EveryDay;
use crate::diagnostics::{FaultKind, Span, TableFaultKind, nearest};
use crate::eval::{self, Evaluation};
use crate::functions::Function;
use crate::node::{Node, Op};
use crate::tree::{Expr, ExprKind, Operator, Word};
use crate::types::{Names, Type};
use crate::value::{Context, Value};

/// Most decimals of an amount: one that is written with more may be a number with a point between
/// thousands.
const PLACES: u32 = 2;

/// The value written as `operand`, which has to be one that `input` can be compared with.
pub(crate) fn operand(
    input: &Node,
    operator: Operator,
    operand: &Expr,
    names: &Names,
) -> Result<Value, Vec<(Span, FaultKind)>> {
    let mut checker =
        Checker { names, variables: Vec::new(), paths: Vec::new(), faults: Vec::new() };
    checker.operand(input, operator, operand).ok_or(checker.faults)
}

impl Checker<'_> {
    fn operand(&mut self, input: &Node, operator: Operator, operand: &Expr) -> Option<Value> {
        if let ExprKind::Name(name) = &operand.kind
            && input.ty == Type::Text
            && name.text.as_ref() != TODAY
            && self.names.get(&name.text).is_none()
        {
            return self.bare(input, name);
        }
        let node = self.node(operand)?;
        if let Some(name) = not_written(&node) {
            return self.fault(node.span, FaultKind::Table(TableFaultKind::NotWritten { name }));
        }
        let context = Context { today: NaiveDate::default(), calendar: &EveryDay };
        let value = Evaluation::new(&std::collections::BTreeMap::new(), &context).value(&node);
        if value == Value::Empty && node.ty != Type::Any {
            return self.fault(node.span, FaultKind::Table(TableFaultKind::NoValue));
        }
        let node = Node { op: Op::Constant(value), ..node };
        let node = if input.ty == Type::Money { self.euro(node, operand)? } else { node };
        // The column as if it stood in the cell, so that faults are placed there.
        let column = Node::new(Op::Variable(0), input.ty.clone(), node.span);
        let column = &Node { options: input.options.clone(), ..column };
        match operator {
            Operator::In => self.membership(column, &node, node.span)?,
            Operator::Equal | Operator::NotEqual => self.equality(column, &node, node.span)?,
            _ => self.order(column, &node, node.span)?,
        };
        node.constant().cloned()
    }

    /// A word without quotes where a text is wanted.
    fn bare<T>(&mut self, input: &Node, name: &Word) -> Option<T> {
        let text = name.text.to_string();
        let options = input.options.as_deref().unwrap_or_default();
        let near = nearest(&text, options.iter().map(AsRef::as_ref)).filter(|near| *near != text);
        let kind = TableFaultKind::BareText { name: text, near };
        self.fault(name.span, FaultKind::Table(kind))
    }

    /// Numbers taken for euro; anything else as it is.
    fn euro(&mut self, node: Node, written: &Expr) -> Option<Node> {
        let amount = |value: &Value| match value {
            Value::Decimal(number) if number.scale() > PLACES => None,
            Value::Int(_) | Value::Decimal(_) => eval::exact_cents(value).map(Value::Money),
            other => Some(other.clone()),
        };
        let (value, ty) = match (node.constant(), &node.ty) {
            (Some(value), Type::Int | Type::Decimal) => (amount(value), Type::Money),
            (Some(Value::List(items)), Type::List(item))
                if matches!(**item, Type::Int | Type::Decimal) =>
            {
                let items: Option<Vec<Value>> = items.iter().map(amount).collect();
                (items.map(Value::list), Type::list(Type::Money))
            }
            _ => return Some(node),
        };
        let Some(value) = value else {
            return self.fault(node.span, FaultKind::BadMoney(written.to_string()));
        };
        Some(Node { op: Op::Constant(value), ty, ..node })
    }
}

/// What keeps a value from being known before anybody answers, if something does.
fn not_written(node: &Node) -> Option<String> {
    match &node.op {
        Op::Path(path) => Some(path.to_string()),
        Op::Today => Some(TODAY.to_owned()),
        Op::Call(Function::WorkingDaysBetween, _) => Some("working_days_between".to_owned()),
        Op::Call(Function::AddWorkingDays, _) => Some("add_working_days".to_owned()),
        _ => node.children().into_iter().find_map(not_written),
    }
}
