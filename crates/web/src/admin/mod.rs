//! What administrators see and do: procedures and revisions, offices, people, jobs.

use askama::Template;
use axum::{
    extract::{Multipart, Path, Query},
    http::header,
    response::{IntoResponse, Redirect},
};
use desk::{
    admin::{JobState, Standing},
    catalogue::NotImported,
};
use serde::Deserialize;

use crate::{Answer, Frame, Page, Problem, frame::ADMIN, session::Staff, show};

crate::route::area! {
    get "/gestione" Administrator => home;
    get "/gestione/procedimenti" Administrator => procedures;
    get "/gestione/procedimenti/importa" Administrator => import_page;
    post "/gestione/procedimenti/importa" Administrator => import;
    post "/gestione/procedimenti/{procedure}/{revision}/pubblica" Administrator => publish;
    get "/gestione/procedimenti/{procedure}/{revision}/file" Administrator => export;
    get "/gestione/uffici" Administrator => offices;
    get "/gestione/persone" Administrator => people;
    get "/gestione/lavori" Administrator => jobs;
    post "/gestione/lavori/{job}/riprova" Administrator => replay;
}

/// The tabs: key of the words, address.
pub(super) const TABS: [(&str, &str); 4] = [
    ("admin-tab-procedures", "/gestione/procedimenti"),
    ("admin-tab-offices", "/gestione/uffici"),
    ("admin-tab-people", "/gestione/persone"),
    ("admin-tab-jobs", "/gestione/lavori"),
];

async fn home() -> Redirect {
    Redirect::to("/gestione/procedimenti")
}

fn frame(page: &Page, key: &str) -> Frame {
    page.frame(page.t(key)).crumb(page.t("admin-title"), ADMIN).without_contacts()
}

struct Revision {
    number: u32,
    state: String,
    created: String,
    running: String,
    hash: String,
    can_publish: bool,
}

struct Procedure {
    id: String,
    title: String,
    current: String,
    revisions: Vec<Revision>,
}

#[derive(Template)]
#[template(path = "page/admin/procedures.html")]
struct ProceduresPage {
    frame: Frame,
    procedures: Vec<Procedure>,
}

async fn procedures(page: Page, Staff(session): Staff) -> Answer {
    let lines = page.town.desk.procedure_lines(&session).await?;
    let words = page.words;
    let revision = |line: &desk::admin::RevisionLine| Revision {
        number: line.number,
        state: words
            .t(match line.state {
                Standing::Draft => "admin-procedure-draft",
                Standing::Published => "admin-procedure-published",
                Standing::Retired => "admin-procedure-retired",
            })
            .into_owned(),
        created: words.moment(line.created_at),
        running: words.n("admin-procedure-running", line.running).into_owned(),
        hash: line.hash.clone(),
        can_publish: line.state != Standing::Published,
    };
    let procedures = lines.iter().map(|line| Procedure {
        id: line.id.clone(),
        title: line.title.get(page.lang).to_owned(),
        current: line.current.map_or_else(
            || words.t("admin-procedure-not-published").into_owned(),
            |n| words.n("admin-procedure-current", n).into_owned(),
        ),
        revisions: line.revisions.iter().map(revision).collect(),
    });
    show(ProceduresPage { procedures: procedures.collect(), frame: frame(&page, "admin-tab-procedures") })
}

#[derive(Template)]
#[template(path = "page/admin/import.html")]
struct ImportPage {
    frame: Frame,
    faults: Vec<(String, String)>,
    done: String,
    is_missing: bool,
}

async fn import_page(page: Page, Staff(session): Staff) -> Answer {
    page.town.desk.procedure_lines(&session).await?;
    show(ImportPage {
        frame: frame(&page, "admin-procedure-import"),
        faults: Vec::new(),
        done: String::new(),
        is_missing: false,
    })
}

async fn import(page: Page, Staff(session): Staff, mut parts: Multipart) -> Answer {
    let mut text = String::new();
    while let Ok(Some(part)) = parts.next_field().await {
        if part.name() == Some("file") {
            text = part.text().await.map_err(|_| Problem::BadRequest("admin-import-missing"))?;
        }
    }
    let mut shown = ImportPage {
        frame: frame(&page, "admin-procedure-import"),
        faults: Vec::new(),
        done: String::new(),
        is_missing: text.trim().is_empty(),
    };
    if shown.is_missing {
        return show(shown);
    }
    match page.town.desk.import_as(&session, &text).await {
        Ok(imported) => {
            let key = if imported.is_same { "admin-procedure-same" } else { "admin-procedure-imported" };
            shown.done = page.words.n(key, imported.revision).into_owned();
        }
        Err(NotImported::Refused(faults)) => {
            shown.faults = faults
                .iter()
                .map(|fault| {
                    let at = format!("{}:{}", fault.place.line, fault.place.column);
                    (at, fault.message.get(page.lang).to_owned())
                })
                .collect();
        }
        Err(NotImported::Desk(error)) => return Err(error.into()),
    }
    show(shown)
}

async fn publish(
    page: Page,
    Staff(session): Staff,
    Path((procedure, revision)): Path<(String, u32)>,
) -> Answer {
    page.town.desk.publish_as(&session, &procedure, revision).await?;
    page.town.refresh().await?;
    Ok(Redirect::to("/gestione/procedimenti").into_response())
}

async fn export(
    page: Page,
    Staff(session): Staff,
    Path((procedure, revision)): Path<(String, u32)>,
) -> Answer {
    let text = page.town.desk.export_as(&session, &procedure, revision).await?;
    let name = format!("attachment; filename=\"{procedure}.yaml\"");
    let headers = [
        (header::CONTENT_TYPE, "application/yaml; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, text).into_response())
}

#[derive(Template)]
#[template(path = "page/admin/offices.html")]
struct OfficesPage {
    frame: Frame,
    offices: Vec<(String, String, String)>,
}

async fn offices(page: Page, Staff(session): Staff) -> Answer {
    let staff = page.town.desk.staff(&session).await?;
    let offices = page.town.municipality.offices.iter().map(|office| {
        let n = staff.iter().filter(|line| line.office.as_deref() == Some(office.id.as_str())).count();
        let n = i64::try_from(n).unwrap_or(0);
        (
            office.name.get(page.lang).to_owned(),
            format!("/amministrazione/uffici/{}", office.id),
            page.words.n("admin-office-people", n).into_owned(),
        )
    });
    show(OfficesPage { offices: offices.collect(), frame: frame(&page, "admin-tab-offices") })
}

struct PersonLine {
    name: String,
    role: String,
    office: String,
    since: String,
}

#[derive(Template)]
#[template(path = "page/admin/people.html")]
struct PeoplePage {
    frame: Frame,
    people: Vec<PersonLine>,
}

async fn people(page: Page, Staff(session): Staff) -> Answer {
    let staff = page.town.desk.staff(&session).await?;
    let people = staff.iter().map(|line| PersonLine {
        name: line.name.clone(),
        role: page.t(&format!("role-{}", line.role)).into_owned(),
        office: line.office.as_deref().map_or_else(
            || page.t("common-all").into_owned(),
            |office| page.town.desk.office_name(office).get(page.lang).to_owned(),
        ),
        since: page.words.moment(line.since),
    });
    show(PeoplePage { people: people.collect(), frame: frame(&page, "admin-tab-people") })
}

#[derive(Debug, Default, Deserialize)]
struct Which {
    #[serde(default)]
    stato: String,
}

struct StateTab {
    label: String,
    url: String,
    count: String,
    is_current: bool,
}

struct JobLine {
    id: String,
    kind: String,
    attempt: i64,
    next: String,
    error: String,
}

#[derive(Template)]
#[template(path = "page/admin/jobs.html")]
struct JobsPage {
    frame: Frame,
    tabs: Vec<StateTab>,
    jobs: Vec<JobLine>,
    is_parked: bool,
}

async fn jobs(page: Page, Staff(session): Staff, Query(which): Query<Which>) -> Answer {
    let states = [
        (JobState::Waiting, "in-attesa", "admin-jobs-state-waiting"),
        (JobState::Running, "in-corso", "admin-jobs-state-running"),
        (JobState::Parked, "fermi", "admin-jobs-state-parked"),
        (JobState::Done, "fatti", "admin-jobs-state-done"),
    ];
    let (state, ..) =
        states.into_iter().find(|(_, word, _)| *word == which.stato).unwrap_or(states[0]);
    let found = page.town.desk.job_lines(&session, state).await?;
    let counts = |state: JobState| match state {
        JobState::Waiting => found.counts.waiting.to_string(),
        JobState::Running => found.counts.running.to_string(),
        JobState::Parked => found.counts.parked.to_string(),
        JobState::Done => String::new(),
    };
    let tabs = states.iter().map(|(each, word, key)| StateTab {
        label: page.t(key).into_owned(),
        url: format!("/gestione/lavori?stato={word}"),
        count: counts(*each),
        is_current: *each == state,
    });
    let lines = found.lines.iter().map(|job| JobLine {
        id: job.id.to_string(),
        kind: page.t(&format!("admin-job-{}", job.kind)).into_owned(),
        attempt: job.attempt,
        next: page.words.moment(job.done_at.unwrap_or(job.run_at)),
        error: job.last_error.clone().unwrap_or_default(),
    });
    show(JobsPage {
        tabs: tabs.collect(),
        jobs: lines.collect(),
        is_parked: state == JobState::Parked,
        frame: frame(&page, "admin-tab-jobs"),
    })
}

async fn replay(page: Page, Staff(session): Staff, Path(job): Path<String>) -> Answer {
    let job = job.parse().map_err(|_| Problem::NotFound)?;
    page.town.desk.replay(&session, job).await?;
    Ok(Redirect::to("/gestione/lavori").into_response())
}
