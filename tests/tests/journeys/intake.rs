//! When applications are taken, and how many.

use chrono::Duration;
use desk::sending::NotSent;
use tests::{
    bench::people::{drafts, enough},
    direct::{complete, permit, session, sign_in},
    installation::Installation,
};

use crate::{
    on_both_engines,
    revisions::{SHIPPED, publish},
};

on_both_engines!(
    a_cap_takes_exactly_as_many,
    a_window_opens_and_shuts_and_nothing_typed_is_lost,
    the_revision_in_use_says_when_and_how_many,
    a_sheet_tells_how_long_others_took,
);

/// The permit with what is said of when it is taken.
fn taken(intake: &str) -> String {
    let at = SHIPPED.find("  constraints:\n").expect("the key after");
    format!("{}  intake:\n{intake}{}", &SHIPPED[..at], &SHIPPED[at..])
}

/// It is published anew so.
async fn with(installation: &Installation, intake: &str) {
    let other = taken(intake);
    let mut administrator =
        installation.as_("amministratore", "/gestione/procedimenti/importa").await;
    administrator.attach("File del procedimento (YAML)", "permesso.yaml", other.as_bytes());
    administrator.press("Verifica e importa").await;
    administrator.follow("Pubblica la revisione 2").await;
    administrator.tick("Pubblica lo stesso").press("Pubblica la revisione 2").await;
    administrator.expect("La revisione 2 è pubblicata.");
}

/// Time goes on while drafts are made: one that was saved in the moment in which it was begun counts as untouched, and
/// serves again.
struct Ticking(tokio::task::JoinHandle<()>);

impl Ticking {
    fn of(installation: &Installation) -> Self {
        let clock = installation.clock.clone();
        Self(tokio::spawn(async move {
            loop {
                clock.advance(Duration::milliseconds(1));
                tokio::time::sleep(std::time::Duration::from_micros(200)).await;
            }
        }))
    }
}

impl Drop for Ticking {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn a_cap_takes_exactly_as_many(installation: Installation) {
    const CAP: usize = 100;
    const ALL: usize = 500;
    with(&installation, &format!("    cap: {CAP}\n")).await;
    let desk = installation.desk();
    let mut me = installation.visitor();
    me.open("/servizi/mobilita-trasporti/permesso-ztl").await;
    me.expect("Sono ancora disponibili 100 posti su 100.");

    let ticking = Ticking::of(&installation);
    let people = enough(desk, ALL).await;
    let ready = drafts(desk, &people, ALL).await;
    drop(ticking);
    let sent = ready.into_iter().map(|one| {
        let desk = desk.clone();
        tokio::spawn(async move {
            let me = session(&desk, &one.token).await;
            loop {
                match desk.send(&me, one.draft, &one.proof).await {
                    Ok(_) => return true,
                    Err(NotSent::Desk(desk::Error::Busy)) => {}
                    Err(NotSent::Desk(desk::Error::Refused(why))) => {
                        let why = why.get(model::Lang::It);
                        assert_eq!(why, "Sono già arrivate tutte le 100 domande previste.");
                        return false;
                    }
                    Err(other) => panic!("{other}"),
                }
            }
        })
    });
    let sent = futures_util::future::join_all(sent.collect::<Vec<_>>()).await;
    let sent = sent.into_iter().filter(|sent| *sent.as_ref().expect("it ended")).count();
    assert_eq!(sent, CAP);
    // Numbers without gaps: who was refused took none.
    let mut read = desk.db.peek().await.expect("storage");
    let numbers: Vec<(i64,)> = read
        .query("SELECT number FROM application ORDER BY number")
        .fetch_all()
        .await
        .expect("numbers");
    let expected: Vec<(i64,)> = (1..=100).map(|number| (number,)).collect();
    assert_eq!(numbers, expected);
    drop(read);

    me.open("/servizi/mobilita-trasporti/permesso-ztl").await;
    me.expect("Sono già arrivate tutte le 100 domande previste.");
    assert!(!me.text().contains("Presenta la domanda online"), "{}", me.text());
    // Nobody begins in vain.
    let late = sign_in(desk, "citizens", "anna").await.session;
    let refused = desk.begin_draft(&late, "permesso-ztl").await;
    assert!(matches!(refused, Err(desk::Error::Refused(_))), "{refused:?}");
}

async fn a_window_opens_and_shuts_and_nothing_typed_is_lost(installation: Installation) {
    // It is Monday 1 March 2027, nine o'clock.
    with(
        &installation,
        "    windows:\n    - opens: 2027-03-02T09:00\n      closes: 2027-03-02T18:00\n",
    )
    .await;
    let desk = installation.desk();
    let sheet = "/servizi/mobilita-trasporti/permesso-ztl";
    let mut mario = installation.visitor();
    mario.open(sheet).await;
    mario.expect("Potrai inviare la domanda dal giorno 2 marzo 2027, 09:00.");
    let early = sign_in(desk, "citizens", "mario").await;
    assert!(desk.begin_draft(&early.session, "permesso-ztl").await.is_err());

    installation.clock.advance(Duration::days(1));
    mario.open(sheet).await;
    mario.expect("Puoi inviare la domanda fino al giorno 2 marzo 2027, 18:00.");
    let me = sign_in(desk, "citizens", "mario").await;
    let ticking = Ticking::of(&installation);
    let first = permit(desk, &me).await;
    let second = permit(desk, &me).await;
    drop(ticking);
    desk.send(&me.session, first.draft, &first.proof).await.expect("in time");

    installation.clock.advance(Duration::hours(9));
    mario.open(sheet).await;
    mario.expect("Il tempo per inviare la domanda è finito il giorno 2 marzo 2027, 18:00.");
    let me = sign_in(desk, "citizens", "mario").await;
    let late = desk.send(&me.session, second.draft, &second.proof).await;
    assert!(matches!(late, Err(NotSent::Desk(desk::Error::Refused(_)))), "{late:?}");
    let kept = desk.draft(&me.session, second.draft).await.expect("the draft is there");
    assert!(kept.checked.is_complete());
}

/// Drafts are held to the last word of who publishes, whatever the revision says that they were begun on.
async fn the_revision_in_use_says_when_and_how_many(installation: Installation) {
    let desk = installation.desk();
    let until = |day: &str| {
        taken(&format!("    windows:\n    - opens: 2027-03-01\n      closes: 2027-03-{day}\n"))
    };
    publish(&installation, &until("02")).await;
    let me = sign_in(desk, "citizens", "mario").await;
    let ticking = Ticking::of(&installation);
    let mut drafts = Vec::new();
    for _ in 0..5 {
        let case = ("permesso-ztl", "Un residente con un'automobile");
        drafts.push(complete(desk, &me, case, &[("from", "1/4/2027")]).await);
    }
    drop(ticking);
    let mut mario = installation.visitor();
    mario.set_cookie("session", &me.token);
    let summary = format!("/bozze/{}/riepilogo", drafts[0].draft);
    mario.open(&summary).await;
    mario.expect("Puoi inviare la domanda fino al giorno 2 marzo 2027.");
    let send = async |n: usize| {
        let me = sign_in(desk, "citizens", "mario").await.session;
        match desk.send(&me, drafts[n].draft, &drafts[n].proof).await {
            Ok(_) => String::new(),
            Err(NotSent::Desk(desk::Error::Refused(why))) => why.get(model::Lang::It).to_owned(),
            Err(other) => panic!("{other}"),
        }
    };

    // Extended: what was begun before is taken too.
    publish(&installation, &until("20")).await;
    installation.clock.advance(Duration::days(4));
    installation.again(&mut mario, "mario", &summary).await;
    mario.expect("Puoi inviare la domanda fino al giorno 20 marzo 2027.");
    mario.open(&summary.replace("riepilogo", "passi/general")).await;
    mario.expect("Puoi inviare la domanda fino al giorno 20 marzo 2027.");
    assert_eq!(send(0).await, "");

    // Shortened: it is taken no more, says so, and stays.
    publish(&installation, &until("04")).await;
    let over = "Il tempo per inviare la domanda è finito il giorno 4 marzo 2027.";
    assert_eq!(send(1).await, over);
    mario.open(&format!("/bozze/{}/riepilogo", drafts[1].draft)).await;
    mario.expect(over).expect("resta nella tua area personale").expect_not("Invia la domanda");

    // As many as the last cap says, not as the one under which they were begun.
    publish(&installation, &taken("    cap: 3\n")).await;
    assert_eq!((send(1).await, send(2).await), (String::new(), String::new()));
    publish(&installation, &taken("    cap: 2\n")).await;
    assert_eq!(send(3).await, "Sono già arrivate tutte le 2 domande previste.");

    // The service is not offered any more; then it is again.
    let closed = "  status:
    inactive:
      reason:
        it: Il servizio riprende in autunno.
        en: It starts again in autumn.
";
    publish(&installation, &SHIPPED.replacen("  status: active\n", closed, 1)).await;
    assert_eq!(send(3).await, "Ora non puoi presentare questa domanda online.");
    mario.open(&format!("/bozze/{}/riepilogo", drafts[3].draft)).await;
    mario.expect("Ora non puoi presentare questa domanda online.").expect_not("Invia la domanda");
    publish(&installation, SHIPPED).await;
    assert_eq!(send(3).await, "");

    // A cap that comes later holds for what came while there was none: two under the cap of three, one afterwards. What
    // came in a window is counted by itself.
    publish(&installation, &taken("    cap: 3\n")).await;
    assert_eq!(send(4).await, "Sono già arrivate tutte le 3 domande previste.");
}

/// While few have filled it, what the sheet says; then what it took half of them.
async fn a_sheet_tells_how_long_others_took(installation: Installation) {
    let desk = installation.desk();
    let me = sign_in(desk, "citizens", "mario").await;
    let mut visitor = installation.visitor();
    for minutes in [40, 3, 25, 24, 26, 200, 25, 27, 23, 25, 26] {
        let draft = permit(desk, &me).await;
        installation.clock.advance(Duration::minutes(minutes));
        desk.send(&me.session, draft.draft, &draft.proof).await.expect("sent");
        visitor.open("/servizi/mobilita-trasporti/permesso-ztl").await;
        visitor.expect("circa 12 minuti");
    }
    with(&installation, "    cap: 1000\n").await;
    visitor.open("/servizi/mobilita-trasporti/permesso-ztl").await;
    visitor.expect("circa 26 minuti");
}
