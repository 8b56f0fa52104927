//! Access control (RFC 4314, RFC 8440), and mailboxes of other users.

use std::net::TcpStream;

use super::{TestServer, Wire};

const MESSAGE: &str = "Subject: x\r\n\r\ny\r\n";

pub(super) fn log_in_as(server: &TestServer, user: &str) -> Wire<TcpStream> {
    let mut wire = server.connect();
    wire.play(&format!("C: l LOGIN {user} pass\nS: l OK …"));
    wire
}

#[test]
fn rights_are_given_told_and_taken() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    one.play(
        "C: a CREATE Drafts/x
         S: a OK …
         C: b MYRIGHTS Drafts/x
         S: * MYRIGHTS Drafts/x lrswipkxteacd
         S: b OK …
         C: c SETACL Drafts/x David lrswida
         S: c OK …
         C: d SETACL Drafts/x Byron lrswikda
         S: d OK …
         C: e GETACL Drafts/x
         S: * ACL Drafts/x Byron lrswikteacd David lrswitead alice lrswipkxteacd
         S: e OK …
         C: f SETACL Drafts/x Byron -da
         S: f OK …
         C: g SETACL Drafts/x Byron +p
         S: g OK …
         C: h SETACL Drafts/x -David wetd
         S: h OK …
         C: i DELETEACL Drafts/x David
         S: i OK …
         C: j GETACL Drafts/x
         S: * ACL Drafts/x -David wted Byron lrswipkc alice lrswipkxteacd
         S: j OK …
         C: k SETACL Drafts/x John lrqswicda
         S: k BAD …
         C: l SETACL Drafts/x John lr0
         S: l BAD …
         C: m SETACL Drafts/x \"\" lr
         S: m BAD …
         C: m1 SETACL Drafts/x {2+}
         C: \x01x lr
         S: m1 BAD …
         C: m2 SETACL Drafts/x {8+}
         C: sm\u{aa}\u{ad}th lr
         S: m2 OK …
         C: m3 SETACL Drafts/x smath \"\"
         S: m3 OK …
         C: m4 GETACL Drafts/x
         S: * ACL Drafts/x -David wted Byron lrswipkc alice lrswipkxteacd
         S: m4 OK …
         C: n LISTRIGHTS Drafts/x smith
         S: * LISTRIGHTS Drafts/x smith \"\" l r s w i p k x t e a c d
         S: n OK …
         C: o LISTRIGHTS Drafts/x alice
         S: * LISTRIGHTS Drafts/x alice la r s w i p k x t e c d
         S: o OK …
         C: p GETACL none
         S: p NO [NONEXISTENT] …
         C: q MYRIGHTS none
         S: q NO [NONEXISTENT] …
         C: r SETACL none smith l
         S: r NO [NONEXISTENT] …",
    );
}

#[test]
fn a_list_is_inherited_kept_by_rename_and_goes_with_its_mailbox() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    one.play(
        "C: a CREATE p
         S: a OK …
         C: b SETACL p bob lr
         S: b OK …
         C: c CREATE p/q
         S: c OK …
         C: d RENAME p z
         S: d OK …
         C: e GETACL z/q
         S: * ACL z/q alice lrswipkxteacd bob lr
         S: e OK …
         C: f DELETE z/q
         S: f OK …
         C: g SETACL z bob \"\"
         S: g OK …
         C: h CREATE z/q
         S: h OK …
         C: i GETACL z/q
         S: * ACL z/q alice lrswipkxteacd
         S: i OK …",
    );
}

#[test]
fn owners_are_held_to_what_they_leave_themselves() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    one.append("INBOX", MESSAGE);
    one.play(
        "C: a SETACL INBOX alice r
         S: a OK …
         C: b MYRIGHTS INBOX
         S: * MYRIGHTS INBOX lra
         S: b OK …
         C: c APPEND INBOX {1+}
         C: x
         S: c NO [NOPERM] …
         C: d SELECT INBOX
         S: * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)
         S: * OK [PERMANENTFLAGS ()] …",
    );
    assert!(one.until("d ").pop().unwrap().starts_with("d OK [READ-ONLY]"));
    one.play(
        "C: e STORE 1 +FLAGS (\\Seen)
         S: e NO [READ-ONLY] …
         C: f FETCH 1 BODY[TEXT]
         S: * 1 FETCH (BODY[TEXT] {3}
         S: y
         S: )
         S: f OK …
         C: g DELETEACL INBOX alice
         S: g OK …
         C: h STATUS INBOX (MESSAGES)
         S: h NO [NOPERM] …
         C: i SELECT INBOX
         S: * OK [CLOSED] …
         S: i NO [NOPERM] …
         C: j RENAME INBOX x
         S: j NO [NOPERM] …
         C: k CREATE INBOX/x
         S: k NO [NOPERM] …
         C: l SETACL INBOX alice lrswipkxtea
         S: l OK …
         C: m STATUS INBOX (MESSAGES)
         S: * STATUS INBOX (MESSAGES 1)
         S: m OK …",
    );
}

#[test]
fn mailboxes_of_others_are_seen_by_those_who_may() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    let mut bob = log_in_as(&server, "bob");
    one.play(
        "C: a CREATE team/list
         S: a OK …",
    );
    bob.play(
        "C: a NAMESPACE
         S: * NAMESPACE ((\"\" \"/\")) ((\"Other Users/\" \"/\")) NIL
         S: a OK …
         C: b LIST \"Other Users/\" *
         S: b OK …
         C: c SELECT \"Other Users/alice/team/list\"
         S: c NO [NONEXISTENT] …
         C: d GETACL \"Other Users/alice/team/list\"
         S: d NO [NONEXISTENT] …
         C: e DELETE \"Other Users/alice/team/list\"
         S: e NO [NONEXISTENT] …
         C: f RENAME \"Other Users/alice/team/list\" mine
         S: f NO [NONEXISTENT] …
         C: g CREATE \"Other Users/alice/new\"
         S: g NO [NOPERM] …
         C: h CREATE \"Other Users/nobody/new\"
         S: h NO [NOPERM] …
         C: i APPEND \"Other Users/alice/INBOX\" {1+}
         C: x
         S: i NO [NONEXISTENT] …
         C: j GETMETADATA \"Other Users/alice/INBOX\" /shared/comment
         S: j NO [NONEXISTENT] …
         C: k GETQUOTAROOT \"Other Users/alice/INBOX\"
         S: k NO [NONEXISTENT] …",
    );
    one.play(
        "C: b SETACL team/list bob lr
         S: b OK …
         C: c SETMETADATA team/list (/shared/comment \"for all\" /private/comment \"hers\")
         S: c OK …",
    );
    bob.play(
        "C: l LIST \"\" \"Other Users/*\" RETURN (MYRIGHTS METADATA (/shared/comment /private/comment))
         S: * LIST (\\HasNoChildren) \"/\" \"Other Users/alice/team/list\"
         S: * MYRIGHTS \"Other Users/alice/team/list\" lr
         S: * METADATA \"Other Users/alice/team/list\" (/shared/comment \"for all\" /private/comment NIL)
         S: l OK …
         C: m LIST \"Other Users/\" %
         S: * LIST (\\HasChildren \\Noselect \\NonExistent) \"/\" \"Other Users/alice\"
         S: m OK …
         C: n LIST \"Other Users/alice/\" %
         S: * LIST (\\HasChildren \\Noselect \\NonExistent) \"/\" \"Other Users/alice/team\"
         S: n OK …
         C: o DELETE \"Other Users/alice/team/list\"
         S: o NO [NOPERM] …
         C: p GETACL \"Other Users/alice/team/list\"
         S: p NO [NOPERM] …
         C: q GETQUOTAROOT \"Other Users/alice/team/list\"
         S: * QUOTAROOT \"Other Users/alice/team/list\" #user/alice
         S: * QUOTA #user/alice (MAILBOX 8 10000)
         S: q OK …
         C: r SUBSCRIBE \"Other Users/alice/team/list\"
         S: r OK …
         C: s LIST (SUBSCRIBED RECURSIVEMATCH) \"\" %
         S: * LIST (\\HasChildren \\Noselect \\NonExistent) \"/\" \"Other Users\" (CHILDINFO (\"SUBSCRIBED\"))
         S: s OK …
         C: t SELECT \"Other Users/alice/team/list\"",
    );
    assert!(bob.until("t ").pop().unwrap().starts_with("t OK [READ-ONLY]"));
}

#[test]
fn what_others_may_do_follows_from_their_rights() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    let mut bob = log_in_as(&server, "bob");
    for _ in 0..3 {
        one.append("INBOX", MESSAGE);
    }
    bob.append("Sent", MESSAGE);
    one.ask("SELECT INBOX");
    one.play("C: a SETACL INBOX bob lrwi\nS: a OK …\nC: b CREATE Sub\nS: b OK …");
    bob.send("s SELECT \"Other Users/alice/INBOX\"\r\n");
    let lines = bob.until("s ");
    assert!(lines[1].starts_with("* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Draft \\*)]"), "{lines:?}");
    assert!(lines.last().unwrap().starts_with("s OK [READ-WRITE]"), "{lines:?}");
    bob.play(
        "C: a STORE 1 +FLAGS (\\Seen \\Flagged \\Deleted)
         S: * 1 FETCH (FLAGS (\\Flagged))
         S: a OK …
         C: b STORE 1 +FLAGS (\\Seen)
         S: b NO [NOPERM] …
         C: c STORE 1 -FLAGS (\\Deleted)
         S: c NO [NOPERM] …
         C: d EXPUNGE
         S: d NO [NOPERM] …
         C: e MOVE 1 Trash
         S: e NO [NOPERM] …
         C: e1 REPLACE 1 INBOX {1+}
         C: x
         S: e1 NO [NOPERM] …
         C: f FETCH 1 BODY[TEXT]
         S: * 1 FETCH (BODY[TEXT] {3}
         S: y
         S: )
         S: f OK …
         C: g COPY 2 Archive
         S: g OK [COPYUID …",
    );
    one.ask("NOOP");
    one.play(
        "C: c STORE 1 FLAGS (\\Deleted \\Seen)
         S: * 1 FETCH (FLAGS (\\Deleted \\Seen…
         S: c OK …",
    );
    // What bob may not change stays.
    bob.ask("NOOP");
    bob.play(
        "C: h STORE 1 FLAGS (\\Draft)
         S: * 1 FETCH (FLAGS (\\Deleted \\Seen \\Draft))
         S: h OK …
         C: i CLOSE
         S: i OK …
         C: j STATUS \"Other Users/alice/INBOX\" (MESSAGES)
         S: * STATUS \"Other Users/alice/INBOX\" (MESSAGES 3)
         S: j OK …",
    );
    // Flags that bob may not set are lost on the way.
    bob.ask("SELECT Sent");
    bob.ask("STORE 1 +FLAGS (\\Seen \\Answered)");
    bob.play(
        "C: k COPY 1 \"Other Users/alice/INBOX\"
         S: k OK [COPYUID …
         C: l COPY 1 \"Other Users/alice/Sub\"
         S: l NO [NONEXISTENT] …
         C: m APPEND \"Other Users/alice/INBOX\" (\\Seen \\Flagged) {1+}
         C: x
         S: m OK [APPENDUID …",
    );
    one.ask("NOOP");
    let flags = one.ask("FETCH 4:5 FLAGS");
    assert!(flags[0].contains("(\\Answered") && !flags[0].contains("Seen"), "{flags:?}");
    assert!(flags[1].contains("(\\Flagged") && !flags[1].contains("Seen"), "{flags:?}");
}

#[test]
fn news_of_annotations_are_told_to_who_may_see_them() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    let (mut bob, mut carol) = (log_in_as(&server, "bob"), log_in_as(&server, "carol"));
    for wire in [&mut bob, &mut carol] {
        wire.play("C: a ENABLE METADATA\nS: * ENABLED METADATA\nS: a OK …");
    }
    one.play(
        "C: a SETACL Sent bob lr
         S: a OK …
         C: b SETACL Sent carol l
         S: b OK …
         C: c SETMETADATA Sent (/shared/comment \"x\" /private/comment \"y\")
         S: c OK …",
    );
    bob.play(
        "C: b NOOP
         S: * METADATA \"Other Users/alice/Sent\" /shared/comment
         S: b OK …
         C: c SETMETADATA \"Other Users/alice/Sent\" (/private/specialuse NIL)
         S: c NO [NOPERM] …
         C: d GETMETADATA \"Other Users/alice/Sent\" (DEPTH infinity) (/private /shared)
         S: * METADATA \"Other Users/alice/Sent\" (/shared/comment \"x\")
         S: d OK …",
    );
    carol.play(
        "C: b NOOP
         S: b OK …
         C: c GETMETADATA \"Other Users/alice/Sent\" /shared/comment
         S: c NO [NOPERM] …",
    );
}

#[test]
fn notify_tells_nothing_of_what_may_not_be_read() {
    let server = TestServer::plain();
    let (mut one, mut two) = (server.log_in(""), server.log_in(""));
    one.play(
        "C: a SETACL Sent alice lia
         S: a OK …",
    );
    two.play(
        "C: a NOTIFY SET STATUS (mailboxes (Sent Junk) (MessageNew MessageExpunge MailboxName))
         S: * STATUS Junk (MESSAGES 0 …
         S: * LIST (\\HasNoChildren \\Sent \\NoAccess) \"/\" Sent
         S: a OK …",
    );
    one.append("Sent", MESSAGE);
    one.play("C: b SETACL Junk alice lia\nS: b OK …");
    two.play(
        "C: b NOOP
         S: * LIST (\\HasNoChildren \\Junk \\NoAccess) \"/\" Junk
         S: b OK …",
    );
    one.play("C: c SETACL Junk alice +r\nS: c OK …");
    two.play(
        "C: c NOOP
         S: * LIST (\\HasNoChildren \\Junk) \"/\" Junk
         S: c OK …",
    );
}

#[test]
fn rights_are_of_everybody_without_those_taken_away() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    let (mut bob, mut carol) = (log_in_as(&server, "bob"), log_in_as(&server, "carol"));
    one.play(
        "C: a SETACL Archive anyone lrsk
         S: a OK …
         C: b SETACL Archive -bob s
         S: b OK …",
    );
    bob.play(
        "C: a MYRIGHTS \"Other Users/alice/Archive\"
         S: * MYRIGHTS \"Other Users/alice/Archive\" lrkc
         S: a OK …
         C: b CREATE \"Other Users/alice/Archive/2024\" (USE (\\Sent))
         S: b NO [USEATTR] …
         C: c CREATE \"Other Users/alice/Archive/2024\"
         S: c OK …",
    );
    carol.play(
        "C: a MYRIGHTS \"Other Users/alice/Archive/2024\"
         S: * MYRIGHTS \"Other Users/alice/Archive/2024\" lrskc
         S: a OK …
         C: b RENAME \"Other Users/alice/Archive/2024\" mine
         S: b NO [NOPERM] …",
    );
}
