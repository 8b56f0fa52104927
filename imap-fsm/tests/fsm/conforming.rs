//! Random sessions of two machines whose callers do nothing wrong: nothing hangs, nothing is lost, nothing is made up.
//!
//! `SESSIONS=1000000 cargo test --release -p imap-fsm --test fsm conforming` runs as many as you like.

use std::collections::BTreeMap;

use imap_fsm::client::{self, CommandId};
use imap_fsm::server::{self, AppendEnd, Rejection, Rule};
use imap_fsm::session::Refusal;
use imap_fsm::{Client, Limits, Misuse, Server};
use imap_types::append::AppendMessageHead;
use imap_types::command::{Command, CommandBody};
use imap_types::mailbox::Mailbox;
use imap_types::number::SeqNum;
use imap_types::response::{Condition, Data, RespText, Status, StatusKind};
use imap_types::text::Text;

use crate::pair::{Pair, Random};
use crate::wire::command;

const COMMANDS: &[&str] = &[
    "NOOP",
    "LIST \"\" *",
    "CREATE {3}\r\na b",
    "SELECT a",
    "EXAMINE {3}\r\nb c",
    "FETCH 1 FLAGS",
    "UID STORE 7 FLAGS (\\Seen)",
    "SEARCH SUBJECT {3}\r\nx y",
    "CLOSE",
    "APPEND x {5}\r\nhello",
    "APPEND x {40}\r\nhello hello hello hello hello hello hell",
    "IDLE",
];

fn text() -> RespText<'static> {
    RespText::try_from("done").unwrap()
}

/// What the server's caller has seen: the names of whole commands, by tag.
#[derive(Default)]
struct Store {
    whole: BTreeMap<String, String>,
    refused: Vec<server::CommandId>,
    idles: Option<server::CommandId>,
    exists: u32,
}

impl Store {
    fn on(&mut self, server: &mut Server, random: &mut Random, event: server::Event<'_>) {
        let refuses = |random: &mut Random| random.chance(3);
        match event {
            server::Event::Command { id, command: Command { tag, body } } => {
                let before = self.whole.insert(tag.to_string(), body.name().to_string());
                assert_eq!(before, None, "{tag} twice");
                if matches!(body, CommandBody::Select { .. } | CommandBody::Examine { .. }) {
                    self.exists = 5;
                    let _ = server.respond(&Data::Exists(5)).unwrap();
                }
                if matches!(body, CommandBody::Idle) && !random.chance(4) {
                    server.idle(id, Text::EMPTY).unwrap();
                    self.idles = Some(id);
                    return;
                }
                let condition = if random.chance(4) { Condition::No } else { Condition::Ok };
                server.complete(id, condition, text()).unwrap();
            }
            server::Event::LiteralTail(AppendEnd { id, tag, .. }) => {
                assert_eq!(self.whole.insert(tag.to_string(), "APPEND".into()), None, "{tag} twice");
                let condition = if random.chance(4) { Condition::No } else { Condition::Ok };
                server.complete(id, condition, text()).unwrap();
            }
            server::Event::LiteralAnnounced(asked) => match refuses(random) {
                true => server.refuse_literal(asked.id, Condition::No, text()).unwrap(),
                false => server.accept_literal(asked.id).unwrap(),
            },
            server::Event::LiteralHead(begun) if refuses(random) => {
                server.refuse_literal(begun.id, Condition::No, text()).unwrap();
                self.refused.push(begun.id);
            }
            server::Event::LiteralHead(_) | server::Event::LiteralData(_) => {}
            server::Event::IdleDone { id } => {
                self.idles = None;
                server.complete(id, Condition::Ok, text()).unwrap();
            }
            // It was sent before the SELECT in front of it had failed.
            server::Event::Rejected { why: Rejection::Refused(Refusal::State { .. }), .. } => {}
            event => panic!("a client that keeps to the protocol is not refused: {event:?}"),
        }
        self.chatter(server, random);
    }

    /// News, some of which are held back.
    fn chatter(&mut self, server: &mut Server, random: &mut Random) {
        if !random.chance(3) {
            return;
        }
        let seq = SeqNum::try_from(random.below(5) as u32 + 1).unwrap();
        match server.respond(&Data::Expunge(seq)) {
            Ok(_) | Err(Misuse::Forbidden(Rule::NoMailbox | Rule::NoSuchMessage { .. })) => {}
            Err(misuse) => panic!("{misuse}"),
        }
    }
}

/// What the client's caller has sent, and how it has ended.
#[derive(Default)]
struct User {
    sent: BTreeMap<CommandId, (String, String)>,
    ended: BTreeMap<CommandId, Condition>,
    append: Option<(CommandId, usize, usize)>,
}

impl User {
    fn send(&mut self, client: &mut Client, random: &mut Random) {
        if self.append.is_some() {
            return;
        }
        let (name, sent) = if random.chance(3) {
            let (mailbox, message) = (Mailbox::try_from("x").unwrap(), AppendMessageHead::default());
            let (len, more) = (random.below(40), random.below(3));
            let sent = client.append(&mailbox, &message, len as u64);
            self.append = sent.ok().map(|id| (id, len, more));
            ("APPEND".to_string(), sent)
        } else {
            let body = command(COMMANDS[random.below(COMMANDS.len())]);
            (body.name().to_string(), client.send(&body))
        };
        if let Ok(id) = sent {
            self.sent.insert(id, (id.tag().to_string(), name));
        }
    }

    fn go_on(&mut self, client: &mut Client, random: &mut Random) {
        let Some((id, left, more)) = &mut self.append else { return };
        let some = if *left > 0 { random.below(*left) + 1 } else { 0 };
        let octets = &b"a9 LOGOUT\r\n{3}\r\na9 LOGOUT\r\n{9+}\r\n* BYE\r\n"[..some];
        match client.append_data(*id, octets) {
            Ok(taken) => *left -= taken,
            Err(_) => return self.append = None,
        }
        if *left > 0 || client.append_room(*id) == 0 && random.chance(2) {
            return;
        }
        let result = match *more {
            0 => client.append_finish(*id).map(|()| None),
            _ => {
                let len = random.below(40);
                let next = client.append_next(*id, &AppendMessageHead::default(), len as u64);
                next.map(|()| Some((*id, len, *more - 1)))
            }
        };
        match result {
            Ok(append) => self.append = append,
            // It has not been asked for yet, or has ended.
            Err(_) if self.ended.contains_key(id) => self.append = None,
            Err(_) => {}
        }
    }

    fn on(&mut self, client: &mut Client, event: client::Event<'_>) {
        match event {
            client::Event::Completed { id, tagged } => {
                assert_eq!(self.ended.insert(id, tagged.condition), None, "ended twice");
            }
            client::Event::Withheld { id, .. } => assert!(self.sent.remove(&id).is_some()),
            client::Event::Idling { .. } => drop(client.idle_done()),
            client::Event::Malformed { .. }
            | client::Event::MalformedCompletion(_)
            | client::Event::StrayCompletion { .. }
            | client::Event::StrayContinue { .. } => panic!("a server that keeps to the protocol: {event:?}"),
            _ => {}
        }
    }
}

fn session(seed: u64) {
    let limits = Limits { literal: 8, stream: 100, output: 500, ..Limits::server() };
    let server = server::Options { limits, ..Default::default() };
    let mut pair = Pair::new(client::Options::default(), server, seed, 1 + seed as usize % 60);
    let mut random = Random::new(seed ^ 0x5eed);
    let extensions = ["", " LITERAL+", " LITERAL-", " CONDSTORE"][random.below(4)];
    let greeting = format!("* PREAUTH [CAPABILITY IMAP4rev1 IDLE MULTIAPPEND{extensions}] hi\r\n");
    let Ok(imap_types::response::Response::Data(Data::Status(greeting))) =
        imap_codec::decode_response(greeting.as_bytes())
    else {
        panic!()
    };
    assert!(matches!(greeting, Status { kind: StatusKind::PreAuth, .. }));
    pair.server.greet(&greeting).unwrap();
    let (mut store, mut user) = (Store::default(), User::default());
    while pair.step(|_, _, _| {}, |_, _, _| {}) {}
    let (mut commands, mut idle_turns) = (12, 0);
    while idle_turns < 40 {
        if commands > 0 && random.chance(3) {
            commands -= 1;
            user.send(&mut pair.client, &mut random);
        }
        let moved = pair.step(
            |server, random, event| store.on(server, random, event),
            |client, _, event| user.on(client, event),
        );
        user.go_on(&mut pair.client, &mut random);
        idle_turns = if moved || commands > 0 { 0 } else { idle_turns + 1 };
    }
    assert_eq!(pair.client.in_flight(), 0, "seed {seed} hangs: {:?}", store.whole);
    for (id, (tag, name)) in &user.sent {
        let condition = user.ended.get(id).unwrap_or_else(|| panic!("seed {seed}: {tag} {name} is lost"));
        match store.whole.remove(tag) {
            Some(heard) => assert_eq!(&heard, name, "seed {seed}: {tag}"),
            None => assert_ne!(*condition, Condition::Ok, "seed {seed}: {tag} {name} was not run"),
        }
    }
    assert!(store.whole.is_empty(), "seed {seed}: {:?} was never sent", store.whole);
}

#[test]
fn conforming_sessions_lose_nothing_and_make_nothing_up() {
    let sessions = std::env::var("SESSIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(3000);
    for seed in 0..sessions {
        session(seed);
    }
}
