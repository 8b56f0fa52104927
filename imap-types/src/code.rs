//! What programs read in a status response. [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.1)

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::num::NonZeroU32;

use crate::annotate::{AnnSize, AnnotateCode};
use crate::append::AppendUid;
use crate::atom::{Atom, Tag};
use crate::capability::Capability;
use crate::chars::is_text_char;
use crate::charset::Charset;
use crate::copy::CopyUid;
use crate::error::ValueError;
use crate::flag::PermanentFlags;
use crate::mailbox::Mailbox;
use crate::metadata::MetadataCode;
use crate::names::wire_enum;
use crate::nonempty::NonEmpty;
use crate::notify::EventKind;
use crate::number::{ModSeq, UidValidity};
use crate::objectid::{ObjectId, ObjectIds};
use crate::octets::first_not;
use crate::progress::{InProgress, MessageLimit};
use crate::raw::{Malformed, Raw, Unknown, place};
use crate::search::FilterName;
use crate::sequence::NumberSet;
use crate::trusted::FromWire;
use crate::url::RespUrl;
use crate::urlauth::UrlMechs;

wire_enum! {
    /// A response code: `resp-text-code`.
    ///
    /// ```text
    /// S: a NO [TRYCREATE] No such mailbox
    ///          ^^^^^^^^^
    /// ```
    /// Codes without a link stand in [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.1), which took in those of
    /// [RFC 5530](https://www.rfc-editor.org/rfc/rfc5530).
    pub enum Code as CodeName {
        /// The text must be shown to the user.
        Alert = "ALERT",
        /// The mailbox or item to create exists already.
        AlreadyExists = "ALREADYEXISTS",
        /// The credentials are wrong, or the server does not tell what is.
        AuthenticationFailed = "AUTHENTICATIONFAILED",
        /// The credentials were right, but do not entitle to act as the identity asked for.
        AuthorizationFailed = "AUTHORIZATIONFAILED",
        /// The operation can never succeed.
        Cannot = "CANNOT",
        /// The client did something wrong.
        ClientBug = "CLIENTBUG",
        /// The mailbox that was selected is closed; what follows is about the next one. [RFC 7162 §3.2.11](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.11)
        Closed = "CLOSED",
        /// The connection is compressed already. [RFC 4978 §3](https://www.rfc-editor.org/rfc/rfc4978#section-3)
        CompressionActive = "COMPRESSIONACTIVE",
        /// The user should call the administrator.
        ContactAdmin = "CONTACTADMIN",
        /// Something in the store is broken.
        Corruption = "CORRUPTION",
        /// The password or the account has expired.
        Expired = "EXPIRED",
        /// Someone else removed messages; NOOP will tell which.
        ExpungeIssued = "EXPUNGEISSUED",
        /// The mailbox cannot be deleted, as there are others below it.
        HasChildren = "HASCHILDREN",
        /// Someone else is using it; later it may work.
        InUse = "INUSE",
        /// A limit of the server was reached.
        Limit = "LIMIT",
        /// The mailbox or item to delete does not exist.
        NonExistent = "NONEXISTENT",
        /// The mailbox keeps no mod-sequences. [RFC 7162 §3.1.2.2](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.2.2)
        NoModSeq = "NOMODSEQ",
        /// The user has no permission.
        NoPerm = "NOPERM",
        /// The result of a SEARCH was not kept: `$` is empty. [RFC 5182 §2.1](https://www.rfc-editor.org/rfc/rfc5182#section-2.1)
        NotSaved = "NOTSAVED",
        /// The user would be over quota.
        OverQuota = "OVERQUOTA",
        /// The server could not parse a message.
        Parse = "PARSE",
        /// It needs an encrypted connection.
        PrivacyRequired = "PRIVACYREQUIRED",
        /// The mailbox is selected read-only.
        ReadOnly = "READ-ONLY",
        /// The mailbox is selected read-write.
        ReadWrite = "READ-WRITE",
        /// The server did something wrong.
        ServerBug = "SERVERBUG",
        /// The message is larger than the server takes. [RFC 7889](https://www.rfc-editor.org/rfc/rfc7889)
        TooBig = "TOOBIG",
        /// The mailbox does not exist; it may work once it was created.
        TryCreate = "TRYCREATE",
        /// The mailbox's UIDs do not outlast the session. [RFC 4315 §3](https://www.rfc-editor.org/rfc/rfc4315#section-3)
        UidNotSticky = "UIDNOTSTICKY",
        /// Something that the server needs is down for now.
        Unavailable = "UNAVAILABLE",
        /// The server cannot decode the part's transfer encoding. [RFC 3516 §4.3](https://www.rfc-editor.org/rfc/rfc3516#section-4.3)
        UnknownCte = "UNKNOWN-CTE",
        /// The mailbox cannot be created with this special use. [RFC 6154 §3](https://www.rfc-editor.org/rfc/rfc6154#section-3)
        UseAttr = "USEATTR",
        /// No such comparator. [RFC 5255 §4.9](https://www.rfc-editor.org/rfc/rfc5255#section-4.9)
        BadComparator = "BADCOMPARATOR",
        /// Events come too fast: the server no longer tells any, as after NOTIFY NONE. [RFC 5465 §5.8](https://www.rfc-editor.org/rfc/rfc5465#section-5.8)
        NotificationOverflow = "NOTIFICATIONOVERFLOW",
        /// The mailbox cannot be opened with UTF-8; obsolete. [RFC 5738 §3.2](https://www.rfc-editor.org/rfc/rfc5738#section-3.2)
        NotUtf8 = "NOT-UTF-8",
        /// A conversion failed for now and may work later. [RFC 5259 §9](https://www.rfc-editor.org/rfc/rfc5259#section-9)
        TempFail = "TEMPFAIL",
        /// The mailbox can be opened with UTF-8 only; obsolete. [RFC 5738 §3.2](https://www.rfc-editor.org/rfc/rfc5738#section-3.2)
        Utf8Only = "UTF-8-ONLY",
        /// Message numbers are not allowed once UIDONLY is enabled. [RFC 9586 §3](https://www.rfc-editor.org/rfc/rfc9586#section-3)
        UidRequired = "UIDREQUIRED",
        /// The batches of UIDBATCHES would be too small. [RFC 10022 §3.1.3](https://www.rfc-editor.org/rfc/rfc10022#section-3.1.3)
        TooFew = "TOOFEW",
        /// UIDBATCHES asks for too many messages. [RFC 10022 §3.1.5](https://www.rfc-editor.org/rfc/rfc10022#section-3.1.5)
        TooMany = "TOOMANY",
        /// The search with this tag is not updated any more. [RFC 5267 §4.3.4](https://www.rfc-editor.org/rfc/rfc5267#section-4.3.4)
        NoUpdate(Tag<'a>) = "NOUPDATE",
        /// The server has no search of this name. [RFC 5466 §3.1](https://www.rfc-editor.org/rfc/rfc5466#section-3.1)
        UndefinedFilter(FilterName<'a>) = "UNDEFINED-FILTER",
        /// Identifier of the mailbox that was selected or created. [RFC 8474 §4](https://www.rfc-editor.org/rfc/rfc8474#section-4)
        MailboxId(ObjectId<'a>) = "MAILBOXID",
        /// Identifiers of the mailbox that was selected, created or renamed. Of `OBJECTID+`, a draft.
        ObjectId(Box<ObjectIds<'a>>) = "OBJECTID",
        /// UIDs of the appended messages. [RFC 4315 §3](https://www.rfc-editor.org/rfc/rfc4315#section-3)
        AppendUid(AppendUid) = "APPENDUID",
        /// The charset of a SEARCH is not supported; the list names those that are, and may be empty.
        BadCharset(Vec<Charset<'a>>) = "BADCHARSET",
        /// The server's capabilities, as in the response of that name.
        Capability(Vec<Capability<'a>>) = "CAPABILITY",
        /// UIDs of copied or moved messages, and of their copies. [RFC 4315 §3](https://www.rfc-editor.org/rfc/rfc4315#section-3)
        CopyUid(CopyUid) = "COPYUID",
        /// The highest mod-sequence of the mailbox; never zero. [RFC 7162 §3.1.2.1](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.2.1)
        HighestModSeq(ModSeq) = "HIGHESTMODSEQ",
        /// Messages that a conditional STORE left alone because they had changed; sequence numbers or UIDs, as in the command. [RFC 7162 §3.1.3](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.3)
        Modified(NumberSet<NonZeroU32>) = "MODIFIED",
        /// Flags that the client can change permanently.
        PermanentFlags(PermanentFlags<'a>) = "PERMANENTFLAGS",
        /// The UID that the next message will have, or a lower bound of it.
        UidNext(NonZeroU32) = "UIDNEXT",
        /// The validity value of the mailbox's UIDs. With another value, the same UIDs name other messages.
        UidValidity(UidValidity) = "UIDVALIDITY",
        /// Sequence number of the first message without `\Seen`; rev1. [RFC 3501 §7.1](https://www.rfc-editor.org/rfc/rfc3501#section-7.1)
        Unseen(NonZeroU32) = "UNSEEN",
        /// An annotation could not be stored. [RFC 5257 §4.5](https://www.rfc-editor.org/rfc/rfc5257#section-4.5)
        Annotate(AnnotateCode) = "ANNOTATE",
        /// What the selected mailbox does with annotations. [RFC 5257 §4.1](https://www.rfc-editor.org/rfc/rfc5257#section-4.1)
        Annotations(AnnSize) = "ANNOTATIONS",
        /// An event is not supported; these are. [RFC 5465 §3.1](https://www.rfc-editor.org/rfc/rfc5465#section-3.1)
        BadEvent(NonEmpty<EventKind<'a>>) = "BADEVENT",
        /// The command goes on; how far it has come, where that is told. [RFC 9585 §4](https://www.rfc-editor.org/rfc/rfc9585#section-4)
        InProgress(Option<InProgress<'a>>) = "INPROGRESS",
        /// The most messages that CONVERT takes at once. [RFC 5259 §9](https://www.rfc-editor.org/rfc/rfc5259#section-9)
        MaxConvertMessages(NonZeroU32) = "MAXCONVERTMESSAGES",
        /// The most body parts that CONVERT takes at once. [RFC 5259 §9](https://www.rfc-editor.org/rfc/rfc5259#section-9)
        MaxConvertParts(NonZeroU32) = "MAXCONVERTPARTS",
        /// Only so many messages were processed. [RFC 9738 §3.1](https://www.rfc-editor.org/rfc/rfc9738#section-3.1)
        MessageLimit(MessageLimit) = "MESSAGELIMIT",
        /// Why METADATA failed or is incomplete. [RFC 5464 §5](https://www.rfc-editor.org/rfc/rfc5464#section-5)
        Metadata(MetadataCode) = "METADATA",
        /// The mailbox has another name now; obsolete. [RFC 2060 §7.1](https://www.rfc-editor.org/rfc/rfc2060#section-7.1)
        NewName(Box<NewName<'a>>) = "NEWNAME",
        /// A URL of CATENATE that the server could not use. [RFC 4469 §4.2](https://www.rfc-editor.org/rfc/rfc4469#section-4.2)
        BadUrl(RespUrl<'a>) = "BADURL",
        /// URLs of the mailbox or server where to go instead. [RFC 2193 §4.1](https://www.rfc-editor.org/rfc/rfc2193#section-4.1), [RFC 2221](https://www.rfc-editor.org/rfc/rfc2221)
        Referral(NonEmpty<RespUrl<'a>>) = "REFERRAL",
        /// Mechanisms with which URLs can be authorized in the mailbox. [RFC 4467 §8](https://www.rfc-editor.org/rfc/rfc4467#section-8)
        UrlMech(UrlMechs<'a>) = "URLMECH",
        ..
        /// A code that this library does not know.
        Other(Unknown<'a, Code<'static>>),
        /// A known code whose arguments break the grammar. A caller cannot make one.
        Malformed(Box<Malformed<'a>>),
    }
}

place!(@place Code: Code, CodeName);

/// Argument of NEWNAME: the old and the new name of a mailbox.
///
/// ```text
/// S: a NO [NEWNAME "old" "new"] Mailbox was renamed
///                  ^^^^^ ^^^^^
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct NewName<'a> {
    old: Mailbox<'a>,
    new: Mailbox<'a>,
}

impl<'a> NewName<'a> {
    /// Refuses names that are not ASCII, because a status response has no literals, and those with `]`, which ends a
    /// code.
    #[inline]
    pub fn new(old: Mailbox<'a>, new: Mailbox<'a>) -> Result<Self, ValueError> {
        let odd =
            |name: &Mailbox<'_>| first_not(name.as_bytes(), |octet| is_text_char(octet) && octet != b']');
        match odd(&old).or(odd(&new)) {
            Some(offset) => Err(ValueError::new("TEXT-CHAR", offset)),
            None => Ok(Self { old, new }),
        }
    }

    /// The name that was asked for.
    pub fn old_name(&self) -> &Mailbox<'a> {
        &self.old
    }

    /// The name that the mailbox has now.
    pub fn new_name(&self) -> &Mailbox<'a> {
        &self.new
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for NewName<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let plain = Mailbox::try_from("a b \"c\"").map_err(|_| arbitrary::Error::IncorrectFormat)?;
        let old = Mailbox::arbitrary(u)?;
        Self::new(old, plain.clone())
            .or_else(|_| Self::new(Mailbox::INBOX, plain))
            .map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

crate::bounded::bounded_static!(struct NewName { old, new });

impl<'a> Code<'a> {
    /// The name of the code, as it is registered or, where it is kept, as it came.
    #[inline]
    pub fn name(&self) -> &str {
        match self {
            Self::Other(other) => other.name().as_str(),
            Self::Malformed(malformed) => malformed.name(),
            code => code.kind().map_or("", CodeName::as_str),
        }
    }

    /// A code that this library does not know. What follows its name is one space and any text without `]`, CR,
    /// LF and NUL; or nothing.
    #[inline]
    pub fn other(name: Atom<'a>, rest: Option<&'a str>) -> Result<Self, ValueError> {
        let rest = rest.unwrap_or_default();
        let bad = first_not(rest.as_bytes(), |byte| is_text_char(byte) && byte != b']');
        match (bad, rest.as_bytes()) {
            (Some(offset), _) => Err(ValueError::new("TEXT-CHAR", offset)),
            (None, [] | [b' ', _, ..]) => Unknown::<Self>::new(name, Raw::EMPTY).map(|unknown| {
                let rest = Raw::from_wire(alloc::borrow::Cow::Borrowed(rest.as_bytes()));
                Self::Other(Unknown::from_wire((unknown.name().clone(), rest)))
            }),
            _ => Err(ValueError::new("SP", 0)),
        }
    }
}
