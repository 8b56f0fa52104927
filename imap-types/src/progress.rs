//! How far a command has come, and how far it goes. [RFC 9585](https://www.rfc-editor.org/rfc/rfc9585),
//! [RFC 9738](https://www.rfc-editor.org/rfc/rfc9738)

use core::num::NonZeroU32;

use crate::atom::Tag;
use crate::bounded::{bounded_static, bounded_static_owned};
use crate::error::ValueError;
use crate::number::Uid;
use crate::octets::first_not;

/// Progress of a command: the argument of the response code INPROGRESS.
///
/// ```text
/// S: * OK [INPROGRESS ("a7" 175 1000)] Processed 17% of the items
///                     ^^^^^^^^^^^^^^^
/// ```
/// [RFC 9585 §4](https://www.rfc-editor.org/rfc/rfc9585#section-4)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct InProgress<'a> {
    tag: Option<Tag<'a>>,
    progress: Option<Progress>,
}

impl<'a> InProgress<'a> {
    /// Refuses a tag with `]`, which ends a code: give `None` instead.
    pub fn new(tag: Option<Tag<'a>>, progress: Option<Progress>) -> Result<Self, ValueError> {
        match tag.as_ref().and_then(|tag| first_not(tag.as_bytes(), |octet| octet != b']')) {
            Some(offset) => Err(ValueError::new("inprogress-tag", offset)),
            None => Ok(Self { tag, progress }),
        }
    }

    /// Tag of the command; `None` where the server does not tell it.
    pub fn tag(&self) -> Option<&Tag<'a>> {
        self.tag.as_ref()
    }

    /// Count of items done, and of all; `None` where the server does not know.
    pub fn progress(&self) -> Option<Progress> {
        self.progress
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for InProgress<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let (tag, progress) = (Option::<Tag<'a>>::arbitrary(u)?, u.arbitrary()?);
        let tag = tag.filter(|tag| !tag.as_bytes().contains(&b']'));
        Ok(Self { tag, progress })
    }
}

bounded_static!(struct InProgress { tag, progress });

/// Count of items done, and of all items where it is known: `inprogress-state`.
///
/// The numbers are as the server tells them: do not rely on the goal being above what is done, nor on either staying
/// the same or growing. [RFC 9585 §6](https://www.rfc-editor.org/rfc/rfc9585#section-6)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Progress {
    /// Number of items done.
    pub done: u32,
    /// Number of items in all; `None` where it is not known.
    pub goal: Option<NonZeroU32>,
}

/// A command has been carried out for some of its messages only: what follows MESSAGELIMIT in a response code.
///
/// ```text
/// S: a OK [MESSAGELIMIT 1000 23221] FETCH completed with 1000 partial results
///                       ^^^^^^^^^^
/// ```
/// [RFC 9738 §3.1](https://www.rfc-editor.org/rfc/rfc9738#section-3.1)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MessageLimit {
    /// The most messages that one command can process.
    pub limit: NonZeroU32,
    /// UID of the last message that was processed, which is the lowest of them; `None` where it is not told.
    pub last: Option<Uid>,
}

bounded_static_owned!(Progress, MessageLimit);
