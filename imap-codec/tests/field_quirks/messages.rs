//! What is told of messages: BODYSTRUCTURE, ENVELOPE and the other items of FETCH.

use super::{Entry, accept, client, keep, legal, server};

pub(super) const BODYSTRUCTURES: &[Entry] = &[
    server(
        "empty parameter list instead of NIL",
        &[accept(
            b"* 13 FETCH (BODYSTRUCTURE ((\"text\" \"html\" (\"charset\" \"cp1251\") NIL NIL \"base64\" 84056 0 NIL (\"inline\" NIL) \
              NIL NIL)(\"image\" \"gif\" () \"25b2b55b5d97f04e9ea939fe32a46a65.gif\" NIL \"base64\" 20776 NIL (\"inline\" NIL) NIL \
              NIL) \"related\" (\"boundary\" NIL)))\r\n",
            &["\"image\", subtype: \"gif\" }), parameters: [], id: Some(\"25b2", "\"related\", parameters: [(\"boundary\", \"\")]"],
            // A value that is NIL breaks another rule.
            &["empty-parameters", "nil-as-string"],
        )],
        &[
            accept(
                b"* 1 FETCH (BODYSTRUCTURE (\"A\" \"B\" ( ) NIL NIL \"7BIT\" 1 NIL (\"attachment\" ()) NIL NIL) UID 7)\r\n",
                &["parameters: []", "kind: \"attachment\", parameters: []", "Uid(7)"],
                &["empty-parameters", "space-in-parentheses"],
            ),
            accept(
                b"* 1 FETCH (BODYSTRUCTURE (\"A\" \"B\" NIL () () \"7BIT\" 1 () () () NIL ()) UID 7)\r\n",
                &["id: None, description: None", "md5: None", "disposition: None, language: [], location: None", "Uid(7)"],
                &["empty-parentheses"],
            ),
        ],
    ),
    server(
        "bare string as disposition",
        &[accept(
            b"* 37 FETCH (UID 67 BODYSTRUCTURE ((\"text\" \"plain\" (\"charset\" \"ISO-8859-1\") NIL NIL \"QUOTED-PRINTABLE\" 850 31 \
              NIL \"inline\" NIL NIL)(\"text\" \"html\" (\"charset\" \"ISO-8859-1\") NIL NIL \"QUOTED-PRINTABLE\" 14692 502 NIL \
              \"inline\" NIL NIL) \"alternative\" (\"boundary\" \"x\") NIL NIL))\r\n",
            &["Uid(67)", "kind: \"inline\", parameters: []", "kind: \"inline\", parameters: []", "\"alternative\""],
            &["bare-disposition"],
        )],
        &[
            accept(
                b"* 1 FETCH (BODYSTRUCTURE (\"A\" \"B\" NIL NIL NIL \"7BIT\" 1 NIL {6}\r\ninline) UID 7)\r\n",
                &["kind: \"inline\"", "Uid(7)"],
                &["bare-disposition"],
            ),
            accept(
                b"* 1 FETCH (BODYSTRUCTURE (\"A\" \"B\" NIL NIL NIL \"7BIT\" 1 NIL INLINE) UID 7)\r\n",
                &["kind: \"INLINE\"", "Uid(7)"],
                &["bare-disposition", "unquoted-string"],
            ),
        ],
    ),
    server(
        "description where the multipart disposition belongs",
        &[accept(
            b"* 1 FETCH (BODYSTRUCTURE ((\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 21 0 NIL (\"inline\" NIL) NIL \
              NIL)(\"application\" \"octet-stream\" (\"name\" \"private.txt\") NIL NIL \"base64\" 690 NIL (\"attachment\" \
              (\"filename\" \"private.txt\")) NIL NIL) \"mixed\" (\"boundary\" \"----=_Part_0_-1731707885.1504253815584\") \
              \"S/MIME Encrypted Message\" NIL))\r\n",
            &["\"private.txt\"", "\"mixed\"", "kind: \"S/MIME Encrypted Message\", parameters: []"],
            &["bare-disposition"],
        )],
        &[],
    ),
    server(
        "part whose type and subtype are NIL",
        &[accept(
            b"* 1 FETCH (BODYSTRUCTURE ((NIL NIL NIL NIL NIL \"7BIT\" 563 NIL NIL NIL NIL)(\"message\" \"delivery-status\" NIL NIL NIL \
              \"7BIT\" 658 NIL NIL NIL NIL) \"report\" (\"boundary\" \"x\") NIL NIL))\r\n",
            &["\"APPLICATION\"", "\"OCTET-STREAM\"", "\"delivery-status\"", "\"report\""],
            &["nil-media-type"],
        )],
        &[
            accept(
                b"* 1 FETCH (BODY (\"text\" NIL NIL NIL NIL \"7BIT\" 563 12) UID 7)\r\n",
                &["\"APPLICATION\"", "Number64(563)", "Uid(7)"],
                &["nil-media-type"],
            ),
            accept(
                b"* 1 FETCH (BODYSTRUCTURE (NIL NIL NIL NIL NIL NIL 563 12 \"md5\" NIL NIL NIL) UID 7)\r\n",
                &["\"APPLICATION\"", "encoding: \"\"", "md5: Some(\"md5\")", "Uid(7)"],
                &["nil-as-string", "nil-media-type"],
            ),
            accept(
                b"* 1 FETCH (BODY ((\"A\" \"B\" NIL NIL NIL \"7BIT\" 1) NIL) UID 7)\r\n",
                &["subtype: \"\"", "Uid(7)"],
                &["nil-as-string"],
            ),
        ],
    ),
    server(
        "message/rfc822 as a basic part",
        &[
            accept(
                b"* 980 FETCH (UID 2862 BODYSTRUCTURE (\"MESSAGE\" \"RFC822\" (\"NAME\" \"x.eml\") NIL NIL \"7BIT\" 1980088 NIL \
                  (\"ATTACHMENT\" (\"FILENAME\" \"x.eml\")) NIL))\r\n",
                &["Uid(2862)", "Basic(MediaType { type_: \"MESSAGE\", subtype: \"RFC822\" })", "\"ATTACHMENT\""],
                &["message-as-basic"],
            ),
            accept(
                b"* 5441 FETCH (BODY (\"MESSAGE\" \"RFC822\" (\"NAME\" \"ATT00026.eml\") NIL NIL \"7BIT\" 4079755))\r\n",
                &["Basic(MediaType { type_: \"MESSAGE\", subtype: \"RFC822\" })", "Number64(4079755)"],
                &["message-as-basic"],
            ),
        ],
        &[
            accept(
                b"* 1 FETCH (BODY (\"message\" \"global\" NIL NIL NIL \"8bit\" 100 5) UID 7)\r\n",
                &["\"global\"", "Number64(100)", "md5: None", "Uid(7)"],
                &["message-as-basic"],
            ),
            // Only these two have a structure.
            legal(b"* 1 FETCH (BODY (\"message\" \"partial\" NIL NIL NIL \"8bit\" 100))\r\n", &["\"partial\""]),
        ],
    ),
    server(
        "empty parentheses as location",
        &[accept(
            b"* 1 FETCH (BODYSTRUCTURE (\"text\" \"html\" (\"charset\" \"utf-8\") NIL NIL \"base64\" 38706 497 NIL NIL NIL ()))\r\n",
            &["\"html\"", "Number64(497)", "extension: None"],
            &["empty-location"],
        )],
        &[
            accept(
                b"* 1 FETCH (BODYSTRUCTURE ((\"A\" \"B\" NIL NIL NIL \"7BIT\" 1) \"MIXED\" () NIL NIL ( )) UID 7)\r\n",
                &["\"MIXED\", parameters: [], extension: None", "Uid(7)"],
                &["empty-parameters", "empty-location", "space-in-parentheses"],
            ),
        ],
    ),
    server(
        "multipart described as a basic part",
        &[keep(
            b"* 58056 FETCH (UID 168531 BODYSTRUCTURE ((\"multipart\" \"related\" (\"boundary\" \"x\") NIL NIL \"7BIT\" 400 (\"boundary\" \
              \"x\") NIL NIL NIL)(\"TEXT\" \"html\" (\"charset\" \"UTF8\") NIL NIL \"7BIT\" 1115 70 NIL NIL NIL NIL) \"mixed\" \
              (\"boundary\" \"y\") NIL NIL NIL) FLAGS ())\r\n",
            &["Uid(168531)", "related", "html", "Flags"],
            &["multipart-as-basic", "malformed-field"],
            "body-type-mpart",
        )],
        &[accept(
            b"* 1 FETCH (UID 7 BODY (\"multipart\" \"mixed\" (\"boundary\" \"b17\") NIL NIL \"8bit\" 9) FLAGS ())\r\n",
            &["Uid(7)", "Basic(MediaType { type_: \"multipart\", subtype: \"mixed\" })", "Number64(9)", "Flags"],
            &["multipart-as-basic"],
        )],
    ),
    server(
        "extension data missing or extra",
        &[accept(
            b"* 9978 FETCH (UID 140292 BODY ((\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"quoted-printable\" 361 9 NIL NIL NIL NIL) \
              \"alternative\" (\"boundary\" \"x\") NIL))\r\n",
            &["Uid(140292)", "\"plain\"", "\"alternative\""],
            &["extension-in-body"],
        )],
        &[
            accept(
                b"* 1 FETCH (BODY (\"A\" \"B\" NIL NIL NIL \"7BIT\" 1 \"md5\") UID 7)\r\n",
                &["Uid(7)"],
                &["extension-in-body"],
            ),
            legal(b"* 1 FETCH (BODYSTRUCTURE (\"A\" \"B\" NIL NIL NIL \"7BIT\" 1) UID 7)\r\n", &["Uid(7)"]),
            legal(
                b"* 1 FETCH (BODYSTRUCTURE (\"A\" \"B\" NIL NIL NIL \"7BIT\" 1 NIL NIL NIL NIL 5 (\"x\" (NIL 6))) UID 7)\r\n",
                &["extensions: [Number(Number64(5)), List", "Uid(7)"],
            ),
        ],
    ),
];

pub(super) const ENVELOPES: &[Entry] = &[
    server(
        "empty parentheses instead of NIL",
        &[accept(
            b"* 6 FETCH (UID 6 ENVELOPE (\"Mon, 20 May 2019 14:03:14 +0200\" \"s\" ((\"42 Alumni\" NIL \"alumni\" \"42.fr\")) () () ((\"K\" \
              NIL \"k\" \"protonmail.com\")) () () \"\" \"c20696ea\"))\r\n",
            &["Uid(6)", "\"alumni\"", "\"K\"", "bcc: []", "in_reply_to: Some(\"\")", "Some(\"c20696ea\")"],
            &["empty-address-list"],
        )],
        &[accept(
            b"* 6 FETCH (ENVELOPE (NIL NIL ( ) NIL NIL NIL NIL NIL NIL NIL) UID 7)\r\n",
            &["from: []", "Uid(7)"],
            &["empty-address-list", "space-in-parentheses"],
        )],
    ),
    server(
        "name and mailbox swapped",
        &[accept(
            b"* 1 FETCH (ENVELOPE (\"Mon, 10 Apr 2017 06:04:00 -0700\" \"s\" NIL ((\"<sender@domain.com>\" NIL \"Dummy\" NIL)) NIL NIL NIL NIL \
              NIL \"<a@b>\"))\r\n",
            &["name: Some(\"<sender@domain.com>\"), adl: None, mailbox: Some(\"Dummy\"), host: None"],
            &["odd-address"],
        )],
        // The start and the end of a group.
        &[legal(
            b"* 1 FETCH (ENVELOPE (NIL NIL ((NIL NIL \"g\" NIL)(NIL NIL NIL NIL)) NIL NIL NIL NIL NIL NIL NIL))\r\n",
            &["mailbox: Some(\"g\"), host: None", "mailbox: None, host: None"],
        )],
    ),
    server(
        "placeholder hosts",
        // The first address has no mailbox; nothing but its meaning is odd about the second.
        &[accept(
            b"* 1 FETCH (ENVELOPE (NIL \"s\" ((\"Microsoft Exchange Server\" NIL NIL \".MISSING-HOST-NAME.\")) NIL NIL ((\"u\" NIL \"u\" \
              \"MISSING_DOMAIN\")) NIL NIL NIL NIL))\r\n",
            &["mailbox: None, host: Some(\".MISSING-HOST-NAME.\")", "mailbox: Some(\"u\"), host: Some(\"MISSING_DOMAIN\")"],
            &["odd-address"],
        )],
        &[legal(
            b"* 1 FETCH (ENVELOPE (NIL NIL ((\"u\" NIL \"MISSING_MAILBOX\" \"MISSING_DOMAIN\")) NIL NIL NIL NIL NIL NIL NIL))\r\n",
            &["MISSING_MAILBOX"],
        )],
    ),
    server(
        "RFC 5322 date as INTERNALDATE",
        &[accept(
            b"* 1 FETCH (UID 5 INTERNALDATE \"Tue, 31 Dec 2024 23:00:02 +0000\")\r\n",
            &["Uid(5)", "31-Dec-2024 23:00:02 +0000"],
            &["mail-date"],
        )],
        &[
            keep(b"* 1 FETCH (INTERNALDATE NIL UID 5)\r\n", &["Malformed(\"INTERNALDATE NIL\"", "Uid(5)"], &["malformed-item"], "date-time"),
            keep(
                b"* 1 FETCH (INTERNALDATE \"31-Dec-2024 23:00:02 GMT\" UID 5)\r\n",
                &["Malformed(\"INTERNALDATE ", "Uid(5)"],
                &["malformed-item"],
                "zone",
            ),
            keep(
                b"* 1 FETCH (INTERNALDATE \"30-Feb-2024 23:00:02 +0000\" UID 5)\r\n",
                &["Malformed(\"INTERNALDATE ", "Uid(5)"],
                &["malformed-item"],
                "date-day",
            ),
        ],
    ),
    client(
        "one-digit day without padding",
        &[accept(
            b"A2374 APPEND \"Drafts\" (\\Seen) \"3-May-2021 20:38:39 +0000\" {3}\r\nabc\r\n",
            &["\"Drafts\"", "Seen", "DateTime(3-May-2021 20:38:39 +0000)", "\"abc\""],
            &["one-digit-day"],
        )],
        &[
            legal(b"a APPEND x \"03-May-2021 20:38:39 +0000\" {3}\r\nabc\r\n", &["3-May-2021"]),
            legal(b"a APPEND x \" 3-may-2021 20:38:39 +0000\" {3}\r\nabc\r\n", &["3-May-2021"]),
            legal(b"a SEARCH SINCE 3-May-2021 BEFORE \"03-May-2021\"\r\n", &["Since(", "Before("]),
        ],
    ),
    server(
        "one-digit day without padding, from a server",
        &[accept(
            b"* 1 FETCH (INTERNALDATE \"3-May-2021 20:38:39 +0000\" UID 7)\r\n",
            &["3-May-2021", "Uid(7)"],
            &["one-digit-day"],
        )],
        &[],
    ),
];

pub(super) const FETCHES: &[Entry] = &[
    server(
        "section without a value",
        &[accept(
            b"* 1 FETCH (UID 3016 BODY[2] )\r\n",
            &["Uid(3016)", "BodySection", "[2]", "data: None"],
            &["missing-value"],
        )],
        &[
            accept(b"* 1 FETCH (UID 7 BODY[2])\r\n", &["Uid(7)", "data: None"], &["missing-value"]),
            accept(b"* 1 FETCH (UID 7 BODY[]<0> )\r\n", &["Uid(7)", "origin: Some(Number64(0)), data: None"], &["missing-value"]),
            accept(b"* 1 FETCH (UID 7 RFC822.TEXT )\r\n", &["Uid(7)", "Rfc822Text(None)"], &["missing-value"]),
            accept(b"* 1 FETCH (UID 7 BINARY[1] )\r\n", &["Uid(7)", "Binary", "data: None"], &["missing-value"]),
            // There is no NIL for these.
            keep(b"* 1 FETCH (UID 7 RFC822.SIZE )\r\n", &["Uid(7)", "Malformed(\"RFC822.SIZE "], &["malformed-item"], "number64"),
            keep(b"* 1 FETCH (UID 7 ENVELOPE)\r\n", &["Uid(7)", "Malformed(\"ENVELOPE\""], &["malformed-item"], "SP"),
        ],
    ),
    server(
        "partial origin echoed as a range",
        &[accept(
            b"* 32 FETCH (UID 32 BODY[2]<0.65536> {6}\r\nabcdef)\r\n",
            &["Uid(32)", "origin: Some(Number64(0))", "\"abcdef\""],
            &["partial-echo"],
        )],
        &[accept(
            b"* 32 FETCH (BINARY[1]<5.10> \"a\" UID 7)\r\n",
            &["origin: Some(Number64(5))", "\"a\"", "Uid(7)"],
            &["partial-echo"],
        )],
    ),
    server(
        "vendor items, nested",
        &[accept(
            b"* 1 FETCH (UID 1 FLAGS (\\Answered \\Seen \\Draft) MODSEQ (4) XAOL.SPAM.REASON 0 XAOL-MSGID 1 XAOL-PAREN-LIST (XAOL-TOKEN-PARAM1 \
              XAOL-TOKEN-VALUE1 XAOL-TOKEN-PARAM2 {17}\r\nXAOL-TOKEN-VALUE2 XAOL-TOKEN-PARAM3 (XAOL-SUBTOKEN-PARAM XAOL-SUBTOKEN-VALUE)))\r\n",
            &["Uid(1)", "Answered, Seen, Draft", "ModSeq(4)", "Unknown(\"XAOL.SPAM.REASON\", \" 0\")", "Unknown(\"XAOL-MSGID\", \" 1\")", "XAOL-SUBTOKEN-VALUE))"],
            &["unknown-item"],
        )],
        &[
            accept(b"* 1 FETCH (PREVIEW (FUZZY \"x\") UID 7)\r\n", &["Preview(Some(\"x\"))", "Uid(7)"], &["fuzzy-preview"]),
            accept(b"* THREAD (1 (2 3))(4)\r\n", &["Thread("], &["lone-thread-list"]),
            accept(
                b"* 1 FETCH (X-GM-MSGID 1278455344230334865 XBODY[HEADER.FIELDS (a b)]<0> ~{3}\r\n)\0( UID 7)\r\n",
                &["GmMsgId(1278455344230334865)", "Unknown(\"XBODY[HEADER.FIELDS (a b)]<0>\"", "Uid(7)"],
                &["unknown-item"],
            ),
            accept(b"* 1 FETCH (UID 7 XFLAG)\r\n", &["Uid(7)", "Unknown(\"XFLAG\", \"\")"], &["unknown-item"]),
            accept(b"* 1 FETCH (XQ \"a)\\\"\" UID 7)\r\n", &["Unknown(\"XQ\"", "Uid(7)"], &["unknown-item"]),
            accept(b"* STATUS x (XITEM (1 2) MESSAGES 3)\r\n", &["Other(Unknown(\"XITEM\", \" (1 2)\"))", "Messages(3)"], &["unknown-status-att"]),
            // Elsewhere the grammar says that there may be more.
            legal(b"* ESEARCH XRESULT (1 \"b\") COUNT 5\r\n", &["Other(Unknown(\"XRESULT\"", "Count(5)"]),
        ],
    ),
    server(
        "unrelated FETCH between the requested ones",
        &[legal(b"* 51868 FETCH (FLAGS (NonJunk) UID 51958)\r\n", &["SeqNum(51868)", "Keyword(\"NonJunk\")", "Uid(51958)"])],
        &[],
    ),
    server("SEARCH result omitted", &[legal(b"a5 OK SEARCH completed (took 2 ms)\r\n", &["Tagged"])], &[]),
];
