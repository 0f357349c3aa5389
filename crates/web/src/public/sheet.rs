//! The sheet of one service, section by section as the State's validator looks for them, and the
//! page of its conditions.

use askama::Template;
use axum::extract::Path;
use model::{Localized, category::Category, municipality::Office, prose};
use procedure::sheet::Status;
use serde_json::json;

use crate::{
    Answer, Frame, Page, Problem,
    apply::{Begun, Sent, before},
    catalogue::Service,
    frame::{RatingOf, Section},
    session::Citizen,
    show, usual,
};

use super::{Card, Topic, topics};

#[derive(Template)]
#[template(path = "page/public/sheet.html")]
struct SheetPage {
    frame: Frame,
    service: Service,
    /// Drafts of it that the person who is signed in has begun.
    drafts: Vec<Begun>,
    /// Those that they have sent and that have not ended.
    sent: Vec<Sent>,
    /// Shown when the service is not active.
    reason: Option<Localized>,
    topics: Vec<Topic>,
    office: Office,
    requirement: String,
    /// When one can apply; empty if always.
    intake: String,
    /// Applications are taken now.
    takes: bool,
    /// How long they really take; empty where too few ended.
    usual: String,
    /// Rankings that everybody reads: title and address.
    rankings: Vec<(String, String)>,
    related: Vec<Card>,
    json_ld: String,
}

pub(super) async fn page(
    page: Page,
    citizen: Result<Citizen, Problem>,
    Path((slug, id)): Path<(String, String)>,
) -> Answer {
    let (service, category, office) = find(&page, &slug, &id)?;
    let lang = page.lang;
    let reason = match &service.sheet.status {
        Status::Active => None,
        Status::Inactive { reason } => Some(reason.clone()),
    };
    let catalogue = page.town.catalogue();
    let others = catalogue.in_category(&slug).filter(|other| other.id != id);
    let related = others.take(3).map(|other| Card::service(other, lang)).collect();
    let standing = page.town.desk.intake(&service.id, &service.sheet.intake).await?;
    let (drafts, sent) = before(&page, citizen, &id).await;
    show(SheetPage {
        drafts,
        sent,
        intake: standing.sentence(page.words),
        takes: standing.is_open(),
        usual: usual::times(&page, &service.id, "usual-times").await?,
        rankings: rankings(&page, &service.id).await?,
        frame: page
            .frame(service.title.get(lang))
            .under(Section::Services)
            .crumb(category.name(lang), format!("/servizi/{slug}"))
            .describe(service.sheet.summary.get(lang))
            .rate(RatingOf::Page),
        requirement: requirement(&page, &service),
        json_ld: json_ld(&page, &service, category, &office),
        topics: topics(&service.sheet.topics),
        related,
        reason,
        office,
        service,
    })
}

#[derive(Template)]
#[template(path = "page/public/conditions.html")]
struct ConditionsPage {
    frame: Frame,
    service: Service,
}

/// `GET …/condizioni`: what the citizen accepts by using the service, as a page that prints well.
pub(super) async fn conditions(page: Page, Path((slug, id)): Path<(String, String)>) -> Answer {
    let (service, category, _) = find(&page, &slug, &id)?;
    let frame = page
        .frame(page.t("sheet-conditions"))
        .under(Section::Services)
        .crumb(category.name(page.lang), format!("/servizi/{slug}"))
        .crumb(service.title.get(page.lang), service.url());
    show(ConditionsPage { frame, service })
}

async fn rankings(page: &Page, procedure: &str) -> Result<Vec<(String, String)>, Problem> {
    let public = page.town.desk.public_rankings_of(procedure).await?;
    let link = |row: desk::rankings::Ranking| {
        let url = format!("{}/{}", crate::ranked::PUBLIC, row.id);
        (row.title, url)
    };
    Ok(public.into_iter().map(link).collect())
}

/// A service stands only under its own category, with an office that exists.
fn find(
    page: &Page,
    slug: &str,
    id: &str,
) -> Result<(Service, &'static Category, Office), Problem> {
    let catalogue = page.town.catalogue();
    let service = catalogue.get(id).filter(|service| service.sheet.category == slug);
    let category = Category::by_slug(slug);
    let (service, category) = service.zip(category).ok_or(Problem::NotFound)?;
    let office = page.town.municipality.office(&service.sheet.office).ok_or(Problem::NotFound)?;
    Ok((service.clone(), category, office.clone()))
}

/// What one needs before starting, in a line: "Serve SPID o CIE · circa 12 minuti".
fn requirement(page: &Page, service: &Service) -> String {
    if !service.is_online {
        return String::new();
    }
    let identity = page.t("sheet-needs-identity");
    match service.sheet.access.minutes {
        Some(minutes) => format!("{identity} · {}", page.words.n("sheet-about-minutes", minutes)),
        None => identity.into_owned(),
    }
}

/// Data for machines (R.SI.1.1), safe inside a script element.
fn json_ld(page: &Page, service: &Service, category: &Category, office: &Office) -> String {
    let town = &page.town.municipality;
    let name = |text: &Localized| text.get(page.lang).to_owned();
    let audience = prose::plain(&prose::parse(service.sheet.addressed.get(page.lang)));
    let data = json!({
        "@context": "http://schema.org",
        "@type": "GovernmentService",
        "name": name(&service.title),
        "serviceType": category.name(page.lang),
        "serviceOperator": { "@type": "GovernmentOrganization", "name": name(&town.title) },
        "areaServed": { "@type": "AdministrativeArea", "name": name(&town.title) },
        "audience": { "@type": "Audience", "audienceType": audience },
        "availableChannel": {
            "@type": "ServiceChannel",
            "name": page.t("sheet-access"),
            "serviceUrl": format!("https://{}{}", town.hosts.desk, service.url()),
            "serviceLocation": {
                "@type": "Place",
                "name": name(&office.name),
                "address": {
                    "@type": "PostalAddress",
                    "streetAddress": office.address,
                    "postalCode": office.cap,
                    "addressLocality": office.town,
                },
            },
        },
    });
    data.to_string().replace('<', "\\u003c")
}
