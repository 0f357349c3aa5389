//! How often one address may ask: generous for pages, stricter for what writes, strictest for sign-ins, which
//! write before anybody is known. An inspector's twenty tabs never meet it.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{Extensions, HeaderMap, Method, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{DefaultKeyedRateLimiter, Quota};

use crate::{
    App, Problem,
    frame::{EMERGENCY, SIGN_IN},
};

/// Requests a minute, and how many at once.
const PAGES: (u32, u32) = (600, 300);
const WRITES: (u32, u32) = (300, 150);
const SIGN_INS: (u32, u32) = (60, 40);
/// Addresses that ask no more are forgotten once so many are known.
const KNOWN: usize = 50_000;

/// The counters of an installation.
#[derive(Debug)]
pub struct Limits {
    /// Header with the visitor's address, set by a trusted proxy; empty for none.
    header: String,
    pages: DefaultKeyedRateLimiter<IpAddr>,
    writes: DefaultKeyedRateLimiter<IpAddr>,
    sign_ins: DefaultKeyedRateLimiter<IpAddr>,
}

impl Limits {
    /// Counts by the peer's address, or by what a trusted proxy says in `header`.
    #[must_use]
    pub fn new(header: &str) -> Limits {
        Limits {
            header: header.to_owned(),
            pages: DefaultKeyedRateLimiter::keyed(quota(PAGES)),
            writes: DefaultKeyedRateLimiter::keyed(quota(WRITES)),
            sign_ins: DefaultKeyedRateLimiter::keyed(quota(SIGN_INS)),
        }
    }

    /// Who asks; none for this machine itself, which without a header is a proxy that speaks for everybody.
    fn visitor(&self, headers: &HeaderMap, peer: Option<IpAddr>) -> Option<IpAddr> {
        let peer = peer.filter(|peer| !peer.is_loopback());
        // The last address is the one that the proxy before us has seen.
        let all =
            headers.get_all(&self.header).iter().next_back().filter(|_| !self.header.is_empty());
        let said = all.and_then(|all| all.to_str().ok()?.rsplit(',').next().and_then(address));
        said.or(peer).map(network)
    }

    fn allows(&self, visitor: IpAddr, is_write: bool, is_sign_in: bool) -> bool {
        let counter = match (is_sign_in, is_write) {
            (true, _) => &self.sign_ins,
            (false, true) => &self.writes,
            (false, false) => &self.pages,
        };
        if counter.len() > KNOWN {
            counter.retain_recent();
        }
        counter.check_key(&visitor).is_ok()
    }
}

/// An address as proxies write it: with its port or without.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|whole| whole.ip()))
}

fn quota((a_minute, at_once): (u32, u32)) -> Quota {
    let some = |n: u32| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
    Quota::per_minute(some(a_minute)).allow_burst(some(at_once))
}

/// One household has one IPv4 address, or one /64 of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let bits = u128::from(v6) & (u128::MAX << 64);
            IpAddr::V6(Ipv6Addr::from(bits))
        }
    }
}

/// The layer that counts.
pub(crate) async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    let Some(limits) = &app.settings().limits else { return next.run(request).await };
    let path = request.uri().path();
    if path.starts_with("/assets/") {
        return next.run(request).await;
    }
    let is_sign_in = is_sign_in(request.method(), path);
    let is_write = !request.method().is_safe();
    match limits.visitor(request.headers(), peer(request.extensions())) {
        Some(visitor) if !limits.allows(visitor, is_write, is_sign_in) => {
            Problem::TooMany.into_response()
        }
        _ => next.run(request).await,
    }
}

fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip())
}

/// Begins or finishes a sign-in. What servers ask below the same address does not: our keys, ends of sessions.
fn is_sign_in(method: &Method, path: &str) -> bool {
    let rest = path.strip_prefix(SIGN_IN).unwrap_or_default();
    let begins = rest.starts_with('/') && method.is_safe() && !rest.ends_with(".json");
    begins || path == EMERGENCY
}

/// The network that a request comes from, as people are shown it among their sign-ins: the last part of the address
/// is not kept (IPv4 /24, IPv6 /48). None for this machine itself.
pub(crate) struct Network(pub Option<String>);

impl FromRequestParts<App> for Network {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = peer(&parts.extensions);
        let visitor = match &app.settings().limits {
            Some(limits) => limits.visitor(&parts.headers, peer),
            None => peer.filter(|peer| !peer.is_loopback()),
        };
        Ok(Self(visitor.map(without_last)))
    }
}

fn without_last(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{}/24", Ipv4Addr::new(a, b, c, 0))
        }
        IpAddr::V6(v6) => {
            format!("{}/48", Ipv6Addr::from(u128::from(v6) & (u128::MAX << 80)))
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn said(text: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", HeaderValue::from_static(text));
        headers
    }

    #[test]
    fn a_visitor_is_known_by_the_peer_or_by_the_nearest_proxy() {
        let peer: IpAddr = "203.0.113.9".parse().unwrap();
        let near = Limits::new("");
        assert_eq!(near.visitor(&said("198.51.100.1"), Some(peer)), Some(peer));
        assert_eq!(near.visitor(&HeaderMap::new(), "127.0.0.1".parse().ok()), None);
        let behind = Limits::new("x-forwarded-for");
        let loopback = "127.0.0.1".parse().ok();
        let found = behind.visitor(&said("1.2.3.4, 198.51.100.7"), loopback);
        assert_eq!(found, "198.51.100.7".parse().ok());
        let house = behind.visitor(&said("2001:db8:1:2:3:4:5:6"), loopback);
        assert_eq!(house, "2001:db8:1:2::".parse().ok());
    }

    #[test]
    fn a_network_is_kept_without_the_last_part_of_the_address() {
        let kept = |text: &str| without_last(text.parse().unwrap());
        assert_eq!(kept("203.0.113.9"), "203.0.113.0/24");
        assert_eq!(kept("2001:db8:1:2:3:4:5:6"), "2001:db8:1::/48");
    }

    #[test]
    fn what_servers_ask_is_no_sign_in() {
        assert!(is_sign_in(&Method::GET, "/accedi/spid"));
        assert!(is_sign_in(&Method::GET, "/accedi/ritorno"));
        assert!(is_sign_in(&Method::POST, "/ufficio/emergenza"));
        assert!(!is_sign_in(&Method::GET, "/accedi"));
        assert!(!is_sign_in(&Method::GET, "/accedi/jwks.json"));
        assert!(!is_sign_in(&Method::POST, "/accedi/spid/fine"));
    }

    #[test]
    fn twenty_tabs_pass_and_a_flood_does_not() {
        let limits = Limits::new("");
        let visitor: IpAddr = "203.0.113.9".parse().unwrap();
        let other: IpAddr = "203.0.113.10".parse().unwrap();
        let passed = |is_write, is_sign_in| {
            (0..1000).filter(|_| limits.allows(visitor, is_write, is_sign_in)).count()
        };
        assert!((200..400).contains(&passed(false, false)));
        assert!((100..200).contains(&passed(true, false)));
        assert!((30..60).contains(&passed(false, true)));
        assert!(limits.allows(other, true, true), "another address is not its neighbour's");
    }
}
