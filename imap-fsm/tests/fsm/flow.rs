//! Rules about what a client may send after what.

use imap_fsm::Misuse;
use imap_fsm::session::Refusal;

use crate::wire::Wire;

const SELECT: &str = "SELECT a (QRESYNC (67890007 20050715194045000))";
const EXAMINE: &str = "EXAMINE a (CONDSTORE QRESYNC (67890007 20050715194045000))";
const VANISHED: &str = "UID FETCH 1:* FLAGS (CHANGEDSINCE 12345 VANISHED)";
const QRESYNC: Result<(), Misuse> = Err(Misuse::Refused(Refusal::QResyncNotEnabled));

#[test]
fn qresync_is_used_after_it_was_enabled() {
    for command in [SELECT, EXAMINE, VANISHED] {
        let mut wire = Wire::selected("IMAP4rev1 ENABLE CONDSTORE QRESYNC");
        assert_eq!(wire.try_send(command).map(drop), QRESYNC, "{command}");
        wire.expect("");
    }
    let mut wire = Wire::logged_in("IMAP4rev1 ENABLE CONDSTORE QRESYNC");
    wire.send("ENABLE CONDSTORE");
    assert_eq!(wire.try_send(SELECT).map(drop), QRESYNC);
    // ENABLE is on its way, and may be pipelined.
    wire.send("ENABLE QRESYNC");
    wire.send(SELECT);
    wire.send(VANISHED);
    wire.expect(&format!("a1 ENABLE CONDSTORE\r\na2 ENABLE QRESYNC\r\na3 {SELECT}\r\na4 {VANISHED}\r\n"));
    // It has switched nothing on.
    wire.hear("* ENABLED CONDSTORE\r\na1 OK x\r\na2 OK x\r\na3 BAD x\r\na4 BAD x\r\n");
    assert_eq!(wire.try_send(SELECT).map(drop), QRESYNC);

    let mut wire = Wire::logged_in("IMAP4rev1 ENABLE QRESYNC UNAUTHENTICATE");
    wire.hear("* ENABLED QRESYNC\r\n");
    wire.send(SELECT);
    wire.send("UNAUTHENTICATE");
    wire.send("LOGIN a b");
    assert_eq!(wire.try_send(EXAMINE).map(drop), QRESYNC, "it is over by then");
}

#[test]
fn after_utf8_was_enabled_search_has_no_charset() {
    let refused = Err(Misuse::Refused(Refusal::CharsetWithUtf8));
    let search = "UID SEARCH CHARSET UTF-8 SUBJECT x";
    let mut wire = Wire::selected("IMAP4rev1 ENABLE UTF8=ACCEPT");
    wire.send(search);
    wire.hear("* ENABLED UTF8=ACCEPT\r\n");
    assert_eq!(wire.try_send(search).map(drop), refused);
    wire.send("UID SEARCH SUBJECT x");

    let mut wire = Wire::logged_in("IMAP4rev1 ENABLE UTF8=ACCEPT");
    wire.send("ENABLE UTF8=ACCEPT");
    wire.send("SELECT a");
    assert_eq!(wire.try_send(search).map(drop), refused, "ENABLE is in flight");
}

#[test]
fn under_literal_minus_no_append_is_announced_as_more_than_4096_without_waiting() {
    let octets = "x".repeat(70_000);
    for (capabilities, waits) in
        [("LITERAL-", true), ("LITERAL+", false), ("IMAP4rev2", true), ("LITERAL- LITERAL+", false)]
    {
        for (open, close) in [("", "{"), ("~", "~{")] {
            let mut wire = Wire::logged_in(&format!("IMAP4rev1 BINARY MULTIAPPEND {capabilities}"));
            wire.send(&format!(
                "APPEND x {open}{{4096+}}\r\n{} {open}{{70000+}}\r\n{octets}",
                &octets[..4096]
            ));
            let out = wire.sent();
            assert!(out.starts_with(&format!("a1 APPEND x {close}4096+}}\r\n")), "{}", &out[..40]);
            let head = if waits { "70000}" } else { "70000+}" };
            assert!(out.contains(&format!("x {close}{head}\r\n")), "{capabilities}");
            assert_eq!(out.len() < 70_000, waits);
            if waits {
                wire.hear("+ go\r\n");
                assert_eq!(wire.sent().len(), 70_002);
            }
        }
    }
}

/// [RFC 8437 §4.1](https://www.rfc-editor.org/rfc/rfc8437#section-4.1)
#[test]
fn unauthenticate_ends_compression_at_its_line_and_at_its_ok() {
    let mut wire = Wire::logged_in("IMAP4rev1 COMPRESS=DEFLATE UNAUTHENTICATE");
    wire.send("COMPRESS DEFLATE");
    wire.sent();
    wire.hear_at_once("a1 OK go\r\n").0.unwrap();
    wire.client.upgraded().unwrap();
    wire.send("UNAUTHENTICATE");
    wire.send("LOGIN a b");
    wire.expect("a2 UNAUTHENTICATE\r\n");
    let (events, unread) = wire.hear_at_once("a2 OK bye\r\n* CAPABILITY IMAP4rev1\r\n");
    assert_eq!(events.unwrap(), ["a2 upgrade Uncompressed"]);
    assert_eq!(unread, "* CAPABILITY IMAP4rev1\r\n", "which is not compressed any more");
    wire.expect("");
    assert_eq!(wire.try_send("NOOP"), Err(Misuse::Upgrading));
    wire.client.upgraded().unwrap();
    wire.expect("a3 LOGIN a b\r\n");
    assert_eq!(wire.hear(&unread), ["data Capability"]);
    wire.hear("a3 OK in\r\n");

    // There is no layer left to end, and one that was refused has none.
    wire.send("UNAUTHENTICATE");
    wire.sent();
    assert_eq!(wire.hear("a4 OK bye\r\n"), ["a4 Ok"]);
    let mut wire = Wire::logged_in("IMAP4rev1 COMPRESS=DEFLATE UNAUTHENTICATE");
    wire.send("COMPRESS DEFLATE");
    wire.sent();
    wire.hear("a1 NO x\r\n");
    wire.send("UNAUTHENTICATE");
    wire.sent();
    assert_eq!(wire.hear("a2 OK bye\r\n"), ["a2 Ok"]);
}
