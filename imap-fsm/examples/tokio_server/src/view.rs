//! What one client was told of the mailbox that it has open.
//!
//! Message numbers are a matter between this connection and its client: message 3 is the third that the client knows of,
//! whatever others have removed meanwhile. So a view keeps its messages until the client may be told that they are gone
//! ([`Server::may_expunge`](imap_fsm::Server::may_expunge)), and gives them on request until then (RFC 2180 §4.1.2).

use std::sync::Arc;

use imap_fsm::types::code::Code;
use imap_fsm::types::fetch::MsgAtt;
use imap_fsm::types::flag::{FetchFlags, Flag, Flags, PermanentFlags};
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::number::{ModSeq, SeqNum, Uid};
use imap_fsm::types::response::Data;
use imap_fsm::types::sequence::{Bound, MessageSet, NumberSet, SequenceSet, UidSequenceSet};
use tokio::sync::watch;

use crate::lines::{Refusal, bad, told};
use crate::mailbox::{Contents, Mailbox, Message};
use crate::mode::Mode;

/// An open mailbox, as its client knows it.
pub(crate) struct View {
    pub(crate) mailbox: Arc<Mailbox>,
    pub(crate) read_only: bool,
    /// In the order of their numbers, which is that of their UIDs.
    messages: Vec<Seen>,
    /// What SEARCH has saved (RFC 5182).
    pub(crate) saved: Vec<Uid>,
    pub(crate) changes: watch::Receiver<()>,
    /// Up to where the client knows everything.
    synced: Option<ModSeq>,
    keywords: usize,
}

/// A message that the client knows of.
pub(crate) struct Seen {
    /// As the client knows it.
    pub(crate) message: Message,
    pub(crate) recent: bool,
}

impl View {
    /// Opens a mailbox: all of its messages are known from the start.
    pub(crate) fn new(mailbox: Arc<Mailbox>, contents: &mut Contents, read_only: bool) -> Self {
        let mut view = Self {
            changes: mailbox.subscribe(),
            mailbox,
            read_only,
            messages: Vec::new(),
            saved: Vec::new(),
            synced: Some(contents.mod_seq()),
            keywords: contents.keywords().len(),
        };
        view.learn(contents);
        view
    }

    pub(crate) fn exists(&self) -> u32 {
        number(self.messages.len())
    }

    pub(crate) fn recent(&self) -> u32 {
        number(self.messages.iter().filter(|seen| seen.recent).count())
    }

    /// The first message without `\Seen`.
    pub(crate) fn first_unseen(&self) -> Option<SeqNum> {
        self.messages.iter().position(|seen| !seen.message.flags.contains(&Flag::Seen)).map(seq_num)
    }

    pub(crate) fn get(&self, index: usize) -> Option<&Seen> {
        self.messages.get(index)
    }

    pub(crate) fn position(&self, uid: Uid) -> Option<usize> {
        self.messages.binary_search_by_key(&uid, |seen| seen.message.uid).ok()
    }

    /// The message as it is now; as it was known last if it is gone.
    pub(crate) fn now(&self, index: usize) -> Option<Message> {
        let known = &self.messages.get(index)?.message;
        Some(self.mailbox.contents().get(known.uid).unwrap_or(known).clone())
    }

    /// All messages as they are now, and whether they are recent.
    pub(crate) fn all_now(&self) -> Vec<(Message, bool)> {
        let contents = self.mailbox.contents();
        let now =
            |seen: &Seen| (contents.get(seen.message.uid).unwrap_or(&seen.message).clone(), seen.recent);
        self.messages.iter().map(now).collect()
    }

    /// The client was told what the message is like now.
    pub(crate) fn told(&mut self, message: &Message) {
        if let Some(index) = self.position(message.uid) {
            self.messages[index].message = message.clone();
        }
    }

    /// What is in a set: positions in ascending order.
    ///
    /// UIDs that there are not are no error, but numbers are (RFC 9051 §6.4.9 and §9, `seq-number`).
    pub(crate) fn select(&self, set: &MessageSet) -> Result<Vec<usize>, Refusal> {
        match set {
            MessageSet::SeqNums(set) => self.numbers(set),
            MessageSet::Uids(set) => Ok(self.uids(set)),
        }
    }

    fn numbers(&self, set: &SequenceSet) -> Result<Vec<usize>, Refusal> {
        let exists = SeqNum::try_from(self.exists()).ok();
        let is_there = |bound: Bound<SeqNum>| match bound {
            Bound::Number(number) => Some(number) <= exists,
            Bound::Last => exists.is_some(),
        };
        if !set.as_spans().iter().all(|span| is_there(span.start) && is_there(span.end)) {
            return Err(bad("no message has this number"));
        }
        let mut found: Vec<usize> = match exists {
            Some(last) if !set.as_spans().is_empty() => {
                set.resolve(last).iter().map(|number| number.get() as usize - 1).collect()
            }
            _ => Vec::new(),
        };
        self.add_saved(set.is_saved(), &mut found);
        Ok(found)
    }

    fn uids(&self, set: &UidSequenceSet) -> Vec<usize> {
        let mut found = Vec::new();
        if let (Some(last), false) = (self.messages.last(), set.as_spans().is_empty()) {
            for span in set.resolve(last.message.uid).as_spans() {
                let (low, high) = span.ends();
                let start = self.messages.partition_point(|seen| seen.message.uid < low);
                let end = self.messages.partition_point(|seen| seen.message.uid <= high);
                found.extend(start..end);
            }
        }
        self.add_saved(set.is_saved(), &mut found);
        found
    }

    fn add_saved(&self, wanted: bool, found: &mut Vec<usize>) {
        if wanted {
            found.extend(self.saved.iter().filter_map(|&uid| self.position(uid)));
            found.sort_unstable();
            found.dedup();
        }
    }

    /// What has happened that the client does not know of, in the order in which it is told.
    pub(crate) fn news(&mut self, mode: Mode, may_expunge: bool) -> Vec<Data<'static>> {
        self.changes.mark_unchanged();
        let mailbox = self.mailbox.clone();
        let mut contents = mailbox.contents();
        let now = contents.mod_seq();
        if self.synced == Some(now) {
            return Vec::new();
        }
        let mut news = Vec::new();
        let all_told = self.tell_gone(&contents, mode, may_expunge, &mut news);
        news.extend(self.tell_keywords(&contents));
        self.tell_changed(&contents, mode, &mut news);
        if self.learn(&mut contents) {
            news.push(Data::Exists(self.exists()));
            if !mode.rev2 {
                news.push(Data::Recent(self.recent()));
            }
        }
        self.synced = all_told.then_some(now);
        news
    }

    /// Forgets the messages that are gone, if that may be said. `false`: some are still known.
    fn tell_gone(
        &mut self,
        contents: &Contents,
        mode: Mode,
        may_expunge: bool,
        news: &mut Vec<Data<'static>>,
    ) -> bool {
        let is_gone = |seen: &Seen| contents.get(seen.message.uid).is_none();
        let gone: Vec<usize> =
            (0..self.messages.len()).filter(|&index| is_gone(&self.messages[index])).collect();
        if gone.is_empty() || !may_expunge {
            return gone.is_empty();
        }
        let uids: Vec<Uid> = gone.iter().map(|&index| self.messages[index].message.uid).collect();
        if mode.q_resync {
            news.extend(NumberSet::try_from(&uids[..]).map(|uids| Data::Vanished { earlier: false, uids }));
        } else {
            // Each EXPUNGE lowers the numbers of those behind it.
            news.extend(
                gone.iter().enumerate().map(|(before, &index)| Data::Expunge(seq_num(index - before))),
            );
        }
        self.messages.retain(|seen| !is_gone(seen));
        self.saved.retain(|uid| uids.binary_search(uid).is_err());
        true
    }

    /// FLAGS, if there are keywords that the client was not told of: before it sees them on a message.
    pub(crate) fn tell_keywords(&mut self, contents: &Contents) -> Vec<Data<'static>> {
        let known = std::mem::replace(&mut self.keywords, contents.keywords().len());
        match contents.keywords().len() > known {
            true => mailbox_flags(contents, self.read_only).into(),
            false => Vec::new(),
        }
    }

    fn tell_changed(&mut self, contents: &Contents, mode: Mode, news: &mut Vec<Data<'static>>) {
        for (index, seen) in self.messages.iter_mut().enumerate() {
            match contents.get(seen.message.uid) {
                Some(now) if now.mod_seq != seen.message.mod_seq => {
                    seen.message = now.clone();
                    news.push(flags_of(index, seen, mode, mode.tells_uids()));
                }
                _ => {}
            }
        }
    }

    /// Takes up the messages that are new. `false`: there are none.
    fn learn(&mut self, contents: &mut Contents) -> bool {
        let last = self.messages.last().map(|seen| seen.message.uid);
        let start = contents.messages().partition_point(|message| Some(message.uid) <= last);
        let before = self.messages.len();
        for message in &contents.messages()[start..] {
            let recent = contents.is_recent(message.uid);
            self.messages.push(Seen { message: message.clone(), recent });
        }
        if !self.read_only {
            contents.end_recent();
        }
        self.messages.len() > before
    }
}

/// FETCH with the flags of a message.
pub(crate) fn flags_of(index: usize, seen: &Seen, mode: Mode, uid: bool) -> Data<'static> {
    let mut items = NonEmpty::one(MsgAtt::Flags(seen.flags(mode)));
    if uid {
        items.push(MsgAtt::Uid(seen.message.uid));
    }
    if mode.cond_store {
        items.push(MsgAtt::ModSeq(seen.message.mod_seq));
    }
    Data::Fetch { seq: seq_num(index), items }
}

impl Seen {
    /// The flags as FETCH gives them; rev2 knows no `\Recent`.
    pub(crate) fn flags(&self, mode: Mode) -> FetchFlags<'static> {
        FetchFlags { flags: self.message.flags.clone(), recent: self.recent && !mode.rev2 }
    }
}

/// The number of the message in this place.
pub(crate) fn seq_num(index: usize) -> SeqNum {
    SeqNum::try_from(number(index).saturating_add(1)).unwrap_or(SeqNum::MAX)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The flags that the mailbox has, and those that can be changed for good.
pub(crate) fn mailbox_flags(contents: &Contents, read_only: bool) -> [Data<'static>; 2] {
    let system = [Flag::Answered, Flag::Flagged, Flag::Deleted, Flag::Seen, Flag::Draft];
    let keywords = contents.keywords().iter().cloned().map(Flag::Keyword);
    let flags: Flags<'static> = system.into_iter().chain(keywords).collect();
    let permanent = match read_only {
        true => PermanentFlags::default(),
        false => PermanentFlags { flags: flags.clone(), new_keywords: true },
    };
    [Data::Flags(flags), told(Code::PermanentFlags(permanent), "flags that are kept")]
}
