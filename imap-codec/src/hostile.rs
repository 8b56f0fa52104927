//! Messages as bad as a peer can make them: wide, deep, cut off, broken, lying, and one byte at a time.
//!
//! Whatever comes, a value or a typed error is there within bounds on memory and on work, both counted rather than
//! timed, and on a stack of 256 KiB. A row of the tables says what repeats in a message; that each repeated rule of the
//! grammar has a row is found from its source and from where the rows have been.

extern crate std;

use alloc::vec::Vec;
use std::collections::BTreeMap;
use std::{format, thread};

use allocation_counter::{AllocationInfo, measure};

use crate::work::{self, Work};
use crate::{
    DecodeError, Decoder, Frame, Framer, FramingError, Limits, decode_command, decode_response,
    encode_command, encode_response,
};

mod commands;
#[path = "../tests/common/nests.rs"]
mod nests;
mod odd;
mod responses;
mod uses;

/// What it is called; and what comes first, what repeats, what comes last.
type Row = (&'static str, [&'static str; 3]);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Server,
    Client,
}

/// Rows that are read, however wide.
fn valid() -> impl Iterator<Item = (Side, &'static Row)> {
    let responses = responses::ROWS.iter().map(|row| (Side::Server, row));
    responses.chain(commands::ROWS.iter().map(|row| (Side::Client, row)))
}

fn all() -> impl Iterator<Item = (Side, &'static Row)> {
    let odd = odd::RESPONSES.iter().map(|row| (Side::Server, row));
    valid().chain(odd).chain(odd::COMMANDS.iter().map(|row| (Side::Client, row)))
}

/// What repeats comes so often, with something between its halves.
fn with_between([before, repeated, after]: [&str; 3], count: usize, between: &str) -> (Vec<u8>, usize) {
    let half = format!("{before}{}", repeated.repeat(count - count / 2));
    (format!("{half}{between}{}{after}", repeated.repeat(count / 2)).into_bytes(), half.len())
}

fn wide(row: [&str; 3], count: usize) -> Vec<u8> {
    with_between(row, count, "").0
}

/// What came of a message, and what that took.
struct Cost {
    result: Result<(), DecodeError>,
    memory: AllocationInfo,
    work: Work,
}

fn decode(decoder: &mut Decoder, side: Side, message: &[u8]) -> Cost {
    let mut result = Ok(());
    drop(work::take());
    let memory = measure(|| {
        result = match side {
            Side::Server => decoder.response(message).map(drop),
            Side::Client => decoder.command(message).map(drop),
        }
    });
    Cost { result, memory, work: work::take() }
}

/// Decodes, and holds the decoder to what any message may cost.
fn decode_in_bounds(name: &str, side: Side, message: &[u8]) -> Cost {
    let cost = decode(&mut Decoder::new(), side, message);
    let Cost { result, memory, work } = &cost;
    // What a message of a few octets costs does not depend on its length.
    let len = message.len() as u64 + 16;
    let shown = || format!("{name}: {} octets, {memory:?}, {} steps", message.len(), work.steps);
    assert!(memory.bytes_max <= 90 * len, "{}", shown());
    assert!(memory.bytes_total <= 120 * len, "{}", shown());
    assert!(memory.count_total <= len, "{}", shown());
    assert!(work.steps as u64 <= 6 * len, "{}", shown());
    if let Err(error) = result {
        assert!(error.offset <= message.len() && !error.expected.is_empty(), "{name}: {error}");
    }
    cost
}

fn on_a_small_stack(run: fn()) {
    thread::Builder::new().stack_size(256 << 10).spawn(run).unwrap().join().unwrap();
}

/// One more than a power of two: that is when a list has just been moved to twice the room.
const WIDE: usize = (1 << 10) + 1;

#[test]
fn four_times_the_repetitions_cost_four_times_as_much() {
    on_a_small_stack(|| {
        for (side, (name, row)) in all() {
            let few = decode_in_bounds(name, side, &wide(*row, WIDE));
            let many = decode_in_bounds(name, side, &wide(*row, 4 * WIDE - 3));
            assert!(many.work.steps <= 4 * few.work.steps + 64, "{name}");
            assert!(many.memory.count_total <= 4 * few.memory.count_total + 16, "{name}");
            assert!(many.memory.bytes_total <= 4 * few.memory.bytes_total + 8192, "{name}");
        }
        for (side, (name, row)) in valid() {
            let Cost { result, work, .. } = decode(&mut Decoder::new(), side, &wide(*row, WIDE));
            assert_eq!(result, Ok(()), "{name}");
            // Two repetitions may be one to the grammar: a name and its value.
            assert!(work.rounds.iter().any(|(.., rounds)| *rounds >= WIDE / 2), "{name}: {work:?}");
        }
    });
}

#[test]
fn every_repeated_rule_has_a_row() {
    on_a_small_stack(|| {
        // How often each place has been gone round in one message.
        let mut rounds = BTreeMap::new();
        let mut note = |work: Work| {
            for (file, line, count) in work.rounds {
                let file = file.rsplit_once("grammar/").map_or(file, |(_, file)| file);
                let most = rounds.entry((file, line)).or_insert(0);
                *most = count.max(*most);
            }
        };
        for (side, (_, row)) in valid() {
            note(decode(&mut Decoder::new(), side, &wide(*row, WIDE)).work);
        }
        for (_, nest) in nests::RECURSIVE.iter().chain(nests::CONTAINED) {
            let side = if nest[0].starts_with("a ") { Side::Client } else { Side::Server };
            note(decode(&mut Decoder::new(), side, nests::nested(*nest, WIDE).as_bytes()).work);
        }
        let uses = uses::all();
        assert!(uses.len() > 60, "{}", uses.len());
        for (file, line, text) in uses {
            let rounds = rounds.get(&(&*file, line)).copied().unwrap_or_default();
            // Nesting ends sooner than anything else.
            assert!(
                rounds >= Decoder::DEPTH - 2,
                "{file}:{line}: no row goes round `{text}` more than {rounds} times"
            );
        }
    });
}

#[test]
fn a_message_that_is_cut_off_anywhere_is_a_typed_error() {
    on_a_small_stack(|| {
        for (side, (name, row)) in all() {
            let (short, long) = (wide(*row, 3), wide(*row, WIDE));
            let somewhere = [1, 2, 3, 5, 7, 8].map(|eighths| long.len() * eighths / 8 - 1);
            let cuts = (0..short.len()).map(|len| &short[..len]);
            for cut in cuts.chain(somewhere.map(|len| &long[..len])) {
                let result = decode_in_bounds(name, side, cut).result;
                // What ends behind the header of a literal may be a line of text.
                let has_end = cut.ends_with(b"\n") || cut.ends_with(b"\r");
                assert!(result.is_err() || has_end, "{name}: {}", cut.escape_ascii());
            }
            for len in somewhere {
                decode_in_bounds(name, side, &[&long[..len], b"\r\n"].concat());
            }
        }
    });
}

/// What has no place between items.
const BROKEN: &[&str] = &[
    "\0", "\t", "\u{7f}", "\u{e9}", "\"", "(", ")", "()", " )(", "]", "\\", "\r", "\r\n", "{", "{0}\r\n",
    "  ",
];

/// Literals that are shorter than they say.
const LYING: &[&str] = &[
    "{4294967296}\r\n",
    "{9223372036854775807}\r\n",
    "{18446744073709551615+}\r\n",
    " ~{18446744073709551616}\r\n",
    " {99999}\r\n",
];

#[test]
fn what_is_broken_costs_no_more_than_what_is_not() {
    on_a_small_stack(|| {
        for (side, (name, row)) in all() {
            for broken in BROKEN.iter().chain(LYING) {
                decode_in_bounds(name, side, &with_between(*row, WIDE, broken).0);
                let [before, repeated, after] = *row;
                decode_in_bounds(name, side, &wide([before, repeated, &format!("{broken}{after}")], WIDE));
                // Whatever is wrong is wrong again and again.
                decode_in_bounds(
                    name,
                    side,
                    &wide([before, &format!("{repeated}{broken}"), after], WIDE / 2),
                );
            }
        }
    });
}

#[test]
fn a_nul_among_items_is_an_error_there_and_not_behind_it() {
    on_a_small_stack(|| {
        for (side, (name, row)) in valid() {
            let (message, at) = with_between(*row, WIDE, "\0");
            let error = decode_in_bounds(name, side, &message).result.expect_err(name);
            assert!(error.offset <= at, "{name}: {error}, the NUL is at {at}");
        }
    });
}

/// What is written of a message, if it is one.
fn passed_on(side: Side, message: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    match side {
        Side::Server => encode_response(&decode_response(message).ok()?, &mut out),
        Side::Client => encode_command(&decode_command(message).ok()?, &mut out, &mut Vec::new()),
    }
    Some(out)
}

#[test]
fn a_nul_anywhere_but_in_a_literal_is_refused_or_left_out() {
    on_a_small_stack(|| {
        for (side, (name, row)) in all() {
            let message = wide(*row, 2);
            for at in 0..message.len() {
                let (before, after) = message.split_at(at);
                let Some(out) = passed_on(side, &[before, b"\0", after].concat()) else { continue };
                let mut nuls = out.iter().enumerate().filter(|(_, octet)| **octet == 0);
                // As it was read: the literals of the rows have one octet.
                let all_in_literals = nuls.all(|(at, _)| out[..at].ends_with(b"}\r\n"));
                assert!(all_in_literals, "{name} at {at}: {}", out.escape_ascii());
            }
        }
    });
}

#[test]
fn parts_that_are_only_opened_cost_nothing() {
    let message = format!("* 1 FETCH (BODYSTRUCTURE {}\r\n", "(".repeat(Decoder::DEPTH));
    let Cost { result, memory, .. } = decode(&mut Decoder::new(), Side::Server, message.as_bytes());
    assert!(result.is_err());
    // Room for the items of the message, and the faults found, of which four lists of the item are tried.
    assert!(memory.count_total <= 6 && memory.bytes_max <= 512, "{memory:?}");
}

#[test]
fn an_or_of_what_is_unknown_is_looked_at_twice_more_at_each_level() {
    on_a_small_stack(|| {
        for levels in [1, 4, 16, Decoder::DEPTH] {
            let message = format!("a SEARCH {}X-A{}\r\n", "OR ".repeat(levels), " b".repeat(WIDE));
            let Cost { result, memory, work } = decode(&mut Decoder::new(), Side::Client, message.as_bytes());
            assert_eq!(result, Ok(()));
            assert!(work.steps <= (5 + 2 * levels) * message.len(), "{levels}: {}", work.steps);
            assert!(memory.bytes_max <= 4 * message.len() as u64, "{levels}: {memory:?}");
        }
    });
}

/// What came out of a framer: what each message was, by its length, and the end.
type Heard = (Vec<(usize, Result<(), DecodeError>)>, Option<FramingError>);

/// Gives the framer so many bytes at a time. One decoder reads all messages, so what was wrong with one could show in
/// the next.
fn hear(framer: &mut Framer, side: Side, bytes: &[u8], step: usize) -> Heard {
    let (mut heard, mut decoder, mut start) = (Vec::new(), Decoder::new(), 0);
    for end in (0..bytes.len()).step_by(step).chain([bytes.len()]) {
        let mut input = &bytes[start..end];
        loop {
            match framer.next(&mut input) {
                Ok(Some(Frame::Message(message))) => {
                    heard.push((message.len(), decode(&mut decoder, side, message).result));
                }
                Ok(Some(Frame::Announced { .. })) => {}
                Ok(Some(frame)) => panic!("{frame:?}"),
                Ok(None) => break,
                Err(error) => return (heard, Some(error)),
            }
        }
        start = end - input.len();
    }
    assert!(framer.is_at_boundary(&bytes[start..]));
    (heard, None)
}

fn framer(side: Side, limits: Limits) -> Framer {
    match side {
        Side::Server => Framer::for_responses(limits),
        Side::Client => Framer::for_commands(limits),
    }
}

#[test]
fn one_byte_at_a_time_the_same_is_heard_and_the_next_message_is_read() {
    on_a_small_stack(|| {
        for (side, (name, row)) in valid() {
            let next: &[u8] = if side == Side::Server { b"* 2 EXISTS\r\n" } else { b"z NOOP\r\n" };
            let (good, (bad, at)) = (wide(*row, 100), with_between(*row, 100, "\0"));
            let bytes = [&good, &bad, next].concat();
            let mut framer = framer(side, Limits::commands());
            let dripped = hear(&mut framer, side, &bytes, 1);
            // Each byte once, and lines that end in a literal's header once more, backwards.
            assert!(framer.examined <= 2 * bytes.len(), "{name}: {} of {}", framer.examined, bytes.len());
            assert_eq!(hear(&mut framer, side, &bytes, bytes.len()), dripped, "{name}");
            let (heard, error) = dripped;
            assert_eq!(error, None, "{name}");
            let [(_, Ok(())), (len, Err(wrong)), (_, Ok(()))] = heard[..] else {
                panic!("{name}: {heard:?}")
            };
            assert!(len == bad.len() && wrong.offset <= at, "{name}: {wrong}");
        }
    });
}

#[test]
fn a_line_beyond_the_limit_ends_it_one_byte_at_a_time_or_not() {
    on_a_small_stack(|| {
        for (side, (name, row)) in all().filter(|(_, (_, row))| row.concat().matches('\n').count() == 1) {
            let message = wide(*row, WIDE);
            let line = message.len() - 1;
            let limits = Limits { line, ..Limits::UNLIMITED };
            for step in [1, 7, message.len()] {
                let mut framer = framer(side, limits);
                let (heard, error) = hear(&mut framer, side, &message, step);
                assert_eq!(heard, [], "{name}");
                assert_eq!(error, Some(FramingError::LineTooLong { limit: line }), "{name}");
                assert_eq!(
                    framer.next(&mut &b"* OK x\r\n"[..]),
                    Err(FramingError::LineTooLong { limit: line })
                );
                assert!(framer.examined <= 2 * message.len(), "{name}: {}", framer.examined);
            }
        }
    });
}
