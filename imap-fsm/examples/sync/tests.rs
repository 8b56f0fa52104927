use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::time::Duration;

use imap_fsm::client::Options;
use imap_fsm::client::call::Policy;
use imap_fsm::codec::{decode_command, encode_response};
use imap_fsm::mirror::Known;
use imap_fsm::types::capability::Capability;
use imap_fsm::types::code::Code;
use imap_fsm::types::command::{Command, CommandBody};
use imap_fsm::types::fetch::{FetchModifier, MsgAtt};
use imap_fsm::types::flag::{Flag, Flags};
use imap_fsm::types::mailbox::Mailbox;
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::number::{ModSeq, SeqNum, Uid};
use imap_fsm::types::response::{Condition, Data, RespText, Response, Status, StatusKind, Tagged};
use imap_fsm::types::search::Search;
use imap_fsm::types::select::SelectParam;
use imap_fsm::types::sequence::{MessageSet, UidSet};
use imap_fsm::types::store::Store;
use imap_fsm::types::text::Text;

use crate::driver::Driver;
use crate::sync::{Copy, synchronize};

/// A mailbox that is still there when the connection breaks.
#[derive(Clone, Default)]
struct Mail {
    mails: BTreeMap<u32, (Flags<'static>, u64)>,
    gone: Vec<(u32, u64)>,
    clock: u64,
}

impl Mail {
    fn set(&mut self, uid: u32, flags: &[Flag<'static>]) {
        self.clock += 1;
        self.mails.insert(uid, (flags.iter().cloned().collect(), self.clock));
    }

    fn remove(&mut self, uid: u32) {
        self.clock += 1;
        self.mails.remove(&uid);
        self.gone.push((uid, self.clock));
    }
}

/// One connection: it says what the client asks, and in IDLE or NOOP what has changed; then it breaks.
struct Server {
    capabilities: &'static str,
    mailbox: Mail,
    /// What happens when the client waits, one after the other; after that the connection breaks.
    later: Vec<fn(&mut Mail)>,
    /// How the client counts.
    told: Vec<u32>,
    seen: u64,
    q_resync: bool,
    cond_store: bool,
    idling: Option<String>,
    out: Vec<u8>,
    heard: Vec<String>,
    broken: bool,
}

fn uid(number: u32) -> Uid {
    Uid::try_from(number).unwrap()
}

impl Server {
    fn new(capabilities: &'static str, mailbox: Mail, later: &[fn(&mut Mail)]) -> Self {
        let out = format!("* PREAUTH [CAPABILITY IMAP4rev1 {capabilities}] hi\r\n").into_bytes();
        let seen = mailbox.clock;
        Self {
            capabilities,
            mailbox,
            later: later.to_vec(),
            told: Vec::new(),
            seen,
            q_resync: false,
            cond_store: false,
            idling: None,
            out,
            heard: Vec::new(),
            broken: false,
        }
    }

    fn say(&mut self, data: Data<'_>) {
        encode_response(&Response::Data(data), &mut self.out);
    }

    fn code(&mut self, code: Code<'_>) {
        let text = RespText::new(Some(code), Text::try_from("x").unwrap()).unwrap();
        self.say(Data::Status(Status { kind: StatusKind::Ok, text }));
    }

    fn fetch(&mut self, number: u32) {
        let index = self.told.iter().position(|told| *told == number).unwrap();
        let (flags, mod_seq) = self.mailbox.mails[&number].clone();
        let mut items = NonEmpty::one(MsgAtt::Uid(uid(number)));
        items.push(MsgAtt::Flags(flags.into()));
        if self.cond_store {
            items.push(MsgAtt::ModSeq(ModSeq::new(mod_seq).unwrap()));
        }
        self.say(Data::Fetch { seq: SeqNum::try_from(index as u32 + 1).unwrap(), items });
    }

    fn news(&mut self) {
        if self.later.is_empty() {
            self.broken = true;
            return;
        }
        self.later.remove(0)(&mut self.mailbox);
        let gone: Vec<u32> =
            self.told.iter().copied().filter(|uid| !self.mailbox.mails.contains_key(uid)).collect();
        for number in gone {
            let index = self.told.iter().position(|told| *told == number).unwrap();
            self.told.remove(index);
            match self.q_resync {
                true => self.say(Data::Vanished { earlier: false, uids: uid(number).into() }),
                false => self.say(Data::Expunge(SeqNum::try_from(index as u32 + 1).unwrap())),
            }
        }
        let seen = std::mem::replace(&mut self.seen, self.mailbox.clock);
        let changed = self.told.iter().copied().filter(|uid| self.mailbox.mails[uid].1 > seen);
        changed.collect::<Vec<_>>().into_iter().for_each(|uid| self.fetch(uid));
        let before = self.told.len();
        self.told = self.mailbox.mails.keys().copied().collect();
        if self.told.len() > before {
            self.say(Data::Exists(self.told.len() as u32));
        }
    }

    fn since(&mut self, since: u64, vanished: bool) {
        if vanished {
            let gone =
                self.mailbox.gone.iter().filter(|(_, when)| *when > since).map(|(number, _)| uid(*number));
            if let Ok(uids) = UidSet::collect(gone) {
                self.say(Data::Vanished { earlier: true, uids });
            }
        }
        let changed = self.told.iter().copied().filter(|uid| self.mailbox.mails[uid].1 > since);
        changed.collect::<Vec<_>>().into_iter().for_each(|uid| self.fetch(uid));
    }

    fn selected(&self, messages: &MessageSet) -> Vec<u32> {
        let all = self.told.iter().copied().enumerate();
        let last = uid(self.told.last().copied().unwrap_or(1));
        let seq = |index: usize| SeqNum::try_from(index as u32 + 1).unwrap();
        let count = SeqNum::try_from(self.told.len().max(1) as u32).unwrap();
        all.filter(|(index, number)| match messages {
            MessageSet::SeqNums(set) => set.contains(seq(*index), count),
            MessageSet::Uids(set) => set.contains(uid(*number), last),
        })
        .map(|(_, number)| number)
        .collect()
    }

    fn hear(&mut self, line: &str) {
        if line == "DONE\r\n" {
            let tag = self.idling.take().unwrap();
            self.out.extend_from_slice(format!("{tag} OK done\r\n").as_bytes());
            return;
        }
        self.heard.push(line.trim_end().split_once(' ').unwrap().1.into());
        let Command { tag, body } = decode_command(line.as_bytes()).unwrap();
        match body {
            CommandBody::Enable(_) => {
                (self.q_resync, self.cond_store) = (true, true);
                self.say(Data::Enabled(vec![Capability::QResync]));
            }
            CommandBody::Select { params, .. } => {
                self.cond_store |= !params.is_empty();
                self.told = self.mailbox.mails.keys().copied().collect();
                self.say(Data::Exists(self.told.len() as u32));
                self.code(Code::UidValidity(7.try_into().unwrap()));
                if self.capabilities.contains("CONDSTORE") {
                    self.code(Code::HighestModSeq(ModSeq::new(self.mailbox.clock).unwrap()));
                }
                if let Some(SelectParam::QResync(known)) = params.first() {
                    self.since(known.mod_seq.get(), true);
                }
            }
            CommandBody::Fetch(fetch) => {
                let since = fetch.modifiers().iter().find_map(|modifier| match modifier {
                    FetchModifier::ChangedSince(since) => Some(since.get()),
                    _ => None,
                });
                for number in self.selected(fetch.messages()) {
                    if since.is_none_or(|since| self.mailbox.mails[&number].1 > since) {
                        self.fetch(number);
                    }
                }
            }
            CommandBody::Search(Search { returns, .. }) => {
                assert!(returns.is_some(), "SEARCH is not asked for without");
                let found = self.told.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
                self.out
                    .extend_from_slice(format!("* ESEARCH (TAG \"{tag}\") UID ALL {found}\r\n").as_bytes());
            }
            CommandBody::Store(Store { messages, att, .. }) => {
                let _ = att;
                for number in self.selected(&messages) {
                    self.mailbox.set(number, &[Flag::Answered]);
                    self.seen = self.mailbox.clock;
                    self.fetch(number);
                }
            }
            CommandBody::Idle => {
                self.idling = Some(tag.to_string());
                self.out.extend_from_slice(b"+ idling\r\n");
                return self.news();
            }
            CommandBody::Noop => {
                self.news();
                if self.broken {
                    return;
                }
            }
            body => panic!("{body:?}"),
        }
        let text = RespText::try_from("done").unwrap();
        encode_response(&Response::Tagged(Tagged { tag, condition: Condition::Ok, text }), &mut self.out);
    }
}

impl Read for Server {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut front = &self.out[..];
        let n = front.read(into)?;
        self.out.drain(..n);
        if n == 0 && !self.broken {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(n)
    }
}

impl Write for Server {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hear(std::str::from_utf8(bytes).unwrap());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Runs until the connection breaks; gives the mailbox, and what the client has asked.
fn session(server: Server, copy: &mut Copy, enable: bool) -> (Mail, Vec<String>) {
    let policy = Policy::new();
    let policy = if enable { policy.enable(Capability::QResync) } else { policy };
    let mut imap = Driver::open(server, Options { tls: true, ..Options::default() }, policy).unwrap();
    let ended = synchronize(&mut imap, copy, Duration::ZERO, |_| true);
    assert_eq!(ended.unwrap_err().to_string(), "the connection has ended");
    (imap.stream.mailbox, imap.stream.heard)
}

fn same(copy: &Copy, mailbox: &Mail) {
    let expected = mailbox.mails.iter().map(|(number, (flags, _))| (uid(*number), flags.clone().into()));
    assert_eq!(copy.mails, expected.collect());
}

#[test]
fn a_copy_follows_the_mailbox_in_each_of_the_three_ways() {
    for (capabilities, way) in [
        ("ENABLE QRESYNC CONDSTORE IDLE", "SELECT INBOX (QRESYNC ("),
        ("CONDSTORE ESEARCH IDLE", "(CHANGEDSINCE "),
        ("IDLE", "FETCH 1:3 (UID FLAGS)"),
        ("", "FETCH 1:3 (UID FLAGS)"),
    ] {
        let mut mailbox = Mail::default();
        mailbox.set(10, &[Flag::Seen]);
        mailbox.set(20, &[]);
        mailbox.set(30, &[]);
        let mut copy = Copy::new(Mailbox::INBOX, Known::default());
        let enable = capabilities.contains("QRESYNC");
        // Online: one is flagged and one comes; one goes.
        let later: [fn(&mut Mail); 2] = [
            |mailbox| {
                mailbox.set(20, &[Flag::Flagged]);
                mailbox.set(40, &[]);
            },
            |mailbox| mailbox.remove(10),
        ];
        let (mut mailbox, _) = session(Server::new(capabilities, mailbox, &later), &mut copy, enable);
        same(&copy, &mailbox);
        assert_eq!(copy.mails.len(), 3, "{capabilities}");

        // Offline: one goes, one changes, one comes; and one is to be marked at the server.
        mailbox.remove(30);
        mailbox.set(20, &[Flag::Seen]);
        mailbox.set(50, &[Flag::Draft]);
        copy.pending.push((uid(40), Flag::Answered));
        let (mailbox, heard) = session(Server::new(capabilities, mailbox, &later[..1]), &mut copy, enable);
        same(&copy, &mailbox);
        assert!(copy.pending.is_empty() && heard.iter().any(|line| line.contains("STORE 40 ")), "{heard:?}");
        assert!(heard.iter().any(|line| line.contains(way)), "{capabilities}: {heard:?}");
    }
}

#[test]
fn it_breaks_anywhere_and_goes_on() {
    let mut mailbox = Mail::default();
    let mut copy = Copy::new(Mailbox::INBOX, Known::default());
    for round in 1..40 {
        mailbox.set(round * 10, &[]);
        if round > 3 {
            mailbox.remove((round - 3) * 10);
        }
        let capabilities = ["ENABLE QRESYNC CONDSTORE IDLE", "CONDSTORE ESEARCH", "IDLE"][round as usize % 3];
        let enable = capabilities.contains("QRESYNC");
        mailbox = session(Server::new(capabilities, mailbox, &[]), &mut copy, enable).0;
        same(&copy, &mailbox);
    }
}

#[test]
fn its_logic_has_at_most_60_lines() {
    let source = include_str!("sync.rs");
    let lines = source.lines().map(str::trim);
    let counts = |line: &&str| !line.is_empty() && !line.starts_with("//") && !line.starts_with("use ");
    let count = lines.filter(counts).count();
    assert!(count <= 60, "{count}");
}
