//! Atoms, and tags which are nearly atoms.
//! [RFC 9051 §4.1](https://www.rfc-editor.org/rfc/rfc9051#section-4.1)

use alloc::borrow::Cow;

use crate::chars::{eq_in_any_case, is_atom_char, is_tag_char};
use crate::error::ValueError;
use crate::octets::{first_not, octet_string};

octet_string! {
    /// A word of the protocol: one or more printable ASCII characters, none of `( ) { % * " \ ]` or space.
    ///
    /// ```text
    /// C: a STORE 1 +FLAGS ($Forwarded)
    ///                      ^^^^^^^^^^
    /// ```
    Atom
}

octet_string! {
    /// The name that a client gives to a command, and by which the server says how it ended.
    ///
    /// ```text
    /// C: A0023 NOOP
    ///    ^^^^^
    /// ```
    /// Like an atom, with `]` and without `+`. [RFC 9051 §2.2.1](https://www.rfc-editor.org/rfc/rfc9051#section-2.2.1)
    Tag
}

/// Checks `1*<char>`.
pub(crate) fn one_or_more(
    octets: &[u8],
    allowed: fn(u8) -> bool,
    rule: &'static str,
) -> Result<(), ValueError> {
    match first_not(octets, allowed) {
        None if !octets.is_empty() => Ok(()),
        offset => Err(ValueError::new(rule, offset.unwrap_or(0))),
    }
}

/// Words are ASCII by construction (`from_wire` is the codec's, which checked them), so the text is never lost.
macro_rules! word {
    ($name:ident, $allowed:path, $rule:literal) => {
        impl $name<'_> {
            fn check(octets: &[u8]) -> Result<(), ValueError> {
                one_or_more(octets, $allowed, $rule)
            }

            /// The word as text.
            pub fn as_str(&self) -> &str {
                core::str::from_utf8(&self.0).unwrap_or_default()
            }

            /// Whether it is this word, in any case.
            #[inline]
            pub fn eq_ignore_case(&self, word: &str) -> bool {
                eq_in_any_case(&self.0, word.as_bytes())
            }
        }

        impl core::fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

impl Atom<'_> {
    /// The atom without its first octets, of which it must have more.
    #[inline]
    pub(crate) fn skip(self, octets: usize) -> Self {
        Self(match self.0 {
            Cow::Borrowed(word) => Cow::Borrowed(word.get(octets..).unwrap_or(word)),
            Cow::Owned(mut word) => {
                word.drain(..octets.min(word.len()));
                Cow::Owned(word)
            }
        })
    }
}

word!(Atom, is_atom_char, "atom");
word!(Tag, is_tag_char, "tag");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_ends_a_word_gets_into_one() {
        assert_eq!(Atom::try_from("$Forwarded").unwrap().as_str(), "$Forwarded");
        for (bad, offset) in [("", 0), ("a b", 1), ("a\r\nb", 1), ("x]", 1), ("ü", 0), ("{", 0), ("a\0", 1)]
        {
            assert_eq!(Atom::try_from(bad), Err(ValueError::new("atom", offset)), "{bad:?}");
        }
        assert!(Tag::try_from("a]1").is_ok());
        assert_eq!(Tag::try_from("a+1"), Err(ValueError::new("tag", 1)));
    }
}
