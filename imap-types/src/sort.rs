//! SORT. [RFC 5256](https://www.rfc-editor.org/rfc/rfc5256)

use crate::annotate::SortAnnotation;
use crate::bounded::bounded_static;
use crate::charset::Charset;
use crate::names::wire_enum;
use crate::nonempty::NonEmpty;
use crate::number::Numbering;
use crate::raw::{Unknown, place};
use crate::search::{SearchKey, SearchReturnOpts};

/// Finds messages and puts them in order: `sort`.
///
/// ```text
/// C: a UID SORT (REVERSE DATE) UTF-8 UNDELETED
/// S: * SORT 882 84 2
/// ```
/// The answer is [`Data::Sort`], or [`Data::ESearch`] where there are return options. Requires [`Capability::Sort`].
/// [RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256#section-3)
///
/// [`Data::Sort`]: crate::response::Data::Sort
/// [`Data::ESearch`]: crate::response::Data::ESearch
/// [`Capability::Sort`]: crate::capability::Capability
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Sort<'a> {
    /// Kind of numbers in the answer: `UID SORT` gives UIDs.
    pub numbering: Numbering,
    /// Results to give; `RETURN ()` where it is empty, which means all. Requires [`Capability::ESort`].
    /// [RFC 5267 §3](https://www.rfc-editor.org/rfc/rfc5267#section-3)
    ///
    /// [`Capability::ESort`]: crate::capability::Capability
    pub returns: Option<SearchReturnOpts<'a>>,
    /// What to sort by: messages that are equal by the first criterion are sorted by the second, and so on; then by
    /// sequence number.
    pub criteria: NonEmpty<SortCriterion<'a>>,
    /// The charset of the strings in the keys.
    pub charset: Charset<'a>,
    /// The keys that a message must match, all of them.
    pub keys: NonEmpty<SearchKey<'a>>,
}

bounded_static!(struct Sort { numbering, returns, criteria, charset, keys });

/// One property to sort by, and in which direction: `sort-criterion`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SortCriterion<'a> {
    /// Whether from the highest to the lowest: `REVERSE`.
    pub reverse: bool,
    /// Property of the messages to order by.
    pub key: SortKey<'a>,
}

bounded_static!(struct SortCriterion { reverse, key });

/// From the lowest to the highest.
impl<'a> From<SortKey<'a>> for SortCriterion<'a> {
    fn from(key: SortKey<'a>) -> Self {
        Self { reverse: false, key }
    }
}

wire_enum! {
    /// A property to sort by: `sort-key`.
    ///
    /// ```text
    /// C: a SORT (SUBJECT REVERSE DATE) UTF-8 ALL
    ///            ^^^^^^^         ^^^^
    /// ```
    /// Those without a link are of [RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256#section-3).
    pub enum SortKey as SortKeyName {
        /// Date and time when the message came into the mailbox.
        Arrival = "ARRIVAL",
        /// Local part of the first address of Cc.
        Cc = "CC",
        /// Date and time of the Date field.
        Date = "DATE",
        /// Local part of the first address of From.
        From = "FROM",
        /// Size in octets.
        Size = "SIZE",
        /// Base subject.
        Subject = "SUBJECT",
        /// Local part of the first address of To.
        To = "TO",
        /// Display name of the first address of From, or its address. Requires `SORT=DISPLAY`. [RFC 5957 §3](https://www.rfc-editor.org/rfc/rfc5957#section-3)
        DisplayFrom = "DISPLAYFROM",
        /// Display name of the first address of To, or its address. Requires `SORT=DISPLAY`. [RFC 5957 §3](https://www.rfc-editor.org/rfc/rfc5957#section-3)
        DisplayTo = "DISPLAYTO",
        /// Relevancy of a fuzzy search. Requires `SEARCH=FUZZY`. [RFC 6203 §5](https://www.rfc-editor.org/rfc/rfc6203#section-5)
        Relevancy = "RELEVANCY",
        /// Value of an annotation. Requires `ANNOTATE-EXPERIMENT-1`. [RFC 5257 §4.9](https://www.rfc-editor.org/rfc/rfc5257#section-4.9)
        Annotation(SortAnnotation<'a>) = "ANNOTATION",
        /// Mod-sequence. Requires `SORT=MODSEQ`, which Cyrus has.
        ModSeq = "MODSEQ",
        /// UID. Requires `SORT=UID`, which Cyrus has.
        Uid = "UID",
        ..
        /// A property that this library does not know.
        Other(Unknown<'a, SortKey<'static>>),
    }
}

place!(SortKey: Alone, SortKeyName; b"REVERSE");
