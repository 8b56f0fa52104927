//! Rules of the mirror that no other test would miss.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::script::{known, run, tell};
use super::*;
use crate::session::Session;

fn uid(uid: u32) -> Uid {
    Uid::try_from(uid).unwrap()
}

/// One that has these UIDs from the last session.
fn resumed(mod_seq: u64, uids: &str, keep: Keep) -> Mirror {
    Mirror::resume(Mailbox::INBOX, known(7, mod_seq, uids)).keep(keep)
}

/// SELECT with CONDSTORE of a mailbox with so many messages and this HIGHESTMODSEQ.
fn opening(exists: u32, highest: u32) -> String {
    let told = if exists > 0 { format!("= exists {exists}") } else { String::new() };
    format!(
        "
        C: SELECT INBOX (CONDSTORE)
        S: * {exists} EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: * OK [HIGHESTMODSEQ {highest}] highest
        S: a OK [READ-WRITE] selected
        {told}
        "
    )
}

/// One that is synchronized with two messages, 10 and 20.
fn synced(keep: Keep) -> Mirror {
    let mut mirror = resumed(100, "10,20", keep);
    run(&mut mirror, "CONDSTORE", &opening(2, 100));
    let items = ["UID", "(UID FLAGS)", "(UID FLAGS)", "(UID FLAGS MODSEQ)"][keep as usize];
    run(
        &mut mirror,
        "CONDSTORE",
        &format!(
            "
            C: FETCH 1:2 {items}
            S: * 1 FETCH (UID 10 FLAGS () MODSEQ (50))
            = flags 1=10 () 50
            S: * 2 FETCH (UID 20 FLAGS () MODSEQ (60))
            = flags 2=20 () 60
            S: a OK fetched
            C: nothing
            "
        ),
    );
    assert!(mirror.is_synced());
    mirror
}

#[test]
fn flags_and_mod_sequences_are_kept_where_that_was_asked_for() {
    for (keep, flags, mod_seq) in [
        (Keep::Uids, false, None),
        (Keep::Told, false, None),
        (Keep::Flags, true, None),
        (Keep::ModSeqs, true, ModSeq::new(50)),
    ] {
        let mut mirror = synced(keep);
        assert_eq!((mirror.flags(uid(10)).is_some(), mirror.mod_seq(uid(10))), (flags, mod_seq), "{keep:?}");
        mirror.remember(uid(20), FetchFlags::default(), ModSeq::new(61));
        let kept = mod_seq.and(ModSeq::new(61));
        assert_eq!((mirror.flags(uid(20)).is_some(), mirror.mod_seq(uid(20))), (flags, kept), "{keep:?}");
    }
    assert_eq!(synced(Keep::Told).uid_validity().map(UidValidity::get), Some(7));
}

#[test]
fn what_has_not_changed_is_not_told_again() {
    let mut mirror = synced(Keep::Told);
    run(
        &mut mirror,
        "",
        "S: * 1 FETCH (FLAGS ())\n= flags 1=10 ()\nS: * 1 FETCH (MODSEQ (5))\n= modseq 1=10 5",
    );
    let mut mirror = synced(Keep::Flags);
    run(
        &mut mirror,
        "",
        "
        S: * 1 FETCH (FLAGS () MODSEQ (70))
        S: * 1 FETCH (FLAGS (\\Seen) MODSEQ (71))
        = flags 1=10 (\\Seen) 71
        S: * 1 FETCH (MODSEQ (71))
        = modseq 1=10 71
        ",
    );
    let mut mirror = synced(Keep::ModSeqs);
    run(
        &mut mirror,
        "",
        "
        S: * 1 FETCH (FLAGS () MODSEQ (50))
        S: * 1 FETCH (FLAGS () MODSEQ (51))
        = flags 1=10 () 51
        S: * 1 FETCH (MODSEQ (51))
        S: * 1 FETCH (MODSEQ (52))
        = modseq 1=10 52
        S: * 2 EXISTS
        ",
    );
    assert_eq!(mirror.mod_seq(uid(10)), ModSeq::new(52));
}

#[test]
fn flags_that_were_not_told_are_asked_for() {
    let mut mirror = synced(Keep::Told);
    run(
        &mut mirror,
        "CONDSTORE",
        "
        S: * 4 EXISTS
        = exists 4
        S: * 3 FETCH (UID 30)
        = new 3=30
        S: * 4 FETCH (UID 40 FLAGS ())
        = new 4=40
        = flags 4=40 ()
        C: UID FETCH 30 (UID FLAGS)
        S: * 3 FETCH (UID 30 FLAGS ())
        = flags 3=30 ()
        S: a OK fetched
        C: nothing
        ",
    );
    let mut mirror = synced(Keep::Uids);
    run(&mut mirror, "CONDSTORE", "S: * 3 EXISTS\n= exists 3\nS: * 3 FETCH (UID 30)\n= new 3=30\nC: nothing");
}

#[test]
fn known_has_a_mod_sequence_only_where_nothing_below_is_missing() {
    let mut mirror = resumed(100, "10,20", Keep::Flags);
    run(&mut mirror, "CONDSTORE", &opening(2, 120));
    assert_eq!(mirror.known(), known(7, 100, "10,20"));
    assert_eq!((mirror.progress(), mirror.is_synced()), (Progress::Behind, false));
    run(
        &mut mirror,
        "CONDSTORE",
        "C: FETCH 1:2 (UID FLAGS)\nS: * 1 FETCH (UID 10 FLAGS ())\n= flags 1=10 ()",
    );
    assert_eq!(mirror.known(), known(7, 0, "10,20"));
    // All flags are known now, so that nothing is asked for of what has changed.
    run(
        &mut mirror,
        "CONDSTORE",
        "S: * 2 FETCH (UID 20 FLAGS ())\n= flags 2=20 ()\nS: a OK fetched\nC: nothing",
    );
    assert_eq!((mirror.known(), mirror.progress()), (known(7, 120, "10,20"), Progress::Synced));
    // What has come is found by its UID the next time, what is missing between others is not.
    run(&mut mirror, "CONDSTORE", "S: * 4 EXISTS\n= exists 4");
    assert_eq!(mirror.known(), known(7, 120, "10,20"));
    run(&mut mirror, "CONDSTORE", "S: * 4 FETCH (UID 40 FLAGS ())\n= new 4=40\n= flags 4=40 ()");
    assert_eq!(mirror.known(), known(7, 0, "10,20,40"));
    mirror.closed();
    assert_eq!((mirror.progress(), mirror.is_synced()), (Progress::Closed, false));
    run(&mut mirror, "CONDSTORE", "S: * 9 EXISTS\nC: nothing");

    let mirror = Mirror::resume(Mailbox::INBOX, Known::default());
    assert_eq!((mirror.progress(), mirror.is_synced()), (Progress::Opening, false));
    let mut mirror = synced(Keep::Told);
    mirror.closed();
    assert!(!mirror.is_synced());
}

#[test]
fn a_mod_sequence_counts_once_all_is_known() {
    // An item of FETCH is no reason before that.
    let mut mirror = resumed(100, "10,20", Keep::Told);
    run(
        &mut mirror,
        "ENABLE QRESYNC",
        "
        C: ENABLE QRESYNC
        S: * ENABLED QRESYNC
        S: a OK enabled
        C: SELECT INBOX (QRESYNC (7 100 10,20 (1 10)))
        S: * 3 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: * OK [HIGHESTMODSEQ 120] highest
        S: a OK [READ-WRITE] selected
        = exists 3
        C: FETCH 3 (UID FLAGS)
        S: * 1 FETCH (FLAGS () MODSEQ (300))
        = flags 1=10 () 300
        S: x OK done
        ",
    );
    assert_eq!(mirror.known(), known(7, 100, "10,20"));
    // HIGHESTMODSEQ of the mailbox before is none of this one's.
    let mut mirror = resumed(100, "10", Keep::Told);
    run(
        &mut mirror,
        "CONDSTORE",
        "
        C: SELECT INBOX (CONDSTORE)
        S: * OK [HIGHESTMODSEQ 999] of the other
        S: * OK [CLOSED] closed
        S: * 1 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: a OK [READ-WRITE] selected
        = exists 1
        C: FETCH 1 (UID FLAGS)
        S: * 1 FETCH (UID 10 FLAGS ())
        = flags 1=10 ()
        S: a OK fetched
        C: nothing
        ",
    );
    assert_eq!(mirror.known(), known(7, 0, "10"));
    // Nor is there any under NOMODSEQ.
    let mut mirror = synced(Keep::Told);
    run(&mut mirror, "", "S: * OK [NOMODSEQ] none\nS: x OK done");
    assert_eq!(mirror.known(), known(7, 0, "10,20"));
}

#[test]
fn only_the_uids_of_this_mailbox_that_were_asked_for_are_believed() {
    let mut mirror = resumed(100, "10,20", Keep::Told);
    run(&mut mirror, "CONDSTORE ESEARCH", &opening(2, 120));
    run(
        &mut mirror,
        "CONDSTORE ESEARCH",
        "
        S: * ESEARCH (TAG \"x\") UID ALL 10,20
        C: UID SEARCH RETURN (ALL) ALL
        S: * ESEARCH (TAG \"x\") ALL 1:2
        S: * ESEARCH (TAG \"x\" MAILBOX other UIDVALIDITY 3) UID ALL 10,20
        S: a OK found
        C: UID SEARCH RETURN (ALL) ALL
        S: a OK found
        C: FETCH 1:2 (UID FLAGS)
        ",
    );
}

/// The last message has another UID than SEARCH said, or another message has that UID.
#[test]
fn what_is_no_proof_proves_nothing() {
    for (proof, rest) in [("2 FETCH (UID 19", "1"), ("1 FETCH (UID 10", "2")] {
        let mut mirror = resumed(100, "10,20", Keep::Told);
        run(&mut mirror, "CONDSTORE ESEARCH", &opening(2, 120));
        let news = if rest == "1" { "= new 2=19\n= flags 2=19 ()" } else { "= flags 1=10 ()" };
        run(
            &mut mirror,
            "CONDSTORE ESEARCH",
            &format!(
                "
                C: UID SEARCH RETURN (ALL) ALL
                S: * ESEARCH (TAG \"a\") UID ALL 10,20
                S: a OK found
                C: UID FETCH 20 (UID FLAGS)
                S: * {proof} FLAGS ())
                {news}
                S: a OK fetched
                C: FETCH {rest} (UID FLAGS)
                "
            ),
        );
    }
}

#[test]
fn what_search_finds_new_between_the_old_is_fetched_with_its_flags() {
    let mut mirror = resumed(100, "10,12,20", Keep::Told);
    run(&mut mirror, "CONDSTORE ESEARCH", &opening(5, 120));
    run(
        &mut mirror,
        "CONDSTORE ESEARCH",
        "
        C: UID SEARCH RETURN (ALL) ALL
        S: * ESEARCH (TAG \"a\") UID ALL 10:12,15,20
        S: a OK found
        C: UID FETCH 20 (UID FLAGS)
        S: * 5 FETCH (UID 20 FLAGS ())
        = flags 5=20 ()
        S: a OK fetched
        C: FETCH 2 (UID FLAGS)
        S: * 2 FETCH (UID 11 FLAGS ())
        = new 2=11
        = flags 2=11 ()
        S: a OK fetched
        C: FETCH 4 (UID FLAGS)
        S: * 4 FETCH (UID 15 FLAGS ())
        = new 4=15
        = flags 4=15 ()
        S: a OK fetched
        C: UID FETCH 1:20 (UID FLAGS) (CHANGEDSINCE 100)
        S: a OK fetched
        C: nothing
        ",
    );
    assert_eq!(mirror.known(), known(7, 120, "10:12,15,20"));
    // Without flags there is nothing to fetch.
    let mut mirror = resumed(100, "10", Keep::Uids);
    run(&mut mirror, "CONDSTORE ESEARCH", &opening(2, 120));
    run(
        &mut mirror,
        "CONDSTORE ESEARCH",
        "
        C: UID SEARCH RETURN (ALL) ALL
        S: * ESEARCH (TAG \"a\") UID ALL 10,15
        S: a OK found
        C: UID FETCH 15 UID
        S: * 2 FETCH (UID 15)
        = new 2=15
        S: a OK fetched
        C: nothing
        ",
    );
    // Nor is anything known to be compared, the first time.
    let mut mirror = Mirror::resume(Mailbox::INBOX, Known::default()).keep(Keep::Uids);
    run(&mut mirror, "CONDSTORE ESEARCH", &opening(2, 120));
    run(&mut mirror, "CONDSTORE ESEARCH", "C: UID SEARCH RETURN (ALL) ALL");
    let mut mirror = Mirror::resume(Mailbox::INBOX, Known::default());
    run(&mut mirror, "CONDSTORE ESEARCH", &opening(2, 120));
    run(&mut mirror, "CONDSTORE ESEARCH", "C: FETCH 1:2 (UID FLAGS)");
}

#[test]
fn of_what_was_there_all_that_does_not_turn_up_is_gone() {
    let mut mirror = resumed(0, "10:13,20", Keep::Told);
    run(
        &mut mirror,
        "",
        "
        C: SELECT INBOX
        S: * 2 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: a OK [READ-WRITE] selected
        = exists 2
        C: FETCH 1:2 (UID FLAGS)
        S: * 1 FETCH (UID 11 FLAGS ())
        = flags 1=11 ()
        S: * 2 FETCH (UID 20 FLAGS ())
        = flags 2=20 ()
        S: a OK fetched
        = gone ?=10
        = gone ?=12x2
        C: nothing
        ",
    );
}

#[test]
fn what_vanished_earlier_and_counts_still_keeps_its_flags() {
    let mut mirror = resumed(100, "10,20", Keep::Flags);
    for number in [10, 20] {
        mirror.remember(uid(number), FetchFlags::default(), None);
    }
    run(&mut mirror, "CONDSTORE", &opening(2, 120));
    run(
        &mut mirror,
        "CONDSTORE",
        "
        C: FETCH 1:2 (UID FLAGS)
        S: * 1 FETCH (UID 10 FLAGS ())
        S: * VANISHED (EARLIER) 10,20
        = gone ?=10
        = gone ?=20
        ",
    );
    assert_eq!([10, 20].map(|number| mirror.flags(uid(number)).is_some()), [true, false]);
}

#[test]
fn an_empty_mailbox_is_opened_without_many_words() {
    let mut mirror = resumed(100, "", Keep::Told);
    run(&mut mirror, "CONDSTORE ESEARCH", &opening(2, 120));
    run(&mut mirror, "CONDSTORE ESEARCH", "C: FETCH 1:2 (UID FLAGS)");
    let mut mirror = resumed(100, "", Keep::Told);
    run(
        &mut mirror,
        "ENABLE QRESYNC CONDSTORE",
        "C: ENABLE QRESYNC\nS: * ENABLED QRESYNC\nS: a OK enabled\nC: SELECT INBOX (CONDSTORE)",
    );
    // There was a message, and there is none.
    let mut mirror = resumed(100, "10", Keep::Told);
    run(&mut mirror, "CONDSTORE ESEARCH", &opening(0, 120));
    run(
        &mut mirror,
        "CONDSTORE ESEARCH",
        "C: UID FETCH 1:10 (UID FLAGS) (CHANGEDSINCE 100)\nS: a OK none\n= gone ?=10\nC: nothing",
    );
}

#[test]
fn a_select_that_is_bad_is_tried_with_fewer_parameters_and_then_no_more() {
    let mut mirror = resumed(100, "10", Keep::Told);
    run(
        &mut mirror,
        "CONDSTORE",
        "
        C: SELECT INBOX (CONDSTORE)
        S: a BAD no
        C: SELECT INBOX
        S: a BAD no
        C: nothing
        ",
    );
    assert_eq!(mirror.progress(), Progress::Closed);
}

#[test]
fn a_uid_that_comes_during_noop_begins_the_count_of_stalls_anew() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, Known::default());
    run(
        &mut mirror,
        "",
        "
        C: SELECT INBOX
        S: * 2 EXISTS
        S: a OK selected
        = exists 2
        C: FETCH 1:2 (UID FLAGS)
        S: a OK fetched
        C: NOOP
        S: * 1 FETCH (UID 10 FLAGS ())
        = new 1=10
        = flags 1=10 ()
        S: a OK nothing
        C: FETCH 2 (UID FLAGS)
        S: a OK fetched
        C: NOOP
        ",
    );
}

#[test]
fn uidfetch_counts_where_the_mailbox_is_open_and_the_message_new() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, Known::default());
    run(
        &mut mirror,
        "ENABLE UIDONLY",
        "
        S: * ENABLED UIDONLY
        S: * 7 UIDFETCH (FLAGS ())
        C: SELECT INBOX
        S: * 8 UIDFETCH (FLAGS ())
        S: * 6 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: a OK [READ-WRITE] selected
        = exists 6
        S: * 3 FETCH (UID 50 FLAGS ())
        = new 3=50
        = flags 3=50 ()
        S: * 40 UIDFETCH (FLAGS ())
        S: * 103 UIDFETCH (MODSEQ (5))
        = new ?=103
        = modseq ?=103 5
        S: * VANISHED 101:103
        = gone 5=?x2
        = gone ?=103
        ",
    );
    assert_eq!((mirror.exists(), mirror.unknown()), (3, 2));
    assert_eq!(mirror.known(), known(7, 0, "50"));

    let mut mirror = Mirror::resume(Mailbox::INBOX, Known::default());
    run(
        &mut mirror,
        "ENABLE UIDONLY",
        "
        S: * ENABLED UIDONLY
        C: SELECT INBOX
        S: * 2 EXISTS
        S: a OK [READ-WRITE] selected
        = exists 2
        C: UID FETCH 1:4294967295 (UID FLAGS)
        S: * 10 UIDFETCH (MODSEQ (5))
        = new ?=10
        = modseq ?=10 5
        S: * 20 UIDFETCH (FLAGS ())
        = new ?=20
        = flags ?=20 ()
        S: a OK fetched
        C: UID FETCH 10 (UID FLAGS)
        S: * 10 UIDFETCH (FLAGS ())
        = flags 1=10 ()
        S: a OK fetched
        C: nothing
        ",
    );
}

#[test]
fn a_mod_sequence_does_not_count_while_numbers_are_missing() {
    let mut mirror = synced(Keep::Told);
    run(&mut mirror, "", "S: * 60 UIDFETCH (FLAGS ())\n= new ?=60\n= flags ?=60 ()");
    assert_eq!(mirror.known(), known(7, 0, "10,20,60"));
}

/// A block with a word a message gives them away one by one.
#[test]
fn as_many_messages_vanish_as_are_named_however_they_are_kept() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, Known::default()).keep(Keep::Uids);
    let mut session = Session::new();
    mirror.next_command(&session).unwrap();
    let mut told = Vec::new();
    let mut hear = |mirror: &mut Mirror, line: &str| {
        told.clear();
        tell(mirror, &mut session, line, &mut told);
        told.clone()
    };
    for line in ["* 900 EXISTS", "* OK [UIDVALIDITY 7] x", "a OK selected"] {
        hear(&mut mirror, line);
    }
    for index in (1..=900).step_by(3) {
        hear(&mut mirror, &format!("* {index} FETCH (UID {})", index * 10));
    }
    assert_eq!(hear(&mut mirror, "* VANISHED 11:12"), ["gone 2=?", "gone 2=?"]);
    assert_eq!((mirror.exists(), mirror.seq(uid(40)).map(SeqNum::get)), (898, Some(2)));
}

#[test]
fn changes_tell_how_many_they_are() {
    let mut mirror = synced(Keep::Told);
    let mut session = Session::new();
    let mut lens = vec![];
    for line in ["* 2 EXISTS\r\n", "* 3 EXISTS\r\n", "* 3 FETCH (UID 30 FLAGS ())\r\n"] {
        let Ok(imap_types::response::Response::Data(data)) = imap_codec::decode_response(line.as_bytes())
        else {
            panic!()
        };
        session.apply(&data);
        let changes = mirror.apply(&data);
        lens.push((changes.size_hint(), changes.len(), changes.count()));
    }
    assert_eq!(lens, [((0, Some(0)), 0, 0), ((1, Some(1)), 1, 1), ((2, Some(2)), 2, 2)]);
}

/// [RFC 5161 §3.1](https://www.rfc-editor.org/rfc/rfc5161#section-3.1): not once a mailbox has been opened.
#[test]
fn enable_is_not_sent_where_it_comes_too_late() {
    let mut session = Session::new();
    let greeting = "* PREAUTH [CAPABILITY IMAP4rev1 ENABLE QRESYNC CONDSTORE] hi";
    tell(&mut resumed(100, "10", Keep::Told), &mut session, greeting, &mut Vec::new());
    for first in ["ENABLE", "SELECT"] {
        let mut mirror = resumed(100, "10", Keep::Told);
        assert_eq!(mirror.next_command(&session).unwrap().name(), first);
        let select = imap_codec::decode_command(b"x SELECT other\r\n").unwrap();
        session.started(&crate::session::Effect::of(&select.body));
    }
}

#[test]
fn other_uids_than_the_last_time_are_told_although_none_was_kept() {
    let mut mirror = resumed(100, "", Keep::Told);
    let opening = opening(2, 120).replace("UIDVALIDITY 7", "UIDVALIDITY 8");
    run(&mut mirror, "CONDSTORE", &opening.replace("= exists", "= reset Some(8)\n= exists"));
    assert_eq!(mirror.uid_validity().map(UidValidity::get), Some(8));
}

#[test]
fn where_only_uids_are_kept_they_are_searched_for_without_mod_sequences() {
    let mut mirror = resumed(0, "10,20", Keep::Uids);
    run(
        &mut mirror,
        "ESEARCH",
        "
        C: SELECT INBOX
        S: * 2 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: a OK [READ-WRITE] selected
        = exists 2
        C: UID SEARCH RETURN (ALL) ALL
        ",
    );
}
