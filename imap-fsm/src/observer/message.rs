//! Messages of both sides.

use alloc::vec::Vec;
use core::fmt;

use imap_codec::{DecodeError, LiteralHead};
use imap_types::atom::Tag;
use imap_types::auth::AuthenticateData;
use imap_types::capability::Capability;
use imap_types::code::Code;
use imap_types::command::{Command, CommandHead, CommandTail};
use imap_types::response::{Data, DataHead, RespText, Response, Status, Tagged};
use imap_types::text::Text;

use crate::client::Upgrade;
use crate::head::DataTail;

/// A message and its bytes. `Debug` shows how many bytes there are, not which.
#[derive(Clone, PartialEq)]
pub struct Observed<'i, M> {
    /// The bytes of the message as they came, including line end and literals. For a message in pieces, the bytes of
    /// the piece.
    pub raw: &'i [u8],
    /// Number of octets at the front of `raw` that came before, with [`FromClient::LiteralAnnounced`].
    pub given: usize,
    /// The message, typed.
    pub message: M,
}

impl<'i, M> Observed<'i, M> {
    /// The bytes of `raw` that did not come before: what a proxy passes on.
    pub fn fresh(&self) -> &'i [u8] {
        self.raw.get(self.given..).unwrap_or_default()
    }
}

impl<M: fmt::Debug> fmt::Debug for Observed<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Observed");
        shown.field("raw", &format_args!("{} octets", self.raw.len()));
        shown.field("message", &self.message).finish_non_exhaustive()
    }
}

/// A message of the client.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum FromClient<'i> {
    /// A whole command, its literals included.
    Command(Command<'i>),
    /// A line of AUTHENTICATE, decoded from base64: the answer to a challenge, or `*`.
    /// [RFC 9051 §6.2.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.2)
    Sasl {
        /// Tag of the AUTHENTICATE.
        tag: Tag<'static>,
        /// Response to the challenge, or `*`.
        data: AuthenticateData<'static>,
    },
    /// DONE, which ends IDLE. [RFC 2177](https://www.rfc-editor.org/rfc/rfc2177)
    Done {
        /// Tag of the IDLE, which the server may have ended meanwhile.
        tag: Tag<'static>,
    },
    /// The line ends in `{n}`, and the client waits for `+`. The bytes stay in the input and come again with the
    /// whole command, or with [`FromClient::LiteralHead`] where the literal is too long to be held.
    /// [RFC 9051 §4.3](https://www.rfc-editor.org/rfc/rfc9051#section-4.3)
    LiteralAnnounced(CommandLiteral<'static>),
    /// A literal begins that is too long to be held: its octets follow in pieces. Behind them comes the next literal of
    /// the command, if it has another one, or [`FromClient::LiteralTail`].
    LiteralHead(CommandLiteral<'static>),
    /// Octets of that literal.
    LiteralData(&'i [u8]),
    /// The end of a command, literals of which came in pieces. It comes in place of [`FromClient::Command`].
    LiteralTail(CommandEnd<'static>),
    /// Octets of a refused literal, and the command behind it, from a client that did not wait. A server that has not been
    /// given them takes the next bytes for a command: do not pass them on.
    Discarded,
    /// A line with nothing on it.
    Blank,
    /// A command that breaks the grammar. The server may be able to read it all the same.
    Malformed {
        /// Its tag, if it can be read.
        tag: Option<Tag<'static>>,
        /// Place and rule at which it breaks the grammar.
        error: DecodeError,
    },
    /// A line of AUTHENTICATE or IDLE that is neither base64 nor DONE: no command, and the server says what becomes of it.
    MalformedLine {
        /// Tag of the AUTHENTICATE or IDLE.
        tag: Tag<'static>,
        /// Place and rule at which it breaks the grammar.
        error: DecodeError,
    },
}

/// A literal of a client's command that is announced or comes.
///
/// ```text
/// C: a1 RENAME Drafts {4}
///    ^^ ^^^^^^^^^^^^^ ^^^
///    |  head          literal
///    tag
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLiteral<'a> {
    /// Tag of the command, if it can be read.
    pub tag: Option<Tag<'a>>,
    /// What is known of the command before the octets. `None` if that cannot be read or is longer than 64 KiB, after a
    /// literal that came in pieces and was no message, and after the fourth literal that was no message. So `None` does
    /// not mean that the command is harmless.
    pub head: Option<CommandHead<'a>>,
    /// Kind and length of the literal.
    pub literal: LiteralHead,
}

/// The end of a command, literals of which came in pieces: [`FromClient::LiteralTail`].
///
/// ```text
/// C: a1 APPEND Drafts {300000}
/// C: From: alice@example.org… (\Draft) {5}
/// C: hello
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandEnd<'a> {
    /// Tag of the command, if it can be read.
    pub tag: Option<Tag<'a>>,
    /// What came whole of the command. An error if it breaks the grammar, or is longer than [`Limits::line`] even without
    /// what came in pieces; the server may be able to read it all the same.
    ///
    /// [`Limits::line`]: crate::Limits::line
    pub tail: Result<CommandTail<'a>, DecodeError>,
}

impl fmt::Debug for FromClient<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command(command) => f.debug_tuple("Command").field(command).finish(),
            Self::Sasl { tag, data } => f.debug_struct("Sasl").field("tag", tag).field("data", data).finish(),
            Self::Done { tag } => f.debug_struct("Done").field("tag", tag).finish(),
            Self::LiteralAnnounced(literal) => f.debug_tuple("LiteralAnnounced").field(literal).finish(),
            Self::LiteralHead(literal) => f.debug_tuple("LiteralHead").field(literal).finish(),
            Self::LiteralData(octets) => write!(f, "LiteralData({} octets)", octets.len()),
            Self::LiteralTail(end) => f.debug_tuple("LiteralTail").field(end).finish(),
            Self::Discarded => f.write_str("Discarded"),
            Self::Blank => f.write_str("Blank"),
            Self::Malformed { tag, error } => {
                f.debug_struct("Malformed").field("tag", tag).field("error", error).finish()
            }
            Self::MalformedLine { tag, error } => {
                f.debug_struct("MalformedLine").field("tag", tag).field("error", error).finish()
            }
        }
    }
}

/// A message of the server.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum FromServer<'i> {
    /// The greeting, OK or PREAUTH. A server that refuses the connection sends [`FromServer::Bye`].
    Greeting(Status<'i>),
    /// Untagged data. The session is up to date with it.
    Data(Data<'i>),
    /// BYE: the server closes the connection.
    Bye(RespText<'i>),
    /// A command has ended. The session is up to date with it.
    Completed {
        /// Outcome, with code and text.
        tagged: Tagged<'i>,
        /// The layer that begins after this line.
        upgrade: Option<Upgrade>,
    },
    /// A completion with a tag that no command in flight has.
    StrayCompletion(Tagged<'i>),
    /// The server accepts the literal that the client announced.
    LiteralAccepted {
        /// Tag of the client's command, if it can be read.
        tag: Option<Tag<'static>>,
        /// Text for a person.
        text: Text<'i>,
    },
    /// A challenge of AUTHENTICATE.
    Challenge {
        /// Tag of the AUTHENTICATE.
        tag: Tag<'static>,
        /// Octets of the challenge, decoded from base64.
        challenge: Result<Vec<u8>, DecodeError>,
    },
    /// IDLE has begun.
    Idling {
        /// Tag of the IDLE.
        tag: Tag<'static>,
        /// Text for a person.
        text: Text<'i>,
    },
    /// A continuation request that no command waits for.
    StrayContinue {
        /// Text for a person.
        text: Text<'i>,
    },
    /// A literal begins that is too long to be held: its octets follow in pieces. After them comes the next such
    /// literal of the message, if it has another one, or [`FromServer::LiteralTail`].
    LiteralHead {
        /// What is known of the data before the octets; `None` where that cannot be read or is longer than 64 KiB.
        head: Option<DataHead<'static>>,
        /// The literal that follows.
        literal: LiteralHead,
    },
    /// Octets of that literal.
    LiteralData(&'i [u8]),
    /// The end of a message, literals of which came in pieces: what came whole of it. An error if the message breaks
    /// the grammar.
    LiteralTail(Result<DataTail, DecodeError>),
    /// A line with nothing on it.
    Blank,
    /// A message that breaks the grammar.
    Malformed {
        /// Place and rule at which it breaks the grammar.
        error: DecodeError,
        /// The completion, if the message is one whose tag and condition can be read: it ends the command, whatever is
        /// wrong with the rest of the line.
        completed: Option<Tagged<'static>>,
    },
}

impl<'i> FromServer<'i> {
    /// The message with only those capabilities that `keep` returns `true` for, to be sent in its place by a proxy that
    /// cannot pass on all of them (STARTTLS, COMPRESS). `None` if it has no capabilities.
    ///
    /// ```text
    /// S: a OK [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] welcome
    /// S: a OK [CAPABILITY IMAP4rev1] welcome
    /// ```
    pub fn with_capabilities(&self, keep: impl Fn(&Capability<'i>) -> bool) -> Option<Response<'i>> {
        let kept = |list: &[Capability<'i>]| list.iter().filter(|one| keep(one)).cloned().collect();
        let text = |text: &RespText<'i>| {
            let Code::Capability(list) = text.code()? else { return None };
            RespText::new(Some(Code::Capability(kept(list))), text.text().clone()).ok()
        };
        Some(match self {
            Self::Data(Data::Capability(list)) => Response::Data(Data::Capability(kept(list))),
            Self::Greeting(status) | Self::Data(Data::Status(status)) => {
                Response::Data(Data::Status(Status { kind: status.kind, text: text(&status.text)? }))
            }
            Self::Completed { tagged, .. } | Self::StrayCompletion(tagged) => Response::Tagged(Tagged {
                tag: tagged.tag.clone(),
                condition: tagged.condition,
                text: text(&tagged.text)?,
            }),
            Self::Data(_)
            | Self::Bye(_)
            | Self::LiteralAccepted { .. }
            | Self::Challenge { .. }
            | Self::Idling { .. }
            | Self::StrayContinue { .. }
            | Self::LiteralHead { .. }
            | Self::LiteralData(_)
            | Self::LiteralTail(_)
            | Self::Blank
            | Self::Malformed { .. } => return None,
        })
    }
}

/// Shows of challenges and of literals how long they are.
impl fmt::Debug for FromServer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Greeting(status) => f.debug_tuple("Greeting").field(status).finish(),
            Self::Data(data) => f.debug_tuple("Data").field(data).finish(),
            Self::Bye(text) => f.debug_tuple("Bye").field(text).finish(),
            Self::Completed { tagged, upgrade } => {
                f.debug_struct("Completed").field("tagged", tagged).field("upgrade", upgrade).finish()
            }
            Self::StrayCompletion(tagged) => f.debug_tuple("StrayCompletion").field(tagged).finish(),
            Self::LiteralAccepted { tag, text } => {
                f.debug_struct("LiteralAccepted").field("tag", tag).field("text", text).finish()
            }
            Self::Challenge { tag, challenge } => {
                let len = challenge.as_ref().map(Vec::len);
                f.debug_struct("Challenge").field("tag", tag).field("octets", &len).finish()
            }
            Self::Idling { tag, text } => {
                f.debug_struct("Idling").field("tag", tag).field("text", text).finish()
            }
            Self::StrayContinue { .. } => f.write_str("StrayContinue"),
            Self::LiteralHead { head, literal } => {
                f.debug_struct("LiteralHead").field("head", head).field("literal", literal).finish()
            }
            Self::LiteralData(octets) => write!(f, "LiteralData({} octets)", octets.len()),
            Self::LiteralTail(data) => f.debug_tuple("LiteralTail").field(data).finish(),
            Self::Blank => f.write_str("Blank"),
            Self::Malformed { error, completed } => {
                f.debug_struct("Malformed").field("error", error).field("completed", completed).finish()
            }
        }
    }
}
