//! What a server can repeat, by the file of the grammar that reads it. All of it is valid, if odd.

use super::Row;

pub(super) const ROWS: &[Row] = &[
    // body.rs
    ("parts", ["* 1 FETCH (BODYSTRUCTURE (", "(\"\" \"\" NIL NIL NIL \"\" 0)", " \"\"))\r\n"]),
    ("parts of a BODY", ["* 1 FETCH (BODY (", "(A A NIL NIL NIL A 0)", " A))\r\n"]),
    ("parts with extension data", ["* 1 FETCH (BODYSTRUCTURE (", "(A A NIL NIL NIL A 0 A())", " A))\r\n"]),
    ("parts with spaces", ["* 1 FETCH (BODYSTRUCTURE (", "(A A NIL NIL NIL A 0) ", "A))\r\n"]),
    (
        "messages",
        [
            "* 1 FETCH (BODY (",
            "(MESSAGE RFC822 NIL NIL NIL A 0(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) (A A NIL NIL NIL A 0) 0)",
            " A))\r\n",
        ],
    ),
    ("parameters", ["* 1 FETCH (BODYSTRUCTURE (A A (", "A A ", "A A) NIL NIL A 0))\r\n"]),
    (
        "parameters of a multipart",
        ["* 1 FETCH (BODYSTRUCTURE ((A A NIL NIL NIL A 0) A (", "A A ", "A A)))\r\n"],
    ),
    (
        "parameters of a disposition",
        ["* 1 FETCH (BODYSTRUCTURE (A A NIL NIL NIL A 0 A (A (", "A A ", "A A))))\r\n"],
    ),
    ("languages", ["* 1 FETCH (BODYSTRUCTURE (A A NIL NIL NIL A 0 A NIL (", "A ", "A)))\r\n"]),
    ("body-extensions", ["* 1 FETCH (BODYSTRUCTURE (A A NIL NIL NIL A 0 A NIL NIL NIL", " 1", "))\r\n"]),
    (
        "body-extensions of a multipart",
        ["* 1 FETCH (BODYSTRUCTURE ((A A NIL NIL NIL A 0) A NIL NIL NIL NIL", " A", "))\r\n"],
    ),
    (
        "a list of body-extensions",
        ["* 1 FETCH (BODYSTRUCTURE (A A NIL NIL NIL A 0 A NIL NIL NIL (", "1 ", "1)))\r\n"],
    ),
    (
        "lists of body-extensions",
        ["* 1 FETCH (BODYSTRUCTURE (A A NIL NIL NIL A 0 A NIL NIL NIL", "(1)", "))\r\n"],
    ),
    // capability.rs
    ("capabilities", ["* CAPABILITY", " A", "\r\n"]),
    ("known capabilities", ["* CAPABILITY", " IMAP4rev2 AUTH=PLAIN", "\r\n"]),
    ("capabilities with spaces", ["* CAPABILITY", "  A", "\r\n"]),
    ("capabilities that are enabled", ["* ENABLED", " A", "\r\n"]),
    ("capabilities in a code", ["* OK [CAPABILITY", " A", "] x\r\n"]),
    // code.rs
    ("charsets", ["a NO [BADCHARSET (", "A ", "A)] x\r\n"]),
    ("charsets without parentheses", ["a NO [BADCHARSET", " A", "] x\r\n"]),
    ("UIDs that were appended", ["a OK [APPENDUID 1 1", ",1", "] x\r\n"]),
    ("UIDs that were copied", ["a OK [COPYUID 1 1", ",1", " 1] x\r\n"]),
    ("UIDs of copies", ["a OK [COPYUID 1 1 1", ",1", "] x\r\n"]),
    ("messages that were modified", ["a OK [MODIFIED 1", ",1:2", "] x\r\n"]),
    ("permanent flags", ["* OK [PERMANENTFLAGS (", "a ", "\\*)] x\r\n"]),
    // envelope.rs
    (
        "addresses",
        ["* 1 FETCH (ENVELOPE (NIL NIL (", "(NIL NIL NIL NIL)", ") NIL NIL NIL NIL NIL NIL NIL))\r\n"],
    ),
    (
        "addresses with spaces",
        ["* 1 FETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL (", "(A NIL A A) ", ") NIL NIL))\r\n"],
    ),
    (
        "addresses in a message",
        [
            "* 1 FETCH (BODY (MESSAGE RFC822 NIL NIL NIL A 0 (NIL NIL NIL NIL NIL (",
            "(A A A A)",
            ") NIL NIL NIL NIL) (A A NIL NIL NIL A 0) 0))\r\n",
        ],
    ),
    // esearch.rs
    ("SEARCH", ["* SEARCH", " 1", "\r\n"]),
    ("double spaces in SEARCH", ["* SEARCH", "  1", "\r\n"]),
    ("SEARCH with MODSEQ", ["* SEARCH", " 4294967295", " (MODSEQ 7)\r\n"]),
    ("ESEARCH", ["* ESEARCH", " A 1", "\r\n"]),
    ("ESEARCH with numbers", ["* ESEARCH (TAG \"a\") UID", " MIN 1 COUNT 0", "\r\n"]),
    ("ESEARCH with sets", ["* ESEARCH", " ALL 1", "\r\n"]),
    ("a set in ESEARCH", ["* ESEARCH ALL 1", ",1", "\r\n"]),
    ("ESEARCH with MODSEQ", ["* ESEARCH ALL 1", " (MODSEQ 1)", "\r\n"]),
    ("fetched items in parentheses", ["* 1 FETCH ((", "UID 1 ", "UID 1))\r\n"]),
    ("fetched items without spaces", ["* 1 FETCH (", "FLAGS ()", "UID 1)\r\n"]),
    ("threads behind a wrong one", ["* THREAD (x)", "(1)", "\r\n"]),
    ("correlators", ["* ESEARCH (TAG \"a\" MAILBOX A UIDVALIDITY 1)", " COUNT 1", "\r\n"]),
    ("messages that join a search", ["* ESEARCH ADDTO (", "1 1 ", "0 1:2)\r\n"]),
    ("numbers that leave a search", ["* ESEARCH REMOVEFROM (0 1", ",1", ")\r\n"]),
    ("a page of numbers", ["* ESEARCH PARTIAL (1:9 1", ",1", ")\r\n"]),
    ("scores", ["* ESEARCH RELEVANCY (", "1 ", "100)\r\n"]),
    ("SORT", ["* SORT", " 1", "\r\n"]),
    // fetch.rs
    ("labels", ["* 1 FETCH (X-GM-LABELS (", "\\a ", "a))\r\n"]),
    ("items by UID", ["* 1 UIDFETCH (", "UID 1 ", "UID 1)\r\n"]),
    ("identifiers", ["* 1 FETCH (", "EMAILID (a) THREADID NIL ", "UID 1)\r\n"]),
    ("items", ["* 1 FETCH (", "UID 1 ", "UID 1)\r\n"]),
    ("items FLAGS", ["* 1 FETCH (", "FLAGS () ", "UID 1)\r\n"]),
    ("items with sections", ["* 1 FETCH (", "BODY[1.MIME] NIL ", "BINARY.SIZE[1] 0)\r\n"]),
    ("unknown items", ["* 1 FETCH (", "A ", "A)\r\n"]),
    ("unknown items with sections", ["* 1 FETCH (", "A[a b]A 1 ", "A)\r\n"]),
    ("malformed items", ["* 1 FETCH (", "UID x ", "UID x)\r\n"]),
    ("malformed structures", ["* 1 FETCH (", "BODY ((((((x)))))) ", "UID 7)\r\n"]),
    ("malformed envelopes", ["* 1 FETCH (", "ENVELOPE (x) ", "UID 7)\r\n"]),
    ("literals of items", ["* 1 FETCH (", "RFC822 {1}\r\nx ", "UID 7)\r\n"]),
    ("literals of unknown items", ["* 1 FETCH (", "X {0}\r\n ", "X 1)\r\n"]),
    ("odd literals of unknown items", ["* 1 FETCH (", "X {0+}\r\n ", "X 1)\r\n"]),
    // flag.rs
    ("flags", ["* FLAGS (", "a ", "a)\r\n"]),
    ("different flags", ["* FLAGS (", "!0 !1 !2 !3 !4 !5 !6 !7 !8 !9 ", "a)\r\n"]),
    ("odd flags", ["* FLAGS (", "[] ", "\\Recent)\r\n"]),
    ("flags of a message", ["* 1 FETCH (FLAGS (", "\\Seen $Junk ", "\\Recent))\r\n"]),
    // id.rs
    ("ID", ["* ID (", "A A ", "A A)\r\n"]),
    // list.rs
    ("attributes", ["* LIST (", "\\a ", "\\a) NIL b\r\n"]),
    ("known attributes", ["* LIST (", "\\Noselect \\Trash ", "\\a) NIL b\r\n"]),
    ("odd attributes", ["* LSUB (", "[] ", "a) NIL b\r\n"]),
    ("extended items", ["* LIST () NIL b (", "A 1 ", "A 1)\r\n"]),
    ("old names", ["* LIST () NIL b (", "OLDNAME (a) ", "A 1)\r\n"]),
    ("CHILDINFO", ["* LIST () NIL b (CHILDINFO (", "A ", "A))\r\n"]),
    // namespace.rs
    ("NAMESPACE", ["* NAMESPACE (", "(A NIL)", ") NIL NIL\r\n"]),
    ("NAMESPACE with spaces", ["* NAMESPACE NIL (", "(A NIL) ", ") NIL\r\n"]),
    ("shared namespaces", ["* NAMESPACE NIL NIL (", "(\"\" \"/\")", ")\r\n"]),
    ("namespace extensions", ["* NAMESPACE ((A NIL", " A (A)", ")) NIL NIL\r\n"]),
    ("values of a namespace extension", ["* NAMESPACE ((A NIL A (", "A ", "A))) NIL NIL\r\n"]),
    // raw.rs
    ("kept parentheses", ["* 1 FETCH (X ", "()", ")\r\n"]),
    ("kept lists", ["* 1 FETCH (X (", "(a) ", "b))\r\n"]),
    ("kept quotes", ["* 1 FETCH (X ", "\"\"", ")\r\n"]),
    ("kept escapes", ["* 1 FETCH (X \"", "\\\\", "\")\r\n"]),
    ("literals of unknown data", ["* X", " {0}\r\n", "\r\n"]),
    ("odd literals of unknown data", ["* X", " {0+}\r\n", "\r\n"]),
    // response.rs
    ("UIDs", ["* VANISHED 1", ",1", "\r\n"]),
    ("earlier UIDs", ["* VANISHED (EARLIER) 1", ",1:2", "\r\n"]),
    // section.rs
    ("section numbers", ["* 1 FETCH (BODY[1", ".1", "] NIL)\r\n"]),
    ("header names", ["* 1 FETCH (BODY[HEADER.FIELDS (", "A ", "A)] NIL)\r\n"]),
    ("header names that are not", ["* 1 FETCH (BODY[1.HEADER.FIELDS.NOT (", "\"A\" ", "A)] NIL)\r\n"]),
    // status.rs
    ("STATUS", ["* STATUS b (", "A 1 ", "A 1)\r\n"]),
    ("known STATUS", ["* STATUS b (", "UNSEEN 1 ", "A 1)\r\n"]),
    ("malformed STATUS", ["* STATUS b (", "UNSEEN x ", "A 1)\r\n"]),
    // string.rs
    ("escapes", ["* LIST () NIL \"", "\\\\", "\"\r\n"]),
    ("quotes that are content", ["* LIST () NIL \"", "\"a ", "\"\r\n"]),
    ("wrong escapes", ["* LIST () NIL \"", "\\a", "\"\r\n"]),
    ("8-bit", ["* LIST () NIL \"", "\u{e9}", "\"\r\n"]),
    // acl.rs
    ("ACL", ["* ACL A", " A lr", "\r\n"]),
    ("LISTRIGHTS", ["* LISTRIGHTS A A lr", " s", "\r\n"]),
    // annotate.rs
    ("annotations", ["* 1 FETCH (ANNOTATION (", "A (A NIL) ", "A (A NIL)))\r\n"]),
    ("attributes of an annotation", ["* 1 FETCH (ANNOTATION (A (", "A NIL ", "A NIL)))\r\n"]),
    ("changed annotations of messages", ["* 1 FETCH (ANNOTATION (", "A ", "A))\r\n"]),
    // annotatemore.rs
    ("ANNOTATION", ["* ANNOTATION A", " \"A\" (\"A\" NIL)", "\r\n"]),
    ("changed annotations", ["* ANNOTATION A (", "\"A\" ", "\"A\")\r\n"]),
    // convert.rs
    ("converted items", ["* 1 CONVERTED (TAG \"a\") (", "UID 1 ", "BINARY[1] NIL)\r\n"]),
    ("unknown converted items", ["* 1 CONVERTED (TAG \"a\") (", "A 1 ", "UID 1)\r\n"]),
    (
        "media types to convert to",
        ["* 1 CONVERTED (TAG \"a\") (AVAILABLECONVERSIONS[1] ((", "\"a/b\" ", "\"a/b\")))\r\n"],
    ),
    (
        "bad parameters",
        ["* 1 CONVERTED (TAG \"a\") (UID 1 BINARY[] (ERROR \"\" BADPARAMETERS", " NIL \"a/b\"", "))\r\n"],
    ),
    (
        "missing parameters",
        [
            "* 1 CONVERTED (TAG \"a\") (BINARY[] (ERROR \"\" MISSINGPARAMETERS",
            " \"a/b\" \"a/b\"(a)",
            "))\r\n",
        ],
    ),
    (
        "names of missing parameters",
        [
            "* 1 CONVERTED (TAG \"a\") (BINARY[] (ERROR \"\" MISSINGPARAMETERS \"a/b\" \"a/b\"(",
            "a ",
            "a)))\r\n",
        ],
    ),
    ("parameters of a CONVERSION", ["* CONVERSION \"a/b\" \"a/b\" (", "a ", "a)\r\n"]),
    // language.rs
    ("LANGUAGE", ["* LANGUAGE (", "A ", "A)\r\n"]),
    ("COMPARATOR", ["* COMPARATOR i;A (", "i;A ", "i;A)\r\n"]),
    // metadata.rs
    ("METADATA", ["* METADATA A (", "/A NIL ", "/A NIL)\r\n"]),
    ("changed METADATA", ["* METADATA A", " /A", "\r\n"]),
    // notify.rs
    ("unsupported events", ["* NO [BADEVENT (", "A ", "FlagChange)] A\r\n"]),
    // quota.rs
    ("QUOTA", ["* QUOTA A (", "A 1 2 ", "STORAGE 1 2)\r\n"]),
    ("QUOTAROOT", ["* QUOTAROOT A", " A", "\r\n"]),
    // thread.rs
    ("threads", ["* THREAD ", "(1)", "(2)\r\n"]),
    ("a thread", ["* THREAD (1", " 2", ")\r\n"]),
    ("threads that fork", ["* THREAD (1 ", "(2)", "(3))\r\n"]),
    // uidbatches.rs
    ("batches", ["* UIDBATCHES (TAG \"a\") 9:8", ",7:6", "\r\n"]),
    // urlauth.rs
    ("authorized URLs", ["* GENURLAUTH", " a", "\r\n"]),
    ("fetched URLs", ["* URLFETCH", " a NIL", "\r\n"]),
    ("elements of URLFETCH", ["* URLFETCH a", " (BODY NIL)", "\r\n"]),
    ("joined elements of URLFETCH", ["* URLFETCH a (BODY NIL", " BODY NIL", ")\r\n"]),
    ("mechanisms of URLMECH", ["* OK [URLMECH INTERNAL", " A", "] x\r\n"]),
    ("events", ["* OK [BADEVENT", " A", "] x\r\n"]),
    ("referrals", ["* OK [REFERRAL", " a", "] x\r\n"]),
];
