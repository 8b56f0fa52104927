//! IMAP URLs. [RFC 5092](https://www.rfc-editor.org/rfc/rfc5092)

mod authorized;
mod parts;

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;
use core::num::NonZeroU32;
use core::str::FromStr;

pub use self::authorized::{FullUrl, RumpUrl};
pub use self::parts::{Access, Server, Verifier};
use self::parts::{Parts, decoded};
use crate::bounded::bounded_static;
use crate::chars::eq_in_any_case;
use crate::error::ValueError;
use crate::mailbox::Mailbox;
use crate::number::{Number64, Uid};
use crate::octets::{first_not, octet_string};
use crate::trusted::FromWire;

octet_string! {
    /// An IMAP URL, absolute or relative: `imapurl`, `imapurl-rel`.
    ///
    /// ```text
    /// imap://joe@example.com/INBOX;UIDVALIDITY=385759045/;UID=20/;SECTION=1.2;URLAUTH=submit+fred:internal:91354a…
    /// ```
    /// It names a server, a mailbox, the result of a search, a message or a part of one. CATENATE takes a message from
    /// it, URLFETCH and GENURLAUTH carry it, and BADURL and REFERRAL tell it.
    ///
    /// ```
    /// use imap_types::url::ImapUrl;
    ///
    /// let base = ImapUrl::try_from("imap://joe@example.com/foo/;UID=20")?;
    /// let part = base.resolve(&ImapUrl::try_from(";UID=21/;SECTION=1.2")?)?;
    /// assert_eq!(part.to_string(), "imap://joe@example.com/foo/;UID=21/;SECTION=1.2");
    /// assert_eq!(part.uid().map(|uid| uid.get()), Some(21));
    /// # Ok::<(), imap_types::error::ValueError>(())
    /// ```
    /// What it is made of is read from it on request, with percent-encoding taken away.
    /// [RFC 5092 §11](https://www.rfc-editor.org/rfc/rfc5092#section-11)
    ImapUrl
}

impl<'a> ImapUrl<'a> {
    #[inline]
    fn check(octets: &[u8]) -> Result<(), ValueError> {
        Parts::read(octets).map(drop).or_else(|error| match octets {
            // A path with dot segments need not be one without them: `/foo/;UID=20/..`.
            [b'/', ..] if !octets.starts_with(b"//") => {
                Parts::read(&without_dot_segments(octets)).map(drop).map_err(|_| error)
            }
            _ => Err(error),
        })
    }

    fn parts(&self) -> Parts<'_> {
        // What exists has been read before.
        Parts::read(&self.0).unwrap_or_default()
    }

    /// Whether it names its server, so that no base is needed.
    pub fn is_absolute(&self) -> bool {
        self.0.get(..7).is_some_and(|scheme| eq_in_any_case(scheme, b"imap://"))
    }

    /// The server, with the user who logs in there; `None` where the URL is relative to one.
    #[inline]
    pub fn server(&self) -> Option<Server<'_>> {
        self.parts().server.map(Server::read)
    }

    /// The mailbox: in UTF-8, as URLs have it, whatever its name is spelled like on the connection.
    #[inline]
    pub fn mailbox(&self) -> Option<Mailbox<'_>> {
        Mailbox::try_from(decoded(self.parts().mailbox?)).ok()
    }

    /// The validity value that the mailbox's UIDs must have.
    pub fn uid_validity(&self) -> Option<NonZeroU32> {
        self.parts().uid_validity
    }

    /// A `search-program`, whose result the URL names. Lines may end in it, because non-synchronizing literals may stand
    /// in it: it is to be read as a command before anything of it is sent.
    #[inline]
    pub fn search(&self) -> Option<Cow<'_, [u8]>> {
        self.parts().search.map(decoded)
    }

    /// UID of the message.
    pub fn uid(&self) -> Option<Uid> {
        self.parts().uid
    }

    /// The part of the message, a `section-spec`; the whole message where there is none.
    #[inline]
    pub fn section(&self) -> Option<Cow<'_, [u8]>> {
        self.parts().section.map(decoded)
    }

    /// First octet of the part, from zero, and number of octets, where it is not all of them.
    pub fn partial(&self) -> Option<(Number64, Option<Number64>)> {
        self.parts().partial
    }

    /// Date and time, as in RFC 3339, up to which the URL may be used. [RFC 4467 §3](https://www.rfc-editor.org/rfc/rfc4467#section-3)
    #[inline]
    pub fn expire(&self) -> Option<&str> {
        self.parts().expire.and_then(|date| core::str::from_utf8(date).ok())
    }

    /// Who may use the URL. Requires `URLAUTH`. [RFC 4467 §3](https://www.rfc-editor.org/rfc/rfc4467#section-3)
    #[inline]
    pub fn access(&self) -> Option<Access<'_>> {
        self.parts().access.map(Access::read)
    }

    /// What proves that the owner of the mailbox has authorized the URL; `None` in a [`RumpUrl`].
    #[inline]
    pub fn verifier(&self) -> Option<Verifier<'_>> {
        self.parts().verifier
    }

    /// The URL that a relative one means where this one is the base. Refused where this one is relative itself.
    /// [RFC 5092 §7](https://www.rfc-editor.org/rfc/rfc5092#section-7)
    #[inline]
    pub fn resolve(&self, relative: &ImapUrl<'_>) -> Result<ImapUrl<'static>, ValueError> {
        if relative.is_absolute() {
            return ImapUrl::try_from(relative.0.clone().into_owned());
        }
        let Some(server) = self.parts().server.filter(|_| self.is_absolute()) else {
            return Err(ValueError::new("imapurl", 0));
        };
        let base: &[u8] = &self.0;
        // `imap://` and the server.
        let path_at = server.len().saturating_add(7).min(base.len());
        let (authority, path) = base.split_at(path_at);
        let mut url = Vec::from(authority);
        match &*relative.0 {
            [] => url.extend_from_slice(path),
            [b'/', b'/', rest @ ..] => {
                url.clear();
                url.extend_from_slice(b"imap://");
                url.extend_from_slice(rest);
            }
            absolute @ [b'/', ..] => url.extend(without_dot_segments(absolute)),
            relative => {
                // Neither a query nor an authorization is part of the path.
                let (path, _) = split_query(path);
                let folder = path.iter().rposition(|&byte| byte == b'/').map_or(0, |at| at.saturating_add(1));
                let mut joined = Vec::from(path.get(..folder).unwrap_or_default());
                if joined.is_empty() {
                    joined.push(b'/');
                }
                joined.extend_from_slice(relative);
                url.extend(without_dot_segments(&joined));
            }
        }
        ImapUrl::try_from(url)
    }
}

/// The path, and the query with the question mark before it.
fn split_query(path: &[u8]) -> (&[u8], &[u8]) {
    let end = first_not(path, |byte| byte != b'?').unwrap_or(path.len());
    path.split_at(end)
}

/// A path, which begins with a slash, without its segments `.` and `..`: RFC 3986 §5.2.4. A query behind it stays as it
/// is. Where such a segment ends the path, no slash stays behind the mailbox: RFC 5092 §9.1.
fn without_dot_segments(path: &[u8]) -> Vec<u8> {
    let (mut rest, query) = split_query(path);
    let mut url = Vec::with_capacity(path.len());
    while let [_, after @ ..] = rest {
        // Each segment with the slash before it.
        let end = first_not(after, |byte| byte != b'/').map_or(rest.len(), |end| end.saturating_add(1));
        let (segment, next) = rest.split_at(end);
        match segment {
            b"/." => {}
            b"/.." => url.truncate(url.iter().rposition(|&byte| byte == b'/').unwrap_or(0)),
            segment => url.extend_from_slice(segment),
        }
        rest = next;
    }
    if url.is_empty() {
        url.push(b'/');
    }
    url.extend_from_slice(query);
    url
}

impl FromStr for ImapUrl<'static> {
    type Err = ValueError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::try_from(text.as_bytes().to_vec())
    }
}

/// Writes the URL as it stands; it is ASCII.
impl fmt::Display for ImapUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(core::str::from_utf8(&self.0).unwrap_or_default())
    }
}

/// A URL in a response code: one that is not empty and has neither a space nor `]`, which would end the code.
///
/// ```text
/// S: a NO [BADURL /INBOX/;UID=4711] No such message
///                 ^^^^^^^^^^^^^^^^
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct RespUrl<'a>(ImapUrl<'a>);

bounded_static!(tuple RespUrl);

impl<'a> RespUrl<'a> {
    /// URL that the response code tells.
    pub fn as_url(&self) -> &ImapUrl<'a> {
        &self.0
    }
}

impl<'a> FromWire for RespUrl<'a> {
    type Parts = ImapUrl<'a>;

    #[inline]
    fn from_wire(url: Self::Parts) -> Self {
        Self(url)
    }
}

impl fmt::Debug for RespUrl<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'a> TryFrom<ImapUrl<'a>> for RespUrl<'a> {
    type Error = ValueError;

    #[inline]
    fn try_from(url: ImapUrl<'a>) -> Result<Self, ValueError> {
        match first_not(&url.0, |byte| !matches!(byte, b']' | b' ')) {
            Some(offset) => Err(ValueError::new("url-resp-text", offset)),
            None if url.0.is_empty() => Err(ValueError::new("url-resp-text", 0)),
            None => Ok(Self(url)),
        }
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for RespUrl<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Self::try_from(ImapUrl::arbitrary(u)?).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for ImapUrl<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        const URLS: &[&str] = &[
            "imap://example.com",
            "imap://joe;AUTH=*@example.com:143/",
            "imap://joe@example.com/INBOX;UIDVALIDITY=1/;UID=20/;SECTION=1.2",
            "/INBOX/;UID=7/;SECTION=HEADER.FIELDS%20(From)/;PARTIAL=0.1024",
            "foo/b%C3%A4r?SUBJECT%20%22x%22",
            ";SECTION=TEXT",
            "imap://joe@example.com/INBOX/;UID=20;EXPIRE=2006-10-24T23:59:59Z;URLAUTH=submit+fred",
            "imap://joe@example.com/INBOX/;UID=20;URLAUTH=anonymous:internal:91354a473744909de610943775f92038",
        ];
        Self::try_from(*u.choose(URLS)?).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

#[cfg(test)]
mod tests;
