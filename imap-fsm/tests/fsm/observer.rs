//! Both directions of a connection, at every split.

use imap_fsm::client::Upgrade;
use imap_fsm::observer::{CommandEnd, CommandLiteral, FromClient, FromServer, Observer, Options};
use imap_fsm::session::State;
use imap_fsm::{Limits, Misuse, PeerError};
use imap_types::auth::AuthenticateData;
use imap_types::command::{CommandHead, CommandName, CommandTail};

use crate::pair::Random;

/// An observer, what each side has sent that is not used up, and what was given as fresh.
struct Watch {
    observer: Observer,
    unread: [Vec<u8>; 2],
    passed: [Vec<u8>; 2],
    seen: Vec<String>,
}

fn tag(tag: &Option<imap_types::atom::Tag<'static>>) -> String {
    tag.as_ref().map_or("?".into(), ToString::to_string)
}

fn of_client(message: &FromClient<'_>) -> String {
    match message {
        FromClient::Command(command) => format!("C {} {}", command.tag, command.body.name()),
        FromClient::Sasl { tag, data: AuthenticateData::Cancel } => format!("C {tag} cancel"),
        FromClient::Sasl { tag, .. } => format!("C {tag} sasl"),
        FromClient::Done { tag } => format!("C {tag} done"),
        FromClient::LiteralAnnounced(CommandLiteral { tag: of, head, literal }) => {
            let name = head.as_ref().and_then(CommandHead::kind).map_or("?", CommandName::as_str);
            format!("C {} announces {} of {name}", tag(of), literal.len)
        }
        FromClient::LiteralHead(begun) => format!("C {} head {}", tag(&begun.tag), begun.literal.len),
        FromClient::LiteralData(_) => "C octets".into(),
        FromClient::LiteralTail(CommandEnd { tag: of, tail }) => {
            let name = tail.as_ref().ok().and_then(CommandTail::kind).map_or("?", CommandName::as_str);
            format!("C {} tail {name}", tag(of))
        }
        FromClient::Discarded => "C discarded".into(),
        FromClient::Blank => "C blank".into(),
        FromClient::Malformed { error, .. } => format!("C malformed {}", error.expected),
        FromClient::MalformedLine { tag, error } => format!("C {tag} malformed line {}", error.expected),
        _ => "?".into(),
    }
}

fn of_server(message: &FromServer<'_>) -> String {
    match message {
        FromServer::Greeting(_) => "S greeting".into(),
        FromServer::Data(_) => "S data".into(),
        FromServer::Bye(_) => "S bye".into(),
        FromServer::Completed { tagged, upgrade: None } => format!("S {} {:?}", tagged.tag, tagged.condition),
        FromServer::Completed { tagged, upgrade: Some(upgrade) } => {
            format!("S {} {:?} {upgrade:?}", tagged.tag, tagged.condition)
        }
        FromServer::StrayCompletion(tagged) => format!("S stray {}", tagged.tag),
        FromServer::LiteralAccepted { tag: of, .. } => format!("S {} accepted", tag(of)),
        FromServer::Challenge { tag, .. } => format!("S {tag} challenge"),
        FromServer::Idling { tag, .. } => format!("S {tag} idling"),
        FromServer::StrayContinue { .. } => "S stray +".into(),
        FromServer::LiteralHead { head, literal } => format!("S head {} {}", literal.len, head.is_some()),
        FromServer::LiteralData(_) => "S octets".into(),
        FromServer::LiteralTail(data) => format!("S tail {}", data.is_ok()),
        FromServer::Blank => "S blank".into(),
        FromServer::Malformed { completed, .. } => format!("S malformed {}", completed.is_some()),
        _ => "?".into(),
    }
}

impl Watch {
    fn new(options: Options) -> Self {
        let observer = Observer::new(options);
        Self { observer, unread: Default::default(), passed: Default::default(), seen: Vec::new() }
    }

    /// One that has seen this greeting.
    fn greeted(greeting: &str) -> Self {
        let mut watch = Self::new(Options::default());
        watch.server(greeting).unwrap();
        watch.seen.clear();
        watch
    }

    fn note(&mut self, what: String) {
        let goes_on = what.ends_with("octets") && self.seen.last() == Some(&what);
        if !goes_on {
            self.seen.push(what);
        }
    }

    fn drain(&mut self) -> Result<(), PeerError> {
        loop {
            let before = self.seen.len();
            let [client, server] = std::mem::take(&mut self.unread);
            let (mut from_client, mut from_server) = (&client[..], &server[..]);
            let mut failed = None;
            let mut moved = false;
            loop {
                match self.observer.client(&mut from_client) {
                    Ok(Some(seen)) => {
                        assert!(seen.raw.ends_with(seen.fresh()));
                        self.passed[0].extend_from_slice(seen.fresh());
                        assert!(!format!("{seen:?}").contains("secret"), "{seen:?}");
                        self.note(of_client(&seen.message));
                    }
                    Ok(None) => break,
                    Err(error) => break failed = Some(error),
                }
            }
            match self.observer.server(&mut from_server) {
                Ok(Some(seen)) => {
                    moved = true;
                    self.passed[1].extend_from_slice(seen.fresh());
                    self.note(of_server(&seen.message));
                }
                Ok(None) => {}
                Err(error) => failed = Some(error),
            }
            assert!(!format!("{:?}", self.observer).contains("secret"));
            self.unread = [from_client.to_vec(), from_server.to_vec()];
            match failed {
                Some(error) => return Err(error),
                None if !moved && self.seen.len() == before => return Ok(()),
                None => {}
            }
        }
    }

    fn client(&mut self, bytes: &str) -> Result<(), PeerError> {
        self.unread[0].extend_from_slice(bytes.as_bytes());
        self.drain()
    }

    fn server(&mut self, bytes: &str) -> Result<(), PeerError> {
        self.unread[1].extend_from_slice(bytes.as_bytes());
        self.drain()
    }

    fn seen(&mut self) -> Vec<String> {
        std::mem::take(&mut self.seen)
    }
}

/// Runs a transcript of pieces, each in one piece, byte by byte and at every split; gives what was seen.
#[track_caller]
fn run(options: Options, script: &[(char, &str)]) -> Vec<String> {
    let all = |side| -> String {
        script.iter().filter(|(from, _)| *from == side).map(|(_, bytes)| *bytes).collect()
    };
    let play = |cut: &dyn Fn(usize, usize) -> bool| {
        let (mut watch, mut at) = (Watch::new(options), 0);
        for (side, bytes) in script {
            let mut start = 0;
            for end in 1..=bytes.len() {
                at += 1;
                if end < bytes.len() && !cut(at, end) {
                    continue;
                }
                let piece = &bytes[start..end];
                start = end;
                match side {
                    'C' => watch.client(piece),
                    _ => watch.server(piece),
                }
                .unwrap();
            }
        }
        assert_eq!(watch.passed[0], all('C').as_bytes());
        assert_eq!(watch.passed[1], all('S').as_bytes());
        watch.seen
    };
    let expected = play(&|_, _| false);
    assert_eq!(play(&|_, _| true), expected);
    for split in 1..script.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() {
        assert_eq!(play(&|at, _| at == split), expected, "at {split}");
    }
    expected
}

fn small() -> Options {
    let literal = 4;
    let (client, server) = (Limits { literal, ..Limits::server() }, Limits { literal, ..Limits::client() });
    Options { client, server, ..Options::default() }
}

#[test]
fn what_a_clients_line_is_depends_on_what_stands_before_it() {
    let seen = run(
        Options::default(),
        &[
            ('S', "* OK hi\r\n"),
            ('C', "a AUTHENTICATE PLAIN\r\n"),
            ('S', "+ \r\n"),
            ('C', "*\r\n"),
            ('S', "a BAD cancelled\r\n"),
            ('C', "b AUTHENTICATE EXTERNAL\r\n"),
            ('S', "+ \r\n"),
            ('C', "\r\n"),
            ('S', "b OK in\r\n"),
            ('C', "c IDLE\r\n"),
            ('S', "+ idling\r\n* 4 EXISTS\r\n"),
            ('C', "\r\nDONE\r\n"),
            ('S', "c OK x\r\n"),
            ('C', "DONE\r\n"),
        ],
    );
    let expected = [
        "S greeting",
        "C a AUTHENTICATE",
        "S a challenge",
        "C a cancel",
        "S a Bad",
        "C b AUTHENTICATE",
        "S b challenge",
        "C b sasl",
        "S b Ok",
        "C c IDLE",
        "S c idling",
        "S data",
        "C blank",
        "C c done",
        "S c Ok",
        "C malformed SP",
    ];
    assert_eq!(seen[..15], expected[..15]);
    assert!(seen[15].starts_with("C malformed"));
}

#[test]
fn a_line_behind_authenticate_and_idle_waits_for_the_answer_that_decides_what_it_is() {
    let mut watch = Watch::greeted("* OK hi\r\n");
    watch.client("a AUTHENTICATE PLAIN\r\nAGFsaWNlAHNlY3JldA==\r\n").unwrap();
    assert_eq!(watch.seen(), ["C a AUTHENTICATE"]);
    watch.server("+ \r\n").unwrap();
    assert_eq!(watch.seen(), ["S a challenge", "C a sasl"]);
    watch.server("a NO wrong\r\n").unwrap();
    watch.client("b AUTHENTICATE PLAIN\r\nc NOOP\r\n").unwrap();
    watch.server("b NO not here\r\n").unwrap();
    assert_eq!(watch.seen(), ["S a No", "C b AUTHENTICATE", "S b No", "C c NOOP"]);

    let mut watch = Watch::greeted("* PREAUTH hi\r\n");
    watch.client("a IDLE\r\nDONE\r\n").unwrap();
    assert_eq!(watch.seen(), ["C a IDLE"]);
    watch.server("+ x\r\n").unwrap();
    assert_eq!(watch.seen(), ["S a idling", "C a done"]);
    // The server ends it of its own, while DONE is on the way.
    watch.client("b IDLE\r\n").unwrap();
    watch.server("a OK x\r\n+ x\r\nb OK timeout\r\n").unwrap();
    watch.client("DONE\r\nc NOOP\r\n").unwrap();
    assert_eq!(watch.seen(), ["C b IDLE", "S a Ok", "S b idling", "S b Ok", "C b done", "C c NOOP"]);
}

#[test]
fn a_literal_waits_for_its_plus_and_the_command_follows_with_all_its_bytes() {
    let seen = run(
        Options::default(),
        &[
            ('S', "* OK hi\r\n"),
            ('C', "a LOGIN {5}\r\n"),
            ('S', "+ \r\n"),
            ('C', "alice {6}\r\n"),
            ('S', "+ \r\n"),
            ('C', "secret\r\n"),
            ('S', "a OK in\r\n"),
            ('C', "b DELETE {4}\r\n"),
            ('S', "b NO not that\r\n"),
            ('C', "c DELETE {4+}\r\nb {1\r\n"),
            ('S', "c OK x\r\n"),
        ],
    );
    let expected = [
        "S greeting",
        "C a announces 5 of ?",
        "S a accepted",
        "C a announces 6 of LOGIN",
        "S a accepted",
        "C a LOGIN",
        "S a Ok",
        "C b announces 4 of DELETE",
        "S b No",
        "C c DELETE",
        "S c Ok",
    ];
    assert_eq!(seen, expected);
}

#[test]
fn literals_too_big_to_hold_come_in_pieces_in_both_directions() {
    let seen = run(
        small(),
        &[
            ('S', "* PREAUTH hi\r\n"),
            ('C', "a APPEND x (\\Seen) {9}\r\n"),
            ('S', "+ \r\n"),
            ('C', "a b\r\nc d}\r\n"),
            ('S', "a OK x\r\n"),
            ('C', "b APPEND x {9+}\r\nb NOOP{5}\r\nc SELECT x\r\n"),
            ('S', "b OK x\r\nc OK x\r\n"),
            ('S', "* 1 FETCH (UID 7 BODY[] {8}\r\nc OK x\r\n FLAGS ())\r\n"),
        ],
    );
    let expected = [
        "S greeting",
        "C a announces 9 of APPEND",
        "S a accepted",
        "C a head 9",
        "C octets",
        "C a tail APPEND",
        "S a Ok",
        "C b head 9",
        "C octets",
        "C b tail APPEND",
        "C c SELECT",
        "S b Ok",
        "S c Ok",
        "S head 8 true",
        "S octets",
        "S tail true",
    ];
    assert_eq!(seen, expected);
}

#[test]
fn octets_of_a_refused_literal_are_no_command() {
    for end in 0..=20 {
        let mut watch = Watch::greeted("* PREAUTH hi\r\n");
        watch.client("a DELETE {13}\r\nx").unwrap();
        watch.server("a NO no\r\n").unwrap();
        let rest = "\r\nb LOGOUT\r\n {3}\r\nabc\r\nc NOOP\r\n";
        watch.client(&rest[..end]).unwrap();
        watch.client(&rest[end..]).unwrap();
        let mut seen = watch.seen();
        seen.dedup();
        assert_eq!(seen, ["C a announces 13 of DELETE", "S a No", "C discarded", "C c NOOP"], "{end}");
        assert_eq!(watch.passed[0], [b"a DELETE {13}\r\nx", rest.as_bytes()].concat());
    }
}

#[test]
fn octets_that_come_before_the_literal_is_refused_did_not_wait() {
    let mut watch = Watch::greeted("* PREAUTH hi\r\n");
    watch.client("a DELETE {4}\r\n").unwrap();
    watch.client("work").unwrap();
    watch.server("a NO no\r\n").unwrap();
    watch.client("\r\nc NOOP\r\n").unwrap();
    let mut seen = watch.seen();
    seen.dedup();
    assert_eq!(seen, ["C a announces 4 of DELETE", "S a No", "C discarded", "C c NOOP"]);
}

#[test]
fn a_command_that_is_refused_while_its_literal_comes_is_answered() {
    let mut watch = Watch::new(small());
    watch.server("* PREAUTH hi\r\n").unwrap();
    watch.client("a APPEND x {9+}\r\nabc").unwrap();
    watch.server("a NO [TOOBIG] no\r\n").unwrap();
    watch.client("defghi\r\n").unwrap();
    assert_eq!(watch.seen()[1..], ["C a head 9", "C octets", "S a No", "C octets", "C a tail APPEND"]);
    assert_eq!(watch.observer.in_flight(), 0);
}

#[test]
fn layers_begin_exactly_behind_the_line_end() {
    let mut watch = Watch::greeted("* PREAUTH hi\r\n");
    watch.client("a COMPRESS DEFLATE\r\n\x01\x02").unwrap();
    watch.server("a OK x\r\n\x03\n\n").unwrap();
    assert_eq!(watch.seen(), ["C a COMPRESS", "S a Ok Compression"]);
    assert_eq!(watch.unread, [b"\x01\x02".to_vec(), b"\x03\n\n".to_vec()]);
    assert_eq!(watch.observer.upgrade(), Some(Upgrade::Compression));
    watch.unread = Default::default();
    watch.observer.upgraded().unwrap();
    assert_eq!(watch.observer.upgraded(), Err(Misuse::NotWaiting));
    watch.client("b UNAUTHENTICATE\r\nc").unwrap();
    watch.server("b OK x\r\nd").unwrap();
    assert_eq!(watch.seen(), ["C b UNAUTHENTICATE", "S b Ok Uncompressed"]);
    assert_eq!(watch.unread, [b"c".to_vec(), b"d".to_vec()]);

    // Refused: what stands behind it is a command.
    let mut watch = Watch::greeted("* OK hi\r\n");
    watch.client("a STARTTLS\r\nb NOOP\r\n").unwrap();
    watch.server("a BAD x\r\n").unwrap();
    assert_eq!(watch.seen(), ["C a STARTTLS", "S a Bad", "C b NOOP"]);
    watch.server("b OK x\r\n").unwrap();
    watch.client("c STARTTLS\r\n").unwrap();
    watch.server("c OK x\r\n").unwrap();
    watch.client("\x16\x03\x01").unwrap();
    watch.server("\x16\x03\x03").unwrap();
    assert_eq!(watch.unread, [b"\x16\x03\x01".to_vec(), b"\x16\x03\x03".to_vec()]);
    watch.unread = Default::default();
    watch.observer.upgraded().unwrap();
    assert!(watch.observer.session().is_tls());
}

#[test]
fn plaintext_where_tls_begins_ends_it() {
    let mut watch = Watch::greeted("* OK hi\r\n");
    watch.client("a STARTTLS\r\nb NOOP\r\n").unwrap();
    assert_eq!(watch.server("a OK x\r\n"), Err(PeerError::PlaintextAfterStartTls));
    assert_eq!(watch.client(""), Err(PeerError::PlaintextAfterStartTls));

    let mut watch = Watch::greeted("* OK hi\r\n");
    watch.client("a STARTTLS\r\n").unwrap();
    assert_eq!(watch.server("a OK x\r\n* 1 EXISTS\r\n"), Err(PeerError::PlaintextAfterStartTls));
}

#[test]
fn a_literal_header_in_a_line_of_sasl_or_idle_ends_it() {
    for line in ["x {5}\r\n", "DONE {1+}\r\nx\r\n", "x {99999+}\r\n"] {
        let mut watch = Watch::greeted("* PREAUTH hi\r\n");
        watch.client("a IDLE\r\n").unwrap();
        watch.server("+ x\r\n").unwrap();
        assert!(matches!(watch.client(line), Err(PeerError::Framing(_))), "{line}");
    }
}

#[test]
fn the_session_is_followed_through_malformed_lines() {
    let mut watch = Watch::greeted("* OK hi\r\n");
    watch.client("a LOGIN alice\r\n").unwrap();
    watch.server("a BAD x\r\n").unwrap();
    watch.client("b AUTHENTICATE PLAIN ??secret\r\n").unwrap();
    watch.server("+ \r\n").unwrap();
    watch.client("secret\r\n").unwrap();
    watch.server("b OK [X\r\n").unwrap();
    let seen = watch.seen();
    assert!(seen[0].starts_with("C malformed") && seen[2].starts_with("C malformed"), "{seen:?}");
    assert_eq!((&*seen[1], &*seen[3]), ("S a Bad", "S b challenge"));
    assert_eq!(seen[4], "C b malformed line base64");
    assert_eq!(watch.observer.session().state(), State::Authenticated);
    watch.server("+ what\r\nz OK x\r\n* BYE\r\n").unwrap();
    assert_eq!(watch.seen(), ["S stray +", "S stray z", "S bye"]);
}

#[test]
fn ok_in_the_middle_of_a_command_and_a_server_without_greeting_end_it() {
    let mut watch = Watch::greeted("* PREAUTH hi\r\n");
    watch.client("a DELETE {5}\r\n").unwrap();
    assert_eq!(watch.server("a OK done\r\n"), Err(PeerError::EarlyOk));
    let mut watch = Watch::new(Options::default());
    assert_eq!(watch.server("* 1 EXISTS\r\n"), Err(PeerError::Greeting));
}

#[test]
fn a_proxy_can_answer_in_the_servers_place() {
    let mut watch = Watch::greeted("* PREAUTH hi\r\n");
    assert_eq!(watch.observer.accept_literal(), Err(Misuse::NotWaiting));
    watch.client("a DELETE {4}\r\n").unwrap();
    let waiting = watch.observer.waiting_literal().unwrap();
    assert_eq!((waiting.0.unwrap().as_str(), waiting.1.len), ("a", 4));
    watch.observer.accept_literal().unwrap();
    watch.client("work\r\n").unwrap();
    assert_eq!(watch.seen(), ["C a announces 4 of DELETE", "C a DELETE"]);
    let Ok(imap_types::response::Response::Tagged(no)) = imap_codec::decode_response(b"a NO x\r\n") else {
        panic!()
    };
    watch.observer.answered(&no).unwrap();
    assert_eq!(watch.observer.answered(&no), Err(Misuse::UnknownCommand));
    assert_eq!(watch.observer.in_flight(), 0);
}

#[test]
fn commands_without_an_answer_are_bounded() {
    let mut watch = Watch::new(Options { in_flight: 2, ..Options::default() });
    watch.server("* PREAUTH hi\r\n").unwrap();
    watch.client("a NOOP\r\n?\r\nx ?\r\ny ?\r\nb IDLE\r\nDONE\r\nc NOOP\r\nd NOOP\r\n").unwrap();
    assert_eq!(watch.observer.in_flight(), 2);
    watch.server("+ x\r\n").unwrap();
    assert_eq!(watch.seen.last().unwrap(), "C b done");
    watch.server("a OK x\r\n").unwrap();
    assert_eq!(watch.seen.last().unwrap(), "C c NOOP");
    watch.server("c OK x\r\nb OK x\r\n").unwrap();
    assert_eq!(watch.seen.last().unwrap(), "S b Ok");
    assert!(watch.seen.contains(&"C d NOOP".to_string()));
}

/// Whatever is said in whatever order: nothing panics, and what is given is what was sent, in order.
#[test]
fn any_call_works_at_any_time() {
    const CLIENT: &[&str] = &[
        "a NOOP\r\n",
        "a DELETE {4}\r\n",
        "work\r\n",
        "a APPEND x {9+}\r\n",
        "123456789",
        "\r\n",
        "DONE\r\n",
        "a IDLE\r\n",
        "a AUTHENTICATE PLAIN\r\n",
        "*\r\n",
        "a COMPRESS DEFLATE\r\n",
        "a UNAUTHENTICATE\r\n",
        "b SELECT {1}\r\n",
        "x",
        "? {2+}\r\n",
        "a LOGIN {3}\r\n",
        "a STARTTLS\r\n",
        "}",
    ];
    const SERVER: &[&str] = &[
        "+ \r\n",
        "a OK x\r\n",
        "a NO x\r\n",
        "b BAD x\r\n",
        "* 1 EXISTS\r\n",
        "* BAD x\r\n",
        "* 1 FETCH (BODY[] {6}\r\n",
        "abc\r\n)",
        ")\r\n",
        "a + x\r\n",
        "a OK [\r\n",
        "* BYE x\r\n",
        "\r\n",
    ];
    for seed in 0..5000 {
        let mut random = Random::new(seed);
        let mut observer = Observer::new(Options { in_flight: 3, ..small() });
        let mut greeting = &b"* PREAUTH hi\r\n"[..];
        observer.server(&mut greeting).unwrap();
        let (mut unread, mut sent, mut passed) =
            ([Vec::new(), Vec::new()], [vec![], vec![]], [vec![], vec![]]);
        for _ in 0..60 {
            let side = random.below(2);
            let pieces = if side == 0 { CLIENT } else { SERVER };
            let piece = pieces[random.below(pieces.len())].as_bytes();
            unread[side].extend_from_slice(piece);
            sent[side].extend_from_slice(piece);
            let mut input = &unread[0][..];
            while let Ok(Some(seen)) = observer.client(&mut input) {
                passed[0].extend_from_slice(seen.fresh());
            }
            unread[0] = input.to_vec();
            let mut input = &unread[1][..];
            while let Ok(Some(seen)) = observer.server(&mut input) {
                passed[1].extend_from_slice(seen.fresh());
            }
            unread[1] = input.to_vec();
            assert!(observer.in_flight() <= 3);
            match random.below(8) {
                0 => drop(observer.upgraded()),
                1 => drop(observer.accept_literal()),
                _ => {}
            }
        }
        assert!(sent[0].starts_with(&passed[0]) && sent[1].starts_with(&passed[1]), "{seed}");
        let failed = observer.client(&mut &b""[..]).is_err();
        for side in 0..2 {
            let kept = passed[side].len() + unread[side].len() >= sent[side].len();
            assert!(kept || failed, "{seed}: octets are lost");
        }
    }
}
