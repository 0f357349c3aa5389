//! Sessions as they are begun, seen and ended, on both engines.

use chrono::Duration;
use futures_util::FutureExt as _;
use gateway::identity::{ClientKeys, Providers, RelyingParty, Secret, Tokens};
use model::Moment;
use store::{Db, jobs, logs, sessions};

use crate::{
    Desk, Error,
    session::{Acting, NotArrived, Session, tokens_context},
    testing::{answer, citizen, configs, desk, desk_with, publish, session, settle, sign_in},
};

store::both_engines!(
    a_sign_in_tells_where_from_and_at_which_level,
    a_level_that_is_too_low_opens_only_what_asks_no_more,
    who_steps_up_finds_the_draft_and_another_person_does_not,
    a_place_is_kept_by_name_and_by_code,
    staff_never_come_in_at_the_first_level,
    a_name_at_work_changes_no_citizens,
    a_strange_session_takes_all_others_with_it,
    tokens_are_given_back_however_a_session_ends,
    tokens_wait_for_a_provider_that_is_down_until_they_end,
    a_provider_ends_the_sessions_of_its_own_subject,
    who_has_no_role_any_more_is_out_at_once,
    a_session_ends_after_eight_hours_however_much_it_is_used,
    the_worker_sweeps_asks_and_throws_away,
);

async fn a_sign_in_tells_where_from_and_at_which_level(db: Db) {
    let desk = desk(db);
    let first = citizen(&desk, "mario", 2).await;
    let second = citizen(&desk, "mario", 3).await;
    assert_eq!((second.level, second.acting), (3, Acting::Citizen));
    let devices = desk.devices(&second).await.unwrap();
    let ids: Vec<_> = devices.iter().map(|device| device.id).collect();
    assert_eq!(ids, [second.id, first.id]);
    assert!(devices[0].is_this && !devices[1].is_this && !devices[1].is_staff);
    assert_eq!(devices[1].provider, "Identità");
    assert_eq!(devices[1].network.as_deref(), Some("192.0.2.0/24"));
    assert_eq!(devices[1].device, "Firefox, Linux");
}

fn asks<T: std::fmt::Debug>(answer: Result<T, Error>, level: u8) {
    assert!(matches!(answer, Err(Error::LevelTooLow(asked)) if asked == level), "{answer:?}");
}

async fn a_level_that_is_too_low_opens_only_what_asks_no_more(db: Db) {
    let desk = desk(db);
    publish(&desk, 2).await;
    let strong = citizen(&desk, "mario-2", 2).await;
    let weak = citizen(&desk, "mario-1", 1).await;
    assert_eq!((weak.level, weak.person.id), (1, strong.person.id));
    let draft = desk.begin_draft(&strong, "permesso-ztl").await.unwrap();

    asks(desk.account(&weak).await, 2);
    asks(desk.devices(&weak).await, 2);
    asks(desk.end_other_sessions(&weak).await, 2);
    asks(desk.end_session(&weak, strong.id).await, 2);
    asks(desk.not_me(&weak, strong.id).await, 2);
    asks(desk.begin_draft(&weak, "permesso-ztl").await, 2);
    asks(desk.draft(&weak, draft).await, 2);
    asks(desk.delete_draft(&weak, draft).await, 2);
    assert!(desk.drafts(&weak).await.unwrap().is_empty(), "not even its name");

    // Of a procedure that asks less, everything opens; of one that asks more, its draft only then.
    publish(&desk, 1).await;
    let open = desk.begin_draft(&weak, "permesso-ztl").await.unwrap();
    desk.draft(&weak, open).await.unwrap();
    let listed: Vec<_> = desk.drafts(&weak).await.unwrap().iter().map(|line| line.id).collect();
    assert_eq!(listed, [open]);
    publish(&desk, 3).await;
    asks(desk.begin_draft(&strong, "permesso-ztl").await, 3);
    let strongest = citizen(&desk, "mario", 3).await;
    let high = desk.begin_draft(&strongest, "permesso-ztl").await.unwrap();
    asks(desk.draft(&strong, high).await, 3);
    assert_eq!(desk.drafts(&strong).await.unwrap().len(), 3, "that it exists is no secret");
    // Going out is always possible.
    desk.end_session(&weak, weak.id).await.unwrap();
}

async fn who_steps_up_finds_the_draft_and_another_person_does_not(db: Db) {
    let desk = desk(db);
    publish(&desk, 1).await;
    let weak = citizen(&desk, "mario-1", 1).await;
    let draft = desk.begin_draft(&weak, "permesso-ztl").await.unwrap();
    let higher = citizen(&desk, "mario-2", 2).await;
    assert_eq!(desk.draft(&higher, draft).await.unwrap().id, draft);
    let anna = citizen(&desk, "anna", 2).await;
    assert!(matches!(desk.draft(&anna, draft).await, Err(Error::NotTheirs(_))));
}

async fn a_place_is_kept_by_name_and_by_code(db: Db) {
    let desk = desk(db);
    let attributes = citizen(&desk, "mario", 2).await.person.attributes;
    assert_eq!(attributes.birth_place.as_deref(), Some("Roma (RM)"));
    assert_eq!(attributes.birth_code.as_deref(), Some("H501"));
    let attributes = citizen(&desk, "anna", 2).await.person.attributes;
    assert_eq!(attributes.birth_place.as_deref(), Some("Milano"), "as the provider writes it");
    assert_eq!(attributes.birth_code, None);
}

async fn staff_never_come_in_at_the_first_level(db: Db) {
    let desk = desk(db);
    let session = session(&desk, &sign_in(&desk, "staff", "pia", 1).await).await.unwrap();
    assert_eq!((session.level, session.acting), (2, Acting::Staff));
    let leaving = desk.begin_sign_in("staff", None, 1, "/", None).await.unwrap();
    let callback = answer(&leaving.url, "nobody");
    let none = desk.finish_sign_in(&callback, &leaving.browser, "", None).await;
    assert!(matches!(none, Err(NotArrived::NoRole)), "{none:?}");
}

async fn a_name_at_work_changes_no_citizens(db: Db) {
    let desk = desk(db);
    let before = citizen(&desk, "mario", 2).await.person;
    let work = sign_in(&desk, "staff", "mario-at-work", 2).await;
    let work = session(&desk, &work).await.unwrap();
    assert_eq!((work.acting, &work.person), (Acting::Staff, &before), "the same human");
    assert_eq!(citizen(&desk, "mario", 2).await.person, before);
}

async fn a_strange_session_takes_all_others_with_it(db: Db) {
    let desk = desk(db);
    let strange = citizen(&desk, "mario", 2).await;
    let other = sign_in(&desk, "citizens", "mario", 2).await;
    let anna = sign_in(&desk, "citizens", "anna", 2).await;
    let token = sign_in(&desk, "citizens", "mario", 2).await;
    let me = session(&desk, &token).await.unwrap();
    let annas = session(&desk, &anna).await.unwrap();
    for id in [me.id, annas.id] {
        assert!(matches!(desk.not_me(&me, id).await, Err(Error::NotFound)), "not a strange one");
    }
    assert!(session(&desk, &other).await.is_some());
    desk.not_me(&me, strange.id).await.unwrap();
    assert!(session(&desk, &other).await.is_none());
    assert!(session(&desk, &token).await.is_some() && session(&desk, &anna).await.is_some());
    assert_eq!(desk.devices(&me).await.unwrap().len(), 1);
    let written = logs::audits(&mut desk.db.peek().await.unwrap(), None, 9).await.unwrap();
    assert_eq!((written.len(), written[0].what.as_str()), (1, "not me"));
    assert_eq!(written[0].person, Some(me.person.id));
    settle(&desk).await;
    let sent = desk.mail.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].message.to, "mario@example.it");
    assert!(sent[0].message.text.contains("Firefox, Linux"), "{}", sent[0].message.text);
}

/// Gives a session tokens, as a provider does that takes them back.
async fn with_tokens(desk: &Desk, session: &Session, refresh: bool) -> Moment {
    let ends_at = desk.now() + Duration::minutes(15);
    let tokens = Tokens {
        access_token: "access".to_owned(),
        good_until: None,
        refresh_token: refresh.then(|| "refresh".to_owned()),
        choice: None,
        subject: "mario".to_owned(),
        ends_at,
    };
    let text = serde_json::to_vec(&tokens).unwrap();
    let sealed = desk.keys.seal(&tokens_context(session.id), &text, &desk.clock);
    let mut tx = desk.db.write().await.unwrap();
    let set = "UPDATE session SET tokens = $2 WHERE id = $1";
    tx.query(set).bind(session.id).bind(sealed.as_slice()).execute().await.unwrap();
    tx.commit().await.unwrap();
    ends_at
}

async fn has_tokens(desk: &Desk, session: &Session) -> bool {
    let row = sessions::by_id(&mut desk.db.peek().await.unwrap(), session.id).await.unwrap();
    row.unwrap().tokens.is_some()
}

async fn waiting(desk: &Desk) -> i64 {
    jobs::counts(&mut desk.db.peek().await.unwrap()).await.unwrap().waiting
}

async fn tokens_are_given_back_however_a_session_ends(db: Db) {
    let desk = desk(db);
    let mut mine = Vec::new();
    for _ in 0..5 {
        let session = citizen(&desk, "mario", 2).await;
        with_tokens(&desk, &session, false).await;
        mine.push(session);
    }
    let [out, other, strange, swept, living] = mine.try_into().unwrap();
    desk.end_session(&out, out.id).await.unwrap();
    desk.end_session(&living, other.id).await.unwrap();
    assert_eq!(waiting(&desk).await, 2, "promised where it ends");
    assert!(has_tokens(&desk, &out).await, "and kept until it is done");
    settle(&desk).await;
    assert!(!has_tokens(&desk, &out).await && !has_tokens(&desk, &other).await);
    assert!(has_tokens(&desk, &living).await);

    // Nobody comes for them: they end by themselves. The ones still used are left alone.
    assert_eq!(desk.sweep_sessions().await.unwrap(), 0);
    desk.clock.advance(Duration::minutes(29));
    let again = citizen(&desk, "mario", 2).await;
    with_tokens(&desk, &again, false).await;
    desk.clock.advance(Duration::minutes(2));
    assert_eq!(desk.sweep_sessions().await.unwrap(), 3);
    assert_eq!(desk.sweep_sessions().await.unwrap(), 0);
    settle(&desk).await;
    for gone in [&strange, &swept, &living] {
        assert!(!has_tokens(&desk, gone).await);
    }
    assert!(has_tokens(&desk, &again).await);
    desk.purge().await.unwrap();
    assert!(has_tokens(&desk, &again).await);
}

async fn tokens_wait_for_a_provider_that_is_down_until_they_end(db: Db) {
    let session = citizen(&desk(db.clone()), "mario", 2).await;
    // Nobody listens at port 1.
    let mut configs = configs();
    for config in &mut configs {
        config.without_fiscal_code = false;
        config.client_id = "desk".to_owned();
        config.client_secret = Secret::new("secret");
    }
    let callback = "http://127.0.0.1/".parse().unwrap();
    let (party, keys) = (RelyingParty::default(), ClientKeys::default());
    let desk = desk_with(db, Providers::open(configs, &callback, party, keys).unwrap());
    let ends_at = with_tokens(&desk, &session, false).await;
    desk.end_session(&session, session.id).await.unwrap();
    desk.work_once().await.unwrap();
    assert_eq!((waiting(&desk).await, has_tokens(&desk, &session).await), (1, true));
    desk.clock.set(ends_at);
    desk.work_once().await.unwrap();
    assert_eq!((waiting(&desk).await, has_tokens(&desk, &session).await), (0, false));
}

async fn a_provider_ends_the_sessions_of_its_own_subject(db: Db) {
    let desk = desk(db);
    let mario = sign_in(&desk, "citizens", "mario", 2).await;
    let anna = sign_in(&desk, "citizens", "anna", 2).await;
    assert_eq!(desk.logout_by_provider("staff", "mario").await.unwrap(), 0);
    assert_eq!(desk.logout_by_provider("citizens", "mario").await.unwrap(), 1);
    assert!(session(&desk, &mario).await.is_none() && session(&desk, &anna).await.is_some());
    assert!(desk.back_channel_logout("citizens", "forged").await.is_err());
    assert!(session(&desk, &anna).await.is_some());
}

async fn who_has_no_role_any_more_is_out_at_once(db: Db) {
    let desk = desk(db);
    let token = sign_in(&desk, "staff", "ugo", 2).await;
    let ugo = session(&desk, &token).await.unwrap();
    let mut tx = desk.db.write().await.unwrap();
    let held = store::roles::of_person(&mut tx, ugo.person.id, desk.now()).await.unwrap();
    for role in &held {
        store::roles::revoke(&mut tx, role, desk.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert!(session(&desk, &token).await.is_none());
}

async fn a_session_ends_after_eight_hours_however_much_it_is_used(db: Db) {
    let desk = desk(db);
    let token = sign_in(&desk, "citizens", "mario", 2).await;
    let begun = desk.now();
    while desk.now() < begun + Duration::minutes(8 * 60 - 1) {
        assert!(session(&desk, &token).await.is_some(), "at {}", desk.now() - begun);
        desk.clock.advance(Duration::minutes(29).min(begun + Duration::minutes(479) - desk.now()));
    }
    assert!(session(&desk, &token).await.is_some(), "a minute before");
    desk.clock.advance(Duration::minutes(1));
    assert!(session(&desk, &token).await.is_none());
}

/// Nobody calls anything: the worker does by itself what has to be done now and then.
async fn the_worker_sweeps_asks_and_throws_away(db: Db) {
    let desk = desk(db);
    let left = citizen(&desk, "mario", 2).await;
    with_tokens(&desk, &left, false).await;
    desk.begin_sign_in("citizens", None, 2, "/", None).await.unwrap();
    desk.clock.advance(Duration::minutes(31));
    let token = sign_in(&desk, "staff", "ugo", 2).await;
    let ugo = session(&desk, &token).await.unwrap();
    with_tokens(&desk, &ugo, false).await;
    desk.clock.advance(Duration::minutes(3));
    let worker = desk.clone();
    let is_done = async {
        loop {
            let mut read = desk.db.peek().await.unwrap();
            let asked = "SELECT count(*) FROM session WHERE asked_at IS NOT NULL";
            let (asked,): (i64,) = read.query(asked).fetch_one().await.unwrap();
            let (begun,): (i64,) =
                read.query("SELECT count(*) FROM signin").fetch_one().await.unwrap();
            drop(read);
            if !has_tokens(&desk, &left).await && asked == 1 && begun == 0 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let patience = std::time::Duration::from_secs(30);
    worker
        .work(tokio::time::timeout(patience, is_done).map(|done| done.expect("it is done")))
        .await;
    assert!(session(&desk, &token).await.is_some(), "a provider that leaves nothing to ask with");
}
