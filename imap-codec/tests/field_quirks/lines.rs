//! Status lines, and spaces where there should be more, fewer or none.

use super::{Entry, accept, keep, legal, server, skip};

pub(super) const STATUS_LINES: &[Entry] = &[
    server(
        "response code without any text",
        &[
            accept(b"* OK [UIDVALIDITY 1]\r\n", &["UidValidity(1)", "text: \"\""], &["missing-status-text"]),
            accept(b"* OK [UNSEEN 25]\r\n", &["Unseen(25)", "text: \"\""], &["missing-status-text"]),
        ],
        &[
            accept(b"a1 OK [READ-WRITE]\r\n", &["ReadWrite", "text: \"\""], &["missing-status-text"]),
            accept(b"* no [alert]\r\n", &["No", "Alert", "text: \"\""], &["missing-status-text"]),
            accept(b"* OK [XNEW 1 (2)]\r\n", &["Other(Unknown(\"XNEW\", \" 1 (2)\"))"], &["missing-status-text"]),
            accept(b"* OK [UIDNEXT 4]next\r\n", &["UidNext(4)", "text: \"next\""], &["missing-status-text"]),
            accept(b"a1 NO\r\n", &["No", "code: None, text: \"\""], &["missing-status-text"]),
            accept(b"+\r\n", &["Continue { text: \"\" }"], &["missing-continue-space"]),
            // RFC 9051 has an empty text, too.
            legal(b"* OK [UIDNEXT 4] \r\n", &["UidNext(4)", "text: \"\""]),
            legal(b"a1 OK \r\n", &["text: \"\""]),
        ],
    ),
    server(
        "BYE without text",
        &[accept(b"* BYE\r\n", &["kind: Bye", "code: None, text: \"\""], &["missing-status-text"])],
        &[
            accept(b"* bye\r\n", &["kind: Bye", "text: \"\""], &["missing-status-text"]),
            accept(b"* PREAUTH\r\n", &["kind: PreAuth", "text: \"\""], &["missing-status-text"]),
            accept(b"* BYE \n", &["kind: Bye", "text: \"\""], &["bare-lf"]),
        ],
    ),
    server(
        "free-form bracket text where a response code is expected",
        &[keep(
            b"RUBY0001 OK [Error=\"Microsoft.Exchange.Data.Storage.WrongServerException:Cross Server access is not \
              allowed for mailbox x\" AuthResultFromPopImapEnd=0 Service=Imap4] AUTHENTICATE completed.\r\n",
            &["code: None", "[Error=", "Service=Imap4] AUTHENTICATE completed."],
            &["bracketed-text"],
            "\"]\"",
        )],
        &[
            keep(b"* NO [] nothing\r\n", &["code: None", "[] nothing"], &["bracketed-text"], "resp-text-code"),
            keep(b"* OK [never closed\r\n", &["code: None", "[never closed"], &["bracketed-text"], "\"]\""),
            keep(b"* OK [ALERT never closed\r\n", &["code: None", "[ALERT never"], &["bracketed-text"], "\"]\""),
            keep(b"* BYE [(x)] bye\r\n", &["kind: Bye", "code: None"], &["bracketed-text"], "resp-text-code"),
            // An atom and text after it are a code, if one that nobody knows.
            legal(b"* OK [Some words] x\r\n", &["Other(Unknown(\"Some\", \" words\"))", "\"x\""]),
        ],
    ),
    server(
        "COPYUID with empty sets",
        &[keep(
            b"* OK [COPYUID 701  ]\r\n",
            &["Malformed(\"COPYUID 701  \", expected nz-number at byte 13)", "text: \"\""],
            &["malformed-code", "missing-status-text"],
            "SP",
        )],
        &[
            keep(b"a1 OK [APPENDUID 701 ] x\r\n", &["Malformed(\"APPENDUID 701 \""], &["malformed-code"], "nz-number"),
            keep(b"* OK [UIDNEXT 0] x\r\n", &["Malformed(\"UIDNEXT 0\""], &["malformed-code"], "nz-number"),
            keep(b"* OK [UNSEEN] x\r\n", &["Malformed(\"UNSEEN\""], &["malformed-code"], "SP"),
            keep(b"* OK [READ-ONLY now] x\r\n", &["Malformed(\"READ-ONLY now\""], &["malformed-code"], "\"]\""),
            keep(b"* OK [permanentflags \\Seen] x\r\n", &["Malformed(\"permanentflags "], &["malformed-code"], "\"(\""),
        ],
    ),
    server(
        "response code line without \"* OK\"",
        &[accept(b"[COPYUID 55 31 6]\r\n", &["kind: Ok", "CopyUid", "55", "31", "6"], &["missing-star"])],
        &[
            accept(b"[appenduid 38505 3955] APPEND completed\r\n", &["AppendUid", "APPEND completed"], &["missing-star"]),
            accept(b"[ALERT] {3}\r\n", &["Alert", "{3}"], &["missing-star"]),
        ],
    ),
    server(
        "tagged BYE",
        // The tag is not told: BYE ends this command and all others.
        &[accept(b"A00000005 BYE IMAP4rev1 Server logging out\r\n", &["Data(Status", "kind: Bye", "IMAP4rev1 Server"], &["tagged-bye"])],
        &[
            accept(b"a1 bye [UNAVAILABLE] x\r\n", &["Data(Status", "kind: Bye", "Unavailable"], &["tagged-bye"]),
            accept(b"a1 BYE\r\n", &["kind: Bye", "text: \"\""], &["tagged-bye", "missing-status-text"]),
            skip(b"a1 PREAUTH x\r\n", "expected resp-cond-state at byte 3"),
        ],
    ),
    server(
        "error sent untagged, tagged line never comes",
        &[
            legal(b"A00000001 OK [ALERT] Please enable IMAP access in your account settings first.\r\n", &["Tagged", "Alert"]),
            legal(b"* BAD [ALERT] Please enable IMAP access in your account settings first.\r\n", &["kind: Bad", "Alert"]),
        ],
        &[],
    ),
    server(
        "untagged free text instead of BYE",
        // Malformed it is not: as the entry says, it is an unknown untagged response.
        &[accept(b"* Goodbye : idle timeout expired\r\n", &["Other(OtherData", "\"Goodbye\", \" : idle timeout expired\""], &["unknown-data"])],
        &[
            legal(b"* XWARN \"a\" {3}\r\nb\r\n\r\n", &["Other(OtherData", "\"XWARN\""]),
            skip(b"* \"Goodbye\"\r\n", "expected response-data at byte 2"),
            skip(b"* (closing)\r\n", "expected response-data at byte 2"),
            skip(b"*\r\n", "expected SP at byte 1"),
            skip(b"* \r\n", "expected response-data at byte 2"),
        ],
    ),
    server(
        "not a response at all",
        &[skip(b"Server Unavailable.\r\n", "expected resp-cond-state at byte 7")],
        &[
            skip(b"Unavailable\r\n", "expected SP at byte 11"),
            skip(b"<html>\r\n", "expected SP at byte 6"),
            skip(b"(1 FETCH)\r\n", "expected tag at byte 0"),
        ],
    ),
    server(
        "SMTP/POP style greeting",
        &[
            skip(b"421 Server is busy, try again later.\r\n", "expected resp-cond-state at byte 4"),
            skip(b"220 mail.somehost.net ESMTP NO UCE\r\n", "expected resp-cond-state at byte 4"),
            skip(b"+OK POP3 server ready\r\n", "expected SP at byte 1"),
        ],
        &[
            skip(b"-ERR busy\r\n", "expected resp-cond-state at byte 5"),
            skip(b"220-mail.somehost.net ESMTP\r\n", "expected resp-cond-state at byte 22"),
            skip(b"HTTP/1.1 400 Bad Request\r\n", "expected resp-cond-state at byte 9"),
            skip(b"SSH-2.0-OpenSSH_9.2\r\n", "expected SP at byte 19"),
        ],
    ),
    server(
        "leading NUL bytes",
        &[accept(b"\0\0\0* OK IMAP4rev1 ready\r\n", &["kind: Ok", "IMAP4rev1 ready"], &["leading-nul"])],
        &[
            accept(b"\0a1 OK done\r\n", &["Tagged", "\"a1\""], &["leading-nul"]),
            accept(b"\0+ go\r\n", &["Continue", "go"], &["leading-nul"]),
            accept(b"\0* LIST () \"/\" {1}\r\na\r\n", &["List", "\"a\""], &["leading-nul"]),
            skip(b"\0\0\r\n", "expected response at byte 2"),
        ],
    ),
    server(
        "literal directly after the star",
        &[skip(b"* {25}\r\nThis should be skipped...\r\n", "expected response-data at byte 2")],
        &[skip(b"* ~{3}\r\na\0b\r\n", "expected response-data at byte 2"), skip(b"*{3}\r\nabc\r\n", "expected SP at byte 1")],
    ),
    server(
        "BYE repeated until the client closes",
        &[legal(b"* BYE Autologout; idle for too long\r\n", &["kind: Bye"])],
        &[],
    ),
    server(
        "response line ends in LF only / CR only",
        // The second one needs `Framer::bare_cr`, see `a_bare_cr_ends_a_line_where_the_framer_is_told_so`.
        &[accept(b"* OK ready\n", &["kind: Ok", "ready"], &["bare-lf"])],
        &[
            accept(b"A26 OK done\n", &["Tagged", "done"], &["bare-lf"]),
            accept(b"+ go\n", &["Continue", "go"], &["bare-lf"]),
            accept(b"* LIST () \"/\" {3}\nfoo\r\n", &["\"foo\""], &["bare-lf"]),
            accept(b"* SEARCH 1 \n", &["[1]"], &["trailing-space", "bare-lf"]),
        ],
    ),
];

pub(super) const SPACES: &[Entry] = &[
    server(
        "trailing space after SEARCH",
        &[
            accept(b"* SEARCH 169654 169655 169663 \r\n", &["[169654, 169655, 169663]"], &["trailing-space"]),
            accept(b"* SEARCH \r\n", &["numbers: []"], &["trailing-space"]),
        ],
        &[
            accept(b"* SEARCH 1  \r\n", &["[1]"], &["trailing-space"]),
            accept(b"* SEARCH 1 (MODSEQ 5) \r\n", &["[1]", "ModSeq(5)"], &["trailing-space"]),
            accept(b"* ESEARCH (TAG \"a\") UID \r\n", &["Uid", "data: []"], &["trailing-space"]),
            accept(b"* 23 EXISTS \r\n", &["Exists(23)"], &["trailing-space"]),
            accept(b"* FLAGS (\\Seen) \r\n", &["Flags"], &["trailing-space"]),
            accept(b"* LIST () \"/\" x \r\n", &["\"x\""], &["trailing-space"]),
            accept(b"* STATUS x (MESSAGES 1) \r\n", &["Messages(1)"], &["trailing-space"]),
            accept(b"* VANISHED 1:2 \r\n", &["Vanished", "1:2"], &["trailing-space"]),
            accept(b"* NAMESPACE NIL NIL NIL \r\n", &["Namespace"], &["trailing-space"]),
            accept(b"* ID NIL \r\n", &["Id(None)"], &["trailing-space"]),
            accept(b"* 1 FETCH (UID 1) \r\n", &["Uid(1)"], &["trailing-space"]),
        ],
    ),
    server(
        "trailing space after CAPABILITY",
        &[accept(
            b"* CAPABILITY st11p00mm-iscream009 1Q49 XAPPLEPUSHSERVICE IMAP4 IMAP4rev1 SASL-IR AUTH=ATOKEN AUTH=PLAIN \r\n",
            &["Other(OtherCapability(\"st11p00mm-iscream009\"))", "1Q49", "Imap4Rev1, SaslIr", "Auth(Plain)]"],
            &["trailing-space"],
        )],
        &[
            accept(b"* ENABLED CONDSTORE \r\n", &["Enabled([CondStore])"], &["trailing-space"]),
            accept(b"* OK [CAPABILITY IMAP4rev1 ] x\r\n", &["Capability([Imap4Rev1])", "\"x\""], &["extra-space"]),
            accept(b"* OK [UNSEEN 25 ] x\r\n", &["Unseen(25)"], &["extra-space"]),
            accept(b"a1 OK [READ-ONLY ] x\r\n", &["ReadOnly"], &["extra-space"]),
        ],
    ),
    server(
        "space before the closing parenthesis of FETCH",
        &[accept(b"* 11487 FETCH (UID 19436 )\r\n", &["SeqNum(11487)", "Uid(19436)"], &["space-in-parentheses"])],
        &[
            accept(b"* 1 FETCH ( UID 19436)\r\n", &["Uid(19436)"], &["space-in-parentheses"]),
            accept(b"* 1 FETCH (FLAGS ( \\Seen ) UID 7)\r\n", &["Seen", "Uid(7)"], &["space-in-parentheses"]),
            accept(b"* 1 FETCH (FLAGS ( ) UID 7)\r\n", &["flags: {}", "Uid(7)"], &["space-in-parentheses"]),
            accept(b"* 1 FETCH (MODSEQ (5 ) UID 7)\r\n", &["ModSeq(5)", "Uid(7)"], &["space-in-parentheses"]),
            accept(b"* FLAGS ( \\Seen)\r\n", &["Seen"], &["space-in-parentheses"]),
            accept(b"* LIST ( \\HasNoChildren ) \"/\" x\r\n", &["HasNoChildren"], &["space-in-parentheses"]),
            accept(b"* STATUS x ( MESSAGES 1 )\r\n", &["Messages(1)"], &["space-in-parentheses"]),
            accept(b"* NAMESPACE ( (\"\" \"/\" ) ) NIL NIL\r\n", &["'/'"], &["space-in-parentheses"]),
            accept(
                b"* 1 FETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL \"<a@b>\" ) UID 7)\r\n",
                &["message_id: Some(\"<a@b>\")", "Uid(7)"],
                &["space-in-parentheses"],
            ),
            accept(
                b"* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" (\"charset\" \"x\" ) NIL NIL \"7BIT\" 1 1 ))\r\n",
                &["(\"charset\", \"x\")"],
                &["space-in-parentheses"],
            ),
        ],
    ),
    server(
        "two spaces between FETCH items or before the literal",
        &[
            accept(
                b"* 1 FETCH (UID 1989 FLAGS (\\Seen)  RFC822.HEADER {2}\r\n\r\n)\r\n",
                &["Uid(1989)", "Seen", "Rfc822Header(Some(\"\\r\\n\"))"],
                &["extra-space"],
            ),
            accept(
                b"* 4 FETCH (UID 71372 RFC822.HEADER  {2}\r\n\r\n)\r\n",
                &["Uid(71372)", "Rfc822Header(Some(\"\\r\\n\"))"],
                &["extra-space"],
            ),
        ],
        &[
            accept(b"* 1  FETCH  (UID  7   FLAGS  (\\Seen  \\Draft))\r\n", &["Uid(7)", "Flags"], &["extra-space"]),
            accept(b"*  23 EXISTS\r\n", &["Exists(23)"], &["extra-space"]),
            accept(b"a1  OK done\r\n", &["Tagged", "done"], &["extra-space"]),
            accept(b"* LIST  ()  \"/\"  x\r\n", &["\"x\""], &["extra-space"]),
            // Two examples of RFC 9051.
            accept(b"* LIST () \".\"  \"INBOX\"\r\n", &["\"INBOX\""], &["extra-space"]),
            accept(b"* NAMESPACE ((\"INBOX.\" \".\")) NIL  NIL\r\n", &["INBOX."], &["extra-space"]),
            accept(b"* STATUS x  (MESSAGES  1  UNSEEN 2)\r\n", &["Messages(1)", "Unseen(2)"], &["extra-space"]),
            accept(b"* SEARCH  1  2\r\n", &["[1, 2]"], &["extra-space"]),
            accept(b"* CAPABILITY  IMAP4rev1  IDLE\r\n", &["Imap4Rev1, Idle"], &["extra-space"]),
            accept(b"* OK [UIDNEXT  4] x\r\n", &["UidNext(4)"], &["extra-space"]),
            // What follows the first is text.
            legal(b"* OK  ready\r\n", &["\" ready\""]),
        ],
    ),
    server(
        "spaces between ENVELOPE addresses",
        &[accept(
            b"* 24 FETCH (ENVELOPE (\"Mon, 24 May 2021 09:47:50 +0000\" \"Zoom\" ((\"A\" NIL \"a\" \"x.test\")) NIL NIL \
              ((\"r@x.test\" NIL \"r\" \"x.test\") (\"s@x.test\" NIL \"s\" \"x.test\")) NIL NIL NIL \"<a@b>\"))\r\n",
            &["\"A\"", "\"r@x.test\"", "\"s@x.test\"", "cc: []"],
            &["space-between-addresses"],
        )],
        &[
            accept(
                b"* 24 FETCH (ENVELOPE (NIL NIL ((NIL NIL \"a\" \"b\")  (NIL NIL \"c\" \"d\") ) NIL NIL NIL NIL NIL NIL NIL) UID 7)\r\n",
                &["\"a\"", "\"c\"", "sender: []", "Uid(7)"],
                &["space-between-addresses"],
            ),
            accept(
                b"* 1 FETCH (BODY ((\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1) (\"TEXT\" \"HTML\" NIL NIL NIL \"7BIT\" 1 1) \"MIXED\"))\r\n",
                &["PLAIN", "HTML", "MIXED"],
                &["space-between-parts"],
            ),
            accept(
                b"* NAMESPACE ((\"\" \"/\") (\"#x\" \".\")) NIL NIL\r\n",
                &["'/'", "\"#x\"", "'.'"],
                &["space-between-namespaces"],
            ),
        ],
    ),
    server(
        "space inside ID lists",
        &[
            accept(
                b"* ID (\"name\" \"Archiveopteryx\" \"version\" \"3.2.0\" )\r\n",
                &["(\"name\", Some(\"Archiveopteryx\"))", "(\"version\", Some(\"3.2.0\"))"],
                &["space-in-parentheses"],
            ),
            accept(b"* ID ( \"a\" \"1\" \"b\" \"2\" )\r\n", &["(\"a\", Some(\"1\")), (\"b\", Some(\"2\"))"], &["space-in-parentheses"]),
            accept(b"* ID (\"a\"  \"1\"  \"b\"   \"2\")\r\n", &["(\"a\", Some(\"1\")), (\"b\", Some(\"2\"))"], &["extra-space"]),
        ],
        &[
            accept(b"* ID ( )\r\n", &["Id(Some([]))"], &["space-in-parentheses"]),
            accept(b"* ID (\"a\"\"1\"\"b\" NIL)\r\n", &["(\"a\", Some(\"1\")), (\"b\", None)"], &["missing-space"]),
            legal(b"* ID ()\r\n", &["Id(Some([]))"]),
        ],
    ),
    server(
        "unquoted ID values",
        &[accept(
            b"* ID (support-url https://protonmail.com/support name ProtonMail vendor \"Proton Technologies AG\")\r\n",
            &["(\"support-url\", Some(\"https://protonmail.com/support\"))", "Proton Technologies AG"],
            &["unquoted-string"],
        )],
        &[
            accept(b"* ID (\"name\" Dovecot)\r\n", &["(\"name\", Some(\"Dovecot\"))"], &["unquoted-string"]),
            accept(
                b"* 1 FETCH (BODY (TEXT PLAIN NIL NIL NIL 7BIT 1 1) UID 7)\r\n",
                &["\"PLAIN\"", "\"7BIT\"", "Uid(7)"],
                &["unquoted-string"],
            ),
            accept(b"* NAMESPACE ((INBOX. \".\")) NIL NIL\r\n", &["\"INBOX.\""], &["unquoted-string"]),
            legal(b"* id nil\r\n", &["Id(None)"]),
        ],
    ),
    server(
        "tabs instead of spaces",
        &[skip(b"*\t1 EXISTS\r\n", "expected SP at byte 1")],
        &[
            skip(b"* 1\tEXISTS\r\n", "expected SP at byte 3"),
            skip(b"* 1 EXISTS\t\r\n", "expected CRLF at byte 10"),
            skip(b"a1\tOK done\r\n", "expected SP at byte 2"),
        ],
    ),
];
