//! What a client can repeat, by the file of the grammar that reads it. All of it is valid, if odd.

use super::Row;

pub(super) const ROWS: &[Row] = &[
    // append.rs
    ("appended messages", ["a APPEND A", " {0}\r\n", "\r\n"]),
    ("appended messages, not waited for", ["a APPEND A", " () {1+}\r\nx", "\r\n"]),
    ("appended octets", ["a APPEND A", " ~{1+}\r\n\0", "\r\n"]),
    ("append data", ["a APPEND A", " CATENATE (URL A)", "\r\n"]),
    ("append data of parts", ["a APPEND A CATENATE (", "TEXT {1+}\r\nx URL A ", "URL A)\r\n"]),
    ("append extensions", ["a APPEND A", " A 1", "\r\n"]),
    ("flags of an appended message", ["a APPEND A (", "a ", "a) {0}\r\n\r\n"]),
    // capability.rs
    ("enable", ["a ENABLE", " A", "\r\n"]),
    ("enable with spaces", ["a ENABLE", "  A", "\r\n"]),
    // context.rs
    ("tags of searches", ["a CANCELUPDATE", " \"a\"", "\r\n"]),
    // fetch/request.rs
    ("wishes about a preview", ["a FETCH 1 (PREVIEW (", "LAZY ", "A))\r\n"]),
    // command.rs
    ("create params", ["a CREATE A (", "A 1 ", "A)\r\n"]),
    ("special uses", ["a CREATE A (USE (", "\\Sent ", "\\Trash))\r\n"]),
    ("rename params", ["a RENAME A B (", "A ", "A)\r\n"]),
    ("status items", ["a STATUS A (", "A ", "UNSEEN)\r\n"]),
    ("fetch modifiers", ["a FETCH 1 UID (", "A ", "A)\r\n"]),
    ("known fetch modifiers", ["a UID FETCH 1 ALL (", "CHANGEDSINCE 1 VANISHED ", "A)\r\n"]),
    ("messages to fetch", ["a FETCH 1", ",1", " A\r\n"]),
    ("messages to copy", ["a COPY 1", ",2:*", " A\r\n"]),
    ("messages to move", ["a UID MOVE 1", ",1", " A\r\n"]),
    ("messages to expunge", ["a UID EXPUNGE 1", ",1", "\r\n"]),
    // fetch.rs
    ("fetch items", ["a FETCH 1 (", "A ", "A)\r\n"]),
    ("fetch items behind a macro", ["a FETCH 1 (ALL ", "A ", "A)\r\n"]),
    ("fetch macros", ["a FETCH 1 (", "ALL ", "ALL)\r\n"]),
    ("fetch items with sections", ["a FETCH 1 (", "BODY.PEEK[1.2]<0.9> A[x]A ", "UID)\r\n"]),
    // id.rs
    ("ID", ["a ID (", "A NIL ", "A A)\r\n"]),
    // list.rs
    ("list options", ["a LIST (", "A ", "A) A A\r\n"]),
    ("list options with values", ["a LIST (", "A (b) ", "SUBSCRIBED) A A\r\n"]),
    ("list patterns", ["a LIST A (", "A ", "A)\r\n"]),
    ("list return options", ["a LIST A A RETURN (", "A ", "A)\r\n"]),
    ("list returns of STATUS", ["a LIST A A RETURN (", "STATUS (UNSEEN) ", "A)\r\n"]),
    ("items of a STATUS that is returned", ["a LIST A A RETURN (STATUS (", "UNSEEN ", "A))\r\n"]),
    // multisearch.rs, filter_mailboxes.rs
    ("groups of mailboxes", ["a ESEARCH IN (", "personal ", "inboxes) 1\r\n"]),
    ("mailboxes of a group", ["a ESEARCH IN (mailboxes (", "A ", "A)) 1\r\n"]),
    ("scope options", ["a ESEARCH IN (personal (", "A 1 ", "A)) 1\r\n"]),
    // raw.rs
    ("literals of an unknown command", ["a X", " {1+}\r\nx", "\r\n"]),
    // search.rs
    ("search return options", ["a SEARCH RETURN (", "A ", "A) 1\r\n"]),
    ("known search return options", ["a SEARCH RETURN (", "MIN COUNT ", "A) 1\r\n"]),
    ("search keys", ["a SEARCH", " ALL", "\r\n"]),
    ("search keys with literals", ["a SEARCH", " TEXT {1+}\r\nx", "\r\n"]),
    ("search keys HEADER", ["a SEARCH", " HEADER A \"\"", "\r\n"]),
    ("search keys MODSEQ", ["a SEARCH", " MODSEQ \"/flags/\\\\Seen\" all 1", "\r\n"]),
    ("search sets", ["a SEARCH", " 1", "\r\n"]),
    ("search sets of UIDs", ["a SEARCH", " UID 1", "\r\n"]),
    ("a search set", ["a SEARCH 1", ",1", "\r\n"]),
    ("a search set of UIDs", ["a UID SEARCH UID 1", ",1:*", "\r\n"]),
    ("search keys in a list", ["a SEARCH (", "ALL ", "ALL)\r\n"]),
    ("search lists", ["a SEARCH", " (1)", "\r\n"]),
    ("search lists that nest", ["a SEARCH", " (1 (2 (3 (4))))", "\r\n"]),
    ("search keys of parts", ["a SEARCH MIMEPART", " NOT", " TYPE a\r\n"]),
    ("values of keys of parts", ["a SEARCH", " MIMEPART HEADER a b", "\r\n"]),
    ("search NOT", ["a SEARCH", " NOT 1", "\r\n"]),
    ("search OR", ["a SEARCH", " OR 1 1", "\r\n"]),
    ("search OR of unknown", ["a SEARCH OR X-A", " b", "\r\n"]),
    ("search unknown", ["a SEARCH X-A", " (b)", "\r\n"]),
    ("search unknown with double spaces", ["a SEARCH X-A", "  b", "\r\n"]),
    ("search unknown in lists", ["a SEARCH ((((((((X-A", "  b", "))))))))\r\n"]),
    ("search lists of unknown", ["a SEARCH", " (X-A)", "\r\n"]),
    ("fetch items of UPDATE", ["a SEARCH RETURN (UPDATE (", "UID ", "UID)) 1\r\n"]),
    ("search keys FUZZY", ["a SEARCH", " FUZZY 1", "\r\n"]),
    ("search keys INTHREAD", ["a SEARCH", " INTHREAD REFS 1", "\r\n"]),
    ("search keys X-GM-LABELS", ["a SEARCH", " X-GM-LABELS \\a", "\r\n"]),
    // sort.rs, thread.rs
    ("sort criteria", ["a SORT (", "REVERSE DATE ", "UID) UTF-8 1\r\n"]),
    ("search keys of SORT", ["a UID SORT (DATE) UTF-8", " ALL", "\r\n"]),
    ("search keys of THREAD", ["a THREAD REFS UTF-8", " ALL", "\r\n"]),
    // section.rs
    ("section numbers", ["a FETCH 1 BODY[1", ".1", "]\r\n"]),
    ("header names", ["a FETCH 1 BODY[HEADER.FIELDS (", "A ", "A)]\r\n"]),
    // select.rs
    ("select params", ["a SELECT A (", "A ", "A)\r\n"]),
    ("known select params", ["a EXAMINE A (", "CONDSTORE QRESYNC (1 1) ", "A)\r\n"]),
    ("known UIDs", ["a SELECT A (QRESYNC (1 1 1", ",1", "))\r\n"]),
    ("known numbers", ["a SELECT A (QRESYNC (1 1 1 (1", ",1", " 1)))\r\n"]),
    ("UIDs of known numbers", ["a SELECT A (QRESYNC (1 1 (1 1", ",1", ")))\r\n"]),
    // store.rs
    ("messages to store", ["a STORE 1", ",1", " FLAGS ()\r\n"]),
    ("store modifiers", ["a STORE 1 (", "A ", "UNCHANGEDSINCE 1) FLAGS ()\r\n"]),
    ("stored flags", ["a STORE 1 FLAGS (", "a ", "a)\r\n"]),
    ("stored labels", ["a STORE 1 +X-GM-LABELS (", "\\a ", "a)\r\n"]),
    ("stored flags without parentheses", ["a STORE 1 +FLAGS", " a", "\r\n"]),
    ("pieces of a message", ["a APPEND b CATENATE (", "URL a ", "URL a)\r\n"]),
    // annotate.rs
    ("annotations to fetch", ["a FETCH 1 (ANNOTATION ((", "A ", "A) A))\r\n"]),
    ("annotation attributes to fetch", ["a FETCH 1 (ANNOTATION (A (", "A ", "A)))\r\n"]),
    ("annotations to store", ["a STORE 1 ANNOTATION (", "A (A NIL) ", "A (A NIL))\r\n"]),
    ("annotation attributes to store", ["a STORE 1 ANNOTATION (A (", "A NIL ", "A NIL))\r\n"]),
    ("annotations to append", ["a APPEND A", " ANNOTATION (A (A NIL))", " {0}\r\n\r\n"]),
    ("search keys ANNOTATION", ["a SEARCH", " ANNOTATION A value NIL", "\r\n"]),
    ("sort keys ANNOTATION", ["a SORT (", "ANNOTATION A value.priv ", "UID) UTF-8 1\r\n"]),
    // convert.rs
    ("messages to convert", ["a CONVERT 1", ",1", " (NIL) UID\r\n"]),
    ("items to convert", ["a CONVERT 1 (NIL) (", "UID A ", "UID)\r\n"]),
    ("conversion parameters", ["a CONVERT 1 (NIL (", "a b ", "a b)) UID\r\n"]),
    // create.rs
    ("known create params", ["a CREATE A (", "USE () ", "A)\r\n"]),
    // annotatemore.rs
    ("annotations to get", ["a GETANNOTATION A (", "\"A\" ", "\"A\") \"A\"\r\n"]),
    ("attributes to get", ["a GETANNOTATION A \"A\" (", "\"A\" ", "\"A\")\r\n"]),
    ("annotations to set", ["a SETANNOTATION A (", "\"A\" (\"A\" NIL) ", "\"A\" (\"A\" NIL))\r\n"]),
    ("attributes to set", ["a SETANNOTATION A \"A\" (", "\"A\" NIL ", "\"A\" NIL)\r\n"]),
    // filter_mailboxes.rs
    ("mailboxes of a group", ["a NOTIFY SET (subtree (", "A ", "A) NONE)\r\n"]),
    // language.rs
    ("languages", ["a LANGUAGE", " A", "\r\n"]),
    ("comparators", ["a COMPARATOR", " A", "\r\n"]),
    // list.rs
    ("metadata to list", ["a LIST \"\" A RETURN (METADATA (", "/A ", "/A))\r\n"]),
    // metadata.rs
    ("metadata options", ["a GETMETADATA (", "MAXSIZE 1 ", "A) A /A\r\n"]),
    ("metadata to get", ["a GETMETADATA A (", "/A ", "/A)\r\n"]),
    ("metadata to get without parentheses", ["a GETMETADATA A /A", " /A", "\r\n"]),
    ("metadata to set", ["a SETMETADATA A (", "/A NIL ", "/A NIL)\r\n"]),
    // notify.rs
    ("event groups", ["a NOTIFY SET", " (personal NONE)", "\r\n"]),
    ("events", ["a NOTIFY SET (personal (", "MailboxName ", "MailboxName))\r\n"]),
    ("items of new messages", ["a NOTIFY SET (selected (MessageExpunge MessageNew (", "A ", "UID)))\r\n"]),
    // quota.rs
    ("quotas to set", ["a SETQUOTA A (", "A 1 ", "STORAGE 1)\r\n"]),
    // xapplepush.rs
    ("push parameters", ["a XAPPLEPUSHSERVICE", " A A", "\r\n"]),
    ("mailboxes to push", ["a XAPPLEPUSHSERVICE mailboxes (", "A ", "A)\r\n"]),
    ("mechanisms of RESETKEY", ["a RESETKEY b", " A", "\r\n"]),
    ("URLs to authorize", ["a GENURLAUTH", " a A", "\r\n"]),
    ("URLs to fetch", ["a URLFETCH", " a", "\r\n"]),
    ("parameters of URLFETCH", ["a URLFETCH (a", " X", ")\r\n"]),
];
