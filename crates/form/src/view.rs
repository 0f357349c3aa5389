//! What a page needs to draw one step, in one language, without knowing the engine. It decides which
//! control a question gets; not its markup.

mod beside;
pub(crate) mod build;
mod control;
mod fees;
mod given;

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Checked;
use crate::compiled::Compiled;
use crate::definition::Tone;
use crate::facts::{Facts, FileState};
use crate::merge::Beside;
use crate::raw::Raw;
use crate::route::Completion;
use model::Lang;

pub use given::{Given, given};

/// One step, ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct StepView {
    pub id: String,
    pub title: String,
    pub help: String,
    /// From 1, among the visible steps.
    pub number: usize,
    /// How many steps are visible.
    pub of: usize,
    pub sections: Vec<SectionView>,
    /// An answer on this page may change what the page asks: offer «Aggiorna».
    pub depends: bool,
}

/// One visible section.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionView {
    pub id: String,
    pub title: String,
    pub help: String,
    /// The language of its own words, where they do not exist in that of the page (WCAG 3.1.2).
    pub lang: Option<Lang>,
    pub completion: Completion,
    /// The completion in words.
    pub progress: String,
    pub items: Vec<Item>,
}

/// What stands in a section, a set or a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    Prose(Prose),
    Control(Box<Control>),
    Set(SetView),
    Group(GroupView),
}

impl Item {
    /// Something in it is wrong.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        let any = |items: &[Item]| items.iter().any(Item::is_wrong);
        match self {
            Self::Prose(_) => false,
            Self::Control(control) => control.is_wrong(),
            Self::Set(set) => !set.problems.is_empty() || any(&set.items),
            Self::Group(group) => {
                !group.problems.is_empty() || group.rows.iter().any(|row| any(&row.items))
            }
        }
    }
}

/// A heading, a text or a callout. `text` is the markdown subset of `model::prose`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose {
    pub path: String,
    pub kind: ProseKind,
    pub title: String,
    pub text: String,
    pub lang: Option<Lang>,
    /// Names and sums of a table of fees: see [`fees`].
    pub rows: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProseKind {
    Heading,
    Text,
    Callout(Tone),
    /// What is due, as [`fees`] is told.
    Fees,
}

/// A composite: a fieldset whose legend may be empty.
#[derive(Debug, Clone, PartialEq)]
pub struct SetView {
    pub path: String,
    pub id: String,
    pub legend: String,
    pub help: String,
    pub lang: Option<Lang>,
    pub problems: Vec<String>,
    /// Some of its answers are a source's, which alone can correct them.
    pub is_given: bool,
    pub items: Vec<Item>,
}

/// Repeated rows.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupView {
    /// Path and name: posted once per row, with the row's id.
    pub path: String,
    /// Id in the page.
    pub id: String,
    pub label: String,
    pub help: String,
    pub lang: Option<Lang>,
    pub is_required: bool,
    /// It stands in a row of another group: nothing else on the page says what it is.
    pub is_inner: bool,
    pub rows: Vec<RowView>,
    pub add_label: String,
    /// Another row may be added.
    pub can_add: bool,
    /// How many rows there can be.
    pub max: u32,
    /// Id the next row takes.
    pub next_row: String,
    pub problems: Vec<String>,
}

impl GroupView {
    /// Id in the page that the next row gets.
    #[must_use]
    pub fn next_id(&self) -> String {
        page_id(&format!("{}.{}", self.path, self.next_row))
    }

    /// Id in the page of what stands nearest once a row is gone: the row after it, else the one before, else the
    /// button that adds one.
    #[must_use]
    pub fn beside(&self, row: &RowView) -> String {
        let at = self.rows.iter().position(|it| it.id == row.id).unwrap_or_default();
        let before = at.checked_sub(1).and_then(|at| self.rows.get(at));
        let beside = self.rows.get(at + 1).or(before);
        beside.map_or_else(|| format!("{}-add", self.id), |it| it.id.clone())
    }
}

/// One row of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct RowView {
    /// Id of the row; its answers stand at `<group>.<row>.…`.
    pub row: String,
    /// Id in the page.
    pub id: String,
    /// Made of what the row says; while it says nothing, the name of the group and the number of the row.
    pub title: String,
    /// From 1.
    pub number: usize,
    /// The row may be taken away.
    pub can_remove: bool,
    /// The row is not in the draft yet: it is shown because at least one is needed, and becomes one
    /// when the page is posted.
    pub is_new: bool,
    pub items: Vec<Item>,
}

/// One question.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// Path of the answer: also the name of the input.
    pub path: String,
    /// Id in the page, safe in HTML and in a fragment.
    pub id: String,
    pub label: String,
    pub help: String,
    pub lang: Option<Lang>,
    /// How the answer is written, where that is not plain: an example of a date.
    pub hint: String,
    /// Prose above the box of a declaration, a notice, terms.
    pub text: String,
    pub widget: Widget,
    pub is_required: bool,
    /// Say «(facoltativo)».
    pub is_optional: bool,
    /// The citizen reads it and does not change it.
    pub is_locked: bool,
    /// The box is ticked, the answer is yes.
    pub is_ticked: bool,
    /// Texts as typed.
    pub values: Vec<String>,
    /// ISO 8601 of a date that was understood, for native inputs; empty otherwise.
    pub iso: String,
    /// The value as people read it, empty if there is none: for locked and computed questions.
    pub shown: String,
    pub options: Vec<OptionView>,
    pub files: Vec<FileView>,
    /// Files that broke off on their way: said by whoever takes files.
    pub unfinished: Vec<Unfinished>,
    /// A file that was just given was not taken: said by whoever takes files, among the problems.
    pub has_refused: bool,
    pub problems: Vec<String>,
    /// A source answered it and alone can correct it; said by the set around it, where there is one.
    pub is_given: bool,
    /// Why an answer that is missing is asked or needed, or why it cannot be changed: «Ti chiediamo questo perché…».
    pub why: Vec<String>,
    /// Token of `autocomplete`; empty if there is none.
    pub autocomplete: String,
    /// `inputmode`; empty if there is none.
    pub inputmode: &'static str,
    pub unit: String,
    pub max_length: Option<u32>,
    /// `accept` of a file input.
    pub accept: String,
    pub min_files: u32,
    pub max_files: u32,
    pub max_mb: u32,
    /// The register that is searched; empty if none is.
    pub register: String,
    /// What is not in the register may be written too.
    pub is_free: bool,
    /// Places of a ranking.
    pub ranks: usize,
    /// What the document is called that is offered beside the files, to be printed and signed; empty if none is.
    pub template: String,
    /// Where the value comes from, for people: «Arriva da: SPID, 3 maggio 2026».
    pub source: String,
    /// A rule reads it.
    pub depends: bool,
    /// Answers that were replaced unseen, as people read them: to be taken back or let go.
    pub beside: Vec<BesideView>,
    /// The mark of what stands, where there is something beside it.
    pub mark: String,
}

/// An answer that was replaced unseen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BesideView {
    /// As people read it.
    pub text: String,
    /// By which it is chosen.
    pub mark: String,
}

impl Control {
    /// The first text typed, or the empty one.
    #[must_use]
    pub fn value(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    /// Something is wrong.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        !self.problems.is_empty()
    }

    /// It has as many files as it takes.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.files.len() >= self.max_files as usize
    }

    /// A place on a map that nobody needs to give: the address beside it says where.
    #[must_use]
    pub fn is_aside(&self) -> bool {
        self.is_optional && matches!(self.widget, Widget::Point | Widget::Outline)
    }

    /// The choice stands at that place of the ranking, from 0.
    #[must_use]
    pub fn is_at(&self, place: &usize, option: &OptionView) -> bool {
        self.values.get(*place).is_some_and(|value| *value == option.value)
    }
}

/// The control a question gets. Of choices: up to five are radio buttons, up to ten a list, more a
/// list that is searched (national rule).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Widget {
    Line,
    Paragraph,
    /// A line with `type` of HTML: `email`, `tel`, `url`.
    Typed(&'static str),
    Date,
    Time,
    Radio,
    Select,
    /// A list with search.
    Search,
    /// A line in which a register is searched.
    Register,
    /// Boxes, any number.
    Boxes,
    /// A list of many with search.
    SearchMany,
    /// A list for each place of a ranking.
    Ranked,
    /// A line for coordinates, with a button for where one is.
    Point,
    /// Lines for the points of a border, with a button that adds where one is.
    Outline,
    /// One box with its label beside it.
    Box,
    Files,
    /// Nothing to fill: a computed line.
    Reading,
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionView {
    /// What is posted.
    pub value: String,
    /// Id in the page.
    pub id: String,
    pub label: String,
    pub help: String,
    pub lang: Option<Lang>,
    pub is_selected: bool,
}

/// One received file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileView {
    pub id: String,
    pub name: String,
    /// Bytes.
    pub size: u64,
    pub state: FileState,
    pub is_ready: bool,
    /// What is said of its inside.
    pub about: String,
    /// What is wrong with it and what to do; empty if nothing is.
    pub problem: String,
}

/// A file that broke off on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    pub id: String,
    pub name: String,
    /// Bytes of the whole.
    pub size: u64,
    /// Bytes that are here.
    pub received: u64,
}

/// Draws one step; `None` if there is no such step or nothing in it is asked now.
#[must_use]
pub fn step(
    form: &Compiled,
    raw: &Raw,
    checked: &Checked,
    facts: &Facts<'_>,
    asked: Asked<'_>,
) -> Option<StepView> {
    build::step(form, raw, checked, facts, asked)
}

/// Says at their questions the answers that were replaced unseen (see [`merge`](crate::merge)), given by path; which
/// questions these are: id in the page and label.
pub fn beside(
    sections: &mut [SectionView],
    earlier: &BTreeMap<String, Vec<Beside>>,
    lang: Lang,
) -> Vec<(String, String)> {
    beside::put(sections, earlier, lang)
}

/// Says in the tables of fees of a step what is due. Any answer may change that: the page follows each.
pub fn fees(view: &mut StepView, rows: &[(String, String)]) {
    if fees::put(view, rows) {
        view.depends = true;
        view.sections.iter_mut().for_each(|section| fees::follow(&mut section.items));
    }
}

/// Which step is drawn, and how.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub step: &'a str,
    pub lang: Lang,
    pub missing: Missing<'a>,
}

/// Of which questions it is told that an answer is missing: nobody is told before having had the chance to answer.
#[derive(Debug, Clone, Copy)]
pub enum Missing<'a> {
    /// The page was not filled yet.
    Untold,
    Told,
    /// Of those at these paths: they had been asked when the page was last sent.
    ToldAt(&'a BTreeSet<String>),
}

impl Missing<'_> {
    fn is_told(self, path: &str) -> bool {
        match self {
            Self::Untold => false,
            Self::Told => true,
            Self::ToldAt(paths) => paths.contains(path),
        }
    }
}

/// An id for the page, made of a path: nothing in it needs escaping.
#[must_use]
pub fn page_id(path: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    format!("f-{}", path.chars().map(safe).collect::<String>())
}
