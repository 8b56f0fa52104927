//! Annotations of messages. [RFC 5257](https://www.rfc-editor.org/rfc/rfc5257)
//!
//! An annotation is an entry, a path such as `/comment`, with attributes: `value` and `size`, each for the user alone
//! (`value.priv`) and for all (`value.shared`). All of it requires [`Capability::AnnotateExperiment1`].
//!
//! [`Capability::AnnotateExperiment1`]: crate::capability::Capability::AnnotateExperiment1

use core::num::NonZeroU32;

use crate::bounded::{bounded_static, bounded_static_owned};
use crate::error::ValueError;
use crate::names::wire_names;
use crate::nonempty::NonEmpty;
use crate::octets::octet_string;
use crate::string::Binary;

octet_string! {
    /// Name of an annotation, a path: `entry`.
    ///
    /// ```text
    /// C: a STORE 1 ANNOTATION (/comment (value.priv "My new comment"))
    ///                          ^^^^^^^^
    /// ```
    /// At least one octet of ASCII; neither two slashes in a row nor one at the end, no `*`, no `%`, no NUL, CR or LF.
    /// Case matters. An entry that begins with the number of a part, such as `/1.2/comment`, is about that part.
    /// [RFC 5257 §3.2](https://www.rfc-editor.org/rfc/rfc5257#section-3.2)
    AnnotationEntry
}

impl AnnotationEntry<'_> {
    #[inline]
    fn check(octets: &[u8]) -> Result<(), ValueError> {
        check_path(octets, b'/', b"", "entry")
    }

    /// The components of the path: `vendor` and `foobar` for `/vendor/foobar`.
    pub fn components(&self) -> impl Iterator<Item = &[u8]> {
        self.0.split(|&octet| octet == b'/').filter(|component| !component.is_empty())
    }
}

octet_string! {
    /// Name of an attribute of an annotation: `attrib`.
    ///
    /// ```text
    /// S: * 1 FETCH (ANNOTATION (/comment (value.priv "My comment" size.priv "10")))
    ///                                     ^^^^^^^^^^              ^^^^^^^^^
    /// ```
    /// At least one octet of ASCII; neither two dots in a row nor one at the end, no `*`, no `%`, no NUL, CR or LF.
    /// Case matters. [RFC 5257 §3.2](https://www.rfc-editor.org/rfc/rfc5257#section-3.2)
    AnnotationAttribute
}

impl AnnotationAttribute<'_> {
    /// `value`: both values. For FETCH and SEARCH only.
    pub const VALUE: Self = Self(alloc::borrow::Cow::Borrowed(b"value"));
    /// `value.priv`: the user's own value.
    pub const VALUE_PRIV: Self = Self(alloc::borrow::Cow::Borrowed(b"value.priv"));
    /// `value.shared`: the value that all users see.
    pub const VALUE_SHARED: Self = Self(alloc::borrow::Cow::Borrowed(b"value.shared"));
    /// `size`: the octets of both values. For FETCH only.
    pub const SIZE: Self = Self(alloc::borrow::Cow::Borrowed(b"size"));
    /// `size.priv`: the octets of the user's own value. For FETCH only.
    pub const SIZE_PRIV: Self = Self(alloc::borrow::Cow::Borrowed(b"size.priv"));
    /// `size.shared`: the octets of the value that all users see. For FETCH only.
    pub const SIZE_SHARED: Self = Self(alloc::borrow::Cow::Borrowed(b"size.shared"));

    #[inline]
    fn check(octets: &[u8]) -> Result<(), ValueError> {
        check_path(octets, b'.', b"", "attrib")
    }

    /// Whether the attribute is the user's own: it ends in `.priv`.
    /// [RFC 5257 §3.3](https://www.rfc-editor.org/rfc/rfc5257#section-3.3)
    pub fn is_private(&self) -> bool {
        self.0.ends_with(b".priv")
    }

    /// Whether the attribute is shared between users: it ends in `.shared`.
    /// [RFC 5257 §3.3](https://www.rfc-editor.org/rfc/rfc5257#section-3.3)
    pub fn is_shared(&self) -> bool {
        self.0.ends_with(b".shared")
    }
}

/// Names of entries and attributes have the same rules, but for what separates their components. Patterns may have
/// wildcards as well.
#[inline]
fn check_path(octets: &[u8], separator: u8, wildcards: &[u8], rule: &'static str) -> Result<(), ValueError> {
    let wrong = |(at, &octet): (usize, &u8)| match octet {
        0 | b'\r' | b'\n' | 0x80.. => Some(at),
        b'*' | b'%' if !wildcards.contains(&octet) => Some(at),
        // A component that is empty: before another separator, or at the end.
        octet if octet == separator => match octets.split_at(at).1 {
            [_] => Some(at),
            [_, next, ..] if *next == separator => Some(at),
            _ => None,
        },
        _ => None,
    };
    match octets.iter().enumerate().find_map(wrong) {
        Some(offset) => Err(ValueError::new(rule, offset)),
        None if octets.is_empty() => Err(ValueError::new(rule, 0)),
        None => Ok(()),
    }
}

octet_string! {
    /// Name of an annotation in which `*` and `%` stand for other characters: `entry-match`.
    ///
    /// ```text
    /// C: a FETCH 1 (ANNOTATION (/% value.shared))
    ///                           ^^
    /// ```
    /// `%` does not match a slash, `*` does. Otherwise as [`AnnotationEntry`].
    /// [RFC 5257 §4.3](https://www.rfc-editor.org/rfc/rfc5257#section-4.3)
    EntryMatch
}

impl EntryMatch<'_> {
    #[inline]
    fn check(octets: &[u8]) -> Result<(), ValueError> {
        check_path(octets, b'/', b"*%", "entry-match")
    }
}

/// An annotation matches its own name.
impl<'a> From<AnnotationEntry<'a>> for EntryMatch<'a> {
    fn from(entry: AnnotationEntry<'a>) -> Self {
        Self(entry.0)
    }
}

/// An annotation with attributes: `entry-att`.
///
/// ```text
/// C: a STORE 1 ANNOTATION (/comment (value.priv "My new comment" value.shared NIL))
///                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// [RFC 5257 §5](https://www.rfc-editor.org/rfc/rfc5257#section-5)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EntryAtt<'a> {
    /// Name of the annotation.
    pub entry: AnnotationEntry<'a>,
    /// Attributes of the entry, each with its value.
    pub attributes: NonEmpty<AttValue<'a>>,
}

bounded_static!(struct EntryAtt { entry, attributes });

/// An attribute of an annotation with its value: `att-value`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AttValue<'a> {
    /// Name of the attribute. What is stored or appended ends in `.priv` or `.shared`.
    pub attribute: AnnotationAttribute<'a>,
    /// Its value; `None` where it has none, which in STORE removes it. A size is its digits.
    pub value: Option<Binary<'a>>,
}

bounded_static!(struct AttValue { attribute, value });

/// Annotations that FETCH asks for: `"(" entries SP attribs ")"`.
///
/// ```text
/// C: a FETCH 1 (ANNOTATION ((/comment /altsubject) (value size)))
///                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// [RFC 5257 §4.3](https://www.rfc-editor.org/rfc/rfc5257#section-4.3)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FetchAnnotation<'a> {
    /// Names of the annotations.
    pub entries: NonEmpty<EntryMatch<'a>>,
    /// Attributes of them to give; one without `.priv` and `.shared` stands for both.
    pub attributes: NonEmpty<AnnotationAttribute<'a>>,
}

bounded_static!(struct FetchAnnotation { entries, attributes });

/// Annotations that FETCH gives.
///
/// ```text
/// S: * 1 FETCH (ANNOTATION (/comment (value.priv "My comment" value.shared NIL)))
/// S: * 2 FETCH (ANNOTATION (/comment))
/// ```
/// [RFC 5257 §4.4](https://www.rfc-editor.org/rfc/rfc5257#section-4.4)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum FetchedAnnotation<'a> {
    /// Their values, in answer to FETCH.
    Values(NonEmpty<EntryAtt<'a>>),
    /// That somebody else has changed them, where the mailbox was selected with
    /// [`SelectParam::Annotate`](crate::select::SelectParam::Annotate). Ask for the values by FETCH.
    Changed(NonEmpty<AnnotationEntry<'a>>),
}

bounded_static!(
    enum FetchedAnnotation {
        Values(values),
        Changed(names),
    }
);

/// Messages with a text in an annotation: `entry-match SP att-search SP value`.
///
/// ```text
/// C: a SEARCH ANNOTATION /comment value "IMAP4"
///                        ^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// [RFC 5257 §4.8](https://www.rfc-editor.org/rfc/rfc5257#section-4.8)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SearchAnnotation<'a> {
    /// Names of the annotations.
    pub entry: EntryMatch<'a>,
    /// The values to look at.
    pub attribute: AttSearch,
    /// Text that the value must contain; `None` is `NIL`.
    pub value: Option<Binary<'a>>,
}

bounded_static!(struct SearchAnnotation { entry, attribute, value });

/// An annotation to sort by: `entry SP att-sort`.
///
/// ```text
/// C: a SORT (ANNOTATION /altsubject value.shared) UTF-8 ALL
///                       ^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// [RFC 5257 §4.9](https://www.rfc-editor.org/rfc/rfc5257#section-4.9)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SortAnnotation<'a> {
    /// Name of the annotation.
    pub entry: AnnotationEntry<'a>,
    /// The value to compare.
    pub attribute: AttSort,
}

bounded_static!(struct SortAnnotation { entry, attribute });

wire_names! {
    /// An attribute that can be searched: `att-search`. [RFC 5257 §4.8](https://www.rfc-editor.org/rfc/rfc5257#section-4.8)
    pub enum AttSearch {
        /// `value`: the user's own value or the shared one.
        Value = "value",
        /// The user's own value.
        ValuePriv = "value.priv",
        /// The value that all users see.
        ValueShared = "value.shared",
    }
}

wire_names! {
    /// An attribute that can be sorted by: `att-sort`. [RFC 5257 §4.9](https://www.rfc-editor.org/rfc/rfc5257#section-4.9)
    pub enum AttSort {
        /// The user's own value.
        ValuePriv = "value.priv",
        /// The value that all users see.
        ValueShared = "value.shared",
    }
}

wire_names! {
    /// Why an annotation could not be stored: what follows `ANNOTATE` in a response code.
    ///
    /// ```text
    /// S: a NO [ANNOTATE TOOBIG] Value too large
    ///                   ^^^^^^
    /// ```
    /// [RFC 5257 §4.5](https://www.rfc-editor.org/rfc/rfc5257#section-4.5)
    pub enum AnnotateCode {
        /// Its value is too large.
        TooBig = "TOOBIG",
        /// The message has as many annotations as it can have.
        TooMany = "TOOMANY",
    }
}

/// What a mailbox does with annotations: `ann-size`, which SELECT and EXAMINE tell.
///
/// ```text
/// S: * OK [ANNOTATIONS 20480 NOPRIVATE] Annotations are there
///                      ^^^^^^^^^^^^^^^
/// ```
/// [RFC 5257 §4.1](https://www.rfc-editor.org/rfc/rfc5257#section-4.1)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "SCREAMING-KEBAB-CASE")
)]
pub enum AnnSize {
    /// `NONE`: it has no annotations.
    None,
    /// `READ-ONLY`: they cannot be changed.
    ReadOnly {
        /// `NOPRIVATE`: annotations are shared only.
        no_private: bool,
    },
    /// They can be changed.
    #[cfg_attr(feature = "serde", serde(rename = "Writable"))]
    Writable {
        /// The most octets that a value can have; at least 1,024 by the RFC.
        max: NonZeroU32,
        /// `NOPRIVATE`: annotations are shared only.
        no_private: bool,
    },
}

bounded_static_owned!(AnnSize);

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use arbitrary::{Arbitrary, Error, Result, Unstructured};

    use super::{AnnotationAttribute, AnnotationEntry, EntryMatch};

    impl<'a> Arbitrary<'a> for AnnotationEntry<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            let names =
                ["/comment", "/1.2/flags/seen", "/vendor/a b/\"c\"", "/Comment", "NIL", "x", "/(", "/]"];
            Self::try_from(*u.choose(&names)?).map_err(|_| Error::IncorrectFormat)
        }
    }

    impl<'a> Arbitrary<'a> for AnnotationAttribute<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            let names =
                ["value", "value.priv", "value.shared", "size.priv", "Size", "a b.shared", "NIL", "\"", "]"];
            Self::try_from(*u.choose(&names)?).map_err(|_| Error::IncorrectFormat)
        }
    }

    impl<'a> Arbitrary<'a> for EntryMatch<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            if u.arbitrary()? {
                return AnnotationEntry::arbitrary(u).map(Self::from);
            }
            let names = ["*", "/%", "/vendor/*/a b", "%", "/a*\"", "%]"];
            Self::try_from(*u.choose(&names)?).map_err(|_| Error::IncorrectFormat)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_paths() {
        for (entry, at) in
            [("", 0), ("/", 0), ("/a//b", 2), ("/a/", 2), ("/a*", 2), ("/%", 1), ("/\u{e9}", 1), ("/\r\n", 1)]
        {
            assert_eq!(AnnotationEntry::try_from(entry), Err(ValueError::new("entry", at)), "{entry}");
        }
        for (attribute, at) in [("", 0), ("value.", 5), ("a..b", 1), ("size*", 4), ("\0", 0)] {
            let refused = AnnotationAttribute::try_from(attribute);
            assert_eq!(refused, Err(ValueError::new("attrib", at)), "{attribute}");
        }
        let entry = AnnotationEntry::try_from("/vendor/foobar").unwrap();
        assert!(entry.components().eq([&b"vendor"[..], b"foobar"]));
        assert_eq!(EntryMatch::from(entry), "/vendor/foobar");
        for (pattern, at) in [("", 0), ("/\0", 1), ("/a//*", 2), ("/*/", 2), ("/\u{e9}", 1)] {
            let refused = EntryMatch::try_from(pattern);
            assert_eq!(refused, Err(ValueError::new("entry-match", at)), "{pattern}");
        }
        assert!(EntryMatch::try_from("/*/%").is_ok() && EntryMatch::try_from("%").is_ok());
        let attribute = AnnotationAttribute::VALUE_PRIV;
        assert!(attribute.is_private() && !attribute.is_shared());
        assert!(AnnotationAttribute::SIZE_SHARED.is_shared() && !AnnotationAttribute::SIZE.is_shared());
    }
}
