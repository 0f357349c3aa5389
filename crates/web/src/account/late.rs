//! What a citizen can do when the term has passed without an answer (law 241/1990 art. 2 c. 9-bis and 9-ter, art. 2-bis;
//! D.L. 69/2013 art. 28).

use chrono::{Days, NaiveDate};
use desk::dossier::Dossier;
use words::Value;
use workflow::{ClockState, Silence};

use crate::Page;

/// Days after the term within which the indemnity must be asked for (D.L. 69/2013 art. 28 c. 2).
const INDEMNITY_DAYS: u64 = 20;

/// The ways on, in words.
pub(super) struct Late {
    pub remedies: String,
    /// Who can be called on, where silence means nothing.
    pub substitute: Option<Substitute>,
    pub more: Vec<String>,
}

/// Whoever holds the substitutive power, by post, and how they are reached.
pub(super) struct Substitute {
    pub button: String,
    pub how: String,
    /// An address of mail with its subject.
    pub mail: String,
    /// Name and address of each way: PEC, e-mail, telephone.
    pub contacts: Vec<(String, String)>,
}

/// The ways on; none while there is time.
pub(super) fn of(page: &Page, dossier: &Dossier) -> Option<Late> {
    let (loaded, clock) = (&dossier.loaded, &dossier.clock);
    let today = page.town.desk.today();
    let due = clock.due_on_citizen?;
    let is_late = clock.state == ClockState::Running && clock.has_run_out(today);
    if !is_late || loaded.application.closed.is_some() {
        return None;
    }
    let words = page.words;
    let post = loaded.procedure.procedure.sheet.substitute.get(page.lang);
    let with = |key: &str, values: &[(&str, Value<'_>)]| words.with(key, values).into_owned();
    let remedies = |key: &str| with(key, &[("substitute", post.into())]);
    match loaded.procedure.workflow.definition().term.silence {
        Silence::Assent => Some(only(remedies("mail-receipt-remedies-assent"))),
        Silence::Refusal => Some(only(remedies("mail-receipt-remedies-refusal"))),
        Silence::None => Some(Late {
            remedies: remedies("mail-receipt-remedies-none"),
            substitute: (!post.is_empty()).then(|| substitute(page, loaded.number())),
            // The earlier reading: whoever trusts the later one may ask too late.
            more: more(page, clock.due_on_office.map_or(due, |office| office.min(due)), today),
        }),
    }
}

fn only(remedies: String) -> Late {
    Late { remedies, substitute: None, more: Vec::new() }
}

fn substitute(page: &Page, number: &str) -> Substitute {
    let words = page.words;
    let contacts = &page.town.municipality.contacts;
    let subject = words.with("account-late-subject", &[("number", number.into())]);
    // Mail programs do not read a plus as a space.
    let subject: String = url::form_urlencoded::byte_serialize(subject.as_bytes()).collect();
    let ways = [
        ("account-late-pec", &contacts.pec),
        ("account-late-email", &contacts.email),
        ("account-late-phone", &contacts.phone),
    ];
    let known = ways.into_iter().filter(|(_, way)| !way.is_empty());
    Substitute {
        button: page.t("account-late-write").into_owned(),
        how: words.with("account-late-how", &[("number", number.into())]).into_owned(),
        mail: format!("mailto:{}?subject={}", contacts.email, subject.replace('+', "%20")),
        contacts: known.map(|(key, way)| (page.t(key).into_owned(), way.clone())).collect(),
    }
}

/// Money for the delay: the indemnity while it can be asked for, damages in any case.
fn more(page: &Page, due: NaiveDate, today: NaiveDate) -> Vec<String> {
    let words = page.words;
    let last = due.checked_add_days(Days::new(INDEMNITY_DAYS)).filter(|last| today <= *last);
    let indemnity = last.map(|last| {
        let date = words.date(last);
        words.with("account-late-indemnity", &[("date", date.as_str().into())]).into_owned()
    });
    indemnity.into_iter().chain([page.t("account-late-damages").into_owned()]).collect()
}
