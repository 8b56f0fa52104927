//! What nests, by the rules that contain themselves.

#![allow(dead_code)] // Each test binary uses its part.

extern crate alloc;

use alloc::format;
use alloc::string::String;

const PART: &str = r#"("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 1)"#;
pub(crate) const MESSAGE: &str =
    r#"("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 1 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) "#;

/// What stands before the levels, each level's start, the innermost, each level's end, what stands after them.
pub(crate) type Nest = [&'static str; 5];

/// Rules that contain themselves, in messages that say so when that is too deep.
pub(crate) const RECURSIVE: &[(&str, Nest)] = &[
    ("search-key, parentheses", ["a SEARCH ", "(", "ALL", ")", "\r\n"]),
    ("search-key, parentheses behind others", ["a SEARCH ", "(ALL (SEEN ", "ALL", "))", "\r\n"]),
    ("search-key, NOT", ["a SEARCH ", "NOT ", "ALL", "", "\r\n"]),
    ("search-key, OR to the left", ["a UID SEARCH ", "OR ", "ALL", " ALL", "\r\n"]),
    ("search-key, OR to the right", ["a SEARCH RETURN () ", "OR ALL ", "ALL", "", "\r\n"]),
    ("search-key, FUZZY", ["a SEARCH ", "FUZZY ", "ALL", "", "\r\n"]),
    ("search-key, INTHREAD", ["a SORT (DATE) UTF-8 ", "INTHREAD REFS ", "ALL", "", "\r\n"]),
    ("thread-list", ["* THREAD ", "(2)(1 ", "3", ")", "\r\n"]),
    ("search-key, all of them", ["a SEARCH ", "(NOT OR SEEN OR ", "ALL", " SEEN)", "\r\n"]),
];

/// Rules that contain themselves, in items of FETCH responses, which contain what is too deep.
pub(crate) const CONTAINED: &[(&str, Nest)] = &[
    ("body-type-mpart", ["* 1 FETCH (UID 7 BODYSTRUCTURE ", "(", PART, " \"MIXED\")", " FLAGS ())\r\n"]),
    ("body-type-mpart in BODY", ["* 1 FETCH (UID 7 BODY ", "(", PART, " \"MIXED\")", " FLAGS ())\r\n"]),
    ("body-type-msg", ["* 1 FETCH (UID 7 BODYSTRUCTURE ", MESSAGE, PART, " 1)", " FLAGS ())\r\n"]),
    ("body-type-msg in BODY", ["* 1 FETCH (UID 7 BODY ", MESSAGE, PART, " 1)", " FLAGS ())\r\n"]),
    (
        "body-extension of one part",
        [
            "* 1 FETCH (UID 7 BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1 NIL NIL NIL NIL ",
            "(1 ",
            "NIL",
            ")",
            ") FLAGS ())\r\n",
        ],
    ),
    (
        "body-extension of a multipart",
        [
            "* 1 FETCH (UID 7 BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1) \"MIXED\" NIL NIL NIL NIL ",
            "(",
            "1",
            ")",
            ") FLAGS ())\r\n",
        ],
    ),
];

/// Values that nobody looks into, and which are kept or refused however deep they nest.
pub(crate) const RAW: &[(&str, Nest)] = &[
    ("unknown item of FETCH", ["* 1 FETCH (X-A ", "(", "a", ")", " UID 7)\r\n"]),
    ("ENVELOPE", ["* 1 FETCH (UID 7 ENVELOPE ", "(", "a", ")", ")\r\n"]),
    ("FLAGS", ["* 1 FETCH (UID 7 FLAGS ", "(", "a", ")", ")\r\n"]),
    ("MODSEQ", ["* 1 FETCH (UID 7 MODSEQ ", "(", "1", ")", ")\r\n"]),
    ("header-list", ["* 1 FETCH (UID 7 BODY[HEADER.FIELDS ", "(", "a", ")", "] NIL)\r\n"]),
    ("body-fld-param", ["* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" ", "(", "\"A\" \"B\"", ")", "))\r\n"]),
    ("FETCH", ["* 1 FETCH ", "(", "UID 7", ")", "\r\n"]),
    ("mbox-list-extended", ["* LIST () NIL a (X-A ", "(", "a", ")", ")\r\n"]),
    ("CHILDINFO", ["* LIST () NIL a (CHILDINFO ", "(", "\"a\"", ")", ")\r\n"]),
    ("mbx-list-flags", ["* LIST ", "(", "\\a", ")", " NIL a\r\n"]),
    ("status-att-val", ["* STATUS a (X-A ", "(", "a", ")", " MESSAGES 1)\r\n"]),
    ("STATUS", ["* STATUS a ", "(", "MESSAGES 1", ")", "\r\n"]),
    ("NAMESPACE", ["* NAMESPACE ", "(", "\"\" \"/\"", ")", " NIL NIL\r\n"]),
    ("namespace extension", ["* NAMESPACE ((\"\" \"/\" \"X\" ", "(", "\"a\"", ")", ")) NIL NIL\r\n"]),
    ("ID", ["* ID ", "(", "\"a\" \"b\"", ")", "\r\n"]),
    ("ESEARCH", ["* ESEARCH X-A ", "(", "a", ")", "\r\n"]),
    ("search-correlator", ["* ESEARCH ", "(", "TAG \"a\"", ")", "\r\n"]),
    ("SEARCH", ["* SEARCH 1 ", "(", "MODSEQ 1", ")", "\r\n"]),
    ("resp-text-code", ["* OK [X-A ", "(", "a", ")", "] x\r\n"]),
    ("resp-text-code in brackets", ["* OK ", "[", "ALERT", "]", " x\r\n"]),
    ("PERMANENTFLAGS", ["* OK [PERMANENTFLAGS ", "(", "\\*", ")", "] x\r\n"]),
    ("BADCHARSET", ["a NO [BADCHARSET ", "(", "UTF-8", ")", "] x\r\n"]),
    ("response-data", ["* XDATA ", "(", "a", ")", "\r\n"]),
    ("response-data about a message", ["* 7 XDATA ", "(", "a", ")", "\r\n"]),
    ("NUL before a response", ["", "\0", "* OK x", "", "\r\n"]),
    ("command", ["a XCMD ", "(", "a", ")", "\r\n"]),
    ("command with UID", ["a UID XCMD ", "(", "a", ")", "\r\n"]),
    ("UID", ["a ", "UID ", "FETCH", "", "\r\n"]),
    ("append-data-ext", ["a APPEND b X-A ", "(", "a", ")", "\r\n"]),
    ("append-ext", ["a APPEND b X-A ", "(", "a", ")", " {1}\r\nx\r\n"]),
    ("select-param", ["a SELECT b (X-A ", "(", "a", ")", ")\r\n"]),
    ("QRESYNC", ["a SELECT b (QRESYNC ", "(", "1 1", ")", ")\r\n"]),
    ("create-param", ["a CREATE b (USE ", "(", "a", ")", ")\r\n"]),
    ("list-select-opt", ["a LIST (X-A ", "(", "a", ")", ") \"\" b\r\n"]),
    ("patterns", ["a LIST \"\" ", "(", "a", ")", "\r\n"]),
    ("return-option", ["a LIST \"\" b RETURN (X-A ", "(", "a", ")", ")\r\n"]),
    ("fetch-att", ["a FETCH 1 (X-A ", "(", "a", ")", ")\r\n"]),
    ("fetch-modifier", ["a FETCH 1 UID (X-A ", "(", "a", ")", ")\r\n"]),
    ("store-modifier", ["a STORE 1 (X-A ", "(", "a", ")", ") FLAGS ()\r\n"]),
    ("store-att-flags", ["a STORE 1 X-A ", "(", "a", ")", "\r\n"]),
    ("flag-list", ["a STORE 1 FLAGS ", "(", "a", ")", "\r\n"]),
    ("search-return-opt", ["a SEARCH RETURN (X-A ", "(", "a", ")", ") ALL\r\n"]),
    ("search-key, unknown", ["a SEARCH X-A ", "(", "a", ")", "\r\n"]),
    ("ID of a client", ["a ID ", "(", "\"a\" \"b\"", ")", "\r\n"]),
];

pub(crate) fn nested([before, open, core, close, after]: Nest, levels: usize) -> String {
    format!("{before}{}{core}{}{after}", open.repeat(levels), close.repeat(levels))
}
