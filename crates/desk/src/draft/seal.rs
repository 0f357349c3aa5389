//! Answers as they are stored: as JSON, sealed where the procedure says that they are sensitive.

use form::merge::Stored;
use model::ApplicationId;
use procedure::Compiled;
use serde::{Serialize, de::DeserializeOwned};
use store::drafts;

use crate::{Desk, Error, Result};

/// What a stored answer starts with when it is sealed; no JSON does.
const SEALED: &str = "sealed:";

impl Desk {
    /// An answer as it is stored: sealed also where the form does not know what it was.
    pub(super) fn sealed(
        &self,
        draft: ApplicationId,
        procedure: &Compiled,
        path: &str,
        stored: &Stored,
    ) -> Result<drafts::Answer> {
        let form = &procedure.form;
        let is_sensitive = form.is_sensitive(path) || form.kind_at(path).is_none();
        let earlier = (!stored.earlier.is_empty()).then_some(&stored.earlier);
        Ok(drafts::Answer {
            path: path.to_owned(),
            value: self.shut(draft, path, is_sensitive, &stored.values)?,
            earlier: earlier.map(|it| self.shut(draft, path, is_sensitive, it)).transpose()?,
            writers: serde_json::to_string(&stored.writers).map_err(Error::broken)?,
        })
    }

    /// What a stored answer says.
    pub(super) fn opened(&self, draft: ApplicationId, answer: &drafts::Answer) -> Result<Stored> {
        let earlier = answer.earlier.as_deref();
        let earlier = earlier.map(|text| self.open_answer(draft, &answer.path, text));
        Ok(Stored {
            values: self.open_answer(draft, &answer.path, &answer.value)?,
            earlier: earlier.transpose()?.unwrap_or_default(),
            writers: serde_json::from_str(&answer.writers).map_err(Error::broken)?,
        })
    }

    fn shut(
        &self,
        draft: ApplicationId,
        path: &str,
        is_sensitive: bool,
        said: &impl Serialize,
    ) -> Result<String> {
        let text = serde_json::to_string(said).map_err(Error::broken)?;
        if !is_sensitive {
            return Ok(text);
        }
        let context = format!("answer {draft} {path}");
        let sealed = self.keys.seal(&context, text.as_bytes(), &self.clock);
        Ok(format!("{SEALED}{}", gateway::keys::text(&sealed)))
    }

    fn open_answer<T: DeserializeOwned>(
        &self,
        draft: ApplicationId,
        path: &str,
        stored: &str,
    ) -> Result<T> {
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
