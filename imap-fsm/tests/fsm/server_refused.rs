//! What a server makes of literals that it has refused, and of the client that announced them.

use imap_fsm::Limits;
use imap_fsm::server::Options;
use imap_types::response::{Condition, StatusKind};

use crate::desk::{Desk, data, text};

/// A server that streams from nine octets on.
fn streams() -> Desk {
    let limits = Limits { literal: 8, stream: 64, ..Limits::server() };
    Desk::with(Options { limits, ..Options::default() }, StatusKind::PreAuth)
}

#[test]
fn a_client_that_waits_is_heard_after_its_streamed_append_is_refused() {
    // The server refuses at the head of the first message; the client has announced the second one before it hears so.
    let rest = "bc0123456789 {3}\r\na2 NOOP\r\n";
    for split in 0..rest.len() {
        let mut desk = streams();
        assert_eq!(desk.hear("a1 APPEND x {13}\r\n"), ["announced APPEND 13"]);
        desk.server.accept_literal(desk.id()).unwrap();
        desk.expect("+ Ready for literal\r\n");
        assert_eq!(desk.hear("a")[0], "head APPEND 13");
        desk.server.refuse_literal(desk.id(), Condition::No, text("full")).unwrap();
        desk.expect("a1 NO full\r\n");
        let mut events = desk.hear(&rest[..split]);
        events.extend(desk.hear(&rest[split..]));
        assert_eq!(events, ["a2 NOOP"], "{split}");
        desk.expect("");
    }
}

#[test]
fn octets_that_came_before_the_refusal_are_dropped_with_the_message() {
    // It has not waited: all of this was there before anything was refused.
    let mut desk = streams();
    let wire = "a1 APPEND x {13+}\r\nabc0123456789 {10}\r\nx LOGOUT\r\n\r\na2 NOOP\r\n";
    let mut input = wire.as_bytes();
    let id = match desk.server.receive(&mut input).unwrap() {
        Some(imap_fsm::server::Event::LiteralHead(begun)) => begun.id,
        event => panic!("{event:?}"),
    };
    desk.server.refuse_literal(id, Condition::No, text("full")).unwrap();
    desk.unread = input.to_vec();
    assert_eq!(desk.hear(""), ["a2 NOOP"]);
}

#[test]
fn nothing_is_asked_for_after_a_command_was_answered() {
    let octets = "x".repeat(5000);
    for announced in ["{3}", "{3} {4}"] {
        let mut desk = Desk::not_authenticated();
        assert_eq!(desk.hear(&format!("a LOGIN {{5000+}}\r\n{octets} {announced}\r\n")), ["rejected"]);
        desk.expect("a BAD [TOOBIG] literal too long\r\n");
        assert_eq!(desk.hear("b NOOP\r\n"), ["b NOOP"]);
        desk.expect("");
    }
}

#[test]
fn behind_a_refused_literal_stands_the_next_command() {
    // Promised for `{n+}` at every split, for `{n}` of what was there before the refusal. What comes later is the next
    // command: whoever waits for the answer, as RFC 9051 §4.3 has it, sends nothing else.
    let mut desk = Desk::authenticated();
    assert_eq!(desk.hear("a APPEND x {10}\r\nx LOG"), ["announced APPEND 10"]);
    desk.server.refuse_literal(desk.id(), Condition::No, text("full")).unwrap();
    assert_eq!(desk.hear("OUT\r\n\r\nb NOOP\r\n"), ["b NOOP"], "it has not waited");
    let mut desk = Desk::authenticated();
    assert_eq!(desk.hear("a APPEND x {10}\r\n"), ["announced APPEND 10"]);
    desk.server.refuse_literal(desk.id(), Condition::No, text("full")).unwrap();
    assert_eq!(desk.hear("x LOGOUT\r\n"), ["x LOGOUT"], "nobody can tell this from a client that has waited");
}

/// [RFC 7888 §5](https://www.rfc-editor.org/rfc/rfc7888#section-5)
#[test]
fn a_long_literal_that_was_not_asked_for_is_refused_under_literal_minus() {
    let long = "x".repeat(4097);
    let offering = |capabilities: &str| {
        let mut desk = Desk::authenticated();
        let _ = desk.server.respond(&data(&format!("* CAPABILITY IMAP4rev1 {capabilities}"))).unwrap();
        desk.sent();
        desk
    };
    for (capabilities, refuses) in [
        ("LITERAL-", true),
        ("IMAP4rev2", true),
        ("LITERAL+", false),
        ("IMAP4rev2 LITERAL+", false),
        ("", false),
    ] {
        let mut desk = offering(capabilities);
        // Held, as an argument and as a message; only the plus matters.
        for command in [
            format!("SUBSCRIBE {{4097+}}\r\n{long}\r\n"),
            format!("APPEND x {{4097+}}\r\n{long}\r\n"),
            format!("APPEND x {{4096+}}\r\n{} {{4097+}}\r\n{long}\r\n", &long[1..]),
        ] {
            let events = desk.hear(&format!("a {command}"));
            let said = desk.sent();
            assert_eq!(events == ["rejected"], refuses, "{capabilities}: {events:?}");
            if refuses {
                assert_eq!(said, "a BAD [TOOBIG] literal too long\r\n", "{capabilities}");
            } else {
                desk.complete(Condition::Ok);
                desk.sent();
            }
        }
        // As long as may be, and a longer one that waits.
        assert_eq!(desk.hear(&format!("b SUBSCRIBE {{4096+}}\r\n{}\r\n", &long[1..])), ["b SUBSCRIBE"]);
        desk.complete(Condition::Ok);
        desk.sent();
        assert_eq!(desk.hear("c SUBSCRIBE {4097}\r\n"), [""; 0]);
        desk.expect("+ Ready for literal\r\n");
        assert_eq!(desk.hear(&format!("{long}\r\n")), ["c SUBSCRIBE"]);
    }
    // Streamed: it is read over, and the next command is heard.
    let limits = Limits { literal: 64, stream: 10_000, ..Limits::server() };
    let mut desk = Desk::with(Options { limits, ..Options::default() }, StatusKind::PreAuth);
    let _ = desk.server.respond(&data("* CAPABILITY IMAP4rev1 LITERAL-")).unwrap();
    desk.sent();
    assert_eq!(desk.hear(&format!("a APPEND x {{4097+}}\r\n{long}\r\n")), ["rejected"]);
    desk.expect("a BAD [TOOBIG] literal too long\r\n");
    assert_eq!(desk.hear(&format!("b APPEND x {{4096+}}\r\n{}\r\n", &long[1..]))[0], "head APPEND 4096");
}

#[test]
fn impatience_is_noticed_until_the_caller_refuses() {
    let mut desk = Desk::authenticated();
    assert_eq!(desk.hear("a APPEND x {10}\r\n"), ["announced APPEND 10"]);
    assert_eq!(desk.hear("x LOGOUT\r\n"), [""; 0], "nothing is read while the caller thinks");
    desk.server.refuse_literal(desk.id(), Condition::No, text("full")).unwrap();
    assert_eq!(desk.hear("\r\nb NOOP\r\n"), ["b NOOP"]);
}

#[test]
fn a_malformed_tail_is_answered_under_the_tag_of_its_command() {
    let mut desk = streams();
    assert_eq!(
        desk.hear("a7 APPEND x {9+}\r\n123456789 (\r\n"),
        ["head APPEND 9", "octets 123456789", "rejected"]
    );
    let said = desk.sent();
    assert!(said.starts_with("a7 BAD "), "{said}");
    assert_eq!(desk.hear("a8 APPEND x {9+}\r\n123456789\r\n")[2], "a8 APPEND", "nothing of it is kept");
}

#[test]
fn nothing_is_kept_of_a_stream_that_was_refused() {
    let mut desk = streams();
    assert_eq!(desk.hear("a APPEND x {9+}\r\n")[0], "head APPEND 9");
    desk.server.refuse_literal(desk.id(), Condition::No, text("full")).unwrap();
    assert_eq!(desk.hear("123456789\r\nb APPEND y {9+}\r\n"), ["head APPEND 9"]);
    assert_eq!(desk.hear("123456789\r\n"), ["octets 123456789", "b APPEND"]);
}

#[test]
fn the_literals_of_each_command_are_counted_anew() {
    let limits = Limits { literals: 2, ..Limits::server() };
    let mut desk = Desk::with(Options { limits, ..Options::default() }, StatusKind::PreAuth);
    let ask = |desk: &mut Desk, tag: &str, count: usize| {
        desk.hear(&format!("{tag} ID ("));
        let mut events = Vec::new();
        for _ in 0..count {
            events.extend(desk.hear("{1}\r\n"));
            if events.is_empty() {
                desk.expect("+ Ready for literal\r\n");
                desk.hear("x ");
            }
        }
        events
    };
    assert_eq!(ask(&mut desk, "a", 3), ["rejected"]);
    desk.expect("a BAD [TOOBIG] literal too long\r\n");
    assert_eq!(ask(&mut desk, "b", 2), [""; 0], "after one that was refused");
    assert_eq!(desk.hear("\r\n"), ["rejected"]);
    desk.sent();
    assert_eq!(ask(&mut desk, "c", 2), [""; 0], "after one that was malformed");
    desk.hear("\r\n");
    desk.sent();
    // One that waits and is streamed is one.
    let limits = Limits { literal: 8, ..limits };
    let mut desk = Desk::with(Options { limits, ..Options::default() }, StatusKind::PreAuth);
    for tag in ["a", "b"] {
        assert_eq!(desk.hear(&format!("{tag} APPEND x {{9}}\r\n")), ["announced APPEND 9"]);
        desk.server.accept_literal(desk.id()).unwrap();
        assert_eq!(desk.hear("123456789 {9}\r\n")[2], "announced APPEND 9");
        desk.server.accept_literal(desk.id()).unwrap();
        assert_eq!(desk.hear("123456789\r\n").last().unwrap(), &format!("{tag} APPEND"));
        desk.complete(Condition::Ok);
    }
}

#[test]
fn events_of_a_multiappend_tell_of_each_message_once() {
    use imap_fsm::server::Event;
    use imap_types::append::AppendText;
    use imap_types::command::CommandBody;
    for (header, literal) in [("{9}", 64), ("{9}", 8), ("{9+}", 8)] {
        let limits = Limits { literal, stream: 64, ..Limits::server() };
        let mut desk = Desk::with(Options { limits, ..Options::default() }, StatusKind::PreAuth);
        let mut wire = "a APPEND {3+}\r\na b (\\Seen) ".to_string() + header + "\r\n123456789";
        for flag in ["\\Draft", "\\Deleted"] {
            wire += &format!(" ({flag}) {header}\r\n123456789");
        }
        wire += "\r\n";
        let (mut input, mut told, mut places) = (wire.as_bytes(), Vec::new(), Vec::new());
        while let Some(event) = desk.server.receive(&mut input).unwrap() {
            if let Event::LiteralAnnounced(asked) = &event {
                desk.server.accept_literal(asked.id).unwrap();
            }
            match event {
                Event::LiteralAnnounced(literal) | Event::LiteralHead(literal) => {
                    let head = literal.head;
                    assert_eq!(head.mailbox.as_bytes(), b"a b");
                    let AppendText::Message(message) = &head.text else { panic!("{head:?}") };
                    assert_eq!(message.flags.iter().count(), 1);
                    told.push(head.messages.len() + 1);
                    places.push(head.place.message);
                }
                Event::Command { command, .. } => {
                    let CommandBody::Append { mailbox, messages } = command.body else {
                        panic!("{command:?}")
                    };
                    assert_eq!(mailbox.as_bytes(), b"a b");
                    told.push(messages.len());
                }
                Event::LiteralTail(end) => {
                    assert_eq!(end.tail.mailbox.as_bytes(), b"a b");
                    told.push(end.tail.messages.len());
                }
                _ => {}
            }
        }
        places.dedup();
        assert_eq!(places, [0, 1, 2], "{header} {literal}");
        let each = if header == "{9}" && literal == 8 { 6 } else { 3 };
        assert_eq!(told, [vec![1; each], vec![3]].concat(), "{header} {literal}");
    }
}

#[test]
fn octets_that_were_there_when_the_machine_refused_are_dropped_with_the_command() {
    let octets = "x".repeat(5000);
    let mut desk = Desk::not_authenticated();
    let wire = format!("a LOGIN {{5000+}}\r\n{octets} {{12}}\r\nx LOGOUT\r\n\r\n\r\nb NOOP\r\n");
    assert_eq!(desk.hear(&wire), ["rejected", "b NOOP"]);
}

#[test]
fn a_message_in_parentheses_is_announced_refused_and_streamed_like_any_other() {
    // RFC 6855 §4: `UTF8 (~{n}` octets `)`.
    for literal in [64, 8] {
        let limits = Limits { literal, stream: 64, ..Limits::server() };
        let desk = || Desk::with(Options { limits, ..Options::default() }, StatusKind::PreAuth);
        let mut desk_that_takes = desk();
        let desk_that_takes = &mut desk_that_takes;
        let head: &[&str] = if literal == 8 { &["head APPEND 9", "octets 123456789"] } else { &[] };
        let mut expected: Vec<_> = vec!["announced APPEND 9"];
        assert_eq!(desk_that_takes.hear("a APPEND \"Sent\" (\\Seen) utf8 (~{9}\r\n"), expected);
        desk_that_takes.expect("");
        desk_that_takes.server.accept_literal(desk_that_takes.id()).unwrap();
        desk_that_takes.expect("+ Ready for literal\r\n");
        // Another message behind it.
        expected = [head, &["announced APPEND 9"]].concat();
        assert_eq!(desk_that_takes.hear("123456789) (\\Seen) UTF8 (~{9}\r\n"), expected);
        desk_that_takes.server.accept_literal(desk_that_takes.id()).unwrap();
        desk_that_takes.expect("+ Ready for literal\r\n");
        expected = [head, &["announced APPEND 9"]].concat();
        assert_eq!(desk_that_takes.hear("123456789) {9}\r\n"), expected);
        desk_that_takes.server.accept_literal(desk_that_takes.id()).unwrap();
        desk_that_takes.expect("+ Ready for literal\r\n");
        assert_eq!(desk_that_takes.hear("123456789\r\n"), [head, &["a APPEND"]].concat());

        let mut desk = desk();
        assert_eq!(desk.hear("a APPEND Sent UTF8 (~{9}\r\n"), ["announced APPEND 9"]);
        desk.server.refuse_literal(desk.id(), Condition::No, text("full")).unwrap();
        desk.expect("a NO full\r\n");
        assert_eq!(desk.hear("b NOOP\r\n"), ["b NOOP"]);

        let mut desk = Desk::with(Options { limits, ..Options::default() }, StatusKind::PreAuth);
        assert_eq!(desk.hear("a APPEND Sent UTF8 (~{70000}\r\n"), ["rejected"]);
        desk.expect("a BAD [TOOBIG] literal too long\r\n");
    }
}
