//! A form that asks every kind of answer: each stands in the receipt as people read it, and tells the browser what it
//! may fill in by itself.

use desk::draft::Given;
use form::{
    Kind,
    definition::Field,
    showcase::{Showcase, showcase},
    summary::{self, Line},
};
use model::Lang;
use tests::{
    direct::sign_in,
    filling::{PDF, PNG, SIGNED, send},
    installation::Installation,
};

use crate::{blanks::said, on_both_engines, revisions::publish};

on_both_engines!(every_kind_of_answer_is_in_the_receipt);

/// What browsers can fill in, as the standard of HTML lists it.
const TOKENS: [&str; 53] = [
    "name",
    "honorific-prefix",
    "given-name",
    "additional-name",
    "family-name",
    "honorific-suffix",
    "nickname",
    "username",
    "new-password",
    "current-password",
    "one-time-code",
    "organization-title",
    "organization",
    "street-address",
    "address-line1",
    "address-line2",
    "address-line3",
    "address-level4",
    "address-level3",
    "address-level2",
    "address-level1",
    "country",
    "country-name",
    "postal-code",
    "cc-name",
    "cc-given-name",
    "cc-additional-name",
    "cc-family-name",
    "cc-number",
    "cc-exp",
    "cc-exp-month",
    "cc-exp-year",
    "cc-csc",
    "cc-type",
    "transaction-currency",
    "transaction-amount",
    "language",
    "bday",
    "bday-day",
    "bday-month",
    "bday-year",
    "sex",
    "url",
    "photo",
    "tel",
    "tel-country-code",
    "tel-national",
    "tel-area-code",
    "tel-local",
    "tel-extension",
    "email",
    "impp",
    "off",
];

/// The questions of the showcase that are answered rightly, each called as its kind and remembered.
fn asked() -> Showcase {
    let mut show = showcase(true);
    for section in &mut show.form.steps[0].sections {
        let is_alone = section.fields.len() == 1;
        section.fields.retain(|field| {
            let is_other = ["_empty", "_wrong", "_locked"].iter().any(|it| field.id.ends_with(it));
            is_alone || !is_other
        });
        for field in &mut section.fields {
            if field.kind.traits().autocomplete.is_empty() {
                continue;
            }
            field.remember = Some(12);
        }
    }
    show.form.steps[0].sections.retain(|section| section.id.starts_with("kind_"));
    for (path, text) in [
        ("period.from", "1/4/2027"),
        ("period.to", "30/4/2027"),
        ("group.r2.name", "Luca"),
        ("group.r2.schools.r1.school", "Di Nanni"),
        ("brick.email", "mario@example.it"),
        ("brick.phone", "333 7654321"),
        ("set.inner", "Dentro alla domanda"),
    ] {
        show.raw.put(path.to_owned(), text);
    }
    show.raw.put("group.r2.schools".to_owned(), "r1");
    show
}

#[test]
fn what_browsers_fill_in_is_called_as_the_standard_calls_it() {
    fn walk(fields: &[Field]) {
        for field in fields {
            let token = field.token();
            assert!(token.is_empty() || TOKENS.contains(&token), "{}: {token}", field.id);
            walk(&field.fields);
        }
    }
    for kind in Kind::ALL {
        let token = kind.traits().autocomplete;
        assert!(token.is_empty() || TOKENS.contains(&token), "{}: {token}", kind.name());
    }
    form::brick::all().for_each(|brick| walk(&brick.fields));
}

/// What stands in the lines, each on one line.
fn told(lines: &[Line], into: &mut Vec<String>) {
    for line in lines {
        match line {
            Line::Answer(line) => {
                into.push(line.answer.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            Line::Rows { rows, .. } => {
                for row in rows {
                    into.push(row.title.clone());
                    told(&row.lines, into);
                }
            }
            Line::Heading(..) | Line::End => {}
        }
    }
}

async fn every_kind_of_answer_is_in_the_receipt(installation: Installation) {
    let show = asked();
    let source = procedure::read(include_str!("every_brick.yaml")).expect("read");
    let mut whole = source.procedure;
    whole.form = show.form.clone();
    whole.tests.clear();
    publish(&installation, &procedure::write(&whole)).await;

    let desk = installation.desk();
    let me = sign_in(desk, "citizens", "mario").await;
    let draft = desk.begin_draft(&me.session, &whole.id).await.expect("a draft");
    let open = desk.draft(&me.session, draft).await.expect("the draft");
    let form = &open.procedure.form;
    let (mut given, mut papers) = (Vec::new(), Vec::new());
    for (path, texts) in show.raw.iter().filter(|(path, _)| form.kind_at(path).is_some()) {
        match texts.first().filter(|text| show.files.contains_key(*text)) {
            Some(_) => papers.push(path),
            None => given.push(open.answer("test", path, texts)),
        }
    }
    desk.save(&me.session, draft, &given).await.expect("saved");
    for path in papers {
        let is_photo = form.kind_at(path) == Some(Kind::Photo);
        let (name, bytes) = match path.starts_with("signed_document") {
            true => ("carta.pdf", SIGNED),
            false if is_photo => ("foto.png", PNG),
            false => ("carta.pdf", PDF),
        };
        let bytes = futures_util::stream::iter([Ok(bytes.into())]);
        let given = Given { path: path.to_owned(), name: name.to_owned(), bytes };
        desk.attach(&me.session, draft, given).await.expect("attached");
    }

    // What browsers can fill in stands on its control.
    let mut mario = installation.visitor();
    mario.set_cookie("session", &me.token);
    mario.open(&format!("/bozze/{draft}/passi/all")).await;
    for kind in Kind::ALL.into_iter().filter(|kind| !kind.traits().autocomplete.is_empty()) {
        let control = format!("[name='{}_filled']", kind.name());
        assert_eq!(mario.all(&control, "autocomplete"), [kind.traits().autocomplete], "{control}");
    }

    let open = desk.draft(&me.session, draft).await.expect("the draft");
    assert!(open.checked.is_complete(), "{:#?}", open.checked.problems);
    let steps = summary::of_draft(form, &open.checked, &open.facts(desk), Lang::It);
    let mut wanted = Vec::new();
    for section in steps.iter().flat_map(|step| &step.sections) {
        let before = wanted.len();
        told(&section.lines, &mut wanted);
        assert!(wanted.len() > before, "{} says nothing", section.id);
    }
    mario.open(&format!("/bozze/{draft}/riepilogo")).await;
    send(&installation, &mut mario).await;
    mario.open(&format!("/pratiche/{draft}/inviata")).await;
    let receipt = mario.all("main a.btn-primary", "href");
    mario.open(&receipt[0]).await;
    // Long words are broken where a line ends.
    let joined = |text: &str| text.split_whitespace().collect::<String>();
    let receipt = joined(&said(&mario));
    let mut rest = receipt.as_str();
    // In their order: an answer is not found in what another says.
    for answer in wanted {
        let Some((_, after)) = rest.split_once(&joined(&answer)) else {
            panic!("«{answer}» is not in: {rest}");
        };
        rest = after;
    }
}
