//! What is changed of answers after they were sent (*integrazione, rettifica*): only some questions are open, the rest
//! is as it was sent, and what comes out is a layer over the answers, never a copy of them.

mod askable;
mod layer;
mod sections;
mod told;
mod typed;

use std::collections::{BTreeMap, BTreeSet};

use model::Localized;

use crate::answers::Answers;
use crate::check::{Checked, Problem, check};
use crate::compiled::Compiled;
use crate::definition::Kind;
use crate::facts::{Facts, Origin};
use crate::raw::Raw;

pub use self::askable::{Askable, AskableSection, askable, only};
pub use self::layer::Layer;
pub use self::told::{Changed, changes};
pub use self::typed::typed;

/// Questions that are open to be answered again, over answers that were sent.
#[derive(Debug, Clone)]
pub struct Amending {
    /// The answers as they stand.
    before: Answers,
    /// What would have been typed to give them.
    typed: Raw,
    /// Paths of questions, of composites, of rows or of whole groups: what stands in them is open too.
    open: BTreeSet<String>,
    /// Paths that stay as they were wherever they stand: files and statements that are not opened by themselves, what an
    /// identity said.
    shut: BTreeSet<String>,
}

/// What a new answer to the open questions makes of an application.
#[derive(Debug, Clone)]
pub struct Amended {
    /// The answers as somebody would have typed them, with what was typed now.
    pub draft: Raw,
    /// Everything about the answers as they would be: what is not open is locked.
    pub checked: Checked,
    /// The answers as they would be.
    pub answers: Answers,
    /// What is missing or wrong among what is open, among what is asked only now, and elsewhere by the change.
    pub problems: Vec<Problem>,
    /// The answers as they stand, looked at.
    stands: Checked,
}

impl Amending {
    /// Opens some questions of answers that were sent.
    #[must_use]
    pub fn new(form: &Compiled, before: &Answers, open: impl IntoIterator<Item = String>) -> Self {
        let typed = typed(form, before);
        let open: BTreeSet<String> = open.into_iter().collect();
        let given = typed.iter().map(|(path, _)| path);
        let kept =
            given.filter(|path| !open.contains(*path) && form.kind_at(path).is_none_or(stays));
        let shut = kept.map(str::to_owned).collect();
        Self { before: before.clone(), typed, open, shut }
    }

    /// Keeps some answers as they were, also within what is open.
    #[must_use]
    pub fn without(mut self, paths: impl IntoIterator<Item = String>) -> Self {
        self.shut.extend(paths);
        self
    }

    /// The id that a new row of a group takes, over what was typed now: none that was sent has it, so that nobody new
    /// stands in another's place.
    #[must_use]
    pub fn next_row(&self, given: &Raw, group: &str) -> String {
        let mut all = self.typed.clone();
        let rows = all.rows(group).into_iter().chain(given.rows(group)).map(str::to_owned);
        let rows = rows.collect();
        for (path, texts) in given.iter() {
            all.set(path, texts.to_vec());
        }
        all.set(group, rows);
        all.next_row(group)
    }

    /// Whether a question is one of those that were opened, or stands in one.
    #[must_use]
    pub fn is_open(&self, path: &str) -> bool {
        if self.shut.contains(path) {
            return false;
        }
        let mut at = Some(path);
        while let Some(path) = at {
            if self.open.contains(path) {
                return true;
            }
            at = path.rsplit_once('.').map(|(outer, _)| outer);
        }
        false
    }

    /// Where the answers that are not open come from: from what was sent, which nobody changes here.
    #[must_use]
    pub fn origins(&self) -> BTreeMap<String, Origin> {
        let kept = self.typed.iter().filter(|(path, _)| !self.is_open(path));
        let sent = |texts: &[String]| Origin {
            name: Localized::default(),
            on: None,
            is_authoritative: true,
            values: texts.to_vec(),
        };
        kept.map(|(path, texts)| (path.to_owned(), sent(texts))).collect()
    }

    /// Looks at new answers to the open questions. `facts` are those of the day on which the application was sent:
    /// what was right then is right now.
    #[must_use]
    pub fn check(&self, form: &Compiled, given: &Raw, facts: &Facts<'_>) -> Amended {
        let origins = self.origins();
        let facts = Facts { origins: &origins, ..*facts };
        let stands = check(form, &self.typed, &facts);
        // What is opened may make other questions appear: they are open too.
        let appears = |path: &str| !stands.is_visible(path) && !self.shut.contains(path);
        let takes = |path: &str| self.is_open(path) || appears(path);
        let mut draft = self.typed.clone();
        // What was typed elsewhere is passed over: a page cannot change what it was not opened for.
        for (path, texts) in given.iter().filter(|(path, _)| takes(path)) {
            draft.set(path, texts.to_vec());
        }
        let checked = check(form, &draft, &facts);
        let mut answers = checked.answers.clone();
        // What is not open stays what it was, also where today's lists or rules would not take it any more.
        for (path, value) in self.before.iter() {
            let is_kept = checked.is_visible(path) && !self.is_open(path);
            if is_kept && !form.is_computed(path) {
                answers.values.insert(path.to_owned(), value.clone());
            }
        }
        let asks_a_file = |path: &str| is_file(form, path) && !self.open.contains(path);
        let told = |problem: &&Problem| {
            let path = problem.path.as_str();
            (takes(path) || !stands.problems.contains(problem)) && !asks_a_file(path)
        };
        let problems = checked.problems.iter().filter(told).cloned().collect();
        Amended { draft, answers, problems, checked, stands }
    }
}

/// Nobody unsays what was declared, changes what was handed in, or uses another revenue stamp, among other answers.
fn stays(kind: Kind) -> bool {
    kind.is_files() || kind.is_box() || kind == Kind::StampSerial
}

fn is_file(form: &Compiled, path: &str) -> bool {
    form.kind_at(path).is_some_and(Kind::is_files)
}

impl Amended {
    /// The question is asked only now, by what was changed.
    #[must_use]
    pub fn is_new(&self, path: &str) -> bool {
        self.checked.is_visible(path) && !self.stands.is_visible(path)
    }

    /// What changes, as a layer over the answers before.
    #[must_use]
    pub fn layer(&self, amending: &Amending) -> Layer {
        Layer::between(&amending.before, &self.answers)
    }
}
