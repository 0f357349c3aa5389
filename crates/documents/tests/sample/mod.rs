//! Papers of invented people in the demo municipality, shared by tests and the example.

use std::sync::Arc;

use chrono::NaiveDate;
use documents::{
    Answer, Attachment, Blank, Due, Entry, Fee, Letter, Letterhead, Notice, Party, Protocol,
    Receipt, Section, Signature, Step, Terms,
};
use model::municipality::Theme;
use model::{Digest, Lang, Moment, Money, prose};

const CREST: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 120">
<path d="M6 4h88v62c0 28-20 44-44 52C26 110 6 94 6 66Z" fill="#fff" stroke="#17324d" stroke-width="4"/>
<path d="M50 6v110c22-8 42-24 42-50V6Z" fill="#007a52"/>
<circle cx="50" cy="52" r="18" fill="#f2c14e" stroke="#17324d" stroke-width="3"/></svg>"##;

pub fn letterhead() -> Letterhead {
    Letterhead {
        name: "Comune di Grugliasco".into(),
        crest: Some(Arc::from(CREST.as_bytes())),
        theme: Theme { hue: 160.0, saturation: 100.0, brightness: 48.0 },
        address: "Via dell’Esempio 1, 10095 Grugliasco (TO)".into(),
        pec: "protocollo@pec.comune.example".into(),
        fiscal_code: "00000000000".into(),
        telephone: "011 0000000".into(),
        site: "comune.grugliasco.to.it".into(),
    }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

fn answer(question: &str, values: &[&str]) -> Answer {
    Answer {
        question: question.into(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
        is_title: false,
    }
}

fn section(title: &str, answers: &[(&str, &[&str])]) -> Section {
    let entries =
        answers.iter().map(|(question, values)| Entry::Answer(answer(question, values))).collect();
    Section { title: title.into(), entries }
}

fn vehicle(title: &str, plate: &str, model: &str) -> Entry {
    Entry::Row {
        title: title.into(),
        answers: vec![
            answer("Targa", &[plate]),
            answer("Marca e modello", &[model]),
            answer("A chi appartiene", &["Al richiedente"]),
        ],
    }
}

fn notice() -> Notice {
    Notice {
        administration: "Comune di Grugliasco".into(),
        subject: "Rilascio del permesso di accesso alla zona a traffico limitato (ZTL)".into(),
        office: "Polizia locale".into(),
        digital_domicile: "protocollo@pec.comune.example".into(),
        responsible: "Lucia Verdi, comandante della Polizia locale".into(),
        contacts: "Tel. 011 0000001, polizialocale@comune.example".into(),
        due: Due {
            on: day("2026-04-11"),
            why: "30 giorni dalla data di presentazione (art. 2 della legge 241/1990). Il termine \
                  può essere sospeso una sola volta, per non più di 30 giorni."
                .into(),
        },
        silence: "Il silenzio non vale come accoglimento: puoi rivolgerti a chi ha il potere \
                  sostitutivo."
            .into(),
        remedies: prose::parse(
            "Se l’ufficio non risponde in tempo puoi:\n\n- chiedere che decida il segretario \
             generale, che ha il potere sostitutivo;\n- ricorrere al TAR Piemonte entro un anno \
             dalla scadenza del termine (artt. 31 e 117 del codice del processo amministrativo).",
        ),
        online: "Accedi all’area personale con SPID o CIE: vedi lo stato della pratica, leggi gli \
                 atti, rispondi alle richieste e invii osservazioni."
            .into(),
        url: "https://servizi.comune.grugliasco.to.it/pratiche/ZTL-7K3P-29".into(),
        papers: "Polizia locale, Via dell’Esempio 1, lunedì e mercoledì 9:00–12:30".into(),
    }
}

/// A permit for the restricted traffic zone with everything that a receipt can hold.
pub fn rich_receipt() -> Receipt {
    Receipt {
        lang: Lang::It,
        made_at: Moment(1_773_308_520_000_000),
        letterhead: letterhead(),
        service: "Permesso di accesso alla zona a traffico limitato (ZTL)".into(),
        protocol: Protocol::Entered { number: "2026/001234".into(), on: day("2026-03-12") },
        code: "ZTL-7K3P-29".into(),
        applicant: Party { name: "Anna Rossi".into(), fiscal_code: "RSSNNA80A41H501Z".into() },
        delegate: Some(Party {
            name: "Bruno Bianchi".into(),
            fiscal_code: "BNCBRN75B02L219K".into(),
        }),
        sent_at: Moment(1_773_308_520_000_000),
        notice: notice(),
        steps: vec![
            Step {
                title: "Dati generali".into(),
                sections: vec![
                    section(
                        "Richiedente",
                        &[
                            ("Nome e cognome", &["Anna Rossi"]),
                            ("Data di nascita", &["1º gennaio 1980"]),
                            (
                                "Indirizzo di residenza",
                                &["Via dell’Esempio 12, 10095 Grugliasco (TO)"],
                            ),
                            ("E-mail", &["anna.rossi@posta.example"]),
                            ("Telefono (facoltativo)", &[]),
                        ],
                    ),
                    Section {
                        title: "Veicoli".into(),
                        entries: vec![
                            Entry::Answer(answer("Quanti veicoli", &["2"])),
                            vehicle("AB123CD · Fiat Panda", "AB123CD", "Fiat Panda"),
                            vehicle("EF456GH · Renault Zoe", "EF456GH", "Renault Zoe"),
                        ],
                    },
                ],
            },
            Step {
                title: "Preferenze".into(),
                sections: vec![section(
                    "",
                    &[
                        (
                            "In quali zone devi entrare",
                            &["Zona A, centro storico", "Zona B, stazione"],
                        ),
                        (
                            "Perché ti serve il permesso",
                            &["Abito in via dell’Esempio.\nIl cortile è nella zona."],
                        ),
                    ],
                )],
            },
        ],
        declarations: vec![
            "Dichiaro di sapere che le dichiarazioni false sono punite dalla legge (art. 76 del \
             D.P.R. 445/2000) e fanno perdere il beneficio (art. 75)."
                .into(),
            "Mi impegno a comunicare entro 15 giorni ogni cambiamento.".into(),
        ],
        attachments: vec![
            Attachment {
                label: "Carta di circolazione".into(),
                name: "libretto-panda.pdf".into(),
                bytes: 1_234_567,
                sha256: Digest::of(b"libretto"),
            },
            Attachment {
                label: "Contratto di locazione".into(),
                name: "contratto firmato (2).pdf".into(),
                bytes: 87_000,
                sha256: Digest::of(b"contratto"),
            },
        ],
        fees: vec![
            Fee {
                label: "Imposta di bollo".into(),
                amount: Money(1600),
                note: "sulla domanda".into(),
            },
            Fee {
                label: "Diritti di segreteria".into(),
                amount: Money(1050),
                note: "al rilascio".into(),
            },
        ],
        terms: Some(Terms { version: "2".into(), accepted_at: Moment(1_773_308_500_000_000) }),
        digest: Digest::of(b"answers"),
    }
}

/// A receipt with as little as the law allows.
pub fn minimal_receipt() -> Receipt {
    let mut receipt = rich_receipt();
    receipt.letterhead.crest = None;
    receipt.protocol = Protocol::Pending;
    receipt.delegate = None;
    receipt.notice.contacts.clear();
    receipt.steps.clear();
    receipt.declarations.clear();
    receipt.attachments.clear();
    receipt.fees.clear();
    receipt.terms = None;
    receipt
}

/// A permit granted.
pub fn letter() -> Letter {
    Letter {
        lang: Lang::It,
        made_at: Moment(1_775_200_000_000_000),
        letterhead: letterhead(),
        office: "Polizia locale".into(),
        title: "Permesso di accesso alla ZTL".into(),
        place: "Grugliasco".into(),
        date: day("2026-04-08"),
        protocol: None,
        is_draft: false,
        about: Protocol::Entered { number: "2026/001789".into(), on: day("2026-04-08") },
        code: "ZTL-7K3P-29".into(),
        addressee: Party { name: "Anna Rossi".into(), fiscal_code: "RSSNNA80A41H501Z".into() },
        address: vec!["Via dell’Esempio 12".into(), "10095 Grugliasco (TO)".into()],
        subject: "accoglimento della domanda n. 2026/001234 del 12 marzo 2026".into(),
        body: prose::parse(
            "Gentile Anna Rossi,\n\nla tua domanda è **accolta**. Il permesso vale per i veicoli \
             e le zone qui sotto, dal **9 aprile 2026** all’**8 aprile 2028**.\n\n### Che cosa puoi \
             fare\n\n- entrare e sostare nella zona A, centro storico, in ogni ora del giorno;\n- \
             entrare nella zona B, stazione, dalle 7:30 alle 20:00.\n\n### Che cosa devi fare\n\n1. \
             Comunica entro 15 giorni ogni cambiamento di targa o di residenza.\n2. Rinnova il \
             permesso prima della scadenza, [dalla pagina del servizio](https://servizi.comune.grugliasco.to.it/servizi/permesso-ztl).\n\nIl \
             procedimento si è chiuso in 27 giorni su 30.",
        ),
        signature: Signature {
            name: "Lucia Verdi".into(),
            role: "La responsabile del procedimento".into(),
            line: "Firma autografa omessa ai sensi dell’art. 3 del D.Lgs. 39/1993".into(),
        },
        remedies: prose::parse(
            "Contro questo atto puoi ricorrere al TAR Piemonte entro 60 giorni, o in alternativa al \
             Presidente della Repubblica entro 120 giorni, da quando lo ricevi.",
        ),
        enclosures: vec![Attachment {
            label: "Planimetria delle zone".into(),
            name: "planimetria.pdf".into(),
            bytes: 640_000,
            sha256: Digest::of(b"planimetria"),
        }],
    }
}

/// A consent that its signer completes by hand.
pub fn blank() -> Blank {
    Blank {
        lang: Lang::It,
        made_at: Moment(1_775_200_000_000_000),
        title: "Consenso del proprietario".into(),
        body: prose::parse(
            "Io sottoscritto/a ____________________, proprietario/a dell’immobile in Via \
             dell’Esempio 12,\n\n**acconsento** che Anna Rossi chieda il permesso.",
        ),
        service: "Chiedere il passo carrabile".into(),
        administration: "Comune di Grugliasco".into(),
    }
}
