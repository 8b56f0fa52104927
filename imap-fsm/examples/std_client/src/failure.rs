//! What can go wrong, and how it is told: a sentence, and an exit code for scripts.

use std::fmt;
use std::io;
use std::time::Duration;

use imap_fsm::buffer::{BufferFull, BufferMisuse};
use imap_fsm::types::error::ValueError;
use imap_fsm::types::response::RespText;
use imap_fsm::{Misuse, PeerError};

/// Why the program ends early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The server said no, or there is no such thing.
    Refused(String),
    /// The arguments are wrong.
    Usage(String),
    /// There is no connection, or no secure one, or it has ended.
    Connection(String),
    /// The login did not work.
    Login(String),
    /// The server does not speak IMAP as it should.
    Server(PeerError),
    /// A file cannot be read or written.
    File(String),
}

impl Failure {
    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::Refused(_) => 1,
            Self::Usage(_) => 2,
            Self::Connection(_) => 3,
            Self::Login(_) => 4,
            Self::Server(_) => 5,
            Self::File(_) => 6,
        }
    }

    /// What the server said, without what could confuse a terminal.
    pub(crate) fn refused(what: &str, text: &RespText<'_>) -> Self {
        Self::Refused(format!("{what} was refused: {}", printable(&text.text().to_str_lossy())))
    }

    pub(crate) fn connection(error: impl fmt::Display) -> Self {
        Self::Connection(error.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(what)
            | Self::Usage(what)
            | Self::Connection(what)
            | Self::Login(what)
            | Self::File(what) => f.write_str(what),
            Self::Server(error) => write!(f, "the server breaks the protocol: {error}"),
        }
    }
}

impl From<PeerError> for Failure {
    fn from(error: PeerError) -> Self {
        match error {
            PeerError::UnexpectedEof => {
                Self::connection("the server has closed the connection without a word")
            }
            error => Self::Server(error),
        }
    }
}

/// A command that is out of place: the server has not offered what it needs, or forbids it.
impl From<Misuse> for Failure {
    fn from(misuse: Misuse) -> Self {
        Self::Refused(misuse.to_string())
    }
}

/// A value that cannot be sent came from the command line, where all values come from.
impl From<ValueError> for Failure {
    fn from(error: ValueError) -> Self {
        Self::Usage(format!("this cannot be sent: {error}"))
    }
}

impl From<BufferFull> for Failure {
    fn from(error: BufferFull) -> Self {
        Self::connection(error)
    }
}

impl From<BufferMisuse> for Failure {
    fn from(error: BufferMisuse) -> Self {
        Self::connection(error)
    }
}

/// Standard output, or the terminal.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::File(format!("cannot write: {}", words(&error)))
    }
}

/// What the system says, without its number.
pub(crate) fn words(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_string()
}

/// A time for people.
pub(crate) fn time(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{} milliseconds", time.as_millis()),
        seconds if seconds >= 120 && seconds % 60 == 0 => format!("{} minutes", seconds / 60),
        seconds => format!("{seconds} seconds"),
    }
}

/// Text of the server's for the terminal: a subject must not move the cursor.
pub(crate) fn printable(text: &str) -> String {
    // The others turn the direction of what follows.
    let confuses =
        |char: char| char.is_control() || matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|char| if confuses(char) { '\u{fffd}' } else { char }).collect()
}
