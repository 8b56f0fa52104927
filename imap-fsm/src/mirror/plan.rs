//! Which commands bring the picture up to date. [RFC 4549 §4.3](https://www.rfc-editor.org/rfc/rfc4549#section-4.3)

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::num::NonZeroU32;

use imap_types::capability::Capability;
use imap_types::code::Code;
use imap_types::command::CommandBody;
use imap_types::fetch::{Fetch, FetchAtt};
use imap_types::nonempty::NonEmpty;
use imap_types::number::{ModSeq, Numbering as Kind, SeqNum, Uid, UidValidity};
use imap_types::response::{Condition, Tagged};
use imap_types::search::{Search, SearchKey, SearchReturnOpt};
use imap_types::select::{QResync, SelectParam, SeqMatch};
use imap_types::sequence::{NumberSet, SequenceSet, UidSequenceSet, UidSet};

use super::change::Found;
use super::{Change, Changes, Contradiction, Keep, Mirror};
use crate::numbering::Numbering;
use crate::session::{Access, Session};

/// Origin of the command that has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The one that [`Mirror::next_command`] gave last.
    Plan,
    /// Any other command of the connection.
    Other,
}

/// Progress of a mirror towards the server's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Progress {
    /// The mailbox is not open yet.
    Opening,
    /// Commands of the plan are to be sent, or wait for their end.
    Behind,
    /// All numbers, UIDs and flags are known, and nothing is left to ask.
    Synced,
    /// The server does not tell the UIDs of some messages, also not after NOOP; or it has contradicted itself each time
    /// it was asked, three times in a row. The plan waits until messages come or go.
    Stalled,
    /// The mailbox could not be opened, or has been closed.
    Closed,
}

#[derive(Clone, Debug)]
pub(super) enum Phase {
    /// Neither ENABLE nor SELECT has been sent, or neither waits for its end.
    Start,
    Opening(Opening),
    Open,
    Over,
}

/// What is known of a mailbox that is being opened.
#[derive(Clone, Debug, Default)]
pub(super) struct Opening {
    /// Whether QRESYNC was asked for.
    q_resync: bool,
    pub(super) exists: Option<u32>,
    pub(super) uid_validity: Option<UidValidity>,
    /// Whether something came too early to be believed.
    pub(super) is_missed: bool,
}

impl Opening {
    /// What came before belonged to the mailbox that was open until now.
    pub(super) fn clear(&mut self) {
        *self = Self { q_resync: self.q_resync, ..Self::default() };
    }

    /// Messages have gone already of the mailbox whose count the server has told. Which ones, their numbers do not tell:
    /// nothing is known of them yet.
    pub(super) fn gone(&mut self, count: u32) {
        if let Some(exists) = &mut self.exists {
            *exists = exists.saturating_sub(count);
            self.is_missed = true;
        }
    }

    /// Whether the server tells what has changed since `known`.
    pub(super) fn is_quick(&self, known: Option<UidValidity>) -> bool {
        self.q_resync && known.is_some() && self.uid_validity == known
    }
}

/// A command of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Enable,
    Select,
    /// SEARCH for all UIDs.
    Uids,
    /// FETCH of the last message, to see whether it has the last UID.
    Proof,
    /// FETCH of messages with unknown UIDs, of which there were so many.
    Fetch(u32),
    /// Flags of messages that were known before.
    Old,
    /// Flags of messages that came without.
    Flags,
    Noop,
}

/// What is to be asked of messages that were known before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Old {
    Nothing,
    ChangedSince(ModSeq),
    AllFlags,
}

#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) phase: Phase,
    sent: Option<Step>,
    enable_tried: bool,
    /// Parameters of SELECT that this server does not take.
    refused: u8,
    /// Whether UIDs are not, or no longer, asked for by SEARCH.
    pub(super) search_done: bool,
    searches: u8,
    /// What SEARCH has found.
    pub(super) candidate: Option<Numbering>,
    old: Old,
    /// The lowest UID that an untagged MESSAGELIMIT has named while a command runs.
    pub(super) limited: Option<Uid>,
    /// Messages above have been processed already.
    below: Option<u32>,
    /// How many commands in a row have not told a UID.
    pub(super) stalls: u8,
    /// Whether the server has contradicted itself since the last command of the plan ended.
    doubted: bool,
    /// How many commands of the plan it has contradicted itself beside, without agreement between.
    doubts: u8,
    synced: bool,
    /// Whether messages have no numbers.
    uid_only: bool,
}

impl Plan {
    const STALLED: u8 = 3;

    pub(super) const fn to_open() -> Self {
        Self {
            phase: Phase::Start,
            sent: None,
            enable_tried: false,
            refused: 0,
            search_done: true,
            searches: 0,
            candidate: None,
            old: Old::Nothing,
            limited: None,
            below: None,
            stalls: 0,
            doubted: false,
            doubts: 0,
            synced: false,
            uid_only: false,
        }
    }

    pub(super) const fn open() -> Self {
        let mut plan = Self::to_open();
        plan.phase = Phase::Open;
        plan
    }

    /// Messages have come or gone.
    pub(super) fn moved(&mut self) {
        self.candidate = None;
        self.stalls = 0;
        // What changes only because it was asked for, and each time, is no news.
        if self.sent.is_none() {
            self.doubts = 0;
        }
    }

    /// All messages have to be fetched.
    pub(super) fn restart(&mut self) {
        self.moved();
        (self.search_done, self.old, self.synced) = (true, Old::Nothing, false);
        self.below = None;
    }

    /// The same. Where the server keeps contradicting itself, `stalls` and `doubts` still end it.
    pub(super) fn recount(&mut self) {
        let (stalls, doubts) = (self.stalls, self.doubts);
        self.restart();
        (self.stalls, self.doubts, self.doubted) = (stalls, doubts, true);
    }

    /// The same, for other UIDs.
    pub(super) fn reset(&mut self) {
        self.restart();
        self.doubted = true;
    }

    /// Whether it is of no use to ask once more.
    const fn is_stalled(&self) -> bool {
        self.stalls >= Self::STALLED || self.doubts >= Self::STALLED
    }

    pub(super) fn wants_uids(&self) -> bool {
        self.sent == Some(Step::Uids)
    }

    /// Whether this shows that the candidate is right.
    pub(super) fn proves(&self, index: u32, uid: u32) -> bool {
        let candidate = self.candidate.as_ref();
        candidate.is_some_and(|uids| uids.len() == index.saturating_add(1) && uids.uid(index) == Some(uid))
    }
}

impl Mirror {
    /// How many messages with unknown UIDs are fetched at once, so that other commands get a turn between.
    const FETCHED_AT_ONCE: u32 = 10_000;
    /// How often all UIDs are searched for.
    const SEARCHES: u8 = 2;
    /// The length of a command's set of UIDs. [RFC 7162 §4](https://www.rfc-editor.org/rfc/rfc7162#section-4) wants
    /// lines of at most 8192 octets.
    const SET_OCTETS: usize = 4000;

    /// The next command that brings the picture up to date; `None` if nothing is to be done, or if the last one has not
    /// ended. Send it, and tell its end by [`Mirror::completed`]; if it cannot be sent, say so by
    /// [`Mirror::not_sent`]. Other commands may run meanwhile, except those that close the mailbox.
    ///
    /// Ask again after each completion and after changes: messages that come are fetched, too.
    ///
    /// ```text
    /// C: a1 ENABLE QRESYNC
    /// S: * ENABLED QRESYNC
    /// S: a1 OK enabled
    /// C: a2 SELECT INBOX (QRESYNC (67890007 90060115194045000 41,43 (1 41)))
    /// S: * 1 EXISTS
    /// S: * OK [UIDVALIDITY 67890007] valid
    /// S: * OK [HIGHESTMODSEQ 90060115205545359] highest
    /// S: * VANISHED (EARLIER) 41
    /// S: * 1 FETCH (UID 43 FLAGS (\Seen) MODSEQ (90060115194045001))
    /// S: a2 OK done                 nothing is missing: `None` from now on
    ///
    /// C: a1 SELECT INBOX            where the server has neither QRESYNC nor CONDSTORE
    /// S: * 3 EXISTS
    /// S: a1 OK done
    /// C: a2 FETCH 1:3 (UID FLAGS)
    /// ```
    #[must_use = "the mirror takes it as sent"]
    pub fn next_command(&mut self, session: &Session) -> Option<CommandBody<'static>> {
        if self.plan.sent.is_some() {
            return None;
        }
        let (step, command) = match &self.plan.phase {
            Phase::Start => self.open(session),
            Phase::Open => {
                self.plan.uid_only = session.enabled(&Capability::UidOnly);
                self.catch_up(session)?
            }
            Phase::Opening(_) | Phase::Over => return None,
        };
        self.plan.sent = Some(step);
        Some(command)
    }

    /// The command that [`Mirror::next_command`] gave last will not be sent.
    pub fn not_sent(&mut self) {
        if self.plan.sent.take() == Some(Step::Select) {
            self.plan.phase = Phase::Start;
        }
    }

    /// The mailbox has been closed, or another one is being opened. Nothing changes any more until
    /// [`Mirror::resume`] makes a new mirror of [`Mirror::known`]. `[CLOSED]` does the same.
    ///
    /// ```text
    /// C: a1 UNSELECT                or CLOSE, or SELECT of another mailbox
    /// S: a1 OK done
    /// ```
    pub fn closed(&mut self) {
        self.plan.phase = Phase::Over;
        self.plan.sent = None;
    }

    /// Progress of the plan.
    pub fn progress(&self) -> Progress {
        match &self.plan.phase {
            Phase::Start | Phase::Opening(_) => Progress::Opening,
            Phase::Over => Progress::Closed,
            Phase::Open if self.is_synced() => Progress::Synced,
            Phase::Open if self.plan.is_stalled() => Progress::Stalled,
            Phase::Open => Progress::Behind,
        }
    }

    /// Whether all is known: which message has which number, and the flags of each.
    pub fn is_synced(&self) -> bool {
        matches!(self.plan.phase, Phase::Open) && self.plan.synced && self.has_all()
    }

    fn has_all(&self) -> bool {
        self.numbering.unknown() == 0 && self.plan.old == Old::Nothing && self.flagless.is_empty()
    }

    fn open(&mut self, session: &Session) -> (Step, CommandBody<'static>) {
        let q_resync = Capability::QResync;
        if session.has(&q_resync) && !session.enabled(&q_resync) && !self.plan.enable_tried {
            self.plan.enable_tried = true;
            let enable = CommandBody::Enable(NonEmpty::one(q_resync.clone()));
            if session.has(&Capability::Enable) && session.allows(&enable).is_ok() {
                return (Step::Enable, enable);
            }
        }
        // A value above 32 bits has no place in a command.
        let epoch = self.uid_validity.and_then(UidValidity::nz_number);
        let known = epoch.zip(self.trust.mod_seq()).filter(|_| self.numbering.len() > 0);
        let (refused, param) = match known {
            Some((epoch, mod_seq)) if session.enabled(&q_resync) && self.plan.refused == 0 => {
                let uid_only = session.enabled(&Capability::UidOnly);
                (0, Some(SelectParam::QResync(Box::new(self.q_resync(epoch, mod_seq, uid_only)))))
            }
            Some(_) | None if session.has(&Capability::CondStore) && self.plan.refused <= 1 => {
                (1, Some(SelectParam::CondStore))
            }
            Some(_) | None => (2, None),
        };
        self.plan.refused = refused;
        self.plan.phase = Phase::Opening(Opening {
            q_resync: matches!(param, Some(SelectParam::QResync(_))),
            ..Opening::default()
        });
        self.trust.opening();
        let (mailbox, params) = (self.mailbox.clone(), Vec::from_iter(param));
        let command = match self.access {
            Access::ReadWrite => CommandBody::Select { mailbox, params },
            Access::ReadOnly => CommandBody::Examine { mailbox, params },
        };
        (Step::Select, command)
    }

    /// What is known, in words that fit a line: all UIDs if they are few runs, else up to the highest, and a sample of
    /// both numbers that is denser towards the end, where most changes are.
    fn q_resync(&self, epoch: NonZeroU32, mod_seq: ModSeq, uid_only: bool) -> QResync {
        const RUNS: usize = 40;
        let mut param = QResync::new(epoch, mod_seq);
        let highest = self.numbering.last_known().map_or(1, |(_, uid)| uid);
        param.known_uids = self
            .uids()
            .filter(|uids| uids.as_spans().len() <= RUNS)
            .or_else(|| UidSet::try_from(1..=highest).ok());
        if uid_only {
            return param;
        }
        let (mut seqs, mut uids): (Vec<SeqNum>, Vec<Uid>) = (Vec::new(), Vec::new());
        let len = self.numbering.len();
        let mut behind = len;
        while behind > 0 {
            let index = len.saturating_sub(behind);
            if index > 0 {
                if let Some(uid) = self.numbering.uid(index.saturating_sub(1)).and_then(NonZeroU32::new) {
                    seqs.extend(NonZeroU32::new(index).map(SeqNum::from));
                    uids.push(uid.into());
                }
            }
            behind /= 2;
        }
        let sets = NumberSet::try_from(&seqs[..]).ok().zip(UidSet::try_from(&uids[..]).ok());
        param.seq_match = sets.and_then(|(seqs, uids)| SeqMatch::new(seqs, uids).ok());
        param
    }

    fn catch_up(&mut self, session: &Session) -> Option<(Step, CommandBody<'static>)> {
        if self.plan.is_stalled() {
            return None;
        }
        // What SEARCH finds is held against numbers.
        if !self.plan.search_done && self.numbering.unknown() > 0 && !self.plan.uid_only {
            match self.plan.candidate.as_ref().and_then(Numbering::last_known) {
                Some((_, uid)) => {
                    let last = UidSequenceSet::from(Uid::from(NonZeroU32::new(uid)?));
                    return Some((Step::Proof, CommandBody::fetch(last, self.items(session))));
                }
                None if session.has(&Capability::ESearch) && self.plan.searches < Self::SEARCHES => {
                    self.plan.searches = self.plan.searches.saturating_add(1);
                    let mut search = Search::new(Kind::Uid, SearchKey::All);
                    search.returns = Some(SearchReturnOpt::All.into());
                    return Some((Step::Uids, search.into()));
                }
                None => {}
            }
        }
        if !self.plan.search_done {
            self.plan.search_done = true;
            // Fetched one by one, all have their flags.
            if self.numbering.unknown() > 0 {
                self.plan.old = Old::Nothing;
            }
        }
        if let Some((start, end)) = self.numbering.first_unknown() {
            return match self.plan.stalls {
                1 => Some((Step::Noop, CommandBody::Noop)),
                _ if self.plan.uid_only => {
                    let last = self.numbering.last_known().map_or(0, |(_, uid)| uid);
                    // RFC 9586 §3 forbids `*`.
                    let end = self.plan.below.filter(|below| *below > last).unwrap_or(u32::MAX);
                    let messages = UidSequenceSet::try_from(last.saturating_add(1)..=end).ok()?;
                    let fetch = CommandBody::fetch(messages, self.items(session));
                    Some((Step::Fetch(self.unknown()), fetch))
                }
                _ => {
                    let at_once = session.message_limit().map_or(u32::MAX, NonZeroU32::get);
                    let end = end.min(start.saturating_add(at_once.min(Self::FETCHED_AT_ONCE)));
                    let messages = SequenceSet::try_from(start.saturating_add(1)..=end).ok()?;
                    let fetch = CommandBody::fetch(messages, self.items(session));
                    Some((Step::Fetch(self.unknown()), fetch))
                }
            };
        }
        if self.plan.old != Old::Nothing {
            let last = self.before.as_ref().and_then(Numbering::last_known).map_or(1, |(_, uid)| uid);
            let last = self.plan.below.map_or(last, |below| below.min(last));
            let messages = UidSequenceSet::try_from(1..=last).ok()?;
            let fetch = Fetch::new(messages, self.items(session));
            let fetch = match self.plan.old {
                Old::ChangedSince(mod_seq) => fetch.changed_since(mod_seq),
                Old::AllFlags | Old::Nothing => fetch,
            };
            return Some((Step::Old, fetch.into()));
        }
        let mut flagless = self.flagless()?;
        if let Some(limit) = session.message_limit() {
            let some = flagless.iter().take(usize::try_from(limit.get()).unwrap_or(usize::MAX));
            flagless = UidSet::try_from(&some.collect::<Vec<_>>()[..]).ok()?;
        }
        let messages = UidSequenceSet::from(flagless).split(Self::SET_OCTETS).into_iter().next()?;
        // Each is asked for once.
        for span in messages.clone().resolve(Uid::MAX).as_spans() {
            for uid in span.start.get()..=span.end.get() {
                self.flagless.remove(&uid);
            }
        }
        Some((Step::Flags, CommandBody::fetch(messages, self.items(session))))
    }

    fn items(&self, session: &Session) -> NonEmpty<FetchAtt<'static>> {
        let mut items = NonEmpty::one(FetchAtt::Uid);
        if self.keep >= Keep::Told {
            items.push(FetchAtt::Flags);
        }
        if self.keep >= Keep::ModSeqs && self.trust.highest().is_some() && session.has(&Capability::CondStore)
        {
            items.push(FetchAtt::ModSeq);
        }
        items
    }

    /// A command has ended: one of the plan, or any other of this connection. All must be told, because it is then that
    /// the mod-sequence may be raised ([RFC 7162 §6](https://www.rfc-editor.org/rfc/rfc7162#section-6)).
    ///
    /// ```text
    /// S: a2 OK [HIGHESTMODSEQ 90060115205545359] done
    ///    ^^^^^ now that mod-sequence counts, unless something is missing
    /// ```
    pub fn completed(&mut self, origin: Origin, tagged: &Tagged<'_>) -> Changes {
        let mut found = Found::default();
        if let Some(code) = tagged.text.code() {
            self.apply_code(code, &mut found);
        }
        // RFC 9738 §3.1: where the tagged response has EXPUNGEISSUED, or another code, the limit was told before.
        let before = self.plan.limited.take();
        let limited = match tagged.text.code() {
            Some(Code::MessageLimit(limit)) => limit.last,
            Some(_) => before,
            None => None,
        };
        self.trust.ended(self.plan.synced);
        let step = match origin {
            Origin::Plan => self.plan.sent.take(),
            Origin::Other => None,
        };
        if step.is_some() && core::mem::take(&mut self.plan.doubted) {
            self.plan.doubts = self.plan.doubts.saturating_add(1);
        }
        if let Some(Step::Old | Step::Fetch(_)) = step {
            // Each time the server has to come further down.
            let below = limited.and_then(|last| last.get().checked_sub(1));
            let is_less = |below: &u32| *below > 0 && self.plan.below.is_none_or(|before| *below < before);
            self.plan.below = below.filter(is_less);
        }
        if step == Some(Step::Uids) && limited.is_some() {
            // Another one would not find all of them either.
            self.plan.searches = Self::SEARCHES;
        }
        match (step, tagged.condition) {
            (Some(Step::Select), Condition::Ok) => self.opened(&mut found),
            (Some(Step::Select), Condition::Bad) if self.plan.refused < 2 => {
                self.plan.refused = self.plan.refused.saturating_add(1);
                self.plan.phase = Phase::Start;
            }
            (Some(Step::Select), Condition::No | Condition::Bad) => self.plan.phase = Phase::Over,
            (Some(Step::Proof), _) if self.plan.candidate.is_some() => {
                (self.plan.candidate, self.plan.search_done, self.plan.old) = (None, true, Old::Nothing);
            }
            (Some(Step::Fetch(unknown)), _) if self.unknown() >= unknown => {
                self.plan.stalls = self.plan.stalls.saturating_add(1);
            }
            (Some(Step::Noop), _) if self.plan.stalls > 0 => {
                self.plan.stalls = Plan::STALLED.saturating_sub(1)
            }
            // There are more, below.
            (Some(Step::Old), Condition::Ok) if self.plan.below.is_some() => {}
            (Some(Step::Old), Condition::Ok) => self.plan.old = Old::Nothing,
            (Some(Step::Old), Condition::No | Condition::Bad) => {
                self.plan.old = match self.plan.old {
                    Old::ChangedSince(_) => Old::AllFlags,
                    Old::AllFlags | Old::Nothing => Old::Nothing,
                };
            }
            (
                Some(Step::Enable | Step::Uids | Step::Proof | Step::Fetch(_) | Step::Flags | Step::Noop)
                | None,
                _,
            ) => {}
        }
        self.finish(&mut found);
        found.finish()
    }

    /// Ends the resynchronization, if nothing is left to be asked.
    pub(super) fn finish(&mut self, found: &mut Found) {
        if matches!(self.plan.phase, Phase::Open)
            && self.plan.sent.is_none()
            && !self.plan.synced
            && self.has_all()
        {
            self.settle(found);
            self.trust.synced();
            (self.plan.synced, self.plan.doubts) = (true, 0);
        }
    }

    /// SELECT has ended with OK.
    fn opened(&mut self, found: &mut Found) {
        let Phase::Opening(opening) = core::mem::replace(&mut self.plan.phase, Phase::Open) else { return };
        let exists = opening.exists.unwrap_or(0);
        let (known, highest) = (self.trust.mod_seq(), self.trust.highest());
        // Below what is known it has fallen, as after a restored backup: what has changed since is not told.
        let is_quick = opening.is_quick(self.uid_validity) && !opening.is_missed && highest >= known;
        if self.uid_validity.is_none() || opening.uid_validity != self.uid_validity {
            let is_first = self.uid_validity.is_none() && self.numbering.len() == 0;
            self.numbering = Numbering::new();
            self.numbering.grow(exists);
            match is_first {
                true => self.uid_validity = opening.uid_validity,
                false => self.reset(opening.uid_validity, found),
            }
            self.trust.forget();
            self.plan.search_done = self.keep > Keep::Uids;
        } else if is_quick && known.is_some() && highest.is_some() {
            match exists.checked_sub(self.numbering.len()) {
                Some(new) => self.numbering.grow(new),
                None => self.recount(exists, Contradiction::QResync, found),
            }
        } else {
            let before = core::mem::take(&mut self.numbering);
            self.numbering.grow(exists);
            let is_cached = before.len() > 0 && known.is_some() && highest >= known;
            self.plan.old = match known {
                Some(known) if is_cached && highest != Some(known) && self.keep > Keep::Uids => {
                    Old::ChangedSince(known)
                }
                _ => Old::Nothing,
            };
            self.plan.search_done = self.keep > Keep::Uids && !is_cached;
            self.before = Some(before);
        }
        if exists > 0 {
            found.push(Change::Exists(exists));
        }
    }
}
