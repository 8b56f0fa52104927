//! AUTHENTICATE. [RFC 9051 §6.2.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.2)

use core::fmt;

use crate::atom::Atom;
use crate::bounded::bounded_static;
use crate::error::ValueError;
use crate::names::wire_enum;
use crate::secret::Secret;
use crate::string::Binary;

wire_enum! {
    /// A way to authenticate: `auth-type`.
    ///
    /// ```text
    /// C: a AUTHENTICATE SCRAM-SHA-256
    ///                   ^^^^^^^^^^^^^
    /// ```
    /// The messages of the mechanism are opaque here.
    #[derive(PartialOrd, Ord)]
    pub enum AuthMechanism as AuthMechanismName, as text {
        /// Name and password in clear; only over TLS. [RFC 4616](https://www.rfc-editor.org/rfc/rfc4616)
        Plain = "PLAIN",
        /// Name and password in clear, asked for one by one; never standardised, only over TLS.
        Login = "LOGIN",
        /// The identity is known from below, such as a TLS certificate. [RFC 4422](https://www.rfc-editor.org/rfc/rfc4422)
        External = "EXTERNAL",
        /// Nobody in particular, with a trace such as a mail address. [RFC 4505](https://www.rfc-editor.org/rfc/rfc4505)
        Anonymous = "ANONYMOUS",
        /// The password keys an MD5 of the challenge. [RFC 2195](https://www.rfc-editor.org/rfc/rfc2195)
        CramMd5 = "CRAM-MD5",
        /// As CRAM-MD5 with more to it; historic. [RFC 2831](https://www.rfc-editor.org/rfc/rfc2831)
        DigestMd5 = "DIGEST-MD5",
        /// Both sides prove that they know the password. [RFC 5802](https://www.rfc-editor.org/rfc/rfc5802)
        ScramSha1 = "SCRAM-SHA-1",
        /// The same, bound to the TLS channel. [RFC 5802](https://www.rfc-editor.org/rfc/rfc5802)
        ScramSha1Plus = "SCRAM-SHA-1-PLUS",
        /// SCRAM with SHA-256. [RFC 7677](https://www.rfc-editor.org/rfc/rfc7677)
        ScramSha256 = "SCRAM-SHA-256",
        /// The same, bound to the TLS channel. [RFC 7677](https://www.rfc-editor.org/rfc/rfc7677)
        ScramSha256Plus = "SCRAM-SHA-256-PLUS",
        /// A bearer token of OAuth 2.0. [RFC 7628](https://www.rfc-editor.org/rfc/rfc7628)
        OAuthBearer = "OAUTHBEARER",
        /// Google's and Microsoft's bearer tokens, before [RFC 7628](https://www.rfc-editor.org/rfc/rfc7628)
        XOAuth2 = "XOAUTH2",
        /// Kerberos 5. [RFC 4752](https://www.rfc-editor.org/rfc/rfc4752)
        Gssapi = "GSSAPI",
        ..
        /// A mechanism without a variant.
        Other(OtherMechanism<'a>),
    }
}

/// A mechanism without a variant in [`AuthMechanism`]. Made by `AuthMechanism::from`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct OtherMechanism<'a>(Atom<'a>);

bounded_static!(tuple OtherMechanism);

impl AuthMechanism<'_> {
    /// The name as it is registered.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Other(other) => other.0.as_str(),
            known => known.kind().map_or("", AuthMechanismName::as_str),
        }
    }
}

impl<'a> From<Atom<'a>> for AuthMechanism<'a> {
    #[inline]
    fn from(name: Atom<'a>) -> Self {
        let known = AuthMechanismName::from_bytes(name.as_bytes()).and_then(Self::plain);
        known.unwrap_or(Self::Other(OtherMechanism(name)))
    }
}

impl<'a> TryFrom<&'a str> for AuthMechanism<'a> {
    type Error = ValueError;

    #[inline]
    fn try_from(name: &'a str) -> Result<Self, ValueError> {
        Atom::try_from(name).map(Self::from)
    }
}

impl fmt::Display for AuthMechanism<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Line of a client during AUTHENTICATE, which is not a command.
///
/// ```text
/// S: +
/// C: AHRpbQB0YW5zdGFhZnRhbnN0YWFm
/// ```
/// [RFC 9051 §6.2.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.2)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum AuthenticateData<'a> {
    /// Next message of the mechanism, not in base64.
    Response(Secret<Binary<'a>>),
    /// `*`: cancels the login.
    Cancel,
}

bounded_static!(enum AuthenticateData { Response(a); Cancel });

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for OtherMechanism<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let mechanism = AuthMechanism::from(Atom::arbitrary(u)?);
        let AuthMechanism::Other(other) = mechanism else { return Err(arbitrary::Error::IncorrectFormat) };
        Ok(other)
    }
}
