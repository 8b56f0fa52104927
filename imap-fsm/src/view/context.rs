//! Results of searches that the client wants to have kept up to date.
//! [RFC 5267 §4.3](https://www.rfc-editor.org/rfc/rfc5267#section-4.3)

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::num::NonZeroU32;

use imap_types::IntoBoundedStatic;
use imap_types::atom::Tag;
use imap_types::context::ContextUpdate;
use imap_types::nonempty::NonEmpty;
use imap_types::number::{Numbering, Uid};
use imap_types::response::Data;
use imap_types::search::{ESearch, SearchReturnData};
use imap_types::sequence::NumberSet;
use imap_types::string::AString;

use super::View;

/// What the order of a search's results is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// That of the mailbox: SEARCH.
    Mailbox,
    /// Another one, in which the results are given: SORT.
    Sorted,
}

/// There are [`View::MAX_CONTEXTS`] searches already: tell the client `* NO [NOUPDATE "tag"]`, and the results all the
/// same. [RFC 5267 §4.3.1](https://www.rfc-editor.org/rfc/rfc5267#section-4.3.1)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TooManyContexts;

impl fmt::Display for TooManyContexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("too many searches with UPDATE")
    }
}

impl core::error::Error for TooManyContexts {}

/// One search.
#[derive(Clone, Debug)]
pub(super) struct Context {
    tag: Tag<'static>,
    numbering: Numbering,
    order: Order,
    /// The UIDs that the client has been told, in the order of the results.
    told: Vec<u32>,
    /// Those that match now.
    now: Vec<u32>,
    /// Whether the two may differ.
    changed: bool,
}

impl View {
    /// The most searches that are kept up to date at once.
    pub const MAX_CONTEXTS: usize = 16;

    /// Keeps the results of a SEARCH or SORT with `RETURN (UPDATE)` up to date. `found` is what the answer tells, all of
    /// it, in its order. From now on [`View::news`] has ADDTO and REMOVEFROM of what [`View::found`] changes.
    ///
    /// ```text
    /// C: B01 UID SEARCH RETURN (UPDATE COUNT) DELETED
    /// S: * ESEARCH (TAG "B01") UID COUNT 74
    /// S: B01 OK done
    /// S: * ESEARCH (TAG "B01") UID ADDTO (0 32768:32769)
    /// ```
    /// A search keeps eight bytes for each result until [`View::unwatch`], or until another mailbox is opened. It takes the
    /// place of one with the same tag, among [`View::watched`]: answer BAD instead, without a search.
    /// [RFC 5267 §4.3](https://www.rfc-editor.org/rfc/rfc5267#section-4.3)
    ///
    /// # Errors
    /// There are [`View::MAX_CONTEXTS`] already; [`TooManyContexts`] says what to answer.
    pub fn watch(
        &mut self,
        tag: &Tag<'_>,
        numbering: Numbering,
        order: Order,
        found: impl IntoIterator<Item = Uid>,
    ) -> Result<(), TooManyContexts> {
        self.unwatch(tag);
        if self.contexts.len() >= Self::MAX_CONTEXTS {
            return Err(TooManyContexts);
        }
        let (now, tag) = (in_order(order, found), tag.clone().into_static());
        let mut told = now.clone();
        if numbering == Numbering::SeqNum {
            // What the client does not know of has no number, so that the answer cannot tell it.
            told.retain(|&uid| self.numbering.index(uid).is_some());
        }
        let changed = told.len() < now.len();
        self.contexts.push(Context { tag, numbering, order, told, now, changed });
        Ok(())
    }

    /// The tags of the searches that are kept up to date: search again for each after a change in the store.
    pub fn watched(&self) -> impl Iterator<Item = &Tag<'static>> {
        self.contexts.iter().map(|context| &context.tag)
    }

    /// What such a search finds in the store now, all of it, in its order. Messages that the client does not know of yet
    /// are told behind their EXISTS.
    ///
    /// ```text
    /// S: * ESEARCH (TAG "B01") UID REMOVEFROM (0 32768)      it was found before, and is not now
    /// S: * ESEARCH (TAG "B01") UID ADDTO (0 32770)           it was not found before
    /// ```
    pub fn found(&mut self, tag: &Tag<'_>, found: impl IntoIterator<Item = Uid>) {
        if let Some(context) = self.contexts.iter_mut().find(|context| context.tag == *tag) {
            context.now = in_order(context.order, found);
            context.changed = true;
        }
    }

    /// Ends the updates of a search: CANCELUPDATE. Tells whether there was such a search.
    ///
    /// ```text
    /// C: B02 CANCELUPDATE "B01"     `unwatch`
    /// S: B02 OK no more updates
    /// ```
    pub fn unwatch(&mut self, tag: &Tag<'_>) -> bool {
        let before = self.contexts.len();
        self.contexts.retain(|context| context.tag != *tag);
        self.contexts.len() < before
    }

    /// REMOVEFROM of messages of which EXPUNGE follows.
    pub(super) fn tell_expunged(&mut self, news: &mut Vec<Data<'static>>) {
        let mut contexts = core::mem::take(&mut self.contexts);
        for context in &mut contexts {
            context.now.retain(|uid| !self.gone.contains(uid));
            let left = context.without(|uid| self.gone.contains(&uid));
            news.extend(self.update(context, left, SearchReturnData::RemoveFrom));
        }
        self.contexts = contexts;
    }

    /// REMOVEFROM of what matches no longer.
    pub(super) fn tell_left(&mut self, news: &mut Vec<Data<'static>>) {
        let mut contexts = core::mem::take(&mut self.contexts);
        for context in &mut contexts {
            if context.changed {
                let left = context.leave();
                news.extend(self.update(context, left, SearchReturnData::RemoveFrom));
            }
        }
        self.contexts = contexts;
    }

    /// ADDTO of what matches and did not, as far as the client knows of it.
    pub(super) fn tell_joined(&mut self, news: &mut Vec<Data<'static>>) {
        let mut contexts = core::mem::take(&mut self.contexts);
        for context in &mut contexts {
            if context.changed {
                let joined = context.join(|uid| self.numbering.index(uid).is_some());
                news.extend(self.update(context, joined, SearchReturnData::AddTo));
            }
        }
        self.contexts = contexts;
    }

    /// The response about these messages, each with its place.
    fn update(
        &self,
        context: &Context,
        messages: Vec<(u32, u32)>,
        data: impl FnOnce(NonEmpty<ContextUpdate>) -> SearchReturnData<'static>,
    ) -> Option<Data<'static>> {
        let number = |uid: u32| match context.numbering {
            Numbering::Uid => NonZeroU32::new(uid),
            Numbering::SeqNum => NonZeroU32::new(self.numbering.index(uid)?.saturating_add(1)),
        };
        let updates: Vec<ContextUpdate> = match context.order {
            Order::Mailbox => {
                let mut numbers: Vec<_> = messages.iter().filter_map(|(_, uid)| number(*uid)).collect();
                numbers.sort_unstable();
                let numbers = NumberSet::try_from(&numbers[..]).ok()?;
                vec![ContextUpdate { position: 0, numbers }]
            }
            Order::Sorted => {
                let update = |(position, uid)| Some(ContextUpdate { position, numbers: number(uid)?.into() });
                messages.into_iter().filter_map(update).collect()
            }
        };
        let tag = AString::try_from(context.tag.as_str().as_bytes()).ok()?.into_static();
        let data = data(NonEmpty::try_from(updates).ok()?);
        Some(Data::ESearch(Box::new(ESearch::new(Some(tag), context.numbering, vec![data]))))
    }
}

fn in_order(order: Order, found: impl IntoIterator<Item = Uid>) -> Vec<u32> {
    let mut found: Vec<u32> = found.into_iter().map(Uid::get).collect();
    match order {
        Order::Mailbox => {
            found.sort_unstable();
            found.dedup();
        }
        Order::Sorted => {
            let mut seen = BTreeSet::new();
            found.retain(|uid| seen.insert(*uid));
        }
    }
    found
}

/// The place of a result, which counts from 1.
fn position(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1)
}

impl Context {
    /// Takes out of what was told all that does not match now, or stands elsewhere among the results: with its place when
    /// its turn comes, from behind.
    fn leave(&mut self) -> Vec<(u32, u32)> {
        let places: BTreeMap<u32, usize> = self.told.iter().enumerate().map(|(at, &uid)| (uid, at)).collect();
        let (mut kept, mut next) = (vec![false; self.told.len()], 0);
        for uid in &self.now {
            if let Some(&at) = places.get(uid).filter(|&&at| at >= next) {
                next = at.saturating_add(1);
                if let Some(kept) = kept.get_mut(at) {
                    *kept = true;
                }
            }
        }
        let mut kept = kept.into_iter();
        self.without(|_| !kept.next().unwrap_or(false))
    }

    /// Takes such results out of what was told: with their places when their turns come, from behind.
    fn without(&mut self, mut leaves: impl FnMut(u32) -> bool) -> Vec<(u32, u32)> {
        let (mut left, mut places) = (Vec::new(), 0..);
        self.told.retain(|&uid| {
            let at = places.next().unwrap_or(usize::MAX);
            let leaves = leaves(uid);
            if leaves {
                left.push((position(at), uid));
            }
            !leaves
        });
        left.reverse();
        left
    }

    /// Puts in what matches now, where the client knows of the message: with its place when its turn comes, from the
    /// front.
    fn join(&mut self, is_known: impl Fn(u32) -> bool) -> Vec<(u32, u32)> {
        // What was told is a part of what matches, in the same order: all else has left.
        let mut before = self.told.iter().copied().peekable();
        let (mut told, mut joined) = (Vec::with_capacity(self.now.len()), Vec::new());
        self.changed = false;
        for &uid in &self.now {
            if before.next_if_eq(&uid).is_none() {
                if !is_known(uid) {
                    self.changed = true;
                    continue;
                }
                joined.push((position(told.len()), uid));
            }
            told.push(uid);
        }
        self.told = told;
        joined
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::String;

    use imap_codec::encode_response;
    use imap_types::flag::{Flag, Flags};
    use imap_types::number::{ModSeq, SeqNum};
    use imap_types::response::Response;

    use super::super::{Dialect, Stored};
    use super::*;
    use crate::client::CommandId;
    use crate::client::call::{self, Call, ContextAnswer};

    fn uid(number: u32) -> Uid {
        Uid::try_from(number).unwrap()
    }

    fn stored(number: u32, mod_seq: u64, flagged: bool) -> Stored<'static> {
        let flags = if flagged { Flags::from([Flag::Flagged]) } else { Flags::new() };
        Stored { uid: uid(number), mod_seq: ModSeq::new(mod_seq).unwrap(), flags, recent: false }
    }

    fn now(mod_seq: u64) -> ModSeq {
        ModSeq::new(mod_seq).unwrap()
    }

    fn tell(view: &mut View, may_expunge: bool) -> String {
        let mut out = Vec::new();
        for data in view.news(Dialect { rev2: true, ..Dialect::default() }, may_expunge) {
            encode_response(&Response::Data(data), &mut out);
        }
        String::from_utf8(out).unwrap().replace("\r\n", "\n")
    }

    #[test]
    fn results_change_where_their_numbers_are_right() {
        let (tag, sorted) = (Tag::try_from("B01").unwrap(), Tag::try_from("B02").unwrap());
        let mut view = View::new();
        view.open([10, 20, 30].map(|number| stored(number, 1, true)), now(1));
        view.watch(&tag, Numbering::SeqNum, Order::Mailbox, [10, 20, 30].map(uid)).unwrap();
        view.watch(&sorted, Numbering::Uid, Order::Sorted, [30, 20, 10].map(uid)).unwrap();
        assert!(view.watched().eq([&tag, &sorted]));
        view.learn([stored(40, 2, true), stored(30, 3, false)], [uid(10)], now(3));
        view.found(&tag, [20, 40].map(uid));
        view.found(&sorted, [40, 20].map(uid));
        let expected = "* ESEARCH (TAG \"B01\") REMOVEFROM (0 1)\n\
            * ESEARCH (TAG \"B02\") UID REMOVEFROM (3 10)\n\
            * 1 EXPUNGE\n* 2 FETCH (FLAGS () UID 30)\n\
            * ESEARCH (TAG \"B01\") REMOVEFROM (0 2)\n* ESEARCH (TAG \"B02\") UID REMOVEFROM (1 30)\n* 3 EXISTS\n\
            * ESEARCH (TAG \"B01\") ADDTO (0 3)\n* ESEARCH (TAG \"B02\") UID ADDTO (1 40)\n";
        assert_eq!(tell(&mut view, true), expected);
        assert_eq!(tell(&mut view, true), "");

        // A message that the client counts leaves the results before its EXPUNGE, though nobody has searched again.
        view.learn([], [uid(20)], now(4));
        assert_eq!(tell(&mut view, false), "");
        assert!(view.unwatch(&sorted) && !view.unwatch(&sorted));
        assert_eq!(tell(&mut view, true), "* ESEARCH (TAG \"B01\") REMOVEFROM (0 1)\n* 1 EXPUNGE\n");
    }

    #[test]
    fn a_search_may_find_what_the_client_does_not_know_of() {
        let [numbers, uids, sorted] = ["B01", "B02", "B03"].map(|tag| Tag::try_from(tag).unwrap());
        let mut view = View::new();
        view.open([10, 20].map(|number| stored(number, 1, true)), now(1));
        view.learn([stored(30, 2, true)], [], now(2));
        // It has no number, so that it is not told yet; its UID is.
        view.watch(&numbers, Numbering::SeqNum, Order::Mailbox, [10, 30].map(uid)).unwrap();
        view.watch(&uids, Numbering::Uid, Order::Mailbox, [10, 30].map(uid)).unwrap();
        view.watch(&sorted, Numbering::SeqNum, Order::Sorted, [30, 10, 10, 30].map(uid)).unwrap();
        let expected =
            "* 3 EXISTS\n* ESEARCH (TAG \"B01\") ADDTO (0 3)\n* ESEARCH (TAG \"B03\") ADDTO (1 3)\n";
        assert_eq!(tell(&mut view, true), expected);
        assert_eq!(tell(&mut view, true), "");

        // Of two searches with one tag the second counts.
        view.watch(&numbers, Numbering::SeqNum, Order::Mailbox, [20].map(uid)).unwrap();
        assert_eq!(view.watched().count(), 3);
        view.found(&numbers, []);
        assert_eq!(tell(&mut view, true), "* ESEARCH (TAG \"B01\") REMOVEFROM (0 2)\n");
    }

    #[test]
    fn there_is_an_end_to_contexts() {
        let mut view = View::new();
        for number in 0..View::MAX_CONTEXTS {
            let tag = format!("a{number}");
            view.watch(&Tag::try_from(&*tag).unwrap(), Numbering::Uid, Order::Mailbox, []).unwrap();
        }
        let tag = Tag::try_from("b").unwrap();
        assert_eq!(view.watch(&tag, Numbering::Uid, Order::Mailbox, []), Err(TooManyContexts));
        view.open([], now(1));
        assert_eq!(view.watched().count(), 0, "they end with the mailbox");
    }

    /// A generator of numbers that look like chance.
    fn chance(state: &mut u64, below: u32) -> u32 {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        (*state >> 32) as u32 % below
    }

    /// What a client keeps of one search.
    enum Kept {
        Uids(call::Context<Uid>),
        SeqNums(call::Context<SeqNum>),
    }

    impl Kept {
        fn apply(&mut self, data: &Data<'_>) {
            let stopped = match self {
                Self::Uids(context) => (context.apply(data), context.stopped()).1,
                Self::SeqNums(context) => (context.apply(data), context.stopped()).1,
            };
            assert_eq!(stopped, None, "{data:?}");
        }

        /// The results by UID, as a client counts that knows of these messages.
        fn results(&self, counted: &[u32]) -> Vec<u32> {
            match self {
                Self::Uids(context) => context.iter().map(Uid::get).collect(),
                Self::SeqNums(context) => context.iter().map(|seq| counted[seq.get() as usize - 1]).collect(),
            }
        }
    }

    /// The four kinds of searches for flagged messages, a client that keeps their results, and a plain list.
    fn run(seed: u64) {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        // UID, whether it is flagged, and what it is sorted by.
        let mut messages: Vec<(u32, bool, u32)> =
            (1..6).map(|uid| (uid * 10, uid % 2 == 0, uid * 7 % 5)).collect();
        let (mut mod_seq, mut uid_next) = (1, 60);
        let matching = |messages: &[(u32, bool, u32)], order| {
            let mut found: Vec<_> = messages.iter().filter(|(_, flagged, _)| *flagged).collect();
            if order == Order::Sorted {
                found.sort_by_key(|(uid, _, key)| (*key, *uid));
            }
            found.into_iter().map(|(number, ..)| uid(*number)).collect::<Vec<_>>()
        };
        let mut view = View::new();
        view.open(messages.iter().map(|(uid, flagged, _)| stored(*uid, 1, *flagged)), now(1));
        let mut counted: Vec<u32> = messages.iter().map(|(uid, ..)| *uid).collect();
        let mut searches = Vec::new();
        for (number, (numbering, order)) in [
            (Numbering::Uid, Order::Mailbox),
            (Numbering::SeqNum, Order::Mailbox),
            (Numbering::Uid, Order::Sorted),
            (Numbering::SeqNum, Order::Sorted),
        ]
        .into_iter()
        .enumerate()
        {
            let id = CommandId(number as u32);
            fn answer<N: call::Numbered>(id: CommandId, order: Order) -> call::Context<N> {
                let answer = match order {
                    Order::Mailbox => ContextAnswer::of_search(),
                    Order::Sorted => ContextAnswer::of_sort(),
                };
                Call::new(id, answer).into_partial().unwrap()
            }
            let kept = match numbering {
                Numbering::Uid => Kept::Uids(answer(id, order)),
                Numbering::SeqNum => Kept::SeqNums(answer(id, order)),
            };
            // It is told all from the beginning as what joins.
            view.watch(&id.tag(), numbering, order, []).unwrap();
            searches.push((id.tag(), order, kept, Vec::new()));
        }
        for _ in 0..200 {
            mod_seq += 1;
            let at = chance(&mut state, messages.len().max(1) as u32) as usize;
            match chance(&mut state, 6) {
                0 => {
                    uid_next += 1 + chance(&mut state, 3);
                    let new = (uid_next, chance(&mut state, 2) == 0, chance(&mut state, 5));
                    messages.push(new);
                    view.learn([stored(new.0, mod_seq, new.1)], [], now(mod_seq));
                }
                1 if at < messages.len() => {
                    let (gone, ..) = messages.remove(at);
                    view.learn([], [uid(gone)], now(mod_seq));
                }
                2 | 3 if at < messages.len() => {
                    messages[at].1 = !messages[at].1;
                    view.learn([stored(messages[at].0, mod_seq, messages[at].1)], [], now(mod_seq));
                }
                // The order may change, too.
                4 if at < messages.len() => messages[at].2 = chance(&mut state, 5),
                _ => {}
            }
            for (tag, order, _, now) in &mut searches {
                if chance(&mut state, 3) > 0 {
                    *now = matching(&messages, *order);
                    view.found(tag, now.iter().copied());
                }
            }
            if chance(&mut state, 2) == 0 {
                continue;
            }
            let may_expunge = chance(&mut state, 2) == 0;
            let known = counted.len() as u32;
            for data in view.news(Dialect { rev2: true, ..Dialect::default() }, may_expunge) {
                searches.iter_mut().for_each(|(_, _, kept, _)| kept.apply(&data));
                match &data {
                    Data::Expunge(seq) => drop(counted.remove(seq.get() as usize - 1)),
                    Data::Exists(exists) => {
                        let start = counted.len() as u32;
                        counted.extend((start..*exists).filter_map(|at| view.uid_at(at)).map(Uid::get));
                    }
                    _ => {}
                }
            }
            assert!(may_expunge || counted.len() as u32 >= known);
            for (_, _, kept, now) in &searches {
                let expected = now.iter().map(|uid| uid.get()).filter(|uid| counted.contains(uid));
                // What is gone may be among the results until it is searched for again, or EXPUNGE is told.
                let expected: Vec<_> = expected.collect();
                assert_eq!(kept.results(&counted), expected, "seed {seed}");
            }
        }
    }

    #[test]
    fn a_client_has_the_results_of_a_plain_search() {
        (1..200).for_each(run);
    }
}
