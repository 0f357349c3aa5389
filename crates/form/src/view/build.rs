//! Builds the view of a step from what was checked.

use model::{Lang, Localized};
use rule::{Context, Value};

use super::control::{accept, widget};
use super::given;
use super::{
    Asked, Control, FileView, GroupView, Item, Missing, OptionView, Prose, ProseKind, RowView,
    SectionView, SetView, StepView, Widget, page_id,
};
use crate::answers::{Answers, Scope};
use crate::check::{Checked, Node, check_with_row};
use crate::compiled::{Compiled, CompiledField, Demand, Limit};
use crate::definition::Kind;
use crate::explain::{Question, explain};
use crate::facts::{Facts, FileState};
use crate::kinds::Shape;
use crate::messages::{self, ProblemKind};
use crate::raw::Raw;
use crate::route;
use crate::show::{RowWriter, Writer};

pub fn step(
    form: &Compiled,
    raw: &Raw,
    checked: &Checked,
    facts: &Facts<'_>,
    asked: Asked<'_>,
) -> Option<StepView> {
    let lines = route::steps(form, checked);
    let line = lines.iter().find(|line| line.id == asked.step)?;
    let compiled = form.steps.iter().find(|step| step.id == asked.step)?;
    let build = Build { form, raw, checked, facts, asked };
    let shown = line.sections.iter().filter_map(|shown| {
        let section = form.sections.iter().find(|section| section.id == shown.id)?;
        Some(SectionView {
            id: shown.id.clone(),
            title: build.say(&section.title),
            help: build.say(&section.help),
            lang: section.title.other_than(asked.lang),
            completion: shown.completion,
            progress: route::say(shown.completion, asked.lang),
            items: build.items(&section.fields, None),
        })
    });
    let mut fields = form.fields.iter().filter(|field| compiled.sections.contains(&field.section));
    Some(StepView {
        id: line.id.clone(),
        title: build.say(&compiled.title),
        help: build.say(&compiled.help),
        number: line.number,
        of: lines.len(),
        sections: shown.collect(),
        depends: fields.any(|field| field.is_read),
    })
}

/// Entries of a register that are listed; more are searched (national rule).
const LISTED: usize = 10;

/// Places of a ranking where the form says nothing.
const RANKS: usize = 5;

struct Build<'a> {
    form: &'a Compiled,
    raw: &'a Raw,
    checked: &'a Checked,
    facts: &'a Facts<'a>,
    asked: Asked<'a>,
}

impl Build<'_> {
    fn lang(&self) -> Lang {
        self.asked.lang
    }

    fn say(&self, text: &Localized) -> String {
        text.get(self.asked.lang).to_owned()
    }

    fn writer(&self) -> Writer<'_> {
        Writer { form: self.form, facts: self.facts, lang: self.asked.lang }
    }

    /// What rules of a field read.
    fn scope<'a>(&'a self, field: &CompiledField, node: &'a Node) -> Scope<'a> {
        let row = field.group.zip(node.row.as_deref());
        Scope { form: self.form, answers: &self.checked.answers, more: self.facts.more, row }
    }

    fn context(&self) -> Context<'_> {
        Context { today: self.facts.today, calendar: self.facts.calendar }
    }

    fn items(&self, fields: &[usize], row: Option<&str>) -> Vec<Item> {
        fields.iter().filter_map(|&field| self.item(field, row)).collect()
    }

    fn item(&self, index: usize, row: Option<&str>) -> Option<Item> {
        let field = &self.form.fields[index];
        let path = field.place(row);
        let node = self.checked.node(&path).filter(|node| node.is_visible)?;
        Some(match field.kind().shape() {
            Shape::Prose => Item::Prose(self.prose(field, path)),
            Shape::Composite => Item::Set(SetView {
                is_given: field.children.iter().any(|&child| self.is_given(child, row)),
                id: page_id(&path),
                legend: self.say(&field.def.label),
                help: self.say(&field.def.help),
                lang: field.def.label.other_than(self.lang()),
                problems: self.problems(&path),
                items: self.items(&field.children, row),
                path,
            }),
            Shape::Rows => Item::Group(self.group(index, node)),
            _ => Item::Control(Box::new(self.control(field, node))),
        })
    }

    /// An authoritative source answers it.
    fn is_given(&self, index: usize, row: Option<&str>) -> bool {
        let origin = self.facts.origins.get(&self.form.fields[index].place(row));
        origin.is_some_and(|origin| origin.is_authoritative)
    }

    fn prose(&self, field: &CompiledField, path: String) -> Prose {
        let kind = match field.kind() {
            Kind::Heading => ProseKind::Heading,
            Kind::Callout => ProseKind::Callout(field.def.tone),
            Kind::FeesTable => ProseKind::Fees,
            _ => ProseKind::Text,
        };
        let (title, text) = (self.say(&field.def.label), self.say(&field.def.text));
        let def = &field.def;
        let lang = [&def.text, &def.label].into_iter().find_map(|it| it.other_than(self.lang()));
        Prose { path, kind, title, text, lang, rows: Vec::new() }
    }

    fn problems(&self, path: &str) -> Vec<String> {
        let tells = |kind: &ProblemKind| {
            !matches!(kind, ProblemKind::Missing { .. }) || self.asked.missing.is_told(path)
        };
        let told = self.checked.problems_at(path).filter(|problem| tells(&problem.kind));
        told.map(|problem| problem.say(self.lang())).collect()
    }

    fn group(&self, index: usize, node: &Node) -> GroupView {
        let field = &self.form.fields[index];
        let ids = self.checked.answers.rows(&node.path);
        let max = node.rows.1;
        let count = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        let next_row = self.raw.next_row(&node.path);
        let writer = self.writer();
        let is_fixed = node.is_locked || field.count.is_some();
        let place = |row: &str| format!("{}.{row}", node.path);
        let mut rows: Vec<RowView> = ids
            .iter()
            .enumerate()
            .map(|(n, row)| RowView {
                row: row.clone(),
                id: page_id(&place(row)),
                title: row_title(&writer, &self.checked.answers, index, (n + 1, &place(row))),
                number: n + 1,
                can_remove: !is_fixed && (count > 1 || !node.is_required),
                is_new: false,
                items: self.items(&field.children, Some(&place(row))),
            })
            .collect();
        let mut problems = self.problems(&node.path);
        if self.checked.shows_first_row(&node.path) {
            let blank = self.blank_row(index, node, &next_row);
            // What the row itself says is missing is enough.
            if blank.items.iter().any(Item::is_wrong) {
                problems.clear();
            }
            rows.push(blank);
        }
        GroupView {
            id: page_id(&node.path),
            label: self.say(&field.def.label),
            help: self.say(&field.def.help),
            lang: field.def.label.other_than(self.lang()),
            is_required: node.is_required,
            is_inner: field.group.is_some(),
            can_add: !is_fixed && count < max,
            max,
            add_label: self.say(&field.def.add_label),
            problems,
            next_row,
            rows,
            path: node.path.clone(),
        }
    }

    /// The first row of a group that needs one, as it would be once added.
    fn blank_row(&self, index: usize, node: &Node, row: &str) -> RowView {
        let (raw, checked) = check_with_row(self.form, self.raw, self.facts, (&node.path, row));
        let (form, facts) = (self.form, self.facts);
        let is_told = self.asked.missing.is_told(&node.path);
        let missing = if is_told { Missing::Told } else { Missing::Untold };
        let asked = Asked { missing, ..self.asked };
        let build = Build { form, raw: &raw, checked: &checked, facts, asked };
        let place = format!("{}.{row}", node.path);
        RowView {
            row: row.to_owned(),
            id: page_id(&place),
            title: row_title(&build.writer(), &checked.answers, index, (1, &place)),
            number: 1,
            can_remove: false,
            is_new: true,
            items: build.items(&self.form.fields[index].children, Some(&place)),
        }
    }

    fn control(&self, field: &CompiledField, node: &Node) -> Control {
        let (def, kind, takes) = (&field.def, field.kind(), field.attachment());
        let path = node.path.clone();
        let value = self.checked.answers.value(&path);
        let typed = self.checked.typed.get(&path);
        let count = field.choices.count(self.facts.today);
        let register = field.choices.register.as_ref();
        let is_searched =
            kind == Kind::OneOf && register.is_some() && (count > LISTED || field.def.free);
        let options =
            if is_searched { Vec::new() } else { self.options(field, node, value, typed) };
        Control {
            id: page_id(&path),
            label: self.say(&field.label()),
            help: self.say(&def.help),
            lang: def.label.other_than(self.lang()),
            hint: self.say(&messages::hint(kind)),
            text: self.say(&def.text),
            widget: match field.value {
                Some(_) => Widget::Reading,
                None if is_searched => Widget::Register,
                None => widget(kind, options.len()),
            },
            is_required: node.is_required,
            is_optional: !node.is_required && !node.is_locked && !kind.is_box(),
            is_locked: node.is_locked,
            is_ticked: *value == Value::Bool(true),
            values: match value {
                // What was chosen is read by its name, whichever way it was typed.
                Value::Text(id) if is_searched => {
                    let name = field.choices.label(id).map(|label| self.say(label));
                    vec![name.unwrap_or_else(|| id.to_string())]
                }
                _ => typed.to_vec(),
            },
            register: register
                .filter(|_| is_searched)
                .map(|(name, _)| name.clone())
                .unwrap_or_default(),
            is_free: field.def.free,
            iso: match value {
                Value::Date(date) => date.to_string(),
                _ => String::new(),
            },
            shown: self.writer().field(field, value),
            options,
            files: self.files(&path, kind, typed),
            has_refused: false,
            unfinished: Vec::new(),
            is_given: field
                .parent
                .is_none_or(|parent| self.form.fields[parent].kind() == Kind::Group)
                && self.facts.origins.get(&path).is_some_and(|it| it.is_authoritative),
            why: self.why(field, node),
            problems: self.problems(&path),
            autocomplete: def.token().to_owned(),
            ranks: if kind == Kind::Ranked { self.ranks(field, node) } else { 0 },
            template: def.template.as_ref().map(|it| self.say(&it.title)).unwrap_or_default(),
            inputmode: kind.traits().inputmode,
            unit: match kind {
                Kind::Money => "€".to_owned(),
                Kind::Percentage => "%".to_owned(),
                Kind::Area if def.unit.is_empty() => "m²".to_owned(),
                _ => self.say(&def.unit),
            },
            max_length: (kind == Kind::Paragraph)
                .then(|| def.max_length.unwrap_or(kind.traits().length)),
            accept: accept(field),
            min_files: takes.min_files,
            max_files: takes.max_files,
            max_mb: takes.max_mb,
            source: self.source(&path),
            depends: field.is_read,
            beside: Vec::new(),
            mark: String::new(),
            path,
        }
    }

    /// Why an answer that is missing is asked or needed, or one cannot be changed, where other answers decide it.
    fn why(&self, field: &CompiledField, node: &Node) -> Vec<String> {
        let path = &node.path;
        let is_told = self.asked.missing.is_told(path);
        let is_missing = self.checked.problems_at(path).any(|problem| problem.is_missing());
        let is_given = self.facts.origins.get(path).is_some_and(|it| it.is_authoritative);
        let question = match &field.required {
            _ if node.is_locked && field.value.is_none() && !is_given => Question::Locked,
            Demand::When(_) if is_missing && is_told => Question::Required,
            Demand::Fixed(_) if is_missing && is_told => Question::Visible,
            _ => return Vec::new(),
        };
        explain(self.form, self.checked, self.facts, (path, question), self.lang())
    }

    fn options(
        &self,
        field: &CompiledField,
        node: &Node,
        value: &Value,
        typed: &[String],
    ) -> Vec<OptionView> {
        let option =
            |id: &str, label: &Localized, help: Option<&Localized>, is_selected| OptionView {
                value: id.to_owned(),
                id: page_id(&format!("{}.{id}", node.path)),
                label: self.say(label),
                help: help.map(|help| self.say(help)).unwrap_or_default(),
                // Names of streets and towns are what they are in every language.
                lang: label.other_than(self.lang()).filter(|_| field.choices.register.is_none()),
                is_selected,
            };
        if field.kind() == Kind::YesNo {
            let answer = |yes: bool, id: &str| {
                let said = |lang| (lang, crate::show::yes_no(yes, lang).to_owned());
                let label: Localized = Lang::ALL.into_iter().map(said).collect();
                option(id, &label, None, *value == Value::Bool(yes))
            };
            return vec![answer(true, "yes"), answer(false, "no")];
        }
        let (scope, context) = (self.scope(field, node), self.context());
        let is_offered = |at: usize| {
            let mut rules = field.choices.rules.iter().filter(|(of, _)| *of == at);
            rules.all(|(_, rule)| rule.holds(&scope, &context))
        };
        let is_id = |value: &Value, id: &str| matches!(value, Value::Text(text) if **text == *id);
        let is_chosen = |id: &str| match value {
            Value::List(list) => list.iter().any(|value| is_id(value, id)),
            Value::Empty => typed.iter().any(|text| text == id),
            value => is_id(value, id),
        };
        let offers = field.choices.on(self.facts.today).into_iter();
        offers
            .filter(|offer| is_offered(offer.at))
            .map(|offer| option(offer.id, offer.label, offer.help, is_chosen(offer.id)))
            .collect()
    }

    /// How many places a ranking has.
    fn ranks(&self, field: &CompiledField, node: &Node) -> usize {
        let most = match &field.max {
            Some(Limit::Number(most)) => Some(*most),
            Some(Limit::Given(rule)) => {
                match rule.eval(&self.scope(field, node), &self.context()) {
                    Value::Int(most) => Some(most),
                    _ => None,
                }
            }
            None => None,
        };
        let most = most.map_or(RANKS, |most| usize::try_from(most).unwrap_or(0));
        most.min(field.choices.count(self.facts.today))
    }

    fn files(&self, path: &str, kind: Kind, typed: &[String]) -> Vec<FileView> {
        if !kind.is_files() {
            return Vec::new();
        }
        let problem = |name: &str| {
            let mut problems = self.checked.problems_at(path);
            let about = problems.find(|problem| match &problem.kind {
                ProblemKind::FileTooLarge { name: of, .. }
                | ProblemKind::FileType { name: of, .. }
                | ProblemKind::FileUnsigned { name: of }
                | ProblemKind::FileRefused { name: of, .. } => of == name,
                _ => false,
            });
            about.map(|problem| problem.say(self.lang())).unwrap_or_default()
        };
        let known = typed.iter().filter_map(|id| Some((id, self.facts.files.get(id)?)));
        known
            .map(|(id, file)| FileView {
                id: id.clone(),
                name: file.name.clone(),
                size: file.size,
                is_ready: file.state == FileState::Ready,
                state: file.state.clone(),
                about: file.about.get(self.lang()).to_owned(),
                problem: problem(&file.name),
            })
            .collect()
    }

    /// The note on where a value comes from, while it is still what the source gave.
    fn source(&self, path: &str) -> String {
        let Some(origin) = self.facts.origins.get(path) else { return String::new() };
        if !origin.is_authoritative && origin.values != self.raw.get(path) {
            return String::new();
        }
        given::source(origin, self.lang())
    }
}

/// The title of the row at a place, made of what it says; while it says nothing, what one row is called, else the name
/// of its group, and its number.
pub(crate) fn row_title(
    writer: &Writer<'_>,
    answers: &Answers,
    group: usize,
    (number, row): (usize, &str),
) -> String {
    let said = row_says(writer, answers, group, row);
    if !said.is_empty() {
        return said;
    }
    let field = &writer.form.fields[group];
    match field.def.row_label.get(writer.lang) {
        "" => format!("{}: {number}", field.label().get(writer.lang)),
        one => format!("{one} {number}"),
    }
}

fn row_says(writer: &Writer<'_>, answers: &Answers, group: usize, row: &str) -> String {
    let field = &writer.form.fields[group];
    let mut titles = field.row_title.iter();
    let title = titles.find(|(lang, _)| *lang == writer.lang).or(field.row_title.first());
    let Some((_, template)) = title else { return String::new() };
    let scope =
        Scope { form: writer.form, answers, more: writer.facts.more, row: Some((group, row)) };
    let show = RowWriter { writer: *writer, group: Some(group) };
    let context = Context { today: writer.facts.today, calendar: writer.facts.calendar };
    let title = template.render(&scope, &context, &show);
    trimmed(&title).to_owned()
}

/// A title without the marks around answers that are missing; empty if it says nothing.
pub(crate) fn trimmed(title: &str) -> &str {
    let bare = |c: char| c.is_whitespace() || matches!(c, '·' | '-' | '–' | ',' | ':' | '(' | ')');
    if title.chars().any(char::is_alphanumeric) { title.trim_matches(bare) } else { "" }
}
