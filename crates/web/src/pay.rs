//! A payment: what is due, the way to the payment platform, how it ended. Nothing here believes the browser.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use desk::payments::{Payment, Phase, Shown, State};
use serde::Deserialize;
use uuid::Uuid;

use crate::{Answer, Frame, Page, Problem, apply::id, frame::ACCOUNT, session::Citizen, show};

crate::route::area! {
    post "/pratiche/{application}/paga" Person => begin;
    get "/pagamenti/{payment}" Person => page;
    get "/pagamenti/{payment}/vai" Person => go;
}

/// A payment in the list of an application's: its address, and how it stands.
pub(crate) fn line(page: &Page, payment: &Payment) -> (String, String) {
    let key = match payment.state {
        State::Due | State::Started | State::Failed => "pay-line-open",
        State::Paid => "pay-line-paid",
        State::Expired => "pay-line-expired",
        State::Refunded => "pay-line-refunded",
    };
    let amount = page.words.money(payment.amount);
    let date = page.words.date(payment.paid_at.unwrap_or(payment.created_at).day());
    let values = [("amount", amount.as_str().into()), ("date", date.as_str().into())];
    let url = format!("/pagamenti/{}?ricevuta=1", payment.id);
    (url, page.words.with(key, &values).into_owned())
}

/// What the address says.
#[derive(Debug, Default, Deserialize)]
struct Back {
    /// The person wants to read what was paid, and not what came of it.
    #[serde(default)]
    ricevuta: Option<u8>,
    /// `no`: the platform sent the person back without a payment.
    #[serde(default)]
    esito: String,
}

#[derive(Template)]
#[template(path = "page/pay.html")]
struct PayPage {
    frame: Frame,
    lead: String,
    /// How it looks: `warning`, `success`, `info`; empty for none.
    tone: &'static str,
    /// What is paid: names and values.
    facts: Vec<(String, String)>,
    /// The way to the platform; empty if there is nothing to pay.
    go: String,
    go_label: String,
    /// The page looks again by itself.
    waits: bool,
    here: String,
    /// What comes next: address and words.
    next: Option<(String, String)>,
}

fn payment_id(text: &str) -> Result<Uuid, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

async fn begin(page: Page, Citizen(session): Citizen, Path(application): Path<String>) -> Answer {
    let payment = page.town.desk.pay_for(&session, id(&application)?).await?;
    Ok(Redirect::to(&format!("/pagamenti/{payment}")).into_response())
}

async fn go(page: Page, Citizen(session): Citizen, Path(payment): Path<String>) -> Answer {
    let here = format!("/pagamenti/{payment}");
    match page.town.desk.go_and_pay(&session, payment_id(&payment)?, &here).await {
        Ok(to) => Ok(Redirect::to(to.as_str()).into_response()),
        // It was paid meanwhile, or can be paid no more: the page says which.
        Err(desk::Error::Stale) => Ok(Redirect::to(&here).into_response()),
        Err(error) => Err(error.into()),
    }
}

async fn page(
    page: Page,
    Citizen(session): Citizen,
    Path(payment): Path<String>,
    Query(back): Query<Back>,
) -> Answer {
    let desk = &page.town.desk;
    let key = payment_id(&payment)?;
    if back.esito == "no" {
        desk.gave_up_paying(&session, key).await?;
    }
    let shown = desk.payment(&session, key).await?;
    let (draft, phase, state) = (shown.payment.draft, shown.payment.phase, shown.payment.state);
    if state == State::Paid && phase == Phase::Filing && shown.is_sent && back.ricevuta.is_none() {
        return Ok(Redirect::to(&format!("/pratiche/{draft}/inviata")).into_response());
    }
    let is_of_draft = phase == Phase::Filing && !shown.is_sent;
    let (lead, tone) = match state {
        State::Due if is_of_draft => ("pay-due-filing", ""),
        State::Due => ("pay-due", ""),
        State::Started => ("pay-started", "info"),
        State::Failed => ("pay-failed", "warning"),
        State::Paid if is_of_draft => ("pay-paid-changed", "warning"),
        State::Paid => ("pay-paid", "success"),
        State::Expired => ("pay-expired", "warning"),
        State::Refunded => ("pay-refunded", "info"),
    };
    let next = match state {
        State::Started => None,
        _ if !is_of_draft => Some((format!("/pratiche/{draft}"), "pay-to-application")),
        State::Paid => Some((format!("/bozze/{draft}/riepilogo"), "pay-to-summary")),
        _ => Some((format!("/bozze/{draft}/riepilogo"), "pay-back-to-summary")),
    };
    let can_pay = matches!(state, State::Due | State::Started | State::Failed)
        && (is_of_draft || phase == Phase::Release);
    let here = format!("/pagamenti/{payment}");
    let again = if state == State::Started { "pay-go-again" } else { "pay-go" };
    show(PayPage {
        frame: page
            .frame(page.t("pay-title"))
            .crumb(page.t("account-title"), ACCOUNT)
            .without_contacts(),
        lead: page.t(lead).into_owned(),
        tone,
        facts: facts(&page, &shown),
        go: if can_pay { format!("{here}/vai") } else { String::new() },
        go_label: page.t(again).into_owned(),
        waits: state == State::Started,
        here,
        next: next.map(|(url, key)| (url, page.t(key).into_owned())),
    })
}

/// What is paid, to whom, by when; once it was paid, what proves it.
fn facts(page: &Page, shown: &Shown) -> Vec<(String, String)> {
    let payment = &shown.payment;
    let words = page.words;
    let text = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let paid = payment.paid_at.map(|at| words.moment(at));
    let until = (paid.is_none()).then(|| words.date(payment.payable_until));
    let facts = [
        ("pay-for", Some(shown.procedure.get(page.lang).to_owned())),
        ("pay-number", shown.number.clone()),
        ("pay-amount", Some(words.money(payment.amount))),
        ("pay-notice", payment.notice.as_deref().map(words::notice)),
        ("pay-until", until),
        ("pay-paid-at", paid),
        ("pay-through", text(&payment.through)),
        ("pay-receipt", text(&payment.receipt)),
    ];
    let said = facts.into_iter().filter_map(|(key, value)| Some((page.t(key).into(), value?)));
    said.collect()
}
