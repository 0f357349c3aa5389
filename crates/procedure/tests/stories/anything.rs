//! Whatever somebody imports, there is an answer: a procedure or faults with their places, never a panic, never an
//! endless wait.

use proptest::prelude::*;

use crate::{DRIVEWAY, HALL, NURSERY, RESIDENCE, TOWN, ZTL, around, document};

/// One blow to a text.
#[derive(Debug, Clone)]
enum Blow {
    /// So many lines from there go.
    Cut(prop::sample::Index, usize),
    /// A line comes twice.
    Twice(prop::sample::Index),
    /// Two lines change places.
    Swap(prop::sample::Index, prop::sample::Index),
    /// A line moves to the right or to the left.
    Move(prop::sample::Index, i8),
    /// What follows the colon is something else.
    Other(prop::sample::Index, String),
}

fn blows() -> impl Strategy<Value = Vec<Blow>> {
    let at = any::<prop::sample::Index>;
    let text = prop_oneof![
        "[a-z ._()\\[\\]{}\"'|&!<>=+*?:-]{0,30}",
        "\\PC{0,12}",
        Just("&a [*a, *a]".to_owned()),
        Just("99999999999999999999999999".to_owned()),
        Just("- - - -".to_owned()),
        Just("!!binary x".to_owned()),
        Just("today + days(999999999)".to_owned()),
    ];
    let blow = prop_oneof![
        (at(), 1..40_usize).prop_map(|(at, n)| Blow::Cut(at, n)),
        at().prop_map(Blow::Twice),
        (at(), at()).prop_map(|(a, b)| Blow::Swap(a, b)),
        (at(), -4..6_i8).prop_map(|(at, by)| Blow::Move(at, by)),
        (at(), text).prop_map(|(at, text)| Blow::Other(at, text)),
    ];
    prop::collection::vec(blow, 1..5)
}

fn struck(text: &str, blows: &[Blow]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for blow in blows {
        match blow {
            Blow::Cut(at, n) => {
                let from = at.index(lines.len());
                lines.drain(from..lines.len().min(from + n));
            }
            Blow::Twice(at) => {
                let at = at.index(lines.len());
                lines.insert(at, lines[at].clone());
            }
            Blow::Swap(a, b) => {
                let (a, b) = (a.index(lines.len()), b.index(lines.len()));
                lines.swap(a, b);
            }
            Blow::Move(at, by) => {
                let at = at.index(lines.len());
                let line = &mut lines[at];
                let blanks = line.len() - line.trim_start().len();
                let by = usize::from(by.unsigned_abs());
                *line = match blow {
                    Blow::Move(_, n) if *n < 0 => line[by.min(blanks)..].to_owned(),
                    _ => format!("{}{line}", " ".repeat(by)),
                };
            }
            Blow::Other(at, text) => {
                let at = at.index(lines.len());
                let line = &mut lines[at];
                let key = line.split_once(':').map_or("", |(key, _)| key);
                *line = format!("{key}: {text}");
            }
        }
        if lines.is_empty() {
            lines.push(String::new());
        }
    }
    lines.join("\n")
}

/// What an import does with a text.
fn import(text: &str) {
    match procedure::read(text) {
        Ok(source) => {
            let _ = procedure::write(&source.procedure);
            if let Err(faults) = procedure::compile(&source, &around(TOWN)) {
                assert!(!faults.is_empty());
                assert!(faults.iter().all(|fault| fault.place.line >= 1), "{faults:?}");
            }
        }
        Err(fault) => assert!(!fault.to_string().is_empty()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: Some(Box::new(
        prop::test_runner::FileFailurePersistence::SourceParallel("proptest-regressions"))),
        ..ProptestConfig::with_cases(400) })]

    #[test]
    fn a_document_that_was_struck_is_answered(
        which in prop::sample::select(vec![ZTL, RESIDENCE, DRIVEWAY, NURSERY, HALL]),
        blows in blows(),
    ) {
        import(&struck(&document(TOWN, which), &blows));
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,400}") {
        import(&text);
    }
}

/// Small texts that stand for something endless, and deep ones.
#[test]
fn texts_made_to_hurt_are_refused() {
    let laughs: String = (1..12)
        .map(|n| {
            format!(
                "{}: &{} [{}]\n",
                name(n),
                name(n),
                vec![format!("*{}", name(n - 1)); 10].join(", ")
            )
        })
        .collect();
    let laughs = format!("a: &a [x, x, x, x, x, x, x, x, x, x]\n{laughs}");
    let deep = |open: &str, n: usize| format!("id: {}", open.repeat(n));
    let long = format!("schema_version: 1\nid: {}\n", "x".repeat(3 * 1024 * 1024));
    for text in [laughs, deep("[", 100_000), deep("{a: ", 50_000), deep("- ", 50_000), long] {
        assert!(procedure::read(&text).is_err());
    }
}

fn name(n: usize) -> String {
    char::from(b'a' + u8::try_from(n).unwrap()).to_string()
}

/// Rules as long and as deep as anybody can write them are answered at their place.
#[test]
fn endless_rules_are_refused_at_their_place() {
    let whole = document(TOWN, ZTL);
    let from = "  amount: local.stamp_duty\n";
    for rule in [
        format!("{}local.stamp_duty{}", "(".repeat(1_000), ")".repeat(1_000)),
        vec!["local.stamp_duty"; 2_000].join(" + "),
        format!("{}local.stamp_duty", "-".repeat(3_000)),
        format!("{}local.stamp_duty", "!".repeat(3_000)),
        "local.stamp_duty.x".repeat(200),
    ] {
        let text = whole.replacen(from, &format!("  amount: \"{rule}\"\n"), 1);
        assert_ne!(text, whole);
        let faults =
            procedure::compile(&procedure::read(&text).unwrap(), &around(TOWN)).unwrap_err();
        let line = 1 + text[..text.find(&rule).unwrap()].matches('\n').count();
        let lines: Vec<_> = faults.iter().map(|fault| fault.place.line as usize).collect();
        assert!(lines.contains(&line), "{line} {faults:?}");
    }
}
