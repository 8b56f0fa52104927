//! NOTIFY about mailboxes of other users, as far as these let them be seen (RFC 5465 §5.4, §5.9).

use super::TestServer;
use super::acl::log_in_as;

const MESSAGE: &str = "Subject: x\r\n\r\ny";

#[test]
fn mailboxes_of_others_tell_who_may_read_them() {
    let server = TestServer::plain();
    let (mut alice, mut bob) = (server.log_in("SELECT Archive"), log_in_as(&server, "bob"));
    alice.append("Archive", MESSAGE);
    alice.ask("SETACL Archive bob lr");
    alice.ask("SETACL Sent bob l");
    bob.play(
        "C: a NOTIFY SET STATUS (mailboxes (\"Other Users/alice/Archive\" \"Other Users/alice/Sent\" \"Other Users/alice/inbox\" \"Other Users/nobody/x\") (MessageNew MessageExpunge FlagChange))
         S: * STATUS \"Other Users/alice/Archive\" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY … HIGHESTMODSEQ 2)
         S: * LIST (\\HasNoChildren \\NoAccess) \"/\" \"Other Users/alice/Sent\"
         S: a OK …",
    );
    alice.append("Archive", MESSAGE);
    bob.play("S: * STATUS \"Other Users/alice/Archive\" (UIDNEXT 3 MESSAGES 2 UNSEEN 2)");
    alice.ask("STORE 1 FLAGS (\\Seen)");
    bob.play("S: * STATUS \"Other Users/alice/Archive\" (UNSEEN 1)");
    // Neither what may not be read nor what was not asked for.
    for mailbox in ["INBOX", "Sent", "Drafts"] {
        alice.append(mailbox, MESSAGE);
    }
    alice.ask("SETACL Drafts bob lr");
    alice.ask("SETACL Sent bob lr");
    bob.play(
        "S: * LIST (\\HasNoChildren) \"/\" \"Other Users/alice/Sent\"
         S: * STATUS \"Other Users/alice/Sent\" (UIDVALIDITY … UIDNEXT 2 MESSAGES 1)",
    );
    alice.ask("SETACL INBOX bob lr");
    bob.play("S: * STATUS \"Other Users/alice/INBOX\" (UIDVALIDITY … UIDNEXT 2 MESSAGES 1)");
    alice.ask("SETACL Archive bob -lr");
    bob.play(
        "S: * LIST (\\HasNoChildren \\Noselect \\NonExistent \\NoAccess) \"/\" \"Other Users/alice/Archive\"",
    );
    alice.append("Archive", MESSAGE);
    alice.ask("DELETE Archive");
    alice.append("Sent", MESSAGE);
    bob.play("S: * STATUS \"Other Users/alice/Sent\" (UIDNEXT 3 MESSAGES 2 UNSEEN 2)");
}

#[test]
fn what_others_let_be_seen_comes_and_goes_as_mailboxes_do() {
    let server = TestServer::plain();
    let (mut alice, mut bob) = (server.log_in(""), log_in_as(&server, "bob"));
    bob.play("C: a NOTIFY SET (subtree \"Other Users\" (MailboxName))\nS: a OK …");
    alice.ask("CREATE a/b");
    alice.ask("SETACL a/b bob lr");
    bob.play(
        "S: * LIST (\\HasChildren \\Noselect \\NonExistent) \"/\" \"Other Users/alice/a\"
         S: * LIST (\\HasNoChildren) \"/\" \"Other Users/alice/a/b\"",
    );
    alice.ask("RENAME a/b c");
    bob.play(
        "S: * LIST (\\HasNoChildren) \"/\" \"Other Users/alice/c\" (OLDNAME (\"Other Users/alice/a/b\"))",
    );
    alice.ask("SETACL c bob \"\"");
    bob.play(
        "S: * LIST (\\HasNoChildren \\Noselect \\NonExistent) \"/\" \"Other Users/alice\"
         S: * LIST (\\HasNoChildren \\Noselect \\NonExistent \\NoAccess) \"/\" \"Other Users/alice/c\"",
    );
    // What it cannot see it does not hear of, be it renamed or deleted.
    alice.ask("RENAME c d");
    alice.ask("SETACL d bob l");
    bob.play(
        "S: * LIST (\\HasChildren \\Noselect \\NonExistent) \"/\" \"Other Users/alice\"
         S: * LIST (\\HasNoChildren \\NoAccess) \"/\" \"Other Users/alice/d\"",
    );
    alice.ask("DELETE d");
    bob.play(
        "S: * LIST (\\HasNoChildren \\Noselect \\NonExistent) \"/\" \"Other Users/alice\"
         S: * LIST (\\HasNoChildren \\Noselect \\NonExistent) \"/\" \"Other Users/alice/d\"",
    );
    // What the client does itself it knows.
    alice.ask("CREATE e");
    alice.ask("SETACL e bob lrkx");
    bob.until("* LIST (\\HasNoChildren) \"/\" \"Other Users/alice/e\"");
    bob.play(
        "C: b RENAME \"Other Users/alice/e\" \"Other Users/alice/f\"
         S: b NO [NOPERM] …
         C: c CREATE \"Other Users/alice/e/g\"
         S: c OK …
         C: d DELETE \"Other Users/alice/e/g\"
         S: d OK …",
    );
}

#[test]
fn subscribed_mailboxes_are_those_that_are_subscribed_now() {
    let server = TestServer::plain();
    let (mut alice, mut bob) = (server.log_in(""), log_in_as(&server, "bob"));
    alice.ask("SETACL Archive bob lr");
    bob.play(
        "C: a NOTIFY SET (subscribed (MessageNew MessageExpunge)) (personal (MailboxName))
         S: a OK …
         C: b SUBSCRIBE \"Other Users/alice/Archive\"
         S: b OK …",
    );
    alice.append("Archive", MESSAGE);
    bob.play("S: * STATUS \"Other Users/alice/Archive\" (UIDNEXT 2 MESSAGES 1)\nC: c UNSUBSCRIBE \"Other Users/alice/Archive\"\nS: c OK …");
    alice.append("Archive", MESSAGE);
    alice.ask("CREATE x");
    bob.play("C: d NOOP\nS: d OK …");
}

#[test]
fn what_a_client_puts_into_a_mailbox_itself_is_no_news() {
    let server = TestServer::plain();
    let (mut one, mut two) = (server.log_in(""), server.log_in(""));
    one.play("C: a NOTIFY SET (personal (MessageNew MessageExpunge FlagChange))\nS: a OK …");
    let append = "C: b APPEND Archive {15+}\nC: Subject: x\nC:\nC: y\nS: b OK …";
    one.play(append);
    two.append("Archive", MESSAGE);
    one.play("S: * STATUS Archive (UIDNEXT 3 MESSAGES 2 UNSEEN 2)");
    one.play(append);
    one.play("C: c NOOP\nS: c OK …");
}
