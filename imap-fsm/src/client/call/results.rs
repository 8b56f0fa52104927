//! Numbers that join and leave a list or a set. Part of [`context`](super::context).

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::num::NonZeroU32;

use imap_types::sequence::NumberSet;

/// The results of a search.
#[derive(Clone, Debug)]
pub(super) enum Results {
    /// In ascending order.
    Set(Set),
    /// In the order that was asked for.
    List(List),
}

/// The runs of a set, each from its lower to its higher end.
fn spans(numbers: &NumberSet<NonZeroU32>) -> impl Iterator<Item = (u32, u32)> {
    numbers.as_spans().iter().map(|span| {
        let (low, high) = span.ends();
        (low.get(), high.get())
    })
}

impl Results {
    pub(super) fn count(&self) -> u64 {
        match self {
            Self::Set(set) => set.count(),
            Self::List(list) => list.count(),
        }
    }

    /// What the limit counts.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Set(set) => set.0.len(),
            Self::List(list) => list.len,
        }
    }

    pub(super) fn contains(&self, number: u32) -> bool {
        match self {
            Self::Set(set) => set.0.range(..=number).next_back().is_some_and(|(_, &last)| number <= last),
            Self::List(list) => list.iter().any(|other| other == number),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        let (set, list) = match self {
            Self::Set(set) => (Some(set), None),
            Self::List(list) => (None, Some(list)),
        };
        let runs = set.into_iter().flat_map(|Set(runs)| runs.iter()).flat_map(|(&first, &last)| first..=last);
        runs.chain(list.into_iter().flat_map(List::iter))
    }

    /// `None`: there is no such place.
    pub(super) fn insert(&mut self, at: usize, numbers: &NumberSet<NonZeroU32>) -> Option<()> {
        match self {
            Self::Set(set) => spans(numbers).for_each(|(first, last)| set.insert(first, last)),
            Self::List(list) => {
                let mut at = at;
                for (first, last) in spans(numbers) {
                    list.insert(at, first, last)?;
                    at = at.saturating_add(usize::try_from(last.abs_diff(first)).ok()?.checked_add(1)?);
                }
            }
        }
        Some(())
    }

    /// `None`: they are not at this place.
    pub(super) fn remove(&mut self, at: Option<usize>, numbers: &NumberSet<NonZeroU32>) -> Option<()> {
        match self {
            Self::Set(set) => spans(numbers).for_each(|(first, last)| set.remove(first, last)),
            Self::List(list) => {
                let at = at?;
                if numbers.count() > list.count() {
                    return None;
                }
                for number in numbers.iter() {
                    list.remove(at, number.get())?;
                }
            }
        }
        Some(())
    }

    /// The message with this sequence number is gone, and those behind it move up.
    pub(super) fn expunge(&mut self, seq: u32) -> bool {
        match self {
            Self::Set(set) => set.expunge(seq),
            Self::List(list) => list.expunge(seq),
        }
    }
}

/// Numbers in runs: the last one by the first one. Runs neither overlap nor touch.
#[derive(Clone, Debug, Default)]
pub(super) struct Set(BTreeMap<u32, u32>);

impl Set {
    fn count(&self) -> u64 {
        self.0.iter().map(|(first, last)| u64::from(last.abs_diff(*first)).saturating_add(1)).sum()
    }

    fn insert(&mut self, mut first: u32, mut last: u32) {
        // The runs that touch the new one, from behind.
        while let Some((&start, &end)) = self.0.range(..=last.saturating_add(1)).next_back() {
            if end.saturating_add(1) < first {
                break;
            }
            (first, last) = (first.min(start), last.max(end));
            self.0.remove(&start);
        }
        self.0.insert(first, last);
    }

    fn remove(&mut self, first: u32, last: u32) {
        while let Some((&start, &end)) = self.0.range(..=last).next_back() {
            if end < first {
                break;
            }
            self.0.remove(&start);
            if let Some(next) = last.checked_add(1).filter(|next| *next <= end) {
                self.0.insert(next, end);
            }
            if let Some(before) = first.checked_sub(1).filter(|before| start <= *before) {
                self.0.insert(start, before);
                break;
            }
        }
    }

    fn expunge(&mut self, seq: u32) -> bool {
        self.remove(seq, seq);
        let Some(behind) = self.0.range(seq..).next().map(|(&first, _)| first) else { return true };
        let moved = self.0.split_off(&behind);
        for (first, last) in moved {
            self.insert(first.saturating_sub(1), last.saturating_sub(1));
        }
        true
    }
}

/// Numbers in any order, in blocks, so that what joins or leaves moves a block and not all.
#[derive(Clone, Debug, Default)]
pub(super) struct List {
    /// None is empty.
    blocks: Vec<Vec<u32>>,
    len: usize,
}

/// The most numbers in one block.
const BLOCK: usize = 512;

impl List {
    pub(super) fn count(&self) -> u64 {
        u64::try_from(self.len).unwrap_or(u64::MAX)
    }

    fn iter(&self) -> impl Iterator<Item = u32> {
        self.blocks.iter().flatten().copied()
    }

    /// The block with this place, and the place in it; behind the last number that is the end of the last block.
    fn find(&self, at: usize) -> Option<(usize, usize)> {
        let mut left = at;
        let last = self.blocks.len().saturating_sub(1);
        for (index, block) in self.blocks.iter().enumerate() {
            if left < block.len() || index == last && left == block.len() {
                return Some((index, left));
            }
            left = left.checked_sub(block.len())?;
        }
        None
    }

    fn insert(&mut self, at: usize, first: u32, last: u32) -> Option<()> {
        let count = usize::try_from(last.abs_diff(first)).ok()?.checked_add(1)?;
        if self.blocks.is_empty() {
            if at > 0 {
                return None;
            }
            self.blocks.push(Vec::new());
        }
        let (index, within) = self.find(at)?;
        let block = self.blocks.get_mut(index)?;
        if block.len().saturating_add(count) <= BLOCK {
            block.splice(within..within, first..=last);
        } else {
            // What was behind the place goes behind the new numbers, and all of it into blocks of half the size.
            let mut rest = block.split_off(within);
            let mut numbers = core::mem::take(block);
            numbers.extend(first..=last);
            numbers.append(&mut rest);
            let halves = numbers.chunks(BLOCK.div_ceil(2)).map(<[u32]>::to_vec);
            self.blocks.splice(index..=index, halves.collect::<Vec<_>>());
        }
        self.len = self.len.saturating_add(count);
        Some(())
    }

    fn remove(&mut self, at: usize, number: u32) -> Option<()> {
        let (index, within) = self.find(at)?;
        let block = self.blocks.get_mut(index)?;
        if block.get(within) != Some(&number) {
            return None;
        }
        block.remove(within);
        self.len = self.len.saturating_sub(1);
        self.shrink(index);
        Some(())
    }

    /// Joins a block that has lost numbers with the next one, if they are few.
    fn shrink(&mut self, index: usize) {
        let len = |index: usize| self.blocks.get(index).map_or(BLOCK, Vec::len);
        if len(index) == 0 {
            self.blocks.remove(index);
        } else if len(index).saturating_add(len(index.saturating_add(1))) <= BLOCK.div_ceil(2) {
            let mut next = self.blocks.remove(index.saturating_add(1));
            if let Some(block) = self.blocks.get_mut(index) {
                block.append(&mut next);
            }
        }
    }

    fn expunge(&mut self, seq: u32) -> bool {
        for block in &mut self.blocks {
            block.retain(|number| *number != seq);
            block
                .iter_mut()
                .filter(|number| **number > seq)
                .for_each(|number| *number = number.saturating_sub(1));
        }
        self.blocks.retain(|block| !block.is_empty());
        self.len = self.blocks.iter().map(Vec::len).sum();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> NumberSet<NonZeroU32> {
        text.parse().unwrap()
    }

    /// A generator of numbers that look like chance.
    fn chance(state: &mut u64, below: u32) -> u32 {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        (*state >> 32) as u32 % below
    }

    #[test]
    fn a_list_is_what_a_plain_one_would_be() {
        for seed in 1..8 {
            let mut state = seed * 0x9E37_79B9;
            let (mut list, mut model) = (Results::List(List::default()), Vec::<u32>::new());
            for _ in 0..200 {
                let at = chance(&mut state, model.len() as u32 + 1) as usize;
                match chance(&mut state, 8) {
                    0..=3 => {
                        let first = chance(&mut state, 5000) + 1;
                        let last = first + [0, 0, 3, 700][chance(&mut state, 4) as usize];
                        list.insert(at, &set(&alloc::format!("{first}:{last}"))).unwrap();
                        model.splice(at..at, first..=last);
                    }
                    4..=6 if at < model.len() => {
                        let many = (chance(&mut state, 400) as usize + 1).min(model.len() - at);
                        let gone: Vec<_> =
                            model.drain(at..at + many).map(|n| alloc::format!("{n}")).collect();
                        list.remove(Some(at), &set(&gone.join(","))).unwrap();
                    }
                    _ => {
                        let seq = chance(&mut state, 5000) + 1;
                        list.expunge(seq);
                        model.retain(|number| *number != seq);
                        model.iter_mut().filter(|number| **number > seq).for_each(|number| *number -= 1);
                    }
                }
                assert!(list.iter().eq(model.iter().copied()), "{seed}");
                let Results::List(List { blocks, .. }) = &list else { panic!() };
                assert!(model.is_empty() || blocks.iter().all(|block| (1..=BLOCK).contains(&block.len())));
                assert!(model.iter().take(3).all(|&number| list.contains(number)) && !list.contains(9999));
                assert_eq!((list.count(), list.len()), (model.len() as u64, model.len()));
            }
            assert_eq!(list.insert(model.len() + 1, &set("1")), None);
            assert_eq!(list.remove(Some(model.len()), &set("1")), None);
        }
    }

    #[test]
    fn a_set_is_what_a_plain_one_would_be() {
        for seed in 1..40 {
            let mut state = seed * 0x9E37_79B9;
            let (mut runs, mut model) =
                (Results::Set(Set::default()), alloc::collections::BTreeSet::<u32>::new());
            for _ in 0..300 {
                let first = chance(&mut state, 100) + 1;
                let last = first + chance(&mut state, 8);
                match chance(&mut state, 6) {
                    0..=2 => {
                        runs.insert(0, &set(&alloc::format!("{last}:{first}"))).unwrap();
                        model.extend(first..=last);
                    }
                    3 | 4 => {
                        runs.remove(None, &set(&alloc::format!("{first}:{last}"))).unwrap();
                        model.retain(|number| !(first..=last).contains(number));
                    }
                    _ => {
                        runs.expunge(first);
                        model.remove(&first);
                        model = model.into_iter().map(|number| number - u32::from(number > first)).collect();
                    }
                }
                assert!(runs.iter().eq(model.iter().copied()), "{seed}");
                assert!((1..110).all(|number| runs.contains(number) == model.contains(&number)));
                let Results::Set(Set(map)) = &runs else { panic!() };
                let mut ends = map.iter().zip(map.iter().skip(1));
                assert!(
                    ends.all(|((_, last), (next, _))| last + 1 < *next),
                    "runs neither overlap nor touch"
                );
            }
        }
        let mut runs = Results::Set(Set::default());
        runs.insert(0, &set("1:4294967295")).unwrap();
        runs.remove(None, &set("4294967295,1")).unwrap();
        assert_eq!((runs.count(), runs.len()), (4_294_967_293, 1));
    }
}
