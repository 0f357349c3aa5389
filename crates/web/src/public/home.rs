//! The home page.

use askama::Template;

use crate::{Answer, Frame, Page, frame::RatingOf, show};

#[derive(Template)]
#[template(path = "page/public/home.html")]
struct HomePage {
    frame: Frame,
}

pub(super) async fn page(page: Page) -> Answer {
    let title = page.town.municipality.title.get(page.lang).to_owned();
    show(HomePage { frame: page.frame(title).rate(RatingOf::Page) })
}
