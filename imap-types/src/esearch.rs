//! What a search found, by kind of result. [RFC 9051 §7.3.4](https://www.rfc-editor.org/rfc/rfc9051#section-7.3.4)

use alloc::vec::Vec;
use core::num::NonZeroU32;

use crate::bounded::{bounded_static, bounded_static_owned};
use crate::context::ContextUpdate;
use crate::error::ValueError;
use crate::mailbox::Mailbox;
use crate::names::{wire_enum, wire_names};
use crate::nonempty::NonEmpty;
use crate::number::{ModSeq, Numbering, UidValidity};
use crate::partial::PartialResults;
use crate::raw::{Unknown, place};
use crate::sequence::NumberSet;
use crate::string::AString;

/// Result of a SEARCH, SORT or ESEARCH with `RETURN`, and of every SEARCH in IMAP4rev2.
///
/// ```text
/// S: * ESEARCH (TAG "A285") UID MIN 7 MAX 3800 COUNT 45
/// S: * ESEARCH (TAG "a" MAILBOX "folder1" UIDVALIDITY 1) UID ALL 4001,4003
/// ```
/// [RFC 9051 §7.3.4](https://www.rfc-editor.org/rfc/rfc9051#section-7.3.4)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ESearch<'a> {
    /// Tag of the command that this answers; any command may be meant where there is none.
    pub tag: Option<AString<'a>>,
    /// Mailbox that the messages are in, where the command was ESEARCH; `None` for the selected one.
    /// [RFC 7377 §2.1](https://www.rfc-editor.org/rfc/rfc7377#section-2.1)
    pub mailbox: Option<Mailbox<'a>>,
    /// Validity value of that mailbox's UIDs. [RFC 7377 §2.1](https://www.rfc-editor.org/rfc/rfc7377#section-2.1)
    pub uid_validity: Option<UidValidity>,
    /// Kind of the numbers.
    pub numbering: Numbering,
    /// The results, as far as anything was found.
    pub data: Vec<SearchReturnData<'a>>,
}

bounded_static!(struct ESearch { tag, mailbox, uid_validity, numbering, data });

impl<'a> ESearch<'a> {
    /// Results in the selected mailbox, for the command with this tag.
    pub const fn new(
        tag: Option<AString<'a>>,
        numbering: Numbering,
        data: Vec<SearchReturnData<'a>>,
    ) -> Self {
        Self { tag, mailbox: None, uid_validity: None, numbering, data }
    }
}

wire_names! {
    /// What ESEARCH says of itself before its results: `one-correlator`, the fields `tag`, `mailbox` and `uid_validity` of
    /// [`ESearch`]. [RFC 7377 §3](https://www.rfc-editor.org/rfc/rfc7377#section-3)
    pub enum CorrelatorName {
        /// `TAG`
        Tag = "TAG",
        /// `MAILBOX`
        Mailbox = "MAILBOX",
        /// `UIDVALIDITY`
        UidValidity = "UIDVALIDITY",
    }
}

wire_enum! {
    /// One result of a search: `search-return-data`.
    pub enum SearchReturnData as SearchReturnDataName {
        /// The lowest number: a UID where the command had `UID`, else a sequence number.
        Min(NonZeroU32) = "MIN",
        /// The highest number, of the same kind.
        Max(NonZeroU32) = "MAX",
        /// All numbers, those of SORT in their order.
        All(NumberSet<NonZeroU32>) = "ALL",
        /// The number of matches.
        Count(u32) = "COUNT",
        /// The highest mod-sequence of the messages given. [RFC 7162 §3.1.10](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.10)
        ModSeq(ModSeq) = "MODSEQ",
        /// One page of the numbers. [RFC 9394 §3.1](https://www.rfc-editor.org/rfc/rfc9394#section-3.1)
        Partial(PartialResults) = "PARTIAL",
        /// Messages that match now and did not before; to be done one after the other. [RFC 5267 §4.3.1](https://www.rfc-editor.org/rfc/rfc5267#section-4.3.1)
        AddTo(NonEmpty<ContextUpdate>) = "ADDTO",
        /// Messages that do not match any more; to be done one after the other. [RFC 5267 §4.3.2](https://www.rfc-editor.org/rfc/rfc5267#section-4.3.2)
        RemoveFrom(NonEmpty<ContextUpdate>) = "REMOVEFROM",
        /// Score of each message, in the order of the numbers. [RFC 6203 §4](https://www.rfc-editor.org/rfc/rfc6203#section-4)
        Relevancy(Vec<Score>) = "RELEVANCY",
        ..
        /// Data that this library does not know.
        Other(Unknown<'a, SearchReturnData<'static>>),
    }
}

place!(SearchReturnData: LabelledValue, SearchReturnDataName; b"UID");

/// Score of a message in a fuzzy search, from 1 (worst) to 100 (best): `score`.
///
/// [RFC 6203 §4](https://www.rfc-editor.org/rfc/rfc6203#section-4)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(u8);

bounded_static_owned!(Score);

impl Score {
    /// The score, from 1 to 100.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u32> for Score {
    type Error = ValueError;

    fn try_from(score: u32) -> Result<Self, ValueError> {
        match u8::try_from(score) {
            Ok(score @ 1..=100) => Ok(Self(score)),
            _ => Err(ValueError::new("score", 0)),
        }
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Score {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        u.int_in_range(1..=100).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_from_1_to_100() {
        assert_eq!(Score::try_from(100).map(Score::get), Ok(100));
        for bad in [0, 101, 256] {
            assert_eq!(Score::try_from(bad), Err(ValueError::new("score", 0)));
        }
    }
}
