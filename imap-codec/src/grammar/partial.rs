//! Pages of results. [RFC 9394 §4](https://www.rfc-editor.org/rfc/rfc9394#section-4)

use core::num::NonZeroU32;

use imap_types::partial::{PartialRange, PartialResults};

use crate::context::{Context, Parsed};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::byte;
use crate::grammar::seldom::{close, nil, nz_number, open, sp};
use crate::grammar::sequence::{number_set, write_number_set};
use crate::rule::Rule;

/// `partial-range = partial-range-first / partial-range-last`
pub(crate) fn partial_range<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, PartialRange> {
    if !input.starts_with(b"-") {
        let (input, start) = nz_number(cx, input)?;
        let (input, ()) = byte(input, b':', Rule::Colon)?;
        let (input, end) = nz_number(cx, input)?;
        return Ok((input, PartialRange::First(start, end)));
    }
    let (input, start) = minus_nz_number(cx, input)?;
    let (input, ()) = byte(input, b':', Rule::Colon)?;
    let (input, end) = minus_nz_number(cx, input)?;
    Ok((input, PartialRange::Last(start, end)))
}

/// `MINUS nz-number`
fn minus_nz_number<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NonZeroU32> {
    let (input, ()) = byte(input, b'-', Rule::Hyphen)?;
    nz_number(cx, input)
}

/// `"(" partial-range SP partial-results ")"`
pub(crate) fn ret_data_partial<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, PartialResults> {
    let (input, ()) = open(cx, input)?;
    let (input, range) = partial_range(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, numbers) = if input.first().is_some_and(u8::is_ascii_digit) {
        let (input, numbers) = number_set(cx, input)?;
        (input, Some(numbers))
    } else {
        let (input, ()) = nil(input)?;
        (input, None)
    };
    let (input, ()) = close(cx, input)?;
    Ok((input, PartialResults { range, numbers }))
}

/// Writes `partial-range`.
pub(crate) fn write_partial_range(out: &mut Encoder<'_>, range: PartialRange) {
    let (start, end, minus) = match range {
        PartialRange::First(start, end) => (start, end, &b""[..]),
        PartialRange::Last(start, end) => (start, end, &b"-"[..]),
    };
    out.bytes(minus);
    out.number(start.get());
    out.byte(b':');
    out.bytes(minus);
    out.number(end.get());
}

/// Writes `"(" partial-range SP partial-results ")"`.
pub(crate) fn write_ret_data_partial(out: &mut Encoder<'_>, partial: &PartialResults) {
    out.byte(b'(');
    write_partial_range(out, partial.range);
    out.byte(b' ');
    match &partial.numbers {
        Some(numbers) => write_number_set(out, numbers),
        None => out.bytes(b"NIL"),
    }
    out.byte(b')');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{both_ways, n, rejects};

    #[test]
    fn pages_both_ways() {
        let of = |range, numbers: Option<&str>| PartialResults {
            range,
            numbers: numbers.map(|numbers| numbers.parse().unwrap()),
        };
        both_ways(
            ret_data_partial,
            write_ret_data_partial,
            &[
                ("(-1:-100 250:349)", of(PartialRange::Last(n(1), n(100)), Some("250:349"))),
                ("(23500:24000 NIL)", of(PartialRange::First(n(23500), n(24000)), None)),
                ("(2:1 7,3)", of(PartialRange::First(n(2), n(1)), Some("7,3"))),
            ],
        );
        rejects(
            ret_data_partial,
            &[
                ("(0:1 NIL)", 1, "nz-number"),
                ("(1:-1 NIL)", 3, "nz-number"),
                ("(-1:1 NIL)", 4, "\"-\""),
                ("(1 NIL)", 2, "\":\""),
                ("(1:2 *)", 5, "nil"),
                ("(1:2)", 4, "SP"),
            ],
        );
    }
}
