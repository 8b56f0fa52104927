//! The client's picture of one mailbox: message numbers and UIDs, and what has changed.
//!
//! A [`Mirror`] is told every [`Data`](imap_types::response::Data) of the connection, also that of
//! [`Event::LiteralTail`](crate::client::Event::LiteralTail), gives [`Change`]s, and knows which message has which number
//! and which UID, whatever the server removes meanwhile. It also plans how to bring what the
//! last session left ([`Known`]) up to date: by QRESYNC, by CONDSTORE or by neither, as the server can
//! ([RFC 4549](https://www.rfc-editor.org/rfc/rfc4549), [RFC 7162 §6](https://www.rfc-editor.org/rfc/rfc7162#section-6)).
//! It does no I/O and has no machine inside: it gives commands as values, which the caller sends.
//!
//! Where the session has UIDONLY enabled before the mailbox is opened, the plan has no message numbers in it, and neither
//! have [`Change::Flags`] and [`Change::ModSeq`] of messages that came with UIDFETCH
//! ([RFC 9586](https://www.rfc-editor.org/rfc/rfc9586)). The mirror does not enable it.
//!
//! ```text
//! C: a1 ENABLE QRESYNC
//! S: * ENABLED QRESYNC
//! S: a1 OK enabled
//! C: a2 SELECT INBOX (QRESYNC (67890007 90060115194045000 41:43 (2 42)))
//! S: * 3 EXISTS
//! S: * OK [UIDVALIDITY 67890007] valid
//! S: * OK [HIGHESTMODSEQ 90060115205545359] highest
//! S: * VANISHED (EARLIER) 41
//! S: * 2 FETCH (UID 43 FLAGS (\Seen) MODSEQ (90060115194045001))
//! S: a2 OK [READ-WRITE] selected
//! C: a3 FETCH 3 (UID FLAGS)
//! S: * 3 FETCH (UID 44 FLAGS ())
//! S: a3 OK fetched
//! ```
//!
//! ```
//! use imap_fsm::codec::decode_response;
//! use imap_fsm::mirror::{Change, Known, Mirror, Origin};
//! use imap_fsm::session::Session;
//! use imap_fsm::types::mailbox::Mailbox;
//! use imap_fsm::types::response::Response;
//!
//! let mut session = Session::new(); // or `client.session()`
//! let mut mirror = Mirror::resume(Mailbox::INBOX, Known::default());
//! let mut changes = Vec::new();
//! for (command, answer) in [
//!     ("SELECT", "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\na OK [READ-WRITE] selected\r\n"),
//!     ("FETCH", "* 1 FETCH (UID 41 FLAGS ())\r\n* 2 FETCH (UID 43 FLAGS (\\Seen))\r\na OK fetched\r\n"),
//! ] {
//!     let planned = mirror.next_command(&session).unwrap(); // `client.send(&planned)`
//!     assert_eq!(planned.name(), command);
//!     for line in answer.split_inclusive('\n') {
//!         match decode_response(line.as_bytes()).unwrap() {
//!             Response::Data(data) => {
//!                 session.apply(&data);
//!                 changes.extend(mirror.apply(&data));
//!             }
//!             Response::Tagged(tagged) => changes.extend(mirror.completed(Origin::Plan, &tagged)),
//!             Response::Continue(_) => {}
//!         }
//!     }
//! }
//! assert!(mirror.next_command(&session).is_none() && mirror.is_synced());
//! assert_eq!(mirror.uid(2.try_into()?), Some(43.try_into()?));
//! let news = changes.iter().filter(|change| matches!(change, Change::New(_)));
//! assert_eq!(news.count(), 2);
//! let known = mirror.known(); // to be kept until the next session
//! assert_eq!(known.uids.unwrap().to_string(), "41,43");
//! # Ok::<(), imap_types::error::ValueError>(())
//! ```

mod apply;
mod change;
#[cfg(test)]
mod message_limit;
#[cfg(test)]
mod noticed;
#[cfg(test)]
mod odd;
mod plan;
#[cfg(test)]
mod script;
#[cfg(test)]
mod tests;
mod trust;
#[cfg(test)]
mod uid_only;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::num::NonZeroU32;

use imap_types::IntoBoundedStatic;
use imap_types::flag::FetchFlags;
use imap_types::mailbox::Mailbox;
use imap_types::number::{ModSeq, SeqNum, Uid, UidValidity};
use imap_types::sequence::{Span, UidSet};

pub use change::{Change, Changes, Contradiction, MessageFlags, MessageModSeq, Messages};
pub use plan::{Origin, Progress};

use crate::numbering::Numbering;
use crate::session::{Access, SelectedMailbox};
use plan::Plan;
use trust::Trust;

/// Data of each message that the plan asks for and the mirror keeps, besides UIDs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Keep {
    /// UIDs only. Flags are not asked for; those that the server tells are passed on.
    Uids,
    /// Flags are asked for and passed on, but not kept: the caller has them elsewhere.
    #[default]
    Told,
    /// Flags are kept, and passed on only if they differ.
    Flags,
    /// Flags and mod-sequences are kept.
    ModSeqs,
}

/// State of a mailbox at the end of a session, for the next one: store it, and give it to [`Mirror::resume`].
///
/// As text, in whatever form:
///
/// ```
/// use imap_fsm::mirror::Known;
/// use imap_fsm::types::number::{ModSeq, UidValidity};
///
/// fn write(known: &Known) -> String {
///     let uid_validity = known.uid_validity.map_or(0, UidValidity::get);
///     let mod_seq = known.mod_seq.map_or(0, ModSeq::get);
///     let uids = known.uids.as_ref().map(ToString::to_string).unwrap_or_default();
///     format!("{uid_validity} {mod_seq} {uids}")
/// }
///
/// fn read(text: &str) -> Option<Known> {
///     let mut words = text.split(' ');
///     let uid_validity = UidValidity::from_stored(words.next()?.parse().ok()?);
///     let mod_seq = ModSeq::new(words.next()?.parse().ok()?);
///     Some(Known { uid_validity, mod_seq, uids: words.next()?.parse().ok() })
/// }
/// # for text in ["7 90060115194045000 41,43:44", "0 0 "] {
/// #     assert_eq!(write(&read(text).unwrap()), text);
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Known {
    /// The epoch of the UIDs; `None`: they mean nothing.
    pub uid_validity: Option<UidValidity>,
    /// Up to where in the mailbox's history everything is known; `None`: nobody knows.
    pub mod_seq: Option<ModSeq>,
    /// The UIDs of all messages; `None`: there are none.
    pub uids: Option<UidSet>,
}

/// The picture of one mailbox. See the [module](self).
///
/// Any call at any time works. A message costs at most four bytes and a little, however its UID is spaced, besides what
/// [`Keep`] says; messages with UIDs in a row cost nothing. What the server says costs time and memory by its length,
/// never by the numbers in it.
#[derive(Clone, Debug)]
pub struct Mirror {
    mailbox: Mailbox<'static>,
    access: Access,
    keep: Keep,
    numbering: Numbering,
    /// UIDs known before the messages were counted anew, until all have been: what has not turned up then is gone.
    before: Option<Numbering>,
    kept: BTreeMap<u32, Kept>,
    /// UIDs of which no flags have come.
    flagless: BTreeSet<u32>,
    /// UIDs that UIDFETCH has told, which tells no numbers, of messages that are not all known yet.
    uncounted: BTreeSet<u32>,
    uid_validity: Option<UidValidity>,
    trust: Trust,
    plan: Plan,
}

#[derive(Clone, Debug)]
struct Kept {
    flags: Option<FetchFlags<'static>>,
    mod_seq: Option<ModSeq>,
}

impl Mirror {
    /// The most octets of one message's keywords that are kept. Flags with more are passed on each time.
    pub const MAX_FLAG_OCTETS: usize = 1024;

    /// A mailbox to be opened, as the last session left it. [`Mirror::next_command`] gives the commands. UIDs are
    /// believed to be those of all messages up to the highest; the server's answers are held against them.
    pub fn resume(mailbox: Mailbox<'_>, known: Known) -> Self {
        let mut numbering = Numbering::new();
        if let Some(mut uids) = known.uids {
            uids.normalise();
            for span in uids.as_spans() {
                // Ascending now, so that none is refused.
                let _ = numbering.extend(span.start.get(), span.end.get());
            }
        }
        Self {
            mailbox: mailbox.into_static(),
            access: Access::ReadWrite,
            keep: Keep::default(),
            numbering,
            before: None,
            kept: BTreeMap::new(),
            flagless: BTreeSet::new(),
            uncounted: BTreeSet::new(),
            uid_validity: known.uid_validity,
            trust: Trust::new(known.mod_seq),
            plan: Plan::to_open(),
        }
    }

    /// The mailbox that is open, of which no UID is known yet. The plan asks for all.
    pub fn of(mailbox: &SelectedMailbox) -> Self {
        let mut mirror = Self::resume(mailbox.name().clone(), Known::default());
        (mirror.access, mirror.uid_validity) = (mailbox.access(), mailbox.uid_validity());
        mirror.numbering.grow(mailbox.exists());
        if let crate::session::ModSeqs::Highest(highest) = mailbox.mod_seqs() {
            mirror.trust.told(highest);
        }
        mirror.plan = Plan::open();
        mirror
    }

    /// Opens the mailbox by EXAMINE.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.access = Access::ReadOnly;
        self
    }

    /// Changes what is asked for and kept. Without this: [`Keep::Told`].
    #[must_use]
    pub fn keep(mut self, keep: Keep) -> Self {
        self.keep = keep;
        self
    }

    /// Tells what is known of a message from the last session, for [`Keep::Flags`] and [`Keep::ModSeqs`]: where its
    /// flags have not changed, servers do not say them again.
    ///
    /// ```text
    /// C: a1 SELECT INBOX (QRESYNC (67890007 90060115194045000))
    /// S: * 49 FETCH (UID 117 FLAGS (\Seen))       what has changed, and no word of the other 48
    /// ```
    pub fn remember(&mut self, uid: Uid, flags: FetchFlags<'_>, mod_seq: Option<ModSeq>) {
        let is_there = |known: &Numbering| known.index(uid.get()).is_some();
        if is_there(&self.numbering) || self.before.as_ref().is_some_and(is_there) {
            self.store(uid.get(), Some(flags.into_static()), mod_seq);
        }
    }

    fn store(&mut self, uid: u32, flags: Option<FetchFlags<'static>>, mod_seq: Option<ModSeq>) {
        if self.keep < Keep::Flags {
            return;
        }
        let mod_seq = mod_seq.filter(|_| self.keep >= Keep::ModSeqs);
        let flags = flags.filter(|flags| flags.flags.as_written().1.len() <= Self::MAX_FLAG_OCTETS);
        self.kept.insert(uid, Kept { flags, mod_seq });
    }

    /// The mailbox's name.
    pub const fn mailbox(&self) -> &Mailbox<'static> {
        &self.mailbox
    }

    /// Count of messages; until the mailbox is open, the count that the last session knew.
    pub const fn exists(&self) -> u32 {
        self.numbering.len()
    }

    /// Count of messages whose UIDs are not known yet.
    pub fn unknown(&self) -> u32 {
        let uncounted = u32::try_from(self.uncounted.len()).unwrap_or(u32::MAX);
        self.numbering.unknown().saturating_sub(uncounted)
    }

    /// The UID of a message; `None` if it is not known or there is no such message. O(log n).
    pub fn uid(&self, seq: SeqNum) -> Option<Uid> {
        self.numbering.uid(seq.get().saturating_sub(1)).and_then(NonZeroU32::new).map(Uid::from)
    }

    /// The number that a message has now; `None` if there is none with this UID, or none known. O(log n).
    pub fn seq(&self, uid: Uid) -> Option<SeqNum> {
        self.numbering
            .index(uid.get())
            .and_then(|index| NonZeroU32::new(index.saturating_add(1)))
            .map(SeqNum::from)
    }

    /// The flags of a message, where they are kept and have been told.
    pub fn flags(&self, uid: Uid) -> Option<&FetchFlags<'static>> {
        self.kept.get(&uid.get())?.flags.as_ref()
    }

    /// The mod-sequence of a message, where it is kept and has been told.
    pub fn mod_seq(&self, uid: Uid) -> Option<ModSeq> {
        self.kept.get(&uid.get())?.mod_seq
    }

    /// The epoch of the UIDs.
    pub const fn uid_validity(&self) -> Option<UidValidity> {
        self.uid_validity
    }

    /// The UIDs that are known, in ascending order; `None` if there are none. O(n), or less where they come in runs.
    pub fn uids(&self) -> Option<UidSet> {
        set(union(self.numbering.runs(), self.uncounted_runs()))
    }

    fn uncounted_runs(&self) -> Vec<(u32, u32)> {
        self.uncounted.iter().map(|&uid| (uid, uid)).collect()
    }

    /// What to store for the next session. Right at any time, also in the middle of a resynchronization that ends
    /// there: the mod-sequence is one up to which everything has been told, or `None`.
    pub fn known(&self) -> Known {
        let mut runs = union(self.numbering.runs(), self.uncounted_runs());
        let mut is_whole = match self.numbering.first_unknown() {
            // Messages that have just come are found by their UIDs next time; what is missing between others is not.
            Some((_, end)) => end == self.numbering.len(),
            None => true,
        };
        if let Some(before) = &self.before {
            is_whole = self.numbering.unknown() == self.numbering.len();
            runs = union(runs, before.runs());
        }
        // Nor is what is missing before one that UIDFETCH has told.
        is_whole &= self.uncounted.is_empty();
        Known {
            uid_validity: self.uid_validity,
            mod_seq: self.trust.mod_seq().filter(|_| is_whole),
            uids: set(runs),
        }
    }
}

/// Runs by first and last, as a set.
fn set(runs: Vec<(u32, u32)>) -> Option<UidSet> {
    let bound = |uid| NonZeroU32::new(uid).map(Uid::from);
    let spans =
        runs.into_iter().filter_map(|(first, last)| Some(Span { start: bound(first)?, end: bound(last)? }));
    UidSet::new(spans.collect()).ok()
}

/// What is in either list of runs, in ascending order.
fn union(mut runs: Vec<(u32, u32)>, others: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    runs.extend(others);
    runs.sort_unstable();
    runs.dedup_by(|next, run| {
        let joined = next.0 <= run.1.saturating_add(1);
        if joined {
            run.1 = run.1.max(next.1);
        }
        joined
    });
    runs
}
