//! E-mail addresses that a mail server in common use will take. Certified mail (*PEC*) has the same
//! form: only its register knows the difference.

use std::str::FromStr;

use crate::control::checked_text;

/// An address with its domain in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

checked_text!(Email);

/// What is wrong with a text that should be an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailFault {
    #[error("empty")]
    Empty,
    #[error("there must be one @")]
    NotOneAt,
    #[error("there are spaces")]
    Spaces,
    #[error("a character cannot stand there")]
    WrongCharacter,
    #[error("what stands before the @ is not right")]
    WrongName,
    #[error("what stands after the @ is not a domain")]
    WrongDomain,
    #[error("too long")]
    TooLong,
}

impl FromStr for Email {
    type Err = EmailFault;

    /// The dot-atom form of RFC 5321, in ASCII, with a domain of two labels or more; at most 254
    /// characters. Quoted names and addresses of machines are refused.
    fn from_str(text: &str) -> Result<Email, EmailFault> {
        let text = text.trim();
        let text = text.strip_prefix("mailto:").unwrap_or(text);
        if text.is_empty() {
            return Err(EmailFault::Empty);
        }
        if text.contains(char::is_whitespace) {
            return Err(EmailFault::Spaces);
        }
        let Some((name, domain)) = text.split_once('@').filter(|(_, domain)| !domain.contains('@'))
        else {
            return Err(EmailFault::NotOneAt);
        };
        if text.len() > 254 || name.len() > 64 {
            return Err(EmailFault::TooLong);
        }
        if !name.bytes().all(|c| c.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(&c))
        {
            return Err(EmailFault::WrongCharacter);
        }
        if name.split('.').any(str::is_empty) {
            return Err(EmailFault::WrongName);
        }
        if !is_domain(domain) {
            return Err(EmailFault::WrongDomain);
        }
        Ok(Email(format!("{name}@{}", domain.to_ascii_lowercase())))
    }
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
    };
    let is_top = |label: &str| label.len() >= 2 && !label.bytes().all(|c| c.is_ascii_digit());
    domain.rsplit_once('.').is_some_and(|(_, top)| is_top(top)) && domain.split('.').all(is_label)
}

impl Email {
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_read_or_told_apart() {
        use EmailFault::*;
        for (text, expected) in [
            ("mario.rossi@example.org", Ok("mario.rossi@example.org")),
            (" Mario+desk@EXAMPLE.Org ", Ok("Mario+desk@example.org")),
            ("mailto:a@b.it", Ok("a@b.it")),
            ("a@xn--caff-dma.it", Ok("a@xn--caff-dma.it")),
            ("", Err(Empty)),
            ("mario", Err(NotOneAt)),
            ("a@b@c.it", Err(NotOneAt)),
            ("mario rossi@example.org", Err(Spaces)),
            ("niccolò@example.org", Err(WrongCharacter)),
            ("a,b@example.org", Err(WrongCharacter)),
            (".a@example.org", Err(WrongName)),
            ("a..b@example.org", Err(WrongName)),
            ("@example.org", Err(WrongName)),
            ("a@example", Err(WrongDomain)),
            ("a@-example.org", Err(WrongDomain)),
            ("a@example..org", Err(WrongDomain)),
            ("a@127.0.0.1", Err(WrongDomain)),
            ("a@example.org,", Err(WrongDomain)),
        ] {
            assert_eq!(
                text.parse::<Email>().as_ref().map(Email::as_str),
                expected.as_ref().copied(),
                "{text}"
            );
        }
        assert_eq!(format!("{}@b.it", "a".repeat(65)).parse::<Email>(), Err(TooLong));
        assert_eq!("a@B.it".parse::<Email>().unwrap().domain(), "b.it");
    }

    proptest! {
        #[test]
        fn what_is_read_has_no_surprise_for_a_header(text in "[ -~\r\n]{0,30}", any in ".{0,30}") {
            for text in [text, any] {
                if let Ok(email) = text.parse::<Email>() {
                    prop_assert!(email.as_str().is_ascii());
                    prop_assert!(!email.as_str().contains(['\r', '\n', ' ', ',', ';', '<', '>', '"']));
                }
            }
        }
    }
}
