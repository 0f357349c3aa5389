//! Says in words why a rule gives what it gives: only the comparisons that decide, with the answers
//! as they are. The words themselves are in `explain::phrases`.

mod phrases;
mod table;

use model::Lang;

pub(crate) use self::table::table;

pub(crate) use self::phrases::{Phrases, joined};
use crate::eval::{Evaluation, is_yes};
use crate::functions::Function;
use crate::node::{Loop, Node, Op};
use crate::tree::Operator;
use crate::value::{Labels, Value};

/// Why a rule gives what it gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    pub holds: bool,
    pub value: Value,
    /// Each a clause without a capital and a stop, to follow «perché»: «Tipo di richiesta» è
    /// «Rinnovo».
    pub reasons: Vec<String>,
    lang: Lang,
}

impl Explanation {
    /// The reasons as one clause: «A» è «B» e «C» ha una risposta.
    #[must_use]
    pub fn sentence(&self) -> String {
        phrases::joined(&self.reasons, self.lang)
    }
}

pub(crate) fn explain(
    node: &Node,
    evaluation: Evaluation<'_>,
    labels: &dyn Labels,
    lang: Lang,
) -> Explanation {
    let phrases = Phrases { labels, lang };
    let mut telling = Telling { evaluation, phrases, reasons: Vec::new() };
    let value = telling.evaluation.value(node);
    telling.tell(node);
    Explanation { holds: is_yes(&value), value, reasons: telling.reasons, lang }
}

struct Telling<'a> {
    evaluation: Evaluation<'a>,
    phrases: Phrases<'a>,
    reasons: Vec<String>,
}

impl Telling<'_> {
    fn say(&mut self, reason: String) {
        if !reason.is_empty() && !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    fn tell(&mut self, node: &Node) {
        match &node.op {
            Op::All(items) => self.tell_items(items, false),
            Op::Any(items) => self.tell_items(items, true),
            Op::Not(inner) => self.tell(inner),
            Op::Choose(parts) => {
                let [condition, yes, no] = parts.as_ref();
                let holds = self.evaluation.holds(condition);
                self.tell(condition);
                self.tell(if holds { yes } else { no });
            }
            Op::Constant(_) => {}
            Op::Binary(Operator::Equal | Operator::NotEqual, left, right)
                if right.constant().is_some_and(|value| matches!(value, Value::Bool(_))) =>
            {
                self.tell(left);
            }
            Op::Binary(operator, left, right) if node.ty == crate::Type::Bool => {
                self.tell_comparison(*operator, left, right);
            }
            Op::Loop(each @ (Loop::Exists | Loop::All), list, body) => {
                self.tell_rows(*each, list, body);
            }
            Op::Call(function @ (Function::IsEmpty | Function::Has), args) => {
                let holds = self.evaluation.holds(node);
                let answered = holds == (*function == Function::Has);
                if let Some(arg) = args.first() {
                    let reason = self.phrases.answered(arg, answered);
                    self.say(reason);
                }
            }
            _ => self.tell_value(node),
        }
    }

    /// Of alternatives, the one that decides if one does; otherwise all of them.
    fn tell_items(&mut self, items: &[Node], deciding: bool) {
        match items.iter().find(|item| self.evaluation.holds(item) == deciding) {
            Some(item) => self.tell(item),
            None => items.iter().for_each(|item| self.tell(item)),
        }
    }

    fn tell_comparison(&mut self, operator: Operator, left: &Node, right: &Node) {
        // What is asked about stands first: `18 <= age` is told as `age >= 18`.
        let is_turned = left.constant().is_some() && right.constant().is_none();
        let turned = match operator {
            Operator::Less => Operator::Greater,
            Operator::LessOrEqual => Operator::GreaterOrEqual,
            Operator::Greater => Operator::Less,
            Operator::GreaterOrEqual => Operator::LessOrEqual,
            other => other,
        };
        let (operator, left, right) = if is_turned && operator != Operator::In {
            (turned, right, left)
        } else {
            (operator, left, right)
        };
        let (one, other) = (self.evaluation.value(left), self.evaluation.value(right));
        let missing = if one == Value::Empty {
            Some(left)
        } else {
            Some(right).filter(|_| other == Value::Empty)
        };
        let reason = match (missing, operator) {
            (Some(node), _) => self.phrases.answered(node, false),
            (None, Operator::In) if right.constant().is_none() => {
                let holds = self.evaluation.holds_between(Operator::In, &one, &other);
                self.phrases.contains(right, left, &one, holds)
            }
            (None, Operator::In) => {
                let holds = self.evaluation.holds_between(Operator::In, &one, &other);
                self.phrases.among(left, &one, &other, holds)
            }
            (None, operator) => {
                let holds = self.evaluation.holds_between(operator, &one, &other);
                self.phrases.compared((left, &one), operator, (right, &other), holds)
            }
        };
        self.say(reason);
    }

    /// The first row that decides, with its own reasons; otherwise that no row does.
    fn tell_rows(&mut self, each: Loop, list: &Node, body: &Node) {
        let wanted = each == Loop::Exists;
        let rows = self.evaluation.value(list);
        let results = self.evaluation.each_row(&rows, body);
        let Some(at) = results.iter().position(|result| is_yes(result) == wanted) else {
            let reason = self.phrases.no_row(list, wanted);
            return self.say(reason);
        };
        let Value::List(items) = rows else { return };
        let before = std::mem::take(&mut self.reasons);
        self.evaluation.open_row(&items[at]);
        self.tell(body);
        self.evaluation.close_row();
        let inside = std::mem::replace(&mut self.reasons, before);
        let reason = self.phrases.row(list, at + 1, &inside);
        self.say(reason);
    }

    /// The value as it is: a yes/no answer, a test of a text, a computed amount.
    fn tell_value(&mut self, node: &Node) {
        let value = self.evaluation.value(node);
        if node.origin.is_some() || node.ty != crate::Type::Bool {
            let reason = self.phrases.is(node, &value);
            return self.say(reason);
        }
        // A test without a name of its own: what it looks at, as it is.
        let mut inside = node.children();
        inside.retain(|child| child.constant().is_none());
        for child in inside {
            let value = self.evaluation.value(child);
            let reason = self.phrases.is(child, &value);
            self.say(reason);
        }
    }
}
