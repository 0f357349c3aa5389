//! `make bench`: prints the figures, one line for each; ends with 1 if a counted property does not hold.
//! `BENCH_FULL=1` takes the sizes of the goals, `BENCH_QUEUE=100000` so many applications in the queue; arguments name
//! single rows (`bench P2 P8`).

use std::{env, process::ExitCode};

use tests::bench::{Bench, ROWS, Sizes, figures, row, site};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [word, told] = arguments.as_slice()
        && word == "serve"
    {
        site::serve_for_ever(told).await;
        return ExitCode::SUCCESS;
    }
    let sizes = if env::var_os("BENCH_FULL").is_some() { Sizes::FULL } else { Sizes::SMALL };
    let queue = env::var("BENCH_QUEUE").ok().and_then(|count| count.parse().ok());
    let sizes = Sizes { queue: queue.unwrap_or(sizes.queue), ..sizes };
    let me = env::current_exe().expect("this binary");
    let bench = Bench::new(sizes, me);
    let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!("# {profile} profile, {cores} cores; the load generator shares them; loopback only");
    println!(
        "# {} rounds, alternating; median; spread = (greatest - least) / median",
        sizes.rounds
    );
    println!("# PostgreSQL: a private server without fsync, for us and for pgbench alike");
    println!("# fsync of this disk: {:.2} ms", figures::fsync(&bench.folder));
    println!("{}", figures::HEAD);
    let mut is_whole = true;
    for id in ROWS {
        if !arguments.is_empty() && !arguments.iter().any(|asked| asked == id) {
            continue;
        }
        for line in row(&bench, id).await {
            println!("{line}");
            is_whole &= line.broken.is_none();
        }
    }
    if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
