//! A server tells why it ends: BAD and go on where the end of the line is certain, else BYE with the reason.

use imap_codec::FramingError;
use imap_fsm::server::{Event, Options, Rejection};
use imap_fsm::session::State;
use imap_fsm::{Limits, Misuse, PeerError};
use imap_types::response::{Condition, Data, StatusKind};
use imap_types::text::Text;

use crate::desk::{Desk, status, text};

fn small() -> Options {
    let limits = Limits { line: 64, message: 128, ..Limits::server() };
    Options { limits, before_login: limits, ..Options::default() }
}

#[test]
fn a_line_that_is_too_long_is_answered_with_bad_and_the_next_one_counts() {
    for (long, said) in [
        (format!("a CREATE {}\r\n", "x".repeat(200)), "a BAD line longer than 64 bytes\r\n"),
        (format!("{}\r\n", "x".repeat(2000)), "* BAD line longer than 64 bytes\r\n"),
        (
            format!("a ID (\"{}\" {{10+}}\r\nx LOGOUT\r\n)\r\n", "x".repeat(90)),
            "a BAD line longer than 64 bytes\r\n",
        ),
        (format!("a ID ({{60+}}\r\n{} {{60+}}\r\n{0}{}\r\n", "x".repeat(60), " NIL".repeat(15)), "a BAD "),
        // It waits for leave, and hears BAD.
        (format!("a CREATE {} {{5}}\r\n", "x".repeat(90)), "a BAD line longer than 64 bytes\r\n"),
    ] {
        for size in 1..long.len() {
            let mut desk = Desk::with(small(), StatusKind::PreAuth);
            let mut events = Vec::new();
            for piece in long.as_bytes().chunks(size) {
                events.extend(desk.hear(std::str::from_utf8(piece).unwrap()));
            }
            assert_eq!(events, ["rejected"], "{long:?} by {size}");
            let sent = desk.sent();
            // A tag that has not ended is none.
            assert!(sent.starts_with(said) || long.starts_with('x'), "{sent}");
            assert_eq!(desk.hear("b NOOP\r\n"), ["b NOOP"], "{long:?} by {size}");
        }
    }
}

#[test]
fn a_line_without_end_is_answered_once_and_costs_no_memory() {
    let mut desk = Desk::with(small(), StatusKind::PreAuth);
    let mut rejected = 0;
    for _ in 0..10_000 {
        rejected += desk.hear("a CREATE xxxxxxxxxxxxx").len();
        assert!(desk.unread.len() < 128);
    }
    assert_eq!(rejected, 1);
    desk.expect("a BAD line longer than 64 bytes\r\n");
}

#[test]
fn where_nobody_can_tell_what_follows_the_server_says_bye_with_the_reason() {
    for (line, reason) in [
        ("b CREATE {-1}\r\n", "expected literal header \"{\" number64 [\"+\"] \"}\""),
        ("b CREATE {5 }\r\n", "expected literal header \"{\" number64 [\"+\"] \"}\""),
        ("b CREATE {99999999999999999999}\r\n", "literal length above 63 bits (number64)"),
    ] {
        let mut desk = Desk::authenticated();
        // What was answered before is not lost.
        assert_eq!(desk.hear("a NOOP\r\n"), ["a NOOP"]);
        desk.complete(Condition::Ok);
        assert_eq!(desk.hear(line), [""; 0]);
        assert_eq!(desk.server.session().state(), State::Logout);
        assert!(!desk.server.reads());
        assert!(matches!(desk.server.respond(&Data::Exists(1)), Err(Misuse::PeerFailed(_))));
        desk.expect(&format!("a OK done\r\n* BYE {reason}\r\n"));
        assert!(matches!(desk.try_hear("c NOOP\r\n"), Err(PeerError::Framing(_))));
        desk.expect("");
    }
}

#[test]
fn a_sasl_line_that_is_too_long_ends_the_command_and_nothing_else() {
    let long = format!("{}\r\n", "x".repeat(300));
    for size in [1, 50, 63, 64, 65, 302] {
        let mut desk = Desk::with(small(), StatusKind::Ok);
        desk.hear("a AUTHENTICATE PLAIN\r\n");
        desk.server.challenge(desk.id(), b"").unwrap();
        desk.sent();
        let mut events = Vec::new();
        for piece in long.as_bytes().chunks(size) {
            events.extend(desk.hear(std::str::from_utf8(piece).unwrap()));
        }
        assert_eq!(events, ["cancelled true"]);
        desk.expect("a BAD line longer than 64 bytes\r\n");
        assert_eq!(desk.hear("b NOOP\r\n"), ["b NOOP"]);
    }
    let mut desk = Desk::with(small(), StatusKind::PreAuth);
    desk.hear("a IDLE\r\n");
    desk.server.idle(desk.id(), Text::EMPTY).unwrap();
    assert_eq!(desk.hear(&long), ["cancelled true"]);
    assert_eq!(desk.hear("b NOOP\r\n"), ["b NOOP"]);
}

#[test]
fn what_is_too_long_tells_so() {
    let mut desk = Desk::with(small(), StatusKind::PreAuth);
    let line = format!("a CREATE {}\r\n", "x".repeat(100));
    let Some(Event::Rejected { raw, why }) = desk.server.receive(&mut line.as_bytes()).unwrap() else {
        panic!()
    };
    assert_eq!(why, Rejection::TooLong(FramingError::LineTooLong { limit: 64 }));
    assert!(line.as_bytes().starts_with(raw));
}

#[test]
fn a_client_that_has_not_logged_in_can_send_any_legal_id() {
    // RFC 2971 §3.3: 30 fields of 30 octets, values of 1,024.
    let pairs: Vec<_> = (0..30).map(|n| format!("\"{n:030}\" \"{}\"", "v".repeat(1024))).collect();
    assert_eq!(Desk::not_authenticated().hear(&format!("a ID ({})\r\n", pairs.join(" "))), ["a ID"]);
    let mut desk = Desk::not_authenticated();
    let mut events = desk.hear("a ID (");
    for _ in 0..30 {
        events.extend(desk.hear("{30}\r\n"));
        events.extend(desk.hear(&format!("{} {{1024}}\r\n", "f".repeat(30))));
        events.extend(desk.hear(&format!("{} ", "v".repeat(1024))));
    }
    assert_eq!(events, [""; 0]);
    desk.unread.pop();
    assert_eq!(desk.hear(")\r\n"), ["a ID"]);
}

#[test]
fn nothing_asks_for_more_after_bye() {
    let bye = Data::Status(status(StatusKind::Bye));
    let over = Err(Misuse::Refused(imap_fsm::session::Refusal::State { state: State::Logout }));
    let mut desk = Desk::authenticated();
    desk.hear("a APPEND x {5}\r\n");
    let _ = desk.server.respond(&bye).unwrap();
    assert_eq!(desk.server.accept_literal(desk.id()), over);
    desk.server.refuse_literal(desk.id(), Condition::No, text("closing")).unwrap();
    desk.expect("* BYE hi\r\na NO closing\r\n");
    let mut desk = Desk::authenticated();
    desk.hear("a IDLE\r\n");
    let _ = desk.server.respond(&bye).unwrap();
    assert_eq!(desk.server.idle(desk.id(), Text::EMPTY), over);
    desk.complete(Condition::No);
    desk.expect("* BYE hi\r\na NO done\r\n");
    let mut desk = Desk::not_authenticated();
    desk.hear("a AUTHENTICATE PLAIN\r\n");
    let _ = desk.server.respond(&bye).unwrap();
    assert_eq!(desk.server.challenge(desk.id(), b""), over);
    desk.expect("* BYE hi\r\n");
}

#[test]
fn what_stood_behind_starttls_is_never_run_whatever_the_order_of_calls() {
    let reason = "plaintext behind STARTTLS";
    for later in [false, true] {
        let mut desk = Desk::not_authenticated();
        assert_eq!(
            desk.hear(if later { "a STARTTLS\r\n" } else { "a STARTTLS\r\nb LOGIN x y\r\n" }),
            ["a STARTTLS"]
        );
        if later {
            assert_eq!(desk.hear("b LOGIN x y\r\n"), [""; 0]);
        }
        desk.complete(Condition::Ok);
        desk.expect(&format!("a BAD {reason}\r\n* BYE {reason}\r\n"));
        assert!(desk.server.upgraded().is_err() && !desk.server.session().is_tls());
        assert_eq!(desk.try_hear(""), Err(PeerError::PlaintextAfterStartTls));
    }
    // Taken off the caller's buffer after the command, and given again after the upgrade: the machine has seen it.
    let mut desk = Desk::not_authenticated();
    desk.hear("a STARTTLS\r\n");
    desk.complete(Condition::Ok);
    assert_eq!(desk.try_hear("b LOGIN x y\r\n"), Err(PeerError::PlaintextAfterStartTls));
    desk.expect("");
    // Refused, it is a command like any other, in the clear for all to see.
    let mut desk = Desk::not_authenticated();
    desk.hear("a STARTTLS\r\nb LOGIN x y\r\n");
    desk.complete(Condition::No);
    assert_eq!(desk.hear(""), ["b LOGIN"]);
}
