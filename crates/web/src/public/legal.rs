//! Pages that the law wants: legal notes, privacy, map of the site.

use askama::Template;

use crate::{Answer, Frame, Page, catalogue::Service, show};

#[derive(Template)]
#[template(path = "page/public/legal_notes.html")]
struct NotesPage {
    frame: Frame,
}

pub(super) async fn notes(page: Page) -> Answer {
    show(NotesPage { frame: page.frame(page.t("chrome-legal-notes")) })
}

#[derive(Template)]
#[template(path = "page/public/privacy.html")]
struct PrivacyPage {
    frame: Frame,
}

pub(super) async fn privacy(page: Page) -> Answer {
    show(PrivacyPage { frame: page.frame(page.t("chrome-privacy")) })
}

#[derive(Template)]
#[template(path = "page/public/site_map.html")]
struct MapPage {
    frame: Frame,
    services: Vec<Service>,
}

pub(super) async fn map(page: Page) -> Answer {
    show(MapPage {
        services: page.town.catalogue().services().to_vec(),
        frame: page.frame(page.t("chrome-site-map")),
    })
}
