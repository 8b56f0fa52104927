//! Searches that are kept up to date: UPDATE and CANCELUPDATE
//! ([RFC 5267 §4.3](https://www.rfc-editor.org/rfc/rfc5267#section-4.3)).
//!
//! [`imap_fsm::view::View`] tells what changes; here is found out what matches now. Only messages that are new or have
//! changed are looked at again, since what else a key may ask about is as it was when the command came.

use std::cmp::Ordering;

use imap_fsm::types::atom::Tag;
use imap_fsm::types::context::CancelUpdate;
use imap_fsm::types::fetch::FetchAtt;
use imap_fsm::types::number::{ModSeq, SeqNum, Uid};
use imap_fsm::types::search::SearchKey;
use imap_fsm::types::sequence::{Bound, UidSequenceSet};
use imap_fsm::view::Order;

use crate::answer::{Outcome, ok};
use crate::collation::Collation;
use crate::criteria::{Candidate, Read, cost};
use crate::found::Hit;
use crate::mailbox::{Contents, Message};
use crate::search_work::{Scope, now};
use crate::service::Service;
use crate::sort::{Sorting, Value};

impl Service {
    /// Ends updates. Of a search that has none, because it was refused or the mailbox was closed, nothing is left to end.
    pub(crate) fn cancel_update(&mut self, cancel: &CancelUpdate<'_>) -> Outcome {
        let view = self.view()?;
        cancel.tags.iter().for_each(|tag| view.unwatch(tag));
        Ok(ok("no further updates"))
    }
}

/// A search that is kept up to date.
pub(crate) struct Context {
    pub(crate) tag: Tag<'static>,
    keys: Vec<SearchKey<'static>>,
    sorting: Option<Sorting>,
    collation: Collation,
    /// What matches, in the order of the results.
    results: Vec<(Vec<Value>, Uid)>,
    /// Up to where messages have been looked at: their last change, and the last of them.
    mod_seq: ModSeq,
    last: Option<Uid>,
    /// What is told of new messages that match (RFC 5465 §7).
    pub(crate) items: Vec<FetchAtt<'static>>,
    /// Whether a message may match or not though it has not changed: OLDER, YOUNGER, and sets with `*` in them.
    pub(crate) is_timed: bool,
}

impl Context {
    pub(crate) fn new(
        tag: Tag<'static>,
        mut keys: Vec<SearchKey<'static>>,
        sorting: Option<Sorting>,
        scope: &Scope,
        hits: Vec<Hit>,
        items: Vec<FetchAtt<'static>>,
    ) -> Self {
        keys.iter_mut().for_each(|key| freeze(key, scope));
        let is_timed = |key: &SearchKey<'_>| match key {
            SearchKey::Older(_) | SearchKey::Younger(_) => true,
            SearchKey::Uid(set) => {
                set.as_spans().iter().any(|span| [span.start, span.end].contains(&Bound::Last))
            }
            _ => false,
        };
        Self {
            tag,
            is_timed: SearchKey::any(&keys, is_timed),
            keys,
            sorting,
            collation: scope.collation,
            results: hits.into_iter().map(|hit| (hit.values, hit.message.uid)).collect(),
            mod_seq: scope.mod_seq,
            last: scope.last(),
            items,
        }
    }

    pub(crate) fn order(&self) -> Order {
        if self.sorting.is_some() { Order::Sorted } else { Order::Mailbox }
    }

    pub(crate) fn found(&self) -> impl Iterator<Item = Uid> {
        self.results.iter().map(|(_, uid)| *uid)
    }

    /// Looks at what has happened. `true`: the results may be others.
    pub(crate) fn update(&mut self, contents: &Contents, is_recent: impl Fn(Uid) -> bool) -> bool {
        let is_new = |message: &Message| {
            self.is_timed || message.mod_seq > self.mod_seq || Some(message.uid) > self.last
        };
        let before = self.results.len();
        self.results.retain(|(_, uid)| contents.get(*uid).is_some_and(|message| !is_new(message)));
        let mut changed = self.results.len() < before;
        let (now, last) = (now(), contents.messages().last().map(|message| message.uid));
        for message in contents.messages().iter().filter(|message| is_new(message)) {
            let uid = message.uid;
            let candidate = Candidate {
                message,
                recent: is_recent(uid),
                // Sets of message numbers were made sets of UIDs.
                seq: SeqNum::MIN,
                exists: 0,
                last,
                saved: &[],
                now,
                collation: self.collation,
                read: Read::default(),
            };
            if self.keys.iter().all(|key| candidate.matches(key)) {
                let values = self.sorting.as_ref().map_or_else(Vec::new, |sorting| {
                    sorting.values(message, candidate.relevancy_of(&self.keys))
                });
                let place = self
                    .results
                    .partition_point(|(known, other)| self.compare(known, *other, &values, uid).is_lt());
                self.results.insert(place, (values, uid));
                changed = true;
            }
        }
        self.mod_seq = contents.mod_seq();
        self.last = self.last.max(last);
        changed
    }

    fn compare(&self, one: &[Value], uid: Uid, other: &[Value], other_uid: Uid) -> Ordering {
        let order = self.sorting.as_ref().map_or(Ordering::Equal, |sorting| sorting.compare(one, other));
        order.then(uid.cmp(&other_uid))
    }
}

/// Whether a search can be kept up to date: it is looked at again each time that something happens.
pub(crate) fn is_cheap(keys: &[SearchKey<'_>]) -> bool {
    let is_timed = SearchKey::any(keys, |key| matches!(key, SearchKey::Older(_) | SearchKey::Younger(_)));
    let cost = cost(keys);
    cost.keys <= 100 && cost.texts <= if is_timed { 0 } else { 10 }
}

/// Message numbers and `$` mean what they meant when the command came.
fn freeze(key: &mut SearchKey<'static>, scope: &Scope) {
    let frozen = match key {
        SearchKey::SequenceSet(_) => true,
        SearchKey::Uid(set) => set.is_saved(),
        SearchKey::Not(key) | SearchKey::Fuzzy(key) => return freeze(key, scope),
        SearchKey::Or(both) => {
            freeze(&mut both.0, scope);
            return freeze(&mut both.1, scope);
        }
        SearchKey::And(keys) => return keys.iter_mut().for_each(|key| freeze(key, scope)),
        _ => false,
    };
    if !frozen {
        return;
    }
    let candidates = scope.candidates().filter(|candidate| candidate.matches(key));
    let uids: Vec<Uid> = candidates.map(|candidate| candidate.message.uid).collect();
    // No set is empty.
    *key = UidSequenceSet::try_from(&uids[..]).map_or_else(|_| !SearchKey::All, SearchKey::Uid);
}
