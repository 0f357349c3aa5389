//! Times one check of a form of 40 fields with a rule on most of them, and of one of 300 with 250
//! rules, in microseconds. Run with `--release`; a program, not a test.

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use chrono::NaiveDate;
use form::{Facts, Field, Form, Kind, Raw, Setting, check, compile};
use model::Localized;

fn main() -> Result<(), Box<dyn Error>> {
    for (count, rules) in [(40, 34), (300, 250)] {
        let (form, raw) = make(count, rules);
        let form = compile(&form, &Setting::default()).map_err(|faults| format!("{faults:#?}"))?;
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).ok_or("no such day")?;
        let facts = Facts::on(day);
        const ROUNDS: u32 = 1000;
        let start = Instant::now();
        for _ in 0..ROUNDS {
            black_box(check(&form, black_box(&raw), &facts));
        }
        let each = start.elapsed() / ROUNDS;
        println!("{count} fields, {rules} rules: {} µs a check", each.as_micros());
    }
    Ok(())
}

/// A form in which each field but the first ones is shown, needed or checked by a rule on another.
fn make(count: usize, rules: usize) -> (Form, Raw) {
    let mut raw = Raw::new();
    let fields = (0..count).map(|n| {
        let mut field = Field {
            id: format!("f{n}"),
            kind: [Kind::Line, Kind::Integer, Kind::Date, Kind::YesNo][n % 4],
            label: Localized::it(format!("Domanda {n}")),
            ..Field::default()
        };
        raw.put(field.id.clone(), ["testo", "12", "3/5/2026", "yes"][n % 4]);
        if n >= 4 && n < rules + 4 {
            let before = n - 4;
            field.visible = Some(match n % 4 {
                0 => format!("f{before} != \"altro\" && f1 > 3"),
                1 => format!("f{before} + 1 < 100 || f3"),
                2 => format!("days_between(f{before}, today) >= 0"),
                _ => format!("f{before} && !is_empty(f0)"),
            });
        }
        field
    });
    let fields = fields.collect();
    (Form::of_fields("only", fields), raw)
}
