//! A form of a thousand fields, from the first page to its number.

use tests::{
    direct::{permit, sign_in},
    installation::{Engine, Installation},
};

use crate::revisions::{SHIPPED, publish};

const STEPS: usize = 10;
const OF_EACH: usize = 100;

/// The permit, with a thousand questions more: of some kinds, each shown because of the one before.
fn thousand() -> String {
    use std::fmt::Write as _;
    let mut steps = String::new();
    for s in 0..STEPS {
        let _ = write!(
            steps,
            "  - id: more{s}\n    title: {{it: Altro {s}, en: More {s}}}\n    sections:\n"
        );
        for n in 0..OF_EACH {
            if n % 25 == 0 {
                let _ = write!(
                    steps,
                    "    - id: part{s}_{n}\n      title: {{it: Parte {n}, en: Part {n}}}\n      fields:\n"
                );
            }
            let (kind, _) = kind(n);
            let _ = write!(
                steps,
                "      - id: q{s}_{n}\n        kind: {kind}\n        label: {{it: Domanda {s}.{n}, en: Question {s}.{n}}}\n        required: false\n"
            );
            if n > 0 {
                let _ = writeln!(steps, "        visible: has(kind) || has(q{s}_{})", n - 1);
            }
        }
    }
    let at = SHIPPED.find("fees:\n").expect("the key after the form");
    format!("{}{steps}{}", &SHIPPED[..at], &SHIPPED[at..])
}

/// A kind of question and an answer to it.
fn kind(n: usize) -> (&'static str, &'static str) {
    [("line", "una risposta"), ("integer", "42"), ("date", "3 maggio 2027"), ("money", "12,50")]
        [n % 4]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_of_a_thousand_fields_opens_is_filled_and_sent() {
    let installation = Installation::start(Engine::Sqlite).await;
    publish(&installation, &thousand()).await;
    let desk = installation.desk();
    let mario = sign_in(desk, "citizens", "mario").await;
    let draft = permit(desk, &mario).await.draft;
    let mut me = installation.visitor();
    me.set_cookie("session", &mario.token);
    me.open(&format!("/bozze/{draft}/passi/more0")).await;
    for s in 0..STEPS {
        assert!(me.path().ends_with(&format!("/passi/more{s}")), "{}", me.path());
        let mut sent = me.prepare("Avanti");
        let mut answered = 0;
        for (name, value) in &mut sent.fields {
            let of_step = name.strip_prefix(&format!("q{s}_"));
            if let Some(n) = of_step.and_then(|n| n.parse().ok()) {
                kind(n).1.clone_into(value);
                answered += 1;
            }
        }
        assert_eq!(answered, OF_EACH);
        assert_eq!(me.send(sent).await, 200, "{}", me.text());
    }
    me.expect("Riepilogo").expect("Domanda 0.0").expect("Domanda 9.99");
    assert_eq!(me.text().matches("una risposta").count(), STEPS * OF_EACH / 4);
    me.tick("Accetto i termini e le condizioni di servizio").press("Invia la domanda").await;
    me.expect("Richiesta inviata");
    // And its receipt holds every answer.
    installation.settle().await;
    let mut read = desk.db.peek().await.expect("storage");
    let receipt = store::documents::of_application(&mut read, draft).await.expect("its papers");
    drop(read);
    me.open(&format!("/pratiche/{draft}/documenti/{}", receipt[0].id)).await;
    assert!(me.bytes().starts_with(b"%PDF-"), "{}", me.text());
}
