//! When somebody is to be warned that a term nears its end, or has passed.
//! Data only: who sends warnings reads them, and a page may show them.

use chrono::{Days, NaiveDate};
use model::Calendar;

use super::ClockView;
use crate::definition::{Silence, Term};
use crate::sentences::{Sentence, why};

/// How many days before its end the office is warned, by default. No norm says how many: these
/// leave a working week for a notice before refusal, and a last call.
pub const ALARM_DAYS: [u32; 2] = [10, 3];

/// A warning (*avviso di scadenza*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    pub on: NaiveDate,
    pub kind: AlarmKind,
    /// What it says, with the norm.
    pub why: Sentence,
}

/// Who is warned of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlarmKind {
    /// The office: the end by the earlier reading is near. On a working day, earlier if need be.
    Near,
    /// The office: the term has passed by the earlier reading (L. 241/1990 art. 2 c. 9).
    Over,
    /// The office and the citizen: the term has passed by every reading, and silence has its
    /// meaning from this day.
    Silence,
    /// The holder of the substitutive power, whom the sheet of the procedure names: the term has
    /// passed by every reading, and silence means nothing (L. 241/1990 art. 2 c. 9-bis and 9-ter).
    /// Not before the later reading: an act of theirs in a term that runs would lack power.
    Substitute,
}

/// The alarms of a term as it stands; none once it ended, or while nothing says when it will.
pub(super) fn alarms(term: &Term, view: &ClockView, calendar: &Calendar) -> Vec<Alarm> {
    let (None, Some(office), Some(citizen)) =
        (view.ended_on, view.due_on_office, view.due_on_citizen)
    else {
        return Vec::new();
    };
    let near = ALARM_DAYS.into_iter().filter_map(|days| {
        let on = worked(office.checked_sub_days(Days::new(days.into()))?, calendar)?;
        let why = why::near(term, office, (office - on).num_days());
        (on > view.started_on).then_some(Alarm { on, kind: AlarmKind::Near, why })
    });
    let over = office.succ_opt().map(|on| {
        let why = why::over(office, office < citizen);
        Alarm { on, kind: AlarmKind::Over, why }
    });
    let after = citizen.succ_opt().map(|on| match term.silence {
        Silence::None => Alarm { on, kind: AlarmKind::Substitute, why: why::substitute(on) },
        Silence::Assent | Silence::Refusal => {
            Alarm { on, kind: AlarmKind::Silence, why: why::silence(term, on) }
        }
    });
    let mut alarms: Vec<_> = near.chain(over).chain(after).collect();
    // Two may move back to one day: it is said once.
    alarms.dedup_by(|one, other| (one.on, one.kind) == (other.on, other.kind));
    alarms
}

/// The day itself, or the last working day before it: a warning that nobody reads is none.
fn worked(day: NaiveDate, calendar: &Calendar) -> Option<NaiveDate> {
    match calendar.is_working_day(day) {
        true => Some(day),
        false => calendar.add_working_days(day, -1),
    }
}
