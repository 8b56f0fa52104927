//! A mailbox that changes by chance, a server that tells one client of it through a [`View`], and a client that follows
//! with a [`Mirror`], while other sessions are told of it, too. Also what the fuzz target `mirror_view` runs.

#[path = "told.rs"]
mod told;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::num::NonZeroU32;

use imap_codec::{decode_command, decode_response, encode_command, encode_response};
use imap_fsm::Session;
use imap_fsm::mirror::{Change, Keep, Known, MessageFlags, Mirror, Origin};
use imap_fsm::view::{Dialect, Stored};
use imap_types::capability::Capability;
use imap_types::code::Code;
use imap_types::command::{Command, CommandBody};
use imap_types::fetch::{FetchModifier, MsgAtt};
use imap_types::flag::{FetchFlags, Flag, Flags};
use imap_types::mailbox::Mailbox;
use imap_types::nonempty::NonEmpty;
use imap_types::number::{ModSeq, Numbering, SeqNum, Uid};
use imap_types::response::{Condition, Data, RespText, Response, Status, StatusKind, Tagged};
use imap_types::search::{ESearch, SearchReturnData};
use imap_types::select::SelectParam;
use imap_types::sequence::{MessageSet, UidSet};
use imap_types::text::Text;

use self::told::Told;

/// What a server offers, from nothing to all.
const OFFERS: [&str; 8] = [
    "",
    "ESEARCH",
    "CONDSTORE",
    "CONDSTORE ESEARCH",
    "ENABLE QRESYNC ESEARCH",
    "UIDONLY ESEARCH",
    "UIDONLY CONDSTORE",
    "UIDONLY ENABLE QRESYNC",
];

struct Message {
    uid: u32,
    mod_seq: u64,
    flags: u8,
}

/// What all sessions share.
struct Store {
    epoch: u32,
    mod_seq: u64,
    uid_next: u32,
    messages: Vec<Message>,
    /// UIDs of those that are gone, and when they went.
    gone: Vec<(u32, u64)>,
    /// From this UID on, no session that has it SELECTed was told of a message.
    recent_from: u32,
    /// Messages that some such session was told are recent.
    given: BTreeSet<u32>,
}

fn flags(bits: u8) -> Flags<'static> {
    let all = [Flag::Seen, Flag::Flagged, Flag::Deleted];
    all.into_iter().enumerate().filter(|(bit, _)| bits >> bit & 1 == 1).map(|(_, flag)| flag).collect()
}

fn mod_seq(value: u64) -> ModSeq {
    ModSeq::new(value).unwrap()
}

fn uid(value: u32) -> Uid {
    Uid::try_from(value).unwrap()
}

impl Store {
    fn stored(&self) -> impl Iterator<Item = Stored<'static>> + '_ {
        self.messages.iter().map(|message| Stored {
            uid: uid(message.uid),
            mod_seq: mod_seq(message.mod_seq),
            flags: flags(message.flags),
            recent: message.uid >= self.recent_from,
        })
    }

    fn change(&mut self, choose: &mut impl FnMut(u32) -> u32) {
        self.mod_seq += 1;
        let any = |choose: &mut dyn FnMut(u32) -> u32, len: usize| choose(len as u32) as usize;
        match choose(8) {
            0..=2 => {
                for _ in 0..=choose(3) {
                    self.uid_next += choose(3);
                    let (uid, flags) = (self.uid_next, choose(8) as u8);
                    self.messages.push(Message { uid, mod_seq: self.mod_seq, flags });
                    self.uid_next += 1;
                }
            }
            3..=5 if !self.messages.is_empty() => {
                let at = any(choose, self.messages.len());
                let message = &mut self.messages[at];
                (message.flags, message.mod_seq) = (choose(8) as u8, self.mod_seq);
            }
            _ if !self.messages.is_empty() => {
                let at = any(choose, self.messages.len());
                for _ in 0..=choose(2) {
                    if at < self.messages.len() {
                        let message = self.messages.remove(at);
                        self.gone.push((message.uid, self.mod_seq));
                    }
                }
            }
            _ => {}
        }
    }
}

/// What a line of the server did to the numbers: the UIDs that the client counts behind it.
struct Line {
    bytes: Vec<u8>,
    origin: Origin,
    counts: Option<Vec<u32>>,
}

struct Pair {
    store: Store,
    offer: &'static str,
    told: Option<Told>,
    /// Of other clients.
    others: Vec<Told>,
    enabled: bool,
    to_client: VecDeque<Line>,
    to_server: VecDeque<Vec<u8>>,
    session: Session,
    mirror: Mirror,
    /// What the client has on disk: flags by UID, `None` where they have not come.
    disk: BTreeMap<u32, Option<Flags<'static>>>,
    trace: Vec<String>,
}

fn data(bytes: &[u8]) -> Data<'_> {
    match decode_response(bytes) {
        Ok(Response::Data(data)) => data,
        other => panic!("{other:?}"),
    }
}

fn said(code: Code<'static>) -> Data<'static> {
    let text = RespText::new(Some(code), Text::try_from("so").unwrap()).unwrap();
    Data::Status(Status { kind: StatusKind::Ok, text })
}

impl Pair {
    fn connect(&mut self, known: Known) {
        self.session = Session::new();
        let greeting = format!("* PREAUTH [CAPABILITY IMAP4rev1 {}] hi\r\n", self.offer);
        self.session.apply(&data(&greeting.into_bytes()));
        if self.uid_only() {
            self.session.apply(&Data::Enabled(vec![Capability::UidOnly]));
        }
        self.mirror = Mirror::resume(Mailbox::INBOX, known);
        (self.told, self.enabled) = (None, false);
        self.to_client.clear();
        self.to_server.clear();
    }

    fn uid_only(&self) -> bool {
        self.offer.contains("UIDONLY")
    }

    fn dialect(&self) -> Dialect {
        let cond_store = self.offer.contains("CONDSTORE") || self.enabled;
        Dialect { rev2: false, cond_store, q_resync: self.enabled, uid_only: self.uid_only() }
    }

    fn counts(&self) -> Option<Vec<u32>> {
        self.told.as_ref().map(Told::counts)
    }

    fn tell(&mut self, data: Data<'_>, counts: Option<Vec<u32>>) {
        let mut bytes = Vec::new();
        encode_response(&Response::Data(data), &mut bytes);
        self.to_client.push_back(Line { bytes, origin: Origin::Other, counts });
    }

    fn end(&mut self, condition: Condition, code: Option<Code<'_>>) {
        let text = RespText::new(code, Text::try_from("done").unwrap()).unwrap();
        let mut bytes = Vec::new();
        let tag = "a".try_into().unwrap();
        encode_response(&Response::Tagged(Tagged { tag, condition, text }), &mut bytes);
        let counts = self.counts();
        self.to_client.push_back(Line { bytes, origin: Origin::Plan, counts });
    }

    /// The server looks at its store, and tells what it may.
    fn news(&mut self, may_expunge: bool, choose: &mut dyn FnMut(u32) -> u32) {
        let Some(told) = &mut self.told else { return };
        let news = told.news(&mut self.store, may_expunge, choose);
        let last = news.len();
        for (index, data) in news.into_iter().enumerate() {
            // Between two of them the client counts neither as before nor as after.
            let counts = if index + 1 == last { self.counts() } else { None };
            self.tell(data, counts);
        }
    }

    fn serve(&mut self, choose: &mut impl FnMut(u32) -> u32) {
        let Some(bytes) = self.to_server.pop_front() else { return };
        let Command { body, .. } = decode_command(&bytes).unwrap();
        match body {
            CommandBody::Enable(_) => {
                self.enabled = true;
                self.tell(Data::Enabled(vec![Capability::QResync]), None);
                self.end(Condition::Ok, None);
            }
            CommandBody::Select { params, .. } => self.select(&params, choose),
            CommandBody::Search(_) => {
                if choose(3) == 0 {
                    self.news(true, choose);
                }
                // What is gone is not found, also where that could not be told yet (RFC 2180 §4.3).
                let view = &self.told.as_ref().unwrap().view;
                let found: Vec<u32> = self.counts().unwrap();
                let found: Vec<NonZeroU32> = found
                    .into_iter()
                    .filter(|&number| !view.is_gone(uid(number)))
                    .filter_map(NonZeroU32::new)
                    .collect();
                let all = (&found[..]).try_into().map(SearchReturnData::All);
                let search = ESearch::new(None, Numbering::Uid, all.into_iter().collect());
                self.tell(Data::ESearch(Box::new(search)), self.counts());
                let may_expunge = choose(3) == 0;
                self.news(may_expunge, choose);
                self.end(Condition::Ok, None);
            }
            CommandBody::Fetch(fetch) => self.fetch(fetch.messages(), fetch.modifiers(), choose),
            CommandBody::Noop => {
                self.news(true, choose);
                self.end(Condition::Ok, None);
            }
            other => panic!("{other:?}"),
        }
    }

    fn select(&mut self, params: &[SelectParam<'_>], choose: &mut impl FnMut(u32) -> u32) {
        let dialect = self.dialect();
        let told = Told::open(&mut self.store, dialect, true);
        let (store, view) = (&self.store, &told.view);
        let mut lines =
            vec![Data::Exists(view.exists()), said(Code::UidValidity(store.epoch.try_into().unwrap()))];
        if self.dialect().cond_store {
            lines.push(said(Code::HighestModSeq(mod_seq(store.mod_seq))));
        }
        if let Some(SelectParam::QResync(param)) = params.first() {
            if param.uid_validity.get() == store.epoch {
                let asked = |uid: u32| {
                    param.known_uids.as_ref().is_none_or(|uids| uids.contains(Uid::try_from(uid).unwrap()))
                };
                let since = param.mod_seq.get();
                // Some do not remember when a message went.
                let forgets = choose(4) == 0;
                let mut gone: Vec<Uid> = (store.gone.iter())
                    .filter(|(uid, when)| asked(*uid) && (forgets || *when > since))
                    .map(|(number, _)| uid(*number))
                    .collect();
                gone.sort_unstable();
                lines.extend(UidSet::try_from(&gone[..]).map(|uids| Data::Vanished { earlier: true, uids }));
                for message in &store.messages {
                    if message.mod_seq > since && asked(message.uid) {
                        let seq = view.seq(uid(message.uid)).unwrap();
                        lines.push(fetch(seq, message, true, dialect));
                    }
                }
            }
        }
        self.told = Some(told);
        for line in lines {
            self.tell(line, None);
        }
        self.end(Condition::Ok, None);
    }

    fn fetch(
        &mut self,
        messages: &MessageSet,
        modifiers: &[FetchModifier<'_>],
        choose: &mut impl FnMut(u32) -> u32,
    ) {
        // Nothing may be expunged while FETCH by number runs, but while UID FETCH does.
        let may_expunge = matches!(messages, MessageSet::Uids(_));
        assert!(may_expunge || !self.uid_only(), "{messages}");
        if choose(3) == 0 {
            self.news(may_expunge, choose);
        }
        let since = match modifiers {
            [FetchModifier::ChangedSince(since)] => since.get(),
            _ => 0,
        };
        let view = &self.told.as_ref().unwrap().view;
        let Ok(found) = view.select(messages).map(Iterator::collect::<Vec<_>>) else {
            return self.end(Condition::Bad, None);
        };
        let (mut missing, dialect) = (false, self.dialect());
        for (seq, uid) in found {
            match self.store.messages.iter().find(|message| message.uid == uid.get()) {
                Some(message) if message.mod_seq > since => {
                    let line = fetch(seq, message, since > 0, dialect);
                    self.told.as_mut().unwrap().answered(uid, message);
                    self.tell(line, self.counts());
                }
                Some(_) => {}
                None => missing = true,
            }
            if choose(8) == 0 {
                self.store.change(choose);
            }
        }
        let may_expunge = may_expunge && choose(2) == 0;
        self.news(may_expunge, choose);
        self.end(if missing { Condition::No } else { Condition::Ok }, None);
    }

    /// Another session comes, does something, or is told of what has happened.
    fn other(&mut self, choose: &mut impl FnMut(u32) -> u32) {
        let at = choose(2) as usize;
        let Some(other) = self.others.get_mut(at) else {
            let [rev2, cond_store, q_resync, uid_only] = [0; 4].map(|_| choose(2) == 0);
            let dialect = Dialect { rev2, cond_store, q_resync, uid_only };
            return self.others.push(Told::open(&mut self.store, dialect, choose(3) > 0));
        };
        match choose(8) {
            0 => other.open_again(&mut self.store),
            1 => other.notify(choose),
            2..=4 => {
                let may_expunge = choose(2) == 0;
                drop(other.news(&mut self.store, may_expunge, choose));
            }
            5 => other.change(&mut self.store, choose),
            _ => other.act(&self.store, choose),
        }
    }

    /// The client reads one line.
    fn hear(&mut self) {
        let Some(line) = self.to_client.pop_front() else { return };
        self.trace.push(String::from_utf8_lossy(&line.bytes).trim_end().to_string());
        let changes: Vec<Change> = match decode_response(&line.bytes).unwrap() {
            Response::Data(data) => {
                self.session.apply(&data);
                self.mirror.apply(&data).collect()
            }
            Response::Tagged(tagged) => self.mirror.completed(line.origin, &tagged).collect(),
            Response::Continue(_) => panic!(),
        };
        for change in changes {
            self.trace.push(format!("    {change:?}"));
            match change {
                Change::New(new) => self.disk.extend(new.uids().map(|uid| (uid.get(), None))),
                Change::Flags(MessageFlags { uid: Some(uid), flags, .. }) => {
                    self.disk.insert(uid.get(), Some(flags.flags));
                }
                Change::Gone(gone) => gone.uids().for_each(|uid| drop(self.disk.remove(&uid.get()))),
                Change::Reset { .. } => self.disk.clear(),
                Change::Recount(why) => panic!("{why}\n{}", self.trace.join("\n")),
                _ => {}
            }
        }
        if let Some(counts) = line.counts {
            assert_eq!(self.mirror.exists() as usize, counts.len(), "{}", self.trace.join("\n"));
            for (seq, expected) in (1..).zip(counts) {
                let seq = SeqNum::try_from(seq).unwrap();
                if let Some(uid) = self.mirror.uid(seq) {
                    assert_eq!(uid.get(), expected, "{}", self.trace.join("\n"));
                    assert_eq!(self.mirror.seq(uid), Some(seq));
                }
            }
        }
    }

    /// The client sends the next command of its plan.
    fn send(&mut self) -> bool {
        let Some(body) = self.mirror.next_command(&self.session) else { return false };
        let mut bytes = Vec::new();
        encode_command(&Command { tag: "a".try_into().unwrap(), body }, &mut bytes, &mut Vec::new());
        self.trace.push(format!("C: {}", String::from_utf8_lossy(&bytes).trim_end()));
        self.to_server.push_back(bytes);
        true
    }

    /// Until both are of one mind.
    fn settle(&mut self) {
        for _ in 0..1000 {
            self.send();
            self.serve(&mut |_| 1);
            if self.to_server.is_empty() {
                self.news(true, &mut |_| 0);
            }
            while !self.to_client.is_empty() {
                self.hear();
            }
            if self.mirror.is_synced() && self.mirror.next_command(&self.session).is_none() {
                break;
            }
        }
        let trace = || self.trace.join("\n");
        assert!(self.mirror.is_synced(), "{:?}\n{}", self.mirror.progress(), trace());
        let expected: BTreeMap<u32, Option<Flags>> =
            self.store.messages.iter().map(|message| (message.uid, Some(flags(message.flags)))).collect();
        assert_eq!(self.disk, expected, "{}", trace());
        let known =
            self.mirror.known().uids.map_or_else(Vec::new, |uids| uids.iter().map(Uid::get).collect());
        assert_eq!(known, expected.into_keys().collect::<Vec<_>>());
    }
}

fn fetch(seq: SeqNum, message: &Message, with_mod_seq: bool, dialect: Dialect) -> Data<'static> {
    let uid = uid(message.uid);
    let mut items = NonEmpty::one(MsgAtt::Uid(uid));
    items.push(MsgAtt::Flags(FetchFlags::from(flags(message.flags))));
    if with_mod_seq {
        items.push(MsgAtt::ModSeq(mod_seq(message.mod_seq)));
    }
    if dialect.uid_only { Data::UidFetch { uid, items } } else { Data::Fetch { seq, items } }
}

/// Runs both sides as `choose(n)`, a number below `n`, decides: what the client has stored and what it counts must be
/// what the server has told, all the time and across broken connections.
pub(crate) fn run(steps: usize, mut choose: impl FnMut(u32) -> u32) {
    let offer = OFFERS[choose(OFFERS.len() as u32) as usize];
    let mut pair = Pair {
        store: Store {
            epoch: 1,
            mod_seq: 1,
            uid_next: 1,
            messages: Vec::new(),
            gone: Vec::new(),
            recent_from: 1,
            given: BTreeSet::new(),
        },
        offer,
        told: None,
        others: Vec::new(),
        enabled: false,
        to_client: VecDeque::new(),
        to_server: VecDeque::new(),
        session: Session::new(),
        mirror: Mirror::resume(Mailbox::INBOX, Known::default()).keep(Keep::Told),
        disk: BTreeMap::new(),
        trace: vec![offer.to_string()],
    };
    for _ in 0..choose(20) {
        pair.store.change(&mut choose);
    }
    pair.connect(Known::default());
    for _ in 0..steps {
        match choose(32) {
            0..=4 => pair.store.change(&mut choose),
            5..=8 => drop(pair.send()),
            9..=12 => pair.serve(&mut choose),
            13..=20 => pair.hear(),
            // Unsolicited: EXPUNGE may not be said while no command runs.
            21 => pair.news(false, &mut choose),
            22 => pair.settle(),
            23 => {
                if let Some(told) = &mut pair.told {
                    told.act(&pair.store, &mut choose);
                }
            }
            24..=29 => pair.other(&mut choose),
            _ => {
                let known = pair.mirror.known();
                pair.trace.push(format!("--- {known:?}"));
                for _ in 0..choose(6) {
                    pair.store.change(&mut choose);
                }
                if choose(8) == 0 {
                    let store = &mut pair.store;
                    (store.epoch, store.uid_next) = (store.epoch + 1, 1);
                    store.messages.clear();
                    store.gone.clear();
                    store.given.clear();
                    store.recent_from = 1;
                    store.change(&mut choose);
                    pair.others.iter_mut().for_each(|other| other.open_again(&mut pair.store));
                }
                pair.connect(known);
            }
        }
    }
    pair.settle();
}
