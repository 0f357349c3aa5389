//! One's drafts as a list, each with what tells it from the others.

use std::{collections::BTreeMap, sync::Arc};

use form::{Facts, Raw, route};
use model::ApplicationId;
use procedure::Compiled;
use store::{
    drafts, files,
    payments::{self, State},
};

use super::{LISTED, Line};
use crate::{
    Desk, Result,
    admission::level,
    catalogue::number,
    facts::{Nothing, of_files},
    session::{Session, USUAL_LEVEL},
};

/// A draft with all that a list says of it.
type Listed = (drafts::Draft, Vec<drafts::Answer>, Vec<files::File>);

impl Desk {
    /// One's drafts, the last saved first: those that a sign-in of this level opens.
    ///
    /// # Errors
    /// Storage.
    pub async fn drafts(&self, session: &Session) -> Result<Vec<Line>> {
        let person = session.person.id;
        let mut read = self.db.peek().await?;
        let mut rows = Vec::new();
        for row in drafts::of_person(&mut read, person, None, None, LISTED).await? {
            let answers = drafts::answers(&mut read, row.id).await?;
            let received = files::of_draft(&mut read, row.id).await?;
            rows.push((row, answers, received));
        }
        let payments = payments::before_sending(&mut read, person).await?;
        drop(read);
        let mut lines = Vec::new();
        for listed in rows {
            let id = listed.0.id;
            let procedure = self.revision(&listed.0.procedure, number(listed.0.revision)).await?;
            // One that asks more than the usual is listed, and asks when it is opened.
            if session.level >= level(&procedure).min(USUAL_LEVEL) {
                let own = || payments.iter().filter(|payment| payment.draft == id);
                let paid = own().filter(|it| it.state == State::Paid).map(|it| it.amount).sum();
                let paying = own().find(|it| it.state == State::Started).map(|it| it.id);
                let is_open = session.level >= level(&procedure);
                lines.push(Line { paid, paying, ..self.listed(listed, procedure, is_open) });
            }
        }
        lines.sort_by_key(|line| std::cmp::Reverse(line.saved_at));
        Ok(lines)
    }

    /// One line; what a session of a higher level alone reads is left out, and what cannot be read.
    fn listed(
        &self,
        (row, answers, received): Listed,
        procedure: Arc<Compiled>,
        is_open: bool,
    ) -> Line {
        let id = ApplicationId(row.id);
        let mut raw = Raw::new();
        for answer in answers.into_iter().filter(|_| is_open) {
            if let Ok(opened) = self.opened(id, &answer) {
                raw.set(answer.path, opened.values);
            }
        }
        let (files, origins) = (of_files(&received), BTreeMap::new());
        let facts = Facts {
            today: self.today(),
            calendar: self.calendar(),
            files: &files,
            origins: &origins,
            more: &Nothing,
        };
        let form = &procedure.form;
        let checked = form::check(form, &raw, &facts);
        let step = route::resume(form, &checked).filter(|_| is_open);
        Line {
            id,
            subject: procedure.subject(&checked.answers, &facts),
            begun_at: row.created_at,
            saved_at: row.saved_at,
            step: step.and_then(|step| form.step_title(&step).cloned()),
            paid: model::Money(0),
            paying: None,
            procedure,
        }
    }
}
