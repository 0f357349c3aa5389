//! The log of sign-ins looked into, for whoever must: every look is written down first, with who looks and why.

use chrono::NaiveDate;
use gateway::identity::MessageIndex;
use model::{FiscalCode, Moment, rome_to_moment};
use store::signin_log::{self, Row, Sought};
use uuid::Uuid;

use super::{PERSON, context};
use crate::{Desk, Error, Result};

/// Rows read at once.
const BATCH: i64 = 500;

/// Which sign-ins are looked for: those of which one message fits everything that is said here.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of whom.
    pub fiscal_code: Option<FiscalCode>,
    /// The code of an authorization.
    pub code: Option<String>,
    /// The name of a token.
    pub jti: Option<String>,
    /// How a provider calls the person.
    pub subject: Option<String>,
    /// First day, in Rome.
    pub from: Option<NaiveDate>,
    /// Last day, in Rome.
    pub to: Option<NaiveDate>,
}

impl Wanted {
    /// What is looked for, as the audit keeps it.
    fn told(&self) -> String {
        let code = self.fiscal_code.as_ref().map(ToString::to_string);
        let (from, to) = (self.from.map(|day| day.to_string()), self.to.map(|day| day.to_string()));
        let said = [
            ("fiscal code", &code),
            ("code", &self.code),
            ("jti", &self.jti),
            ("subject", &self.subject),
            ("from", &from),
            ("to", &to),
        ];
        let said = said.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        said.map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ")
    }
}

/// Who looks, and why.
#[derive(Debug, Clone)]
pub struct Looking {
    /// The user of the machine.
    pub who: String,
    /// What for: the request of an authority, a complaint.
    pub why: String,
    /// Whether what was said is opened, or only listed.
    pub opens: bool,
}

/// One message.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its number.
    pub seq: i64,
    /// Which sign-in.
    pub signin: Uuid,
    /// When it was said.
    pub at: Moment,
    /// What it is.
    pub kind: String,
    /// Id of the provider.
    pub provider: String,
    /// What it is found by.
    pub index: MessageIndex,
    /// What was said, if it was to be opened.
    pub body: Option<String>,
}

/// A look into the log, page after page.
pub struct Look<'d> {
    desk: &'d Desk,
    sought: Sought,
    opens: bool,
    after: i64,
}

impl Desk {
    /// Opens the log to somebody, which is written down before anything is shown.
    ///
    /// # Errors
    /// Storage.
    pub async fn look_into_log(&self, wanted: &Wanted, looking: &Looking) -> Result<Look<'_>> {
        let what = if looking.opens { "sign-in log exported" } else { "sign-in log searched" };
        let detail = format!("by {}, because: {}; {}", looking.who, looking.why, wanted.told());
        let mut tx = self.db.write().await?;
        self.audit(&mut tx, None, what, &detail).await?;
        tx.commit().await?;
        let start = |day: NaiveDate| rome_to_moment(day.and_hms_opt(0, 0, 0).unwrap_or_default());
        let persons = wanted.fiscal_code.as_ref().map(|code| {
            let key = format!("cf:{code}");
            self.keys.digests(PERSON, key.as_bytes())
        });
        let sought = Sought {
            persons: persons.unwrap_or_default(),
            code: wanted.code.clone(),
            jti: wanted.jti.clone(),
            sub: wanted.subject.clone(),
            from: wanted.from.map(start),
            to: wanted.to.and_then(|day| day.succ_opt()).map(start),
        };
        Ok(Look { desk: self, sought, opens: looking.opens, after: 0 })
    }
}

impl Look<'_> {
    /// The next messages, in their order; none when there are no more.
    ///
    /// # Errors
    /// Storage, or a message that cannot be opened.
    pub async fn next(&mut self) -> Result<Vec<Entry>> {
        let mut read = self.desk.db.peek().await?;
        let rows = signin_log::find(&mut read, &self.sought, self.after, BATCH).await?;
        drop(read);
        if let Some(last) = rows.last() {
            self.after = last.seq;
        }
        rows.into_iter().map(|row| self.entry(row)).collect()
    }

    fn entry(&self, row: Row) -> Result<Entry> {
        let body = if self.opens {
            let context = context(row.seq, row.signin);
            let text = self.desk.keys.open(&context, &row.body).map_err(Error::broken)?;
            Some(String::from_utf8_lossy(&text).into_owned())
        } else {
            None
        };
        Ok(Entry {
            seq: row.seq,
            signin: row.signin,
            at: row.at,
            kind: row.kind,
            provider: row.provider,
            index: MessageIndex {
                client_id: row.client_id,
                code: row.code,
                jti: row.jti,
                iss: row.iss,
                sub: row.sub,
                iat: row.iat,
                exp: row.exp,
            },
            body,
        })
    }
}
