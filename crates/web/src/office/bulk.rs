//! One act on many applications: which, what, what it asks. What became of them: `show`.

mod place;
mod show;
mod telling;

use askama::Template;
use axum::{
    extract::{RawQuery, Request},
    response::{IntoResponse, Redirect},
};
use desk::{
    Desk,
    bulk::{AT_ONCE, Act, MOST, NotBegun, Question, Wanted},
    ready_texts::{Ready, holes_in},
    session::Session,
};
use form::{
    Raw,
    view::{Item, Widget},
};

use self::place::Place;
pub(super) use self::show::{cancel, confirm, list, page_of_one, retry, stop, table};
use crate::{
    Answer, Frame, Page, Problem, expired,
    frame::{OFFICE, OFFICE_BULKS},
    messages::inserted,
    moves::effect_told,
    session::Staff,
    show as page_of,
    small_form::{self, Drawn, titled},
};

/// An act to choose, with how many it could be done with; empty where that is not known.
struct Choice {
    word: String,
    label: String,
    n: String,
}

/// Acts of one kind.
struct Group {
    /// Its number on the page.
    id: String,
    legend: String,
    choices: Vec<Choice>,
}

impl Group {
    fn new(n: usize, legend: String, choices: Vec<Choice>) -> Group {
        Group { id: n.to_string(), legend, choices }
    }
}

#[derive(Template)]
#[template(path = "page/office/bulk_choose.html")]
struct ChoosePage {
    frame: Frame,
    place: Place,
    /// Which applications, in words.
    what: String,
    groups: Vec<Group>,
    /// Why nothing can be chosen, or that nothing was.
    problem: String,
    can_go_on: bool,
    back: String,
}

/// Which act.
pub(super) async fn choose(page: Page, Staff(session): Staff, RawQuery(query): RawQuery) -> Answer {
    if !Desk::has_queue(&session) && Desk::is_administrator(&session) {
        return Ok(Redirect::to("/gestione").into_response());
    }
    draw_choice(&page, &session, Place::of_query(query.as_deref()), "").await
}

async fn draw_choice(page: &Page, session: &Session, place: Place, problem: &str) -> Answer {
    let words = page.words;
    let choosing = page.town.desk.bulk_choices(session, &place.of_desk()).await?;
    let choice = |word: &str, label: String, n: Option<i64>| Choice {
        word: word.to_owned(),
        label,
        n: n.map(|n| words.n("office-found", n).into_owned()).unwrap_or_default(),
    };
    let plain = |word: &str, key: &str| choice(word, page.t(key).into_owned(), None);
    let mut groups: Vec<Group> = Vec::new();
    for one in &choosing.moves {
        let legend = one.title.get(page.lang);
        if groups.last().is_none_or(|group| group.legend != legend) {
            groups.push(Group::new(groups.len(), legend.to_owned(), Vec::new()));
        }
        let act = Act::Move { procedure: one.procedure.clone(), id: one.id.clone() };
        let label = one.label.get(page.lang).to_owned();
        if let Some(group) = groups.last_mut() {
            group.choices.push(choice(&place::word(&act), label, Some(one.n)));
        }
    }
    let mut hands = Vec::new();
    if choosing.can_take {
        hands.push(plain("prendi", "bulk-act-take"));
        hands.push(plain("lascia", "bulk-act-leave"));
    }
    hands.extend(choosing.can_assign.then(|| plain("assegna", "bulk-act-assign")));
    hands.extend(choosing.can_transfer.then(|| plain("trasmetti", "bulk-act-transfer")));
    let mut written = Vec::new();
    written.extend(choosing.can_message.then(|| plain("scrivi", "bulk-act-message")));
    written.extend(choosing.can_note.then(|| plain("annota", "bulk-act-note")));
    let labels = choosing
        .can_label
        .then(|| vec![plain("etichetta", "bulk-act-label"), plain("togli", "bulk-act-unlabel")]);
    let more = [
        ("bulk-hands", hands),
        ("bulk-written", written),
        ("labels-title", labels.unwrap_or_default()),
    ];
    let more = more.into_iter().filter(|(_, choices)| !choices.is_empty());
    for (key, choices) in more {
        groups.push(Group::new(groups.len(), page.t(key).into_owned(), choices));
    }
    let most = words.number(MOST);
    let (why, can_go_on) = match choosing.n {
        _ if place.is_none_ticked() => (page.t("bulk-none-ticked").into_owned(), false),
        0 => (page.t("bulk-nothing").into_owned(), false),
        n if n > MOST => {
            (words.with("bulk-too-many", &[("most", most.as_str().into())]).into_owned(), false)
        }
        _ if groups.is_empty() => (page.t("bulk-no-act").into_owned(), false),
        _ if problem.is_empty() => (String::new(), true),
        _ => (page.t(problem).into_owned(), true),
    };
    let frame = page.frame(page.t("bulk-title")).crumb(page.t("office-queue"), OFFICE);
    page_of(ChoosePage {
        what: place.told(page, choosing.n.min(MOST)),
        groups,
        problem: why,
        can_go_on,
        back: place.view.url(None),
        place,
        frame: if problem.is_empty() { frame } else { frame.wrong() },
    })
}

#[derive(Template)]
#[template(path = "page/office/bulk_ask.html")]
struct AskPage {
    frame: Frame,
    place: Place,
    what: String,
    drawn: Drawn,
    refusal: String,
    help: String,
    effects: Vec<String>,
    /// What texts may have in braces, in words; empty where nothing is a text.
    holes: String,
    /// Texts that are ready, with their holes.
    ready: Vec<Ready>,
    /// Something is not asked, for each application says it by itself.
    has_own: bool,
    back: String,
}

/// What the act asks, once for all.
pub(super) async fn ask(page: Page, Staff(session): Staff, RawQuery(query): RawQuery) -> Answer {
    let place = Place::of_query(query.as_deref());
    match place.act.clone() {
        None => draw_choice(&page, &session, place, "bulk-choose-one").await,
        Some(act) => draw(&page, &session, (place, act), (Raw::new(), false, String::new())).await,
    }
}

async fn draw(
    page: &Page,
    session: &Session,
    (place, act): (Place, Act),
    (raw, tell, mut refusal): (Raw, bool, String),
) -> Answer {
    let desk = &page.town.desk;
    let wanted = Wanted { of: place.of_desk(), act: act.clone(), raw };
    let question = desk.bulk_question(session, &wanted).await?;
    let n = desk.bulk_choices(session, &wanted.of).await?.n;
    let mut drawn = match question.form() {
        Some(form) => small_form::alone(page, form, (&wanted.raw, &question.checked, tell)),
        None => Drawn::default(),
    };
    drawn.items.retain(|item| is_asked(item, &question));
    if let Some((path, hole)) = question.wrong_hole.as_ref().filter(|_| tell) {
        let told = page.words.with("text-wrong-hole", &[("hole", hole.as_str().into())]);
        refusal = drawn.told_at(path, told.into_owned());
    }
    let title = question.title.get(page.lang).to_owned();
    let frame = page.frame(title).crumb(page.t("office-queue"), OFFICE);
    let frame = frame.crumb(page.t("bulk-title"), place.url("nuova"));
    let help = question.mv.as_ref().and_then(|mv| mv.help.as_ref());
    page_of(AskPage {
        what: place.told(page, n),
        refusal,
        help: help.map(|help| help.get(page.lang).to_owned()).unwrap_or_default(),
        effects: effects(page, &question, &act),
        ready: question.ready.clone(),
        holes: match question.has_texts() {
            true => holes_in("bulk-holes").get(page.lang).to_owned(),
            false => String::new(),
        },
        has_own: !question.own.is_empty(),
        back: place.url("nuova"),
        frame: titled(frame, &drawn.problems),
        drawn,
        place,
    })
}

/// Not what each application says by itself, nor files: they belong to one.
fn is_asked(item: &Item, question: &Question) -> bool {
    match item {
        Item::Control(control) => {
            !question.own.contains(&control.path) && !matches!(control.widget, Widget::Files)
        }
        _ => true,
    }
}

/// What will follow of each, in sentences.
fn effects(page: &Page, question: &Question, act: &Act) -> Vec<String> {
    let Some(mv) = &question.mv else {
        let key = match act {
            Act::Transfer => "bulk-consequence-transfer",
            Act::Message => "bulk-consequence-message",
            Act::Note => "bulk-consequence-note",
            _ => return Vec::new(),
        };
        return vec![page.t(key).into_owned()];
    };
    let name = |effect: &workflow::Effect| match effect {
        workflow::Effect::Letter(id) | workflow::Effect::Propose(id) => {
            question.letter_title(id).get(page.lang).to_owned()
        }
        workflow::Effect::Opinion(id) => {
            let office = question.opinion_office(id).unwrap_or(id);
            page.town.desk.office_name(office).get(page.lang).to_owned()
        }
        _ => String::new(),
    };
    let state = question.state(&mv.to).map(|state| {
        let state = state.get(page.lang).to_owned();
        page.words.with("bulk-consequence-state", &[("state", state.as_str().into())]).into_owned()
    });
    let told = mv.effects.iter().map(|effect| effect_told(page, true, (mv, effect), &name(effect)));
    state.into_iter().chain(told).collect()
}

/// Begins the dry run, or draws the page again with what is wrong.
pub(super) async fn add(page: Page, staff: Result<Staff, Problem>, request: Request) -> Answer {
    let (Staff(session), body) = match expired::posted(&page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let place = Place::of_body(&body);
    let Some(act) = place.act.clone() else {
        return draw_choice(&page, &session, place, "bulk-choose-one").await;
    };
    let chosen = body.values.get("testo").and_then(|values| values.first()).cloned();
    let typed = body.values.into_iter().filter(|(name, _)| !name.starts_with('_'));
    let mut raw: Raw = typed.filter(|(name, _)| name != "testo").collect();
    let (what, on) = body.button.split_once(':').unwrap_or((&body.button, ""));
    match what {
        "aggiungi" => {
            let row = raw.next_row(on);
            small_form::add_row(&mut raw, on, row);
        }
        "togli" => small_form::remove_row(&mut raw, on),
        "inserisci" => {
            let wanted = Wanted { of: place.of_desk(), act: act.clone(), raw: raw.clone() };
            let question = page.town.desk.bulk_question(&session, &wanted).await?;
            let text = question.ready.iter().find(|it| Some(it.id.to_string()) == chosen);
            if let Some(text) = text {
                let typed = inserted(raw.first("text"), &text.text);
                raw.set("text", vec![typed]);
            }
        }
        _ => {}
    }
    if matches!(what, "aggiorna" | "aggiungi" | "togli" | "inserisci") {
        return draw(&page, &session, (place, act), (raw, false, String::new())).await;
    }
    let wanted = Wanted { of: place.of_desk(), act: act.clone(), raw: raw.clone() };
    let (tell, refusal) = match page.town.desk.begin_bulk(&session, wanted).await {
        Ok(id) => return Ok(Redirect::to(&format!("{OFFICE_BULKS}/{id}")).into_response()),
        Err(NotBegun::Incomplete(_)) => (true, String::new()),
        Err(why) => (false, not_begun(&page, why)?),
    };
    draw(&page, &session, (place, act), (raw, tell, refusal)).await
}

/// Why nothing was begun, in words.
fn not_begun(page: &Page, why: NotBegun) -> Result<String, Problem> {
    let words = page.words;
    Ok(match why {
        NotBegun::Nothing => words.t("bulk-nothing").into_owned(),
        NotBegun::TooMany => {
            let most = words.number(MOST);
            words.with("bulk-too-many", &[("most", most.as_str().into())]).into_owned()
        }
        NotBegun::AtOnce => {
            words.n("bulk-at-once", i64::try_from(AT_ONCE).unwrap_or(0)).into_owned()
        }
        NotBegun::Incomplete(_) => words.t("bulk-incomplete").into_owned(),
        NotBegun::Desk(error) => return Err(error.into()),
    })
}
