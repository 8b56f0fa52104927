//! Numbers about a mailbox. [RFC 9051 §6.3.11](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.11)

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::num::NonZeroU32;

use crate::bounded::bounded_static;
use crate::mailbox::Mailbox;
use crate::names::wire_enum;
use crate::number::{ModSeq, Number64, UidValidity};
use crate::objectid::{ObjectId, ObjectIds};
use crate::raw::{Malformed, Unknown, place};
use crate::string::AString;

wire_enum! {
    /// One number that STATUS can be asked for: `status-att`.
    ///
    /// ```text
    /// C: a STATUS blurdybloop (UIDNEXT MESSAGES)
    ///                          ^^^^^^^ ^^^^^^^^
    /// ```
    #[derive(PartialOrd, Ord)]
    pub enum StatusAtt as StatusAttName {
        /// Number of messages.
        Messages = "MESSAGES",
        /// Number of messages with `\Recent`; rev1.
        Recent = "RECENT",
        /// The UID that the next message will have, or a lower bound of it.
        UidNext = "UIDNEXT",
        /// The validity value of the mailbox's UIDs.
        UidValidity = "UIDVALIDITY",
        /// Number of messages without `\Seen`.
        Unseen = "UNSEEN",
        /// Number of messages with `\Deleted`; rev2.
        Deleted = "DELETED",
        /// Size of all messages together, in octets. Requires [`Capability::StatusSize`] or rev2. [RFC 8438](https://www.rfc-editor.org/rfc/rfc8438)
        ///
        /// [`Capability::StatusSize`]: crate::capability::Capability::StatusSize
        Size = "SIZE",
        /// The highest mod-sequence in the mailbox. Requires [`Capability::CondStore`]. [RFC 7162 §3.1.7](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.7)
        ///
        /// [`Capability::CondStore`]: crate::capability::Capability::CondStore
        HighestModSeq = "HIGHESTMODSEQ",
        /// The largest message that APPEND takes, in octets. Requires `APPENDLIMIT`. [RFC 7889 §5](https://www.rfc-editor.org/rfc/rfc7889#section-5)
        AppendLimit = "APPENDLIMIT",
        /// Identifier of the mailbox. Requires `OBJECTID`. [RFC 8474 §4](https://www.rfc-editor.org/rfc/rfc8474#section-4)
        MailboxId = "MAILBOXID",
        /// Identifiers of the mailbox and of its account. Requires `OBJECTID+`, a draft.
        ObjectId = "OBJECTID",
        /// Size of all messages with `\Deleted` together, in octets. Requires `QUOTA=RES-STORAGE`. [RFC 9208 §4.1.4](https://www.rfc-editor.org/rfc/rfc9208#section-4.1.4)
        DeletedStorage = "DELETED-STORAGE",
        /// Dovecot's globally unique identifier of the mailbox.
        XGuid = "X-GUID",
        /// As [`StatusAtt::Size`], by its name in Dovecot before `STATUS=SIZE`.
        XSize = "X-SIZE",
        ..
        /// An item that this library does not know, without arguments.
        Other(Unknown<'a, StatusAtt<'static>>),
    }
}

place!(StatusAtt: Alone, StatusAttName);

/// What a server tells about a mailbox, which need not be selected.
///
/// ```text
/// S: * STATUS blurdybloop (MESSAGES 231 UIDNEXT 44292)
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MailboxStatus<'a> {
    /// Name of the mailbox.
    pub mailbox: Mailbox<'a>,
    /// The numbers, in the server's order.
    pub items: Vec<StatusAttVal<'a>>,
}

bounded_static!(struct MailboxStatus { mailbox, items });

wire_enum! {
    /// One number that a server tells about a mailbox: `status-att-val`.
    pub enum StatusAttVal of StatusAttName {
        /// Number of messages.
        Messages(u32),
        /// Number of messages with `\Recent`; rev1.
        Recent(u32),
        /// The UID that the next message will have, or a lower bound of it.
        UidNext(NonZeroU32),
        /// The validity value of the mailbox's UIDs.
        UidValidity(UidValidity),
        /// Number of messages without `\Seen`.
        Unseen(u32),
        /// Number of messages with `\Deleted`; rev2.
        Deleted(u32),
        /// Size of all messages together, in octets.
        Size(Number64),
        /// The highest mod-sequence; `None` for zero, where the mailbox keeps none.
        HighestModSeq(Option<ModSeq>),
        /// The largest message that APPEND takes, in octets; `None` where there is no limit.
        AppendLimit(Option<u32>),
        /// Identifier of the mailbox.
        MailboxId(ObjectId<'a>),
        /// Identifiers of the mailbox and of its account.
        ObjectId(Box<ObjectIds<'a>>),
        /// Size of all messages with `\Deleted` together, in octets.
        DeletedStorage(Number64),
        /// Dovecot's globally unique identifier of the mailbox.
        XGuid(AString<'a>),
        /// Size of all messages together, in octets.
        XSize(Number64),
        ..
        /// An item that this library does not know.
        Other(Unknown<'a, StatusAttVal<'static>>),
        /// A known item whose value breaks the grammar. A caller cannot make one.
        Malformed(Box<Malformed<'a>>),
    }
}

place!(StatusAttVal: Value, StatusAttName);
