//! Annotations (RFC 5464, RFC 9590, RFC 6154 §4).

use super::TestServer;

#[test]
fn annotations_are_set_read_and_removed() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    one.play(
        "C: a SETMETADATA INBOX (/private/comment \"My own \\\"comment\\\"\" /Shared/Comment {11+}
         C: two
         C: lines.)
         S: a OK …
         C: b GETMETADATA INBOX /PRIVATE/comment
         S: * METADATA INBOX (/private/comment \"My own \\\"comment\\\"\")
         S: b OK …
         C: c GETMETADATA inbox (/shared/comment /private/none)
         S: * METADATA INBOX (/Shared/Comment {11}
         S: two
         S: lines. /private/none NIL)
         S: c OK …
         C: d GETMETADATA INBOX (MAXSIZE 10) (/shared/comment /private/comment)
         S: d OK [METADATA LONGENTRIES 16] …
         C: e GETMETADATA INBOX (MAXSIZE 11) (/shared/comment /private/comment)
         S: * METADATA INBOX (/Shared/Comment {11}
         S: two
         S: lines.)
         S: e OK [METADATA LONGENTRIES 16] …
         C: f SETMETADATA INBOX (/private/comment NIL)
         S: f OK …
         C: g GETMETADATA INBOX /private/comment
         S: * METADATA INBOX (/private/comment NIL)
         S: g OK …
         C: h GETMETADATA Nothing /private/comment
         S: h NO [NONEXISTENT] …
         C: i SETMETADATA Nothing (/private/comment \"x\")
         S: i NO [NONEXISTENT] …
         C: j SETMETADATA INBOX (/comment \"x\")
         S: j BAD …
         C: k SETMETADATA INBOX (/private \"x\")
         S: k BAD …
         C: l SETMETADATA INBOX (/private/vendor/x \"x\")
         S: l BAD …
         C: m SETMETADATA INBOX (/private/vendor/x/y \"x\")
         S: m OK …
         C: n GETMETADATA INBOX /private/co*
         S: n BAD …",
    );
}

#[test]
fn depth_asks_for_what_is_below() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    one.play(
        "C: a SETMETADATA INBOX (/private/filters/values/small \"SMALLER 5000\" /private/filters/values/boss \"x\")
         S: a OK …
         C: a1 SETMETADATA INBOX (/private/filters/values/boss/deep \"y\" /private/filters/valuesnot \"z\")
         S: a1 OK …
         C: b GETMETADATA INBOX (DEPTH 1) (/private/filters/values)
         S: * METADATA INBOX (/private/filters/values/boss \"x\" /private/filters/values/small \"SMALLER 5000\")
         S: b OK …
         C: c GETMETADATA INBOX (DEPTH infinity) (/private/filters/values/boss /private/filters/VALUES)
         S: * METADATA INBOX (/private/filters/values/boss \"x\" /private/filters/values/boss/deep \"y\" \
             /private/filters/values/small \"SMALLER 5000\")
         S: c OK …
         C: d GETMETADATA INBOX (DEPTH 0) /private
         S: * METADATA INBOX (/private NIL)
         S: d OK …
         C: e GETMETADATA INBOX (DEPTH 1) /shared
         S: * METADATA INBOX (/shared NIL)
         S: e OK …",
    );
}

#[test]
fn too_much_is_refused_whole() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    let long = "x".repeat((32 << 10) + 1);
    one.play(&format!(
        "C: a SETMETADATA INBOX (/private/comment \"short\" /private/long {{{}+}}
         C: {long})
         S: a NO [METADATA MAXSIZE 32768] …
         C: b GETMETADATA INBOX /private/comment
         S: * METADATA INBOX (/private/comment NIL)
         S: b OK …",
        long.len()
    ));
    let many: Vec<String> = (0..101).map(|n| format!("/private/n{n} \"x\"")).collect();
    one.play(&format!(
        "C: c SETMETADATA INBOX ({})
         S: c NO [METADATA TOOMANY] …
         C: d SETMETADATA INBOX ({})
         S: d OK …
         C: e SETMETADATA INBOX (/private/one \"x\")
         S: e NO [METADATA TOOMANY] …
         C: f SETMETADATA INBOX (/private/one \"x\" /private/n7 NIL /shared/comment \"x\")
         S: f OK …
         C: g SETMETADATA INBOX (/private/{} \"x\")
         S: g NO [LIMIT] …",
        many.join(" "),
        many[..100].join(" "),
        "n".repeat(250),
    ));
    // All mailboxes together.
    let long = "x".repeat(32 << 10);
    for n in 0..31 {
        one.play(&format!(
            "C: h CREATE m{n}
             S: h OK …
             C: i SETMETADATA m{n} (/private/long {{{}+}}
             C: {long})
             S: i OK …",
            long.len(),
        ));
    }
    one.play(&format!(
        "C: j SETMETADATA Sent (/private/long {{{}+}}
         C: {long})
         S: j NO [METADATA TOOMANY] …
         C: k DELETE m0
         S: k OK …
         C: l SETMETADATA Sent (/private/long {{{}+}}
         C: {long})
         S: l OK …",
        long.len(),
        long.len(),
    ));
}

#[test]
fn annotations_go_with_their_mailbox() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    one.play(
        "C: a CREATE a/b
         S: a OK …
         C: b SETMETADATA a (/private/comment \"x\")
         S: b OK …
         C: c RENAME a c
         S: c OK …
         C: d GETMETADATA c /private/comment
         S: * METADATA c (/private/comment \"x\")
         S: d OK …
         C: e DELETE c
         S: e OK …
         C: f SETMETADATA c (/private/note \"of a name only\")
         S: f OK …
         C: g CREATE c
         S: g OK …
         C: h GETMETADATA c (/private/comment /private/note)
         S: * METADATA c (/private/comment NIL /private/note \"of a name only\")
         S: h OK …
         C: i SETMETADATA INBOX (/shared/comment \"kept\")
         S: i OK …
         C: j RENAME INBOX old
         S: j OK …
         C: k LIST \"\" (old INBOX) RETURN (METADATA (/shared/comment))
         S: * LIST (\\HasNoChildren) \"/\" INBOX
         S: * METADATA INBOX (/shared/comment \"kept\")
         S: * LIST (\\HasNoChildren) \"/\" old
         S: * METADATA old (/shared/comment \"kept\")
         S: k OK …",
    );
}

#[test]
fn list_gives_annotations() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    one.play(
        "C: a CREATE foo/bar/x
         S: a OK …
         C: b DELETE foo/bar
         S: b OK …
         C: c SETMETADATA foo (/shared/vendor/cmu/color \"#b71c1c\")
         S: c OK …
         C: d LIST \"\" foo* RETURN (METADATA (\"/shared/vendor/cmu/color\"))
         S: * LIST (\\HasChildren) \"/\" foo
         S: * METADATA foo (/shared/vendor/cmu/color \"#b71c1c\")
         S: * LIST (\\HasChildren \\Noselect \\NonExistent) \"/\" foo/bar
         S: * LIST (\\HasNoChildren) \"/\" foo/bar/x
         S: * METADATA foo/bar/x (/shared/vendor/cmu/color NIL)
         S: d OK …
         C: e SUBSCRIBE foo/bar/x
         S: e OK …
         C: f LIST (SUBSCRIBED RECURSIVEMATCH) \"\" % RETURN (METADATA (/shared/vendor/cmu/color))
         S: * LIST (\\HasChildren) \"/\" foo (CHILDINFO (\"SUBSCRIBED\"))
         S: f OK …",
    );
}

#[test]
fn the_special_use_is_an_annotation() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    one.play(
        "C: a GETMETADATA Sent /private/specialuse
         S: * METADATA Sent (/private/specialuse \"\\\\Sent\")
         S: a OK …
         C: b CREATE Out
         S: b OK …
         C: c SETMETADATA Out (/private/SpecialUse \"\\\\Sent\")
         S: c NO [USEATTR] …
         C: d SETMETADATA Out (/private/specialuse \"\\\\All\")
         S: d NO [USEATTR] …
         C: e SETMETADATA Sent (/private/specialuse NIL)
         S: e OK …
         C: f SETMETADATA Out (/private/specialuse \"\\\\Sent\")
         S: f OK …
         C: g LIST (SPECIAL-USE) \"\" (Out Sent)
         S: * LIST (\\HasNoChildren \\Sent) \"/\" Out
         S: g OK …",
    );
}

#[test]
fn annotations_of_the_server_are_set_by_administrators() {
    let server = TestServer::start("--plain --admin bob");
    let mut one = server.log_in("");
    one.play(
        "C: a SETMETADATA \"\" (/shared/comment \"x\")
         S: a NO [NOPERM] …
         C: b SETMETADATA \"\" (/private/vendor/x/y \"mine\")
         S: b OK …
         C: c GETMETADATA \"\" (DEPTH infinity) (/shared /private)
         S: * METADATA \"\" (/shared/admin \"mailto:postmaster@localhost\" /private/vendor/x/y \"mine\")
         S: c OK …",
    );
    let mut bob = server.connect();
    bob.play(
        "C: l LOGIN bob pass
         S: l OK …
         C: a SETMETADATA \"\" (/shared/comment \"Its sunny outside!\")
         S: a OK …
         C: b SETMETADATA \"\" (/shared/admin \"me\")
         S: b NO [CANNOT] …
         C: c GETMETADATA \"\" (/private/vendor/x/y /shared/comment)
         S: * METADATA \"\" (/private/vendor/x/y NIL /shared/comment \"Its sunny outside!\")
         S: c OK …",
    );
}

#[test]
fn who_enables_metadata_hears_of_what_others_change() {
    let server = TestServer::start("--plain --admin alice");
    let (mut one, mut two) = (server.log_in(""), server.log_in(""));
    two.play(
        "C: a ENABLE METADATA
         S: * ENABLED METADATA
         S: a OK …
         C: a1 EXAMINE Sent",
    );
    two.until("a1 OK");
    two.play(
        "C: b SETMETADATA INBOX (/private/comment \"my own change\")
         S: b OK …",
    );
    one.play(
        "C: a SETMETADATA INBOX (/shared/comment \"x\" /private/comment \"x\")
         S: a OK …
         C: b SETMETADATA \"\" (/shared/comment \"x\")
         S: b OK …
         C: c SETMETADATA INBOX (/shared/comment \"again\")
         S: c OK …",
    );
    two.play(
        "C: c NOOP
         S: * METADATA INBOX /private/comment
         S: * METADATA \"\" /shared/comment
         S: * METADATA INBOX /shared/comment
         S: c OK …
         C: d NOOP
         S: d OK …
         C: e IDLE
         S: + …",
    );
    one.play("C: d SETMETADATA Sent (/private/comment \"x\")\nS: d OK …");
    two.play("S: * METADATA Sent /private/comment\nC: DONE\nS: e OK …");
}
