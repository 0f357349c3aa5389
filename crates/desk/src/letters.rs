//! Letters as whoever makes a move writes them: the procedure's text is where they begin, filled with what the page says
//! now; they may be changed there, looked at as a paper, and handed on to somebody else to make. What was changed by hand
//! stands in the event, so that a letter is the same however late it is printed.

pub(crate) mod own;

pub use own::Rectified;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use form::{Checked, Raw};
use model::{Digest, Lang, Localized, PersonId, prose};
use words::Words;
use workflow::{
    ByHand, Command, Decision, Effect, Move, OWN_LETTERS, Proposed, Request, Signatory, Who, field,
};

use crate::{
    Desk, Error, Result,
    facts::Nothing,
    loaded::Loaded,
    moves::{NotMade, Wish, actor, data},
    paper::said,
    session::Session,
};

/// Before the id of a letter on the page of a move: its subject, its text, and what they were drawn over. No question of
/// a move can have such a name.
pub const SUBJECT: &str = "~subject.";
pub const BODY: &str = "~body.";
pub const OVER: &str = "~over.";

/// Longest subject and text of a letter, in characters.
pub const LONGEST_SUBJECT: usize = 300;
pub const LONGEST_BODY: usize = 20_000;

/// A letter on the page of a move.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its id in the procedure.
    pub id: String,
    pub title: Localized,
    /// It becomes a paper; else it is only mailed or waits.
    pub is_made: bool,
    /// It waits for somebody else to make it.
    pub is_proposed: bool,
    /// What the procedure writes with what the page says now; none where the move would be refused as it stands.
    pub template: Option<ByHand>,
    /// What stands in its fields; none if nobody has opened it.
    pub typed: Option<ByHand>,
    /// What is wrong with it.
    pub problem: Option<Problem>,
    /// The mark that came with it from the page; empty if none did.
    posted: String,
    /// Who proposed the text that it begins with.
    pub by: Option<PersonId>,
    /// When they did.
    pub on: Option<NaiveDate>,
}

/// What can be wrong with a text written by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    NoSubject,
    NoBody,
    TooLong,
    /// What it was drawn over has changed since: what it says may not be true any more.
    Overtaken,
    /// It refuses, and no longer says why the citizen's observations are not accepted (L. 241/1990 art. 10-bis).
    Unanswered,
}

impl Draft {
    /// The mark of what the procedure writes now; empty where it writes nothing.
    #[must_use]
    pub fn mark(&self) -> String {
        self.template.as_ref().map(mark).unwrap_or_default()
    }

    /// The mark that its page posts: of what its text is drawn over, until somebody was told that this has changed.
    #[must_use]
    pub fn over(&self, is_told: bool) -> String {
        let is_new =
            self.posted.is_empty() || (is_told && self.problem == Some(Problem::Overtaken));
        match &self.template {
            Some(template) if is_new => mark(template),
            _ => self.posted.clone(),
        }
    }

    /// The text that goes with the move, where it is not the procedure's.
    fn by_hand(&self) -> Option<ByHand> {
        let typed = self.typed.clone().filter(|typed| Some(typed) != self.template.as_ref())?;
        let over = self.template.as_ref().filter(|_| self.is_proposed).map(mark);
        Some(ByHand { over: over.unwrap_or_default(), ..typed })
    }
}

/// Writes the text of a letter into the fields of a page.
pub fn open(raw: &mut Raw, id: &str, text: &ByHand, over: &str) {
    raw.set(format!("{SUBJECT}{id}"), vec![text.subject.clone()]);
    raw.set(format!("{BODY}{id}"), vec![text.body.clone()]);
    raw.set(format!("{OVER}{id}"), vec![over.to_owned()]);
}

/// What was typed for a letter, if it was opened; one that was emptied is open too.
fn typed(raw: &Raw, id: &str) -> Option<ByHand> {
    let body = format!("{BODY}{id}");
    let subject = raw.get(&format!("{SUBJECT}{id}")).join(" ");
    raw.has(&body).then(|| ByHand::new(&subject, raw.first(&body)))
}

fn mark(text: &ByHand) -> String {
    let whole = format!("{}\n{}", text.subject, text.body);
    Digest::of(whole.as_bytes()).to_string().chars().take(16).collect()
}

/// What is wrong with a text, which must repeat what the law wants said.
fn problem(typed: &ByHand, is_overtaken: bool, must_say: &str) -> Option<Problem> {
    let is_long = typed.subject.chars().count() > LONGEST_SUBJECT
        || typed.body.chars().count() > LONGEST_BODY;
    match () {
        () if typed.subject.is_empty() => Some(Problem::NoSubject),
        () if prose::typed(&typed.body).is_empty() => Some(Problem::NoBody),
        () if is_long => Some(Problem::TooLong),
        () if is_overtaken => Some(Problem::Overtaken),
        () if !says(&typed.body, must_say) => Some(Problem::Unanswered),
        () => None,
    }
}

/// Whether a text holds another: the same words in the same order, however they are marked and broken into lines.
fn says(body: &str, text: &str) -> bool {
    let words = |text: &str| {
        let lower = text.to_lowercase();
        let words = lower.split(|sign: char| !sign.is_alphanumeric());
        words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    };
    words(body).contains(&words(text))
}

impl Loaded {
    /// The number that a letter about the last event has in the register.
    pub(crate) fn number_of(&self, letter: &str) -> Option<String> {
        let last = self.entries.last()?;
        last.event.number_of(letter).map(str::to_owned)
    }

    /// Name of a letter of the procedure, or of the desk's own.
    #[must_use]
    pub fn letter_title(&self, id: &str) -> Localized {
        match self.procedure.workflow.letter(id) {
            Some(compiled) => compiled.letter.title.clone(),
            None if OWN_LETTERS.contains(&id) => said(&format!("own-letter-{id}")),
            None => Localized::it(id),
        }
    }

    /// A letter about the last event, with who signs it.
    pub(crate) fn write(
        &self,
        desk: &Desk,
        letter: &str,
        lang: model::Lang,
    ) -> Option<(procedure::Rendered, Option<Signatory>)> {
        if let Some(own) = self.own_letter(desk, letter, lang) {
            return Some(own);
        }
        let last = self.entries.last().and_then(|entry| entry.event.done());
        let made_by = last.map(|done| done.step.move_id.as_str());
        let asked = made_by.and_then(|id| self.asked(id));
        let given = last.zip(asked).map(|(done, form)| {
            let raw: form::Raw =
                done.data.iter().map(|(path, values)| (path.clone(), values.clone())).collect();
            self.decide_at(desk, self.application.last_at, None, |decision| {
                let names = self.procedure.workflow.bindings(&self.application, decision);
                let facts = form::Facts {
                    today: self.application.last_at.day(),
                    calendar: desk.calendar(),
                    files: &BTreeMap::new(),
                    origins: &BTreeMap::new(),
                    more: &names,
                };
                form::check(form, &raw, &facts).answers
            })
        });
        let office = desk.office_name(&self.application.office);
        let facts = form::Facts {
            today: self.application.last_at.day(),
            calendar: desk.calendar(),
            files: &BTreeMap::new(),
            origins: &BTreeMap::new(),
            more: &Nothing,
        };
        // A letter says what was true when it was promised, however late it is written.
        let at = self.application.last_at;
        let rendered = self.decide_at(desk, at, asked.zip(given.as_ref()), |decision| {
            let bindings = self.procedure.workflow.bindings(&self.application, decision);
            self.procedure.letter(
                letter,
                &procedure::Occasion {
                    lang,
                    facts: &facts,
                    bindings: &bindings,
                    made_by,
                    office: &office,
                },
            )
        })?;
        let signed_by =
            self.procedure.workflow.letter(letter).and_then(|compiled| compiled.letter.signed_by);
        let by_hand = last.and_then(|done| done.letters.get(letter)?.by_hand.as_ref());
        let rendered = match by_hand {
            Some(text) => procedure::Rendered {
                subject: text.subject.clone(),
                body: model::prose::typed(&text.body),
                ..rendered
            },
            None => rendered,
        };
        Some((rendered, signed_by))
    }

    /// The application as it would be after a decision.
    fn after(&self, decision: &Decision) -> Loaded {
        let mut then = self.clone();
        then.application = decision.after.clone();
        then.entries.extend(decision.events.iter().cloned());
        then
    }

    /// What a move does with letters: its id, and whether it becomes a paper or only waits.
    fn letters_of(&self, mv: &str) -> BTreeMap<&String, (bool, bool)> {
        let mut all: BTreeMap<&String, (bool, bool)> = BTreeMap::new();
        let effects = self.the_move(mv).into_iter().flat_map(|mv| &mv.effects);
        for effect in effects {
            match effect {
                Effect::Letter(id) => all.entry(id).or_default().0 = true,
                Effect::Propose(id) => all.entry(id).or_default().1 = true,
                Effect::Mail(id) => drop(all.entry(id).or_default()),
                _ => {}
            }
        }
        all
    }

    /// The text that waits for a move to make it.
    fn proposed(&self, id: &str) -> Option<&Proposed> {
        self.application.proposed.get(id)
    }

    /// What a page of a move begins with where somebody proposed its letter: what they answered, and their text.
    pub(crate) fn take_up(&self, mv: &str, raw: &mut Raw) {
        for id in self.letters_of(mv).keys() {
            let Some(proposed) = self.proposed(id) else { continue };
            let form = self.asked(mv);
            for (path, values) in &proposed.data {
                let kind = form.and_then(|form| form.kind_at(path));
                if kind.is_some_and(|kind| !kind.is_files()) && raw.get(path).is_empty() {
                    raw.set(path.clone(), values.clone());
                }
            }
            if let Some(text) = &proposed.by_hand {
                open(raw, id, text, &text.over);
            }
        }
    }
}

impl Desk {
    /// The letters of a move as it stands on its page. Where it would be refused as it stands there is no decision, and of
    /// each only what was typed: nobody loses that, and everybody sees what will leave.
    fn letters_over(
        &self,
        loaded: &Loaded,
        wish: &Wish,
        decision: Option<&Decision>,
    ) -> Vec<Draft> {
        let of = loaded.letters_of(&wish.id);
        if of.is_empty() {
            return Vec::new();
        }
        let then = decision.map(|decision| loaded.after(decision));
        let denies = loaded.the_move(&wish.id).is_some_and(Move::needs_notice);
        let answer = match denies {
            true => wish.raw.get(field::OBSERVATIONS).join("\n"),
            false => String::new(),
        };
        let draft = |(id, (is_made, is_proposed)): (&String, (bool, bool))| {
            let written = then.as_ref().and_then(|then| then.write(self, id, Lang::It));
            let template = written
                .map(|(written, _)| ByHand::new(&written.subject, &prose::markup(&written.body)));
            let typed = typed(&wish.raw, id);
            let posted = wish.raw.get(&format!("{OVER}{id}")).join("");
            let is_overtaken =
                !posted.is_empty() && template.as_ref().is_some_and(|it| mark(it) != posted);
            let proposed = loaded.proposed(id);
            Draft {
                id: id.clone(),
                title: loaded.letter_title(id),
                is_made,
                is_proposed,
                problem: typed.as_ref().and_then(|typed| {
                    let must_say = if is_made || is_proposed { answer.as_str() } else { "" };
                    problem(typed, is_overtaken, must_say)
                }),
                template,
                typed,
                posted,
                by: proposed.and_then(|proposed| proposed.by),
                on: proposed.map(|proposed| proposed.on),
            }
        };
        of.into_iter().map(draft).collect()
    }

    /// What would follow from a move, as its page stands, with these letters written by hand and the others in the words
    /// of the procedure.
    async fn as_it_stands(
        &self,
        session: &Session,
        loaded: &Loaded,
        (wish, checked): (&Wish, &Checked),
        letters: BTreeMap<String, ByHand>,
    ) -> Result<Option<Decision>> {
        let items = match self.items(loaded, wish).await {
            Ok(items) => items,
            Err(Error::Stale) => Vec::new(),
            Err(error) => return Err(error),
        };
        let given = Request { items, letters, ..Request::default() };
        Ok(self.foreseen(session, loaded, (wish, checked), given))
    }

    /// The letters of a move, as its page stands; none where its actor is not of the office.
    ///
    /// # Errors
    /// Storage.
    pub async fn letters(
        &self,
        session: &Session,
        loaded: &Loaded,
        (wish, checked): (&Wish, &Checked),
    ) -> Result<Vec<Draft>> {
        if !session.is_staff() || loaded.letters_of(&wish.id).is_empty() {
            return Ok(Vec::new());
        }
        let none = BTreeMap::new();
        let decision = self.as_it_stands(session, loaded, (wish, checked), none).await?;
        Ok(self.letters_over(loaded, wish, decision.as_ref()))
    }

    /// The texts of a move's letters that were written by hand.
    ///
    /// # Errors
    /// [`NotMade::Incomplete`] if one is wrong.
    pub(crate) fn by_hand(
        &self,
        loaded: &Loaded,
        (wish, checked): (&Wish, &Checked),
        decision: &Decision,
    ) -> std::result::Result<BTreeMap<String, ByHand>, NotMade> {
        if !wish.raw.iter().any(|(path, _)| path.starts_with(BODY)) {
            return Ok(BTreeMap::new());
        }
        let drafts = self.letters_over(loaded, wish, Some(decision));
        if drafts.iter().any(|draft| draft.problem.is_some()) {
            return Err(NotMade::Incomplete(Box::new(checked.clone())));
        }
        let texts = drafts.into_iter();
        Ok(texts.filter_map(|draft| Some((draft.id.clone(), draft.by_hand()?))).collect())
    }

    /// A letter of a move as the paper that it would become, marked as a draft: nothing is kept. None where the move
    /// would be refused or makes no such letter.
    ///
    /// # Errors
    /// Storage; the press.
    pub async fn preview_letter(
        &self,
        session: &Session,
        loaded: &Loaded,
        (wish, checked, letter): (&Wish, &Checked, &str),
    ) -> Result<Option<(Localized, Vec<u8>)>> {
        let drafts = self.letters(session, loaded, (wish, checked)).await?;
        let Some(draft) = drafts.into_iter().find(|draft| draft.id == letter) else {
            return Ok(None);
        };
        let text = draft.typed.map(|text| (letter.to_owned(), text)).into_iter().collect();
        let decision = self.as_it_stands(session, loaded, (wish, checked), text).await?;
        let Some(decision) = decision else { return Ok(None) };
        let Some(mut data) = self.letter_of(&loaded.after(&decision), letter).await? else {
            return Ok(None);
        };
        data.is_draft = true;
        let press = std::sync::Arc::clone(&self.press);
        let printed = tokio::task::spawn_blocking(move || press.letter(&data)).await;
        let bytes = printed.map_err(Error::broken)?.map_err(Error::broken)?;
        Ok(Some((draft.title, bytes)))
    }

    /// A letter about the last event of an application, ready for the press; none if the procedure has no such letter.
    pub(crate) async fn letter_of(
        &self,
        loaded: &Loaded,
        letter: &str,
    ) -> Result<Option<documents::Letter>> {
        let person = self.person(loaded.applicant()).await?;
        let Some((written, signed_by)) = loaded.write(self, letter, Lang::It) else {
            return Ok(None);
        };
        let signatory = match signed_by {
            Some(signatory) => Some(self.signature(loaded, signatory).await?),
            None => None,
        };
        let number = loaded.number_of(letter);
        let at = loaded.application.last_at;
        Ok(Some(self.letter(loaded, &person, (written, number), signatory, at)))
    }

    /// Name and office of who signs: who made the move, for nobody's name is printed under what they have not seen; where
    /// it is another's to sign, they do so for them. What time or the desk writes is signed by the holder of the post.
    async fn signature(&self, loaded: &Loaded, signatory: Signatory) -> Result<(String, String)> {
        let words = Words::of(Lang::It);
        let role = words.t(match signatory {
            Signatory::Clerk => "role-clerk",
            Signatory::Responsible => "role-responsible",
            Signatory::Head => "role-head",
        });
        let post = match signatory {
            Signatory::Clerk => Who::Clerk,
            Signatory::Responsible => Who::Responsible,
            Signatory::Head => Who::Head,
        };
        let author = loaded.entries.last().map(|entry| entry.author);
        let by = author.and_then(|author| author.person);
        let office = &loaded.application.office;
        let holder = async || -> Result<String> {
            let holder = self.holder((office, loaded), signatory, by).await?;
            Ok(holder.unwrap_or_else(|| {
                let office = self.office(office);
                office.map_or_else(String::new, |it| it.responsible.get(Lang::It).to_owned())
            }))
        };
        let staff =
            author.filter(|author| matches!(author.who, Who::Clerk | Who::Responsible | Who::Head));
        match staff.and_then(|author| Some((author.who, author.person?))) {
            Some((who, person)) if who == post => {
                Ok((self.person(person).await?.name(), role.into_owned()))
            }
            Some((_, person)) => {
                let (name, holder) = (self.person(person).await?.name(), holder().await?);
                // Whoever has several posts signs as the one that the letter asks for.
                if name == holder {
                    return Ok((name, role.into_owned()));
                }
                let values = [("role", role.as_ref().into()), ("holder", holder.as_str().into())];
                Ok((name, words.with("mail-letter-signs-for", &values).into_owned()))
            }
            None => Ok((holder().await?, role.into_owned())),
        }
    }

    /// What would follow from this move if it were made now as it stands, with what is `given` besides its questions;
    /// none if it would be refused.
    #[must_use]
    pub fn foreseen(
        &self,
        session: &Session,
        loaded: &Loaded,
        (wish, checked): (&Wish, &Checked),
        given: Request,
    ) -> Option<Decision> {
        let form = loaded.asked(&wish.id);
        let mut data = form.map(|form| data(form, checked)).unwrap_or_default();
        if given.items.is_empty() {
            // What is asked is not written yet; only dates are looked at.
            let points = crate::integration::POINTS;
            data.entry(points.to_owned()).or_insert_with(|| vec![points.to_owned()]);
        }
        let request = Request { id: wish.id.clone(), data, ..given };
        let actor = actor(session, loaded);
        loaded.decide(self, form.map(|form| (form, &checked.answers)), |facts| {
            let (workflow, command) = (&loaded.procedure.workflow, Command::Move(request));
            workflow::decide(workflow, &loaded.application, &command, &actor, facts).ok()
        })
    }
}
