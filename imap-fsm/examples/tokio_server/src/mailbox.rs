//! One mailbox: its messages, and what has happened to them.
//!
//! Connections share it. Each has a [`View`](crate::view::View) of its own besides: the messages that its client was told
//! of. Every change raises the mod-sequence, so that a view sees at a glance whether there is news.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use imap_fsm::types::code::Code;
use imap_fsm::types::datetime::DateTime;
use imap_fsm::types::flag::Flags;
use imap_fsm::types::number::{ModSeq, Uid};
use imap_fsm::types::objectid::ObjectId;
use tokio::sync::watch;

use crate::append::now;
use crate::keywords::Keywords;
use crate::lines::{Refusal, no};
use crate::mime::{Part, TooMuch};
use crate::objectid::fresh;
use crate::preview::preview;
use crate::url_auth::UrlKey;

/// A mailbox, which stays as long as anybody has it open, be it deleted or not (RFC 2180 §3.3).
pub(crate) struct Mailbox {
    id: ObjectId<'static>,
    uid_validity: NonZeroU32,
    contents: Mutex<Contents>,
    url_key: Mutex<UrlKey>,
    changes: watch::Sender<()>,
    /// Tells of changes of any of the user's mailboxes.
    any_changes: watch::Sender<()>,
}

/// Messages, keywords and counters of a mailbox.
pub(crate) struct Contents {
    /// In the order of their UIDs.
    messages: Vec<Message>,
    uid_next: u32,
    mod_seq: u64,
    /// What is gone, and since when. Kept forever: a client may come back after a year.
    expunged: Vec<(u64, Uid)>,
    /// From here on no client was told that a message is recent.
    recent_from: u32,
    keywords: Keywords,
    octets: u64,
}

/// A message in a mailbox. A copy is cheap.
#[derive(Clone)]
pub(crate) struct Message {
    pub(crate) uid: Uid,
    pub(crate) mod_seq: ModSeq,
    pub(crate) flags: Flags<'static>,
    /// When it came into this mailbox (RFC 8514).
    pub(crate) saved: DateTime,
    pub(crate) mail: Arc<Mail>,
}

/// What never changes of a message.
pub(crate) struct Mail {
    /// The same in all mailboxes that it is copied to.
    pub(crate) id: ObjectId<'static>,
    pub(crate) octets: Vec<u8>,
    pub(crate) date: DateTime,
    root: Part,
    preview: OnceLock<String>,
}

impl Mail {
    pub(crate) fn new(octets: Vec<u8>, date: DateTime) -> Result<Self, TooMuch> {
        let root = Part::of_message(&octets)?;
        Ok(Self { id: fresh("M"), octets, date, root, preview: OnceLock::new() })
    }

    /// How it begins, found when it is first asked for.
    pub(crate) fn preview(&self) -> &str {
        self.preview.get_or_init(|| preview(&self.octets))
    }

    pub(crate) fn root(&self) -> &Part {
        &self.root
    }

    pub(crate) fn len(&self) -> u64 {
        self.octets.len() as u64
    }
}

impl Mailbox {
    pub(crate) fn new(uid_validity: NonZeroU32, any_changes: watch::Sender<()>) -> Self {
        let contents = Contents {
            messages: Vec::new(),
            uid_next: 1,
            mod_seq: 1,
            expunged: Vec::new(),
            recent_from: 1,
            keywords: Keywords::default(),
            octets: 0,
        };
        let (id, changes) = (fresh("F"), watch::channel(()).0);
        Self {
            id,
            uid_validity,
            contents: Mutex::new(contents),
            url_key: Mutex::default(),
            changes,
            any_changes,
        }
    }

    /// Stays the same when the mailbox is renamed.
    pub(crate) fn id(&self) -> &ObjectId<'static> {
        &self.id
    }

    /// The key by which URLs of its messages are authorized. Never hold this over anything but what is done with it.
    pub(crate) fn url_key(&self) -> MutexGuard<'_, UrlKey> {
        self.url_key.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn uid_validity(&self) -> NonZeroU32 {
        self.uid_validity
    }

    /// Looks at the messages, or changes them by [`Mailbox::change`]. Never hold this over an `await`.
    pub(crate) fn contents(&self) -> MutexGuard<'_, Contents> {
        // Nothing below panics in the middle of a change.
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the messages, and tells those who wait for it.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Contents) -> T) -> T {
        let result = change(&mut self.contents());
        self.tell();
        result
    }

    fn tell(&self) {
        self.changes.send_replace(());
        self.any_changes.send_replace(());
    }

    /// Tells of changes from now on.
    pub(crate) fn subscribe(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }
}

/// Who needs two locks them in the order of their addresses. `None`: both are the same.
fn both<'m>(
    source: &'m Mailbox,
    target: &'m Mailbox,
) -> (MutexGuard<'m, Contents>, Option<MutexGuard<'m, Contents>>) {
    match std::ptr::from_ref(source).cmp(&std::ptr::from_ref(target)) {
        Ordering::Equal => (source.contents(), None),
        Ordering::Less => {
            let from = source.contents();
            (from, Some(target.contents()))
        }
        Ordering::Greater => {
            let to = target.contents();
            (source.contents(), Some(to))
        }
    }
}

/// What has become of messages that were moved.
pub(crate) struct Moved {
    /// Their UIDs before, without those that others had removed, and now.
    pub(crate) originals: Vec<Uid>,
    pub(crate) copies: Vec<Uid>,
    /// The mod-sequence of where they were.
    pub(crate) mod_seq: ModSeq,
}

/// Moves messages, in one step: whoever else moves them at the same time gets none of them.
pub(crate) fn relocate(
    source: &Mailbox,
    target: &Mailbox,
    wanted: Vec<(Uid, Flags<'static>)>,
) -> Result<Moved, Refusal> {
    let (mut from, mut to) = both(source, target);
    let old = |(uid, flags)| Some((uid, flags, from.get(uid)?.mail.clone()));
    let old: Vec<(Uid, Flags<'static>, Arc<Mail>)> = wanted.into_iter().filter_map(old).collect();
    let originals: BTreeSet<Uid> = old.iter().map(|(uid, ..)| *uid).collect();
    let into = to.as_deref_mut().unwrap_or(&mut from);
    into.admit_messages(old.len())?;
    into.admit(old.iter().map(|(_, flags, _)| flags))?;
    let copies = old.into_iter().map(|(_, flags, mail)| into.append(flags, mail)).collect();
    from.expunge(|message| originals.contains(&message.uid));
    let mod_seq = from.mod_seq();
    drop((from, to));
    source.tell();
    target.tell();
    Ok(Moved { originals: originals.into_iter().collect(), copies, mod_seq })
}

/// Puts messages into `target` and takes `old` out of `source`, in one step; nothing is done if `old` is gone or there are too
/// many keywords. Tells the UIDs
/// of the new ones, and the mod-sequence of `source`.
pub(crate) fn exchange(
    source: &Mailbox,
    old: Uid,
    target: &Mailbox,
    new: Vec<(Flags<'static>, Arc<Mail>)>,
) -> Result<Option<(Vec<Uid>, ModSeq)>, Refusal> {
    let (mut from, mut to) = both(source, target);
    if from.get(old).is_none() {
        return Ok(None);
    }
    let into = to.as_deref_mut().unwrap_or(&mut from);
    into.admit_messages(new.len())?;
    into.admit(new.iter().map(|(flags, _)| flags))?;
    let uids = new.into_iter().map(|(flags, mail)| into.append(flags, mail)).collect();
    from.expunge(|message| message.uid == old);
    let mod_seq = from.mod_seq();
    drop((from, to));
    source.tell();
    target.tell();
    Ok(Some((uids, mod_seq)))
}

impl Contents {
    pub(crate) fn messages(&self) -> &[Message] {
        &self.messages
    }

    pub(crate) fn get(&self, uid: Uid) -> Option<&Message> {
        self.position(uid).and_then(|index| self.messages.get(index))
    }

    fn position(&self, uid: Uid) -> Option<usize> {
        self.messages.binary_search_by_key(&uid, |message| message.uid).ok()
    }

    pub(crate) fn uid_next(&self) -> NonZeroU32 {
        NonZeroU32::new(self.uid_next).unwrap_or(NonZeroU32::MAX)
    }

    /// HIGHESTMODSEQ
    pub(crate) fn mod_seq(&self) -> ModSeq {
        mod_seq(self.mod_seq)
    }

    pub(crate) fn octets(&self) -> u64 {
        self.octets
    }

    /// The keywords that its messages have had.
    pub(crate) fn keywords(&self) -> &Keywords {
        &self.keywords
    }

    /// Whether so many messages can come, for which there are UIDs. Ask before.
    pub(crate) fn admit_messages(&self, count: usize) -> Result<(), Refusal> {
        match usize::try_from(u32::MAX - self.uid_next).is_ok_and(|left| count <= left) {
            true => Ok(()),
            false => Err(no(Code::Limit, "the mailbox has no UIDs left")),
        }
    }

    /// Makes room for the keywords of messages that come with these flags, or are given them. Ask before.
    pub(crate) fn admit<'f>(
        &mut self,
        wanted: impl Iterator<Item = &'f Flags<'static>> + Clone,
    ) -> Result<(), Refusal> {
        self.keywords.admit(wanted, self.messages.iter().map(|message| &message.flags))
    }

    pub(crate) fn is_recent(&self, uid: Uid) -> bool {
        uid.get() >= self.recent_from
    }

    /// A client was told of the messages up to this one, so that they are recent for nobody else.
    pub(crate) fn end_recent(&mut self, last: Uid) {
        self.recent_from = self.recent_from.max(last.get().saturating_add(1));
    }

    pub(crate) fn append(&mut self, flags: Flags<'static>, mail: Arc<Mail>) -> Uid {
        let uid = Uid::from(self.uid_next());
        self.uid_next = self.uid_next.saturating_add(1);
        self.octets += mail.len();
        let mod_seq = self.next();
        self.messages.push(Message { uid, mod_seq, flags, saved: now(), mail });
        uid
    }

    /// Gives the message other flags. A message whose flags stay the same has not changed.
    pub(crate) fn store(&mut self, uid: Uid, flags: Flags<'static>) {
        let Some(index) = self.position(uid) else { return };
        if same(&self.messages[index].flags, &flags) {
            return;
        }
        let mod_seq = self.next();
        let message = &mut self.messages[index];
        (message.flags, message.mod_seq) = (flags, mod_seq);
    }

    /// Removes the messages that are like this, and tells how many.
    pub(crate) fn expunge(&mut self, is_gone: impl Fn(&Message) -> bool) -> usize {
        let gone: Vec<Uid> = self.messages.iter().filter(|m| is_gone(m)).map(|m| m.uid).collect();
        if gone.is_empty() {
            return 0;
        }
        let mod_seq = self.next().get();
        self.messages.retain(|message| !is_gone(message));
        self.octets = self.messages.iter().map(|message| message.mail.len()).sum();
        self.expunged.extend(gone.iter().map(|&uid| (mod_seq, uid)));
        gone.len()
    }

    /// What is gone since then, in the order of UIDs.
    pub(crate) fn expunged_since(&self, since: ModSeq) -> Vec<Uid> {
        let start = self.expunged.partition_point(|&(mod_seq, _)| mod_seq <= since.get());
        let mut uids: Vec<Uid> = self.expunged[start..].iter().map(|&(_, uid)| uid).collect();
        uids.sort_unstable();
        uids
    }

    fn next(&mut self) -> ModSeq {
        self.mod_seq += 1;
        mod_seq(self.mod_seq)
    }
}

/// Whether both lists have the same flags, in whatever order.
fn same(a: &Flags<'_>, b: &Flags<'_>) -> bool {
    let sorted = |flags: &Flags<'_>| {
        let mut words: Vec<Vec<u8>> =
            flags.iter().map(|flag| flag.to_string().to_ascii_lowercase().into_bytes()).collect();
        words.sort_unstable();
        words
    };
    let octets = |flags: &Flags<'_>| flags.as_written().1.len();
    a == b || octets(a) == octets(b) && sorted(a) == sorted(b)
}

/// Mod-sequences begin at 1, and 63 bits of them are enough.
fn mod_seq(value: u64) -> ModSeq {
    ModSeq::new(value.max(1)).expect("fewer than 2^63 changes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_uid_is_given_twice() {
        let mailbox = Mailbox::new(NonZeroU32::MIN, watch::channel(()).0);
        let mut contents = mailbox.contents();
        contents.uid_next = u32::MAX - 2;
        assert!(contents.admit_messages(3).is_err());
        contents.admit_messages(2).unwrap();
        let mail = Arc::new(Mail::new(b"x".to_vec(), now()).unwrap());
        let uids = [(); 2].map(|()| contents.append(Flags::new(), mail.clone()).get());
        assert_eq!(uids, [u32::MAX - 2, u32::MAX - 1]);
        let refusal = contents.admit_messages(1).unwrap_err();
        assert_eq!((refusal.code, contents.uid_next().get()), (Some(Code::Limit), u32::MAX));
        contents.admit_messages(0).unwrap();
    }
}
