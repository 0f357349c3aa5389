//! First values for a draft: from whom they come, in which order they are asked, and what is remembered of what a
//! person declared. A source that does not answer fills nothing and stops nobody.

use chrono::Months;
use form::{Compiled, Origin, Raw, prefill::Sources};
use model::{Lang, Localized, Moment, PersonId};
use store::{Read, Write, remembered};
use words::Words;

use crate::{
    Desk, Error, Result, facts,
    session::{Person, Session},
};

/// Who is asked for first values. A register of the State or of the municipality will be one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// Who signed the person in.
    Identity,
    /// What the person declared before.
    Declared,
}

const SOURCES: [Source; 2] = [Source::Identity, Source::Declared];

/// What declared values are called in forms: `store.phone`.
const STORE: &str = "store.";

impl Desk {
    /// What all sources say of a person.
    pub(crate) async fn sources(&self, read: &mut Read, person: &Person) -> Sources {
        let mut all = Sources::new();
        for source in SOURCES {
            match self.ask_source(source, read, person).await {
                Ok(said) => all.extend(said),
                Err(error) => {
                    tracing::warn!(%error, ?source, "a source of first values does not answer");
                }
            }
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

/// What a value is sealed for.
fn context(person: PersonId, name: &str) -> String {
    format!("remembered {} {name}", person.0)
}

/// What the source is called.
fn said() -> Localized {
    let said = |lang| (lang, Words::of(lang).t("prefill-declared").into_owned());
    Lang::ALL.into_iter().map(said).collect()
}
