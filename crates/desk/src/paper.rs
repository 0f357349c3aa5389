//! What papers say: the facts of an application put into the data that the press prints. Nothing is typeset here.

mod answers;

use chrono::NaiveDate;
use documents::{
    Attachment, Due, Fee, Letterhead, Notice, Party, Protocol, Receipt, Signature, Terms,
};
use form::{Facts, summary};
use model::{
    Lang, Localized, Moment,
    calendar::Length,
    municipality::Office,
    prose::{self, Block},
};
use procedure::document::Phase;
use store::files;
use words::{Value, Words};
use workflow::{Event, Outcome, Silence};

use crate::{
    Desk,
    catalogue::code,
    facts::{self, Nothing},
    loaded::Loaded,
    session::Person,
};

/// A sentence in every language of the interface.
#[must_use]
pub fn said(key: &str) -> Localized {
    Localized::both(Words::of(Lang::It).t(key), Words::of(Lang::En).t(key))
}

/// The same with values in it.
#[must_use]
pub(crate) fn said_with(key: &str, values: &[(&str, Value<'_>)]) -> Localized {
    let said = |lang| (lang, Words::of(lang).with(key, values).into_owned());
    Lang::ALL.into_iter().map(said).collect()
}

impl Desk {
    pub(crate) fn letterhead(&self) -> Letterhead {
        let town = &self.municipality;
        let contacts = &town.contacts;
        Letterhead {
            name: town.title.get(Lang::It).to_owned(),
            crest: self.crest.clone(),
            theme: town.theme,
            address: format!(
                "{}, {} {} ({})",
                contacts.address, contacts.cap, contacts.town, town.province.code
            ),
            pec: contacts.pec.clone(),
            fiscal_code: contacts.fiscal_code.clone(),
            telephone: contacts.phone.clone(),
            site: town.hosts.site.clone(),
        }
    }

    /// An office of the municipality.
    #[must_use]
    pub fn office(&self, id: &str) -> Option<&Office> {
        self.municipality.offices.iter().find(|office| office.id == id)
    }

    /// Name of an office, or its id.
    #[must_use]
    pub fn office_name(&self, id: &str) -> Localized {
        self.office(id).map_or_else(|| Localized::it(id), |office| office.name.clone())
    }

    /// Who answers for the procedures of an office: the person who holds the post, if somebody does, and the post.
    #[must_use]
    pub fn responsible(&self, office: &str, holder: Option<&str>, lang: Lang) -> String {
        let office = self.office(office);
        let post = office.map_or("", |office| office.responsible.get(lang));
        let parts = [holder.unwrap_or_default(), post];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// The address of an application's page for its citizen.
    #[must_use]
    pub fn page_of(&self, id: model::ApplicationId) -> String {
        format!("{}/pratiche/{id}", self.address)
    }

    /// The receipt of a sending, which is also the notice of start (l. 241/1990 artt. 8 and 18-bis).
    pub(crate) fn receipt(
        &self,
        loaded: &Loaded,
        person: &Person,
        received: &[files::File],
        office: (&str, Option<&str>),
    ) -> Receipt {
        let lang = Lang::It;
        let words = Words::of(lang);
        let sheet = &loaded.procedure.procedure.sheet;
        let sent_at = loaded.sent_at();
        let facts_of_files = facts::of_files(received);
        let origins = std::collections::BTreeMap::new();
        let facts = Facts {
            today: sent_at.day(),
            calendar: self.calendar(),
            files: &facts_of_files,
            origins: &origins,
            more: &Nothing,
        };
        let steps = summary::of_answers(&loaded.procedure.form, &loaded.answers, &facts, lang);
        let ticked = |path: &str| summary::statement(&loaded.procedure.form, path, lang);
        Receipt {
            lang,
            made_at: sent_at,
            letterhead: self.letterhead(),
            service: loaded.procedure.procedure.title.get(lang).to_owned(),
            protocol: Protocol::Entered { number: loaded.number().to_owned(), on: sent_at.day() },
            code: code(loaded.id()),
            applicant: party(person),
            delegate: None,
            sent_at,
            notice: self.notice(loaded, office, loaded.called(self, lang)),
            steps: steps.into_iter().map(|one| answers::step(one, &ticked)).collect(),
            declarations: Vec::new(),
            attachments: received.iter().map(|file| self.attachment(loaded, file)).collect(),
            fees: loaded
                .fees(self)
                .iter()
                .map(|fee| Fee {
                    label: fee.label.get(lang).to_owned(),
                    amount: fee.amount,
                    note: words
                        .t(match fee.phase {
                            Phase::Filing => "apply-summary-phase-filing",
                            Phase::Release => "apply-summary-phase-release",
                        })
                        .into_owned(),
                })
                .collect(),
            terms: Some(Terms {
                version: loaded.application.revision.to_string(),
                accepted_at: sent_at,
            }),
            digest: loaded.application.answers,
        }
        .with_conditions(sheet.conditions.get(lang))
    }

    /// Why the answer is due that day: the term and its norm, and what moved its last day.
    fn why_due(&self, loaded: &Loaded, length: &str) -> String {
        let norm = loaded.procedure.workflow.definition().term.norm.as_str();
        let values = [("length", length.into()), ("norm", norm.into())];
        let term = Words::of(Lang::It).with("mail-receipt-term", &values).into_owned();
        let moved = loaded.first_reasons(self).into_iter().skip(1);
        let moved = moved.map(|said| format!(". {}", said.text.get(Lang::It)));
        std::iter::once(term).chain(moved).collect()
    }

    fn notice(
        &self,
        loaded: &Loaded,
        (office_id, holder): (&str, Option<&str>),
        subject: String,
    ) -> Notice {
        let lang = Lang::It;
        let words = Words::of(lang);
        let sheet = &loaded.procedure.procedure.sheet;
        let definition = loaded.procedure.workflow.definition();
        let town = &self.municipality;
        let office = self.office(office_id);
        let due = loaded.first_due(self);
        let substitute = sheet.substitute.get(lang);
        let length = match definition.term.length() {
            Length::Days(days) => words.n("common-days", days).into_owned(),
            Length::WorkingDays(days) => words.n("common-working-days", days).into_owned(),
            Length::Months(months) => words.n("common-months", months).into_owned(),
        };
        Notice {
            administration: town.title.get(lang).to_owned(),
            subject,
            office: self.office_name(office_id).get(lang).to_owned(),
            digital_domicile: office
                .map(|office| office.pec.clone())
                .filter(|pec| !pec.is_empty())
                .unwrap_or_else(|| town.contacts.pec.clone()),
            responsible: self.responsible(office_id, holder, lang),
            contacts: office.map_or_else(String::new, |office| {
                [office.phone.as_str(), office.email.as_str()]
                    .into_iter()
                    .filter(|text| !text.is_empty())
                    .collect::<Vec<_>>()
                    .join(", ")
            }),
            due: Due { on: due, why: self.why_due(loaded, &length) },
            silence: words
                .with(
                    match definition.term.silence {
                        Silence::Assent => "mail-receipt-silence-assent",
                        Silence::Refusal => "mail-receipt-silence-refusal",
                        Silence::None => "mail-receipt-silence-none",
                    },
                    &[("substitute", substitute.into())],
                )
                .into_owned(),
            remedies: prose::parse(&words.with(
                match definition.term.silence {
                    Silence::Assent => "mail-receipt-remedies-assent",
                    Silence::Refusal => "mail-receipt-remedies-refusal",
                    Silence::None => "mail-receipt-remedies-none",
                },
                &[("substitute", substitute.into())],
            )),
            online: words.t("mail-receipt-online").into_owned(),
            url: self.page_of(loaded.id()),
            papers: office.map_or_else(String::new, |office| {
                format!(
                    "{}, {}, {} {}",
                    office.name.get(lang),
                    office.address,
                    office.cap,
                    office.town
                )
            }),
        }
    }

    fn attachment(&self, loaded: &Loaded, file: &files::File) -> Attachment {
        Attachment {
            label: loaded
                .procedure
                .form
                .label(&file.path)
                .map_or_else(String::new, |label| label.get(Lang::It).to_owned()),
            name: file.name.clone(),
            bytes: u64::try_from(file.size).unwrap_or(0),
            sha256: file.sha256,
        }
    }

    /// The term of the procedure and the days that were really taken (L. 241/1990 art. 2 c. 9-quinquies).
    fn time_taken(&self, loaded: &Loaded, on: NaiveDate) -> String {
        let words = Words::of(Lang::It);
        let term = &loaded.procedure.workflow.definition().term;
        let (key, length) = match term.length() {
            Length::Days(days) => ("paper-term-days", days),
            Length::WorkingDays(days) => ("paper-term-working-days", days),
            Length::Months(months) => ("paper-term-months", months),
        };
        let length = words.n(key, i64::from(length)).into_owned();
        let clock = loaded.clock_on(self, on);
        // What is left to do after the decision, such as a payment, is not the office's time.
        let on = clock.ended_on.map_or(on, |ended| ended.min(on));
        let still = i64::from(clock.suspended_days);
        let taken = ((on - clock.started_on).num_days() - still).max(0);
        let still = words.n("paper-term-still", still).into_owned();
        let values = [
            ("length", length.as_str().into()),
            ("norm", term.norm.as_str().into()),
            ("n", taken.into()),
            ("still", still.as_str().into()),
        ];
        words.with("paper-term-taken", &values).into_owned()
    }

    /// A letter, written over the facts as they are when it is made.
    pub(crate) fn letter(
        &self,
        loaded: &Loaded,
        person: &Person,
        (written, number): (procedure::Rendered, Option<String>),
        signatory: Option<(String, String)>,
        at: Moment,
    ) -> documents::Letter {
        let lang = Lang::It;
        let words = Words::of(lang);
        let last = loaded.entries.last().map(|entry| &entry.event);
        let decides = last.is_some_and(decides);
        let remedies = &loaded.procedure.procedure.sheet.remedies;
        let (name, role) = signatory.unwrap_or_default();
        let mut body = written.body;
        // Where silence has answered no office took any time.
        if decides && !matches!(last, Some(Event::SilenceMatured { .. })) {
            body.extend(prose::parse(&self.time_taken(loaded, at.day())));
        }
        documents::Letter {
            lang,
            made_at: at,
            letterhead: self.letterhead(),
            office: self.office_name(&loaded.application.office).get(lang).to_owned(),
            title: written.title,
            place: self.municipality.contacts.town.clone(),
            date: at.day(),
            protocol: number.map(|number| Protocol::Entered { number, on: at.day() }),
            is_draft: false,
            about: Protocol::Entered {
                number: loaded.number().to_owned(),
                on: loaded.sent_at().day(),
            },
            code: code(loaded.id()),
            addressee: party(person),
            address: person.attributes.email.iter().cloned().collect(),
            subject: written.subject,
            body,
            signature: Signature {
                line: if name.is_empty() {
                    String::new()
                } else {
                    words.t("mail-letter-signature").into_owned()
                },
                name,
                role,
            },
            // What takes a decision back is opposed like one.
            remedies: match last {
                Some(Event::Reopened { .. }) => prose::parse(remedies.get(lang)),
                _ if decides => prose::parse(remedies.get(lang)),
                _ => Vec::new(),
            },
            enclosures: Vec::new(),
        }
    }
}

/// Whether what an event writes is an act that answers the request: it says how long it took and how it is opposed.
fn decides(event: &Event) -> bool {
    let ends = event.done().and_then(|done| done.ends);
    matches!(event, Event::Decided { .. } | Event::SilenceMatured { .. })
        || matches!(ends, Some(Outcome::Positive | Outcome::Negative))
}

/// Terms accepted at sending, printed as declarations.
trait WithConditions {
    fn with_conditions(self, conditions: &str) -> Self;
}

impl WithConditions for Receipt {
    fn with_conditions(mut self, conditions: &str) -> Self {
        self.declarations = prose::parse(conditions)
            .iter()
            .map(|block: &Block| prose::plain(std::slice::from_ref(block)))
            .collect();
        self
    }
}

/// Where an application's citizen is written to: the address given in it, else the identity's.
#[must_use]
pub fn address(loaded: &Loaded, person: &Person) -> Option<String> {
    let asked = form::prefill::asked_from(&loaded.procedure.form, "identity.email");
    let given = asked.and_then(|path| match loaded.answers.value(path) {
        rule::Value::Text(text) if !text.is_empty() => Some(text.to_string()),
        _ => None,
    });
    given.or_else(|| person.attributes.email.clone()).filter(|address| !address.is_empty())
}

fn party(person: &Person) -> Party {
    Party { name: person.name(), fiscal_code: person.fiscal_code.clone().unwrap_or_default() }
}

/// The office that received it, wherever it went afterwards.
pub(crate) fn first_office(loaded: &Loaded) -> String {
    match loaded.entries.first().map(|entry| &entry.event) {
        Some(workflow::Event::Sent { office, .. }) => office.clone(),
        _ => loaded.application.office.clone(),
    }
}
