//! Good sign-ins, and one that somebody gives up.

use demo_provider::{Kind, persons};
use gateway::{
    clock::Clock,
    identity::{Begun, Identity, SignInFailure, Wanted},
};
use model::access::Role;

use crate::support::{Served, callback, served};

async fn sign_in(provider: &Served, door: &str, level: u8, person: &str) -> Identity {
    let (desk, clock) = (provider.desk(), Clock::System);
    let begun = desk.begin(door, Wanted::level(level), &clock).await.unwrap();
    let said = provider.choose(&begun.url, person).await;
    desk.finish(door, &begun, &callback(&said), &clock).await.outcome.unwrap()
}

#[tokio::test]
async fn every_person_arrives_at_the_desk_by_the_right_door() {
    let provider = served().await;
    for person in persons() {
        let door = match person.kind {
            Kind::Citizen => "demo",
            Kind::European => "demo-eidas",
            Kind::Staff => "demo-staff",
        };
        let arrived = sign_in(&provider, door, 2, person.code).await;
        let code = arrived.fiscal_code.as_ref().map(|code| code.as_str());
        assert_eq!(code, (person.kind != Kind::European).then_some(person.code));
        assert_eq!(arrived.given_name, person.given_name);
        assert_eq!(arrived.family_name, person.family_name);
        assert_eq!(arrived.birth_date.unwrap().to_string(), person.birth_date);
        assert_eq!(arrived.birth_place.as_deref(), Some(person.birth_place.town));
        assert_eq!(arrived.sex.as_deref(), Some(&person.gender[..1]));
        assert_eq!(arrived.email.as_deref(), Some(person.email));
        assert_eq!((arrived.level, arrived.subject.as_str()), (2, person.code));
        let roles: Vec<_> =
            arrived.roles.iter().flatten().map(|at| (at.role, at.office.as_deref())).collect();
        if person.groups.contains(&"polizia-locale") {
            assert_eq!(roles, [(Role::Clerk, Some("polizia-locale"))]);
        } else {
            assert_eq!(roles, []);
        }
    }
}

#[tokio::test]
async fn the_level_that_is_asked_is_reached() {
    let provider = served().await;
    for level in 1..=3 {
        let arrived = sign_in(&provider, "demo", level, persons()[0].code).await;
        assert_eq!(arrived.level, level);
    }
}

#[tokio::test]
async fn giving_up_tells_the_client_that_access_was_denied() {
    let (provider, clock) = (served().await, Clock::System);
    let desk = provider.desk();
    let begun = desk.begin("demo", Wanted::level(2), &clock).await.unwrap();
    let said = provider.choose(&begun.url, "").await;
    assert_eq!(said["error"], "access_denied");
    assert_eq!((&said["state"], &said["iss"]), (&begun.state, &provider.issuer));
    let failure = desk.finish("demo", &begun, &callback(&said), &clock).await.outcome.unwrap_err();
    assert_eq!(failure, SignInFailure::Cancelled);
}

#[tokio::test]
async fn a_code_is_good_once_and_with_the_verifier_and_nonce_of_its_sign_in() {
    let (provider, clock) = (served().await, Clock::System);
    let desk = provider.desk();
    let begun = desk.begin("demo", Wanted::level(2), &clock).await.unwrap();
    let person = persons()[0].code;

    let said = callback(&provider.choose(&begun.url, person).await);
    desk.finish("demo", &begun, &said, &clock).await.outcome.unwrap();
    let again = desk.finish("demo", &begun, &said, &clock).await.outcome.unwrap_err();
    assert_eq!(again, SignInFailure::CodeRefused);

    let said = callback(&provider.choose(&begun.url, person).await);
    let other = Begun { verifier: "v".repeat(43), ..begun.clone() };
    let wrong = desk.finish("demo", &other, &said, &clock).await.outcome.unwrap_err();
    assert_eq!(wrong, SignInFailure::CodeRefused);
    let late = desk.finish("demo", &begun, &said, &clock).await.outcome.unwrap_err();
    assert_eq!(late, SignInFailure::CodeRefused);

    let said = callback(&provider.choose(&begun.url, person).await);
    let other = Begun { nonce: "n".repeat(43), ..begun };
    let replayed = desk.finish("demo", &other, &said, &clock).await.outcome.unwrap_err();
    assert_eq!(replayed, SignInFailure::Replayed);
}
