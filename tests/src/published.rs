//! A database of a test's own in which the procedures that ship are published: the first test publishes them, the
//! others have copies of what it made.

use std::path::Path;

use gateway::{clock::Clock, keys::Keyring, previews::Previews, scanner::Scanner};
use model::Moment;
use sportello::{
    config::Party,
    files::Files,
    town::{self, Common, MailWay, Pay, Place},
};
use store::{Limits, testing::Template};

use crate::installation::{Engine, people, twins};

/// Where it lies; in a folder of the caller's if told.
#[must_use]
pub fn published(engine: Engine, slug: &str, clock: &Clock, own: Option<&Path>) -> String {
    let (now, slug) = (clock.now(), slug.to_owned());
    let name = format!("{}_{}", slug.replace('-', "_"), now.rome().format("%Y%m%d"));
    let template =
        Template::filled(&name, async move |database| publish(database, &slug, now).await);
    match engine {
        Engine::Sqlite => template.sqlite(own),
        Engine::Postgres => template.postgres(own),
    }
}

/// Publishes them in a migrated database.
async fn publish(database: String, slug: &str, now: Moment) {
    let clock = Clock::manual(now);
    let common = Common {
        keys: Keyring::passing(&clock),
        clock,
        limits: Limits::default(),
        scanner: Scanner::Absent,
        previews: Previews::Absent,
    };
    let place = Place {
        files: Files::shipped(slug),
        database,
        vault: None,
        mail: MailWay::Memory,
        payment: Pay::Nowhere,
        providers: twins(),
        party: Party::default(),
        log_months: 24,
        address: Some("http://localhost".to_owned()),
        tls: false,
    };
    let desk = town::twin(&place, &common, people()).await.expect("a desk");
    for (path, text) in place.files.below("procedures") {
        let imported = desk.import(text, None).await.unwrap_or_else(|e| panic!("{path}: {e:?}"));
        desk.publish(&imported.procedure, imported.revision, None).await.expect("published");
    }
    desk.db.close().await;
}
