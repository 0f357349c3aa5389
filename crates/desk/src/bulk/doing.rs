//! An act on one application of many: by the rules of this moment and the roles that who asked has now. The dry run asks what
//! would be done, and the run does it: both by the same question.

use std::collections::{BTreeMap, BTreeSet};

use form::Raw;
use model::{Digest, Lang, Localized, PersonId, access::Action};
use store::{
    Write,
    labels::{self, Label},
    notes,
};
use uuid::Uuid;
use workflow::{Command, Decision};

use super::{
    Act, Wanted,
    asking::{LABEL, MARK, NOBODY, OF, OFFICE, PERSON, REASON, TEXT, WHO},
};
use crate::{
    Desk, Error, Result,
    absences::Missing,
    loaded::Loaded,
    moves::{Hand, NotHanded, NotMade, Wish, actor, right, wrong},
    paper::said,
    session::Session,
};

/// What is to be done.
pub(super) enum Due {
    Decided(Box<Decision>),
    Label(Label),
    /// Words to the citizen.
    Message(String),
    /// Words of the office.
    Note(String),
    /// A note of that id is struck.
    Strike(Uuid),
}

/// Why it is not.
pub(super) enum Not {
    /// For who asked.
    Because(Localized),
    /// The desk cannot say.
    Desk(Error),
}

impl From<Error> for Not {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(why) => Self::Because(why),
            Error::Stale => Self::Because(said("bulk-changed")),
            Error::NotFound | Error::NotTheirs(_) | Error::LevelTooLow(_) => {
                Self::Because(said("bulk-not-yours"))
            }
            other => Self::Desk(other),
        }
    }
}

impl From<store::Error> for Not {
    fn from(error: store::Error) -> Self {
        Error::from(error).into()
    }
}

fn because(key: &str) -> Not {
    Not::Because(said(key))
}

/// Who acts, and what is the same for all.
pub(super) struct Acting<'a> {
    desk: &'a Desk,
    pub session: Session,
    wanted: &'a Wanted,
    /// Of what it writes: on each application it is kept once.
    digest: Digest,
    missing: Missing,
    /// Who works on a procedure in an office.
    staff: BTreeMap<(String, String), BTreeSet<PersonId>>,
    label: Option<Label>,
    /// Offices in which nobody works on a procedure.
    empty: BTreeMap<String, BTreeSet<String>>,
}

impl<'a> Acting<'a> {
    pub(super) async fn begin(
        desk: &'a Desk,
        session: Session,
        (id, wanted): (Uuid, &'a Wanted),
    ) -> Result<Acting<'a>> {
        let label = wanted.raw.first(LABEL).strip_prefix(MARK).and_then(|id| id.parse().ok());
        let label: Option<Uuid> = label;
        let label = match label {
            Some(label) => labels::get(&mut desk.db.peek().await?, label).await?,
            None => None,
        };
        let missing = desk.missing(&session).await?;
        let digest = Digest::of(format!("bulk {id}").as_bytes());
        let (staff, empty) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { desk, session, wanted, digest, missing, staff, label, empty })
    }

    /// What is to be done with an application.
    pub(super) async fn due(&mut self, loaded: &Loaded) -> Result<Due, Not> {
        let hand = match &self.wanted.act {
            Act::Move { procedure, id } => return self.moved(loaded, (procedure, id)).await,
            Act::PutLabel => return self.labelled(loaded, true).await,
            Act::TakeLabel => return self.labelled(loaded, false).await,
            Act::Transfer => return self.transferred(loaded).await,
            Act::Message => {
                let text = self.written(loaded, (Action::Process, TEXT)).await?;
                return Ok(Due::Message(text));
            }
            Act::Note => {
                let text = self.written(loaded, (Action::WriteNote, TEXT)).await?;
                return Ok(Due::Note(text));
            }
            Act::Take => Hand::Take,
            Act::Leave => Hand::Leave,
            Act::Assign => Hand::To(self.to()?),
        };
        if !loaded.allows(&self.session, hand.right()) {
            return Err(self.shut(loaded));
        }
        let held = loaded.application.assignee;
        let me = Some(self.session.person.id);
        match hand {
            Hand::Take if held == me => return Err(because("bulk-mine-already")),
            Hand::Leave if held != me => return Err(because("bulk-not-mine")),
            Hand::To(to) if held == to => return Err(because("bulk-same-hands")),
            Hand::To(Some(to)) if !self.works_there(loaded, to).await? => {
                return Err(because("bulk-works-elsewhere"));
            }
            _ => {}
        }
        self.handed(loaded, hand, self.wanted.raw.first(REASON))
    }

    fn to(&self) -> Result<Option<PersonId>, Not> {
        match self.wanted.raw.first(WHO) {
            NOBODY => Ok(None),
            who => {
                let id = who.strip_prefix(PERSON).and_then(|id| id.parse().ok());
                id.map(|id| Some(PersonId(id))).ok_or_else(|| because("bulk-works-elsewhere"))
            }
        }
    }

    /// What follows from giving it into other hands.
    pub(super) fn handed(&self, loaded: &Loaded, hand: Hand, why: &str) -> Result<Due, Not> {
        let decided = self.desk.handed(&self.session, loaded, hand, (why, &self.missing));
        match decided {
            Ok(decision) => Ok(Due::Decided(Box::new(decision))),
            Err(NotHanded::NoReason) => Err(because("office-hand-why-missing")),
            Err(NotHanded::NotThere) => Err(because("bulk-works-elsewhere")),
            Err(NotHanded::MustAbstain(why)) => Err(Not::Because(why)),
            Err(NotHanded::Desk(error)) => Err(error.into()),
        }
    }

    async fn works_there(&mut self, loaded: &Loaded, to: PersonId) -> Result<bool> {
        let (office, procedure) = (&loaded.application.office, &loaded.row.procedure);
        let key = (office.clone(), procedure.clone());
        if !self.staff.contains_key(&key) {
            let staff = self.desk.colleagues(office, procedure).await?;
            self.staff.insert(key.clone(), staff.into_iter().map(|(person, _)| person).collect());
        }
        Ok(self.staff.get(&key).is_some_and(|staff| staff.contains(&to)))
    }

    /// Why somebody may do nothing with it.
    fn shut(&self, loaded: &Loaded) -> Not {
        match loaded.must_abstain(&self.session) {
            true => because("bulk-abstain"),
            false => because("bulk-not-yours"),
        }
    }

    async fn moved(&self, loaded: &Loaded, (procedure, id): (&str, &str)) -> Result<Due, Not> {
        if loaded.row.procedure != procedure {
            return Err(because("bulk-other-procedure"));
        }
        if !loaded.allows(&self.session, right(&self.session)) {
            return Err(self.shut(loaded));
        }
        let raw = self.typed(loaded, id).await?;
        let wish = Wish { id: id.to_owned(), raw, version: loaded.version() };
        let checked = self.desk.checked(loaded, &wish, &BTreeMap::new());
        let actor = actor(&self.session, loaded);
        match self.desk.decided(&actor, loaded, &wish, (checked, None)).await {
            Ok((decision, _)) => Ok(Due::Decided(Box::new(decision))),
            Err(NotMade::Incomplete(checked)) => Err(Not::Because(wrong(&checked))),
            Err(NotMade::Desk(error)) => Err(error.into()),
        }
    }

    /// What was typed for all, as this application reads it: what it says by itself where nothing was typed, its own words
    /// in the holes of texts.
    async fn typed(&self, loaded: &Loaded, id: &str) -> Result<Raw> {
        let mut raw = loaded.first_values(self.desk, id);
        // Where somebody proposed its letter, what they wrote for this application.
        loaded.take_up(id, &mut raw);
        let given = self.wanted.raw.iter().filter(|(path, _)| {
            let is_empty = self.wanted.raw.get(path).iter().all(String::is_empty);
            !(is_empty && raw.has(path))
        });
        let given: Vec<_> = given.map(|(path, texts)| (path.to_owned(), texts.to_vec())).collect();
        for (path, texts) in given {
            let mut own = Vec::new();
            for text in texts {
                own.push(match text.contains('{') {
                    true => self.desk.filled_for(loaded, &text).await?,
                    false => text,
                });
            }
            raw.set(path, own);
        }
        Ok(raw)
    }

    /// What is written, as this application reads it.
    async fn written(&self, loaded: &Loaded, (right, path): (Action, &str)) -> Result<String, Not> {
        if !loaded.allows(&self.session, right) || loaded.must_abstain(&self.session) {
            return Err(self.shut(loaded));
        }
        let text = self.desk.filled_for(loaded, self.wanted.raw.first(path)).await?;
        Ok(text.trim().to_owned())
    }

    async fn transferred(&mut self, loaded: &Loaded) -> Result<Due, Not> {
        let reason = self.written(loaded, (Action::Transfer, REASON)).await?;
        let office = self.wanted.raw.first(OFFICE).strip_prefix(OF).unwrap_or_default().to_owned();
        let procedure = &loaded.row.procedure;
        if !self.empty.contains_key(procedure) {
            let empty = self.desk.unstaffed_offices(procedure).await?;
            self.empty.insert(procedure.clone(), empty);
        }
        if self.empty.get(procedure).is_some_and(|empty| empty.contains(&office)) {
            return Err(because("beside-office-nobody"));
        }
        let command = Command::Transfer { office, reason };
        let actor = actor(&self.session, loaded);
        let decided = loaded.decide(self.desk, None, |facts| {
            let workflow = &loaded.procedure.workflow;
            workflow::decide(workflow, &loaded.application, &command, &actor, facts)
        });
        match decided {
            Ok(decision) => Ok(Due::Decided(Box::new(decision))),
            Err(refusal) => Err(Not::Because(refusal.reason)),
        }
    }

    /// The note that was written is struck, as a single one is.
    async fn struck(&self, loaded: &Loaded) -> Result<Due, Not> {
        let mut read = self.desk.db.peek().await?;
        let me = self.session.person.id;
        let note = notes::by_digest(&mut read, loaded.id(), me, self.digest).await?;
        drop(read);
        match note {
            Some(note) if note.struck_at.is_some() => Err(because("bulk-note-struck")),
            Some(note) if loaded.may_strike(&self.session, &note) => Ok(Due::Strike(note.id)),
            _ => Err(self.shut(loaded)),
        }
    }

    async fn labelled(&self, loaded: &Loaded, put: bool) -> Result<Due, Not> {
        if !loaded.allows(&self.session, Action::WriteNote) {
            return Err(self.shut(loaded));
        }
        let Some(label) = &self.label else { return Err(because("bulk-label-gone")) };
        if label.office != loaded.application.office {
            return Err(because("bulk-label-elsewhere"));
        }
        let borne = labels::borne(&mut self.desk.db.peek().await?, &[loaded.id()]).await?;
        let bears = borne.iter().any(|(_, one)| one.id == label.id);
        match (put, bears) {
            (true, true) => Err(because("bulk-label-there")),
            (false, false) => Err(because("bulk-label-not-there")),
            (true, false) if label.archived_at.is_some() => Err(because("label-archived")),
            _ => Ok(Due::Label(label.clone())),
        }
    }

    /// Does it in a unit of work; the version that it leaves the application at.
    pub(super) async fn done(
        &self,
        tx: &mut Write,
        loaded: &Loaded,
        (due, puts_label): (&Due, bool),
    ) -> Result<i64> {
        match due {
            Due::Decided(decision) => {
                self.desk.keep_in(tx, loaded, (decision, None)).await?;
                Ok(loaded.version() + 1)
            }
            Due::Label(label) => {
                let by = (self.session.person.id, self.desk.now());
                match puts_label {
                    true => labels::put(tx, label, loaded.id(), by).await?,
                    false => labels::take_off(tx, label.id, loaded.id()).await?,
                }
                Ok(loaded.version())
            }
            Due::Message(text) => {
                let written = (text.as_str(), self.digest);
                self.desk.add_message(tx, &self.session, loaded, written).await?;
                Ok(loaded.version())
            }
            Due::Note(text) => {
                let written = (text.as_str(), Some(self.digest));
                self.desk.add_note(tx, &self.session, loaded.id(), written).await?;
                Ok(loaded.version())
            }
            Due::Strike(note) => {
                notes::strike(tx, *note, self.session.person.id, self.desk.now()).await?;
                Ok(loaded.version())
            }
        }
    }

    /// What undoes what was done with an application: it goes back into the hands that it was in, its label off or
    /// on, its note is struck.
    pub(super) async fn opposite(
        &mut self,
        loaded: &Loaded,
        held: Option<PersonId>,
    ) -> Result<Due, Not> {
        let right = match self.wanted.act {
            Act::PutLabel => return self.labelled(loaded, false).await,
            Act::TakeLabel => return self.labelled(loaded, true).await,
            Act::Note => return self.struck(loaded).await,
            Act::Assign => Hand::To(None).right(),
            _ => Hand::Take.right(),
        };
        if !loaded.allows(&self.session, right) {
            return Err(self.shut(loaded));
        }
        if let Some(held) = held
            && !self.works_there(loaded, held).await?
        {
            return Err(because("bulk-works-elsewhere"));
        }
        self.handed(loaded, Hand::To(held), said("bulk-undo-reason").get(Lang::It))
    }
}
