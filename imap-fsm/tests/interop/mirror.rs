//! The picture of a mailbox that another connection changes all the time: message numbers, UIDs and flags as the server
//! has them in the end, across broken connections.
//!
//! `INTEROP_MIRROR_SECONDS` (6): how long each of the three ways takes.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use imap_codec::decode_response;
use imap_fsm::Session;
use imap_fsm::client::CommandId;
use imap_fsm::mirror::{Change, Known, MessageFlags, Mirror, Origin};
use imap_fsm::session::State;
use imap_types::capability::Capability;
use imap_types::command::CommandBody;
use imap_types::flag::Flags;
use imap_types::mailbox::Mailbox;
use imap_types::number::{SeqNum, Uid};
use imap_types::response::{Condition, Response};

use crate::connection::{Connection, Heard};
use crate::server::{Findings, Outcome, Server, Step, variable};
use crate::transcript::Transcript;

pub(crate) const STEPS: &[Step] = &[
    ("a mirror beside another's changes, by UIDs", by_uids),
    ("a mirror beside another's changes, by CONDSTORE", by_cond_store),
    ("a mirror beside another's changes, by QRESYNC", by_q_resync),
];

fn by_uids(server: &Server) -> Outcome {
    // Not against Courier, which alone has no UNSELECT: it sometimes never answers a COPY into a mailbox that others change.
    server.offers(&[Capability::Unselect])?;
    follow(server, "mirror-uids", "")
}

fn by_cond_store(server: &Server) -> Outcome {
    server.offers(&[Capability::CondStore])?;
    follow(server, "mirror-condstore", "CONDSTORE")
}

fn by_q_resync(server: &Server) -> Outcome {
    server.offers(&[Capability::QResync, Capability::Enable])?;
    follow(server, "mirror-qresync", "ENABLE QRESYNC")
}

/// A generator of numbers that look like chance.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 32) as u32 % limit
    }
}

fn follow(server: &Server, name: &str, offer: &'static str) -> Outcome {
    let (mut connection, name) = server.open(name);
    connection.append(&name, "", b"Subject: first\r\n\r\n1\r\n");
    let seconds = variable("MIRROR_SECONDS").map_or(6, |seconds| seconds.parse().unwrap());
    let end = Instant::now() + Duration::from_secs(seconds);
    let stop = AtomicBool::new(false);
    // Stops the other thread also where this one fails.
    struct Stop<'s>(&'s AtomicBool);
    impl Drop for Stop<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let (address, seed) = (server.address().to_string(), u64::from(std::process::id()) * 2 + 1);
    println!("-- {name}: seed {seed}");
    thread::scope(|scope| {
        let changing = scope.spawn(|| change(&address, &name, Chance(seed), &stop));
        let mut follower = Follower::new(server, &name, offer);
        {
            let _stop = Stop(&stop);
            let mut chance = Chance(seed ^ 0x9E37_79B9_7F4A_7C15);
            while (Instant::now() < end || !follower.has_done_enough()) && !changing.is_finished() {
                follower.step(&mut chance);
            }
        }
        let changes = changing.join().expect("the one who changes it has not failed");
        follower.settle();
        let (steps, sessions) = (follower.steps, follower.sessions);
        println!("-- {name}: {changes} changes, {steps} steps in {sessions} sessions");
        assert!(changes > 0 && follower.has_done_enough());
    });
    Ok(())
}

/// Changes the mailbox until it is told to stop.
fn change(address: &str, name: &str, mut chance: Chance, stop: &AtomicBool) -> u32 {
    let mut connection = Connection::open(address, None, Rc::new(Findings::default()));
    if connection.state() == State::NotAuthenticated {
        connection.secretly(&CommandBody::login("alice", "pass").unwrap()).expect(Condition::Ok);
    }
    connection.ok(format!("SELECT {name}"));
    let mut changes = 0;
    while !stop.load(Ordering::Relaxed) {
        let exists = connection.session().mailbox().unwrap().exists();
        let any = chance.below(exists.max(1)) + 1;
        let other = chance.below(exists.max(1)) + 1;
        match chance.below(8) {
            _ if exists == 0 => append(&mut connection, name, changes),
            0 | 1 if exists < 40 => append(&mut connection, name, changes),
            2 => drop(connection.ok(format!("STORE {any}:{other} +FLAGS (\\Seen \\Flagged)"))),
            3 => drop(connection.ok(format!("STORE {any} FLAGS ($Label \\Answered)"))),
            4 => drop(connection.ok(format!("STORE {any} -FLAGS (\\Seen)"))),
            // Some refuse too many copies of the same message.
            5 if exists < 60 => drop(connection.run(format!("COPY {any}:{other} {name}"))),
            6 if exists > 10 => {
                connection.ok(format!("STORE {any}:{other} +FLAGS.SILENT (\\Deleted)"));
                connection.ok("EXPUNGE");
            }
            _ => drop(connection.ok("NOOP")),
        }
        changes += 1;
    }
    changes
}

fn append(connection: &mut Connection, name: &str, number: u32) {
    let message = format!("Subject: {number}\r\n\r\n{number}\r\n");
    connection.ok(format!("APPEND {name} (\\Draft) {{{}}}\r\n{message}", message.len()));
}

/// A client that keeps what it has been told.
struct Follower<'s> {
    server: &'s Server,
    offer: &'static str,
    connection: Connection,
    /// As that of a client that uses no more than is offered.
    session: Session,
    mirror: Mirror,
    planned: Option<CommandId>,
    /// Flags by UID, `None` where they have not come.
    disk: BTreeMap<Uid, Option<Flags<'static>>>,
    steps: u32,
    sessions: u32,
    /// What was said over the last connections.
    past: VecDeque<Transcript>,
}

impl Drop for Follower<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.past.iter().for_each(Transcript::print);
        }
    }
}

impl<'s> Follower<'s> {
    fn new(server: &'s Server, name: &str, offer: &'static str) -> Self {
        let mirror = Mirror::resume(Mailbox::try_from(name).unwrap(), Known::default());
        let mut follower = Self {
            server,
            offer,
            connection: server.log_in(),
            session: Session::new(),
            mirror,
            planned: None,
            disk: BTreeMap::new(),
            steps: 0,
            sessions: 0,
            past: VecDeque::new(),
        };
        follower.connect(Known::default());
        follower
    }

    fn connect(&mut self, known: Known) {
        self.past.push_back(self.connection.take_transcript());
        if self.past.len() > 3 {
            self.past.pop_front();
        }
        self.connection = self.server.log_in();
        self.session = Session::new();
        let greeting = format!("* PREAUTH [CAPABILITY IMAP4rev1 {}] hi\r\n", self.offer);
        match decode_response(greeting.as_bytes()).unwrap() {
            Response::Data(data) => self.session.apply(&data),
            other => panic!("{other:?}"),
        }
        self.mirror = Mirror::resume(self.mirror.mailbox().clone(), known);
        self.planned = None;
        self.sessions += 1;
    }

    fn hear(&mut self) -> Heard {
        let heard = self.connection.hear();
        let changes: Vec<Change> = match &heard {
            Heard::Data(data) => {
                self.session.apply(data);
                self.mirror.apply(data).collect()
            }
            Heard::Completed(id, tagged) => {
                let planned = self.planned == Some(*id);
                if planned {
                    self.planned = None;
                }
                let origin = if planned { Origin::Plan } else { Origin::Other };
                self.mirror.completed(origin, tagged).collect()
            }
            _ => Vec::new(),
        };
        for change in changes {
            match change {
                Change::New(new) => {
                    for uid in new.uids() {
                        self.disk.entry(uid).or_default();
                    }
                }
                Change::Flags(MessageFlags { uid: Some(uid), flags, .. }) => {
                    self.disk.insert(uid, Some(flags.flags));
                }
                Change::Gone(gone) => gone.uids().for_each(|uid| drop(self.disk.remove(&uid))),
                Change::Reset { .. } => self.disk.clear(),
                // Leaves VANISHED out of SELECT, by chance, while another's EXPUNGE runs.
                Change::Recount(why) if self.server.is("cyrus") && self.offer.contains("QRESYNC") => {
                    println!("-- cyrus: recounted, {why}");
                }
                Change::Recount(why) => panic!("{why}"),
                _ => {}
            }
        }
        heard
    }

    fn finish(&mut self, id: CommandId) {
        loop {
            if let Heard::Completed(ended, tagged) = self.hear() {
                if ended == id {
                    // FETCH of what has gone may end in NO: RFC 2180 §4.1.
                    assert_ne!(tagged.condition, Condition::Bad, "{tagged:?}");
                    return;
                }
            }
        }
    }

    fn run(&mut self, text: &str) {
        let id = self.connection.send(text);
        self.finish(id);
    }

    /// Runs the next command of the plan, if there is one.
    fn plan(&mut self) -> bool {
        let Some(command) = self.mirror.next_command(&self.session) else { return false };
        let id = self.connection.client.send(&command).unwrap();
        self.planned = Some(id);
        self.finish(id);
        true
    }

    /// Whether this was a test at all, however slow the server is.
    fn has_done_enough(&self) -> bool {
        self.steps > 20 && self.sessions > 2
    }

    fn step(&mut self, chance: &mut Chance) {
        self.steps += 1;
        match chance.below(12) {
            0 => {
                let known = self.mirror.known();
                self.connect(known);
            }
            // Also in the middle of a plan, if the mailbox is open.
            1..=3 if self.connection.state() == State::Selected => self.run("NOOP"),
            4 if self.connection.state() == State::Selected => self.run("UID FETCH 1:* (FLAGS)"),
            5 | 6
                if self.connection.state() == State::Selected
                    && self.server.offers(&[Capability::Idle]).is_ok() =>
            {
                let idle = self.connection.send("IDLE");
                while !matches!(self.hear(), Heard::Idling) {}
                // The other one goes on changing.
                if chance.below(2) == 0 {
                    self.hear();
                }
                self.connection.client.idle_done().unwrap();
                self.finish(idle);
            }
            _ => {
                if !self.plan() {
                    self.run("NOOP");
                }
            }
        }
    }

    /// Until there is nothing more to do; then everything is as the server has it.
    fn settle(&mut self) {
        for _ in 0..1000 {
            if !self.plan() {
                self.run("NOOP");
                if !self.plan() && self.mirror.is_synced() {
                    break;
                }
            }
        }
        assert!(self.mirror.is_synced(), "{:?}", self.mirror.progress());

        let mut other = self.server.log_in();
        other.ok(format!("EXAMINE {}", String::from_utf8_lossy(self.mirror.mailbox().as_bytes())));
        let uids: Vec<u32> = self.disk.keys().map(|uid| uid.get()).collect();
        assert_eq!(other.ok("UID SEARCH ALL").found(), uids, "the UIDs that are stored");
        let known = self.mirror.known().uids;
        assert_eq!(known.map_or_else(Vec::new, |uids| uids.iter().map(Uid::get).collect()), uids);
        let there: BTreeMap<_, _> = other
            .ok("UID FETCH 1:* (FLAGS)")
            .messages()
            .iter()
            .map(|message| {
                let seq = self.mirror.seq(Uid::try_from(message.uid()).unwrap());
                assert_eq!(seq.map(SeqNum::get), Some(message.seq), "the numbers that are counted");
                (message.uid(), sorted(&message.flags()))
            })
            .collect();
        let here: BTreeMap<_, _> = self
            .disk
            .iter()
            .map(|(uid, flags)| (uid.get(), sorted(&flags.as_ref().unwrap().to_string())))
            .collect();
        assert_eq!(here, there, "the flags that are stored");
        self.connection.agree();
    }
}

/// The flags of a list, in the order of the alphabet.
fn sorted(flags: &str) -> Vec<String> {
    let mut names: Vec<_> = flags.trim_matches(['(', ')']).split_whitespace().map(String::from).collect();
    names.sort();
    names
}
