//! The tree of mailboxes.

use super::TestServer;

#[test]
fn renaming_the_inbox_moves_its_messages() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    one.append("INBOX", "Subject: x\r\n\r\ny\r\n");
    one.play(
        "C: a RENAME inbox Old/Mail
         S: a OK …
         C: b STATUS INBOX (MESSAGES UIDNEXT)
         S: * STATUS INBOX (MESSAGES 0 UIDNEXT 2)
         S: b OK …
         C: c STATUS Old/Mail (MESSAGES SIZE)
         S: * STATUS Old/Mail (MESSAGES 1 SIZE 17)
         S: c OK …
         C: d RENAME Old New/Place
         S: d OK …
         C: e LIST \"\" (Old* New*)
         S: * LIST (\\HasChildren) \"/\" New
         S: * LIST (\\HasChildren) \"/\" New/Place
         S: * LIST (\\HasNoChildren) \"/\" New/Place/Mail
         S: e OK …
         C: f DELETE INBOX
         S: f NO [CANNOT] …
         C: g CREATE inbox
         S: g NO [ALREADYEXISTS] …
         C: h RENAME New New/Place/x
         S: h NO [CANNOT] …
         C: i DELETE Nothing
         S: i NO [NONEXISTENT] …",
    );
}

#[test]
fn list_gives_what_is_asked_for() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    one.play(
        "C: a CREATE a/b/c
         S: a OK …
         C: b SUBSCRIBE a/b/c
         S: b OK …
         C: c SUBSCRIBE gone
         S: c OK …
         C: d DELETE a/b
         S: d OK …
         C: e LIST \"\" \"\"
         S: * LIST (\\Noselect) \"/\" \"\"
         S: e OK …
         C: f LIST a/ %
         S: * LIST (\\HasChildren \\Noselect \\NonExistent) \"/\" a/b
         S: f OK …
         C: g LSUB \"\" %
         S: * LSUB (\\Noselect) \"/\" a
         S: * LSUB () \"/\" gone
         S: g OK …
         C: h LIST (SUBSCRIBED) \"\" *
         S: * LIST (\\HasNoChildren \\Subscribed) \"/\" a/b/c
         S: * LIST (\\HasNoChildren \\Noselect \\NonExistent \\Subscribed) \"/\" gone
         S: h OK …
         C: i LIST (SUBSCRIBED RECURSIVEMATCH) \"\" %
         S: * LIST (\\HasChildren) \"/\" a (CHILDINFO (\"SUBSCRIBED\"))
         S: * LIST (\\HasNoChildren \\Noselect \\NonExistent \\Subscribed) \"/\" gone
         S: i OK …
         C: i1 LIST (SUBSCRIBED RECURSIVEMATCH) \"\" *
         S: * LIST (\\HasNoChildren \\Subscribed) \"/\" a/b/c
         S: * LIST (\\HasNoChildren \\Noselect \\NonExistent \\Subscribed) \"/\" gone
         S: i1 OK …
         C: i2 LIST (SUBSCRIBED SPECIAL-USE RECURSIVEMATCH) \"\" %
         S: i2 OK …
         C: j LIST (SPECIAL-USE) \"\" * RETURN (SUBSCRIBED STATUS (MESSAGES))
         S: * LIST (\\HasNoChildren \\Archive) \"/\" Archive
         S: * STATUS Archive (MESSAGES 0)
         S: * LIST (\\HasNoChildren \\Drafts) \"/\" Drafts
         S: * STATUS Drafts (MESSAGES 0)
         S: * LIST (\\HasNoChildren \\Junk) \"/\" Junk
         S: * STATUS Junk (MESSAGES 0)
         S: * LIST (\\HasNoChildren \\Sent) \"/\" Sent
         S: * STATUS Sent (MESSAGES 0)
         S: * LIST (\\HasNoChildren \\Trash) \"/\" Trash
         S: * STATUS Trash (MESSAGES 0)
         S: j OK …
         C: k NAMESPACE
         S: * NAMESPACE ((\"\" \"/\")) ((\"Other Users/\" \"/\")) NIL
         S: k OK …
         C: l CREATE Out (USE (\\Sent))
         S: l NO [USEATTR] …
         C: m SELECT a/b
         S: m NO [NONEXISTENT] …",
    );
}

#[test]
fn a_name_without_a_mailbox_goes_with_the_last_below_it() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    one.play(
        "C: a CREATE a/b/c
         S: a OK …
         C: b DELETE a/b
         S: b OK …
         C: c DELETE a/b/c
         S: c OK …
         C: d LIST \"\" a*
         S: * LIST (\\HasNoChildren) \"/\" a
         S: d OK …
         C: e LIST \"\" a RETURN (STATUS (WHAT))
         S: e BAD …
         C: f SELECT a",
    );
    one.until("f OK");
    one.play(
        "C: g SELECT a/b
         S: * OK [CLOSED] …
         S: g NO [NONEXISTENT] …",
    );
}

#[test]
fn names_are_modified_utf7_until_utf8_is_enabled() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    one.play(
        "C: a CREATE Entw&APw-rfe
         S: a OK …
         C: b CREATE a&b
         S: b NO [CANNOT] …
         C: c ENABLE IMAP4rev2
         S: * ENABLED IMAP4rev2
         S: c OK …
         C: d LIST \"\" \"Entwü*\"
         S: * LIST (\\HasNoChildren) \"/\" \"Entwürfe\"
         S: d OK …
         C: e SELECT \"Entwürfe\"
         S: * FLAGS …
         S: * OK [PERMANENTFLAGS …
         S: * 0 EXISTS
         S: * LIST () \"/\" \"Entwürfe\"
         S: * OK [UIDVALIDITY …
         S: * OK [UIDNEXT 1] …
         S: * OK [HIGHESTMODSEQ 1] …
         S: * OK [MAILBOXID (F…)] …
         S: * OK [URLMECH INTERNAL] …
         S: e OK [READ-WRITE] …
         C: f SEARCH ALL
         S: * ESEARCH (TAG \"f\")
         S: f OK …",
    );
}
