//! An integration request point by point (L. 241/1990 art. 6 c. 1 b): what the office asks again of the answers, what
//! the citizen answers in its place, and when the office is content.

use std::collections::{BTreeMap, BTreeSet};

use form::{
    Answers, Compiled, FileFact, Raw,
    amend::{Amended as Checked, Amending, AskableSection, askable},
};
use model::{ApplicationId, Digest, Lang};
use store::files;
use workflow::{Act, Amendment, Command, Item, Move, Round};

use crate::{
    Desk, Error, Result,
    amend::Amended,
    facts::{self, Nothing},
    loaded::Loaded,
    moves::{Wish, actor, right},
    sending::words_of,
    session::Session,
};

/// Before the paths of answers on the page of a move: its own questions have none.
pub const ANSWER: &str = "@.";
/// The list of the paths that are asked, on the page of a move that asks.
pub const POINTS: &str = "!";
/// Before the path of each, why it is asked.
pub const REASON: &str = "!.";

/// Some answers of an application, open to be answered again.
#[derive(Debug)]
pub struct Reopened {
    pub amending: Amending,
    /// The files that its answers may name.
    pub files: BTreeMap<String, FileFact>,
    sent_on: chrono::NaiveDate,
}

impl Reopened {
    pub(crate) fn new(
        loaded: &Loaded,
        open: impl IntoIterator<Item = String>,
        received: &[files::File],
    ) -> Reopened {
        let form = &loaded.procedure.form;
        Reopened {
            amending: Amending::new(form, &loaded.answers, open).without(loaded.vouched()),
            files: facts::of_files(received),
            sent_on: loaded.sent_at().day(),
        }
    }

    /// Looks at what was typed, on the day on which the application was sent: what was right then is right now.
    #[must_use]
    pub fn check(&self, desk: &Desk, form: &Compiled, raw: &Raw) -> Checked {
        self.with_facts(desk, |facts| self.amending.check(form, raw, facts))
    }

    /// Hands out the world around the answers when they were sent.
    pub fn with_facts<T>(&self, desk: &Desk, take: impl FnOnce(&form::Facts<'_>) -> T) -> T {
        let origins = self.amending.origins();
        take(&form::Facts {
            today: self.sent_on,
            calendar: desk.calendar(),
            files: &self.files,
            origins: &origins,
            more: &Nothing,
        })
    }

    /// What is written down of a change; none if nothing is otherwise.
    pub(crate) fn amended(
        &self,
        desk: &Desk,
        form: &Compiled,
        checked: Checked,
    ) -> Option<(Amendment, Amended)> {
        let layer = checked.layer(&self.amending);
        if layer.is_empty() {
            return None;
        }
        let text = layer.canonical();
        let amendment = Amendment {
            layer: Digest::of(text.as_bytes()),
            answers: Digest::of(checked.answers.canonical(form).as_bytes()),
            paths: layer.paths().map(str::to_owned).collect(),
        };
        let words = self.with_facts(desk, |facts| words_of(form, &checked.answers, facts));
        Some((amendment, Amended { layer: text, answers: checked.answers, words }))
    }
}

/// A point of a request with what was answered before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    pub path: String,
    pub question: String,
    pub reason: String,
    /// Questions with their answers before and after; none if nothing is otherwise.
    pub changed: Vec<form::amend::Changed>,
    pub is_closed: bool,
}

impl Loaded {
    /// What only its source can change of these answers.
    #[must_use]
    pub(crate) fn vouched(&self) -> BTreeSet<String> {
        let form = &self.procedure.form;
        let paths = facts::VOUCHED.iter().flat_map(|source| form.filled_from(source));
        paths.filter(|path| !self.sent.value(path).is_empty()).map(str::to_owned).collect()
    }

    /// What can be asked again of these answers.
    #[must_use]
    pub fn askable(
        &self,
        desk: &Desk,
        files: &BTreeMap<String, FileFact>,
        lang: Lang,
    ) -> Vec<AskableSection> {
        let alone = form::Facts::on(self.sent_at().day());
        let facts = form::Facts { calendar: desk.calendar(), files, ..alone };
        askable(&self.procedure.form, &self.answers, &self.vouched(), &facts, lang)
    }

    /// The points of a request with what came of them.
    #[must_use]
    pub fn points(
        &self,
        desk: &Desk,
        (round, files): (&Round, &BTreeMap<String, FileFact>),
        lang: Lang,
    ) -> Vec<Point> {
        let form = &self.procedure.form;
        let after = round.answered.map(|(seq, _)| self.answers_at(seq));
        let before = self.answers_at(round.seq);
        let alone = form::Facts::on(self.sent_at().day());
        let facts = form::Facts { calendar: desk.calendar(), files, ..alone };
        let changes = after.map_or_else(Vec::new, |after: Answers| {
            form::amend::changes(form, (&before, &after), &facts, lang)
        });
        let of = |item: &Item| Point {
            changed: changes.iter().filter(|it| is_within(&it.path, &item.path)).cloned().collect(),
            path: item.path.clone(),
            question: question(form, item, lang),
            reason: item.reason.clone(),
            is_closed: round.closed.contains(&item.path),
        };
        round.items.iter().map(of).collect()
    }

    /// A move of the workflow, as it is written.
    pub(crate) fn the_move(&self, id: &str) -> Option<&Move<form::Field>> {
        self.procedure.workflow.definition().moves.iter().find(|mv| mv.id == id)
    }

    /// Paths that this move opens to be answered again: those that the office asked for.
    pub(crate) fn opened_by(&self, mv: &str) -> Vec<String> {
        let answers = self.the_move(mv).is_some_and(|mv| mv.act == Act::AnswerIntegration);
        let asked = self.application.asked.as_ref().filter(|_| answers);
        let items = asked.into_iter().flat_map(|asked| &asked.items);
        items.map(|item| item.path.clone()).collect()
    }
}

/// What a point is called: as the form names it in this language, where it stands in no row; else as it was written down.
#[must_use]
pub fn question(form: &Compiled, item: &Item, lang: Lang) -> String {
    if lang == Lang::It && !item.question.is_empty() {
        return item.question.clone();
    }
    let label = form.label(&item.path);
    label.map_or_else(|| item.question.clone(), |label| label.get(lang).to_owned())
}

/// The path is that one, or stands in it.
fn is_within(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What of a posted page answers again what was sent.
#[must_use]
pub fn answers(raw: &Raw) -> Raw {
    let given = raw.iter().filter_map(|(path, texts)| Some((path.strip_prefix(ANSWER)?, texts)));
    given.map(|(path, texts)| (path.to_owned(), texts.to_vec())).collect()
}

/// What a posted page asks, with why.
#[must_use]
pub fn asked(raw: &Raw) -> Vec<(String, String)> {
    let reason = |path: &String| raw.get(&format!("{REASON}{path}")).join(" ").trim().to_owned();
    raw.get(POINTS).iter().map(|path| (path.clone(), reason(path))).collect()
}

impl Desk {
    /// What is known of the files of an application.
    ///
    /// # Errors
    /// Storage.
    pub async fn files_of(&self, loaded: &Loaded) -> Result<BTreeMap<String, FileFact>> {
        let received = files::of_application(&mut self.db.peek().await?, loaded.id()).await?;
        Ok(facts::of_files(&received))
    }

    /// The answers that a move opens, with the files that may be named in them; none if it opens none.
    ///
    /// # Errors
    /// Storage.
    pub async fn reopened(
        &self,
        session: &Session,
        loaded: &Loaded,
        mv: &str,
    ) -> Result<Option<Reopened>> {
        let open = loaded.opened_by(mv);
        if open.is_empty() {
            return Ok(None);
        }
        let named = loaded.answers.files(&loaded.procedure.form);
        let mut received = files::of_application(&mut self.db.peek().await?, loaded.id()).await?;
        received.retain(|row| named.contains(&row.id.to_string()));
        received.extend(self.waiting(session, loaded, mv).await?);
        Ok(Some(Reopened::new(loaded, open, &received)))
    }

    /// The id that a new row takes on the page of a move: of its own form, or of answers that it opens.
    ///
    /// # Errors
    /// Not theirs.
    pub async fn next_row(
        &self,
        session: &Session,
        (id, mv): (ApplicationId, &str),
        (raw, group): (&Raw, &str),
    ) -> Result<String> {
        let Some(own) = group.strip_prefix(ANSWER) else { return Ok(raw.next_row(group)) };
        let loaded = self.admitted(session, id, right(session)).await?;
        let reopened = self.reopened(session, &loaded, mv).await?;
        Ok(match reopened {
            Some(reopened) => reopened.amending.next_row(&answers(raw), own),
            None => raw.next_row(group),
        })
    }

    /// The points of a request, as the record keeps them: those that can be asked at all, by their Italian names.
    pub(crate) async fn items(&self, loaded: &Loaded, wish: &Wish) -> Result<Vec<Item>> {
        let asked = asked(&wish.raw);
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let sections = loaded.askable(self, &self.files_of(loaded).await?, Lang::It);
        let known = sections.iter().flat_map(|section| &section.questions);
        let known: BTreeMap<&str, &str> =
            known.map(|one| (one.path.as_str(), one.question.as_str())).collect();
        let item = |(path, reason): (String, String)| {
            let question = (*known.get(path.as_str())?).to_owned();
            Some(Item { path, question, reason })
        };
        // A question that is no more has been taken away by a correction meanwhile.
        asked.into_iter().map(item).collect::<Option<_>>().ok_or(Error::Stale)
    }

    /// A request begins with what the last one asked and the office has not closed.
    pub(crate) fn ask_again(&self, loaded: &Loaded, mv: &str, raw: &mut Raw) {
        if loaded.the_move(mv).is_none_or(|mv| mv.act != Act::AskIntegration) {
            return;
        }
        let open: Vec<&Item> = loaded.application.open_points().collect();
        for item in &open {
            raw.set(format!("{REASON}{}", item.path), vec![item.reason.clone()]);
        }
        raw.set(POINTS, open.iter().map(|item| item.path.clone()).collect());
    }

    /// Closes points of the last request: what came is enough, or is needed no more.
    ///
    /// # Errors
    /// Not theirs, changed meanwhile, or refused.
    pub async fn close_points(
        &self,
        session: &Session,
        id: ApplicationId,
        (asked, paths): (u32, Vec<String>),
        version: i64,
    ) -> Result<()> {
        let loaded = self.admitted(session, id, right(session)).await?;
        if loaded.version() != version {
            return Err(Error::Stale);
        }
        let actor = actor(session, &loaded);
        let command = Command::ClosePoints { asked, paths };
        let decision = loaded.decide(self, None, |facts| {
            let workflow = &loaded.procedure.workflow;
            workflow::decide(workflow, &loaded.application, &command, &actor, facts)
        })?;
        self.keep(&loaded, &decision, None).await
    }
}
