//! Two hundred children for 45 places: one mistake that is put right, places that are accepted, declined and not answered.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use reqwest::StatusCode;
use tests::{direct::sign_in, installation::Installation};

use super::{
    Child, Line, PLACES, begin, by_hand, children, given, lines, numbers, places_by_hand, plain,
    step,
};

pub(super) async fn run(installation: Installation) {
    let desk = installation.desk();
    let mut all = children(&installation, 200).await;
    installation.settle().await;
    let (mut office, id) = begin(&installation, &PLACES).await;
    let here = office.path().to_owned();
    let me = sign_in(desk, "staff", "scuola").await.session;

    // The order is the one reckoned by hand; the first three by eye: 26 points, an ISEE of 5 000, born first.
    office.expect("200 domande in graduatoria").expect("a parità: età maggiore");
    let order: Vec<_> = by_hand(&all).iter().map(|child| child.number.clone()).collect();
    assert_eq!(numbers(&lines(desk, &me, id).await), order);
    assert_eq!((all[0].points, all[20].points, all[40].points), (26, 26, 26));
    assert_eq!(order[..3], [0, 20, 40].map(|n: usize| all[n].number.clone()));
    let public = format!("/graduatorie/{id}");
    assert_eq!(installation.visitor().get(&public).await, StatusCode::NOT_FOUND);

    // Points are explained line by line, and whoever looks is written down.
    office.open(&format!("{here}/{}", all[0].application)).await;
    office.expect("Lavoro o studio di chi fa la domanda").expect("26");
    let read = desk.dossier(&all[0].parent, all[0].application).await.expect("theirs");
    assert!(read.readings.len() > 1, "{:?}", read.readings.len());

    // Published: by number, with nothing that tells a person.
    office.open(&here).await.press("Conferma: pubblica adesso").await;
    office.expect("Fatto.").expect("Graduatoria provvisoria");
    installation.settle().await;
    let mut anybody = installation.visitor();
    anybody.open("/graduatorie").await.follow("Nidi comunali 2027/2028").await;
    anybody.expect("Graduatoria provvisoria. Le osservazioni si presentano fino al 15 aprile 2027");
    anybody.expect(&all[0].number).expect("età maggiore della bambina o del bambino");
    let page = anybody.text();
    for told in ["Rossi", "Sofia", "Bianchi", "RSSSFO", "Via Lupo", "5000,00"] {
        assert!(!page.contains(told), "{told}");
    }
    assert_eq!(anybody.headers()["x-robots-tag"], "noindex, noarchive");
    let mut first = installation.as_("c0", &format!("/pratiche/{}", all[0].application)).await;
    first.expect("Sei in posizione 1 su 200, con 26 punti");
    first.expect("Nido comunale A: 1ª su ").expect("per 20 posti");
    first.expect("segnalalo da questa pagina entro il 15 aprile 2027");

    // One of the last reports a mistake; the office puts it right, and the new order shows who has moved.
    let wrong = &mut all[199];
    assert_eq!(wrong.points, 9);
    let mut parent = installation.as_("c19", &format!("/pratiche/{}", wrong.application)).await;
    parent.expect("con 9 punti").follow("Segnala un errore").await;
    parent.fill("Che cosa non va", "Lavoro 36 ore").press("Segnala un errore").await;
    office.open(&format!("/ufficio/pratiche/{}/rettifica/work", wrong.application)).await;
    office.put("my_work.hours", &["h36".to_owned()]).fill("Perché lo cambi", "Contratto visto");
    office.press("Salva le risposte cambiate").await;
    wrong.points = 16;
    installation.clock.advance(Duration::minutes(1));
    let wrong = wrong.clone();
    office.open(&here).await.press("Ricalcola").await;
    installation.settle().await;
    office.open(&here).await.expect("Questo ordine è più recente di quello pubblicato");
    office.expect("200ª con 9 punti");
    let order = by_hand(&all);
    let shown = lines(desk, &me, id).await;
    assert_eq!(
        numbers(&shown),
        order.iter().map(|child| child.number.as_str()).collect::<Vec<_>>()
    );
    // What everybody reads is still what was published.
    parent.open(&format!("/pratiche/{}", all[199].application)).await;
    parent.expect("con 9 punti");

    // The days for observations run; then somebody else approves.
    office.open(&here).await.expect("quando sono finiti i giorni per le osservazioni");
    office.expect_not("Dopo il calcolo sono cambiate");
    installation.days(11).await;
    let mut office = installation.as_("scuola", &here).await;
    office.expect("Deve approvarla un'altra persona").expect_not("Atto che approva");
    // Not while what somebody has reported waits for an answer.
    let mut head = installation.as_("scuola2", &here).await;
    head.expect(&format!("non sono finiti: {}", wrong.number)).expect_not("Atto che approva");
    let answering = sign_in(desk, "staff", "scuola").await.session;
    let mut reply = desk.first_wish(&answering, wrong.application, "reply").await.expect("theirs");
    reply.raw.put("answer", "Hai ragione: abbiamo corretto le ore di lavoro.");
    desk.make_move(&answering, wrong.application, &reply).await.expect("answered");
    installation.settle().await;
    let mut head = installation.as_("scuola2", &here).await;
    assert_eq!(
        head.submit("Approva la graduatoria definitiva").await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    head.fill("Atto che approva", "determinazione n. 12 del 16 aprile 2027");
    head.press("Approva la graduatoria definitiva").await;
    installation.settle().await;
    head.open(&here).await.expect("approvata il 16 aprile 2027 con determinazione n. 12");
    head.expect_not("non è andata avanti");
    let me = sign_in(desk, "staff", "scuola2").await.session;
    let by_place = places_by_hand(&order, BTreeMap::from(PLACES));
    assert_eq!(by_place.len(), 45);
    let shown = lines(desk, &me, id).await;
    assert_eq!(given(&shown), plain(&by_place));
    let states = |lines: &[Line], state: &str| {
        lines.iter().filter(|line| line.state.get(model::Lang::It) == state).count()
    };
    assert_eq!(
        (states(&shown, "Posto offerto"), states(&shown, "In graduatoria definitiva")),
        (45, 155)
    );
    let mailed = installation.subjects();
    assert_eq!(mailed.iter().filter(|it| it.starts_with("C'è un posto al nido")).count(), 45);

    // The citizen reads what there is to do, by when, and what happens otherwise.
    let mut first = installation.as_("c0", "/area-personale").await;
    first.expect("C'è un posto per te: accettalo o rinuncia entro il 26 aprile 2027");
    first.open(&format!("/pratiche/{}", all[0].application)).await;
    first.expect("C'è un posto per te: Nido comunale A").follow("Accetta il posto").await;
    // The page of the answer says what is answered.
    first.expect("Il posto che ti è offerto").expect("Nido comunale A");
    first.expect("Fino a quando puoi accettarlo 26 aprile 2027");
    first.expect("Se non rispondi Il posto passa a un'altra persona");
    head.open(&format!("/ufficio/pratiche/{}", all[0].application)).await;
    head.expect("può accettare il posto offerto fino al 26 aprile 2027");
    first.tick("Accetto il posto e pago la retta").press("Accetta il posto").await;
    first.expect("Hai accettato il posto: Nido comunale A.");

    // Of the others twenty accept, ten decline, and fourteen say nothing: 24 places go to the next who want them.
    let mut had: Vec<&Child> =
        order.iter().filter(|child| by_place.contains_key(&child.number)).copied().collect();
    had.retain(|child| child.n != 0);
    let (accept, rest) = had.split_at(20);
    let (decline, silent) = rest.split_at(10);
    assert_eq!(silent.len(), 14);
    for child in accept {
        step(desk, &child.parent, child.application, "accept").await;
    }
    for child in decline {
        step(desk, &child.parent, child.application, "decline").await;
    }
    installation.settle().await;
    installation.days(11).await;
    let me = sign_in(desk, "staff", "scuola2").await.session;
    let shown = lines(desk, &me, id).await;
    // Whoever accepted keeps their place.
    let kept: BTreeSet<_> =
        accept.iter().map(|child| child.number.clone()).chain([all[0].number.clone()]).collect();
    let mut left = BTreeMap::from(PLACES);
    for number in &kept {
        *left.get_mut(by_place[number]).expect("a list") -= 1;
    }
    // Those freed by a refusal were offered at once, ten of them; nobody of these answered, and their ten days ended
    // on the same night as those of who had kept silent: 24 places went on.
    let waiting: Vec<_> =
        order.iter().filter(|child| !by_place.contains_key(&child.number)).copied().collect();
    let mut by_refusal = left.clone();
    for child in silent {
        *by_refusal.get_mut(by_place[&child.number]).expect("a list") -= 1;
    }
    let second = places_by_hand(&waiting, by_refusal);
    let after: Vec<_> =
        waiting.iter().filter(|child| !second.contains_key(&child.number)).copied().collect();
    let third = places_by_hand(&after, left);
    assert_eq!((second.len(), third.len()), (10, 24));
    let holders: BTreeSet<_> = given(&shown).into_keys().collect();
    assert_eq!(holders, kept.into_iter().chain(third.into_keys()).collect());
    let page = desk.ranking_page(&me, id).await.expect("theirs");
    let offers = page.log.iter().filter(|done| done.what == "given");
    let offered: BTreeSet<_> = offers.clone().map(|done| done.detail["number"].clone()).collect();
    assert_eq!((offers.count(), offered.len()), (79, 79), "nobody is given a place twice");
    // A place more is offered at once.
    let mut head = installation.as_("scuola2", &here).await;
    head.fill("Posti: Nido comunale A", "21").press("Salva i posti").await;
    installation.settle().await;
    let shown = desk.ranking_page(&me, id).await.expect("theirs");
    head.open(&here).await.expect("Cambiato il numero dei posti");
    assert_eq!(shown.lists[0].taken, 21);
    // After its days nobody reads it any more, but each their own place.
    assert_eq!(installation.visitor().get(&public).await, StatusCode::OK);
    installation.clock.advance(Duration::days(121));
    assert_eq!(installation.visitor().get(&public).await, StatusCode::NOT_FOUND);
}
