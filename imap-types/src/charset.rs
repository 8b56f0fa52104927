//! Names of charsets. [RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.4)

use crate::chars::is_text_char;
use crate::error::ValueError;
use crate::octets::octet_string;

octet_string! {
    /// The charset that the strings of a SEARCH are in: `charset`.
    ///
    /// ```text
    /// C: a SEARCH CHARSET UTF-8 TEXT "Entwurf"
    ///                     ^^^^^
    /// ```
    /// One or more characters of ASCII, none of them CR, LF or NUL; IANA registers the names.
    Charset
}

impl Charset<'_> {
    /// `UTF-8`, which every IMAP4rev2 server knows.
    pub const UTF_8: Self = Self(alloc::borrow::Cow::Borrowed(b"UTF-8"));

    fn check(octets: &[u8]) -> Result<(), ValueError> {
        crate::atom::one_or_more(octets, is_text_char, "charset")
    }
}
