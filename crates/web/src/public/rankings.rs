//! Rankings that everybody reads: by the number of the application, with nothing that tells a person (D.Lgs 33/2013 art.
//! 7-bis and 26 c. 4), not for search engines, and only as long as they are needed.

use askama::Template;
use axum::{extract::Path, http::HeaderValue};
use desk::rankings::Public;

use crate::{
    Answer, Frame, Page, Problem,
    frame::Section,
    ranked::{self, Shown},
    show,
};

struct ListLine {
    name: String,
    places: u32,
    wanting: usize,
}

#[derive(Template)]
#[template(path = "page/public/ranking.html")]
struct RankingPage {
    frame: Frame,
    standing: String,
    until: String,
    norm: String,
    criteria: [Vec<String>; 3],
    last: String,
    lists: Vec<ListLine>,
    lines: Vec<Shown>,
    has_lists: bool,
    is_approved: bool,
}

pub(super) async fn page(page: Page, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let Public { row, procedure, norm, criteria, is_drawn, lists, lines } =
        page.town.desk.public_ranking(id).await?;
    let words = page.words;
    let until = row.public_until.map(|until| words.date(until));
    let until = until.map_or_else(String::new, |until| {
        words.with("ranking-public-until", &[("date", until.as_str().into())]).into_owned()
    });
    let mut answer = show(RankingPage {
        standing: ranked::standing(&page, &row),
        until,
        norm: norm.get(page.lang).to_owned(),
        criteria: criteria
            .map(|labels| labels.iter().map(|one| one.get(page.lang).to_owned()).collect()),
        last: match is_drawn {
            true => words.with("ranking-lot", &[("seed", row.seed.as_str().into())]).into_owned(),
            false => page.t("ranking-last-received").into_owned(),
        },
        has_lists: lists.iter().any(|list| !list.name.is_empty()),
        is_approved: row.stage == desk::rankings::Stage::Approved,
        lines: lines.iter().map(|line| ranked::shown(&page, &row, &lists, line)).collect(),
        lists: lists
            .into_iter()
            .map(|list| ListLine {
                name: list.name.get(page.lang).to_owned(),
                places: list.places,
                wanting: list.wanting,
            })
            .collect(),
        frame: page
            .frame(row.title.clone())
            .under(Section::Services)
            .crumb(page.t("rankings-title"), ranked::PUBLIC)
            .describe(procedure.get(page.lang)),
    })?;
    let none = HeaderValue::from_static("noindex, noarchive");
    answer.headers_mut().insert("x-robots-tag", none);
    Ok(answer)
}

struct Link {
    title: String,
    url: String,
    procedure: String,
    standing: String,
}

#[derive(Template)]
#[template(path = "page/public/rankings.html")]
struct RankingsPage {
    frame: Frame,
    links: Vec<Link>,
}

pub(super) async fn all(page: Page) -> Answer {
    let public = page.town.desk.public_rankings().await?;
    let links = public.into_iter().map(|(row, procedure)| Link {
        url: format!("{}/{}", ranked::PUBLIC, row.id),
        procedure: procedure.get(page.lang).to_owned(),
        standing: ranked::standing(&page, &row),
        title: row.title,
    });
    show(RankingsPage {
        links: links.collect(),
        frame: page
            .frame(page.t("rankings-title"))
            .under(Section::Services)
            .describe(page.t("rankings-intro")),
    })
}
