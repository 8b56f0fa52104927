//! Passwords and SASL data show nowhere: not in a machine, a buffer, an event or an error.

use std::fmt::{Debug, Display};

use imap_fsm::client::{self, Client};
use imap_fsm::server::{self, Server};
use imap_fsm::{Buffer, Limits};
use imap_types::auth::{AuthMechanism, AuthenticateData};
use imap_types::command::CommandBody;
use imap_types::response::{RespText, Status, StatusKind};
use imap_types::secret::Secret;
use imap_types::string::Binary;

const PLAIN: &[u8] = b"\0alice\0hunter2";
const BASE64: &str = "AGFsaWNlAGh1bnRlcjI=";

/// As text, in base64, and as lists of bytes.
#[track_caller]
fn assert_hides(what: &impl Debug) {
    for written in [format!("{what:?}"), format!("{what:#?}"), format!("{what:x?}")] {
        for trace in ["hunter2", "AGFsaWNl", "aHVudGVyMg", "104, 117", "68, 75", "0x68"] {
            assert!(!written.contains(trace), "{written}");
        }
    }
}

#[track_caller]
fn assert_error_hides(error: &(impl Debug + Display)) {
    assert_hides(error);
    assert!(!error.to_string().contains("hunt"), "{error}");
}

fn secret() -> Secret<Binary<'static>> {
    Secret::new(Binary::try_from(PLAIN).unwrap())
}

fn client(capabilities: &str) -> Client {
    let mut client = Client::new(client::Options::default());
    let greeting = format!("* OK [CAPABILITY IMAP4rev1 {capabilities}] hi\r\n");
    client.receive(&mut greeting.as_bytes()).unwrap();
    client
}

fn server() -> Server {
    let mut server = Server::new(server::Options::default());
    server.greet(&Status { kind: StatusKind::Ok, text: RespText::try_from("hi").unwrap() }).unwrap();
    server
}

#[test]
fn a_client_hides_what_it_is_about_to_send() {
    // In the output, behind a gate, and held back behind another command.
    for capabilities in ["", "SASL-IR LITERAL+"] {
        let mut client = client(capabilities);
        client.send(&CommandBody::login("alice", "hunter2").unwrap()).unwrap();
        assert_hides(&client);
        let again = CommandBody::authenticate(AuthMechanism::Plain, Some(secret()));
        assert_error_hides(&client.send(&again).unwrap_err());
    }
    let mut waiting = client("");
    waiting.send(&CommandBody::login("alice", "hunter2\u{e9}").unwrap()).unwrap();
    assert_hides(&waiting);
    let mut dialogue = client("");
    dialogue.send(&CommandBody::authenticate(AuthMechanism::Plain, Some(secret()))).unwrap();
    assert_hides(&dialogue);
    let written = dialogue.transmit().len();
    dialogue.transmitted(written).unwrap();
    dialogue.receive(&mut &b"+ \r\n"[..]).unwrap();
    assert!(dialogue.transmit().starts_with(BASE64.as_bytes()));
    assert_hides(&dialogue);
    assert_error_hides(&dialogue.authenticate(&AuthenticateData::Response(secret())).unwrap_err());
}

#[test]
fn a_server_hides_what_it_has_received() {
    let mut server = server();
    let mut input: &[u8] = b"a LOGIN alice hunter2\r\n";
    let event = server.receive(&mut input).unwrap().unwrap();
    assert!(matches!(event, server::Event::Command { .. }));
    assert_hides(&event);
    assert_hides(&server);
}

#[test]
fn a_server_hides_the_answer_to_a_challenge() {
    let mut server = server();
    let line = format!("a AUTHENTICATE PLAIN {BASE64}\r\n");
    let Some(event) = server.receive(&mut line.as_bytes()).unwrap() else { panic!() };
    assert_hides(&event);
    let server::Event::Command { id, .. } = event else { panic!() };
    server.challenge(id, b"").unwrap();
    let line = format!("{BASE64}\r\n");
    let event = server.receive(&mut line.as_bytes()).unwrap().unwrap();
    assert!(matches!(event, server::Event::Response { .. }));
    assert_hides(&event);
    assert_hides(&server);
}

#[test]
fn a_malformed_login_is_told_without_its_words() {
    for line in [
        &b"a LOGIN alice hunter2 x\r\n"[..],
        b"a LOGIN alice \"hunter2\r\n",
        b"a LOGIN (alice) hunter2\r\n",
        b"LOGIN alice hunter2\r\n",
    ] {
        let mut server = server();
        let mut input = line;
        let event = server.receive(&mut input).unwrap().unwrap();
        assert_hides(&event);
        let server::Event::Rejected { why, .. } = event else { panic!("{event:?}") };
        assert_error_hides(&why);
        let told = server.transmit().escape_ascii().to_string();
        assert!(!told.contains("hunter2"), "{told}");
        assert_hides(&server);
    }
}

/// Every event of a server, with a password wherever a client can put one.
#[test]
fn no_event_of_a_server_shows_what_may_be_a_password() {
    let limits = Limits { line: 200, literal: 8, stream: 64, ..Limits::server() };
    let unknown = server::UnknownCommands::HandOver;
    for (kind, wire, expected) in [
        (StatusKind::Ok, "a LOGIN alice hunter2\r\n".into(), "Command"),
        (StatusKind::Ok, "a XLOGIN alice hunter2\r\n".into(), "Command"),
        (StatusKind::Ok, format!("a AUTHENTICATE PLAIN {BASE64}\r\n"), "Command"),
        // Out of place, malformed, too long, with a literal that is too long.
        (StatusKind::PreAuth, "a LOGIN alice hunter2\r\n".into(), "Rejected"),
        (StatusKind::PreAuth, format!("a AUTHENTICATE PLAIN {BASE64}\r\n"), "Rejected"),
        (StatusKind::Ok, "a LOGIN alice hunter2 hunter2\r\n".into(), "Rejected"),
        (StatusKind::Ok, format!("a AUTHENTICATE PLAIN {BASE64}=\r\n"), "Rejected"),
        (StatusKind::Ok, format!("a LOGIN hunter2 {}\r\n", "x".repeat(300)), "Rejected"),
        (StatusKind::Ok, "a LOGIN hunter2 {99}\r\n".into(), "Rejected"),
        (StatusKind::Ok, "hunter2 LOGIN hunter2\r\n".into(), "Rejected"),
        (StatusKind::PreAuth, "a APPEND x {9+}\r\nhunter2!!\r\n".into(), "LiteralHead"),
        (StatusKind::PreAuth, "a APPEND x {9}\r\n".into(), "LiteralAnnounced"),
    ] {
        let options = server::Options { limits, before_login: limits, unknown, ..Default::default() };
        let mut server = Server::new(options);
        server.greet(&Status { kind, text: RespText::try_from("hi").unwrap() }).unwrap();
        let (mut input, mut seen) = (wire.as_bytes(), String::new());
        while let Some(event) = server.receive(&mut input).unwrap() {
            assert_hides(&event);
            assert_hides(&server);
            seen += &format!("{event:?}");
            if matches!(event, server::Event::LiteralAnnounced(_)) {
                break;
            }
        }
        assert!(seen.starts_with(expected), "{wire:?}: {seen}");
    }
    // The ends of dialogues.
    for line in [format!("{BASE64}\r\n"), format!("hunter2{BASE64}\r\n"), "*\r\n".into()] {
        let mut server = server();
        let Some(server::Event::Command { id, .. }) =
            server.receive(&mut &b"a AUTHENTICATE PLAIN\r\n"[..]).unwrap()
        else {
            panic!()
        };
        server.challenge(id, b"").unwrap();
        assert_hides(&server.receive(&mut line.as_bytes()).unwrap().unwrap());
    }
}

#[test]
fn an_encoder_hides_what_it_has_written() {
    let mut out = b"a LOGIN alice hunter2\r\n".to_vec();
    assert_hides(&imap_codec::Encoder::new(&mut out));
}

#[test]
fn what_comes_in_pieces_is_hidden_until_it_is_whole() {
    let limits = Limits { literal: 4, ..Limits::before_login() };
    let mut server = Server::new(server::Options { before_login: limits, ..Default::default() });
    server.greet(&Status { kind: StatusKind::Ok, text: RespText::try_from("hi").unwrap() }).unwrap();
    let mut buffer = Buffer::new(1000);
    for piece in [&b"a LOGIN alice {7+}\r\nhunt"[..], b"er2\r\n"] {
        let space = buffer.space().unwrap();
        space[..piece.len()].copy_from_slice(piece);
        buffer.fill(piece.len()).unwrap();
        assert_hides(&buffer);
        let mut input = buffer.bytes();
        while let Some(event) = server.receive(&mut input).unwrap() {
            assert_hides(&event);
        }
        assert_hides(&server);
        let unread = input.len();
        buffer.keep(unread).unwrap();
    }
}

#[test]
fn events_of_a_client_are_shown_as_text() {
    let mut client = client("");
    let event = client.receive(&mut &b"* 1 FETCH (FLAGS\r\n"[..]).unwrap().unwrap();
    assert!(format!("{event:?}").contains("raw: \"* 1 FETCH (FLAGS\\r\\n\""), "{event:?}");
    client.send(&CommandBody::authenticate(AuthMechanism::Plain, None)).unwrap();
    let written = client.transmit().len();
    client.transmitted(written).unwrap();
    let line = format!("+ {BASE64}\r\n");
    let event = client.receive(&mut line.as_bytes()).unwrap().unwrap();
    assert!(matches!(event, client::Event::Challenge { .. }), "{event:?}");
    assert_hides(&event);
}
