//! What a server can do. [RFC 9051 §7.2.2](https://www.rfc-editor.org/rfc/rfc9051#section-7.2.2)

use core::fmt;
use core::num::NonZeroU32;

use crate::atom::Atom;
use crate::auth::AuthMechanism;
use crate::bounded::bounded_static;
use crate::chars::eq_in_any_case;
use crate::error::ValueError;
use crate::language::I18nLevel;
use crate::names::wire_enum;
use crate::quota::ResourceName;
use crate::rights::{NewRights, Rights};
use crate::thread::ThreadAlgorithmName;
use crate::trusted::FromWire;

wire_enum! {
    /// One thing that a server says it can do.
    ///
    /// ```text
    /// S: * CAPABILITY IMAP4rev2 STARTTLS AUTH=PLAIN IDLE XPIG-LATIN
    ///                 ^^^^^^^^^ ^^^^^^^^ ^^^^^^^^^^ ^^^^ ^^^^^^^^^^
    /// ```
    /// Names are compared in any case. One that has no variant here is kept in `Other`.
    #[derive(PartialOrd, Ord)]
    pub enum Capability as CapabilityName, as text {
        /// The protocol of [RFC 3501](https://www.rfc-editor.org/rfc/rfc3501)
        Imap4Rev1 = "IMAP4rev1",
        /// The protocol of [RFC 9051](https://www.rfc-editor.org/rfc/rfc9051)
        Imap4Rev2 = "IMAP4rev2",
        /// STARTTLS: [RFC 9051 §6.2.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.1)
        StartTls = "STARTTLS",
        /// LOGIN must not be sent: [RFC 9051 §6.2.3](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.3)
        LoginDisabled = "LOGINDISABLED",
        /// literal8 in APPEND, BINARY items in FETCH: [RFC 3516](https://www.rfc-editor.org/rfc/rfc3516)
        Binary = "BINARY",
        /// `\HasChildren` in LIST: [RFC 3348](https://www.rfc-editor.org/rfc/rfc3348)
        Children = "CHILDREN",
        /// COMPRESS: [RFC 4978](https://www.rfc-editor.org/rfc/rfc4978)
        CompressDeflate = "COMPRESS=DEFLATE",
        /// Mod-sequences: [RFC 7162 §3.1](https://www.rfc-editor.org/rfc/rfc7162#section-3.1)
        CondStore = "CONDSTORE",
        /// CREATE with USE: [RFC 6154 §3](https://www.rfc-editor.org/rfc/rfc6154#section-3)
        CreateSpecialUse = "CREATE-SPECIAL-USE",
        /// ENABLE: [RFC 5161](https://www.rfc-editor.org/rfc/rfc5161)
        Enable = "ENABLE",
        /// SEARCH with `RETURN`: [RFC 4731](https://www.rfc-editor.org/rfc/rfc4731)
        ESearch = "ESEARCH",
        /// ID: [RFC 2971](https://www.rfc-editor.org/rfc/rfc2971)
        Id = "ID",
        /// IDLE: [RFC 2177](https://www.rfc-editor.org/rfc/rfc2177)
        Idle = "IDLE",
        /// LIST with options: [RFC 5258](https://www.rfc-editor.org/rfc/rfc5258)
        ListExtended = "LIST-EXTENDED",
        /// LIST with `RETURN (STATUS …)`: [RFC 5819](https://www.rfc-editor.org/rfc/rfc5819)
        ListStatus = "LIST-STATUS",
        /// Literals of up to 4,096 octets as `{n+}`, without waiting: [RFC 7888 §5](https://www.rfc-editor.org/rfc/rfc7888#section-5)
        LiteralMinus = "LITERAL-",
        /// Any literal as `{n+}`, without waiting: [RFC 7888](https://www.rfc-editor.org/rfc/rfc7888)
        LiteralPlus = "LITERAL+",
        /// MOVE: [RFC 6851](https://www.rfc-editor.org/rfc/rfc6851)
        Move = "MOVE",
        /// Several messages in one APPEND: [RFC 3502](https://www.rfc-editor.org/rfc/rfc3502)
        MultiAppend = "MULTIAPPEND",
        /// NAMESPACE: [RFC 2342](https://www.rfc-editor.org/rfc/rfc2342)
        Namespace = "NAMESPACE",
        /// Resynchronisation on SELECT: [RFC 7162 §3.2](https://www.rfc-editor.org/rfc/rfc7162#section-3.2)
        QResync = "QRESYNC",
        /// AUTHENTICATE with an initial response: [RFC 4959](https://www.rfc-editor.org/rfc/rfc4959)
        SaslIr = "SASL-IR",
        /// `$` for the result of a SEARCH: [RFC 5182](https://www.rfc-editor.org/rfc/rfc5182)
        SearchRes = "SEARCHRES",
        /// Special uses in LIST: [RFC 6154](https://www.rfc-editor.org/rfc/rfc6154)
        SpecialUse = "SPECIAL-USE",
        /// SIZE in STATUS: [RFC 8438](https://www.rfc-editor.org/rfc/rfc8438)
        StatusSize = "STATUS=SIZE",
        /// UID EXPUNGE, APPENDUID and COPYUID: [RFC 4315](https://www.rfc-editor.org/rfc/rfc4315)
        UidPlus = "UIDPLUS",
        /// UNAUTHENTICATE: [RFC 8437](https://www.rfc-editor.org/rfc/rfc8437)
        Unauthenticate = "UNAUTHENTICATE",
        /// UNSELECT: [RFC 3691](https://www.rfc-editor.org/rfc/rfc3691)
        Unselect = "UNSELECT",
        /// UTF-8 in names and headers, once enabled: [RFC 9755](https://www.rfc-editor.org/rfc/rfc9755)
        Utf8Accept = "UTF8=ACCEPT",
        /// As `UTF8=ACCEPT`, which must be enabled: [RFC 9755](https://www.rfc-editor.org/rfc/rfc9755)
        Utf8Only = "UTF8=ONLY",
        /// Access control lists: [RFC 4314](https://www.rfc-editor.org/rfc/rfc4314)
        Acl = "ACL",
        /// Annotations as Cyrus has them: draft-daboo-imap-annotatemore
        AnnotateMore = "ANNOTATEMORE",
        /// The server tells how far a command has come: [RFC 9585](https://www.rfc-editor.org/rfc/rfc9585)
        InProgress = "INPROGRESS",
        /// GETJMAPACCESS: [RFC 9698](https://www.rfc-editor.org/rfc/rfc9698)
        JmapAccess = "JMAPACCESS",
        /// Texts in the user's language: [RFC 5255](https://www.rfc-editor.org/rfc/rfc5255)
        Language = "LANGUAGE",
        /// LIST with `RETURN (METADATA …)`: [RFC 9590](https://www.rfc-editor.org/rfc/rfc9590)
        ListMetadata = "LIST-METADATA",
        /// LIST with `RETURN (MYRIGHTS)`: [RFC 8440](https://www.rfc-editor.org/rfc/rfc8440)
        ListMyRights = "LIST-MYRIGHTS",
        /// RLIST and RLSUB, mailboxes on other servers: [RFC 2193](https://www.rfc-editor.org/rfc/rfc2193)
        MailboxReferrals = "MAILBOX-REFERRALS",
        /// APPEND from pieces, some of which the server has: [RFC 4469](https://www.rfc-editor.org/rfc/rfc4469)
        Catenate = "CATENATE",
        /// REFERRAL in the answers to LOGIN and AUTHENTICATE: [RFC 2221](https://www.rfc-editor.org/rfc/rfc2221)
        LoginReferrals = "LOGIN-REFERRALS",
        /// REPLACE and UID REPLACE: [RFC 8508](https://www.rfc-editor.org/rfc/rfc8508)
        Replace = "REPLACE",
        /// GENURLAUTH, RESETKEY and URLFETCH: [RFC 4467](https://www.rfc-editor.org/rfc/rfc4467)
        UrlAuth = "URLAUTH",
        /// Parameters of URLFETCH, as the text of the RFC names it: [RFC 5524](https://www.rfc-editor.org/rfc/rfc5524)
        UrlAuthBinary = "URLAUTH=BINARY",
        /// The same, as it is registered: [RFC 5524](https://www.rfc-editor.org/rfc/rfc5524)
        UrlFetchBinary = "URLFETCH=BINARY",
        /// `;PARTIAL=` in the URLs of CATENATE and URLFETCH: [RFC 5550](https://www.rfc-editor.org/rfc/rfc5550)
        UrlPartial = "URL-PARTIAL",
        /// Annotations of mailboxes and of the server: [RFC 5464](https://www.rfc-editor.org/rfc/rfc5464)
        Metadata = "METADATA",
        /// Annotations of the server only: [RFC 5464](https://www.rfc-editor.org/rfc/rfc5464)
        MetadataServer = "METADATA-SERVER",
        /// NOTIFY: [RFC 5465](https://www.rfc-editor.org/rfc/rfc5465)
        Notify = "NOTIFY",
        /// GETQUOTA and GETQUOTAROOT: [RFC 9208](https://www.rfc-editor.org/rfc/rfc9208)
        Quota = "QUOTA",
        /// SETQUOTA: [RFC 9208](https://www.rfc-editor.org/rfc/rfc9208)
        QuotaSet = "QUOTASET",
        /// As `QUOTASET`, which one server writes so
        QuotaEqualsSet = "QUOTA=SET",
        /// Notifications for devices of Apple
        XApplePushService = "XAPPLEPUSHSERVICE",
        /// XLIST, LIST with special uses as Gmail had it
        XList = "XLIST",
        /// Annotations of messages: [RFC 5257](https://www.rfc-editor.org/rfc/rfc5257)
        AnnotateExperiment1 = "ANNOTATE-EXPERIMENT-1",
        /// A largest message that APPEND takes, which STATUS tells for each mailbox: [RFC 7889](https://www.rfc-editor.org/rfc/rfc7889)
        AppendLimit = "APPENDLIMIT",
        /// `CONTEXT`, `UPDATE` and `PARTIAL` in SEARCH, and CANCELUPDATE: [RFC 5267](https://www.rfc-editor.org/rfc/rfc5267)
        ContextSearch = "CONTEXT=SEARCH",
        /// The same in SORT: [RFC 5267](https://www.rfc-editor.org/rfc/rfc5267)
        ContextSort = "CONTEXT=SORT",
        /// CONVERT and CONVERSIONS: [RFC 5259](https://www.rfc-editor.org/rfc/rfc5259)
        Convert = "CONVERT",
        /// SORT with `RETURN`: [RFC 5267](https://www.rfc-editor.org/rfc/rfc5267)
        ESort = "ESORT",
        /// The search key `FILTER`: [RFC 5466](https://www.rfc-editor.org/rfc/rfc5466)
        Filters = "FILTERS",
        /// ESEARCH, a search in several mailboxes: [RFC 7377](https://www.rfc-editor.org/rfc/rfc7377)
        MultiSearch = "MULTISEARCH",
        /// Identifiers of mailboxes, messages and threads: [RFC 8474](https://www.rfc-editor.org/rfc/rfc8474)
        ObjectId = "OBJECTID",
        /// Pages of SEARCH results and of UID FETCH: [RFC 9394](https://www.rfc-editor.org/rfc/rfc9394)
        Partial = "PARTIAL",
        /// The start of a message's text in FETCH: [RFC 8970](https://www.rfc-editor.org/rfc/rfc8970)
        Preview = "PREVIEW",
        /// The date at which a message came into its mailbox: [RFC 8514](https://www.rfc-editor.org/rfc/rfc8514)
        SaveDate = "SAVEDATE",
        /// The search key `FUZZY`, and relevance: [RFC 6203](https://www.rfc-editor.org/rfc/rfc6203)
        SearchFuzzy = "SEARCH=FUZZY",
        /// SORT and UID SORT: [RFC 5256](https://www.rfc-editor.org/rfc/rfc5256)
        Sort = "SORT",
        /// Sorting by the names of people: [RFC 5957](https://www.rfc-editor.org/rfc/rfc5957)
        SortDisplay = "SORT=DISPLAY",
        /// UIDBATCHES: [RFC 10022](https://www.rfc-editor.org/rfc/rfc10022)
        UidBatches = "UIDBATCHES",
        /// A connection without sequence numbers, once enabled: [RFC 9586](https://www.rfc-editor.org/rfc/rfc9586)
        UidOnly = "UIDONLY",
        /// Obsolete: [RFC 5738](https://www.rfc-editor.org/rfc/rfc5738)
        Utf8All = "UTF8=ALL",
        /// Obsolete: [RFC 5738](https://www.rfc-editor.org/rfc/rfc5738)
        Utf8Append = "UTF8=APPEND",
        /// Obsolete: [RFC 5738](https://www.rfc-editor.org/rfc/rfc5738)
        Utf8User = "UTF8=USER",
        /// The search keys `OLDER` and `YOUNGER`: [RFC 5032](https://www.rfc-editor.org/rfc/rfc5032)
        Within = "WITHIN",
        /// The protocol of [RFC 1730](https://www.rfc-editor.org/rfc/rfc1730), which very old servers name
        Imap4 = "IMAP4",
        /// All identifiers in one item, also of accounts: draft-ietf-mailmaint-imap-objectid-bis, which may still change
        ObjectIdPlus = "OBJECTID+",
        /// A draft of `PREVIEW`, which Dovecot has
        PreviewFuzzy = "PREVIEW=FUZZY",
        /// The search key `INTHREAD` of a draft, which Dovecot and Cyrus have
        SearchInThread = "SEARCH=INTHREAD",
        /// The search key `MIMEPART` of Dovecot
        SearchXMimePart = "SEARCH=X-MIMEPART",
        /// An older draft of `PREVIEW`, which Dovecot has
        SnippetFuzzy = "SNIPPET=FUZZY",
        /// The sort key `MODSEQ` of Cyrus
        SortModSeq = "SORT=MODSEQ",
        /// The sort key `UID` of Cyrus
        SortUid = "SORT=UID",
        /// Identifiers, labels and the search of Gmail
        XGmExt1 = "X-GM-EXT-1",
        /// Yahoo's variant of `HIGHESTMODSEQ`
        XymHighestModSeq = "XYMHIGHESTMODSEQ",
        /// A SASL mechanism that AUTHENTICATE takes: [RFC 9051 §6.2.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.2)
        Auth(AuthMechanism<'a>) = "AUTH=",
        /// Level of support for international comparison of strings: [RFC 5255](https://www.rfc-editor.org/rfc/rfc5255)
        I18nLevel(I18nLevel) = "I18NLEVEL=",
        /// The most messages that one command can process: [RFC 9738](https://www.rfc-editor.org/rfc/rfc9738)
        MessageLimit(NonZeroU32) = "MESSAGELIMIT=",
        /// A resource that quotas can limit: [RFC 9208 §3.1.1](https://www.rfc-editor.org/rfc/rfc9208#section-3.1.1)
        QuotaResource(ResourceName) = "QUOTA=RES-",
        /// Rights that RFC 2086 does not define: [RFC 4314 §2.2](https://www.rfc-editor.org/rfc/rfc4314#section-2.2)
        Rights(NewRights) = "RIGHTS=",
        /// The largest message that APPEND takes, in octets; 0 if it takes none: [RFC 7889](https://www.rfc-editor.org/rfc/rfc7889)
        AppendLimitOctets(u32) = "APPENDLIMIT=",
        /// The most messages that one COPY, MOVE or APPEND can store: [RFC 9738](https://www.rfc-editor.org/rfc/rfc9738)
        SaveLimit(NonZeroU32) = "SAVELIMIT=",
        /// A way to group messages that THREAD knows: [RFC 5256](https://www.rfc-editor.org/rfc/rfc5256)
        Thread(ThreadAlgorithmName) = "THREAD=",
        /// Sieve scripts that run when messages change, and where they are kept: [RFC 6785](https://www.rfc-editor.org/rfc/rfc6785)
        ImapSieve(SieveUrl<'a>) = "IMAPSIEVE=",
        ..
        /// A capability without a variant.
        Other(OtherCapability<'a>),
        /// A known capability whose argument breaks its grammar, such as `MESSAGELIMIT=0`. A caller cannot make one.
        Malformed(MalformedCapability<'a>),
    }
}

/// A capability without a variant in [`Capability`]. Made by `Capability::try_from`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct OtherCapability<'a>(Atom<'a>);

impl<'a> OtherCapability<'a> {
    /// The capability as the peer or the caller wrote it, with its argument: `XFOO` or `XFOO=7`.
    pub fn as_atom(&self) -> &Atom<'a> {
        &self.0
    }
}

bounded_static!(tuple OtherCapability);

/// A known capability with an argument that it cannot have, as a server has sent it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct MalformedCapability<'a>(Atom<'a>);

impl<'a> MalformedCapability<'a> {
    /// The capability as the server wrote it, with its argument: `MESSAGELIMIT=0`.
    pub fn as_atom(&self) -> &Atom<'a> {
        &self.0
    }
}

bounded_static!(tuple MalformedCapability);

/// URL of a ManageSieve server, the argument of `IMAPSIEVE=`: an atom that begins with `sieve://`.
///
/// ```text
/// S: * CAPABILITY IMAP4rev1 METADATA IMAPSIEVE=sieve://sieve.example.com
///                                              ^^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// [RFC 6785 §3.1](https://www.rfc-editor.org/rfc/rfc6785#section-3.1)
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct SieveUrl<'a>(Atom<'a>);

bounded_static!(tuple SieveUrl);

impl<'a> SieveUrl<'a> {
    /// URL as it is written in the capability.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

fn is_sieve_url(octets: &[u8]) -> bool {
    const SCHEME: &[u8] = b"sieve://";
    matches!(octets.split_at_checked(SCHEME.len()), Some((scheme, [_, ..])) if eq_in_any_case(scheme, SCHEME))
}

impl<'a> TryFrom<Atom<'a>> for SieveUrl<'a> {
    type Error = ValueError;

    #[inline]
    fn try_from(url: Atom<'a>) -> Result<Self, ValueError> {
        if is_sieve_url(url.as_bytes()) { Ok(Self(url)) } else { Err(ValueError::new("sieveurl", 0)) }
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for SieveUrl<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let url = *u.choose(&["sieve://example.com", "SIEVE://a:4190/joe"])?;
        Atom::try_from(url).and_then(Self::try_from).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

impl<'a> Capability<'a> {
    /// The name as it is registered: up to the equals sign where an argument follows.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Other(other) => other.0.as_str(),
            Self::Malformed(malformed) => malformed.0.as_str(),
            known => known.kind().map_or("", CapabilityName::as_str),
        }
    }

    /// The capability whose name takes an argument, by its argument; `None` for one that may be to come, and for one that
    /// keeps what is written. Refuses what the name cannot have, which begins there.
    fn with_argument(name: CapabilityName, argument: &[u8], at: usize) -> Result<Option<Self>, ValueError> {
        let wrong = ValueError::new("capability", at);
        let limit = nz_number(argument);
        Ok(match name {
            CapabilityName::Auth if argument.is_empty() => return Err(ValueError::new("auth-type", at)),
            CapabilityName::ImapSieve if !is_sieve_url(argument) => {
                return Err(ValueError::new("sieveurl", at));
            }
            // RFC 9208 §7 and RFC 5256 §5: resources and algorithms to come are atoms.
            CapabilityName::QuotaResource | CapabilityName::Thread if argument.is_empty() => {
                return Err(wrong);
            }
            CapabilityName::QuotaResource => ResourceName::from_bytes(argument).map(Self::QuotaResource),
            CapabilityName::Thread => ThreadAlgorithmName::from_bytes(argument).map(Self::Thread),
            CapabilityName::Rights => {
                let rights = Rights::try_from(argument).and_then(NewRights::try_from);
                Some(Self::Rights(rights.map_err(|_| wrong)?))
            }
            CapabilityName::I18nLevel if limit.is_none() => return Err(wrong),
            CapabilityName::I18nLevel => I18nLevel::from_bytes(argument).map(Self::I18nLevel),
            CapabilityName::MessageLimit => Some(Self::MessageLimit(limit.ok_or(wrong)?)),
            CapabilityName::SaveLimit => Some(Self::SaveLimit(limit.ok_or(wrong)?)),
            CapabilityName::AppendLimitOctets if argument == b"0" => Some(Self::AppendLimitOctets(0)),
            CapabilityName::AppendLimitOctets => Some(Self::AppendLimitOctets(limit.ok_or(wrong)?.get())),
            _ => None,
        })
    }

    /// The capability with this name and argument, in any case. Where a known name has an argument that it cannot have, the
    /// error, with the name back.
    #[inline]
    fn named(name: Atom<'a>) -> Result<Self, (ValueError, Atom<'a>)> {
        let Some((known, argument)) = split(name.as_bytes()) else {
            return Ok(Self::Other(OtherCapability(name)));
        };
        let at = name.as_bytes().len().saturating_sub(argument.len());
        match Self::with_argument(known, argument, at) {
            Ok(Some(capability)) => Ok(capability),
            Ok(None) if known == CapabilityName::Auth => Ok(Self::Auth(name.skip(at).into())),
            Ok(None) if known == CapabilityName::ImapSieve => Ok(Self::ImapSieve(SieveUrl(name.skip(at)))),
            Ok(None) => Ok(Self::Other(OtherCapability(name))),
            Err(error) => Err((error, name)),
        }
    }
}

/// The name that takes an argument, and the argument.
#[inline]
fn split(octets: &[u8]) -> Option<(CapabilityName, &[u8])> {
    let at = octets.iter().position(|&octet| octet == b'=')?;
    let of = |(start, argument)| CapabilityName::from_bytes(start).map(|name| (name, argument));
    of(octets.split_at(at.saturating_add(1))).or_else(|| {
        // The one name with more than a word before its argument is QUOTA=RES-.
        octets.split_at_checked(CapabilityName::QuotaResource.as_str().len()).and_then(of)
    })
}

/// `nz-number`, without leading zeros, so that it is written as it was read.
fn nz_number(octets: &[u8]) -> Option<NonZeroU32> {
    let [b'1'..=b'9', ..] = octets else { return None };
    let add = |number: u32, octet: &u8| match octet {
        b'0'..=b'9' => number.checked_mul(10)?.checked_add(u32::from(octet.wrapping_sub(b'0'))),
        _ => None,
    };
    NonZeroU32::new(octets.iter().try_fold(0, add)?)
}

/// Refuses a known name with an argument that it cannot have.
impl<'a> TryFrom<Atom<'a>> for Capability<'a> {
    type Error = ValueError;

    #[inline]
    fn try_from(name: Atom<'a>) -> Result<Self, ValueError> {
        match CapabilityName::from_bytes(name.as_bytes()).and_then(Self::plain) {
            Some(capability) => Ok(capability),
            None => Self::named(name).map_err(|(error, _)| error),
        }
    }
}

/// The capability whose name is not that of one without an argument.
impl<'a> FromWire for Capability<'a> {
    type Parts = Atom<'a>;

    fn from_wire(name: Self::Parts) -> Self {
        Self::named(name).unwrap_or_else(|(_, name)| Self::Malformed(MalformedCapability(name)))
    }
}

impl<'a> TryFrom<&'a str> for Capability<'a> {
    type Error = ValueError;

    #[inline]
    fn try_from(name: &'a str) -> Result<Self, ValueError> {
        Atom::try_from(name)?.try_into()
    }
}

impl fmt::Display for Capability<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())?;
        match self {
            Self::Auth(mechanism) => mechanism.fmt(f),
            Self::I18nLevel(level) => level.fmt(f),
            Self::MessageLimit(limit) | Self::SaveLimit(limit) => limit.fmt(f),
            Self::AppendLimitOctets(limit) => limit.fmt(f),
            Self::Thread(algorithm) => algorithm.fmt(f),
            Self::QuotaResource(resource) => resource.fmt(f),
            Self::Rights(rights) => rights.rights().fmt(f),
            Self::ImapSieve(url) => f.write_str(url.as_str()),
            _ => Ok(()),
        }
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for OtherCapability<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let capability = Capability::try_from(Atom::arbitrary(u)?);
        let Ok(Capability::Other(other)) = capability else { return Err(arbitrary::Error::IncorrectFormat) };
        Ok(other)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn a_name_is_known_in_any_case() {
        for capability in Capability::PLAIN.iter().flatten() {
            let name = capability.to_string();
            assert_eq!(Capability::try_from(&*name).as_ref(), Ok(capability));
            assert_eq!(Capability::try_from(&*name.to_lowercase()).as_ref(), Ok(capability));
        }
        assert_eq!(Capability::try_from("auth=plain"), Ok(Capability::Auth(AuthMechanism::Plain)));
        assert_eq!(Capability::try_from("XPIG-LATIN").unwrap().to_string(), "XPIG-LATIN");
    }

    #[test]
    fn an_argument_is_typed_where_it_is_right() {
        for (text, capability) in [
            ("quota=res-storage", Capability::QuotaResource(ResourceName::Storage)),
            ("RIGHTS=kxte", Capability::Rights(NewRights::TEXK)),
            ("I18NLEVEL=2", Capability::I18nLevel(I18nLevel::Two)),
            ("QUOTA=SET", Capability::QuotaEqualsSet),
            (
                "IMAPSIEVE=sieve://sieve.example.com",
                Capability::ImapSieve(
                    SieveUrl::try_from(Atom::try_from("sieve://sieve.example.com").unwrap()).unwrap(),
                ),
            ),
            ("MESSAGELIMIT=1000", Capability::MessageLimit(1000.try_into().unwrap())),
        ] {
            assert_eq!(Capability::try_from(text).as_ref(), Ok(&capability));
            assert!(capability.to_string().eq_ignore_ascii_case(text), "{capability}");
        }
        for other in ["QUOTA=RES-X", "THREAD=X", "I18NLEVEL=3", "SORT=X", "X-RIGHTS=1"] {
            let capability = Capability::try_from(other).unwrap();
            assert!(matches!(capability, Capability::Other(_)), "{other}");
            assert_eq!(capability.to_string(), other);
        }
        for (malformed, offset) in [
            ("AUTH=", 5),
            ("QUOTA=RES-", 10),
            ("IMAPSIEVE=http://x", 10),
            ("imapsieve=sieve://", 10),
            ("IMAPSIEVE=", 10),
            ("RIGHTS=KX", 7),
            ("RIGHTS=", 7),
            ("RIGHTS=x1", 7),
            ("THREAD=", 7),
            ("I18NLEVEL=one", 10),
            ("MESSAGELIMIT=0", 13),
            ("MESSAGELIMIT=01", 13),
            ("SAVELIMIT=", 10),
            ("APPENDLIMIT=4294967296", 12),
        ] {
            let error = Capability::try_from(malformed).unwrap_err();
            assert_eq!(error.offset, offset, "{malformed}: {error}");
            let kept = Capability::from_wire(Atom::try_from(malformed).unwrap());
            assert!(matches!(kept, Capability::Malformed(_)) && kept.kind().is_none(), "{malformed}");
            assert_eq!(kept.to_string(), malformed);
        }
    }
}
