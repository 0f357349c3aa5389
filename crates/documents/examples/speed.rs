//! Prints how many milliseconds a receipt takes, cold and warm: performance.md, row P13.
//! `cargo run --release -p documents --example speed`

#[path = "../tests/sample/mod.rs"]
mod sample;

use std::time::Instant;

const ROUNDS: u32 = 20;

fn main() -> Result<(), documents::DocumentError> {
    let mut rich = sample::rich_receipt();
    let mut minimal = sample::minimal_receipt();
    let mut letter = sample::letter();
    let mut blank = sample::blank();
    let start = Instant::now();
    let bytes = documents::receipt(&rich)?;
    println!("receipt, cold   {:6.1} ms  {} bytes", millis(start), bytes.len());
    warm("receipt, warm", |name| {
        rich.applicant.name = name;
        documents::receipt(&rich)
    })?;
    warm("least receipt", |name| {
        minimal.applicant.name = name;
        documents::receipt(&minimal)
    })?;
    warm("letter", |name| {
        letter.addressee.name = name;
        documents::letter(&letter)
    })?;
    warm("to be signed", |name| {
        blank.service = name;
        documents::blank(&blank)
    })
}

fn warm(
    what: &str,
    mut print: impl FnMut(String) -> Result<Vec<u8>, documents::DocumentError>,
) -> Result<(), documents::DocumentError> {
    let bytes = print("Anna Rossi".to_owned())?;
    let start = Instant::now();
    for round in 0..ROUNDS {
        print(format!("Anna Rossi {round}"))?;
    }
    println!("{what:15} {:6.1} ms  {} bytes", millis(start) / f64::from(ROUNDS), bytes.len());
    Ok(())
}

fn millis(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}
