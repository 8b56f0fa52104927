//! Where the same mail is to be had by JMAP. [RFC 9698](https://www.rfc-editor.org/rfc/rfc9698)

use crate::chars::is_quoted_char;
use crate::error::ValueError;
use crate::octets::{first_not, octet_string};

octet_string! {
    /// URL of the JMAP session resource: `resp-jmapaccess`, the answer to GETJMAPACCESS.
    ///
    /// ```text
    /// S: * JMAPACCESS "https://example.com/.well-known/jmap"
    ///                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    /// ```
    /// Always in quotes; so it is ASCII without CR, LF, NUL, `"` and `\`.
    /// [RFC 9698 §4](https://www.rfc-editor.org/rfc/rfc9698#section-4)
    JmapAccess
}

impl JmapAccess<'_> {
    fn check(octets: &[u8]) -> Result<(), ValueError> {
        match first_not(octets, is_quoted_char) {
            Some(offset) => Err(ValueError::new("quoted", offset)),
            None => Ok(()),
        }
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for JmapAccess<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let url = ["https://example.com/.well-known/jmap", "", "NIL", "{5}"];
        Self::try_from(*u.choose(&url)?).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_fits_between_quotes() {
        assert!(JmapAccess::try_from("https://example.com/.well-known/jmap").is_ok());
        for bad in ["a\"b", "a\r\n", "\u{e9}", "\0"] {
            assert!(JmapAccess::try_from(bad).is_err(), "{bad:?}");
        }
    }
}
