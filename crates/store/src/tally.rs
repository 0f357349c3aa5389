//! Sizes of the standing queues, kept by the writer: what a unit of work changes of them is gathered while it works and
//! written as its last act, in the order of the keys, so that two units never wait for each other crosswise.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use model::{Moment, PersonId};

use crate::{
    Read, Result,
    applications::Standing,
    column::row,
    query::{ROWS, Sql},
    queue::{Filter, NO_TERM},
};

/// Office, procedure, clock, whether it waits for others, day to answer by.
type Key = (String, String, String, bool, String);

/// What a unit of work has changed so far.
#[derive(Default)]
pub(crate) struct Changes {
    /// Open applications of one key; those that nobody has.
    open: BTreeMap<Key, (i64, i64)>,
    /// Whose hands, office, procedure.
    in_hand: BTreeMap<(PersonId, String, String), i64>,
}

impl Changes {
    /// An application has come to stand so (`1`), or stands so no more (`-1`).
    pub(crate) fn add(&mut self, procedure: &str, now: &Standing, by: i64) {
        if now.closed_at.is_some() {
            return;
        }
        let due_on =
            now.due_on.map_or(NO_TERM.to_owned(), |day| day.format("%Y-%m-%d").to_string());
        let (office, clock) = (now.office.clone(), now.clock.clone());
        let key = (office.clone(), procedure.to_owned(), clock, now.waits, due_on);
        let place = self.open.entry(key).or_default();
        place.0 += by;
        match now.assignee {
            None => place.1 += by,
            Some(person) => {
                let hands = (person, office, procedure.to_owned());
                *self.in_hand.entry(hands).or_default() += by;
            }
        }
    }

    /// Writes them.
    pub(crate) async fn write(self, tx: &mut Read) -> Result<()> {
        let open: Vec<_> = self.open.into_iter().filter(|(_, by)| *by != (0, 0)).collect();
        for some in open.chunks(ROWS) {
            let sql = Sql::rows(
                "INSERT INTO tally (office, procedure, clock, waits, due_on, n, nobodys) VALUES",
                some.len(),
                7,
                "ON CONFLICT (office, procedure, clock, waits, due_on) DO UPDATE
                 SET n = tally.n + excluded.n, nobodys = tally.nobodys + excluded.nobodys",
            );
            let mut query = tx.query(sql);
            for ((office, procedure, clock, waits, due_on), (n, nobodys)) in some {
                query = query.bind(office.as_str()).bind(procedure.as_str());
                query = query.bind(clock.as_str()).bind(*waits).bind(due_on.as_str());
                query = query.bind(*n).bind(*nobodys);
            }
            query.execute().await?;
        }
        // Days that are over leave nothing behind.
        let fewer = open.iter().filter(|(_, by)| by.0 < 0);
        for ((office, procedure, clock, waits, due_on), _) in fewer {
            tx.query(
                "DELETE FROM tally WHERE office = $1 AND procedure = $2 AND clock = $3
                    AND due_on = $4 AND waits = $5 AND n = 0 AND nobodys = 0",
            )
            .bind(office.as_str())
            .bind(procedure.as_str())
            .bind(clock.as_str())
            .bind(due_on.as_str())
            .bind(*waits)
            .execute()
            .await?;
        }
        let in_hand: Vec<_> = self.in_hand.into_iter().filter(|(_, by)| *by != 0).collect();
        for some in in_hand.chunks(ROWS) {
            let sql = Sql::rows(
                "INSERT INTO in_hand (person, office, procedure, n) VALUES",
                some.len(),
                4,
                "ON CONFLICT (person, office, procedure) DO UPDATE SET n = in_hand.n + excluded.n",
            );
            let mut query = tx.query(sql);
            for ((person, office, procedure), n) in some {
                query = query.bind(*person).bind(office.as_str()).bind(procedure.as_str());
                query = query.bind(*n);
            }
            query.execute().await?;
        }
        for ((person, office, procedure), _) in in_hand.iter().filter(|(_, by)| *by < 0) {
            tx.query(
                "DELETE FROM in_hand WHERE person = $1 AND office = $2 AND procedure = $3 AND n = 0",
            )
            .bind(*person)
            .bind(office.as_str())
            .bind(procedure.as_str())
            .execute()
            .await?;
        }
        Ok(())
    }
}

/// What somebody has in hand of one office and procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InHand {
    pub person: PersonId,
    pub office: String,
    pub procedure: String,
    /// How many open applications.
    pub n: i64,
}
row!(InHand { person, office, procedure, n });

/// How many open applications somebody has, of whatever office.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn in_hand(read: &mut Read, person: PersonId) -> Result<i64> {
    let sum =
        read.query("SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM in_hand WHERE person = $1");
    let (n,): (i64,) = sum.bind(person).fetch_one().await?;
    Ok(n)
}

/// What is in the hands of who has, at `now`, none of these roles where it is.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn left_behind(
    read: &mut Read,
    [one, other, third]: [&str; 3],
    now: Moment,
) -> Result<Vec<InHand>> {
    read.query(
        "SELECT person, office, procedure, n FROM in_hand
         WHERE n > 0 AND NOT EXISTS (
            SELECT 1 FROM role r WHERE r.person = in_hand.person AND r.role IN ($2, $3, $4)
                AND (r.office IS NULL OR r.office = in_hand.office)
                AND (r.procedure IS NULL OR r.procedure = in_hand.procedure)
                AND r.since <= $1 AND (r.until IS NULL OR r.until > $1))
         ORDER BY person, office, procedure",
    )
    .bind(now)
    .bind(one)
    .bind(other)
    .bind(third)
    .fetch_all()
    .await
}

/// Sizes of the standing queues of one reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    /// In the reader's hands, of whatever office.
    pub mine: i64,
    /// All open ones.
    pub office: i64,
    pub unassigned: i64,
    /// The term runs and its day is past.
    pub late: i64,
    /// They wait for somebody else than their office.
    pub waiting: i64,
}

/// An open application that its reader finds in no queue.
struct Apart {
    office: String,
    procedure: String,
    clock: String,
    waits: bool,
    due_on: String,
    assignee: Option<PersonId>,
}
row!(Apart { office, procedure, clock, waits, due_on, assignee });

/// The sizes of the queues that `reach` lets somebody read, exact: without what they sent themselves and what names
/// them, as far as `reach` says so.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn sizes(
    read: &mut Read,
    reach: &Filter,
    me: PersonId,
    today: NaiveDate,
) -> Result<Sizes> {
    let today = today.format("%Y-%m-%d").to_string();
    let mut values = vec![today.clone()];
    let mut value = |text: &str| {
        values.push(text.to_owned());
        format!("${}", values.len())
    };
    let mut ways: Vec<String> =
        reach.offices.iter().map(|office| format!("office = {}", value(office))).collect();
    for (office, procedure) in &reach.parts {
        let office = office.as_ref().map(|office| format!("office = {} AND ", value(office)));
        let procedure = value(procedure);
        ways.push(format!("({}procedure = {procedure})", office.unwrap_or_default()));
    }
    let within =
        if ways.is_empty() { String::new() } else { format!("WHERE {}", ways.join(" OR ")) };
    let sql = format!(
        "SELECT CAST(coalesce(sum(n), 0) AS BIGINT), CAST(coalesce(sum(nobodys), 0) AS BIGINT),
                CAST(coalesce(sum(CASE WHEN clock = 'running' AND due_on < $1
                                  THEN n ELSE 0 END), 0) AS BIGINT),
                CAST(coalesce(sum(CASE WHEN waits THEN n ELSE 0 END), 0) AS BIGINT)
         FROM tally {within}"
    );
    let query = values
        .iter()
        .fold(read.query(Sql::assembled(sql)), |query, value| query.bind(value.as_str()));
    let (office, unassigned, late, waiting) = query.fetch_one().await?;
    let mine = in_hand(read, me).await?;
    let mut sizes = Sizes { mine, office, unassigned, late, waiting };
    for one in apart(read, reach).await? {
        if one.assignee == Some(me) {
            sizes.mine -= 1;
        }
        if !is_within(reach, &one) {
            continue;
        }
        sizes.office -= 1;
        sizes.unassigned -= i64::from(one.assignee.is_none());
        sizes.late -= i64::from(one.clock == "running" && one.due_on < today);
        sizes.waiting -= i64::from(one.waits);
    }
    Ok(sizes)
}

async fn apart(read: &mut Read, reach: &Filter) -> Result<Vec<Apart>> {
    let mut all = Vec::new();
    if let Some(person) = reach.not_of {
        let own = read.query(
            "SELECT office, procedure, clock, waits, due_on, assignee FROM application
             WHERE person = $1 AND closed_at IS NULL",
        );
        all.extend(own.bind(person).fetch_all::<Apart>().await?);
    }
    if let Some(person) = reach.not_naming {
        let named = read.query(
            "SELECT office, procedure, clock, waits, due_on, assignee FROM application
             WHERE closed_at IS NULL AND person <> $2
               AND id IN (SELECT party.application FROM party
                          JOIN person ON person.fiscal_code = party.fiscal_code
                          WHERE person.id = $1)",
        );
        // Those they sent themselves are among the first already, if those are left out at all.
        let sent_by = reach.not_of.unwrap_or(PersonId(uuid::Uuid::nil()));
        all.extend(named.bind(person).bind(sent_by).fetch_all::<Apart>().await?);
    }
    Ok(all)
}

fn is_within(reach: &Filter, one: &Apart) -> bool {
    (reach.offices.is_empty() && reach.parts.is_empty())
        || reach.offices.contains(&one.office)
        || reach.parts.iter().any(|(office, procedure)| {
            *procedure == one.procedure && office.as_ref().is_none_or(|own| *own == one.office)
        })
}
