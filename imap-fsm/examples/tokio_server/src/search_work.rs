//! A search that goes on: it looks at messages for a while, lets others go on, and says now and then how far it is
//! (INPROGRESS, RFC 9585).

use std::num::NonZeroU32;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use imap_fsm::types::atom::Tag;
use imap_fsm::types::code::Code;
use imap_fsm::types::fetch::FetchAtt;
use imap_fsm::types::number::{ModSeq, Numbering, Uid};
use imap_fsm::types::progress::{InProgress, Progress};
use imap_fsm::types::response::Data;
use imap_fsm::types::search::SearchKey;

use crate::collation::Collation;
use crate::context::Context;
use crate::criteria::{Candidate, Read};
use crate::found::{Hit, Returns};
use crate::lines::{Refusal, no, told};
use crate::mailbox::{Contents, Message};
use crate::multisearch::Several;
use crate::sort::{Sorting, Value};
use crate::thread::member;
use crate::threading::{Line, Member};
use crate::turn::Turn;
use crate::view::seq_num;

/// How many octets are held of what messages are sorted by, and of what they say about their threads.
const HELD: usize = if cfg!(test) { 64 << 10 } else { 64 << 20 };

/// A search under way.
pub(crate) struct SearchWork {
    pub(crate) tag: Tag<'static>,
    pub(crate) numbering: Numbering,
    /// `None`: the answer of old.
    pub(crate) returns: Option<Returns>,
    pub(crate) keys: Vec<SearchKey<'static>>,
    pub(crate) kind: Kind,
    pub(crate) scope: Scope,
    pub(crate) hits: Vec<Hit>,
    /// The other mailboxes, of ESEARCH.
    pub(crate) several: Option<Several>,
    /// Messages in all mailboxes, and in those before this one.
    pub(crate) total: usize,
    before: usize,
    /// How far it is, and when that was said.
    next: usize,
    told_at: Instant,
    /// Octets of what is found is sorted by, and why it was given up.
    held: usize,
    failed: Option<Refusal>,
}

/// What becomes of what is found.
pub(crate) enum Kind {
    Search,
    Sort(Sorting),
    Thread { algorithm: fn(&[Member]) -> Vec<Line>, members: Vec<Member> },
}

/// Where it is searched: the messages as they were when the command came.
pub(crate) struct Scope {
    /// Each with whether it is recent.
    pub(crate) messages: Vec<(Message, bool)>,
    /// `$`
    pub(crate) saved: Vec<Uid>,
    pub(crate) mod_seq: ModSeq,
    /// Seconds since 1970.
    pub(crate) now: i64,
    /// Position of the first message that is searched.
    pub(crate) first: usize,
    pub(crate) collation: Collation,
}

impl Scope {
    /// All of a mailbox that is not open.
    pub(crate) fn of(contents: &Contents) -> Self {
        let messages = contents.messages().iter();
        Self {
            messages: messages.map(|message| (message.clone(), contents.is_recent(message.uid))).collect(),
            saved: Vec::new(),
            mod_seq: contents.mod_seq(),
            now: now(),
            first: 0,
            collation: Collation::default(),
        }
    }

    /// The same, with text compared by this.
    pub(crate) fn by(self, collation: Collation) -> Self {
        Self { collation, ..self }
    }

    pub(crate) fn last(&self) -> Option<Uid> {
        self.messages.last().map(|(message, _)| message.uid)
    }

    pub(crate) fn candidates(&self) -> impl DoubleEndedIterator<Item = Candidate<'_>> {
        (0..self.messages.len()).filter_map(|index| self.candidate(index))
    }

    fn candidate(&self, index: usize) -> Option<Candidate<'_>> {
        self.messages.get(index).map(|(message, recent)| Candidate {
            message,
            recent: *recent,
            seq: seq_num(index),
            exists: u32::try_from(self.messages.len()).unwrap_or(u32::MAX),
            last: self.last(),
            saved: &self.saved,
            now: self.now,
            collation: self.collation,
            read: Read::default(),
        })
    }
}

impl SearchWork {
    pub(crate) fn new(
        tag: Tag<'static>,
        numbering: Numbering,
        returns: Option<Returns>,
        keys: Vec<SearchKey<'static>>,
        kind: Kind,
        scope: Scope,
    ) -> Self {
        Self {
            total: scope.messages.len() - scope.first,
            next: scope.first,
            tag,
            numbering,
            returns,
            keys,
            kind,
            scope,
            hits: Vec::new(),
            several: None,
            before: 0,
            told_at: Instant::now(),
            held: 0,
            failed: None,
        }
    }

    /// Goes on in another mailbox.
    pub(crate) fn begin(&mut self, scope: Scope) {
        self.before += self.scope.messages.len();
        (self.scope, self.next) = (scope.by(self.scope.collation), 0);
    }

    /// The search as it is kept up to date.
    pub(crate) fn context(&self, hits: Vec<Hit>, items: Vec<FetchAtt<'static>>) -> Context {
        Context::new(self.tag.clone(), self.keys.clone(), None, &self.scope, hits, items)
    }

    /// Why it was given up, if it was.
    pub(crate) fn failed(&mut self) -> Option<Refusal> {
        self.failed.take()
    }

    /// Goes on for a while. `true`: it has looked at all messages.
    pub(crate) fn go_on(&mut self, turn: &mut Turn) -> bool {
        while let Some(candidate) = self.scope.candidate(self.next) {
            let message = candidate.message;
            if self.keys.iter().all(|key| candidate.matches(key)) {
                let score = candidate.relevancy_of(&self.keys);
                let values = match &mut self.kind {
                    Kind::Search => Vec::new(),
                    Kind::Sort(sorting) => {
                        let values = sorting.values(message, score);
                        self.held += values.iter().map(Value::octets).sum::<usize>();
                        values
                    }
                    Kind::Thread { members, .. } => {
                        let member = member(message, self.scope.collation);
                        self.held += member.octets();
                        members.push(member);
                        Vec::new()
                    }
                };
                if self.held > HELD {
                    self.failed = Some(no(Code::Limit, "the messages have too much to be sorted by"));
                    return true;
                }
                self.hits.push(Hit { index: self.next, message: message.clone(), values, score });
            }
            self.next += 1;
            if turn.is_over() {
                break;
            }
        }
        self.next >= self.scope.messages.len()
    }

    /// How far it is, if it is time to say so.
    pub(crate) fn progress(&mut self, every: Duration) -> Option<Data<'static>> {
        if self.told_at.elapsed() < every {
            return None;
        }
        self.told_at = Instant::now();
        let count = |messages: usize| u32::try_from(messages).unwrap_or(u32::MAX);
        let done = count(self.before + self.next - self.scope.first);
        // Messages may have come meanwhile to mailboxes that were not searched yet.
        let goal = NonZeroU32::new(count(self.total).max(done.saturating_add(1)));
        let progress = Some(Progress { done, goal });
        // Some tags cannot be named.
        let progress = InProgress::new(Some(self.tag.clone()), progress).or(InProgress::new(None, progress));
        progress.ok().map(|progress| told(Code::InProgress(Some(progress)), "searching"))
    }
}

/// Seconds since 1970.
pub(crate) fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
}
