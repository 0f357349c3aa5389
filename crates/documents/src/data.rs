//! What a paper says, as plain data. Every text is given ready in the paper's language; dates, money
//! and sizes are given as values and written by the press. Not stored: the PDF is.

use std::sync::Arc;

use chrono::NaiveDate;
use model::municipality::Theme;
use model::prose::Block;
use model::{Digest, Lang, Moment, Money};

/// Head of every sheet (*carta intestata*).
#[derive(Debug, Clone, PartialEq)]
pub struct Letterhead {
    /// "Comune di Grugliasco".
    pub name: String,
    /// The coat of arms as SVG bytes; `None` leaves the name alone.
    pub crest: Option<Arc<[u8]>>,
    /// The municipality's colour, used for rules only and never for text.
    pub theme: Theme,
    /// One line: "Piazza Giacomo Matteotti 50, 10095 Grugliasco (TO)".
    pub address: String,
    /// Certified e-mail (PEC).
    pub pec: String,
    pub fiscal_code: String,
    pub telephone: String,
    /// Address of the institutional site, as people write it.
    pub site: String,
}

/// A person or body on a paper.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Party {
    pub name: String,
    /// Empty when the person has none (eIDAS).
    pub fiscal_code: String,
}

/// The entry in the protocol register (*protocollo*, DPR 445/2000 art. 53).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Protocol {
    Entered {
        /// "2026/001234".
        number: String,
        on: NaiveDate,
    },
    /// An external register has not answered yet: printed as "in corso di assegnazione".
    Pending,
}

/// A receipt. See [`crate::Press::receipt`].
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    pub lang: Lang,
    /// The date of the file itself; the same moment gives the same bytes.
    pub made_at: Moment,
    pub letterhead: Letterhead,
    /// Title of the service, as on its sheet.
    pub service: String,
    pub protocol: Protocol,
    /// The code that the citizen quotes before and beside the protocol number.
    pub code: String,
    pub applicant: Party,
    /// Who sent it in the applicant's name (*delegato*, *procuratore*).
    pub delegate: Option<Party>,
    /// The instant of sending: date of submission (*data di presentazione*).
    pub sent_at: Moment,
    pub notice: Notice,
    pub steps: Vec<Step>,
    /// Declarations made and their warnings, each a text that was accepted.
    pub declarations: Vec<String>,
    pub attachments: Vec<Attachment>,
    pub fees: Vec<Fee>,
    /// Terms of service accepted at sending.
    pub terms: Option<Terms>,
    /// SHA-256 of the canonical text of the answers.
    pub digest: Digest,
}

/// What makes a receipt the notice of start: the contents of l. 241/1990 art. 8 c. 2.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// a) competent administration.
    pub administration: String,
    /// b) subject of the procedure.
    pub subject: String,
    /// c) office.
    pub office: String,
    /// c) digital domicile of the administration: its PEC.
    pub digital_domicile: String,
    /// c) person responsible for the procedure (*responsabile del procedimento*).
    pub responsible: String,
    /// How to reach the office: telephone, e-mail. May be empty.
    pub contacts: String,
    /// c-bis) the date by which it must end.
    pub due: Due,
    /// What silence means when that date has passed, a sentence.
    pub silence: String,
    /// c-bis) remedies against inertia: holder of the substitutive power, judge.
    pub remedies: Vec<Block>,
    /// d) how to see the file and exercise rights online, a sentence.
    pub online: String,
    /// d) where, an absolute address.
    pub url: String,
    /// d-bis) office where papers that are not digital can be seen, with address and hours.
    pub papers: String,
}

/// By when the office must answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub on: NaiveDate,
    /// How it is counted, with its norm: "30 giorni dal ricevimento (art. 2 l. 241/1990)".
    pub why: String,
}

/// A step of the form, as the summary showed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    pub title: String,
    pub sections: Vec<Section>,
}

/// A section of a step. Hidden fields are not here: the caller leaves them out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// May be empty.
    pub title: String,
    pub entries: Vec<Entry>,
}

/// What stands in a section, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    Answer(Answer),
    /// One row of a group: "AB123CD · Fiat Panda" and its answers.
    Row {
        title: String,
        answers: Vec<Answer>,
    },
}

/// A question and what was answered, as a person reads it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    pub question: String,
    /// One text for each value; none for a question left open. Line feeds are kept.
    pub values: Vec<String>,
    /// No question, but what those that follow stand under.
    pub is_title: bool,
}

/// A file that goes with a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// What it was asked as: "Contratto di locazione". May be empty.
    pub label: String,
    /// The file's name as the citizen gave it.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    pub sha256: Digest,
}

/// A sum due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    pub label: String,
    pub amount: Money,
    /// When and how it is paid, or that it was: "al rilascio". May be empty.
    pub note: String,
}

/// Terms of service (*condizioni di servizio*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The version accepted.
    pub version: String,
    pub accepted_at: Moment,
}

/// A letter or an act. See [`crate::Press::letter`].
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    pub lang: Lang,
    /// The date of the file itself; the same moment gives the same bytes.
    pub made_at: Moment,
    pub letterhead: Letterhead,
    /// The office that writes, under the letterhead.
    pub office: String,
    /// What it is: "Permesso di accesso alla ZTL", "Richiesta di integrazione".
    pub title: String,
    /// Place of writing: "Grugliasco".
    pub place: String,
    pub date: NaiveDate,
    /// Its own entry in the register; none for letters made before they had one, and for drafts.
    pub protocol: Option<Protocol>,
    /// It is only looked at: every page says that it is a draft.
    pub is_draft: bool,
    /// The entry of the application it is about.
    pub about: Protocol,
    /// Code of the application it belongs to; empty for none.
    pub code: String,
    pub addressee: Party,
    /// Where it is sent: digital domicile or postal address, one line each.
    pub address: Vec<String>,
    pub subject: String,
    pub body: Vec<Block>,
    pub signature: Signature,
    /// How and where to appeal (l. 241/1990 art. 3 c. 4); empty for letters that decide nothing.
    pub remedies: Vec<Block>,
    pub enclosures: Vec<Attachment>,
}

impl Letter {
    /// What its sheets say, but for the letterhead: where words that stand in it are looked for.
    #[must_use]
    pub fn words(&self) -> String {
        let number = |protocol: &Protocol| match protocol {
            Protocol::Entered { number, .. } => number.clone(),
            Protocol::Pending => String::new(),
        };
        let own = self.protocol.as_ref().map_or_else(String::new, number);
        let parts = [
            self.office.clone(),
            self.title.clone(),
            own,
            number(&self.about),
            self.addressee.name.clone(),
            self.addressee.fiscal_code.clone(),
            self.address.join("\n"),
            self.subject.clone(),
            model::prose::plain(&self.body),
            model::prose::plain(&self.remedies),
            self.signature.name.clone(),
            self.signature.role.clone(),
            self.place.clone(),
            model::dates::long(self.date, self.lang),
            self.enclosures.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join("\n"),
        ];
        parts.join("\n")
    }
}

/// Who answers for a letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signature {
    pub name: String,
    /// "Il responsabile del procedimento".
    pub role: String,
    /// How it is signed: "Firma autografa omessa ai sensi dell'art. 3 del D.Lgs. 39/1993".
    pub line: String,
}

/// A document to be printed and signed by somebody, for an application. It speaks for who signs it: it has no
/// letterhead. See [`crate::Press::blank`].
#[derive(Debug, Clone, PartialEq)]
pub struct Blank {
    pub lang: Lang,
    /// The date of the file itself; the same moment gives the same bytes.
    pub made_at: Moment,
    /// "Consenso del proprietario".
    pub title: String,
    pub body: Vec<Block>,
    /// Title of the service that it is attached to.
    pub service: String,
    /// "Comune di Grugliasco": to whom the application goes.
    pub administration: String,
}
