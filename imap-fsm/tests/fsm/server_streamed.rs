//! The server alone: messages of APPEND that are asked for, streamed or refused, and texts of FETCH that stream.

use imap_fsm::server::{Event, Options, Server};
use imap_fsm::{Limits, Misuse};
use imap_types::fetch::{FetchAttName, MsgAtt, MsgAttHead};
use imap_types::number::{SeqNum, Uid};
use imap_types::response::{Condition, Data, StatusKind};
use imap_types::section::Section;

use crate::desk::{Desk, text};

#[test]
fn an_append_is_accepted_refused_or_streamed() {
    let mut desk = Desk::authenticated();
    assert_eq!(desk.hear("a APPEND x (\\Seen) {5}\r\n"), ["announced APPEND 5"]);
    assert!(!desk.server.reads());
    assert_eq!(desk.server.complete(desk.id(), Condition::Ok, text("x")), Err(Misuse::UnknownCommand));
    desk.server.accept_literal(desk.id()).unwrap();
    assert_eq!(desk.server.accept_literal(desk.id()), Err(Misuse::NotWaiting));
    assert_eq!(desk.server.refuse_literal(desk.id(), Condition::No, text("late")), Err(Misuse::NotWaiting));
    desk.expect("+ Ready for literal\r\n");
    let id = desk.id();
    assert_eq!(desk.hear("hello {3}\r\n"), ["announced APPEND 3"]);
    desk.server.accept_literal(id).unwrap();
    assert_eq!(desk.hear("abc\r\n"), ["a APPEND"]);
    assert_eq!(desk.id(), id);
    desk.complete(Condition::Ok);
    desk.sent();

    assert_eq!(desk.hear("b APPEND x {5}\r\n"), ["announced APPEND 5"]);
    assert_eq!(desk.server.refuse_literal(desk.id(), Condition::Ok, text("x")), Err(Misuse::Unfit));
    desk.server.refuse_literal(desk.id(), Condition::No, text("no such mailbox")).unwrap();
    desk.expect("b NO no such mailbox\r\n");
    assert_eq!(desk.hear("c APPEND x {5}\r\nx LOGOUT\r\n"), ["announced APPEND 5"]);
    desk.server.refuse_literal(desk.id(), Condition::No, text("you did not wait")).unwrap();
    assert_eq!(desk.hear("d NOOP\r\n"), ["d NOOP"]);
    desk.complete(Condition::Ok);
    desk.sent();
    assert_eq!(desk.hear("e APPEND x {67108865}\r\n"), ["rejected"]);
    desk.expect("e BAD [TOOBIG] literal too long\r\n");
}

#[test]
fn a_long_message_streams_or_is_skipped() {
    let limits = Limits { literal: 4, ..Limits::server() };
    let mut desk = Desk::with(Options { limits, ..Options::default() }, StatusKind::PreAuth);
    assert_eq!(
        desk.hear("a APPEND x {6+}\r\nabcdef {6+}\r\nuvwxyz\r\n"),
        ["head APPEND 6", "octets abcdef", "head APPEND 6", "octets uvwxyz", "a APPEND"]
    );
    desk.complete(Condition::Ok);
    desk.sent();
    assert_eq!(desk.hear("b APPEND x {6}\r\n"), ["announced APPEND 6"]);
    desk.server.accept_literal(desk.id()).unwrap();
    assert_eq!(desk.hear("x L"), ["head APPEND 6", "octets x L"]);
    desk.server.refuse_literal(desk.id(), Condition::No, text("disk full")).unwrap();
    desk.expect("+ Ready for literal\r\nb NO disk full\r\n");
    assert_eq!(desk.hear("OGO {4+}\r\nx L\r\r\nc NOOP\r\n"), ["c NOOP"]);
}

#[test]
fn text_streams_in_pieces_and_nothing_gets_between() {
    let mut desk = Desk::selected();
    desk.hear("a UID FETCH 7 (UID BODY[])\r\n");
    let uid = [MsgAtt::Uid(Uid::try_from(7).unwrap())];
    let body = MsgAttHead::body(Section::default());
    let seq = SeqNum::try_from(1).unwrap();
    assert_eq!(desk.server.fetch(seq, &[], &MsgAttHead::Within(FetchAttName::Uid), 3), Err(Misuse::Unfit));
    desk.server.fetch(seq, &uid, &body, 5).unwrap();
    assert_eq!(desk.server.respond(&Data::Exists(1)), Err(Misuse::InLiteral));
    assert_eq!(desk.server.complete(desk.id(), Condition::Ok, text("x")), Err(Misuse::InLiteral));
    assert_eq!(desk.server.fetch_data(b"abc"), Ok(3));
    assert_eq!(desk.server.fetch_finish(), Err(Misuse::Octets { asked: 0, available: 2 }));
    assert_eq!(desk.server.fetch_data(b"def"), Err(Misuse::Octets { asked: 3, available: 2 }));
    assert_eq!(desk.server.fetch_data(b"de"), Ok(2));
    desk.server.fetch_finish().unwrap();
    assert_eq!(desk.server.fetch_finish(), Err(Misuse::NotWaiting));
    desk.complete(Condition::Ok);
    desk.expect("* 1 FETCH (UID 7 BODY[] {5}\r\nabcde)\r\na OK done\r\n");
}

#[test]
fn several_texts_of_one_message_stream_one_after_the_other() {
    let mut desk = Desk::selected();
    desk.hear("a FETCH 1 (BODY[HEADER] BODY[TEXT] FLAGS)\r\n");
    let (header, body) = (MsgAttHead::body(Section::header()), MsgAttHead::body(Section::text()));
    let uid = [MsgAtt::Uid(Uid::try_from(7).unwrap())];
    assert_eq!(desk.server.fetch_next(&uid, &body, 3), Err(Misuse::NotWaiting));
    desk.server.fetch(SeqNum::MIN, &[], &header, 2).unwrap();
    assert_eq!(desk.server.fetch_next(&[], &body, 3), Err(Misuse::Octets { asked: 0, available: 2 }));
    assert_eq!(desk.server.fetch_data(b"\r\n"), Ok(2));
    assert_eq!(desk.server.fetch_next(&[], &MsgAttHead::Within(FetchAttName::Uid), 3), Err(Misuse::Unfit));
    desk.server.fetch_next(&uid, &body, 3).unwrap();
    assert_eq!(desk.server.fetch_finish(), Err(Misuse::Octets { asked: 0, available: 3 }));
    assert_eq!(desk.server.fetch_data(b"abc"), Ok(3));
    desk.server.fetch_next(&[], &header, 0).unwrap();
    desk.server.fetch_finish().unwrap();
    desk.complete(Condition::Ok);
    desk.expect(
        "* 1 FETCH (BODY[HEADER] {2}\r\n\r\n UID 7 BODY[TEXT] {3}\r\nabc BODY[HEADER] {0}\r\n)\r\na OK done\r\n",
    );
}

#[test]
fn an_announced_message_tells_the_tag_of_its_command() {
    let limits = Limits { literal: 4, ..Limits::server() };
    let mut desk = Desk::with(Options { limits, ..Options::default() }, StatusKind::PreAuth);
    let tags = |mut input: &[u8], server: &mut Server| {
        let mut tags = Vec::new();
        while let Some(event) = server.receive(&mut input).unwrap() {
            match event {
                Event::LiteralAnnounced(asked) => {
                    tags.push(format!("announced {}", asked.tag));
                    server.accept_literal(asked.id).unwrap();
                }
                Event::LiteralHead(begun) => tags.push(format!("head {}", begun.tag)),
                Event::LiteralTail(end) => tags.push(format!("tail {}", end.tag)),
                _ => {}
            }
        }
        tags
    };
    let append = b"t-1 APPEND x {3}\r\nabc {9}\r\n123456789 {8+}\r\n12345678\r\n";
    let expected = ["announced t-1", "announced t-1", "head t-1", "head t-1", "tail t-1"];
    assert_eq!(tags(append, &mut desk.server), expected);
}

#[test]
fn a_message_that_is_refused_while_it_streams_is_dropped_to_the_octet_at_every_split() {
    let limits = Limits { literal: 4, ..Limits::server() };
    let bytes = "x LOGOUT\r\n {9+}\r\ny LOGOUT\r\r\nb NOOP\r\n";
    for split in 0..bytes.len() {
        let mut desk = Desk::with(Options { limits, ..Options::default() }, StatusKind::PreAuth);
        assert_eq!(desk.hear("a APPEND x {10+}\r\n"), ["head APPEND 10"]);
        desk.server.refuse_literal(desk.id(), Condition::No, text("disk full")).unwrap();
        let mut events = desk.hear(&bytes[..split]);
        events.extend(desk.hear(&bytes[split..]));
        assert_eq!(events, ["b NOOP"], "{split}");
        desk.expect("a NO disk full\r\n");
    }
}
