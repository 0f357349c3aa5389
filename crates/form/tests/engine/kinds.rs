//! Tables of what each leaf kind reads, and of what it says is wrong.

use chrono::NaiveDate;
use form::Kind;
use form::kinds::{Reading, lines, plain_number, read};
use form::messages::Flaw;
use rule::Value;

fn reading() -> Reading {
    let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    Reading { today, is_past: false, is_foreign: false }
}

/// What a right text is read as, written as text.
fn right(kind: Kind, cases: &[(&str, &str)]) {
    for (typed, expect) in cases {
        let value = read(kind, typed, &reading());
        let shown = match value {
            Ok(Value::Text(text)) => text.to_string(),
            Ok(Value::Int(number)) => number.to_string(),
            Ok(Value::Money(cents)) => format!("{cents} cents"),
            Ok(Value::Decimal(number)) => number.to_string(),
            Ok(Value::Date(date)) => date.to_string(),
            Ok(Value::Bool(yes)) => yes.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(shown, *expect, "{kind:?} {typed:?}");
    }
}

fn wrong(kind: Kind, cases: &[(&str, Flaw)]) {
    for (typed, flaw) in cases {
        assert_eq!(read(kind, typed, &reading()), Err(*flaw), "{kind:?} {typed:?}");
    }
}

#[test]
fn names_of_people_and_towns_have_letters_and_no_digits() {
    let names = ["O'Brien", "D'Aosta", "Şükrü", "Jean-Luc", "李明", "Ó", "Cantù (CO)"];
    right(Kind::Name, &names.map(|name| (name, name)));
    right(Kind::Name, &[("  Reggio   nell'Emilia ", "Reggio nell'Emilia")]);
    let shape = |name| (name, Flaw::Shape);
    wrong(Kind::Name, &["12345", "3rd", "Mario 2", "٣", "-", "' '"].map(shape));
}

#[test]
fn texts() {
    right(Kind::Line, &[("  Rossi \t Mario\n", "Rossi Mario"), ("a\u{0}b", "a b")]);
    assert_eq!(lines(" uno\r\ndue\u{7}\rtre \n"), "uno\ndue\ntre");
    right(Kind::Email, &[("Nome.Cognome@Esempio.it", "Nome.Cognome@esempio.it")]);
    wrong(Kind::Email, &[("nome", Flaw::Shape), ("a b@c.it", Flaw::Shape), ("@x.it", Flaw::Shape)]);
    wrong(Kind::Pec, &[("pec.it", Flaw::Shape)]);
    wrong(Kind::Phone, &[("telefono", Flaw::Shape), ("12", Flaw::Shape)]);
    right(
        Kind::Url,
        &[
            ("www.esempio.it", "https://www.esempio.it"),
            ("HTTP://Esempio.it:8080/A?b#c", "http://esempio.it:8080/A?b#c"),
        ],
    );
    for typed in [
        "esempio",
        "javascript:alert(1)",
        "ftp://a.it",
        "http://a..it",
        "http://a.it:x",
        "a.it/<b>",
    ] {
        wrong(Kind::Url, &[(typed, Flaw::Shape)]);
    }
}

#[test]
fn codes() {
    right(Kind::Cap, &[("10095", "10095"), (" 10 095", "10095")]);
    wrong(Kind::Cap, &[("1009", Flaw::Shape), ("abcde", Flaw::Shape)]);
    right(Kind::Plate, &[("ab 123 cd", "AB123CD"), ("AB-123-CD", "AB123CD")]);
    wrong(Kind::Plate, &[("1", Flaw::Shape), ("DÜ AB 1234", Flaw::Shape)]);
    let foreign = Reading { is_foreign: true, ..reading() };
    assert!(read(Kind::Plate, "1-ABC-234", &foreign).is_ok());
    right(Kind::Iban, &[("it60 x054 2811 1010 0000 0123 456", "IT60X0542811101000000123456")]);
    wrong(
        Kind::Iban,
        &[
            ("IT60X0542811101000000123457", Flaw::CheckDigits),
            ("IT60X05428", Flaw::Length(10)),
            ("banca", Flaw::Shape),
        ],
    );
    right(Kind::FiscalCode, &[("rss mra 80a01 h501u", "RSSMRA80A01H501U")]);
    wrong(
        Kind::FiscalCode,
        &[
            ("RSSMRA80A01H501X", Flaw::CheckDigits),
            ("RSSMRA80A01", Flaw::Length(11)),
            ("????????????????", Flaw::Shape),
        ],
    );
    right(Kind::VatNumber, &[("IT 00743110157", "00743110157")]);
    wrong(Kind::VatNumber, &[("00743110158", Flaw::CheckDigits), ("123", Flaw::Shape)]);
    right(
        Kind::FiscalCodeOrVat,
        &[("rssmra80a01h501u", "RSSMRA80A01H501U"), ("00743110157", "00743110157")],
    );
    right(Kind::StampSerial, &[("0123 4567 8901 23", "01234567890123")]);
    wrong(Kind::StampSerial, &[("0123", Flaw::Length(4)), ("marca", Flaw::Shape)]);
    right(Kind::NoticeNumber, &[("3010 0000 0000 0000 18", "301000000000000018")]);
    wrong(Kind::NoticeNumber, &[("901000000000000018", Flaw::Shape), ("30", Flaw::Length(2))]);
    right(
        Kind::Protocol,
        &[
            ("1234/2026", "1234/2026"),
            ("2026/0001234", "1234/2026"),
            ("prot. n. 0012 del 3/5/2025", "12/2025"),
            ("2025/2026", "2025/2026"),
        ],
    );
    wrong(Kind::Protocol, &[("1234", Flaw::Shape), ("a/b", Flaw::Shape), ("0/2026", Flaw::Shape)]);
}

#[test]
fn numbers() {
    let plain = |typed: &str| plain_number(typed);
    let check = |typed: &str, expect: Option<&str>| {
        assert_eq!(plain(typed).as_deref(), expect, "{typed:?}");
    };
    check("12", Some("12"));
    check("12,5", Some("12.5"));
    check("12.5", Some("12.5"));
    check("1.234", Some("1234"));
    check("1.234,50", Some("1234.50"));
    check("1,234.50", Some("1234.50"));
    check("1.234.567", Some("1234567"));
    check("1'234", Some("1234"));
    check(" - 3 ", Some("-3"));
    check("−3", Some("-3"));
    check(",5", Some("0.5"));
    for typed in ["", "-", ",", "1.2.3", "1,2,3", "12a", "1e9", "٣", "1234567890123456789"] {
        check(typed, None);
    }
    right(Kind::Integer, &[("1.234", "1234"), ("12,00", "12"), ("-3", "-3")]);
    wrong(Kind::Integer, &[("12,5", Flaw::Shape), ("dodici", Flaw::Shape)]);
    right(Kind::Percentage, &[("12,5 %", "12.5"), ("100", "100"), ("0", "0")]);
    wrong(Kind::Percentage, &[("101", Flaw::Range), ("-1", Flaw::Range), ("%", Flaw::Shape)]);
    right(Kind::Area, &[("12,50", "12.50")]);
    wrong(Kind::Area, &[("-12", Flaw::Range)]);
    right(
        Kind::Money,
        &[("16", "1600 cents"), ("1.234,5", "123450 cents"), ("16,00 €", "1600 cents")],
    );
    wrong(Kind::Money, &[("16,005", Flaw::Decimals), ("sedici", Flaw::Shape)]);
}

#[test]
fn times() {
    right(
        Kind::Date,
        &[
            ("3/5/80", "1980-05-03"),
            ("03-05-1980", "1980-05-03"),
            ("3 maggio 1980", "1980-05-03"),
            ("1980-05-03", "1980-05-03"),
            ("3/5/27", "2027-05-03"),
        ],
    );
    wrong(
        Kind::Date,
        &[("31/2/2026", Flaw::NoSuchDay), ("ieri", Flaw::Shape), ("1/1/0026", Flaw::Range)],
    );
    let past = Reading { is_past: true, ..reading() };
    let birth = NaiveDate::from_ymd_opt(1927, 5, 3).map(Value::Date);
    assert_eq!(read(Kind::Date, "3/5/27", &past).ok(), birth);
    right(
        Kind::Time,
        &[
            ("10:30", "10:30"),
            ("9.05", "09:05"),
            ("930", "09:30"),
            ("ore 8", "08:00"),
            ("10:30:00", "10:30"),
        ],
    );
    for typed in ["25:00", "10:60", "10:5", "mezzogiorno", "10:30:15", "é"] {
        wrong(Kind::Time, &[(typed, Flaw::Shape)]);
    }
    right(
        Kind::Moment,
        &[
            ("31 12 2026 10:30", "2026-12-31T10:30"),
            ("2026-12-31T10:30", "2026-12-31T10:30"),
            ("3 maggio 2026, ore 9", "2026-05-03T09:00"),
            ("3/5/2026 alle 9.15", "2026-05-03T09:15"),
        ],
    );
    wrong(
        Kind::Moment,
        &[("31/2/2026 10:30", Flaw::NoSuchDay), ("10:30", Flaw::Shape), ("oggi", Flaw::Shape)],
    );
    right(
        Kind::Month,
        &[
            ("12 2026", "2026-12"),
            ("12/2026", "2026-12"),
            ("2026-12", "2026-12"),
            ("dicembre 2026", "2026-12"),
        ],
    );
    wrong(Kind::Month, &[("13/2026", Flaw::Shape), ("natale", Flaw::Shape)]);
    right(Kind::Year, &[("1980", "1980")]);
    wrong(Kind::Year, &[("80", Flaw::Range), ("3000", Flaw::Range), ("ottanta", Flaw::Shape)]);
    right(
        Kind::SchoolYear,
        &[("2026/2027", "2026/2027"), ("2026-27", "2026/2027"), ("26/27", "2026/2027")],
    );
    wrong(Kind::SchoolYear, &[("2026/2028", Flaw::Shape), ("2026", Flaw::Shape)]);
}

#[test]
fn yes_and_no() {
    right(Kind::YesNo, &[("yes", "true"), ("Sì", "true"), ("no", "false"), ("false", "false")]);
    wrong(Kind::YesNo, &[("forse", Flaw::Shape)]);
    right(Kind::Accept, &[("on", "true"), ("yes", "true"), ("?", "false")]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_makes_reading_fail(text in "\\PC{0,40}", digits in "[0-9 ,./:'+%T-]{0,24}") {
        for text in [text, digits] {
            for kind in Kind::ALL {
                let _ = read(kind, &text, &reading());
            }
        }
    }

    #[test]
    fn what_is_read_reads_again_as_the_same(digits in "[0-9 ,./:-]{1,16}") {
        for kind in Kind::ALL {
            if let Ok(Value::Text(text)) = read(kind, &digits, &reading()) && !text.is_empty() {
                proptest::prop_assert_eq!(read(kind, &text, &reading()), Ok(Value::Text(text.clone())), "{:?}", kind);
            }
        }
    }
}

#[test]
fn every_kind_does_everything() {
    use std::sync::Arc;

    use crate::support::today;
    use form::kinds::{Holds, Shape};
    use form::showcase::{REGISTER, STEP, showcase};
    use form::summary::Line;
    use form::view::{Asked, Item, Missing, step};
    use form::{Answers, Facts, Register, Setting, check, compile, summary};
    use model::{Lang, Localized};

    let town = |id: &str, label: &str| form::register::Entry {
        id: id.into(),
        label: Localized::it(label),
        ..form::register::Entry::default()
    };
    let mut towns: Vec<_> =
        (0..20).map(|n| town(&format!("t{n}"), &format!("Comune {n} (XX)"))).collect();
    towns.push(town("samone-to", "Samone (TO)"));
    towns.push(town("samone-tn", "Samone (TN)"));
    towns.push(town("e216", "Grugliasco (TO)"));
    let streets = Arc::new(Register::new(vec![town("roma", "Via Roma")]));
    let registers =
        [(REGISTER.to_owned(), Arc::new(Register::new(towns))), ("streets".to_owned(), streets)];
    let setting = Setting { registers: registers.into(), ..Setting::default() };
    let show = showcase(true);
    let form = compile(&show.form, &setting).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let facts = Facts { files: &show.files, ..Facts::on(today()) };
    let checked = check(&form, &show.raw, &facts);
    let said = |path: &str| checked.problems_at(path).map(|p| p.code()).collect::<Vec<_>>();

    // Each typed kind: nothing is missing, right is right, wrong is told in words of its own.
    for kind in Kind::ALL {
        let traits = kind.traits();
        let name = traits.name;
        assert_eq!(serde_json::to_value(kind).unwrap(), name, "the table and the document agree");
        assert!(traits.accepts.iter().all(|text| !text.is_empty()), "{name}");
        let is_answered = matches!(traits.shape, Shape::Single | Shape::Choices | Shape::Files);
        if !is_answered || traits.holds == Holds::Computed {
            continue;
        }
        assert_eq!(said(&format!("{name}_empty")), ["missing"], "{name}");
        for state in ["filled", "locked"] {
            let path = format!("{name}_{state}");
            assert_eq!(said(&path), Vec::<&str>::new(), "{path}");
            assert!(!checked.answers.value(&path).is_empty(), "{path}");
        }
        let wrong: Vec<_> =
            checked.problems.iter().filter(|p| p.path == format!("{name}_wrong")).collect();
        assert_eq!(wrong.len(), usize::from(kind.is_files() || !traits.wrong.is_empty()), "{name}");
        for lang in Lang::ALL {
            let told = wrong.iter().map(|problem| problem.say(lang));
            let generic = told.filter(|said| {
                ["Controlla come hai scritto", "Check how you wrote"]
                    .iter()
                    .any(|words| said.contains(words))
            });
            assert_eq!(generic.count(), 0, "{name}");
        }
    }
    assert_eq!(said("register_wrong"), ["not_in_register"]);
    let told = checked.problems_at("register_wrong").next().unwrap().say(Lang::It);
    assert!(told.contains("Samone (TO), Samone (TN)"), "{told}");
    assert_eq!(said("register_filled"), Vec::<&str>::new());

    // Frozen, the right answers come back the same; shown, none is empty.
    assert_eq!(Answers::read(&form, &checked.answers.canonical(&form)), checked.answers);
    for lang in Lang::ALL {
        let asked = Asked { step: STEP, lang, missing: Missing::Told };
        let drawn = step(&form, &show.raw, &checked, &facts, asked).unwrap();
        assert_eq!(drawn.sections.len(), show.form.steps[0].sections.len());
        assert!(drawn.sections.iter().all(|section| !section.items.is_empty()));
        let controls = drawn.sections.iter().flat_map(|section| &section.items);
        for item in controls {
            let Item::Control(control) = item else { continue };
            assert!(!control.label.is_empty(), "{}", control.path);
            let is_filled = control.path.ends_with("_filled") || control.path.ends_with("_locked");
            assert!(!is_filled || !control.shown.is_empty(), "{}", control.path);
        }
        let steps = summary::of_draft(&form, &checked, &facts, lang);
        for line in steps.iter().flat_map(|step| &step.sections).flat_map(|section| &section.lines)
        {
            let Line::Answer(line) = line else { continue };
            assert!(!line.answer.is_empty() || !line.problem.is_empty(), "{}", line.path);
        }
    }
    let bricks = form::brick::all().count();
    assert!(Kind::ALL.len() + bricks >= 45 + 20);
}

#[test]
fn points() {
    right(
        Kind::Point,
        &[
            ("45.0703, 7.6869", "45.070300,7.686900"),
            ("45.0703 7.6869", "45.070300,7.686900"),
            ("45,0703; 7,6869", "45.070300,7.686900"),
            ("45,0703, 7,6869", "45.070300,7.686900"),
            ("45,0703 7,6869", "45.070300,7.686900"),
            ("45.0703N, 7.6869E", "45.070300,7.686900"),
            ("-34, -58", "-34.000000,-58.000000"),
            ("45° 4' 13\" N 7° 41' 13\" E", "45.070278,7.686944"),
            ("45°04′13″N, 7°41′13″W", "45.070278,-7.686944"),
        ],
    );
    let shape = ["Torino", "45", "45,0703,7,6869,1", "45° 70' N 7° E", "1 2 3", "", "NaN, inf"];
    wrong(Kind::Point, &shape.map(|typed| (typed, Flaw::Shape)));
    wrong(Kind::Point, &[("95, 7", Flaw::Range), ("45.1, 181.0", Flaw::Range)]);
}

#[test]
fn outlines() {
    let square = "45.070300,7.686900\n45.070300,7.687100\n45.070100,7.687100\n45.070100,7.686900";
    let wkt = "POLYGON ((7.6869 45.0703, 7.6871 45.0703, 7.6871 45.0701, 7.6869 45.0701, 7.6869 45.0703))";
    let ring =
        "[[7.6869,45.0703],[7.6871,45.0703],[7.6871,45.0701],[7.6869,45.0701],[7.6869,45.0703]]";
    let polygon = format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#);
    let feature = format!(r#"{{"type":"Feature","properties":{{}},"geometry":{polygon}}}"#);
    right(
        Kind::Outline,
        &[
            ("45,0703; 7,6869\r\n45,0703; 7,6871\n\n 45,0701; 7,6871\n45,0701; 7,6869", square),
            (wkt, square),
            (&polygon, square),
            (&feature, square),
            // A notch is no crossing.
            (
                "0, 0\n0, 4\n4, 4\n4, 2\n2, 2\n2, 0",
                "0.000000,0.000000\n0.000000,4.000000\n4.000000,4.000000\n4.000000,2.000000\n2.000000,2.000000\n2.000000,0.000000",
            ),
        ],
    );
    let holed = format!(r#"{{"type":"Polygon","coordinates":[{ring},{ring}]}}"#);
    let point = r#"{"type":"Point","coordinates":[7.6869,45.0703]}"#;
    for typed in
        ["0, 0\n0, 1", "0, 0", "0, 0\n0, 1\nlì", "POLYGON", "POLYGON((a b))", "{", &holed, point]
    {
        wrong(Kind::Outline, &[(typed, Flaw::Shape)]);
    }
    wrong(Kind::Outline, &[("0, 0\n0, 1\n91, 1", Flaw::Range)]);
    for crossing in [
        "0, 0\n0, 1\n0, 2",
        "0, 0\n2, 2\n0, 2\n2, 0",
        "0, 0\n0, 2\n0, 1\n2, 1",
        "0, 0\n0, 0\n0, 1\n1, 1",
    ] {
        wrong(Kind::Outline, &[(crossing, Flaw::Crossing)]);
    }
    let circle = |corners: u32| {
        let corner = |n: u32| {
            let turn = f64::from(n) / f64::from(corners) * std::f64::consts::TAU;
            format!("{:.6}, {:.6}", turn.sin(), turn.cos())
        };
        (0..corners).map(corner).collect::<Vec<_>>().join("\n")
    };
    assert!(read(Kind::Outline, &circle(200), &reading()).is_ok());
    wrong(Kind::Outline, &[(&circle(201), Flaw::Length(201))]);
}

#[test]
fn a_ranking_keeps_its_order() {
    use crate::support::{checked, fields, problems};
    let yaml = "- {id: a, kind: ranked, label: Nidi, max: 2, options: [{id: x, label: Uno}, {id: y, label: Due}, {id: z, label: Tre}]}";
    let form = fields(yaml).unwrap();
    let ranked = checked(&form, &[("a", "z|x")]);
    assert_eq!(ranked.answers.canonical(&form), r#"{"a":["z","x"]}"#);
    assert_eq!(problems(&checked(&form, &[("a", "z|z")])), ["a ranked_twice"]);
    assert_eq!(problems(&checked(&form, &[("a", "z|x|y")])), ["a too_many_choices"]);
}
