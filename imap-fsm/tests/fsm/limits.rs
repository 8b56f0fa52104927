//! Every field of [`Limits`], at the limit and above it, for each role that it bounds.

use imap_codec::FramingError;
use imap_fsm::client::{self, Event};
use imap_fsm::server::{self, Delivery};
use imap_fsm::session::State;
use imap_fsm::{Limits, Misuse, PeerError};
use imap_types::fetch::MsgAtt;
use imap_types::response::{Condition, Data, Response, StatusKind};

use crate::desk::{Desk, expunge};
use crate::wire::Wire;

/// A client that is greeted, with these limits.
fn client(limits: Limits) -> Wire {
    Wire::with(client::Options { limits, ..Default::default() }, "IMAP4rev1")
}

/// A server with a mailbox open, with these limits.
fn server(limits: Limits) -> Desk {
    let options = server::Options { limits, before_login: limits, ..Default::default() };
    let mut desk = Desk::with(options, StatusKind::PreAuth);
    desk.hear("s SELECT INBOX\r\n");
    let _ = desk.server.respond(&Data::Exists(3)).unwrap();
    desk.sent();
    desk.complete(Condition::Ok);
    desk.sent();
    desk
}

#[test]
fn a_line_has_at_most_as_many_bytes_as_line() {
    let limits = |of| Limits { line: 64, ..of };
    let error = Err(PeerError::Framing(FramingError::LineTooLong { limit: 64 }));
    let line = |fill: usize| format!("* OK {}\r\n", "x".repeat(fill));
    assert_eq!(line(57).len(), 64);
    assert_eq!(client(limits(Limits::client())).try_hear(&line(57)).unwrap(), ["data Status"]);
    assert_eq!(client(limits(Limits::client())).try_hear(&line(58)), error);

    let line = |fill: usize| format!("a CREATE {}\r\n", "x".repeat(fill));
    assert_eq!(line(53).len(), 64);
    assert_eq!(server(limits(Limits::server())).try_hear(&line(53)).unwrap(), ["a CREATE"]);
    let mut desk = server(limits(Limits::server()));
    assert_eq!(desk.hear(&line(54)), ["rejected"]);
    desk.expect("a BAD line longer than 64 bytes\r\n");
}

#[test]
fn a_message_has_at_most_as_many_bytes_at_once_as_message() {
    let limits = |of| Limits { line: 64, message: 100, literal: 100, ..of };
    let error = Err(PeerError::Framing(FramingError::MessageTooLong { limit: 100 }));
    let fetch =
        |len: usize, rest: &str| format!("* 1 FETCH (BODY[] {{{len}}}\r\n{}{rest})\r\n", "x".repeat(len));
    assert_eq!(fetch(73, "").len(), 100);
    assert_eq!(client(limits(Limits::client())).try_hear(&fetch(73, "")).unwrap(), ["data Fetch"]);
    assert_eq!(client(limits(Limits::client())).try_hear(&fetch(73, " ")), error);
    // A literal that does not fit is streamed.
    assert_eq!(client(limits(Limits::client())).hear(&fetch(77, ""))[0], "head 77");

    let append = |len: usize, rest: &str| format!("a APPEND x {{{len}+}}\r\n{}{rest}\r\n", "x".repeat(len));
    assert_eq!(append(80, "").len(), 100);
    assert_eq!(server(limits(Limits::server())).try_hear(&append(80, "")).unwrap(), ["a APPEND"]);
    let mut desk = server(limits(Limits::server()));
    assert_eq!(desk.hear(&append(80, " ")), ["rejected"]);
    desk.expect("a BAD message longer than 100 bytes\r\n");
    assert_eq!(server(limits(Limits::server())).hear(&append(83, ""))[0], "head APPEND 83");
}

#[test]
fn a_literal_that_is_held_has_at_most_as_many_octets_as_literal() {
    let limits = |of| Limits { literal: 4, ..of };
    let mut wire = client(limits(Limits::client()));
    assert_eq!(wire.hear("* 1 FETCH (BODY[] {4}\r\nabcd)\r\n"), ["data Fetch"]);
    assert_eq!(wire.hear_at_once("* 1 FETCH (BODY[] {5}\r\n").0.unwrap(), ["head 5"]);

    assert_eq!(server(limits(Limits::server())).hear("a APPEND x {4+}\r\nabcd\r\n"), ["a APPEND"]);
    assert_eq!(server(limits(Limits::server())).hear("a APPEND x {5+}\r\n"), ["head APPEND 5"]);
    // Only what is appended can be streamed.
    let mut desk = server(limits(Limits::server()));
    assert_eq!(desk.hear("a CREATE {4}\r\n"), [""; 0]);
    desk.expect("+ Ready for literal\r\n");
    assert_eq!(desk.hear("abcd\r\n"), ["a CREATE"]);
    let mut desk = server(limits(Limits::server()));
    assert_eq!(desk.hear("a CREATE {5}\r\n"), ["rejected"]);
    desk.expect("a BAD [TOOBIG] literal too long\r\n");
    assert_eq!(server(limits(Limits::server())).hear("a CREATE {5+}\r\nabcde\r\n"), ["rejected"]);
}

#[test]
fn a_literal_that_is_streamed_has_at_most_as_many_octets_as_stream() {
    let limits = |of| Limits { literal: 4, stream: 10, ..of };
    let mut wire = client(limits(Limits::client()));
    assert_eq!(wire.hear_at_once("* 1 FETCH (BODY[] {10}\r\n").0.unwrap(), ["head 10"]);
    let mut wire = client(limits(Limits::client()));
    assert_eq!(
        wire.hear("* 1 FETCH (BODY[] {11}\r\n* BYE 67890)\r\n* 3 EXISTS\r\n"),
        ["oversized", "data Exists"]
    );

    for (command, event) in [
        ("a APPEND x {10}\r\n", "announced APPEND 10"),
        ("a APPEND x {11}\r\n", "rejected"),
        ("a APPEND x {10+}\r\n", "head APPEND 10"),
        ("a APPEND x {11+}\r\n", "rejected"),
    ] {
        assert_eq!(server(limits(Limits::server())).hear(command), [event], "{command}");
    }
}

#[test]
fn a_command_has_at_most_as_many_literals_as_literals() {
    for (count, refused) in [(5, false), (6, true)] {
        let mut desk = server(Limits { literals: 5, ..Limits::server() });
        desk.hear("a ID (");
        let mut events = Vec::new();
        for _ in 0..count {
            events.extend(desk.hear("{1}\r\n"));
            desk.hear("x ");
        }
        assert_eq!(events.len(), usize::from(refused), "{events:?}");
    }
}

#[test]
fn data_nests_at_most_as_deep_as_depth() {
    // A body of one part, in so many multiparts.
    let body = |depth: usize| {
        let part = "(\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1)";
        format!("* 1 FETCH (BODY {}{part}{})\r\n", "(".repeat(depth), " \"MIXED\")".repeat(depth))
    };
    for (depth, fits) in [(4, true), (5, false)] {
        let mut wire = client(Limits { depth: 5, ..Limits::client() });
        let text = body(depth);
        let event = wire.client.receive(&mut text.as_bytes()).unwrap().unwrap();
        let Event::Data(Data::Fetch { items, .. }) = event else { panic!("{event:?}") };
        assert_eq!(matches!(items[0], MsgAtt::Body(_)), fits, "{depth}: {items:?}");
    }
    for (depth, event) in [(5, "a SEARCH"), (6, "rejected")] {
        let mut desk = server(Limits { depth: 5, ..Limits::server() });
        let command = format!("a SEARCH {}ALL{}\r\n", "(".repeat(depth), ")".repeat(depth));
        assert_eq!(desk.hear(&command), [event], "{depth}: {}", desk.sent());
    }
}

#[test]
fn a_client_has_at_most_as_many_commands_in_flight_as_in_flight() {
    let mut wire = client(Limits { in_flight: 2, ..Limits::client() });
    wire.send("NOOP");
    wire.send("LOGIN a b");
    assert_eq!(wire.try_send("CAPABILITY"), Err(Misuse::TooManyCommands { limit: 2 }));
    wire.sent();
    wire.hear("a1 OK x\r\n");
    wire.send("CAPABILITY");
}

#[test]
fn a_client_takes_no_command_while_more_output_waits_than_output() {
    let mut wire = client(Limits { output: 9, ..Limits::client() });
    wire.send("NOOP");
    assert_eq!(wire.client.transmit().len(), 9);
    wire.send("NOOP");
    assert_eq!(wire.try_send("NOOP"), Err(Misuse::OutputFull { limit: 9 }));
    wire.client.transmitted(9).unwrap();
    wire.send("NOOP");
    // What is held back counts.
    let mut wire = client(Limits { output: 12, ..Limits::client() });
    wire.send("LOGIN a b");
    wire.sent();
    wire.send("LIST {1}\r\nx x");
    assert_eq!(wire.try_send("NOOP"), Err(Misuse::OutputFull { limit: 12 }));
}

#[test]
fn a_client_takes_octets_of_a_message_up_to_output() {
    let mut wire = Wire {
        client: client::Client::new(client::Options {
            limits: Limits { output: 20, ..Limits::client() },
            ..Default::default()
        }),
    };
    wire.hear("* PREAUTH [CAPABILITY IMAP4rev1 LITERAL+] hi\r\n");
    let id = wire.append(100);
    wire.sent();
    assert_eq!((wire.client.append_room(id), wire.client.append_data(id, &[b'x'; 21])), (20, Ok(20)));
    assert_eq!((wire.client.append_room(id), wire.client.append_data(id, b"x")), (0, Ok(0)));
}

#[test]
fn a_server_neither_answers_nor_reads_while_more_output_waits_than_output() {
    let mut desk = server(Limits { output: 12, ..Limits::server() });
    assert_eq!(desk.hear("a NOOP\r\nb NOOP\r\n"), ["a NOOP"]);
    assert_eq!(desk.server.respond(&Data::Exists(3)), Ok(Delivery::Sent));
    assert_eq!(desk.server.transmit().len(), 12);
    assert_eq!(desk.server.respond(&Data::Exists(3)), Ok(Delivery::Sent));
    assert_eq!(desk.server.respond(&Data::Exists(3)), Err(Misuse::OutputFull { limit: 12 }));
    desk.complete(Condition::Ok);
    assert_eq!((desk.server.reads(), desk.hear("")), (false, vec![]));
    desk.server.transmitted("* 3 EXISTS\r\na OK done\r\n".len() - 1).unwrap();
    assert_eq!((desk.server.transmit().len(), desk.server.reads()), (13, false));
    desk.server.transmitted(1).unwrap();
    assert_eq!((desk.server.reads(), desk.hear("")), (true, vec!["b NOOP".to_string()]));
    // What is held back counts 64 each, and what is long its octets, too.
    let mut desk = server(Limits { output: 127, ..Limits::server() });
    assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Held));
    assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Held));
    assert_eq!(desk.server.respond(&expunge(1)), Err(Misuse::HeldFull { limit: 127 }));
    let fetch = format!("* 2 FETCH (FLAGS ({}))\r\n", "x".repeat(41));
    let Ok(Response::Data(fetch)) = imap_codec::decode_response(fetch.as_bytes()) else { panic!("{fetch}") };
    let mut desk = server(Limits { output: 190, ..Limits::server() });
    assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Held));
    assert_eq!(desk.server.respond(&fetch), Ok(Delivery::Held));
    assert_eq!(desk.server.respond(&fetch), Err(Misuse::HeldFull { limit: 190 }));
    let mut desk = server(Limits { output: 191, ..Limits::server() });
    assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Held));
    assert_eq!(desk.server.respond(&fetch), Ok(Delivery::Held));
    assert_eq!(desk.server.respond(&fetch), Ok(Delivery::Held));
}

#[test]
fn a_server_says_bye_after_as_many_errors_in_a_row_as_errors() {
    let mut desk = server(Limits { errors: 3, ..Limits::server() });
    desk.hear("a1\r\na2\r\na3 NOOP\r\n");
    desk.complete(Condition::Ok);
    desk.hear("a1\r\na2\r\n");
    assert_eq!(desk.server.session().state(), State::Selected);
    desk.sent();
    assert_eq!(desk.hear("a3\r\na4 NOOP\r\n"), ["rejected"]);
    desk.expect("a3 BAD expected SP at byte 2\r\n* BYE too many errors\r\n");
    assert_eq!((desk.server.session().state(), desk.server.receive_eof()), (State::Logout, Ok(())));
}
