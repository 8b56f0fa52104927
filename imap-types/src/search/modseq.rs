//! Searches by mod-sequence. Part of [`search`](crate::search).

use crate::bounded::bounded_static;
use crate::error::ValueError;
use crate::flag::Flag;
use crate::names::wire_names;
use crate::number::ModSeq;

/// Changed at this point or later: `search-modsequence`.
///
/// ```text
/// C: a SEARCH MODSEQ "/flags/\\draft" all 620162338
///                    ^^^^^^^^^^^^^^^^ ^^^ ^^^^^^^^^
/// ```
/// [RFC 7162 §3.1.5](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.5)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SearchModSeq<'a> {
    /// Only a change of this flag counts.
    pub entry: Option<(EntryFlag<'a>, EntryType)>,
    /// The point in the mailbox's history; `None` for zero, before all changes.
    pub mod_seq: Option<ModSeq>,
}

bounded_static!(struct SearchModSeq { entry, mod_seq });

/// A flag as METADATA would name it: `entry-flag-name`, without `/flags/`. Made by `try_from`, which refuses a flag
/// that breaks the grammar. [RFC 7162 §7](https://www.rfc-editor.org/rfc/rfc7162#section-7)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct EntryFlag<'a>(Flag<'a>);

bounded_static!(tuple EntryFlag);

impl<'a> EntryFlag<'a> {
    /// Flag whose last change counts.
    pub fn flag(&self) -> &Flag<'a> {
        &self.0
    }
}

impl<'a> TryFrom<Flag<'a>> for EntryFlag<'a> {
    type Error = ValueError;

    #[inline]
    fn try_from(flag: Flag<'a>) -> Result<Self, ValueError> {
        if matches!(flag, Flag::Other(_)) { Err(ValueError::new("attr-flag", 0)) } else { Ok(Self(flag)) }
    }
}

wire_names! {
    /// Whose change counts: `entry-type-req`. [RFC 7162 §7](https://www.rfc-editor.org/rfc/rfc7162#section-7)
    pub enum EntryType {
        /// `priv`: the change of the user's own value counts.
        Private = "priv",
        /// `shared`: the change of the shared value counts.
        Shared = "shared",
        /// `all`: the later change of the two counts.
        All = "all",
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for EntryFlag<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Self::try_from(Flag::arbitrary(u)?).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}
