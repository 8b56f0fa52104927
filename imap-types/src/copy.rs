//! COPY and MOVE. [RFC 9051 §6.4.7](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.7)

use crate::bounded::bounded_static_owned;
use crate::number::UidValidity;
use crate::sequence::UidSet;

/// Argument of COPYUID, the UIDs of copied messages: `resp-code-copy`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CopyUid {
    /// The validity value of the target mailbox's UIDs.
    pub uid_validity: UidValidity,
    /// UIDs of the messages copied.
    pub source: UidSet,
    /// UIDs of their copies, in the same order.
    pub destination: UidSet,
}

bounded_static_owned!(CopyUid);
