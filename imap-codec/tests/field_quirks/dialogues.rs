//! Mailboxes, prompts, and what clients send.

use super::{Entry, accept, client, legal, server, skip};

pub(super) const MAILBOXES: &[Entry] = &[
    server(
        "raw UTF-8 in a mailbox name",
        &[accept(
            b"* LIST (\\HasNoChildren) \".\" \"INBOX.Entw\xC3\xBCrfe\"\r\n",
            &["'.'", "\"INBOX.Entw\u{fc}rfe\""],
            &["eight-bit-quoted"],
        )],
        &[
            accept(
                b"* LIST () \".\" INBOX.Entw\xC3\xBCrfe\r\n",
                &["\"INBOX.Entw\u{fc}rfe\""],
                &["eight-bit-atom"],
            ),
            accept(b"* LSUB () \".\" \"Entw\xFCrfe\"\r\n", &["\"Entw\\xfcrfe\""], &["eight-bit-quoted"]),
            accept(
                b"* STATUS \"Entw\xC3\xBCrfe\" (MESSAGES 3)\r\n",
                &["Entw\u{fc}rfe", "Messages(3)"],
                &["eight-bit-quoted"],
            ),
            accept(b"* NAMESPACE ((\"\xC3\xBC.\" \".\")) NIL NIL\r\n", &["\u{fc}."], &["eight-bit-quoted"]),
            accept(
                b"* 1 FETCH (ENVELOPE (NIL \"\xC3\xBC\" NIL NIL NIL NIL NIL NIL NIL NIL))\r\n",
                &["subject: Some(\"\u{fc}\")"],
                &["eight-bit-quoted"],
            ),
            accept(b"* OK caf\xE9\r\n", &["caf\\xe9"], &["text-not-utf8"]),
            legal(b"* LIST () \".\" {3}\r\n\xC3\xBCx\r\n", &["\u{fc}x"]),
        ],
    ),
    server(
        "brackets in an unquoted name",
        &[
            legal(b"* LIST (\\HasNoChildren \\UnMarked) \"/\" [Gmail]/Starred\r\n", &["\"[Gmail]/Starred\""]),
            legal(b"* LIST (\\UnMarked) \".\" INBOX.[Airmail].Snooze\r\n", &["\"INBOX.[Airmail].Snooze\""]),
        ],
        &[
            legal(b"* LSUB () \"/\" ]\r\n", &["\"]\""]),
            legal(b"* STATUS [Gmail]/All (MESSAGES 3)\r\n", &["\"[Gmail]/All\"", "Messages(3)"]),
        ],
    ),
    server(
        "NIL delimiter, empty delimiter",
        &[
            legal(b"* LIST (\\HasNoChildren) NIL \"Folder1\"\r\n", &["delimiter: None", "\"Folder1\""]),
            accept(
                b"* LIST (\\HasNoChildren) \"\" \"Folder2\"\r\n",
                &["delimiter: None", "\"Folder2\""],
                &["empty-delimiter"],
            ),
        ],
        &[
            legal(b"* LSUB () nil x\r\n", &["delimiter: None"]),
            accept(b"* LSUB () \"\" x\r\n", &["delimiter: None"], &["empty-delimiter"]),
            accept(b"* NAMESPACE ((\"\" \"\")) NIL NIL\r\n", &["delimiter: None"], &["empty-delimiter"]),
        ],
    ),
    server(
        "literal mailbox name",
        &[legal(b"* LIST (\\HasNoChildren) \"/\" {7}\r\nHell\"oh\r\n", &["\"Hell\\\"oh\""])],
        &[
            legal(b"* LSUB () NIL {3}\r\na\"b\r\n", &["\"a\\\"b\""]),
            legal(b"* STATUS {3}\r\na b (MESSAGES 3)\r\n", &["\"a b\"", "Messages(3)"]),
            legal(b"* LIST () \"/\" {1}\r\na (\"OLDNAME\" ({1}\r\nb))\r\n", &["\"a\"", "OldName(\"b\")"]),
        ],
    ),
    server(
        "empty STATUS list",
        &[legal(b"* STATUS \"INBOX\" ()\r\n", &["\"INBOX\"", "items: []"])],
        &[accept(b"* STATUS INBOX ( )\r\n", &["items: []"], &["space-in-parentheses"])],
    ),
    server(
        "LIST-EXTENDED answered with nothing",
        &[legal(b"A00000003 OK LIST completed\r\n", &["Tagged"])],
        &[],
    ),
    client(
        "LIST (SPECIAL-USE) sent to a server without the extension",
        // Accepted, but no quirk: nothing is wrong with the line itself (RFC 6154 §2).
        &[legal(b"3 LIST (SPECIAL-USE) \"\" \"*\"\r\n", &["SpecialUse", "One(\"*\")"])],
        &[
            legal(
                b"3 LIST (special-use X-NEW) \"\" % RETURN (X-OLD)\r\n",
                &["SpecialUse, Other", "\"X-NEW\"", "\"X-OLD\""],
            ),
            legal(b"3 XLIST \"\" \"*\"\r\n", &["XList(XList { reference: \"\", pattern: \"*\" })"]),
        ],
    ),
];

pub(super) const DIALOGUES: &[Entry] = &[
    server(
        "continuation text that starts like base64",
        &[
            legal(b"+ OK\r\n", &["Continue { text: \"OK\" }"]),
            legal(b"+ .\r\n", &["Continue { text: \".\" }"]),
            legal(b"+ Ready for literal data\r\n", &["Continue { text: \"Ready for literal data\" }"]),
        ],
        &[legal(b"+ [ALERT] dGVzdA==\r\n", &["[ALERT] dGVzdA=="])],
    ),
    server(
        "AUTH LOGIN prompts with NUL",
        // See `a_prompt_with_nul_is_bytes`.
        &[
            legal(b"+ VXNlciBOYW1lAA==\r\n", &["VXNlciBOYW1lAA=="]),
            legal(b"+ UGFzc3dvcmQA\r\n", &["UGFzc3dvcmQA"]),
        ],
        &[],
    ),
    server("SASL-IR advertised but not supported", &[legal(b"+ \r\n", &["Continue { text: \"\" }"])], &[]),
    server(
        "IDLE completed by the server before DONE",
        &[
            legal(b"A7 OK IDLE terminated\r\n", &["Tagged", "Ok"]),
            legal(b"A7 BAD Could not parse command\r\n", &["Tagged", "Bad"]),
        ],
        &[],
    ),
    server("ENABLED response missing", &[legal(b"A4 OK ENABLE completed\r\n", &["Tagged"])], &[]),
    server(
        "tagged OK for a command that was not fully sent",
        // What is fatal is when it comes, of which the codec knows nothing: the machines do.
        &[legal(b"A1 OK done\r\n", &["Tagged", "\"A1\""])],
        &[],
    ),
    server("unknown tag", &[legal(b"ZZZ9 OK whatever\r\n", &["Tagged", "\"ZZZ9\""])], &[]),
];

pub(super) const CLIENTS: &[Entry] = &[
    client(
        "double space between search keys",
        &[accept(
            b"a1 UID SEARCH RETURN (ALL) UNDELETED  ALL\r\n",
            &["Uid", "Some(SearchReturnOpts([All]))", "[Undeleted, All]"],
            &["extra-space"],
        )],
        &[
            accept(b"a1 SEARCH OR  FROM  x  TO y\r\n", &["Or((From(\"x\"), To(\"y\")))"], &["extra-space"]),
            accept(
                b"a1 SEARCH ( ALL  SEEN )\r\n",
                &["And([All, Seen])"],
                &["space-in-parentheses", "extra-space"],
            ),
            accept(b"a1  NOOP\r\n", &["Noop"], &["extra-space"]),
            accept(b"a1 LOGIN  x  y\r\n", &["Login"], &["extra-space"]),
            accept(
                b"a1 FETCH 1  ( FLAGS  UID )\r\n",
                &["[Flags, Uid]"],
                &["extra-space", "space-in-parentheses"],
            ),
            accept(b"a1 NOOP \r\n", &["Noop"], &["trailing-space"]),
            accept(b"a1 SELECT INBOX \r\n", &["Select"], &["trailing-space"]),
            accept(b"a1 SEARCH ALL \r\n", &["All"], &["trailing-space"]),
            accept(b"a1 FETCH 1 FLAGS \r\n", &["Flags"], &["trailing-space"]),
            accept(b"a1 STORE 1 FLAGS \\Seen \r\n", &["Store"], &["trailing-space"]),
            accept(
                b"a1 APPEND x ( \\Seen ) {1}\r\na \r\n",
                &["Seen"],
                &["space-in-parentheses", "trailing-space"],
            ),
            accept(b"a1 LIST \"\" * \n", &["List"], &["trailing-space", "bare-lf"]),
            accept(b"\r\n", &["Blank"], &["blank-line"]),
            accept(b"a1 LOGIN \"DOMAIN\\user\" x\r\n", &["DOMAIN\\\\user"], &["invalid-escape"]),
            accept(b"a1 SELECT \"Entw\xC3\xBCrfe\"\r\n", &["Entw\u{fc}rfe"], &["eight-bit-quoted"]),
            accept(b"a1 STORE 1 +FLAGS (a]b)\r\n", &["Other(\"a]b\")"], &["invalid-flag"]),
            accept(b"a1 ID (name x)\r\n", &["(\"name\", Some(\"x\"))"], &["unquoted-string"]),
        ],
    ),
    client(
        "trailing hierarchy separator",
        &[legal(b"5 SUBSCRIBE \"Archive/\"\r\n", &["Subscribe", "\"Archive/\""])],
        &[
            legal(b"5 CREATE Archive/\r\n", &["Create", "\"Archive/\""]),
            legal(b"5 DELETE {2}\r\na.\r\n", &["\"a.\""]),
        ],
    ),
    client(
        "literal sent without waiting",
        &[legal(b"TAG2 APPEND \"NoSuchFolder999\" {5}\r\nprobe\r\n", &["\"NoSuchFolder999\"", "\"probe\""])],
        &[legal(b"a LOGIN {1}\r\nx {1}\r\ny\r\n", &["Login"])],
    ),
    client(
        "HTTP request on the IMAP port",
        // To close the connection for it is the machines' business: the framing holds.
        &[skip(b"POST / HTTP/1.1\r\n", "expected command at byte 5")],
        &[
            skip(b"GET /index.html HTTP/1.1\r\n", "expected command at byte 4"),
            // A tag and a command that nobody knows.
            accept(b"Host: example.org\r\n", &["\"Host:\"", "Other(OtherCommand"], &["unknown-command"]),
            skip(b"\x16\x03\x01\x02\0\x01\n", "expected tag at byte 0"),
        ],
    ),
    client(
        "descending ranges",
        &[legal(b"A1 FETCH 20:11 (UID)\r\n", &["20:11", "[Uid]"])],
        &[
            legal(b"A1 UID STORE *:1 FLAGS ()\r\n", &["*:1"]),
            legal(b"A1 SEARCH 9:3 UID 20:11\r\n", &["9:3", "20:11"]),
        ],
    ),
    client(
        "non-synchronising literal to a server without LITERAL+",
        // As printed: `{11+}` has eleven octets, up to and with the `P` of NOOP, and what follows them ends in a literal
        // of its own. It is one message, whose second astring lacks its space.
        &[skip(b"A1 LOGIN {11+}\r\nfoo\r\nA2 NOOP {3+}\r\nbar\r\n", "expected SP at byte 27")],
        // As it is meant: none of the octets is taken for a command.
        &[legal(b"A1 LOGIN {12+}\r\nfoo\r\nA2 NOOP {3+}\r\nbar\r\n", &["Login", "foo\\r\\nA2 NOOP"])],
    ),
    client(
        "DONE with a tag",
        &[skip(b"tag DONE\r\n", "expected command at byte 4")],
        &[skip(b"tag done\r\n", "expected command at byte 4"), skip(b"DONE\r\n", "expected SP at byte 4")],
    ),
];
