//! URLs that grant access to part of a mailbox. [RFC 4467](https://www.rfc-editor.org/rfc/rfc4467),
//! [RFC 5524](https://www.rfc-editor.org/rfc/rfc5524)

use alloc::vec::Vec;

use crate::body::BodyStructure;
use crate::bounded::{bounded_static, bounded_static_owned};
use crate::error::ValueError;
use crate::mailbox::Mailbox;
use crate::names::wire_enum;
use crate::nonempty::NonEmpty;
use crate::raw::{Unknown, place};
use crate::string::{AString, Binary, NString};
use crate::url::{FullUrl, RumpUrl};

wire_enum! {
    /// How the token of an authorized URL is made: `mechanism`.
    pub enum UrlAuthMechanism as UrlAuthMechanismName {
        /// In a way that only the server itself knows. [RFC 4467 §5](https://www.rfc-editor.org/rfc/rfc4467#section-5)
        Internal = "INTERNAL",
        ..
        /// A mechanism that this library does not know.
        Other(Unknown<'a, UrlAuthMechanism<'static>>),
    }
}

place!(UrlAuthMechanism: Mechanism, UrlAuthMechanismName);

/// Revokes all URLs that were authorized for a mailbox, or for all mailboxes of the user: RESETKEY.
///
/// ```text
/// C: a RESETKEY INBOX INTERNAL
/// ```
/// Requires [`Capability::UrlAuth`]. [RFC 4467 §7](https://www.rfc-editor.org/rfc/rfc4467#section-7)
///
/// [`Capability::UrlAuth`]: crate::capability::Capability::UrlAuth
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ResetKey<'a> {
    /// Mailbox whose key is reset; `None` resets those of all mailboxes.
    pub target: Option<KeyOf<'a>>,
}

bounded_static!(struct ResetKey { target });

impl<'a> ResetKey<'a> {
    /// Revokes the URLs of all mailboxes.
    pub const fn all() -> Self {
        Self { target: None }
    }

    /// Revokes the URLs of a mailbox: those by these mechanisms, or by all where none is given. Refuses a name that
    /// cannot be sent.
    pub fn of<M>(
        mailbox: M,
        mechanisms: impl IntoIterator<Item = UrlAuthMechanism<'a>>,
    ) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        let (mailbox, mechanisms) = (mailbox.try_into()?, mechanisms.into_iter().collect());
        Ok(Self { target: Some(KeyOf { mailbox, mechanisms }) })
    }
}

/// Which keys of a mailbox RESETKEY resets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct KeyOf<'a> {
    /// Name of the mailbox.
    pub mailbox: Mailbox<'a>,
    /// Mechanisms whose keys are reset; all if empty.
    pub mechanisms: Vec<UrlAuthMechanism<'a>>,
}

bounded_static!(struct KeyOf { mailbox, mechanisms });

/// Asks for authorized URLs: GENURLAUTH. The answer has one URL for each, in the same order.
///
/// ```text
/// C: a GENURLAUTH "imap://joe@example.com/INBOX/;uid=20/;section=1.2;urlauth=submit+fred" INTERNAL
/// S: * GENURLAUTH "imap://joe@example.com/INBOX/;uid=20/;section=1.2;urlauth=submit+fred:internal:91354a…"
/// ```
/// Requires [`Capability::UrlAuth`]. [RFC 4467 §7](https://www.rfc-editor.org/rfc/rfc4467#section-7)
///
/// [`Capability::UrlAuth`]: crate::capability::Capability::UrlAuth
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UrlRump<'a> {
    /// A URL with `;URLAUTH=` and who may use it, but without a token.
    pub url: RumpUrl<'a>,
    /// How the token shall be made.
    pub mechanism: UrlAuthMechanism<'a>,
}

bounded_static!(struct UrlRump { url, mechanism });

/// A URL whose data is asked for: `url-fetch-arg` of URLFETCH.
///
/// ```text
/// C: a URLFETCH "imap://joe@example.com/INBOX/;uid=20;urlauth=anonymous:internal:238234…"
/// C: b URLFETCH ("imap://joe@example.com/INBOX/;uid=20;urlauth=anonymous:internal:238234…" BINARY)
/// ```
/// [RFC 4467 §7](https://www.rfc-editor.org/rfc/rfc4467#section-7)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UrlFetchArg<'a> {
    /// URL to fetch the data of, with its authorization.
    pub url: FullUrl<'a>,
    /// What to return of it; the plain data where absent. Requires `URLAUTH=BINARY`. [RFC 5524 §3.1](https://www.rfc-editor.org/rfc/rfc5524#section-3.1)
    pub params: Option<UrlFetchParams<'a>>,
}

bounded_static!(struct UrlFetchArg { url, params });

wire_enum! {
    /// What URLFETCH returns of a URL: `url-fetch-param`. [RFC 5524 §3.1](https://www.rfc-editor.org/rfc/rfc5524#section-3.1)
    pub enum UrlFetchParam as UrlFetchParamName {
        /// The data as it is stored.
        Body = "BODY",
        /// The data without its transfer encoding.
        Binary = "BINARY",
        /// The structure of the part.
        BodyPartStructure = "BODYPARTSTRUCTURE",
        ..
        /// A parameter that this library does not know.
        Other(Unknown<'a, UrlFetchParam<'static>>),
    }
}

place!(UrlFetchParam: Alone, UrlFetchParamName);

/// What URLFETCH returns of a URL, each thing once, and not both BODY and BINARY: `*(SP url-fetch-param)`.
///
/// ```
/// use imap_types::urlauth::{UrlFetchParam, UrlFetchParams};
///
/// let params = UrlFetchParams::try_from(vec![UrlFetchParam::BodyPartStructure, UrlFetchParam::Binary])?;
/// assert_eq!(params.as_slice().len(), 2);
/// assert!(UrlFetchParams::try_from(vec![UrlFetchParam::Body, UrlFetchParam::Binary]).is_err());
/// # Ok::<(), imap_types::error::ValueError>(())
/// ```
/// [RFC 5524 §3.1](https://www.rfc-editor.org/rfc/rfc5524#section-3.1)
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct UrlFetchParams<'a>(Vec<UrlFetchParam<'a>>);

bounded_static!(tuple UrlFetchParams);

impl<'a> UrlFetchParams<'a> {
    /// The parameters, in order.
    pub fn as_slice(&self) -> &[UrlFetchParam<'a>] {
        &self.0
    }
}

impl<'a> TryFrom<Vec<UrlFetchParam<'a>>> for UrlFetchParams<'a> {
    type Error = ValueError;

    #[inline]
    fn try_from(params: Vec<UrlFetchParam<'a>>) -> Result<Self, ValueError> {
        let count = |name| params.iter().filter(|param| param.kind() == Some(name)).count();
        let [body, binary, structure] = [
            count(UrlFetchParamName::Body),
            count(UrlFetchParamName::Binary),
            count(UrlFetchParamName::BodyPartStructure),
        ];
        if body.saturating_add(binary) > 1 || structure > 1 {
            return Err(ValueError::new("url-fetch-param", 0));
        }
        Ok(Self(params))
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for UrlFetchParams<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut params = Vec::<UrlFetchParam<'a>>::arbitrary(u)?;
        let mut seen = Vec::new();
        params.retain(|param| {
            let name = param.kind().map(|name| match name {
                UrlFetchParamName::Body => UrlFetchParamName::Binary,
                name => name,
            });
            let is_first = name.is_none() || !seen.contains(&name);
            seen.push(name);
            is_first
        });
        Self::try_from(params).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

/// A URL with its data, in the answer to URLFETCH: `urlfetch-data`.
///
/// ```text
/// S: * URLFETCH "imap://joe@example.com/INBOX/;uid=20;urlauth=anonymous:internal:238234…" {28}
/// S: Si vis pacem, para bellum.
/// S:
/// ```
/// [RFC 4467 §8](https://www.rfc-editor.org/rfc/rfc4467#section-8)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UrlFetched<'a> {
    /// The URL, as it was asked for.
    pub url: FullUrl<'a>,
    /// Data of the URL, in the form that was asked for.
    pub data: UrlData<'a>,
}

bounded_static!(struct UrlFetched { url, data });

impl UrlFetched<'_> {
    /// The octets that the URL stands for: the plain data, or else the first element of `BODY` or `BINARY`; `None` where
    /// the server gives none.
    #[inline]
    pub fn text(&self) -> Option<&[u8]> {
        let elements = match &self.data {
            UrlData::Simple(data) => return data.as_ref().map(AString::as_bytes),
            UrlData::Extended(elements) => elements,
        };
        elements.iter().find_map(|element| match element {
            UrlMetadata::Body(data) => data.as_ref().map(AString::as_bytes),
            UrlMetadata::Binary(data) => data.as_ref().map(Binary::as_bytes),
            UrlMetadata::BodyPartStructure(_) | UrlMetadata::Other(_) => None,
        })
    }
}

/// The data of a URL.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum UrlData<'a> {
    /// The plain data; `None` where the URL is wrong, expired or not authorized.
    Simple(NString<'a>),
    /// What was asked for by parameters. [RFC 5524 §3.2](https://www.rfc-editor.org/rfc/rfc5524#section-3.2)
    Extended(NonEmpty<UrlMetadata<'a>>),
}

bounded_static!(
    enum UrlData {
        Simple(a),
        Extended(a),
    }
);

/// A URLFETCH response up to the octets of a literal, which come later, in pieces.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UrlFetchHead<'a> {
    /// The URL, as it was asked for.
    pub url: FullUrl<'a>,
    /// Index of the URL among those of the response, from zero.
    pub index: usize,
    /// What the octets are to the URL.
    pub data: UrlDataHead,
}

bounded_static!(struct UrlFetchHead { url, index, data });

/// What [`UrlData`] the octets are that a [`UrlFetchHead`] announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UrlDataHead {
    /// The plain data.
    Simple,
    /// Data of one element, or a string in it.
    Extended {
        /// Name of the element; `None` for one that this library does not know.
        kind: Option<UrlFetchParamName>,
        /// Index of the element among those of the URL, from zero.
        index: usize,
    },
}

bounded_static_owned!(UrlDataHead);

wire_enum! {
    /// One thing that URLFETCH returns of a URL: `url-metadata-el`.
    pub enum UrlMetadata of UrlFetchParamName {
        /// The data as it is stored.
        Body(NString<'a>),
        /// The data without its transfer encoding; `None` where that cannot be decoded.
        Binary(Option<Binary<'a>>),
        /// The structure of the part.
        BodyPartStructure(BodyStructure<'a>),
        ..
        /// An element that this library does not know.
        Other(Unknown<'a, UrlMetadata<'static>>),
    }
}

place!(UrlMetadata: Value, UrlFetchParamName);

/// Mechanisms by which URLs can be authorized in a mailbox: what follows the code URLMECH. INTERNAL, which every server
/// with URLAUTH has, is always among them.
///
/// ```text
/// S: * OK [URLMECH INTERNAL] done                                   the default: no others
/// S: * OK [URLMECH INTERNAL XSAMPLE=P34OKhO7VEkCbsiYY8rGEg==] done
///                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// [RFC 4467 §8](https://www.rfc-editor.org/rfc/rfc4467#section-8)
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UrlMechs<'a> {
    /// Mechanisms besides INTERNAL.
    pub others: Vec<UrlMech<'a>>,
}

bounded_static!(struct UrlMechs { others });

/// A mechanism of authorization with what a client needs to know for it: in the code URLMECH.
///
/// ```text
/// S: * OK [URLMECH INTERNAL XSAMPLE=P34OKhO7VEkCbsiYY8rGEg==] done
///                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// [RFC 4467 §9](https://www.rfc-editor.org/rfc/rfc4467#section-9)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UrlMech<'a> {
    /// Mechanism of the authorization.
    pub mechanism: UrlAuthMechanism<'a>,
    /// What follows its equals sign, not in base64.
    pub data: Option<Binary<'a>>,
}

bounded_static!(struct UrlMech { mechanism, data });
