//! Serving: listeners, worker, an orderly end. What it serves was opened before.

use std::{collections::BTreeMap, future::Future, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, routing::get};
use desk::Desk;
use gateway::{
    clock::Clock,
    identity::{KeyPurpose, Providers},
    keys::Keyring,
};
use store::Db;
use tokio::{net::TcpListener, sync::watch, task::JoinSet};
use web::{App, Limits, Settings};

use crate::{
    Failure,
    config::Config,
    files::Files,
    operator, preview,
    town::{self, Common, MailWay, Pay, Place},
};

/// How long running requests and jobs have to end.
const GRACE: Duration = Duration::from_secs(10);
/// How often what is published is read anew.
const LOOK: Duration = Duration::from_secs(10);
/// How often what is known of federations is renewed, where it would soon end.
const RENEW: Duration = Duration::from_secs(5 * 60);
/// Before a worker that broke begins anew.
const REST: Duration = Duration::from_secs(5);

/// An installation, opened.
pub struct Open {
    /// Its pages.
    pub app: App,
    /// Its desks.
    pub desks: Vec<Desk>,
}

/// Opens every municipality of a configuration.
///
/// # Errors
/// The first that cannot be opened, with its name.
pub async fn open(config: &Config, clock: Clock) -> Result<Open, Failure> {
    let limits = store::Limits::default();
    let scanner = config.scanner.scanner();
    let previews = preview::by_this_program();
    let common = Common { keys: keys(config)?, clock, limits, scanner, previews };
    let mut towns = Vec::new();
    let mut desks = Vec::new();
    apart(config)?;
    for slug in config.municipality.keys() {
        let opened = async {
            let place = place(config, slug)?;
            let desk = town::desk(&place, &common).await?;
            known_to_providers(&place, &desk).await?;
            let pages = town::pages(&place.files, &desk).await?;
            Ok::<_, Failure>((desk, pages))
        };
        let (desk, pages) = opened.await.map_err(|error| format!("{slug}: {error}"))?;
        desks.push(desk);
        towns.push(pages);
    }
    let mut hosts = BTreeMap::new();
    for desk in &desks {
        let town = &desk.municipality;
        for host in town.hosts.all() {
            if let Some(other) = hosts.insert(host.to_owned(), town.slug.clone()) {
                return Err(format!("{host} belongs to {other} and to {}", town.slug).into());
            }
        }
    }
    if config.server.tls && config.server.client_address.is_empty() {
        tracing::warn!(
            "server.client_address is empty: behind a proxy nobody is slowed down who tries the doors"
        );
    }
    let limits = Limits::new(&config.server.client_address);
    let settings =
        Settings { tls: config.server.tls, limits: Some(Arc::new(limits)), ..Settings::default() };
    Ok(Open { app: App::new(towns, settings), desks })
}

/// Lets the providers know a municipality by its keys, where they ask for any.
async fn known_to_providers(place: &Place, desk: &Desk) -> Result<(), Failure> {
    if !Providers::need_keys(&place.providers) {
        return Ok(());
    }
    desk.read_identity_keys().await?;
    if let Err(error) = desk.recall_federations().await {
        tracing::warn!(town = %desk.municipality.slug, %error, "federations are to be asked anew");
    }
    let found = desk.identity_keys().await?;
    let is_missing = |purpose: &KeyPurpose| !found.iter().any(|key| key.purpose == *purpose);
    let missing: Vec<_> = asked(place).filter(is_missing).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(keyless(&desk.municipality.slug, &missing).into())
}

/// The purposes of which a municipality's providers ask for a key.
pub(crate) fn asked(place: &Place) -> impl Iterator<Item = KeyPurpose> {
    let is_federated = place.providers.iter().any(|provider| provider.federation.is_some());
    KeyPurpose::ALL.into_iter().filter(move |it| is_federated || *it != KeyPurpose::Federation)
}

/// What to do where keys are missing.
pub(crate) fn keyless(slug: &str, missing: &[KeyPurpose]) -> String {
    let missing: Vec<_> = missing.iter().map(|purpose| purpose.word()).collect();
    format!(
        "its identity providers ask for keys of ours ({}): `sportello identity-keys --municipality {slug} new` \
         makes them",
        missing.join(", ")
    )
}

/// Two municipalities never share a database or a folder.
fn apart(config: &Config) -> Result<(), Failure> {
    if config.municipality.len() < 2 {
        return Ok(());
    }
    for (key, template) in
        [("database", &config.storage.database), ("files", &config.storage.files)]
    {
        if !template.contains("{slug}") {
            return Err(format!(
                "storage.{key}: with more than one municipality it must contain {{slug}}"
            )
            .into());
        }
    }
    Ok(())
}

/// The keys of an installation.
///
/// # Errors
/// There are none yet, or they cannot be read.
pub fn keys(config: &Config) -> Result<Keyring, Failure> {
    let path = &config.storage.keys;
    let text = std::fs::read_to_string(path).map_err(|error| {
        format!("{}: {error}; `sportello keys new` makes the first key", path.display())
    })?;
    Ok(Keyring::parse(&text).map_err(|error| format!("{}: {error}", path.display()))?)
}

/// Where a municipality of a configuration lives.
///
/// # Errors
/// Its folder or its providers cannot be read.
pub fn place(config: &Config, slug: &str) -> Result<Place, Failure> {
    let town = config.municipality.get(slug).ok_or_else(|| format!("no municipality {slug}"))?;
    let here = |template: &str| template.replace("{slug}", slug);
    Ok(Place {
        files: Files::folder(&town.folder)?,
        database: here(&config.storage.database),
        vault: Some(here(&config.storage.files).into()),
        mail: MailWay::of(&config.mail)?,
        payment: town.payment()?.map_or(Pay::Nowhere, |config| Pay::PagoPa(Box::new(config))),
        providers: town.providers()?,
        party: town.relying_party.clone(),
        log_months: config.sign_in.log_months,
        address: town.address.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned()),
        tls: config.server.tls,
    })
}

/// Opens the database of a municipality, making its folder where it is a file.
///
/// # Errors
/// The database cannot be opened.
pub async fn database(url: &str) -> Result<Db, Failure> {
    if let Some(file) = url.strip_prefix("sqlite:")
        && let Some(folder) = std::path::Path::new(file.split('?').next().unwrap_or(file)).parent()
    {
        std::fs::create_dir_all(folder)?;
    }
    Ok(Db::open(url).await?)
}

/// The router of an installation, with the sign of life that needs no municipality.
pub fn router(app: App) -> Router {
    Router::new().route("/healthz", get(async || "ok\n")).fallback_service(web::router(app))
}

/// Serves until told to stop, then lets what runs end.
///
/// # Errors
/// An address that cannot be listened on.
pub async fn serve(
    open: Open,
    listen: SocketAddr,
    operator: Option<SocketAddr>,
    works: bool,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    let listener = TcpListener::bind(listen).await.map_err(|e| format!("{listen}: {e}"))?;
    let (tell, told) = watch::channel(false);
    let mut tasks = JoinSet::new();
    if works {
        workers(&open.desks, &told, &mut tasks);
    }
    tasks.spawn(refresh(open.app.clone(), stopped(told.clone())));
    keep_known(&open.desks, &told, &mut tasks);
    if let Some(address) = operator {
        let door = TcpListener::bind(address).await.map_err(|e| format!("{address}: {e}"))?;
        let router = operator::router(Arc::from(open.desks.clone()));
        let stop = stopped(told.clone());
        tasks.spawn(async move {
            if let Err(error) = axum::serve(door, router).with_graceful_shutdown(stop).await {
                tracing::error!(%error, "the operator's door failed");
            }
        });
    }
    tracing::info!(%listen, "serving");
    let service = router(open.app).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(stopped(told));
    let mut serving = std::pin::pin!(serving.into_future());
    tokio::select! {
        ended = &mut serving => ended?,
        () = stop => {
            tracing::info!("stopping");
            let _ = tell.send(true);
            let _ = tokio::time::timeout(GRACE, serving).await;
        }
    }
    let _ = tokio::time::timeout(GRACE, async { while tasks.join_next().await.is_some() {} }).await;
    for desk in &open.desks {
        desk.db.close().await;
    }
    Ok(())
}

/// Runs the jobs until told to stop.
pub async fn work(desks: Vec<Desk>, stop: impl Future<Output = ()> + Send + 'static) {
    let (tell, told) = watch::channel(false);
    let mut tasks = JoinSet::new();
    workers(&desks, &told, &mut tasks);
    keep_known(&desks, &told, &mut tasks);
    stop.await;
    let _ = tell.send(true);
    let _ = tokio::time::timeout(GRACE, async { while tasks.join_next().await.is_some() {} }).await;
}

/// Sees what other processes have published: a command line, another node.
async fn refresh(app: App, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(LOOK) => {}
        }
        for town in app.towns() {
            if let Err(error) = town.refresh().await {
                tracing::warn!(town = %town.municipality.slug, %error, "what is published was not read");
            }
        }
    }
}

/// Keeps what providers know of us, and we of them, of now: keys that the command line changes, federations whose
/// statements end. Each municipality on its own, for an anchor that does not answer keeps nobody else waiting.
fn keep_known(desks: &[Desk], told: &watch::Receiver<bool>, tasks: &mut JoinSet<()>) {
    for desk in desks {
        let (ours, theirs) = (desk.clone(), desk.clone());
        tasks.spawn(every(LOOK, stopped(told.clone()), async move || {
            if let Err(error) = ours.read_identity_keys().await {
                tracing::warn!(town = %ours.municipality.slug, %error, "keys were not read");
            }
        }));
        tasks.spawn(every(RENEW, stopped(told.clone()), async move || {
            if let Err(error) = theirs.renew_federations().await {
                tracing::warn!(town = %theirs.municipality.slug, %error, "federations are not kept");
            }
        }));
    }
}

/// Does something now and then again and again, until told to stop, also in the middle.
async fn every(rest: Duration, stop: impl Future<Output = ()>, work: impl AsyncFn()) {
    let again = async {
        loop {
            work().await;
            tokio::time::sleep(rest).await;
        }
    };
    tokio::select! {
        () = stop => {}
        () = again => {}
    }
}

fn workers(desks: &[Desk], told: &watch::Receiver<bool>, tasks: &mut JoinSet<()>) {
    for desk in desks {
        let (desk, told) = (desk.clone(), told.clone());
        tasks.spawn(async move {
            // A worker that panics is begun anew: terms and letters go on.
            while !*told.borrow() {
                let (worker, stop) = (desk.clone(), stopped(told.clone()));
                let ended = tokio::spawn(async move { worker.work(stop).await }).await;
                if let Err(error) = ended {
                    tracing::error!(town = %desk.municipality.slug, %error, "a worker broke");
                    tokio::time::sleep(REST).await;
                }
            }
        });
    }
}

async fn stopped(mut told: watch::Receiver<bool>) {
    let _ = told.wait_for(|stop| *stop).await;
}

/// Ends when the process is asked to end: Ctrl-C, or the service manager's SIGTERM.
pub async fn asked_to_stop() {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
