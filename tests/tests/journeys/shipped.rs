//! Each procedure that ships, filled through its pages without a script from the first step to the receipt: the answers
//! are those of its own test cases, as a person would type them.

use std::collections::BTreeSet;

use desk::Desk;
use form::FileType;
use model::{ApplicationId, Lang};
use procedure::Example;
use tests::{
    direct::{Signed, sign_in},
    filling::{PNG, SIGNED, anew},
    installation::{Engine, Installation},
    visitor::Visitor,
};

/// Pages of one form: more than that and it goes in circles.
const PAGES: usize = 60;

macro_rules! each_ships {
    ($($name:ident $id:literal,)*) => {
        const SHIPPED: &[&str] = &[$($id),*];
        mod sqlite { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::filled($id, super::Engine::Sqlite).await; }
        )* }
        mod postgres { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::filled($id, super::Engine::Postgres).await; }
        )* }
    };
}

each_ships!(
    public_ground "occupazione-suolo-pubblico",
    driveway "passo-carrabile",
    waste_tax "agevolazione-tari",
    building_files "accesso-atti-edilizi",
    permit "permesso-ztl",
    nursery "iscrizione-nido",
    hall "uso-sale-comunali",
    residence "dichiarazione-residenza",
);

#[test]
fn every_procedure_that_ships_is_filled() {
    let folder =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../config/municipalities/grugliasco/procedures");
    let files = std::fs::read_dir(folder).expect("the folder").flatten();
    let there: BTreeSet<String> = files
        .filter_map(|file| file.path().file_stem().map(|id| id.to_string_lossy().into_owned()))
        .collect();
    assert_eq!(there, SHIPPED.iter().map(|id| (*id).to_owned()).collect());
}

/// Fills and sends one case of a procedure; the address of the application.
pub(crate) async fn sent(installation: &Installation, me: &Signed, id: &str, name: &str) -> String {
    let desk = installation.desk();
    let mut mario = installation.visitor();
    mario.set_cookie("session", &me.token);
    mario.open(&format!("/domanda/{id}")).await;
    anew(&mut mario).await;
    let draft: ApplicationId =
        mario.path().split('/').nth(2).unwrap_or_default().parse().expect("a draft");
    let open = desk.draft(&me.session, draft).await.expect("the draft");
    let mut example = open.procedure.example(name, desk.today()).expect("the case");
    own_stamp(&mut example, &open.procedure.form, 0);
    through(&mut mario, &example, &open.procedure.form, name).await;
    let button = mario.find(".summary-send .flow-next").expect("it can be sent");
    mario.tick("Accetto i termini e le condizioni di servizio").press(&button).await;
    mario.expect("Richiesta inviata");
    installation.settle().await;
    format!("/pratiche/{draft}")
}

/// Whoever asks for a nursery outside April is told of the waiting list, not of a ranking that is not theirs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_steps_are_those_of_the_case_at_hand() {
    let installation = Installation::start(Engine::Sqlite).await;
    let me = sign_in(installation.desk(), "citizens", "mario").await;
    let late = "Fuori dai giorni del bando la domanda entra in lista d'attesa, a retta intera";
    let application = sent(&installation, &me, "iscrizione-nido", late).await;
    let mut mario = installation.visitor();
    mario.set_cookie("session", &me.token);
    mario.open(&format!("{application}/inviata")).await;
    mario.expect("Lista d'attesa").expect_not("Graduatoria provvisoria");
}

/// Fills and sends what each complete case of the procedure answers.
async fn filled(id: &str, engine: Engine) {
    let installation = Installation::start(engine).await;
    let desk = installation.desk();
    let me = sign_in(desk, "citizens", "mario").await;
    let mut sent = 0;
    // One case shows that the engine keeps it; the other shows what people answer.
    let most = if engine == Engine::Postgres { 1 } else { usize::MAX };
    for (n, name) in cases(desk, &me, id).await.into_iter().enumerate().take(most) {
        let mut mario = installation.visitor();
        mario.set_cookie("session", &me.token);
        mario.open(&format!("/domanda/{id}")).await;
        anew(&mut mario).await;
        let draft: ApplicationId =
            mario.path().split('/').nth(2).unwrap_or_default().parse().expect("a draft");
        let open = desk.draft(&me.session, draft).await.expect("the draft");
        let mut example = open.procedure.example(&name, desk.today()).expect("the case");
        own_stamp(&mut example, &open.procedure.form, n);
        through(&mut mario, &example, &open.procedure.form, &name).await;

        let open = desk.draft(&me.session, draft).await.expect("the draft");
        let form = &open.procedure.form;
        let facts = form::Facts { files: &example.files, ..open.facts(desk) };
        let wanted = form::check(form, &example.raw, &facts).answers;
        for (path, value) in wanted.iter().filter(|(path, _)| !path.starts_with("applicant.")) {
            if !form.kind_at(path).is_some_and(form::Kind::is_files) {
                let found = open.checked.answers.value(path);
                assert_eq!(found, value, "{id}, «{name}»: {path}");
            }
        }
        let button = mario.find(".summary-send .flow-next").unwrap_or_else(|| {
            panic!("{id}, «{name}» cannot be sent: {:?}", open.checked.problems)
        });
        mario.tick("Accetto i termini e le condizioni di servizio").press(&button).await;
        mario.expect("Richiesta inviata");
        sent += 1;
    }
    assert!(sent >= most.min(2), "{id}: too few cases are complete");
    installation.settle().await;
    let mut mario = installation.visitor();
    mario.set_cookie("session", &me.token);
    mario.open("/area-personale/pratiche").await;
    assert!(mario.sees("2027/000001"), "{}", mario.text());
}

/// The Italian names of the cases that somebody called Mario Rossi can send.
async fn cases(desk: &Desk, me: &Signed, id: &str) -> Vec<String> {
    let draft = desk.begin_draft(&me.session, id).await.expect("a draft");
    let open = desk.draft(&me.session, draft).await.expect("the draft");
    let procedure = &open.procedure;
    let names = procedure.procedure.tests.iter().map(|case| case.name.get(Lang::It).to_owned());
    let names = names
        .filter(|name| {
            let Some(example) = procedure.example(name, desk.today()) else { return false };
            let facts = open.facts(desk);
            let facts = form::Facts { files: &example.files, ..facts };
            let is_mario = example.raw.first("applicant.family_name") == "Rossi";
            is_mario && form::check(&procedure.form, &example.raw, &facts).is_complete()
        })
        .collect();
    desk.delete_draft(&me.session, draft).await.expect("deleted");
    names
}

/// A revenue stamp serves once: each case brings its own.
fn own_stamp(example: &mut Example, form: &form::Compiled, n: usize) {
    let is_stamp = |path: &&str| form.kind_at(path) == Some(form::Kind::StampSerial);
    let paths: Vec<String> =
        example.raw.iter().map(|(path, _)| path).filter(is_stamp).map(str::to_owned).collect();
    for path in paths {
        example.raw.put(path, format!("{:014}", 10_000_000 + n));
    }
}

/// What a person types: what the identity gives is not asked.
fn typed(example: &Example) -> impl Iterator<Item = (&str, &[String])> {
    let typed = example.raw.iter().filter(|(path, _)| !path.starts_with("applicant."));
    typed.filter(|(_, texts)| texts.iter().any(|text| !text.is_empty()))
}

fn is_file(example: &Example, texts: &[String]) -> bool {
    texts.iter().any(|text| example.files.contains_key(text))
}

/// From the page of the first step to the summary.
async fn through(mario: &mut Visitor, example: &Example, form: &form::Compiled, name: &str) {
    // What was written stays: nothing is written twice.
    let mut written = BTreeSet::new();
    for _ in 0..PAGES {
        if mario.path().ends_with("/riepilogo") {
            return;
        }
        let asked: BTreeSet<String> = mario.all("#modulo [name]", "name").into_iter().collect();
        let before = written.len();
        for (path, texts) in typed(example) {
            if written.contains(path) {
                continue;
            }
            if is_file(example, texts) {
                let field = format!("file:{path}");
                if asked.contains(&field) {
                    let takes = form.attachment(path);
                    let is_pdf = takes.is_none_or(|it| it.types.contains(&FileType::Pdf));
                    let (ending, bytes) = if is_pdf { ("pdf", SIGNED) } else { ("png", PNG) };
                    for n in 0..texts.len() {
                        mario.give(&field, &format!("carta {n}.{ending}"), bytes);
                    }
                    written.insert(path);
                }
            } else if asked.contains(path) {
                mario.put(path, texts);
                written.insert(path);
            }
        }
        let is_new = written.len() > before;
        let step = mario.path().to_owned();
        match is_new {
            true => mario.press("salva").await,
            false => mario.press("Avanti").await,
        };
        let is_stuck = !is_new && mario.path() == step;
        assert!(!is_stuck, "«{name}» is stuck at {step}\n{}", mario.text());
    }
    panic!("«{name}» has no end");
}
