//! The page of the door: one block for each way in, with the buttons that the national schemes prescribe, and who is
//! there already. Not leaving for a provider: `signin`.

use askama::Template;
use axum::extract::Query;
use desk::session::{Session, own_path};
use gateway::identity::{Audience, Offer, Scheme};

use super::{Towards, at_door, choice};
use crate::{
    Answer, Frame, Page,
    frame::{ACCOUNT, OFFICE, OFFICE_SIGN_IN, SIGN_IN},
    show,
};

/// One way in.
struct Block {
    scheme: Scheme,
    id: String,
    label: String,
    url: String,
    /// Stands for the providers below.
    is_many: bool,
    choices: Vec<choice::Line>,
    /// Who they are cannot be known now.
    is_down: bool,
}

/// Somebody is signed in already.
struct Already {
    text: String,
    /// Where they may go on to, and the words of the button; none where another sign-in is needed.
    on: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "page/signin/door.html")]
struct DoorPage {
    frame: Frame,
    is_office: bool,
    /// Of the national schemes.
    blocks: Vec<Block>,
    /// The others.
    plain: Vec<Block>,
    already: Option<Already>,
    /// The level that is needed, where it is not the usual one: keys of two sentences.
    needs: Option<(&'static str, &'static str)>,
    other: String,
}

pub(super) async fn page(
    page: Page,
    session: Option<axum::Extension<Session>>,
    Query(to): Query<Towards>,
) -> Answer {
    choose(&page, session.as_deref(), &to, Audience::Citizen).await
}

pub(super) async fn office(
    page: Page,
    session: Option<axum::Extension<Session>>,
    Query(to): Query<Towards>,
) -> Answer {
    choose(&page, session.as_deref(), &to, Audience::Staff).await
}

async fn choose(
    page: &Page,
    session: Option<&Session>,
    to: &Towards,
    audience: Audience,
) -> Answer {
    let is_office = audience == Audience::Staff;
    let home = if is_office { OFFICE } else { ACCOUNT };
    let back = own_path(&to.da).unwrap_or(home);
    let query = at_door("", back, to.livello);
    let query = query.trim_start_matches('?');
    let mut blocks = Vec::new();
    let mut plain = Vec::new();
    for offer in page.town.desk.providers.offers(audience) {
        let block = block(page, &offer, query).await;
        if offer.scheme == Scheme::Plain { &mut plain } else { &mut blocks }.push(block);
    }
    blocks.sort_by_key(|block| match block.scheme {
        Scheme::Spid => 0,
        Scheme::Cie => 1,
        _ => 2,
    });
    let already = session.map(|session| already(page, session, to, (is_office, back)));
    let is_step_up = already.as_ref().is_some_and(|already| already.on.is_none()) && !is_office;
    let needs = match to.level() {
        3 => Some(("signin-needs-3", "signin-needs-3-text")),
        2 if is_step_up && session.is_some_and(|session| session.level < 2) => {
            Some(("signin-needs-2", "signin-needs-2-text"))
        }
        _ => None,
    };
    let title = page.t(if is_office { "signin-office-title" } else { "signin-title" });
    let other = if is_office { SIGN_IN } else { OFFICE_SIGN_IN };
    show(DoorPage {
        frame: page.frame(title),
        is_office,
        blocks,
        plain,
        already,
        needs,
        other: other.to_owned(),
    })
}

async fn block(page: &Page, offer: &Offer<'_>, query: &str) -> Block {
    let desk = &page.town.desk;
    let mut is_down = false;
    let mut choices = Vec::new();
    if offer.is_many {
        match desk.choices(offer.id).await {
            Ok(found) => choices = choice::lines(found, &desk.clock.token(), offer.id, query),
            Err(failure) => {
                tracing::warn!(town = %page.town.municipality.slug, provider = offer.id,
                    reason = %failure, "the providers of a federation cannot be listed");
            }
        }
        is_down = choices.is_empty();
    }
    Block {
        scheme: offer.scheme,
        id: offer.id.to_owned(),
        label: offer.label.get(page.lang).to_owned(),
        url: format!("{SIGN_IN}/{}?{query}", offer.id),
        is_many: offer.is_many,
        choices,
        is_down,
    }
}

/// What is said to whoever is signed in already, and whether they may simply go on.
fn already(
    page: &Page,
    session: &Session,
    to: &Towards,
    (is_office, back): (bool, &str),
) -> Already {
    let name = session.person.name();
    let level = session.level.to_string();
    let say = |key: &str| {
        let values = [("name", name.as_str().into()), ("level", level.as_str().into())];
        page.words.with(key, &values).into_owned()
    };
    let is_enough = is_office || session.level >= to.level();
    let text = match (session.is_staff(), is_office) {
        (true, false) => "signin-already-staff-here",
        (false, true) => "signin-already-citizen-here",
        (true, true) => "signin-already-staff",
        (false, false) if is_enough => "signin-already-citizen",
        (false, false) => "signin-already-level",
    };
    let goes_on = session.is_staff() == is_office && is_enough;
    let on = goes_on.then(|| (back.to_owned(), say("signin-continue")));
    Already { text: say(text), on }
}
