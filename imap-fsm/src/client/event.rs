//! Events of a client.

use alloc::vec::Vec;

use imap_codec::{DecodeError, LiteralHead};
use imap_types::response::{Data, DataHead, RespText, Status, Tagged};
use imap_types::text::Text;

use super::CommandId;
use crate::exchange::upgrade::Upgrade;
use crate::head::DataTail;
use crate::session::Refusal;

/// One thing that the server sent, or that has become of a command. It borrows the bytes that were given to [`Client::receive`](super::Client::receive),
/// not the client.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Event<'i> {
    /// The greeting, always the first event. [`Session::state`](crate::Session::state) tells whether a login is needed. A
    /// server that refuses the connection sends [`Event::Bye`] instead.
    Greeting(Status<'i>),
    /// Untagged data, asked for or not. The session is up to date with it. What came with a streamed literal, such as the
    /// flags beside a long text, is in [`Event::LiteralTail`] only.
    ///
    /// It belongs to no command: a server may send any data at any time, also between the steps of a dialogue.
    Data(Data<'i>),
    /// A command has ended. The session is up to date with it.
    Completed {
        /// Command that has ended.
        id: CommandId,
        /// Outcome, with code and text.
        tagged: Tagged<'i>,
    },
    /// A completion whose outcome cannot be read: `a1 OKAY done`. The command is still in flight;
    /// [`Client::give_up`](super::Client::give_up) ends it.
    ///
    /// Where OK, NO or BAD can be read, the command ends by [`Event::Completed`], whatever is wrong with the rest of the
    /// line. A strict client gets this event for such lines, too.
    MalformedCompletion(MalformedCompletion<'i>),
    /// The connection ended before the command did: the server may have executed it or not. See
    /// [`Client::receive_eof`](super::Client::receive_eof).
    Unanswered {
        /// Command that has no answer.
        id: CommandId,
    },
    /// A completion that ends no command. Its tag was never sent, or belongs to a command that has ended, or is in another
    /// case; or it is `DONE`, by which some servers answer a DONE that crosses their own end of IDLE. It changes nothing.
    StrayCompletion {
        /// The completion, with its tag.
        tagged: Tagged<'i>,
    },
    /// A continuation request that no command waits for. It changes nothing.
    StrayContinue {
        /// Text of the request, for people.
        text: Text<'i>,
    },
    /// A command that was held back is not sent, because it has become illegal: the LOGIN or SELECT before it has failed,
    /// or the server has announced LOGINDISABLED or said BYE. Commands behind it are not affected.
    Withheld {
        /// Command that is not sent.
        id: CommandId,
        /// Reason why it is illegal now.
        refusal: Refusal,
    },
    /// A command of [`Client::call`](super::Client::call) that was held back has gone out: what comes from now on may answer
    /// it. The [`Call`](super::call::Call) takes nothing before it has been offered this.
    Released {
        /// Command that has gone out.
        id: CommandId,
    },
    /// The server asks for the rest of a command. A literal that waited goes out by itself; a streamed APPEND takes octets
    /// by [`Client::append_data`](super::Client::append_data) from now on.
    Continue {
        /// Command that it belongs to.
        id: CommandId,
        /// Text of the request, for people.
        text: Text<'i>,
    },
    /// AUTHENTICATE waits for an answer: [`Client::authenticate`](super::Client::authenticate).
    Challenge {
        /// Command that it belongs to.
        id: CommandId,
        /// Message of the mechanism, decoded from base64; may be empty.
        challenge: Vec<u8>,
    },
    /// IDLE has begun: the server sends data as it happens, until [`Client::idle_done`](super::Client::idle_done).
    Idling {
        /// Command that it belongs to.
        id: CommandId,
        /// Text of the request, for people.
        text: Text<'i>,
    },
    /// STARTTLS or COMPRESS has ended with OK, or UNAUTHENTICATE under COMPRESS: change the layer below, then call
    /// [`Client::upgraded`](super::Client::upgraded). Until then nothing is received.
    ///
    /// With COMPRESS, the bytes that are still unread are the first input of the inflater.
    UpgradeReady(UpgradeReady<'i>),
    /// The server closes the connection. After LOGOUT, the tagged OK still follows.
    Bye(RespText<'i>),
    /// A literal longer than [`Limits::literal`](crate::Limits::literal) begins: [`Event::LiteralData`] follows.
    LiteralHead {
        /// What is known of the data before the octets, such as the items of a FETCH response so far and which item the
        /// octets are the text of; `None` where that cannot be read or is longer than 64 KiB.
        head: Option<DataHead<'static>>,
        /// Kind and length of the literal.
        literal: LiteralHead,
    },
    /// Some octets of that literal, in order.
    LiteralData(&'i [u8]),
    /// The message with that literal has ended. Holds what of it came whole, or the place and rule at which it breaks the
    /// grammar. The session is up to date with it.
    LiteralTail(Result<DataTail, DecodeError>),
    /// A message was skipped because a literal in it is longer than [`Limits::stream`](crate::Limits::stream).
    Oversized {
        /// Beginning of the message, up to the literal.
        raw: &'i [u8],
        /// Kind and length of the literal.
        literal: LiteralHead,
    },
    /// A message that breaks the grammar, or a challenge that is not base64 (which still waits for an answer). The messages
    /// behind it are not affected.
    Malformed {
        /// The whole message, with its line end.
        raw: &'i [u8],
        /// Place and rule at which it breaks the grammar.
        error: DecodeError,
    },
}

/// A completion whose outcome cannot be read: [`Event::MalformedCompletion`].
#[derive(Clone, PartialEq)]
pub struct MalformedCompletion<'i> {
    /// Command that the tag belongs to.
    pub id: CommandId,
    /// The whole line, with its line end.
    pub raw: &'i [u8],
    /// Place and rule at which it breaks the grammar.
    pub error: DecodeError,
}

/// The end of a command behind which another layer begins: [`Event::UpgradeReady`].
#[derive(Clone, Debug, PartialEq)]
pub struct UpgradeReady<'i> {
    /// Command that has ended.
    pub id: CommandId,
    /// The OK, with code and text.
    pub tagged: Tagged<'i>,
    /// Layer to change.
    pub upgrade: Upgrade,
}
