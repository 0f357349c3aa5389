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
    pub fee: Fee,
    pub amount: Rule,
    pub when: Option<Rule>,
    pub exempt: Vec<(Rule, Localized)>,
}

/// A fee that these answers would make due, and why it is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exempt {
    /// What it is called.
    pub label: Localized,
    /// Why it is not due.
    pub because: Localized,
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
        let exempt = fee.exempt.iter().enumerate().filter_map(|(at, exemption)| {
            let path = format!("fees[{index}].exempt[{at}].when");
            Some((rule(&exemption.when, Expect::Bool, path)?, exemption.because.clone()))
        });
        let exempt = exempt.collect();
        compiled.push(CompiledFee { fee: fee.clone(), amount, when: when.flatten(), exempt });
    }
    compiled
}

impl CompiledFee {
    /// The sum, if anything would be due.
    fn sum(&self, answers: &dyn Bindings, context: &Context<'_>) -> Option<Money> {
        if !self.when.as_ref().is_none_or(|when| when.holds(answers, context)) {
            return None;
        }
        match self.amount.eval(answers, context) {
            Value::Money(cents @ 1..) => Some(Money(cents)),
            _ => None,
        }
    }

    /// Why it is not due all the same.
    fn exemption(&self, answers: &dyn Bindings, context: &Context<'_>) -> Option<&Localized> {
        let exempt = self.exempt.iter().find(|(when, _)| when.holds(answers, context));
        exempt.map(|(_, because)| because)
    }
}

impl Compiled {
    /// The fees that are due for these answers, in the order of the document. A fee whose sum is
    /// nothing, less than nothing or not known is not due.
    #[must_use]
    pub fn fees(&self, answers: &dyn Bindings, context: &Context<'_>) -> Vec<FeeDue> {
        let due = self.fees.iter().filter_map(|compiled| {
            let amount = compiled.sum(answers, context)?;
            let fee = &compiled.fee;
            compiled.exemption(answers, context).is_none().then(|| FeeDue {
                id: fee.id.clone(),
                label: fee.label.clone(),
                amount,
                phase: fee.phase,
                kind: fee.kind,
            })
        });
        due.collect()
    }

    /// The fees that these answers are exempt from, each with its reason.
    #[must_use]
    pub fn exempt(&self, answers: &dyn Bindings, context: &Context<'_>) -> Vec<Exempt> {
        let exempt = self.fees.iter().filter_map(|fee| {
            fee.sum(answers, context)?;
            let because = fee.exemption(answers, context)?.clone();
            Some(Exempt { label: fee.fee.label.clone(), because })
        });
        exempt.collect()
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
