//! What one client has been told of the mailbox that it has open: the server's side of message numbers.
//!
//! Message numbers are a matter between a connection and its client: message 3 is the third that the client knows of,
//! whatever others have removed meanwhile. A [`View`] counts as the client does. It is told what has happened in the
//! store, keeps that until the client may be told, and gives it as [`Data`](imap_types::response::Data) in an order that the RFC allows. There is
//! no store in it, and no I/O.
//!
//! ```text
//! C: a FETCH 3 (UID)             another session removes messages 1 and 2, and one comes
//! S: * 3 FETCH (UID 30)
//! S: * 4 EXISTS                  EXPUNGE may not be said while FETCH runs
//! S: a OK done
//! C: b NOOP
//! S: * 1 EXPUNGE
//! S: * 1 EXPUNGE
//! S: b OK done
//! ```
//!
//! ```
//! use imap_fsm::codec::encode_response;
//! use imap_fsm::view::{Dialect, Stored, View};
//! use imap_fsm::types::flag::{Flag, Flags};
//! use imap_fsm::types::number::{ModSeq, Uid};
//! use imap_fsm::types::response::Response;
//!
//! let message = |uid: u32, mod_seq: u64, flags: Flags<'static>| Stored {
//!     uid: Uid::try_from(uid).unwrap(),
//!     mod_seq: ModSeq::new(mod_seq).unwrap(),
//!     flags,
//!     recent: false,
//! };
//! // SELECT: three messages.
//! let mut view = View::new();
//! view.open([10, 20, 30].map(|uid| message(uid, 1, Flags::new())), ModSeq::new(1).unwrap());
//! assert_eq!(view.uid(3.try_into()?), Some(30.try_into()?));
//!
//! // Later: 10 is gone, 30 has been read, 40 has come.
//! let stored = [message(20, 1, Flags::new()), message(30, 3, [Flag::Seen].into()), message(40, 4, Flags::new())];
//! view.compare(stored, ModSeq::new(4).unwrap());
//! let mut tell = |may_expunge| {
//!     let mut out = Vec::new();
//!     for data in view.news(Dialect::default(), may_expunge) {
//!         encode_response(&Response::Data(data), &mut out);
//!     }
//!     String::from_utf8(out).unwrap()
//! };
//! assert_eq!(tell(false), "* 3 FETCH (FLAGS (\\Seen))\r\n* 4 EXISTS\r\n* 0 RECENT\r\n");
//! assert_eq!(tell(true), "* 1 EXPUNGE\r\n");
//! assert_eq!(view.seq(30.try_into()?), Some(2.try_into()?));
//! # Ok::<(), imap_types::error::ValueError>(())
//! ```

mod context;
mod news;
mod notify;
mod select;
#[cfg(test)]
mod tests;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::num::NonZeroU32;

use imap_types::IntoBoundedStatic;
use imap_types::capability::Capability;
use imap_types::flag::Flags;
use imap_types::number::{ModSeq, SeqNum, Uid};
use imap_types::sequence::{Span, UidSet};

pub use context::{Order, TooManyContexts};
pub use select::{LastOnes, NoSuchMessage};

use crate::numbering::Numbering;
use crate::session::Session;

/// Extensions that a client has enabled and that change how it is told of news.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Dialect {
    /// IMAP4rev2: UIDs in FETCH that was not asked for, and no `\Recent`.
    pub rev2: bool,
    /// UIDs and mod-sequences in FETCH that was not asked for.
    pub cond_store: bool,
    /// VANISHED in the place of EXPUNGE.
    pub q_resync: bool,
    /// UIDFETCH in the place of FETCH, and VANISHED in that of EXPUNGE: no message numbers at all.
    /// [RFC 9586 §3](https://www.rfc-editor.org/rfc/rfc9586#section-3)
    pub uid_only: bool,
}

impl Dialect {
    /// As the session's client has enabled. Changes when a command has completed.
    pub fn of(session: &Session) -> Self {
        Self {
            rev2: session.enabled(&Capability::Imap4Rev2),
            cond_store: session.enabled(&Capability::CondStore),
            q_resync: session.enabled(&Capability::QResync),
            uid_only: session.enabled(&Capability::UidOnly),
        }
    }

    /// The same for a mailbox that keeps no mod-sequences: `[NOMODSEQ]`.
    /// [RFC 7162 §3.2.3](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.3)
    #[must_use]
    pub const fn without_mod_seqs(self) -> Self {
        Self { cond_store: false, q_resync: false, ..self }
    }

    /// Whether FETCH that was not asked for has the UID.
    /// [RFC 9051 §7.5.2](https://www.rfc-editor.org/rfc/rfc9051#section-7.5.2),
    /// [RFC 7162 §3.2.4](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.4)
    pub const fn tells_uids(self) -> bool {
        self.rev2 || self.cond_store || self.q_resync
    }
}

/// A message as the store has it now.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stored<'a> {
    /// Its UID.
    pub uid: Uid,
    /// Mod-sequence of its last change. A store without mod-sequences counts changes for this.
    pub mod_seq: ModSeq,
    /// Its flags.
    pub flags: Flags<'a>,
    /// Whether this session is the first to be told of it: `\Recent`. What is given last before [`View::news`] tells EXISTS
    /// counts, so that a message that has to wait (as [`View::notify`] may make it) can be given again after another
    /// session has been told of it. Once it is told it is recent for no session that comes later, unless this one has
    /// only EXAMINEd the mailbox.
    /// [RFC 3501 §2.3.2](https://www.rfc-editor.org/rfc/rfc3501#section-2.3.2)
    pub recent: bool,
}

/// Picture that one client has of a mailbox. See the [module](self).
///
/// Any call at any time works. A message costs at most four bytes and a little, and nothing where UIDs come in a row.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// What the client counts.
    numbering: Numbering,
    recent: Numbering,
    /// `$`
    saved: Numbering,
    /// Messages that the client does not know of, and whether they are recent.
    new: BTreeMap<u32, bool>,
    /// What the client does not know of messages that it knows.
    changed: BTreeMap<u32, (Flags<'static>, ModSeq)>,
    /// Messages that the client counts, though they are gone.
    gone: BTreeSet<u32>,
    /// What has been told of single messages by answers, beyond `synced`.
    told: BTreeMap<u32, ModSeq>,
    /// Up to where in the store's history everything has been told or waits here.
    synced: Option<ModSeq>,
    /// The same before the first of those in `gone` went.
    held: Option<ModSeq>,
    /// The same before the first of those in `new` and `changed` came, or of what was forgotten since NOTIFY does not want it.
    unsaid: Option<ModSeq>,
    /// Whether anything was forgotten.
    forgets: bool,
    /// The highest UID that the client has been told of. What has gone does not come again.
    highest: u32,
    /// Searches that are kept up to date.
    contexts: Vec<context::Context>,
    interest: notify::Interest,
}

impl View {
    /// An empty mailbox.
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens a mailbox: the client knows of all messages from the start, and asks for their flags. The messages come in
    /// ascending order; any that does not is left out.
    ///
    /// ```text
    /// C: a1 SELECT INBOX
    /// S: * 172 EXISTS               so many messages were given
    /// S: a1 OK done
    /// ```
    pub fn open<'a>(&mut self, messages: impl IntoIterator<Item = Stored<'a>>, now: ModSeq) {
        let interest = core::mem::take(&mut self.interest);
        *self = Self { synced: Some(now), interest, ..Self::default() };
        for message in messages {
            self.add(message.uid.get(), message.recent);
        }
    }

    fn add(&mut self, uid: u32, recent: bool) {
        self.highest = self.highest.max(uid);
        if self.numbering.extend(uid, uid).is_ok() && recent {
            // Those are fewer, so there is room for their UIDs, too.
            let _ = self.recent.extend(uid, uid);
        }
    }

    /// Takes in what has happened in the store since [`View::synced`]: messages that have come or whose flags have
    /// changed, in any order, and UIDs of those that have gone. Work is that of what has happened, whatever the size of
    /// the mailbox.
    ///
    /// ```text
    /// C: a1 NOOP                    `learn`, then `news`
    /// S: * 7 EXPUNGE
    /// S: * 3 FETCH (FLAGS (\Seen))
    /// S: * 173 EXISTS
    /// S: a1 OK done
    /// ```
    pub fn learn<'a>(
        &mut self,
        changed: impl IntoIterator<Item = Stored<'a>>,
        gone: impl IntoIterator<Item = Uid>,
        now: ModSeq,
    ) {
        for message in changed {
            self.changed(message);
        }
        for uid in gone {
            self.went(uid.get());
        }
        self.advance(now);
    }

    /// The same from all messages that the store has, in ascending order, for stores that do not remember what has
    /// gone.
    ///
    /// ```text
    /// C: a1 NOOP                    `compare`, then `news`
    /// S: * 7 EXPUNGE
    /// S: a1 OK done
    /// ```
    pub fn compare<'a>(&mut self, all: impl IntoIterator<Item = Stored<'a>>, now: ModSeq) {
        let (mut next, mut new) = (0, BTreeSet::new());
        for message in all {
            if let Some(index) = self.numbering.index(message.uid.get()) {
                self.went_between(next, index);
                next = next.max(index.saturating_add(1));
            }
            // One that has just come may have any.
            let is_known = message.uid.get() <= self.highest;
            if !is_known {
                new.insert(message.uid.get());
            }
            if !is_known || self.synced.is_none_or(|synced| message.mod_seq > synced) {
                self.changed(message);
            }
        }
        self.went_between(next, self.numbering.len());
        // One that waits may be gone before the client has heard of it.
        self.new.retain(|uid, _| new.contains(uid));
        self.advance(now);
    }

    fn changed(&mut self, message: Stored<'_>) {
        let uid = message.uid.get();
        if self.is_all_said() {
            self.unsaid = self.synced;
        }
        if self.numbering.index(uid).is_some() {
            if self.told.get(&uid).is_none_or(|&told| told < message.mod_seq) {
                self.changed.insert(uid, (message.flags.into_static(), message.mod_seq));
            }
        } else if self.highest < uid {
            self.new.insert(uid, message.recent);
        }
    }

    /// Whether nothing of what has come or changed is left to be told, nor was forgotten.
    fn is_all_said(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && !self.forgets
    }

    fn went_between(&mut self, start: u32, end: u32) {
        for index in start..end {
            if let Some(uid) = self.numbering.uid(index) {
                self.went(uid);
            }
        }
    }

    fn went(&mut self, uid: u32) {
        self.new.remove(&uid);
        if self.numbering.index(uid).is_some() {
            self.changed.remove(&uid);
            if self.gone.is_empty() {
                self.held = self.synced;
            }
            self.gone.insert(uid);
        }
    }

    fn advance(&mut self, now: ModSeq) {
        self.synced = self.synced.max(Some(now));
        self.told.retain(|_, told| *told > now);
    }

    /// The client has been told by an answer what the flags of a message are as of this mod-sequence, or it has set them
    /// itself: that is no news any more.
    ///
    /// ```text
    /// C: a1 STORE 3 +FLAGS.SILENT (\Seen)      set by the client itself: `told`
    /// S: a1 OK done
    /// C: a2 NOOP
    /// S: a2 OK done                            no FETCH of message 3
    /// ```
    pub fn told(&mut self, uid: Uid, mod_seq: ModSeq) {
        let uid = uid.get();
        if self.numbering.index(uid).is_none() {
            return;
        }
        if self.changed.get(&uid).is_some_and(|(_, changed)| *changed <= mod_seq) {
            self.changed.remove(&uid);
        }
        if self.synced.is_none_or(|synced| mod_seq > synced) {
            self.told.insert(uid, mod_seq);
        }
    }

    /// Up to where in its history the store has been looked at; `None` before [`View::open`].
    pub const fn synced(&self) -> Option<ModSeq> {
        self.synced
    }

    /// What HIGHESTMODSEQ may say to this client: lower than the mod-sequences of messages whose EXPUNGE waits and of
    /// other news that [`View::news`] has not told, or the client would miss it if the connection broke now. News that is
    /// not told because NOTIFY does not want it counts until a mailbox is opened.
    /// [RFC 7162 §3.2](https://www.rfc-editor.org/rfc/rfc7162#section-3.2)
    pub fn highest_mod_seq(&self) -> Option<ModSeq> {
        let held = if self.gone.is_empty() { self.synced } else { self.held };
        let unsaid = if self.is_all_said() { self.synced } else { self.unsaid };
        held.min(unsaid)
    }

    /// Whether [`View::news`] has anything to say, were it allowed to say all.
    pub fn has_news(&self) -> bool {
        !(self.new.is_empty() && self.changed.is_empty() && self.gone.is_empty())
    }

    /// Count of messages, as the client knows it.
    pub const fn exists(&self) -> u32 {
        self.numbering.len()
    }

    /// Count of messages with `\Recent`.
    pub const fn recent(&self) -> u32 {
        self.recent.len()
    }

    /// Whether a message has `\Recent` in this session.
    pub fn is_recent(&self, uid: Uid) -> bool {
        self.recent.index(uid.get()).is_some()
    }

    /// The UID of the message that the client counts so. O(log n).
    pub fn uid(&self, seq: SeqNum) -> Option<Uid> {
        self.uid_at(seq.get().saturating_sub(1))
    }

    fn uid_at(&self, index: u32) -> Option<Uid> {
        self.numbering.uid(index).and_then(NonZeroU32::new).map(Uid::from)
    }

    /// How the client counts a message, also if it is gone and the client has not been told; `None` if the client does
    /// not know of it. O(log n).
    pub fn seq(&self, uid: Uid) -> Option<SeqNum> {
        self.numbering.index(uid.get()).and_then(seq_num)
    }

    /// Whether a message that the client counts is gone.
    pub fn is_gone(&self, uid: Uid) -> bool {
        self.gone.contains(&uid.get())
    }

    /// All UIDs that the client knows of; `None` if there are none.
    pub fn uids(&self) -> Option<UidSet> {
        let bound = |uid| NonZeroU32::new(uid).map(Uid::from);
        let spans = self.numbering.runs().into_iter();
        let spans = spans.filter_map(|(first, last)| Some(Span { start: bound(first)?, end: bound(last)? }));
        UidSet::new(spans.collect()).ok()
    }
}

fn seq_num(index: u32) -> Option<SeqNum> {
    NonZeroU32::new(index.saturating_add(1)).map(SeqNum::from)
}
