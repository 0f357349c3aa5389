//! Opinions as whoever was asked meets them: the question, what was shown with it, the answer.

use std::collections::{BTreeMap, BTreeSet};

use form::{
    Checked, FileFact, Raw,
    summary::{self, Line},
};
use futures_util::Stream;
use gateway::vault::Chunk;
use model::{
    ApplicationId, FileId, Lang,
    access::{self, Action, Relation, Tie},
};
use store::{
    documents,
    files::{self, Scan},
    opinions,
};
use workflow::{Actor, Answering, Command, Consulted, Enclosed, Handling, Opined, Verdict};

use super::{answer_form, enclosing, fields, opined};
use crate::{
    Desk, Error, Result,
    admission::level,
    dossier::{Download, paper_name},
    draft::NotTaken,
    facts,
    loaded::Loaded,
    moves::{NotMade, data},
    paper::said,
    session::{Session, USUAL_LEVEL},
};

/// Most characters of what somebody says they miss.
const LONGEST_NEED: usize = 2_000;

/// An opinion that somebody may give, with what they were shown.
#[derive(Debug)]
pub struct Consultation {
    pub loaded: Loaded,
    pub opined: Opined,
    /// The files of the application, and the letters that are shown.
    pub files: BTreeMap<String, FileFact>,
    /// Files that were given for the answer already.
    waiting: Vec<files::File>,
}

/// Why an answer was not given.
pub type NotGiven = NotMade;

impl Consultation {
    /// It can still be answered.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        self.loaded.application.open_opinions().any(|awaited| awaited.seq == self.opined.seq)
    }

    /// Whether a section of the answers is shown with the question: while it is to be answered, and no longer.
    #[must_use]
    pub fn shows(&self, section: &str) -> bool {
        self.is_awaited() && self.opined.question.shows_section(section)
    }

    /// Ids of what is shown one by one, beside the sections.
    #[must_use]
    pub fn enclosed(&self) -> Vec<String> {
        let Enclosed { files, papers } = &self.opined.question.enclosed;
        let files = files.iter().map(ToString::to_string);
        let all = files.chain(papers.iter().map(ToString::to_string));
        all.filter(|_| self.is_awaited()).collect()
    }

    /// What is missing can still be said.
    #[must_use]
    pub fn can_hold_up(&self, desk: &Desk) -> bool {
        let is_in_time = self.opined.question.until >= desk.today();
        self.is_awaited() && self.opined.needs.is_none() && is_in_time
    }

    /// The files that stand in what is shown.
    fn shown_files(&self) -> BTreeSet<String> {
        let (form, answers) = (&self.loaded.procedure.form, &self.loaded.answers);
        let facts = form::Facts { files: &self.files, ..form::Facts::on(self.opined.on) };
        let steps = summary::of_answers(form, answers, &facts, Lang::It);
        let mut files: BTreeSet<String> = self.enclosed().into_iter().collect();
        for section in steps.iter().flat_map(|step| &step.sections) {
            if self.shows(&section.id) {
                add_files(&section.lines, &mut files);
            }
        }
        files
    }

    /// What stands in the answer before anything is typed.
    #[must_use]
    pub fn first_values(&self) -> Raw {
        let mut raw = Raw::default();
        let ids: Vec<String> = self.waiting.iter().map(|file| file.id.to_string()).collect();
        if !ids.is_empty() {
            raw.set(fields::FILES.to_owned(), ids);
        }
        raw
    }

    /// Looks at what was typed.
    #[must_use]
    pub fn check(&self, desk: &Desk, raw: &Raw) -> Checked {
        match answer_form() {
            Some(form) => self.with_facts(desk, |facts| form::check(form, raw, facts)),
            None => Checked::default(),
        }
    }

    /// Runs `take` over the world around the answer.
    pub fn with_facts<T>(&self, desk: &Desk, take: impl FnOnce(&form::Facts<'_>) -> T) -> T {
        let files = facts::of_files(&self.waiting);
        let alone = form::Facts::on(desk.today());
        take(&form::Facts { calendar: desk.calendar(), files: &files, ..alone })
    }
}

fn add_files(lines: &[Line], files: &mut BTreeSet<String>) {
    for line in lines {
        match line {
            Line::Answer(answer) => files.extend(answer.files.iter().cloned()),
            Line::Rows { rows, .. } => rows.iter().for_each(|row| add_files(&row.lines, files)),
            Line::Heading(..) | Line::End => {}
        }
    }
}

/// Path of the files of an answer.
fn place(asked: u32) -> String {
    format!("opinion.{asked}.{}", fields::FILES)
}

impl Desk {
    /// An opinion for somebody who may give it: of the office that was asked, or who was asked from outside.
    ///
    /// # Errors
    /// There is none, or not for them.
    pub async fn consultation(
        &self,
        session: &Session,
        id: ApplicationId,
        asked: u32,
    ) -> Result<Consultation> {
        let loaded = self.load(id).await?;
        let procedure = loaded.row.procedure.as_str();
        let found = opined(&loaded, asked).ok();
        let is_theirs = match found.as_ref().map(|opined| &opined.question.of) {
            Some(Consulted::Office(office)) if session.is_staff() => {
                let relation = Relation::application(Tie::Asked, office, procedure);
                access::allowed(&session.roles, Action::GiveOpinion, &relation)
            }
            Some(Consulted::Outside { .. }) if !session.is_staff() => {
                let row = opinions::get(&mut self.db.peek().await?, id, asked.into()).await?;
                let is_invited = row.is_some_and(|row| row.person == Some(session.person.id));
                let tie = if is_invited { Tie::Invited } else { Tie::None };
                let relation = Relation::application(tie, &loaded.row.now.office, procedure);
                access::allowed(&session.roles, Action::GiveOpinion, &relation)
            }
            _ => false,
        };
        // Who is a party does not even look (L. 241/1990 art. 6-bis).
        let is_party = loaded.parties.contains(&session.person.id);
        let (true, false, Some(opined)) = (is_theirs, is_party, found) else {
            return Err(self.denied(session, "opinion", Some(id)).await);
        };
        let asked_of = level(&loaded.procedure);
        session.reaches(asked_of.min(USUAL_LEVEL))?;
        let office = match &opined.question.of {
            Consulted::Office(office) => Some(office.as_str()),
            Consulted::Outside { .. } => None,
        };
        self.write_consulted(session, &loaded, office).await?;
        let mut read = self.db.read().await?;
        let received = files::of_application(&mut read, id).await?;
        let papers = documents::of_application(&mut read, id).await?;
        drop(read);
        let mut files = facts::of_files(&received);
        let shown = &opined.question.enclosed.papers;
        let shown = papers.iter().filter(|paper| shown.contains(&paper.id));
        files.extend(
            shown.map(|paper| (paper.id.to_string(), enclosing::fact_of(paper, loaded.number()))),
        );
        let waiting = self.waiting_at(session, &loaded, &place(asked)).await?;
        Ok(Consultation { loaded, opined, files, waiting })
    }

    /// A file or a letter that was shown with a question, or belongs to its answer.
    ///
    /// # Errors
    /// There is none, or not for them; it was not found clean.
    pub async fn consulted_file(
        &self,
        session: &Session,
        (id, asked): (ApplicationId, u32),
        file: FileId,
    ) -> Result<Download> {
        let consultation = self.consultation(session, id, asked).await?;
        let papers = &consultation.opined.question.enclosed.papers;
        if consultation.is_awaited() && papers.contains(&file.0) {
            let paper = documents::get(&mut self.db.peek().await?, file.0).await?;
            let paper = paper.filter(|paper| paper.application == id).ok_or(Error::NotFound)?;
            return Ok(Download {
                name: paper_name(&paper, consultation.loaded.number()),
                media_type: paper.media_type,
                bytes: self.vault.get(&paper.sha256).await.map_err(Error::broken)?,
            });
        }
        let row = files::get(&mut self.db.peek().await?, file).await?;
        let is_shown = |row: &files::File| {
            row.removed_at.is_none()
                && row.application == Some(id)
                && (row.path == place(asked)
                    || consultation.shown_files().contains(&row.id.to_string()))
        };
        let Some(row) = row.filter(is_shown) else {
            return Err(self.denied(session, "file", Some(id)).await);
        };
        self.download(row).await
    }

    /// Takes a file that goes with an answer.
    ///
    /// # Errors
    /// See [`NotTaken`].
    pub async fn attach_to_opinion<S>(
        &self,
        session: &Session,
        (id, asked): (ApplicationId, u32),
        path: &str,
        (name, bytes): (&str, S),
    ) -> std::result::Result<FileId, NotTaken>
    where
        S: Stream<Item = Chunk> + Send + Unpin,
    {
        let consultation = self.consultation(session, id, asked).await?;
        if !consultation.is_awaited() {
            return Err(Error::Stale.into());
        }
        let takes = answer_form().and_then(|form| form.attachment(path)).ok_or(Error::NotFound)?;
        let place = (place(asked), &takes, consultation.waiting.len());
        self.keep_beside((session.person.id, id), place, (name, bytes)).await
    }

    /// Takes back a file that waits for an answer.
    ///
    /// # Errors
    /// Not theirs, or no such file waits.
    pub async fn detach_from_opinion(
        &self,
        session: &Session,
        (id, asked): (ApplicationId, u32),
        file: FileId,
    ) -> Result<()> {
        let consultation = self.consultation(session, id, asked).await?;
        let is_theirs = consultation.waiting.iter().any(|row| row.id == file);
        if !is_theirs || !consultation.is_awaited() {
            return Err(Error::NotFound);
        }
        let mut tx = self.db.write().await?;
        if !files::take_back(&mut tx, file, id, self.now()).await? {
            return Err(Error::NotFound);
        }
        Ok(tx.commit().await?)
    }

    /// Gives an opinion.
    ///
    /// # Errors
    /// See [`NotGiven`].
    pub async fn give_opinion(
        &self,
        session: &Session,
        (id, asked): (ApplicationId, u32),
        raw: &Raw,
    ) -> std::result::Result<(), NotGiven> {
        let consultation = self.consultation(session, id, asked).await?;
        session.reaches(level(&consultation.loaded.procedure))?;
        let checked = consultation.check(self, raw);
        if !checked.is_complete() {
            return Err(NotMade::Incomplete(Box::new(checked)));
        }
        let data = answer_form().map(|form| data(form, &checked)).unwrap_or_default();
        let texts = |path: &str| data.get(path).cloned().unwrap_or_default();
        let text = |path: &str| texts(path).into_iter().next().unwrap_or_default();
        let verdict = Verdict::from_word(&text(fields::VERDICT)).ok_or(Error::NotFound)?;
        let files = texts(fields::FILES).iter().filter_map(|id| id.parse().ok()).collect();
        let answering = Answering { asked, verdict, text: text(fields::TEXT), files };
        let Consultation { loaded, opined, .. } = consultation;
        let actor = Actor::consulted(session.person.id, opined.question.of);
        let command = Command::GiveOpinion(answering);
        let decision = loaded
            .decide(self, None, |facts| {
                let workflow = &loaded.procedure.workflow;
                workflow::decide(workflow, &loaded.application, &command, &actor, facts)
            })
            .map_err(Error::from)?;
        Ok(self.keep(&loaded, &decision, None).await?)
    }

    /// Says what is missing to give an opinion: the time to answer stands still until the office has sent it.
    ///
    /// # Errors
    /// Refused, or not theirs.
    pub async fn hold_up_opinion(
        &self,
        session: &Session,
        (id, asked): (ApplicationId, u32),
        text: &str,
    ) -> Result<()> {
        let Consultation { loaded, opined, .. } = self.consultation(session, id, asked).await?;
        session.reaches(level(&loaded.procedure))?;
        let actor = Actor::consulted(session.person.id, opined.question.of);
        if text.chars().count() > LONGEST_NEED {
            return Err(Error::Refused(said("opinion-needs-too-long")));
        }
        let how = Handling::HoldUp { text: text.to_owned() };
        let command = Command::HandleOpinion { asked, how };
        let decision = loaded.decide(self, None, |facts| {
            let workflow = &loaded.procedure.workflow;
            workflow::decide(workflow, &loaded.application, &command, &actor, facts)
        })?;
        self.keep(&loaded, &decision, None).await
    }

    /// The bytes of a file that was found clean.
    pub(crate) async fn download(&self, row: files::File) -> Result<Download> {
        if row.state != Scan::Clean {
            return Err(Error::Refused(said(match row.state {
                Scan::Pending => "file-shut-pending",
                Scan::Unscanned => "file-shut-unscanned",
                Scan::Refused | Scan::Clean => "file-shut-harmful",
            })));
        }
        Ok(Download {
            name: row.name,
            media_type: row.media_type,
            bytes: self.vault.get(&row.sha256).await.map_err(Error::broken)?,
        })
    }
}
