//! What responses do to the picture.

use alloc::vec::Vec;
use core::num::NonZeroU32;

use imap_types::IntoBoundedStatic;
use imap_types::code::Code;
use imap_types::fetch::MsgAtt;
use imap_types::flag::FetchFlags;
use imap_types::number::{ModSeq, Numbering as Kind, SeqNum, Uid, UidValidity};
use imap_types::response::Data;
use imap_types::search::{ESearch, SearchReturnData};
use imap_types::sequence::{NumberSet, UidSet};

use super::change::Found;
use super::plan::Phase;
use super::{
    Change, Changes, Contradiction, Keep, MessageFlags, MessageModSeq, Messages, Mirror, set, union,
};
use crate::numbering::Numbering;
use crate::session::{CodeMeaning, Meaning, ModSeqs};

impl Mirror {
    /// Takes note of what the server says, whether it was asked or not. Data about other things changes nothing, and
    /// neither does any while the mailbox is not open.
    ///
    /// Numbers that cannot be are no error: FETCH of a message that is not there, and VANISHED of a UID that no message
    /// has, are ignored; what puts the numbers in doubt gives [`Change::Recount`].
    ///
    /// ```text
    /// S: * 4 EXISTS                          Change::Exists
    /// S: * 4 FETCH (UID 97 FLAGS ())         Change::New, Change::Flags
    /// S: * 2 EXPUNGE                         Change::Gone; the fourth is now the third
    /// ```
    pub fn apply(&mut self, data: &Data<'_>) -> Changes {
        let mut found = Found::default();
        match Meaning::of(data) {
            Meaning::Exists(count) => self.exist(count, &mut found),
            Meaning::Expunge(seq) => self.expunge(seq, &mut found),
            Meaning::Vanished(uids) => self.vanished(uids, &mut found),
            Meaning::VanishedEarlier(uids) => self.vanished_earlier(uids, &mut found),
            Meaning::Fetch(seq, items) => self.fetched(seq, None, items, &mut found),
            Meaning::UidFetch(uid, items) => match self.seq(uid) {
                Some(seq) => self.fetched(seq, Some(uid), items, &mut found),
                None => self.fetched_uncounted(uid, items, &mut found),
            },
            // Of another mailbox.
            Meaning::ESearch(search) if search.mailbox.is_some() => {}
            Meaning::ESearch(search) => self.searched(search),
            Meaning::Status(status) => {
                if let Some(code) = status.text.code() {
                    self.apply_code(code, &mut found);
                }
            }
            Meaning::Recent(_)
            | Meaning::Flags(_)
            | Meaning::Search
            | Meaning::Converted
            | Meaning::Metadata(_)
            | Meaning::Nothing => {}
        }
        // The last message that was missing may have gone.
        self.finish(&mut found);
        found.finish()
    }

    /// A code about this mailbox.
    pub(super) fn apply_code(&mut self, code: &Code<'_>, found: &mut Found) {
        match (CodeMeaning::of(code), &mut self.plan.phase) {
            (_, Phase::Start | Phase::Over) => {}
            (Some(CodeMeaning::Closed), Phase::Opening(opening)) => {
                opening.clear();
                self.trust.opening();
            }
            // Another mailbox has been opened.
            (Some(CodeMeaning::Closed), Phase::Open) => self.plan.phase = Phase::Over,
            (Some(CodeMeaning::UidValidity(epoch)), Phase::Opening(opening)) => {
                opening.uid_validity = Some(epoch);
            }
            (Some(CodeMeaning::UidValidity(epoch)), Phase::Open) => {
                if self.uid_validity != Some(epoch) {
                    self.reset(Some(epoch), found);
                    // What was said before was of the old epoch: RFC 7162 §3.1.2.1.
                    self.trust.none();
                }
            }
            (Some(CodeMeaning::ModSeqs(ModSeqs::Highest(highest))), _) => self.trust.told(highest),
            (Some(CodeMeaning::ModSeqs(ModSeqs::NotKept)), _) => self.trust.none(),
            (Some(CodeMeaning::MessageLimit(limit)), _) => self.plan.limited = limit.last,
            (
                Some(
                    CodeMeaning::ModSeqs(ModSeqs::Unknown)
                    | CodeMeaning::Capability(_)
                    | CodeMeaning::NotificationOverflow
                    | CodeMeaning::Access(_)
                    | CodeMeaning::UidNext(_)
                    | CodeMeaning::UidNotSticky
                    | CodeMeaning::Unseen(_)
                    | CodeMeaning::PermanentFlags(_),
                )
                | None,
                _,
            ) => {}
        }
    }

    fn exist(&mut self, count: u32, found: &mut Found) {
        match &mut self.plan.phase {
            Phase::Opening(opening) => opening.exists = Some(count),
            Phase::Open if count < self.numbering.len() => {
                self.recount(count, Contradiction::Exists(count), found);
            }
            Phase::Open if count > self.numbering.len() => {
                self.numbering.grow(count.saturating_sub(self.numbering.len()));
                self.plan.moved();
                found.push(Change::Exists(count));
                self.count();
            }
            Phase::Open | Phase::Start | Phase::Over => {}
        }
    }

    fn expunge(&mut self, seq: SeqNum, found: &mut Found) {
        match &mut self.plan.phase {
            Phase::Open => {}
            Phase::Opening(opening) => return opening.gone(1),
            Phase::Start | Phase::Over => return,
        }
        let index = seq.get().saturating_sub(1);
        if index >= self.numbering.len() {
            return self.recount(self.numbering.len(), Contradiction::Expunge(seq), found);
        }
        self.remove(index, 1, found);
    }

    /// Takes messages out, as many as wanted or fewer, and tells so.
    fn remove(&mut self, index: u32, most: u32, found: &mut Found) -> u32 {
        let Some((uid, count)) = self.numbering.remove(index, most) else { return 0 };
        self.plan.moved();
        if uid != 0 {
            self.forget(uid, count);
            if let Some(before) = &mut self.before {
                remove_run(before, uid, count, |_, _| {});
            }
        }
        found.push(Change::Gone(Messages::new(Some(index), uid, count)));
        count
    }

    /// Forgets what is kept of messages with these UIDs.
    fn forget(&mut self, uid: u32, count: u32) {
        let last = uid.saturating_add(count.saturating_sub(1));
        while let Some((&kept, _)) = self.kept.range(uid..=last).next() {
            self.kept.remove(&kept);
        }
        while let Some(&flagless) = self.flagless.range(uid..=last).next() {
            self.flagless.remove(&flagless);
        }
    }

    fn vanished(&mut self, uids: &UidSet, found: &mut Found) {
        match &mut self.plan.phase {
            Phase::Open => {}
            Phase::Opening(opening) => {
                return opening.gone(u32::try_from(uids.count()).unwrap_or(u32::MAX));
            }
            Phase::Start | Phase::Over => return,
        }
        let mut uids = uids.clone();
        uids.normalise();
        for span in uids.as_spans() {
            let (low, high) = span.ends();
            let mut next = Some(low.get());
            while let Some(low) = next.filter(|&low| low <= high.get()) {
                let uncounted = self.uncounted.range(low..=high.get()).next().copied();
                match uncounted {
                    Some(uid) if uid == low => self.vanish_uncounted(uid, found),
                    Some(uid) => self.vanish(low, uid.saturating_sub(1), found),
                    None => self.vanish(low, high.get(), found),
                }
                next = match uncounted {
                    Some(uid) if uid == low => low.checked_add(1),
                    uncounted => uncounted,
                };
            }
        }
        self.count();
    }

    /// Takes out a message whose number is not known: it is one of those with unknown UIDs, whichever.
    fn vanish_uncounted(&mut self, uid: u32, found: &mut Found) {
        self.uncounted.remove(&uid);
        self.forget(uid, 1);
        if let Some((_, end)) = self.numbering.first_unknown() {
            self.numbering.remove(end.saturating_sub(1), 1);
            self.plan.moved();
        }
        found.push(Change::Gone(Messages::new(None, uid, 1)));
    }

    /// Takes out the messages with these UIDs. Where a UID falls between two that are known, it is that of one of the
    /// messages between them whose UIDs are not known, whichever; if there is none, no message has it.
    fn vanish(&mut self, mut low: u32, high: u32, found: &mut Found) {
        loop {
            let next = self.numbering.at_least(low).filter(|&(_, uid)| uid <= high);
            let (mut index, named) = match next {
                Some((index, uid)) => (index, uid.saturating_sub(low)),
                None => {
                    let end = self.numbering.at_least(low).map_or(self.numbering.len(), |(index, _)| index);
                    (end, high.saturating_sub(low).saturating_add(1))
                }
            };
            let start = self.numbering.known_before(index).map_or(0, |(before, _)| before.saturating_add(1));
            let mut unknown = named.min(index.saturating_sub(start));
            while unknown > 0 {
                let removed = self.remove(index.saturating_sub(unknown), unknown, found);
                if removed == 0 {
                    break;
                }
                unknown = unknown.saturating_sub(removed);
                index = index.saturating_sub(removed);
            }
            let Some((_, uid)) = next else { return };
            let count = self.remove(index, high.saturating_sub(uid).saturating_add(1), found);
            match uid.checked_add(count) {
                Some(next) if next <= high && count > 0 => low = next,
                _ => return,
            }
        }
    }

    /// Messages that had gone before the command that asked: no number changes. While the mailbox is open, those that
    /// count still are told to go by a VANISHED of their own.
    fn vanished_earlier(&mut self, uids: &UidSet, found: &mut Found) {
        let is_open = matches!(self.plan.phase, Phase::Open);
        if let Phase::Opening(opening) = &mut self.plan.phase {
            if !opening.is_quick(self.uid_validity) {
                opening.is_missed = true;
                return;
            }
        }
        let known = match &self.plan.phase {
            Phase::Opening(_) => &mut self.numbering,
            Phase::Open => match &mut self.before {
                Some(before) => before,
                None => return,
            },
            Phase::Start | Phase::Over => return,
        };
        let mut uids = uids.clone();
        uids.normalise();
        let mut gone = Vec::new();
        for span in uids.as_spans() {
            let (low, high) = span.ends();
            let count = high.get().saturating_sub(low.get()).saturating_add(1);
            remove_run(known, low.get(), count, |uid, count| gone.push((uid, count)));
        }
        for (uid, count) in gone {
            if !is_open || self.numbering.index(uid).is_none() {
                self.forget(uid, count);
            }
            found.push(Change::Gone(Messages::new(None, uid, count)));
        }
    }

    fn fetched(&mut self, seq: SeqNum, uid: Option<Uid>, items: &[MsgAtt<'_>], found: &mut Found) {
        let is_opening = match &self.plan.phase {
            Phase::Opening(opening) if opening.is_quick(self.uid_validity) => true,
            Phase::Open => false,
            Phase::Opening(_) | Phase::Start | Phase::Over => return,
        };
        let Told { uid: told, flags, mod_seq } = Told::of(items);
        let uid = uid.or(told);
        if let Some(mod_seq) = mod_seq {
            self.trust.fetched(mod_seq);
        }
        if is_opening {
            // Numbers are those after all that vanished; UIDs tell which message is meant.
            let Some(known) = uid.filter(|uid| self.numbering.index(uid.get()).is_some()) else { return };
            return self.tell(Some(seq), Some(known), flags, mod_seq, found);
        }
        let index = seq.get().saturating_sub(1);
        if index >= self.numbering.len() {
            return;
        }
        if let Some(uid) = uid {
            self.learn(index, uid, flags.is_some(), found);
        }
        let uid = uid.or_else(|| self.uid(seq));
        self.tell(Some(seq), uid, flags, mod_seq, found);
    }

    /// UIDFETCH of a message whose number is not known: one that has come, since UIDs ascend.
    fn fetched_uncounted(&mut self, uid: Uid, items: &[MsgAtt<'_>], found: &mut Found) {
        /// How many may come before their EXISTS does.
        const EARLY: usize = 1000;
        let room = usize::try_from(self.numbering.unknown()).unwrap_or(usize::MAX).saturating_add(EARLY);
        let is_new = self.numbering.last_known().is_none_or(|(_, last)| last < uid.get());
        if !matches!(self.plan.phase, Phase::Open) || !is_new || self.uncounted.len() >= room {
            return;
        }
        let Told { flags, mod_seq, .. } = Told::of(items);
        if let Some(mod_seq) = mod_seq {
            self.trust.fetched(mod_seq);
        }
        if self.uncounted.insert(uid.get()) {
            if flags.is_none() && self.keep >= Keep::Told {
                self.flagless.insert(uid.get());
            }
            if self.before.as_ref().is_none_or(|before| before.index(uid.get()).is_none()) {
                found.push(Change::New(Messages::new(None, uid.get(), 1)));
            }
        }
        self.tell(None, Some(uid), flags, mod_seq, found);
        self.count();
    }

    /// Gives numbers to the messages that UIDFETCH has told, once these are all that were missing.
    fn count(&mut self) {
        let unknown = self.numbering.unknown();
        if unknown == 0 || u32::try_from(self.uncounted.len()) != Ok(unknown) {
            return;
        }
        let first = self.numbering.len().saturating_sub(unknown);
        for (index, uid) in (first..).zip(core::mem::take(&mut self.uncounted)) {
            // Refused where the server has said numbers, too.
            if self.numbering.learn(index, uid).is_err() {
                return;
            }
        }
        self.plan.stalls = 0;
    }

    fn learn(&mut self, index: u32, uid: Uid, has_flags: bool, found: &mut Found) {
        if self.plan.proves(index, uid.get()) {
            self.install(found);
        }
        let learned = self.numbering.learn(index, uid.get()).or_else(|_| {
            let seq = SeqNum::from(NonZeroU32::MIN.saturating_add(index));
            self.recount(self.numbering.len(), Contradiction::Uid(seq, uid), found);
            self.numbering.learn(index, uid.get())
        });
        if learned == Ok(true) {
            self.plan.stalls = 0;
            if !has_flags && self.keep >= Keep::Told {
                self.flagless.insert(uid.get());
            }
            if self.before.as_ref().is_none_or(|before| before.index(uid.get()).is_none()) {
                found.push(Change::New(Messages::new(Some(index), uid.get(), 1)));
            }
        }
    }

    /// Passes on flags and mod-sequence of a message, and keeps them.
    fn tell(
        &mut self,
        seq: Option<SeqNum>,
        uid: Option<Uid>,
        flags: Option<&FetchFlags<'_>>,
        mod_seq: Option<ModSeq>,
        found: &mut Found,
    ) {
        let kept = uid.and_then(|uid| self.kept.get(&uid.get()));
        match flags {
            Some(flags) => {
                let is_same = kept.and_then(|kept| kept.flags.as_ref()) == Some(flags);
                let is_same =
                    is_same && (self.keep < Keep::ModSeqs || kept.and_then(|kept| kept.mod_seq) == mod_seq);
                if let Some(uid) = uid {
                    self.flagless.remove(&uid.get());
                }
                if is_same {
                    return;
                }
                let flags = flags.clone().into_static();
                if let Some(uid) = uid.filter(|_| self.keep >= Keep::Flags) {
                    let mod_seq = mod_seq.or_else(|| self.mod_seq(uid));
                    self.store(uid.get(), Some(flags.clone()), mod_seq);
                }
                found.push(Change::Flags(MessageFlags { seq, uid, flags, mod_seq }));
            }
            None => {
                let Some(mod_seq) = mod_seq else { return };
                if let Some(kept) = uid.and_then(|uid| self.kept.get_mut(&uid.get())) {
                    if self.keep >= Keep::ModSeqs {
                        if kept.mod_seq == Some(mod_seq) {
                            return;
                        }
                        kept.mod_seq = Some(mod_seq);
                    }
                }
                found.push(Change::ModSeq(MessageModSeq { seq, uid, mod_seq }));
            }
        }
    }

    /// All UIDs of the mailbox, if that is what has been searched for. They are believed once the last message is
    /// known to have the last of them: then there is none among them that has not been announced, and as their number
    /// is right, none is missing either.
    fn searched(&mut self, search: &ESearch<'_>) {
        if search.numbering != Kind::Uid || !self.plan.wants_uids() {
            return;
        }
        for data in &search.data {
            match data {
                SearchReturnData::All(uids) => self.plan.candidate = self.candidate(uids.cast()),
                SearchReturnData::Min(_)
                | SearchReturnData::Max(_)
                | SearchReturnData::Count(_)
                | SearchReturnData::ModSeq(_)
                | SearchReturnData::Partial(_)
                | SearchReturnData::AddTo(_)
                | SearchReturnData::RemoveFrom(_)
                | SearchReturnData::Relevancy(_)
                | SearchReturnData::Other(_) => {}
            }
        }
    }

    fn candidate(&self, mut uids: NumberSet<Uid>) -> Option<Numbering> {
        uids.normalise();
        if uids.count() != u64::from(self.numbering.len()) {
            return None;
        }
        let mut numbering = Numbering::new();
        for span in uids.as_spans() {
            numbering.extend(span.start.get(), span.end.get()).ok()?;
        }
        Some(numbering)
    }

    /// Takes over what SEARCH has found, except messages that are new: these are fetched with their flags.
    fn install(&mut self, found: &mut Found) {
        let Some(candidate) = self.plan.candidate.take() else { return };
        self.plan.search_done = true;
        // What has been learned meanwhile has been told.
        let before = self.all_known();
        let mut numbering = Numbering::new();
        for (mut first, last) in candidate.runs() {
            loop {
                // Runs of those that were known and of those that were not, by turns.
                let (is_old, count) = match before.at_least(first) {
                    Some((index, uid)) if uid == first => (true, before.run_len(index)),
                    Some((_, uid)) => (false, uid.saturating_sub(first)),
                    None => (false, u32::MAX),
                };
                let count = count.clamp(1, last.saturating_sub(first).saturating_add(1));
                let end = first.saturating_add(count.saturating_sub(1));
                if is_old || self.keep == Keep::Uids {
                    let index = numbering.len();
                    let _ = numbering.extend(first, end);
                    if !is_old {
                        found.push(Change::New(Messages::new(Some(index), first, count)));
                    }
                } else {
                    numbering.grow(count);
                }
                match end.checked_add(1) {
                    Some(next) if next <= last => first = next,
                    _ => break,
                }
            }
        }
        self.numbering = numbering;
        self.before = Some(before);
    }

    /// UIDs have changed their meaning.
    pub(super) fn reset(&mut self, uid_validity: Option<UidValidity>, found: &mut Found) {
        let len = self.numbering.len();
        self.numbering = Numbering::new();
        self.numbering.grow(len);
        self.before = None;
        self.kept.clear();
        self.flagless.clear();
        self.uncounted.clear();
        self.uid_validity = uid_validity;
        self.trust.forget();
        self.plan.reset();
        found.push(Change::Reset { uid_validity });
    }

    /// Numbers are in doubt: forgets which message has which, but not what there was.
    pub(super) fn recount(&mut self, exists: u32, why: Contradiction, found: &mut Found) {
        self.before = Some(self.all_known());
        self.uncounted.clear();
        self.numbering = Numbering::new();
        self.numbering.grow(exists);
        self.plan.recount();
        found.push(Change::Recount(why));
    }

    /// The UIDs of this session and of the last.
    fn all_known(&self) -> Numbering {
        let old = self.before.as_ref().map_or_else(Vec::new, Numbering::runs);
        let mut all = Numbering::new();
        for (first, last) in union(union(self.numbering.runs(), self.uncounted_runs()), old) {
            // Ascending and joined, so that none is refused.
            let _ = all.extend(first, last);
        }
        all
    }

    /// Everything has been counted: what has not turned up is gone.
    pub(super) fn settle(&mut self, found: &mut Found) {
        let Some(before) = self.before.take() else { return };
        for (mut first, last) in before.runs() {
            loop {
                let next = self.numbering.at_least(first).filter(|&(_, uid)| uid <= last);
                let count = next.map_or(last.saturating_sub(first).saturating_add(1), |(_, uid)| {
                    uid.saturating_sub(first)
                });
                if count > 0 {
                    self.forget(first, count);
                    found.push(Change::Gone(Messages::new(None, first, count)));
                }
                match next.and_then(|(index, uid)| uid.checked_add(self.numbering.run_len(index).max(1))) {
                    Some(next) if next <= last => first = next,
                    _ => break,
                }
            }
        }
    }

    /// The UIDs that need their flags asked for.
    pub(super) fn flagless(&self) -> Option<UidSet> {
        let runs = self.flagless.iter().take(1000).map(|&uid| (uid, uid)).collect();
        set(union(runs, Vec::new()))
    }
}

/// What FETCH tells of a message that a mirror wants to know.
struct Told<'d> {
    uid: Option<Uid>,
    flags: Option<&'d FetchFlags<'d>>,
    mod_seq: Option<ModSeq>,
}

impl<'d> Told<'d> {
    fn of(items: &'d [MsgAtt<'d>]) -> Self {
        let mut all = Self { uid: None, flags: None, mod_seq: None };
        for item in items {
            match item {
                MsgAtt::Uid(told) => all.uid = Some(*told),
                MsgAtt::Flags(told) => all.flags = Some(told),
                MsgAtt::ModSeq(told) => all.mod_seq = Some(*told),
                MsgAtt::NoModSeq(_)
                | MsgAtt::Body(_)
                | MsgAtt::BodyStructure(_)
                | MsgAtt::BodySection(_)
                | MsgAtt::Binary(_)
                | MsgAtt::BinarySize { .. }
                | MsgAtt::Envelope(_)
                | MsgAtt::InternalDate(_)
                | MsgAtt::Rfc822(_)
                | MsgAtt::Rfc822Header(_)
                | MsgAtt::Rfc822Size(_)
                | MsgAtt::Rfc822Text(_)
                | MsgAtt::Preview(_)
                | MsgAtt::Annotation(_)
                | MsgAtt::SaveDate(_)
                | MsgAtt::EmailId(_)
                | MsgAtt::ThreadId(_)
                | MsgAtt::ObjectId(_)
                | MsgAtt::GmMsgId(_)
                | MsgAtt::GmThrId(_)
                | MsgAtt::GmLabels(_)
                | MsgAtt::XGuid(_)
                | MsgAtt::XMailbox(_)
                | MsgAtt::XRealUid(_)
                | MsgAtt::XSaveDate(_)
                | MsgAtt::Snippet(_)
                | MsgAtt::Malformed(_)
                | MsgAtt::Other(_) => {}
            }
        }
        all
    }
}

/// Takes messages out by UID, and tells which there were.
fn remove_run(known: &mut Numbering, uid: u32, count: u32, mut gone: impl FnMut(u32, u32)) {
    let last = uid.saturating_add(count.saturating_sub(1));
    let mut next = Some(uid);
    while let Some((index, first)) = next.and_then(|uid| known.at_least(uid)).filter(|&(_, uid)| uid <= last)
    {
        let Some((first, count)) = known.remove(index, last.saturating_sub(first).saturating_add(1)) else {
            return;
        };
        gone(first, count);
        next = first.checked_add(count);
    }
}
