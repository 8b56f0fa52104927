//! Rules of the observer that no test noticed when they were broken; each of these fails when its rule is.

use imap_codec::{FramingError, encode_response};
use imap_fsm::client::Upgrade;
use imap_fsm::observer::{FromClient, FromServer, Observer, Options};
use imap_fsm::session::State;
use imap_fsm::{Limits, PeerError};
use imap_types::capability::Capability;

/// One whose server has greeted.
fn greeted(options: Options) -> Observer {
    let mut observer = Observer::new(options);
    observer.server(&mut &b"* OK hi\r\n"[..]).unwrap().unwrap();
    observer
}

/// What the next message of the client is, and what is left of its input.
fn said<'i>(observer: &mut Observer, input: &'i str) -> (Result<String, PeerError>, &'i str) {
    let mut rest = input.as_bytes();
    let what = observer.client(&mut rest).map(|seen| match seen.map(|seen| seen.message) {
        None => "nothing".into(),
        Some(FromClient::Command(command)) => format!("{} {}", command.tag, command.body.name()),
        Some(FromClient::LiteralAnnounced(asked)) => {
            format!("{} announces {}", asked.tag.map_or("?".into(), |tag| tag.to_string()), asked.literal.len)
        }
        Some(FromClient::Discarded) => "discarded".into(),
        Some(FromClient::Malformed { tag, .. }) => {
            format!("{} malformed", tag.map_or("?".into(), |tag| tag.to_string()))
        }
        Some(other) => format!("{other:?}"),
    });
    (what, &input[input.len() - rest.len()..])
}

/// The server has said this line.
fn heard(observer: &mut Observer, line: &str) -> Result<(), PeerError> {
    observer.server(&mut line.as_bytes()).map(|seen| assert!(seen.is_some(), "{line}"))
}

fn is(what: &str) -> Result<String, PeerError> {
    Ok(what.into())
}

/// RFC 9051 §6.2.1: nothing may stand behind STARTTLS before its answer, be it in the same packet or not.
#[test]
fn plaintext_that_comes_by_itself_behind_starttls_ends_it() {
    let mut watched = greeted(Options::default());
    assert_eq!(said(&mut watched, "a STARTTLS\r\n").0, is("a STARTTLS"));
    assert_eq!(said(&mut watched, ""), (is("nothing"), ""));
    assert_eq!(said(&mut watched, "b NOOP\r\n"), (is("nothing"), "b NOOP\r\n"));
    assert_eq!(heard(&mut watched, "a OK begin\r\n"), Err(PeerError::PlaintextAfterStartTls));
}

/// A STARTTLS of which a literal came in pieces: a server may begin TLS all the same.
#[test]
fn tls_may_begin_behind_a_starttls_that_comes_in_pieces() {
    let client = Limits { literal: 4, ..Limits::server() };
    for (behind, ends) in [("", Ok(())), ("b", Err(PeerError::PlaintextAfterStartTls))] {
        let mut watched = greeted(Options { client, ..Options::default() });
        let sent = format!("a STARTTLS {{9+}}\r\n123456789\r\n{behind}");
        let mut input = sent.as_bytes();
        for kind in ["LiteralHead", "LiteralData", "LiteralTail"] {
            let seen = watched.client(&mut input).unwrap().unwrap();
            assert!(format!("{:?}", seen.message).starts_with(kind), "{seen:?}");
        }
        assert_eq!(input, behind.as_bytes());
        assert_eq!(heard(&mut watched, "a OK begin\r\n"), ends, "{behind:?}");
        assert_eq!(watched.upgrade(), ends.ok().map(|()| Upgrade::Tls));
    }
}

/// Of a client that sends them without `+` the octets are dropped, also where nobody asked for more in between.
#[test]
fn octets_behind_a_literal_that_is_announced_did_not_wait() {
    let mut watched = greeted(Options::default());
    let sent = "a DELETE {4}\r\nwork\r\nb NOOP\r\n";
    assert_eq!(said(&mut watched, sent), (is("a announces 4"), sent));
    heard(&mut watched, "a NO no\r\n").unwrap();
    // The line was given when it was announced.
    let mut input = sent.as_bytes();
    let seen = watched.client(&mut input).unwrap().unwrap();
    assert!(matches!(seen.message, FromClient::Discarded) && seen.raw == b"work\r\n", "{seen:?}");
    assert_eq!(input, b"b NOOP\r\n");
    assert_eq!(said(&mut watched, "b NOOP\r\n").0, is("b NOOP"));
}

#[test]
fn the_line_of_a_literal_that_is_refused_is_passed_once_it_is_there_again() {
    let mut watched = greeted(Options::default());
    let line = "a DELETE {4}\r\n";
    assert_eq!(said(&mut watched, line), (is("a announces 4"), line));
    heard(&mut watched, "a NO no\r\n").unwrap();
    assert_eq!(said(&mut watched, "a DELE"), (is("nothing"), "a DELE"), "a caller may give less than before");
    assert_eq!(said(&mut watched, line), (is("nothing"), ""));
    assert_eq!(said(&mut watched, "b NOOP\r\n"), (is("b NOOP"), ""));
}

#[test]
fn an_error_behind_what_is_dropped_comes_after_it_and_one_within_at_once() {
    let refused = || {
        let mut watched = greeted(Options::default());
        let sent = "a DELETE {4}\r\nw";
        assert_eq!(said(&mut watched, sent), (is("a announces 4"), sent));
        heard(&mut watched, "a NO no\r\n").unwrap();
        assert_eq!(said(&mut watched, sent), (is("discarded"), ""));
        watched
    };
    let header = "{99999999999999999999}\r\n";
    let error = Err(PeerError::Framing(FramingError::LiteralLength));
    let mut watched = refused();
    let (sent, behind) = (format!("ork\r\nb {header}"), format!("b {header}"));
    assert_eq!(said(&mut watched, &sent), (is("discarded"), &*behind));
    assert_eq!(said(&mut watched, &behind).0, error);
    let mut watched = refused();
    assert_eq!(said(&mut watched, "ork"), (is("discarded"), ""));
    assert_eq!(said(&mut watched, header).0, error);
}

/// Only what changes nothing is forgotten to make room.
#[test]
fn a_malformed_login_waits_for_its_answer_where_there_is_no_room() {
    let mut watched = greeted(Options { in_flight: 1, ..Options::default() });
    assert_eq!(said(&mut watched, "a LOGIN alice\r\n").0, is("a malformed"));
    assert_eq!(said(&mut watched, "b NOOP\r\n"), (is("nothing"), "b NOOP\r\n"));
    heard(&mut watched, "a OK welcome\r\n").unwrap();
    assert_eq!(watched.session().state(), State::Authenticated);
    assert_eq!(said(&mut watched, "b NOOP\r\n").0, is("b NOOP"));
    let mut watched = greeted(Options { in_flight: 1, ..Options::default() });
    assert_eq!(said(&mut watched, "a DELETE\r\n").0, is("a malformed"));
    assert_eq!(said(&mut watched, "b NOOP\r\n").0, is("b NOOP"));
}

/// A server that cannot read a tag answers without it, by BAD.
#[test]
fn untagged_bad_refuses_the_literal_of_a_command_without_a_tag() {
    let mut watched = greeted(Options::default());
    let line = "( {4}\r\n";
    assert_eq!(said(&mut watched, line), (is("? announces 4"), line));
    for other in ["* OK still here\r\n", "* NO space is short\r\n"] {
        heard(&mut watched, other).unwrap();
        assert!(watched.waiting_literal().is_some(), "{other}");
    }
    heard(&mut watched, "* BAD no tag\r\n").unwrap();
    assert_eq!(watched.waiting_literal(), None);
    assert_eq!(said(&mut watched, "( {4}\r\nb NOOP\r\n"), (is("b NOOP"), ""));
    // One with a tag is answered by it.
    let mut watched = greeted(Options::default());
    assert_eq!(said(&mut watched, "a DELETE {4}\r\n").0, is("a announces 4"));
    heard(&mut watched, "* BAD what\r\n").unwrap();
    assert!(watched.waiting_literal().is_some());
}

/// What a proxy writes in the place of these lines, which has no TLS to offer.
#[test]
fn a_proxy_takes_out_capabilities_wherever_they_are_told() {
    let mut watched = Observer::new(Options::default());
    watched.client(&mut &b"a NOOP\r\n"[..]).unwrap().unwrap();
    for (line, written) in [
        ("* OK [CAPABILITY IMAP4rev1 STARTTLS IDLE] hi", Some("* OK [CAPABILITY IMAP4rev1 IDLE] hi")),
        ("* CAPABILITY STARTTLS IMAP4rev1", Some("* CAPABILITY IMAP4rev1")),
        ("* OK [CAPABILITY IMAP4rev1 STARTTLS] more", Some("* OK [CAPABILITY IMAP4rev1] more")),
        ("* OK [ALERT] STARTTLS", None),
        ("* 3 EXISTS", None),
        ("a OK [CAPABILITY IMAP4rev1 STARTTLS] done", Some("a OK [CAPABILITY IMAP4rev1] done")),
        ("a NO [CAPABILITY IMAP4rev1 STARTTLS] stray", Some("a NO [CAPABILITY IMAP4rev1] stray")),
        ("* BYE STARTTLS", None),
    ] {
        let line = format!("{line}\r\n");
        let mut input = line.as_bytes();
        let message: FromServer<'_> = watched.server(&mut input).unwrap().unwrap().message;
        let changed = message.with_capabilities(|one| *one != Capability::StartTls).map(|response| {
            let mut out = Vec::new();
            encode_response(&response, &mut out);
            String::from_utf8(out).unwrap()
        });
        assert_eq!(changed.as_deref().map(str::trim_end), written, "{line}");
    }
}
