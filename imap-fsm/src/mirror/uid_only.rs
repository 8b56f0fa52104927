//! UIDONLY: messages without numbers. [RFC 9586](https://www.rfc-editor.org/rfc/rfc9586)

use alloc::string::ToString;

use imap_codec::decode_response;
use imap_types::response::Response;

use super::script::{known, run};
use super::*;

#[test]
fn the_plan_has_no_message_numbers_and_news_come_by_uid() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, Known::default()).keep(Keep::Flags);
    run(
        &mut mirror,
        "ENABLE UIDONLY ESEARCH",
        "
        S: * ENABLED UIDONLY
        C: SELECT INBOX
        S: * 3 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: a OK [READ-WRITE] selected
        = exists 3
        C: UID FETCH 1:4294967295 (UID FLAGS)
        S: * 10 UIDFETCH (FLAGS (\\Seen) UID 10)
        = new ?=10
        = flags ?=10 (\\Seen)
        S: * 30 UIDFETCH (FLAGS () UID 30)
        = new ?=30
        = flags ?=30 ()
        S: * 20 UIDFETCH (FLAGS ())
        = new ?=20
        = flags ?=20 ()
        S: a OK fetched
        C: nothing
        S: * 20 UIDFETCH (FLAGS (\\Deleted))
        = flags 2=20 (\\Deleted)
        S: * VANISHED 10,20
        = gone 1=10
        = gone 1=20
        S: * 3 EXISTS
        = exists 3
        C: UID FETCH 31:4294967295 (UID FLAGS)
        S: * 41 UIDFETCH (FLAGS ())
        = new ?=41
        = flags ?=41 ()
        S: a OK fetched
        C: UID FETCH 31:4294967295 (UID FLAGS)
        S: * 41 UIDFETCH (FLAGS ())
        S: a OK fetched
        C: NOOP
        S: * VANISHED 40
        = gone 3=?
        S: a OK done
        C: nothing
        ",
    );
    assert_eq!(mirror.known().uids.unwrap().to_string(), "30,41");
    assert!(mirror.is_synced());
}

#[test]
fn a_message_may_vanish_before_all_are_known() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, Known::default());
    run(
        &mut mirror,
        "ENABLE UIDONLY",
        "
        S: * ENABLED UIDONLY
        C: SELECT INBOX
        S: * 3 EXISTS
        S: a OK [READ-WRITE] selected
        = exists 3
        C: UID FETCH 1:4294967295 (UID FLAGS)
        S: * 10 UIDFETCH (FLAGS ())
        = new ?=10
        = flags ?=10 ()
        S: * 20 UIDFETCH (FLAGS ())
        = new ?=20
        = flags ?=20 ()
        S: * VANISHED 9:10
        = gone 3=?
        = gone ?=10
        S: a OK fetched
        C: nothing
        ",
    );
    assert_eq!((mirror.exists(), mirror.unknown()), (1, 0));
    assert_eq!(mirror.uids().unwrap().to_string(), "20");
}

#[test]
fn qresync_goes_without_sequence_match_data() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, known(7, 100, "10,20,30"));
    run(
        &mut mirror,
        "ENABLE QRESYNC UIDONLY",
        "
        S: * ENABLED QRESYNC UIDONLY
        C: SELECT INBOX (QRESYNC (7 100 10,20,30))
        S: * 3 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: * OK [HIGHESTMODSEQ 120] highest
        S: * VANISHED (EARLIER) 10
        = gone ?=10
        S: * 20 UIDFETCH (FLAGS (\\Seen) MODSEQ (110))
        = flags 1=20 (\\Seen) 110
        S: a OK [READ-WRITE] selected
        = exists 3
        C: UID FETCH 31:4294967295 (UID FLAGS)
        S: * 40 UIDFETCH (FLAGS ())
        = new ?=40
        = flags ?=40 ()
        S: a OK fetched
        C: nothing
        ",
    );
    assert_eq!(mirror.known(), known(7, 120, "20,30,40"));
}

/// Nothing that a server says costs more than its length.
#[test]
fn uids_of_messages_that_are_not_there_are_not_kept_without_end() {
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
        S: * 7 UIDFETCH (FLAGS ())
        = new ?=7
        = flags ?=7 ()
        ",
    );
    for uid in 8..5000 {
        let line = alloc::format!("* {uid} UIDFETCH (FLAGS ())\r\n");
        let Ok(Response::Data(data)) = decode_response(line.as_bytes()) else { panic!("{line}") };
        let _ = mirror.apply(&data);
    }
    assert_eq!(mirror.uids().unwrap().iter().count(), 1001);
}

#[test]
fn without_flags_none_are_asked_for() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, Known::default()).keep(Keep::Uids);
    run(
        &mut mirror,
        "ENABLE UIDONLY",
        "
        S: * ENABLED UIDONLY
        C: SELECT INBOX
        S: * 2 EXISTS
        S: a OK [READ-WRITE] selected
        = exists 2
        C: UID FETCH 1:4294967295 UID
        S: * 10 UIDFETCH (UID 10)
        = new ?=10
        S: * 20 UIDFETCH (UID 20)
        = new ?=20
        S: a OK fetched
        C: nothing
        ",
    );
    assert!(mirror.is_synced());
}
