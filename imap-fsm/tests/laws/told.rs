//! What the client of one session was told of a mailbox, kept the plain way beside the [`View`] that tells it.

use std::collections::{BTreeMap, BTreeSet};

use imap_codec::decode_command;
use imap_fsm::view::{Dialect, NoSuchMessage, Order, View};
use imap_types::IntoBoundedStatic;
use imap_types::atom::Tag;
use imap_types::code::Code;
use imap_types::command::CommandBody;
use imap_types::fetch::MsgAtt;
use imap_types::flag::{FetchFlags, Flag};
use imap_types::number::{Numbering, SeqNum, Uid};
use imap_types::response::Data;
use imap_types::search::SearchReturnData;
use imap_types::sequence::MessageSet;

use super::{Message, Store, mod_seq, uid};

/// Draws a number below the one given.
pub(crate) type Choose<'c> = dyn FnMut(u32) -> u32 + 'c;

/// NOTIFY, and whether it asks for messages and for flags.
const INTERESTS: [(&str, Wants); 4] = [
    ("NONE", Wants { messages: false, flags: false, uids: true }),
    (
        "SET (personal (MessageNew MessageExpunge FlagChange))",
        Wants { messages: false, flags: false, uids: true },
    ),
    ("SET (selected (MessageNew MessageExpunge))", Wants { messages: true, flags: false, uids: true }),
    (
        "SET (selected (MessageNew MessageExpunge FlagChange))",
        Wants { messages: true, flags: true, uids: true },
    ),
];

#[derive(Clone, Copy)]
struct Wants {
    messages: bool,
    flags: bool,
    /// FETCH with UID, whatever the dialect.
    uids: bool,
}

pub(crate) struct Told {
    pub(crate) view: View,
    pub(crate) dialect: Dialect,
    /// SELECT, not EXAMINE.
    writes: bool,
    wants: Wants,
    /// UIDs as the client counts them.
    counts: Vec<u32>,
    recent: BTreeSet<u32>,
    /// `$`
    saved: BTreeSet<u32>,
    /// What flags each message has, as far as the client knows, and as of when.
    flags: BTreeMap<u32, (u8, u64)>,
    /// Whether the client wanted to know of flags all the time.
    hears_flags: bool,
    /// A search for flagged messages that is kept up to date, by UIDs.
    flagged: Option<(Numbering, BTreeSet<u32>)>,
}

fn bits(told: &FetchFlags<'_>) -> u8 {
    let all = [Flag::Seen, Flag::Flagged, Flag::Deleted];
    all.iter().enumerate().map(|(bit, flag)| u8::from(told.flags.contains(flag)) << bit).sum()
}

fn tag() -> Tag<'static> {
    Tag::try_from("B01").unwrap()
}

fn numbered(numbers: &[u32]) -> impl Iterator<Item = (SeqNum, u32)> + '_ {
    (1..).filter_map(|number: u32| SeqNum::try_from(number).ok()).zip(numbers.iter().copied())
}

impl Store {
    fn has(&self, number: u32) -> Option<&Message> {
        let place = self.messages.binary_search_by_key(&number, |message| message.uid).ok()?;
        self.messages.get(place)
    }

    fn flagged(&self) -> impl Iterator<Item = u32> + '_ {
        self.messages.iter().filter(|message| message.flags & 2 != 0).map(|message| message.uid)
    }

    /// A session was told of all messages up to this one: they are recent for no other.
    fn claim(&mut self, last: Option<&u32>) {
        self.recent_from = self.recent_from.max(last.map_or(0, |last| last + 1));
    }
}

impl Told {
    /// SELECT or EXAMINE.
    pub(crate) fn open(store: &mut Store, dialect: Dialect, writes: bool) -> Self {
        let mut told = Self {
            view: View::new(),
            dialect,
            writes,
            wants: Wants { messages: true, flags: true, uids: false },
            counts: Vec::new(),
            recent: BTreeSet::new(),
            saved: BTreeSet::new(),
            flags: BTreeMap::new(),
            hears_flags: true,
            flagged: None,
        };
        told.open_again(store);
        told
    }

    /// Another mailbox, as far as the client can tell.
    pub(crate) fn open_again(&mut self, store: &mut Store) {
        self.view.open(store.stored(), mod_seq(store.mod_seq));
        self.counts.clear();
        self.recent.clear();
        self.saved.clear();
        self.flags.clear();
        self.flagged = None;
        self.hears_flags = self.wants.flags;
        self.learn_of_new(store);
        self.agree(store);
    }

    /// What EXISTS tells.
    fn learn_of_new(&mut self, store: &mut Store) {
        let last = self.counts.last().copied().unwrap_or(0);
        for message in store.messages.iter().filter(|message| message.uid > last) {
            self.counts.push(message.uid);
            self.flags.insert(message.uid, (message.flags, message.mod_seq));
            if message.uid >= store.recent_from {
                self.recent.insert(message.uid);
                // RFC 3501 §2.3.2: this is the first session that is told of it.
                assert!(!self.writes || store.given.insert(message.uid), "{} is recent twice", message.uid);
            }
        }
        if self.writes {
            store.claim(self.counts.last());
            let is_given = self.counts.iter().all(|number| store.given.contains(number));
            assert!(is_given, "a message is recent for nobody");
        }
    }

    fn counts_it(&self, number: u32) -> bool {
        self.counts.binary_search(&number).is_ok()
    }

    pub(crate) fn counts(&self) -> Vec<u32> {
        self.counts.clone()
    }

    /// The view looks at the store, or is told what has happened there.
    pub(crate) fn look(&mut self, store: &Store, choose: &mut Choose<'_>) {
        let now = mod_seq(store.mod_seq);
        if choose(2) == 0 {
            self.view.compare(store.stored(), now);
        } else {
            let since = self.view.synced().map_or(0, |synced| synced.get());
            let last = self.counts.last().copied().unwrap_or(0);
            // Those that wait once more: another session may have been told of them first.
            let is_news =
                |stored: &imap_fsm::view::Stored<'_>| stored.mod_seq.get() > since || stored.uid.get() > last;
            let gone = store.gone.iter().filter(|(_, when)| *when > since).map(|(number, _)| uid(*number));
            self.view.learn(store.stored().filter(is_news), gone, now);
        }
        if self.flagged.is_some() {
            self.view.found(&tag(), store.flagged().map(uid));
        }
    }

    pub(crate) fn news(
        &mut self,
        store: &mut Store,
        may_expunge: bool,
        choose: &mut Choose<'_>,
    ) -> Vec<Data<'static>> {
        self.look(store, choose);
        let news = self.view.news(self.dialect, may_expunge);
        let ranks: Vec<_> = news.iter().map(|data| self.hear(data, store, may_expunge)).collect();
        assert!(ranks.is_sorted(), "{news:?}");
        let counted = |data: &Data<'_>| matches!(data, Data::Exists(_));
        let recent = |data: &Data<'_>| matches!(data, Data::Recent(_));
        let exists = news.iter().filter(|data| counted(data)).count();
        assert!(
            exists <= 1
                && news.iter().filter(|data| recent(data)).count()
                    == exists * usize::from(!self.dialect.rev2)
        );
        self.agree(store);
        if !self.wants.messages {
            assert!(news.is_empty());
            return news;
        }
        let is_there = |number: &&u32| store.has(**number).is_some();
        assert!(store.messages.iter().all(|message| self.counts_it(message.uid)), "all has been told");
        let waits = self.counts.iter().any(|number| store.has(*number).is_none());
        assert_eq!(self.view.has_news(), waits);
        assert!(!waits || !may_expunge);
        assert!(
            self.counts.iter().all(|number| self.view.is_gone(uid(*number)) == store.has(*number).is_none())
        );
        // RFC 7162 §3.1.4.3: lest the mod-sequences of FETCH cover an EXPUNGE that waits.
        let lowered = news.iter().any(|data| matches!(data, Data::Status(_)));
        assert_eq!(lowered, waits && (self.dialect.cond_store || self.dialect.q_resync));
        if self.hears_flags {
            for number in self.counts.iter().filter(is_there) {
                assert_eq!(
                    self.flags.get(number).copied(),
                    store.has(*number).map(|message| (message.flags, message.mod_seq))
                );
            }
        }
        if let Some((_, found)) = &self.flagged {
            let found: Vec<_> = found.iter().filter(is_there).copied().collect();
            assert_eq!(found, store.flagged().collect::<Vec<_>>());
        }
        news
    }

    /// Takes what is told, and gives its place among the kinds of news.
    fn hear(&mut self, data: &Data<'_>, store: &mut Store, may_expunge: bool) -> u32 {
        // RFC 9586 §3: no message numbers.
        let uid_only = self.dialect.uid_only;
        match data {
            Data::Expunge(seq) => {
                assert!(may_expunge && !uid_only && !self.dialect.q_resync);
                let number = self.counts[seq.get() as usize - 1];
                self.went(number, store);
                1
            }
            Data::Vanished { earlier: false, uids } => {
                assert!(may_expunge && (uid_only || self.dialect.q_resync));
                uids.iter().for_each(|number| self.went(number.get(), store));
                1
            }
            Data::Fetch { seq, items } => {
                assert!(!uid_only);
                self.fetched(self.counts[seq.get() as usize - 1], items, store);
                2
            }
            Data::UidFetch { uid, items } => {
                assert!(uid_only);
                self.fetched(uid.get(), items, store);
                2
            }
            Data::Status(status) => {
                let Some(Code::HighestModSeq(told)) = status.text.code() else { panic!("{status:?}") };
                for (number, when) in &store.gone {
                    assert!(!self.counts_it(*number) || told.get() < *when, "{told} covers {number}");
                }
                4
            }
            Data::Exists(exists) => {
                self.learn_of_new(store);
                assert_eq!(*exists as usize, self.counts.len());
                5
            }
            Data::Recent(recent) => {
                assert!(!self.dialect.rev2);
                assert_eq!(*recent as usize, self.recent.len());
                6
            }
            Data::ESearch(told) => {
                let (numbering, found) = self.flagged.as_mut().expect("a search");
                assert_eq!(
                    (*numbering, told.tag.as_ref().map(|tag| tag.as_bytes())),
                    (told.numbering, Some(&b"B01"[..]))
                );
                let (SearchReturnData::AddTo(updates) | SearchReturnData::RemoveFrom(updates)) =
                    &told.data[0]
                else {
                    panic!("{told:?}")
                };
                let adds = matches!(told.data[0], SearchReturnData::AddTo(_));
                let mut leaves_first = false;
                for number in updates.iter().flat_map(|update| update.numbers.iter()) {
                    let number = match numbering {
                        Numbering::Uid => number.get(),
                        Numbering::SeqNum => self.counts[number.get() as usize - 1],
                    };
                    assert!(if adds { found.insert(number) } else { found.remove(&number) }, "{told:?}");
                    leaves_first |= may_expunge && store.has(number).is_none();
                }
                match (adds, leaves_first) {
                    (true, _) => 7,
                    (false, true) => 0,
                    (false, false) => 3,
                }
            }
            data => panic!("{data:?}"),
        }
    }

    fn went(&mut self, number: u32, store: &Store) {
        assert!(store.has(number).is_none());
        let place =
            self.counts.iter().position(|counted| *counted == number).expect("the client knows of it");
        self.counts.remove(place);
        self.recent.remove(&number);
        self.saved.remove(&number);
        self.flags.remove(&number);
        if let Some((_, found)) = &self.flagged {
            assert!(!found.contains(&number), "RFC 5267 §4.3.4: REMOVEFROM goes before");
        }
    }

    fn fetched(&mut self, number: u32, items: &[MsgAtt<'_>], store: &Store) {
        let (mut told_uid, mut told_mod_seq) = (false, false);
        for item in items {
            match item {
                MsgAtt::Flags(told) => {
                    assert_eq!(told.recent, !self.dialect.rev2 && self.recent.contains(&number));
                    let as_of = store.has(number).map_or(0, |message| message.mod_seq);
                    let before = self.flags.insert(number, (bits(told), as_of));
                    assert!(before.is_some_and(|(_, before)| before < as_of), "the client knows of it");
                }
                MsgAtt::Uid(told) => told_uid = told.get() == number,
                MsgAtt::ModSeq(_) => told_mod_seq = true,
                other => panic!("{other:?}"),
            }
        }
        let tells_uids = self.wants.uids || self.dialect.tells_uids();
        assert!(told_uid || !tells_uids || self.dialect.uid_only);
        assert_eq!(told_mod_seq, self.dialect.cond_store || self.dialect.q_resync);
    }

    /// FETCH has told what a message is like, as it was asked to.
    pub(crate) fn answered(&mut self, number: Uid, message: &Message) {
        self.view.told(number, mod_seq(message.mod_seq));
        self.flags.insert(message.uid, (message.flags, message.mod_seq));
    }

    /// STORE by this client, who is told the flags or asks not to be.
    pub(crate) fn change(&mut self, store: &mut Store, choose: &mut Choose<'_>) {
        let place = choose(store.messages.len().max(1) as u32) as usize;
        let Some(message) = store.messages.get_mut(place).filter(|message| self.counts_it(message.uid))
        else {
            return;
        };
        store.mod_seq += 1;
        (message.flags, message.mod_seq) = (choose(8) as u8, store.mod_seq);
        let Message { uid: number, flags, .. } = *message;
        if choose(2) == 0 {
            self.view.told(uid(number), mod_seq(store.mod_seq));
            self.flags.insert(number, (flags, store.mod_seq));
        } else {
            let stored = store.stored().nth(place).unwrap();
            // What is asked for comes whatever NOTIFY says, and in no other form.
            let uids = std::mem::take(&mut self.wants.uids);
            let data = self.view.flags(stored, self.dialect).expect("the client knows of it");
            self.hear(&data, store, false);
            self.wants.uids = uids;
        }
        self.agree(store);
    }

    /// SEARCH RETURN (SAVE), which may find what the client has not been told of, or nothing; where it is refused, `$` is
    /// empty. RFC 5182 §2.1
    fn save(&mut self, store: &Store, choose: &mut Choose<'_>) {
        let mut found: Vec<u32> =
            store.messages.iter().map(|message| message.uid).chain([1_000_000, 1]).collect();
        found.extend(self.counts.iter().copied());
        match choose(4) {
            0 => found.clear(),
            _ => found.retain(|_| choose(2) == 0),
        }
        self.saved = found.iter().copied().filter(|number| self.counts_it(*number)).collect();
        self.view.save(found.into_iter().rev().map(uid));
        self.agree(store);
    }

    /// Which messages a set means.
    fn select(&self, choose: &mut Choose<'_>) {
        let numbering = if choose(2) == 0 { Numbering::Uid } else { Numbering::SeqNum };
        let last = match numbering {
            Numbering::Uid => self.counts.last().copied(),
            Numbering::SeqNum => u32::try_from(self.counts.len()).ok().filter(|count| *count > 0),
        };
        let (mut text, mut expected, mut none) = (String::new(), BTreeSet::new(), false);
        for place in 0..=choose(3) {
            text.push_str(if place > 0 { "," } else { "" });
            let number = |choose: &mut Choose<'_>| match choose(4) {
                0 => ("*".to_string(), last),
                _ => {
                    let number = 1 + choose(last.unwrap_or(0) + 2);
                    (number.to_string(), Some(number))
                }
            };
            let (start, end) = (number(choose), number(choose));
            text.push_str(&format!("{}:{}", start.0, end.0));
            let (Some(one), Some(other)) = (start.1, end.1) else {
                none |= numbering == Numbering::SeqNum;
                continue;
            };
            none |= numbering == Numbering::SeqNum && one.max(other) > last.unwrap_or(0);
            let within = one.min(other)..=one.max(other);
            expected.extend(numbered(&self.counts).filter_map(|(seq, number)| match numbering {
                Numbering::Uid => within.contains(&number).then_some(number),
                Numbering::SeqNum => within.contains(&seq.get()).then_some(number),
            }));
        }
        match choose(3) {
            0 => (text, expected, none) = ("$".into(), self.saved.clone(), false),
            1 => {
                text.push_str(",$");
                expected.extend(self.saved.iter().copied());
            }
            _ => {}
        }
        let set: MessageSet = match numbering {
            Numbering::Uid => MessageSet::Uids(text.parse().unwrap()),
            Numbering::SeqNum => MessageSet::SeqNums(text.parse().unwrap()),
        };
        let expected: Vec<_> = numbered(&self.counts)
            .filter(|(_, number)| expected.contains(number))
            .map(|(seq, number)| (seq, uid(number)))
            .collect();
        let found = self.view.select(&set).map(Iterator::collect::<Vec<_>>);
        assert_eq!(
            found,
            if none { Err(NoSuchMessage) } else { Ok(expected.clone()) },
            "{text} of {:?}",
            self.counts
        );
        let limit = 1 + choose(4);
        if let Ok(last_ones) = self.view.select_last(&set, limit.try_into().unwrap(), |_, _| true) {
            let most: Vec<_> = expected.iter().rev().take(limit as usize).copied().collect();
            let is_limited = most.len() < expected.len();
            assert_eq!(last_ones.limit.is_some(), is_limited);
            assert_eq!(last_ones.messages, most);
        }
    }

    /// Whatever this session may do that is no matter of what it tells.
    pub(crate) fn act(&mut self, store: &Store, choose: &mut Choose<'_>) {
        match choose(6) {
            0 | 1 => {
                self.look(store, choose);
                self.agree(store);
            }
            2 => self.save(store, choose),
            3 => {
                let uids = self.dialect.uid_only || choose(2) == 0;
                let numbering = if uids { Numbering::Uid } else { Numbering::SeqNum };
                // The answer tells what is found now of what the client knows of.
                let found: BTreeSet<u32> = store.flagged().filter(|number| self.counts_it(*number)).collect();
                self.view.watch(&tag(), numbering, Order::Mailbox, found.iter().copied().map(uid)).unwrap();
                self.flagged = Some((numbering, found));
            }
            _ => self.select(choose),
        }
    }

    /// NOTIFY
    pub(crate) fn notify(&mut self, choose: &mut Choose<'_>) {
        let (text, wants) = INTERESTS[choose(INTERESTS.len() as u32) as usize];
        let line = format!("a NOTIFY {text}\r\n");
        let CommandBody::Notify(notify) = decode_command(line.as_bytes()).unwrap().body.into_static() else {
            panic!("{line}")
        };
        self.view.notify(&notify);
        self.wants = wants;
        self.hears_flags &= wants.flags;
    }

    /// The view and the plain model are of one mind.
    fn agree(&self, store: &Store) {
        let view = &self.view;
        let uids = view.uids().map_or_else(Vec::new, |uids| uids.iter().map(Uid::get).collect());
        assert_eq!((uids.len(), &uids), (view.exists() as usize, &self.counts));
        for (seq, number) in numbered(&self.counts) {
            assert_eq!((view.uid(seq), view.seq(uid(number))), (Some(uid(number)), Some(seq)));
            assert_eq!(view.is_recent(uid(number)), self.recent.contains(&number), "{number}");
        }
        assert_eq!(view.recent() as usize, self.recent.len());
        assert!(view.saved().map(Uid::get).eq(self.saved.iter().copied()));
        // RFC 7162 §3.2: what QRESYNC would tell from here on is all that the client has missed.
        let highest = view.highest_mod_seq().map_or(0, |highest| highest.get());
        for message in &store.messages {
            let knows = self.flags.get(&message.uid).is_some_and(|(flags, _)| *flags == message.flags);
            assert!(knows || message.mod_seq > highest, "{} is missed from {highest} on", message.uid);
        }
        for (number, when) in &store.gone {
            assert!(!self.counts_it(*number) || *when > highest, "{number} is not missed from {highest} on");
        }
    }
}
