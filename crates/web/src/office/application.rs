//! One application on one screen: what the citizen said, what happened and can be done, the facts.
//! Moves have a page of their own: `step`.

mod awaited;
mod clock;
mod hands;
mod labels;
mod notes;
mod opinions;

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
};
use desk::{dossier::Dossier, ready_texts::Ready, session::Session};
use model::access::Action;
use workflow::Act;

use self::{
    clock::{Clock, glance},
    hands::{Colleague, Hands, colleagues, holder},
    labels::{Mark, marks, more_marks},
    notes::{NoteLine, Noting, lines},
    opinions::{OpinionLine, opinions},
};
pub(super) use self::{
    clock::{Clock as TermClock, glance as term},
    hands::{assign, leave, take_over},
    labels::label,
    notes::{note, strike},
};
use super::{
    address,
    folders::{self, FolderLine},
    labels::Tag,
    links::{self, LinkLine},
    own_fields::{self, OwnFields},
    points::{self, Round},
    presence::Presence,
    queue::{Choice, pending_told},
    trail::{self, Ways},
};
use crate::{
    Answer, Frame, Page, Problem,
    apply::{download, id},
    dossier::{Button, Flash, Notice, PaperLine, answers, no_moves, papers},
    readings::{self, ReadingLine},
    seen::{Seen, meanwhile},
    session::Staff,
    show,
    timeline::{Happening, happenings},
    view::{Told, ToldStep},
};

/// A move that cannot be made now, and why.
struct Shut {
    label: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "page/office/application.html")]
struct ApplicationPage {
    frame: Frame,
    notice: Option<Notice>,
    must_abstain: bool,
    /// What is about to happen to it with many others; empty for nothing.
    pending: String,
    /// What has happened since the page that was posted; empty where nobody was first.
    meanwhile: Vec<Happening>,
    /// What was typed for an act that was not made.
    typed: String,
    /// Who else has it open.
    presence: Presence,
    service: String,
    state: String,
    applicant: String,
    sent: String,
    steps: Vec<ToldStep>,
    /// Sections that this person may put right, below the address.
    amendable: Vec<String>,
    amend_url: String,
    buttons: Vec<Button>,
    shut: Vec<Shut>,
    /// Why there is no move to make, where there is none.
    no_moves: String,
    /// For whom it waits, in words.
    awaited: Vec<String>,
    /// The last integration request, point by point.
    round: Option<Round>,
    happenings: Vec<Happening>,
    /// What the office writes down for itself.
    own_fields: Option<OwnFields>,
    sees_notes: bool,
    can_note: bool,
    notes: Vec<NoteLine>,
    noting: Noting,
    /// Texts that the office keeps ready.
    ready: Vec<Ready>,
    /// The labels it bears, and those that could be put on it.
    marks: Vec<Mark>,
    more_marks: Vec<Choice>,
    /// Words of the link to the messages.
    messages: String,
    /// Messages of the citizen that nobody has read, in words; empty for none.
    unread: String,
    papers: Vec<PaperLine>,
    clock: Clock,
    /// Applications that have to do with it, and the files it is in.
    links: Vec<LinkLine>,
    folders: Vec<FolderLine>,
    fees: Vec<(String, String)>,
    paid: String,
    due: String,
    others: Vec<(String, String)>,
    office: String,
    assignee: String,
    can_assign: bool,
    giving: Giving,
    hands: Hands,
    /// Who has it is away: until when, and who stands in; empty if they are not.
    away: String,
    colleagues: Vec<Colleague>,
    opinions: Vec<OpinionLine>,
    can_ask_opinions: bool,
    /// What no move of the procedure says: words and address.
    besides: Vec<(String, String)>,
    /// Who abstains, by the button that ends it: words and address.
    abstaining: Vec<(String, String)>,
    readers: Vec<ReadingLine>,
    is_whole: bool,
    seen: Seen,
    base: String,
    /// What stands after each address below it: the view that one came from.
    trail: String,
    ways: Option<Ways>,
    /// A move was made just now.
    is_done: bool,
    files_url: String,
}

pub(super) async fn page(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
    Query(flash): Query<Flash>,
) -> Answer {
    draw(&page, &session, &application, Shown { flash, ..Shown::default() }).await
}

/// What the page shows besides the application.
#[derive(Default)]
pub(super) struct Shown {
    pub flash: Flash,
    noting: Noting,
    /// What was typed for an act that somebody was before.
    pub typed: String,
    /// What the page had shown on which it was decided.
    pub seen: Seen,
    giving: Giving,
}

/// What was typed to give it to a colleague, and what is wrong with it.
#[derive(Default)]
struct Giving {
    reason: String,
    problem: String,
}

impl Shown {
    /// Somebody else was first: what has happened is told, and what was typed stays on the page.
    pub fn late(seen: Seen, typed: &str) -> Shown {
        let (flash, typed) = (Flash::late(), typed.trim().to_owned());
        Shown { flash, typed, seen, ..Shown::default() }
    }

    /// It cannot be given to whom it was to be given to.
    pub fn not_given(problem: String, reason: &str) -> Shown {
        let giving = Giving { reason: reason.to_owned(), problem };
        Shown { giving, ..Shown::default() }
    }
}

/// The page, with what was typed.
pub(super) async fn draw(
    page: &Page,
    session: &Session,
    application: &str,
    Shown { flash, mut noting, typed, seen, giving }: Shown,
) -> Answer {
    let desk = &page.town.desk;
    let meanwhile = meanwhile(page, session, id(application)?, seen.last).await?;
    let dossier = desk.dossier(session, id(application)?).await?;
    let loaded = &dossier.loaded;
    let words = page.words;
    let lang = page.lang;
    let base = address(application);
    let trail = trail::query(page);
    let (buttons, shut) = moves(page, session, &dossier, (&base, &trail));
    let missing = desk.missing(session).await?;
    let (assignee, away) = holder(page, &dossier, &missing);
    let can_note = loaded.allows(session, Action::WriteNote);
    let ready = if can_note { desk.ready_for(loaded).await? } else { Vec::new() };
    noting.insert(&ready);
    if noting.key.is_empty() {
        noting.key.clone_from(&dossier.key);
    }
    let is_wrong = !noting.problem.is_empty() || !giving.problem.is_empty();
    let sent = words.moment(loaded.sent_at());
    let fees = dossier.fees.iter();
    let fees = fees.map(|fee| (fee.label.get(lang).to_owned(), words.money(fee.amount)));
    let others = dossier.others.iter();
    let others =
        others.map(|(id, number, title)| (address(id), format!("{number} · {}", title.get(lang))));
    let frame = page.frame(loaded.number()).crumb(page.t("office-queue"), trail::queue(page));
    let mut answer = show(ApplicationPage {
        notice: flash.notice(page, "office-move-done", "office-move-stale"),
        must_abstain: loaded.must_abstain(session),
        pending: dossier
            .pending
            .as_ref()
            .map(|one| pending_told(page, "bulk-application-pending", one))
            .unwrap_or_default(),
        meanwhile,
        typed,
        presence: Presence::of(page, loaded.id(), Seen::of(loaded), (&dossier.present, desk.now())),
        service: loaded.called(desk, lang),
        state: loaded.state(&loaded.application.state, true).get(lang).to_owned(),
        applicant: dossier.names.get(&loaded.applicant()).cloned().unwrap_or_default(),
        sent: frame.say("office-sent-on", "date", &sent),
        steps: answers(page, &dossier),
        amendable: loaded.amendable(desk, session),
        amend_url: format!("{base}/rettifica"),
        buttons,
        shut,
        no_moves: no_moves(page, &dossier),
        awaited: awaited::lines(page, loaded),
        round: points::round(page, session, &dossier, &base),
        happenings: happenings(page, &dossier, true),
        own_fields: own_fields::part(page, session, loaded).await?,
        sees_notes: loaded.allows(session, Action::ReadNote),
        can_note,
        notes: lines(page, &dossier, &base),
        noting,
        ready,
        marks: marks(page, &dossier),
        more_marks: more_marks(&dossier),
        messages: match dossier.messages {
            0 => page.t("message-write-citizen").into_owned(),
            n => words.n("message-all", n).into_owned(),
        },
        unread: match dossier.unread {
            0 => String::new(),
            n => words.n("message-unread", n).into_owned(),
        },
        papers: papers(page, &dossier, &format!("{base}/documenti")),
        clock: glance(page, (loaded, &dossier.clock), desk.today()),
        links: links::lines(page, &dossier, &base),
        folders: folders::lines(&dossier, &base),
        fees: fees.collect(),
        paid: words.money(loaded.application.paid),
        due: words.money(loaded.due(desk)),
        others: others.collect(),
        office: desk.office_name(&loaded.application.office).get(lang).to_owned(),
        assignee,
        can_assign: loaded.allows(session, Action::Assign) && loaded.application.closed.is_none(),
        giving,
        hands: Hands::of(session, &dossier, &missing),
        away,
        colleagues: colleagues(page, &dossier).await?,
        opinions: opinions(page, &dossier),
        can_ask_opinions: loaded.may_ask_opinions(session),
        abstaining: dossier
            .abstaining
            .iter()
            .map(|(person, name)| {
                let named = [("name", name.as_str().into())];
                let words = page.words.with("abstain-end", &named).into_owned();
                (words, format!("{base}/astensioni/{person}"))
            })
            .collect(),
        besides: loaded
            .besides(session)
            .into_iter()
            .map(desk::beside::Beside::word)
            .map(|word| {
                let words = page.t(&format!("beside-{word}")).into_owned();
                (words, format!("{base}/{word}{trail}"))
            })
            .collect(),
        readers: readings::lines(page, &dossier.readings, true),
        is_whole: loaded.is_whole(),
        seen: Seen::of(loaded),
        files_url: format!("{base}/file"),
        ways: trail::ways(page, session, &dossier).await?,
        is_done: flash.is_done(),
        base,
        trail,
        frame,
    })?;
    if is_wrong {
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(answer)
}

/// Moves that can be made, and those that cannot with the reason.
fn moves(
    page: &Page,
    session: &Session,
    dossier: &Dossier,
    (base, trail): (&str, &str),
) -> (Vec<Button>, Vec<Shut>) {
    let (mut buttons, mut shut) = (Vec::new(), Vec::new());
    for choice in dossier.loaded.choices(&page.town.desk, session) {
        let label = choice.what.label.get(page.lang).to_owned();
        match choice.shut {
            Some(refusal) => {
                shut.push(Shut { label, reason: refusal.reason.get(page.lang).to_owned() });
            }
            None => buttons.push(Button {
                label,
                url: format!("{base}/passaggi/{}{trail}", choice.id),
                is_first: buttons.is_empty(),
                is_take: choice.what.act == Act::Take,
            }),
        }
    }
    (buttons, shut)
}

pub(super) async fn paper(
    page: Page,
    Staff(session): Staff,
    Path((application, paper)): Path<(String, String)>,
) -> Answer {
    let paper = paper.parse().map_err(|_| Problem::NotFound)?;
    Ok(download(page.town.desk.paper(&session, id(&application)?, paper).await?, true))
}

pub(super) async fn file(
    page: Page,
    Staff(session): Staff,
    Path((_, file)): Path<(String, String)>,
) -> Answer {
    let file = file.parse().map_err(|_| Problem::NotFound)?;
    Ok(download(page.town.desk.file(&session, file).await?, true))
}
