//! A workflow with its rules and letters type-checked and ready to be asked.
//! Always made: a rule with a fault never holds, so that an application pinned to an old revision
//! can still be read; publishing is what refuses faults.

use std::collections::BTreeMap;
use std::fmt;

use model::{Lang, Localized};
use rule::{Bindings, Context, Expect, Names, Rule, Show, Template, Type};

use crate::application::Application;
use crate::bindings::{self, OfApplication};
use crate::decide::{Facts, field};
use crate::definition::{Act, Distribution, Effect, Letter, Move, Opinion, State, Workflow};
use crate::fault::{Fault, FaultKind, Place};
use crate::proof::proof;

/// Gives the fields a move asks, by path without `move.`, with their types.
pub type AskedBy<'a, F> = dyn Fn(&Move<F>) -> Vec<(String, Type)> + 'a;

/// What rules of a workflow may name, besides the application itself.
pub struct Scope<'a, F> {
    /// Fields of the form, `local.*`, `fees.*`, `today`.
    pub names: &'a Names,
    /// What else the rules of a move and its letters may name.
    pub asked_by: &'a AskedBy<'a, F>,
}

impl<F> fmt::Debug for Scope<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").field("names", self.names).finish_non_exhaustive()
    }
}

impl<F> Scope<'_, F> {
    /// What the rules of a move may name.
    pub(crate) fn names_of(&self, workflow: &Workflow<F>, mv: &Move<F>) -> Names {
        let names = bindings::with_application(self.names.clone(), workflow);
        let asked = (self.asked_by)(mv).into_iter();
        asked.fold(names, |names, (path, ty)| names.with(&format!("move.{path}"), ty))
    }
}

/// A workflow ready to decide.
#[derive(Debug, Clone)]
pub struct Compiled<F = serde_json::Value> {
    definition: Workflow<F>,
    /// One for each move, in order.
    guards: Vec<Guard>,
    /// One for each routing rule, in order.
    routing: Vec<Guard>,
    /// One for each rule of distribution, in order.
    distribution: Vec<Guard>,
    letters: Vec<CompiledLetter>,
}

#[derive(Debug, Clone)]
enum Guard {
    /// Nothing is asked.
    None,
    Rule(Box<Rule>),
    /// It did not compile, and never holds.
    Shut,
}

impl Guard {
    fn holds(&self, bindings: &dyn Bindings, context: &Context<'_>) -> bool {
        match self {
            Self::None => true,
            Self::Rule(rule) => rule.holds(bindings, context),
            Self::Shut => false,
        }
    }
}

/// A letter whose templates are ready.
#[derive(Debug, Clone)]
pub struct CompiledLetter {
    pub letter: Letter,
    subject: BTreeMap<Lang, Template>,
    body: BTreeMap<Lang, Template>,
}

/// A letter with its holes filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub title: String,
    pub subject: String,
    /// Prose, the Markdown subset of `model::prose`.
    pub body: String,
    /// The language it is in, which may not be the one asked for.
    pub lang: Lang,
}

impl CompiledLetter {
    /// Fills the letter in a language, or in Italian where it does not exist in that language.
    #[must_use]
    pub fn write(
        &self,
        lang: Lang,
        bindings: &dyn Bindings,
        context: &Context<'_>,
        show: &dyn Show,
    ) -> Written {
        let lang = self.letter.body.lang_of(lang);
        let fill = |templates: &BTreeMap<Lang, Template>, text: &Localized| {
            templates.get(&text.lang_of(lang)).map_or_else(
                || text.get(lang).to_owned(),
                |template| template.render(bindings, context, show),
            )
        };
        Written {
            title: self.letter.title.get(lang).to_owned(),
            subject: fill(&self.subject, &self.letter.subject),
            body: fill(&self.body, &self.letter.body),
            lang,
        }
    }
}

/// Compiles a workflow and its letters, and proves them. All faults, in the document's order
/// within rules, letters and proof.
pub fn compile<F>(
    workflow: Workflow<F>,
    letters: Vec<Letter>,
    scope: &Scope<'_, F>,
) -> (Compiled<F>, Vec<Fault>) {
    let mut faults = proof(&workflow, &letters);
    let names = bindings::with_application(scope.names.clone(), &workflow);
    let move_names: Vec<_> =
        workflow.moves.iter().map(|mv| scope.names_of(&workflow, mv)).collect();
    faults.extend(unasked(&workflow, scope));
    faults.extend(unanswered(&workflow, &letters, scope));
    let mut compiler = Compiler { faults: &mut faults };
    let routing = workflow
        .routing
        .iter()
        .enumerate()
        .map(|(at, rule)| {
            compiler.guard(
                rule.when.as_deref(),
                scope.names,
                &format!("workflow.routing[{at}].when"),
            )
        })
        .collect();
    let distribution = workflow.distribution.iter().enumerate();
    let distribution = distribution
        .map(|(at, rule)| {
            let path = format!("workflow.distribution[{at}].when");
            compiler.guard(rule.when.as_deref(), scope.names, &path)
        })
        .collect();
    let guards = workflow
        .moves
        .iter()
        .zip(&move_names)
        .enumerate()
        .map(|(at, (mv, names))| {
            compiler.guard(mv.guard.as_deref(), names, &format!("workflow.moves[{at}].guard"))
        })
        .collect();
    let letters = letters
        .into_iter()
        .enumerate()
        .map(|(at, letter)| {
            // A letter may name what a move asks if every move that makes it asks it.
            let mut makers: Vec<&Names> = workflow
                .moves
                .iter()
                .zip(&move_names)
                .filter(|(mv, _)| makes(mv, &letter.id))
                .map(|(_, names)| names)
                .collect();
            if makers.is_empty() {
                makers.push(&names);
            }
            compiler.letter(letter, &makers, at)
        })
        .collect();
    (Compiled { definition: workflow, guards, routing, distribution, letters }, faults)
}

/// Moves that ask an opinion without asking what is to be answered.
fn unasked<F>(workflow: &Workflow<F>, scope: &Scope<'_, F>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, mv) in workflow.moves.iter().enumerate() {
        let asked = (scope.asked_by)(mv);
        for (at, effect) in mv.effects.iter().enumerate() {
            let is_asked = asked.iter().any(|(path, _)| path == field::QUESTION);
            if matches!(effect, Effect::Opinion(_)) && !is_asked {
                let path = format!("workflow.moves[{index}].effects[{at}]");
                faults.push(FaultKind::OpinionUnasked.at(path));
            }
        }
    }
    faults
}

/// Refusals that do not answer the observations that the citizen can send, or whose letter does not tell the answer
/// (L. 241/1990 art. 10-bis c. 1).
fn unanswered<F>(workflow: &Workflow<F>, letters: &[Letter], scope: &Scope<'_, F>) -> Vec<Fault> {
    if !workflow.moves.iter().any(|mv| mv.act == Act::Observations) {
        return Vec::new();
    }
    let answer = format!("move.{}", field::OBSERVATIONS);
    let tells = |effect: &Effect| match effect {
        Effect::Letter(id) | Effect::Mail(id) => {
            let mut texts = letters.iter().filter(|letter| letter.id == *id);
            texts.any(|letter| names(letter.body.get(Lang::It), &answer))
        }
        _ => false,
    };
    let is_unanswered = |mv: &Move<F>| {
        let is_letter = |effect: &Effect| matches!(effect, Effect::Letter(_) | Effect::Mail(_));
        let asks = (scope.asked_by)(mv).iter().any(|(path, _)| path == field::OBSERVATIONS);
        let is_told = !mv.effects.iter().any(is_letter) || mv.effects.iter().any(tells);
        mv.needs_notice() && !(asks && is_told)
    };
    let moves = workflow.moves.iter().enumerate().filter(|(_, mv)| is_unanswered(mv));
    let at = |index: usize| format!("workflow.moves[{index}].act");
    moves.map(|(index, _)| FaultKind::ObservationsUnanswered.at(at(index))).collect()
}

/// Whether a text reads this name, and not only one that begins so.
fn names(text: &str, name: &str) -> bool {
    let goes_on = |sign: char| sign.is_alphanumeric() || sign == '_';
    text.match_indices(name).any(|(at, _)| !text[at + name.len()..].starts_with(goes_on))
}

/// Whether a letter is written over what this move asks.
fn makes<F>(mv: &Move<F>, letter: &str) -> bool {
    mv.effects.iter().any(|effect| match effect {
        Effect::Letter(id) | Effect::Mail(id) | Effect::Propose(id) => id == letter,
        Effect::Suspend(_)
        | Effect::Resume
        | Effect::Extend(_)
        | Effect::Restart(_)
        | Effect::Opinion(_) => false,
    })
}

struct Compiler<'a> {
    faults: &'a mut Vec<Fault>,
}

impl Compiler<'_> {
    fn found(&mut self, faults: Vec<rule::Fault>, path: &str) {
        for fault in faults {
            let fault = Fault {
                path: path.to_owned(),
                code: fault.code,
                place: Some(Place {
                    start: fault.span.start,
                    end: fault.span.end,
                    line: fault.line,
                    column: fault.column,
                }),
                message: fault.message,
            };
            // Several moves may make one letter: the same fault is said once.
            if !self.faults.contains(&fault) {
                self.faults.push(fault);
            }
        }
    }

    fn guard(&mut self, text: Option<&str>, names: &Names, path: &str) -> Guard {
        let Some(text) = text else { return Guard::None };
        match Rule::compile(text, names, Expect::Bool) {
            Ok(rule) => Guard::Rule(Box::new(rule)),
            Err(faults) => {
                self.found(faults, path);
                Guard::Shut
            }
        }
    }

    fn letter(&mut self, letter: Letter, makers: &[&Names], at: usize) -> CompiledLetter {
        let subject = self.templates(&letter.subject, makers, &format!("letters[{at}].subject"));
        let body = self.templates(&letter.body, makers, &format!("letters[{at}].body"));
        CompiledLetter { letter, subject, body }
    }

    fn templates(
        &mut self,
        text: &Localized,
        makers: &[&Names],
        path: &str,
    ) -> BTreeMap<Lang, Template> {
        let mut templates = BTreeMap::new();
        for (lang, text, path) in text.placed(path) {
            for names in makers {
                match Template::compile(text, names) {
                    Ok(template) => {
                        templates.insert(lang, template);
                    }
                    Err(faults) => self.found(faults, &path),
                }
            }
        }
        templates
    }
}

impl<F> Compiled<F> {
    /// The workflow as it is written.
    #[must_use]
    pub fn definition(&self) -> &Workflow<F> {
        &self.definition
    }

    /// The state with this id.
    #[must_use]
    pub fn state(&self, id: &str) -> Option<&State> {
        self.definition.states.iter().find(|state| state.id == id)
    }

    /// The move with this id, and its position.
    #[must_use]
    pub fn find_move(&self, id: &str) -> Option<(usize, &Move<F>)> {
        self.definition.moves.iter().enumerate().find(|(_, mv)| mv.id == id)
    }

    /// The opinion that the workflow foresees under this id.
    #[must_use]
    pub fn opinion(&self, id: &str) -> Option<&Opinion> {
        self.definition.opinions.iter().find(|opinion| opinion.id == id)
    }

    /// The letter with this id.
    #[must_use]
    pub fn letter(&self, id: &str) -> Option<&CompiledLetter> {
        self.letters.iter().find(|compiled| compiled.letter.id == id)
    }

    /// The office an application with these answers goes to; none if no rule says one.
    #[must_use]
    pub fn route(&self, facts: &Facts<'_>) -> Option<&str> {
        let rules = self.definition.routing.iter().zip(&self.routing);
        rules
            .into_iter()
            .find(|(_, guard)| guard.holds(facts.bindings, &facts.context()))
            .map(|(rule, _)| rule.office.as_str())
    }

    /// The rule that says into whose hands an application with these answers goes; none if none holds.
    #[must_use]
    pub fn distribution(&self, facts: &Facts<'_>) -> Option<&Distribution> {
        let mut rules = self.definition.distribution.iter().zip(&self.distribution);
        let found = rules.find(|(_, guard)| guard.holds(facts.bindings, &facts.context()));
        found.map(|(rule, _)| rule)
    }

    pub(crate) fn guard_holds(
        &self,
        index: usize,
        application: &Application,
        facts: &Facts<'_>,
    ) -> bool {
        let bindings = self.bindings(application, facts);
        self.guards.get(index).is_some_and(|guard| guard.holds(&bindings, &facts.context()))
    }

    pub(crate) fn guard_reads_move(&self, index: usize) -> bool {
        match self.guards.get(index) {
            Some(Guard::Rule(rule)) => rule.paths().iter().any(|path| path.starts_with("move.")),
            _ => false,
        }
    }

    /// The answers with the application's own values over them: what guards and letters read.
    #[must_use]
    pub fn bindings<'a>(
        &'a self,
        application: &'a Application,
        facts: &Facts<'a>,
    ) -> OfApplication<'a, F> {
        OfApplication {
            workflow: &self.definition,
            application,
            calendar: facts.calendar,
            now: facts.now,
            rest: facts.bindings,
        }
    }
}
