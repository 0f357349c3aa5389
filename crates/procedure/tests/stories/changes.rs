//! What two revisions of a procedure differ in.

use model::Lang;
use procedure::{ChangeKind, Part, changes};

use crate::{TOWN, ZTL, document, read};

#[test]
fn a_new_revision_says_what_it_changes() {
    let old = document(TOWN, ZTL);
    let check = |from: &str, to: &str, wanted: &[(ChangeKind, Part, &str, &str)]| {
        assert!(old.contains(from), "{from}");
        let new = read(&old.replacen(from, to, 1));
        let found = changes(&read(&old).procedure, &new.procedure);
        let found: Vec<_> = found
            .iter()
            .map(|it| (it.kind, it.part, it.id.as_str(), it.message.get(Lang::It)))
            .collect();
        assert_eq!(found, wanted, "{to}");
    };
    check("it: Targa\n", "it: La targa\n", &[]);
    check(
        "id: host\n",
        "id: hosted_by\n",
        &[
            (
                ChangeKind::Removed,
                Part::Field,
                "host",
                "Campo tolto: «Nome e indirizzo di chi ti ospita»",
            ),
            (
                ChangeKind::Added,
                Part::Field,
                "hosted_by",
                "Campo aggiunto: «Nome e indirizzo di chi ti ospita»",
            ),
        ],
    );
    check(
        "- id: model\n          kind: line",
        "- id: model\n          kind: paragraph",
        &[(
            ChangeKind::Changed,
            Part::Field,
            "vehicles.model",
            "Campo cambiato: «Marca e modello»",
        )],
    );
    check(
        "ospitare {applicant.given_name} {applicant.family_name}",
        "ospitare gratis {applicant.given_name} {applicant.family_name}",
        &[(
            ChangeKind::Changed,
            Part::Template,
            "host_statement",
            "Modello da compilare cambiato: «Dichiarazione di chi ospita»",
        )],
    );
    check(
        "value: 20,00",
        "value: 25,00",
        &[(
            ChangeKind::Changed,
            Part::Fee,
            "handling",
            "Importo cambiato: «Diritti di istruttoria»",
        )],
    );
    check(
        "    days: 30\n    norm: art. 2 c. 2",
        "    days: 60\n    norm: art. 2 c. 2",
        &[(ChangeKind::Changed, Part::Term, "term", "Termine cambiato: «art. 2 c. 2 l. 241/1990»")],
    );
    check(
        "- id: take\n",
        "- id: seize\n",
        &[
            (ChangeKind::Removed, Part::Move, "take", "Passaggio tolto: «Prendi in carico»"),
            (ChangeKind::Added, Part::Move, "seize", "Passaggio aggiunto: «Prendi in carico»"),
        ],
    );
    check(
        "national: closed\n    clock: stopped\n    final: positive",
        "national: closed\n    clock: stopped\n    final: negative",
        &[(ChangeKind::Changed, Part::State, "granted", "Stato cambiato: «Accolta»")],
    );
}
