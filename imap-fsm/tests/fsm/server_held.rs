//! What a server holds back reaches the mailbox that it is about, or nobody.

use imap_fsm::server::{Delivery, Options, Rule, UnknownCommands, Upgrade};
use imap_fsm::{Limits, Misuse};
use imap_types::capability::Capability;
use imap_types::code::Code;
use imap_types::number::{ModSeq, Uid};
use imap_types::response::{Condition, Data, RespText, StatusKind};
use imap_types::sequence::UidSet;
use imap_types::text::Text;

use crate::desk::{Desk, data, expunge, text};

fn vanished(uid: u32) -> Data<'static> {
    Data::Vanished { earlier: false, uids: UidSet::from(Uid::try_from(uid).unwrap()) }
}

/// Nine messages, and these extensions enabled.
fn enabled(capabilities: &[Capability<'static>]) -> Desk {
    let mut desk = Desk::authenticated();
    desk.hear("e ENABLE X\r\n");
    let _ = desk.server.respond(&Data::Enabled(capabilities.to_vec())).unwrap();
    desk.complete(Condition::Ok);
    desk.hear("s SELECT a\r\n");
    let _ = desk.server.respond(&Data::Exists(9)).unwrap();
    desk.complete(Condition::Ok);
    desk.sent();
    desk
}

fn qresync() -> Desk {
    enabled(&[Capability::QResync])
}

#[test]
fn a_held_vanished_is_told_before_the_next_mailbox_begins() {
    for command in ["SELECT b", "EXAMINE b"] {
        let mut desk = qresync();
        assert_eq!(desk.server.respond(&vanished(55)), Ok(Delivery::Held));
        desk.hear(&format!("a {command}\r\n"));
        let _ = desk.server.respond(&Data::Exists(3)).unwrap();
        desk.complete(Condition::Ok);
        desk.expect("* VANISHED 55\r\n* OK [CLOSED] the mailbox before\r\n* 3 EXISTS\r\na OK done\r\n");
        assert_eq!(desk.server.session().mailbox().unwrap().exists(), 3);
        desk.hear("b NOOP\r\n");
        desk.complete(Condition::Ok);
        desk.expect("b OK done\r\n");
    }
    for command in ["CLOSE", "UNSELECT"] {
        let mut desk = qresync();
        assert_eq!(desk.server.respond(&vanished(55)), Ok(Delivery::Held));
        desk.hear(&format!("a {command}\r\n"));
        desk.complete(Condition::Ok);
        desk.expect("* VANISHED 55\r\na OK done\r\n");
    }
}

#[test]
fn a_held_expunge_is_dropped_where_select_has_no_boundary() {
    let mut desk = Desk::selected();
    assert_eq!(desk.server.respond(&expunge(3)), Ok(Delivery::Held));
    assert_eq!(desk.server.respond(&data("* 3 FETCH (FLAGS ())")), Ok(Delivery::Held));
    desk.hear("a SELECT b\r\n");
    let _ = desk.server.respond(&Data::Exists(2)).unwrap();
    desk.complete(Condition::Ok);
    desk.hear("b NOOP\r\n");
    desk.complete(Condition::Ok);
    desk.expect("* 2 EXISTS\r\na OK done\r\nb OK done\r\n");
    assert_eq!(desk.server.session().mailbox().unwrap().exists(), 2);
}

#[test]
fn data_about_no_mailbox_is_refused() {
    let refused = Err(Misuse::Forbidden(Rule::NoMailbox));
    for mut desk in [Desk::not_authenticated(), Desk::authenticated()] {
        for line in [
            "* 1 EXPUNGE",
            "* VANISHED 5",
            "* VANISHED (EARLIER) 5",
            "* 1 EXISTS",
            "* 1 RECENT",
            "* FLAGS ()",
            "* 1 FETCH (UID 7)",
            "* OK [CLOSED] x",
        ] {
            assert_eq!(desk.server.respond(&data(line)), refused, "{line}");
        }
        desk.expect("");
    }
    let mut desk = Desk::selected();
    let _ = desk.server.respond(&expunge(3)).unwrap();
    desk.hear("a CLOSE\r\n");
    desk.complete(Condition::Ok);
    assert_eq!(desk.server.respond(&expunge(3)), refused);
    desk.hear("b SELECT c\r\n");
    desk.complete(Condition::Ok);
    desk.expect("* 3 EXPUNGE\r\na OK done\r\nb OK done\r\n");
}

#[test]
fn highestmodseq_waits_for_the_vanished_that_it_would_overtake() {
    let highest =
        |text| RespText::new(Some(Code::HighestModSeq(ModSeq::try_from(20).unwrap())), text).unwrap();
    let mut desk = qresync();
    desk.hear("a FETCH 1 FLAGS\r\n");
    assert_eq!(desk.server.respond(&vanished(55)), Ok(Delivery::Held));
    assert_eq!(desk.server.respond(&data("* OK [HIGHESTMODSEQ 20] x")), Ok(Delivery::Held));
    desk.server.complete(desk.id(), Condition::Ok, highest(Text::try_from("done").unwrap())).unwrap();
    desk.expect("a OK done\r\n");
    assert_eq!(desk.server.session().mailbox().unwrap().mod_seqs(), imap_fsm::session::ModSeqs::Unknown);
    desk.hear("b NOOP\r\n");
    desk.server.complete(desk.id(), Condition::Ok, highest(Text::try_from("done").unwrap())).unwrap();
    desk.expect("* VANISHED 55\r\n* OK [HIGHESTMODSEQ 20] x\r\nb OK [HIGHESTMODSEQ 20] done\r\n");
}

#[test]
fn when_too_much_is_held_back_writing_is_not_the_advice() {
    let limits = Limits { output: 640, ..Limits::server() };
    let mut desk = Desk::with(Options { limits, ..Options::default() }, StatusKind::PreAuth);
    desk.hear("s SELECT a\r\n");
    let _ = desk.server.respond(&Data::Exists(100)).unwrap();
    desk.complete(Condition::Ok);
    desk.sent();
    let held = (0..100).take_while(|_| desk.server.respond(&expunge(1)).is_ok()).count();
    assert_eq!(held, 11);
    assert_eq!(desk.server.respond(&expunge(1)), Err(Misuse::HeldFull { limit: 640 }));
    assert!(desk.server.transmit().is_empty());
    desk.hear("a NOOP\r\n");
    assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Sent));
    assert_eq!(desk.sent().lines().count(), 12);
}

#[test]
fn what_was_held_goes_before_what_counts_on_it() {
    // Before a new EXPUNGE, before EXISTS and RECENT, and when IDLE begins.
    for (said, line) in
        [(expunge(2), "* 2 EXPUNGE"), (Data::Exists(8), "* 8 EXISTS"), (Data::Recent(1), "* 1 RECENT")]
    {
        let mut desk = Desk::selected();
        assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Held));
        desk.hear("a NOOP\r\n");
        assert_eq!(desk.server.respond(&said), Ok(Delivery::Sent));
        desk.expect(&format!("* 1 EXPUNGE\r\n{line}\r\n"));
    }
    let mut desk = Desk::selected();
    assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Held));
    desk.hear("a IDLE\r\n");
    desk.expect("");
    desk.server.idle(desk.id(), Text::EMPTY).unwrap();
    desk.expect("+ \r\n* 1 EXPUNGE\r\n");
}

#[test]
fn numbers_are_counted_with_what_is_held() {
    let none = |exists| Err(Misuse::Forbidden(Rule::NoSuchMessage { exists }));
    let mut desk = Desk::selected();
    assert_eq!(desk.server.respond(&expunge(10)), none(9));
    assert_eq!(
        desk.server.respond(&Data::Exists(8)),
        Err(Misuse::Forbidden(Rule::LowerExists { exists: 9 }))
    );
    for _ in 0..2 {
        assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Held));
    }
    assert_eq!(desk.server.respond(&expunge(8)), none(7));
    assert_eq!(
        desk.server.respond(&Data::Exists(6)),
        Err(Misuse::Forbidden(Rule::LowerExists { exists: 7 }))
    );
    assert_eq!(desk.server.respond(&Data::Exists(8)), Ok(Delivery::Held));
    assert_eq!(desk.server.respond(&expunge(8)), Ok(Delivery::Held));
    desk.hear("a NOOP\r\n");
    desk.complete(Condition::Ok);
    desk.expect("* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n* 8 EXISTS\r\n* 8 EXPUNGE\r\na OK done\r\n");
    desk.hear("b NOOP\r\n");
    assert_eq!(desk.server.respond(&expunge(8)), none(7));
    let mut desk = qresync();
    desk.hear("a NOOP\r\n");
    assert_eq!(desk.server.respond(&data("* VANISHED 1:10")), none(9));
    assert_eq!(desk.server.respond(&data("* VANISHED (EARLIER) 1:10")), Ok(Delivery::Sent));
}

#[test]
fn messages_go_by_expunge_or_by_vanished() {
    let mut desk = Desk::selected();
    for line in ["* VANISHED 5", "* VANISHED (EARLIER) 5"] {
        let refused = Err(Misuse::Forbidden(Rule::VanishedWithoutQResync));
        assert_eq!(desk.server.respond(&data(line)), refused, "{line}");
    }
    let mut desk = qresync();
    desk.hear("a NOOP\r\n");
    assert_eq!(desk.server.respond(&expunge(1)), Err(Misuse::Forbidden(Rule::ExpungeUnderQResync)));
    let _ = desk.server.respond(&data("* OK [NOMODSEQ] x")).unwrap();
    assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Sent));
}

#[test]
fn rev2_has_no_recent_no_unseen_and_no_search() {
    let rev2_only = {
        let mut desk = Desk::authenticated();
        let _ = desk.server.respond(&data("* CAPABILITY IMAP4rev2")).unwrap();
        desk.hear("s SELECT a\r\n");
        let _ = desk.server.respond(&Data::Exists(9)).unwrap();
        desk.complete(Condition::Ok);
        desk
    };
    let lines = ["* 1 RECENT", "* 1 FETCH (FLAGS (\\Recent))", "* OK [UNSEEN 1] x", "* SEARCH 1"];
    for mut desk in [rev2_only, enabled(&[Capability::Imap4Rev2])] {
        desk.hear("a UID SEARCH ALL\r\n");
        for line in lines {
            assert_eq!(desk.server.respond(&data(line)), Err(Misuse::Forbidden(Rule::NotInRev2)), "{line}");
        }
    }
    let mut desk = Desk::selected();
    desk.hear("a UID SEARCH ALL\r\n");
    for line in lines {
        assert_eq!(desk.server.respond(&data(line)), Ok(Delivery::Sent), "{line}");
    }
}

#[test]
fn parameters_that_need_enable_are_refused_without_it() {
    let mut desk = Desk::selected();
    for command in [
        "SELECT b (QRESYNC (1 2))",
        "EXAMINE b (QRESYNC (1 2))",
        "UID FETCH 1:* FLAGS (CHANGEDSINCE 1 VANISHED)",
    ] {
        assert_eq!(desk.hear(&format!("a {command}\r\n")), ["rejected"], "{command}");
        desk.expect("a BAD QRESYNC or VANISHED without ENABLE QRESYNC\r\n");
        let mut desk = qresync();
        assert_eq!(desk.hear(&format!("a {command}\r\n")).len(), 1, "{command}");
        desk.expect("");
    }
    let mut desk = enabled(&[Capability::Utf8Accept]);
    assert_eq!(desk.hear("a SEARCH CHARSET UTF-8 ALL\r\n"), ["rejected"]);
    desk.expect("a BAD CHARSET after ENABLE UTF8=ACCEPT\r\n");
    assert_eq!(Desk::selected().hear("a SEARCH CHARSET UTF-8 ALL\r\n"), ["a SEARCH"]);
}

#[test]
fn closed_is_said_once_and_only_where_it_is_owed() {
    for (capability, owed) in
        [("IMAP4rev2 IMAP4rev1", true), ("IMAP4rev1 CONDSTORE", true), ("IMAP4rev1", false)]
    {
        for said in [false, true] {
            let mut desk = Desk::selected();
            let _ = desk.server.respond(&data(&format!("* CAPABILITY {capability}"))).unwrap();
            desk.sent();
            desk.hear("a SELECT b\r\n");
            if said {
                assert_eq!(desk.server.respond(&data("* OK [CLOSED] mine")), Ok(Delivery::Sent));
            }
            let _ = desk.server.respond(&Data::Exists(1)).unwrap();
            desk.complete(Condition::Ok);
            let closed = match (said, owed) {
                (true, _) => "* OK [CLOSED] mine\r\n",
                (false, true) => "* OK [CLOSED] the mailbox before\r\n",
                (false, false) => "",
            };
            desk.expect(&format!("{closed}* 1 EXISTS\r\na OK done\r\n"));
        }
    }
    // Also where the new one cannot be opened; and not where none was open.
    let mut desk = qresync();
    desk.hear("a SELECT b\r\n");
    desk.complete(Condition::No);
    desk.expect("* OK [CLOSED] the mailbox before\r\na NO done\r\n");
    desk.hear("b SELECT b\r\n");
    desk.complete(Condition::Ok);
    desk.expect("b OK done\r\n");
}

#[test]
fn unauthenticate_ends_compression_and_nothing_is_read_before() {
    let mut desk = Desk::authenticated();
    desk.hear("a COMPRESS DEFLATE\r\n");
    desk.complete(Condition::Ok);
    desk.sent();
    desk.server.upgraded().unwrap();
    desk.hear("b UNAUTHENTICATE\r\nc NOOP\r\n");
    desk.complete(Condition::Ok);
    assert_eq!((desk.server.upgrade(), desk.hear("")), (Some(Upgrade::Uncompressed), vec![]));
    desk.expect("b OK done\r\n");
    desk.server.upgraded().unwrap();
    assert_eq!(desk.hear(""), ["c NOOP"]);
    desk.complete(Condition::Ok);
    // Without compression there is nothing to end.
    let mut desk = Desk::authenticated();
    desk.hear("b UNAUTHENTICATE\r\n");
    desk.complete(Condition::Ok);
    assert_eq!(desk.server.upgrade(), None);
}

#[test]
fn an_unknown_command_that_was_handed_over_permits_no_expunge() {
    let options = Options { unknown: UnknownCommands::HandOver, ..Options::default() };
    let mut desk = Desk::with(options, StatusKind::PreAuth);
    desk.hear("s SELECT a\r\n");
    let _ = desk.server.respond(&Data::Exists(9)).unwrap();
    desk.complete(Condition::Ok);
    desk.sent();
    desk.hear("a X-SORT (DATE) UTF-8 ALL\r\n");
    assert!(!desk.server.may_expunge());
    assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Held));
    desk.complete(Condition::Ok);
    desk.expect("a OK done\r\n");
}

#[test]
fn nothing_is_read_while_a_text_is_sent() {
    let mut desk = Desk::selected();
    desk.hear("a FETCH 1 RFC822\r\n");
    let seq = imap_types::number::SeqNum::try_from(1).unwrap();
    desk.server.fetch(seq, &[], &imap_types::fetch::MsgAttHead::Rfc822, 3).unwrap();
    assert!(!desk.server.reads());
    assert_eq!(desk.server.complete(desk.id(), Condition::Ok, text("x")), Err(Misuse::InLiteral));
    desk.server.fetch_data(b"abc").unwrap();
    assert!(!desk.server.reads(), "its parenthesis is not closed");
}

#[test]
fn what_goes_before_closed_goes_from_the_mailbox_before() {
    let mut desk = qresync();
    desk.hear("a SELECT b\r\n");
    assert_eq!(desk.server.respond(&vanished(5)), Ok(Delivery::Sent));
    let _ = desk.server.respond(&Data::Exists(1)).unwrap();
    desk.expect("* VANISHED 5\r\n* OK [CLOSED] the mailbox before\r\n* 1 EXISTS\r\n");
    assert_eq!(
        desk.server.respond(&data("* VANISHED 5:6")),
        Err(Misuse::Forbidden(Rule::NoSuchMessage { exists: 1 }))
    );
}

#[test]
fn a_code_in_bad_changes_nothing() {
    let mut desk = Desk::selected();
    for line in ["[READ-ONLY] x", "[HIGHESTMODSEQ 7] x", "[CAPABILITY IMAP4rev2] x"] {
        desk.hear("a NOOP\r\n");
        let Data::Status(status) = data(&format!("* NO {line}")) else { panic!("{line}") };
        desk.server.complete(desk.id(), Condition::Bad, status.text).unwrap();
        desk.expect(&format!("a BAD {line}\r\n"));
    }
    let mailbox = desk.server.session().mailbox().unwrap();
    assert_eq!(mailbox.access(), imap_fsm::session::Access::ReadWrite);
    assert_eq!(mailbox.mod_seqs(), imap_fsm::session::ModSeqs::Unknown);
    assert!(desk.server.session().capabilities().is_none());
}
