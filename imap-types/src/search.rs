//! What SEARCH looks for and what it finds. [RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.4)

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::num::NonZeroU32;
use core::ops::Not;

use crate::atom::Atom;
use crate::bounded::{bounded_static, bounded_static_owned};
use crate::datetime::Date;
use crate::error::ValueError;
use crate::flag::Flag;
use crate::names::{wire_enum, wire_names};
use crate::nonempty::NonEmpty;
use crate::number::{ModSeq, Number64, Numbering};
use crate::raw::{Unknown, place};
use crate::sequence::{NumberSet, SequenceSet, UidSequenceSet};
use crate::string::AString;

/// What a message must be like to be found: `search-key`.
///
/// ```text
/// C: a SEARCH FLAGGED SINCE 1-Feb-1994 NOT FROM "Smith"
///             ^^^^^^^ ^^^^^^^^^^^^^^^^ ^^^^^^^^^^^^^^^^
/// ```
/// Several keys side by side must all hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SearchKey<'a> {
    /// It is there: every message.
    All,
    /// `\Answered` is set.
    Answered,
    /// `\Deleted` is set.
    Deleted,
    /// `\Draft` is set.
    Draft,
    /// `\Flagged` is set.
    Flagged,
    /// `\Seen` is set.
    Seen,
    /// `\Answered` is not set.
    Unanswered,
    /// `\Deleted` is not set.
    Undeleted,
    /// `\Draft` is not set.
    Undraft,
    /// `\Flagged` is not set.
    Unflagged,
    /// `\Seen` is not set.
    Unseen,
    /// `\Recent` is set and `\Seen` is not; rev1.
    New,
    /// `\Recent` is not set; rev1.
    Old,
    /// `\Recent` is set; rev1.
    Recent,
    /// This keyword is set.
    Keyword(Atom<'a>),
    /// This keyword is not set.
    Unkeyword(Atom<'a>),
    /// The Bcc field has this in it.
    Bcc(AString<'a>),
    /// The Cc field has this in it.
    Cc(AString<'a>),
    /// The From field has this in it.
    From(AString<'a>),
    /// The Subject field has this in it.
    Subject(AString<'a>),
    /// The To field has this in it.
    To(AString<'a>),
    /// The field of this name is there and has this in it; the empty string is in every field.
    Header(AString<'a>, AString<'a>),
    /// The text without the header has this in it.
    Body(AString<'a>),
    /// The header or the text has this in it.
    Text(AString<'a>),
    /// It came into the store before this day.
    Before(Date),
    /// It came into the store on this day.
    On(Date),
    /// It came into the store on this day or later.
    Since(Date),
    /// Its Date field, without time and zone, is before this day.
    SentBefore(Date),
    /// Its Date field, without time and zone, is this day.
    SentOn(Date),
    /// Its Date field, without time and zone, is this day or later.
    SentSince(Date),
    /// It has more octets than this.
    Larger(Number64),
    /// It has fewer octets than this.
    Smaller(Number64),
    /// It was changed at this point or later. [RFC 7162 §3.1.5](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.5)
    ModSeq(SearchModSeq<'a>),
    /// Its sequence number is one of these.
    SequenceSet(SequenceSet),
    /// Its UID is one of these.
    Uid(UidSequenceSet),
    /// It is not like that.
    Not(Box<SearchKey<'a>>),
    /// It is like one or the other.
    Or(Box<(SearchKey<'a>, SearchKey<'a>)>),
    /// It is like all of these: a parenthesized list.
    And(NonEmpty<SearchKey<'a>>),
    /// A key that this library does not know, with everything up to the end of its list: nobody can tell where
    /// its arguments end. It is written in parentheses.
    Other(Unknown<'a, SearchKey<'static>>),
}

bounded_static!(enum SearchKey {
    Keyword(a), Unkeyword(a), Bcc(a), Cc(a), From(a), Subject(a), To(a), Header(a, b), Body(a), Text(a), Before(a), On(a),
    Since(a), SentBefore(a), SentOn(a), SentSince(a), Larger(a), Smaller(a), ModSeq(a), SequenceSet(a), Uid(a), Not(a),
    Or(a), And(a), Other(a);
    All, Answered, Deleted, Draft, Flagged, Seen, Unanswered, Undeleted, Undraft, Unflagged, Unseen, New, Old, Recent
});

impl<'a> SearchKey<'a> {
    /// It is like one or the other.
    pub fn or(self, other: Self) -> Self {
        Self::Or(Box::new((self, other)))
    }
}

place!(SearchKey: Key, SearchKeyName);

wire_names! {
    /// The names of [`SearchKey`], and the two words that stand before keys.
    pub enum SearchKeyName {
        /// `ALL`
        All = "ALL",
        /// `ANSWERED`
        Answered = "ANSWERED",
        /// `DELETED`
        Deleted = "DELETED",
        /// `DRAFT`
        Draft = "DRAFT",
        /// `FLAGGED`
        Flagged = "FLAGGED",
        /// `SEEN`
        Seen = "SEEN",
        /// `UNANSWERED`
        Unanswered = "UNANSWERED",
        /// `UNDELETED`
        Undeleted = "UNDELETED",
        /// `UNDRAFT`
        Undraft = "UNDRAFT",
        /// `UNFLAGGED`
        Unflagged = "UNFLAGGED",
        /// `UNSEEN`
        Unseen = "UNSEEN",
        /// `NEW`
        New = "NEW",
        /// `OLD`
        Old = "OLD",
        /// `RECENT`
        Recent = "RECENT",
        /// `KEYWORD`
        Keyword = "KEYWORD",
        /// `UNKEYWORD`
        Unkeyword = "UNKEYWORD",
        /// `BCC`
        Bcc = "BCC",
        /// `CC`
        Cc = "CC",
        /// `FROM`
        From = "FROM",
        /// `SUBJECT`
        Subject = "SUBJECT",
        /// `TO`
        To = "TO",
        /// `HEADER`
        Header = "HEADER",
        /// `BODY`
        Body = "BODY",
        /// `TEXT`
        Text = "TEXT",
        /// `BEFORE`
        Before = "BEFORE",
        /// `ON`
        On = "ON",
        /// `SINCE`
        Since = "SINCE",
        /// `SENTBEFORE`
        Sentbefore = "SENTBEFORE",
        /// `SENTON`
        Senton = "SENTON",
        /// `SENTSINCE`
        Sentsince = "SENTSINCE",
        /// `LARGER`
        Larger = "LARGER",
        /// `SMALLER`
        Smaller = "SMALLER",
        /// `MODSEQ`
        Modseq = "MODSEQ",
        /// `UID`
        Uid = "UID",
        /// `NOT`
        Not = "NOT",
        /// `OR`
        Or = "OR",
        /// `CHARSET`
        Charset = "CHARSET",
        /// `RETURN`
        Return = "RETURN",
    }
}

/// It is not like that.
impl Not for SearchKey<'_> {
    type Output = Self;

    fn not(self) -> Self {
        Self::Not(Box::new(self))
    }
}

/// Changed at this point or later: `search-modsequence`.
///
/// ```text
/// C: a SEARCH MODSEQ "/flags/\\draft" all 620162338
///                    ^^^^^^^^^^^^^^^^ ^^^ ^^^^^^^^^
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct SearchModSeq<'a> {
    /// Only a change of this flag counts.
    pub entry: Option<(EntryFlag<'a>, EntryType)>,
    /// The point in the mailbox's history; `None` for zero, before all changes.
    pub mod_seq: Option<ModSeq>,
}

bounded_static!(struct SearchModSeq { entry, mod_seq });

/// A flag as METADATA would name it: `entry-flag-name`, without `/flags/`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EntryFlag<'a>(Flag<'a>);

bounded_static!(tuple EntryFlag);

impl<'a> EntryFlag<'a> {
    /// The flag.
    pub fn flag(&self) -> &Flag<'a> {
        &self.0
    }
}

impl<'a> TryFrom<Flag<'a>> for EntryFlag<'a> {
    type Error = ValueError;

    fn try_from(flag: Flag<'a>) -> Result<Self, ValueError> {
        if matches!(flag, Flag::Other(_)) { Err(ValueError::new("attr-flag", 0)) } else { Ok(Self(flag)) }
    }
}

/// Whose change counts: `entry-type-req`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum EntryType {
    /// The user's own.
    Private,
    /// Everybody's.
    Shared,
    /// Either.
    All,
}

wire_enum! {
    /// A result that SEARCH is asked for: `search-return-opt`.
    ///
    /// ```text
    /// C: a SEARCH RETURN (MIN COUNT) FLAGGED
    ///                     ^^^ ^^^^^
    /// ```
    /// [RFC 4731 §3.1](https://www.rfc-editor.org/rfc/rfc4731#section-3.1)
    pub enum SearchReturnOpt as SearchReturnOptName {
        /// The lowest number.
        Min = "MIN",
        /// The highest number.
        Max = "MAX",
        /// All numbers, as a set.
        All = "ALL",
        /// The number of matches.
        Count = "COUNT",
        /// Keeps the result as `$`. [RFC 5182](https://www.rfc-editor.org/rfc/rfc5182)
        Save = "SAVE",
        ..
        /// An option that this library does not know.
        Other(Unknown<'a, SearchReturnOpt<'static>>),
    }
}

place!(SearchReturnOpt: Tagged, SearchReturnOptName);

/// What a SEARCH found: the answer of rev1.
///
/// ```text
/// S: * SEARCH 2 84 882 (MODSEQ 917162500)
/// ```
/// Whether the numbers are UIDs depends on the command. [RFC 3501 §7.2.5](https://www.rfc-editor.org/rfc/rfc3501#section-7.2.5)
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Search {
    numbers: Vec<NonZeroU32>,
    mod_seq: Option<ModSeq>,
}

impl Search {
    /// The numbers, in the order of the server; with the highest mod-sequence of the messages, where the search
    /// was for one and found any.
    pub fn new(numbers: Vec<NonZeroU32>, mod_seq: Option<ModSeq>) -> Result<Self, ValueError> {
        if mod_seq.is_some() && numbers.is_empty() {
            return Err(ValueError::new("nz-number", 0));
        }
        Ok(Self { numbers, mod_seq })
    }

    /// The numbers, in the order of the server.
    pub fn numbers(&self) -> &[NonZeroU32] {
        &self.numbers
    }

    /// The highest mod-sequence of the messages, where the search was for one. [RFC 7162 §3.1.5](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.5)
    pub fn mod_seq(&self) -> Option<ModSeq> {
        self.mod_seq
    }
}

bounded_static_owned!(EntryType, Search);

/// What a SEARCH found: the answer to `RETURN`, and of rev2.
///
/// ```text
/// S: * ESEARCH (TAG "A285") UID MIN 7 MAX 3800 COUNT 45
/// ```
/// [RFC 4731 §3.1](https://www.rfc-editor.org/rfc/rfc4731#section-3.1)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct ESearch<'a> {
    /// The tag of the command that this answers; any command may be meant where there is none.
    pub tag: Option<AString<'a>>,
    /// What the numbers are.
    pub numbering: Numbering,
    /// What was asked for, as far as anything was found.
    pub data: Vec<SearchReturnData<'a>>,
}

bounded_static!(struct ESearch { tag, numbering, data });

wire_enum! {
    /// One result of a SEARCH: `search-return-data`.
    pub enum SearchReturnData as SearchReturnDataName {
        /// The lowest number.
        Min(NonZeroU32) = "MIN",
        /// The highest number.
        Max(NonZeroU32) = "MAX",
        /// All numbers.
        All(NumberSet<NonZeroU32>) = "ALL",
        /// The number of matches.
        Count(u32) = "COUNT",
        /// The highest mod-sequence of the messages given. [RFC 7162 §3.1.10](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.10)
        ModSeq(ModSeq) = "MODSEQ",
        ..
        /// Data that this library does not know.
        Other(Unknown<'a, SearchReturnData<'static>>),
    }
}

place!(SearchReturnData: LabelledValue, SearchReturnDataName; b"UID");

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use arbitrary::{Arbitrary, Error, Result, Unstructured};

    use super::*;
    use crate::arbitrary_parts::{nested, unknown};

    impl<'a> Arbitrary<'a> for SearchKey<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            nested(u, |u, leaf| {
                Ok(match u.int_in_range(0..=if leaf { 35 } else { 38 })? {
                    0 => Self::All,
                    1 => Self::Answered,
                    2 => Self::Deleted,
                    3 => Self::Draft,
                    4 => Self::Flagged,
                    5 => Self::Seen,
                    6 => Self::Unanswered,
                    7 => Self::Undeleted,
                    8 => Self::Undraft,
                    9 => Self::Unflagged,
                    10 => Self::Unseen,
                    11 => Self::New,
                    12 => Self::Old,
                    13 => Self::Recent,
                    14 => Self::Keyword(u.arbitrary()?),
                    15 => Self::Unkeyword(u.arbitrary()?),
                    16 => Self::Bcc(u.arbitrary()?),
                    17 => Self::Cc(u.arbitrary()?),
                    18 => Self::From(u.arbitrary()?),
                    19 => Self::Subject(u.arbitrary()?),
                    20 => Self::To(u.arbitrary()?),
                    21 => Self::Header(u.arbitrary()?, u.arbitrary()?),
                    22 => Self::Body(u.arbitrary()?),
                    23 => Self::Text(u.arbitrary()?),
                    24 => Self::Before(u.arbitrary()?),
                    25 => Self::On(u.arbitrary()?),
                    26 => Self::Since(u.arbitrary()?),
                    27 => Self::SentBefore(u.arbitrary()?),
                    28 => Self::SentOn(u.arbitrary()?),
                    29 => Self::SentSince(u.arbitrary()?),
                    30 => Self::Larger(u.arbitrary()?),
                    31 => Self::Smaller(u.arbitrary()?),
                    32 => Self::ModSeq(u.arbitrary()?),
                    33 => Self::SequenceSet(u.arbitrary()?),
                    34 => Self::Uid(u.arbitrary()?),
                    35 => unknown(u, 2, Self::other)?,
                    36 => Self::Not(u.arbitrary()?),
                    37 => Self::Or(u.arbitrary()?),
                    _ => Self::And(u.arbitrary()?),
                })
            })
        }
    }

    impl<'a> Arbitrary<'a> for EntryFlag<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Self::try_from(Flag::arbitrary(u)?).map_err(|_| Error::IncorrectFormat)
        }
    }

    impl<'a> Arbitrary<'a> for Search {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            let numbers: Vec<_> = u.arbitrary()?;
            Self::new(numbers.clone(), u.arbitrary()?)
                .or(Self::new(numbers, None))
                .map_err(|_| Error::IncorrectFormat)
        }
    }
}
