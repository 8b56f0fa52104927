//! The framer on wire text: every input in one read, in every two reads, and byte by byte.

#[path = "framer/given_up.rs"]
mod given_up;
#[path = "framer/laws.rs"]
mod laws;

use imap_codec::{BareCr, Frame, Framer, FramingError, Limits, LiteralHead, LiteralKind, LiteralMode};

/// What the server of a test does with an announced literal.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Answer {
    Accept,
    Refuse,
    Discard,
}
use Answer::{Accept, Discard, Refuse};

/// Small limits, so that each can be met in a line of text.
const SMALL: Limits = Limits { line: 24, message: 60, literal: 8, stream: 12 };

fn client() -> Framer {
    Framer::for_responses(Limits::responses())
}

fn server() -> Framer {
    Framer::for_commands(Limits::commands())
}

/// Frames what comes in `reads`, as text, with neighbouring `Data` as one. Ends with the error, or with what is
/// unread, if the stream may not end there.
fn frames<'r>(mut framer: Framer, reads: impl Iterator<Item = &'r [u8]>, answer: Answer) -> Vec<String> {
    let mut frames: Vec<String> = Vec::new();
    let mut buffer: Vec<u8> = Vec::new();
    for read in reads {
        buffer.extend_from_slice(read);
        let mut input = &buffer[..];
        loop {
            let before = input;
            match framer.next(&mut input) {
                Ok(None) => break,
                Ok(Some(Frame::Data(bytes))) => {
                    assert!(!bytes.is_empty());
                    match frames.last_mut().filter(|last| last.starts_with("Data ")) {
                        Some(last) => *last += &bytes.escape_ascii().to_string(),
                        None => frames.push(format!("Data {}", bytes.escape_ascii())),
                    }
                }
                Ok(Some(frame)) => {
                    frames.push(show(frame));
                    if let Frame::Announced { bytes, .. } = frame {
                        assert!(before.ends_with(input) && input.starts_with(bytes));
                        match answer {
                            Accept => {}
                            Refuse => framer.refuse(&mut input),
                            Discard => framer.refuse_and_discard(&mut input),
                        }
                    }
                }
                Err(error) => {
                    let at = input;
                    assert_eq!(framer.next(&mut input), Err(error), "not sticky");
                    assert_eq!(at, input, "moved");
                    frames.push(format!("Error {error}"));
                    return frames;
                }
            }
        }
        let unread = input.len();
        buffer.drain(..buffer.len() - unread);
    }
    if !framer.is_at_boundary(&buffer) {
        frames.push(format!("Unread {}", buffer.escape_ascii()));
    }
    frames
}

fn show(frame: Frame) -> String {
    let head = |name: &str, bytes: &[u8], literal: LiteralHead| {
        let kind = if literal.kind == LiteralKind::Literal8 { "~" } else { "" };
        let mode = if literal.mode == LiteralMode::NonSynchronizing { "+" } else { "" };
        format!("{name} {kind}{}{mode} {}", literal.len, bytes.escape_ascii())
    };
    match frame {
        Frame::Message(bytes) => format!("Message {}", bytes.escape_ascii()),
        Frame::Announced { bytes, literal } => head("Announced", bytes, literal),
        Frame::Head { bytes, literal } => head("Head", bytes, literal),
        Frame::Data(bytes) => format!("Data {}", bytes.escape_ascii()),
        Frame::Tail(bytes) => format!("Tail {}", bytes.escape_ascii()),
        Frame::Oversized { bytes, literal } => head("Oversized", bytes, literal),
    }
}

/// Checks the frames of `wire` at every split into two reads, and byte by byte.
#[track_caller]
fn at_every_split(framer: &Framer, wire: &[u8], answer: Answer, expected: &[&str]) {
    let whole = frames(framer.clone(), [wire].into_iter(), answer);
    assert_eq!(whole, expected, "{}", wire.escape_ascii());
    for at in 0..=wire.len() {
        let (first, second) = wire.split_at(at);
        let split = frames(framer.clone(), [first, second].into_iter(), answer);
        assert_eq!(split, expected, "{} | {}", first.escape_ascii(), second.escape_ascii());
    }
    assert_eq!(frames(framer.clone(), wire.chunks(1), answer), expected, "drip of {}", wire.escape_ascii());
}

/// Checks that these messages in a row are framed as such.
#[track_caller]
fn messages(framer: &Framer, messages: &[&[u8]]) {
    let expected: Vec<String> = messages.iter().map(|bytes| show(Frame::Message(bytes))).collect();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    at_every_split(framer, &messages.concat(), Accept, &expected);
}

#[track_caller]
fn responses(expected: &[&[u8]]) {
    messages(&client(), expected);
}

#[track_caller]
fn both_directions(expected: &[&[u8]]) {
    messages(&client(), expected);
    messages(&server(), expected);
}

#[test]
fn lines_end_in_crlf_or_lf_and_cr_is_text() {
    both_directions(&[b"a NOOP\r\n", b"b NOOP\n", b"c\rd\r\r\n", b"\r\n", b"\n", b"\r\r\n"]);
    at_every_split(&client(), b"A26 OK done\r", Accept, &["Unread A26 OK done\\r"]);
}

#[test]
fn bare_cr_ends_a_line_when_configured() {
    let wire = b"* OK ready\r* 1 EXISTS\r\n\r\r\n\n* X {3+}\r\r\n\rx\rA26 OK done\r";
    let expected = [
        "Message * OK ready\\r",
        "Message * 1 EXISTS\\r\\n",
        "Message \\r",
        "Message \\r\\n",
        "Message \\n",
        "Message * X {3+}\\r\\r\\n\\rx\\r",
        // May be half of CRLF: the last line waits.
        "Unread A26 OK done\\r",
    ];
    at_every_split(&client().bare_cr(BareCr::LineEnd), wire, Accept, &expected);
    at_every_split(&server().bare_cr(BareCr::LineEnd), wire, Accept, &expected);
}

#[test]
fn done_and_the_next_command_in_one_read_are_two_frames() {
    both_directions(&[b"DONE\r\n", b"a NOOP\r\n"]);
}

#[test]
fn literals_of_all_four_spellings_are_honoured() {
    responses(&[b"* LIST () \"/\" {5}\r\na\r\nb}\r\n", b"* X ~{3}\r\n\0\r\n\r\n", b"* 1 EXISTS\r\n"]);
    both_directions(&[b"a X {2+}\r\n\r\n {3+}\nx\ny ~{1+}\r\n\0\r\n", b"b NOOP\r\n"]);
    both_directions(&[b"a X \"y\"{2+}\r\nab\r\n"]);
}

#[test]
fn literal_heads_are_read_as_spelled() {
    let framer = Framer::for_responses(Limits { literal: 0, ..Limits::responses() });
    at_every_split(
        &framer,
        b"a {1}\r\nx ~{2}\r\nxx {3+}\r\nxxx ~{4+}\r\nxxxx\r\n",
        Accept,
        &[
            "Head 1 a {1}\\r\\n",
            "Data x",
            "Head ~2  ~{2}\\r\\n",
            "Data xx",
            "Head 3+  {3+}\\r\\n",
            "Data xxx",
            "Head ~4+  ~{4+}\\r\\n",
            "Data xxxx",
            "Tail \\r\\n",
        ],
    );
}

#[test]
fn an_empty_literal_needs_no_octet() {
    both_directions(&[b"a X {0+}\r\n {0+}\r\n\r\n", b"b NOOP\r\n"]);
    responses(&[b"* LIST () \"/\" {0}\r\n\r\n", b"* X {00}\n\n"]);
    let zero = Limits { line: 99, message: 99, literal: 0, stream: 0 };
    messages(&Framer::for_responses(zero), &[b"* X {0}\r\n\r\n"]);
}

#[test]
fn leading_zeros_in_a_length_are_legal() {
    responses(&[b"* 20367 FETCH (BODY[HEADER.FIELDS (Foo)] {012}\r\nFoo: bar\r\n\r\n)\r\n"]);
    responses(&[b"* X {00000000000000000000000000000000000001}\r\n\n\r\n"]);
}

#[test]
fn a_blank_line_after_a_literal_is_a_frame_of_its_own() {
    responses(&[b"* LIST () \"/\" {3}\r\nfoo\r\n", b"\r\n", b"* LIST () \"/\" bar\r\n"]);
}

#[test]
fn status_lines_have_no_literals() {
    responses(&[b"A1 NO quota is {5}\r\n", b"* OK say \"hi\r\n", b"* ok {5}\r\n", b"*  BAD  {5 }\r\n"]);
    responses(&[b"* BYE {99999999999999999999}\r\n", b"* PREAUTH [X] {5+}\n", b"a]1 BYE ~{5}\r\n"]);
    responses(&[b"+ {5}\r\n", b"+{5}\r\n", b"+OK POP3 {5}\r\n"]);
    responses(&[b"[COPYUID 55 31 6]\r\n", b"[ALERT] quota is {5}\r\n"]);
    responses(&[b"\0\0\0* OK {5}\r\n", b"\0+ {5}\r\n", b"\0\0\r\n"]);
    // For a server these are commands.
    messages(&server(), &[b"A1 NO {1+}\r\n\n\r\n", b"+ {1+}\r\n\n\r\n"]);
}

#[test]
fn what_only_resembles_a_status_line_has_literals() {
    responses(&[b"* {25}\r\nThis should be skipped...\r\n", b"* X\r\n"]);
    responses(&[b"* OKAY {1}\r\n\n\r\n", b"* OK{1}\r\n\n\r\n", b"* LIST OK {1}\r\n\n\r\n"]);
    responses(&[
        b" * OK {1}\r\n\n\r\n",
        b"(x OK {1}\r\n\n\r\n",
        b"Goodbye {1}\r\n\n\r\n",
        b"\0{1}\r\n\n\r\n",
    ]);
    // The line behind a literal is not the first of its message.
    responses(&[b"* X {1}\r\nx* OK {1}\r\n\n\r\n", b"* X {0}\r\nA1 OK {1}\r\n\n+ {1}\r\n\n\r\n"]);
    at_every_split(
        &Framer::for_responses(SMALL),
        b"* {9}\r\n123456789A1 OK {1}\r\n\n\r\n",
        Accept,
        &["Head 9 * {9}\\r\\n", "Data 123456789", "Tail A1 OK {1}\\r\\n\\n\\r\\n"],
    );
}

#[test]
fn lines_that_merely_end_in_a_brace_are_text() {
    both_directions(&[
        b"a X b}\r\n",
        b"* X BODY} \r\n",
        b"}\r\n",
        b"* X {5} \r\n",
        b"* X {5}x\r\n",
        b"* {5\r\n",
    ]);
    both_directions(&[
        b"* LIST () \"/\" {foo}\r\n",
        b"* X {}\r\n",
        b"* X {+}\r\n",
        b"* X {{}\r\n",
        b"* X {n5}\r\n",
    ]);
    // Valid: quoted strings may hold `{`, atoms may hold `}`.
    both_directions(&[b"a RENAME \"{5\" b}\r\n", b"a RENAME \"{ 5\" 6}\r\n", b"* LIST () \"{\" 5}\r\n"]);
}

#[test]
fn a_header_behind_an_open_quote_is_honoured() {
    responses(&[b"* LIST () \"/\" \"x {5}\r\n12345\r\n", b"* X\r\n"]);
    at_every_split(
        &server(),
        b"a LOGIN \"x {5}\r\nab\r\nc\r\n",
        Accept,
        &["Announced 5 a LOGIN \\\"x {5}\\r\\n", "Message a LOGIN \\\"x {5}\\r\\nab\\r\\nc\\r\\n"],
    );
}

#[test]
fn a_broken_header_is_an_error() {
    let error = "Error expected literal header \"{\" number64 [\"+\"] \"}\"";
    let lines: [&[u8]; 9] = [
        b"* 1 FETCH (BODY[] {4096+   }\r\n",
        b"* X { 5}\r\n",
        b"* X {\t5+}\n",
        b"* X {-1}\r\n",
        b"* X {+1}\r\n",
        b"* X {5x}\r\n",
        b"* X {5++}\r\n",
        b"* X \"x {5 }\r\n",
        b"* X {5}}\r\n",
    ];
    for line in lines {
        at_every_split(&client(), line, Accept, &[error]);
        at_every_split(&server(), line, Accept, &[error]);
    }
    at_every_split(&server(), b"a\r\nb {1+}\r\n {1 }\r\nc\r\n", Accept, &["Message a\\r\\n", error]);
}

#[test]
fn a_length_above_63_bits_is_an_error_and_never_wraps() {
    let lines: [&[u8]; 5] = [
        b"* X {9223372036854775808}\r\n",
        b"* X {18446744073709551615+}\r\n",
        b"* X {18446744073709551616}\r\n",
        b"* X {18446744073709551621}\r\n",
        b"* X ~{99999999999999999999999999999999999999999999999+}\r\n",
    ];
    for line in lines {
        at_every_split(&client(), line, Accept, &["Error literal length above 63 bits (number64)"]);
        at_every_split(&server(), line, Accept, &["Error literal length above 63 bits (number64)"]);
    }
    let wire = b"* X {9223372036854775807}\r\nab";
    let streamed = ["Head 9223372036854775807 * X {9223372036854775807}\\r\\n", "Data ab", "Unread "];
    at_every_split(&client(), wire, Accept, &streamed);
    let bounded_by_memory = Limits { message: usize::MAX >> 1, ..Limits::UNLIMITED };
    at_every_split(&Framer::for_responses(bounded_by_memory), wire, Accept, &streamed);
}

#[test]
fn a_synchronizing_literal_is_announced_once() {
    at_every_split(
        &server(),
        b"a LOGIN {1}\r\nx {0}\r\n ~{2+}\r\nyz\r\nb NOOP\r\n",
        Accept,
        &[
            "Announced 1 a LOGIN {1}\\r\\n",
            "Announced 0 a LOGIN {1}\\r\\nx {0}\\r\\n",
            "Message a LOGIN {1}\\r\\nx {0}\\r\\n ~{2+}\\r\\nyz\\r\\n",
            "Message b NOOP\\r\\n",
        ],
    );
}

#[test]
fn after_a_refused_literal_a_new_command_begins() {
    at_every_split(
        &server(),
        b"a APPEND x {5}\r\nb NOOP\r\nc X {1+}\r\nx {2}\r\nd NOOP\r\n",
        Refuse,
        &[
            "Announced 5 a APPEND x {5}\\r\\n",
            "Message b NOOP\\r\\n",
            "Announced 2 c X {1+}\\r\\nx {2}\\r\\n",
            "Message d NOOP\\r\\n",
        ],
    );
}

#[test]
fn octets_of_a_refused_literal_are_never_framed_as_commands() {
    let next = "Message b NOOP\\r\\n";
    let wire = b"a APPEND x {5}\r\nA1 LOGOUT\r\nb NOOP\r\n";
    at_every_split(&server(), wire, Discard, &["Announced 5 a APPEND x {5}\\r\\n", next]);
    let wire =
        b"a APPEND x {13}\r\nA1 DELETE x\r\n {11+}\r\nA2 LOGOUT\r\n~{7}\r\nA3 X\r\n \"{0}\r\n)\r\nb NOOP\r\n";
    at_every_split(&server(), wire, Discard, &["Announced 13 a APPEND x {13}\\r\\n", next]);
    let wire = b"a X {0}\r\nA1 LOGOUT\r\nb NOOP\r\n";
    at_every_split(&server(), wire, Discard, &["Announced 0 a X {0}\\r\\n", next]);
    // Until its end, the connection is in the middle of that command.
    at_every_split(&server(), b"a X {1}\r\nxy", Discard, &["Announced 1 a X {1}\\r\\n", "Unread y"]);
}

#[test]
fn refusing_without_an_announced_literal_does_nothing() {
    let mut framer = server();
    let mut input: &[u8] = b"a NOOP\r\nb X {1}\r\nx";
    framer.refuse(&mut input);
    framer.refuse_and_discard(&mut input);
    assert_eq!(framer.next(&mut input), Ok(Some(Frame::Message(b"a NOOP\r\n"))));
    assert!(matches!(framer.next(&mut input), Ok(Some(Frame::Announced { .. }))));
    assert_eq!(framer.next(&mut input), Ok(None));
    framer.refuse(&mut input);
    assert_eq!(input, b"b X {1}\r\nx");
}

#[test]
fn less_input_than_before_is_no_panic() {
    let mut framer = server();
    assert_eq!(framer.next(&mut &b"a NOO"[..]), Ok(None));
    assert_eq!(framer.next(&mut &b"a"[..]), Ok(None));
    assert_eq!(framer.next(&mut &b"a NOOP\r\n"[..]), Ok(Some(Frame::Message(b"a NOOP\r\n"))));
    assert!(matches!(framer.next(&mut &b"a X {1}\r\n"[..]), Ok(Some(Frame::Announced { .. }))));
    assert_eq!(framer.next(&mut &b"a"[..]), Ok(None));
    framer.refuse(&mut &b"a"[..]);
    assert!(framer.is_at_boundary(b""));
}

#[test]
fn a_line_may_be_as_long_as_the_limit_and_not_a_byte_longer() {
    let small = Limits { line: 8, ..Limits::commands() };
    let error = "Error line longer than 8 bytes";
    for framer in [Framer::for_commands(small), Framer::for_responses(small).bare_cr(BareCr::LineEnd)] {
        messages(&framer, &[b"123456\r\n", b"1234567\n"]);
        // Without waiting for the line end, but not before the limit.
        at_every_split(&framer, b"12345678", Accept, &["Unread 12345678"]);
        at_every_split(&framer, b"123456789", Accept, &[error]);
        at_every_split(&framer, b"12345678\n", Accept, &[error]);
        at_every_split(&framer, b"1234567\r\n", Accept, &[error]);
        // Octets of a literal do not count, and each line counts for itself.
        messages(&framer, &[b"1 {9+}\r\n123456789 {1+}\r\nx123456\r\n"]);
        at_every_split(&framer, b"1 {9+}\r\n1234567891234567\r\n", Accept, &[error]);
    }
    messages(&Framer::for_responses(small).bare_cr(BareCr::LineEnd), &[b"1234567\r", b"x\r\n"]);
}

#[test]
fn a_message_may_be_as_long_as_the_limit_and_not_a_byte_longer() {
    let framer = Framer::for_responses(Limits { message: 16, ..Limits::responses() });
    let error = "Error message longer than 16 bytes";
    messages(&framer, &[b"* {5}\r\n12345 7\r\n"]);
    at_every_split(&framer, b"* {5}\r\n12345 789", Accept, &["Unread * {5}\\r\\n12345 789"]);
    at_every_split(&framer, b"* {5}\r\n12345 78\r\n", Accept, &[error]);
    at_every_split(&framer, b"* {9}\r\n123456789x", Accept, &[error]);
    // A literal does not make it too long: it is streamed.
    at_every_split(
        &framer,
        b"* {10}\r\n1234567890\r\n* X\r\n",
        Accept,
        &["Head 10 * {10}\\r\\n", "Data 1234567890", "Tail \\r\\n", "Message * X\\r\\n"],
    );
}

#[test]
fn long_literals_are_streamed() {
    let framer = Framer::for_responses(SMALL);
    let wire = b"* {8}\r\n12345678 {9}\r\n123\r\n6789 ~{1}\r\nx {12}\r\n* 1 EXISTS\r\n)\r\n* X\r\n";
    at_every_split(
        &framer,
        wire,
        Accept,
        &[
            "Head 9 * {8}\\r\\n12345678 {9}\\r\\n",
            "Data 123\\r\\n6789",
            "Head 12  ~{1}\\r\\nx {12}\\r\\n",
            "Data * 1 EXISTS\\r\\n",
            "Tail )\\r\\n",
            "Message * X\\r\\n",
        ],
    );
    at_every_split(&framer, b"* {9}\r\n12345", Accept, &["Head 9 * {9}\\r\\n", "Data 12345", "Unread "]);
    // From a client: announced first, streamed when accepted.
    let wire = b"a {9}\r\n123456789 {1}\r\nx {9+}\r\n123456789\r\n";
    at_every_split(
        &Framer::for_commands(SMALL),
        wire,
        Accept,
        &[
            "Announced 9 a {9}\\r\\n",
            "Head 9 a {9}\\r\\n",
            "Data 123456789",
            "Announced 1  {1}\\r\\n",
            "Head 9+  {1}\\r\\nx {9+}\\r\\n",
            "Data 123456789",
            "Tail \\r\\n",
        ],
    );
}

#[test]
fn the_line_limit_holds_for_the_tail() {
    let framer = Framer::for_responses(SMALL);
    let head = ["Head 9 * {9}\\r\\n", "Data 123456789"];
    let wire = b"* {9}\r\n1234567891234567890123456789012\r\n";
    at_every_split(&framer, wire, Accept, &[&head[..], &["Tail 1234567890123456789012\\r\\n"]].concat());
    let wire = b"* {9}\r\n1234567891234567890123456789012345";
    at_every_split(&framer, wire, Accept, &[&head[..], &["Error line longer than 24 bytes"]].concat());
}

#[test]
fn behind_a_streamed_literal_another_can_be_refused() {
    let framer = Framer::for_commands(SMALL);
    let wire = b"a {9+}\r\n123456789 {1+}\r\nx {2}\r\nb\r\nc\r\n";
    let head = ["Head 9+ a {9+}\\r\\n", "Data 123456789", "Announced 2  {1+}\\r\\nx {2}\\r\\n"];
    let accepted = ["Tail  {1+}\\r\\nx {2}\\r\\nb\\r\\n", "Message c\\r\\n"];
    at_every_split(&framer, wire, Accept, &[&head[..], &accepted].concat());
    at_every_split(&framer, wire, Refuse, &[&head[..], &["Message b\\r\\n", "Message c\\r\\n"]].concat());
    at_every_split(&framer, wire, Discard, &[&head[..], &["Message c\\r\\n"]].concat());
}

#[test]
fn an_oversized_literal_is_drained_and_the_connection_lives_on() {
    let framer = Framer::for_responses(SMALL);
    let oversized = "Oversized 13 * {13}\\r\\n";
    let wire = b"* {13}\r\n* 2 EXISTS\r\nx {3}\r\n\r\n\n OK {0}\r\n)\r\n* 1 EXISTS\r\n";
    at_every_split(&framer, wire, Accept, &[oversized, "Message * 1 EXISTS\\r\\n"]);
    let wire = b"* {13}\r\n* 2 EXISTS\r\nx {3}\r\n\r\n\n {99}\r\n)\r\n";
    at_every_split(&framer, wire, Accept, &[oversized, "Unread "]);
    // The rest of it is still made of lines.
    let wire = b"* {13}\r\n12345678901231234567890123456789012345";
    at_every_split(&framer, wire, Accept, &[oversized, "Error line longer than 24 bytes"]);
    // Behind a streamed one.
    at_every_split(
        &framer,
        b"* {9}\r\n123456789 {13}\r\n1234567890123)\r\n* X\r\n",
        Accept,
        &["Head 9 * {9}\\r\\n", "Data 123456789", "Oversized 13  {13}\\r\\n", "Message * X\\r\\n"],
    );
    // With nothing to stream, all that is not held is oversized.
    let framer = Framer::for_responses(Limits { stream: 0, ..SMALL });
    at_every_split(
        &framer,
        b"* {8}\r\n12345678\r\n* {9}\r\n123456789\r\n* X\r\n",
        Accept,
        &["Message * {8}\\r\\n12345678\\r\\n", "Oversized 9 * {9}\\r\\n", "Message * X\\r\\n"],
    );
}

#[test]
fn an_oversized_literal_of_a_client_is_announced_if_it_waits() {
    let framer = Framer::for_commands(SMALL);
    let announced = "Announced 13 a {13}\\r\\n";
    let accepted = [announced, "Oversized 13 a {13}\\r\\n", "Message b\\r\\n"];
    at_every_split(&framer, b"a {13}\r\n1234567890\r\n \r\nb\r\n", Accept, &accepted);
    at_every_split(&framer, b"a {13}\r\nb\r\n", Refuse, &[announced, "Message b\\r\\n"]);
    at_every_split(
        &framer,
        b"a {13}\r\n1 X\r\n2 X\r\n3 X\r\nb\r\n",
        Discard,
        &[announced, "Message b\\r\\n"],
    );
}

#[test]
fn a_drained_command_that_waits_in_its_rest_asks_what_to_do() {
    let framer = Framer::for_commands(SMALL);
    let wire = b"a {13+}\r\n1234567890\r\n  {3}\r\nb\r\nc\r\n";
    let head = ["Oversized 13+ a {13+}\\r\\n", "Announced 3  {3}\\r\\n"];
    at_every_split(&framer, wire, Accept, &head);
    at_every_split(&framer, wire, Refuse, &[&head[..], &["Message b\\r\\n", "Message c\\r\\n"]].concat());
    at_every_split(&framer, wire, Discard, &head);
}

#[test]
fn limits_can_change_on_the_way() {
    let mut framer = server();
    assert_eq!(framer.next(&mut &b"a 345678"[..]), Ok(None));
    framer.set_limits(Limits { line: 9, ..framer.limits() });
    assert_eq!(framer.next(&mut &b"a 3456789"[..]), Ok(None));
    framer.set_limits(Limits { line: 3, ..framer.limits() });
    let mut input = &b"a 3456789"[..];
    assert_eq!(framer.next(&mut input), Err(FramingError::LineTooLong { limit: 3 }));
    framer.set_limits(Limits::UNLIMITED);
    assert_eq!(framer.next(&mut input), Err(FramingError::LineTooLong { limit: 3 }));
    assert!(!framer.is_at_boundary(b""));
}

#[test]
fn debug_output_shows_no_password() {
    let mut input = &b"a LOGIN joe secret\r\n"[..];
    let frame = server().next(&mut input).unwrap().unwrap();
    assert_eq!(format!("{frame:?}"), "Message(20 bytes)");
}

#[test]
fn what_is_printed_of_a_frame_has_no_octets_of_it() {
    let limits = Limits { literal: 4, stream: 10, ..Limits::UNLIMITED };
    let shown = |mut framer: Framer, bytes: &[u8]| {
        let (mut input, mut shown) = (bytes, Vec::new());
        while let Some(frame) = framer.next(&mut input).unwrap() {
            shown.push(format!("{frame:?}"));
        }
        assert!(shown.iter().all(|frame| !frame.contains("secret")), "{shown:?}");
        shown.iter().map(|frame| frame.split(',').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let streamed = b"* OK x\r\n* 1 FETCH (BODY[] {6}\r\nsecret FLAGS (secret))\r\n";
    let frames = ["Message(8 bytes)", "Head(23 bytes", "Data(6 bytes)", "Tail(18 bytes)"];
    assert_eq!(shown(Framer::for_responses(limits), streamed), frames);
    let oversized = b"* 1 FETCH (BODY[] {12}\r\nsecretsecret)\r\n";
    assert_eq!(shown(Framer::for_responses(limits), oversized), ["Oversized(24 bytes"]);
    let announced = b"a LOGIN secret {6}\r\n";
    assert_eq!(shown(Framer::for_commands(limits), announced), ["Announced(20 bytes", "Head(20 bytes"]);
}
