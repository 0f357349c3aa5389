//! Paying online (CAD art. 5): what is due before sending, or for an application, is opened at the payment platform;
//! whether it was paid is asked there, by the page that the payer comes back to and by the worker alike. What follows
//! from a payment (the draft is sent, the application goes on) never hangs on a browser.

mod looking;

pub(crate) use looking::{follow, look, unwait};

use chrono::NaiveDate;
use gateway::payment::{PaymentFailure, Position, Returns};
use model::{ApplicationId, Localized, Moment, Money, access::Action};
use serde::{Deserialize, Serialize};
pub use store::payments::{Payment, Phase, State};
use store::{jobs, payments};
use url::Url;
use uuid::Uuid;
use workflow::{Act, Who};

use crate::{
    Desk, Error, Loaded, Result,
    admission::level,
    draft::Open,
    jobs::{Errand, promise},
    paper::said,
    sending::NotSent,
    session::Session,
};

/// Days in which a payment can be made, the day on which it was opened not counted.
const DAYS: i64 = 30;
/// Longest text of what a payment is for, in characters, as the platform takes it.
const SUBJECT: usize = 140;

/// What is sent once it is paid.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Ready {
    /// What the summary gave: other answers than those that were read are not sent.
    token: String,
    /// Session in which it was read and the terms accepted.
    session: Uuid,
    level: u8,
    /// When the terms were accepted.
    accepted_at: Moment,
}

/// A payment as its person sees it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// What is known of it.
    pub payment: Payment,
    /// What it is for.
    pub procedure: Localized,
    /// Whether the draft was sent, which makes its id the application's.
    pub is_sent: bool,
    /// Its number, once it was sent.
    pub number: Option<String>,
}

/// The move of the platform that registers what was paid, if the application waits for it.
pub(crate) fn awaited(loaded: &Loaded) -> Option<&str> {
    let application = &loaded.application;
    let mut moves = loaded.procedure.workflow.definition().moves.iter();
    let awaited = moves.find(|mv| {
        mv.act == Act::RegisterPayment
            && mv.who.contains(&Who::Payment)
            && mv.from.contains(&application.state)
    });
    awaited.map(|mv| mv.id.as_str())
}

impl Desk {
    /// People can pay online here.
    #[must_use]
    pub fn takes_payments(&self) -> bool {
        self.payments.is_some()
    }

    /// What must be paid before a draft is sent: nothing where nobody can pay online.
    #[must_use]
    pub fn due_before_sending(&self, open: &Open) -> Money {
        if !self.takes_payments() {
            return Money(0);
        }
        let fees = open.fees(self).into_iter();
        let due: Money = fees
            .filter(|fee| fee.phase == procedure::document::Phase::Filing)
            .map(|fee| fee.amount)
            .sum();
        Money((due.0 - open.paid.0).max(0))
    }

    /// Opens the payment of what is due before a draft is sent; it is sent as it was read as soon as it is paid. The
    /// payment that is open already serves again.
    ///
    /// # Errors
    /// See [`NotSent`]; nothing is due.
    pub async fn pay_and_send(
        &self,
        session: &Session,
        id: ApplicationId,
        token: &str,
    ) -> std::result::Result<Uuid, NotSent> {
        let open = self.ready(session, id, token).await?;
        let amount = self.due_before_sending(&open);
        if amount.0 == 0 || open.is_sent {
            return Err(NotSent::Changed);
        }
        // Nobody pays for what could not be sent.
        self.still_takes(&open.procedure.procedure.id, open.revision).await?;
        self.stamps_are_free(&open).await?;
        let accepted_at = self.now();
        let (session_id, level) = (session.id, session.level);
        let ready = Ready { token: token.to_owned(), session: session_id, level, accepted_at };
        let ready = serde_json::to_string(&ready).map_err(Error::broken)?;
        let title = open.procedure.procedure.title.get(model::Lang::It);
        let known = payments::of_draft(&mut self.db.peek().await?, id.0).await?;
        let paid = |it: &&Payment| it.state == State::Paid;
        if known.iter().filter(paid).map(|it| it.amount).sum::<Money>() != open.paid {
            // It was paid at this moment.
            return Err(NotSent::Changed);
        }
        let of = (Phase::Filing, amount, title);
        let until = self.today() + chrono::Duration::days(DAYS);
        Ok(self.open_payment(session, id, of, (known, Some(ready), until)).await?)
    }

    /// Opens the payment of what is still due for an application. What was paid and is not registered yet is found.
    ///
    /// # Errors
    /// Not one's application, or it does not wait for a payment online.
    pub async fn pay_for(&self, session: &Session, id: ApplicationId) -> Result<Uuid> {
        let loaded = self.admitted(session, id, Action::ActAsApplicant).await?;
        let known = payments::of_draft(&mut self.db.peek().await?, id.0).await?;
        if let Some(paid) = known.iter().find(|it| looking::is_waiting(&loaded, it)) {
            return Ok(self.look_at_payment(paid.id).await?.id);
        }
        let amount = self.online_due(&loaded);
        if amount.0 == 0 {
            return Err(Error::Stale);
        }
        let title = loaded.procedure.procedure.title.get(model::Lang::It);
        let title = format!("{title} {}", loaded.number());
        let of = (Phase::Release, amount, title.as_str());
        let until = self.waits_for_payment_until(&loaded);
        self.open_payment(session, id, of, (known, None, until)).await
    }

    /// The last day on which an application waits for what is to be paid: what time does by itself then, or else as long as
    /// a notice is good for.
    #[must_use]
    pub fn waits_for_payment_until(&self, loaded: &Loaded) -> NaiveDate {
        let clock = loaded.clock(self);
        let last = clock.timers.iter().map(|timer| timer.last_day).min();
        let usual = self.today() + chrono::Duration::days(DAYS);
        last.filter(|last| *last >= self.today()).unwrap_or(usual)
    }

    /// What can be paid online for an application now.
    fn online_due(&self, loaded: &Loaded) -> Money {
        let is_online = self.takes_payments() && awaited(loaded).is_some();
        if is_online { loaded.due(self) } else { Money(0) }
    }

    async fn open_payment(
        &self,
        session: &Session,
        id: ApplicationId,
        (phase, amount, subject): (Phase, Money, &str),
        (known, sending, payable_until): (Vec<Payment>, Option<String>, NaiveDate),
    ) -> Result<Uuid> {
        if let Some(open) = known.iter().find(|it| is_payable(it.state)) {
            // The truth first: what is open here may have been paid.
            let open = self.look_at_payment(open.id).await?;
            if open.state == State::Paid {
                return Ok(open.id);
            }
            let serves = open.amount == amount
                && open.phase == phase
                && open.payable_until >= self.today()
                && is_payable(open.state);
            if serves {
                let mut tx = self.db.write().await?;
                payments::read_anew(&mut tx, open.id, sending.as_deref()).await?;
                tx.commit().await?;
                return Ok(open.id);
            }
            self.close_payment(&open).await?;
        }
        let now = self.now();
        let payment = Payment {
            id: self.clock.id(),
            draft: id.0,
            person: session.person.id,
            phase,
            state: State::Due,
            amount,
            subject: subject.chars().take(SUBJECT).collect(),
            payable_until,
            notice: None,
            sending,
            receipt: None,
            through: None,
            created_at: now,
            started_at: None,
            looked_at: None,
            paid_at: None,
        };
        let mut tx = self.db.write().await?;
        match payments::add(&mut tx, &payment).await {
            // Another tab was first.
            Err(store::Error::Conflict(_)) => return Err(Error::Stale),
            added => added?,
        }
        tx.commit().await?;
        Ok(payment.id)
    }

    /// Nobody can pay it any more, here and at the platform.
    async fn close_payment(&self, payment: &Payment) -> Result<()> {
        // Also one whose opening was answered by nobody.
        if let Some(platform) = &self.payments {
            match platform.withdraw(&payment.id.to_string()).await {
                Ok(()) | Err(PaymentFailure::Unknown) => {}
                // It was paid meanwhile: the next look says so.
                Err(PaymentFailure::Refused(_)) => return Err(Error::Stale),
                Err(error) => return Err(passing(&error)),
            }
        }
        let mut tx = self.db.write().await?;
        payments::ends(&mut tx, payment.id, State::Expired, self.now()).await?;
        Ok(tx.commit().await?)
    }

    /// Asks anew what the platform says of the payments of one's draft: what was paid may have been given back. As they
    /// were last known, if it is away.
    pub(crate) async fn ask_of_payments(&self, session: &Session, id: ApplicationId) -> Result<()> {
        let known = payments::of_draft(&mut self.db.peek().await?, id.0).await?;
        for payment in known.iter().filter(|payment| payment.person == session.person.id) {
            match self.ask_of_payment(payment.id).await {
                Ok(_) | Err(Error::Busy | Error::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Closes what of a draft can still be paid, so that nothing is paid for what was sent already.
    pub(crate) async fn close_payments(&self, id: ApplicationId) -> Result<()> {
        let known = payments::of_draft(&mut self.db.peek().await?, id.0).await?;
        for payment in known {
            if is_payable(payment.state) {
                self.close_payment(&payment).await?;
            }
        }
        Ok(())
    }

    /// One's payment, as the platform says that it stands now; as it was last known, if the platform is away.
    ///
    /// # Errors
    /// Not one's payment.
    pub async fn payment(&self, session: &Session, id: Uuid) -> Result<Shown> {
        let payment = self.own_payment(session, id).await?;
        let payment = match self.look_at_payment(id).await {
            Ok(looked) => looked,
            Err(Error::Busy | Error::Refused(_)) => payment,
            Err(error) => return Err(error),
        };
        let row = store::drafts::get(&mut self.db.peek().await?, payment.draft).await?;
        let row = row.ok_or(Error::NotFound)?;
        let revision = crate::catalogue::number(row.revision);
        let procedure = self.revision(&row.procedure, revision).await?;
        session.reaches(level(&procedure))?;
        let application = ApplicationId(payment.draft);
        let number = match row.sent_application {
            Some(_) => Some(self.load(application).await?.number().to_owned()),
            None => None,
        };
        let procedure = procedure.procedure.title.clone();
        Ok(Shown { is_sent: number.is_some(), payment, procedure, number })
    }

    /// What was paid online for an application, or can be, the oldest first; of one's own.
    ///
    /// # Errors
    /// Storage.
    pub async fn payments_of(&self, loaded: &Loaded) -> Result<Vec<Payment>> {
        Ok(payments::of_draft(&mut self.db.peek().await?, loaded.id().0).await?)
    }

    async fn own_payment(&self, session: &Session, id: Uuid) -> Result<Payment> {
        let payment = payments::get(&mut self.db.peek().await?, id).await?;
        let payment = payment.ok_or(Error::NotFound)?;
        if payment.person != session.person.id || session.is_staff() {
            let of = Some(ApplicationId(payment.draft));
            return Err(self.denied(session, "payment", of).await);
        }
        Ok(payment)
    }

    /// Where to go and pay, coming back to `back`. The worker looks from now on, whether the person comes back or not.
    ///
    /// # Errors
    /// Not one's payment; it can be paid no more, or what it is for is due no more; the platform is away.
    pub async fn go_and_pay(&self, session: &Session, id: Uuid, back: &str) -> Result<Url> {
        let payment = self.own_payment(session, id).await?;
        let platform = self.payments.as_ref().ok_or(Error::NotFound)?;
        if is_payable(payment.state) && !self.is_still_due(session, &payment).await? {
            self.close_payment(&payment).await?;
            return Err(Error::Stale);
        }
        let at = |what: &str| {
            Url::parse(&format!("{}{back}{what}", self.address)).map_err(Error::broken)
        };
        let returns = Returns { ok: at("")?, cancel: at("?esito=no")?, error: at("?esito=no")? };
        let position = Position {
            key: payment.id.to_string(),
            fiscal_code: session.person.fiscal_code.clone().unwrap_or("ANONIMO".to_owned()),
            name: session.person.name(),
            email: session.person.attributes.email.clone(),
            subject: payment.subject.clone(),
            amount: payment.amount,
            until: payment.payable_until,
        };
        let notice = match &payment.notice {
            Some(notice) => notice.clone(),
            None => platform.open(&position).await.map_err(|error| passing(&error))?,
        };
        let now = self.now();
        let mut tx = self.db.write().await?;
        payments::noticed(&mut tx, id, &notice).await?;
        if !payments::start(&mut tx, id, now).await? {
            drop(tx);
            // It ended meanwhile: what was opened for it must not stay.
            if !matches!(payment.state, State::Paid | State::Refunded) {
                self.close_payment(&payment).await?;
            }
            return Err(Error::Stale);
        }
        let look = Errand::Look { payment: id, times: 0, since: now };
        jobs::promise(&mut tx, &promise(self, &look, now + looking::pause(0))).await?;
        tx.commit().await?;
        platform.cart(&position, &notice, &returns).await.map_err(|error| passing(&error))
    }

    /// Whether what a payment is for is due as it was when it was opened.
    async fn is_still_due(&self, session: &Session, payment: &Payment) -> Result<bool> {
        let id = ApplicationId(payment.draft);
        match payment.phase {
            Phase::Filing => {
                let open = self.draft(session, id).await?;
                if open.is_sent {
                    return Ok(false);
                }
                self.still_takes(&open.procedure.procedure.id, open.revision).await?;
                Ok(self.due_before_sending(&open) == payment.amount)
            }
            Phase::Release => {
                let loaded = self.admitted(session, id, Action::ActAsApplicant).await?;
                Ok(self.online_due(&loaded) == payment.amount)
            }
        }
    }

    /// The person came back and says that it was not paid: if the platform says so too, it can be tried again.
    ///
    /// # Errors
    /// Not one's payment; storage.
    pub async fn gave_up_paying(&self, session: &Session, id: Uuid) -> Result<()> {
        let payment = self.own_payment(session, id).await?;
        if payment.state == State::Started && self.is_unpaid(&payment).await {
            let mut tx = self.db.write().await?;
            payments::gave_up(&mut tx, id).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Whether it can be paid, as far as is known here.
pub(crate) const fn is_payable(state: State) -> bool {
    matches!(state, State::Due | State::Started | State::Failed)
}

/// What a failure of the platform is to the person.
fn passing(error: &PaymentFailure) -> Error {
    match error {
        PaymentFailure::Away(_) => {
            tracing::warn!(%error, "a payment waits");
            Error::Busy
        }
        PaymentFailure::Refused(_) | PaymentFailure::Unknown => {
            tracing::error!(%error, "nobody can pay");
            Error::Refused(said("pay-not-now"))
        }
    }
}
