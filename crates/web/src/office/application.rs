//! One application on one screen: what the citizen said, what happened and can be done, the facts.
//! Moves have a page of their own: `step`.

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, Request},
    response::{IntoResponse, Redirect},
};
use desk::{
    absences::{self, Away},
    dossier::Dossier,
    moves::{Hand, NotHanded},
    session::Session,
};
use model::access::Action;
use serde::Deserialize;
use workflow::{Act, ClockState, ClockView, Opined, OpinionEnd};

use super::{
    address,
    points::{self, Round},
    readers::{other_reader, readers},
};
use crate::{
    Answer, Frame, Page, Problem,
    apply::{NoFiles, download, id, read},
    dossier::{Button, ClockLine, Flash, Notice, PaperLine, answers, clock, no_moves, papers},
    expired,
    frame::{OFFICE, OFFICE_SIGN_IN},
    session::Staff,
    show,
    signin::at_door,
    timeline::{Happening, happenings},
    view::{Told, ToldStep},
};

/// A move that cannot be made now, and why.
struct Shut {
    label: String,
    reason: String,
}

struct Colleague {
    id: String,
    name: String,
    is_selected: bool,
}

struct NoteLine {
    author: String,
    at: String,
    text: String,
}

/// An opinion that was asked.
struct OpinionLine {
    /// Number of the event that asked.
    asked: u32,
    name: String,
    /// Where it stands, in words.
    stands: String,
    is_awaited: bool,
    is_late: bool,
}

/// The clock at a glance.
struct Clock {
    /// By when the office must act, in words.
    sentence: String,
    /// How much of the term has passed, in hundredths; none if it has no end in sight.
    passed: Option<u32>,
    is_late: bool,
    lines: Vec<ClockLine>,
}

#[derive(Template)]
#[template(path = "page/office/application.html")]
struct ApplicationPage {
    frame: Frame,
    notice: Option<Notice>,
    must_abstain: bool,
    /// A colleague has it open, too.
    other: String,
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
    /// The last integration request, point by point.
    round: Option<Round>,
    happenings: Vec<Happening>,
    sees_notes: bool,
    can_note: bool,
    notes: Vec<NoteLine>,
    papers: Vec<PaperLine>,
    clock: Clock,
    fees: Vec<(String, String)>,
    paid: String,
    due: String,
    others: Vec<(String, String)>,
    office: String,
    assignee: String,
    can_assign: bool,
    hands: Hands,
    /// Who has it is away: until when, and who stands in; empty if they are not.
    away: String,
    colleagues: Vec<Colleague>,
    opinions: Vec<OpinionLine>,
    can_ask_opinions: bool,
    readers: Vec<String>,
    is_whole: bool,
    version: i64,
    base: String,
    files_url: String,
}

pub(super) async fn page(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
    Query(flash): Query<Flash>,
) -> Answer {
    let desk = &page.town.desk;
    let dossier = desk.dossier(&session, id(&application)?).await?;
    let loaded = &dossier.loaded;
    let words = page.words;
    let lang = page.lang;
    let base = address(&application);
    let (buttons, shut) = moves(&page, &session, &dossier, &base);
    let away = desk.away(&session).await?;
    let sent = words.moment(loaded.sent_at());
    let fees = dossier.fees.iter();
    let fees = fees.map(|fee| (fee.label.get(lang).to_owned(), words.money(fee.amount)));
    let others = dossier.others.iter();
    let others =
        others.map(|(id, number, title)| (address(id), format!("{number} · {}", title.get(lang))));
    let frame = page.frame(loaded.number()).crumb(page.t("office-queue"), OFFICE);
    show(ApplicationPage {
        notice: flash.notice(&page, "office-move-done", "office-move-stale"),
        must_abstain: loaded.must_abstain(&session),
        other: other_reader(&page, &session, &dossier),
        service: loaded.called(desk, lang),
        state: loaded.state(&loaded.application.state, true).get(lang).to_owned(),
        applicant: dossier.names.get(&loaded.applicant()).cloned().unwrap_or_default(),
        sent: frame.say("office-sent-on", "date", &sent),
        steps: answers(&page, &dossier),
        amendable: loaded.amendable(desk, &session),
        amend_url: format!("{base}/rettifica"),
        buttons,
        shut,
        no_moves: no_moves(&page, &dossier),
        round: points::round(&page, &session, &dossier, &base),
        happenings: happenings(&page, &dossier, true),
        sees_notes: loaded.allows(&session, Action::ReadNote),
        can_note: loaded.allows(&session, Action::WriteNote),
        notes: notes(&page, &dossier),
        papers: papers(&page, &dossier, &format!("{base}/documenti")),
        clock: glance(&page, &dossier),
        fees: fees.collect(),
        paid: words.money(loaded.application.paid),
        due: words.money(loaded.due(desk)),
        others: others.collect(),
        office: desk.office_name(&loaded.application.office).get(lang).to_owned(),
        assignee: loaded
            .application
            .assignee
            .and_then(|person| dossier.names.get(&person).cloned())
            .unwrap_or_else(|| page.t("office-assignee-none").into_owned()),
        can_assign: loaded.allows(&session, Action::Assign) && loaded.application.closed.is_none(),
        hands: Hands::of(&session, &dossier, &away),
        away: away_told(&page, &dossier, &away),
        colleagues: colleagues(&page, &dossier).await?,
        opinions: opinions(&page, &dossier),
        can_ask_opinions: loaded.may_ask_opinions(&session),
        readers: readers(&page, &dossier),
        is_whole: loaded.is_whole(),
        version: loaded.version(),
        files_url: format!("{base}/file"),
        base,
        frame,
    })
}

/// Moves that can be made, and those that cannot with the reason.
fn moves(
    page: &Page,
    session: &Session,
    dossier: &Dossier,
    base: &str,
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
                url: format!("{base}/passaggi/{}", choice.id),
                is_first: buttons.is_empty(),
                is_take: choice.what.act == Act::Take,
            }),
        }
    }
    (buttons, shut)
}

/// The clock at a glance, with its sentences below.
fn glance(page: &Page, dossier: &Dossier) -> Clock {
    let words = page.words;
    let clock = &dossier.clock;
    let today = page.town.desk.today();
    let due = clock.due_on_office;
    let inside = deadlines(page, dossier);
    let is_late = clock.state == ClockState::Running
        && (due.is_some_and(|due| due < today) || inside.iter().any(|(_, is_late)| *is_late));
    let sentence = match (clock.state, due) {
        (ClockState::Running, Some(due)) => {
            let (date, left) = (words.date(due), words.relative(due, today));
            let values = [("date", date.as_str().into()), ("left", left.as_str().into())];
            words.with("office-clock-due", &values).into_owned()
        }
        (ClockState::Suspended, _) => suspended(page, clock),
        (ClockState::Stopped, _) => words.t("office-clock-stopped").into_owned(),
        (ClockState::Running, None) => words.t("office-term-none").into_owned(),
    };
    let passed = due.filter(|_| clock.state != ClockState::Stopped).map(|due| {
        let whole = (due - clock.started_on).num_days().max(1);
        let gone = (today - clock.started_on).num_days().clamp(0, whole);
        u32::try_from(gone * 100 / whole).unwrap_or(100)
    });
    let told = inside.iter().map(|(line, _)| line.text.as_str()).chain([sentence.as_str()]);
    let sentence = told.collect::<Vec<_>>().join(" ");
    let mut lines = self::clock(page, dossier, true);
    lines.extend(inside.into_iter().map(|(line, _)| line));
    Clock { sentence, passed, is_late, lines }
}

/// The term stands still: until when, where it is known.
fn suspended(page: &Page, clock: &ClockView) -> String {
    let Some(until) = clock.suspended_until() else {
        return page.t("office-clock-suspended").into_owned();
    };
    let key = match clock.waits_for_citizen() {
        true => "office-clock-suspended-answer",
        false => "office-clock-suspended-until",
    };
    page.words.with(key, &[("date", page.words.date(until).as_str().into())]).into_owned()
}

/// What must still be done inside the procedure, and whether its day has passed.
fn deadlines(page: &Page, dossier: &Dossier) -> Vec<(ClockLine, bool)> {
    let (words, clock, today) = (page.words, &dossier.clock, page.town.desk.today());
    let open = clock
        .deadlines
        .iter()
        .filter(|deadline| clock.state != ClockState::Stopped && deadline.met_on.is_none());
    let known = &dossier.loaded.procedure.workflow.definition().deadlines;
    open.filter_map(|deadline| {
        let defined = known.iter().find(|known| known.id == deadline.id)?;
        let (date, left) = (words.date(deadline.on), words.relative(deadline.on, today));
        let text = words.with(
            "office-clock-deadline",
            &[
                ("label", defined.label.get(page.lang).into()),
                ("date", date.as_str().into()),
                ("left", left.as_str().into()),
            ],
        );
        let line = ClockLine { text: text.into_owned(), norm: defined.norm.clone() };
        Some((line, deadline.is_late))
    })
    .collect()
}

/// The opinions that were asked, the last first.
fn opinions(page: &Page, dossier: &Dossier) -> Vec<OpinionLine> {
    let (desk, words, loaded) = (&page.town.desk, page.words, &dossier.loaded);
    let is_open = loaded.application.closed.is_none();
    let line = |opined: &Opined| {
        let is_awaited = is_open && opined.end.is_none();
        let until = opined.question.until;
        let stands = match &opined.end {
            Some(OpinionEnd::Given { on, verdict, .. }) => {
                let verdict = words.t(&format!("opinion-verdict-{}", verdict.word()));
                let on = words.date(*on);
                let values = [("verdict", (&*verdict).into()), ("date", on.as_str().into())];
                words.with("opinion-stands-given", &values)
            }
            Some(OpinionEnd::Revoked { .. }) => words.t("opinion-stands-revoked"),
            None if is_awaited => {
                let (date, left) = (words.date(until), words.relative(until, desk.today()));
                let values = [("date", date.as_str().into()), ("left", left.as_str().into())];
                words.with("opinion-stands-awaited", &values)
            }
            None => words.t("opinion-stands-closed"),
        };
        OpinionLine {
            asked: opined.seq,
            name: desk.opinion_name(loaded, opined).get(page.lang).to_owned(),
            stands: stands.into_owned(),
            is_awaited,
            is_late: is_awaited && until < desk.today(),
        }
    };
    loaded.application.opinions.iter().rev().map(line).collect()
}

fn notes(page: &Page, dossier: &Dossier) -> Vec<NoteLine> {
    let line = |note: &desk::dossier::Note| NoteLine {
        author: note.author.clone(),
        at: page.words.moment(note.at),
        text: note.text.clone(),
    };
    dossier.notes.iter().map(line).collect()
}

async fn colleagues(page: &Page, dossier: &Dossier) -> Result<Vec<Colleague>, Problem> {
    let application = &dossier.loaded.application;
    let procedure = dossier.loaded.procedure.procedure.id.as_str();
    let mut colleagues = vec![Colleague {
        id: String::new(),
        name: page.t("office-unassign").into_owned(),
        is_selected: application.assignee.is_none(),
    }];
    for (person, name) in page.town.desk.colleagues(&application.office, procedure).await? {
        let is_selected = application.assignee == Some(person);
        colleagues.push(Colleague { id: person.to_string(), name, is_selected });
    }
    Ok(colleagues)
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

/// In whose hands an application is, as who looks at it can change that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hands {
    /// It cannot be taken by who looks.
    Shut,
    Nobodys,
    Mine,
    Colleague,
    /// A colleague's, who is away.
    Away,
}

/// What is said of who has it, if they are away.
fn away_told(page: &Page, dossier: &Dossier, away: &[Away]) -> String {
    let held = dossier.loaded.application.assignee;
    let away = away.iter().find(|away| Some(away.person) == held);
    away.map_or_else(String::new, |away| absences::sentence(away, page.lang))
}

impl Hands {
    fn of(session: &Session, dossier: &Dossier, away: &[Away]) -> Hands {
        let loaded = &dossier.loaded;
        if !loaded.allows(session, Action::Take) || loaded.application.closed.is_some() {
            return Hands::Shut;
        }
        match loaded.application.assignee {
            None => Hands::Nobodys,
            Some(person) if person == session.person.id => Hands::Mine,
            Some(person) if away.iter().any(|away| away.person == person) => Hands::Away,
            Some(_) => Hands::Colleague,
        }
    }
}

/// To whom, why, decided on which version.
#[derive(Debug, Deserialize)]
pub(super) struct Assigning {
    #[serde(default)]
    person: String,
    #[serde(default)]
    motivo: String,
    #[serde(rename = "_version")]
    version: i64,
}

/// What was asked for, and back to the application with what came of it.
async fn hand(
    (page, session): (&Page, &Session),
    application: &str,
    hand: Hand,
    form: &Assigning,
) -> Answer {
    let how = (form.motivo.as_str(), form.version);
    let how = match page.town.desk.hand(session, id(application)?, hand, how).await {
        Ok(()) => "fatto",
        Err(NotHanded::Desk(desk::Error::Stale)) => "cambiata",
        Err(NotHanded::NoReason) => "motivo",
        Err(NotHanded::Desk(error)) => return Err(error.into()),
    };
    Ok(Redirect::to(&format!("{}?{how}=1", address(application))).into_response())
}

pub(super) async fn take_over(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
    Form(form): Form<Assigning>,
) -> Answer {
    hand((&page, &session), &application, Hand::Take, &form).await
}

pub(super) async fn leave(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
    Form(form): Form<Assigning>,
) -> Answer {
    hand((&page, &session), &application, Hand::Leave, &form).await
}

pub(super) async fn assign(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
    Form(form): Form<Assigning>,
) -> Answer {
    let to = match form.person.as_str() {
        "" => None,
        person => Some(person.parse().map_err(|_| Problem::NotFound)?),
    };
    hand((&page, &session), &application, Hand::To(to), &form).await
}

/// A note of the office.
pub(super) async fn note(
    page: Page,
    staff: Result<Staff, Problem>,
    Path(application): Path<String>,
    request: Request,
) -> Answer {
    let here = address(&application);
    let Staff(session) = match staff {
        // Whoever signs in again comes back to the application: the note has no page of its own.
        Err(Problem::SignIn(_)) => {
            let to = at_door(OFFICE_SIGN_IN, &here, None);
            return expired::page(&page, page.path.clone(), to, request).await;
        }
        staff => staff?,
    };
    let body = read(request, &mut NoFiles).await?;
    let text = body.values.get("text").and_then(|text| text.first());
    let text = text.ok_or(Problem::BadRequest("problem-bad-request-text"))?;
    page.town.desk.note(&session, id(&application)?, text).await?;
    Ok(Redirect::to(&format!("{here}#note")).into_response())
}
