//! What a server learns.

use core::fmt;

use imap_codec::{DecodeError, FramingError, LiteralHead};
use imap_types::atom::Tag;
use imap_types::command::CommandBody;
use imap_types::secret::Secret;
use imap_types::string::Binary;

use super::CommandId;
use crate::session::Refusal;

/// One thing that the client did. It borrows the bytes that were given to [`Server::receive`](super::Server::receive),
/// not the server.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Event<'i> {
    /// A whole command, in place in this state: answer it, and end it by
    /// [`Server::complete`](super::Server::complete). The next one is read after that.
    ///
    /// AUTHENTICATE goes on by [`Server::challenge`](super::Server::challenge), IDLE by
    /// [`Server::idle`](super::Server::idle).
    Command {
        /// What to complete it by.
        id: CommandId,
        /// Its tag, which answers to a search repeat. The machine writes it where it ends a command.
        tag: Tag<'static>,
        /// What is asked for. Where a literal was streamed it is empty here.
        body: CommandBody<'i>,
    },
    /// APPEND waits for leave to send a message: [`Server::accept_literal`](super::Server::accept_literal) or
    /// [`Server::refuse_literal`](super::Server::refuse_literal). Nothing is read until then.
    ///
    /// Literals of other commands are accepted up to [`Limits::literal`](crate::Limits::literal).
    LiteralAnnounced {
        /// The command that it belongs to.
        id: CommandId,
        /// The command so far, of several messages only those that came since the last event. The last message's data
        /// is empty.
        body: CommandBody<'static>,
        /// How long the message is.
        literal: LiteralHead,
    },
    /// An appended message begins that is too long to be held: [`Event::LiteralData`] follows.
    /// [`Server::refuse_literal`](super::Server::refuse_literal) makes an end of it.
    LiteralHead {
        /// The command that it belongs to.
        id: CommandId,
        /// The command so far, of several messages only those that came since the last event. The last message's data
        /// is empty.
        body: CommandBody<'static>,
        /// How long the message is.
        literal: LiteralHead,
    },
    /// Octets of that message, as many as are at hand.
    LiteralData(&'i [u8]),
    /// The client has answered a challenge of AUTHENTICATE.
    Response {
        /// The command that it belongs to.
        id: CommandId,
        /// What it says, no longer base64.
        data: Secret<Binary<'static>>,
    },
    /// IDLE shall end: answer what there is, and complete it.
    IdleDone {
        /// The command that it belongs to.
        id: CommandId,
    },
    /// AUTHENTICATE was cancelled, or there was something else where a response or DONE should be. The machine has
    /// answered BAD, and the command has ended.
    Cancelled {
        /// The command that it belongs to.
        id: CommandId,
        /// What was wrong; `None`: it was the client's wish.
        error: Option<Rejection>,
    },
    /// A command that the machine has refused by itself: with BAD, or with NO where LOGIN would expose a password. After
    /// too many in a row it says BYE as well.
    Rejected {
        /// The command, or its beginning.
        raw: &'i [u8],
        /// Why.
        why: Rejection,
    },
}

/// Shows of a refused command and of a message how long they are, never what they say: there may be a password in it.
impl fmt::Debug for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command { id, tag, body } => {
                f.debug_struct("Command").field("id", id).field("tag", tag).field("body", body).finish()
            }
            Self::LiteralAnnounced { id, body, literal } => {
                literal_event("LiteralAnnounced", id, body, literal, f)
            }
            Self::LiteralHead { id, body, literal } => literal_event("LiteralHead", id, body, literal, f),
            Self::LiteralData(octets) => write!(f, "LiteralData({} octets)", octets.len()),
            Self::Response { id, data } => {
                f.debug_struct("Response").field("id", id).field("data", data).finish()
            }
            Self::IdleDone { id } => f.debug_struct("IdleDone").field("id", id).finish(),
            Self::Cancelled { id, error } => {
                f.debug_struct("Cancelled").field("id", id).field("error", error).finish()
            }
            Self::Rejected { raw, why } => {
                let mut shown = f.debug_struct("Rejected");
                shown.field("raw", &format_args!("{} octets", raw.len())).field("why", why).finish()
            }
        }
    }
}

fn literal_event(
    name: &str,
    id: &CommandId,
    body: &CommandBody<'_>,
    literal: &LiteralHead,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    f.debug_struct(name).field("id", id).field("body", body).field("literal", literal).finish()
}

/// Why a command was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejection {
    /// It breaks the grammar.
    Malformed(DecodeError),
    /// The library does not know it, and [`Options::unknown`](super::Options::unknown) refuses such.
    Unknown,
    /// It is out of place.
    Refused(Refusal),
    /// It has a literal that is longer than the limits allow.
    TooBig(LiteralHead),
    /// A line or the whole of it is longer than the limits allow.
    TooLong(FramingError),
}

/// Writes what the machine answers.
impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => error.fmt(f),
            Self::Unknown => f.write_str("unknown command"),
            Self::Refused(refusal) => refusal.fmt(f),
            Self::TooBig(_) => f.write_str("literal too long"),
            Self::TooLong(error) => error.fmt(f),
        }
    }
}
