//! One answer by itself: from the texts typed to a value, and what is wrong with it. What it means
//! beside other answers is in `run`.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use model::{Lang, Localized};
use rule::{Bindings, Context, Value};
use rust_decimal::Decimal;

use crate::compiled::{Attachment, BIRTH_PLACES, CompiledField, Limit, Offer};
use crate::definition::Kind;
use crate::facts::{FileFact, FileState};
use crate::kinds::{self, Reading, Shape};
use crate::messages::ProblemKind;

/// Entries of a register that are told when none is meant.
const NEAR: usize = 4;

/// What was typed at one field.
pub struct Typed<'a> {
    pub field: &'a CompiledField,
    pub texts: &'a [String],
    pub today: NaiveDate,
    pub files: &'a BTreeMap<String, FileFact>,
    /// The plate is declared foreign.
    pub is_foreign: bool,
    /// A source answered it that alone can correct it.
    pub is_given: bool,
}

impl Typed<'_> {
    /// The value, empty if there is none or it is wrong, and what is wrong. `offered` says whether
    /// the choice at that position is offered now.
    pub fn read(&self, offered: &dyn Fn(usize) -> bool) -> (Value, Vec<ProblemKind>) {
        let kind = self.field.kind();
        let read = match kind.shape() {
            Shape::Choices => self.choices(offered),
            Shape::Files => return self.attached(),
            Shape::Single if kind.is_box() => {
                return (Value::Bool(is_ticked(self.texts)), Vec::new());
            }
            Shape::Single => self.single(offered),
            Shape::Rows | Shape::Composite | Shape::Prose => Ok(Value::Empty),
        };
        match read {
            Ok(value) => (value, Vec::new()),
            Err(problem) => (Value::Empty, vec![problem]),
        }
    }

    fn single(&self, offered: &dyn Fn(usize) -> bool) -> Result<Value, ProblemKind> {
        let Some(text) = self.texts.iter().map(|text| text.trim()).find(|text| !text.is_empty())
        else {
            return Ok(Value::Empty);
        };
        let kind = match self.field.kind() {
            // Who cannot change a name is not told how to write it.
            Kind::Name if self.is_given => Kind::Line,
            kind => kind,
        };
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let max = self.field.def.max_length.unwrap_or(kind.traits().length);
        if length > max {
            return Err(ProblemKind::TooLong { max, length });
        }
        if kind == Kind::OneOf {
            return match self.choice(text, offered) {
                Ok(offer) => Ok(text_value(offer.id)),
                Err(_) if self.field.def.free => self.free(text),
                Err(problem) => Err(problem),
            };
        }
        let def = &self.field.def;
        let is_past = def.autocomplete.as_deref() == Some("bday") || def.id == "birth_date";
        let reading = Reading { today: self.today, is_past, is_foreign: self.is_foreign };
        let value = kinds::read(kind, text, &reading)
            .map_err(|flaw| ProblemKind::Malformed { kind, flaw })?;
        match (&self.field.pattern, &value) {
            (Some(pattern), Value::Text(text)) if !pattern.is_match(text) => {
                // A code in capitals is written in small letters too.
                let upper = text.to_uppercase();
                match pattern.is_match(&upper) {
                    true => Ok(text_value(&upper)),
                    false => Err(ProblemKind::Pattern {
                        example: def.example.clone().unwrap_or_default(),
                    }),
                }
            }
            (_, Value::Text(text)) if text.is_empty() => Ok(Value::Empty),
            _ => Ok(value),
        }
    }

    /// What is written of one's own where the register does not have it: a town is called by letters.
    fn free(&self, text: &str) -> Result<Value, ProblemKind> {
        let register = self.field.choices.register.as_ref();
        let is_place = register.is_some_and(|(name, _)| BIRTH_PLACES.contains(&name.as_str()));
        let kind = if is_place && !self.is_given { Kind::Name } else { Kind::Line };
        let reading = Reading { today: self.today, is_past: false, is_foreign: false };
        kinds::read(kind, text, &reading).map_err(|flaw| ProblemKind::Malformed { kind, flaw })
    }

    /// The offered choice that a text names, or those of a register that it may have meant.
    fn choice(
        &self,
        text: &str,
        offered: &dyn Fn(usize) -> bool,
    ) -> Result<Offer<'_>, ProblemKind> {
        let choices = &self.field.choices;
        match (choices.named(text, self.today), &choices.register) {
            (Some(offer), _) if offered(offer.at) => Ok(offer),
            (_, Some((_, register))) => {
                let near = register.search(text, self.today, NEAR);
                let near = near.into_iter().map(|entry| entry.label.clone()).collect();
                Err(ProblemKind::NotInRegister { near })
            }
            _ => Err(ProblemKind::NotAChoice),
        }
    }

    /// Several choices: in the order of preference, or in that of the form whatever order they were ticked in.
    fn choices(&self, offered: &dyn Fn(usize) -> bool) -> Result<Value, ProblemKind> {
        let is_ranked = self.field.kind() == Kind::Ranked;
        let mut chosen: Vec<Offer<'_>> = Vec::new();
        for text in self.texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
            let offer = self.choice(text, offered)?;
            if !chosen.iter().any(|other| other.at == offer.at) {
                chosen.push(offer);
            } else if is_ranked {
                return Err(ProblemKind::RankedTwice { label: offer.label.clone() });
            }
        }
        if !is_ranked {
            chosen.sort_unstable_by_key(|offer| offer.at);
        }
        let ids: Vec<Value> = chosen.into_iter().map(|offer| text_value(offer.id)).collect();
        Ok(if ids.is_empty() { Value::Empty } else { Value::List(ids.into()) })
    }

    fn attached(&self) -> (Value, Vec<ProblemKind>) {
        let takes = self.field.attachment();
        let mut ids: Vec<&str> = Vec::new();
        let mut wrong = Vec::new();
        let mut count: u32 = 0;
        for id in self.texts.iter().map(|id| id.trim()).filter(|id| !id.is_empty()) {
            if ids.contains(&id) {
                continue;
            }
            count = count.saturating_add(1);
            match self.files.get(id) {
                None => wrong.push(ProblemKind::FileGone),
                Some(file) => {
                    let problem = about(file, self.field.kind(), &takes);
                    if !matches!(
                        problem,
                        Some(
                            ProblemKind::FileRefused { .. }
                                | ProblemKind::FileType { .. }
                                | ProblemKind::FileUnsigned { .. }
                        )
                    ) {
                        ids.push(id);
                    }
                    wrong.extend(problem);
                }
            }
        }
        let (min, max) = (takes.min_files, takes.max_files);
        if !ids.is_empty() && count < min {
            wrong.push(ProblemKind::TooFewFiles { min });
        }
        if count > max {
            wrong.push(ProblemKind::TooManyFiles { max });
        }
        if ids.is_empty() {
            return (Value::Empty, wrong);
        }
        let ids: Vec<Value> = ids.into_iter().map(|id| Value::Text(Arc::from(id))).collect();
        (Value::List(ids.into()), wrong)
    }
}

fn text_value(text: &str) -> Value {
    Value::Text(Arc::from(text))
}

/// What is wrong with one file.
fn about(file: &FileFact, kind: Kind, takes: &Attachment) -> Option<ProblemKind> {
    let name = file.name.clone();
    let is_taken = || takes.types.iter().any(|kind| kind.media_type() == file.media_type);
    match &file.state {
        FileState::Refused(reason) => {
            Some(ProblemKind::FileRefused { name, reason: reason.clone() })
        }
        _ if file.size > u64::from(takes.max_mb) * 1_000_000 => {
            Some(ProblemKind::FileTooLarge { name, max_mb: takes.max_mb })
        }
        FileState::Receiving => Some(ProblemKind::FileChecking { name }),
        // Whoever goes on need not wait: nobody opens it before it is ready.
        FileState::Checking | FileState::Ready if !is_taken() => {
            Some(ProblemKind::FileType { name, types: takes.types.clone() })
        }
        FileState::Checking | FileState::Ready
            if kind == Kind::SignedDocument && !file.is_signed =>
        {
            Some(ProblemKind::FileUnsigned { name })
        }
        FileState::Checking | FileState::Ready => None,
    }
}

/// The box is ticked.
pub fn is_ticked(texts: &[String]) -> bool {
    // A page posts an empty text before the box's own, so that unticking is seen: the last counts.
    let reading = Reading { today: NaiveDate::MIN, is_past: false, is_foreign: false };
    texts.last().is_some_and(|text| {
        matches!(kinds::read(Kind::Accept, text.trim(), &reading), Ok(Value::Bool(true)))
    })
}

/// There is no answer: nothing typed, or a box that is not ticked.
pub fn is_missing(kind: Kind, value: &Value) -> bool {
    matches!(value, Value::Empty) || (kind.is_box() && matches!(value, Value::Bool(false)))
}

/// The bound as a value of the kind.
pub fn limit(limit: &Limit, kind: Kind, names: &dyn Bindings, context: &Context<'_>) -> Value {
    match limit {
        Limit::Number(number) if kind == Kind::Money => Value::Money(number.saturating_mul(100)),
        Limit::Number(number) => Value::Int(*number),
        Limit::Given(rule) => rule.eval(names, context),
    }
}

/// What is wrong with a right value that goes beyond the bounds of its field.
pub fn bounds(
    field: &CompiledField,
    value: &Value,
    names: &dyn Bindings,
    context: &Context<'_>,
) -> Vec<ProblemKind> {
    let kind = field.kind();
    let bound = |at: &Option<Limit>| at.as_ref().map(|at| limit(at, kind, names, context));
    let (min, max) = (bound(&field.min), bound(&field.max));
    let number = |value: &Option<Value>| value.as_ref().and_then(number);
    let (least, greatest) = (number(&min), number(&max));
    if let Value::List(list) = value {
        let count = u32::try_from(list.len()).unwrap_or(u32::MAX);
        let whole = |at: Option<Decimal>| at.and_then(|at| u32::try_from(at).ok());
        let few = whole(least).filter(|min| count < *min);
        let many = whole(greatest).filter(|max| count > *max);
        return few
            .map(|min| ProblemKind::TooFewChoices { min })
            .into_iter()
            .chain(many.map(|max| ProblemKind::TooManyChoices { max }))
            .collect();
    }
    let Some(found) = self::number(value) else { return Vec::new() };
    let few = least.filter(|least| found < *least).and(min);
    let many = greatest.filter(|greatest| found > *greatest).and(max);
    few.map(|min| ProblemKind::TooSmall { min: written(&min) })
        .into_iter()
        .chain(many.map(|max| ProblemKind::TooLarge { max: written(&max) }))
        .collect()
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Int(number) => Some(Decimal::from(*number)),
        Value::Money(cents) => Some(Decimal::from(*cents)),
        Value::Decimal(number) => Some(*number),
        _ => None,
    }
}

/// A number as each language writes it.
fn written(value: &Value) -> Localized {
    Lang::ALL.into_iter().map(|lang| (lang, crate::show::number(value, lang))).collect()
}
