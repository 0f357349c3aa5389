//! What is kept, for how long, and how often anybody is asked.

use super::*;

fn names(listed: &[Listed]) -> Vec<&str> {
    listed.iter().map(|one| one.entity_id.as_str()).collect()
}

#[tokio::test]
async fn the_providers_of_the_list_are_offered_by_their_names() {
    let (world, federation) = (World::new(), federation());
    let listed = federation.providers(&world, &world.clock).await.unwrap();
    let one = |id: &str| Listed {
        entity_id: id.to_owned(),
        name: format!("Gestore {id}"),
        logo_uri: Some(format!("{id}/logo.svg")),
    };
    assert_eq!(*listed, [one(ONE), one(TWO)]);
    // Asked again, nobody is asked: an anchor, a list, two providers and two statements.
    federation.providers(&world, &world.clock).await.unwrap();
    federation.chain(ONE, &world, &world.clock).await.unwrap();
    assert_eq!(world.asked("https://"), 6);
}

#[tokio::test]
async fn a_provider_whose_chain_fails_is_left_out_and_the_others_stay() {
    let (world, federation) = (World::new(), federation());
    world.say(TWO, &json!({ "metadata": { "federation_entity": {} } }));
    let listed = federation.providers(&world, &world.clock).await.unwrap();
    assert_eq!(names(&listed), [ONE]);
    let refused = federation.chain(TWO, &world, &world.clock).await.unwrap_err();
    assert_eq!(refused, SignInFailure::Nonsense);
    // Whoever looks at the list waits for the broken one no more than every ten minutes.
    let before = world.asked("https://two");
    world.pass(minutes(9));
    federation.providers(&world, &world.clock).await.unwrap();
    assert_eq!(world.asked("https://two"), before);
    world.say(TWO, &json!({}));
    world.pass(minutes(2));
    let listed = federation.providers(&world, &world.clock).await.unwrap();
    assert_eq!(names(&listed), [ONE, TWO]);
}

#[tokio::test]
async fn no_provider_at_all_is_a_failure() {
    let (world, federation) = (World::new(), federation());
    world.down("https://one");
    world.down("https://two");
    let failure = federation.providers(&world, &world.clock).await.unwrap_err();
    assert_eq!(failure, SignInFailure::ProviderDown);
    world.say_all();
    world.pass(minutes(1));
    assert_eq!(federation.providers(&world, &world.clock).await.unwrap().len(), 2);
}

#[tokio::test]
async fn an_unknown_provider_is_refused_and_makes_us_ask_nobody() {
    let (world, federation) = (World::new(), federation());
    federation.providers(&world, &world.clock).await.unwrap();
    let before = world.asked("https://");
    for id in ["https://three.example.it", "https://one.example.it/", US, MIDDLE, ANCHOR, ""] {
        let refused = federation.chain(id, &world, &world.clock).await.unwrap_err();
        assert_eq!(refused, SignInFailure::UnknownProvider, "{id}");
        let refused = federation.renew(id, &world, &world.clock).await.unwrap_err();
        assert_eq!(refused, SignInFailure::UnknownProvider, "{id}");
    }
    assert_eq!(world.asked("https://"), before);
}

#[tokio::test]
async fn what_the_anchor_lists_twice_or_may_not_be_asked_is_left_out() {
    let (world, federation) = (World::new(), federation());
    let list = json!([ONE, ONE, "http://10.0.0.1/", "no address", TWO]);
    let url = format!("{ANCHOR}/list?entity_type=openid_provider");
    world.put(&url, Ok(list.to_string()));
    let listed = federation.providers(&world, &world.clock).await.unwrap();
    assert_eq!(names(&listed), [ONE, TWO]);
    let refused = federation.chain("http://10.0.0.1/", &world, &world.clock).await.unwrap_err();
    assert_eq!(refused, SignInFailure::UnknownProvider);
    for nonsense in ["{}", "[1]", "<html>"] {
        world.put(&url, Ok(nonsense.to_owned()));
        let federation = super::federation();
        let failure = federation.providers(&world, &world.clock).await.unwrap_err();
        assert_eq!(failure, SignInFailure::Nonsense);
    }
}

#[tokio::test]
async fn an_intermediate_vouches_for_no_provider() {
    let (world, federation) = (World::new(), federation());
    world.say(ONE, &json!({ "authority_hints": [MIDDLE] }));
    world.vouch(MIDDLE, ONE, &json!({}));
    let refused = federation.chain(ONE, &world, &world.clock).await.unwrap_err();
    assert_eq!(refused, SignInFailure::Nonsense);
    assert_eq!(world.asked(&format!("{MIDDLE}/fetch")), 1);
}

#[tokio::test]
async fn the_one_provider_meant_needs_no_list() {
    let world = World::new();
    let only = AnchorConfig { provider: Some(ONE.to_owned()), ..anchor() };
    let federation = Federation::new(&only, false).unwrap();
    let listed = federation.providers(&world, &world.clock).await.unwrap();
    assert_eq!(names(&listed), [ONE]);
    let refused = federation.chain(TWO, &world, &world.clock).await.unwrap_err();
    assert_eq!(refused, SignInFailure::UnknownProvider);
    federation.refresh(&world, &world.clock).await;
    assert_eq!(world.asked(&format!("{ANCHOR}/list")), 0);
}

#[tokio::test]
async fn an_anchor_is_pinned_by_its_keys() {
    let world = World::new();
    let pinned = |keys: Value| {
        let anchor = AnchorConfig { keys: Some(keys), ..anchor() };
        Federation::new(&anchor, false)
    };
    let good = pinned(jwks(&[key(ANCHOR).public()])).unwrap();
    assert!(good.chain(ONE, &world, &world.clock).await.is_ok());
    let bad = pinned(jwks(&[key("thief").public()])).unwrap();
    let refused = bad.chain(ONE, &world, &world.clock).await.unwrap_err();
    assert_eq!(refused, SignInFailure::Nonsense);
    // The anchor's new key, announced under the pinned one, is good.
    let both = jwks(&[key(ANCHOR).public(), key("new anchor").public()]);
    world.say(ANCHOR, &json!({ "jwks": both }));
    let text = world.statement(ANCHOR, ONE, &key("new anchor"), &json!({}));
    world.put_statement(ANCHOR, ONE, text);
    let good = pinned(jwks(&[key(ANCHOR).public()])).unwrap();
    assert!(good.chain(ONE, &world, &world.clock).await.is_ok());
    assert!(pinned(json!({ "keys": [] })).is_err());
    assert!(pinned(json!("keys")).is_err());
    let here = AnchorConfig { trust_anchor: "http://127.0.0.1:9".to_owned(), ..anchor() };
    assert!(Federation::new(&here, false).is_err() && Federation::new(&here, true).is_ok());
}

#[tokio::test]
async fn a_chain_serves_until_it_ends_also_while_the_anchor_is_down() {
    let (world, federation) = (World::new(), federation());
    let ends = (world.now() - Moment(0)).num_seconds() + 30 * 60;
    world.vouch(ANCHOR, ONE, &json!({ "exp": ends }));
    let first = federation.chain(ONE, &world, &world.clock).await.unwrap();
    world.down("https://");
    for _ in 0..28 {
        world.pass(minutes(1));
        federation.refresh(&world, &world.clock).await;
        let again = federation.chain(ONE, &world, &world.clock).await.unwrap();
        assert!(Arc::ptr_eq(&first, &again));
        assert_eq!(names(&federation.providers(&world, &world.clock).await.unwrap()), [ONE]);
    }
    world.pass(minutes(2));
    let failure = federation.chain(ONE, &world, &world.clock).await.unwrap_err();
    assert_eq!(failure, SignInFailure::ProviderDown);
    world.say_all();
    world.pass(minutes(1));
    assert!(federation.chain(ONE, &world, &world.clock).await.is_ok());
}

#[tokio::test]
async fn the_list_outlives_its_day_while_the_anchor_is_down() {
    let (world, federation) = (World::new(), federation());
    federation.providers(&world, &world.clock).await.unwrap();
    world.down("https://");
    world.pass(Duration::hours(25));
    let listed = federation.providers(&world, &world.clock).await.unwrap();
    assert_eq!(names(&listed), [ONE, TWO]);
}

#[tokio::test]
async fn visitors_do_not_make_us_hammer_an_anchor_that_is_down() {
    let (world, federation) = (World::new(), federation());
    world.down("https://");
    for _ in 0..20 {
        assert!(federation.providers(&world, &world.clock).await.is_err());
        assert!(federation.chain(ONE, &world, &world.clock).await.is_err());
        assert!(federation.renew(ONE, &world, &world.clock).await.is_err());
    }
    assert_eq!(world.asked("https://"), 1);
    world.pass(Duration::seconds(31));
    assert!(federation.providers(&world, &world.clock).await.is_err());
    assert_eq!(world.asked("https://"), 2);
    // Nor a provider that is.
    world.say_all();
    world.down("https://one");
    world.pass(Duration::seconds(31));
    for _ in 0..20 {
        let failure = federation.chain(ONE, &world, &world.clock).await.unwrap_err();
        assert_eq!(failure, SignInFailure::ProviderDown);
    }
    assert_eq!(world.asked("https://one"), 1);
}

#[tokio::test]
async fn those_who_come_at_the_same_time_wait_for_one_answer() {
    let (world, federation) = (World::new(), federation());
    let visits = (0..10).map(|_| federation.chain(ONE, &world, &world.clock));
    let chains = join_all(visits).await;
    assert!(chains.iter().all(Result::is_ok));
    // The anchor, its list, the provider, what the anchor says of it.
    assert_eq!(world.asked("https://"), 4);
}

#[tokio::test]
async fn what_will_end_is_renewed_before() {
    let (world, federation) = (World::new(), federation());
    federation.refresh(&world, &world.clock).await;
    assert_eq!(world.asked("https://"), 6);
    let first = federation.chain(ONE, &world, &world.clock).await.unwrap();
    world.pass(Duration::hours(15));
    federation.refresh(&world, &world.clock).await;
    assert_eq!(world.asked("https://"), 6);
    // The list after two thirds of its day, the chains after a day although they live for two.
    world.pass(Duration::hours(1));
    federation.refresh(&world, &world.clock).await;
    assert_eq!(world.asked("https://"), 7);
    world.pass(Duration::hours(8));
    world.say_all();
    federation.refresh(&world, &world.clock).await;
    assert_eq!(world.asked("https://"), 12);
    let second = federation.chain(ONE, &world, &world.clock).await.unwrap();
    assert!(second.expires > first.expires);
    // A short life is renewed when a third of it is left.
    let ends = (world.now() - Moment(0)).num_seconds() + 30 * 60;
    world.vouch(ANCHOR, ONE, &json!({ "exp": ends }));
    world.pass(minutes(1));
    federation.renew(ONE, &world, &world.clock).await.unwrap();
    let before = world.asked("https://one");
    world.pass(minutes(18));
    federation.refresh(&world, &world.clock).await;
    assert_eq!(world.asked("https://one"), before);
    world.pass(minutes(2));
    federation.refresh(&world, &world.clock).await;
    assert_eq!(world.asked("https://one"), before + 1);
}

#[tokio::test]
async fn a_provider_that_the_anchor_lists_no_more_is_gone() {
    let (world, federation) = (World::new(), federation());
    federation.providers(&world, &world.clock).await.unwrap();
    let url = format!("{ANCHOR}/list?entity_type=openid_provider");
    world.put(&url, Ok(json!([TWO]).to_string()));
    world.pass(Duration::hours(16));
    federation.refresh(&world, &world.clock).await;
    let refused = federation.chain(ONE, &world, &world.clock).await.unwrap_err();
    assert_eq!(refused, SignInFailure::UnknownProvider);
    assert!(federation.remembered(ONE, world.now()).is_none());
}

#[tokio::test]
async fn a_chain_is_asked_anew_at_most_every_half_minute() {
    let (world, federation) = (World::new(), federation());
    federation.chain(ONE, &world, &world.clock).await.unwrap();
    let before = world.asked("https://one");
    world.pass(Duration::seconds(29));
    federation.renew(ONE, &world, &world.clock).await.unwrap();
    assert_eq!(world.asked("https://one"), before);
    world.say(ONE, &json!({ "metadata": { "openid_provider": { "issuer": "new" } } }));
    world.pass(Duration::seconds(1));
    let chain = federation.renew(ONE, &world, &world.clock).await.unwrap();
    assert_eq!(chain.metadata["openid_provider"]["issuer"], "new");
    assert_eq!(world.asked("https://one"), before + 1);
    // What is remembered stays when that fails.
    world.down("https://one");
    world.pass(minutes(1));
    assert!(federation.renew(ONE, &world, &world.clock).await.is_err());
    assert!(federation.chain(ONE, &world, &world.clock).await.is_ok());
}

#[tokio::test]
async fn a_key_that_the_anchor_changed_is_found() {
    let (world, federation) = (World::new(), federation());
    federation.chain(TWO, &world, &world.clock).await.unwrap();
    // The anchor has a new key and signs with it; what we remember of the anchor does not name it.
    world
        .say(ANCHOR, &json!({ "jwks": jwks(&[key(ANCHOR).public(), key("new anchor").public()]) }));
    let text = world.statement(ANCHOR, ONE, &key("new anchor"), &json!({}));
    world.put_statement(ANCHOR, ONE, text);
    world.pass(minutes(5));
    assert!(federation.chain(ONE, &world, &world.clock).await.is_ok());
    assert_eq!(world.asked(&format!("{ANCHOR}/.well-known")), 2);
    // A thief's key is looked for too, but not for ever.
    let text = world.statement(ANCHOR, TWO, &key("thief"), &json!({}));
    world.put_statement(ANCHOR, TWO, text);
    for _ in 0..5 {
        assert!(federation.renew(TWO, &world, &world.clock).await.is_err());
    }
    assert_eq!(world.asked(&format!("{ANCHOR}/.well-known")), 2);
    assert_eq!(world.asked("https://two"), 2);
}

#[tokio::test]
async fn an_old_failure_is_forgotten_with_the_next_success() {
    let (world, federation) = (World::new(), federation());
    world.down("https://two");
    assert_eq!(federation.providers(&world, &world.clock).await.unwrap().len(), 1);
    let ends = (world.now() - Moment(0)).num_seconds() + 180;
    world.say(TWO, &json!({ "exp": ends }));
    world.pass(minutes(1));
    assert!(federation.chain(TWO, &world, &world.clock).await.is_ok());
    world.pass(minutes(3));
    world.say(TWO, &json!({}));
    assert_eq!(federation.providers(&world, &world.clock).await.unwrap().len(), 2);
}
