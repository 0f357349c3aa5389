//! Writes a tree as the one text of a rule: one space around operators, brackets only where needed,
//! double quotes. Reading it back gives the same tree.

use std::fmt::{self, Display, Formatter};

use crate::tree::{Expr, ExprKind, binding};

/// How tightly what is written binds.
fn strength(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::Choose(_) => binding::CHOOSE,
        ExprKind::Any(_) => binding::ANY,
        ExprKind::All(_) => binding::ALL,
        ExprKind::Binary(operator, ..) => operator.binding(),
        ExprKind::Not(_) | ExprKind::Negate(_) => binding::UNARY,
        _ => binding::MEMBER,
    }
}

/// An expression where one that binds at least as tightly as the number stands without brackets.
struct Within<'a>(&'a Expr, u8);

impl Display for Within<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if strength(self.0) < self.1 { write!(f, "({})", self.0) } else { write!(f, "{}", self.0) }
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExprKind::Null => f.write_str("null"),
            ExprKind::Bool(yes) => write!(f, "{yes}"),
            ExprKind::Int(number) => write!(f, "{number}"),
            ExprKind::Decimal(number) => write!(f, "{number}"),
            ExprKind::Text(text) => quoted(f, text),
            ExprKind::Name(name) => f.write_str(&name.text),
            ExprKind::Select(inner, name) => {
                write!(f, "{}.{}", Within(inner, binding::MEMBER), name.text)
            }
            ExprKind::List(items) => {
                f.write_str("[")?;
                separated(f, items, ", ", binding::CHOOSE)?;
                f.write_str("]")
            }
            ExprKind::Call { receiver, name, args } => {
                if let Some(receiver) = receiver {
                    write!(f, "{}.", Within(receiver, binding::MEMBER))?;
                }
                write!(f, "{}(", name.text)?;
                separated(f, args, ", ", binding::CHOOSE)?;
                f.write_str(")")
            }
            ExprKind::Not(inner) => write!(f, "!{}", Within(inner, binding::UNARY)),
            ExprKind::Negate(inner) => write!(f, "-{}", Within(inner, binding::UNARY)),
            ExprKind::All(items) => separated(f, items, " && ", binding::ALL + 1),
            ExprKind::Any(items) => separated(f, items, " || ", binding::ANY + 1),
            ExprKind::Binary(operator, left, right) => {
                let own = operator.binding();
                // Relations do not chain, the others chain to the left.
                let left_least = if own == binding::RELATION { own + 1 } else { own };
                let (left, right) = (Within(left, left_least), Within(right, own + 1));
                write!(f, "{left} {} {right}", operator.mark())
            }
            ExprKind::Choose(parts) => {
                let [condition, yes, no] = parts.as_ref();
                let (condition, yes) = (Within(condition, binding::ANY), Within(yes, binding::ANY));
                write!(f, "{condition} ? {yes} : {no}")
            }
        }
    }
}

fn separated(f: &mut Formatter<'_>, items: &[Expr], mark: &str, least: u8) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            f.write_str(mark)?;
        }
        write!(f, "{}", Within(item, least))?;
    }
    Ok(())
}

fn quoted(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\t' => f.write_str("\\t")?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}
