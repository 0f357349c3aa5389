//! A ranking from the first click to the last place: 200 children for three nurseries, one mistake that is put right,
//! places that are accepted, declined and not answered, and each that is free again offered to the next.

mod two_hundred;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Duration, NaiveDate};
use desk::{Desk, beside::Beside, moves::Wish, rankings::Line, session::Session};
use form::Raw;
use model::ApplicationId;
use reqwest::StatusCode;
use tests::{
    direct::{self, sign_in},
    installation::Installation,
    visitor::Visitor,
};
use uuid::Uuid;

use crate::on_both_engines;

on_both_engines!(
    nurseries_give_their_places_to_two_hundred_children,
    two_who_decline_at_once_free_two_places,
    a_ranking_is_its_offices_and_needs_two_people,
    who_is_not_ready_at_the_approval_goes_on_when_they_are,
    a_place_of_who_is_taken_up_again_is_kept_until_the_office_decides,
);

async fn nurseries_give_their_places_to_two_hundred_children(installation: Installation) {
    two_hundred::run(installation).await;
}

const CALL: (&str, &str) =
    ("iscrizione-nido", "Due genitori che lavorano, con ISEE, nei giorni del bando");
/// Ids in the register of nurseries, with the places of each.
const PLACES: [(&str, u32); 3] = [("nido-a", 20), ("nido-b", 15), ("nido-c", 10)];
/// Hours of work with their points, ISEE with its points: what the form's tables say.
const HOURS: [(&str, i64); 5] = [("h36", 10), ("h30", 8), ("h24", 6), ("h18", 4), ("less", 3)];
const ISEE: [(&str, i64); 4] = [("5000,00", 10), ("12000,00", 6), ("20000,00", 3), ("30000,00", 0)];
/// Points of the other parent's work, the same for all.
const OTHER: i64 = 6;

/// A child of the journey.
#[derive(Debug, Clone)]
struct Child {
    n: usize,
    parent: Session,
    application: ApplicationId,
    number: String,
    points: i64,
    /// What decides between equals: the lower ISEE, then who was born first.
    tie: (usize, NaiveDate),
    wants: [&'static str; 2],
}

impl Child {
    fn key(&self) -> (i64, usize, NaiveDate, usize) {
        (-self.points, self.tie.0, self.tie.1, self.n)
    }
}

fn born(n: usize) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).expect("a day") + Duration::days(n as i64 / 20)
}

fn wants(n: usize) -> [&'static str; 2] {
    [["nido-a", "nido-b"], ["nido-b", "nido-c"], ["nido-c", "nido-a"]][n % 3]
}

/// Begins, fills and sends.
async fn apply(desk: &Desk, parent: &direct::Signed, n: usize) -> Child {
    let (hours, work) = HOURS[n % 5];
    let (isee, means) = ISEE[(n / 5) % 4];
    let me = &parent.session;
    let day = born(n).format("%d/%m/%Y").to_string();
    let wanted = wants(n).join("\n");
    let but = [
        ("nurseries", wanted.as_str()),
        ("my_work.hours", hours),
        ("isee.value", isee),
        ("child.has_code", "no"),
        ("child.birth_date", &day),
    ];
    let draft = direct::complete(desk, parent, CALL, &but).await;
    let application = desk.send(me, draft.draft, &draft.proof).await.expect("sent");
    Child {
        n,
        parent: me.clone(),
        application,
        number: format!("2027/{:06}", n + 1),
        points: work + means + OTHER,
        tie: ((n / 5) % 4, born(n)),
        wants: wants(n),
    }
}

fn at_nine(day: u32) -> model::Moment {
    let day = NaiveDate::from_ymd_opt(2027, 4, day).expect("a day");
    model::rome_to_moment(day.and_hms_opt(9, 0, 0).expect("a time"))
}

/// As many children, sent by some parents on one day of the notice and taken by the office; then it is the next day.
async fn children(installation: &Installation, count: usize) -> Vec<Child> {
    let desk = installation.desk();
    installation.clock.set(at_nine(4));
    let mut parents = Vec::new();
    for n in 0..count.min(20) {
        parents.push(sign_in(desk, "citizens", &format!("c{n}")).await);
    }
    let office = sign_in(desk, "staff", "scuola").await.session;
    let mut all = Vec::new();
    for n in 0..count {
        installation.clock.advance(Duration::seconds(1));
        let child = apply(desk, &parents[n % parents.len()], n).await;
        step(desk, &office, child.application, "take").await;
        all.push(child);
    }
    installation.clock.set(at_nine(5));
    all
}

/// Makes a move that asks nothing, only that a box is ticked, or a few words.
async fn step(desk: &Desk, who: &Session, of: ApplicationId, id: &str) {
    let mut wish = desk.first_wish(who, of, id).await.expect("theirs");
    wish.raw.put("confirm", "true");
    if id == "answer" {
        wish.raw.put("text", "Ecco quello che mancava.");
    }
    desk.make_move(who, of, &wish).await.unwrap_or_else(|why| panic!("{id}: {why:?}"));
}

/// The order reckoned by hand.
fn by_hand(children: &[Child]) -> Vec<&Child> {
    let mut all: Vec<_> = children.iter().collect();
    all.sort_by_key(|child| child.key());
    all
}

/// The places given by hand: from the first on, to each what they want most of what is left.
fn places_by_hand(
    order: &[&Child],
    mut left: BTreeMap<&'static str, u32>,
) -> BTreeMap<String, &'static str> {
    let mut given = BTreeMap::new();
    for child in order {
        if let Some(list) = child.wants.into_iter().find(|list| left[list] > 0) {
            *left.get_mut(list).expect("a list") -= 1;
            given.insert(child.number.clone(), list);
        }
    }
    given
}

/// Has a ranking computed through the pages; its id.
async fn begin(installation: &Installation, places: &[(&str, u32)]) -> (Visitor, Uuid) {
    let mut office = installation.as_("scuola", "/ufficio").await;
    office.follow("Graduatorie").await.expect("Non c'è ancora nessuna graduatoria");
    let new = office.all("main a.btn-primary", "href").remove(0);
    office.open(&new).await.expect("Richiedere iscrizione all'asilo nido");
    // Nothing typed is lost, and what is wrong is said at its place.
    office.fill("Titolo", "Nidi comunali 2027/2028").fill("Domande arrivate dal", "30/4/2027");
    office.fill("Domande arrivate fino al", "1/4/2027");
    assert_eq!(office.submit("Calcola la graduatoria").await, StatusCode::UNPROCESSABLE_ENTITY);
    office.expect("L'ultimo giorno viene prima del primo");
    office.fill("Domande arrivate dal", "1/4/2027").fill("Domande arrivate fino al", "4/4/2027");
    for (list, n) in places {
        let name = format!("Posti: Nido comunale {}", list[5..].to_uppercase());
        office.fill(&name, &n.to_string());
    }
    office.press("Calcola la graduatoria").await;
    office.expect("Nidi comunali 2027/2028").expect("Si stanno leggendo le domande");
    installation.settle().await;
    office.follow("Aggiorna la pagina").await;
    let id = office.path().rsplit('/').next().expect("an id").parse().expect("an id");
    (office, id)
}

async fn lines(desk: &Desk, who: &Session, id: Uuid) -> Vec<Line> {
    desk.ranking_page(who, id).await.expect("theirs").lines
}

fn numbers(lines: &[Line]) -> Vec<&str> {
    lines.iter().map(|line| line.number.as_str()).collect()
}

/// Why it cannot be brought further, as its reader is told.
fn told(page: &desk::rankings::Page) -> &str {
    page.not_now.as_ref().map_or("", |why| why.get(model::Lang::It))
}

/// Who has a place, and in which list.
fn given(lines: &[Line]) -> BTreeMap<String, String> {
    let has = lines.iter().filter_map(|line| Some((line.number.clone(), line.given.clone()?)));
    has.collect()
}

fn plain(given: &BTreeMap<String, &'static str>) -> BTreeMap<String, String> {
    given.iter().map(|(number, list)| (number.clone(), (*list).to_owned())).collect()
}

/// A small ranking that is approved: its children in order, and its id.
async fn approved(installation: &Installation, count: usize, places: u32) -> (Vec<Child>, Uuid) {
    let desk = installation.desk();
    let all = children(installation, count).await;
    installation.settle().await;
    let (mut office, id) =
        begin(installation, &[("nido-a", places), ("nido-b", 0), ("nido-c", 0)]).await;
    office.press("Conferma: pubblica adesso").await;
    installation.settle().await;
    installation.days(11).await;
    let other = sign_in(desk, "staff", "scuola2").await.session;
    let version = desk.ranking_page(&other, id).await.expect("theirs").row.version;
    desk.approve_ranking(&other, (id, version), "atto n. 1").await.expect("approved");
    installation.settle().await;
    (all, id)
}

async fn two_who_decline_at_once_free_two_places(installation: Installation) {
    let desk = installation.desk();
    let (all, id) = approved(&installation, 12, 3).await;
    let wanting: Vec<_> =
        by_hand(&all).into_iter().filter(|child| child.wants.contains(&"nido-a")).collect();
    let (had, waiting) = wanting.split_at(3);
    let mut wishes = Vec::new();
    for child in &had[..2] {
        let parent = sign_in(desk, "citizens", &format!("c{}", child.n)).await.session;
        let wish: Wish =
            desk.first_wish(&parent, child.application, "decline").await.expect("theirs");
        wishes.push((parent, child.application, wish));
    }
    let [one, other] = wishes.as_slice() else { panic!("two") };
    let (first, second) = tokio::join!(
        desk.make_move(&one.0, one.1, &one.2),
        desk.make_move(&other.0, other.1, &other.2),
    );
    first.expect("declined");
    second.expect("declined");
    // Two workers at once, as on two nodes.
    let (first, second) = tokio::join!(desk.work_once(), desk.work_once());
    first.expect("worked");
    second.expect("worked");
    installation.clock.advance(Duration::minutes(5));
    installation.settle().await;
    let me = sign_in(desk, "staff", "scuola2").await.session;
    let holders = given(&lines(desk, &me, id).await);
    let expected: BTreeSet<_> =
        [had[2], waiting[0], waiting[1]].iter().map(|child| child.number.clone()).collect();
    assert_eq!(holders.into_keys().collect::<BTreeSet<_>>(), expected);
    // Who declined reads that it is over.
    let parent = sign_in(desk, "citizens", &format!("c{}", had[0].n)).await.session;
    let loaded = desk.dossier(&parent, had[0].application).await.expect("theirs").loaded;
    let own = desk.own_ranking(&loaded).await.expect("storage").expect("was in it");
    assert!(own.line.expect("a line").is_out);
}

async fn a_ranking_is_its_offices_and_needs_two_people(installation: Installation) {
    let desk = installation.desk();
    let all = children(&installation, 3).await;
    installation.settle().await;
    let (office, id) = begin(&installation, &PLACES).await;
    let here = office.path().to_owned();
    // Another office finds nothing; who only reads presses nothing.
    for who in ["vigile", "anagrafe"] {
        let mut other = installation.as_(who, "/ufficio").await;
        other.expect_not("Graduatorie");
        for address in [here.clone(), format!("{here}/{}", all[0].application)] {
            assert_eq!(other.get(&address).await, StatusCode::NOT_FOUND, "{who} {address}");
        }
        let new = "/ufficio/graduatorie/nuova/iscrizione-nido";
        assert_eq!(other.get(new).await, StatusCode::NOT_FOUND, "{who}");
    }
    let mut auditor = installation.as_("revisore", &here).await;
    auditor.expect("3 domande in graduatoria").expect_not("Conferma: pubblica adesso");
    let reads = sign_in(desk, "staff", "revisore").await.session;
    assert!(desk.publish_ranking(&reads, (id, 2)).await.is_err());
    // Not while applications still come in.
    installation.clock.set(at_nine(4));
    let clerk = sign_in(desk, "staff", "scuola").await.session;
    let page = desk.ranking_page(&clerk, id).await.expect("theirs");
    assert!(told(&page).contains("arrivano ancora"), "{}", told(&page));
    let early = desk.publish_ranking(&clerk, (id, page.row.version)).await;
    assert!(matches!(early, Err(desk::Error::Refused(_))), "{early:?}");
    installation.clock.set(at_nine(5));
    // Two press at once: one publishes, the other is told, and nobody is moved twice.
    let (one, other) = (
        sign_in(desk, "staff", "scuola").await.session,
        sign_in(desk, "staff", "scuola2").await.session,
    );
    let version = desk.ranking_page(&one, id).await.expect("theirs").row.version;
    let (first, second) = tokio::join!(
        desk.publish_ranking(&one, (id, version)),
        desk.publish_ranking(&other, (id, version)),
    );
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    installation.settle().await;
    let page = desk.ranking_page(&one, id).await.expect("theirs");
    assert_eq!(page.log.iter().filter(|done| done.what == "published").count(), 1);
    for child in &all {
        let loaded = desk.dossier(&one, child.application).await.expect("theirs").loaded;
        let ranked = loaded.application.moves.iter().filter(|made| made.id == "rank").count();
        assert_eq!((loaded.application.state.as_str(), ranked), ("provisional", 1));
    }
    let raw = Raw::from_iter([("act", vec!["atto n. 1".to_owned()])]);
    let version = page.row.version;
    assert!(
        desk.approve_ranking_as(&other, (id, version), raw.clone()).await.is_err(),
        "too early"
    );
    installation.days(11).await;
    let one = sign_in(desk, "staff", "scuola").await.session;
    assert!(
        desk.approve_ranking_as(&one, (id, version), raw.clone()).await.is_err(),
        "the same person"
    );
    // Nor anybody while answers have changed since it was computed, nor whoever has it computed again.
    let mut head = installation.as_("scuola2", &here).await;
    head.expect("Approva la graduatoria definitiva");
    head.open(&format!("/ufficio/pratiche/{}/rettifica/work", all[1].application)).await;
    head.put("my_work.hours", &["h36".to_owned()]).fill("Perché lo cambi", "Contratto visto");
    head.press("Salva le risposte cambiate").await;
    head.open(&here).await.expect("Dopo il calcolo sono cambiate delle risposte");
    head.expect_not("Approva la graduatoria definitiva");
    let other = sign_in(desk, "staff", "scuola2").await.session;
    let changed = desk.approve_ranking_as(&other, (id, version), raw.clone()).await;
    assert!(changed.is_err(), "answers have changed");
    desk.compute_ranking_again(&other, (id, version)).await.expect("asked");
    installation.settle().await;
    let page = desk.ranking_page(&other, id).await.expect("theirs");
    assert!(told(&page).contains("un'altra persona"), "{}", told(&page));
    assert!(desk.approve_ranking_as(&other, (id, page.row.version), raw).await.is_err());
}

async fn who_is_not_ready_at_the_approval_goes_on_when_they_are(installation: Installation) {
    let desk = installation.desk();
    let all = children(&installation, 3).await;
    installation.settle().await;
    let places = [("nido-a", 1), ("nido-b", 1), ("nido-c", 1)];
    let (mut office, id) = begin(&installation, &places).await;
    office.press("Conferma: pubblica adesso").await;
    installation.settle().await;
    // The first of the list reports a mistake, is asked for a paper, and has not sent it when the list is approved.
    let child = by_hand(&all)[0];
    let mut parent = installation
        .as_(&format!("c{}", child.n), &format!("/pratiche/{}", child.application))
        .await;
    parent
        .expect("segnalalo da questa pagina entro il 15 aprile 2027")
        .follow("Segnala un errore")
        .await;
    parent.fill("Che cosa non va", "Lavoro 36 ore").press("Segnala un errore").await;
    parent.open(&format!("/pratiche/{}", child.application)).await;
    parent
        .expect("L'ufficio sta controllando la tua domanda")
        .expect_not("segnalalo da questa pagina");
    let clerk = sign_in(desk, "staff", "scuola").await.session;
    let mut wish = desk.first_wish(&clerk, child.application, "ask").await.expect("theirs");
    wish.raw.put("reasons", "Il contratto di lavoro");
    wish.raw.put("days", "30");
    desk.make_move(&clerk, child.application, &wish).await.expect("asked");
    // Computed again meanwhile: who is in the public list stays in it.
    let version = desk.ranking_page(&clerk, id).await.expect("theirs").row.version;
    desk.compute_ranking_again(&clerk, (id, version)).await.expect("asked");
    installation.settle().await;
    let page = desk.ranking_page(&clerk, id).await.expect("theirs");
    assert_eq!((page.lines.len(), page.aside.len()), (3, 0));
    installation.days(11).await;
    let head = sign_in(desk, "staff", "scuola2").await.session;
    let version = desk.ranking_page(&head, id).await.expect("theirs").row.version;
    desk.approve_ranking(&head, (id, version), "atto n. 1").await.expect("approved");
    installation.settle().await;
    // Their place is kept; the others are offered theirs, and the log says who did not go on and why.
    let state = async || {
        desk.dossier(&head, child.application).await.expect("theirs").loaded.application.state
    };
    assert_eq!(state().await, "to_integrate");
    let shown = lines(desk, &head, id).await;
    assert_eq!((given(&shown).len(), shown.iter().filter(|line| line.is_told).count()), (3, 2));
    let own = format!("/pratiche/{}", child.application);
    let mut parent = installation.as_(&format!("c{}", child.n), &own).await;
    parent.expect("un posto è riservato a te").expect_not("C'è un posto per te");
    let mut page = installation.as_("scuola2", &format!("/ufficio/graduatorie/{id}")).await;
    page.expect(&format!(
        "La domanda {} non è andata avanti (Metti in graduatoria definitiva)",
        child.number
    ));
    page.expect_not("Offri i posti liberi");
    // The paper comes: what the approval could not do is done by itself, and the place that is left is offered.
    let parent = sign_in(desk, "citizens", &format!("c{}", child.n)).await.session;
    step(desk, &parent, child.application, "answer").await;
    installation.settle().await;
    // Nobody has looked at it yet: nothing goes on before somebody has.
    assert_eq!(state().await, "examined");
    let clerk = sign_in(desk, "staff", "scuola").await.session;
    let mut reply = desk.first_wish(&clerk, child.application, "reply").await.expect("theirs");
    reply.raw.put("answer", "Il contratto va bene.");
    desk.make_move(&clerk, child.application, &reply).await.expect("answered");
    installation.settle().await;
    assert_eq!(state().await, "offered");
    let shown = lines(desk, &head, id).await;
    assert!(shown.iter().all(|line| line.is_told));
    let page = desk.ranking_page(&head, id).await.expect("theirs");
    assert_eq!(page.log.iter().filter(|done| done.what == "given").count(), 3);
}

async fn a_place_of_who_is_taken_up_again_is_kept_until_the_office_decides(
    installation: Installation,
) {
    let desk = installation.desk();
    let (all, id) = approved(&installation, 6, 2).await;
    let wanting: Vec<_> =
        by_hand(&all).into_iter().filter(|child| child.wants.contains(&"nido-a")).collect();
    let (had, waiting) = wanting.split_at(2);
    let child = had[0];
    let parent = sign_in(desk, "citizens", &format!("c{}", child.n)).await.session;
    step(desk, &parent, child.application, "accept").await;
    installation.settle().await;
    // What it rested on was false: a minute later, the decision is taken back.
    installation.clock.advance(Duration::minutes(1));
    let head = sign_in(desk, "staff", "scuola2").await.session;
    let version = desk.dossier(&head, child.application).await.expect("theirs").loaded.version();
    let raw = Raw::from_iter([
        ("cause", vec!["annulment".to_owned()]),
        ("reason", vec!["L'attestazione ISEE è di un'altra famiglia.".to_owned()]),
    ]);
    let wish = Wish { id: Beside::Reopen.word().to_owned(), raw, version };
    desk.do_beside(&head, child.application, (Beside::Reopen, &wish)).await.expect("taken back");
    installation.settle().await;
    let state = async || {
        let dossier = desk.dossier(&head, child.application).await.expect("theirs");
        dossier.loaded.application.state
    };
    // Nothing is decided anew by itself, and nobody else is given the place meanwhile.
    assert_eq!(state().await, "settled");
    let shown = lines(desk, &head, id).await;
    let holders: BTreeSet<_> = given(&shown).into_keys().collect();
    assert_eq!(holders, had.iter().map(|child| child.number.clone()).collect());
    let own = shown.iter().find(|line| line.number == child.number).expect("in the list");
    assert!(!own.is_told && own.given.is_some());
    // The office decides: the place goes on.
    installation.clock.advance(Duration::minutes(1));
    let mut wish = desk.first_wish(&head, child.application, "exclude").await.expect("theirs");
    wish.raw.put("reasons", "La dichiarazione era falsa.");
    desk.make_move(&head, child.application, &wish).await.expect("excluded");
    installation.settle().await;
    let holders: BTreeSet<_> = given(&lines(desk, &head, id).await).into_keys().collect();
    let expected = [had[1], waiting[0]].iter().map(|child| child.number.clone()).collect();
    assert_eq!(holders, expected);
}
