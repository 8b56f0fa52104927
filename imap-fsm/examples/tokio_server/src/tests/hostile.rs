//! What a client may ask for that is no use to anybody but takes long, or much room: it is refused, and says why.

use super::TestServer;

#[test]
fn a_message_has_so_many_parts_and_so_long_headers() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    let parts = |count: usize| {
        let parts = "--b\r\n\r\n".repeat(count);
        format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{parts}--b--\r\n")
    };
    let mut append = |message: &str| {
        one.send(&format!("a APPEND INBOX {{{}+}}\r\n{message}\r\n", message.len()));
        one.until("a ").pop().unwrap()
    };
    let refusal = "a NO [LIMIT] the message has too many parts, or too long headers";
    assert_eq!(append(&parts(10_000)), refusal);
    assert!(append(&parts(9_999)).starts_with("a OK"));
    assert_eq!(append(&format!("Subject: {}\r\n\r\n", "x".repeat(1 << 20))), refusal);
    let inner =
        format!("Content-Type: message/rfc822\r\n\r\nSubject: {}\r\n\r\n", "x".repeat((1 << 20) - 40));
    assert_eq!(append(&inner), refusal, "together");
    assert!(append(&format!("Subject: x\r\n\r\n{}", "x: y\r\n".repeat(1 << 18))).starts_with("a OK"));
    // Those behind the first ten thousand are left out, and who else gets the reply.
    assert!(append(&format!("From: {}\r\nTo: a@b\r\n\r\n", "a,".repeat(20_000))).starts_with("a OK"));
    assert!(append(&format!("Content-Type: a/b{}\r\n\r\n", "; a=b".repeat(1000))).starts_with("a OK"));
    let structure = one.ask("FETCH 1 BODYSTRUCTURE").concat();
    assert_eq!(structure.matches("(\"TEXT\" ").count(), 9_999);
    let envelope = one.ask("FETCH 3 ENVELOPE").concat();
    assert_eq!(envelope.matches("(NIL NIL \"a\" ").count(), 30_000);
    let structure = one.ask("FETCH 4 BODYSTRUCTURE").concat();
    assert_eq!(structure.matches("\"a\" \"b\"").count(), 101);
}

#[test]
fn lists_of_patterns_names_and_keys_have_an_end() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", "a\r\n");
    let many = |word: &str, count: usize| vec![word; count].join(" ");
    for (command, text) in [
        (format!("LIST \"\" ({})", many("*a*b", 101)), "the patterns are too many, or too long"),
        (format!("LIST \"\" {}", "a*".repeat(5000)), "the patterns are too many, or too long"),
        (format!("LSUB {} *", "a".repeat(9000)), "the patterns are too many, or too long"),
        (
            format!("LIST \"\" * RETURN (METADATA ({}))", many("/shared/a", 257)),
            "that is too much for one command",
        ),
        (format!("GETMETADATA INBOX ({})", many("/shared/a", 257)), "that is too much for one command"),
        (format!("SETMETADATA INBOX ({})", many("/shared/a NIL", 257)), "that is too much for one command"),
        (format!("ESEARCH IN ({}) ALL", many("personal", 101)), "that is too much for one command"),
        (
            format!("APPEND INBOX CATENATE ({})", many("URL /INBOX/;UID=1", 257)),
            "that is too much for one command",
        ),
        (format!("SEARCH {}", many("ALL", 10_001)), "these are too many search keys"),
        (format!("SEARCH {}", vec!["1"; 10_001].join(",")), "these are too many search keys"),
        (format!("SEARCH {}", many("NOT TEXT x", 101)), "these are too many search keys"),
        (format!("SEARCH OR ({}) SEEN", many("FUZZY BODY x", 11)), "these are too many search keys"),
        (format!("ESEARCH IN (personal) {}", many("SUBJECT x", 101)), "these are too many search keys"),
    ] {
        one.play(&format!("C: a {command}\nS: a NO [LIMIT] {text}"));
    }
    let groups = many("(subtree x (MailboxName))", 101);
    one.play(&format!("C: b NOTIFY SET {groups}\nS: b NO [NOTIFICATIONOVERFLOW] …"));
    for command in [
        format!("LIST \"\" ({}x)", many("*a*b", 100)),
        format!("SEARCH {}", many("NOT TEXT x", 100)),
        format!("SEARCH {}", many("ALL", 10_000)),
        format!("GETMETADATA INBOX ({})", many("/shared/a", 256)),
        format!("APPEND INBOX CATENATE ({})", many("URL /INBOX/;UID=1", 256)),
    ] {
        one.ask(&command);
    }
    assert_eq!(one.ask(&format!("STATUS INBOX ({})", many("UNSEEN", 1000))), ["* STATUS INBOX (UNSEEN 2)"]);
}

/// RFC 5267 §4.3.1
#[test]
fn a_search_that_would_be_long_each_time_is_not_kept_up_to_date() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", "a\r\n");
    one.play(
        "C: a SEARCH RETURN (UPDATE COUNT) YOUNGER 60 TEXT nowhere
         S: * ESEARCH (TAG \"a\") COUNT 0
         S: * NO [NOUPDATE \"a\"] …
         S: a OK …
         C: b SEARCH RETURN (UPDATE COUNT) TEXT nowhere
         S: * ESEARCH (TAG \"b\") COUNT 0
         S: b OK …
         C: c ESEARCH IN (selected) RETURN (UPDATE COUNT) YOUNGER 60 SUBJECT x
         S: * NO [NOUPDATE \"c\"] …
         S: c OK …",
    );
    let texts = ["NOT TEXT a"; 11].join(" ");
    one.play(&format!(
        "C: d SEARCH RETURN (UPDATE COUNT) {texts}
         S: * ESEARCH (TAG \"d\") COUNT 0
         S: * NO [NOUPDATE \"d\"] …
         S: d OK …"
    ));
}

#[test]
fn what_messages_are_sorted_by_has_room_in_memory() {
    let server = TestServer::start("--plain --progress 3600");
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", &format!("Subject: {}\r\n\r\n", "x".repeat(1000)));
    // Copies cost nothing, but their subjects would.
    for _ in 0..6 {
        one.ask("COPY 1:* INBOX");
    }
    one.play(
        "C: a SORT (SIZE) UTF-8 1:3
         S: * SORT 1 2 3
         S: a OK …
         C: b SORT (SUBJECT) UTF-8 1:64
         S: * SORT 1 …
         S: b OK …
         C: c UID COPY 1:10 INBOX
         S: * 74 EXISTS
         S: * 74 RECENT
         S: c OK …
         C: d SORT (SUBJECT) UTF-8 ALL
         S: d NO [LIMIT] the messages have too much to be sorted by
         C: e THREAD ORDEREDSUBJECT UTF-8 ALL
         S: e NO [LIMIT] …
         C: f SEARCH 1
         S: * SEARCH 1
         S: f OK …",
    );
}

#[test]
fn names_do_not_grow_by_what_they_are_below() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    let long = "x".repeat(600);
    one.ask(&format!("CREATE a/{long}"));
    one.play(&format!(
        "C: a RENAME a {long}
         S: a NO [CANNOT] no mailbox can have this name
         C: b LIST \"\" a/%
         S: * LIST (\\HasNoChildren) \"/\" a/{long}
         S: b OK …
         C: c RENAME a b
         S: c OK renamed"
    ));
    let deep = |levels: usize| vec!["y"; levels].join("/");
    one.play(&format!("C: d CREATE {}\nS: d NO [CANNOT] …", deep(51)));
    one.ask(&format!("CREATE {}", deep(50)));
    one.play("C: e RENAME y z/y\nS: e NO [CANNOT] …");
}

/// Whoever is first gets the room, and nobody gets more.
#[test]
fn clients_that_append_at_once_get_no_more_room_than_there_is() {
    let server = TestServer::start("--plain --quota 1000");
    let mut clients: Vec<_> = (0..8).map(|_| server.log_in("")).collect();
    let taken: usize = std::thread::scope(|scope| {
        let append = |mut client: super::Wire<std::net::TcpStream>| {
            let mut taken = 0;
            for mailbox in ["INBOX", "Archive", "Sent", "Junk"].repeat(5) {
                client.send(&format!("a APPEND {mailbox} {{100+}}\r\n{}\r\n", "x".repeat(100)));
                let end = client.until("a ").pop().unwrap();
                assert!(end.starts_with("a OK") || end.starts_with("a NO [OVERQUOTA]"), "{end}");
                taken += usize::from(end.starts_with("a OK"));
            }
            taken
        };
        let clients: Vec<_> = clients.drain(..).map(|client| scope.spawn(move || append(client))).collect();
        clients.into_iter().map(|client| client.join().unwrap()).sum()
    });
    assert_eq!(taken, 10);
    let quota = server.log_in("").ask("GETQUOTA #user/alice").concat();
    assert!(quota.contains("STORAGE 1 1"), "{quota}");
}
