//! A compiled rule: text in, type-checked tree inside, values and explanations out.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use model::Lang;

use crate::check::{self, Checked};
use crate::diagnostics::{Fault, FaultKind, Span};
use crate::eval::{Evaluation, is_yes};
use crate::explain::{self, Explanation};
use crate::node::Node;
use crate::parse;
use crate::tree::{Expr, ExprKind};
use crate::types::{Names, Type};
use crate::value::{Bindings, Context, Labels, Value};

/// What a rule must give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// Whatever it gives; see [`Rule::ty`].
    Any,
    /// Yes or no: a condition.
    Bool,
    /// A value of this type. Whole numbers are taken for decimals and become decimals.
    Type(Type),
}

/// A rule (*regola*) that is well written and well typed. Cheap to clone. Displays as the one text of
/// its tree, whatever spaces and brackets it was written with.
#[derive(Debug, Clone)]
pub struct Rule(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    expr: Expr,
    node: Node,
    ty: Type,
    paths: Vec<Arc<str>>,
}

impl Rule {
    /// Reads and type-checks the text of a rule: at most 4096 bytes and 64 levels.
    ///
    /// # Errors
    /// What is wrong and where; never empty. One fault when the text cannot be read; all of them when
    /// it can and the types are wrong.
    pub fn compile(text: &str, names: &Names, expect: Expect) -> Result<Rule, Vec<Fault>> {
        compile(text, names, expect)
            .map_err(|faults| faults.into_iter().map(|fault| Fault::new(text, fault)).collect())
    }

    /// The type of what it gives.
    #[must_use]
    pub fn ty(&self) -> &Type {
        &self.0.ty
    }

    /// The paths it reads, as it asks the bindings for them, in the order of the text. `today` is not
    /// among them.
    #[must_use]
    pub fn paths(&self) -> &[Arc<str>] {
        &self.0.paths
    }

    /// Its value. Never fails; empty where there is none.
    #[must_use]
    pub fn eval(&self, bindings: &dyn Bindings, context: &Context<'_>) -> Value {
        let value = Evaluation::new(bindings, context).value(&self.0.node);
        match (value, &self.0.ty) {
            (Value::Int(number), Type::Decimal) => Value::Decimal(number.into()),
            (value, _) => value,
        }
    }

    /// It gives yes. Without an answer it does not hold.
    #[must_use]
    pub fn holds(&self, bindings: &dyn Bindings, context: &Context<'_>) -> bool {
        is_yes(&self.eval(bindings, context))
    }

    /// Why it gives what it gives, in words: only what decides.
    #[must_use]
    pub fn explain(
        &self,
        bindings: &dyn Bindings,
        context: &Context<'_>,
        labels: &dyn Labels,
        lang: Lang,
    ) -> Explanation {
        explain::explain(&self.0.node, Evaluation::new(bindings, context), labels, lang)
    }

    pub(crate) fn node(&self) -> &Node {
        &self.0.node
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.expr)
    }
}

/// What a rule speaks of before its types are known: every path as it is written, and each id in it or after a bracket.
/// Nothing of what cannot be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mentions {
    pub paths: BTreeSet<String>,
    pub ids: BTreeSet<String>,
}

impl Mentions {
    /// Adds what the text of a rule speaks of.
    pub fn read(&mut self, text: &str) {
        if let Ok(expr) = parse::parse(text) {
            self.gather(&expr);
        }
    }

    fn gather(&mut self, expr: &Expr) {
        if let Some(path) = path(expr) {
            self.ids.extend(path.split('.').map(str::to_owned));
            self.paths.insert(path);
            return;
        }
        match &expr.kind {
            ExprKind::Select(inner, name) => {
                self.ids.insert(name.text.to_string());
                self.gather(inner);
            }
            ExprKind::Call { receiver, args, .. } => {
                receiver.iter().for_each(|inner| self.gather(inner));
                args.iter().for_each(|inner| self.gather(inner));
            }
            ExprKind::Not(inner) | ExprKind::Negate(inner) => self.gather(inner),
            ExprKind::List(items) | ExprKind::All(items) | ExprKind::Any(items) => {
                items.iter().for_each(|inner| self.gather(inner));
            }
            ExprKind::Binary(_, left, right) => {
                self.gather(left);
                self.gather(right);
            }
            ExprKind::Choose(parts) => parts.iter().for_each(|inner| self.gather(inner)),
            ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Decimal(_)
            | ExprKind::Text(_)
            | ExprKind::Name(_) => {}
        }
    }
}

/// Names joined by dots and nothing else.
fn path(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name.text.to_string()),
        ExprKind::Select(inner, name) => Some(format!("{}.{}", path(inner)?, name.text)),
        _ => None,
    }
}

/// The one text of a rule, types apart: spaces and brackets as they should be.
///
/// # Errors
/// The fault that keeps it from being read.
pub fn format(text: &str) -> Result<String, Fault> {
    parse::parse(text).map(|expr| expr.to_string()).map_err(|fault| Fault::new(text, fault))
}

/// As [`Rule::compile`], with faults that have no line yet.
pub(crate) fn compile(
    text: &str,
    names: &Names,
    expect: Expect,
) -> Result<Rule, Vec<(Span, FaultKind)>> {
    let expr = parse::parse(text).map_err(|fault| vec![fault])?;
    let Checked { node, paths } = check::check(&expr, names)?;
    let ty = match expect {
        Expect::Any => node.ty.clone(),
        Expect::Bool => given(&node, Type::Bool)?,
        Expect::Type(wanted) => given(&node, wanted)?,
    };
    Ok(Rule(Arc::new(Parts { expr, node, ty, paths })))
}

fn given(node: &Node, wanted: Type) -> Result<Type, Vec<(Span, FaultKind)>> {
    if node.ty.fits(&wanted) {
        Ok(wanted)
    } else {
        Err(vec![(node.span, FaultKind::WrongResult { wanted, found: node.ty.clone() })])
    }
}
