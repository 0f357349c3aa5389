//! pagoPA over HTTP: positions of GPD (*Gestione Posizioni Debitorie*, API v1) and carts of Checkout (EC API v1).

use std::time::Duration;

use model::Moment;
use openidconnect::reqwest::{
    self, Client, Method, RequestBuilder, Response, StatusCode,
    header::{CONTENT_TYPE, LOCATION},
    redirect::Policy,
};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::{PaymentFailure, Position, Receipt, Returns, Standing};
use crate::identity::Secret;

const CONNECT: Duration = Duration::from_secs(3);
const TOTAL: Duration = Duration::from_secs(10);
/// Bytes of an answer.
const LARGEST: usize = 1_000_000;
/// Name of the header that carries the key of a subscription.
const KEY: &str = "Ocp-Apim-Subscription-Key";

/// Where the platform is and who we are to it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PagoPaConfig {
    /// Address of the positions' API, up to the version.
    pub positions: Url,
    /// Address of Checkout's API for creditors, up to the version.
    pub checkout: Url,
    /// Fiscal code of the municipality (*ente creditore*).
    pub organization: String,
    /// Account into which payments go.
    pub iban: String,
    /// Kind of income (*tassonomia*), as `9/0101108TS/`.
    pub category: String,
    /// Key of the subscription.
    pub key: Secret,
    /// Name of the municipality on the payer's pages.
    #[serde(default)]
    pub name: String,
}

#[derive(Debug)]
pub(super) struct PagoPa {
    config: PagoPaConfig,
    client: Client,
}

/// What we read of a position.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Known {
    #[serde(default)]
    status: String,
    #[serde(default)]
    payment_option: Vec<Choice>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Choice {
    #[serde(default)]
    nav: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    payment_date: Option<String>,
    #[serde(default)]
    id_receipt: Option<String>,
    #[serde(default)]
    psp_company: Option<String>,
}

impl PagoPa {
    pub(super) fn new(config: PagoPaConfig) -> Result<Self, PaymentFailure> {
        let is_near =
            |url: &Url| matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        let client = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .timeout(TOTAL)
            .user_agent("Sportello");
        // This machine is never behind a proxy.
        let client = if is_near(&config.positions) { client.no_proxy() } else { client };
        let client = client.build().map_err(|error| PaymentFailure::Refused(error.to_string()))?;
        Ok(Self { config, client })
    }

    fn positions(&self, rest: &str) -> Result<Url, PaymentFailure> {
        let base = self.config.positions.as_str().trim_end_matches('/');
        let organization = &self.config.organization;
        Url::parse(&format!("{base}/organizations/{organization}/debtpositions{rest}"))
            .map_err(|error| PaymentFailure::Refused(error.to_string()))
    }

    fn ask(&self, method: Method, url: Url) -> RequestBuilder {
        self.client.request(method, url).header(KEY, self.config.key.expose())
    }

    pub(super) async fn open(&self, position: &Position) -> Result<String, PaymentFailure> {
        let body = json!({
            "iupd": position.key,
            "type": "F",
            "fiscalCode": position.fiscal_code,
            "fullName": position.name,
            "email": position.email,
            "companyName": self.config.name,
            "switchToExpired": true,
            "paymentOption": [{
                "amount": position.amount.0,
                "description": position.subject,
                "isPartialPayment": false,
                "dueDate": format!("{}T23:59:59", position.until),
                "transfer": [{
                    "idTransfer": "1",
                    "amount": position.amount.0,
                    "remittanceInformation": position.subject,
                    "category": self.config.category,
                    "iban": self.config.iban,
                }],
            }],
        });
        let request = self.ask(Method::POST, self.positions("?toPublish=true")?);
        let answer = sent(with(request, &body)).await?;
        let known = match answer.status() {
            StatusCode::CREATED | StatusCode::OK => read(answer).await?,
            // It was opened before: the answer was lost.
            StatusCode::CONFLICT => self.known(&position.key).await?,
            status => return Err(refused(status, answer).await),
        };
        let notice = known.payment_option.first().map(|choice| choice.nav.clone());
        match notice.filter(|notice| notice.len() == 18) {
            Some(notice) => Ok(notice),
            None => Err(PaymentFailure::Refused("a position without notice number".to_owned())),
        }
    }

    async fn known(&self, key: &str) -> Result<Known, PaymentFailure> {
        let answer = sent(self.ask(Method::GET, self.positions(&format!("/{key}"))?)).await?;
        match answer.status() {
            StatusCode::OK => read(answer).await,
            StatusCode::NOT_FOUND => Err(PaymentFailure::Unknown),
            status => Err(refused(status, answer).await),
        }
    }

    pub(super) async fn cart(
        &self,
        position: &Position,
        notice: &str,
        returns: &Returns,
    ) -> Result<Url, PaymentFailure> {
        let base = self.config.checkout.as_str().trim_end_matches('/');
        let url = Url::parse(&format!("{base}/carts"))
            .map_err(|error| PaymentFailure::Refused(error.to_string()))?;
        let body = json!({
            "emailNotice": position.email,
            "paymentNotices": [{
                "noticeNumber": notice,
                "fiscalCode": self.config.organization,
                "amount": position.amount.0,
                "companyName": self.config.name,
                "description": position.subject,
            }],
            "returnUrls": {
                "returnOkUrl": returns.ok,
                "returnCancelUrl": returns.cancel,
                "returnErrorUrl": returns.error,
            },
        });
        let answer = sent(with(self.ask(Method::POST, url), &body)).await?;
        let status = answer.status();
        let leads = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok());
        match leads.and_then(|to| Url::parse(to).ok()) {
            Some(to) if status == StatusCode::FOUND => Ok(to),
            _ => Err(refused(status, answer).await),
        }
    }

    pub(super) async fn look(&self, key: &str) -> Result<Standing, PaymentFailure> {
        let known = self.known(key).await?;
        let choice = known.payment_option.into_iter().next();
        let is_paid = |status: &str| {
            matches!(
                status,
                "PO_PAID" | "PO_FINALIZED" | "PO_PARTIALLY_REPORTED" | "PO_FINALIZED_REPORTED"
            )
        };
        Ok(match (known.status.as_str(), choice) {
            ("REFUNDED", _) => Standing::Refunded,
            (_, Some(choice)) if is_paid(&choice.status) => {
                let at = choice.payment_date.as_deref().and_then(moment);
                let at = at.ok_or_else(|| nonsense("a payment without its date"))?;
                Standing::Paid(Receipt {
                    at,
                    id: choice.id_receipt.unwrap_or(choice.nav),
                    through: choice.psp_company.unwrap_or_default(),
                })
            }
            ("EXPIRED" | "INVALID", _) => Standing::Over,
            ("DRAFT" | "PUBLISHED" | "VALID", Some(_)) => Standing::Due,
            (other, _) => return Err(nonsense(&format!("a position that is «{other}»"))),
        })
    }

    pub(super) async fn withdraw(&self, key: &str) -> Result<(), PaymentFailure> {
        let url = self.positions(&format!("/{key}/invalidate"))?;
        let answer = sent(self.ask(Method::POST, url)).await?;
        match answer.status() {
            StatusCode::OK => Ok(()),
            StatusCode::NOT_FOUND => Err(PaymentFailure::Unknown),
            status => match self.look(key).await? {
                // It was withdrawn before.
                Standing::Over => Ok(()),
                _ => Err(refused(status, answer).await),
            },
        }
    }
}

fn with(request: RequestBuilder, body: &Value) -> RequestBuilder {
    request.header(CONTENT_TYPE, "application/json").body(body.to_string())
}

async fn sent(request: RequestBuilder) -> Result<Response, PaymentFailure> {
    request.send().await.map_err(away)
}

fn away(error: reqwest::Error) -> PaymentFailure {
    PaymentFailure::Away(error.without_url().to_string())
}

fn nonsense(what: &str) -> PaymentFailure {
    PaymentFailure::Refused(what.to_owned())
}

async fn bytes(mut answer: Response) -> Result<Vec<u8>, PaymentFailure> {
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(away)? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > LARGEST {
            return Err(nonsense("an answer without end"));
        }
    }
    Ok(bytes)
}

async fn read(answer: Response) -> Result<Known, PaymentFailure> {
    let bytes = bytes(answer).await?;
    serde_json::from_slice(&bytes).map_err(|_| nonsense("an answer that cannot be read"))
}

/// What a status that was not hoped for means.
async fn refused(status: StatusCode, answer: Response) -> PaymentFailure {
    let is_passing = status.is_server_error()
        || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
    if is_passing {
        return PaymentFailure::Away(status.to_string());
    }
    // Problem details (RFC 9457) say what is wrong in `title`.
    let said: Option<Value> =
        bytes(answer).await.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let title = said.as_ref().and_then(|said| said["title"].as_str()).unwrap_or_default();
    PaymentFailure::Refused(format!("{status} {}", title.chars().take(200).collect::<String>()))
}

/// The platform writes moments of Rome without an offset, or with one.
fn moment(text: &str) -> Option<Moment> {
    if let Ok(at) = chrono::DateTime::parse_from_rfc3339(text) {
        return Some(Moment::from_utc(at.to_utc()));
    }
    let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok()?;
    Some(model::rome_to_moment(local))
}
