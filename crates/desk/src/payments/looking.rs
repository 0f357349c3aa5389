//! Looking whether something was paid, and what follows from it. Safe to do twice, by several at once.

use chrono::Duration;
use form::Raw;
use gateway::payment::{PaymentFailure, Standing};
use model::{ApplicationId, Moment};
use store::{
    drafts, jobs,
    payments::{self, Payment, Phase, Proof, State},
    people,
};
use uuid::Uuid;
use workflow::{Actor, Event};

use super::{Ready, awaited, passing};
use crate::{
    Desk, Error, Loaded, Result,
    jobs::{Errand, Failed, promise},
    moves::{NotMade, Wish},
    sending::NotSent,
    session::{Person, Session},
};

/// After its last day a payment may still be on its way.
const LATE: Duration = Duration::days(7);

/// What was paid and has served is asked of as seldom: it may have been given back.
const AGAIN: Duration = Duration::hours(1);

/// How long to wait before a look: often while the person is likely to be paying, seldom afterwards.
pub(super) fn pause(times: u32) -> Duration {
    match times {
        0..12 => Duration::seconds(10),
        12..30 => Duration::minutes(1),
        30..60 => Duration::minutes(10),
        _ => Duration::hours(3),
    }
}

impl Desk {
    /// Asks the platform how a payment stands, and makes what follows from a payment happen: now, where it can be, for who
    /// has paid reads at once what came of it; else the worker does it.
    pub(crate) async fn look_at_payment(&self, id: Uuid) -> Result<Payment> {
        let payment = self.ask_of_payment(id).await?;
        if payment.state == State::Paid {
            if let Err(error) = self.follow(&payment).await {
                tracing::debug!(payment = %id, ?error, "what follows from a payment waits");
            }
            self.ring();
        }
        Ok(payment)
    }

    /// Asks the platform how a payment stands and writes it down. One that was paid may be given back later: while its
    /// draft is not sent it is always asked of, afterwards once an hour at most. One that ended is asked of for a while, for it may have been on its way.
    pub(crate) async fn ask_of_payment(&self, id: Uuid) -> Result<Payment> {
        let mut read = self.db.read().await?;
        let known = payments::get(&mut read, id).await?.ok_or(Error::NotFound)?;
        let draft = drafts::get(&mut read, known.draft).await?;
        drop(read);
        let is_late = self.is_late(&known);
        let is_asked = match known.state {
            State::Due | State::Started | State::Failed => true,
            State::Expired => !is_late,
            State::Paid => {
                let serves = known.phase == Phase::Filing
                    && draft.is_some_and(|draft| draft.sent_application.is_none());
                let last = known.looked_at.max(known.paid_at);
                serves || last.is_none_or(|last| self.now() - last >= AGAIN)
            }
            State::Refunded => false,
        };
        let Some(platform) = self.payments.as_ref().filter(|_| is_asked) else { return Ok(known) };
        let now = self.now();
        let standing = match platform.look(&id.to_string()).await {
            Err(PaymentFailure::Unknown) | Ok(Standing::Due) if is_late => Standing::Over,
            // It was not opened there, or not everywhere yet.
            Err(PaymentFailure::Unknown) => Standing::Due,
            // What was paid is known also when the platform is away.
            Err(_) if known.state == State::Paid => return Ok(known),
            standing => standing.map_err(|error| passing(&error))?,
        };
        let mut tx = self.db.write().await?;
        match standing {
            Standing::Paid(receipt) => {
                let proof =
                    Proof { at: receipt.at, receipt: &receipt.id, through: &receipt.through };
                if payments::pay(&mut tx, id, proof, now).await? {
                    let follow = promise(self, &Errand::Follow { payment: id }, now);
                    jobs::promise(&mut tx, &follow).await?;
                } else {
                    payments::looked(&mut tx, id, now).await?;
                }
            }
            Standing::Due => payments::looked(&mut tx, id, now).await?,
            Standing::Over => payments::ends(&mut tx, id, State::Expired, now).await?,
            Standing::Refunded => payments::ends(&mut tx, id, State::Refunded, now).await?,
        }
        tx.commit().await?;
        payments::get(&mut self.db.peek().await?, id).await?.ok_or(Error::NotFound)
    }

    /// It can surely be paid no more.
    fn is_late(&self, payment: &Payment) -> bool {
        self.today() > payment.payable_until + LATE
    }

    /// Looks at what somebody went to pay for an application, before time moves it on.
    ///
    /// # Errors
    /// [`Error::Busy`] while something is paid that no event says yet, or the platform does not answer.
    pub(crate) async fn settle_payments(&self, loaded: &Loaded) -> Result<()> {
        if !self.takes_payments() || awaited(loaded).is_none() {
            return Ok(());
        }
        for payment in self.payments_of(loaded).await? {
            let payment = match payment.started_at {
                Some(_) => self.look_at_payment(payment.id).await?,
                None => payment,
            };
            if is_waiting(loaded, &payment) {
                return Err(Error::Busy);
            }
        }
        Ok(())
    }

    /// Whether the platform says that it was not paid: who is not answered does not know.
    pub(super) async fn is_unpaid(&self, payment: &Payment) -> bool {
        let Some(platform) = &self.payments else { return false };
        matches!(platform.look(&payment.id.to_string()).await, Ok(Standing::Due))
    }

    /// The draft is sent, or the application goes on. Doing it again changes nothing.
    async fn follow(&self, payment: &Payment) -> std::result::Result<(), Failed> {
        let id = ApplicationId(payment.draft);
        match payment.phase {
            Phase::Filing => self.send_paid(id, payment).await,
            Phase::Release => self.register_paid(id, payment).await,
        }
    }

    async fn send_paid(
        &self,
        id: ApplicationId,
        payment: &Payment,
    ) -> std::result::Result<(), Failed> {
        let ready = payment.sending.as_deref().map(serde_json::from_str::<Ready>);
        let Some(ready) = ready.transpose().map_err(|error| Failed::ForGood(error.to_string()))?
        else {
            return Ok(());
        };
        let person = people::get(&mut self.db.peek().await?, payment.person).await?;
        let person = person.ok_or_else(|| Failed::ForGood("nobody has paid".to_owned()))?;
        let (person, now) = (Person::of(person), self.now());
        let session = Session::of_payer(person, (ready.session, ready.level), now);
        match self.send_accepted(&session, id, (&ready.token, ready.accepted_at)).await {
            // What was changed after it was read is sent by the person, who has paid already.
            Ok(_)
            | Err(
                NotSent::Changed | NotSent::Incomplete | NotSent::Unpaid | NotSent::StampUsed(_),
            ) => Ok(()),
            // Trying again opens no window.
            Err(NotSent::Desk(Error::Refused(why))) => {
                let why = why.get(model::Lang::En);
                Err(Failed::ForGood(format!("draft {id} was paid and is not taken: {why}")))
            }
            Err(NotSent::Desk(error)) => Err(error.into()),
            Err(error) => Err(Failed::ForGood(error.to_string())),
        }
    }

    async fn register_paid(
        &self,
        id: ApplicationId,
        payment: &Payment,
    ) -> std::result::Result<(), Failed> {
        let loaded = self.load(id).await?;
        if !is_waiting(&loaded, payment) {
            return Ok(());
        }
        let reference = payment.receipt.clone().unwrap_or_default();
        let Some(mv) = awaited(&loaded) else {
            return Err(Failed::ForGood(format!(
                "application {id} was paid and does not wait for it: see its payments"
            )));
        };
        let mut raw = Raw::new();
        raw.put("amount", payment.amount.amount());
        raw.put("reference", reference);
        let on = payment.paid_at.unwrap_or(payment.created_at).day();
        raw.put("paid_on", on.to_string());
        let wish = Wish { id: mv.to_owned(), raw, version: loaded.version() };
        match self.make_move_as(&Actor::payment(), loaded, &wish).await {
            Ok(()) => Ok(()),
            Err(NotMade::Desk(error)) => Err(error.into()),
            Err(error) => Err(Failed::ForGood(error.to_string())),
        }
    }
}

/// Whether something was paid for an application and no event says so yet.
pub(super) fn is_waiting(loaded: &Loaded, payment: &Payment) -> bool {
    let receipt = payment.receipt.as_deref().unwrap_or_default();
    let says = |event: &Event| matches!(event, Event::PaymentRegistered { reference, .. } if reference == receipt);
    let is_paid = payment.phase == Phase::Release && payment.state == State::Paid;
    is_paid && !loaded.entries.iter().any(|entry| says(&entry.event))
}

/// The worker looks, and looks again later while it can still be paid, also when the platform is away for days. One chain
/// of looks is enough: that of the last time that the person went there.
pub(crate) async fn look(
    desk: &Desk,
    id: Uuid,
    times: u32,
    since: Moment,
) -> std::result::Result<(), Failed> {
    let payment = match desk.look_at_payment(id).await {
        Ok(payment) => payment,
        Err(Error::Busy | Error::Refused(_)) => {
            let known = payments::get(&mut desk.db.peek().await?, id).await?;
            known.ok_or_else(|| Failed::ForGood("no such payment".to_owned()))?
        }
        Err(error) => return Err(error.into()),
    };
    let is_over = matches!(payment.state, State::Paid | State::Refunded) || desk.is_late(&payment);
    if is_over || payment.started_at != Some(since) {
        return Ok(());
    }
    let next = Errand::Look { payment: id, times: times + 1, since };
    let mut tx = desk.db.write().await?;
    let at = desk.now() + pause(times + 1);
    jobs::promise(&mut tx, &promise(desk, &next, at)).await?;
    tx.commit().await?;
    Ok(())
}

/// What follows from a payment, if it has not happened yet.
pub(crate) async fn follow(desk: &Desk, id: Uuid) -> std::result::Result<(), Failed> {
    match payments::get(&mut desk.db.peek().await?, id).await? {
        Some(payment) if payment.state == State::Paid => desk.follow(&payment).await,
        _ => Ok(()),
    }
}

/// What was opened for an application that waits for no payment any more is closed, here and at the platform.
pub(crate) async fn unwait(desk: &Desk, id: ApplicationId) -> std::result::Result<(), Failed> {
    let loaded = desk.load(id).await?;
    if awaited(&loaded).is_none() {
        desk.close_payments(id).await?;
    }
    Ok(())
}
