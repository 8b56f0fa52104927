//! URLs of URLAUTH: those that grant access, and those that are to.

use core::fmt;
use core::str::FromStr;

use super::ImapUrl;
use crate::bounded::bounded_static;
use crate::error::ValueError;
use crate::trusted::FromWire;

/// A kind of URL: what it is called, its docs, and what it has to be made of besides a message of a server.
macro_rules! authorized_url {
    ($(#[$doc:meta])* $Name:ident, $rule:literal, |$parts:ident| $is:expr, $example:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
        pub struct $Name<'a>(ImapUrl<'a>);

        bounded_static!(tuple $Name);

        impl<'a> $Name<'a> {
            /// The URL, to be taken apart.
            pub const fn as_url(&self) -> &ImapUrl<'a> {
                &self.0
            }
        }

        impl<'a> FromWire for $Name<'a> {
            type Parts = ImapUrl<'a>;

            #[inline]
            fn from_wire(url: Self::Parts) -> Self {
                Self(url)
            }
        }

        impl fmt::Debug for $Name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Display for $Name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl<'a> TryFrom<ImapUrl<'a>> for $Name<'a> {
            type Error = ValueError;

            fn try_from(url: ImapUrl<'a>) -> Result<Self, ValueError> {
                let $parts = url.parts();
                // `authimapurl`: an absolute URL of a message or a part of one. Only such a one has an access.
                let is_authorized = url.is_absolute() && $parts.mailbox.is_some() && $parts.access.is_some();
                if is_authorized && $is { Ok(Self(url)) } else { Err(ValueError::new($rule, 0)) }
            }
        }

        impl<'a> TryFrom<&'a str> for $Name<'a> {
            type Error = ValueError;

            fn try_from(text: &'a str) -> Result<Self, ValueError> {
                ImapUrl::try_from(text)?.try_into()
            }
        }

        impl FromStr for $Name<'static> {
            type Err = ValueError;

            fn from_str(text: &str) -> Result<Self, ValueError> {
                text.parse::<ImapUrl<'static>>()?.try_into()
            }
        }

        impl<'a> From<$Name<'a>> for ImapUrl<'a> {
            fn from(url: $Name<'a>) -> Self {
                url.0
            }
        }

        #[cfg(feature = "arbitrary")]
        impl<'a> arbitrary::Arbitrary<'a> for $Name<'a> {
            fn arbitrary(_: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                Self::try_from($example).map_err(|_| arbitrary::Error::IncorrectFormat)
            }
        }
    };
}

authorized_url! {
    /// A URL that grants access to a message or a part of one: `url-full`, as GENURLAUTH makes it and URLFETCH takes it.
    ///
    /// ```text
    /// imap://joe@example.com/INBOX/;UID=20/;SECTION=1.2;URLAUTH=submit+fred:internal:91354a473744909de610943775f92038
    /// ```
    /// ```
    /// use imap_types::url::FullUrl;
    ///
    /// let text = "imap://joe@example.com/INBOX/;UID=20;URLAUTH=submit+fred:internal:91354a473744909de610943775f92038";
    /// let url = FullUrl::try_from(text)?;
    /// assert_eq!(url.rump()?.to_string(), "imap://joe@example.com/INBOX/;UID=20;URLAUTH=submit+fred");
    /// # Ok::<(), imap_types::error::ValueError>(())
    /// ```
    /// It names its server, a message by UID, who may use it ([`ImapUrl::access`]), and the mechanism and token that
    /// authorize it ([`ImapUrl::verifier`]). [RFC 4467 §9](https://www.rfc-editor.org/rfc/rfc4467#section-9),
    /// [RFC 5092 §11](https://www.rfc-editor.org/rfc/rfc5092#section-11)
    FullUrl, "url-full", |parts| parts.verifier.is_some(),
    "imap://joe@example.com/INBOX/;UID=20/;SECTION=1.2;URLAUTH=submit+fred:internal:91354a473744909de610943775f92038"
}

authorized_url! {
    /// A URL that is to grant access to a message or a part of one: `url-rump`, as GENURLAUTH takes it.
    ///
    /// ```text
    /// imap://joe@example.com/INBOX/;UID=20/;SECTION=1.2;URLAUTH=submit+fred
    /// ```
    /// It names its server with the user who owns the mailbox, a message by UID, and who may use it
    /// ([`ImapUrl::access`]), and has no mechanism and token yet.
    /// [RFC 4467 §7](https://www.rfc-editor.org/rfc/rfc4467#section-7),
    /// [RFC 5092 §11](https://www.rfc-editor.org/rfc/rfc5092#section-11)
    RumpUrl, "url-rump", |parts| parts.verifier.is_none() && parts.names_user(),
    "imap://joe@example.com/INBOX/;UID=20;EXPIRE=2006-10-24T23:59:59Z;URLAUTH=submit+fred"
}

impl<'a> FullUrl<'a> {
    /// The URL without mechanism and token, octet for octet, which is what the token was made of. Refused where the URL
    /// does not name the user who owns the mailbox. [RFC 4467 §6](https://www.rfc-editor.org/rfc/rfc4467#section-6)
    #[inline]
    pub fn rump(&self) -> Result<RumpUrl<'_>, ValueError> {
        let octets = self.0.as_bytes();
        // Neither is in what stands behind it.
        let mut colons = octets.iter().rev().enumerate().filter(|(_, octet)| **octet == b':');
        let len =
            colons.nth(1).map_or(0, |(behind, _)| octets.len().saturating_sub(behind).saturating_sub(1));
        ImapUrl::try_from(octets.get(..len).unwrap_or_default())?.try_into()
    }
}
