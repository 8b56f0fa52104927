//! Any bytes give the same frames, however they are split into reads.
#![no_main]

use std::ops::Range;

use imap_codec::{BareCr, Frame, Framer, FramingError, Limits};
use libfuzzer_sys::fuzz_target;

/// Small enough that a fuzzer's input meets every one of them.
const TIGHT: Limits = Limits { line: 64, message: 256, literal: 32, stream: 128 };

/// What the framer said. The pieces of a streamed literal are joined, because they follow the reads by intent.
#[derive(Debug, PartialEq)]
enum Said<'i> {
    Frame(Frame<'i>),
    Data(Range<usize>),
    Error(FramingError),
    Unread { at: usize, is_at_boundary: bool },
}

fuzz_target!(|bytes: &[u8]| {
    for new in [Framer::for_responses, Framer::for_commands] {
        for limits in [TIGHT, Limits::UNLIMITED] {
            for bare_cr in [BareCr::Text, BareCr::LineEnd] {
                let said = |read: &mut dyn FnMut() -> usize| said(new(limits).bare_cr(bare_cr), bytes, read);
                let whole = said(&mut || usize::MAX);
                assert_eq!(whole, said(&mut || 1), "one byte a read");
                assert_eq!(whole, said(&mut uneven(bytes)), "uneven reads");
            }
        }
    }
});

/// Lengths from 0 to 15. The bytes choose their own splits, so that a file of the corpus is the wire and nothing else.
fn uneven(bytes: &[u8]) -> impl FnMut() -> usize {
    // FNV-1a, then Knuth's linear congruential generator.
    let mut seed = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 60) as usize
    }
}

/// Feeds `bytes` in reads of the lengths that `read` gives and returns everything that the framer said. An announced
/// literal is accepted or refused by its length.
fn said<'i>(mut framer: Framer, bytes: &'i [u8], read: &mut dyn FnMut() -> usize) -> Vec<Said<'i>> {
    let mut all = Vec::new();
    let (mut used, mut arrived) = (0, 0);
    while arrived < bytes.len() {
        arrived = bytes.len().min(arrived.saturating_add(read()));
        let mut input = &bytes[used..arrived];
        loop {
            used = arrived - input.len();
            let frame = match framer.next(&mut input) {
                Ok(Some(frame)) => frame,
                Ok(None) => break,
                Err(error) => {
                    let unread = input;
                    assert_eq!(framer.next(&mut input), Err(error), "an error is final");
                    assert_eq!(input, unread);
                    all.push(Said::Error(error));
                    return all;
                }
            };
            if let Frame::Data(piece) = frame {
                assert!(!piece.is_empty());
                match all.last_mut() {
                    Some(Said::Data(data)) if data.end == used => data.end += piece.len(),
                    _ => all.push(Said::Data(used..used + piece.len())),
                }
                continue;
            }
            all.push(Said::Frame(frame));
            if let Frame::Announced { literal, .. } = frame {
                match literal.len % 3 {
                    0 => framer.refuse(&mut input),
                    1 => framer.refuse_and_discard(&mut input),
                    _ => {}
                }
            }
        }
        used = arrived - input.len();
    }
    all.push(Said::Unread { at: used, is_at_boundary: framer.is_at_boundary(&bytes[used..]) });
    all
}
