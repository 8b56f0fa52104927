//! Strings: octets whose spelling is the encoder's choice.
//! [RFC 9051 §4.3](https://www.rfc-editor.org/rfc/rfc9051#section-4.3)

use alloc::borrow::Cow;
use core::fmt;

use crate::error::ValueError;
use crate::octets::{first_not, octet_string};

octet_string! {
    /// A string of octets, as one means it: without quotes, escapes or a literal's count.
    ///
    /// ```text
    /// C: a LOGIN alice "my \"secret\""
    ///            ^^^^^ ^^^^^^^^^^^^^^^
    /// ```
    /// One type for the RFC's `string` and `astring`, and [`NString`] for `nstring`: whether the octets travel
    /// as an atom, quoted or as a literal follows from where they stand and what they are. Any octets but NUL
    /// can be in it; for those with NUL, [`Binary`] exists where the protocol has room for it.
    AString
}

/// A string that may be absent: `nstring = string / nil`.
pub type NString<'a> = Option<AString<'a>>;

impl AString<'_> {
    /// The string with nothing in it.
    pub const EMPTY: Self = Self(Cow::Borrowed(b""));

    fn check(octets: &[u8]) -> Result<(), ValueError> {
        match first_not(octets, |byte| byte != 0) {
            Some(offset) => Err(ValueError::new("CHAR8", offset)),
            None => Ok(()),
        }
    }

    /// The string as text, with U+FFFD for what is not UTF-8.
    pub fn to_str_lossy(&self) -> Cow<'_, str> {
        alloc::string::String::from_utf8_lossy(&self.0)
    }
}

/// The string as text, with U+FFFD for what is not UTF-8.
impl fmt::Display for AString<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_str_lossy())
    }
}

octet_string! {
    /// Octets of any value, NUL included: `literal8` where it must be.
    ///
    /// ```text
    /// S: * 1 FETCH (BINARY[2] ~{4}
    /// S: \x00\x01\x02\x03)
    /// ```
    /// [RFC 3516 §4.3](https://www.rfc-editor.org/rfc/rfc3516#section-4.3)
    Binary
}

impl Binary<'_> {
    const fn check(_: &[u8]) -> Result<(), ValueError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_holds_anything_but_nul() {
        assert_eq!(AString::try_from("a\r\n\"\u{e9}").unwrap(), "a\r\n\"\u{e9}");
        assert_eq!(AString::try_from(&b"a\0"[..]), Err(ValueError::new("CHAR8", 1)));
        assert!(Binary::try_from(&b"a\0"[..]).is_ok());
    }
}
