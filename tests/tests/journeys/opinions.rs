//! What an office asks of others: of another office as the procedure foresees it or beside the way, and of somebody
//! outside. Who is asked sees what was shown and nothing else.

use desk::moves::NotMade;
use tests::{direct::sign_in, filling::PDF, installation::Installation, visitor::Visitor};

use crate::{
    filling::{at_office, make, permit, send},
    on_both_engines, shipped,
};

on_both_engines!(
    public_ground_with_an_opinion_an_integration_and_a_payment,
    an_office_that_says_nothing_does_not_stop_the_case,
    beside_the_way_only_what_was_shown_is_seen,
    somebody_outside_answers_by_a_link_of_their_own,
);

const TERRACE: &str = "Un dehor sul marciapiede per quattro mesi";

async fn terrace(installation: &Installation) -> (Visitor, String) {
    let me = sign_in(installation.desk(), "citizens", "mario").await;
    let application = shipped::sent(installation, &me, "occupazione-suolo-pubblico", TERRACE).await;
    let mut mario = installation.visitor();
    mario.set_cookie("session", &me.token);
    (mario, application)
}

/// The address of the opinion that somebody is asked first.
async fn asked_of(visitor: &mut Visitor) -> String {
    visitor.open("/ufficio/pareri").await;
    let first = visitor.all("table a[href^='/ufficio/pareri/']", "href").into_iter().next();
    first.unwrap_or_else(|| panic!("nothing is asked: {}", visitor.text()))
}

async fn public_ground_with_an_opinion_an_integration_and_a_payment(installation: Installation) {
    let (mut mario, application) = terrace(&installation).await;
    let mut office = at_office(&installation, "commercio", &application).await;
    make(&installation, &mut office, "Prendi in carico", &[]).await;
    let question = ("Che cosa si chiede", "Restano due metri per chi passa?");
    office.follow("Chiedi il parere alla Polizia locale").await;
    office.expect("Parte la richiesta di parere a Ufficio Polizia locale");
    office
        .fill(question.0, question.1)
        .press("Conferma: Chiedi il parere alla Polizia locale")
        .await;
    installation.settle().await;
    office.expect("In attesa del parere della Polizia locale").expect("Restano due metri");
    office.expect("Da dare entro il 22 marzo 2027");
    // What is awaited is not asked twice; others still can be.
    office.follow("Chiedi un parere").await;
    office.expect("Ufficio Anagrafe").expect_not("Parere della Polizia locale sulla viabilità");
    mario.open(&application).await;
    mario.expect("ha chiesto un parere a Ufficio Polizia locale").expect_not("due metri");

    // The police see the question and what was shown with it: no name, no application.
    let subjects = installation.subjects();
    assert!(subjects.iter().any(|s| s.contains("Parere da dare entro il 22 marzo 2027")));
    let mut vigile = installation.as_("vigile", "/ufficio").await;
    let opinion = asked_of(&mut vigile).await;
    vigile.expect("2027/000001").expect("Ufficio Commercio").open(&opinion).await;
    vigile.expect("Restano due metri").expect("Che cosa puoi leggere della domanda");
    vigile.expect_not("RSSMRA80A01H501U").expect_not("mario@example.it");
    let shown = vigile.all("main a[href*='/file/']", "href");
    assert!(!shown.is_empty(), "the plan is shown: {}", vigile.text());
    vigile.get(&shown[0]).await;
    assert!(vigile.bytes().starts_with(b"%PDF-"));
    assert_eq!(vigile.get(&format!("/ufficio{application}")).await, 404);
    let file = shown[0].rsplit('/').next().unwrap_or_default();
    assert_eq!(vigile.get(&format!("/ufficio{application}/file/{file}")).await, 404);
    // Nobody else sees the question.
    let mut registry = installation.as_("anagrafe", "/ufficio/pareri").await;
    registry.expect_not("2027/000001");
    assert_eq!(registry.get(&opinion).await, 404);
    assert_eq!(mario.get(&opinion).await, 404);

    // Conditions want words; what was chosen stays on the page.
    vigile.open(&opinion).await;
    vigile.fill("Parere", "Favorevole con prescrizioni").press("Dai il parere").await;
    vigile.expect("Che cosa puoi leggere della domanda").expect("Prescrizioni o motivi");
    assert!(vigile.path().contains("/ufficio/pareri/"), "it was not given: {}", vigile.text());
    vigile.attach("Documenti", "parere-firmato.pdf", PDF);
    vigile.fill("Prescrizioni o motivi", "Una sola fila di tavoli.").press("Dai il parere").await;
    installation.settle().await;
    vigile.expect("Il parere è stato inviato").expect("Nessuno aspetta un parere");
    vigile.open(&opinion).await;
    vigile.expect("Il parere è stato dato").expect("Una sola fila di tavoli");
    // What was shown to answer is shown no longer; what was answered is.
    vigile.expect("parere-firmato.pdf").expect_not("Che cosa puoi leggere della domanda");
    assert_eq!(vigile.get(&shown[0]).await, 404);
    let subjects = installation.subjects();
    assert!(subjects.iter().any(|s| s.contains("È arrivato il parere di Ufficio Polizia locale")));

    // The case went on by itself.
    let mut office = at_office(&installation, "commercio", &application).await;
    office.expect("In istruttoria").expect("parere favorevole con prescrizioni");
    office.expect("Una sola fila di tavoli").expect("parere-firmato.pdf");
    let signed = office.all("main a[href*='/file/']", "href");
    mario.open(&application).await;
    mario.expect("È arrivato il parere di Ufficio Polizia locale").expect_not("Una sola fila");
    mario.expect(
        "Ha letto che cosa serve per dare un parere: al suo ufficio è stato chiesto un parere",
    );
    for file in &signed {
        let id = file.rsplit('/').next().unwrap_or_default();
        mario.get(&format!("/file/{id}")).await;
        let is_theirs = mario
            .headers()
            .get("content-disposition")
            .is_some_and(|it| it.to_str().unwrap_or_default().contains("parere-firmato"));
        assert!(!is_theirs, "what another office answered is the office's");
    }

    let fields = [("Che cosa manca e perché", "La polizza"), ("Giorni per rispondere", "10")];
    make(&installation, &mut office, "Chiedi un'integrazione", &fields).await;
    installation.days(2).await;
    installation.again(&mut mario, "mario", &application).await;
    mario.follow("Rispondi").await;
    mario.attach("Documenti", "polizza.pdf", PDF);
    mario.fill("La tua risposta", "Eccola").press("Invia l'integrazione").await;
    installation.settle().await;
    let mut office = at_office(&installation, "commercio", &application).await;
    office.expect("Eccola");
    make(&installation, &mut office, "Concessione pronta: da pagare", &[]).await;
    office.follow("Registra il pagamento").await;
    office.fill("Data del pagamento", "3 3 2027").fill("Riferimento del pagamento", "CRO 17");
    office.press("Conferma: Registra il pagamento").await;
    installation.settle().await;
    make(
        &installation,
        &mut office,
        "Rilascia la concessione",
        &[("Numero della concessione", "7")],
    )
    .await;
    office.expect("Accolta");
    let granted = installation.desk().mail.sent();
    let granted = granted
        .iter()
        .map(|sent| &sent.message)
        .find(|mail| mail.subject.contains("Concessione di suolo pubblico n. 7"));
    let text = &granted.expect("the permit is mailed").text;
    assert!(text.contains("Prescrizioni della Polizia locale: Una sola fila di tavoli."), "{text}");
}

async fn an_office_that_says_nothing_does_not_stop_the_case(installation: Installation) {
    let (_, application) = terrace(&installation).await;
    let mut office = at_office(&installation, "commercio", &application).await;
    make(&installation, &mut office, "Prendi in carico", &[]).await;
    let fields = [("Che cosa si chiede", "?"), ("Giorni per rispondere", "7")];
    make(&installation, &mut office, "Chiedi il parere alla Polizia locale", &fields).await;
    // Monday 1 March: the seventh day is Monday the 8th, and the whole of it is theirs.
    let mut told = Vec::new();
    let before = installation.subjects().len();
    for _ in 0..8 {
        installation.days(1).await;
        installation.desk().good_morning().await.expect("storage");
        installation.settle().await;
        let sent = installation.desk().mail.sent();
        for mail in sent.iter().map(|sent| &sent.message).skip(before + told.len()) {
            told.push((installation.now().day().to_string(), mail.to.clone(), mail.text.clone()));
        }
    }
    let lines: Vec<_> = told
        .iter()
        .filter(|(.., text)| text.contains("arere"))
        .map(|(day, to, text)| {
            let to = to.split('@').next().unwrap_or_default();
            assert!(!text.contains("Rossi"), "no name of a citizen: {text}");
            (day.as_str(), to, text.contains("non è arrivato"))
        })
        .collect();
    assert_eq!(
        lines,
        [
            ("2027-03-05", "polizia-locale", false),
            ("2027-03-09", "polizia-locale", false),
            ("2027-03-09", "commercio", true),
        ]
    );
    let mut office = at_office(&installation, "commercio", &application).await;
    office.expect("In istruttoria").expect("Nuovo stato: In istruttoria");
}

async fn beside_the_way_only_what_was_shown_is_seen(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    // An office has somebody once they have come in.
    installation.as_("anagrafe", "/ufficio").await;
    let mut vigile = at_office(&installation, "vigile", &application).await;
    vigile.follow("Chiedi un parere").await;
    // Nothing is sent that lacks something, and it is said where.
    vigile.press("Invia la richiesta").await;
    vigile.expect("Scegli una risposta per «A chi»").expect("Che cosa chiedi");
    vigile.fill("A chi", "Ufficio Anagrafe").fill("Che cosa chiedi", "Risulta residente?");
    vigile
        .fill("Che cosa può leggere", "Motivo della richiesta")
        .fill("Giorni per rispondere", "120");
    vigile.press("Invia la richiesta").await;
    vigile.expect("90").fill("Giorni per rispondere", "10").press("Invia la richiesta").await;
    installation.settle().await;
    vigile.expect("Ufficio Anagrafe").expect("Da dare entro l'11 marzo 2027");

    let mut registry = installation.as_("anagrafe", "/ufficio").await;
    let opinion = asked_of(&mut registry).await;
    registry.open(&opinion).await;
    registry.expect("Risulta residente?").expect("Abito nella ZTL");
    registry.expect_not("mario@example.it").expect_not("AB123CD");
    // Files of other sections are not theirs, whatever is asked for.
    let vigiles = at_office(&installation, "vigile", &application).await;
    let files = vigiles.all("main a[href*='/file/']", "href");
    for file in &files {
        let id = file.rsplit('/').next().unwrap_or_default();
        assert_eq!(registry.get(&format!("{opinion}/file/{id}")).await, 404);
    }
    assert!(!files.is_empty());

    // Asked again, once a day; taken back with a reason.
    vigile.press("Sollecita: Ufficio Anagrafe").await;
    vigile.expect("Sollecitato il parere a Ufficio Anagrafe");
    installation.settle().await;
    vigile.press("Sollecita: Ufficio Anagrafe").await;
    vigile.expect("Oggi il sollecito è già partito");
    let mut vigile = at_office(&installation, "vigile", &application).await;
    vigile.press("Ritira la richiesta").await;
    vigile.expect("scrivi perché il parere non serve più").expect("Da dare entro l'11 marzo 2027");
    vigile
        .fill("Perché non serve più", "Ha portato il certificato")
        .press("Ritira la richiesta")
        .await;
    installation.settle().await;
    vigile.expect("Non serve più").expect("Ha portato il certificato");
    registry.open(&opinion).await;
    registry.expect("non serve più: Ha portato il certificato").expect_not("Dai il parere");
    registry.expect_not("Abito nella ZTL");
    let subjects = installation.subjects();
    for said in ["Parere da dare", "Sollecito", "Parere non più necessario"] {
        assert!(subjects.iter().any(|subject| subject.contains(said)), "{said}: {subjects:?}");
    }
    // Who reads only asks and answers nothing.
    let mut auditor = at_office(&installation, "revisore", &application).await;
    auditor.expect("Ha portato il certificato").expect_not("Chiedi un parere");
    assert_eq!(auditor.get(&format!("/ufficio{application}/parere")).await, 404);
    assert_eq!(auditor.get(&opinion).await, 404);
}

async fn somebody_outside_answers_by_a_link_of_their_own(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let mut vigile = at_office(&installation, "vigile", &application).await;
    vigile.follow("Chiedi un parere").await;
    vigile.fill("A chi", "A una persona esterna al Comune").press("Aggiorna").await;
    vigile.fill("Nome e cognome, o ente", "Geom. Anna Bianchi");
    vigile.fill("E-mail a cui scrivere", "anna@example.it");
    vigile.tick("Veicoli");
    vigile.fill("Che cosa chiedi", "La rampa regge il peso?").press("Invia la richiesta").await;
    installation.settle().await;
    vigile.expect("Geom. Anna Bianchi");
    mario.open(&application).await;
    mario.expect("ha chiesto un parere a un esperto esterno").expect_not("Bianchi");

    let links = |installation: &Installation| -> Vec<String> {
        let sent = installation.desk().mail.sent();
        let to_her = sent.iter().map(|sent| &sent.message);
        let to_her = to_her.filter(|mail| mail.to == "anna@example.it");
        to_her
            .filter_map(|mail| {
                let (_, after) = mail.text.split_once("/pareri/")?;
                Some(format!("/pareri/{}", after.split_whitespace().next()?))
            })
            .collect()
    };
    let first = links(&installation).remove(0);
    // Asked again before she followed it: the link is a new one, and the old one leads nowhere.
    vigile.press("Sollecita: Geom. Anna Bianchi").await;
    installation.settle().await;
    let second = links(&installation).pop().expect("another link");
    assert_ne!(first, second);

    // Whoever is not signed in goes to the door, and comes back.
    let mut anna = installation.visitor();
    let door = anna.hop(&second).await;
    assert!(door.contains("/accedi"), "{door}");
    installation.sign_in(&mut anna, "anna", &second).await;
    assert_eq!(anna.get(&first).await, 404);
    anna.open(&second).await;
    anna.expect("risponderai tu: Anna Bianchi").press("Apri la richiesta").await;
    anna.expect("La rampa regge il peso?").expect("AB123CD");
    let opinion = anna.path().to_owned();
    // It is hers alone now: not of who passes by with the link, not of who sent the application.
    let mut other = installation.as_("c1", "/").await;
    assert_eq!(other.get(&second).await, 404);
    assert_eq!(other.get(&opinion).await, 404);
    assert_eq!(mario.get(&second).await, 404);
    assert_eq!(mario.get(&opinion).await, 404);
    assert_eq!(anna.get(&application).await, 404, "the application is not hers");
    anna.open(&second).await;
    assert_eq!(anna.path(), opinion, "the link leads her back");

    anna.fill("Parere", "Contrario").fill("Prescrizioni o motivi", "No: è del 1970.");
    anna.press("Dai il parere").await;
    installation.settle().await;
    anna.expect("Il parere è stato dato").expect("No: è del 1970.");
    let mut vigile = at_office(&installation, "vigile", &application).await;
    vigile.expect("parere contrario").expect("No: è del 1970.");
    mario.open(&application).await;
    mario.expect("È arrivato il parere di un esperto esterno").expect_not("1970");
    // Whoever opened it is told, whatever they came as.
    mario.expect("Un esperto esterno").expect("a questa persona è stato chiesto un parere");

    // What two of an office send at once is given once.
    let desk = installation.desk();
    let again = sign_in(desk, "citizens", "anna").await;
    let parts: Vec<_> = opinion.split('/').collect();
    let at = (parts[2].parse().expect("an id"), parts[3].parse().expect("a number"));
    let raw = form::Raw::from_iter([("verdict", vec!["favourable".to_owned()])]);
    let refused = desk.give_opinion(&again.session, at, &raw).await;
    assert!(matches!(refused, Err(NotMade::Desk(desk::Error::Refused(_)))), "{refused:?}");
}
