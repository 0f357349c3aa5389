//! What the compiler says of wrong rules, and where.

use crate::common::names;
use model::Lang;
use rule::{Expect, Names, Rule, Template, Type};

/// The rule has exactly one fault: of that code, at what `^` in the second text marks.
fn check(text: &str, marks: &str, code: &str, says: &str) {
    check_as(text, marks, code, says, Expect::Any);
}

fn check_as(text: &str, marks: &str, code: &str, says: &str, expect: Expect) {
    let faults = Rule::compile(text, &names(), expect).expect_err(text);
    let [fault] = faults.as_slice() else { panic!("{text}: {faults:?}") };
    assert_eq!(fault.code, code, "{text}: {fault:?}");
    let start = marks.find('^').unwrap_or(marks.len());
    assert_eq!(fault.column as usize, start + 1, "{text}: {fault:?}");
    let marked = text.chars().skip(start).take(marks.matches('^').count());
    assert_eq!(&text[fault.span.start..fault.span.end], marked.collect::<String>(), "{text}");
    let message = fault.message.get(Lang::It);
    assert!(message.contains(says), "{text}: {message}");
    assert!(fault.message.exact(Lang::En).is_some(), "{text}: no English");
}

#[test]
fn what_cannot_be_read() {
    check("", "", "empty_rule", "vuota");
    check("   ", "^^^", "empty_rule", "vuota");
    check("rooms = 3", "      ^", "single_equals", "==");
    check("rooms == ", "         ", "syntax", "un valore");
    check("rooms ==== 3", "        ^^", "syntax", "un valore");
    check("(rooms == 3", "           ", "syntax", "«)»");
    check("size(vehicles", "             ", "syntax", "«)»");
    check("rooms == 3)", "          ^", "syntax", "la fine");
    check("rooms and kind", "      ^^^", "syntax", "«&&»");
    check("1 < rooms < 3", "          ^", "chained", "in fila");
    check("note == “a”", "        ^", "bad_character", "“");
    check("note == 'a", "        ^^", "unclosed_text", "virgoletta");
    check("note == 'a\\x'", "          ^^", "bad_escape", "\\x");
    check("rooms == 3a", "         ^^", "bad_number", "3a");
    check("rooms == 9223372036854775808", "         ^^^^^^^^^^^^^^^^^^^", "bad_number", "grande");
    check("applicant.", "          ", "syntax", "un nome");
    check("à == 1", "^", "bad_character", "à");
    check("in_town ? 1", "           ", "syntax", "«:»");
}

#[test]
fn what_has_the_wrong_type() {
    check("knd == 'new'", "^^^", "unknown_name", "forse volevi «kind»");
    check("given_name == 'Ada'", "^^^^^^^^^^", "unknown_name", "«applicant.given_name»");
    check("applicant.givn_name == 'a'", "          ^^^^^^^^^", "unknown_field", "«given_name»");
    check(
        "vehicles.exists(v, v.plte == 'a')",
        "                     ^^^^",
        "unknown_field",
        "«plate»",
    );
    check("sise(vehicles)", "^^^^", "unknown_function", "«size»");
    check("kind == 'renewl'", "        ^^^^^^^^", "unknown_option", "«renewal»");
    check(
        "kind in ['new', 'old']",
        "        ^^^^^^^^^^^^^^",
        "unknown_option",
        "new, renewal, duplicate",
    );
    check("'d' in zones", "^^^", "unknown_option", "a, b, c");
    check(
        "vehicles.all(v, v.use == 'sport')",
        "                         ^^^^^^^",
        "unknown_option",
        "work",
    );
    check("zones.exists(z, z == 'd')", "                     ^^^", "unknown_option", "a, b, c");
    check("vehicles.plate == 'a'", "         ^^^^^", "not_a_record", "un elenco");
    check("rooms && in_town", "^^^^^", "wrong_type", "un sì o no");
    check("!rooms", " ^^^^^", "wrong_type", "un sì o no");
    check("rooms == 'a'", "^^^^^^^^^^^^", "mismatch", "un testo");
    check("income > 100", "^^^^^^^^^^^^", "mismatch", "eur(16.00)");
    check("from > '2026-01-01'", "^^^^^^^^^^^^^^^^^^^", "mismatch", "date(");
    check("to - from", "^^^^^^^^^", "mismatch", "days_between");
    check("to + 30", "^^^^^^^", "mismatch", "add_days");
    check("zones == 'a'", "^^^^^^^^^^^^", "mismatch", " in ");
    check("income * income", "^^^^^^^^^^^^^^^", "mismatch", "un importo");
    check("note * 2", "^^^^", "wrong_type", "un numero");
    check("area % 2", "^^^^", "wrong_type", "intero");
    check("in_town < true", "^^^^^^^", "not_comparable", "confrontare");
    check("vehicles == vehicles", "^^^^^^^^", "not_comparable", "confrontare");
    check("note == null", "        ^^^^", "compared_with_null", "is_empty");
    check("note == ''", "        ^^", "compared_with_null", "is_empty");
    check("[1, 'a']", "    ^^^", "mixed_list", "stesso tipo");
    check("in_town ? 1 : 'a'", "              ^^^", "mismatch", "un testo");
    check("age_on(applicant.birth)", "^^^^^^", "wrong_count", "age_on(birth, day)");
    check("age_on(note, today)", "       ^^^^", "wrong_type", "una data");
    check("sum(vehicles)", "    ^^^^^^^^", "wrong_type", "un importo");
    check("vehicles.exists(v)", "         ^^^^^^", "wrong_count", "list.exists(v, rule)");
    check("vehicles.exists('v', true)", "                ^^^", "not_a_name", "un nome");
    check("vehicles.exists(kind, true)", "                ^^^^", "name_taken", "«kind»");
    check(
        "vehicles.exists(v, zones.exists(v, true))",
        "                                ^",
        "name_taken",
        "«v»",
    );
    check("rooms.exists(v, true)", "^^^^^", "wrong_type", "un elenco");
    check("date('2026-02-30') == today", "     ^^^^^^^^^^^^", "bad_date", "2026-01-31");
    check("date(note) == today", "     ^^^^", "needs_literal", "virgolette");
    check("eur(1.005) == income", "    ^^^^^", "bad_money", "16.00");
    check("money('1,50') == income", "      ^^^^^^", "bad_money", "16.00");
    check("note.matches('[')", "             ^^^", "bad_pattern", "«[»");
    check(
        "note.matches('(a{1000}){1000}')",
        "             ^^^^^^^^^^^^^^^^^",
        "bad_pattern",
        "grande",
    );
    check_as("rooms", "^^^^^", "wrong_result", "un sì o no", Expect::Bool);
    check_as("area", "^^^^", "wrong_result", "intero", Expect::Type(Type::Int));
}

#[test]
fn all_faults_of_a_rule_at_once() {
    let faults = Rule::compile("knd == 'new'\n  && siz(vehicles) > 'a'", &names(), Expect::Bool);
    let faults = faults.expect_err("two faults");
    let places: Vec<_> =
        faults.iter().map(|fault| (fault.code, fault.line, fault.column)).collect();
    assert_eq!(places, [("unknown_name", 1, 1), ("unknown_function", 2, 6)]);
}

#[test]
fn too_long_and_too_deep() {
    let code = |text: &str| {
        let faults = Rule::compile(text, &Names::new(), Expect::Any).expect_err("too much");
        faults[0].code
    };
    assert_eq!(code(&format!("'{}'", "x".repeat(4_096))), "too_long");
    assert_eq!(code(&format!("{}1{}", "(".repeat(2_000), ")".repeat(2_000))), "too_deep");
    assert_eq!(code(&format!("{}true", "!".repeat(4_000))), "too_deep");
    assert_eq!(code(&format!("1{}", " + 1".repeat(1_000))), "too_deep");
    assert_eq!(code(&"[".repeat(4_000)), "too_deep");
    assert_eq!(code(&format!("a{}", ".a".repeat(2_000))), "too_deep");
    let wide = vec!["true"; 500].join(" && ");
    assert!(Rule::compile(&wide, &Names::new(), Expect::Bool).is_ok(), "wide is not deep");
}

fn template(text: &str, code: &str, line: u32, column: u32, part: &str) {
    let faults = Template::compile(text, &names()).expect_err(text);
    let fault = &faults[0];
    assert_eq!((fault.code, fault.line, fault.column), (code, line, column), "{text}: {fault:?}");
    assert_eq!(&text[fault.span.start..fault.span.end], part, "{text}");
}

#[test]
fn faults_of_templates_are_placed_in_the_whole_text() {
    template("Però {knd}", "unknown_name", 1, 7, "knd");
    template("a\nb {rooms + }", "syntax", 2, 12, "");
    template("a {rooms", "unclosed_hole", 1, 3, "{");
    template("a } b", "stray_brace", 1, 3, "}");
    template("a {} b", "empty_rule", 1, 4, "");
    template("a { vehicles } b", "not_shown", 1, 5, "vehicles");
    let two = Template::compile("{knd} {nte}", &names()).expect_err("two faults");
    assert_eq!(two.len(), 2);
}
