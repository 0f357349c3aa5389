//! Mail leaves here: to a server, to a folder, or to memory for tests. Plain text with attachments.
//! Not here: what a message says (`words`, letters) and when it is tried again (the desk's jobs).

mod compose;

use std::{
    io,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    transport::smtp::{
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};

use crate::{clock::Clock, identity::Secret, keys};

/// Longest wait for the server, for each of its answers.
const TIMEOUT: Duration = Duration::from_secs(20);

/// How mail leaves. Cheap to clone; clones of one in memory share what was sent.
#[derive(Debug, Clone)]
pub struct Mail {
    sender: Sender,
    way: Way,
}

#[derive(Debug, Clone)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
    Memory(Arc<Mutex<Outbox>>),
}

/// From whom messages come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// For people: «Comune di Grugliasco». May be empty.
    pub name: String,
    pub address: String,
}

/// A mail server that takes our messages.
#[derive(Debug, Clone)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// User and password, where it asks for them.
    pub login: Option<(String, Secret)>,
}

/// How the way to the server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Not at all: for a server on the same machine or network.
    None,
    /// The connection must become TLS before anything is said (RFC 3207).
    StartTls,
    /// TLS from the first byte (RFC 8314).
    Tls,
}

/// One message to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// One address.
    pub to: String,
    pub subject: String,
    /// Plain text; lines of any length.
    pub text: String,
    pub attachments: Vec<Attachment>,
    /// Names what the message is about, once: the same key gives the same `Message-ID`, so a message
    /// sent twice after a crash is recognised as one.
    pub key: String,
}

/// A file that goes with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// Why a message did not leave. The texts go to logs and to an administrator's page: they name no address.
#[derive(Debug, thiserror::Error)]
pub enum MailFailure {
    /// Try again later: the server is down, slow, busy, or refuses us rather than this message.
    #[error("for now: {0}")]
    Temporary(String),
    /// Never again: the server refuses this message or this address, or the address is none.
    #[error("for good: {0}")]
    Permanent(String),
}

impl MailFailure {
    pub fn is_temporary(&self) -> bool {
        matches!(self, MailFailure::Temporary(_))
    }
}

/// What left through a mail in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub message: Message,
    pub message_id: String,
}

#[derive(Debug, Default)]
struct Outbox {
    sent: Vec<Sent>,
    /// Troubles to come, the next one last.
    troubles: Vec<MailFailure>,
}

impl Mail {
    /// Sends through a server. It is not called until the first message.
    ///
    /// # Errors
    /// The host's name cannot be one of a TLS server.
    pub fn smtp(server: Server, sender: Sender) -> Result<Mail, MailFailure> {
        let tls = || {
            TlsParameters::new(server.host.clone())
                .map_err(|error| MailFailure::Permanent(error.to_string()))
        };
        let tls = match server.security {
            Security::None => Tls::None,
            Security::StartTls => Tls::Required(tls()?),
            Security::Tls => Tls::Wrapper(tls()?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
            .port(server.port)
            .tls(tls)
            .timeout(Some(TIMEOUT));
        if let Some((user, password)) = server.login {
            builder = builder.credentials(Credentials::new(user, password.expose().to_owned()));
        }
        Ok(Mail { sender, way: Way::Smtp(builder.build()) })
    }

    /// Writes each message to a file `<id>.eml` in a folder, made when it is needed.
    pub fn folder(folder: impl Into<PathBuf>, sender: Sender) -> Mail {
        Mail { sender, way: Way::Folder(folder.into()) }
    }

    /// Keeps messages for a test to look at.
    pub fn memory() -> Mail {
        let sender = Sender { name: "Comune".to_owned(), address: "desk@example.it".to_owned() };
        Mail { sender, way: Way::Memory(Arc::default()) }
    }

    /// Sends one message. Safe to repeat: the same key leaves as the same message.
    ///
    /// # Errors
    /// See [`MailFailure`].
    pub async fn send(&self, message: &Message, clock: &Clock) -> Result<(), MailFailure> {
        let id = self.message_id(&message.key);
        let letter = compose::compose(&self.sender, message, &id, clock.now())?;
        match &self.way {
            Way::Smtp(server) => match server.send(letter).await {
                Ok(_) => Ok(()),
                Err(error) => Err(failure(&error)),
            },
            Way::Folder(folder) => {
                let name = format!("{}.eml", id.split('@').next().unwrap_or_default());
                write(folder.clone(), &name, &letter.formatted())
                    .await
                    .map_err(|error| MailFailure::Temporary(error.to_string()))
            }
            Way::Memory(outbox) => {
                let mut outbox = outbox.lock().unwrap_or_else(PoisonError::into_inner);
                match outbox.troubles.pop() {
                    Some(trouble) => Err(trouble),
                    None => {
                        outbox.sent.push(Sent { message: message.clone(), message_id: id });
                        Ok(())
                    }
                }
            }
        }
    }

    /// What was sent through a mail in memory, oldest first; nothing for the others.
    pub fn sent(&self) -> Vec<Sent> {
        match &self.way {
            Way::Memory(outbox) => {
                outbox.lock().unwrap_or_else(PoisonError::into_inner).sent.clone()
            }
            _ => Vec::new(),
        }
    }

    /// Lets the next sending through a mail in memory fail; does nothing to the others.
    pub fn fail_next(&self, trouble: MailFailure) {
        if let Way::Memory(outbox) = &self.way {
            outbox.lock().unwrap_or_else(PoisonError::into_inner).troubles.insert(0, trouble);
        }
    }

    /// The `Message-ID` of a key, without angle brackets (RFC 5322 § 3.6.4).
    pub fn message_id(&self, key: &str) -> String {
        let domain = self.sender.address.rsplit('@').next().unwrap_or("localhost");
        format!("{}@{domain}", &keys::hash(key).to_string()[..32])
    }
}

/// A reader of the folder never sees half a message.
async fn write(folder: PathBuf, name: &str, bytes: &[u8]) -> io::Result<()> {
    tokio::fs::create_dir_all(&folder).await?;
    let half = folder.join(format!("{name}.part"));
    tokio::fs::write(&half, bytes).await?;
    tokio::fs::rename(half, folder.join(name)).await
}

fn failure(error: &lettre::transport::smtp::Error) -> MailFailure {
    let text = without_addresses(&error.to_string());
    // 530 to 538: the server wants another login than ours. The message is not to blame, and must
    // not be lost because of it.
    let is_about_us = error.status().is_some_and(|code| {
        let code = u16::from(code);
        (530..=538).contains(&code) || code == 421
    });
    if error.is_permanent() && !is_about_us {
        MailFailure::Permanent(text)
    } else {
        MailFailure::Temporary(text)
    }
}

/// A server's words without the addresses that it repeats: `550 5.1.1 <…>: unknown`.
fn without_addresses(text: &str) -> String {
    let is_around = |c: char| c.is_whitespace() || "<>()[]\"',;:".contains(c);
    let mut plain = String::with_capacity(text.len());
    for part in text.split_inclusive(is_around) {
        match part.find(is_around) {
            _ if !part.contains('@') => plain.push_str(part),
            Some(end) => plain.extend(["…", &part[end..]]),
            None => plain.push('…'),
        }
    }
    plain
}

#[cfg(test)]
mod tests;
