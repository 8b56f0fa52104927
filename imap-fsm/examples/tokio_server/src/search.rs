//! SEARCH: every key of RFC 3501 and RFC 9051, answered as the client wants it (RFC 4731), and `$` (RFC 5182).

use std::num::NonZeroU32;

use imap_fsm::types::atom::Tag;
use imap_fsm::types::charset::Charset;
use imap_fsm::types::code::Code;
use imap_fsm::types::number::{ModSeq, Numbering};
use imap_fsm::types::response::Data;
use imap_fsm::types::search::{ESearch, Search, SearchKey, SearchReturnData, SearchReturnOpt};
use imap_fsm::types::sequence::NumberSet;
use imap_fsm::types::string::AString;

use crate::answer::{Outcome, ok};
use crate::criteria::{Candidate, is_offered};
use crate::lines::{Refusal, bad, no};
use crate::mailbox::Message;
use crate::service::Service;
use crate::view::{View, seq_num};

impl Service {
    pub(crate) fn search(
        &mut self,
        tag: &Tag<'_>,
        numbering: Numbering,
        returns: Option<&[SearchReturnOpt<'_>]>,
        charset: Option<&Charset<'_>>,
        keys: &[SearchKey<'_>],
    ) -> Outcome {
        let (rev2, utf8_accept) = (self.mode.rev2, self.mode.utf8_accept);
        let save = returns.is_some_and(|returns| returns.contains(&SearchReturnOpt::Save));
        let view = self.view()?;
        if charset.is_some() && utf8_accept {
            return Err(bad("strings are UTF-8 since UTF8=ACCEPT is enabled"));
        }
        if returns
            .is_some_and(|returns| returns.iter().any(|option| matches!(option, SearchReturnOpt::Other(_))))
        {
            return Err(bad("unknown option"));
        }
        if charset.is_some_and(|charset| !is_known(charset)) {
            if save {
                view.save(Vec::new());
            }
            let known = ["US-ASCII", "UTF-8"].map(|name| Charset::try_from(name).expect("a name"));
            return Err(no(Code::BadCharset(known.into()), "the charset is not known here"));
        }
        check(keys)?;

        let found = find(keys, view);
        let result = Found::new(&found, numbering, has_mod_seq(keys));
        let options = match returns {
            None if rev2 => &[SearchReturnOpt::All],
            None => return Ok(ok("searched").with(vec![Data::Search(result.search())])),
            // `RETURN ()` is RETURN (ALL).
            Some([]) => &[SearchReturnOpt::All],
            Some(options) => options,
        };
        if save {
            view.save(saved(&found, options));
        }
        if matches!(options, [SearchReturnOpt::Save]) {
            return Ok(ok("saved"));
        }
        let tag = AString::try_from(tag.as_str().to_string()).ok();
        let data = ESearch::new(tag, numbering, result.return_data(options));
        Ok(ok("searched").with(vec![Data::ESearch(Box::new(data))]))
    }
}

fn is_known(charset: &Charset<'_>) -> bool {
    ["US-ASCII", "UTF-8"].iter().any(|known| charset.as_bytes().eq_ignore_ascii_case(known.as_bytes()))
}

/// Refuses keys that this server does not offer. Numbers that no message has are no reason to refuse: clients search
/// `1:*` in empty mailboxes, and other servers find nothing there.
fn check(keys: &[SearchKey<'_>]) -> Result<(), Refusal> {
    if SearchKey::any(keys, |key| !is_offered(key)) { Err(bad("unknown search key")) } else { Ok(()) }
}

fn has_mod_seq(keys: &[SearchKey<'_>]) -> bool {
    SearchKey::any(keys, |key| matches!(key, SearchKey::ModSeq(_)))
}

/// The messages for which all keys hold, with their places.
fn find(keys: &[SearchKey<'_>], view: &View) -> Vec<(usize, Message)> {
    let (all, kept) = (view.all_now(), view.saved());
    let last = all.last().map(|(message, _)| message.uid);
    let found = all.into_iter().enumerate().filter_map(|(index, (message, recent))| {
        let candidate = Candidate {
            message: &message,
            recent,
            seq: seq_num(index),
            exists: view.exists(),
            last,
            saved: &kept,
        };
        keys.iter().all(|key| candidate.matches(key)).then_some((index, message))
    });
    found.collect()
}

/// What is kept as `$`: all, or what MIN and MAX gave where nothing else was asked for (RFC 5182 §2.4).
fn saved(found: &[(usize, Message)], options: &[SearchReturnOpt<'_>]) -> Vec<imap_fsm::types::number::Uid> {
    let wants = |option| options.contains(&option);
    let (min, max) = (wants(SearchReturnOpt::Min), wants(SearchReturnOpt::Max));
    let all = wants(SearchReturnOpt::All) || wants(SearchReturnOpt::Count) || !(min || max);
    let last = found.len().saturating_sub(1);
    let is_kept = |place: usize| all || min && place == 0 || max && place == last;
    found
        .iter()
        .enumerate()
        .filter(|&(place, _)| is_kept(place))
        .map(|(_, (_, message))| message.uid)
        .collect()
}

/// What was found, as the numbers that the client wants.
struct Found {
    numbers: Vec<NonZeroU32>,
    mod_seqs: Vec<ModSeq>,
    /// Whether the client asked about mod-sequences.
    tells_mod_seq: bool,
}

impl Found {
    fn new(found: &[(usize, Message)], numbering: Numbering, tells_mod_seq: bool) -> Self {
        let number = |(index, message): &(usize, Message)| match numbering {
            Numbering::SeqNum => seq_num(*index).into(),
            Numbering::Uid => message.uid.into(),
        };
        let mod_seqs = found.iter().map(|(_, message)| message.mod_seq).collect();
        Self { numbers: found.iter().map(number).collect(), mod_seqs, tells_mod_seq }
    }

    fn search(self) -> Search {
        let mod_seq = self.mod_seqs.iter().max().copied().filter(|_| self.tells_mod_seq);
        Search::new(self.numbers, mod_seq).unwrap_or_default()
    }

    /// Nothing but the count is told where nothing was found.
    fn return_data(&self, options: &[SearchReturnOpt<'_>]) -> Vec<SearchReturnData<'static>> {
        let wants = |option| options.contains(&option);
        let (min, max) = (wants(SearchReturnOpt::Min), wants(SearchReturnOpt::Max));
        let (all, count) = (wants(SearchReturnOpt::All), wants(SearchReturnOpt::Count));
        let mut data = Vec::new();
        data.extend(self.numbers.first().filter(|_| min).copied().map(SearchReturnData::Min));
        data.extend(self.numbers.last().filter(|_| max).copied().map(SearchReturnData::Max));
        data.extend(NumberSet::try_from(&self.numbers[..]).ok().filter(|_| all).map(SearchReturnData::All));
        if count {
            data.push(SearchReturnData::Count(u32::try_from(self.numbers.len()).unwrap_or(u32::MAX)));
        }
        // Of the messages that are told of (RFC 7162 §3.1.10).
        let last = self.mod_seqs.len().saturating_sub(1);
        let is_told = |place: usize| all || count || min && place == 0 || max && place == last;
        let told = self.mod_seqs.iter().enumerate().filter(|&(place, _)| is_told(place));
        let highest = told.map(|(_, mod_seq)| *mod_seq).max();
        data.extend(highest.filter(|_| self.tells_mod_seq).map(SearchReturnData::ModSeq));
        data
    }
}
