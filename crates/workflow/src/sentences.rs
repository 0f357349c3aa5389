//! What the legal clock and a refused act say, in Italian and English: the language of workflows.
//! Those of the proof are beside it in `faults`; those of the interface are in `words`.

pub(crate) mod faults;
pub(crate) mod refusal;
pub(crate) mod why;

use chrono::{Datelike, NaiveDate};
use model::calendar::{DayOff, Length};
use model::{Calendar, Lang, Localized, dates};

use crate::clock::{ClockView, Interval, IntervalEnd};
use crate::definition::{ClockState, Silence, Term};
use crate::event::Cause;

/// Sources the engine itself relies on, as they are cited.
pub mod norm {
    /// Duty to close within the term; days really taken.
    pub const ACTUAL_DAYS: &str = "L. 241/1990, art. 2, c. 9-quinquies";
    /// Suspension for missing documents.
    pub const INTEGRATION: &str = "L. 241/1990, art. 2, c. 7";
    /// Notice before refusal.
    pub const REFUSAL_NOTICE: &str = "L. 241/1990, art. 10-bis";
    /// What a late answer means for who should have given it.
    pub const DELAY: &str = "L. 241/1990, art. 2, c. 9";
    /// Terms run from the receipt of the application.
    pub const RECEIPT: &str = "L. 241/1990, art. 2, c. 6";
    /// Some run from its receipt by the competent office.
    pub const COMPETENT: &str = "L. 241/1990, art. 18-bis, c. 2";
    /// Holder of the substitutive power.
    pub const SUBSTITUTE: &str = "L. 241/1990, art. 2, c. 9-ter";
    /// Counting of days and of months.
    pub const COUNTING: &str = "codice civile, art. 2963";
    /// Acts adopted after an assent by silence have no effect.
    pub const LATE_ACTS: &str = "L. 241/1990, art. 2, c. 8-bis";
    /// Opinions of consultative bodies: 20 days.
    pub const OPINION: &str = "L. 241/1990, art. 16, c. 1";
    /// What is missing is asked for before it is held against anybody (*soccorso istruttorio*).
    pub const ANSWER: &str = "L. 241/1990, art. 6, c. 1, lett. b)";
    /// Conflict of interest.
    pub const CONFLICT: &str = "L. 241/1990, art. 6-bis";
}

/// A sentence of the clock and the norm it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    pub text: Localized,
    /// The norm, as cited.
    pub norm: String,
    /// How the office reads the term for itself: nothing a citizen is promised.
    pub is_for_office: bool,
}

fn say(it: String, en: String, norm: &str) -> Sentence {
    Sentence { text: Localized::both(it, en), norm: norm.to_owned(), is_for_office: false }
}

/// `12 March 2027`.
fn en(day: NaiveDate) -> String {
    dates::long(day, Lang::En)
}

/// Days whose Italian name begins with a vowel: *otto*, *undici*.
fn is_elided(day: NaiveDate) -> bool {
    matches!(day.day(), 8 | 11)
}

fn with(day: NaiveDate, plain: &str, elided: &str) -> String {
    let date = dates::long(day, Lang::It);
    if is_elided(day) { format!("{elided}{date}") } else { format!("{plain} {date}") }
}

/// `il 12 marzo 2027`, `l'8 marzo 2027`.
fn il(day: NaiveDate) -> String {
    with(day, "il", "l'")
}

fn dal(day: NaiveDate) -> String {
    with(day, "dal", "dall'")
}

fn al(day: NaiveDate) -> String {
    with(day, "al", "all'")
}

fn sul(day: NaiveDate) -> String {
    with(day, "sul", "sull'")
}

fn days_it(count: i64) -> String {
    if count == 1 { "1 giorno".into() } else { format!("{count} giorni") }
}

fn days_en(count: i64) -> String {
    if count == 1 { "1 day".into() } else { format!("{count} days") }
}

fn length_it(length: Length) -> String {
    match length {
        Length::Days(days) => days_it(days.into()),
        Length::WorkingDays(1) => "1 giorno lavorativo".into(),
        Length::WorkingDays(days) => format!("{days} giorni lavorativi"),
        Length::Months(1) => "1 mese".into(),
        Length::Months(months) => format!("{months} mesi"),
    }
}

fn length_en(length: Length) -> String {
    match length {
        Length::Days(days) => days_en(days.into()),
        Length::WorkingDays(1) => "1 working day".into(),
        Length::WorkingDays(days) => format!("{days} working days"),
        Length::Months(1) => "1 month".into(),
        Length::Months(months) => format!("{months} months"),
    }
}

fn runs(term: &Term, start: NaiveDate) -> Sentence {
    let length = term.length();
    say(
        format!(
            "Il termine è di {} e decorre {}; il primo giorno non si conta.",
            length_it(length),
            dal(start)
        ),
        format!(
            "The term is {} and runs from {}; the first day is not counted.",
            length_en(length),
            en(start)
        ),
        &term.norm,
    )
}

/// Why the citizen is told that date when an application is received on `start`.
pub(crate) fn first(term: &Term, start: NaiveDate, calendar: &Calendar) -> Vec<Sentence> {
    let counted = calendar.term_end(start, term.length()).map(|end| end.counted);
    let told = calendar.readings(start, term.length()).map(|readings| readings.citizen);
    let moved = counted.zip(told).filter(|(counted, told)| counted != told);
    let moved = moved.map(|(counted, told)| self::moved(counted, told, calendar));
    std::iter::once(runs(term, start)).chain(moved).collect()
}

/// The whole clock in words, in the order things happened.
pub(crate) fn clock(
    term: &Term,
    view: &ClockView,
    calendar: &Calendar,
    today: NaiveDate,
) -> Vec<Sentence> {
    let mut said = vec![runs(term, view.started_on)];
    if let Some((on, norm)) = &view.restarted {
        said.push(say(
            format!("Il termine è ripartito da capo {}.", il(*on)),
            format!("The term began anew on {}.", en(*on)),
            norm,
        ));
    }
    said.extend(view.intervals.iter().map(|interval| {
        let is_late = interval.came_too_late(view.due_on_citizen);
        if is_late { not_suspended(interval) } else { suspension(interval) }
    }));
    said.extend(view.extensions.iter().map(|extension| {
        say(
            format!(
                "{} il termine è stato prorogato di {}.",
                capital(&il(extension.on)),
                days_it(extension.days.into())
            ),
            format!(
                "On {} the term was extended by {}.",
                en(extension.on),
                days_en(extension.days.into())
            ),
            &extension.norm,
        )
    }));
    match view.ended_on {
        Some(on) => said.push(ended(view, on)),
        None => due(&mut said, term, view, calendar, today),
    }
    said
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn because(cause: Cause) -> (&'static str, &'static str) {
    match cause {
        Cause::Integration => (
            "perché sono stati chiesti documenti o informazioni",
            "because documents or information were asked for",
        ),
        Cause::RefusalNotice => (
            "perché è stato inviato il preavviso di rigetto",
            "because a notice before refusal was sent",
        ),
        Cause::Other => ("per la causa che la norma prevede", "for the cause the norm provides"),
    }
}

/// An act that would suspend, after the end.
fn not_suspended(interval: &Interval) -> Sentence {
    let (why_it, why_en) = because(interval.cause);
    let day = interval.from;
    say(
        format!("Il termine era già scaduto e non si è sospeso {}, {why_it}.", il(day)),
        format!("The term had already run out and was not suspended on {}, {why_en}.", en(day)),
        &interval.norm,
    )
}

fn suspension(interval: &Interval) -> Sentence {
    let from = interval.from;
    let (why_it, why_en) = because(interval.cause);
    let (it, en) = match (interval.end, interval.until.or(interval.at_most)) {
        (IntervalEnd::Act, Some(until)) => (
            format!("Il termine è stato sospeso {} {} {why_it}.", dal(from), al(until)),
            format!("The term was suspended from {} to {} {why_en}.", en(from), en(until)),
        ),
        (IntervalEnd::Observed { .. }, Some(until)) => (
            format!(
                "Il termine è sospeso {} {why_it}; le osservazioni sono arrivate e resta sospeso \
                 per altri dieci giorni, fino {}.",
                dal(from),
                al(until)
            ),
            format!(
                "The term is suspended from {} {why_en}; observations came and it stays suspended \
                 for ten more days, until {}.",
                en(from),
                en(until)
            ),
        ),
        (IntervalEnd::Lapsed, Some(until)) => (
            format!(
                "Il termine è stato sospeso {} {why_it}; la sospensione è finita {}, ultimo \
                 giorno ammesso.",
                dal(from),
                il(until)
            ),
            format!(
                "The term was suspended from {} {why_en}; the suspension ended on {}, the last \
                 day allowed.",
                en(from),
                en(until)
            ),
        ),
        (IntervalEnd::Open, Some(until)) => (
            format!(
                "Il termine è sospeso {} {why_it}; riparte con la risposta o, al più tardi, dopo \
                 {}.",
                dal(from),
                il(until)
            ),
            format!(
                "The term is suspended from {} {why_en}; it runs again with the answer or, at the \
                 latest, after {}.",
                en(from),
                en(until)
            ),
        ),
        (_, None) => (
            format!("Il termine è sospeso {} {why_it}.", dal(from)),
            format!("The term is suspended from {} {why_en}.", en(from)),
        ),
    };
    say(it, en, &interval.norm)
}

fn ended(view: &ClockView, on: NaiveDate) -> Sentence {
    let taken = (on - view.started_on).num_days();
    let suspended = i64::from(view.suspended_days);
    let (more_it, more_en) = if suspended > 0 {
        (format!(", di cui {suspended} di sospensione"), format!(", {suspended} of them suspended"))
    } else {
        (String::new(), String::new())
    };
    say(
        format!("Il procedimento si è concluso {}: {}{more_it}.", il(on), days_it(taken)),
        format!("The procedure ended on {}: {}{more_en}.", en(on), days_en(taken)),
        norm::ACTUAL_DAYS,
    )
}

fn due(
    said: &mut Vec<Sentence>,
    term: &Term,
    view: &ClockView,
    calendar: &Calendar,
    today: NaiveDate,
) {
    let (Some(office), Some(citizen)) = (view.due_on_office, view.due_on_citizen) else {
        said.push(say(
            "La data entro cui l'ufficio deve rispondere si saprà quando il termine riparte."
                .into(),
            "The date by which the office must answer will be known when the term runs again."
                .into(),
            &term.norm,
        ));
        return;
    };
    if let Some(counted) = view.moved_from {
        said.push(moved(counted, citizen, calendar));
    }
    if today > citizen {
        said.push(say(
            format!("Il termine è scaduto {}.", il(citizen)),
            format!("The term ran out on {}.", en(citizen)),
            &term.norm,
        ));
    } else {
        let (prefix_it, prefix_en) = if view.state == ClockState::Suspended {
            (
                "Se la sospensione dura fino al limite, l'",
                "If the suspension lasts to its limit, the ",
            )
        } else {
            ("L'", "The ")
        };
        said.push(say(
            format!("{prefix_it}ufficio deve rispondere entro {}.", il(citizen)),
            format!("{prefix_en}office must answer by {}.", en(citizen)),
            &term.norm,
        ));
    }
    if office != citizen && today <= citizen {
        let reading = say(
            format!(
                "La norma si può leggere in due modi: per prudenza l'ufficio si regola {}.",
                sul(office)
            ),
            format!(
                "The norm can be read in two ways: to be safe the office works to {}.",
                en(office)
            ),
            norm::COUNTING,
        );
        said.push(Sentence { is_for_office: true, ..reading });
    }
    silence(said, term, today > citizen);
}

fn silence(said: &mut Vec<Sentence>, term: &Term, is_over: bool) {
    let cited = term.silence_source();
    let sentence = match (term.silence, is_over) {
        (Silence::Assent, false) => say(
            "Se entro quella data non arriva una risposta, la domanda si considera accolta.".into(),
            "If no answer comes by that date, the application counts as granted.".into(),
            cited,
        ),
        (Silence::Assent, true) => say(
            "Senza una risposta entro quella data, la domanda si considera accolta.".into(),
            "With no answer by that date, the application counts as granted.".into(),
            cited,
        ),
        (Silence::Refusal, false) => say(
            "Se entro quella data non arriva una risposta, la domanda si considera respinta."
                .into(),
            "If no answer comes by that date, the application counts as refused.".into(),
            cited,
        ),
        (Silence::Refusal, true) => say(
            "Senza una risposta entro quella data, la domanda si considera respinta.".into(),
            "With no answer by that date, the application counts as refused.".into(),
            cited,
        ),
        (Silence::None, false) => return,
        (Silence::None, true) => say(
            "Ci si può rivolgere al titolare del potere sostitutivo, che conclude il procedimento \
             in metà del tempo."
                .into(),
            "The holder of the substitutive power can be called on, who ends the procedure in \
             half the time."
                .into(),
            norm::SUBSTITUTE,
        ),
    };
    said.push(sentence);
}

fn moved(counted: NaiveDate, to: NaiveDate, calendar: &Calendar) -> Sentence {
    let (why_it, why_en) = day_off(counted, calendar);
    say(
        format!("L'ultimo giorno sarebbe {}, {why_it}: il termine passa {}.", il(counted), al(to)),
        format!("The last day would be {}, {why_en}: the term moves to {}.", en(counted), en(to)),
        norm::COUNTING,
    )
}

/// Why a day is no last day.
fn day_off(day: NaiveDate, calendar: &Calendar) -> (String, String) {
    match calendar.day_off(day) {
        Some(DayOff::Saturday) => ("sabato".to_owned(), "a Saturday".to_owned()),
        Some(DayOff::Sunday) => ("domenica".to_owned(), "a Sunday".to_owned()),
        Some(DayOff::Holiday(holiday)) => {
            (format!("giorno festivo ({})", holiday.it), format!("a holiday ({})", holiday.en))
        }
        Some(DayOff::Patron(name)) => {
            (format!("festa patronale ({name})"), format!("the patron saint's day ({name})"))
        }
        Some(DayOff::Closing(_)) | None => ("giorno festivo".to_owned(), "a holiday".to_owned()),
    }
}
