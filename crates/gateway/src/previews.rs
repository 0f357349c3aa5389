//! What files look like, drawn in a process of its own for each question: one that asks for all memory, goes on without
//! end or breaks down takes nothing along, and gives back what it took. The process is this program again, with nothing of
//! its environment. Not here: what is drawn and how (`previews`), who may see it (`desk`).

use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    process::Stdio,
    sync::{Arc, LazyLock},
    time::Duration,
};

use futures_util::StreamExt;
use previews::{Answer, Request, What};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{Child, Command},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

pub use previews::{Fault, Kind, Looks, PART, Sheet, Size, Unit, View, part, parts, pixels};

use crate::vault::Reading;

/// How many are drawn at once: as many as a small machine has processors.
const AT_ONCE: usize = 2;
/// How long a turn is waited for.
const WAITING: Duration = Duration::from_secs(20);
/// How long one may take, however slowly its file comes.
pub const LONGEST: Duration = Duration::from_secs(20);
/// Longest answer, in bytes.
const ANSWER_MAX: u64 = 48 * 1024 * 1024;

/// Shared by all municipalities of a process.
static TURNS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(AT_ONCE)));

/// Who draws.
#[derive(Debug, Clone, Default)]
pub enum Previews {
    /// Nobody.
    #[default]
    Absent,
    /// A program that reads a file and answers the question in its last argument.
    Program(PathBuf, Vec<OsString>),
    /// A twin in this very process, for tests with files that are known.
    Memory,
}

/// An image of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// `image/png` or `image/jpeg`.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why nothing was drawn.
#[derive(Debug, thiserror::Error)]
pub enum NotDrawn {
    /// Too many are waiting: later it may be.
    #[error("too many are drawn now")]
    Busy,
    /// The file shows nothing.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// It took too long or too much, or broke down.
    #[error("drawing was given up")]
    GivenUp,
    #[error("cannot be drawn: {0}")]
    Broken(#[from] io::Error),
}

impl Previews {
    /// This program, asked with this command.
    #[must_use]
    pub fn by_this_program(command: &str) -> Previews {
        // On Linux it stays what it was when it is replaced on the disk.
        let own = Path::new("/proc/self/exe");
        let program =
            if own.exists() { Some(own.to_owned()) } else { std::env::current_exe().ok() };
        program.map_or(Previews::Absent, |it| Previews::Program(it, vec![command.into()]))
    }

    /// What there is to be seen.
    ///
    /// # Errors
    /// See [`NotDrawn`].
    pub async fn looks(&self, kind: Kind, file: Reading) -> Result<Looks, NotDrawn> {
        match self.ask(Request { kind, what: What::Looks }, file).await? {
            (Answer::Looks(looks), _) => Ok(looks),
            (answer, _) => Err(unfit(answer)),
        }
    }

    /// A page, from 1, or a part of it.
    ///
    /// # Errors
    /// See [`NotDrawn`].
    pub async fn image(
        &self,
        kind: Kind,
        (page, view): (u32, View),
        file: Reading,
    ) -> Result<Image, NotDrawn> {
        match self.ask(Request { kind, what: What::Image { page, view } }, file).await? {
            (Answer::Image { media_type }, bytes) => Ok(Image { media_type, bytes }),
            (answer, _) => Err(unfit(answer)),
        }
    }

    /// The words on a page, from 1.
    ///
    /// # Errors
    /// See [`NotDrawn`].
    pub async fn words(&self, kind: Kind, page: u32, file: Reading) -> Result<String, NotDrawn> {
        match self.ask(Request { kind, what: What::Words { page } }, file).await? {
            (Answer::Words(words), _) => Ok(words),
            (answer, _) => Err(unfit(answer)),
        }
    }

    async fn ask(&self, request: Request, file: Reading) -> Result<(Answer, Vec<u8>), NotDrawn> {
        let turn = timeout(WAITING, TURNS.clone().acquire_owned()).await;
        let turn = turn.map_err(|_| NotDrawn::Busy)?.map_err(|_| NotDrawn::GivenUp)?;
        let answer = match self {
            Self::Absent => return Err(NotDrawn::GivenUp),
            Self::Memory => here(request, file, turn).await?,
            Self::Program(program, arguments) => {
                let question = serde_json::to_string(&request).map_err(io::Error::other)?;
                let mut command = Command::new(program);
                command.args(arguments).arg(question).env_clear().current_dir("/");
                command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
                let child = command.kill_on_drop(true).spawn()?;
                let answer = timeout(LONGEST, talk(child, file)).await;
                drop(turn);
                answer.map_err(|_| NotDrawn::GivenUp)??
            }
        };
        previews::read(answer).ok_or(NotDrawn::GivenUp)
    }
}

/// Gives a process the file and takes its answer.
async fn talk(mut child: Child, mut file: Reading) -> Result<Vec<u8>, NotDrawn> {
    let (Some(mut to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(NotDrawn::GivenUp);
    };
    let give = async {
        while let Some(piece) = file.chunks.next().await {
            // Who has seen enough reads no further.
            if to.write_all(&piece?).await.is_err() {
                break;
            }
        }
        drop(to);
        Ok::<_, io::Error>(())
    };
    let mut answer = Vec::new();
    let mut from = from.take(ANSWER_MAX);
    let (given, taken) = tokio::join!(give, from.read_to_end(&mut answer));
    given?;
    taken?;
    // Who says more than is taken would wait for its reader, and hold a turn meanwhile.
    if u64::try_from(answer.len()).is_ok_and(|n| n >= ANSWER_MAX) {
        child.kill().await?;
        return Err(NotDrawn::GivenUp);
    }
    // What was not told to its end is none: a status says it, not a length.
    if !child.wait().await?.success() {
        return Err(NotDrawn::GivenUp);
    }
    Ok(answer)
}

/// Draws in this process; a panic is an answer like any other.
async fn here(
    request: Request,
    mut file: Reading,
    turn: OwnedSemaphorePermit,
) -> Result<Vec<u8>, NotDrawn> {
    let mut bytes = Vec::new();
    while let Some(piece) = file.chunks.next().await {
        bytes.extend_from_slice(&piece?);
    }
    let drawing = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        previews::answer(&request, bytes)
    });
    drawing.await.map_err(|_| NotDrawn::GivenUp)
}

/// An answer to another question.
fn unfit(answer: Answer) -> NotDrawn {
    match answer {
        Answer::Fault(fault) => NotDrawn::Fault(fault),
        _ => NotDrawn::GivenUp,
    }
}
