//! What an integration request asks point by point, and when the office is content with what came.

use super::{Actor, Code, Facts, Refusal, Request, field, law};
use crate::application::Application;
use crate::definition::Who;
use crate::event::{Data, Event, Item};
use crate::sentences::refusal;

/// Most points of one request.
const MOST: usize = 100;

/// Longest reason of a point, in characters.
const LONGEST: usize = 2_000;

/// What a request asks: each point with its reason, or something in words.
pub(super) fn asked(request: &Request, data: &Data) -> Result<Vec<Item>, Refusal> {
    let says = |(path, texts): (&String, &Vec<String>)| {
        path != field::DAYS && texts.iter().any(|text| !text.trim().is_empty())
    };
    if request.items.is_empty() && !data.iter().any(says) {
        return Err(Code::Incomplete.because(refusal::nothing_asked()));
    }
    if request.items.len() > MOST {
        return Err(Code::Incomplete.because(refusal::too_many_points(MOST)));
    }
    let mut asked: Vec<Item> = Vec::new();
    for item in &request.items {
        let reason = law::reason(&item.reason)?;
        if reason.chars().count() > LONGEST {
            return Err(Code::Incomplete.because(refusal::reason_too_long(LONGEST)));
        }
        // Asked twice it is one point.
        if !asked.iter().any(|known| known.path == item.path) {
            asked.push(Item { reason, ..item.clone() });
        }
    }
    Ok(asked)
}

/// The office asks no more of these points.
pub(super) fn close(
    application: &Application,
    (asked, paths): (u32, &[String]),
    actor: &Actor,
    facts: &Facts<'_>,
) -> Result<(Who, Event), Refusal> {
    let who = law::staff(application, actor, facts)?;
    let not_open = || Code::NothingAsked.because(refusal::point_not_open());
    let round = application.to_check().filter(|round| round.seq == asked).ok_or_else(not_open)?;
    let is_open = |path: &String| round.open().any(|item| item.path == *path);
    if paths.is_empty() || !paths.iter().all(is_open) {
        return Err(not_open());
    }
    Ok((who, Event::PointsClosed { asked, paths: paths.to_vec() }))
}
