//! What of an application a page had shown: its version, by which an act is refused that somebody else's has overtaken,
//! and its last event, by which the page then tells what has happened since.

use std::{fmt, str::FromStr};

use askama::Template;
use desk::session::Session;
use model::ApplicationId;
use serde::{Deserialize, Deserializer, de::Error as _};

use crate::{
    Frame, Page, Problem,
    timeline::{Happening, happenings},
};

/// The version that a page had shown, and the number of its last event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    pub version: i64,
    /// None: the page did not say.
    pub last: Option<u32>,
}

impl Seen {
    pub fn of(loaded: &desk::Loaded) -> Seen {
        Seen { version: loaded.version(), last: Some(loaded.application.seq) }
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.last {
            Some(last) => write!(f, "{}.{last}", self.version),
            None => write!(f, "{}", self.version),
        }
    }
}

impl FromStr for Seen {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Seen, Self::Err> {
        let (version, last) =
            text.split_once('.').map_or((text, None), |(it, last)| (it, Some(last)));
        Ok(Seen { version: version.parse()?, last: last.and_then(|last| last.parse().ok()) })
    }
}

impl<'de> Deserialize<'de> for Seen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// What has happened meanwhile, as HTML; nothing where nothing has.
#[derive(Template)]
#[template(path = "part/meanwhile.html")]
pub(crate) struct Meanwhile<'a> {
    frame: &'a Frame,
    meanwhile: &'a [Happening],
}

impl Frame {
    /// What has happened to an application since a page had shown it.
    pub(crate) fn meanwhile<'a>(&'a self, meanwhile: &'a [Happening]) -> Meanwhile<'a> {
        Meanwhile { frame: self, meanwhile }
    }
}

/// What has happened to an application since a page had shown it, the newest first.
pub(crate) async fn meanwhile(
    page: &Page,
    session: &Session,
    id: ApplicationId,
    last: Option<u32>,
) -> Result<Vec<Happening>, Problem> {
    let Some(last) = last else { return Ok(Vec::new()) };
    let dossier = page.town.desk.dossier(session, id).await?;
    let since = dossier.loaded.entries.iter().filter(|entry| entry.seq > last).count();
    let mut happenings = happenings(page, &dossier, session.is_staff());
    happenings.truncate(since);
    Ok(happenings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_is_read_as_it_is_written() {
        for seen in [Seen { version: 7, last: Some(12) }, Seen { version: 1, last: None }] {
            assert_eq!(seen.to_string().parse(), Ok(seen));
        }
        assert!("".parse::<Seen>().is_err() && "x.1".parse::<Seen>().is_err());
        assert_eq!("3.x".parse(), Ok(Seen { version: 3, last: None }));
    }
}
