//! Laws of what a client says it waits for: who does what it names, and nothing else, brings every command to its end;
//! and as long as nobody does, nothing happens.

use std::collections::{BTreeMap, BTreeSet};

use imap_fsm::Limits;
use imap_fsm::client::call::Status;
use imap_fsm::client::{Client, CommandId, Event, Options, UpgradeReady, WaitingFor as W};
use imap_fsm::session::State;
use imap_types::append::AppendMessageHead;
use imap_types::auth::AuthenticateData;
use imap_types::mailbox::Mailbox;
use imap_types::secret::Secret;
use imap_types::status::StatusAtt;
use imap_types::string::Binary;
use proptest::prelude::*;

use crate::calls::chance;
use crate::wire::command;

const COMMANDS: [&str; 16] = [
    "NOOP",
    "CAPABILITY",
    "LOGIN a b",
    "LOGIN {2}\r\n\u{e9} {2}\r\n\u{e9}",
    "AUTHENTICATE LOGIN",
    "SELECT x",
    "SELECT {2}\r\n\u{e9}",
    "UID FETCH 1 FLAGS",
    "FETCH 1 FLAGS",
    "EXPUNGE",
    "CLOSE",
    "IDLE",
    "IDLE",
    "COMPRESS DEFLATE",
    "STARTTLS",
    "LOGOUT",
];

const GREETINGS: [&str; 3] = [
    "* OK hi",
    "* PREAUTH [CAPABILITY IMAP4rev1 LITERAL+ COMPRESS=DEFLATE] hi",
    "* OK [CAPABILITY IMAP4rev1 LITERAL-] hi",
];

struct World<'r> {
    chance: &'r mut dyn FnMut(u32) -> u32,
    client: Client,
    /// The commands that have not ended.
    outstanding: BTreeSet<CommandId>,
    /// Those of which the server has read the tag.
    seen: BTreeSet<CommandId>,
    /// Octets that the program has left of a message.
    left: BTreeMap<CommandId, usize>,
    written: String,
    log: Vec<String>,
    ended: bool,
}

fn took(event: &Event<'_>, outstanding: &mut BTreeSet<CommandId>, log: &mut Vec<String>) {
    log.push(format!("    {event:?}"));
    if let Event::Completed { id, .. }
    | Event::UpgradeReady(UpgradeReady { id, .. })
    | Event::Withheld { id, .. }
    | Event::Unanswered { id } = event
    {
        assert!(outstanding.remove(id), "{id:?} ends twice: {}", log.join("\n"));
    }
}

impl World<'_> {
    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[(self.chance)(of.len() as u32) as usize]
    }

    /// The client reads what the server says.
    fn hear(&mut self, line: &str) {
        self.log.push(format!("S: {line}"));
        let line = format!("{line}\r\n");
        let (mut start, split) = (0, 1 + (self.chance)(line.len() as u32 - 1) as usize);
        for end in [split, line.len()] {
            // Half a line is nothing that anybody waits for.
            let (mut input, before) = (&line.as_bytes()[start..end], self.client.waiting_for());
            let mut quiet = end < line.len();
            while let Ok(Some(event)) = self.client.receive(&mut input) {
                took(&event, &mut self.outstanding, &mut self.log);
                quiet = false;
            }
            let waiting = self.client.waiting_for();
            quiet &= !matches!(waiting, W::Failed(_));
            assert!(!quiet || before == waiting, "{before:?} {waiting:?}\n{}", self.log.join("\n"));
            start = end - input.len();
        }
    }

    fn write(&mut self) {
        let all = self.client.transmit();
        let n = 1 + (self.chance)(all.len() as u32) as usize;
        let n = n.min(all.len());
        self.written.push_str(&String::from_utf8_lossy(&all[..n]));
        self.client.transmitted(n).unwrap();
        let tags = self.written.split("\r\n").filter_map(|line| line.split_once(' ')).map(|(tag, _)| tag);
        let is_seen = |id: &&CommandId| tags.clone().any(|tag| tag == id.tag().as_str());
        self.seen.extend(self.outstanding.iter().filter(is_seen).copied().collect::<Vec<_>>());
        self.log.push(format!("C: {n} octets of {:?}", self.written.lines().last()));
    }

    /// Whoever is to act acts. `false`: there is nothing to be done.
    fn obey(&mut self) -> bool {
        let waiting = self.client.waiting_for();
        self.log.push(format!("{waiting:?}"));
        match waiting {
            W::Write => self.write(),
            W::Receive => {
                let mut nothing: &[u8] = b"";
                let event = self.client.receive(&mut nothing).unwrap().expect("something without any bytes");
                took(&event, &mut self.outstanding, &mut self.log);
            }
            W::Greeting => {
                let greeting = self.pick(&GREETINGS);
                self.hear(greeting);
            }
            W::Completion(id) => {
                assert_eq!(self.outstanding.first(), Some(&id), "the oldest");
                self.end(id, "OK");
            }
            W::Continue(id) => {
                assert!(self.seen.contains(&id), "nobody asks for the rest of what has not come");
                self.hear("+ go");
                let goes_on = self.client.waiting_for();
                assert!(goes_on != waiting || !self.client.transmit().is_empty(), "{}", self.log.join("\n"));
            }
            W::Challenge(id) if (self.chance)(2) == 0 => self.end(id, "OK"),
            W::Challenge(id) => {
                self.hear("+ YQ==");
                assert_eq!(self.client.waiting_for(), W::Response(id));
            }
            W::Response(_) => {
                let secret = Secret::new(Binary::try_from("x").unwrap());
                let data = match (self.chance)(3) {
                    0 => AuthenticateData::Cancel,
                    _ => AuthenticateData::Response(secret),
                };
                self.client.authenticate(&data).unwrap();
            }
            W::Octets(id) => match self.left.get_mut(&id).unwrap() {
                0 => self.client.append_finish(id).unwrap(),
                left => {
                    let n = 1 + (self.chance)(*left as u32) as usize;
                    *left -= self.client.append_data(id, &b"abcdefgh"[..n.min(*left)]).unwrap();
                }
            },
            W::News(id) => {
                assert!(self.outstanding.contains(&id));
                if (self.chance)(2) == 0 {
                    self.hear("* 4 EXISTS");
                    assert_eq!(self.client.waiting_for(), waiting);
                }
                self.client.idle_done().unwrap();
            }
            W::Upgrade(_) => self.client.upgraded().unwrap(),
            W::Close => {
                self.end_of_stream();
                return false;
            }
            W::Nothing | W::Failed(_) => return false,
            other => panic!("{other:?}"),
        }
        true
    }

    fn end(&mut self, id: CommandId, how: &str) {
        assert!(self.seen.contains(&id), "{id:?} was not sent: {}", self.log.join("\n"));
        self.hear(&format!("{} {how} x", id.tag().as_str()));
        let failed = matches!(self.client.waiting_for(), W::Failed(_));
        assert!(failed || !self.outstanding.contains(&id), "{}", self.log.join("\n"));
    }

    fn end_of_stream(&mut self) {
        self.log.push("S: (ends)".into());
        while let Ok(Some(event)) = self.client.receive_eof() {
            took(&event, &mut self.outstanding, &mut self.log);
        }
        self.ended = true;
        assert_eq!(self.outstanding.len(), 0);
    }

    /// Somebody does what nobody waits for.
    fn act(&mut self) {
        match (self.chance)(12) {
            0..=5 => {
                let text = self.pick(&COMMANDS);
                if let Ok(id) = self.client.send(&command(text)) {
                    self.log.push(format!("program: {} {text:?}", id.tag().as_str()));
                    self.outstanding.insert(id);
                }
            }
            6 => {
                let len = (self.chance)(9);
                let head = AppendMessageHead::default();
                if let Ok(id) = self.client.append(&Mailbox::INBOX, &head, len.into()) {
                    self.log.push(format!("program: {} APPEND of {len}", id.tag().as_str()));
                    self.outstanding.insert(id);
                    self.left.insert(id, len as usize);
                }
            }
            7 => {
                if let Ok(call) = self.client.call(Status::new("x", [StatusAtt::Unseen]).unwrap()) {
                    self.log.push(format!("program: {} called", call.id().tag().as_str()));
                    self.outstanding.insert(call.id());
                }
            }
            8 => drop(self.client.idle_done()),
            9 if self.client.session().state() != State::Greeting => {
                let line = self.pick(&["* OK [ALERT] x", "* 3 EXISTS"]);
                self.hear(line);
            }
            10 => {
                let seen: Vec<_> = self.outstanding.intersection(&self.seen).copied().collect();
                if !seen.is_empty() {
                    let (id, how) = (self.pick(&seen), self.pick(&["NO", "BAD"]));
                    self.end(id, how);
                }
            }
            11 if (self.chance)(10) == 0 && self.client.session().state() != State::Greeting => {
                self.hear("* BYE x")
            }
            11 if (self.chance)(20) == 0 => self.end_of_stream(),
            _ => {}
        }
    }

    /// What it waits for is what there is, and nothing happens without it.
    fn check(&mut self) {
        let waiting = self.client.waiting_for();
        let log = || self.log.join("\n");
        assert_eq!(self.client.in_flight(), self.outstanding.len(), "{}", log());
        match waiting {
            W::Failed(_) => return,
            W::Write => assert!(!self.client.transmit().is_empty()),
            W::Nothing => assert!(self.outstanding.is_empty(), "{}", log()),
            W::Completion(id) | W::Continue(id) | W::Challenge(id) | W::Response(id) | W::News(id) => {
                assert!(self.outstanding.contains(&id), "{id:?}: {}", log());
            }
            W::Octets(id) => assert!(self.left.contains_key(&id)),
            _ => {}
        }
        let is_timed = matches!(waiting, W::Nothing | W::News(_));
        assert_eq!(waiting.renew_within().is_some(), is_timed);
        if !matches!(waiting, W::Write | W::Receive) {
            assert_eq!(self.client.receive(&mut &b""[..]), Ok(None), "{waiting:?}\n{}", self.log.join("\n"));
            assert_eq!((self.client.waiting_for(), self.client.transmit()), (waiting, &b""[..]));
        }
    }
}

/// Tells whether the connection has ended in an error.
fn run(seed: u64, steps: usize) -> bool {
    let mut chance = chance(seed);
    let limits = Limits { in_flight: 6, output: 64, ..Limits::client() };
    let mut world = World {
        chance: &mut chance,
        client: Client::new(Options { limits, ..Options::default() }),
        outstanding: BTreeSet::new(),
        seen: BTreeSet::new(),
        left: BTreeMap::new(),
        written: String::new(),
        log: Vec::new(),
        ended: false,
    };
    for _ in 0..steps {
        match (world.chance)(3) {
            0 => world.act(),
            _ => drop(world.obey()),
        }
        if world.ended {
            return matches!(world.client.waiting_for(), W::Failed(_));
        }
        world.check();
    }
    let mut left = 2000;
    while world.obey() {
        world.check();
        left -= 1;
        assert!(left > 0, "no end: {}", world.log.join("\n"));
    }
    let failed = matches!(world.client.waiting_for(), W::Failed(_));
    assert!(failed || world.outstanding.is_empty(), "{}", world.log.join("\n"));
    failed
}

#[test]
fn who_does_what_the_client_waits_for_brings_every_command_to_its_end() {
    let (all, failed) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let config = ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() };
    let result =
        proptest::test_runner::TestRunner::new(config).run(&(1..u64::MAX, 1..200_usize), |(seed, steps)| {
            all.set(all.get() + 1);
            failed.set(failed.get() + u32::from(run(seed, steps)));
            Ok(())
        });
    result.unwrap_or_else(|error| panic!("{error}"));
    assert!(failed.get() * 3 < all.get(), "{} of {}", failed.get(), all.get());
}
