//! Rankings as pages show them: to the office with everything, to the public by number alone.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use model::{ApplicationId, Digest, Localized, Moment, access::Action};
use procedure::Compiled;
use ranking::Candidate;
use store::{people, rankings as rows};
use uuid::Uuid;

use super::{
    Aside, May, Ranking, Stage,
    acts::{States, changed_since, is_waiting, pending},
    criteria, places,
};
use crate::{Desk, Error, Result, paper::said, session::Session};

/// A ranking as the office sees it.
#[derive(Debug)]
pub struct Page {
    /// What it is and how far it has come.
    pub row: Ranking,
    /// Title of the procedure.
    pub procedure: Localized,
    /// What its reader may do.
    pub may: May,
    /// Why its reader cannot bring it further now, be it published or approved.
    pub not_now: Option<Localized>,
    /// Something is not as it was read.
    pub is_changed: bool,
    /// Places are free that somebody waits for.
    pub is_free: bool,
    /// Its lists.
    pub lists: Vec<List>,
    /// Who is in it, in order.
    pub lines: Vec<Line>,
    /// Who was looked at and takes no part.
    pub aside: Vec<LeftOut>,
    /// What was done, the last first.
    pub log: Vec<Logged>,
}

/// One list of a ranking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Its id.
    pub id: String,
    /// Its name; empty where there is one.
    pub name: Localized,
    /// Places of it.
    pub places: u32,
    /// How many want it.
    pub wanting: usize,
    /// How many have a place, offered or accepted.
    pub taken: usize,
    /// How many have accepted.
    pub accepted: usize,
}

/// Who is in a ranking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which application, and its number.
    pub application: ApplicationId,
    pub number: String,
    /// From 1.
    pub position: i64,
    /// In hundredths.
    pub points: i64,
    /// What put it after the one before, where the points are the same.
    pub tie: Option<Localized>,
    /// What put it after the one before, whatever the points.
    pub before: Option<Localized>,
    /// The lists wanted with the position in each, the most wanted first.
    pub wants: Vec<(String, u32)>,
    /// The list in which it has a place.
    pub given: Option<String>,
    /// It had a place and has it no more, or has ended without one.
    pub is_out: bool,
    /// The place was offered.
    pub is_told: bool,
    /// The place was accepted.
    pub is_accepted: bool,
    /// Its state, as the office calls it.
    pub state: Localized,
    /// Position and points in the list that is public, where this one is not it and they differ; none: not in it.
    pub was: Option<Option<(i64, i64)>>,
}

/// Who takes no part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Which application, and its number.
    pub application: ApplicationId,
    pub number: String,
    /// Why.
    pub why: Aside,
    /// The state it was in when it was read, as the office calls it.
    pub state: Localized,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// When.
    pub at: Moment,
    /// By whom; none: by itself.
    pub by: Option<String>,
    /// What: ends the key of the words.
    pub what: String,
    /// What is told of it, by name.
    pub detail: BTreeMap<String, String>,
    /// Of the list as it stood.
    pub digest: Option<Digest>,
}

/// A ranking as the public sees it.
#[derive(Debug)]
pub struct Public {
    /// What it is.
    pub row: Ranking,
    /// Title of the procedure, its office and its criteria.
    pub procedure: Localized,
    /// The norm of the criteria.
    pub norm: Localized,
    /// Labels of what decides before the points, of the points, of ties.
    pub criteria: [Vec<Localized>; 3],
    /// A lot decides last, drawn from the seed; else who was received first.
    pub is_drawn: bool,
    /// Its lists.
    pub lists: Vec<List>,
    /// Who is in it, in order.
    pub lines: Vec<Line>,
}

/// Why an application has its points.
#[derive(Debug)]
pub struct Why {
    /// The ranking and the line of the application in it.
    pub row: Ranking,
    /// Its place; none: it takes no part.
    pub line: Option<Line>,
    /// Number of the application.
    pub number: String,
    /// What points are given for, with the points in hundredths.
    pub lines: Vec<(Localized, i64)>,
}

impl Desk {
    /// A ranking, for who reads applications of its office.
    ///
    /// # Errors
    /// Not theirs.
    pub async fn ranking_page(&self, session: &Session, id: Uuid) -> Result<Page> {
        let (row, compiled, may) = self.ranking_for(session, id, Action::ReadApplication).await?;
        let mut read = self.db.read().await?;
        let standings = rows::standings(&mut read, (id, row.round)).await?;
        let before = match row.shown {
            Some(shown) if shown != row.round => rows::standings(&mut read, (id, shown)).await?,
            _ => Vec::new(),
        };
        let logged = rows::logged(&mut read, id).await?;
        let is_changed = changed_since(&mut read, &row, &compiled).await?;
        let by = rows::prepared_by(&mut read, id).await?;
        let mut log = Vec::new();
        for done in logged.into_iter().rev() {
            let by = match done.person {
                Some(person) => people::get(&mut read, person)
                    .await?
                    .map(|row| format!("{} {}", row.given_name, row.family_name)),
                None => None,
            };
            log.push(Logged {
                at: done.at,
                by,
                what: done.what,
                detail: flat(&done.detail),
                digest: done.digest,
            });
        }
        drop(read);
        let lists = lists(&row, &compiled, &standings, self.today())?;
        let mut lines = lines(&row, &compiled, &standings)?;
        if row.shown.is_some_and(|shown| shown != row.round) {
            let public: BTreeMap<_, _> = before
                .iter()
                .filter(|one| one.position > 0)
                .map(|one| (one.application, (one.position, one.points)))
                .collect();
            for line in &mut lines {
                let was = public.get(&line.application).copied();
                line.was = (was != Some((line.position, line.points))).then_some(was);
            }
        }
        let left_out = |one: &&rows::Standing| one.position == 0 && one.aside != Aside::In;
        let aside = standings.iter().filter(left_out).map(|one| LeftOut {
            application: one.application,
            number: number(one),
            why: one.aside,
            state: state(&compiled, &one.then),
        });
        let is_approved = row.stage == Stage::Approved;
        Ok(Page {
            not_now: match row.stage {
                Stage::Draft => self.unpublishable(&row, is_changed).map(said),
                _ => (self.unapprovable(session, &row, (by, is_changed)).map(said))
                    .or_else(|| pending(&compiled, &standings)),
            },
            is_changed,
            is_free: is_approved && self.could_offer(&row, (&compiled, &standings))?,
            procedure: compiled.procedure.title.clone(),
            aside: aside.collect(),
            may,
            lists,
            lines,
            log,
            row,
        })
    }

    /// Why an application has the points that it has: counts as a reading of it.
    ///
    /// # Errors
    /// Not theirs.
    pub async fn ranking_why(
        &self,
        session: &Session,
        id: Uuid,
        application: ApplicationId,
    ) -> Result<Why> {
        let (row, compiled, _) = self.ranking_for(session, id, Action::ReadApplication).await?;
        let loaded = self.admitted(session, application, Action::ReadApplication).await?;
        self.write_reading(session, &loaded, "ranking").await?;
        let of = (id, row.round);
        let entry = rows::entry(&mut self.db.peek().await?, of, application).await?;
        let entry = entry.ok_or(Error::NotFound)?;
        let page = self.ranking_page(session, id).await?;
        Ok(Why {
            line: page.lines.into_iter().find(|line| line.application == application),
            number: loaded.number().to_owned(),
            lines: self.points_of((id, row.round), &compiled, &entry)?,
            row,
        })
    }

    /// Whether a place could be offered now.
    fn could_offer(
        &self,
        row: &Ranking,
        (compiled, standings): (&Compiled, &[rows::Standing]),
    ) -> Result<bool> {
        let states = States::of(compiled);
        let is_kept = standings.iter().any(|entry| states.could_be_told(row, entry));
        Ok(is_kept || !self.placeable(row, (compiled, standings))?.is_empty())
    }

    /// The points of an entry, line by line.
    pub(super) fn points_of(
        &self,
        of: (Uuid, i64),
        compiled: &Compiled,
        entry: &rows::Entry,
    ) -> Result<Vec<(Localized, i64)>> {
        if entry.aside == Aside::Unreadable {
            return Ok(Vec::new());
        }
        let worth = self.worth(of, entry)?;
        let labels = criteria(compiled)?.definition.points.iter().map(|line| line.label.clone());
        Ok(labels.zip(worth.lines).collect())
    }

    /// The rankings that everybody reads today, the newest first, each with the title of its procedure.
    ///
    /// # Errors
    /// Storage.
    pub async fn public_rankings(&self) -> Result<Vec<(Ranking, Localized)>> {
        let all = rows::public(&mut self.db.peek().await?, self.today(), super::ALL).await?;
        let mut public = Vec::new();
        for row in all {
            // One that cannot be read takes nobody the others.
            match self.ranked_by(&row.procedure, row.shown_by()).await {
                Ok(compiled) => public.push((row, compiled.procedure.title.clone())),
                Err(error) => tracing::error!(ranking = %row.id, %error, "it cannot be shown"),
            }
        }
        Ok(public)
    }

    /// Those of one procedure; storage is asked only where applications of it are ranked.
    ///
    /// # Errors
    /// Storage.
    pub async fn public_rankings_of(&self, procedure: &str) -> Result<Vec<Ranking>> {
        let is_ranked = {
            let known = self.revisions.read().unwrap_or_else(std::sync::PoisonError::into_inner);
            let mut own = known.iter().filter(|((id, _), _)| id == procedure);
            own.any(|(_, compiled)| compiled.ranking.is_some())
        };
        if !is_ranked {
            return Ok(Vec::new());
        }
        let all = rows::public(&mut self.db.peek().await?, self.today(), super::ALL).await?;
        Ok(all.into_iter().filter(|row| row.procedure == procedure).collect())
    }

    /// A ranking as everybody reads it: numbers, points, places; nothing that tells a person.
    ///
    /// # Errors
    /// There is none, it is not public, or is so no more.
    pub async fn public_ranking(&self, id: Uuid) -> Result<Public> {
        let row = rows::get(&mut self.db.peek().await?, id).await?.ok_or(Error::NotFound)?;
        let is_over = row.public_until.is_some_and(|until| until < self.today());
        let Some(round) = row.shown.filter(|_| !is_over) else { return Err(Error::NotFound) };
        let standings = rows::standings(&mut self.db.peek().await?, (id, round)).await?;
        let compiled = self.ranked_by(&row.procedure, row.shown_by()).await?;
        let own = &criteria(&compiled)?.definition;
        let labels = |list: &[procedure::ranking::Criterion]| {
            list.iter().map(|one| one.label.clone()).collect()
        };
        Ok(Public {
            procedure: compiled.procedure.title.clone(),
            norm: own.norm.clone(),
            criteria: [
                labels(&own.before),
                own.points.iter().map(|one| one.label.clone()).collect(),
                labels(&own.ties),
            ],
            is_drawn: own.last == procedure::ranking::Last::Lot,
            lists: lists(&row, &compiled, &standings, self.today())?,
            lines: lines(&row, &compiled, &standings)?,
            row,
        })
    }
}

fn number(one: &rows::Standing) -> String {
    crate::loaded::protocol(one.year, one.number)
}

fn state(compiled: &Compiled, id: &str) -> Localized {
    compiled.workflow.state(id).map_or_else(|| Localized::it(id), |state| state.office.clone())
}

/// The lists, with who wants and who has.
pub(super) fn lists(
    row: &Ranking,
    compiled: &Compiled,
    standings: &[rows::Standing],
    today: NaiveDate,
) -> Result<Vec<List>> {
    let mut places = places(row)?;
    let mut wants: BTreeMap<String, usize> = BTreeMap::new();
    for one in standings.iter().filter(|one| one.position > 0) {
        for list in wanted(one)? {
            *wants.entry(list).or_default() += 1;
        }
    }
    let states = States::of(compiled);
    let named = compiled.ranking_lists(today);
    // One that is no longer chosen still has its places.
    let mut order: Vec<String> = named.iter().map(|(id, _)| id.clone()).collect();
    order.extend(places.keys().filter(|id| !named.iter().any(|(own, _)| own == *id)).cloned());
    let mut lists = Vec::new();
    for id in order {
        let has =
            |one: &&rows::Standing| one.list.as_ref() == Some(&id) && states.has_place(row, one);
        lists.push(List {
            name: compiled.ranking_list(&id),
            places: places.remove(&id).unwrap_or(0),
            wanting: wants.get(&id).copied().unwrap_or(0),
            taken: standings.iter().filter(has).count(),
            accepted: standings.iter().filter(has).filter(|one| is_accepted(one)).count(),
            id,
        });
    }
    Ok(lists)
}

fn is_accepted(one: &rows::Standing) -> bool {
    one.outcome.as_deref() == Some("positive")
}

fn wanted(one: &rows::Standing) -> Result<Vec<String>> {
    serde_json::from_str(&one.wants).map_err(Error::broken)
}

/// Who is in it, in order, with the position in each list wanted.
pub(super) fn lines(
    row: &Ranking,
    compiled: &Compiled,
    standings: &[rows::Standing],
) -> Result<Vec<Line>> {
    let states = States::of(compiled);
    let mut candidates = Vec::new();
    for one in standings.iter().filter(|one| one.position > 0) {
        candidates.push(Candidate { id: one.application, keys: Vec::new(), wants: wanted(one)? });
    }
    let mut by_list: BTreeMap<&str, BTreeMap<&ApplicationId, u32>> = BTreeMap::new();
    for list in candidates.iter().flat_map(|one| &one.wants) {
        by_list.entry(list).or_insert_with(|| ranking::positions(list, &candidates));
    }
    let mut lines = Vec::new();
    for (one, candidate) in standings.iter().filter(|one| one.position > 0).zip(&candidates) {
        let wants = candidate.wants.iter().filter_map(|list| {
            let position = by_list.get(list.as_str())?.get(&candidate.id)?;
            Some((list.clone(), *position))
        });
        let has = states.has_place(row, one);
        lines.push(Line {
            application: one.application,
            number: number(one),
            position: one.position,
            points: one.points,
            tie: one.tie.and_then(|at| tie(compiled, at)),
            before: one.tie.and_then(|at| before(compiled, at)),
            wants: wants.collect(),
            given: one.list.clone().filter(|_| has),
            is_out: !has && !is_waiting(one),
            is_told: has && one.told_at.is_some(),
            is_accepted: has && is_accepted(one),
            state: state(compiled, &one.state),
            was: None,
        });
    }
    Ok(lines)
}

/// What decides before the points do is called.
fn before(compiled: &Compiled, at: i64) -> Option<Localized> {
    let own = compiled.ranking.as_ref()?;
    let criterion = own.definition.before.get(usize::try_from(at).ok()?)?;
    Some(criterion.label.clone())
}

/// What decides between equal points is called.
fn tie(compiled: &Compiled, at: i64) -> Option<Localized> {
    let own = compiled.ranking.as_ref()?;
    let at = usize::try_from(at).ok()?.checked_sub(own.key_of_points() + 1)?;
    let criterion = own.definition.ties.get(at);
    Some(criterion.map_or_else(
        || match own.definition.last {
            procedure::ranking::Last::Received => said("ranking-last-received"),
            procedure::ranking::Last::Lot => said("ranking-last-lot"),
        },
        |criterion| criterion.label.clone(),
    ))
}

/// What a line of the log tells, as plain texts.
fn flat(detail: &str) -> BTreeMap<String, String> {
    let parts: BTreeMap<String, serde_json::Value> =
        serde_json::from_str(detail).unwrap_or_default();
    let plain = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    parts.into_iter().map(|(name, value)| (name, plain(value))).collect()
}
