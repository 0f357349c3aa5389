//! How a value is written for people: labels of choices, dates in words, sums with their sign.
//! Sentences around values are elsewhere.

use model::{Lang, Money, dates};
use rule::{Show, Value};

use crate::compiled::{Compiled, CompiledField, Local, Located};
use crate::definition::Kind;
use crate::facts::Facts;
use crate::kinds::extent;

/// A number, an amount or a date as the language writes it, without knowing what it answers.
#[must_use]
pub fn number(value: &Value, lang: Lang) -> String {
    match value {
        Value::Int(number) => number.to_string(),
        Value::Decimal(number) => {
            let plain = number.normalize().to_string();
            if lang == Lang::It { plain.replace('.', ",") } else { plain }
        }
        Value::Money(cents) => match lang {
            Lang::It => Money(*cents).to_string(),
            Lang::En => format!("€{}", Money(*cents).amount_en()),
        },
        _ => String::new(),
    }
}

/// A value as who writes rules would write it.
pub(crate) fn told(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("«{text}»"),
        Value::Bool(yes) => yes_no(*yes, Lang::It).to_owned(),
        Value::Date(date) => date.to_string(),
        Value::List(list) => list.iter().map(told).collect::<Vec<_>>().join(" + "),
        other => number(other, Lang::It),
    }
}

/// Yes or no.
#[must_use]
pub fn yes_no(yes: bool, lang: Lang) -> &'static str {
    match (yes, lang) {
        (true, Lang::It) => "Sì",
        (true, Lang::En) => "Yes",
        (false, _) => "No",
    }
}

/// Writes the values of one form in one language, and of its files by their names.
#[derive(Clone, Copy)]
pub struct Writer<'a> {
    pub form: &'a Compiled,
    pub facts: &'a Facts<'a>,
    pub lang: Lang,
}

impl Writer<'_> {
    /// The value of a field, as in the summary.
    pub(crate) fn field(&self, field: &CompiledField, value: &Value) -> String {
        let kind = field.kind();
        match value {
            Value::Text(text) if kind == Kind::OneOf => self.choice(field, text),
            Value::Text(text) if kind == Kind::Iban => spaced(text),
            Value::Text(text) if kind == Kind::Moment => self.moment(text),
            Value::Text(text) if kind == Kind::Month => self.month(text),
            Value::Text(text) if kind == Kind::Point => self.point(text),
            Value::Text(text) if kind == Kind::Outline => self.outline(text),
            Value::List(list) => {
                let texts = list.iter().filter_map(|entry| match entry {
                    Value::Text(text) if kind.is_files() => Some(self.file(text)),
                    Value::Text(text) => Some(self.choice(field, text)),
                    _ => None,
                });
                let texts: Vec<String> = texts.collect();
                if kind == Kind::Ranked {
                    let places = texts.iter().enumerate();
                    let places = places.map(|(at, text)| format!("{}. {text}", at + 1));
                    return places.collect::<Vec<_>>().join(", ");
                }
                texts.join(", ")
            }
            Value::Int(_) | Value::Decimal(_) => {
                let unit = match kind {
                    Kind::Percentage => "%",
                    Kind::Area if field.def.unit.is_empty() => "m²",
                    _ => field.def.unit.get(self.lang),
                };
                format!("{} {unit}", number(value, self.lang)).trim_end().to_owned()
            }
            other => self.plain(other),
        }
    }

    fn plain(&self, value: &Value) -> String {
        match value {
            Value::Empty | Value::Record(_) => String::new(),
            Value::Bool(yes) => yes_no(*yes, self.lang).to_owned(),
            Value::Text(text) => text.to_string(),
            Value::Date(date) => dates::long(*date, self.lang),
            Value::List(list) => {
                list.iter().map(|entry| self.plain(entry)).collect::<Vec<_>>().join(", ")
            }
            Value::Int(_) | Value::Decimal(_) | Value::Money(_) => number(value, self.lang),
        }
    }

    fn choice(&self, field: &CompiledField, id: &str) -> String {
        let label = field.choices.label(id);
        label.map_or_else(|| id.to_owned(), |label| label.get(self.lang).to_owned())
    }

    fn file(&self, id: &str) -> String {
        self.facts.files.get(id).map_or_else(|| id.to_owned(), |file| file.name.clone())
    }

    fn moment(&self, text: &str) -> String {
        let parts = text.split_once('T');
        let day = parts.and_then(|(day, time)| Some((day.parse().ok()?, time)));
        day.map_or_else(
            || text.to_owned(),
            |(day, time)| format!("{}, {time}", dates::long(day, self.lang)),
        )
    }

    fn point(&self, text: &str) -> String {
        let Some((latitude, longitude)) = text.split_once(',') else { return text.to_owned() };
        match self.lang {
            Lang::It => format!("{}; {}", latitude.replace('.', ","), longitude.replace('.', ",")),
            Lang::En => format!("{latitude}, {longitude}"),
        }
    }

    fn outline(&self, text: &str) -> String {
        let (corners, area) = extent(text);
        let area = Value::Int(area.round() as i64);
        let area = number(&area, self.lang);
        let points: Vec<String> = text.lines().map(|point| self.point(point)).collect();
        let points = points.join(" · ");
        match self.lang {
            Lang::It => format!("{corners} punti, circa {area} m²: {points}"),
            Lang::En => format!("{corners} points, about {area} m²: {points}"),
        }
    }

    fn month(&self, text: &str) -> String {
        let parts = text.split_once('-');
        let month = parts.and_then(|(year, month)| Some((year, month.parse::<u32>().ok()?)));
        month.map_or_else(
            || text.to_owned(),
            |(year, month)| format!("{} {year}", dates::month_name(month, self.lang)),
        )
    }
}

impl Writer<'_> {
    /// What the municipality set for itself: a text in this language, the entries of a list by their labels.
    fn local(&self, local: &Local, value: &Value) -> String {
        let Value::List(list) = value else {
            let text = local.text.get(self.lang);
            return if text.is_empty() { self.plain(value) } else { text.to_owned() };
        };
        let label = |entry: &Value| {
            let choice = local.choices.iter().find(|choice| *entry == Value::text(&choice.id));
            choice.map_or_else(|| self.plain(entry), |it| it.label.get(self.lang).to_owned())
        };
        list.iter().map(label).collect::<Vec<_>>().join(", ")
    }
}

impl Show for Writer<'_> {
    fn show(&self, path: Option<&str>, value: &Value) -> String {
        let local = path.and_then(|path| path.strip_prefix("local."));
        if let Some(local) = local.and_then(|key| self.form.local(key)) {
            return self.local(local, value);
        }
        let field = path.and_then(|path| self.form.locate(path)).map(|Located { field, .. }| field);
        match field {
            Some(field) => self.field(&self.form.fields[field], value),
            None => self.plain(value),
        }
    }
}

/// Writes the values of a row of a group, whose names begin with `row`; or outside of all rows.
pub(crate) struct RowWriter<'a> {
    pub writer: Writer<'a>,
    pub group: Option<usize>,
}

impl Show for RowWriter<'_> {
    fn show(&self, path: Option<&str>, value: &Value) -> String {
        let form = self.writer.form;
        match path.and_then(|path| form.find(&form.bare(path, self.group))) {
            Some(field) => self.writer.field(field, value),
            None => self.writer.show(path, value),
        }
    }
}

/// In groups of four characters.
fn spaced(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let groups: Vec<String> = chars.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}
