//! What somebody is told: what has come to their offices and is in nobody's hands, what has happened to what is in theirs,
//! which of its terms are near. No name of a citizen: a message is no file.

use std::fmt::Write as _;

use gateway::mail::Message;
use model::{ApplicationId, Lang, Moment};
use store::{applications::Application, digests, messages, queue};
use words::{Value, Words};
use workflow::{AmendedFor, Entry, Event, Who};

use super::{Choices, Span, choices};
use crate::{
    Desk, Error, Loaded, Result,
    catalogue::number,
    jobs::{Failed, deliver},
    loaded::protocol,
    morning::Line,
    session::Session,
};

/// Applications looked at, at most: where there are more, the message says so.
const LOOKED_AT: i64 = 500;
/// Applications named under one heading, at most.
const NAMED: usize = 40;

/// What is told of one application.
struct News {
    id: ApplicationId,
    number: String,
    procedure: String,
    /// One sentence each.
    what: Vec<String>,
}

/// What somebody is told, under its headings.
#[derive(Default)]
struct Told {
    /// It is in nobody's hands.
    arrived: Vec<News>,
    /// It is in theirs.
    in_hand: Vec<News>,
    terms: Vec<News>,
    /// More has happened than was looked at.
    leaves_out: bool,
}

/// Tells somebody of a stretch of time, where there is something to tell.
pub(crate) async fn tell(desk: &Desk, span: Span) -> Result<(), Failed> {
    let session = desk.as_of_now(span.person).await?;
    // Who works here no more is told nothing.
    if !Desk::processes(&session) {
        return Ok(());
    }
    let mut read = desk.db.peek().await.map_err(Error::from)?;
    let row = digests::get(&mut read, span.person).await.map_err(Error::from)?;
    drop(read);
    let Some(row) = row.filter(|row| !row.address.is_empty()) else { return Ok(()) };
    let telling = Telling { desk, session: &session, choices: choices(&row), span };
    let told = telling.told().await?;
    let Some(message) = telling.message(&told, row.address) else { return Ok(()) };
    deliver(desk, None, message).await
}

struct Telling<'a> {
    desk: &'a Desk,
    session: &'a Session,
    choices: Choices,
    span: Span,
}

impl Telling<'_> {
    async fn told(&self) -> Result<Told> {
        let (desk, session) = (self.desk, self.session);
        let (mut changed, leaves_out) =
            desk.changed_since(session, self.span.since, LOOKED_AT).await?;
        let mut told = Told { leaves_out, ..Told::default() };
        changed.retain(|row| self.is_of(&row.procedure));
        for row in changed {
            match desk.load(row.id).await {
                Ok(loaded) => self.add(&row, &loaded, &mut told),
                // One that cannot be read keeps nothing else from being told.
                Err(error) => tracing::error!(application = %row.id, %error, "nothing told of it"),
            }
        }
        let mine = desk.in_hand(session).await?;
        self.add_messages(&mine, &mut told).await?;
        let days = (self.span.since.day(), self.span.until.day());
        for line in desk.near_terms(mine, days).await? {
            if self.is_of(&line.of) {
                told.terms.push(self.term(line));
            }
        }
        Ok(told)
    }

    /// Whether a procedure is told of this often.
    fn is_of(&self, procedure: &str) -> bool {
        self.choices.of(procedure) == self.span.cadence
    }

    fn is_now(&self, at: Moment) -> bool {
        self.span.since < at && at <= self.span.until
    }

    fn add(&self, row: &Application, loaded: &Loaded, told: &mut Told) {
        let me = self.span.person;
        let is_mine = row.now.assignee == Some(me);
        let of_others = |entry: &&Entry| self.is_now(entry.at) && entry.author.person != Some(me);
        let news = |what| News {
            id: row.id,
            number: loaded.number().to_owned(),
            procedure: loaded.procedure.procedure.title.get(Lang::It).to_owned(),
            what,
        };
        let entries = loaded.entries.iter().filter(of_others);
        if is_mine {
            let what: Vec<String> =
                entries.filter_map(|entry| self.sentence(loaded, entry)).collect();
            if !what.is_empty() {
                told.in_hand.push(news(what));
            }
            return;
        }
        let came =
            |entry: &&Entry| matches!(entry.event, Event::Sent { .. } | Event::Transferred { .. });
        let is_free = row.now.assignee.is_none() && row.now.closed_at.is_none();
        let last = entries.filter(came).reduce(|_, later| later);
        let what: Vec<String> =
            last.and_then(|entry| self.sentence(loaded, entry)).into_iter().collect();
        if is_free && !what.is_empty() {
            told.arrived.push(news(what));
        }
    }

    /// What an event that somebody else caused says to who has the application in hand, or could take it.
    fn sentence(&self, loaded: &Loaded, entry: &Entry) -> Option<String> {
        let words = Words::of(Lang::It);
        let key = match &entry.event {
            Event::Sent { .. } => "sent",
            Event::Assigned { to: Some(to), .. } if *to == self.span.person => "given",
            Event::IntegrationAnswered { .. } => "integration",
            Event::ObservationsGiven { .. } => "observations",
            Event::OpinionGiven { .. } => "opinion",
            Event::OpinionHeldUp { .. } => "opinion-held-up",
            Event::PaymentRegistered { .. } => "paid",
            Event::Withdrawn { .. } => "withdrawn",
            Event::Reopened { .. } => "reopened",
            Event::SilenceMatured { .. } => "silence",
            Event::Amended { cause: AmendedFor::Change, .. } => "amended",
            Event::Amended { cause: AmendedFor::Correction, .. } => "corrected",
            // Said by what it came with, or of no weight.
            Event::Amended { .. }
            | Event::Assigned { .. }
            | Event::DocumentMade { .. }
            | Event::OpinionAsked { .. }
            | Event::OpinionReminded { .. }
            | Event::OpinionRevoked { .. }
            | Event::OpinionPutOff { .. }
            | Event::OpinionSupplied { .. }
            | Event::PointsClosed { .. }
            | Event::Revised { .. }
            | Event::Corrected { .. } => return None,
            Event::Transferred { from, .. } => {
                let from = self.desk.office_name(from);
                let values = [("office", Value::from(from.get(Lang::It)))];
                return Some(words.with("mail-digest-transferred", &values).into_owned());
            }
            Event::Taken { .. }
            | Event::Moved { .. }
            | Event::IntegrationAsked { .. }
            | Event::RefusalNotified { .. }
            | Event::Decided { .. } => {
                let done = entry.event.done()?;
                let state = loaded.state(&done.step.to, true);
                let key = match entry.author.who {
                    Who::Applicant | Who::Delegate => "mail-digest-moved-citizen",
                    Who::Timer => "mail-digest-moved-time",
                    _ => "mail-digest-moved",
                };
                let values = [("state", Value::from(state.get(Lang::It)))];
                return Some(words.with(key, &values).into_owned());
            }
        };
        Some(words.t(&format!("mail-digest-{key}")).into_owned())
    }

    /// A term that is near: what was to be said on an earlier morning would count its days from then.
    fn term(&self, line: Line) -> News {
        let words = Words::of(Lang::It);
        let is_late = self.span.since.day().succ_opt() < Some(self.span.until.day());
        let what = match (line.due_on, is_late) {
            (Some(due), true) => {
                let on = words.date(due);
                let key = match due < self.span.until.day() {
                    true => "mail-digest-term-over",
                    false => "mail-digest-term-near",
                };
                vec![words.with(key, &[("on", on.as_str().into())]).into_owned()]
            }
            _ => line.why,
        };
        News { id: line.id, number: line.number, procedure: line.procedure, what }
    }

    /// Messages of citizens that came in this stretch and that nobody has read.
    async fn add_messages(&self, mine: &queue::Filter, told: &mut Told) -> Result<()> {
        let (which, order) = (queue::Which::Any, queue::Order::Newest);
        let unread = queue::Filter { is_unread: true, which, order, ..mine.clone() };
        let rows = queue::page(&mut self.desk.db.peek().await?, &unread, None, LOOKED_AT).await?;
        for row in rows.into_iter().filter(|row| self.is_of(&row.procedure)) {
            let last = messages::last_unread(&mut self.desk.db.peek().await?, row.id).await?;
            if !last.is_some_and(|last| self.is_now(last)) {
                continue;
            }
            let what = Words::of(Lang::It).t("mail-digest-message").into_owned();
            match told.in_hand.iter_mut().find(|news| news.id == row.id) {
                Some(news) => news.what.push(what),
                None => {
                    let of = self.desk.revision(&row.procedure, number(row.revision)).await?;
                    told.in_hand.push(News {
                        id: row.id,
                        number: protocol(row.year, row.number),
                        procedure: of.procedure.title.get(Lang::It).to_owned(),
                        what: vec![what],
                    });
                }
            }
        }
        Ok(())
    }

    fn message(&self, told: &Told, to: String) -> Option<Message> {
        let words = Words::of(Lang::It);
        let parts = [
            ("mail-digest-terms", &told.terms),
            ("mail-digest-in-hand", &told.in_hand),
            ("mail-digest-arrived", &told.arrived),
        ];
        let n: usize = parts.iter().map(|(_, news)| news.len()).sum();
        if n == 0 && !told.leaves_out {
            return None;
        }
        let mut text = String::new();
        for (key, news) in parts.into_iter().filter(|(_, news)| !news.is_empty()) {
            self.write(&mut text, key, news);
        }
        if told.leaves_out {
            text += &words.t("mail-digest-leaves-out");
        }
        let span = self.span;
        let on = words.date(span.until.day());
        let (queue, choose) = (
            format!("{}/ufficio", self.desk.address),
            format!("{}/ufficio/avvisi", self.desk.address),
        );
        let values = [
            ("n", Value::from(i64::try_from(n).unwrap_or(i64::MAX))),
            ("on", on.as_str().into()),
            ("news", text.trim_end().into()),
            ("queue", queue.as_str().into()),
            ("choose", choose.as_str().into()),
        ];
        Some(Message {
            to,
            subject: words.with("mail-digest-subject", &values).into_owned(),
            text: words.with("mail-digest-text", &values).into_owned(),
            attachments: Vec::new(),
            key: format!("digest.{}.{}.{}", span.person, span.cadence.word(), span.until.0),
        })
    }

    fn write(&self, text: &mut String, key: &str, news: &[News]) {
        let words = Words::of(Lang::It);
        let n = i64::try_from(news.len()).unwrap_or(i64::MAX);
        let _ = writeln!(text, "{}\n", words.with(key, &[("n", n.into())]));
        for one in news.iter().take(NAMED) {
            let _ = writeln!(text, "{} - {}", one.number, one.procedure);
            for what in &one.what {
                let _ = writeln!(text, "  {what}");
            }
            let _ = writeln!(text, "  {}/ufficio/pratiche/{}\n", self.desk.address, one.id);
        }
        let more = news.len().saturating_sub(NAMED);
        if more > 0 {
            let more = i64::try_from(more).unwrap_or(i64::MAX);
            let _ = writeln!(text, "{}\n", words.with("mail-digest-more", &[("n", more.into())]));
        }
    }
}
