//! What the compiler says of wrong tables, and where.

use crate::common::names;
use crate::tables::text;
use model::Lang;
use rule::{Expect, Hit, RowText, Table, TableFault, TablePart, TableText, Type};

fn faults(text: &TableText, expect: &Expect) -> Vec<TableFault> {
    let faults = Table::compile(text, &names(), expect).expect_err("a wrong table");
    for fault in &faults {
        let message = &fault.fault.message;
        assert!(message.exact(Lang::It).is_some_and(|it| it.ends_with(['.', '?'])), "{fault:?}");
        assert!(message.exact(Lang::En).is_some_and(|en| en.ends_with(['.', '?'])), "{fault:?}");
    }
    faults
}

fn check(text: &TableText, part: TablePart, code: &str, says: &str) {
    check_as(text, part, code, says, &Expect::Any);
}

fn check_as(text: &TableText, part: TablePart, code: &str, says: &str, expect: &Expect) {
    let faults = faults(text, expect);
    let [fault] = faults.as_slice() else { panic!("{text:?}: {faults:?}") };
    assert_eq!((fault.part, fault.fault.code), (part, code), "{fault:?}");
    let message = fault.fault.message.get(Lang::It);
    assert!(message.contains(says), "{message}");
}

/// A cell with one fault, of that code, at what `^` in the second text marks.
fn cell(input: &str, cell: &str, marks: &str, code: &str, says: &str) {
    let table = text(&[input], Hit::First, &[&["-", "1"], &[cell, "2"]], None);
    let place = TablePart::Cell { row: 1, input: 0 };
    check(&table, place, code, says);
    let fault = &faults(&table, &Expect::Any)[0].fault;
    let start = marks.find('^').unwrap_or(marks.len());
    assert_eq!(fault.column as usize, start + 1, "{cell}: {fault:?}");
    let marked: String = cell.chars().skip(start).take(marks.matches('^').count()).collect();
    assert_eq!(&cell[fault.span.start..fault.span.end], marked, "{cell}");
}

#[test]
fn cells_that_cannot_be_read() {
    cell("rooms", "<=", "  ", "syntax", "un valore, invece c'è la fine del testo");
    cell("rooms", "1 2", "  ^", "syntax", "una virgola o la fine della casella");
    cell("rooms", "1,", "  ", "syntax", "un valore");
    cell("rooms", "1 .. 2 .. 3", "       ^^", "syntax", "una virgola");
    cell("rooms", "1 ..<", "     ", "syntax", "un valore");
    cell("rooms", "..", "  ", "syntax", "un valore");
    cell("rooms", "not 3", "    ^", "syntax", "«(»");
    cell("rooms", "not (3", "      ", "syntax", "«)»");
    cell("rooms", "not (-)", "      ^", "syntax", "un valore");
    cell("rooms", "= 3", "^", "single_equals", "==");
    cell("rooms", "rooms <= 3", "      ^^", "repeats_input", "solo il confronto");
    cell("kind", "kind in ['new']", "     ^^", "repeats_input", "non ripetere");
    cell("rooms", ">= 1 && < 3", "     ^^", "cell_and", "10 .. 20");
    cell("rooms", ">= 1 and < 3", "     ^^^", "cell_and", "aggiungi una colonna");
    cell("rooms", "1 || 3", "  ^^", "cell_or", "virgola");
    cell("rooms", "not (1 or 3)", "       ^^", "cell_or", "virgola");
    cell("kind", "'new", "^^^^", "unclosed_text", "virgoletta");
    let deep = format!("{}3{}", "not (".repeat(600), ")".repeat(600));
    let table = text(&["rooms"], Hit::First, &[&[&deep, "1"]], None);
    check(&table, TablePart::Cell { row: 0, input: 0 }, "too_deep", "livelli");
    let long = format!("'{}'", "x".repeat(4096));
    let table = text(&["note"], Hit::First, &[&[&long, "1"]], None);
    check(&table, TablePart::Cell { row: 0, input: 0 }, "too_long", "4096");
}

#[test]
fn cells_of_the_wrong_type() {
    cell("rooms", "'a'", "^^^", "mismatch", "un testo");
    cell("rooms", "true", "^^^^", "mismatch", "un sì o no");
    cell("rooms", "eur(3)", "^^^^^^", "mismatch", "un importo");
    cell("rooms", "in 3", "   ^", "wrong_type", "un elenco");
    cell("rooms", "in [1, 'a']", "       ^^^", "mixed_list", "stesso tipo");
    cell("in_town", "< true", "  ^^^^", "not_comparable", "confrontare");
    cell("in_town", "false ..", "^^^^^", "not_comparable", "confrontare");
}

#[test]
fn cells_with_wrong_values() {
    cell("kind", "'renewl'", "^^^^^^^^", "unknown_option", "«renewal»");
    cell("kind", "in ['new', 'old']", "   ^^^^^^^^^^^^^^", "unknown_option", "new, renewal");
    cell("kind", "not ('old')", "     ^^^^^", "unknown_option", "new, renewal");
    cell("kind", "renewal", "^^^^^^^", "bare_text", "\"renewal\".");
    cell("kind", "'new', renewl", "       ^^^^^^", "bare_text", "forse volevi «renewal»");
    cell("note", "Torino", "^^^^^^", "bare_text", "\"Torino\".");
    cell("rooms", "Torino", "^^^^^^", "unknown_name", "«Torino»");
    cell("rooms", "<= local.max_vehicles", "   ^^^^^^^^^^^^^^^^^^", "not_written", "local.max");
    cell("from", "> today", "  ^^^^^", "not_written", "«today»");
    cell(
        "from",
        "> add_working_days(date('2026-01-01'), 3)",
        "  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "not_written",
        "add_working_days",
    );
    cell("rooms", "1 / 0", "^^^^^", "no_value", "non dà un valore");
    cell("rooms", "== null", "   ^^^^", "compared_with_null", "is_empty");
    cell("note", "''", "^^", "compared_with_null", "is_empty");
    cell("rooms", "20 .. 10", "^^^^^^^^", "empty_range", "il più piccolo");
    cell("rooms", "1, 10 ..< 10", "   ^^^^^^^^^", "empty_range", "il più piccolo");
    cell("income", "<= 7500,01", "   ^^^^^^^", "decimal_comma", "«7500,01»");
    cell("area", "7,5", "^^^", "decimal_comma", "con il punto");
    cell("income", "<= 7.500", "   ^^^^^", "bad_money", "16.00");
    cell("income", "in [1, 0.005]", "   ^^^^^^^^^^", "bad_money", "16.00");
    cell("income", "'a'", "^^^", "mismatch", "un importo e un testo");
    cell("from", "'2026-01-01'", "^^^^^^^^^^^^", "mismatch", "date(");
    cell("from", "date('2026-02-30')", "     ^^^^^^^^^^^^", "bad_date", "2026-01-31");
}

#[test]
fn tables_of_the_wrong_shape() {
    let row: &[&str] = &["-", "1"];
    check(&text(&[], Hit::First, &[&["1"]], None), TablePart::Whole, "no_inputs", "colonne");
    check(&text(&["rooms"], Hit::First, &[], None), TablePart::Whole, "no_rows", "righe");
    let many = vec![row; rule::MOST_ROWS + 1];
    check(&text(&["rooms"], Hit::First, &many, None), TablePart::Whole, "too_many_rows", "1000");
    let wide: Vec<&str> = vec!["rooms"; rule::MOST_INPUTS + 1];
    check(&text(&wide, Hit::First, &[row], None), TablePart::Whole, "too_many_inputs", "12");
    let short = text(&["rooms", "kind"], Hit::First, &[&["-", "-", "1"], row], None);
    check(&short, TablePart::Row(1), "wrong_cells", "è 1, quello delle colonne 2");
    let long = text(&["rooms"], Hit::First, &[&["-", "-", "1"]], None);
    check(&long, TablePart::Row(0), "wrong_cells", "è 2, quello delle colonne 1");
    let twice = text(&["rooms+1", "kind", "rooms + 1"], Hit::First, &[&["-", "-", "-", "1"]], None);
    check(&twice, TablePart::Input(2), "same_input", "colonna 1");
    let list = text(&["zones"], Hit::First, &[&["whatever", "1"]], None);
    check(&list, TablePart::Input(0), "input_not_simple", "un elenco");
    let record = text(&["applicant"], Hit::First, &[row], None);
    check(&record, TablePart::Input(0), "input_not_simple", "un insieme di campi");
    let nothing = text(&["null"], Hit::First, &[row], None);
    check(&nothing, TablePart::Input(0), "input_not_simple", "un valore");
    let unknown = text(&["roms"], Hit::First, &[row], None);
    check(&unknown, TablePart::Input(0), "unknown_name", "«rooms»");
}

#[test]
fn results_of_the_wrong_type() {
    let two: &[&[&str]] = &[&["3", "1"], &["-", "'a'"]];
    let mixed = text(&["rooms"], Hit::First, two, None);
    check(&mixed, TablePart::Then(1), "mixed_results", "un numero intero e un testo");
    let otherwise = text(&["rooms"], Hit::First, &[&["3", "1"]], Some("eur(1)"));
    check(&otherwise, TablePart::Otherwise, "mixed_results", "un importo");
    let texts = text(&["rooms"], Hit::Sum, &[&["3", "1"], &["3", "'a'"]], None);
    check(&texts, TablePart::Then(1), "not_added", "un testo");
    let money = Expect::Type(Type::Money);
    let whole = text(&["rooms"], Hit::First, &[&["3", "1"], &["-", "eur(1)"]], None);
    check_as(&whole, TablePart::Then(0), "wrong_result", "un importo", &money);
    let empty = text(&["rooms"], Hit::First, &[&["3", ""]], None);
    check(&empty, TablePart::Then(0), "empty_rule", "vuota");
    let unknown = text(&["rooms"], Hit::First, &[&["3", "roms"]], None);
    check(&unknown, TablePart::Then(0), "unknown_name", "«rooms»");
}

#[test]
fn all_faults_of_a_table_at_once_with_their_places_in_words() {
    let table = TableText {
        inputs: vec!["roms".to_owned(), "kind".to_owned()],
        rows: vec![
            RowText { when: vec!["3".to_owned(), "'nw'".to_owned()], then: "1".to_owned() },
            RowText { when: vec![">".to_owned()], then: "knd".to_owned() },
        ],
        otherwise: Some("'a'".to_owned()),
        ..TableText::default()
    };
    let faults = faults(&table, &Expect::Any);
    let places: Vec<String> =
        faults.iter().map(|fault| fault.part.words().get(Lang::It).to_owned()).collect();
    let wanted = [
        "colonna 1",
        "riga 1, colonna 2",
        "riga 2",
        "riga 2, colonna 1",
        "riga 2, risultato",
        "risultato negli altri casi",
    ];
    assert_eq!(places, wanted);
    assert_eq!(TablePart::Whole.words().get(Lang::It), "tabella");
    assert_eq!(faults[1].part.words().get(Lang::En), "row 1, column 2");
}
