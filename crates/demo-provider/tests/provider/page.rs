//! The page on which somebody chooses who to be, and its headers.

use demo_provider::{Kind, persons};
use gateway::{clock::Clock, identity::Wanted};

use crate::support::served;

#[tokio::test]
async fn each_door_shows_its_own_persons_by_name_and_by_what_they_are() {
    let provider = served().await;
    for (door, kind) in
        [("demo", Kind::Citizen), ("demo-eidas", Kind::European), ("demo-staff", Kind::Staff)]
    {
        let begun = provider.desk().begin(door, Wanted::level(2), &Clock::System).await.unwrap();
        let html = provider.get(&begun.url).await.text().await.unwrap();
        assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"it\">"));
        for text in ["<title>Scegli chi essere", "<h1>Scegli chi essere</h1>", ">Annulla</button>"]
        {
            assert!(html.contains(text), "{text}");
        }
        assert!(html.contains("Nessuna password."));
        for person in persons() {
            let is_shown = html.contains(&format!("value=\"{}\"", person.code));
            assert_eq!(is_shown, person.kind == kind, "{}", person.name());
            let what = person.what.replace('\'', "&#39;");
            assert_eq!(html.contains(&person.name()) && html.contains(&what), is_shown);
        }
        assert!(!html.contains("style=") && !html.contains("<script"));
    }
}

#[tokio::test]
async fn nothing_is_kept_and_forms_lead_to_the_clients_only() {
    let provider = served().await;
    let begun = provider.desk().begin("demo", Wanted::level(2), &Clock::System).await.unwrap();
    let page = provider.get(&begun.url).await;
    let header = |name: &str| page.headers()[name].to_str().unwrap();
    assert_eq!(
        header("content-security-policy"),
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; \
         form-action 'self' http://localhost:8080 http://borgo.localhost:8080"
    );
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("content-type"), "text/html; charset=utf-8");
    let style = provider.get(&format!("{}/style.css", provider.issuer)).await;
    assert_eq!(style.headers()["content-type"], "text/css; charset=utf-8");
    assert_eq!(provider.get(&format!("{}/altro", provider.issuer)).await.status(), 404);
}

#[tokio::test]
async fn what_a_request_holds_is_text_on_the_page() {
    let provider = served().await;
    let begun = provider.desk().begin("demo", Wanted::level(2), &Clock::System).await.unwrap();
    let url = begun.url.replace(&begun.state, "%22%3E%3Cscript%3E");
    let html = provider.get(&url).await.text().await.unwrap();
    assert!(html.contains("Annulla") && !html.contains("<script>"));
}
