//! What connections hear of each other, and what a client hears that comes back.

use super::TestServer;

const MESSAGE: &str = "Subject: x\r\n\r\ny\r\n";

#[test]
fn expunge_is_told_where_it_may_and_numbers_stay_until_then() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    for _ in 0..3 {
        one.append("INBOX", MESSAGE);
    }
    let mut two = server.log_in("SELECT INBOX");
    one.play(
        "C: a STORE 1 +FLAGS (\\Deleted)
         S: * 1 FETCH (FLAGS (\\Deleted \\Recent))
         S: a OK …
         C: b EXPUNGE
         S: * 1 EXPUNGE
         S: b OK …",
    );
    // RFC 2180 §4.1.2: what is gone is given as long as it has a number.
    two.play(
        "C: a FETCH 1 (UID BODY.PEEK[TEXT])
         S: * 1 FETCH (UID 1 BODY[TEXT] {3}
         S: y
         S: )
         S: a OK …
         C: b STORE 1 +FLAGS (\\Seen)
         S: b NO [EXPUNGEISSUED] …
         C: b2 STORE 1:2 -FLAGS.SILENT (\\Draft)
         S: b2 OK …
         C: c SEARCH ALL
         S: * SEARCH 1 2 3
         S: c OK …
         C: d COPY 1 Sent
         S: * 1 EXPUNGE
         S: d NO [EXPUNGEISSUED] …
         C: e UID FETCH 2 FLAGS
         S: * 1 FETCH (UID 2 FLAGS ())
         S: e OK …
         C: f FETCH 2 UID
         S: * 2 FETCH (UID 3)
         S: f OK …
         C: g FETCH 3 UID
         S: g BAD …",
    );
}

#[test]
fn flags_and_new_messages_are_told_at_the_end_of_any_command() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    let mut two = server.log_in("SELECT INBOX");
    one.append("INBOX", MESSAGE);
    two.play(
        "C: a NOOP
         S: * 1 EXISTS
         S: * 0 RECENT
         S: a OK …
         C: b STORE 1 +FLAGS.SILENT ($Work)
         S: * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Work)
         S: * OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Work \\*)] …
         S: b OK …",
    );
    one.play(
        "C: a FETCH 1 UID
         S: * 1 FETCH (UID 1)
         S: * FLAGS …
         S: * OK [PERMANENTFLAGS …
         S: * 1 FETCH (FLAGS ($Work \\Recent))
         S: a OK …
         C: b FETCH 1 BODY[]
         S: * 1 FETCH (BODY[] {17}
         S: Subject: x
         S:
         S: y
         S:  FLAGS (\\Seen $Work \\Recent))
         S: b OK …",
    );
    // Silent, but not about what others have done.
    two.play(
        "C: c STORE 1 +FLAGS.SILENT (\\Flagged)
         S: * 1 FETCH (FLAGS (\\Flagged \\Seen $Work))
         S: c OK …",
    );
}

#[test]
fn a_keyword_is_told_of_before_a_message_has_it() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", MESSAGE);
    let mut two = server.log_in("SELECT INBOX");
    one.play(
        "C: a STORE 1 FLAGS (New)
         S: * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft New)
         S: * OK [PERMANENTFLAGS …
         S: * 1 FETCH (FLAGS (New \\Recent))
         S: a OK …",
    );
    two.play(
        "C: a FETCH 1 FLAGS
         S: * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft New)
         S: * OK [PERMANENTFLAGS …
         S: * 1 FETCH (FLAGS (New))
         S: a OK …",
    );
}

#[test]
fn idle_tells_as_it_happens_and_ends_by_done() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    let mut two = server.log_in("SELECT INBOX");
    one.play("C: a IDLE\nS: + idling");
    two.append("INBOX", MESSAGE);
    // The message is recent for the one that hears of it first.
    one.play("S: * 1 EXISTS\nS: * … RECENT");
    two.ask("STORE 1 FLAGS (\\Deleted)");
    one.play("S: * 1 FETCH (FLAGS (\\Deleted…))");
    two.ask("EXPUNGE");
    one.play("S: * 1 EXPUNGE\nC: DONE\nS: a OK …");
}

#[test]
fn a_message_stays_recent_while_nobody_was_told_of_it() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.play("C: a NOTIFY NONE\nS: a OK …");
    one.append("INBOX", MESSAGE);
    one.play("C: b NOOP\nS: b OK …");
    let mut two = server.log_in("NOOP");
    two.play(
        "C: a STATUS INBOX (RECENT)
         S: * STATUS INBOX (RECENT 1)
         S: a OK …",
    );
}

#[test]
fn a_client_that_begins_to_ask_for_mod_sequences_hears_where_the_mailbox_stands() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", MESSAGE);
    one.play(
        "C: a NOOP
         S: a OK …
         C: b FETCH 1 (MODSEQ)
         S: * OK [HIGHESTMODSEQ 2] …
         S: * 1 FETCH (MODSEQ (2))
         S: b OK …
         C: c FETCH 1 (MODSEQ)
         S: * 1 FETCH (MODSEQ (2))
         S: c OK …",
    );
}

#[test]
fn a_search_for_addresses_looks_at_the_envelope() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", "From: \"Ann B.\" <ann (hidden) @ example.org>\r\n\r\nx");
    one.play(
        "C: a SEARCH FROM ann@example.org
         S: * SEARCH 1
         S: a OK …
         C: b SEARCH FROM \"ann b.\"
         S: * SEARCH 1
         S: b OK …
         C: c SEARCH FROM hidden
         S: * SEARCH
         S: c OK …",
    );
}

#[test]
fn a_conditional_store_does_not_touch_what_others_have_changed() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX (CONDSTORE)");
    one.append("INBOX", MESSAGE);
    one.append("INBOX", MESSAGE);
    one.play(
        "C: a STORE 2 FLAGS.SILENT (\\Seen)
         S: * 2 FETCH (UID 2 MODSEQ (4))
         S: a OK …
         C: b STORE 1:2 (UNCHANGEDSINCE 3) +FLAGS (\\Flagged)
         S: * 1 FETCH (FLAGS (\\Flagged \\Recent) UID 1 MODSEQ (5))
         S: b OK [MODIFIED 2] …
         C: c FETCH 1:* (FLAGS) (CHANGEDSINCE 4)
         S: * 1 FETCH (MODSEQ (5) FLAGS (\\Flagged \\Recent))
         S: c OK …
         C: d SEARCH MODSEQ 4
         S: * SEARCH 1 2 (MODSEQ 5)
         S: d OK …
         C: e STATUS INBOX (HIGHESTMODSEQ)
         S: * STATUS INBOX (HIGHESTMODSEQ 5)
         S: e OK …",
    );
    server.log_in("SELECT INBOX").ask("STORE 1 -FLAGS (\\Flagged)");
    // What others have done comes with its mod-sequence, asked for or not, and once.
    one.play(
        "C: f FETCH 1 FLAGS
         S: * 1 FETCH (FLAGS (\\Recent) MODSEQ (6))
         S: f OK …
         C: g FETCH 1 FLAGS
         S: * 1 FETCH (FLAGS (\\Recent))
         S: g OK …
         C: h FETCH 1 RFC822.TEXT
         S: * 1 FETCH (RFC822.TEXT {3}
         S: y
         S:  FLAGS (\\Seen \\Recent) UID 1 MODSEQ (7))
         S: h OK …",
    );
}

#[test]
fn a_client_that_comes_back_hears_what_is_gone_and_what_has_changed() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    for _ in 0..4 {
        one.append("INBOX", MESSAGE);
    }
    one.ask("UID STORE 2,3 +FLAGS (\\Deleted)");
    one.ask("EXPUNGE");
    one.ask("STORE 2 +FLAGS (\\Seen)");
    let lines = one.ask("STATUS INBOX (UIDVALIDITY)");
    let uid_validity = lines[0].trim_end_matches(')').rsplit(' ').next().unwrap();

    let mut two = server.log_in("");
    two.play(&format!(
        "C: a SELECT INBOX (QRESYNC ({uid_validity} 5))
         S: a BAD …
         C: b ENABLE QRESYNC
         S: * ENABLED QRESYNC
         S: b OK …
         C: c SELECT INBOX (QRESYNC ({uid_validity} 5 1:3))
         S: * FLAGS …
         S: * OK [PERMANENTFLAGS …
         S: * 2 EXISTS
         S: * 0 RECENT
         S: * OK [UNSEEN 1] …
         S: * OK [UIDVALIDITY {uid_validity}] …
         S: * OK [UIDNEXT 5] …
         S: * OK [HIGHESTMODSEQ 9] …
         S: * OK [MAILBOXID (F…)] …
         S: * OK [URLMECH INTERNAL] …
         S: * VANISHED (EARLIER) 2:3
         S: c OK [READ-WRITE] …
         C: d UID FETCH 1:* (FLAGS) (CHANGEDSINCE 5 VANISHED)
         S: * VANISHED (EARLIER) 2:3
         S: * 2 FETCH (UID 4 MODSEQ (9) FLAGS (\\Seen))
         S: d OK …",
    ));
    one.ask("STORE 1 +FLAGS (\\Deleted)");
    one.ask("EXPUNGE");
    // VANISHED may not come while message numbers are searched for.
    two.play(
        "C: e UID SEARCH 1:2
         S: * SEARCH 1 4
         S: * OK [HIGHESTMODSEQ 9] more is to be told
         S: e OK …
         C: f NOOP
         S: * VANISHED 1
         S: f OK …
         C: g SELECT INBOX
         S: * OK [CLOSED] …",
    );
    two.until("g OK");
}

#[test]
fn moved_messages_are_announced_before_they_are_gone() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", MESSAGE);
    one.append("INBOX", MESSAGE);
    one.play(
        "C: a MOVE 1 Nowhere
         S: a NO [TRYCREATE] …
         C: b UID MOVE 1:2 Archive
         S: * OK [COPYUID … 1:2 1:2] …
         S: * 1 EXPUNGE
         S: * 1 EXPUNGE
         S: b OK …
         C: c COPY 1 Archive
         S: c BAD …
         C: d UID COPY 1 Nowhere
         S: d OK copied
         C: e EXAMINE Archive",
    );
    one.until("e OK [READ-ONLY]");
    one.play(
        "C: f STORE 1 FLAGS ()
         S: f NO [READ-ONLY] …
         C: g CLOSE
         S: g OK …
         C: h FETCH 1 FLAGS
         S: h BAD …",
    );
}
