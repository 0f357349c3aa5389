//! Municipalities on one server: a schema each, and no way from one to the other.

use model::Moment;
use store::{Db, settings, testing::postgres_url};

async fn one(url: &str, schema: &str) -> Db {
    let db = Db::open(&format!("{url}&options[search_path]={schema}")).await.unwrap();
    assert!(!db.pending().await.unwrap().is_empty());
    db.migrate().await.unwrap();
    assert!(db.pending().await.unwrap().is_empty());
    db
}

#[tokio::test(flavor = "multi_thread")]
async fn two_municipalities_in_one_database_see_nothing_of_each_other() {
    let url = postgres_url();
    // A name that must be quoted, as slugs of municipalities are.
    let (one, two) = (one(&url, "san-mauro").await, one(&url, "grugliasco").await);
    let mut tx = one.write().await.unwrap();
    settings::put(&mut tx, "theme", "{}").await.unwrap();
    tx.commit().await.unwrap();
    let here = settings::get(&mut one.peek().await.unwrap(), "theme").await.unwrap();
    let there = settings::get(&mut two.peek().await.unwrap(), "theme").await.unwrap();
    assert_eq!((here.as_deref(), there), (Some("{}"), None));
    let next = store::jobs::next_due(&mut two.peek().await.unwrap()).await.unwrap();
    assert_eq!(next, None::<Moment>);
}
