//! The language of texts for people, and how strings are compared.
//! [RFC 5255](https://www.rfc-editor.org/rfc/rfc5255)

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::bounded::bounded_static;
use crate::chars::eq_in_any_case;
use crate::error::ValueError;
use crate::names::wire_names;
use crate::nonempty::NonEmpty;
use crate::octets::octet_string;

/// Subtags of 1 to 8 letters and digits with hyphens between them; the first one has letters only.
#[inline]
fn check_tag(octets: &[u8], rule: &'static str) -> Result<(), ValueError> {
    let (mut in_subtag, mut is_first) = (0_usize, true);
    for (offset, octet) in octets.iter().enumerate() {
        match octet {
            b'-' if in_subtag > 0 => (in_subtag, is_first) = (0, false),
            b'a'..=b'z' | b'A'..=b'Z' if in_subtag < 8 => in_subtag = in_subtag.saturating_add(1),
            b'0'..=b'9' if in_subtag < 8 && !is_first => in_subtag = in_subtag.saturating_add(1),
            _ => return Err(ValueError::new(rule, offset)),
        }
    }
    if in_subtag == 0 { Err(ValueError::new(rule, octets.len())) } else { Ok(()) }
}

octet_string! {
    /// A language that texts are in: `Language-Tag`, such as `de-AT`.
    ///
    /// Subtags of 1 to 8 letters or digits, joined by hyphens; the first has letters only. Case means nothing.
    /// [RFC 5255 §3.3](https://www.rfc-editor.org/rfc/rfc5255#section-3.3)
    LanguageTag
}

impl LanguageTag<'_> {
    #[inline]
    fn check(octets: &[u8]) -> Result<(), ValueError> {
        check_tag(octets, "lang-tag-quoted")
    }
}

octet_string! {
    /// A language that the user would like: `language-range`, a language tag or `*` for any.
    ///
    /// `default` asks for the server's own. [RFC 5255 §3.2](https://www.rfc-editor.org/rfc/rfc5255#section-3.2)
    LanguageRange
}

impl LanguageRange<'_> {
    /// The language that the server's administrator has chosen.
    pub const DEFAULT: Self = Self(Cow::Borrowed(b"default"));
    /// Any language.
    pub const ANY: Self = Self(Cow::Borrowed(b"*"));

    #[inline]
    fn check(octets: &[u8]) -> Result<(), ValueError> {
        if octets == b"*" { Ok(()) } else { check_tag(octets, "lang-range-quoted") }
    }
}

/// The longest name of a collation.
const LONGEST: usize = 254;

/// `collation-id = collation-prefix ";" collation-core-name *collation-arg`, or `default`, from `start` on; where
/// `collation-prefix = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-" / ".")`, `collation-core-name = ALPHA *(ALPHA / DIGIT / "-")`
/// and `collation-arg = ";" ALPHA *(ALPHA / DIGIT) "=" 1*(ALPHA / DIGIT / ".")`.
fn check_collation(octets: &[u8], start: usize, rule: &'static str) -> Result<(), ValueError> {
    let fail = |offset| Err(ValueError::new(rule, offset));
    if octets.len() > LONGEST {
        return fail(LONGEST);
    }
    if eq_in_any_case(octets.get(start..).unwrap_or_default(), b"default") {
        return Ok(());
    }
    // Semicolons so far, whether a word begins here, and whether it is the value of an argument.
    let (mut semicolons, mut begins, mut is_value) = (0_usize, true, false);
    for (offset, octet) in octets.iter().enumerate().skip(start) {
        let fits = match octet {
            b'a'..=b'z' | b'A'..=b'Z' => true,
            b'0'..=b'9' => !begins || semicolons == 0 || is_value,
            b'.' => !begins && semicolons == 0 || is_value,
            b'-' => !begins && semicolons < 2,
            b'=' => !begins && semicolons > 1 && !is_value,
            b';' => !begins && (semicolons < 2 || is_value),
            _ => false,
        };
        if !fits {
            return fail(offset);
        }
        begins = matches!(octet, b';' | b'=');
        is_value = *octet == b'=' || is_value && !begins;
        semicolons = semicolons.saturating_add((*octet == b';').into());
    }
    // Of the prefix alone, or of an argument's name, the rest is missing.
    let is_whole = !begins && (semicolons == 1 || is_value);
    if is_whole { Ok(()) } else { fail(octets.len()) }
}

/// How many octets of a sign stand before the name.
fn sign(octets: &[u8]) -> usize {
    usize::from(octets.starts_with(b"+") || octets.starts_with(b"-"))
}

octet_string! {
    /// A way to compare strings that a server has: `collation-id`, such as `i;unicode-casemap`, or `default`.
    ///
    /// A prefix, a name and arguments, with semicolons between them; at most 254 octets.
    /// [RFC 4790 §3.1](https://www.rfc-editor.org/rfc/rfc4790#section-3.1)
    CollationId
}

impl CollationId<'_> {
    #[inline]
    fn check(octets: &[u8]) -> Result<(), ValueError> {
        check_collation(octets, 0, "collation-id")
    }
}

octet_string! {
    /// The way to compare strings that a server uses: `collation-selected`, a [`CollationId`] that may have a sign
    /// before it. `-` reverses the order.
    ///
    /// [RFC 4790 §3.3](https://www.rfc-editor.org/rfc/rfc4790#section-3.3)
    CollationSelected
}

impl CollationSelected<'_> {
    #[inline]
    fn check(octets: &[u8]) -> Result<(), ValueError> {
        check_collation(octets, sign(octets), "collation-selected")
    }
}

octet_string! {
    /// A way to compare strings that a client asks for: `collation-order`, such as `i;basic` or `-cz;*`.
    ///
    /// `*` stands for any characters; two of them may not be adjacent. A sign may stand before it: `-` reverses the
    /// order. At most 254 octets. [RFC 4790 §3.2](https://www.rfc-editor.org/rfc/rfc4790#section-3.2)
    CollationOrder
}

impl CollationOrder<'_> {
    #[inline]
    fn check(octets: &[u8]) -> Result<(), ValueError> {
        let start = sign(octets);
        let mut before = None;
        for (offset, &octet) in octets.iter().enumerate().skip(start) {
            let fits = match octet {
                b'*' => before != Some(b'*'),
                b'a'..=b'z' | b'A'..=b'Z' => true,
                b'0'..=b'9' | b'-' | b';' | b'=' | b'.' => offset > start,
                _ => false,
            };
            if !fits || offset >= LONGEST {
                return Err(ValueError::new("collation-order", offset));
            }
            before = Some(octet);
        }
        if before.is_none() { Err(ValueError::new("collation-order", octets.len())) } else { Ok(()) }
    }
}

/// Asks for the language of texts: LANGUAGE, answered by [`Data::Language`]. Without languages it asks which there are.
///
/// ```text
/// C: a LANGUAGE fr-CA en-CA
/// ```
/// Requires [`Capability::Language`]. [RFC 5255 §3.2](https://www.rfc-editor.org/rfc/rfc5255#section-3.2)
///
/// [`Capability::Language`]: crate::capability::Capability::Language
/// [`Data::Language`]: crate::response::Data::Language
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Language<'a> {
    /// Languages, the most wanted first.
    pub ranges: Vec<LanguageRange<'a>>,
}

bounded_static!(struct Language { ranges });

/// The language in use, or those that there are: `language-data`.
///
/// ```text
/// S: * LANGUAGE (EN DE IT i-default)
/// ```
/// [RFC 5255 §3.3](https://www.rfc-editor.org/rfc/rfc5255#section-3.3)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LanguageData<'a> {
    /// One language in answer to a change, otherwise all that the server has.
    pub tags: NonEmpty<LanguageTag<'a>>,
}

bounded_static!(struct LanguageData { tags });

wire_names! {
    /// Level of support for international comparison of strings: the argument of `I18NLEVEL=`.
    /// [RFC 5255 §4](https://www.rfc-editor.org/rfc/rfc5255#section-4)
    pub enum I18nLevel {
        /// By the comparator `i;unicode-casemap`.
        One = "1",
        /// By comparators that COMPARATOR chooses.
        Two = "2",
    }
}

/// Asks for a comparator, by which SEARCH, SORT and THREAD compare strings: COMPARATOR, answered by [`ComparatorData`].
/// Without arguments it asks which one is active.
///
/// ```text
/// C: a COMPARATOR "cz;*" i;basic
/// ```
/// Requires [`Capability::I18nLevel`] of 2. [RFC 5255 §4.7](https://www.rfc-editor.org/rfc/rfc5255#section-4.7)
///
/// [`Capability::I18nLevel`]: crate::capability::Capability::I18nLevel
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Comparator<'a> {
    /// Collations, the most wanted first.
    pub orders: Vec<CollationOrder<'a>>,
}

bounded_static!(struct Comparator { orders });

/// The active comparator: `comparator-data`.
///
/// ```text
/// S: * COMPARATOR i;basic
/// ```
/// [RFC 5255 §4.8](https://www.rfc-editor.org/rfc/rfc5255#section-4.8)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ComparatorData<'a> {
    /// The one in use.
    pub active: CollationSelected<'a>,
    /// All that matched the command's arguments; may be empty.
    pub matching: Vec<CollationId<'a>>,
}

bounded_static!(struct ComparatorData { active, matching });

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use arbitrary::{Arbitrary, Result, Unstructured};

    use super::{CollationId, CollationOrder, CollationSelected, LanguageRange, LanguageTag};

    impl<'a> Arbitrary<'a> for LanguageTag<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            let tags = ["de", "EN-ca", "i-default", "zh-Hant-TW", "es-419", "nil"];
            Self::try_from(*u.choose(&tags)?).map_err(|_| arbitrary::Error::IncorrectFormat)
        }
    }

    impl<'a> Arbitrary<'a> for LanguageRange<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Ok(match u.int_in_range(0..=3)? {
                0 => Self::DEFAULT,
                1 => Self::ANY,
                _ => Self(LanguageTag::arbitrary(u)?.0),
            })
        }
    }

    impl<'a> Arbitrary<'a> for CollationId<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            let ids =
                ["i;octet", "i;unicode-casemap", "default", "vnd-a.example;x1;b=2.0;c=d", "de-1996;din"];
            Self::try_from(*u.choose(&ids)?).map_err(|_| arbitrary::Error::IncorrectFormat)
        }
    }

    impl<'a> Arbitrary<'a> for CollationSelected<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            let ids = ["i;basic", "-i;octet", "+default", "nil;x"];
            Self::try_from(*u.choose(&ids)?).map_err(|_| arbitrary::Error::IncorrectFormat)
        }
    }

    impl<'a> Arbitrary<'a> for CollationOrder<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            let orders = ["i;basic", "cz;*", "*", "-*;a*", "NIL", "+default"];
            Self::try_from(*u.choose(&orders)?).map_err(|_| arbitrary::Error::IncorrectFormat)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_tags_have_subtags() {
        for good in ["de", "EN-ca", "i-default", "zh-Hant-TW", "es-419"] {
            assert!(LanguageTag::try_from(good).is_ok() && LanguageRange::try_from(good).is_ok(), "{good}");
        }
        for (bad, at) in
            [("", 0), ("de-", 3), ("-de", 0), ("d3", 1), ("abcdefghi", 8), ("de_AT", 2), ("*", 0)]
        {
            assert_eq!(LanguageTag::try_from(bad), Err(ValueError::new("lang-tag-quoted", at)), "{bad}");
        }
        assert_eq!(LanguageRange::try_from("*"), Ok(LanguageRange::ANY));
        assert!(LanguageRange::try_from("de-*").is_err());
    }
    #[test]
    fn collations_have_a_prefix_a_name_and_arguments() {
        for good in ["i;octet", "i;unicode-casemap", "DEFAULT", "vnd-a.b;x1;b=2.0;c=d", "de-1996;din"] {
            assert!(CollationId::try_from(good).is_ok(), "{good}");
            let signed = alloc::format!("-{good}");
            assert!(
                CollationSelected::try_from(&*signed).is_ok() && CollationSelected::try_from(good).is_ok()
            );
            assert!(CollationOrder::try_from(signed).is_ok() && CollationOrder::try_from(good).is_ok());
        }
        for (bad, at) in [
            ("", 0),
            ("i", 1),
            ("i;", 2),
            (";octet", 0),
            ("i;1", 2),
            ("i;a;b", 5),
            ("i;a;b=", 6),
            ("i;a;b=c=", 7),
            ("i;a;2=c", 4),
            ("i;*", 2),
            ("-i;a", 0),
            ("i;a b", 3),
            ("i;\u{e9}", 2),
        ] {
            assert_eq!(CollationId::try_from(bad), Err(ValueError::new("collation-id", at)), "{bad}");
        }
        for (bad, at) in [("", 0), ("-", 1), ("--a", 1), ("a;**", 3), ("1;a", 0), ("i;a b", 3), (";", 0)] {
            assert_eq!(CollationOrder::try_from(bad), Err(ValueError::new("collation-order", at)), "{bad}");
        }
        let long = |len: usize| alloc::format!("i;{}", "x".repeat(len - 2));
        assert!(CollationId::try_from(long(254)).is_ok() && CollationOrder::try_from(long(254)).is_ok());
        assert_eq!(CollationId::try_from(long(255)), Err(ValueError::new("collation-id", 254)));
        assert_eq!(CollationOrder::try_from(long(255)), Err(ValueError::new("collation-order", 254)));
    }
}
