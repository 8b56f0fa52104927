//! Clients that speak IMAP well and mean no good.

use super::TestServer;
use super::acl::log_in_as;

/// RFC 4314 §6: who may not look up a mailbox is not told that it is there, nor who the users are.
#[test]
fn a_mailbox_that_may_not_be_seen_is_as_if_there_were_none() {
    let server = TestServer::plain();
    let mut alice = server.log_in("CREATE there");
    alice.append("there", "Subject: secret\r\n\r\nsecret");
    let mut bob = log_in_as(&server, "bob");
    bob.append("INBOX", "a\r\n");
    bob.send("s SELECT INBOX\r\n");
    bob.until("s OK");
    for command in [
        "SELECT \"NAME\"\r\nq SELECT INBOX",
        "EXAMINE \"NAME\"\r\nq SELECT INBOX",
        "CREATE \"NAME\"",
        "CREATE \"NAME/below\"",
        "DELETE \"NAME\"",
        "RENAME \"NAME\" mine",
        "RENAME Archive \"NAME\"",
        "RENAME Archive \"NAME/below\"",
        "STATUS \"NAME\" (MESSAGES UNSEEN)",
        "LIST \"\" \"NAME\" RETURN (STATUS (MESSAGES) MYRIGHTS METADATA (/shared/comment))",
        "LIST \"\" \"Other Users/*\"",
        "LIST (SUBSCRIBED RECURSIVEMATCH) \"\" %",
        "LSUB \"\" \"NAME\"",
        "APPEND \"NAME\" {1+}\r\nx",
        "APPEND Sent CATENATE (URL \"/URL/;UID=1\")",
        "COPY 1 \"NAME\"",
        "MOVE 1 \"NAME\"",
        "REPLACE 1 \"NAME\" {1+}\r\nx",
        "ESEARCH IN (mailboxes \"NAME\") ALL",
        "ESEARCH IN (subtree \"NAME\" subtree-one \"Other Users\") ALL",
        "GETACL \"NAME\"",
        "SETACL \"NAME\" bob lr",
        "DELETEACL \"NAME\" bob",
        "LISTRIGHTS \"NAME\" bob",
        "MYRIGHTS \"NAME\"",
        "GETMETADATA \"NAME\" /shared/comment",
        "SETMETADATA \"NAME\" (/private/comment x)",
        "GETQUOTAROOT \"NAME\"",
        "NOTIFY SET STATUS (mailboxes \"NAME\" (MessageNew MessageExpunge MailboxName)) (subtree \"Other Users\" (MessageNew MessageExpunge))",
        "NOTIFY NONE",
        "GENURLAUTH \"imap://OWNER@localhost/there/;UID=1;URLAUTH=anonymous\" INTERNAL",
        "URLFETCH \"imap://OWNER@localhost/there/;UID=1;URLAUTH=anonymous:internal:0100\"",
        "RESETKEY \"NAME\"",
        "SUBSCRIBE \"NAME\"\r\nq LIST (SUBSCRIBED) \"\" *\r\nq UNSUBSCRIBE \"NAME\"",
    ] {
        let mut answer = |owner: &str, name: &str| {
            let url = format!("Other%20Users/{owner}/{name}");
            let full = format!("Other Users/{owner}/{name}");
            let command =
                command.replace("NAME", &full).replace("URL/", &format!("{url}/")).replace("OWNER", owner);
            bob.send(&format!("q {command}\r\nz NOOP\r\n"));
            let said = bob.until("z ").join("\n").replace(&url, "URL").replace(&full, "NAME");
            said.replace(&format!("//{owner}@"), "//OWNER@")
        };
        let nothing = answer("alice", "none!");
        for (owner, name) in [("alice", "there"), ("nobody", "there")] {
            assert_eq!(answer(owner, name), nothing, "{command}, {owner}/{name}");
        }
    }
}

#[test]
fn a_mailbox_that_is_deleted_stays_for_who_has_it_open_and_its_name_does_not() {
    let server = TestServer::plain();
    let mut one = server.log_in("CREATE box");
    one.append("box", "Subject: old\r\n\r\n");
    one.send("s SELECT box\r\n");
    let validity =
        |lines: Vec<String>| lines.into_iter().find(|line| line.contains("[UIDVALIDITY ")).unwrap();
    let before = validity(one.until("s OK"));
    let mut two = server.log_in("");
    two.ask("DELETE box");
    one.play(
        "C: a FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT)]
         S: * 1 FETCH (BODY[HEADER.FIELDS (SUBJECT)] {16}
         S: Subject: old
         S:
         S: )
         S: a OK …
         C: b STORE 1 +FLAGS.SILENT (\\Deleted)
         S: b OK …
         C: c STATUS box (MESSAGES)
         S: c NO [NONEXISTENT] …
         C: d COPY 1 box
         S: d NO [TRYCREATE] …",
    );
    two.ask("CREATE box");
    two.append("box", "Subject: new\r\n\r\n");
    one.play(
        "C: a EXPUNGE
         S: * 1 EXPUNGE
         S: a OK …
         C: b STATUS box (MESSAGES UIDNEXT)
         S: * STATUS box (MESSAGES 1 UIDNEXT 2)
         S: b OK …
         C: c NOOP
         S: c OK done
         C: d CLOSE
         S: d OK …
         C: e SELECT box",
    );
    assert_ne!(validity(one.until("e OK")), before);
    one.play("C: f FETCH 1 RFC822.SIZE\nS: * 1 FETCH (RFC822.SIZE 16)\nS: f OK …");
}

#[test]
fn names_that_nobody_could_list_are_refused() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    let long = "x".repeat(1001);
    for name in [
        "\"\"",
        "/",
        "/a",
        "a//b",
        "a//",
        "\"a/*\"",
        "\"%\"",
        "&AAo-", // LF
        "&AGE-", // `a`, which needs no such thing
        "&2D0-", // half a character
        "&",
        "a&b",
        "&AOQ",
        "\"Other Users\"",
        "\"Other Users/\"",
        "\"Other Users/nobody/a\"",
        "INBOX",
        "inbox",
        "iNbOx/",
        &long,
        "{2+}\r\n\u{e4}",
    ] {
        one.send(&format!("a CREATE {name}\r\n"));
        let end = one.line();
        assert!(end.starts_with("a NO [") || end.starts_with("a BAD "), "{name}: {end}");
    }
    for name in ["..", "../../etc/passwd", "&-", "&AOQ-", "\"a\\\"\\\\b\"", "~root", "a&-b", "inbox/x"] {
        one.ask(&format!("CREATE {name}"));
        let came = one.ask(&format!("LIST \"\" {name}"));
        assert!(came.len() == 1 && !came[0].contains("NonExistent"), "{name}: {came:?}");
    }
    assert_eq!(one.ask("LIST \"\" INBOX/%"), ["* LIST (\\HasNoChildren) \"/\" INBOX/x"]);
}

#[test]
fn renaming_in_circles_comes_to_nothing() {
    let server = TestServer::plain();
    let mut one = server.log_in("CREATE a/b");
    one.append("a/b", "x\r\n");
    one.play(
        "C: a RENAME a a
         S: a NO [ALREADYEXISTS] …
         C: b RENAME a a/b/c
         S: b NO [CANNOT] …
         C: c RENAME a/b a
         S: c NO [ALREADYEXISTS] …
         C: d RENAME a/b c
         S: d OK renamed
         C: e RENAME a c/a
         S: e OK renamed
         C: f RENAME c c/a/b
         S: f NO [CANNOT] …
         C: g RENAME c a
         S: g OK renamed
         C: h RENAME a/a b
         S: h OK renamed
         C: i RENAME INBOX INBOX/INBOX
         S: i OK renamed
         C: j RENAME INBOX INBOX/INBOX
         S: j NO [ALREADYEXISTS] …
         C: k STATUS a (MESSAGES)
         S: * STATUS a (MESSAGES 1)
         S: k OK …",
    );
    let names: Vec<_> = one.ask("LIST \"\" (a* b* c* INBOX*)");
    assert_eq!(names.len(), 4, "{names:?}");
}

#[test]
fn a_message_that_breaks_off_leaves_nothing() {
    let server = TestServer::start("--plain --quota 100000");
    for literal in ["{90000+}", "{90000}"] {
        let mut one = server.log_in("");
        one.send(&format!("a APPEND INBOX {literal}\r\n"));
        if !literal.contains('+') {
            one.play("S: + …");
        }
        one.send(&"x".repeat(70_000));
    }
    let mut two = server.log_in("SELECT INBOX");
    two.append("INBOX", &"x".repeat(90_000));
    two.play(
        "C: a NOOP\nS: a OK done\nC: b STATUS INBOX (MESSAGES)\nS: * STATUS INBOX (MESSAGES 1)\nS: b OK …",
    );
}

#[test]
fn thousands_of_commands_at_once_are_answered_one_after_the_other() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", "x\r\n");
    let mut stream = one.stream.get_ref().try_clone().unwrap();
    // The answers are more than what fits on the way, and are read meanwhile.
    let sender = std::thread::spawn(move || {
        use std::io::Write;
        let commands: String =
            (0..10_000).map(|number| format!("t{number} FETCH 1:* (FLAGS BODYSTRUCTURE)\r\n")).collect();
        stream.write_all(commands.as_bytes()).unwrap();
    });
    for number in 0..10_000 {
        let end = one.until("t").pop().unwrap();
        assert!(end.starts_with(&format!("t{number} OK")), "{number}: {end}");
    }
    sender.join().unwrap();
}

/// RFC 6851 §3.3: a message is moved once, and nobody finds two of it.
#[test]
fn who_moves_the_same_messages_at_once_makes_no_more_of_them() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    for _ in 0..200 {
        one.append("INBOX", "x\r\n");
    }
    std::thread::scope(|scope| {
        for target in ["Archive", "Trash", "Sent", "Junk"] {
            let mut client = server.log_in("SELECT INBOX");
            scope.spawn(move || {
                for uid in 1..=200 {
                    client.send(&format!("a UID MOVE {uid},1:{uid} {target}\r\n"));
                    client.until("a OK");
                }
            });
        }
    });
    let counts = one.ask("LIST \"\" * RETURN (STATUS (MESSAGES))").concat();
    let counts = counts.split("(MESSAGES ").skip(1).map(|rest| rest.split(')').next().unwrap());
    assert_eq!(counts.map(|count| count.parse::<u32>().unwrap()).sum::<u32>(), 200);
}

/// What a deleted mailbox still holds for who has it open counts when it comes back.
#[test]
fn deleted_mailboxes_are_no_place_to_save_quota() {
    let server = TestServer::start("--plain --quota 1000");
    let mut one = server.log_in("CREATE box");
    one.append("box", &"x".repeat(900));
    one.send("s SELECT box\r\n");
    one.until("s OK");
    let mut two = server.log_in("");
    two.ask("DELETE box");
    two.append("INBOX", &"x".repeat(900));
    one.play(
        "C: a MOVE 1 Archive
         S: a NO [OVERQUOTA] …
         C: b REPLACE 1 Archive {850+}",
    );
    one.send(&format!("{}\r\n", "x".repeat(850)));
    one.play("S: b NO [OVERQUOTA] …");
    two.ask("CREATE other");
    two.play("C: a SELECT INBOX");
    two.until("a OK");
    // From one mailbox to another there is as much as before, also where the name has changed.
    server.log_in("").ask("RENAME INBOX old");
    two.play("C: b SELECT old");
    two.until("b OK");
    server.log_in("").ask("RENAME old older");
    two.play("C: c MOVE 1 other\nS: * OK [COPYUID …\nS: * 1 EXPUNGE\nS: c OK …");
}
