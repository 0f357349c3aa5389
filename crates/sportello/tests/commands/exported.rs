//! What was taken out is verified alone: without a database, a configuration or a key.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Output},
};

use model::{ApplicationId, Digest, Moment, PersonId};
use serde_json::Value;
use uuid::Uuid;
use workflow::{Author, Chronicle, Entry, Event, Who, genesis, seal};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::installation::{said, text};

const ANSWERS: &str = r#"{"plate":"AB123CD"}"#;

/// It is sent, then handed from one to the next.
fn chronicle() -> Value {
    let application = ApplicationId(Uuid::from_u128(7));
    let sent = Event::Sent {
        procedure: "permesso-ztl".to_owned(),
        revision: 1,
        number: "2027/000001".to_owned(),
        office: "polizia-locale".to_owned(),
        state: "received".to_owned(),
        answers: Digest::of(ANSWERS.as_bytes()),
        paid: Vec::new(),
    };
    let handed = |n| Event::Assigned {
        to: Some(PersonId(Uuid::from_u128(n))),
        reason: Some(format!("turno {n}")),
    };
    let mut previous = genesis(application);
    let events = [sent, handed(1), handed(2), handed(3)];
    let chain: Vec<_> = (1..)
        .zip(events)
        .map(|(seq, event)| {
            let author = Author { who: Who::Head, person: None };
            let entry = Entry { seq, at: Moment(i64::from(seq) * 1_000), author, event };
            let (record, payload) = seal(&entry, Uuid::from_u128(seq.into()), [7; 16], previous);
            previous = record.hash;
            (record, Some(payload))
        })
        .collect();
    let answers = Some(ANSWERS.to_owned());
    let it = Chronicle::of(application, "2027/000001".to_owned(), answers, chain);
    serde_json::to_value(it).unwrap()
}

fn zipped(path: &Path, files: &[(&str, String)]) {
    let mut archive = ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, text) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
}

fn verified(path: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sportello"));
    command.args(["verify", "--file"]).arg(path).env_clear().current_dir("/");
    command.output().unwrap()
}

#[test]
fn an_export_is_verified_alone_and_says_what_was_changed_and_where() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pratiche.zip");
    let whole = chronicle();
    let head = whole["events"][3]["hash"].as_str().unwrap();
    let files = [
        ("2027-000001 Rossi Mario/cronologia.json", whole.to_string()),
        ("2027-000001 Rossi Mario/risposte.json", "{}".to_owned()),
        ("pratiche.csv", String::new()),
    ];
    zipped(&path, &files);
    let output = verified(&path);
    assert!(output.status.success(), "{}", said(&output));
    let told = text(&output);
    assert!(
        told.starts_with("2027-000001 Rossi Mario: 2027/000001 holds together: 4 events"),
        "{told}"
    );
    assert!(told.contains("the answers are those that were sent") && told.contains(head), "{told}");
    // The chronicle of one folder, alone.
    let alone = folder.path().join("cronologia.json");
    std::fs::write(&alone, whole.to_string()).unwrap();
    assert!(verified(&alone).status.success());

    let changed = |change: fn(&mut Value)| {
        let mut it = whole.clone();
        change(&mut it);
        it.to_string()
    };
    let byte = |text: &str| whole.to_string().replacen(text, &text.replace('n', "m"), 1);
    for (text_of_it, place) in [
        (byte("turno 2"), "event 3 says something else than was sealed"),
        (changed(|it| drop(it["events"].as_array_mut().unwrap().remove(1))), "event 2 is not in"),
        (
            changed(|it| it["events"].as_array_mut().unwrap().swap(2, 3)),
            "event 3 is not in its place",
        ),
        (changed(|it| it["events"][1]["at"] = 5.into()), "event 2 has another instant"),
        (changed(|it| it["answers"] = "{}".into()), "its answers are not those"),
        // A number of another, or a line of its own for the reader, is none of it.
        (
            changed(|it| it["number"] = "2027/000777\na: 2027/000777 holds together".into()),
            "event 1 says something else than was sealed",
        ),
        (whole.to_string()[..400].to_owned(), "it is not a chronicle"),
    ] {
        // Beside one that holds, each is told by its folder.
        zipped(
            &path,
            &[("a/cronologia.json", whole.to_string()), ("b/cronologia.json", text_of_it)],
        );
        let output = verified(&path);
        assert_eq!(output.status.code(), Some(1), "{place}");
        let told = text(&output);
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(lines.len(), 2, "{told}");
        assert!(lines[0].starts_with("a: 2027/000001 holds"), "{told}");
        assert!(lines[1].starts_with("b: ") && lines[1].contains("CHANGED"), "{told}");
        assert!(lines[1].contains(place), "{told}");
    }
    zipped(&path, &[("pratiche.csv", String::new())]);
    let output = verified(&path);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).contains("nothing can be verified"), "{}", text(&output));
    assert_eq!(verified(Path::new("/nowhere/at/all.zip")).status.code(), Some(1));
}
