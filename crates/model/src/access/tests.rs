//! The whole table of access, role by action by relation, written out so that every change of it is
//! seen. A letter stands for an action that is allowed:
//! r read · c act as applicant · s cosign · n read notes · w write notes · t take · a assign ·
//! p process · d decide · m move to another office · o opinion · g register · f file for a citizen ·
//! u audit · k statistics · P procedures · S site · O offices · H people · J jobs · E settings

use super::*;

const LETTERS: &str = "rcsnwtapdmogfukPSOHJE";

fn told(roles: &[RoleAt], relation: &Relation<'_>) -> String {
    Action::ALL
        .into_iter()
        .zip(LETTERS.chars())
        .filter(|(action, _)| allowed(roles, *action, relation))
        .map(|(_, letter)| letter)
        .collect()
}

/// A role at the office that has the application.
fn here(role: Role) -> RoleAt {
    RoleAt::in_office(role, "anagrafe")
}

#[test]
fn the_table_of_roles_actions_and_ties() {
    let columns = [
        Tie::None,
        Tie::Assignee,
        Tie::Asked,
        Tie::Conflict,
        Tie::Applicant,
        Tie::Delegate,
        Tie::Cosigner,
    ];
    #[rustfmt::skip]
    let table: [(Role, [&str; 7], [&str; 7]); 9] = [
        //                     in the office of the application                              in another office
        //                     None         Assignee     Asked        Conflict Appl. Deleg. Cosig.   None  Assignee Asked Conflict Appl. Deleg. Cosig.
        (Role::Clerk,          ["rnwtpk",   "rnwtpk",    "ok",   "rk", "rck", "rck", "rsk"], ["",   "rnwp", "", "",  "rc",  "rc",  "rs"]),
        (Role::Responsible,    ["rnwtapdmk","rnwtapdmk", "ok","rmk","rck", "rck", "rsk"], ["",   "rnwp", "", "",  "rc",  "rc",  "rs"]),
        (Role::Head,           ["rnwtapdmk","rnwtapdmk", "ok","rmk","rck", "rck", "rsk"], ["",   "rnwp", "", "",  "rc",  "rc",  "rs"]),
        (Role::Protocol,       ["rmg",      "rmg",       "",          "rm", "rc",  "rc",  "rs"],  ["",   "",     "",   "",  "rc",  "rc",  "rs"]),
        (Role::FrontDesk,      ["rf",       "rf",        "f",         "rf", "rcf", "rcf", "rsf"], ["",   "",     "",   "",  "rc",  "rc",  "rs"]),
        (Role::Auditor,        ["rnuk",     "rnuk",      "uk",        "ruk","rcuk","rcuk","rsuk"],["",   "",     "",   "",  "rc",  "rc",  "rs"]),
        (Role::ProcedureAdmin, ["P",        "P",         "P",         "P",  "rcP", "rcP", "rsP"], ["",   "",     "",   "",  "rc",  "rc",  "rs"]),
        (Role::SiteAdmin,      ["S",        "S",         "S",         "S",  "rcS", "rcS", "rsS"], ["",   "",     "",   "",  "rc",  "rc",  "rs"]),
        (Role::SystemAdmin,    ["OHJE",     "OHJE",      "OHJE",      "OHJE","rcOHJE","rcOHJE","rsOHJE"],["","",  "",   "",  "rc",  "rc",  "rs"]),
    ];
    assert_eq!(table.map(|(role, ..)| role), Role::ALL);
    for (role, in_office, elsewhere) in table {
        for (index, tie) in columns.into_iter().enumerate() {
            let relation = Relation::application(tie, "anagrafe", "residenza");
            assert_eq!(told(&[here(role)], &relation), in_office[index], "{role:?} {tie:?} here");
            assert_eq!(
                told(&[RoleAt::in_office(role, "tributi")], &relation),
                elsewhere[index],
                "{role:?} {tie:?} elsewhere"
            );
            assert_eq!(
                told(&[RoleAt::everywhere(role)], &relation),
                in_office[index],
                "{role:?} {tie:?} everywhere"
            );
        }
    }
}

#[test]
fn without_a_role_only_ones_own_applications() {
    for (tie, expected) in [
        (Tie::None, ""),
        (Tie::Applicant, "rc"),
        (Tie::Delegate, "rc"),
        (Tie::Cosigner, "rs"),
        (Tie::Assignee, ""),
        (Tie::Asked, ""),
        (Tie::Invited, "o"),
        (Tie::Conflict, ""),
    ] {
        assert_eq!(
            told(&[], &Relation::application(tie, "anagrafe", "residenza")),
            expected,
            "{tie:?}"
        );
    }
    assert_eq!(told(&[], &Relation::NONE), "");
}

#[test]
fn nobody_works_on_an_application_of_ones_own() {
    let every_role: Vec<RoleAt> = Role::ALL.into_iter().map(RoleAt::everywhere).collect();
    let office_acts = [
        Action::ReadNote,
        Action::WriteNote,
        Action::Take,
        Action::Assign,
        Action::Process,
        Action::Decide,
        Action::Transfer,
        Action::GiveOpinion,
        Action::Register,
    ];
    for tie in [Tie::Applicant, Tie::Delegate, Tie::Cosigner] {
        let own = Relation::application(tie, "anagrafe", "residenza");
        assert!(office_acts.iter().all(|action| !allowed(&every_role, *action, &own)), "{tie:?}");
    }
    let conflict = Relation::application(Tie::Conflict, "anagrafe", "residenza");
    for action in
        [Action::Process, Action::Decide, Action::ReadNote, Action::WriteNote, Action::GiveOpinion]
    {
        assert!(!allowed(&every_role, action, &conflict), "{action:?}");
    }
}

#[test]
fn a_role_for_one_procedure_stays_inside_it() {
    let limited = RoleAt { procedure: Some("residenza".into()), ..here(Role::Responsible) };
    let to = |procedure| Relation::application(Tie::None, "anagrafe", procedure);
    assert_eq!(told(std::slice::from_ref(&limited), &to("residenza")), "rnwtapdmk");
    assert_eq!(told(std::slice::from_ref(&limited), &to("cambio-nome")), "");
    let assigned = Relation::application(Tie::Assignee, "anagrafe", "cambio-nome");
    assert_eq!(told(&[limited], &assigned), "");

    let author =
        RoleAt { role: Role::ProcedureAdmin, office: None, procedure: Some("residenza".into()) };
    let may =
        |relation| allowed(std::slice::from_ref(&author), Action::AdministerProcedures, &relation);
    assert!(may(Relation::procedure("residenza")) && may(Relation::NONE));
    assert!(!may(Relation::procedure("cambio-nome")));
}

#[test]
fn powers_in_one_office_do_not_mix_with_presence_in_another() {
    let roles = [here(Role::Clerk), RoleAt::in_office(Role::Head, "tributi")];
    assert_eq!(told(&roles, &Relation::application(Tie::None, "anagrafe", "residenza")), "rnwtpk");
}

#[test]
fn an_application_of_no_known_office_is_closed_to_all() {
    let every_role: Vec<RoleAt> = Role::ALL.into_iter().map(RoleAt::everywhere).collect();
    for tie in [Tie::None, Tie::Applicant, Tie::Assignee] {
        let relation = Relation { tie, ..Relation::NONE };
        for action in Action::ALL.into_iter().filter(|action| action.is_about_application()) {
            assert!(!allowed(&every_role, action, &relation), "{action:?}");
        }
    }
}

#[test]
fn lists_show_the_places_of_the_roles() {
    let roles = [
        here(Role::Clerk),
        RoleAt::in_office(Role::Head, "tributi"),
        RoleAt::everywhere(Role::SiteAdmin),
    ];
    assert_eq!(places(&roles, Action::ReadApplication), [&roles[0], &roles[1]]);
    assert_eq!(places(&roles, Action::Decide), [&roles[1]]);
    assert!(places(&roles, Action::Cosign).is_empty());
}

#[test]
fn every_role_has_its_own_word() {
    for role in Role::ALL {
        assert_eq!(Role::from_word(role.word()), Some(role));
        assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{}\"", role.word()));
    }
    assert_eq!(Role::from_word("king"), None);
}
