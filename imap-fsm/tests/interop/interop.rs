//! Our client against other people's servers, which `imap-fsm/tests/interop/run` starts: whole conversations, and what
//! came back compared with what was put in.
//!
//! A server is a function below, and its address the variable `INTEROP_` and its name. A step is a function that
//! connects for itself and works in a mailbox of its own. What a server does not offer is told as such, and has to be
//! told below: nothing is left out in silence.

#![cfg(test)]

mod acl;
mod answer;
mod append;
mod compress;
mod connection;
mod fetch;
mod idle;
mod language;
mod load;
mod login;
mod mailboxes;
mod metadata;
mod mirror;
mod notify;
mod pipeline;
mod quota;
mod refused;
mod search;
mod select;
mod server;
mod sort;
mod store;
mod stream;
mod sync;
mod transcript;
mod urlauth;

use server::{Step, check_register, walk};

/// All of them, in the order of the table.
const STEPS: &[&[Step]] = &[
    login::STEPS,
    mailboxes::STEPS,
    select::STEPS,
    append::STEPS,
    fetch::STEPS,
    search::STEPS,
    store::STEPS,
    sort::STEPS,
    language::STEPS,
    sync::STEPS,
    mirror::STEPS,
    idle::STEPS,
    notify::STEPS,
    quota::STEPS,
    acl::STEPS,
    metadata::STEPS,
    urlauth::STEPS,
    pipeline::STEPS,
    refused::STEPS,
    compress::STEPS,
];

const UNSORTED: &str = "MIN and MAX of SORT are not the first and the last (RFC 5267 §3.1)";
const SECOND_COMPRESS: &str = "COMPRESS again is BAD, not NO (RFC 4978 §3)";

#[test]
#[ignore = "needs a server: imap-fsm/tests/interop/run starts it"]
fn dovecot() {
    let not_offered = [
        "UNAUTHENTICATE",
        "CREATE with USE",
        "SORT RETURN (UPDATE)",
        "ESEARCH in several mailboxes",
        "UIDBATCHES",
        "LANGUAGE",
        "COMPARATOR",
        "SETQUOTA of an administrator",
        "LIST RETURN (MYRIGHTS)",
        "LIST RETURN (METADATA)",
        "GENURLAUTH, URLFETCH",
        "REPLACE",
    ];
    walk("dovecot", STEPS, &not_offered, &[]);
}

#[test]
#[ignore = "needs a server: imap-fsm/tests/interop/run starts it"]
fn cyrus() {
    let not_offered = [
        "UNAUTHENTICATE",
        "SEARCH RETURN (SAVE), $",
        "SEARCH RETURN (UPDATE)",
        "SORT RETURN (UPDATE)",
        "SEARCH RETURN (PARTIAL)",
        "ESEARCH in several mailboxes",
        "UIDBATCHES",
        "LANGUAGE",
        "COMPARATOR",
        "NOTIFY SET STATUS, news of another mailbox",
        "NOTIFY SET of the open mailbox, with items",
        "NOTIFY NONE",
        "REPLACE",
    ];
    walk("cyrus", STEPS, &not_offered, &[SECOND_COMPRESS, UNSORTED]);
}

/// Without a login: each connection is PREAUTH.
#[test]
#[ignore = "needs a server: imap-fsm/tests/interop/run starts it"]
fn courier() {
    let not_offered = [
        "ID",
        "STARTTLS",
        "TLS from the first byte",
        "LOGIN",
        "LOGIN with a literal",
        "LOGIN refused",
        "AUTHENTICATE PLAIN",
        "AUTHENTICATE PLAIN, initial response",
        "AUTHENTICATE SCRAM-SHA-256",
        "AUTHENTICATE refused",
        "AUTHENTICATE cancelled",
        "UNAUTHENTICATE",
        "ENABLE",
        "LIST (SUBSCRIBED)",
        "LIST (SUBSCRIBED RECURSIVEMATCH)",
        "LIST (REMOTE)",
        "LIST of several patterns",
        "LIST RETURN (SUBSCRIBED CHILDREN)",
        "LIST RETURN (STATUS)",
        "LIST (SPECIAL-USE)",
        "CREATE with USE",
        "STATUS of SIZE",
        "STATUS of HIGHESTMODSEQ",
        "SELECT (CONDSTORE)",
        "UNSELECT",
        "APPEND, LITERAL+",
        "APPEND, LITERAL-",
        "APPEND of NUL, BINARY",
        "MULTIAPPEND",
        "MULTIAPPEND, streamed",
        "FETCH BINARY",
        "SEARCH RETURN (MIN MAX COUNT ALL)",
        "SEARCH RETURN () that finds nothing",
        "SEARCH RETURN (SAVE), $",
        "SEARCH MODSEQ",
        "STORE (UNCHANGEDSINCE)",
        "MOVE",
        "SORT RETURN (MIN MAX COUNT ALL)",
        "SEARCH RETURN (UPDATE)",
        "SORT RETURN (UPDATE)",
        "SEARCH RETURN (PARTIAL)",
        "ESEARCH in several mailboxes",
        "UIDBATCHES",
        "LANGUAGE",
        "COMPARATOR",
        "FETCH (CHANGEDSINCE)",
        "FETCH of others' changes has MODSEQ",
        "ENABLE QRESYNC, VANISHED for EXPUNGE",
        "SELECT (QRESYNC)",
        "UID FETCH (CHANGEDSINCE VANISHED)",
        "a mirror beside another's changes, by UIDs",
        "a mirror beside another's changes, by CONDSTORE",
        "a mirror beside another's changes, by QRESYNC",
        "NOTIFY SET STATUS, news of another mailbox",
        "NOTIFY SET of the open mailbox, with items",
        "NOTIFY NONE",
        "GETQUOTAROOT, GETQUOTA",
        "SETQUOTA of a user refused",
        "SETQUOTA of an administrator",
        "MYRIGHTS, LISTRIGHTS",
        "SETACL, GETACL, DELETEACL",
        "GETACL of a mailbox that there is not",
        "LIST RETURN (MYRIGHTS)",
        "SETMETADATA, GETMETADATA",
        "GETMETADATA (MAXSIZE), LONGENTRIES",
        "GETMETADATA (DEPTH)",
        "LIST RETURN (METADATA)",
        "GENURLAUTH, URLFETCH",
        "APPEND CATENATE",
        "APPEND CATENATE with a wrong URL",
        "REPLACE",
        "a LITERAL+ literal refused",
        "over quota",
        "COMPRESS DEFLATE",
        "COMPRESS DEFLATE over TLS",
    ];
    let deviates = &[
        "STORE takes effect after EXAMINE (RFC 9051 §6.3.3)",
        "a message in a message ends with the CR of the boundary (RFC 2046 §5.1.1)",
        "RENAME of no mailbox succeeds (RFC 9051 §6.3.6)",
        "an unknown command is NO, not BAD (RFC 9051 §7.1.3)",
    ];
    walk("courier", STEPS, &not_offered, deviates);
}

/// Our own server.
#[test]
#[ignore = "needs a server: imap-fsm/tests/interop/run starts it"]
fn tokio_server() {
    check_register("tokio_server");
    walk("tokio_server", STEPS, &[], &[]);
}

#[test]
#[ignore = "needs a server: imap-fsm/tests/interop/run starts it"]
fn load() {
    load::load();
}
