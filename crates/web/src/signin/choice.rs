//! The providers of a federation as the door lists them: each time in another order, so that none is favoured
//! (SPID, technical notice 6), with the logos that the national kit holds. Not here: where the list comes from.

use gateway::identity::Choice;
use sha2::{Digest, Sha256};

use crate::assets;

/// Domain of a provider, and its logo in the kit. A provider that is not here has its name alone.
const LOGOS: [(&str, &str); 10] = [
    ("aruba.it", "spid-idp-arubaid.svg"),
    ("infocert.it", "spid-idp-infocertid.svg"),
    ("intesa.it", "spid-idp-intesaid.svg"),
    ("lepida.it", "spid-idp-lepidaid.svg"),
    ("namirial.com", "spid-idp-namirialid.svg"),
    ("namirialtsp.com", "spid-idp-namirialid.svg"),
    ("poste.it", "spid-idp-posteid.svg"),
    ("register.it", "spid-idp-spiditalia.svg"),
    ("sieltecloud.it", "spid-idp-sielteid.svg"),
    ("tim.it", "spid-idp-timid.svg"),
];

/// One provider in the list.
pub(super) struct Line {
    pub name: String,
    pub url: String,
    /// Address of its logo; empty if the kit has none.
    pub logo: &'static str,
}

/// The list, in the order that `seed` says; `to` is what follows the provider in each address.
pub(super) fn lines(choices: Vec<Choice>, seed: &[u8], provider: &str, to: &str) -> Vec<Line> {
    let mut choices = choices;
    choices.sort_by_cached_key(|choice| {
        let digest = Sha256::new().chain_update(seed).chain_update(&choice.id);
        <[u8; 32]>::from(digest.finalize())
    });
    let line = |choice: Choice| {
        let op: String = url::form_urlencoded::byte_serialize(choice.id.as_bytes()).collect();
        Line {
            url: format!("{}/{provider}?op={op}&{to}", crate::frame::SIGN_IN),
            logo: logo(&choice.id),
            name: choice.name,
        }
    };
    choices.into_iter().map(line).collect()
}

fn logo(entity: &str) -> &'static str {
    let host = url::Url::parse(entity).ok().and_then(|url| url.host_str().map(str::to_owned));
    let host = host.unwrap_or_default();
    let is_of = |domain: &str| {
        host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let known = LOGOS.iter().find(|(domain, _)| is_of(domain));
    known.map_or("", |(_, file)| assets::url(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices() -> Vec<Choice> {
        let choice =
            |n: u8| Choice { id: format!("https://op{n}.example"), name: format!("OP {n}") };
        (0..9).map(choice).collect()
    }

    #[test]
    fn every_provider_stands_first_now_and_then() {
        let mut first = std::collections::BTreeMap::<String, u32>::new();
        for seed in 0..900_u32 {
            let lines = lines(choices(), &seed.to_be_bytes(), "spid", "da=%2F");
            assert_eq!(lines.len(), 9);
            *first.entry(lines[0].name.clone()).or_default() += 1;
        }
        // A hundred times each if all are alike: 60 is more than four standard deviations away.
        assert!(first.len() == 9 && first.values().all(|times| *times > 60), "{first:?}");
    }

    #[test]
    fn a_logo_is_that_of_the_provider_or_none() {
        assert!(logo("https://posteid.poste.it").contains("posteid"));
        assert!(logo("https://id.lepida.it/idp/shibboleth").contains("lepidaid"));
        for stranger in ["https://notposte.it", "https://poste.it.example", "poste.it", ""] {
            assert_eq!(logo(stranger), "", "{stranger}");
        }
        for (domain, file) in LOGOS {
            assert!(!assets::url(file).is_empty(), "{domain}: the kit has no {file}");
        }
    }

    #[test]
    fn an_address_names_the_provider_whole() {
        let choice = Choice { id: "https://op.example/a?b=c&d".into(), name: "OP".into() };
        let lines = lines(vec![choice], b"", "spid", "da=%2Fx");
        let url = "/accedi/spid?op=https%3A%2F%2Fop.example%2Fa%3Fb%3Dc%26d&da=%2Fx";
        assert_eq!(lines[0].url, url);
    }
}
