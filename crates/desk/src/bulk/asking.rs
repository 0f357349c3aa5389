//! What can be done with many applications, and what it asks, once for all of them.

use std::{collections::BTreeMap, sync::Arc};

use form::{Checked, Kind, Raw};
use model::{
    Localized, Money, PersonId,
    access::{self, Action, Relation},
};
use serde_json::{Value, json};
use store::{bulk as rows, queue};
use workflow::{Effect, Move};

use super::{Act, MOST, Of, Wanted};
use crate::{
    Desk, Error, Result,
    admission::parts_in,
    catalogue::number,
    facts,
    labels::Label,
    messages::LONGEST,
    moves::right,
    notes::NOTE_MAX,
    paper::said,
    queue::kind,
    ready_texts::{self, Ready},
    session::Session,
    small_form::{compiled, label, option, words},
};

/// To whom, in the question of [`Act::Assign`]; why, of those that change hands; which label.
pub(super) const WHO: &str = "who";
pub(super) const REASON: &str = "reason";
pub(super) const LABEL: &str = "label";
/// To which office; what is written.
pub(super) const OFFICE: &str = "office";
pub(super) const TEXT: &str = "text";
/// Stand before an id in a choice.
pub(super) const PERSON: &str = "person-";
pub(super) const MARK: &str = "label-";
pub(super) const OF: &str = "office-";
/// What [`WHO`] says for nobody.
pub(super) const NOBODY: &str = "nobody";

/// A move that could be made with some of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    pub procedure: String,
    /// What the procedure is called.
    pub title: Localized,
    pub id: String,
    /// What the move is called.
    pub label: Localized,
    /// How many stand where it can be made from.
    pub n: i64,
}

/// What can be done with some applications.
#[derive(Debug, Default)]
pub struct Choosing {
    /// How many there are; more than [`MOST`] are not counted.
    pub n: i64,
    pub moves: Vec<Offered>,
    pub can_take: bool,
    pub can_assign: bool,
    pub can_label: bool,
    pub can_transfer: bool,
    pub can_message: bool,
    pub can_note: bool,
}

/// What an act asks.
pub struct Question {
    /// What it is called.
    pub title: Localized,
    /// The move, if it is one, as it is written in the revision in use.
    pub mv: Option<Move<form::Field>>,
    procedure: Option<Arc<procedure::Compiled>>,
    small: Option<form::Compiled>,
    pub checked: Checked,
    /// What each application says by itself, and is not asked.
    pub own: Vec<String>,
    /// A hole of a text that says nothing, with the path of the text.
    pub wrong_hole: Option<(String, String)>,
    /// Texts that an office keeps ready for what is written, with their holes.
    pub ready: Vec<Ready>,
    /// Its texts say something else of each.
    fills: bool,
}

impl Question {
    /// Its form; none if it asks nothing.
    #[must_use]
    pub fn form(&self) -> Option<&form::Compiled> {
        let of_move = || self.procedure.as_ref()?.asked_by(&self.mv.as_ref()?.id);
        self.small.as_ref().or_else(of_move)
    }

    /// Something of it is a text, that can say something else of each.
    #[must_use]
    pub fn has_texts(&self) -> bool {
        let is_text = |kind: Kind| matches!(kind, Kind::Line | Kind::Paragraph);
        self.fills && self.form().is_some_and(|form| form.paths().any(|(_, kind)| is_text(kind)))
    }

    /// Name of a letter that the move makes.
    #[must_use]
    pub fn letter_title(&self, id: &str) -> Localized {
        let letter = self.procedure.as_ref().and_then(|it| it.workflow.letter(id));
        letter.map_or_else(|| Localized::it(id), |compiled| compiled.letter.title.clone())
    }

    /// The office that the move asks for that opinion.
    #[must_use]
    pub fn opinion_office(&self, id: &str) -> Option<&str> {
        let opinion = self.procedure.as_ref()?.workflow.opinion(id)?;
        Some(&opinion.office)
    }

    /// Name of a state, as the office calls it.
    #[must_use]
    pub fn state(&self, id: &str) -> Option<Localized> {
        let state = self.procedure.as_ref()?.workflow.state(id)?;
        Some(state.office.clone())
    }

    /// Nothing is missing or wrong, as far as that can be told of all of them at once: what a rule says of one application
    /// is asked of that one.
    pub(super) fn is_complete(&self) -> bool {
        self.wrong_hole.is_none() && self.checked.problems.is_empty()
    }
}

impl Desk {
    /// What can be done with some applications.
    ///
    /// # Errors
    /// Not staff of any office.
    pub async fn bulk_choices(&self, session: &Session, of: &Of) -> Result<Choosing> {
        let kinds = self.bulk_kinds(session, of).await?;
        let mut choosing =
            Choosing { n: kinds.iter().map(|kind| kind.n).sum(), ..Choosing::default() };
        let may = |action, kind: &queue::Kind| {
            let relation = Relation::application(access::Tie::None, &kind.office, &kind.procedure);
            access::allowed(&session.roles, action, &relation)
        };
        choosing.can_take = kinds.iter().any(|kind| may(Action::Take, kind));
        choosing.can_assign = kinds.iter().any(|kind| may(Action::Assign, kind));
        let noted = kinds.iter().filter(|kind| may(Action::WriteNote, kind));
        let offices: Vec<String> = noted.map(|kind| kind.office.clone()).collect();
        choosing.can_note = !offices.is_empty();
        choosing.can_transfer = kinds.iter().any(|kind| may(Action::Transfer, kind));
        choosing.can_message = kinds.iter().any(|kind| may(Action::Process, kind));
        choosing.can_label =
            self.usable_labels(session).await?.iter().any(|label| offices.contains(&label.office));
        let mut offered: BTreeMap<(String, String), Offered> = BTreeMap::new();
        for kind in kinds.iter().filter(|kind| may(right(session), kind)) {
            let compiled = self.revision(&kind.procedure, number(kind.revision)).await?;
            let parts = parts_in(session, &kind.office, &kind.procedure);
            let moves = compiled.workflow.definition().moves.iter();
            for mv in moves.filter(|mv| mv.from.contains(&kind.state)) {
                if !mv.who.iter().any(|who| parts.contains(who)) || self.needs_a_file(&compiled, mv)
                {
                    continue;
                }
                let key = (kind.procedure.clone(), mv.id.clone());
                let one = offered.entry(key).or_insert_with(|| Offered {
                    procedure: kind.procedure.clone(),
                    title: compiled.procedure.title.clone(),
                    id: mv.id.clone(),
                    label: mv.label.clone(),
                    n: 0,
                });
                one.n += kind.n;
            }
        }
        choosing.moves = offered.into_values().collect();
        choosing.moves.sort_by_key(|one| (one.procedure.clone(), std::cmp::Reverse(one.n)));
        Ok(choosing)
    }

    /// A file belongs to one application: a move that needs one is made there.
    fn needs_a_file(&self, compiled: &procedure::Compiled, mv: &Move<form::Field>) -> bool {
        let Some(form) = compiled.asked_by(&mv.id) else { return false };
        let missing = self.check_alone(form, &Raw::new()).problems;
        missing.iter().any(|it| form.kind_at(&it.path).is_some_and(Kind::is_files))
    }

    /// What the applications are, as far as somebody finds them.
    async fn bulk_kinds(&self, session: &Session, of: &Of) -> Result<Vec<queue::Kind>> {
        let ids = match of {
            Of::View(asked) => return self.kinds(session, asked, MOST + 1).await,
            Of::Ticked(ids) => ids.clone(),
            Of::NotDone(_) => return Ok(Vec::new()),
        };
        let mut kinds: Vec<queue::Kind> = Vec::new();
        for kind in self.readable(session, &ids).await?.into_iter().map(kind) {
            let same =
                kinds.iter_mut().find(|known| queue::Kind { n: 1, ..(*known).clone() } == kind);
            match same {
                Some(same) => same.n += 1,
                None => kinds.push(kind),
            }
        }
        Ok(kinds)
    }

    /// How many applications are meant.
    pub(super) async fn bulk_size(&self, session: &Session, of: &Of) -> Result<i64> {
        match of {
            Of::NotDone(id) => {
                self.own_bulk(session, *id).await?;
                let counts = rows::counts(&mut self.db.peek().await?, *id).await?;
                let left =
                    counts.iter().filter(|(outcome, _)| super::steps::LEFT.contains(outcome));
                Ok(left.map(|(_, n)| n).sum())
            }
            of => Ok(self.bulk_kinds(session, of).await?.iter().map(|kind| kind.n).sum()),
        }
    }

    /// What an act asks, with what was typed.
    ///
    /// # Errors
    /// Not staff of any office; there is no such move, or it needs a file of each.
    pub async fn bulk_question(&self, session: &Session, wanted: &Wanted) -> Result<Question> {
        if !Self::has_queue(session) {
            return Err(self.denied(session, "bulk", None).await);
        }
        let (title, small) = match &wanted.act {
            Act::Move { procedure, id } => {
                return self.move_question((procedure, id), &wanted.raw).await;
            }
            Act::Take => ("bulk-act-take", Some(reason())),
            Act::Leave => ("bulk-act-leave", None),
            Act::Assign => ("bulk-act-assign", Some(self.colleagues_asked(session).await?)),
            Act::PutLabel => ("bulk-act-label", Some(self.labels_asked(session).await?)),
            Act::TakeLabel => ("bulk-act-unlabel", Some(self.labels_asked(session).await?)),
            Act::Transfer => ("bulk-act-transfer", Some(self.offices_asked())),
            Act::Message => ("bulk-act-message", Some(written("message-text", LONGEST))),
            Act::Note => ("bulk-act-note", Some(written("office-note", NOTE_MAX))),
        };
        let fills = matches!(wanted.act, Act::Transfer | Act::Message | Act::Note);
        let ready = match wanted.act {
            Act::Message | Act::Note => self.ready_texts(session).await?,
            _ => Vec::new(),
        };
        let broken = || Error::broken("the form of an act");
        let small = match small {
            Some(fields) => Some(compiled("bulk", fields).ok_or_else(broken)?),
            None => None,
        };
        let checked = small.as_ref().map(|form| self.check_alone(form, &wanted.raw));
        Ok(Question {
            title: said(title),
            mv: None,
            procedure: None,
            small,
            checked: checked.unwrap_or_default(),
            own: Vec::new(),
            wrong_hole: wrong_hole(&wanted.raw).filter(|_| fills),
            ready,
            fills,
        })
    }

    async fn move_question(&self, (procedure, id): (&str, &str), raw: &Raw) -> Result<Question> {
        let published = self.published().await?;
        let current = published.iter().find(|one| one.compiled.procedure.id == *procedure);
        let compiled = current.ok_or(Error::NotFound)?.compiled.clone();
        let moves = &compiled.workflow.definition().moves;
        let mv = moves.iter().find(|mv| mv.id == id).cloned().ok_or(Error::NotFound)?;
        if self.needs_a_file(&compiled, &mv) {
            return Err(Error::NotFound);
        }
        let mut own = Vec::new();
        let mut checked = Checked::default();
        if let Some(form) = compiled.asked_by(id) {
            let sums = facts::of_sums(Money(100));
            own = form::prefill::fill(form, &mut Raw::new(), &sums).into_keys().collect();
            checked = self.check_alone(form, raw);
            let waits = waits(moves, &mv);
            // What a condition says of one application is asked of that one.
            checked.problems.retain(|problem| {
                let is_alone = problem.code() != "condition" || form.is_judged_alone(&problem.path);
                let is_given = waits && problem.is_missing();
                is_alone && !is_given && !own.contains(&problem.path)
            });
        }
        let wrong_hole = wrong_hole(raw);
        let title = mv.label.clone();
        let (mv, procedure) = (Some(mv), Some(compiled));
        let (small, ready, fills) = (None, Vec::new(), true);
        Ok(Question { title, mv, procedure, small, checked, own, wrong_hole, ready, fills })
    }

    async fn colleagues_asked(&self, session: &Session) -> Result<Value> {
        let mut options = vec![option(NOBODY.to_owned(), words("office-unassign"))];
        let known: Vec<(PersonId, String)> = self.assignable(session).await?;
        options.extend(known.into_iter().map(|(person, name)| {
            option(format!("{PERSON}{}", person.0), label(&Localized::both(name.clone(), name)))
        }));
        let mut fields = json!([{
            "id": WHO, "kind": "one_of", "label": words("office-assign"), "options": options,
        }]);
        if let (Value::Array(fields), Value::Array(why)) = (&mut fields, reason()) {
            fields.extend(why);
        }
        Ok(fields)
    }

    /// To which office, and why: the citizens read it.
    fn offices_asked(&self) -> Value {
        let mut offices: Vec<_> = self.municipality.offices.iter().collect();
        offices.sort_by_key(|office| office.name.get(model::Lang::It));
        let options: Vec<Value> = offices
            .into_iter()
            .map(|office| option(format!("{OF}{}", office.id), label(&office.name)))
            .collect();
        json!([
            { "id": OFFICE, "kind": "one_of", "label": words("beside-office"), "options": options },
            {
                "id": REASON, "kind": "paragraph", "label": words("beside-transfer-reason"),
                "help": words("beside-reason-help"), "max_length": 2000,
            },
        ])
    }

    async fn usable_labels(&self, session: &Session) -> Result<Vec<Label>> {
        let mut read = self.db.peek().await?;
        self.labels_within(&mut read, session, &[]).await
    }

    async fn labels_asked(&self, session: &Session) -> Result<Value> {
        let labels = self.usable_labels(session).await?;
        let has_several = labels.iter().any(|one| one.office != labels[0].office);
        let options: Vec<Value> = labels
            .into_iter()
            .map(|one| {
                let office = self.office_name(&one.office);
                let name = |lang| match has_several {
                    true => format!("{} ({})", one.name, office.get(lang)),
                    false => one.name.clone(),
                };
                let name = Localized::both(name(model::Lang::It), name(model::Lang::En));
                option(format!("{MARK}{}", one.id), label(&name))
            })
            .collect();
        Ok(json!([{
            "id": LABEL, "kind": "one_of", "label": words("bulk-label"), "options": options,
        }]))
    }
}

/// What is written on each.
fn written(key: &str, most: u32) -> Value {
    json!([{ "id": TEXT, "kind": "paragraph", "label": words(key), "max_length": most }])
}

/// The first hole that says nothing, with the path of its text.
fn wrong_hole(raw: &Raw) -> Option<(String, String)> {
    let mut texts = raw.iter().flat_map(|(path, texts)| texts.iter().map(move |text| (path, text)));
    texts.find_map(|(path, text)| ready_texts::wrong_hole(text).map(|hole| (path.to_owned(), hole)))
}

/// Why it changes hands.
fn reason() -> Value {
    json!([{
        "id": REASON, "kind": "line", "label": words("bulk-reason"), "help": words("bulk-reason-help"),
        "required": false, "max_length": 500,
    }])
}

/// What the move makes may have been proposed before, with its answers: then nothing of them is missing.
fn waits(moves: &[Move<form::Field>], mv: &Move<form::Field>) -> bool {
    let makes = |id: &String| mv.effects.contains(&Effect::Letter(id.clone()));
    let proposed = moves.iter().flat_map(|mv| &mv.effects).filter_map(|effect| match effect {
        Effect::Propose(id) => Some(id),
        _ => None,
    });
    proposed.into_iter().any(makes)
}
