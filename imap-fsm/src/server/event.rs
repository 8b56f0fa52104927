//! Events of a server.

use core::fmt;

use imap_codec::{DecodeError, FramingError, LiteralHead};
use imap_types::append::{AppendHead, AppendTail};
use imap_types::atom::Tag;
use imap_types::command::Command;
use imap_types::secret::Secret;
use imap_types::string::Binary;

use super::CommandId;
use crate::session::Refusal;

/// One thing that the client sent. It borrows the bytes that were given to [`Server::receive`](super::Server::receive),
/// not the server.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Event<'i> {
    /// A whole command that is legal in this state. Answer it, and end it by
    /// [`Server::complete`](super::Server::complete); the next command is read after that.
    ///
    /// AUTHENTICATE continues by [`Server::challenge`](super::Server::challenge), IDLE by
    /// [`Server::idle`](super::Server::idle). An APPEND or REPLACE whose octets came in pieces ends by
    /// [`Event::LiteralTail`] instead: complete that too, or no other command is read.
    Command {
        /// Handle by which to complete it.
        id: CommandId,
        /// The command. The machine writes its tag into the completion; an ESEARCH response repeats it.
        command: Command<'i>,
    },
    /// APPEND or REPLACE asks for permission to send a message, or a TEXT of CATENATE: call
    /// [`Server::accept_literal`](super::Server::accept_literal) or
    /// [`Server::refuse_literal`](super::Server::refuse_literal). Nothing is read until then.
    ///
    /// Not every message is announced: a client that writes `{n+}` does not ask. So check length and mailbox again at
    /// [`Event::LiteralHead`] and [`Event::Command`].
    ///
    /// Literals of other commands are accepted up to [`Limits::literal`](crate::Limits::literal).
    LiteralAnnounced(AppendLiteral<'static>),
    /// A message of APPEND or REPLACE, or a TEXT of CATENATE, that is longer than
    /// [`Limits::literal`](crate::Limits::literal) begins: [`Event::LiteralData`] follows, and [`Event::LiteralTail`] at the
    /// end of the command. [`Server::refuse_literal`](super::Server::refuse_literal) refuses it.
    ///
    /// One that was announced comes with the same head as it had then. If the rest of the command is malformed or out of
    /// place, [`Event::Rejected`] comes in place of the tail: drop what has come of the message.
    LiteralHead(AppendLiteral<'static>),
    /// Some octets of that message, in order.
    LiteralData(&'i [u8]),
    /// The APPEND or REPLACE with that literal is whole. As an [`Event::Command`] it waits for an answer and for
    /// [`Server::complete`](super::Server::complete).
    LiteralTail(AppendEnd<'i>),
    /// The client has answered a challenge of AUTHENTICATE.
    Response {
        /// Command that it belongs to.
        id: CommandId,
        /// Message of the mechanism, decoded from base64.
        data: Secret<Binary<'static>>,
    },
    /// The client ends IDLE by `DONE`: send the data there is, and complete the command.
    IdleDone {
        /// Command that it belongs to.
        id: CommandId,
    },
    /// The client has cancelled AUTHENTICATE, or has sent a line that is neither a response nor DONE where one of them
    /// is due. The machine has answered BAD, and the command has ended.
    Cancelled {
        /// Command that it belongs to.
        id: CommandId,
        /// Reason of the BAD; `None` where the client has cancelled.
        error: Option<Rejection>,
    },
    /// A command that the machine has refused by itself: with BAD, or with NO where LOGIN would expose a password. After
    /// too many in a row it sends BYE as well. If octets of a message came in pieces before, drop them.
    Rejected {
        /// The command, or the beginning of a long one. It may hold a password: `Debug` shows its length only.
        raw: &'i [u8],
        /// Reason of the refusal.
        why: Rejection,
    },
}

/// A literal of APPEND or REPLACE that a client announces or sends: a message, or a TEXT of CATENATE.
///
/// ```text
/// C: a1 APPEND Sent (\Seen) {310}
///    ^^ ^^^^^^^^^^^^^^^^^^^ ^^^^^
///    |  |                   literal
///    |  head
///    tag
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppendLiteral<'a> {
    /// Command that it belongs to.
    pub id: CommandId,
    /// Tag of the command. The machine writes it into the completion.
    pub tag: Tag<'a>,
    /// What is known of the command before the octets. Its [`place`](AppendHead::place) says to which message of the
    /// whole command they belong, and to which piece.
    pub head: AppendHead<'a>,
    /// Kind and length of the literal.
    pub literal: LiteralHead,
}

/// The end of an APPEND or REPLACE, octets of which came in pieces: [`Event::LiteralTail`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppendEnd<'a> {
    /// Handle by which to complete it.
    pub id: CommandId,
    /// Tag of the command. The machine writes it into the completion.
    pub tag: Tag<'a>,
    /// The command without the octets that came in pieces.
    pub tail: AppendTail<'a>,
}

/// Shows refused commands and octets of messages by their length only: they may hold a password.
impl fmt::Debug for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command { id, command } => {
                f.debug_struct("Command").field("id", id).field("command", command).finish()
            }
            Self::LiteralAnnounced(literal) => f.debug_tuple("LiteralAnnounced").field(literal).finish(),
            Self::LiteralHead(literal) => f.debug_tuple("LiteralHead").field(literal).finish(),
            Self::LiteralData(octets) => write!(f, "LiteralData({} octets)", octets.len()),
            Self::LiteralTail(end) => f.debug_tuple("LiteralTail").field(end).finish(),
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

/// Reason why the machine refused a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rejection {
    /// The command breaks the grammar.
    Malformed(DecodeError),
    /// The library does not know it, and [`Options::unknown`](super::Options::unknown) refuses such.
    Unknown,
    /// The command is illegal in this state.
    Refused(Refusal),
    /// It has a literal that is longer than the limits allow, or than LITERAL- allows a client that does not wait for `+`.
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
