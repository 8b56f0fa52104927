//! REPLACE (RFC 8508).

use super::TestServer;

const MESSAGE: &str = "Subject: x\r\n\r\ny";

#[test]
fn a_message_is_replaced_in_one_step() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT Drafts");
    one.append("Drafts", MESSAGE);
    one.append("Drafts", MESSAGE);
    one.play(
        "C: a REPLACE 1 Drafts (\\Seen \\Draft) {17}
         S: + …
         C: Subject: new
         C:
         C: z
         S: * OK [APPENDUID … 3] …
         S: * 1 EXPUNGE
         S: * 2 EXISTS
         S: * 2 RECENT
         S: a OK replaced
         C: b FETCH 1:* (UID FLAGS BODY.PEEK[TEXT])
         S: * 1 FETCH (UID 2 FLAGS (\\Recent) BODY[TEXT] {1}
         S: y)
         S: * 2 FETCH (UID 3 FLAGS (\\Seen \\Draft \\Recent) BODY[TEXT] {1}
         S: z)
         S: b OK …
         C: c UID REPLACE 3 Archive {17+}
         C: Subject: new
         C:
         C: z
         S: * OK [APPENDUID … 1] …
         S: * 2 EXPUNGE
         S: c OK …
         C: d STATUS Archive (MESSAGES)
         S: * STATUS Archive (MESSAGES 1)
         S: d OK …",
    );
}

#[test]
fn a_replacement_is_refused_before_it_is_sent_and_nothing_is_gone() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT Drafts");
    one.append("Drafts", MESSAGE);
    let mut two = server.log_in("SELECT Drafts");
    one.play(
        "C: a REPLACE 2 Drafts {17}
         S: a BAD …
         C: b UID REPLACE 7 Drafts {17}
         S: b NO no message has this UID
         C: c REPLACE 1 Nowhere {17}
         S: c NO [TRYCREATE] …
         C: d REPLACE 1 Drafts {0}
         S: + …
         C:
         S: d NO …
         C: e SEARCH ALL
         S: * SEARCH 1
         S: e OK …",
    );
    two.ask("STORE 1 +FLAGS (\\Deleted)");
    two.ask("EXPUNGE");
    one.play(
        "C: f UID REPLACE 1 Drafts {17}
         S: f NO [EXPUNGEISSUED] …
         C: g EXAMINE Drafts",
    );
    one.until("g OK");
    one.play("C: h UID REPLACE 1 Drafts {17}\nS: h NO [READ-ONLY] …");
}

#[test]
fn what_a_replacement_removes_makes_room_for_it() {
    let server = TestServer::start("--plain --quota 100");
    let mut one = server.log_in("SELECT Drafts");
    one.append("Drafts", &format!("Subject: x\r\n\r\n{}", "y".repeat(60)));
    one.play(
        "C: a APPEND Drafts {80}
         S: a NO [OVERQUOTA] …
         C: b REPLACE 1 Drafts {101}
         S: b NO [OVERQUOTA] …",
    );
    one.send(&format!("c REPLACE 1 Drafts {{94+}}\r\nSubject: x\r\n\r\n{}\r\n", "z".repeat(80)));
    one.until("c OK");
}

#[test]
fn a_long_replacement_comes_in_pieces() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT Drafts");
    one.append("Drafts", MESSAGE);
    let long = format!("Subject: x\r\n\r\n{}", "0123456789abcde\r\n".repeat(10_000));
    one.send(&format!(
        "a REPLACE 1 Drafts CATENATE (TEXT {{{}+}}\r\n{long} TEXT {{3+}}\r\nend)\r\n",
        long.len()
    ));
    one.until("a OK");
    let size = format!("* 1 FETCH (RFC822.SIZE {})", long.len() + 3);
    assert_eq!(one.ask("FETCH 1 RFC822.SIZE"), [size]);
}
