//! The figures of the design's table of goals, each a ratio inside one run. What runs is chosen by [`Sizes`]; a
//! timing never fails, a property that can be counted does.

mod bulk;
pub mod cpu;
mod due;
mod exporting;
pub mod figures;
pub mod journey;
pub mod killed;
pub mod load;
pub mod memory;
pub mod pages;
pub mod people;
pub mod pgbench;
pub mod queue;
#[path = "../../crates/documents/tests/sample/mod.rs"]
pub mod sample;
pub mod saving;
pub mod sending;
pub mod site;
pub mod started;
pub mod toolchain;
pub mod wire;

use std::{panic::AssertUnwindSafe, path::PathBuf};

use futures_util::FutureExt as _;

use figures::{Line, steady};

/// How much is done.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// Times each side of a ratio is taken.
    pub rounds: usize,
    /// Applications sent in one round.
    pub sends: usize,
    /// Pages or saves asked for in one round.
    pub asks: usize,
    /// Seconds of one round of pgbench that asks.
    pub seconds: u32,
    /// Seconds of one that writes with many sessions: long enough that what each session does once, connecting
    /// and planning, weighs little.
    pub writing: u32,
    /// Applications in the queue.
    pub queue: usize,
    /// Applications in one act.
    pub bulk: usize,
    /// Files uploaded at once.
    pub uploads: usize,
    /// Size of each, in MB.
    pub upload_mb: usize,
    /// How often a server is killed.
    pub kills: usize,
    /// How often a computation is repeated.
    pub repeats: u32,
    /// What takes the compiler many minutes is done too.
    pub is_full: bool,
}

impl Sizes {
    /// So that nothing of this rots: each row once.
    pub const TINY: Self = Self {
        rounds: 1,
        sends: 8,
        asks: 16,
        seconds: 1,
        writing: 1,
        queue: 120,
        bulk: 12,
        uploads: 2,
        upload_mb: 1,
        kills: 1,
        repeats: 2,
        is_full: false,
    };
    /// A few minutes on two cores.
    pub const SMALL: Self = Self {
        rounds: 5,
        sends: 256,
        asks: 1_000,
        seconds: 1,
        writing: 4,
        queue: 10_000,
        bulk: 500,
        uploads: 5,
        upload_mb: 50,
        kills: 3,
        repeats: 20,
        is_full: false,
    };
    /// As the goals are written.
    pub const FULL: Self = Self {
        rounds: 7,
        sends: 1_000,
        asks: 5_000,
        seconds: 5,
        writing: 20,
        queue: 1_000_000,
        bulk: 10_000,
        uploads: 20,
        upload_mb: 50,
        kills: 20,
        repeats: 100,
        is_full: true,
    };
}

/// A run.
#[derive(Debug, Clone)]
pub struct Bench {
    /// How much.
    pub sizes: Sizes,
    /// The binary that serves when it is told to: `bench serve …`.
    pub me: PathBuf,
    /// The server as it ships; none if it was not built beside this one.
    pub sportello: Option<PathBuf>,
    /// What this run writes, on a disk and not in memory.
    pub folder: PathBuf,
}

impl Bench {
    /// A run whose server is `me`, in a folder of its own.
    #[must_use]
    pub fn new(sizes: Sizes, me: PathBuf) -> Self {
        let beside = me.with_file_name("sportello");
        let name = format!("bench-{}", std::process::id());
        Self {
            sizes,
            me,
            sportello: beside.is_file().then_some(beside),
            folder: crate::installation::folder(&name),
        }
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The rows there are, in the order in which they run.
pub const ROWS: [&str; 16] = [
    "P9",
    "P13",
    "P14",
    "P7",
    "P8",
    "P4",
    "P5",
    "P2",
    "P3",
    "P1",
    "P6",
    "P11",
    "P10",
    "P10.export",
    "P12",
    "P16.bulk",
];

/// One row, by its name in [`ROWS`]. A row that breaks says so in a line that counts as a failure.
pub async fn row(bench: &Bench, id: &str) -> Vec<Line> {
    let taking = async {
        let folder = &bench.folder;
        match id {
            "P1" => sending::postgres(bench).await,
            "P2" => steady(folder, async || sending::sqlite(bench).await).await,
            "P3" => killed::lose_nothing(bench).await,
            "P4" => steady(folder, async || saving::answers(bench).await).await,
            "P5" => steady(folder, async || journey::whole(bench).await).await,
            "P6" => queue::both(bench).await,
            "P7" => pages::with_a_session(bench).await,
            "P8" => wire::bytes(bench).await,
            "P9" => cpu::forms(bench.sizes.repeats),
            "P10" => memory::ceilings(bench).await,
            "P10.export" => exporting::ceilings(bench).await,
            "P11" => started::first_answer(bench).await,
            "P12" => toolchain::times(bench),
            "P13" => cpu::receipt(bench.sizes.repeats),
            "P14" => cpu::register(bench.sizes.repeats),
            "P16.bulk" => bulk::acts(bench).await,
            other => vec![Line::absent(other, "no such row")],
        }
    };
    match AssertUnwindSafe(taking).catch_unwind().await {
        Ok(lines) => lines,
        Err(cause) => {
            let said = cause.downcast_ref::<String>().cloned();
            let said = said.unwrap_or_else(|| "its reason is told above".to_owned());
            vec![Line::absent(id, "it broke").failing(said)]
        }
    }
}
