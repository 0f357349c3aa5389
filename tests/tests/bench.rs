//! The bench cannot rot: each of its rows runs once, as small as it can be. Times are not looked at; what can be
//! counted must hold.

use std::path::PathBuf;

use tests::bench::{Bench, ROWS, Sizes, row};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_row_runs_and_what_it_counts_holds() {
    let bench = Bench::new(Sizes::TINY, PathBuf::from(env!("CARGO_BIN_EXE_bench")));
    let mut broken = Vec::new();
    println!(
        "P10 IS NOT RUN HERE: memory under many uploads wants a quiet machine; `make bench` takes it"
    );
    for id in ROWS.into_iter().filter(|id| *id != "P10") {
        let lines = row(&bench, id).await;
        assert!(!lines.is_empty(), "{id} says nothing");
        for line in lines {
            println!("{line}");
            broken.extend(line.broken.is_some().then(|| line.to_string()));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
