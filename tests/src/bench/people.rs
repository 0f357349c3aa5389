//! Who uses the desk under load, and the drafts they are about to send.

use std::collections::BTreeMap;

use desk::{
    Desk,
    draft::{Given, Posted},
    session::Session,
};
use futures_util::{StreamExt as _, stream};
use gateway::identity::{Callback, ClaimMap, MemoryPerson};
use model::{ApplicationId, FiscalCode};
use reqwest::StatusCode;
use serde_json::json;

use super::load::Asker;
use crate::filling::PDF;

/// Drafts of one person at a time.
const EACH: usize = 15;
/// People whose drafts are prepared at once.
const AT_ONCE: usize = 8;

/// Invented citizens, each with a valid code.
#[must_use]
pub fn citizens(count: usize) -> Vec<MemoryPerson> {
    let names = ClaimMap::default();
    (0..count)
        .map(|n| {
            let (year, day) = (40 + n / 28, 1 + n % 28);
            let stem = format!("RSSMRA{year:02}A{day:02}H501");
            let code = ('A'..='Z')
                .map(|check| format!("{stem}{check}"))
                .find(|code| code.parse::<FiscalCode>().is_ok())
                .expect("one letter is right");
            let claims = [
                ("sub", json!(code)),
                (&names.given_name, json!("Mario")),
                (&names.family_name, json!(format!("Rossi {n}"))),
                (&names.fiscal_code, json!(format!("TINIT-{code}"))),
                (&names.birth_date, json!(format!("19{year:02}-01-{day:02}"))),
                ("place_of_birth", json!({ "locality": "Roma" })),
                (&names.sex, json!("male")),
                (&names.email, json!("mario@example.it")),
            ];
            let claims = claims.into_iter().map(|(name, value)| (name.to_owned(), value));
            MemoryPerson { code: format!("c{n}"), level: 2, claims: claims.collect() }
        })
        .collect()
}

/// Somebody signed in.
pub struct Signed {
    /// Value of the cookie.
    pub token: String,
    /// As the desk knows it.
    pub session: Session,
}

/// Signs somebody in.
pub async fn enter(desk: &Desk, provider: &str, code: &str) -> Signed {
    let leaving = desk.begin_sign_in(provider, 2, "/").await.expect("the twin answers");
    let url = url::Url::parse(&leaving.url).expect("an address");
    let state = url.query_pairs().find(|(name, _)| name == "state").expect("a state").1;
    let code = Some(code.to_owned());
    let callback = Callback { state: state.into_owned(), code, ..Callback::default() };
    let token =
        desk.finish_sign_in(&callback, &leaving.browser, "Bench").await.expect("let in").token;
    let session = desk.session(&token, "/").await.expect("storage answers").expect("it holds");
    Signed { token, session }
}

/// As many citizens as it takes to have `drafts` drafts at once.
pub async fn enough(desk: &Desk, drafts: usize) -> Vec<Signed> {
    let mut all = Vec::new();
    for n in 0..drafts.div_ceil(EACH) {
        all.push(enter(desk, "citizens", &format!("c{n}")).await);
    }
    all
}

/// A complete draft and what its summary gave.
#[derive(Debug, Clone)]
pub struct Ready {
    /// The cookie of whose it is.
    pub token: String,
    /// Which one.
    pub draft: ApplicationId,
    /// What its summary gave.
    pub proof: String,
    /// Where its file is asked for.
    pub paper: String,
}

/// A complete draft of a permit, with its file.
pub async fn ready(desk: &Desk, me: &Signed) -> Ready {
    let session = &me.session;
    let id = desk.begin_draft(session, "permesso-ztl").await.expect("a draft");
    let procedure = desk.draft(session, id).await.expect("the draft").procedure;
    let example =
        procedure.example("Un residente con un'automobile", desk.today()).expect("a case");
    let (mut values, mut papers) = (BTreeMap::new(), Vec::new());
    for (path, texts) in example.raw.iter().filter(|(path, _)| !path.starts_with("applicant.")) {
        if texts.first().is_some_and(|text| example.files.contains_key(text)) {
            papers.push(path.to_owned());
        } else {
            values.insert(path.to_owned(), texts.to_vec());
        }
    }
    let posted = Posted { values, seen: i64::MAX.to_string(), client: "bench".to_owned(), seq: 1 };
    desk.save(session, id, &posted).await.expect("saved");
    for path in papers.clone() {
        let bytes = futures_util::stream::iter([Ok(PDF.into())]);
        let given = Given { path, name: "carta.pdf".to_owned(), bytes };
        desk.attach(session, id, given).await.expect("attached");
    }
    let open = desk.draft(session, id).await.expect("the draft");
    assert!(open.checked.is_complete(), "{:?}", open.checked.problems);
    let paper = papers.swap_remove(0);
    Ready { token: me.token.clone(), draft: id, proof: open.token, paper }
}

/// `count` of them, a few at a time for each person.
pub async fn drafts(desk: &Desk, people: &[Signed], count: usize) -> Vec<Ready> {
    let of = |n: usize| count / people.len() + usize::from(n < count % people.len());
    let all = people.iter().enumerate().map(|(n, me)| async move {
        let mut mine = Vec::new();
        for _ in 0..of(n) {
            mine.push(ready(desk, me).await);
        }
        mine
    });
    let mut each: Vec<Vec<Ready>> = stream::iter(all).buffer_unordered(AT_ONCE).collect().await;
    // In turns, so that clients at work at once are different people.
    let mut mixed = Vec::with_capacity(count);
    while mixed.len() < count {
        mixed.extend(each.iter_mut().filter_map(Vec::pop));
    }
    mixed
}

/// Sends one over HTTP; whether it was acknowledged.
pub async fn send(asker: &Asker, ready: &Ready) -> bool {
    let path = format!("/bozze/{}/invia", ready.draft);
    let fields = [("_accept", "1"), ("_token", ready.proof.as_str())];
    let Some(answer) = asker.post(&path, &ready.token, &fields).await else { return false };
    let told = answer.headers().get("location").and_then(|to| to.to_str().ok());
    answer.status() == StatusCode::SEE_OTHER
        && told.is_some_and(|to| to == format!("/pratiche/{}/inviata", ready.draft))
}
