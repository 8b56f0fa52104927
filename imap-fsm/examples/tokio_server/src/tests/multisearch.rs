//! What is found in several mailboxes, and by searches that the server keeps.

use super::TestServer;

#[test]
fn several_mailboxes_are_searched_at_once() {
    let server = TestServer::plain();
    let mut one = server.log_in("");
    for name in ["folder1", "folder2", "folder2/banana", "folder2/peach/stone"] {
        one.ask(&format!("CREATE {name}"));
        one.append(name, "Subject: chad\r\n\r\n");
        one.append(name, "Subject: other\r\n\r\n");
    }
    // That of RFC 7377 §3.
    one.play(
        "C: tag1 ESEARCH IN (mailboxes folder1 subtree folder2) unseen
         S: * ESEARCH (TAG \"tag1\" MAILBOX folder1 UIDVALIDITY …) UID ALL 1:2
         S: * ESEARCH (TAG \"tag1\" MAILBOX folder2 UIDVALIDITY …) UID ALL 1:2
         S: * ESEARCH (TAG \"tag1\" MAILBOX folder2/banana UIDVALIDITY …) UID ALL 1:2
         S: * ESEARCH (TAG \"tag1\" MAILBOX folder2/peach/stone UIDVALIDITY …) UID ALL 1:2
         S: tag1 OK …
         C: tag2 ESEARCH IN (mailboxes folder1 subtree-one folder2) subject chad
         S: * ESEARCH (TAG \"tag2\" MAILBOX folder1 UIDVALIDITY …) UID ALL 1
         S: * ESEARCH (TAG \"tag2\" MAILBOX folder2 UIDVALIDITY …) UID ALL 1
         S: * ESEARCH (TAG \"tag2\" MAILBOX folder2/banana UIDVALIDITY …) UID ALL 1
         S: tag2 OK …
         C: c ESEARCH IN (mailboxes (folder1 none folder1)) RETURN (COUNT PARTIAL 2:3) 1:*
         S: * ESEARCH (TAG \"c\" MAILBOX folder1 UIDVALIDITY …) UID PARTIAL (2:3 2) COUNT 2
         S: c OK …
         C: d ESEARCH IN (personal inboxes subscribed) RETURN (COUNT) SUBJECT none
         S: d OK …
         C: e ESEARCH UNSEEN
         S: e BAD …
         C: f ESEARCH IN (personal) RETURN (UPDATE) UNSEEN
         S: f BAD …
         C: g ESEARCH IN (personal) CHARSET KOI8-R UNSEEN
         S: g NO [BADCHARSET …
         C: h ESEARCH IN (mailboxes none) ALL
         S: h OK …",
    );
}

#[test]
fn a_mailbox_is_searched_by_who_may_read_it() {
    let server = TestServer::plain();
    let mut bob = server.connect();
    bob.play("C: l LOGIN bob pass\nS: l OK …");
    bob.append("INBOX", "Subject: secret\r\n\r\n");
    let mut one = server.log_in("");
    let search =
        "C: a ESEARCH IN (mailboxes \"Other Users/bob/INBOX\" subtree \"Other Users\") SUBJECT secret\n";
    one.play(&format!("{search}S: a OK …"));
    bob.ask("SETACL INBOX alice lr");
    let told = "S: * ESEARCH (TAG \"a\" MAILBOX \"Other Users/bob/INBOX\" UIDVALIDITY …) UID ALL 1\n";
    one.play(&format!("{search}{told}S: a OK …"));
    bob.ask("SETACL INBOX alice l");
    one.play(&format!("{search}S: a OK …"));
    // Whom LIST does not tell of it may name it.
    bob.ask("SETACL INBOX alice r");
    one.play("C: b ESEARCH IN (subtree \"Other Users\") ALL\nS: b OK …");
    one.play(&format!("{search}{told}S: a OK …"));
}

#[test]
fn the_selected_mailbox_is_searched_as_the_client_knows_it() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", "Subject: one\r\n\r\n");
    one.append("Archive", "Subject: two\r\n\r\n");
    one.ask("NOOP");
    one.play(
        "C: a ESEARCH UNSEEN
         S: * ESEARCH (TAG \"a\" MAILBOX INBOX UIDVALIDITY …) UID ALL 1
         S: a OK …
         C: b ESEARCH IN (selected) RETURN (SAVE) UNSEEN
         S: b OK …
         C: c SEARCH $
         S: * SEARCH 1
         S: c OK …
         C: d ESEARCH IN (personal) RETURN (SAVE) UNSEEN
         S: d BAD …
         C: e ESEARCH IN (personal) RETURN (COUNT UPDATE) UNSEEN
         S: * ESEARCH (TAG \"e\" MAILBOX Archive UIDVALIDITY …) UID COUNT 1
         S: * ESEARCH (TAG \"e\" MAILBOX INBOX UIDVALIDITY …) UID COUNT 1
         S: e OK …
         C: f ESEARCH IN (mailboxes Archive) RETURN (COUNT UPDATE) UNSEEN
         S: * ESEARCH (TAG \"f\" MAILBOX Archive UIDVALIDITY …) UID COUNT 1
         S: * NO [NOUPDATE \"f\"] …
         S: f OK …
         C: g STORE 1 +FLAGS.SILENT (\\Seen)
         S: * ESEARCH (TAG \"e\") UID REMOVEFROM (0 1)
         S: g OK …",
    );
}

#[test]
fn a_filter_is_a_search_that_the_server_keeps() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", "From: boss@example.com\r\n\r\n");
    one.append("INBOX", &format!("From: ann@example.com\r\n\r\n{}", "long ".repeat(2000)));
    one.append("INBOX", &format!("From: boss@example.com\r\n\r\n{}", "long ".repeat(2000)));
    one.ask("NOOP");
    // That of RFC 5466 §3.
    one.play(
        "C: a SETMETADATA \"\" (\"/private/filters/values/on-the-road\" \"OR SMALLER 5000 FROM \\\"boss@example.com\\\"\")
         S: a OK …
         C: b SEARCH UID 1:900 FILTER on-the-road SINCE \"3-Dec-2002\"
         S: * SEARCH 1 3
         S: b OK …
         C: c SEARCH NOT FILTER ON-THE-ROAD
         S: * SEARCH 2
         S: c OK …
         C: d SEARCH FILTER none
         S: d NO [UNDEFINED-FILTER none] …
         C: e SETMETADATA \"\" (/private/filters/values/half \"OR SMALLER\")
         S: e NO [CANNOT] …
         C: f SETMETADATA \"\" (/private/filters/values/one \"FILTER two\" /private/filters/values/two \"FILTER on-the-road\")
         S: f OK …
         C: g UID SEARCH FILTER one
         S: * SEARCH 1 3
         S: g OK …
         C: h SETMETADATA \"\" (/private/filters/values/on-the-road \"OR SEEN FILTER one\")
         S: h OK …
         C: i SEARCH FILTER one
         S: i NO [UNDEFINED-FILTER one] …
         C: j SEARCH CHARSET KOI8-R FILTER one
         S: j BAD [BADCHARSET …",
    );
    let many = format!("\"{}\"", "FILTER many ".repeat(900).trim_end());
    one.ask(&format!(
        "SETMETADATA \"\" (/private/filters/values/many {{{}+}}\r\n{})",
        many.len() - 2,
        many.trim_matches('"')
    ));
    one.play("C: k SEARCH FILTER many\nS: k NO [LIMIT] …");
}
