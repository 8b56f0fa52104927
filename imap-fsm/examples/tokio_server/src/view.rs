//! What one client was told of the mailbox that it has open.
//!
//! [`imap_fsm::view::View`] counts as the client does. Beside it stand copies of the messages as the client knows them,
//! because one that is gone is given on request until the client may be told
//! ([`Server::may_expunge`](imap_fsm::Server::may_expunge), RFC 2180 §4.1.1).

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::sync::Arc;

use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::atom::Tag;
use imap_fsm::types::code::Code;
use imap_fsm::types::fetch::{FetchAtt, MsgAtt};
use imap_fsm::types::flag::{FetchFlags, Flag, Flags, PermanentFlags};
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::notify::Notify;
use imap_fsm::types::number::{ModSeq, Numbering, SeqNum, Uid};
use imap_fsm::types::response::Data;
use imap_fsm::types::rights::{Right, Rights};
use imap_fsm::types::sequence::{MessageSet, UidSet};
use imap_fsm::view::{LastOnes, Stored, TooManyContexts, View as Counted};
use tokio::sync::watch;

use crate::acl::{demand, right_of};
use crate::collation::Collation;
use crate::context::Context;
use crate::lines::{Refusal, bad, told};
use crate::mailbox::{Contents, Mailbox, Message};
use crate::mode::Mode;
use crate::reach::{Place, Reached};
use crate::search_work::{Scope, now as now_in_seconds};
use crate::url_auth::url_mech;

/// An open mailbox, as its client knows it.
pub(crate) struct View {
    pub(crate) mailbox: Arc<Mailbox>,
    /// The name by which it was opened.
    pub(crate) name: String,
    pub(crate) place: Place,
    /// What the user may do, as it was when the mailbox was opened (RFC 4314 §5.1.1).
    pub(crate) rights: Rights,
    pub(crate) read_only: bool,
    counted: Counted,
    /// Every message that is counted, as the client knows it.
    messages: BTreeMap<Uid, Message>,
    pub(crate) changes: watch::Receiver<()>,
    keywords: u64,
    /// Searches that are kept up to date.
    contexts: Vec<Context>,
    /// How often the key of URLs was made anew when the client heard of it last.
    url_key_resets: u64,
    /// UIDs of messages that this client has brought itself since it was told of new ones.
    pub(crate) mine: BTreeSet<Uid>,
}

/// A message that the client knows of.
pub(crate) struct Seen<'v> {
    /// As the client knows it.
    pub(crate) message: &'v Message,
    pub(crate) recent: bool,
}

impl View {
    /// Opens a mailbox: all of its messages are known from the start.
    pub(crate) fn new(name: String, reached: &Reached, contents: &mut Contents, examine: bool) -> Self {
        let Reached { place, mailbox, rights } = reached;
        let writing = [Right::INSERT, Right::EXPUNGE, Right::SEEN, Right::WRITE, Right::DELETE_MESSAGES];
        let mut view = Self {
            changes: mailbox.subscribe(),
            mailbox: mailbox.clone(),
            name,
            place: place.clone(),
            rights: *rights,
            // RFC 4314 §5.2
            read_only: examine || !writing.iter().any(|&right| rights.contains(right)),
            counted: Counted::new(),
            messages: BTreeMap::new(),
            keywords: contents.keywords().changes(),
            contexts: Vec::new(),
            url_key_resets: 0,
            mine: BTreeSet::new(),
        };
        view.url_key_resets = view.mailbox.url_key().resets;
        view.counted.open(stored(contents), contents.mod_seq());
        view.copy(contents);
        view
    }

    pub(crate) fn may(&self, right: Right) -> bool {
        !self.read_only && self.rights.contains(right)
    }

    /// Refuses who has not this right.
    pub(crate) fn demand(&self, right: Right) -> Result<(), Refusal> {
        demand(self.rights | Right::LOOKUP.into(), right)
    }

    /// Keeps copies of what has been told.
    fn copy(&mut self, contents: &mut Contents) {
        self.messages.retain(|&uid, _| self.counted.seq(uid).is_some());
        let counted = contents.messages().iter().filter(|message| self.counted.seq(message.uid).is_some());
        self.messages.extend(counted.map(|message| (message.uid, message.clone())));
        if let Some(&last) = self.messages.keys().next_back().filter(|_| !self.read_only) {
            contents.end_recent(last);
        }
    }

    /// What HIGHESTMODSEQ may say: nothing that covers an EXPUNGE which waits.
    pub(crate) fn highest_mod_seq(&self) -> Option<ModSeq> {
        self.counted.highest_mod_seq()
    }

    pub(crate) fn exists(&self) -> u32 {
        self.counted.exists()
    }

    pub(crate) fn recent(&self) -> u32 {
        self.counted.recent()
    }

    /// The first message without `\Seen`.
    pub(crate) fn first_unseen(&self) -> Option<SeqNum> {
        self.messages.values().position(|message| !message.flags.contains(&Flag::Seen)).map(seq_num)
    }

    pub(crate) fn get(&self, index: usize) -> Option<Seen<'_>> {
        let message = self.messages.get(&self.counted.uid(seq_num(index))?)?;
        Some(Seen { message, recent: self.counted.is_recent(message.uid) })
    }

    /// The UID of the message that the client counts so.
    pub(crate) fn uid(&self, seq: SeqNum) -> Option<Uid> {
        self.counted.uid(seq)
    }

    /// Whether the client counts this message.
    pub(crate) fn counts(&self, uid: Uid) -> bool {
        self.counted.seq(uid).is_some()
    }

    /// The message as it is now; as it was known last if it is gone.
    pub(crate) fn now(&self, index: usize) -> Option<Message> {
        let known = self.get(index)?.message;
        Some(self.mailbox.contents().get(known.uid).unwrap_or(known).clone())
    }

    /// Whether the message has `\Deleted` now.
    pub(crate) fn is_deleted(&self, uid: Uid) -> bool {
        self.mailbox.contents().get(uid).is_some_and(|message| message.flags.contains(&Flag::Deleted))
    }

    /// The mod-sequence of the message as it is now.
    pub(crate) fn mod_seq(&self, uid: Uid) -> Option<ModSeq> {
        let known = self.messages.get(&uid)?;
        Some(self.mailbox.contents().get(uid).unwrap_or(known).mod_seq)
    }

    /// All messages as they are now, to be searched.
    pub(crate) fn scope(&self) -> Scope {
        let contents = self.mailbox.contents();
        let now = |known: &Message| {
            (contents.get(known.uid).unwrap_or(known).clone(), self.counted.is_recent(known.uid))
        };
        Scope {
            messages: self.messages.values().map(now).collect(),
            saved: self.counted.saved().collect(),
            mod_seq: contents.mod_seq(),
            now: now_in_seconds(),
            first: 0,
            collation: Collation::default(),
        }
    }

    /// The client was told what the message is like now.
    pub(crate) fn told(&mut self, message: &Message) {
        if let Some(known) = self.messages.get_mut(&message.uid) {
            *known = message.clone();
            self.counted.told(message.uid, message.mod_seq);
        }
    }

    /// What is in a set: positions in ascending order.
    pub(crate) fn select(&self, set: &MessageSet) -> Result<Vec<usize>, Refusal> {
        match self.counted.select(set) {
            Ok(found) => Ok(found.map(|(seq, _)| seq.get() as usize - 1).collect()),
            Err(_) => Err(bad("no message has this number")),
        }
    }

    /// The last of what is in a set and is wanted (RFC 9738 §3.1).
    pub(crate) fn last_ones(
        &self,
        set: &MessageSet,
        limit: NonZeroU32,
        is_wanted: impl Fn(Uid) -> bool,
    ) -> Result<LastOnes, Refusal> {
        let found = self.counted.select_last(set, limit, |_, uid| is_wanted(uid));
        found.map_err(|_| bad("no message has this number"))
    }

    /// What SEARCH saves as `$` (RFC 5182).
    pub(crate) fn save(&mut self, found: Vec<Uid>) {
        self.counted.save(found);
    }

    /// Whether a search with this tag is kept up to date.
    pub(crate) fn is_watched(&self, tag: &Tag<'_>) -> bool {
        self.contexts.iter().any(|context| context.tag == *tag)
    }

    /// Keeps a search up to date whose results the client hears now.
    pub(crate) fn watch(&mut self, context: Context, numbering: Numbering) -> Result<(), TooManyContexts> {
        self.counted.watch(&context.tag, numbering, context.order(), context.found())?;
        self.contexts.push(context);
        Ok(())
    }

    pub(crate) fn unwatch(&mut self, tag: &Tag<'_>) {
        self.counted.unwatch(tag);
        self.contexts.retain(|context| context.tag != *tag);
    }

    /// That URLs of this mailbox are void, if they have become so (RFC 4467 §7).
    pub(crate) fn url_mech(&mut self) -> Option<Data<'static>> {
        let resets = self.mailbox.url_key().resets;
        let before = std::mem::replace(&mut self.url_key_resets, resets);
        (before != resets).then(|| told(url_mech(), "URLs of this mailbox have to be made anew"))
    }

    /// What the client wants to be told from now on (RFC 5465).
    pub(crate) fn notify(&mut self, notify: &Notify<'_>) {
        self.counted.notify(notify);
    }

    /// What it wants to be told of new messages, the first of them being this: by NOTIFY, and by searches that are kept up
    /// to date and find them.
    pub(crate) fn wanted_of_new(&self, first: Uid) -> Wanted {
        let contexts = self.contexts.iter().filter(|context| !context.items.is_empty());
        let found = |context: &Context| context.found().filter(|&uid| uid >= first).collect();
        Wanted {
            of_all: self.counted.wanted_of_new().to_vec(),
            of_found: contexts.map(|context| (found(context), context.items.clone())).collect(),
        }
    }

    /// Whether there may be news; what waits until EXPUNGE may be said is none.
    pub(crate) fn has_news(&self, may_expunge: bool) -> bool {
        let now = self.mailbox.contents().mod_seq();
        self.counted.synced() != Some(now) || may_expunge && self.counted.has_news()
    }

    /// What has happened that the client does not know of, in the order in which it is told.
    pub(crate) fn news(&mut self, mode: Mode, may_expunge: bool) -> Vec<Data<'static>> {
        self.changes.mark_unchanged();
        let mailbox = self.mailbox.clone();
        let mut contents = mailbox.contents();
        let now = contents.mod_seq();
        let is_timed = self.contexts.iter().any(|context| context.is_timed);
        if self.counted.synced() == Some(now) && !self.counted.has_news() && !is_timed {
            return Vec::new();
        }
        self.counted.compare(stored(&contents), now);
        for context in &mut self.contexts {
            let counted = &self.counted;
            let is_recent = |uid| {
                if counted.seq(uid).is_some() { counted.is_recent(uid) } else { contents.is_recent(uid) }
            };
            if context.update(&contents, is_recent) {
                self.counted.found(&context.tag, context.found());
            }
        }
        let mut news = self.tell_keywords(&contents);
        news.extend(self.counted.news(mode.dialect(), may_expunge));
        self.copy(&mut contents);
        news
    }

    /// FLAGS, if there are keywords that the client was not told of: before it sees them on a message.
    pub(crate) fn tell_keywords(&mut self, contents: &Contents) -> Vec<Data<'static>> {
        let known = std::mem::replace(&mut self.keywords, contents.keywords().changes());
        match contents.keywords().changes() != known {
            true => mailbox_flags(contents, self).into(),
            false => Vec::new(),
        }
    }
}

/// What is to be told of new messages.
pub(crate) struct Wanted {
    of_all: Vec<FetchAtt<'static>>,
    of_found: Vec<(BTreeSet<Uid>, Vec<FetchAtt<'static>>)>,
}

impl Wanted {
    /// All of it goes into one FETCH (RFC 5465 §5.2).
    pub(crate) fn of(&self, uid: Uid) -> Vec<FetchAtt<'static>> {
        let found = self.of_found.iter().filter(|(found, _)| found.contains(&uid));
        let mut atts = self.of_all.clone();
        for att in found.flat_map(|(_, items)| items) {
            if !atts.contains(att) {
                atts.push(att.clone());
            }
        }
        atts
    }
}

/// What there is in the mailbox.
fn stored(contents: &Contents) -> impl Iterator<Item = Stored<'static>> {
    contents.messages().iter().map(|message| Stored {
        uid: message.uid,
        mod_seq: message.mod_seq,
        flags: message.flags.clone(),
        recent: contents.is_recent(message.uid),
    })
}

/// FETCH with the flags of a message.
pub(crate) fn flags_of(index: usize, seen: &Seen<'_>, mode: Mode, uid: bool) -> Data<'static> {
    let mut items = NonEmpty::one(MsgAtt::Flags(seen.flags(mode)));
    if uid && !mode.uid_only {
        items.push(MsgAtt::Uid(seen.message.uid));
    }
    if mode.cond_store {
        items.push(MsgAtt::ModSeq(seen.message.mod_seq));
    }
    mode.fetched(index, seen.message.uid, items)
}

impl Seen<'_> {
    /// The flags as FETCH gives them; rev2 knows no `\Recent`.
    pub(crate) fn flags(&self, mode: Mode) -> FetchFlags<'static> {
        FetchFlags { flags: self.message.flags.clone(), recent: self.recent && !mode.rev2 }
    }
}

/// Whether the UID is in a set that was put in order.
pub(crate) fn holds(set: &UidSet, uid: Uid) -> bool {
    let spans = set.as_spans();
    spans.get(spans.partition_point(|span| span.end < uid)).is_some_and(|span| span.start <= uid)
}

/// The number of the message in this place.
pub(crate) fn seq_num(index: usize) -> SeqNum {
    SeqNum::try_from(number(index).saturating_add(1)).unwrap_or(SeqNum::MAX)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The flags that the mailbox has, and those that can be changed for good.
pub(crate) fn mailbox_flags(contents: &Contents, view: &View) -> [Data<'static>; 2] {
    let system = [Flag::Answered, Flag::Flagged, Flag::Deleted, Flag::Seen, Flag::Draft];
    let keywords = contents.keywords().names().iter().cloned().map(Flag::Keyword);
    let flags: Flags<'static> = system.into_iter().chain(keywords).collect();
    let permanent = flags.iter().filter(|flag| view.may(right_of(flag))).map(|flag| flag.into_static());
    let permanent = PermanentFlags { flags: permanent.collect(), new_keywords: view.may(Right::WRITE) };
    [Data::Flags(flags), told(Code::PermanentFlags(permanent), "flags that are kept")]
}
