//! What a server says out of place is told, and does nothing: it completes no command and releases no literal.

use imap_fsm::client::{Client, Options};
use imap_fsm::session::State;
use imap_fsm::{Misuse, PeerError};
use imap_types::append::AppendMessageHead;
use imap_types::auth::AuthenticateData;

use crate::wire::Wire;

const NOT_SENT: &[&str] = &["a2", "a0", "a01", "A1", "b1", "a", "a1x", "a99999999999", "DONE"];

#[test]
fn a_completion_with_the_tag_of_no_command_in_flight_is_told() {
    for tag in NOT_SENT {
        for condition in ["OK", "NO", "BAD"] {
            let mut wire = Wire::selected("IMAP4rev1");
            wire.hear("* OK x\r\n");
            wire.send("UID FETCH 1 FLAGS");
            wire.sent();
            let tag = if *tag == "A1" {
                "A2"
            } else if *tag == "a2" {
                "a3"
            } else {
                tag
            };
            let told = format!("stray {tag} {}{}", &condition[..1], condition[1..].to_lowercase());
            assert_eq!(wire.hear(&format!("{tag} {condition} stale\r\n")), [told], "{tag}");
            assert_eq!((wire.client.in_flight(), wire.client.session().state()), (1, State::Selected));
            assert_eq!(wire.hear("a2 OK x\r\n"), ["a2 Ok"]);
        }
    }
}

#[test]
fn a_repeated_completion_ends_nothing() {
    let mut wire = Wire::selected("IMAP4rev1");
    wire.send("UID FETCH 1 FLAGS");
    wire.send("UID STORE 1 FLAGS ()");
    wire.sent();
    assert_eq!(wire.hear("a2 OK x\r\na2 OK x\r\na1 NO x\r\n"), ["a2 Ok", "stray a2 Ok", "stray a1 No"]);
    assert_eq!(wire.client.session().state(), State::Selected, "a1 was SELECT");
    assert_eq!(wire.hear("a3 OK x\r\n"), ["a3 Ok"]);
}

#[test]
fn a_completion_of_what_is_held_back_or_was_not_shown_ends_nothing() {
    let mut wire = Wire::selected("IMAP4rev1");
    wire.send("NOOP");
    let held = wire.send("FETCH 1 FLAGS");
    assert_eq!(wire.hear("a2 OK x\r\n"), ["stray a2 Ok"], "nobody has been able to write it");
    wire.expect("a2 NOOP\r\n");
    assert!(wire.client.is_held(held));
    assert_eq!(wire.hear("a3 OK x\r\n"), ["stray a3 Ok"]);
    assert_eq!(wire.hear("a2 OK x\r\n"), ["a2 Ok"]);
    wire.expect("a3 FETCH 1 FLAGS\r\n");
}

#[test]
fn a_stray_plus_releases_no_literal_and_begins_nothing() {
    let mut wire = Wire::selected("IMAP4rev1 IDLE");
    assert_eq!(wire.hear("+ stray\r\n"), ["stray +"]);
    wire.send("UID SEARCH SUBJECT {2}\r\n\u{e9}");
    assert_eq!(wire.hear("+ stray\r\n"), ["stray +"], "the literal was not asked for yet");
    wire.expect("a2 UID SEARCH SUBJECT {2}\r\n");
    assert_eq!(wire.hear("+ go\r\n+ again\r\n"), ["a2 continue", "stray +"]);
    wire.expect("\u{e9}\r\n");
    assert_eq!(wire.hear("+ again\r\na2 OK x\r\n+\r\n"), ["stray +", "a2 Ok", "stray +"]);

    // Of two literals one.
    wire.send("UID SEARCH SUBJECT {2}\r\n\u{e9} BODY {2}\r\n\u{e8}");
    wire.expect("a3 UID SEARCH SUBJECT {2}\r\n");
    assert_eq!(wire.hear("+ go\r\n+ again\r\n"), ["a3 continue", "stray +"]);
    wire.expect("\u{e9} BODY {2}\r\n");
    assert_eq!(wire.hear("+ go\r\n"), ["a3 continue"]);
    wire.expect("\u{e8}\r\n");

    wire.send("IDLE");
    wire.expect("a4 IDLE\r\n");
    assert_eq!(wire.hear("+ idling\r\n+ still here\r\n"), ["a4 idling", "stray +"]);
    wire.expect("");
    wire.client.idle_done().unwrap();
    wire.expect("DONE\r\n");
}

#[test]
fn a_challenge_too_many_is_told_and_answered_by_nothing() {
    let mut wire = Wire::greeted("IMAP4rev1");
    wire.send("AUTHENTICATE LOGIN");
    wire.sent();
    assert_eq!(wire.hear("+ VXNlcjo=\r\n+ VXNlcjo=\r\n"), ["a1 challenge \"User:\"", "stray +"]);
    wire.client.authenticate(&AuthenticateData::Cancel).unwrap();
    wire.expect("*\r\n");
    assert_eq!(wire.client.authenticate(&AuthenticateData::Cancel), Err(Misuse::NotWaiting));
}

#[test]
fn before_the_greeting_nothing_is_stray() {
    for bytes in ["a1 OK x\r\n", "+ x\r\n"] {
        let mut client = Client::new(Options::default());
        assert_eq!(client.receive(&mut bytes.as_bytes()), Err(PeerError::Greeting), "{bytes}");
    }
}

/// One task writes what it was shown while another receives the answer to it.
#[test]
fn an_answer_that_comes_before_transmitted_is_told_is_an_answer() {
    let mut wire = Wire::greeted("IMAP4rev1");
    wire.send("LOGIN {4}\r\n\u{e9}\u{e8} secret");
    let mut written = wire.client.transmit().len();
    assert_eq!(wire.hear("+ go\r\n"), ["a1 continue"]);
    wire.client.transmitted(written).unwrap();
    assert_eq!(wire.client.transmit(), "\u{e9}\u{e8} secret\r\n".as_bytes());
    written = wire.client.transmit().len();
    assert_eq!(wire.hear("a1 OK [CAPABILITY IMAP4rev1 IDLE] in\r\n"), ["a1 Ok"]);
    wire.client.transmitted(written).unwrap();
    wire.expect("");

    // Octets of an APPEND.
    let id = wire.append(3);
    wire.sent();
    wire.hear("+ go\r\n");
    assert_eq!(wire.client.append_data(id, b"abc"), Ok(3));
    wire.client.append_finish(id).unwrap();
    written = wire.client.transmit().len();
    assert_eq!(wire.hear("a2 OK x\r\n"), ["a2 Ok"]);
    wire.client.transmitted(written).unwrap();

    // DONE is on its way, though nobody has said so: it is not taken back.
    wire.send("IDLE");
    wire.sent();
    wire.hear("+ idling\r\n");
    wire.client.idle_done().unwrap();
    wire.send("NOOP");
    written = wire.client.transmit().len();
    assert_eq!(wire.hear("a3 OK enough\r\n"), ["a3 Ok"]);
    assert_eq!(wire.client.transmit(), b"DONE\r\na4 NOOP\r\n");
    wire.client.transmitted(written).unwrap();
    assert_eq!(wire.hear("DONE BAD what?\r\na4 OK x\r\n"), ["stray DONE Bad", "a4 Ok"]);
}

#[test]
fn done_that_crosses_the_servers_end_of_idle_kills_nobody() {
    let mut wire = Wire::selected("IMAP4rev1 IDLE");
    wire.send("IDLE");
    wire.sent();
    wire.hear("+ idling\r\n");
    wire.client.idle_done().unwrap();
    wire.send("CHECK");
    wire.expect("DONE\r\na3 CHECK\r\n");
    // Dovecot's answer.
    let done = "DONE BAD Error in IMAP command received by server.\r\n";
    let told = ["a2 Ok", "stray DONE Bad", "a3 Ok"];
    assert_eq!(wire.hear(&format!("a2 OK Idle completed.\r\n{done}a3 OK x\r\n")), told);
}

#[test]
fn idle_without_a_plus_has_a_way_out() {
    let mut wire = Wire::selected("IMAP4rev1 IDLE");
    wire.send("IDLE");
    wire.sent();
    wire.hear("* 3 EXISTS\r\n");
    wire.client.idle_done().unwrap();
    wire.expect("");
    wire.client.idle_done().unwrap();
    wire.expect("DONE\r\n");
    assert_eq!(wire.client.idle_done(), Err(Misuse::NotWaiting));
    assert_eq!(wire.hear("a2 OK x\r\n"), ["a2 Ok"]);

    // One that has not gone out goes out first.
    wire.send("IDLE");
    wire.send("IDLE");
    wire.sent();
    wire.client.idle_done().unwrap();
    wire.client.idle_done().unwrap();
    wire.client.idle_done().unwrap();
    wire.expect("DONE\r\na4 IDLE\r\n");
    wire.client.idle_done().unwrap();
    wire.expect("DONE\r\n");
    assert_eq!(wire.client.idle_done(), Err(Misuse::NotWaiting));

    // However often it is asked for, DONE does not come before IDLE.
    let mut wire = Wire::logged_in("IMAP4rev1 IDLE LITERAL+");
    let append = wire.append(3);
    wire.send("IDLE");
    wire.client.idle_done().unwrap();
    wire.client.idle_done().unwrap();
    wire.expect("a1 APPEND Sent {3+}\r\n");
    assert_eq!(wire.client.append_data(append, b"abc"), Ok(3));
    wire.client.append_finish(append).unwrap();
    wire.expect("abc\r\na2 IDLE\r\n");
    assert_eq!(wire.hear("+ idling\r\n"), ["a2 idling"]);
    wire.expect("DONE\r\n");
}

#[test]
fn a_plus_behind_the_tag_of_idle_begins_it() {
    let mut wire = Wire::selected("IMAP4rev1 IDLE");
    wire.send("IDLE");
    wire.send("NOOP");
    wire.sent();
    assert_eq!(wire.hear("a2 + idling\r\na2 + idling\r\n"), ["a2 idling", "a2 illegible"]);
    wire.client.idle_done().unwrap();
    wire.expect("DONE\r\na3 NOOP\r\n");
    assert_eq!(wire.hear("a2 OK x\r\n"), ["a2 Ok"]);
    assert_eq!(wire.hear("a3 + what?\r\n"), ["a3 illegible"]);

    // Behind that of another command it releases nothing.
    wire.send("UID SEARCH SUBJECT {2}\r\n\u{e9}");
    wire.sent();
    assert_eq!(wire.hear("a4 + go on\r\n"), ["a4 illegible"]);
    wire.expect("");

    let mut wire = Wire::with(Options { strict: true, ..Options::default() }, "IMAP4rev1 IDLE");
    wire.send("LOGIN a b");
    wire.sent();
    wire.hear("a1 OK x\r\n");
    wire.send("IDLE");
    wire.sent();
    assert_eq!(wire.hear("a2 + idling\r\n"), ["a2 illegible"]);
}

#[test]
fn a_completion_with_a_readable_condition_ends_its_command_whatever_follows() {
    for (line, end, code, text) in [
        ("a1 NO[TRYCREATE] x", "a1 No", Some("TRYCREATE"), "x"),
        ("a1 NO [TRYCREATE] a\0b", "a1 No", Some("TRYCREATE"), "ab"),
        ("a1 OK \0x", "a1 Ok", None, "x"),
        ("a1 ok\t[X\0", "a1 Ok", None, "[X"),
        ("a1 BAD: no", "a1 Bad", None, ": no"),
        ("a1 NO\0", "a1 No", None, ""),
    ] {
        let mut wire = Wire::logged_in("IMAP4rev1");
        wire.send("CREATE x");
        wire.send("LOGOUT");
        wire.sent();
        let line = format!("{line}\r\n");
        let mut input = line.as_bytes();
        let event = wire.client.receive(&mut input).unwrap().unwrap();
        assert_eq!(crate::wire::short(&event), end, "{line:?}");
        let imap_fsm::client::Event::Completed { tagged, .. } = event else { panic!("{line:?}") };
        let code_told = tagged.text.code().map(|code| format!("{code:?}").to_uppercase());
        assert_eq!((code_told.as_deref(), &*tagged.text.text().to_string()), (code, text), "{line:?}");
    }
}

#[test]
fn what_waits_behind_a_damaged_completion_goes_out() {
    let mut wire = Wire::greeted("IMAP4rev1");
    wire.send("LOGIN a b");
    wire.send("LIST \"\" *");
    wire.expect("a1 LOGIN a b\r\n");
    assert_eq!(wire.hear("a1 OK \0welcome\r\n"), ["a1 Ok"]);
    assert_eq!(wire.client.session().state(), State::Authenticated);
    wire.expect("a2 LIST \"\" \"*\"\r\n");

    // A strict client takes nothing for granted.
    let mut wire = Wire::with(Options { strict: true, ..Options::default() }, "IMAP4rev1");
    let id = wire.send("NOOP");
    wire.sent();
    assert_eq!(wire.hear("a1 OK \0x\r\n"), ["a1 illegible"]);
    wire.client.give_up(id).unwrap();
    assert_eq!(wire.client.in_flight(), 0);
}

#[test]
fn a_command_whose_end_is_illegible_can_be_given_up() {
    for line in ["a1 OKAY x", "a1 DONE", "a1", "a1 ", "a1 OK-ish", "a1 YES", "a1 * OK"] {
        let mut wire = Wire::greeted("IMAP4rev1");
        let id = wire.send("LOGIN a b");
        wire.send("NOOP");
        wire.sent();
        assert_eq!(wire.hear(&format!("{line}\r\n")), ["a1 illegible"], "{line}");
        assert_eq!(wire.client.in_flight(), 2);
        wire.expect("");
        assert_eq!(wire.client.give_up(id), Ok(()));
        wire.expect("a2 NOOP\r\n");
        assert_eq!(wire.client.give_up(id), Err(Misuse::UnknownCommand));
        assert_eq!(wire.client.session().state(), State::NotAuthenticated);
        assert_eq!(wire.hear("a1 OK after all\r\na2 OK x\r\n"), ["stray a1 Ok", "a2 Ok"]);
        assert_eq!(wire.client.session().state(), State::NotAuthenticated);
    }
}

#[test]
fn nothing_is_given_up_that_the_server_still_waits_for() {
    let mut wire = Wire::logged_in("IMAP4rev1 IDLE");
    let id = wire.send("CREATE {2}\r\n\u{e9}");
    wire.send("NOOP");
    wire.sent();
    assert_eq!(wire.client.give_up(id), Err(Misuse::InLiteral), "the next command would be the literal");
    // It has refused, in a way.
    assert_eq!(wire.hear("A1 NO x\r\n"), ["stray A1 No"]);
    assert_eq!(wire.client.give_up(id), Ok(()));
    wire.expect("a2 NOOP\r\n");
    assert_eq!(wire.hear("+ go\r\n"), ["stray +"]);
    assert_eq!(wire.hear("a2 OK x\r\n"), ["a2 Ok"]);

    let idle = wire.send("IDLE");
    let held = wire.send("NOOP");
    wire.sent();
    assert_eq!(wire.client.give_up(idle), Err(Misuse::NotWaiting));
    assert_eq!(wire.client.give_up(held), Ok(()), "it is taken back");
    wire.client.idle_done().unwrap();
    wire.client.idle_done().unwrap();
    wire.expect("DONE\r\n");
    assert_eq!(wire.client.give_up(idle), Ok(()));

    let append = wire.append(5);
    wire.sent();
    wire.hear("+ go\r\n");
    assert_eq!(wire.client.append_data(append, b"ab"), Ok(2));
    wire.send("NOOP");
    assert_eq!(wire.client.give_up(append), Err(Misuse::InLiteral));
    wire.sent();
    assert_eq!(wire.hear("a5 NOPE\r\n"), ["a5 illegible"]);
    assert_eq!(wire.client.give_up(append), Ok(()));
    wire.expect("");
    assert_eq!(wire.client.append_data(append, b"cde"), Ok(3), "the octets are due all the same");
    wire.expect("cde\r\na6 NOOP\r\n");
}

#[test]
fn an_upgrade_or_an_authentication_is_not_given_up() {
    let mut wire = Wire::greeted("IMAP4rev1 STARTTLS");
    let id = wire.send("STARTTLS");
    wire.sent();
    assert_eq!(wire.hear("a1 OKAY\r\n"), ["a1 illegible"]);
    assert_eq!(wire.client.give_up(id), Err(Misuse::Upgrading));

    let mut wire = Wire::greeted("IMAP4rev1");
    let id = wire.send("AUTHENTICATE LOGIN");
    wire.sent();
    assert_eq!(wire.client.give_up(id), Err(Misuse::NotWaiting));
    wire.hear("+ VXNlcjo=\r\n");
    assert_eq!(wire.client.give_up(id), Err(Misuse::NotWaiting));
    wire.client.authenticate(&AuthenticateData::Cancel).unwrap();
    assert_eq!(wire.client.give_up(id), Ok(()));
}

#[test]
fn what_was_not_shown_of_an_append_was_not_answered() {
    let mut wire = Wire::logged_in("IMAP4rev1 MULTIAPPEND");
    let id = wire.append(3);
    wire.sent();
    wire.hear("+ go\r\n");
    assert_eq!(wire.client.append_data(id, b"abc"), Ok(3));
    assert_eq!(wire.hear("+ go\r\n"), ["stray +"]);
    let message = AppendMessageHead::default();
    wire.client.append_next(id, &message, 2).unwrap();
    assert_eq!(wire.hear("+ go\r\n"), ["stray +"], "the second message is not announced yet");
    wire.expect("abc {2}\r\n");
    assert_eq!(wire.hear("+ go\r\n"), ["a1 continue"]);
    assert_eq!(wire.client.append_data(id, b"de"), Ok(2));
    wire.sent();
    wire.client.append_finish(id).unwrap();
    // The end of the line is still here.
    assert_eq!(wire.try_hear("a1 OK x\r\n"), Err(PeerError::EarlyOk));

    let mut wire = Wire::logged_in("IMAP4rev1 LITERAL+");
    let id = wire.append(3);
    wire.sent();
    assert_eq!(wire.client.append_data(id, b"abc"), Ok(3));
    wire.client.append_finish(id).unwrap();
    assert_eq!(wire.try_hear("a1 OK x\r\n"), Err(PeerError::EarlyOk));
}

/// While octets are due to a server that has refused them nothing else is begun.
#[test]
fn a_plus_while_octets_are_owed_releases_nothing() {
    let mut wire = Wire::logged_in("IMAP4rev1");
    let id = wire.append(5);
    wire.send("CREATE {2}\r\n\u{e9}");
    wire.sent();
    wire.hear("+ go\r\n");
    assert_eq!(wire.client.append_data(id, b"ab"), Ok(2));
    wire.sent();
    assert_eq!(wire.hear("a1 NO disk full\r\n+ go\r\n"), ["a1 No", "stray +"]);
    wire.expect("");
    assert_eq!(wire.client.append_data(id, b"cde"), Ok(3));
    wire.expect("cde\r\na2 CREATE {2}\r\n");
    assert_eq!(wire.hear("+ go\r\n"), ["a2 continue"]);
}
