//! Responses. [RFC 9051 §7](https://www.rfc-editor.org/rfc/rfc9051#section-7)

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::acl::{AclData, ListRightsData, MyRightsData};
use crate::annotatemore::Annotation;
use crate::atom::{Atom, Tag};
use crate::bounded::{bounded_static, bounded_static_owned};
use crate::capability::Capability;
use crate::code::Code;
use crate::convert::{Conversion, Converted};
use crate::error::ValueError;
use crate::fetch::MsgAtt;
use crate::flag::Flags;
use crate::id::IdParams;
use crate::jmap::JmapAccess;
use crate::language::{ComparatorData, LanguageData};
use crate::list::MailboxList;
use crate::metadata::Metadata;
use crate::names::wire_names;
use crate::namespace::Namespaces;
use crate::nonempty::NonEmpty;
use crate::number::{SeqNum, Uid};
use crate::quota::{Quota, QuotaRoot};
use crate::raw::{Raw, Unknown, place};
use crate::search::{ESearch, Search};
use crate::sequence::UidSet;
use crate::status::MailboxStatus;
use crate::text::Text;
use crate::thread::Threads;
use crate::trusted::FromWire;
use crate::uidbatches::UidBatchesData;
use crate::url::ImapUrl;
use crate::urlauth::UrlFetched;
use crate::xapplepush::XApplePushService;

/// One message of a server. The greeting is [`Data::Status`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Response<'a> {
    /// Completion of a command: `response-tagged`.
    Tagged(Tagged<'a>),
    /// Untagged data: `response-data`.
    Data(Data<'a>),
    /// The server waits for the rest of a command: `continue-req`.
    Continue(Continue<'a>),
}

bounded_static!(
    enum Response {
        Tagged(a),
        Data(a),
        Continue(a),
    }
);

const _: () = assert!(size_of::<Response<'_>>() <= 64);

/// Completion of a command.
///
/// ```text
/// S: A142 OK [READ-WRITE] SELECT completed
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Tagged<'a> {
    /// Tag of the command.
    pub tag: Tag<'a>,
    /// Outcome of the command.
    pub condition: Condition,
    /// Code for programs and text for people.
    pub text: RespText<'a>,
}

bounded_static!(struct Tagged { tag, condition, text });

/// Outcome of a command: `resp-cond-state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
pub enum Condition {
    /// The command succeeded.
    Ok,
    /// The command failed.
    No,
    /// The command is malformed, unknown, or illegal in this state.
    Bad,
}

/// A status response without a tag.
///
/// ```text
/// S: * OK [ALERT] System shutdown in 10 minutes
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Status<'a> {
    /// Condition that it tells.
    pub kind: StatusKind,
    /// Code for programs and text for people.
    pub text: RespText<'a>,
}

bounded_static!(struct Status { kind, text });

/// Condition of an untagged status response: `resp-cond-state`, `resp-cond-auth` and `resp-cond-bye`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
pub enum StatusKind {
    /// Information; as a greeting, a connection that is not authenticated yet.
    Ok,
    /// A warning.
    No,
    /// Error of the client that belongs to no known command.
    Bad,
    /// Greeting of a connection that is authenticated already.
    PreAuth,
    /// The server closes the connection; as a greeting, it refuses the connection.
    Bye,
}

bounded_static_owned!(Condition, StatusKind);

/// Code for programs and text for people of a status response: `resp-text`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RespText<'a> {
    code: Option<Box<Code<'a>>>,
    text: Text<'a>,
}

bounded_static!(struct RespText { code, text });

impl<'a> RespText<'a> {
    /// Text for people, behind a code for programs if there is one. Without a code, text that starts with `[` is
    /// refused, since it would be read as one.
    pub fn new(code: Option<Code<'a>>, text: Text<'a>) -> Result<Self, ValueError> {
        if code.is_none() && text.as_bytes().starts_with(b"[") {
            return Err(ValueError::new("text without \"[\"", 0));
        }
        Ok(Self::from_wire((code.map(Box::new), text)))
    }

    /// Response code, for programs.
    pub fn code(&self) -> Option<&Code<'a>> {
        self.code.as_deref()
    }

    /// Text, for people.
    pub fn text(&self) -> &Text<'a> {
        &self.text
    }
}

impl<'a> FromWire for RespText<'a> {
    type Parts = (Option<Box<Code<'a>>>, Text<'a>);

    #[inline]
    fn from_wire((code, text): Self::Parts) -> Self {
        Self { code, text }
    }
}

impl<'a> TryFrom<&'a str> for RespText<'a> {
    type Error = ValueError;

    fn try_from(text: &'a str) -> Result<Self, ValueError> {
        Self::new(None, Text::try_from(text)?)
    }
}

/// Continuation request: the server waits for a literal, for the next step of AUTHENTICATE, or for the end of IDLE.
///
/// ```text
/// S: + Ready for additional command text
/// ```
/// Whether the text is for people or base64 depends on the state of the session.
/// [RFC 9051 §7.6](https://www.rfc-editor.org/rfc/rfc9051#section-7.6)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Continue<'a> {
    /// All that follows the plus and the space.
    pub text: Text<'a>,
}

bounded_static!(struct Continue { text });

/// Untagged data: what stands after `*`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
pub enum Data<'a> {
    /// `OK`, `NO`, `BAD`, `PREAUTH`, `BYE`: a condition of the server or of the session, or the greeting.
    #[cfg_attr(feature = "serde", serde(rename = "Status"))]
    Status(Status<'a>),
    /// `CAPABILITY`: capabilities of the server. [RFC 9051 §7.2.2](https://www.rfc-editor.org/rfc/rfc9051#section-7.2.2)
    Capability(Vec<Capability<'a>>),
    /// `ENABLED`: extensions that ENABLE has switched on. [RFC 9051 §7.2.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.2.1)
    Enabled(Vec<Capability<'a>>),
    /// `ID`: identification of the server. [RFC 2971 §3.2](https://www.rfc-editor.org/rfc/rfc2971#section-3.2)
    Id(IdParams<'a>),
    /// `LIST`: a mailbox. [RFC 9051 §7.3.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.3.1)
    List(MailboxList<'a>),
    /// `LSUB`: a subscribed mailbox. IMAP4rev1 only. [RFC 3501 §7.2.3](https://www.rfc-editor.org/rfc/rfc3501#section-7.2.3)
    Lsub(MailboxList<'a>),
    /// `NAMESPACE`: prefixes of personal, other users' and shared mailboxes. [RFC 9051 §7.3.2](https://www.rfc-editor.org/rfc/rfc9051#section-7.3.2)
    Namespace(Box<Namespaces<'a>>),
    /// `STATUS`: numbers about a mailbox. [RFC 9051 §7.3.3](https://www.rfc-editor.org/rfc/rfc9051#section-7.3.3)
    #[cfg_attr(feature = "serde", serde(rename = "STATUS"))]
    MailboxStatus(MailboxStatus<'a>),
    /// `FLAGS`: flags that are in use in the mailbox. [RFC 9051 §7.3.5](https://www.rfc-editor.org/rfc/rfc9051#section-7.3.5)
    Flags(Flags<'a>),
    /// `SEARCH`: result of a search. IMAP4rev1 only. [RFC 3501 §7.2.5](https://www.rfc-editor.org/rfc/rfc3501#section-7.2.5)
    Search(Search),
    /// `ESEARCH`: result of a search. [RFC 9051 §7.3.4](https://www.rfc-editor.org/rfc/rfc9051#section-7.3.4)
    ESearch(Box<ESearch<'a>>),
    /// `SORT`: result of a SORT, in its order. [RFC 5256 §4](https://www.rfc-editor.org/rfc/rfc5256#section-4)
    Sort(Search),
    /// `THREAD`: result of a THREAD. [RFC 5256 §4](https://www.rfc-editor.org/rfc/rfc5256#section-4)
    Thread(Threads),
    /// `UIDBATCHES`: ranges of UIDs with about equally many messages. [RFC 10022 §3.1.2](https://www.rfc-editor.org/rfc/rfc10022#section-3.1.2)
    UidBatches(Box<UidBatchesData<'a>>),
    /// `EXISTS`: count of messages in the mailbox. [RFC 9051 §7.4.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.4.1)
    Exists(u32),
    /// `RECENT`: count of messages with `\Recent`. IMAP4rev1 only. [RFC 3501 §7.3.2](https://www.rfc-editor.org/rfc/rfc3501#section-7.3.2)
    Recent(u32),
    /// `EXPUNGE`: the message with this number is gone, and the numbers above it become one less. [RFC 9051 §7.5.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.5.1)
    Expunge(SeqNum),
    /// `VANISHED`: messages that are gone, by UID. [RFC 7162 §3.2.10](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.10)
    Vanished {
        /// Whether they had gone before the client asked; then no count changes.
        earlier: bool,
        /// UIDs of the messages.
        uids: UidSet,
    },
    /// `FETCH`: data of a message. [RFC 9051 §7.5.2](https://www.rfc-editor.org/rfc/rfc9051#section-7.5.2)
    Fetch {
        /// Sequence number of the message.
        seq: SeqNum,
        /// Data items.
        items: NonEmpty<MsgAtt<'a>>,
    },
    /// A mailbox with its special use, in answer to XLIST as Gmail had it.
    XList(MailboxList<'a>),
    /// Usage and limits of a quota root. [RFC 9208 §4.2.1](https://www.rfc-editor.org/rfc/rfc9208#section-4.2.1)
    Quota(Quota<'a>),
    /// The quota roots of a mailbox. [RFC 9208 §4.2.2](https://www.rfc-editor.org/rfc/rfc9208#section-4.2.2)
    QuotaRoot(QuotaRoot<'a>),
    /// The access control list of a mailbox. [RFC 4314 §3.6](https://www.rfc-editor.org/rfc/rfc4314#section-3.6)
    Acl(AclData<'a>),
    /// The rights that an identifier can be given. [RFC 4314 §3.7](https://www.rfc-editor.org/rfc/rfc4314#section-3.7)
    ListRights(Box<ListRightsData<'a>>),
    /// The user's own rights on a mailbox. [RFC 4314 §3.8](https://www.rfc-editor.org/rfc/rfc4314#section-3.8)
    MyRights(MyRightsData<'a>),
    /// Annotations of a mailbox or the server. [RFC 5464 §4.4](https://www.rfc-editor.org/rfc/rfc5464#section-4.4)
    Metadata(Box<Metadata<'a>>),
    /// Annotations of a mailbox or the server, as Cyrus has them.
    Annotation(Box<Annotation<'a>>),
    /// The language of texts, or those that there are. [RFC 5255 §3.3](https://www.rfc-editor.org/rfc/rfc5255#section-3.3)
    Language(LanguageData<'a>),
    /// How strings are compared. [RFC 5255 §4.8](https://www.rfc-editor.org/rfc/rfc5255#section-4.8)
    Comparator(ComparatorData<'a>),
    /// URLs that grant access, in the order in which they were asked for. [RFC 4467 §8](https://www.rfc-editor.org/rfc/rfc4467#section-8)
    GenUrlAuth(NonEmpty<ImapUrl<'a>>),
    /// URLs with their data. [RFC 4467 §8](https://www.rfc-editor.org/rfc/rfc4467#section-8)
    UrlFetch(NonEmpty<UrlFetched<'a>>),
    /// Where the same mail is to be had by JMAP. [RFC 9698 §4](https://www.rfc-editor.org/rfc/rfc9698#section-4)
    JmapAccess(JmapAccess<'a>),
    /// The server's topic of notifications for devices of Apple.
    XApplePushService(XApplePushService<'a>),
    /// Parts of a message converted, in answer to CONVERT. [RFC 5259 §8.1](https://www.rfc-editor.org/rfc/rfc5259#section-8.1)
    Converted(Box<Converted<'a>>),
    /// A conversion that the server can do, in answer to CONVERSIONS. [RFC 5259 §5.2](https://www.rfc-editor.org/rfc/rfc5259#section-5.2)
    Conversion(Box<Conversion<'a>>),
    /// Something about a message, by its UID: in place of `Fetch` once UIDONLY is enabled. [RFC 9586 §3.3](https://www.rfc-editor.org/rfc/rfc9586#section-3.3)
    UidFetch {
        /// UID of the message.
        uid: Uid,
        /// The items.
        items: NonEmpty<MsgAtt<'a>>,
    },
    /// Data that this library does not know.
    #[cfg_attr(feature = "serde", serde(rename = "Other"))]
    Other(Box<OtherData<'a>>),
}

bounded_static!(enum Data {
    Status(a), Capability(a), Enabled(a), Id(a), List(a), Lsub(a), Namespace(a), MailboxStatus(a), Flags(a), Search(a),
    ESearch(a), Sort(a), Thread(a), UidBatches(a), UidFetch { uid, items }, Exists(a), Recent(a), Expunge(a), Vanished { earlier, uids }, Fetch { seq, items }, XList(a), Quota(a), QuotaRoot(a), Acl(a), ListRights(a), MyRights(a), Metadata(a), Annotation(a), Language(a), Comparator(a), JmapAccess(a), GenUrlAuth(a), UrlFetch(a), XApplePushService(a), Converted(a), Conversion(a), Other(a)
});

/// Data that this library does not know.
///
/// ```text
/// S: * 12 XFETCH (A B)
///      ^^ ^^^^^^ ^^^^^
///      |  name   rest
///      number
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct OtherData<'a> {
    number: Option<u32>,
    data: Unknown<'a, Data<'static>>,
}

bounded_static!(struct OtherData { number, data });

impl<'a> OtherData<'a> {
    /// The number before the name.
    pub fn number(&self) -> Option<u32> {
        self.number
    }

    /// The name and what follows it.
    pub fn data(&self) -> &Unknown<'a, Data<'static>> {
        &self.data
    }
}

impl<'a> FromWire for OtherData<'a> {
    type Parts = (Option<u32>, Unknown<'a, Data<'static>>);

    #[inline]
    fn from_wire((number, data): Self::Parts) -> Self {
        Self { number, data }
    }
}

place!(@place Data: Data, DataName);

wire_names! {
    /// The names of [`Data`].
    pub enum DataName {
        /// `OK`
        Ok = "OK",
        /// `NO`
        No = "NO",
        /// `BAD`
        Bad = "BAD",
        /// `PREAUTH`
        Preauth = "PREAUTH",
        /// `BYE`
        Bye = "BYE",
        /// `CAPABILITY`
        Capability = "CAPABILITY",
        /// `ENABLED`
        Enabled = "ENABLED",
        /// `ID`
        Id = "ID",
        /// `LIST`
        List = "LIST",
        /// `LSUB`
        Lsub = "LSUB",
        /// `NAMESPACE`
        Namespace = "NAMESPACE",
        /// `STATUS`
        Status = "STATUS",
        /// `FLAGS`
        Flags = "FLAGS",
        /// `SEARCH`
        Search = "SEARCH",
        /// `ESEARCH`
        Esearch = "ESEARCH",
        /// `SORT`
        Sort = "SORT",
        /// `THREAD`
        Thread = "THREAD",
        /// `UIDBATCHES`
        UidBatches = "UIDBATCHES",
        /// `UIDFETCH`
        UidFetch = "UIDFETCH",
        /// `EXISTS`
        Exists = "EXISTS",
        /// `RECENT`
        Recent = "RECENT",
        /// `EXPUNGE`
        Expunge = "EXPUNGE",
        /// `VANISHED`
        Vanished = "VANISHED",
        /// `FETCH`
        Fetch = "FETCH",
        /// `XLIST`
        XList = "XLIST",
        /// `QUOTA`
        Quota = "QUOTA",
        /// `QUOTAROOT`
        QuotaRoot = "QUOTAROOT",
        /// `ACL`
        Acl = "ACL",
        /// `LISTRIGHTS`
        ListRights = "LISTRIGHTS",
        /// `MYRIGHTS`
        MyRights = "MYRIGHTS",
        /// `METADATA`
        Metadata = "METADATA",
        /// `ANNOTATION`
        Annotation = "ANNOTATION",
        /// `LANGUAGE`
        Language = "LANGUAGE",
        /// `COMPARATOR`
        Comparator = "COMPARATOR",
        /// `GENURLAUTH`
        GenUrlAuth = "GENURLAUTH",
        /// `URLFETCH`
        UrlFetch = "URLFETCH",
        /// `JMAPACCESS`
        JmapAccess = "JMAPACCESS",
        /// `XAPPLEPUSHSERVICE`
        XApplePushService = "XAPPLEPUSHSERVICE",
        /// `CONVERTED`
        Converted = "CONVERTED",
        /// `CONVERSION`
        Conversion = "CONVERSION",
    }
}

impl<'a> Data<'a> {
    /// Data that this library does not know: a name with values, after a number where it is about a message. A
    /// name that is itself a number is refused.
    pub fn other(number: Option<u32>, name: Atom<'a>, rest: Raw<'a>) -> Result<Self, ValueError> {
        let data = Unknown::new(name, rest)?;
        Ok(Self::Other(Box::new(OtherData { number, data })))
    }
}

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use arbitrary::{Arbitrary, Error, Result, Unstructured};

    use super::{Data, RespText};
    use crate::arbitrary_parts::unknown;

    impl<'a> Arbitrary<'a> for RespText<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Self::new(u.arbitrary()?, u.arbitrary()?).map_err(|_| Error::IncorrectFormat)
        }
    }

    impl<'a> Arbitrary<'a> for Data<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Ok(match u.int_in_range(0..=37)? {
                0 => Self::Status(u.arbitrary()?),
                1 => Self::Capability(u.arbitrary()?),
                2 => Self::Enabled(u.arbitrary()?),
                3 => Self::Id(u.arbitrary()?),
                4 => Self::List(u.arbitrary()?),
                5 => Self::Lsub(u.arbitrary()?),
                6 => Self::Namespace(u.arbitrary()?),
                7 => Self::MailboxStatus(u.arbitrary()?),
                8 => Self::Flags(u.arbitrary()?),
                9 => Self::Search(u.arbitrary()?),
                10 => Self::ESearch(u.arbitrary()?),
                11 => Self::Exists(u.arbitrary()?),
                12 => Self::Recent(u.arbitrary()?),
                13 => Self::Expunge(u.arbitrary()?),
                14 => Self::Vanished { earlier: u.arbitrary()?, uids: u.arbitrary()? },
                31 => Self::Sort(u.arbitrary()?),
                32 => Self::Thread(u.arbitrary()?),
                33 => Self::UidBatches(u.arbitrary()?),
                34 => Self::UidFetch { uid: u.arbitrary()?, items: u.arbitrary()? },
                15 | 16 => Self::Fetch { seq: u.arbitrary()?, items: u.arbitrary()? },
                18 => Self::XList(u.arbitrary()?),
                19 => Self::Quota(u.arbitrary()?),
                20 => Self::QuotaRoot(u.arbitrary()?),
                21 => Self::Acl(u.arbitrary()?),
                22 => Self::ListRights(u.arbitrary()?),
                23 => Self::MyRights(u.arbitrary()?),
                24 => Self::Metadata(u.arbitrary()?),
                25 => Self::Annotation(u.arbitrary()?),
                26 => Self::Language(u.arbitrary()?),
                27 => Self::Comparator(u.arbitrary()?),
                28 => Self::JmapAccess(u.arbitrary()?),
                29 => Self::XApplePushService(u.arbitrary()?),
                35 => Self::GenUrlAuth(u.arbitrary()?),
                36 => Self::UrlFetch(u.arbitrary()?),
                17 => Self::Converted(u.arbitrary()?),
                30 => Self::Conversion(u.arbitrary()?),
                _ => {
                    let number = u.arbitrary()?;
                    unknown(u, 2, |name, rest| Self::other(number, name, rest))?
                }
            })
        }
    }
}
