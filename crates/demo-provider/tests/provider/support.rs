//! A served provider, the desk's client for it, and a browser that follows nothing.

use std::collections::{BTreeMap, HashMap};

use demo_provider::{CITIZENS, Client, EUROPEANS, STAFF, Settings};
use gateway::identity::{
    Audience, Callback, ClientKeys, GroupRole, ProviderConfig, Providers, RelyingParty, Secret,
};
use model::{Localized, access::Role};
use openidconnect::reqwest::{self, Response, header::LOCATION, redirect::Policy};
use tokio::net::TcpListener;
use url::Url;

/// Where the desk would be; nobody listens there.
pub const CALLBACK: &str = "http://localhost:8080/accedi/ritorno";

pub struct Served {
    pub issuer: String,
    pub browser: reqwest::Client,
}

/// Serves a provider of its own on a free port.
pub async fn served() -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let redirects = vec![CALLBACK.to_owned(), "http://borgo.localhost:8080/ritorno".to_owned()];
    let settings = Settings { issuer: issuer.clone(), redirects };
    tokio::spawn(demo_provider::serve(listener, settings));
    let browser = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
    Served { issuer, browser }
}

impl Served {
    /// The desk's client, with all doors: `demo`, `demo-eidas` and `demo-staff`.
    pub fn desk(&self) -> Providers {
        let of = |id: &str, audience, client: Client| {
            let mut config =
                ProviderConfig::new(id, Localized::it("Prova"), audience, &self.issuer);
            config.insecure_loopback = true;
            config.client_id = client.id.to_owned();
            config.client_secret = Secret::new(client.secret);
            config
        };
        let mut staff = of("demo-staff", Audience::Staff, STAFF);
        let role = GroupRole {
            role: Role::Clerk,
            office: Some("polizia-locale".to_owned()),
            procedure: None,
        };
        staff.groups = BTreeMap::from([("polizia-locale".to_owned(), vec![role])]);
        let mut europeans = of("demo-eidas", Audience::Citizen, EUROPEANS);
        europeans.without_fiscal_code = true;
        let configs = vec![of("demo", Audience::Citizen, CITIZENS), europeans, staff];
        let (party, keys) = (RelyingParty::default(), ClientKeys::default());
        Providers::open(configs, &CALLBACK.parse().unwrap(), party, keys).unwrap()
    }

    pub async fn get(&self, url: &str) -> Response {
        self.browser.get(url).send().await.unwrap()
    }

    /// Opens an authorization address, presses the button of a person (or none, to give up) and
    /// tells what the client is told.
    pub async fn choose(&self, url: &str, person: &str) -> HashMap<String, String> {
        let page = self.get(url).await;
        assert_eq!(page.status(), 200);
        let html = page.text().await.unwrap();
        assert!(html.contains(&format!("name=\"person\" value=\"{person}\"")), "{html}");
        let mut form = hidden(&html);
        form.push(("person".to_owned(), person.to_owned()));
        told(&self.post(&form).await)
    }

    pub async fn post(&self, form: &[(String, String)]) -> Response {
        let url = format!("{}/authorize", self.issuer);
        self.browser.post(url).form(form).send().await.unwrap()
    }

    /// Changes a code into tokens, by hand.
    pub async fn exchange(&self, client: Client, fields: &[(&str, &str)]) -> Response {
        let request = self.browser.post(format!("{}/token", self.issuer));
        request.basic_auth(client.id, Some(client.secret)).form(fields).send().await.unwrap()
    }
}

/// What the page would send back of the request.
pub fn hidden(html: &str) -> Vec<(String, String)> {
    let inputs = html.split("<input type=\"hidden\" name=\"").skip(1);
    let fields = inputs.map(|rest| {
        let (name, rest) = rest.split_once("\" value=\"").unwrap();
        let value = rest.split('"').next().unwrap();
        (name.to_owned(), value.replace("&amp;", "&").replace("&#38;", "&"))
    });
    fields.collect()
}

/// What a redirect to the callback says.
pub fn told(response: &Response) -> HashMap<String, String> {
    assert_eq!(response.status(), 303);
    let url: Url = response.headers()[LOCATION].to_str().unwrap().parse().unwrap();
    assert!(url.as_str().starts_with(&format!("{CALLBACK}?")), "{url}");
    url.query_pairs().into_owned().collect()
}

/// The same, as the desk reads it.
pub fn callback(said: &HashMap<String, String>) -> Callback {
    let of = |name: &str| said.get(name).cloned();
    Callback {
        state: of("state").unwrap_or_default(),
        code: of("code"),
        error: of("error"),
        error_description: of("error_description"),
        iss: of("iss"),
    }
}
