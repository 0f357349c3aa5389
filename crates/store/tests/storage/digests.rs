//! What staff choose to be told by e-mail, and until when they were.

use model::{Moment, PersonId};
use store::{
    Db,
    digests::{self, Digest},
};

use crate::sample::{nth, settled};

store::both_engines!(what_is_chosen_and_what_was_told_stand_apart);

fn digest(n: u64) -> Digest {
    Digest {
        person: PersonId(nth(n)),
        address: "ufficio@comune.example".into(),
        choices: r#"{"usual":"daily"}"#.into(),
        hourly_until: Moment(1),
        daily_until: Moment(2),
        weekly_until: Moment(3),
    }
}

async fn what_is_chosen_and_what_was_told_stand_apart(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let (one, other) = (digest(1), digest(2));
    assert_eq!(digests::get(&mut tx, one.person).await.unwrap(), None);
    digests::keep(&mut tx, &other).await.unwrap();
    digests::keep(&mut tx, &one).await.unwrap();
    assert_eq!(digests::lock_all(&mut tx).await.unwrap(), [one.clone(), other.clone()]);
    // Chosen otherwise meanwhile: what is told moves nothing but until when.
    let chosen = Digest { choices: r#"{"usual":"never"}"#.into(), ..one.clone() };
    digests::keep(&mut tx, &chosen).await.unwrap();
    let told = Digest { hourly_until: Moment(9), daily_until: Moment(8), ..one.clone() };
    digests::told(&mut tx, &told).await.unwrap();
    let kept = digests::lock(&mut tx, one.person).await.unwrap().unwrap();
    assert_eq!(kept.choices, chosen.choices);
    assert_eq!((kept.hourly_until, kept.daily_until), (Moment(9), Moment(8)));
    assert_eq!(digests::get(&mut tx, other.person).await.unwrap(), Some(other));
    tx.commit().await.unwrap();
}
