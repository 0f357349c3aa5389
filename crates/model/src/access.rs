//! Who may do what: one pure function, denied unless a line here allows it.
//! Not here: who somebody is (`gateway`), and what a workflow lets a role do in a state (`workflow`).

use serde::{Deserialize, Serialize};

/// What a member of staff is, at an office or everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Works on applications (*istruttore*).
    Clerk,
    /// Answers for the procedure and decides (*responsabile del procedimento*, L. 241/1990 art. 5, 6).
    Responsible,
    /// Directs the office (*dirigente*): assigns and decides.
    Head,
    /// Registers and sorts what comes in (*protocollo*).
    Protocol,
    /// Helps citizens at the counter (*sportello*): files for them, tells them where they stand.
    FrontDesk,
    /// Reads everything, changes nothing.
    Auditor,
    /// Writes and publishes procedures; sees no application.
    ProcedureAdmin,
    /// Writes the site's pages; sees no application.
    SiteAdmin,
    /// Cares for people, offices, settings and jobs; sees no application.
    SystemAdmin,
}

impl Role {
    pub const ALL: [Role; 9] = [
        Role::Clerk,
        Role::Responsible,
        Role::Head,
        Role::Protocol,
        Role::FrontDesk,
        Role::Auditor,
        Role::ProcedureAdmin,
        Role::SiteAdmin,
        Role::SystemAdmin,
    ];

    /// The word that stands for it in files and databases.
    pub const fn word(self) -> &'static str {
        match self {
            Role::Clerk => "clerk",
            Role::Responsible => "responsible",
            Role::Head => "head",
            Role::Protocol => "protocol",
            Role::FrontDesk => "front_desk",
            Role::Auditor => "auditor",
            Role::ProcedureAdmin => "procedure_admin",
            Role::SiteAdmin => "site_admin",
            Role::SystemAdmin => "system_admin",
        }
    }

    /// The role of a [`Role::word`].
    pub fn from_word(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// A role and where it holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RoleAt {
    pub role: Role,
    /// Id of the office; `None` for the whole municipality.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// Id of the procedure; `None` for all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub procedure: Option<String>,
}

impl RoleAt {
    /// A role in the whole municipality, for every procedure.
    pub fn everywhere(role: Role) -> RoleAt {
        RoleAt { role, office: None, procedure: None }
    }

    /// A role in one office, for every procedure.
    pub fn in_office(role: Role, office: impl Into<String>) -> RoleAt {
        RoleAt { role, office: Some(office.into()), procedure: None }
    }
}

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// See an application: answers, attachments, events. Each reading by staff is logged.
    ReadApplication,
    /// Do what the workflow lets the applicant do: answer, add, withdraw, write.
    ActAsApplicant,
    /// Confirm one's own signature on somebody else's application.
    Cosign,
    ReadNote,
    WriteNote,
    /// Take an application upon oneself.
    Take,
    /// Give it to a colleague.
    Assign,
    /// Make the moves of the workflow that decide nothing.
    Process,
    /// Grant or refuse.
    Decide,
    /// Hand it to another office.
    Transfer,
    /// See what is shown with a question that was asked, and answer it.
    GiveOpinion,
    /// Enter or correct a registration in the protocol.
    Register,
    /// Fill in and send an application for a citizen at the counter.
    FileForCitizen,
    /// See who read what, and verify the chains of events.
    ReadAudit,
    ReadStatistics,
    AdministerProcedures,
    AdministerSite,
    AdministerOffices,
    AdministerPeople,
    AdministerJobs,
    AdministerSettings,
}

impl Action {
    pub const ALL: [Action; 21] = [
        Action::ReadApplication,
        Action::ActAsApplicant,
        Action::Cosign,
        Action::ReadNote,
        Action::WriteNote,
        Action::Take,
        Action::Assign,
        Action::Process,
        Action::Decide,
        Action::Transfer,
        Action::GiveOpinion,
        Action::Register,
        Action::FileForCitizen,
        Action::ReadAudit,
        Action::ReadStatistics,
        Action::AdministerProcedures,
        Action::AdministerSite,
        Action::AdministerOffices,
        Action::AdministerPeople,
        Action::AdministerJobs,
        Action::AdministerSettings,
    ];

    /// Whether the action is done to an application, so that it needs one.
    pub const fn is_about_application(self) -> bool {
        matches!(
            self,
            Action::ReadApplication
                | Action::ActAsApplicant
                | Action::Cosign
                | Action::ReadNote
                | Action::WriteNote
                | Action::Take
                | Action::Assign
                | Action::Process
                | Action::Decide
                | Action::Transfer
                | Action::GiveOpinion
                | Action::Register
        )
    }
}

/// What ties the person to the application in question. Who is both citizen and clerk is, for an
/// application of his or her own, only ever the citizen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tie {
    /// Nothing but the office, if the roles reach it.
    #[default]
    None,
    Applicant,
    /// Holds an accepted, unexpired delegation.
    Delegate,
    /// Is asked to sign too.
    Cosigner,
    /// Has been given the application by name.
    Assignee,
    /// Looks at an opinion that an office was asked for: the office of the relation is that one.
    Asked,
    /// Was asked for an opinion by name, from outside, by a link that is theirs alone.
    Invited,
    /// Has declared a conflict of interest, or the office has found one (L. 241/1990 art. 6-bis).
    Conflict,
}

/// What the action is about, and how the person stands to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Relation<'a> {
    pub tie: Tie,
    /// The office that has the application, that was asked for an opinion, or that is administered.
    pub office: Option<&'a str>,
    /// The procedure of the application, or the one that is administered.
    pub procedure: Option<&'a str>,
}

impl<'a> Relation<'a> {
    /// No application, office or procedure in particular: lists, the municipality as a whole.
    pub const NONE: Relation<'static> = Relation { tie: Tie::None, office: None, procedure: None };

    /// To an application in `office` under `procedure`.
    pub fn application(tie: Tie, office: &'a str, procedure: &'a str) -> Relation<'a> {
        Relation { tie, office: Some(office), procedure: Some(procedure) }
    }

    /// To one procedure.
    pub fn procedure(procedure: &'a str) -> Relation<'a> {
        Relation { procedure: Some(procedure), ..Relation::NONE }
    }
}

/// Whether a person with these roles may do this, standing so to what it is done to.
///
/// An action on an application without its office and procedure is refused, for it cannot be judged;
/// for lists there is [`places`].
pub fn allowed(roles: &[RoleAt], action: Action, relation: &Relation<'_>) -> bool {
    if action.is_about_application() {
        let (Some(office), Some(procedure)) = (relation.office, relation.procedure) else {
            return false;
        };
        return on_application(roles, action, relation.tie, office, procedure);
    }
    roles.iter().any(|at| {
        grants(at.role, action)
            && reaches(at.office.as_deref(), relation.office)
            && reaches(at.procedure.as_deref(), relation.procedure)
    })
}

/// The roles that allow an action on applications by being in the right office and procedure: what a
/// list shows. A list adds what the person is assignee of, and takes away what is in conflict.
pub fn places(roles: &[RoleAt], action: Action) -> Vec<&RoleAt> {
    roles.iter().filter(|at| grants(at.role, action)).collect()
}

fn on_application(
    roles: &[RoleAt],
    action: Action,
    tie: Tie,
    office: &str,
    procedure: &str,
) -> bool {
    let for_procedure = |at: &&RoleAt| at.procedure.as_deref().is_none_or(|own| own == procedure);
    let by_office = || {
        roles.iter().filter(for_procedure).any(|at| {
            at.office.as_deref().is_none_or(|own| own == office) && grants(at.role, action)
        })
    };
    let works = || roles.iter().filter(for_procedure).any(|at| is_of_the_desk(at.role));
    match tie {
        Tie::Applicant | Tie::Delegate => {
            matches!(action, Action::ReadApplication | Action::ActAsApplicant)
        }
        Tie::Cosigner => matches!(action, Action::ReadApplication | Action::Cosign),
        // Who must abstain may still see the application, so as to say so, and let go of it.
        Tie::Conflict => {
            matches!(action, Action::ReadApplication | Action::Transfer) && by_office()
        }
        // Given by name to a colleague, of this office or another: works on it, does not decide it
        // unless a role in its own office says so.
        Tie::Assignee => {
            by_office()
                || (works()
                    && matches!(
                        action,
                        Action::ReadApplication
                            | Action::ReadNote
                            | Action::WriteNote
                            | Action::Process
                    ))
        }
        // Of the application it sees what it was shown with the question, and nothing else.
        Tie::Asked => {
            let works_there = || {
                let here = |at: &&RoleAt| at.office.as_deref().is_none_or(|own| own == office);
                roles.iter().filter(for_procedure).filter(here).any(|at| is_of_the_desk(at.role))
            };
            action == Action::GiveOpinion && works_there()
        }
        Tie::Invited => action == Action::GiveOpinion,
        Tie::None => by_office(),
    }
}

/// Works on applications, in some part.
fn is_of_the_desk(role: Role) -> bool {
    matches!(role, Role::Clerk | Role::Responsible | Role::Head)
}

/// What each role may do where it holds. Everything not written here is refused.
fn grants(role: Role, action: Action) -> bool {
    use Action::{
        AdministerJobs, AdministerOffices, AdministerPeople, AdministerProcedures,
        AdministerSettings, AdministerSite, Assign, Decide, FileForCitizen, Process,
        ReadApplication, ReadAudit, ReadNote, ReadStatistics, Register, Take, Transfer, WriteNote,
    };
    match role {
        Role::Clerk => matches!(
            action,
            ReadApplication | ReadNote | WriteNote | Take | Process | ReadStatistics
        ),
        Role::Responsible | Role::Head => matches!(
            action,
            ReadApplication
                | ReadNote
                | WriteNote
                | Take
                | Process
                | Assign
                | Decide
                | Transfer
                | ReadStatistics
        ),
        Role::Protocol => matches!(action, ReadApplication | Register | Transfer),
        Role::FrontDesk => matches!(action, ReadApplication | FileForCitizen),
        Role::Auditor => matches!(action, ReadApplication | ReadNote | ReadAudit | ReadStatistics),
        Role::ProcedureAdmin => matches!(action, AdministerProcedures),
        Role::SiteAdmin => matches!(action, AdministerSite),
        Role::SystemAdmin => matches!(
            action,
            AdministerOffices | AdministerPeople | AdministerJobs | AdministerSettings
        ),
    }
}

/// A role that is limited to `own` reaches `asked`, or a question about nothing in particular.
fn reaches(own: Option<&str>, asked: Option<&str>) -> bool {
    match (own, asked) {
        (Some(own), Some(asked)) => own == asked,
        _ => true,
    }
}

#[cfg(test)]
mod tests;
