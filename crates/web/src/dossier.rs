//! What the pages of an application have in common, whoever reads them: answers, papers, the clock in
//! sentences. What happened is in `timeline`, what can be done in `moves`.

use desk::{
    Loaded,
    dossier::{Dossier, Paper},
};
use form::{Answers, summary};
use workflow::{Act, Who};

use crate::{
    Page,
    view::{Files, ToldStep, flat},
};

/// A button: what it says, where it leads.
pub(crate) struct Button {
    pub label: String,
    pub url: String,
    /// The likeliest: drawn as the one primary button.
    pub is_first: bool,
    /// Takes charge of the application: has a key of its own.
    pub is_take: bool,
}

/// A paper to download.
pub(crate) struct PaperLine {
    pub label: String,
    pub url: String,
    /// When it was made, and its number in the register.
    pub at: String,
    /// What became of it since: the decision was taken back, or something in it put right; else empty.
    pub fate: String,
}

/// A sentence of the clock with the norm it rests on.
pub(crate) struct ClockLine {
    pub text: String,
    pub norm: String,
}

/// The papers of an application below an address, the newest first.
pub(crate) fn papers(page: &Page, dossier: &Dossier, below: &str) -> Vec<PaperLine> {
    paper_lines(page, (&dossier.loaded, &dossier.documents), below)
}

/// The same of some papers of an application as its events tell it.
pub(crate) fn paper_lines(
    page: &Page,
    (loaded, papers): (&Loaded, &[Paper]),
    below: &str,
) -> Vec<PaperLine> {
    let words = page.words;
    let (rectified, void) = (loaded.rectified(), loaded.void_acts());
    let line = |paper: &Paper| {
        let size = words.size(paper.size);
        let label = words.with(
            "account-document-download",
            &[("title", paper.title.get(page.lang).into()), ("size", size.as_str().into())],
        );
        PaperLine {
            label: label.into_owned(),
            url: format!("{below}/{}", paper.id),
            fate: match &paper.number {
                Some(number) if void.contains(number) => page.t("account-document-void").into(),
                Some(number) if rectified.contains(number) => {
                    page.t("account-document-rectified").into()
                }
                _ => String::new(),
            },
            at: match &paper.number {
                Some(number) => {
                    let number = [("number", number.as_str().into())];
                    let number = words.with("office-letter-number", &number);
                    format!("{} · {number}", words.moment(paper.at))
                }
                None => words.moment(paper.at),
            },
        }
    };
    papers.iter().rev().map(line).collect()
}

/// What was answered, as it stands.
pub(crate) fn answers(page: &Page, dossier: &Dossier) -> Vec<ToldStep> {
    told(page, (&dossier.loaded, &dossier.files), &dossier.loaded.answers)
}

/// What was answered to the form of an application, with the files that came with it.
pub(crate) fn told(
    page: &Page,
    (loaded, files): (&Loaded, &Files),
    answers: &Answers,
) -> Vec<ToldStep> {
    let desk = &page.town.desk;
    let alone = form::Facts::on(loaded.sent_at().day());
    let facts = form::Facts { calendar: desk.calendar(), files, ..alone };
    let told = summary::of_answers(&loaded.procedure.form, answers, &facts, page.lang);
    flat(told, files)
}

/// The clock in sentences, in the order things happened. How the office reads the term for itself is the
/// office's.
pub(crate) fn clock(page: &Page, dossier: &Dossier, for_office: bool) -> Vec<ClockLine> {
    let sentences = dossier.clock.sentences.iter().filter(|said| for_office || !said.is_for_office);
    reasons(page, sentences.cloned())
}

/// Sentences of the clock with their norms.
pub(crate) fn reasons(
    page: &Page,
    sentences: impl IntoIterator<Item = workflow::Sentence>,
) -> Vec<ClockLine> {
    let line = |said: workflow::Sentence| ClockLine {
        text: said.text.get(page.lang).to_owned(),
        norm: said.norm,
    };
    sentences.into_iter().map(line).collect()
}

/// Why nobody at the desk has a move to make now, and until when.
pub(crate) fn no_moves(page: &Page, dossier: &Dossier) -> String {
    let words = page.words;
    let application = &dossier.loaded.application;
    if application.closed.is_some() {
        return page.t("office-moves-ended").into_owned();
    }
    let moves = &dossier.loaded.procedure.workflow.definition().moves;
    let here = || moves.iter().filter(|mv| mv.from.contains(&application.state));
    let waits = here().find_map(|mv| match mv.act {
        Act::Observations => Some("office-moves-wait-observations"),
        Act::AnswerIntegration => Some("office-moves-wait-answer"),
        _ => None,
    });
    let from = dossier.clock.timers.first().and_then(|timer| timer.last_day.succ_opt());
    if let (Some(key), Some(from)) = (waits, from) {
        return words.with(key, &[("date", words.date(from).as_str().into())]).into_owned();
    }
    let mut roles: Vec<_> = here()
        .flat_map(|mv| &mv.who)
        .filter_map(|who| match who {
            Who::Clerk => Some("role-clerk"),
            Who::Responsible => Some("role-responsible"),
            Who::Head => Some("role-head"),
            _ => None,
        })
        .map(|key| page.t(key).into_owned())
        .collect();
    roles.sort();
    roles.dedup();
    match roles.is_empty() {
        true => page.t("office-moves-none").into_owned(),
        false => {
            let roles = roles.join(", ");
            words.with("office-moves-others", &[("roles", roles.as_str().into())]).into_owned()
        }
    }
}

/// What a redirect tells the page of an application it leads to.
#[derive(Debug, Default, serde::Deserialize)]
pub(crate) struct Flash {
    /// A move was made.
    #[serde(default)]
    fatto: Option<u8>,
    /// Somebody changed the application meanwhile.
    #[serde(default)]
    cambiata: Option<u8>,
    /// It is in a colleague's hands, and no reason was given.
    #[serde(default)]
    motivo: Option<u8>,
    /// A question was to be taken back, and no reason was given.
    #[serde(default)]
    perche: Option<u8>,
    /// It was asked for again today already.
    #[serde(default)]
    sollecitato: Option<u8>,
}

/// A message at the top of a page.
pub(crate) struct Notice {
    pub text: String,
    pub is_warning: bool,
}

impl Flash {
    /// Somebody else was first.
    pub(crate) fn late() -> Flash {
        Flash { cambiata: Some(1), ..Flash::default() }
    }

    /// What was asked for was done.
    pub(crate) fn is_done(&self) -> bool {
        self.fatto.is_some() && self.cambiata.is_none() && self.motivo.is_none()
    }

    /// The message, if there is one; `done` and `stale` are the keys of the good news and the bad.
    pub(crate) fn notice(&self, page: &Page, done: &str, stale: &str) -> Option<Notice> {
        if self.perche.is_some() || self.sollecitato.is_some() {
            let key =
                if self.perche.is_some() { "opinion-revoke-missing" } else { "opinion-reminded" };
            return Some(Notice { text: page.t(key).into_owned(), is_warning: true });
        }
        let (key, is_warning) = match (self.motivo, self.cambiata, self.fatto) {
            (Some(_), ..) => ("office-hand-why-missing", true),
            (None, Some(_), _) => (stale, true),
            (None, None, Some(_)) => (done, false),
            (None, None, None) => return None,
        };
        Some(Notice { text: page.t(key).into_owned(), is_warning })
    }
}
