//! What a hostile peer says: deep, wide, long, lying and slow. Each costs what it costs and no more, in memory and in
//! work, on a small stack; and what follows is heard where the protocol lets it follow.

use std::thread;

use allocation_counter::{AllocationInfo, measure};
use imap_codec::FramingError;
use imap_fsm::client::{self, Client};
use imap_fsm::server::{self, Server};
use imap_fsm::{Buffer, Limits, PeerError};
use imap_types::response::{Condition, Data, RespText, Status, StatusKind};

const STACK: usize = 256 << 10;
const LEVELS: usize = 20_000;

fn on_a_small_stack(run: impl FnOnce() + Send) {
    thread::scope(|scope| {
        thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run).unwrap().join().unwrap();
    });
}

/// How a session went.
#[derive(Debug, Default, PartialEq)]
struct Heard {
    events: usize,
    malformed: usize,
    exists: Option<u32>,
    error: Option<PeerError>,
}

/// A client that hears this in reads of so many bytes.
fn client_hears(limits: Limits, bytes: &[u8], read: usize) -> (Heard, AllocationInfo) {
    let mut heard = Heard::default();
    let info = measure(|| {
        let mut client = Client::new(client::Options { limits, ..Default::default() });
        client.receive(&mut &b"* PREAUTH hi\r\n"[..]).unwrap();
        let mut buffer = Buffer::new(limits.message + 1);
        let mut bytes = bytes;
        while !bytes.is_empty() {
            read_some(&mut buffer, &mut bytes, read);
            let mut input = buffer.bytes();
            loop {
                match client.receive(&mut input) {
                    Ok(None) => break,
                    Ok(Some(event)) => {
                        heard.events += 1;
                        match event {
                            client::Event::Malformed { .. } => heard.malformed += 1,
                            client::Event::Data(Data::Exists(count)) => heard.exists = Some(count),
                            _ => {}
                        }
                    }
                    Err(error) => {
                        heard.error = Some(error);
                        return;
                    }
                }
            }
            let unread = input.len();
            buffer.keep(unread).unwrap();
        }
    });
    (heard, info)
}

/// Reads so many bytes, or as many as there is room for.
fn read_some(buffer: &mut Buffer, bytes: &mut &[u8], most: usize) {
    let space = buffer.space().unwrap();
    let n = most.min(space.len()).min(bytes.len());
    let (now, later) = bytes.split_at(n);
    space[..n].copy_from_slice(now);
    buffer.fill(n).unwrap();
    *bytes = later;
}

/// A server that hears this and says OK to every command; how many, and what it said.
fn server_hears(limits: Limits, bytes: &[u8], read: usize) -> (usize, String, AllocationInfo) {
    let (mut commands, mut said) = (0, Vec::new());
    let info = measure(|| {
        let mut server = Server::new(server::Options { limits, before_login: limits, ..Default::default() });
        let text = || RespText::try_from("x").unwrap();
        server.greet(&Status { kind: StatusKind::PreAuth, text: text() }).unwrap();
        let mut buffer = Buffer::new(limits.message + 1);
        let mut bytes = bytes;
        while !bytes.is_empty() {
            read_some(&mut buffer, &mut bytes, read);
            let mut input = buffer.bytes();
            loop {
                said.extend_from_slice(server.transmit());
                server.transmitted(server.transmit().len()).unwrap();
                match server.receive(&mut input) {
                    Ok(None) => break,
                    Ok(Some(server::Event::Command { id, .. })) => {
                        commands += 1;
                        server.complete(id, Condition::Ok, text()).unwrap();
                    }
                    Ok(Some(server::Event::LiteralTail(end))) => {
                        commands += 1;
                        server.complete(end.id, Condition::Ok, text()).unwrap();
                    }
                    Ok(Some(_)) => {}
                    Err(_) => return,
                }
            }
            let unread = input.len();
            buffer.keep(unread).unwrap();
        }
        said.extend_from_slice(server.transmit());
    });
    (commands, String::from_utf8(said).unwrap(), info)
}

#[test]
fn deep_data_is_malformed_and_the_next_is_heard() {
    on_a_small_stack(|| {
        for (open, close) in [("(", ")"), ("(\"a\" ", ")"), ("(NIL (", "))")] {
            let deep = format!("{}{}", open.repeat(LEVELS), close.repeat(LEVELS));
            for line in [
                format!("* 1 FETCH (BODYSTRUCTURE {deep})\r\n"),
                format!("* NAMESPACE {deep} NIL NIL\r\n"),
                format!("* LIST () NIL a {deep}\r\n"),
                format!("* XDEEP {deep}\r\n"),
                format!("* OK [XDEEP {deep}] x\r\n"),
            ] {
                let bytes = format!("{line}* 7 EXISTS\r\n");
                let (heard, info) = client_hears(Limits::client(), bytes.as_bytes(), usize::MAX);
                assert_eq!((heard.events, heard.exists, heard.error), (2, Some(7), None));
                assert!(info.bytes_max < 64 * bytes.len() as u64, "{info:?}");
            }
        }
    });
}

#[test]
fn deep_commands_are_refused_and_the_next_is_heard() {
    on_a_small_stack(|| {
        for nest in ["(", "NOT ", "OR ALL "] {
            let bytes = format!("a UID SEARCH {}ALL\r\nb NOOP\r\n", nest.repeat(5000));
            let (commands, said, _) = server_hears(Limits::server(), bytes.as_bytes(), usize::MAX);
            assert_eq!(commands, 1);
            assert!(said.contains("\r\na BAD ") && said.ends_with("\r\nb OK x\r\n"), "{said}");
        }
    });
}

#[test]
fn one_byte_at_a_time_on_a_small_stack_is_heard_like_all_at_once() {
    let (open, close) = ("(".repeat(2000), ")".repeat(2000));
    let wide = "NIL ".repeat(2000);
    on_a_small_stack(|| {
        for hostile in [
            format!("* 1 FETCH (BODYSTRUCTURE {open}{close} UID 7)\r\n"),
            format!("* 1 FETCH (BODYSTRUCTURE ({wide}) FLAGS ({wide}))\r\n"),
            format!("* ESEARCH (TAG \"a\") {wide}\r\n* THREAD {open}1{close}\r\n"),
            format!("* X {open}\"{close}\r\n* LIST () \"{close}\" {open}\r\n"),
            "* 1 FETCH (BODY[] {3}\r\n{3}\r\n X {3}\r\n)\r\n)\r\n".repeat(100),
            "\r\n\0\r\n* \r\n+\r\n* OK\r\n".repeat(100),
            format!("* 1 FETCH (BODY[] {{9}}\r\n{open}"),
            "* 1 FETCH (BODY[] {99999999999999999999}\r\n".into(),
        ] {
            let bytes = format!("{hostile}* 7 EXISTS\r\n");
            let (whole, _) = client_hears(Limits::client(), bytes.as_bytes(), usize::MAX);
            let (drip, _) = client_hears(Limits::client(), bytes.as_bytes(), 1);
            assert_eq!(drip, whole, "{}", &bytes[..bytes.len().min(80)]);
        }
        for hostile in [
            format!("a SEARCH {open}{close}\r\n"),
            format!("a SEARCH {}ALL\r\n", "NOT ".repeat(2000)),
            format!("a STORE 1 FLAGS ({wide})\r\na LIST ({wide}) \"\" {open}\r\n"),
            "a LOGIN {3}\r\n{3}{3+}\r\n\r\nb".repeat(100),
            "\r\n\0\r\na\r\n+ a\r\nDONE\r\n* OK\r\n".repeat(100),
            format!("a APPEND x {{3+}}\r\n{open}\r\n"),
            "a APPEND x {99999999999999999999+}\r\n".into(),
            format!("a APPEND x {{9}}\r\n{close}"),
        ] {
            let bytes = format!("{hostile}z NOOP\r\n");
            let (commands, said, _) = server_hears(Limits::server(), bytes.as_bytes(), usize::MAX);
            let (drip, dripped, _) = server_hears(Limits::server(), bytes.as_bytes(), 1);
            assert_eq!((drip, dripped), (commands, said), "{}", &bytes[..bytes.len().min(80)]);
        }
    });
}

#[test]
fn a_drip_allocates_for_its_messages_and_not_for_its_bytes() {
    let line =
        format!("* 1 FETCH (FLAGS (\\Seen) BODY[TEXT] {{5}}\r\nhello ENVELOPE {})\r\n", "x".repeat(2000));
    let bytes = line.repeat(10) + "* 7 EXISTS\r\n";
    let (whole, _) = client_hears(Limits::client(), bytes.as_bytes(), usize::MAX);
    let (drip, info) = client_hears(Limits::client(), bytes.as_bytes(), 1);
    assert_eq!((&drip, drip.exists), (&whole, Some(7)));
    assert!(info.count_total < 200, "{info:?} for {} bytes", bytes.len());
    let bytes = "a LOGIN {3}\r\nbob {3}\r\npwd\r\nb NOOP\r\n".repeat(20);
    let (_, said, info) = server_hears(Limits::server(), bytes.as_bytes(), 1);
    assert_eq!(said.matches("b OK x\r\n").count(), 20, "{said}");
    let lines = bytes.lines().count() as u64;
    assert!(info.count_total < 8 * lines, "{info:?} for {lines} lines");
}

#[test]
fn a_line_and_a_message_without_end_stay_within_their_limits() {
    let limits = Limits { line: 1000, message: 3000, literal: 500, ..Limits::client() };
    let long_line = format!("* OK {}", "x".repeat(100_000));
    let many_literals =
        format!("* 1 FETCH ({}", "X {400}\r\n".to_string() + &"y".repeat(400) + " ").repeat(200);
    for read in [1, 999, 3000] {
        let (heard, info) = client_hears(limits, long_line.as_bytes(), read);
        assert_eq!(heard.error, Some(PeerError::Framing(FramingError::LineTooLong { limit: 1000 })));
        assert!(info.bytes_max < 32 << 10, "{info:?}");
        // From the limit on its literals are streamed.
        let (heard, info) = client_hears(limits, many_literals.as_bytes(), read);
        assert_eq!((heard.error, heard.malformed), (None, 0));
        assert!(info.bytes_max < 32 << 10, "{info:?}");
    }
}

#[test]
fn a_literal_that_never_comes_costs_nothing() {
    for announced in ["18446744073709551615", "9223372036854775807", "4294967296"] {
        let bytes = format!("* 1 FETCH (BODY[] {{{announced}}}\r\nabc");
        let (heard, info) = client_hears(Limits::client(), bytes.as_bytes(), 1);
        assert!(heard.error.is_none() || heard.events == 0, "{heard:?}");
        assert!(info.bytes_max < 16 << 10, "{info:?}");
        let bytes = format!("a APPEND x {{{announced}}}\r\nb NOOP\r\n");
        let (_, said, info) = server_hears(Limits::server(), bytes.as_bytes(), usize::MAX);
        assert!(said.contains("a BAD") || said.len() < 100, "{said}");
        assert!(info.bytes_max < 16 << 10, "{info:?}");
    }
}

#[test]
fn a_flood_of_wide_data_leaves_nothing_behind() {
    let flags: String = (0..5000).map(|n| format!(" k{n}")).collect();
    let wide = format!("* FLAGS ({})\r\n* SEARCH{}\r\n", flags.trim_start(), " 7".repeat(20_000));
    let (heard, info) = client_hears(Limits::client(), wide.repeat(20).as_bytes(), usize::MAX);
    assert_eq!((heard.events, heard.malformed), (40, 0));
    assert!(info.bytes_max < 8 * 20 * wide.len() as u64, "{info:?}");
    assert_eq!(info.bytes_current, 0, "{info:?}");
}
