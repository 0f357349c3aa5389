//! The personal area (*area personale*): what the citizen must do, applications with everything that
//! happened to them, drafts, sign-ins (`devices`). Not filling and sending: `apply`.

mod amend;
mod application;
mod late;
mod messages;
mod opinions;
mod ranking;
mod readings;

use askama::Template;
use axum::extract::Query;
use desk::{
    account::{Mine, What},
    draft,
};
use model::ApplicationId;

use crate::{
    Answer, Frame, Page, apply::standing, devices, dossier::Notice, frame::ACCOUNT,
    session::Citizen, show,
};

crate::route::area! {
    get "/area-personale" Person => home;
    get "/area-personale/pratiche" Person => applications;
    get "/area-personale/bozze" Person => drafts;
    get "/area-personale/accessi" Person => devices::mine;
    get "/area-personale/accessi/non-io" Person => devices::what_now;
    post "/area-personale/accessi/altri" Person => devices::end_others::<Citizen>;
    post "/area-personale/accessi/{session}" Person => devices::end::<Citizen>;
    post "/area-personale/accessi/{session}/non-io" Person => devices::disown::<Citizen>;
    get "/pratiche/{application}" Person => application::page;
    get "/pratiche/{application}/documenti/{paper}" Person => application::paper;
    get "/pratiche/{application}/passaggi/{step}" Person => application::ask;
    post "/pratiche/{application}/passaggi/{step}" Person => application::make;
    get "/pratiche/{application}/correggi/{section}" Person => amend::ask;
    post "/pratiche/{application}/correggi/{section}" Person => amend::make;
    get "/pratiche/{application}/letture" Person => readings::page;
    get "/pratiche/{application}/messaggi" Person => messages::page;
    post "/pratiche/{application}/messaggi" Person => messages::send;
    get "/pareri/{token}" Person => opinions::invitation;
    post "/pareri/{token}" Person => opinions::follow;
    get "/pareri/{application}/{asked}" Person => opinions::ask;
    post "/pareri/{application}/{asked}" Person => opinions::answer;
    post "/pareri/{application}/{asked}/manca" Person => opinions::hold_up;
    get "/pareri/{application}/{asked}/file/{file}" Person => opinions::file;
}

const APPLICATIONS: &str = "/area-personale/pratiche";
const DRAFTS: &str = "/area-personale/bozze";
pub(crate) const SESSIONS: &str = "/area-personale/accessi";

/// The tabs: key of the words, address, icon.
pub(crate) const TABS: [(&str, &str, &str); 4] = [
    ("account-tab-desk", ACCOUNT, "it-pa"),
    ("account-tab-applications", APPLICATIONS, "it-files"),
    ("account-tab-drafts", DRAFTS, "it-pencil"),
    ("account-tab-sessions", SESSIONS, "it-lock"),
];

/// How many ended applications the first page shows.
const RECENT: usize = 3;

/// Something the citizen must do, in words.
struct Ask {
    text: String,
    /// Title of the service, what tells it from others, and number, where they are not said already.
    service: String,
    subject: String,
    number: String,
    url: String,
    /// Words of the button; empty if there is nothing to press.
    button: String,
    /// The button posts.
    is_post: bool,
}

impl Ask {
    fn new(page: &Page, application: ApplicationId, what: &What) -> Ask {
        let words = page.words;
        let (key, name, value, step) = match what {
            What::Integrate(by, step) => {
                ("account-todo-integrate", "date", words.date(*by), Some(step))
            }
            What::Observe(by, step) => {
                ("account-todo-observe", "date", words.date(*by), Some(step))
            }
            What::Pay(_, _, by) => ("account-todo-pay", "date", words.date(*by), None),
            What::Answer(by) => {
                let by = words.date(*by);
                return Ask {
                    text: words.with("ranking-todo", &[("date", by.as_str().into())]).into_owned(),
                    service: String::new(),
                    subject: String::new(),
                    number: String::new(),
                    button: page.t("ranking-todo-answer").into_owned(),
                    url: format!("/pratiche/{application}#passaggi"),
                    is_post: false,
                };
            }
            What::Read(n) => {
                return Ask {
                    text: words.n("account-todo-read", *n).into_owned(),
                    service: String::new(),
                    subject: String::new(),
                    number: String::new(),
                    button: page.t("message-read").into_owned(),
                    url: format!("/pratiche/{application}/messaggi"),
                    is_post: false,
                };
            }
        };
        let here = format!("/pratiche/{application}");
        let is_post = matches!(what, What::Pay(_, true, _));
        let (button, url) = match step {
            Some(step) => ("account-todo-answer", format!("{here}/passaggi/{step}")),
            None if is_post => ("pay-now", format!("{here}/paga")),
            None => ("", here),
        };
        let sum = match what {
            What::Pay(sum, ..) => words.money(*sum),
            _ => String::new(),
        };
        let values = [(name, value.as_str().into()), ("amount", sum.as_str().into())];
        let values = if sum.is_empty() { &values[..1] } else { &values[..] };
        Ask {
            text: words.with(key, values).into_owned(),
            service: String::new(),
            subject: String::new(),
            number: String::new(),
            button: if button.is_empty() { String::new() } else { page.t(button).into_owned() },
            url,
            is_post,
        }
    }
}

struct DraftCard {
    url: String,
    title: String,
    /// What tells it from others of the procedure; empty where nothing does.
    subject: String,
    saved: String,
    /// When it was begun, and the step that it goes on with.
    facts: String,
    kept: String,
    delete: String,
    /// What was paid, or is being paid: words and address; empty if nothing is.
    payment: String,
    payment_url: String,
}

impl DraftCard {
    fn new(page: &Page, draft: &draft::Line) -> DraftCard {
        let saved = page.words.moment(draft.saved_at);
        let kept = page.words.date(page.town.desk.draft_ends(draft.saved_at));
        let (payment, payment_url) = match draft.paying {
            Some(id) => (page.t("pay-draft-waits").into_owned(), format!("/pagamenti/{id}")),
            None if draft.paid.0 > 0 => {
                let amount = page.words.money(draft.paid);
                let said = page.words.with("pay-draft-paid", &[("amount", amount.as_str().into())]);
                (said.into_owned(), format!("/bozze/{}/riepilogo", draft.id))
            }
            None => (String::new(), String::new()),
        };
        DraftCard {
            payment,
            payment_url,
            url: format!("/bozze/{}", draft.id),
            title: draft.procedure.procedure.title.get(page.lang).to_owned(),
            subject: draft.subject.get(page.lang).to_owned(),
            facts: standing(page, draft),
            saved: page
                .words
                .with("account-draft-saved", &[("date", saved.as_str().into())])
                .into_owned(),
            kept: page
                .words
                .with("account-draft-kept", &[("date", kept.as_str().into())])
                .into_owned(),
            delete: format!("/bozze/{}/elimina", draft.id),
        }
    }
}

/// The frame of a tab.
pub(crate) fn tab(page: &Page, key: &str) -> Frame {
    page.frame(page.t(key)).crumb(page.t("account-title"), ACCOUNT)
}

#[derive(Template)]
#[template(path = "page/account/home.html")]
struct HomePage {
    frame: Frame,
    name: String,
    code: String,
    todo: Vec<Ask>,
    open: Vec<Mine>,
    drafts: Vec<DraftCard>,
    closed: Vec<Mine>,
    has_more_closed: bool,
}

async fn home(page: Page, Citizen(session): Citizen) -> Answer {
    let account = page.town.desk.account(&session).await?;
    let todo = account.todo.iter().map(|todo| {
        let mine = &todo.application;
        let mut ask = Ask::new(&page, mine.id, &todo.what);
        mine.procedure.get(page.lang).clone_into(&mut ask.service);
        mine.subject.get(page.lang).clone_into(&mut ask.subject);
        ask.number.clone_from(&mine.number);
        if ask.button.is_empty() {
            ask.button = page.t("account-todo-see").into_owned();
        }
        ask
    });
    show(HomePage {
        frame: page.frame(page.t("account-title")),
        name: session.person.name(),
        code: session.person.fiscal_code.clone().unwrap_or_default(),
        todo: todo.collect(),
        open: account.open,
        drafts: account.drafts.iter().map(|draft| DraftCard::new(&page, draft)).collect(),
        has_more_closed: account.closed.len() > RECENT,
        closed: account.closed.into_iter().take(RECENT).collect(),
    })
}

#[derive(Template)]
#[template(path = "page/account/applications.html")]
struct ApplicationsPage {
    frame: Frame,
    open: Vec<Mine>,
    closed: Vec<Mine>,
}

async fn applications(page: Page, Citizen(session): Citizen) -> Answer {
    let account = page.town.desk.account(&session).await?;
    show(ApplicationsPage {
        frame: tab(&page, "account-tab-applications"),
        open: account.open,
        closed: account.closed,
    })
}

#[derive(Template)]
#[template(path = "page/account/drafts.html")]
struct DraftsPage {
    frame: Frame,
    notice: Option<Notice>,
    drafts: Vec<DraftCard>,
}

/// What a redirect tells the list of drafts.
#[derive(Debug, Default, serde::Deserialize)]
struct Flash {
    #[serde(default)]
    eliminata: Option<u8>,
}

async fn drafts(page: Page, Citizen(session): Citizen, Query(flash): Query<Flash>) -> Answer {
    let drafts = page.town.desk.drafts(&session).await?;
    let notice = flash
        .eliminata
        .map(|_| Notice { text: page.t("apply-delete-done").into_owned(), is_warning: false });
    show(DraftsPage {
        frame: tab(&page, "account-tab-drafts"),
        notice,
        drafts: drafts.iter().map(|draft| DraftCard::new(&page, draft)).collect(),
    })
}
