//! Who uses the desk under load, and the drafts they are about to send.

use desk::Desk;
use futures_util::{StreamExt as _, stream};
use gateway::identity::{ClaimMap, MemoryPerson};
use model::FiscalCode;
use reqwest::StatusCode;
use serde_json::json;

use super::load::Asker;
use crate::direct::{Complete, Signed, permit, sign_in};

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

/// As many citizens as it takes to have `drafts` drafts at once.
pub async fn enough(desk: &Desk, drafts: usize) -> Vec<Signed> {
    let mut all = Vec::new();
    for n in 0..drafts.div_ceil(EACH) {
        all.push(sign_in(desk, "citizens", &format!("c{n}")).await);
    }
    all
}

/// `count` of them, a few at a time for each person.
pub async fn drafts(desk: &Desk, people: &[Signed], count: usize) -> Vec<Complete> {
    let of = |n: usize| count / people.len() + usize::from(n < count % people.len());
    let all = people.iter().enumerate().map(|(n, me)| async move {
        let mut mine = Vec::new();
        for _ in 0..of(n) {
            mine.push(permit(desk, me).await);
        }
        mine
    });
    let mut each: Vec<Vec<Complete>> = stream::iter(all).buffer_unordered(AT_ONCE).collect().await;
    // In turns, so that clients at work at once are different people.
    let mut mixed = Vec::with_capacity(count);
    while mixed.len() < count {
        mixed.extend(each.iter_mut().filter_map(Vec::pop));
    }
    mixed
}

/// Sends one over HTTP; whether it was acknowledged.
pub async fn send(asker: &Asker, ready: &Complete) -> bool {
    let path = format!("/bozze/{}/invia", ready.draft);
    let fields = [("_accept", "1"), ("_token", ready.proof.as_str())];
    let Some(answer) = asker.post(&path, &ready.token, &fields).await else { return false };
    let told = answer.headers().get("location").and_then(|to| to.to_str().ok());
    answer.status() == StatusCode::SEE_OTHER
        && told.is_some_and(|to| to == format!("/pratiche/{}/inviata", ready.draft))
}
