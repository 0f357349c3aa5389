//! Prints how many milliseconds a receipt takes, cold and warm: performance.md, row P13.
//! `cargo run --release -p documents --example speed`

#[path = "../tests/sample/mod.rs"]
mod sample;

use std::time::Instant;

fn main() -> Result<(), documents::DocumentError> {
    let mut receipt = sample::rich_receipt();
    let start = Instant::now();
    let bytes = documents::receipt(&receipt)?;
    println!("cold  {:6.1} ms  {} bytes", start.elapsed().as_secs_f64() * 1e3, bytes.len());
    let rounds = 20;
    let start = Instant::now();
    for round in 0..rounds {
        receipt.code = format!("ZTL-{round:04}");
        receipt.applicant.name = format!("Anna Rossi {round}");
        documents::receipt(&receipt)?;
    }
    println!("warm  {:6.1} ms", start.elapsed().as_secs_f64() * 1e3 / f64::from(rounds));
    Ok(())
}
