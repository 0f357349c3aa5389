//! What happened to an application, in words: for its citizen or for the office, the newest first.

use desk::dossier::Dossier;
use model::Localized;
use workflow::{Event, Who};

use crate::Page;

/// One thing that happened.
pub struct Happening {
    pub at: String,
    pub text: String,
    pub by: String,
    /// What was written with it.
    pub details: Vec<String>,
}

/// Everything that happened, the newest first.
#[must_use]
pub fn happenings(page: &Page, dossier: &Dossier, for_office: bool) -> Vec<Happening> {
    let loaded = &dossier.loaded;
    let words = page.words;
    let area = if for_office { "office" } else { "account" };
    let name = |person: Option<model::PersonId>| {
        person.and_then(|person| dossier.names.get(&person)).cloned().unwrap_or_default()
    };
    let told = |text: &Localized| text.get(page.lang).to_owned();
    let mut all: Vec<Happening> = loaded
        .entries
        .iter()
        .map(|entry| {
            let text = match &entry.event {
                Event::Sent { .. } => words.t(&format!("{area}-event-sent")).into_owned(),
                Event::Assigned { to: None } => {
                    words.t(&format!("{area}-event-assigned-nobody")).into_owned()
                }
                Event::Assigned { to } => words
                    .with(&format!("{area}-event-assigned"), &[("name", name(*to).as_str().into())])
                    .into_owned(),
                Event::Transferred { to, reason, .. } => {
                    let office = told(&page.town.desk.office_name(to));
                    words
                        .with(
                            &format!("{area}-event-transferred"),
                            &[("office", office.as_str().into()), ("reason", reason.as_str().into())],
                        )
                        .into_owned()
                }
                Event::DocumentMade { letter, .. } => words
                    .with(&format!("{area}-event-document"), &[("title", letter.as_str().into())])
                    .into_owned(),
                Event::Corrected { reason, .. } => words
                    .with(&format!("{area}-event-corrected"), &[("reason", reason.as_str().into())])
                    .into_owned(),
                Event::PaymentRegistered { amount, reference, .. } => {
                    let amount = words.money(*amount);
                    words
                        .with(
                            &format!("{area}-event-payment"),
                            &[
                                ("amount", amount.as_str().into()),
                                ("reference", reference.as_str().into()),
                            ],
                        )
                        .into_owned()
                }
                Event::SilenceMatured { done, norm, .. } => {
                    let state = told(&loaded.state(&done.step.to, for_office));
                    words
                        .with(
                            &format!("{area}-event-silence"),
                            &[("state", state.as_str().into()), ("norm", norm.as_str().into())],
                        )
                        .into_owned()
                }
                other => other.done().map_or_else(String::new, |done| {
                    told(&loaded.state(&done.step.to, for_office))
                }),
            };
            let by = match (entry.author.who, for_office) {
                (Who::Timer | Who::Protocol, _) => words.t("office-by-system").into_owned(),
                (Who::Applicant | Who::Delegate, true) => words.t("office-by-citizen").into_owned(),
                (Who::Applicant | Who::Delegate, false) => String::new(),
                (_, true) => name(entry.author.person),
                (_, false) => told(&page.town.desk.office_name(&loaded.application.office)),
            };
            Happening { at: words.moment(entry.at), text, by, details: details(page, dossier, &entry.event) }
        })
        .collect();
    all.reverse();
    all
}

/// What was written with a move: its texts, as they were typed.
fn details(page: &Page, dossier: &Dossier, event: &Event) -> Vec<String> {
    let Some(done) = event.done() else { return Vec::new() };
    let form = dossier.loaded.asked(&done.step.move_id);
    done.data
        .iter()
        .filter_map(|(path, values)| {
            let values: Vec<String> = values
                .iter()
                .map(|value| match dossier.files.get(value) {
                    Some(file) => file.name.clone(),
                    None => value
                        .parse::<chrono::NaiveDate>()
                        .map_or_else(|_| value.clone(), |date| page.words.date(date)),
                })
                .collect();
            let label = form?.label(path)?;
            Some(format!("{}: {}", label.get(page.lang), values.join(", ")))
        })
        .collect()
}
