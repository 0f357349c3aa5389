//! The case screen: on and back in the view that one came from, whatever was done meanwhile.

use desk::queue::{Asked, Cursor, Neighbour, Neighbours, Order};
use model::ApplicationId;
use reqwest::StatusCode;
use store::applications::Application;
use tests::{direct::sign_in, installation::Installation};

use crate::{
    filling::{confirm, permit, send},
    on_both_engines,
    queue::{numbers, rows},
};

on_both_engines!(
    every_view_is_walked_on_and_back_without_gap_or_double,
    one_goes_on_in_the_view_that_one_came_from,
    an_address_leads_nobody_to_what_they_may_not_read,
);

async fn every_view_is_walked_on_and_back_without_gap_or_double(installation: Installation) {
    let all = rows(&installation, 57, |_, _| {}).await;
    let desk = installation.desk();
    let session = sign_in(desk, "staff", "vigile").await.session;
    for order in [Order::Term, Order::Newest, Order::Oldest, Order::Changed] {
        // All of them, and some that are found among them.
        for text in ["", "prova"] {
            let asked = Asked { order: Some(order), text: text.to_owned(), ..Asked::default() };
            let mut expected = Vec::new();
            let mut page = asked.clone();
            loop {
                let queue = desk.queue(&session, &page).await.expect("a page");
                expected.extend(queue.rows.into_iter().map(|row| (row.id, row.place)));
                let Some(next) = queue.next else { break };
                page.after = Some(next);
            }
            if text.is_empty() {
                assert_eq!(expected.len(), all.len());
            }
            for (at, (id, place)) in expected.iter().enumerate() {
                let Neighbours { previous, next } =
                    desk.neighbours(&session, (&asked, *place), *id).await.expect("neighbours");
                let found = |beside: Option<Neighbour>| beside.map(|it| (it.id, Some(it.place)));
                let before = at.checked_sub(1).and_then(|at| expected.get(at)).copied();
                assert_eq!(found(previous), before, "{order:?} {at}");
                assert_eq!(found(next), expected.get(at + 1).copied(), "{order:?} {at}");
            }
        }
    }
    // A place of another order is none.
    let newest = |row: &Application| Some(Cursor::Newest(row.sent_at, row.id));
    let asked = Asked::default();
    let around = desk.neighbours(&session, (&asked, newest(&all[3])), all[3].id).await;
    assert_eq!(around.expect("an answer"), Neighbours::default());
    // Who has no queue has nothing beside.
    let outside = sign_in(desk, "staff", "amministratore").await.session;
    let around = desk.neighbours(&outside, (&asked, None), ApplicationId(desk.clock.id())).await;
    assert_eq!(around.expect("an answer"), Neighbours::default());
}

/// Applications of the police, in the order of their terms.
async fn sent(installation: &Installation, who: &[&str]) -> Vec<String> {
    let mut all = Vec::new();
    for who in who {
        let mut me = permit(installation, who, "Abito nella ZTL").await;
        all.push(send(installation, &mut me).await);
    }
    all
}

async fn one_goes_on_in_the_view_that_one_came_from(installation: Installation) {
    sent(&installation, &["mario", "anna", "mario", "anna"]).await;
    let mut clerk = installation.as_("vigile", "/ufficio?vista=non-assegnate").await;
    assert_eq!(
        numbers(&clerk),
        ["2027/000001", "2027/000002", "2027/000003", "2027/000004"],
        "the day is the same, and so the order is that of sending"
    );
    clerk.follow("2027/000001").await;
    clerk.expect("Torna alla vista: Non assegnate").expect("Nessuna prima di questa");
    clerk.follow("Successiva: 2027/000002").await;
    clerk.expect("Precedente: 2027/000001").expect("Successiva: 2027/000003");
    // What is done on the page comes back to it on the same way.
    clerk.fill("Nota riservata", "Da vedere").press("Aggiungi la nota").await;
    clerk.expect("Da vedere").expect("Successiva: 2027/000003");
    clerk.follow("Scrivi al cittadino").await;
    clerk.follow("2027/000002").await;
    clerk.expect("Successiva: 2027/000003");
    // A move takes it out of the view: what follows in the view is what followed before.
    confirm(&mut clerk, "Prendi in carico", &[]).await;
    clerk.expect("Precedente: 2027/000001").follow("Prossima della vista: 2027/000003").await;
    clerk.expect("Precedente: 2027/000001").expect("Successiva: 2027/000004");
    // A colleague takes what would be next: nobody is sent there.
    let ada = sign_in(installation.desk(), "staff", "vigile2").await.session;
    let queue = installation.desk().queue(&ada, &Asked::default()).await.expect("a queue");
    let last = queue.rows.iter().find(|row| row.number == "2027/000004").expect("there");
    let loaded = installation.desk().dossier(&ada, last.id).await.expect("hers").loaded;
    let how = ("", loaded.version());
    let taken = installation.desk().hand(&ada, last.id, desk::moves::Hand::Take, how).await;
    taken.expect("taken");
    confirm(&mut clerk, "Prendi in carico", &[]).await;
    clerk.expect("Nella vista non ce ne sono altre dopo questa").expect_not("2027/000004");
    clerk.follow("Torna alla vista: Non assegnate").await;
    assert_eq!(numbers(&clerk), ["2027/000001"]);
    // A kept view is called by its name; who came from none has no such way.
    clerk.fill("Nome della vista", "Le libere").press("Salva la vista").await;
    clerk.follow("2027/000001").await;
    clerk.expect("Torna alla vista: Le libere").expect("Nessuna dopo questa");
    let bare = clerk.path().to_owned();
    clerk.open(&bare).await;
    clerk.expect_not("Torna alla vista").expect_not("Nessuna dopo questa");
    // The page of a view comes back, too; one that was found by its number stands before all.
    clerk.open("/ufficio?q=2").await;
    clerk.follow("2027/000002").await;
    clerk.expect("Torna alla vista: Dell'ufficio · «2»").expect("Nessuna prima di questa");
}

async fn an_address_leads_nobody_to_what_they_may_not_read(installation: Installation) {
    let all = sent(&installation, &["mario", "anna"]).await;
    let desk = installation.desk();
    // The registry has nothing of the police, whatever an address asks for.
    for query in ["da=", "da=ufficio%3Dpolizia-locale", "da=vista%3Dconcluse&posto=d20270301.1"] {
        let mut registry = installation.as_("anagrafe", "/ufficio").await;
        let at = format!("/ufficio{}?{query}", all[0]);
        assert_eq!(registry.get(&at).await, StatusCode::NOT_FOUND, "{at}");
        let session = sign_in(desk, "staff", "anagrafe").await.session;
        let asked = Asked { offices: vec!["polizia-locale".to_owned()], ..Asked::default() };
        let id = all[0].rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
        for asked in [asked, Asked::default()] {
            let around = desk.neighbours(&session, (&asked, None), id).await.expect("an answer");
            assert_eq!(around, Neighbours::default());
        }
    }
    // Who sent one of them is led past it.
    let session = sign_in(desk, "staff", "mario-staff").await.session;
    let mut mario = installation.as_("mario-staff", "/ufficio").await;
    assert_eq!(numbers(&mario), ["2027/000002"]);
    mario.follow("2027/000002").await;
    mario.expect("Nessuna prima di questa").expect("Nessuna dopo questa");
    assert_eq!(desk.queue(&session, &Asked::default()).await.expect("a queue").rows.len(), 1);
    // What cannot be read in an address breaks nothing.
    let mut clerk = installation.as_("vigile", "/ufficio").await;
    for query in ["da=%FF%GG&posto=zz", "da=dopo%3Dzz&posto=d99999999.x", "posto=&da=&fatto=1"] {
        assert_eq!(clerk.get(&format!("/ufficio{}?{query}", all[0])).await, StatusCode::OK);
        clerk.expect("Torna alla vista: Dell'ufficio");
    }
}
