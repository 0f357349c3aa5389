//! What happens at the same time: it ends as if one had come after the other.

use tests::{direct::sign_in, installation::Installation};

use crate::on_both_engines;

on_both_engines!(beginning_several_times_makes_one_draft);

async fn beginning_several_times_makes_one_draft(installation: Installation) {
    let desk = installation.desk();
    let me = sign_in(desk, "citizens", "mario").await.session;
    let begun = (0..8).map(|_| {
        let (desk, me) = (desk.clone(), me.clone());
        tokio::spawn(async move { desk.begin_draft(&me, "permesso-ztl").await.expect("a draft") })
    });
    let begun = futures_util::future::join_all(begun.collect::<Vec<_>>()).await;
    let first = *begun[0].as_ref().expect("it ended");
    assert!(begun.into_iter().all(|one| one.expect("it ended") == first));
    assert_eq!(desk.drafts(&me).await.expect("storage").len(), 1);
}
