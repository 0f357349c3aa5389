//! The rules of a ranking, type-checked, and what the proof asks of them.

use std::collections::BTreeMap;

use form::{Field, Kind, definition::Condition};
use model::Localized;
use rule::{Bindings, Context, Expect, Names, Rule, Type, Value};

use super::{Criterion, Ranking, Step};
use crate::document::Procedure;
use crate::fault::Fault;
use crate::place::Places;
use crate::sentences::FaultKind;

/// What rules of a step may read besides the answers.
const GIVEN: [(&str, Type); 4] = [
    ("ranked.points", Type::Decimal),
    ("ranked.position", Type::Int),
    ("ranked.list", Type::Text),
    ("ranked.act", Type::Text),
];

/// A ranking whose rules are right.
#[derive(Debug, Clone)]
pub struct CompiledRanking {
    /// As it is written.
    pub definition: Ranking,
    pub(super) before: Vec<Rule>,
    pub(super) points: Vec<Rule>,
    pub(super) ties: Vec<Rule>,
    /// By id of the move: what is written into its fields.
    give: BTreeMap<String, Vec<(String, Rule)>>,
}

/// The place of an application in a list, as the rules of a step read it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// In hundredths.
    pub points: i64,
    pub position: u32,
    /// Id of the list in which a place is offered; empty before.
    pub list: String,
    /// The act that approves; empty before.
    pub act: String,
}

struct Placed<'a>(&'a Place, &'a dyn Bindings);

impl Bindings for Placed<'_> {
    fn get(&self, path: &str) -> Value {
        let text = |text: &str| if text.is_empty() { Value::Empty } else { Value::text(text) };
        let Self(place, answers) = self;
        match path {
            "ranked.points" => Value::Decimal(rust_decimal::Decimal::new(place.points, 2)),
            "ranked.position" => Value::Int(i64::from(place.position)),
            "ranked.list" => text(&place.list),
            "ranked.act" => text(&place.act),
            path => answers.get(path),
        }
    }
}

impl CompiledRanking {
    /// Whether a form has everything that the criteria read. Applications that were sent on one that has not cannot be
    /// compared: what was not asked would count as nothing.
    #[must_use]
    pub fn reads_only(&self, names: &Names) -> bool {
        let mut rules = self.before.iter().chain(&self.points).chain(&self.ties);
        let lists = self.definition.lists.iter().map(String::as_str);
        rules.all(|rule| rule.paths().iter().all(|path| names.get(path).is_some()))
            && lists.into_iter().all(|path| names.get(path).is_some())
    }

    /// What is written into the fields of a move that the ranking makes, as it would be typed.
    #[must_use]
    pub fn given(
        &self,
        step: &Step,
        place: &Place,
        answers: &dyn Bindings,
        context: &Context<'_>,
    ) -> Vec<(String, String)> {
        let rules = self.give.get(&step.move_id).map(Vec::as_slice).unwrap_or_default();
        let names = Placed(place, answers);
        let typed = rules
            .iter()
            .filter_map(|(field, rule)| Some((field.clone(), typed(&rule.eval(&names, context))?)));
        typed.collect()
    }
}

/// A value as people type it.
fn typed(value: &Value) -> Option<String> {
    Some(match value {
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Decimal(number) => number.normalize().to_string().replace('.', ","),
        Value::Money(cents) => model::Money(*cents).amount(),
        Value::Text(text) => text.to_string(),
        Value::Date(day) => day.format("%d/%m/%Y").to_string(),
        Value::Empty | Value::List(_) | Value::Record(_) => return None,
    })
}

/// Compiles the ranking of a document. None if there is none, or something is wrong with it.
pub(crate) fn compile(
    procedure: &Procedure,
    (names, moves): (&Names, &BTreeMap<String, form::Compiled>),
    form: Option<&form::Compiled>,
    places: &Places,
    faults: &mut Vec<Fault>,
) -> Option<CompiledRanking> {
    let ranking = procedure.ranking.as_ref()?;
    let before = faults.len();
    let mut work = Work { procedure, moves, places, faults };
    work.states("among", &ranking.among);
    work.states("holds", &ranking.holds);
    work.lists(ranking.lists.as_deref(), form);
    let criteria = |list: &[Criterion]| list.iter().map(|one| one.value.clone()).collect();
    let first = work.numbers("before", names, criteria(&ranking.before));
    let lines = ranking.points.iter().map(|line| line.value.clone()).collect();
    let points = work.numbers("points", names, lines);
    let ties = work.numbers("ties", names, criteria(&ranking.ties));
    let given = GIVEN.into_iter().fold(names.clone(), |names, (path, ty)| names.with(path, ty));
    let mut give = BTreeMap::new();
    let steps = [
        ("provisional", &ranking.provisional),
        ("approval", &ranking.approval),
        ("offer", &ranking.offer),
    ];
    for (key, step) in steps {
        give.insert(step.move_id.clone(), work.step(key, step, &given));
    }
    (faults.len() == before).then(|| CompiledRanking {
        definition: ranking.clone(),
        before: first,
        points,
        ties,
        give,
    })
}

struct Work<'a> {
    procedure: &'a Procedure,
    moves: &'a BTreeMap<String, form::Compiled>,
    places: &'a Places,
    faults: &'a mut Vec<Fault>,
}

impl Work<'_> {
    fn fault(&mut self, kind: FaultKind, path: &str) {
        self.faults.push(kind.at(self.places, path));
    }

    fn states(&mut self, key: &str, ids: &[String]) {
        for (at, id) in ids.iter().enumerate() {
            if !self.procedure.workflow.states.iter().any(|state| state.id == *id) {
                self.fault(FaultKind::RankingState(id.clone()), &format!("ranking.{key}[{at}]"));
            }
        }
    }

    fn lists(&mut self, path: Option<&str>, form: Option<&form::Compiled>) {
        let (Some(path), Some(form)) = (path, form) else { return };
        let is_choice =
            matches!(form.kind_at(path), Some(Kind::OneOf | Kind::ManyOf | Kind::Ranked));
        if !is_choice {
            self.fault(FaultKind::RankingLists(path.to_owned()), "ranking.lists");
        }
    }

    fn rule(&mut self, text: &str, names: &Names, path: &str) -> Option<Rule> {
        match Rule::compile(text, names, Expect::Any) {
            Ok(rule) => Some(rule),
            Err(found) => {
                let found = found.into_iter();
                self.faults.extend(found.map(|fault| Fault::of_rule(self.places, path, fault)));
                None
            }
        }
    }

    fn numbers(&mut self, key: &str, names: &Names, texts: Vec<String>) -> Vec<Rule> {
        let mut rules = Vec::new();
        for (at, text) in texts.iter().enumerate() {
            let path = format!("ranking.{key}[{at}].value");
            let Some(rule) = self.rule(text, names, &path) else { continue };
            match rule.ty() {
                Type::Text | Type::List(_) | Type::Record(_) => {
                    self.fault(FaultKind::RankingNumber, &path);
                }
                _ => rules.push(rule),
            }
        }
        rules
    }

    /// The move exists, the ranking alone makes it, for what somebody does by hand it would do once more, and it has an
    /// answer to everything that the move must ask.
    fn step(&mut self, key: &str, step: &Step, names: &Names) -> Vec<(String, Rule)> {
        let moves = &self.procedure.workflow.moves;
        let found = moves.iter().find(|mv| mv.id == step.move_id);
        let Some(mv) = found.filter(|mv| mv.who == [workflow::Who::Ranking]) else {
            let path = format!("ranking.{key}.move");
            self.fault(FaultKind::RankingMove(step.move_id.clone()), &path);
            return Vec::new();
        };
        let mut rules = Vec::new();
        for (field, text) in &step.give {
            let path = format!("ranking.{key}.give.{field}");
            let asked = self.moves.get(&mv.id);
            if asked.is_none_or(|form| form.kind_at(field).is_none()) {
                self.fault(FaultKind::RankingGives(field.clone()), &path);
            } else if let Some(rule) = self.rule(text, names, &path) {
                rules.push((field.clone(), rule));
            }
        }
        for field in mv.fields.iter().filter(|field| is_asked(field)) {
            if !step.give.contains_key(&field.id) {
                let kind = FaultKind::RankingAsks(field.id.clone());
                self.fault(kind, &format!("ranking.{key}.move"));
            }
        }
        rules
    }
}

/// Somebody must answer it whenever the move is made.
fn is_asked(field: &Field) -> bool {
    !field.kind.is_prose()
        && field.value.is_none()
        && field.table.is_none()
        && field.visible.is_none()
        && field.required != Condition::Fixed(false)
}

impl crate::Compiled {
    /// The lists of the ranking: id and name, as they stand on a day. One without a name where there is one list.
    #[must_use]
    pub fn ranking_lists(&self, on: chrono::NaiveDate) -> Vec<(String, Localized)> {
        let asked = self.ranking.as_ref().and_then(|own| own.definition.lists.as_deref());
        asked.map_or_else(
            || vec![(super::score::ONE.to_owned(), Localized::default())],
            |path| self.form.choices_at(path, on),
        )
    }

    /// What a list is called; empty where there is one.
    #[must_use]
    pub fn ranking_list(&self, id: &str) -> Localized {
        let asked = self.ranking.as_ref().and_then(|own| own.definition.lists.as_deref());
        asked.and_then(|path| self.form.choice_label(path, id)).unwrap_or_default()
    }
}
