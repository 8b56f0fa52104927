//! What untagged data tells of the open mailbox: all that the machines know of it.
//!
//! Which data means what stands in [the table](super::row). The selected mailbox, the mirror and the rules of the server
//! match on what is here, so that a response which is about other things is of no concern to them.

use imap_types::fetch::MsgAtt;
use imap_types::flag::Flags;
use imap_types::metadata::Metadata;
use imap_types::number::{SeqNum, Uid};
use imap_types::response::Status;
use imap_types::search::ESearch;
use imap_types::sequence::UidSet;

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
