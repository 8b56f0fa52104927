//! Text that is meant for a person.

use alloc::borrow::Cow;

use crate::error::ValueError;
use crate::octets::{first_not, octet_string};

octet_string! {
    /// Human-readable text at the end of a status response.
    ///
    /// ```text
    /// S: a OK [READ-WRITE] SELECT completed
    ///                      ^^^^^^^^^^^^^^^^
    /// ```
    /// One line, without CR, LF and NUL; may be empty. ASCII, and UTF-8 where the client asked for it (rev2,
    /// LANGUAGE). Text that a server sent in another charset is kept as it came and read by
    /// [`Text::to_str_lossy`]. [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.1)
    Text
}

impl Text<'_> {
    /// No text at all.
    pub const EMPTY: Self = Self(Cow::Borrowed(b""));

    #[inline]
    fn check(octets: &[u8]) -> Result<(), ValueError> {
        let break_at = first_not(octets, |byte| !matches!(byte, b'\r' | b'\n' | 0));
        match (break_at, core::str::from_utf8(octets)) {
            (Some(offset), _) => Err(ValueError::new("TEXT-CHAR", offset)),
            (None, Err(error)) => Err(ValueError::new("UTF8-CHAR", error.valid_up_to())),
            (None, Ok(_)) => Ok(()),
        }
    }

    /// The text, with U+FFFD for what is not UTF-8.
    pub fn to_str_lossy(&self) -> Cow<'_, str> {
        alloc::string::String::from_utf8_lossy(&self.0)
    }
}

impl core::fmt::Display for Text<'_> {
    #[inline]
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.to_str_lossy())
    }
}
