//! Errors by culprit: the peer, or you.

use core::fmt;

use imap_codec::FramingError;

use crate::server::Rule;
use crate::session::Refusal;

/// The peer broke the protocol so that nobody can go on. Close the connection.
///
/// The machine returns the same error from then on. Few things are fatal, each because what follows could be taken for
/// something else than it is:
///
/// | error | why nobody can go on |
/// |---|---|
/// | [`Framing`](Self::Framing) | the next message may begin anywhere, also in the middle of mail |
/// | [`Greeting`](Self::Greeting) | it is no IMAP server, or one in an unknown state |
/// | [`EarlyOk`](Self::EarlyOk) | the two sides disagree about where the command ends, so that the rest would be run as commands |
/// | [`PlaintextAfterStartTls`](Self::PlaintextAfterStartTls) | somebody else may have put it there |
/// | [`UnexpectedEof`](Self::UnexpectedEof) | the connection is gone |
///
/// All else is an event: malformed messages, completions that end no command, a `+` that nothing waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PeerError {
    /// Nobody can tell where the next message begins.
    Framing(FramingError),
    /// The first thing that the server said is no greeting. [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.1)
    Greeting,
    /// The server says OK to a command that it cannot have seen whole, since the client still has some of it.
    EarlyOk,
    /// Bytes in the clear stand behind STARTTLS or its OK, where TLS should begin: somebody has put them there.
    /// [RFC 9051 §11.3](https://www.rfc-editor.org/rfc/rfc9051#section-11.3)
    PlaintextAfterStartTls,
    /// The connection ended without good bye.
    UnexpectedEof,
}

impl From<FramingError> for PeerError {
    fn from(error: FramingError) -> Self {
        Self::Framing(error)
    }
}

impl fmt::Display for PeerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Framing(error) => error.fmt(f),
            Self::Greeting => f.write_str("expected greeting"),
            Self::EarlyOk => f.write_str("OK before the command was sent whole"),
            Self::PlaintextAfterStartTls => f.write_str("plaintext behind STARTTLS"),
            Self::UnexpectedEof => f.write_str("end of stream without BYE"),
        }
    }
}

impl core::error::Error for PeerError {}

/// A call that is out of place. Nothing has happened, and the session goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Misuse {
    /// The session is not in a state for this command, commands in flight taken as if they succeed.
    Refused(Refusal),
    /// The peer has failed before.
    PeerFailed(PeerError),
    /// An upgrade is under way: nothing can be said until it has ended, or until `upgraded`.
    Upgrading,
    /// Nothing waits for this: no challenge, no IDLE, no literal, no upgrade.
    NotWaiting,
    /// A literal is being sent: all of its octets come first.
    InLiteral,
    /// There is no such command in progress.
    UnknownCommand,
    /// As many commands as [`Limits::in_flight`](crate::Limits::in_flight) have not ended.
    TooManyCommands {
        /// The limit.
        limit: usize,
    },
    /// More output waits than [`Limits::output`](crate::Limits::output): write some first.
    OutputFull {
        /// The limit.
        limit: usize,
    },
    /// More octets than were announced, or fewer; or more output than there is.
    Octets {
        /// How many it was about.
        asked: u64,
        /// How many there are.
        available: u64,
    },
    /// More answers are held back than [`Limits::output`](crate::Limits::output) until the client's next command permits
    /// EXPUNGE: keep this one until then, or until [`Server::may_expunge`](crate::Server::may_expunge). Writing does not
    /// help.
    HeldFull {
        /// The limit.
        limit: usize,
    },
    /// The answer would break a rule of the protocol.
    Forbidden(Rule),
    /// An item or data of a kind that has no place here.
    Unfit,
}

impl From<Refusal> for Misuse {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::PeerFailed(error) => write!(f, "the peer has failed: {error}"),
            Self::Upgrading => f.write_str("an upgrade of the connection is under way"),
            Self::NotWaiting => f.write_str("nothing waits for this"),
            Self::InLiteral => f.write_str("a literal is being sent"),
            Self::UnknownCommand => f.write_str("no such command in progress"),
            Self::TooManyCommands { limit } => write!(f, "{limit} commands have not ended"),
            Self::OutputFull { limit } => write!(f, "more than {limit} bytes of output wait"),
            Self::Octets { asked, available } => write!(f, "{asked} octets, of {available} there are"),
            Self::HeldFull { limit } => write!(f, "more than {limit} bytes of answers are held back"),
            Self::Forbidden(rule) => rule.fmt(f),
            Self::Unfit => f.write_str("data of a kind that has no place here"),
        }
    }
}

impl core::error::Error for Misuse {}
