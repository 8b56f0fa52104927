//! Annotations of mailboxes and of the server. [RFC 5464](https://www.rfc-editor.org/rfc/rfc5464)

use alloc::vec::Vec;

use crate::bounded::{bounded_static, bounded_static_owned};
use crate::chars::eq_in_any_case;
use crate::error::ValueError;
use crate::mailbox::Mailbox;
use crate::names::{wire_enum, wire_names};
use crate::nonempty::NonEmpty;
use crate::octets::octet_string;
use crate::raw::{Unknown, place};
use crate::string::Binary;

octet_string! {
    /// Name of an annotation, a path: `entry`.
    ///
    /// ```text
    /// C: a GETMETADATA INBOX /private/comment
    ///                        ^^^^^^^^^^^^^^^^
    /// ```
    /// Begins with a slash, has neither two in a row nor one at the end, no `*`, no `%`, and ASCII only, from octet
    /// 0x1A on. Names that differ in case only name the same annotation: see [`Entry::eq_ignore_case`].
    /// [RFC 5464 §3.2](https://www.rfc-editor.org/rfc/rfc5464#section-3.2)
    Entry
}

impl Entry<'_> {
    #[inline]
    fn check(octets: &[u8]) -> Result<(), ValueError> {
        if !octets.starts_with(b"/") {
            return Err(ValueError::new("entry", 0));
        }
        let wrong = |(at, &octet): (usize, &u8)| match octet {
            ..=0x19 | b'*' | b'%' | 0x80.. => Some(at),
            // A component that is empty: before another slash, or at the end.
            b'/' => matches!(octets.split_at(at).1, [_, b'/', ..] | [_]).then_some(at),
            _ => None,
        };
        match octets.iter().enumerate().find_map(wrong) {
            Some(offset) => Err(ValueError::new("entry", offset)),
            None => Ok(()),
        }
    }

    /// Whether both name the same annotation: they are the same but for the case of letters.
    #[inline]
    pub fn eq_ignore_case(&self, other: &Entry<'_>) -> bool {
        eq_in_any_case(&self.0, &other.0)
    }

    /// The components of the path: `private` and `comment` for `/private/comment`.
    pub fn components(&self) -> impl Iterator<Item = &[u8]> {
        self.0.split(|&octet| octet == b'/').skip(1)
    }

    /// Whether the annotation is the user's own: it begins with `/private/`.
    #[inline]
    pub fn is_private(&self) -> bool {
        self.components().next().is_some_and(|scope| eq_in_any_case(scope, b"private"))
    }

    /// Whether the annotation is shared between users: it begins with `/shared/`.
    #[inline]
    pub fn is_shared(&self) -> bool {
        self.components().next().is_some_and(|scope| eq_in_any_case(scope, b"shared"))
    }
}

/// An annotation: `entry-value`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EntryValue<'a> {
    /// Name of the entry.
    pub entry: Entry<'a>,
    /// Its value; `None` where it has none, which in SETMETADATA removes it.
    pub value: Option<Binary<'a>>,
}

bounded_static!(struct EntryValue { entry, value });

wire_enum! {
    /// An option of GETMETADATA: `getmetadata-option`.
    ///
    /// ```text
    /// C: a GETMETADATA (MAXSIZE 1024 DEPTH 1) INBOX (/shared/comment)
    ///                   ^^^^^^^^^^^^ ^^^^^^^
    /// ```
    /// [RFC 5464 §4.2](https://www.rfc-editor.org/rfc/rfc5464#section-4.2)
    pub enum GetMetadataOption as GetMetadataOptionName {
        /// Only values of at most so many octets; `LONGENTRIES` tells of longer ones. [RFC 5464 §4.2.1](https://www.rfc-editor.org/rfc/rfc5464#section-4.2.1)
        MaxSize(u32) = "MAXSIZE",
        /// Entries below those that are named as well. [RFC 5464 §4.2.2](https://www.rfc-editor.org/rfc/rfc5464#section-4.2.2)
        Depth(Depth) = "DEPTH",
        ..
        /// An option that this library does not know.
        Other(Unknown<'a, GetMetadataOption<'static>>),
    }
}

place!(GetMetadataOption: Tagged, GetMetadataOptionName);

wire_names! {
    /// Depth below an entry to which GETMETADATA looks: `scope-opt`.
    /// [RFC 5464 §4.2.2](https://www.rfc-editor.org/rfc/rfc5464#section-4.2.2)
    pub enum Depth {
        /// The entry only, as without the option.
        Zero = "0",
        /// The entry, and those immediately below it.
        One = "1",
        /// The entry, and all those below it.
        Infinity = "infinity",
    }
}

/// Asks for annotations: GETMETADATA, answered by [`Metadata`].
///
/// ```text
/// C: a GETMETADATA (DEPTH 1) INBOX (/shared/comment /private/comment)
/// ```
/// Requires [`Capability::Metadata`], or [`Capability::MetadataServer`] for those of the server.
/// [RFC 5464 §4.2](https://www.rfc-editor.org/rfc/rfc5464#section-4.2)
///
/// [`Capability::Metadata`]: crate::capability::Capability::Metadata
/// [`Capability::MetadataServer`]: crate::capability::Capability::MetadataServer
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GetMetadata<'a> {
    /// Options; may be empty.
    pub options: Vec<GetMetadataOption<'a>>,
    /// Name of the mailbox; the empty name is the server itself.
    pub mailbox: Mailbox<'a>,
    /// The annotations to return.
    pub entries: NonEmpty<Entry<'a>>,
}

bounded_static!(struct GetMetadata { options, mailbox, entries });

/// Sets or removes annotations: SETMETADATA. All of them change, or none.
///
/// ```text
/// C: a SETMETADATA INBOX (/private/comment "My new comment" /shared/comment NIL)
/// ```
/// Requires [`Capability::Metadata`], or [`Capability::MetadataServer`] for those of the server.
/// [RFC 5464 §4.3](https://www.rfc-editor.org/rfc/rfc5464#section-4.3)
///
/// [`Capability::Metadata`]: crate::capability::Capability::Metadata
/// [`Capability::MetadataServer`]: crate::capability::Capability::MetadataServer
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SetMetadata<'a> {
    /// Name of the mailbox; the empty name is the server itself.
    pub mailbox: Mailbox<'a>,
    /// Annotations with their new values.
    pub entries: NonEmpty<EntryValue<'a>>,
}

bounded_static!(struct SetMetadata { mailbox, entries });

/// Annotations: `metadata-resp`.
///
/// ```text
/// S: * METADATA INBOX (/private/comment "My own comment")
/// S: * METADATA "" /shared/comment
/// ```
/// [RFC 5464 §4.4](https://www.rfc-editor.org/rfc/rfc5464#section-4.4)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Metadata<'a> {
    /// Name of the mailbox; the empty name is the server itself.
    pub mailbox: Mailbox<'a>,
    /// Annotations, each with its value.
    pub entries: MetadataEntries<'a>,
}

bounded_static!(struct Metadata { mailbox, entries });

/// A METADATA response up to the octets of a value, which come later, in pieces.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MetadataHead<'a> {
    /// Name of the mailbox; the empty name is the server itself.
    pub mailbox: Mailbox<'a>,
    /// Annotation whose value the octets are.
    pub entry: Entry<'a>,
    /// Index of that annotation among those of the response, from zero.
    pub index: usize,
}

bounded_static!(struct MetadataHead { mailbox, entry, index });

/// Annotations in a METADATA response, with or without their values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum MetadataEntries<'a> {
    /// Their values, in answer to GETMETADATA or LIST: `entry-values`.
    Values(NonEmpty<EntryValue<'a>>),
    /// That they have changed: `entry-list`. Ask for the values by GETMETADATA.
    Changed(NonEmpty<Entry<'a>>),
}

bounded_static!(
    enum MetadataEntries {
        Values(values),
        Changed(names),
    }
);

/// Why METADATA failed or is incomplete: what follows `METADATA` in a response code.
///
/// ```text
/// S: a OK [METADATA LONGENTRIES 2199] GETMETADATA complete
///                   ^^^^^^^^^^^^^^^^
/// ```
/// [RFC 5464 §5](https://www.rfc-editor.org/rfc/rfc5464#section-5)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
pub enum MetadataCode {
    /// Some values are longer than `MAXSIZE` and were left out; the longest has so many octets.
    LongEntries(u32),
    /// A value is longer than the server allows, which is so many octets.
    MaxSize(u32),
    /// The mailbox or the server would have too many annotations.
    TooMany,
    /// The server does not support private annotations here.
    NoPrivate,
}

bounded_static_owned!(MetadataCode);

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Entry<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let path = ["/private/comment", "/shared/comment", "/shared/vendor/a b/\"c\"", "/Shared/admin", "/x"];
        Self::try_from(*u.choose(&path)?).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_an_entry_is_a_path() {
        for good in ["/private/comment", "/shared/vendor/a b/\"c\"", "/x"] {
            assert!(Entry::try_from(good).is_ok(), "{good}");
        }
        for (bad, at) in [
            ("", 0),
            ("comment", 0),
            ("/", 0),
            ("/a/", 2),
            ("/a//b", 2),
            ("/a*", 2),
            ("/a/%", 3),
            ("/\u{e9}", 1),
            ("/\r\n", 1),
        ] {
            assert_eq!(Entry::try_from(bad), Err(ValueError::new("entry", at)), "{bad}");
        }
        let entry = Entry::try_from("/Private/Comment").unwrap();
        assert!(entry.is_private() && !entry.is_shared());
        assert!(entry.eq_ignore_case(&Entry::try_from("/private/comment").unwrap()));
        assert!(entry.components().eq([&b"Private"[..], b"Comment"]));
    }
}
