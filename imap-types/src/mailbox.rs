//! Names of mailboxes. [RFC 9051 §5.1](https://www.rfc-editor.org/rfc/rfc9051#section-5.1)

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::bounded::bounded_static;
use crate::chars::eq_in_any_case;
use crate::error::ValueError;
use crate::octets::{first_not, octet_string};
use crate::trusted::FromWire;
use crate::utf7;

mod named;
mod pattern;

/// A mailbox's name, octet by octet as it travels: `mailbox`.
///
/// ```text
/// C: a SELECT "Entw&APw-rfe"
///             ^^^^^^^^^^^^^^
/// ```
/// A name from a server goes back to it unchanged, in whatever charset it is; [`Mailbox::to_unicode`] decodes it for
/// people. `INBOX` in any case is the one inbox. CR, LF and NUL are refused.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mailbox<'a>(Cow<'a, [u8]>);

/// Encoding of mailbox names outside ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum MailboxEncoding {
    /// Modified UTF-7: every IMAP4rev1 server. [RFC 3501 §5.1.3](https://www.rfc-editor.org/rfc/rfc3501#section-5.1.3)
    ModifiedUtf7,
    /// UTF-8: after `ENABLE IMAP4rev2` or `ENABLE UTF8=ACCEPT`.
    Utf8,
}

impl<'a> Mailbox<'a> {
    /// The mailbox that every user has.
    pub const INBOX: Self = Self(Cow::Borrowed(b"INBOX"));

    /// The name that a person reads and writes, as it travels. CR, LF and NUL are refused in UTF-8; modified UTF-7
    /// encodes them.
    ///
    /// ```
    /// # use imap_types::mailbox::{Mailbox, MailboxEncoding};
    /// let drafts = Mailbox::from_unicode("Entwürfe", MailboxEncoding::ModifiedUtf7)?;
    /// assert_eq!(drafts, "Entw&APw-rfe");
    /// # Ok::<(), imap_types::error::ValueError>(())
    /// ```
    #[inline]
    pub fn from_unicode(name: &'a str, encoding: MailboxEncoding) -> Result<Self, ValueError> {
        match encoding {
            MailboxEncoding::ModifiedUtf7 => Self::try_from(utf7::encode(name)),
            MailboxEncoding::Utf8 => Self::try_from(name),
        }
    }

    /// The name for people, where it travelled in this encoding. A name that is not of that encoding (servers
    /// send such) comes as it is, with U+FFFD for octets that are not UTF-8.
    #[inline]
    pub fn to_unicode(&self, encoding: MailboxEncoding) -> Cow<'_, str> {
        let decoded = match encoding {
            MailboxEncoding::ModifiedUtf7 => utf7::decode(&self.0),
            MailboxEncoding::Utf8 => None,
        };
        decoded.unwrap_or_else(|| String::from_utf8_lossy(&self.0))
    }

    /// The octets of the name.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether this is the inbox.
    pub fn is_inbox(&self) -> bool {
        *self.0 == *b"INBOX"
    }

    /// The same name, borrowed from this one.
    pub fn as_borrowed(&self) -> Mailbox<'_> {
        Mailbox(Cow::Borrowed(&self.0))
    }

    /// The names of the mailboxes above and itself, from the top: `a/b/c` is `a`, `b`, `c` where the delimiter
    /// is `/`. One name where there is no delimiter.
    pub fn components(&self, delimiter: Option<u8>) -> impl Iterator<Item = &[u8]> {
        self.0.split(move |&byte| Some(byte) == delimiter)
    }
}

/// Octets without CR, LF and NUL.
impl<'a> FromWire for Mailbox<'a> {
    type Parts = Cow<'a, [u8]>;

    fn from_wire(name: Self::Parts) -> Self {
        if eq_in_any_case(&name, b"INBOX") { Self::INBOX } else { Self(name) }
    }
}

bounded_static!(octets Mailbox);

impl fmt::Debug for Mailbox<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::octets::debug(&self.0, f)
    }
}

/// The octets as text, with U+FFFD for what is not UTF-8; for what modified UTF-7 means see [`Mailbox::to_unicode`].
impl fmt::Display for Mailbox<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

impl PartialEq<str> for Mailbox<'_> {
    #[inline]
    fn eq(&self, other: &str) -> bool {
        self.0 == Mailbox::from_wire(Cow::Borrowed(other.as_bytes())).0
    }
}

impl PartialEq<&str> for Mailbox<'_> {
    #[inline]
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl<'a> TryFrom<Cow<'a, [u8]>> for Mailbox<'a> {
    type Error = ValueError;

    fn try_from(name: Cow<'a, [u8]>) -> Result<Self, ValueError> {
        match first_not(&name, |byte| !matches!(byte, b'\r' | b'\n' | 0)) {
            Some(offset) => Err(ValueError::new("mailbox", offset)),
            None => Ok(Self::from_wire(name)),
        }
    }
}

impl<'a> TryFrom<&'a str> for Mailbox<'a> {
    type Error = ValueError;

    fn try_from(name: &'a str) -> Result<Self, ValueError> {
        Self::try_from(Cow::Borrowed(name.as_bytes()))
    }
}

impl<'a> TryFrom<&'a [u8]> for Mailbox<'a> {
    type Error = ValueError;

    fn try_from(name: &'a [u8]) -> Result<Self, ValueError> {
        Self::try_from(Cow::Borrowed(name))
    }
}

impl TryFrom<String> for Mailbox<'_> {
    type Error = ValueError;

    fn try_from(name: String) -> Result<Self, ValueError> {
        Self::try_from(Cow::Owned(name.into_bytes()))
    }
}

impl TryFrom<Vec<u8>> for Mailbox<'_> {
    type Error = ValueError;

    fn try_from(name: Vec<u8>) -> Result<Self, ValueError> {
        Self::try_from(Cow::Owned(name))
    }
}

octet_string! {
    /// A mailbox's name in which `*` and `%` stand for other characters: `list-mailbox`.
    ///
    /// ```text
    /// C: a LIST "" "Archive/%"
    ///              ^^^^^^^^^^^
    /// ```
    /// `%` does not match the hierarchy's delimiter, `*` does. CR, LF and NUL are refused.
    /// [RFC 9051 §6.3.9](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.9)
    ListMailbox
}

impl ListMailbox<'_> {
    fn check(octets: &[u8]) -> Result<(), ValueError> {
        match first_not(octets, |byte| !matches!(byte, b'\r' | b'\n' | 0)) {
            Some(offset) => Err(ValueError::new("list-mailbox", offset)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inbox_is_inbox_in_any_case() {
        assert_eq!(Mailbox::try_from("iNbOx"), Ok(Mailbox::INBOX));
        assert_eq!(Mailbox::INBOX, "inbox");
        assert_ne!(Mailbox::try_from("INBOX/a").unwrap(), Mailbox::INBOX);
        assert_eq!(Mailbox::try_from("a\r\nb LOGOUT"), Err(ValueError::new("mailbox", 1)));
    }

    #[test]
    fn names_are_read_as_unicode_and_kept_as_octets() {
        let utf7 = Mailbox::try_from("Entw&APw-rfe").unwrap();
        assert_eq!(utf7.to_unicode(MailboxEncoding::ModifiedUtf7), "Entwürfe");
        let raw = Mailbox::try_from("INBOX.Entwürfe").unwrap();
        assert_eq!(raw.to_unicode(MailboxEncoding::ModifiedUtf7), "INBOX.Entwürfe");
        assert_eq!(Mailbox::from_unicode("Entwürfe", MailboxEncoding::Utf8).unwrap(), "Entwürfe");
        assert!(utf7.components(Some(b'&')).eq([&b"Entw"[..], b"APw-rfe"]));
    }
}
