//! What the system does after each step, as the administrator sees it: waiting, running, parked, done.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use desk::admin::{JobState, Jobs};
use serde::Deserialize;

use super::{JOBS, Tab, frame, tabs};
use crate::{Answer, Frame, Page, Problem, dossier::Notice, session::Staff, show};

/// The states: word in the address, key of the words.
const STATES: [(JobState, &str, &str); 4] = [
    (JobState::Waiting, "in-attesa", "admin-jobs-state-waiting"),
    (JobState::Running, "in-corso", "admin-jobs-state-running"),
    (JobState::Parked, "fermi", "admin-jobs-state-parked"),
    (JobState::Done, "fatti", "admin-jobs-state-done"),
];

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    stato: String,
    /// A job was let run again.
    #[serde(default)]
    ripartito: Option<u8>,
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
    at: String,
    error: String,
}

#[derive(Template)]
#[template(path = "page/admin/jobs.html")]
struct JobsPage {
    frame: Frame,
    tabs: Vec<Tab>,
    notice: Option<Notice>,
    states: Vec<StateTab>,
    /// Which state, in words.
    state: String,
    /// What the date of a job is.
    date_column: &'static str,
    jobs: Vec<JobLine>,
    is_parked: bool,
}

pub(super) async fn page(page: Page, Staff(session): Staff, Query(which): Query<Which>) -> Answer {
    let known = STATES.into_iter().find(|(_, word, _)| *word == which.stato);
    let (state, _, key) = known.unwrap_or(STATES[0]);
    let found = page.town.desk.job_lines(&session, state).await?;
    let line = |job: &_| job_line(&page, job);
    show(JobsPage {
        tabs: tabs(&page, &session),
        notice: which.ripartito.map(|_| Notice {
            text: page.t("admin-jobs-replayed").into_owned(),
            is_warning: false,
        }),
        states: states(&page, &found, state),
        state: page.t(key).into_owned(),
        date_column: match state {
            JobState::Waiting | JobState::Running => "admin-jobs-next",
            JobState::Parked => "admin-jobs-parked-at",
            JobState::Done => "admin-jobs-done-at",
        },
        jobs: found.lines.iter().map(line).collect(),
        is_parked: state == JobState::Parked,
        frame: frame(&page, "admin-tab-jobs"),
    })
}

fn states(page: &Page, found: &Jobs, current: JobState) -> Vec<StateTab> {
    let count = |state: JobState| match state {
        JobState::Waiting => page.words.number(found.counts.waiting),
        JobState::Running => page.words.number(found.counts.running),
        JobState::Parked => page.words.number(found.counts.parked),
        JobState::Done => {
            let (n, is_more) = found.done;
            format!("{}{}", page.words.number(n), if is_more { "+" } else { "" })
        }
    };
    let tab = |&(state, word, key): &(JobState, &str, &str)| StateTab {
        label: page.t(key).into_owned(),
        url: format!("{JOBS}?stato={word}"),
        count: count(state),
        is_current: state == current,
    };
    STATES.iter().map(tab).collect()
}

fn job_line(page: &Page, job: &desk::admin::JobLine) -> JobLine {
    JobLine {
        id: job.id.to_string(),
        kind: page.t(&format!("admin-job-{}", job.kind)).into_owned(),
        attempt: job.attempt,
        at: page.words.moment(job.done_at.or(job.parked_at).unwrap_or(job.run_at)),
        error: job.last_error.clone().unwrap_or_default(),
    }
}

pub(super) async fn replay(page: Page, Staff(session): Staff, Path(job): Path<String>) -> Answer {
    let job = job.parse().map_err(|_| Problem::NotFound)?;
    page.town.desk.replay(&session, job).await?;
    Ok(Redirect::to(&format!("{JOBS}?stato=in-attesa&ripartito=1")).into_response())
}
