//! Who is signed in, as pages show it: as whom they act, and how long their session lasts. Not finding them: `session`.

use desk::{
    Desk,
    session::{IDLE, Session},
};
use model::{Moment, PersonId};

use crate::Frame;

/// Who is signed in. The session's layer puts it into the request's extensions.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub id: PersonId,
    /// Given name and surname.
    pub name: String,
    /// Works for the municipality and acts as such now.
    pub is_staff: bool,
    /// Administers something of it.
    pub is_administrator: bool,
    /// Reads applications of some office.
    pub has_queue: bool,
    /// Sees what offices have done, in figures.
    pub sees_figures: bool,
    /// Reads who read what.
    pub reads_log: bool,
    /// Reads rankings of some office.
    pub reads_rankings: bool,
    /// Answers when an office is asked for an opinion.
    pub gives_opinions: bool,
    /// Meets files of some office.
    pub has_folders: bool,
    /// Keeps texts and labels of some office.
    pub keeps: bool,
    /// Ids of the offices they work in; none for those who work for the whole municipality.
    pub offices: Vec<String>,
    /// Has a role here, and may act as the other of citizen and staff.
    pub has_roles: bool,
    /// Came in by the way for emergencies.
    pub is_emergency: bool,
    pub lasts: Lasts,
}

/// How long a session lasts, in whole seconds, as its pages tell their script.
#[derive(Debug, Clone)]
pub struct Lasts {
    /// Tells it from others of the same browser.
    pub session: String,
    /// Until it ends without a request.
    pub left: i64,
    /// Until it ends in any case.
    pub last: i64,
    /// What a request puts off the end to.
    pub idle: i64,
    /// When it ends without a request.
    pub until: Moment,
    /// When it ends in any case.
    pub expires: Moment,
}

impl SignedIn {
    pub(crate) fn of(desk: &Desk, session: &Session) -> SignedIn {
        SignedIn {
            id: session.person.id,
            name: session.person.name(),
            is_staff: session.is_staff(),
            is_administrator: Desk::is_administrator(session),
            has_queue: Desk::has_queue(session),
            sees_figures: Desk::sees_figures(session),
            reads_log: Desk::reads_log(session),
            reads_rankings: desk.reads_rankings(session),
            gives_opinions: Desk::gives_opinions(session),
            has_folders: Desk::has_folders(session),
            keeps: Desk::keeps(session),
            offices: offices(session),
            has_roles: session.has_roles,
            is_emergency: session.is_emergency,
            lasts: Lasts::of(session, desk.now()),
        }
    }

    /// Given name and first letter of the surname, where there is room for no more.
    pub fn short_name(&self) -> String {
        match self.name.rsplit_once(' ') {
            Some((given, family)) => {
                let first = given.split(' ').next().unwrap_or(given);
                format!("{first} {}.", family.chars().take(1).collect::<String>())
            }
            None => self.name.clone(),
        }
    }
}

impl Lasts {
    pub(crate) fn of(session: &Session, now: Moment) -> Lasts {
        Lasts {
            session: session.id.simple().to_string(),
            left: (session.idle_until - now).num_seconds().max(0),
            last: (session.expires_at - now).num_seconds().max(0),
            idle: IDLE.num_seconds(),
            until: session.idle_until,
            expires: session.expires_at,
        }
    }
}

/// Ids of the offices that somebody works in.
fn offices(session: &Session) -> Vec<String> {
    let mut offices: Vec<String> =
        session.roles.iter().filter_map(|at| at.office.clone()).collect();
    offices.sort_unstable();
    offices.dedup();
    offices
}

impl Frame {
    /// Until when the session lasts if nothing is asked any more: for forms, which take time. Empty if nobody is
    /// signed in.
    pub fn lasts_until(&self) -> String {
        let Some(person) = &self.page.person else { return String::new() };
        let time = self.page.words.time(person.lasts.until);
        self.page.words.with("session-until", &[("time", time.as_str().into())]).into_owned()
    }

    /// What every page says of a way in for emergencies.
    pub fn emergency_until(&self, person: &SignedIn) -> String {
        let time = self.page.words.time(person.lasts.expires);
        self.page.words.with("emergency-now", &[("time", time.as_str().into())]).into_owned()
    }

    /// Minutes in words from one to five, for the script that counts them down.
    pub fn minutes_in_words(&self) -> String {
        (1..=5_u32).map(|n| self.n("common-minutes", n)).collect::<Vec<_>>().join("|")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_header_has_room_for_a_short_name() {
        let named = |name: &str| SignedIn {
            id: PersonId(Default::default()),
            name: name.to_owned(),
            is_staff: false,
            is_administrator: false,
            has_queue: false,
            gives_opinions: false,
            has_folders: false,
            keeps: false,
            sees_figures: false,
            reads_log: false,
            reads_rankings: false,
            offices: Vec::new(),
            has_roles: false,
            is_emergency: false,
            lasts: Lasts {
                session: String::new(),
                left: 0,
                last: 0,
                idle: 0,
                until: Moment(0),
                expires: Moment(0),
            },
        };
        assert_eq!(named("Giulia Esempio").short_name(), "Giulia E.");
        assert_eq!(named("Anna Maria Òrsini").short_name(), "Anna Ò.");
        assert_eq!(named("Omar").short_name(), "Omar");
    }
}
