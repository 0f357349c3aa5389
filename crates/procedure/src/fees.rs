//! What is due, from the answers: the sums of a procedure's fees. Payments themselves are facts of
//! the application and come from outside.

use model::{Localized, Money};
use rule::{Bindings, Context, Expect, Names, Rule, Type, Value};

use crate::compile::Compiled;
use crate::document::{Fee, FeeKind, Phase};
use crate::fault::Fault;
use crate::place::Places;

/// The name that guards and letters read for the sum of all fees.
pub const TOTAL: &str = "fees.total";

/// The name that guards and letters read for what is still to be paid.
pub const DUE: &str = "fees.due";

/// One fee that these answers make due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeDue {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub label: Localized,
    /// Above zero.
    pub amount: Money,
    /// When it is due.
    pub phase: Phase,
    /// What it is in law.
    pub kind: FeeKind,
}

/// A fee whose rules are right.
#[derive(Debug, Clone)]
pub(crate) struct CompiledFee {
    fee: Fee,
    amount: Rule,
    when: Option<Rule>,
}

/// The names of the sums.
pub(crate) fn sums() -> [(&'static str, Type); 2] {
    [(TOTAL, Type::Money), (DUE, Type::Money)]
}

/// Adds the sums to the names of a form.
pub(crate) fn with_sums(names: Names) -> Names {
    sums().into_iter().fold(names, |names, (path, ty)| names.with(path, ty))
}

pub(crate) fn compile(
    fees: &[Fee],
    names: &Names,
    places: &Places,
    faults: &mut Vec<Fault>,
) -> Vec<CompiledFee> {
    let mut rule = |text: &str, expect, path: String| match Rule::compile(text, names, expect) {
        Ok(rule) => Some(rule),
        Err(found) => {
            faults.extend(found.into_iter().map(|fault| Fault::of_rule(places, &path, fault)));
            None
        }
    };
    let mut compiled = Vec::new();
    for (index, fee) in fees.iter().enumerate() {
        let expect = Expect::Type(Type::Money);
        let amount = rule(&fee.amount, expect, format!("fees[{index}].amount"));
        let when = fee.when.as_ref();
        let when = when.map(|text| rule(text, Expect::Bool, format!("fees[{index}].when")));
        let (Some(amount), None | Some(Some(_))) = (amount, &when) else { continue };
        compiled.push(CompiledFee { fee: fee.clone(), amount, when: when.flatten() });
    }
    compiled
}

impl Compiled {
    /// The fees that are due for these answers, in the order of the document. A fee whose sum is
    /// nothing, less than nothing or not known is not due.
    #[must_use]
    pub fn fees(&self, answers: &dyn Bindings, context: &Context<'_>) -> Vec<FeeDue> {
        let due = self.fees.iter().filter_map(|CompiledFee { fee, amount, when }| {
            if !when.as_ref().is_none_or(|when| when.holds(answers, context)) {
                return None;
            }
            let Value::Money(cents @ 1..) = amount.eval(answers, context) else { return None };
            Some(FeeDue {
                id: fee.id.clone(),
                label: fee.label.clone(),
                amount: Money(cents),
                phase: fee.phase,
                kind: fee.kind,
            })
        });
        due.collect()
    }

    /// The answers with `fees.total` and `fees.due` over them, as guards and letters read them.
    #[must_use]
    pub fn with_fees<'a>(
        &self,
        answers: &'a dyn Bindings,
        paid: Money,
        context: &Context<'_>,
    ) -> WithFees<'a> {
        let total = self.fees(answers, context).iter().map(|fee| fee.amount).sum();
        WithFees { total, paid, answers }
    }
}

/// Answers with the sums laid over them.
#[derive(Clone, Copy)]
pub struct WithFees<'a> {
    /// All fees together.
    pub total: Money,
    /// What was paid so far.
    pub paid: Money,
    answers: &'a dyn Bindings,
}

impl WithFees<'_> {
    /// What is still to be paid; never less than nothing.
    #[must_use]
    pub fn due(&self) -> Money {
        (self.total - self.paid).max(Money(0))
    }
}

impl Bindings for WithFees<'_> {
    fn get(&self, path: &str) -> Value {
        match path {
            TOTAL => Value::Money(self.total.0),
            DUE => Value::Money(self.due().0),
            _ => self.answers.get(path),
        }
    }
}
