//! The personal area (*area personale*): what the citizen must do, what runs, what has ended, drafts.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use model::{ApplicationId, Localized, Moment, Money};
use store::{applications, messages};
use workflow::{Act, ClockState};

use crate::{
    Desk, Loaded, Result, draft,
    payments::awaited,
    session::{Session, USUAL_LEVEL},
};

/// How many applications are shown.
const SHOWN: i64 = 200;

/// Everything of one citizen.
#[derive(Debug)]
pub struct Account {
    /// What is asked of the citizen, the most urgent first.
    pub todo: Vec<Todo>,
    /// What runs, the newest first.
    pub open: Vec<Mine>,
    /// What has ended.
    pub closed: Vec<Mine>,
    /// What was not sent.
    pub drafts: Vec<draft::Line>,
}

/// Something the citizen must do.
#[derive(Debug, Clone)]
pub struct Todo {
    /// Of which application.
    pub application: Mine,
    /// What.
    pub what: What,
}

/// What a citizen can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Complete it by a day.
    Integrate(NaiveDate, String),
    /// Answer the reasons against, by a day.
    Observe(NaiveDate, String),
    /// Pay by a day; online, or as the office says.
    Pay(Money, bool, NaiveDate),
    /// Accept a place that is offered, or decline it, by a day.
    Answer(NaiveDate),
    /// Read what the office has written: so many messages.
    Read(i64),
}

/// One application of a citizen.
#[derive(Debug, Clone)]
pub struct Mine {
    /// Its id.
    pub id: ApplicationId,
    /// Protocol number.
    pub number: String,
    /// What it is.
    pub procedure: Localized,
    /// What tells it from others of the procedure; empty where nothing does.
    pub subject: Localized,
    /// Its state, as citizens call it.
    pub state: Localized,
    /// When it was sent.
    pub sent_at: Moment,
    /// The day the citizen was told.
    pub due_on: Option<NaiveDate>,
    /// That day has passed without an answer.
    pub is_late: bool,
    /// The term is suspended.
    pub is_suspended: bool,
    /// The last day of the suspension, where one is known.
    pub suspended_until: Option<NaiveDate>,
    /// It ends before, if the citizen answers.
    pub is_awaited: bool,
    /// How it ended: `positive`, `negative`, `withdrawn`.
    pub outcome: Option<String>,
    /// When something last happened.
    pub last_at: Moment,
}

impl Desk {
    /// Everything of one citizen.
    ///
    /// # Errors
    /// Storage, or a session of level 1 asks.
    pub async fn account(&self, session: &Session) -> Result<Account> {
        session.reaches(USUAL_LEVEL)?;
        let rows =
            applications::of_person(&mut self.db.peek().await?, session.person.id, None, SHOWN)
                .await?;
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let mut read = self.db.peek().await?;
        let unread = messages::unread(&mut read, &ids, messages::To::Citizen).await?;
        let unread: BTreeMap<_, _> = unread.into_iter().collect();
        drop(read);
        let mut account = Account {
            todo: Vec::new(),
            open: Vec::new(),
            closed: Vec::new(),
            drafts: self.drafts(session).await?,
        };
        for row in rows {
            let loaded = self.load(row.id).await?;
            let mine = self.mine(&row, &loaded);
            if let Some(n) = unread.get(&row.id) {
                account.todo.push(Todo { application: mine.clone(), what: What::Read(*n) });
            }
            if row.now.closed_at.is_some() {
                account.closed.push(mine);
                continue;
            }
            for what in self.asked_of(session, &loaded) {
                account.todo.push(Todo { application: mine.clone(), what });
            }
            account.open.push(mine);
        }
        account.todo.sort_by_key(|todo| match &todo.what {
            What::Integrate(by, _)
            | What::Observe(by, _)
            | What::Pay(_, _, by)
            | What::Answer(by) => (*by, todo.application.id),
            What::Read(_) => (NaiveDate::MAX, todo.application.id),
        });
        Ok(account)
    }

    /// One's applications for a procedure that have not ended, the newest first; none for a session of level 1.
    ///
    /// # Errors
    /// Storage.
    pub async fn running(&self, session: &Session, procedure: &str) -> Result<Vec<Mine>> {
        if session.level < USUAL_LEVEL || session.is_staff() {
            return Ok(Vec::new());
        }
        let mut read = self.db.peek().await?;
        let rows = applications::of_person(&mut read, session.person.id, None, SHOWN).await?;
        drop(read);
        let mut running = Vec::new();
        for row in rows {
            if row.procedure == procedure && row.now.closed_at.is_none() {
                running.push(self.mine(&row, &self.load(row.id).await?));
            }
        }
        Ok(running)
    }

    fn mine(&self, row: &applications::Application, loaded: &Loaded) -> Mine {
        let clock = loaded.clock(self);
        Mine {
            id: row.id,
            number: loaded.number().to_owned(),
            procedure: loaded.procedure.procedure.title.clone(),
            subject: loaded.subject(self),
            state: loaded.state(&loaded.application.state, false),
            sent_at: row.sent_at,
            due_on: clock.due_on_citizen.filter(|_| clock.state != ClockState::Stopped),
            is_late: clock.has_run_out(self.today()),
            is_suspended: clock.state == ClockState::Suspended,
            suspended_until: clock.suspended_until(),
            is_awaited: clock.waits_for_citizen(),
            outcome: row.now.outcome.clone(),
            last_at: row.now.last_event_at,
        }
    }

    /// What is asked of the citizen for one open application.
    #[must_use]
    pub fn asked_of(&self, session: &Session, loaded: &Loaded) -> Vec<What> {
        let choices = loaded.choices(self, session);
        let open = |act: Act| {
            choices
                .iter()
                .find(|choice| choice.shut.is_none() && choice.what.act == act)
                .map(|choice| choice.id.clone())
        };
        let application = &loaded.application;
        let mut asked = Vec::new();
        if let (Some(missing), Some(id)) = (&application.asked, open(Act::AnswerIntegration)) {
            asked.push(What::Integrate(missing.until, id));
        }
        if let (Some(notice), Some(id)) = (&application.notice, open(Act::Observations)) {
            asked.push(What::Observe(notice.until, id));
        }
        asked.extend(self.offered_until(loaded).map(What::Answer));
        let due = loaded.due(self);
        let waits_for_payment = loaded
            .procedure
            .workflow
            .definition()
            .moves
            .iter()
            .any(|mv| mv.act == Act::RegisterPayment && mv.from.contains(&application.state));
        if due.0 > 0 && waits_for_payment {
            let is_online = self.takes_payments() && awaited(loaded).is_some();
            let until = self.waits_for_payment_until(loaded);
            asked.push(What::Pay(due, is_online, until));
        }
        asked
    }
}
