//! The names of commands.

use alloc::borrow::Cow;

use super::CommandBody;
use crate::names::wire_names;
use crate::number::Numbering;

wire_names! {
    /// The names of [`CommandBody`](super::CommandBody), and the word that may stand before them.
    pub enum CommandName {
        /// `CAPABILITY`
        Capability = "CAPABILITY",
        /// `NOOP`
        Noop = "NOOP",
        /// `LOGOUT`
        Logout = "LOGOUT",
        /// `ID`
        Id = "ID",
        /// `STARTTLS`
        Starttls = "STARTTLS",
        /// `AUTHENTICATE`
        Authenticate = "AUTHENTICATE",
        /// `LOGIN`
        Login = "LOGIN",
        /// `UNAUTHENTICATE`
        Unauthenticate = "UNAUTHENTICATE",
        /// `COMPRESS`
        Compress = "COMPRESS",
        /// `ENABLE`
        Enable = "ENABLE",
        /// `SELECT`
        Select = "SELECT",
        /// `EXAMINE`
        Examine = "EXAMINE",
        /// `CREATE`
        Create = "CREATE",
        /// `DELETE`
        Delete = "DELETE",
        /// `RENAME`
        Rename = "RENAME",
        /// `SUBSCRIBE`
        Subscribe = "SUBSCRIBE",
        /// `UNSUBSCRIBE`
        Unsubscribe = "UNSUBSCRIBE",
        /// `LIST`
        List = "LIST",
        /// `LSUB`
        Lsub = "LSUB",
        /// `NAMESPACE`
        Namespace = "NAMESPACE",
        /// `STATUS`
        Status = "STATUS",
        /// `APPEND`
        Append = "APPEND",
        /// `IDLE`
        Idle = "IDLE",
        /// `CHECK`
        Check = "CHECK",
        /// `CLOSE`
        Close = "CLOSE",
        /// `UNSELECT`
        Unselect = "UNSELECT",
        /// `EXPUNGE`
        Expunge = "EXPUNGE",
        /// `SEARCH`
        Search = "SEARCH",
        /// `SORT`
        Sort = "SORT",
        /// `THREAD`
        Thread = "THREAD",
        /// `ESEARCH`
        ESearch = "ESEARCH",
        /// `CANCELUPDATE`
        CancelUpdate = "CANCELUPDATE",
        /// `UIDBATCHES`
        UidBatches = "UIDBATCHES",
        /// `FETCH`
        Fetch = "FETCH",
        /// `STORE`
        Store = "STORE",
        /// `COPY`
        Copy = "COPY",
        /// `MOVE`
        Move = "MOVE",
        /// `RLIST`
        RList = "RLIST",
        /// `RLSUB`
        RLsub = "RLSUB",
        /// `XLIST`
        XList = "XLIST",
        /// `GETQUOTA`
        GetQuota = "GETQUOTA",
        /// `GETQUOTAROOT`
        GetQuotaRoot = "GETQUOTAROOT",
        /// `SETQUOTA`
        SetQuota = "SETQUOTA",
        /// `SETACL`
        SetAcl = "SETACL",
        /// `DELETEACL`
        DeleteAcl = "DELETEACL",
        /// `GETACL`
        GetAcl = "GETACL",
        /// `LISTRIGHTS`
        ListRights = "LISTRIGHTS",
        /// `MYRIGHTS`
        MyRights = "MYRIGHTS",
        /// `GETMETADATA`
        GetMetadata = "GETMETADATA",
        /// `SETMETADATA`
        SetMetadata = "SETMETADATA",
        /// `GETANNOTATION`
        GetAnnotation = "GETANNOTATION",
        /// `SETANNOTATION`
        SetAnnotation = "SETANNOTATION",
        /// `NOTIFY`
        Notify = "NOTIFY",
        /// `LANGUAGE`
        Language = "LANGUAGE",
        /// `COMPARATOR`
        Comparator = "COMPARATOR",
        /// `CONVERSIONS`
        Conversions = "CONVERSIONS",
        /// `CONVERT`
        Convert = "CONVERT",
        /// `XAPPLEPUSHSERVICE`
        XApplePushService = "XAPPLEPUSHSERVICE",
        /// `REPLACE`
        Replace = "REPLACE",
        /// `GENURLAUTH`
        GenUrlAuth = "GENURLAUTH",
        /// `RESETKEY`
        ResetKey = "RESETKEY",
        /// `URLFETCH`
        UrlFetch = "URLFETCH",
        /// `GETJMAPACCESS`
        GetJmapAccess = "GETJMAPACCESS",
        /// `UID`
        Uid = "UID",
    }
}

impl CommandBody<'_> {
    /// The command's name without `UID`; `None` for one that this library does not know.
    pub fn kind(&self) -> Option<CommandName> {
        Some(match self {
            Self::Capability => CommandName::Capability,
            Self::Noop => CommandName::Noop,
            Self::Logout => CommandName::Logout,
            Self::Id(_) => CommandName::Id,
            Self::StartTls => CommandName::Starttls,
            Self::Authenticate { .. } => CommandName::Authenticate,
            Self::Login { .. } => CommandName::Login,
            Self::Unauthenticate => CommandName::Unauthenticate,
            Self::Compress(_) => CommandName::Compress,
            Self::Enable(_) => CommandName::Enable,
            Self::Select { .. } => CommandName::Select,
            Self::Examine { .. } => CommandName::Examine,
            Self::Create { .. } => CommandName::Create,
            Self::Delete { .. } => CommandName::Delete,
            Self::Rename { .. } => CommandName::Rename,
            Self::Subscribe { .. } => CommandName::Subscribe,
            Self::Unsubscribe { .. } => CommandName::Unsubscribe,
            Self::List { .. } => CommandName::List,
            Self::Lsub { .. } => CommandName::Lsub,
            Self::Namespace => CommandName::Namespace,
            Self::Status { .. } => CommandName::Status,
            Self::Append { .. } => CommandName::Append,
            Self::Idle => CommandName::Idle,
            Self::Check => CommandName::Check,
            Self::Close => CommandName::Close,
            Self::Unselect => CommandName::Unselect,
            Self::Expunge => CommandName::Expunge,
            Self::UidExpunge { .. } => CommandName::Expunge,
            Self::Search { .. } => CommandName::Search,
            Self::Sort(_) => CommandName::Sort,
            Self::Thread(_) => CommandName::Thread,
            Self::ESearch(_) => CommandName::ESearch,
            Self::CancelUpdate(_) => CommandName::CancelUpdate,
            Self::UidBatches(_) => CommandName::UidBatches,
            Self::Fetch { .. } => CommandName::Fetch,
            Self::Store { .. } => CommandName::Store,
            Self::Copy { .. } => CommandName::Copy,
            Self::Move { .. } => CommandName::Move,
            Self::Replace(_) => CommandName::Replace,
            Self::GenUrlAuth(_) => CommandName::GenUrlAuth,
            Self::ResetKey(_) => CommandName::ResetKey,
            Self::UrlFetch(_) => CommandName::UrlFetch,
            Self::RList(_) => CommandName::RList,
            Self::RLsub(_) => CommandName::RLsub,
            Self::XList(_) => CommandName::XList,
            Self::GetQuota(_) => CommandName::GetQuota,
            Self::GetQuotaRoot(_) => CommandName::GetQuotaRoot,
            Self::SetQuota(_) => CommandName::SetQuota,
            Self::SetAcl(_) => CommandName::SetAcl,
            Self::DeleteAcl(_) => CommandName::DeleteAcl,
            Self::GetAcl(_) => CommandName::GetAcl,
            Self::ListRights(_) => CommandName::ListRights,
            Self::MyRights(_) => CommandName::MyRights,
            Self::GetMetadata(_) => CommandName::GetMetadata,
            Self::SetMetadata(_) => CommandName::SetMetadata,
            Self::GetAnnotation(_) => CommandName::GetAnnotation,
            Self::SetAnnotation(_) => CommandName::SetAnnotation,
            Self::Notify(_) => CommandName::Notify,
            Self::Language(_) => CommandName::Language,
            Self::Comparator(_) => CommandName::Comparator,
            Self::Conversions(_) => CommandName::Conversions,
            Self::Convert(_) => CommandName::Convert,
            Self::XApplePushService(_) => CommandName::XApplePushService,
            Self::GetJmapAccess => CommandName::GetJmapAccess,
            Self::Other(_) => return None,
        })
    }

    /// Whether the command's name begins with `UID`.
    pub fn numbering(&self) -> Numbering {
        match self {
            Self::UidExpunge { .. } => Numbering::Uid,
            Self::Search { numbering, .. } => *numbering,
            Self::Sort(sort) => sort.numbering,
            Self::Thread(thread) => thread.numbering,
            Self::Fetch { messages, .. }
            | Self::Store { messages, .. }
            | Self::Copy { messages, .. }
            | Self::Move { messages, .. } => messages.numbering(),
            Self::Replace(replace) => replace.old.numbering(),
            Self::Convert(convert) => convert.messages.numbering(),
            Self::Other(other) => other.numbering,
            Self::Capability
            | Self::Noop
            | Self::Logout
            | Self::Id(_)
            | Self::StartTls
            | Self::Authenticate { .. }
            | Self::Login { .. }
            | Self::Unauthenticate
            | Self::Compress(_)
            | Self::Enable(_)
            | Self::Select { .. }
            | Self::Examine { .. }
            | Self::Create { .. }
            | Self::Delete { .. }
            | Self::Rename { .. }
            | Self::Subscribe { .. }
            | Self::Unsubscribe { .. }
            | Self::List { .. }
            | Self::Lsub { .. }
            | Self::Namespace
            | Self::Status { .. }
            | Self::Append { .. }
            | Self::Idle
            | Self::Check
            | Self::Close
            | Self::Unselect
            | Self::Expunge
            | Self::ESearch(_)
            | Self::CancelUpdate(_)
            | Self::UidBatches(_)
            | Self::GenUrlAuth(_)
            | Self::ResetKey(_)
            | Self::UrlFetch(_)
            | Self::RList(_)
            | Self::RLsub(_)
            | Self::XList(_)
            | Self::GetQuota(_)
            | Self::GetQuotaRoot(_)
            | Self::SetQuota(_)
            | Self::SetAcl(_)
            | Self::DeleteAcl(_)
            | Self::GetAcl(_)
            | Self::ListRights(_)
            | Self::MyRights(_)
            | Self::GetMetadata(_)
            | Self::SetMetadata(_)
            | Self::GetAnnotation(_)
            | Self::SetAnnotation(_)
            | Self::Notify(_)
            | Self::Language(_)
            | Self::Comparator(_)
            | Self::Conversions(_)
            | Self::XApplePushService(_)
            | Self::GetJmapAccess => Numbering::SeqNum,
        }
    }

    /// The command's name without `UID`.
    pub fn base_name(&self) -> &str {
        match self {
            Self::Other(other) => other.command.name().as_str(),
            known => known.kind().map_or("", CommandName::as_str),
        }
    }

    /// The command's name as it is written, with `UID` where that is part of it.
    pub fn name(&self) -> Cow<'_, str> {
        let name = self.base_name();
        match self.numbering() {
            Numbering::SeqNum => Cow::Borrowed(name),
            Numbering::Uid => Cow::Owned(alloc::format!("UID {name}")),
        }
    }
}
