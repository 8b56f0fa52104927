//! MESSAGELIMIT and SAVELIMIT (RFC 9738).

use super::{TestServer, Wire};
use std::net::TcpStream;

/// Six messages with UIDs from 1 on, of which one command can be about four.
fn six(options: &str) -> (TestServer, Wire<TcpStream>) {
    let server = TestServer::start(&format!("--plain {options}"));
    let mut one = server.log_in("SELECT INBOX");
    for number in 1..=6 {
        one.append("INBOX", &format!("Subject: {number}\r\n\r\n"));
    }
    (server, one)
}

#[test]
fn the_last_messages_are_processed_from_the_last_down() {
    let (_server, mut one) = six("--message-limit 4");
    let capabilities = one.ask("CAPABILITY");
    assert!(capabilities[0].contains(" MESSAGELIMIT=4 "), "{capabilities:?}");
    one.play(
        "C: a FETCH 1:* (UID)
         S: * 6 FETCH (UID 6)
         S: * 5 FETCH (UID 5)
         S: * 4 FETCH (UID 4)
         S: * 3 FETCH (UID 3)
         S: a OK [MESSAGELIMIT 4 3] …
         C: b UID FETCH 1:2,5:6 (UID)
         S: * 1 FETCH (UID 1)
         S: * 2 FETCH (UID 2)
         S: * 5 FETCH (UID 5)
         S: * 6 FETCH (UID 6)
         S: b OK fetched
         C: c UID FETCH 1:* (UID) (PARTIAL -1:-5)
         S: c NO [MESSAGELIMIT 4] …
         C: d UID FETCH 1:* (UID) (PARTIAL -1:-1)
         S: * 6 FETCH (UID 6)
         S: d OK …
         C: e UID STORE 1:* +FLAGS (\\Seen)
         S: * 6 FETCH (FLAGS (\\Seen…) UID 6)
         S: * 5 FETCH (FLAGS (\\Seen…) UID 5)
         S: * 4 FETCH (FLAGS (\\Seen…) UID 4)
         S: * 3 FETCH (FLAGS (\\Seen…) UID 3)
         S: e OK [MESSAGELIMIT 4 3] …
         C: f SEARCH UNSEEN
         S: * SEARCH
         S: f OK [MESSAGELIMIT 4 3] …
         C: g UID SEARCH UNSEEN UIDBEFORE 5
         S: * SEARCH 1 2
         S: g OK searched
         C: h UID SEARCH UIDAFTER 2 UIDBEFORE 6
         S: * SEARCH 3 4 5
         S: h OK searched
         C: i SEARCH RETURN (SAVE) ALL
         S: i OK [MESSAGELIMIT 4 3] …
         C: j FETCH $ (UID)
         S: * 3 FETCH (UID 3)
         S: * 4 FETCH (UID 4)
         S: * 5 FETCH (UID 5)
         S: * 6 FETCH (UID 6)
         S: j OK fetched
         C: k SORT (SUBJECT) US-ASCII ALL
         S: k NO [MESSAGELIMIT 4] …
         C: l UID THREAD REFERENCES US-ASCII 3:6
         S: * THREAD (3)(4)(5)(6)
         S: l OK …
         C: m STATUS INBOX (MESSAGES UNSEEN)
         S: * STATUS INBOX (MESSAGES 6 UNSEEN 2)
         S: m OK …
         C: n ESEARCH IN (selected mailboxes (Archive)) RETURN (COUNT) ALL
         S: * ESEARCH (TAG \"n\" MAILBOX INBOX UIDVALIDITY …) UID COUNT 6
         S: n OK searched",
    );
}

#[test]
fn copy_is_done_whole_or_not_at_all_and_what_removes_messages_goes_on() {
    let (server, mut one) = six("--message-limit 4");
    one.play(
        "C: a UID COPY 1:* Archive
         S: a NO [MESSAGELIMIT 4 3] …
         C: b STATUS Archive (MESSAGES)
         S: * STATUS Archive (MESSAGES 0)
         S: b OK …
         C: c UID MOVE 1:* Archive
         S: * OK [COPYUID … 3:6 1:4] moved
         S: * 3 EXPUNGE
         S: * 3 EXPUNGE
         S: * 3 EXPUNGE
         S: * 3 EXPUNGE
         S: c OK [MESSAGELIMIT 4 3] …
         C: d UID MOVE 1:* Archive
         S: * OK [COPYUID … 1:2 5:6] moved
         S: * 1 EXPUNGE
         S: * 1 EXPUNGE
         S: d OK moved",
    );
    let mut two = server.log_in("SELECT Archive (CONDSTORE)");
    two.ask("STORE 3:6 +FLAGS.SILENT (\\Deleted)");
    two.ask("STORE 1:2 +FLAGS.SILENT (\\Deleted)");
    // There is room for one code only in the end.
    two.play(
        "C: a UID EXPUNGE 1:*
         S: * NO [MESSAGELIMIT 4 3] …
         S: * 3 EXPUNGE
         S: * 3 EXPUNGE
         S: * 3 EXPUNGE
         S: * 3 EXPUNGE
         S: a OK [HIGHESTMODSEQ …] expunged
         C: b APPEND INBOX {1+}
         C: a {1+}
         C: b {1+}
         C: c {1+}
         C: d {1}
         S: b NO [MESSAGELIMIT 4] …
         C: c EXPUNGE
         S: * 1 EXPUNGE
         S: * 1 EXPUNGE
         S: c OK [HIGHESTMODSEQ …] expunged",
    );
}

#[test]
fn what_has_changed_counts_where_changes_are_asked_for() {
    let (_server, mut one) = six("--message-limit 2");
    one.ask("STORE 1 FLAGS (\\Seen)");
    one.play(
        "C: a UID FETCH 1:* (UID) (CHANGEDSINCE 6)
         S: * OK [HIGHESTMODSEQ …
         S: * 1 FETCH (MODSEQ (8) UID 1)
         S: * 6 FETCH (MODSEQ (7) UID 6)
         S: a OK …
         C: b UID FETCH 1:* (UID) (CHANGEDSINCE 5)
         S: * 6 FETCH (MODSEQ (7) UID 6)
         S: * 5 FETCH (MODSEQ (6) UID 5)
         S: b OK [MESSAGELIMIT 2 5] …
         C: c UID STORE 5:6 (UNCHANGEDSINCE 6) +FLAGS.SILENT (\\Seen)
         S: * 5 FETCH (UID 5 MODSEQ (9))
         S: c OK [MODIFIED 6] …
         C: d UID STORE 1:6 (UNCHANGEDSINCE 6) +FLAGS.SILENT (\\Flagged)
         S: * NO [MESSAGELIMIT 2 5] …
         S: d OK [MODIFIED 5:6] …",
    );
}

#[test]
fn a_limit_of_what_is_stored_is_one_of_copy_and_append_only() {
    let (_server, mut one) = six("--save-limit 4");
    let capabilities = one.ask("CAPABILITY");
    assert!(capabilities[0].contains(" SAVELIMIT=4 ") && !capabilities[0].contains("MESSAGELIMIT"));
    one.play(
        "C: a COPY 1:5 Archive
         S: a NO [MESSAGELIMIT 4 2] …
         C: b COPY 2:5 Archive
         S: b OK [COPYUID … 2:5 1:4] copied
         C: c SEARCH ALL
         S: * SEARCH 1 2 3 4 5 6
         S: c OK searched
         C: d APPEND INBOX {1+}
         C: a {1+}
         C: b {1+}
         C: c {1+}
         C: d {1}
         S: d NO [MESSAGELIMIT 4] …",
    );
}
