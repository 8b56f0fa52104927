use alloc::vec::Vec;

use imap_types::flag::Flag;

use super::script::{known, run, tell};
use super::*;
use crate::session::Session;

const OPEN: &str = "
    C: SELECT INBOX
    S: * 3 EXISTS
    S: * OK [UIDVALIDITY 7] valid
    S: a OK [READ-WRITE] selected
    = exists 3
    C: FETCH 1:3 (UID FLAGS)
    S: * 1 FETCH (UID 10 FLAGS (\\Seen))
    = new 1=10
    = flags 1=10 (\\Seen)
    S: * 2 FETCH (UID 20 FLAGS ())
    = new 2=20
    = flags 2=20 ()
    S: * 3 FETCH (UID 30 FLAGS (\\Recent))
    = new 3=30
    = flags 3=30 ()*
    S: a OK fetched
    C: nothing
    ";

fn open() -> Mirror {
    let mut mirror = Mirror::resume(Mailbox::INBOX, Known::default()).keep(Keep::Flags);
    run(&mut mirror, "", OPEN);
    assert!(mirror.is_synced());
    mirror
}

#[test]
fn changes_of_an_open_mailbox_are_told_by_number_and_uid() {
    let mut mirror = open();
    run(
        &mut mirror,
        "",
        "
        S: * 2 EXPUNGE
        = gone 2=20
        S: * 2 FETCH (FLAGS (\\Seen \\Deleted))
        = flags 2=30 (\\Deleted \\Seen)
        S: * 1 FETCH (FLAGS (\\Seen))
        S: * 4 EXISTS
        = exists 4
        S: * 4 FETCH (FLAGS ())
        = flags 4=? ()
        S: * 2 EXPUNGE
        = gone 2=30
        S: * 2 EXPUNGE
        = gone 2=?
        C: FETCH 2 (UID FLAGS)
        S: * 2 FETCH (FLAGS () UID 41)
        = new 2=41
        = flags 2=41 ()
        S: a OK fetched
        C: nothing
        S: * 9 FETCH (FLAGS ())
        ",
    );
    assert_eq!(mirror.known(), known(7, 0, "10,41"));
    assert!(mirror.flags(Uid::try_from(10).unwrap()).is_some());
    assert_eq!(mirror.flags(Uid::try_from(30).unwrap()), None);
}

#[test]
fn what_goes_before_select_has_ended_is_not_counted() {
    for (gone, left) in [("* 2 EXPUNGE", 2), ("* VANISHED 20,30", 1)] {
        let mut mirror = Mirror::resume(Mailbox::INBOX, Known::default());
        run(
            &mut mirror,
            "",
            &alloc::format!(
                "
                C: SELECT INBOX
                S: * 7 EXPUNGE
                S: * 3 EXISTS
                S: * OK [UIDVALIDITY 7] valid
                S: {gone}
                S: a OK [READ-WRITE] selected
                = exists {left}
                "
            ),
        );
        assert_eq!(mirror.exists(), left);
    }
}

#[test]
fn vanished_takes_out_what_is_there_and_nothing_else() {
    let mut mirror = open();
    run(
        &mut mirror,
        "",
        "
        S: * 6 EXISTS
        = exists 6
        S: * VANISHED 5,20
        = gone 2=20
        S: * VANISHED (EARLIER) 10,1000:2000
        S: * VANISHED 28:30,40
        = gone 2=30
        = gone 4=?
        S: * VANISHED 41,41
        = gone 3=?
        S: * VANISHED 1:4294967295
        = gone 1=10
        = gone 1=?
        S: * VANISHED 1:4294967295
        ",
    );
    assert_eq!(mirror.exists(), 0);
}

#[test]
fn qresync_needs_one_command_and_what_it_tells_is_applied() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, known(67_890_007, 45_000, "41,43:44,50"));
    run(
        &mut mirror,
        "ENABLE QRESYNC",
        "
        C: ENABLE QRESYNC
        S: * ENABLED QRESYNC
        S: a OK enabled
        C: SELECT INBOX (QRESYNC (67890007 45000 41,43:44,50 (2:3 43:44)))
        S: * 4 EXISTS
        S: * OK [UIDVALIDITY 67890007] valid
        S: * OK [HIGHESTMODSEQ 45359] highest
        S: * VANISHED (EARLIER) 1:41,45:49
        = gone ?=41
        S: * 2 FETCH (UID 44 FLAGS (\\Seen) MODSEQ (45001))
        = flags 2=44 (\\Seen) 45001
        S: a OK [READ-WRITE] selected
        = exists 4
        C: FETCH 4 (UID FLAGS)
        S: * 4 FETCH (UID 51 FLAGS () MODSEQ (45300))
        = new 4=51
        = flags 4=51 () 45300
        S: a OK fetched
        C: nothing
        ",
    );
    assert_eq!(mirror.known(), known(67_890_007, 45_359, "43:44,50:51"));
}

#[test]
fn a_uidvalidity_above_32_bits_is_compared_but_not_sent() {
    let wide = |uids: &str| {
        let uid_validity = UidValidity::from_stored(1_713_632_002_544);
        Known { uid_validity, mod_seq: ModSeq::new(100), uids: uids.parse().ok() }
    };
    let mut mirror = Mirror::resume(Mailbox::INBOX, wide("10,20"));
    run(
        &mut mirror,
        "CONDSTORE ENABLE QRESYNC ESEARCH",
        "
        C: ENABLE QRESYNC
        S: * ENABLED QRESYNC
        S: a OK enabled
        C: SELECT INBOX (CONDSTORE)
        S: * 2 EXISTS
        S: * OK [UIDVALIDITY 1713632002544] valid
        S: * OK [HIGHESTMODSEQ 100] highest
        S: a OK [READ-WRITE] selected
        = exists 2
        C: UID SEARCH RETURN (ALL) ALL
        S: * ESEARCH (TAG \"a\") UID ALL 10,20
        S: a OK found
        C: UID FETCH 20 (UID FLAGS)
        S: * 2 FETCH (UID 20 FLAGS ())
        = flags 2=20 ()
        S: a OK fetched
        C: nothing
        ",
    );
    assert_eq!(mirror.known(), wide("10,20"));
}

#[test]
fn condstore_finds_what_is_gone_by_search_and_asks_for_what_changed() {
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
        S: * ESEARCH (TAG \"a\") UID ALL 10,30,40,55
        S: a OK found
        C: UID FETCH 55 (UID FLAGS)
        S: * 4 FETCH (UID 55 FLAGS ())
        = new 4=55
        = flags 4=55 ()
        S: a OK fetched
        C: UID FETCH 1:40 (UID FLAGS) (CHANGEDSINCE 100)
        S: * 3 FETCH (UID 40 FLAGS (\\Flagged) MODSEQ (120))
        = flags 3=40 (\\Flagged) 120
        S: a OK fetched
        = gone ?=20
        C: nothing
        ",
    );
    assert_eq!(mirror.known(), known(7, 120, "10,30,40,55"));
    // Nothing has happened since: two small commands.
    let mut mirror = Mirror::resume(Mailbox::INBOX, mirror.known());
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
        S: * ESEARCH (TAG \"a\") UID ALL 10,30,40,55
        S: a OK found
        C: UID FETCH 55 (UID FLAGS)
        S: * 4 FETCH (UID 55 FLAGS ())
        = flags 4=55 ()
        S: a OK fetched
        C: nothing
        ",
    );
    assert!(mirror.is_synced());
}

#[test]
fn a_search_that_names_unannounced_messages_is_not_believed() {
    // Message 2 (20) has been expunged and 40 has come, neither of which has been announced: the count is right.
    let mut mirror = Mirror::resume(Mailbox::INBOX, known(7, 100, "10,20,30"));
    run(
        &mut mirror,
        "CONDSTORE ESEARCH",
        "
        C: SELECT INBOX (CONDSTORE)
        S: * 3 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: * OK [HIGHESTMODSEQ 120] highest
        S: a OK [READ-WRITE] selected
        = exists 3
        C: UID SEARCH RETURN (ALL) ALL
        S: * ESEARCH (TAG \"a\") UID ALL 10,30,40
        S: a OK found
        C: UID FETCH 40 (UID FLAGS)
        S: a OK fetched
        C: FETCH 1:3 (UID FLAGS)
        S: * 1 FETCH (UID 10 FLAGS ())
        = flags 1=10 ()
        S: * 2 FETCH (UID 20 FLAGS ())
        = flags 2=20 ()
        S: * 3 FETCH (UID 30 FLAGS ())
        = flags 3=30 ()
        S: a OK fetched
        C: nothing
        ",
    );
}

#[test]
fn without_extensions_all_flags_are_fetched_and_what_does_not_turn_up_is_gone() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, known(7, 0, "10,20:25")).read_only().keep(Keep::Flags);
    let seen = FetchFlags { flags: [Flag::Seen].into(), recent: false };
    mirror.remember(Uid::try_from(10).unwrap(), seen, None);
    run(
        &mut mirror,
        "",
        "
        C: EXAMINE INBOX
        S: * 3 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: a OK [READ-ONLY] selected
        = exists 3
        C: FETCH 1:3 (UID FLAGS)
        S: * 1 FETCH (UID 10 FLAGS (\\Seen))
        S: * 2 FETCH (UID 25 FLAGS (\\Seen))
        = flags 2=25 (\\Seen)
        S: * 3 FETCH (UID 30 FLAGS (\\Draft))
        = new 3=30
        = flags 3=30 (\\Draft)
        S: a OK fetched
        = gone ?=20x5
        C: nothing
        ",
    );
    assert_eq!(mirror.known(), known(7, 0, "10,25,30"));
}

#[test]
fn another_uidvalidity_resets_everything() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, known(7, 100, "10,20"));
    run(
        &mut mirror,
        "CONDSTORE ESEARCH",
        "
        C: SELECT INBOX (CONDSTORE)
        S: * 1 EXISTS
        S: * OK [UIDVALIDITY 8] valid
        S: * OK [HIGHESTMODSEQ 5] highest
        S: a OK [READ-WRITE] selected
        = reset Some(8)
        = exists 1
        C: FETCH 1 (UID FLAGS)
        S: * 1 FETCH (UID 10 FLAGS ())
        = new 1=10
        = flags 1=10 ()
        S: a OK fetched
        C: nothing
        S: * OK [UIDVALIDITY 9] changed
        = reset Some(9)
        C: FETCH 1 (UID FLAGS)
        ",
    );
    assert_eq!(mirror.known(), known(9, 0, ""));
}

#[test]
fn a_server_that_contradicts_itself_is_counted_anew() {
    let mut mirror = open();
    run(
        &mut mirror,
        "",
        "
        S: * 2 EXISTS
        = recount: 2 messages, though none has been expunged
        C: FETCH 1:2 (UID FLAGS)
        S: * 1 FETCH (UID 20 FLAGS ())
        S: * 2 FETCH (UID 30 FLAGS (\\Recent))
        S: a OK fetched
        = gone ?=10
        C: nothing
        S: * 4 EXPUNGE
        = recount: message 4 expunged, which is not there
        S: * 1 FETCH (UID 20 FLAGS ())
        S: * 2 FETCH (UID 15 FLAGS ())
        = recount: message 2 with UID 15, which it cannot have
        = new 2=15
        = flags 2=15 ()
        C: FETCH 1 (UID FLAGS)
        S: a NO none
        C: NOOP
        S: * 1 EXPUNGE
        = gone 1=?
        S: a OK nothing else
        = gone ?=20
        = gone ?=30
        C: nothing
        ",
    );
    assert!(mirror.is_synced());
}

#[test]
fn the_mod_sequence_is_raised_at_the_end_of_a_command_only() {
    // RFC 7162 §6.
    let mut mirror = Mirror::resume(Mailbox::INBOX, known(7, 96, "5:8"));
    run(
        &mut mirror,
        "CONDSTORE",
        "
        C: SELECT INBOX (CONDSTORE)
        S: * 4 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: * OK [HIGHESTMODSEQ 96] highest
        S: a OK [READ-WRITE] selected
        = exists 4
        C: FETCH 1:4 (UID FLAGS)
        S: * 1 FETCH (UID 5 FLAGS ())
        = flags 1=5 ()
        S: * 2 FETCH (UID 6 FLAGS ())
        = flags 2=6 ()
        S: * 3 FETCH (UID 7 FLAGS ())
        = flags 3=7 ()
        S: * 4 FETCH (UID 8 FLAGS ())
        = flags 4=8 ()
        S: a OK fetched
        C: nothing
        S: * 2 FETCH (UID 6 MODSEQ (103))
        = modseq 2=6 103
        S: * 3 FETCH (UID 7 MODSEQ (101))
        = modseq 3=7 101
        ",
    );
    assert_eq!(mirror.known().mod_seq, ModSeq::new(96));
    run(
        &mut mirror,
        "",
        "S: * OK [HIGHESTMODSEQ 99] VANISHED with 100 is delayed\nS: x OK [MODIFIED 3] done",
    );
    assert_eq!(mirror.known().mod_seq, ModSeq::new(99));
    run(
        &mut mirror,
        "",
        "S: * 4 FETCH (UID 8 MODSEQ (104))\n= modseq 4=8 104\nS: x OK [HIGHESTMODSEQ 99] still delaying",
    );
    assert_eq!(mirror.known().mod_seq, ModSeq::new(99));
    run(&mut mirror, "", "S: * VANISHED 8\n= gone 4=8\nS: x OK [HIGHESTMODSEQ 104] done");
    assert_eq!(mirror.known(), known(7, 104, "5:7"));
    run(&mut mirror, "", "S: * 1 FETCH (MODSEQ (110) UID 5)\n= modseq 1=5 110\nS: x OK done");
    assert_eq!(mirror.known().mod_seq, ModSeq::new(110));
}

#[test]
fn what_belongs_to_the_mailbox_before_is_not_taken_for_this_one() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, known(7, 100, "10,20"));
    run(
        &mut mirror,
        "ENABLE QRESYNC",
        "
        S: * 5 EXISTS
        C: ENABLE QRESYNC
        S: * ENABLED QRESYNC
        S: a OK enabled
        C: SELECT INBOX (QRESYNC (7 100 10,20 (1 10)))
        S: * 9 EXISTS
        S: * VANISHED 10
        S: * 1 EXPUNGE
        S: * 2 FETCH (UID 20 FLAGS (\\Deleted))
        S: * OK [HIGHESTMODSEQ 999] of the other
        S: * OK [CLOSED] closed
        S: * 2 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: * OK [HIGHESTMODSEQ 100] highest
        S: a OK [READ-WRITE] selected
        = exists 2
        C: nothing
        ",
    );
    assert_eq!(mirror.known(), known(7, 100, "10,20"));
    run(&mut mirror, "", "S: * OK [CLOSED] again\nS: * 1 EXPUNGE\nC: nothing");
    assert_eq!((mirror.progress(), mirror.exists()), (Progress::Closed, 2));
}

#[test]
fn a_server_that_takes_no_parameters_is_asked_without() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, known(7, 100, "10"));
    run(
        &mut mirror,
        "ENABLE QRESYNC",
        "
        C: ENABLE QRESYNC
        S: * ENABLED QRESYNC
        S: a OK enabled
        C: SELECT INBOX (QRESYNC (7 100 10))
        S: a BAD what?
        C: SELECT INBOX (CONDSTORE)
        S: a BAD what?
        C: SELECT INBOX
        S: a NO closed for repair
        C: nothing
        ",
    );
    assert_eq!((mirror.progress(), mirror.known()), (Progress::Closed, known(7, 100, "10")));
}

#[test]
fn nomodseq_takes_the_mod_sequence_away() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, known(7, 100, "10"));
    run(
        &mut mirror,
        "CONDSTORE ESEARCH",
        "
        C: SELECT INBOX (CONDSTORE)
        S: * 1 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: * OK [NOMODSEQ] none
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
}

#[test]
fn uids_alone_are_learned_by_one_search() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, Known::default()).keep(Keep::Uids);
    run(
        &mut mirror,
        "ESEARCH",
        "
        C: SELECT INBOX
        S: * 1000000 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: a OK [READ-WRITE] selected
        = exists 1000000
        C: UID SEARCH RETURN (ALL) ALL
        S: * ESEARCH (TAG \"a\") UID ALL 1:500000,600001:1100000
        S: a OK found
        C: UID FETCH 1100000 UID
        S: * 1000000 FETCH (UID 1100000)
        = new 1=1x500000
        = new 500001=600001x500000
        S: a OK fetched
        C: nothing
        ",
    );
    assert!(mirror.is_synced());
}

#[test]
fn a_server_that_does_not_tell_uids_is_not_asked_for_ever() {
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
        S: a NO gone
        C: NOOP
        S: a OK nothing
        C: FETCH 1:2 (UID FLAGS)
        S: a NO gone
        C: nothing
        ",
    );
    assert_eq!(mirror.progress(), Progress::Stalled);
    run(&mut mirror, "", "S: * 1 EXPUNGE\n= gone 1=?\nC: FETCH 1 (UID FLAGS)");
    assert_eq!(mirror.progress(), Progress::Behind);
    mirror.not_sent();
    run(&mut mirror, "", "C: FETCH 1 (UID FLAGS)\nC: nothing");
}

#[test]
fn hostile_numbers_cost_no_memory() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, Known::default()).keep(Keep::Uids);
    let mut session = Session::new();
    let mut told = Vec::new();
    mirror.next_command(&session).unwrap();
    for line in ["* 4294967295 EXISTS", "* OK [UIDVALIDITY 7] x", "a OK selected"] {
        tell(&mut mirror, &mut session, line, &mut told);
    }
    for line in [
        "* 4294967295 FETCH (UID 4294967295)",
        "* 7 FETCH (UID 7)",
        "* 4294967295 EXPUNGE",
        "* VANISHED 2:4294967290",
        "* 4294967295 EXISTS",
        "* VANISHED 1:4294967295",
    ] {
        tell(&mut mirror, &mut session, line, &mut told);
    }
    assert!(told.len() < 20, "{told:?}");
}
