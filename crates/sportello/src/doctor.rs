//! `sportello doctor`: looks at an installation and says what is wrong with it, and what soon will be. Changes nothing.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    process::ExitCode,
    time::Duration,
};

use chrono::Duration as Length;
use desk::{Desk, identity_keys::KeyState};
use gateway::{
    clock::Clock,
    identity::{Audience, Health, KeyPurpose, Providers, SignInFailure},
    payment::{PaymentFailure, Payments},
};
use model::Moment;

use crate::{Failure, config::Config, out::line, procedures, serve, town::Place};

/// A trust mark must be asked for anew with whoever gave it, which takes days; chains renew themselves.
const MARK_ENDS_SOON: Length = Length::days(7);
/// Certificates renew themselves a month before; one that has not, will not.
const CERTIFICATE_ENDS_SOON: Length = Length::days(14);
/// How long a key is good practice.
const KEY_LIFE: Length = Length::days(365);

/// What was found.
enum Found {
    Good(String),
    /// Will have to be seen to.
    Soon(String),
    Wrong(String),
}

/// Looks at the installation. With `live`, only at a running server.
///
/// # Errors
/// Nothing can be looked at.
pub async fn run(config: &Config, live: bool) -> Result<ExitCode, Failure> {
    if live {
        let status = ask(config, "/healthz", "localhost")?;
        return Ok(if status == 200 { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let mut doctor = Doctor { config, is_good: true };
    doctor.look_at_machine();
    doctor.look_at_scanner().await;
    for slug in config.municipality.keys() {
        doctor.look_at_town(slug).await;
    }
    Ok(if doctor.is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Doctor<'c> {
    config: &'c Config,
    is_good: bool,
}

impl Doctor<'_> {
    fn say(&mut self, what: &str, found: Found) {
        match found {
            Found::Good(text) => line(format_args!("ok    {what}: {text}")),
            Found::Soon(text) => line(format_args!("soon  {what}: {text}")),
            Found::Wrong(text) => {
                self.is_good = false;
                line(format_args!("WRONG {what}: {text}"));
            }
        }
    }

    fn look_at_machine(&mut self) {
        let config = self.config;
        let keys = match serve::keys(config) {
            Ok(_) => Found::Good("readable".to_owned()),
            Err(error) => Found::Wrong(error.to_string()),
        };
        self.say("keys", keys);
        if config.server.listen.ip().is_loopback() && config.server.client_address.is_empty() {
            let why = "server.client_address is empty: behind a proxy nobody is slowed down";
            self.say("visitors", Found::Good(why.to_owned()));
        }
    }

    /// Whether files are looked through, and by whom.
    async fn look_at_scanner(&mut self) {
        let scanner = self.config.scanner.scanner();
        let found = match scanner.version().await {
            Ok(Some(version)) => Found::Good(version),
            Ok(None) => {
                Found::Soon("nobody looks for viruses in files: scanner.address".to_owned())
            }
            Err(error) => Found::Wrong(format!("{error}: files wait")),
        };
        self.say("scanner", found);
    }

    async fn look_at_town(&mut self, slug: &str) {
        let database = self.database(slug).await;
        let is_there = matches!(database, Found::Good(_));
        self.say(&format!("{slug} database"), database);
        let place = match serve::place(self.config, slug) {
            Ok(place) => place,
            Err(error) => return self.say(slug, Found::Wrong(error.to_string())),
        };
        let desk = match procedures::open(self.config, slug).await {
            Ok(desk) => desk,
            Err(error) => return self.say(slug, Found::Wrong(error.to_string())),
        };
        if is_there && Providers::need_keys(&place.providers) {
            self.look_at_keys(slug, &place, &desk).await;
        }
        for audience in [Audience::Citizen, Audience::Staff] {
            self.look_at_providers(slug, &desk, audience).await;
        }
        if let Some(payments) = &desk.payments {
            self.say(&format!("{slug} payments"), platform(payments).await);
        }
        self.look_at_host(slug, &desk);
        desk.db.close().await;
    }

    async fn database(&self, slug: &str) -> Found {
        let url = self.config.storage.database.replace("{slug}", slug);
        let pending = async {
            let db = serve::database(&url).await?;
            let pending = db.pending().await?.len();
            db.close().await;
            Ok::<_, Failure>(pending)
        };
        match pending.await {
            Ok(0) => Found::Good("up to date".to_owned()),
            Ok(n) => Found::Wrong(format!("{n} migrations to run: sportello migrate")),
            Err(error) => Found::Wrong(error.to_string()),
        }
    }

    /// The keys by which providers know the municipality.
    async fn look_at_keys(&mut self, slug: &str, place: &Place, desk: &Desk) {
        let read = async {
            // The ring must open them too.
            desk.read_identity_keys().await?;
            desk.identity_keys().await
        };
        let keys = match read.await {
            Ok(keys) => keys,
            Err(error) => {
                return self.say(&format!("{slug} identity keys"), Found::Wrong(error.to_string()));
            }
        };
        let now = desk.now();
        for purpose in serve::asked(place) {
            let active =
                keys.iter().find(|key| key.purpose == purpose && key.state == KeyState::Active);
            let found = match active {
                None => Found::Wrong(serve::keyless(slug, &[purpose])),
                Some(key) => aged(key.made_at, now),
            };
            self.say(&format!("{slug} identity key to {}", verb(purpose)), found);
        }
        for key in keys.iter().filter(|key| key.state == KeyState::Old) {
            if key.changed_at + KEY_LIFE < now {
                let text = format!("not used since {}: drop it", key.changed_at.day());
                self.say(&format!("{slug} identity key {}", key.kid), Found::Soon(text));
            }
        }
    }

    async fn look_at_providers(&mut self, slug: &str, desk: &Desk, audience: Audience) {
        let offers: Vec<_> =
            desk.providers.offers(audience).map(|offer| offer.id.to_owned()).collect();
        if offers.is_empty() {
            let why = format!("nobody lets in {audience:?}");
            self.say(&format!("{slug} sign-in"), Found::Wrong(why));
        }
        for id in offers {
            let what = format!("{slug} provider {id}");
            let probe = desk.providers.probe(&id, &Clock::System).await;
            for (more, found) in probed(probe, desk.now()) {
                self.say(&format!("{what}{more}"), found);
            }
        }
    }

    fn look_at_host(&mut self, slug: &str, desk: &Desk) {
        let host = &desk.municipality.hosts.desk;
        let found = match ask(self.config, "/", host) {
            Ok(200) => Found::Good("served".to_owned()),
            Ok(status) => {
                Found::Wrong(format!("answers {status}: does the proxy pass Host unchanged?"))
            }
            Err(error) => {
                Found::Wrong(format!("no server on {}: {error}", self.config.server.listen))
            }
        };
        self.say(&format!("{slug} host {host}"), found);
    }
}

/// The payment platform is asked for what it cannot have.
async fn platform(payments: &Payments) -> Found {
    match payments.look("sportello-doctor").await {
        Ok(_) | Err(PaymentFailure::Unknown) => Found::Good("the platform answers".to_owned()),
        Err(error) => Found::Wrong(error.to_string()),
    }
}

fn verb(purpose: KeyPurpose) -> &'static str {
    match purpose {
        KeyPurpose::Federation => "sign for the federation",
        KeyPurpose::Sign => "sign requests",
        KeyPurpose::Decrypt => "decrypt",
    }
}

fn aged(made: Moment, now: Moment) -> Found {
    let day = made.day();
    if made + KEY_LIFE < now {
        Found::Soon(format!("made on {day}, more than a year ago: make a new one"))
    } else {
        Found::Good(format!("made on {day}"))
    }
}

/// What a provider answered, and what the sign-ins through it rest on.
fn probed(probe: Result<Vec<Health>, SignInFailure>, now: Moment) -> Vec<(String, Found)> {
    let health = match probe {
        Err(failure) => return vec![(String::new(), Found::Wrong(failure.to_string()))],
        Ok(health) => health,
    };
    let answers = (String::new(), Found::Good("answers".to_owned()));
    let rest = health.into_iter().map(|Health { what, ends_at, fault }| {
        let soon = [("trust mark", MARK_ENDS_SOON), ("certificate", CERTIFICATE_ENDS_SOON)]
            .into_iter()
            .find_map(|(kind, length)| what.starts_with(kind).then_some(length));
        let found = match (fault, ends_at) {
            (Some(fault), _) => Found::Wrong(fault),
            (None, None) => Found::Good("right".to_owned()),
            (None, Some(at)) if at <= now => Found::Wrong(format!("ended on {}", at.rfc3339())),
            (None, Some(at)) if soon.is_some_and(|length| at - now < length) => {
                Found::Soon(format!("ends on {}: a new one is needed", at.rfc3339()))
            }
            (None, Some(at)) => Found::Good(format!("until {}", at.rfc3339())),
        };
        (format!(", {what}"), found)
    });
    std::iter::once(answers).chain(rest).collect()
}

/// The status that our own server answers to a GET.
fn ask(config: &Config, path: &str, host: &str) -> Result<u16, Failure> {
    let mut address = config.server.listen;
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(2))?;
    stream.set_read_timeout(Some(Duration::from_secs(3)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
    let mut answer = [0_u8; 64];
    let n = stream.read(&mut answer)?;
    let text = String::from_utf8_lossy(&answer[..n]);
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok(status.ok_or("not an HTTP answer")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worst(found: &[(String, Found)]) -> Vec<(&str, u8)> {
        found
            .iter()
            .map(|(what, found)| {
                let weight = match found {
                    Found::Good(_) => 0,
                    Found::Soon(_) => 1,
                    Found::Wrong(_) => 2,
                };
                (what.as_str(), weight)
            })
            .collect()
    }

    #[test]
    fn what_sign_ins_rest_on_is_told_before_it_ends() {
        let now = Moment(0);
        let health = |what: &str, ends_at: Moment, fault: Option<&str>| Health {
            what: what.to_owned(),
            ends_at: Some(ends_at),
            fault: fault.map(str::to_owned),
        };
        let found = probed(
            Ok(vec![
                health("provider a", now + Length::hours(1), None),
                health("provider b", now, None),
                health("provider c", now + Length::hours(9), Some("not vouched for")),
                health("trust mark m", now + Length::days(6), None),
                health("trust mark n", now + Length::days(8), None),
                health("certificate of x", now + Length::days(13), None),
                health("certificate of y", now + Length::days(15), None),
                Health { what: "clock of z".to_owned(), ends_at: None, fault: None },
            ]),
            now,
        );
        assert_eq!(
            worst(&found),
            [
                ("", 0),
                (", provider a", 0),
                (", provider b", 2),
                (", provider c", 2),
                (", trust mark m", 1),
                (", trust mark n", 0),
                (", certificate of x", 1),
                (", certificate of y", 0),
                (", clock of z", 0)
            ]
        );
        let down = probed(Err(SignInFailure::ProviderDown), now);
        assert_eq!(worst(&down), [("", 2)]);
    }

    #[test]
    fn a_key_of_more_than_a_year_is_noticed() {
        let now = Moment(0) + Length::days(400);
        assert!(matches!(aged(now - Length::days(364), now), Found::Good(_)));
        assert!(matches!(aged(now - Length::days(366), now), Found::Soon(_)));
    }
}
