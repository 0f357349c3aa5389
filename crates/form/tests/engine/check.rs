//! What the engine says of whole drafts: hidden and shown, needed and missing, wrong and right.

use std::collections::BTreeMap;

use crate::support::*;
use form::{Facts, FileFact, FileState, Origin, check};
use model::{Lang, Localized};

#[test]
fn a_whole_draft_has_nothing_to_say() {
    let form = rich();
    let checked = checked(&form, WHOLE);
    assert_eq!(problems(&checked), Vec::<String>::new());
    assert!(checked.is_complete());
}

#[test]
fn an_empty_draft_misses_what_is_needed_and_nothing_else() {
    let form = rich();
    let checked = checked(&form, &[]);
    let found = problems(&checked);
    assert!(found.iter().all(|problem| problem.ends_with(" missing")), "{found:?}");
    for path in
        ["notice_read", "applicant.given_name", "kind", "vehicles", "zones", "validity.from"]
    {
        assert!(checked.problems_at(path).next().is_some(), "{path}");
    }
    for path in
        ["previous", "company.name", "contacts.pec", "place.street", "iban", "truth", "total"]
    {
        assert!(checked.problems_at(path).next().is_none(), "{path}");
    }
}

#[test]
fn a_fiscal_code_is_compared_with_what_its_holder_says() {
    let form = rich();
    let said = |changes: &[(&str, &str)]| {
        let checked = check_but(&form, changes);
        let told: Vec<String> =
            checked.problems_at("applicant.fiscal_code").map(|it| it.say(Lang::It)).collect();
        told.join(" / ")
    };
    assert_eq!(said(&[("applicant.birth_place", "roma")]), "");
    assert_eq!(said(&[("applicant.birth_place", "Roma (RM)")]), "");
    assert_eq!(said(&[("applicant.birth_place", "Zurigo")]), "", "nobody knows it");
    assert_eq!(
        said(&[("applicant.sex", "f")]),
        "Il codice fiscale non corrisponde al sesso: controlla tutti e due"
    );
    assert_eq!(
        said(&[("applicant.birth_place", "San Marino")]),
        "Il codice fiscale non corrisponde al luogo di nascita, che per il codice è Roma (RM): \
         controlla tutti e due"
    );
    assert_eq!(
        said(&[
            ("applicant.birth_date", "2/1/1980"),
            ("applicant.sex", "f"),
            ("applicant.birth_place", "Torino")
        ]),
        "Il codice fiscale non corrisponde alla data di nascita, al sesso e al luogo di nascita, \
         che per il codice è Roma (RM): controlla tutto"
    );
}

#[test]
fn what_one_source_says_of_a_person_is_not_contradicted() {
    let form = rich();
    let given = |values: &str, is_authoritative| Origin {
        name: Localized::it("SPID"),
        on: None,
        is_authoritative,
        values: vec![values.into()],
    };
    let told = |birth_is_given| {
        let origins = BTreeMap::from([
            ("applicant.fiscal_code".to_owned(), given("RSSMRA80A01H501U", true)),
            ("applicant.birth_date".to_owned(), given("1980-01-02", birth_is_given)),
        ]);
        let facts = Facts { origins: &origins, ..Facts::on(today()) };
        let draft = raw_but(&[("applicant.birth_date", "2/1/1980")]);
        problems(&check(&form, &draft, &facts))
    };
    assert_eq!(told(true), Vec::<String>::new(), "the citizen could mend neither");
    assert_eq!(told(false), ["applicant.fiscal_code contradicted"]);
}

#[test]
fn changes_bring_their_problems() {
    let form = rich();
    let check = |changes: &[(&str, &str)], expect: &[&str]| {
        assert_eq!(problems(&check_but(&form, changes)), expect, "{changes:?}");
    };
    check(&[("kind", "renewal")], &["previous missing"]);
    check(&[("kind", "renewal"), ("previous", "12/2025")], &["old_permit missing"]);
    check(&[("kind", "elephant")], &["kind not_a_choice"]);
    check(&[("kind", "Rinnovo"), ("previous", "boh")], &["previous malformed"]);
    check(&[("kind", "business")], &["company.name missing", "company.vat missing"]);
    check(
        &[("kind", "business"), ("company.name", "Esempio srl"), ("company.vat", "00743110157")],
        &["company.staff missing"],
    );
    check(
        &[
            ("kind", "business"),
            ("company.name", "Esempio srl"),
            ("company.vat", "00743110157"),
            ("company.staff", "5001"),
        ],
        &["company.staff too_large"],
    );
    check(
        &[("applicant.fiscal_code", "RSSMRA80A01H501X")],
        &["applicant.fiscal_code check_digits"],
    );
    check(&[("applicant.birth_date", "2/1/1980")], &["applicant.fiscal_code contradicted"]);
    check(
        &[("applicant.birth_date", "1/1/2050"), ("applicant.fiscal_code", "")],
        &["applicant.fiscal_code missing", "applicant.birth_date condition"],
    );
    check(&[("validity.to", "31/12/2026")], &["validity.to condition"]);
    check(&[("validity.to", "1/6/2028")], &["validity condition"]);
    check(&[("validity.to", "31/2/2027")], &["validity.to no_such_day"]);
    check(&[("zones", "a|b|c")], &["zones too_many_choices"]);
    check(&[("zones", "a|z")], &["zones not_a_choice"]);
    check(
        &[("place.in_town", "no")],
        &[
            "place.town missing",
            "place.province missing",
            "place.road missing",
            "place.cap missing",
        ],
    );
    check(
        &[
            ("place.in_town", "no"),
            ("place.town", "Nizza"),
            ("place.province", "ee"),
            ("place.road", "Rue Exemple"),
        ],
        &[],
    );
    check(&[("notice_read", "no")], &["notice_read missing"]);
    check(
        &[("garage", "no"), ("reason", "un motivo troppo lungo per stare qui")],
        &["reason too_long"],
    );
    check(&[("garage", "no"), ("code", "ab1")], &["code pattern"]);
    // A code in capitals is taken in small letters too.
    check(&[("garage", "no"), ("code", "ab123")], &[]);
    check(
        &[("vehicles", "r1|r2")],
        &[
            "vehicles.r2.plate missing",
            "vehicles.r2.type missing",
            "vehicles.r2.model missing",
            "vehicles.r2.title missing",
            "truth missing",
        ],
    );
}

#[test]
fn rows_follow_their_own_rules() {
    let form = rich();
    let two = |more: &[(&'static str, &'static str)]| {
        let mut changes = vec![
            ("vehicles", "r1|x"),
            ("vehicles.x.plate", "EF456GH"),
            ("vehicles.x.type", "motorcycle"),
            ("vehicles.x.model", "Vespa"),
            ("vehicles.x.title", "lease"),
            ("truth", "on"),
        ];
        changes.extend_from_slice(more);
        check_but(&form, &changes)
    };
    assert_eq!(problems(&two(&[])), ["vehicles.x.owner missing", "vehicles.x.lease_from missing"]);
    let right = two(&[("vehicles.x.owner", "Noleggi"), ("vehicles.x.lease_from", "1/2/2026")]);
    assert_eq!(problems(&right), Vec::<String>::new());
    assert!(!right.is_visible("vehicles.r1.lease_from"));
    let late = two(&[("vehicles.x.owner", "Noleggi"), ("vehicles.x.lease_from", "1/2/2027")]);
    assert_eq!(problems(&late), ["vehicles.x.lease_from condition"]);
    let both = two(&[("vehicles.x.title", "owner")]);
    assert_eq!(problems(&both), ["vehicles condition"]);
    let many = check_but(&form, &[("vehicles", "r1|r2|r3|r4")]);
    assert!(problems(&many).contains(&"vehicles too_many_rows".to_owned()));
    let foreign = two(&[
        ("vehicles.x.owner", "Noleggi"),
        ("vehicles.x.lease_from", "1/2/2026"),
        ("vehicles.x.plate", "1-ABC-234"),
    ]);
    assert_eq!(problems(&foreign), ["vehicles.x.plate malformed"]);
    let declared = two(&[
        ("vehicles.x.owner", "Noleggi"),
        ("vehicles.x.lease_from", "1/2/2026"),
        ("vehicles.x.plate", "1-ABC-234"),
        ("vehicles.x.foreign", "on"),
    ]);
    assert_eq!(problems(&declared), Vec::<String>::new());
}

#[test]
fn computed_values_follow_the_rows() {
    let form = rich();
    let one = checked(&form, WHOLE);
    assert_eq!(one.answers.value("vehicles.r1.fee"), &rule::Value::Money(1600));
    assert_eq!(one.answers.value("total"), &rule::Value::Money(1600));
    assert_eq!(one.answers.value("discount"), &rule::Value::text("no"));
    let three = check_but(&form, &[("vehicles", "r1|a|b"), ("vehicles.b.type", "motorcycle")]);
    assert_eq!(three.answers.value("total"), &rule::Value::Money(1600 + 1600 + 500));
    let tampered = check_but(&form, &[("total", "0"), ("vehicles.r1.fee", "0")]);
    assert_eq!(tampered.answers.value("total"), &rule::Value::Money(1600));
    assert!(!tampered.is_open("total") && !tampered.is_open("vehicles.r1.fee"));
}

#[test]
fn what_is_hidden_is_kept_and_says_nothing() {
    let form = rich();
    let pairs = whole_but(&[("previous", "12/2025"), ("company.name", "Esempio srl")]);
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(p, v)| (p.as_str(), v.as_str())).collect();
    let raw = raw(&pairs);
    let checked = check(&form, &raw, &Facts::on(today()));
    assert_eq!(problems(&checked), Vec::<String>::new());
    assert_eq!(checked.answers.value("previous"), &rule::Value::Empty);
    assert!(!checked.answers.canonical(&form).contains("Esempio srl"));
    assert!(!checked.is_visible("hint"), "hidden things open nothing");
    assert_eq!(raw.first("previous"), "12/2025");
    let back = check_but(&form, &[("previous", "12/2025"), ("kind", "renewal")]);
    assert_eq!(back.answers.value("previous"), &rule::Value::text("12/2025"));
    assert!(back.is_visible("hint"));
}

#[test]
fn files_are_looked_at_by_what_is_known_of_them() {
    let form = rich();
    let file = |name: &str, size, media_type: &str, state| FileFact {
        name: name.into(),
        size,
        media_type: media_type.into(),
        about: Localized::default(),
        is_signed: true,
        state,
    };
    let files = BTreeMap::from([
        ("ok".to_owned(), file("a.pdf", 10, "application/pdf", FileState::Ready)),
        ("ok2".to_owned(), file("b.jpg", 5_000_000, "image/jpeg", FileState::Ready)),
        ("big".to_owned(), file("c.pdf", 5_000_001, "application/pdf", FileState::Ready)),
        ("lies".to_owned(), file("d.pdf", 10, "application/x-dosexec", FileState::Ready)),
        ("new".to_owned(), file("e.pdf", 10, "application/pdf", FileState::Checking)),
        (
            "bad".to_owned(),
            file(
                "f.pdf",
                10,
                "application/pdf",
                FileState::Refused(Localized::it("contiene un virus.")),
            ),
        ),
    ]);
    let facts = Facts { files: &files, ..Facts::on(today()) };
    let check = |ids: &str, expect: &[&str]| {
        let changes = [("kind", "renewal"), ("previous", "12/2025"), ("old_permit", ids)];
        let pairs = whole_but(&changes);
        let pairs: Vec<(&str, &str)> =
            pairs.iter().map(|(p, v)| (p.as_str(), v.as_str())).collect();
        let checked = check(&form, &raw(&pairs), &facts);
        let codes: Vec<&str> = checked.problems_at("old_permit").map(form::Problem::code).collect();
        assert_eq!(codes, expect, "{ids}");
        checked
    };
    check("ok", &[]);
    check("ok|ok2|ok", &[]);
    check("big", &["file_too_large"]);
    check("lies", &["file_type"]);
    check("new", &[]);
    check("gone", &["file_gone"]);
    check("ok|ok2|new", &["too_many_files"]);
    let refused = check("bad", &["file_refused"]);
    assert_eq!(
        refused.problems[0].say(Lang::It),
        "«f.pdf» è stato rifiutato: contiene un virus. Carica un altro file"
    );
}

#[test]
fn an_authoritative_source_wins_over_what_is_posted() {
    let form = rich();
    let origin = |value: &str, is_authoritative| Origin {
        name: Localized::it("SPID"),
        on: None,
        is_authoritative,
        values: vec![value.into()],
    };
    let origins = BTreeMap::from([
        ("applicant.given_name".to_owned(), origin("Maria", true)),
        ("contacts.phone".to_owned(), origin("011 0000000", false)),
    ]);
    let facts = Facts { origins: &origins, ..Facts::on(today()) };
    let checked = check(&form, &raw(WHOLE), &facts);
    assert_eq!(checked.answers.value("applicant.given_name"), &rule::Value::text("Maria"));
    assert!(!checked.is_open("applicant.given_name"));
    assert_eq!(checked.answers.value("contacts.phone"), &rule::Value::text("+393331234567"));
    assert!(checked.is_open("contacts.phone"));
}

#[test]
fn locks_follow_their_rule() {
    let form = rich();
    assert!(check_but(&form, &[("garage", "no")]).is_open("iban"));
    assert!(!check_but(&form, &[("garage", "no"), ("kind", "renewal")]).is_open("iban"));
    assert!(!check_but(&form, &[]).is_open("iban"), "what is hidden is not open");
}
