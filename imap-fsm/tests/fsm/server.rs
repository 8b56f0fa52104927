//! The server alone.

use imap_fsm::server::{Delivery, Event, Options, Server, UnknownCommands, Upgrade};
use imap_fsm::session::State;
use imap_fsm::{Buffer, Limits, Misuse};
use imap_types::capability::Capability;
use imap_types::number::Uid;
use imap_types::response::{Condition, Data, RespText, Response, Status, StatusKind};
use imap_types::sequence::UidSet;
use imap_types::text::Text;

use crate::desk::{Desk, expunge, status, text};

#[test]
fn nothing_is_read_before_the_greeting() {
    let mut server = Server::new(Options::default());
    let mut input: &[u8] = b"a NOOP\r\n";
    assert_eq!((server.receive(&mut input), input.len()), (Ok(None), 8));
    assert!(matches!(server.respond(&Data::Exists(1)), Err(Misuse::Refused(_))));
    assert_eq!(server.greet(&status(StatusKind::No)), Err(Misuse::Unfit));
    server.greet(&status(StatusKind::Ok)).unwrap();
    assert_eq!(server.greet(&status(StatusKind::Ok)), Err(Misuse::NotWaiting));
    assert_eq!(server.transmit(), b"* OK hi\r\n");
    assert!(server.receive(&mut input).unwrap().is_some());
}

#[test]
fn bad_lines_are_answered_under_their_tag_and_the_next_one_counts() {
    let mut desk = Desk::not_authenticated();
    let lines = "a1 SELECT INBOX\r\na2\r\n";
    assert_eq!(desk.hear(lines), ["rejected", "rejected"]);
    desk.expect("a1 BAD not a command for the not authenticated state\r\na2 BAD expected SP at byte 2\r\n");
    assert_eq!(desk.hear("a3 NOOP\r\n"), ["a3 NOOP"]);
    desk.complete(Condition::Ok);
    assert_eq!(desk.hear("*x NOOP\r\nb FROBNICATE 1\r\n"), ["rejected", "rejected"]);
    desk.expect("a3 OK done\r\n* BAD expected tag at byte 0\r\nb BAD unknown command\r\n");
    assert_eq!(desk.hear("b NOOP\r\n"), ["b NOOP"]);

    let options = Options { unknown: UnknownCommands::HandOver, ..Options::default() };
    let mut desk = Desk::with(options, StatusKind::Ok);
    assert_eq!(desk.hear("b FROBNICATE 1\r\n"), ["b FROBNICATE"]);
}

#[test]
fn one_command_is_worked_on_at_a_time() {
    let mut desk = Desk::selected();
    assert_eq!(desk.hear("a NOOP\r\na CHECK\r\n"), ["a NOOP"]);
    assert!(!desk.server.reads());
    let first = desk.id();
    desk.complete(Condition::Ok);
    assert_eq!(desk.server.complete(first, Condition::Ok, text("again")), Err(Misuse::UnknownCommand));
    assert_eq!(desk.hear(""), ["a CHECK"]);
    assert_eq!(desk.server.complete(first, Condition::Ok, text("again")), Err(Misuse::UnknownCommand));
    desk.complete(Condition::No);
    desk.expect("a OK done\r\na NO done\r\n");
}

#[test]
fn literals_are_asked_for_and_refused_by_size_and_state() {
    let mut desk = Desk::not_authenticated();
    assert_eq!(desk.hear("a LOGIN {5}\r\n"), [""; 0]);
    desk.expect("+ Ready for literal\r\n");
    assert_eq!(desk.hear("alice {6}\r\n"), [""; 0]);
    desk.expect("+ Ready for literal\r\n");
    assert_eq!(desk.hear("secret\r\n"), ["a LOGIN"]);
    desk.complete(Condition::No);
    desk.sent();
    assert_eq!(desk.hear("b LOGIN {4097}\r\n"), ["rejected"]);
    desk.expect("b BAD [TOOBIG] literal too long\r\n");
    assert_eq!(desk.hear("c APPEND x {4}\r\n"), ["rejected"]);
    desk.expect("c BAD not a command for the not authenticated state\r\n");
    assert_eq!(desk.hear("d LOGIN alice {4096}\r\n"), [""; 0]);
    desk.expect("+ Ready for literal\r\n");
}

#[test]
fn the_bytes_of_a_refused_literal_are_never_commands() {
    let evil = "x LOGOUT\r\n";
    for command in [
        format!("a LOGIN {{4097+}}\r\n{}b\r\n", evil.repeat(410).get(..4097).unwrap()),
        format!("a APPEND x {{10+}}\r\n{evil}\r\n"),
        format!("a LOGIN {{10+}}\r\n{evil} {{9999+}}\r\n{}\r\n", evil.repeat(1000).get(..9999).unwrap()),
        // It has not waited.
        format!("a APPEND x {{10}}\r\n{evil}\r\n"),
        format!("a LOGIN {{9000}}\r\n{}\r\n", evil.repeat(900)),
    ] {
        let mut desk = Desk::not_authenticated();
        assert_eq!(desk.hear(&format!("{command}b NOOP\r\n")), ["rejected", "b NOOP"], "{command:.30}");
        if !command.contains("0}") {
            let mut desk = Desk::not_authenticated();
            assert_eq!(desk.drip(&format!("{command}b NOOP\r\n")), ["rejected", "b NOOP"], "{command:.30}");
        }
    }
}

#[test]
fn authentication_goes_on_until_it_ends() {
    let mut desk = Desk::not_authenticated();
    assert_eq!(desk.hear("a AUTHENTICATE LOGIN\r\n"), ["a AUTHENTICATE"]);
    desk.server.challenge(desk.id(), b"User:").unwrap();
    assert_eq!(desk.server.challenge(desk.id(), b"x"), Err(Misuse::NotWaiting));
    assert_eq!(desk.server.respond(&Data::Capability(vec![])), Ok(Delivery::Sent));
    assert_eq!(desk.hear("YWxpY2U=\r\nx NOOP\r\n"), ["response alice"]);
    desk.server.challenge(desk.id(), b"").unwrap();
    desk.unread.clear();
    assert_eq!(desk.hear("=\r\n"), ["cancelled true"]);
    assert_eq!(desk.hear("b AUTHENTICATE LOGIN\r\n"), ["b AUTHENTICATE"]);
    desk.sent();
    desk.server.challenge(desk.id(), b"").unwrap();
    assert_eq!(desk.hear("*\r\n"), ["cancelled false"]);
    desk.expect("+ \r\nb BAD Cancelled\r\n");
    assert_eq!(desk.server.session().state(), State::NotAuthenticated);
}

#[test]
fn a_literal_has_no_place_in_authentication_or_idle() {
    for (command, line) in [("AUTHENTICATE LOGIN", "YWxp {7}\r\n"), ("IDLE", "DONE {7}\r\n")] {
        // Who waits for the server sends no literal then, and of who does not, all of it is dropped.
        for (at_once, later) in [("", "b NOOP\r\n"), ("x NOO", "P\r\r\nb NOOP\r\n")] {
            let mut desk = if command == "IDLE" { Desk::authenticated() } else { Desk::not_authenticated() };
            desk.hear(&format!("a {command}\r\n"));
            match command {
                "IDLE" => desk.server.idle(desk.id(), Text::EMPTY).unwrap(),
                _ => desk.server.challenge(desk.id(), b"").unwrap(),
            }
            assert_eq!(desk.hear(&format!("{line}{at_once}")), ["cancelled true"], "{line}{at_once}");
            assert_eq!(desk.hear(later), ["b NOOP"], "{line}{at_once}");
        }
    }
}

#[test]
fn data_with_success_is_answered_by_an_empty_line_at_every_split() {
    let bytes = "a AUTHENTICATE SCRAM-SHA-256 biws\r\n\r\nb NOOP\r\n";
    for split in 0..bytes.len() {
        let mut desk = Desk::not_authenticated();
        let mut events = desk.hear(&bytes[..split]);
        events.extend(desk.hear(&bytes[split..]));
        assert_eq!(events, ["a AUTHENTICATE"]);
        desk.server.challenge(desk.id(), b"v=6rri").unwrap();
        assert_eq!(desk.hear(""), ["response "]);
        desk.complete(Condition::Ok);
        desk.expect("+ dj02cnJp\r\na OK done\r\n");
        assert_eq!(
            (desk.hear(""), desk.server.session().state()),
            (vec!["b NOOP".into()], State::Authenticated)
        );
    }
}

#[test]
fn idle_ends_by_done_or_by_the_server() {
    let mut desk = Desk::selected();
    assert_eq!(desk.hear("a IDLE\r\nDONE\r\nb NOOP\r\n"), ["a IDLE"]);
    assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Sent));
    desk.server.idle(desk.id(), Text::try_from("idling").unwrap()).unwrap();
    assert_eq!(desk.server.respond(&Data::Exists(8)), Ok(Delivery::Sent));
    assert_eq!(desk.hear(""), ["done"]);
    desk.complete(Condition::Ok);
    desk.expect("* 1 EXPUNGE\r\n+ idling\r\n* 8 EXISTS\r\na OK done\r\n");
    assert_eq!(desk.hear(""), ["b NOOP"]);
    desk.complete(Condition::Ok);

    // DONE was on its way when the server ended it.
    assert_eq!(desk.hear("c IDLE\r\n"), ["c IDLE"]);
    desk.server.idle(desk.id(), Text::EMPTY).unwrap();
    desk.complete(Condition::Ok);
    assert_eq!(desk.hear("DONE\r\nd NOOP\r\n"), ["d NOOP"]);
    desk.complete(Condition::Ok);
    desk.sent();

    assert_eq!(desk.hear("e IDLE\r\n"), ["e IDLE"]);
    desk.server.idle(desk.id(), Text::EMPTY).unwrap();
    assert_eq!(desk.hear("f NOOP\r\n"), ["cancelled true"]);
    desk.expect("+ \r\ne BAD expected DONE at byte 0\r\n");
}

#[test]
fn a_refused_literal_is_dropped_when_all_that_announced_it_is_given_again() {
    let announcement = "a APPEND x {23}\r\n";
    for given in 0..announcement.len() {
        let mut desk = Desk::authenticated();
        desk.hear(announcement);
        desk.server.refuse_literal(desk.id(), Condition::No, text("full")).unwrap();
        let mut input = &announcement.as_bytes()[..given];
        assert!(desk.server.receive(&mut input).unwrap().is_none());
        assert_eq!(input.len(), given, "less than before: nothing is used");
        assert_eq!(desk.hear("b NOOP\r\n"), ["b NOOP"]);
        desk.expect("a NO full\r\n");
    }
}

#[test]
fn expunge_waits_for_a_command_that_permits_it() {
    let mut desk = Desk::selected();
    assert_eq!(desk.server.respond(&expunge(3)), Ok(Delivery::Held));
    assert_eq!(desk.server.respond(&Data::Exists(9)), Ok(Delivery::Held));
    let fetch = imap_codec::decode_response(b"* 3 FETCH (FLAGS (\\Seen))\r\n").unwrap();
    let Response::Data(fetch) = fetch else { panic!("{fetch:?}") };
    assert_eq!(desk.server.respond(&fetch), Ok(Delivery::Held), "it is the third when the old third is gone");
    assert_eq!(desk.server.session().mailbox().unwrap().exists(), 9);
    for command in ["FETCH 1 FLAGS", "STORE 1 FLAGS ()", "SEARCH ALL"] {
        desk.hear(&format!("a {command}\r\n"));
        assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Held));
        desk.complete(Condition::Ok);
        desk.expect("a OK done\r\n");
    }
    desk.hear("b NOOP\r\n");
    desk.complete(Condition::Ok);
    desk.expect(
        "* 3 EXPUNGE\r\n* 9 EXISTS\r\n* 3 FETCH (FLAGS (\\Seen))\r\n\
         * 1 EXPUNGE\r\n* 1 EXPUNGE\r\n* 1 EXPUNGE\r\nb OK done\r\n",
    );
    assert_eq!(desk.server.session().mailbox().unwrap().exists(), 6);
    for command in ["UID FETCH 1 FLAGS", "UID SEARCH ALL", "EXPUNGE", "COPY 1 x", "LIST \"\" *"] {
        desk.hear(&format!("a {command}\r\n"));
        assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Sent), "{command}");
        desk.complete(Condition::Ok);
    }
}

#[test]
fn vanished_waits_also_for_a_uid_search_with_message_numbers() {
    let mut desk = Desk::selected();
    let enabled = Data::Enabled(vec![Capability::QResync]);
    assert_eq!(desk.server.respond(&enabled), Ok(Delivery::Sent));
    desk.sent();
    let uids = UidSet::from(Uid::try_from(5).unwrap());
    let vanished = Data::Vanished { earlier: false, uids: uids.clone() };
    desk.hear("a UID SEARCH 1:3\r\n");
    assert_eq!(desk.server.respond(&vanished), Ok(Delivery::Held));
    assert_eq!(desk.server.respond(&Data::Vanished { earlier: true, uids }), Ok(Delivery::Sent));
    desk.complete(Condition::Ok);
    desk.expect("* VANISHED (EARLIER) 5\r\na OK done\r\n");
    desk.hear("b UID SEARCH ALL\r\n");
    desk.complete(Condition::Ok);
    desk.expect("* VANISHED 5\r\nb OK done\r\n");
}

#[test]
fn whether_expunge_may_go_can_be_asked_before_it_is_said() {
    let mut desk = Desk::selected();
    assert!(!desk.server.may_expunge());
    for (command, may) in [("FETCH 1 FLAGS", false), ("UID SEARCH 1:3", true), ("IDLE", true)] {
        desk.hear(&format!("a {command}\r\n"));
        assert_eq!(desk.server.may_expunge(), may, "{command}");
        desk.complete(Condition::Ok);
        assert!(!desk.server.may_expunge());
    }

    // VANISHED has one rule more.
    let mut desk = Desk::authenticated();
    desk.hear("a ENABLE QRESYNC\r\n");
    assert_eq!(desk.server.respond(&Data::Enabled(vec![Capability::QResync])), Ok(Delivery::Sent));
    desk.complete(Condition::Ok);
    desk.hear("b SELECT INBOX\r\n");
    desk.complete(Condition::Ok);
    for (command, may) in [("UID SEARCH 1:3", false), ("UID SEARCH ALL", true)] {
        desk.hear(&format!("c {command}\r\n"));
        assert_eq!(desk.server.may_expunge(), may, "{command}");
        desk.complete(Condition::Ok);
    }
}

#[test]
fn nothing_is_read_or_said_between_starttls_and_the_upgrade() {
    let mut desk = Desk::not_authenticated();
    assert_eq!(desk.hear("a STARTTLS\r\n"), ["a STARTTLS"]);
    desk.complete(Condition::Ok);
    assert_eq!(desk.server.respond(&Data::Capability(vec![])), Err(Misuse::Upgrading));
    assert_eq!(desk.server.upgraded(), Err(Misuse::Upgrading));
    assert_eq!(desk.server.upgrade(), Some(Upgrade::Tls));
    desk.expect("a OK done\r\n");
    desk.server.upgraded().unwrap();
    assert_eq!(desk.server.upgrade(), None);
    assert_eq!(desk.server.upgraded(), Err(Misuse::NotWaiting));
    assert!(desk.server.session().is_tls());
    assert_eq!(desk.hear("b STARTTLS\r\nc NOOP\r\n"), ["rejected", "c NOOP"]);

    let mut desk = Desk::not_authenticated();
    desk.hear("a STARTTLS\r\n");
    desk.complete(Condition::No);
    assert_eq!(desk.hear("b LOGIN a b\r\n"), ["b LOGIN"]);
}

#[test]
fn the_unread_bytes_behind_compress_are_the_inflaters() {
    let mut desk = Desk::authenticated();
    desk.hear("a COMPRESS DEFLATE\r\n\u{1}\u{2}\r\n");
    desk.complete(Condition::Ok);
    assert_eq!(desk.hear(""), [""; 0]);
    assert_eq!(desk.unread, b"\x01\x02\r\n");
    desk.sent();
    desk.server.upgraded().unwrap();
    desk.unread.clear();
    assert_eq!(desk.hear("b NOOP\r\n"), ["b NOOP"]);
}

#[test]
fn a_server_whose_client_does_not_read_stops_reading() {
    let mut desk = Desk::selected();
    desk.hear("a UID FETCH 1:* FLAGS\r\nb NOOP\r\n");
    let data = Data::Status(Status { kind: StatusKind::Ok, text: text("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx") });
    let mut answers = 0;
    while desk.server.respond(&data).is_ok() {
        answers += 1;
    }
    let limit = Limits::server().output;
    assert_eq!(answers, limit / 39 + 1);
    assert_eq!(desk.server.respond(&data), Err(Misuse::OutputFull { limit }));
    desk.complete(Condition::Ok);
    assert_eq!((desk.hear(""), desk.server.reads()), (vec![], false));
    desk.sent();
    assert_eq!(desk.hear(""), ["b NOOP"]);
}

#[test]
fn room_is_what_is_left_of_the_output() {
    let limits = Limits { output: 100, ..Limits::server() };
    let mut desk = Desk::with(Options { limits, ..Options::default() }, StatusKind::PreAuth);
    desk.sent();
    assert_eq!(desk.server.room(), 100);
    desk.hear("a SELECT x\r\n");
    let mut said = 0;
    while desk.server.room() > 0 {
        let _ = desk.server.respond(&Data::Exists(3)).unwrap();
        said += "* 3 EXISTS\r\n".len();
        assert_eq!(desk.server.room(), 100_usize.saturating_sub(said));
    }
    assert_eq!(desk.server.respond(&Data::Exists(3)), Err(Misuse::OutputFull { limit: 100 }));
    desk.sent();
    assert_eq!(desk.server.room(), 100);
}

#[test]
fn logout_says_bye_before_ok() {
    let mut desk = Desk::authenticated();
    desk.hear("a LOGOUT\r\nb NOOP\r\n");
    desk.complete(Condition::Ok);
    desk.expect("* BYE logging out\r\na OK done\r\n");
    assert_eq!((desk.hear(""), desk.server.receive_eof()), (vec![], Ok(())));
    assert!(matches!(desk.server.respond(&Data::Exists(1)), Err(Misuse::Refused(_))));
}

#[test]
fn limits_are_lower_before_the_login() {
    let line = |len: usize| format!("a ID (\"x\" \"{}\")\r\n", "y".repeat(len - 15));
    let long = Limits::before_login().line;
    let mut desk = Desk::not_authenticated();
    assert_eq!(desk.hear(&line(long)), ["a ID"]);
    assert_eq!(Desk::not_authenticated().hear(&line(long + 1)), ["rejected"]);
    assert_eq!(Desk::authenticated().hear(&line(long + 1)), ["a ID"]);
    desk.complete(Condition::Ok);
    assert_eq!(desk.hear("a LOGIN a b\r\n"), ["a LOGIN"]);
    desk.complete(Condition::Ok);
    assert_eq!(desk.hear(&line(long + 1)), ["a ID"]);
}

#[test]
fn a_password_that_is_out_of_place_is_refused_before_it_is_sent() {
    let mut desk = Desk::not_authenticated();
    let text = RespText::new(
        Some(imap_types::code::Code::Capability(vec![Capability::LoginDisabled])),
        Text::try_from("not in the clear").unwrap(),
    );
    let status = Status { kind: StatusKind::Ok, text: text.unwrap() };
    assert_eq!(desk.server.respond(&Data::Status(status)), Ok(Delivery::Sent));
    desk.sent();
    assert_eq!(desk.hear("a LOGIN alice {6}\r\n"), ["rejected"]);
    desk.expect("a NO [PRIVACYREQUIRED] LOGIN while the server says LOGINDISABLED\r\n");
    assert_eq!(desk.hear("b NOOP\r\n"), ["b NOOP"]);
}

#[test]
fn enable_is_taken_again_once_the_mailbox_is_closed() {
    let mut desk = Desk::selected();
    desk.hear("a ENABLE CONDSTORE\r\n");
    desk.hear("b UNSELECT\r\n");
    desk.complete(Condition::Ok);
    desk.hear("c ENABLE CONDSTORE\r\n");
    desk.complete(Condition::Ok);
    desk.expect("a BAD not a command for the selected state\r\nb OK done\r\nc OK done\r\n");
}

#[test]
fn answers_are_encoded_for_what_the_client_enabled() {
    let mut desk = Desk::authenticated();
    let list = imap_codec::decode_response("* LIST () NIL {2}\r\n\u{e9}\r\n".as_bytes()).unwrap();
    let Response::Data(list) = list else { panic!() };
    assert_eq!(desk.server.respond(&list), Ok(Delivery::Sent));
    desk.expect("* LIST () NIL {2}\r\n\u{e9}\r\n");
    desk.hear("a ENABLE UTF8=ACCEPT\r\n");
    let enabled = Data::Enabled(vec![Capability::Utf8Accept]);
    assert_eq!(desk.server.respond(&enabled), Ok(Delivery::Sent));
    desk.complete(Condition::Ok);
    desk.sent();
    assert_eq!(desk.server.respond(&list), Ok(Delivery::Sent));
    desk.expect("* LIST () NIL \"\u{e9}\"\r\n");
}

#[test]
fn a_client_that_waits_as_it_should_is_heard_after_a_refusal() {
    let mut desk = Desk::authenticated();
    assert_eq!(desk.drip("a APPEND x {10}\r\n"), ["announced APPEND 10"]);
    desk.server.refuse_literal(desk.id(), Condition::No, text("no such mailbox")).unwrap();
    assert_eq!(desk.drip("b CREATE x\r\n"), ["b CREATE"]);
    desk.complete(Condition::Ok);
    desk.expect("a NO no such mailbox\r\nb OK done\r\n");
}

#[test]
fn a_refused_literal_that_does_not_wait_is_dropped_to_the_octet_at_every_split() {
    let evil = "x LOGOUT\r\ny {3+}\r\n";
    let len = evil.len();
    let limits = Limits { literal: 8, stream: 64, ..Limits::server() };
    let options = Options { limits, before_login: limits, ..Options::default() };
    for (kind, command) in [
        (StatusKind::Ok, format!("a APPEND x {{{len}+}}\r\n{evil}\r\n")),
        (StatusKind::Ok, format!("a LOGIN {{{len}+}}\r\n{evil} {{{len}+}}\r\n{evil}\r\n")),
        (StatusKind::PreAuth, format!("a CREATE {{{len}+}}\r\n{evil}\r\n")),
        (
            StatusKind::PreAuth,
            format!("a APPEND x {{{}+}}\r\n{} {{2+}}\r\n\r\n\r\n", 5 * len, evil.repeat(5)),
        ),
        (StatusKind::PreAuth, "a FROB {2+}\r\n\r\n {2+}\r\n\r\n\r\n".to_string()),
    ] {
        let bytes = format!("{command}b NOOP\r\n");
        for split in 0..bytes.len() {
            let mut desk = Desk::with(options, kind);
            let mut events = desk.hear(&bytes[..split]);
            events.extend(desk.hear(&bytes[split..]));
            assert_eq!(events, ["rejected", "b NOOP"], "{command:.20} at {split}");
        }
    }
}

#[test]
fn commands_of_one_packet_are_answered_in_order_without_another_read() {
    let packet = "a LOGIN {5+}\r\nalice {6+}\r\nsecret\r\nb SELECT x\r\nc FETCH 1 FLAGS\r\n\
        d APPEND x {3+}\r\nabc {3+}\r\ndef\r\nd UID SEARCH {1+}\r\nA\r\ne STORE 1 FLAGS ()\r\nf LOGOUT\r\n";
    let mut desk = Desk::not_authenticated();
    let mut buffer = Buffer::new(Limits::server().message + 1);
    buffer.space().unwrap()[..packet.len()].copy_from_slice(packet.as_bytes());
    buffer.fill(packet.len()).unwrap();
    let (mut tags, mut unread) = (Vec::new(), packet.len());
    while desk.server.session().state() != State::Logout {
        let mut input = buffer.bytes();
        match desk.server.receive(&mut input).unwrap() {
            Some(Event::Command { id, command }) => {
                tags.push(command.tag.to_string());
                // What follows stays in the buffer until this is answered.
                assert_eq!(desk.server.receive(&mut input), Ok(None));
                desk.server.complete(id, Condition::Ok, text("done")).unwrap();
            }
            Some(Event::Rejected { .. }) => tags.push("rejected".into()),
            event => panic!("{event:?}"),
        }
        assert!(input.len() < unread);
        unread = input.len();
        buffer.keep(unread).unwrap();
    }
    assert_eq!((tags.join(" "), unread), ("a b c d rejected e f".into(), 0));
    desk.expect(
        "a OK done\r\nb OK done\r\nc OK done\r\nd OK done\r\nd BAD expected search-key at byte 13\r\n\
         e OK done\r\n* BYE logging out\r\nf OK done\r\n",
    );
}

#[test]
fn a_pipelining_client_that_waits_for_a_literal_is_asked_when_it_is_its_turn() {
    let mut desk = Desk::authenticated();
    assert_eq!(desk.hear("a NOOP\r\nb CREATE {1}\r\n"), ["a NOOP"]);
    desk.complete(Condition::Ok);
    assert_eq!(desk.hear(""), [""; 0]);
    desk.expect("a OK done\r\n+ Ready for literal\r\n");
    assert_eq!(desk.hear("x\r\nc NOOP\r\n"), ["b CREATE"]);
}

#[test]
fn a_server_tells_what_it_tolerated_in_the_last_message() {
    let mut desk = Desk::authenticated();
    for (line, quirks) in [("a NOOP \r\n", &[imap_codec::Quirk::TrailingSpace][..]), ("b NOOP\r\n", &[])] {
        desk.hear(line);
        let seen: Vec<_> = desk.server.quirks().iter().map(|sighting| sighting.quirk).collect();
        assert_eq!(seen, quirks, "{line:?}");
        desk.complete(Condition::Ok);
    }
}

#[test]
fn a_literal_of_any_length_where_done_is_due_ends_the_idle_and_is_no_command() {
    for len in [3, 17, 300] {
        let limits = Limits { literal: 16, stream: 200, ..Limits::server() };
        let mut desk = Desk::with(Options { limits, ..Options::default() }, StatusKind::PreAuth);
        assert_eq!(desk.hear("a IDLE\r\n"), ["a IDLE"]);
        desk.server.idle(desk.id(), Text::EMPTY).unwrap();
        let octets = "x NOOP\r\n".repeat(40);
        let line = format!("DONE {{{len}+}}\r\n{}\r\nb NOOP\r\n", &octets[..len]);
        assert_eq!(desk.hear(&line), ["cancelled true", "b NOOP"], "{len}");
    }
}

#[test]
fn notify_lets_expunge_out_while_no_command_runs() {
    let mut desk = Desk::selected();
    assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Held));
    desk.hear("a NOTIFY SET (selected-delayed (MessageNew MessageExpunge))\r\n");
    desk.complete(Condition::Ok);
    desk.sent();
    assert!(!desk.server.may_expunge());
    assert_eq!(desk.server.respond(&expunge(2)), Ok(Delivery::Held));
    desk.hear("b NOTIFY SET (selected (MessageNew MessageExpunge))\r\n");
    desk.complete(Condition::Ok);
    desk.sent();
    assert!(desk.server.may_expunge());
    assert_eq!(desk.server.respond(&expunge(3)), Ok(Delivery::Sent));
    desk.expect("* 3 EXPUNGE\r\n");
    desk.hear("c FETCH 1 FLAGS\r\n");
    assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Sent));
    desk.complete(Condition::Ok);
    desk.hear("d NOTIFY NONE\r\n");
    desk.complete(Condition::Ok);
    desk.sent();
    assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Held));
}
