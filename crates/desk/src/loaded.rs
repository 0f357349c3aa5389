//! An application as it is stored, with its events folded and its answers opened: what every use case about a
//! sent application starts from. Who may have it is asked in `admission`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::NaiveDate;
use form::{Answers, Checked, Raw, amend::Layer};
use model::{ApplicationId, Digest, Localized, Moment, Money, PersonId};
use procedure::Compiled;
use store::{applications, events, layers, parties};
use workflow::{Application, Author, ClockView, Entry, Outcome, Payload, Record, Who};

use crate::{
    Desk, Error, Result,
    catalogue::number,
    facts::{self, Nothing},
};

/// An application as it is stored, with its events folded.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub(crate) row: applications::Application,
    /// The revision it was sent on.
    pub procedure: Arc<Compiled>,
    /// As its events make it.
    pub application: Application,
    /// The events, in order.
    pub entries: Vec<Entry>,
    pub(crate) records: Vec<(Record, Option<Payload>)>,
    /// Who applies, and who else known to the desk is named by fiscal code.
    pub(crate) parties: BTreeSet<PersonId>,
    /// What was answered, as it was sent.
    pub(crate) sent: Answers,
    /// What the office wrote down for itself, as it was left each time.
    pub(crate) office: Vec<(Moment, Raw)>,
    /// What was changed since, by the number of its event.
    pub(crate) layers: Vec<(u32, String)>,
    /// What was answered, as it stands.
    pub answers: Answers,
    /// Digest of the answers as they are stored.
    pub(crate) answers_digest: Digest,
}

impl Loaded {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> ApplicationId {
        self.row.id
    }

    /// Protocol number: `2026/000123`.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.application.number
    }

    /// Grows with each change: a move decided on an older one is refused.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.row.version
    }

    /// Whether somebody known to the desk applies, or is named in it.
    #[must_use]
    pub fn names(&self, person: PersonId) -> bool {
        self.parties.contains(&person)
    }

    /// When it was sent.
    #[must_use]
    pub fn sent_at(&self) -> Moment {
        self.row.sent_at
    }

    /// Who applies.
    #[must_use]
    pub fn applicant(&self) -> PersonId {
        self.row.person
    }

    /// The day the citizen was told at sending, before anything moved it.
    #[must_use]
    pub fn first_due(&self, desk: &Desk) -> NaiveDate {
        let definition = self.procedure.workflow.definition();
        let start = self.sent_at().day();
        let dates = workflow::clock::first_dates(definition, start, desk.calendar());
        dates.map_or(start, |dates| dates.citizen)
    }

    /// What tells it from others of its procedure; empty where nothing does.
    #[must_use]
    pub fn subject(&self, desk: &Desk) -> Localized {
        let (files, origins) = (BTreeMap::new(), BTreeMap::new());
        let facts = form::Facts {
            today: self.sent_at().day(),
            calendar: desk.calendar(),
            files: &files,
            origins: &origins,
            more: &Nothing,
        };
        self.procedure.subject(&self.answers, &facts)
    }

    /// The title of its procedure, with what tells it from others.
    #[must_use]
    pub fn called(&self, desk: &Desk, lang: model::Lang) -> String {
        let title = self.procedure.procedure.title.get(lang);
        match self.subject(desk).get(lang) {
            "" => title.to_owned(),
            subject => format!("{title}: {subject}"),
        }
    }

    /// Why it was that day, in sentences.
    #[must_use]
    pub fn first_reasons(&self, desk: &Desk) -> Vec<workflow::Sentence> {
        let definition = self.procedure.workflow.definition();
        workflow::clock::first_reasons(definition, self.sent_at().day(), desk.calendar())
    }

    /// What is due, from the answers.
    #[must_use]
    pub fn fees(&self, desk: &Desk) -> Vec<procedure::FeeDue> {
        let names = self.answers.bindings(&self.procedure.form, &Nothing);
        self.procedure.fees(&names, &context(desk))
    }

    /// The phases of the calendar that follow from the answers.
    #[must_use]
    pub fn phases(&self, desk: &Desk) -> Vec<&procedure::sheet::Phase> {
        let names = self.answers.bindings(&self.procedure.form, &Nothing);
        self.procedure.phases(&names, &context(desk))
    }

    /// All that is due, together.
    #[must_use]
    pub fn total(&self, desk: &Desk) -> Money {
        self.fees(desk).iter().map(|fee| fee.amount).sum()
    }

    /// What is still to be paid; nothing once it ended without being granted.
    #[must_use]
    pub fn due(&self, desk: &Desk) -> Money {
        match self.application.closed {
            Some(closed) if closed.outcome != Outcome::Positive => Money(0),
            _ => Money((self.total(desk).0 - self.application.paid.0).max(0)),
        }
    }

    /// What stands in the fields of a move before anything is typed.
    #[must_use]
    pub fn first_values(&self, desk: &Desk, move_id: &str) -> form::Raw {
        let mut raw = form::Raw::default();
        let due = self.due(desk);
        if let Some(form) = self.asked(move_id).filter(|_| due.0 > 0) {
            form::prefill::fill(form, &mut raw, &facts::of_sums(due));
        }
        raw
    }

    /// The clock on a day.
    #[must_use]
    pub fn clock(&self, desk: &Desk) -> ClockView {
        self.clock_on(desk, desk.today())
    }

    /// The same as it stands on a day.
    pub(crate) fn clock_on(&self, desk: &Desk, day: NaiveDate) -> ClockView {
        let definition = self.procedure.workflow.definition();
        workflow::clock::compute(definition, &self.application, desk.calendar(), day)
    }

    /// Whether its chain of events is whole: nothing changed, left out or put in afterwards.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let chain = self.records.iter().map(|(record, payload)| (record, payload.as_ref()));
        workflow::verify(self.row.id, chain).is_ok()
    }

    /// Name of the state, for the citizen or for the office.
    #[must_use]
    pub fn state(&self, id: &str, for_office: bool) -> Localized {
        self.procedure.workflow.state(id).map_or_else(
            || Localized::it(id),
            |state| if for_office { state.office.clone() } else { state.citizen.clone() },
        )
    }

    /// The application as it was right after an event, or as it is now.
    pub(crate) fn until(mut self, event: uuid::Uuid) -> Self {
        let cut = self.records.iter().position(|(record, _)| record.id == event);
        if let Some(last) = cut {
            self.records.truncate(last + 1);
            self.entries.truncate(last + 1);
            if let Some(then) = Application::replay(&self.entries) {
                self.answers = self.answers_at(then.seq);
                self.office.retain(|(at, _)| *at <= then.last_at);
                self.application = then;
            }
        }
        self
    }

    /// What was answered, as it stood right after the event with that number.
    #[must_use]
    pub fn answers_at(&self, seq: u32) -> Answers {
        let form = &self.procedure.form;
        let over = self.layers.iter().take_while(|(of, _)| *of <= seq);
        let layers = over.filter_map(|(_, text)| Layer::read(text));
        layers.fold(self.sent.clone(), |answers, layer| answers.with(form, &layer))
    }

    /// Whether the answers and what was changed of them are what the events say.
    #[must_use]
    pub(crate) fn has_its_answers(&self) -> bool {
        let form = &self.procedure.form;
        let made = &self.application.layers;
        self.answers_digest == self.application.answers
            && made.len() == self.layers.len()
            && made.iter().zip(&self.layers).all(|(made, (seq, text))| {
                made.seq == *seq && made.amendment.layer == Digest::of(text.as_bytes())
            })
            // What stands is read by the revision that it is on, and was hashed by the one it was on then.
            && (made.is_empty()
                || self.application.sent_on != self.application.revision
                || Digest::of(self.answers.canonical(form).as_bytes()) == self.application.stands)
    }

    /// The world around the form of a move.
    #[must_use]
    pub fn move_facts<'a>(
        &'a self,
        desk: &'a Desk,
        files: &'a BTreeMap<String, form::FileFact>,
    ) -> MoveFacts<'a> {
        MoveFacts { loaded: self, desk, files }
    }

    /// Runs `with` over the facts of a decision, `move.*` included when a move was answered.
    pub(crate) fn decide<T>(
        &self,
        desk: &Desk,
        asked: Option<(&form::Compiled, &Answers)>,
        with: impl FnOnce(&workflow::Facts<'_>) -> T,
    ) -> T {
        self.decide_at(desk, desk.now(), asked, with)
    }

    pub(crate) fn decide_at<T>(
        &self,
        desk: &Desk,
        now: Moment,
        asked: Option<(&form::Compiled, &Answers)>,
        with: impl FnOnce(&workflow::Facts<'_>) -> T,
    ) -> T {
        let office = self.office_form().zip(self.office.last());
        let office = office.map(|(form, (_, raw))| (form, self.office_answers(desk, now, raw)));
        let office = office.as_ref().map(|(form, checked)| (*form, &checked.answers));
        self.decide_over(desk, now, (asked, office), with)
    }

    /// What the office wrote down for itself, checked over everything else.
    pub(crate) fn office_answers(&self, desk: &Desk, now: Moment, raw: &Raw) -> Checked {
        let Some(form) = self.office_form() else { return Checked::default() };
        self.decide_over(desk, now, (None, None), |decision| {
            let names = self.procedure.workflow.bindings(&self.application, decision);
            let facts = form::Facts {
                today: now.day(),
                calendar: desk.calendar(),
                files: &BTreeMap::new(),
                origins: &BTreeMap::new(),
                more: &names,
            };
            form::check(form, raw, &facts)
        })
    }

    fn decide_over<T>(
        &self,
        desk: &Desk,
        now: Moment,
        (asked, office): (Asked<'_>, Asked<'_>),
        with: impl FnOnce(&workflow::Facts<'_>) -> T,
    ) -> T {
        let answers = self.answers.bindings(&self.procedure.form, &Nothing);
        let context = rule::Context { today: now.day(), calendar: desk.calendar() };
        let sums = self.procedure.with_fees(&answers, self.application.paid, &context);
        let moved = Moved { asked, office, rest: &sums };
        with(&workflow::Facts {
            now,
            calendar: desk.calendar(),
            bindings: &moved,
            parties: &self.parties,
        })
    }
}

/// What surrounds the form of a move: the answers, the sums and the application itself as further names.
pub struct MoveFacts<'a> {
    loaded: &'a Loaded,
    desk: &'a Desk,
    files: &'a BTreeMap<String, form::FileFact>,
}

impl MoveFacts<'_> {
    /// Hands the facts out.
    pub fn with<T>(&self, take: impl FnOnce(&form::Facts<'_>) -> T) -> T {
        let Self { loaded, desk, files } = *self;
        loaded.decide(desk, None, |decision| {
            let names = loaded.procedure.workflow.bindings(&loaded.application, decision);
            take(&form::Facts {
                today: desk.today(),
                calendar: desk.calendar(),
                files,
                origins: &BTreeMap::new(),
                more: &names,
            })
        })
    }
}

/// A small form with what was answered.
type Asked<'a> = Option<(&'a form::Compiled, &'a Answers)>;

/// `move.*` and `office_fields.*` laid over other names.
struct Moved<'a> {
    asked: Asked<'a>,
    office: Asked<'a>,
    rest: &'a dyn rule::Bindings,
}

impl rule::Bindings for Moved<'_> {
    fn get(&self, path: &str) -> rule::Value {
        let (of, inner) = match path.split_once('.') {
            Some(("move", inner)) => (self.asked, inner),
            Some((procedure::OFFICE_FIELDS, inner)) => (self.office, inner),
            _ => return self.rest.get(path),
        };
        of.map_or(rule::Value::Empty, |(form, answers)| answers.bindings(form, &Nothing).get(inner))
    }
}

/// The day and the calendar, for rules.
pub(crate) fn context(desk: &Desk) -> rule::Context<'_> {
    rule::Context { today: desk.today(), calendar: desk.calendar() }
}

impl Desk {
    /// Loads an application.
    pub(crate) async fn load(&self, id: ApplicationId) -> Result<Loaded> {
        let mut read = self.db.read().await?;
        let row = applications::get(&mut read, id).await?.ok_or(Error::NotFound)?;
        let submission = applications::submission(&mut read, id).await?;
        let chain = events::of_application(&mut read, id).await?;
        let mut parties = parties::of_application(&mut read, id).await?;
        parties.insert(row.person);
        let is_amended = chain.iter().any(|event| event.kind == AMENDED);
        let layers = match is_amended {
            true => layers::of_application(&mut read, id).await?,
            false => Vec::new(),
        };
        drop(read);
        let procedure = self.revision(&row.procedure, number(row.revision)).await?;
        let office = match procedure.office_fields.is_some() {
            true => self.office_states(id).await?,
            false => Vec::new(),
        };
        let office = office.into_iter().map(|(row, raw)| (row.at, raw)).collect();
        let records: Vec<_> =
            chain.iter().map(record).collect::<Option<_>>().ok_or_else(|| {
                Error::broken(format!("application {id}: an event cannot be read"))
            })?;
        let entries = records
            .iter()
            .filter_map(|(record, payload)| payload.as_ref().map(|payload| record.entry(payload)))
            .collect::<std::result::Result<Vec<_>, _>>()
            .map_err(Error::broken)?;
        let application = Application::replay(&entries)
            .ok_or_else(|| Error::broken(format!("application {id} has no beginning")))?;
        let submission = submission
            .ok_or_else(|| Error::broken(format!("application {id}: its answers are missing")))?;
        let text = self.unsealed(id, &submission.answers)?;
        let sent = if application.sent_on == application.revision {
            Answers::read(&procedure.form, &text)
        } else {
            let given = self.revision(&row.procedure, application.sent_on).await?;
            Answers::read(&given.form, &text).under(&given.form, &procedure.form).0
        };
        let answers_digest = Digest::of(text.as_bytes());
        let layers = layers.iter().map(|layer| {
            Ok((u32::try_from(layer.seq).unwrap_or(0), self.unsealed(id, &layer.content)?))
        });
        let layers = layers.collect::<Result<Vec<_>>>()?;
        let mut loaded = Loaded {
            row,
            procedure,
            application,
            entries,
            records,
            parties,
            answers: sent.clone(),
            sent,
            office,
            layers,
            answers_digest,
        };
        loaded.answers = loaded.answers_at(loaded.application.seq);
        Ok(loaded)
    }

    /// Frozen answers as they are stored.
    pub(crate) fn sealed_answers(&self, id: ApplicationId, text: &str) -> String {
        let sealed = self.keys.seal(&format!("submission {id}"), text.as_bytes(), &self.clock);
        gateway::keys::text(&sealed)
    }

    pub(crate) fn unsealed(&self, id: ApplicationId, stored: &str) -> Result<String> {
        let sealed =
            gateway::keys::bytes(stored).ok_or_else(|| Error::broken("not sealed text"))?;
        let text = self.keys.open(&format!("submission {id}"), &sealed).map_err(Error::broken)?;
        String::from_utf8(text).map_err(Error::broken)
    }
}

/// The kind of the events that lay a layer over the answers.
const AMENDED: &str = "amended";

/// Protocol number as people write it.
pub(crate) fn protocol(year: i64, number: i64) -> String {
    format!("{year}/{number:06}")
}

/// An event as the chain knows it.
pub(crate) fn record(row: &events::Event) -> Option<(Record, Option<Payload>)> {
    let record = Record {
        id: row.id,
        seq: u32::try_from(row.seq).ok()?,
        at: row.at,
        author: Author { who: Who::from_tag(&row.actor_kind)?, person: row.actor },
        kind: row.kind.clone(),
        digest: row.digest,
        previous: row.previous,
        hash: row.hash,
    };
    let payload = match (&row.salt, &row.payload) {
        (Some(salt), Some(text)) => {
            Some(Payload { salt: salt.as_slice().try_into().ok()?, text: text.clone() })
        }
        _ => None,
    };
    Some((record, payload))
}

/// A sealed event as it is stored.
pub(crate) fn stored(
    application: ApplicationId,
    record: &Record,
    payload: Payload,
) -> events::Event {
    events::Event {
        id: record.id,
        application,
        seq: i64::from(record.seq),
        at: record.at,
        actor_kind: record.author.who.tag().to_owned(),
        actor: record.author.person,
        kind: record.kind.clone(),
        digest: record.digest,
        previous: record.previous,
        hash: record.hash,
        salt: Some(payload.salt.to_vec()),
        payload: Some(payload.text),
        erased_at: None,
    }
}
