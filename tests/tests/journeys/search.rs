//! People look for a service in their own words, with slips; clerks for a file by what they hold in hand.

use tests::{installation::Installation, visitor::Visitor};

use crate::on_both_engines;

on_both_engines!(services_are_found_in_everybodys_words);

const ZTL: &str = "permesso di accesso ad area ZTL";
const RESIDENCE: &str = "Dichiarare la residenza o il cambio di indirizzo";
const PARKING: &str = "Richiedere permesso per parcheggio invalidi";
const NURSERY: &str = "Richiedere iscrizione all'asilo nido";

async fn look(visitor: &mut Visitor, page: &str, words: &str) {
    let words: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
    visitor.open(&format!("{page}?q={words}")).await;
}

async fn services_are_found_in_everybodys_words(installation: Installation) {
    let mut anybody = installation.visitor();
    for page in ["/cerca", "/servizi"] {
        for (words, service) in [
            ("permessi ztl", ZTL),
            ("permesso auto in centro", ZTL),
            ("residenze", RESIDENCE),
            ("cambio casa", RESIDENCE),
            ("asilo", NURSERY),
            ("asilio", NURSERY),
            ("parcheggio", PARKING),
        ] {
            look(&mut anybody, page, words).await;
            anybody.expect(service).expect_not("Forse cercavi");
        }
        for (words, service) in [
            ("permeso zlt", ZTL),
            ("rezidenza", RESIDENCE),
            ("parchegio", PARKING),
        ] {
            look(&mut anybody, page, words).await;
            anybody
                .expect(&format!("Nessun risultato per «{words}». Forse cercavi:"))
                .expect(service);
        }
        look(&mut anybody, page, "zzz").await;
        anybody.expect_not("Forse cercavi").expect("Non abbiamo trovato niente");
    }
    look(&mut anybody, "/domande-frequenti", "spidd").await;
    anybody.expect("Forse cercavi:").expect("SPID");
}
