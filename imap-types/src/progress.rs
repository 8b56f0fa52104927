//! How far a command has come, and how far it goes. [RFC 9585](https://www.rfc-editor.org/rfc/rfc9585),
//! [RFC 9738](https://www.rfc-editor.org/rfc/rfc9738)

use core::num::NonZeroU32;

use crate::atom::Tag;
use crate::bounded::{bounded_static, bounded_static_owned};
use crate::error::ValueError;
use crate::number::Uid;
use crate::octets::first_not;
use crate::sequence::{NumberSet, Span, UidSequenceSet};

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
    /// Refuses a tag with `]`, which ends a code: give `None` instead. Refuses more done than there is in all.
    pub fn new(tag: Option<Tag<'a>>, progress: Option<Progress>) -> Result<Self, ValueError> {
        if !progress.is_none_or(Progress::is_possible) {
            return Err(ValueError::new("inprogress-state", 0));
        }
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
        let (tag, progress) = (Option::<Tag<'a>>::arbitrary(u)?, Option::<Progress>::arbitrary(u)?);
        let tag = tag.filter(|tag| !tag.as_bytes().contains(&b']'));
        Ok(Self { tag, progress: progress.filter(|progress| progress.is_possible()) })
    }
}

bounded_static!(struct InProgress { tag, progress });

/// Count of items done, and of all items where it is known: `inprogress-state`.
///
/// Of a code, `done` is not above `goal`: such a code is malformed, and to be disregarded. Do not rely on either staying
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

impl Progress {
    fn is_possible(self) -> bool {
        self.goal.is_none_or(|goal| self.done <= goal.get())
    }
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

impl MessageLimit {
    /// The messages of a command that are left to process: those of its set with UIDs below [`MessageLimit::last`], from
    /// what the set was when the command was sent. `None` where there are none, or where that is not told: without a UID,
    /// and for `$`.
    ///
    /// ```
    /// # use imap_types::progress::MessageLimit;
    /// # use imap_types::sequence::UidSequenceSet;
    /// let limit = MessageLimit { limit: 1000.try_into().unwrap(), last: Some(23221.try_into()?) };
    /// let set: UidSequenceSet = "5,22000:*".parse()?;
    /// assert_eq!(limit.remaining(&set).unwrap().to_string(), "5,22000:23220");
    /// # Ok::<(), imap_types::error::ValueError>(())
    /// ```
    #[inline]
    pub fn remaining(&self, set: &UidSequenceSet) -> Option<UidSequenceSet> {
        let below = Uid::from(NonZeroU32::new(self.last?.get().checked_sub(1)?)?);
        if set.is_saved() {
            return None;
        }
        // `*` is a message that has been processed, so it is not below.
        let all = set.resolve(Uid::MAX);
        let spans = all.as_spans().iter().filter_map(|span| {
            let (start, end) = span.ends();
            (start <= below).then(|| Span { start, end: end.min(below) })
        });
        NumberSet::new(spans.collect()).ok().map(UidSequenceSet::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_remains_is_below_the_last_message() {
        let limit =
            |last| MessageLimit { limit: NonZeroU32::MIN, last: NonZeroU32::new(last).map(Uid::from) };
        let remaining = |last, set: &str| {
            let set = limit(last).remaining(&set.parse().unwrap());
            set.map(|set| alloc::string::ToString::to_string(&set))
        };
        for (last, set, rest) in [
            (19578, "18000:20000", Some("18000:19577")),
            (5, "9:1,20", Some("1:4")),
            (5, "5:9", None),
            (5, "*", None),
            (5, "*:2", Some("2:4")),
            (5, "7,4,1:2", Some("1:2,4")),
            (1, "1:*", None),
            // It is not told where to go on.
            (0, "1:*", None),
            (5, "$", None),
            (5, "1,$", None),
        ] {
            assert_eq!(remaining(last, set).as_deref(), rest, "{last} {set}");
        }
    }
}
