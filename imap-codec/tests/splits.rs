//! However the bytes of a session are split into reads, the same frames and values come out.

mod common;

use common::{Reader, Side, Value, examples, files, frame, side_of};
use imap_codec::{BareCr, DecodeError, Decoder, Frame, Framer, FramingError, Limits};

/// A frame by where the input stands behind it. What is decoded from it depends on its bytes alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    kind: &'static str,
    end: usize,
    len: usize,
}

/// Everything that comes out of a framer, and how it ends.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    pieces: Vec<Piece>,
    unread: usize,
    error: Option<FramingError>,
}

/// Gives `bytes` to the framer in reads that end at `ends`, the last at the end of the bytes.
fn outcome(mut framer: Framer, bytes: &[u8], ends: impl IntoIterator<Item = usize>) -> Outcome {
    let mut outcome = Outcome::default();
    let mut start = 0;
    for end in ends {
        let mut input = &bytes[start..end];
        loop {
            let (kind, len) = match framer.next(&mut input) {
                Ok(Some(Frame::Message(message))) => ("message", message.len()),
                Ok(Some(Frame::Announced { bytes, .. })) => ("announced", bytes.len()),
                Ok(Some(Frame::Head { bytes, .. })) => ("head", bytes.len()),
                Ok(Some(Frame::Data(data))) => ("data", data.len()),
                Ok(Some(Frame::Tail(bytes))) => ("tail", bytes.len()),
                Ok(Some(Frame::Oversized { bytes, .. })) => ("oversized", bytes.len()),
                Ok(None) => break,
                Err(error) => {
                    outcome.error = Some(error);
                    outcome.unread = bytes.len() - (end - input.len());
                    return outcome;
                }
            };
            match outcome.pieces.last_mut() {
                // How much of a streamed literal comes at once depends on the reads; all of it together does not.
                Some(last) if kind == "data" && last.kind == "data" => {
                    last.end = end - input.len();
                    last.len += len;
                }
                // Behind what was drained unseen.
                _ => outcome.pieces.push(Piece { kind, end: end - input.len(), len }),
            }
        }
        start = end - input.len();
    }
    outcome.unread = bytes.len() - start;
    outcome
}

/// In one read, at each of these places, byte by byte, and in reads of some odd sizes.
fn same_at_splits(name: &str, framer: &Framer, bytes: &[u8], places: impl Iterator<Item = usize>) {
    let len = bytes.len();
    let whole = outcome(framer.clone(), bytes, [len]);
    assert_eq!(outcome(framer.clone(), bytes, 0..=len), whole, "{name}: byte by byte");
    for size in [2, 3, 7, 64, 1460] {
        let ends = (0..len).step_by(size).chain([len]);
        assert_eq!(outcome(framer.clone(), bytes, ends), whole, "{name}: in pieces of {size}");
    }
    for place in places {
        assert_eq!(outcome(framer.clone(), bytes, [place, len]), whole, "{name}: split at {place}");
    }
}

/// Streams literals that are longer than some octets, and drains those that are even longer.
const STREAMING: Limits = Limits { line: usize::MAX, message: usize::MAX, literal: 64, stream: 4000 };

fn framers(side: Side) -> [Framer; 3] {
    let streaming = match side {
        Side::Server => Framer::for_responses(STREAMING),
        Side::Client => Framer::for_commands(STREAMING),
    };
    [side.framer(), side.framer().bare_cr(BareCr::LineEnd), streaming]
}

/// The places worth a split in what is too long for all of them: around every line end, hence around every literal's
/// header and first octets, and around the end of every message.
fn interesting(side: Side, bytes: &[u8]) -> Vec<usize> {
    let mut places = Vec::new();
    let line_ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at);
    let ends = frame(side, bytes).messages.into_iter().map(|(offset, message)| offset + message.len());
    for place in line_ends.step_by(1 + bytes.len() / 10_000).chain(ends) {
        places.extend(place.saturating_sub(4)..=(place + 3).min(bytes.len()));
    }
    places.sort_unstable();
    places.dedup();
    places
}

const ALL_SPLITS_UP_TO: usize = 4096;

fn every_split(name: &str, side: Side, bytes: &[u8]) {
    for framer in framers(side) {
        same_at_splits(name, &framer, bytes, core::iter::empty());
    }
    if bytes.len() <= ALL_SPLITS_UP_TO {
        same_at_splits(name, &side.framer(), bytes, 0..=bytes.len());
        return;
    }
    // A message alone at every split, with the one behind it; and the whole where lines end.
    let whole = frame(side, bytes);
    for (index, &(start, message)) in whole.messages.iter().enumerate() {
        if message.len() <= ALL_SPLITS_UP_TO {
            let next = whole.messages.get(index + 1).map_or(0, |next| next.1.len().min(ALL_SPLITS_UP_TO));
            let bytes = &bytes[start..start + message.len() + next];
            let places = 0..=message.len() + next.min(4);
            let expected = outcome(side.framer(), bytes, [bytes.len()]);
            for place in places {
                let split = outcome(side.framer(), bytes, [place, bytes.len()]);
                assert_eq!(split, expected, "{name}: message at {start} split at {place}");
            }
        }
    }
    let places = interesting(side, bytes);
    let step = 1 + places.len() * bytes.len() / 2_000_000;
    same_at_splits(name, &side.framer(), bytes, places.into_iter().step_by(step));
}

#[test]
fn every_example_is_the_same_at_every_split() {
    for (name, text) in files("rfc", &["txt"]) {
        let examples = examples(core::str::from_utf8(&text).unwrap());
        every_split(&name, Side::Server, &examples.server.bytes);
        every_split(&name, Side::Client, &examples.client.bytes);
    }
}

#[test]
fn every_trace_is_the_same_at_every_split() {
    for (name, bytes) in files("traces", &["server", "client"]) {
        every_split(&name, side_of(&name), &bytes);
    }
}

/// What a framer stumbles over when a read ends in the middle of it.
const TRICKY: &[(Side, &[u8])] = &[
    (Side::Server, b"* OK a\r\n\r\n* OK b\r\n"),
    (Side::Server, b"* OK a\n* OK b\r\r\n* OK c\r\n\n"),
    (Side::Server, b"* LIST () \"/\" {0}\r\n\r\n* 1 EXISTS\r\n"),
    (Side::Server, b"* LIST () \"/\" {3}\r\nfoo\r\n\r\n* LIST () \"/\" bar\r\n"),
    (Side::Server, b"* LIST () \"/\" {3}\n\r\n\n\r\n* 1 EXISTS\r\n"),
    (Side::Server, b"* 1 FETCH (BODY[1] {4}\r\n{9}\r BODY[2] ~{1}\r\n\0 BODY[3] {0}\r\n UID 1)\r\n* 2 EXISTS\r\n"),
    (Side::Server, b"* 1 FETCH (BODY[] {012}\r\nFoo: bar\r\n\r\n UID 7)\r\na OK x {3}\r\n* 2 EXISTS\r\n"),
    (Side::Server, b"A1 NO quota is {5}\r\n* BYE {7}\r\n+ {5}\r\n+ {5}\n* OK [X {2}] {3}\r\n* BAD {1}\r\n"),
    (Side::Server, b"[COPYUID 55 31 6] {4}\r\n\0\0* OK {4}\r\nOK {4}\r\nabcd\r\n"),
    (Side::Server, b"* {25}\r\nThis should be skipped...\r\n* 1 EXISTS\r\n"),
    (Side::Server, b"* LIST () \"/\" \"a\r\n* BYE forged\"\r\n* LIST () \"/\" \"b {3}\r\nfoo\r\n"),
    (Side::Server, b"* 1 FETCH (BODY[] {4096+   }\r\n)\r\n"),
    (Side::Server, b"* 1 FETCH (BODY[] {99999999999999999999}\r\n)\r\n"),
    (Side::Server, b"* 1 FETCH (BODY[] {-1}\r\n)\r\n* 1 EXISTS\r\n"),
    (Side::Server, b"* 1 FETCH (BODY[] {65}\r\n01234567890123456789012345678901234567890123456789\n0123456789\r\n\0 UID 1)\r\n"),
    (Side::Server, b"\xEF\xBB\xBF* OK\r\n+\r\n\r\n\n\r\x0c\r\n* LIST () \"/\" {2}\r\n\xFF\xFE\r\n* OK the end is missing\r"),
    (Side::Server, b"* LIST () \"/\" {20}\r\nthe end is mis"),
    (Side::Client, b"a LOGIN {3}\r\nfoo {3}\r\nbar\r\nb NOOP\r\n"),
    (Side::Client, b"a LOGIN {0+}\r\n {0}\r\n\r\nb NOOP\r\n"),
    (Side::Client, b"a APPEND x {4+}\r\n{9}\n {5}\r\nA NO\n\r\nDONE\r\nb NOOP\r\n"),
    (Side::Client, b"DONE\r\nb LOGIN {11+}\r\nP {3+}\r\nq {3+}\r\nbar\r\n\r\nc NOOP\n"),
    (Side::Client, b"A1 LOGIN {11+}\r\nfoo\r\nA2 NO {3+}\r\nbar\r\n"),
    (Side::Client, b"a NO {3}\r\nabc\r\nb OK {3+}\r\nabc\r\n*\r\n=\r\ndGVzdA==\r\n"),
    (Side::Client, b"a APPEND x ~{4}\r\n\0\r\n\0\r\nb LOGIN \"{3}\r\nabc\" x\r\nc LOGIN {3} x\r\nd LOGIN {x}\r\ne NOOP\r\n"),
    (Side::Client, b"a LOGIN {18446744073709551616}\r\n"),
    (Side::Client, b"POST / HTTP/1.1\r\nHost: {3}\r\nabc\r\n\r\n"),
];

#[test]
fn what_is_tricky_is_the_same_at_every_split_and_pair_of_splits() {
    for &(side, bytes) in TRICKY {
        let name = bytes.escape_ascii().to_string();
        for framer in framers(side) {
            let len = bytes.len();
            same_at_splits(&name, &framer, bytes, 0..=len);
            let whole = outcome(framer.clone(), bytes, [len]);
            for (first, second) in
                (0..=len).flat_map(|first| (first..=len).map(move |second| (first, second)))
            {
                let split = outcome(framer.clone(), bytes, [first, second, len]);
                assert_eq!(split, whole, "{name}: split at {first} and {second}");
            }
        }
    }
}

/// The values of messages that come byte by byte, each from a buffer of its own.
fn values_byte_by_byte(side: Side, bytes: &[u8]) -> Vec<Result<Value<'static>, DecodeError>> {
    let (mut framer, mut reader) = (side.framer(), Reader::new(side, Decoder::new()));
    let (mut unread, mut values) = (Vec::new(), Vec::new());
    for &byte in bytes {
        unread.push(byte);
        let mut input = &*unread;
        while let Ok(Some(frame)) = framer.next(&mut input) {
            if let Frame::Message(message) = frame {
                values.push(reader.read(message).map(Value::into_static));
            }
        }
        let used = unread.len() - input.len();
        unread.drain(..used);
    }
    values
}

#[test]
fn values_that_come_byte_by_byte_are_the_same() {
    let traces =
        files("traces", &["server", "client"]).into_iter().map(|(name, bytes)| (side_of(&name), bytes));
    let tricky = TRICKY.iter().map(|(side, bytes)| (*side, bytes.to_vec()));
    let examples = files("rfc", &["txt"]).into_iter().flat_map(|(_, text)| {
        let examples = examples(core::str::from_utf8(&text).unwrap());
        [(Side::Server, examples.server.bytes), (Side::Client, examples.client.bytes)]
    });
    for (side, bytes) in traces.chain(tricky).chain(examples) {
        let mut reader = Reader::new(side, Decoder::new());
        let whole = frame(side, &bytes).messages;
        let whole: Vec<_> = whole.into_iter().map(|row| reader.read(row.1)).collect();
        assert_eq!(values_byte_by_byte(side, &bytes), whole);
    }
}
