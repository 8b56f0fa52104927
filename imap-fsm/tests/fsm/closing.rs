//! How a connection ends, and what a client hears of the commands that had no answer by then.

use imap_codec::FramingError;
use imap_fsm::client::Event;
use imap_fsm::session::State;
use imap_fsm::{Misuse, PeerError};

use crate::wire::Wire;

#[test]
fn each_command_without_an_answer_gets_an_event_at_the_end() {
    for (last, ends) in [
        ("* BYE shutdown\r\n", Ok(())),
        ("", Err(PeerError::UnexpectedEof)),
        ("* 3 EXI", Err(PeerError::UnexpectedEof)),
    ] {
        let mut wire = Wire::selected("IMAP4rev1");
        wire.send("UID STORE 7 +FLAGS (\\Deleted)");
        wire.send("UID EXPUNGE 7");
        wire.send("FETCH 1 FLAGS");
        wire.expect("a2 UID STORE 7 +FLAGS (\\Deleted)\r\na3 UID EXPUNGE 7\r\n");
        let mut told = wire.hear(last);
        let (rest, end) = wire.ends();
        told.extend(rest);
        told.retain(|event| event != "bye");
        told.sort();
        let withheld = "a4 withheld: not a command for the logout state";
        assert_eq!(
            (told, end),
            (vec!["a2 unanswered".into(), "a3 unanswered".into(), withheld.into()], ends)
        );
        assert_eq!((wire.ends(), wire.client.in_flight()), ((vec![], ends), 0));
        assert!(wire.try_send("NOOP").is_err());
    }
}

/// A program may send it on another connection.
#[test]
fn what_was_not_written_when_the_stream_ended_was_withheld() {
    let mut wire = Wire::selected("IMAP4rev1");
    wire.send("UID STORE 7 +FLAGS (\\Deleted)");
    let withheld = vec!["a2 withheld: not a command for the logout state".into()];
    assert_eq!(wire.ends(), (withheld, Err(PeerError::UnexpectedEof)));
    assert_eq!(wire.client.upgraded(), Err(Misuse::PeerFailed(PeerError::UnexpectedEof)));
}

#[test]
fn commands_that_are_held_back_at_bye_are_told_at_once() {
    let mut wire = Wire::logged_in("IMAP4rev1");
    wire.send("IDLE");
    wire.send("NOOP");
    wire.append(5);
    wire.sent();
    let why = "withheld: not a command for the logout state";
    assert_eq!(
        wire.hear("+ idling\r\n* BYE x\r\n"),
        ["a1 idling", "bye", &format!("a2 {why}"), &format!("a3 {why}")]
    );
    assert_eq!(wire.hear("a1 OK enough\r\n"), ["a1 Ok"]);
    assert_eq!(wire.ends(), (vec![], Ok(())));
}

#[test]
fn logout_is_answered_behind_bye_or_not_at_all() {
    let mut wire = Wire::logged_in("IMAP4rev1");
    wire.send("LOGOUT");
    wire.sent();
    assert_eq!(wire.hear("* BYE x\r\n"), ["bye"]);
    assert_eq!(wire.ends(), (vec!["a1 unanswered".into()], Ok(())));
}

/// Some servers say good bye with a tag.
#[test]
fn bye_with_a_tag_leaves_no_command_without_a_word() {
    let mut wire = Wire::logged_in("IMAP4rev1");
    wire.send("LIST \"\" *");
    wire.send("LSUB \"\" *");
    wire.sent();
    assert_eq!(wire.hear("a1 BYE x\r\n"), ["bye"]);
    assert_eq!(wire.ends(), (vec!["a1 unanswered".into(), "a2 unanswered".into()], Ok(())));
}

#[test]
fn a_framing_error_leaves_the_output_and_tells_every_command() {
    let mut wire = Wire::logged_in("IMAP4rev1");
    wire.send("CREATE x");
    assert_eq!(wire.client.transmit(), b"a1 CREATE x\r\n");
    let (result, _) = wire.hear_at_once("* {4096+ }\r\n");
    assert_eq!(result, Err(PeerError::Framing(FramingError::LiteralHeader)));
    wire.expect("a1 CREATE x\r\n");
    let error = PeerError::Framing(FramingError::LiteralHeader);
    assert_eq!(wire.ends(), (vec!["a1 unanswered".into()], Err(error)));
}

#[test]
fn no_literal_goes_out_behind_an_error_and_nothing_behind_injected_plaintext() {
    let mut wire = Wire::greeted("IMAP4rev1");
    wire.send("LOGIN {4}\r\n\u{e9}\u{e8} secret");
    wire.expect("a1 LOGIN {4}\r\n");
    assert!(wire.hear_at_once("* {4096+ }\r\n").0.is_err());
    assert!(wire.hear_at_once("+ go on\r\n").0.is_err());
    wire.expect("");

    let mut wire = Wire::greeted("IMAP4rev1 STARTTLS");
    wire.send("NOOP");
    wire.send("STARTTLS");
    wire.sent();
    wire.hear("a1 OK x\r\n");
    assert_eq!(wire.client.transmit(), b"a2 STARTTLS\r\n");
    let ready = wire.client.in_flight();
    assert_eq!(wire.hear_at_once("a2 OK go\r\n* X\r\n").0, Err(PeerError::PlaintextAfterStartTls));
    wire.expect("");
    // The OK may be an attacker's: the command counts as one without an answer.
    assert_eq!(wire.client.in_flight(), ready);
    assert!(
        matches!(wire.client.receive_eof(), Ok(Some(Event::Unanswered { id })) if id.tag().as_str() == "a2")
    );
    assert_eq!(wire.client.receive_eof(), Err(PeerError::PlaintextAfterStartTls));
    assert_eq!(wire.client.session().state(), State::NotAuthenticated);
}
