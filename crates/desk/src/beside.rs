//! What an office can do with any application, beside the moves of its procedure: hand it to the office that is
//! competent, take a decision back. Each has a small form, a reason that the citizen reads, and an event of its own.

use form::{Checked, Raw};
use model::{ApplicationId, Lang, access::Action};
use serde_json::{Value, json};
use workflow::{Command, Decision, Refusal, ReopenedFor};

use crate::{
    Desk, Error, Loaded, Result,
    moves::{NotMade, Wish, actor},
    session::Session,
    small_form,
};

/// Ids of the questions.
const CAUSE: &str = "cause";
const OFFICE: &str = "office";
const REASON: &str = "reason";

/// An act beside the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Hand it to another office (L. 241/1990 art. 6 c. 1 e).
    Transfer,
    /// Take the decision back.
    Reopen,
}

impl Beside {
    /// All of them, in the order of a page.
    pub const ALL: [Self; 2] = [Self::Transfer, Self::Reopen];

    /// The word of its address, which begins the keys of its sentences, too.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Transfer => "trasmetti",
            Self::Reopen => "riapri",
        }
    }

    const fn right(self) -> Action {
        match self {
            Self::Transfer => Action::Transfer,
            Self::Reopen => Action::Decide,
        }
    }
}

/// An act on its page, with what was typed.
#[derive(Debug)]
pub struct Besides {
    pub loaded: Loaded,
    pub form: form::Compiled,
    pub checked: Checked,
    /// It can be done now.
    pub is_open: bool,
}

impl Loaded {
    /// What this person can do beside the moves now.
    #[must_use]
    pub fn besides(&self, session: &Session) -> Vec<Beside> {
        let stands = |beside: &Beside| match beside {
            Beside::Transfer => self.application.closed.is_none(),
            Beside::Reopen => self.application.reopenable().is_some(),
        };
        let all = Beside::ALL.into_iter().filter(stands);
        // Who must abstain hands nothing on, either: to whom is not theirs to choose.
        let may =
            |beside: &Beside| self.allows(session, beside.right()) && !self.must_abstain(session);
        all.filter(may).collect()
    }
}

impl Desk {
    /// The page of an act, with what was typed.
    ///
    /// # Errors
    /// Not theirs.
    pub async fn beside(
        &self,
        session: &Session,
        id: ApplicationId,
        (beside, raw): (Beside, &Raw),
    ) -> Result<Besides> {
        let loaded = self.admitted(session, id, beside.right()).await?;
        let is_open = loaded.besides(session).contains(&beside);
        self.write_reading(session, &loaded, beside.word()).await?;
        let form = match beside {
            Beside::Transfer => self.transfer_form(&loaded),
            Beside::Reopen => reopen_form(),
        };
        let form = form.ok_or_else(|| Error::broken("the form of an act does not compile"))?;
        let checked = self.check_alone(&form, raw);
        Ok(Besides { loaded, form, checked, is_open })
    }

    /// Does it, decided on the version that the page showed.
    ///
    /// # Errors
    /// See [`NotMade`].
    pub async fn do_beside(
        &self,
        session: &Session,
        id: ApplicationId,
        (beside, wish): (Beside, &Wish),
    ) -> std::result::Result<(), NotMade> {
        let Besides { loaded, checked, is_open, .. } =
            self.beside(session, id, (beside, &wish.raw)).await?;
        if loaded.version() != wish.version {
            return Err(Error::Stale.into());
        }
        if !is_open {
            return Err(Error::NotFound.into());
        }
        if !checked.is_complete() {
            return Err(NotMade::Incomplete(Box::new(checked)));
        }
        let said = |id: &str| match checked.answers.value(id) {
            rule::Value::Text(text) => text.to_string(),
            _ => String::new(),
        };
        let reason = said(REASON);
        let command = match beside {
            Beside::Transfer => Command::Transfer { office: said(OFFICE), reason },
            Beside::Reopen => {
                let cause = ReopenedFor::from_tag(&said(CAUSE)).ok_or(Error::NotFound)?;
                Command::Reopen { cause, reason }
            }
        };
        let actor = actor(session, &loaded);
        let decided: std::result::Result<Decision, Refusal> = loaded.decide(self, None, |facts| {
            let workflow = &loaded.procedure.workflow;
            workflow::decide(workflow, &loaded.application, &command, &actor, facts)
        });
        let decision = decided.map_err(Error::from)?;
        self.keep(&loaded, &decision, None).await?;
        Ok(())
    }

    fn transfer_form(&self, loaded: &Loaded) -> Option<form::Compiled> {
        let others = self.municipality.offices.iter();
        let others = others.filter(|office| office.id != loaded.application.office);
        let mut others: Vec<_> = others.map(|office| (office.name.get(Lang::It), office)).collect();
        others.sort_by_key(|(name, _)| *name);
        let offices: Vec<Value> = others
            .into_iter()
            .map(|(_, office)| {
                small_form::option(office.id.clone(), small_form::label(&office.name))
            })
            .collect();
        let office = json!({
            "id": OFFICE, "kind": "one_of", "label": small_form::words("beside-office"),
            "options": offices,
        });
        small_form::compiled("transfer", json!([office, reason("beside-transfer-reason")]))
    }
}

fn reopen_form() -> Option<form::Compiled> {
    let causes: Vec<Value> = ReopenedFor::ALL
        .iter()
        .map(|cause| {
            let words = small_form::words(&format!("beside-cause-{}", cause.tag()));
            small_form::option(cause.tag().to_owned(), words)
        })
        .collect();
    let cause = json!({
        "id": CAUSE, "kind": "one_of", "label": small_form::words("beside-cause"),
        "options": causes,
    });
    small_form::compiled("reopen", json!([cause, reason("beside-reopen-reason")]))
}

/// Why, in words that the citizen reads.
fn reason(key: &str) -> Value {
    json!({
        "id": REASON, "kind": "paragraph", "label": small_form::words(key),
        "help": small_form::words("beside-reason-help"), "max_length": 2000,
    })
}
