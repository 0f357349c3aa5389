//! Opinions (*pareri*): what an office asks of another, or of somebody outside, while it works on an application. Who is
//! asked sees what was shown with the question and nothing else. What follows is `workflow`'s.

mod answering;
mod asking;
pub(crate) mod due;
mod enclosing;
mod fields;
mod outside;
mod telling;

use chrono::NaiveDate;
use gateway::keys;
use model::{
    ApplicationId, Digest, Localized, Moment,
    access::{self, Action, Relation, Tie},
};
use store::{Write, applications, events, opinions, parties};
use workflow::{Consulted, Decision, Event, Opined};

pub use answering::{Consultation, NotGiven};
pub use asking::{Handling, Putting, Question};
pub use fields::answer_form;
pub(crate) use telling::tell;

use crate::{
    Desk, Error, Result,
    catalogue::number,
    jobs::Errand,
    loaded::{Loaded, protocol},
    session::Session,
};

/// Opinions of one list at most.
const SHOWN: i64 = 200;

/// An opinion that an office is to give, or gave.
#[derive(Debug, Clone)]
pub struct Line {
    /// Of which application.
    pub application: ApplicationId,
    /// Number of the event that asked.
    pub seq: u32,
    /// Protocol number.
    pub number: String,
    /// What the application is.
    pub procedure: Localized,
    /// Who asks, by name.
    pub by: Localized,
    /// Last day to answer.
    pub until: NaiveDate,
    /// When it was given, or was no longer needed.
    pub ended_at: Option<Moment>,
}

/// What offices are asked.
#[derive(Debug, Default)]
pub struct Asked {
    /// The nearest day first.
    pub awaited: Vec<Line>,
    /// The last first.
    pub ended: Vec<Line>,
}

impl Desk {
    /// Whether somebody answers for an office at all.
    #[must_use]
    pub fn gives_opinions(session: &Session) -> bool {
        Self::processes(session)
    }

    /// The offices that somebody answers for.
    fn offices_of(&self, session: &Session) -> Vec<String> {
        let offices = self.municipality.offices.iter().map(|office| &office.id);
        let answers = |office: &&String| {
            session.roles.iter().any(|at| {
                let procedure = at.procedure.as_deref().unwrap_or_default();
                let relation = Relation::application(Tie::Asked, office, procedure);
                access::allowed(std::slice::from_ref(at), Action::GiveOpinion, &relation)
            })
        };
        offices.filter(answers).cloned().collect()
    }

    /// What one's offices are asked, and what they answered.
    ///
    /// # Errors
    /// Not staff of any office.
    pub async fn asked(&self, session: &Session) -> Result<Asked> {
        if !Self::gives_opinions(session) {
            return Err(self.denied(session, "opinions", None).await);
        }
        let offices = self.offices_of(session);
        let mut asked = Asked::default();
        for office in &offices {
            let mut read = self.db.read().await?;
            let rows = opinions::awaited(&mut read, office, SHOWN).await?;
            let ended = opinions::ended(&mut read, office, SHOWN).await?;
            drop(read);
            asked.awaited.extend(self.asked_lines(session, office, rows).await?);
            asked.ended.extend(self.asked_lines(session, office, ended).await?);
        }
        asked.awaited.sort_by_key(|line| (line.until, line.number.clone()));
        asked.ended.sort_by_key(|line| std::cmp::Reverse(line.ended_at));
        Ok(asked)
    }

    async fn asked_lines(
        &self,
        session: &Session,
        office: &str,
        rows: Vec<opinions::Opinion>,
    ) -> Result<Vec<Line>> {
        let mut lines = Vec::new();
        let mut read = self.db.peek().await?;
        let naming = parties::naming(&mut read, session.person.id).await?;
        for row in rows {
            let found = applications::get(&mut read, row.application).await?;
            // Who is a party gives no opinion (L. 241/1990 art. 6-bis).
            let is_theirs = |of: &applications::Application| {
                of.person != session.person.id && !naming.contains(&of.id)
            };
            let Some(application) = found.filter(is_theirs) else { continue };
            let relation = Relation::application(Tie::Asked, office, &application.procedure);
            if !access::allowed(&session.roles, Action::GiveOpinion, &relation) {
                continue;
            }
            let procedure = &application.procedure;
            let compiled = self.revision(procedure, number(application.revision)).await?;
            lines.push(Line {
                application: row.application,
                seq: u32::try_from(row.seq).unwrap_or(0),
                number: protocol(application.year, application.number),
                procedure: compiled.procedure.title.clone(),
                by: self.office_name(&application.now.office),
                until: row.until_on,
                ended_at: row.ended_at,
            });
        }
        Ok(lines)
    }

    /// What an opinion is called: as the procedure foresees it, or by whom it is of.
    #[must_use]
    pub fn opinion_name(&self, loaded: &Loaded, opined: &Opined) -> Localized {
        let id = opined.question.opinion.as_deref();
        let foreseen = id.and_then(|id| loaded.procedure.workflow.opinion(id));
        foreseen.map_or_else(|| self.consulted(&opined.question.of), |it| it.label.clone())
    }

    /// Whose opinion it is.
    #[must_use]
    pub fn consulted(&self, of: &Consulted) -> Localized {
        match of {
            Consulted::Office(office) => self.office_name(office),
            Consulted::Outside { name, .. } => Localized::it(name.clone()),
        }
    }
}

/// The opinion that an event asked.
fn opined(loaded: &Loaded, seq: u32) -> Result<Opined> {
    let found = loaded.application.opinions.iter().find(|opined| opined.seq == seq);
    found.cloned().ok_or(Error::NotFound)
}

/// Links that were made for whoever is asked outside, sealed, by the number of the event that they are sent for.
pub(crate) type Links = Vec<(u32, Vec<u8>)>;

/// What a link is sealed for, while a message with it waits.
fn context(application: ApplicationId) -> String {
    format!("opinion {application}")
}

/// Writes the rows that the events of a decision ask for. The links of who is asked outside, sealed.
pub(crate) async fn keep(
    desk: &Desk,
    tx: &mut Write,
    id: ApplicationId,
    decision: &Decision,
) -> Result<Links> {
    let mut links = Links::new();
    let link = || {
        let token = keys::text(desk.clock.token());
        let sealed = desk.keys.seal(&context(id), token.as_bytes(), &desk.clock);
        (Digest::of(token.as_bytes()), sealed)
    };
    for entry in &decision.events {
        match &entry.event {
            Event::OpinionAsked { question } => {
                let (office, link) = match &question.of {
                    Consulted::Office(office) => (Some(office.clone()), None),
                    Consulted::Outside { .. } => {
                        let (digest, sealed) = link();
                        links.push((entry.seq, sealed));
                        (None, Some(digest))
                    }
                };
                let row = opinions::Opinion {
                    application: id,
                    seq: entry.seq.into(),
                    office,
                    until_on: question.until,
                    asked_at: entry.at,
                    ended_at: None,
                    link,
                    person: None,
                    held_since: None,
                };
                opinions::ask(tx, &row).await?;
            }
            Event::OpinionReminded { asked } | Event::OpinionPutOff { asked, .. } => {
                if let Event::OpinionPutOff { until, .. } = &entry.event {
                    opinions::put_off(tx, id, (*asked).into(), *until).await?;
                }
                let row = opinions::get(tx, id, (*asked).into()).await?;
                // Nobody has followed the first link, which may be lost: here is another.
                if row.is_some_and(|row| row.link.is_some() && row.person.is_none()) {
                    let (digest, sealed) = link();
                    opinions::relink(tx, id, (*asked).into(), digest).await?;
                    links.push((entry.seq, sealed));
                }
            }
            Event::OpinionHeldUp { asked, .. } => {
                opinions::hold(tx, id, (*asked).into(), entry.at).await?;
            }
            Event::OpinionSupplied { asked, until, .. } => {
                opinions::put_off(tx, id, (*asked).into(), *until).await?;
            }
            Event::OpinionGiven { asked, .. } | Event::OpinionRevoked { asked, .. } => {
                opinions::end(tx, id, (*asked).into(), entry.at).await?;
            }
            // With the decision goes what was still asked for it.
            Event::Reopened { .. } => opinions::end_all(tx, id, entry.at).await?,
            _ => {}
        }
    }
    if let Some(closed) = decision.after.closed {
        opinions::end_all(tx, id, closed.at).await?;
    }
    Ok(links)
}

/// Who is to be told of what the events of a decision ask, answer or take back.
pub(crate) fn told(
    application: ApplicationId,
    chain: &[events::Event],
    links: &Links,
) -> Vec<Errand> {
    let is_ours = |event: &&events::Event| event.kind.starts_with("opinion_");
    let told = chain.iter().filter(is_ours).map(|event| {
        let link = links.iter().find(|(seq, _)| i64::from(*seq) == event.seq);
        let link = link.map(|(_, sealed)| sealed.clone()).unwrap_or_default();
        Errand::Opinion { application, event: event.id, link }
    });
    told.collect()
}
