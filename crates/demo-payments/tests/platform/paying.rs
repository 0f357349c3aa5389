//! The desk's own gateway speaks with the demo's platform: what one says the other understands.

use chrono::NaiveDate;
use demo_payments::Settings;
use gateway::{
    identity::Secret,
    payment::{PagoPaConfig, PaymentFailure, Payments, Position, Returns, Standing},
};
use model::Money;
use tokio::net::TcpListener;
use url::Url;

async fn platform(key: &str) -> (String, Payments) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let settings = Settings {
        address: address.clone(),
        key: "segreto".to_owned(),
        returns: vec!["http://localhost:8080".to_owned()],
        file: None,
    };
    tokio::spawn(demo_payments::serve(listener, settings));
    let payments = Payments::pagopa(PagoPaConfig {
        positions: Url::parse(&format!("{address}/gpd")).unwrap(),
        checkout: Url::parse(&format!("{address}/checkout")).unwrap(),
        organization: "00000000000".to_owned(),
        iban: "IT60X0542811101000000123456".to_owned(),
        category: "9/0101108TS/".to_owned(),
        key: Secret::new(key),
        name: "Comune di prova".to_owned(),
    });
    (address, payments.unwrap())
}

fn position(key: &str) -> Position {
    Position {
        key: key.to_owned(),
        fiscal_code: "RSSMRA80A01H501U".to_owned(),
        name: "Mario Rossi".to_owned(),
        email: None,
        subject: "Uso di una sala".to_owned(),
        amount: Money(1600),
        until: NaiveDate::from_ymd_opt(2027, 4, 1).unwrap(),
    }
}

fn returns() -> Returns {
    let at = |rest: &str| Url::parse(&format!("http://localhost:8080/pagamenti/1{rest}")).unwrap();
    Returns { ok: at(""), cancel: at("?esito=no"), error: at("?esito=no") }
}

#[tokio::test]
async fn a_position_is_opened_once_paid_on_its_page_and_looked_at() {
    let (_, payments) = platform("segreto").await;
    let one = position("uno");
    let notice = payments.open(&one).await.unwrap();
    assert_eq!(notice.len(), 18);
    assert_eq!(payments.open(&one).await.unwrap(), notice, "a lost answer opens no second one");
    assert_ne!(payments.open(&position("due")).await.unwrap(), notice);
    assert_eq!(payments.look("uno").await.unwrap(), Standing::Due);
    assert_eq!(payments.look("nessuno").await.unwrap_err(), PaymentFailure::Unknown);

    let page = payments.cart(&one, &notice, &returns()).await.unwrap();
    let client = openidconnect::reqwest::Client::builder()
        .redirect(openidconnect::reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap();
    let shown = client.get(page.clone()).send().await.unwrap().text().await.unwrap();
    assert!(shown.contains("16,00 €") && shown.contains("Uso di una sala"), "{shown}");
    let form = |what: &str| {
        client
            .post(page.clone())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("do={what}"))
    };
    let leads = async |what: &str| {
        let answer = form(what).send().await.unwrap();
        let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        to.unwrap_or_default()
    };
    assert!(leads("annulla").await.ends_with("?esito=no"));
    assert_eq!(payments.look("uno").await.unwrap(), Standing::Due);
    assert!(leads("smentito").await.ends_with("?esito=no"), "the page lies");
    let Standing::Paid(receipt) = payments.look("uno").await.unwrap() else { panic!("not paid") };
    assert_eq!((receipt.through.as_str(), receipt.id.is_empty()), ("Banca di prova", false));
    assert!(matches!(payments.withdraw("uno").await, Err(PaymentFailure::Refused(_))));
    assert!(payments.cart(&one, &notice, &returns()).await.is_err(), "twice");

    payments.withdraw("due").await.unwrap();
    payments.withdraw("due").await.unwrap();
    assert_eq!(payments.look("due").await.unwrap(), Standing::Over);
}

#[tokio::test]
async fn strangers_are_refused_and_a_platform_that_is_away_is_told_apart() {
    let (_, payments) = platform("un altro").await;
    let refused = payments.open(&position("uno")).await.unwrap_err();
    assert!(matches!(refused, PaymentFailure::Refused(_)), "{refused}");
    let (_, payments) = platform("segreto").await;
    let mut away = returns();
    away.ok = Url::parse("https://altrove.example/").unwrap();
    let notice = payments.open(&position("uno")).await.unwrap();
    assert!(payments.cart(&position("uno"), &notice, &away).await.is_err());
    let nobody = Payments::pagopa(PagoPaConfig {
        positions: Url::parse("http://127.0.0.1:1/gpd").unwrap(),
        checkout: Url::parse("http://127.0.0.1:1/checkout").unwrap(),
        organization: String::new(),
        iban: String::new(),
        category: String::new(),
        key: Secret::new(""),
        name: String::new(),
    });
    let away = nobody.unwrap().look("uno").await.unwrap_err();
    assert!(matches!(away, PaymentFailure::Away(_)), "{away}");
}
