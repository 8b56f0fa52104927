//! CATENATE (RFC 4469).

use super::TestServer;
use super::acl::log_in_as;

/// A message of two parts.
const PARTS: &str = "Subject: parts\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n";

#[test]
fn a_message_is_put_together_of_texts_and_of_parts_of_others() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    one.append("INBOX", PARTS);
    let uid_validity = one.ask("STATUS INBOX (UIDVALIDITY)")[0].clone();
    let uid_validity = uid_validity.trim_end_matches(')').rsplit(' ').next().unwrap();
    one.play(&format!(
        "C: a APPEND Drafts (\\Draft) CATENATE (URL \"/INBOX;UIDVALIDITY={uid_validity}/;UID=1/;SECTION=HEADER\" TEXT {{3}}
         S: + …
         C: 1,  URL \"/inbox/;UID=1/;SECTION=2\" TEXT {{3+}}
         C: , 3 URL \"/INBOX/;UID=1/;SECTION=1/;PARTIAL=1.1\" URL \"/INBOX/;UID=1/;SECTION=1/;PARTIAL=1\")
         S: a OK [APPENDUID … 1] …
         C: b EXAMINE Drafts",
    ));
    one.until("b OK");
    one.play(
        "C: c FETCH 1 (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)] BODY.PEEK[TEXT])
         S: * 1 FETCH (FLAGS (\\Draft \\Recent) BODY[HEADER.FIELDS (SUBJECT)] {18}
         S: Subject: parts
         S:
         S:  BODY[TEXT] {12}
         S: 1, two, 3nne)
         S: c OK …",
    );
}

#[test]
fn a_url_begins_at_the_mailbox_that_is_open() {
    let server = TestServer::plain();
    let mut one = server.log_in("CREATE \"a b/c\"");
    one.append("\"a b/c\"", "Subject: x\r\n\r\nfrom below");
    one.play("C: a SELECT \"a b/c\"");
    one.until("a OK");
    one.play(
        "C: b APPEND Drafts CATENATE (TEXT {14+}
         C: Subject: y
         C:
         C:  URL \";UID=1/;SECTION=TEXT\")
         S: b NO [BADURL ;UID=1/;SECTION=TEXT] …
         C: c APPEND Drafts CATENATE (TEXT {14+}
         C: Subject: y
         C:
         C:  URL \"c/;UID=1/;SECTION=TEXT\")
         S: c OK …",
    );
}

#[test]
fn the_first_url_that_leads_nowhere_is_told_and_nothing_is_appended() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", PARTS);
    for url in [
        "/INBOX/;UID=2",
        "/INBOX/;UID=1/;SECTION=3",
        "/INBOX/;UID=1/;SECTION=1.MIME.x",
        "/INBOX/;UID=1/;SECTION=1/;PARTIAL=3.1",
        "/INBOX;UIDVALIDITY=1/;UID=1",
        "/Nowhere/;UID=1",
        "/INBOX",
        "/INBOX?ALL",
        "imap://alice@localhost/INBOX/;UID=1",
        "//localhost/INBOX/;UID=1",
        "/INBOX/;UID=1;URLAUTH=anonymous",
    ] {
        one.play(&format!(
            "C: a APPEND Drafts CATENATE (URL /INBOX/;UID=1 URL \"{url}\" URL /INBOX/;UID=9)
             S: a NO [BADURL {url}] …",
        ));
    }
    assert_eq!(one.ask("STATUS Drafts (MESSAGES)"), ["* STATUS Drafts (MESSAGES 0)"]);
}

#[test]
fn no_command_makes_more_of_urls_than_a_message_may_have() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    let mut long = 1 << 20;
    one.append("INBOX", &format!("Subject: x\r\n\r\n{}", "y".repeat(long)));
    let mut uid = 1;
    // 2, 4, 8, 16, 32 MiB
    while long < 32 << 20 {
        one.ask(&format!("APPEND INBOX CATENATE (URL /INBOX/;UID={uid} URL /INBOX/;UID={uid})"));
        (long, uid) = (long * 2, uid + 1);
    }
    one.play(&format!(
        "C: a APPEND INBOX CATENATE (URL /INBOX/;UID={uid} URL /INBOX/;UID={uid})
         S: a NO [TOOBIG] …
         C: b APPEND INBOX CATENATE (URL /INBOX/;UID={uid}) CATENATE (URL /INBOX/;UID={uid})
         S: b NO [TOOBIG] …",
    ));
}

#[test]
fn long_texts_come_in_pieces_in_any_part_of_any_message() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT Drafts");
    let long = |c: &str| c.repeat(100_000);
    let text = |c: &str| format!("TEXT {{100000+}}\r\n{}", long(c));
    one.send(&format!(
        "a APPEND Drafts CATENATE (TEXT {{12+}}\r\nSubject: a\r\n {} {} TEXT {{1+}}\r\n.) {{100000+}}\r\n{} CATENATE ({})\r\n",
        text("b"),
        text("c"),
        long("d"),
        text("e"),
    ));
    one.until("a OK");
    one.ask("NOOP");
    assert_eq!(
        one.ask("FETCH 1:3 (RFC822.SIZE BODY.PEEK[]<100011.3>)"),
        [
            "* 1 FETCH (RFC822.SIZE 200013 BODY[]<100011> {3}",
            "bcc)",
            "* 2 FETCH (RFC822.SIZE 100000 BODY[]<100011> \"\")",
            "* 3 FETCH (RFC822.SIZE 100000 BODY[]<100011> \"\")",
        ]
    );
    for (seq, octet) in [(2, "d"), (3, "e")] {
        assert_eq!(
            one.ask(&format!("FETCH {seq} BODY.PEEK[]<7.1>")),
            [format!("* {seq} FETCH (BODY[]<7> {{1}}"), format!("{octet})")]
        );
    }
}

#[test]
fn a_url_leads_into_mailboxes_of_others_who_let_them_be_read() {
    let server = TestServer::plain();
    let (mut alice, mut bob) = (server.log_in(""), log_in_as(&server, "bob"));
    alice.append("INBOX", PARTS);
    let append = "APPEND Drafts CATENATE (URL \"/Other%20Users/alice/inbox/;UID=1/;SECTION=HEADER\")";
    bob.play(&format!("C: a {append}\nS: a NO [BADURL …"));
    alice.ask("SETACL INBOX bob l");
    bob.play(&format!("C: b {append}\nS: b NO [BADURL …"));
    alice.ask("SETACL INBOX bob lr");
    bob.play(&format!("C: c {append}\nS: c OK [APPENDUID …"));
    assert!(bob.ask("STATUS Drafts (SIZE)")[0].ends_with("(SIZE 61)"));
}
