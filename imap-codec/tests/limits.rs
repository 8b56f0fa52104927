//! What bounds a peer: how deep things nest, how long they are.

#[path = "common/nests.rs"]
mod nests;

use std::fmt::Write as _;
use std::thread;

use imap_codec::{Decoder, Frame, Framer, FramingError, Limits, decode_response};
use imap_codec::{encode_command, encode_response};
use imap_types::command::{Command, CommandBody};
use imap_types::fetch::MsgAtt;
use imap_types::response::{Data, Response};
use imap_types::{IntoBoundedStatic, ToBoundedStatic};
use nests::{CONTAINED, MESSAGE, RAW, RECURSIVE, nested};

const STACK: usize = 256 << 10;
const LEVELS: usize = 100_000;

/// How many of the decoder's levels one repetition is.
fn weight(name: &str) -> usize {
    match name {
        "search-key, parentheses behind others" => 2,
        "search-key, all of them" => 4,
        _ => 1,
    }
}

/// What the decoder needs beside the nest: the part around or inside it.
fn around(name: &str) -> usize {
    usize::from(name.starts_with("body"))
}

fn on_a_small_stack<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run);
        thread.unwrap().join().unwrap()
    })
}

/// Does with a value what can be done with one.
fn use_up<T>(value: T, encode: impl Fn(&T, &mut Vec<u8>)) -> Vec<u8>
where
    T: Clone + PartialEq + std::fmt::Debug + IntoBoundedStatic + ToBoundedStatic,
{
    let mut out = Vec::new();
    encode(&value, &mut out);
    assert!(value.clone() == value);
    let mut shown = String::new();
    write!(shown, "{value:?}").unwrap();
    drop(value.to_static());
    drop(value.into_static());
    out
}

/// Decodes a message of either side, and whatever came of it is used up and dropped.
fn decode(decoder: &mut Decoder, message: &str) -> Result<Vec<u8>, imap_codec::DecodeError> {
    if message.starts_with(['*', '\0']) || message.starts_with("a NO") {
        let response = decoder.response(message.as_bytes())?;
        Ok(use_up(response, |response: &Response, out| encode_response(response, out)))
    } else {
        let command = decoder.command(message.as_bytes())?;
        Ok(use_up(command, |command: &Command, out| encode_command(command, out, &mut Vec::new())))
    }
}

#[test]
fn a_hundred_thousand_levels_fit_a_small_stack_whatever_nests() {
    on_a_small_stack(|| {
        for (name, nest) in RECURSIVE {
            let error = decode(&mut Decoder::new(), &nested(*nest, LEVELS)).expect_err(name);
            assert!(error.is_nesting(), "{name}: {error}");
        }
        for (name, nest) in CONTAINED {
            let message = nested(*nest, LEVELS);
            let Ok(Response::Data(Data::Fetch { items, .. })) = decode_response(message.as_bytes()) else {
                panic!("{name}");
            };
            let [MsgAtt::Uid(_), MsgAtt::Malformed(deep), MsgAtt::Flags(_)] = &*items else {
                panic!("{name}")
            };
            assert_eq!(deep.expected(), "less nesting", "{name}");
            assert_eq!(decode(&mut Decoder::new(), &message), Ok(message.into_bytes()), "{name}");
        }
        for (name, nest) in RAW {
            for strict in [false, true] {
                let result = decode(&mut Decoder::new().strict(strict), &nested(*nest, LEVELS));
                assert!(!result.is_err_and(|error| error.is_nesting()), "{name}");
            }
        }
    });
}

#[test]
fn levels_that_are_never_closed_fit_as_well() {
    on_a_small_stack(|| {
        for (name, [before, open, core, ..]) in RECURSIVE.iter().chain(CONTAINED).chain(RAW) {
            for message in [
                nested([before, open, core, "", "\r\n"], LEVELS),
                nested([before, open, "", "", "\r\n"], LEVELS),
                nested([before, open, "", "", ""], LEVELS),
                nested([before, open, "\"", "", "\r\n"], LEVELS),
                nested([before, open, "{9}", "", "\r\n"], LEVELS),
            ] {
                // Free text, and what is kept to the end of the line, is right all the same.
                if let Err(error) = decode(&mut Decoder::new(), &message) {
                    assert!(error.offset <= message.len(), "{name}");
                }
            }
        }
    });
}

#[test]
fn what_the_default_allows_fits_a_small_stack() {
    on_a_small_stack(|| {
        for (name, nest) in RECURSIVE.iter().chain(CONTAINED) {
            let levels = (Decoder::DEPTH - around(name)) / weight(name);
            let message = nested(*nest, levels);
            let written = decode(&mut Decoder::new().strict(true), &message).expect(name);
            let written = String::from_utf8(written).unwrap();
            let again = decode(&mut Decoder::new().strict(true), &written).expect(name);
            assert_eq!(again, written.as_bytes(), "{name}");
        }
    });
}

#[test]
fn the_limit_is_met_exactly_and_is_one_over_all_rules() {
    let depth = |n| Decoder::new().depth(n).strict(true);
    for n in [1_usize, 2, 4, 7, 48] {
        for (name, nest) in RECURSIVE.iter().chain(CONTAINED) {
            let levels = n.saturating_sub(around(name)) / weight(name);
            let need = levels * weight(name) + around(name);
            if levels == 0 {
                continue;
            }
            let message = nested(*nest, levels);
            assert!(decode(&mut depth(need), &message).is_ok(), "{name} {need}");
            let error = decode(&mut depth(need - 1), &message).expect_err(name);
            assert!(error.is_nesting(), "{name} {need}: {error}");
        }
    }
    // A message in a multipart in a message, whose inner part has lists in its extension data: 1 + 1 + 1 + 1 + 3.
    let part = r#"("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 1 NIL NIL NIL NIL (1 (2 (3))) (4))"#;
    let mixed = format!("* 1 FETCH (BODYSTRUCTURE {MESSAGE}({MESSAGE}{part} 1){part} \"MIXED\") 1))\r\n");
    assert!(depth(7).response(mixed.as_bytes()).is_ok());
    assert!(depth(6).response(mixed.as_bytes()).unwrap_err().is_nesting());
    // What was used is given back, also after an error that was contained.
    let item = format!("BODYSTRUCTURE {MESSAGE}({MESSAGE}{part} 1){part} \"MIXED\") 1)");
    let twice = format!("* 1 FETCH ({item} BODY (((((x))))) {item})\r\n");
    let Ok(Response::Data(Data::Fetch { items, .. })) = Decoder::new().depth(7).response(twice.as_bytes())
    else {
        panic!()
    };
    assert!(matches!(&*items, [MsgAtt::BodyStructure(_), MsgAtt::Malformed(_), MsgAtt::BodyStructure(_)]));
    assert!(Decoder::new().depth(2).command(b"a SEARCH (NOT ALL) (NOT ALL) OR (ALL) NOT ALL\r\n").is_ok());
}

#[test]
fn thirty_multiparts_in_one_another_are_read_at_the_default() {
    let [before, open, core, close, after] = CONTAINED[0].1;
    let message = nested([before, open, core, close, after], 30);
    assert!(Decoder::new().strict(true).response(message.as_bytes()).is_ok());
}

#[test]
fn an_unknown_search_key_needs_at_most_one_level_more_when_it_is_written() {
    for keys in ["NOT X-A b", "OR X-A b", "OR NOT OR X-A b", "SEEN X-A b", "(SEEN X-A b)", "((X-A))", "(X-A)"]
    {
        let message = format!("a SEARCH {keys}\r\n");
        let need =
            (0..9).find(|&depth| Decoder::new().depth(depth).command(message.as_bytes()).is_ok()).unwrap();
        let written = decode(&mut Decoder::new(), &message).unwrap();
        assert!(Decoder::new().depth(need + 1).command(&written).is_ok(), "{keys}");
    }
}

#[test]
fn limits_of_length_are_met_exactly_on_the_way_to_the_decoder() {
    // A line.
    let limits = Limits { line: 14, ..Limits::responses() };
    let frame = |limits, mut input: &'static [u8]| Framer::for_responses(limits).next(&mut input);
    let Ok(Some(Frame::Message(line))) = frame(limits, b"* 172 EXISTS\r\n* ") else { panic!() };
    assert_eq!(decode_response(line), Ok(Response::Data(Data::Exists(172))));
    assert_eq!(frame(limits, b"* 1720 EXISTS\r\n"), Err(FramingError::LineTooLong { limit: 14 }));

    // A message.
    let limits = Limits { message: 33, ..Limits::responses() };
    let Ok(Some(Frame::Message(message))) = frame(limits, b"* 1 FETCH (BODY[] {5}\r\nhello  )\r\n") else {
        panic!()
    };
    assert!(decode_response(message).is_ok());
    let mut framer = Framer::for_responses(limits);
    let mut input: &[u8] = b"* 1 FETCH (BODY[] {5}\r\nhello   )\r\n";
    assert_eq!(framer.next(&mut input), Err(FramingError::MessageTooLong { limit: 33 }));

    // A literal: inline, streamed, drained; and what follows is read.
    let limits = Limits { literal: 4, stream: 5, ..Limits::responses() };
    for (len, frames) in [(4, 1), (5, 3), (6, 1)] {
        let octets = "x".repeat(len);
        let input = format!("* 1 FETCH (BODY[] {{{len}}}\r\n{octets})\r\n* 2 EXISTS\r\n");
        let (mut framer, mut input) = (Framer::for_responses(limits), input.as_bytes());
        for index in 0..frames {
            let frame = framer.next(&mut input).unwrap().unwrap();
            match (len, index) {
                (4, _) => {
                    assert!(matches!(frame, Frame::Message(message) if decode_response(message).is_ok()))
                }
                (5, 0) => assert!(matches!(frame, Frame::Head { .. })),
                (5, 1) => assert!(matches!(frame, Frame::Data(b"xxxxx"))),
                (5, _) => assert!(matches!(frame, Frame::Tail(_))),
                _ => assert!(matches!(frame, Frame::Oversized { .. })),
            }
        }
        let Some(Frame::Message(next)) = framer.next(&mut input).unwrap() else { panic!("{len}") };
        assert_eq!(decode_response(next), Ok(Response::Data(Data::Exists(2))));
    }
}

#[test]
fn a_literal_that_is_not_there_is_a_typed_error() {
    for message in [
        &b"a LOGIN b {5}\r\nabcd"[..],
        b"a LOGIN b {18446744073709551615}\r\n\r\n",
        b"a LOGIN b {18446744073709551616}\r\n\r\n",
        b"a LOGIN b {99999999999999999999999999}\r\n\r\n",
        b"a XCMD {18446744073709551615}\r\n\r\n",
        b"a XCMD (a {18446744073709551615}\r\n)\r\n",
        b"a APPEND b ~{18446744073709551615}\r\n\r\n",
        b"a SEARCH X {18446744073709551615}\r\n\r\n",
    ] {
        let error = Decoder::new().command(message).expect_err(&message.escape_ascii().to_string());
        assert!(error.offset <= message.len());
    }
    assert!(matches!(
        Decoder::new().command(b"a LOGIN b {0}\r\n\r\n").map(|command| command.body),
        Ok(CommandBody::Login { .. })
    ));
}
