//! A municipal hall, whole: what is due is paid before the grant, and a day that was not paid for is given back.

use tests::{direct::sign_in, installation::Installation, visitor::Visitor};

use crate::{
    filling::{answering, make},
    on_both_engines,
    shipped::sent,
};

on_both_engines!(a_hall_is_paid_before_it_is_granted, a_hall_that_is_not_paid_is_looked_at_again,);

const PROCEDURE: &str = "uso-sale-comunali";
const CASE: &str = "Una persona che abita a Grugliasco tiene un incontro";
const OFFICE: (&str, &str) = ("responsabile", "cultura-sport");

/// Who asks for a hall, and the office that is ready to grant it.
async fn ready(installation: &Installation) -> (Visitor, Visitor, String) {
    let me = sign_in(installation.desk(), "citizens", "mario").await;
    let application = sent(installation, &me, PROCEDURE, CASE).await;
    let mario = installation.as_("mario", &application).await;
    let mut eva = answering(installation, OFFICE, &application).await;
    make(installation, &mut eva, "Prendi in carico", &[]).await;
    // Nothing is granted that is not paid: the page says so.
    eva.expect_not("Non resta nulla da pagare");
    make(installation, &mut eva, "Concessione pronta: da pagare", &[]).await;
    (mario, eva, application)
}

async fn a_hall_is_paid_before_it_is_granted(installation: Installation) {
    let (mut mario, mut eva, application) = ready(&installation).await;
    installation.again(&mut mario, "mario", &application).await;
    mario.expect("Da pagare");
    eva.expect("In attesa del pagamento");
    let paid = [("Data del pagamento", "1 3 2027"), ("Riferimento del pagamento", "POS 77")];
    make(&installation, &mut eva, "Registra il pagamento", &paid).await;
    eva.follow("Concedi la sala").await;
    eva.fill("Numero della concessione", "S-12/2027")
        .fill("Dove e quando ritirare le chiavi", "In Biblioteca, il giorno prima");
    let confirm = eva.find(".move-bar button").expect("a button");
    eva.press(&confirm).await;
    eva.expect("Fatto.").expect("Accolta");
    installation.settle().await;
    installation.again(&mut mario, "mario", &application).await;
    mario.expect("Conclusa").expect("In Biblioteca, il giorno prima");
    let letters = mario.all(".paper-list a", "href");
    assert!(letters.len() >= 2, "the receipt and the grant: {letters:?}");
}

async fn a_hall_that_is_not_paid_is_looked_at_again(installation: Installation) {
    let (mut mario, _, application) = ready(&installation).await;
    installation.days(11).await;
    installation.again(&mut mario, "mario", &application).await;
    mario.expect("Stato: In lavorazione");
    assert!(
        installation.subjects().iter().any(|subject| subject.contains("pagamento")),
        "{:?}",
        installation.subjects()
    );
    let mut eva = answering(&installation, OFFICE, &application).await;
    eva.expect("In istruttoria");
    // It can be asked for once more, or be refused only after notice.
    eva.expect("Comunica i motivi che ostacolano l'accoglimento")
        .expect("Prima di respingere la domanda invia il preavviso di rigetto");
    make(&installation, &mut eva, "Concessione pronta: da pagare", &[]).await;
    eva.expect("In attesa del pagamento");
}
