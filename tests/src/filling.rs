//! How people of the journeys fill the two forms: by the labels that they read.

use store::roles;

use crate::{direct, installation::Installation, visitor::Visitor};

/// A small picture.
pub const PNG: &[u8] = include_bytes!("../../crates/sportello/src/demo/photo.png");
/// A one-page PDF.
pub const PDF: &[u8] =
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n";

/// The same with a signature inside, as far as it declares one.
pub const SIGNED: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n\
    2 0 obj\n<< /Type /Sig /ByteRange [0 10 20 30] /Contents <308006> >>\nendobj\n\
    trailer\n<< /Root 1 0 R >>\n%%EOF\n";

/// Whoever has a draft or an application of the same procedure already begins another one.
pub async fn anew(me: &mut Visitor) {
    if me.path().starts_with("/domanda/") {
        me.press("Inizia una nuova domanda").await;
    }
}

/// A citizen's permit, filled up to the summary.
pub async fn permit(installation: &Installation, who: &str, kind: &str) -> Visitor {
    let mut me = installation.visitor();
    me.open("/servizi/mobilita-trasporti/permesso-ztl").await;
    let apply = me.all("a[data-element=service-online-access]", "href");
    installation.sign_in(&mut me, who, &apply[0]).await;
    anew(&mut me).await;
    me.tick("Ho letto e compreso l'informativa sulla privacy").press("Avanti").await;
    me.fill("Comune di residenza", "Grugliasco")
        .fill("Provincia", "TO")
        .fill("Via, corso o piazza", "Via Lupo")
        .fill("Numero civico", "12")
        .fill("CAP", "10095")
        .fill("Indirizzo e-mail", &format!("{who}@example.it"))
        .fill("Telefono", "333 1234567")
        .fill("Perché chiedi il permesso", kind)
        .fill("Targa", "ab 123 cd")
        .fill("Tipo di veicolo", "Automobile")
        .fill("Marca e modello", "Fiat Panda")
        .fill("A che titolo lo usi", "È mio")
        .attach("Carta di circolazione", "carta.pdf", PDF);
    if kind == "Ho il contrassegno per persone con disabilità" {
        me.press("Aggiorna").await;
        let until = installation.now().day() + chrono::Duration::days(400);
        me.fill("Numero del contrassegno", "1234/TO")
            .fill("Il contrassegno scade il", &until.format("%d/%m/%Y").to_string())
            .attach("Contrassegno, fronte e retro", "contrassegno.pdf", PDF);
    }
    me.press("Avanti").await;
    let from = installation.now().day() + chrono::Duration::days(10);
    let until = from + chrono::Duration::days(365);
    me.expect("Periodo di validità")
        .tick("Zona A · Centro storico")
        .fill("Dal", &from.format("%d/%m/%Y").to_string())
        .fill("Al", &until.format("%-d/%-m/%Y").to_string())
        .tick("Confermo la dichiarazione")
        .press("Avanti")
        .await;
    me.expect("Riepilogo").expect("AB123CD").expect("carta.pdf");
    me
}

/// A declaration of residence, filled up to the summary: one person, in a home of their own.
pub async fn residence(installation: &Installation, who: &str) -> Visitor {
    let mut me = installation.as_(who, "/domanda/dichiarazione-residenza").await;
    anew(&mut me).await;
    me.tick("Ho letto e compreso l'informativa sulla privacy").press("Avanti").await;
    me.fill("Cittadinanza", "Italiana")
        .fill("Indirizzo e-mail", &format!("{who}@example.it"))
        .fill("Telefono", "333 1234567")
        .attach("Il tuo documento d'identità", "carta.pdf", PDF)
        .fill("Che cosa dichiari", "Mi trasferisco da un altro Comune")
        .press("Aggiorna")
        .await;
    let today = installation.now().day().format("%d/%m/%Y").to_string();
    me.fill("Comune di provenienza", "Torino (TO)")
        .fill("Da quando abiti al nuovo indirizzo", &today)
        .press("Avanti")
        .await;
    me.fill("Via o piazza", "Via Lupo")
        .fill("Numero civico", "12")
        .fill("A questo indirizzo abita già qualcuno?", "No")
        .fill("Titolo di occupazione", "La casa è mia")
        .press("Aggiorna")
        .await;
    me.fill("Foglio catastale", "12").fill("Particella", "345").press("Avanti").await;
    me.fill("Hai la patente italiana?", "No")
        .fill("Nome sul campanello", "Rossi")
        .tick("Sera")
        .fill(
            "Per questa pratica voglio ricevere le comunicazioni",
            "nell'area personale e per e-mail",
        )
        .tick("Confermo la dichiarazione")
        .press("Avanti")
        .await;
    me.expect("Riepilogo");
    me
}

/// Sends what stands in the summary; the application's path.
pub async fn send(installation: &Installation, me: &mut Visitor) -> String {
    me.tick("Accetto i termini e le condizioni di servizio").press("Invia la domanda").await;
    me.expect("Richiesta inviata");
    let path = me.path().trim_end_matches("/inviata").to_owned();
    installation.settle().await;
    path
}

/// A member of staff who opens an application of the citizens' path.
pub async fn at_office(installation: &Installation, who: &str, application: &str) -> Visitor {
    installation.as_(who, &format!("/ufficio{application}")).await
}

/// Somebody of the staff (`who` of the people in memory) who also answers for another office, on an application's page.
pub async fn answering(
    installation: &Installation,
    (who, office): (&str, &str),
    application: &str,
) -> Visitor {
    let desk = installation.desk();
    let mut visitor = installation.as_(who, "/ufficio").await;
    let role = roles::Role {
        person: direct::sign_in(desk, "staff", who).await.session.person.id,
        role: "responsible".to_owned(),
        office: Some(office.to_owned()),
        procedure: None,
        since: desk.now(),
        until: None,
    };
    let mut tx = desk.db.write().await.expect("storage");
    roles::grant(&mut tx, &role).await.expect("granted");
    tx.commit().await.expect("storage");
    visitor.open(&format!("/ufficio{application}")).await;
    visitor
}

/// Follows a move, fills what it asks by label, confirms it, and lets what follows happen.
pub async fn make(
    installation: &Installation,
    me: &mut Visitor,
    step: &str,
    fields: &[(&str, &str)],
) {
    confirm(me, step, fields).await;
    installation.settle().await;
}

/// Follows a move, fills what it asks by label, and confirms it.
pub async fn confirm(me: &mut Visitor, step: &str, fields: &[(&str, &str)]) {
    me.follow(step).await;
    for (label, value) in fields {
        me.fill(label, value);
    }
    let confirm = me
        .find(".move-bar button")
        .unwrap_or_else(|| panic!("no button to confirm «{step}»\n{}", me.text()));
    me.press(&confirm).await;
    me.expect("Fatto.");
}
