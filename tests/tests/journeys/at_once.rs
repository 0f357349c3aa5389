//! What happens at the same time: it ends as if one had come after the other.

use tests::{direct::sign_in, installation::Installation};

use crate::on_both_engines;

on_both_engines!(beginning_several_times_makes_one_draft, rows_added_in_two_tabs_are_all_there);

async fn beginning_several_times_makes_one_draft(installation: Installation) {
    let desk = installation.desk();
    let me = sign_in(desk, "citizens", "mario").await.session;
    // Whoever begins waits for what is done for the same person.
    let mut other = desk.db.write().await.expect("storage");
    store::people::lock(&mut other, me.person.id).await.expect("storage");
    let begun = (0..8).map(|_| {
        let (desk, me) = (desk.clone(), me.clone());
        tokio::spawn(async move { desk.begin_draft(&me, "permesso-ztl").await.expect("a draft") })
    });
    let begun: Vec<_> = begun.collect();
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert!(begun.iter().all(|one| !one.is_finished()));
    drop(other);
    let begun = futures_util::future::join_all(begun).await;
    let first = *begun[0].as_ref().expect("it ended");
    assert!(begun.into_iter().all(|one| one.expect("it ended") == first));
    assert_eq!(desk.drafts(&me).await.expect("storage").len(), 1);
}

/// Vehicles of a permit (`local.max_vehicles`).
const MOST: usize = 4;

async fn rows_added_in_two_tabs_are_all_there(installation: Installation) {
    let desk = installation.desk();
    let me = sign_in(desk, "citizens", "mario").await.session;
    let draft = desk.begin_draft(&me, "permesso-ztl").await.expect("a draft");
    let before = desk.draft(&me, draft).await.expect("it").raw.get("vehicles").len();
    let added = (0..6).map(|_| {
        let (desk, me) = (desk.clone(), me.clone());
        tokio::spawn(async move { desk.add_row(&me, draft, "vehicles").await })
    });
    let added = futures_util::future::join_all(added.collect::<Vec<_>>()).await;
    let added = added.into_iter().map(|row| row.expect("it ended"));
    let (good, refused): (Vec<_>, Vec<_>) = added.partition(Result::is_ok);
    let mut rows: Vec<_> = good.into_iter().flatten().collect();
    rows.sort_unstable();
    rows.dedup();
    // Each has a row of its own, and nobody more than there may be.
    assert_eq!((before + rows.len(), refused.len()), (MOST, before + 6 - MOST));
    assert!(refused.iter().all(|row| matches!(row, Err(desk::Error::Refused(_)))));
    desk.take_row(&me, draft, "vehicles", &rows[0]).await.expect("taken");
    let open = desk.draft(&me, draft).await.expect("the draft");
    assert_eq!(open.raw.get("vehicles").len(), MOST - 1);
    assert!(matches!(desk.add_row(&me, draft, "privacy").await, Err(desk::Error::NotFound)));
}
