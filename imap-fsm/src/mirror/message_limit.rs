//! Servers that carry a command out for some of its messages. [RFC 9738](https://www.rfc-editor.org/rfc/rfc9738)

use alloc::format;

use super::script::{known, run};
use super::*;

#[test]
fn what_a_limit_has_left_out_is_asked_for() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, known(7, 100, "10,20,30,40"));
    run(
        &mut mirror,
        "CONDSTORE ESEARCH MESSAGELIMIT=2",
        "
        C: SELECT INBOX (CONDSTORE)
        S: * 4 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: * OK [HIGHESTMODSEQ 120] highest
        S: a OK [READ-WRITE] selected
        = exists 4
        C: UID SEARCH RETURN (ALL) ALL
        S: * ESEARCH (TAG \"a\") UID ALL 30,40
        S: a OK [MESSAGELIMIT 2 30] half of them
        C: FETCH 1:2 (UID FLAGS)
        S: * 1 FETCH (UID 10 FLAGS ())
        = flags 1=10 ()
        S: * 2 FETCH (UID 20 FLAGS ())
        = flags 2=20 ()
        S: a OK fetched
        C: FETCH 3:4 (UID FLAGS)
        S: * 3 FETCH (UID 30 FLAGS ())
        = flags 3=30 ()
        S: * 4 FETCH (UID 40 FLAGS ())
        = flags 4=40 ()
        S: a OK fetched
        C: nothing
        ",
    );
    assert_eq!(mirror.known(), known(7, 120, "10,20,30,40"));
    // It is told before the tagged response where that has another code, and what is left is asked for below.
    let mut mirror = Mirror::resume(Mailbox::INBOX, known(7, 100, "10,20,30,40"));
    run(
        &mut mirror,
        "CONDSTORE ESEARCH",
        "
        C: SELECT INBOX (CONDSTORE)
        S: * 4 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: * OK [HIGHESTMODSEQ 120] highest
        S: a OK [READ-WRITE] selected
        = exists 4
        C: UID SEARCH RETURN (ALL) ALL
        S: * ESEARCH (TAG \"a\") UID ALL 10,20,30,40
        S: a OK found
        C: UID FETCH 40 (UID FLAGS)
        S: * 4 FETCH (UID 40 FLAGS ())
        = flags 4=40 ()
        S: a OK fetched
        C: UID FETCH 1:40 (UID FLAGS) (CHANGEDSINCE 100)
        S: * 4 FETCH (UID 40 FLAGS (\\Seen) MODSEQ (120))
        = flags 4=40 (\\Seen) 120
        S: * NO [MESSAGELIMIT 1 40] one at a time
        S: a OK [EXPUNGEISSUED] some are gone
        C: UID FETCH 1:39 (UID FLAGS) (CHANGEDSINCE 100)
        S: * 2 FETCH (UID 20 FLAGS (\\Draft) MODSEQ (110))
        = flags 2=20 (\\Draft) 110
        S: a OK [MESSAGELIMIT 1 20] one at a time
        C: UID FETCH 1:19 (UID FLAGS) (CHANGEDSINCE 100)
        S: a OK fetched
        C: nothing
        ",
    );
    assert_eq!(mirror.known(), known(7, 120, "10,20,30,40"));
    // A server that does not come further is not asked for ever.
    let mut mirror = Mirror::resume(Mailbox::INBOX, known(7, 100, "10"));
    run(
        &mut mirror,
        "CONDSTORE",
        "
        C: SELECT INBOX (CONDSTORE)
        S: * 1 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: * OK [HIGHESTMODSEQ 120] highest
        S: a OK [READ-WRITE] selected
        = exists 1
        C: FETCH 1 (UID FLAGS)
        S: * 1 FETCH (UID 10 FLAGS ())
        = flags 1=10 ()
        S: a OK [MESSAGELIMIT 1 10] one at a time
        C: nothing
        ",
    );
}

#[test]
fn what_a_limit_has_left_out_is_asked_for_without_numbers() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, Known::default()).keep(Keep::Flags);
    run(
        &mut mirror,
        "ENABLE UIDONLY",
        "
        S: * ENABLED UIDONLY
        C: SELECT INBOX
        S: * 3 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: a OK [READ-WRITE] selected
        = exists 3
        C: UID FETCH 1:4294967295 (UID FLAGS)
        S: * 30 UIDFETCH (FLAGS ())
        = new ?=30
        = flags ?=30 ()
        S: * 20 UIDFETCH (FLAGS ())
        = new ?=20
        = flags ?=20 ()
        S: a OK [MESSAGELIMIT 2 20] two at a time
        C: UID FETCH 1:19 (UID FLAGS)
        S: * 10 UIDFETCH (FLAGS ())
        = new ?=10
        = flags ?=10 ()
        S: a OK fetched
        C: nothing
        ",
    );
    assert_eq!(mirror.known().uids, "10,20,30".parse().ok());
    assert!(mirror.is_synced());
}

/// `1:0` is no set, and a server that names the same message again has nothing more to say.
#[test]
fn flags_are_asked_for_down_to_the_first_message_and_no_further() {
    for (stops, rest) in [
        ("S: a OK [MESSAGELIMIT 1 1] one at a time", ""),
        (
            "S: a OK [MESSAGELIMIT 1 15] one at a time",
            "C: UID FETCH 1:14 (UID FLAGS) (CHANGEDSINCE 100)\nS: a OK [MESSAGELIMIT 1 15] one at a time",
        ),
    ] {
        let mut mirror = Mirror::resume(Mailbox::INBOX, known(7, 100, "1,20"));
        run(
            &mut mirror,
            "CONDSTORE ESEARCH",
            &format!(
                "
                C: SELECT INBOX (CONDSTORE)
                S: * 2 EXISTS
                S: * OK [UIDVALIDITY 7] valid
                S: * OK [HIGHESTMODSEQ 120] highest
                S: a OK [READ-WRITE] selected
                = exists 2
                C: UID SEARCH RETURN (ALL) ALL
                S: * ESEARCH (TAG \"a\") UID ALL 1,20
                S: a OK found
                C: UID FETCH 20 (UID FLAGS)
                S: * 2 FETCH (UID 20 FLAGS ())
                = flags 2=20 ()
                S: a OK fetched
                C: UID FETCH 1:20 (UID FLAGS) (CHANGEDSINCE 100)
                {stops}
                {rest}
                C: nothing
                "
            ),
        );
        assert!(mirror.is_synced(), "{stops}");
        assert_eq!(mirror.known(), known(7, 120, "1,20"));
    }
}

/// RFC 9738 §3.1: the server stopped just above the last UID that is known.
#[test]
fn what_is_missing_is_asked_for_above_where_all_below_is_known() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, Known::default());
    run(
        &mut mirror,
        "ENABLE UIDONLY",
        "
        S: * ENABLED UIDONLY
        C: SELECT INBOX
        S: * 1 EXISTS
        S: a OK [READ-WRITE] selected
        = exists 1
        C: UID FETCH 1:4294967295 (UID FLAGS)
        S: * 10 UIDFETCH (FLAGS ())
        = new ?=10
        = flags ?=10 ()
        S: a OK fetched
        S: * 3 EXISTS
        = exists 3
        C: UID FETCH 11:4294967295 (UID FLAGS)
        S: * 12 UIDFETCH (FLAGS ())
        = new ?=12
        = flags ?=12 ()
        S: a OK [MESSAGELIMIT 2 11] two at a time
        C: UID FETCH 11:4294967295 (UID FLAGS)
        S: * 12 UIDFETCH (FLAGS ())
        = flags ?=12 ()
        S: * 13 UIDFETCH (FLAGS ())
        = new ?=13
        = flags ?=13 ()
        S: a OK fetched
        C: nothing
        ",
    );
    assert_eq!(mirror.known().uids, "10,12:13".parse().ok());
}
