//! What of its results a search tells: the options of RETURN (RFC 4731 §3.1, RFC 5267 §4, RFC 9394 §3), for SEARCH, SORT
//! and ESEARCH alike.

use std::num::NonZeroU32;
use std::ops::Range;

use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::esearch::Score;
use imap_fsm::types::fetch::FetchAtt;
use imap_fsm::types::number::{ModSeq, Numbering, Uid};
use imap_fsm::types::partial::{PartialRange, PartialResults};
use imap_fsm::types::search::{SearchNumbers, SearchReturnData, SearchReturnOpt};
use imap_fsm::types::sequence::NumberSet;

use crate::fetch::is_unknown;
use crate::lines::{Refusal, bad};
use crate::mailbox::Message;
use crate::sort::Value;
use crate::view::seq_num;

/// A message that was found.
pub(crate) struct Hit {
    /// Its place in the mailbox.
    pub(crate) index: usize,
    pub(crate) message: Message,
    /// What it is sorted by.
    pub(crate) values: Vec<Value>,
    /// How well it is like what is looked for, from 1 to 100 (RFC 6203 §4).
    pub(crate) score: u8,
}

/// What the client wants to hear.
#[derive(Clone, Default)]
pub(crate) struct Returns {
    min: bool,
    max: bool,
    all: bool,
    count: bool,
    partial: Option<PartialRange>,
    pub(crate) relevancy: bool,
    pub(crate) save: bool,
    /// What is to be told of new messages that are among the results (RFC 5465 §7); `None`: no updates are wanted.
    pub(crate) update: Option<Vec<FetchAtt<'static>>>,
}

impl Returns {
    /// All, where nothing is said.
    pub(crate) fn all() -> Self {
        Self { all: true, ..Self::default() }
    }

    pub(crate) fn read(options: &[SearchReturnOpt<'_>]) -> Result<Self, Refusal> {
        // `RETURN ()` is RETURN (ALL).
        if options.is_empty() {
            return Ok(Self::all());
        }
        let mut returns = Self::default();
        for option in options {
            match option {
                SearchReturnOpt::Min => returns.min = true,
                SearchReturnOpt::Max => returns.max = true,
                SearchReturnOpt::All => returns.all = true,
                SearchReturnOpt::Count => returns.count = true,
                SearchReturnOpt::Save => returns.save = true,
                // A hint: nothing is kept between searches.
                SearchReturnOpt::Context => {}
                SearchReturnOpt::Update(items) if items.iter().any(is_unknown) => {
                    return Err(bad("unknown item"));
                }
                SearchReturnOpt::Update(items) => {
                    returns.update.get_or_insert_default().extend(items.clone().into_static());
                }
                SearchReturnOpt::Partial(_) if returns.partial.is_some() => {
                    return Err(bad("PARTIAL can be asked for once"));
                }
                SearchReturnOpt::Partial(range) => returns.partial = Some(*range),
                SearchReturnOpt::Relevancy => returns.relevancy = true,
                SearchReturnOpt::Other(_) => return Err(bad("unknown option")),
            }
        }
        if returns.all && returns.partial.is_some() {
            return Err(bad("either PARTIAL or ALL"));
        }
        Ok(returns)
    }

    /// Whether there is no answer but OK: `RETURN (SAVE)` (RFC 5182 §2.1).
    pub(crate) fn are_silent(&self) -> bool {
        let tells =
            self.min || self.max || self.all || self.count || self.partial.is_some() || self.relevancy;
        self.save && !tells && self.update.is_none()
    }

    /// The places among so many results that the options are about: those of which the highest mod-sequence is told
    /// (RFC 7162 §3.1.10).
    fn told(&self, place: usize, len: usize) -> bool {
        self.all
            || self.count
            || self.min && place == 0
            || self.max && place + 1 == len
            || self.partial.is_some_and(|range| page(range, len).contains(&place))
    }

    /// What is kept as `$`: all, or what MIN, MAX and PARTIAL gave where nothing else was asked for (RFC 5182 §2.4,
    /// RFC 9394 §3.2).
    pub(crate) fn saved(&self, hits: &[Hit]) -> Vec<Uid> {
        let all = !(self.min || self.max || self.partial.is_some());
        let kept = hits.iter().enumerate().filter(|&(place, _)| all || self.told(place, hits.len()));
        kept.map(|(_, hit)| hit.message.uid).collect()
    }
}

/// The places of a page among so many results.
pub(crate) fn page(range: PartialRange, len: usize) -> Range<usize> {
    let (from_end, one, other) = match range {
        PartialRange::First(one, other) => (false, one, other),
        PartialRange::Last(one, other) => (true, one, other),
    };
    let place = |number: NonZeroU32| usize::try_from(number.get()).unwrap_or(usize::MAX);
    let (low, high) = (place(one.min(other)) - 1, place(one.max(other)).min(len));
    let page = low.min(high)..high;
    if from_end { len - page.end..len - page.start } else { page }
}

/// The results as the numbers that the client wants, in their order.
pub(crate) struct Found {
    numbers: Vec<NonZeroU32>,
    mod_seqs: Vec<ModSeq>,
    scores: Vec<Score>,
    /// Whether the client asked about mod-sequences.
    tells_mod_seq: bool,
}

impl Found {
    pub(crate) fn new(hits: &[Hit], numbering: Numbering, tells_mod_seq: bool) -> Self {
        let number = |hit: &Hit| match numbering {
            Numbering::SeqNum => seq_num(hit.index).into(),
            Numbering::Uid => hit.message.uid.into(),
        };
        let mod_seqs = hits.iter().map(|hit| hit.message.mod_seq).collect();
        let scores = hits.iter().filter_map(|hit| Score::try_from(u32::from(hit.score)).ok()).collect();
        Self { numbers: hits.iter().map(number).collect(), mod_seqs, scores, tells_mod_seq }
    }

    /// As SEARCH and SORT tell it without options.
    pub(crate) fn search(self) -> SearchNumbers {
        let mod_seq = self.mod_seqs.iter().max().copied().filter(|_| self.tells_mod_seq);
        SearchNumbers::new(self.numbers, mod_seq).unwrap_or_default()
    }

    /// Nothing but the count and the page is told where nothing was found.
    pub(crate) fn return_data(&self, returns: &Returns) -> Vec<SearchReturnData<'static>> {
        let Self { numbers, mod_seqs, scores, tells_mod_seq } = self;
        let mut data = Vec::new();
        data.extend(numbers.first().filter(|_| returns.min).copied().map(SearchReturnData::Min));
        data.extend(numbers.last().filter(|_| returns.max).copied().map(SearchReturnData::Max));
        data.extend(
            NumberSet::try_from(&numbers[..]).ok().filter(|_| returns.all).map(SearchReturnData::All),
        );
        if let Some(range) = returns.partial {
            let numbers = NumberSet::try_from(&numbers[page(range, numbers.len())]).ok();
            data.push(SearchReturnData::Partial(PartialResults { range, numbers }));
        }
        if returns.count {
            data.push(SearchReturnData::Count(u32::try_from(numbers.len()).unwrap_or(u32::MAX)));
        }
        let told = mod_seqs.iter().enumerate().filter(|&(place, _)| returns.told(place, mod_seqs.len()));
        let highest = told.map(|(_, mod_seq)| *mod_seq).max();
        data.extend(highest.filter(|_| *tells_mod_seq).map(SearchReturnData::ModSeq));
        if returns.relevancy {
            let told = returns.partial.map_or(0..scores.len(), |range| page(range, scores.len()));
            data.push(SearchReturnData::Relevancy(scores[told].to_vec()));
        }
        data
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_what_there_is_of_it() {
        let n = |number| NonZeroU32::new(number).unwrap();
        for (one, other, len, first, last) in [
            (1, 3, 10, 0..3, 7..10),
            (3, 1, 10, 0..3, 7..10),
            (9, 20, 10, 8..10, 0..2),
            (11, 20, 10, 10..10, 0..0),
            (10, 10, 10, 9..10, 0..1),
            (1, u32::MAX, 0, 0..0, 0..0),
            (u32::MAX, u32::MAX, 3, 3..3, 0..0),
        ] {
            assert_eq!(page(PartialRange::First(n(one), n(other)), len), first, "{one}:{other} of {len}");
            assert_eq!(page(PartialRange::Last(n(one), n(other)), len), last, "-{one}:-{other} of {len}");
        }
    }
}
