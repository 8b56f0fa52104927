//! Messages without sequence numbers. [RFC 9586](https://www.rfc-editor.org/rfc/rfc9586)

use imap_fsm::Misuse;
use imap_fsm::client::call::{Expunge, Fetch, Piece, Store, Taken};
use imap_fsm::server::{Delivery, Rule};
use imap_fsm::session::Refusal;
use imap_fsm::view::Dialect;
use imap_types::capability::Capability;
use imap_types::fetch::MsgAttHead;
use imap_types::flag::Flag;
use imap_types::number::{SeqNum, Uid};
use imap_types::response::{Condition, Data};
use imap_types::section::Section;
use imap_types::sequence::UidSequenceSet;

use crate::desk::{Desk, data, expunge};
use crate::wire::{Wire, short};

/// What names messages by numbers or is answered by numbers, and what does not.
const WITH_NUMBERS: [&str; 13] = [
    "FETCH 10000:14589 (UID FLAGS)",
    "FETCH $ FLAGS",
    "STORE 1 FLAGS ()",
    "SEARCH ALL",
    "SEARCH RETURN (COUNT) ALL",
    "UID SEARCH OR SEEN (NOT 1:3)",
    "COPY 1 a",
    "MOVE * a",
    "SORT (DATE) UTF-8 ALL",
    "THREAD REFERENCES UTF-8 ALL",
    "UID THREAD REFERENCES UTF-8 1:*",
    "REPLACE 1 Drafts {2+}\r\nhi",
    "ESEARCH IN (selected) 1",
];
const WITHOUT: [&str; 11] = [
    "UID FETCH 25900:26600 (FLAGS)",
    "UID FETCH 1:* (UID FLAGS)",
    "UID STORE 1 FLAGS ()",
    "UID SEARCH UID 1:3",
    "UID SEARCH $",
    "UID COPY 1 a",
    "UID MOVE 597 a",
    "UID SORT (DATE) UTF-8 ALL",
    "UID EXPUNGE 3",
    "UID REPLACE 1 Drafts {2+}\r\nhi",
    "EXPUNGE",
];

fn uids(set: &'static str) -> UidSequenceSet {
    set.parse().unwrap()
}

fn uid_only() -> Desk {
    let mut desk = Desk::authenticated();
    desk.hear("01 ENABLE UIDONLY\r\n");
    let _ = desk.server.respond(&Data::Enabled(vec![Capability::UidOnly])).unwrap();
    desk.complete(Condition::Ok);
    desk.hear("02 SELECT INBOX\r\n");
    let _ = desk.server.respond(&Data::Exists(9)).unwrap();
    desk.complete(Condition::Ok);
    desk.expect("* ENABLED UIDONLY\r\n01 OK done\r\n* 9 EXISTS\r\n02 OK done\r\n");
    desk
}

#[test]
fn a_client_that_has_enabled_it_sends_no_numbers() {
    let refused = Err(Misuse::Refused(Refusal::UidRequired));
    for command in WITH_NUMBERS {
        let mut wire = Wire::logged_in("IMAP4rev1 ENABLE UIDONLY LITERAL+");
        wire.send("ENABLE UIDONLY");
        wire.send("SELECT INBOX");
        wire.sent();
        assert_eq!(wire.try_send(command).map(drop), refused, "ENABLE is in flight: {command}");
        wire.hear("* ENABLED UIDONLY\r\na1 OK x\r\na2 OK x\r\n");
        assert_eq!(wire.try_send(command).map(drop), refused, "{command}");
        wire.expect("");
        // It ends with the login.
        wire.send("UNAUTHENTICATE");
        wire.send("LOGIN a b");
        wire.send("SELECT INBOX");
        assert!(wire.try_send(command).is_ok(), "{command}");
    }
    for command in WITHOUT {
        let mut wire = Wire::logged_in("IMAP4rev1 ENABLE UIDONLY LITERAL+");
        wire.hear("* ENABLED UIDONLY\r\n");
        wire.send("SELECT INBOX");
        assert!(wire.try_send(command).is_ok(), "{command}");
    }
    let mut wire = Wire::logged_in("IMAP4rev1 ENABLE UIDONLY QRESYNC");
    wire.hear("* ENABLED UIDONLY QRESYNC\r\n");
    assert_eq!(wire.try_send("SELECT a (QRESYNC (67890007 12 1:9 (1,3 5,7)))").map(drop), refused);
    wire.send("SELECT a (QRESYNC (67890007 12 1:9))");
}

#[test]
fn a_server_answers_numbers_with_uidrequired() {
    for command in WITH_NUMBERS {
        let mut desk = uid_only();
        assert_eq!(desk.hear(&format!("07 {command}\r\n")), ["rejected"], "{command}");
        desk.expect("07 BAD [UIDREQUIRED] message sequence numbers after ENABLE UIDONLY\r\n");
    }
    for command in WITHOUT {
        let mut desk = uid_only();
        let heard = desk.hear(&format!("07 {command}\r\n"));
        assert!(!heard.contains(&"rejected".to_string()), "{command}");
    }
    let mut desk = Desk::selected();
    assert_eq!(desk.hear("a FETCH 1 FLAGS\r\n"), ["a FETCH"], "it is not enabled");
    assert_eq!(
        desk.server.respond(&data("* 5 UIDFETCH (FLAGS ())")),
        Err(Misuse::Forbidden(Rule::UidFetchWithoutUidOnly))
    );
}

#[test]
fn a_server_says_uidfetch_and_vanished_and_no_number() {
    let mut desk = uid_only();
    desk.hear("10 UID FETCH 25996 (FLAGS)\r\n");
    let refused = Err(Misuse::Forbidden(Rule::SeqNumUnderUidOnly));
    for line in [
        "* 1 FETCH (UID 25996 FLAGS (\\Seen))",
        "* 1 EXPUNGE",
        "* OK [UNSEEN 3] x",
        "* ESEARCH (TAG \"10\") ALL 1:3",
    ] {
        assert_eq!(desk.server.respond(&data(line)), refused, "{line}");
    }
    for line in ["* 25996 UIDFETCH (FLAGS (\\Seen))", "* ESEARCH (TAG \"10\") UID ALL 1:3", "* 10 EXISTS"] {
        assert_eq!(desk.server.respond(&data(line)), Ok(Delivery::Sent), "{line}");
        desk.expect(&format!("{line}\r\n"));
    }
    assert!(desk.server.may_expunge());
    assert_eq!(desk.server.respond(&data("* VANISHED 405,407")), Ok(Delivery::Sent));
    assert_eq!(desk.server.respond(&data("* VANISHED (EARLIER) 5")), {
        Err(Misuse::Forbidden(Rule::VanishedWithoutQResync))
    });
    desk.complete(Condition::Ok);
    desk.expect("* VANISHED 405,407\r\n10 OK done\r\n");
    assert_eq!(desk.server.session().mailbox().unwrap().exists(), 8);
    assert!(Dialect::of(desk.server.session()).uid_only);

    // While no command runs it waits, as EXPUNGE does.
    assert_eq!(desk.server.respond(&data("* VANISHED 408")), Ok(Delivery::Held));
    assert_eq!(desk.server.respond(&data("* 409 UIDFETCH (FLAGS ())")), Ok(Delivery::Sent));
    desk.hear("12 EXPUNGE\r\n");
    desk.complete(Condition::Ok);
    desk.expect("* 409 UIDFETCH (FLAGS ())\r\n* VANISHED 408\r\n12 OK done\r\n");

    desk.hear("13 UID FETCH 410 BODY[]\r\n");
    let uid = Uid::try_from(410).unwrap();
    let text = MsgAttHead::body(Section::default());
    let seq = SeqNum::try_from(1).unwrap();
    assert_eq!(desk.server.fetch(seq, &[], &text, 5), Err(Misuse::Forbidden(Rule::SeqNumUnderUidOnly)));
    desk.server.uid_fetch(uid, &[], &text, 5).unwrap();
    assert_eq!(desk.server.fetch_data(b"hello"), Ok(5));
    desk.server.fetch_finish().unwrap();
    desk.complete(Condition::Ok);
    desk.expect("* 410 UIDFETCH (BODY[] {5}\r\nhello)\r\n13 OK done\r\n");

    // With the login it ends.
    desk.hear("14 UNAUTHENTICATE\r\n");
    desk.complete(Condition::Ok);
    desk.hear("15 LOGIN a b\r\n");
    desk.complete(Condition::Ok);
    desk.hear("16 SELECT a\r\n");
    let _ = desk.server.respond(&Data::Exists(9)).unwrap();
    desk.complete(Condition::Ok);
    assert_eq!(desk.hear("17 STORE 1 FLAGS ()\r\n"), ["17 STORE"]);
    assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Held));
}

#[test]
fn calls_take_uidfetch_and_vanished() {
    let mut wire = Wire::selected("IMAP4rev1 UIDONLY");
    let fetch = Fetch::uids(uids("25900:26600")).flags().text(Section::default());
    let mut call = wire.client.call(fetch).unwrap();
    let (others, mails) = crate::calls::hear(
        &mut wire,
        &mut call,
        "* 25996 UIDFETCH (FLAGS (\\Seen))\r\n* 25996 UIDFETCH (BODY[] {2}\r\nhi)\r\n\
         * 30000 UIDFETCH (FLAGS ())\r\n* 25997 UIDFETCH (BODY[] \"x\" UID 25997)\r\na2 OK done\r\n",
    );
    assert_eq!(others, ["data UidFetch"], "of a message that was not asked for");
    let mails = mails.unwrap().unwrap();
    assert_eq!(mails.len(), 2);
    assert_eq!((mails[0].uid(), mails[0].seq()), (Uid::try_from(25996).ok(), None));
    assert_eq!(mails[0].text(&Section::default()), Some(&b"hi"[..]));
    assert!(mails[0].flags().unwrap().flags.contains(&Flag::Seen));
    assert_eq!(mails[1].items().len(), 2);

    let mut call = wire.client.call(Store::add(uids("7"), [Flag::Seen])).unwrap();
    let (others, stored) =
        crate::calls::hear(&mut wire, &mut call, "* 7 UIDFETCH (FLAGS (\\Seen))\r\na3 OK done\r\n");
    assert!(others.is_empty());
    assert_eq!(stored.unwrap().unwrap().messages[0].uid(), Uid::try_from(7).ok());

    let mut call = wire.client.call(Expunge::all()).unwrap();
    let (_, gone) = crate::calls::hear(&mut wire, &mut call, "* VANISHED 405,407,410\r\na4 OK expunged\r\n");
    assert_eq!(gone.unwrap().unwrap().uids[0].to_string(), "405,407,410");
}

#[test]
fn the_literal_of_a_uidfetch_comes_in_pieces() {
    let mut wire = Wire::with(Wire::small_literals(), "IMAP4rev1 UIDONLY");
    wire.send("LOGIN a b");
    wire.send("SELECT a");
    wire.sent();
    wire.hear("a1 OK x\r\n");
    wire.sent();
    wire.hear("a2 OK x\r\n");
    let mut call = wire.client.call(Fetch::uids(uids("7")).text(Section::default()).pieces()).unwrap();
    wire.sent();
    let mut input = &b"* 7 UIDFETCH (BODY[] {6}\r\nabcdef)\r\na3 OK x\r\n"[..];
    let (mut begun, mut text) = (None, Vec::new());
    while let Some(event) = wire.client.receive(&mut input).unwrap() {
        match call.take(event) {
            Taken::Step(Piece::Begin(head)) => begun = Some((head.message.uid(), head.len)),
            Taken::Step(Piece::Octets(octets)) => text.extend_from_slice(octets),
            Taken::Step(Piece::End { whole }) => assert!(whole),
            Taken::Done(mails) => assert_eq!(mails.unwrap().len(), 1),
            Taken::More => {}
            Taken::Other(event) => panic!("{}", short(&event)),
        }
    }
    assert_eq!((begun, &text[..]), (Some((Uid::try_from(7).ok(), 6)), &b"abcdef"[..]));
}
