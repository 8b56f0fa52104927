//! What is found in messages, and how they are taken apart.

use super::TestServer;

const NESTED: &str = "From: Ann <ann@example.org>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\
Date: Mon, 7 Feb 1994 21:52:25 -0800\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"=o\"\r\n\r\n\
preamble\r\n--=o\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n\
--i\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nK=C3=A4se\r\n\r\n\
--i\r\nContent-Type: text/html\r\nContent-Language: de, en\r\nContent-Location: a b\r\n\r\n<b>x</b>\r\n--i--\r\n\
--=o\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\nTo: bob@example.org\r\n\r\none\r\ntwo\r\n\
--=o\r\nContent-Type: application/octet-stream; name=\"d.bin\"\r\nContent-Transfer-Encoding: base64\r\n\
Content-ID: <1@x>\r\nContent-Description: data\r\nContent-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\r\n\
Content-Disposition: attachment; filename=\"d.bin\"; size=3\r\n\r\nAAEC\r\n--=o--\r\n";

#[test]
fn a_nested_message_is_described_and_given_part_by_part() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", NESTED);
    let structure = one.ask("FETCH 1 BODYSTRUCTURE").concat();
    assert_eq!(
        structure,
        "* 1 FETCH (BODYSTRUCTURE (\
         ((\"TEXT\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"quoted-printable\" 11 1 NIL NIL NIL NIL)\
         (\"TEXT\" \"html\" NIL NIL NIL \"7BIT\" 8 0 NIL NIL (\"de\" \"en\") \"a b\") \
         \"alternative\" (\"boundary\" \"i\") NIL NIL NIL)\
         (\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 47 (NIL \"inner\" NIL NIL NIL \
         ((NIL NIL \"bob\" \"example.org\")) NIL NIL NIL NIL) \
         (\"TEXT\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7BIT\" 8 1 NIL NIL NIL NIL) 4 NIL NIL NIL NIL)\
         (\"application\" \"octet-stream\" (\"name\" \"d.bin\") \"<1@x>\" \"data\" \"base64\" 4 \
         \"Q2hlY2sgSW50ZWdyaXR5IQ==\" (\"attachment\" (\"filename\" \"d.bin\" \"size\" \"3\")) NIL NIL) \
         \"mixed\" (\"boundary\" \"=o\") NIL NIL NIL))"
    );
    for (section, expected) in [
        ("1.1", "K=C3=A4se\r\n"),
        ("1.2", "<b>x</b>"),
        ("1.2.MIME", "Content-Type: text/html\r\nContent-Language: de, en\r\nContent-Location: a b\r\n\r\n"),
        ("2.HEADER", "Subject: inner\r\nTo: bob@example.org\r\n\r\n"),
        ("2.HEADER.FIELDS (TO)", "To: bob@example.org\r\n\r\n"),
        ("2.HEADER.FIELDS.NOT (TO)", "Subject: inner\r\n\r\n"),
        ("2.TEXT", "one\r\ntwo"),
        ("2.1", "one\r\ntwo"),
        ("3", "AAEC"),
    ] {
        let came = one.ask(&format!("FETCH 1 BODY.PEEK[{section}]")).join("\r\n");
        let (_, came) = came.split_once("] ").unwrap();
        let quoted = format!("\"{expected}\")");
        let literal = format!("{{{}}}\r\n{expected})", expected.len());
        assert!(came == quoted || came == literal, "{section}: {came}");
    }
    one.play(
        "C: a FETCH 1 (BODY.PEEK[4] BODY.PEEK[1.1]<2.3> BODY.PEEK[1.1]<99.1> BINARY.SIZE[3] BINARY.PEEK[1.1])
         S: * 1 FETCH (BODY[4] NIL BODY[1.1]<2> {3}
         S: C3= BODY[1.1]<99> \"\" BINARY.SIZE[3] 3 BINARY[1.1] {7}
         S: Käse
         S: )
         S: a OK …",
    );
}

#[test]
fn a_header_in_any_charset_is_kept_as_it_is() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", "Subject: grün\r\n\r\nx");
    one.play(
        "C: a FETCH 1 (BODY.PEEK[HEADER.FIELDS (SUBJECT)] ENVELOPE)
         S: * 1 FETCH (BODY[HEADER.FIELDS (SUBJECT)] {18}
         S: Subject: grün
         S:
         S:  ENVELOPE (NIL {5}
         S: grün NIL NIL NIL NIL NIL NIL NIL NIL))
         S: a OK …
         C: b SEARCH SUBJECT grün
         S: * SEARCH 1
         S: b OK …",
    );
}

#[test]
fn a_header_that_does_not_end_has_no_blank_line() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", "Subject: x\r\nTo: y\r\n");
    one.play(
        "C: a FETCH 1 (BODY[HEADER.FIELDS (TO)] BODY[HEADER.FIELDS.NOT (TO)])
         S: * 1 FETCH (BODY[HEADER.FIELDS (TO)] {7}
         S: To: y
         S:  BODY[HEADER.FIELDS.NOT (TO)] {12}
         S: Subject: x
         S:  FLAGS (\\Seen \\Recent))
         S: a OK …",
    );
}

#[test]
fn every_key_finds_what_it_should() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX (\\Seen $Kw) \"07-Feb-1994 21:52:25 -0800\"", NESTED);
    one.append(
        "INBOX (\\Answered \\Flagged \\Draft \\Deleted)",
        "From: bob@example.org\r\nTo: a\r\nCc: c\r\nBcc: b\r\n\r\nplain\r\n",
    );
    for (keys, expected) in [
        ("ALL", "1 2"),
        ("ANSWERED", "2"),
        ("UNANSWERED", "1"),
        ("DELETED FLAGGED DRAFT", "2"),
        ("UNDELETED", "1"),
        ("UNFLAGGED UNDRAFT", "1"),
        ("SEEN", "1"),
        ("UNSEEN", "2"),
        ("NEW", "2"),
        ("OLD", ""),
        ("RECENT", "1 2"),
        ("KEYWORD $kw", "1"),
        ("UNKEYWORD $kw", "2"),
        ("FROM ann", "1"),
        ("TO a CC c BCC b", "2"),
        ("CHARSET UTF-8 SUBJECT \"gr\"", "1"),
        ("HEADER Mime-Version \"\"", "1"),
        ("BODY plain", "2"),
        ("BODY ann", ""),
        ("TEXT ann", "1"),
        ("BODY inner", ""),
        ("BODY two", "1"),
        ("TEXT inner", "1"),
        ("TEXT d.bin", "1"),
        ("BEFORE 8-Feb-1994", "1"),
        ("ON 7-Feb-1994", "1"),
        ("SINCE 8-Feb-1994", "2"),
        ("SENTON 7-Feb-1994", "1"),
        ("SENTBEFORE 7-Feb-1994", ""),
        ("SENTSINCE 1-Feb-1994", "1"),
        ("LARGER 500", "1"),
        ("SMALLER 500", "2"),
        ("2", "2"),
        ("*", "2"),
        ("UID 2:*", "2"),
        ("NOT 1", "2"),
        ("OR FROM ann FROM bob", "1 2"),
        ("(SEEN FROM ann) 1:2", "1"),
    ] {
        let expected = format!("* SEARCH {expected}");
        assert_eq!(one.ask(&format!("SEARCH {keys}")), [expected.trim_end()], "{keys}");
    }
    one.play(
        "C: a SEARCH CHARSET UTF-8 TEXT {6+}
         C: kÄse
         S: …",
    );
    one.until("a ");
    one.play(
        "C: b SEARCH CHARSET KOI8-R ALL
         S: b NO [BADCHARSET (US-ASCII UTF-8)] …
         C: c SEARCH RETURN (MIN MAX COUNT) ALL
         S: * ESEARCH (TAG \"c\") MIN 1 MAX 2 COUNT 2
         S: c OK …
         C: d SEARCH RETURN (SAVE) SEEN
         S: d OK …
         C: e FETCH $ UID
         S: * 1 FETCH (UID 1)
         S: e OK …
         C: f UID SEARCH RETURN () UID $
         S: * ESEARCH (TAG \"f\") UID ALL 1
         S: f OK …
         C: g SEARCH 3
         S: * SEARCH
         S: g OK …",
    );
}

/// RFC 5530 §3
#[test]
fn a_mailbox_has_so_many_keywords_and_a_user_so_many_subscriptions() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", "a\r\n");
    let keywords = |from: usize, to: usize| {
        let names: Vec<_> = (from..to).map(|number| format!("k{number}")).collect();
        format!("({})", names.join(" "))
    };
    assert_eq!(
        one.ask(&format!("STORE 1 FLAGS.SILENT {}", keywords(0, 256))).len(),
        2,
        "FLAGS, PERMANENTFLAGS"
    );
    one.play(
        "C: a STORE 1 +FLAGS (one.more)
         S: a NO [LIMIT] there are too many keywords
         C: b STORE 1 +FLAGS (K7 \\Seen)
         S: * 1 FETCH (FLAGS (\\Seen…
         S: b OK stored
         C: c APPEND INBOX (one.more) {1+}
         C: x
         S: c NO [LIMIT] there are too many keywords
         C: d APPEND Archive (one.more) {1+}
         C: x
         S: d OK …
         C: e UID COPY 1 Archive
         S: e NO [LIMIT] there are too many keywords
         C: f UID MOVE 1 Archive
         S: f NO [LIMIT] there are too many keywords
         C: g REPLACE 1 INBOX (one.more) {1+}
         C: x
         S: g NO [LIMIT] there are too many keywords",
    );
    one.send(&format!("h STORE 1 +FLAGS ({})\r\n", "k".repeat(9000)));
    one.play("S: h NO [LIMIT] there are too many keywords");
    // What no message has any more makes room.
    one.ask(&format!("STORE 1 FLAGS.SILENT {}", keywords(0, 2)));
    one.play(
        "C: i STORE 1 +FLAGS (one.more)
         S: * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft k0 k1 one.more)
         S: * OK [PERMANENTFLAGS …
         S: * 1 FETCH (FLAGS (k0 k1 one.more…
         S: i OK stored",
    );
    for number in 0..100 {
        let names = number * 100..(number + 1) * 100;
        let commands: String = names.map(|name| format!("x SUBSCRIBE s{name}\r\n")).collect();
        one.send(&commands);
        (0..100).for_each(|_| one.play("S: x OK subscribed"));
    }
    one.play(
        "C: j SUBSCRIBE more
         S: j NO [LIMIT] there are too many subscriptions
         C: k SUBSCRIBE s1
         S: k OK subscribed
         C: l UNSUBSCRIBE s2
         S: l OK unsubscribed
         C: m SUBSCRIBE more
         S: m OK subscribed",
    );
}

#[test]
fn items_and_modifiers_that_are_not_offered_are_bad() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    one.append("INBOX", "a\r\n");
    for item in ["ANNOTATION (/comment value)", "X-GM-MSGID", "X-GM-LABELS", "X-GUID", "X-SAVEDATE", "XNOPE"]
    {
        one.play(&format!("C: a FETCH 1 ({item})\nS: a BAD unknown item"));
    }
    one.play(
        "C: b UID FETCH 1:* (UID) (PARTIAL 1:2 PARTIAL 3:4)
         S: b BAD PARTIAL can be asked for once",
    );
}
