//! What untagged data and codes tell of the open mailbox: all that the machines know of them.
//!
//! Which data means what stands in [the table](super::row). The selected mailbox, the mirror and the rules of the server
//! match on what is here, so that a response which is about other things is of no concern to them.

use imap_types::capability::Capability;
use imap_types::code::Code;
use imap_types::fetch::MsgAtt;
use imap_types::flag::{Flags, PermanentFlags};
use imap_types::metadata::Metadata;
use imap_types::number::{SeqNum, Uid, UidValidity};
use imap_types::progress::MessageLimit;
use imap_types::response::Status;
use imap_types::search::ESearch;
use imap_types::sequence::UidSet;

use super::selected::{Access, ModSeqs};

/// What untagged data means.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Meaning<'d> {
    /// Nothing of the open mailbox: it may come at any time, and changes no number.
    Nothing,
    /// What its code means.
    Status(&'d Status<'d>),
    /// Count of messages.
    Exists(u32),
    /// Count of messages with `\Recent`, which IMAP4rev2 does not have.
    Recent(u32),
    /// The flags of the mailbox.
    Flags(&'d Flags<'d>),
    /// A message has gone, and those after it have other numbers.
    Expunge(SeqNum),
    /// Messages have gone.
    Vanished(&'d UidSet),
    /// Messages had gone before the client asked: no number changes.
    VanishedEarlier(&'d UidSet),
    /// About a message, by its number.
    Fetch(SeqNum, &'d [MsgAtt<'d>]),
    /// About a message, by its UID.
    UidFetch(Uid, &'d [MsgAtt<'d>]),
    /// SEARCH, which IMAP4rev2 does not have.
    Search,
    /// Result of a search.
    ESearch(&'d ESearch<'d>),
    /// About a message, and nothing that is kept.
    Converted,
    /// Annotations, or a change of some.
    Metadata(&'d Metadata<'d>),
}

/// What a code means, of the few that the session, the open mailbox or the mirror keeps.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CodeMeaning<'c> {
    Capability(&'c [Capability<'c>]),
    /// As if NOTIFY NONE had been sent: RFC 5465 §5.8.
    NotificationOverflow,
    /// The mailbox that was open is closed, and another is being opened.
    Closed,
    Access(Access),
    UidValidity(UidValidity),
    UidNext(Uid),
    UidNotSticky,
    /// The first message without `\Seen`.
    Unseen(SeqNum),
    /// Mod-sequences, or that there are none.
    ModSeqs(ModSeqs),
    PermanentFlags(&'c PermanentFlags<'c>),
    /// A command was carried out for some of its messages.
    MessageLimit(&'c MessageLimit),
}

impl<'c> CodeMeaning<'c> {
    /// `None`: it is about something else.
    pub(crate) fn of(code: &'c Code<'c>) -> Option<Self> {
        Some(match code {
            Code::Capability(list) => Self::Capability(list),
            Code::NotificationOverflow => Self::NotificationOverflow,
            Code::Closed => Self::Closed,
            Code::ReadOnly => Self::Access(Access::ReadOnly),
            Code::ReadWrite => Self::Access(Access::ReadWrite),
            Code::UidValidity(uid_validity) => Self::UidValidity(*uid_validity),
            Code::UidNext(uid) => Self::UidNext(Uid::from(*uid)),
            Code::UidNotSticky => Self::UidNotSticky,
            Code::Unseen(seq) => Self::Unseen(SeqNum::from(*seq)),
            Code::HighestModSeq(mod_seq) => Self::ModSeqs(ModSeqs::Highest(*mod_seq)),
            Code::NoModSeq => Self::ModSeqs(ModSeqs::NotKept),
            Code::PermanentFlags(flags) => Self::PermanentFlags(flags),
            Code::MessageLimit(limit) => Self::MessageLimit(limit),
            _ => return None,
        })
    }
}
