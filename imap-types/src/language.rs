//! The language of texts for people, and how strings are compared.
//! [RFC 5255](https://www.rfc-editor.org/rfc/rfc5255)

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::bounded::bounded_static;
use crate::error::ValueError;
use crate::names::wire_names;
use crate::nonempty::NonEmpty;
use crate::octets::octet_string;
use crate::string::AString;

/// Subtags of 1 to 8 letters and digits with hyphens between them; the first one has letters only.
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

    fn check(octets: &[u8]) -> Result<(), ValueError> {
        if octets == b"*" { Ok(()) } else { check_tag(octets, "lang-range-quoted") }
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
    /// Collations, the most wanted first; `*` stands for any characters.
    /// [RFC 4790 §3.2](https://www.rfc-editor.org/rfc/rfc4790#section-3.2)
    pub orders: Vec<AString<'a>>,
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
    pub active: AString<'a>,
    /// All that matched the command's arguments; may be empty.
    pub matching: Vec<AString<'a>>,
}

bounded_static!(struct ComparatorData { active, matching });

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use arbitrary::{Arbitrary, Result, Unstructured};

    use super::{LanguageRange, LanguageTag};

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
}
