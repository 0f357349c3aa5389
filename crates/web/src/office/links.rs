//! Applications that have to do with this one: shown at both ends, said on a page of its own, taken away with trace.

use axum::{
    extract::{Path, Request},
    response::{IntoResponse, Redirect},
};
use desk::{
    dossier::Dossier,
    links::{Linked, Linking, word},
    session::Session,
};
use form::Raw;

use super::{
    act::{self, Act, Refused},
    address,
};
use crate::{
    Answer, Page, Problem,
    apply::id,
    expired,
    session::Staff,
    small_form::{alone, not_kept},
};

/// A link in words.
pub(super) struct LinkLine {
    /// How this end stands to the other: «Segue».
    pub how: String,
    /// The other end: what it is called, and where it is; none for who may not read it.
    pub other: Option<(String, String)>,
    pub reason: String,
    /// By whom and when; empty for who may not read the other end.
    pub by: String,
    /// That it was taken away, in words; empty if it was not.
    pub removed: String,
    /// Where it is taken away; empty where the reader may not.
    pub remove: String,
}

/// How one end stands to the other, in words.
pub(crate) fn how(page: &Page, link: &Linked) -> String {
    let end = if link.is_from { "from" } else { "to" };
    page.t(&format!("link-{}-{end}", word(link.kind))).into_owned()
}

pub(super) fn lines(page: &Page, dossier: &Dossier, base: &str) -> Vec<LinkLine> {
    let words = page.words;
    let line = |link: &Linked| {
        let at = |name: &str, at, key: &str| {
            let at = words.moment(at);
            let values = [("name", name.into()), ("at", at.as_str().into())];
            words.with(key, &values).into_owned()
        };
        let other = link.other.as_ref();
        LinkLine {
            how: how(page, link),
            other: other.map(|other| {
                let title = other.title.get(page.lang);
                (format!("{} · {title}", other.number), address(other.id))
            }),
            reason: link.reason.clone(),
            by: match link.by.as_str() {
                "" => String::new(),
                by => at(by, link.at, "link-by"),
            },
            removed: match &link.removed {
                Some((name, when)) if !name.is_empty() => at(name, *when, "link-removed-by"),
                Some(_) => page.t("link-removed").into_owned(),
                None => String::new(),
            },
            remove: match link.may_remove {
                true => format!("{base}/collegate/{}/togli", link.id),
                false => String::new(),
            },
        }
    };
    dossier.links.iter().map(line).collect()
}

async fn draw(
    page: &Page,
    session: &Session,
    application: &str,
    (raw, tell, why): (&Raw, bool, String),
) -> Answer {
    let desk = &page.town.desk;
    let Linking { loaded, form, checked } = desk.linking(session, id(application)?, raw).await?;
    let mut drawn = alone(page, &form, (raw, &checked, tell));
    let why = drawn.told_at("number", why);
    let act = Act {
        word: "collega",
        title: page.t("link-title").into_owned(),
        lead: page.t("link-lead").into_owned(),
        confirm: page.t("link-confirm").into_owned(),
        effects: Vec::new(),
        typed: Vec::new(),
        hidden: Vec::new(),
        refreshes: false,
    };
    act::draw(page, &loaded, act, (drawn, Refused { why, ..Refused::default() }))
}

pub(super) async fn ask(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
) -> Answer {
    draw(&page, &session, &application, (&Raw::default(), false, String::new())).await
}

pub(super) async fn add(
    page: Page,
    staff: Result<Staff, Problem>,
    Path(application): Path<String>,
    request: Request,
) -> Answer {
    let (Staff(session), body) = match expired::posted(&page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let raw: Raw = body.values.into_iter().collect();
    match page.town.desk.link(&session, id(&application)?, &raw).await {
        Ok(()) => {
            let to = format!("{}#collegate", address(&application));
            Ok(Redirect::to(&to).into_response())
        }
        Err(why) => {
            let refusal = not_kept(&page, why)?;
            draw(&page, &session, &application, (&raw, true, refusal)).await
        }
    }
}

pub(super) async fn remove(
    page: Page,
    Staff(session): Staff,
    Path((application, link)): Path<(String, String)>,
) -> Answer {
    let link = link.parse().map_err(|_| Problem::NotFound)?;
    page.town.desk.unlink(&session, id(&application)?, link).await?;
    Ok(Redirect::to(&format!("{}#collegate", address(&application))).into_response())
}
