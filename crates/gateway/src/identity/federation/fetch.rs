//! Which addresses of a federation are asked, and by whom: the desk's HTTP client, or a federation in memory. Not
//! here: what the answers mean.

use url::{Host, Url};

use crate::identity::{SignInFailure, oidc::Http};

/// Whoever fetches texts, bounded in time and size.
pub(in crate::identity) trait Fetch: Sync {
    /// The text at an address.
    fn text(&self, url: &Url) -> impl Future<Output = Result<String, SignInFailure>> + Send;

    /// The answer to a form; none if there is no such thing as it asks about (404).
    fn form(
        &self,
        url: &Url,
        pairs: &[(&str, &str)],
    ) -> impl Future<Output = Result<Option<String>, SignInFailure>> + Send;
}

impl Fetch for Http {
    async fn text(&self, url: &Url) -> Result<String, SignInFailure> {
        Http::text(self, url).await
    }

    async fn form(
        &self,
        url: &Url,
        pairs: &[(&str, &str)],
    ) -> Result<Option<String>, SignInFailure> {
        Http::form(self, url, pairs).await
    }
}

/// Which addresses may be asked. Statements name many, and whoever writes one must not choose what in our own network
/// is called.
#[derive(Debug, Clone, Copy)]
pub(in crate::identity) struct Reach {
    /// Also `http` to this very machine: for the demo and tests.
    pub insecure_loopback: bool,
}

impl Reach {
    /// The address, if it may be asked.
    pub(super) fn address(self, text: &str) -> Option<Url> {
        Url::parse(text).ok().filter(|url| self.may(url))
    }

    /// Whether an address may be asked: nothing of this machine, of its network or of a network that nobody outside
    /// can reach. Names that lead there are stopped by TLS, which wants a certificate for them.
    pub(in crate::identity) fn may(self, url: &Url) -> bool {
        let is_plain = url.username().is_empty() && url.password().is_none();
        let (is_loopback, is_inside) = match url.host() {
            Some(Host::Domain(name)) => {
                let name = name.trim_end_matches('.');
                let is_loopback = name == "localhost" || name.ends_with(".localhost");
                (is_loopback, is_loopback)
            }
            Some(Host::Ipv4(address)) => (address.is_loopback(), is_inside(address)),
            Some(Host::Ipv6(address)) => match address.to_ipv4_mapped() {
                Some(address) => (address.is_loopback(), is_inside(address)),
                None => {
                    let is_local = address.is_unique_local() || address.is_unicast_link_local();
                    let is_none = address.is_unspecified() || address.is_multicast();
                    (address.is_loopback(), address.is_loopback() || is_local || is_none)
                }
            },
            None => return false,
        };
        let may = match url.scheme() {
            "https" => !is_inside || (is_loopback && self.insecure_loopback),
            "http" => is_loopback && self.insecure_loopback,
            _ => false,
        };
        may && is_plain
    }

    /// The address under an entity, its identifier taken letter by letter: `<entity>/<path>`.
    pub(super) fn under(self, entity: &str, path: &str) -> Option<Url> {
        let slash = if entity.ends_with('/') { "" } else { "/" };
        let is_bare = !entity.contains(['?', '#']);
        self.address(&format!("{entity}{slash}{path}")).filter(|_| is_bare)
    }

    /// Where an entity describes itself (OpenID Federation § 9).
    pub(super) fn well_known(self, entity: &str) -> Option<Url> {
        self.under(entity, ".well-known/openid-federation")
    }
}

fn is_inside(address: std::net::Ipv4Addr) -> bool {
    address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_unspecified()
        || address.is_broadcast()
        || address.is_multicast()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_is_asked_and_nothing_on_this_machine() {
        let strict = Reach { insecure_loopback: false };
        for (address, may) in [
            ("https://op.example.it/fetch", true),
            ("http://op.example.it/fetch", false),
            ("https://127.0.0.1/fetch", false),
            ("https://[::1]/fetch", false),
            ("https://[::ffff:127.0.0.1]/fetch", false),
            ("https://[fd00::1]/fetch", false),
            ("https://[fe80::1]/fetch", false),
            ("https://0.0.0.0/fetch", false),
            ("https://10.0.0.1/fetch", false),
            ("https://169.254.169.254/fetch", false),
            ("https://localhost./fetch", false),
            ("https://192.0.2.1/fetch", true),
            ("https://localhost/fetch", false),
            ("http://127.0.0.1:9500/", false),
            ("https://user@op.example.it/", false),
            ("https://user:secret@op.example.it/", false),
            ("ftp://op.example.it/", false),
            ("file:///etc/passwd", false),
            ("op.example.it", false),
        ] {
            assert_eq!(strict.address(address).is_some(), may, "{address}");
        }
        let loopback = Reach { insecure_loopback: true };
        assert!(loopback.address("http://127.0.0.1:9500/").is_some());
        assert!(loopback.address("http://idp.localhost:9500/").is_some());
        assert!(loopback.address("http://op.example.it/").is_none());
    }

    #[test]
    fn an_entity_describes_itself_under_its_identifier() {
        let reach = Reach { insecure_loopback: false };
        let at = |entity: &str| reach.well_known(entity).map(String::from);
        let found = Some("https://op.example.it/.well-known/openid-federation".to_owned());
        assert_eq!(at("https://op.example.it"), found);
        assert_eq!(at("https://op.example.it/"), found);
        let found = Some("https://sa.example.it/c_x000/.well-known/openid-federation".to_owned());
        assert_eq!(at("https://sa.example.it/c_x000/"), found);
        assert_eq!(at("https://op.example.it/?a=b"), None);
        assert_eq!(at("https://op.example.it/#a"), None);
    }
}
