//! The client alone: APPEND, whose messages stream.

use imap_fsm::{Misuse, PeerError};
use imap_types::append::AppendMessageHead;

use crate::wire::Wire;

pub(crate) fn new_message() -> AppendMessageHead<'static> {
    AppendMessageHead::default()
}

#[test]
fn an_append_streams_in_pieces_and_is_held_back_by_what_waits() {
    let mut wire = Wire::logged_in("IMAP4rev1 MULTIAPPEND");
    let id = wire.append(100_000);
    wire.send("NOOP");
    wire.expect("a1 APPEND Sent {100000}\r\n");
    assert_eq!(wire.client.append_data(id, b"x"), Ok(0));
    assert_eq!(
        wire.client.append_next(id, &new_message(), 1),
        Err(Misuse::Octets { asked: 0, available: 100_000 })
    );
    assert_eq!(wire.hear("* 3 EXISTS\r\n+ go\r\n"), ["data Exists", "a1 continue"]);
    let octets = [b'x'; 100_001];
    let too_many = Misuse::Octets { asked: 100_001, available: 100_000 };
    assert_eq!(wire.client.append_data(id, &octets), Err(too_many));
    assert_eq!(wire.client.append_data(id, &octets[..100_000]), Ok(64 << 10));
    assert_eq!(wire.client.append_data(id, &octets[..10]), Ok(0));
    assert_eq!(wire.sent().len(), 64 << 10);
    assert!(wire.client.append_finish(id).is_err());
    assert_eq!(wire.client.append_data(id, &octets[..100_000 - (64 << 10)]), Ok(100_000 - (64 << 10)));
    wire.sent();
    wire.client.append_next(id, &new_message(), 3).unwrap();
    assert_eq!(wire.client.append_finish(id), Err(Misuse::Octets { asked: 0, available: 3 }));
    wire.expect(" {3}\r\n");
    wire.hear("+ go\r\n");
    assert_eq!(wire.client.append_data(id, b"abc"), Ok(3));
    wire.client.append_finish(id).unwrap();
    wire.expect("abc\r\na2 NOOP\r\n");
    assert_eq!(wire.client.append_finish(id), Err(Misuse::NotWaiting));
    assert_eq!(wire.hear("a1 OK x\r\na2 OK x\r\n"), ["a1 Ok", "a2 Ok"]);
}

#[test]
fn a_message_in_parentheses_is_streamed_with_both_of_them() {
    use imap_types::append::AppendDataHead;
    let utf8 = || AppendMessageHead { data: AppendDataHead::Utf8, ..new_message() };
    for refused in [false, true] {
        let mut wire = Wire::logged_in("IMAP4rev1 MULTIAPPEND LITERAL+");
        let id = wire.client.append(&"Sent".try_into().unwrap(), &utf8(), 3).unwrap();
        assert_eq!(wire.client.append_data(id, b"abc"), Ok(3));
        wire.client.append_next(id, &new_message(), 1).unwrap();
        assert_eq!(wire.client.append_data(id, b"d"), Ok(1));
        wire.client.append_next(id, &utf8(), 2).unwrap();
        wire.expect("a1 APPEND Sent UTF8 (~{3+}\r\nabc) {1+}\r\nd UTF8 (~{2+}\r\n");
        if refused {
            assert_eq!(wire.hear("a1 NO full\r\n"), ["a1 No"]);
        }
        assert_eq!(wire.client.append_data(id, b"ef"), Ok(2));
        if !refused {
            wire.client.append_finish(id).unwrap();
        }
        wire.expect("ef)\r\n");
    }
}

#[test]
fn an_append_streams_at_once_where_the_server_need_not_be_asked() {
    for (capabilities, len, head) in [
        ("IMAP4rev1 LITERAL+", 100_000, "{100000+}"),
        ("IMAP4rev1 LITERAL-", 4096, "{4096+}"),
        ("IMAP4rev1 LITERAL-", 4097, "{4097}"),
        ("IMAP4rev1", 1, "{1}"),
    ] {
        let mut wire = Wire::logged_in(capabilities);
        let id = wire.append(len);
        wire.expect(&format!("a1 APPEND Sent {head}\r\n"));
        let at_once = head.contains('+');
        assert_eq!(wire.client.append_room(id) > 0, at_once);
        if !at_once {
            assert_eq!(wire.hear("+ go\r\n"), ["a1 continue"]);
        }
        assert_eq!(wire.client.append_room(id), 64 << 10);
        assert_eq!(wire.client.append_data(id, b"x"), Ok(1));
        wire.expect("x");
    }
}

#[test]
fn an_append_that_need_not_ask_waits_for_its_turn_and_owes_all_octets() {
    let mut wire = Wire::selected("IMAP4rev1 LITERAL+ MULTIAPPEND");
    wire.send("IDLE");
    let id = wire.append(3);
    wire.send("NOOP");
    wire.expect("a2 IDLE\r\n");
    assert_eq!((wire.client.append_room(id), wire.client.append_data(id, b"abc")), (0, Ok(0)));
    assert_eq!(wire.hear("+ idling\r\n"), ["a2 idling"]);
    wire.client.idle_done().unwrap();
    wire.expect("DONE\r\na3 APPEND Sent {3+}\r\n");
    assert_eq!(wire.client.append_data(id, b"abc"), Ok(3));
    wire.client.append_next(id, &new_message(), 5).unwrap();
    assert_eq!(wire.client.append_data(id, b"de"), Ok(2));
    wire.expect("abc {5+}\r\nde");
    assert_eq!(wire.hear("a2 OK x\r\na3 NO full\r\n"), ["a2 Ok", "a3 No"]);
    assert_eq!(wire.client.append_data(id, b"fgh"), Ok(3));
    wire.expect("fgh\r\na4 NOOP\r\n");
    assert_eq!(wire.client.append_room(id), 0);
}

#[test]
fn an_append_that_is_refused_is_over_and_owes_what_it_began() {
    let mut wire = Wire::logged_in("IMAP4rev1");
    let id = wire.append(5);
    wire.send("NOOP");
    wire.sent();
    assert_eq!(wire.hear("a1 NO [TRYCREATE] no\r\n"), ["a1 No"]);
    wire.expect("a2 NOOP\r\n");
    assert_eq!(wire.client.append_data(id, b"x"), Err(Misuse::UnknownCommand));

    let mut wire = Wire::logged_in("IMAP4rev1");
    let id = wire.append(5);
    wire.send("NOOP");
    wire.sent();
    wire.hear("+ go\r\n");
    assert_eq!(wire.client.append_data(id, b"ab"), Ok(2));
    wire.sent();
    assert_eq!(wire.hear("a1 NO disk full\r\n"), ["a1 No"]);
    wire.expect("");
    assert_eq!(wire.client.append_data(id, b"cde"), Ok(3));
    wire.expect("cde\r\na2 NOOP\r\n");
    assert_eq!(wire.client.append_data(id, b"x"), Err(Misuse::UnknownCommand));
}

#[test]
fn ok_in_the_middle_of_an_append_is_the_peers_error() {
    let mut wire = Wire::logged_in("IMAP4rev1");
    let id = wire.append(5);
    wire.sent();
    wire.hear("+ go\r\n");
    assert_eq!(wire.client.append_data(id, b"abcde"), Ok(5));
    wire.sent();
    assert_eq!(wire.try_hear("a1 OK x\r\n"), Err(PeerError::EarlyOk));
}
