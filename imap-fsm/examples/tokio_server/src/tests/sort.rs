//! What is found in order, in threads, page by page and from then on.

use super::{TestServer, Wire};

/// Six messages, of which the second answers the first, and the fourth is one of a list.
fn mailbox(server: &TestServer) -> Wire<std::net::TcpStream> {
    let mut one = server.log_in("SELECT INBOX");
    for (date, message) in [
        (
            "03-Feb-2024 10:00:00 +0000",
            "From: Tom <zed@example.org>\r\nTo: =?utf-8?q?=C3=84nne?= <b@x>\r\nCc: d@x\r\nSubject: pears\r\n\
             Date: 1 Jan 2020 23:00:00 -0800\r\nMessage-ID: <1@x>\r\n\r\nThe longest of them, and one that answers nothing at all.",
        ),
        (
            "02-Feb-2024 10:00:00 +0000",
            "From: ann@example.org\r\nTo: Zoe <a@x>\r\nCc: c@x\r\nSubject: Re: Pears\r\n\
             Date: 2 Jan 2020 06:00:00 +0000\r\nMessage-ID: <2@x>\r\nReferences: <\"1\"@x>\r\n\r\n22",
        ),
        (
            "01-Feb-2024 10:00:00 +0000",
            "Subject: =?utf-8?q?=C3=A4pples?=\r\nDate: garbage\r\nMessage-ID: <3@x>\r\n\r\n1",
        ),
        (
            "01-Feb-2024 12:00:00 +0300",
            "From: =?utf-8?q?=C3=A5ke?= <AKE@example.org>\r\nTo: a@x\r\nSubject: [list] apples (fwd)\r\n\
             Date: 1 Jan 2019\r\nMessage-ID: <4@x>\r\n\r\n4444",
        ),
    ] {
        one.send(&format!("p APPEND INBOX \"{date}\" {{{}+}}\r\n{message}\r\n", message.len()));
        one.until("p OK");
    }
    one
}

#[test]
fn messages_are_sorted_by_every_key() {
    let server = TestServer::plain();
    let mut one = mailbox(&server);
    for (criteria, expected) in [
        // 12:00 +0300 is before 10:00 +0000.
        ("ARRIVAL", "4 3 2 1"),
        ("REVERSE ARRIVAL", "1 2 3 4"),
        // The date of the third is its internal date.
        ("DATE", "4 2 1 3"),
        ("FROM", "3 4 2 1"),
        ("DISPLAYFROM", "3 2 4 1"),
        ("TO", "3 2 4 1"),
        ("DISPLAYTO", "3 4 1 2"),
        ("CC", "3 4 2 1"),
        ("REVERSE CC", "1 2 3 4"),
        ("SIZE", "3 4 2 1"),
        ("SUBJECT", "4 3 1 2"),
        // Equal subjects stay in the order of the mailbox.
        ("REVERSE SUBJECT", "1 2 3 4"),
        ("SUBJECT REVERSE DATE", "4 3 1 2"),
        ("SUBJECT DATE SUBJECT", "4 3 2 1"),
    ] {
        assert_eq!(
            one.ask(&format!("SORT ({criteria}) UTF-8 ALL")),
            [format!("* SORT {expected}")],
            "{criteria}"
        );
    }
    one.play(
        "C: a UID SORT (SIZE) us-ascii SUBJECT pears
         S: * SORT 2 1
         S: a OK …
         C: b SORT (SIZE) UTF-8 SUBJECT none
         S: * SORT
         S: b OK …
         C: c SORT (SIZE) KOI8-R ALL
         S: c NO [BADCHARSET (US-ASCII UTF-8)] …
         C: d SORT (RELEVANCY) UTF-8 ALL
         S: d BAD …
         C: e SORT (COLOUR) UTF-8 ALL
         S: e BAD …
         C: f SORT (SIZE) UTF-8 MODSEQ 3
         S: * OK [HIGHESTMODSEQ 5] …
         S: * SORT 3 4 2 (MODSEQ 5)
         S: f OK …",
    );
}

#[test]
fn sorted_results_are_told_as_asked_for() {
    let server = TestServer::plain();
    let mut one = mailbox(&server);
    one.play(
        "C: a SORT RETURN () (DATE) UTF-8 ALL
         S: * ESEARCH (TAG \"a\") ALL 4,2,1,3
         S: a OK …
         C: b UID SORT RETURN (MIN MAX COUNT) (DATE) UTF-8 ALL
         S: * ESEARCH (TAG \"b\") UID MIN 4 MAX 3 COUNT 4
         S: b OK …
         C: c SORT RETURN (PARTIAL 1:2 COUNT CONTEXT) (DATE) UTF-8 ALL
         S: * ESEARCH (TAG \"c\") PARTIAL (1:2 4,2) COUNT 4
         S: c OK …
         C: d SORT RETURN (SAVE PARTIAL -1:-2) (DATE) UTF-8 ALL
         S: * ESEARCH (TAG \"d\") PARTIAL (-1:-2 1,3)
         S: d OK …
         C: e SEARCH $
         S: * SEARCH 1 3
         S: e OK …
         C: f SORT RETURN (ALL PARTIAL 1:2) (DATE) UTF-8 ALL
         S: f BAD …",
    );
}

#[test]
fn results_come_page_by_page() {
    let server = TestServer::plain();
    let mut one = mailbox(&server);
    one.play(
        "C: a UID SEARCH RETURN (PARTIAL 2:3) ALL
         S: * ESEARCH (TAG \"a\") UID PARTIAL (2:3 2:3)
         S: a OK …
         C: b SEARCH RETURN (PARTIAL -1:-3 MIN SAVE) ALL
         S: * ESEARCH (TAG \"b\") MIN 1 PARTIAL (-1:-3 2:4)
         S: b OK …
         C: c SEARCH RETURN (PARTIAL 500:400) $
         S: * ESEARCH (TAG \"c\") PARTIAL (500:400 NIL)
         S: c OK …
         C: d SEARCH RETURN (PARTIAL 1:2 PARTIAL 3:4) ALL
         S: d BAD …
         C: e UID FETCH 2:* (UID) (PARTIAL -1:-2)
         S: * 3 FETCH (UID 3)
         S: * 4 FETCH (UID 4)
         S: e OK …
         C: f UID FETCH 1:* (UID) (PARTIAL 3:9 CHANGEDSINCE 4)
         S: * OK [HIGHESTMODSEQ 5] …
         S: * 4 FETCH (MODSEQ (5) UID 4)
         S: f OK …
         C: g FETCH 1:* (UID) (PARTIAL 1:2)
         S: g BAD …",
    );
}

#[test]
fn messages_are_grouped_into_threads() {
    let server = TestServer::plain();
    let mut one = mailbox(&server);
    one.play(
        "C: a THREAD REFERENCES UTF-8 ALL
         S: * THREAD (4)(1 2)(3)
         S: a OK …
         C: b THREAD ORDEREDSUBJECT UTF-8 ALL
         S: * THREAD (4)(2 1)(3)
         S: b OK …
         C: c UID THREAD REFERENCES US-ASCII SUBJECT none
         S: * THREAD
         S: c OK …
         C: d THREAD REFS UTF-8 ALL
         S: d BAD …",
    );
    // The messages of the thread that are not searched for hold it together all the same.
    for number in 5..7 {
        one.append("INBOX", &format!("References: <1@x> <2@x>\r\nMessage-ID: <{number}@x>\r\n\r\n{number}"));
    }
    one.play(
        "C: e UID THREAD REFERENCES UTF-8 5:6
         S: * THREAD ((5)(6))
         S: e OK …",
    );
}

#[test]
fn a_search_tells_what_changes() {
    let server = TestServer::plain();
    let (mut one, mut two) = (mailbox(&server), server.log_in("SELECT INBOX"));
    one.play(
        "C: a UID SEARCH RETURN (UPDATE COUNT) UNDELETED
         S: * ESEARCH (TAG \"a\") UID COUNT 4
         S: a OK …
         C: a SEARCH RETURN (UPDATE) SEEN
         S: a BAD …
         C: b SORT RETURN (UPDATE ALL) (SIZE) UTF-8 SUBJECT pears
         S: * ESEARCH (TAG \"b\") ALL 2,1
         S: b OK …
         C: c SEARCH RETURN (UPDATE) NOT 2:4 UNSEEN
         S: * ESEARCH (TAG \"c\")
         S: c OK …",
    );
    two.ask("STORE 3 +FLAGS (\\Deleted)");
    one.play(
        "C: d NOOP
         S: * 3 FETCH (FLAGS (\\Deleted \\Recent))
         S: * ESEARCH (TAG \"a\") UID REMOVEFROM (0 3)
         S: d OK …",
    );
    two.ask("EXPUNGE");
    two.ask("STORE 1 +FLAGS (\\Seen)");
    two.append("INBOX", "Subject: re: pears\r\n\r\n");
    one.play(
        "C: e NOOP
         S: * 3 EXPUNGE
         S: * 1 FETCH (FLAGS (\\Seen \\Recent))
         S: * ESEARCH (TAG \"c\") REMOVEFROM (0 1)
         S: * 4 EXISTS
         S: * 3 RECENT
         S: * ESEARCH (TAG \"a\") UID ADDTO (0 5)
         S: * ESEARCH (TAG \"b\") ADDTO (1 4)
         S: * ESEARCH (TAG \"c\") ADDTO (0 4)
         S: e OK …
         C: f CANCELUPDATE \"a\" \"c\" \"none\"
         S: f OK …",
    );
    two.ask("STORE 1:* +FLAGS.SILENT (\\Deleted)");
    one.play(
        "C: g IDLE
         S: + idling
         S: * 1 FETCH (FLAGS (\\Deleted \\Seen \\Recent))
         S: * 2 FETCH (FLAGS (\\Deleted \\Recent))
         S: * 3 FETCH (FLAGS (\\Deleted \\Recent))
         S: * 4 FETCH (FLAGS (\\Deleted…))",
    );
    two.ask("UID EXPUNGE 1");
    one.play(
        "S: * ESEARCH (TAG \"b\") REMOVEFROM (3 1)
         S: * 1 EXPUNGE
         C: DONE
         S: g OK …
         C: h SELECT Archive",
    );
    one.until("h OK");
    // They end with the mailbox, and their tags are free.
    one.play("C: b SEARCH RETURN (UPDATE) ALL\nS: * ESEARCH (TAG \"b\")\nS: b OK …");
}

#[test]
fn there_is_an_end_to_searches_that_are_kept_up_to_date() {
    let server = TestServer::plain();
    let mut one = mailbox(&server);
    for number in 0..16 {
        one.play(&format!(
            "C: u{number} SEARCH RETURN (UPDATE COUNT) ALL\nS: * ESEARCH …\nS: u{number} OK …"
        ));
    }
    one.play(
        "C: a SEARCH RETURN (UPDATE COUNT) ALL
         S: * ESEARCH (TAG \"a\") COUNT 4
         S: * NO [NOUPDATE \"a\"] …
         S: a OK …
         C: b CANCELUPDATE \"u0\"
         S: b OK …
         C: c SEARCH RETURN (COUNT UPDATE (UID FLAGS)) ALL
         S: * ESEARCH (TAG \"c\") COUNT 4
         S: c OK …
         C: d SEARCH RETURN (COUNT UPDATE (X-Y)) ALL
         S: d BAD …",
    );
}

#[test]
fn items_of_new_messages_come_with_the_updates_that_want_them() {
    let server = TestServer::plain();
    let (mut one, mut two) = (server.log_in("SELECT INBOX"), server.log_in("SELECT INBOX"));
    one.play(
        "C: a SEARCH RETURN (COUNT UPDATE (UID BODY.PEEK[HEADER.FIELDS (Subject)])) FROM boss
         S: * ESEARCH (TAG \"a\") COUNT 0
         S: a OK …
         C: b NOTIFY SET (selected (MessageNew (UID RFC822.SIZE) MessageExpunge FlagChange))
         S: b OK …",
    );
    two.append("INBOX", "From: boss\r\nSubject: x\r\n\r\ny");
    one.play(
        "S: * 1 EXISTS
         S: * … RECENT
         S: * ESEARCH (TAG \"a\") ADDTO (0 1)
         S: * 1 FETCH (UID 1 RFC822.SIZE 27 BODY[HEADER.FIELDS (Subject)] {14}
         S: Subject: x
         S:
         S: )",
    );
    two.append("INBOX", "From: me\r\n\r\n");
    one.play("S: * 2 EXISTS\nS: * … RECENT\nS: * 2 FETCH (UID 2 RFC822.SIZE 12)");
    // Without NOTIFY the updates have theirs at the end of a command, but for what the client brings itself, and for what
    // comes among the results later (RFC 5465 §7).
    one.play(
        "C: c NOTIFY NONE
         S: c OK …
         C: d UNSELECT
         S: d OK …
         C: e SELECT INBOX
         S: * FLAGS …
         S: * OK …
         S: * 2 EXISTS",
    );
    one.until("e OK");
    let mut three = server.log_in("SELECT INBOX");
    three.play("C: a SORT RETURN (COUNT UPDATE (RFC822.SIZE)) (SUBJECT) US-ASCII FLAGGED\nS: * ESEARCH (TAG \"a\") COUNT 0\nS: a OK …");
    two.ask("STORE 1 +FLAGS (\\Flagged)");
    two.send("p APPEND INBOX (\\Flagged) {5+}\r\na:b\r\n\r\n");
    two.until("p OK");
    three.play(
        "C: b NOOP
         S: * 1 FETCH (FLAGS …
         S: * 3 EXISTS
         S: * … RECENT
         S: * ESEARCH (TAG \"a\") ADDTO (1 3 2 1)
         S: * 3 FETCH (RFC822.SIZE 5)
         S: b OK …
         C: c APPEND INBOX (\\Flagged) {5+}
         C: a:b
         C:
         S: * 4 EXISTS
         S: * … RECENT
         S: * ESEARCH (TAG \"a\") ADDTO (2 4)
         S: c OK …",
    );
}

#[test]
fn messages_are_found_by_their_age() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", "Subject: now\r\n\r\n");
    one.send("p APPEND INBOX \"01-Feb-2000 10:00:00 +0000\" {5+}\r\nold\r\n\r\n");
    one.until("p OK");
    one.play(
        "C: a SEARCH YOUNGER 259200
         S: * SEARCH 1
         S: a OK …
         C: b SEARCH OLDER 259200
         S: * SEARCH 2
         S: b OK …
         C: c SEARCH OR OLDER 4294967295 YOUNGER 4294967295
         S: * SEARCH 1 2
         S: c OK …",
    );
}

#[test]
fn a_long_search_says_how_far_it_is() {
    let server = TestServer::start("--plain --progress 0");
    let mut one = server.log_in("SELECT INBOX");
    let text = format!("Subject: long\r\n\r\n{}", "Words and more words.\r\n".repeat(20_000));
    for _ in 0..6 {
        one.append("INBOX", &text);
    }
    one.send("a SEARCH BODY none\r\n");
    let lines = one.until("a ");
    let count = lines.len();
    assert!(count > 2 && lines[0].starts_with("* OK [INPROGRESS (\"a\" "), "{lines:?}");
    assert!(lines[..count - 2].iter().all(|line| line.contains(" 6)]")), "{lines:?}");
    assert_eq!((&lines[count - 2][..], &lines[count - 1][..4]), ("* SEARCH", "a OK"));
}
