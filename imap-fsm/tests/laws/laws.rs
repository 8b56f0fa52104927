//! Laws of the machines: whatever is called, whatever comes, and however it is cut.

#![cfg(test)]

mod calls;
mod mailbox;
mod mirror;
#[path = "../fsm/scripts.rs"]
#[allow(dead_code, reason = "the other tests of imap-fsm need more of it")]
mod scripts;
mod waiting;
#[path = "../fsm/wire.rs"]
#[allow(dead_code, reason = "the other tests of imap-fsm need more of it")]
mod wire;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use arbitrary::{Arbitrary, Unstructured};
use imap_codec::encode_response;
use imap_fsm::client::{self, Client};
use imap_fsm::server::{self, AppendEnd, AppendLiteral, Server};
use imap_fsm::session::State;
use imap_fsm::{Limits, Misuse, PeerError};
use imap_types::IntoBoundedStatic;
use imap_types::append::AppendMessageHead;
use imap_types::auth::AuthenticateData;
use imap_types::code::Code;
use imap_types::fetch::{FetchAttName, MsgAtt, MsgAttHead};
use imap_types::mailbox::Mailbox;
use imap_types::number::{SeqNum, Uid};
use imap_types::response::{Condition, Data, RespText, Response, Status, StatusKind};
use imap_types::secret::Secret;
use imap_types::section::Section;
use imap_types::string::Binary;
use imap_types::text::Text;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::TestRunner;

use crate::scripts::{Line, Side};
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

/// What a server may say at any time, of no consequence to any command.
const UNTAGGED: &[&str] = &[
    "* 3 EXISTS",
    "* 1 RECENT",
    "* 1 EXPUNGE",
    "* VANISHED 1:2",
    "* VANISHED (EARLIER) 3",
    "* FLAGS (\\Seen $k)",
    "* OK still here",
    "* NO [ALERT] a1 OK + {5}",
    "* BAD what?",
    "* OK [UIDNEXT 5] next",
    "* OK [READ-ONLY] now",
    "* PREAUTH late",
    "* SEARCH 1 2",
    "* ESEARCH (TAG \"a1\") ALL 1",
    "* LIST () \"/\" {1}\r\nx",
    "* LSUB () NIL x",
    "* STATUS x (MESSAGES 1)",
    "* NAMESPACE NIL NIL NIL",
    "* ID NIL",
    "* ENABLED X-NEW",
    "* 1 FETCH (FLAGS (\\Seen))",
    "* 1 FETCH (UID 1 BODY[] {9}\r\na2 OK no\r\n)",
    "* 1 FETCH (",
    "* 0 EXPUNGE",
    "* XNEW a {3}\r\n* B",
    "",
];

/// One turn of a connection: a call, output that is written or not, and bytes that come.
#[derive(Clone, Debug)]
struct Turn<C> {
    call: C,
    /// Which of the commands so far the call is about.
    of: Index,
    writes: bool,
    hears: Hears,
}

#[derive(Clone, Debug)]
enum Hears {
    /// A line, but for the last octet if it is cut.
    Line {
        text: &'static str,
        of: Index,
        cut: bool,
    },
    Noise(Vec<u8>),
}

fn turns<C: Clone + std::fmt::Debug>(
    call: impl Strategy<Value = C> + 'static,
    lines: &'static [&'static str],
) -> impl Strategy<Value = Vec<Turn<C>>> {
    let line = (select(lines), any::<Index>(), prop::bool::weighted(0.05));
    let hears = prop_oneof![
        30 => line.prop_map(|(text, of, cut)| Hears::Line { text, of, cut }),
        1 => prop::collection::vec(any::<u8>(), 0..40).prop_map(Hears::Noise),
    ];
    let turn = (call, any::<Index>(), any::<bool>(), hears);
    prop::collection::vec(turn.prop_map(|(call, of, writes, hears)| Turn { call, of, writes, hears }), 0..80)
}

impl Hears {
    fn onto(&self, unread: &mut Vec<u8>, tags: &[String]) {
        match self {
            Self::Line { text, of, cut } => {
                let tag = if tags.is_empty() { "a1" } else { of.get(tags) };
                let bytes = text.replace('#', tag).into_bytes();
                unread.extend_from_slice(&bytes[..bytes.len() - usize::from(*cut)]);
            }
            Self::Noise(bytes) => unread.extend_from_slice(bytes),
        }
    }
}

#[derive(Clone, Debug)]
enum ClientCall {
    Send(&'static str),
    Append,
    IdleDone,
    Authenticate,
    Cancel,
    Upgraded,
    AppendData(usize),
    AppendNext,
    AppendFinish,
    Transmitted { beyond: usize },
}

fn client_call() -> impl Strategy<Value = ClientCall> {
    prop_oneof![
        3 => select(COMMANDS).prop_map(ClientCall::Send),
        1 => Just(ClientCall::Append),
        1 => Just(ClientCall::IdleDone),
        1 => Just(ClientCall::Authenticate),
        1 => Just(ClientCall::Cancel),
        1 => Just(ClientCall::Upgraded),
        1 => (0_usize..6).prop_map(ClientCall::AppendData),
        1 => Just(ClientCall::AppendNext),
        1 => Just(ClientCall::AppendFinish),
        1 => (0_usize..2).prop_map(|beyond| ClientCall::Transmitted { beyond }),
    ]
}

impl ClientCall {
    /// `None`: there is no command to call it for.
    fn make(
        &self,
        client: &mut Client,
        ids: &mut Vec<client::CommandId>,
        of: Index,
    ) -> Option<Result<(), Misuse>> {
        let id = if ids.is_empty() { None } else { Some(*of.get(ids)) };
        let message = AppendMessageHead::default();
        Some(match self {
            Self::Send(text) => client.send(&command(text)).map(|id| ids.push(id)),
            Self::Append => {
                client.append(&Mailbox::try_from("x").unwrap(), &message, 5).map(|id| ids.push(id))
            }
            Self::IdleDone => client.idle_done(),
            Self::Authenticate => {
                client.authenticate(&AuthenticateData::Response(Secret::new(Binary::try_from("x").unwrap())))
            }
            Self::Cancel => client.authenticate(&AuthenticateData::Cancel),
            Self::Upgraded => client.upgraded(),
            Self::AppendData(len) => client.append_data(id?, &b"abcde"[..*len]).map(drop),
            Self::AppendNext => client.append_next(id?, &message, 2),
            Self::AppendFinish => client.append_finish(id?),
            Self::Transmitted { beyond } => client.transmitted(client.transmit().len() + beyond),
        })
    }
}

#[derive(Clone, Debug)]
enum ServerCall {
    Greet(StatusKind),
    Respond(Data<'static>),
    Complete(Condition),
    Challenge,
    Idle,
    AcceptLiteral,
    RefuseLiteral(Condition),
    Upgraded,
    Fetch { fit: bool },
    FetchData(usize),
    FetchFinish,
    Transmitted { beyond: usize },
}

fn seq() -> SeqNum {
    SeqNum::try_from(1).unwrap()
}

fn text() -> RespText<'static> {
    RespText::try_from("x").unwrap()
}

fn server_call() -> impl Strategy<Value = ServerCall> {
    let kind = select(vec![
        StatusKind::Ok,
        StatusKind::PreAuth,
        StatusKind::PreAuth,
        StatusKind::No,
        StatusKind::Bye,
    ]);
    let condition = || select(vec![Condition::Ok, Condition::Ok, Condition::No, Condition::Bad]);
    let bye = Data::Status(Status { kind: StatusKind::Bye, text: text() });
    let data = prop_oneof![9 => Just(Data::Exists(3)), 9 => Just(Data::Expunge(seq())), 1 => Just(bye)];
    prop_oneof![
        1 => kind.prop_map(ServerCall::Greet),
        2 => data.prop_map(ServerCall::Respond),
        3 => condition().prop_map(ServerCall::Complete),
        1 => Just(ServerCall::Challenge),
        1 => Just(ServerCall::Idle),
        1 => Just(ServerCall::AcceptLiteral),
        1 => condition().prop_map(ServerCall::RefuseLiteral),
        1 => Just(ServerCall::Upgraded),
        1 => prop::bool::weighted(0.9).prop_map(|fit| ServerCall::Fetch { fit }),
        1 => (0_usize..4).prop_map(ServerCall::FetchData),
        1 => Just(ServerCall::FetchFinish),
        1 => (0_usize..2).prop_map(|beyond| ServerCall::Transmitted { beyond }),
    ]
}

impl ServerCall {
    /// `None`: there is no command to call it for.
    fn make(&self, server: &mut Server, id: Option<server::CommandId>) -> Option<Result<(), Misuse>> {
        Some(match self {
            Self::Greet(kind) => server.greet(&Status { kind: *kind, text: text() }),
            Self::Respond(data) => server.respond(data).map(drop),
            Self::Complete(condition) => server.complete(id?, *condition, text()),
            Self::Challenge => server.challenge(id?, b"x"),
            Self::Idle => server.idle(id?, Text::EMPTY),
            Self::AcceptLiteral => server.accept_literal(id?),
            Self::RefuseLiteral(condition) => server.refuse_literal(id?, *condition, text()),
            Self::Upgraded => server.upgraded(),
            Self::Fetch { fit } => {
                let uid = [MsgAtt::Uid(Uid::try_from(7).unwrap())];
                let (body, size) =
                    (MsgAttHead::body(Section::default()), MsgAttHead::Within(FetchAttName::Rfc822Size));
                server.fetch(seq(), &uid, if *fit { &body } else { &size }, 3)
            }
            Self::FetchData(len) => server.fetch_data(&b"abc"[..*len]).map(drop),
            Self::FetchFinish => server.fetch_finish(),
            Self::Transmitted { beyond } => server.transmitted(server.transmit().len() + beyond),
        })
    }
}

/// A call that is refused changes nothing, and after an error of the peer every call tells it.
fn judge(result: Result<(), Misuse>, failed: Option<PeerError>, changed: bool) {
    match (result, failed) {
        (result, Some(error)) => assert_eq!(result, Err(Misuse::PeerFailed(error))),
        (Err(misuse), None) => assert!(!changed && !matches!(misuse, Misuse::PeerFailed(_)), "{misuse}"),
        (Ok(()), None) => {}
    }
}

fn run_client(turns: &[Turn<ClientCall>]) -> Option<PeerError> {
    let limits = Limits { literal: 8, output: 200, in_flight: 5, ..Limits::client() };
    let mut client = Client::new(client::Options { limits, ..Default::default() });
    let (mut unread, mut failed, mut ids) =
        (RESPONSES[turns.len() % 2].as_bytes().to_vec(), None, Vec::new());
    for turn in turns {
        let before = client.transmit().to_vec();
        if let Some(result) = turn.call.make(&mut client, &mut ids, turn.of) {
            // What was not written before the peer failed can be written after.
            if failed.is_none() || !matches!(turn.call, ClientCall::Transmitted { .. }) {
                judge(result, failed, client.transmit() != before);
            }
        }
        assert!(client.transmit().len() < 1000 && client.in_flight() <= 5);
        if turn.writes && failed.is_none() {
            client.transmitted(client.transmit().len()).unwrap();
        }
        turn.hears.onto(&mut unread, &ids.iter().map(|id| id.tag().to_string()).collect::<Vec<_>>());
        let mut input = &unread[..];
        loop {
            match client.receive(&mut input) {
                Ok(event) => {
                    assert_eq!(failed, None);
                    if event.is_none() {
                        break;
                    }
                }
                Err(error) => {
                    assert_eq!(failed.replace(error).unwrap_or(error), error);
                    while let Ok(Some(_)) = client.receive_eof() {}
                    assert_eq!((client.receive_eof(), client.in_flight()), (Err(error), 0));
                    break;
                }
            }
        }
        unread = input.to_vec();
    }
    failed
}

fn run_server(turns: &[Turn<ServerCall>]) -> Option<PeerError> {
    let limits = Limits { literal: 8, stream: 1000, output: 200, errors: 30, ..Limits::server() };
    let options = server::Options { limits, before_login: limits, ..Default::default() };
    let mut server = Server::new(options);
    let (mut unread, mut failed, mut ids) = (Vec::new(), None, Vec::new());
    for turn in turns {
        let before = server.transmit().to_vec();
        // Mostly the last one, which is in progress.
        let id = if turn.of.index(8) == 0 && !ids.is_empty() { Some(turn.of.get(&ids)) } else { ids.last() };
        if let Some(result) = turn.call.make(&mut server, id.copied()) {
            let gone = server.session().state() == State::Logout;
            match (result, &turn.call) {
                // BYE has to be written before the error is told.
                (Err(Misuse::PeerFailed(_)), _) if gone => assert_eq!(server.transmit(), before),
                (_, ServerCall::Transmitted { .. }) if failed.is_some() => {}
                _ => judge(result, failed, server.transmit() != before),
            }
        }
        assert!(server.transmit().len() < 4000);
        // What the machine says when the client has failed it says before the error is told.
        let gone = server.session().state() == State::Logout;
        if (turn.writes || gone) && failed.is_none() {
            server.transmitted(server.transmit().len()).unwrap();
        }
        if !server.reads() && failed.is_none() && turn.of.index(2) == 0 {
            continue;
        }
        turn.hears.onto(&mut unread, &[]);
        let mut input = &unread[..];
        loop {
            match server.receive(&mut input) {
                Ok(event) => {
                    assert_eq!(failed, None);
                    match event {
                        Some(
                            server::Event::Command { id, .. }
                            | server::Event::LiteralTail(AppendEnd { id, .. })
                            | server::Event::LiteralAnnounced(AppendLiteral { id, .. })
                            | server::Event::LiteralHead(AppendLiteral { id, .. }),
                        ) => ids.push(id),
                        Some(_) => {}
                        None => break,
                    }
                }
                Err(error) => {
                    assert_eq!(failed.replace(error).unwrap_or(error), error);
                    assert!(server.transmit().is_empty() && !server.reads());
                    assert_eq!(server.receive_eof(), Err(error));
                    break;
                }
            }
        }
        unread = input.to_vec();
    }
    failed
}

fn config(default: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: cases.unwrap_or(default), failure_persistence: None, ..ProptestConfig::default() }
}

/// Runs all cases, in which the peer must fail neither always nor never.
fn some_fail<T: std::fmt::Debug>(cases: impl Strategy<Value = T>, run: impl Fn(T) -> Option<PeerError>) {
    let (all, failed) = (Cell::new(0), Cell::new(0));
    let result = TestRunner::new(config(1000)).run(&cases, |case| {
        all.set(all.get() + 1);
        failed.set(failed.get() + u32::from(run(case).is_some()));
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    assert!(failed.get() * 30 > all.get() && failed.get() < all.get(), "{} of {}", failed.get(), all.get());
}

#[test]
fn any_call_of_a_client_and_any_bytes_end_in_a_value_or_a_typed_error() {
    some_fail(turns(client_call(), RESPONSES), |turns| run_client(&turns));
}

#[test]
fn any_call_of_a_server_and_any_bytes_end_in_a_value_or_a_typed_error() {
    some_fail(turns(server_call(), LINES), |turns| run_server(&turns));
}

/// Where untagged data can stand: between messages, behind the greeting, but not in the clear where TLS begins.
fn places(lines: &[Line]) -> Vec<usize> {
    let begins_tls = |at: usize| {
        let asked = lines[..at].iter().rfind(|line| line.side == Side::Client);
        asked.is_some_and(|line| line.bytes.ends_with(b" STARTTLS\r\n"))
            && lines[at - 1].bytes.windows(4).any(|word| word == b" OK ")
    };
    (1..lines.len()).filter(|&at| lines[at].message.is_some() && !begins_tls(at)).collect()
}

fn outcomes(events: Vec<String>) -> Vec<String> {
    events
        .into_iter()
        .filter(|event| !event.starts_with("data ") && !event.starts_with("malformed"))
        .collect()
}

/// Whether this is about the connection rather than about mail: its end, what the server can, another mailbox.
fn is_of_consequence(data: &Data<'_>) -> bool {
    match data {
        Data::Capability(_) | Data::Enabled(_) => true,
        Data::Status(status) => {
            status.kind == StatusKind::Bye
                || matches!(status.text.code(), Some(Code::Capability(_) | Code::Closed))
        }
        _ => false,
    }
}

/// Any data of no consequence.
fn untagged() -> impl Strategy<Value = Data<'static>> {
    prop::collection::vec(any::<u8>(), 8..400).prop_filter_map("of consequence", |entropy| {
        let data = Data::arbitrary(&mut Unstructured::new(&entropy)).ok()?.into_static();
        (!is_of_consequence(&data)).then_some(data)
    })
}

/// What each event is, without the state after it.
fn kinds(events: &[String]) -> Vec<&str> {
    events.iter().filter_map(|event| event.rsplit_once(' ')).map(|(kind, _)| kind).collect()
}

/// Whatever data come in between, each is told once, and nothing else is any different: not the other events, not the
/// states after them, and not what the client sends, which `run_client` compares with the script.
#[test]
fn any_untagged_data_is_told_and_changes_nothing_else() {
    let scripts = scripts::scripts();
    let seen = RefCell::new(BTreeSet::new());
    let cases = (any::<Index>(), prop::collection::vec((any::<Index>(), untagged()), 1..6));
    let result = TestRunner::new(config(1000)).run(&cases, |(script, mixed)| {
        let plain = script.get(&scripts);
        let without = scripts::run_client(plain, &[]);
        let (mut lines, mut mixed_in) = (plain.clone(), Vec::new());
        for (place, data) in mixed {
            let mut bytes = Vec::new();
            encode_response(&Response::Data(data.clone()), &mut bytes);
            let places = places(&lines);
            let line = Line { side: Side::Server, message: Some(bytes.clone()), bytes };
            lines.insert(*place.get(&places), line);
            mixed_in.push(wire::short(&client::Event::Data(data)));
        }
        let with = scripts::run_client(&lines, &[]);
        let mut told = kinds(&without);
        told.extend(mixed_in.iter().map(String::as_str));
        told.sort_unstable();
        let mut heard = kinds(&with);
        heard.sort_unstable();
        prop_assert_eq!(heard, told);
        prop_assert_eq!(outcomes(with), outcomes(without));
        seen.borrow_mut().extend(mixed_in);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    assert!(seen.borrow().len() >= 15, "{seen:?}");
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn whatever_untagged_data_is_mixed_in_changes_no_outcome(
        script in any::<Index>(),
        mixed in prop::collection::vec((any::<Index>(), select(UNTAGGED)), 1..6),
    ) {
        let scripts = scripts::scripts();
        let plain = script.get(&scripts);
        let mut lines = plain.clone();
        for (place, text) in mixed {
            let bytes = format!("{text}\r\n").into_bytes();
            let line = Line { side: Side::Server, message: Some(bytes.clone()), bytes };
            let places = places(&lines);
            lines.insert(*place.get(&places), line);
        }
        let (with, without) = (scripts::run_client(&lines, &[]), scripts::run_client(plain, &[]));
        prop_assert_eq!(outcomes(with), outcomes(without));
    }

    #[test]
    fn any_split_gives_the_same_events(
        script in any::<Index>(),
        mut splits in prop::collection::vec(0_usize..700, 2..30),
    ) {
        let scripts = scripts::scripts();
        let lines = script.get(&scripts);
        splits.sort_unstable();
        prop_assert_eq!(scripts::run_client(lines, &splits), scripts::run_client(lines, &[]));
        scripts::run_server(lines, &splits);
    }
}

#[test]
fn a_machine_is_small() {
    // What is on the heap besides counts tests/heap.rs.
    let sizes = (size_of::<Client>(), size_of::<Server>());
    assert!(sizes.0 <= 512 && sizes.1 <= 560, "{sizes:?}");
}

#[test]
fn machines_and_events_go_from_thread_to_thread() {
    fn is_send<T: Send + Sync>() {}
    is_send::<(Client, client::Event<'static>, Server, server::Event<'static>)>();
}
