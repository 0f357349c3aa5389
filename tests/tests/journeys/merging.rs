//! Two pages of one draft: what each types is there, whatever the order in which it arrives.

use std::collections::BTreeSet;

use desk::{
    draft::{Change, Open},
    session::Session,
};
use form::merge::Shown;
use model::ApplicationId;
use tests::{
    direct::{permit, sign_in},
    installation::Installation,
    visitor::Visitor,
};

use crate::on_both_engines;

on_both_engines!(
    an_answer_that_was_replaced_unseen_is_chosen_by_the_person,
    a_page_that_shows_what_stands_no_more_chooses_nothing,
    what_comes_again_leaves_the_summary_as_it_was_read,
    who_only_looks_leaves_the_summary_as_it_was_read,
    the_summary_lists_what_is_to_be_chosen,
    a_row_comes_back_with_what_is_typed_in_it,
    two_writers_at_once_lose_nothing,
);

/// Another tab of the same browser.
async fn tab(installation: &Installation, of: &Visitor, at: &str) -> Visitor {
    let mut tab = installation.visitor();
    tab.set_cookie("session", of.cookie("session").expect("signed in"));
    tab.open(at).await;
    tab
}

async fn at_general_data(installation: &Installation) -> Visitor {
    let mut me = installation.as_("mario", "/domanda/permesso-ztl").await;
    me.tick("Ho letto e compreso l'informativa sulla privacy").press("Avanti").await;
    me
}

async fn an_answer_that_was_replaced_unseen_is_chosen_by_the_person(installation: Installation) {
    let mut one = at_general_data(&installation).await;
    let step = one.path().to_owned();
    let mut two = tab(&installation, &one, &step).await;
    one.fill("Telefono", "333 1111111").fill("CAP", "10095").press("Salva la bozza").await;
    two.fill("Telefono", "333 2222222").fill("Numero civico", "7").press("Salva la bozza").await;
    // Both fields that only one page touched are there; the one that both did asks.
    two.expect("Da un'altra pagina avevi risposto «333 1111111»");
    let held = |me: &Visitor, name: &str| me.all(&format!("[name=\"{name}\"]"), "value");
    assert_eq!(held(&two, "contacts.phone"), ["333 2222222"]);
    assert_eq!(held(&two, "residence.cap"), ["10095"]);
    assert_eq!(held(&two, "residence.number"), ["7"]);
    // Going on typing does not take it away.
    two.fill("Telefono", "333 2222223").press("Salva la bozza").await;
    two.expect("avevi risposto «333 1111111»");
    // What is typed elsewhere on the page is kept with the choice.
    two.fill("Numero civico", "7/A").press("Riprendi «333 1111111»").await;
    two.expect_not("Da un'altra pagina");
    assert_eq!(held(&two, "contacts.phone"), ["333 1111111"]);
    assert_eq!(held(&two, "residence.number"), ["7/A"]);
    // The first tab has seen what stands now, but not what comes.
    two.fill("Telefono", "333 4444444").press("Salva la bozza").await;
    one.fill("Telefono", "333 3333333").press("Salva la bozza").await;
    one.expect("avevi risposto «333 4444444»");
    one.press("Tieni la risposta di adesso : Telefono").await;
    one.expect_not("Da un'altra pagina");
    assert_eq!(held(&one, "contacts.phone"), ["333 3333333"]);
}

async fn a_page_that_shows_what_stands_no_more_chooses_nothing(installation: Installation) {
    let mut one = at_general_data(&installation).await;
    let step = one.path().to_owned();
    let mut two = tab(&installation, &one, &step).await;
    one.fill("Telefono", "333 1").press("Salva la bozza").await;
    let mut three = tab(&installation, &one, &step).await;
    two.fill("Telefono", "333 2").press("Salva la bozza").await;
    two.expect("avevi risposto «333 1»");
    three.fill("Telefono", "333 3").press("Salva la bozza").await;
    two.press("Tieni la risposta di adesso : Telefono").await;
    two.expect("avevi risposto «333 2»").expect("avevi risposto «333 1»");
    assert_eq!(two.all("[name=\"contacts.phone\"]", "value"), ["333 3"]);
    two.press("Riprendi «333 2»").await;
    assert_eq!(two.all("[name=\"contacts.phone\"]", "value"), ["333 2"]);
    two.expect_not("Da un'altra pagina");
}

/// A page that is left sends what it has not heard of once more: whoever reads the summary meanwhile can send it.
async fn what_comes_again_leaves_the_summary_as_it_was_read(installation: Installation) {
    let desk = installation.desk();
    let me = sign_in(desk, "citizens", "mario").await;
    let draft = permit(desk, &me).await;
    let open = desk.draft(&me.session, draft.draft).await.expect("it");
    let change = open.answer("page", "contacts.phone", &["333 1234568".to_owned()]);
    installation.clock.advance(chrono::Duration::seconds(1));
    desk.save(&me.session, draft.draft, std::slice::from_ref(&change)).await.expect("saved");
    let read = desk.draft(&me.session, draft.draft).await.expect("it").token;
    installation.clock.advance(chrono::Duration::seconds(1));
    let again = desk.save(&me.session, draft.draft, &[change]).await.expect("saved");
    assert!(!again.has_changed && !again.is_news);
    desk.send(&me.session, draft.draft, &read).await.expect("sent");
}

async fn who_only_looks_leaves_the_summary_as_it_was_read(installation: Installation) {
    let desk = installation.desk();
    let me = sign_in(desk, "citizens", "mario").await;
    let draft = permit(desk, &me).await.draft;
    let mut mario = installation.visitor();
    mario.set_cookie("session", &me.token);
    mario.open(&format!("/bozze/{draft}/passi/general")).await;
    // Once: what the page shows first is then kept as its own.
    mario.press("Salva la bozza").await;
    let read = desk.draft(&me.session, draft).await.expect("it").token;
    installation.clock.advance(chrono::Duration::seconds(1));
    mario.press("Salva la bozza").await;
    desk.send(&me.session, draft, &read).await.expect("sent");
}

async fn the_summary_lists_what_is_to_be_chosen(installation: Installation) {
    let desk = installation.desk();
    let me = sign_in(desk, "citizens", "mario").await;
    let draft = permit(desk, &me).await.draft;
    let step = format!("/bozze/{draft}/passi/general");
    let mut one = installation.visitor();
    one.set_cookie("session", &me.token);
    one.open(&step).await;
    let mut two = tab(&installation, &one, &step).await;
    one.fill("Telefono", "333 1111111").press("Salva la bozza").await;
    two.fill("Telefono", "333 2222222").press("Salva la bozza").await;
    one.open(&format!("/bozze/{draft}/riepilogo")).await;
    one.expect("hai scritto risposte diverse in pagine diverse");
    one.follow("Telefono").await;
    one.expect("avevi risposto «333 1111111»").press("Riprendi «333 1111111»").await;
    one.open(&format!("/bozze/{draft}/riepilogo")).await;
    one.expect_not("hai scritto risposte diverse in pagine diverse").expect("+393331111111");
}

async fn a_row_comes_back_with_what_is_typed_in_it(installation: Installation) {
    let mut one = at_general_data(&installation).await;
    let step = one.path().to_owned();
    one.fill("Targa", "ab 123 cd").press("Aggiungi un veicolo").await;
    let mut two = tab(&installation, &one, &step).await;
    let desk = installation.desk();
    let me = sign_in(desk, "citizens", "mario").await.session;
    let draft: ApplicationId = step.split('/').nth(2).expect("a draft").parse().expect("its id");
    let rows = desk.draft(&me, draft).await.expect("it").raw.get("vehicles").to_vec();
    assert_eq!(rows.len(), 2);
    desk.take_row(&me, draft, "vehicles", &rows[0]).await.expect("taken");
    two.fill("Marca e modello", "Fiat Panda").press("Salva la bozza").await;
    let open = desk.draft(&me, draft).await.expect("it");
    let now: BTreeSet<_> = open.raw.get("vehicles").iter().cloned().collect();
    assert_eq!(now, rows.iter().cloned().collect(), "the row that was typed in is there");
    assert_eq!(open.raw.first(&format!("vehicles.{}.plate", rows[0])), "ab 123 cd");
    assert_eq!(open.raw.first(&format!("vehicles.{}.model", rows[0])), "Fiat Panda");
}

/// Chance that is the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// What one page has typed and seen.
#[derive(Default)]
struct Log {
    saw: BTreeSet<String>,
    sent: Vec<Change>,
}

impl Log {
    /// The page is drawn.
    async fn looks(&mut self, desk: &desk::Desk, me: &Session, draft: ApplicationId) -> Open {
        let open = desk.draft(me, draft).await.expect("it");
        for path in PATHS {
            self.saw.extend(open.raw.get(path).iter().cloned());
            self.saw
                .extend(open.earlier.get(path).into_iter().flatten().flat_map(|it| it.0.clone()));
        }
        open
    }
}

/// One of them sensitive: what is stored of it is another text each time.
const PATHS: [&str; 3] = ["contacts.phone", "residence.cap", "badge_number"];

/// A page that types, sends, sends again, and sometimes looks.
async fn writes(
    desk: desk::Desk,
    me: Session,
    draft: ApplicationId,
    (client, mut chance): (String, Chance),
) -> Log {
    let mut log = Log::default();
    let mut open = log.looks(&desk, &me, draft).await;
    for seq in 1..=8 {
        let path = PATHS[usize::try_from(chance.below(3)).expect("small")];
        let text = format!("{client} {seq}");
        let shown = Shown::Touched(open.mark(path));
        let (path, values, client) = (path.to_owned(), vec![text], client.clone());
        let change = Change { path, values, client, seq, shown };
        log.sent.push(change.clone());
        desk.save(&me, draft, &[change]).await.expect("saved");
        if chance.below(3) == 0 {
            // The answer was lost: what was sent before comes again.
            let at = usize::try_from(chance.below(log.sent.len() as u64)).expect("small");
            desk.save(&me, draft, &log.sent[at..]).await.expect("saved again");
        }
        if chance.below(3) == 0 {
            open = log.looks(&desk, &me, draft).await;
        }
        tokio::task::yield_now().await;
    }
    log
}

async fn two_writers_at_once_lose_nothing(installation: Installation) {
    let desk = installation.desk();
    let me = sign_in(desk, "citizens", "mario").await.session;
    let draft = desk.begin_draft(&me, "permesso-ztl").await.expect("a draft");
    for round in 0..200_u64 {
        let pages = [0, 1].map(|page| {
            let named = (format!("{round}-{page}"), Chance(round * 2 + page));
            tokio::spawn(writes(desk.clone(), me.clone(), draft, named))
        });
        let mut logs = Vec::new();
        for page in pages {
            logs.push(page.await.expect("a page"));
        }
        let open = desk.draft(&me, draft).await.expect("it");
        for path in PATHS {
            let mut kept: BTreeSet<&String> = open.raw.get(path).iter().collect();
            kept.extend(open.earlier.get(path).into_iter().flatten().flat_map(|it| &it.0));
            for (at, log) in logs.iter().enumerate() {
                let own: Vec<_> = log.sent.iter().filter(|sent| sent.path == path).collect();
                let Some(last) = own.last() else { continue };
                let text = &last.values[0];
                let is_seen = logs[1 - at].saw.contains(text);
                assert!(kept.contains(text) || is_seen, "{path}: {text} is lost, {kept:?}");
            }
        }
        for path in PATHS {
            let chosen = desk.choose(&me, draft, path, (None, &open.mark(path))).await;
            assert!(matches!(chosen, Ok(()) | Err(desk::Error::Stale)), "{chosen:?}");
        }
    }
}
