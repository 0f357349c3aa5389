//! Gathering: some applications at a time are read as who asked may read them now, kept as a piece in the vault, and in
//! one unit of work counted, written down as read, and passed by.

use std::collections::{BTreeMap, BTreeSet};

use form::{Answers, exported};
use model::{ApplicationId, Lang, Moment, Money, access::Action};
use procedure::OFFICE_FIELDS;
use store::{
    applications::{self, Application},
    documents, events, exports as rows, files, logs,
    queue::Cursor,
};
use tables::Cell;
use workflow::{Chronicle, Event};

use super::{
    CHRONICLE, Datum, Format, Found, Wanted,
    record::{self, Record, cell},
    sealed,
};
use crate::{
    Desk, Error, Result,
    catalogue::number,
    facts::of_files,
    loaded::{self, protocol},
    paper::said,
    queue::Walked,
    session::Session,
};

/// Applications of a piece.
const PIECE: i64 = 250;

/// As what the reading is written down.
const PURPOSE: &str = "export";

/// Gathers some more.
pub(super) async fn some(desk: &Desk, row: &rows::Export) -> Result<()> {
    let session = desk.as_of_now(row.person).await?;
    if !Desk::has_queue(&session) {
        let mut tx = desk.db.write().await?;
        rows::fail(&mut tx, row.id, "reach").await?;
        return Ok(tx.commit().await?);
    }
    let wanted = desk.export_wanted(row)?;
    let mut found: Found = serde_json::from_str(&row.found).map_err(Error::broken)?;
    let after: Option<Cursor> = row.place.as_deref().and_then(|place| place.parse().ok());
    // Also what came in at that very moment.
    let until = Moment(row.created_at.0 + 1);
    let walked = desk.walk(&session, &wanted.asked, (until, after, PIECE)).await?;
    if wanted.answers && found.revisions.is_empty() {
        in_use(desk, &wanted, &mut found).await?;
    }
    let gathering = Gathering { desk, session: &session, wanted: &wanted, walked: &walked };
    let records = gathering.records(&mut found).await?;
    let mut lines = Vec::new();
    for record in &records {
        serde_json::to_writer(&mut lines, record).map_err(Error::broken)?;
        lines.push(b'\n');
    }
    let piece = desk.clock.id();
    let sealed = desk.keys.seal(&sealed::context(row.id, piece), &lines, &desk.clock);
    desk.vault.put_part(row.id, piece, sealed).await.map_err(Error::broken)?;
    found.pieces.push(piece);
    let more = i64::try_from(records.len()).unwrap_or(0);
    let now = rows::Export {
        state: if walked.next.is_some() { rows::State::Gathering } else { rows::State::Writing },
        place: walked.next.map(|next| next.to_string()),
        parts: row.parts + 1,
        n: row.n + more,
        found: serde_json::to_string(&found).map_err(Error::broken)?,
        ..row.clone()
    };
    let mut tx = desk.db.write().await?;
    if rows::gathered(&mut tx, row, &now).await? {
        logs::read_all(&mut tx, &readings(desk, &session, &walked.rows)).await?;
    }
    Ok(tx.commit().await?)
}

/// The questions of the revision in use come first, as they are asked now.
async fn in_use(desk: &Desk, wanted: &Wanted, found: &mut Found) -> Result<()> {
    let published = desk.published().await?;
    let of = wanted.asked.procedures.first();
    let published = published.iter().find(|one| Some(&one.compiled.procedure.id) == of);
    if let Some(published) = published {
        record::add(&mut found.tables, exported::tables(&published.compiled.form, wanted.lang));
    }
    Ok(())
}

/// The questions of the office's own as they stand beside those of the form.
fn of_office(tables: Vec<exported::Table>, lang: Lang) -> Vec<exported::Table> {
    let title = said("office-fields-title");
    let mut main = tables.into_iter().filter(|table| table.path.is_empty());
    let question = |question: exported::Question| exported::Question {
        path: format!("{OFFICE_FIELDS}.{}", question.path),
        label: format!("{}: {}", title.get(lang), question.label),
    };
    let table = |table: exported::Table| exported::Table {
        questions: table.questions.into_iter().map(question).collect(),
        ..table
    };
    main.next().map(table).into_iter().collect()
}

fn readings(desk: &Desk, session: &Session, rows: &[Application]) -> Vec<logs::Reading> {
    // What names its reader is in no view of theirs.
    rows.iter().map(|row| desk.reading(session, row, (false, false), PURPOSE)).collect()
}

/// What belongs to the applications of a piece.
#[derive(Default)]
struct Beside {
    /// The answers, sealed.
    sent: BTreeMap<ApplicationId, String>,
    /// Those whose answers are no more as they were sent.
    changed: BTreeSet<ApplicationId>,
    paid: BTreeMap<ApplicationId, i64>,
    files: Vec<files::File>,
    papers: Vec<documents::Document>,
    events: Vec<events::Event>,
}

struct Gathering<'a> {
    desk: &'a Desk,
    session: &'a Session,
    wanted: &'a Wanted,
    walked: &'a Walked,
}

impl Gathering<'_> {
    async fn records(&self, found: &mut Found) -> Result<Vec<Record>> {
        let beside = self.beside().await?;
        let facts = of_files(&beside.files);
        let mut records = Vec::new();
        for row in &self.walked.rows {
            let (office, procedure) = (&row.now.office, &row.procedure);
            if self.walked.is_within(office, procedure) {
                found.places.insert((office.clone(), procedure.clone()));
            } else {
                found.named.insert(row.id);
            }
            let mut record = Record {
                number: protocol(row.year, row.number),
                folder: record::file_name(&format!(
                    "{} {}",
                    protocol(row.year, row.number).replace('/', "-"),
                    row.applicant_name
                )),
                cells: self.cells(row, &beside).await?,
                said: BTreeMap::new(),
                rows: BTreeMap::new(),
                answers: None,
                chronicle: self.chronicle(row, &beside)?,
                files: Vec::new(),
                shut: Vec::new(),
            };
            if self.reads_answers() {
                self.answers(row, (&beside, &facts), &mut record, found).await?;
            }
            self.files(row, &beside, &mut record).await?;
            records.push(record);
        }
        Ok(records)
    }

    fn reads_answers(&self) -> bool {
        self.wanted.answers || self.wanted.format == Format::Zip
    }

    async fn beside(&self) -> Result<Beside> {
        let ids: Vec<ApplicationId> = self.walked.rows.iter().map(|row| row.id).collect();
        let mut beside = Beside::default();
        let mut read = self.desk.db.read().await?;
        if self.wanted.data.contains(&Datum::Paid) {
            for event in events::of_kinds(&mut read, &ids, &["sent", "payment_registered"]).await? {
                *beside.paid.entry(event.application).or_default() += paid(&event);
            }
        }
        if !self.reads_answers() {
            return Ok(beside);
        }
        for sent in applications::submissions(&mut read, &ids).await? {
            beside.sent.insert(sent.application, sent.answers);
        }
        for event in events::of_kinds(&mut read, &ids, &["amended", "revised"]).await? {
            beside.changed.insert(event.application);
        }
        beside.files = files::of_applications(&mut read, &ids).await?;
        if self.wanted.format == Format::Zip {
            beside.papers = documents::of_applications(&mut read, &ids).await?;
            beside.events = events::of_applications(&mut read, &ids).await?;
        }
        Ok(beside)
    }

    /// What happened, as the chain has it: who reads the answers reads every event.
    fn chronicle(&self, row: &Application, beside: &Beside) -> Result<Option<Chronicle>> {
        if self.wanted.format != Format::Zip {
            return Ok(None);
        }
        let of_it = beside.events.iter().filter(|event| event.application == row.id);
        let chain: Option<Vec<_>> = of_it.map(loaded::record).collect();
        let chain = chain.ok_or_else(|| Error::broken("an event that cannot be read"))?;
        let sent = beside.sent.get(&row.id);
        let sent = sent.map(|sealed| self.desk.unsealed(row.id, sealed)).transpose()?;
        Ok(Some(Chronicle::of(row.id, protocol(row.year, row.number), sent, chain)))
    }

    async fn cells(&self, row: &Application, beside: &Beside) -> Result<Vec<Cell>> {
        let desk = self.desk;
        let lang = self.wanted.lang;
        let compiled = desk.revision(&row.procedure, number(row.revision)).await?;
        let cell = |datum: &Datum| match datum {
            Datum::Number => Cell::text(protocol(row.year, row.number)),
            Datum::Applicant => Cell::text(row.applicant_name.as_str()),
            Datum::Procedure => Cell::text(compiled.procedure.title.get(lang)),
            Datum::State => {
                let state = compiled.workflow.state(&row.now.state);
                Cell::text(state.map_or(row.now.state.as_str(), |state| state.office.get(lang)))
            }
            Datum::Office => Cell::text(desk.office_name(&row.now.office).get(lang)),
            Datum::Assignee => {
                let name = row.now.assignee.and_then(|person| self.walked.names.get(&person));
                Cell::text(name.map_or("", String::as_str))
            }
            Datum::SentOn => Cell::Moment(row.sent_at),
            Datum::DueOn => Cell::day(row.now.due_on),
            Datum::SuspendedUntil => Cell::day(row.now.suspended_until),
            Datum::ClosedOn => row.now.closed_at.map_or(Cell::Empty, Cell::Moment),
            Datum::Outcome => {
                let outcome = row.now.outcome.as_deref();
                let said = outcome.map(|outcome| said(&format!("outcome-{outcome}")));
                said.map_or(Cell::Empty, |said| Cell::text(said.get(lang)))
            }
            Datum::LastEvent => Cell::Moment(row.now.last_event_at),
            Datum::Paid => Cell::Money(beside.paid.get(&row.id).copied().unwrap_or(0)),
        };
        Ok(self.wanted.data.iter().map(cell).collect())
    }

    async fn answers(
        &self,
        row: &Application,
        (beside, files): (&Beside, &BTreeMap<String, form::FileFact>),
        record: &mut Record,
        found: &mut Found,
    ) -> Result<()> {
        let desk = self.desk;
        let lang = self.wanted.lang;
        let (procedure, answers) = if beside.changed.contains(&row.id) {
            let loaded = desk.load(row.id).await?;
            (loaded.procedure.clone(), loaded.answers)
        } else if let Some(sealed) = beside.sent.get(&row.id) {
            let procedure = desk.revision(&row.procedure, number(row.revision)).await?;
            let text = desk.unsealed(row.id, sealed)?;
            let answers = Answers::read(&procedure.form, &text);
            (procedure, answers)
        } else {
            return Ok(());
        };
        if self.wanted.format == Format::Zip {
            record.answers = Some(answers.to_json(&procedure.form));
        }
        if !self.wanted.answers {
            return Ok(());
        }
        if found.revisions.insert(number(row.revision)) {
            record::add(&mut found.tables, exported::tables(&procedure.form, lang));
        }
        let office = self.of_the_office(row, &procedure, found).await?;
        let alone = form::Facts::on(row.sent_at.day());
        let facts = form::Facts { calendar: desk.calendar(), files, ..alone };
        let cells = |said: BTreeMap<String, exported::Said>| -> BTreeMap<String, Cell> {
            said.into_iter().map(|(path, said)| (path, cell(said))).collect()
        };
        record.said = cells(exported::said(&procedure.form, &answers, &facts, lang));
        record.said.extend(cells(office));
        let rows = exported::rows(&procedure.form, &answers, &facts, lang);
        let row = |row: exported::Row| record::Row { number: row.number, said: cells(row.said) };
        record.rows = rows
            .into_iter()
            .map(|(path, rows)| (path, rows.into_iter().map(row).collect()))
            .collect();
        Ok(())
    }

    /// What the office wrote down for itself, for who reads its notes.
    async fn of_the_office(
        &self,
        row: &Application,
        procedure: &procedure::Compiled,
        found: &mut Found,
    ) -> Result<BTreeMap<String, exported::Said>> {
        let (desk, lang) = (self.desk, self.wanted.lang);
        let Some(form) = &procedure.office_fields else { return Ok(BTreeMap::new()) };
        let loaded = desk.load(row.id).await?;
        if !loaded.allows(self.session, Action::ReadNote) {
            return Ok(BTreeMap::new());
        }
        if found.office.insert(number(row.revision)) {
            record::add(&mut found.tables, of_office(exported::tables(form, lang), lang));
        }
        let Some((at, raw)) = loaded.office.last() else { return Ok(BTreeMap::new()) };
        let answers = loaded.office_answers(desk, *at, raw).answers;
        let alone = form::Facts::on(at.day());
        let facts = form::Facts { calendar: desk.calendar(), ..alone };
        let said = exported::said(form, &answers, &facts, lang).into_iter();
        Ok(said.map(|(path, said)| (format!("{OFFICE_FIELDS}.{path}"), said)).collect())
    }

    /// Papers and files, of those that were found clean. What somebody has given and not sent is theirs alone.
    async fn files(&self, row: &Application, beside: &Beside, record: &mut Record) -> Result<()> {
        let of_it = |file: &&files::File| file.application == Some(row.id);
        let may_wait = |file: &&files::File| of_it(file) && file.waits_since.is_some();
        let given = match self.wanted.format == Format::Zip
            && beside.files.iter().any(|file| may_wait(&file))
        {
            true => self.desk.load(row.id).await?.files_given(),
            false => BTreeSet::new(),
        };
        let is_sent = |file: &&files::File| {
            file.waits_since.is_none() || given.contains(&file.id.to_string())
        };
        let missing = said("export-shut-file");
        let missing = missing.get(self.wanted.lang).to_owned();
        let mut taken = BTreeSet::from(["risposte.json".to_owned(), CHRONICLE.to_owned(), missing]);
        let mut add = |name: &str, content| {
            let name = record::unlike(&mut taken, &record::file_name(name));
            record.files.push(record::File { name, content });
        };
        for paper in beside.papers.iter().filter(|paper| paper.application == row.id) {
            add(&crate::dossier::paper_name(paper, &record.number), paper.sha256);
        }
        if self.wanted.format != Format::Zip {
            return Ok(());
        }
        for file in beside.files.iter().filter(of_it).filter(is_sent) {
            match file.state {
                files::Scan::Clean => add(&file.name, file.sha256),
                _ => record.shut.push(file.name.clone()),
            }
        }
        Ok(())
    }
}

/// Cents that an event says were paid.
fn paid(event: &events::Event) -> i64 {
    let read = event.payload.as_deref().and_then(|text| serde_json::from_str::<Event>(text).ok());
    match read {
        Some(Event::Sent { paid, .. }) => paid.iter().map(|paid| paid.amount.0).sum(),
        Some(Event::PaymentRegistered { amount: Money(cents), .. }) => cents,
        _ => 0,
    }
}
