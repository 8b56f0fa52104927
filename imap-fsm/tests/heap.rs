//! What a connection costs in memory, counted by the allocator, for each side by itself.
//!
//! The octets of the gibibytes are one chunk, used again and again, so that only the machines and their buffers can
//! hold them.

use allocation_counter::measure;
use imap_fsm::session::State;
use imap_fsm::{Buffer, Client, Limits, Server, client, server};
use imap_types::append::{AppendData, AppendMessage};
use imap_types::command::{Command, CommandBody};
use imap_types::fetch::MsgAtt;
use imap_types::mailbox::Mailbox;
use imap_types::number::SeqNum;
use imap_types::response::{Condition, Data, RespText, Response, Status};
use imap_types::section::Section;
use imap_types::string::AString;

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;
const GIB: u64 = 1 << 30;

/// How much is given to a machine at once.
const CHUNK: [u8; 16 * KIB] = [b'x'; 16 * KIB];

/// Of a server that can do all that the library knows.
const OURS: &str = "* OK [CAPABILITY IMAP4rev2 IMAP4rev1 BINARY CHILDREN COMPRESS=DEFLATE CONDSTORE ENABLE ESEARCH ID \
    IDLE LIST-EXTENDED LIST-STATUS LITERAL+ MOVE MULTIAPPEND NAMESPACE QRESYNC SASL-IR SEARCHRES SPECIAL-USE \
    STATUS=SIZE UIDPLUS UNSELECT AUTH=PLAIN AUTH=LOGIN] hello";

/// Of Dovecot: names that the library does not know are kept as they are.
const DOVECOT: &str = "* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT SORT=DISPLAY \
    THREAD=REFERENCES THREAD=REFS THREAD=ORDEREDSUBJECT MULTIAPPEND URL-PARTIAL CATENATE UNSELECT CHILDREN NAMESPACE \
    UIDPLUS LIST-EXTENDED I18NLEVEL=1 CONDSTORE QRESYNC ESEARCH ESORT SEARCHRES WITHIN CONTEXT=SEARCH LIST-STATUS \
    BINARY MOVE SNIPPET=FUZZY PREVIEW=FUZZY PREVIEW STATUS=SIZE SAVEDATE LITERAL+ NOTIFY SPECIAL-USE AUTH=PLAIN \
    AUTH=LOGIN] Dovecot ready.";

/// A machine and its buffer, and what both have on the heap.
struct Side<M> {
    machine: M,
    buffer: Buffer,
    heap: i64,
    peak: i64,
}

impl<M> Side<M> {
    fn new(machine: impl FnOnce() -> M, limits: Limits) -> Self {
        let mut made = None;
        let heap = measure(|| made = Some(machine())).bytes_current;
        let machine = made.unwrap();
        Self { machine, buffer: Buffer::new(limits.message + 1), heap, peak: heap }
    }

    /// Everything that a side does goes through here, and what its caller does in answer to an event as well.
    fn run<T>(&mut self, work: impl FnOnce(&mut M, &mut Buffer) -> T) -> T {
        let mut result = None;
        let info = measure(|| result = Some(work(&mut self.machine, &mut self.buffer)));
        self.peak = self.peak.max(self.heap + i64::try_from(info.bytes_max).unwrap());
        self.heap += info.bytes_current;
        result.unwrap()
    }

    fn read(&mut self, bytes: &[u8]) -> usize {
        self.run(|_, buffer| {
            let room = buffer.space().unwrap();
            let n = room.len().min(bytes.len());
            room[..n].copy_from_slice(&bytes[..n]);
            buffer.fill(n).unwrap();
            n
        })
    }

    fn peak(&self) -> usize {
        usize::try_from(self.peak).unwrap()
    }

    /// What the machine costs, its buffer left aside.
    fn machine(&self) -> usize {
        size_of::<M>() + usize::try_from(self.heap).unwrap() - self.buffer.capacity()
    }
}

/// Both sides, and the mailbox of the server, which is only counted.
struct Pair {
    client: Side<Client>,
    server: Side<Server>,
    greeting: &'static str,
    /// How long the message is that FETCH gets, streamed; 0: a whole one of 1 MiB.
    message: u64,
    appended: u64,
    fetched: u64,
    completed: usize,
}

impl Pair {
    /// Greeted, logged in, a mailbox open.
    fn selected(greeting: &'static str, server: Limits) -> Self {
        let client = Side::new(|| Client::new(client::Options::default()), Limits::client());
        let options = server::Options { limits: server, ..Default::default() };
        let server = Side::new(|| Server::new(options), server);
        let mut pair = Self { client, server, greeting, message: GIB, appended: 0, fetched: 0, completed: 0 };
        pair.server.run(|server, _| {
            server.greet(&status(greeting)).unwrap();
        });
        pair.settle();
        pair.send("LOGIN alice secret");
        pair.settle();
        pair.send("SELECT \"Lists/IMAP protocol\"");
        pair.settle();
        let sessions = [pair.client.machine.session(), pair.server.machine.session()];
        for session in sessions {
            assert_eq!(session.state(), State::Selected);
            assert!(session.capabilities().is_some_and(|list| list.is_complete()));
        }
        pair
    }

    fn send(&mut self, command: &str) {
        let line = format!("a {command}\r\n");
        self.client.run(|client, _| client.send(&decode(&line)).unwrap());
    }

    /// Moves what one read takes, each way. `false`: there was nothing to move.
    fn turn(&mut self) -> bool {
        let Self { client, server, greeting, message, appended, fetched, completed } = self;
        let sent = if server.machine.reads() { server.read(client.machine.transmit()) } else { 0 };
        client.run(|client, _| client.transmitted(sent).unwrap());
        server.run(|server, buffer| {
            let mut input = buffer.bytes();
            while let Some(event) = server.receive(&mut input).unwrap() {
                serve(server, event, greeting, *message, appended);
            }
            let unread = input.len();
            buffer.keep(unread).unwrap();
        });
        let answered = client.read(server.machine.transmit());
        server.run(|server, _| server.transmitted(answered).unwrap());
        client.run(|client, buffer| {
            let mut input = buffer.bytes();
            while let Some(event) = client.receive(&mut input).unwrap() {
                match event {
                    client::Event::LiteralData(octets) => *fetched += octets.len() as u64,
                    client::Event::LiteralTail(data) => assert!(data.is_ok()),
                    client::Event::Data(Data::Fetch { items, .. }) => match &items[0] {
                        MsgAtt::BodySection { data: Some(data), .. } => {
                            *fetched += data.as_bytes().len() as u64
                        }
                        item => panic!("{item:?}"),
                    },
                    client::Event::Completed { tagged, .. } => {
                        assert_eq!(tagged.condition, Condition::Ok);
                        *completed += 1;
                    }
                    client::Event::Malformed { .. } | client::Event::Oversized { .. } => panic!("{event:?}"),
                    _ => {}
                }
            }
            let unread = input.len();
            buffer.keep(unread).unwrap();
        });
        sent + answered > 0
    }

    fn settle(&mut self) {
        while self.turn() {}
        assert_eq!(self.client.machine.in_flight(), 0);
    }
}

fn decode(line: &str) -> CommandBody<'_> {
    let Command { body, .. } = imap_codec::decode_command(line.as_bytes()).unwrap();
    body
}

fn status(line: &str) -> Status<'static> {
    let line = format!("{line}\r\n");
    match imap_codec::decode_response(line.as_bytes()).map(imap_types::IntoBoundedStatic::into_static) {
        Ok(Response::Data(Data::Status(status))) => status,
        other => panic!("{other:?}"),
    }
}

fn ok(server: &mut Server, id: server::CommandId) {
    server.complete(id, Condition::Ok, RespText::try_from("done").unwrap()).unwrap();
}

fn serve(server: &mut Server, event: server::Event<'_>, greeting: &str, message: u64, appended: &mut u64) {
    match event {
        server::Event::LiteralAnnounced { id, .. } => server.accept_literal(id).unwrap(),
        server::Event::LiteralData(octets) => *appended += octets.len() as u64,
        server::Event::LiteralHead { .. } => {}
        server::Event::Command { id, body, .. } => {
            match body {
                CommandBody::Login { .. } => {
                    return server.complete(id, Condition::Ok, status(greeting).text).unwrap();
                }
                CommandBody::Select { .. } => {
                    for line in [
                        "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Forwarded $Junk)\r\n",
                        "* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Junk \\*)] flags\r\n",
                        "* 172 EXISTS\r\n* 1 RECENT\r\n* OK [UNSEEN 12] first\r\n* OK [UIDVALIDITY 3857529045] valid\r\n",
                        "* OK [UIDNEXT 4392] next\r\n* OK [HIGHESTMODSEQ 715194045007] highest\r\n",
                    ] {
                        for line in line.split_inclusive('\n') {
                            let Ok(Response::Data(data)) = imap_codec::decode_response(line.as_bytes())
                            else {
                                panic!()
                            };
                            let _ = server.respond(&data).unwrap();
                        }
                    }
                }
                CommandBody::Append { messages, .. } => match &messages[0].data {
                    AppendData::Literal(text) => *appended += text.as_bytes().len() as u64,
                    data => panic!("{data:?}"),
                },
                CommandBody::Fetch { .. } if message > 0 => {
                    let text = MsgAtt::BodySection { section: Section::default(), origin: None, data: None };
                    return server.fetch(SeqNum::try_from(1).unwrap(), &[], &text, message).unwrap();
                }
                CommandBody::Fetch { .. } => {
                    let line = format!("* 1 FETCH (BODY[] {{{MIB}}}\r\n{})\r\n", "x".repeat(MIB));
                    let Ok(Response::Data(data)) = imap_codec::decode_response(line.as_bytes()) else {
                        panic!()
                    };
                    let _ = server.respond(&data).unwrap();
                }
                _ => {}
            }
            ok(server, id);
        }
        event => panic!("{event:?}"),
    }
}

/// With the flags that are usual: another keyword costs its octets and 32 bytes, in each of the two lists. A capability
/// that the library does not know costs its octets, so that a server that says all that Dovecot does is above.
#[test]
fn an_idle_client_costs_at_most_1_kib_and_so_does_an_idle_server() {
    let client = Pair::selected(DOVECOT, Limits::server()).client;
    assert!(client.machine() <= KIB, "{}", client.machine());
    let server = Pair::selected(OURS, Limits::server()).server;
    assert!(server.machine() <= KIB, "{}", server.machine());
    let above = Pair::selected(DOVECOT, Limits::server()).server;
    assert!(above.machine() <= KIB + 200, "{}", above.machine());
    assert!(client.buffer.capacity() <= 4 * KIB && server.buffer.capacity() <= 4 * KIB);
}

#[test]
fn an_append_of_1_gib_takes_less_than_256_kib_on_each_side() {
    let mut pair = Pair::selected(OURS, Limits { stream: GIB, ..Limits::server() });
    let (mailbox, message) = (Mailbox::try_from("Sent").unwrap(), AppendMessage::new(AString::EMPTY));
    let id = pair.client.run(|client, _| client.append(&mailbox, &message, GIB).unwrap());
    let (mut left, before) = (GIB, pair.completed);
    while pair.completed == before {
        pair.turn();
        if left > 0 {
            let octets = &CHUNK[..CHUNK.len().min(usize::try_from(left).unwrap())];
            left -= pair.client.run(|client, _| client.append_data(id, octets).unwrap()) as u64;
            if left == 0 {
                pair.client.run(|client, _| client.append_finish(id).unwrap());
            }
        }
    }
    assert_eq!(pair.appended, GIB);
    assert!(pair.client.peak() < 256 * KIB, "{}", pair.client.peak());
    assert!(pair.server.peak() < 256 * KIB, "{}", pair.server.peak());
}

#[test]
fn a_fetch_of_1_gib_takes_less_than_256_kib_on_each_side() {
    let mut pair = Pair::selected(OURS, Limits::server());
    pair.send("UID FETCH 1 BODY.PEEK[]");
    while pair.client.machine.in_flight() > 0 && pair.turn() {}
    let mut left = GIB;
    while left > 0 {
        let octets = &CHUNK[..CHUNK.len().min(usize::try_from(left).unwrap())];
        left -= pair.server.run(|server, _| server.fetch_data(octets).unwrap()) as u64;
        pair.turn();
    }
    pair.server.run(|server, _| server.fetch_finish().unwrap());
    while pair.turn() {}
    assert_eq!(pair.fetched, GIB);
    assert!(pair.client.peak() < 256 * KIB, "{}", pair.client.peak());
    assert!(pair.server.peak() < 256 * KIB, "{}", pair.server.peak());
}

/// The machines are even back at what they cost before.
#[test]
fn after_a_message_of_1_mib_machine_and_buffer_are_back_at_4_kib_each() {
    // A literal that is sent at once, and one that waits until it is asked for.
    for greeting in [OURS, "* OK [CAPABILITY IMAP4rev1] hello"] {
        let mut pair =
            Pair::selected(greeting, Limits { message: 2 * MIB, literal: MIB, ..Limits::server() });
        pair.message = 0;
        let append = format!("APPEND Sent {{{MIB}}}\r\n{}", "x".repeat(MIB));
        let idle = (pair.client.machine(), pair.server.machine());
        for command in ["FETCH 1 BODY.PEEK[]", &append] {
            pair.send(command);
            pair.settle();
            assert_eq!((pair.client.machine(), pair.server.machine()), idle);
            assert!(pair.client.buffer.capacity() <= 4 * KIB, "{:?}", pair.client.buffer);
            assert!(pair.server.buffer.capacity() <= 4 * KIB, "{:?}", pair.server.buffer);
        }
        assert!(idle.0.max(idle.1) <= 4 * KIB, "{idle:?}");
        assert_eq!((pair.fetched, pair.appended), (MIB as u64, MIB as u64));
        assert!(pair.client.peak() > MIB && pair.server.peak() > MIB, "it was held");
    }
}
