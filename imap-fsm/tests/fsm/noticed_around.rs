//! More rules that no test noticed when they were broken: of the observer, of the server's ends, and of capabilities.

use imap_codec::decode_response;
use imap_fsm::observer::{FromServer, Observer, Options};
use imap_fsm::sasl::read_anonymous;
use imap_fsm::server::Delivery;
use imap_fsm::session::{Effect, Session};
use imap_fsm::{Misuse, PeerError};
use imap_types::IntoBoundedStatic;
use imap_types::capability::Capability;
use imap_types::response::{Condition, Response, StatusKind, Tagged};

use crate::desk::{Desk, data};
use crate::wire::{Wire, command};

fn tagged(line: &str) -> Tagged<'static> {
    match decode_response(format!("{line}\r\n").as_bytes()).map(IntoBoundedStatic::into_static) {
        Ok(Response::Tagged(tagged)) => tagged,
        other => panic!("{line}: {other:?}"),
    }
}

/// One that has seen this of the server and of the client, in turn.
fn observer(lines: &[(&str, &str)]) -> Observer {
    let mut observer = Observer::new(Options::default());
    for (server, client) in lines {
        let (mut server, mut client) = (server.as_bytes(), client.as_bytes());
        while observer.server(&mut server).unwrap().is_some() {}
        while observer.client(&mut client).unwrap().is_some() {}
    }
    observer
}

/// What kind of thing the server says in this line.
fn heard(observer: &mut Observer, line: &str) -> &'static str {
    let mut input = line.as_bytes();
    let seen = observer.server(&mut input).unwrap().unwrap();
    assert_eq!(seen.raw, line.as_bytes());
    match seen.message {
        FromServer::Blank => "blank",
        FromServer::Greeting(_) => "greeting",
        FromServer::Data(_) => "data",
        FromServer::Completed { .. } => "completed",
        FromServer::StrayCompletion(_) => "stray completion",
        FromServer::StrayContinue { .. } => "stray +",
        FromServer::Malformed { completed: None, .. } => "malformed",
        FromServer::Malformed { completed: Some(_), .. } => "malformed completion",
        _ => "?",
    }
}

#[test]
fn an_observer_knows_what_a_line_of_the_server_is_by_what_came_before() {
    let mut watched = observer(&[("* OK hi\r\n", "a NOOP\r\n")]);
    for (line, kind) in [
        ("\r\n", "blank"),
        ("* OK still here\r\n", "data"),
        ("* BAD what\r\n", "data"),
        ("+ go\r\n", "stray +"),
        ("b OK x\r\n", "stray completion"),
        ("b OKAY x\r\n", "malformed"),
        ("a OK \0\r\n", "malformed completion"),
        ("a OK x\r\n", "stray completion"),
    ] {
        assert_eq!(heard(&mut watched, line), kind, "{line:?}");
    }
    // A literal that comes without being asked for is not accepted by `+`.
    let mut watched = observer(&[("* OK hi\r\n", "a APPEND x {9000000+}\r\n123")]);
    assert_eq!(heard(&mut watched, "+ go\r\n"), "stray +");
}

#[test]
fn an_observer_that_has_failed_says_so() {
    let mut watched = Observer::new(Options::default());
    assert_eq!(watched.server(&mut &b"a OK x\r\n"[..]), Err(PeerError::Greeting));
    assert_eq!(watched.answered(&tagged("a OK x")), Err(Misuse::PeerFailed(PeerError::Greeting)));
}

#[test]
fn a_server_is_told_of_the_end_of_the_stream() {
    let mut desk = Desk::authenticated();
    assert_eq!(desk.server.receive_eof(), Err(PeerError::UnexpectedEof));
    assert_eq!(desk.server.receive_eof(), Err(PeerError::UnexpectedEof));
    // No layer begins that was not agreed on, be there output or not.
    let mut desk = Desk::authenticated();
    assert_eq!(desk.server.upgraded(), Err(Misuse::NotWaiting));
    desk.hear("a NOOP\r\n");
    desk.complete(Condition::Ok);
    assert_eq!(desk.server.upgraded(), Err(Misuse::NotWaiting));
}

/// RFC 5465 §5: what NOTIFY asks for comes at any time, VANISHED too.
#[test]
fn after_notify_vanished_waits_for_nothing() {
    let mut desk = Desk::authenticated();
    desk.hear("a ENABLE QRESYNC\r\n");
    desk.server.respond(&data("* ENABLED QRESYNC")).unwrap();
    desk.complete(Condition::Ok);
    desk.hear("b SELECT x\r\n");
    desk.server.respond(&data("* 3 EXISTS")).unwrap();
    desk.complete(Condition::Ok);
    desk.hear("c NOTIFY SET (SELECTED (MessageNew MessageExpunge))\r\n");
    desk.complete(Condition::Ok);
    desk.sent();
    assert!(desk.server.may_expunge());
    assert_eq!(desk.server.respond(&data("* VANISHED 5")), Ok(Delivery::Sent));
    desk.hear("d FETCH 1 FLAGS\r\n");
    assert_eq!(desk.server.respond(&data("* VANISHED 6")), Ok(Delivery::Sent));
    desk.expect("* VANISHED 5\r\n* VANISHED 6\r\n");
}

#[test]
fn recent_is_told_by_rev1_alone() {
    use imap_fsm::client::call::Selected;
    use imap_fsm::session::Access;

    let selected = Selected { exists: 3, recent: Some(1), ..Selected::new(Access::ReadOnly) };
    let mut desk = Desk::with(Default::default(), StatusKind::PreAuth);
    desk.hear("a EXAMINE x\r\n");
    desk.server.select(desk.id(), &selected).unwrap();
    desk.expect("* FLAGS ()\r\n* 3 EXISTS\r\n* 1 RECENT\r\na OK [READ-ONLY] opened\r\n");
    let mut desk = Desk::authenticated();
    desk.hear("e ENABLE IMAP4rev2\r\n");
    desk.server.respond(&data("* ENABLED IMAP4rev2")).unwrap();
    desk.complete(Condition::Ok);
    desk.sent();
    desk.hear("a EXAMINE x\r\n");
    desk.server.select(desk.id(), &selected).unwrap();
    desk.expect("* FLAGS ()\r\n* 3 EXISTS\r\na OK [READ-ONLY] opened\r\n");
}

#[test]
fn a_trace_has_at_most_255_characters() {
    assert!(read_anonymous("\u{e9}".repeat(255).as_bytes()).is_ok());
    assert!(read_anonymous("\u{e9}".repeat(256).as_bytes()).is_err());
}

#[test]
fn a_capability_is_none_that_ends_another() {
    let mut session = Session::new();
    session.apply(&data("* PREAUTH [CAPABILITY IMAP4rev1 XBIG XB] hi"));
    session.apply(&data("* ENABLED IG XB"));
    let has = |name: &'static str| session.enabled(&Capability::try_from(name).unwrap());
    assert!(has("IG") && has("XB") && !has("XBIG"));
    session.apply(&data("* ENABLED B XB"));
    assert!(session.enabled(&Capability::try_from("B").unwrap()));
}

/// RFC 7162 §3.1: STATUS of HIGHESTMODSEQ enables CONDSTORE, in LIST too.
#[test]
fn list_that_tells_mod_sequences_enables_condstore() {
    for (items, enables) in [("MESSAGES", false), ("HIGHESTMODSEQ", true), ("MESSAGES HIGHESTMODSEQ", true)] {
        let mut session = Session::new();
        session.apply(&data("* PREAUTH [CAPABILITY IMAP4rev1 LIST-STATUS LIST-EXTENDED CONDSTORE] hi"));
        let effect = Effect::of(&command(&format!("LIST \"\" % RETURN (STATUS ({items}))")));
        session.completed(&effect, &tagged("a OK x"));
        assert_eq!(session.enabled(&Capability::CondStore), enables, "{items}");
    }
}

#[test]
fn replace_by_number_waits_for_what_permits_expunge() {
    for (replace, waits) in [("REPLACE 4", true), ("UID REPLACE 4", false)] {
        let mut wire = Wire::selected("IMAP4rev1 REPLACE LITERAL+ UIDPLUS");
        wire.send("NOOP");
        wire.send(&format!("{replace} other {{1+}}\r\nx"));
        let sent = wire.sent();
        assert_eq!(!sent.contains("REPLACE"), waits, "{sent}");
    }
}

/// Two sections are answered by one kind of item, as the one of the other command is.
#[test]
fn fetch_of_several_sections_is_told_from_no_other_fetch_of_a_section() {
    for (one, other, waits) in [
        ("UID FETCH 7 (BODY.PEEK[1] BODY.PEEK[2])", "UID FETCH 7 BODY.PEEK[3]", true),
        ("UID FETCH 7 (BODY BODYSTRUCTURE)", "UID FETCH 7 BODY", true),
        ("UID FETCH 7 (BODY.PEEK[1] BODY.PEEK[2])", "UID FETCH 7 FLAGS", false),
    ] {
        for (first, second) in [(one, other), (other, one)] {
            let mut wire = Wire::selected("IMAP4rev1");
            let _ = wire.client.call(command(first)).unwrap();
            let _ = wire.client.call(command(second)).unwrap();
            let (first, second) = (format!("a2 {first}\r\n"), format!("a3 {second}\r\n"));
            if waits {
                wire.expect(&first);
                wire.hear("a2 OK done\r\n");
                wire.expect(&second);
            } else {
                wire.expect(&(first + &second));
            }
        }
    }
}

/// A call ends by what is said of its own command.
#[test]
fn a_call_gives_back_that_another_command_has_no_answer() {
    use imap_fsm::client::call::{Refused, Taken};

    let mut wire = Wire::selected("IMAP4rev1");
    let mut calls = ["NOOP", "CHECK"].map(|text| wire.client.call(command(text)).unwrap());
    wire.sent();
    for ended in 0..2 {
        let event = wire.client.receive_eof().unwrap().unwrap();
        let other = &mut calls[1 - ended];
        let done = other.is_done();
        let Taken::Other(event) = other.take(event) else { panic!("took what is another's") };
        assert_eq!(other.is_done(), done);
        assert!(matches!(calls[ended].take(event), Taken::Done(Err(Refused::Unanswered))));
    }
    assert_eq!(wire.client.receive_eof(), Err(PeerError::UnexpectedEof));
}
