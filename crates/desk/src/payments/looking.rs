//! Looking whether something was paid, and what follows from it. Safe to do twice, by several at once.

use chrono::Duration;
use form::Raw;
use gateway::payment::{PaymentFailure, Standing};
use model::{ApplicationId, Moment};
use store::{
    jobs,
    payments::{self, Payment, Phase, Proof, State},
    people,
};
use uuid::Uuid;
use workflow::{Actor, Event};

use super::{Ready, awaited, passing};
use crate::{
    Desk, Error, Result,
    jobs::{Errand, Failed, promise},
    moves::{NotMade, Wish},
    sending::NotSent,
    session::{Person, Session},
};

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
    /// Asks the platform how a payment stands and writes it down; a payment that is new makes what follows from it
    /// happen. What is settled is not asked again.
    pub(crate) async fn look_at_payment(&self, id: Uuid) -> Result<Payment> {
        let known = payments::get(&mut self.db.peek().await?, id).await?.ok_or(Error::NotFound)?;
        let is_open = matches!(known.state, State::Due | State::Started | State::Failed);
        let Some(platform) = self.payments.as_ref().filter(|_| is_open && known.notice.is_some())
        else {
            return Ok(known);
        };
        let now = self.now();
        let standing = match platform.look(&id.to_string()).await {
            Err(PaymentFailure::Unknown) => Standing::Over,
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
                }
            }
            Standing::Due => payments::stands(&mut tx, id, known.state, now).await?,
            Standing::Over => payments::stands(&mut tx, id, State::Expired, now).await?,
            Standing::Refunded => payments::stands(&mut tx, id, State::Refunded, now).await?,
        }
        tx.commit().await?;
        let payment =
            payments::get(&mut self.db.peek().await?, id).await?.ok_or(Error::NotFound)?;
        if payment.state == State::Paid {
            // Now, where it can be: who has paid reads at once what came of it. Else the worker does it.
            if let Err(error) = self.follow(&payment).await {
                tracing::debug!(payment = %id, ?error, "what follows from a payment waits");
            }
            self.ring();
        }
        Ok(payment)
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
        match self.send(&session, id, &ready.token).await {
            // What was changed after it was read is sent by the person, who has paid already.
            Ok(_) | Err(NotSent::Changed | NotSent::Incomplete | NotSent::Unpaid) => Ok(()),
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
        let reference = payment.receipt.clone().unwrap_or_default();
        let is_known = loaded.entries.iter().any(|entry| {
            matches!(&entry.event, Event::PaymentRegistered { reference: known, .. } if *known == reference)
        });
        if is_known {
            return Ok(());
        }
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

/// The worker looks, and looks again later while it can still be paid.
pub(crate) async fn look(
    desk: &Desk,
    id: Uuid,
    times: u32,
    since: Moment,
) -> std::result::Result<(), Failed> {
    let payment = desk.look_at_payment(id).await?;
    if matches!(payment.state, State::Started | State::Due | State::Failed) {
        let next = Errand::Look { payment: id, times: times + 1, since };
        let mut tx = desk.db.write().await?;
        let at = desk.now() + pause(times + 1);
        jobs::promise(&mut tx, &promise(desk, &next, at)).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// What follows from a payment, if it has not happened yet.
pub(crate) async fn follow(desk: &Desk, id: Uuid) -> std::result::Result<(), Failed> {
    match payments::get(&mut desk.db.peek().await?, id).await? {
        Some(payment) if payment.state == State::Paid => desk.follow(&payment).await,
        _ => Ok(()),
    }
}
