//! What is told of mailboxes and messages besides: OBJECTID, SAVEDATE, PREVIEW, UIDONLY.

use super::TestServer;

const MESSAGE: &str = "Subject: x\r\n\r\nHello there";

/// What stands in the parentheses behind this word.
fn id(line: &str, word: &str) -> String {
    let (_, rest) = line.split_once(&format!("{word} (")).unwrap_or_else(|| panic!("{word} in {line}"));
    rest.split(')').next().unwrap().into()
}

#[test]
fn identifiers_of_mailboxes_outlive_their_names() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    one.send("a CREATE x\r\n");
    let created = id(&one.line(), "MAILBOXID");
    let told = one.ask("STATUS x (MAILBOXID)");
    assert_eq!(told, [format!("* STATUS x (MAILBOXID ({created}))")]);
    one.ask("RENAME x y");
    assert_eq!(id(&one.ask("STATUS y (MAILBOXID)")[0], "MAILBOXID"), created);
    assert_ne!(id(&one.ask("STATUS INBOX (MAILBOXID)")[0], "MAILBOXID"), created);
    let told = one.ask("SELECT y");
    assert!(told.iter().any(|line| line.starts_with(&format!("* OK [MAILBOXID ({created})]"))), "{told:?}");
}

#[test]
fn identifiers_of_messages_go_with_copies() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", MESSAGE);
    one.append("INBOX", MESSAGE);
    let told = one.ask("FETCH 1:2 (EMAILID THREADID)");
    let (first, second) = (id(&told[0], "EMAILID"), id(&told[1], "EMAILID"));
    assert_ne!(first, second);
    assert!(told[0].ends_with(" THREADID NIL)"), "{told:?}");
    one.ask("COPY 1 Archive");
    assert_eq!(one.ask(&format!("SEARCH EMAILID {second}")), ["* SEARCH 2"]);
    assert_eq!(one.ask("SEARCH THREADID T1"), ["* SEARCH"]);
    one.ask("SELECT Archive");
    assert_eq!(id(&one.ask("FETCH 1 (EMAILID)")[0], "EMAILID"), first);
}

#[test]
fn messages_have_the_date_when_they_were_saved() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX \"07-Feb-1994 21:52:25 -0800\"", MESSAGE);
    one.play("C: a FETCH 1 SAVEDATE\nS: * 1 FETCH (SAVEDATE \"…-20…\")\nS: a OK …");
    for (keys, found) in [
        ("SAVEDATESUPPORTED", " 1"),
        ("SAVEDSINCE 1-Jan-2020", " 1"),
        ("SAVEDBEFORE 1-Jan-2020", ""),
        ("SAVEDON 7-Feb-1994", ""),
        ("ON 7-Feb-1994", " 1"),
    ] {
        assert_eq!(one.ask(&format!("SEARCH {keys}")), [format!("* SEARCH{found}")], "{keys}");
    }
}

#[test]
fn previews_are_given_lazily_or_not() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", MESSAGE);
    one.play(
        "C: a FETCH 1 (PREVIEW)
         S: * 1 FETCH (PREVIEW \"Hello there\")
         S: a OK …
         C: b FETCH 1 (UID PREVIEW (LAZY))
         S: * 1 FETCH (UID 1 PREVIEW \"Hello there\")
         S: b OK …
         C: c FETCH 1 (PREVIEW (EAGER))
         S: c BAD …",
    );
}

#[test]
fn messages_have_no_numbers_where_only_uids_are_wanted() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    one.append("INBOX", MESSAGE);
    one.append("INBOX", &format!("Subject: long\r\n\r\n{}", "0123456789abcde\r\n".repeat(1000)));
    one.play(
        "C: a ENABLE UIDONLY
         S: * ENABLED UIDONLY
         S: a OK …
         C: b SELECT INBOX",
    );
    let told = one.until("b OK");
    assert!(!told.iter().any(|line| line.contains("UNSEEN")), "{told:?}");
    one.play(
        "C: c FETCH 1 FLAGS
         S: c BAD [UIDREQUIRED] …
         C: d UID FETCH 1:* (FLAGS)
         S: * 1 UIDFETCH (FLAGS (\\Recent))
         S: * 2 UIDFETCH (FLAGS (\\Recent))
         S: d OK …
         C: e UID FETCH 1 (UID PREVIEW)
         S: * 1 UIDFETCH (UID 1 PREVIEW \"Hello there\")
         S: e OK …
         C: f UID FETCH 2 BODY.PEEK[]
         S: * 2 UIDFETCH (BODY[] {17017}",
    );
    one.until("f OK");
    one.play(
        "C: g UID STORE 1 +FLAGS (\\Deleted)
         S: * 1 UIDFETCH (FLAGS (\\Deleted \\Recent))
         S: g OK …
         C: h UID SEARCH DELETED
         S: * SEARCH 1
         S: h OK …
         C: i EXPUNGE
         S: * VANISHED 1
         S: i OK …",
    );
    server.log_in("SELECT INBOX").ask("STORE 1 +FLAGS (\\Flagged)");
    one.play("C: j NOOP\nS: * 2 UIDFETCH (FLAGS (\\Flagged \\Recent))\nS: j OK …");
}
