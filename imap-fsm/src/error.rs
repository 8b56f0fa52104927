//! Errors, by who has made the mistake: the peer ([`PeerError`]) or the caller ([`Misuse`]).

use core::fmt;

use imap_codec::FramingError;

use crate::server::Rule;
use crate::session::Refusal;

/// The peer broke the protocol so that the connection cannot go on. Close it.
///
/// The machine returns the same error from then on. Few things are fatal, each because the bytes behind it could be
/// misread:
///
/// | error | why it is fatal |
/// |---|---|
/// | [`Framing`](Self::Framing) | the place where the next message begins is unknown; it could lie in the middle of mail |
/// | [`Greeting`](Self::Greeting) | the peer is no IMAP server, or its state is unknown |
/// | [`EarlyOk`](Self::EarlyOk) | the two sides disagree about where the command ends, so that the rest would be run as commands |
/// | [`PlaintextAfterStartTls`](Self::PlaintextAfterStartTls) | an attacker may have injected it |
/// | [`UnexpectedEof`](Self::UnexpectedEof) | the connection is gone |
///
/// Everything else is an event: malformed messages, completions that end no command, a `+` that no command waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PeerError {
    /// The place where the next message begins is unknown.
    Framing(FramingError),
    /// The first message of the server is no greeting. [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.1)
    Greeting,
    /// The server completes a command with OK before the client has sent all of it.
    EarlyOk,
    /// Plaintext follows STARTTLS or its OK, where TLS should begin: an attacker may have injected it.
    /// [RFC 9051 §11.3](https://www.rfc-editor.org/rfc/rfc9051#section-11.3)
    PlaintextAfterStartTls,
    /// The connection ended without BYE.
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

/// A call at the wrong time, or with wrong arguments. It has changed nothing, and the session goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Misuse {
    /// The command is illegal in the state of the session, assuming that the commands in flight succeed.
    Refused(Refusal),
    /// The peer has failed before.
    PeerFailed(PeerError),
    /// An upgrade is under way: nothing can be sent until it has ended, or until `upgraded` is called.
    Upgrading,
    /// No challenge, IDLE, literal or upgrade waits for this call.
    NotWaiting,
    /// A literal is being sent; all of its octets must come first.
    InLiteral,
    /// No command in progress has this handle.
    UnknownCommand,
    /// [`Limits::in_flight`](crate::Limits::in_flight) commands are in flight already.
    TooManyCommands {
        /// The limit, in commands.
        limit: usize,
    },
    /// More than [`Limits::output`](crate::Limits::output) bytes of output wait: write some first.
    OutputFull {
        /// The limit, in octets.
        limit: usize,
    },
    /// The call is about more octets than were announced, or fewer, or about more output than there is.
    Octets {
        /// Octets that the call is about.
        asked: u64,
        /// Octets that there are.
        available: u64,
    },
    /// More than [`Limits::output`](crate::Limits::output) bytes of answers are held back until a command of the client
    /// permits EXPUNGE. Keep this answer until [`Server::may_expunge`](crate::Server::may_expunge) holds; writing does not
    /// help.
    HeldFull {
        /// The limit, in octets.
        limit: usize,
    },
    /// The answer would break a rule of the protocol.
    Forbidden(Rule),
    /// Data of a kind that cannot be sent here.
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
            Self::NotWaiting => f.write_str("no command waits for this call"),
            Self::InLiteral => f.write_str("a literal is being sent"),
            Self::UnknownCommand => f.write_str("no such command in progress"),
            Self::TooManyCommands { limit } => write!(f, "{limit} commands are in flight"),
            Self::OutputFull { limit } => write!(f, "more than {limit} bytes of output wait"),
            Self::Octets { asked, available } => write!(f, "{asked} octets asked for, {available} available"),
            Self::HeldFull { limit } => write!(f, "more than {limit} bytes of answers are held back"),
            Self::Forbidden(rule) => rule.fmt(f),
            Self::Unfit => f.write_str("data of a kind that cannot be sent here"),
        }
    }
}

impl core::error::Error for Misuse {}
