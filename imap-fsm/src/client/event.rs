//! What a client learns.

use alloc::vec::Vec;

use imap_codec::{DecodeError, LiteralHead};
use imap_types::response::{Data, RespText, Status, Tagged};
use imap_types::text::Text;

use super::CommandId;
use crate::exchange::upgrade::Upgrade;
use crate::session::Refusal;

/// One thing that the server said. It borrows the bytes that were given to [`Client::receive`](super::Client::receive),
/// not the client.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Event<'i> {
    /// The first one: welcome. Whether a login is needed says the session's state. A server that is not welcoming says
    /// [`Event::Bye`].
    Greeting(Status<'i>),
    /// Untagged data, asked for or not. The session has taken note already.
    ///
    /// It belongs to no command: a server may send any data at any time, also between the steps of a dialogue.
    Data(Data<'i>),
    /// A command has ended. The session has taken note already.
    Completed {
        /// Which.
        id: CommandId,
        /// How.
        tagged: Tagged<'i>,
    },
    /// A line with the tag of a command, of which nobody can tell how the command has ended: `a1 OKAY done`. The
    /// command has not ended; [`Client::give_up`](super::Client::give_up) ends it.
    ///
    /// Where the condition can be read the command ends by [`Event::Completed`], whatever is wrong with the rest of the
    /// line; only a strict client tells that, too, in this way.
    MalformedCompletion {
        /// The command.
        id: CommandId,
        /// The whole line.
        raw: &'i [u8],
        /// What was wrong with it.
        error: DecodeError,
    },
    /// The connection has ended before the command did: nobody knows whether the server has run it. See
    /// [`Client::receive_eof`](super::Client::receive_eof).
    Unanswered {
        /// The command.
        id: CommandId,
    },
    /// A completion that ends no command: one with a tag that was never sent, or whose command has ended before, or with
    /// the tag in another case, or with `DONE` as its tag, which is how some servers answer a DONE that has crossed
    /// their own end of IDLE. Nothing else has happened.
    StrayCompletion {
        /// The completion.
        tagged: Tagged<'i>,
    },
    /// A `+` that nothing waits for. Nothing else has happened.
    StrayContinue {
        /// What the server says, for people.
        text: Text<'i>,
    },
    /// A command that was held back has not gone out and never will, since it is out of place by now: the LOGIN before
    /// it or the SELECT before it has failed, or the server has come to say LOGINDISABLED, or BYE. What was sent behind it goes its
    /// way.
    Withheld {
        /// Which command.
        id: CommandId,
        /// Why.
        refusal: Refusal,
    },
    /// The server has asked for the rest of a command: the literal that waited goes out, or, where you stream an
    /// APPEND, [`Client::append_data`](super::Client::append_data) takes octets from now on.
    Continue {
        /// Which command.
        id: CommandId,
        /// What the server says of that, for people.
        text: Text<'i>,
    },
    /// AUTHENTICATE waits for an answer: [`Client::authenticate`](super::Client::authenticate).
    Challenge {
        /// Which command.
        id: CommandId,
        /// What the mechanism says, no longer base64; may be empty.
        challenge: Vec<u8>,
    },
    /// IDLE has begun: data comes as it happens, until [`Client::idle_done`](super::Client::idle_done).
    Idling {
        /// Which command.
        id: CommandId,
        /// What the server says of that, for people.
        text: Text<'i>,
    },
    /// STARTTLS or COMPRESS has ended with OK, or UNAUTHENTICATE under COMPRESS: change the layer below, then call
    /// [`Client::upgraded`](super::Client::upgraded). Until then nothing is received.
    ///
    /// Before COMPRESS's layer the bytes that are still unread are the first that the inflater gets.
    UpgradeReady {
        /// Which command.
        id: CommandId,
        /// How it ended.
        tagged: Tagged<'i>,
        /// What begins.
        upgrade: Upgrade,
    },
    /// The server closes the connection; after LOGOUT the tagged OK still comes.
    Bye(RespText<'i>),
    /// A literal begins that is too long to be held: [`Event::LiteralData`] follows.
    LiteralHead {
        /// The data as far as it came, if that can be read and is no longer than 64 KiB: of a FETCH response the items so far. The last string is
        /// the one that follows, empty here.
        data: Option<Data<'static>>,
        /// How long it is.
        literal: LiteralHead,
    },
    /// Octets of that literal, as many as are at hand.
    LiteralData(&'i [u8]),
    /// The message with that literal has ended: the whole of it, with empty strings for the literals that were
    /// streamed, or why it breaks the grammar.
    LiteralTail(Result<Data<'static>, DecodeError>),
    /// A message was skipped because a literal in it is longer than [`Limits::stream`](crate::Limits::stream).
    Oversized {
        /// Its beginning.
        raw: &'i [u8],
        /// The literal.
        literal: LiteralHead,
    },
    /// A message that breaks the grammar, or a challenge that is not base64, which waits for an answer all the same.
    /// What follows is not affected.
    Malformed {
        /// The whole message.
        raw: &'i [u8],
        /// What was wrong with it.
        error: DecodeError,
    },
}
