//! Trust marks that are good, and those that are not.

use super::{
    super::mark::{MarkFault, check, is_active},
    *,
};
use crate::identity::jose::JoseFault;

async fn chain(world: &World, us: &Ourselves) -> (Federation, Arc<Chain>) {
    let federation = federation();
    federation.refresh_ours(us, world, &world.clock).await;
    let chain = federation.known(US, us, world.now()).unwrap();
    (federation, chain)
}

fn issuers(list: &[&str]) -> BTreeMap<String, Vec<String>> {
    BTreeMap::from([(MARK.to_owned(), list.iter().map(|one| (*one).to_owned()).collect())])
}

#[tokio::test]
async fn a_mark_is_good_from_an_issuer_that_the_anchor_names() {
    let world = World::with_us();
    let (_, chain) = chain(&world, &us()).await;
    let now = world.now();
    let may = issuers(&[ANCHOR, MIDDLE, ONE]);
    let good = world.mark(&key(ANCHOR), &json!({}));
    let found = check(&good, US, &may, &chain.superiors, now).unwrap();
    assert_eq!((found.issuer.id.as_str(), found.expires), (ANCHOR, Some(now + Duration::days(30))));
    // Named as OpenID Federation names it; without end; by the intermediate.
    let named = world.mark(&key(ANCHOR), &json!({ "id": null, "trust_mark_type": MARK }));
    assert!(check(&named, US, &may, &chain.superiors, now).is_ok());
    let endless = world.mark(&key(ANCHOR), &json!({ "exp": null }));
    assert_eq!(check(&endless, US, &may, &chain.superiors, now).unwrap().expires, None);
    let by_middle = world.mark(&key(MIDDLE), &json!({ "iss": MIDDLE }));
    assert_eq!(check(&by_middle, US, &may, &chain.superiors, now).unwrap().issuer.id, MIDDLE);
}

#[tokio::test]
async fn a_mark_that_is_not_ours_or_of_now_or_of_somebody_who_may_is_worth_nothing() {
    let world = World::with_us();
    let (_, chain) = chain(&world, &us()).await;
    let now = world.now();
    let at = (now - Moment(0)).num_seconds();
    let may = issuers(&[ANCHOR, MIDDLE, ONE]);
    let fault = |mark: &TrustMark| check(mark, US, &may, &chain.superiors, now).unwrap_err();
    for (changes, why) in [
        (json!({ "sub": ONE }), MarkFault::OtherEntity),
        (json!({ "sub": "https://sa.example.it/c_x000" }), MarkFault::OtherEntity),
        (json!({ "id": "https://anchor.example.it/other/" }), MarkFault::OtherMark),
        (json!({ "id": null }), MarkFault::OtherMark),
        (json!({ "exp": at }), MarkFault::Expired),
        (json!({ "exp": "never" }), MarkFault::Expired),
        (json!({ "iat": at + 181 }), MarkFault::TooEarly),
        (json!({ "iat": null }), MarkFault::TooEarly),
        (json!({ "iss": null }), MarkFault::Issuer),
        (json!({ "iss": TWO }), MarkFault::Issuer),
        // The anchor would let it, but nobody vouches to us for its keys.
        (json!({ "iss": ONE }), MarkFault::Issuer),
    ] {
        assert_eq!(fault(&world.mark(&key(ANCHOR), &changes)), why, "{changes}");
    }
    let by_thief = world.mark(&key("thief"), &json!({}));
    assert_eq!(fault(&by_thief), MarkFault::Jose(JoseFault::UnknownKey));
    let good = world.mark(&key(ANCHOR), &json!({}));
    let elsewhere = TrustMark { id: "https://anchor.example.it/other/".to_owned(), ..good.clone() };
    assert_eq!(fault(&elsewhere), MarkFault::Issuer);
    let nobody = check(&good, US, &issuers(&[MIDDLE]), &chain.superiors, now).unwrap_err();
    assert_eq!(nobody, MarkFault::Issuer);
    assert_eq!(
        fault(&TrustMark { trust_mark: "x".to_owned(), ..good }),
        MarkFault::Jose(JoseFault::Malformed)
    );
}

#[tokio::test]
async fn whether_a_mark_is_active_says_its_issuer() {
    let world = World::with_us();
    let (_, chain) = chain(&world, &us()).await;
    let reach = Reach { insecure_loopback: false };
    let mark = world.mark(&key(ANCHOR), &json!({}));
    let anchor = &chain.superiors[1];
    let url = format!(
        "{ANCHOR}/trust_mark_status?id={}&sub={}",
        "https%3A%2F%2Fanchor.example.it%2Fopenid_relying_party%2Fpublic%2F",
        "https%3A%2F%2Fsa.example.it%2Fc_x000%2F",
    );
    for (answer, active) in [
        (r#"{"active": true}"#, Ok(true)),
        (r#"{"active": false, "more": 1}"#, Ok(false)),
        (NOT_FOUND, Ok(false)),
        (r#"{"active": "true"}"#, Err(SignInFailure::Nonsense)),
        ("{}", Err(SignInFailure::Nonsense)),
        ("<html>", Err(SignInFailure::Nonsense)),
    ] {
        world.put(&url, Ok(answer.to_owned()));
        assert_eq!(is_active(&world, reach, anchor, &mark, US).await, active, "{answer}");
    }
    // Signed, by the issuer, about this mark.
    let other = world.mark(&key(ANCHOR), &json!({ "ref": "another" }));
    let said =
        |status: &str| json!({ "iss": ANCHOR, "trust_mark": mark.trust_mark, "status": status });
    let mut about_other = said("active");
    about_other["trust_mark"] = json!(other.trust_mark);
    let mut by_other = said("active");
    by_other["iss"] = json!(MIDDLE);
    let nonsense = || Err(SignInFailure::Nonsense);
    for (claims, signer, active) in [
        (said("active"), ANCHOR, Ok(true)),
        (said("revoked"), ANCHOR, Ok(false)),
        (said("active"), "thief", nonsense()),
        (about_other, ANCHOR, nonsense()),
        (by_other, ANCHOR, nonsense()),
        (json!({ "iss": ANCHOR, "trust_mark": mark.trust_mark }), ANCHOR, nonsense()),
    ] {
        let typ = Some("trust-mark-status-response+jwt");
        world.put(&url, Ok(key(signer).sign(typ, &map(claims.clone()))));
        assert_eq!(is_active(&world, reach, anchor, &mark, US).await, active, "{claims} {signer}");
    }
    world.put(&url, Err(SignInFailure::ProviderSlow));
    let slow = is_active(&world, reach, anchor, &mark, US).await;
    assert_eq!(slow, Err(SignInFailure::ProviderSlow));
    // Where it names an address for that, there; and never at one that may not be asked.
    for (address, answer) in [
        ("https://status.example.it/", Ok(true)),
        ("http://10.0.0.1/", Err(SignInFailure::Nonsense)),
    ] {
        let world = World::with_us();
        world.say(
            ANCHOR,
            &json!({ "metadata": { "federation_entity": {
            "federation_fetch_endpoint": format!("{ANCHOR}/fetch"),
            "federation_trust_mark_status_endpoint": address,
        } } }),
        );
        world.put(
            &url.replace(&format!("{ANCHOR}/trust_mark_status"), address),
            Ok(r#"{"active":true}"#.to_owned()),
        );
        let (_, chain) = super::mark::chain(&world, &us()).await;
        let found = is_active(&world, reach, &chain.superiors[1], &mark, US).await;
        assert_eq!(found, answer, "{address}");
    }
}

/// The provider's, under the name that `asked_of_providers` asks for.
fn shown(world: &World, signer: &str, changes: &Value) {
    let mut said = json!({ "sub": ONE });
    over(said.as_object_mut().unwrap(), changes);
    let mark = world.mark(&key(signer), &said);
    world.say(ONE, &json!({ "trust_marks": [{ "id": mark.id, "trust_mark": mark.trust_mark }] }));
}

#[tokio::test]
async fn a_provider_may_be_asked_for_a_trust_mark_that_its_issuer_stands_by() {
    let world = World::new();
    let asking = AnchorConfig { provider_marks: vec![MARK.to_owned()], ..anchor() };
    let asked = async || {
        let federation = Federation::new(&asking, false).unwrap();
        federation.chain(ONE, &world, &world.clock).await
    };
    let status = format!(
        "{ANCHOR}/trust_mark_status?id={}&sub={}",
        "https%3A%2F%2Fanchor.example.it%2Fopenid_relying_party%2Fpublic%2F",
        "https%3A%2F%2Fone.example.it",
    );
    world.put(&status, Ok(r#"{"active":true}"#.to_owned()));
    // None shown; one that was given to another; one that somebody else made.
    assert_eq!(asked().await.unwrap_err(), SignInFailure::Nonsense);
    shown(&world, ANCHOR, &json!({ "sub": TWO }));
    assert_eq!(asked().await.unwrap_err(), SignInFailure::Nonsense);
    shown(&world, "thief", &json!({}));
    assert_eq!(asked().await.unwrap_err(), SignInFailure::Nonsense);
    // A good one; what rests on it ends with it.
    let ends = world.now() + Duration::hours(1);
    shown(&world, ANCHOR, &json!({ "exp": (ends - Moment(0)).num_seconds() }));
    assert_eq!(asked().await.unwrap().expires, ends);
    // Withdrawn; or nobody says.
    world.put(&status, Ok(r#"{"active":false}"#.to_owned()));
    assert_eq!(asked().await.unwrap_err(), SignInFailure::Nonsense);
    world.put(&status, Err(SignInFailure::ProviderDown));
    assert_eq!(asked().await.unwrap_err(), SignInFailure::ProviderDown);
    // Who asks for none goes by the anchor's word.
    assert!(federation().chain(ONE, &world, &world.clock).await.is_ok());
}
