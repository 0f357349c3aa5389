//! One revision made ready for the desk: its form, what each move asks, its workflow, fees and
//! letters, compiled once and shared. What a document must keep before it may be published is in
//! `proof`; nothing here reads a file or a database.

use std::collections::BTreeMap;
use std::sync::Arc;

use form::{Choice, Field, Form, Register, Setting};
use model::{Lang, Localized};
use rule::{Bindings, Context, Expect, Names, Rule, Template, Type, Value};
use workflow::Move;

use crate::document::{Local, Procedure};
use crate::fault::Fault;
use crate::fees::{self, CompiledFee};
use crate::place::Places;
use crate::proof;
use crate::ranking::{self, CompiledRanking};
use crate::sentences::FaultKind;
use crate::sheet::Phase;
use crate::text::{Source, hash};

/// What the municipality lends to its procedures.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// `register.<name>`: streets, schools.
    pub registers: BTreeMap<String, Arc<Register>>,
}

/// One revision of a procedure, ready to be filled in, decided and written about.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The document.
    pub procedure: Procedure,
    /// Hash of its canonical text: names what the revision says.
    pub hash: String,
    /// What is asked of the citizen.
    pub form: form::Compiled,
    /// How it is decided, with its letters.
    pub workflow: workflow::Compiled<Field>,
    /// What each move asks, by id of the move; only the moves that ask something. Its rules name
    /// their own fields bare, and read the answers, `application.*`, `fees.*` and `office_fields.*` through
    /// `form::Facts::more`.
    pub moves: BTreeMap<String, form::Compiled>,
    /// What the office writes down for itself, where it does; its rules read the answers, `application.*` and `fees.*`, and
    /// moves and letters read it as `office_fields.*`.
    pub office_fields: Option<form::Compiled>,
    /// How its applications are ranked, where they are.
    pub ranking: Option<CompiledRanking>,
    /// Places in the document of rules that the proof could not decide; none of a revision that was kept.
    pub undecided: Vec<String>,
    pub(crate) fees: Vec<CompiledFee>,
    pub(crate) subject: Vec<(Lang, Template)>,
    /// When each phase of the calendar is told; one that is always told has no rule.
    pub(crate) phases: Vec<Option<Rule>>,
}

impl Compiled {
    /// The phases of the calendar that follow from these answers, in order.
    #[must_use]
    pub fn phases(&self, answers: &dyn Bindings, context: &Context<'_>) -> Vec<&Phase> {
        let phases = self.procedure.sheet.calendar.phases.iter().zip(&self.phases);
        let told = phases
            .filter(|(_, when)| when.as_ref().is_none_or(|when| when.holds(answers, context)));
        told.map(|(phase, _)| phase).collect()
    }

    /// What tells an application with these answers from others of the procedure; empty where nothing does.
    #[must_use]
    pub fn subject(&self, answers: &form::Answers, facts: &form::Facts<'_>) -> Localized {
        form::summary::subject(&self.subject, &self.form, answers, facts)
    }

    /// What a move asks; none if it asks nothing.
    #[must_use]
    pub fn asked_by(&self, move_id: &str) -> Option<&form::Compiled> {
        self.moves.get(move_id)
    }
}

/// Compiles a document and proves that it may be published, its own test cases included.
///
/// # Errors
/// Every fault found, each at its line and column; never empty.
pub fn compile(source: &Source, around: &Surroundings) -> Result<Compiled, Vec<Fault>> {
    let (compiled, mut faults) = build(source, around);
    let Some(mut compiled) = compiled else { return Err(sorted(faults)) };
    let (found, undecided) = proof::faults(&compiled, &source.places);
    faults.extend(found);
    compiled.undecided = undecided;
    if faults.is_empty() { Ok(compiled) } else { Err(sorted(faults)) }
}

/// Compiles a revision that was published before, perhaps by a product that asked for less: it is
/// not proved again, and rules of its workflow that no longer hold together never hold.
///
/// # Errors
/// Its form or its fees cannot be understood any more.
pub fn compile_kept(source: &Source, around: &Surroundings) -> Result<Compiled, Vec<Fault>> {
    let (compiled, faults) = build(source, around);
    compiled.ok_or_else(|| sorted(faults))
}

fn sorted(mut faults: Vec<Fault>) -> Vec<Fault> {
    faults.sort_by_key(|fault| fault.place);
    faults
}

/// Compiles all parts, and says what is wrong with each, also where another part is wrong; nothing is made if
/// the form, a move's form or a fee cannot be.
fn build(source: &Source, around: &Surroundings) -> (Option<Compiled>, Vec<Fault>) {
    let procedure = &source.procedure;
    let places = &source.places;
    let setting = Setting {
        locals: procedure.local.iter().map(|(key, local)| (key.clone(), local.lent())).collect(),
        registers: around.registers.clone(),
        names: Vec::new(),
    };
    let mut faults = Vec::new();
    let form = form::compile(&procedure.form, &setting)
        .map_err(|found| faults = Fault::of_form(places, found, |path| path.to_owned()));
    let Some((names, paths)) = form::lent_names(&procedure.form, &setting) else {
        return (None, faults);
    };
    let lent = typed(paths.iter().map(String::as_str), &names);
    let mut setting = Setting { names: beside(lent), ..setting };
    let office_fields = of_the_office(procedure, &setting, places, &mut faults);
    let of_office = office_fields.as_ref().map(office_names).unwrap_or_default();
    setting.names.extend(of_office.clone());
    let moves = asked_by_moves(procedure, &setting, places, &mut faults);
    let fees = fees::compile(&procedure.fees, &names, places, &mut faults);
    let phases = phases(procedure, &names, places, &mut faults);
    let subject = subject(procedure, &names, places, &mut faults);
    let is_whole = faults.is_empty();
    let form = form.ok();
    let ranking = ranking::compile(procedure, (&names, &moves), form.as_ref(), places, &mut faults);
    let names = fees::with_sums(names);
    let names = of_office.iter().fold(names, |names, (path, ty)| names.with(path, ty.clone()));
    let asked: BTreeMap<String, Vec<(String, Type)>> =
        moves.iter().map(|(id, form)| (id.clone(), names_of(form))).collect();
    let asked = move |mv: &Move<Field>| asked.get(&mv.id).cloned().unwrap_or_default();
    let scope = workflow::Scope { names: &names, asked_by: &asked };
    let (workflow, found) =
        workflow::compile(procedure.workflow.clone(), procedure.letters.clone(), &scope);
    faults.extend(found.into_iter().map(|fault| Fault::of_workflow(places, fault)));
    let compiled = form.filter(|_| is_whole).map(|form| Compiled {
        procedure: procedure.clone(),
        hash: hash(procedure),
        form,
        workflow,
        moves,
        office_fields,
        ranking,
        undecided: Vec::new(),
        fees,
        subject,
        phases,
    });
    (compiled, faults)
}

fn subject(
    procedure: &Procedure,
    names: &Names,
    places: &Places,
    faults: &mut Vec<Fault>,
) -> Vec<(Lang, Template)> {
    let mut templates = Vec::new();
    for (lang, text, path) in procedure.subject.placed("subject") {
        match Template::compile(text, names) {
            Ok(template) => templates.push((lang, template)),
            Err(found) => {
                faults.extend(found.into_iter().map(|fault| Fault::of_rule(places, &path, fault)));
            }
        }
    }
    templates
}

fn phases(
    procedure: &Procedure,
    names: &Names,
    places: &Places,
    faults: &mut Vec<Fault>,
) -> Vec<Option<Rule>> {
    let mut rules = Vec::new();
    for (index, phase) in procedure.sheet.calendar.phases.iter().enumerate() {
        let path = format!("sheet.calendar.phases[{index}].when");
        let rule = phase.when.as_deref().map(|text| Rule::compile(text, names, Expect::Bool));
        match rule.transpose() {
            Ok(rule) => rules.push(rule),
            Err(found) => {
                rules.push(None);
                faults.extend(found.into_iter().map(|fault| Fault::of_rule(places, &path, fault)));
            }
        }
    }
    rules
}

/// Every name of a form that rules outside of it may read, with its type.
pub(crate) fn names_of(form: &form::Compiled) -> Vec<(String, Type)> {
    typed(form.paths().map(|(path, _)| path), form.names())
}

fn typed<'a>(paths: impl Iterator<Item = &'a str>, names: &Names) -> Vec<(String, Type)> {
    paths.filter_map(|path| Some((path.to_owned(), names.get(path)?.clone()))).collect()
}

/// The names by which moves and letters read what the office has written down for itself.
fn office_names(form: &form::Compiled) -> Vec<(String, Type)> {
    let own = names_of(form).into_iter();
    own.map(|(path, ty)| (format!("{OFFICE_FIELDS}.{path}"), ty)).collect()
}

/// What forms beside that of the citizen read besides their own answers.
fn beside(lent: Vec<(String, Type)>) -> Vec<(String, Type)> {
    let more = workflow::application_names().into_iter().chain(fees::sums());
    lent.into_iter().chain(more.map(|(path, ty)| (path.to_owned(), ty))).collect()
}

/// What the office writes down for itself.
fn of_the_office(
    procedure: &Procedure,
    setting: &Setting,
    places: &Places,
    faults: &mut Vec<Fault>,
) -> Option<form::Compiled> {
    if procedure.office_fields.is_empty() {
        return None;
    }
    for (at, field) in procedure.office_fields.iter().enumerate() {
        if field.kind.is_files() {
            let path = format!("office_fields[{at}].kind");
            faults.push(FaultKind::OfficeFieldFile.at(places, &path));
        }
    }
    let small = Form::of_fields(OFFICE_FIELDS, procedure.office_fields.clone());
    form::compile(&small, setting)
        .map_err(|found| faults.extend(Fault::of_form(places, found, of_office_fields)))
        .ok()
}

/// Id of the form of the office's own fields.
pub const OFFICE_FIELDS: &str = "office_fields";

/// The place in the document of a place in them.
pub(crate) fn of_office_fields(path: &str) -> String {
    path.replacen("form.steps[0].sections[0].fields", OFFICE_FIELDS, 1)
}

fn asked_by_moves(
    procedure: &Procedure,
    setting: &Setting,
    places: &Places,
    faults: &mut Vec<Fault>,
) -> BTreeMap<String, form::Compiled> {
    let mut moves = BTreeMap::new();
    for (index, mv) in procedure.workflow.moves.iter().enumerate() {
        if mv.fields.is_empty() {
            continue;
        }
        let small = Form::of_fields(&mv.id, mv.fields.clone());
        match form::compile(&small, setting) {
            Ok(small) => {
                moves.insert(mv.id.clone(), small);
            }
            Err(found) => {
                faults.extend(Fault::of_form(places, found, |path| of_move(index, path)));
            }
        }
    }
    moves
}

/// The place in the document of a place in what a move asks.
pub(crate) fn of_move(index: usize, path: &str) -> String {
    path.replacen("form.steps[0].sections[0]", &format!("workflow.moves[{index}]"), 1)
}

impl Local {
    /// The value as rules and choices see it. A text is lent in Italian, and shown in the language of who reads it.
    fn lent(&self) -> form::Local {
        let plain = |ty, value| {
            let (choices, text) = (Vec::new(), Localized::default());
            form::Local { ty, value, choices, text }
        };
        match self {
            Local::Integer { value, .. } => plain(Type::Int, Value::Int(*value)),
            Local::Money { value, .. } => plain(Type::Money, Value::Money(value.0)),
            Local::Text { value, .. } => form::Local {
                text: value.clone(),
                ..plain(Type::Text, Value::text(value.get(Lang::It)))
            },
            Local::List { value, .. } => form::Local {
                ty: Type::list(Type::Text),
                value: Value::list(value.iter().map(|item| Value::text(&item.id))),
                choices: value
                    .iter()
                    .map(|item| Choice {
                        id: item.id.clone(),
                        label: item.label.clone(),
                        ..Choice::default()
                    })
                    .collect(),
                text: Localized::default(),
            },
        }
    }
}
