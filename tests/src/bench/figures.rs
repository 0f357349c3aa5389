//! Figures and how they are told: a median, its spread, what it is compared with.

use std::{
    fmt,
    fs::File,
    io::Write as _,
    path::Path,
    time::{Duration, Instant},
};

/// Values of the same thing, one for each round.
#[derive(Debug, Clone, Default)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// Adds the value of a round.
    pub fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    /// The value that `part` of all are not above; 0 if there are none.
    #[must_use]
    pub fn at(&self, part: f64) -> f64 {
        let mut all = self.0.clone();
        all.sort_by(f64::total_cmp);
        let last = all.len().saturating_sub(1);
        let place = (part * last as f64).round() as usize;
        all.get(place.min(last)).copied().unwrap_or_default()
    }

    /// The middle one.
    #[must_use]
    pub fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// From the least to the greatest, in percent of the middle one.
    #[must_use]
    pub fn spread(&self) -> f64 {
        let median = self.median();
        if median == 0.0 { 0.0 } else { (self.at(1.0) - self.at(0.0)) / median * 100.0 }
    }

    /// What each round of this is to the same round of another.
    #[must_use]
    pub fn over(&self, other: &Self) -> Self {
        let pairs = self.0.iter().zip(&other.0).filter(|(_, b)| **b != 0.0);
        Self(pairs.map(|(a, b)| a / b).collect())
    }
}

impl FromIterator<f64> for Samples {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

/// One line of the output: `id  value  unit  ratio-to  ratio  goal  spread`.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Row of the table, with its part: `P2.off`.
    pub id: String,
    value: Option<f64>,
    unit: String,
    to: String,
    ratio: Option<f64>,
    goal: String,
    spread: f64,
    note: String,
    /// Why a counted property does not hold.
    pub broken: Option<String>,
}

impl Line {
    /// A value with its spread.
    #[must_use]
    pub fn of(id: &str, samples: &Samples, unit: &str) -> Self {
        let line = Self::value(id, samples.median(), unit);
        Self { spread: samples.spread(), ..line }
    }

    /// A value that was taken once.
    #[must_use]
    pub fn value(id: &str, value: f64, unit: &str) -> Self {
        Self { id: id.to_owned(), value: Some(value), unit: unit.to_owned(), ..Self::default() }
    }

    /// A row that could not be taken, and why.
    #[must_use]
    pub fn absent(id: &str, why: &str) -> Self {
        Self { id: id.to_owned(), note: format!("NOT TAKEN: {why}"), ..Self::default() }
    }

    /// What it is compared with. The spread is then the ratio's.
    #[must_use]
    pub fn against(self, to: &str, ratio: &Samples) -> Self {
        let spread = ratio.spread();
        Self { to: to.to_owned(), ratio: Some(ratio.median()), spread, ..self }
    }

    /// What it is compared with, for a ratio that was taken once.
    #[must_use]
    pub fn to(self, to: &str, ratio: f64) -> Self {
        Self { to: to.to_owned(), ratio: Some(ratio), ..self }
    }

    /// What it should be.
    #[must_use]
    pub fn goal(self, goal: impl Into<String>) -> Self {
        Self { goal: goal.into(), ..self }
    }

    /// Something to know when reading it.
    #[must_use]
    pub fn note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    /// A counted property that does not hold.
    #[must_use]
    pub fn failing(self, why: String) -> Self {
        Self { broken: Some(why), ..self }
    }

    /// Fails if a counted value is above its ceiling, which is its goal.
    #[must_use]
    pub fn ceiling(self, most: f64) -> Self {
        let line = self.goal(format!("≤{most}"));
        match line.value {
            Some(value) if value > most => line.failing(format!("{value:.1} is above {most}")),
            _ => line,
        }
    }
}

/// The names of the columns.
pub const HEAD: &str =
    "id                value  unit    ratio-to                     ratio  goal              spread";

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |value: Option<f64>| match value {
            None => "-".to_owned(),
            Some(value) if value >= 1_000.0 => format!("{value:.0}"),
            Some(value) if value >= 10.0 => format!("{value:.1}"),
            Some(value) => format!("{value:.2}"),
        };
        let or = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
        write!(
            f,
            "{:<14} {:>8}  {:<6}  {:<26}  {:>6}  {:<16}  {:>5.0}%",
            self.id,
            number(self.value),
            or(&self.unit),
            or(&self.to),
            number(self.ratio),
            or(&self.goal),
            self.spread,
        )?;
        if !self.note.is_empty() {
            write!(f, "  # {}", self.note)?;
        }
        if let Some(why) = &self.broken {
            write!(f, "  FAILS: {why}")?;
        }
        Ok(())
    }
}

/// How long the disk takes for a small durable write, in milliseconds: the median of many.
#[must_use]
pub fn fsync(folder: &Path) -> f64 {
    let path = folder.join("fsync");
    let mut file = File::create(&path).expect("a file to probe the disk with");
    let mut samples = Samples::default();
    for _ in 0..40 {
        let start = Instant::now();
        file.write_all(&[0; 4096]).expect("written");
        file.sync_data().expect("durable");
        samples.push(millis(start.elapsed()));
    }
    let _ = std::fs::remove_file(path);
    samples.median()
}

/// Most that the disk may change during a row.
const DRIFT: f64 = 3.0;
/// How often a row is taken again.
const TRIES: usize = 3;

/// Takes rows while the disk stays as it is, and again if it did not.
pub async fn steady(folder: &Path, take: impl AsyncFn() -> Vec<Line>) -> Vec<Line> {
    let mut tries = 0;
    loop {
        tries += 1;
        let before = fsync(folder);
        let lines = take().await;
        let after = fsync(folder);
        let drift = (after / before).max(before / after);
        let is_broken = lines.iter().any(|line| line.broken.is_some());
        if drift <= DRIFT || is_broken || tries == TRIES {
            let told = format!("fsync {before:.2} → {after:.2} ms, taken {tries}×");
            return lines.into_iter().map(|line| line.and_note(&told)).collect();
        }
    }
}

impl Line {
    fn and_note(self, more: &str) -> Self {
        let note =
            if self.note.is_empty() { more.to_owned() } else { format!("{}; {more}", self.note) };
        Self { note, ..self }
    }
}

/// In milliseconds.
#[must_use]
pub fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
