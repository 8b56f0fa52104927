//! No value that can be made says more on the wire than itself: whatever it holds, it is one message, and breaks of lines
//! and NUL stand in literals only.

use arbitrary::{Arbitrary, Unstructured};
use imap_codec::{
    Encoder, Frame, Framer, Limits, Literals, Spelling, continue_with, decode_command, decode_response,
};
use imap_types::append::AppendMessage;
use imap_types::auth::AuthenticateData;
use imap_types::command::CommandBody;
use imap_types::id::IdFields;
use imap_types::mailbox::Mailbox;
use imap_types::response::{Continue, RespText, Response};
use imap_types::secret::Secret;
use imap_types::string::{AString, Binary};
use imap_types::text::Text;
use proptest::prelude::*;

/// What would be another command, or the end of this one.
const BREAKS: &[&str] = &[
    "\r\nx LOGOUT\r\n",
    "\r",
    "\n",
    "\0",
    "a\r\nb",
    "{3}\r\nabc",
    "{3+}\r\nabc\r\n",
    "\"\r\nx NOOP",
    "\\\r\n",
    ")\r\n* BYE",
    "*\r\n",
    "\r\nDONE\r\n",
    "+ \r\n",
];

/// Writes a value in every spelling and requires of each that it is one message.
fn assert_one(framer: fn(Limits) -> Framer, write: impl Fn(&mut Encoder<'_>)) {
    for literals in [Literals::Synchronizing, Literals::Minus, Literals::Plus] {
        for spelling in [Spelling::Natural, Spelling::Quoted, Spelling::Literal] {
            for utf8 in [false, true] {
                let mut out = Vec::new();
                write(&mut Encoder::new(&mut out).literals(literals).spelling(spelling).utf8(utf8));
                assert_one_message(framer(Limits::UNLIMITED), &out);
            }
        }
    }
}

fn assert_one_message(mut framer: Framer, out: &[u8]) {
    let shown = out.escape_ascii();
    let mut input = out;
    let frame = loop {
        match framer.next(&mut input) {
            Ok(Some(Frame::Announced { .. })) => {}
            frame => break frame,
        }
    };
    assert_eq!((frame, input.len()), (Ok(Some(Frame::Message(out))), 0), "{shown}");
    let text = without_literals(out);
    let line_ends = text.windows(2).filter(|two| two == b"\r\n").count();
    let breaks = text.iter().filter(|byte| matches!(byte, b'\r' | b'\n')).count();
    assert_eq!(breaks, 2 * line_ends, "a bare CR or LF: {shown}");
    assert!(!text.contains(&0), "NUL: {shown}");
}

/// The message without the octets of its literals, found by their headers.
fn without_literals(message: &[u8]) -> Vec<u8> {
    let (mut text, mut rest) = (Vec::new(), message);
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let line;
        (line, rest) = rest.split_at(end + 2);
        text.extend_from_slice(line);
        if !rest.is_empty() {
            let header = line.iter().rposition(|&byte| byte == b'{').expect("only a literal goes on");
            let count = std::str::from_utf8(&line[header + 1..end]).unwrap().trim_end_matches(['}', '+']);
            rest = &rest[count.parse::<usize>().unwrap()..];
        }
    }
    assert!(rest.is_empty(), "{}", message.escape_ascii());
    text
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn every_command_is_one_message(octets in proptest::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(body) = CommandBody::arbitrary(&mut Unstructured::new(&octets)) {
            let command = body.tag("a1".try_into().unwrap());
            assert_one(Framer::for_commands, |encoder| encoder.command(&command));
        }
    }

    #[test]
    fn every_response_is_one_message(octets in proptest::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(response) = Response::arbitrary(&mut Unstructured::new(&octets)) {
            assert_one(Framer::for_responses, |encoder| encoder.response(&response));
        }
    }
}

#[test]
fn commands_made_of_strings_that_break_out_are_refused_or_one_message() {
    let mut sent = 0;
    for &text in BREAKS {
        let string = AString::try_from(text);
        let id =
            string.clone().ok().map(|value| CommandBody::Id(IdFields::new([("name", Some(value))]).ok()));
        let bodies = [
            CommandBody::login(text, "x").ok(),
            CommandBody::login("x", text).ok(),
            CommandBody::select(text).ok(),
            Mailbox::try_from(text).ok().map(|mailbox| CommandBody::Delete { mailbox }),
            string.ok().and_then(|text| {
                let mailbox = Mailbox::try_from("x").ok()?;
                Some(CommandBody::Append { mailbox, messages: AppendMessage::new(text).into() })
            }),
            id,
        ];
        for body in bodies.into_iter().flatten() {
            let command = body.tag("a1".try_into().unwrap());
            assert_one(Framer::for_commands, |encoder| encoder.command(&command));
            sent += 1;
        }
    }
    assert!(sent > BREAKS.len(), "what can be a literal can be sent");
}

#[test]
fn lines_made_of_strings_that_break_out_are_refused_or_one_line() {
    for &text in BREAKS {
        assert!(Text::try_from(text).is_err() && RespText::try_from(text).is_err(), "{text:?}");
        let challenge = continue_with(text.as_bytes());
        assert_one(Framer::for_responses, |encoder| encoder.response(&Response::Continue(challenge.clone())));
        let data = AuthenticateData::Response(Secret::new(Binary::try_from(text.as_bytes()).unwrap()));
        assert_one(Framer::for_responses, |encoder| encoder.authenticate_data(&data));
    }
    // Not even where it looks like a literal.
    let text = Continue { text: Text::try_from("go {5}").unwrap() };
    assert_one(Framer::for_responses, |encoder| encoder.response(&Response::Continue(text.clone())));
}

#[test]
fn a_nul_in_the_section_of_an_unknown_item_is_refused_there() {
    // It was kept with the item, and written as it came.
    for message in [&b"* 1 FETCH (X-A[a\0b] 1)\r\n"[..], b"* 1 FETCH (UID 1 BODY[1.1\0.1] NIL)\r\n"] {
        let error = decode_response(message).expect_err(&message.escape_ascii().to_string());
        assert_eq!(message[error.offset], 0);
    }
    let message = b"a FETCH 1 (UID X-A[a\0b])\r\n";
    assert_eq!(decode_command(message).unwrap_err().offset, 20);
}
