//! Client and server together.

use imap_fsm::client::{self, CommandId};
use imap_fsm::server;
use imap_fsm::session::State;
use imap_fsm::{Client, Limits, Server};
use imap_types::append::{AppendData, AppendMessageHead};
use imap_types::auth::AuthenticateData;
use imap_types::command::CommandBody;
use imap_types::fetch::{MsgAtt, MsgAttHead};
use imap_types::mailbox::Mailbox;
use imap_types::number::{SeqNum, Uid};
use imap_types::response::{Condition, Data, RespText, Status, StatusKind};
use imap_types::section::Section;
use imap_types::text::Text;

use crate::pair::{Pair, Random};
use crate::wire::{command, short};

/// Octets that look like the protocol.
fn octets(len: usize) -> Vec<u8> {
    b"a9 LOGOUT\r\n+ {3}\r\n* BYE )\r\nDONE\r\n".iter().copied().cycle().take(len).collect()
}

fn seq(number: u32) -> SeqNum {
    SeqNum::try_from(number).unwrap()
}

fn ok(server: &mut Server, id: server::CommandId) {
    server.complete(id, Condition::Ok, RespText::try_from("done").unwrap()).unwrap();
}

/// A store of one mailbox with one message, which may chatter.
struct Store {
    chatters: bool,
    appended: Vec<u8>,
    /// What is left to be sent of a body.
    sending: Option<(server::CommandId, Vec<u8>, usize)>,
}

impl Store {
    fn new(chatters: bool) -> Self {
        Self { chatters, appended: Vec::new(), sending: None }
    }

    fn chatter(&mut self, server: &mut Server, random: &mut Random) {
        if !self.chatters || !random.chance(2) || self.sending.is_some() {
            return;
        }
        let text =
            RespText::try_from("[ALERT] a1 OK + {5}").unwrap_or(RespText::try_from("a1 OK + {5}").unwrap());
        let data = match random.below(4) {
            0 => Data::Exists(100),
            1 => Data::Status(Status { kind: StatusKind::No, text }),
            2 => Data::Expunge(seq(1)),
            _ => Data::Recent(1),
        };
        let _ = server.respond(&data);
    }

    fn on(&mut self, server: &mut Server, random: &mut Random, event: server::Event<'_>) {
        self.chatter(server, random);
        match event {
            server::Event::Command { id, command } => self.command(server, random, id, &command.body),
            server::Event::LiteralTail(end) => ok(server, end.id),
            server::Event::LiteralAnnounced(asked) => server.accept_literal(asked.id).unwrap(),
            server::Event::LiteralData(octets) => self.appended.extend_from_slice(octets),
            server::Event::Response { id, data } => {
                assert_eq!(data.declassify().as_bytes(), b"\0alice\0secret");
                ok(server, id);
            }
            server::Event::IdleDone { id } => ok(server, id),
            server::Event::LiteralHead(_) => {}
            event => panic!("{event:?}"),
        }
        self.chatter(server, random);
    }

    fn command(
        &mut self,
        server: &mut Server,
        random: &mut Random,
        id: server::CommandId,
        body: &CommandBody<'_>,
    ) {
        match body {
            CommandBody::Authenticate { .. } => return server.challenge(id, b"").unwrap(),
            CommandBody::Idle => {
                server.idle(id, Text::EMPTY).unwrap();
                return self.chatter(server, random);
            }
            CommandBody::Append { messages, .. } => {
                if let AppendData::Literal(text) = &messages[0].data {
                    self.appended.extend_from_slice(text.as_bytes());
                }
            }
            CommandBody::Fetch(_) => {
                let uid = [MsgAtt::Uid(Uid::try_from(7).unwrap())];
                let text = MsgAttHead::body(Section::default());
                let octets = octets(3000);
                server.fetch(seq(1), &uid, &text, octets.len() as u64).unwrap();
                self.sending = Some((id, octets, 0));
                return;
            }
            _ => {}
        }
        ok(server, id);
    }

    /// Goes on with a body while there is room.
    fn go_on(&mut self, server: &mut Server) {
        if let Some((id, octets, sent)) = &mut self.sending {
            *sent += server.fetch_data(&octets[*sent..]).unwrap();
            if *sent == octets.len() {
                server.fetch_finish().unwrap();
                ok(server, *id);
                self.sending = None;
            }
        }
    }
}

/// A client that goes through a session, one step after the other.
#[derive(Default)]
struct User {
    log: Vec<String>,
    fetched: Vec<u8>,
    append: Option<(CommandId, usize)>,
    waits: bool,
}

const STEPS: usize = 8;

impl User {
    fn step(&mut self, client: &mut Client, step: usize) {
        match step {
            0 => drop(client.send(&command("AUTHENTICATE PLAIN"))),
            1 => drop(client.send(&command("SELECT {5}\r\n\u{e9}\u{e8}x"))),
            2 => {
                let mailbox = Mailbox::try_from("Sent").unwrap();
                let id = client.append(&mailbox, &AppendMessageHead::default(), 5000).unwrap();
                self.append = Some((id, 0));
                self.waits = true;
            }
            3 => drop(client.send(&command("UID FETCH 7 BODY.PEEK[]"))),
            4 => {
                for text in ["FETCH 1 FLAGS", "NOOP", "STORE 1 FLAGS ()", "UID SEARCH 1:3"] {
                    client.send(&command(text)).unwrap();
                }
            }
            5 => {
                client.send(&command("IDLE")).unwrap();
                client.send(&command("CHECK")).unwrap();
            }
            6 => drop(client.send(&command("APPEND Sent {3}\r\nabc"))),
            _ => drop(client.send(&command("LOGOUT"))),
        }
    }

    fn on(&mut self, client: &mut Client, event: client::Event<'_>) {
        match &event {
            client::Event::Challenge { .. } => {
                let data = imap_fsm::sasl::plain(None, "alice", "secret").unwrap();
                client.authenticate(&AuthenticateData::Response(data)).unwrap();
            }
            client::Event::Idling { .. } => client.idle_done().unwrap(),
            client::Event::Continue { .. } => self.waits = false,
            client::Event::LiteralData(octets) => self.fetched.extend_from_slice(octets),
            client::Event::Completed { .. } | client::Event::LiteralTail(_) => self.log.push(short(&event)),
            client::Event::Malformed { .. } => panic!("{event:?}"),
            _ => {}
        }
    }

    fn go_on(&mut self, client: &mut Client) {
        let Some((id, sent)) = &mut self.append else { return };
        let octets = octets(5000);
        *sent += client.append_data(*id, &octets[*sent..]).unwrap();
        if *sent == octets.len() {
            client.append_finish(*id).unwrap();
            self.append = None;
        }
    }
}

fn session(seed: u64, capabilities: &str, piece: usize, chatters: bool) -> Vec<String> {
    let client = client::Options {
        limits: Limits { literal: 1000, output: 2000, ..Limits::client() },
        ..Default::default()
    };
    let limits = Limits { literal: 1000, output: 2000, ..Limits::server() };
    let server = server::Options { limits, ..Default::default() };
    let mut pair = Pair::new(client, server, seed, piece);
    let (mut store, mut user, mut step) = (Store::new(chatters), User::default(), 0);
    let greeting = format!("* OK [CAPABILITY {capabilities}] hi\r\n");
    let imap_types::response::Response::Data(Data::Status(greeting)) =
        imap_codec::decode_response(greeting.as_bytes()).unwrap()
    else {
        panic!()
    };
    pair.server.greet(&greeting).unwrap();
    loop {
        let moved = pair.step(
            |server, random, event| store.on(server, random, event),
            |client, _, event| user.on(client, event),
        );
        store.go_on(&mut pair.server);
        user.go_on(&mut pair.client);
        if moved {
            continue;
        }
        assert_eq!(pair.client.in_flight(), 0, "seed {seed}: stuck after step {step}");
        if step == STEPS {
            break;
        }
        user.step(&mut pair.client, step);
        step += 1;
    }
    assert_eq!((store.appended.len(), user.fetched.len()), (5003, 6000));
    assert!(store.appended == [&octets(5000)[..], b"abc"].concat());
    assert!(user.fetched == octets(3000).repeat(2));
    assert_eq!(
        (pair.client.session().state(), pair.server.session().state()),
        (State::Logout, State::Logout)
    );
    assert_eq!((pair.client.receive_eof(), pair.server.receive_eof()), (Ok(None), Ok(())));
    user.log
}

#[test]
fn a_whole_session_comes_out_the_same_whatever_the_pieces() {
    let expected = session(0, "IMAP4rev1", 1 << 20, false);
    assert_eq!(expected.len(), 14, "{expected:?}");
    for seed in 1..30 {
        for capabilities in ["IMAP4rev1", "IMAP4rev1 LITERAL-", "IMAP4rev1 LITERAL+ SASL-IR"] {
            let piece = [7, 100, 5000, 1 << 20][seed as usize % 4];
            assert_eq!(session(seed, capabilities, piece, false), expected);
        }
    }
}

#[test]
fn untagged_data_anywhere_changes_no_outcome() {
    let expected = session(0, "IMAP4rev1", 1 << 20, false);
    for seed in 1..60 {
        let piece = [9, 100, 5000, 1 << 20][seed as usize % 4];
        assert_eq!(session(seed, "IMAP4rev1", piece, true), expected);
    }
}

#[test]
fn a_gibibyte_goes_both_ways_with_bounded_output() {
    const LEN: u64 = 1 << 30;
    let limits = Limits { stream: LEN, ..Limits::server() };
    let options = server::Options { limits, ..Default::default() };
    let mut pair = Pair::new(client::Options::default(), options, 1, 1 << 20);
    pair.server
        .greet(&Status { kind: StatusKind::PreAuth, text: RespText::try_from("hi").unwrap() })
        .unwrap();
    let octets = vec![b'x'; 60_000];
    let (mut got, mut seen) = (0, 0);
    while pair.step(|_, _, _| {}, |_, _, _| {}) {}
    let id =
        pair.client.append(&Mailbox::try_from("x").unwrap(), &AppendMessageHead::default(), LEN).unwrap();
    let (mut left, mut complete) = (LEN, false);
    while !complete {
        pair.step(
            |server, _, event| match event {
                server::Event::LiteralAnnounced(asked) => server.accept_literal(asked.id).unwrap(),
                server::Event::LiteralData(octets) => got += octets.len() as u64,
                server::Event::LiteralTail(end) => ok(server, end.id),
                _ => {}
            },
            |_, _, event| complete |= matches!(event, client::Event::Completed { .. }),
        );
        if left > 0 {
            let some = &octets[..octets.len().min(left as usize)];
            left -= pair.client.append_data(id, some).unwrap() as u64;
            if left == 0 {
                pair.client.append_finish(id).unwrap();
            }
        }
        assert!(pair.client.transmit().len() <= Limits::client().output + 100);
    }
    pair.client.send(&command("SELECT x")).unwrap();
    pair.client.send(&command("UID FETCH 1 BODY[]")).unwrap();
    let (mut left, mut fetch, mut tail) = (LEN, None, false);
    while !tail {
        pair.step(
            |server, _, event| {
                let server::Event::Command { id, command } = event else { return };
                let CommandBody::Fetch(_) = command.body else { return ok(server, id) };
                let text = MsgAttHead::body(Section::default());
                server.fetch(seq(1), &[], &text, LEN).unwrap();
                fetch = Some(id);
            },
            |_, _, event| match event {
                client::Event::LiteralData(octets) => seen += octets.len() as u64,
                client::Event::LiteralTail(data) => tail = data.is_ok(),
                _ => {}
            },
        );
        if fetch.is_some() && left > 0 {
            let some = &octets[..octets.len().min(left as usize)];
            left -= pair.server.fetch_data(some).unwrap() as u64;
            if left == 0 {
                pair.server.fetch_finish().unwrap();
            }
        }
        assert!(pair.server.transmit().len() <= Limits::server().output + 100);
    }
    assert_eq!((got, seen), (LEN, LEN));
}
