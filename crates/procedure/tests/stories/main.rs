//! Stories about whole documents, told over those that ship.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on panics")]

mod anything;
mod broken;
mod changes;
mod faults;
mod letters;
#[path = "../../../workflow/tests/stories/common/sequences.rs"]
mod sequences;
mod shipped;
mod workflows;

use std::path::PathBuf;

use model::municipality::Office;
use procedure::{Compiled, Source, Surroundings, registers};

const TOWN: &str = "grugliasco";
const ZTL: &str = "permesso-ztl";
const RESIDENCE: &str = "dichiarazione-residenza";
const DRIVEWAY: &str = "passo-carrabile";
const GROUND: &str = "occupazione-suolo-pubblico";
const FILES: &str = "accesso-atti-edilizi";
const WASTE_TAX: &str = "agevolazione-tari";
const NURSERY: &str = "iscrizione-nido";
const HALL: &str = "uso-sale-comunali";

fn file(town: &str, path: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../config/municipalities");
    let path = root.join(town).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn document(town: &str, id: &str) -> String {
    file(town, &format!("procedures/{id}.yaml"))
}

/// Some entries of the registers that every municipality has.
const NATIONAL: [(&str, &str); 4] = [
    ("municipalities", "id,label\ne216,Grugliasco (TO)\nh501,Roma (RM)\nl219,Torino (TO)\n"),
    ("countries", "id,label\nz100,Albania\nz110,Francia\nz133,Svizzera\n"),
    ("provinces", "id,label\nrm,Roma (RM)\nto,Torino (TO)\n"),
    ("licence_classes", "id,label\na1,A1\nb,B\n"),
];

fn around(town: &str) -> Surroundings {
    let names: &[&str] = match town {
        TOWN => &["nurseries", "offices", "schools", "streets"],
        _ => &["streets"],
    };
    let own = names.iter().map(|name| (*name, file(town, &format!("registers/{name}.csv"))));
    let national = NATIONAL.into_iter().map(|(name, text)| (name, text.to_owned()));
    // More than can be read one under the other.
    let crowd: String = (0..300).map(|n| format!("p{n},Persona {n}\n")).collect();
    let national = national.chain([("crowd", format!("id,label\n{crowd}"))]);
    let read =
        |(name, text): (&str, String)| (name.to_owned(), registers::read(&text).unwrap().into());
    Surroundings { registers: national.chain(own).map(read).collect() }
}

fn read(text: &str) -> Source {
    procedure::read(text).unwrap_or_else(|fault| panic!("{fault}"))
}

fn compiled(text: &str) -> Compiled {
    procedure::compile(&read(text), &around(TOWN)).unwrap_or_else(|faults| {
        panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

/// An office that says all of itself.
fn office(id: &str) -> Office {
    serde_json::from_value(serde_json::json!({
        "id": id, "name": id, "description": id, "competences": id, "area": "area", "place": "Municipio",
        "address": "Piazza Matteotti 50", "cap": "10095", "town": "Grugliasco",
        "hours": [{"days": "lunedì", "time": "9:00–12:30"}], "phone": "011 40131",
        "email": "ufficio@example.it", "pec": "ufficio@pec.example.it",
        "responsible": "Funzionario", "head": "Dirigente"
    }))
    .unwrap()
}
