//! The closed set of functions: names, use, types. What they compute is in `eval`.

use crate::diagnostics::FaultKind;
use crate::types::Type;

/// A function of the language that takes values. Those that go over rows are `node::Loop`; `date`,
/// `money` and `matches` take a literal and are resolved by the checker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Size,
    IsEmpty,
    Has,
    OrElse,
    Sum,
    Min,
    Max,
    First,
    Distinct,
    Contains,
    StartsWith,
    EndsWith,
    Lower,
    Upper,
    Trim,
    Join,
    Text,
    AgeOn,
    DaysBetween,
    MonthsBetween,
    YearsBetween,
    AddDays,
    AddMonths,
    AddYears,
    Year,
    Month,
    Day,
    Weekday,
    WorkingDaysBetween,
    AddWorkingDays,
    Round,
    Floor,
    Ceil,
    Abs,
    Euro,
}

use Function as F;

/// Name, function, how it is used.
const TABLE: [(&str, Function, &str); 35] = [
    ("size", F::Size, "size(list), size(text)"),
    ("is_empty", F::IsEmpty, "is_empty(value)"),
    ("has", F::Has, "has(value)"),
    ("or_else", F::OrElse, "or_else(value, other)"),
    ("sum", F::Sum, "sum(list)"),
    ("min", F::Min, "min(list), min(a, b)"),
    ("max", F::Max, "max(list), max(a, b)"),
    ("first", F::First, "first(list)"),
    ("distinct", F::Distinct, "distinct(list)"),
    ("contains", F::Contains, "text.contains(part)"),
    ("startsWith", F::StartsWith, "text.startsWith(part)"),
    ("endsWith", F::EndsWith, "text.endsWith(part)"),
    ("lower", F::Lower, "lower(text)"),
    ("upper", F::Upper, "upper(text)"),
    ("trim", F::Trim, "trim(text)"),
    ("join", F::Join, "join(list, separator)"),
    ("text", F::Text, "text(value)"),
    ("age_on", F::AgeOn, "age_on(birth, day)"),
    ("days_between", F::DaysBetween, "days_between(from, to)"),
    ("months_between", F::MonthsBetween, "months_between(from, to)"),
    ("years_between", F::YearsBetween, "years_between(from, to)"),
    ("add_days", F::AddDays, "add_days(date, days)"),
    ("add_months", F::AddMonths, "add_months(date, months)"),
    ("add_years", F::AddYears, "add_years(date, years)"),
    ("year", F::Year, "year(date)"),
    ("month", F::Month, "month(date)"),
    ("day", F::Day, "day(date)"),
    ("weekday", F::Weekday, "weekday(date)"),
    ("working_days_between", F::WorkingDaysBetween, "working_days_between(from, to)"),
    ("add_working_days", F::AddWorkingDays, "add_working_days(date, days)"),
    ("round", F::Round, "round(number), round(number, places), round(money)"),
    ("floor", F::Floor, "floor(number), floor(money)"),
    ("ceil", F::Ceil, "ceil(number), ceil(money)"),
    ("abs", F::Abs, "abs(number), abs(money)"),
    ("eur", F::Euro, "eur(16.00)"),
];

/// Functions that are not in the table, and how they are used.
pub(crate) const OTHERS: [(&str, &str); 8] = [
    ("exists", "list.exists(v, rule)"),
    ("all", "list.all(v, rule)"),
    ("filter", "list.filter(v, rule)"),
    ("map", "list.map(v, value)"),
    ("count", "count(list), list.count(v, rule)"),
    ("date", "date(\"2026-01-31\")"),
    ("money", "money(\"16.00\")"),
    ("matches", "text.matches(\"[A-Z]+\")"),
];

/// Every function of the language and how it is used, in the order of the documentation.
pub fn usage() -> impl Iterator<Item = (&'static str, &'static str)> {
    OTHERS.into_iter().chain(TABLE.into_iter().map(|(name, _, usage)| (name, usage)))
}

/// A wrong argument: which one, and why.
pub(crate) type Wrong = (usize, FaultKind);

impl Function {
    pub fn find(name: &str) -> Option<Function> {
        TABLE.iter().find(|(known, ..)| *known == name).map(|(_, function, _)| *function)
    }

    /// The type of the result for arguments of these types; `Err(None)` when there are too many or
    /// too few of them.
    pub fn result(self, args: &[Type]) -> Result<Type, Option<Wrong>> {
        match self {
            F::Size => of(args, [SIZED], Type::Int),
            F::IsEmpty | F::Has => of(args, [ANYTHING], Type::Bool),
            F::OrElse => or_else(args),
            F::Sum => match item(args)? {
                ty @ (Type::Int | Type::Decimal | Type::Money | Type::Any) => Ok(ty),
                found => Err(wrong(0, "number_or_money", found)),
            },
            F::Min | F::Max => extreme(args),
            F::First => item(args),
            F::Distinct => item(args).map(Type::list),
            F::Contains | F::StartsWith | F::EndsWith => of(args, [TEXT, TEXT], Type::Bool),
            F::Lower | F::Upper | F::Trim => of(args, [TEXT], Type::Text),
            F::Join => match args {
                [Type::List(inner), second] => {
                    of(&[inner.as_ref().clone(), second.clone()], [TEXT, TEXT], Type::Text)
                }
                [other, _] => Err(wrong(0, "list", other.clone())),
                _ => Err(None),
            },
            F::Text => of(args, [SIMPLE], Type::Text),
            F::AgeOn
            | F::DaysBetween
            | F::MonthsBetween
            | F::YearsBetween
            | F::WorkingDaysBetween => of(args, [DATE, DATE], Type::Int),
            F::AddDays | F::AddMonths | F::AddYears | F::AddWorkingDays => {
                of(args, [DATE, INT], Type::Date)
            }
            F::Year | F::Month | F::Day | F::Weekday => of(args, [DATE], Type::Int),
            F::Round if args.len() == 2 => of(args, [NUMBER, INT], Type::Decimal),
            F::Round | F::Floor | F::Ceil => {
                let money = args.first() == Some(&Type::Money);
                of(args, [SUMMABLE], if money { Type::Money } else { Type::Int })
            }
            F::Abs => of(args, [SUMMABLE], args.first().cloned().unwrap_or_default()),
            F::Euro => of(args, [NUMBER], Type::Money),
        }
    }
}

/// A class of types: its name for the messages, and whether a type is in it.
type Class = (&'static str, fn(&Type) -> bool);

const ANYTHING: Class = ("value", |_| true);
const TEXT: Class = ("text", |ty| ty.fits(&Type::Text));
const DATE: Class = ("date", |ty| ty.fits(&Type::Date));
const INT: Class = ("int", |ty| ty.fits(&Type::Int));
const NUMBER: Class = ("number", Type::is_number);
const SUMMABLE: Class = ("number_or_money", |ty| ty.is_number() || *ty == Type::Money);
const SIZED: Class = ("sized", |ty| matches!(ty, Type::List(_) | Type::Text | Type::Any));
const SIMPLE: Class = ("simple", |ty| !matches!(ty, Type::List(_) | Type::Record(_)));
pub(crate) const ORDERED: Class =
    ("ordered", |ty| !matches!(ty, Type::List(_) | Type::Record(_) | Type::Bool));

fn wrong(index: usize, wanted: &'static str, found: Type) -> Option<Wrong> {
    Some((index, FaultKind::WrongType { wanted, found }))
}

fn of<const N: usize>(
    args: &[Type],
    classes: [Class; N],
    result: Type,
) -> Result<Type, Option<Wrong>> {
    if args.len() != N {
        return Err(None);
    }
    for (index, (arg, (wanted, holds))) in args.iter().zip(classes).enumerate() {
        if !holds(arg) {
            return Err(wrong(index, wanted, arg.clone()));
        }
    }
    Ok(result)
}

/// The type of the items of the one argument, a list.
fn item(args: &[Type]) -> Result<Type, Option<Wrong>> {
    match args {
        [Type::List(item)] => Ok(item.as_ref().clone()),
        [Type::Any] => Ok(Type::Any),
        [other] => Err(wrong(0, "list", other.clone())),
        _ => Err(None),
    }
}

fn or_else(args: &[Type]) -> Result<Type, Option<Wrong>> {
    let [first, second] = args else { return Err(None) };
    let mismatch = || FaultKind::Mismatch { left: first.clone(), right: second.clone() };
    first.joined(second).ok_or_else(|| Some((1, mismatch())))
}

/// `min` and `max`: of a list, or of what is written between the brackets.
fn extreme(args: &[Type]) -> Result<Type, Option<Wrong>> {
    let (wanted, holds) = ORDERED;
    if let [_] = args {
        let ty = item(args)?;
        return if holds(&ty) { Ok(ty) } else { Err(wrong(0, wanted, ty)) };
    }
    let [first, rest @ ..] = args else { return Err(None) };
    let mut result = first.clone();
    if !holds(first) {
        return Err(wrong(0, wanted, first.clone()));
    }
    for (index, ty) in rest.iter().enumerate() {
        let mismatch = || FaultKind::Mismatch { left: result.clone(), right: ty.clone() };
        result = result.joined(ty).ok_or_else(|| Some((index + 1, mismatch())))?;
    }
    Ok(result)
}
