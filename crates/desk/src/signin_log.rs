//! The log of sign-ins: every message between the desk and a provider, sealed, in one chain (*Regole tecniche OpenID
//! Connect*, gestione dei log; DPCM 24/10/2014 art. 13 c. 2). Not here: what is said (`gateway`), who may look.
//!
//! A row's hash is keyed: who can write the database and has not the installation's keys can make no row, change none
//! and take none away without its showing. What is taken from the end shows by the proof of the two ends, unless an
//! older state of the whole table is put back: keep what `verify` prints.

mod keeping;
mod reading;

use gateway::identity::{Message, MessageKind};
use model::Digest;
use store::{
    Read, Write,
    signin_log::{self, Ends, Row},
};
use uuid::Uuid;

pub use keeping::LogReport;
pub use reading::{Entry, Look, Looking, Wanted};

use crate::{Desk, Error, Result};

/// Letters of a text by which a row is found.
const LONGEST_INDEX: usize = 300;
/// Bytes of a message that are kept; none that counts is longer: an answer has 1 MB at most, a chain is a few of them.
const LONGEST_BODY: usize = 8 * 1024 * 1024;

/// What stands before the first row.
const BEGINNING: Digest = Digest([0; 32]);
/// Purposes of keyed digests.
const ROW: &str = "sign-in log row";
const ENDS: &str = "sign-in log ends";
const PERSON: &str = "sign-in log person";

/// Messages of one sign-in, to be written down.
pub(crate) struct Said<'a> {
    pub signin: Uuid,
    /// Id of the provider.
    pub provider: &'a str,
    /// Key of the person, once known.
    pub person: Option<&'a str>,
    pub messages: &'a [Message],
}

impl Desk {
    /// Writes messages down. Everybody else who writes to the log waits until the unit is over: the last thing of it.
    pub(crate) async fn log_messages(&self, tx: &mut Write, said: &Said<'_>) -> Result<()> {
        if said.messages.is_empty() {
            return Ok(());
        }
        let mut ends = signin_log::lock(tx).await?;
        let holds = self.holds(&ends)?;
        let person = said.person.map(|key| self.keys.digest(PERSON, key.as_bytes()));
        let mut rows = Vec::new();
        for message in said.messages {
            let seq = ends.last_seq + 1;
            let body = &message.body.as_bytes()[..message.body.len().min(LONGEST_BODY)];
            let index = &message.index;
            let mut row = Row {
                seq,
                signin: said.signin,
                at: message.at,
                kind: message.kind.word().to_owned(),
                provider: said.provider.to_owned(),
                client_id: short(index.client_id.as_deref()),
                code: short(index.code.as_deref()),
                jti: short(index.jti.as_deref()),
                iss: short(index.iss.as_deref()),
                sub: short(index.sub.as_deref()),
                iat: index.iat,
                exp: index.exp,
                person,
                body: self.keys.seal(&context(seq, said.signin), body, &self.clock),
                previous: ends.last_hash.unwrap_or(BEGINNING),
                hash: BEGINNING,
            };
            row.hash = self.keys.digest(ROW, text(&row)?.as_bytes());
            (ends.last_seq, ends.last_hash) = (seq, Some(row.hash));
            rows.push(row);
        }
        signin_log::append(tx, &rows).await?;
        self.set_ends(tx, ends, holds).await
    }

    /// Writes messages down in a unit of their own.
    pub(crate) async fn log_alone(&self, said: &Said<'_>) -> Result<()> {
        if said.messages.is_empty() {
            return Ok(());
        }
        let mut tx = self.db.write().await?;
        self.log_messages(&mut tx, said).await?;
        Ok(tx.commit().await?)
    }

    /// Whether what is known of the two ends is what was written last: to be asked before they are moved.
    fn holds(&self, ends: &Ends) -> Result<bool> {
        let Some(proof) = ends.proof else { return Ok(ends.last_seq == 0 && ends.gone_seq == 0) };
        Ok(self.keys.digests(ENDS, ends_text(ends)?.as_bytes()).contains(&proof))
    }

    /// Moves the ends. Where they did not hold before, they never will: a proof made over forged ones would make them
    /// good.
    async fn set_ends(&self, tx: &mut Write, mut ends: Ends, holds: bool) -> Result<()> {
        if holds {
            ends.proof = Some(self.keys.digest(ENDS, ends_text(&ends)?.as_bytes()));
        } else {
            tracing::error!("the log of sign-ins was changed: `sportello sign-in-log verify`");
            ends.proof = ends.proof.or(Some(BEGINNING));
        }
        Ok(signin_log::set_ends(tx, &ends).await?)
    }
}

/// Whether somebody's message of this name is written down.
pub(crate) async fn is_known(
    read: &mut Read,
    kind: MessageKind,
    (iss, jti): (&str, &str),
) -> Result<bool> {
    let [iss, jti] = [iss, jti].map(|text| short(Some(text)).unwrap_or_default());
    Ok(signin_log::holds(read, kind.word(), &iss, &jti).await?)
}

/// The beginning of a text by which a row is found: whoever sends an answer chooses how long it is, and an index takes
/// no novel.
fn short(text: Option<&str>) -> Option<String> {
    text.map(|text| text.chars().take(LONGEST_INDEX).collect())
}

/// What a body is sealed for: it opens in its own row only.
fn context(seq: i64, signin: Uuid) -> String {
    format!("sign-in log {seq} {signin}")
}

/// What a row's hash is made of: everything else of it, as JSON.
fn text(row: &Row) -> Result<String> {
    let person = row.person.map(|digest| digest.to_string());
    let all = (
        (row.seq, row.signin, row.at, &row.kind, &row.provider),
        (&row.client_id, &row.code, &row.jti, &row.iss, &row.sub, row.iat, row.exp),
        (person, Digest::of(&row.body), row.previous),
    );
    serde_json::to_string(&all).map_err(Error::broken)
}

/// What the proof of the ends is made of.
fn ends_text(ends: &Ends) -> Result<String> {
    let all = (ends.gone_seq, ends.gone_hash, ends.last_seq, ends.last_hash);
    serde_json::to_string(&all).map_err(Error::broken)
}

#[cfg(test)]
mod tests;
