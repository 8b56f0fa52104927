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
use crate::fetch::{FetchHead, MsgAtt};
use crate::flag::Flags;
use crate::id::IdParams;
use crate::jmap::JmapAccess;
use crate::language::{ComparatorData, LanguageData};
use crate::list::MailboxList;
use crate::mailbox::Mailbox;
use crate::messages::messages;
use crate::metadata::{Metadata, MetadataHead};
use crate::namespace::Namespaces;
use crate::nonempty::NonEmpty;
use crate::number::{SeqNum, Uid};
use crate::quota::{Quota, QuotaRoot};
use crate::raw::{Raw, Unknown, place};
use crate::search::{ESearch, SearchNumbers};
use crate::sequence::UidSet;
use crate::status::MailboxStatus;
use crate::text::Text;
use crate::thread::Threads;
use crate::trusted::FromWire;
use crate::uidbatches::UidBatchesData;
use crate::url::FullUrl;
use crate::urlauth::{UrlFetchHead, UrlFetched};
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
    /// A warning, about something that does not end a command.
    No,
    /// Error of the client that belongs to no known command.
    Bad,
    /// Greeting of a connection that is authenticated already.
    PreAuth,
    /// The server closes the connection; as a greeting, it refuses the connection.
    Bye,
}

bounded_static_owned!(Condition, StatusKind);

impl StatusKind {
    /// Name of the response.
    pub const fn name(self) -> DataName {
        match self {
            Self::Ok => DataName::Ok,
            Self::No => DataName::No,
            Self::Bad => DataName::Bad,
            Self::PreAuth => DataName::PreAuth,
            Self::Bye => DataName::Bye,
        }
    }
}

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
    #[inline]
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

    #[inline]
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

messages! {
    /// Untagged data: what stands after `*`.
    pub enum Data as DataName, listed by each_data {
        /// `CAPABILITY`: capabilities of the server. [RFC 9051 §7.2.2](https://www.rfc-editor.org/rfc/rfc9051#section-7.2.2)
        Capability(capabilities: Vec<Capability<'a>>) = "CAPABILITY", mailboxes [];
        /// `ENABLED`: extensions that ENABLE has switched on. [RFC 9051 §7.2.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.2.1)
        Enabled(capabilities: Vec<Capability<'a>>) = "ENABLED", mailboxes [];
        /// `ID`: identification of the server. [RFC 2971 §3.2](https://www.rfc-editor.org/rfc/rfc2971#section-3.2)
        Id(params: IdParams<'a>) = "ID", mailboxes [];
        /// `LIST`: a mailbox. [RFC 9051 §7.3.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.3.1)
        List(list: MailboxList<'a>) = "LIST", mailboxes [&list.mailbox];
        /// `LSUB`: a subscribed mailbox. IMAP4rev1 only. [RFC 3501 §7.2.3](https://www.rfc-editor.org/rfc/rfc3501#section-7.2.3)
        Lsub(list: MailboxList<'a>) = "LSUB", mailboxes [&list.mailbox];
        /// `NAMESPACE`: prefixes of personal, other users' and shared mailboxes. [RFC 9051 §7.3.2](https://www.rfc-editor.org/rfc/rfc9051#section-7.3.2)
        Namespace(namespaces: Box<Namespaces<'a>>) = "NAMESPACE", mailboxes [];
        /// `STATUS`: numbers about a mailbox. [RFC 9051 §7.3.3](https://www.rfc-editor.org/rfc/rfc9051#section-7.3.3)
        MailboxStatus(status: MailboxStatus<'a>) = "STATUS", mailboxes [&status.mailbox];
        /// `FLAGS`: flags that are in use in the mailbox. [RFC 9051 §7.3.5](https://www.rfc-editor.org/rfc/rfc9051#section-7.3.5)
        Flags(flags: Flags<'a>) = "FLAGS", mailboxes [];
        /// `SEARCH`: result of a search. IMAP4rev1 only. [RFC 3501 §7.2.5](https://www.rfc-editor.org/rfc/rfc3501#section-7.2.5)
        Search(search: SearchNumbers) = "SEARCH", mailboxes [];
        /// `ESEARCH`: result of a search. [RFC 9051 §7.3.4](https://www.rfc-editor.org/rfc/rfc9051#section-7.3.4)
        ESearch(search: Box<ESearch<'a>>) = "ESEARCH", mailboxes [search.mailbox.as_ref()];
        /// `SORT`: result of a SORT, in its order. [RFC 5256 §4](https://www.rfc-editor.org/rfc/rfc5256#section-4)
        Sort(search: SearchNumbers) = "SORT", mailboxes [];
        /// `THREAD`: result of a THREAD. [RFC 5256 §4](https://www.rfc-editor.org/rfc/rfc5256#section-4)
        Thread(threads: Threads) = "THREAD", mailboxes [];
        /// `UIDBATCHES`: ranges of UIDs with about equally many messages. [RFC 10022 §3.1.2](https://www.rfc-editor.org/rfc/rfc10022#section-3.1.2)
        UidBatches(batches: Box<UidBatchesData<'a>>) = "UIDBATCHES", mailboxes [];
        /// `EXISTS`: count of messages in the mailbox. [RFC 9051 §7.4.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.4.1)
        Exists(count: u32) = "EXISTS", by hand, mailboxes [];
        /// `RECENT`: count of messages with `\Recent`. IMAP4rev1 only. [RFC 3501 §7.3.2](https://www.rfc-editor.org/rfc/rfc3501#section-7.3.2)
        Recent(count: u32) = "RECENT", by hand, mailboxes [];
        /// `EXPUNGE`: the message with this number is gone, and the numbers above it become one less. [RFC 9051 §7.5.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.5.1)
        Expunge(seq: SeqNum) = "EXPUNGE", by hand, mailboxes [];
        /// `VANISHED`: messages that are gone, by UID. [RFC 7162 §3.2.10](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.10)
        Vanished {
            /// Whether they had gone before the client asked; then no count changes.
            earlier: bool,
            /// UIDs of the messages.
            uids: UidSet,
        } = "VANISHED", by hand, mailboxes [];
        /// `FETCH`: data of a message. [RFC 9051 §7.5.2](https://www.rfc-editor.org/rfc/rfc9051#section-7.5.2)
        Fetch {
            /// Sequence number of the message.
            seq: SeqNum,
            /// Data items of the message.
            items: NonEmpty<MsgAtt<'a>>,
        } = "FETCH", by hand, mailboxes [];
        /// `XLIST`: a mailbox with its special use, in answer to XLIST as Gmail had it.
        XList(list: MailboxList<'a>) = "XLIST", mailboxes [&list.mailbox];
        /// `QUOTA`: usage and limits of a quota root. [RFC 9208 §4.2.1](https://www.rfc-editor.org/rfc/rfc9208#section-4.2.1)
        Quota(quota: Quota<'a>) = "QUOTA", mailboxes [];
        /// `QUOTAROOT`: the quota roots of a mailbox. [RFC 9208 §4.2.2](https://www.rfc-editor.org/rfc/rfc9208#section-4.2.2)
        QuotaRoot(root: QuotaRoot<'a>) = "QUOTAROOT", mailboxes [&root.mailbox];
        /// `ACL`: the access control list of a mailbox. [RFC 4314 §3.6](https://www.rfc-editor.org/rfc/rfc4314#section-3.6)
        Acl(acl: AclData<'a>) = "ACL", mailboxes [&acl.mailbox];
        /// `LISTRIGHTS`: the rights that an identifier can be given. [RFC 4314 §3.7](https://www.rfc-editor.org/rfc/rfc4314#section-3.7)
        ListRights(list: Box<ListRightsData<'a>>) = "LISTRIGHTS", mailboxes [&list.mailbox];
        /// `MYRIGHTS`: the user's own rights on a mailbox. [RFC 4314 §3.8](https://www.rfc-editor.org/rfc/rfc4314#section-3.8)
        MyRights(my: MyRightsData<'a>) = "MYRIGHTS", mailboxes [&my.mailbox];
        /// `METADATA`: annotations of a mailbox or the server. [RFC 5464 §4.4](https://www.rfc-editor.org/rfc/rfc5464#section-4.4)
        Metadata(metadata: Box<Metadata<'a>>) = "METADATA", mailboxes [&metadata.mailbox];
        /// `ANNOTATION`: annotations of a mailbox or the server, as Cyrus has them.
        Annotation(annotation: Box<Annotation<'a>>) = "ANNOTATION", mailboxes [&annotation.mailbox];
        /// `LANGUAGE`: the language of texts, or those that there are. [RFC 5255 §3.3](https://www.rfc-editor.org/rfc/rfc5255#section-3.3)
        Language(language: LanguageData<'a>) = "LANGUAGE", mailboxes [];
        /// `COMPARATOR`: how strings are compared. [RFC 5255 §4.8](https://www.rfc-editor.org/rfc/rfc5255#section-4.8)
        Comparator(comparator: ComparatorData<'a>) = "COMPARATOR", mailboxes [];
        /// `GENURLAUTH`: uRLs that grant access, in the order in which they were asked for. [RFC 4467 §8](https://www.rfc-editor.org/rfc/rfc4467#section-8)
        GenUrlAuth(urls: NonEmpty<FullUrl<'a>>) = "GENURLAUTH", mailboxes [];
        /// `URLFETCH`: uRLs with their data. [RFC 4467 §8](https://www.rfc-editor.org/rfc/rfc4467#section-8)
        UrlFetch(fetched: NonEmpty<UrlFetched<'a>>) = "URLFETCH", mailboxes [];
        /// `JMAPACCESS`: where the same mail is to be had by JMAP. [RFC 9698 §4](https://www.rfc-editor.org/rfc/rfc9698#section-4)
        JmapAccess(access: JmapAccess<'a>) = "JMAPACCESS", mailboxes [];
        /// `XAPPLEPUSHSERVICE`: the server's topic of notifications for devices of Apple.
        XApplePushService(service: XApplePushService<'a>) = "XAPPLEPUSHSERVICE", mailboxes [];
        /// `CONVERTED`: parts of a message converted, in answer to CONVERT. [RFC 5259 §8.1](https://www.rfc-editor.org/rfc/rfc5259#section-8.1)
        Converted(converted: Box<Converted<'a>>) = "CONVERTED", by hand, mailboxes [];
        /// `CONVERSION`: a conversion that the server can do, in answer to CONVERSIONS. [RFC 5259 §5.2](https://www.rfc-editor.org/rfc/rfc5259#section-5.2)
        Conversion(conversion: Box<Conversion<'a>>) = "CONVERSION", mailboxes [];
        /// `UIDFETCH`: something about a message, by its UID: in place of `Fetch` once UIDONLY is enabled. [RFC 9586 §3.3](https://www.rfc-editor.org/rfc/rfc9586#section-3.3)
        UidFetch {
            /// UID of the message.
            uid: Uid,
            /// Data items of the message.
            items: NonEmpty<MsgAtt<'a>>,
        } = "UIDFETCH", by hand, mailboxes [];
        ..
        /// `OK`, `NO`, `BAD`, `PREAUTH`, `BYE`: a condition of the server or of the session, or the greeting.
        Status(status: Status<'a>), named Some(status.kind.name());
        /// Data that this library does not know.
        Other(other: Box<OtherData<'a>>), named None;
    }
    also named {
        /// `OK`, a [`StatusKind`].
        Ok = "OK",
        /// `NO`, a [`StatusKind`].
        No = "NO",
        /// `BAD`, a [`StatusKind`].
        Bad = "BAD",
        /// `PREAUTH`, a [`StatusKind`].
        PreAuth = "PREAUTH",
        /// `BYE`, a [`StatusKind`].
        Bye = "BYE",
    }
}

/// Untagged data up to the octets of a literal, which come later, in pieces. Nothing in it stands for those octets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DataHead<'a> {
    /// FETCH or UIDFETCH.
    Fetch(FetchHead<'a>),
    /// URLFETCH
    UrlFetch(UrlFetchHead<'a>),
    /// METADATA
    Metadata(MetadataHead<'a>),
    /// Data that is not made for long strings.
    Other {
        /// Name of the data; `None` for data that this library does not know.
        kind: Option<DataName>,
        /// Mailbox that the data names; `None` where it names none, or where the literal is the name.
        mailbox: Option<Mailbox<'a>>,
    },
}

bounded_static!(enum DataHead { Fetch(a), UrlFetch(a), Metadata(a), Other { kind, mailbox } });

impl<'a> DataHead<'a> {
    /// The mailbox that the data names, as [`Data::mailbox`].
    pub const fn mailbox(&self) -> Option<&Mailbox<'a>> {
        match self {
            Self::Fetch(_) | Self::UrlFetch(_) => None,
            Self::Metadata(head) => Some(&head.mailbox),
            Self::Other { mailbox, .. } => mailbox.as_ref(),
        }
    }
}

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

impl<'a> Data<'a> {
    /// Data that this library does not know: a name with values, after a number where it is about a message. A
    /// name that is itself a number is refused.
    #[inline]
    pub fn other(number: Option<u32>, name: Atom<'a>, rest: Raw<'a>) -> Result<Self, ValueError> {
        let data = Unknown::new(name, rest)?;
        Ok(Self::Other(Box::new(OtherData { number, data })))
    }
}

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use arbitrary::{Arbitrary, Error, Result, Unstructured};

    use super::{OtherData, RespText, Unknown};
    use crate::arbitrary_parts::unknown;

    impl<'a> Arbitrary<'a> for RespText<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Self::new(u.arbitrary()?, u.arbitrary()?).map_err(|_| Error::IncorrectFormat)
        }
    }

    impl<'a> Arbitrary<'a> for OtherData<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Ok(Self { number: u.arbitrary()?, data: unknown(u, 2, Unknown::new)? })
        }
    }
}
