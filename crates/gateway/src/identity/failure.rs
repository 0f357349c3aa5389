//! Why nobody came in: a closed list, each with a sentence for the person and one for the log.
//! The provider's own words are for developers and are never shown.

use super::Callback;

/// Why a sign-in ended without a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SignInFailure {
    #[error("no such provider")]
    UnknownProvider,
    /// The person left (SPID anomaly nr25).
    #[error("cancelled by the person")]
    Cancelled,
    /// The person did not let the data go (nr22).
    #[error("consent refused")]
    ConsentRefused,
    /// Wrong credentials too often (nr19).
    #[error("too many wrong credentials")]
    TooManyAttempts,
    /// The person has no credentials of the level asked (nr20).
    #[error("no credentials of the level asked")]
    NoCredentials,
    /// The person took too long at the provider (nr21).
    #[error("timed out at the provider")]
    TooLate,
    /// The identity is suspended or revoked (nr23).
    #[error("identity suspended or revoked")]
    Suspended,
    /// Cannot be reached, or says itself that it cannot answer now.
    #[error("provider down")]
    ProviderDown,
    /// 3 seconds to connect, 10 in all.
    #[error("provider too slow")]
    ProviderSlow,
    /// The provider refuses this desk: keys, secret, address or registration are wrong.
    #[error("provider refuses the client")]
    ClientRefused,
    /// The code, or a token that it became, was used already, is too old or counts no more.
    #[error("code refused")]
    CodeRefused,
    /// An answer that cannot be read, is too large or breaks the protocol.
    #[error("nonsense from the provider")]
    Nonsense,
    /// Another provider answers than was asked (mix-up), or the token names another one.
    #[error("wrong issuer")]
    WrongIssuer,
    /// The answer belongs to no sign-in begun here.
    #[error("wrong state")]
    WrongState,
    /// The ID token belongs to another sign-in: replayed.
    #[error("wrong nonce")]
    Replayed,
    /// The ID token is not signed by the provider, not for us, or not of now.
    #[error("ID token not valid")]
    InvalidToken,
    /// `userinfo` speaks of another person than the ID token.
    #[error("wrong subject")]
    OtherPerson,
    /// The level reached is lower than the one asked.
    #[error("level too low")]
    LevelTooLow,
    /// The identity is of a kind that this desk does not take, such as one for professional use (nr30, Avviso SPID 18).
    #[error("wrong kind of identity")]
    WrongKind,
    /// Staff came in without the second factor that the configuration asks.
    #[error("no second factor")]
    NoSecondFactor,
    /// The provider tells none, or one that is not well made, and the configuration wants one.
    #[error("no fiscal code")]
    NoFiscalCode,
}

impl SignInFailure {
    /// All of them, for pages' samples and tests of sentences.
    pub const ALL: [SignInFailure; 21] = [
        SignInFailure::UnknownProvider,
        SignInFailure::Cancelled,
        SignInFailure::ConsentRefused,
        SignInFailure::TooManyAttempts,
        SignInFailure::NoCredentials,
        SignInFailure::TooLate,
        SignInFailure::Suspended,
        SignInFailure::ProviderDown,
        SignInFailure::ProviderSlow,
        SignInFailure::ClientRefused,
        SignInFailure::CodeRefused,
        SignInFailure::Nonsense,
        SignInFailure::WrongIssuer,
        SignInFailure::WrongState,
        SignInFailure::Replayed,
        SignInFailure::InvalidToken,
        SignInFailure::OtherPerson,
        SignInFailure::LevelTooLow,
        SignInFailure::WrongKind,
        SignInFailure::NoSecondFactor,
        SignInFailure::NoFiscalCode,
    ];

    /// Key of its title in `words`; the text stands at the key plus `-text`. What a person can do
    /// nothing about shares a sentence; the log has the difference.
    pub const fn key(self) -> &'static str {
        match self {
            SignInFailure::UnknownProvider => "signin-unknown-provider",
            SignInFailure::Cancelled => "signin-cancelled",
            SignInFailure::ConsentRefused => "signin-consent-refused",
            SignInFailure::TooManyAttempts => "signin-too-many-attempts",
            SignInFailure::NoCredentials => "signin-no-credentials",
            SignInFailure::TooLate => "signin-too-late",
            SignInFailure::Suspended => "signin-suspended",
            SignInFailure::ProviderDown => "signin-provider-down",
            SignInFailure::ProviderSlow => "signin-provider-slow",
            SignInFailure::ClientRefused
            | SignInFailure::Nonsense
            | SignInFailure::WrongIssuer
            | SignInFailure::InvalidToken
            | SignInFailure::OtherPerson => "signin-not-understood",
            SignInFailure::CodeRefused | SignInFailure::WrongState | SignInFailure::Replayed => {
                "signin-expired"
            }
            SignInFailure::LevelTooLow => "signin-level-too-low",
            SignInFailure::WrongKind => "signin-wrong-kind",
            SignInFailure::NoSecondFactor => "signin-second-factor",
            SignInFailure::NoFiscalCode => "signin-no-fiscal-code",
        }
    }

    /// Whether the operator should look at it: not the person's doing, nor a passing trouble.
    pub const fn is_our_trouble(self) -> bool {
        matches!(
            self,
            SignInFailure::ClientRefused
                | SignInFailure::Nonsense
                | SignInFailure::WrongIssuer
                | SignInFailure::InvalidToken
                | SignInFailure::OtherPerson
        )
    }

    /// What an error answer means (RFC 6749 § 4.1.2.1, OpenID Connect Core § 3.1.2.6, SPID anomalies).
    pub(super) fn of_answer(callback: &Callback) -> Option<SignInFailure> {
        let error = callback.error.as_deref()?;
        let description = callback.error_description.as_deref().unwrap_or_default();
        let anomaly = |number: &str| {
            let rest = description.split_once("ErrorCode ").map(|(_, rest)| rest);
            rest.is_some_and(|rest| {
                rest.split(|c: char| !c.is_ascii_alphanumeric()).next() == Some(number)
            })
        };
        Some(match error {
            _ if anomaly("nr19") => SignInFailure::TooManyAttempts,
            _ if anomaly("nr20") => SignInFailure::NoCredentials,
            _ if anomaly("nr21") => SignInFailure::TooLate,
            _ if anomaly("nr22") => SignInFailure::ConsentRefused,
            _ if anomaly("nr23") => SignInFailure::Suspended,
            _ if anomaly("nr25") => SignInFailure::Cancelled,
            _ if anomaly("nr30") => SignInFailure::WrongKind,
            "access_denied" => SignInFailure::Cancelled,
            // The reference implementation of SPID and CIE says so to whoever turns back.
            "invalid_request" if description.ends_with("rejected by user") => {
                SignInFailure::Cancelled
            }
            "consent_required" | "rejected_by_user" => SignInFailure::ConsentRefused,
            "login_required" | "interaction_required" | "account_selection_required" => {
                SignInFailure::TooLate
            }
            "unmet_authentication_requirements" => SignInFailure::NoCredentials,
            "server_error" | "temporarily_unavailable" => SignInFailure::ProviderDown,
            "unauthorized_client"
            | "invalid_client"
            | "invalid_request"
            | "invalid_request_object"
            | "invalid_scope"
            | "unsupported_response_type" => SignInFailure::ClientRefused,
            _ => SignInFailure::Nonsense,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(error: Option<&str>, description: Option<&str>) -> Option<SignInFailure> {
        let [error, error_description] = [error, description].map(|text| text.map(str::to_owned));
        SignInFailure::of_answer(&Callback { error, error_description, ..Callback::default() })
    }

    #[test]
    fn each_error_of_an_answer_is_told_as_what_it_means_for_the_person() {
        assert_eq!(told(None, None), None);
        assert_eq!(told(None, Some("ErrorCode nr25")), None);
        for (error, failure) in [
            ("server_error", SignInFailure::ProviderDown),
            ("temporarily_unavailable", SignInFailure::ProviderDown),
            ("login_required", SignInFailure::TooLate),
            ("interaction_required", SignInFailure::TooLate),
            ("account_selection_required", SignInFailure::TooLate),
            ("consent_required", SignInFailure::ConsentRefused),
            ("rejected_by_user", SignInFailure::ConsentRefused),
            ("access_denied", SignInFailure::Cancelled),
            ("unmet_authentication_requirements", SignInFailure::NoCredentials),
            ("unauthorized_client", SignInFailure::ClientRefused),
            ("invalid_request", SignInFailure::ClientRefused),
            ("invalid_scope", SignInFailure::ClientRefused),
            ("teapot", SignInFailure::Nonsense),
            ("", SignInFailure::Nonsense),
        ] {
            assert_eq!(told(Some(error), None), Some(failure), "{error}");
            assert_eq!(told(Some(error), Some("nr19")), Some(failure), "{error}");
        }
    }

    #[test]
    fn a_number_of_spids_table_says_more_than_the_error() {
        for (description, failure) in [
            ("ErrorCode nr19", SignInFailure::TooManyAttempts),
            ("ErrorCode nr20", SignInFailure::NoCredentials),
            ("ErrorCode nr21", SignInFailure::TooLate),
            ("ErrorCode nr22: consenso negato", SignInFailure::ConsentRefused),
            ("SPID, ErrorCode nr23.", SignInFailure::Suspended),
            ("ErrorCode nr25", SignInFailure::Cancelled),
            ("ErrorCode nr30", SignInFailure::WrongKind),
            // Of no table.
            ("ErrorCode nr190", SignInFailure::ProviderDown),
            ("ErrorCode nr24", SignInFailure::ProviderDown),
        ] {
            let found = told(Some("server_error"), Some(description));
            assert_eq!(found, Some(failure), "{description}");
        }
        let turned_back = told(Some("invalid_request"), Some("request rejected by user"));
        assert_eq!(turned_back, Some(SignInFailure::Cancelled));
    }
}
