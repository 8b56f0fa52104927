//! Messages that are given up.

use super::*;

/// What comes of `wire` where every message that is too long is given up, in reads of `size` bytes.
fn given_up(mut framer: Framer, wire: &[u8], size: usize) -> Vec<String> {
    let (mut frames, mut buffer) = (Vec::new(), Vec::new());
    for read in wire.chunks(size) {
        buffer.extend_from_slice(read);
        let mut input = &buffer[..];
        loop {
            let discards = framer.discards();
            match framer.next(&mut input) {
                Ok(None) => break,
                Ok(Some(frame)) => {
                    frames.push(show(frame));
                    if let Frame::Announced { .. } = frame {
                        assert!(framer.discards(), "of what was given up");
                        framer.refuse(&mut input);
                    }
                }
                Err(error) => {
                    if !discards || error == FramingError::LiteralHeader {
                        frames.push(format!("Error {error}"));
                    }
                    if !framer.discard(&mut input) {
                        return frames;
                    }
                    assert!(framer.discards());
                }
            }
        }
        let unread = input.len();
        assert!(unread <= SMALL.message, "{unread}");
        buffer.drain(..buffer.len() - unread);
    }
    frames
}

#[test]
fn a_message_that_is_too_long_is_given_up_with_its_literals_and_the_next_one_counts() {
    let long = "x".repeat(100);
    for (wire, expected) in [
        (format!("{long}\r\na NOOP\r\n"), &["Error line longer than 24 bytes", "Message a NOOP\\r\\n"][..]),
        (
            format!("{long} {{9+}}\r\nx LOGOUT\n {long}{{2+}}\r\n\r\n\r\na NOOP\r\n"),
            &["Error line longer than 24 bytes", "Message a NOOP\\r\\n"],
        ),
        (
            format!("a {{8+}}\r\n12345678 {{8+}}\r\n12345678 {{8+}}\r\n12345678 {}\r\nb\r\n", &long[..17]),
            &["Error message longer than 60 bytes", "Message b\\r\\n"],
        ),
        // A client that waits is told of the line, and goes on with the next command.
        (
            format!("{long} {{9}}\r\na NOOP\r\n"),
            &["Error line longer than 24 bytes", "Announced 9 xxxxx {9}\\r\\n", "Message a NOOP\\r\\n"],
        ),
        // What was dropped may have been a brace.
        (
            format!("{{{}9+}}\r\na NOOP\r\n", "0".repeat(100)),
            &[
                "Error line longer than 24 bytes",
                "Error expected literal header \"{\" number64 [\"+\"] \"}\"",
            ],
        ),
        (format!("{long}}}\r\na\r\n"), &["Error line longer than 24 bytes", "Message a\\r\\n"]),
    ] {
        for size in 1..wire.len() {
            let framer = Framer::for_commands(SMALL);
            let mut frames = given_up(framer, wire.as_bytes(), size);
            // How much of the line there is depends on where it was cut.
            for frame in frames.iter_mut().filter(|frame| frame.starts_with("Announced")) {
                *frame = "Announced 9 xxxxx {9}\\r\\n".into();
            }
            assert_eq!(frames, expected, "{wire:?} by {size}");
        }
    }
}

#[test]
fn a_streamed_message_is_given_up_where_it_stands() {
    let wire = b"a {11+}\r\n1\r\n LOGOUT {11+}\r\nb LOGOUT\r\n \r\nc NOOP\r\n";
    let mut framer = Framer::for_commands(SMALL);
    let mut input = &wire[..];
    assert!(!framer.discard(&mut input), "nothing is under way");
    assert!(matches!(framer.next(&mut input), Ok(Some(Frame::Head { .. }))));
    assert!(framer.discard(&mut input));
    assert_eq!(framer.next(&mut input), Ok(Some(Frame::Message(b"c NOOP\r\n"))));
    assert!(!framer.discards());
}

/// Twenty octets are kept of this line of forty, which is half of the limit: enough for the header at its end.
#[test]
fn as_much_is_kept_of_what_is_given_up_as_half_of_the_limits() {
    let wire = format!("{}{{10+}}\r\n0123456789\r\na NOOP\r\n", "x".repeat(36));
    for limits in [
        Limits { line: 40, message: 200, literal: 8, stream: 12 },
        Limits { line: 200, message: 40, literal: 8, stream: 12 },
    ] {
        let mut framer = Framer::for_commands(limits);
        let mut input = wire.as_bytes();
        assert!(framer.next(&mut input).is_err());
        assert!(framer.discard(&mut input));
        assert_eq!(input.len(), wire.len() - 20, "{limits:?}");
        // Once more changes nothing.
        assert!(framer.discard(&mut input) && framer.discards());
        assert_eq!(framer.next(&mut input).unwrap().map(show).as_deref(), Some("Message a NOOP\\r\\n"));
        assert!(!framer.discard(&mut input));
    }
}

/// Behind a literal there may be nothing yet to drop: then the whole line is seen, and `5}` is no end of a header.
#[test]
fn a_line_of_which_nothing_was_dropped_may_end_in_a_brace() {
    let mut framer = Framer::for_responses(Limits { line: 40, message: 40, literal: 30, stream: 60 });
    let wire = format!("x {{30}}\r\n{}5}}\r\n* NO x\r\n", "y".repeat(30));
    let mut input = wire.as_bytes();
    assert_eq!(framer.next(&mut input), Err(FramingError::MessageTooLong { limit: 40 }));
    assert!(framer.discard(&mut input));
    assert_eq!(framer.next(&mut input).unwrap().map(show).as_deref(), Some("Message * NO x\\r\\n"));
}

#[test]
fn the_usual_limits_are_those_of_the_page() {
    let responses = Limits { line: 16 << 20, message: 64 << 20, literal: 4 << 20, stream: u64::MAX / 2 };
    assert_eq!(Limits::responses(), responses);
    let commands = Limits { line: 65_536, message: 262_144, literal: 65_536, stream: 67_108_864 };
    assert_eq!(Limits::commands(), commands);
}
