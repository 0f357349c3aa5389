//! The personal area: what the citizen must do, applications with everything that happened to them, drafts,
//! sessions.

mod application;

pub(crate) use application::{Button, PaperLine, answers, clock, papers};

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};
use desk::account::{Mine, What};

use crate::{Answer, Frame, Page, Problem, frame::ACCOUNT, session::Citizen, show};

crate::route::area! {
    get "/area-personale" Person => home;
    get "/area-personale/pratiche" Person => applications;
    get "/area-personale/bozze" Person => drafts;
    get "/area-personale/accessi" Person => sessions;
    post "/area-personale/accessi/altri" Person => end_others;
    post "/area-personale/accessi/{session}" Person => end;
    get "/pratiche/{application}" Person => application::page;
    get "/pratiche/{application}/documenti/{paper}" Person => application::paper;
    get "/pratiche/{application}/passaggi/{step}" Person => application::ask;
    post "/pratiche/{application}/passaggi/{step}" Person => application::make;
}

/// The tabs: key of the words, address.
pub(crate) const TABS: [(&str, &str); 4] = [
    ("account-tab-desk", "/area-personale"),
    ("account-tab-applications", "/area-personale/pratiche"),
    ("account-tab-drafts", "/area-personale/bozze"),
    ("account-tab-sessions", "/area-personale/accessi"),
];

/// Something to do, in words.
struct Todo {
    text: String,
    service: String,
    url: String,
    button: String,
}

struct DraftCard {
    url: String,
    title: String,
    saved: String,
    delete: String,
}

#[derive(Template)]
#[template(path = "page/account/home.html")]
struct HomePage {
    frame: Frame,
    code: String,
    todo: Vec<Todo>,
    open: Vec<Mine>,
    closed: Vec<Mine>,
    drafts: Vec<DraftCard>,
    shows: &'static str,
}

async fn home(page: Page, citizen: Citizen) -> Answer {
    list(page, citizen, "home").await
}

async fn applications(page: Page, citizen: Citizen) -> Answer {
    list(page, citizen, "applications").await
}

async fn drafts(page: Page, citizen: Citizen) -> Answer {
    list(page, citizen, "drafts").await
}

async fn list(page: Page, Citizen(session): Citizen, shows: &'static str) -> Answer {
    let account = page.town.desk.account(&session).await?;
    let words = page.words;
    let todo = account.todo.iter().map(|todo| {
        let at = |id: &str| format!("/pratiche/{}/passaggi/{id}", todo.application.id);
        let (text, url, button) = match &todo.what {
            What::Integrate(by, id) => {
                let by = words.date(*by);
                let text = words.with("account-todo-integrate", &[("date", by.as_str().into())]);
                (text, at(id), "account-todo-answer")
            }
            What::Observe(by, id) => {
                let by = words.date(*by);
                let text = words.with("account-todo-observe", &[("date", by.as_str().into())]);
                (text, at(id), "account-todo-answer")
            }
            What::Pay(sum) => {
                let sum = words.money(*sum);
                let text = words.with("account-todo-pay", &[("amount", sum.as_str().into())]);
                (text, format!("/pratiche/{}", todo.application.id), "account-todo-see")
            }
        };
        Todo {
            text: text.into_owned(),
            service: todo.application.procedure.get(page.lang).to_owned(),
            url,
            button: page.t(button).into_owned(),
        }
    });
    let drafts = account.drafts.iter().map(|draft| DraftCard {
        url: format!("/bozze/{}", draft.id),
        title: draft.procedure.procedure.title.get(page.lang).to_owned(),
        saved: words
            .with("account-draft-saved", &[("date", words.moment(draft.saved_at).as_str().into())])
            .into_owned(),
        delete: format!("/bozze/{}/elimina", draft.id),
    });
    let code = session.person.fiscal_code.clone().unwrap_or_default();
    let name = session.person.name();
    show(HomePage {
        todo: todo.collect(),
        drafts: drafts.collect(),
        open: account.open,
        closed: account.closed,
        code,
        shows,
        frame: page.frame(if shows == "home" { name } else { page.t("account-title").into_owned() }).crumb(page.t("account-title"), ACCOUNT),
    })
}

struct DeviceLine {
    id: String,
    device: String,
    since: String,
    seen: String,
    is_this: bool,
}

#[derive(Template)]
#[template(path = "page/account/sessions.html")]
struct SessionsPage {
    frame: Frame,
    devices: Vec<DeviceLine>,
}

async fn sessions(page: Page, Citizen(session): Citizen) -> Answer {
    let devices = page.town.desk.devices(&session).await?;
    let words = page.words;
    let devices = devices.into_iter().map(|device| DeviceLine {
        id: device.id.to_string(),
        since: words
            .with("account-session-since", &[("date", words.moment(device.since).as_str().into())])
            .into_owned(),
        seen: words
            .with("account-session-seen", &[("date", words.moment(device.seen_at).as_str().into())])
            .into_owned(),
        device: device.device,
        is_this: device.is_this,
    });
    show(SessionsPage {
        devices: devices.collect(),
        frame: page.frame(page.t("account-tab-sessions")).crumb(page.t("account-title"), ACCOUNT),
    })
}

async fn end(page: Page, Citizen(session): Citizen, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    page.town.desk.end_session(&session, id).await?;
    Ok(Redirect::to("/area-personale/accessi").into_response())
}

async fn end_others(page: Page, Citizen(session): Citizen) -> Answer {
    page.town.desk.end_other_sessions(&session).await?;
    Ok(Redirect::to("/area-personale/accessi").into_response())
}
