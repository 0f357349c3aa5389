//! The content of every municipality that ships: it can be read, is written in both languages, and
//! names only offices, places, topics, categories and services that exist.

#![expect(clippy::unwrap_used, reason = "helpers of a test file, outside its test functions")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use model::{
    Lang, Localized,
    category::{Category, TOPICS},
    municipality::Municipality,
};
use procedure::sheet::{Leaflet, SUMMARY_MAX, Sheet, Status};
use web::catalogue::{Content, Event, News, Place};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/municipalities");

/// A municipality as it ships.
struct Shipped {
    town: Municipality,
    content: Content,
    /// Ids and addresses of the services that have a form.
    online: Vec<(String, String)>,
}

#[test]
fn the_shipped_content_says_enough() {
    for shipped in all() {
        let (slug, content) = (&shipped.town.slug, &shipped.content);
        // The national model asks a municipality for ten sheets, with a form or without.
        let sheets = content.leaflets.len() + shipped.online.len();
        let least = if slug == "grugliasco" { 10 } else { 2 };
        assert!(sheets >= least, "{slug}: {sheets} sheets");
        assert!(!content.news.is_empty(), "{slug}: no news");
        assert!(!content.events.is_empty(), "{slug}: no events");
        assert!(!content.places.is_empty(), "{slug}: no places");
        assert!(content.questions.len() >= 3, "{slug}: {} questions", content.questions.len());
    }
}

#[test]
fn every_text_is_in_both_languages() {
    for shipped in all() {
        let mut missing = Vec::new();
        for (name, text) in texts(&shipped.content) {
            for lang in [Lang::It, Lang::En] {
                if text.exact(lang).is_none_or(|text| text.trim().is_empty()) {
                    missing.push(format!("{name} ({lang})"));
                }
            }
        }
        assert!(missing.is_empty(), "{}: {missing:#?}", shipped.town.slug);
    }
}

#[test]
fn what_is_named_exists() {
    for Shipped { town, content, .. } in all() {
        let mut unknown = Vec::new();
        for (name, office, topics) in references(&content) {
            if town.office(office).is_none() {
                unknown.push(format!("{name}: office {office}"));
            }
            let foreign = topics.iter().filter(|topic| !TOPICS.contains(&topic.as_str()));
            unknown.extend(foreign.map(|topic| format!("{name}: topic {topic}")));
            if topics.is_empty() {
                unknown.push(format!("{name}: no topic"));
            }
        }
        for leaflet in &content.leaflets {
            if Category::by_slug(&leaflet.sheet.category).is_none() {
                unknown.push(format!("{}: category {}", leaflet.id, leaflet.sheet.category));
            }
        }
        for event in &content.events {
            if !content.places.iter().any(|place| place.id == event.place) {
                unknown.push(format!("{}: place {}", event.id, event.place));
            }
        }
        assert!(unknown.is_empty(), "{}: {unknown:#?}", town.slug);
    }
}

#[test]
fn ids_are_unique_and_fit_in_an_address() {
    for Shipped { town, content, online } in all() {
        let online = online.into_iter().map(|(id, _)| id);
        let services = online.chain(content.leaflets.into_iter().map(|each| each.id)).collect();
        let kinds: [(&str, Vec<String>); 4] = [
            ("service", services),
            ("news", content.news.into_iter().map(|each| each.id).collect()),
            ("event", content.events.into_iter().map(|each| each.id).collect()),
            ("place", content.places.into_iter().map(|each| each.id).collect()),
        ];
        for (kind, ids) in kinds {
            let mut seen = BTreeSet::new();
            for id in ids {
                let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                assert!(!id.is_empty() && id.chars().all(fits), "{}: {kind} {id:?}", town.slug);
                assert!(seen.insert(id.clone()), "{}: {kind} {id} twice", town.slug);
            }
        }
    }
}

#[test]
fn a_leaflet_is_named_as_its_file_and_can_be_had_at_the_counter() {
    for slug in slugs() {
        for (path, text) in files(&folder(&slug).join("content/services")) {
            let leaflet = Leaflet::read(&text).unwrap();
            assert_eq!(path, format!("{}.yaml", leaflet.id), "{slug}");
            assert_eq!(leaflet.schema_version, 1, "{slug}: {path}");
            assert!(!leaflet.sheet.access.counter.is_empty(), "{slug}: {path}: no counter");
        }
    }
}

#[test]
fn summaries_are_short_and_days_are_in_order() {
    for Shipped { town, content, .. } in all() {
        let news = content.news.iter().map(|each| (&each.id, &each.summary));
        let events = content.events.iter().map(|each| (&each.id, &each.summary));
        let places = content.places.iter().map(|each| (&each.id, &each.summary));
        for (id, summary) in news.chain(events).chain(places) {
            for (lang, text) in summary.iter() {
                let length = text.chars().count();
                assert!(length <= SUMMARY_MAX, "{}: {id} ({lang}): {length}", town.slug);
            }
        }
        for event in &content.events {
            assert!(event.from <= event.to, "{}: {}", town.slug, event.id);
        }
        for leaflet in &content.leaflets {
            let days = leaflet.sheet.calendar.phases.iter().map(|phase| phase.days);
            assert!(days.is_sorted(), "{}: {}", town.slug, leaflet.id);
        }
    }
}

#[test]
fn links_lead_somewhere() {
    for Shipped { town, content, online } in all() {
        let leaflets = content.leaflets.iter();
        let known: BTreeSet<String> = online
            .into_iter()
            .map(|(_, url)| url)
            .chain(leaflets.map(|each| url(&each.sheet.category, &each.id)))
            .collect();
        for (name, text) in texts(&content) {
            for (_, text) in text.iter() {
                let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
                for link in links.filter(|link| link.starts_with("/servizi/")) {
                    assert!(known.contains(link), "{}: {name}: {link}", town.slug);
                }
            }
        }
        let norms = content.leaflets.iter().flat_map(|each| &each.sheet.law);
        for url in norms.filter_map(|norm| norm.url.as_deref()) {
            assert!(url.starts_with("https://"), "{}: {url}", town.slug);
        }
    }
}

fn all() -> impl Iterator<Item = Shipped> {
    slugs().into_iter().map(|slug| {
        let folder = folder(&slug);
        let town = fs::read_to_string(folder.join("municipality.toml")).unwrap();
        let town: Municipality = toml::from_str(&town).unwrap();
        assert_eq!(town.slug, slug);
        let texts = files(&folder.join("content"));
        let pairs = texts.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        let content = Content::read(pairs).unwrap_or_else(|fault| panic!("{slug}: {fault}"));
        let online = files(&folder.join("procedures"))
            .into_iter()
            .filter(|(path, _)| path.ends_with(".yaml"))
            .map(|(_, text)| procedure::read(&text).unwrap().procedure)
            .map(|each| (each.id.clone(), url(&each.sheet.category, &each.id)))
            .collect();
        Shipped { town, content, online }
    })
}

fn slugs() -> Vec<String> {
    let entries = fs::read_dir(FOLDER).unwrap().map(Result::unwrap);
    let folders = entries.filter(|entry| entry.path().is_dir());
    let mut slugs: Vec<String> =
        folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
    slugs.sort();
    assert!(!slugs.is_empty());
    slugs
}

fn folder(slug: &str) -> PathBuf {
    Path::new(FOLDER).join(slug)
}

/// Every file below a folder with its path inside it, in order.
fn files(root: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut left = vec![root.to_owned()];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn url(category: &str, id: &str) -> String {
    format!("/servizi/{category}/{id}")
}

/// Where an office and topics are named.
fn references(content: &Content) -> Vec<(&str, &str, &[String])> {
    let leaflets = content.leaflets.iter();
    let leaflets =
        leaflets.map(|each| (each.id.as_str(), each.sheet.office.as_str(), &*each.sheet.topics));
    let news =
        content.news.iter().map(|each| (each.id.as_str(), each.office.as_str(), &*each.topics));
    let events =
        content.events.iter().map(|each| (each.id.as_str(), each.office.as_str(), &*each.topics));
    let places =
        content.places.iter().map(|each| (each.id.as_str(), each.office.as_str(), &*each.topics));
    leaflets.chain(news).chain(events).chain(places).collect()
}

/// Every text that has a language, with the name of what it belongs to. Texts that may be left out and
/// are do not count.
fn texts(content: &Content) -> Vec<(&str, &Localized)> {
    let mut all = Vec::new();
    for Leaflet { id, title, sheet, .. } in &content.leaflets {
        all.push((id.as_str(), title));
        all.extend(sheet_texts(sheet).into_iter().map(|text| (id.as_str(), text)));
    }
    for News { id, title, summary, text, .. } in &content.news {
        all.extend([title, summary, text].map(|text| (id.as_str(), text)));
    }
    for Event { id, title, summary, hours, cost, audience, text, .. } in &content.events {
        all.extend([title, summary, hours, cost, audience, text].map(|text| (id.as_str(), text)));
    }
    for Place { id, kind, title, summary, access, text, .. } in &content.places {
        all.extend([kind, title, summary, access, text].map(|text| (id.as_str(), text)));
    }
    for question in &content.questions {
        let name = question.question.get(Lang::It);
        all.extend([&question.question, &question.answer].map(|text| (name, text)));
    }
    all
}

fn sheet_texts(sheet: &Sheet) -> Vec<&Localized> {
    let mut all = vec![
        &sheet.summary,
        &sheet.addressed,
        &sheet.how_to,
        &sheet.needed.intro,
        &sheet.achieved,
        &sheet.calendar.text,
        &sheet.conditions,
    ];
    if let Status::Inactive { reason } = &sheet.status {
        all.push(reason);
    }
    all.extend(&sheet.needed.items);
    all.extend(sheet.law.iter().map(|norm| &norm.norm));
    all.extend(sheet.act.iter().flat_map(|act| [&act.input, &act.output]));
    all.extend(sheet.calendar.phases.iter().map(|phase| &phase.title));
    let optional = [
        &sheet.description,
        &sheet.cost,
        &sheet.access.online,
        &sheet.access.counter,
        &sheet.constraints,
        &sheet.remedies,
        &sheet.substitute,
    ];
    let phases = sheet.calendar.phases.iter().map(|phase| &phase.text);
    all.extend(optional.into_iter().chain(phases).filter(|text| !text.is_empty()));
    all
}
