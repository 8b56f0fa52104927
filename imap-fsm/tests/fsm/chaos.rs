//! Any call in any order, and any bytes at any time, end in a value or a typed error.

use imap_fsm::client::{self, Client};
use imap_fsm::server::{self, Server};
use imap_fsm::{Limits, Misuse, PeerError};
use imap_types::append::AppendMessage;
use imap_types::command::AuthenticateData;
use imap_types::fetch::MsgAtt;
use imap_types::mailbox::Mailbox;
use imap_types::number::{SeqNum, Uid};
use imap_types::response::{Condition, Data, RespText, Status, StatusKind};
use imap_types::secret::Secret;
use imap_types::section::Section;
use imap_types::string::{AString, Binary};
use imap_types::text::Text;

use crate::pair::Random;
use crate::wire::command;

const COMMANDS: &[&str] = &[
    "NOOP",
    "LOGIN a {2}\r\n\u{e9}",
    "LOGIN a b",
    "SELECT a",
    "EXAMINE {2}\r\n\u{e9}",
    "AUTHENTICATE PLAIN",
    "AUTHENTICATE PLAIN AGEAYg==",
    "IDLE",
    "STARTTLS",
    "COMPRESS DEFLATE",
    "UNAUTHENTICATE",
    "FETCH 1 FLAGS",
    "UID FETCH 1 FLAGS",
    "STORE 1 FLAGS ()",
    "SEARCH 1:3",
    "COPY 1 x",
    "EXPUNGE",
    "CLOSE",
    "APPEND x {3}\r\nabc {3}\r\ndef",
    "ENABLE IMAP4rev2",
    "LOGOUT",
    "XNEW a b",
];

/// What a server says, mostly in place; `#` is a likely tag.
const RESPONSES: &[&str] = &[
    "* OK [CAPABILITY IMAP4rev1 LITERAL- SASL-IR] hi\r\n",
    "* PREAUTH hi\r\n",
    "# OK done\r\n",
    "# OK done\r\n",
    "# NO done\r\n",
    "# BAD done\r\n",
    "+ go\r\n",
    "+ \r\n",
    "* 3 EXISTS\r\n",
    "* 1 EXPUNGE\r\n",
    "* OK [CLOSED] x\r\n",
    "* ENABLED IMAP4rev2\r\n",
    "* 1 FETCH (BODY[] {3}\r\nabc)\r\n",
    "* 1 FETCH (BODY[] {30}\r\n012345678901234567890123456789 UID 1)\r\n",
    "* 1 FETCH (BODY[] {30000}\r\n",
    "* FROB {3}\r\nabc\r\n",
    "\r\n",
    "* BYE x\r\n",
    "\0\u{1}\r\n",
];

/// What a client says, mostly in place.
const LINES: &[&str] = &[
    "a NOOP\r\n",
    "a LOGIN a b\r\n",
    "a LOGIN a {2}\r\n",
    "bc\r\n",
    "a LOGIN {2+}\r\nab b\r\n",
    "a SELECT x\r\n",
    "a FETCH 1 FLAGS\r\n",
    "a UID SEARCH 1:3\r\n",
    "a APPEND x {3}\r\n",
    "a APPEND x {30+}\r\n012345678901234567890123456789 {2+}\r\nab\r\n",
    "a APPEND x {3000+}\r\n",
    "a AUTHENTICATE PLAIN\r\n",
    "AGEAYg==\r\n",
    "*\r\n",
    "a IDLE\r\n",
    "DONE\r\n",
    "a STARTTLS\r\n",
    "a COMPRESS DEFLATE\r\n",
    "a UNAUTHENTICATE\r\n",
    "a LOGOUT\r\n",
    "frob\r\n",
    "\0 {99999999999999999999}\r\n",
];

fn pick<'a>(random: &mut Random, of: &[&'a str]) -> &'a str {
    of[random.below(of.len())]
}

fn message() -> AppendMessage<'static> {
    AppendMessage::new(AString::EMPTY)
}

fn text() -> RespText<'static> {
    RespText::try_from("x").unwrap()
}

fn run_client(seed: u64) -> Option<PeerError> {
    let mut random = Random::new(seed);
    let limits = Limits { literal: 8, output: 200, in_flight: 5, ..Limits::client() };
    let mut client = Client::new(client::Options { limits, ..Default::default() });
    let (mut unread, mut failed) = (Vec::new(), None);
    let mut ids = Vec::new();
    if !random.chance(10) {
        unread.extend_from_slice(RESPONSES[random.below(2)].as_bytes());
    }
    for _ in 0..60 {
        let before = client.transmit().to_vec();
        let id = ids.get(random.below(ids.len())).copied();
        let result = match random.below(12) {
            0..=2 => client.send(&command(pick(&mut random, COMMANDS))).map(|id| ids.push(id)),
            3 => client.append(&Mailbox::try_from("x").unwrap(), &message(), 5).map(|id| ids.push(id)),
            4 => client.idle_done(),
            5 => client.authenticate(&AuthenticateData::Cancel),
            6 => {
                client.authenticate(&AuthenticateData::Response(Secret::new(Binary::try_from("x").unwrap())))
            }
            7 => client.upgraded(),
            8 => id.map_or(Ok(()), |id| client.append_data(id, &b"abcde"[..random.below(6)]).map(drop)),
            9 => id.map_or(Ok(()), |id| client.append_next(id, &message(), 2)),
            10 => id.map_or(Ok(()), |id| client.append_finish(id)),
            _ => client.transmitted(client.transmit().len() + random.below(2)),
        };
        match (result, failed) {
            (Err(misuse), None) => {
                assert!(!matches!(misuse, Misuse::PeerFailed(_)));
                assert_eq!(client.transmit(), before, "{misuse}");
            }
            (Err(misuse), Some(error)) => assert_eq!(misuse, Misuse::PeerFailed(error)),
            // Without an id nothing was called.
            (Ok(()), _) => {}
        }
        assert!(client.transmit().len() < 1000 && client.in_flight() <= 5);
        if random.chance(2) {
            let _ = client.transmitted(client.transmit().len());
        }
        let tag = id.filter(|_| !random.chance(9)).map_or("a1".into(), |id| id.tag().to_string());
        let bytes = pick(&mut random, RESPONSES).replace('#', &tag);
        unread.extend_from_slice(&bytes.as_bytes()[..bytes.len() - if random.chance(20) { 1 } else { 0 }]);
        let mut input = &unread[..];
        loop {
            match client.receive(&mut input) {
                Ok(Some(_)) => assert_eq!(failed, None),
                Ok(None) => {
                    assert_eq!(failed, None);
                    break;
                }
                Err(error) => {
                    assert_eq!(failed.replace(error).unwrap_or(error), error);
                    assert!(client.transmit().is_empty());
                    break;
                }
            }
        }
        unread = input.to_vec();
    }
    failed
}

fn run_server(seed: u64) -> Option<PeerError> {
    let mut random = Random::new(seed);
    let limits = Limits { literal: 8, stream: 1000, output: 200, errors: 30, ..Limits::server() };
    let options = server::Options { limits, before_login: limits, ..Default::default() };
    let mut server = Server::new(options);
    let (mut unread, mut failed): (Vec<u8>, _) = (Vec::new(), None);
    let mut ids = Vec::new();
    let kinds = [StatusKind::Ok, StatusKind::PreAuth, StatusKind::PreAuth, StatusKind::No, StatusKind::Bye];
    let seq = SeqNum::try_from(1).unwrap();
    let uid = [MsgAtt::Uid(Uid::try_from(7).unwrap())];
    let body = MsgAtt::BodySection { section: Section::default(), origin: None, data: None };
    for _ in 0..80 {
        let before = server.transmit().to_vec();
        let id = ids.last().copied();
        let condition = [Condition::Ok, Condition::Ok, Condition::No, Condition::Bad][random.below(4)];
        let result = match random.below(14) {
            0 => {
                let kind = kinds[random.below(kinds.len())];
                server.greet(&Status { kind, text: text() })
            }
            1 => server.respond(&Data::Exists(3)).map(drop),
            2 => server.respond(&Data::Expunge(seq)).map(drop),
            3..=5 => id.map_or(Ok(()), |id| server.complete(id, condition, text())),
            6 => id.map_or(Ok(()), |id| server.challenge(id, b"x")),
            7 => id.map_or(Ok(()), |id| server.idle(id, Text::EMPTY)),
            8 => id.map_or(Ok(()), |id| server.accept_literal(id)),
            9 => id.map_or(Ok(()), |id| server.refuse_literal(id, condition, text())),
            10 => server.upgraded(),
            11 => server.fetch(seq, &uid, if random.chance(9) { &uid[0] } else { &body }, 3),
            12 => server.fetch_data(&b"abc"[..random.below(4)]).map(drop),
            _ => server.fetch_finish(),
        };
        match (result, failed) {
            (Err(misuse), None) => {
                assert!(!matches!(misuse, Misuse::PeerFailed(_)));
                assert_eq!(server.transmit(), before, "{misuse}");
            }
            (Err(misuse), Some(error)) => assert_eq!(misuse, Misuse::PeerFailed(error)),
            (Ok(()), _) => {}
        }
        assert!(server.transmit().len() < 4000);
        if random.chance(2) {
            let _ = server.transmitted(server.transmit().len());
        }
        if !server.reads() && failed.is_none() && random.chance(2) {
            continue;
        }
        let bytes = pick(&mut random, LINES);
        unread.extend_from_slice(&bytes.as_bytes()[..bytes.len() - if random.chance(20) { 1 } else { 0 }]);
        let mut input = &unread[..];
        loop {
            match server.receive(&mut input) {
                Ok(Some(event)) => match event {
                    server::Event::Command { id, .. }
                    | server::Event::LiteralAnnounced { id, .. }
                    | server::Event::LiteralHead { id, .. } => ids.push(id),
                    _ => {}
                },
                Ok(None) => {
                    assert_eq!(failed, None);
                    break;
                }
                Err(error) => {
                    assert_eq!(failed.replace(error).unwrap_or(error), error);
                    assert!(server.transmit().is_empty() && !server.reads());
                    break;
                }
            }
        }
        unread = input.to_vec();
    }
    failed
}

#[test]
fn any_call_in_any_order_and_any_bytes_end_in_a_value_or_a_typed_error() {
    let failed = |runs: &dyn Fn(u64) -> Option<PeerError>| (0..3000).filter_map(runs).count();
    // Neither always nor never.
    assert!((100..2990).contains(&failed(&run_client)), "{}", failed(&run_client));
    assert!((100..2990).contains(&failed(&run_server)), "{}", failed(&run_server));
}

#[test]
fn a_machine_is_small() {
    // With the 300 bytes for the capabilities of a Dovecot below a kibibyte in all; what waits costs nothing where
    // nothing does.
    let sizes = (size_of::<Client>(), size_of::<Server>());
    assert!(sizes.0 <= 700 && sizes.1 <= 700, "{sizes:?}");
}

#[test]
fn machines_and_events_go_from_thread_to_thread() {
    fn is_send<T: Send + Sync>() {}
    is_send::<(Client, client::Event<'static>, Server, server::Event<'static>)>();
}
