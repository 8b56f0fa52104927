//! How strings are compared, by SEARCH, SORT and THREAD alike: collations of
//! [RFC 4790](https://www.rfc-editor.org/rfc/rfc4790), of which `i;unicode-casemap`
//! ([RFC 5051](https://www.rfc-editor.org/rfc/rfc5051)) is used unless the client chooses another (RFC 5255 §4.4, RFC 5256 §7).
//!
//! Two texts are equal where their collation keys are the same octets, and are ordered as those; one is in another where
//! its key is in the other's. Nothing here needs a store or a locale: copy it to wherever mail is sorted.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// A way to compare strings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Collation {
    /// Case and composition make no difference.
    #[default]
    UnicodeCasemap,
    /// The case of the letters of US-ASCII makes no difference (RFC 4790 §9.2).
    AsciiCasemap,
    /// Octets (RFC 4790 §9.3).
    Octet,
}

impl Collation {
    /// The most useful first.
    pub(crate) const ALL: [Self; 3] = [Self::UnicodeCasemap, Self::AsciiCasemap, Self::Octet];

    /// The name in the registry.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::UnicodeCasemap => "i;unicode-casemap",
            Self::AsciiCasemap => "i;ascii-casemap",
            Self::Octet => "i;octet",
        }
    }

    /// The text as it is compared.
    pub(crate) fn key(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::UnicodeCasemap => casemap(text).into(),
            Self::AsciiCasemap => text.to_ascii_uppercase().into(),
            Self::Octet => text.into(),
        }
    }
}

/// The text as `i;unicode-casemap` compares it: in title case and decomposed (NFKD).
pub(crate) fn casemap(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    text.chars().map(titlecase).nfkd().collect()
}

/// The simple title case mapping of UnicodeData.txt. It is the upper case except where a letter stands for two, has no
/// upper case of one letter, or is Georgian.
fn titlecase(letter: char) -> char {
    match letter {
        '\u{1c4}'..='\u{1c6}' => '\u{1c5}',
        '\u{1c7}'..='\u{1c9}' => '\u{1c8}',
        '\u{1ca}'..='\u{1cc}' => '\u{1cb}',
        '\u{1f1}'..='\u{1f3}' => '\u{1f2}',
        '\u{10d0}'..='\u{10ff}' => letter,
        // Greek with iota below: one letter in title case, two in upper case.
        '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => {
            char::from_u32(letter as u32 + 8).unwrap_or(letter)
        }
        '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => char::from_u32(letter as u32 + 9).unwrap_or(letter),
        _ => {
            let mut upper = letter.to_uppercase();
            match (upper.next(), upper.next()) {
                (Some(upper), None) => upper,
                _ => letter,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_composition_make_no_difference_but_accents_do() {
        for (one, other) in [
            ("Straße", "STRAße"),
            ("Ärger", "A\u{308}rger"),
            ("\u{1c4}", "\u{1c6}"),
            ("ﬁn", "ﬁN"),
            ("\u{1f80}", "\u{1f88}"),
            ("\u{1fb3}", "\u{1fbc}"),
            ("ς", "Σ"),
        ] {
            assert_eq!(casemap(one), casemap(other), "{one} {other}");
        }
        // The example of RFC 5051 §2.
        assert_eq!(casemap("\u{1c4}"), "Dz\u{30c}");
        assert_ne!(casemap("e"), casemap("é"));
        assert!(casemap("ähnlich") < casemap("Bar"), "a letter with an accent stands next to that without");
    }

    #[test]
    fn collations_differ_in_case() {
        let equal = |one: &str, other: &str| Collation::ALL.map(|way| way.key(one) == way.key(other));
        assert_eq!(equal("Ärger", "äRGER"), [true, false, false]);
        assert_eq!(equal("Ärger", "ÄRGER"), [true, true, false]);
        assert_eq!(equal("Ärger", "Ärger"), [true, true, true]);
        let before = |one: &str, other: &str| Collation::ALL.map(|way| way.key(one) < way.key(other));
        assert_eq!(before("ähnlich", "bar"), [true, false, false]);
        assert_eq!(before("Bar", "ahnlich"), [false, false, true]);
    }
}
