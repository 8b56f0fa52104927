//! What a connection costs in memory, counted by the allocator, for each side by itself.
//!
//! The octets of the gibibytes are one chunk, used again and again, so that only the machines and their buffers can
//! hold them.

use std::fs;

use allocation_counter::measure;
use imap_fsm::session::State;
use imap_fsm::{Buffer, Client, Limits, Server, client, server};
use imap_types::append::{AppendData, AppendMessageHead};
use imap_types::command::{Command, CommandBody};
use imap_types::fetch::{FetchedSection, MsgAtt, MsgAttHead};
use imap_types::mailbox::Mailbox;
use imap_types::number::SeqNum;
use imap_types::response::{Condition, Data, RespText, Response, Status, StatusKind};
use imap_types::section::Section;
use imap_types::text::Text;

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;
const GIB: u64 = 1 << 30;

/// How much is given to a machine at once.
const CHUNK: usize = 16 * KIB;

/// Of a server that can do all that the library knows.
const OURS: &str = "* OK [CAPABILITY IMAP4rev2 IMAP4rev1 BINARY CHILDREN COMPRESS=DEFLATE CONDSTORE ENABLE ESEARCH ID \
    IDLE LIST-EXTENDED LIST-STATUS LITERAL+ MOVE MULTIAPPEND NAMESPACE QRESYNC SASL-IR SEARCHRES SPECIAL-USE \
    STATUS=SIZE UIDPLUS UNSELECT AUTH=PLAIN AUTH=LOGIN] hello";

/// The longest list of capabilities that this server was seen to send, as a greeting.
fn longest(server: &str) -> String {
    let traces = concat!(env!("CARGO_MANIFEST_DIR"), "/../imap-codec/tests/traces");
    let (mut longest, begin) = (Vec::new(), b"* CAPABILITY ");
    for entry in fs::read_dir(traces).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if name.starts_with(server) && name.ends_with(".server") {
            let bytes = fs::read(&path).unwrap();
            let lists = bytes.split(|&byte| byte == b'\n').filter_map(|line| line.strip_prefix(begin));
            longest = lists.map(<[u8]>::to_vec).chain([longest]).max_by_key(Vec::len).unwrap();
        }
    }
    let list = String::from_utf8(longest).unwrap();
    assert!(list.split(' ').count() > 40, "{list}");
    format!("* OK [CAPABILITY {}] hello", list.trim_end().replace(" LOGINDISABLED", ""))
}

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

    /// As one does who is told when there is something to read.
    fn read(&mut self, bytes: &[u8]) -> usize {
        if bytes.is_empty() {
            return 0;
        }
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

    /// What machine and buffer cost, in all.
    fn cost(&self) -> usize {
        size_of::<Self>() - size_of::<[i64; 2]>() + usize::try_from(self.heap).unwrap()
    }
}

/// Both sides, and the mailbox of the server, which is only counted.
struct Pair {
    client: Side<Client>,
    server: Side<Server>,
    greeting: String,
    /// How long the message is that FETCH gets, and whether it is given whole.
    message: u64,
    whole: bool,
    /// The FETCH that gets it streamed.
    fetch: Option<server::CommandId>,
    appended: u64,
    fetched: u64,
    completed: usize,
}

impl Pair {
    /// Greeted, logged in, a mailbox open.
    fn selected(greeting: &str, server: Limits) -> Self {
        Self::within(greeting, Limits::client(), server)
    }

    fn within(greeting: &str, client: Limits, server: Limits) -> Self {
        let options = client::Options { limits: client, ..Default::default() };
        let client = Side::new(|| Client::new(options), client);
        let options = server::Options { limits: server, ..Default::default() };
        let server = Side::new(|| Server::new(options), server);
        let mut pair = Self {
            client,
            server,
            greeting: greeting.to_string(),
            message: GIB,
            whole: false,
            fetch: None,
            appended: 0,
            fetched: 0,
            completed: 0,
        };
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
        let Self { client, server, greeting, message, whole, fetch, appended, fetched, completed } = self;
        let sent = if server.machine.reads() { server.read(client.machine.transmit()) } else { 0 };
        client.run(|client, _| client.transmitted(sent).unwrap());
        server.run(|server, buffer| {
            let mut input = buffer.bytes();
            while let Some(event) = server.receive(&mut input).unwrap() {
                let streamed = serve(server, event, greeting, (*message, *whole), appended);
                *fetch = streamed.or(*fetch);
            }
            let unread = input.len();
            buffer.keep(unread).unwrap();
        });
        let answered = client.read(server.machine.transmit());
        server.run(|server, _| server.transmitted(answered).unwrap());
        client.run(|client, buffer| {
            while let Some(event) = client.receive(&mut buffer.input()).unwrap() {
                match event {
                    client::Event::LiteralData(octets) => *fetched += octets.len() as u64,
                    client::Event::LiteralTail(data) => assert!(data.is_ok()),
                    client::Event::Data(Data::Fetch { items, .. }) => match &items[0] {
                        MsgAtt::BodySection(FetchedSection { data: Some(data), .. }) => {
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
            buffer.shrink();
        });
        sent + answered > 0
    }

    /// Sends a message of so many octets, and waits until it is appended.
    fn stream_append(&mut self, len: u64) {
        let (mailbox, message) = (Mailbox::try_from("Sent").unwrap(), AppendMessageHead::default());
        let id = self.client.run(|client, _| client.append(&mailbox, &message, len).unwrap());
        let (mut left, before) = (len, self.completed);
        while self.completed == before {
            self.turn();
            if left > 0 {
                left -= self.client.run(|client, _| client.append_data(id, chunk(left)).unwrap()) as u64;
                if left == 0 {
                    self.client.run(|client, _| client.append_finish(id).unwrap());
                }
            }
        }
    }

    /// Gives the client the message of so many octets that it asks for.
    fn stream_fetch(&mut self, mut left: u64) {
        while self.client.machine.in_flight() > 0 && self.turn() {}
        while left > 0 {
            left -= self.server.run(|server, _| server.fetch_data(chunk(left)).unwrap()) as u64;
            self.turn();
        }
        self.server.run(|server, _| server.fetch_finish().unwrap());
        let id = self.fetch.take().unwrap();
        self.server.run(|server, _| ok(server, id));
        self.settle();
    }

    fn settle(&mut self) {
        while self.turn() {}
        assert_eq!(self.client.machine.in_flight(), 0);
    }
}

/// As much of what is left as is given at once.
fn chunk(left: u64) -> &'static [u8] {
    const { &[b'x'; CHUNK] }.get(..usize::try_from(left).unwrap().min(CHUNK)).unwrap()
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

/// Answers, and tells which FETCH gets its message later.
fn serve(
    server: &mut Server,
    event: server::Event<'_>,
    greeting: &str,
    (message, whole): (u64, bool),
    appended: &mut u64,
) -> Option<server::CommandId> {
    match event {
        server::Event::LiteralAnnounced(asked) => server.accept_literal(asked.id).unwrap(),
        server::Event::LiteralData(octets) => *appended += octets.len() as u64,
        server::Event::LiteralHead(_) | server::Event::Rejected { .. } => {}
        server::Event::LiteralTail(end) => ok(server, end.id),
        server::Event::Command { id, command } => {
            match command.body {
                CommandBody::Login { .. } => {
                    server.complete(id, Condition::Ok, status(greeting).text).unwrap();
                    return None;
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
                CommandBody::Fetch(_) => {
                    let seq = SeqNum::try_from(1).unwrap();
                    if !whole {
                        server.fetch(seq, &[], &MsgAttHead::body(Section::default()), message).unwrap();
                        return Some(id);
                    }
                    let octets = "x".repeat(usize::try_from(message).unwrap());
                    let text = FetchedSection::new(Section::default(), Some(octets.try_into().unwrap()));
                    let items = MsgAtt::BodySection(text).into();
                    let _ = server.respond(&Data::Fetch { seq, items }).unwrap();
                }
                CommandBody::Idle => {
                    server.idle(id, Text::EMPTY).unwrap();
                    return None;
                }
                _ => {}
            }
            ok(server, id);
        }
        server::Event::IdleDone { id } => ok(server, id),
        event => panic!("{event:?}"),
    }
    None
}

/// With the flags that are usual: another keyword costs its octets and 32 bytes, in each of the two lists.
#[test]
fn an_idle_client_costs_at_most_1_kib_in_all_and_so_does_an_idle_server() {
    for greeting in [OURS.to_string(), longest("dovecot"), longest("cyrus")] {
        let pair = Pair::selected(&greeting, Limits::server());
        let Pair { client, server, .. } = &pair;
        println!("{} and {} bytes for {greeting}", client.cost(), server.cost());
        assert!(client.cost() <= KIB && server.cost() <= KIB, "{} {}", client.cost(), server.cost());
        let (machines, mut pair) = ((client.cost(), server.cost()), pair);
        pair.send("IDLE");
        while pair.turn() {}
        assert_eq!(pair.client.machine.in_flight(), 1);
        println!("{} and {} bytes in IDLE", pair.client.cost(), pair.server.cost());
        assert!(pair.client.cost().max(pair.server.cost()) <= KIB, "{machines:?}");
        pair.client.run(|client, _| client.idle_done().unwrap());
        pair.settle();
        assert_eq!((pair.client.cost(), pair.server.cost()), machines);
    }
}

/// Who waits in a read has lent storage to it.
#[test]
fn a_buffer_that_waits_in_a_read_costs_2_kib_more() {
    let mut pair = Pair::selected(OURS, Limits::server());
    let idle = (pair.client.cost(), pair.server.cost());
    pair.client.run(|_, buffer| assert_eq!(buffer.space().unwrap().len(), 2 * KIB));
    pair.server.run(|_, buffer| assert_eq!(buffer.space().unwrap().len(), 2 * KIB));
    assert_eq!((pair.client.cost(), pair.server.cost()), (idle.0 + 2 * KIB, idle.1 + 2 * KIB));
}

#[test]
fn an_append_of_1_gib_takes_less_than_256_kib_on_each_side() {
    let mut pair = Pair::selected(OURS, Limits { stream: GIB, ..Limits::server() });
    pair.stream_append(GIB);
    assert_eq!(pair.appended, GIB);
    assert!(pair.client.peak() < 256 * KIB, "{}", pair.client.peak());
    assert!(pair.server.peak() < 256 * KIB, "{}", pair.server.peak());
}

#[test]
fn a_fetch_of_1_gib_takes_less_than_256_kib_on_each_side() {
    let mut pair = Pair::selected(OURS, Limits::server());
    pair.send("UID FETCH 1 BODY.PEEK[]");
    pair.stream_fetch(GIB);
    assert_eq!(pair.fetched, GIB);
    assert!(pair.client.peak() < 256 * KIB, "{}", pair.client.peak());
    assert!(pair.server.peak() < 256 * KIB, "{}", pair.server.peak());
}

/// What a server costs at most of a client that sends this again and again and reads nothing, or all.
fn flooded(kind: StatusKind, bytes: &str, reads: bool) -> usize {
    let mut side = Side::new(|| Server::new(server::Options::default()), Limits::server());
    let greeting = Status { kind, text: RespText::try_from("hi").unwrap() };
    side.run(|server, _| server.greet(&greeting).unwrap());
    let flood = bytes.repeat(64 * KIB / bytes.len() + 1);
    let mut appended = 0;
    for _ in 0..4 * MIB / flood.len() {
        let mut rest = flood.as_bytes();
        while !rest.is_empty() {
            if !side.machine.reads() {
                return side.peak();
            }
            rest = &rest[side.read(rest)..];
            let result = side.run(|server, buffer| {
                let mut input = buffer.bytes();
                let result = loop {
                    match server.receive(&mut input) {
                        Ok(Some(event)) => drop(serve(server, event, "* OK hi", (0, true), &mut appended)),
                        result => break result.map(drop),
                    }
                };
                let unread = input.len();
                buffer.keep(unread).unwrap();
                if reads && result.is_ok() {
                    server.transmitted(server.transmit().len()).unwrap();
                }
                result
            });
            if result.is_err() {
                return side.peak();
            }
        }
    }
    side.peak()
}

#[test]
fn a_client_that_sends_without_end_is_bounded_before_and_after_the_login() {
    for (kind, most) in [(StatusKind::Ok, 100 * KIB), (StatusKind::PreAuth, MIB)] {
        for bytes in [
            "x",
            "\r\n",
            "a NOOP\r\n",
            "a FROB\r\n",
            "a ID (\"x\" {3000+}\r\n",
            "a LOGIN {4096+}\r\n",
            "a LOGIN {9999999+}\r\n",
            "a APPEND x {60000+}\r\n",
            "a APPEND x {60000000+}\r\n",
            "a APPEND x {9}\r\n",
            "{1+}\r\nx ",
        ] {
            for reads in [true, false] {
                let peak = flooded(kind, bytes, reads);
                assert!(peak <= most, "{kind:?} {bytes:?} {reads}: {peak}");
            }
        }
    }
}

/// Both are even back at what they cost before: at most 1 KiB.
fn a_message_leaves_nothing_behind(len: usize) {
    let holds = Limits { message: 2 * len, literal: len, line: 64 * KIB, ..Limits::server() };
    let streams = Limits { literal: KIB, stream: len as u64, ..holds };
    // A literal that is sent at once, and one that waits until it is asked for.
    for (greeting, limits, held) in [
        (OURS, holds, true),
        ("* OK [CAPABILITY IMAP4rev1] hello", holds, true),
        (OURS, streams, false),
        ("* OK [CAPABILITY IMAP4rev1] hello", streams, false),
    ] {
        let mut pair = Pair::within(greeting, Limits { output: 64 * KIB, in_flight: 9, ..limits }, limits);
        (pair.message, pair.whole) = (len as u64, held);
        let idle = (pair.client.cost(), pair.server.cost());
        pair.send("UID FETCH 1 BODY.PEEK[]");
        if held {
            pair.settle()
        } else {
            pair.stream_fetch(len as u64)
        }
        assert_eq!((pair.client.cost(), pair.server.cost()), idle);
        match held {
            true => pair.send(&format!("APPEND Sent {{{len}}}\r\n{}", "x".repeat(len))),
            false => pair.stream_append(len as u64),
        }
        pair.settle();
        assert_eq!((pair.client.cost(), pair.server.cost()), idle);
        assert!(idle.0.max(idle.1) <= KIB, "{idle:?}");
        assert_eq!((pair.fetched, pair.appended), (len as u64, len as u64));
        let most = pair.client.peak().min(pair.server.peak());
        assert_eq!(most > len, held, "{most}");
    }
}

#[test]
fn after_a_message_of_1_mib_machine_and_buffer_together_are_back_below_4_kib() {
    a_message_leaves_nothing_behind(MIB);
}

#[test]
fn after_a_message_of_64_mib_machine_and_buffer_together_are_back_below_4_kib() {
    a_message_leaves_nothing_behind(64 * MIB);
}
