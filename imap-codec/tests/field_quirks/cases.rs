//! What public bug reports of mail software tell of, each line a sample of its kind: what a person reads is the value.

use super::{Entry, accept, client, keep, legal, server};

pub(super) const CASES: &[Entry] = &[
    server(
        "names without quotes",
        &[
            keep(
                b"* LIST (\\HasChildren \\Noselect) \"/\" [Airmail]/To Do\r\n",
                &["HasChildren", "NoSelect", "\"[Airmail]/To Do\""],
                &["unquoted-name"], "CRLF"),
            keep(
                b"* LIST (\\HasNoChildren) \"/\" INBOX/Da\tOggetto\r\n",
                &["INBOX/Da"],
                &["unquoted-name"], "CRLF"),
            accept(
                b"* STATUS Gel\xF6schte Objekte (MESSAGES 0 UNSEEN 0)\r\n",
                &["Gel", "schte Objekte", "Messages(0)", "Unseen(0)"],
                &["eight-bit-atom", "unquoted-name"],
            ),
            accept(b"* LIST () \".\" \"ab\"cd\"\r\n", &["ab\\\"cd"], &["unescaped-quote"]),
            accept(
                b"* 1 FETCH (BODYSTRUCTURE (\"TEXT\" \"HTML\"\" NIL NIL NIL \"8bit\" 74 2))\r\n",
                &["BodyStructure(", "HTML", "Number64(2)"],
                &["unescaped-quote"],
            ),
        ],
        &[
            keep(b"* LSUB () \".\" Sent Items\r\n", &["Lsub", "Sent Items"], &["unquoted-name"], "CRLF"),
            keep(b"* LIST () NIL Old (2019)\r\n", &["\"Old (2019)\""], &["unquoted-name"], "SP"),
            keep(b"* LIST () NIL A&B {x}\r\n", &["A&B {x}"], &["unquoted-name"], "CRLF"),
            keep(b"* STATUS To Do (x) (UIDNEXT 4)\r\n", &["To Do (x)", "UidNext(4)"], &["unquoted-name"], "\"(\""),
            accept(b"* STATUS \"a\"b\" (UIDNEXT 4)\r\n", &["a\\\"b", "UidNext(4)"], &["unescaped-quote"]),
            accept(
                b"* 2 FETCH (ENVELOPE (NIL \"a \"big\" one\" NIL NIL NIL NIL NIL NIL NIL \"<i@d>\") UID 4)\r\n",
                &["a \\\"big\\\" one", "<i@d>", "Uid(4)"],
                &["unescaped-quote"],
            ),
        ],
    ),
    server(
        "one number of a list that cannot be",
        &[
            accept(b"* VANISHED 0:1\r\n", &["Vanished", "1"], &["number-out-of-range"]),
            accept(b"* SEARCH 1 19564493749 7\r\n", &["numbers: [1, 7]"], &["number-out-of-range"]),
            accept(b"* VANISHED \r\n", &["Vanished"], &["empty-set", "trailing-space"]),
        ],
        &[
            keep(b"* VANISHED (EARLIER) 4,0,9\r\n", &["4,9"], &["number-out-of-range"], "nz-number"),
            keep(b"* VANISHED 7,4294967296\r\n", &["Vanished", "7"], &["number-out-of-range"], "nz-number"),
            accept(b"* SEARCH 0 3\r\n", &["numbers: [3]"], &["number-out-of-range"]),
            keep(b"* ESEARCH ALL 2,0:3,9\r\n", &["2,1:3,9"], &["number-out-of-range"], "nz-number"),
            keep(b"a OK [COPYUID 1 4,0 7] x\r\n", &["CopyUid", "4", "7"], &["number-out-of-range"], "nz-number"),
        ],
    ),
    server(
        "quoted flags",
        &[
            accept(b"* FLAGS (\"\\\\Deleted\" \\Seen)\r\n", &["Deleted", "Seen"], &["quoted-flag"]),
            accept(
                b"* 3 FETCH (FLAGS (\\Seen \"My Flag\" x) UID 4)\r\n",
                &["Seen", "\\\"My Flag\\\"", "x", "Uid(4)"],
                &["quoted-flag"],
            ),
        ],
        &[
            accept(b"* FLAGS (\"\\\\Recent\" \"$Junk\")\r\n", &["$Junk"], &["quoted-flag", "misplaced-flag"]),
            accept(b"* OK [PERMANENTFLAGS (\"Work\" \\*)] x\r\n", &["Work", "new_keywords: true"], &["quoted-flag"]),
        ],
    ),
    server(
        "items of FETCH that are joined, or in parentheses",
        &[
            keep(
                b"* 1 FETCH (UID 7 FLAGS (\\Seen x)INTERNALDATE \"12-Feb-2018 19:50:00 +0300\")\r\n",
                &["Uid(7)", "Seen", "x", "12-Feb-2018 19:50:00 +0300"],
                &["missing-space"], "\")\""),
            keep(
                b"* 2 FETCH (UID 14935 (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)) RFC822.SIZE 5)\r\n",
                &["Uid(14935)", "Envelope(", "Number64(5)"],
                &["item-in-parentheses"],
                "atom",
            ),
        ],
        &[
            keep(b"* 1 FETCH (UID 7FLAGS (\\Seen))\r\n", &["Uid(7)", "Seen"], &["missing-space"], "\")\""),
            keep(
                b"* 1 FETCH (FLAGS ()X-NEW 1 UID 7)\r\n",
                &["Flags(", "Unknown(\"X-NEW\", \" 1\")", "Uid(7)"],
                &["missing-space", "unknown-item"], "\")\""),
            keep(
                b"* 1 FETCH (BODY[] {3}\r\nabcUID 7)\r\n",
                &["\"abc\"", "Uid(7)"],
                &["missing-space"], "\")\""),
            keep(
                b"* 1 FETCH ((UID 7 FLAGS (\\Seen)) RFC822.SIZE 5)\r\n",
                &["Uid(7)", "Seen", "Number64(5)"],
                &["item-in-parentheses"],
                "atom",
            ),
            keep(
                b"* 1 FETCH (( UID 7 ))\r\n",
                &["Uid(7)"],
                &["item-in-parentheses", "space-in-parentheses"],
                "atom",
            ),
            // Where a number ends is not certain if what follows is no item.
            keep(
                b"* 1 FETCH (RFC822.SIZE 5KB UID 7)\r\n",
                &["Malformed(\"RFC822.SIZE 5KB\"", "Uid(7)"],
                &["malformed-item"],
                "\")\"",
            ),
        ],
    ),
    server(
        "a plus behind ID",
        &[accept(b"* ID (\"name\" \"x\")+\r\n", &["name", "x"], &["plus-at-end"])],
        &[
            accept(b"* ID (NIL)\r\n", &["Id(Some([]))"], &["odd-id"]),
            accept(b"* ID (\"a\" \"b\" \"c\")\r\n", &["\"b\"", "(\"c\", None)"], &["odd-id"]),
        ],
    ),
    server(
        "spaces in NAMESPACE",
        &[accept(
            b"* NAMESPACE ((\"\" \"/\")) ( ( \"~\" \"/\" ) ) NIL\r\n",
            &["prefix: \"\"", "prefix: \"~\"", "shared: []"],
            &["space-in-parentheses"],
        )],
        &[],
    ),
    server(
        "a mod-sequence of zero",
        &[
            accept(b"* OK [HIGHESTMODSEQ 0] x\r\n", &["NoModSeq"], &["zero-modseq"]),
            accept(b"* 1 FETCH (MODSEQ (0) UID 5)\r\n", &["NoModSeq(0)", "Uid(5)"], &["zero-modseq"]),
            accept(b"* 1 FETCH (MODSEQ (-1) UID 5)\r\n", &["NoModSeq(0)", "Uid(5)"], &["zero-modseq"]),
        ],
        &[
            accept(b"* OK [HIGHESTMODSEQ -1] x\r\n", &["NoModSeq"], &["zero-modseq"]),
            accept(b"* 1 FETCH (MODSEQ (00))\r\n", &["NoModSeq(0)"], &["zero-modseq"]),
            keep(
                b"* STATUS x (HIGHESTMODSEQ -1 MESSAGES 3)\r\n",
                &["HighestModSeq(None)", "Messages(3)"],
                &["zero-modseq"],
                "status-att-val",
            ),
            legal(b"* STATUS x (HIGHESTMODSEQ 0 MESSAGES 3)\r\n", &["HighestModSeq(None)", "Messages(3)"]),
        ],
    ),
    server(
        "a UIDVALIDITY above 32 bits",
        &[
            accept(
                b"* OK [UIDVALIDITY 1713632002544] x\r\n",
                &["UidValidity(1713632002544)"],
                &["wide-uid-validity"],
            ),
            keep(
                b"* STATUS x (UIDVALIDITY 1713632002544 MESSAGES 3)\r\n",
                &["UidValidity(1713632002544)", "Messages(3)"],
                &["wide-uid-validity"],
                "status-att-val",
            ),
            accept(
                b"a OK [APPENDUID 1713632002544 7] x\r\n",
                &["AppendUid", "UidValidity(1713632002544)", "7"],
                &["wide-uid-validity"],
            ),
            accept(
                b"a OK [COPYUID 1713632002544 1:2 7:8] x\r\n",
                &["CopyUid", "UidValidity(1713632002544)", "1:2", "7:8"],
                &["wide-uid-validity"],
            ),
        ],
        &[
            // All 64 bits, and not one more.
            keep(
                b"* STATUS x (UIDVALIDITY 18446744073709551615)\r\n",
                &["UidValidity(18446744073709551615)"],
                &["wide-uid-validity"],
                "status-att-val",
            ),
            keep(
                b"* OK [UIDVALIDITY 18446744073709551616] x\r\n",
                &["Malformed(\"UIDVALIDITY 18446744073709551616\""],
                &["malformed-code"],
                "nz-number",
            ),
            accept(
                b"* ESEARCH (TAG \"a\" MAILBOX x UIDVALIDITY 1713632002544) UID COUNT 1\r\n",
                &["UidValidity(1713632002544)", "Count(1)"],
                &["wide-uid-validity"],
            ),
            legal(b"* OK [UIDVALIDITY 4294967295] x\r\n", &["UidValidity(4294967295)"]),
        ],
    ),
    client(
        "what clients send",
        &[
            accept(
                b"a SELECT x (QRESYNC (67890007 0))\r\n",
                &["params: [CondStore]"],
                &["zero-modseq"],
            ),
            accept(
                b"a UID FETCH 1:* (FLAGS) (CHANGEDSINCE 0)\r\n",
                &["Atts([Flags])", "[ChangedSinceZero(0)]"],
                &["zero-modseq"],
            ),
            accept(
                b"a LIST (SUBSCRIBED) \"\" \"*\"RETURN (SUBSCRIBED)\r\n",
                &["Subscribed", "\"*\"", "returns: Some([Subscribed])"],
                &["missing-space"],
            ),
            keep(b"a UID SEARCH KEYWORD \"MyFlag\"\r\n", &["Keyword(\"MyFlag\")"], &["quoted-flag"], "atom"),
            legal(
                b"a APPEND \"Sent\" (\\Seen) UTF8 (~{5}\r\nhello)\r\n",
                &["Append", "Seen", "Utf8(\"hello\")"],
            ),
            accept(b"a FETCH 1 (FULL)\r\n", &["Macro(Full)"], &["listed-macro"]),
            accept(b"a APPEND x (){5}\r\nhello\r\n", &["Append", "hello"], &["missing-space"]),
            accept(b"a ID \"NIL\"\r\n", &["Id(None)"], &["quoted-nil"]),
        ],
        &[
            accept(
                b"a UID FETCH 1:* (FLAGS) (CHANGEDSINCE 0 VANISHED)\r\n",
                &["[ChangedSinceZero(0), Vanished]"],
                &["zero-modseq"],
            ),
            accept(
                b"a SELECT x (QRESYNC (1713632002544 5))\r\n",
                &["params: [CondStore]"],
                &["wide-uid-validity"],
            ),
            legal(b"a STORE 1 (UNCHANGEDSINCE 0) FLAGS ()\r\n", &["UnchangedSince(None)"]),
            keep(b"a SEARCH OR UNKEYWORD \"a\" NOT KEYWORD {1}\r\nb\r\n", &["Unkeyword(\"a\")", "Keyword(\"b\")"], &["quoted-flag"], "atom"),
            accept(b"a FETCH 1 (fast)\r\n", &["Macro(Fast)"], &["listed-macro"]),
            accept(b"a UID FETCH 1 ( ALL )\r\n", &["Macro(All)"], &["space-in-parentheses", "listed-macro"]),
            accept(
                b"a FETCH 1 (UID FAST BODY[])\r\n",
                &["Atts([Uid, Flags, InternalDate, Rfc822Size, BodySection"],
                &["listed-macro"],
            ),
            accept(b"a LOGIN u{3}\r\npwd\r\n", &["Login"], &["missing-space"]),
            accept(
                b"a APPEND x CATENATE (URL \"a b\")\r\n",
                &["Catenate([Url(\"a b\")])"],
                &["malformed-url"],
            ),
            accept(
                b"a GETMETADATA \"INBOX\" (DEPTH 1) (/a /b)\r\n",
                &["GetMetadata", "Depth(One)"],
                &["late-metadata-options"],
            ),
            keep(
                b"a GETMETADATA INBOX /a /b\r\n",
                &["GetMetadata", "/a", "/b"],
                &["bare-metadata-entries"],
                "CRLF",
            ),
            accept(b"a id \"nil\"\r\n", &["Id(None)"], &["quoted-nil"]),
        ],
    ),
    server(
        "dates as in a header",
        &[accept(
            b"* 1 FETCH (INTERNALDATE \"Mon, 12 Feb 2018 19:50:00 +0300\" UID 3)\r\n",
            &["12-Feb-2018 19:50:00 +0300", "Uid(3)"],
            &["mail-date"],
        )],
        &[accept(
            b"* 1 FETCH (INTERNALDATE \"2 Feb 2018 19:50:00 +0300\" UID 3)\r\n",
            &["2-Feb-2018 19:50:00 +0300", "Uid(3)"],
            &["mail-date"],
        )],
    ),
    server(
        "a structure with one odd field",
        &[
            accept(
                b"* 4 FETCH (BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"GB2312\") NIL NIL NIL 0 0 (\"BOUNDARY\" \
                  \"x\") NIL NIL) \"RELATED\" (\"BOUNDARY\" \"x\") NIL NIL))\r\n",
                &["BodyStructure(", "GB2312", "RELATED", "BOUNDARY"],
                &["nil-as-string", "malformed-field"],
            ),
            keep(
                b"* 4 FETCH (BODYSTRUCTURE ((\"APPLICATION\" NIL NIL NIL \"base64\" 356) \"MIXED\"))\r\n",
                &["BodyStructure(", "APPLICATION", "base64", "356", "MIXED"],
                &["missing-subtype"], "string"),
            accept(
                b"* 39 FETCH (ENVELOPE (\"Mon, 21 Nov 2011 10:31:39 +0800\" \"s\" ((\"x\" NIL \"u\" \"h.test\")) NIL NIL NIL \
                  NIL NIL \"<t@h.test>\") UID 39)\r\n",
                &["10:31:39", "h.test", "<t@h.test>", "Uid(39)"],
                &["missing-field"],
            ),
            keep(
                b"* 3 FETCH (ENVELOPE (\"d\" \"s\" (NIL (\"x\" NIL \"y\" \"z.test\")) NIL NIL NIL NIL NIL NIL \"<a@b>\"))\r\n",
                &["z.test", "<a@b>"],
                &["malformed-field", "space-between-addresses"], "address"),
        ],
        &[
            keep(
                b"* 3 FETCH (ENVELOPE (\"d\" (x) NIL NIL NIL NIL NIL NIL NIL \"<a@b>\") UID 5)\r\n",
                &["\"d\"", "<a@b>", "Uid(5)"],
                &["malformed-field"], "string"),
            keep(
                b"* 3 FETCH (ENVELOPE (\"d\" \"s\" \"me\" NIL NIL NIL NIL NIL NIL \"<a@b>\") UID 5)\r\n",
                &["\"s\"", "<a@b>", "Uid(5)"],
                &["malformed-field"], "nil"),
            keep(
                b"* 3 FETCH (BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL (1 2) NIL \"7BIT\" 5 1) UID 5)\r\n",
                &["PLAIN", "7BIT", "Uid(5)"],
                &["malformed-field"], "string"),
            keep(
                b"* 3 FETCH (BODYSTRUCTURE (\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" NIL) UID 5)\r\n",
                &["PNG", "BASE64", "Uid(5)"],
                &["malformed-field"], "number64"),
            keep(
                b"* 3 FETCH (BODYSTRUCTURE (\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 5 NIL NIL ((1)) NIL) UID 5)\r\n",
                &["PNG", "BASE64", "Uid(5)"],
                &["malformed-field"], "string",
            ),
        ],
    ),
    server(
        "what servers were heard to say of extensions",
        &[
            accept(b"* QUOTA \"ROOT\"\r\n", &["Quota", "ROOT"], &["missing-quota-list"]),
            accept(b"a NO [BADURL \"/INBOX/;UID=4711\"] x\r\n", &["BadUrl(\"/INBOX/;UID=4711\")"], &["quoted-url"]),
            accept(
                b"a NO [BADEVENT AnnotationChange MailboxMetadataChange] x\r\n",
                &["BadEvent([AnnotationChange, MailboxMetadataChange])"],
                &["bare-events"],
            ),
            accept(
                b"* URLFETCH imap://joe@h/INBOX/;UID=1;URLAUTH=anonymous:internal:91354a473744909de610943775f92038 (BODY \"a\" BINARY \"b\")\r\n",
                &["UrlFetch", "Body(Some(\"a\"))", "Binary(Some("],
                &["joined-url-data"],
            ),
        ],
        &[],
    ),
];
