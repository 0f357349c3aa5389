//! What computes an answer, a rule or a table, and how far numbers can go, so that tables need no rows beyond.

use rule::{Expect, Names, Table, TablePart, Type, Value};

use super::{Work, rule_fault};
use crate::compiled::Computation;
use crate::definition::{Bound, Field, Kind};
use crate::faults::FaultKind;
use crate::kinds::{self, Holds};

impl Work<'_> {
    pub(super) fn computed(
        &mut self,
        index: usize,
        names: &Names,
        document: &str,
    ) -> Option<Computation> {
        let def = &self.opened[index].def;
        let (value, table) = (def.value.clone(), def.table.clone());
        if value.is_none() && table.is_none() {
            return None;
        }
        let key = if value.is_some() { "value" } else { "table" };
        let path = format!("{document}.{key}");
        let expect = match &self.types[index] {
            Some(Type::Any | Type::List(_) | Type::Record(_)) => {
                self.faults.push(FaultKind::UntypedValue.at(path));
                return None;
            }
            Some(ty) => Expect::Type(ty.clone()),
            None => Expect::Any,
        };
        if let Some(text) = value {
            return self.rule(&text, names, expect, &path).map(Computation::Rule);
        }
        match Table::compile(&(&table?).into(), names, &expect) {
            Ok(table) => Some(Computation::Table(table)),
            Err(faults) => {
                let place = |part| match part {
                    TablePart::Whole => path.clone(),
                    TablePart::Input(n) => format!("{path}.inputs[{n}]"),
                    TablePart::Row(row) => format!("{path}.rows[{row}]"),
                    TablePart::Cell { row, input } => format!("{path}.rows[{row}].when[{input}]"),
                    TablePart::Then(row) => format!("{path}.rows[{row}].then"),
                    TablePart::Otherwise => format!("{path}.otherwise"),
                };
                let faults = faults.into_iter();
                self.faults.extend(faults.map(|found| rule_fault(&place(found.part), found.fault)));
                None
            }
        }
    }
}

/// The least and the most that a number of this field can be, where the form or the kind says so.
pub(super) fn range(def: &Field) -> (Option<Value>, Option<Value>) {
    let own = match def.kind {
        Kind::Percentage => (Some(0), Some(100)),
        Kind::Area | Kind::Quantity => (Some(0), None),
        Kind::Year => (Some(kinds::FIRST_YEAR), Some(kinds::LAST_YEAR)),
        _ => (None, None),
    };
    let value = |number: i64| match def.kind.traits().holds {
        Holds::Money => Value::Money(number.saturating_mul(100)),
        Holds::Decimal => Value::Decimal(number.into()),
        _ => Value::Int(number),
    };
    let said = |bound: &Option<Bound>| match bound {
        Some(Bound::Number(number)) => Some(*number),
        _ => None,
    };
    (said(&def.min).or(own.0).map(value), said(&def.max).or(own.1).map(value))
}
