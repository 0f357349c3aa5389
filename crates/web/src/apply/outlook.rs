//! What surrounds a draft: until when it can be sent, and what its form asks that it did not ask when it was begun.

use std::collections::BTreeSet;

use desk::draft::Open;
use form::{
    carry::{self, At},
    route, view,
};
use words::Value;

use super::way::SUMMARY;
use crate::{Page, Problem};

/// What is said above a step and the summary.
pub(super) struct Outlook {
    /// It could be sent now, if it were complete.
    pub is_open: bool,
    /// From when, until when, how many more; empty where there is nothing to say.
    pub standing: String,
    /// Until when it can be sent as it stands, where its form was replaced; empty otherwise.
    pub accepted: String,
    /// The page has the form whose button says that the changes were read.
    pub can_be_read: bool,
    /// What has changed since its answers were given.
    pub changed: Option<Changed>,
}

/// What the form asks now, for who had answered another.
pub(super) struct Changed {
    /// Words and address of what is new, changed, or to be answered again.
    pub news: Vec<(String, String)>,
    /// What is asked no more, and what had been answered.
    pub left: Vec<String>,
}

/// Which page says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Above {
    Step,
    Summary,
}

/// Of a draft: above a step, or above the summary, to which steps lead back.
pub(super) async fn of(page: &Page, open: &Open, above: Above) -> Result<Outlook, Problem> {
    let standing = page.town.desk.standing(open).await?;
    let accepted = open.accepted_until.map(|until| {
        let when = page.words.moment(until);
        page.words.with("apply-accepted-until", &[("when", when.as_str().into())]).into_owned()
    });
    Ok(Outlook {
        is_open: standing.is_open(),
        standing: standing.sentence(page.words),
        accepted: accepted.filter(|_| standing.is_open()).unwrap_or_default(),
        can_be_read: above == Above::Step,
        changed: changed(page, open, above),
    })
}

fn changed(page: &Page, open: &Open, above: Above) -> Option<Changed> {
    let way = match above {
        Above::Step => String::new(),
        Above::Summary => format!("?da={SUMMARY}"),
    };
    let before = open.moved_from.as_ref()?;
    let form = &open.procedure.form;
    let steps = route::steps(form, &open.checked);
    let of_field = |path: &str| {
        let step = form.step_of(path).filter(|_| open.checked.is_open(path))?;
        Some(format!("/bozze/{}/passi/{step}{way}#{}", open.id, view::page_id(path)))
    };
    let address = |at: &At| match at {
        At::Step(id) => {
            let is_there = steps.iter().any(|step| step.id == *id);
            is_there.then(|| format!("/bozze/{}/passi/{id}{way}", open.id))
        }
        At::Field { shown, .. } => of_field(shown),
    };
    let say = |key: &str, values: &[(&str, Value<'_>)]| page.words.with(key, values).into_owned();
    let kept = open.left(&page.town.desk, page.lang);
    let again: BTreeSet<&str> =
        kept.iter().filter_map(|left| form.without_rows(left.again.as_deref()?)).collect();
    let is_kept = |at: &At| matches!(at, At::Field { path, .. } if again.contains(path.as_str()));
    let mut news = Vec::new();
    for one in carry::news(&before.form, form) {
        let Some(address) = address(&one.at).filter(|_| !is_kept(&one.at)) else { continue };
        let key = match (&one.at, one.is_changed) {
            (At::Step(_), _) => "apply-moved-step",
            (At::Field { .. }, true) => "apply-moved-changed",
            (At::Field { .. }, false) => "apply-moved-field",
        };
        news.push((say(key, &[("label", one.label.get(page.lang).into())]), address));
    }
    let mut left = Vec::new();
    for one in &kept {
        let label = one.label.get(page.lang);
        let values = [("label", label.into()), ("answer", one.answer.as_str().into())];
        match one.again.as_deref().and_then(of_field) {
            Some(address) => news.push((say("apply-moved-again", &values), address)),
            None => left.push(say("apply-moved-left", &values)),
        }
    }
    Some(Changed { news, left })
}
