//! The words of explanations, in Italian and English. They live beside the language, as its
//! diagnostics do; labels of fields and options come from outside.

use chrono::NaiveDate;
use model::{Lang, Money, dates};
use rust_decimal::Decimal;

use crate::functions::Function;
use crate::node::{Node, Op};
use crate::tree::Operator;
use crate::value::{Labels, Value};

/// Reasons as one clause.
pub(crate) fn joined(reasons: &[String], lang: Lang) -> String {
    let and = pick(lang, " e ", " and ");
    match reasons {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{}{and}{last}", most.join(", ")),
    }
}

fn pick<'a>(lang: Lang, it: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::It => it,
        Lang::En => en,
    }
}

pub(crate) struct Phrases<'a> {
    pub labels: &'a dyn Labels,
    pub lang: Lang,
}

impl Phrases<'_> {
    pub fn pick<'a>(&self, it: &'a str, en: &'a str) -> &'a str {
        pick(self.lang, it, en)
    }

    fn quoted(&self, text: &str) -> String {
        let (open, close) = (self.pick("«", "“"), self.pick("»", "”"));
        format!("{open}{text}{close}")
    }

    /// What a node is, as a noun.
    pub fn noun(&self, node: &Node) -> String {
        if let Some(path) = &node.origin
            && !matches!(node.op, Op::Call(..) | Op::Loop(..))
        {
            return self.label(path);
        }
        match &node.op {
            Op::Today => self.pick("oggi", "today").to_owned(),
            Op::Constant(value) => self.value(node, value),
            Op::Call(function, args) => self.call_noun(*function, args),
            _ => self.computed(node),
        }
    }

    fn label(&self, path: &str) -> String {
        match self.labels.label(path) {
            Some(label) => self.quoted(&label),
            None => self.quoted(path),
        }
    }

    fn call_noun(&self, function: Function, args: &[Node]) -> String {
        let (Some(first), second) = (args.first(), args.get(1)) else { return String::new() };
        let one = || self.noun(first);
        let other = || second.map(|node| self.noun(node)).unwrap_or_default();
        let (it, en) = match function {
            Function::Size if first.ty == crate::Type::Text => ("la lunghezza di", "the length of"),
            Function::Size => ("il numero di righe di", "the number of rows of"),
            Function::Sum => ("la somma di", "the sum of"),
            Function::Min => ("il più piccolo di", "the least of"),
            Function::Max => ("il più grande di", "the greatest of"),
            Function::Year => ("l'anno di", "the year of"),
            Function::Month => ("il mese di", "the month of"),
            Function::Day => ("il giorno di", "the day of"),
            Function::Lower
            | Function::Upper
            | Function::Trim
            | Function::OrElse
            | Function::Text => return one(),
            Function::AgeOn => {
                let (of, on) =
                    (self.pick("l'età secondo", "the age by"), self.pick("il giorno", "on"));
                return match second.map(|node| &node.op) {
                    Some(Op::Today) | None => format!("{of} {}", one()),
                    Some(_) => format!("{of} {} {on} {}", one(), other()),
                };
            }
            Function::DaysBetween
            | Function::MonthsBetween
            | Function::YearsBetween
            | Function::WorkingDaysBetween => {
                let time = match function {
                    Function::DaysBetween => self.pick("giorni", "days"),
                    Function::MonthsBetween => self.pick("mesi compiuti", "completed months"),
                    Function::YearsBetween => self.pick("anni compiuti", "completed years"),
                    _ => self.pick("giorni lavorativi", "working days"),
                };
                let (from, to) = (self.pick("da", "from"), self.pick("a", "to"));
                let number = self.pick("il numero di", "the number of");
                return format!("{number} {time} {from} {} {to} {}", one(), other());
            }
            _ => {
                let names: Vec<String> = args.iter().flat_map(|arg| self.names(arg)).collect();
                return self.computed_from(&names);
            }
        };
        format!("{} {}", self.pick(it, en), one())
    }

    fn computed(&self, node: &Node) -> String {
        self.computed_from(&self.names(node))
    }

    fn computed_from(&self, names: &[String]) -> String {
        let result = self.pick("il risultato", "the result");
        if names.is_empty() {
            return result.to_owned();
        }
        let from = self.pick("calcolato da", "computed from");
        format!("{result} {from} {}", joined(names, self.lang))
    }

    /// Labels of all that is read inside a node, each once.
    fn names(&self, node: &Node) -> Vec<String> {
        let mut names = Vec::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            match (&node.origin, &node.op) {
                (Some(path), Op::Path(_) | Op::Select(..) | Op::Variable(_)) => {
                    let label = self.label(path);
                    if !names.contains(&label) {
                        names.push(label);
                    }
                }
                _ => open.extend(node.children().into_iter().rev()),
            }
        }
        names
    }

    /// A value as people write it: options by their label.
    pub fn value(&self, node: &Node, value: &Value) -> String {
        let text = match value {
            Value::Empty => return self.pick("vuoto", "empty").to_owned(),
            Value::Bool(true) => return self.pick("sì", "yes").to_owned(),
            Value::Bool(false) => return "no".to_owned(),
            Value::Int(number) => return number.to_string(),
            Value::Decimal(number) => return self.decimal(*number),
            Value::Money(cents) => return self.money(*cents),
            Value::Date(date) => return self.date(*date),
            Value::List(items) => {
                let items: Vec<String> = items.iter().map(|item| self.value(node, item)).collect();
                return if items.is_empty() {
                    self.pick("vuoto", "empty").to_owned()
                } else {
                    joined(&items, self.lang)
                };
            }
            Value::Record(_) => return self.pick("compilato", "filled in").to_owned(),
            Value::Text(text) => text,
        };
        let option = node.origin.as_ref().and_then(|path| self.labels.option(path, text));
        self.quoted(option.as_deref().unwrap_or(text))
    }

    fn decimal(&self, number: Decimal) -> String {
        number.normalize().to_string().replace('.', self.pick(",", "."))
    }

    fn money(&self, cents: i64) -> String {
        match self.lang {
            Lang::It => format!("{} €", Money(cents).amount()),
            Lang::En => format!("€{}", Money(cents).amount_en()),
        }
    }

    fn date(&self, date: NaiveDate) -> String {
        dates::long(date, self.lang)
    }

    /// «Età» è 17.
    pub fn is(&self, node: &Node, value: &Value) -> String {
        if *value == Value::Empty {
            return self.answered(node, false);
        }
        format!("{} {} {}", self.noun(node), self.pick("è", "is"), self.value(node, value))
    }

    /// «Targa» ha una risposta, non ha risposta.
    pub fn answered(&self, node: &Node, is_answered: bool) -> String {
        let is_question = node.origin.is_some();
        let what = match (is_question, is_answered) {
            (true, true) => self.pick("ha una risposta", "is answered"),
            (true, false) => self.pick("non ha risposta", "is not answered"),
            (false, true) => self.pick("ha un valore", "has a value"),
            (false, false) => self.pick("non ha un valore", "has no value"),
        };
        format!("{} {what}", self.noun(node))
    }

    /// «Zone» comprende «Centro».
    pub fn contains(&self, list: &Node, item: &Node, value: &Value, holds: bool) -> String {
        let verb = if holds {
            self.pick("comprende", "includes")
        } else {
            self.pick("non comprende", "does not include")
        };
        let labelled = if item.origin.is_some() { item } else { list };
        format!("{} {verb} {}", self.noun(list), self.value(labelled, value))
    }

    /// «Tipo» è «Nuovo», che non è tra «Rinnovo» e «Duplicato».
    pub fn among(&self, node: &Node, value: &Value, list: &Value, holds: bool) -> String {
        let is = self.is(node, value);
        if holds || node.constant().is_some() {
            return is;
        }
        let not = self.pick("che non è tra", "which is not among");
        format!("{is}, {not} {}", self.value(node, list))
    }

    /// «Reddito» è 12.000,00 €, più di 10.000,00 €.
    pub fn compared(
        &self,
        (left, one): (&Node, &Value),
        operator: Operator,
        (right, other): (&Node, &Value),
        holds: bool,
    ) -> String {
        let is = self.is(left, one);
        let labelled = if right.origin.is_some() { right } else { left };
        let mut against = self.value(labelled, other);
        if right.constant().is_none() {
            against = match right.op {
                Op::Today => self.pick("oggi", "today").to_owned(),
                _ => format!("{} ({against})", self.noun(right)),
            };
        }
        let is_same = holds == (operator == Operator::Equal);
        match operator {
            Operator::Equal | Operator::NotEqual if is_same && right.constant().is_some() => is,
            Operator::Equal | Operator::NotEqual if is_same => {
                format!("{is}, {} {against}", self.pick("come", "the same as"))
            }
            Operator::Equal | Operator::NotEqual => {
                format!("{is}, {} {against}", self.pick("non", "not"))
            }
            _ => {
                let not = if holds { "" } else { self.pick("non ", "not ") };
                format!("{is}, {not}{} {against}", self.degree(operator, one))
            }
        }
    }

    /// «ISEE» è 8.000,00 €, da 7.500,01 € a 12.000,00 €.
    pub fn ranged(
        &self,
        node: &Node,
        value: &Value,
        (from, to): (&Value, &Value),
        leaves_end: bool,
    ) -> String {
        let is = self.is(node, value);
        let (start, end) = match (from, leaves_end) {
            (Value::Date(_), false) => (("a partire da", "from"), ("ed entro", "and by")),
            (Value::Date(_), true) => (("a partire da", "from"), ("e prima di", "and before")),
            (_, false) => (("da", "from"), ("a", "to")),
            (_, true) => (("da", "from"), ("a meno di", "to less than")),
        };
        let (start, end) = (self.pick(start.0, start.1), self.pick(end.0, end.1));
        format!("{is}, {start} {} {end} {}", self.value(node, from), self.value(node, to))
    }

    fn degree(&self, operator: Operator, value: &Value) -> &'static str {
        let is_date = matches!(value, Value::Date(_));
        let (it, en) = match (operator, is_date) {
            (Operator::Less, true) => ("prima di", "before"),
            (Operator::LessOrEqual, true) => ("entro", "by"),
            (Operator::Greater, true) => ("dopo", "after"),
            (Operator::GreaterOrEqual, true) => ("a partire da", "from"),
            (Operator::Less, false) => ("meno di", "less than"),
            (Operator::LessOrEqual, false) => ("al massimo", "at most"),
            (Operator::Greater, false) => ("più di", "more than"),
            _ => ("almeno", "at least"),
        };
        pick(self.lang, it, en)
    }

    /// nessuna riga di «Veicoli» soddisfa la condizione; ogni riga la soddisfa.
    pub fn no_row(&self, list: &Node, wanted: bool) -> String {
        let (it, en) = if wanted {
            (("nessuna riga di", "soddisfa la condizione"), ("no row of", "meets the condition"))
        } else {
            (("ogni riga di", "soddisfa la condizione"), ("every row of", "meets the condition"))
        };
        let (before, after) = match self.lang {
            Lang::It => it,
            Lang::En => en,
        };
        format!("{before} {} {after}", self.noun(list))
    }

    /// nella riga 2 di «Veicoli» «Targa» è «AB123CD».
    pub fn row(&self, list: &Node, number: usize, reasons: &[String]) -> String {
        let (row, of) = (self.pick("nella riga", "in row"), self.pick("di", "of"));
        format!("{row} {number} {of} {} {}", self.noun(list), joined(reasons, self.lang))
    }
}
