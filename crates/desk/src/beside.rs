//! What an office can do with any application, beside the moves of its procedure: hand it to the office that is
//! competent, abstain from it, put an act right, take a decision back. Each has a small form, a reason that the citizen reads, and an event of its own.

use std::collections::BTreeSet;

use form::{Checked, Problem, ProblemKind, Raw};
use model::{
    ApplicationId, Lang, Localized,
    access::{Action, Role},
};
use serde_json::{Value, json};
use store::roles;
use words::Words;
use workflow::{Command, Decision, Refusal, ReopenedFor};

use crate::{
    Desk, Error, Loaded, Result,
    letters::own,
    moves::{NotMade, Wish, actor},
    paper::said,
    session::Session,
    small_form,
};

/// Ids of the questions.
const CAUSE: &str = "cause";
const OFFICE: &str = "office";
const ACT: &str = own::ACT;
const REASON: &str = "reason";

/// An act beside the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Hand it to another office (L. 241/1990 art. 6 c. 1 e).
    Transfer,
    /// Say that one must abstain (L. 241/1990 art. 6-bis).
    Abstain,
    /// Put a plain mistake in an act right (*rettifica di errore materiale*).
    Rectify,
    /// Take the decision back.
    Reopen,
}

impl Beside {
    /// All of them, in the order of a page.
    pub const ALL: [Self; 4] = [Self::Transfer, Self::Abstain, Self::Rectify, Self::Reopen];

    /// The word of its address, which begins the keys of its sentences, too.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Transfer => "trasmetti",
            Self::Abstain => "mi-astengo",
            Self::Rectify => "rettifica",
            Self::Reopen => "riapri",
        }
    }

    const fn right(self) -> Action {
        match self {
            Self::Transfer => Action::Transfer,
            Self::Abstain => Action::Take,
            Self::Rectify | Self::Reopen => Action::Decide,
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
            Beside::Transfer | Beside::Abstain => self.application.closed.is_none(),
            Beside::Rectify => !self.made_letters().is_empty(),
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
            Beside::Transfer => {
                transfer_form(self, &loaded, &self.unstaffed_offices(&loaded.row.procedure).await?)
            }
            Beside::Abstain => small_form::compiled(
                "abstain",
                json!([reason("beside-abstain-reason", "beside-abstain-reason-help")]),
            ),
            // Nothing has left yet that could be wrong.
            Beside::Rectify if loaded.made_letters().is_empty() => return Err(Error::NotFound),
            Beside::Rectify => rectify_form(&loaded),
            Beside::Reopen => reopen_form(&loaded),
        };
        let form = form.ok_or_else(|| Error::broken("the form of an act does not compile"))?;
        let mut checked = self.check_alone(&form, raw);
        if beside == Beside::Rectify {
            checked.problems.extend(self.not_in_the_act(&loaded, &checked).await?);
        }
        Ok(Besides { loaded, form, checked, is_open })
    }

    /// What is to be put right stands nowhere in the act: then nothing can be put right in its place.
    async fn not_in_the_act(&self, loaded: &Loaded, checked: &Checked) -> Result<Option<Problem>> {
        let text = |id: &str| match checked.answers.value(id) {
            rule::Value::Text(text) => Some(text.to_string()),
            _ => None,
        };
        let Some((act, wrong)) = text(ACT).zip(text(own::WRONG)) else { return Ok(None) };
        let made = loaded.made_letters().into_iter().find(|made| made.number == act);
        let Some(made) = made else { return Ok(None) };
        let then = self.then(loaded, made.seq).await?;
        let Some(letter) = self.letter_of(&then, &made.letter).await? else { return Ok(None) };
        let printed = letter.words();
        let alike = |text: &str| {
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            words.to_lowercase().replace('’', "'")
        };
        if alike(&printed).contains(&alike(&wrong)) {
            return Ok(None);
        }
        let message = said("beside-wrong-not-there");
        Ok(Some(Problem {
            path: own::WRONG.to_owned(),
            label: said("beside-wrong"),
            step: String::new(),
            section: String::new(),
            kind: ProblemKind::Condition { message },
        }))
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
            Beside::Abstain => return Ok(self.abstain(session, &loaded, &reason).await?),
            Beside::Rectify => {
                let act = said(ACT);
                let made = loaded.made_letters().into_iter().find(|made| made.number == act);
                let made = made.ok_or(Error::Stale)?;
                let rectified = own::Rectified {
                    act: made.letter,
                    number: made.number,
                    wrong: said(own::WRONG),
                    right: said(own::RIGHT),
                };
                Command::Correct { seq: made.seq, reason, data: rectified.data() }
            }
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

    /// The offices in which nobody works on a procedure.
    pub(crate) async fn unstaffed_offices(&self, procedure: &str) -> Result<BTreeSet<String>> {
        let staff = roles::everybody(&mut self.db.peek().await?, self.now()).await?;
        let works = |row: &&roles::Staff| {
            let role = Role::from_word(&row.role);
            matches!(role, Some(Role::Clerk | Role::Responsible | Role::Head))
                && row.procedure.as_deref().is_none_or(|own| own == procedure)
        };
        let places: Vec<_> = staff.iter().filter(works).map(|row| row.office.as_deref()).collect();
        let is_empty =
            |id: &String| places.iter().all(|office| office.is_some_and(|office| office != id));
        let ids = self.municipality.offices.iter().map(|office| office.id.clone());
        Ok(ids.filter(is_empty).collect())
    }
}

/// The name of an office to choose, which says if nobody works there.
pub(crate) fn office_label(name: &Localized, is_empty: bool) -> Localized {
    let told = |lang: Lang| match is_empty {
        true => {
            let values = [("office", name.get(lang).into())];
            Words::of(lang).with("beside-office-empty", &values).into_owned()
        }
        false => name.get(lang).to_owned(),
    };
    Localized::both(told(Lang::It), told(Lang::En))
}

/// To which office, and why. Where nobody works it would lie unseen: such an office is listed and not taken.
fn transfer_form(desk: &Desk, loaded: &Loaded, empty: &BTreeSet<String>) -> Option<form::Compiled> {
    let others = desk.municipality.offices.iter();
    let others = others.filter(|office| office.id != loaded.application.office);
    let mut others: Vec<_> = others.map(|office| (office.name.get(Lang::It), office)).collect();
    others.sort_by_key(|(name, _)| *name);
    let offices: Vec<Value> = others
        .into_iter()
        .map(|(_, office)| {
            let label = office_label(&office.name, empty.contains(&office.id));
            small_form::option(office.id.clone(), small_form::label(&label))
        })
        .collect();
    let mut office = json!({
        "id": OFFICE, "kind": "one_of", "label": small_form::words("beside-office"),
        "options": offices,
    });
    if !empty.is_empty() {
        let empty: Vec<String> = empty.iter().map(|id| format!("\"{id}\"")).collect();
        office["check"] = json!([{
            "rule": format!("!({OFFICE} in [{}])", empty.join(", ")),
            "message": small_form::words("beside-office-nobody"),
        }]);
    }
    small_form::compiled(
        "transfer",
        json!([office, reason("beside-transfer-reason", "beside-reason-help")]),
    )
}

/// Which act, what it says and what it should say.
fn rectify_form(loaded: &Loaded) -> Option<form::Compiled> {
    let made = loaded.made_letters();
    let option = |made: own::Made| {
        let title = loaded.letter_title(&made.letter);
        let label = |lang: Lang| {
            let on = Words::of(lang).date(made.on);
            let values = [
                ("title", title.get(lang).into()),
                ("number", made.number.as_str().into()),
                ("on", on.as_str().into()),
            ];
            Words::of(lang).with("beside-act-option", &values).into_owned()
        };
        let label = Localized::both(label(Lang::It), label(Lang::En));
        small_form::option(made.number.clone(), small_form::label(&label))
    };
    let acts: Vec<Value> = made.into_iter().map(option).collect();
    let act = json!({
        "id": ACT, "kind": "one_of", "label": small_form::words("beside-act"), "options": acts,
    });
    let text = |id: &str| {
        json!({
            "id": id, "kind": "paragraph", "label": small_form::words(&format!("beside-{id}")),
            "help": small_form::words(&format!("beside-{id}-help")), "max_length": 2000,
        })
    };
    let asked = json!([
        act,
        text(own::WRONG),
        text(own::RIGHT),
        reason("beside-rectify-reason", "beside-reason-help")
    ]);
    small_form::compiled("rectify", asked)
}

fn reopen_form(loaded: &Loaded) -> Option<form::Compiled> {
    let causes: Vec<Value> = ReopenedFor::ALL
        .iter()
        .map(|cause| {
            let words = small_form::words(&format!("beside-cause-{}", cause.tag()));
            small_form::option(cause.tag().to_owned(), words)
        })
        .collect();
    let mut cause = json!({
        "id": CAUSE, "kind": "one_of", "label": small_form::words("beside-cause"),
        "options": causes,
    });
    let until = loaded.application.reopenable().and_then(|it| workflow::annulled_until(&it));
    if let Some(until) = until {
        let on = |lang| Words::of(lang).date(until);
        let help = |lang| {
            let values = [("until", on(lang).into())];
            Words::of(lang).with("beside-cause-until", &values).into_owned()
        };
        cause["help"] = small_form::label(&Localized::both(help(Lang::It), help(Lang::En)));
    }
    small_form::compiled(
        "reopen",
        json!([cause, reason("beside-reopen-reason", "beside-reason-help")]),
    )
}

/// Why, in words, with who reads them.
fn reason(key: &str, help: &str) -> Value {
    json!({
        "id": REASON, "kind": "paragraph", "label": small_form::words(key),
        "help": small_form::words(help), "max_length": 2000,
    })
}
