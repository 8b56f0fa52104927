//! NOTIFY (RFC 5465).

use super::TestServer;

const MESSAGE: &str = "Subject: x\r\n\r\ny";

#[test]
fn news_of_other_mailboxes_come_while_no_command_runs() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    let mut two = server.log_in("SELECT Archive");
    two.append("Archive", MESSAGE);
    one.play(
        "C: a NOTIFY SET STATUS (mailboxes (Archive Nowhere INBOX) (MessageNew MessageExpunge FlagChange)) (subtree Sent (MessageNew MessageExpunge))
         S: * STATUS Archive (MESSAGES 1 UIDNEXT 2 UIDVALIDITY … HIGHESTMODSEQ 2)
         S: * STATUS Sent (MESSAGES 0 UIDNEXT 1 UIDVALIDITY …)
         S: a OK …",
    );
    two.append("Archive", MESSAGE);
    one.play("S: * STATUS Archive (UIDNEXT 3 MESSAGES 2 UNSEEN 2)");
    two.ask("STORE 1 FLAGS (\\Seen)");
    one.play("S: * STATUS Archive (UNSEEN 1)");
    // Without CONDSTORE there is nothing to say of it; nor is there of the open mailbox, or of one that nobody asked for.
    two.ask("STORE 1 +FLAGS (\\Flagged)");
    two.append("INBOX", MESSAGE);
    two.append("Drafts", MESSAGE);
    two.append("Sent", MESSAGE);
    one.play("S: * STATUS Sent (UIDNEXT 2 MESSAGES 1)");
    two.ask("STORE 1 +FLAGS (\\Deleted)");
    two.ask("EXPUNGE");
    one.play(
        "S: * STATUS Archive (UIDNEXT 3 MESSAGES 1)
         C: b STATUS Archive (HIGHESTMODSEQ)
         S: * OK [HIGHESTMODSEQ …
         S: * STATUS Archive (HIGHESTMODSEQ 7)
         S: b OK …",
    );
    two.ask("STORE 1 +FLAGS (\\Flagged)");
    one.play(
        "S: * STATUS Archive (HIGHESTMODSEQ 8 UIDVALIDITY …)
         C: c NOTIFY NONE
         S: c OK …",
    );
    two.append("Archive", MESSAGE);
    one.play("C: d NOOP\nS: d OK …");
}

#[test]
fn the_open_mailbox_tells_what_is_wanted_of_new_messages() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    let mut two = server.log_in("SELECT INBOX");
    one.play(
        "C: a NOTIFY SET (selected (MessageNew (UID BODY.PEEK[TEXT]) MessageExpunge FlagChange))
         S: a OK …",
    );
    two.append("INBOX", MESSAGE);
    one.play("S: * 1 EXISTS\nS: * … RECENT\nS: * 1 FETCH (UID 1 BODY[TEXT] {1}\nS: y)");
    two.ask("STORE 1 FLAGS (\\Deleted)");
    one.play("S: * 1 FETCH (FLAGS (\\Deleted…) UID 1)");
    two.ask("EXPUNGE");
    one.play("S: * 1 EXPUNGE");
    // What it brings itself it has.
    one.play(
        "C: b APPEND INBOX {15+}
         C: Subject: x
         C:
         C: z
         S: * 1 EXISTS
         S: * … RECENT
         S: b OK …",
    );
}

#[test]
fn delayed_news_keep_the_numbers_until_a_command_lets_them_change() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX (CONDSTORE)");
    let mut two = server.log_in("SELECT INBOX");
    two.append("INBOX", MESSAGE);
    one.play(
        "C: a NOTIFY SET (selected-delayed (MessageNew MessageExpunge)) (personal (MailboxName))
         S: * 1 EXISTS
         S: * … RECENT
         S: a OK …",
    );
    two.ask("STORE 1 FLAGS (\\Deleted)");
    two.ask("EXPUNGE");
    two.append("INBOX", MESSAGE);
    one.until("* 2 EXISTS");
    one.play("S: * … RECENT");
    two.ask("CREATE x");
    one.until("* LIST (\\HasNoChildren) \"/\" x");
    one.play("C: b NOOP\nS: * 1 EXPUNGE\nS: b OK …");
}

#[test]
fn names_that_come_go_and_are_subscribed_are_told() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    let mut two = server.log_in("");
    one.play(
        "C: a NOTIFY SET (personal (MailboxName SubscriptionChange))
         S: a OK …",
    );
    two.ask("CREATE a/b/c");
    one.play(
        "S: * LIST (\\HasChildren) \"/\" a
         S: * LIST (\\HasChildren) \"/\" a/b
         S: * LIST (\\HasNoChildren) \"/\" a/b/c",
    );
    two.ask("RENAME a x");
    one.play("S: * LIST (\\HasChildren) \"/\" x (OLDNAME (a))");
    two.ask("SUBSCRIBE x/b");
    one.play("S: * LIST (\\HasChildren \\Subscribed) \"/\" x/b");
    two.ask("UNSUBSCRIBE x/b");
    one.play("S: * LIST (\\HasChildren) \"/\" x/b");
    two.ask("DELETE x/b/c");
    one.play(
        "S: * LIST (\\HasNoChildren) \"/\" x/b
         S: * LIST (\\HasNoChildren \\Noselect \\NonExistent) \"/\" x/b/c",
    );
    // What the client does itself it knows.
    one.play(
        "C: b CREATE y/z
         S: * LIST (\\HasChildren) \"/\" y
         S: b OK …
         C: c RENAME y/z q
         S: c OK …
         C: d SUBSCRIBE q
         S: d OK …
         C: e DELETE q
         S: e OK …",
    );
}

#[test]
fn a_mailbox_with_the_name_of_another_is_not_taken_for_it() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    let mut two = server.log_in("");
    two.ask("CREATE x");
    one.play("C: a NOTIFY SET (subtree-one x (MessageNew MessageExpunge))\nS: a OK …");
    two.send("1 DELETE x\r\n2 CREATE x\r\n");
    two.until("2 OK");
    one.play("S: * STATUS x (UIDVALIDITY … UIDNEXT 1 MESSAGES 0)");
    two.append("x", MESSAGE);
    one.play("S: * STATUS x (UIDNEXT 2 MESSAGES 1)");
    // Whatever it had heard meanwhile.
    two.ask("DELETE x");
    one.play("C: b NOOP\nS: b OK done");
    two.ask("CREATE x");
    one.play("S: * STATUS x (UIDVALIDITY … UIDNEXT 1 MESSAGES 0)");
}

#[test]
fn annotations_that_others_change_are_told() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    let mut two = server.log_in("");
    one.play(
        "C: a NOTIFY SET (mailboxes INBOX (MailboxMetadataChange)) (personal (ServerMetadataChange))
         S: a OK …",
    );
    two.ask("SETMETADATA Sent (/private/comment x)");
    two.ask("SETMETADATA INBOX (/private/comment x)");
    one.play("S: * METADATA INBOX /private/comment");
    two.ask("SETMETADATA \"\" (/private/vendor/a/b x)");
    one.play("S: * METADATA \"\" /private/vendor/a/b\nC: b NOTIFY NONE\nS: b OK …");
    two.ask("SETMETADATA INBOX (/private/comment NIL)");
    one.play("C: c NOOP\nS: c OK …");
}

#[test]
fn events_that_there_are_not_and_too_many_mailboxes_are_refused() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    one.play(
        "C: a NOTIFY SET (selected (MessageNew MessageExpunge AnnotationChange))
         S: a NO [BADEVENT (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange MailboxMetadataChange ServerMetadataChange)] …
         C: b NOTIFY SET (personal (MailboxName))
         S: b OK …",
    );
    let mut two = server.log_in("");
    for start in (0..2000).step_by(500) {
        let many: String = (start..start + 500).map(|n| format!("c CREATE {n}\r\n")).collect();
        two.send(&many);
        for _ in 0..500 {
            two.until("c OK");
        }
    }
    one.until("* OK [NOTIFICATIONOVERFLOW]");
    two.ask("CREATE more");
    one.play(
        "C: d NOOP
         S: d OK …
         C: e NOTIFY SET (subscribed (MessageNew MessageExpunge))
         S: e NO [NOTIFICATIONOVERFLOW] …
         C: f NOTIFY SET (selected (MessageNew MessageExpunge))
         S: f OK …",
    );
}
