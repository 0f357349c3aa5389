//! A form of every brick, with as many homes as an answer says and groups in groups in groups: rows come and go, are
//! saved, are there after a reload, in the summary and in the receipt.

use std::collections::BTreeSet;

use form::{Field, brick, definition::Kind};
use tests::{filling::send, installation::Installation, visitor::Visitor};

use crate::{blanks::said, on_both_engines, revisions::publish};

on_both_engines!(rows_in_rows_of_every_brick_are_filled_and_sent);

const FORM: &str = include_str!("every_brick.yaml");

const PEOPLE: &[(&str, &str)] = &[
    ("me.residence.town", "Grugliasco"),
    ("me.residence.province", "to"),
    ("me.residence.street", "Via Lupo"),
    ("me.residence.number", "12"),
    ("me.residence.cap", "10095"),
    ("contacts.email", "mario@example.it"),
    ("contacts.phone", "333 1234567"),
    ("paper.type", "passport"),
    ("paper.number", "YA1234567"),
    ("paper.issuer", "Questura di Torino"),
    ("paper.issued_on", "1/2/2024"),
    ("paper.expires_on", "31/1/2034"),
    ("child.given_name", "Luca"),
    ("child.family_name", "Rossi"),
    ("child.fiscal_code", "RSSLCU20C15H501O"),
    ("child.birth_date", "15/3/2020"),
    ("child.birth_place", "Roma"),
    ("child.sex", "m"),
    ("child.tie", "parent"),
    ("child.lives_with_me", "true"),
    ("parent.situation", "alone"),
    ("parent.why_alone", "only"),
];

const MEMBER: &[(&str, &str)] = &[
    ("family.members.r1.given_name", "Anna"),
    ("family.members.r1.family_name", "Bianchi"),
    ("family.members.r1.fiscal_code", "BNCNNA75E50F205H"),
    ("family.members.r1.birth_date", "10/5/1975"),
    ("family.members.r1.birth_place", "Milano"),
    ("family.members.r1.sex", "f"),
    ("family.members.r1.citizenship", "italian"),
    ("family.members.r1.relationship", "spouse"),
];

const HOMES: &[(&str, &str)] = &[
    ("homes.n1.address.in_town", "true"),
    ("homes.n1.address.street", "Via Lupo"),
    ("homes.n1.address.number", "12"),
    ("homes.n1.parcel.municipality", "Grugliasco"),
    ("homes.n1.parcel.sheet", "12"),
    ("homes.n1.parcel.number", "345"),
    ("homes.n1.category", "A/2"),
    ("homes.n1.title", "owner"),
    ("homes.n1.garages.r1.name", "Blu"),
    ("homes.n2.address.in_town", "false"),
    ("homes.n2.address.town", "Torino"),
    ("homes.n2.address.province", "to"),
    ("homes.n2.address.road", "Via Po"),
    ("homes.n2.address.number", "3/B"),
    ("homes.n2.address.cap", "10123"),
    ("homes.n2.parcel.municipality", "Torino"),
    ("homes.n2.parcel.sheet", "77"),
    ("homes.n2.parcel.number", "88"),
    ("homes.n2.title", "other"),
    ("homes.n2.other_title", "Eredità"),
    ("homes.n2.garages.r1.name", "Rossa"),
    ("homes.n2.garages.r2.name", "Verde"),
];

/// Where each vehicle stands, and its plate.
const VEHICLES: [(&str, &str); 4] = [
    ("homes.n1.garages.r1.vehicles.r1", "AB123CD"),
    ("homes.n2.garages.r1.vehicles.r1", "EF456GH"),
    ("homes.n2.garages.r1.vehicles.r3", "JK789LM"),
    ("homes.n2.garages.r2.vehicles.r1", "NP012RS"),
];

const REST: &[(&str, &str)] = &[
    ("account.iban", "it60 x054 2811 1010 0000 0123 456"),
    ("account.is_mine", "false"),
    ("account.holder", "Lia Neri"),
    ("account.holder_code", "BNCNNA75E50F205H"),
    ("company.name", "Neri e figli"),
    ("company.code", "00743110157"),
    ("company.office", "Via Po 3, 10123 Torino"),
    ("company.pec", "neri@pec.esempio.it"),
    ("isee.type", "ordinary"),
    ("isee.value", "12.345,60"),
    ("isee.dsu", "INPS-ISEE-2027-01234567A-00"),
    ("isee.issued_on", "10/1/2027"),
    ("isee.has_notes", "false"),
    ("period.from", "1/4/2027"),
    ("period.to", "30/4/2027"),
    ("professional.given_name", "Ada"),
    ("professional.family_name", "Verdi"),
    ("professional.fiscal_code", "VRDGPP85A01L219R"),
    ("professional.body", "surveyor"),
    ("professional.province", "to"),
    ("professional.number", "A 99"),
    ("professional.pec", "verdi@pec.esempio.it"),
    ("professional.phone", "011 7654321"),
    ("stamp.how", "serial"),
    ("stamp.serial", "0123 4567 8901 23"),
    ("stamp.issued_on", "1/3/2027"),
    ("stamp.used_once", "true"),
    ("closing.truth", "true"),
    ("closing.checks", "true"),
];

fn vehicle(place: &str, plate: &str) -> Vec<(String, String)> {
    [("plate", plate), ("type", "car"), ("model", "Fiat Panda"), ("title", "owner")]
        .map(|(id, text)| (format!("{place}.{id}"), text.to_owned()))
        .to_vec()
}

fn of(answers: &[(&str, &str)]) -> Vec<(String, String)> {
    answers.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// Writes what the page asks, until all of it is asked and written.
async fn write(me: &mut Visitor, answers: &[(String, String)]) {
    let mut left = answers.to_vec();
    while !left.is_empty() {
        let asked: BTreeSet<String> = me.all("#modulo [name]", "name").into_iter().collect();
        let (now, later): (Vec<_>, Vec<_>) =
            left.into_iter().partition(|(path, _)| asked.contains(path));
        assert!(!now.is_empty(), "{later:?} are not asked at {}\n{}", me.path(), me.text());
        for (path, text) in now {
            me.put(&path, &[text]);
        }
        me.press("Salva la bozza").await;
        left = later;
    }
}

/// The rows of a group as the page has them.
fn rows(me: &Visitor, group: &str) -> Vec<String> {
    me.all(&format!("input[name='{group}']"), "value").split_off(1)
}

/// Another tab of the same browser.
async fn reloaded(installation: &Installation, of: &Visitor) -> Visitor {
    let mut tab = installation.visitor();
    tab.set_cookie("session", of.cookie("session").expect("signed in"));
    tab.open(of.path()).await;
    tab
}

#[test]
fn every_brick_that_ships_stands_in_it() {
    fn walk<'f>(fields: &'f [Field], found: &mut BTreeSet<&'f str>) {
        for field in fields {
            let is_period = field.kind == Kind::Period;
            let named = field.brick.as_deref().or(is_period.then_some("period"));
            if let Some(brick) = named.filter(|name| found.insert(name)).and_then(brick::find) {
                walk(&brick.fields, found);
            }
            walk(&field.fields, found);
        }
    }
    let source = procedure::read(FORM).expect("read");
    let mut found = BTreeSet::new();
    for section in source.procedure.form.steps.iter().flat_map(|step| &step.sections) {
        walk(&section.fields, &mut found);
    }
    assert_eq!(found, brick::all().map(|brick| brick.id.as_str()).collect());
}

async fn rows_in_rows_of_every_brick_are_filled_and_sent(installation: Installation) {
    publish(&installation, FORM).await;
    let mut me = installation.as_("mario", "/domanda/case-e-veicoli").await;

    // What the identity says is not asked; a group that may stay empty begins so.
    me.expect("RSSMRA80A01H501U").expect("Persone nel nucleo, tu compreso");
    write(&mut me, &of(PEOPLE)).await;
    assert!(rows(&me, "family.members").is_empty());
    for at in ["r1", "r2"] {
        me.press("aggiungi:family.members").await;
        me.put(&format!("family.members.{at}.given_name"), &["Anna".to_owned()]);
        me.press("Salva la bozza").await;
    }
    me.press("togli:family.members:r2").await;
    assert_eq!(rows(&me, "family.members"), ["r1"]);
    write(&mut me, &of(MEMBER)).await;
    me.press("Avanti").await;

    // As many homes as the answer says, and none that could be added.
    write(&mut me, &of(&[("how_many", "3")])).await;
    assert_eq!(rows(&me, "homes"), ["n1", "n2", "n3"]);
    me.expect("Casa 3").put("how_many", &["2".to_owned()]).press("Aggiorna").await;
    assert_eq!(rows(&me, "homes"), ["n1", "n2"]);
    me.expect("Casa 2").expect_not("Casa 3");
    me.put("homes.n2.garages.r1.name", &["Rossa".to_owned()]);
    me.press("aggiungi:homes.n2.garages").await;
    assert_eq!(rows(&me, "homes.n2.garages"), ["r1", "r2"]);
    assert_eq!(me.all("[name='homes.n2.garages.r1.name']", "value"), ["Rossa"]);
    me.put("homes.n1.garages.r1.name", &["Blu".to_owned()]).press("Salva la bozza").await;
    for _ in 0..2 {
        me.press("aggiungi:homes.n2.garages.r1.vehicles").await;
    }
    let within = rows(&me, "homes.n2.garages.r1.vehicles");
    assert_eq!(within, ["r1", "r2", "r3"]);
    me.press("togli:homes.n2.garages.r1.vehicles:r2").await;
    assert_eq!(rows(&me, "homes.n2.garages.r1.vehicles"), ["r1", "r3"]);
    write(&mut me, &of(HOMES)).await;
    for (place, plate) in VEHICLES {
        write(&mut me, &vehicle(place, plate)).await;
    }

    // A home that is there no more comes back as it was.
    write(&mut me, &of(&[("how_many", "1")])).await;
    assert_eq!((rows(&me, "homes"), me.sees("Rimessa Rossa")), (vec!["n1".to_owned()], false));
    write(&mut me, &of(&[("how_many", "2")])).await;
    let mut me = reloaded(&installation, &me).await;
    for (path, text) in of(HOMES).into_iter().filter(|(path, _)| path.ends_with("name")) {
        assert_eq!(me.all(&format!("[name='{path}']"), "value"), [text]);
    }
    for (place, plate) in VEHICLES {
        assert_eq!(me.all(&format!("[name='{place}.plate']"), "value"), [plate]);
    }
    me.press("Avanti").await;
    write(&mut me, &of(REST)).await;
    me.press("Avanti").await;

    me.expect("Riepilogo");
    assert_eq!(me.path().rsplit('/').next(), Some("riepilogo"), "{}", me.text());
    let told = [
        "Persone nel nucleo, tu compreso 2",
        "Anna Bianchi Nome Anna",
        "Passaporto",
        "Casa 1",
        "Casa 2",
        "Rimessa Blu",
        "Rimessa Rossa",
        "Rimessa Verde",
        "AB123CD",
        "EF456GH",
        "JK789LM",
        "NP012RS",
        "Veicoli in tutto 4",
        "Eredità",
        "IT60 X054 2811 1010 0000 0123 456",
        "Geometri e geometri laureati",
        "INPS-ISEE-2027-01234567A-00",
        "01234567890123",
        "Dichiaro che la marca da bollo indicata è annullata e usata solo per questa domanda",
        "Dichiaro che quanto scritto è vero, ai sensi degli articoli 46 e 47 del DPR 445/2000",
    ];
    for words in told {
        me.expect(words);
    }
    let application = send(&installation, &mut me).await;
    me.open(&format!("{application}/inviata")).await;
    let receipt = me.all("main a.btn-primary", "href");
    me.open(&receipt[0]).await;
    let receipt = said(&me);
    for words in told {
        assert!(receipt.contains(words), "«{words}» is not in: {receipt}");
    }
    // What only stands above answers is not said to have none.
    assert!(!receipt.contains("Nessuna risposta"), "{receipt}");
    me.open(&application).await;
    me.expect("Rimessa Verde").expect("NP012RS");
    let report = installation.desk().verify().await.expect("verified");
    assert!(report.applications == 1 && report.broken.is_empty(), "{report:?}");
}
