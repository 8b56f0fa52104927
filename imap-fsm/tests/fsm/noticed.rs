//! Rules that no test noticed when they were broken on purpose; each of these fails when its rule is.

use imap_codec::decode_response;
use imap_fsm::client;
use imap_fsm::client::call::Selected;
use imap_fsm::server::{Delivery, Options, Rule, UnknownCommands};
use imap_fsm::session::{Access, Effect, SelectedMailbox, Session, State};
use imap_fsm::{Limits, Misuse};
use imap_types::IntoBoundedStatic;
use imap_types::append::AppendMessageHead;
use imap_types::capability::Capability;
use imap_types::fetch::MsgAttHead;
use imap_types::mailbox::Mailbox;
use imap_types::number::SeqNum;
use imap_types::response::{Condition, Data, Response, StatusKind, Tagged};

use crate::desk::{Desk, data, expunge};
use crate::wire::{Wire, command};

#[test]
fn fetch_waits_only_behind_what_is_held_and_while_nothing_runs() {
    let mut desk = Desk::selected();
    let fetch = data("* 2 FETCH (FLAGS ())");
    assert_eq!(desk.server.respond(&fetch), Ok(Delivery::Sent), "nothing is held");
    assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Held));
    assert_eq!(desk.server.respond(&fetch), Ok(Delivery::Held));
    desk.expect("* 2 FETCH (FLAGS ())\r\n");
    desk.hear("a STORE 2 FLAGS ()\r\n");
    assert_eq!(desk.server.respond(&fetch), Ok(Delivery::Sent), "the client counts as before");
    desk.complete(Condition::Ok);
    desk.expect("* 2 FETCH (FLAGS ())\r\na OK done\r\n");
    desk.hear("b NOOP\r\n");
    desk.complete(Condition::Ok);
    desk.expect("* 1 EXPUNGE\r\n* 2 FETCH (FLAGS ())\r\nb OK done\r\n");
}

#[test]
fn held_expunges_go_before_a_new_one_and_before_exists_and_at_idle() {
    for (news, out) in [
        (expunge(2), "* 1 EXPUNGE\r\n* 2 EXPUNGE\r\n"),
        (Data::Exists(9), "* 1 EXPUNGE\r\n* 9 EXISTS\r\n"),
        (Data::Recent(1), "* 1 EXPUNGE\r\n* 1 RECENT\r\n"),
    ] {
        let mut desk = Desk::selected();
        assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Held));
        desk.hear("a NOOP\r\n");
        assert_eq!(desk.server.respond(&news), Ok(Delivery::Sent));
        desk.expect(out);
    }
    let mut desk = Desk::selected();
    assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Held));
    desk.hear("a IDLE\r\n");
    desk.expect("");
    desk.server.idle(desk.id(), "idling".try_into().unwrap()).unwrap();
    desk.expect("+ idling\r\n* 1 EXPUNGE\r\n");
}

#[test]
fn all_messages_may_vanish_and_no_more() {
    let mut desk = Desk::authenticated();
    desk.hear("e ENABLE QRESYNC\r\n");
    let _ = desk.server.respond(&data("* ENABLED QRESYNC")).unwrap();
    desk.complete(Condition::Ok);
    desk.hear("s SELECT a\r\n");
    let _ = desk.server.respond(&Data::Exists(3)).unwrap();
    desk.complete(Condition::Ok);
    desk.hear("a NOOP\r\n");
    let none_such = |exists| Err(Misuse::Forbidden(Rule::NoSuchMessage { exists }));
    assert_eq!(desk.server.respond(&data("* VANISHED 1:4")), none_such(3));
    assert_eq!(desk.server.respond(&data("* VANISHED 5:7")), Ok(Delivery::Sent));
    assert_eq!(desk.server.respond(&data("* VANISHED 8")), none_such(0));
}

#[test]
fn the_literals_of_the_next_command_are_counted_anew() {
    let limits = Limits { literals: 2, errors: 9, ..Limits::server() };
    let desk = || Desk::with(Options { limits, ..Options::default() }, StatusKind::PreAuth);
    let after = |desk: &mut Desk| {
        desk.sent();
        assert_eq!(desk.hear("b RENAME {1}\r\n"), [""; 0]);
        desk.expect("+ Ready for literal\r\n");
        assert_eq!(desk.hear("x {1}\r\n"), [""; 0]);
        desk.expect("+ Ready for literal\r\n");
        assert_eq!(desk.hear("y\r\n"), ["b RENAME"]);
    };
    // After a command,
    let mut one = desk();
    one.hear("a RENAME {1}\r\n");
    one.hear("x {1}\r\n");
    assert_eq!(one.hear("y\r\n"), ["a RENAME"]);
    one.complete(Condition::Ok);
    after(&mut one);
    // after one that the machine refuses,
    let mut one = desk();
    one.hear("a RENAME {1}\r\n");
    one.hear("x {1}\r\n");
    assert_eq!(one.hear("y {1}\r\n"), ["rejected"], "it is the third");
    after(&mut one);
    // and after a message that the caller refuses.
    let mut one = desk();
    one.hear("a APPEND {1}\r\n");
    assert_eq!(one.hear("x {9}\r\n"), ["announced APPEND 9"]);
    one.server.refuse_literal(one.id(), Condition::No, crate::desk::text("no")).unwrap();
    after(&mut one);
}

#[test]
fn streamed_literals_that_need_no_leave_are_counted_too() {
    let limits = Limits { literals: 2, literal: 4, ..Limits::server() };
    for (messages, refused) in [(2, false), (3, true)] {
        let mut desk = Desk::with(Options { limits, ..Options::default() }, StatusKind::PreAuth);
        let command = format!("a APPEND x{}\r\n", " {9+}\r\n123456789".repeat(messages));
        let events = desk.hear(&command);
        assert_eq!(events.iter().any(|event| event == "rejected"), refused, "{events:?}");
    }
}

#[test]
fn nothing_is_read_within_a_text_that_nobody_has_asked_for() {
    let mut desk = Desk::selected();
    let seq = SeqNum::try_from(1).unwrap();
    desk.server.fetch(seq, &[], &MsgAttHead::Rfc822, 3).unwrap();
    assert!(!desk.server.reads());
    assert_eq!(desk.hear("a NOOP\r\n"), [""; 0]);
    desk.server.fetch_data(b"abc").unwrap();
    desk.server.fetch_finish().unwrap();
    assert_eq!(desk.hear(""), ["a NOOP"]);
}

#[test]
fn nothing_vanishes_within_a_command_that_the_machine_does_not_know() {
    let options = Options { unknown: UnknownCommands::HandOver, ..Options::default() };
    let mut desk = Desk::with(options, StatusKind::PreAuth);
    desk.hear("e ENABLE QRESYNC\r\n");
    let _ = desk.server.respond(&data("* ENABLED QRESYNC")).unwrap();
    desk.complete(Condition::Ok);
    desk.hear("s SELECT a\r\n");
    let _ = desk.server.respond(&Data::Exists(3)).unwrap();
    desk.complete(Condition::Ok);
    desk.hear("a X-SORT ALL\r\n");
    assert!(!desk.server.may_expunge());
    assert_eq!(desk.server.respond(&data("* VANISHED 5")), Ok(Delivery::Held));
}

#[test]
fn lengths_that_no_peer_can_count_are_misuse() {
    let most = u64::MAX >> 1;
    let (seq, text) = (SeqNum::try_from(1).unwrap(), MsgAttHead::Rfc822);
    for (len, fits) in [(most, true), (most + 1, false), (u64::MAX, false)] {
        let result = if fits { Ok(()) } else { Err(Misuse::Unfit) };
        let mut desk = Desk::selected();
        desk.hear("a FETCH 1 RFC822\r\n");
        assert_eq!(desk.server.fetch(seq, &[], &text, len), result, "{len}");
        let mut desk = Desk::selected();
        desk.hear("a FETCH 1 RFC822\r\n");
        desk.server.fetch(seq, &[], &text, 0).unwrap();
        assert_eq!(desk.server.fetch_next(&[], &text, len), result, "{len}");

        let mut wire = Wire::logged_in("IMAP4rev1");
        let (mailbox, message) = (Mailbox::INBOX, AppendMessageHead::default());
        assert_eq!(wire.client.append(&mailbox, &message, len).is_ok(), fits, "{len}");
    }
}

#[test]
fn a_fetch_begins_while_no_more_output_waits_than_output() {
    let limits = Limits { output: 12, ..Limits::server() };
    let (seq, text) = (SeqNum::try_from(1).unwrap(), MsgAttHead::Rfc822);
    for (count, result) in [(1, Ok(())), (2, Err(Misuse::OutputFull { limit: 12 }))] {
        let mut desk = Desk::with(Options { limits, ..Options::default() }, StatusKind::PreAuth);
        desk.hear("s SELECT a\r\n");
        let _ = desk.server.respond(&Data::Exists(3)).unwrap();
        desk.complete(Condition::Ok);
        desk.sent();
        desk.hear("a FETCH 1 RFC822\r\n");
        for _ in 0..count {
            assert_eq!(desk.server.respond(&Data::Exists(3)), Ok(Delivery::Sent));
        }
        assert_eq!(desk.server.fetch(seq, &[], &text, 3), result);
    }
}

#[test]
fn a_tag_counts_as_it_was_sent() {
    let mut wire = Wire::logged_in("IMAP4rev1");
    wire.send("NOOP");
    wire.sent();
    assert_eq!(wire.hear("a01 OK x\r\n"), ["stray a01 Ok"]);
    assert_eq!(wire.hear("a0 OK x\r\n"), ["stray a0 Ok"]);
    assert_eq!(wire.hear("a+1 OK x\r\n"), ["stray a+1 Ok"]);
    assert_eq!(wire.hear("a1 OK x\r\n"), ["a1 Ok"]);
}

#[test]
fn a_completion_in_another_case_casts_doubt_on_its_own_command_alone() {
    let mut wire = Wire::selected("IMAP4rev1");
    wire.send("NOOP");
    let id = wire.send("SEARCH CHARSET UTF-8 SUBJECT {2}\r\n\u{e9}");
    wire.expect("a2 NOOP\r\na3 SEARCH CHARSET UTF-8 SUBJECT {2}\r\n");
    assert_eq!(wire.client.give_up(id), Err(Misuse::InLiteral));
    assert_eq!(wire.hear("A2 NO x\r\n"), ["stray A2 No"]);
    assert_eq!(wire.client.give_up(id), Err(Misuse::InLiteral));
    assert_eq!(wire.hear("A3 NO x\r\n"), ["stray A3 No"]);
    assert_eq!(wire.client.give_up(id), Ok(()));
}

#[test]
fn authenticate_is_not_given_up_before_its_initial_response_is_out() {
    let mut wire = Wire::greeted("IMAP4rev1 AUTH=PLAIN");
    let id = wire.send("AUTHENTICATE PLAIN AGEAYg==");
    wire.expect("a1 AUTHENTICATE PLAIN\r\n");
    assert_eq!(wire.client.give_up(id), Err(Misuse::InLiteral));
    assert_eq!(wire.hear("+ \r\n"), ["a1 continue"]);
    wire.expect("AGEAYg==\r\n");
    assert_eq!(wire.client.give_up(id), Err(Misuse::NotWaiting));
}

#[test]
fn close_waits_for_what_is_about_the_mailbox() {
    for close in ["CLOSE", "UNSELECT"] {
        let mut wire = Wire::selected("IMAP4rev1 UNSELECT");
        wire.send("UID FETCH 1 FLAGS");
        wire.send(close);
        wire.expect("a2 UID FETCH 1 FLAGS\r\n");
        wire.hear("a2 OK x\r\n");
        wire.expect(&format!("a3 {close}\r\n"));
    }
}

#[test]
fn select_tells_all_of_a_mailbox_at_once() {
    let mut desk = Desk::authenticated();
    desk.hear("a EXAMINE x\r\n");
    assert_eq!(desk.server.select(desk.id(), &Selected::new(Access::ReadWrite)), Err(Misuse::Unfit));
    let selected = Selected { exists: 2, uids_stick: false, ..Selected::new(Access::ReadOnly) };
    desk.server.select(desk.id(), &selected).unwrap();
    desk.expect(
        "* FLAGS ()\r\n* 2 EXISTS\r\n* OK [UIDNOTSTICKY] UIDs do not last\r\na OK [READ-ONLY] opened\r\n",
    );
    // SELECT may end so, too, and nothing else opens a mailbox.
    desk.hear("b SELECT x\r\n");
    desk.server.select(desk.id(), &Selected::new(Access::ReadOnly)).unwrap();
    desk.expect("* FLAGS ()\r\n* 0 EXISTS\r\nb OK [READ-ONLY] opened\r\n");
    desk.hear("c NOOP\r\n");
    assert_eq!(desk.server.select(desk.id(), &selected), Err(Misuse::Unfit));
}

/// A session that was greeted by this line.
fn session(greeting: &str) -> Session {
    let mut session = Session::new();
    session.apply(&data(greeting));
    session
}

fn tagged(line: &str) -> Tagged<'static> {
    match decode_response(format!("{line}\r\n").as_bytes()).map(IntoBoundedStatic::into_static) {
        Ok(Response::Tagged(tagged)) => tagged,
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn no_mailbox_is_opened_before_login() {
    let (mut session, effect) = (session("* OK hi"), Effect::of(&command("SELECT a")));
    session.started(&effect);
    assert!(session.opening().is_none());
    session.completed(&effect, &tagged("a OK [READ-WRITE] done"));
    assert!(session.mailbox().is_none());
    assert_eq!(session.state(), State::NotAuthenticated);
}

#[test]
fn unauthenticate_that_fails_takes_nothing_away() {
    let mut session = session("* PREAUTH [CAPABILITY IMAP4rev1 CONDSTORE] hi");
    session.apply(&data("* ENABLED CONDSTORE"));
    let effect = Effect::of(&command("UNAUTHENTICATE"));
    session.completed(&effect, &tagged("a NO not now"));
    assert!(session.enabled(&Capability::CondStore) && session.has(&Capability::CondStore));
    session.completed(&effect, &tagged("a OK bye"));
    assert!(!session.enabled(&Capability::CondStore) && session.capabilities().is_none());
}

#[test]
fn closed_in_the_completion_of_another_command_closes() {
    let mut session = session("* PREAUTH [CAPABILITY IMAP4rev2] hi");
    let effect = Effect::of(&command("SELECT a"));
    session.started(&effect);
    session.completed(&effect, &tagged("a OK done"));
    assert_eq!(session.state(), State::Selected);
    session.completed(&Effect::None, &tagged("b OK [CLOSED] it was deleted"));
    assert_eq!(session.state(), State::Authenticated);
}

#[test]
fn what_comes_with_the_end_changes_nothing() {
    let mut session = session("* PREAUTH [CAPABILITY IMAP4rev1] hi");
    session.completed(&Effect::of(&command("LOGOUT")), &tagged("a OK [CAPABILITY IMAP4rev1 IDLE] bye"));
    assert_eq!(session.state(), State::Logout);
    assert!(!session.has(&Capability::Idle));
}

#[test]
fn the_first_unseen_moves_with_what_goes_before_it() {
    let mut session = session("* PREAUTH [CAPABILITY IMAP4rev1] hi");
    let effect = Effect::of(&command("SELECT a"));
    session.started(&effect);
    for line in ["* 9 EXISTS", "* 2 RECENT", "* OK [UNSEEN 3] x"] {
        session.apply(&data(line));
    }
    session.completed(&effect, &tagged("a OK done"));
    assert_eq!(session.mailbox().unwrap().recent(), 2);
    for (line, unseen) in [("* 5 EXPUNGE", Some(3)), ("* 2 EXPUNGE", Some(2)), ("* 2 EXPUNGE", None)] {
        session.apply(&data(line));
        assert_eq!(session.mailbox().unwrap().first_unseen().map(SeqNum::get), unseen, "{line}");
    }
}

/// A list of capabilities keeps 4096 octets of names, and tells whether there were more.
#[test]
fn a_capability_beyond_the_octets_that_are_kept_is_told_even_where_it_costs_one() {
    let told = |names: &str, name: &str| {
        let session = session(&format!("* PREAUTH [CAPABILITY {names}] hi"));
        let list = session.capabilities().unwrap();
        (list.is_complete(), list.contains(&Capability::try_from(name).unwrap()))
    };
    // A name that is not registered costs its octets and one.
    let [most, less, more] = [4095, 4094, 4096].map(|octets| "X".repeat(octets));
    assert_eq!(told(&most, &most), (true, true));
    assert_eq!(told(&more, &more), (false, false));
    assert_eq!(told(&format!("{less} AUTH=PLAIN"), "AUTH=PLAIN"), (true, true));
    assert_eq!(told(&format!("{most} AUTH=PLAIN"), "AUTH=PLAIN"), (false, false));
    // What is there already makes nothing whole.
    assert_eq!(told(&format!("AUTH=PLAIN {more} AUTH=PLAIN"), "AUTH=PLAIN"), (false, true));
}

#[test]
fn flags_of_just_as_many_octets_as_are_kept_are_whole() {
    let mut session = session("* PREAUTH [CAPABILITY IMAP4rev1] hi");
    let effect = Effect::of(&command("SELECT a"));
    session.started(&effect);
    session.completed(&effect, &tagged("a OK done"));
    for (last, kept) in [("y", (2, true)), ("yy", (1, false))] {
        session
            .apply(&data(&format!("* FLAGS ({} {last})", "x".repeat(SelectedMailbox::MAX_FLAG_OCTETS - 1))));
        let mailbox = session.mailbox().unwrap();
        assert_eq!((mailbox.flags().iter().count(), mailbox.is_complete()), kept, "{last}");
    }
}

/// A command is in flight from its first octet; what comes before the server can have read that is not its answer.
#[test]
fn what_is_asked_for_before_the_line_was_written_is_for_nobody() {
    let mut wire = Wire::with(client::Options::default(), "IMAP4rev1");
    wire.send("LOGIN {2}\r\n\u{e9} {2}\r\n\u{fc}");
    wire.expect("a1 LOGIN {2}\r\n");
    assert_eq!(wire.hear("+ go\r\n"), ["a1 continue"]);
    // The second line has not been looked at.
    assert_eq!(wire.hear("+ go\r\n"), ["stray +"]);
    wire.expect("\u{e9} {2}\r\n");
    assert_eq!(wire.hear("+ go\r\n"), ["a1 continue"]);
    wire.expect("\u{fc}\r\n");
}
