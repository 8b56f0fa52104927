//! What may not be said yet: EXPUNGE and what depends on it.
//! [RFC 9051 §7.5.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.5.1)

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec::Vec;

use imap_codec::Encoder;
use imap_types::code::Code;
use imap_types::number::{Numbering, SeqNum};
use imap_types::response::{Data, RespText};
use imap_types::search::{ESearch, SearchReturnData};
use imap_types::sequence::UidSet;

use crate::pipeline::Overlap;
use crate::session::Meaning;

/// Whether an answer was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It goes out.
    Sent,
    /// It is held back until EXPUNGE may be sent: the client still counts the messages.
    Held,
}

/// An answer that waits.
#[derive(Debug)]
pub(super) enum Waiting {
    Expunge(SeqNum),
    Vanished(UidSet),
    Exists(u32),
    Recent(u32),
    /// What changes no count, encoded.
    Wire(Vec<u8>),
}

/// What waits. There hardly ever is any, and a connection that idles shall cost little.
#[derive(Debug, Default)]
pub(super) struct Held(Option<Box<Queue>>);

/// In the order in which it was given.
#[derive(Debug, Default)]
struct Queue {
    answers: VecDeque<Waiting>,
    /// How many messages there are when all of it is said.
    exists: u32,
    cost: usize,
}

/// What an answer that waits counts for besides its own octets.
const COST: usize = 64;

impl Held {
    /// How much of the output limit all of it counts for.
    pub(super) fn cost(&self) -> usize {
        self.0.as_ref().map_or(0, |held| held.cost)
    }

    /// Whether the data has to wait while this command is worked on, or none.
    pub(super) fn must_hold(&self, data: &Data<'_>, command: Option<Overlap>) -> bool {
        match Meaning::of(data) {
            Meaning::Expunge(_) => !command.is_some_and(|command| command.expunges),
            Meaning::Vanished(_) => !command.is_some_and(|command| command.vanishes),
            // These count messages as if what is held had been said.
            Meaning::Exists(_) | Meaning::Recent(_) => {
                self.first().is_some_and(|first| !first.may_go(command))
            }
            Meaning::Fetch(..) => self.first().is_some() && command.is_none(),
            // RFC 5267 §4.3.3: updates of a search have the numbers of after EXISTS, and never answer a command.
            Meaning::ESearch(search) => {
                updates_by_number(search) && self.first().is_some_and(|first| !first.may_go(command))
            }
            // A client that keeps it would never hear of the messages that have gone.
            Meaning::Status(status) => tells_mod_seq(&status.text) && self.hides_messages(),
            Meaning::VanishedEarlier(_)
            | Meaning::UidFetch(..)
            | Meaning::Flags(_)
            | Meaning::Search
            | Meaning::Converted
            | Meaning::Metadata(_)
            | Meaning::Nothing => false,
        }
    }

    /// How many messages there are when all of it is said; `None`: nothing is held.
    pub(super) fn exists(&self) -> Option<u32> {
        self.0.as_ref().map(|held| held.exists)
    }

    /// Whether messages have gone that the client counts.
    pub(super) fn hides_messages(&self) -> bool {
        let goes = |waiting: &Waiting| matches!(waiting, Waiting::Expunge(_) | Waiting::Vanished(_));
        self.0.as_ref().is_some_and(|held| held.answers.iter().any(goes))
    }

    /// `exists`: how many messages there are when all is said that is held already.
    pub(super) fn push(&mut self, data: &Data<'_>, utf8: bool, exists: u32) {
        let waiting = match data {
            Data::Expunge(seq) => Waiting::Expunge(*seq),
            Data::Vanished { earlier: false, uids } => Waiting::Vanished(uids.clone()),
            Data::Exists(count) => Waiting::Exists(*count),
            Data::Recent(count) => Waiting::Recent(*count),
            data => {
                let mut wire = Vec::new();
                Encoder::new(&mut wire).utf8(utf8).data(data);
                Waiting::Wire(wire)
            }
        };
        let held = self.0.get_or_insert_default();
        held.exists = match &waiting {
            Waiting::Expunge(_) => exists.saturating_sub(1),
            Waiting::Vanished(uids) => exists.saturating_sub(u32::try_from(uids.count()).unwrap_or(u32::MAX)),
            Waiting::Exists(count) => *count,
            Waiting::Recent(_) | Waiting::Wire(_) => exists,
        };
        held.cost = held.cost.saturating_add(waiting.cost());
        held.answers.push_back(waiting);
    }

    /// The first of what is held, if it may go.
    pub(super) fn pop(&mut self, command: Option<Overlap>) -> Option<Waiting> {
        let held = self.0.as_mut()?;
        if !held.answers.front()?.may_go(command) {
            return None;
        }
        let first = held.answers.pop_front()?;
        held.cost = held.cost.saturating_sub(first.cost());
        if held.answers.is_empty() {
            self.0 = None;
        }
        Some(first)
    }

    fn first(&self) -> Option<&Waiting> {
        self.0.as_ref()?.answers.front()
    }
}

fn updates_by_number(search: &ESearch<'_>) -> bool {
    let updates = |data: &_| matches!(data, SearchReturnData::AddTo(_) | SearchReturnData::RemoveFrom(_));
    search.numbering == Numbering::SeqNum && search.mailbox.is_none() && search.data.iter().any(updates)
}

/// Whether the text has a mod-sequence up to which the client has seen everything.
pub(super) fn tells_mod_seq(text: &RespText<'_>) -> bool {
    matches!(text.code(), Some(Code::HighestModSeq(_)))
}

impl Waiting {
    fn cost(&self) -> usize {
        COST.saturating_add(match self {
            Self::Vanished(uids) => size_of_val(uids.as_spans()),
            Self::Wire(wire) => wire.len(),
            Self::Expunge(_) | Self::Exists(_) | Self::Recent(_) => 0,
        })
    }

    fn may_go(&self, command: Option<Overlap>) -> bool {
        match self {
            Self::Expunge(_) => command.is_some_and(|command| command.expunges),
            Self::Vanished(_) => command.is_some_and(|command| command.vanishes),
            Self::Exists(_) | Self::Recent(_) | Self::Wire(_) => true,
        }
    }
}
