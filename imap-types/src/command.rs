//! What a client asks for. [RFC 9051 §6](https://www.rfc-editor.org/rfc/rfc9051#section-6)

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::acl::{DeleteAcl, GetAcl, ListRights, MyRights, SetAcl};
use crate::annotatemore::{GetAnnotation, SetAnnotation};
use crate::append::AppendMessage;
use crate::atom::{Atom, Tag};
use crate::auth::AuthMechanism;
use crate::bounded::bounded_static;
use crate::capability::Capability;
use crate::charset::Charset;
pub use crate::compress::{CompressionAlgorithm, OtherAlgorithm};
use crate::context::CancelUpdate;
use crate::error::ValueError;
use crate::fetch::{FetchItems, FetchModifier};
use crate::id::IdParams;
use crate::language::{Comparator, Language};
use crate::list::{ListPatterns, ListSelectOpts, ReturnOption};
use crate::mailbox::{ListMailbox, Mailbox};
use crate::metadata::{GetMetadata, SetMetadata};
use crate::multisearch::MultiSearch;
use crate::nonempty::NonEmpty;
use crate::notify::Notify;
use crate::number::Numbering;
use crate::quota::{GetQuota, GetQuotaRoot, SetQuota};
use crate::raw::{Raw, Unknown, place};
use crate::referral::{RList, RLsub};
use crate::replace::Replace;
use crate::search::{SearchKey, SearchReturnOpt};
use crate::secret::Secret;
use crate::select::SelectParam;
use crate::sequence::{MessageSet, UidSequenceSet};
use crate::sort::Sort;
use crate::status::StatusAtt;
use crate::store::{StoreAtt, StoreModifier};
use crate::string::{AString, Binary};
use crate::thread::Thread;
use crate::uidbatches::UidBatches;
use crate::urlauth::{ResetKey, UrlFetchArg, UrlRump};
use crate::xapplepush::XApplePushService;
use crate::xlist::XList;

mod name;

pub use self::name::CommandName;

/// One command of a client.
///
/// ```text
/// C: A142 SELECT INBOX
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Command<'a> {
    /// By which the server's answer is known.
    pub tag: Tag<'a>,
    /// What is asked for.
    pub body: CommandBody<'a>,
}

bounded_static!(struct Command { tag, body });

/// What a command asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum CommandBody<'a> {
    /// What can the server do? [RFC 9051 §6.1.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.1.1)
    Capability,
    /// Anything new? [RFC 9051 §6.1.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.1.2)
    Noop,
    /// Goodbye. [RFC 9051 §6.1.3](https://www.rfc-editor.org/rfc/rfc9051#section-6.1.3)
    Logout,
    /// Who are you? [RFC 2971 §3.1](https://www.rfc-editor.org/rfc/rfc2971#section-3.1)
    Id(IdParams<'a>),

    /// Encrypt from now on. [RFC 9051 §6.2.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.1)
    StartTls,
    /// Log in by SASL. [RFC 9051 §6.2.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.2)
    Authenticate {
        /// How.
        mechanism: AuthMechanism<'a>,
        /// What the mechanism says first, before base64; needs SASL-IR. [RFC 4959](https://www.rfc-editor.org/rfc/rfc4959)
        initial_response: Option<Secret<Binary<'a>>>,
    },
    /// Log in by name and password. [RFC 9051 §6.2.3](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.3)
    Login {
        /// The name.
        user: AString<'a>,
        /// The password.
        password: Secret<AString<'a>>,
    },
    /// Back to not authenticated. [RFC 8437](https://www.rfc-editor.org/rfc/rfc8437)
    Unauthenticate,
    /// Compress from now on. [RFC 4978](https://www.rfc-editor.org/rfc/rfc4978)
    Compress(CompressionAlgorithm<'a>),

    /// Switch extensions on. [RFC 9051 §6.3.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.1)
    Enable(NonEmpty<Capability<'a>>),
    /// Open a mailbox. [RFC 9051 §6.3.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.2)
    Select {
        /// Which.
        mailbox: Mailbox<'a>,
        /// What else to do.
        params: Vec<SelectParam<'a>>,
    },
    /// Open a mailbox read-only. [RFC 9051 §6.3.3](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.3)
    Examine {
        /// Which.
        mailbox: Mailbox<'a>,
        /// What else to do.
        params: Vec<SelectParam<'a>>,
    },
    /// Create a mailbox. [RFC 9051 §6.3.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.4)
    Create {
        /// Its name.
        mailbox: Mailbox<'a>,
        /// `create-param`s, none of which this library knows.
        params: Vec<Param<'a>>,
    },
    /// Delete a mailbox. [RFC 9051 §6.3.5](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.5)
    Delete {
        /// Which.
        mailbox: Mailbox<'a>,
    },
    /// Rename a mailbox. [RFC 9051 §6.3.6](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.6)
    Rename {
        /// Its name.
        from: Mailbox<'a>,
        /// Its new name.
        to: Mailbox<'a>,
        /// `rename-param`s, none of which this library knows.
        params: Vec<Param<'a>>,
    },
    /// Subscribe to a name. [RFC 9051 §6.3.7](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.7)
    Subscribe {
        /// Which.
        mailbox: Mailbox<'a>,
    },
    /// Unsubscribe from a name. [RFC 9051 §6.3.8](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.8)
    Unsubscribe {
        /// Which.
        mailbox: Mailbox<'a>,
    },
    /// Which mailboxes are there? [RFC 9051 §6.3.9](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.9)
    List {
        /// Only such; `()` where it is empty.
        selection: Option<ListSelectOpts<'a>>,
        /// Where to start from.
        reference: Mailbox<'a>,
        /// What their names are like: one pattern, or with LIST-EXTENDED a list of them.
        patterns: ListPatterns<'a>,
        /// What to tell of each; `RETURN ()` where it is empty.
        returns: Option<Vec<ReturnOption<'a>>>,
    },
    /// Which names are subscribed? rev1. [RFC 3501 §6.3.9](https://www.rfc-editor.org/rfc/rfc3501#section-6.3.9)
    Lsub {
        /// Where to start from.
        reference: Mailbox<'a>,
        /// What the names are like.
        pattern: ListMailbox<'a>,
    },
    /// Where may mailboxes be? [RFC 9051 §6.3.10](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.10)
    Namespace,
    /// How many messages are there, and the like? [RFC 9051 §6.3.11](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.11)
    Status {
        /// In which mailbox.
        mailbox: Mailbox<'a>,
        /// Which numbers.
        items: NonEmpty<StatusAtt<'a>>,
    },
    /// Add messages. [RFC 9051 §6.3.12](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.12)
    Append {
        /// To which mailbox.
        mailbox: Mailbox<'a>,
        /// One, or with MULTIAPPEND several.
        messages: NonEmpty<AppendMessage<'a>>,
    },
    /// Tell when anything happens. [RFC 9051 §6.3.13](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.13)
    Idle,

    /// Make a checkpoint; rev1. [RFC 3501 §6.4.1](https://www.rfc-editor.org/rfc/rfc3501#section-6.4.1)
    Check,
    /// Remove what is deleted, and close the mailbox. [RFC 9051 §6.4.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.1)
    Close,
    /// Close the mailbox. [RFC 9051 §6.4.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.2)
    Unselect,
    /// Remove what is deleted. [RFC 9051 §6.4.3](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.3)
    Expunge,
    /// Remove what is deleted of these. [RFC 9051 §6.4.9](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.9)
    UidExpunge {
        /// Which.
        uids: UidSequenceSet,
    },
    /// Find messages. [RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.4)
    Search {
        /// What numbers to give.
        numbering: Numbering,
        /// What to give; `RETURN ()` where it is empty.
        returns: Option<Vec<SearchReturnOpt<'a>>>,
        /// The charset of the strings.
        charset: Option<Charset<'a>>,
        /// What they are like, all of it.
        keys: NonEmpty<SearchKey<'a>>,
    },
    /// Find messages and put them in order. Requires `SORT`. [RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256#section-3)
    Sort(Sort<'a>),
    /// Find messages and group them into threads. Requires `THREAD=`. [RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256#section-3)
    Thread(Thread<'a>),
    /// Find messages in several mailboxes. Requires `MULTISEARCH`. [RFC 7377 §2](https://www.rfc-editor.org/rfc/rfc7377#section-2)
    ESearch(MultiSearch<'a>),
    /// End the updates of searches. Requires `CONTEXT=SEARCH` or `CONTEXT=SORT`. [RFC 5267 §4.3.5](https://www.rfc-editor.org/rfc/rfc5267#section-4.3.5)
    CancelUpdate(CancelUpdate<'a>),
    /// Divide the mailbox into ranges of UIDs. Requires `UIDBATCHES`. [RFC 10022 §3.1](https://www.rfc-editor.org/rfc/rfc10022#section-3.1)
    UidBatches(UidBatches),
    /// Get something of messages. [RFC 9051 §6.4.5](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.5)
    Fetch {
        /// Which.
        messages: MessageSet,
        /// What.
        items: FetchItems<'a>,
        /// On what condition.
        modifiers: Vec<FetchModifier<'a>>,
    },
    /// Change messages. [RFC 9051 §6.4.6](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.6)
    Store {
        /// Which.
        messages: MessageSet,
        /// On what condition.
        modifiers: Vec<StoreModifier<'a>>,
        /// How.
        att: StoreAtt<'a>,
    },
    /// Copy messages. [RFC 9051 §6.4.7](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.7)
    Copy {
        /// Which.
        messages: MessageSet,
        /// To where.
        mailbox: Mailbox<'a>,
    },
    /// Move messages. [RFC 9051 §6.4.8](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.8)
    Move {
        /// Which.
        messages: MessageSet,
        /// To where.
        mailbox: Mailbox<'a>,
    },
    /// Replaces a message by another one. [RFC 8508 §3](https://www.rfc-editor.org/rfc/rfc8508#section-3)
    Replace(Box<Replace<'a>>),
    /// Asks for URLs that grant access. [RFC 4467 §7](https://www.rfc-editor.org/rfc/rfc4467#section-7)
    GenUrlAuth(NonEmpty<UrlRump<'a>>),
    /// Revokes URLs that grant access. [RFC 4467 §7](https://www.rfc-editor.org/rfc/rfc4467#section-7)
    ResetKey(ResetKey<'a>),
    /// Asks for the data of URLs. [RFC 4467 §7](https://www.rfc-editor.org/rfc/rfc4467#section-7)
    UrlFetch(NonEmpty<UrlFetchArg<'a>>),
    /// Lists mailboxes, those on other servers as well. [RFC 2193 §5.1](https://www.rfc-editor.org/rfc/rfc2193#section-5.1)
    RList(RList<'a>),
    /// Lists subscribed mailboxes, those on other servers as well. [RFC 2193 §5.2](https://www.rfc-editor.org/rfc/rfc2193#section-5.2)
    RLsub(RLsub<'a>),
    /// Lists mailboxes with their special uses, as Gmail had it.
    XList(XList<'a>),
    /// Asks for a quota root's usage and limits. [RFC 9208 §4.1.1](https://www.rfc-editor.org/rfc/rfc9208#section-4.1.1)
    GetQuota(GetQuota<'a>),
    /// Asks for the quota roots of a mailbox. [RFC 9208 §4.1.2](https://www.rfc-editor.org/rfc/rfc9208#section-4.1.2)
    GetQuotaRoot(GetQuotaRoot<'a>),
    /// Sets the limits of a quota root. [RFC 9208 §4.1.3](https://www.rfc-editor.org/rfc/rfc9208#section-4.1.3)
    SetQuota(SetQuota<'a>),
    /// Changes an identifier's rights. [RFC 4314 §3.1](https://www.rfc-editor.org/rfc/rfc4314#section-3.1)
    SetAcl(SetAcl<'a>),
    /// Removes an identifier from an access control list. [RFC 4314 §3.2](https://www.rfc-editor.org/rfc/rfc4314#section-3.2)
    DeleteAcl(DeleteAcl<'a>),
    /// Asks for an access control list. [RFC 4314 §3.3](https://www.rfc-editor.org/rfc/rfc4314#section-3.3)
    GetAcl(GetAcl<'a>),
    /// Asks which rights an identifier can be given. [RFC 4314 §3.4](https://www.rfc-editor.org/rfc/rfc4314#section-3.4)
    ListRights(ListRights<'a>),
    /// Asks for the user's own rights. [RFC 4314 §3.5](https://www.rfc-editor.org/rfc/rfc4314#section-3.5)
    MyRights(MyRights<'a>),
    /// Asks for annotations. [RFC 5464 §4.2](https://www.rfc-editor.org/rfc/rfc5464#section-4.2)
    GetMetadata(GetMetadata<'a>),
    /// Sets or removes annotations. [RFC 5464 §4.3](https://www.rfc-editor.org/rfc/rfc5464#section-4.3)
    SetMetadata(SetMetadata<'a>),
    /// Asks for annotations, as Cyrus has them.
    GetAnnotation(GetAnnotation<'a>),
    /// Sets or removes annotations, as Cyrus has them.
    SetAnnotation(SetAnnotation<'a>),
    /// Asks to be told of events. [RFC 5465 §3](https://www.rfc-editor.org/rfc/rfc5465#section-3)
    Notify(Notify<'a>),
    /// Chooses the language of texts. [RFC 5255 §3.2](https://www.rfc-editor.org/rfc/rfc5255#section-3.2)
    Language(Language<'a>),
    /// Chooses how strings are compared. [RFC 5255 §4.7](https://www.rfc-editor.org/rfc/rfc5255#section-4.7)
    Comparator(Comparator<'a>),
    /// Registers a device of Apple for notifications.
    XApplePushService(XApplePushService<'a>),
    /// Asks where the same mail is to be had by JMAP. Requires [`Capability::JmapAccess`]. [RFC 9698 §4](https://www.rfc-editor.org/rfc/rfc9698#section-4)
    GetJmapAccess,
    /// A command that this library does not know.
    Other(OtherCommand<'a>),
}

bounded_static!(enum CommandBody {
    Id(a), Authenticate { mechanism, initial_response }, Login { user, password }, Compress(a), Enable(a),
    Select { mailbox, params }, Examine { mailbox, params }, Create { mailbox, params }, Delete { mailbox },
    Rename { from, to, params }, Subscribe { mailbox }, Unsubscribe { mailbox },
    List { selection, reference, patterns, returns }, Lsub { reference, pattern }, Status { mailbox, items },
    Append { mailbox, messages }, UidExpunge { uids }, Search { numbering, returns, charset, keys },
    Sort(a), Thread(a), ESearch(a), CancelUpdate(a), UidBatches(a),
    Fetch { messages, items, modifiers }, Store { messages, modifiers, att }, Copy { messages, mailbox },
    Move { messages, mailbox }, Replace(a), GenUrlAuth(a), ResetKey(a), UrlFetch(a), RList(a), RLsub(a), XList(a), GetQuota(a), GetQuotaRoot(a), SetQuota(a), SetAcl(a), DeleteAcl(a), GetAcl(a), ListRights(a), MyRights(a), GetMetadata(a), SetMetadata(a), GetAnnotation(a), SetAnnotation(a), Notify(a), Language(a), Comparator(a), XApplePushService(a), Other(a);
    Capability, Noop, Logout, GetJmapAccess, StartTls, Unauthenticate, Namespace, Idle, Check, Close, Unselect, Expunge
});

place!(@place CommandBody: Command, CommandName);

impl<'a> CommandBody<'a> {
    /// Log in by name and password, neither of which can hold NUL.
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

    /// Log in by SASL.
    pub const fn authenticate(
        mechanism: AuthMechanism<'a>,
        initial_response: Option<Secret<Binary<'a>>>,
    ) -> Self {
        Self::Authenticate { mechanism, initial_response }
    }

    /// Switch extensions on, at least one.
    pub fn enable(capabilities: Vec<Capability<'a>>) -> Result<Self, ValueError> {
        NonEmpty::try_from(capabilities).map(Self::Enable)
    }

    /// Open a mailbox.
    pub fn select<M>(mailbox: M) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self::Select { mailbox: mailbox.try_into()?, params: Vec::new() })
    }

    /// Open a mailbox read-only.
    pub fn examine<M>(mailbox: M) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self::Examine { mailbox: mailbox.try_into()?, params: Vec::new() })
    }

    /// Which mailboxes are there, of names like this?
    pub fn list<R, P>(reference: R, pattern: P) -> Result<Self, ValueError>
    where
        R: TryInto<Mailbox<'a>>,
        P: TryInto<ListMailbox<'a>>,
        ValueError: From<R::Error> + From<P::Error>,
    {
        let patterns = ListPatterns::One(pattern.try_into()?);
        Ok(Self::List { selection: None, reference: reference.try_into()?, patterns, returns: None })
    }

    /// Numbers about a mailbox, at least one.
    pub fn status<M>(mailbox: M, items: Vec<StatusAtt<'a>>) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        let mailbox = mailbox.try_into()?;
        NonEmpty::try_from(items).map(|items| Self::Status { mailbox, items })
    }

    /// Add one message.
    pub fn append<M>(mailbox: M, message: AppendMessage<'a>) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self::Append { mailbox: mailbox.try_into()?, messages: NonEmpty::one(message) })
    }

    /// Find messages for which all of this holds; at least one key.
    pub fn search(numbering: Numbering, keys: Vec<SearchKey<'a>>) -> Result<Self, ValueError> {
        Ok(Self::Search { numbering, returns: None, charset: None, keys: keys.try_into()? })
    }

    /// Get something of messages.
    ///
    /// ```
    /// # use imap_types::{command::CommandBody, fetch::Macro, sequence::SequenceSet};
    /// let fetch = CommandBody::fetch(SequenceSet::try_from(1..=5)?, Macro::Fast);
    /// # Ok::<(), imap_types::error::ValueError>(())
    /// ```
    pub fn fetch(messages: impl Into<MessageSet>, items: impl Into<FetchItems<'a>>) -> Self {
        Self::Fetch { messages: messages.into(), items: items.into(), modifiers: Vec::new() }
    }

    /// Change messages.
    pub fn store(messages: impl Into<MessageSet>, att: StoreAtt<'a>) -> Self {
        Self::Store { messages: messages.into(), modifiers: Vec::new(), att }
    }

    /// Copy messages.
    pub fn copy<M>(messages: impl Into<MessageSet>, mailbox: M) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self::Copy { messages: messages.into(), mailbox: mailbox.try_into()? })
    }

    /// A command that this library does not know, with its arguments; `UID` before its name where `numbering`
    /// says so. A name that does not begin with a letter is refused.
    pub fn other(numbering: Numbering, name: Atom<'a>, rest: Raw<'a>) -> Result<Self, ValueError> {
        let command = Unknown::new(name, rest)?;
        Ok(Self::Other(OtherCommand { numbering, command }))
    }

    /// The command's name as it is written, with `UID` where that is part of it.
    pub fn name(&self) -> Cow<'_, str> {
        let uid = |numbering, plain, uid| if numbering == Numbering::Uid { uid } else { plain };
        Cow::Borrowed(match self {
            Self::Capability => "CAPABILITY",
            Self::Noop => "NOOP",
            Self::Logout => "LOGOUT",
            Self::Id(_) => "ID",
            Self::StartTls => "STARTTLS",
            Self::Authenticate { .. } => "AUTHENTICATE",
            Self::Login { .. } => "LOGIN",
            Self::Unauthenticate => "UNAUTHENTICATE",
            Self::Compress(_) => "COMPRESS",
            Self::Enable(_) => "ENABLE",
            Self::Select { .. } => "SELECT",
            Self::Examine { .. } => "EXAMINE",
            Self::Create { .. } => "CREATE",
            Self::Delete { .. } => "DELETE",
            Self::Rename { .. } => "RENAME",
            Self::Subscribe { .. } => "SUBSCRIBE",
            Self::Unsubscribe { .. } => "UNSUBSCRIBE",
            Self::List { .. } => "LIST",
            Self::Lsub { .. } => "LSUB",
            Self::Namespace => "NAMESPACE",
            Self::Status { .. } => "STATUS",
            Self::Append { .. } => "APPEND",
            Self::Idle => "IDLE",
            Self::Check => "CHECK",
            Self::Close => "CLOSE",
            Self::Unselect => "UNSELECT",
            Self::Expunge => "EXPUNGE",
            Self::UidExpunge { .. } => "UID EXPUNGE",
            Self::Search { numbering, .. } => uid(*numbering, "SEARCH", "UID SEARCH"),
            Self::Sort(sort) => uid(sort.numbering, "SORT", "UID SORT"),
            Self::Thread(thread) => uid(thread.numbering, "THREAD", "UID THREAD"),
            Self::ESearch(_) => "ESEARCH",
            Self::CancelUpdate(_) => "CANCELUPDATE",
            Self::UidBatches(_) => "UIDBATCHES",
            Self::Fetch { messages, .. } => uid(messages.numbering(), "FETCH", "UID FETCH"),
            Self::Store { messages, .. } => uid(messages.numbering(), "STORE", "UID STORE"),
            Self::Copy { messages, .. } => uid(messages.numbering(), "COPY", "UID COPY"),
            Self::Move { messages, .. } => uid(messages.numbering(), "MOVE", "UID MOVE"),
            Self::Replace(replace) => uid(replace.old.numbering(), "REPLACE", "UID REPLACE"),
            Self::GenUrlAuth(_) => CommandName::GenUrlAuth.as_str(),
            Self::ResetKey(_) => CommandName::ResetKey.as_str(),
            Self::UrlFetch(_) => CommandName::UrlFetch.as_str(),
            Self::RList(_) => CommandName::RList.as_str(),
            Self::RLsub(_) => CommandName::RLsub.as_str(),
            Self::XList(_) => CommandName::XList.as_str(),
            Self::GetQuota(_) => CommandName::GetQuota.as_str(),
            Self::GetQuotaRoot(_) => CommandName::GetQuotaRoot.as_str(),
            Self::SetQuota(_) => CommandName::SetQuota.as_str(),
            Self::SetAcl(_) => CommandName::SetAcl.as_str(),
            Self::DeleteAcl(_) => CommandName::DeleteAcl.as_str(),
            Self::GetAcl(_) => CommandName::GetAcl.as_str(),
            Self::ListRights(_) => CommandName::ListRights.as_str(),
            Self::MyRights(_) => CommandName::MyRights.as_str(),
            Self::GetMetadata(_) => CommandName::GetMetadata.as_str(),
            Self::SetMetadata(_) => CommandName::SetMetadata.as_str(),
            Self::GetAnnotation(_) => CommandName::GetAnnotation.as_str(),
            Self::SetAnnotation(_) => CommandName::SetAnnotation.as_str(),
            Self::Notify(_) => CommandName::Notify.as_str(),
            Self::Language(_) => CommandName::Language.as_str(),
            Self::Comparator(_) => CommandName::Comparator.as_str(),
            Self::XApplePushService(_) => CommandName::XApplePushService.as_str(),
            Self::GetJmapAccess => CommandName::GetJmapAccess.as_str(),
            Self::Other(other) => {
                let name = other.command.name().as_str();
                match other.numbering {
                    Numbering::SeqNum => name,
                    Numbering::Uid => return Cow::Owned(alloc::format!("UID {name}")),
                }
            }
        })
    }

    /// The command under this tag, which must be that of no other command in progress.
    pub fn tag(self, tag: Tag<'a>) -> Command<'a> {
        Command { tag, body: self }
    }
}

/// A command that this library does not know.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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

    /// For `imap-codec`: as it stood on the wire.
    #[doc(hidden)]
    pub const fn from_wire(numbering: Numbering, command: Unknown<'a, CommandBody<'static>>) -> Self {
        Self { numbering, command }
    }
}

/// A parameter of CREATE or RENAME: `create-param`, `rename-param`. This library knows none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Param<'a>(Unknown<'a, Param<'static>>);

bounded_static!(tuple Param);

place!(@place Param: Tagged);

impl<'a> Param<'a> {
    /// A parameter with at most one value, which does not begin with a letter: it would be taken for a name.
    pub fn new(name: Atom<'a>, rest: Raw<'a>) -> Result<Self, ValueError> {
        Unknown::new(name, rest).map(Self)
    }

    /// Its name and value.
    pub fn as_unknown(&self) -> &Unknown<'a, Param<'static>> {
        &self.0
    }

    /// For `imap-codec`: as it stood on the wire.
    #[doc(hidden)]
    pub const fn from_wire(param: Unknown<'a, Param<'static>>) -> Self {
        Self(param)
    }
}

/// What a client says in the course of AUTHENTICATE, on lines that are no commands.
///
/// ```text
/// S: +
/// C: AHRpbQB0YW5zdGFhZnRhbnN0YWFm
/// ```
/// [RFC 9051 §6.2.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.2)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum AuthenticateData<'a> {
    /// What the mechanism says, before base64.
    Response(Secret<Binary<'a>>),
    /// `*`: never mind.
    Cancel,
}

bounded_static!(enum AuthenticateData { Response(a); Cancel });
