//! A part of the mailbox that one EXPUNGE moves.

#[cfg(test)]
mod tests;

use alloc::vec::Vec;

/// Messages with UIDs one after another; `first` is 0 where their UIDs are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) first: u32,
    pub(super) len: u32,
}

impl Run {
    pub(super) const fn is_known(self) -> bool {
        self.first != 0
    }

    /// The UID of the message in this place of the run; 0 where it is not known.
    const fn at(self, offset: u32) -> u32 {
        if self.is_known() { self.first.saturating_add(offset) } else { 0 }
    }

    const fn last(self) -> u32 {
        self.at(self.len.saturating_sub(1))
    }

    /// Whether the other run continues this one.
    fn joins(self, next: Self) -> bool {
        match self.is_known() {
            true => self.last().checked_add(1) == Some(next.first),
            false => !next.is_known(),
        }
    }
}

/// Some messages in a row. Whatever their UIDs are, they take at most four bytes a message.
#[derive(Clone, Debug)]
pub(super) struct Block {
    body: Body,
    len: u32,
    unknown: u32,
    /// The lowest UID that is known; 0 if none is.
    first: u32,
}

#[derive(Clone, Debug)]
enum Body {
    Runs(Vec<Run>),
    /// One UID a message, 0 where it is not known.
    Each(Vec<u32>),
}

impl Block {
    /// The most runs of a block, and half of the most messages where each has its own word.
    const RUNS: usize = 256;

    pub(super) fn new(run: Run) -> Self {
        Self::from_runs(alloc::vec![run])
    }

    /// The runs must be in ascending order, joined where they can be, and none of them empty.
    fn from_runs(runs: Vec<Run>) -> Self {
        let mut block = Self { body: Body::Runs(runs), len: 0, unknown: 0, first: 0 };
        let Body::Runs(runs) = &block.body else { return block };
        block.len = runs.iter().map(|run| run.len).fold(0, u32::saturating_add);
        block.unknown =
            runs.iter().filter(|run| !run.is_known()).map(|run| run.len).fold(0, u32::saturating_add);
        block.find_first();
        block.shrink();
        block
    }

    pub(super) const fn len(&self) -> u32 {
        self.len
    }

    pub(super) const fn unknown(&self) -> u32 {
        self.unknown
    }

    pub(super) const fn first(&self) -> u32 {
        self.first
    }

    fn find_first(&mut self) {
        self.first = match &self.body {
            Body::Runs(runs) => runs.iter().map(|run| run.first).find(|&uid| uid != 0),
            Body::Each(uids) => uids.iter().copied().find(|&uid| uid != 0),
        }
        .unwrap_or(0);
    }

    /// How many words of memory it takes.
    pub(super) fn words(&self) -> usize {
        match &self.body {
            Body::Runs(runs) => runs.len().saturating_mul(2),
            Body::Each(uids) => uids.len(),
        }
    }

    /// Takes the shorter form, if it is much shorter, and no more memory than that needs.
    fn shrink(&mut self) {
        if let Body::Runs(runs) = &mut self.body {
            let words = runs.len().saturating_mul(2);
            let len = usize::try_from(self.len).unwrap_or(usize::MAX);
            if runs.len() > 4 && len <= words {
                let uids = runs.iter().flat_map(|run| (0..run.len).map(|offset| run.at(offset)));
                let mut each = Vec::with_capacity(len);
                each.extend(uids);
                self.body = Body::Each(each);
            } else if runs.capacity() > runs.len().saturating_add(16) {
                runs.shrink_to_fit();
            }
        }
    }

    /// The runs, joined where they can be.
    fn to_runs(&self) -> Vec<Run> {
        let mut joined: Vec<Run> = Vec::new();
        self.each_run(|run| match joined.last_mut() {
            Some(last) if last.joins(run) => last.len = last.len.saturating_add(run.len),
            _ => joined.push(run),
        });
        joined
    }

    /// The runs from the front, not always joined where they could be.
    pub(super) fn each_run(&self, mut tell: impl FnMut(Run)) {
        match &self.body {
            Body::Runs(runs) => runs.iter().for_each(|&run| tell(run)),
            Body::Each(uids) => uids.iter().for_each(|&first| tell(Run { first, len: 1 })),
        }
    }

    /// The UID in this place; 0 where it is not known or there is no such place.
    pub(super) fn get(&self, offset: u32) -> u32 {
        match &self.body {
            Body::Runs(runs) => {
                find(runs, offset).map_or(0, |(index, inner)| runs.get(index).map_or(0, |run| run.at(inner)))
            }
            Body::Each(uids) => uids.get(place(offset)).copied().unwrap_or(0),
        }
    }

    /// How many messages from a place on are one run.
    pub(super) fn run_len(&self, offset: u32) -> u32 {
        match &self.body {
            Body::Runs(runs) => find(runs, offset)
                .and_then(|(index, inner)| runs.get(index)?.len.checked_sub(inner))
                .unwrap_or(0),
            Body::Each(uids) => u32::from(place(offset) < uids.len()),
        }
    }

    /// The first known UID that is this or higher, and its place.
    pub(super) fn at_least(&self, uid: u32) -> Option<(u32, u32)> {
        match &self.body {
            Body::Runs(runs) => {
                let mut before = 0_u32;
                for run in runs {
                    if run.is_known() && run.last() >= uid {
                        let skipped = uid.saturating_sub(run.first);
                        return Some((before.saturating_add(skipped), run.at(skipped)));
                    }
                    before = before.saturating_add(run.len);
                }
                None
            }
            Body::Each(uids) => {
                let index = match self.unknown {
                    0 => uids.partition_point(|&known| known < uid),
                    _ => uids.iter().position(|&known| known != 0 && known >= uid)?,
                };
                Some((u32::try_from(index).ok()?, *uids.get(index)?))
            }
        }
    }

    /// The last known UID in front of a place, and its place.
    pub(super) fn known_before(&self, offset: u32) -> Option<(u32, u32)> {
        match &self.body {
            Body::Runs(runs) => {
                // Unknown runs are joined, so that the one in front of them is known.
                let (mut index, mut start) = match find(runs, offset) {
                    Some((index, inner)) => {
                        let run = runs.get(index)?;
                        if run.is_known() && inner > 0 {
                            return Some((offset.saturating_sub(1), run.at(inner.saturating_sub(1))));
                        }
                        (index, offset.saturating_sub(inner))
                    }
                    None => (runs.len(), self.len),
                };
                loop {
                    index = index.checked_sub(1)?;
                    let run = runs.get(index)?;
                    start = start.saturating_sub(run.len);
                    if run.is_known() {
                        return Some((start.saturating_add(run.len).saturating_sub(1), run.last()));
                    }
                }
            }
            Body::Each(uids) => {
                let before = uids.get(..place(offset).min(uids.len()))?;
                let index = before.iter().rposition(|&uid| uid != 0)?;
                Some((u32::try_from(index).ok()?, *uids.get(index)?))
            }
        }
    }

    /// The first known UID at a place or behind it, and its place.
    pub(super) fn known_from(&self, offset: u32) -> Option<(u32, u32)> {
        match &self.body {
            Body::Runs(runs) => {
                let (index, inner) = find(runs, offset)?;
                let (mut start, mut inner) = (offset, inner);
                for run in runs.get(index..)? {
                    if run.is_known() {
                        return Some((start, run.at(inner)));
                    }
                    start = start.saturating_add(run.len.saturating_sub(inner));
                    inner = 0;
                }
                None
            }
            Body::Each(uids) => {
                let index = place(offset);
                let index = uids.get(index..)?.iter().position(|&uid| uid != 0)?.saturating_add(index);
                Some((u32::try_from(index).ok()?, *uids.get(index)?))
            }
        }
    }

    /// Adds messages at the end. Gives them back if there is no room.
    pub(super) fn push(&mut self, run: Run) -> Result<(), Run> {
        let Body::Runs(runs) = &mut self.body else { return Err(run) };
        let is_full = runs.len() >= Self::RUNS;
        match runs.last_mut() {
            Some(last) if last.joins(run) => last.len = last.len.saturating_add(run.len),
            _ if is_full => {
                self.shrink();
                return Err(run);
            }
            _ => {
                if runs.len() == runs.capacity() {
                    runs.reserve_exact(32);
                }
                runs.push(run);
            }
        }
        self.len = self.len.saturating_add(run.len);
        if !run.is_known() {
            self.unknown = self.unknown.saturating_add(run.len);
        } else if self.first == 0 {
            self.first = run.first;
        }
        Ok(())
    }

    /// Takes messages out that are one run, as many as wanted or fewer. Gives the UID of the first and their count.
    pub(super) fn remove(&mut self, offset: u32, most: u32) -> (u32, u32) {
        let (uid, count) = match &mut self.body {
            Body::Runs(runs) => {
                let Some((index, inner)) = find(runs, offset) else { return (0, 0) };
                let Some(&run) = runs.get(index) else { return (0, 0) };
                let count = most.min(run.len.saturating_sub(inner));
                let behind = run.len.saturating_sub(inner).saturating_sub(count);
                match run.is_known() {
                    false => replace(runs, index, [Run { len: run.len.saturating_sub(count), ..run }]),
                    true => replace(
                        runs,
                        index,
                        [
                            Run { first: run.first, len: inner },
                            Run { first: run.at(inner.saturating_add(count)), len: behind },
                        ],
                    ),
                }
                (run.at(inner), count)
            }
            Body::Each(uids) => match (uids.get(place(offset)), most) {
                (Some(&uid), 1..) => {
                    uids.remove(place(offset));
                    (uid, 1)
                }
                _ => return (0, 0),
            },
        };
        self.len = self.len.saturating_sub(count);
        if uid == 0 {
            self.unknown = self.unknown.saturating_sub(count);
        } else if uid == self.first {
            self.find_first();
        }
        (uid, count)
    }

    /// Tells the UID of a message that had none. The caller has seen to it that it fits.
    pub(super) fn learn(&mut self, offset: u32, uid: u32) {
        match &mut self.body {
            Body::Runs(runs) => {
                let Some((index, inner)) = find(runs, offset) else { return };
                let Some(&run) = runs.get(index) else { return };
                let behind = run.len.saturating_sub(inner).saturating_sub(1);
                let rest = |len| Run { first: 0, len };
                replace(runs, index, [rest(inner), Run { first: uid, len: 1 }, rest(behind)]);
            }
            Body::Each(uids) => {
                if let Some(place) = uids.get_mut(place(offset)) {
                    *place = uid;
                }
            }
        }
        self.unknown = self.unknown.saturating_sub(1);
        if self.first == 0 || uid < self.first {
            self.first = uid;
        }
    }

    /// If it has become too long: takes the shorter form, or gives half of it away.
    pub(super) fn overflow(&mut self) -> Option<Self> {
        match &mut self.body {
            Body::Runs(runs) if runs.len() > Self::RUNS => {
                let behind = runs.split_off(Self::RUNS / 2);
                let front = core::mem::take(runs);
                *self = Self::from_runs(front);
                Some(Self::from_runs(behind))
            }
            _ => None,
        }
    }

    /// Takes the messages of the block behind this one, which must be short, both.
    pub(super) fn merge(&mut self, next: &Self) {
        let mut runs = self.to_runs();
        for run in next.to_runs() {
            match runs.last_mut() {
                Some(last) if last.joins(run) => last.len = last.len.saturating_add(run.len),
                _ => runs.push(run),
            }
        }
        *self = Self::from_runs(runs);
    }
}

fn place(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

/// The run in which this place is, and where in it.
fn find(runs: &[Run], offset: u32) -> Option<(usize, u32)> {
    let mut inner = offset;
    for (index, run) in runs.iter().enumerate() {
        if inner < run.len {
            return Some((index, inner));
        }
        inner = inner.saturating_sub(run.len);
    }
    None
}

/// Puts runs in the place of one, without the empty ones, and joins them with their neighbours.
fn replace<const N: usize>(runs: &mut Vec<Run>, index: usize, with: [Run; N]) {
    let mut with = with.into_iter().filter(|run| run.len > 0);
    match (with.next(), runs.get_mut(index)) {
        (Some(run), Some(place)) => *place = run,
        (None, Some(_)) => drop(runs.remove(index)),
        (_, None) => return,
    }
    let mut end = index;
    for run in with {
        end = end.saturating_add(1);
        if runs.len() == runs.capacity() {
            runs.reserve_exact(32);
        }
        runs.insert(end.min(runs.len()), run);
    }
    // From the back, so that the places in front stay what they are.
    for at in (index.saturating_sub(1)..=end).rev() {
        if let (Some(&run), Some(&next)) = (runs.get(at), runs.get(at.saturating_add(1))) {
            if run.joins(next) {
                runs.remove(at.saturating_add(1));
                if let Some(run) = runs.get_mut(at) {
                    run.len = run.len.saturating_add(next.len);
                }
            }
        }
    }
}
