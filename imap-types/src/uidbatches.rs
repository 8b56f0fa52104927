//! UIDBATCHES. [RFC 10022](https://www.rfc-editor.org/rfc/rfc10022)

use alloc::vec::Vec;
use core::num::NonZeroU32;

use crate::bounded::{bounded_static, bounded_static_owned};
use crate::number::Uid;
use crate::sequence::Span;
use crate::string::AString;

/// Asks for ranges of UIDs with so many messages each: `message-batches`.
///
/// ```text
/// C: A302 UIDBATCHES 2000 10:20
///                    ^^^^ ^^^^^
/// ```
/// Requires [`Capability::UidBatches`]. [RFC 10022 §3.1](https://www.rfc-editor.org/rfc/rfc10022#section-3.1)
///
/// [`Capability::UidBatches`]: crate::capability::Capability
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UidBatches {
    /// Messages per batch. A client asks for at least 500, below which a server answers `NO [TOOFEW]`.
    pub size: NonZeroU32,
    /// The batches to give, of which 1 has the newest messages; `None` for all. The lower number comes first, or the
    /// server answers `BAD [CLIENTBUG]`.
    pub batches: Option<(NonZeroU32, NonZeroU32)>,
}

bounded_static_owned!(UidBatches);

/// Ranges of UIDs with about so many messages each: `uidbatches-response`.
///
/// ```text
/// S: * UIDBATCHES (TAG "A143") 215295:99696,99695:20351,20350:7830,7829:1
/// ```
/// The ends need not be UIDs of messages. [RFC 10022 §3.1.2](https://www.rfc-editor.org/rfc/rfc10022#section-3.1.2)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UidBatchesData<'a> {
    /// The tag of the command that this answers.
    pub tag: AString<'a>,
    /// The batches from the newest messages to the oldest, each from its highest UID to its lowest; none where the
    /// mailbox has no such batches.
    pub ranges: Vec<Span<Uid>>,
}

bounded_static!(struct UidBatchesData { tag, ranges });
