//! The page of an act on one application that a small form asks: what it is, what follows from it, one button to confirm.

use askama::Template;
use desk::Loaded;

use super::{address, trail};
use crate::{
    Answer, Frame, Page, seen::Seen, show, small_form::Drawn, small_form::titled,
    timeline::Happening,
};

/// What an act says of itself.
pub(super) struct Act<'a> {
    /// Its word in the address below the application.
    pub word: &'a str,
    pub title: String,
    pub lead: String,
    /// What the button says.
    pub confirm: String,
    /// What follows from it, in sentences.
    pub effects: Vec<String>,
    /// An answer changes what else is asked: without a script a button asks for it.
    pub refreshes: bool,
    /// What its page posts besides: name and value.
    pub hidden: Vec<(&'static str, String)>,
    /// What was typed for an act that is gone, to be copied: it cannot be done any more. Empty while it can.
    pub typed: Vec<(String, String)>,
}

/// What came of it when it was posted.
#[derive(Default)]
pub(super) struct Refused {
    /// Why it was not done, where its form does not say so at its places.
    pub why: String,
    /// What has happened since the page that was posted; empty where nobody was first.
    pub meanwhile: Vec<Happening>,
}

#[derive(Template)]
#[template(path = "page/office/act.html")]
struct ActPage<'a> {
    frame: Frame,
    act: Act<'a>,
    number: String,
    service: String,
    drawn: Drawn,
    refused: Refused,
    seen: Seen,
    action: String,
    back: String,
}

/// Draws it, in the view that one came from.
pub(super) fn draw(
    page: &Page,
    loaded: &Loaded,
    act: Act<'_>,
    (drawn, refused): (Drawn, Refused),
) -> Answer {
    let (here, way) = (address(loaded.id()), trail::query(page));
    let back = format!("{here}{way}");
    let frame = page
        .frame(act.title.clone())
        .crumb(page.t("office-queue"), trail::queue(page))
        .crumb(loaded.number().to_owned(), back.clone());
    let frame = match refused.why.is_empty() {
        true => titled(frame, &drawn.problems),
        false => frame.wrong(),
    };
    show(ActPage {
        number: loaded.number().to_owned(),
        service: loaded.called(&page.town.desk, page.lang),
        seen: Seen::of(loaded),
        action: format!("{here}/{}{way}", act.word),
        act,
        drawn,
        refused,
        back,
        frame,
    })
}
