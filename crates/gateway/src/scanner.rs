//! Looks for harmful content in files: clamd (ClamAV) over its own protocol, or a twin in memory. Only what it calls clean
//! in so many words is clean. Not here: what becomes of a file meanwhile (`desk`).

use std::{
    io,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::StreamExt;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UnixStream},
    time::timeout,
};

use crate::vault::Reading;

/// How long it may take to answer at all.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long it may take to look through a file, and so much longer for each MB of it.
const LOOKING: Duration = Duration::from_secs(25);
const FOR_A_MB: Duration = Duration::from_secs(1);
/// It is waited for no longer, whatever the file.
pub const LONGEST: Duration = Duration::from_secs(90);
/// Longest answer that is read, in bytes.
const ANSWER: u64 = 4096;
/// What it calls files that exceed its limits (`AlertExceedsMax yes`).
const EXCEEDED: &str = "Heuristics.Limits.Exceeded";
/// The first bytes of the EICAR test file, in two so that no scanner takes this for one.
const EICAR: [&[u8]; 2] =
    [b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-", b"STANDARD-ANTIVIRUS-TEST-FILE!"];

/// Who looks.
#[derive(Debug, Clone, Default)]
pub enum Scanner {
    /// Nobody.
    #[default]
    Absent,
    Clamd(Address),
    /// A twin that a test steers.
    Memory(Arc<Mutex<Twin>>),
}

/// Where clamd listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// Host and port.
    Tcp(String),
    /// A socket of this machine.
    Unix(PathBuf),
}

impl From<&str> for Address {
    /// `host:port`, or `unix:` and a path.
    fn from(text: &str) -> Self {
        match text.strip_prefix("unix:") {
            Some(path) => Self::Unix(path.into()),
            None => Self::Tcp(text.to_owned()),
        }
    }
}

/// How a twin behaves.
#[derive(Debug)]
pub struct Twin {
    /// It does not answer.
    pub is_away: bool,
    /// Most bytes that it looks through.
    pub most: u64,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Clean,
    /// Harmful: what the scanner calls it.
    Harmful(String),
    /// More than it looks through.
    TooLarge,
}

/// The scanner gave no answer that counts.
#[derive(Debug, thiserror::Error)]
#[error("the scanner cannot be used now: {0}")]
pub struct Away(String);

impl From<io::Error> for Away {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

trait Line: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

impl Scanner {
    /// A twin that answers.
    #[must_use]
    pub fn memory() -> Self {
        Self::Memory(Arc::new(Mutex::new(Twin { is_away: false, most: u64::MAX })))
    }

    /// Steers a twin.
    pub fn steer(&self, how: impl FnOnce(&mut Twin)) {
        if let Self::Memory(twin) = self {
            how(&mut twin.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// Whether files have to wait until they were looked at.
    #[must_use]
    pub fn is_there(&self) -> bool {
        !matches!(self, Self::Absent)
    }

    /// Looks through a file.
    ///
    /// # Errors
    /// [`Away`]: it is to be asked again.
    pub async fn look(&self, file: Reading) -> Result<Found, Away> {
        match self {
            Self::Absent => Err(Away("none is configured".to_owned())),
            Self::Clamd(address) => {
                let line = address.line().await?;
                let said = timeout(patience(file.size), scan(line, file)).await;
                read(&said.map_err(|_| Away("it took too long".to_owned()))??)
            }
            Self::Memory(twin) => {
                let (is_away, most) = {
                    let twin = twin.lock().unwrap_or_else(PoisonError::into_inner);
                    (twin.is_away, twin.most)
                };
                if is_away {
                    return Err(Away("the twin is away".to_owned()));
                }
                if file.size > most {
                    return Ok(Found::TooLarge);
                }
                let mut bytes = Vec::new();
                let mut chunks = file.chunks;
                while let Some(chunk) = chunks.next().await {
                    bytes.extend_from_slice(&chunk?);
                }
                let needle = EICAR.concat();
                let is_harmful = bytes.windows(needle.len()).any(|window| window == needle);
                Ok(if is_harmful { Found::Harmful("Eicar".to_owned()) } else { Found::Clean })
            }
        }
    }

    /// Name and version of the scanner, with the day of its signatures; none if nobody looks.
    ///
    /// # Errors
    /// It does not answer.
    pub async fn version(&self) -> Result<Option<String>, Away> {
        let Self::Clamd(address) = self else { return Ok(None) };
        let mut line = address.line().await?;
        line.write_all(b"zVERSION\0").await?;
        let said = timeout(PATIENCE, answer(&mut line)).await;
        Ok(Some(said.map_err(|_| Away("it does not answer".to_owned()))??))
    }
}

/// How long a file of so many bytes may be looked through.
fn patience(size: u64) -> Duration {
    let mb = u32::try_from(size / 1_000_000).unwrap_or(u32::MAX);
    LOOKING.saturating_add(FOR_A_MB.saturating_mul(mb)).min(LONGEST)
}

impl Address {
    async fn line(&self) -> Result<Box<dyn Line>, Away> {
        let meeting = async {
            Ok::<Box<dyn Line>, io::Error>(match self {
                Self::Tcp(address) => Box::new(TcpStream::connect(address).await?),
                Self::Unix(path) => Box::new(UnixStream::connect(path).await?),
            })
        };
        let met = timeout(PATIENCE, meeting).await;
        Ok(met.map_err(|_| Away("it does not answer".to_owned()))??)
    }
}

/// Sends a file (clamd(8), `INSTREAM`) and hears what is said of it.
async fn scan(mut line: Box<dyn Line>, file: Reading) -> Result<String, Away> {
    let mut chunks = file.chunks;
    let mut sent = line.write_all(b"zINSTREAM\0").await;
    while sent.is_ok()
        && let Some(chunk) = chunks.next().await
    {
        let chunk = chunk?;
        let length = u32::try_from(chunk.len()).map_err(|error| Away(error.to_string()))?;
        if length > 0 {
            sent = line.write_all(&length.to_be_bytes()).await;
            sent = sent.and(line.write_all(&chunk).await);
        }
    }
    if sent.is_ok() {
        sent = line.write_all(&[0; 4]).await;
    }
    // It hangs up on a file that is too large, after it said so.
    match (answer(&mut line).await, sent) {
        (Ok(said), _) if !said.is_empty() => Ok(said),
        (_, Err(error)) => Err(error.into()),
        (said, Ok(())) => said,
    }
}

async fn answer(line: &mut Box<dyn Line>) -> Result<String, Away> {
    let mut said = Vec::new();
    match line.take(ANSWER).read_to_end(&mut said).await {
        Err(error) if said.is_empty() => return Err(error.into()),
        _ => {}
    }
    Ok(String::from_utf8_lossy(&said).trim_end_matches(['\0', '\n']).to_owned())
}

/// What an answer means.
fn read(said: &str) -> Result<Found, Away> {
    if said == "stream: OK" {
        return Ok(Found::Clean);
    }
    if said.starts_with("INSTREAM size limit exceeded") {
        return Ok(Found::TooLarge);
    }
    let name = said.strip_prefix("stream: ").and_then(|rest| rest.strip_suffix(" FOUND"));
    match name {
        Some(name) if name.starts_with(EXCEEDED) => Ok(Found::TooLarge),
        Some(name) => Ok(Found::Harmful(name.to_owned())),
        None => Err(Away(format!("it said «{said}»"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_called_clean_is_clean() {
        let harmful = |name: &str| Found::Harmful(name.to_owned());
        for (said, found) in [
            ("stream: OK", Found::Clean),
            ("stream: Eicar-Test FOUND", harmful("Eicar-Test")),
            ("stream: OK FOUND", harmful("OK")),
            ("stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND", Found::TooLarge),
            ("INSTREAM size limit exceeded. ERROR", Found::TooLarge),
        ] {
            assert_eq!(read(said).unwrap(), found, "{said}");
        }
        for said in
            ["", "OK", "stream: ok", "stream: OK.", "stream: Can't open file ERROR", "stream: x"]
        {
            assert!(read(said).is_err(), "{said}");
        }
    }

    #[test]
    fn a_large_file_has_its_time() {
        assert_eq!(patience(10_000), LOOKING);
        assert_eq!(patience(50_000_000), Duration::from_secs(75));
        assert_eq!(patience(u64::MAX), LONGEST);
    }

    #[test]
    fn a_socket_and_a_port_are_told_apart() {
        assert_eq!(Address::from("unix:/run/clamd.ctl"), Address::Unix("/run/clamd.ctl".into()));
        assert_eq!(Address::from("localhost:3310"), Address::Tcp("localhost:3310".to_owned()));
    }
}
