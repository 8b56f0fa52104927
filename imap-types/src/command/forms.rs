//! Constructors of commands that have few arguments, and of those whose arguments are a type of their own.

use super::CommandBody;
use crate::acl::{DeleteAcl, GetAcl, ListRights, MyRights, SetAcl};
use crate::annotatemore::{GetAnnotation, SetAnnotation};
use crate::context::CancelUpdate;
use crate::convert::{Conversions, Convert};
use crate::create::CreateParam;
use crate::error::ValueError;
use crate::fetch::Fetch;
use crate::language::{Comparator, Language};
use crate::list::List;
use crate::mailbox::{ListMailbox, Mailbox};
use crate::metadata::{GetMetadata, SetMetadata};
use crate::multisearch::MultiSearch;
use crate::notify::Notify;
use crate::quota::{GetQuota, GetQuotaRoot, SetQuota};
use crate::referral::{RList, RLsub};
use crate::rename::Rename;
use crate::replace::Replace;
use crate::search::Search;
use crate::sequence::{MessageSet, UidSequenceSet};
use crate::sort::Sort;
use crate::store::Store;
use crate::thread::Thread;
use crate::uidbatches::UidBatches;
use crate::urlauth::ResetKey;
use crate::xapplepush::XApplePushService;
use crate::xlist::XList;

impl<'a> CommandBody<'a> {
    /// `CREATE` of a mailbox, with the properties that it shall have, mostly none. Refuses a name that cannot be sent.
    ///
    /// ```
    /// # use imap_types::command::CommandBody;
    /// let create = CommandBody::create("Drafts", [])?;
    /// # Ok::<(), imap_types::error::ValueError>(())
    /// ```
    pub fn create<M>(
        mailbox: M,
        params: impl IntoIterator<Item = CreateParam<'a>>,
    ) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self::Create { mailbox: mailbox.try_into()?, params: params.into_iter().collect() })
    }

    /// `DELETE` of a mailbox. Refuses a name that cannot be sent.
    pub fn delete<M>(mailbox: M) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self::Delete { mailbox: mailbox.try_into()? })
    }

    /// `RENAME` of a mailbox, and of those below it. Refuses a name that cannot be sent.
    pub fn rename<F, T>(from: F, to: T) -> Result<Self, ValueError>
    where
        F: TryInto<Mailbox<'a>>,
        T: TryInto<Mailbox<'a>>,
        ValueError: From<F::Error> + From<T::Error>,
    {
        Rename::new(from, to).map(Self::Rename)
    }

    /// `SUBSCRIBE` to a name, which need not be that of a mailbox. Refuses one that cannot be sent.
    pub fn subscribe<M>(mailbox: M) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self::Subscribe { mailbox: mailbox.try_into()? })
    }

    /// `UNSUBSCRIBE` from a name, which need not be that of a mailbox. Refuses one that cannot be sent.
    pub fn unsubscribe<M>(mailbox: M) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self::Unsubscribe { mailbox: mailbox.try_into()? })
    }

    /// `LSUB` of the subscribed names that match a pattern. Refuses names that cannot be sent.
    pub fn lsub<R, P>(reference: R, pattern: P) -> Result<Self, ValueError>
    where
        R: TryInto<Mailbox<'a>>,
        P: TryInto<ListMailbox<'a>>,
        ValueError: From<R::Error> + From<P::Error>,
    {
        Ok(Self::Lsub { reference: reference.try_into()?, pattern: pattern.try_into()? })
    }

    /// `UID EXPUNGE` of those of some messages that have `\Deleted`.
    pub fn uid_expunge(uids: impl Into<UidSequenceSet>) -> Self {
        Self::UidExpunge { uids: uids.into() }
    }

    /// `MOVE` of messages to a mailbox. Refuses a name that cannot be sent.
    pub fn move_to<M>(messages: impl Into<MessageSet>, mailbox: M) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self::Move { messages: messages.into(), mailbox: mailbox.try_into()? })
    }
}

macro_rules! arguments {
    ($($Arguments:ident $(<$a:lifetime>)? => $variant:expr),+ $(,)?) => {$(
        /// The command with these arguments.
        impl<'a> From<$Arguments $(<$a>)?> for CommandBody<'a> {
            fn from(arguments: $Arguments $(<$a>)?) -> Self {
                $variant(arguments.into())
            }
        }
    )+};
}

arguments! {
    CancelUpdate<'a> => Self::CancelUpdate,
    Comparator<'a> => Self::Comparator,
    Conversions<'a> => Self::Conversions,
    Convert<'a> => Self::Convert,
    DeleteAcl<'a> => Self::DeleteAcl,
    Fetch<'a> => Self::Fetch,
    GetAcl<'a> => Self::GetAcl,
    GetAnnotation<'a> => Self::GetAnnotation,
    GetMetadata<'a> => Self::GetMetadata,
    GetQuota<'a> => Self::GetQuota,
    GetQuotaRoot<'a> => Self::GetQuotaRoot,
    Language<'a> => Self::Language,
    List<'a> => Self::List,
    ListRights<'a> => Self::ListRights,
    MultiSearch<'a> => Self::ESearch,
    MyRights<'a> => Self::MyRights,
    Notify<'a> => Self::Notify,
    RList<'a> => Self::RList,
    RLsub<'a> => Self::RLsub,
    Rename<'a> => Self::Rename,
    Replace<'a> => Self::Replace,
    ResetKey<'a> => Self::ResetKey,
    Search<'a> => Self::Search,
    SetAcl<'a> => Self::SetAcl,
    SetAnnotation<'a> => Self::SetAnnotation,
    SetMetadata<'a> => Self::SetMetadata,
    SetQuota<'a> => Self::SetQuota,
    Sort<'a> => Self::Sort,
    Store<'a> => Self::Store,
    Thread<'a> => Self::Thread,
    UidBatches => Self::UidBatches,
    XApplePushService<'a> => Self::XApplePushService,
    XList<'a> => Self::XList,
}
