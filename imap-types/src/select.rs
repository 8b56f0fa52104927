//! How a mailbox is opened. [RFC 9051 §6.3.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.2)

use alloc::boxed::Box;
use core::num::NonZeroU32;

use crate::bounded::bounded_static_owned;
use crate::error::ValueError;
use crate::names::wire_enum;
use crate::number::{ModSeq, SeqNum};
use crate::objectid::SelectObjectId;
use crate::raw::{Unknown, place};
use crate::sequence::{NumberSet, UidSet};
use crate::span::{MessageNumber, Span};

wire_enum! {
    /// A parameter of SELECT and EXAMINE: `select-param`.
    ///
    /// ```text
    /// C: a SELECT INBOX (QRESYNC (67890007 20050715194045000 41,43:211))
    ///                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    /// ```
    pub enum SelectParam as SelectParamName {
        /// Asks for mod-sequences in FETCH responses from now on. [RFC 7162 §3.1.8](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.8)
        CondStore = "CONDSTORE",
        /// Asks for what changed and vanished since the client last saw the mailbox. [RFC 7162 §3.2.5](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.5)
        QResync(Box<QResync>) = "QRESYNC",
        /// Asks to be told of annotations that somebody else changes. Requires `ANNOTATE-EXPERIMENT-1`. [RFC 5257 §4.2](https://www.rfc-editor.org/rfc/rfc5257#section-4.2)
        Annotate = "ANNOTATE",
        /// Asks for [`Code::ObjectId`](crate::code::Code::ObjectId), and may tell which mailbox is meant, whatever its name is
        /// now. Requires `OBJECTID+`, a draft.
        ObjectId(Option<SelectObjectId<'a>>) = "OBJECTID",
        /// Asks for messages with headers in UTF-8; obsolete. Required `UTF8=ACCEPT`. [RFC 5738 §3.2](https://www.rfc-editor.org/rfc/rfc5738#section-3.2)
        Utf8 = "UTF8",
        ..
        /// A parameter that this library does not know.
        Other(Unknown<'a, SelectParam<'static>>),
    }
}

place!(SelectParam: Tagged, SelectParamName);

/// What a client knows of a mailbox, so that the server need not tell it again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct QResync {
    /// The epoch of the UIDs.
    pub uid_validity: NonZeroU32,
    /// The point in the mailbox's history up to which the client knows it.
    pub mod_seq: ModSeq,
    /// The UIDs it knows of; all up to the highest where absent.
    pub known_uids: Option<UidSet>,
    /// Some messages by both their numbers, so that a server that forgot which messages vanished has to tell less.
    pub seq_match: Option<SeqMatch>,
}

/// Some messages by both their numbers, in ascending order: `seq-match-data`.
///
/// ```text
/// C: a SELECT INBOX (QRESYNC (67890007 90060115194045000 41:211 (1,2 41,43)))
///                                                               ^^^^^^^^^^^
/// ```
/// [RFC 7162 §3.2.5.2](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.5.2)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct SeqMatch {
    seqs: NumberSet<SeqNum>,
    uids: UidSet,
}

impl SeqMatch {
    /// Refuses more numbers of the one kind than of the other, and numbers that do not ascend.
    #[inline]
    pub fn new(seqs: NumberSet<SeqNum>, uids: UidSet) -> Result<Self, ValueError> {
        if !ascends(seqs.as_spans()) || !ascends(uids.as_spans()) {
            return Err(ValueError::new("numbers in ascending order", 0));
        }
        if seqs.count() != uids.count() {
            return Err(ValueError::new("as many UIDs as sequence numbers", 0));
        }
        Ok(Self { seqs, uids })
    }

    /// Sequence numbers of the messages.
    pub const fn seqs(&self) -> &NumberSet<SeqNum> {
        &self.seqs
    }

    /// UIDs of the messages, as many and in the same order.
    pub const fn uids(&self) -> &UidSet {
        &self.uids
    }
}

fn ascends<N: MessageNumber>(spans: &[Span<N>]) -> bool {
    let mut last = None;
    spans.iter().all(|span| {
        let (low, high) = span.ends();
        let follows = span.start <= span.end && last.is_none_or(|last| last < low);
        last = Some(high);
        follows
    })
}

bounded_static_owned!(SeqMatch);

impl QResync {
    /// The mailbox as of this point in its history.
    pub const fn new(uid_validity: NonZeroU32, mod_seq: ModSeq) -> Self {
        Self { uid_validity, mod_seq, known_uids: None, seq_match: None }
    }
}

bounded_static_owned!(QResync);
