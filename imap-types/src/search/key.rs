//! Criteria of a search. Part of [`search`](crate::search).

use alloc::boxed::Box;
use alloc::vec;
use core::num::NonZeroU32;
use core::ops::Not;

use super::SearchModSeq;
use crate::annotate::SearchAnnotation;
use crate::atom::Atom;
use crate::bounded::bounded_static;
use crate::chars::is_atom_char;
use crate::datetime::Date;
use crate::error::ValueError;
use crate::names::wire_enum;
use crate::nonempty::NonEmpty;
use crate::number::{Number64, Uid};
use crate::objectid::ObjectId;
use crate::octets::octet_string;
use crate::raw::{Raw, Unknown, place};
use crate::sequence::{SequenceSet, UidSequenceSet};
use crate::string::AString;
use crate::thread::ThreadAlgorithm;

wire_enum! {
    /// A criterion of a search: `search-key`.
    ///
    /// ```text
    /// C: a SEARCH FLAGGED SINCE 1-Feb-1994 NOT FROM "Smith"
    ///             ^^^^^^^ ^^^^^^^^^^^^^^^^ ^^^^^^^^^^^^^^^^
    /// ```
    /// Several keys side by side must all match. Keys without a link are of
    /// [RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.4).
    pub enum SearchKey as SearchKeyName, Arbitrary by hand {
        /// All messages.
        All = "ALL",
        /// Messages with `\Answered`.
        Answered = "ANSWERED",
        /// Messages with `\Deleted`.
        Deleted = "DELETED",
        /// Messages with `\Draft`.
        Draft = "DRAFT",
        /// Messages with `\Flagged`.
        Flagged = "FLAGGED",
        /// Messages with `\Seen`.
        Seen = "SEEN",
        /// Messages without `\Answered`.
        Unanswered = "UNANSWERED",
        /// Messages without `\Deleted`.
        Undeleted = "UNDELETED",
        /// Messages without `\Draft`.
        Undraft = "UNDRAFT",
        /// Messages without `\Flagged`.
        Unflagged = "UNFLAGGED",
        /// Messages without `\Seen`.
        Unseen = "UNSEEN",
        /// Messages with `\Recent` and without `\Seen`; rev1.
        New = "NEW",
        /// Messages without `\Recent`; rev1.
        Old = "OLD",
        /// Messages with `\Recent`; rev1.
        Recent = "RECENT",
        /// Messages with this keyword.
        Keyword(Atom<'a>) = "KEYWORD",
        /// Messages without this keyword.
        Unkeyword(Atom<'a>) = "UNKEYWORD",
        /// Messages with this text in the Bcc field.
        Bcc(AString<'a>) = "BCC",
        /// Messages with this text in the Cc field.
        Cc(AString<'a>) = "CC",
        /// Messages with this text in the From field.
        From(AString<'a>) = "FROM",
        /// Messages with this text in the Subject field.
        Subject(AString<'a>) = "SUBJECT",
        /// Messages with this text in the To field.
        To(AString<'a>) = "TO",
        /// Messages with this text in a header field.
        Header(SearchHeader<'a>) = "HEADER",
        /// Messages with this text in the body.
        Body(AString<'a>) = "BODY",
        /// Messages with this text in the header or the body.
        Text(AString<'a>) = "TEXT",
        /// Messages whose internal date, without time and zone, is before this day.
        Before(Date) = "BEFORE",
        /// Messages whose internal date, without time and zone, is this day.
        On(Date) = "ON",
        /// Messages whose internal date, without time and zone, is this day or later.
        Since(Date) = "SINCE",
        /// Messages whose Date field, without time and zone, is before this day.
        SentBefore(Date) = "SENTBEFORE",
        /// Messages whose Date field, without time and zone, is this day.
        SentOn(Date) = "SENTON",
        /// Messages whose Date field, without time and zone, is this day or later.
        SentSince(Date) = "SENTSINCE",
        /// Messages of more octets than this.
        Larger(Number64) = "LARGER",
        /// Messages of fewer octets than this.
        Smaller(Number64) = "SMALLER",
        /// Messages that changed at this point or later. Requires `CONDSTORE`. [RFC 7162 §3.1.5](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.5)
        ModSeq(SearchModSeq<'a>) = "MODSEQ",
        /// Messages with these UIDs.
        Uid(UidSequenceSet) = "UID",
        /// Messages whose UID is higher than this. Requires `MESSAGELIMIT`. [RFC 9738 §4](https://www.rfc-editor.org/rfc/rfc9738#section-4)
        UidAfter(Uid) = "UIDAFTER",
        /// Messages whose UID is lower than this. Requires `MESSAGELIMIT`. [RFC 9738 §4](https://www.rfc-editor.org/rfc/rfc9738#section-4)
        UidBefore(Uid) = "UIDBEFORE",
        /// Messages that came into the mailbox this many seconds ago or earlier. Requires `WITHIN`. [RFC 5032 §3](https://www.rfc-editor.org/rfc/rfc5032#section-3)
        Older(NonZeroU32) = "OLDER",
        /// Messages that came into the mailbox in this many seconds. Requires `WITHIN`. [RFC 5032 §3](https://www.rfc-editor.org/rfc/rfc5032#section-3)
        Younger(NonZeroU32) = "YOUNGER",
        /// Messages that match the keys which the server has under this name. Requires `FILTERS`. [RFC 5466 §3.1](https://www.rfc-editor.org/rfc/rfc5466#section-3.1)
        Filter(FilterName<'a>) = "FILTER",
        /// Messages with this identifier. Requires `OBJECTID`. [RFC 8474 §6](https://www.rfc-editor.org/rfc/rfc8474#section-6)
        EmailId(ObjectId<'a>) = "EMAILID",
        /// Messages of the thread with this identifier. Requires `OBJECTID`. [RFC 8474 §6](https://www.rfc-editor.org/rfc/rfc8474#section-6)
        ThreadId(ObjectId<'a>) = "THREADID",
        /// Messages whose save date is before this day. Requires `SAVEDATE`. [RFC 8514 §4.3](https://www.rfc-editor.org/rfc/rfc8514#section-4.3)
        SavedBefore(Date) = "SAVEDBEFORE",
        /// Messages whose save date is this day. Requires `SAVEDATE`. [RFC 8514 §4.3](https://www.rfc-editor.org/rfc/rfc8514#section-4.3)
        SavedOn(Date) = "SAVEDON",
        /// Messages whose save date is this day or later. Requires `SAVEDATE`. [RFC 8514 §4.3](https://www.rfc-editor.org/rfc/rfc8514#section-4.3)
        SavedSince(Date) = "SAVEDSINCE",
        /// All messages where the mailbox has save dates, else none. Requires `SAVEDATE`. [RFC 8514 §4.3](https://www.rfc-editor.org/rfc/rfc8514#section-4.3)
        SaveDateSupported = "SAVEDATESUPPORTED",
        /// Messages with a text in an annotation. Requires `ANNOTATE-EXPERIMENT-1`. [RFC 5257 §4.8](https://www.rfc-editor.org/rfc/rfc5257#section-4.8)
        Annotation(Box<SearchAnnotation<'a>>) = "ANNOTATION",
        /// Messages that match the key more or less. Requires `SEARCH=FUZZY`. [RFC 6203 §3](https://www.rfc-editor.org/rfc/rfc6203#section-3)
        Fuzzy(Box<SearchKey<'a>>) = "FUZZY",
        /// Messages of threads in which some message matches the key. Requires `SEARCH=INTHREAD`, which Dovecot has.
        InThread(Box<InThread<'a>>) = "INTHREAD",
        /// Messages with a part that matches Dovecot's keys for parts. Requires `SEARCH=X-MIMEPART`.
        MimePart(MimePartKeys<'a>) = "MIMEPART",
        /// What Gmail's own search syntax finds. Requires `X-GM-EXT-1`. [Gmail](https://developers.google.com/workspace/gmail/imap/imap-extensions)
        GmRaw(AString<'a>) = "X-GM-RAW",
        /// Messages with Gmail's identifier of a message. Requires `X-GM-EXT-1`. [Gmail](https://developers.google.com/workspace/gmail/imap/imap-extensions)
        GmMsgId(u64) = "X-GM-MSGID",
        /// Messages with Gmail's identifier of a thread. Requires `X-GM-EXT-1`. [Gmail](https://developers.google.com/workspace/gmail/imap/imap-extensions)
        GmThrId(u64) = "X-GM-THRID",
        /// Messages with Gmail's label. Requires `X-GM-EXT-1`. [Gmail](https://developers.google.com/workspace/gmail/imap/imap-extensions)
        GmLabels(AString<'a>) = "X-GM-LABELS",
        /// As [`SearchKey::SavedBefore`], by its name in Dovecot before `SAVEDATE`.
        XSavedBefore(Date) = "X-SAVEDBEFORE",
        /// As [`SearchKey::SavedOn`], by its name in Dovecot before `SAVEDATE`.
        XSavedOn(Date) = "X-SAVEDON",
        /// As [`SearchKey::SavedSince`], by its name in Dovecot before `SAVEDATE`.
        XSavedSince(Date) = "X-SAVEDSINCE",
        /// Messages that do not match the key.
        Not(Box<SearchKey<'a>>) = "NOT",
        /// Messages that match one key or the other.
        Or(Box<(SearchKey<'a>, SearchKey<'a>)>) = "OR",
        ..
        /// A key that this library does not know, with everything up to the end of its list: nobody can tell where
        /// its arguments end. It is written in parentheses.
        Other(Unknown<'a, SearchKey<'static>>),
        /// Messages with these sequence numbers.
        SequenceSet(SequenceSet),
        /// Messages that match all of these keys: a parenthesized list.
        And(NonEmpty<SearchKey<'a>>),
    }
}

place!(SearchKey: Key, SearchKeyName; b"CHARSET"; b"RETURN"; b"IN");

impl<'a> SearchKey<'a> {
    /// Messages that match this key or the other.
    #[must_use]
    #[inline]
    pub fn or(self, other: Self) -> Self {
        Self::Or(Box::new((self, other)))
    }

    /// Messages that have the header field with this text in it; the empty text is in every field.
    pub const fn header(field: AString<'a>, text: AString<'a>) -> Self {
        Self::Header(SearchHeader { field, text })
    }

    /// Whether one of the keys, or one within them at any depth, meets the condition. Not recursive.
    pub fn any(keys: &[Self], mut condition: impl FnMut(&Self) -> bool) -> bool {
        let mut lists = vec![keys];
        while let Some(keys) = lists.pop() {
            for key in keys {
                if condition(key) {
                    return true;
                }
                key.each_part(|part| lists.push(part));
            }
        }
        false
    }

    /// The keys that it is made of.
    fn each_part<'k>(&'k self, mut part: impl FnMut(&'k [Self])) {
        match self {
            Self::Not(key) | Self::Fuzzy(key) => part(core::slice::from_ref(&**key)),
            Self::InThread(thread) => part(core::slice::from_ref(&thread.key)),
            Self::Or(both) => {
                part(core::slice::from_ref(&both.0));
                part(core::slice::from_ref(&both.1));
            }
            Self::And(keys) => part(keys),
            Self::All
            | Self::Answered
            | Self::Deleted
            | Self::Draft
            | Self::Flagged
            | Self::Seen
            | Self::Unanswered
            | Self::Undeleted
            | Self::Undraft
            | Self::Unflagged
            | Self::Unseen
            | Self::New
            | Self::Old
            | Self::Recent
            | Self::Keyword(_)
            | Self::Unkeyword(_)
            | Self::Bcc(_)
            | Self::Cc(_)
            | Self::From(_)
            | Self::Subject(_)
            | Self::To(_)
            | Self::Header(_)
            | Self::Body(_)
            | Self::Text(_)
            | Self::Before(_)
            | Self::On(_)
            | Self::Since(_)
            | Self::SentBefore(_)
            | Self::SentOn(_)
            | Self::SentSince(_)
            | Self::Larger(_)
            | Self::Smaller(_)
            | Self::ModSeq(_)
            | Self::Uid(_)
            | Self::UidAfter(_)
            | Self::UidBefore(_)
            | Self::Older(_)
            | Self::Younger(_)
            | Self::Filter(_)
            | Self::Annotation(_)
            | Self::EmailId(_)
            | Self::ThreadId(_)
            | Self::SavedBefore(_)
            | Self::SavedOn(_)
            | Self::SavedSince(_)
            | Self::SaveDateSupported
            | Self::MimePart(_)
            | Self::GmRaw(_)
            | Self::GmMsgId(_)
            | Self::GmThrId(_)
            | Self::GmLabels(_)
            | Self::XSavedBefore(_)
            | Self::XSavedOn(_)
            | Self::XSavedSince(_)
            | Self::SequenceSet(_)
            | Self::Other(_) => {}
        }
    }
}

/// Messages that do not match the key.
impl Not for SearchKey<'_> {
    type Output = Self;

    #[inline]
    fn not(self) -> Self {
        Self::Not(Box::new(self))
    }
}

/// A header field and a text in it: `"HEADER" SP header-fld-name SP astring`.
/// [RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.4)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SearchHeader<'a> {
    /// Name of the field.
    pub field: AString<'a>,
    /// Text in it. The empty string is in every field.
    pub text: AString<'a>,
}

bounded_static!(struct SearchHeader { field, text });

/// A key and a way to make threads: `"INTHREAD" SP thread-alg SP search-key`. Of a draft that became no RFC.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct InThread<'a> {
    /// How messages are grouped.
    pub algorithm: ThreadAlgorithm<'a>,
    /// The key that some message of the thread matches.
    pub key: SearchKey<'a>,
}

bounded_static!(struct InThread { algorithm, key });

octet_string! {
    /// The name of a search that the server keeps: `filter-name`.
    ///
    /// ```text
    /// C: a SEARCH FILTER on-the-road
    ///                    ^^^^^^^^^^^
    /// ```
    /// An atom without `/`. [RFC 5466 §3.1](https://www.rfc-editor.org/rfc/rfc5466#section-3.1)
    FilterName
}

impl FilterName<'_> {
    fn check(octets: &[u8]) -> Result<(), ValueError> {
        crate::atom::one_or_more(octets, is_filter_name_char, "filter-name")
    }
}

/// Dovecot's keys for parts of a message, the argument of `MIMEPART`: a list, as it is spelled on the wire.
///
/// ```text
/// C: a SEARCH MIMEPART (TYPE image SUBTYPE png) SEEN
///                     ^^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// Only Dovecot's program defines the keys, so that they are not told apart here: quotes, escapes and literals are still
/// in it, and the space before it. Requires `SEARCH=X-MIMEPART`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct MimePartKeys<'a>(Raw<'a>);

bounded_static!(tuple MimePartKeys);

impl<'a> MimePartKeys<'a> {
    /// The list and the space before it.
    pub const fn as_raw(&self) -> &Raw<'a> {
        &self.0
    }
}

/// Refuses what is no list, or an empty one.
impl<'a> TryFrom<Raw<'a>> for MimePartKeys<'a> {
    type Error = ValueError;

    #[inline]
    fn try_from(keys: Raw<'a>) -> Result<Self, ValueError> {
        match keys.as_bytes() {
            b" ()" => Err(ValueError::new("MIMEPART key", 2)),
            [b' ', b'(', ..] if keys.count() == Some(1) => Ok(Self(keys)),
            _ => Err(ValueError::new("a list of MIMEPART keys", 0)),
        }
    }
}

const fn is_filter_name_char(byte: u8) -> bool {
    is_atom_char(byte) && byte != b'/'
}

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use alloc::borrow::Cow;

    use arbitrary::{Arbitrary, Result, Unstructured};

    use super::*;
    use crate::arbitrary_parts::{nested, word};
    use crate::trusted::FromWire;

    impl<'a> Arbitrary<'a> for FilterName<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Ok(Self::from_wire(Cow::Owned(word(u, is_filter_name_char)?)))
        }
    }

    impl<'a> Arbitrary<'a> for MimePartKeys<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            let keys = *u.choose(&[" (TYPE image)", " (NOT (ID \")\") SIZE 7)", " (PARENT ({1}\r\n)))"])?;
            Ok(Self(Raw::from_wire(Cow::Borrowed(keys.as_bytes()))))
        }
    }

    impl<'a> Arbitrary<'a> for SearchKey<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            nested(u, |u, leaf| {
                match u.int_in_range(0..=15)? {
                    0 => return u.arbitrary().map(Self::Other),
                    1 => return u.arbitrary().map(Self::SequenceSet),
                    2 if !leaf => return u.arbitrary().map(Self::And),
                    _ => {}
                }
                let name = *u.choose(SearchKeyName::ALL)?;
                if let Some(key) = Self::plain(name) {
                    return Ok(key);
                }
                use SearchKeyName as Name;
                Ok(match name {
                    Name::Not | Name::Or | Name::Fuzzy | Name::InThread if leaf => Self::All,
                    Name::Not => Self::Not(u.arbitrary()?),
                    Name::Or => Self::Or(u.arbitrary()?),
                    Name::Fuzzy => Self::Fuzzy(u.arbitrary()?),
                    Name::InThread => Self::InThread(u.arbitrary()?),
                    Name::Keyword => Self::Keyword(u.arbitrary()?),
                    Name::Unkeyword => Self::Unkeyword(u.arbitrary()?),
                    Name::Bcc => Self::Bcc(u.arbitrary()?),
                    Name::Cc => Self::Cc(u.arbitrary()?),
                    Name::From => Self::From(u.arbitrary()?),
                    Name::Subject => Self::Subject(u.arbitrary()?),
                    Name::To => Self::To(u.arbitrary()?),
                    Name::Header => Self::Header(u.arbitrary()?),
                    Name::Body => Self::Body(u.arbitrary()?),
                    Name::Text => Self::Text(u.arbitrary()?),
                    Name::Before => Self::Before(u.arbitrary()?),
                    Name::On => Self::On(u.arbitrary()?),
                    Name::Since => Self::Since(u.arbitrary()?),
                    Name::SentBefore => Self::SentBefore(u.arbitrary()?),
                    Name::SentOn => Self::SentOn(u.arbitrary()?),
                    Name::SentSince => Self::SentSince(u.arbitrary()?),
                    Name::Larger => Self::Larger(u.arbitrary()?),
                    Name::Smaller => Self::Smaller(u.arbitrary()?),
                    Name::ModSeq => Self::ModSeq(u.arbitrary()?),
                    Name::Uid => Self::Uid(u.arbitrary()?),
                    Name::UidAfter => Self::UidAfter(u.arbitrary()?),
                    Name::UidBefore => Self::UidBefore(u.arbitrary()?),
                    Name::Older => Self::Older(u.arbitrary()?),
                    Name::Younger => Self::Younger(u.arbitrary()?),
                    Name::Filter => Self::Filter(u.arbitrary()?),
                    Name::Annotation => Self::Annotation(u.arbitrary()?),
                    Name::EmailId => Self::EmailId(u.arbitrary()?),
                    Name::ThreadId => Self::ThreadId(u.arbitrary()?),
                    Name::SavedBefore => Self::SavedBefore(u.arbitrary()?),
                    Name::SavedOn => Self::SavedOn(u.arbitrary()?),
                    Name::SavedSince => Self::SavedSince(u.arbitrary()?),
                    Name::MimePart => Self::MimePart(u.arbitrary()?),
                    Name::GmRaw => Self::GmRaw(u.arbitrary()?),
                    Name::GmMsgId => Self::GmMsgId(u.arbitrary()?),
                    Name::GmThrId => Self::GmThrId(u.arbitrary()?),
                    Name::GmLabels => Self::GmLabels(u.arbitrary()?),
                    Name::XSavedBefore => Self::XSavedBefore(u.arbitrary()?),
                    Name::XSavedOn => Self::XSavedOn(u.arbitrary()?),
                    Name::XSavedSince => Self::XSavedSince(u.arbitrary()?),
                    Name::All
                    | Name::Answered
                    | Name::Deleted
                    | Name::Draft
                    | Name::Flagged
                    | Name::Seen
                    | Name::Unanswered
                    | Name::Undeleted
                    | Name::Undraft
                    | Name::Unflagged
                    | Name::Unseen
                    | Name::New
                    | Name::Old
                    | Name::Recent
                    | Name::SaveDateSupported => Self::All,
                })
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_looks_into_every_key_that_contains_keys() {
        let seen = |key: &SearchKey<'_>| *key == SearchKey::Seen;
        let inside =
            |key: SearchKey<'static>| SearchKey::And(NonEmpty::try_from([SearchKey::All, key]).unwrap());
        let in_thread = InThread { algorithm: ThreadAlgorithm::Refs, key: SearchKey::Seen };
        for key in [
            SearchKey::Seen,
            !SearchKey::Seen,
            SearchKey::Fuzzy(Box::new(SearchKey::Seen)),
            SearchKey::Seen.or(SearchKey::All),
            SearchKey::All.or(SearchKey::Seen),
            SearchKey::InThread(Box::new(in_thread)),
            inside(!inside(SearchKey::Seen)),
        ] {
            assert!(SearchKey::any(&[SearchKey::All, key.clone()], seen), "{key:?}");
        }
        assert!(!SearchKey::any(&[!inside(SearchKey::Unseen)], seen));
    }

    #[test]
    fn keys_of_parts_are_one_list() {
        let keys =
            |keys| MimePartKeys::try_from(Raw::try_from(keys).unwrap()).map_err(|error| error.expected);
        assert_eq!(keys(" (TYPE image)").unwrap().as_raw().as_bytes(), b" (TYPE image)");
        assert!(keys(" ((a) \")\" {1}\r\n))").is_ok());
        assert_eq!(keys(" ()"), Err("MIMEPART key"));
        for bad in ["", " TYPE", " TYPE image", " (a) (b)"] {
            assert_eq!(keys(bad), Err("a list of MIMEPART keys"), "{bad:?}");
        }
    }

    #[test]
    fn a_filter_name_has_no_slash() {
        assert!(FilterName::try_from("on-the-road").is_ok());
        assert_eq!(FilterName::try_from("a/b"), Err(ValueError::new("filter-name", 1)));
        assert_eq!(FilterName::try_from(""), Err(ValueError::new("filter-name", 0)));
    }
}
