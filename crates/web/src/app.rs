//! What every handler can reach: the municipalities of the installation, by host.
//! Opening databases and reading files is done before, in `sportello`.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

use desk::Desk;
use model::municipality::Municipality;
use url::Url;

use crate::{
    catalogue::{Catalogue, Content, Service},
    theme,
};

/// The state of the router. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    hosts: HashMap<String, Arc<Town>>,
    /// Towns that federations know at the host of an aggregator: host, path without a slash at its end.
    aggregated: Vec<(String, String, Arc<Town>)>,
    settings: Settings,
}

/// How the pages are served.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Visitors come over TLS: `Secure` cookies and HSTS.
    pub tls: bool,
    /// How often one address may ask; none in tests.
    pub limits: Option<Arc<crate::Limits>>,
    /// What only a demo shows; none outside it.
    pub demo: Option<Demo>,
}

/// What a demo tells its visitors.
#[derive(Debug, Clone, Default)]
pub struct Demo {
    /// Folder of sent mail, shown at `/demo/mail`.
    pub mail_folder: std::path::PathBuf,
    /// Whom to sign in as: name, who that is, and whether for the municipality.
    pub persons: Vec<(String, String, bool)>,
}

/// One municipality with all that its pages need.
pub struct Town {
    pub municipality: Municipality,
    pub content: Content,
    pub theme: Look,
    /// Its use cases.
    pub desk: Desk,
    catalogue: RwLock<Arc<Catalogue>>,
}

/// Stylesheet and crest, made once.
pub struct Look {
    pub css: String,
    /// Address that changes when the colours do.
    pub css_url: String,
    /// SVG of the coat of arms; empty if there is none.
    pub crest: Vec<u8>,
    pub crest_url: String,
}

impl Town {
    pub fn new(municipality: Municipality, crest: Vec<u8>, content: Content, desk: Desk) -> Town {
        let css = theme::css(municipality.theme);
        let css_url = format!("/theme.css?{}", theme::fingerprint(css.as_bytes()));
        let crest_url = format!("/stemma.svg?{}", theme::fingerprint(&crest));
        let catalogue = Catalogue::new(content.leaflets.clone());
        Town {
            municipality,
            content,
            theme: Look { css, css_url, crest, crest_url },
            desk,
            catalogue: RwLock::new(Arc::new(catalogue)),
        }
    }

    /// The services published now.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        // A poisoned lock still holds a whole catalogue: it is replaced in one assignment.
        self.catalogue.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    /// Reads what is published anew: at start and after a revision was published.
    ///
    /// # Errors
    /// Storage.
    pub async fn refresh(&self) -> Result<(), desk::Error> {
        let online = self.desk.published().await?.into_iter().map(|published| {
            let procedure = &published.compiled.procedure;
            let mut sheet = procedure.sheet.clone();
            sheet.access.minutes = Some(published.minutes);
            Service {
                id: procedure.id.clone(),
                title: procedure.title.clone(),
                sheet,
                is_online: true,
                updated: published.at.map(model::Moment::day),
            }
        });
        let leaflets = self.content.leaflets.iter().cloned().map(Service::from);
        self.publish(Catalogue::new(online.chain(leaflets)));
        Ok(())
    }

    /// Replaces what is published, after a revision was published or closed.
    pub fn publish(&self, catalogue: Catalogue) {
        let catalogue = Arc::new(catalogue);
        *self.catalogue.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = catalogue;
    }
}

impl App {
    /// The first town that claims a host has it.
    pub fn new(towns: impl IntoIterator<Item = Town>, settings: Settings) -> App {
        let mut hosts: HashMap<String, Arc<Town>> = HashMap::new();
        let mut identified = Vec::new();
        for town in towns {
            let town = Arc::new(town);
            for host in town.municipality.hosts.all() {
                hosts.entry(host.to_owned()).or_insert_with(|| town.clone());
            }
            let identifier = town.desk.providers.client_id();
            if let Some(url) = identifier.and_then(|id| Url::parse(&id).ok()) {
                let host = url.host_str().unwrap_or_default().to_owned();
                identified.push((host, url.path().trim_end_matches('/').to_owned(), town));
            }
        }
        let is_aggregated = |(host, path, _): &(String, String, Arc<Town>)| {
            !hosts.contains_key(host) && !path.is_empty()
        };
        let aggregated = identified.into_iter().filter(is_aggregated).collect();
        App(Arc::new(Inner { hosts, aggregated, settings }))
    }

    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The municipality that answers to a `Host` header, whatever its port.
    pub fn town(&self, host: &str) -> Option<&Arc<Town>> {
        self.0.hosts.get(&bare(host))
    }

    /// The municipality whose entity identifier, at the host of an aggregator, a path lies below.
    pub fn aggregated(&self, host: &str, path: &str) -> Option<&Arc<Town>> {
        let host = bare(host);
        let is_below = |own: &str| path.strip_prefix(own).is_some_and(|rest| rest.starts_with('/'));
        let found = self.0.aggregated.iter().find(|(at, own, _)| *at == host && is_below(own));
        found.map(|(_, _, town)| town)
    }

    /// Every municipality once.
    pub fn towns(&self) -> Vec<Arc<Town>> {
        let mut towns: Vec<Arc<Town>> = self.0.hosts.values().cloned().collect();
        towns.sort_by(|a, b| a.municipality.slug.cmp(&b.municipality.slug));
        towns.dedup_by(|a, b| a.municipality.slug == b.municipality.slug);
        towns
    }
}

/// The name in a `Host` header, whatever its port.
fn bare(host: &str) -> String {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    };
    name.trim_end_matches('.').to_ascii_lowercase()
}
