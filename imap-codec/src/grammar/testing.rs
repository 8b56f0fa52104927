//! What the tests of the rules share: one table of examples, tested both ways.

use alloc::vec::Vec;
use core::fmt::Debug;
use core::num::NonZeroU32;

use imap_types::string::AString;

use crate::context::{Context, Parsed, Unmet};
use crate::decoder::Decoder;
use crate::encoder::Encoder;
use crate::quirk::{Quirk, Sighting};
use crate::rule::Rule;

/// A number that is not zero.
pub(crate) fn n(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

/// A string of the value's kind.
pub(crate) fn s(text: &str) -> AString<'_> {
    AString::try_from(text).unwrap()
}

fn read<'a, T>(
    strict: bool,
    rule: impl Fn(&Context, &'a [u8]) -> Parsed<'a, T>,
    wire: &'a str,
) -> (Result<T, Unmet>, Vec<Sighting>) {
    let mode = if strict { crate::context::Mode::Strict } else { crate::context::Mode::Lenient };
    let context = Context::of(mode, false, Decoder::DEPTH, wire.as_bytes());
    let result = match rule(&context, wire.as_bytes()) {
        Ok(([], value)) => Ok(value),
        Ok((rest, _)) => Err(Unmet::at(rest, Rule::TheEnd)),
        Err(error) => Err(error),
    };
    (result, context.into_sightings())
}

/// The rule reads each of these as the value beside it, strictly.
#[track_caller]
pub(crate) fn reads<'a, T: Debug + PartialEq>(
    rule: impl Fn(&Context, &'a [u8]) -> Parsed<'a, T>,
    table: &[(&'a str, T)],
) {
    for (wire, value) in table {
        assert_eq!(read(true, &rule, wire).0.as_ref(), Ok(value), "{wire:?}");
    }
}

/// The rule reads each of these as the value beside it, strictly, and the writer writes it just so.
#[track_caller]
pub(crate) fn both_ways<'a, T: Debug + PartialEq>(
    rule: impl Fn(&Context, &'a [u8]) -> Parsed<'a, T>,
    write: impl Fn(&mut Encoder<'_>, &T),
    table: &[(&'a str, T)],
) {
    reads(rule, table);
    for (wire, value) in table {
        let mut out = Vec::new();
        write(&mut Encoder::new(&mut out), value);
        assert_eq!(core::str::from_utf8(&out), Ok(*wire));
    }
}

/// [`quirky`], and the writer writes it just so.
#[track_caller]
pub(crate) fn quirky_both_ways<'a, T: Debug + PartialEq>(
    rule: impl Fn(&Context, &'a [u8]) -> Parsed<'a, T>,
    write: impl Fn(&mut Encoder<'_>, &T),
    wire: &'a str,
    value: &T,
    (quirk, offset): (Quirk, usize),
) {
    quirky(rule, wire, value, quirk, offset);
    let mut out = Vec::new();
    write(&mut Encoder::new(&mut out), value);
    assert_eq!(core::str::from_utf8(&out), Ok(wire));
}

/// The rule refuses each of these at this byte, for want of that rule, however lenient.
#[track_caller]
pub(crate) fn rejects<'a, T: Debug>(
    rule: impl Fn(&Context, &'a [u8]) -> Parsed<'a, T>,
    table: &[(&'a str, usize, &str)],
) {
    for &(wire, offset, expected) in table {
        let error = read(false, &rule, wire).0.expect_err(wire);
        assert_eq!((wire.len() - error.left(), error.rule().name()), (offset, expected), "{wire:?}");
    }
}

/// The rule reads this as the value, records just this quirk at this byte, and strictly refuses it there.
#[track_caller]
pub(crate) fn quirky<'a, T: Debug + PartialEq>(
    rule: impl Fn(&Context, &'a [u8]) -> Parsed<'a, T>,
    wire: &'a str,
    value: &T,
    quirk: Quirk,
    offset: usize,
) {
    quirks(rule, wire, value, &[(quirk, offset)]);
}

/// The rule reads this as the value, records just these quirks at these bytes, and strictly refuses it at the first.
#[track_caller]
pub(crate) fn quirks<'a, T: Debug + PartialEq>(
    rule: impl Fn(&Context, &'a [u8]) -> Parsed<'a, T>,
    wire: &'a str,
    value: &T,
    quirks: &[(Quirk, usize)],
) {
    let (result, sightings) = read(false, &rule, wire);
    assert_eq!(result.as_ref(), Ok(value), "{wire:?}");
    let expected: Vec<_> = quirks.iter().map(|&(quirk, offset)| Sighting { quirk, offset }).collect();
    assert_eq!(sightings, expected, "{wire:?}");
    let error = read(true, &rule, wire).0.expect_err(wire);
    let (quirk, offset) = quirks[0];
    assert_eq!((wire.len() - error.left(), error.rule().name()), (offset, quirk.rule()), "{wire:?}");
}
