//! Views that are kept, and columns that were chosen.

use model::{Moment, PersonId};
use store::{Db, views};

use crate::sample::{nth, settled};

store::both_engines!(views_are_of_their_author_and_of_their_office, columns_are_each_persons_own);

fn view(n: u64, owner: u64, office: Option<&str>, name: &str) -> views::View {
    views::View {
        id: nth(n),
        owner: PersonId(nth(owner)),
        office: office.map(str::to_owned),
        name: name.into(),
        asked: r#"{"z":"è","a":1}"#.into(),
        created_at: Moment(1),
        changed_at: Moment(1),
    }
}

async fn views_are_of_their_author_and_of_their_office(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let all = [
        view(11, 1, None, "b"),
        view(12, 1, Some("polizia"), "a"),
        view(13, 2, Some("anagrafe"), "c"),
    ];
    for view in &all {
        views::add(&mut tx, view).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut read = db.peek().await.unwrap();
    assert_eq!(views::get(&mut read, nth(11)).await.unwrap().as_ref(), Some(&all[0]));
    assert_eq!(views::get(&mut read, nth(19)).await.unwrap(), None);
    let own = views::of_person(&mut read, PersonId(nth(1))).await.unwrap();
    assert_eq!(own, [all[1].clone(), all[0].clone()]);
    let of = async |read: &mut store::Read, offices: Option<&[&str]>| -> Vec<String> {
        let offices = offices.map(|all| all.iter().map(|&id| id.to_owned()).collect::<Vec<_>>());
        let found = views::shared(read, offices.as_deref()).await.unwrap();
        found.into_iter().map(|view| view.name).collect()
    };
    assert_eq!(of(&mut read, Some(&["polizia"])).await, ["a"]);
    assert_eq!(of(&mut read, Some(&["polizia", "anagrafe"])).await, ["a", "c"]);
    assert_eq!(of(&mut read, Some(&[])).await, [""; 0]);
    assert_eq!(of(&mut read, None).await, ["a", "c"]);
    drop(read);
    let mut tx = db.write().await.unwrap();
    let changed =
        views::View { office: None, name: "d".into(), changed_at: Moment(2), ..all[1].clone() };
    assert!(views::change(&mut tx, &changed).await.unwrap());
    assert_eq!(views::get(&mut tx, nth(12)).await.unwrap(), Some(changed));
    views::delete(&mut tx, nth(12)).await.unwrap();
    assert!(!views::change(&mut tx, &all[1]).await.unwrap());
    assert_eq!(views::get(&mut tx, nth(12)).await.unwrap(), None);
}

async fn columns_are_each_persons_own(db: Db) {
    settled(&db).await;
    let (me, other) = (PersonId(nth(1)), PersonId(nth(2)));
    let mut tx = db.write().await.unwrap();
    for columns in [r#"["a"]"#, r#"["b"]"#] {
        views::choose_columns(&mut tx, me, columns).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut read = db.peek().await.unwrap();
    assert_eq!(views::columns(&mut read, me).await.unwrap().as_deref(), Some(r#"["b"]"#));
    assert_eq!(views::columns(&mut read, other).await.unwrap(), None);
}
