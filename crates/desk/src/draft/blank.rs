//! Documents to print and sign (*modelli da compilare*), with what their draft says so far. Nothing of them is kept:
//! each is printed when it is asked for.

use std::sync::Arc;

use documents::Blank;
use form::blank::{self, Filled};
use gateway::vault::Reading;
use model::{ApplicationId, Lang, Localized, Moment, fold};

use crate::{Desk, Error, Result, dossier::Download, session::Session};

impl Desk {
    /// The document that is offered beside the attachment of a draft at `path`, with the answers saved so far; none if
    /// nothing is offered there now, or the draft was sent.
    ///
    /// # Errors
    /// Not one's draft.
    pub async fn blank(
        &self,
        session: &Session,
        id: ApplicationId,
        path: &str,
        lang: Lang,
    ) -> Result<Option<Download>> {
        let open = self.draft(session, id).await?;
        let (form, at) = (&open.procedure.form, (path, lang));
        let filled = blank::of_draft(form, &open.raw, &open.checked, &open.facts(self), at)
            .filter(|_| !open.is_sent);
        let Some(filled) = filled else { return Ok(None) };
        self.print_blank(filled, &open.procedure.procedure.title, open.saved_at).await.map(Some)
    }

    /// Prints one for an application to the service called so; `at` is the moment of the answers in it.
    ///
    /// # Errors
    /// The press fails.
    pub async fn print_blank(
        &self,
        filled: Filled,
        service: &Localized,
        at: Moment,
    ) -> Result<Download> {
        let Filled { title, body, lang } = filled;
        let name = format!("{}.pdf", fold::slug(&title));
        let paper = Blank {
            lang,
            made_at: at,
            title,
            body,
            service: service.get(lang).to_owned(),
            administration: self.municipality.title.get(lang).to_owned(),
        };
        let press = Arc::clone(&self.press);
        let printed = tokio::task::spawn_blocking(move || press.blank(&paper)).await;
        let bytes = printed.map_err(Error::broken)?.map_err(Error::broken)?;
        let media_type = "application/pdf".to_owned();
        Ok(Download { name, media_type, bytes: Reading::of(bytes) })
    }
}
