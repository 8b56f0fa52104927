//! SELECT among other commands: whose data it is, and what may follow it.

use imap_fsm::session::{Access, State};

use crate::wire::Wire;

const WITHHELD: &str = "withheld: not a command for the authenticated state";

/// Those that change messages of the mailbox that is open, or take them elsewhere.
const CHANGES: &[&str] = &[
    "UID STORE 1:* +FLAGS (\\Deleted)",
    "EXPUNGE",
    "UID EXPUNGE 1:9",
    "UID MOVE 1 x",
    "UID COPY 1 x",
    "CLOSE",
    "UID FETCH 1 BODY[]",
    "UID FETCH 1 (UID BINARY[1])",
    "UID FETCH 1 RFC822",
    "UID FETCH 1 RFC822.TEXT",
];

#[test]
fn with_a_mailbox_open_what_changes_messages_waits_for_the_end_of_select() {
    for &open in &["SELECT b", "EXAMINE b"] {
        for &change in CHANGES {
            let mut wire = Wire::selected("IMAP4rev1 MOVE UIDPLUS BINARY");
            wire.send(open);
            let id = wire.send(change);
            wire.expect(&format!("a2 {open}\r\n"));
            assert!(wire.client.is_held(id), "{change}");
            let withheld = format!("a3 {WITHHELD}");
            assert_eq!(wire.hear("a2 NO b is not there\r\n"), ["a2 No", &withheld]);
            wire.expect("");
            wire.send("NOOP");
            wire.expect("a4 NOOP\r\n");

            let mut wire = Wire::selected("IMAP4rev1 MOVE UIDPLUS BINARY");
            wire.send(open);
            wire.send(change);
            wire.sent();
            assert_eq!(wire.hear("* OK [CLOSED] x\r\na2 OK x\r\n"), ["data Status", "a2 Ok"]);
            wire.expect(&format!("a3 {change}\r\n"));
        }
    }
}

#[test]
fn a_failed_select_takes_its_store_and_expunge_with_it() {
    let mut wire = Wire::selected("IMAP4rev1");
    wire.send("SELECT b");
    wire.send("UID STORE 1:* +FLAGS (\\Deleted)");
    wire.send("EXPUNGE");
    wire.send("NOOP");
    wire.expect("a2 SELECT b\r\n");
    let (a3, a4) = (format!("a3 {WITHHELD}"), format!("a4 {WITHHELD}"));
    assert_eq!(wire.hear("a2 NO no such mailbox\r\n"), ["a2 No", &a3, &a4]);
    wire.expect("a5 NOOP\r\n");
}

#[test]
fn what_changes_nothing_follows_select_at_once() {
    for follows in ["UID FETCH 1 (FLAGS BODY.PEEK[])", "UID SEARCH ALL", "NOOP", "UID FETCH 1 FAST"] {
        let mut wire = Wire::selected("IMAP4rev1");
        wire.send("SELECT b");
        wire.send(follows);
        wire.expect(&format!("a2 SELECT b\r\na3 {follows}\r\n"));
    }
    // With nothing open a server that refuses SELECT has nothing to change.
    for &change in CHANGES.iter().filter(|&&change| change != "CLOSE") {
        let mut wire = Wire::logged_in("IMAP4rev1 MOVE UIDPLUS BINARY");
        wire.send("SELECT b");
        wire.send(change);
        wire.expect(&format!("a1 SELECT b\r\na2 {change}\r\n"));
    }
}

#[test]
fn of_two_selects_the_second_decides() {
    for (answer, follows) in [("a3 OK x\r\n", "a4 EXPUNGE\r\n"), ("a3 NO x\r\n", "")] {
        let mut wire = Wire::selected("IMAP4rev1");
        wire.send("SELECT b");
        wire.send("SELECT c");
        wire.send("EXPUNGE");
        wire.expect("a2 SELECT b\r\n");
        wire.hear("a2 OK x\r\n");
        wire.expect("a3 SELECT c\r\n");
        wire.hear(answer);
        wire.expect(follows);
    }
}

/// The octets of a message are not for a server that does not know who sends them.
#[test]
fn what_waited_for_a_login_that_fails_is_withheld() {
    let mut wire = Wire::greeted("IMAP4rev1 LITERAL+");
    wire.send("LOGIN a b");
    wire.send("LIST \"\" *");
    wire.append(5);
    wire.send("NOOP");
    wire.expect("a1 LOGIN a b\r\n");
    let why = "withheld: not a command for the not authenticated state";
    assert_eq!(wire.hear("a1 NO who?\r\n"), ["a1 No", &format!("a2 {why}"), &format!("a3 {why}")]);
    wire.expect("a4 NOOP\r\n");
}

#[test]
fn select_has_started_when_it_is_sent() {
    let mut wire = Wire::logged_in("IMAP4rev1");
    wire.send("LIST \"\" *");
    wire.send("SELECT INBOX");
    wire.sent();
    let data = "* FLAGS (\\Seen)\r\n* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n";
    wire.hear(data);
    assert_eq!(wire.client.session().opening().map(|mailbox| mailbox.exists()), Some(3));
    wire.hear("a2 OK [READ-ONLY] x\r\na1 OK x\r\n");
    let mailbox = wire.client.session().mailbox().unwrap();
    assert_eq!((mailbox.exists(), mailbox.uid_validity().map(|validity| validity.get())), (3, Some(7)));
    assert_eq!((mailbox.access(), mailbox.flags().iter().count()), (Access::ReadOnly, 1));

    // With another open, behind a slower command.
    let mut wire = Wire::selected("IMAP4rev1");
    wire.send("LIST \"\" *");
    wire.send("SELECT b");
    wire.sent();
    wire.hear("* OK [CLOSED] x\r\n* 4 EXISTS\r\n* OK [UIDVALIDITY 8] x\r\na3 OK x\r\na2 OK x\r\n");
    let mailbox = wire.client.session().mailbox().unwrap();
    assert_eq!((mailbox.exists(), mailbox.uid_validity().map(|validity| validity.get())), (4, Some(8)));
}

#[test]
fn a_uidvalidity_above_32_bits_is_known() {
    let mut wire = Wire::logged_in("IMAP4rev1");
    wire.send("SELECT INBOX");
    wire.sent();
    wire.hear("* OK [UIDVALIDITY 1713632002544] x\r\n* 3 EXISTS\r\na1 OK x\r\n");
    let mailbox = wire.client.session().mailbox().unwrap();
    assert_eq!(mailbox.uid_validity().map(|validity| validity.get()), Some(1_713_632_002_544));
    // For the program to compare, not for a command.
    assert_eq!(mailbox.uid_validity().and_then(|validity| validity.nz_number()), None);
}

#[test]
fn a_select_that_is_held_back_has_not_started() {
    let mut wire = Wire::selected("IMAP4rev1");
    wire.send("UID FETCH 1 FLAGS");
    wire.send("SELECT b");
    wire.expect("a2 UID FETCH 1 FLAGS\r\n");
    assert!(wire.client.session().opening().is_none());
    wire.hear("* 11 EXISTS\r\na2 OK x\r\n");
    assert!(wire.client.session().opening().is_some_and(|mailbox| mailbox.exists() == 0));
    assert_eq!(wire.client.session().state(), State::Selected);
    wire.expect("a3 SELECT b\r\n");
}
