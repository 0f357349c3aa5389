//! Why a date of the clock is that one: one sentence with the days counted, and its norm.

use chrono::NaiveDate;
use model::calendar::Length;
use model::{Calendar, Lang, Localized};

use super::{
    Sentence, al, capital, dal, day_off, days_en, days_it, en, il, length_en, length_it, norm, say,
    sul,
};
use crate::clock::{Interval, IntervalEnd, Reckoned, What};
use crate::definition::{Anchor, Deadline, Silence, Term, TermStart};
use crate::event::Cause;

/// Several norms as one citation, each once.
fn together<'a>(norms: impl IntoIterator<Item = &'a str>) -> String {
    let mut cited: Vec<&str> = Vec::new();
    for norm in norms {
        if !norm.is_empty() && !cited.contains(&norm) {
            cited.push(norm);
        }
    }
    cited.join("; ")
}

pub fn start(term: &Term, on: NaiveDate, restarted: Option<&(NaiveDate, String)>) -> Sentence {
    let (it, english, cited) = match (restarted, term.from) {
        (Some((day, norm)), _) if *day == on => {
            ("giorno in cui è ripartito da capo", "the day it began anew", norm.as_str())
        }
        (_, TermStart::CompetentOffice) => (
            "giorno in cui la domanda è arrivata all'ufficio competente",
            "the day the competent office received the application",
            norm::COMPETENT,
        ),
        (_, TermStart::Receipt) => (
            "giorno in cui il Comune ha ricevuto la domanda",
            "the day the municipality received the application",
            norm::RECEIPT,
        ),
    };
    say(
        format!("Il termine decorre {}, {it}; quel giorno non si conta.", dal(on)),
        format!("The term runs from {}, {english}; that day is not counted.", en(on)),
        &together([cited, norm::COUNTING]),
    )
}

pub fn suspension_end(
    interval: &Interval,
    until: NaiveDate,
    is_end: bool,
    calendar: &Calendar,
) -> Sentence {
    let from = interval.from;
    let days = (until - from).num_days();
    let ((it, english), moved) = match interval.end {
        IntervalEnd::Act => {
            let (it, english) = match is_end {
                true => ("la fine del procedimento", "the end of the procedure"),
                false => ("l'atto che la chiude", "the act that closes it"),
            };
            let it = format!(
                "La sospensione finisce {}, con {it}: {} {}.",
                il(until),
                days_it(days),
                dal(from)
            );
            let english = format!(
                "The suspension ends on {}, with {english}: {} from {}.",
                en(until),
                days_en(days),
                en(from)
            );
            ((it, english), false)
        }
        IntervalEnd::Observed { on } => {
            let (more, moved) = moved_from(on, 10, until, calendar);
            let it = format!(
                "La sospensione finisce {}: 10 giorni dalle osservazioni, arrivate {}{}.",
                il(until),
                il(on),
                more.0
            );
            let english = format!(
                "The suspension ends on {}: 10 days from the observations, which came on {}{}.",
                en(until),
                en(on),
                more.1
            );
            ((it, english), moved)
        }
        IntervalEnd::Open | IntervalEnd::Lapsed => {
            let given = interval.days.map_or(days, i64::from);
            let (more, moved) = moved_from(from, given, until, calendar);
            let (cap_it, cap_en) = match interval.cause {
                Cause::Integration if given >= 30 => (", il massimo ammesso", ", the most allowed"),
                _ => ("", ""),
            };
            let it = format!(
                "La sospensione finisce al più tardi {}: {} {}{cap_it}{}.",
                il(until),
                days_it(given),
                dal(from),
                more.0
            );
            let english = format!(
                "The suspension ends at the latest on {}: {} from {}{cap_en}{}.",
                en(until),
                days_en(given),
                en(from),
                more.1
            );
            ((it, english), moved)
        }
    };
    let counting = if moved { norm::COUNTING } else { "" };
    say(it, english, &together([interval.norm.as_str(), counting]))
}

/// What is said more where a count of days from a day ends on a holiday, and whether it does.
fn moved_from(
    from: NaiveDate,
    days: i64,
    last_day: NaiveDate,
    calendar: &Calendar,
) -> ((String, String), bool) {
    let counted = from.checked_add_signed(chrono::Duration::days(days)).unwrap_or(last_day);
    (moved(counted, last_day, calendar), counted != last_day)
}

fn moved(counted: NaiveDate, last_day: NaiveDate, calendar: &Calendar) -> (String, String) {
    if counted >= last_day {
        return (String::new(), String::new());
    }
    let (why_it, why_en) = day_off(counted, calendar);
    (
        format!("; l'ultimo giorno sarebbe {}, {why_it}", il(counted)),
        format!("; the last day would be {}, {why_en}", en(counted)),
    )
}

pub fn resumed(interval: &Interval, until: NaiveDate, on: NaiveDate) -> Sentence {
    say(
        format!(
            "Il termine riprende {}: il giorno dopo {}, quando finisce la sospensione.",
            il(on),
            il(until)
        ),
        format!(
            "The term runs again on {}: the day after {}, when the suspension ends.",
            en(on),
            en(until)
        ),
        &interval.norm,
    )
}

/// `30 giorni dal 1º marzo 2027, che non si conta, più 9 di sospensione; …`.
fn reckoned(end: &Reckoned, calendar: &Calendar) -> (String, String) {
    let mut it = format!("{} {}, che non si conta", length_it(end.length), dal(end.from));
    let mut english =
        format!("{} from {}, which is not counted", length_en(end.length), en(end.from));
    let kind = |days: u32| match end.length {
        Length::WorkingDays(_) => Length::WorkingDays(days),
        Length::Days(_) | Length::Months(_) => Length::Days(days),
    };
    for (days, more_it, more_en) in [
        (end.suspended, "di sospensione", "of suspension"),
        (end.extended, "di proroga", "of extension"),
    ] {
        if days > 0 {
            it.push_str(&format!(", più {} {more_it}", length_it(kind(days))));
            english.push_str(&format!(", and {} {more_en}", length_en(kind(days))));
        }
    }
    let (more_it, more_en) = moved(end.counted, end.last_day, calendar);
    (it + &more_it, english + &more_en)
}

pub fn due(
    term: &Term,
    what: &What,
    end: &Reckoned,
    (intervals, extensions): (&[Interval], &[crate::clock::Extension]),
    calendar: &Calendar,
) -> Sentence {
    let (it, english) = reckoned(end, calendar);
    let suspensions = intervals.iter().map(|interval| interval.norm.as_str());
    let extended = extensions.iter().map(|extension| extension.norm.as_str());
    let counting = (end.counted != end.last_day).then_some(norm::COUNTING);
    let cited = together(
        [term.norm.as_str()]
            .into_iter()
            .chain(suspensions.filter(|_| end.suspended > 0))
            .chain(extended)
            .chain(counting),
    );
    match what {
        What::DueForOffice => Sentence {
            is_for_office: true,
            ..say(
                format!("Per prudenza l'ufficio si regola {}: {it}.", sul(end.last_day)),
                format!("To be safe the office works to {}: {english}.", en(end.last_day)),
                &cited,
            )
        },
        _ => say(
            format!("L'ufficio deve rispondere entro {}: {it}.", il(end.last_day)),
            format!("The office must answer by {}: {english}.", en(end.last_day)),
            &cited,
        ),
    }
}

pub fn deadline(deadline: &Deadline, end: &Reckoned, calendar: &Calendar) -> Sentence {
    let (it, english) = reckoned(end, calendar);
    let (from_it, from_en) = anchor(deadline.after.from);
    let label = |lang| deadline.label.get(lang);
    let counting = (end.counted != end.last_day).then_some(norm::COUNTING);
    say(
        format!("{}: entro {}, {from_it}: {it}.", label(Lang::It), il(end.last_day)),
        format!("{}: by {}, {from_en}: {english}.", label(Lang::En), en(end.last_day)),
        &together([deadline.norm.as_str()].into_iter().chain(counting)),
    )
}

pub fn timer(
    label: &Localized,
    from: Anchor,
    end: &Reckoned,
    cited: &str,
    calendar: &Calendar,
) -> Sentence {
    let (from_it, from_en) = anchor(from);
    let (it, english) = match end.length {
        Length::Days(0) => (String::new(), String::new()),
        _ => {
            let (it, english) = reckoned(end, calendar);
            (format!(": {it}"), format!(": {english}"))
        }
    };
    say(
        format!(
            "«{}» avviene da sé se {} passa senza altri atti, {from_it}{it}.",
            label.get(Lang::It),
            il(end.last_day)
        ),
        format!(
            "“{}” happens by itself if {} passes with no other act, {from_en}{english}.",
            label.get(Lang::En),
            en(end.last_day)
        ),
        cited,
    )
}

const fn anchor(from: Anchor) -> (&'static str, &'static str) {
    match from {
        Anchor::Sent => ("contando dall'invio", "counted from the sending"),
        Anchor::TermStart => {
            ("contando dall'inizio del termine", "counted from the start of the term")
        }
        Anchor::TermEnd => ("contando dalla fine del termine", "counted from the end of the term"),
        Anchor::StateEntry => ("contando dall'ultimo passaggio", "counted from the last move"),
        Anchor::SuspensionEnd => {
            ("contando dalla fine della sospensione", "counted from the end of the suspension")
        }
        Anchor::AnswerEnd => (
            "contando dall'ultimo giorno per rispondere all'integrazione",
            "counted from the last day to answer the integration request",
        ),
        Anchor::OpinionEnd => (
            "contando dall'ultimo giorno per i pareri attesi",
            "counted from the last day for the opinions awaited",
        ),
    }
}

pub fn near(term: &Term, due: NaiveDate, left: i64) -> Sentence {
    let said = say(
        format!(
            "{} {} {}, ultimo giorno per rispondere.",
            if left == 1 { "Manca" } else { "Mancano" },
            days_it(left),
            al(due)
        ),
        format!("{} to {}, the last day to answer.", days_en(left), en(due)),
        &term.norm,
    );
    Sentence { is_for_office: true, ..said }
}

pub fn over(due: NaiveDate, is_strict: bool) -> Sentence {
    let (it, english) = match is_strict {
        true => (", secondo la lettura più severa,", ", by the stricter reading,"),
        false => ("", ""),
    };
    let said = say(
        format!("Il termine è scaduto {}{it} senza una risposta.", il(due)),
        format!("The term ran out on {}{english} without an answer.", en(due)),
        norm::DELAY,
    );
    Sentence { is_for_office: true, ..said }
}

pub fn silence(term: &Term, on: NaiveDate) -> Sentence {
    let (it, english) = match term.silence {
        Silence::Refusal => ("rigetto", "a refusal"),
        Silence::Assent | Silence::None => ("accoglimento", "a grant"),
    };
    say(
        format!("{}, giorno dopo la scadenza, il silenzio vale {it}.", capital(&dal(on))),
        format!("From {}, the day after the end, silence counts as {english}.", en(on)),
        term.silence_source(),
    )
}

pub fn substitute(on: NaiveDate) -> Sentence {
    let said = say(
        format!(
            "{}, giorno dopo la scadenza, tocca al titolare del potere sostitutivo: conclude il \
             procedimento, d'ufficio o a richiesta, in metà del tempo.",
            capital(&dal(on))
        ),
        format!(
            "From {}, the day after the end, it is for the holder of the substitutive power: they \
             end the procedure, of their own motion or when asked, in half the time.",
            en(on)
        ),
        norm::SUBSTITUTE,
    );
    Sentence { is_for_office: true, ..said }
}
