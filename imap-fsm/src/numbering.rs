//! The messages of a mailbox by their numbers and by their UIDs.
//!
//! Both sides of a connection count messages the same way: the client's [`Mirror`](crate::mirror::Mirror) learns UIDs
//! by and by, the server knows all of them. The messages stand in blocks of some hundred: an
//! EXPUNGE moves the rest of one block, and a tree of sums over the blocks finds a number.

mod block;
#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use block::{Block, Run};

/// Messages in the order of their numbers, which is that of their UIDs, as far as these are known.
///
/// Places are counted from 0. A UID of 0 stands for one that is not known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Numbering {
    blocks: Vec<Block>,
    /// A Fenwick tree of the blocks' lengths: element `i`, counted from 1, is the sum of those from
    /// `i - (i & -i)` to `i`.
    sums: Vec<u32>,
    len: u32,
    unknown: u32,
}

/// A UID cannot be that of a message in this place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clash;

const fn low_bit(index: usize) -> usize {
    index & index.wrapping_neg()
}

impl Numbering {
    pub(crate) const fn new() -> Self {
        Self { blocks: Vec::new(), sums: Vec::new(), len: 0, unknown: 0 }
    }

    /// How many messages there are.
    pub(crate) const fn len(&self) -> u32 {
        self.len
    }

    /// How many of them have UIDs that are not known.
    pub(crate) const fn unknown(&self) -> u32 {
        self.unknown
    }

    /// The UID in this place; `None` where it is not known or there is no such place.
    pub(crate) fn uid(&self, index: u32) -> Option<u32> {
        let (block, offset) = self.find(index)?;
        Some(self.blocks.get(block)?.get(offset)).filter(|&uid| uid != 0)
    }

    /// The place of the message with this UID.
    pub(crate) fn index(&self, uid: u32) -> Option<u32> {
        self.at_least(uid).filter(|&(_, found)| found == uid).map(|(index, _)| index)
    }

    /// The first message whose UID is known to be this or higher, by its place and its UID.
    pub(crate) fn at_least(&self, uid: u32) -> Option<(u32, u32)> {
        (self.block_of(uid)..self.blocks.len()).find_map(|index| {
            let (offset, uid) = self.blocks.get(index)?.at_least(uid)?;
            Some((self.before(index).saturating_add(offset), uid))
        })
    }

    /// The last block that begins with this UID or a lower one, or the first.
    fn block_of(&self, uid: u32) -> usize {
        let (mut low, mut high) = (0_usize, self.blocks.len());
        while low < high {
            let middle = low.midpoint(high);
            let probe = (middle..high).find(|&index| self.first(index) != 0);
            match probe {
                Some(probe) if self.first(probe) <= uid => low = probe.saturating_add(1),
                _ => high = middle,
            }
        }
        low.saturating_sub(1)
    }

    /// The last message with a known UID.
    pub(crate) fn last_known(&self) -> Option<(u32, u32)> {
        self.known_before(self.len)
    }

    /// The last message in front of a place whose UID is known.
    pub(crate) fn known_before(&self, index: u32) -> Option<(u32, u32)> {
        let last = self.blocks.len().checked_sub(1)?;
        let (block, offset) = self.find(index).unwrap_or((last, u32::MAX));
        let mut offset = offset;
        for block in (0..=block).rev() {
            if let Some((found, uid)) = self.blocks.get(block)?.known_before(offset) {
                return Some((self.before(block).saturating_add(found), uid));
            }
            offset = u32::MAX;
        }
        None
    }

    /// The first message from a place on whose UID is known.
    pub(crate) fn known_from(&self, index: u32) -> Option<(u32, u32)> {
        let (block, mut offset) = self.find(index)?;
        for block in block..self.blocks.len() {
            if let Some((found, uid)) = self.blocks.get(block)?.known_from(offset) {
                return Some((self.before(block).saturating_add(found), uid));
            }
            offset = 0;
        }
        None
    }

    /// How many messages from a place on have UIDs one after another, or unknown ones; or fewer.
    pub(crate) fn run_len(&self, index: u32) -> u32 {
        let Some((block, offset)) = self.find(index) else { return 0 };
        self.blocks.get(block).map_or(0, |block| block.run_len(offset))
    }

    /// The first messages whose UIDs are not known: their first place, and the place behind the last.
    pub(crate) fn first_unknown(&self) -> Option<(u32, u32)> {
        if self.unknown == 0 {
            return None;
        }
        let (mut before, mut found): (u32, Option<(u32, u32)>) = (0, None);
        for block in &self.blocks {
            if block.unknown() > 0 || found.is_some() {
                let mut done = false;
                block.each_run(|run| {
                    let end = before.saturating_add(run.len);
                    match found {
                        _ if done => {}
                        Some((start, _)) if !run.is_known() => found = Some((start, end)),
                        Some(_) => done = true,
                        None if !run.is_known() => found = Some((before, end)),
                        None => {}
                    }
                    before = end;
                });
                if done {
                    break;
                }
            } else {
                before = before.saturating_add(block.len());
            }
        }
        found
    }

    /// The UIDs that are known, as first and last of each run.
    pub(crate) fn runs(&self) -> Vec<(u32, u32)> {
        let mut spans: Vec<(u32, u32)> = Vec::new();
        for block in &self.blocks {
            block.each_run(|run| {
                let last = run.first.saturating_add(run.len.saturating_sub(1));
                match spans.last_mut() {
                    _ if !run.is_known() => {}
                    Some(span) if span.1.checked_add(1) == Some(run.first) => span.1 = last,
                    _ => spans.push((run.first, last)),
                }
            });
        }
        spans
    }

    /// Adds messages at the end whose UIDs are not known, as many as there can be.
    pub(crate) fn grow(&mut self, count: u32) {
        self.push(Run { first: 0, len: count.min(u32::MAX.saturating_sub(self.len)) });
    }

    /// Adds messages at the end with UIDs from `first` to `last`.
    pub(crate) fn extend(&mut self, first: u32, last: u32) -> Result<(), Clash> {
        let len = last.checked_sub(first).and_then(|count| count.checked_add(1)).ok_or(Clash)?;
        let least = match self.last_known() {
            Some((index, uid)) => uid.checked_add(self.len.saturating_sub(index)),
            None => self.len.checked_add(1),
        };
        // There is a UID at least for each message, so that there cannot be too many of them either.
        if least.is_none_or(|least| first < least) {
            return Err(Clash);
        }
        self.push(Run { first, len });
        Ok(())
    }

    fn push(&mut self, run: Run) {
        if run.len == 0 {
            return;
        }
        self.len = self.len.saturating_add(run.len);
        if !run.is_known() {
            self.unknown = self.unknown.saturating_add(run.len);
        }
        let Some(last) = self.blocks.len().checked_sub(1) else { return self.push_block(run) };
        match self.blocks.get_mut(last).map(|block| block.push(run)) {
            Some(Ok(())) => self.count(last, |sum| sum.saturating_add(run.len)),
            _ => self.push_block(run),
        }
    }

    fn push_block(&mut self, run: Run) {
        let index = self.blocks.len().saturating_add(1);
        let mut sum = run.len;
        let mut child = self.blocks.len();
        while child > index.saturating_sub(low_bit(index)) {
            sum = sum.saturating_add(self.sums.get(child.saturating_sub(1)).copied().unwrap_or(0));
            child = child.saturating_sub(low_bit(child));
        }
        self.blocks.push(Block::new(run));
        self.sums.push(sum);
    }

    /// Tells the UID of a message. `false`: it was known. Refuses a UID that the message cannot have, because it has
    /// another one or because there would not be enough UIDs for those in front of it and behind it.
    pub(crate) fn learn(&mut self, index: u32, uid: u32) -> Result<bool, Clash> {
        let (block, offset) = self.find(index).ok_or(Clash)?;
        match self.blocks.get(block).map_or(0, |block| block.get(offset)) {
            0 => {}
            known if known == uid => return Ok(false),
            _ => return Err(Clash),
        }
        let least = match self.known_before(index) {
            Some((before, low)) => low.checked_add(index.saturating_sub(before)),
            None => index.checked_add(1),
        };
        let most = match self.known_from(index) {
            Some((behind, high)) => high.checked_sub(behind.saturating_sub(index)),
            None => u32::MAX.checked_sub(self.len.saturating_sub(index).saturating_sub(1)),
        };
        match (least, most) {
            (Some(least), Some(most)) if least <= uid && uid <= most => {}
            _ => return Err(Clash),
        }
        if let Some(changed) = self.blocks.get_mut(block) {
            changed.learn(offset, uid);
            self.unknown = self.unknown.saturating_sub(1);
            self.tidy(block);
        }
        Ok(true)
    }

    /// Takes messages out, as many as wanted or fewer, so that those behind count less: such as have UIDs one after
    /// another, or such as have unknown ones. Gives the first one's UID, 0 if it is not known, and their count.
    pub(crate) fn remove(&mut self, index: u32, most: u32) -> Option<(u32, u32)> {
        let (block, offset) = self.find(index)?;
        let (uid, count) = self.blocks.get_mut(block)?.remove(offset, most);
        self.len = self.len.saturating_sub(count);
        self.count(block, |sum| sum.saturating_sub(count));
        if uid == 0 {
            self.unknown = self.unknown.saturating_sub(count);
        }
        self.tidy(block);
        (count > 0).then_some((uid, count))
    }

    /// Keeps blocks neither too long nor too short after one has changed.
    fn tidy(&mut self, index: usize) {
        const SHORT: usize = 64;
        let Some(block) = self.blocks.get_mut(index) else { return };
        if let Some(behind) = block.overflow() {
            self.blocks.insert(index.saturating_add(1), behind);
            return self.sum_up();
        }
        if block.len() == 0 {
            self.blocks.remove(index);
            return self.sum_up();
        }
        if block.words() >= SHORT {
            return;
        }
        let words = |index: usize| self.blocks.get(index).map_or(usize::MAX, Block::words);
        let front = [Some(index), index.checked_sub(1)]
            .into_iter()
            .flatten()
            .find(|&front| words(front).saturating_add(words(front.saturating_add(1))) <= 4 * SHORT);
        if let Some(front) = front {
            let next = self.blocks.remove(front.saturating_add(1));
            if let Some(block) = self.blocks.get_mut(front) {
                block.merge(&next);
            }
            self.sum_up();
        }
    }

    /// Makes the tree of sums anew.
    fn sum_up(&mut self) {
        self.sums.clear();
        self.sums.extend(self.blocks.iter().map(Block::len));
        for index in 1..=self.sums.len() {
            let parent = index.saturating_add(low_bit(index));
            let sum = self.sums.get(index.saturating_sub(1)).copied().unwrap_or(0);
            if let Some(parent) = self.sums.get_mut(parent.saturating_sub(1)) {
                *parent = parent.saturating_add(sum);
            }
        }
    }

    /// Changes every sum that a block is in.
    fn count(&mut self, block: usize, change: impl Fn(u32) -> u32) {
        let mut index = block.saturating_add(1);
        while let Some(sum) = self.sums.get_mut(index.saturating_sub(1)) {
            *sum = change(*sum);
            index = index.saturating_add(low_bit(index));
        }
    }

    /// How many messages there are in front of a block.
    fn before(&self, block: usize) -> u32 {
        let (mut index, mut sum) = (block, 0_u32);
        while index > 0 {
            sum = sum.saturating_add(self.sums.get(index.saturating_sub(1)).copied().unwrap_or(0));
            index = index.saturating_sub(low_bit(index));
        }
        sum
    }

    /// The block that has this place, and the place in it.
    fn find(&self, index: u32) -> Option<(usize, u32)> {
        if index >= self.len {
            return None;
        }
        let (mut block, mut offset) = (0_usize, index);
        let mut step = self.sums.len().checked_ilog2().map_or(0, |bits| 1_usize << bits);
        while step > 0 {
            let next = block.saturating_add(step);
            match self.sums.get(next.saturating_sub(1)) {
                Some(&sum) if sum <= offset => {
                    offset = offset.saturating_sub(sum);
                    block = next;
                }
                _ => {}
            }
            step >>= 1;
        }
        Some((block, offset))
    }

    fn first(&self, block: usize) -> u32 {
        self.blocks.get(block).map_or(0, Block::first)
    }
}
