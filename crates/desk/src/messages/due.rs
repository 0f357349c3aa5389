//! What an office reads in the morning of messages: every one that nobody has opened, until somebody does.

use std::fmt::Write as _;

use model::Lang;
use store::{applications, messages};
use words::Words;

use crate::{Desk, Result, loaded::protocol};

/// Applications that are named; beyond them the queue says more.
const NAMED: i64 = 50;

/// One line for each application, the longest wait first; empty if there is nothing to say.
pub(crate) async fn lines(desk: &Desk, office: &str) -> Result<String> {
    let words = Words::of(Lang::It);
    let mut read = desk.db.peek().await?;
    let mut text = String::new();
    for (id, n, since) in messages::waiting(&mut read, office, NAMED).await? {
        let Some(of) = applications::get(&mut read, id).await? else { continue };
        let (number, since) = (protocol(of.year, of.number), words.date(since.day()));
        let values =
            [("number", number.as_str().into()), ("n", n.into()), ("since", since.as_str().into())];
        let line = words.with("mail-morning-messages", &values);
        let _ = writeln!(text, "{line}\n  {}/ufficio/pratiche/{id}/messaggi\n", desk.address);
    }
    Ok(text)
}
