//! The page on which a section of an application is answered again after it was sent, for citizens and for the office.
//! What may be changed, and when, is said by `desk` and `workflow`.

use axum::extract::Request;
use desk::{
    Error,
    amend::{NotAmended, Opened, Wanted},
    session::Session,
};
use form::{
    Raw,
    view::{self, Asked, Item, Missing, SectionView},
};
use model::ApplicationId;

use crate::{
    Frame, Page, Problem,
    apply::{NoFiles, read},
    moves::stale,
    seen::{Seen, meanwhile},
    small_form::{add_row, remove_row, titled},
    timeline::Happening,
};

/// Name of the line in which the office says why.
pub(crate) const WHY: &str = "_why";

/// A section that is asked again.
pub(crate) struct Asking {
    pub title: String,
    pub number: String,
    pub items: Vec<Item>,
    /// What is wrong, with the place of each, for the list at the top.
    pub problems: Vec<(String, String)>,
    pub seen: Seen,
    /// What has happened since the page that was posted; empty where nobody was first.
    pub meanwhile: Vec<Happening>,
    /// Why it cannot be changed now, or was not.
    pub refusal: String,
    /// An answer on the page may change what it asks.
    pub depends: bool,
    pub why: String,
    /// The office has not said why.
    pub lacks_why: bool,
}

impl Asking {
    /// The page, whose title says first that something is wrong.
    pub fn titled(&self, frame: Frame) -> Frame {
        let is_refused = self.lacks_why || !self.refusal.is_empty();
        if is_refused { frame.wrong() } else { titled(frame, &self.problems) }
    }
}

/// What came of a page that was posted.
pub(crate) enum Outcome {
    Done,
    Again(Box<Asking>),
}

/// The page before anything was typed.
pub(crate) async fn ask(
    page: &Page,
    session: &Session,
    id: ApplicationId,
    section: &str,
) -> Result<Asking, Problem> {
    let opened = page.town.desk.open_section(session, id, section).await?;
    drawn(page, &opened, section, (&Raw::new(), Missing::Untold)).ok_or(Problem::NotFound)
}

fn drawn(
    page: &Page,
    opened: &Opened,
    section: &str,
    (typed, missing): (&Raw, Missing<'_>),
) -> Option<Asking> {
    let desk = &page.town.desk;
    let form = &opened.loaded.procedure.form;
    let amended = opened.check(desk, typed);
    let (draft, checked) = (amended.draft, amended.checked);
    let asked = Asked { step: form.step_of_section(section)?, lang: page.lang, missing };
    let view = opened.with_facts(desk, |facts| view::step(form, &draft, &checked, facts, asked))?;
    let depends = view.depends;
    let sections: Vec<SectionView> =
        view.sections.into_iter().filter(|shown| shown.id == section).collect();
    let problems = crate::view::problems(&sections);
    let shown = sections.into_iter().next()?;
    Some(Asking {
        title: shown.title,
        number: opened.loaded.number().to_owned(),
        items: shown.items,
        problems,
        seen: Seen::of(&opened.loaded),
        meanwhile: Vec::new(),
        refusal: String::new(),
        depends,
        why: String::new(),
        lacks_why: false,
    })
}

/// Changes what a posted page says, or draws it again with what is wrong.
pub(crate) async fn make(
    page: &Page,
    session: &Session,
    (id, section): (ApplicationId, &str),
    request: Request,
) -> Result<Outcome, Problem> {
    let desk = &page.town.desk;
    let mut body = read(request, &mut NoFiles).await?;
    let reason = body.values.remove(WHY).unwrap_or_default().join(" ").trim().to_owned();
    let mut raw: Raw = body.values.into_iter().collect();
    let (what, on) = body.button.split_once(':').unwrap_or((&body.button, ""));
    if what == "aggiungi" {
        let row = desk.open_section(session, id, section).await?.next_row(&raw, on);
        add_row(&mut raw, on, row);
    }
    if what == "togli" {
        remove_row(&mut raw, on);
    }
    let mut missing = Missing::Untold;
    let (mut refusal, mut lacks_why, mut since) = (String::new(), false, Vec::new());
    if what == "fai" {
        let wanted = Wanted {
            section: section.to_owned(),
            raw: raw.clone(),
            reason: reason.clone(),
            version: body.shown.version,
        };
        lacks_why = session.is_staff() && reason.is_empty();
        missing = Missing::Told;
        match desk.amend(session, id, &wanted).await {
            Ok(()) => return Ok(Outcome::Done),
            Err(NotAmended::Incomplete) => {}
            Err(NotAmended::Same) => refusal = page.t("amend-same").into_owned(),
            // It stands at its place.
            Err(NotAmended::Desk(Error::Refused(_))) if lacks_why => {}
            Err(NotAmended::Desk(Error::Refused(why))) => {
                why.get(page.lang).clone_into(&mut refusal)
            }
            Err(NotAmended::Desk(Error::Stale)) => {
                refusal = page.t(stale(session)).into_owned();
                since = meanwhile(page, session, id, body.shown.last).await?;
            }
            Err(NotAmended::Desk(error)) => return Err(error.into()),
        }
    }
    let opened = desk.open_section(session, id, section).await?;
    let asking = drawn(page, &opened, section, (&raw, missing)).ok_or(Problem::NotFound)?;
    if what == "fai" && refusal.is_empty() && asking.problems.is_empty() {
        // What the change makes wrong elsewhere has no place on this page.
        let problems = opened.check(desk, &raw).problems;
        refusal = problems.iter().map(|it| it.say(page.lang)).collect::<Vec<_>>().join(" ");
    }
    Ok(Outcome::Again(Box::new(Asking {
        refusal,
        why: reason,
        lacks_why,
        meanwhile: since,
        ..asking
    })))
}
