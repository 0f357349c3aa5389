//! The document's own test cases: answers as an author writes them, filled into the form, and what
//! comes out compared with what was expected.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use form::{Checked, Facts, FileFact, FileState, FileType, Kind, Origin, Raw, blank, route};
use model::calendar::Length;
use model::{Calendar, Lang, Moment, Money, prose, rome_to_moment};
use rule::{Bindings, Decimal, Value};

use crate::compile::Compiled;
use crate::document::{Case, Given, TEST_DAY};
use crate::sentences::FaultKind;

/// A test case filled into the form: a draft as a citizen would have left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What was typed.
    pub raw: Raw,
    /// The files it names, all received and ready.
    pub files: BTreeMap<String, FileFact>,
    /// What nobody types, by path: a source gave it.
    pub given: BTreeMap<String, Origin>,
    /// The day on which it is looked at.
    pub today: NaiveDate,
}

impl Example {
    fn facts<'a>(&'a self, calendar: &'a Calendar) -> Facts<'a> {
        let (files, origins) = (&self.files, &self.given);
        Facts { calendar, files, origins, ..Facts::on(self.today) }
    }
}

impl Compiled {
    /// The draft of each test case, in order; answers that the form does not ask are left out.
    #[must_use]
    pub fn examples(&self) -> Vec<Example> {
        self.procedure.tests.iter().map(|case| Filling::of(self, case, None).example).collect()
    }

    /// The draft of the test case with this Italian name, as if it were filled on another day.
    #[must_use]
    pub fn example(&self, name: &str, today: NaiveDate) -> Option<Example> {
        let case = self.procedure.tests.iter().find(|case| case.name.get(Lang::It) == name)?;
        Some(Filling::of(self, case, Some(today)).example)
    }
}

/// What comes out of a case otherwise than expected, with its path inside the case.
pub(crate) fn misses(compiled: &Compiled, case: &Case) -> Vec<(String, FaultKind)> {
    let Filling { example, unknown, .. } = Filling::of(compiled, case, None);
    let calendar = Calendar::default();
    let facts = example.facts(&calendar);
    let checked = form::check(&compiled.form, &example.raw, &facts);
    let mut misses: Vec<(String, FaultKind)> = unknown
        .into_iter()
        .map(|path| (format!("answers.{path}"), FaultKind::UnknownAnswer(path)))
        .collect();
    misses.extend(of_form(compiled, case, &checked));
    misses.extend(of_values(compiled, case, &checked, example.today));
    misses.extend(of_templates(compiled, case, (&example.raw, &checked), &facts));
    misses.extend(of_decision(compiled, case, &checked, example.today, &calendar));
    misses
}

/// Ids of the fees that are due in a case which says what all fees come to.
pub(crate) fn fees_tried(compiled: &Compiled, case: &Case) -> Vec<String> {
    if case.expect.fees.is_none() {
        return Vec::new();
    }
    let Filling { example, .. } = Filling::of(compiled, case, None);
    let calendar = Calendar::default();
    let checked = form::check(&compiled.form, &example.raw, &example.facts(&calendar));
    let answers = checked.answers.bindings(&compiled.form, &Nothing);
    let context = rule::Context { today: example.today, calendar: &calendar };
    compiled.fees(&answers, &context).into_iter().map(|fee| fee.id).collect()
}

fn of_form(compiled: &Compiled, case: &Case, checked: &Checked) -> Vec<(String, FaultKind)> {
    let mut misses = Vec::new();
    let expect = &case.expect;
    if let Some(wanted) = &expect.problems {
        let found: BTreeSet<&str> =
            checked.problems.iter().map(|problem| problem.path.as_str()).collect();
        if wanted.iter().map(String::as_str).collect::<BTreeSet<_>>() != found {
            let found = found.into_iter().map(str::to_owned).collect();
            let kind = FaultKind::CaseProblems { wanted: wanted.clone(), found };
            misses.push(("expect.problems".to_owned(), kind));
        }
    }
    let parts = Parts::of(compiled, checked);
    for (index, path) in expect.hidden.iter().enumerate() {
        let kind = match parts.is_shown(path) {
            Some(false) => continue,
            Some(true) => FaultKind::CaseShown(path.clone()),
            None => FaultKind::UnknownPart(path.clone()),
        };
        misses.push((format!("expect.hidden[{index}]"), kind));
    }
    for (index, path) in expect.shown.iter().enumerate() {
        let kind = match parts.is_shown(path) {
            Some(true) => continue,
            Some(false) => FaultKind::CaseHidden(path.clone()),
            None => FaultKind::UnknownPart(path.clone()),
        };
        misses.push((format!("expect.shown[{index}]"), kind));
    }
    for (index, path) in expect.required.iter().enumerate() {
        if !checked.is_required(path) {
            let kind = match parts.is_shown(path) {
                Some(_) => FaultKind::CaseNotRequired(path.clone()),
                None => FaultKind::UnknownPart(path.clone()),
            };
            misses.push((format!("expect.required[{index}]"), kind));
        }
    }
    misses
}

/// What fields come to.
fn of_values(
    compiled: &Compiled,
    case: &Case,
    checked: &Checked,
    today: NaiveDate,
) -> Vec<(String, FaultKind)> {
    let mut misses = Vec::new();
    for (path, wanted) in &case.expect.values {
        let value = checked.answers.value(path);
        let kind = match compiled.form.kind_at(path) {
            None => FaultKind::UnknownPart(path.clone()),
            Some(_) if is_as_written(value, wanted, today) => continue,
            Some(_) => FaultKind::CaseValue { path: path.clone(), found: written(value) },
        };
        misses.push((format!("expect.values.{path}"), kind));
    }
    misses
}

/// What the templates to fill say.
fn of_templates(
    compiled: &Compiled,
    case: &Case,
    (raw, checked): (&Raw, &Checked),
    facts: &Facts<'_>,
) -> Vec<(String, FaultKind)> {
    let mut misses = Vec::new();
    for (path, wanted) in &case.expect.templates {
        let at = format!("expect.templates.{path}");
        match blank::of_draft(&compiled.form, raw, checked, facts, (path, Lang::It)) {
            None => misses.push((at, FaultKind::CaseNoTemplate(path.clone()))),
            Some(filled) => {
                let found = prose::plain(&filled.body);
                let unsaid = wanted.iter().enumerate().filter(|(_, text)| !found.contains(*text));
                misses.extend(unsaid.map(|(n, text)| {
                    let (wanted, found) = (text.clone(), found.clone());
                    (format!("{at}[{n}]"), FaultKind::CaseTemplate { wanted, found })
                }));
            }
        }
    }
    misses
}

/// A value is the one that an author wrote, as it would be typed.
fn is_as_written(value: &Value, wanted: &Given, today: NaiveDate) -> bool {
    match (value, wanted) {
        (Value::Bool(is), Given::Yes(wanted)) => is == wanted,
        (Value::Int(is), Given::Number(wanted)) => is == wanted,
        (Value::Decimal(is), Given::Number(wanted)) => *is == Decimal::from(*wanted),
        (Value::Decimal(is), Given::Text(text)) => {
            text.replace(',', ".").parse::<Decimal>().is_ok_and(|wanted| *is == wanted)
        }
        (Value::Money(cents), Given::Text(text)) => {
            text.parse::<Money>().is_ok_and(|sum| sum == Money(*cents))
        }
        (Value::Date(_), Given::Text(text)) => {
            written(value) == day(text, today).unwrap_or_else(|| text.clone())
        }
        (Value::Text(is), Given::Text(text)) => is.as_ref() == text,
        (Value::List(items), Given::List(wanted)) => {
            items.len() == wanted.len()
                && items.iter().zip(wanted).all(|(item, one)| is_as_written(item, one, today))
        }
        _ => false,
    }
}

/// A value as an author writes it; nothing where there is none.
fn written(value: &Value) -> String {
    match value {
        Value::Empty | Value::Record(_) => String::new(),
        Value::Bool(is) => is.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Decimal(number) => number.normalize().to_string().replace('.', ","),
        Value::Money(cents) => Money(*cents).amount(),
        Value::Text(text) => text.to_string(),
        Value::Date(day) => day.format(DAY).to_string(),
        Value::List(items) => items.iter().map(written).collect::<Vec<_>>().join(", "),
    }
}

/// Every field, section and step, and whether these answers show it.
struct Parts<'a> {
    checked: &'a Checked,
    hidden: BTreeSet<&'a str>,
    frames: BTreeMap<&'a str, bool>,
}

impl<'a> Parts<'a> {
    fn of(compiled: &'a Compiled, checked: &'a Checked) -> Self {
        let lines = route::steps(&compiled.form, checked);
        let sections = lines.iter().flat_map(|step| &step.sections).map(|section| &section.id);
        let shown: BTreeSet<&String> = lines.iter().map(|step| &step.id).chain(sections).collect();
        let steps = &compiled.procedure.form.steps;
        let ids = steps
            .iter()
            .flat_map(|step| step.sections.iter().map(|section| &section.id).chain([&step.id]));
        let frames = ids.map(|id| (id.as_str(), shown.contains(id))).collect();
        Self { checked, hidden: checked.hidden().collect(), frames }
    }

    /// Whether a part is shown; none if there is no such part. A field comes before a section of
    /// the same id.
    fn is_shown(&self, path: &str) -> Option<bool> {
        if self.hidden.contains(path) {
            return Some(false);
        }
        if self.checked.is_visible(path) {
            return Some(true);
        }
        self.frames.get(path).copied()
    }
}

fn of_decision(
    compiled: &Compiled,
    case: &Case,
    checked: &Checked,
    today: NaiveDate,
    calendar: &Calendar,
) -> Vec<(String, FaultKind)> {
    let mut misses = Vec::new();
    let expect = &case.expect;
    let context = rule::Context { today, calendar };
    let answers = checked.answers.bindings(&compiled.form, &Nothing);
    let names = compiled.with_fees(&answers, Money(0), &context);
    if let Some(wanted) = &expect.fees {
        let kind = match wanted.parse::<Money>() {
            Ok(sum) if sum == names.total => None,
            Ok(_) => {
                let found = names.total.amount();
                Some(FaultKind::CaseFees { wanted: wanted.clone(), found })
            }
            Err(_) => Some(FaultKind::NotMoney(wanted.clone())),
        };
        misses.extend(kind.map(|kind| ("expect.fees".to_owned(), kind)));
    }
    if let Some(wanted) = &expect.office {
        let now = today.and_hms_opt(12, 0, 0).map_or(Moment(0), rome_to_moment);
        let facts = workflow::Facts { now, calendar, bindings: &names, parties: &BTreeSet::new() };
        let found = compiled.workflow.route(&facts).unwrap_or_default().to_owned();
        if *wanted != found {
            let kind = FaultKind::CaseOffice { wanted: wanted.clone(), found };
            misses.push(("expect.office".to_owned(), kind));
        }
    }
    if let Some(wanted) = expect.due_days {
        let found = match compiled.procedure.workflow.term.length() {
            Length::Days(days) | Length::WorkingDays(days) => days,
            Length::Months(months) => {
                let end = model::calendar::add_months(today, i64::from(months)).unwrap_or(today);
                u32::try_from((end - today).num_days()).unwrap_or(0)
            }
        };
        if wanted != found {
            misses.push(("expect.due_days".to_owned(), FaultKind::CaseDays { wanted, found }));
        }
    }
    misses
}

/// No further names.
struct Nothing;

impl Bindings for Nothing {
    fn get(&self, _: &str) -> Value {
        Value::Empty
    }
}

/// A case on its way into the form.
struct Filling<'a> {
    compiled: &'a Compiled,
    example: Example,
    unknown: Vec<String>,
}

impl<'a> Filling<'a> {
    /// Fills a case on its own day, or on `today`.
    fn of(compiled: &'a Compiled, case: &Case, today: Option<NaiveDate>) -> Self {
        let today = today.or(case.today).unwrap_or(TEST_DAY);
        let example =
            Example { raw: Raw::new(), files: BTreeMap::new(), given: BTreeMap::new(), today };
        let mut filling = Self { compiled, example, unknown: Vec::new() };
        for (key, value) in &case.answers {
            filling.put(key, key, value);
        }
        filling
    }

    /// Puts what stands at `path`; `bare` is the same path without rows.
    fn put(&mut self, path: &str, bare: &str, value: &Given) {
        match value {
            Given::Tree(parts) => {
                for (key, part) in parts {
                    self.put(&format!("{path}.{key}"), &format!("{bare}.{key}"), part);
                }
            }
            Given::List(rows) if self.compiled.form.kind_at(path) == Some(Kind::Group) => {
                let ids: Vec<String> = (1..=rows.len()).map(|row| format!("r{row}")).collect();
                for (id, row) in ids.iter().zip(rows) {
                    self.put(&format!("{path}.{id}"), bare, row);
                }
                self.example.raw.set(path, ids);
            }
            value => {
                let Some(kind) = self.compiled.form.kind_at(path) else {
                    self.unknown.push(path.to_owned());
                    return;
                };
                let items = match value {
                    Given::List(items) => items.as_slice(),
                    one => std::slice::from_ref(one),
                };
                let texts: Vec<String> =
                    items.iter().map(|item| self.text(item, kind, (path, bare))).collect();
                if self.compiled.form.is_given_only(path) {
                    let name = model::Localized::default();
                    let (on, values) = (None, texts);
                    let origin = Origin { name, on, is_authoritative: true, values };
                    self.example.given.insert(path.to_owned(), origin);
                } else {
                    self.example.raw.set(path, texts);
                }
            }
        }
    }

    fn text(&mut self, item: &Given, kind: Kind, place: (&str, &str)) -> String {
        let text = match item {
            Given::Yes(yes) => yes.to_string(),
            Given::Number(number) => number.to_string(),
            Given::Text(text) => text.clone(),
            Given::List(_) | Given::Tree(_) => String::new(),
        };
        match kind {
            kind if kind.is_files() && text == "file" => self.file(place),
            Kind::Date => day(&text, self.example.today).unwrap_or(text),
            _ => text,
        }
    }

    /// A file of a type that is taken there.
    fn file(&mut self, (path, bare): (&str, &str)) -> String {
        let takes = self.compiled.form.attachment(path);
        let kind = takes.and_then(|takes| takes.types.first().copied()).unwrap_or(FileType::Pdf);
        let id = format!("file-{}", self.example.files.len() + 1);
        let name = format!("{}.{}", bare.replace('.', "-"), kind.name().to_lowercase());
        let media_type = kind.media_type().to_owned();
        let about = model::Localized::default();
        let (is_signed, state) = (true, FileState::Ready);
        let file = FileFact { name, size: 1000, media_type, about, is_signed, state };
        self.example.files.insert(id.clone(), file);
        id
    }
}

/// How a day is typed.
const DAY: &str = "%d/%m/%Y";

/// `today`, `today+30`, `today-1`; nothing for any other text.
fn day(text: &str, today: NaiveDate) -> Option<String> {
    let rest: String = text.strip_prefix("today")?.split_whitespace().collect();
    let day = match (rest.strip_prefix('+'), rest.strip_prefix('-')) {
        (Some(days), _) => today.checked_add_days(Days::new(days.parse().ok()?))?,
        (_, Some(days)) => today.checked_sub_days(Days::new(days.parse().ok()?))?,
        _ if rest.is_empty() => today,
        _ => return None,
    };
    Some(day.format(DAY).to_string())
}
