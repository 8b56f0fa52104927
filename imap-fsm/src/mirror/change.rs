//! What a mirror tells.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::num::NonZeroU32;

use imap_types::flag::FetchFlags;
use imap_types::number::{ModSeq, SeqNum, Uid, UidValidity};

/// Some messages in a row: their numbers follow one another, and so do their UIDs, if they are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Messages {
    /// The first one's sequence number; `None` if the mailbox has not been counted since it was known.
    pub seq: Option<SeqNum>,
    /// The first one's UID; `None` if none of the UIDs is known.
    pub uid: Option<Uid>,
    /// Count of them; at least 1.
    pub count: u32,
}

impl Messages {
    pub(super) fn new(index: Option<u32>, uid: u32, count: u32) -> Self {
        let seq = index.map(|index| index.saturating_add(1)).and_then(NonZeroU32::new).map(SeqNum::from);
        Self { seq, uid: NonZeroU32::new(uid).map(Uid::from), count }
    }

    /// The UIDs, as far as they are known, in ascending order.
    pub fn uids(&self) -> impl Iterator<Item = Uid> + use<> {
        let first = self.uid;
        let count = if first.is_some() { self.count } else { 0 };
        (0..count).filter_map(move |offset| {
            first?.get().checked_add(offset).and_then(NonZeroU32::new).map(Uid::from)
        })
    }
}

/// Something that has changed in the mailbox, as the client sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// The number of messages has risen to this one. Their UIDs follow as [`Change::New`] once they are known.
    Exists(u32),
    /// Messages that the last session did not know have these UIDs. Their flags follow where they are asked for.
    New(Messages),
    /// The flags of a message, all of them: they are new, or not known to be what they were.
    Flags(MessageFlags),
    /// The mod-sequence of a message without its flags: what follows STORE with `.SILENT`.
    /// [RFC 7162 §3.1.3](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.3)
    ModSeq(MessageModSeq),
    /// Messages are gone. They had these numbers until now; those behind count less by as many. No number: they went
    /// before this session, or the mailbox has been counted anew. No UID: it was never known.
    Gone(Messages),
    /// The UIDs name other messages now, or no longer exist: nothing that was stored under a UID is valid any more.
    /// [RFC 9051 §2.3.1.1](https://www.rfc-editor.org/rfc/rfc9051#section-2.3.1.1)
    Reset {
        /// The epoch of the UIDs from now on; `None` from servers that have none.
        uid_validity: Option<UidValidity>,
    },
    /// The server has contradicted itself, so that numbers could be wrong: all are asked for anew by the next
    /// commands of the plan. What is stored under a UID stays valid; [`Change::Gone`] follows for what is gone.
    Recount(Contradiction),
}

/// All flags of a message: [`Change::Flags`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageFlags {
    /// The message's sequence number; `None` if UIDFETCH told it, which has none, and the message is new.
    pub seq: Option<SeqNum>,
    /// Its UID, if it is known.
    pub uid: Option<Uid>,
    /// All flags that it has now.
    pub flags: FetchFlags<'static>,
    /// The mod-sequence of this change, where the server tells.
    pub mod_seq: Option<ModSeq>,
}

/// The mod-sequence of a message: [`Change::ModSeq`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageModSeq {
    /// The message's sequence number; `None` as for [`MessageFlags`].
    pub seq: Option<SeqNum>,
    /// Its UID, if it is known.
    pub uid: Option<Uid>,
    /// Mod-sequence of its last change.
    pub mod_seq: ModSeq,
}

/// Contradiction in what a server has sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Contradiction {
    /// EXISTS with fewer messages than there were, without EXPUNGE.
    /// [RFC 3501 §7.3.1](https://www.rfc-editor.org/rfc/rfc3501#section-7.3.1)
    Exists(u32),
    /// EXPUNGE of a message that is not there.
    Expunge(SeqNum),
    /// FETCH with a UID that this message cannot have: it has another, or it would not be in ascending order.
    Uid(SeqNum, Uid),
    /// SELECT with QRESYNC has left more messages than EXISTS says.
    QResync,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists(count) => write!(f, "{count} messages, though none has been expunged"),
            Self::Expunge(seq) => write!(f, "message {seq} expunged, which is not there"),
            Self::Uid(seq, uid) => write!(f, "message {seq} with UID {uid}, which it cannot have"),
            Self::QResync => f.write_str("fewer messages than are left after VANISHED"),
        }
    }
}

/// The changes that one response has made, in order. Without allocation where there is but one.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    first: Option<Change>,
    rest: vec::IntoIter<Change>,
}

impl Iterator for Changes {
    type Item = Change;

    fn next(&mut self) -> Option<Change> {
        self.first.take().or_else(|| self.rest.next())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = self.rest.len().saturating_add(usize::from(self.first.is_some()));
        (len, Some(len))
    }
}

impl ExactSizeIterator for Changes {}

/// Changes as they are found.
#[derive(Default)]
pub(super) struct Found {
    first: Option<Change>,
    rest: Vec<Change>,
}

impl Found {
    pub(super) fn push(&mut self, change: Change) {
        match self.first {
            None => self.first = Some(change),
            Some(_) => self.rest.push(change),
        }
    }

    pub(super) fn finish(self) -> Changes {
        Changes { first: self.first, rest: self.rest.into_iter() }
    }
}
