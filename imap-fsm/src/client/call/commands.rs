//! The builders as commands, for those who send them and look at the data themselves.

use imap_types::command::CommandBody;
use imap_types::number::{SeqNum, Uid};

use super::{
    Append, Capability, Comparator, Compress, Copy, DeleteAcl, Enable, Expunge, Fetch, GenUrlAuth, GetAcl,
    GetJmapAccess, GetMetadata, GetQuota, GetQuotaRoot, Id, Language, List, ListRights, Lsub, Move,
    MultiSearch, MyRights, Namespace, Notify, Replace, Request, Search, Select, SetAcl, SetMetadata,
    SetQuota, Sort, StartTls, Status, Store, Thread, UidBatches, UrlFetch,
};

macro_rules! commands {
    ($($request:ty),+ $(,)?) => {$(
        /// The command by itself, for [`Client::send`](crate::Client::send).
        impl<'a> From<$request> for CommandBody<'a> {
            fn from(request: $request) -> Self {
                request.into_parts().0
            }
        }
    )+};
}

commands! {
    Append<'a>, Capability, Comparator<'a>, Compress, Copy<'a>, DeleteAcl<'a>, Enable<'a>, Expunge, Fetch<'a>,
    GenUrlAuth<'a>, GetAcl<'a>, GetJmapAccess, GetMetadata<'a>, GetQuota<'a>, GetQuotaRoot<'a>, Id<'a>, Language<'a>, List<'a>,
    ListRights<'a>, Lsub<'a>, Move<'a>, MultiSearch<'a>, MyRights<'a>, Namespace, Notify<'a>, Replace<'a>,
    Search<'a, Uid>, Search<'a, SeqNum>, Select<'a>, SetAcl<'a>, SetMetadata<'a>, SetQuota<'a>, Sort<'a, Uid>,
    Sort<'a, SeqNum>, StartTls, Status<'a>, Store<'a>, Thread<'a, Uid>, Thread<'a, SeqNum>, UidBatches, UrlFetch<'a>,
}
