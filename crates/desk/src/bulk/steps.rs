//! The steps of an act on many: the dry run walks on, the run does one after the other, undoing takes back one after the
//! other. Each goes on where it was interrupted, and does nothing twice.

use chrono::Duration;
use model::{ApplicationId, Localized, Moment};
use store::{
    Write,
    applications::Application,
    bulk::{self as rows, Line, Outcome, State},
    logs,
    queue::Cursor,
};
use uuid::Uuid;

use super::{
    Act, MOST, Of, Wanted,
    doing::{Acting, Due, Not},
};
use crate::{Desk, Error, Result, jobs::Failed, paper::said, session::Session};

/// Applications that are looked at before what was found is kept.
const PIECE: i64 = 100;
/// Applications that are done before it is asked again who asked.
const TURN: i64 = 25;
/// How long one step lasts before another job has its turn.
const STEP: Duration = Duration::seconds(60);
/// As what the reading is written down.
const PURPOSE: &str = "bulk";

/// What was not done of an act, and could be tried again.
pub(super) const LEFT: [Outcome; 3] = [Outcome::Ready, Outcome::Shut, Outcome::Refused];

/// Goes on until nothing is left to do, or the step is over.
pub(crate) async fn go_on(desk: &Desk, id: Uuid) -> Result<(), Failed> {
    let begun = desk.now();
    loop {
        let row = rows::get(&mut desk.db.peek().await.map_err(Error::from)?, id).await?;
        let Some(row) = row else { return Ok(()) };
        let is_on = match row.state {
            State::Trying | State::Running | State::Undoing => true,
            State::Held => row.starts_at.is_some_and(|at| at <= desk.now()),
            _ => false,
        };
        if !is_on {
            return Ok(());
        }
        if desk.now() >= begun + STEP {
            let step = format!("{} {}", row.state.word(), desk.now().0);
            let mut tx = desk.db.write().await?;
            desk.promise_step(&mut tx, (id, &step), desk.now()).await?;
            tx.commit().await?;
            return Ok(());
        }
        match row.state {
            State::Trying => try_some(desk, &row).await?,
            State::Held => go(desk, id, (State::Held, State::Running)).await?,
            State::Running => do_some(desk, &row).await?,
            _ => undo_some(desk, &row).await?,
        }
    }
}

/// It will not be gone on with.
pub(crate) async fn give_up(desk: &Desk, tx: &mut Write, id: Uuid) -> Result<()> {
    Ok(rows::fail(tx, id, desk.now()).await?)
}

async fn go(desk: &Desk, id: Uuid, (from, to): (State, State)) -> Result<()> {
    let ended = (to != State::Running).then(|| desk.now());
    let mut tx = desk.db.write().await?;
    rows::go(&mut tx, id, (from, to), ended).await?;
    Ok(tx.commit().await?)
}

/// Who acts now; none, and the act has failed, if they work on nothing any more.
async fn actor(desk: &Desk, row: &rows::Bulk) -> Result<Option<Session>> {
    let session = desk.as_of_now(row.person).await?;
    if Desk::has_queue(&session) {
        return Ok(Some(session));
    }
    go(desk, row.id, (row.state, State::Failed)).await?;
    Ok(None)
}

/// The next ones to be looked at, and where those after them begin; none: these are the last.
async fn next(
    desk: &Desk,
    session: &Session,
    (row, wanted): (&rows::Bulk, &Wanted),
) -> Result<(Vec<Application>, Option<String>)> {
    match &wanted.of {
        Of::View(asked) => {
            let after: Option<Cursor> = row.place.as_deref().and_then(|place| place.parse().ok());
            // Also what came in at that very moment.
            let until = Moment(row.created_at.0 + 1);
            let walked = desk.walk(session, asked, (until, after, PIECE)).await?;
            Ok((walked.rows, walked.next.map(|next| next.to_string())))
        }
        Of::Ticked(ids) => Ok((desk.readable(session, ids).await?, None)),
        Of::NotDone(of) => {
            let after = row.place.as_deref().and_then(|place| place.parse().ok()).unwrap_or(0);
            let lines = rows::all(&mut desk.db.peek().await?, *of, (after, PIECE)).await?;
            let place = lines.last().filter(|_| lines.len() >= usize::try_from(PIECE).unwrap_or(0));
            let place = place.map(|last| last.n.to_string());
            let left = lines.iter().filter(|line| LEFT.contains(&line.outcome));
            let ids: Vec<ApplicationId> = left.map(|line| line.application).collect();
            Ok((desk.readable(session, &ids).await?, place))
        }
    }
}

/// Looks at some more applications, and does nothing with them.
async fn try_some(desk: &Desk, row: &rows::Bulk) -> Result<()> {
    let Some(session) = actor(desk, row).await? else { return Ok(()) };
    let wanted = desk.bulk_wanted(row)?;
    let (mut found, mut place) = next(desk, &session, (row, &wanted)).await?;
    let room = usize::try_from(MOST - row.n).unwrap_or(0);
    if found.len() >= room {
        found.truncate(room);
        place = None;
    }
    let mut acting = Acting::begin(desk, session, (row.id, &wanted)).await?;
    let (mut lines, mut readings) = (Vec::new(), Vec::new());
    for (application, n) in found.iter().zip(row.n + 1..) {
        lines.push(tried(desk, &mut acting, application, (row.id, n)).await?);
        readings.push(desk.reading(&acting.session, application, (false, false), PURPOSE));
    }
    let more = i64::try_from(lines.len()).unwrap_or(0);
    let state = if place.is_some() { State::Trying } else { State::Tried };
    let now = rows::Bulk { state, place, n: row.n + more, ..row.clone() };
    let mut tx = desk.db.write().await?;
    if rows::met(&mut tx, row, &now, &lines).await? {
        logs::read_all(&mut tx, &readings).await?;
    }
    Ok(tx.commit().await?)
}

/// What would be done with one.
async fn tried(
    desk: &Desk,
    acting: &mut Acting<'_>,
    application: &Application,
    (bulk, n): (Uuid, i64),
) -> Result<Line> {
    let why = match looked(desk, acting, (application.id, None)).await {
        Ok(_) => None,
        Err(why) => Some(told(&refused(application.id, why)?)?),
    };
    Ok(Line {
        bulk,
        n,
        application: application.id,
        version: application.version,
        outcome: if why.is_some() { Outcome::Shut } else { Outcome::Ready },
        why,
        held: application.now.assignee,
    })
}

/// An application, as it was seen before if it was.
async fn read(desk: &Desk, (id, seen): (ApplicationId, Option<i64>)) -> Result<crate::Loaded, Not> {
    let loaded = desk.load(id).await?;
    // A colleague was first: what they have done stands.
    match seen.is_some_and(|version| version != loaded.version()) {
        true => Err(Not::Because(said("bulk-changed"))),
        false => Ok(loaded),
    }
}

/// The same with what is to be done with it.
async fn looked(
    desk: &Desk,
    acting: &mut Acting<'_>,
    of: (ApplicationId, Option<i64>),
) -> Result<(crate::Loaded, Due), Not> {
    let loaded = read(desk, of).await?;
    let due = acting.due(&loaded).await?;
    Ok((loaded, due))
}

/// Why one is not done, to be told. What is broken about it keeps nobody else waiting.
fn refused(of: ApplicationId, why: Not) -> Result<Localized> {
    match why {
        Not::Because(why) => Ok(why),
        Not::Desk(Error::Stale) => Ok(said("bulk-changed")),
        Not::Desk(Error::Broken(error)) => {
            tracing::error!(application = %of, %error, "an act on many could not be done with it");
            Ok(said("bulk-unreadable"))
        }
        Not::Desk(error) => Err(error),
    }
}

fn told(why: &Localized) -> Result<String> {
    serde_json::to_string(why).map_err(Error::broken)
}

/// Does some more of what can be done.
async fn do_some(desk: &Desk, row: &rows::Bulk) -> Result<()> {
    let ready = rows::lines(&mut desk.db.peek().await?, row.id, Outcome::Ready, (0, TURN)).await?;
    if ready.is_empty() {
        return go(desk, row.id, (State::Running, State::Done)).await;
    }
    let Some(session) = actor(desk, row).await? else { return Ok(()) };
    let wanted = desk.bulk_wanted(row)?;
    let mut acting = Acting::begin(desk, session, (row.id, &wanted)).await?;
    let puts = wanted.act == Act::PutLabel;
    for line in ready {
        let seen = (line.application, Some(line.version));
        let found = looked(desk, &mut acting, seen).await;
        let way = (State::Running, Outcome::Done, Outcome::Refused);
        if !kept(desk, &acting, (&line, way), (found, puts)).await? {
            return Ok(());
        }
    }
    Ok(())
}

/// Takes back some more of what was done.
async fn undo_some(desk: &Desk, row: &rows::Bulk) -> Result<()> {
    let done = rows::lines(&mut desk.db.peek().await?, row.id, Outcome::Done, (0, TURN)).await?;
    if done.is_empty() {
        return go(desk, row.id, (State::Undoing, State::Undone)).await;
    }
    let Some(session) = actor(desk, row).await? else { return Ok(()) };
    let wanted = desk.bulk_wanted(row)?;
    let mut acting = Acting::begin(desk, session, (row.id, &wanted)).await?;
    let puts = wanted.act == Act::TakeLabel;
    let is_of_hands = !matches!(wanted.act, Act::PutLabel | Act::TakeLabel | Act::Note);
    for line in done {
        let seen = is_of_hands.then_some(line.version);
        let found = match read(desk, (line.application, seen)).await {
            Ok(loaded) => acting.opposite(&loaded, line.held).await.map(|due| (loaded, due)),
            Err(why) => Err(why),
        };
        let way = (State::Undoing, Outcome::Undone, Outcome::Kept);
        if !kept(desk, &acting, (&line, way), (found, puts)).await? {
            return Ok(());
        }
    }
    Ok(())
}

/// Does one and writes it down, or writes down why not, in one unit of work. False if it is wanted no more, or somebody else
/// was first: nothing is kept then.
async fn kept(
    desk: &Desk,
    acting: &Acting<'_>,
    (line, (state, good, bad)): (&Line, (State, Outcome, Outcome)),
    (found, puts): (Result<(crate::Loaded, Due), Not>, bool),
) -> Result<bool> {
    let why = match found {
        Ok((loaded, due)) => {
            let mut tx = desk.db.write().await?;
            match acting.done(&mut tx, &loaded, (&due, puts)).await {
                Ok(version) => {
                    let now = Line { outcome: good, why: None, version, ..line.clone() };
                    if !rows::mark(&mut tx, state, line, &now).await? {
                        return Ok(false);
                    }
                    tx.commit().await?;
                    desk.ring();
                    return Ok(true);
                }
                Err(error) => refused(line.application, error.into())?,
            }
        }
        Err(why) => refused(line.application, why)?,
    };
    let now = Line { outcome: bad, why: Some(told(&why)?), ..line.clone() };
    let mut tx = desk.db.write().await?;
    let is_marked = rows::mark(&mut tx, state, line, &now).await?;
    tx.commit().await?;
    Ok(is_marked)
}
