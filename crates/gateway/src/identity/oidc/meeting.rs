//! What a provider's server shows on being met: how far its clock is from ours, how long its certificate lasts. For
//! `doctor`. Not here: whether tokens may be that old (`token`), which certificates are believed (rustls).

use std::collections::BTreeSet;

use chrono::{DateTime, Duration};
use futures_util::future::join_all;
use model::Moment;
use openssl::{asn1::Asn1Time, x509::X509};
use url::Url;

use super::{Health, Http, http::Meeting};
use crate::clock::Clock;

/// Where providers refuse what was signed in the future, this much is the end of all sign-ins; a server's date is told
/// in whole seconds, and some take a while to answer.
const MUCH: Duration = Duration::seconds(30);

/// Meets the servers of those addresses, each once. Who does not answer is not told of: asking what they have to say
/// has told it already.
pub(super) async fn meet(http: &Http, urls: &[Url], clock: &Clock) -> Vec<Health> {
    let origins: BTreeSet<String> =
        urls.iter().map(|url| url.origin().ascii_serialization()).collect();
    let met = join_all(origins.iter().map(|origin| async move {
        let url = Url::parse(origin).ok()?;
        let begun = clock.now();
        let meeting = http.meet(&url).await.ok()?;
        Some(told(origin, &meeting, begun, clock.now()))
    }));
    met.await.into_iter().flatten().flatten().collect()
}

fn told(origin: &str, meeting: &Meeting, begun: Moment, ended: Moment) -> Vec<Health> {
    let clock = meeting.date.as_deref().and_then(date).map(|theirs| {
        let fault = apart(theirs, begun, ended).map(|ours| {
            let way = if ours > Duration::zero() { "ahead of" } else { "behind" };
            format!("this machine's is {} s {way} it", ours.num_seconds().abs())
        });
        Health { what: format!("clock of {origin}"), ends_at: None, fault }
    });
    let certificate = meeting.certificate.as_deref().and_then(ends).map(|ends_at| Health {
        what: format!("certificate of {origin}"),
        ends_at: Some(ends_at),
        fault: None,
    });
    clock.into_iter().chain(certificate).collect()
}

/// The date of an answer (RFC 9110 § 5.6.7).
fn date(text: &str) -> Option<Moment> {
    DateTime::parse_from_rfc2822(text).ok().map(|date| Moment::from_utc(date.to_utc()))
}

/// How far we are ahead, if it is too much: they said it at some time between the question and the answer.
fn apart(theirs: Moment, begun: Moment, ended: Moment) -> Option<Duration> {
    let late = theirs - ended;
    let early = begun - theirs;
    if early > MUCH {
        Some(early)
    } else if late > MUCH {
        Some(-late)
    } else {
        None
    }
}

/// When an X.509 certificate in DER ends.
fn ends(der: &[u8]) -> Option<Moment> {
    let certificate = X509::from_der(der).ok()?;
    let since = Asn1Time::from_unix(0).ok()?.diff(certificate.not_after()).ok()?;
    let length = Duration::days(since.days.into()) + Duration::seconds(since.secs.into());
    Some(Moment(0) + length)
}

#[cfg(test)]
mod tests {
    use openssl::{hash::MessageDigest, pkey::PKey, rsa::Rsa};

    use super::*;

    #[test]
    fn a_clock_is_off_only_beyond_what_asking_takes() {
        let at = |seconds: i64| Moment(0) + Duration::seconds(seconds);
        let check = |theirs: i64, expect: Option<i64>| {
            let found = apart(at(theirs), at(100), at(110));
            assert_eq!(found.map(|ours| ours.num_seconds()), expect, "{theirs}");
        };
        check(100, None);
        check(70, None);
        check(69, Some(31));
        check(140, None);
        check(141, Some(-31));
    }

    #[test]
    fn both_clocks_are_told_of_in_words() {
        let meeting = |date: &str| Meeting { date: Some(date.to_owned()), certificate: None };
        let now = Moment(0) + Duration::hours(1);
        let said = |date: &str| told("https://a.example", &meeting(date), now, now);
        let good = said("Thu, 01 Jan 1970 01:00:01 GMT");
        assert_eq!(good[0].what, "clock of https://a.example");
        assert_eq!(good[0].fault, None);
        let behind = said("Thu, 01 Jan 1970 02:00:00 GMT");
        assert_eq!(behind[0].fault.as_deref(), Some("this machine's is 3600 s behind it"));
        assert_eq!(said("yesterday"), []);
    }

    #[test]
    fn a_certificate_says_when_it_ends() {
        let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
        let mut builder = X509::builder().unwrap();
        builder.set_pubkey(&key).unwrap();
        builder.set_not_before(&Asn1Time::from_unix(0).unwrap()).unwrap();
        builder.set_not_after(&Asn1Time::from_unix(1_800_000_123).unwrap()).unwrap();
        builder.sign(&key, MessageDigest::sha256()).unwrap();
        let der = builder.build().to_der().unwrap();
        assert_eq!(ends(&der), Some(Moment(0) + Duration::seconds(1_800_000_123)));
        assert_eq!(ends(b"no certificate"), None);
    }
}
