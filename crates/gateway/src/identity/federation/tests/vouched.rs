//! What is known again after a restart, and what is not.

use super::{super::statement::TYP, *};
use crate::identity::jose;

/// What a server that knows all of the world leaves behind.
async fn left(world: &World, federation: &Federation) -> Vouched {
    federation.refresh(world, &world.clock).await;
    let mut left = Vouched::default();
    federation.vouched(world.now(), &mut left);
    left
}

/// A server that starts while nobody answers.
async fn started(world: &World, left: &Vouched) -> Federation {
    world.down("https://");
    let federation = federation();
    federation.recall(left, &world.clock).await;
    federation
}

#[tokio::test]
async fn a_server_that_starts_while_the_anchor_is_away_goes_by_what_it_said() {
    let world = World::new();
    let left = left(&world, &federation()).await;
    // As it is kept.
    let left: Vouched = serde_json::from_str(&serde_json::to_string(&left).unwrap()).unwrap();
    let before = world.asked("https://");
    let federation = started(&world, &left).await;
    let listed = federation.providers(&world, &world.clock).await.unwrap();
    assert_eq!(listed.iter().map(|one| one.entity_id.as_str()).collect::<Vec<_>>(), [ONE, TWO]);
    let chain = federation.chain(ONE, &world, &world.clock).await.unwrap();
    assert_eq!(chain.text("openid_provider", "issuer"), Some(ONE));
    assert_eq!(world.asked("https://"), before, "nobody was asked");
    // Asked anew as soon as it is time to look, although nothing ends yet; and what fails changes nothing.
    federation.refresh(&world, &world.clock).await;
    assert!(world.asked(ANCHOR) > 0 && world.asked("https://") > before);
    assert!(federation.chain(ONE, &world, &world.clock).await.is_ok());
    // Until what the anchor said ends.
    world.pass(Duration::hours(48));
    let failure = federation.chain(ONE, &world, &world.clock).await.unwrap_err();
    assert_eq!(failure, SignInFailure::ProviderDown);
}

#[tokio::test]
async fn nothing_that_was_kept_is_believed_unchecked_or_beyond_its_end() {
    let world = World::new();
    let good = left(&world, &federation()).await;
    // Somebody wrote into the storage what the anchor never signed.
    let about = format!("{ANCHOR}/fetch?sub={}", "https%3A%2F%2Fone.example.it");
    let mut pages = serde_json::to_value(&good).unwrap();
    let claims = jose::unverified(pages[ANCHOR][&about].as_str().unwrap()).unwrap().claims;
    let forged = key("thief").sign_as(Some(key(ANCHOR).kid()), Some(TYP), &claims);
    pages[ANCHOR][&about] = json!(forged);
    let bad = serde_json::from_value(pages).unwrap();
    let federation = started(&world, &bad).await;
    let failure = federation.chain(ONE, &world, &world.clock).await.unwrap_err();
    assert_eq!(failure, SignInFailure::ProviderDown);
    assert!(federation.chain(TWO, &world, &world.clock).await.is_ok());
    // What has ended; another anchor's; an anchor whose pinned keys did not sign it.
    let pinned = AnchorConfig { keys: Some(jwks(&[key("thief").public()])), ..anchor() };
    let other = Federation::new(&pinned, false).unwrap();
    other.recall(&good, &world.clock).await;
    assert!(other.chain(ONE, &world, &world.clock).await.is_err());
    let elsewhere = Federation::new(&AnchorConfig::new(TWO), false).unwrap();
    elsewhere.recall(&good, &world.clock).await;
    assert!(elsewhere.anchor.last().is_none());
    world.pass(Duration::hours(48));
    let late = started(&world, &good).await;
    assert!(late.chain(ONE, &world, &world.clock).await.is_err());
}

#[tokio::test]
async fn what_is_newer_than_what_was_kept_stays() {
    let world = World::new();
    let old = left(&world, &federation()).await;
    world.pass(minutes(10));
    world.say_all();
    let federation = federation();
    federation.refresh(&world, &world.clock).await;
    let ends = federation.chain(ONE, &world, &world.clock).await.unwrap().expires;
    federation.recall(&old, &world.clock).await;
    let still = federation.chain(ONE, &world, &world.clock).await.unwrap().expires;
    assert_eq!(still, ends);
}
