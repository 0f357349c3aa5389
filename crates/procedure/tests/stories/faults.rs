//! Every kind of fault, in a broken copy of a shipped document, at its line and column.

use procedure::{Fault, compile};

use crate::{DRIVEWAY, RESIDENCE, TOWN, ZTL, around, document, read};

/// Line and column (from 1, in characters) where `mark` stands, where it stands last if `mark` ends
/// what was put in.
fn place_of(text: &str, mark: &str) -> (u32, u32) {
    let at = text.find(mark).unwrap_or_else(|| panic!("no {mark}"));
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    (u32::try_from(line).unwrap(), u32::try_from(column).unwrap())
}

/// Replaces `from`, where `§` in `to` shows the place that the fault must name.
fn broken(id: &str, from: &str, to: &str) -> (Vec<Fault>, (u32, u32)) {
    let text = document(TOWN, id);
    assert!(text.contains(from), "{from}");
    let marked = text.replacen(from, to, 1);
    let place = place_of(&marked, "§");
    let text = marked.replacen('§', "", 1);
    (compile(&read(&text), &around(TOWN)).expect_err(to), place)
}

fn check_in(id: &str, from: &str, to: &str, code: &str) {
    let (faults, place) = broken(id, from, to);
    let found: Vec<_> =
        faults.iter().map(|it| (it.code, (it.place.line, it.place.column))).collect();
    assert!(found.contains(&(code, place)), "{to}\nwanted {code} {place:?}\nfound {faults:#?}");
    for fault in &faults {
        assert!(fault.message.iter().count() == 2, "{fault}");
    }
}

fn check(from: &str, to: &str, code: &str) {
    check_in(ZTL, from, to, code);
}

/// Takes out the text from `from` until `until`, and wants the fault at `mark`.
fn check_without(from: &str, until: &str, mark: &str, code: &str) {
    let text = document(TOWN, ZTL);
    let (before, rest) = text.split_once(from).unwrap_or_else(|| panic!("no {from}"));
    let (_, after) = rest.split_once(until).unwrap_or_else(|| panic!("no {until}"));
    let text = format!("{before}{until}{after}");
    let faults = compile(&read(&text), &around(TOWN)).expect_err(from);
    let found: Vec<_> =
        faults.iter().map(|it| (it.code, (it.place.line, it.place.column))).collect();
    let (line, column) = place_of(&text, mark);
    assert!(found.contains(&(code, (line, column))), "{code} {line}:{column}\n{faults:#?}");
}

#[test]
fn rules_name_their_place_wherever_they_stand() {
    let garage = "visible: kind == \"garage\"";
    check(garage, "visible: §knid == \"garage\"", "unknown_name");
    check(garage, "visible: kind == §\"garden\"", "unknown_option");
    check(garage, "visible: '§knid == \"garage\"'", "unknown_name");
    check(garage, "visible: \"§knid == 'garage'\"", "unknown_name");
    let block = "visible: |-\n            has(kind) &&\n              §knid == \"garage\"";
    check(garage, block, "unknown_name");
    check("rule: row.weight <= 3500", "rule: row.weight <= §limit", "unknown_name");
    check("max: local.max_vehicles", "max: local.§most", "unknown_field");
    check("amount: local.stamp_duty", "amount: §local.max_vehicles", "wrong_result");
    check(
        "- when: kind == \"disabled\"\n    because",
        "- when: §kind\n    because",
        "wrong_result",
    );
    check("guard: fees.due == money", "guard: fees.due == §cash", "unknown_function");
    let routing = "- when: §nothing\n    office: anagrafe\n  - office: polizia-locale";
    check("- office: polizia-locale", routing, "unknown_name");
    check("- rule: days >= 5 &&", "- rule: §row.days >= 5 &&", "unknown_name");
}

#[test]
fn templates_to_fill_are_checked_like_letters() {
    let host = "Io sottoscritto/a {host}, nato/a a";
    check(host, "Io sottoscritto/a {§guest}, nato/a a", "unknown_name");
    check("{vehicles.map(v, v.plate)}", "{vehicles.map(v, v.§weigth)}", "unknown_field");
    check("{vehicles.map(v, v.plate)}", "§{vehicles.map(v, v.plate)", "unclosed_hole");
    check("dal {from} al {until}", "dal {from} al {§vehicles}", "not_shown");
    check("dal {from} al {until}", "dal {from}, pratica {§application.number}", "unknown_name");
    let title = "template:\n          title:\n            it: Dichiarazione di chi ospita\n            en: Statement of the host";
    check(title, "template:\n          title: §Dichiarazione di chi ospita", "language_missing");
    check(title, "template:\n          §title: ''", "needed_key");
    let asked = "      kind: attachment\n      label:\n        it: Documenti\n";
    let template =
        "      template:\n        §title: {it: A, en: A}\n        body: {it: A, en: A}\n";
    check(asked, &format!("{template}{asked}"), "template_of_move");
}

#[test]
fn letters_name_the_line_inside_their_text() {
    let greeting = "{applicant.given_name} {applicant.family_name},\n\n      l'ufficio ha";
    let wrong = "{applicant.given_name} {applicant.§surname},\n\n      l'ufficio ha";
    check(greeting, wrong, "unknown_field");
    check("è il {application.due_on}", "è il {application.§due}", "unknown_field");
    let (subject, title) = ("n. {move.permit}", "n. {move.§number}");
    check(subject, title, "unknown_field");
    let quoted = "it: \"La tua domanda {application.§numero} è in lavorazione\"";
    check("it: La tua domanda {application.number} è in lavorazione", quoted, "unknown_field");
}

#[test]
fn the_form_and_the_workflow_name_their_parts() {
    check("        - id: model\n", "        - id: §type\n", "duplicate_id");
    check("options_from: local.zones", "options_from: §local.zone", "unknown_source");
    check("brick: residence", "brick: §residenza", "unknown_brick");
    check("    to: to_integrate", "    to: §nowhere", "unknown_state");
    check("    - mail: to_pay", "    - §mail: topay", "unknown_letter");
    check("  start: sent", "  start: §begun", "unknown_state");
    let exception = "without_notice: art. 2 c. 1 l. 241/1990 (domanda irricevibile)";
    let text = document(TOWN, RESIDENCE);
    let (line, column) = place_of(&text, "    - sent\n    to: rejected");
    let text = text.replacen(exception, "note: senza eccezione", 1);
    let faults = compile(&read(&text), &around(TOWN)).unwrap_err();
    let fault = faults.iter().find(|it| it.code == "refusal_without_notice").unwrap();
    assert_eq!((fault.place.line, fault.place.column), (line, column + 6));
}

#[test]
fn the_sheet_says_all_that_the_law_asks() {
    let long = format!("  summary:\n    §it: {} Chiedi", "x".repeat(256));
    check("  summary:\n    it: Chiedi", &long, "summary_long");
    check("category: mobilita-trasporti", "category: §mobilita", "unknown_category");
    check("  - Mobilità sostenibile", "  - §Mobilità dolce", "unknown_topic");
    check("    level: 2", "    level: §4", "bad_level");
    check("  office: polizia-locale", "  office: §\"\"", "sheet_gap");
    check("id: permesso-ztl", "id: §Permesso ZTL", "bad_id");
    check(
        "  max_vehicles:\n    kind",
        "  Max:\n    §kind: integer\n    value: 1\n    source: x\n  max_vehicles:\n    kind",
        "bad_id",
    );
    // What is missing is looked for where it should stand.
    check_without("  remedies:", "  substitute:", "category:", "no_remedies");
    check_without("  substitute:", "local:\n", "category:", "no_substitute");
    check_without("  law:", "  act:", "category:", "no_law");
    check_without("  routing:", "  states:", "start: sent", "no_routing");
}

#[test]
fn every_text_is_in_every_language_of_the_title() {
    check_without("      en: \"Keep at hand:\"\n", "    items:", "it: \"Tieni", "language_missing");
    check("it: Targa\n            en: Plate", "§it: Targa", "language_missing");
    check(
        "label:\n            it: Targa\n            en: Plate",
        "label: §Targa",
        "language_missing",
    );
    check(
        "it: Da prendere in carico\n      en: To be taken",
        "§it: Da prendere in carico",
        "language_missing",
    );
    check(
        "  title:\n    it: Presa in carico\n    en: Taken",
        "  title: §Presa in carico",
        "language_missing",
    );
}

#[test]
fn letters_and_fees_belong_to_the_workflow() {
    check("letters:\n- id: taken", "letters:\n- id: §taking", "letter_unused");
    check("- id: handling\n  kind: fee", "- id: §stamp\n  kind: fee", "duplicate_id");
    check(
        "  source: DPR 642/1972\n- id: handling",
        "  source: §\"\"\n- id: handling",
        "source_missing",
    );
    check_without("  cost:", "  access:", "id: stamp\n", "cost_silent");
    let payment = "    act: register_payment\n";
    check_without(payment, "    label:", "id: stamp\n", "payment_never_registered");
    // What the platform says fills the form of its move, or the move could never be made.
    let asked = "    - id: reference\n      kind: line";
    let more = "    - §id: desk\n      kind: line\n      label:\n        it: Sportello\n        en: Desk\n";
    check_in(DRIVEWAY, asked, &format!("{more}{asked}"), "payment_asks");
}

#[test]
fn cases_that_do_not_come_true_are_named() {
    check("    problems: []\n", "    problems:\n    - §kind\n", "case_problems");
    check("    hidden:\n    - badge_number", "    hidden:\n    - §zones", "case_shown");
    check("    hidden:\n    - badge_number", "    hidden:\n    - §badge_nmber", "unknown_part");
    check("    shown:\n    - documents", "    shown:\n    - §badge", "case_hidden");
    check("    shown:\n    - documents", "    shown:\n    - §bdge", "unknown_part");
    check("    required:\n    - garage_title", "    required:\n    - §notes", "case_not_required");
    check("    required:\n    - garage_title", "    required:\n    - §garage", "unknown_part");
    check("    office: polizia-locale", "    office: §anagrafe", "case_office");
    check("    fees: 36,00", "    fees: §35,00", "case_fees");
    check("    fees: 36,00", "    fees: §trenta", "not_money");
    check("    due_days: 30", "    due_days: §31", "case_days");
    let values = |line: &str| format!("    due_days: 30\n    values:\n      {line}");
    for line in ["kind: §guest", "until: §today+364", "zones:\n      - §b", "applicant: §Mario"]
    {
        check("    due_days: 30", &values(line), "case_value");
    }
    check("    due_days: 30", &values("knd: §resident"), "unknown_part");
    check("    kind: resident\n", "    kind: resident\n    knd: §resident\n", "unknown_answer");
}
