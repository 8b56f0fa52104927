//! Flags, numbers and strings.

use imap_codec::FramingError;

use super::{Entry, accept, fatal, keep, legal, server, skip};

pub(super) const FLAGS: &[Entry] = &[
    server(
        "right bracket in a keyword",
        &[
            accept(b"* FLAGS (OIB-Seen-[Gmail]/All)\r\n", &["Other(\"OIB-Seen-[Gmail]/All\")"], &["invalid-flag"]),
            accept(
                b"* OK [PERMANENTFLAGS (\\Seen ostern [css3-page] \\*)] Limited\r\n",
                &["Keyword(\"ostern\")", "Other(\"[css3-page]\")", "new_keywords: true", "text: \"Limited\""],
                &["invalid-flag"],
            ),
        ],
        &[
            accept(b"* 1 FETCH (FLAGS (a]b \\Seen) UID 7)\r\n", &["Other(\"a]b\")", "Uid(7)"], &["invalid-flag"]),
            accept(b"* OK [PERMANENTFLAGS ([a]])] x\r\n", &["Other(\"[a]]\")", "\"x\""], &["invalid-flag"]),
            accept(b"* FLAGS (50% x*y \\)\r\n", &["Other(\"50%\")", "Other(\"x*y\")", "Other(\"\\\\\")"], &["invalid-flag"]),
            accept(b"* FLAGS (\\Seen \\Recent \\*)\r\n", &["{Seen}"], &["misplaced-flag"]),
        ],
    ),
    server(
        "control character in a keyword",
        &[accept(
            b"* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft NonJunk $label1 $Forwarded \x04Junk)\r\n",
            &["Answered, Flagged, Deleted, Seen, Draft", "Keyword(\"$Forwarded\"), Other(\"\\u{4}Junk\")"],
            &["invalid-flag"],
        )],
        &[
            accept(b"* 1 FETCH (UID 7 FLAGS (\x7f \\Seen))\r\n", &["Uid(7)", "Seen", "Other(\"\\u{7f}\")"], &["invalid-flag"]),
            accept(b"* FLAGS (\xC5\xBB\xC3\xB3\xC5\x82ty x)\r\n", &["Other(\"\u{17b}\u{f3}\u{142}ty\")", "Keyword(\"x\")"], &["invalid-flag"]),
            accept(b"* OK [PERMANENTFLAGS (a\tb \\*)] x\r\n", &["Other(\"a\\tb\")", "new_keywords: true"], &["invalid-flag"]),
        ],
    ),
    server(
        "NIL in a Gmail label list",
        &[accept(
            b"* 1 FETCH (X-GM-LABELS (atom-label \\flag-label \"quoted-label\" NIL))\r\n",
            &["GmLabels([\"atom-label\", \"\\\\flag-label\", \"quoted-label\"])"],
            &["nil-as-string"],
        )],
        &[
            legal(b"* 1 FETCH (X-GM-LABELS (\"NIL\"))\r\n", &["GmLabels([\"NIL\"])"]),
            // By the grammar it is a keyword.
            legal(b"* FLAGS (\\Seen NIL)\r\n", &["Keyword(\"NIL\")"]),
            keep(b"* 1 FETCH (UID 7 FLAGS NIL)\r\n", &["Uid(7)", "Malformed(\"FLAGS NIL\""], &["malformed-item"], "\"(\""),
        ],
    ),
    server(
        "attributes without backslash or unknown attributes",
        &[accept(
            b"* LIST (HasNoChildren \\X-Custom) \"/\" \"Archive\"\r\n",
            &["Other(\"HasNoChildren\")", "Other(\"\\\\X-Custom\")", "\"Archive\""],
            &["attribute-without-backslash"],
        )],
        &[
            accept(b"* LSUB (Noselect) \"/\" x\r\n", &["Lsub", "Other(\"Noselect\")"], &["attribute-without-backslash"]),
            legal(b"* LIST (\\hasnochildren \\SENT \\X-Custom) \"/\" x\r\n", &["HasNoChildren, Sent, Other(\"\\\\X-Custom\")"]),
        ],
    ),
];

pub(super) const NUMBERS: &[Entry] = &[
    server(
        "negative MODSEQ",
        &[
            accept(
                b"* 48 FETCH (MODSEQ (-1) FLAGS (\\Recent \\Seen) UID 504)\r\n",
                &["NoModSeq(0)", "Seen", "recent: true", "Uid(504)"],
                &["zero-modseq"],
            ),
            accept(
                b"* 6 FETCH (MODSEQ (0) FLAGS (\\Seen) UID 37)\r\n",
                &["NoModSeq(0)", "Seen", "Uid(37)"],
                &["zero-modseq"],
            ),
        ],
        &[
            keep(
                b"* 6 FETCH (UID 37 MODSEQ 5)\r\n",
                &["Uid(37)", "Malformed(\"MODSEQ 5\""],
                &["malformed-item"],
                "\"(\"",
            ),
            keep(
                b"* 6 FETCH (UID 37 RFC822.SIZE -1)\r\n",
                &["Uid(37)", "Malformed(\"RFC822.SIZE -1\""],
                &["malformed-item"],
                "number64",
            ),
            keep(
                b"* 6 FETCH (UID 0 FLAGS (\\Seen))\r\n",
                &["Malformed(\"UID 0\"", "Seen"],
                &["malformed-item"],
                "nz-number",
            ),
            accept(b"* SEARCH 2 5 (MODSEQ -1)\r\n", &["[2, 5]", "None"], &["malformed-modseq"]),
            accept(b"* SEARCH 2 5 (MODSEQ 0)\r\n", &["[2, 5]", "None"], &["malformed-modseq"]),
            accept(
                b"* ESEARCH (TAG \"a\") ALL 2,5 MODSEQ 0\r\n",
                &["data: [All(NumberSet(2,5))]"],
                &["malformed-modseq"],
            ),
            keep(
                b"* STATUS x (HIGHESTMODSEQ -1 UNSEEN NIL MESSAGES 3)\r\n",
                &["HighestModSeq(None)", "Malformed(\"UNSEEN", "Messages(3)"],
                &["zero-modseq", "malformed-status-item"],
                "status-att-val",
            ),
        ],
    ),
    server(
        "64-bit quota values",
        // An unknown response to this library so far: kept as it is.
        &[legal(b"* QUOTA \"\" (STORAGE 9173516 16106127360)\r\n", &["16106127360"])],
        &[
            legal(b"* STATUS x (SIZE 9223372036854775807)\r\n", &["Size(Number64(9223372036854775807))"]),
            legal(b"* 1 FETCH (RFC822.SIZE 5000000000)\r\n", &["5000000000"]),
            legal(b"* 1 FETCH (BODY (\"A\" \"B\" NIL NIL NIL \"7BIT\" 5000000000))\r\n", &["5000000000"]),
            keep(
                b"* STATUS x (SIZE 9223372036854775808 MESSAGES 3)\r\n",
                &["Malformed(\"SIZE", "Messages(3)"],
                &["malformed-status-item"],
                "status-att-val",
            ),
        ],
    ),
    server(
        "leading zeros in a literal size",
        &[legal(
            b"* 20367 FETCH (BODY[HEADER.FIELDS (Foo)] {012}\r\nFoo: bar\r\n\r\n)\r\n",
            &["HeaderFields([\"Foo\"])", "Some(\"Foo: bar\\r\\n\\r\\n\")"],
        )],
        &[
            legal(b"* 1 FETCH (BINARY[1] ~{003}\r\na\0b UID 7)\r\n", &["Binary", "Uid(7)"]),
            legal(b"* LIST () \"/\" {00}\r\n\r\n", &["mailbox: \"\""]),
            legal(b"* 023 EXISTS\r\n", &["Exists(23)"]),
            accept(b"* 023 EXPUNGE\r\n", &["Expunge(SeqNum(23))"], &["leading-zero"]),
            accept(b"* 1 FETCH (UID 07)\r\n", &["Uid(7)"], &["leading-zero"]),
            accept(b"* SEARCH 01 2\r\n", &["[1, 2]"], &["leading-zero"]),
            accept(b"* VANISHED 300:0310\r\n", &["300:310"], &["leading-zero"]),
            accept(b"* OK [UIDNEXT 09] ok\r\n", &["UidNext(9)"], &["leading-zero"]),
            accept(
                b"* STATUS x (UIDNEXT 09 MESSAGES 00)\r\n",
                &["UidNext(9)", "Messages(0)"],
                &["leading-zero"],
            ),
            accept(b"* 1 FETCH (BODY[01.2] NIL)\r\n", &["Section([1, 2]"], &["leading-zero"]),
        ],
    ),
    server(
        "parenthesised MODSEQ in ESEARCH",
        &[accept(
            b"* ESEARCH (TAG \"A00000012\") UID ALL 33866,33897,33906 (MODSEQ 284535)\r\n",
            &["\"A00000012\"", "numbering: Uid", "33866,33897,33906", "ModSeq(284535)"],
            &["parenthesized-modseq"],
        )],
        &[
            accept(
                b"* esearch (tag a) count 5 (modseq 7)\r\n",
                &["\"a\"", "Count(5)", "ModSeq(7)"],
                &["parenthesized-modseq"],
            ),
            // What is in parentheses in SEARCH has nothing to be about without numbers.
            accept(
                b"* SEARCH (MODSEQ 917162500)\r\n",
                &["numbers: [], mod_seq: None"],
                &["modseq-without-numbers"],
            ),
        ],
    ),
    server(
        "fetch answers beyond EXISTS",
        &[legal(b"* 900 FETCH (UID 120 FLAGS ())\r\n", &["SeqNum(900)", "Uid(120)"])],
        &[],
    ),
];

pub(super) const STRINGS: &[Entry] = &[
    server(
        "whole header value pasted into the media type",
        &[keep(
            b"* 1 FETCH (BODYSTRUCTURE ((\"MOUNDARY=\"_006_5DBB50A5_\"\" \"OCTET-STREAM\" (\"name\" \"test.dat\") NIL NIL \
              \"quoted-printable\" 383137 NIL (\"attachment\" (\"filename\" \"test.dat\"))) \"MIXED\" (\"boundary\" \"x\")))\r\n",
            &["MOUNDARY=", "OCTET-STREAM", "test.dat", "MIXED"],
            &["unescaped-quote"],
            "DQUOTE",
        )],
        &[keep(
            b"* 1 FETCH (UID 7 BODY (\"TEXT\"; x\"\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1) FLAGS (\\Seen))\r\n",
            &["Uid(7)", "TEXT\\\"; x\\\"", "PLAIN", "Seen"],
            &["unescaped-quote", "unquoted-string", "extension-in-body"],
            "DQUOTE",
        )],
    ),
    server(
        "invalid escape",
        &[accept(b"* 1 FETCH (BODY[] \"a\\bc\")\r\n", &["Some(\"a\\\\bc\")"], &["invalid-escape"])],
        &[
            accept(b"* LIST () \"\\\\\" \"DOMAIN\\user\\\\x\"\r\n", &["'\\\\'", "mailbox: \"DOMAIN\\\\user\\\\x\""], &["invalid-escape"]),
            accept(b"* ID (\"os\" \"C:\\x\")\r\n", &["C:\\\\x"], &["invalid-escape"]),
            keep(
                b"* LIST () \"/\" \"never closed\\\"\r\n",
                &["mailbox: \"never closed\\\\\""],
                &["trailing-backslash"],
                "QUOTED-CHAR",
            ),
            keep(b"* LIST () \"\\\" a\r\n", &["Some('\\\\')", "\"a\""], &["trailing-backslash"], "QUOTED-CHAR"),
            keep(
                b"* ID (\"dir\" \"C:\\\" \"v\" \"1\")\r\n",
                &["\"C:\\\\\"", "\"v\"", "\"1\""],
                &["trailing-backslash"],
                "QUOTED-CHAR",
            ),
            keep(
                b"* 1 FETCH (ENVELOPE (\"d\" \"s\\\" NIL NIL NIL NIL NIL NIL NIL \"<a>\") UID 4)\r\n",
                &["\"s\\\\\"", "<a>", "Uid(4)"],
                &["trailing-backslash"],
                "QUOTED-CHAR",
            ),
        ],
    ),
    server(
        "literal sized in characters instead of bytes",
        // Not the line is skipped, but the address: as the entry says, the parentheses tell where it ends.
        &[keep(
            b"* 1 FETCH (ENVELOPE (\"Thu, 29 Apr 2021 10:57:07 +0000\" \"s\" (({38}\r\n\xD0\xA0\xD0\xB5\xD1\x86\xD0\xB5\xD0\xBF\
              \xD1\x86\xD0\xB8\xD1\x8F \xD0\x9E\xD1\x84\xD0\xB8\xD1\x81 \xD1\x81\xD0\xB3\xD1\x80\xD0\xB0\xD0\xB4\xD0\xB0 \
              \"\xD0\x94\xD0\xB0\xD0\xBD\xD0\xB0\xD0\xB8\xD0\xBB \xD0\x94\xD0\xB5\xD1\x87\xD0\xB5\xD0\xB2\" \xE2\x84\x966 NIL \
              \"facility\" \"xxxxxxxxxxx.com\")) NIL NIL NIL NIL NIL NIL \"<a@b>\"))\r\n",
            &["Apr 2021", "from: []", "<a@b>"],
            &["malformed-field"],
            "QUOTED-CHAR",
        )],
        &[keep(
            b"* 1 FETCH (UID 7 BODY[1] {2}\r\n\xC3\xBC\xC3\xBC FLAGS (\\Seen))\r\n",
            &["Uid(7)", "Malformed(\"BODY[1] ", "Seen"],
            &["malformed-item"],
            "\")\"",
        )],
    ),
    server(
        "spurious blank line after a literal",
        &[
            legal(b"* LIST () \"/\" {3}\r\nfoo\r\n", &["\"foo\""]),
            accept(b"\r\n", &["Blank"], &["blank-line"]),
            legal(b"* LIST () \"/\" bar\r\n", &["\"bar\""]),
        ],
        &[accept(b"\n", &["Blank"], &["blank-line"])],
    ),
    server(
        "garbage inside the literal header",
        &[fatal(b"* 1 FETCH (BODY[] {4096+   }\r\n", FramingError::LiteralHeader)],
        &[
            fatal(b"* 1 FETCH (BODY[] { 5}\r\n", FramingError::LiteralHeader),
            fatal(b"* 1 FETCH (BODY[] {-1}\r\n", FramingError::LiteralHeader),
            fatal(b"* 1 FETCH (BODY[] {5x}\n", FramingError::LiteralHeader),
            fatal(b"* 1 FETCH (BODY[] ~{99999999999999999999}\r\n", FramingError::LiteralLength),
            // Text has no literals, broken or not; and what holds no number is none.
            legal(b"* OK {4096+   }\r\n", &["{4096+   }"]),
            skip(b"* LIST () \"/\" {x}\r\n", "expected literal at byte 14"),
        ],
    ),
    server(
        "text that ends in a literal header, or has an odd number of quotes",
        &[
            legal(b"* OK say \"hi\r\n", &["say \\\"hi"]),
            legal(b"A1 NO quota is {5}\r\n", &["quota is {5}"]),
        ],
        &[
            legal(b"* BYE {5}\r\n", &["{5}"]),
            legal(b"* preauth \"{5+}\r\n", &["{5+}"]),
            legal(b"+ {5}\r\n", &["{5}"]),
            legal(b"* OK [ALERT] {5}\r\n", &["Alert", "{5}"]),
            accept(b"a1  bad {5}\r\n", &["Bad", "{5}"], &["extra-space"]),
        ],
    ),
    server(
        "item after a literal",
        &[legal(b"* 3 FETCH (RFC822 {6}\r\nabcd\r\n UID 10)\r\n", &["Rfc822(Some(\"abcd\\r\\n\"))", "Uid(10)"])],
        &[
            legal(b"* 3 FETCH (BODY[1] {0}\r\n UID 10 BODY[2] {2}\r\n)\r FLAGS ())\r\n", &["Uid(10)", "\")\\r\"", "Flags"]),
            accept(b"* 3 FETCH (RFC822 {1+}\r\na UID 10)\r\n", &["Rfc822(Some(\"a\"))", "Uid(10)"], &["non-sync-from-server"]),
        ],
    ),
    server(
        "bare CR or LF inside a quoted string",
        &[
            skip(b"* LIST () \"/\" \"a\r\n", "expected QUOTED-CHAR at byte 16"),
            legal(b"* BYE forged\"\r\n", &["kind: Bye"]),
        ],
        &[
            skip(b"* LIST () \"/\" \"a\rb\"\r\n", "expected QUOTED-CHAR at byte 16"),
            skip(b"* LIST () \"/\" \"a\n", "expected QUOTED-CHAR at byte 16"),
            skip(b"* LIST () \"/\" \"a\0b\"\r\n", "expected QUOTED-CHAR at byte 16"),
            skip(b"* OK a\rb\r\n", "expected CRLF at byte 6"),
        ],
    ),
];
