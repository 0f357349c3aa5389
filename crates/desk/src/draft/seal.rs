//! Answers as they are stored: as JSON, sealed where the procedure says that they are sensitive.

use model::ApplicationId;
use procedure::Compiled;
use store::drafts;

use crate::{Desk, Error, Result};

/// What a stored answer starts with when it is sealed; no JSON does.
const SEALED: &str = "sealed:";

impl Desk {
    /// An answer to be saved.
    pub(super) fn typed(
        &self,
        draft: ApplicationId,
        procedure: &Compiled,
        path: &str,
        values: &[String],
    ) -> Result<drafts::Typed> {
        let value = self.sealed(draft, procedure, path, values)?;
        Ok(drafts::Typed { path: path.to_owned(), value })
    }

    /// An answer as it is stored: sealed where the procedure says that it is sensitive.
    fn sealed(
        &self,
        draft: ApplicationId,
        procedure: &Compiled,
        path: &str,
        values: &[String],
    ) -> Result<String> {
        let text = serde_json::to_string(values).map_err(Error::broken)?;
        if !procedure.form.is_sensitive(path) {
            return Ok(text);
        }
        let context = format!("answer {draft} {path}");
        let sealed = self.keys.seal(&context, text.as_bytes(), &self.clock);
        Ok(format!("{SEALED}{}", gateway::keys::text(&sealed)))
    }

    /// What a stored answer says.
    pub(super) fn opened(
        &self,
        draft: ApplicationId,
        path: &str,
        stored: &str,
    ) -> Result<Vec<String>> {
        let Some(sealed) = stored.strip_prefix(SEALED) else {
            return serde_json::from_str(stored).map_err(Error::broken);
        };
        let context = format!("answer {draft} {path}");
        let sealed =
            gateway::keys::bytes(sealed).ok_or_else(|| Error::broken("not sealed text"))?;
        let text = self.keys.open(&context, &sealed).map_err(Error::broken)?;
        serde_json::from_slice(&text).map_err(Error::broken)
    }
}
