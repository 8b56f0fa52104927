//! COPY and MOVE. [RFC 9051 §6.4.7](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.7)

use crate::bounded::bounded_static_owned;
use crate::error::ValueError;
use crate::number::UidValidity;
use crate::sequence::UidSet;

/// Argument of COPYUID, the UIDs of copied messages: `resp-code-copy`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct CopyUid {
    /// The validity value of the target mailbox's UIDs.
    pub uid_validity: UidValidity,
    source: UidSet,
    destination: UidSet,
}

impl CopyUid {
    /// Refuses more UIDs of messages than of copies, and fewer.
    #[inline]
    pub fn new(uid_validity: UidValidity, source: UidSet, destination: UidSet) -> Result<Self, ValueError> {
        if source.count() != destination.count() {
            return Err(ValueError::new("as many UIDs as were copied", 0));
        }
        Ok(Self { uid_validity, source, destination })
    }

    /// UIDs of the messages copied.
    pub const fn source(&self) -> &UidSet {
        &self.source
    }

    /// UIDs of their copies, as many and in the same order.
    pub const fn destination(&self) -> &UidSet {
        &self.destination
    }

    /// UIDs of the messages copied, and those of their copies.
    pub fn into_sets(self) -> (UidSet, UidSet) {
        (self.source, self.destination)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for CopyUid {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let (uid_validity, source) = (u.arbitrary()?, UidSet::arbitrary(u)?);
        let destination = UidSet::arbitrary(u)?;
        Self::new(uid_validity, source.clone(), destination)
            .or_else(|_| Self::new(uid_validity, source.clone(), source))
            .map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

bounded_static_owned!(CopyUid);
