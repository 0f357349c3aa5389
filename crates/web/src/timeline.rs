//! What happened to an application, in words: for its citizen or for the office, the newest first.
//! Not what may happen next: `moves`.

use desk::{dossier::Dossier, integration::question, letters::Rectified};
use form::{
    Raw,
    amend::{self, Changed},
    summary,
};
use model::{Localized, PersonId};
use workflow::{
    AmendedFor, Consulted, Done, Effect, Enclosed, Entry, Event, Item, Outcome, Question, Who,
};

use crate::{
    Page, opinions,
    view::{Told, ToldSection, flat},
};

/// One thing that happened.
pub struct Happening {
    /// The instant, as people write it.
    pub at: String,
    /// The instant for machines, RFC 3339.
    pub iso: String,
    pub text: String,
    pub by: String,
    /// Where the answers before it are, for the office and where it changed them; else empty.
    pub version: String,
    /// Where the whole application as it was right after is, for the office; else empty.
    pub here: String,
    /// What was written with it, for a summary.
    pub told: Vec<ToldSection>,
    /// A decision, or the end: drawn stronger.
    pub is_milestone: bool,
}

/// Everything that happened, the newest first.
#[must_use]
pub fn happenings(page: &Page, dossier: &Dossier, for_office: bool) -> Vec<Happening> {
    let teller = Teller { page, dossier, for_office };
    let entries = dossier.loaded.entries.iter().rev();
    entries.map(|entry| teller.happening(entry)).collect()
}

/// Tells events to one kind of reader.
struct Teller<'a> {
    page: &'a Page,
    dossier: &'a Dossier,
    for_office: bool,
}

impl Teller<'_> {
    fn happening(&self, entry: &Entry) -> Happening {
        let done = entry.event.done();
        Happening {
            at: self.page.words.moment(entry.at),
            iso: entry.at.rfc3339(),
            text: match done.filter(|done| self.for_office && done.has_hand_written()) {
                Some(_) => {
                    let text = self.text(&entry.event);
                    format!("{text} {}", self.page.t("office-letter-by-hand"))
                }
                None => self.text(&entry.event),
            },
            by: self.by(entry),
            version: match &entry.event {
                Event::Amended { .. } if self.for_office => {
                    let (id, before) = (self.dossier.loaded.id(), entry.seq.saturating_sub(1));
                    format!("/ufficio/pratiche/{id}/versioni/{before}")
                }
                _ => String::new(),
            },
            here: match self.for_office {
                true => {
                    format!("/ufficio/pratiche/{}/versioni/{}", self.dossier.loaded.id(), entry.seq)
                }
                false => String::new(),
            },
            told: match &entry.event {
                Event::Amended { .. } => self.changed(entry.seq),
                Event::IntegrationAsked { done, items, .. } => self.requested(done, items),
                Event::OpinionAsked { question: Question { enclosed, .. } }
                | Event::OpinionSupplied { enclosed, .. }
                    if self.for_office =>
                {
                    self.enclosed(enclosed)
                }
                Event::OpinionGiven { .. } if self.for_office => {
                    opinions::answered(self.page, &entry.event, &self.dossier.files)
                }
                _ => done
                    .filter(|done| self.is_told(entry, done))
                    .map_or_else(Vec::new, |done| self.told(done)),
            },
            is_milestone: matches!(
                entry.event,
                Event::Sent { .. } | Event::Decided { .. } | Event::Reopened { .. }
            ) || done.is_some_and(|done| done.ends.is_some()),
        }
    }

    /// The sentence of the reader's area.
    fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        let area = if self.for_office { "office" } else { "account" };
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, (*value).into())).collect();
        self.page.words.with(&format!("{area}-event-{key}"), &values).into_owned()
    }

    fn localized<'t>(&self, text: &'t Localized) -> &'t str {
        text.get(self.page.lang)
    }

    fn name(&self, person: Option<PersonId>) -> &str {
        person.and_then(|person| self.dossier.names.get(&person)).map_or("", String::as_str)
    }

    fn office(&self, id: &str) -> String {
        self.localized(&self.page.town.desk.office_name(id)).to_owned()
    }

    /// The act grants less than was asked.
    fn denies_part(&self, done: &Done) -> bool {
        let moves = &self.dossier.loaded.procedure.workflow.definition().moves;
        moves.iter().any(|mv| mv.id == done.step.move_id && mv.denies_part)
    }

    /// Name of the state that a move led to.
    fn state(&self, done: &Done) -> String {
        let state = self.dossier.loaded.state(&done.step.to, self.for_office);
        self.localized(&state).to_owned()
    }

    fn text(&self, event: &Event) -> String {
        let words = self.page.words;
        match event {
            Event::Sent { .. } => self.say("sent", &[]),
            Event::Assigned { to: None, reason: None } => self.say("assigned-nobody", &[]),
            Event::Assigned { to: None, reason: Some(reason) } => {
                self.say("assigned-nobody-because", &[("reason", reason)])
            }
            Event::Assigned { to, reason: None } => {
                self.say("assigned", &[("name", self.name(*to))])
            }
            Event::Assigned { to, reason: Some(reason) } => {
                self.say("assigned-because", &[("name", self.name(*to)), ("reason", reason)])
            }
            Event::Taken { .. } => self.say("taken", &[]),
            Event::Moved { done } => self.say("moved", &[("state", &self.state(done))]),
            Event::Transferred { to, reason, .. } => {
                self.say("transferred", &[("office", &self.office(to)), ("reason", reason)])
            }
            Event::IntegrationAsked { until, .. } => {
                self.say("integration-asked", &[("date", &words.date(*until))])
            }
            Event::IntegrationAnswered { .. } => self.say("integration-answered", &[]),
            Event::PointsClosed { asked, paths } => {
                self.say("points-closed", &[("points", &self.points(*asked, paths))])
            }
            Event::RefusalNotified { until, .. } => {
                self.say("refusal-notified", &[("date", &words.date(*until))])
            }
            Event::ObservationsGiven { .. } => self.say("observations-given", &[]),
            Event::Decided { done, outcome: Outcome::Positive, .. } if self.denies_part(done) => {
                self.say("decided-partly", &[])
            }
            Event::Decided { outcome: Outcome::Positive, .. } => self.say("decided-positive", &[]),
            Event::Decided { .. } => self.say("decided-negative", &[]),
            Event::DocumentMade { letter, .. } => {
                self.say("document", &[("title", &self.title(letter))])
            }
            Event::PaymentRegistered { amount, reference, .. } => {
                self.say("payment", &[("amount", &words.money(*amount)), ("reference", reference)])
            }
            Event::Withdrawn { .. } => self.say("withdrawn", &[]),
            Event::SilenceMatured { done, norm, .. } => {
                self.say("silence", &[("state", &self.state(done)), ("norm", norm)])
            }
            Event::Revised { to, reason, .. } => {
                self.say("revised", &[("to", &to.to_string()), ("reason", reason)])
            }
            Event::Amended { cause, reason, .. } => match cause {
                AmendedFor::Integration => self.say("amended-integration", &[]),
                AmendedFor::Change => self.say("amended-change", &[]),
                AmendedFor::Correction => {
                    let reason = reason.as_deref().unwrap_or_default();
                    self.say("amended-correction", &[("reason", reason)])
                }
            },
            Event::Reopened { cause, reason, .. } => {
                let cause = self.page.t(&format!("beside-cause-{}", cause.tag()));
                self.say("reopened", &[("cause", &cause), ("reason", reason)])
            }
            Event::Corrected { reason, data, .. } => {
                let Rectified { act, number, wrong, right } = Rectified::read(data);
                let title = self.title(&act);
                let values = [
                    ("title", title.as_str()),
                    ("act", &number),
                    ("wrong", &wrong),
                    ("right", &right),
                    ("reason", reason),
                ];
                self.say("corrected", &values)
            }
            Event::OpinionAsked { question } => {
                let (of, date) = (self.consulted(&question.of), words.date(question.until));
                let text = match question.text.as_str() {
                    "" => self.page.t("office-opinion-no-question"),
                    text => text.into(),
                };
                self.say("opinion-asked", &[("of", &of), ("date", &date), ("question", &text)])
            }
            Event::OpinionReminded { asked } => {
                self.say("opinion-reminded", &[("of", &self.asked(*asked))])
            }
            Event::OpinionGiven { asked, .. } => {
                self.say("opinion-given", &[("of", &self.asked(*asked))])
            }
            Event::OpinionRevoked { asked, reason } => {
                self.say("opinion-revoked", &[("of", &self.asked(*asked)), ("reason", reason)])
            }
            Event::OpinionPutOff { asked, until, reason } => {
                let values = [
                    ("of", &*self.asked(*asked)),
                    ("date", &words.date(*until)),
                    ("reason", reason),
                ];
                self.say("opinion-put-off", &values)
            }
            Event::OpinionHeldUp { asked, text } => {
                self.say("opinion-held-up", &[("of", &self.asked(*asked)), ("text", text)])
            }
            Event::OpinionSupplied { asked, text, until, .. } => {
                let values =
                    [("of", &*self.asked(*asked)), ("date", &words.date(*until)), ("text", text)];
                self.say("opinion-supplied", &values)
            }
        }
    }

    /// Whose opinion it is: who is outside is named to the office alone.
    fn consulted(&self, of: &Consulted) -> String {
        match of {
            Consulted::Office(office) => self.office(office),
            Consulted::Outside { name, .. } if self.for_office => name.clone(),
            Consulted::Outside { .. } => self.page.t("account-opinion-outside").into_owned(),
        }
    }

    /// What was shown one by one to who was asked: files, and letters by name.
    fn enclosed(&self, Enclosed { files, papers }: &Enclosed) -> Vec<ToldSection> {
        let ids: Vec<String> = files.iter().map(ToString::to_string).collect();
        let mut told: Vec<ToldSection> =
            opinions::told_alone(self.page, &ids, &self.dossier.files).into_iter().collect();
        let papers = self.dossier.documents.iter().filter(|paper| papers.contains(&paper.id));
        let papers: Vec<&str> = papers.map(|paper| self.localized(&paper.title)).collect();
        if !papers.is_empty() {
            let question = self.page.t("opinion-enclosed-letters").into_owned();
            let lines = vec![Told::plain(question, papers.join("; "))];
            let (id, title) = (String::new(), String::new());
            told.push(ToldSection { id, title, lang: None, lines });
        }
        told
    }

    /// What the points of a request are called.
    fn points(&self, asked: u32, paths: &[String]) -> String {
        let form = &self.dossier.loaded.procedure.form;
        let rounds = &self.dossier.loaded.application.rounds;
        let items = rounds.iter().filter(|round| round.seq == asked).flat_map(|it| &it.items);
        let named = items.filter(|item| paths.contains(&item.path));
        let named = named.map(|item| question(form, item, self.page.lang));
        named.collect::<Vec<_>>().join("; ")
    }

    fn asked(&self, seq: u32) -> String {
        let opinions = &self.dossier.loaded.application.opinions;
        let asked = opinions.iter().find(|opined| opined.seq == seq);
        asked.map_or_else(String::new, |opined| self.consulted(&opined.question.of))
    }

    /// Title of a paper: as it was made, else as the procedure calls it.
    fn title(&self, letter: &str) -> String {
        let papers = &self.dossier.documents;
        let title = papers
            .iter()
            .find(|paper| paper.kind == letter)
            .map_or_else(|| self.dossier.loaded.letter_title(letter), |paper| paper.title.clone());
        self.localized(&title).to_owned()
    }

    /// Who did it: citizens read the office, never the name of a clerk.
    fn by(&self, entry: &Entry) -> String {
        match (entry.author.who, self.for_office) {
            (Who::Payment, _) => self.page.t("office-by-payment").into_owned(),
            (Who::Ranking, _) => self.page.t("office-by-ranking").into_owned(),
            (Who::Consulted, _) if entry.author.person.is_none() => {
                self.page.t("office-by-system").into_owned()
            }
            (Who::Consulted, false) => String::new(),
            (Who::Protocol, true) if matches!(entry.event, Event::Assigned { .. }) => {
                // The desk by itself, or for the administrator who took the roles of who had it.
                match entry.author.person {
                    Some(person) => self.name(Some(person)).to_owned(),
                    None => self.page.t("office-by-distribution").into_owned(),
                }
            }
            (Who::Timer | Who::Protocol, _) => self.page.t("office-by-system").into_owned(),
            (Who::Applicant | Who::Delegate, true) => self.page.t("office-by-citizen").into_owned(),
            (Who::Applicant | Who::Delegate, false) => String::new(),
            (_, true) => self.name(entry.author.person).to_owned(),
            (_, false) => self.office(&self.dossier.loaded.application.office),
        }
    }

    /// Citizens read what they wrote and what the office wrote to them; what it wrote for itself is
    /// the office's.
    fn is_told(&self, entry: &Entry, done: &Done) -> bool {
        let is_written_to_them = || {
            let moves = &self.dossier.loaded.procedure.workflow.definition().moves;
            let made = moves.iter().find(|mv| mv.id == done.step.move_id);
            made.is_some_and(|mv| {
                mv.effects.iter().any(|e| matches!(e, Effect::Letter(_) | Effect::Mail(_)))
            })
        };
        self.for_office
            || matches!(entry.author.who, Who::Applicant | Who::Delegate)
            || is_written_to_them()
    }

    /// What was asked again, point by point, before what was written besides.
    fn requested(&self, done: &Done, items: &[Item]) -> Vec<ToldSection> {
        let form = &self.dossier.loaded.procedure.form;
        let point =
            |item: &Item| Told::plain(question(form, item, self.page.lang), item.reason.clone());
        let (id, title) = (String::new(), String::new());
        let points =
            ToldSection { id, title, lang: None, lines: items.iter().map(point).collect() };
        let points = Some(points).filter(|points| !points.lines.is_empty());
        points.into_iter().chain(self.told(done)).collect()
    }

    /// What a change of answers made otherwise, question by question.
    fn changed(&self, seq: u32) -> Vec<ToldSection> {
        let loaded = &self.dossier.loaded;
        let (before, after) = (loaded.answers_at(seq.saturating_sub(1)), loaded.answers_at(seq));
        let alone = form::Facts::on(loaded.sent_at().day());
        let calendar = self.page.town.desk.calendar();
        let facts = form::Facts { calendar, files: &self.dossier.files, ..alone };
        let both = (&before, &after);
        let changes = amend::changes(&loaded.procedure.form, both, &facts, self.page.lang);
        let none = self.page.t("common-empty-answer");
        let said =
            |text: &str| if text.is_empty() { none.clone().into_owned() } else { text.to_owned() };
        let line = |changed: Changed| {
            let (before, after) = (said(&changed.before), said(&changed.after));
            let values = [("before", before.as_str().into()), ("after", after.as_str().into())];
            let answer = self.page.words.with("amend-before-after", &values).into_owned();
            Told::plain(changed.question, answer)
        };
        let lines: Vec<Told> = changes.into_iter().map(line).collect();
        let (id, title) = (String::new(), String::new());
        (!lines.is_empty())
            .then_some(ToldSection { id, title, lang: None, lines })
            .into_iter()
            .collect()
    }

    /// What was written with a move, question by question.
    fn told(&self, done: &Done) -> Vec<ToldSection> {
        let loaded = &self.dossier.loaded;
        let Some(form) = loaded.asked(&done.step.move_id) else { return Vec::new() };
        let raw: Raw = done.data.clone().into_iter().collect();
        let files = &self.dossier.files;
        let steps = loaded.move_facts(&self.page.town.desk, files).with(|facts| {
            let answers = form::check(form, &raw, facts).answers;
            summary::of_answers(form, &answers, facts, self.page.lang)
        });
        flat(steps, files).into_iter().flat_map(|step| step.sections).collect()
    }
}
