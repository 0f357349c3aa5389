//! First values for a draft: from whom they come, in which order they are asked, and what is remembered of what a
//! person declared. A source that does not answer, or not in time, fills nothing and stops nobody.

mod known;

use std::time::Duration;

use chrono::Months;
use form::{Compiled, Origin, Raw, prefill::Sources};
use model::{Lang, Localized, Moment, PersonId};
use store::{Read, Write, remembered};
use tokio::time::timeout;
use words::Words;

pub use known::{NotImported, Register};

use crate::{
    Desk, Error, Result, facts,
    session::{Person, Session},
};

/// Who is asked for first values. A register of the State will be one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// Who signed the person in.
    Identity,
    /// The municipality's own registers.
    Town,
    /// What the person declared before.
    Declared,
}

const SOURCES: [Source; 3] = [Source::Identity, Source::Town, Source::Declared];

/// How long a source is waited for: somebody looks at an empty page meanwhile.
const PATIENCE: Duration = Duration::from_secs(1);

/// What declared values are called in forms: `store.phone`.
const STORE: &str = "store.";

impl Desk {
    /// What all sources say of a person.
    pub(crate) async fn sources(&self, read: &mut Read, person: &Person) -> Sources {
        let mut all = Sources::new();
        for source in SOURCES {
            all.extend(in_time(source, self.ask_source(source, read, person)).await);
        }
        all
    }

    async fn ask_source(
        &self,
        source: Source,
        read: &mut Read,
        person: &Person,
    ) -> Result<Sources> {
        match source {
            Source::Identity => Ok(facts::sources(person)),
            Source::Town => self.known(read, person).await,
            Source::Declared => self.declared(read, person.id).await,
        }
    }

    async fn declared(&self, read: &mut Read, person: PersonId) -> Result<Sources> {
        let rows = remembered::of_person(read, person, self.now()).await?;
        let mut sources = Sources::new();
        for row in rows {
            let context = context(person, &row.name);
            let text = self.keys.open(&context, &row.value).map_err(Error::broken)?;
            let origin = Origin {
                name: said(),
                on: Some(row.declared_at.day()),
                is_authoritative: false,
                values: serde_json::from_slice(&text).map_err(Error::broken)?,
            };
            sources.insert(row.name, origin);
        }
        Ok(sources)
    }

    /// Remembers what the form says may be offered again, as it was typed, within the unit that sends it.
    pub(crate) async fn remember(
        &self,
        tx: &mut Write,
        session: &Session,
        (form, raw): (&Compiled, &Raw),
        now: Moment,
    ) -> Result<()> {
        let person = session.person.id;
        for (path, name, months) in form.remembers() {
            let values = raw.get(path);
            if values.iter().all(|value| value.trim().is_empty()) || !name.starts_with(STORE) {
                continue;
            }
            let text = serde_json::to_vec(values).map_err(Error::broken)?;
            let until = now.utc().checked_add_months(Months::new(months));
            let one = remembered::Remembered {
                person,
                name: name.to_owned(),
                value: self.keys.seal(&context(person, name), &text, &self.clock),
                declared_at: now,
                until: until.map_or(now, Moment::from_utc),
            };
            remembered::keep(tx, &one).await?;
        }
        Ok(())
    }
}

/// What a source says, if it says it in time.
async fn in_time(source: Source, asked: impl Future<Output = Result<Sources>>) -> Sources {
    match timeout(PATIENCE, asked).await {
        Ok(Ok(said)) => return said,
        Ok(Err(error)) => {
            tracing::warn!(%error, ?source, "a source of first values does not answer");
        }
        Err(_) => tracing::warn!(?source, "a source of first values is too slow"),
    }
    Sources::new()
}

/// What a value is sealed for.
fn context(person: PersonId, name: &str) -> String {
    format!("remembered {} {name}", person.0)
}

/// What the source is called.
fn said() -> Localized {
    let said = |lang| (lang, Words::of(lang).t("prefill-declared").into_owned());
    Lang::ALL.into_iter().map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_source_that_is_down_or_slow_fills_nothing_and_stops_nobody() {
        let said = || Ok(facts::of_sums(model::Money(100)));
        assert_eq!(in_time(Source::Identity, async { said() }).await.len(), 1);
        let down = async { Err(Error::NotFound) };
        assert!(in_time(Source::Town, down).await.is_empty());
        let begun = std::time::Instant::now();
        assert!(in_time(Source::Declared, std::future::pending()).await.is_empty());
        assert!(begun.elapsed() < Duration::from_secs(20));
    }
}
