//! The builders as commands, for those who send them and look at the data themselves.

use imap_types::command::CommandBody;

use super::{
    Append, Capability, Compress, Copy, Enable, Expunge, Fetch, Id, List, Lsub, Move, Namespace, Request,
    Search, Select, StartTls, Status, Store,
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
    Append<'a>, Capability, Compress, Copy<'a>, Enable<'a>, Expunge, Fetch<'a>, Id<'a>, List<'a>, Lsub<'a>, Move<'a>,
    Namespace, Search<'a, imap_types::number::Uid>, Search<'a, imap_types::number::SeqNum>, Select<'a>, StartTls,
    Status<'a>, Store<'a>,
}
