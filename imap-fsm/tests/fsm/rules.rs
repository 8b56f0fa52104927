//! What extensions do to the rules of the session: what a server may say while which command runs, what ENABLE and NOTIFY
//! change, what limits there are, and that UNAUTHENTICATE ends all of it.

use imap_fsm::Misuse;
use imap_fsm::server::{Delivery, Rule};
use imap_fsm::session::Refusal;
use imap_types::append::AppendMessageHead;
use imap_types::capability::Capability;
use imap_types::mailbox::Mailbox;
use imap_types::response::{Condition, Data};

use crate::desk::{Desk, data, expunge, text};
use crate::wire::Wire;

/// RFC 9051 §7.5.1, RFC 5256 §3, RFC 8508 §3.4, RFC 2177 §3, RFC 5465 §3.1
#[test]
fn expunge_is_held_while_messages_are_named_by_number() {
    for (command, sent) in [
        ("FETCH 1 FLAGS", false),
        ("STORE 1 FLAGS ()", false),
        ("SEARCH ALL", false),
        ("SORT (DATE) UTF-8 ALL", false),
        ("THREAD REFERENCES UTF-8 ALL", false),
        ("UID FETCH 1 FLAGS", true),
        ("UID STORE 1 FLAGS ()", true),
        ("UID SEARCH ALL", true),
        ("UID SORT (DATE) UTF-8 ALL", true),
        ("UID THREAD REFERENCES UTF-8 ALL", true),
        ("ESEARCH IN (inboxes) ALL", true),
        ("COPY 1 a", true),
        ("UID REPLACE 1 a {2+}\r\nhi", true),
        ("CANCELUPDATE \"a\"", true),
        ("NOTIFY SET (selected-delayed (MessageNew MessageExpunge))", true),
        ("NOOP", true),
    ] {
        let mut desk = Desk::selected();
        desk.hear(&format!("a {command}\r\n"));
        let delivery = if sent { Delivery::Sent } else { Delivery::Held };
        assert_eq!(desk.server.may_expunge(), sent, "{command}");
        assert_eq!(desk.server.respond(&expunge(2)), Ok(delivery), "{command}");
        desk.complete(Condition::Ok);
        desk.expect(if sent { "* 2 EXPUNGE\r\na OK done\r\n" } else { "a OK done\r\n" });
        // The next one that lets it go, does.
        desk.hear("b NOOP\r\n");
        desk.complete(Condition::Ok);
        desk.expect(if sent { "b OK done\r\n" } else { "* 2 EXPUNGE\r\nb OK done\r\n" });
    }
    // RFC 9051 §7.5.1: a command is not in progress before it is complete.
    let mut desk = Desk::selected();
    desk.hear("a UID REPLACE 1 a {2}\r\n");
    assert_eq!(desk.server.respond(&expunge(2)), Ok(Delivery::Held));
    desk.server.accept_literal(desk.id()).unwrap();
    desk.hear("hi\r\n");
    assert_eq!(desk.server.respond(&data("* OK [APPENDUID 1 5] x")), Ok(Delivery::Sent));
    desk.complete(Condition::Ok);
    desk.expect("+ Ready for literal\r\n* OK [APPENDUID 1 5] x\r\n* 2 EXPUNGE\r\na OK done\r\n");
}

/// [RFC 5267 §4.3.3](https://www.rfc-editor.org/rfc/rfc5267#section-4.3.3)
#[test]
fn updates_of_a_search_come_behind_the_exists_that_they_need() {
    let mut desk = Desk::selected();
    let removed = data("* ESEARCH (TAG \"a\") REMOVEFROM (0 3)");
    assert_eq!(desk.server.respond(&removed), Ok(Delivery::Sent), "before EXPUNGE");
    assert_eq!(desk.server.respond(&expunge(3)), Ok(Delivery::Held));
    assert_eq!(desk.server.respond(&Data::Exists(9)), Ok(Delivery::Held));
    let added = data("* ESEARCH (TAG \"a\") ADDTO (0 9)");
    assert_eq!(desk.server.respond(&added), Ok(Delivery::Held));
    let by_uid = data("* ESEARCH (TAG \"b\") UID ADDTO (0 900)");
    assert_eq!(desk.server.respond(&by_uid), Ok(Delivery::Sent), "UIDs stay");
    desk.hear("c SEARCH ALL\r\n");
    assert_eq!(desk.server.respond(&added), Ok(Delivery::Held));
    assert_eq!(desk.server.respond(&data("* ESEARCH (TAG \"c\") ALL 1:9")), Ok(Delivery::Sent));
    desk.complete(Condition::Ok);
    desk.hear("d NOOP\r\n");
    desk.complete(Condition::Ok);
    desk.expect(
        "* ESEARCH (TAG \"a\") REMOVEFROM (0 3)\r\n* ESEARCH (TAG \"b\") UID ADDTO (0 900)\r\n\
         * ESEARCH (TAG \"c\") ALL 1:9\r\nc OK done\r\n* 3 EXPUNGE\r\n* 9 EXISTS\r\n\
         * ESEARCH (TAG \"a\") ADDTO (0 9)\r\n* ESEARCH (TAG \"a\") ADDTO (0 9)\r\nd OK done\r\n",
    );
}

/// [RFC 5464 §4.1](https://www.rfc-editor.org/rfc/rfc5464#section-4.1)
#[test]
fn changes_of_annotations_are_told_to_who_asked_for_them() {
    let changed = data("* METADATA INBOX /shared/comment");
    let refused = Err(Misuse::Forbidden(Rule::MetadataNotEnabled));
    let mut desk = Desk::authenticated();
    assert_eq!(desk.server.respond(&changed), refused);
    let values = data("* METADATA INBOX (/shared/comment x)");
    assert_eq!(desk.server.respond(&values), Ok(Delivery::Sent), "the answer to GETMETADATA");
    desk.hear("a ENABLE METADATA\r\n");
    let _ = desk.server.respond(&Data::Enabled(vec![Capability::Metadata])).unwrap();
    desk.complete(Condition::Ok);
    assert_eq!(desk.server.respond(&changed), Ok(Delivery::Sent));

    let mut desk = Desk::authenticated();
    let mut notify = |set: &str, expected: Result<Delivery, Misuse>| {
        desk.hear(&format!("a NOTIFY {set}\r\n"));
        desk.complete(Condition::Ok);
        assert_eq!(desk.server.respond(&changed), expected, "{set}");
    };
    notify("SET (personal (MailboxMetadataChange))", Ok(Delivery::Sent));
    notify("SET (personal (MailboxName))", refused);
    notify("SET (personal (ServerMetadataChange))", Ok(Delivery::Sent));
    notify("NONE", refused);
}

/// [RFC 9755 §3](https://www.rfc-editor.org/rfc/rfc9755#section-3)
#[test]
fn under_utf8_accept_there_is_no_charset_but_utf8() {
    let mut wire = Wire::selected("IMAP4rev1 ENABLE UTF8=ACCEPT");
    let commands =
        ["UID SORT (DATE) US-ASCII ALL", "THREAD REFERENCES US-ASCII ALL", "ESEARCH CHARSET UTF-8 ALL"];
    for command in commands {
        assert!(wire.try_send(command).is_ok(), "{command}");
    }
    wire.hear("* ENABLED UTF8=ACCEPT\r\n");
    for command in commands {
        let refused = Err(Misuse::Refused(Refusal::CharsetWithUtf8));
        assert_eq!(wire.try_send(command).map(drop), refused, "{command}");
    }
    for command in ["SORT (DATE) utf-8 ALL", "THREAD REFERENCES UTF-8 ALL", "ESEARCH ALL"] {
        assert!(wire.try_send(command).is_ok(), "{command}");
    }
}

/// [RFC 7889](https://www.rfc-editor.org/rfc/rfc7889), [RFC 9738](https://www.rfc-editor.org/rfc/rfc9738)
#[test]
fn limits_that_the_server_has_said_hold() {
    let mut wire = Wire::logged_in("IMAP4rev1 LITERAL+ APPENDLIMIT=5 MESSAGELIMIT=1000 SAVELIMIT=2000");
    let session = wire.client.session();
    assert_eq!(session.append_limit(), Some(5));
    assert_eq!(session.message_limit().map(|limit| limit.get()), Some(1000));
    assert_eq!(session.save_limit().map(|limit| limit.get()), Some(2000));
    let refused = Misuse::Refused(Refusal::AppendLimit { limit: 5 });
    for command in ["APPEND a {6+}\r\nhello!", "APPEND a {1+}\r\nh ~{6+}\r\nhello!"] {
        assert_eq!(wire.try_send(command), Err(refused), "{command}");
    }
    assert_eq!(
        wire.try_send("APPEND a CATENATE (TEXT {3+}\r\nhel TEXT {3+}\r\nlo!)"),
        Err(refused),
        "as a whole"
    );
    let (mailbox, message) = (Mailbox::try_from("a").unwrap(), AppendMessageHead::default());
    assert_eq!(wire.client.append(&mailbox, &message, 6), Err(refused));
    wire.expect("");
    let id = wire.client.append(&mailbox, &message, 5).unwrap();
    wire.client.append_data(id, b"hello").unwrap();
    assert_eq!(wire.client.append_next(id, &message, 6), Err(refused));
    wire.client.append_finish(id).unwrap();
    wire.expect("a1 APPEND a {5+}\r\nhello\r\n");
    assert_eq!(Wire::logged_in("IMAP4rev1 APPENDLIMIT").client.session().append_limit(), None);

    let mut desk = Desk::authenticated();
    let _ = desk.server.respond(&data("* CAPABILITY IMAP4rev1 APPENDLIMIT=5")).unwrap();
    desk.sent();
    let said = "NO [TOOBIG] a message longer than 5 octets, which is APPENDLIMIT\r\n";
    assert_eq!(desk.hear("a APPEND x {6}\r\n"), ["rejected"], "it is not sent");
    desk.expect(&format!("a {said}"));
    assert_eq!(desk.hear("b APPEND x {6+}\r\nhello!\r\n"), ["rejected"]);
    desk.expect(&format!("b {said}"));
    assert_eq!(desk.hear("c APPEND x {5}\r\n"), ["announced APPEND 5"]);
}

/// [RFC 9738 §3.1](https://www.rfc-editor.org/rfc/rfc9738#section-3.1)
#[test]
fn an_append_of_more_messages_than_one_command_can_store_is_refused_by_both_machines() {
    let messages = |count: usize| format!("APPEND a{}", " {1+}\r\nx".repeat(count));
    for (capabilities, limit) in [
        ("IMAP4rev1 LITERAL+ MULTIAPPEND MESSAGELIMIT=2", 2),
        ("IMAP4rev1 LITERAL+ MULTIAPPEND SAVELIMIT=2", 2),
        ("IMAP4rev1 LITERAL+ MULTIAPPEND MESSAGELIMIT=1 SAVELIMIT=2", 1),
    ] {
        let mut wire = Wire::logged_in(capabilities);
        let refused = Misuse::Refused(Refusal::MessageLimit { limit: limit.try_into().unwrap() });
        let limit = limit as usize;
        assert_eq!(wire.try_send(&messages(limit + 1)), Err(refused), "{capabilities}");
        let (mailbox, message) = (Mailbox::try_from("a").unwrap(), AppendMessageHead::default());
        let id = wire.client.append(&mailbox, &message, 1).unwrap();
        wire.client.append_data(id, b"x").unwrap();
        for _ in 1..limit {
            wire.client.append_next(id, &message, 1).unwrap();
            wire.client.append_data(id, b"x").unwrap();
        }
        assert_eq!(wire.client.append_next(id, &message, 1), Err(refused), "{capabilities}");
        // Nothing has happened: it can still end.
        wire.client.append_finish(id).unwrap();
        wire.expect(&format!("a1 {}\r\n", messages(limit)));
    }

    let mut desk = Desk::authenticated();
    let _ = desk.server.respond(&data("* CAPABILITY IMAP4rev1 MULTIAPPEND MESSAGELIMIT=2")).unwrap();
    desk.sent();
    let said = "NO [MESSAGELIMIT 2] more than 2 messages in one command\r\n";
    assert_eq!(desk.hear(&format!("a {}\r\n", messages(3))), ["rejected"]);
    desk.expect(&format!("a {said}"));
    assert_eq!(desk.hear("b APPEND x {1+}\r\na {1+}\r\nb {1}\r\n"), ["rejected"], "it is not sent");
    desk.expect(&format!("b {said}"));
    // Those that have come are not looked at again.
    assert_eq!(desk.hear("c APPEND x {1}\r\n"), ["announced APPEND 1"]);
    desk.server.accept_literal(desk.id()).unwrap();
    assert_eq!(desk.hear("a {1}\r\n"), ["announced APPEND 1"]);
    desk.server.accept_literal(desk.id()).unwrap();
    desk.sent();
    assert_eq!(desk.hear("b {1}\r\n"), ["rejected"]);
    desk.expect(&format!("c {said}"));
}

/// [RFC 8437 §3](https://www.rfc-editor.org/rfc/rfc8437#section-3)
#[test]
fn unauthenticate_ends_what_enable_and_notify_have_switched_on() {
    let mut desk = Desk::authenticated();
    desk.hear("a ENABLE X\r\n");
    let all = ["IMAP4rev2", "UTF8=ACCEPT", "QRESYNC", "UIDONLY", "METADATA"];
    let all: Vec<_> = all.map(|name| Capability::try_from(name).unwrap()).into();
    let _ = desk.server.respond(&Data::Enabled(all.clone())).unwrap();
    desk.complete(Condition::Ok);
    desk.hear("b NOTIFY SET (selected (MessageNew MessageExpunge)) (personal (MailboxMetadataChange))\r\n");
    desk.complete(Condition::Ok);
    let session = desk.server.session();
    assert!(session.expunges_at_any_time() && session.is_utf8());
    assert!(all.iter().all(|capability| session.enabled(capability)));
    desk.hear("c UNAUTHENTICATE\r\n");
    desk.complete(Condition::Ok);
    let session = desk.server.session();
    assert!(!session.expunges_at_any_time() && !session.is_utf8() && session.capabilities().is_none());
    assert!(!all.iter().any(|capability| session.enabled(capability)));
    desk.hear("d LOGIN a b\r\n");
    desk.complete(Condition::Ok);
    desk.hear("e SELECT a\r\n");
    let _ = desk.server.respond(&Data::Exists(9)).unwrap();
    let _ = desk.server.respond(&Data::Recent(1)).unwrap();
    desk.server.complete(desk.id(), Condition::Ok, text("done")).unwrap();
    desk.sent();
    assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Held));
    let changed = data("* METADATA INBOX /shared/comment");
    assert_eq!(desk.server.respond(&changed), Err(Misuse::Forbidden(Rule::MetadataNotEnabled)));
    assert_eq!(desk.hear("f FETCH 1 FLAGS\r\n"), ["f FETCH"]);
}
