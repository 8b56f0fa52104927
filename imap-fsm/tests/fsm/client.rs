//! The client alone.

use imap_fsm::client::{Client, Event, Options};
use imap_fsm::session::{Refusal, State};
use imap_fsm::{Limits, Misuse, PeerError};
use imap_types::auth::AuthenticateData;
use imap_types::fetch::FetchNumber;
use imap_types::mailbox::Mailbox;
use imap_types::number::SeqNum;
use imap_types::response::{Data, DataHead};
use imap_types::secret::Secret;
use imap_types::string::Binary;

use crate::client_append::new_message;
use crate::wire::Wire;

fn response(text: &'static str) -> AuthenticateData<'static> {
    AuthenticateData::Response(Secret::new(Binary::try_from(text).unwrap()))
}

#[test]
fn literals_wait_for_the_server_one_by_one() {
    let mut wire = Wire::greeted("IMAP4rev1");
    wire.send("LOGIN {4}\r\n\u{e9}\u{e8} {2}\r\n\u{e0}");
    wire.expect("a1 LOGIN {4}\r\n");
    assert_eq!(wire.hear("+ go\r\n"), ["a1 continue"]);
    wire.expect("\u{e9}\u{e8} {2}\r\n");
    assert_eq!(wire.hear("* OK still here\r\n+\r\n"), ["data Status", "a1 continue"]);
    wire.expect("\u{e0}\r\n");
    assert_eq!(wire.hear("a1 OK in\r\n"), ["a1 Ok"]);
    assert_eq!(wire.client.session().state(), State::Authenticated);
}

#[test]
fn a_refused_literal_ends_its_command_and_the_next_one_goes_out() {
    let mut wire = Wire::greeted("IMAP4rev1");
    wire.send("LOGIN {4}\r\n\u{e9}\u{e8} secret");
    wire.expect("a1 LOGIN {4}\r\n");
    assert_eq!(wire.hear("a1 NO not here\r\n"), ["a1 No"]);
    wire.expect("");
    wire.send("NOOP");
    wire.expect("a2 NOOP\r\n");

    let mut wire = Wire::logged_in("IMAP4rev1 MULTIAPPEND");
    wire.send("APPEND x {3}\r\nabc {3}\r\ndef");
    let next = wire.send("NOOP");
    wire.expect("a1 APPEND x {3}\r\n");
    assert!(wire.client.is_held(next));
    assert_eq!(wire.hear("+ \r\n"), ["a1 continue"]);
    wire.expect("abc {3}\r\n");
    assert_eq!(wire.hear("a1 BAD one is enough\r\n"), ["a1 Bad"]);
    wire.expect("a2 NOOP\r\n");
}

#[test]
fn ok_before_the_literal_was_sent_is_the_peers_error() {
    let mut wire = Wire::greeted("IMAP4rev1");
    wire.send("LOGIN {4}\r\n\u{e9}\u{e8} secret");
    wire.sent();
    assert_eq!(wire.try_hear("a1 OK welcome, whoever you are\r\n"), Err(PeerError::EarlyOk));
}

#[test]
fn after_a_peer_error_every_call_returns_it_again() {
    let mut wire = Wire::greeted("IMAP4rev1");
    let id = wire.send("NOOP");
    wire.sent();
    let error = PeerError::Framing(imap_codec::FramingError::LiteralHeader);
    assert_eq!(wire.try_hear("* {4096+ }\r\n"), Err(error));
    let client = &mut wire.client;
    assert_eq!(client.receive(&mut &b"* OK x\r\n"[..]), Err(error));
    assert_eq!(client.receive_eof(), Ok(Some(Event::Unanswered { id })));
    assert_eq!(client.receive_eof(), Err(error));
    assert_eq!(client.idle_done(), Err(Misuse::PeerFailed(error)));
    let too_long = u64::MAX;
    let append = client.append(&Mailbox::try_from("Sent").unwrap(), &new_message(), too_long);
    assert_eq!(append, Err(Misuse::PeerFailed(error)));
    assert_eq!(client.upgraded(), Err(Misuse::PeerFailed(error)));
    assert_eq!(client.transmitted(0), Ok(()));
    assert_eq!(client.authenticate(&AuthenticateData::Cancel), Err(Misuse::PeerFailed(error)));
    assert!(client.transmit().is_empty());
    assert_eq!(wire.try_send("NOOP"), Err(Misuse::PeerFailed(error)));
}

#[test]
fn what_overlaps_is_sent_and_what_is_ambiguous_waits_in_order() {
    for (commands, out) in [
        (["FETCH 1 FLAGS", "NOOP", "STORE 1 FLAGS ()"], "a2 FETCH 1 FLAGS\r\na3 NOOP\r\n"),
        (["STORE 1 FLAGS ()", "COPY 1 x", "EXPUNGE"], "a2 STORE 1 FLAGS ()\r\na3 COPY 1 x\r\na4 EXPUNGE\r\n"),
        (["CHECK", "FETCH 1 FLAGS", "UID FETCH 1 FLAGS"], "a2 CHECK\r\n"),
    ] {
        let mut wire = Wire::selected("IMAP4rev1");
        for command in commands {
            wire.send(command);
        }
        wire.expect(out);
    }
    let mut wire = Wire::selected("IMAP4rev1");
    for command in ["NOOP", "FETCH 1 FLAGS", "UID FETCH 1 FLAGS"] {
        wire.send(command);
    }
    wire.expect("a2 NOOP\r\n");
    assert_eq!(wire.hear("* 3 EXPUNGE\r\na2 OK x\r\n"), ["data Expunge", "a2 Ok"]);
    wire.expect("a3 FETCH 1 FLAGS\r\na4 UID FETCH 1 FLAGS\r\n");
    assert_eq!(wire.hear("a4 OK x\r\na3 OK x\r\n"), ["a4 Ok", "a3 Ok"]);
}

#[test]
fn plus_stands_only_where_it_is_offered_and_up_to_4096_under_literal_minus() {
    let text = |len: usize| format!("SEARCH BODY {{{len}+}}\r\n{}", "\u{e9}".repeat(len / 2));
    for (capabilities, len, head) in [
        ("IMAP4rev1", 2, "{2}\r\n"),
        ("IMAP4rev1 LITERAL-", 4096, "{4096+}\r\n"),
        ("IMAP4rev1 LITERAL-", 4098, "{4098}\r\n"),
        ("IMAP4rev2", 4096, "{4096+}\r\n"),
        ("IMAP4rev1 LITERAL+", 4098, "{4098+}\r\n"),
    ] {
        let mut wire = Wire::selected(capabilities);
        wire.send(&text(len));
        let out = wire.sent();
        assert_eq!(&out[..15 + head.len()], format!("a2 SEARCH BODY {head}"));
        assert_eq!(out.len() > 40, head.contains('+') && len > 2);
    }
    // What the server offers after the login is not known yet.
    let mut wire = Wire::greeted("IMAP4rev1 LITERAL+");
    wire.send("LOGIN a b");
    wire.send("CREATE {2+}\r\n\u{e9}");
    wire.expect("a1 LOGIN a b\r\n");
    wire.hear("a1 OK x\r\n");
    wire.expect("a2 CREATE {2}\r\n");
}

#[test]
fn the_initial_response_goes_with_the_command_or_to_the_first_challenge() {
    for capabilities in ["IMAP4rev1 SASL-IR", "IMAP4rev2"] {
        let mut wire = Wire::greeted(capabilities);
        wire.send("AUTHENTICATE PLAIN AGEAYg==");
        wire.expect("a1 AUTHENTICATE PLAIN AGEAYg==\r\n");
    }
    let mut wire = Wire::greeted("IMAP4rev1");
    wire.send("AUTHENTICATE PLAIN AGEAYg==");
    wire.expect("a1 AUTHENTICATE PLAIN\r\n");
    assert_eq!(wire.hear("+ \r\n"), ["a1 continue"]);
    wire.expect("AGEAYg==\r\n");
    assert_eq!(wire.hear("a1 OK x\r\n"), ["a1 Ok"]);
}

#[test]
fn challenges_are_answered_in_turn_and_untagged_data_may_stand_between() {
    let mut wire = Wire::greeted("IMAP4rev1");
    wire.send("AUTHENTICATE LOGIN");
    wire.send("NOOP");
    wire.expect("a1 AUTHENTICATE LOGIN\r\n");
    assert_eq!(wire.client.authenticate(&response("too early")), Err(Misuse::NotWaiting));
    assert_eq!(wire.hear("* OK x\r\n+ VXNlcjo=\r\n"), ["data Status", "a1 challenge \"User:\""]);
    wire.client.authenticate(&response("alice")).unwrap();
    assert_eq!(wire.client.authenticate(&response("twice")), Err(Misuse::NotWaiting));
    wire.expect("YWxpY2U=\r\n");
    assert_eq!(wire.hear("* CAPABILITY IMAP4rev1\r\n+\r\n"), ["data Capability", "a1 challenge \"\""]);
    wire.client.authenticate(&response("")).unwrap();
    wire.expect("\r\n");
    assert_eq!(wire.hear("+ %\r\n"), ["malformed: expected base64 at byte 0"]);
    wire.client.authenticate(&response("")).unwrap();
    wire.expect("\r\n");
    assert_eq!(wire.hear("a1 OK x\r\n"), ["a1 Ok"]);
    wire.expect("a2 NOOP\r\n");
}

#[test]
fn a_cancelled_authentication_ends_by_bad_and_nothing_else() {
    let mut wire = Wire::greeted("IMAP4rev1");
    wire.send("AUTHENTICATE LOGIN");
    wire.sent();
    wire.hear("+ VXNlcjo=\r\n");
    wire.client.authenticate(&AuthenticateData::Cancel).unwrap();
    wire.expect("*\r\n");
    assert_eq!(wire.hear("a1 BAD cancelled\r\n"), ["a1 Bad"]);
    assert_eq!(wire.client.session().state(), State::NotAuthenticated);
    wire.send("AUTHENTICATE LOGIN");
    wire.sent();
    wire.hear("+ VXNlcjo=\r\n");
    wire.client.authenticate(&AuthenticateData::Cancel).unwrap();
    wire.sent();
    assert_eq!(wire.hear("+ more?\r\na2 BAD x\r\n"), ["stray +", "a2 Bad"]);
}

#[test]
fn idle_ends_once_with_the_next_command_in_the_same_write() {
    let mut wire = Wire::selected("IMAP4rev1 IDLE");
    wire.send("IDLE");
    wire.send("CHECK");
    wire.send("FETCH 1 FLAGS");
    wire.expect("a2 IDLE\r\n");
    assert_eq!(
        wire.hear("* 11 EXISTS\r\n+ idling\r\n* 1 EXPUNGE\r\n"),
        ["data Exists", "a2 idling", "data Expunge"]
    );
    wire.expect("");
    wire.client.idle_done().unwrap();
    assert_eq!(wire.client.idle_done(), Err(Misuse::NotWaiting));
    wire.expect("DONE\r\na3 CHECK\r\n");
    assert_eq!(wire.hear("* 12 EXISTS\r\na2 OK x\r\na3 OK x\r\n"), ["data Exists", "a2 Ok", "a3 Ok"]);
    wire.expect("a4 FETCH 1 FLAGS\r\n");
    assert_eq!(wire.client.idle_done(), Err(Misuse::NotWaiting));
}

#[test]
fn done_before_the_plus_waits_for_it() {
    let mut wire = Wire::selected("IMAP4rev1 IDLE");
    wire.send("IDLE");
    wire.client.idle_done().unwrap();
    wire.expect("a2 IDLE\r\n");
    assert_eq!(wire.hear("+ idling\r\n"), ["a2 idling"]);
    wire.expect("DONE\r\n");
}

#[test]
fn an_idle_that_is_refused_or_ended_by_the_server_gets_no_done() {
    let mut wire = Wire::selected("IMAP4rev1 IDLE");
    wire.send("IDLE");
    wire.client.idle_done().unwrap();
    wire.sent();
    assert_eq!(wire.hear("a2 NO not now\r\n"), ["a2 No"]);
    wire.expect("");

    wire.send("IDLE");
    wire.sent();
    assert_eq!(wire.hear("+ idling\r\na3 OK enough\r\n"), ["a3 idling", "a3 Ok"]);
    assert_eq!(wire.client.idle_done(), Err(Misuse::NotWaiting));

    // DONE was about to be written when the end came.
    wire.send("IDLE");
    wire.sent();
    wire.hear("+ idling\r\n");
    wire.send("CHECK");
    wire.send("NOOP");
    wire.client.idle_done().unwrap();
    assert_eq!(wire.hear("a4 OK enough\r\n"), ["a4 Ok"]);
    wire.expect("a5 CHECK\r\na6 NOOP\r\n");
    assert_eq!(wire.hear("a5 OK x\r\na6 OK x\r\n"), ["a5 Ok", "a6 Ok"]);
}

#[test]
fn nothing_is_received_or_sent_between_the_end_of_starttls_and_the_upgrade() {
    let mut wire = Wire::greeted("IMAP4rev1 STARTTLS LOGINDISABLED");
    wire.send("STARTTLS");
    assert_eq!(wire.try_send("NOOP"), Err(Misuse::Upgrading));
    wire.expect("a1 STARTTLS\r\n");
    assert_eq!(wire.client.upgraded(), Err(Misuse::NotWaiting));
    assert_eq!(wire.hear("a1 OK go\r\n"), ["a1 upgrade Tls"]);
    assert_eq!(wire.try_send("NOOP"), Err(Misuse::Upgrading));
    wire.client.upgraded().unwrap();
    assert!(wire.client.session().is_tls() && wire.client.session().capabilities().is_none());
    wire.send("LOGIN a b");
    wire.expect("a2 LOGIN a b\r\n");
}

#[test]
fn plaintext_behind_starttls_is_the_peers_error() {
    for bytes in ["a1 OK go\r\n* CAPABILITY AUTH=PLAIN\r\n", "a1 OK go\r\n*"] {
        let mut wire = Wire::greeted("IMAP4rev1 STARTTLS");
        wire.send("STARTTLS");
        wire.sent();
        assert_eq!(wire.hear_at_once(bytes).0, Err(PeerError::PlaintextAfterStartTls));
        let mut wire = Wire::greeted("IMAP4rev1 STARTTLS");
        wire.send("STARTTLS");
        wire.sent();
        assert_eq!(wire.try_hear(bytes), Err(PeerError::PlaintextAfterStartTls));
    }
}

#[test]
fn starttls_that_is_refused_changes_nothing() {
    let mut wire = Wire::greeted("IMAP4rev1 STARTTLS");
    wire.send("STARTTLS");
    wire.sent();
    assert_eq!(wire.hear("a1 NO later\r\n"), ["a1 No"]);
    assert!(!wire.client.session().is_tls() && wire.client.session().capabilities().is_some());
    wire.send("NOOP");
    wire.expect("a2 NOOP\r\n");
}

#[test]
fn the_unread_bytes_behind_compress_are_the_inflaters() {
    let mut wire = Wire::logged_in("IMAP4rev1 COMPRESS=DEFLATE");
    wire.send("COMPRESS DEFLATE");
    wire.sent();
    let (events, unread) = wire.hear_at_once("* OK x\r\na1 OK go\r\n\u{1}\u{2}\r\n");
    assert_eq!(
        (events.unwrap(), &*unread),
        (vec!["data Status".into(), "a1 upgrade Compression".into()], "\u{1}\u{2}\r\n")
    );
    wire.client.upgraded().unwrap();
    wire.send("NOOP");
    wire.expect("a2 NOOP\r\n");
}

#[test]
fn the_greeting_comes_first() {
    for bytes in ["a1 OK x\r\n", "* 3 EXISTS\r\n", "+ x\r\n", "SSH-2.0\r\n", "* BAD x\r\n"] {
        let mut client = Client::new(Options::default());
        assert!(client.receive(&mut bytes.as_bytes()).is_err(), "{bytes}");
    }
    let mut wire = Wire { client: Client::new(Options::default()) };
    assert!(matches!(wire.try_send("NOOP"), Err(Misuse::Refused(_))));
    assert_eq!(wire.hear("* BYE busy\r\n"), ["bye"]);
    assert_eq!(wire.client.receive_eof(), Ok(None));
    assert!(matches!(wire.try_send("NOOP"), Err(Misuse::Refused(_))));
}

#[test]
fn bye_at_any_time_ends_the_session() {
    let mut wire = Wire::selected("IMAP4rev1");
    wire.send("NOOP");
    wire.send("FETCH 1 FLAGS");
    wire.sent();
    let withheld = "a3 withheld: not a command for the logout state";
    assert_eq!(wire.hear("* BYE shutdown\r\na2 OK x\r\n"), ["bye", withheld, "a2 Ok"]);
    wire.expect("");
    assert_eq!((wire.client.session().state(), wire.client.receive_eof()), (State::Logout, Ok(None)));

    let mut wire = Wire::selected("IMAP4rev1");
    wire.send("LOGOUT");
    assert!(matches!(wire.try_send("NOOP"), Err(Misuse::Refused(_))));
    wire.sent();
    assert_eq!(wire.hear("* BYE bye\r\na2 OK x\r\n"), ["bye", "a2 Ok"]);
    assert_eq!(wire.client.receive_eof(), Ok(None));

    let mut wire = Wire::selected("IMAP4rev1");
    assert_eq!(wire.client.receive_eof(), Err(PeerError::UnexpectedEof));
}

#[test]
fn commands_follow_a_select_that_has_not_ended() {
    let mut wire = Wire::logged_in("IMAP4rev1");
    assert!(matches!(wire.try_send("UID FETCH 1 FLAGS"), Err(Misuse::Refused(_))));
    wire.send("SELECT a");
    wire.send("UID FETCH 1 FLAGS");
    wire.send("SEARCH 1:3");
    wire.expect("a1 SELECT a\r\na2 UID FETCH 1 FLAGS\r\n");
    let withheld = "a3 withheld: not a command for the authenticated state";
    assert_eq!(wire.hear("a1 NO x\r\na2 BAD x\r\n"), ["a1 No", "a2 Bad", withheld]);
    wire.expect("");
    assert_eq!(wire.client.session().state(), State::Authenticated);
}

#[test]
fn a_big_literal_streams_and_the_items_around_it_are_not_lost() {
    let mut wire = Wire::with(Wire::small_literals(), "IMAP4rev1");
    let fetch = "* 1 FETCH (UID 5 BODY[] {6}\r\nabcdef FLAGS (\\Seen) BINARY[1] ~{5}\r\n\0\0\0\0\0 BODY[2] {2}\r\n\r\n)\r\n";
    let mut input = fetch.as_bytes();
    let mut events = Vec::new();
    while let Some(event) = wire.client.receive(&mut input).unwrap() {
        events.push(event);
    }
    let head = |event: &Event<'_>| {
        let Event::LiteralHead { head: Some(DataHead::Fetch(head)), literal } = event else {
            panic!("{events:?}")
        };
        assert_eq!((head.message, head.uid().unwrap().get()), (FetchNumber::SeqNum(SeqNum::MIN), 5));
        (head.items.len(), head.index, literal.len)
    };
    assert_eq!(head(&events[0]), (1, 1, 6));
    assert!(matches!(events[1], Event::LiteralData(b"abcdef")));
    // The text that came in pieces is none of the items.
    assert_eq!(head(&events[2]), (2, 3, 5));
    assert!(matches!(events[3], Event::LiteralData(b"\0\0\0\0\0")));
    let Event::LiteralTail(Ok(tail)) = &events[4] else { panic!("{events:?}") };
    assert!(matches!(tail.to_data(), Some(Data::Fetch { items, .. }) if items.len() == 3), "{tail:?}");
    assert_eq!(wire.hear("* 3 EXISTS\r\n"), ["data Exists"]);
}

#[test]
fn what_is_malformed_or_too_long_is_told_and_passed_over() {
    let limits = Limits { literal: 4, stream: 10, ..Limits::client() };
    let mut wire = Wire::with(Options { limits, ..Options::default() }, "IMAP4rev1");
    assert_eq!(
        wire.hear("* 0 EXPUNGE\r\n\r\n* 1 FETCH (BODY[] {11}\r\nabcdefghijk)\r\n* 1 FETCH (X {5}\r\nabcde]]\r\n* OK x\r\n"),
        [
            "malformed: expected nz-number at byte 2",
            "oversized",
            "head 5",
            "octets \"a\"",
            "octets \"b\"",
            "octets \"c\"",
            "octets \"d\"",
            "octets \"e\"",
            "tail false",
            "data Status"
        ]
    );
}

#[test]
fn an_event_lives_while_the_next_command_is_sent() {
    let mut wire = Wire::selected("IMAP4rev1");
    let mut input: &[u8] = b"* 1 FETCH (BODY[TEXT] {2}\r\nhi)\r\n";
    let event = wire.client.receive(&mut input).unwrap().unwrap();
    wire.send("NOOP");
    assert!(matches!(event, Event::Data(Data::Fetch { .. })));
}

#[test]
fn debug_shows_no_password() {
    let mut wire = Wire::greeted("IMAP4rev1");
    wire.send("NOOP");
    wire.send("LOGIN {7}\r\nsecre\u{e9} secret");
    let debug = format!("{:?}", wire.client);
    let bytes = format!("{:?}", b"secret");
    assert!(!debug.contains("secre") && !debug.contains(bytes.trim_matches(['[', ']'])), "{debug}");
    let mut wire = Wire::greeted("IMAP4rev1");
    wire.send("LOGIN a secret");
    assert!(!format!("{:?}", wire.client).contains("115, 101, 99"));
}

#[test]
fn the_capabilities_of_before_the_login_do_not_outlive_it() {
    let mut wire = Wire::greeted("IMAP4rev1 LITERAL+");
    wire.send("LOGIN a b");
    wire.sent();
    wire.hear("a1 OK in\r\n");
    assert!(wire.client.session().capabilities().is_none());
    wire.send("CREATE {2}\r\n\u{e9}");
    wire.expect("a2 CREATE {2}\r\n");
    let mut wire = Wire::greeted("IMAP4rev1");
    wire.send("LOGIN a b");
    wire.sent();
    wire.hear("a1 OK [CAPABILITY IMAP4rev1 LITERAL+] in\r\n");
    wire.send("CREATE {2}\r\n\u{e9}");
    wire.expect("a2 CREATE {2+}\r\n\u{e9}\r\n");
}

#[test]
fn closed_parts_the_mailboxes_and_vanished_lowers_the_count() {
    let mut wire = Wire::selected("IMAP4rev1 QRESYNC");
    wire.hear("* VANISHED (EARLIER) 1:3\r\n* VANISHED 4:5\r\n* 1 EXPUNGE\r\n");
    assert_eq!(wire.client.session().mailbox().unwrap().exists(), 7);
    wire.send("SELECT b");
    wire.sent();
    wire.hear("* 1 EXPUNGE\r\n* OK [CLOSED] x\r\n* 3 EXISTS\r\na2 OK [READ-ONLY] x\r\n");
    let mailbox = wire.client.session().mailbox().unwrap();
    assert_eq!((mailbox.exists(), mailbox.access()), (3, imap_fsm::session::Access::ReadOnly));
    wire.send("SELECT c");
    wire.sent();
    wire.hear("a3 NO x\r\n");
    assert_eq!(wire.client.session().state(), State::Authenticated);
    wire.send("UNAUTHENTICATE");
    wire.sent();
    wire.hear("a4 OK x\r\n");
    assert_eq!(wire.client.session().state(), State::NotAuthenticated);
}

#[test]
fn a_login_that_waited_is_withheld_if_the_server_has_come_to_disable_it() {
    for (login, withheld) in [("LOGIN a secret", true), ("AUTHENTICATE PLAIN", false)] {
        let mut wire = Wire { client: Client::new(Options::default()) };
        wire.hear("* OK hi\r\n");
        wire.send("CAPABILITY");
        wire.send(login);
        wire.send("NOOP");
        wire.expect("a1 CAPABILITY\r\n");
        let events = wire.hear("* CAPABILITY IMAP4rev1 LOGINDISABLED\r\na1 OK x\r\n");
        if !withheld {
            wire.expect("a2 AUTHENTICATE PLAIN\r\n");
            continue;
        }
        let why = "a2 withheld: LOGIN while the server says LOGINDISABLED";
        assert_eq!(events, ["data Capability", "a1 Ok", why]);
        wire.expect("a3 NOOP\r\n");
        assert_eq!(wire.hear("a3 OK x\r\n"), ["a3 Ok"]);
    }
    let mut wire = Wire::greeted("IMAP4rev1");
    wire.send("CAPABILITY");
    wire.send("LOGIN a b");
    wire.expect("a1 CAPABILITY\r\n");
    wire.hear("* CAPABILITY IMAP4rev1\r\na1 OK x\r\n");
    wire.expect("a2 LOGIN a b\r\n");
}

#[test]
fn what_is_held_behind_unauthenticate_needs_no_utf8() {
    let mut wire = Wire::logged_in("IMAP4rev1 ENABLE UNAUTHENTICATE UTF8=ACCEPT");
    wire.hear("* ENABLED UTF8=ACCEPT\r\n");
    wire.send("UNAUTHENTICATE");
    wire.send("LOGIN a {2}\r\n\u{e9}");
    wire.expect("a1 UNAUTHENTICATE\r\n");
    wire.hear("a1 OK bye\r\n");
    wire.expect("a2 LOGIN a {2}\r\n");
}

#[test]
fn sequence_numbers_are_refused_while_notify_lets_them_change() {
    let mut wire = Wire::selected("IMAP4rev1 NOTIFY");
    let refused = Err(Misuse::Refused(Refusal::UnstableNumbers));
    wire.send("NOTIFY SET (selected (MessageNew MessageExpunge))");
    // As if it succeeds.
    assert_eq!(wire.try_send("FETCH 1 FLAGS"), refused);
    wire.send("UID FETCH 1:* FLAGS");
    let tags: Vec<String> =
        wire.sent().lines().filter_map(|line| line.split(' ').next().map(str::to_owned)).collect();
    wire.hear(&format!("{} OK done\r\n{} OK done\r\n", tags[0], tags[1]));
    for numbers in ["STORE 1 FLAGS ()", "COPY * a", "SEARCH OR SEEN 1:3", "UID SEARCH 1"] {
        assert_eq!(wire.try_send(numbers), refused, "{numbers}");
    }
    assert_eq!(wire.hear("* 1 EXPUNGE\r\n"), ["data Expunge"]);
    wire.send("NOTIFY SET (selected-delayed (MessageNew MessageExpunge))");
    assert!(wire.try_send("FETCH 1 FLAGS").is_ok());
}
