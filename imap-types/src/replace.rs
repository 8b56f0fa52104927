//! REPLACE. [RFC 8508](https://www.rfc-editor.org/rfc/rfc8508)

use crate::append::AppendMessage;
use crate::bounded::{bounded_static, bounded_static_owned};
use crate::mailbox::Mailbox;
use crate::number::{Numbering, SeqNum, Uid};
use crate::sequence::Bound;

/// Replaces a message by another one in one step: REPLACE and UID REPLACE. The new message may go to another mailbox.
///
/// ```text
/// C: a REPLACE 4 Drafts (\Seen \Draft) {312}
/// S: + Ready for literal data
/// ```
/// The answer tells the new message's UID as APPEND does, and the old one's EXPUNGE.
/// Requires [`Capability::Replace`]. [RFC 8508 §3](https://www.rfc-editor.org/rfc/rfc8508#section-3)
///
/// [`Capability::Replace`]: crate::capability::Capability::Replace
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Replace<'a> {
    /// The message that goes.
    pub old: OldMessage,
    /// Mailbox of the new message.
    pub mailbox: Mailbox<'a>,
    /// The message that comes.
    pub message: AppendMessage<'a>,
}

bounded_static!(struct Replace { old, mailbox, message });

/// The message that REPLACE removes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum OldMessage {
    /// By its sequence number.
    SeqNum(Bound<SeqNum>),
    /// By its UID: UID REPLACE.
    Uid(Bound<Uid>),
}

bounded_static_owned!(OldMessage);

impl OldMessage {
    /// Kind of the number.
    pub const fn numbering(self) -> Numbering {
        match self {
            Self::SeqNum(_) => Numbering::SeqNum,
            Self::Uid(_) => Numbering::Uid,
        }
    }
}
