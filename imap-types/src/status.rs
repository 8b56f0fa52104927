//! Numbers about a mailbox. [RFC 9051 §6.3.11](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.11)

use alloc::vec::Vec;
use core::num::NonZeroU32;

use crate::atom::Atom;
use crate::bounded::bounded_static;
use crate::error::ValueError;
use crate::mailbox::Mailbox;
use crate::number::{ModSeq, Number64};
use crate::raw::{Raw, Unknown};

const KNOWN: &[&str] =
    &["MESSAGES", "RECENT", "UIDNEXT", "UIDVALIDITY", "UNSEEN", "DELETED", "SIZE", "HIGHESTMODSEQ"];

/// One number that STATUS can be asked for: `status-att`.
///
/// ```text
/// C: a STATUS blurdybloop (UIDNEXT MESSAGES)
///                          ^^^^^^^ ^^^^^^^^
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum StatusAtt<'a> {
    /// How many messages there are.
    Messages,
    /// How many messages have `\Recent`; rev1.
    Recent,
    /// The next message will have this UID or a higher one.
    UidNext,
    /// The epoch of its UIDs.
    UidValidity,
    /// How many messages are without `\Seen`.
    Unseen,
    /// How many messages have `\Deleted`; rev2.
    Deleted,
    /// How many octets all messages have. [RFC 8438](https://www.rfc-editor.org/rfc/rfc8438)
    Size,
    /// The highest mod-sequence. [RFC 7162 §3.1.7](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.7)
    HighestModSeq,
    /// An item that this library does not know, without arguments.
    Other(Unknown<'a, StatusAtt<'static>>),
}

bounded_static!(enum StatusAtt {
    Other(a); Messages, Recent, UidNext, UidValidity, Unseen, Deleted, Size, HighestModSeq
});

impl<'a> StatusAtt<'a> {
    /// An item that this library does not know.
    pub fn other(name: Atom<'a>) -> Result<Self, ValueError> {
        Unknown::new(name, Raw::EMPTY, KNOWN, ..).map(Self::Other)
    }
}

/// What a server tells of a mailbox that need not be selected.
///
/// ```text
/// S: * STATUS blurdybloop (MESSAGES 231 UIDNEXT 44292)
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct MailboxStatus<'a> {
    /// Of which mailbox.
    pub mailbox: Mailbox<'a>,
    /// The numbers.
    pub items: Vec<StatusAttVal<'a>>,
}

bounded_static!(struct MailboxStatus { mailbox, items });

/// One number that a server tells of a mailbox: `status-att-val`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum StatusAttVal<'a> {
    /// How many messages there are.
    Messages(u32),
    /// How many messages have `\Recent`; rev1.
    Recent(u32),
    /// The next message will have this UID or a higher one.
    UidNext(NonZeroU32),
    /// The epoch of its UIDs.
    UidValidity(NonZeroU32),
    /// How many messages are without `\Seen`.
    Unseen(u32),
    /// How many messages have `\Deleted`; rev2.
    Deleted(u32),
    /// How many octets all messages have.
    Size(Number64),
    /// The highest mod-sequence; `None` for zero, where the mailbox keeps none.
    HighestModSeq(Option<ModSeq>),
    /// An item that this library does not know, or whose value breaks the grammar.
    Other(Unknown<'a, StatusAttVal<'static>>),
}

bounded_static!(
    enum StatusAttVal {
        Messages(a),
        Recent(a),
        UidNext(a),
        UidValidity(a),
        Unseen(a),
        Deleted(a),
        Size(a),
        HighestModSeq(a),
        Other(a),
    }
);

impl<'a> StatusAttVal<'a> {
    /// An item that this library does not know, with its one value.
    pub fn other(name: Atom<'a>, rest: Raw<'a>) -> Result<Self, ValueError> {
        Unknown::new(name, rest, KNOWN, 1..=1).map(Self::Other)
    }
}

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use arbitrary::{Arbitrary, Result, Unstructured};

    use super::{StatusAtt, StatusAttVal};
    use crate::arbitrary_parts::unknown;

    impl<'a> Arbitrary<'a> for StatusAtt<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Ok(match u.int_in_range(0..=8)? {
                0 => Self::Messages,
                1 => Self::Recent,
                2 => Self::UidNext,
                3 => Self::UidValidity,
                4 => Self::Unseen,
                5 => Self::Deleted,
                6 => Self::Size,
                7 => Self::HighestModSeq,
                _ => unknown(u, 0, |name, _| Self::other(name))?,
            })
        }
    }

    impl<'a> Arbitrary<'a> for StatusAttVal<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Ok(match u.int_in_range(0..=8)? {
                0 => Self::Messages(u.arbitrary()?),
                1 => Self::Recent(u.arbitrary()?),
                2 => Self::UidNext(u.arbitrary()?),
                3 => Self::UidValidity(u.arbitrary()?),
                4 => Self::Unseen(u.arbitrary()?),
                5 => Self::Deleted(u.arbitrary()?),
                6 => Self::Size(u.arbitrary()?),
                7 => Self::HighestModSeq(u.arbitrary()?),
                _ => unknown(u, 1, Self::other)?,
            })
        }
    }
}
