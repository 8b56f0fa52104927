//! MESSAGELIMIT and SAVELIMIT: commands that are about more messages than the server takes at once (RFC 9738).
//!
//! Those with the highest UIDs are processed, from the highest down, and the client hears where that ended. COPY and
//! APPEND are done whole or not at all; the machine refuses APPEND by itself. EXPUNGE, CLOSE and STATUS have no limit, nor has
//! ESEARCH, which the RFC does not name: no UID would say where a search of several mailboxes has stopped.

use std::num::NonZeroU32;

use imap_fsm::types::code::Code;
use imap_fsm::types::number::Uid;
use imap_fsm::types::progress::MessageLimit;
use imap_fsm::types::response::{Data, Status, StatusKind};
use imap_fsm::types::search::SearchKey;
use imap_fsm::types::sequence::MessageSet;

use crate::answer::{Answer, Work};
use crate::config::Config;
use crate::lines::{Refusal, no, resp_text};
use crate::search_work::Scope;
use crate::view::View;

impl Config {
    /// What COPY can store.
    pub(crate) fn copy_limit(&self) -> Option<NonZeroU32> {
        self.message_limit.into_iter().chain(self.save_limit).min()
    }
}

impl View {
    /// The positions of the messages that a command is about, and what to tell if there are more.
    pub(crate) fn select_last(
        &self,
        set: &MessageSet,
        limit: Option<NonZeroU32>,
        is_wanted: impl Fn(Uid) -> bool,
    ) -> Result<(Vec<usize>, Option<Code<'static>>), Refusal> {
        let Some(limit) = limit else {
            let is_wanted = |index: &usize| self.get(*index).is_some_and(|seen| is_wanted(seen.message.uid));
            return Ok((self.select(set)?.into_iter().filter(is_wanted).collect(), None));
        };
        let found = self.last_ones(set, limit, is_wanted)?;
        let mut indexes: Vec<usize> = found.messages.iter().map(|(seq, _)| seq.get() as usize - 1).collect();
        if found.limit.is_none() {
            indexes.reverse();
        }
        Ok((indexes, found.limit.map(Code::MessageLimit)))
    }
}

/// Refuses what cannot be done for some of the messages only.
pub(crate) fn refuse(limit: Option<Code<'static>>) -> Result<(), Refusal> {
    limit.map_or(Ok(()), |code| Err(no(code, "these are too many messages for one command")))
}

/// That there are too many messages, where it is not known which were the last.
pub(crate) fn too_many(limit: NonZeroU32) -> Refusal {
    no(Code::MessageLimit(MessageLimit { limit, last: None }), "these are too many messages for one command")
}

/// MESSAGELIMIT where the end of a command has another code.
pub(crate) fn untagged(code: Code<'static>) -> Data<'static> {
    Data::Status(Status {
        kind: StatusKind::No,
        text: resp_text(Some(code), "that was done for the last messages"),
    })
}

impl Answer {
    /// Tells that there were more messages: in a line of its own if there is a code already.
    pub(crate) fn limited(self, limit: Option<Code<'static>>) -> Self {
        match (limit, &self.code, self.data) {
            (None, _, data) => Self { data, ..self },
            (Some(limit), None, data) => {
                Self { data, code: Some(limit), text: "that was done for the last messages", ..self }
            }
            (Some(limit), Some(_), Work::Data(data)) => {
                let data: Vec<_> = data.chain([untagged(limit)]).collect();
                Self { data: data.into(), ..self }
            }
            // No answer that is made bit by bit has a code.
            (Some(_), Some(_), data) => Self { data, ..self },
        }
    }
}

impl Scope {
    /// Leaves out all but the last messages that are to be searched, and tells the UID of the first one left. Messages
    /// that the client has not named are not searched.
    pub(crate) fn keep_last(&mut self, keys: &[SearchKey<'_>], limit: NonZeroU32) -> Option<Uid> {
        let is_set = |key: &&SearchKey<'_>| {
            use SearchKey as K;
            matches!(key, K::SequenceSet(_) | K::Uid(_) | K::UidAfter(_) | K::UidBefore(_))
        };
        let sets: Vec<_> = keys.iter().filter(is_set).collect();
        let searched = self.candidates().rev();
        let mut searched = searched.filter(|candidate| sets.iter().all(|set| candidate.matches(set)));
        let most = usize::try_from(limit.get()).unwrap_or(usize::MAX);
        let first = searched
            .by_ref()
            .nth(most - 1)
            .map(|candidate| (candidate.seq.get() as usize - 1, candidate.message.uid));
        let is_limited = searched.next().is_some();
        drop(searched);
        let (index, uid) = first.filter(|_| is_limited)?;
        self.first = index;
        Some(uid)
    }
}
