//! Whether what was promised still holds: every chain of events whole, every number there exactly once.

use std::collections::BTreeMap;

use model::{ApplicationId, Digest};
use store::{applications, documents, files, register};

use crate::{
    Desk, Result,
    loaded::{Loaded, protocol},
    sending::REGISTER,
};

/// Applications read at once.
const BATCH: i64 = 200;

/// What a verification found.
#[derive(Debug, Default)]
pub struct Report {
    /// How many applications there are.
    pub applications: u64,
    /// How many events they have.
    pub events: u64,
    /// How many of their payloads were erased.
    pub erased: u64,
    /// The highest number of the latest year.
    pub numbers: i64,
    /// Chains that are not whole, each in a line.
    pub broken: Vec<String>,
    /// Numbers that are missing or stand twice.
    pub gaps: Vec<String>,
}

impl Desk {
    /// Reads every application and verifies it.
    ///
    /// # Errors
    /// Storage.
    pub async fn verify(&self) -> Result<Report> {
        let mut report = Report::default();
        let mut numbers: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        let mut after: Option<ApplicationId> = None;
        loop {
            let rows = applications::all(&mut self.db.peek().await?, after, BATCH).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.id);
            for row in rows {
                report.applications += 1;
                numbers.entry(row.year).or_default().push(row.number);
                let name = protocol(row.year, row.number);
                let loaded = match self.load(row.id).await {
                    Ok(loaded) => loaded,
                    Err(error) => {
                        report.broken.push(format!("{name}: {error}"));
                        continue;
                    }
                };
                let chain =
                    loaded.records.iter().map(|(record, payload)| (record, payload.as_ref()));
                match workflow::verify(row.id, chain) {
                    Ok(verified) => {
                        report.events += u64::try_from(verified.events).unwrap_or(0);
                        report.erased += u64::try_from(verified.erased.len()).unwrap_or(0);
                    }
                    Err(broken) => report.broken.push(format!("{name}: {broken}")),
                }
                if loaded.application.state != row.now.state {
                    report.broken.push(format!("{name}: its row and its events differ"));
                }
                if !loaded.has_its_answers() {
                    let why = "its answers are not those it was sent with and changed to";
                    report.broken.push(format!("{name}: {why}"));
                }
                self.verify_papers(&loaded, &name, &mut report).await?;
            }
        }
        let mut after = (0, 0);
        loop {
            let entries = register::after(&mut self.db.peek().await?, after, BATCH).await?;
            let Some(last) = entries.last() else { break };
            after = (last.year, last.number);
            for entry in entries {
                numbers.entry(entry.year).or_default().push(entry.number);
            }
        }
        for (year, mut found) in numbers {
            found.sort_unstable();
            for (expected, number) in (1..).zip(&found) {
                if *number != expected {
                    report.gaps.push(format!(
                        "{}: expected {}",
                        protocol(year, *number),
                        protocol(year, expected)
                    ));
                    break;
                }
            }
            report.numbers = found.last().copied().unwrap_or(0);
            let given =
                applications::last_number(&mut self.db.peek().await?, REGISTER, year).await?;
            if given != report.numbers {
                let (last, given) = (protocol(year, report.numbers), protocol(year, given));
                report.gaps.push(format!("{given} was given, {last} is the last that is there"));
            }
        }
        Ok(report)
    }

    /// Reads the bytes of every paper and file: are they there, and what they were?
    async fn verify_papers(&self, loaded: &Loaded, name: &str, report: &mut Report) -> Result<()> {
        let mut read = self.db.read().await?;
        let papers = documents::of_application(&mut read, loaded.id()).await?;
        let received = files::of_application(&mut read, loaded.id()).await?;
        drop(read);
        let papers = papers.into_iter().map(|paper| (paper.kind, paper.sha256));
        let received = received.into_iter().map(|file| (file.path, file.sha256));
        for (what, digest) in papers.chain(received) {
            match self.vault.get_bytes(&digest).await {
                Ok(bytes) if Digest::of(&bytes) == digest => {}
                Ok(_) => report.broken.push(format!("{name}: {what} has other bytes")),
                Err(error) => report.broken.push(format!("{name}: {what}: {error}")),
            }
        }
        Ok(())
    }
}
