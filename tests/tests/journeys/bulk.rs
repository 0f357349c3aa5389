//! One act on many applications: looked at first, taken back while nobody was told, done once each, by the rules and roles of
//! the moment in which it is done.

use chrono::Duration;
use desk::{
    Desk,
    bulk::{Act, MOST, NotBegun, Of, Outcome, State, Wanted},
    session::Session,
};
use form::Raw;
use model::ApplicationId;
use reqwest::StatusCode;
use store::roles;
use tests::{
    direct::{complete, sign_in},
    installation::Installation,
    visitor::Visitor,
};

use crate::{filling::at_office, on_both_engines, queue::rows};

on_both_engines!(
    what_is_taken_back_never_was,
    what_is_confirmed_is_done_once_each,
    a_colleague_who_is_first_wins,
    it_is_of_who_asked_alone,
    who_lost_their_roles_does_nothing,
    what_stays_in_the_house_is_undone,
    labels_go_on_and_off_together,
    what_cannot_be_asked_is_told,
    one_that_is_stopped_touches_no_more,
);

const FREE: (&str, &str) =
    ("permesso-ztl", "Con il contrassegno per persone con disabilità non si paga");

/// Sends so many applications of anna's, that nobody pays for; their ids, the first sent first.
pub(crate) async fn sent(installation: &Installation, n: usize) -> Vec<ApplicationId> {
    let desk = installation.desk();
    let anna = sign_in(desk, "citizens", "anna").await;
    let mut all = Vec::new();
    for _ in 0..n {
        installation.clock.advance(Duration::seconds(1));
        let draft = complete(desk, &anna, FREE, &[]).await;
        all.push(desk.send(&anna.session, draft.draft, &draft.proof).await.expect("sent"));
    }
    installation.settle().await;
    all
}

/// Lets the worker work, with what waits for its time left waiting.
pub(crate) async fn work(installation: &Installation) {
    while installation.desk().work_once().await.expect("the worker works") > 0 {}
}

/// From the view of the queue that stands open to the page of the dry run.
async fn tried(installation: &Installation, clerk: &mut Visitor, act: &str) {
    let all = clerk.all("form.bulk-bar a", "href").remove(0);
    clerk.open(&all).await;
    clerk.put("azione", &[act.to_owned()]).press("Avanti").await;
    clerk.expect("La prova non fa niente").press("Prova").await;
    clerk.expect("Prova in corso");
    work(installation).await;
    clerk.follow("Aggiorna la pagina").await;
}

async fn state(desk: &Desk, id: ApplicationId) -> (String, i64) {
    let mut read = desk.db.peek().await.expect("storage");
    let row = store::applications::get(&mut read, id).await.expect("storage").expect("there");
    (row.now.state, row.version)
}

/// How many messages have such a subject.
fn mails(installation: &Installation, about: &str) -> usize {
    installation.subjects().iter().filter(|subject| subject.contains(about)).count()
}

async fn what_is_taken_back_never_was(installation: Installation) {
    let all = sent(&installation, 3).await;
    let desk = installation.desk();
    let mut ada = at_office(&installation, "vigile2", &format!("/pratiche/{}", all[1])).await;
    ada.follow("Prendi in carico").await.press("Conferma: Prendi in carico").await;
    installation.settle().await;
    let before = installation.subjects().len();
    let mut ugo = installation.as_("vigile", "/ufficio?q=bianchi").await;
    // One must choose; nothing that was ticked is not everything.
    ugo.press("Agisci sulle segnate").await;
    ugo.expect("Non hai segnato nessuna pratica").expect_not("Avanti");
    ugo.open("/ufficio?q=bianchi").await.follow("Agisci su tutte: 3 pratiche").await;
    ugo.expect("Dell'ufficio · «bianchi» · 3 pratiche").expect("Prendi in carico (2 pratiche)");
    // A move that is not theirs is not offered.
    ugo.expect_not("Rilascia il permesso");
    ugo.press("Avanti").await;
    ugo.expect("Scegli che cosa fare.");
    ugo.open("/ufficio?q=bianchi").await;
    tried(&installation, &mut ugo, "passaggio:permesso-ztl:take").await;
    ugo.expect("Si può fare su 2 pratiche. Su 1 no: leggi perché.");
    ugo.expect("La domanda è ora nello stato «In istruttoria»").expect("2027/000002");
    ugo.expect("in quel tempo puoi annullare, e nessuno viene avvisato");
    ugo.follow("Si può fare 2").await;
    ugo.expect("2027/000001").expect("2027/000003").expect_not("2027/000002");
    // Looking at them counts as reading.
    let mut read = desk.db.peek().await.expect("storage");
    let readings = store::logs::readings(&mut read, all[0], None, 9).await.expect("read");
    assert_eq!(readings.iter().map(|one| one.purpose.as_str()).collect::<Vec<_>>(), ["bulk"]);
    drop(read);
    ugo.press("Conferma: Prendi in carico (2)").await;
    ugo.expect("Parte il 1º marzo 2027, 09:10").expect("Riguarda 2 pratiche");
    work(&installation).await;
    // A colleague is not surprised, in the queue or on the page.
    ada.open("/ufficio").await;
    ada.expect("In blocco: ").expect("Ugo Verdi");
    ada.open(&format!("/ufficio/pratiche/{}", all[0])).await;
    ada.expect("Questa pratica è in un'azione in blocco di Ugo Verdi")
        .expect("Da prendere in carico");
    ada.open(&format!("/ufficio/pratiche/{}", all[1])).await;
    ada.expect_not("azione in blocco");
    ugo.press("Annulla tutto").await;
    ugo.expect("Annullata: non è stato fatto niente e nessuno è stato avvisato.");
    installation.clock.advance(Duration::minutes(20));
    installation.settle().await;
    for id in [all[0], all[2]] {
        assert_eq!(state(desk, id).await, ("sent".to_owned(), 1));
    }
    assert_eq!(installation.subjects().len(), before, "nobody was told");
    ada.open(&format!("/ufficio/pratiche/{}", all[0])).await;
    ada.expect_not("azione in blocco");
    // What was taken back is not confirmed afterwards.
    ugo.open("/ufficio/in-blocco").await;
    ugo.expect("Prendi in carico").expect("Annullata: non è stato fatto niente");
}

async fn what_is_confirmed_is_done_once_each(installation: Installation) {
    let all = sent(&installation, 3).await;
    let desk = installation.desk();
    let mut eva = installation.as_("responsabile", "/ufficio").await;
    tried(&installation, &mut eva, "passaggio:permesso-ztl:take").await;
    eva.expect("Si può fare su tutte: 3").press("Conferma: Prendi in carico (3)").await;
    installation.clock.advance(Duration::minutes(9));
    work(&installation).await;
    assert_eq!(mails(&installation, "è in lavorazione"), 0, "not before its time");
    installation.clock.advance(Duration::minutes(2));
    installation.settle().await;
    eva.follow("Aggiorna la pagina").await;
    eva.expect("Finita. Fatte: 3.").expect("non si annulla più").expect("2027/000002");
    assert_eq!(mails(&installation, "è in lavorazione"), 3);
    // A text says something else of each.
    eva.open("/ufficio?stato=examined").await;
    let place = eva.all("form.bulk-bar a", "href").remove(0);
    eva.open(&place).await;
    eva.put("azione", &["passaggio:permesso-ztl:grant".to_owned()]).press("Avanti").await;
    eva.expect("Parte la lettera «Permesso di accesso alla ZTL»").expect("{number}");
    // What is missing, or says nothing, is told at its place, and what was typed stays.
    eva.fill("Prescrizioni", "Vale {numero}").press("Prova").await;
    eva.expect("Manca la risposta a «Numero del permesso»").expect("{numero}");
    eva.fill("Prescrizioni", "Vale per {name}").fill("Numero del permesso", "ZTL-{number}");
    eva.press("Prova").await;
    work(&installation).await;
    eva.follow("Aggiorna la pagina").await;
    eva.expect("ZTL-{number}").press("Conferma: Rilascia il permesso (3)").await;
    installation.clock.advance(Duration::minutes(11));
    installation.settle().await;
    installation.settle().await;
    eva.follow("Aggiorna la pagina").await;
    eva.expect("Finita. Fatte: 3.");
    for (id, number) in all.iter().zip(1..) {
        assert_eq!(state(desk, *id).await, ("granted".to_owned(), 3));
        assert_eq!(mails(&installation, &format!("n. ZTL-2027/{number:06}")), 1);
    }
    let report = desk.verify().await.expect("storage");
    assert!(report.broken.is_empty() && report.gaps.is_empty());
    let table = eva.path().to_owned() + "/esiti";
    eva.open(&table).await;
    let csv = String::from_utf8(eva.bytes().to_vec()).expect("UTF-8");
    assert!(csv.contains("2027/000003;Bianchi Anna;"), "{csv}");
    assert_eq!(csv.matches(";Fatte;").count(), 3, "{csv}");
}

async fn a_colleague_who_is_first_wins(installation: Installation) {
    let all = sent(&installation, 2).await;
    let desk = installation.desk();
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    tried(&installation, &mut ugo, "passaggio:permesso-ztl:take").await;
    ugo.press("Conferma: Prendi in carico (2)").await;
    // Two tabs confirm it once.
    let ada = sign_in(desk, "staff", "vigile2").await.session;
    let wish = desk::moves::Wish { id: "take".to_owned(), raw: Raw::new(), version: 1 };
    desk.make_move(&ada, all[0], &wish).await.expect("taken");
    installation.clock.advance(Duration::minutes(11));
    installation.settle().await;
    ugo.follow("Aggiorna la pagina").await;
    ugo.expect("Finita. Fatte: 1. Non fatte: 1.").expect("È cambiata nel frattempo.");
    assert_eq!(state(desk, all[0]).await, ("examined".to_owned(), 2));
    assert_eq!(state(desk, all[1]).await, ("examined".to_owned(), 2));
    assert_eq!(mails(&installation, "è in lavorazione"), 2, "once each");
    // Those that were not done are looked at anew.
    ugo.press("Riprova quelle non fatte").await;
    work(&installation).await;
    ugo.follow("Aggiorna la pagina").await;
    ugo.expect("Quelle non fatte di un'azione precedente");
    ugo.expect("Non si può fare su nessuna di queste pratiche.").expect_not("Conferma:");
    ugo.expect("La domanda è ora nello stato «In istruttoria»");
}

async fn it_is_of_who_asked_alone(installation: Installation) {
    sent(&installation, 2).await;
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    tried(&installation, &mut ugo, "passaggio:permesso-ztl:take").await;
    let here = ugo.path().to_owned();
    for who in ["vigile2", "anagrafe", "responsabile", "revisore", "mario-staff"] {
        let mut other = installation.as_(who, "/ufficio").await;
        assert_eq!(other.get(&here).await, StatusCode::NOT_FOUND, "{who}");
        assert_eq!(other.get(&format!("{here}/esiti")).await, StatusCode::NOT_FOUND, "{who}");
        for what in ["conferma", "annulla", "ferma", "riprova"] {
            let url = other.url().join(&format!("{here}/{what}")).expect("an address");
            let status = other
                .send(tests::visitor::Sent {
                    url,
                    post: true,
                    how: tests::visitor::Written::Plain,
                    fields: vec![],
                    files: vec![],
                })
                .await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{who} {what}");
        }
    }
    ugo.open(&here).await;
    ugo.expect("Si può fare su tutte: 2");
    // Once it is said, who gives out the work of the office sees it and can take it back; nobody else.
    ugo.press("Conferma: Prendi in carico (2)").await;
    for who in ["vigile2", "anagrafe", "revisore"] {
        let mut other = installation.as_(who, "/ufficio").await;
        assert_eq!(other.get(&here).await, StatusCode::NOT_FOUND, "{who}");
    }
    let mut eva = installation.as_("responsabile", "/ufficio/in-blocco").await;
    eva.expect("Chiesta da Ugo Verdi.").open(&here).await;
    eva.expect("Chiesta da Ugo Verdi.").expect("2027/000001").expect_not("Riprova");
    eva.press("Annulla tutto").await;
    ugo.open(&here).await;
    ugo.expect_not("Annulla tutto").expect("Annullata");
    // Who only reads has nothing to act with, and another office finds nothing to act on.
    let mut leo = installation.as_("revisore", "/ufficio").await;
    leo.expect("2027/000001").expect_not("Agisci su tutte");
    leo.open("/ufficio/in-blocco/nuova").await;
    leo.expect("Su queste pratiche non c'è niente che puoi fare.");
    let mut ivo = installation.as_("anagrafe", "/ufficio/in-blocco/nuova").await;
    ivo.expect("Non ci sono pratiche su cui agire.");
}

async fn who_lost_their_roles_does_nothing(installation: Installation) {
    let all = sent(&installation, 2).await;
    let desk = installation.desk();
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    tried(&installation, &mut ugo, "passaggio:permesso-ztl:take").await;
    ugo.press("Conferma: Prendi in carico (2)").await;
    let me = sign_in(desk, "staff", "vigile").await.session.person.id;
    let mut read = desk.db.peek().await.expect("storage");
    let own = roles::of_person(&mut read, me, desk.now()).await.expect("roles").remove(0);
    drop(read);
    let mut tx = desk.db.write().await.expect("storage");
    roles::revoke(&mut tx, &own, desk.now()).await.expect("revoked");
    tx.commit().await.expect("kept");
    installation.clock.advance(Duration::minutes(11));
    installation.settle().await;
    for id in &all {
        assert_eq!(state(desk, *id).await, ("sent".to_owned(), 1));
    }
    assert_eq!(mails(&installation, "è in lavorazione"), 0);
    let mut tx = desk.db.write().await.expect("storage");
    roles::grant(&mut tx, &roles::Role { since: desk.now(), ..own.clone() })
        .await
        .expect("granted");
    tx.commit().await.expect("kept");
    installation.clock.advance(Duration::seconds(1));
    let here = ugo.path().to_owned();
    installation.again(&mut ugo, "vigile", &here).await;
    ugo.expect("Interrotta: non è stato possibile andare avanti. Fatte: 0.");
    // Who works elsewhere now is refused each by itself.
    ugo.press("Riprova quelle non fatte").await;
    work(&installation).await;
    ugo.follow("Aggiorna la pagina").await;
    ugo.press("Conferma: Prendi in carico (2)").await;
    let elsewhere =
        roles::Role { office: Some("anagrafe".to_owned()), since: desk.now(), ..own.clone() };
    let mut tx = desk.db.write().await.expect("storage");
    roles::grant(&mut tx, &elsewhere).await.expect("granted");
    roles::revoke(&mut tx, &own, desk.now()).await.expect("revoked");
    tx.commit().await.expect("kept");
    installation.clock.advance(Duration::minutes(11));
    installation.settle().await;
    let here = ugo.path().to_owned();
    installation.again(&mut ugo, "vigile", &here).await;
    ugo.expect("Fatte: 0. Non fatte: 2.").expect("Non puoi fare questa azione su questa pratica.");
    ugo.expect("Pratica che non leggi più").expect_not("2027/000001");
    for id in &all {
        assert_eq!(state(desk, *id).await, ("sent".to_owned(), 1));
    }
}

async fn what_stays_in_the_house_is_undone(installation: Installation) {
    let all = sent(&installation, 3).await;
    let desk = installation.desk();
    let mut ada = at_office(&installation, "vigile2", &format!("/pratiche/{}", all[2])).await;
    ada.press("La seguo io").await;
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    ugo.tick("Segna la pratica 2027/000001").tick("Segna la pratica 2027/000002");
    ugo.tick("Segna la pratica 2027/000003").press("Agisci sulle segnate").await;
    ugo.expect("3 pratiche segnate").put("azione", &["prendi".to_owned()]).press("Avanti").await;
    ugo.press("Prova").await;
    work(&installation).await;
    ugo.follow("Aggiorna la pagina").await;
    ugo.expect("Si può fare su 2 pratiche. Su 1 no");
    ugo.expect("per cambiare chi la segue scrivi il motivo").expect("Se confermi parte subito");
    ugo.press("Conferma: Prendi tra le tue (2)").await;
    installation.settle().await;
    ugo.follow("Aggiorna la pagina").await;
    ugo.expect("Finita. Fatte: 2.");
    ugo.open("/ufficio?vista=mie").await;
    ugo.expect("2 pratiche");
    // One of them goes on meanwhile: that one stays.
    ada.open(&format!("/ufficio/pratiche/{}", all[0])).await;
    ada.follow("Prendi in carico").await.press("Conferma: Prendi in carico").await;
    ugo.open("/ufficio/in-blocco").await;
    ugo.open(&ugo.all(".bulk-table th a", "href").remove(0)).await;
    ugo.press("Annulla quello che è stato fatto").await;
    installation.settle().await;
    let here = ugo.path().to_owned();
    ugo.open(&here).await;
    ugo.expect("Tornate come prima: 1. Rimaste come sono: 1, leggi perché.");
    ugo.expect("È cambiata nel frattempo.");
    ugo.open(&format!("/ufficio/pratiche/{}", all[1])).await;
    ugo.expect("Annullata l'azione in blocco").expect("La seguo io");
    assert_eq!(state(desk, all[0]).await.0, "examined");
    // Who assigns gives many to a colleague, with a reason where somebody has one.
    let mut eva = installation.as_("responsabile", "/ufficio").await;
    let place = eva.all("form.bulk-bar a", "href").remove(0);
    eva.open(&place).await.put("azione", &["assegna".to_owned()]).press("Avanti").await;
    eva.fill("Assegna a", "Verdi Ugo").fill("Motivo", "Ada è in ferie").press("Prova").await;
    work(&installation).await;
    eva.follow("Aggiorna la pagina").await;
    eva.expect("Ada è in ferie")
        .expect("Verdi Ugo")
        .press("Conferma: Assegna a una persona (3)")
        .await;
    installation.settle().await;
    ugo.open("/ufficio?vista=mie").await;
    ugo.expect("3 pratiche");
    eva.follow("Aggiorna la pagina").await.press("Annulla quello che è stato fatto").await;
    installation.settle().await;
    ada.open("/ufficio?vista=mie").await;
    ada.expect("2027/000003").expect("2027/000001");
}

/// The only label there is, as the question about labels is answered.
async fn urgent(desk: &Desk, eva: &Session) -> Raw {
    let labels = desk.kept_labels(eva, &Raw::new()).await.expect("hers").labels;
    Raw::from_iter([("label", vec![format!("label-{}", labels[0].id)])])
}

async fn labels_go_on_and_off_together(installation: Installation) {
    sent(&installation, 2).await;
    let desk = installation.desk();
    let eva = sign_in(desk, "staff", "responsabile").await.session;
    let label: Raw = [("office", "polizia-locale"), ("name", "Urgente"), ("colour", "red")]
        .map(|(path, text)| (path.to_owned(), vec![text.to_owned()]))
        .into_iter()
        .collect();
    desk.keep_label(&eva, None, &label).await.expect("a label");
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    for (act, button, there) in [
        ("etichetta", "Conferma: Metti un'etichetta (2)", true),
        ("togli", "Conferma: Togli un'etichetta (2)", false),
    ] {
        ugo.open("/ufficio").await;
        let place = ugo.all("form.bulk-bar a", "href").remove(0);
        ugo.open(&place).await.put("azione", &[act.to_owned()]).press("Avanti").await;
        ugo.press("Prova").await;
        ugo.expect("Scegli una risposta per «Etichetta»")
            .fill("Etichetta", "Urgente")
            .press("Prova")
            .await;
        work(&installation).await;
        ugo.follow("Aggiorna la pagina").await.press(button).await;
        installation.settle().await;
        let here = ugo.path().to_owned();
        ugo.open("/ufficio").await;
        assert_eq!(ugo.all("tr .tag.is-red", "class").len(), if there { 2 } else { 0 });
        ugo.open(&here).await;
        ugo.press("Annulla quello che è stato fatto").await;
        installation.settle().await;
        ugo.open("/ufficio").await;
        assert_eq!(ugo.all("tr .tag.is-red", "class").len(), if there { 0 } else { 2 });
        // For the other half it is there again.
        if there {
            let wanted = Wanted {
                of: Of::View(Box::default()),
                act: Act::PutLabel,
                raw: urgent(desk, &eva).await,
            };
            let id = desk.begin_bulk(&eva, wanted).await.expect("tried");
            work(&installation).await;
            desk.confirm_bulk(&eva, id).await.expect("confirmed");
            installation.settle().await;
            assert_eq!(desk.bulk(&eva, id).await.expect("there").count(Outcome::Done), 2);
        }
    }
}

async fn what_cannot_be_asked_is_told(installation: Installation) {
    let desk = installation.desk();
    let ugo = sign_in(desk, "staff", "vigile").await.session;
    let wanted = |of| Wanted { of, act: Act::Take, raw: Raw::new() };
    let all = || wanted(Of::View(Box::default()));
    assert!(matches!(desk.begin_bulk(&ugo, all()).await, Err(NotBegun::Nothing)));
    // A row that cannot be opened keeps the others from nothing; those beyond the most are told before anything is looked at.
    rows(&installation, 40, |_, _| {}).await;
    sent(&installation, 1).await;
    let id = desk.begin_bulk(&ugo, all()).await.expect("tried");
    work(&installation).await;
    let bulk = desk.bulk(&ugo, id).await.expect("there");
    assert_eq!((bulk.state, bulk.n), (State::Tried, 41));
    assert_eq!((bulk.count(Outcome::Ready), bulk.count(Outcome::Shut)), (1, 40));
    // A dry run that nobody confirms is forgotten after a day.
    installation.clock.advance(Duration::hours(25));
    desk.purge().await.expect("purged");
    let ugo = sign_in(desk, "staff", "vigile").await.session;
    assert!(matches!(desk.bulk(&ugo, id).await, Err(desk::Error::NotFound)));
    // So many at once and no more.
    for _ in 0..desk::bulk::AT_ONCE {
        desk.begin_bulk(&ugo, all()).await.expect("tried");
    }
    assert!(matches!(desk.begin_bulk(&ugo, all()).await, Err(NotBegun::AtOnce)));
    installation.settle().await;
    let more = MOST - 40;
    rows(&installation, more, |n, row| row.number = 100_000 + n).await;
    assert!(matches!(desk.begin_bulk(&ugo, all()).await, Err(NotBegun::TooMany)));
}

async fn one_that_is_stopped_touches_no_more(installation: Installation) {
    let all = sent(&installation, 2).await;
    let desk = installation.desk();
    let ugo = sign_in(desk, "staff", "vigile").await.session;
    let act = Act::Move { procedure: "permesso-ztl".to_owned(), id: "take".to_owned() };
    let wanted = Wanted { of: Of::Ticked(all.clone()), act, raw: Raw::new() };
    let id = desk.begin_bulk(&ugo, wanted).await.expect("tried");
    work(&installation).await;
    desk.confirm_bulk(&ugo, id).await.expect("confirmed");
    assert!(matches!(desk.confirm_bulk(&ugo, id).await, Err(desk::Error::Stale)), "once");
    assert!(matches!(desk.stop_bulk(&ugo, id).await, Err(desk::Error::Stale)), "it does not run");
    // As if a worker had begun, done one, and died before the other.
    let mut tx = desk.db.write().await.expect("storage");
    store::bulk::go(&mut tx, id, (State::Held, State::Running), None).await.expect("begun");
    let line =
        store::bulk::lines(&mut tx, id, Outcome::Ready, (0, 1)).await.expect("lines").remove(0);
    let done = store::bulk::Line { outcome: Outcome::Done, ..line.clone() };
    assert!(store::bulk::mark(&mut tx, State::Running, &line, &done).await.expect("marked"));
    tx.commit().await.expect("kept");
    desk.stop_bulk(&ugo, id).await.expect("stopped");
    installation.clock.advance(Duration::minutes(11));
    installation.settle().await;
    let bulk = desk.bulk(&ugo, id).await.expect("there");
    assert_eq!((bulk.state, bulk.count(Outcome::Ready)), (State::Stopped, 1));
    assert!(bulk.can_be_tried_again() && !bulk.can_be_undone());
    assert_eq!(state(desk, all[1]).await, ("sent".to_owned(), 1));
}
