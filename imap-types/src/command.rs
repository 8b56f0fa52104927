//! Commands. [RFC 9051 §6](https://www.rfc-editor.org/rfc/rfc9051#section-6)

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::acl::{DeleteAcl, GetAcl, ListRights, MyRights, SetAcl};
use crate::annotatemore::{GetAnnotation, SetAnnotation};
use crate::append::AppendMessage;
use crate::atom::{Atom, Tag};
use crate::auth::AuthMechanism;
use crate::bounded::bounded_static;
use crate::capability::Capability;
use crate::compress::CompressionAlgorithm;
use crate::context::CancelUpdate;
use crate::convert::{Conversions, Convert};
use crate::create::CreateParam;
use crate::error::ValueError;
use crate::fetch::{Fetch, FetchItems};
use crate::id::IdParams;
use crate::language::{Comparator, Language};
use crate::list::List;
use crate::mailbox::{ListMailbox, Mailbox};
use crate::messages::messages;
use crate::metadata::{GetMetadata, SetMetadata};
use crate::multisearch::MultiSearch;
use crate::nonempty::NonEmpty;
use crate::notify::Notify;
use crate::number::Numbering;
use crate::quota::{GetQuota, GetQuotaRoot, SetQuota};
use crate::raw::{Raw, Unknown, place};
use crate::referral::{RList, RLsub};
use crate::rename::Rename;
use crate::replace::Replace;
use crate::search::{Search, SearchKey};
use crate::secret::Secret;
use crate::select::SelectParam;
use crate::sequence::{MessageSet, UidSequenceSet};
use crate::sort::Sort;
use crate::status::StatusAtt;
use crate::store::{Store, StoreAtt};
use crate::string::{AString, Binary};
use crate::thread::Thread;
use crate::trusted::FromWire;
use crate::uidbatches::UidBatches;
use crate::urlauth::{ResetKey, UrlFetchArg, UrlRump};
use crate::xapplepush::XApplePushService;
use crate::xlist::XList;

mod forms;
mod head;
mod name;

pub use head::{CommandHead, CommandTail};

/// One command of a client.
///
/// ```text
/// C: A142 SELECT INBOX
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Command<'a> {
    /// Tag that the server repeats in its answer; that of no other command in progress.
    pub tag: Tag<'a>,
    /// Name and arguments.
    pub body: CommandBody<'a>,
}

bounded_static!(struct Command { tag, body });

messages! {
    /// Name and arguments of a command.
    ///
    /// Each variant tells the capability that it requires beyond IMAP4rev1 and IMAP4rev2, if any.
    pub enum CommandBody as CommandName, listed by each_command {
        /// `CAPABILITY`: asks for the server's capabilities. [RFC 9051 §6.1.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.1.1)
        Capability = "CAPABILITY", no arguments;
        /// `NOOP`: does nothing, and lets the server send what is new. [RFC 9051 §6.1.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.1.2)
        Noop = "NOOP", no arguments;
        /// `LOGOUT`: ends the session. [RFC 9051 §6.1.3](https://www.rfc-editor.org/rfc/rfc9051#section-6.1.3)
        Logout = "LOGOUT", no arguments;
        /// `ID`: tells what the client is, and asks what the server is. Requires [`Capability::Id`]. [RFC 2971 §3.1](https://www.rfc-editor.org/rfc/rfc2971#section-3.1)
        Id(params: IdParams<'a>) = "ID", mailboxes [];
        /// `STARTTLS`: begins TLS after the server's OK. Requires [`Capability::StartTls`]. [RFC 9051 §6.2.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.1)
        StartTls = "STARTTLS", no arguments;
        /// `AUTHENTICATE`: logs in by a SASL mechanism. [RFC 9051 §6.2.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.2)
        Authenticate {
            /// SASL mechanism.
            mechanism: AuthMechanism<'a>,
            /// First message of the mechanism, not in base64; may be empty. Requires [`Capability::SaslIr`]. [RFC 4959](https://www.rfc-editor.org/rfc/rfc4959)
            initial_response: Option<Secret<Binary<'a>>>,
        } = "AUTHENTICATE", by hand, mailboxes [];
        /// `LOGIN`: logs in by name and password, in the clear. Forbidden under [`Capability::LoginDisabled`]. [RFC 9051 §6.2.3](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.3)
        Login {
            /// User name.
            user: AString<'a>,
            /// Password.
            password: Secret<AString<'a>>,
        } = "LOGIN", by hand, mailboxes [];
        /// `UNAUTHENTICATE`: returns to the not authenticated state. Requires [`Capability::Unauthenticate`]. [RFC 8437](https://www.rfc-editor.org/rfc/rfc8437)
        Unauthenticate = "UNAUTHENTICATE", no arguments;
        /// `COMPRESS`: compresses both directions after the server's OK. Requires `COMPRESS=` with the algorithm. [RFC 4978](https://www.rfc-editor.org/rfc/rfc4978)
        Compress(algorithm: CompressionAlgorithm<'a>) = "COMPRESS", mailboxes [];
        /// `ENABLE`: switches extensions on for the rest of the session. Requires [`Capability::Enable`]. [RFC 9051 §6.3.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.1)
        Enable(capabilities: NonEmpty<Capability<'a>>) = "ENABLE", mailboxes [];
        /// `SELECT`: opens a mailbox for reading and writing. [RFC 9051 §6.3.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.2)
        Select {
            /// Mailbox to open.
            mailbox: Mailbox<'a>,
            /// Extensions to use with it, such as CONDSTORE and QRESYNC; mostly empty.
            params: Vec<SelectParam<'a>>,
        } = "SELECT", by hand, mailboxes [mailbox];
        /// `EXAMINE`: opens a mailbox read-only. [RFC 9051 §6.3.3](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.3)
        Examine {
            /// Mailbox to open.
            mailbox: Mailbox<'a>,
            /// Extensions to use with it, such as CONDSTORE and QRESYNC; mostly empty.
            params: Vec<SelectParam<'a>>,
        } = "EXAMINE", by hand, mailboxes [mailbox];
        /// `CREATE`: creates a mailbox. [RFC 9051 §6.3.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.4)
        Create {
            /// Name of the new mailbox.
            mailbox: Mailbox<'a>,
            /// Properties that it shall have, such as its special uses; mostly empty.
            params: Vec<CreateParam<'a>>,
        } = "CREATE", by hand, mailboxes [mailbox];
        /// `DELETE`: deletes a mailbox. [RFC 9051 §6.3.5](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.5)
        Delete {
            /// Mailbox to delete.
            mailbox: Mailbox<'a>,
        } = "DELETE", by hand, mailboxes [mailbox];
        /// `RENAME`: renames a mailbox, and the mailboxes below it. [RFC 9051 §6.3.6](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.6)
        Rename(rename: Rename<'a>) = "RENAME", mailboxes [&rename.from, &rename.to];
        /// `SUBSCRIBE`: subscribes to a mailbox name. [RFC 9051 §6.3.7](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.7)
        Subscribe {
            /// Name to subscribe to; the mailbox need not exist.
            mailbox: Mailbox<'a>,
        } = "SUBSCRIBE", by hand, mailboxes [mailbox];
        /// `UNSUBSCRIBE`: unsubscribes from a mailbox name. [RFC 9051 §6.3.8](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.8)
        Unsubscribe {
            /// Name to unsubscribe from; the mailbox need not exist.
            mailbox: Mailbox<'a>,
        } = "UNSUBSCRIBE", by hand, mailboxes [mailbox];
        /// `LIST`: lists mailboxes by name pattern. [RFC 9051 §6.3.9](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.9)
        List(list: List<'a>) = "LIST", mailboxes [];
        /// `LSUB`: lists subscribed names by pattern. IMAP4rev1 only. [RFC 3501 §6.3.9](https://www.rfc-editor.org/rfc/rfc3501#section-6.3.9)
        Lsub {
            /// Reference name that the pattern is resolved against, mostly empty.
            reference: Mailbox<'a>,
            /// Pattern of the names.
            pattern: ListMailbox<'a>,
        } = "LSUB", by hand, mailboxes [];
        /// `NAMESPACE`: asks for the prefixes of personal, other users' and shared mailboxes. Requires [`Capability::Namespace`]. [RFC 9051 §6.3.10](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.10)
        Namespace = "NAMESPACE", no arguments;
        /// `STATUS`: asks for numbers about a mailbox without opening it. [RFC 9051 §6.3.11](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.11)
        Status {
            /// Mailbox to ask about.
            mailbox: Mailbox<'a>,
            /// Numbers to ask for.
            items: NonEmpty<StatusAtt<'a>>,
        } = "STATUS", by hand, mailboxes [mailbox];
        /// `APPEND`: adds messages to a mailbox. [RFC 9051 §6.3.12](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.12)
        Append {
            /// Mailbox to add to.
            mailbox: Mailbox<'a>,
            /// Messages to add; several require [`Capability::MultiAppend`].
            messages: NonEmpty<AppendMessage<'a>>,
        } = "APPEND", by hand, mailboxes [mailbox];
        /// `IDLE`: waits for news until the client sends `DONE`. Requires [`Capability::Idle`]. [RFC 9051 §6.3.13](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.13)
        Idle = "IDLE", no arguments;
        /// `CHECK`: requests a checkpoint of the mailbox. IMAP4rev1 only. [RFC 3501 §6.4.1](https://www.rfc-editor.org/rfc/rfc3501#section-6.4.1)
        Check = "CHECK", no arguments;
        /// `CLOSE`: removes the messages with `\Deleted` without telling, and closes the mailbox. [RFC 9051 §6.4.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.1)
        Close = "CLOSE", no arguments;
        /// `UNSELECT`: closes the mailbox and removes nothing. Requires [`Capability::Unselect`]. [RFC 9051 §6.4.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.2)
        Unselect = "UNSELECT", no arguments;
        /// `EXPUNGE`: removes the messages with `\Deleted`. [RFC 9051 §6.4.3](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.3)
        Expunge = "EXPUNGE", no arguments;
        /// `SEARCH`, `UID SEARCH`: finds messages. [RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.4)
        Search(search: Search<'a>) = "SEARCH", numbered by search.numbering, mailboxes [];
        /// `SORT`, `UID SORT`: finds messages and orders them. Requires [`Capability::Sort`]. [RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256#section-3)
        Sort(sort: Sort<'a>) = "SORT", numbered by sort.numbering, mailboxes [];
        /// `THREAD`, `UID THREAD`: finds messages and groups them into threads. Requires [`Capability::Thread`]. [RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256#section-3)
        Thread(thread: Thread<'a>) = "THREAD", numbered by thread.numbering, mailboxes [];
        /// `ESEARCH`: finds messages in several mailboxes. Requires [`Capability::MultiSearch`]. [RFC 7377 §2](https://www.rfc-editor.org/rfc/rfc7377#section-2)
        ESearch(search: MultiSearch<'a>) = "ESEARCH", mailboxes [];
        /// `CANCELUPDATE`: ends the updates of searches. Requires `CONTEXT=SEARCH` or `CONTEXT=SORT`. [RFC 5267 §4.3.5](https://www.rfc-editor.org/rfc/rfc5267#section-4.3.5)
        CancelUpdate(cancel: CancelUpdate<'a>) = "CANCELUPDATE", mailboxes [];
        /// `UIDBATCHES`: asks for ranges of UIDs with about equally many messages. Requires [`Capability::UidBatches`]. [RFC 10022 §3.1](https://www.rfc-editor.org/rfc/rfc10022#section-3.1)
        UidBatches(batches: UidBatches) = "UIDBATCHES", mailboxes [];
        /// `FETCH`, `UID FETCH`: asks for data of messages. [RFC 9051 §6.4.5](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.5)
        Fetch(fetch: Fetch<'a>) = "FETCH", numbered by fetch.messages().numbering(), mailboxes [];
        /// `STORE`, `UID STORE`: changes the flags of messages. [RFC 9051 §6.4.6](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.6)
        Store(store: Store<'a>) = "STORE", numbered by store.messages.numbering(), mailboxes [];
        /// `COPY`, `UID COPY`: copies messages to another mailbox. [RFC 9051 §6.4.7](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.7)
        Copy {
            /// Messages to copy, by UID or sequence number.
            messages: MessageSet,
            /// Mailbox that they go to.
            mailbox: Mailbox<'a>,
        } = "COPY", numbered by messages.numbering(), by hand, mailboxes [mailbox];
        /// `MOVE`, `UID MOVE`: moves messages to another mailbox. Requires [`Capability::Move`]. [RFC 9051 §6.4.8](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.8)
        Move {
            /// Messages to move, by UID or sequence number.
            messages: MessageSet,
            /// Mailbox that they go to.
            mailbox: Mailbox<'a>,
        } = "MOVE", numbered by messages.numbering(), by hand, mailboxes [mailbox];
        /// `REPLACE`, `UID REPLACE`: replaces a message by another one. Requires [`Capability::Replace`]. [RFC 8508 §3](https://www.rfc-editor.org/rfc/rfc8508#section-3)
        Replace(replace: Box<Replace<'a>>) = "REPLACE", numbered by replace.old.numbering(), mailboxes [&replace.mailbox];
        /// `GENURLAUTH`: asks for URLs that grant access. Requires [`Capability::UrlAuth`]. [RFC 4467 §7](https://www.rfc-editor.org/rfc/rfc4467#section-7)
        GenUrlAuth(urls: NonEmpty<UrlRump<'a>>) = "GENURLAUTH", mailboxes [];
        /// `RESETKEY`: revokes URLs that grant access. Requires [`Capability::UrlAuth`]. [RFC 4467 §7](https://www.rfc-editor.org/rfc/rfc4467#section-7)
        ResetKey(reset: ResetKey<'a>) = "RESETKEY", mailboxes [reset.target.as_ref().map(|target| &target.mailbox)];
        /// `URLFETCH`: asks for the data of URLs. Requires [`Capability::UrlAuth`]. [RFC 4467 §7](https://www.rfc-editor.org/rfc/rfc4467#section-7)
        UrlFetch(urls: NonEmpty<UrlFetchArg<'a>>) = "URLFETCH", mailboxes [];
        /// `RLIST`: lists mailboxes, those on other servers as well. Requires [`Capability::MailboxReferrals`]. [RFC 2193 §5.1](https://www.rfc-editor.org/rfc/rfc2193#section-5.1)
        RList(list: RList<'a>) = "RLIST", mailboxes [];
        /// `RLSUB`: lists subscribed mailboxes, those on other servers as well. Requires [`Capability::MailboxReferrals`]. [RFC 2193 §5.2](https://www.rfc-editor.org/rfc/rfc2193#section-5.2)
        RLsub(list: RLsub<'a>) = "RLSUB", mailboxes [];
        /// `XLIST`: lists mailboxes with their special uses, as Gmail had it before RFC 6154. Requires [`Capability::XList`].
        XList(list: XList<'a>) = "XLIST", mailboxes [];
        /// `GETQUOTA`: asks for a quota root's usage and limits. Requires [`Capability::Quota`]. [RFC 9208 §4.1.1](https://www.rfc-editor.org/rfc/rfc9208#section-4.1.1)
        GetQuota(get: GetQuota<'a>) = "GETQUOTA", mailboxes [];
        /// `GETQUOTAROOT`: asks for the quota roots of a mailbox. Requires [`Capability::Quota`]. [RFC 9208 §4.1.2](https://www.rfc-editor.org/rfc/rfc9208#section-4.1.2)
        GetQuotaRoot(get: GetQuotaRoot<'a>) = "GETQUOTAROOT", mailboxes [&get.mailbox];
        /// `SETQUOTA`: sets the limits of a quota root. Requires `QUOTASET`. [RFC 9208 §4.1.3](https://www.rfc-editor.org/rfc/rfc9208#section-4.1.3)
        SetQuota(set: SetQuota<'a>) = "SETQUOTA", mailboxes [];
        /// `SETACL`: changes an identifier's rights. Requires [`Capability::Acl`]. [RFC 4314 §3.1](https://www.rfc-editor.org/rfc/rfc4314#section-3.1)
        SetAcl(set: SetAcl<'a>) = "SETACL", mailboxes [&set.mailbox];
        /// `DELETEACL`: removes an identifier from an access control list. Requires [`Capability::Acl`]. [RFC 4314 §3.2](https://www.rfc-editor.org/rfc/rfc4314#section-3.2)
        DeleteAcl(delete: DeleteAcl<'a>) = "DELETEACL", mailboxes [&delete.mailbox];
        /// `GETACL`: asks for an access control list. Requires [`Capability::Acl`]. [RFC 4314 §3.3](https://www.rfc-editor.org/rfc/rfc4314#section-3.3)
        GetAcl(get: GetAcl<'a>) = "GETACL", mailboxes [&get.mailbox];
        /// `LISTRIGHTS`: asks which rights an identifier can be given. Requires [`Capability::Acl`]. [RFC 4314 §3.4](https://www.rfc-editor.org/rfc/rfc4314#section-3.4)
        ListRights(list: ListRights<'a>) = "LISTRIGHTS", mailboxes [&list.mailbox];
        /// `MYRIGHTS`: asks for the user's own rights. Requires [`Capability::Acl`]. [RFC 4314 §3.5](https://www.rfc-editor.org/rfc/rfc4314#section-3.5)
        MyRights(my: MyRights<'a>) = "MYRIGHTS", mailboxes [&my.mailbox];
        /// `GETMETADATA`: asks for annotations of a mailbox or the server. Requires [`Capability::Metadata`] or [`Capability::MetadataServer`]. [RFC 5464 §4.2](https://www.rfc-editor.org/rfc/rfc5464#section-4.2)
        GetMetadata(get: GetMetadata<'a>) = "GETMETADATA", mailboxes [&get.mailbox];
        /// `SETMETADATA`: sets or removes annotations. Requires [`Capability::Metadata`] or [`Capability::MetadataServer`]. [RFC 5464 §4.3](https://www.rfc-editor.org/rfc/rfc5464#section-4.3)
        SetMetadata(set: SetMetadata<'a>) = "SETMETADATA", mailboxes [&set.mailbox];
        /// `GETANNOTATION`: asks for annotations, as Cyrus had them before RFC 5464. Requires [`Capability::AnnotateMore`].
        GetAnnotation(get: GetAnnotation<'a>) = "GETANNOTATION", mailboxes [];
        /// `SETANNOTATION`: sets or removes annotations, as Cyrus had them before RFC 5464. Requires [`Capability::AnnotateMore`].
        SetAnnotation(set: SetAnnotation<'a>) = "SETANNOTATION", mailboxes [];
        /// `NOTIFY`: chooses the events that the server tells of. Requires [`Capability::Notify`]. [RFC 5465 §3](https://www.rfc-editor.org/rfc/rfc5465#section-3)
        Notify(notify: Notify<'a>) = "NOTIFY", mailboxes [];
        /// `LANGUAGE`: chooses the language of texts, or asks for those there are. Requires [`Capability::Language`]. [RFC 5255 §3.2](https://www.rfc-editor.org/rfc/rfc5255#section-3.2)
        Language(language: Language<'a>) = "LANGUAGE", mailboxes [];
        /// `COMPARATOR`: chooses how strings are compared, or asks for it. Requires `I18NLEVEL=2`. [RFC 5255 §4.7](https://www.rfc-editor.org/rfc/rfc5255#section-4.7)
        Comparator(comparator: Comparator<'a>) = "COMPARATOR", mailboxes [];
        /// `CONVERSIONS`: asks what can be converted to what. Requires [`Capability::Convert`]. [RFC 5259 §5.1](https://www.rfc-editor.org/rfc/rfc5259#section-5.1)
        Conversions(conversions: Conversions<'a>) = "CONVERSIONS", mailboxes [];
        /// `CONVERT`, `UID CONVERT`: fetches parts of messages converted. Requires [`Capability::Convert`]. [RFC 5259 §6](https://www.rfc-editor.org/rfc/rfc5259#section-6)
        Convert(convert: Box<Convert<'a>>) = "CONVERT", numbered by convert.messages.numbering(), mailboxes [];
        /// `XAPPLEPUSHSERVICE`: registers an Apple device for notifications. Requires [`Capability::XApplePushService`].
        XApplePushService(register: XApplePushService<'a>) = "XAPPLEPUSHSERVICE", mailboxes [];
        /// `GETJMAPACCESS`: asks for the URL of the JMAP session with the same mail. Requires [`Capability::JmapAccess`]. [RFC 9698 §4](https://www.rfc-editor.org/rfc/rfc9698#section-4)
        GetJmapAccess = "GETJMAPACCESS", no arguments;
        ..
        /// `UID EXPUNGE`: removes those of some messages that have `\Deleted`. Requires [`Capability::UidPlus`]. [RFC 9051 §6.4.9](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.9)
        #[cfg_attr(feature = "serde", serde(rename = "UID EXPUNGE"))]
        UidExpunge {
            /// Messages to look at, by UID.
            uids: UidSequenceSet,
        }, named Some(CommandName::Expunge), numbered by Numbering::Uid;
        /// A command that this library does not know.
        Other(other: OtherCommand<'a>), named None, numbered by other.numbering;
    }
    also named {
        /// `UID`, the word that may stand before a name.
        Uid = "UID",
    }
}

place!(@place CommandBody: Command, CommandName);

impl<'a> CommandBody<'a> {
    /// `LOGIN` with a name and a password, neither of which can hold NUL.
    ///
    /// ```
    /// # use imap_types::command::CommandBody;
    /// let login = CommandBody::login("alice", "secret")?;
    /// # Ok::<(), imap_types::error::ValueError>(())
    /// ```
    pub fn login<U, P>(user: U, password: P) -> Result<Self, ValueError>
    where
        U: TryInto<AString<'a>>,
        P: TryInto<AString<'a>>,
        ValueError: From<U::Error> + From<P::Error>,
    {
        Ok(Self::Login { user: user.try_into()?, password: Secret::new(password.try_into()?) })
    }

    /// `AUTHENTICATE` by a mechanism, with its first message where the server offers SASL-IR.
    pub const fn authenticate(
        mechanism: AuthMechanism<'a>,
        initial_response: Option<Secret<Binary<'a>>>,
    ) -> Self {
        Self::Authenticate { mechanism, initial_response }
    }

    /// `ENABLE` of extensions, at least one.
    #[inline]
    pub fn enable(capabilities: Vec<Capability<'a>>) -> Result<Self, ValueError> {
        NonEmpty::try_from(capabilities).map(Self::Enable)
    }

    /// `SELECT` of a mailbox, without parameters. Refuses a name that cannot be sent.
    pub fn select<M>(mailbox: M) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self::Select { mailbox: mailbox.try_into()?, params: Vec::new() })
    }

    /// `EXAMINE` of a mailbox, without parameters. Refuses a name that cannot be sent.
    pub fn examine<M>(mailbox: M) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self::Examine { mailbox: mailbox.try_into()?, params: Vec::new() })
    }

    /// `LIST` of the mailboxes whose names match a pattern. Refuses names that cannot be sent.
    pub fn list<R, P>(reference: R, pattern: P) -> Result<Self, ValueError>
    where
        R: TryInto<Mailbox<'a>>,
        P: TryInto<ListMailbox<'a>>,
        ValueError: From<R::Error> + From<P::Error>,
    {
        List::new(reference, pattern).map(Self::List)
    }

    /// `STATUS` of a mailbox, with at least one item.
    pub fn status<M>(mailbox: M, items: Vec<StatusAtt<'a>>) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        let mailbox = mailbox.try_into()?;
        NonEmpty::try_from(items).map(|items| Self::Status { mailbox, items })
    }

    /// `APPEND` of one message. Refuses a name that cannot be sent.
    pub fn append<M>(mailbox: M, message: AppendMessage<'a>) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self::Append { mailbox: mailbox.try_into()?, messages: NonEmpty::one(message) })
    }

    /// `SEARCH` for the messages for which every key holds; at least one key.
    #[inline]
    pub fn search(numbering: Numbering, keys: Vec<SearchKey<'a>>) -> Result<Self, ValueError> {
        NonEmpty::try_from(keys).map(|keys| Self::Search(Search::new(numbering, keys)))
    }

    /// `FETCH` of data of messages, without modifiers.
    ///
    /// ```
    /// # use imap_types::{command::CommandBody, fetch::Macro, sequence::SequenceSet};
    /// let fetch = CommandBody::fetch(SequenceSet::try_from(1..=5)?, Macro::Fast);
    /// # Ok::<(), imap_types::error::ValueError>(())
    /// ```
    pub fn fetch(messages: impl Into<MessageSet>, items: impl Into<FetchItems<'a>>) -> Self {
        Self::Fetch(Fetch::new(messages, items))
    }

    /// `STORE` of a change, without condition.
    pub fn store(messages: impl Into<MessageSet>, att: impl Into<StoreAtt<'a>>) -> Self {
        Self::Store(Store::new(messages, att))
    }

    /// `COPY` of messages to a mailbox. Refuses a name that cannot be sent.
    pub fn copy<M>(messages: impl Into<MessageSet>, mailbox: M) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self::Copy { messages: messages.into(), mailbox: mailbox.try_into()? })
    }

    /// A command that this library does not know, with its arguments; `UID` before its name where `numbering`
    /// says so. A name that does not begin with a letter is refused.
    #[inline]
    pub fn other(numbering: Numbering, name: Atom<'a>, rest: Raw<'a>) -> Result<Self, ValueError> {
        let command = Unknown::new(name, rest)?;
        Ok(Self::Other(OtherCommand { numbering, command }))
    }

    /// Puts a tag before the command: one that no other command in progress has.
    pub fn tag(self, tag: Tag<'a>) -> Command<'a> {
        Command { tag, body: self }
    }
}

/// A command that this library does not know.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct OtherCommand<'a> {
    numbering: Numbering,
    command: Unknown<'a, CommandBody<'static>>,
}

bounded_static!(struct OtherCommand { numbering, command });

impl<'a> OtherCommand<'a> {
    /// Whether `UID` stands before its name.
    pub fn numbering(&self) -> Numbering {
        self.numbering
    }

    /// Its name and arguments.
    pub fn command(&self) -> &Unknown<'a, CommandBody<'static>> {
        &self.command
    }
}

impl<'a> FromWire for OtherCommand<'a> {
    type Parts = (Numbering, Unknown<'a, CommandBody<'static>>);

    #[inline]
    fn from_wire((numbering, command): Self::Parts) -> Self {
        Self { numbering, command }
    }
}
